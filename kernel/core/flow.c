// SPDX-License-Identifier: GPL-2.0
/* Service flows (802.16e 6.3.14). */
#include <linux/etherdevice.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "dev.h"
#include "flow_ms.h"
#include "message.h"
#include "trace.h"

struct wman_flow *wman_flow_find(struct wman_dev *wdev, u32 sfid)
{
	struct wman_flow *flow;

	list_for_each_entry(flow, &wdev->flows.all, list)
		if (flow->sfid == sfid)
			return flow;
	return NULL;
}

struct wman_flow *wman_flow_by_cid(struct wman_dev *wdev, u16 cid)
{
	struct wman_flow *flow;

	hash_for_each_possible_rcu(wdev->flows.downlink, flow, node, cid)
		if (flow->cid == cid)
			return flow;
	return NULL;
}

bool wman_flow_is_uplink(struct wman_dev *wdev, u16 cid)
{
	struct wman_flow *flow;

	list_for_each_entry_rcu(flow, &wdev->flows.uplink, uplink)
		if (flow->cid == cid)
			return true;
	return false;
}

/* A group's SA is downlink only, and a group's connection has no other SA. */
static bool sa_fits(const struct wman_sa *sa, u8 dir, u16 cid)
{
	return sa->group ? dir == WMAN_DIRECTION_DOWNLINK : !wman_cid_is_multicast(cid);
}

void wman_flow_sa_added(struct wman_dev *wdev, struct wman_sa *sa)
{
	struct wman_flow *flow;

	list_for_each_entry(flow, &wdev->flows.all, list)
		if (flow->said == sa->said && sa_fits(sa, flow->dir, flow->cid))
			rcu_assign_pointer(flow->sa, sa);
}

void wman_flow_sa_gone(struct wman_dev *wdev, struct wman_sa *sa)
{
	struct wman_flow *flow;

	list_for_each_entry(flow, &wdev->flows.all, list)
		if (rcu_access_pointer(flow->sa) == sa)
			RCU_INIT_POINTER(flow->sa, NULL);
}

/* What lacks for traffic in a direction. */
static enum wman_reason missing(struct wman_dev *wdev, u8 dir)
{
	enum wman_reason ret = WMAN_REASON_NO_FLOW;
	struct wman_flow *flow;
	struct wman_sa *sa;

	list_for_each_entry(flow, &wdev->flows.all, list) {
		if (flow->dir != dir || !flow->active)
			continue;
		sa = rcu_dereference_protected(flow->sa, true);
		/* what a group gets is more than a station needs */
		if (sa && sa->group)
			continue;
		if (sa && wman_sa_usable(sa))
			return WMAN_REASON_NONE;
		ret = sa && sa->reason ? sa->reason : WMAN_REASON_NO_KEY;
	}
	return ret;
}

void wman_flow_check(struct wman_dev *wdev)
{
	wman_entry_flows(wdev, missing(wdev, WMAN_DIRECTION_UPLINK) ?:
			       missing(wdev, WMAN_DIRECTION_DOWNLINK));
}

static void flow_unlink(struct wman_dev *wdev, struct wman_flow *flow)
{
	wman_pack_forget(wdev, flow);
	list_del(&flow->list);
	wdev->generation++;
	wdev->flows.n--;
	if (flow->dir == WMAN_DIRECTION_DOWNLINK)
		hash_del_rcu(&flow->node);
	else
		list_del_rcu(&flow->uplink);
}

/* Nothing brings back any more what a flow was. */
void wman_flow_settle(struct wman_flow_was *was)
{
	kfree_rcu(was->rules, rcu);
	was->rules = NULL;
	was->flow = NULL;
}

static void settle_flow(struct wman_dev *wdev, const struct wman_flow *flow)
{
	struct wman_transaction *t = wdev->flows.transaction;

	for (; t < wdev->flows.transaction + WMAN_TRANSACTIONS; t++)
		if (t->was.flow == flow)
			wman_flow_settle(&t->was);
}

static void flow_free(struct wman_flow *flow)
{
	kfree(rcu_dereference_protected(flow->rules, true));
	kfree(flow->rx.buf);
	kfree(flow);
	trace_wman_object(WMAN_OBJECT_FLOW, false);
}

static bool said_used(struct wman_dev *wdev, u16 said)
{
	struct wman_flow *flow;

	list_for_each_entry(flow, &wdev->flows.all, list)
		if (flow->said == said)
			return true;
	return false;
}

void wman_flow_end(struct wman_dev *wdev, struct wman_flow *flow)
{
	u16 said = flow->said;

	wman_flow_ms_overtaken(wdev, flow->sfid, WMAN_REASON_FLOW_ENDED);
	settle_flow(wdev, flow);
	flow_unlink(wdev, flow);
	synchronize_net();
	flow_free(flow);
	if (!said_used(wdev, said))
		wman_sa_unused(wdev, said);
	wman_flow_check(wdev);
}

