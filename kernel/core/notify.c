// SPDX-License-Identifier: GPL-2.0
/* What the kernel tells user space by itself: state changes to all, exchanges to the agent. */
#include <linux/ktime.h>
#include <net/genetlink.h>

#include "auth_v1.h"
#include "dev.h"
#include "flow_ms.h"
#include "message.h"
#include "netlink.h"
#include "netlink_gen.h"

static struct sk_buff *event_new(struct wman_dev *wdev, u8 cmd, size_t payload, void **hdr,
				 gfp_t gfp)
{
	struct sk_buff *skb;

	skb = genlmsg_new(nla_total_size(sizeof(u32)) + payload, gfp);
	if (!skb)
		return NULL;
	*hdr = genlmsg_put(skb, 0, 0, &wman_nl_family, 0, cmd);
	if (!*hdr || nla_put_u32(skb, WMAN_A_IFINDEX, wdev->dev->ifindex)) {
		nlmsg_free(skb);
		return NULL;
	}
	return skb;
}

/* One object to everybody who listens to a group. */
static void multicast(struct wman_dev *wdev, unsigned int group, u8 cmd, int attr,
		      int (*put)(struct sk_buff *skb, const void *obj), const void *obj,
		      size_t size, gfp_t gfp)
{
	struct nlattr *nest;
	struct sk_buff *skb;
	void *hdr;

	skb = event_new(wdev, cmd, size, &hdr, gfp);
	if (!skb)
		return;
	nest = nla_nest_start(skb, attr);
	if (!nest || put(skb, obj))
		goto err;
	nla_nest_end(skb, nest);
	if (wman_nl_put_u64(skb, WMAN_A_TIME_NS, ktime_get_boottime_ns()))
		goto err;
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&wman_nl_family, dev_net(wdev->dev), skb, 0, group, gfp);
	return;
err:
	nlmsg_free(skb);
}

/* What a dump shows has changed. */
static void changed(struct wman_dev *wdev, u8 cmd, int attr,
		    int (*put)(struct sk_buff *skb, const void *obj), const void *obj)
{
	wdev->generation++;
	multicast(wdev, WMAN_NL_MCGRP_EVENTS, cmd, attr, put, obj, NLMSG_GOODSIZE, GFP_KERNEL);
}

void wman_nl_dev_event(struct wman_dev *wdev)
{
	changed(wdev, WMAN_CMD_DEV_NTF, WMAN_A_DEV, wman_nl_put_dev, wdev);
}

void wman_nl_sa_event(struct wman_sa *sa)
{
	changed(sa->wdev, WMAN_CMD_SA_NTF, WMAN_A_SA, wman_nl_put_sa, sa);
}

/* More than either nest and the time take. */
#define AIR_EVENT_LEN	128

/* A flood of bad frames costs nobody but those who want to see it. */
static bool air_is_watched(struct wman_dev *wdev)
{
	return genl_has_listeners(&wman_nl_family, dev_net(wdev->dev), WMAN_NL_MCGRP_AIR);
}

struct message {
	u32 dir;
	u16 cid;
	const u8 *data;
	size_t len;
};

static int put_message(struct sk_buff *skb, const void *obj)
{
	const struct message *msg = obj;
	u8 type = msg->data[0], code = msg->len > 1 ? msg->data[1] : 0;
	bool pkm = type == WMAN_MSG_PKM_REQ || type == WMAN_MSG_PKM_RSP;

	if (nla_put_u32(skb, WMAN_A_MESSAGE_DIRECTION, msg->dir) ||
	    nla_put_u32(skb, WMAN_A_MESSAGE_NAME, pkm ? WMAN_AIR_MESSAGE_PKM + code : type) ||
	    nla_put_u16(skb, WMAN_A_MESSAGE_CID, msg->cid) ||
	    nla_put_u8(skb, WMAN_A_MESSAGE_TYPE, type) ||
	    nla_put_u8(skb, WMAN_A_MESSAGE_CODE, code) ||
	    nla_put_u32(skb, WMAN_A_MESSAGE_LENGTH, msg->len))
		return -EMSGSIZE;
	return 0;
}

