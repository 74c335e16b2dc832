/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Security associations and their TEKs.
 *
 * SA	Made by the control thread from an SA-Descriptor; found by tx and rx only through a flow
 *	(flow->sa, RCU). Its end: taken off the flows and the table, its TEK machine stopped,
 *	synchronize_net(), timers cancelled - they run in the control thread, which is the one that
 *	cancels - and freed.
 *	The SA of a group (@group) has GTEKs, wrapped by a GKEK, for TEKs. It is downlink only: no
 *	uplink flow gets hold of it, so nothing is ever sent under a GTEK.
 *	The null SA, which is there only where the administrator allows insecure suites or does
 *	without authorization, has neither TEKs nor a TEK machine: its PDUs are clear.
 * TEK	Built whole, then published in @tek[] and @tx. Three contexts may hold one: tx (by @tx), rx
 *	(by @tek[]), both inside one RCU read section, and the control thread. "Removed" is
 *	unpublished and parked: a base station may answer the next Key-Request with the very same
 *	TEK, and then its PN and replay window must go on (D26). It is freed at the end of its
 *	lifetime or with its SA.
 */
#ifndef _WMAN_SA_H
#define _WMAN_SA_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "alarm.h"
#include "ccm.h"
#include "des.h"
#include "gkek.h"
#include "pkm.h"
#include "replay.h"
#include "tek_fsm.h"
#include "tek_rsa.h"

struct wman_dev;

#define WMAN_TEK_SLOTS		4	/* sequence numbers 0 to 3, the EKS of a PDU */
#define WMAN_TEK_HELD_MAX	64	/* TEKs of an SA, in use or parked (D26) */
#define WMAN_TEK_REPORT_TRIES	20	/* unanswered Key-Requests until user space is told */

/**
 * struct wman_tek - a traffic encryption key
 * @ccm: the cipher of an AES-CCM suite
 * @des: the cipher of a DES-CBC suite; of what is below, no PN and no window count then
 * @iv: CBC-IV of such a suite
 * @sn: sequence number, which is the EKS
 * @id: recognises the same key; made of it, tells nothing of it
 * @tx_pn: last PN taken for the uplink, without the direction bit; saturates
 * @lock: protects @replay; rx on several CPUs
 * @replay: downlink replay window
 * @tx_packets: PDUs sealed
 * @rx_packets: PDUs opened
 * @expires: end of its lifetime, in jiffies
 * @parked: out of use
 * @list: in wman_sa.teks
 */
struct wman_tek {
	struct wman_ccm ccm;
	struct wman_des des;
	u8 iv[WMAN_DES_IV_LEN];
	u8 sn;
	u8 id[WMAN_AES_BLOCK_LEN];
	atomic64_t tx_pn;
	spinlock_t lock;	/* protects replay */
	struct wman_replay replay;
	atomic64_t tx_packets;
	atomic64_t rx_packets;
	u64 expires;
	bool parked;
	struct list_head list;
};

/**
 * struct wman_sa - a security association
 * @wdev: its station
 * @list: in wman_sa_table
 * @said: SAID
 * @type: enum wman_sa_type
 * @suite: number of its cryptographic suite, as the base station wrote it
 * @traits: what is known of it; never changes
 * @group: GKEKs of a group's SA; NULL for another
 * @state: enum wman_tek_state
 * @reason: why @state is Start, or a request stays unanswered
 * @tek: TEKs in use by sequence number; written by the control thread, read under RCU
 * @tx: the newer of them, for sending; of a group's SA only the newer
 * @teks: every TEK held, also the parked ones
 * @retry_timer: Operational wait, Rekey wait
 * @refresh: TEK grace time before the newer TEK ends
 * @expiry: next end of a TEK's lifetime
 * @want_work: other TEKs are wanted: a PN near its end, an EKS that names none, a push that told
 *	of newer ones. Apart from @refresh, which is set for hours ahead and would not come sooner
 *	for being queued
 * @want_after: jiffies before which @want_work does nothing more (one a second)
 * @identifier: PKM Identifier of the pending Key-Request
 * @nonce: its Nonce
 * @tries: Key-Requests unanswered
 * @turn: place in the queue of those whose request waits for its turn, 0 when it does not
 * @rsa: TEKs that the agent decrypts
 */
struct wman_sa {
	struct wman_dev *wdev;
	struct list_head list;
	u16 said;
	u8 type;
	u32 suite;
	const struct wman_suite *traits;
	struct wman_group *group;
	u8 state;
	enum wman_reason reason;
	struct wman_tek __rcu *tek[WMAN_TEK_SLOTS];
	struct wman_tek __rcu *tx;
	struct list_head teks;
	struct delayed_work retry_timer;
	struct wman_alarm refresh;
	struct wman_alarm expiry;
	struct delayed_work want_work;
	unsigned long want_after;
	u8 identifier;
	u8 nonce[WMAN_NONCE_LEN];
	unsigned int tries;
	u64 turn;
	struct wman_tek_rsa rsa;
};

/**
 * struct wman_sa_table - the SAs of a station
 * @list: all of them, a handful
 * @window: replay window in force, in PNs
 * @turns: last place in the queue of requests that was given away
 */
struct wman_sa_table {
	struct list_head list;
	u16 window;
	u64 turns;
};

/**
 * wman_sa_init() - set the table up
 * @wdev: the station
 */
void wman_sa_init(struct wman_dev *wdev);

/**
 * wman_sa_find() - find an SA
 * @wdev: the station
 * @said: SAID
 *
 * Context: control thread.
 * Return: the SA or NULL.
 */
struct wman_sa *wman_sa_find(struct wman_dev *wdev, u16 said);

