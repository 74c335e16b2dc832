// SPDX-License-Identifier: BSD-3-Clause
#include "eax.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "digest.h"

/* Which of the three MACs: a block with this number at its end comes first. */
enum omac {
	OMAC_NONCE = 0,
	OMAC_HEADER = 1,
	OMAC_MESSAGE = 2,
};

static bool omac(const struct eax *eax, enum omac which, const uint8_t *data, size_t len,
		 uint8_t *mac)
{
	const uint8_t block[EAX_TAG_LEN] = { [EAX_TAG_LEN - 1] = which };
	const struct digest_part parts[] = { { block, sizeof(block) }, { data, len } };

	return digest_cmac(eax->key, parts, 2, mac);
}

/* The tag of @eax, whose data are encrypted; @counter is where encryption begins to count. */
static bool make_tag(const struct eax *eax, const uint8_t *counter, uint8_t *tag)
{
	uint8_t header[EAX_TAG_LEN], message[EAX_TAG_LEN];
	int i;

	if (!omac(eax, OMAC_HEADER, eax->header, eax->header_len, header) ||
	    !omac(eax, OMAC_MESSAGE, eax->data, eax->len, message))
		return false;
	for (i = 0; i < EAX_TAG_LEN; i++)
		tag[i] = counter[i] ^ header[i] ^ message[i];
	return true;
}

static bool apply_ctr(const struct eax *eax, const uint8_t *counter)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len = 0;
	bool ok;

	ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_128_ctr(), NULL, eax->key, counter) == 1 &&
	     EVP_EncryptUpdate(ctx, eax->data, &len, eax->data, (int)eax->len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	if (!ok)
		ERR_clear_error();
	return ok;
}

bool eax_seal(const struct eax *eax, uint8_t tag[EAX_TAG_LEN])
{
	uint8_t counter[EAX_TAG_LEN];

	return omac(eax, OMAC_NONCE, eax->nonce, EAX_NONCE_LEN, counter) &&
	       apply_ctr(eax, counter) && make_tag(eax, counter, tag);
}

bool eax_open(const struct eax *eax, const uint8_t tag[EAX_TAG_LEN])
{
	uint8_t counter[EAX_TAG_LEN], want[EAX_TAG_LEN];

	return omac(eax, OMAC_NONCE, eax->nonce, EAX_NONCE_LEN, counter) &&
	       make_tag(eax, counter, want) && !CRYPTO_memcmp(want, tag, EAX_TAG_LEN) &&
	       apply_ctr(eax, counter);
}
