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

void bs_flow_flush(struct bs_ss *ss)
{
	unsigned int i;

	bs_ss_disarm(ss, BS_TIMER_DSX);
	for (i = 0; i < ss->flows.n; i++)
		flow_clear(&ss->flows.flow[i]);
	ss->flows.n = 0;
	ss->flows.pending = NULL;
	bs_ss_check_port(ss);
}

static void send_dsx(struct bs_ss *ss, const struct wman_dsx *dsx)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	wman_dsx_put(buf, dsx);
	bs_mgmt_send_tuple(ss, buf, ss->primary_cid);
}

static void send_dsa_req(struct bs_ss *ss, const struct bs_flow *flow)
{
	const struct bs_flow_config *cfg = flow->cfg;
	struct wman_dsx dsx = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = flow->transaction,
		.dir = cfg->dir,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_QOS_SET |
				   WMAN_FLOW_POLICY | WMAN_FLOW_CS | WMAN_FLOW_FSN_SIZE,
			.sfid = flow->sfid,
			.cid = flow->cid,
			.qos_set = WMAN_QOS_SET_ALL,
			.policy = (u8)((cfg->frag ? 0 : WMAN_TX_NO_FRAGMENTATION) |
				       (cfg->crc ? 0 : WMAN_TX_NO_CRC)),
			.said = flow->said,
			.cs = cfg->cs,
			.fsn_size = cfg->fsn11,
			.scheduling = WMAN_SCHEDULING_BE,
		},
	};

	if (cfg->said != BS_SAID_NONE)
		dsx.flow.present |= WMAN_FLOW_SAID;
	if (cfg->dir == WMAN_DIRECTION_UPLINK)
		dsx.flow.present |= WMAN_FLOW_SCHEDULING;
	send_dsx(ss, &dsx);
}

