// SPDX-License-Identifier: BSD-3-Clause
#include "flow.h"

#include <stdlib.h>

#include <linux/if_ether.h>

#include "bs.h"
#include "message.h"
#include "mgmt.h"
#include "names_gen.h"

#define T7_MS	   1000
#define T7_RETRIES 3
#define T10_MS	   3000
#define CID_BASE   641 /* what stock tshark takes for traffic */

static u16 flow_cid(const struct bs_ss *ss, unsigned int i)
{
	return (u16)(CID_BASE + ss->index * BS_FLOWS_MAX + i);
}

static void flow_clear(struct bs_flow *flow)
{
	if (flow->rx) {
		bs_reassembly_free(flow->rx);
		free(flow->rx);
		flow->rx = NULL;
	}
}

bool bs_flow_has_sa(const struct bs_ss *ss, u16 said)
{
	const struct bs_flow *flow;

	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++)
		if (flow->state != BS_FLOW_GONE && flow->said == said)
			return true;
	return false;
}

/* A flow is no more; an SA that was there for it neither. */
static void lose(struct bs_ss *ss, struct bs_flow *flow)
{
	flow_clear(flow);
	flow->state = BS_FLOW_GONE;
	bs_sa_unused(ss, flow->said);
}

void bs_flow_flush(struct bs_ss *ss)
{
	unsigned int i;

	bs_ss_disarm(ss, BS_TIMER_DSX);
	bs_ss_disarm(ss, BS_TIMER_DSX_ACK);
	memset(ss->flows.answer, 0, sizeof(ss->flows.answer));
	for (i = 0; i < ss->flows.n; i++)
		flow_clear(&ss->flows.flow[i]);
	ss->flows.n = 0;
	ss->flows.pending = NULL;
	bs_ss_check_port(ss);
}

void bs_flow_send(struct bs_ss *ss, const struct wman_dsx *dsx)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	wman_dsx_put(buf, dsx);
	bs_mgmt_send_tuple(ss, buf, ss->primary_cid);
}

static u8 qos_set(const struct bs_flow_setup *setup)
{
	return setup->asleep ? WMAN_QOS_SET_ALL & ~WMAN_QOS_SET_ACTIVE : WMAN_QOS_SET_ALL;
}

static struct wman_dsx_rule rule_of(const struct bs_flow *flow, const struct wman_rule *rule,
				    enum wman_rule_action action)
{
	return (struct wman_dsx_rule){
		.cs = flow->cfg.cs,
		.action = (u8)action,
		.rule = { .data = rule->data, .len = rule->len },
	};
}

static void send_dsa_req(struct bs_ss *ss, const struct bs_flow *flow)
{
	const struct bs_flow_config *cfg = &flow->cfg;
	struct wman_dsx dsx = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = flow->transaction,
		.dir = cfg->dir,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_QOS_SET |
				   WMAN_FLOW_POLICY | WMAN_FLOW_CS | WMAN_FLOW_FSN_SIZE,
			.sfid = flow->sfid,
			.cid = flow->cid,
			.qos_set = qos_set(&flow->setup),
			.policy = (u8)((cfg->frag ? 0 : WMAN_TX_NO_FRAGMENTATION) |
				       (cfg->pack ? 0 : WMAN_TX_NO_PACKING) |
				       (cfg->crc ? 0 : WMAN_TX_NO_CRC)),
			.said = flow->said,
			.cs = cfg->cs,
			.fsn_size = cfg->fsn11,
			.scheduling = WMAN_SCHEDULING_BE,
			.n_rules = flow->setup.rule.len > 0,
			.rules[0] = rule_of(flow, &flow->setup.rule, WMAN_RULE_ACTION_ADD),
		},
	};

	if (cfg->said != BS_SAID_NONE)
		dsx.flow.present |= WMAN_FLOW_SAID;
	if (cfg->dir == WMAN_DIRECTION_UPLINK)
		dsx.flow.present |= WMAN_FLOW_SCHEDULING;
	bs_flow_send(ss, &dsx);
}

