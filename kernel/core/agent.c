// SPDX-License-Identifier: GPL-2.0
/* The agent: who serves a station, and the one exchange it may have. */
#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "agent.h"
#include "auth_v1.h"
#include "auth_v2.h"
#include "dev.h"
#include "netlink.h"
#include "tek_rsa.h"
#include "trace.h"

/**
 * struct wman_net - stations and agent of a namespace
 * @lock: protects @devs and every binding
 * @devs: stations
 * @portid: socket that serves those without an agent of their own, or 0
 */
struct wman_net {
	struct mutex lock;	/* protects devs and every binding */
	struct list_head devs;
	u32 portid;
};

/* Kinds of exchange, of enum wman_auth_exchange */
#define ABOUT_EAP	(BIT(WMAN_EXCHANGE_EAP) | BIT(WMAN_EXCHANGE_EAP2))
#define ABOUT_KEY	(BIT(WMAN_EXCHANGE_RSA) | BIT(WMAN_EXCHANGE_V1))

static unsigned int wman_net_id;
static atomic64_t last_cookie;

static struct wman_net *wman_net(const struct net *net)
{
	return net_generic(net, wman_net_id);
}

u32 wman_agent_portid(struct wman_dev *wdev)
{
	return READ_ONCE(wdev->agent.portid) ?: READ_ONCE(wman_net(dev_net(wdev->dev))->portid);
}

static void drop_frame(struct wman_agent *agent)
{
	kfree(agent->frame);
	agent->frame = NULL;
	agent->frame_len = 0;
}

/* Whoever clears the cookie has completed the exchange. */
static void complete_exchange(struct wman_agent *agent)
{
	agent->cookie = 0;
	drop_frame(agent);
	trace_wman_object(WMAN_OBJECT_EXCHANGE, false);
}

/* Under wman_net.lock: who serves one station, or a namespace; 0 is nobody. */
static void set_portid(u32 *slot, u32 portid)
{
	if (*slot)
		trace_wman_object(WMAN_OBJECT_AGENT, false);
	if (portid)
		trace_wman_object(WMAN_OBJECT_AGENT, true);
	WRITE_ONCE(*slot, portid);
}

/* The binding changed: an exchange of a socket that is gone ends, a waiting station goes on. */
static void binding_work(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(work, struct wman_dev, agent.work);
	struct wman_agent *agent = &wdev->agent;
	bool lost = xchg(&agent->lost, false);
	u32 portid = wman_agent_portid(wdev);

	if (agent->cookie && (agent->served_by != portid || lost)) {
		/* an agent that lives on is told that another one serves now */
		if (lost)
			complete_exchange(agent);
		else
			wman_agent_cancel(wdev, WMAN_REASON_AGENT_CLOSED);
		wman_auth_agent_gone(wdev);
	} else if (!portid) {
		wman_auth_agent_gone(wdev);
	}
	wman_tek_rsa_unserved(wdev, lost ? 0 : portid);
	if (portid)
		wman_auth_agent_bound(wdev);
}

void wman_agent_init(struct wman_dev *wdev)
{
	struct wman_net *wn = wman_net(dev_net(wdev->dev));

	INIT_WORK(&wdev->agent.work, binding_work);
	mutex_lock(&wn->lock);
	list_add_tail(&wdev->list, &wn->devs);
	mutex_unlock(&wn->lock);
}

void wman_agent_exit(struct wman_dev *wdev)
{
	struct wman_net *wn = wman_net(dev_net(wdev->dev));

	mutex_lock(&wn->lock);
	list_del(&wdev->list);
	set_portid(&wdev->agent.portid, 0);
	mutex_unlock(&wn->lock);
	cancel_work_sync(&wdev->agent.work);
}

int wman_agent_bind(struct net *net, struct wman_dev *wdev, u32 portid)
{
	struct wman_net *wn = wman_net(net);
	u32 *slot = wdev ? &wdev->agent.portid : &wn->portid;
	struct wman_dev *each;
	int ret = 0;

	mutex_lock(&wn->lock);
	if (*slot && *slot != portid) {
		ret = -EBUSY;
	} else {
		set_portid(slot, portid);
		list_for_each_entry(each, &wn->devs, list)
			if (!wdev || each == wdev)
				queue_work(each->wq, &each->agent.work);
	}
	mutex_unlock(&wn->lock);
	return ret;
}

