// SPDX-License-Identifier: BSD-3-Clause
/* AES-CCM over OpenSSL: one cipher for many PDUs, and everything that must not open. */
#include "ccm.h"
#include "proto_test.h"

static const u8 key[WMAN_TEK_LEN] = "0123456789abcde";
static const u8 header[WMAN_GMH_LEN] = { 0x40, 0x40, 0x1a, 0x06, 0xc4, 0x5a };

static void test_many(void **state)
{
	struct wman_ccm *ccm = wman_ccm_alloc(key), *fresh;
	u8 nonce[WMAN_CCM_NONCE_LEN], data[2048], plain[2048], again[2048];
	size_t len, i;

	assert_non_null(ccm);
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = (u8)(i * 11);
	for (len = 1; len <= 2025; len += 23) {
		wman_ccm_nonce(header, (u32)len, nonce);
		memcpy(data, plain, len);
		assert_int_equal(wman_ccm_seal(ccm, nonce, data, len), 0);
		assert_memory_not_equal(data, plain, len);
		/* nothing is left in the cipher from the PDU before */
		fresh = wman_ccm_alloc(key);
		memcpy(again, plain, len);
		assert_int_equal(wman_ccm_seal(fresh, nonce, again, len), 0);
		assert_memory_equal(data, again, len + WMAN_CCM_ICV_LEN);
		wman_ccm_free(fresh);
		assert_int_equal(wman_ccm_open(ccm, nonce, data, len), WMAN_REASON_NONE);
		assert_memory_equal(data, plain, len);
	}
	wman_ccm_free(ccm);
}

static void test_refused(void **state)
{
	struct wman_ccm *ccm = wman_ccm_alloc(key);
	u8 nonce[WMAN_CCM_NONCE_LEN], sealed[32], data[32];
	unsigned int bit;

	wman_ccm_nonce(header, 1, nonce);
	memcpy(sealed, "twenty-four octets here.", 24);
	assert_int_equal(wman_ccm_seal(ccm, nonce, sealed, 24), 0);
	for (bit = 0; bit < 8 * sizeof(sealed); bit++) {
		memcpy(data, sealed, sizeof(data));
		data[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(wman_ccm_open(ccm, nonce, data, 24), WMAN_REASON_ICV);
	}
	for (bit = 0; bit < 8 * sizeof(nonce); bit++) {
		memcpy(data, sealed, sizeof(data));
		nonce[bit / 8] ^= 1 << bit % 8;
		assert_int_equal(wman_ccm_open(ccm, nonce, data, 24), WMAN_REASON_ICV);
		nonce[bit / 8] ^= 1 << bit % 8;
	}
	/* the good one still opens after all that */
	assert_int_equal(wman_ccm_open(ccm, nonce, sealed, 24), WMAN_REASON_NONE);
	wman_ccm_free(ccm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