/**
 * wman_sa_list_check() - can the SA list of an authorization be taken over?
 * @wdev: the station, with a link
 * @desc: SA-Descriptors
 * @n: how many
 *
 * Context: control thread.
 * Return: 0; WMAN_REASON_SAID_UNKNOWN when there is no primary SA, or its SAID is not the basic
 * CID; WMAN_REASON_SUITE when its suite was not offered, or it is not for unicast.
 */
enum wman_reason wman_sa_list_check(struct wman_dev *wdev, const struct wman_sa_descriptor *desc,
				    unsigned int n);

/**
 * wman_sa_update() - take over an SA list
 * @wdev: the station
 * @desc: SA-Descriptors
 * @n: how many
 * @whole: SAs that are not in the list end (SA-TEK-Response), or stay (SA-Addition)
 *
 * Context: control thread; waits for a grace period when an SA ends. An SA that cannot be taken
 * is counted and left out.
 */
void wman_sa_update(struct wman_dev *wdev, const struct wman_sa_descriptor *desc, unsigned int n,
		    bool whole);

/**
 * wman_sa_open() - the primary SA of a station without authorization: the null SA
 * @wdev: the station, which has no SA
 *
 * Context: control thread.
 */
void wman_sa_open(struct wman_dev *wdev);

/**
 * wman_sa_narrow() - fewer suites are offered: an SA with another one ends
 * @wdev: the station
 *
 * Context: control thread; waits for a grace period when an SA ends.
 */
void wman_sa_narrow(struct wman_dev *wdev);

/**
 * wman_sa_resume() - a new AK for the SAs that there are
 * @wdev: the station
 *
 * Context: control thread. TEK machines that were rejected or wait for it go on.
 */
void wman_sa_resume(struct wman_dev *wdev);

/**
 * wman_sa_suspend() - the AK goes, and perhaps not the TEKs: Auth Pend to every TEK machine
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_sa_suspend(struct wman_dev *wdev);

/**
 * wman_sa_unused() - the last flow of an SA is gone
 * @wdev: the station
 * @said: its SAID
 *
 * Context: control thread; waits for a grace period. A dynamic SA ends, others stay.
 */
void wman_sa_unused(struct wman_dev *wdev, u16 said);

/**
 * wman_sa_flush() - end every SA
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_sa_flush(struct wman_dev *wdev);

/**
 * wman_sa_stop() - Stop to the TEK machine of every SA
 * @wdev: the station
 *
 * Context: control thread. The SAs stay, without keys; no PN is forgotten.
 */
void wman_sa_stop(struct wman_dev *wdev);

/**
 * wman_sa_usable() - can traffic pass under this SA?
 * @sa: the SA
 *
 * Context: control thread.
 * Return: true when it has a TEK to send with, or needs none and the station is authorized.
 */
bool wman_sa_usable(const struct wman_sa *sa);

/**
 * wman_sa_insecure() - does an SA keep nothing secret?
 * @wdev: the station
 *
 * Context: control thread.
 * Return: true when the suite of one is insecure.
 */
bool wman_sa_insecure(const struct wman_dev *wdev);

/**
 * wman_sa_install() - put the two TEKs of a Key-Reply in use
 * @sa: the SA
 * @key: unwrapped TEKs, the older first, with zeros behind short ones
 * @params: their TEK-Parameters, with a CBC-IV if the suite has one
 *
 * Context: control thread. A TEK that is held already, in use or parked, keeps its PN and its
 * replay window; a TEK in use that is not among the two ends.
 * Return: 0, WMAN_REASON_NO_MEMORY, WMAN_REASON_CRYPTO, WMAN_REASON_SA_LIMIT, or
 * WMAN_REASON_TEK_SN for a TEK that is held under another number; on error nothing was changed.
 */
enum wman_reason wman_sa_install(struct wman_sa *sa, const u8 key[2][WMAN_TEK_LEN],
				 const struct wman_tek_params params[2]);

/**
 * wman_sa_follow() - put a TEK in use that follows the newer one, which becomes the older
 * @sa: the SA, usable
 * @key: the TEK, 16 octets
 * @params: its TEK-Parameters
 *
 * Context: control thread.
 * Return: 0, also when it is the newer one already; WMAN_REASON_TEK_SN, WMAN_REASON_LIFETIME when
 * it cannot follow; WMAN_REASON_NO_MEMORY, WMAN_REASON_CRYPTO, WMAN_REASON_SA_LIMIT. On error
 * nothing was changed.
 */
enum wman_reason wman_sa_follow(struct wman_sa *sa, const u8 *key,
				const struct wman_tek_params *params);

/**
 * wman_sa_set_expiry() - set the alarm for the next end of a TEK or GKEK
 * @sa: the SA, whose keys have changed
 *
 * Context: control thread.
 */
void wman_sa_set_expiry(struct wman_sa *sa);

/**
 * wman_sa_want() - other TEKs are wanted, at most one Key-Request a second
 * @sa: the SA
 *
 * Context: any.
 */
void wman_sa_want(struct wman_sa *sa);

/**
 * wman_sa_remove_keys() - take the TEKs out of use; wipe the GKEKs
 * @sa: the SA
 *
 * Context: control thread.
 */
void wman_sa_remove_keys(struct wman_sa *sa);

/**
 * wman_tek_take_pn() - take a PN for one PDU of the uplink
 * @tek: the TEK
 * @sa: its SA, whose refresh is asked for when the PN comes near its end
 * @pn: the PN as sent, with the direction bit
 *
 * Context: any, concurrent.
 * Return: true, or false when none is left.
 */
bool wman_tek_take_pn(struct wman_tek *tek, struct wman_sa *sa, u32 *pn);

#endif
