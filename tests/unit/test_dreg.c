// SPDX-License-Identifier: BSD-3-Clause
/* DREG-CMD and RES-CMD. */
#include "dreg.h"
#include "message.h"
#include "proto_test.h"

static void test_dreg(void **state)
{
	struct wman_buf buf;
	unsigned int v;
	u8 octets[8], action;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_dreg_cmd_put(&buf, WMAN_DREG_NORMAL);
	assert_octets(&buf, 29, 3);
	for (v = 0; v < 256; v++) {
		octets[1] = (u8)v;
		assert_int_equal(wman_dreg_cmd_parse(&action, octets, 2),
				 v <= 6 ? WMAN_REASON_NONE : WMAN_REASON_TLV_VALUE);
		assert_int_equal(action, v);
	}
	assert_int_equal(wman_dreg_cmd_parse(&action, octets, 1), WMAN_REASON_MESSAGE_SHORT);
	octets[0] = WMAN_MSG_RES_CMD;
	assert_int_equal(wman_dreg_cmd_parse(&action, octets, 2), WMAN_REASON_MESSAGE_UNKNOWN);
}

static void test_res(void **state)
{
	struct wman_buf buf;
	u8 octets[8];

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_res_cmd_put(&buf);
	assert_octets(&buf, 25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dreg),
		cmocka_unit_test(test_res),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
