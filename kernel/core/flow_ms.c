// SPDX-License-Identifier: GPL-2.0
/* DSA, DSC and DSD begun by the station (802.16e 6.3.14). */
#include "flow_ms.h"

#include <linux/slab.h>

#include "dev.h"
#include "message.h"
#include "netlink.h"
#include "trace.h"

static const struct {
	u8 request;
	u8 answer;
	u8 ack;		/* 0 for none */
	u8 op;
} messages[] = {
	{ WMAN_MSG_DSA_REQ, WMAN_MSG_DSA_RSP, WMAN_MSG_DSA_ACK, WMAN_FLOW_OP_ADD },
	{ WMAN_MSG_DSC_REQ, WMAN_MSG_DSC_RSP, WMAN_MSG_DSC_ACK, WMAN_FLOW_OP_CHANGE },
	{ WMAN_MSG_DSD_REQ, WMAN_MSG_DSD_RSP, 0, WMAN_FLOW_OP_DELETE },
};

static unsigned int kind_of(const struct wman_ms_transaction *t)
{
	unsigned int i = 0;

	while (messages[i].request != t->req.type)
		i++;
	return i;
}

static bool waits(const struct wman_ms_transaction *t)
{
	return t->state == WMAN_DSX_STATE_REQUESTED || t->state == WMAN_DSX_STATE_PROCEEDING;
}

static u32 sfid_of(const struct wman_dsx *dsx)
{
	return dsx->type == WMAN_MSG_DSD_REQ || dsx->type == WMAN_MSG_DSD_RSP ? dsx->sfid :
										dsx->flow.sfid;
}

u32 wman_flow_ms_sfid(const struct wman_ms_transaction *t)
{
	return sfid_of(&t->req);
}

enum wman_flow_op wman_flow_ms_op(const struct wman_ms_transaction *t)
{
	return messages[kind_of(t)].op;
}

static void judge(struct wman_ms_transaction *t, enum wman_reason reason, u8 ack)
{
	t->reason = reason;
	t->ack = ack;
}

static void stop_timer(struct wman_ms_transaction *t)
{
	cancel_delayed_work(&t->timer);
}

/* Behind the last request nothing but the answer can come. */
static void request(struct wman_ms_transaction *t)
{
	t->tries++;
	wman_flow_send(t->wdev, &t->req);
	wman_dev_arm(t->wdev, &t->timer, t->tries <= WMAN_DSX_RETRIES ? WMAN_A_TIMER_T14_MS :
									 WMAN_A_TIMER_T7_MS);
}

static void wait_answer(struct wman_ms_transaction *t)
{
	wman_dev_arm(t->wdev, &t->timer, WMAN_A_TIMER_T7_MS);
}

static bool same_rule(const struct wman_dsx_rule *a, const struct wman_dsx_rule *b)
{
	return a->cs == b->cs && a->action == b->action && a->rule.len == b->rule.len &&
	       !memcmp(a->rule.data, b->rule.data, a->rule.len);
}

/* Whether an answer leaves alone what was asked for; what was not asked for it may choose. */
static bool as_asked(const struct wman_flow_params *want, const struct wman_flow_params *got)
{
	u32 both = want->present & got->present;

	if ((both & WMAN_FLOW_QOS_SET && got->qos_set != want->qos_set) ||
	    (both & WMAN_FLOW_POLICY && got->policy != want->policy) ||
	    (both & WMAN_FLOW_SAID && got->said != want->said) ||
	    (both & WMAN_FLOW_CS && got->cs != want->cs) || got->unsupported)
		return false;
	return !got->n_rules || (got->n_rules == 1 && want->n_rules == 1 &&
				 same_rule(&want->rules[0], &got->rules[0]));
}

/* The flow that was asked for, with what the base station said about it. */
static u8 grant(struct wman_ms_transaction *t)
{
	const struct wman_flow_params *got = &t->rsp->flow;
	struct wman_flow_params *flow = &t->req.flow;

	if (t->rsp->dir != t->req.dir)
		return WMAN_CC_OTHER;
	flow->present |= got->present;
	flow->sfid = got->sfid;
	flow->cid = got->cid;
	if (got->present & WMAN_FLOW_SAID)
		flow->said = got->said;
	if (got->present & WMAN_FLOW_FSN_SIZE)
		flow->fsn_size = got->fsn_size;
	if (got->present & WMAN_FLOW_ARQ)
		flow->arq = got->arq;
	return wman_flow_make(t->wdev, &t->req);
}

static u8 change(struct wman_ms_transaction *t)
{
	struct wman_flow_was was = {};
	u8 code = wman_flow_change(t->wdev, &t->req, &was);

	wman_flow_settle(&was);
	return code;
}