static void send_dsc_req(struct bs_ss *ss, const struct bs_flow *flow)
{
	static const struct wman_rule gone = {
		.data = { WMAN_RULE_INDEX, 2, RULE_INDEX >> 8, RULE_INDEX & 0xff },
		.len = 4,
	};
	const struct wman_rule *had = &flow->setup.rule, *wanted = &flow->wanted.rule;
	struct wman_dsx dsx = {
		.type = WMAN_MSG_DSC_REQ,
		.transaction = flow->transaction,
		.dir = flow->cfg.dir,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_QOS_SET,
			.sfid = flow->sfid,
			.qos_set = qos_set(&flow->wanted),
			.n_rules = had->len || wanted->len,
		},
	};

	if (wanted->len)
		dsx.flow.rules[0] = rule_of(
			flow, wanted, had->len ? WMAN_RULE_ACTION_REPLACE : WMAN_RULE_ACTION_ADD);
	else
		dsx.flow.rules[0] = rule_of(flow, &gone, WMAN_RULE_ACTION_DELETE);
	bs_flow_send(ss, &dsx);
}

/*
 * A flow of a dynamic SA, of which the subscriber has no TEKs so far: it is asked for when it has them, so
 * that nothing that it carries is lost.
 */
static bool waits_for_sa(const struct bs_flow *flow, const struct bs_sa *sa)
{
	return flow->cfg.dynamic && sa && !sa->known && !bs_sa_clear(sa);
}

/* Send the request of the pending transaction, and wait T7. */
static void request(struct bs_ss *ss)
{
	struct bs_flow *flow = ss->flows.pending;
	const struct bs_sa *sa = bs_sa_find(ss, flow->said);
	const struct wman_dsx dsd = {
		.type = WMAN_MSG_DSD_REQ,
		.transaction = flow->transaction,
		.sfid = flow->sfid,
	};

	if (flow->state == BS_FLOW_ADDING && waits_for_sa(flow, sa))
		bs_sa_tell(ss, sa->said, sa->suite);
	else if (flow->state == BS_FLOW_ADDING)
		send_dsa_req(ss, flow);
	else if (flow->state == BS_FLOW_CHANGING)
		send_dsc_req(ss, flow);
	else
		bs_flow_send(ss, &dsd);
	ss->flows.tries++;
	bs_ss_arm(ss, BS_TIMER_DSX, T7_MS);
}

static void begin(struct bs_ss *ss, struct bs_flow *flow, enum bs_flow_state state)
{
	struct bs_flow_table *flows = &ss->flows;

	flow->state = state;
	flow->transaction = WMAN_DSX_BY_BS | (flows->transaction++ & (WMAN_DSX_BY_BS - 1));
	flows->pending = flow;
	flows->tries = 0;
	request(ss);
}

/* The pending transaction is over: on to the next flow. */
static void next(struct bs_ss *ss)
{
	struct bs_flow_table *flows = &ss->flows;
	unsigned int i;

	bs_ss_disarm(ss, BS_TIMER_DSX);
	flows->pending = NULL;
	for (i = 0; i < flows->n; i++) {
		if (flows->flow[i].state == BS_FLOW_PLANNED) {
			begin(ss, &flows->flow[i], BS_FLOW_ADDING);
			return;
		}
	}
	bs_ss_check_port(ss);
}

/* The flow of a configuration, if the subscriber can have it. */
static void plan(struct bs_ss *ss, const struct bs_flow_config *want, u16 cs, u16 cid, bool group)
{
	u16 said = want->said < 0 ? ss->basic_cid : (u16)want->said;

	if (want->dynamic && !(cs && !(cs & BIT(want->cs))))
		bs_sa_dynamic(ss, said);
	if ((cs && !(cs & BIT(want->cs))) || !bs_sa_find(ss, said)) {
		bs_event(ss->bs, ss, "flow-left-out", NULL, "%s, SAID %u", wman_cs_name(want->cs),
			 said);
		return;
	}
	ss->flows.flow[ss->flows.n++] = (struct bs_flow){
		.state = BS_FLOW_PLANNED,
		.cfg = *want,
		.cid = cid,
		.sfid = cid,
		.said = said,
		.group = group,
		.setup = { .asleep = want->asleep, .rule = want->rule },
	};
}

