// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* MAC-to-MAC frames: walk, header, reassembly of bursts. */
#include "m2m.h"
#include "tlv.h"

#define FRAME_HEADER_LEN	4
#define TLVS_SENT		6

/* Take what a TLV says about the next burst. */
static bool take_state(struct wman_m2m_burst *state, const struct wman_tlv *tlv)
{
	switch (tlv->type) {
	case WMAN_M2M_FRAME_NUMBER:
		if (tlv->len != 3)
			return false;
		state->frame_number = wman_get_be24(tlv->value);
		return true;
	case WMAN_M2M_BURST_NUMBER:
		if (tlv->len != 1)
			return false;
		state->number = tlv->value[0];
		return true;
	case WMAN_M2M_FRAGMENT_TYPE:
		if (tlv->len != 1 || tlv->value[0] > WMAN_M2M_LAST)
			return false;
		state->fragment = tlv->value[0];
		return true;
	case WMAN_M2M_FRAGMENT_NUMBER:
		if (tlv->len != 1)
			return false;
		state->fragment_number = tlv->value[0];
		return true;
	default:
		return true;
	}
}

/* Walk to the next burst. Returns false behind the last one, or where the frame is malformed. */
static bool walk(struct wman_m2m_iter *it, struct wman_m2m_burst *burst)
{
	struct wman_tlv_iter tlvs;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&tlvs, it->pos, (size_t)(it->end - it->pos));
	while (it->left && wman_tlv_next(&tlvs, &tlv)) {
		if (tlv.type != WMAN_M2M_PDU_BURST && !take_state(&it->state, &tlv))
			return false;
		it->left--;
		it->pos = tlvs.pos;
		if (tlv.type == WMAN_M2M_PDU_BURST) {
			*burst = it->state;
			burst->data = tlv.value;
			burst->len = tlv.len;
			return true;
		}
	}
	return false;
}

bool wman_m2m_next(struct wman_m2m_iter *it, struct wman_m2m_burst *burst)
{
	if (!it->ahead)
		return walk(it, burst);
	*burst = it->first;
	it->ahead = false;
	return true;
}

enum wman_reason wman_m2m_open(struct wman_m2m_iter *it, const u8 *data, size_t len)
{
	struct wman_m2m_burst burst;
	struct wman_m2m_iter rest;

	if (len < FRAME_HEADER_LEN)
		return WMAN_REASON_M2M_MALFORMED;
	memset(it, 0, sizeof(*it));
	it->sequence = wman_get_be16(data);
	it->left = wman_get_be16(data + 2);
	it->pos = data + FRAME_HEADER_LEN;
	it->end = data + len;
	/* nearly every frame has one burst: what the check has found needs no second walk */
	it->ahead = walk(it, &it->first);
	if (!it->left)
		return WMAN_REASON_NONE;
	rest = *it;
	while (walk(&rest, &burst))
		;
	return rest.left ? WMAN_REASON_M2M_MALFORMED : WMAN_REASON_NONE;
}

/* Sequence number, TLV count, and the TLVs up to the type of the burst. */
static const u8 header_template[] = {
	0, 0, 0, TLVS_SENT,
	WMAN_M2M_PROTOCOL_VERSION, 1, WMAN_M2M_VERSION,
	WMAN_M2M_FRAME_NUMBER, 3, 0, 0, 0,
	WMAN_M2M_BURST_NUMBER, 1, 0,
	WMAN_M2M_FRAGMENT_TYPE, 1, 0,
	WMAN_M2M_FRAGMENT_NUMBER, 1, 0,
	WMAN_M2M_PDU_BURST,
};

/* Where the values are in it */
enum {
	AT_FRAME_NUMBER = 9,
	AT_BURST_NUMBER = 14,
	AT_FRAGMENT_TYPE = 17,
	AT_FRAGMENT_NUMBER = 20,
	AT_BURST_LEN = sizeof(header_template),
};

size_t wman_m2m_header_len(size_t burst_len)
{
	return AT_BURST_LEN + (burst_len > 0xff ? 3 : burst_len > 0x7f ? 2 : 1);
}

size_t wman_m2m_header_build(u16 sequence, const struct wman_m2m_burst *burst, u8 *out)
{
	memcpy(out, header_template, sizeof(header_template));
	wman_put_be16(out, sequence);
	wman_put_be24(out + AT_FRAME_NUMBER, burst->frame_number);
	out[AT_BURST_NUMBER] = burst->number;
	out[AT_FRAGMENT_TYPE] = (u8)burst->fragment;
	out[AT_FRAGMENT_NUMBER] = burst->fragment_number;
	out += AT_BURST_LEN;
	if (burst->len > 0xff) {
		*out++ = 0x82;
		wman_put_be16(out, (u16)burst->len);
	} else {
		if (burst->len > 0x7f)
			*out++ = 0x81;
		*out = (u8)burst->len;
	}
	return wman_m2m_header_len(burst->len);
}

void wman_m2m_reassembly_init(struct wman_m2m_reassembly *r, u8 *buf, size_t cap)
{
	r->buf = buf;
	r->cap = cap;
	r->len = 0;
	r->number = 0;
	r->next = 0;
	r->active = false;
}

enum wman_reason wman_m2m_reassembly_add(struct wman_m2m_reassembly *r,
					 const struct wman_m2m_burst *part,
					 struct wman_octets *whole)
{
	enum wman_reason reason = WMAN_REASON_NONE;

	whole->data = NULL;
	whole->len = 0;
	if (part->fragment == WMAN_M2M_WHOLE) {
		whole->data = part->data;
		whole->len = part->len;
		return WMAN_REASON_NONE;
	}
	if (part->fragment == WMAN_M2M_FIRST) {
		if (r->active)
			reason = WMAN_REASON_M2M_FRAGMENT;
		r->active = true;
		r->number = part->number;
		r->next = part->fragment_number;
		r->len = 0;
	} else if (!r->active || part->number != r->number || part->fragment_number != r->next) {
		r->active = false;
		return WMAN_REASON_M2M_FRAGMENT;
	}
	if (part->len > r->cap - r->len) {
		r->active = false;
		return WMAN_REASON_FRAGMENT_LIMIT;
	}
	memcpy(r->buf + r->len, part->data, part->len);
	r->len += part->len;
	r->next++;
	if (part->fragment == WMAN_M2M_LAST) {
		r->active = false;
		whole->data = r->buf;
		whole->len = r->len;
	}
	return reason;
}
