// SPDX-License-Identifier: BSD-3-Clause
/* Printing of messages, and the name of the attribute that the kernel refused. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/genl/genl.h>

#include "event.h"
#include "nl.h"
#include "show.h"
#include "stats.h"

#define BOOT_NS 5000000000ULL

static const uint8_t bsid[6] = { 0x02, 0x16, 0, 0, 0, 1 };

struct text {
	FILE *out;
	char *buf;
	size_t len;
};

static void text_begin(struct text *text)
{
	text->out = open_memstream(&text->buf, &text->len);
}

static void text_end(struct text *text, const char *want)
{
	fclose(text->out);
	assert_string_equal(text->buf, want);
	free(text->buf);
}

static struct nl_msg *plain(void)
{
	struct nl_msg *msg = nlmsg_alloc();

	assert_non_null(genlmsg_put(msg, 1, 1, 0x20, 0, 0, WMAN_CMD_DEV_NTF, 1));
	return msg;
}

static struct wnl_msg message(struct nl_msg *msg, uint8_t cmd)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);

	return (struct wnl_msg){
		.cmd = cmd,
		.attrs = (struct nlattr *)((char *)nlmsg_data(hdr) + GENL_HDRLEN),
		.len = nlmsg_datalen(hdr) - GENL_HDRLEN,
	};
}

/* Attributes of a device as the kernel sends them */
static void put_dev(struct nl_msg *msg, uint32_t state, uint32_t auth, uint32_t reason)
{
	struct nlattr *nest = nla_nest_start(msg, WMAN_A_DEV), *timers;

	nla_put_u32(msg, WMAN_A_DEV_STATE, state);
	nla_put_u32(msg, WMAN_A_DEV_AUTH_STATE, auth);
	nla_put_u32(msg, WMAN_A_DEV_REASON, reason);
	nla_put(msg, WMAN_A_DEV_BSID, sizeof(bsid), bsid);
	nla_put_string(msg, WMAN_A_DEV_NETWORK, "a\x1b\"b");
	nla_put_u32(msg, WMAN_A_DEV_SUITE, 0x020104);
	nla_put_u32(msg, WMAN_A_DEV_SUITE, 0x020103);
	timers = nla_nest_start(msg, WMAN_A_DEV_TIMERS);
	nla_put_u32(msg, WMAN_A_TIMER_T3_MS, 200);
	nla_nest_end(msg, timers);
	nla_put_flag(msg, WMAN_A_DEV_AGENT_BOUND);
	nla_nest_end(msg, nest);
}

static void dev_inner(struct nl_msg *msg, const struct nlattr **inner, int *len)
{
	struct wnl_msg m = message(msg, 0);

	assert_non_null(show_nested(m.attrs, m.len, WMAN_A_DEV, inner, len));
}

static void device_as_json(void **state)
{
	struct nl_msg *msg = plain();
	const struct nlattr *inner;
	struct json json;
	struct text text;
	int len;

	put_dev(msg, WMAN_DEV_STATE_OPERATIONAL, WMAN_AUTH_STATE_AUTHORIZED, 0);
	dev_inner(msg, &inner, &len);
	text_begin(&text);
	json_begin(&json, text.out);
	json_object(&json, NULL);
	show_json(&json, &spec_dev, inner, len);
	json_object_end(&json);
	json_end(&json);
	text_end(&text,
		 "{\"state\": \"operational\", \"auth-state\": \"authorized\", "
		 "\"reason\": \"none\", \"bsid\": \"02:16:00:00:00:01\", "
		 "\"network\": \"a\\u001b\\\"b\", \"suite\": [\"0x020104\", \"0x020103\"], "
		 "\"timers\": {\"t3-ms\": 200}, \"agent-bound\": true, \"insecure\": false}\n");
	nlmsg_free(msg);
}

static void device_for_people(void **state)
{
	struct nl_msg *msg = plain();
	const struct nlattr *inner;
	struct show_lines lines;
	struct text text;
	int len, nests;

	put_dev(msg, WMAN_DEV_STATE_SCAN, WMAN_AUTH_STATE_STOPPED, WMAN_REASON_LINK_LOST);
	dev_inner(msg, &inner, &len);
	for (nests = 0; nests < 2; nests++) {
		text_begin(&text);
		show_begin(&lines, text.out, 0, "wman0");
		show_text(&lines, &spec_dev, inner, len, nests);
		show_end(&lines);
		text_end(&text, nests ? "wman0 state scan auth-state stopped reason link-lost bsid "
					"02:16:00:00:00:01 network a?\"b\n"
					"    suite 0x020104 suite 0x020103 agent-bound\n"
					"    timers t3-ms 200\n" :
					"wman0 state scan auth-state stopped reason link-lost bsid "
					"02:16:00:00:00:01 network a?\"b\n"
					"    suite 0x020104 suite 0x020103 agent-bound\n");
	}
	nlmsg_free(msg);
}

