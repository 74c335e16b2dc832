// SPDX-License-Identifier: GPL-2.0
/* Known answers at module load. */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ccm.h"
#include "kdf.h"
#include "keywrap.h"
#include "prim_kernel.h"
#include "selftest.h"
#include "selftest_vectors.h"

#define SAME(got, want)	(!memcmp(got, want, sizeof(want)))

static bool key_chain(struct wman_prim *prim)
{
	u8 pmk[WMAN_PMK_LEN], ak[WMAN_AK_LEN], akid[WMAN_AKID_LEN];
	const u8 *mac = wman_selftest_mac, *bsid = wman_selftest_bsid;
	struct wman_cmac_keys keys;

	wman_kdf_pmk(wman_selftest_msk, pmk);
	return SAME(pmk, wman_selftest_pmk) &&
	       !wman_kdf_ak(prim, WMAN_KDF_CMAC, WMAN_AK_EAP, pmk, NULL, mac, bsid, ak) &&
	       SAME(ak, wman_selftest_ak) &&
	       !wman_kdf_akid(prim, WMAN_KDF_CMAC, ak, 0, mac, bsid, akid) &&
	       SAME(akid, wman_selftest_akid) &&
	       !wman_kdf_cmac_keys(prim, ak, mac, bsid, WMAN_EDITION_2009, 0, &keys) &&
	       SAME(keys.u, wman_selftest_cmac_key_u) && SAME(keys.d, wman_selftest_cmac_key_d) &&
	       SAME(keys.kek, wman_selftest_kek);
}

static bool cmac(struct wman_prim *prim)
{
	const struct wman_vec vec = { wman_selftest_cmac_msg, sizeof(wman_selftest_cmac_msg) };
	u8 mac[WMAN_AES_BLOCK_LEN];

	return !wman_prim_cmac(prim, wman_selftest_cmac_key, &vec, 1, mac) &&
	       SAME(mac, wman_selftest_cmac_mac);
}

static bool key_wrap(struct wman_prim *prim)
{
	u8 wrapped[sizeof(wman_selftest_wrap_wrapped)], key[sizeof(wman_selftest_wrap_key)];

	return !wman_key_wrap(prim, wman_selftest_wrap_kek, wman_selftest_wrap_key,
			      sizeof(wman_selftest_wrap_key), wrapped) &&
	       SAME(wrapped, wman_selftest_wrap_wrapped) &&
	       !wman_key_unwrap(prim, wman_selftest_wrap_kek, wrapped, sizeof(key), key) &&
	       SAME(key, wman_selftest_wrap_key);
}

static int ccm_example(void)
{
	const size_t len = sizeof(wman_selftest_ccm_plain);
	struct wman_ccm ccm = {};
	u8 *data;
	int ret;

	ret = wman_ccm_init(&ccm, wman_selftest_ccm_tek);
	if (ret)
		return ret;
	ret = -ENOMEM;
	data = kmalloc(len + WMAN_CCM_ICV_LEN, GFP_KERNEL);
	if (!data)
		goto out;
	memcpy(data, wman_selftest_ccm_plain, len);
	local_bh_disable();
	ret = wman_ccm_seal(&ccm, wman_selftest_ccm_header, WMAN_SELFTEST_CCM_PN, data, len);
	local_bh_enable();
	if (!ret && memcmp(data, wman_selftest_ccm_sealed, len + WMAN_CCM_ICV_LEN))
		ret = -EINVAL;
	kfree(data);
out:
	wman_ccm_exit(&ccm);
	return ret;
}

int wman_selftest(void)
{
	struct wman_prim *prim;
	int ret = 0;

	prim = wman_prim_alloc();
	if (IS_ERR(prim))
		return PTR_ERR(prim);
	if (!key_chain(prim) || !cmac(prim) || !key_wrap(prim))
		ret = -EINVAL;
	wman_prim_free(prim);
	return ret ?: ccm_example();
}
