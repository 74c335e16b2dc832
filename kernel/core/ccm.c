// SPDX-License-Identifier: GPL-2.0
/* AES-CCM on the payload of one PDU (802.16e 7.5.1.2). */
#include <linux/percpu.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "ccm.h"
#include "ccm_nonce.h"

struct wman_ccm_request {
	struct scatterlist sg;
	u8 iv[WMAN_CCM_IV_LEN];
	struct aead_request aead;	/* last: the cipher's own state follows */
};

static void requests_free(struct wman_ccm *ccm)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kfree_sensitive(*per_cpu_ptr(ccm->request, cpu));
	free_percpu(ccm->request);
}

/* ccm(aes) makes scatterlists of what it keeps behind a request: that cannot be per-CPU memory,
 * which may be mapped as vmalloc()'s is.
 */
static int requests_alloc(struct wman_ccm *ccm)
{
	size_t size = sizeof(struct wman_ccm_request) + crypto_aead_reqsize(ccm->tfm);
	struct wman_ccm_request *req;
	int cpu;

	ccm->request = alloc_percpu(struct wman_ccm_request *);
	if (!ccm->request)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		req = kzalloc_node(size, GFP_KERNEL, cpu_to_node(cpu));
		if (!req) {
			requests_free(ccm);
			return -ENOMEM;
		}
		*per_cpu_ptr(ccm->request, cpu) = req;
	}
	return 0;
}

int wman_ccm_init(struct wman_ccm *ccm, const u8 *key)
{
	int ret;

	ccm->tfm = crypto_alloc_aead("ccm(aes)", 0, CRYPTO_ALG_ASYNC);
	if (IS_ERR(ccm->tfm)) {
		ret = PTR_ERR(ccm->tfm);
		ccm->tfm = NULL;
		return ret;
	}
	ret = crypto_aead_setauthsize(ccm->tfm, WMAN_CCM_ICV_LEN) ?:
	      crypto_aead_setkey(ccm->tfm, key, WMAN_TEK_LEN) ?:
	      requests_alloc(ccm);
	if (ret) {
		crypto_free_aead(ccm->tfm);
		ccm->tfm = NULL;
	}
	return ret;
}

void wman_ccm_exit(struct wman_ccm *ccm)
{
	if (!ccm->tfm)
		return;
	requests_free(ccm);
	crypto_free_aead(ccm->tfm);
	ccm->tfm = NULL;
}

static struct aead_request *prepare(struct wman_ccm *ccm, const u8 *header, u32 pn, u8 *data,
				    unsigned int len, unsigned int cryptlen)
{
	struct wman_ccm_request *req = this_cpu_read(*ccm->request);

	wman_ccm_iv(header, pn, req->iv);
	sg_init_one(&req->sg, data, len + WMAN_CCM_ICV_LEN);
	aead_request_set_tfm(&req->aead, ccm->tfm);
	aead_request_set_callback(&req->aead, 0, NULL, NULL);
	aead_request_set_ad(&req->aead, 0);
	aead_request_set_crypt(&req->aead, &req->sg, &req->sg, cryptlen, req->iv);
	return &req->aead;
}

int wman_ccm_seal(struct wman_ccm *ccm, const u8 *header, u32 pn, u8 *data, unsigned int len)
{
	return crypto_aead_encrypt(prepare(ccm, header, pn, data, len, len));
}

int wman_ccm_open(struct wman_ccm *ccm, const u8 *header, u32 pn, u8 *data, unsigned int len)
{
	return crypto_aead_decrypt(prepare(ccm, header, pn, data, len, len + WMAN_CCM_ICV_LEN));
}
