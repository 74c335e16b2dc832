// SPDX-License-Identifier: GPL-2.0
/* The primitives of kernel/proto/prim.h over the kernel's crypto API. */
#include <crypto/aes.h>
#include <crypto/hash.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "../compat.h"
#include "prim_kernel.h"

struct wman_prim {
	struct shash_desc *cmac;
	struct shash_desc *sha1;
	struct shash_desc *hmac;
	struct wman_compat_aes_key aes;
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
