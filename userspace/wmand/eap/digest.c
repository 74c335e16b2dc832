// SPDX-License-Identifier: BSD-3-Clause
#include "digest.h"

#include <openssl/core_names.h>
#include <openssl/err.h>

bool digest_hash(const EVP_MD *md, const struct digest_part *parts, size_t num, uint8_t *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;
	size_t i;

	ok = ctx && EVP_DigestInit_ex(ctx, md, NULL) == 1;
	for (i = 0; ok && i < num; i++)
		ok = EVP_DigestUpdate(ctx, parts[i].data, parts[i].len) == 1;
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	if (!ok)
		ERR_clear_error();
	return ok;
}

static bool mac_parts(const char *name, const OSSL_PARAM *params, const uint8_t *key,
		      size_t key_len, const struct digest_part *parts, size_t num, uint8_t *out)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	size_t len, i;
	bool ok;

	ok = ctx && EVP_MAC_init(ctx, key, key_len, params) == 1;
	for (i = 0; ok && i < num; i++)
		ok = EVP_MAC_update(ctx, parts[i].data, parts[i].len) == 1;
	ok = ok && EVP_MAC_final(ctx, out, &len, EVP_MAC_CTX_get_mac_size(ctx)) == 1;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	if (!ok)
		ERR_clear_error();
	return ok;
}

bool digest_hmac(const EVP_MD *md, const uint8_t *key, size_t key_len,
		 const struct digest_part *parts, size_t num, uint8_t *out)
{
	/* the library only reads it */
	char *name = (char *)EVP_MD_get0_name(md);
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
		OSSL_PARAM_construct_end(),
	};

	return mac_parts("HMAC", params, key, key_len, parts, num, out);
}

bool digest_cmac(const uint8_t *key, const struct digest_part *parts, size_t num,
		 uint8_t out[DIGEST_CMAC_LEN])
{
	char name[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, name, 0),
		OSSL_PARAM_construct_end(),
	};

	return mac_parts("CMAC", params, key, 16, parts, num, out);
}
