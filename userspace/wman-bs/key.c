// SPDX-License-Identifier: BSD-3-Clause
#include "key.h"

#include "bs.h"

#define MS_PER_S 1000ULL

int bs_ak_derive(struct bs *bs, struct bs_ak *ak, enum wman_kdf_mode mode, const u8 *mac,
		 const u8 *bsid, const struct bs_root *root, u8 sn, u16 count)
{
	u8 key[WMAN_AK_LEN];
	int ret;

	memset(ak, 0, sizeof(*ak));
	ak->mode = mode;
	ret = wman_kdf_ak(bs->prim, mode, (enum wman_ak_policy)root->policy, root->pmk, root->other,
			  mac, bsid, key);
	if (!ret)
		ret = wman_kdf_akid(bs->prim, mode, key, sn, mac, bsid, ak->akid);
	if (!ret && mode == WMAN_KDF_SHA1)
		ret = wman_kdf_hmac_keys(bs->prim, key, mac, bsid, &ak->hmac);
	else if (!ret)
		ret = wman_kdf_cmac_keys(bs->prim, key, mac, bsid,
					 (enum wman_edition)bs->cfg->edition, count, &ak->keys);
	wman_memzero(key, sizeof(key));
	if (ret) {
		bs_ak_erase(ak);
		return ret;
	}
	ak->valid = true;
	ak->sn = sn;
	/* where PMKs are not kept this is the last that is seen of it */
	if (bs->cfg->handover != BS_HANDOVER_FULL)
		ak->root = *root;
	ak->count = count;
	ak->rx_any = true;
	return 0;
}

int bs_eik_derive(struct bs_ss *ss, struct bs_ak *ak, const u8 eik[WMAN_EIK_LEN])
{
	enum wman_kdf_mode mode = wman_secneg_mode(&ss->choice);
	bool hmac = mode == WMAN_KDF_SHA1;
	int ret;

	memset(ak, 0, sizeof(*ak));
	ak->mode = mode;
	ret = wman_kdf_eik_keys(ss->bs->prim, mode, eik, ss->mac, ss->bs->bsid,
				hmac ? ak->hmac.u : ak->keys.u, hmac ? ak->hmac.d : ak->keys.d);
	if (ret) {
		bs_ak_erase(ak);
		return ret;
	}
	ak->valid = true;
	ak->rx_any = true;
	return 0;
}

int bs_ak_take(struct bs_ss *ss, struct bs_ak *ak, u8 sn, const u8 secret[WMAN_AK_LEN],
	       u32 lifetime_s)
{
	int ret;

	memset(ak, 0, sizeof(*ak));
	ret = wman_kdf_pkmv1(ss->bs->prim, secret, &ak->hmac);
	if (ret) {
		bs_ak_erase(ak);
		return ret;
	}
	ak->valid = true;
	ak->mode = WMAN_KDF_SHA1;
	ak->sn = sn;
	ak->expires = bs_now_ms() + lifetime_s * MS_PER_S;
	return 0;
}

void bs_ak_erase(struct bs_ak *ak)
{
	wman_memzero(ak, sizeof(*ak));
}

struct bs_ak *bs_ak_find(struct bs_ss *ss, u8 sn)
{
	if (ss->auth.ak.valid && ss->auth.ak.sn == sn)
		return &ss->auth.ak;
	if (ss->auth.old.valid && ss->auth.old.sn == sn)
		return &ss->auth.old;
	return NULL;
}

enum wman_reason bs_ak_verify(struct bs *bs, struct bs_ak *ak, u16 cid, const u8 *msg,
			      size_t covered, u32 pn, const u8 *value)
{
	enum wman_reason reason;

	if (ak->mode == WMAN_KDF_SHA1)
		return wman_hmac_check(bs->prim, ak->hmac.u, msg, covered, value);
	reason = wman_cmac_check(bs->prim, ak->keys.u, ak->akid, pn, cid, msg, covered, value);
	if (reason)
		return reason;
	if (!ak->rx_any && pn <= ak->rx_pn)
		return WMAN_REASON_DIGEST_REPLAY;
	ak->rx_any = false;
	ak->rx_pn = pn;
	return WMAN_REASON_NONE;
}

u32 bs_ak_take_pn(struct bs_ak *ak)
{
	if (ak->tx_pn == UINT32_MAX)
		return 0;
	return ++ak->tx_pn;
}