void wman_agent_released(struct net *net, u32 portid)
{
	struct wman_net *wn = wman_net(net);
	struct wman_dev *wdev;
	bool all;

	mutex_lock(&wn->lock);
	all = wn->portid == portid;
	if (all)
		set_portid(&wn->portid, 0);
	list_for_each_entry(wdev, &wn->devs, list) {
		if (wdev->agent.portid ? wdev->agent.portid != portid : !all)
			continue;
		set_portid(&wdev->agent.portid, 0);
		WRITE_ONCE(wdev->agent.lost, true);
		queue_work(wdev->wq, &wdev->agent.work);
	}
	mutex_unlock(&wn->lock);
}

u64 wman_agent_new_cookie(void)
{
	return atomic64_inc_return(&last_cookie);
}

void wman_agent_announce(struct wman_dev *wdev, bool reauth)
{
	struct wman_agent *agent = &wdev->agent;

	agent->cookie = wman_agent_new_cookie();
	trace_wman_object(WMAN_OBJECT_EXCHANGE, true);
	agent->served_by = wman_agent_portid(wdev);
	agent->accepted = false;
	agent->reauth = reauth;
	agent->about = wman_auth_exchange(wdev);
	drop_frame(agent);
	if (!agent->served_by || wman_nl_agent_ready(wdev, agent->served_by))
		wman_count(wdev, WMAN_REASON_AGENT_BUSY);
}

static void send_frame(struct wman_dev *wdev, const u8 *frame, size_t len)
{
	struct wman_agent *agent = &wdev->agent;

	if (wman_nl_agent_frame(wdev, agent->served_by, agent->cookie, frame, len))
		wman_count(wdev, WMAN_REASON_AGENT_BUSY);
}

void wman_agent_deliver(struct wman_dev *wdev, const u8 *frame, size_t len)
{
	struct wman_agent *agent = &wdev->agent;

	if (!agent->cookie)
		return;
	if (agent->accepted) {
		send_frame(wdev, frame, len);
		return;
	}
	drop_frame(agent);
	agent->frame = kmemdup(frame, len, GFP_KERNEL);
	if (agent->frame)
		agent->frame_len = len;
	else
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
}

void wman_agent_cancel(struct wman_dev *wdev, enum wman_reason reason)
{
	struct wman_agent *agent = &wdev->agent;
	u64 cookie = agent->cookie;

	if (!cookie)
		return;
	complete_exchange(agent);
	if (agent->accepted && wman_nl_agent_cancel(wdev, agent->served_by, cookie, reason))
		wman_count(wdev, WMAN_REASON_AGENT_BUSY);
}

int wman_agent_accept(struct wman_dev *wdev, u32 portid)
{
	struct wman_agent *agent = &wdev->agent;

	if (!agent->cookie)
		return -ENOENT;
	if (agent->served_by != portid)
		return -EPERM;
	return 0;
}

void wman_agent_accepted(struct wman_dev *wdev)
{
	struct wman_agent *agent = &wdev->agent;

	agent->accepted = true;
	if (agent->frame_len)
		send_frame(wdev, agent->frame, agent->frame_len);
	drop_frame(agent);
}

/* Is this the socket, and this the exchange? The first wins; everything later is stale. */
static int claim(struct wman_dev *wdev, u32 portid, u64 cookie)
{
	struct wman_agent *agent = &wdev->agent;

	if (!agent->cookie || agent->cookie != cookie || !agent->accepted) {
		wman_count(wdev, WMAN_REASON_AGENT_COOKIE);
		return -ESTALE;
	}
	if (agent->served_by != portid) {
		wman_count(wdev, WMAN_REASON_AGENT_UNSOLICITED);
		return -EPERM;
	}
	return 0;
}

/* The same, for something that only exchanges of some kinds know. */
static int claim_kinds(struct wman_dev *wdev, u32 portid, u64 cookie, unsigned long kinds)
{
	int ret = claim(wdev, portid, cookie);

	if (!ret && !(kinds & BIT(wdev->agent.about))) {
		wman_count(wdev, WMAN_REASON_AGENT_UNSOLICITED);
		ret = -EPROTO;
	}
	return ret;
}

