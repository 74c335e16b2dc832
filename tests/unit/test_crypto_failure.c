// SPDX-License-Identifier: BSD-3-Clause
/*
 * Primitives that fail: every call of every user of theirs, one after the other. The primitives are
 * those of this file, so that the n-th can fail and what went into it is known; what they give is
 * never 0, so that octets that are 0 afterwards were erased.
 */
#include "digest.h"
#include "kdf.h"
#include "keywrap.h"
#include "message.h"
#include "proto_test.h"

static unsigned int calls, fail_at;

static int called(u8 *out, size_t len)
{
	memset(out, 0xc3, len);
	return ++calls == fail_at ? -EIO : 0;
}

int wman_prim_cmac(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
		   const struct wman_vec *vec, size_t n, u8 mac[WMAN_CMAC_LEN])
{
	return called(mac, WMAN_CMAC_LEN);
}

int wman_prim_sha1(struct wman_prim *prim, const struct wman_vec *vec, size_t n,
		   u8 digest[WMAN_SHA1_LEN])
{
	return called(digest, WMAN_SHA1_LEN);
}

int wman_prim_hmac_sha1(struct wman_prim *prim, const u8 *key, size_t key_len,
			const struct wman_vec *vec, size_t n, u8 mac[WMAN_SHA1_LEN])
{
	return called(mac, WMAN_SHA1_LEN);
}

int wman_prim_aes_encrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	return called(out, WMAN_AES_BLOCK_LEN);
}

int wman_prim_aes_decrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	return called(out, WMAN_AES_BLOCK_LEN);
}

int wman_prim_des3_encrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN])
{
	return called(out, WMAN_DES_BLOCK_LEN);
}

int wman_prim_des3_decrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN])
{
	return called(out, WMAN_DES_BLOCK_LEN);
}

static const u8 key[WMAN_MSK_LEN] = "a key that is long enough to be anything";
static const u8 mac[6] = { 2, 0, 0, 0, 0, 1 }, bsid[6] = { 2, 0, 0, 0, 0, 2 };

/* What a user of the primitives leaves, in pieces that are erased when it fails. */
static union {
	u8 octets[128];
	struct wman_cmac_keys cmac;
	struct wman_hmac_keys hmac;
} out;

static int kdf_cmac(void)
{
	const struct wman_vec text = { "a text", 6 };

	return wman_kdf(NULL, WMAN_KDF_CMAC, key, 16, &text, 1, out.octets, 56);
}

static int kdf_sha1(void)
{
	const struct wman_vec text = { "a text", 6 };

	return wman_kdf(NULL, WMAN_KDF_SHA1, key, 20, &text, 1, out.octets, 56);
}

static int kdf_block(void)
{
	const struct wman_vec text = { "a text", 6 };

	return wman_kdf(NULL, WMAN_KDF_CMAC, key, 16, &text, 1, out.octets, 16);
}

static int kdf_more_than_block(void)
{
	const struct wman_vec text = { "a text", 6 };

	return wman_kdf(NULL, WMAN_KDF_CMAC, key, 16, &text, 1, out.octets, 17);
}

static int eik_pak(void)
{
	return wman_kdf_eik_pak(NULL, WMAN_KDF_CMAC, key, mac, bsid, out.octets,
				out.octets + WMAN_EIK_LEN);
}

static int ak(void)
{
	return wman_kdf_ak(NULL, WMAN_KDF_CMAC, WMAN_AK_EAP, key, NULL, mac, bsid, out.octets);
}

static int akid(void)
{
	return wman_kdf_akid(NULL, WMAN_KDF_CMAC, key, 1, mac, bsid, out.octets);
}

static int cmac_keys_2005(void)
{
	return wman_kdf_cmac_keys(NULL, key, mac, bsid, WMAN_EDITION_2005, 0, &out.cmac);
}

static int cmac_keys_2009(void)
{
	return wman_kdf_cmac_keys(NULL, key, mac, bsid, WMAN_EDITION_2009, 1, &out.cmac);
}

static int hmac_keys(void)
{
	return wman_kdf_hmac_keys(NULL, key, mac, bsid, &out.hmac);
}

static int eik_keys(void)
{
	return wman_kdf_eik_keys(NULL, WMAN_KDF_CMAC, key, mac, bsid, out.octets,
				 out.octets + WMAN_CMAC_KEY_LEN);
}

static int group_key(void)
{
	return wman_kdf_group_key(NULL, WMAN_KDF_SHA1, key, out.octets);
}

static int mtk(void)
{
	return wman_kdf_mtk(NULL, WMAN_KDF_CMAC, key, key, out.octets);
}

static int pkmv1(void)
{
	return wman_kdf_pkmv1(NULL, key, &out.hmac);
}

static int wrap(void)
{
	return wman_key_wrap(NULL, key, key, 16, out.octets);
}

static const struct {
	const char *name;
	int (*use)(void);
	unsigned int calls;
	size_t len; /* of what it makes */
} users[] = {
	{ "Dot16KDF with CMAC", kdf_cmac, 4, 56 },
	{ "Dot16KDF with SHA-1", kdf_sha1, 3, 56 },
	{ "Dot16KDF of one block", kdf_block, 1, 16 },
	{ "Dot16KDF of an octet more", kdf_more_than_block, 2, 17 },
	{ "EIK and PAK", eik_pak, 3, WMAN_EIK_LEN + WMAN_PAK_LEN },
	{ "AK", ak, 2, WMAN_AK_LEN },
	{ "AKID", akid, 1, WMAN_AKID_LEN },
	{ "CMAC keys", cmac_keys_2005, 3, sizeof(out.cmac) },
	{ "CMAC keys with the count", cmac_keys_2009, 5, sizeof(out.cmac) },
	{ "HMAC keys", hmac_keys, 3, sizeof(out.hmac) },
	{ "keys of the EIK", eik_keys, 2, 2 * WMAN_CMAC_KEY_LEN },
	{ "group key", group_key, 1, WMAN_HMAC_KEY_LEN },
	{ "MTK", mtk, 1, WMAN_MTK_LEN },
	{ "PKMv1 keys", pkmv1, 3, sizeof(out.hmac) },
	{ "key wrap", wrap, 12, 24 },
};

