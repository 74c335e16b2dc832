// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: service flows with rules, and DSC. */
#include <string.h>

#include "bs_station.h"

static const char *const options[] = { "flow", "dir=ul,cs=ipv4,proto=17,dport=5000-5009,priority=7",
				       "flow", "dir=ul,cs=ipv4",
				       "flow", "dir=dl,cs=ipv4",
				       "flow", "dir=dl,cs=ipv4,proto=6",
				       NULL };

#define FIRST_CID 641
#define CID(i)	  (FIRST_CID + (i))

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

static bool got_sdu(struct bs_lab *lab)
{
	return lab->station[0]->sdus > 0;
}

static bool acknowledged(struct bs_lab *lab)
{
	return lab->station[0]->dsc_acks > 0;
}

/* An IPv4 packet of a protocol comes down on this connection. */
static void assert_comes_on(struct bs_lab *lab, u8 protocol, u16 cid)
{
	u8 frame[14 + 24] = { 2, 0x16, 0, 0, 0, 9, 2, 0x16, 0, 0, 0, 9, 8, 0, 0x45 };

	frame[14 + 3] = 24;
	frame[14 + 9] = protocol;
	memcpy(frame + 14 + 12, (const u8[]){ 10, 16, 0, 1, 10, 16, 0, 2 }, 8);
	lab->station[0]->sdus = 0;
	bs_lab_tap_send(lab, frame, sizeof(frame));
	assert_true(bs_lab_run(lab, got_sdu, 2000));
	assert_int_equal(lab->station[0]->last_cid, cid);
}

/* What addresses a station has, the base station learns from what comes up. */
static void say_hello(struct bs_lab *lab, struct bs_station *st)
{
	u8 packet[24] = { 0x45, 0, 0, 24, 0, 0, 0, 0, 64, 17 };

	memcpy(packet + 12, (const u8[]){ 10, 16, 0, 2, 10, 16, 0, 1 }, 8);
	bs_station_send(st, WMAN_CS_IPV4, packet, sizeof(packet));
	bs_lab_wait(lab, 20);
}

static void test_rules(void **state)
{
	static const u8 rule[] = { 14, 2, 0, 1, 3, 1, 17, 7, 4, 0x13, 0x88, 0x13, 0x91, 1, 1, 7 };
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);

	assert_int_equal(st->flow[0].flow.n_rules, 1);
	assert_int_equal(st->flow[0].flow.rules[0].cs, WMAN_CS_IPV4);
	assert_int_equal(st->flow[0].flow.rules[0].action, WMAN_RULE_ACTION_ADD);
	assert_int_equal(st->flow[0].flow.rules[0].rule.len, sizeof(rule));
	assert_int_equal(st->flow[1].flow.n_rules, 0);
	say_hello(lab, st);
	assert_comes_on(lab, 17, CID(2));
	assert_comes_on(lab, 6, CID(3));
	bs_lab_free(lab);
}

static void test_change(void **state)
{
	static const u8 udp[] = { 14, 2, 0, 1, 3, 1, 17 }, gone[] = { 14, 2, 0, 1 };
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);

	say_hello(lab, st);
	/* another rule */
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 644 proto=17"), "ok\n");
	assert_true(bs_lab_run(lab, acknowledged, 2000));
	assert_int_equal(st->dsc.flow.sfid, 644);
	assert_int_equal(st->dsc.dir, WMAN_DIRECTION_DOWNLINK);
	assert_int_equal(st->dsc.flow.qos_set, WMAN_QOS_SET_ALL);
	assert_int_equal(st->dsc.flow.n_rules, 1);
	assert_int_equal(st->dsc.flow.rules[0].action, WMAN_RULE_ACTION_REPLACE);
	assert_int_equal(st->dsc.flow.rules[0].rule.len, sizeof(udp));
	assert_memory_equal(st->dsc_rule, udp, sizeof(udp));
	assert_comes_on(lab, 17, CID(3));
	assert_comes_on(lab, 6, CID(2));

	/* none; the older flow takes all */
	st->dsc_acks = 0;
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 644 rule=none"), "ok\n");
	assert_true(bs_lab_run(lab, acknowledged, 2000));
	assert_int_equal(st->dsc.flow.rules[0].action, WMAN_RULE_ACTION_DELETE);
	assert_memory_equal(st->dsc_rule, gone, sizeof(gone));
	assert_comes_on(lab, 17, CID(2));

	/* the older one sleeps */
	st->dsc_acks = 0;
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 643 active=0"), "ok\n");
	assert_true(bs_lab_run(lab, acknowledged, 2000));
	assert_int_equal(st->dsc.flow.qos_set, 3);
	assert_int_equal(st->dsc.flow.n_rules, 0);
	assert_comes_on(lab, 17, CID(3));

	/* a rule for a flow that has none */
	st->dsc_acks = 0;
	assert_string_equal(bs_lab_command(lab,
					   "dsc 02:16:00:00:01:00 643 active=1,proto=1,priority=3"),
			    "ok\n");
	assert_true(bs_lab_run(lab, acknowledged, 2000));
	assert_int_equal(st->dsc.flow.rules[0].action, WMAN_RULE_ACTION_ADD);
	assert_comes_on(lab, 1, CID(2));
	assert_comes_on(lab, 17, CID(3));
	bs_lab_free(lab);
}

/* Refused, or without an answer, the flow is what it was. */
static void test_refused(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);

	say_hello(lab, st);
	st->dsc_confirmation = WMAN_CC_OTHER;
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 644 proto=17"), "ok\n");
	assert_true(bs_lab_run(lab, acknowledged, 2000));
	assert_comes_on(lab, 17, CID(2));
	assert_comes_on(lab, 6, CID(3));

	st->dsc_confirmation = WMAN_CC_OK;
	assert_string_equal(bs_lab_command(lab, "fault drop rx:dsc-rsp"), "ok\n");
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 644 proto=17"), "ok\n");
	/* while it runs there is no other; T7 is one second */
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 643 active=0"),
			    "error: a transaction runs\n");
	bs_lab_wait(lab, 4500);
	assert_comes_on(lab, 17, CID(2));
	assert_comes_on(lab, 6, CID(3));
	assert_string_equal(bs_lab_command(lab, "fault none"), "ok\n");
	assert_string_equal(bs_lab_command(lab, "dsc 02:16:00:00:01:00 644 proto=17"), "ok\n");
	bs_lab_free(lab);
}

static void test_bad_commands(void **state)
{
	static const struct {
		const char *words;
		const char *answer;
	} cases[] = {
		{ "x active=0", "error: the SFID is a number\n" },
		{ "999 active=0", "error: no such flow\n" },
		{ "644 active", "error: KEY=VALUE,... is wanted\n" },
		{ "644 active=2", "error: active is 0 or 1\n" },
		{ "644 rule=some", "error: rule=none, or the keys of a rule: " RULE_KEYS "\n" },
		{ "644 colour=1", "error: keys of a rule are " RULE_KEYS "\n" },
		{ "644 proto=1,proto=2", "error: a key of the rule is given twice\n" },
		{ "644 src=fd16::1",
		  "error: an address of the rule is of another IP version than its flow\n" },
	};
	struct bs_station *st;
	struct bs_lab *lab = entered(&st);
	char line[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(line, sizeof(line), "dsc 02:16:00:00:01:00 %s", cases[i].words);
		assert_string_equal(bs_lab_command(lab, line), cases[i].answer);
	}
	assert_int_equal(st->dsc_acks, 0);
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bad_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
