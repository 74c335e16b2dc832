// SPDX-License-Identifier: GPL-2.0
/*
 * Handlers of the netlink family. Each finds its device, holds it, and runs the rest in the
 * device's control thread, so that what it shows is of one moment and what it changes races with
 * nothing.
 */
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "../compat.h"
#include "dev.h"
#include "netlink.h"
#include "offer.h"
#include "netlink_gen.h"
#include "tek.h"

/* A device that a request names, held. */
struct net_device *wman_nl_dev_of(struct net *net, struct nlattr *ifindex,
				  struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (!ifindex) {
		NL_SET_ERR_MSG(extack, "ifindex is missing");
		return ERR_PTR(-EINVAL);
	}
	dev = dev_get_by_index(net, nla_get_u32(ifindex));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, ifindex, "no such device");
		return ERR_PTR(-ENODEV);
	}
	if (!wman_dev_from(dev)) {
		dev_put(dev);
		NL_SET_ERR_MSG_ATTR(extack, ifindex, "not a wman device");
		return ERR_PTR(-EOPNOTSUPP);
	}
	return dev;
}

int wman_nl_call(struct genl_info *info, int (*fn)(struct wman_dev *wdev, void *arg), void *arg)
{
	struct net_device *dev;
	int ret;

	dev = wman_nl_dev_of(genl_info_net(info), info->attrs[WMAN_A_IFINDEX], info->extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	ret = wman_dev_call(wman_dev_from(dev), fn, arg);
	dev_put(dev);
	return ret;
}

int wman_nl_in_control(struct genl_info *info, struct wman_nl_request *req,
		       int (*fn)(struct wman_dev *wdev, void *arg))
{
	req->info = info;
	return wman_nl_call(info, fn, req);
}

/* The attributes in a nest that the family's policy has validated already. */
int wman_nl_parse_nest(struct genl_info *info, int attr, struct nlattr **tb, int max)
{
	if (!info->attrs[attr]) {
		NL_SET_ERR_MSG(info->extack, "the request has no object");
		return -EINVAL;
	}
	return nla_parse_nested(tb, max, info->attrs[attr], NULL, info->extack);
}

/* One reply, built in the control thread by @put behind the ifindex. */
int wman_nl_build_reply(struct wman_dev *wdev, struct wman_nl_request *req,
			int (*put)(struct sk_buff *skb, struct wman_dev *wdev))
{
	struct genl_info *info = req->info;
	struct sk_buff *skb;
	void *hdr;

	skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put_reply(skb, info, &wman_nl_family, 0, info->genlhdr->cmd);
	if (!hdr || nla_put_u32(skb, WMAN_A_IFINDEX, wdev->dev->ifindex) || put(skb, wdev)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	req->reply = skb;
	return 0;
}

static int put_dev(struct sk_buff *skb, struct wman_dev *wdev)
{
	struct nlattr *nest = nla_nest_start(skb, WMAN_A_DEV);

	if (!nest || wman_nl_put_dev(skb, wdev))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int dev_get_fn(struct wman_dev *wdev, void *arg)
{
	return wman_nl_build_reply(wdev, arg, put_dev);
}

/* Answer with the reply that @fn builds. */
static int answer(struct genl_info *info, int (*fn)(struct wman_dev *wdev, void *arg))
{
	struct wman_nl_request req = {};

	return wman_nl_in_control(info, &req, fn) ?: genlmsg_reply(req.reply, info);
}

int wman_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return answer(info, dev_get_fn);
}

static int put_counters(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_stats *stats;
	u64 sum[WMAN_REASON_MAX + 1] = {}, value;
	unsigned int start;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		stats = per_cpu_ptr(wdev->stats, cpu);
		for (i = 0; i <= WMAN_REASON_MAX; i++) {
			do {
				start = u64_stats_fetch_begin(&stats->sync);
				value = u64_stats_read(&stats->count[i]);
			} while (u64_stats_fetch_retry(&stats->sync, start));
			sum[i] += value;
		}
	}
	for (i = 0; i <= WMAN_REASON_MAX; i++) {
		if (sum[i] && wman_nl_put_counter(skb, WMAN_A_COUNTER, i, sum[i]))
			return -EMSGSIZE;
	}
	return 0;
}

static int stats_get_fn(struct wman_dev *wdev, void *arg)
{
	return wman_nl_build_reply(wdev, arg, put_counters);
}

int wman_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return answer(info, stats_get_fn);
}

static int set_timers(struct genl_info *info, struct nlattr *attr, struct wman_settings *cfg)
{
	struct nlattr *tb[WMAN_A_TIMER_MAX + 1];
	int i, ret;

	ret = nla_parse_nested(tb, WMAN_A_TIMER_MAX, attr, NULL, info->extack);
	for (i = 1; !ret && i <= WMAN_A_TIMER_MAX; i++)
		if (tb[i])
			cfg->timer_ms[i] = nla_get_u32(tb[i]);
	return ret;
}

