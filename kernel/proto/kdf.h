/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Key derivation (802.16e 7.2.2): Dot16KDF and every key of PKMv1 and PKMv2 that is made
 * with it. Functions return 0, or the negative errno of a primitive; what they were to
 * fill is then erased.
 */
#ifndef _WMAN_KDF_H
#define _WMAN_KDF_H

#include <linux/wman.h>

#include "prim.h"

#define WMAN_PMK_LEN		20
#define WMAN_PAK_LEN		20
#define WMAN_EIK_LEN		20
#define WMAN_AKID_LEN		8
#define WMAN_KEK_LEN		16
#define WMAN_CMAC_KEY_LEN	16
#define WMAN_HMAC_KEY_LEN	20
#define WMAN_GKEK_LEN		16
#define WMAN_MTK_LEN		16
#define WMAN_KDF_MAX		56	/* octets that wman_kdf() gives at most */

/* Which pseudo-random function, by the negotiated MAC mode */
enum wman_kdf_mode {
	WMAN_KDF_CMAC,
	WMAN_KDF_SHA1,
};

/* What an AK is made of */
enum wman_ak_policy {
	WMAN_AK_EAP,		/* PMK */
	WMAN_AK_RSA,		/* PAK */
	WMAN_AK_RSA_EAP,	/* PAK and PMK */
	WMAN_AK_EAP_EAP,	/* PMK and PMK2 */
};

/**
 * struct wman_cmac_keys - keys from an AK in CMAC mode
 * @u: CMAC_KEY_U, signs what the MS sends
 * @d: CMAC_KEY_D, signs what the BS sends
 * @kek: KEK, wraps TEKs
 */
struct wman_cmac_keys {
	u8 u[WMAN_CMAC_KEY_LEN];
	u8 d[WMAN_CMAC_KEY_LEN];
	u8 kek[WMAN_KEK_LEN];
};

/**
 * struct wman_hmac_keys - keys from an AK in HMAC mode, or in PKMv1
 * @u: HMAC_KEY_U, signs what the MS sends
 * @d: HMAC_KEY_D, signs what the BS sends
 * @kek: KEK, wraps TEKs
 */
struct wman_hmac_keys {
	u8 u[WMAN_HMAC_KEY_LEN];
	u8 d[WMAN_HMAC_KEY_LEN];
	u8 kek[WMAN_KEK_LEN];
};

/**
 * wman_truncate() - the right-most octets, which is what "Truncate" means
 * @data: of this
 * @len: its octets
 * @n: octets wanted, at most @len
 *
 * Return: where they begin.
 */
static inline const u8 *wman_truncate(const u8 *data, size_t len, size_t n)
{
	return data + len - n;
}

/**
 * wman_kdf() - Dot16KDF
 * @prim: primitives
 * @mode: which variant
 * @key: the key; its right-most 128 (CMAC) or 160 (SHA-1) bits are used, a shorter key of
 *	the SHA-1 variant as it is
 * @key_len: its octets, at least 16
 * @astring: pieces of the string
 * @n: how many, at most 4
 * @out: where
 * @out_len: octets wanted, at most WMAN_KDF_MAX
 *
 * Context: process.
 * Return: 0, -EINVAL for a length out of range, or an error of the primitives.
 */
int wman_kdf(struct wman_prim *prim, enum wman_kdf_mode mode, const u8 *key, size_t key_len,
	     const struct wman_vec *astring, size_t n, u8 *out, size_t out_len);

/**
 * wman_kdf_pmk() - PMK (or PMK2) from the MSK of single EAP
 * @msk: the MSK
 * @pmk: the PMK
 */
void wman_kdf_pmk(const u8 msk[WMAN_MSK_LEN], u8 pmk[WMAN_PMK_LEN]);

/**
 * wman_kdf_eik_pmk() - EIK and PMK from the MSK of the first EAP of two
 * @msk: the MSK
 * @eik: the EIK
 * @pmk: the PMK
 */
void wman_kdf_eik_pmk(const u8 msk[WMAN_MSK_LEN], u8 eik[WMAN_EIK_LEN], u8 pmk[WMAN_PMK_LEN]);

