// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: service flows that the subscriber asks for. */
#include <string.h>

#include "bs_station.h"
#include "message.h"

#define FIRST_CID 641
#define NEW_CID	  (FIRST_CID + 2)

static const char *const options[] = { "flow", "dir=ul,cs=ipv4", "flow", "dir=dl,cs=ipv4", NULL };

static const u8 rule_udp[] = { 14, 2, 0, 1, 3, 1, 17 };
static const u8 rule_icmp[] = { 14, 2, 0, 1, 3, 1, 1 };
static const u8 rule_none[] = { 14, 2, 0, 1 };

#define RULE(action_, rule_)                                              \
	{                                                                 \
		.cs = WMAN_CS_IPV4, .action = WMAN_RULE_ACTION_##action_, \
		.rule = { .data = rule_, .len = sizeof(rule_) },          \
	}

static bool ready(struct bs_lab *lab)
{
	return bs_station_ready(lab->station[0]) && bs_ss_find(lab->bs, lab->station[0]->mac)->open;
}

static struct bs_lab *entered(struct bs_station **st)
{
	struct bs_lab *lab = bs_lab_new(options);

	*st = bs_station_new(lab, 0);
	bs_station_range(*st);
	assert_true(bs_lab_run(lab, ready, 5000));
	return lab;
}

static bool answered(struct bs_lab *lab)
{
	return lab->station[0]->answers > 0;
}

static bool answered_twice(struct bs_lab *lab)
{
	return lab->station[0]->answers > 1;
}

/* Ask, and wait for the answer; its confirmation code. */
static u8 ask(struct bs_station *st, const struct wman_dsx *req)
{
	st->answers = 0;
	st->rvds = 0;
	bs_station_dsx(st, req);
	assert_true(bs_lab_run(st->lab, answered, 2000));
	assert_int_equal(st->rvds, 1);
	assert_int_equal(st->answer.transaction, req->transaction);
	assert_int_equal(st->answer.type, req->type + 1);
	return st->answer.confirmation;
}

static void acknowledge(struct bs_station *st, u8 code)
{
	const struct wman_dsx ack = {
		.type = (u8)(st->answer.type + 1),
		.transaction = st->answer.transaction,
		.confirmation = code,
	};

	bs_station_dsx(st, &ack);
	bs_lab_wait(st->lab, 20);
}

static const struct bs_flow *flow_of(struct bs_lab *lab, u32 sfid)
{
	return bs_flow_find(bs_ss_find(lab->bs, lab->station[0]->mac), sfid);
}

static struct wman_dsx add_req(u16 transaction, u8 dir)
{
	return (struct wman_dsx){
		.type = WMAN_MSG_DSA_REQ,
		.transaction = transaction,
		.dir = dir,
		.flow = { .present = WMAN_FLOW_CS, .cs = WMAN_CS_IPV4 },
	};
}

static struct wman_dsx change_req(u16 transaction, u32 sfid)
{
	return (struct wman_dsx){
		.type = WMAN_MSG_DSC_REQ,
		.transaction = transaction,
		.dir = WMAN_DIRECTION_DOWNLINK,
		.flow = { .present = WMAN_FLOW_SFID, .sfid = sfid },
	};
}

