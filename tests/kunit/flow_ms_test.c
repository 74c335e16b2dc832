// SPDX-License-Identifier: GPL-2.0
/* Service flows that the station asks for: what it sends when, what it believes, and the end. */
#include "flow_ms.h"

#include "drive.h"
#include "message.h"
#include "suites.h"

#define SFID	0x77
#define CID	0x0777

static const u8 rule_udp[] = { 14, 2, 0, 1, 3, 1, 17 };
static const u8 rule_tcp[] = { 14, 2, 0, 1, 3, 1, 6 };

static const struct wman_dsx add_req = {
	.type = WMAN_MSG_DSA_REQ,
	.dir = WMAN_DIRECTION_UPLINK,
	.flow = {
		.present = WMAN_FLOW_CS | WMAN_FLOW_QOS_SET | WMAN_FLOW_POLICY,
		.cs = WMAN_CS_IPV4,
		.qos_set = WMAN_QOS_SET_ALL,
		.policy = WMAN_TX_NO_CRC,
		.n_rules = 1,
		.rules = { { .cs = WMAN_CS_IPV4, .rule = { rule_udp, sizeof(rule_udp) } } },
	},
};

static const struct wman_dsx sleep_req = {
	.type = WMAN_MSG_DSC_REQ,
	.dir = WMAN_DIRECTION_UPLINK,
	.flow = {
		.present = WMAN_FLOW_SFID | WMAN_FLOW_QOS_SET,
		.sfid = BS_UL_SFID,
		.qos_set = WMAN_QOS_SET_ALL & ~WMAN_QOS_SET_ACTIVE,
	},
};

static const struct wman_dsx del_req = { .type = WMAN_MSG_DSD_REQ, .sfid = BS_UL_SFID };

struct begin {
	const struct wman_dsx *req;
	u16 transaction;
};

static int begin_fn(struct wman_dev *wdev, void *arg)
{
	struct begin *begin = arg;

	return wman_flow_ms_begin(wdev, begin->req, &begin->transaction);
}

static int ask(struct station *st, const struct wman_dsx *req, u16 *transaction)
{
	struct begin begin = { .req = req };
	int ret = station_call(st, begin_fn, &begin);

	if (!ret)
		*transaction = begin.transaction;
	return ret;
}

/* The next message of this type that was sent; its tuple is cut off. */
static bool sent(struct station *st, u8 type, struct wman_dsx *dsx)
{
	return station_sent_find(st, type, 0) &&
	       !wman_dsx_parse(dsx, st->msg->data, st->msg->len - 15);
}

