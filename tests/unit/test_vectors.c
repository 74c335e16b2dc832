// SPDX-License-Identifier: BSD-3-Clause
/* Every value of tests/vectors/vectors.json, over OpenSSL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "ccm.h"
#include "des.h"
#include "keywrap.h"
#include "prim_openssl.h"
#include "vectors_run.h"

static struct wman_vector_run vectors;

static void failed(const char *path)
{
	print_error("%s does not come out\n", path);
}

/* Over libwman's cipher; the one vector with additional data needs its own context. */
static int ccm_aad(bool seal, const u8 *key, const u8 *nonce, const struct wman_octets *aad,
		   u8 *data, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n, ok;

	ok = EVP_CipherInit_ex(ctx, EVP_aes_128_ccm(), NULL, NULL, NULL, seal) == 1 &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, WMAN_CCM_NONCE_LEN, NULL) == 1 &&
	     EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, WMAN_CCM_ICV_LEN,
				 seal ? NULL : data + len) == 1 &&
	     EVP_CipherInit_ex(ctx, NULL, NULL, key, nonce, seal) == 1 &&
	     EVP_CipherUpdate(ctx, NULL, &n, NULL, (int)len) == 1 &&
	     EVP_CipherUpdate(ctx, NULL, &n, aad->data, (int)aad->len) == 1 &&
	     EVP_CipherUpdate(ctx, data, &n, data, (int)len) == 1 &&
	     (!seal ||
	      EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, WMAN_CCM_ICV_LEN, data + len) == 1);
	EVP_CIPHER_CTX_free(ctx);
	return !ok;
}

static int ccm(bool seal, const u8 *key, const u8 *nonce, const struct wman_octets *aad, u8 *data,
	       size_t len)
{
	struct wman_ccm *cipher;
	int ret;

	if (aad->len)
		return ccm_aad(seal, key, nonce, aad, data, len);
	cipher = wman_ccm_alloc(key);
	ret = seal ? wman_ccm_seal(cipher, nonce, data, len) :
		     (int)wman_ccm_open(cipher, nonce, data, len);
	wman_ccm_free(cipher);
	return ret;
}

/* Single DES is triple DES with one key three times, which needs no legacy provider. */
static int des(bool encrypt, const u8 *key, const u8 *in, u8 *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	u8 three[24];
	int n, ok;

	memcpy(three, key, 8);
	memcpy(three + 8, key, 8);
	memcpy(three + 16, key, 8);
	ok = EVP_CipherInit_ex(ctx, EVP_des_ede3_ecb(), NULL, three, NULL, encrypt) == 1 &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	     EVP_CipherUpdate(ctx, out, &n, in, 8) == 1 && n == 8;
	EVP_CIPHER_CTX_free(ctx);
	return !ok;
}

static const struct wman_vector_ops ops = { .failed = failed, .ccm = ccm, .des = des };

static void test_all_but_rsa(void **state)
{
	wman_vectors_run(&vectors);
	print_message("%u checks\n", vectors.passed);
	assert_int_equal(vectors.failures, 0);
	assert_null(wman_vectors_unused(&vectors, "computed.rsa."));
}

/* The kernel may have no DES, so this is no part of the run. */
static void test_des_cbc(void **state)
{
	const struct wman_vector *plain, *sealed;
	struct wman_des *cipher;
	unsigned int i, n = 0;
	u8 data[64];

	for (i = 0;
	     vector_base_index(&vectors, "computed.cbc_residual", i), vector_has(&vectors, "key");
	     i++) {
		if (!vector_text_is(&vectors, "cipher", "des-cbc"))
			continue;
		plain = vector_get(&vectors, "plain");
		sealed = vector_get(&vectors, "cipher_text");
		cipher = wman_des_alloc(vector_octets(&vectors, "key"));
		assert_non_null(cipher);
		memcpy(data, plain->data, plain->len);
		assert_int_equal(wman_des_encrypt(cipher, vector_octets(&vectors, "iv"), data,
						  plain->len),
				 0);
		assert_int_equal(sealed->len, plain->len);
		assert_memory_equal(data, sealed->data, sealed->len);
		assert_int_equal(wman_des_decrypt(cipher, vector_octets(&vectors, "iv"), data,
						  plain->len),
				 0);
		assert_memory_equal(data, plain->data, plain->len);
		wman_des_free(cipher);
		n++;
	}
	assert_int_equal(n, 4);
}

