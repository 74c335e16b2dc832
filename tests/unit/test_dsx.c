// SPDX-License-Identifier: BSD-3-Clause
/* DSA, DSC and DSD messages. */
#include "dsx.h"
#include "message.h"
#include "proto_test.h"

static u8 octets[128];

static const struct wman_flow_params flow = {
	.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_QOS_SET | WMAN_FLOW_SCHEDULING |
		   WMAN_FLOW_SAID | WMAN_FLOW_CS,
	.sfid = 1,
	.cid = 0x1234,
	.qos_set = WMAN_QOS_SET_ALL,
	.scheduling = WMAN_SCHEDULING_BE,
	.said = 1,
	.cs = WMAN_CS_IPV4,
};

static void check(const struct wman_dsx *dsx, const void *expected, size_t len)
{
	struct wman_dsx back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_dsx_put(&buf, dsx);
	assert_int_equal(buf.len, len);
	assert_memory_equal(octets, expected, len);
	assert_int_equal(wman_dsx_parse(&back, octets, buf.len), WMAN_REASON_NONE);
	assert_written_again(&buf, wman_dsx_put, &back);
}

static void test_all(void **state)
{
	static const u8 dsa_req[] = { 11,   0x80, 1, 146, 23, 1, 4, 0,	0, 0, 1, 2,  2, 0x12,
				      0x34, 5,	  1, 7,	  11, 1, 2, 17, 2, 0, 1, 28, 1, 1 };
	struct wman_dsx dsx = { .transaction = 0x8001 };

	/* as in the sample capture */
	dsx.type = WMAN_MSG_DSA_REQ;
	dsx.dir = WMAN_DIRECTION_DOWNLINK;
	dsx.flow = flow;
	check(&dsx, dsa_req, sizeof(dsa_req));

	dsx.type = WMAN_MSG_DSA_RSP;
	dsx.confirmation = WMAN_CC_SA_FAILED;
	dsx.dir = WMAN_DIRECTION_UPLINK;
	memset(&dsx.flow, 0, sizeof(dsx.flow));
	dsx.flow.present = WMAN_FLOW_SFID;
	dsx.flow.sfid = 9;
	check(&dsx, (const u8[]){ 12, 0x80, 1, 15, 145, 6, 1, 4, 0, 0, 0, 9 }, 12);

	/* every parameter there is */
	dsx.flow = flow;
	dsx.flow.present = BIT(9) - 1;
	dsx.flow.policy = 0x41;
	dsx.flow.arq = 1;
	dsx.flow.fsn_size = 2;
	check(&dsx, (const u8[]){ 12, 0x80, 1,	  15, 145, 32, 1,  4, 0, 0,  0, 1,    2,
				  2,  0x12, 0x34, 5,  1,   7,  11, 1, 2, 12, 1, 0x41, 17,
				  2,  0,    1,	  18, 1,   1,  28, 1, 1, 38, 1, 2 },
	      38);
	/* refused, without saying what was asked for */
	dsx.dir = 0;
	check(&dsx, (const u8[]){ 12, 0x80, 1, 15 }, 4);

	memset(&dsx, 0, sizeof(dsx));
	dsx.type = WMAN_MSG_DSA_ACK;
	dsx.transaction = 0x8001;
	check(&dsx, (const u8[]){ 13, 0x80, 1, 0 }, 4);
	/* a flow has no place there */
	dsx.dir = WMAN_DIRECTION_UPLINK;
	dsx.flow = flow;
	check(&dsx, (const u8[]){ 13, 0x80, 1, 0 }, 4);
	dsx.dir = 0;
	dsx.type = WMAN_MSG_DSD_REQ;
	dsx.sfid = 0x01020304;
	check(&dsx, (const u8[]){ 17, 0x80, 1, 1, 2, 3, 4 }, 7);
	dsx.type = WMAN_MSG_DSD_RSP;
	dsx.confirmation = 1;
	check(&dsx, (const u8[]){ 18, 0x80, 1, 1, 1, 2, 3, 4 }, 8);

	memset(&dsx, 0, sizeof(dsx));
	dsx.type = WMAN_MSG_DSX_RVD;
	dsx.transaction = 0x7fff;
	dsx.confirmation = WMAN_CC_AUTHENTICATION;
	check(&dsx, (const u8[]){ 30, 0x7f, 0xff, 11 }, 4);
}

static void test_change(void **state)
{
	static const u8 first[] = { 14, 2, 0, 1, 3, 1, 17 }, second[] = { 14, 2, 0, 2 };
	struct wman_dsx dsx = { .type = WMAN_MSG_DSC_REQ,
				.transaction = 0x8001,
				.dir = WMAN_DIRECTION_UPLINK };
	struct wman_dsx back;

	dsx.flow.present = WMAN_FLOW_SFID;
	dsx.flow.sfid = 9;
	dsx.flow.n_rules = 2;
	dsx.flow.rules[0] = (struct wman_dsx_rule){ .cs = WMAN_CS_IPV4,
						    .action = WMAN_RULE_ACTION_ADD,
						    .rule = { first, sizeof(first) } };
	dsx.flow.rules[1] = (struct wman_dsx_rule){ .cs = WMAN_CS_IEEE8023,
						    .action = WMAN_RULE_ACTION_DELETE,
						    .rule = { second, sizeof(second) } };
	check(&dsx, (const u8[]){ 14, 0x80, 1, 145, 28, 1,   4, 0, 0, 0, 9, 100, 9,  3, 7, 14, 2,
				  0,  1,    3, 1,   17, 102, 9, 1, 1, 2, 3, 4,	 14, 2, 0, 2 },
	      33);
	dsx.flow.n_rules = 0;
	dsx.type = WMAN_MSG_DSC_RSP;
	check(&dsx, (const u8[]){ 15, 0x80, 1, 0, 145, 6, 1, 4, 0, 0, 0, 9 }, 12);
	dsx.type = WMAN_MSG_DSC_ACK;
	dsx.confirmation = WMAN_CC_OTHER;
	check(&dsx, (const u8[]){ 16, 0x80, 1, 1 }, 4);

	/* the action may stand behind its rule, and an error set beside it */
	assert_int_equal(wman_dsx_parse(&back,
					(const u8[]){ 14, 0x80, 1, 145, 14, 101, 12, 2, 3, 1, 1, 1,
						      3, 2, 3, 1, 1, 1, 1 },
					19),
			 WMAN_REASON_NONE);
	assert_false(back.flow.unsupported);
	assert_int_equal(back.flow.n_rules, 1);
	assert_int_equal(back.flow.rules[0].cs, WMAN_CS_IPV6);
	assert_int_equal(back.flow.rules[0].action, WMAN_RULE_ACTION_REPLACE);
	assert_int_equal(back.flow.rules[0].rule.len, 2);
	assert_int_equal(back.flow.rules[0].rule.data[0], 3);
}