static void bs_says(struct station *st, const struct wman_dsx *dsx)
{
	wman_dsx_put(bs_begin(st), dsx);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

static void bs_received(struct station *st, u16 transaction, u8 code)
{
	const struct wman_dsx rvd = {
		.type = WMAN_MSG_DSX_RVD, .transaction = transaction, .confirmation = code,
	};

	wman_dsx_put(bs_begin(st), &rvd);
	bs_send(st, BS_PRIMARY_CID);
}

static void bs_grants(struct station *st, u16 transaction)
{
	const struct wman_dsx rsp = {
		.type = WMAN_MSG_DSA_RSP,
		.transaction = transaction,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow.present = WMAN_FLOW_SFID | WMAN_FLOW_CID,
		.flow.sfid = SFID,
		.flow.cid = CID,
	};

	bs_says(st, &rsp);
}

static void bs_answers(struct station *st, u8 type, u16 transaction, u8 code)
{
	const struct wman_dsx rsp = {
		.type = type, .transaction = transaction, .confirmation = code,
		.sfid = BS_UL_SFID,
	};

	bs_says(st, &rsp);
}

static struct wman_ms_transaction *first(struct station *st)
{
	return list_first_entry_or_null(&st->wdev->flows.ms, struct wman_ms_transaction, list);
}

static bool armed(struct station *st, unsigned int attr)
{
	return station_armed(&first(st)->timer, st->wdev->cfg.timer_ms[attr]);
}

static struct wman_flow *flow_of(struct station *st, u32 sfid)
{
	return wman_flow_find(st->wdev, sfid);
}

static void flow_is_asked_for(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dsx got;
	struct wman_flow *flow;
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, &add_req, &id), 0);
	KUNIT_ASSERT_TRUE(test, sent(st, WMAN_MSG_DSA_REQ, &got));
	KUNIT_EXPECT_LT(test, got.transaction, WMAN_DSX_BY_BS);
	KUNIT_EXPECT_EQ(test, got.transaction, id);
	KUNIT_EXPECT_EQ(test, got.dir, WMAN_DIRECTION_UPLINK);
	KUNIT_EXPECT_EQ(test, got.flow.present, add_req.flow.present);
	KUNIT_EXPECT_EQ(test, got.flow.n_rules, 1);
	KUNIT_EXPECT_EQ(test, got.flow.rules[0].rule.len, sizeof(rule_udp));
	KUNIT_EXPECT_TRUE(test, armed(st, WMAN_A_TIMER_T14_MS));
	bs_received(st, id, WMAN_CC_OK);
	KUNIT_EXPECT_TRUE(test, armed(st, WMAN_A_TIMER_T7_MS));
	KUNIT_EXPECT_PTR_EQ(test, flow_of(st, SFID), NULL);

	bs_grants(st, id);
	flow = flow_of(st, SFID);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	KUNIT_EXPECT_EQ(test, flow->cid, CID);
	KUNIT_EXPECT_EQ(test, flow->said, BS_BASIC_CID);
	KUNIT_EXPECT_TRUE(test, flow->active);
	KUNIT_EXPECT_FALSE(test, flow->crc);
	KUNIT_EXPECT_EQ(test, rcu_dereference_protected(flow->rules, true)->n, 1);
	KUNIT_ASSERT_TRUE(test, sent(st, WMAN_MSG_DSA_ACK, &got));
	KUNIT_EXPECT_EQ(test, got.transaction, id);
	KUNIT_EXPECT_EQ(test, got.confirmation, WMAN_CC_OK);

	/* DSA-ACK was lost */
	KUNIT_EXPECT_TRUE(test, armed(st, WMAN_A_TIMER_T10_MS));
	bs_grants(st, id);
	KUNIT_ASSERT_TRUE(test, sent(st, WMAN_MSG_DSA_ACK, &got));
	KUNIT_EXPECT_EQ(test, got.confirmation, WMAN_CC_OK);
	KUNIT_EXPECT_PTR_EQ(test, flow_of(st, SFID), flow);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n, 3);

	station_fire(st, &first(st)->timer);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, 0);
	bs_grants(st, id);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 1);
	KUNIT_EXPECT_EQ(test, station_sent(st), -1);
}

static const struct wman_dsx *const reqs[] = { &add_req, &sleep_req, &del_req };

static void req_desc(const struct wman_dsx *const *req, char *desc)
{
	strscpy(desc, wman_message_name((*req)->type), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(reqs, reqs, req_desc);

static const struct wman_dsx *param(struct kunit *test)
{
	return *(const struct wman_dsx *const *)test->param_value;
}

/* The type of the answer follows that of the request. */
static u8 answer_type(const struct wman_dsx *req)
{
	return req->type + 1;
}

static void request_is_repeated(struct kunit *test)
{
	const struct wman_dsx *req = param(test);
	struct station *st = test->priv;
	struct wman_dsx got;
	int i;
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, req, &id), 0);
	for (i = 0; i <= WMAN_DSX_RETRIES; i++) {
		KUNIT_ASSERT_TRUE(test, sent(st, req->type, &got));
		KUNIT_EXPECT_EQ(test, got.transaction, id);
		KUNIT_EXPECT_EQ(test, station_sent(st), -1);
		KUNIT_EXPECT_TRUE(test, armed(st, i < WMAN_DSX_RETRIES ? WMAN_A_TIMER_T14_MS :
									 WMAN_A_TIMER_T7_MS));
		station_fire(st, &first(st)->timer);
	}
	KUNIT_EXPECT_EQ(test, station_sent(st), -1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_RETRIES), 1);
	KUNIT_EXPECT_TRUE(test, armed(st, WMAN_A_TIMER_T10_MS));

	/* too late: it is not done any more, and the base station is told so */
	if (req->type == WMAN_MSG_DSA_REQ)
		bs_grants(st, id);
	else
		bs_answers(st, answer_type(req), id, WMAN_CC_OK);
	KUNIT_EXPECT_PTR_EQ(test, flow_of(st, SFID), NULL);
	if (req->type == WMAN_MSG_DSD_REQ) {
		KUNIT_EXPECT_PTR_EQ(test, flow_of(st, BS_UL_SFID), NULL);
		KUNIT_EXPECT_EQ(test, station_sent(st), -1);
	} else {
		KUNIT_EXPECT_TRUE(test, flow_of(st, BS_UL_SFID)->active);
		KUNIT_ASSERT_TRUE(test, sent(st, req->type + 2, &got));
		KUNIT_EXPECT_NE(test, got.confirmation, WMAN_CC_OK);
	}
	station_fire(st, &first(st)->timer);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, 0);
}

