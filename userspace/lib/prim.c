// SPDX-License-Identifier: BSD-3-Clause
/* The primitives of kernel/proto/prim.h over OpenSSL 3, with the default provider only. */
#include <stdlib.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "prim_openssl.h"

#define FAILED (-EIO)

struct wman_prim {
	EVP_MAC_CTX *cmac;
	EVP_MAC_CTX *hmac;
	EVP_MD *sha1;
	EVP_MD_CTX *md;
	EVP_CIPHER *ecb;
	EVP_CIPHER *des3;
	EVP_CIPHER_CTX *block;
};

struct mac_algorithm {
	const char *name;
	const char *param;
	const char *below;
};

static const struct mac_algorithm cmac_aes = { "CMAC", OSSL_MAC_PARAM_CIPHER, "AES-128-CBC" };
static const struct mac_algorithm hmac_sha1 = { "HMAC", OSSL_MAC_PARAM_DIGEST, "SHA1" };

/* A MAC's context with the algorithm below it set; the key comes with every use. */
static EVP_MAC_CTX *mac_new(const struct mac_algorithm *algorithm)
{
	OSSL_PARAM params[] = {
		/* only read from */
		OSSL_PARAM_construct_utf8_string(algorithm->param, (char *)algorithm->below, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, algorithm->name, NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;

	EVP_MAC_free(mac); /* the context holds a reference */
	if (ctx && !EVP_MAC_CTX_set_params(ctx, params)) {
		EVP_MAC_CTX_free(ctx);
		return NULL;
	}
	return ctx;
}

struct wman_prim *wman_prim_alloc(void)
{
	struct wman_prim *prim = calloc(1, sizeof(*prim));

	if (!prim)
		return NULL;
	prim->cmac = mac_new(&cmac_aes);
	prim->hmac = mac_new(&hmac_sha1);
	prim->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
	prim->md = EVP_MD_CTX_new();
	prim->ecb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
	prim->des3 = EVP_CIPHER_fetch(NULL, "DES-EDE3-ECB", NULL);
	prim->block = EVP_CIPHER_CTX_new();
	if (prim->cmac && prim->hmac && prim->sha1 && prim->md && prim->ecb && prim->des3 &&
	    prim->block)
		return prim;
	wman_prim_free(prim);
	return NULL;
}

void wman_prim_free(struct wman_prim *prim)
{
	if (!prim)
		return;
	EVP_MAC_CTX_free(prim->cmac);
	EVP_MAC_CTX_free(prim->hmac);
	EVP_MD_free(prim->sha1);
	EVP_MD_CTX_free(prim->md);
	EVP_CIPHER_free(prim->ecb);
	EVP_CIPHER_free(prim->des3);
	EVP_CIPHER_CTX_free(prim->block);
	free(prim);
}

static int mac_once(EVP_MAC_CTX *ctx, const u8 *key, size_t key_len, const struct wman_vec *vec,
		    size_t n, u8 *mac, size_t mac_len)
{
	size_t i, len;

	if (!EVP_MAC_init(ctx, key, key_len, NULL))
		return FAILED;
	for (i = 0; i < n; i++)
		if (!EVP_MAC_update(ctx, vec[i].data, vec[i].len))
			return FAILED;
	return EVP_MAC_final(ctx, mac, &len, mac_len) && len == mac_len ? 0 : FAILED;
}

/*
 * The context lives as long as the program: a key that is erased must not live on in it. And one
 * that failed is not used again: OpenSSL 3.0 follows a null pointer when EVP_MAC_init() comes after
 * one that had no memory.
 */
static int mac_run(EVP_MAC_CTX **ctx, const struct mac_algorithm *algorithm, const u8 *key,
		   size_t key_len, const struct wman_vec *vec, size_t n, u8 *mac, size_t mac_len)
{
	static const u8 none[WMAN_AES_KEY_LEN];
	int ret = FAILED;

	if (!*ctx)
		*ctx = mac_new(algorithm);
	if (*ctx)
		ret = mac_once(*ctx, key, key_len, vec, n, mac, mac_len);
	if (ret || !EVP_MAC_init(*ctx, none, sizeof(none), NULL)) {
		EVP_MAC_CTX_free(*ctx);
		*ctx = NULL;
	}
	return ret;
}

int wman_prim_cmac(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
		   const struct wman_vec *vec, size_t n, u8 mac[WMAN_CMAC_LEN])
{
	return mac_run(&prim->cmac, &cmac_aes, key, WMAN_AES_KEY_LEN, vec, n, mac, WMAN_CMAC_LEN);
}

int wman_prim_hmac_sha1(struct wman_prim *prim, const u8 *key, size_t key_len,
			const struct wman_vec *vec, size_t n, u8 mac[WMAN_SHA1_LEN])
{
	return mac_run(&prim->hmac, &hmac_sha1, key, key_len, vec, n, mac, WMAN_SHA1_LEN);
}

int wman_prim_sha1(struct wman_prim *prim, const struct wman_vec *vec, size_t n,
		   u8 digest[WMAN_SHA1_LEN])
{
	size_t i;

	if (!EVP_DigestInit_ex2(prim->md, prim->sha1, NULL))
		return FAILED;
	for (i = 0; i < n; i++)
		if (!EVP_DigestUpdate(prim->md, vec[i].data, vec[i].len))
			return FAILED;
	return EVP_DigestFinal_ex(prim->md, digest, NULL) ? 0 : FAILED;
}

static int block_once(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *cipher, int encrypt, const u8 *key,
		      const u8 *in, u8 *out)
{
	const int size = EVP_CIPHER_get_block_size(cipher);
	int len;

	if (!EVP_CipherInit_ex2(ctx, cipher, key, NULL, encrypt, NULL) ||
	    !EVP_CIPHER_CTX_set_padding(ctx, 0) || !EVP_CipherUpdate(ctx, out, &len, in, size))
		return FAILED;
	return len == size ? 0 : FAILED;
}

static int one_block(struct wman_prim *prim, const EVP_CIPHER *cipher, int encrypt, const u8 *key,
		     const u8 *in, u8 *out)
{
	int ret = block_once(prim->block, cipher, encrypt, key, in, out);

	/* wipes the key's schedule */
	return EVP_CIPHER_CTX_reset(prim->block) ? ret : FAILED;
}

int wman_prim_aes_encrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	return one_block(prim, prim->ecb, 1, key, in, out);
}

int wman_prim_aes_decrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	return one_block(prim, prim->ecb, 0, key, in, out);
}

static int des3_block(struct wman_prim *prim, int encrypt, const u8 *key, const u8 *in, u8 *out)
{
	u8 three[3 * WMAN_DES_KEY_LEN];
	int ret;

	memcpy(three, key, 2 * WMAN_DES_KEY_LEN);
	memcpy(three + 2 * WMAN_DES_KEY_LEN, key, WMAN_DES_KEY_LEN);
	ret = one_block(prim, prim->des3, encrypt, three, in, out);
	wman_memzero(three, sizeof(three));
	return ret;
}

int wman_prim_des3_encrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN])
{
	return des3_block(prim, 1, key, in, out);
}

int wman_prim_des3_decrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN])
{
	return des3_block(prim, 0, key, in, out);
}