static u8 end(struct wman_ms_transaction *t)
{
	struct wman_flow *flow = wman_flow_find(t->wdev, t->req.sfid);

	if (flow)
		wman_flow_end(t->wdev, flow);
	return WMAN_CC_OK;
}

static void apply(struct wman_ms_transaction *t)
{
	static u8 (*const done[])(struct wman_ms_transaction *t) = { grant, change, end };
	u8 code = WMAN_CC_OTHER;

	if (as_asked(&t->req.flow, &t->rsp->flow))
		code = done[kind_of(t)](t);
	if (code != WMAN_CC_OK)
		judge(t, WMAN_REASON_FLOW_MISMATCH, code);
	wman_flow_check(t->wdev);
}

static void acknowledge(struct wman_ms_transaction *t)
{
	const struct wman_dsx ack = {
		.type = messages[kind_of(t)].ack,
		.transaction = t->req.transaction,
		.confirmation = t->ack,
	};

	if (ack.type)
		wman_flow_send(t->wdev, &ack);
}

static void report(struct wman_ms_transaction *t)
{
	if (t->reason)
		wman_count(t->wdev, t->reason);
	wman_nl_flow_event(t);
}

static void hold(struct wman_ms_transaction *t)
{
	wman_dev_arm(t->wdev, &t->timer, WMAN_A_TIMER_T10_MS);
}

static void forget(struct wman_ms_transaction *t)
{
	list_del(&t->list);
	t->wdev->flows.n_ms--;
	trace_wman_object(WMAN_OBJECT_TRANSACTION, false);
	kfree(t);
}

/* By the bits of WMAN_DSX_A_*. */
static void (*const actions[])(struct wman_ms_transaction *t) = {
	stop_timer, request, wait_answer, apply, acknowledge, report, hold, forget,
};

static void event(struct wman_ms_transaction *t, enum wman_dsx_event ev)
{
	const struct wman_dsx_step *step = wman_dsx_step(t->state, ev);
	unsigned int i;

	trace_wman_dsx(t->wdev->dev, t->req.transaction, t->state, step->next, ev);
	if (!step->next)
		return;
	t->state = step->next;
	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (step->actions & BIT(i))
			actions[i](t);
}

static void timer(struct work_struct *work)
{
	struct wman_ms_transaction *t = container_of(to_delayed_work(work),
						     struct wman_ms_transaction, timer);

	if (!waits(t) || t->tries <= WMAN_DSX_RETRIES) {
		event(t, WMAN_DSX_EV_TIMEOUT);
		return;
	}
	judge(t, WMAN_REASON_RETRIES, WMAN_CC_OTHER);
	event(t, WMAN_DSX_EV_TIMEOUT_LAST);
	/* the base station may have ended it, so nothing is sent there any more */
	if (t->req.type == WMAN_MSG_DSD_REQ)
		end(t);
}

/* Whether a flow here can be what is asked for; the rest is for the base station to judge. */
static int check(struct wman_dev *wdev, const struct wman_dsx *req)
{
	const struct wman_flow_params *params = &req->flow;
	struct wman_flow *flow = NULL;
	struct wman_rules *rules;
	u8 cs = params->cs;

	if (!wdev->entry.registered)
		return -ENOTCONN;
	if (req->type != WMAN_MSG_DSA_REQ) {
		flow = wman_flow_find(wdev, sfid_of(req));
		if (!flow)
			return -ENOENT;
		cs = flow->cs;
	} else if (params->present & WMAN_FLOW_SAID && !wman_sa_find(wdev, params->said)) {
		return -ENOKEY;
	}
	if (wman_rules_change(&rules, flow ? rcu_dereference_protected(flow->rules, true) : NULL,
			      cs, params) != WMAN_CC_OK)
		return -EINVAL;
	kfree(rules);
	return 0;
}

/* Room for one more transaction; what is only remembered makes way. */
static int make_room(struct wman_dev *wdev, u32 sfid)
{
	struct wman_ms_transaction *t, *oldest = NULL;

	list_for_each_entry(t, &wdev->flows.ms, list) {
		if (waits(t) && sfid && wman_flow_ms_sfid(t) == sfid)
			return -EBUSY;
		if (!waits(t))
			oldest = oldest ?: t;
	}
	if (wdev->flows.n_ms < WMAN_MS_TRANSACTIONS)
		return 0;
	if (!oldest)
		return -EBUSY;
	event(oldest, WMAN_DSX_EV_STOP);
	return 0;
}

static struct wman_ms_transaction *find(struct wman_dev *wdev, u16 transaction)
{
	struct wman_ms_transaction *t;