static void received_request_waits_longer(struct kunit *test)
{
	const struct wman_dsx *req = param(test);
	struct station *st = test->priv;
	int i;
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, req, &id), 0);
	for (i = 0; i <= WMAN_DSX_RETRIES; i++) {
		bs_received(st, id, WMAN_CC_OK);
		KUNIT_EXPECT_TRUE(test, armed(st, WMAN_A_TIMER_T7_MS));
		station_forget(st);
		station_fire(st, &first(st)->timer);
		KUNIT_EXPECT_EQ(test, station_sent_find(st, req->type, 0), i < WMAN_DSX_RETRIES);
	}
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_RETRIES), 1);
}

/* Nothing changes, and DSA-ACK and DSC-ACK repeat the code. */
static void refusal_is_obeyed(struct kunit *test)
{
	const struct wman_dsx *req = param(test);
	struct station *st = test->priv;
	struct wman_dsx got;
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, req, &id), 0);
	station_forget(st);
	bs_answers(st, answer_type(req), id, 5);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FLOW_REFUSED), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n, 2);
	KUNIT_EXPECT_TRUE(test, flow_of(st, BS_UL_SFID)->active);
	KUNIT_EXPECT_EQ(test, first(st)->confirmation, 5);
	KUNIT_EXPECT_EQ(test, sent(st, req->type + 2, &got), req->type != WMAN_MSG_DSD_REQ);
	if (req->type != WMAN_MSG_DSD_REQ)
		KUNIT_EXPECT_EQ(test, got.confirmation, 5);
}

static void nothing_is_done_before_the_answer(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dsx got;
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, &sleep_req, &id), 0);
	KUNIT_EXPECT_TRUE(test, flow_of(st, BS_UL_SFID)->active);
	bs_answers(st, WMAN_MSG_DSC_RSP, id, WMAN_CC_OK);
	KUNIT_EXPECT_FALSE(test, flow_of(st, BS_UL_SFID)->active);
	KUNIT_ASSERT_TRUE(test, sent(st, WMAN_MSG_DSC_ACK, &got));
	KUNIT_EXPECT_EQ(test, got.confirmation, WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_FLOWS);

	KUNIT_ASSERT_EQ(test, ask(st, &del_req, &id), 0);
	KUNIT_EXPECT_NOT_NULL(test, flow_of(st, BS_UL_SFID));
	bs_answers(st, WMAN_MSG_DSD_RSP, id, WMAN_CC_OK);
	KUNIT_EXPECT_PTR_EQ(test, flow_of(st, BS_UL_SFID), NULL);
}

struct grant {
	const char *what;
	u8 dir;
	struct wman_flow_params flow;
	bool taken;
};

