// SPDX-License-Identifier: BSD-3-Clause
/* Primitives over OpenSSL: pieces, empty input, reuse. Published values are in test_vectors. */
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "prim_openssl.h"
#include "proto_test.h"

/* OpenSSL's memory: what is freed stays as it was left */
#define ARENA (4 << 20)
#define ALIGN 16
static u8 arena[ARENA] __attribute__((aligned(ALIGN)));
static size_t used;

static const u8 key[WMAN_AES_KEY_LEN] = "sixteen octets..";
static const u8 text[] = "a message that comes whole or in any number of pieces";

static void hash(struct wman_prim *prim, int which, const struct wman_vec *vec, size_t n, u8 *out)
{
	switch (which) {
	case 0:
		assert_int_equal(wman_prim_cmac(prim, key, vec, n, out), 0);
		break;
	case 1:
		assert_int_equal(wman_prim_sha1(prim, vec, n, out), 0);
		break;
	default:
		assert_int_equal(wman_prim_hmac_sha1(prim, key, sizeof(key), vec, n, out), 0);
	}
}

static void test_pieces(void **state)
{
	struct wman_prim *prim = wman_prim_alloc();
	const struct wman_vec whole = { text, sizeof(text) };
	u8 expected[WMAN_SHA1_LEN] = { 0 }, out[WMAN_SHA1_LEN] = { 0 };
	struct wman_vec vec[3];
	size_t cut;
	int which;

	assert_non_null(prim);
	for (which = 0; which < 3; which++) {
		hash(prim, which, &whole, 1, expected);
		for (cut = 0; cut <= sizeof(text); cut++) {
			vec[0] = (struct wman_vec){ text, cut };
			vec[1] = (struct wman_vec){ NULL, 0 };
			vec[2] = (struct wman_vec){ text + cut, sizeof(text) - cut };
			hash(prim, which, vec, 3, out);
			assert_memory_equal(out, expected, sizeof(out));
		}
		hash(prim, which, NULL, 0, out);
		assert_memory_not_equal(out, expected, sizeof(out));
	}
	wman_prim_free(prim);
}

static void *arena_alloc(size_t len, const char *file, int line)
{
	u8 *p = arena + used + ALIGN;

	if (len > ARENA - used - 2 * ALIGN)
		return NULL;
	memcpy(arena + used, &len, sizeof(len));
	used += (len + 2 * ALIGN - 1) / ALIGN * ALIGN;
	return p;
}

static void arena_free(void *p, const char *file, int line)
{
}

static void *arena_realloc(void *p, size_t len, const char *file, int line)
{
	void *to = arena_alloc(len, file, line);
	size_t old = 0;

	if (p)
		memcpy(&old, (u8 *)p - ALIGN, sizeof(old));
	if (to && p)
		memcpy(to, p, old < len ? old : len);
	return to;
}

static bool remembered(void)
{
	return memmem(arena, used, key, sizeof(key));
}

/* The context lives on; the key of its last use must not. */
static void test_forgets(void **state)
{
	struct wman_prim *prim = wman_prim_alloc();
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	const struct wman_vec vec = { text, sizeof(text) };
	u8 out[WMAN_SHA1_LEN];

	assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL), 1);
	assert_true(remembered());
	EVP_CIPHER_CTX_free(ctx);
	assert_false(remembered());
	assert_int_equal(wman_prim_cmac(prim, key, &vec, 1, out), 0);
	assert_false(remembered());
	assert_int_equal(wman_prim_hmac_sha1(prim, key, sizeof(key), &vec, 1, out), 0);
	assert_false(remembered());
	assert_int_equal(wman_prim_aes_encrypt(prim, key, text, out), 0);
	assert_false(remembered());
	assert_int_equal(wman_prim_aes_decrypt(prim, key, text, out), 0);
	assert_false(remembered());
	wman_prim_free(prim);
}

static void test_aes(void **state)
{
	struct wman_prim *prim = wman_prim_alloc();
	u8 block[WMAN_AES_BLOCK_LEN] = "in place", plain[WMAN_AES_BLOCK_LEN] = "in place";
	int i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(wman_prim_aes_encrypt(prim, key, block, block), 0);
		assert_memory_not_equal(block, plain, sizeof(block));
		assert_int_equal(wman_prim_aes_decrypt(prim, key, block, block), 0);
		assert_memory_equal(block, plain, sizeof(block));
	}
	wman_prim_free(prim);
	wman_prim_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_aes),
		cmocka_unit_test(test_forgets),
	};

	if (!CRYPTO_set_mem_functions(arena_alloc, arena_realloc, arena_free))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