	list_for_each_entry(t, &wdev->flows.ms, list)
		if (t->req.transaction == transaction)
			return t;
	return NULL;
}

static u16 free_id(struct wman_dev *wdev)
{
	u16 id;

	do {
		id = wdev->flows.next_ms++ & (WMAN_DSX_BY_BS - 1);
	} while (find(wdev, id));
	return id;
}

int wman_flow_ms_begin(struct wman_dev *wdev, const struct wman_dsx *req, u16 *transaction)
{
	struct wman_ms_transaction *t;
	int ret;

	ret = check(wdev, req) ?: make_room(wdev, sfid_of(req));
	if (ret)
		return ret;
	t = kzalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	t->wdev = wdev;
	t->state = WMAN_DSX_STATE_IDLE;
	t->req = *req;
	t->req.transaction = free_id(wdev);
	if (req->flow.n_rules) {
		memcpy(t->rule, req->flow.rules[0].rule.data, req->flow.rules[0].rule.len);
		t->req.flow.rules[0].rule.data = t->rule;
	}
	INIT_DELAYED_WORK(&t->timer, timer);
	trace_wman_object(WMAN_OBJECT_TRANSACTION, true);
	list_add_tail(&t->list, &wdev->flows.ms);
	wdev->flows.n_ms++;
	*transaction = t->req.transaction;
	event(t, WMAN_DSX_EV_BEGIN);
	return 0;
}

void wman_flow_ms_overtaken(struct wman_dev *wdev, u32 sfid, enum wman_reason reason)
{
	struct wman_ms_transaction *t;

	list_for_each_entry(t, &wdev->flows.ms, list) {
		if (!waits(t) || t->req.type == WMAN_MSG_DSA_REQ || wman_flow_ms_sfid(t) != sfid ||
		    (reason == WMAN_REASON_BS_REQUEST && t->req.type == WMAN_MSG_DSD_REQ))
			continue;
		judge(t, reason, WMAN_CC_OTHER);
		event(t, WMAN_DSX_EV_OVERTAKEN);
	}
}

void wman_flow_ms_flush(struct wman_dev *wdev)
{
	struct wman_ms_transaction *t, *next;

	list_for_each_entry_safe(t, next, &wdev->flows.ms, list) {
		if (waits(t))
			judge(t, WMAN_REASON_FLOW_ENDED, WMAN_CC_OTHER);
		event(t, WMAN_DSX_EV_STOP);
	}
}

/* An answer has to name the flow that it is about, unless it is to give it its name. */
static bool is_about(const struct wman_ms_transaction *t, const struct wman_dsx *rsp)
{
	return rsp->type == WMAN_MSG_DSA_RSP ||
	       (rsp->type == WMAN_MSG_DSC_RSP && !(rsp->flow.present & WMAN_FLOW_SFID)) ||
	       sfid_of(rsp) == wman_flow_ms_sfid(t);
}

enum wman_reason wman_flow_ms_answer(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_ms_transaction *t;
	struct wman_dsx rsp;
	enum wman_reason ret;
	bool accepted;

	ret = wman_dsx_parse(&rsp, msg->data, msg->len);
	if (ret)
		return ret;
	t = find(wdev, rsp.transaction);
	if (!t || messages[kind_of(t)].answer != rsp.type)
		return WMAN_REASON_TRANSACTION;
	if (!is_about(t, &rsp))
		return WMAN_REASON_FLOW_MISMATCH;
	accepted = rsp.confirmation == WMAN_CC_OK;
	if (waits(t)) {
		t->answered = true;
		t->confirmation = rsp.confirmation;
		judge(t, accepted ? WMAN_REASON_NONE : WMAN_REASON_FLOW_REFUSED, rsp.confirmation);
	}
	t->rsp = &rsp;
	event(t, accepted ? WMAN_DSX_EV_ACCEPTED : WMAN_DSX_EV_REFUSED);
	t->rsp = NULL;
	return WMAN_REASON_NONE;
}

/* Nobody signs DSX-RVD: it may keep the request from being repeated soon, and no more. */
enum wman_reason wman_flow_ms_received(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_ms_transaction *t;
	struct wman_dsx rvd;
	enum wman_reason ret;

	ret = wman_dsx_parse(&rvd, msg->data, msg->len);
	if (ret)
		return ret;
	t = find(wdev, rvd.transaction);
	if (!t)
		return WMAN_REASON_TRANSACTION;
	if (rvd.confirmation != WMAN_CC_OK)
		return WMAN_REASON_FLOW_REFUSED;
	event(t, WMAN_DSX_EV_RECEIVED);
	return WMAN_REASON_NONE;
}
