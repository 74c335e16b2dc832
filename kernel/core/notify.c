// SPDX-License-Identifier: GPL-2.0
/* What the kernel tells user space by itself: state changes to all, exchanges to the agent. */
#include <linux/ktime.h>
#include <net/genetlink.h>

#include "dev.h"
#include "netlink.h"
#include "netlink_gen.h"

static struct sk_buff *event_new(struct wman_dev *wdev, u8 cmd, size_t payload, void **hdr)
{
	struct sk_buff *skb;

	skb = genlmsg_new(nla_total_size(sizeof(u32)) + payload, GFP_KERNEL);
	if (!skb)
		return NULL;
	*hdr = genlmsg_put(skb, 0, 0, &wman_nl_family, 0, cmd);
	if (!*hdr || nla_put_u32(skb, WMAN_A_IFINDEX, wdev->dev->ifindex)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

/* One object to everybody who listens. */
static void multicast(struct wman_dev *wdev, u8 cmd, int attr,
		      int (*put)(struct sk_buff *skb, const void *obj), const void *obj)
{
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	wdev->generation++;
	skb = event_new(wdev, cmd, NLMSG_GOODSIZE, &hdr);
	if (!skb)
		return;
	nest = nla_nest_start(skb, attr);
	if (!nest || put(skb, obj))
		goto err;
	nla_nest_end(skb, nest);
	if (wman_nl_put_u64(skb, WMAN_A_TIME_NS, ktime_get_boottime_ns()))
		goto err;
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&wman_nl_family, dev_net(wdev->dev), skb, 0, WMAN_NL_MCGRP_EVENTS,
				GFP_KERNEL);
	return;
err:
	nlmsg_free(skb);
}

void wman_nl_dev_event(struct wman_dev *wdev)
{
	multicast(wdev, WMAN_CMD_DEV_NTF, WMAN_A_DEV, wman_nl_put_dev, wdev);
}

void wman_nl_sa_event(struct wman_sa *sa)
{
	multicast(sa->wdev, WMAN_CMD_SA_NTF, WMAN_A_SA, wman_nl_put_sa, sa);
}

static int unicast(struct wman_dev *wdev, u32 portid, struct sk_buff *skb, void *hdr)
{
	genlmsg_end(skb, hdr);
	return genlmsg_unicast(dev_net(wdev->dev), skb, portid);
}

int wman_nl_agent_ready(struct wman_dev *wdev, u32 portid)
{
	struct sk_buff *skb;
	void *hdr;

	skb = event_new(wdev, WMAN_CMD_AGENT_READY, 0, &hdr);
	return skb ? unicast(wdev, portid, skb, hdr) : -ENOMEM;
}

/* An agent nest with a cookie; the caller adds to it and closes it. */
static struct sk_buff *agent_event(struct wman_dev *wdev, u8 cmd, u64 cookie, size_t payload,
				   void **hdr, struct nlattr **nest)
{
	struct sk_buff *skb;

	skb = event_new(wdev, cmd, nla_total_size(0) + nla_total_size(sizeof(u64)) +
			nla_total_size(payload), hdr);
	if (!skb)
		return NULL;
	*nest = nla_nest_start(skb, WMAN_A_AGENT);
	if (!*nest || wman_nl_put_u64(skb, WMAN_A_AGENT_COOKIE, cookie)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

static int agent_unicast(struct wman_dev *wdev, u32 portid, struct sk_buff *skb, void *hdr,
			 struct nlattr *nest, int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	nla_nest_end(skb, nest);
	return unicast(wdev, portid, skb, hdr);
}

int wman_nl_agent_frame(struct wman_dev *wdev, u32 portid, u64 cookie, const u8 *frame, size_t len)
{
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	skb = agent_event(wdev, WMAN_CMD_AGENT_FRAME, cookie, len, &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	return agent_unicast(wdev, portid, skb, hdr, nest,
			     nla_put(skb, WMAN_A_AGENT_FRAME, len, frame));
}

int wman_nl_agent_cancel(struct wman_dev *wdev, u32 portid, u64 cookie, enum wman_reason reason)
{
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	skb = agent_event(wdev, WMAN_CMD_AGENT_CANCEL, cookie, sizeof(u32), &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	return agent_unicast(wdev, portid, skb, hdr, nest,
			     nla_put_u32(skb, WMAN_A_AGENT_REASON, reason));
}

int wman_nl_agent_challenged(struct wman_dev *wdev)
{
	struct wman_agent *agent = &wdev->agent;
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	if (!agent->cookie || !agent->accepted)
		return 0;
	skb = agent_event(wdev, WMAN_CMD_AGENT_CHALLENGED, agent->cookie, 0, &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	return agent_unicast(wdev, agent->served_by, skb, hdr, nest, 0);
}

int wman_nl_rsa_request(struct wman_dev *wdev, const struct wman_octets *auth_key)
{
	struct wman_agent *agent = &wdev->agent;
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	skb = agent_event(wdev, WMAN_CMD_RSA_REQUEST, agent->cookie, auth_key->len, &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	return agent_unicast(wdev, agent->served_by, skb, hdr, nest,
			     nla_put(skb, WMAN_A_AGENT_AUTH_KEY, auth_key->len, auth_key->data));
}

int wman_nl_rsa_sign(struct wman_dev *wdev, const struct wman_octets *message)
{
	struct wman_agent *agent = &wdev->agent;
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	skb = agent_event(wdev, WMAN_CMD_RSA_SIGN, agent->cookie, message->len, &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	return agent_unicast(wdev, agent->served_by, skb, hdr, nest,
			     nla_put(skb, WMAN_A_AGENT_MESSAGE, message->len, message->data));
}

int wman_nl_rsa_verify(struct wman_dev *wdev, const struct wman_octets *message,
		       const struct wman_buf *acknowledgement, const struct wman_buf *refusal)
{
	struct wman_agent *agent = &wdev->agent;
	size_t len = nla_total_size(message->len);
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;
	int err;

	if (acknowledgement)
		len += nla_total_size(acknowledgement->len) + nla_total_size(refusal->len);
	skb = agent_event(wdev, WMAN_CMD_RSA_VERIFY, agent->cookie, len, &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	err = nla_put(skb, WMAN_A_AGENT_MESSAGE, message->len, message->data);
	if (!err && acknowledgement)
		err = nla_put(skb, WMAN_A_AGENT_ACKNOWLEDGEMENT, acknowledgement->len,
			      acknowledgement->data) ?:
		      nla_put(skb, WMAN_A_AGENT_REFUSAL, refusal->len, refusal->data);
	return agent_unicast(wdev, agent->served_by, skb, hdr, nest, err);
}
