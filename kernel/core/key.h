/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The PMK and the AK contexts of a station.
 *
 * With PKMv1 there is neither MSK nor PMK: the AK comes from the agent, into @next and on to @cur
 * in one go, and its KEK and HMAC keys are what is kept.
 *
 * MSK	comes from the agent, is cut to the PMK and wiped in the same call.
 * PMK	from then until the AK made of it is confirmed by SA-TEK-Response, or given up; a confirmed
 *	one goes to the cache, see pmk.h.
 * AK	only while its KEK and its CMAC or HMAC keys are derived; these are what a context holds.
 *
 * PAK	from RSA-Acknowledgement on, in the place of the PMK or beside it. With two authorizations
 *	the secret of the first is held until the second is over: it makes no AK alone.
 * EIK	from the end of the first authorization to the end of the second; only its message keys.
 *
 * Three contexts: @next is made by SA-TEK-Challenge and serves nothing but the handshake; @cur is
 * confirmed; @prev is the one before, accepted on receive for a short while. All of it belongs to
 * the control thread.
 */
#ifndef _WMAN_KEY_H
#define _WMAN_KEY_H

#include <linux/workqueue.h>
#include <linux/wman.h>

#include "alarm.h"
#include "kdf.h"

struct wman_dev;

/* Where CMAC_PN asks for a new AK, and where it ends (spec: never wraps). */
#define WMAN_CMAC_PN_RENEW	0xffff0000U
#define WMAN_CMAC_PN_MAX	0xffffffffU

/* How long the AK before is accepted when SA-TEK-Response names no frame. */
#define WMAN_AK_OVERLAP_MS	5000

/**
 * struct wman_ak - an AK context
 * @valid: there is one
 * @mode: what signs messages; HMAC mode and PKMv1 have WMAN_KDF_SHA1, which knows no numbers of
 *	messages
 * @sn: AK sequence number, 0 to 15
 * @akid: public identifier; PKMv1 has none
 * @kek: wraps TEKs
 * @cmac_u: signs what the station sends
 * @cmac_d: signs what the base station sends
 * @hmac_u: the same as @cmac_u, in the other mode
 * @hmac_d: the same as @cmac_d, in the other mode
 * @tx_pn: last CMAC_PN sent; 0 before the first
 * @rx_pn: highest CMAC_PN accepted
 * @rx_any: nothing was accepted yet, any PN will do (D5)
 * @key_count: CMAC_KEY_COUNT
 * @requests: Key Requests of PKMv1 that were signed
 * @expires: end of its lifetime, in jiffies
 */
struct wman_ak {
	bool valid;
	enum wman_kdf_mode mode;
	u8 sn;
	u8 akid[WMAN_AKID_LEN];
	u8 kek[WMAN_KEK_LEN];
	union {
		struct {
			u8 cmac_u[WMAN_CMAC_KEY_LEN];
			u8 cmac_d[WMAN_CMAC_KEY_LEN];
		};
		struct {
			u8 hmac_u[WMAN_HMAC_KEY_LEN];
			u8 hmac_d[WMAN_HMAC_KEY_LEN];
		};
	};
	u32 tx_pn;
	u32 rx_pn;
	bool rx_any;
	u16 key_count;
	u8 requests;
	u64 expires;
};

/**
 * struct wman_keyring - all keys of a station above the TEKs
 * @next: not confirmed yet
 * @cur: in force
 * @prev: the one before
 * @prev_timer: ends @prev
 * @prev_frame: DL-MAP frame number at which @prev ends, or -1
 * @grace: time for a new AK
 * @expiry: end of @cur
 * @pmk: PMK; of two EAPs that of the first
 * @other: PAK, or PMK2 of two EAPs
 * @pmk_held: there is a part of what the AK is made of
 * @pmk_valid: there is all of it
 * @pmk_lifetime_s: what the agent said, or 0; of two the less
 * @eik: signs the EAP that follows a first authorization, until that succeeds; has no AKID, no KEK
 * @pak_sn: PAK sequence number
 * @pak_expires: end of the PAK's lifetime in jiffies, or 0 without one
 */
struct wman_keyring {
	struct wman_ak next;
	struct wman_ak cur;
	struct wman_ak prev;
	struct delayed_work prev_timer;
	s32 prev_frame;
	struct wman_alarm grace;
	struct wman_alarm expiry;
	u8 pmk[WMAN_PMK_LEN];
	u8 other[WMAN_PAK_LEN];
	bool pmk_held;
	bool pmk_valid;
	u32 pmk_lifetime_s;
	struct wman_ak eik;
	u8 pak_sn;
	u64 pak_expires;
};

