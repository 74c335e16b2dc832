/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Service flows: made by DSA, changed by DSC, ended by DSD or with the link.
 *
 * A flow is built whole and published in the CID hash (downlink) or the uplink list. tx and rx
 * find it there under RCU. Its end: unlinked, synchronize_net(), freed, all by the control
 * thread. It points to its SA; when the SA goes first, the pointer becomes NULL and the flow
 * carries nothing. There is no clear flow: a station that has an AK never sends clear traffic.
 */
#ifndef _WMAN_FLOW_H
#define _WMAN_FLOW_H

#include <linux/atomic.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <linux/wman.h>

#include "classify.h"
#include "dsx.h"
#include "frag.h"

struct sk_buff;
struct wman_dev;
struct wman_message;
struct wman_sa;

#define WMAN_FLOWS_MAX		16
#define WMAN_FLOW_HASH_BITS	5
#define WMAN_TRANSACTIONS	8	/* answered requests that are remembered */
#define WMAN_DSX_RETRIES	3
#define WMAN_SDU_MAX		4096	/* octets of a reassembled SDU */

/**
 * struct wman_flow - a service flow
 * @list: in wman_flow_table.all, control thread
 * @node: in the CID hash; downlink flows
 * @uplink: in wman_flow_table.uplink; uplink flows
 * @sfid: SFID
 * @cid: transport CID
 * @dir: enum wman_direction
 * @cs: enum wman_cs
 * @said: SAID of @sa
 * @sa: its SA; written by the control thread, read under RCU
 * @rules: which packets it takes, NULL for all that @cs carries; likewise; uplink flows
 * @active: it is to carry traffic; likewise
 * @crc: PDUs sent carry a CRC
 * @fragment: SDUs may be cut
 * @extended: FSN of 11 bits
 * @packets: SDUs carried
 * @bytes: octets in them
 * @lock: protects @fsn, @rx and @rx_since
 * @fsn: next FSN to send
 * @rx: reassembly; its memory is there from the first fragment on
 * @rx_since: jiffies of the first fragment held
 */
struct wman_flow {
	struct list_head list;
	struct hlist_node node;
	struct list_head uplink;
	u32 sfid;
	u16 cid;
	u8 dir;
	u8 cs;
	u16 said;
	struct wman_sa __rcu *sa;
	struct wman_rules __rcu *rules;
	bool active;
	bool crc;
	bool fragment;
	bool extended;
	atomic64_t packets;
	atomic64_t bytes;
	spinlock_t lock;	/* protects fsn, rx and rx_since */
	u16 fsn;
	struct wman_frag rx;
	unsigned long rx_since;
};

/**
 * struct wman_flow_was - what a flow was before a change that may be taken back
 * @flow: the flow, NULL when there is nothing to bring back
 * @rules: the rules it had
 * @active: it was active
 */
struct wman_flow_was {
	struct wman_flow *flow;
	struct wman_rules *rules;
	bool active;
};

/**
 * struct wman_transaction - a DSA-REQ or DSC-REQ that was answered
 * @wdev: the station
 * @type: of the answer: WMAN_MSG_DSA_RSP or WMAN_MSG_DSC_RSP
 * @id: transaction id
 * @confirmation: enum wman_confirmation; the answer is sent again for the same id and until DSA-ACK
 *	or DSC-ACK
 * @dir: direction of the flow that was asked for, 0 when that was not said
 * @named: there was an SFID
 * @sfid: SFID
 * @tries: how often it was sent
 * @timer: T8
 * @used: this entry is in use
 * @was: brought back if the base station refuses the answer
 */
struct wman_transaction {
	struct wman_dev *wdev;
	u8 type;
	u16 id;
	u8 confirmation;
	u8 dir;
	bool named;
	u32 sfid;
	unsigned int tries;
	struct delayed_work timer;
	bool used;
	struct wman_flow_was was;
};

/**
 * struct wman_flow_table - the flows of a station
 * @all: every flow, control thread
 * @n: how many
 * @downlink: by CID, RCU
 * @uplink: in the order of their making, RCU
 * @transaction: the last ones
 * @next_transaction: the entry to use next
 * @ms: transactions that the station began, the oldest first
 * @n_ms: how many
 * @next_ms: transaction id to use next
 */
struct wman_flow_table {
	struct list_head all;
	unsigned int n;
	DECLARE_HASHTABLE(downlink, WMAN_FLOW_HASH_BITS);
	struct list_head uplink;
	struct wman_transaction transaction[WMAN_TRANSACTIONS];
	unsigned int next_transaction;
	struct list_head ms;
	unsigned int n_ms;
	u16 next_ms;
};

/**
 * wman_flow_init() - set the table up
 * @wdev: the station
 */
void wman_flow_init(struct wman_dev *wdev);

/**
 * wman_flow_flush() - end every flow
 * @wdev: the station
 *
 * Context: control thread; waits for a grace period.
 */
void wman_flow_flush(struct wman_dev *wdev);

/**
 * wman_flow_by_cid() - the downlink flow of a connection
 * @wdev: the station
 * @cid: transport CID
 *
 * Context: RCU read section.
 * Return: the flow or NULL.
 */
struct wman_flow *wman_flow_by_cid(struct wman_dev *wdev, u16 cid);

/**
 * wman_flow_is_uplink() - is this the CID of an uplink flow?
 * @wdev: the station
 * @cid: transport CID
 *
 * Context: RCU read section.
 */
bool wman_flow_is_uplink(struct wman_dev *wdev, u16 cid);

/**
 * wman_flow_sa_added() - an SA was made; flows that name it may use it
 * @wdev: the station
 * @sa: the SA
 *
 * Context: control thread.
 */
void wman_flow_sa_added(struct wman_dev *wdev, struct wman_sa *sa);

/**
 * wman_flow_sa_gone() - an SA is going; no flow uses it after a grace period
 * @wdev: the station
 * @sa: the SA
 *
 * Context: control thread.
 */
void wman_flow_sa_gone(struct wman_dev *wdev, struct wman_sa *sa);

/**
 * wman_flow_check() - tell network entry whether traffic can pass
 * @wdev: the station
 *
 * Context: control thread.
 */
void wman_flow_check(struct wman_dev *wdev);

/*
 * What both the base station's transactions and the station's own are made of; control thread.
 * make and change return enum wman_confirmation. What @was holds is taken back or settled.
 */
struct wman_flow *wman_flow_find(struct wman_dev *wdev, u32 sfid);
u8 wman_flow_make(struct wman_dev *wdev, const struct wman_dsx *req);
u8 wman_flow_change(struct wman_dev *wdev, const struct wman_dsx *req, struct wman_flow_was *was);
void wman_flow_settle(struct wman_flow_was *was);
void wman_flow_end(struct wman_dev *wdev, struct wman_flow *flow);
void wman_flow_send(struct wman_dev *wdev, const struct wman_dsx *dsx);

/* Message handlers: control thread; 0 or why the message was dropped. */
/* DSA-REQ and DSC-REQ */
enum wman_reason wman_flow_request(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_flow_dsa_ack(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_flow_dsc_ack(struct wman_dev *wdev, const struct wman_message *msg);
enum wman_reason wman_flow_dsd_req(struct wman_dev *wdev, const struct wman_message *msg);

#endif
