// SPDX-License-Identifier: BSD-3-Clause
/* Networks that were refused: how long they are not tried. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "blacklist.h"

static const uint8_t bs1[] = { 0, 0, 0x5e, 0, 0x53, 1 }, bs2[] = { 0, 0, 0x5e, 0, 0x53, 2 };
static struct blacklist list;

static int setup(void **state)
{
	memset(&list, 0, sizeof(list));
	return 0;
}

static int64_t refuse(const char *network, const uint8_t *bsid, int64_t now)
{
	return blacklist_add(&list, network, bsid, WMAN_REASON_EAP_REJECTED, now);
}

/* Two minutes, doubled, never more than a quarter of an hour; to the millisecond. */
static void backs_off(void **state)
{
	static const int64_t waits[] = { 120000, 240000, 480000, 900000,
					 900000, 900000, 900000, 900000 };
	int64_t now = 5000;
	size_t i;

	for (i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		assert_int_equal(refuse("a", bs1, now), waits[i]);
		assert_non_null(blacklist_find(&list, "a", bs1, now + waits[i] - 1));
		now += waits[i];
		assert_null(blacklist_find(&list, "a", bs1, now));
	}
	assert_int_equal(list.num, 1);
	assert_int_equal(list.entries[0].times, 8);
}

/* However often: no overflow. */
static void is_bounded(void **state)
{
	int i;

	for (i = 0; i < 100000; i++)
		assert_in_range(refuse("a", bs1, i), BLACKLIST_FIRST_MS, BLACKLIST_MAX_MS);
}

static void is_per_base_station(void **state)
{
	refuse("a", bs1, 0);
	assert_non_null(blacklist_find(&list, "a", bs1, 1));
	assert_null(blacklist_find(&list, "a", bs2, 1));
	assert_null(blacklist_find(&list, "a", NULL, 1));
	assert_null(blacklist_find(&list, "b", bs1, 1));
	refuse("b", NULL, 0);
	assert_non_null(blacklist_find(&list, "b", NULL, 1));
	assert_null(blacklist_find(&list, "b", bs1, 1));
}

static void success_forgets(void **state)
{
	refuse("a", bs1, 0);
	refuse("a", bs1, 0);
	refuse("b", bs1, 0);
	blacklist_remove(&list, "a", bs1);
	blacklist_remove(&list, "a", bs2);
	assert_null(blacklist_find(&list, "a", bs1, 1));
	assert_non_null(blacklist_find(&list, "b", bs1, 1));
	assert_int_equal(refuse("a", bs1, 0), BLACKLIST_FIRST_MS);
}

static void clears(void **state)
{
	refuse("a", bs1, 0);
	refuse("b", bs1, 0);
	refuse("a", bs2, 0);
	assert_int_equal(blacklist_clear(&list, "c"), 0);
	assert_int_equal(blacklist_clear(&list, "a"), 2);
	assert_int_equal(list.num, 1);
	assert_string_equal(list.entries[0].network, "b");
	assert_int_equal(blacklist_clear(&list, NULL), 1);
	assert_int_equal(list.num, 0);
}

/* When it is full the one refused longest ago goes. */
static void full(void **state)
{
	char name[32];
	int i;

	for (i = 0; i < BLACKLIST_ENTRIES; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		refuse(name, bs1, i);
	}
	refuse("n0", bs1, 100);
	refuse("more", bs1, 101);
	assert_int_equal(list.num, BLACKLIST_ENTRIES);
	assert_null(blacklist_find(&list, "n1", bs1, 102));
	assert_non_null(blacklist_find(&list, "n0", bs1, 102));
	assert_non_null(blacklist_find(&list, "n2", bs1, 102));
	assert_non_null(blacklist_find(&list, "more", bs1, 102));
}

static void reasons(void **state)
{
	assert_true(blacklist_is_for(WMAN_REASON_EAP_REJECTED));
	assert_true(blacklist_is_for(WMAN_REASON_TLS_UNTRUSTED));
	assert_true(blacklist_is_for(WMAN_REASON_CREDENTIALS));
	assert_false(blacklist_is_for(WMAN_REASON_EAP_TIMEOUT));
	assert_false(blacklist_is_for(WMAN_REASON_EAP_PROTOCOL));
	assert_false(blacklist_is_for(WMAN_REASON_HELPER_INTERNAL));
	assert_false(blacklist_is_for(WMAN_REASON_NO_NETWORK));
	assert_false(blacklist_is_for(WMAN_REASON_TLS_NOT_YET_VALID));
	assert_false(blacklist_is_for(WMAN_REASON_TLS_UNCHECKED));
	assert_false(blacklist_is_for(WMAN_REASON_LINK_LOST));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(backs_off, setup),
		cmocka_unit_test_setup(is_bounded, setup),
		cmocka_unit_test_setup(is_per_base_station, setup),
		cmocka_unit_test_setup(success_forgets, setup),
		cmocka_unit_test_setup(clears, setup),
		cmocka_unit_test_setup(full, setup),
		cmocka_unit_test(reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
