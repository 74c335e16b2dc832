// SPDX-License-Identifier: BSD-3-Clause
/* SBC-REQ and SBC-RSP. */
#include "message.h"
#include "proto_test.h"
#include "sbc.h"

static const struct wman_sbc sbc = {
	.present = WMAN_SBC_BANDWIDTH | WMAN_SBC_CONSTRUCTION | WMAN_SBC_FFT,
	.construction = 2, .fft = WMAN_FFT_1024,
	.secneg = {
		.present = WMAN_SECNEG_ALL, .version = WMAN_PKM_V2, .policy = WMAN_POLICY_EAP,
		.mac_mode = WMAN_MAC_MODE_CMAC_2009, .pn_window = 128, .flow_control = 1,
		.max_sa = 3,
	},
};

static u8 octets[64];

static void test_both_ways(void **state)
{
	struct wman_sbc back;
	struct wman_buf buf;

	/* octets of the sample capture */
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sbc_put(&buf, WMAN_MSG_SBC_REQ, &sbc);
	assert_octets(&buf, 26, 1, 1, 0, 4, 1, 2, 150, 1, 8, 25, 19, 1, 1, 2, 2, 1, 2, 3, 1, 0x20,
		      4, 2, 0, 128, 5, 1, 1, 6, 1, 3);
	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_REQ, octets, buf.len),
			 WMAN_REASON_NONE);
	assert_int_equal(back.present, sbc.present);
	assert_int_equal(back.construction, 2);
	assert_int_equal(back.fft, WMAN_FFT_1024);
	assert_true(wman_secneg_equal(&back.secneg, &sbc.secneg));
	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, octets, buf.len),
			 WMAN_REASON_MESSAGE_UNKNOWN);
	octets[0] = WMAN_MSG_SBC_RSP;
	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, octets, buf.len),
			 WMAN_REASON_NONE);
}

/* A base station that leaves security out: the parser says so, the check refuses. */
static void test_no_security(void **state)
{
	struct wman_sbc back;

	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP,
					(const u8[]){ 27, 1, 1, 0, 16, 1, 0 }, 7),
			 WMAN_REASON_NONE);
	assert_int_equal(back.present, WMAN_SBC_BANDWIDTH);
	assert_int_equal(back.secneg.present, 0);
	assert_int_equal(wman_secneg_check(&sbc.secneg, &back.secneg), WMAN_REASON_SBC_NO_SECURITY);
}

static void test_refused(void **state)
{
	static const u8 secneg_length[] = { 27, 25, 4, 1, 2, 2, 2 };
	struct wman_sbc back;

	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, secneg_length,
					sizeof(secneg_length)),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, (const u8[]){ 27, 4, 2, 0, 0 }, 5),
			 WMAN_REASON_TLV_LENGTH);
	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, (const u8[]){ 27, 4, 2, 0 }, 4),
			 WMAN_REASON_TLV_MALFORMED);
	assert_int_equal(wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, secneg_length, 0),
			 WMAN_REASON_MESSAGE_SHORT);
}

static enum wman_reason parse_rsp(const u8 *msg, size_t len)
{
	struct wman_sbc back;

	return wman_sbc_parse(&back, WMAN_MSG_SBC_RSP, msg, len);
}

static void test_mauled(void **state)
{
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sbc_put(&buf, WMAN_MSG_SBC_RSP, &sbc);
	maul(parse_rsp, octets, buf.len);
	assert_int_equal(parse_rsp(octets, buf.len), WMAN_REASON_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_no_security),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
