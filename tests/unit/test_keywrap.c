// SPDX-License-Identifier: BSD-3-Clause
/* Keys under keys: lengths, suites, damage. The published values are in test_vectors. */
#include "keywrap.h"
#include "prim_openssl.h"
#include "proto_test.h"

static const u8 kek[WMAN_KEK_LEN] = "key encryption.";
static const u8 key[WMAN_KEYWRAP_MAX] = "a key of thirty-two octets, yes";
static struct wman_prim *prim;

static void test_lengths(void **state)
{
	u8 wrapped[WMAN_KEYWRAP_MAX + WMAN_KEYWRAP_OVERHEAD], back[WMAN_KEYWRAP_MAX];
	size_t len;
	bool good;

	for (len = 0; len <= 48; len++) {
		good = len == 16 || len == 24 || len == 32;
		assert_int_equal(wman_key_wrap(prim, kek, key, len, wrapped), good ? 0 : -EINVAL);
		assert_int_equal(wman_key_unwrap(prim, kek, wrapped, len, back),
				 good ? 0 : -EINVAL);
		if (good)
			assert_memory_equal(back, key, len);
	}
}

static void test_damage(void **state)
{
	static const u8 zero[16];
	u8 wrapped[24], back[16];
	unsigned int bit;

	assert_int_equal(wman_key_wrap(prim, kek, key, 16, wrapped), 0);
	for (bit = 0; bit < 8 * sizeof(wrapped); bit++) {
		wrapped[bit / 8] ^= 1 << bit % 8;
		memset(back, 0xaa, sizeof(back));
		assert_int_equal(wman_key_unwrap(prim, kek, wrapped, 16, back), -EBADMSG);
		assert_memory_equal(back, zero, sizeof(zero));
		wrapped[bit / 8] ^= 1 << bit % 8;
	}
}

static void test_suites(void **state)
{
	static const u8 zero[WMAN_TEK_LEN];
	u8 field[WMAN_TEK_WRAPPED_MAX], tek[WMAN_TEK_LEN];
	size_t len;

	assert_int_equal(wman_tek_wrap(prim, WMAN_SUITE_CCM_WRAP, kek, key, field, &len),
			 WMAN_REASON_NONE);
	assert_int_equal(len, 24);
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_CCM_WRAP, kek, field, 24, tek),
			 WMAN_REASON_NONE);
	assert_memory_equal(tek, key, sizeof(tek));
	/* the length of the other suite, and the other suite for the length */
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_CCM_WRAP, kek, field, 16, tek),
			 WMAN_REASON_TEK_UNWRAP);
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_CCM_ECB, kek, field, 24, tek),
			 WMAN_REASON_TEK_UNWRAP);
	assert_memory_equal(tek, zero, sizeof(tek));
	field[3] ^= 1;
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_CCM_WRAP, kek, field, 24, tek),
			 WMAN_REASON_TEK_UNWRAP);
	assert_memory_equal(tek, zero, sizeof(tek));

	assert_int_equal(wman_tek_wrap(prim, WMAN_SUITE_NULL, kek, key, field, &len),
			 WMAN_REASON_SUITE);
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_NULL, kek, field, 0, tek),
			 WMAN_REASON_SUITE);
	assert_int_equal(wman_tek_unwrap(prim, 0x010003, kek, field, 16, tek), WMAN_REASON_SUITE);
}

/* A TEK of DES is short; the published value is in test_vectors. */
static void test_des(void **state)
{
	static const u8 zero[WMAN_TEK_LEN];
	u8 field[WMAN_TEK_WRAPPED_MAX], tek[WMAN_TEK_LEN];
	size_t len;

	assert_int_equal(wman_tek_wrap(prim, WMAN_SUITE_DES_3DES, kek, key, field, &len),
			 WMAN_REASON_NONE);
	assert_int_equal(len, 8);
	assert_memory_not_equal(field, key, 8);
	memset(tek, 0xaa, sizeof(tek));
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_DES_3DES, kek, field, 8, tek),
			 WMAN_REASON_NONE);
	assert_memory_equal(tek, key, 8);
	assert_memory_equal(tek + 8, zero, 8);
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_DES_3DES, kek, field, 16, tek),
			 WMAN_REASON_TEK_UNWRAP);
	assert_memory_equal(tek, zero, sizeof(tek));
	/* groups have AES only */
	assert_int_equal(wman_gkek_wrap(prim, WMAN_SUITE_DES_3DES, kek, key, field, &len),
			 WMAN_REASON_SUITE);
	/* what is under RSA is under no KEK */
	assert_int_equal(wman_tek_wrap(prim, WMAN_SUITE_DES_RSA, kek, key, field, &len),
			 WMAN_REASON_SUITE);
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_DES_RSA, kek, field, 8, tek),
			 WMAN_REASON_SUITE);
	assert_int_equal(wman_tek_unwrap(prim, WMAN_SUITE_DES_RSA, kek, field, 0, tek),
			 WMAN_REASON_SUITE);
}

/* D11: the length of a GKEK field says how it is wrapped. */
static void test_gkek(void **state)
{
	static const u32 suites[] = { WMAN_SUITE_CCM_ECB, WMAN_SUITE_CCM_WRAP };
	static const u8 zero[WMAN_GKEK_LEN];
	u8 field[WMAN_TEK_WRAPPED_MAX + 1] = { 0 }, gkek[WMAN_GKEK_LEN];
	size_t i, len;

	for (i = 0; i < 2; i++) {
		assert_int_equal(wman_gkek_wrap(prim, suites[i], kek, key, field, &len),
				 WMAN_REASON_NONE);
		assert_int_equal(len, i ? 24 : 16);
		assert_int_equal(wman_gkek_unwrap(prim, kek, field, len, gkek), WMAN_REASON_NONE);
		assert_memory_equal(gkek, key, sizeof(gkek));
	}
	assert_int_equal(wman_gkek_wrap(prim, WMAN_SUITE_NULL, kek, key, field, &len),
			 WMAN_REASON_SUITE);
	for (len = 0; len <= sizeof(field); len++) {
		if (len == 16 || len == 24)
			continue;
		assert_int_equal(wman_gkek_unwrap(prim, kek, field, len, gkek),
				 WMAN_REASON_GKEK_UNWRAP);
	}
	field[23] ^= 1;
	memset(gkek, 0xaa, sizeof(gkek));
	assert_int_equal(wman_gkek_unwrap(prim, kek, field, 24, gkek), WMAN_REASON_GKEK_UNWRAP);
	assert_memory_equal(gkek, zero, sizeof(gkek));
}

static int setup(void **state)
{
	prim = wman_prim_alloc();
	return prim ? 0 : -1;
}

static int teardown(void **state)
{
	wman_prim_free(prim);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths), cmocka_unit_test(test_damage),
		cmocka_unit_test(test_suites),	cmocka_unit_test(test_des),
		cmocka_unit_test(test_gkek),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
