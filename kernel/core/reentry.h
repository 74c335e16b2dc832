/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handover and re-entry: RNG-REQ under a cached PMK, and what the target base station makes of the
 * keys (802.16e 6.3.22, 7.8.1).
 */
#ifndef _WMAN_REENTRY_H
#define _WMAN_REENTRY_H

#include <linux/if_ether.h>
#include <linux/wman.h>

#include "octets.h"
#include "pkm.h"
#include "rng.h"

struct wman_ak;
struct wman_dev;
struct wman_message;

#define WMAN_HO_TRIES		3	/* repetitions of it, before initial ranging */
#define WMAN_HO_SCAN		(10 * HZ)	/* how long nothing but the target is looked for */

/**
 * struct wman_reentry - handover or re-entry
 * @serving: BSID that the station comes from
 * @has_serving: there is one: this is a handover
 * @target: BSID that is wanted
 * @until: jiffies up to which no other one will do
 * @has_target: one is wanted
 * @admitted: a valid RNG-RSP came
 * @ho: its HO process optimization
 * @challenged: it had an SA challenge tuple
 * @bs_random: BS_Random of that
 */
struct wman_reentry {
	u8 serving[ETH_ALEN];
	bool has_serving;
	u8 target[ETH_ALEN];
	unsigned long until;
	bool has_target;
	bool admitted;
	u16 ho;
	bool challenged;
	u8 bs_random[WMAN_RANDOM_LEN];
};

/* All of these: control thread. */

/**
 * wman_reentry_from() - a handover begins
 * @wdev: the station, with a link
 * @target: BSID of the target base station
 */
void wman_reentry_from(struct wman_dev *wdev, const u8 *target);

/**
 * wman_reentry_chooses() - whether a base station may be entered as far as a handover is concerned
 * @wdev: the station
 * @bsid: BSID
 */
bool wman_reentry_chooses(struct wman_dev *wdev, const u8 *bsid);

/**
 * wman_reentry_rng_req() - send RNG-REQ with CMAC_KEY_COUNT and CMAC tuple
 * @wdev: the station, in handover
 */
void wman_reentry_rng_req(struct wman_dev *wdev);

/**
 * wman_reentry_verify() - verify the CMAC tuple of RNG-RSP
 * @wdev: the station, in handover
 * @msg: the message
 *
 * Return: 0; WMAN_REASON_DIGEST_MISSING and what else is wrong with it: nobody but a base station
 * that knows the PMK ends a handover.
 */
enum wman_reason wman_reentry_verify(struct wman_dev *wdev, const struct wman_message *msg);

/**
 * wman_reentry_check() - whether RNG-RSP fits the keys and SAs that there are
 * @wdev: the station, in handover
 * @rsp: RNG-RSP, its tuple verified
 *
 * Return: 0 or why it is dropped.
 */
enum wman_reason wman_reentry_check(struct wman_dev *wdev, const struct wman_rng_rsp *rsp);

/**
 * wman_reentry_take() - act upon RNG-RSP
 * @wdev: the station, in handover; its link has the new CIDs
 * @rsp: RNG-RSP, checked
 *
 * Return: whether SBC is left out.
 */
bool wman_reentry_take(struct wman_dev *wdev, const struct wman_rng_rsp *rsp);

/**
 * wman_reentry_authorize() - begin authorization, as far as RNG-RSP left any
 * @wdev: the station
 */
void wman_reentry_authorize(struct wman_dev *wdev);

/**
 * wman_reentry_sas_check() - whether the SAs keep different SAIDs
 * @wdev: the station, with a link
 * @updates: TLVs with SA-TEK-Updates and, with @reg, SAID updates; well formed
 * @reg: they are REG encodings
 * @basic_cid: new SAID of the primary SA
 *
 * Return: 0 or WMAN_REASON_SAID_UNKNOWN.
 */
enum wman_reason wman_reentry_sas_check(struct wman_dev *wdev, const struct wman_octets *updates,
					bool reg, u16 basic_cid);

/**
 * wman_reentry_sas() - rename SAs and take their TEKs over
 * @wdev: the station; its link has the new CIDs
 * @updates: as in wman_reentry_sas_check()
 * @reg: likewise
 * @ak: its KEK wraps the TEKs
 * @keep: TEKs of SAs that no SA-TEK-Update names go on; else they are asked for anew
 */
void wman_reentry_sas(struct wman_dev *wdev, const struct wman_octets *updates, bool reg,
		      const struct wman_ak *ak, bool keep);

/**
 * wman_reentry_abandon() - entry goes on without a cached PMK, from authorization on
 * @wdev: the station
 */
void wman_reentry_abandon(struct wman_dev *wdev);

/**
 * wman_reentry_end() - traffic passes, or the station leaves
 * @wdev: the station
 */
void wman_reentry_end(struct wman_dev *wdev);

#endif