static void transaction_end(struct wman_transaction *t)
{
	cancel_delayed_work(&t->timer);
	wman_flow_settle(&t->was);
	t->used = false;
}

void wman_flow_flush(struct wman_dev *wdev)
{
	struct wman_flow *flow, *next;
	LIST_HEAD(dead);
	int i;

	for (i = 0; i < WMAN_TRANSACTIONS; i++)
		transaction_end(&wdev->flows.transaction[i]);
	wman_flow_ms_flush(wdev);
	list_for_each_entry_safe(flow, next, &wdev->flows.all, list) {
		flow_unlink(wdev, flow);
		list_add(&flow->list, &dead);
	}
	if (list_empty(&dead))
		return;
	synchronize_net();
	list_for_each_entry_safe(flow, next, &dead, list)
		flow_free(flow);
}

static bool cid_free(struct wman_dev *wdev, u16 cid)
{
	struct wman_link *link = wman_dev_link(wdev);
	struct wman_flow *flow;

	if (!cid || (cid > WMAN_CID_TRANSPORT_MAX && !wman_cid_is_multicast(cid)) ||
	    cid == link->basic_cid || cid == link->primary_cid)
		return false;
	list_for_each_entry(flow, &wdev->flows.all, list)
		if (flow->cid == cid)
			return false;
	return true;
}

/* D17: without a Target SAID the primary SA, whose SAID is the basic CID. */
static struct wman_sa *target_sa(struct wman_dev *wdev, const struct wman_flow_params *params)
{
	u16 said = params->present & WMAN_FLOW_SAID ? params->said :
						      wman_dev_link(wdev)->basic_cid;

	return wman_sa_find(wdev, said);
}

static bool wants_active(const struct wman_flow_params *params)
{
	return !(params->present & WMAN_FLOW_QOS_SET) || params->qos_set & WMAN_QOS_SET_ACTIVE;
}

/* A queue that no other flow has; 0 is shared by those that find none. */
static u16 free_queue(struct wman_dev *wdev)
{
	struct wman_flow *flow;
	u16 queue;

	for (queue = 1; queue < wdev->dev->real_num_tx_queues; queue++) {
		list_for_each_entry(flow, &wdev->flows.uplink, uplink)
			if (flow->queue == queue)
				break;
		if (list_entry_is_head(flow, &wdev->flows.uplink, uplink))
			return queue;
	}
	return 0;
}

u8 wman_flow_make(struct wman_dev *wdev, const struct wman_dsx *req)
{
	const struct wman_flow_params *params = &req->flow;
	const u32 need = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS;
	struct wman_rules *rules;
	struct wman_flow *flow;
	struct wman_sa *sa;
	u8 code;

	if (!req->dir || (params->present & need) != need)
		return WMAN_CC_PARAMETER_MISSING;
	if (!wman_cs_known(params->cs) || !cid_free(wdev, params->cid) ||
	    wman_flow_find(wdev, params->sfid) || wdev->flows.n >= WMAN_FLOWS_MAX ||
	    (params->present & WMAN_FLOW_ARQ && params->arq))
		return WMAN_CC_OTHER;
	sa = target_sa(wdev, params);
	if (!sa || !sa_fits(sa, req->dir, params->cid))
		return WMAN_CC_NOT_AUTHORIZED_SAID;
	code = wman_rules_change(&rules, NULL, params->cs, params);
	if (code != WMAN_CC_OK)
		return code;

	flow = kzalloc(sizeof(*flow), GFP_KERNEL);
	if (!flow) {
		kfree(rules);
		return WMAN_CC_OTHER;
	}
	flow->sfid = params->sfid;
	flow->cid = params->cid;
	flow->dir = req->dir;
	flow->cs = params->cs;
	flow->said = sa->said;
	RCU_INIT_POINTER(flow->sa, sa);
	RCU_INIT_POINTER(flow->rules, rules);
	flow->active = wants_active(params);
	flow->crc = !(params->policy & WMAN_TX_NO_CRC);
	flow->fragment = !(params->policy & WMAN_TX_NO_FRAGMENTATION);
	flow->pack = !(params->policy & WMAN_TX_NO_PACKING);
	flow->queue = flow->dir == WMAN_DIRECTION_UPLINK ? free_queue(wdev) : 0;
	flow->extended = !(params->present & WMAN_FLOW_FSN_SIZE) || params->fsn_size;
	spin_lock_init(&flow->lock);
	wman_frag_init(&flow->rx, NULL, WMAN_SDU_MAX);
	trace_wman_object(WMAN_OBJECT_FLOW, true);
	list_add_tail(&flow->list, &wdev->flows.all);
	wdev->flows.n++;
	wdev->generation++;
	if (flow->dir == WMAN_DIRECTION_DOWNLINK)
		hash_add_rcu(wdev->flows.downlink, &flow->node, flow->cid);
	else
		list_add_tail_rcu(&flow->uplink, &wdev->flows.uplink);
	return WMAN_CC_OK;
}

