// SPDX-License-Identifier: GPL-2.0
/* Requests of the agent: it binds, takes an exchange, answers in it and completes it. */
#include <net/genetlink.h>

#include "dev.h"
#include "netlink.h"
#include "netlink_gen.h"
#include "offer.h"

int wman_nl_agent_bind_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *ifindex = info->attrs[WMAN_A_IFINDEX];
	struct net_device *dev = NULL;
	int ret;

	if (ifindex) {
		dev = wman_nl_dev_of(genl_info_net(info), ifindex, info->extack);
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

/* What there is for the network to choose from. */
static int put_suites(struct sk_buff *skb, struct wman_dev *wdev)
{
	struct wman_suites suites;
	int i;

	if (wdev->agent.about == WMAN_EXCHANGE_NONE)
		return 0;
	wman_offer_all(wdev, &suites);
	for (i = 0; i < suites.n; i++)
		if (nla_put_u32(skb, WMAN_A_AGENT_SUITE, suites.suite[i]))
			return -EMSGSIZE;
	if (!wman_suites_insecure(suites.suite, suites.n))
		return 0;
	return nla_put_flag(skb, WMAN_A_AGENT_INSECURE_SUITES);
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
	    nla_put_u32(skb, WMAN_A_AGENT_POLICY, wdev->cfg.policy) ||
	    put_suites(skb, wdev) ||
	    ((agent->about == WMAN_EXCHANGE_EAP || agent->about == WMAN_EXCHANGE_EAP2) &&
	     nla_put_u32(skb, WMAN_A_AGENT_MAC_MODE,
			 wman_nl_mac_mode(wman_secneg_mode(&wdev->entry.choice)))) ||
	    (agent->about == WMAN_EXCHANGE_EAP2 && nla_put_flag(skb, WMAN_A_AGENT_SECOND)) ||
	    ((agent->about == WMAN_EXCHANGE_RSA || agent->about == WMAN_EXCHANGE_V1) &&
	     nla_put_flag(skb, WMAN_A_AGENT_RSA)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static struct wman_octets octets_of(const struct nlattr *attr)
{
	return attr ? (struct wman_octets){ nla_data(attr), nla_len(attr) } :
		      (struct wman_octets){};
}

/* The reply goes out in the control thread: no frame may overtake it. */
static int agent_accept_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	int ret;

	ret = wman_agent_accept(wdev, req->info->snd_portid);
	if (ret == -ENOENT)
		NL_SET_ERR_MSG(req->info->extack, "no exchange is pending");
	else if (ret == -EPERM)
		NL_SET_ERR_MSG(req->info->extack, "the exchange belongs to another agent");
	if (ret)
		return ret;
	ret = wman_nl_build_reply(wdev, req, put_exchange);
	if (ret)
		return ret;
	ret = genlmsg_reply(req->reply, req->info);
	if (!ret)
		wman_agent_accepted(wdev);
	return ret;
}

int wman_nl_agent_accept_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct wman_nl_request req = {};

	return wman_nl_in_control(info, &req, agent_accept_fn);
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
	else if (ret == -EOPNOTSUPP)
		NL_SET_ERR_MSG(info->extack, "the device offers none of these suites");
	return ret;
}

/* A request within an exchange: what its nest needs, and what is done in the control thread. */
struct step {
	int (*check)(struct genl_info *info, struct nlattr **tb);
	int (*fn)(struct wman_dev *wdev, void *arg);
};

static int in_exchange(struct genl_info *info, const struct step *step)
{
	struct nlattr *tb[WMAN_A_AGENT_MAX + 1];
	struct wman_nl_request req = { .nest = tb };
	int ret;

	ret = wman_nl_parse_nest(info, WMAN_A_AGENT, tb, WMAN_A_AGENT_MAX);
	if (!ret)
		ret = step->check(info, tb);
	return ret ?: wman_nl_in_control(info, &req, step->fn);
}

static int check_frame(struct genl_info *info, struct nlattr **tb)
{
	if (tb[WMAN_A_AGENT_COOKIE] && tb[WMAN_A_AGENT_FRAME])
		return 0;
	NL_SET_ERR_MSG(info->extack, "agent.cookie and agent.frame are needed");
	return -EINVAL;
}

static int agent_frame_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct nlattr *frame = req->nest[WMAN_A_AGENT_FRAME];

	return explain(req->info,
		       wman_agent_frame(wdev, req->info->snd_portid,
					nla_get_u64(req->nest[WMAN_A_AGENT_COOKIE]),
					nla_data(frame), nla_len(frame)));
}

