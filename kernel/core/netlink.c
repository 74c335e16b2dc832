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
static struct net_device *dev_get(struct net *net, struct nlattr *ifindex,
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

	dev = dev_get(genl_info_net(info), info->attrs[WMAN_A_IFINDEX], info->extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	ret = wman_dev_call(wman_dev_from(dev), fn, arg);
	dev_put(dev);
	return ret;
}

/* A request on its way through the control thread. */
struct request {
	struct genl_info *info;
	struct nlattr **nest;
	struct sk_buff *reply;
};

static int in_control(struct genl_info *info, struct request *req,
		      int (*fn)(struct wman_dev *wdev, void *arg))
{
	req->info = info;
	return wman_nl_call(info, fn, req);
}

/* The attributes in a nest that the family's policy has validated already. */
static int parse_nest(struct genl_info *info, int attr, struct nlattr **tb, int max)
{
	if (!info->attrs[attr]) {
		NL_SET_ERR_MSG(info->extack, "the request has no object");
		return -EINVAL;
	}
	return nla_parse_nested(tb, max, info->attrs[attr], NULL, info->extack);
}

/* One reply, built in the control thread by @put behind the ifindex. */
static int build_reply(struct wman_dev *wdev, struct request *req,
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
	return build_reply(wdev, arg, put_dev);
}

/* Answer with the reply that @fn builds. */
static int answer(struct genl_info *info, int (*fn)(struct wman_dev *wdev, void *arg))
{
	struct request req = {};

	return in_control(info, &req, fn) ?: genlmsg_reply(req.reply, info);
}

int wman_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return answer(info, dev_get_fn);
}

static int put_counters(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_stats *stats;
	u64 sum[WMAN_REASON_MAX + 1] = {}, value;
	struct nlattr *nest;
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
		if (!sum[i])
			continue;
		nest = nla_nest_start(skb, WMAN_A_COUNTER);
		if (!nest || nla_put_u32(skb, WMAN_A_COUNTER_REASON, i) ||
		    wman_nl_put_u64(skb, WMAN_A_COUNTER_COUNT, sum[i]))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int stats_get_fn(struct wman_dev *wdev, void *arg)
{
	return build_reply(wdev, arg, put_counters);
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
	struct request *req = arg;
	struct nlattr **tb = req->nest;
	int i, ret;

	for (i = 0; i < ARRAY_SIZE(only_idle); i++) {
		if (!tb[only_idle[i]] || wdev->entry.state == WMAN_DEV_STATE_IDLE)
			continue;
		NL_SET_ERR_MSG_ATTR(req->info->extack, tb[only_idle[i]],
				    "cannot be changed while connected");
		return -EBUSY;
	}
	ret = wman_offer_set(req->info, &cfg);
	if (!ret && tb[WMAN_A_DEV_TIMERS])
		ret = set_timers(req->info, tb[WMAN_A_DEV_TIMERS], &cfg);
	if (ret)
		return ret;
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
	struct request req = { .nest = tb };
	int ret;

	ret = parse_nest(info, WMAN_A_DEV, tb, WMAN_A_DEV_MAX);
	return ret ?: in_control(info, &req, dev_set_fn);
}

static int dev_connect_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
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
	struct request req = { .nest = tb };
	int ret = 0;

	if (info->attrs[WMAN_A_DEV])
		ret = parse_nest(info, WMAN_A_DEV, tb, WMAN_A_DEV_MAX);
	return ret ?: in_control(info, &req, dev_connect_fn);
}

static int dev_disconnect_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;

	if (wdev->entry.state == WMAN_DEV_STATE_IDLE) {
		NL_SET_ERR_MSG(req->info->extack, "not connected");
		return -ENOTCONN;
	}
	return wman_entry_disconnect(wdev, NULL);
}

int wman_nl_dev_disconnect_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct request req = {};

	return in_control(info, &req, dev_disconnect_fn);
}

