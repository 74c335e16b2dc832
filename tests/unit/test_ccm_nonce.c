// SPDX-License-Identifier: BSD-3-Clause
/* Packet numbers: direction bit, ends. The nonce itself is in test_vectors. */
#include "ccm_nonce.h"
#include "proto_test.h"

static void test_direction(void **state)
{
	u32 pn;

	assert_int_equal(wman_pn_uplink(WMAN_PN_FIRST), 0x80000001);
	assert_int_equal(wman_pn_uplink(WMAN_PN_LAST), 0xfffffffe);
	assert_int_equal(wman_pn_field(1, WMAN_DIRECTION_DOWNLINK), 1);

	assert_int_equal(wman_pn_check(0x80000001, WMAN_DIRECTION_UPLINK, &pn), WMAN_REASON_NONE);
	assert_int_equal(pn, 1);
	assert_int_equal(wman_pn_check(1, WMAN_DIRECTION_DOWNLINK, &pn), WMAN_REASON_NONE);
	assert_int_equal(pn, 1);
	/* a reflected PDU */
	assert_int_equal(wman_pn_check(0x80000001, WMAN_DIRECTION_DOWNLINK, &pn),
			 WMAN_REASON_PN_INVALID);
	assert_int_equal(wman_pn_check(1, WMAN_DIRECTION_UPLINK, &pn), WMAN_REASON_PN_INVALID);
	assert_int_equal(wman_pn_check(0, WMAN_DIRECTION_DOWNLINK, &pn), WMAN_REASON_PN_INVALID);
	assert_int_equal(wman_pn_check(0x80000000, WMAN_DIRECTION_UPLINK, &pn),
			 WMAN_REASON_PN_INVALID);
	/* a sound base station never sends it, but it is a number like any other */
	assert_int_equal(wman_pn_check(0x7fffffff, WMAN_DIRECTION_DOWNLINK, &pn), WMAN_REASON_NONE);
}

/* Header without its HCS, four octets 0, the number with its low octet first; octets behind stay. */
static void test_octets(void **state)
{
	static const u8 header[] = { 1, 2, 3, 4, 5, 6 };
	u8 nonce[WMAN_CCM_NONCE_LEN + 1], iv[WMAN_CCM_IV_LEN + 1];

	memset(nonce, 0xff, sizeof(nonce));
	wman_ccm_nonce(header, 0x0a0b0c0d, nonce);
	assert_memory_equal(nonce, "\1\2\3\4\5\0\0\0\0\x0d\x0c\x0b\x0a\xff", sizeof(nonce));
	memset(iv, 0xff, sizeof(iv));
	wman_ccm_iv(header, 0x0a0b0c0d, iv);
	assert_memory_equal(iv, "\1\1\2\3\4\5\0\0\0\0\x0d\x0c\x0b\x0a\0\0\xff", sizeof(iv));
}

static void test_lengths(void **state)
{
	assert_int_equal(wman_ccm_pdu_min(false), 6 + 4 + 1 + 8);
	assert_int_equal(wman_ccm_pdu_min(true), 6 + 4 + 1 + 8 + 4);
	assert_int_equal(WMAN_PDU_MAX - WMAN_GMH_LEN - WMAN_CCM_OVERHEAD - WMAN_CRC_LEN, 2025);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_direction),
		cmocka_unit_test(test_octets),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