#define NAMED	(WMAN_FLOW_SFID | WMAN_FLOW_CID)
#define FLOW(has, ...)	{ .present = (has), .sfid = SFID, .cid = CID, __VA_ARGS__ }
#define RULES(cs_, rule_) \
	.n_rules = 1, .rules = { { .cs = WMAN_CS_##cs_, .rule = { rule_, sizeof(rule_) } } }

static const struct grant grants[] = {
	{ "names it", WMAN_DIRECTION_UPLINK, FLOW(NAMED), true },
	{ "repeats all", WMAN_DIRECTION_UPLINK,
	  FLOW(NAMED | WMAN_FLOW_CS | WMAN_FLOW_QOS_SET | WMAN_FLOW_POLICY, .cs = WMAN_CS_IPV4,
	       .qos_set = WMAN_QOS_SET_ALL, .policy = WMAN_TX_NO_CRC, RULES(IPV4, rule_udp)),
	  true },
	{ "chooses the SA", WMAN_DIRECTION_UPLINK,
	  FLOW(NAMED | WMAN_FLOW_SAID, .said = BS_BASIC_CID), true },
	{ "chooses an SA that there is not", WMAN_DIRECTION_UPLINK,
	  FLOW(NAMED | WMAN_FLOW_SAID, .said = 99), false },
	{ "no SFID", WMAN_DIRECTION_UPLINK, FLOW(WMAN_FLOW_CID), false },
	{ "no CID", WMAN_DIRECTION_UPLINK, FLOW(WMAN_FLOW_SFID), false },
	{ "no flow", 0, FLOW(NAMED), false },
	{ "the other direction", WMAN_DIRECTION_DOWNLINK, FLOW(NAMED), false },
	{ "a CID of another flow", WMAN_DIRECTION_UPLINK,
	  { .present = NAMED, .sfid = SFID, .cid = BS_UL_CID }, false },
	{ "the primary CID", WMAN_DIRECTION_UPLINK,
	  { .present = NAMED, .sfid = SFID, .cid = BS_PRIMARY_CID }, false },
	{ "an SFID of another flow", WMAN_DIRECTION_UPLINK,
	  { .present = NAMED, .sfid = BS_DL_SFID, .cid = CID }, false },
	{ "another sublayer", WMAN_DIRECTION_UPLINK,
	  FLOW(NAMED | WMAN_FLOW_CS, .cs = WMAN_CS_IPV6), false },
	{ "not active", WMAN_DIRECTION_UPLINK,
	  FLOW(NAMED | WMAN_FLOW_QOS_SET, .qos_set = 1), false },
	{ "another policy", WMAN_DIRECTION_UPLINK,
	  FLOW(NAMED | WMAN_FLOW_POLICY, .policy = WMAN_TX_NO_FRAGMENTATION), false },
	{ "ARQ", WMAN_DIRECTION_UPLINK, FLOW(NAMED | WMAN_FLOW_ARQ, .arq = 1), false },
	{ "another rule", WMAN_DIRECTION_UPLINK, FLOW(NAMED, RULES(IPV4, rule_tcp)), false },
};

static void grant_desc(const struct grant *g, char *desc)
{
	strscpy(desc, g->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(grants, grants, grant_desc);

static void only_what_was_asked_for_is_taken(struct kunit *test)
{
	const struct grant *g = test->param_value;
	struct station *st = test->priv;
	struct wman_dsx got, rsp = {
		.type = WMAN_MSG_DSA_RSP, .dir = g->dir, .flow = g->flow,
	};

	KUNIT_ASSERT_EQ(test, ask(st, &add_req, &rsp.transaction), 0);
	bs_says(st, &rsp);

	KUNIT_EXPECT_EQ(test, st->wdev->flows.n, 2 + g->taken);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FLOW_MISMATCH), !g->taken);
	KUNIT_ASSERT_TRUE(test, sent(st, WMAN_MSG_DSA_ACK, &got));
	KUNIT_EXPECT_EQ(test, got.confirmation == WMAN_CC_OK, g->taken);
}

static void answer_has_to_fit(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dsx wrong = { .type = WMAN_MSG_DSD_RSP, .sfid = BS_DL_SFID };
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, &del_req, &id), 0);
	bs_answers(st, WMAN_MSG_DSD_RSP, id + 1, WMAN_CC_OK);
	bs_answers(st, WMAN_MSG_DSD_RSP, id | WMAN_DSX_BY_BS, WMAN_CC_OK);
	bs_answers(st, WMAN_MSG_DSC_RSP, id, WMAN_CC_OK);
	bs_grants(st, id);
	bs_received(st, id + 1, WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 5);
	wrong.transaction = id;
	bs_says(st, &wrong);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FLOW_MISMATCH), 1);
	/* anybody could have sent that */
	bs_received(st, id, WMAN_CC_AUTHENTICATION);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FLOW_REFUSED), 1);

	KUNIT_EXPECT_EQ(test, st->wdev->flows.n, 2);
	KUNIT_EXPECT_EQ(test, first(st)->state, WMAN_DSX_STATE_REQUESTED);
	KUNIT_EXPECT_TRUE(test, armed(st, WMAN_A_TIMER_T14_MS));
}

