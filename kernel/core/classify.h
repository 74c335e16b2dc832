/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which uplink flow takes a packet.
 *
 * The rules of a flow are one block that is never changed: DSC makes another, publishes it and
 * keeps the former one until nothing can bring it back; then it ends a grace period later. tx reads
 * it under RCU. It belongs to its flow, or to the transaction that replaced it.
 */
#ifndef _WMAN_CLASSIFY_H
#define _WMAN_CLASSIFY_H

#include <linux/rcupdate.h>

#include "classifier.h"
#include "dsx.h"

struct sk_buff;
struct wman_dev;
struct wman_flow;

#define WMAN_RULES_MAX	16	/* of a flow */

/**
 * struct wman_rules - packet classification rules of a flow
 * @rcu: its end
 * @n: entries in @rule, at least one
 * @rule: the rules
 */
struct wman_rules {
	struct rcu_head rcu;
	unsigned int n;
	struct wman_rule rule[];
};

/**
 * wman_rules_change() - what the rules of a flow become by a message
 * @rules: the new ones, or NULL when none is left; the caller owns them
 * @old: the rules as they are, or NULL
 * @cs: convergence sublayer of the flow
 * @params: what the message says
 *
 * Context: may sleep.
 * Return: WMAN_CC_OK, or another confirmation code and @rules is not touched.
 */
enum wman_confirmation wman_rules_change(struct wman_rules **rules, const struct wman_rules *old,
					 u8 cs, const struct wman_flow_params *params);

/**
 * wman_flow_classify() - the uplink flow of a packet
 * @wdev: the station
 * @skb: an Ethernet frame; what is not in its linear part meets no criterion
 *
 * Of all rules that take the packet the one of the greatest priority decides, then the older flow.
 * What no rule takes goes to the first flow without rules.
 *
 * Context: RCU read section.
 * Return: an active flow whose convergence sublayer carries the packet, or NULL.
 */
struct wman_flow *wman_flow_classify(struct wman_dev *wdev, const struct sk_buff *skb);

#endif
