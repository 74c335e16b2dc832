// SPDX-License-Identifier: BSD-3-Clause
#include "psk_keys.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#define BLOCK 16

/*
 * The modified counter mode: @in is encrypted, and what comes out is encrypted once more for each
 * block of @out, with the numbers from @first on added modulo 2.
 */
static bool expand(const uint8_t *key, const uint8_t *in, uint8_t first, uint8_t *out,
		   size_t blocks)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t middle[BLOCK];
	bool ok;
	int len;
	size_t i;

	ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL) == 1 &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	     EVP_EncryptUpdate(ctx, middle, &len, in, BLOCK) == 1;
	for (i = 0; ok && i < blocks; i++) {
		uint8_t number = (uint8_t)(first + i);

		middle[BLOCK - 1] ^= number;
		ok = EVP_EncryptUpdate(ctx, out + i * BLOCK, &len, middle, BLOCK) == 1;
		middle[BLOCK - 1] ^= number;
	}
	EVP_CIPHER_CTX_free(ctx);
	explicit_bzero(middle, sizeof(middle));
	if (!ok)
		ERR_clear_error();
	return ok;
}

bool psk_keys_setup(struct psk_keys *keys, const uint8_t psk[PSK_LEN])
{
	const uint8_t zero[BLOCK] = { 0 };

	return expand(psk, zero, 1, keys->ak, 1) && expand(psk, zero, 2, keys->kdk, 1);
}

bool psk_keys_derive(struct psk_keys *keys, const uint8_t rand_p[PSK_RAND_LEN])
{
	return expand(keys->kdk, rand_p, 1, keys->tek, 1) &&
	       expand(keys->kdk, rand_p, 2, keys->msk, EAP_MSK_LEN / BLOCK) &&
	       expand(keys->kdk, rand_p, 6, keys->emsk, EAP_EMSK_LEN / BLOCK);
}