static int dev_forget_fn(struct wman_dev *wdev, void *arg)
{
	wman_pmk_erase(wdev);
	return 0;
}

int wman_nl_dev_forget_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct request req = {};

	return in_control(info, &req, dev_forget_fn);
}

static int dev_handover_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
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
	struct request req = { .nest = tb };
	int ret;

	ret = parse_nest(info, WMAN_A_DEV, tb, WMAN_A_DEV_MAX);
	if (ret)
		return ret;
	if (!tb[WMAN_A_DEV_BSID]) {
		NL_SET_ERR_MSG(info->extack, "no BSID");
		return -EINVAL;
	}
	return in_control(info, &req, dev_handover_fn);
}

static int dev_reauth_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;

	if (wdev->auth.state != WMAN_AUTH_STATE_AUTHORIZED) {
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
	struct request req = {};

	return in_control(info, &req, dev_reauth_fn);
}

static int sa_rekey_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
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
	struct request req = { .nest = tb };
	int ret;

	ret = parse_nest(info, WMAN_A_SA, tb, WMAN_A_SA_MAX);
	if (ret)
		return ret;
	if (!tb[WMAN_A_SA_SAID]) {
		NL_SET_ERR_MSG(info->extack, "sa.said is missing");
		return -EINVAL;
	}
	return in_control(info, &req, sa_rekey_fn);
}

int wman_nl_agent_bind_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct net_device *dev = NULL;
	int ret;

	if (info->attrs[WMAN_A_IFINDEX]) {
		dev = dev_get(genl_info_net(info), info->attrs[WMAN_A_IFINDEX], info->extack);
		if (IS_ERR(dev))
			return PTR_ERR(dev);
	}
	ret = wman_agent_bind(genl_info_net(info), dev ? wman_dev_from(dev) : NULL,
			      info->snd_portid);
	if (ret == -EBUSY)
		NL_SET_ERR_MSG(info->extack, "another agent is bound");
	dev_put(dev);
	return ret;
}

static int put_exchange(struct sk_buff *skb, struct wman_dev *wdev)
{
	const struct wman_link *link = wman_dev_link(wdev);
	const struct wman_agent *agent = &wdev->agent;
	struct nlattr *nest = nla_nest_start(skb, WMAN_A_AGENT);

	if (!nest || wman_nl_put_u64(skb, WMAN_A_AGENT_COOKIE, agent->cookie) ||
	    nla_put(skb, WMAN_A_AGENT_ADDRESS, ETH_ALEN, wdev->dev->dev_addr) ||
	    (link && nla_put(skb, WMAN_A_AGENT_BSID, ETH_ALEN, link->bsid)) ||
	    (agent->network[0] && nla_put_string(skb, WMAN_A_AGENT_NETWORK, agent->network)) ||
	    (agent->reauth && nla_put_flag(skb, WMAN_A_AGENT_REAUTH)) ||
	    (agent->rsa && nla_put_flag(skb, WMAN_A_AGENT_RSA)) ||
	    (wman_offer_insecure(wdev) && nla_put_flag(skb, WMAN_A_AGENT_INSECURE_SUITES)) ||
	    (!agent->rsa &&
	     nla_put_u32(skb, WMAN_A_AGENT_MAC_MODE,
			 wman_nl_mac_mode(wman_secneg_mode(&wdev->entry.choice)))))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* The reply goes out in the control thread: no frame may overtake it. */
static int agent_accept_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
	int ret;

	ret = wman_agent_accept(wdev, req->info->snd_portid);
	if (ret == -ENOENT)
		NL_SET_ERR_MSG(req->info->extack, "no exchange is pending");
	else if (ret == -EPERM)
		NL_SET_ERR_MSG(req->info->extack, "the exchange belongs to another agent");
	if (ret)
		return ret;
	ret = build_reply(wdev, req, put_exchange);
	if (ret)
		return ret;
	ret = genlmsg_reply(req->reply, req->info);
	if (!ret)
		wman_agent_accepted(wdev);
	return ret;
}

