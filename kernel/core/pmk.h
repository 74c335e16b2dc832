/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The PMK that outlives a link, for handover and re-entry (802.16e 7.2.2, 6.3.22).
 *
 * Life: put here when the AK made of it is confirmed; wiped at the end of its lifetime, when a
 * newer one is confirmed, when authorization is lost, by DREG-CMD, RES-CMD and the administrator,
 * and with the station. It survives the agent and the interface being down. Nobody but the control
 * thread holds it, so nothing waits when it goes.
 *
 * It is bound to the station's address and to the network name that the agent was given with the
 * exchange it comes of; of use with policy eap only, in edition 2009 and in CMAC mode: else nothing
 * would keep the messages of two links apart.
 *
 * Key lock: the first RNG-REQ of a handover or re-entry adds one to CMAC_KEY_COUNT. Until an entry
 * succeeds or is abandoned all base stations are tried with that count, each with its own CMAC_PNs,
 * which go on when it is tried again.
 */
#ifndef _WMAN_PMK_H
#define _WMAN_PMK_H

#include <linux/if_ether.h>
#include <linux/wman.h>

#include "alarm.h"
#include "kdf.h"
#include "secneg.h"

struct wman_dev;

#define WMAN_KEY_COUNT_MAX	0xffff
#define WMAN_KEY_LOCK_MAX	4	/* base stations tried with one count */

/**
 * struct wman_pmk_pns - CMAC_PNs at a base station during the key lock
 * @bsid: the base station
 * @tx_pn: last one sent
 * @rx_pn: highest one accepted
 * @rx_any: none was accepted yet
 */
struct wman_pmk_pns {
	u8 bsid[ETH_ALEN];
	u32 tx_pn;
	u32 rx_pn;
	bool rx_any;
};

/**
 * struct wman_pmk - the cached PMK of a station
 * @valid: there is one
 * @key: its octets
 * @sn: AK sequence number, which a handover leaves as it is
 * @expires: end of its lifetime, in jiffies
 * @expiry: wipes it then
 * @mac: address of the station
 * @network: network name
 * @offer: of SBC-REQ; in force again where SBC is left out
 * @choice: of SBC-RSP; likewise
 * @count: CMAC_KEY_COUNT
 * @locked: the key lock
 * @lent: wman_keyring.next was made of it
 * @bsid: for this base station
 * @pns: base stations tried during the key lock, the first @n_pns
 * @n_pns: how many
 */
struct wman_pmk {
	bool valid;
	u8 key[WMAN_PMK_LEN];
	u8 sn;
	u64 expires;
	struct wman_alarm expiry;
	u8 mac[ETH_ALEN];
	char network[WMAN_NETWORK_NAME_MAX + 1];
	struct wman_secneg offer;
	struct wman_secneg choice;
	u16 count;
	bool locked;
	bool lent;
	u8 bsid[ETH_ALEN];
	struct wman_pmk_pns pns[WMAN_KEY_LOCK_MAX];
	unsigned int n_pns;
};

/* All of these: control thread. */

/**
 * wman_pmk_init() - set the cache up, empty
 * @wdev: the station
 */
void wman_pmk_init(struct wman_dev *wdev);

/**
 * wman_pmk_keep() - the AK that is about to be confirmed was made of a new PMK: cache that
 * @wdev: the station, with wman_keyring.pmk and wman_keyring.next
 */
void wman_pmk_keep(struct wman_dev *wdev);

/**
 * wman_pmk_erase() - forget the PMK
 * @wdev: the station
 */
void wman_pmk_erase(struct wman_dev *wdev);

/**
 * wman_pmk_usable() - whether a base station may be entered with it
 * @wdev: the station
 */
bool wman_pmk_usable(struct wman_dev *wdev);

/**
 * wman_pmk_lend() - make wman_keyring.next for the base station of the link
 * @wdev: the station, with a link and a PMK that is usable
 *
 * Return: 0 or WMAN_REASON_CRYPTO; without an AK nothing has changed but the count.
 */
enum wman_reason wman_pmk_lend(struct wman_dev *wdev);

/**
 * wman_pmk_park() - wman_keyring.next is about to go unconfirmed: remember its CMAC_PNs
 * @wdev: the station
 */
void wman_pmk_park(struct wman_dev *wdev);

/**
 * wman_pmk_unlock() - the entry succeeded or was abandoned
 * @wdev: the station
 */
void wman_pmk_unlock(struct wman_dev *wdev);

#endif