static void unsigned_answer_is_dropped(struct kunit *test)
{
	struct station *st = test->priv;
	const struct wman_dsx *req = param(test);
	struct wman_dsx rsp = { .type = answer_type(req), .sfid = BS_UL_SFID };

	KUNIT_ASSERT_EQ(test, ask(st, req, &rsp.transaction), 0);
	wman_dsx_put(bs_begin(st), &rsp);
	bs_send(st, BS_PRIMARY_CID);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_MISSING), 1);
	KUNIT_EXPECT_EQ(test, first(st)->state, WMAN_DSX_STATE_REQUESTED);
}

/* Both sides begin at once: the base station's change counts, and its end in any case. */
static void bs_comes_first(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dsx got, wakes = sleep_req;
	u16 id;

	wakes.transaction = WMAN_DSX_BY_BS | 9;
	wakes.flow.qos_set = WMAN_QOS_SET_ALL;
	KUNIT_ASSERT_EQ(test, ask(st, &sleep_req, &id), 0);
	bs_says(st, &wakes);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_BS_REQUEST), 1);
	KUNIT_EXPECT_EQ(test, first(st)->state, WMAN_DSX_STATE_FAILED);
	bs_answers(st, WMAN_MSG_DSC_RSP, id, WMAN_CC_OK);
	KUNIT_EXPECT_TRUE(test, flow_of(st, BS_UL_SFID)->active);
	KUNIT_ASSERT_TRUE(test, sent(st, WMAN_MSG_DSC_ACK, &got));
	KUNIT_EXPECT_NE(test, got.confirmation, WMAN_CC_OK);

	/* a change is no reason not to end it */
	KUNIT_ASSERT_EQ(test, ask(st, &del_req, &id), 0);
	wakes.transaction++;
	bs_says(st, &wakes);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_BS_REQUEST), 1);
	bs_dsd_req(st, WMAN_DSX_BY_BS | 11, BS_UL_SFID);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FLOW_ENDED), 1);
	KUNIT_EXPECT_PTR_EQ(test, flow_of(st, BS_UL_SFID), NULL);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, 2);
}

static void link_ends_with_transactions(struct kunit *test)
{
	struct station *st = test->priv;
	u16 id;

	KUNIT_ASSERT_EQ(test, ask(st, &add_req, &id), 0);
	KUNIT_ASSERT_EQ(test, ask(st, &sleep_req, &id), 0);
	bs_answers(st, WMAN_MSG_DSC_RSP, id, WMAN_CC_OK);
	bs_res_cmd(st);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FLOW_ENDED), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&st->wdev->flows.ms));
	KUNIT_EXPECT_EQ(test, ask(st, &add_req, &id), -ENOTCONN);
}

static void transactions_are_bounded(struct kunit *test)
{
	struct station *st = test->priv;
	u16 id, last = 0;
	int i;

	for (i = 0; i < WMAN_MS_TRANSACTIONS; i++) {
		KUNIT_ASSERT_EQ(test, ask(st, &add_req, &id), 0);
		KUNIT_EXPECT_TRUE(test, !i || id != last);
		last = id;
	}
	KUNIT_EXPECT_EQ(test, ask(st, &add_req, &id), -EBUSY);
	/* one that is only remembered makes way */
	bs_answers(st, WMAN_MSG_DSA_RSP, last, WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, ask(st, &sleep_req, &id), 0);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, WMAN_MS_TRANSACTIONS);
	KUNIT_EXPECT_EQ(test, ask(st, &del_req, &id), -EBUSY);
}

/* An id in use is passed over, and none is of the base station's half. */
static void ids_are_of_our_half(struct kunit *test)
{
	struct station *st = test->priv;
	u16 id;

	st->wdev->flows.next_ms = 0x7fff;
	KUNIT_ASSERT_EQ(test, ask(st, &add_req, &id), 0);
	KUNIT_EXPECT_EQ(test, id, 0x7fff);
	KUNIT_ASSERT_EQ(test, ask(st, &add_req, &id), 0);
	KUNIT_EXPECT_EQ(test, id, 0);
	st->wdev->flows.next_ms = 0x7fff;
	KUNIT_ASSERT_EQ(test, ask(st, &add_req, &id), 0);
	KUNIT_EXPECT_EQ(test, id, 1);
}

