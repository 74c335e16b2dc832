/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * TLVs: type 1 octet; length one octet up to 127, else 0x80 | n and n octets (n 1 to 4);
 * value. The same in management messages, PKM attributes and MAC-to-MAC frames.
 */
#ifndef _WMAN_TLV_H
#define _WMAN_TLV_H

#include <linux/wman.h>

#include "buf.h"

/**
 * struct wman_tlv - one TLV that was read
 * @type: its type
 * @len: octets of the value, may be 0
 * @value: the value
 */
struct wman_tlv {
	u8 type;
	size_t len;
	const u8 *value;
};

/**
 * struct wman_tlv_iter - a walk over TLVs
 * @pos: the next TLV
 * @end: behind the last
 * @reason: WMAN_REASON_TLV_MALFORMED once a TLV ran past @end
 */
struct wman_tlv_iter {
	const u8 *pos;
	const u8 *end;
	enum wman_reason reason;
};

/**
 * wman_tlv_iter_init() - begin to walk
 * @it: the walk
 * @data: the first TLV
 * @len: octets of all TLVs
 */
void wman_tlv_iter_init(struct wman_tlv_iter *it, const u8 *data, size_t len);

/* All that wman_tlv_next() leaves over: long lengths, the end, what is malformed. */
bool wman_tlv_next_other(struct wman_tlv_iter *it, struct wman_tlv *tlv);

/**
 * wman_tlv_next() - read the next TLV
 * @it: the walk
 * @tlv: what was read
 *
 * Inline as far as a TLV of a short length goes: every frame that is received has six of them.
 *
 * Return: true when there is one; false at the end and at a malformed TLV, which
 * @it->reason tells apart.
 */
static inline bool wman_tlv_next(struct wman_tlv_iter *it, struct wman_tlv *tlv)
{
	size_t left = (size_t)(it->end - it->pos);

	if (it->reason || left < 2 || it->pos[1] & 0x80 || it->pos[1] > left - 2)
		return wman_tlv_next_other(it, tlv);
	tlv->type = it->pos[0];
	tlv->len = it->pos[1];
	tlv->value = it->pos + 2;
	it->pos += 2 + tlv->len;
	return true;
}

/**
 * wman_tlv_uint() - the integer in a TLV
 * @tlv: the TLV, with 1 to 4 octets of value
 *
 * Return: the value.
 */
u32 wman_tlv_uint(const struct wman_tlv *tlv);

#endif /* _WMAN_TLV_H */