/**
 * wman_kdf_eik_pak() - EIK and PAK from the pre-PAK of RSA authorization
 * @prim: primitives
 * @mode: variant of the KDF
 * @pre_pak: the pre-PAK
 * @mac: MAC address of the MS
 * @bsid: BSID
 * @eik: the EIK
 * @pak: the PAK
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_eik_pak(struct wman_prim *prim, enum wman_kdf_mode mode,
		     const u8 pre_pak[WMAN_PRE_PAK_LEN], const u8 *mac, const u8 *bsid,
		     u8 eik[WMAN_EIK_LEN], u8 pak[WMAN_PAK_LEN]);

/**
 * wman_kdf_ak() - AK of any policy
 * @prim: primitives
 * @mode: variant of the KDF
 * @policy: what authorization there was
 * @pmk: PMK; NULL for WMAN_AK_RSA
 * @other: PAK, or PMK2 for WMAN_AK_EAP_EAP; NULL for WMAN_AK_EAP
 * @mac: MAC address of the MS
 * @bsid: BSID
 * @ak: the AK
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_ak(struct wman_prim *prim, enum wman_kdf_mode mode, enum wman_ak_policy policy,
		const u8 *pmk, const u8 *other, const u8 *mac, const u8 *bsid,
		u8 ak[WMAN_AK_LEN]);

/**
 * wman_kdf_akid() - AKID
 * @prim: primitives
 * @mode: variant of the KDF
 * @ak: the AK
 * @sn: its sequence number, 0 to 15; in the low four bits of its octet
 * @mac: MAC address of the MS
 * @bsid: BSID
 * @akid: the AKID
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_akid(struct wman_prim *prim, enum wman_kdf_mode mode, const u8 ak[WMAN_AK_LEN],
		  u8 sn, const u8 *mac, const u8 *bsid, u8 akid[WMAN_AKID_LEN]);

/**
 * wman_kdf_cmac_keys() - CMAC keys and KEK from the AK
 * @prim: primitives
 * @ak: the AK
 * @mac: MAC address of the MS
 * @bsid: BSID
 * @edition: 2009 encrypts @count under the KDF's output, 2005 takes the output itself
 * @count: CMAC_KEY_COUNT; the KEK does not depend on it
 * @keys: the keys
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_cmac_keys(struct wman_prim *prim, const u8 ak[WMAN_AK_LEN], const u8 *mac,
		       const u8 *bsid, enum wman_edition edition, u16 count,
		       struct wman_cmac_keys *keys);

/**
 * wman_kdf_hmac_keys() - HMAC keys and KEK from the AK
 * @prim: primitives
 * @ak: the AK
 * @mac: MAC address of the MS
 * @bsid: BSID
 * @keys: the keys
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_hmac_keys(struct wman_prim *prim, const u8 ak[WMAN_AK_LEN], const u8 *mac,
		       const u8 *bsid, struct wman_hmac_keys *keys);

/**
 * wman_kdf_eik_keys() - message keys from the EIK
 * @prim: primitives
 * @mode: CMAC gives keys of 16 octets, SHA-1 of 20
 * @eik: the EIK
 * @mac: MAC address of the MS
 * @bsid: BSID
 * @u: key of the MS
 * @d: key of the BS
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_eik_keys(struct wman_prim *prim, enum wman_kdf_mode mode,
		      const u8 eik[WMAN_EIK_LEN], const u8 *mac, const u8 *bsid, u8 *u, u8 *d);

/**
 * wman_kdf_group_key() - CMAC_KEY_GD or HMAC_KEY_GD
 * @prim: primitives
 * @mode: CMAC gives 16 octets, SHA-1 20
 * @gkek: the GKEK
 * @key: the key
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_group_key(struct wman_prim *prim, enum wman_kdf_mode mode,
		       const u8 gkek[WMAN_GKEK_LEN], u8 *key);

/**
 * wman_kdf_mtk() - MTK of multicast and broadcast service
 * @prim: primitives
 * @mode: variant of the KDF
 * @mak: MAK, 20 octets
 * @mgtek: MGTEK, 16 octets
 * @mtk: the MTK
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_mtk(struct wman_prim *prim, enum wman_kdf_mode mode, const u8 *mak,
		 const u8 *mgtek, u8 mtk[WMAN_MTK_LEN]);

/**
 * wman_kdf_pkmv1() - HMAC keys and KEK from the AK of PKMv1 (802.16-2001 7.5.4)
 * @prim: primitives
 * @ak: the AK
 * @keys: the keys
 *
 * Return: 0 or a negative errno.
 */
int wman_kdf_pkmv1(struct wman_prim *prim, const u8 ak[WMAN_AK_LEN],
		   struct wman_hmac_keys *keys);

#endif /* _WMAN_KDF_H */
