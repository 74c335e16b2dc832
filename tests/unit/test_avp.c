// SPDX-License-Identifier: BSD-3-Clause
/* AVPs of RFC 5281 section 10: the header octet by octet, and what is broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
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

/* One behind the other, each filled up with zeros to four octets. */
static void padded(void **state)
{
	static const uint8_t data[] = { 1, 2, 3, 4, 5 }, zero[3];
	const size_t room[] = { 0, 4, 4, 4, 4, 8 };
	uint8_t message[8 * 6 + 24];
	size_t len, used = 0, begin;
	const uint8_t *pos = message;
	struct avp avp;

	(void)state;
	memset(message, 0xff, sizeof(message));
	for (len = 0; len <= sizeof(data); len++) {
		begin = used;
		/* nothing is written where not all has room */
		assert_false(avp_put(message, begin + 7 + room[len], &used, AVP_CLASS, data, len));
		assert_int_equal(message[begin], 0xff);
		assert_true(avp_put(message, begin + 8 + room[len], &used, AVP_CLASS, data, len));
		assert_int_equal(used, begin + 8 + room[len]);
		assert_int_equal(message[begin + 7], 8 + len);
		assert_memory_equal(message + begin + 8, data, len);
		assert_memory_equal(message + begin + 8 + len, zero, room[len] - len);
	}
	assert_int_equal(used, sizeof(message));
	for (len = 0; len <= sizeof(data); len++) {
		assert_true(avp_next(&pos, message + used, &avp));
		assert_int_equal(avp.len, len);
		assert_memory_equal(avp.data, data, len);
	}
	assert_ptr_equal(pos, message + used);
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

static enum avp_code code_of(uint32_t code)
{
	const uint8_t message[] = { (uint8_t)(code >> 24),
				    (uint8_t)(code >> 16),
				    (uint8_t)(code >> 8),
				    (uint8_t)code,
				    0,
				    0,
				    0,
				    8 };
	const uint8_t *pos = message;
	struct avp avp;

	assert_true(avp_next(&pos, message + sizeof(message), &avp));
	return avp.code;
}

/* One that ends as a known one does is another, and none is what Microsoft's are counted from. */
static void codes(void **state)
{
	(void)state;
	assert_int_equal(code_of(AVP_CLASS), AVP_CLASS);
	assert_int_equal(code_of(0x01000000 | AVP_CLASS), AVP_UNKNOWN);
	assert_int_equal(code_of(0xfe000000 | AVP_CLASS), AVP_UNKNOWN);
	assert_int_equal(code_of(AVP_MICROSOFT), AVP_UNKNOWN);
	assert_int_equal(code_of(AVP_MS_CHAP2_SUCCESS), AVP_UNKNOWN);
}

/* Wherever it ends, nothing behind the end is looked at. */
static void cut_off(void **state)
{
	const uint8_t *pos;
	struct avp avp;
	uint8_t *part;
	size_t len;

	(void)state;
	for (len = 1; len < 15; len++) {
		part = malloc(len);
		memcpy(part, success, len);
		pos = part;
		assert_false(avp_next(&pos, part + len, &avp));
		assert_ptr_equal(pos, part);
		free(part);
	}
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
		cmocka_unit_test(padded),	    cmocka_unit_test(written),
		cmocka_unit_test(read_back),	    cmocka_unit_test(codes),
		cmocka_unit_test(cut_off),	    cmocka_unit_test(long_avp),
		cmocka_unit_test(long_avp_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
