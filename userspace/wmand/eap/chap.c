// SPDX-License-Identifier: BSD-3-Clause
#include "chap.h"

#include <openssl/err.h>
#include <openssl/evp.h>

bool chap_response(uint8_t id, const struct password *password, const uint8_t *challenge,
		   size_t len, uint8_t response[CHAP_RESPONSE_LEN])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	ok = ctx && EVP_DigestInit_ex(ctx, EVP_md5(), NULL) && EVP_DigestUpdate(ctx, &id, 1) &&
	     EVP_DigestUpdate(ctx, password->text, password->len) &&
	     EVP_DigestUpdate(ctx, challenge, len) && EVP_DigestFinal_ex(ctx, response, NULL);
	EVP_MD_CTX_free(ctx);
	if (!ok)
		ERR_clear_error();
	return ok;
}