int wman_nl_agent_frame_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct step frame = { check_frame, agent_frame_fn };

	return in_exchange(info, &frame);
}

static int agent_done_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct nlattr **tb = req->nest;
	struct wman_agent_result res = {
		.cookie = nla_get_u64(tb[WMAN_A_AGENT_COOKIE]),
		.success = tb[WMAN_A_AGENT_SUCCESS],
		.unprotected = tb[WMAN_A_AGENT_UNPROTECTED],
		.permanent = tb[WMAN_A_AGENT_PERMANENT],
		.insecure = tb[WMAN_A_AGENT_INSECURE],
		.signature = octets_of(tb[WMAN_A_AGENT_SIGNATURE]),
	};
	int ret;

	if (tb[WMAN_A_AGENT_MSK])
		res.msk = nla_data(tb[WMAN_A_AGENT_MSK]);
	if (tb[WMAN_A_AGENT_MSK_LIFETIME_S])
		res.lifetime_s = nla_get_u32(tb[WMAN_A_AGENT_MSK_LIFETIME_S]);
	if (tb[WMAN_A_AGENT_REASON])
		res.reason = nla_get_u32(tb[WMAN_A_AGENT_REASON]);
	ret = wman_offer_parse(req->info, WMAN_A_AGENT, WMAN_A_AGENT_SUITE, &res.suites);
	if (ret)
		return ret;
	return explain(req->info, wman_agent_done(wdev, req->info->snd_portid, &res));
}

/*
 * Success comes with an MSK, or with the word that there is no key, and nothing that speaks of
 * failure; failure with a reason.
 */
static int check_done(struct genl_info *info, struct nlattr **tb)
{
	bool failure = tb[WMAN_A_AGENT_REASON] || tb[WMAN_A_AGENT_PERMANENT];
	bool keyless = tb[WMAN_A_AGENT_UNPROTECTED];

	if (!tb[WMAN_A_AGENT_COOKIE])
		NL_SET_ERR_MSG(info->extack, "agent.cookie is missing");
	else if (keyless && (tb[WMAN_A_AGENT_MSK] || !tb[WMAN_A_AGENT_SUCCESS]))
		NL_SET_ERR_MSG(info->extack, "unprotected is a success without an MSK");
	else if (tb[WMAN_A_AGENT_SUCCESS] && !keyless && !tb[WMAN_A_AGENT_MSK])
		NL_SET_ERR_MSG(info->extack, "success needs the MSK");
	else if (tb[WMAN_A_AGENT_SUCCESS] && (failure || tb[WMAN_A_AGENT_SIGNATURE]))
		NL_SET_ERR_MSG(info->extack, "success and failure at once");
	else if (!tb[WMAN_A_AGENT_SUCCESS] && tb[WMAN_A_AGENT_MSK])
		NL_SET_ERR_MSG(info->extack, "an MSK without success");
	else if (!tb[WMAN_A_AGENT_SUCCESS] && !tb[WMAN_A_AGENT_REASON])
		NL_SET_ERR_MSG(info->extack, "failure needs a reason");
	else
		return 0;
	return -EINVAL;
}

static int complete_exchange(struct genl_info *info, const struct nla_policy *policy,
			     const struct step *step)
{
	struct nlattr *attrs[WMAN_A_MAX + 1];
	int ret;

	/* the family makes room for attributes only where it has a policy for them */
	info->attrs = attrs;
	ret = nla_parse(attrs, WMAN_A_MAX, genlmsg_data(info->genlhdr),
			genlmsg_len(info->genlhdr), policy, info->extack);
	return ret ?: in_exchange(info, step);
}

/*
 * The request is ours alone. No copy of the key stays in it, also when it is malformed: that is
 * why the family does not validate this one, it would refuse it before it came here.
 */
static int complete_and_wipe(struct genl_info *info, const struct nla_policy *policy,
			     const struct step *step)
{
	int ret = complete_exchange(info, policy, step);

	memzero_explicit(genlmsg_data(info->genlhdr), genlmsg_len(info->genlhdr));
	return ret;
}

int wman_nl_agent_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct step done = { check_done, agent_done_fn };

	return complete_and_wipe(info, wman_nl_agent_done_policy, &done);
}

/* PKMv1 ends with an AK; RSA authorization with a pre-PAK, and a signature for the answer. */
static int check_rsa_done(struct genl_info *info, struct nlattr **tb)
{
	bool v1 = tb[WMAN_A_AGENT_AK], v2 = tb[WMAN_A_AGENT_PRE_PAK];

	if (tb[WMAN_A_AGENT_COOKIE] && v1 != v2 && v2 == !!tb[WMAN_A_AGENT_SIGNATURE])
		return 0;
	NL_SET_ERR_MSG(info->extack,
		       "agent.cookie is needed, and .ak or .pre-pak and .signature");
	return -EINVAL;
}

