/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Integers in octets. All of 802.16 is big-endian but the PN of an AES-CCM PDU.
 */
#ifndef _WMAN_OCTETS_H
#define _WMAN_OCTETS_H

#include "env.h"

/**
 * struct wman_octets - octets that lie in somebody else's buffer
 * @data: first octet; NULL when absent
 * @len: how many
 */
struct wman_octets {
	const u8 *data;
	size_t len;
};

static inline u16 wman_get_be16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static inline u32 wman_get_be24(const u8 *p)
{
	return (u32)p[0] << 16 | (u32)p[1] << 8 | p[2];
}

static inline u32 wman_get_be32(const u8 *p)
{
	return (u32)p[0] << 24 | wman_get_be24(p + 1);
}

static inline u32 wman_get_le32(const u8 *p)
{
	return (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0];
}

static inline void wman_put_be16(u8 *p, u16 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static inline void wman_put_be24(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 16);
	p[1] = (u8)(v >> 8);
	p[2] = (u8)v;
}

static inline void wman_put_be32(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 24);
	wman_put_be24(p + 1, v);
}

static inline void wman_put_le32(u8 *p, u32 v)
{
	p[0] = (u8)v;
	p[1] = (u8)(v >> 8);
	p[2] = (u8)(v >> 16);
	p[3] = (u8)(v >> 24);
}

#endif /* _WMAN_OCTETS_H */