static int dev_set_fn(struct wman_dev *wdev, void *arg)
{
	static const u8 only_idle[] = { WMAN_A_DEV_EDITION, WMAN_A_DEV_CRC, WMAN_A_DEV_SUITE,
					WMAN_A_DEV_PN_WINDOW_OFFER, WMAN_A_DEV_SA_MAX,
					WMAN_A_DEV_POLICY, WMAN_A_DEV_MAC_MODE_OFFER,
					WMAN_A_DEV_INSECURE_CHOICES };
	struct wman_settings cfg = wdev->cfg;
	struct wman_nl_request *req = arg;
	struct nlattr **tb = req->nest;
	struct wman_suites suites;
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(only_idle); i++) {
		if (!tb[only_idle[i]] || wdev->entry.state == WMAN_DEV_STATE_IDLE)
			continue;
		NL_SET_ERR_MSG_ATTR(req->info->extack, tb[only_idle[i]],
				    "cannot be changed while connected");
		return -EBUSY;
	}
	ret = wman_offer_parse(req->info, WMAN_A_DEV, WMAN_A_DEV_SUITE, &suites);
	if (!ret && tb[WMAN_A_DEV_TIMERS])
		ret = set_timers(req->info, tb[WMAN_A_DEV_TIMERS], &cfg);
	if (ret)
		return ret;
	if (suites.n)
		cfg.suites = suites;
	if (tb[WMAN_A_DEV_EDITION])
		cfg.edition = nla_get_u32(tb[WMAN_A_DEV_EDITION]);
	if (tb[WMAN_A_DEV_CRC])
		cfg.crc = nla_get_u32(tb[WMAN_A_DEV_CRC]);
	if (tb[WMAN_A_DEV_PN_WINDOW_OFFER])
		cfg.pn_window = nla_get_u16(tb[WMAN_A_DEV_PN_WINDOW_OFFER]);
	if (tb[WMAN_A_DEV_SA_MAX])
		cfg.sa_max = nla_get_u8(tb[WMAN_A_DEV_SA_MAX]);
	if (tb[WMAN_A_DEV_POLICY])
		cfg.policy = nla_get_u32(tb[WMAN_A_DEV_POLICY]);
	if (tb[WMAN_A_DEV_MAC_MODE_OFFER])
		cfg.mac_modes = nla_get_u32(tb[WMAN_A_DEV_MAC_MODE_OFFER]);
	if (tb[WMAN_A_DEV_GTEK_PUSH])
		cfg.gtek_push = nla_get_u32(tb[WMAN_A_DEV_GTEK_PUSH]);
	if (tb[WMAN_A_DEV_INSECURE_CHOICES])
		cfg.insecure_choices = nla_get_u32(tb[WMAN_A_DEV_INSECURE_CHOICES]);
	ret = wman_offer_allowed(&cfg, req->info->extack);
	if (!ret)
		wdev->cfg = cfg;
	return ret;
}

int wman_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[WMAN_A_DEV_MAX + 1];
	struct wman_nl_request req = { .nest = tb };
	int ret;

	ret = wman_nl_parse_nest(info, WMAN_A_DEV, tb, WMAN_A_DEV_MAX);
	return ret ?: wman_nl_in_control(info, &req, dev_set_fn);
}

static int dev_connect_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct nlattr **tb = req->nest;
	int ret;

	ret = wman_offer_usable(&wdev->cfg, req->info->extack);
	if (ret)
		return ret;
	if (wdev->entry.state == WMAN_DEV_STATE_IDLE && netif_running(wdev->dev)) {
		if (tb[WMAN_A_DEV_NETWORK])
			nla_strscpy(wdev->agent.network, tb[WMAN_A_DEV_NETWORK],
				    sizeof(wdev->agent.network));
		else
			wdev->agent.network[0] = '\0';
	}
	ret = wman_entry_connect(wdev, tb[WMAN_A_DEV_BSID] ? nla_data(tb[WMAN_A_DEV_BSID]) : NULL);
	if (ret == -ENETDOWN)
		NL_SET_ERR_MSG(req->info->extack, "the device is down");
	else if (ret == -EALREADY)
		NL_SET_ERR_MSG(req->info->extack, "connected or connecting already");
	return ret;
}

int wman_nl_dev_connect_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[WMAN_A_DEV_MAX + 1] = {};
	struct wman_nl_request req = { .nest = tb };
	int ret = 0;

	if (info->attrs[WMAN_A_DEV])
		ret = wman_nl_parse_nest(info, WMAN_A_DEV, tb, WMAN_A_DEV_MAX);
	return ret ?: wman_nl_in_control(info, &req, dev_connect_fn);
}

