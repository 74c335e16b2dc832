/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Append-only output buffer. Running out of room is remembered, so a builder writes
 * everything and looks at @overflow once at the end.
 */
#ifndef _WMAN_BUF_H
#define _WMAN_BUF_H

#include "octets.h"

/**
 * struct wman_buf - where a message is built
 * @data: the caller's memory
 * @len: octets written
 * @cap: octets there are
 * @overflow: something did not fit; @data then holds no message
 */
struct wman_buf {
	u8 *data;
	size_t len;
	size_t cap;
	bool overflow;
};

/**
 * wman_buf_init() - begin an empty buffer
 * @buf: the buffer
 * @data: memory for it
 * @cap: its octets
 */
void wman_buf_init(struct wman_buf *buf, u8 *data, size_t cap);

/**
 * wman_buf_put() - append octets
 * @buf: the buffer
 * @data: what; may be NULL when @len is 0
 * @len: how many
 */
void wman_buf_put(struct wman_buf *buf, const void *data, size_t len);

/**
 * wman_buf_put_uint() - append an integer, big-endian
 * @buf: the buffer
 * @v: the value
 * @len: its octets, 1 to 4
 */
void wman_buf_put_uint(struct wman_buf *buf, u32 v, unsigned int len);

static inline void wman_buf_put_u8(struct wman_buf *buf, u8 v)
{
	wman_buf_put_uint(buf, v, 1);
}

static inline void wman_buf_put_u16(struct wman_buf *buf, u16 v)
{
	wman_buf_put_uint(buf, v, 2);
}

static inline void wman_buf_put_u32(struct wman_buf *buf, u32 v)
{
	wman_buf_put_uint(buf, v, 4);
}

/**
 * wman_buf_put_tlv() - append a TLV
 * @buf: the buffer
 * @type: its type
 * @value: its value
 * @len: octets of the value, at least 1 (a TLV without a value is never sent)
 */
void wman_buf_put_tlv(struct wman_buf *buf, u8 type, const void *value, size_t len);

/**
 * wman_buf_put_tlv_uint() - append a TLV that holds an integer
 * @buf: the buffer
 * @type: its type
 * @v: the value
 * @len: octets of the value, 1 to 4
 */
void wman_buf_put_tlv_uint(struct wman_buf *buf, u8 type, u32 v, unsigned int len);

/**
 * wman_buf_tlv_begin() - begin a compound TLV
 * @buf: the buffer
 * @type: its type
 *
 * Compounds may be nested.
 *
 * Return: a mark for wman_buf_tlv_end().
 */
size_t wman_buf_tlv_begin(struct wman_buf *buf, u8 type);

/**
 * wman_buf_tlv_end() - end a compound TLV, filling in its length
 * @buf: the buffer
 * @mark: from wman_buf_tlv_begin()
 */
void wman_buf_tlv_end(struct wman_buf *buf, size_t mark);

#endif /* _WMAN_BUF_H */
