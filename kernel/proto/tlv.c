// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Walk over TLVs. */
#include "tlv.h"

void wman_tlv_iter_init(struct wman_tlv_iter *it, const u8 *data, size_t len)
{
	it->pos = data;
	it->end = data + len;
	it->reason = WMAN_REASON_NONE;
}

bool wman_tlv_next_other(struct wman_tlv_iter *it, struct wman_tlv *tlv)
{
	size_t left = (size_t)(it->end - it->pos);
	const u8 *p = it->pos;
	size_t len, n;

	if (it->reason || !left)
		return false;
	if (left < 2)
		goto malformed;
	tlv->type = p[0];
	len = p[1];
	p += 2;
	left -= 2;
	if (len & 0x80) {
		n = len & 0x7f;
		if (!n || n > 4 || n > left)
			goto malformed;
		left -= n;
		for (len = 0; n; n--)
			len = len << 8 | *p++;
	}
	if (len > left)
		goto malformed;
	tlv->len = len;
	tlv->value = p;
	it->pos = p + len;
	return true;

malformed:
	it->reason = WMAN_REASON_TLV_MALFORMED;
	return false;
}

u32 wman_tlv_uint(const struct wman_tlv *tlv)
{
	u32 v = 0;
	size_t i;

	for (i = 0; i < tlv->len; i++)
		v = v << 8 | tlv->value[i];
	return v;
}