/**
 * wman_key_init() - set the keyring up
 * @wdev: the station
 */
void wman_key_init(struct wman_dev *wdev);

/**
 * wman_key_set_pmk() - cut an MSK to the PMK
 * @wdev: the station
 * @msk: 64 octets; the caller wipes them
 * @lifetime_s: lifetime that the agent was told, or 0
 *
 * Of two EAPs the first gives EIK and PMK, which make no AK; the second PMK2, and the EIK ends.
 *
 * Context: control thread.
 */
void wman_key_set_pmk(struct wman_dev *wdev, const u8 *msk, u32 lifetime_s);

/**
 * wman_key_set_pak() - make EIK and PAK of a pre-PAK
 * @wdev: the station, with a link
 * @pre_pak: WMAN_PRE_PAK_LEN octets; the caller wipes them
 * @sn: PAK sequence number
 * @lifetime_s: of the PAK
 *
 * Context: control thread.
 */
void wman_key_set_pak(struct wman_dev *wdev, const u8 *pre_pak, u8 sn, u32 lifetime_s);

/**
 * wman_key_erase_pmk() - forget what an AK was to be made of, and the EIK
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_key_erase_pmk(struct wman_dev *wdev);

/**
 * wman_key_derive() - make @next from the PMK, as SA-TEK-Challenge asks
 * @wdev: the station; it has a PMK and a link
 * @ak: where to; not published before the caller has verified the digest
 * @sn: AK sequence number of the message
 * @akid: AKID of the message, 8 octets
 * @lifetime_s: Key-Lifetime of the message, or 0 when it has none
 *
 * Context: control thread.
 * Return: 0, WMAN_REASON_AKID when the message was not made with our AK, WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_key_derive(struct wman_dev *wdev, struct wman_ak *ak, u8 sn,
				 const u8 *akid, u32 lifetime_s);

/**
 * wman_key_take() - make @next of the AK of PKMv1
 * @wdev: the station
 * @secret: the AK, WMAN_AK_LEN octets; the caller wipes them
 * @sn: AK sequence number of Auth Reply
 * @lifetime_s: its Key-Lifetime
 *
 * Context: control thread.
 * Return: 0 or WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_key_take(struct wman_dev *wdev, const u8 *secret, u8 sn, u32 lifetime_s);

/**
 * wman_key_derive_cached() - make an AK context from the cached PMK
 * @wdev: the station; it has a cached PMK and a link
 * @ak: where to
 *
 * Context: control thread.
 * Return: 0, WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_key_derive_cached(struct wman_dev *wdev, struct wman_ak *ak);

/**
 * wman_key_set_next() - take an AK context over as @next
 * @wdev: the station
 * @ak: from wman_key_derive(); wiped
 *
 * Context: control thread.
 */
void wman_key_set_next(struct wman_dev *wdev, struct wman_ak *ak);

/**
 * wman_key_find() - the AK context that a message names
 * @wdev: the station
 * @sn: Key-Sequence-Number
 *
 * Context: control thread.
 * Return: the context in force or the one before, or NULL.
 */
struct wman_ak *wman_key_find(struct wman_dev *wdev, u8 sn);

/**
 * wman_key_confirm() - put @next in force
 * @wdev: the station; @next is valid, or the handshake was about @cur
 * @frame: Frame-Number of SA-TEK-Response, or -1
 *
 * Context: control thread. Sets the alarms for grace time and expiry, hands the PMK to the cache.
 */
void wman_key_confirm(struct wman_dev *wdev, s32 frame);

/**
 * wman_key_frame() - a DL-MAP told the frame number
 * @wdev: the station
 * @frame: 24 bits
 *
 * Context: control thread. Ends @prev when its frame has come.
 */
void wman_key_frame(struct wman_dev *wdev, u32 frame);

/**
 * wman_key_erase_next() - forget the AK that is not confirmed
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_key_erase_next(struct wman_dev *wdev);

/**
 * wman_key_erase() - forget every AK
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_key_erase(struct wman_dev *wdev);

/**
 * wman_key_left() - what is left of a lifetime
 * @expires: in jiffies
 *
 * Return: seconds, 0 when it is over.
 */
u32 wman_key_left(u64 expires);

#endif