/* A kernel of another version: unknown attributes, and payloads shorter than they should be. */
static void odd_attributes_are_passed_over(void **state)
{
	struct nl_msg *msg = plain();
	const struct nlattr *inner;
	struct show_lines lines;
	struct nlattr *nest;
	struct json json;
	struct text text;
	int len;

	nest = nla_nest_start(msg, WMAN_A_DEV);
	nla_put_u32(msg, WMAN_A_DEV_MAX + 7, 1);
	nla_put_u8(msg, WMAN_A_DEV_STATE, 1);
	nla_put(msg, WMAN_A_DEV_BSID, 5, bsid);
	nla_put_u32(msg, WMAN_A_DEV_AUTH_STATE, 4000000000U);
	nla_nest_end(msg, nest);
	dev_inner(msg, &inner, &len);
	text_begin(&text);
	json_begin(&json, text.out);
	json_object(&json, NULL);
	show_json(&json, &spec_dev, inner, len);
	json_object_end(&json);
	json_end(&json);
	text_end(&text, "{\"auth-state\": \"unknown\", \"suite\": [], \"agent-bound\": false, "
			"\"insecure\": false}\n");
	text_begin(&text);
	show_begin(&lines, text.out, 0, "x");
	show_text(&lines, &spec_dev, inner, len, true);
	show_end(&lines);
	text_end(&text, "x auth-state unknown\n");
	nlmsg_free(msg);
}

static void repeated_nests_are_an_array(void **state)
{
	struct nl_msg *msg = plain();
	const struct nlattr *inner;
	struct show_lines lines;
	struct nlattr *sa, *tek;
	struct wnl_msg m;
	struct json json;
	struct text text;
	int i, len;

	sa = nla_nest_start(msg, WMAN_A_SA);
	nla_put_u16(msg, WMAN_A_SA_SAID, 257);
	nla_put_u32(msg, WMAN_A_SA_TYPE, WMAN_SA_TYPE_PRIMARY);
	for (i = 1; i <= 2; i++) {
		tek = nla_nest_start(msg, WMAN_A_SA_TEK);
		nla_put_u8(msg, WMAN_A_TEK_EKS, i);
		nla_put_u64(msg, WMAN_A_TEK_TX_PACKETS, 1ULL << 40);
		nla_nest_end(msg, tek);
	}
	nla_nest_end(msg, sa);
	m = message(msg, 0);
	show_nested(m.attrs, m.len, WMAN_A_SA, &inner, &len);
	text_begin(&text);
	json_begin(&json, text.out);
	json_object(&json, NULL);
	show_json(&json, &spec_sa, inner, len);
	json_object_end(&json);
	json_end(&json);
	text_end(&text, "{\"said\": 257, \"type\": \"primary\", \"tek\": [{\"eks\": 1, "
			"\"tx-packets\": 1099511627776}, {\"eks\": 2, \"tx-packets\": "
			"1099511627776}], \"gkek\": [], \"insecure\": false}\n");
	text_begin(&text);
	show_begin(&lines, text.out, 0, "wman0");
	show_text(&lines, &spec_sa, inner, len, false);
	show_end(&lines);
	text_end(&text, "wman0 said 257 type primary\n    tek eks 1 tx-packets 1099511627776\n"
			"    tek eks 2 tx-packets 1099511627776\n");
	nlmsg_free(msg);
}

static void put_counter(struct nl_msg *msg, uint32_t reason, uint64_t count)
{
	struct nlattr *nest = nla_nest_start(msg, WMAN_A_COUNTER);

	nla_put_u32(msg, WMAN_A_COUNTER_REASON, reason);
	nla_put_u64(msg, WMAN_A_COUNTER_COUNT, count);
	nla_nest_end(msg, nest);
}

static void counters_by_reason(void **state)
{
	struct nl_msg *msg = plain();
	struct stats stats = { 0 };
	struct cli cli = { .json = true };
	struct wnl_msg m;
	struct text text;

	put_counter(msg, WMAN_REASON_ICV, 3);
	put_counter(msg, WMAN_REASON_PN_REPLAY, 1ULL << 33);
	put_counter(msg, WMAN_REASON_MAX + 1, 9);
	m = message(msg, WMAN_CMD_STATS_GET);
	stats_take(&stats, &m);
	text_begin(&text);
	json_begin(&cli.out, text.out);
	json_object(&cli.out, NULL);
	stats_put(&cli, &stats, false);
	json_object_end(&cli.out);
	json_end(&cli.out);
	text_end(&text, "{\"counters\": {\"pn-replay\": 8589934592, \"icv\": 3}}\n");
	nlmsg_free(msg);
}