static int rsa_done_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct nlattr **tb = req->nest;
	const struct wman_agent_rsa rsa = {
		.cookie = nla_get_u64(tb[WMAN_A_AGENT_COOKIE]),
		.ak = octets_of(tb[WMAN_A_AGENT_AK]).data,
		.pre_pak = octets_of(tb[WMAN_A_AGENT_PRE_PAK]).data,
		.signature = octets_of(tb[WMAN_A_AGENT_SIGNATURE]),
		.insecure = tb[WMAN_A_AGENT_INSECURE],
	};

	return explain(req->info, wman_agent_rsa_done(wdev, req->info->snd_portid, &rsa));
}

int wman_nl_rsa_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct step done = { check_rsa_done, rsa_done_fn };

	return complete_and_wipe(info, wman_nl_rsa_done_policy, &done);
}

/* Refusal comes with a reason, and without keys. */
static int check_tek_done(struct genl_info *info, struct nlattr **tb)
{
	if (tb[WMAN_A_AGENT_COOKIE] && !tb[WMAN_A_AGENT_TEKS] != !tb[WMAN_A_AGENT_REASON])
		return 0;
	NL_SET_ERR_MSG(info->extack, "agent.cookie is needed, and .teks or .reason");
	return -EINVAL;
}

static int tek_done_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct nlattr **tb = req->nest;
	enum wman_reason reason = WMAN_REASON_NONE;

	if (tb[WMAN_A_AGENT_REASON])
		reason = nla_get_u32(tb[WMAN_A_AGENT_REASON]);
	return explain(req->info,
		       wman_tek_rsa_done(wdev, req->info->snd_portid,
					 nla_get_u64(tb[WMAN_A_AGENT_COOKIE]),
					 octets_of(tb[WMAN_A_AGENT_TEKS]).data, reason));
}

int wman_nl_tek_done_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct step done = { check_tek_done, tek_done_fn };

	return complete_and_wipe(info, wman_nl_tek_done_policy, &done);
}

static int check_certificate(struct genl_info *info, struct nlattr **tb)
{
	if (tb[WMAN_A_AGENT_COOKIE] && tb[WMAN_A_AGENT_CERTIFICATE])
		return 0;
	NL_SET_ERR_MSG(info->extack, "agent.cookie and .certificate are needed");
	return -EINVAL;
}

static int rsa_certificate_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	const struct wman_octets own = octets_of(req->nest[WMAN_A_AGENT_CERTIFICATE]);
	const struct wman_octets issuer = octets_of(req->nest[WMAN_A_AGENT_CA_CERTIFICATE]);
	struct wman_suites suites;
	int ret;

	ret = wman_offer_parse(req->info, WMAN_A_AGENT, WMAN_A_AGENT_SUITE, &suites);
	if (ret)
		return ret;
	return explain(req->info,
		       wman_agent_certificate(wdev, req->info->snd_portid,
					      nla_get_u64(req->nest[WMAN_A_AGENT_COOKIE]), &own,
					      &issuer, &suites));
}

int wman_nl_rsa_certificate_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct step certificate = { check_certificate, rsa_certificate_fn };

	return in_exchange(info, &certificate);
}

static int check_answer(struct genl_info *info, struct nlattr **tb)
{
	if (tb[WMAN_A_AGENT_COOKIE] && !tb[WMAN_A_AGENT_SIGNATURE] != !tb[WMAN_A_AGENT_REASON])
		return 0;
	NL_SET_ERR_MSG(info->extack, "agent.cookie is needed, and .signature or .reason");
	return -EINVAL;
}

static int rsa_answer_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_nl_request *req = arg;
	struct nlattr **tb = req->nest;
	const struct wman_octets signature = octets_of(tb[WMAN_A_AGENT_SIGNATURE]);

	return explain(req->info,
		       wman_agent_rsa_answer(wdev, req->info->snd_portid,
					     nla_get_u64(tb[WMAN_A_AGENT_COOKIE]),
					     signature.data ? &signature : NULL,
					     tb[WMAN_A_AGENT_REASON] ?
					     nla_get_u32(tb[WMAN_A_AGENT_REASON]) :
					     WMAN_REASON_NONE));
}

int wman_nl_rsa_answer_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct step answer = { check_answer, rsa_answer_fn };

	return in_exchange(info, &answer);
}
