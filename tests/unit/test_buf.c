// SPDX-License-Identifier: BSD-3-Clause
/* Output buffer: integers, lengths, compounds, overflow. */
#include "proto_test.h"

static u8 octets[70000], value[70000];

static void test_integers(void **state)
{
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put_u8(&buf, 0x01);
	wman_buf_put_u16(&buf, 0x0203);
	wman_buf_put_uint(&buf, 0xff040506, 3);
	wman_buf_put_u32(&buf, 0x0708090a);
	wman_buf_put(&buf, "\x0b", 1);
	wman_buf_put(&buf, NULL, 0);
	assert_octets(&buf, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

static void test_lengths(void **state)
{
	static const struct {
		size_t len;
		size_t header;
		u8 begin[5];
	} cases[] = {
		{ 1, 2, { 9, 1 } },
		{ 127, 2, { 9, 127 } },
		{ 128, 3, { 9, 0x81, 128 } },
		{ 255, 3, { 9, 0x81, 255 } },
		{ 256, 4, { 9, 0x82, 1, 0 } },
		{ 65535, 4, { 9, 0x82, 255, 255 } },
		{ 65536, 5, { 9, 0x83, 1, 0, 0 } },
	};
	struct wman_buf buf;
	size_t i, mark;

	for (i = 0; i < sizeof(value); i++)
		value[i] = (u8)(i * 7);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		wman_buf_init(&buf, octets, cases[i].header + cases[i].len);
		wman_buf_put_tlv(&buf, 9, value, cases[i].len);
		assert_false(buf.overflow);
		assert_int_equal(buf.len, cases[i].header + cases[i].len);
		assert_memory_equal(octets, cases[i].begin, cases[i].header);
		assert_memory_equal(octets + cases[i].header, value, cases[i].len);

		/* the same as a compound, whose length is known only at its end */
		memset(octets, 0, sizeof(octets));
		wman_buf_init(&buf, octets, cases[i].header + cases[i].len);
		mark = wman_buf_tlv_begin(&buf, 9);
		wman_buf_put(&buf, value, cases[i].len);
		wman_buf_tlv_end(&buf, mark);
		assert_false(buf.overflow);
		assert_int_equal(buf.len, cases[i].header + cases[i].len);
		assert_memory_equal(octets, cases[i].begin, cases[i].header);
		assert_memory_equal(octets + cases[i].header, value, cases[i].len);
	}
}

static void test_nested(void **state)
{
	struct wman_buf buf;
	size_t outer, inner;

	wman_buf_init(&buf, octets, sizeof(octets));
	outer = wman_buf_tlv_begin(&buf, 19);
	inner = wman_buf_tlv_begin(&buf, 21);
	wman_buf_put_tlv_uint(&buf, 20, 0x020104, 3);
	wman_buf_tlv_end(&buf, inner);
	wman_buf_tlv_end(&buf, outer);
	assert_octets(&buf, 0x13, 7, 0x15, 5, 0x14, 3, 2, 1, 4);
}

/* Whatever does not fit leaves everything behind the end alone, and is remembered. */
static void test_overflow(void **state)
{
	struct wman_buf buf;
	size_t cap, mark;
	u8 *exact;

	for (cap = 0; cap < 131; cap++) {
		exact = exact_copy(value, cap);
		wman_buf_init(&buf, exact, cap);
		mark = wman_buf_tlv_begin(&buf, 1);
		wman_buf_put(&buf, value, 128);
		wman_buf_tlv_end(&buf, mark);
		assert_true(buf.overflow);
		wman_buf_put_u8(&buf, 1);
		assert_true(buf.overflow);
		assert_true(buf.len <= cap);
		free(exact);
	}
	/* a TLV that does not fit: nothing of it, or its header only */
	for (cap = 0; cap < 5; cap++) {
		exact = exact_copy(value, cap);
		wman_buf_init(&buf, exact, cap);
		wman_buf_put_tlv(&buf, 1, "abc", 3);
		assert_true(buf.overflow);
		assert_true(buf.len <= cap);
		free(exact);
	}
	exact = exact_copy(value, 131);
	wman_buf_init(&buf, exact, 131);
	mark = wman_buf_tlv_begin(&buf, 1);
	wman_buf_put(&buf, value, 128);
	wman_buf_tlv_end(&buf, mark);
	assert_false(buf.overflow);
	free(exact);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