static void what_cannot_be_is_not_asked_for(struct kunit *test)
{
	static const u8 bad[] = { 14, 2, 0, 1, 99, 1, 0 };
	struct station *st = test->priv;
	struct wman_dsx req = add_req;
	u16 id;

	req.flow.present |= WMAN_FLOW_SAID;
	req.flow.said = 99;
	KUNIT_EXPECT_EQ(test, ask(st, &req, &id), -ENOKEY);
	req = add_req;
	req.flow.rules[0].rule = (struct wman_octets){ bad, sizeof(bad) };
	KUNIT_EXPECT_EQ(test, ask(st, &req, &id), -EINVAL);
	req = sleep_req;
	req.flow.sfid = 999;
	KUNIT_EXPECT_EQ(test, ask(st, &req, &id), -ENOENT);
	req = del_req;
	req.sfid = 999;
	KUNIT_EXPECT_EQ(test, ask(st, &req, &id), -ENOENT);
	req = sleep_req;
	req.flow.n_rules = 1;
	req.flow.rules[0] = (struct wman_dsx_rule){
		.cs = WMAN_CS_IPV4, .action = WMAN_RULE_ACTION_DELETE,
		.rule = { rule_udp, sizeof(rule_udp) },
	};
	KUNIT_EXPECT_EQ(test, ask(st, &req, &id), -EINVAL);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, 0);
	KUNIT_EXPECT_EQ(test, station_sent(st), -1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(flow_is_asked_for),
	KUNIT_CASE_PARAM(request_is_repeated, reqs_gen_params),
	KUNIT_CASE_PARAM(received_request_waits_longer, reqs_gen_params),
	KUNIT_CASE_PARAM(refusal_is_obeyed, reqs_gen_params),
	KUNIT_CASE(nothing_is_done_before_the_answer),
	KUNIT_CASE_PARAM(only_what_was_asked_for_is_taken, grants_gen_params),
	KUNIT_CASE(answer_has_to_fit),
	KUNIT_CASE_PARAM(unsigned_answer_is_dropped, reqs_gen_params),
	KUNIT_CASE(bs_comes_first),
	KUNIT_CASE(link_ends_with_transactions),
	KUNIT_CASE(transactions_are_bounded),
	KUNIT_CASE(ids_are_of_our_half),
	KUNIT_CASE(what_cannot_be_is_not_asked_for),
	{}
};

/* Every event in every state; tests/unit/test_dsx_fsm.c holds the table to the protocol. */
struct asked {
	struct station *st;
	const struct wman_dsx *req;
	u16 id;
};

static struct wman_ms_transaction *of(const struct asked *a)
{
	struct wman_ms_transaction *t;

	list_for_each_entry(t, &a->st->wdev->flows.ms, list)
		if (t->req.transaction == a->id)
			return t;
	return NULL;
}

static unsigned int state_of(const struct asked *a)
{
	const struct wman_ms_transaction *t = of(a);

	return t ? t->state : WMAN_DSX_STATE_IDLE;
}

/* Where one runs already it is another one, if any. */
static void begin(struct asked *a)
{
	u16 other;

	ask(a->st, a->req, of(a) ? &other : &a->id);
}

static void received(struct asked *a)
{
	bs_received(a->st, a->id, WMAN_CC_OK);
}

static void accepted(struct asked *a)
{
	if (a->req->type == WMAN_MSG_DSA_REQ)
		bs_grants(a->st, a->id);
	else
		bs_answers(a->st, answer_type(a->req), a->id, WMAN_CC_OK);
}

static void refused(struct asked *a)
{
	bs_answers(a->st, answer_type(a->req), a->id, 5);
}

static void timeout(struct asked *a)
{
	struct wman_ms_transaction *t = of(a);

	if (t)
		station_fire(a->st, &t->timer);
}

