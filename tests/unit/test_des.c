// SPDX-License-Identifier: BSD-3-Clause
/* DES-CBC over OpenSSL: one cipher for many PDUs, its IV. The published values are in test_vectors. */
#include <openssl/evp.h>

#include "des.h"
#include "proto_test.h"

static const u8 key[WMAN_DES_KEY_LEN] = "8 octets";
static const u8 cbc_iv[WMAN_DES_IV_LEN] = { 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe };

static void test_iv(void **state)
{
	static const u8 expected[] = { 0x10, 0x32, 0x54, 0x76, 0x9c, 0xa8, 0xe8, 0xa8 };
	u8 iv[WMAN_DES_IV_LEN];

	assert_int_equal(wman_phy_sync(4, 0x123456), 0x04123456);
	assert_int_equal(wman_phy_sync(4, 0xff123456), 0x04123456);
	wman_des_iv(cbc_iv, 0x04123456, iv);
	assert_memory_equal(iv, expected, sizeof(iv));
}

static void test_many(void **state)
{
	struct wman_des *des = wman_des_alloc(key), *fresh;
	u8 data[2048], plain[2048], again[2048], iv[WMAN_DES_IV_LEN];
	size_t len, i;

	assert_non_null(des);
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = (u8)(i * 11);
	for (len = 1; len <= 2037; len += 13) {
		wman_des_iv(cbc_iv, (u32)len, iv);
		memcpy(data, plain, sizeof(data));
		assert_int_equal(wman_des_encrypt(des, iv, data, len), 0);
		assert_memory_not_equal(data, plain, len);
		assert_memory_equal(data + len, plain + len, sizeof(data) - len);
		/* nothing is left in the cipher from the PDU before */
		fresh = wman_des_alloc(key);
		memcpy(again, plain, sizeof(again));
		assert_int_equal(wman_des_encrypt(fresh, iv, again, len), 0);
		assert_memory_equal(data, again, len);
		wman_des_free(fresh);
		assert_int_equal(wman_des_decrypt(des, iv, data, len), 0);
		assert_memory_equal(data, plain, sizeof(data));
	}
	assert_int_equal(wman_des_encrypt(des, iv, data, 0), 0);
	assert_memory_equal(data, plain, sizeof(data));
	wman_des_free(des);
}

/* Another IV, as after a DL-MAP that was missed, costs the first block and no other. */
static void test_iv_missed(void **state)
{
	struct wman_des *des = wman_des_alloc(key);
	u8 data[29], plain[29], iv[WMAN_DES_IV_LEN];

	memset(plain, 0x5a, sizeof(plain));
	memcpy(data, plain, sizeof(data));
	wman_des_iv(cbc_iv, 1, iv);
	assert_int_equal(wman_des_encrypt(des, iv, data, sizeof(data)), 0);
	wman_des_iv(cbc_iv, 2, iv);
	assert_int_equal(wman_des_decrypt(des, iv, data, sizeof(data)), 0);
	assert_memory_not_equal(data, plain, 8);
	assert_memory_equal(data + 8, plain + 8, sizeof(data) - 8);
	wman_des_free(des);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iv),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_iv_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