void bs_flow_begin(struct bs_ss *ss, u16 cs)
{
	const struct bs_config *cfg = ss->bs->cfg;
	const struct bs_group_table *groups = &ss->bs->groups;
	size_t i;

	bs_flow_flush(ss);
	for (i = 0; i < cfg->n_flows; i++)
		plan(ss, &cfg->flows[i], cs, flow_cid(ss, ss->flows.n), false);
	for (i = 0; i < groups->n; i++)
		plan(ss, groups->group[i].cfg, cs, groups->group[i].cid, true);
	next(ss);
}

void bs_flow_keyed(struct bs_ss *ss, const struct bs_sa *sa)
{
	const struct bs_flow *flow = ss->flows.pending;

	if (flow && flow->state == BS_FLOW_ADDING && flow->cfg.dynamic && flow->said == sa->said)
		bs_flow_again(ss);
}

void bs_flow_again(struct bs_ss *ss)
{
	struct bs_flow_table *flows = &ss->flows;

	if (!flows->pending || flows->pending->state != BS_FLOW_ADDING)
		return;
	flows->tries = 0;
	request(ss);
}

void bs_flow_timer(struct bs_ss *ss)
{
	struct bs_flow_table *flows = &ss->flows;

	if (!flows->pending)
		return;
	/* between two authorizations nothing can be signed */
	if (!bs_auth_passed(ss)) {
		bs_ss_arm(ss, BS_TIMER_DSX, T7_MS);
		return;
	}
	if (flows->tries <= T7_RETRIES) {
		request(ss);
		return;
	}
	bs_event(ss->bs, ss, "flow-failed", wman_reason_name(WMAN_REASON_RETRIES), "SFID %u",
		 flows->pending->sfid);
	/*
	 * It is part of the subscription, and the subscriber may have it already. So it is the same
	 * transaction: that makes no second flow.
	 */
	if (flows->pending->state == BS_FLOW_ADDING && !flows->pending->extra) {
		flows->tries = 0;
		bs_ss_arm(ss, BS_TIMER_DSX, T10_MS);
		return;
	}
	if (flows->pending->state == BS_FLOW_CHANGING) {
		flows->pending->state = BS_FLOW_ACTIVE;
	} else {
		lose(ss, flows->pending);
	}
	next(ss);
}

static void send_ack(struct bs_ss *ss, const struct bs_flow *flow, enum wman_message_type type)
{
	const struct wman_dsx ack = {
		.type = (u8)type,
		.transaction = flow->transaction,
		.confirmation = WMAN_CC_OK,
	};

	bs_flow_send(ss, &ack);
}

static struct bs_flow *flow_of(struct bs_ss *ss, u16 transaction)
{
	unsigned int i;

	for (i = 0; i < ss->flows.n; i++)
		if (ss->flows.flow[i].state != BS_FLOW_PLANNED &&
		    ss->flows.flow[i].transaction == transaction)
			return &ss->flows.flow[i];
	return NULL;
}

/* The flow that an answer is about; it has the same transaction until the next one of its flow. */
static enum wman_reason answered(struct bs_ss *ss, const struct bs_message *msg,
				 struct wman_dsx *rsp, struct bs_flow **flow)
{
	enum wman_reason reason = wman_dsx_parse(rsp, msg->data, msg->len);

	if (reason)
		return reason;
	*flow = rsp->transaction & WMAN_DSX_BY_BS ? flow_of(ss, rsp->transaction) : NULL;
	return *flow ? WMAN_REASON_NONE : WMAN_REASON_TRANSACTION;
}

/* Whether the subscriber is waited for, in this state; else an acknowledgement was lost. */
static bool is_due(const struct bs_ss *ss, const struct bs_flow *flow, enum bs_flow_state state)
{
	return flow == ss->flows.pending && flow->state == state;
}