static void timeout_last(struct asked *a)
{
	struct wman_ms_transaction *t = of(a);

	if (t)
		t->tries = WMAN_DSX_RETRIES + 1;
	timeout(a);
}

static int overtaken_fn(struct wman_dev *wdev, void *arg)
{
	wman_flow_ms_overtaken(wdev, BS_UL_SFID, WMAN_REASON_FLOW_ENDED);
	return 0;
}

static void overtaken(struct asked *a)
{
	station_call(a->st, overtaken_fn, NULL);
}

static int flush_fn(struct wman_dev *wdev, void *arg)
{
	wman_flow_ms_flush(wdev);
	return 0;
}

static void stop(struct asked *a)
{
	station_call(a->st, flush_fn, NULL);
}

static void (*const causes[WMAN_DSX_EVENTS])(struct asked *a) = {
	[WMAN_DSX_EV_BEGIN]	   = begin,
	[WMAN_DSX_EV_RECEIVED]	   = received,
	[WMAN_DSX_EV_ACCEPTED]	   = accepted,
	[WMAN_DSX_EV_REFUSED]	   = refused,
	[WMAN_DSX_EV_TIMEOUT]	   = timeout,
	[WMAN_DSX_EV_TIMEOUT_LAST] = timeout_last,
	[WMAN_DSX_EV_OVERTAKEN]	   = overtaken,
	[WMAN_DSX_EV_STOP]	   = stop,
};

static void (*const ways[WMAN_DSX_STATE_MAX + 1][2])(struct asked *a) = {
	[WMAN_DSX_STATE_IDLE]	    = {},
	[WMAN_DSX_STATE_REQUESTED]  = { begin },
	[WMAN_DSX_STATE_PROCEEDING] = { begin, received },
	[WMAN_DSX_STATE_DONE]	    = { begin, refused },
	[WMAN_DSX_STATE_FAILED]	    = { begin, timeout_last },
};

/* The state that has to follow. */
static unsigned int follows(const struct asked *a, unsigned int state, unsigned int event)
{
	/* a flow that is only asked for nobody else can change; what is over is asked no more */
	if (event == WMAN_DSX_EV_OVERTAKEN && a->req->type == WMAN_MSG_DSA_REQ)
		return state;
	if (event == WMAN_DSX_EV_TIMEOUT_LAST && state >= WMAN_DSX_STATE_DONE)
		event = WMAN_DSX_EV_TIMEOUT;
	return wman_dsx_step(state, event)->next ?: state;
}

static void walk_pair(struct kunit *test, struct asked *a, unsigned int state, unsigned int event)
{
	unsigned int i, want = follows(a, state, event);

	KUNIT_EXPECT_TRUE(test, drive_up(a->st));
	for (i = 0; i < ARRAY_SIZE(ways[state]) && ways[state][i]; i++)
		ways[state][i](a);
	KUNIT_EXPECT_EQ_MSG(test, state_of(a), state, "not reached");
	causes[event](a);
	KUNIT_EXPECT_EQ_MSG(test, state_of(a), want, "state %u, event %u", state, event);
}

static void every_event_in_every_state(struct kunit *test)
{
	struct asked a = { .req = param(test) };
	const unsigned int all = WMAN_DSX_STATE_MAX * WMAN_DSX_EVENTS;
	unsigned int state, event, walked = 0;

	for (state = 1; state <= WMAN_DSX_STATE_MAX; state++) {
		for (event = 0; event < WMAN_DSX_EVENTS; event++) {
			a.st = station_new();
			KUNIT_ASSERT_NOT_NULL(test, a.st);
			a.id = 0x55;
			walk_pair(test, &a, state, event);
			station_free(a.st);
			walked++;
		}
	}
	kunit_info(test, "transactions by %s: %u of %u pairs walked\n",
		   wman_message_name(a.req->type), walked, all);
	KUNIT_EXPECT_EQ(test, walked, all);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(every_event_in_every_state, reqs_gen_params),
	{}
};

struct kunit_suite flow_ms_walk_suite = {
	.name = "wman_flow_ms_walk",
	.test_cases = walk_cases,
};

struct kunit_suite flow_ms_suite = {
	.name = "wman_flow_ms",
	.init = drive_init,
	.exit = station_exit,
	.test_cases = cases,
};