int wman_nl_agent_accept_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct request req = {};

	return in_control(info, &req, agent_accept_fn);
}

static int explain(struct genl_info *info, int ret)
{
	if (ret == -ESTALE)
		NL_SET_ERR_MSG(info->extack, "the exchange is over");
	else if (ret == -EPERM)
		NL_SET_ERR_MSG(info->extack, "the exchange belongs to another agent");
	else if (ret == -EPROTO)
		NL_SET_ERR_MSG(info->extack, "not what this exchange is about");
	else if (ret == -ENOLINK)
		NL_SET_ERR_MSG(info->extack, "the link is lost");
	else if (ret == -EINVAL)
		NL_SET_ERR_MSG(info->extack, "the EAP packet has another length than it says");
	return ret;
}

static int agent_frame_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
	struct nlattr *frame = req->nest[WMAN_A_AGENT_FRAME];

	return explain(req->info,
		       wman_agent_frame(wdev, req->info->snd_portid,
					nla_get_u64(req->nest[WMAN_A_AGENT_COOKIE]),
					nla_data(frame), nla_len(frame)));
}

int wman_nl_agent_frame_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[WMAN_A_AGENT_MAX + 1];
	struct request req = { .nest = tb };
	int ret;

	ret = parse_nest(info, WMAN_A_AGENT, tb, WMAN_A_AGENT_MAX);
	if (ret)
		return ret;
	if (!tb[WMAN_A_AGENT_COOKIE] || !tb[WMAN_A_AGENT_FRAME]) {
		NL_SET_ERR_MSG(info->extack, "agent.cookie and agent.frame are needed");
		return -EINVAL;
	}
	return in_control(info, &req, agent_frame_fn);
}

static int agent_done_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
	struct nlattr **tb = req->nest;
	struct wman_agent_result res = {
		.cookie = nla_get_u64(tb[WMAN_A_AGENT_COOKIE]),
		.success = tb[WMAN_A_AGENT_SUCCESS],
		.permanent = tb[WMAN_A_AGENT_PERMANENT],
		.insecure = tb[WMAN_A_AGENT_INSECURE],
	};

	if (tb[WMAN_A_AGENT_MSK])
		res.msk = nla_data(tb[WMAN_A_AGENT_MSK]);
	if (tb[WMAN_A_AGENT_MSK_LIFETIME_S])
		res.lifetime_s = nla_get_u32(tb[WMAN_A_AGENT_MSK_LIFETIME_S]);
	if (tb[WMAN_A_AGENT_REASON])
		res.reason = nla_get_u32(tb[WMAN_A_AGENT_REASON]);
	return explain(req->info, wman_agent_done(wdev, req->info->snd_portid, &res));
}

/* Success comes with an MSK and nothing that speaks of failure; failure with a reason. */
static int check_done(struct genl_info *info, struct nlattr **tb)
{
	bool failure = tb[WMAN_A_AGENT_REASON] || tb[WMAN_A_AGENT_PERMANENT];

	if (!tb[WMAN_A_AGENT_COOKIE])
		NL_SET_ERR_MSG(info->extack, "agent.cookie is missing");
	else if (tb[WMAN_A_AGENT_SUCCESS] && !tb[WMAN_A_AGENT_MSK])
		NL_SET_ERR_MSG(info->extack, "success needs the MSK");
	else if (tb[WMAN_A_AGENT_SUCCESS] && failure)
		NL_SET_ERR_MSG(info->extack, "success and failure at once");
	else if (!tb[WMAN_A_AGENT_SUCCESS] && tb[WMAN_A_AGENT_MSK])
		NL_SET_ERR_MSG(info->extack, "an MSK without success");
	else if (!tb[WMAN_A_AGENT_SUCCESS] && !tb[WMAN_A_AGENT_REASON])
		NL_SET_ERR_MSG(info->extack, "failure needs a reason");
	else
		return 0;
	return -EINVAL;
}

