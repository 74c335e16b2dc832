// SPDX-License-Identifier: BSD-3-Clause
/* Dot16KDF: arguments out of range. Every value is in test_vectors. */
#include "kdf.h"
#include "prim_openssl.h"
#include "proto_test.h"

static void test_range(void **state)
{
	struct wman_prim *prim = wman_prim_alloc();
	const struct wman_vec vec[5] = { { "a", 1 } };
	const u8 key[32] = { 1 };
	u8 out[64];

	assert_non_null(prim);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_CMAC, key, 32, vec, 1, out, 0), -EINVAL);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_CMAC, key, 32, vec, 1, out, 57), -EINVAL);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_CMAC, key, 32, vec, 1, out, 56), 0);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_SHA1, key, 32, vec, 1, out, 56), 0);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_CMAC, key, 15, vec, 1, out, 16), -EINVAL);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_SHA1, key, 16, vec, 1, out, 16), 0);
	assert_int_equal(wman_kdf(prim, WMAN_KDF_CMAC, key, 32, vec, 5, out, 16), -EINVAL);
	wman_prim_free(prim);
}

static void test_truncate(void **state)
{
	const u8 data[] = { 1, 2, 3, 4 };

	assert_ptr_equal(wman_truncate(data, 4, 1), data + 3);
	assert_ptr_equal(wman_truncate(data, 4, 4), data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_range),
		cmocka_unit_test(test_truncate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
