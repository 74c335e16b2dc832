// SPDX-License-Identifier: GPL-2.0
/* DES-CBC on the payload of one PDU, with residual termination block (802.16 7.5.1.1). */
#include <linux/cache.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "des.h"

/* CPUs do not share a cache line */
#define MASK_STRIDE	max_t(size_t, L1_CACHE_BYTES, WMAN_DES_BLOCK_LEN)

bool wman_des_available(void)
{
	return crypto_has_skcipher("cbc(des)", 0, CRYPTO_ALG_ASYNC) &&
	       crypto_has_skcipher("cbc(des3_ede)", 0, CRYPTO_ALG_ASYNC);
}

int wman_des_init(struct wman_des *des, const u8 *key)
{
	int ret;

	des->tfm = crypto_alloc_sync_skcipher("cbc(des)", 0, 0);
	if (IS_ERR(des->tfm)) {
		ret = PTR_ERR(des->tfm);
		des->tfm = NULL;
		return ret;
	}
	crypto_sync_skcipher_set_flags(des->tfm, CRYPTO_TFM_REQ_FORBID_WEAK_KEYS);
	ret = crypto_sync_skcipher_setkey(des->tfm, key, WMAN_DES_KEY_LEN);
	if (!ret) {
		des->mask = kcalloc(nr_cpu_ids, MASK_STRIDE, GFP_KERNEL);
		ret = des->mask ? 0 : -ENOMEM;
	}
	if (ret)
		wman_des_exit(des);
	return ret;
}

void wman_des_exit(struct wman_des *des)
{
	if (!des->tfm)
		return;
	kfree_sensitive(des->mask);
	des->mask = NULL;
	crypto_free_sync_skcipher(des->tfm);
	des->tfm = NULL;
}

static int run(struct wman_des *des, int (*fn)(struct skcipher_request *req), u8 *iv, u8 *data,
	       unsigned int len)
{
	SYNC_SKCIPHER_REQUEST_ON_STACK(req, des->tfm);
	struct scatterlist sg;
	int ret;

	sg_init_one(&sg, data, len);
	skcipher_request_set_sync_tfm(req, des->tfm);
	skcipher_request_set_callback(req, 0, NULL, NULL);
	skcipher_request_set_crypt(req, &sg, &sg, len, iv);
	ret = fn(req);
	skcipher_request_zero(req);
	return ret;
}

/*
 * The octets behind the last whole block: masked with the encrypted ciphertext block before them,
 * or with the encrypted IV where there is none. A block of zeros whose IV is that block gives it.
 */
static int residual(struct wman_des *des, const u8 *before, u8 *data, unsigned int len)
{
	u8 *mask = des->mask + smp_processor_id() * MASK_STRIDE;
	u8 iv[WMAN_DES_IV_LEN];
	unsigned int i;
	int ret;

	if (!len)
		return 0;
	memcpy(iv, before, sizeof(iv));
	memset(mask, 0, WMAN_DES_BLOCK_LEN);
	ret = run(des, crypto_skcipher_encrypt, iv, mask, WMAN_DES_BLOCK_LEN);
	for (i = 0; i < len; i++)
		data[i] ^= mask[i];
	return ret;
}

int wman_des_encrypt(struct wman_des *des, u8 iv[WMAN_DES_IV_LEN], u8 *data, unsigned int len)
{
	unsigned int whole = rounddown(len, WMAN_DES_BLOCK_LEN);
	int ret = 0;

	if (whole)
		ret = run(des, crypto_skcipher_encrypt, iv, data, whole);
	return ret ?: residual(des, whole ? data + whole - WMAN_DES_BLOCK_LEN : iv, data + whole,
			       len - whole);
}

int wman_des_decrypt(struct wman_des *des, u8 iv[WMAN_DES_IV_LEN], u8 *data, unsigned int len)
{
	unsigned int whole = rounddown(len, WMAN_DES_BLOCK_LEN);
	int ret;

	/* before its mask is decrypted */
	ret = residual(des, whole ? data + whole - WMAN_DES_BLOCK_LEN : iv, data + whole,
		       len - whole);
	if (!ret && whole)
		ret = run(des, crypto_skcipher_decrypt, iv, data, whole);
	return ret;
}