enum wman_reason bs_flow_dsa_rsp(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow *flow;
	struct wman_dsx rsp;

	reason = answered(ss, msg, &rsp, &flow);
	if (reason)
		return reason;
	send_ack(ss, flow, WMAN_MSG_DSA_ACK);
	if (!is_due(ss, flow, BS_FLOW_ADDING))
		return WMAN_REASON_NONE;
	if (rsp.confirmation == WMAN_CC_OK) {
		flow->state = BS_FLOW_ACTIVE;
		bs_flow_tell(ss, flow);
	} else {
		bs_event(ss->bs, ss, "flow-failed", NULL, "SFID %u, confirmation code %u",
			 flow->sfid, rsp.confirmation);
		lose(ss, flow);
	}
	next(ss);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_flow_dsc_rsp(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow *flow;
	struct wman_dsx rsp;

	reason = answered(ss, msg, &rsp, &flow);
	if (reason)
		return reason;
	send_ack(ss, flow, WMAN_MSG_DSC_ACK);
	if (!is_due(ss, flow, BS_FLOW_CHANGING))
		return WMAN_REASON_NONE;
	flow->state = BS_FLOW_ACTIVE;
	if (rsp.confirmation == WMAN_CC_OK)
		flow->setup = flow->wanted;
	bs_event(ss->bs, ss, rsp.confirmation == WMAN_CC_OK ? "flow-changed" : "flow-unchanged",
		 NULL, "SFID %u, confirmation code %u", flow->sfid, rsp.confirmation);
	next(ss);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_flow_dsd_rsp(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow *flow;
	struct wman_dsx rsp;

	reason = answered(ss, msg, &rsp, &flow);
	if (reason)
		return reason;
	if (!is_due(ss, flow, BS_FLOW_DELETING))
		return WMAN_REASON_TRANSACTION;
	bs_event(ss->bs, ss, "flow-deleted", NULL, "SFID %u, confirmation code %u", flow->sfid,
		 rsp.confirmation);
	lose(ss, flow);
	next(ss);
	return WMAN_REASON_NONE;
}

void bs_flow_tell(struct bs_ss *ss, const struct bs_flow *flow)
{
	bs_event(ss->bs, ss, "flow", NULL, "%s, %s, CID %u, SAID %u",
		 wman_direction_name(flow->cfg.dir), wman_cs_name(flow->cfg.cs), flow->cid,
		 flow->said);
}

/* A slot that is free, or one whose flow is gone; the CID goes by the slot. */
struct bs_flow *bs_flow_new(struct bs_ss *ss, const struct bs_flow_config *cfg, u16 said)
{
	struct bs_flow_table *flows = &ss->flows;
	struct bs_flow *flow;
	unsigned int i;

	for (i = 0; i < flows->n; i++)
		if (flows->flow[i].state == BS_FLOW_GONE && !flows->flow[i].group)
			break;
	if (i == BS_FLOWS_MAX)
		return NULL;
	if (i == flows->n)
		flows->n++;
	flow = &flows->flow[i];
	*flow = (struct bs_flow){
		.state = BS_FLOW_OFFERED,
		.cfg = *cfg,
		.cid = flow_cid(ss, i),
		.sfid = flow_cid(ss, i),
		.said = said,
		.setup = { .asleep = cfg->asleep, .rule = cfg->rule },
	};
	return flow;
}

struct bs_flow *bs_flow_find(struct bs_ss *ss, u32 sfid)
{
	struct bs_flow *flow;

	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++)
		if (bs_flow_made(flow) && flow->sfid == sfid)
			return flow;
	return NULL;
}

void bs_flow_gone(struct bs_ss *ss, struct bs_flow *flow)
{
	lose(ss, flow);
	if (flow == ss->flows.pending)
		next(ss);
}

static struct bs_flow *active_flow(struct bs_ss *ss, u32 sfid)
{
	struct bs_flow *flow;

	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++)
		if (flow->state == BS_FLOW_ACTIVE && flow->sfid == sfid)
			return flow;
	return NULL;
}

const char *bs_flow_add(struct bs_ss *ss, const struct bs_flow_config *cfg)
{
	const u16 said = cfg->said < 0 ? ss->basic_cid : (u16)cfg->said;
	struct bs_flow *flow;

	if (ss->flows.pending)
		return "a transaction runs";
	if (!ss->registered || !ss->auth.ak.valid)
		return "the subscriber is not that far";
	if (cfg->dynamic ? bs_sa_dynamic(ss, said) : bs_sa_find(ss, said) ? 0 : -ENOENT)
		return "there is no such SA, or no room for one";
	flow = bs_flow_new(ss, cfg, said);
	if (!flow) {
		bs_sa_unused(ss, said);
		return "there is no room for a flow";
	}
	flow->extra = true;
	begin(ss, flow, BS_FLOW_ADDING);
	return NULL;
}

