// SPDX-License-Identifier: GPL-2.0
/* Which uplink flow takes a packet (802.16e 5.2.2, 11.13.19.3.4). */
#include "classify.h"

#include <linux/etherdevice.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "dev.h"

static struct wman_rule *find(struct wman_rules *rules, u16 index)
{
	unsigned int i;

	for (i = 0; i < rules->n; i++)
		if (rules->rule[i].index == index)
			return &rules->rule[i];
	return NULL;
}

static enum wman_confirmation apply(struct wman_rules *rules, u8 cs,
				    const struct wman_dsx_rule *change)
{
	bool add = change->action == WMAN_RULE_ACTION_ADD;
	struct wman_rule rule, *there;

	if (change->cs != cs ||
	    wman_rule_parse(&rule, cs, change->rule.data, change->rule.len))
		return WMAN_CC_OTHER;
	there = find(rules, rule.index);
	/* a new rule needs an index that is free, any other one that is there */
	if (add == !!there)
		return WMAN_CC_OTHER;
	switch (change->action) {
	case WMAN_RULE_ACTION_ADD:
		if (rules->n == WMAN_RULES_MAX)
			return WMAN_CC_OTHER;
		rules->rule[rules->n++] = rule;
		return WMAN_CC_OK;
	case WMAN_RULE_ACTION_REPLACE:
		*there = rule;
		return WMAN_CC_OK;
	case WMAN_RULE_ACTION_DELETE:
		*there = rules->rule[--rules->n];
		return WMAN_CC_OK;
	default:
		return WMAN_CC_OTHER;
	}
}

enum wman_confirmation wman_rules_change(struct wman_rules **rules, const struct wman_rules *old,
					 u8 cs, const struct wman_flow_params *params)
{
	enum wman_confirmation code = params->unsupported ? WMAN_CC_OTHER : WMAN_CC_OK;
	struct wman_rules *new;
	unsigned int i;

	new = kzalloc(struct_size(new, rule, WMAN_RULES_MAX), GFP_KERNEL);
	if (!new)
		return WMAN_CC_OTHER;
	if (old) {
		new->n = old->n;
		memcpy(new->rule, old->rule, array_size(old->n, sizeof(*old->rule)));
	}
	for (i = 0; i < params->n_rules && code == WMAN_CC_OK; i++)
		code = apply(new, cs, &params->rules[i]);
	if (code != WMAN_CC_OK || !new->n) {
		kfree(new);
		new = NULL;
	}
	if (code == WMAN_CC_OK)
		*rules = new;
	return code;
}

/* The greatest priority of the rules that take a packet; -1 when none does. */
static int priority(const struct wman_rules *rules, const struct wman_packet *pkt)
{
	int best = -1;
	unsigned int i;

	for (i = 0; i < rules->n; i++)
		if (rules->rule[i].priority > best && wman_rule_takes(&rules->rule[i], pkt))
			best = rules->rule[i].priority;
	return best;
}

struct wman_flow *wman_flow_classify(struct wman_dev *wdev, const struct sk_buff *skb)
{
	struct wman_flow *flow, *best = NULL, *plain = NULL;
	const struct wman_rules *rules;
	int prio, best_prio = -1;
	struct wman_packet pkt;
	bool have_pkt = false;
	u16 proto = ntohs(eth_hdr(skb)->h_proto);

	list_for_each_entry_rcu(flow, &wdev->flows.uplink, uplink) {
		if (!READ_ONCE(flow->active) || !wman_cs_takes(flow->cs, proto))
			continue;
		rules = rcu_dereference(flow->rules);
		if (!rules) {
			plain = plain ?: flow;
			continue;
		}
		/* most stations have no rules, and need not look into a packet */
		if (!have_pkt)
			wman_packet_read(&pkt, skb->data, skb->len);
		have_pkt = true;
		prio = priority(rules, &pkt);
		if (prio > best_prio) {
			best_prio = prio;
			best = flow;
		}
	}
	return best ?: plain;
}