static int dev_disconnect_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;

	if (wdev->entry.state == WMAN_DEV_STATE_IDLE) {
		NL_SET_ERR_MSG(req->info->extack, "not connected");
		return -ENOTCONN;
	}
	return wman_entry_disconnect(wdev, NULL);
}

int wman_nl_dev_disconnect_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct wman_nl_request req = {};

	return wman_nl_in_control(info, &req, dev_disconnect_fn);
}

static int dev_forget_fn(struct wman_dev *wdev, void *arg)
{
	wman_pmk_erase(wdev);
	return 0;
}

int wman_nl_dev_forget_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct wman_nl_request req = {};

	return wman_nl_in_control(info, &req, dev_forget_fn);
}

static int dev_handover_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	int ret = wman_entry_handover(wdev, nla_data(req->nest[WMAN_A_DEV_BSID]));

	if (ret == -ENOTCONN)
		NL_SET_ERR_MSG(req->info->extack, "not registered at a base station");
	else if (ret == -EALREADY)
		NL_SET_ERR_MSG(req->info->extack, "this base station serves the device");
	else if (ret == -ENOKEY)
		NL_SET_ERR_MSG(req->info->extack, "no PMK that may be used again");
	return ret;
}

int wman_nl_dev_handover_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[WMAN_A_DEV_MAX + 1];
	struct wman_nl_request req = { .nest = tb };
	int ret;

	ret = wman_nl_parse_nest(info, WMAN_A_DEV, tb, WMAN_A_DEV_MAX);
	if (ret)
		return ret;
	if (!tb[WMAN_A_DEV_BSID]) {
		NL_SET_ERR_MSG(info->extack, "no BSID");
		return -EINVAL;
	}
	return wman_nl_in_control(info, &req, dev_handover_fn);
}

static int dev_reauth_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;

	if (wdev->auth.state != WMAN_AUTH_STATE_AUTHORIZED && !wman_auth_unprotected(wdev)) {
		NL_SET_ERR_MSG(req->info->extack, "not authorized, or at it already");
		return -ENOTCONN;
	}
	if (!wman_agent_portid(wdev)) {
		NL_SET_ERR_MSG(req->info->extack, "no agent is bound");
		return -ESRCH;
	}
	wman_auth_renew(wdev, WMAN_REASON_USER);
	return 0;
}

int wman_nl_dev_reauth_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct wman_nl_request req = {};

	return wman_nl_in_control(info, &req, dev_reauth_fn);
}

static int sa_rekey_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct wman_sa *sa = wman_sa_find(wdev, nla_get_u16(req->nest[WMAN_A_SA_SAID]));

	if (!sa) {
		NL_SET_ERR_MSG_ATTR(req->info->extack, req->nest[WMAN_A_SA_SAID], "no such SA");
		return -ENOENT;
	}
	if (sa->state != WMAN_TEK_STATE_OPERATIONAL) {
		NL_SET_ERR_MSG(req->info->extack, "the SA has no TEK, or asks for one already");
		return -EBUSY;
	}
	wman_tek_event(sa, WMAN_TEK_EV_REFRESH);
	return 0;
}

int wman_nl_sa_rekey_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[WMAN_A_SA_MAX + 1];
	struct wman_nl_request req = { .nest = tb };
	int ret;

	ret = wman_nl_parse_nest(info, WMAN_A_SA, tb, WMAN_A_SA_MAX);
	if (ret)
		return ret;
	if (!tb[WMAN_A_SA_SAID]) {
		NL_SET_ERR_MSG(info->extack, "sa.said is missing");
		return -EINVAL;
	}
	return wman_nl_in_control(info, &req, sa_rekey_fn);
}

static int owner_released(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct netlink_notify *notify = data;

	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC)
		wman_agent_released(notify->net, notify->portid);
	return NOTIFY_DONE;
}

static struct notifier_block netlink_notifier = { .notifier_call = owner_released };

struct genl_family wman_nl_family __ro_after_init = {
	.name		= WMAN_FAMILY_NAME,
	.version	= WMAN_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= wman_nl_ops,
	.n_ops		= ARRAY_SIZE(wman_nl_ops),
	.mcgrps		= wman_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(wman_nl_mcgrps),
	.resv_start_op	= WMAN_CMD_MAX + 1,
	.maxattr	= WMAN_A_MAX,
};

int __init wman_nl_init(void)
{
	int ret;

	ret = netlink_register_notifier(&netlink_notifier);
	if (ret)
		return ret;
	ret = genl_register_family(&wman_nl_family);
	if (ret)
		netlink_unregister_notifier(&netlink_notifier);
	return ret;
}

void wman_nl_exit(void)
{
	genl_unregister_family(&wman_nl_family);
	netlink_unregister_notifier(&netlink_notifier);
}
