/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One subscriber station.
 *
 * Control: everything that happens to a station - a received management message, a timer, a
 * netlink command, the card's link - runs as a work item of its one ordered workqueue, @wq.
 * Timers are delayed work of that queue, so they only queue an event, too. Whatever is not
 * marked otherwise below is touched by that "control thread" alone and needs no lock.
 *
 * Data: tx and rx run in softirq on any CPU. They see only what the control thread published:
 * @link, @port_open, the flows and through them SAs and TEKs, all under RCU. The control thread
 * may sleep, so what it unpublishes it frees itself after synchronize_rcu(). Only @link, which
 * points to nothing, is left to kfree_rcu(): it changes while a thousand stations enter at once,
 * and each that waited would hold a worker. No callback is ours, and rmmod needs no barrier.
 *
 * The control thread never waits for RTNL: ndo_stop() waits for the control thread under it.
 *
 * Life: allocated in ndo_init(); every netlink handler that uses it holds the netdevice; freed in
 * priv_destructor(), when the last reference to the netdevice is gone. ndo_stop() ends the air
 * and ndo_uninit() the agent's binding, so that nothing is queued by then; destroying the
 * workqueue runs what was.
 */
#ifndef _WMAN_DEV_H
#define _WMAN_DEV_H

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>
#include <linux/workqueue.h>
#include <net/gro_cells.h>
#include <wman/card.h>

#include "agent.h"
#include "auth.h"
#include "entry.h"
#include "flow.h"
#include "key.h"
#include "mgmt.h"
#include "offer.h"
#include "pack.h"
#include "pmk.h"
#include "reentry.h"
#include "sa.h"

#define WMAN_MTU_DEFAULT	1400

/**
 * struct wman_settings - what the administrator chose; by dev-set
 * @edition: enum wman_edition (D4)
 * @crc: enum wman_crc (D1)
 * @suites: suites offered, the preferred one first
 * @pn_window: replay window offered
 * @sa_max: SAs that the station offers to hold
 * @policy: enum wman_auth_policy
 * @insecure_choices: enum wman_permission, for suites that protect nothing and for policy none
 * @gtek_push: enum wman_gtek_push (D12)
 * @mac_modes: enum wman_mac_modes, offered for PKMv2
 * @timer_ms: by WMAN_A_TIMER_*, in milliseconds
 */
struct wman_settings {
	u32 edition;
	u32 crc;
	struct wman_suites suites;
	u16 pn_window;
	u8 sa_max;
	u32 policy;
	u32 insecure_choices;
	u32 gtek_push;
	u32 mac_modes;
	u32 timer_ms[WMAN_A_TIMER_MAX + 1];
};

/**
 * struct wman_link - the base station that the station is synchronised to
 * @bs_addr: Ethernet address of the base station
 * @bsid: BSID of its DL-MAP, an input of the key derivation
 * @basic_cid: basic management CID, 0 before ranging
 * @primary_cid: primary management CID, 0 before ranging
 * @crc: CRC order
 * @rcu: frees it
 *
 * Never changed once published; a change is a new object.
 */
struct wman_link {
	u8 bs_addr[ETH_ALEN];
	u8 bsid[ETH_ALEN];
	u16 basic_cid;
	u16 primary_cid;
	u32 crc;
	struct rcu_head rcu;
};

/**
 * struct wman_stats - rejections of one CPU
 * @count: by enum wman_reason
 * @sync: of @count
 */
struct wman_stats {
	u64_stats_t count[WMAN_REASON_MAX + 1];
	struct u64_stats_sync sync;
};

