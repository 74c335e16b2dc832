// SPDX-License-Identifier: BSD-3-Clause
/* Cryptographic suites. */
#include "proto_test.h"
#include "secneg.h"
#include "suite.h"

/* Of all triples that the standard allows, those that there are, and for whom */
static const struct {
	u32 id;
	u8 versions;
	bool insecure;
	u8 tek_len;
	u8 field_len;
	u8 iv_len;
	u8 overhead;
} cases[] = {
	{ 0x000000, WMAN_PKM_V1 | WMAN_PKM_V2, true, 0, 0, 0, 0 },
	{ .id = 0x000001 },
	{ 0x010001, WMAN_PKM_V1, true, 8, 8, 8, 0 },
	{ .id = 0x000002 },
	{ 0x010002, WMAN_PKM_V1, true, 8, 0, 8, 0 },
	{ 0x020103, WMAN_PKM_V1 | WMAN_PKM_V2, false, 16, 16, 0, 12 },
	{ 0x020003, WMAN_PKM_V1 | WMAN_PKM_V2, false, 16, 16, 0, 12 },
	{ 0x020104, WMAN_PKM_V1 | WMAN_PKM_V2, false, 16, 24, 0, 12 },
	{ .id = 0x030003 },
	{ .id = 0x800003 },
	{ .id = 0x800004 },
	{ .id = 0x020004 },
	{ .id = 0x020101 },
	{ .id = 0x010003 },
	{ .id = 0x1020104 },
	{ .id = 0x1000000 },
};

static void test_table(void **state)
{
	const struct wman_suite *s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		s = wman_suite_find(cases[i].id);
		if (!cases[i].versions) {
			assert_null(s);
			continue;
		}
		assert_non_null(s);
		assert_int_equal(s->data, cases[i].id >> 16);
		assert_int_equal(s->wrap, cases[i].id & 0xff);
		assert_int_equal(s->versions, cases[i].versions);
		assert_int_equal(s->insecure, cases[i].insecure);
		assert_int_equal(s->tek_len, cases[i].tek_len);
		assert_int_equal(s->field_len, cases[i].field_len);
		assert_int_equal(s->iv_len, cases[i].iv_len);
		assert_int_equal(s->overhead, cases[i].overhead);
	}
}

/* D9: 020003 is how 2004 wrote 020103. */
static void test_equal(void **state)
{
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		for (j = 0; j < ARRAY_SIZE(cases); j++)
			assert_int_equal(
				wman_suite_equal(cases[i].id, cases[j].id),
				i == j || (cases[i].id == 0x020103 && cases[j].id == 0x020003) ||
					(cases[i].id == 0x020003 && cases[j].id == 0x020103));
	assert_ptr_equal(wman_suite_find(0x020003), wman_suite_find(0x020103));
}

static void test_list(void **state)
{
	static const u32 list[] = { 0x020104, 0x020103 };
	static const u32 with_null[] = { 0x020104, 0x000000, 0x020103 };

	assert_true(wman_suite_listed(list, ARRAY_SIZE(list), 0x020104));
	assert_true(wman_suite_listed(list, ARRAY_SIZE(list), 0x020003));
	assert_false(wman_suite_listed(list, 1, 0x020103));
	assert_false(wman_suite_listed(list, ARRAY_SIZE(list), 0x000000));
	assert_false(wman_suite_listed(list, 0, 0x020104));
	assert_false(wman_suites_insecure(list, ARRAY_SIZE(list)));
	assert_true(wman_suites_insecure(with_null, ARRAY_SIZE(with_null)));
	assert_false(wman_suites_insecure(with_null, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
