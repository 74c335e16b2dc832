// SPDX-License-Identifier: BSD-3-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "queue.h"

/* it wants to be before all others */
#define FIRST 0x80000000

static void expect_order(struct queue *queue, const uint32_t *order, size_t n)
{
	uint32_t ifindex;
	size_t i;

	for (i = 0; i < n; i++) {
		assert_false(queue_is_empty(queue));
		assert_true(queue_next(queue, 0, &ifindex));
		assert_int_equal(ifindex, order[i]);
	}
	assert_true(queue_is_empty(queue));
	assert_false(queue_next(queue, 0, &ifindex));
}

static void test_order(void **state)
{
	static const struct {
		uint32_t steps[4];
		uint32_t order[4];
		size_t steps_len, order_len;
	} cases[] = {
		{ {}, {}, 0, 0 },
		{ { 7 }, { 7 }, 1, 1 },
		{ { 7, 8, 9 }, { 7, 8, 9 }, 3, 3 },
		/* twice is once, in the first place */
		{ { 7, 8, 7, 9 }, { 7, 8, 9 }, 4, 3 },
		{ { 7, 8, 8 | FIRST }, { 7, 8 }, 3, 2 },
		{ { 7, 8, 9 | FIRST }, { 9, 7, 8 }, 3, 3 },
		{ { 7 | FIRST, 8 }, { 7, 8 }, 2, 2 },
		{ { 7, 9 | FIRST, 8 }, { 9, 7, 8 }, 3, 3 },
	};
	size_t i, j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct queue queue = {};

		for (j = 0; j < cases[i].steps_len; j++)
			queue_join(&queue, cases[i].steps[j] & ~FIRST, cases[i].steps[j] & FIRST,
				   0);
		expect_order(&queue, cases[i].order, cases[i].order_len);
		/* it works as before when it was empty */
		queue_join(&queue, 5, false, 0);
		queue_join(&queue, 6, false, 0);
		expect_order(&queue, (uint32_t[]){ 5, 6 }, 2);
	}
}

/* Whose base station has given up lets others pass, but keeps its place. */
static void test_fresh(void **state)
{
	const int64_t old = QUEUE_FRESH_MS - 1, stale = QUEUE_FRESH_MS;
	struct queue queue = {};
	uint32_t ifindex;

	queue_join(&queue, 7, false, 0);
	queue_join(&queue, 8, false, 1);
	queue_join(&queue, 9, false, 1);
	queue_join(&queue, 10, false, 1);
	assert_true(queue_next(&queue, stale, &ifindex));
	assert_int_equal(ifindex, 8);
	/* it asks again */
	queue_join(&queue, 7, false, stale);
	assert_true(queue_next(&queue, stale + old, &ifindex));
	assert_int_equal(ifindex, 7);
	/* all of them have waited too long: the first of them, then */
	assert_true(queue_next(&queue, stale + 1, &ifindex));
	assert_int_equal(ifindex, 9);
	assert_true(queue_next(&queue, stale + 1, &ifindex));
	assert_int_equal(ifindex, 10);
	assert_true(queue_is_empty(&queue));
}

static void test_clear(void **state)
{
	struct queue queue = {};

	queue_join(&queue, 7, false, 0);
	queue_join(&queue, 8, false, 0);
	queue_clear(&queue);
	assert_true(queue_is_empty(&queue));
	queue_join(&queue, 7, false, 0);
	expect_order(&queue, (uint32_t[]){ 7 }, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_fresh),
		cmocka_unit_test(test_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