/**
 * struct wman_dev - a subscriber station
 * @card: its card; @card->core points back
 * @dev: its netdevice
 * @list: in struct wman_net, under its lock
 * @wq: the control thread
 * @prim: ciphers of the control thread
 * @gro: receive side of the netdevice
 * @stats: rejection counters, any context
 * @cfg: settings
 * @link: the base station; written by the control thread, read under RCU
 * @phy_sync: PHY synchronization field of the DL-MAP in force; written by rx, and by the control
 *	thread when it synchronises
 * @port_open: traffic passes; written by the control thread, read anywhere
 * @carrier: what the card said last; written by the card, read by @carrier_work
 * @carrier_work: brings @carrier to the control thread
 * @reason: why the last state change happened
 * @generation: counts changes of what dumps show
 * @entry: network entry
 * @auth: PKM authorization
 * @agent: who runs EAP
 * @keys: PMK and AKs
 * @pmk: the PMK that outlives the link
 * @reentry: handover and re-entry
 * @mgmt: management messages
 * @sas: security associations and TEKs
 * @flows: service flows
 * @pack: SDUs that wait to share a PDU
 */
struct wman_dev {
	struct wman_card *card;
	struct net_device *dev;
	struct list_head list;
	struct workqueue_struct *wq;
	struct wman_prim *prim;
	struct gro_cells gro;
	struct wman_stats __percpu *stats;
	struct wman_settings cfg;
	struct wman_link __rcu *link;
	u32 phy_sync;
	bool port_open;
	bool carrier;
	struct work_struct carrier_work;
	enum wman_reason reason;
	unsigned int generation;

	struct wman_entry entry;
	struct wman_auth auth;
	struct wman_agent agent;
	struct wman_keyring keys;
	struct wman_pmk pmk;
	struct wman_reentry reentry;
	struct wman_mgmt mgmt;
	struct wman_sa_table sas;
	struct wman_flow_table flows;
	struct wman_pack pack;
};

extern const struct net_device_ops wman_netdev_ops;

/**
 * wman_dev_call() - run a function in the control thread and wait for it
 * @wdev: the station; the caller holds its netdevice or RTNL
 * @fn: the function
 * @arg: its argument
 *
 * Context: process, not the control thread itself. RTNL may be held.
 * Return: what @fn returned.
 */
int wman_dev_call(struct wman_dev *wdev, int (*fn)(struct wman_dev *wdev, void *arg), void *arg);

/**
 * wman_dev_from() - the station behind a netdevice
 * @dev: any netdevice
 *
 * Return: the station, or NULL when @dev is not one of ours.
 */
struct wman_dev *wman_dev_from(const struct net_device *dev);

/**
 * wman_dev_arm() - arm a timer of the control thread
 * @wdev: the station
 * @timer: the timer
 * @attr: WMAN_A_TIMER_*, see wman_dev_timer_ms()
 *
 * Context: control thread. A running timer is moved.
 */
void wman_dev_arm(struct wman_dev *wdev, struct delayed_work *timer, unsigned int attr);

/**
 * wman_dev_timer_ms() - how long a timer runs
 * @wdev: the station
 * @attr: WMAN_A_TIMER_*
 *
 * Context: control thread.
 * Return: milliseconds: what the base station told in Auth Reply, or else the setting.
 */
u32 wman_dev_timer_ms(const struct wman_dev *wdev, unsigned int attr);

/**
 * wman_dev_link() - the link, for the control thread
 * @wdev: the station
 *
 * Context: control thread.
 * Return: the link, or NULL when the station is not synchronised.
 */
struct wman_link *wman_dev_link(struct wman_dev *wdev);

/**
 * wman_dev_set_link() - publish another link
 * @wdev: the station
 * @link: allocated with kmalloc(), or NULL
 *
 * Context: control thread. Readers may see the one before for a grace period.
 */
void wman_dev_set_link(struct wman_dev *wdev, struct wman_link *link);

/**
 * wman_dev_port() - open or close the port
 * @wdev: the station
 * @open: whether traffic passes
 *
 * Context: control thread. Moves the operational state between up and dormant.
 */
void wman_dev_port(struct wman_dev *wdev, bool open);

/**
 * wman_count() - count a rejection
 * @wdev: the station
 * @reason: why
 *
 * Context: any.
 */
void wman_count(struct wman_dev *wdev, enum wman_reason reason);

#endif