int bs_flow_delete(struct bs_ss *ss, u32 sfid)
{
	struct bs_flow *flow;

	if (ss->flows.pending)
		return -EBUSY;
	flow = active_flow(ss, sfid);
	if (!flow)
		return -ENOENT;
	begin(ss, flow, BS_FLOW_DELETING);
	bs_ss_check_port(ss);
	return 0;
}

static const char *change_part(struct bs_flow_setup *setup, struct wman_rule *rule, const char *key,
			       const char *value)
{
	if (!strcmp(key, "active")) {
		if (strcmp(value, "0") && strcmp(value, "1"))
			return "active is 0 or 1";
		setup->asleep = value[0] == '0';
		return NULL;
	}
	if (!strcmp(key, "rule")) {
		if (strcmp(value, "none"))
			return "rule=none, or the keys of a rule: " RULE_KEYS;
		memset(&setup->rule, 0, sizeof(setup->rule));
		return NULL;
	}
	return rule_add(rule, key, value);
}

const char *bs_flow_change(struct bs_ss *ss, u32 sfid, char *change)
{
	char *save = NULL, *word, *eq;
	struct bs_flow_setup setup;
	struct wman_rule rule = { 0 };
	struct bs_flow *flow;
	const char *wrong;

	if (ss->flows.pending)
		return "a transaction runs";
	flow = active_flow(ss, sfid);
	if (!flow)
		return "no such flow";
	setup = flow->setup;
	for (word = strtok_r(change, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		eq = strchr(word, '=');
		if (!eq)
			return "KEY=VALUE,... is wanted";
		*eq = '\0';
		wrong = change_part(&setup, &rule, word, eq + 1);
		if (wrong)
			return wrong;
	}
	wrong = rule.len ? rule_finish(&rule, flow->cfg.cs) : NULL;
	if (wrong)
		return wrong;
	if (rule.len)
		setup.rule = rule;
	flow->wanted = setup;
	begin(ss, flow, BS_FLOW_CHANGING);
	return NULL;
}

struct bs_flow *bs_flow_by_cid(struct bs_ss *ss, u16 cid)
{
	unsigned int i = (unsigned int)(cid - flow_cid(ss, 0));

	return i < ss->flows.n && !ss->flows.flow[i].group && bs_flow_made(&ss->flows.flow[i]) ?
		       &ss->flows.flow[i] :
		       NULL;
}

static bool carries(const struct bs_flow *flow, enum wman_direction dir)
{
	return bs_flow_made(flow) && flow->state != BS_FLOW_OFFERED && !flow->group &&
	       !flow->setup.asleep && flow->cfg.dir == dir;
}

struct bs_flow *bs_flow_classify(struct bs_ss *ss, const u8 *frame, size_t len)
{
	struct bs_flow *flow, *best = NULL, *plain = NULL;
	const struct wman_rule *rule;
	struct wman_packet pkt;
	bool have_pkt = false;

	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++) {
		if (!carries(flow, WMAN_DIRECTION_DOWNLINK) ||
		    !wman_cs_takes(flow->cfg.cs, wman_get_be16(frame + 2 * ETH_ALEN)))
			continue;
		rule = &flow->setup.rule;
		if (!rule->len) {
			plain = plain ? plain : flow;
			continue;
		}
		/* most subscribers have no rules, and need no look into a packet */
		if (!have_pkt)
			wman_packet_read(&pkt, frame, len);
		have_pkt = true;
		if ((!best || rule->priority > best->setup.rule.priority) &&
		    wman_rule_takes(rule, &pkt))
			best = flow;
	}
	return best ? best : plain;
}

bool bs_flow_ready(const struct bs_ss *ss)
{
	bool up = false, down = false;
	const struct bs_flow *flow;

	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++) {
		up |= carries(flow, WMAN_DIRECTION_UPLINK);
		down |= carries(flow, WMAN_DIRECTION_DOWNLINK);
	}
	return up && down;
}
