// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* DSA and DSD messages. */
#include "dsx.h"

#include "message.h"

#define UPLINK_FLOW	145
#define DOWNLINK_FLOW	146

/* The bits of WMAN_FLOW_* are the positions in this table. */
static const struct wman_field flow_rows[] = {
	WMAN_FIELD(1, 4, wman_flow_params, sfid),
	WMAN_FIELD(2, 2, wman_flow_params, cid),
	WMAN_FIELD(5, 1, wman_flow_params, qos_set),
	WMAN_FIELD(11, 1, wman_flow_params, scheduling),
	WMAN_FIELD(12, 1, wman_flow_params, policy),
	WMAN_FIELD(17, 2, wman_flow_params, said),
	WMAN_FIELD(18, 1, wman_flow_params, arq),
	WMAN_FIELD(28, 1, wman_flow_params, cs),
	WMAN_FIELD(38, 1, wman_flow_params, fsn_size),
};

/* What stands behind the transaction id. */
#define CONFIRMATION	0x01
#define SFID		0x02
#define FLOW		0x04

static u8 parts(u8 type)
{
	switch (type) {
	case WMAN_MSG_DSA_REQ:
		return FLOW;
	case WMAN_MSG_DSA_RSP:
		return CONFIRMATION | FLOW;
	case WMAN_MSG_DSA_ACK:
		return CONFIRMATION;
	case WMAN_MSG_DSD_REQ:
		return SFID;
	case WMAN_MSG_DSD_RSP:
		return CONFIRMATION | SFID;
	default:
		return 0;
	}
}

static enum wman_reason take_flow(struct wman_dsx *dsx, const struct wman_tlv *tlv)
{
	if (dsx->dir)
		return WMAN_REASON_TLV_VALUE;
	dsx->dir = tlv->type == UPLINK_FLOW ? WMAN_DIRECTION_UPLINK : WMAN_DIRECTION_DOWNLINK;
	return wman_fields_parse(flow_rows, ARRAY_SIZE(flow_rows), 0, &dsx->flow,
				 &dsx->flow.present, tlv->value, tlv->len);
}

enum wman_reason wman_dsx_parse(struct wman_dsx *dsx, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	struct wman_tlv_iter it;
	struct wman_tlv tlv;
	size_t fixed;
	u8 has;

	reason = wman_message_fixed(msg, len, &fixed);
	if (reason)
		return reason;
	has = parts(msg[0]);
	if (!has)
		return WMAN_REASON_MESSAGE_UNKNOWN;
	memset(dsx, 0, sizeof(*dsx));
	dsx->type = msg[0];
	dsx->transaction = wman_get_be16(msg + 1);
	if (has & CONFIRMATION)
		dsx->confirmation = msg[3];
	if (has & SFID)
		dsx->sfid = wman_get_be32(msg + fixed - 4);

	wman_tlv_iter_init(&it, msg + fixed, len - fixed);
	while (wman_tlv_next(&it, &tlv)) {
		if (!(has & FLOW) || (tlv.type != UPLINK_FLOW && tlv.type != DOWNLINK_FLOW))
			continue;
		reason = take_flow(dsx, &tlv);
		if (reason)
			return reason;
	}
	return it.reason;
}

void wman_dsx_put(struct wman_buf *buf, const struct wman_dsx *dsx)
{
	u8 has = parts(dsx->type);
	size_t mark;

	wman_buf_put_u8(buf, dsx->type);
	wman_buf_put_u16(buf, dsx->transaction);
	if (has & CONFIRMATION)
		wman_buf_put_u8(buf, dsx->confirmation);
	if (has & SFID)
		wman_buf_put_u32(buf, dsx->sfid);
	if (!(has & FLOW) || !dsx->dir)
		return;
	mark = wman_buf_tlv_begin(buf, dsx->dir == WMAN_DIRECTION_UPLINK ? UPLINK_FLOW :
									   DOWNLINK_FLOW);
	wman_fields_put(buf, flow_rows, ARRAY_SIZE(flow_rows), &dsx->flow, dsx->flow.present);
	wman_buf_tlv_end(buf, mark);
}
