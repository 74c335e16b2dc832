// SPDX-License-Identifier: BSD-3-Clause
/* AVPs of RFC 5281 section 10: the header octet by octet, and what is broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "eap/avp.h"

/* Code, flags and length, Vendor-ID, data, padding */
static const uint8_t success[] = { 0, 0, 0, 26, 0xc0, 0, 0, 15, 0, 0, 1, 55, 'a', 'b', 'c', 0 };

static void written(void **state)
{
	uint8_t message[sizeof(success)];
	size_t used = 0;

	(void)state;
	assert_false(avp_put(message, sizeof(message) - 1, &used, AVP_MS_CHAP2_SUCCESS,
			     (const uint8_t *)"abc", 3));
	assert_int_equal(used, 0);
	assert_true(avp_put(message, sizeof(message), &used, AVP_MS_CHAP2_SUCCESS,
			    (const uint8_t *)"abc", 3));
	assert_int_equal(used, sizeof(success));
	assert_memory_equal(message, success, sizeof(success));
}

/* Flags are no part of the length. */
static void read_back(void **state)
{
	const uint8_t *pos = success;
	struct avp avp;

	(void)state;
	assert_true(avp_next(&pos, success + sizeof(success), &avp));
	assert_int_equal(avp.code, AVP_MS_CHAP2_SUCCESS);
	assert_true(avp.mandatory);
	assert_int_equal(avp.len, 3);
	assert_memory_equal(avp.data, "abc", 3);
	assert_ptr_equal(pos, success + sizeof(success));
	/* the padding of the last one may be missing */
	pos = success;
	assert_true(avp_next(&pos, success + 15, &avp));
	assert_ptr_equal(pos, success + 15);
	pos = success;
	assert_false(avp_next(&pos, success + 14, &avp));
}

/* Three octets are the length. */
static void long_avp(void **state)
{
	static uint8_t message[0x10008] = { 0, 0, 0, AVP_CLASS, 0, 1, 0, 8 };
	const uint8_t *pos = message;
	struct avp avp;

	(void)state;
	assert_true(avp_next(&pos, message + sizeof(message), &avp));
	assert_int_equal(avp.code, AVP_CLASS);
	assert_false(avp.mandatory);
	assert_int_equal(avp.len, 0x10000);
	assert_ptr_equal(pos, message + sizeof(message));
}

static void long_avp_written(void **state)
{
	static const uint8_t data[0x10000], header[] = { 0, 0, 0, AVP_CLASS, 0x40, 1, 0, 8 };
	static uint8_t message[sizeof(header) + sizeof(data)];
	size_t used = 0;

	(void)state;
	assert_true(avp_put(message, sizeof(message), &used, AVP_CLASS, data, sizeof(data)));
	assert_int_equal(used, sizeof(message));
	assert_memory_equal(message, header, sizeof(header));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written),
		cmocka_unit_test(read_back),
		cmocka_unit_test(long_avp),
		cmocka_unit_test(long_avp_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
