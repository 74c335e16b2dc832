// SPDX-License-Identifier: BSD-3-Clause
#include "pkm_rsa.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <openssl/rsa.h>

size_t pkm_rsa_sign(EVP_PKEY *key, const void *data, size_t len, uint8_t sig[PKM_RSA_MAX])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = PKM_RSA_MAX;

	assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, key), 1);
	assert_int_equal(EVP_DigestSign(ctx, sig, &n, data, len), 1);
	EVP_MD_CTX_free(ctx);
	return n;
}

bool pkm_rsa_verify(EVP_PKEY *key, const void *data, size_t len, const uint8_t *sig, size_t sig_len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good;

	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, EVP_sha1(), NULL, key), 1);
	good = EVP_DigestVerify(ctx, sig, sig_len, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	return good;
}

size_t pkm_rsa_decrypt(EVP_PKEY *key, const uint8_t *data, size_t len, uint8_t plain[PKM_RSA_MAX])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	size_t n = PKM_RSA_MAX;

	assert_int_equal(EVP_PKEY_decrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	if (EVP_PKEY_decrypt(ctx, plain, &n, data, len) != 1)
		n = 0;
	EVP_PKEY_CTX_free(ctx);
	return n;
}
