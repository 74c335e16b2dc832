// SPDX-License-Identifier: GPL-2.0
/*
 * Test module: tests/vectors/vectors.json over the kernel's crypto. Loads when every value
 * comes out (RSA aside, which the kernel part of wman does not use), else refuses to.
 */
#include <crypto/aead.h>
#include <crypto/des.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "ccm_nonce.h"
#include "prim_kernel.h"
#include "vectors_run.h"

static struct wman_vector_run vectors;

static void failed(const char *path)
{
	pr_err("wman_vectors: %s does not come out\n", path);
}

static int ccm_request(struct crypto_aead *tfm, bool seal, const u8 *nonce,
		       const struct wman_octets *aad, u8 *data, size_t len)
{
	struct aead_request *req = aead_request_alloc(tfm, GFP_KERNEL);
	u8 iv[WMAN_CCM_IV_LEN] = { 1 };
	size_t whole = aad->len + len + WMAN_CCM_ICV_LEN;
	struct scatterlist sg;
	u8 *buf;
	int ret = -ENOMEM;

	/* a scatterlist does not take the stack */
	buf = kmalloc(whole, GFP_KERNEL);
	if (!req || !buf)
		goto out;
	if (aad->len)
		memcpy(buf, aad->data, aad->len);
	memcpy(buf + aad->len, data, len + (seal ? 0 : WMAN_CCM_ICV_LEN));
	memcpy(iv + 1, nonce, WMAN_CCM_NONCE_LEN);
	sg_init_one(&sg, buf, whole);
	aead_request_set_callback(req, 0, NULL, NULL);
	aead_request_set_ad(req, aad->len);
	aead_request_set_crypt(req, &sg, &sg, len + (seal ? 0 : WMAN_CCM_ICV_LEN), iv);
	ret = seal ? crypto_aead_encrypt(req) : crypto_aead_decrypt(req);
	if (!ret)
		memcpy(data, buf + aad->len, len + (seal ? WMAN_CCM_ICV_LEN : 0));
out:
	kfree(buf);
	aead_request_free(req);
	return ret;
}

static int ccm(bool seal, const u8 *key, const u8 *nonce, const struct wman_octets *aad, u8 *data,
	       size_t len)
{
	struct crypto_aead *tfm = crypto_alloc_aead("ccm(aes)", 0, CRYPTO_ALG_ASYNC);
	int ret;

	if (IS_ERR(tfm))
		return PTR_ERR(tfm);
	ret = crypto_aead_setauthsize(tfm, WMAN_CCM_ICV_LEN)	 ?:
		      crypto_aead_setkey(tfm, key, WMAN_TEK_LEN) ?:
		      ccm_request(tfm, seal, nonce, aad, data, len);
	crypto_free_aead(tfm);
	return ret;
}

static int des(bool encrypt, const u8 *key, const u8 *in, u8 *out)
{
	struct des_ctx ctx;
	int ret = des_expand_key(&ctx, key, DES_KEY_SIZE);

	if (ret && ret != -ENOKEY) /* -ENOKEY: a weak key, usable all the same */
		return ret;
	if (encrypt)
		des_encrypt(&ctx, out, in);
	else
		des_decrypt(&ctx, out, in);
	return 0;
}

static const struct wman_vector_ops ops = { .failed = failed, .ccm = ccm, .des = des };

static int __init wman_vectors_init(void)
{
	const char *unused;

	vectors.ops = &ops;
	vectors.prim = wman_prim_alloc();
	if (IS_ERR(vectors.prim))
		return PTR_ERR(vectors.prim);
	wman_vectors_run(&vectors);
	wman_prim_free(vectors.prim);
	unused = wman_vectors_unused(&vectors, "computed.rsa.");
	if (unused) {
		pr_err("wman_vectors: nothing looked at %s\n", unused);
		vectors.failures++;
	}
	pr_info("wman_vectors: %u passed, %u failed\n", vectors.passed, vectors.failures);
	return vectors.failures ? -EINVAL : 0;
}

static void __exit wman_vectors_exit(void)
{
}

module_init(wman_vectors_init);
module_exit(wman_vectors_exit);
MODULE_DESCRIPTION("Test vectors of wman over the kernel's crypto");
MODULE_LICENSE("GPL");