void wman_flow_send(struct wman_dev *wdev, const struct wman_dsx *dsx)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);

	wman_dsx_put(buf, dsx);
	wman_mgmt_send_tuple(wdev, buf);
}

static void send_rsp(struct wman_transaction *t)
{
	const struct wman_dsx rsp = {
		.type = t->type,
		.transaction = t->id,
		.confirmation = t->confirmation,
		.dir = t->dir,
		.flow.present = t->named ? WMAN_FLOW_SFID : 0,
		.flow.sfid = t->sfid,
	};

	t->tries++;
	wman_flow_send(t->wdev, &rsp);
	wman_dev_arm(t->wdev, &t->timer, WMAN_A_TIMER_T8_MS);
}

/* T8: neither DSA-ACK nor DSC-ACK yet. */
static void ack_timer(struct work_struct *work)
{
	struct wman_transaction *t = container_of(to_delayed_work(work), struct wman_transaction,
						  timer);

	if (t->used && t->tries <= WMAN_DSX_RETRIES)
		send_rsp(t);
}

void wman_flow_init(struct wman_dev *wdev)
{
	struct wman_flow_table *flows = &wdev->flows;
	int i;

	INIT_LIST_HEAD(&flows->all);
	INIT_LIST_HEAD(&flows->uplink);
	INIT_LIST_HEAD(&flows->ms);
	hash_init(flows->downlink);
	for (i = 0; i < WMAN_TRANSACTIONS; i++) {
		flows->transaction[i].wdev = wdev;
		INIT_DELAYED_WORK(&flows->transaction[i].timer, ack_timer);
	}
}

static struct wman_transaction *transaction_find(struct wman_dev *wdev, u16 id)
{
	int i;

	for (i = 0; i < WMAN_TRANSACTIONS; i++)
		if (wdev->flows.transaction[i].used &&
		    wdev->flows.transaction[i].id == id)
			return &wdev->flows.transaction[i];
	return NULL;
}

static u8 answer_to(u8 request)
{
	return request == WMAN_MSG_DSA_REQ ? WMAN_MSG_DSA_RSP : WMAN_MSG_DSC_RSP;
}

static struct wman_transaction *transaction_new(struct wman_dev *wdev, const struct wman_dsx *req)
{
	struct wman_flow_table *flows = &wdev->flows;
	struct wman_transaction *t;

	t = &flows->transaction[flows->next_transaction++ % WMAN_TRANSACTIONS];
	transaction_end(t);
	t->used = true;
	t->tries = 0;
	t->type = answer_to(req->type);
	t->id = req->transaction;
	t->dir = req->dir;
	t->named = req->flow.present & WMAN_FLOW_SFID;
	t->sfid = req->flow.sfid;
	return t;
}

/* What DSC cannot change has to be as it is, where it is said. */
static bool same_flow(const struct wman_flow *flow, const struct wman_dsx *req)
{
	const struct wman_flow_params *params = &req->flow;
	u32 has = params->present;

	return flow->dir == req->dir &&
	       (!(has & WMAN_FLOW_CID) || params->cid == flow->cid) &&
	       (!(has & WMAN_FLOW_CS) || params->cs == flow->cs) &&
	       (!(has & WMAN_FLOW_SAID) || params->said == flow->said) &&
	       (!(has & WMAN_FLOW_ARQ) || !params->arq) &&
	       (!(has & WMAN_FLOW_FSN_SIZE) || !!params->fsn_size == flow->extended) &&
	       (!(has & WMAN_FLOW_POLICY) ||
		(!(params->policy & WMAN_TX_NO_CRC) == flow->crc &&
		 !(params->policy & WMAN_TX_NO_FRAGMENTATION) == flow->fragment));
}

u8 wman_flow_change(struct wman_dev *wdev, const struct wman_dsx *req, struct wman_flow_was *was)
{
	struct wman_rules *old, *rules;
	struct wman_flow *flow;
	u8 code;

	if (!req->dir || !(req->flow.present & WMAN_FLOW_SFID))
		return WMAN_CC_PARAMETER_MISSING;
	flow = wman_flow_find(wdev, req->flow.sfid);
	if (!flow || !same_flow(flow, req))
		return WMAN_CC_OTHER;
	old = rcu_dereference_protected(flow->rules, true);
	code = wman_rules_change(&rules, old, flow->cs, &req->flow);
	if (code != WMAN_CC_OK)
		return code;
	settle_flow(wdev, flow);
	*was = (struct wman_flow_was){
		.flow = flow, .rules = old, .active = flow->active, .pack = flow->pack,
	};
	rcu_assign_pointer(flow->rules, rules);
	if (req->flow.present & WMAN_FLOW_QOS_SET)
		WRITE_ONCE(flow->active, wants_active(&req->flow));
	if (req->flow.present & WMAN_FLOW_POLICY)
		wman_pack_allow(wdev, flow, !(req->flow.policy & WMAN_TX_NO_PACKING));
	return WMAN_CC_OK;
}

