// SPDX-License-Identifier: BSD-3-Clause
/*
 * DES-CBC on the payload of a PDU, over OpenSSL: triple DES with one key three times is DES, and
 * needs no legacy provider.
 */
#include <stdlib.h>

#include <openssl/evp.h>

#include "des.h"

struct wman_des {
	EVP_CIPHER_CTX *encrypt;
	EVP_CIPHER_CTX *decrypt;
};

static EVP_CIPHER_CTX *context(const u8 *three, int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

	if (ctx && EVP_CipherInit_ex(ctx, EVP_des_ede3_cbc(), NULL, three, NULL, encrypt) == 1)
		return ctx;
	EVP_CIPHER_CTX_free(ctx);
	return NULL;
}

struct wman_des *wman_des_alloc(const u8 key[WMAN_DES_KEY_LEN])
{
	struct wman_des *des = calloc(1, sizeof(*des));
	u8 three[3 * WMAN_DES_KEY_LEN];
	int i;

	if (!des)
		return NULL;
	for (i = 0; i < 3; i++)
		memcpy(three + i * WMAN_DES_KEY_LEN, key, WMAN_DES_KEY_LEN);
	des->encrypt = context(three, 1);
	des->decrypt = context(three, 0);
	wman_memzero(three, sizeof(three));
	if (des->encrypt && des->decrypt)
		return des;
	wman_des_free(des);
	return NULL;
}

void wman_des_free(struct wman_des *des)
{
	if (!des)
		return;
	EVP_CIPHER_CTX_free(des->encrypt);
	EVP_CIPHER_CTX_free(des->decrypt);
	free(des);
}

static int cbc(EVP_CIPHER_CTX *ctx, int encrypt, const u8 *iv, u8 *data, size_t len)
{
	int n;

	if (EVP_CipherInit_ex(ctx, NULL, NULL, NULL, iv, encrypt) != 1 ||
	    EVP_CIPHER_CTX_set_padding(ctx, 0) != 1 ||
	    EVP_CipherUpdate(ctx, data, &n, data, (int)len) != 1 || n != (int)len)
		return -1;
	return 0;
}

/*
 * The octets behind the last whole block: masked with the encrypted ciphertext block before them,
 * or with the encrypted IV where there is none. A block of zeros whose IV is that block gives it.
 */
static int residual(struct wman_des *des, const u8 *before, u8 *data, size_t len)
{
	u8 mask[WMAN_DES_BLOCK_LEN] = { 0 };
	size_t i;

	if (!len)
		return 0;
	if (cbc(des->encrypt, 1, before, mask, sizeof(mask)))
		return -1;
	for (i = 0; i < len; i++)
		data[i] ^= mask[i];
	wman_memzero(mask, sizeof(mask));
	return 0;
}

int wman_des_encrypt(struct wman_des *des, const u8 iv[WMAN_DES_IV_LEN], u8 *data, size_t len)
{
	const size_t whole = len - len % WMAN_DES_BLOCK_LEN;

	if (whole && cbc(des->encrypt, 1, iv, data, whole))
		return -1;
	return residual(des, whole ? data + whole - WMAN_DES_BLOCK_LEN : iv, data + whole,
			len - whole);
}

int wman_des_decrypt(struct wman_des *des, const u8 iv[WMAN_DES_IV_LEN], u8 *data, size_t len)
{
	const size_t whole = len - len % WMAN_DES_BLOCK_LEN;

	/* before its mask is decrypted */
	if (residual(des, whole ? data + whole - WMAN_DES_BLOCK_LEN : iv, data + whole,
		     len - whole))
		return -1;
	return whole ? cbc(des->decrypt, 0, iv, data, whole) : 0;
}