void wman_nl_message_event(struct wman_dev *wdev, u32 dir, u16 cid, const u8 *data, size_t len)
{
	const struct message msg = { dir, cid, data, len };

	if (air_is_watched(wdev))
		multicast(wdev, WMAN_NL_MCGRP_AIR, WMAN_CMD_MESSAGE_NTF, WMAN_A_MESSAGE,
			  put_message, &msg, AIR_EVENT_LEN, GFP_KERNEL);
}

static int put_reject(struct sk_buff *skb, const void *obj)
{
	return nla_put_u32(skb, WMAN_A_REJECT_REASON, *(const enum wman_reason *)obj);
}

void wman_nl_reject_event(struct wman_dev *wdev, enum wman_reason reason)
{
	if (air_is_watched(wdev))
		multicast(wdev, WMAN_NL_MCGRP_AIR, WMAN_CMD_REJECT_NTF, WMAN_A_REJECT, put_reject,
			  &reason, AIR_EVENT_LEN, GFP_ATOMIC);
}

static int put_transaction(struct sk_buff *skb, const void *obj)
{
	const struct wman_ms_transaction *t = obj;

	if (nla_put_u16(skb, WMAN_A_FLOW_TRANSACTION, t->req.transaction) ||
	    nla_put_u32(skb, WMAN_A_FLOW_OP, wman_flow_ms_op(t)) ||
	    (wman_flow_ms_sfid(t) &&
	     nla_put_u32(skb, WMAN_A_FLOW_SFID, wman_flow_ms_sfid(t))) ||
	    (t->answered && nla_put_u8(skb, WMAN_A_FLOW_CONFIRMATION, t->confirmation)) ||
	    nla_put_u32(skb, WMAN_A_FLOW_REASON, t->reason))
		return -EMSGSIZE;
	return 0;
}

void wman_nl_flow_event(const struct wman_ms_transaction *t)
{
	changed(t->wdev, WMAN_CMD_FLOW_NTF, WMAN_A_FLOW, put_transaction, t);
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

	skb = event_new(wdev, WMAN_CMD_AGENT_READY, 0, &hdr, GFP_KERNEL);
	return skb ? unicast(wdev, portid, skb, hdr) : -ENOMEM;
}

/* An agent nest with a cookie; the caller adds to it and closes it. */
static struct sk_buff *agent_event(struct wman_dev *wdev, u8 cmd, u64 cookie, size_t payload,
				   void **hdr, struct nlattr **nest)
{
	struct sk_buff *skb;

	skb = event_new(wdev, cmd, nla_total_size(0) + nla_total_size(sizeof(u64)) +
			nla_total_size(payload), hdr, GFP_KERNEL);
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

int wman_nl_tek_request(struct wman_dev *wdev, u32 portid, u64 cookie,
			const struct wman_octets field[2])
{
	const struct wman_octets certificate = wman_auth_v1_shown(wdev);
	size_t len = field[0].len + field[1].len;
	struct nlattr *nest, *both;
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = agent_event(wdev, WMAN_CMD_TEK_REQUEST, cookie,
			  nla_total_size(certificate.len) + len, &hdr, &nest);
	if (!skb)
		return -ENOMEM;
	err = nla_put(skb, WMAN_A_AGENT_CERTIFICATE, certificate.len, certificate.data);
	both = err ? NULL : nla_reserve(skb, WMAN_A_AGENT_WRAPPED_TEKS, len);
	if (both) {
		memcpy(nla_data(both), field[0].data, field[0].len);
		memcpy(nla_data(both) + field[0].len, field[1].data, field[1].len);
	}
	return agent_unicast(wdev, portid, skb, hdr, nest, both ? 0 : -EMSGSIZE);
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