static void change_back(struct wman_dev *wdev, struct wman_flow_was *was)
{
	struct wman_flow *flow = was->flow;

	if (!flow)
		return;
	was->rules = rcu_replace_pointer(flow->rules, was->rules, true);
	WRITE_ONCE(flow->active, was->active);
	wman_pack_allow(wdev, flow, was->pack);
	wman_flow_settle(was);
}

/* A request of the base station, which it makes of a registered station only. */
static enum wman_reason request_parse(struct wman_dev *wdev, const struct wman_message *msg,
				      struct wman_dsx *req)
{
	enum wman_reason ret;

	if (!wdev->entry.registered)
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_dsx_parse(req, msg->data, msg->len);
	if (ret)
		return ret;
	return req->transaction & WMAN_DSX_BY_BS ? WMAN_REASON_NONE : WMAN_REASON_TRANSACTION;
}

enum wman_reason wman_flow_request(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_transaction *t;
	struct wman_dsx req;
	enum wman_reason ret;

	ret = request_parse(wdev, msg, &req);
	if (ret)
		return ret;
	t = transaction_find(wdev, req.transaction);
	if (t && t->type != answer_to(req.type))
		return WMAN_REASON_TRANSACTION;
	if (!t) {
		t = transaction_new(wdev, &req);
		/* a flow is what it says at once, and again what it was if DSC-ACK refuses */
		t->confirmation = req.type == WMAN_MSG_DSA_REQ ?
					  wman_flow_make(wdev, &req) :
					  wman_flow_change(wdev, &req, &t->was);
		/* a refusal is an answer; that the request was not whole is a fault, too */
		if (t->confirmation == WMAN_CC_PARAMETER_MISSING)
			ret = WMAN_REASON_ATTR_MISSING;
	}
	send_rsp(t);
	wman_flow_check(wdev);
	if (t->was.flow)
		wman_flow_ms_overtaken(wdev, req.flow.sfid, WMAN_REASON_BS_REQUEST);
	return ret;
}

/* The transaction that DSA-ACK or DSC-ACK ends, if it is of this kind. */
static enum wman_reason acknowledged(struct wman_dev *wdev, const struct wman_message *msg,
				     u8 answer, struct wman_transaction **tp, bool *refused)
{
	struct wman_transaction *t;
	struct wman_dsx ack;
	enum wman_reason ret;

	ret = wman_dsx_parse(&ack, msg->data, msg->len);
	if (ret)
		return ret;
	t = transaction_find(wdev, ack.transaction);
	if (!t || t->type != answer)
		return WMAN_REASON_TRANSACTION;
	/* the entry stays: a late request of the same id must not be carried out again */
	cancel_delayed_work(&t->timer);
	*refused = ack.confirmation != WMAN_CC_OK && t->confirmation == WMAN_CC_OK;
	*tp = t;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_flow_dsa_ack(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_transaction *t;
	enum wman_reason ret;
	struct wman_flow *flow;
	bool refused;

	ret = acknowledged(wdev, msg, WMAN_MSG_DSA_RSP, &t, &refused);
	if (ret)
		return ret;
	flow = wman_flow_find(wdev, t->sfid);
	if (refused && flow)
		wman_flow_end(wdev, flow);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_flow_dsc_ack(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_transaction *t;
	enum wman_reason ret;
	bool refused;

	ret = acknowledged(wdev, msg, WMAN_MSG_DSC_RSP, &t, &refused);
	if (ret)
		return ret;
	if (refused)
		change_back(wdev, &t->was);
	else
		wman_flow_settle(&t->was);
	wman_flow_check(wdev);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_flow_dsd_req(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_dsx req, rsp = { .type = WMAN_MSG_DSD_RSP };
	struct wman_flow *flow;
	enum wman_reason ret;

	ret = request_parse(wdev, msg, &req);
	if (ret)
		return ret;
	flow = wman_flow_find(wdev, req.sfid);
	rsp.transaction = req.transaction;
	rsp.sfid = req.sfid;
	rsp.confirmation = flow ? WMAN_CC_OK : WMAN_CC_OTHER;
	wman_flow_send(wdev, &rsp);
	if (flow)
		wman_flow_end(wdev, flow);
	return WMAN_REASON_NONE;
}
