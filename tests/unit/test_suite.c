// SPDX-License-Identifier: BSD-3-Clause
/* Cryptographic suites. */
#include "proto_test.h"
#include "suite.h"

/* Of all triples that the standard allows, those with AES-CCM and an AES KEK. */
static void test_supported(void **state)
{
	static const struct {
		u32 suite;
		bool supported;
	} cases[] = {
		{ 0x000000, false }, { 0x000001, false },  { 0x010001, false }, { 0x000002, false },
		{ 0x010002, false }, { 0x020103, true },   { 0x020003, true },	{ 0x020104, true },
		{ 0x030003, false }, { 0x800003, false },  { 0x800004, false }, { 0x020004, false },
		{ 0x020101, false }, { 0x1020104, false },
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(wman_suite_supported(cases[i].suite), cases[i].supported);
		for (j = 0; j < ARRAY_SIZE(cases); j++)
			assert_int_equal(wman_suite_equal(cases[i].suite, cases[j].suite),
					 i == j || (i == 5 && j == 6) || (i == 6 && j == 5));
	}
	assert_int_equal(wman_suite_tek_algorithm(WMAN_SUITE_CCM_WRAP), WMAN_TEK_ALG_AES_WRAP);
	assert_int_equal(wman_suite_tek_algorithm(WMAN_SUITE_CCM_ECB), WMAN_TEK_ALG_AES_ECB);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_supported) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
