// SPDX-License-Identifier: BSD-3-Clause
/* Types of management messages. */
#include "message.h"
#include "proto_test.h"

#define UP   WMAN_DIRECTION_UPLINK
#define DOWN WMAN_DIRECTION_DOWNLINK

static void test_ways(void **state)
{
	static const struct {
		u8 type;
		u8 dir;
		u8 on;
		enum wman_reason reason;
	} cases[] = {
		{ WMAN_MSG_RNG_RSP, DOWN, WMAN_ON_RANGING, WMAN_REASON_NONE },
		{ WMAN_MSG_RNG_RSP, DOWN, WMAN_ON_BASIC, WMAN_REASON_NONE },
		{ WMAN_MSG_RNG_RSP, DOWN, WMAN_ON_PRIMARY, WMAN_REASON_CID_WRONG },
		{ WMAN_MSG_RNG_RSP, UP, WMAN_ON_BASIC, WMAN_REASON_MESSAGE_DIRECTION },
		{ WMAN_MSG_RNG_REQ, DOWN, WMAN_ON_RANGING, WMAN_REASON_MESSAGE_DIRECTION },
		{ WMAN_MSG_PKM_RSP, DOWN, WMAN_ON_PRIMARY, WMAN_REASON_NONE },
		{ WMAN_MSG_PKM_RSP, DOWN, WMAN_ON_BASIC, WMAN_REASON_CID_WRONG },
		{ WMAN_MSG_PKM_RSP, DOWN, WMAN_ON_BROADCAST, WMAN_REASON_NONE },
		{ WMAN_MSG_PKM_REQ, DOWN, WMAN_ON_PRIMARY, WMAN_REASON_MESSAGE_DIRECTION },
		{ WMAN_MSG_DSA_REQ, DOWN, WMAN_ON_PRIMARY, WMAN_REASON_NONE },
		{ WMAN_MSG_DSA_REQ, UP, WMAN_ON_PRIMARY, WMAN_REASON_NONE },
		{ WMAN_MSG_DL_MAP, DOWN, WMAN_ON_BROADCAST, WMAN_REASON_NONE },
		{ WMAN_MSG_DL_MAP, DOWN, WMAN_ON_BASIC, WMAN_REASON_CID_WRONG },
		{ WMAN_MSG_UL_MAP, DOWN, WMAN_ON_BROADCAST, WMAN_REASON_MESSAGE_UNKNOWN },
		{ 8, DOWN, WMAN_ON_PRIMARY, WMAN_REASON_MESSAGE_UNKNOWN },
		{ 255, DOWN, WMAN_ON_PRIMARY, WMAN_REASON_MESSAGE_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(wman_message_check(cases[i].type, cases[i].dir, cases[i].on),
				 cases[i].reason);
}

static void test_table(void **state)
{
	static const u8 tuple[] = { 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 25, 29 };
	unsigned int type;
	size_t fixed;
	u8 msg[16];

	for (type = 0; type < 256; type++) {
		assert_int_equal(wman_message_signed((u8)type),
				 type && memchr(tuple, (int)type, sizeof(tuple)) != NULL);
		msg[0] = (u8)type;
		if (!wman_message_name((u8)type)) {
			assert_int_equal(wman_message_fixed(msg, sizeof(msg), &fixed),
					 WMAN_REASON_MESSAGE_UNKNOWN);
			continue;
		}
		assert_int_equal(wman_message_fixed(msg, sizeof(msg), &fixed), WMAN_REASON_NONE);
		assert_int_equal(wman_message_fixed(msg, fixed, &fixed), WMAN_REASON_NONE);
		assert_int_equal(wman_message_fixed(msg, fixed - 1, &fixed),
				 WMAN_REASON_MESSAGE_SHORT);
	}
	assert_string_equal(wman_message_name(WMAN_MSG_DREG_CMD), "DREG-CMD");
}

/*
 * 802.16e 6.3.2.3: direction, kind of connection and what stands before the TLVs of each message,
 * with its type octet; a PKM message begins with code and identifier, a DL-MAP has no TLVs.
 */
static void test_every_message(void **state)
{
	static const struct {
		u8 type;
		u8 dirs; /* 1 up, 2 down */
		u8 on;
		u8 fixed;
	} rows[] = {
		{ 0, 2, WMAN_ON_BROADCAST, 6 },
		{ 1, 2, WMAN_ON_BROADCAST, 3 },
		{ 2, 2, WMAN_ON_BROADCAST, 12 },
		{ 4, 1, WMAN_ON_RANGING | WMAN_ON_BASIC, 2 },
		{ 5, 2, WMAN_ON_RANGING | WMAN_ON_BASIC, 2 },
		{ 6, 1, WMAN_ON_PRIMARY, 1 },
		{ 7, 2, WMAN_ON_PRIMARY, 2 },
		{ 9, 1, WMAN_ON_PRIMARY, 3 },
		{ 10, 2, WMAN_ON_PRIMARY | WMAN_ON_BROADCAST, 3 }, /* D29 */
		{ 11, 3, WMAN_ON_PRIMARY, 3 },
		{ 12, 3, WMAN_ON_PRIMARY, 4 },
		{ 13, 3, WMAN_ON_PRIMARY, 4 },
		{ 14, 3, WMAN_ON_PRIMARY, 3 },
		{ 15, 3, WMAN_ON_PRIMARY, 4 },
		{ 16, 3, WMAN_ON_PRIMARY, 4 },
		{ 17, 3, WMAN_ON_PRIMARY, 7 },
		{ 18, 3, WMAN_ON_PRIMARY, 8 },
		{ 25, 2, WMAN_ON_BASIC, 1 },
		{ 26, 1, WMAN_ON_BASIC, 1 },
		{ 27, 2, WMAN_ON_BASIC, 1 },
		{ 29, 2, WMAN_ON_BASIC, 2 },
		{ 30, 2, WMAN_ON_PRIMARY, 4 },
	};
	unsigned int type, up, on;
	enum wman_reason expected;
	u8 msg[16] = { 0 };
	size_t i, fixed;

	for (type = 0; type < 256; type++) {
		for (i = 0; i < ARRAY_SIZE(rows) && rows[i].type != type; i++)
			;
		for (up = 0; up < 2; up++) {
			for (on = 1; on <= WMAN_ON_BROADCAST; on <<= 1) {
				if (i == ARRAY_SIZE(rows))
					expected = WMAN_REASON_MESSAGE_UNKNOWN;
				else if (!(rows[i].dirs & (up ? 1 : 2)))
					expected = WMAN_REASON_MESSAGE_DIRECTION;
				else if (!(rows[i].on & on))
					expected = WMAN_REASON_CID_WRONG;
				else
					expected = WMAN_REASON_NONE;
				assert_int_equal(wman_message_check((u8)type, up ? UP : DOWN,
								    (u8)on),
						 expected);
			}
		}
		msg[0] = (u8)type;
		if (i < ARRAY_SIZE(rows)) {
			assert_int_equal(wman_message_fixed(msg, sizeof(msg), &fixed),
					 WMAN_REASON_NONE);
			assert_int_equal(fixed, rows[i].fixed);
		}
	}
	assert_int_equal(wman_message_fixed(msg, 0, &fixed), WMAN_REASON_MESSAGE_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_every_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
