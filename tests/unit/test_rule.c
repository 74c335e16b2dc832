// SPDX-License-Identifier: BSD-3-Clause
/* Packet classification rules as options and commands write them. */
#include "proto_test.h"
#include "rule.h"

#define INDEX 14, 2, 0, 1

static void test_keys(void **state)
{
	static const struct {
		const char *key;
		const char *value;
		u8 tlv[40];
		size_t len;
	} cases[] = {
#define CASE(key_, value_, ...) \
	{ key_, value_, { INDEX, __VA_ARGS__ }, sizeof((u8[]){ INDEX, __VA_ARGS__ }) }
		CASE("priority", "255", 1, 1, 255),
		CASE("tos", "0xb8", 2, 3, 0xb8, 0xb8, 0xff),
		CASE("tos", "0-255/0xfc", 2, 3, 0, 255, 0xfc),
		CASE("proto", "17", 3, 1, 17),
		CASE("src", "10.1.2.3", 4, 8, 10, 1, 2, 3, 255, 255, 255, 255),
		CASE("src", "10.0.0.0/9", 4, 8, 10, 0, 0, 0, 255, 128, 0, 0),
		CASE("dst", "0.0.0.0/0", 5, 8, 0, 0, 0, 0, 0, 0, 0, 0),
		CASE("dst", "fd16::1/127", 5, 32, 0xfd, 0x16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		     1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
		     254),
		CASE("sport", "5060", 6, 4, 0x13, 0xc4, 0x13, 0xc4),
		CASE("dport", "0-65535", 7, 4, 0, 0, 255, 255),
		CASE("dmac", "02:16:00:00:00:01", 8, 12, 2, 0x16, 0, 0, 0, 1, 255, 255, 255, 255,
		     255, 255),
		CASE("smac", "02:16:00:00:00:02", 9, 12, 2, 0x16, 0, 0, 0, 2, 255, 255, 255, 255,
		     255, 255),
		CASE("ethertype", "0x0806", 10, 3, 1, 8, 6),
		CASE("prio", "5-7", 11, 2, 5, 7),
		CASE("vlan", "4095", 12, 2, 0xff, 0xf0),
#undef CASE
	};
	struct wman_rule rule;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memset(&rule, 0, sizeof(rule));
		assert_true(rule_is_key(cases[i].key));
		assert_null(rule_add(&rule, cases[i].key, cases[i].value));
		assert_int_equal(rule.len, cases[i].len);
		assert_memory_equal(rule.data, cases[i].tlv, cases[i].len);
	}
	assert_false(rule_is_key("colour"));
}

static void test_bad_values(void **state)
{
	static const char *const cases[][2] = {
		{ "priority", "256" },
		{ "priority", "" },
		{ "priority", "-1" },
		{ "priority", "1x" },
		{ "tos", "2-1" },
		{ "tos", "0-256" },
		{ "tos", "0/256" },
		{ "tos", "0123456789012345678901234567890123456789" },
		{ "src", "10.1.2" },
		{ "src", "10.1.2.3/33" },
		{ "src", "fd16::1/129" },
		{ "src", "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000" },
		{ "dport", "65536" },
		{ "dport", "0-0123456789012345678901234567890123456789" },
		{ "dport", "5-" },
		{ "dmac", "02:16:00:00:00" },
		{ "dmac", "02:16:00:00:00:01:02" },
		{ "ethertype", "0x10000" },
		{ "prio", "8" },
		{ "vlan", "4096" },
		{ "colour", "1" },
	};
	struct wman_rule rule = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_non_null(rule_add(&rule, cases[i][0], cases[i][1]));
		assert_int_equal(rule.len, 0);
	}
}

static void test_finish(void **state)
{
	struct wman_rule rule = { 0 };
	size_t i;

	assert_null(rule_add(&rule, "priority", "9"));
	assert_null(rule_add(&rule, "src", "10.1.2.3"));
	assert_null(rule_finish(&rule, WMAN_CS_IPV4));
	assert_int_equal(rule.priority, 9);
	assert_int_equal(rule.index, RULE_INDEX);
	assert_int_equal(rule.cs, WMAN_CS_IPV4);
	assert_non_null(rule_finish(&rule, WMAN_CS_IPV6));
	memset(&rule, 0, sizeof(rule));
	assert_null(rule_add(&rule, "dst", "fd16::1"));
	assert_non_null(rule_finish(&rule, WMAN_CS_IPV4));
	assert_null(rule_finish(&rule, WMAN_CS_IPV6));

	memset(&rule, 0, sizeof(rule));
	assert_null(rule_add(&rule, "proto", "6"));
	assert_null(rule_add(&rule, "proto", "17"));
	assert_non_null(rule_finish(&rule, WMAN_CS_IPV4));

	/* as long as it may be: the index and three addresses of 34 octets, but not four */
	memset(&rule, 0, sizeof(rule));
	for (i = 0; i < 3; i++)
		assert_null(rule_add(&rule, "src", "fd16::1"));
	assert_string_equal(rule_add(&rule, "src", "fd16::1"), "the rule is too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_bad_values),
		cmocka_unit_test(test_finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
