/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SDUs that wait for others of their flow, to share a PDU.
 *
 * An SDU waits only when the stack says that another packet comes at once (netdev_xmit_more()): a
 * GSO packet that was cut, or what a qdisc had in its queue. The last one of such a batch, and
 * whatever cannot share the PDU, sends what waits before it. So nothing waits longer than the call
 * of the transmit path that follows, and packets of a flow keep their order.
 *
 * A station has one PDU in the making; a flow that ends takes its SDUs along. The lock is taken
 * only in a batch.
 */
#ifndef _WMAN_PACK_H
#define _WMAN_PACK_H

#include <linux/skbuff.h>

struct wman_dev;
struct wman_flow;

/**
 * struct wman_pack - the PDU in the making
 * @lock: protects the rest, and wman_flow.pack
 * @flow: whose SDUs wait, NULL when none does
 * @sdus: the SDUs
 * @len: octets in them and in their subheaders
 */
struct wman_pack {
	spinlock_t lock;	/* see above */
	struct wman_flow *flow;
	struct sk_buff_head sdus;
	size_t len;
};

/**
 * wman_pack_init() - nothing waits
 * @wdev: the station
 */
void wman_pack_init(struct wman_dev *wdev);

/**
 * wman_pack_add() - let an SDU wait, or join those that do
 * @wdev: the station
 * @flow: its flow
 * @skb: the SDU; belongs to @wdev when it waits
 * @room: octets of SDUs and subheaders that a PDU can have
 * @begin: it may be the first one
 *
 * Context: BH disabled, RCU read section.
 * Return: whether it waits.
 */
bool wman_pack_add(struct wman_dev *wdev, struct wman_flow *flow, struct sk_buff *skb, size_t room,
		   bool begin);

/**
 * wman_pack_take() - take what waits
 * @wdev: the station
 * @sdus: where to, in the order in which they came
 *
 * Context: BH disabled, RCU read section.
 * Return: their flow, or NULL when nothing waits.
 */
struct wman_flow *wman_pack_take(struct wman_dev *wdev, struct sk_buff_head *sdus);

/**
 * wman_pack_allow() - whether SDUs of a flow may share PDUs from now on
 * @wdev: the station
 * @flow: the flow
 * @allow: they may
 *
 * Context: control thread.
 */
void wman_pack_allow(struct wman_dev *wdev, struct wman_flow *flow, bool allow);

/**
 * wman_pack_forget() - no SDU of a flow waits any more
 * @wdev: the station
 * @flow: the flow, which nobody finds any more; a grace period follows
 *
 * Context: control thread.
 */
void wman_pack_forget(struct wman_dev *wdev, struct wman_flow *flow);

#endif
