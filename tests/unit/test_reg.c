// SPDX-License-Identifier: BSD-3-Clause
/* REG-REQ and REG-RSP. */
#include "message.h"
#include "proto_test.h"
#include "reg.h"

static u8 octets[64];

static void test_both_ways(void **state)
{
	const struct wman_reg reg = {
		.response = WMAN_REG_FAILURE,
		.present = WMAN_REG_MANAGED | WMAN_REG_IP_MODE | WMAN_REG_UL_CIDS | WMAN_REG_CS |
			   WMAN_REG_CRC | WMAN_REG_DL_CIDS,
		.ip_mode = 1,
		.ul_cids = 16,
		.cs = 0x0a,
		.crc = 1,
		.dl_cids = 32,
	};
	struct wman_reg back;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_reg_put(&buf, WMAN_MSG_REG_REQ, &reg);
	assert_octets(&buf, 6, 2, 1, 0, 3, 1, 1, 6, 2, 0, 16, 7, 2, 0, 0x0a, 12, 1, 1, 15, 2, 0,
		      32);
	assert_int_equal(wman_reg_parse(&back, WMAN_MSG_REG_REQ, octets, buf.len),
			 WMAN_REASON_NONE);
	assert_int_equal(back.present, reg.present);
	assert_int_equal(back.response, 0);
	assert_int_equal(back.cs, 0x0a);
	assert_int_equal(back.dl_cids, 32);

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_reg_put(&buf, WMAN_MSG_REG_RSP, &reg);
	assert_int_equal(octets[1], WMAN_REG_FAILURE);
	assert_int_equal(wman_reg_parse(&back, WMAN_MSG_REG_RSP, octets, buf.len),
			 WMAN_REASON_NONE);
	assert_written_again(&buf, wman_reg_put, WMAN_MSG_REG_RSP, &back);
	assert_int_equal(wman_reg_parse(&back, WMAN_MSG_REG_REQ, octets, buf.len),
			 WMAN_REASON_MESSAGE_UNKNOWN);
	assert_int_equal(wman_reg_parse(&back, WMAN_MSG_REG_RSP, octets, 1),
			 WMAN_REASON_MESSAGE_SHORT);
	/* no parameter has to be there */
	memset(&back, 0xff, sizeof(back));
	assert_int_equal(wman_reg_parse(&back, WMAN_MSG_REG_RSP, octets, 2), WMAN_REASON_NONE);
	assert_int_equal(back.present, 0);
	assert_int_equal(back.dl_cids, 0);
}

static enum wman_reason parse_rsp(const u8 *msg, size_t len)
{
	struct wman_reg back;

	return wman_reg_parse(&back, WMAN_MSG_REG_RSP, msg, len);
}

static void test_mauled(void **state)
{
	static const u8 rsp[] = { 7, 0, 2, 1, 0, 6, 2, 0, 16, 7, 2, 0, 10 };

	maul(parse_rsp, rsp, sizeof(rsp));
	assert_int_equal(parse_rsp(rsp, sizeof(rsp)), WMAN_REASON_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
