// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Subheaders of a MAC PDU, and the SDUs behind them. */
#include "subheader.h"

#define GRANT_MANAGEMENT_LEN	2
#define FFB_ALLOCATION_LEN	1

enum wman_reason wman_esh_skip(const u8 *data, size_t len, size_t *skip)
{
	/* the first octet counts itself */
	if (!len || !data[0] || data[0] > len)
		return WMAN_REASON_SUBHEADER;
	*skip = data[0];
	return WMAN_REASON_NONE;
}

/* The SDU behind a packing subheader; false when it is cut or empty. */
static bool packed_sdu(const struct wman_sdu_iter *it, struct wman_sdu *sdu)
{
	size_t left = (size_t)(it->end - it->pos), sub = wman_packing_len(it->extended), len;
	u32 v;

	if (left < sub)
		return false;
	v = it->extended ? wman_get_be24(it->pos) : wman_get_be16(it->pos);
	len = v & 0x7ff;
	if (len <= sub || len > left)
		return false;
	sdu->numbered = true;
	sdu->fc = v >> (it->extended ? 22 : 14);
	sdu->fsn_mask = it->extended ? 0x7ff : 7;
	sdu->fsn = v >> 11 & sdu->fsn_mask;
	sdu->data = it->pos + sub;
	sdu->len = len - sub;
	return true;
}

static enum wman_reason check_packing(struct wman_sdu_iter *it)
{
	const u8 *begin = it->pos;
	struct wman_sdu sdu;

	while (it->pos < it->end) {
		if (!packed_sdu(it, &sdu))
			return WMAN_REASON_SUBHEADER;
		it->pos = sdu.data + sdu.len;
	}
	it->pos = begin;
	return WMAN_REASON_NONE;
}

/* The one SDU of a PDU without packing. */
static enum wman_reason take_single(struct wman_sdu_iter *it, bool fragmentation)
{
	size_t left = (size_t)(it->end - it->pos), sub;
	struct wman_sdu *sdu = &it->first;
	u32 v;

	if (fragmentation) {
		sub = wman_fragmentation_len(it->extended);
		if (left <= sub)
			return WMAN_REASON_SUBHEADER;
		v = it->extended ? wman_get_be16(it->pos) : it->pos[0];
		sdu->numbered = true;
		sdu->fc = v >> (it->extended ? 14 : 6);
		sdu->fsn_mask = it->extended ? 0x7ff : 7;
		sdu->fsn = v >> 3 & sdu->fsn_mask;
		it->pos += sub;
		left -= sub;
	}
	sdu->data = it->pos;
	sdu->len = left;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_sdu_iter_init(struct wman_sdu_iter *it, u8 type, enum wman_direction dir,
				    const u8 *data, size_t len)
{
	const u8 exclusive = WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_PACKING;
	size_t skip;

	memset(it, 0, sizeof(*it));
	it->pos = data;
	it->end = data + len;
	it->extended = type & WMAN_TYPE_EXTENDED;
	it->packed = type & WMAN_TYPE_PACKING;
	if (type & (WMAN_TYPE_MESH | WMAN_TYPE_ARQ_FEEDBACK) || (type & exclusive) == exclusive)
		return WMAN_REASON_SUBHEADER;
	if (type & WMAN_TYPE_GRANT_FFB) {
		skip = dir == WMAN_DIRECTION_UPLINK ? GRANT_MANAGEMENT_LEN : FFB_ALLOCATION_LEN;
		if (len < skip)
			return WMAN_REASON_SUBHEADER;
		it->pos += skip;
	}
	if (it->packed)
		return check_packing(it);
	return take_single(it, type & WMAN_TYPE_FRAGMENTATION);
}

bool wman_sdu_next(struct wman_sdu_iter *it, struct wman_sdu *sdu)
{
	if (it->pos >= it->end)
		return false;
	if (!it->packed)
		*sdu = it->first;
	else if (!packed_sdu(it, sdu))
		return false;
	it->pos = sdu->data + sdu->len;
	return true;
}

size_t wman_fragmentation_build(bool extended, enum wman_fc fc, u16 fsn, u8 *out)
{
	if (extended)
		wman_put_be16(out, (u16)(fc << 14 | (fsn & 0x7ff) << 3));
	else
		out[0] = (u8)(fc << 6 | (fsn & 7) << 3);
	return wman_fragmentation_len(extended);
}

size_t wman_packing_build(bool extended, enum wman_fc fc, u16 fsn, size_t sdu_len, u8 *out)
{
	size_t sub = wman_packing_len(extended);
	u16 len = (u16)((sdu_len + sub) & 0x7ff);

	if (extended)
		wman_put_be24(out, (u32)fc << 22 | (u32)(fsn & 0x7ff) << 11 | len);
	else
		wman_put_be16(out, (u16)(fc << 14 | (fsn & 7) << 11 | len));
	return sub;
}
