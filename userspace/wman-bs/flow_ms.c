// SPDX-License-Identifier: BSD-3-Clause
#include "flow_ms.h"

#include "bs.h"
#include "message.h"
#include "mgmt.h"
#include "names_gen.h"

#define T8_MS	   300
#define T8_RETRIES 3

static struct bs_flow_answer *find(struct bs_ss *ss, u16 transaction)
{
	struct bs_flow_answer *a = ss->flows.answer;

	for (; a < ss->flows.answer + BS_FLOW_ANSWERS; a++)
		if (a->rsp.type && a->rsp.transaction == transaction)
			return a;
	return NULL;
}

/* Nothing signs it, and it says no more than that the request is here. */
static void received(struct bs_ss *ss, u16 transaction)
{
	const struct wman_dsx rvd = { .type = WMAN_MSG_DSX_RVD, .transaction = transaction };
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	wman_dsx_put(buf, &rvd);
	bs_mgmt_send(ss, buf, ss->primary_cid);
}

static void answer(struct bs_ss *ss, struct bs_flow_answer *a)
{
	a->tries++;
	bs_flow_send(ss, &a->rsp);
	/* there is no DSD-ACK */
	a->due = a->rsp.type != WMAN_MSG_DSD_RSP;
	if (a->due)
		bs_ss_arm(ss, BS_TIMER_DSX_ACK, T8_MS);
}

/* The rule of a flow by what a message says; there is one at most. */
static bool take_rule(struct wman_rule *rule, u8 cs, const struct wman_flow_params *params)
{
	const struct wman_dsx_rule *said = &params->rules[0];
	struct wman_rule got;

	if (params->unsupported || params->n_rules > 1)
		return false;
	if (!params->n_rules)
		return true;
	if (said->cs != cs || wman_rule_parse(&got, cs, said->rule.data, said->rule.len) ||
	    (said->action == WMAN_RULE_ACTION_ADD) == (rule->len > 0) ||
	    (rule->len && rule->index != got.index) || said->action > WMAN_RULE_ACTION_DELETE)
		return false;
	*rule = said->action == WMAN_RULE_ACTION_DELETE ? (struct wman_rule){ 0 } : got;
	return true;
}

static bool asleep(const struct wman_flow_params *params, bool before)
{
	return params->present & WMAN_FLOW_QOS_SET ? !(params->qos_set & WMAN_QOS_SET_ACTIVE) :
						     before;
}

static u8 add(struct bs_ss *ss, const struct wman_dsx *req, struct bs_flow_answer *a)
{
	const struct wman_flow_params *want = &req->flow;
	struct bs_flow_config cfg = {
		.dir = req->dir,
		.cs = want->cs,
		.said = want->present & WMAN_FLOW_SAID ? want->said : BS_SAID_PRIMARY,
		.crc = !(want->policy & WMAN_TX_NO_CRC),
		.frag = !(want->policy & WMAN_TX_NO_FRAGMENTATION),
		.pack = !(want->policy & WMAN_TX_NO_PACKING),
		.fsn11 = !(want->present & WMAN_FLOW_FSN_SIZE) || want->fsn_size,
		.asleep = asleep(want, false),
	};
	u16 said = cfg.said < 0 ? ss->basic_cid : (u16)cfg.said;
	const struct bs_sa *sa = bs_sa_find(ss, said);
	struct bs_flow *flow;

	if (!req->dir || !(want->present & WMAN_FLOW_CS))
		return WMAN_CC_PARAMETER_MISSING;
	if (!sa || sa->group)
		return WMAN_CC_NOT_AUTHORIZED_SAID;
	if (!wman_cs_known(cfg.cs) || (want->present & WMAN_FLOW_ARQ && want->arq) ||
	    !take_rule(&cfg.rule, cfg.cs, want))
		return WMAN_CC_OTHER;
	flow = bs_flow_new(ss, &cfg, said);
	if (!flow)
		return WMAN_CC_OTHER;
	a->rsp.dir = req->dir;
	a->rsp.flow.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_SAID;
	a->rsp.flow.sfid = flow->sfid;
	a->rsp.flow.cid = flow->cid;
	a->rsp.flow.said = said;
	return WMAN_CC_OK;
}

/* A flow of its own on which no transaction of ours runs. */
static struct bs_flow *flow_of(struct bs_ss *ss, u32 sfid)
{
	struct bs_flow *flow = bs_flow_find(ss, sfid);

	return flow && !flow->group && flow != ss->flows.pending ? flow : NULL;
}

static u8 change(struct bs_ss *ss, const struct wman_dsx *req, struct bs_flow_answer *a)
{
	struct bs_flow *flow = flow_of(ss, req->flow.sfid);
	struct bs_flow_setup setup;

	if (!req->dir || !(req->flow.present & WMAN_FLOW_SFID))
		return WMAN_CC_PARAMETER_MISSING;
	if (!flow || req->dir != flow->cfg.dir)
		return WMAN_CC_OTHER;
	setup = flow->setup;
	setup.asleep = asleep(&req->flow, setup.asleep);
	if (!take_rule(&setup.rule, flow->cfg.cs, &req->flow))
		return WMAN_CC_OTHER;
	a->had = flow->setup;
	flow->setup = setup;
	a->rsp.dir = req->dir;
	a->rsp.flow.present = WMAN_FLOW_SFID;
	a->rsp.flow.sfid = flow->sfid;
	return WMAN_CC_OK;
}