/* Completes an exchange: what it needs in its nest, and what it does in the control thread. */
struct finish {
	const struct nla_policy *policy;
	int (*check)(struct genl_info *info, struct nlattr **tb);
	int (*fn)(struct wman_dev *wdev, void *arg);
};

static int complete_exchange(struct genl_info *info, const struct finish *how)
{
	struct nlattr *tb[WMAN_A_AGENT_MAX + 1];
	struct request req = { .nest = tb };
	struct nlattr *attrs[WMAN_A_MAX + 1];
	int ret;

	/* the family makes room for attributes only where it has a policy for them */
	info->attrs = attrs;
	ret = nla_parse(attrs, WMAN_A_MAX, genlmsg_data(info->genlhdr),
			genlmsg_len(info->genlhdr), how->policy, info->extack);
	if (!ret)
		ret = parse_nest(info, WMAN_A_AGENT, tb, WMAN_A_AGENT_MAX);
	if (!ret)
		ret = how->check(info, tb);
	return ret ?: in_control(info, &req, how->fn);
}

/*
 * The request is ours alone. No copy of the key stays in it, also when it is malformed: that is
 * why the family does not validate this one, it would refuse it before it came here.
 */
static int complete_and_wipe(struct genl_info *info, const struct finish *how)
{
	int ret = complete_exchange(info, how);

	memzero_explicit(genlmsg_data(info->genlhdr), genlmsg_len(info->genlhdr));
	return ret;
}

int wman_nl_agent_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct finish how = { wman_nl_agent_done_policy, check_done,
					       agent_done_fn };

	return complete_and_wipe(info, &how);
}

static int check_rsa_done(struct genl_info *info, struct nlattr **tb)
{
	if (tb[WMAN_A_AGENT_COOKIE] && tb[WMAN_A_AGENT_AK])
		return 0;
	NL_SET_ERR_MSG(info->extack, "agent.cookie and agent.ak are needed");
	return -EINVAL;
}

static int rsa_done_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;

	return explain(req->info,
		       wman_agent_rsa_done(wdev, req->info->snd_portid,
					   nla_get_u64(req->nest[WMAN_A_AGENT_COOKIE]),
					   nla_data(req->nest[WMAN_A_AGENT_AK])));
}

int wman_nl_rsa_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct finish how = { wman_nl_rsa_done_policy, check_rsa_done,
					       rsa_done_fn };

	return complete_and_wipe(info, &how);
}

static int rsa_certificate_fn(struct wman_dev *wdev, void *arg)
{
	struct request *req = arg;
	const struct nlattr *certificate = req->nest[WMAN_A_AGENT_CERTIFICATE];
	const struct nlattr *ca = req->nest[WMAN_A_AGENT_CA_CERTIFICATE];
	const struct wman_octets own = { nla_data(certificate), nla_len(certificate) };
	const struct wman_octets issuer = { nla_data(ca), nla_len(ca) };

	return explain(req->info,
		       wman_agent_certificate(wdev, req->info->snd_portid,
					      nla_get_u64(req->nest[WMAN_A_AGENT_COOKIE]), &own,
					      &issuer));
}

int wman_nl_rsa_certificate_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[WMAN_A_AGENT_MAX + 1];
	struct request req = { .nest = tb };
	int ret;

	ret = parse_nest(info, WMAN_A_AGENT, tb, WMAN_A_AGENT_MAX);
	if (ret)
		return ret;
	if (!tb[WMAN_A_AGENT_COOKIE] || !tb[WMAN_A_AGENT_CERTIFICATE] ||
	    !tb[WMAN_A_AGENT_CA_CERTIFICATE]) {
		NL_SET_ERR_MSG(info->extack,
			       "agent.cookie, .certificate and .ca-certificate are needed");
		return -EINVAL;
	}
	return in_control(info, &req, rsa_certificate_fn);
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
