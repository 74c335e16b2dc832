// SPDX-License-Identifier: GPL-2.0
/* The ends of a PDU. proto/mac.c has the same CRC without tables; the vectors hold both to it. */
#include <linux/crc32.h>

#include "pdu.h"
#include "subheader.h"

static void crc_field(const u8 *data, size_t len, u32 crc, u8 field[WMAN_CRC_LEN])
{
	if (crc == WMAN_CRC_IEEE8023)
		wman_put_le32(field, ~crc32_le(~0, data, len));
	else
		wman_put_be32(field, ~crc32_be(~0, data, len));
}

void wman_pdu_add_crc(struct sk_buff *skb, u32 crc)
{
	u8 field[WMAN_CRC_LEN];

	crc_field(skb->data, skb->len, crc, field);
	skb_put_data(skb, field, sizeof(field));
}

enum wman_reason wman_pdu_body(const u8 *pdu, const struct wman_gmh *gmh, u32 crc,
			       struct wman_octets *body)
{
	size_t len = gmh->len, skip;
	u8 field[WMAN_CRC_LEN];
	enum wman_reason ret;

	if (gmh->ci) {
		len -= WMAN_CRC_LEN;
		crc_field(pdu, len, crc, field);
		if (memcmp(field, pdu + len, sizeof(field)))
			return WMAN_REASON_CRC;
	}
	body->data = pdu + WMAN_GMH_LEN;
	body->len = len - WMAN_GMH_LEN;
	if (!gmh->esf)
		return WMAN_REASON_NONE;
	ret = wman_esh_skip(body->data, body->len, &skip);
	if (ret)
		return ret;
	body->data += skip;
	body->len -= skip;
	return WMAN_REASON_NONE;
}