int wman_agent_frame(struct wman_dev *wdev, u32 portid, u64 cookie, const u8 *frame, size_t len)
{
	int ret = claim_kinds(wdev, portid, cookie, ABOUT_EAP);

	if (ret)
		return ret;
	if (wman_get_be16(frame + 2) != len)
		return -EINVAL;
	return wman_auth_send_eap(wdev, frame, len);
}

/* What a success is about. */
static unsigned long kinds_of(const struct wman_agent_result *res)
{
	if (res->unprotected)
		return BIT(WMAN_EXCHANGE_NONE);
	/* what the first of two said about suites, the second does not unsay */
	return res->suites.n ? BIT(WMAN_EXCHANGE_EAP) : ABOUT_EAP;
}

int wman_agent_done(struct wman_dev *wdev, u32 portid, const struct wman_agent_result *res)
{
	struct wman_agent *agent = &wdev->agent;
	int ret = res->success ? claim_kinds(wdev, portid, res->cookie, kinds_of(res)) :
				 claim(wdev, portid, res->cookie);

	if (!ret && res->success && agent->about == WMAN_EXCHANGE_EAP)
		ret = wman_offer_narrow(wdev, &res->suites);
	if (ret)
		return ret;
	complete_exchange(agent);
	/* what the first of two did not verify, the second does not make good */
	agent->insecure = res->insecure ||
			  (agent->about == WMAN_EXCHANGE_EAP2 && agent->insecure);
	wman_auth_done(wdev, res);
	return 0;
}

int wman_agent_certificate(struct wman_dev *wdev, u32 portid, u64 cookie,
			   const struct wman_octets *certificate, const struct wman_octets *ca,
			   const struct wman_suites *suites)
{
	int ret = claim_kinds(wdev, portid, cookie,
			      ca->len ? ABOUT_KEY : BIT(WMAN_EXCHANGE_RSA));

	if (!ret)
		ret = wman_offer_narrow(wdev, suites);
	if (!ret)
		wman_auth_certificate(wdev, certificate, ca);
	return ret;
}

/* An answer to a question that was not asked. */
static int unsolicited(struct wman_dev *wdev)
{
	wman_count(wdev, WMAN_REASON_AGENT_UNSOLICITED);
	return -EPROTO;
}

int wman_agent_rsa_answer(struct wman_dev *wdev, u32 portid, u64 cookie,
			  const struct wman_octets *signature, enum wman_reason reason)
{
	int ret = claim_kinds(wdev, portid, cookie, BIT(WMAN_EXCHANGE_RSA));

	if (ret)
		return ret;
	if (!signature) {
		wman_count(wdev, reason);
		return 0;
	}
	if (!wman_auth_rsa_signing(wdev))
		return unsolicited(wdev);
	wman_auth_rsa_signed(wdev, signature);
	return 0;
}

int wman_agent_rsa_done(struct wman_dev *wdev, u32 portid, const struct wman_agent_rsa *rsa)
{
	int ret = claim_kinds(wdev, portid, rsa->cookie,
			      rsa->ak ? BIT(WMAN_EXCHANGE_V1) : BIT(WMAN_EXCHANGE_RSA));

	if (ret)
		return ret;
	if (!(rsa->ak ? wman_auth_v1_decrypting(wdev) : wman_auth_rsa_verifying(wdev)))
		return unsolicited(wdev);
	complete_exchange(&wdev->agent);
	/* PKMv1 verifies the station and nobody else */
	wdev->agent.insecure = rsa->ak || rsa->insecure;
	if (rsa->ak)
		wman_auth_v1_done(wdev, rsa->ak);
	else
		wman_auth_rsa_done(wdev, rsa->pre_pak, &rsa->signature);
	return 0;
}

static int __net_init net_init(struct net *net)
{
	struct wman_net *wn = wman_net(net);

	mutex_init(&wn->lock);
	INIT_LIST_HEAD(&wn->devs);
	return 0;
}

static struct pernet_operations net_ops = {
	.init	= net_init,
	.id	= &wman_net_id,
	.size	= sizeof(struct wman_net),
};

int wman_agent_net_init(void)
{
	return register_pernet_subsys(&net_ops);
}

void wman_agent_net_exit(void)
{
	unregister_pernet_subsys(&net_ops);
}
