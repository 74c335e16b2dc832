// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* DSA, DSC and DSD messages, and DSX-RVD. */
#include "dsx.h"

#include "message.h"

#define UPLINK_FLOW	145
#define DOWNLINK_FLOW	146

/* Parameters of convergence sublayer n are in the compound TLV CS_PARAMETERS + n. */
#define CS_PARAMETERS	99
#define CS_LAST		13
#define RULE_ACTION	1
#define RULE_ERROR	2
#define RULE		3

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
	case WMAN_MSG_DSC_REQ:
		return FLOW;
	case WMAN_MSG_DSA_RSP:
	case WMAN_MSG_DSC_RSP:
		return CONFIRMATION | FLOW;
	case WMAN_MSG_DSA_ACK:
	case WMAN_MSG_DSC_ACK:
	case WMAN_MSG_DSX_RVD:
		return CONFIRMATION;
	case WMAN_MSG_DSD_REQ:
		return SFID;
	case WMAN_MSG_DSD_RSP:
		return CONFIRMATION | SFID;
	default:
		return 0;
	}
}

/* One compound has an action and the rule that it is about. */
static enum wman_reason take_rules(struct wman_flow_params *flow, u8 cs, const u8 *data, size_t len)
{
	u8 action = WMAN_RULE_ACTION_ADD, first = flow->n_rules;
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &tlv)) {
		if ((tlv.type == RULE_ACTION && tlv.len != 1) || (tlv.type == RULE && !tlv.len))
			return WMAN_REASON_TLV_LENGTH;
		if (tlv.type == RULE_ACTION)
			action = tlv.value[0];
		else if (tlv.type == RULE && flow->n_rules < WMAN_DSX_RULES)
			flow->rules[flow->n_rules++].rule =
				(struct wman_octets){ .data = tlv.value, .len = tlv.len };
		else if (tlv.type != RULE_ERROR)
			flow->unsupported = true;
	}
	for (; first < flow->n_rules; first++) {
		flow->rules[first].cs = cs;
		flow->rules[first].action = action;
	}
	return it.reason;
}

static enum wman_reason take_cs(struct wman_flow_params *flow, const u8 *data, size_t len)
{
	enum wman_reason reason = WMAN_REASON_NONE;
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, data, len);
	while (!reason && wman_tlv_next(&it, &tlv))
		if (tlv.type >= CS_PARAMETERS && tlv.type < CS_PARAMETERS + CS_LAST)
			reason = take_rules(flow, tlv.type - CS_PARAMETERS, tlv.value, tlv.len);
	return reason;
}

static enum wman_reason take_flow(struct wman_dsx *dsx, const struct wman_tlv *tlv)
{
	enum wman_reason reason;

	if (dsx->dir)
		return WMAN_REASON_TLV_VALUE;
	dsx->dir = tlv->type == UPLINK_FLOW ? WMAN_DIRECTION_UPLINK : WMAN_DIRECTION_DOWNLINK;
	reason = wman_fields_parse(flow_rows, ARRAY_SIZE(flow_rows), 0, &dsx->flow,
				   &dsx->flow.present, tlv->value, tlv->len);
	return reason ?: take_cs(&dsx->flow, tlv->value, tlv->len);
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

static void put_rule(struct wman_buf *buf, const struct wman_dsx_rule *rule)
{
	size_t mark = wman_buf_tlv_begin(buf, CS_PARAMETERS + rule->cs);

	if (rule->action)
		wman_buf_put_tlv_uint(buf, RULE_ACTION, rule->action, 1);
	wman_buf_put_tlv(buf, RULE, rule->rule.data, rule->rule.len);
	wman_buf_tlv_end(buf, mark);
}

void wman_dsx_put(struct wman_buf *buf, const struct wman_dsx *dsx)
{
	u8 has = parts(dsx->type);
	size_t mark;
	u8 i;

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
	for (i = 0; i < dsx->flow.n_rules; i++)
		put_rule(buf, &dsx->flow.rules[i]);
	wman_buf_tlv_end(buf, mark);
}