static void test_des_wrap(void **state)
{
	u8 field[WMAN_TEK_WRAPPED_MAX], tek[WMAN_TEK_LEN];
	const struct wman_vector *v;
	size_t len;

	vector_base(&vectors, "computed.pkmv1");
	assert_int_equal(wman_tek_wrap(vectors.prim, WMAN_SUITE_DES_3DES,
				       vector_octets(&vectors, "kek"),
				       vector_octets(&vectors, "tek_des"), field, &len),
			 WMAN_REASON_NONE);
	v = vector_get(&vectors, "tek_des_3des_wrapped");
	assert_int_equal(len, v->len);
	assert_memory_equal(field, v->data, len);
	assert_int_equal(wman_tek_unwrap(vectors.prim, WMAN_SUITE_DES_3DES,
					 vector_octets(&vectors, "kek"), v->data, v->len, tek),
			 WMAN_REASON_NONE);
	assert_memory_equal(tek, vector_octets(&vectors, "tek_des"), len);
}

static BIGNUM *number(const char *leaf)
{
	const struct wman_vector *v = vector_get(&vectors, leaf);

	return BN_bin2bn(v->data, v->len, NULL);
}

/* The private key of the vectors; its two primes give the modulus. */
static EVP_PKEY *rsa_key(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n, *e, *d, *p, *q, *product;
	BN_CTX *bn = BN_CTX_new();
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params;

	vector_base(&vectors, "computed.rsa");
	n = number("n");
	d = number("d");
	p = number("p");
	q = number("q");
	e = BN_new();
	product = BN_new();
	assert_int_equal(BN_set_word(e, vector_number(&vectors, "e")), 1);
	assert_int_equal(BN_mul(product, p, q, bn), 1);
	assert_int_equal(BN_cmp(product, n), 0);

	assert_int_equal(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_D, d), 1);
	params = OSSL_PARAM_BLD_to_param(bld);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params), 1);

	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	BN_CTX_free(bn);
	BN_free(product);
	BN_free(n);
	BN_free(e);
	BN_free(d);
	BN_free(p);
	BN_free(q);
	return key;
}

/* OAEP is not repeatable: the vector is opened, not made. */
static void check_oaep(EVP_PKEY *key, const char *base)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	const struct wman_vector *sealed;
	u8 plain[128];
	size_t len = sizeof(plain);

	vector_base(&vectors, base);
	sealed = vector_get(&vectors, "oaep_sha1");
	assert_int_equal(EVP_PKEY_decrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha1()), 1);
	assert_int_equal(EVP_PKEY_decrypt(ctx, plain, &len, sealed->data, sealed->len), 1);
	vector_equal(&vectors, "plain", plain, len);
	EVP_PKEY_CTX_free(ctx);
}

static void test_rsa(void **state)
{
	const struct wman_vector *octets;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY *key = rsa_key();
	u8 signature[128];
	size_t len = sizeof(signature);

	check_oaep(key, "computed.rsa.pkmv1_auth_key");
	check_oaep(key, "computed.rsa.pkmv2_pre_pak_and_ms_mac");

	vector_base(&vectors, "computed.rsa.signature_rsassa_pkcs1_v1_5_sha1");
	octets = vector_get(&vectors, "signed_octets");
	assert_int_equal(EVP_DigestSignInit(md, NULL, EVP_sha1(), NULL, key), 1);
	assert_int_equal(EVP_DigestSign(md, signature, &len, octets->data, octets->len), 1);
	vector_equal(&vectors, "signature", signature, len);
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	assert_int_equal(vectors.failures, 0);
}

/* Last: no value of the file was left out. */
static void test_complete(void **state)
{
	assert_null(wman_vectors_unused(&vectors, NULL));
}

static int setup(void **state)
{
	vectors.ops = &ops;
	vectors.prim = wman_prim_alloc();
	return vectors.prim ? 0 : -1;
}

static int teardown(void **state)
{
	wman_prim_free(vectors.prim);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_but_rsa), cmocka_unit_test(test_rsa),
		cmocka_unit_test(test_des_cbc),	    cmocka_unit_test(test_des_wrap),
		cmocka_unit_test(test_complete),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
