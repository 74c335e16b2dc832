// SPDX-License-Identifier: BSD-3-Clause
/* Walk over TLVs: every form of length, and every way to be cut. */
#include "proto_test.h"
#include "tlv.h"

static void test_walk(void **state)
{
	static const u8 data[] = { 1, 0, 2, 1, 0xaa, 3, 0x81, 2, 1, 2, 4, 0x84, 0, 0, 0, 1, 9 };
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, data, sizeof(data));
	assert_true(wman_tlv_next(&it, &tlv));
	assert_int_equal(tlv.type, 1);
	assert_int_equal(tlv.len, 0);
	assert_true(wman_tlv_next(&it, &tlv));
	assert_int_equal(tlv.type, 2);
	assert_int_equal(wman_tlv_uint(&tlv), 0xaa);
	assert_true(wman_tlv_next(&it, &tlv));
	assert_int_equal(tlv.len, 2);
	assert_int_equal(wman_tlv_uint(&tlv), 0x0102);
	assert_true(wman_tlv_next(&it, &tlv));
	assert_int_equal(tlv.type, 4);
	assert_int_equal(wman_tlv_uint(&tlv), 9);
	assert_false(wman_tlv_next(&it, &tlv));
	assert_int_equal(it.reason, WMAN_REASON_NONE);
}

static void test_malformed(void **state)
{
	static const struct {
		size_t len;
		u8 data[8];
	} cases[] = {
		{ 1, { 1 } }, /* no length */
		{ 2, { 1, 1 } }, /* no value */
		{ 3, { 1, 2, 0 } }, /* value cut */
		{ 3, { 1, 0x80, 0 } }, /* long length of no octets */
		{ 2, { 1, 0x81 } }, /* long length cut */
		{ 4, { 1, 0x83, 0, 0 } },
		{ 8, { 1, 0x85, 0, 0, 0, 0, 1, 0 } }, /* more octets than a length has */
		{ 6, { 1, 0x84, 0xff, 0xff, 0xff, 0xff } },
		{ 4, { 1, 0x81, 2, 0 } },
	};
	struct wman_tlv_iter it;
	struct wman_tlv tlv;
	size_t i;
	u8 *copy;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		copy = exact_copy(cases[i].data, cases[i].len);
		wman_tlv_iter_init(&it, copy, cases[i].len);
		assert_false(wman_tlv_next(&it, &tlv));
		assert_int_equal(it.reason, WMAN_REASON_TLV_MALFORMED);
		/* and it stays so */
		assert_false(wman_tlv_next(&it, &tlv));
		free(copy);
	}
}

/* The octets of a long length are all that is left: a value of none behind them. */
static void test_long_length_at_end(void **state)
{
	static const u8 data[] = { 1, 0x82, 0, 0 };
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, data, sizeof(data));
	assert_true(wman_tlv_next(&it, &tlv));
	assert_int_equal(tlv.len, 0);
	assert_false(wman_tlv_next(&it, &tlv));
	assert_int_equal(it.reason, WMAN_REASON_NONE);
}

static void test_empty(void **state)
{
	struct wman_tlv_iter it;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, (const u8 *)"", 0);
	assert_false(wman_tlv_next(&it, &tlv));
	assert_int_equal(it.reason, WMAN_REASON_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_long_length_at_end),
		cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