/* Send the request of the pending transaction, and wait T7. */
static void request(struct bs_ss *ss)
{
	struct bs_flow *flow = ss->flows.pending;
	const struct wman_dsx dsd = {
		.type = WMAN_MSG_DSD_REQ,
		.transaction = flow->transaction,
		.sfid = flow->sfid,
	};

	if (flow->state == BS_FLOW_ADDING)
		send_dsa_req(ss, flow);
	else
		send_dsx(ss, &dsd);
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

void bs_flow_begin(struct bs_ss *ss, u16 cs)
{
	const struct bs_config *cfg = ss->bs->cfg;
	const struct bs_flow_config *want;
	struct bs_flow *flow;
	u16 said;

	bs_flow_flush(ss);
	for (want = cfg->flows; want < cfg->flows + cfg->n_flows; want++) {
		said = want->said < 0 ? ss->basic_cid : (u16)want->said;
		if ((cs && !(cs & BIT(want->cs))) || !bs_sa_find(ss, said)) {
			bs_event(ss->bs, ss, "flow-left-out", NULL, "%s, SAID %u",
				 wman_cs_name(want->cs), said);
			continue;
		}
		flow = &ss->flows.flow[ss->flows.n];
		*flow = (struct bs_flow){
			.state = BS_FLOW_PLANNED,
			.cfg = want,
			.cid = flow_cid(ss, ss->flows.n),
			.sfid = flow_cid(ss, ss->flows.n),
			.said = said,
		};
		ss->flows.n++;
	}
	next(ss);
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
	if (!ss->auth.ak.valid) {
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
	if (flows->pending->state == BS_FLOW_ADDING) {
		flows->tries = 0;
		bs_ss_arm(ss, BS_TIMER_DSX, T10_MS);
		return;
	}
	flow_clear(flows->pending);
	flows->pending->state = BS_FLOW_GONE;
	next(ss);
}

static void send_ack(struct bs_ss *ss, const struct bs_flow *flow)
{
	const struct wman_dsx ack = {
		.type = WMAN_MSG_DSA_ACK,
		.transaction = flow->transaction,
		.confirmation = WMAN_CC_OK,
	};

	send_dsx(ss, &ack);
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

enum wman_reason bs_flow_dsa_rsp(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow *flow;
	struct wman_dsx rsp;

	reason = wman_dsx_parse(&rsp, msg->data, msg->len);
	if (reason)
		return reason;
	flow = flow_of(ss, rsp.transaction);
	if (!flow)
		return WMAN_REASON_TRANSACTION;
	send_ack(ss, flow);
	/* otherwise DSA-ACK was lost, and it was sent again */
	if (flow != ss->flows.pending || flow->state != BS_FLOW_ADDING)
		return WMAN_REASON_NONE;
	flow->state = rsp.confirmation == WMAN_CC_OK ? BS_FLOW_ACTIVE : BS_FLOW_GONE;
	if (flow->state == BS_FLOW_ACTIVE)
		bs_event(ss->bs, ss, "flow", NULL, "%s, %s, CID %u, SAID %u",
			 wman_direction_name(flow->cfg->dir), wman_cs_name(flow->cfg->cs),
			 flow->cid, flow->said);
	else
		bs_event(ss->bs, ss, "flow-failed", NULL, "SFID %u, confirmation code %u",
			 flow->sfid, rsp.confirmation);
	next(ss);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_flow_dsd_rsp(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct bs_flow *flow;
	struct wman_dsx rsp;

	reason = wman_dsx_parse(&rsp, msg->data, msg->len);
	if (reason)
		return reason;
	flow = flow_of(ss, rsp.transaction);
	if (!flow || flow != ss->flows.pending || flow->state != BS_FLOW_DELETING)
		return WMAN_REASON_TRANSACTION;
	flow->state = BS_FLOW_GONE;
	flow_clear(flow);
	bs_event(ss->bs, ss, "flow-deleted", NULL, "SFID %u, confirmation code %u", flow->sfid,
		 rsp.confirmation);
	next(ss);
	return WMAN_REASON_NONE;
}

int bs_flow_delete(struct bs_ss *ss, u32 sfid)
{
	unsigned int i;

	if (ss->flows.pending)
		return -EBUSY;
	for (i = 0; i < ss->flows.n; i++) {
		if (ss->flows.flow[i].state != BS_FLOW_ACTIVE || ss->flows.flow[i].sfid != sfid)
			continue;
		begin(ss, &ss->flows.flow[i], BS_FLOW_DELETING);
		bs_ss_check_port(ss);
		return 0;
	}
	return -ENOENT;
}

struct bs_flow *bs_flow_by_cid(struct bs_ss *ss, u16 cid)
{
	unsigned int i = (unsigned int)(cid - flow_cid(ss, 0));

	return i < ss->flows.n && ss->flows.flow[i].state == BS_FLOW_ACTIVE ? &ss->flows.flow[i] :
									      NULL;
}

static bool cs_takes(u8 cs, u16 ethertype)
{
	switch (cs) {
	case WMAN_CS_IPV4:
	case WMAN_CS_IPV4_OVER_8023:
		return ethertype == ETH_P_IP;
	case WMAN_CS_IPV6:
		return ethertype == ETH_P_IPV6;
	default:
		return true;
	}
}

struct bs_flow *bs_flow_classify(struct bs_ss *ss, u16 ethertype)
{
	struct bs_flow *flow;

	for (flow = ss->flows.flow; flow < ss->flows.flow + ss->flows.n; flow++)
		if (flow->state == BS_FLOW_ACTIVE && flow->cfg->dir == WMAN_DIRECTION_DOWNLINK &&
		    cs_takes(flow->cfg->cs, ethertype))
			return flow;
	return NULL;
}

bool bs_flow_ready(const struct bs_ss *ss)
{
	bool up = false, down = false;
	unsigned int i;

	for (i = 0; i < ss->flows.n; i++) {
		if (ss->flows.flow[i].state != BS_FLOW_ACTIVE)
			continue;
		if (ss->flows.flow[i].cfg->dir == WMAN_DIRECTION_UPLINK)
			up = true;
		else
			down = true;
	}
	return up && down;
}
