// SPDX-License-Identifier: BSD-3-Clause
/* The scripted subscriber's AKs: what they are made of, and what is signed and verified with them. */
#include <string.h>

#include "bs_station.h"
#include "message.h"

void bs_station_derive(struct bs_station *st, struct bs_station_ak *ak,
		       const struct bs_station_root *root, u8 sn, u16 count)
{
	u8 key[WMAN_AK_LEN];

	memset(ak, 0, sizeof(*ak));
	ak->mode = wman_secneg_mode(&st->choice);
	wman_kdf_ak(st->prim, ak->mode, root->policy, root->pmk, root->pak, st->mac, st->bsid, key);
	wman_kdf_akid(st->prim, ak->mode, key, sn, st->mac, st->bsid, ak->akid);
	wman_kdf_hmac_keys(st->prim, key, st->mac, st->bsid, &ak->hmac);
	wman_kdf_cmac_keys(st->prim, key, st->mac, st->bsid, st->edition, count, &ak->keys);
	if (ak->mode == WMAN_KDF_SHA1)
		memcpy(ak->keys.kek, ak->hmac.kek, sizeof(ak->keys.kek));
	ak->sn = sn;
	ak->valid = true;
}

int bs_station_sign(struct bs_station *st, struct bs_station_ak *ak, u16 cid, bool pkm,
		    struct wman_buf *buf)
{
	ak->tx_pn++;
	if (ak->mode == WMAN_KDF_SHA1)
		return pkm ? wman_hmac_digest_append(st->prim, ak->hmac.u, buf) :
			     wman_hmac_tuple_append(st->prim, ak->hmac.u, ak->sn, buf);
	return pkm ? wman_cmac_digest_append(st->prim, ak->keys.u, ak->akid, ak->tx_pn, cid, buf) :
		     wman_cmac_tuple_append(st->prim, ak->keys.u, ak->akid, ak->sn, ak->tx_pn, cid,
					    buf);
}

bool bs_station_verify(struct bs_station *st, struct bs_station_ak *ak, u16 cid, const u8 *msg,
		       size_t covered, u32 pn, const u8 *value)
{
	bool hmac = ak->mode == WMAN_KDF_SHA1;

	if (!ak->valid || (hmac && wman_hmac_check(st->prim, ak->hmac.d, msg, covered, value)) ||
	    (!hmac &&
	     (wman_cmac_check(st->prim, ak->keys.d, ak->akid, pn, cid, msg, covered, value) ||
	      pn <= ak->rx_pn))) {
		st->bad_digests++;
		return false;
	}
	ak->rx_pn = pn;
	return true;
}

bool bs_station_verify_pkm(struct bs_station *st, struct bs_station_ak *ak,
			   const struct wman_pkm *pkm, const u8 *msg)
{
	const u8 *value;
	u32 pn;

	value = wman_digest_split(pkm, &pn);
	return bs_station_verify(st, ak, st->primary, msg, pkm->covered, pn, value);
}