static void test_add(void **state)
{
	struct wman_dsx req = add_req(5, WMAN_DIRECTION_UPLINK);
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);

	req.flow.n_rules = 1;
	req.flow.rules[0] = (struct wman_dsx_rule)RULE(ADD, rule_udp);
	req.flow.present |= WMAN_FLOW_POLICY;
	req.flow.policy = WMAN_TX_NO_CRC;
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_int_equal(st->answer.dir, WMAN_DIRECTION_UPLINK);
	assert_int_equal(st->answer.flow.present, WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_SAID);
	assert_int_equal(st->answer.flow.cid, NEW_CID);
	assert_int_equal(st->answer.flow.said, st->basic);
	assert_int_equal(flow_of(lab, NEW_CID)->state, BS_FLOW_OFFERED);
	acknowledge(st, WMAN_CC_OK);
	assert_int_equal(flow_of(lab, NEW_CID)->state, BS_FLOW_ACTIVE);
	assert_false(flow_of(lab, NEW_CID)->cfg.crc);
	assert_int_equal(flow_of(lab, NEW_CID)->setup.rule.len, sizeof(rule_udp));
	assert_true(bs_lab_logged(lab, "\"flow\"", "CID 643"));

	/* the same once more makes no second, and the same id is nothing else */
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_int_equal(st->answer.flow.cid, NEW_CID);
	assert_null(flow_of(lab, NEW_CID + 1));
	req = change_req(5, NEW_CID);
	bs_station_dsx(st, &req);
	bs_lab_wait(lab, 20);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_TRANSACTION), 1);
	bs_lab_free(lab);
}

static void test_refused(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	struct wman_dsx req = add_req(1, 0);

	assert_int_equal(ask(st, &req), WMAN_CC_PARAMETER_MISSING);
	req = add_req(2, WMAN_DIRECTION_UPLINK);
	req.flow.present = WMAN_FLOW_SAID;
	req.flow.said = st->basic;
	assert_int_equal(ask(st, &req), WMAN_CC_PARAMETER_MISSING);
	req = add_req(3, WMAN_DIRECTION_UPLINK);
	req.flow.cs = 99;
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	req = add_req(4, WMAN_DIRECTION_UPLINK);
	req.flow.present |= WMAN_FLOW_SAID;
	req.flow.said = 0xfff;
	assert_int_equal(ask(st, &req), WMAN_CC_NOT_AUTHORIZED_SAID);
	req = add_req(5, WMAN_DIRECTION_UPLINK);
	req.flow.present |= WMAN_FLOW_ARQ;
	req.flow.arq = 1;
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	req = add_req(6, WMAN_DIRECTION_UPLINK);
	req.flow.n_rules = 1;
	req.flow.rules[0] = (struct wman_dsx_rule)RULE(DELETE, rule_udp);
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	assert_null(flow_of(lab, NEW_CID));

	/* by order of the operator */
	assert_string_equal(bs_lab_command(lab, "flow-answer 5"), "ok\n");
	req = add_req(7, WMAN_DIRECTION_UPLINK);
	assert_int_equal(ask(st, &req), 5);
	assert_null(flow_of(lab, NEW_CID));
	assert_true(bs_lab_logged(lab, "flow-refused", "DSA-REQ, confirmation code 5"));
	assert_string_equal(bs_lab_command(lab, "flow-answer 256"),
			    "error: the confirmation code is a number up to 255\n");
	assert_string_equal(bs_lab_command(lab, "flow-answer 0"), "ok\n");

	/* ids of the other half */
	req = add_req(WMAN_DSX_BY_BS | 8, WMAN_DIRECTION_UPLINK);
	bs_station_dsx(st, &req);
	bs_lab_wait(lab, 20);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_TRANSACTION), 1);
	bs_lab_free(lab);
}

/* T8 repeats the answer; a flow that nobody acknowledges, or that is refused, goes. */
static void test_unacknowledged(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	struct wman_dsx req = add_req(1, WMAN_DIRECTION_DOWNLINK);

	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_non_null(flow_of(lab, NEW_CID));
	bs_lab_wait(lab, 1500);
	assert_int_equal(st->answers, 4);
	assert_null(flow_of(lab, NEW_CID));
	assert_true(bs_lab_logged(lab, "flow-failed", "retries"));

	req.transaction = 2;
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_int_equal(st->answer.flow.cid, NEW_CID);
	acknowledge(st, WMAN_CC_OTHER);
	assert_null(flow_of(lab, NEW_CID));
	bs_lab_wait(lab, 500);
	assert_int_equal(st->answers, 1);
	bs_lab_free(lab);
}

