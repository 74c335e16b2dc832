// SPDX-License-Identifier: GPL-2.0
/* The primitives of kernel/proto/prim.h over the kernel's crypto API. */
#include <crypto/aes.h>
#include <crypto/hash.h>
#include <crypto/skcipher.h>
#include <linux/err.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "../compat.h"
#include "prim_kernel.h"

struct wman_prim {
	struct shash_desc *cmac;
	struct shash_desc *sha1;
	struct shash_desc *hmac;
	struct wman_compat_aes_key aes;
	struct crypto_sync_skcipher *des3;	/* from its first use on: few kernels need it */
	u8 block[WMAN_DES_BLOCK_LEN];
};

static struct shash_desc *hash_alloc(const char *name)
{
	struct crypto_shash *tfm = crypto_alloc_shash(name, 0, 0);
	struct shash_desc *desc;

	if (IS_ERR(tfm))
		return ERR_CAST(tfm);
	desc = kzalloc(sizeof(*desc) + crypto_shash_descsize(tfm), GFP_KERNEL);
	if (!desc) {
		crypto_free_shash(tfm);
		return ERR_PTR(-ENOMEM);
	}
	desc->tfm = tfm;
	return desc;
}

static void hash_free(struct shash_desc *desc)
{
	if (IS_ERR_OR_NULL(desc))
		return;
	crypto_free_shash(desc->tfm);
	kfree_sensitive(desc);
}

struct wman_prim *wman_prim_alloc(void)
{
	struct wman_prim *prim = kzalloc(sizeof(*prim), GFP_KERNEL);
	int ret;

	if (!prim)
		return ERR_PTR(-ENOMEM);
	prim->cmac = hash_alloc("cmac(aes)");
	prim->sha1 = hash_alloc("sha1");
	prim->hmac = hash_alloc("hmac(sha1)");
	ret = PTR_ERR_OR_ZERO(prim->cmac) ?: PTR_ERR_OR_ZERO(prim->sha1) ?:
	      PTR_ERR_OR_ZERO(prim->hmac);
	if (!ret)
		return prim;
	wman_prim_free(prim);
	return ERR_PTR(ret);
}

void wman_prim_free(struct wman_prim *prim)
{
	if (IS_ERR_OR_NULL(prim))
		return;
	hash_free(prim->cmac);
	hash_free(prim->sha1);
	hash_free(prim->hmac);
	crypto_free_sync_skcipher(prim->des3);
	kfree_sensitive(prim);
}

static int hash_run(struct shash_desc *desc, const struct wman_vec *vec, size_t n, u8 *out)
{
	size_t i;
	int ret;

	ret = crypto_shash_init(desc);
	for (i = 0; i < n && !ret; i++)
		ret = crypto_shash_update(desc, vec[i].data, vec[i].len);
	return ret ?: crypto_shash_final(desc, out);
}

/* The handle lives as long as the station: a key that is erased must not live on in it. */
static int keyed_run(struct shash_desc *desc, const u8 *key, size_t key_len,
		     const struct wman_vec *vec, size_t n, u8 *out)
{
	static const u8 none[WMAN_AES_KEY_LEN] __aligned(8);
	int ret;

	ret = crypto_shash_setkey(desc->tfm, key, key_len) ?: hash_run(desc, vec, n, out);
	crypto_shash_setkey(desc->tfm, none, sizeof(none));
	memzero_explicit(shash_desc_ctx(desc), crypto_shash_descsize(desc->tfm));
	return ret;
}

int wman_prim_cmac(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
		   const struct wman_vec *vec, size_t n, u8 mac[WMAN_CMAC_LEN])
{
	return keyed_run(prim->cmac, key, WMAN_AES_KEY_LEN, vec, n, mac);
}

int wman_prim_hmac_sha1(struct wman_prim *prim, const u8 *key, size_t key_len,
			const struct wman_vec *vec, size_t n, u8 mac[WMAN_SHA1_LEN])
{
	return keyed_run(prim->hmac, key, key_len, vec, n, mac);
}

int wman_prim_sha1(struct wman_prim *prim, const struct wman_vec *vec, size_t n,
		   u8 digest[WMAN_SHA1_LEN])
{
	return hash_run(prim->sha1, vec, n, digest);
}

int wman_prim_aes_encrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	int ret = wman_compat_aes_preparekey(&prim->aes, key, WMAN_AES_KEY_LEN);

	if (!ret)
		aes_encrypt(&prim->aes, out, in);
	memzero_explicit(&prim->aes, sizeof(prim->aes));
	return ret;
}

int wman_prim_aes_decrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN])
{
	int ret = wman_compat_aes_preparekey(&prim->aes, key, WMAN_AES_KEY_LEN);

	if (!ret)
		aes_decrypt(&prim->aes, out, in);
	memzero_explicit(&prim->aes, sizeof(prim->aes));
	return ret;
}

static int des3_alloc(struct wman_prim *prim)
{
	struct crypto_sync_skcipher *tfm;

	if (prim->des3)
		return 0;
	tfm = crypto_alloc_sync_skcipher("cbc(des3_ede)", 0, 0);
	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	prim->des3 = tfm;
	return 0;
}

/* One block of CBC with an IV of zero is one block of the cipher itself. */
static int des3_run(struct wman_prim *prim, int (*run)(struct skcipher_request *req))
{
	SYNC_SKCIPHER_REQUEST_ON_STACK(req, prim->des3);
	u8 iv[WMAN_DES_BLOCK_LEN] = {};
	struct scatterlist sg;
	int ret;

	sg_init_one(&sg, prim->block, sizeof(prim->block));
	skcipher_request_set_sync_tfm(req, prim->des3);
	skcipher_request_set_callback(req, 0, NULL, NULL);
	skcipher_request_set_crypt(req, &sg, &sg, sizeof(prim->block), iv);
	ret = run(req);
	skcipher_request_zero(req);
	return ret;
}

static int des3_block(struct wman_prim *prim, const u8 *key, const u8 *in, u8 *out,
		      int (*run)(struct skcipher_request *req))
{
	static const u8 none[3 * WMAN_DES_KEY_LEN];
	u8 three[3 * WMAN_DES_KEY_LEN];
	int ret;

	ret = des3_alloc(prim);
	if (ret)
		return ret;
	memcpy(three, key, 2 * WMAN_DES_KEY_LEN);
	memcpy(three + 2 * WMAN_DES_KEY_LEN, key, WMAN_DES_KEY_LEN);
	memcpy(prim->block, in, sizeof(prim->block));
	ret = crypto_sync_skcipher_setkey(prim->des3, three, sizeof(three)) ?:
	      des3_run(prim, run);
	if (!ret)
		memcpy(out, prim->block, sizeof(prim->block));
	crypto_sync_skcipher_setkey(prim->des3, none, sizeof(none));
	memzero_explicit(prim->block, sizeof(prim->block));
	memzero_explicit(three, sizeof(three));
	return ret;
}

int wman_prim_des3_encrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN])
{
	return des3_block(prim, key, in, out, crypto_skcipher_encrypt);
}

int wman_prim_des3_decrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN])
{
	return des3_block(prim, key, in, out, crypto_skcipher_decrypt);
}
