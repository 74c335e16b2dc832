// SPDX-License-Identifier: BSD-3-Clause
/* AES-CCM on the payload of a PDU, over OpenSSL: M = 8, L = 2, no additional data. */
#include <stdlib.h>

#include <openssl/evp.h>

#include "ccm.h"

struct wman_ccm {
	EVP_CIPHER_CTX *seal;
	EVP_CIPHER_CTX *open;
};

static EVP_CIPHER_CTX *context(const u8 *key, int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	if (ctx && EVP_CipherInit_ex(ctx, EVP_aes_128_ccm(), NULL, NULL, NULL, encrypt) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_IVLEN, WMAN_CCM_NONCE_LEN, NULL) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, WMAN_CCM_ICV_LEN, NULL) == 1 &&
	    EVP_CipherInit_ex(ctx, NULL, NULL, key, NULL, encrypt) == 1)
		return ctx;
	EVP_CIPHER_CTX_free(ctx);
	return NULL;
}

struct wman_ccm *wman_ccm_alloc(const u8 key[WMAN_TEK_LEN])
{
	struct wman_ccm *ccm = calloc(1, sizeof(*ccm));

	if (!ccm)
		return NULL;
	ccm->seal = context(key, 1);
	ccm->open = context(key, 0);
	if (ccm->seal && ccm->open)
		return ccm;
	wman_ccm_free(ccm);
	return NULL;
}

void wman_ccm_free(struct wman_ccm *ccm)
{
	if (!ccm)
		return;
	EVP_CIPHER_CTX_free(ccm->seal);
	EVP_CIPHER_CTX_free(ccm->open);
	free(ccm);
}

int wman_ccm_seal(struct wman_ccm *ccm, const u8 nonce[WMAN_CCM_NONCE_LEN], u8 *data, size_t len)
{
	EVP_CIPHER_CTX *ctx = ccm->seal;
	int n;

	if (len > WMAN_PDU_MAX || EVP_EncryptInit_ex(ctx, NULL, NULL, NULL, nonce) != 1 ||
	    EVP_EncryptUpdate(ctx, NULL, &n, NULL, (int)len) != 1 ||
	    EVP_EncryptUpdate(ctx, data, &n, data, (int)len) != 1 ||
	    EVP_EncryptFinal_ex(ctx, data + len, &n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, WMAN_CCM_ICV_LEN, data + len) != 1)
		return -1;
	return 0;
}

enum wman_reason wman_ccm_open(struct wman_ccm *ccm, const u8 nonce[WMAN_CCM_NONCE_LEN], u8 *data,
			       size_t len)
{
	EVP_CIPHER_CTX *ctx = ccm->open;
	int n;

	if (len > WMAN_PDU_MAX ||
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, WMAN_CCM_ICV_LEN, data + len) != 1 ||
	    EVP_DecryptInit_ex(ctx, NULL, NULL, NULL, nonce) != 1 ||
	    /* the length told apart: without it the nonce of a PDU that failed stays in force */
	    EVP_DecryptUpdate(ctx, NULL, &n, NULL, (int)len) != 1 ||
	    EVP_DecryptUpdate(ctx, data, &n, data, (int)len) != 1)
		return WMAN_REASON_ICV;
	return WMAN_REASON_NONE;
}
