// SPDX-License-Identifier: GPL-2.0
/*
 * Bench module: what ccm(aes) costs by itself, the measure of the data path. It measures when it
 * is loaded. Time is the CPU's cycle counter, which counts instructions under QEMU's -icount.
 */
#include <crypto/aead.h>
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/timex.h>

#include "ccm_nonce.h"

#define ROUNDS 500

static const unsigned int lengths[] = { 64, 1500 };

struct bench {
	u8 data[1500 + WMAN_CCM_ICV_LEN]; /* first: it lies in one page, as that of an skb does */
	struct crypto_aead *tfm;
	struct aead_request *request;
	struct scatterlist sg;
	u8 iv[WMAN_CCM_IV_LEN];
	u32 seal[ROUNDS];
	u32 open[ROUNDS];
};

/* The request is filled anew each time, as for a packet: the cipher writes to the IV. */
static struct aead_request *prepare(struct bench *bench, unsigned int len, unsigned int cryptlen)
{
	struct aead_request *request = bench->request;

	memset(bench->iv, 0, sizeof(bench->iv));
	bench->iv[0] = 1; /* two octets of counter */
	sg_init_one(&bench->sg, bench->data, len + WMAN_CCM_ICV_LEN);
	aead_request_set_callback(request, 0, NULL, NULL);
	aead_request_set_ad(request, 0);
	aead_request_set_crypt(request, &bench->sg, &bench->sg, cryptlen, bench->iv);
	return request;
}

static int once(struct bench *bench, unsigned int len, unsigned int round)
{
	cycles_t start;
	int ret;

	start = get_cycles();
	ret = crypto_aead_encrypt(prepare(bench, len, len));
	bench->seal[round] = get_cycles() - start;
	if (ret)
		return ret;
	start = get_cycles();
	ret = crypto_aead_decrypt(prepare(bench, len, len + WMAN_CCM_ICV_LEN));
	bench->open[round] = get_cycles() - start;
	return ret;
}

static int compare(const void *a, const void *b)
{
	const u32 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static u32 median(u32 *values)
{
	sort(values, ROUNDS, sizeof(*values), compare, NULL);
	return values[ROUNDS / 2];
}

static int measure(struct bench *bench, unsigned int len)
{
	unsigned int round;
	int ret = 0;

	for (round = 0; !ret && round < ROUNDS; round++) {
		/* where packets are encrypted */
		local_bh_disable();
		ret = once(bench, len, round);
		local_bh_enable();
	}
	if (!ret)
		pr_info("wman_bench: ccm %u seal %u open %u\n", len, median(bench->seal),
			median(bench->open));
	return ret;
}

static int __init wman_bench_init(void)
{
	static const u8 key[WMAN_TEK_LEN] = { 1 };
	struct bench *bench;
	unsigned int i;
	int ret;

	bench = kzalloc(sizeof(*bench), GFP_KERNEL);
	if (!bench)
		return -ENOMEM;
	bench->tfm = crypto_alloc_aead("ccm(aes)", 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(bench->tfm)) {
		ret = PTR_ERR(bench->tfm);
		goto free;
	}
	ret = crypto_aead_setauthsize(bench->tfm, WMAN_CCM_ICV_LEN);
	if (!ret)
		ret = crypto_aead_setkey(bench->tfm, key, sizeof(key));
	if (ret)
		goto free_tfm;
	bench->request = aead_request_alloc(bench->tfm, GFP_KERNEL);
	if (!bench->request) {
		ret = -ENOMEM;
		goto free_tfm;
	}
	pr_info("wman_bench: %s\n", crypto_tfm_alg_driver_name(crypto_aead_tfm(bench->tfm)));
	for (i = 0; !ret && i < ARRAY_SIZE(lengths); i++)
		ret = measure(bench, lengths[i]);
	aead_request_free(bench->request);
free_tfm:
	crypto_free_aead(bench->tfm);
free:
	kfree(bench);
	return ret;
}

static void __exit wman_bench_exit(void)
{
}

module_init(wman_bench_init);
module_exit(wman_bench_exit);
MODULE_DESCRIPTION("What ccm(aes) costs without wman");
MODULE_LICENSE("GPL");