/* event_put() writes to stdout for people, so it is judged here by its JSON. */
static void event_as_json(void **state)
{
	struct cli cli = { .json = true };
	struct nl_msg *msg = plain();
	struct nlattr *nest;
	struct wnl_msg m;
	struct text text;

	nla_put_u32(msg, WMAN_A_IFINDEX, 1);
	nest = nla_nest_start(msg, WMAN_A_SA);
	nla_put_u16(msg, WMAN_A_SA_SAID, 2);
	nla_put_u32(msg, WMAN_A_SA_STATE, WMAN_TEK_STATE_OPERATIONAL);
	nla_nest_end(msg, nest);
	nla_put_u64(msg, WMAN_A_TIME_NS, BOOT_NS);
	m = message(msg, WMAN_CMD_SA_NTF);
	text_begin(&text);
	json_begin(&cli.out, text.out);
	event_put(&cli, &m, 0);
	/* none of ours, and one without its nest */
	m.cmd = WMAN_CMD_AGENT_READY;
	event_put(&cli, &m, 0);
	m.cmd = WMAN_CMD_DEV_NTF;
	event_put(&cli, &m, 0);
	event_put_lost(&cli);
	text_end(&text, "{\"event\": \"sa-ntf\", \"time-ns\": 5000000000, \"ifindex\": 1, "
			"\"ifname\": \"lo\", \"said\": 2, \"state\": \"operational\", \"tek\": [], "
			"\"gkek\": [], \"insecure\": false}\n"
			"{\"event\": \"lost\"}\n");
	nlmsg_free(msg);
}

static uint32_t offset_of(struct nl_msg *msg, const struct nlattr *nla)
{
	return (const char *)nla - (const char *)nlmsg_hdr(msg);
}

static void refused_attribute_is_named(void **state)
{
	struct nlattr *dev, *timers, *t3, *edition, *index;
	struct nl_msg *msg = plain();
	struct nlmsghdr *hdr;
	char path[64];
	size_t i;

	index = nlmsg_attrdata(nlmsg_hdr(msg), GENL_HDRLEN);
	nla_put_u32(msg, WMAN_A_IFINDEX, 1);
	dev = nla_nest_start(msg, WMAN_A_DEV);
	edition = nlmsg_tail(nlmsg_hdr(msg));
	nla_put_u32(msg, WMAN_A_DEV_EDITION, 1);
	timers = nla_nest_start(msg, WMAN_A_DEV_TIMERS);
	t3 = nlmsg_tail(nlmsg_hdr(msg));
	nla_put_u32(msg, WMAN_A_TIMER_T3_MS, 1);
	nla_nest_end(msg, timers);
	nla_nest_end(msg, dev);
	hdr = nlmsg_hdr(msg);
#define PATH(nla) wnl_attr_path(hdr, offset_of(msg, nla), path, sizeof(path))
	assert_string_equal(PATH(index), "ifindex");
	assert_string_equal(PATH(dev), "dev");
	assert_string_equal(PATH(edition), "dev.edition");
	assert_string_equal(PATH(timers), "dev.timers");
	assert_string_equal(PATH(t3), "dev.timers.t3-ms");
	/* offsets where nothing begins */
	assert_string_equal(wnl_attr_path(hdr, 0, path, sizeof(path)), "");
	assert_string_equal(wnl_attr_path(hdr, offset_of(msg, t3) + 1, path, sizeof(path)), "");
	assert_string_equal(wnl_attr_path(hdr, hdr->nlmsg_len, path, sizeof(path)), "");
	assert_string_equal(wnl_attr_path(hdr, UINT32_MAX, path, sizeof(path)), "");
	/* no room: cut, never past the end */
	assert_string_equal(wnl_attr_path(hdr, offset_of(msg, t3), path, 6), "dev.t");
	memset(path, '#', sizeof(path));
	assert_string_equal(wnl_attr_path(hdr, offset_of(msg, t3), path, 3), "de");
	for (i = 3; i < sizeof(path); i++)
		assert_int_equal(path[i], '#');
	nlmsg_free(msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_as_json),
		cmocka_unit_test(device_for_people),
		cmocka_unit_test(odd_attributes_are_passed_over),
		cmocka_unit_test(repeated_nests_are_an_array),
		cmocka_unit_test(counters_by_reason),
		cmocka_unit_test(event_as_json),
		cmocka_unit_test(refused_attribute_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
