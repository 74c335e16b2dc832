/* SPDX-License-Identifier: BSD-3-Clause */
/* Authorization keys of a subscriber and the message digests under them. */
#ifndef _BS_KEY_H
#define _BS_KEY_H

#include "digest.h"
#include "kdf.h"

struct bs;
struct bs_ss;

/**
 * struct bs_root - what an AK is made of
 * @policy: enum wman_ak_policy
 * @pmk: PMK, of the first EAP when there are two
 * @other: PAK, or PMK2
 */
struct bs_root {
	u8 policy;
	u8 pmk[WMAN_PMK_LEN];
	u8 other[WMAN_PAK_LEN];
};

/**
 * struct bs_ak - an AK context
 * @valid: there is one
 * @mode: what signs messages; HMAC mode and PKMv1 have WMAN_KDF_SHA1
 * @sn: AK sequence number
 * @akid: AKID
 * @root: what it was made of, where that is kept
 * @count: CMAC_KEY_COUNT
 * @keys: CMAC_KEY_U, CMAC_KEY_D, KEK
 * @hmac: HMAC_KEY_U, HMAC_KEY_D, KEK, in the other mode
 * @tx_pn: last CMAC_PN sent
 * @rx_pn: highest CMAC_PN accepted
 * @rx_any: nothing was accepted yet, so any value is (D5)
 * @expires: when its lifetime ends, on bs_now_ms()
 */
struct bs_ak {
	bool valid;
	enum wman_kdf_mode mode;
	u8 sn;
	u8 akid[WMAN_AKID_LEN];
	struct bs_root root;
	u16 count;
	struct wman_cmac_keys keys;
	struct wman_hmac_keys hmac;
	u32 tx_pn;
	u32 rx_pn;
	bool rx_any;
	u64 expires;
};

/**
 * bs_ak_derive() - make an AK context of PKMv2
 * @bs: the base station, for its primitives and the edition
 * @ak: the context; its lifetime is the caller's
 * @mode: MAC mode that was negotiated
 * @mac: the subscriber
 * @bsid: BSID of the base station that the AK is for
 * @root: what the AK is made of
 * @sn: AK sequence number
 * @count: CMAC_KEY_COUNT
 *
 * Return: 0 or a negative errno; @ak is erased then.
 */
int bs_ak_derive(struct bs *bs, struct bs_ak *ak, enum wman_kdf_mode mode, const u8 *mac,
		 const u8 *bsid, const struct bs_root *root, u8 sn, u16 count);

/**
 * bs_eik_derive() - make a context that signs under an EIK
 * @ss: the subscriber
 * @ak: the context; its AKID is zero, and it has no KEK
 * @eik: the EIK
 *
 * Return: 0 or a negative errno; @ak is erased then.
 */
int bs_eik_derive(struct bs_ss *ss, struct bs_ak *ak, const u8 eik[WMAN_EIK_LEN]);

/**
 * bs_ak_take() - make an AK context of PKMv1
 * @ss: the subscriber
 * @ak: the context
 * @sn: AK sequence number
 * @secret: the AK
 * @lifetime_s: lifetime in seconds
 *
 * Return: 0 or a negative errno; @ak is erased then.
 */
int bs_ak_take(struct bs_ss *ss, struct bs_ak *ak, u8 sn, const u8 secret[WMAN_AK_LEN],
	       u32 lifetime_s);

/**
 * bs_ak_kek() - KEK of an AK context
 * @ak: the context
 *
 * Return: WMAN_KEK_LEN octets.
 */
static inline const u8 *bs_ak_kek(const struct bs_ak *ak)
{
	return ak->mode == WMAN_KDF_SHA1 ? ak->hmac.kek : ak->keys.kek;
}

/**
 * bs_ak_erase() - erase an AK context
 * @ak: the context
 */
void bs_ak_erase(struct bs_ak *ak);

/**
 * bs_ak_find() - find an AK that is in force, or was just before
 * @ss: the subscriber
 * @sn: AK sequence number
 *
 * Return: the context, or NULL.
 */
struct bs_ak *bs_ak_find(struct bs_ss *ss, u8 sn);

/**
 * bs_ak_verify() - verify a digest of a subscriber
 * @bs: the base station
 * @ak: the AK its message names
 * @cid: connection the message came on
 * @msg: the message
 * @covered: octets of it before the digest
 * @pn: CMAC_PN of the digest; an HMAC has none
 * @value: its value
 *
 * Return: WMAN_REASON_NONE, and @pn is used up; _DIGEST_WRONG, _DIGEST_REPLAY or _CRYPTO.
 */
enum wman_reason bs_ak_verify(struct bs *bs, struct bs_ak *ak, u16 cid, const u8 *msg,
			      size_t covered, u32 pn, const u8 *value);

/**
 * bs_ak_take_pn() - CMAC_PN for the next message down
 * @ak: the context
 *
 * Return: the value, or 0 when there is none left.
 */
u32 bs_ak_take_pn(struct bs_ak *ak);

#endif
