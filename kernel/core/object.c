// SPDX-License-Identifier: GPL-2.0
/* Objects as netlink attributes. */
#include <net/netlink.h>

#include "dev.h"
#include "netlink.h"

int wman_nl_put_counter(struct sk_buff *skb, int attr, enum wman_reason reason, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || nla_put_u32(skb, WMAN_A_COUNTER_REASON, reason) ||
	    wman_nl_put_u64(skb, WMAN_A_COUNTER_COUNT, count))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_timers(struct sk_buff *skb, struct wman_dev *wdev)
{
	struct nlattr *nest = nla_nest_start(skb, WMAN_A_DEV_TIMERS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 1; i <= WMAN_A_TIMER_MAX; i++)
		if (nla_put_u32(skb, i, wdev->cfg.timer_ms[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_settings(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_settings *cfg = &wdev->cfg;
	int i;

	for (i = 0; i < cfg->suites.n; i++)
		if (nla_put_u32(skb, WMAN_A_DEV_SUITE, cfg->suites.suite[i]))
			return -EMSGSIZE;
	if (nla_put_u32(skb, WMAN_A_DEV_EDITION, cfg->edition) ||
	    nla_put_u32(skb, WMAN_A_DEV_CRC, cfg->crc) ||
	    nla_put_u16(skb, WMAN_A_DEV_PN_WINDOW_OFFER, cfg->pn_window) ||
	    nla_put_u8(skb, WMAN_A_DEV_SA_MAX, cfg->sa_max) ||
	    nla_put_u32(skb, WMAN_A_DEV_POLICY, cfg->policy) ||
	    nla_put_u32(skb, WMAN_A_DEV_GTEK_PUSH, cfg->gtek_push) ||
	    nla_put_u32(skb, WMAN_A_DEV_MAC_MODE_OFFER, cfg->mac_modes) ||
	    nla_put_u32(skb, WMAN_A_DEV_INSECURE_CHOICES, cfg->insecure_choices) ||
	    nla_put_string(skb, WMAN_A_DEV_CARD, wdev->card->ops->kind))
		return -EMSGSIZE;
	return put_timers(skb, wdev);
}

static int put_link(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_link *link = wman_dev_link(wdev);

	if (!link)
		return 0;
	if (nla_put(skb, WMAN_A_DEV_BSID, ETH_ALEN, link->bsid) ||
	    nla_put(skb, WMAN_A_DEV_BS_ADDRESS, ETH_ALEN, link->bs_addr))
		return -EMSGSIZE;
	if (link->basic_cid &&
	    (nla_put_u16(skb, WMAN_A_DEV_BASIC_CID, link->basic_cid) ||
	     nla_put_u16(skb, WMAN_A_DEV_PRIMARY_CID, link->primary_cid)))
		return -EMSGSIZE;
	return 0;
}

static int put_authorization(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_ak *ak = &wdev->keys.cur;

	if (wman_auth_unprotected(wdev))
		return nla_put_flag(skb, WMAN_A_DEV_INSECURE);
	if (!ak->valid)
		return 0;
	if (nla_put_u8(skb, WMAN_A_DEV_AK_SN, ak->sn) ||
	    nla_put_u32(skb, WMAN_A_DEV_AK_LIFETIME_S, wman_key_left(ak->expires)) ||
	    nla_put_u32(skb, WMAN_A_DEV_MAC_MODE, wman_nl_mac_mode(ak->mode)) ||
	    nla_put_u16(skb, WMAN_A_DEV_PN_WINDOW, wdev->sas.window))
		return -EMSGSIZE;
	return wdev->agent.insecure || wman_sa_insecure(wdev) ?
	       nla_put_flag(skb, WMAN_A_DEV_INSECURE) : 0;
}

static int put_pmk(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_pmk *pmk = &wdev->pmk;

	if (!pmk->valid)
		return 0;
	return nla_put_u32(skb, WMAN_A_DEV_PMK_LIFETIME_S, wman_key_left(pmk->expires)) ?:
	       nla_put_u16(skb, WMAN_A_DEV_KEY_COUNT, pmk->count);
}

int wman_nl_put_dev(struct sk_buff *skb, const void *obj)
{
	struct wman_dev *wdev = (struct wman_dev *)obj;

	if (nla_put_u32(skb, WMAN_A_DEV_STATE, wdev->entry.state) ||
	    nla_put_u32(skb, WMAN_A_DEV_AUTH_STATE, wdev->auth.state) ||
	    nla_put_u32(skb, WMAN_A_DEV_REASON, wdev->reason) ||
	    (wdev->agent.network[0] &&
	     nla_put_string(skb, WMAN_A_DEV_NETWORK, wdev->agent.network)) ||
	    (wman_agent_portid(wdev) && nla_put_flag(skb, WMAN_A_DEV_AGENT_BOUND)) ||
	    put_link(skb, wdev) || put_authorization(skb, wdev) || put_pmk(skb, wdev) ||
	    put_settings(skb, wdev))
		return -EMSGSIZE;
	return 0;
}

static int put_tek(struct sk_buff *skb, const struct wman_sa *sa, struct wman_tek *tek)
{
	struct nlattr *nest = nla_nest_start(skb, WMAN_A_SA_TEK);
	u32 highest;

	if (!nest)
		return -EMSGSIZE;
	spin_lock_bh(&tek->lock);
	highest = tek->replay.highest;
	spin_unlock_bh(&tek->lock);
	if (nla_put_u8(skb, WMAN_A_TEK_EKS, tek->sn) ||
	    nla_put_u32(skb, WMAN_A_TEK_LIFETIME_S, wman_key_left(tek->expires)) ||
	    nla_put_u32(skb, WMAN_A_TEK_TX_PN,
			min_t(u64, atomic64_read(&tek->tx_pn), WMAN_PN_LAST)) ||
	    nla_put_u32(skb, WMAN_A_TEK_RX_PN, highest) ||
	    nla_put_u16(skb, WMAN_A_TEK_WINDOW, tek->replay.window) ||
	    wman_nl_put_u64(skb, WMAN_A_TEK_TX_PACKETS, atomic64_read(&tek->tx_packets)) ||
	    wman_nl_put_u64(skb, WMAN_A_TEK_RX_PACKETS, atomic64_read(&tek->rx_packets)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_gkek(struct sk_buff *skb, const struct wman_gkek *gkek)
{
	struct nlattr *nest = nla_nest_start(skb, WMAN_A_SA_GKEK);

	if (!nest || nla_put_u8(skb, WMAN_A_GKEK_SN, gkek->sn) ||
	    nla_put_u32(skb, WMAN_A_GKEK_LIFETIME_S, wman_key_left(gkek->expires)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_group(struct sk_buff *skb, const struct wman_group *group)
{
	int i;

	for (i = 0; i < WMAN_GKEKS; i++)
		if (group->gkek[i].valid && put_gkek(skb, &group->gkek[i]))
			return -EMSGSIZE;
	return group->pushed ? nla_put_u16(skb, WMAN_A_SA_PUSH_COUNTER, group->push_counter) : 0;
}

int wman_nl_put_sa(struct sk_buff *skb, const void *obj)
{
	const struct wman_sa *sa = obj;

	if (nla_put_u16(skb, WMAN_A_SA_SAID, sa->said) ||
	    nla_put_u32(skb, WMAN_A_SA_TYPE, sa->type) ||
	    nla_put_u32(skb, WMAN_A_SA_SUITE, sa->suite) ||
	    nla_put_u32(skb, WMAN_A_SA_STATE, sa->state) ||
	    nla_put_u32(skb, WMAN_A_SA_REASON, sa->reason) ||
	    nla_put_u32(skb, WMAN_A_SA_SERVICE,
			sa->group ? WMAN_SA_SERVICE_GROUP : WMAN_SA_SERVICE_UNICAST) ||
	    (sa->traits->insecure && nla_put_flag(skb, WMAN_A_SA_INSECURE)))
		return -EMSGSIZE;
	return sa->group ? put_group(skb, sa->group) : 0;
}

int wman_nl_put_sa_teks(struct sk_buff *skb, const void *obj)
{
	const struct wman_sa *sa = obj;
	struct wman_tek *tek;

	if (wman_nl_put_sa(skb, sa))
		return -EMSGSIZE;
	/* in the order of their making, so the older first */
	list_for_each_entry(tek, &sa->teks, list)
		if (!tek->parked && put_tek(skb, sa, tek))
			return -EMSGSIZE;
	return 0;
}