/* A rule that could not be kept must not be forgotten. */
static void test_rules_left_out(void **state)
{
	u8 msg[6 + (WMAN_DSX_RULES + 1) * 7] = { 14, 0x80, 1, 145, 0x81 };
	struct wman_dsx dsx;
	size_t n;

	for (n = 0; n <= WMAN_DSX_RULES; n++)
		memcpy(msg + 6 + n * 7, (const u8[]){ 99, 5, 3, 3, 1, 1, 7 }, 7);
	msg[5] = 7 * WMAN_DSX_RULES;
	assert_int_equal(wman_dsx_parse(&dsx, msg, sizeof(msg) - 7), WMAN_REASON_NONE);
	assert_int_equal(dsx.flow.n_rules, WMAN_DSX_RULES);
	assert_false(dsx.flow.unsupported);
	msg[5] += 7;
	assert_int_equal(wman_dsx_parse(&dsx, msg, sizeof(msg)), WMAN_REASON_NONE);
	assert_int_equal(dsx.flow.n_rules, WMAN_DSX_RULES);
	assert_true(dsx.flow.unsupported);

	/* header suppression, in the parameters of the last sublayer; behind it there is none */
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 14, 0x80, 1, 145, 5, 111, 3, 6, 1, 1 },
					10),
			 WMAN_REASON_NONE);
	assert_true(dsx.flow.unsupported);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 14, 0x80, 1, 145, 5, 112, 3, 6, 1, 1 },
					10),
			 WMAN_REASON_NONE);
	assert_false(dsx.flow.unsupported);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 14, 0x80, 1, 145, 4, 100, 2, 3, 0 }, 9),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(
		wman_dsx_parse(&dsx, (const u8[]){ 14, 0x80, 1, 145, 6, 100, 4, 1, 2, 1, 1 }, 11),
		WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 14, 0x80, 1, 145, 4, 100, 2, 3, 1 }, 9),
			 WMAN_REASON_TLV_MALFORMED);
}

static void test_refused(void **state)
{
	struct wman_dsx dsx;

	/* two flows in one transaction, of the same or of both directions */
	assert_int_equal(
		wman_dsx_parse(&dsx,
			       (const u8[]){ 11, 0x80, 2, 145, 3, 28, 1, 1, 146, 3, 28, 1, 1 }, 13),
		WMAN_REASON_TLV_VALUE);
	assert_int_equal(dsx.transaction, 0x8002);
	assert_int_equal(
		wman_dsx_parse(&dsx,
			       (const u8[]){ 11, 0x80, 2, 145, 3, 28, 1, 1, 145, 3, 28, 1, 1 }, 13),
		WMAN_REASON_TLV_VALUE);
	/* a parameter of a wrong length */
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 11, 0x80, 2, 145, 3, 1, 1, 1 }, 8),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 11, 0x80, 2, 145, 3, 1, 2, 1 }, 8),
			 WMAN_REASON_TLV_MALFORMED);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 11, 0x80 }, 2),
			 WMAN_REASON_MESSAGE_SHORT);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 17, 0x80, 1, 0, 0, 0 }, 6),
			 WMAN_REASON_MESSAGE_SHORT);
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 29, 0 }, 2),
			 WMAN_REASON_MESSAGE_UNKNOWN);
	/* cut behind the flow */
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 11, 0x80, 2, 145, 3, 28, 1, 1, 146 },
					9),
			 WMAN_REASON_TLV_MALFORMED);
	/* neither code nor flow id where there is none */
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 11, 0x80, 2, 200, 4, 1, 2, 3, 4 }, 9),
			 WMAN_REASON_NONE);
	assert_int_equal(dsx.confirmation, 0);
	assert_int_equal(dsx.sfid, 0);
	/* a flow where none belongs is skipped as any unknown TLV is */
	assert_int_equal(wman_dsx_parse(&dsx, (const u8[]){ 13, 0x80, 2, 0, 145, 3, 28, 1, 1 }, 9),
			 WMAN_REASON_NONE);
	assert_int_equal(dsx.dir, 0);
}

static enum wman_reason parse(const u8 *msg, size_t len)
{
	struct wman_dsx dsx;

	return wman_dsx_parse(&dsx, msg, len);
}

static void test_mauled(void **state)
{
	struct wman_dsx dsx = { .type = WMAN_MSG_DSA_REQ,
				.dir = WMAN_DIRECTION_UPLINK,
				.flow = flow };
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_dsx_put(&buf, &dsx);
	maul(parse, octets, buf.len);
	assert_int_equal(parse(octets, buf.len), WMAN_REASON_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_rules_left_out),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