/* No half of a key is left: whichever call fails, all that was made is gone. */
static void test_nothing_is_left(void **state)
{
	static const u8 zero[sizeof(out)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(users); i++) {
		for (fail_at = 1; fail_at <= users[i].calls; fail_at++) {
			calls = 0;
			memset(&out, 0x5a, sizeof(out));
			if (users[i].use() != -EIO)
				fail_msg("%s: error of call %u is lost", users[i].name, fail_at);
			if (memcmp(&out, zero, users[i].len))
				fail_msg("%s: call %u leaves octets", users[i].name, fail_at);
			/* whoever fails stops */
			assert_int_equal(calls, fail_at);
		}
		calls = 0;
		memset(&out, 0, sizeof(out));
		assert_int_equal(users[i].use(), 0);
		if (calls != users[i].calls)
			fail_msg("%s: %u calls", users[i].name, calls);
		assert_int_not_equal(out.octets[0], 0);
		assert_int_not_equal(out.octets[users[i].len - 1], 0);
	}
}

static void test_unwrap(void **state)
{
	static const u8 zero[WMAN_TEK_LEN];
	u8 tek[WMAN_TEK_LEN];

	for (fail_at = 1; fail_at <= 12; fail_at++) {
		calls = 0;
		assert_int_equal(wman_tek_unwrap(NULL, WMAN_SUITE_CCM_WRAP, key, key, 24, tek),
				 WMAN_REASON_CRYPTO);
		assert_int_equal(calls, fail_at);
		assert_memory_equal(tek, zero, sizeof(zero));
		calls = 0;
		memset(tek, 0xaa, sizeof(tek));
		assert_int_equal(wman_key_unwrap(NULL, key, key, 16, tek), -EIO);
		assert_memory_equal(tek, zero, sizeof(zero));
	}
	fail_at = 1;
	calls = 0;
	assert_int_equal(wman_tek_unwrap(NULL, WMAN_SUITE_CCM_ECB, key, key, 16, tek),
			 WMAN_REASON_CRYPTO);
	assert_memory_equal(tek, zero, sizeof(zero));
	calls = 0;
	assert_int_equal(wman_tek_unwrap(NULL, WMAN_SUITE_DES_3DES, key, key, 8, tek),
			 WMAN_REASON_CRYPTO);
	assert_memory_equal(tek, zero, sizeof(zero));
}

static void test_tek_wrap(void **state)
{
	static const u32 suites[] = { WMAN_SUITE_CCM_WRAP, WMAN_SUITE_CCM_ECB,
				      WMAN_SUITE_DES_3DES };
	u8 field[WMAN_TEK_WRAPPED_MAX];
	size_t len, i;

	fail_at = 1;
	for (i = 0; i < ARRAY_SIZE(suites); i++) {
		calls = 0;
		assert_int_equal(wman_tek_wrap(NULL, suites[i], key, key, field, &len),
				 WMAN_REASON_CRYPTO);
	}
}

/* No message goes out with a digest that was not made, and none is believed. */
static void test_digest(void **state)
{
	u8 octets[64], value[WMAN_CMAC_VALUE_LEN];
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x09\x12\x01", 3);
	fail_at = 1;
	calls = 0;
	assert_int_equal(wman_cmac_digest_append(NULL, key, key, 1, 1, &buf), -EIO);
	assert_int_equal(buf.len, 3);
	calls = 0;
	assert_int_equal(wman_cmac_tuple_append(NULL, key, key, 1, 1, 1, &buf), -EIO);
	assert_int_equal(buf.len, 3);
	calls = 0;
	memset(value, 0x11, sizeof(value));
	assert_int_equal(wman_cmac_value(NULL, key, key, 1, 1, octets, 3, value), -EIO);
	assert_int_equal(value[0], 0x11);
	/* also when its value is the one that a failing primitive leaves */
	calls = 0;
	memset(value, 0xc3, sizeof(value));
	assert_int_equal(wman_cmac_check(NULL, key, key, 1, 1, octets, 3, value),
			 WMAN_REASON_CRYPTO);
}

static void test_hmac_digest(void **state)
{
	u8 octets[64], value[WMAN_HMAC_DIGEST_LEN];
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_buf_put(&buf, "\x09\x07\x01", 3);
	fail_at = 1;
	calls = 0;
	assert_int_equal(wman_hmac_digest_append(NULL, key, &buf), -EIO);
	assert_int_equal(buf.len, 3);
	calls = 0;
	assert_int_equal(wman_hmac_tuple_append(NULL, key, 1, &buf), -EIO);
	assert_int_equal(buf.len, 3);
	calls = 0;
	memset(value, 0xc3, sizeof(value));
	assert_int_equal(wman_hmac_check(NULL, key, octets, 3, value), WMAN_REASON_CRYPTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_left), cmocka_unit_test(test_unwrap),
		cmocka_unit_test(test_tek_wrap),	cmocka_unit_test(test_digest),
		cmocka_unit_test(test_hmac_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