static u8 end(struct bs_ss *ss, const struct wman_dsx *req, struct bs_flow_answer *a)
{
	struct bs_flow *flow = bs_flow_find(ss, req->sfid);

	a->rsp.sfid = req->sfid;
	if (!flow || flow->group)
		return WMAN_CC_OTHER;
	bs_flow_gone(ss, flow);
	bs_event(ss->bs, ss, "flow-deleted", NULL, "SFID %u, by the subscriber", req->sfid);
	return WMAN_CC_OK;
}

static const struct kind {
	u8 request;
	u8 answer;
	u8 ack;
	u8 (*grant)(struct bs_ss *ss, const struct wman_dsx *req, struct bs_flow_answer *a);
} kinds[] = {
	{ WMAN_MSG_DSA_REQ, WMAN_MSG_DSA_RSP, WMAN_MSG_DSA_ACK, add },
	{ WMAN_MSG_DSC_REQ, WMAN_MSG_DSC_RSP, WMAN_MSG_DSC_ACK, change },
	{ WMAN_MSG_DSD_REQ, WMAN_MSG_DSD_RSP, 0, end },
};

static const struct kind *kind_of(u8 request)
{
	const struct kind *k = kinds;

	while (k->request != request)
		k++;
	return k;
}

static struct bs_flow_answer *judge(struct bs_ss *ss, const struct wman_dsx *req)
{
	struct bs_flow_answer *a = &ss->flows.answer[ss->flows.next_answer++ % BS_FLOW_ANSWERS];
	const struct kind *k = kind_of(req->type);

	*a = (struct bs_flow_answer){
		.rsp = { .type = k->answer, .transaction = req->transaction },
		.rsp.sfid = req->sfid,
		.rsp.confirmation = (u8)ss->bs->cfg->flow_answer,
	};
	if (!a->rsp.confirmation)
		a->rsp.confirmation = k->grant(ss, req, a);
	if (a->rsp.confirmation)
		bs_event(ss->bs, ss, "flow-refused", NULL, "%s, confirmation code %u",
			 wman_message_name(req->type), a->rsp.confirmation);
	bs_ss_check_port(ss);
	return a;
}

enum wman_reason bs_flow_ms_request(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow_answer *a;
	struct wman_dsx req;

	if (!ss->registered)
		return WMAN_REASON_MESSAGE_STATE;
	reason = wman_dsx_parse(&req, msg->data, msg->len);
	if (reason)
		return reason;
	if (req.transaction & WMAN_DSX_BY_BS)
		return WMAN_REASON_TRANSACTION;
	a = find(ss, req.transaction);
	if (a && a->rsp.type != kind_of(req.type)->answer)
		return WMAN_REASON_TRANSACTION;
	received(ss, req.transaction);
	if (!a) {
		a = judge(ss, &req);
		/* a refusal is an answer; that the request was not whole is a fault, too */
		if (a->rsp.confirmation == WMAN_CC_PARAMETER_MISSING)
			reason = WMAN_REASON_ATTR_MISSING;
	}
	answer(ss, a);
	return reason;
}

/* The subscriber does not want it, or is not heard: nothing of it happened. */
static void take_back(struct bs_ss *ss, struct bs_flow_answer *a, enum wman_reason reason)
{
	struct bs_flow *flow = bs_flow_find(ss, a->rsp.flow.sfid);

	if (!flow)
		return;
	if (a->rsp.type == WMAN_MSG_DSA_RSP)
		bs_flow_gone(ss, flow);
	else
		flow->setup = a->had;
	bs_event(ss->bs, ss, a->rsp.type == WMAN_MSG_DSA_RSP ? "flow-failed" : "flow-unchanged",
		 reason ? wman_reason_name(reason) : NULL, "SFID %u", flow->sfid);
	bs_ss_check_port(ss);
}

static void confirm(struct bs_ss *ss, const struct bs_flow_answer *a)
{
	struct bs_flow *flow = bs_flow_find(ss, a->rsp.flow.sfid);

	if (!flow)
		return;
	if (a->rsp.type == WMAN_MSG_DSC_RSP) {
		bs_event(ss->bs, ss, "flow-changed", NULL, "SFID %u, by the subscriber",
			 flow->sfid);
		return;
	}
	flow->state = BS_FLOW_ACTIVE;
	bs_flow_tell(ss, flow);
	bs_ss_check_port(ss);
}

enum wman_reason bs_flow_ms_ack(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow_answer *a;
	struct wman_dsx ack;

	reason = wman_dsx_parse(&ack, msg->data, msg->len);
	if (reason)
		return reason;
	a = find(ss, ack.transaction);
	if (!a ||
	    ack.type != (a->rsp.type == WMAN_MSG_DSA_RSP ? WMAN_MSG_DSA_ACK : WMAN_MSG_DSC_ACK))
		return WMAN_REASON_TRANSACTION;
	/* the entry stays: a late request of the same id must not be carried out again */
	if (a->due && a->rsp.confirmation == WMAN_CC_OK) {
		if (ack.confirmation == WMAN_CC_OK)
			confirm(ss, a);
		else
			take_back(ss, a, WMAN_REASON_NONE);
	}
	a->due = false;
	return WMAN_REASON_NONE;
}

void bs_flow_ms_timer(struct bs_ss *ss)
{
	struct bs_flow_answer *a = ss->flows.answer;

	for (; a < ss->flows.answer + BS_FLOW_ANSWERS; a++) {
		if (!a->due)
			continue;
		if (a->tries <= T8_RETRIES) {
			answer(ss, a);
			continue;
		}
		a->due = false;
		if (a->rsp.confirmation == WMAN_CC_OK)
			take_back(ss, a, WMAN_REASON_RETRIES);
	}
}
