// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* A message of TLVs as a struct and a table. */
#include "fields.h"

static void store(const struct wman_field *field, void *out, const struct wman_tlv *tlv)
{
	void *member = (u8 *)out + field->offset;

	switch (field->len) {
	case 0:
		((struct wman_octets *)member)->data = tlv->value;
		((struct wman_octets *)member)->len = tlv->len;
		break;
	case 1:
		*(u8 *)member = tlv->value[0];
		break;
	case 2:
		*(u16 *)member = wman_get_be16(tlv->value);
		break;
	case 3:
	case 4:
		*(u32 *)member = wman_tlv_uint(tlv);
		break;
	default:
		memcpy(member, tlv->value, tlv->len);
	}
}

enum wman_reason wman_fields_parse(const struct wman_field *table, size_t n, u32 required,
				   void *out, u32 *present, const u8 *data, size_t len)
{
	struct wman_tlv_iter it;
	struct wman_tlv tlv;
	size_t i;

	*present = 0;
	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &tlv)) {
		for (i = 0; i < n && table[i].type != tlv.type; i++)
			;
		if (i == n || *present & BIT(i))
			continue;
		if (table[i].len ? tlv.len != table[i].len : !tlv.len)
			return WMAN_REASON_TLV_LENGTH;
		store(&table[i], out, &tlv);
		*present |= BIT(i);
	}
	if (it.reason)
		return it.reason;
	return required & ~*present ? WMAN_REASON_ATTR_MISSING : WMAN_REASON_NONE;
}

void wman_fields_put(struct wman_buf *buf, const struct wman_field *table, size_t n,
		     const void *in, u32 present)
{
	const struct wman_octets *octets;
	const void *member;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!(present & BIT(i)))
			continue;
		member = (const u8 *)in + table[i].offset;
		switch (table[i].len) {
		case 0:
			octets = member;
			wman_buf_put_tlv(buf, table[i].type, octets->data, octets->len);
			break;
		case 1:
			wman_buf_put_tlv_uint(buf, table[i].type, *(const u8 *)member, 1);
			break;
		case 2:
			wman_buf_put_tlv_uint(buf, table[i].type, *(const u16 *)member, 2);
			break;
		case 3:
		case 4:
			wman_buf_put_tlv_uint(buf, table[i].type, *(const u32 *)member,
					      table[i].len);
			break;
		default:
			wman_buf_put_tlv(buf, table[i].type, member, table[i].len);
		}
	}
}
