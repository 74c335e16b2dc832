/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Subheaders of a MAC PDU (802.16 6.3.2.2): extended subheader group, grant management,
 * fast-feedback allocation, fragmentation, packing; and the SDUs behind them.
 */
#ifndef _WMAN_SUBHEADER_H
#define _WMAN_SUBHEADER_H

#include "mac.h"

#define WMAN_SUBHEADER_MAX	3	/* packing, 11-bit FSN */

/* Fragmentation control */
enum wman_fc {
	WMAN_FC_WHOLE = 0,
	WMAN_FC_LAST = 1,
	WMAN_FC_FIRST = 2,
	WMAN_FC_MIDDLE = 3,
};

/**
 * struct wman_sdu - an SDU, or a part of one, as a PDU carries it
 * @numbered: it had a subheader, so @fsn means something
 * @fc: which part
 * @fsn: fragment sequence number
 * @fsn_mask: 7 or 2047
 * @data: the octets
 * @len: how many, at least 1
 */
struct wman_sdu {
	bool numbered;
	enum wman_fc fc;
	u16 fsn;
	u16 fsn_mask;
	const u8 *data;
	size_t len;
};

/**
 * struct wman_sdu_iter - a walk over the SDUs of a PDU
 * @pos: what comes next
 * @end: behind the last SDU
 * @packed: packing subheaders follow
 * @extended: subheaders have an 11-bit FSN
 * @first: the only SDU of a PDU without packing
 */
struct wman_sdu_iter {
	const u8 *pos;
	const u8 *end;
	bool packed;
	bool extended;
	struct wman_sdu first;
};

/**
 * wman_esh_skip() - length of the extended subheader group
 * @data: behind the generic MAC header
 * @len: octets there are
 * @skip: octets of the group
 *
 * Return: WMAN_REASON_NONE, or _SUBHEADER when the group is empty or runs past @len.
 */
enum wman_reason wman_esh_skip(const u8 *data, size_t len, size_t *skip);

/**
 * wman_sdu_iter_init() - begin to walk over the SDUs of a PDU
 * @it: the walk
 * @type: WMAN_TYPE_* bits of its header
 * @dir: direction of the PDU, which decides about WMAN_TYPE_GRANT_FFB
 * @data: plain text behind header, extended subheaders and PN
 * @len: its octets, without ICV and CRC
 *
 * Return: WMAN_REASON_NONE, or _SUBHEADER: mesh and ARQ feedback are not supported,
 * fragmentation and packing exclude each other, or a subheader is cut. The whole PDU is
 * looked at, so wman_sdu_next() finds nothing wrong any more.
 */
enum wman_reason wman_sdu_iter_init(struct wman_sdu_iter *it, u8 type, enum wman_direction dir,
				    const u8 *data, size_t len);

/**
 * wman_sdu_next() - the next SDU or part of one
 * @it: a walk that began well
 * @sdu: what was found
 *
 * Return: true when there is one.
 */
bool wman_sdu_next(struct wman_sdu_iter *it, struct wman_sdu *sdu);

/**
 * wman_fragmentation_len() - octets of a fragmentation subheader
 * @extended: with an 11-bit FSN
 *
 * Return: 1 or 2.
 */
static inline size_t wman_fragmentation_len(bool extended)
{
	return extended ? 2 : 1;
}

/**
 * wman_fragmentation_build() - write a fragmentation subheader
 * @extended: with an 11-bit FSN (WMAN_TYPE_EXTENDED)
 * @fc: which part
 * @fsn: its number; bits above the field are left out
 * @out: where, wman_fragmentation_len() octets
 *
 * Return: octets written.
 */
size_t wman_fragmentation_build(bool extended, enum wman_fc fc, u16 fsn, u8 *out);

/**
 * wman_packing_len() - octets of a packing subheader
 * @extended: with an 11-bit FSN
 *
 * Return: 2 or 3.
 */
static inline size_t wman_packing_len(bool extended)
{
	return extended ? 3 : 2;
}

/**
 * wman_packing_build() - write a packing subheader
 * @extended: with an 11-bit FSN (WMAN_TYPE_EXTENDED)
 * @fc: which part
 * @fsn: its number; bits above the field are left out
 * @sdu_len: octets of the SDU or part that follows, at most 2044
 * @out: where, up to WMAN_SUBHEADER_MAX octets
 *
 * Return: octets written.
 */
size_t wman_packing_build(bool extended, enum wman_fc fc, u16 fsn, size_t sdu_len, u8 *out);

#endif /* _WMAN_SUBHEADER_H */
