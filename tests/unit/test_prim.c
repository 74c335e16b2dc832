// SPDX-License-Identifier: BSD-3-Clause
/* Primitives over OpenSSL: pieces, empty input, reuse. Published values are in test_vectors. */
#include "prim_openssl.h"
#include "proto_test.h"

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
