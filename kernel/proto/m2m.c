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

bool wman_m2m_next(struct wman_m2m_iter *it, struct wman_m2m_burst *burst)
{
	struct wman_tlv_iter tlvs;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&tlvs, it->pos, (size_t)(it->end - it->pos));
	for (; it->left && wman_tlv_next(&tlvs, &tlv); it->pos = tlvs.pos) {
		it->left--;
		if (tlv.type == WMAN_M2M_PDU_BURST) {
			*burst = it->state;
			burst->data = tlv.value;
			burst->len = tlv.len;
			it->pos = tlvs.pos;
			return true;
		}
		if (!take_state(&it->state, &tlv))
			break;
	}
	return false;
}

enum wman_reason wman_m2m_open(struct wman_m2m_iter *it, const u8 *data, size_t len)
{
	struct wman_m2m_burst state = { 0 };
	struct wman_tlv_iter tlvs;
	struct wman_tlv tlv;
	u16 i;

	if (len < FRAME_HEADER_LEN)
		return WMAN_REASON_M2M_MALFORMED;
	it->sequence = wman_get_be16(data);
	it->left = wman_get_be16(data + 2);
	it->pos = data + FRAME_HEADER_LEN;
	it->end = data + len;
	it->state = state;

	wman_tlv_iter_init(&tlvs, it->pos, len - FRAME_HEADER_LEN);
	for (i = 0; i < it->left; i++)
		if (!wman_tlv_next(&tlvs, &tlv) || !take_state(&state, &tlv))
			return WMAN_REASON_M2M_MALFORMED;
	return WMAN_REASON_NONE;
}

size_t wman_m2m_header_len(size_t burst_len)
{
	const size_t fixed = FRAME_HEADER_LEN + 3 + 5 + 3 + 3 + 3 + 2;

	return fixed + (burst_len > 0xff ? 2 : burst_len > 0x7f ? 1 : 0);
}

size_t wman_m2m_header_build(u16 sequence, const struct wman_m2m_burst *burst, u8 *out)
{
	size_t len = wman_m2m_header_len(burst->len);
	struct wman_buf buf;

	wman_buf_init(&buf, out, len);
	wman_buf_put_u16(&buf, sequence);
	wman_buf_put_u16(&buf, TLVS_SENT);
	wman_buf_put_tlv_uint(&buf, WMAN_M2M_PROTOCOL_VERSION, WMAN_M2M_VERSION, 1);
	wman_buf_put_tlv_uint(&buf, WMAN_M2M_FRAME_NUMBER, burst->frame_number, 3);
	wman_buf_put_tlv_uint(&buf, WMAN_M2M_BURST_NUMBER, burst->number, 1);
	wman_buf_put_tlv_uint(&buf, WMAN_M2M_FRAGMENT_TYPE, burst->fragment, 1);
	wman_buf_put_tlv_uint(&buf, WMAN_M2M_FRAGMENT_NUMBER, burst->fragment_number, 1);
	wman_buf_put_u8(&buf, WMAN_M2M_PDU_BURST);
	if (burst->len > 0xff) {
		wman_buf_put_u8(&buf, 0x82);
		wman_buf_put_u16(&buf, (u16)burst->len);
	} else {
		if (burst->len > 0x7f)
			wman_buf_put_u8(&buf, 0x81);
		wman_buf_put_u8(&buf, (u8)burst->len);
	}
	return buf.len;
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