static void test_change(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	struct wman_dsx req = change_req(1, FIRST_CID + 1);
	const struct bs_flow *flow = flow_of(lab, FIRST_CID + 1);

	req.flow.n_rules = 1;
	req.flow.rules[0] = (struct wman_dsx_rule)RULE(ADD, rule_udp);
	req.flow.present |= WMAN_FLOW_QOS_SET;
	req.flow.qos_set = 3;
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_int_equal(flow->setup.rule.len, sizeof(rule_udp));
	assert_true(flow->setup.asleep);
	acknowledge(st, WMAN_CC_OK);
	assert_true(bs_lab_logged(lab, "flow-changed", "SFID 642, by the subscriber"));

	/* taken back by the acknowledgement */
	req = change_req(2, FIRST_CID + 1);
	req.flow.n_rules = 1;
	req.flow.rules[0] = (struct wman_dsx_rule)RULE(REPLACE, rule_icmp);
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_int_equal(flow->setup.rule.data[6], 1);
	assert_true(flow->setup.asleep);
	acknowledge(st, WMAN_CC_OTHER);
	assert_int_equal(flow->setup.rule.data[6], 17);

	req.transaction = 3;
	req.flow.rules[0] = (struct wman_dsx_rule)RULE(DELETE, rule_none);
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	acknowledge(st, WMAN_CC_OK);
	assert_int_equal(flow->setup.rule.len, 0);

	/* no such rule, no such flow, the other direction */
	req.transaction = 4;
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	req = change_req(5, 999);
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	req = change_req(6, FIRST_CID);
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	bs_lab_free(lab);
}

static void test_delete(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	struct wman_dsx req = { .type = WMAN_MSG_DSD_REQ, .transaction = 1, .sfid = FIRST_CID };

	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	assert_int_equal(st->answer.sfid, FIRST_CID);
	assert_null(flow_of(lab, FIRST_CID));
	assert_false(bs_ss_find(lab->bs, st->mac)->open);
	/* DSD-RSP was lost */
	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	req.transaction = 2;
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	bs_lab_wait(lab, 400);
	assert_int_equal(st->answers, 1);
	bs_lab_free(lab);
}

/* Both begin at once about one flow. */
static void test_both(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	struct wman_dsx req = change_req(1, FIRST_CID + 1);
	struct wman_dsx del = { .type = WMAN_MSG_DSD_REQ, .transaction = 2, .sfid = FIRST_CID + 1 };

	assert_string_equal(bs_lab_command(lab, "fault drop rx:dsc-rsp"), "ok\n");
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 642 active=0"), "ok\n");
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	assert_int_equal(ask(st, &del), WMAN_CC_OK);
	assert_null(flow_of(lab, FIRST_CID + 1));
	/* and the change is over */
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 641 active=0"), "ok\n");
	bs_lab_free(lab);
}

static void test_flows_are_bounded(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	struct wman_dsx req = add_req(0, WMAN_DIRECTION_UPLINK);
	unsigned int i;

	for (i = 2; i < BS_FLOWS_MAX; i++, req.transaction++) {
		assert_int_equal(ask(st, &req), WMAN_CC_OK);
		assert_int_equal(st->answer.flow.cid, FIRST_CID + i);
		acknowledge(st, WMAN_CC_OK);
	}
	assert_int_equal(ask(st, &req), WMAN_CC_OTHER);
	bs_lab_free(lab);
}

/* An answer of its own half is no answer to what we began. */
static void test_answer_of_the_wrong_half(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	const struct wman_dsx rsp = { .type = WMAN_MSG_DSA_RSP };
	struct wman_dsx req = add_req(0, WMAN_DIRECTION_UPLINK);

	assert_int_equal(ask(st, &req), WMAN_CC_OK);
	bs_station_dsx(st, &rsp);
	assert_true(bs_lab_run(lab, answered_twice, 2000));
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_TRANSACTION), 1);
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unacknowledged),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_flows_are_bounded),
		cmocka_unit_test(test_answer_of_the_wrong_half),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
