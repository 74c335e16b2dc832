/* SPDX-License-Identifier: GPL-2.0 */
/* Runs network entry: from the first DL-MAP to the first packet, and back. */
#ifndef _WMAN_ENTRY_H
#define _WMAN_ENTRY_H

#include <linux/if_ether.h>
#include <linux/workqueue.h>
#include <linux/wman.h>

#include "entry_fsm.h"
#include "secneg.h"

struct wman_dev;
struct wman_message;

#define WMAN_BS_MAX		32	/* base stations remembered */
#define WMAN_RANGING_TRIES	16
#define WMAN_SBC_TRIES		16
#define WMAN_REG_TRIES		3
#define WMAN_DREG_BAR		(60 * HZ)	/* decision of state-machines */

/**
 * struct wman_bs - a base station heard
 * @bsid: of its DL-MAP
 * @addr: Ethernet source
 * @frame_number: of the last DL-MAP
 * @dcd_count: of its DCD
 * @ucd_count: of its UCD
 * @seen: jiffies of the last DL-MAP
 * @barred: jiffies until which it is not chosen, when @is_barred
 * @is_barred: it refused the station, or sent it away
 */
struct wman_bs {
	u8 bsid[ETH_ALEN];
	u8 addr[ETH_ALEN];
	u32 frame_number;
	u8 dcd_count;
	u8 ucd_count;
	unsigned long seen;
	unsigned long barred;
	bool is_barred;
};

/**
 * struct wman_entry - network entry of a station
 * @state: enum wman_dev_state; written by the control thread, read anywhere
 * @timer: T21, T3, T18, T6
 * @lost_timer: lost DL-MAP interval
 * @tries: repetitions so far
 * @bs: base stations heard, the first @n_bs
 * @n_bs: how many
 * @wanted: only this BSID, when @is_wanted
 * @is_wanted: the administrator named a BSID
 * @registered: REG-RSP said OK on this link
 * @blocked: DREG-CMD 1 or 2: no traffic until DREG-CMD 3
 * @silent: DREG-CMD 1: no management message either, until DREG-CMD 2 or 3
 * @offer: security parameters of SBC-REQ, repeated in SA-TEK-Request
 * @choice: those of SBC-RSP, which SA-TEK-Response must repeat
 */
struct wman_entry {
	u32 state;
	struct delayed_work timer;
	struct delayed_work lost_timer;
	unsigned int tries;
	struct wman_bs bs[WMAN_BS_MAX];
	unsigned int n_bs;
	u8 wanted[ETH_ALEN];
	bool is_wanted;
	bool registered;
	bool blocked;
	bool silent;
	struct wman_secneg offer;
	struct wman_secneg choice;
};

/* All of these: control thread. Message handlers return 0 or why the message was dropped. */

/**
 * wman_entry_init() - set network entry up
 * @wdev: the station
 */
void wman_entry_init(struct wman_dev *wdev);

/**
 * wman_entry_connect() - begin network entry
 * @wdev: the station
 * @bsid: only to this base station, or NULL
 *
 * Return: 0; -ENETDOWN when the device is down; -EALREADY when it is connecting or connected.
 */
int wman_entry_connect(struct wman_dev *wdev, const u8 *bsid);

/**
 * wman_entry_disconnect() - leave the network
 * @wdev: the station
 * @unused: for wman_dev_call()
 *
 * Return: 0.
 */
int wman_entry_disconnect(struct wman_dev *wdev, void *unused);

/**
 * wman_entry_handover() - change to another base station of the same network
 * @wdev: the station
 * @bsid: BSID of the target base station
 *
 * Return: 0; -ENOTCONN when it is not registered; -EALREADY when it is there; -ENOKEY without a PMK
 * that may be used again.
 */
int wman_entry_handover(struct wman_dev *wdev, const u8 *bsid);

/**
 * wman_entry_leave() - leave the base station and scan again
 * @wdev: the station
 * @reason: why
 * @bar: do not choose this base station again for Authorize reject wait
 */
void wman_entry_leave(struct wman_dev *wdev, enum wman_reason reason, bool bar);

/**
 * wman_entry_carrier() - the card's link changed
 * @wdev: the station
 * @up: the link
 */
void wman_entry_carrier(struct wman_dev *wdev, bool up);

/**
 * wman_entry_authorized() - there is an AK
 * @wdev: the station
 */
void wman_entry_authorized(struct wman_dev *wdev);

/**
 * wman_entry_keys() - a Key-Request was answered, or was not in its time
 * @wdev: the station
 *
 * Registration comes after the first keys (802.16e 6.3.9, figure of network entry), yet a base
 * station that does not answer for one SA keeps none of the others waiting.
 */
void wman_entry_keys(struct wman_dev *wdev);

/**
 * wman_entry_unauthorized() - the AK is gone, and so are all keys
 * @wdev: the station
 * @reason: why
 */
void wman_entry_unauthorized(struct wman_dev *wdev, enum wman_reason reason);

/**
 * wman_entry_flows() - flows or keys came or went
 * @wdev: the station
 * @missing: WMAN_REASON_NONE when an uplink and a downlink flow can carry traffic, or what lacks
 */
void wman_entry_flows(struct wman_dev *wdev, enum wman_reason missing);

enum wman_reason wman_entry_dl_map(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_dcd(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_ucd(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_rng_rsp(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_sbc_rsp(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_reg_rsp(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_dreg_cmd(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_entry_res_cmd(struct wman_dev *wdev, const struct wman_message *msg);

#endif
