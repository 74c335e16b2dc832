/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's own agent.c with recorders around it, one station and the sockets of two agents, for
 * tests of its contract. Each test that includes this is a program of its own.
 */
#ifndef TESTS_CONTRACT_RIG_H
#define TESTS_CONTRACT_RIG_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* instead of dev.h, netlink.h and trace.h, of which agent.c needs little */
#define _WMAN_DEV_H
#define _WMAN_NETLINK_H
#define _WMAN_TRACE_H

enum wman_object { WMAN_OBJECT_AGENT, WMAN_OBJECT_EXCHANGE };
static int alive[2];
#define trace_wman_object(kind, made) (alive[kind] += (made) ? 1 : -1)

#include "../../kernel/core/agent.h"
#include "../../kernel/core/auth.h"
#include "../../kernel/core/auth_v1.h"
#include "../../kernel/core/auth_v2.h"
#include "../../kernel/core/tek_rsa.h"
#include "kernel_shim.h"
#include "octets.h"

struct wman_dev {
	struct list_head list;
	struct net_device *dev;
	struct workqueue_struct *wq;
	struct wman_agent agent;
};

/* What agent.c did, and to whom. */
enum action {
	READY = 1 << 0, /* agent-ready */
	TO_AGENT = 1 << 1, /* agent-frame */
	CANCELLED = 1 << 2, /* agent-cancel */
	TO_BS = 1 << 3, /* EAP-Transfer */
	DONE = 1 << 4, /* authorization hears the result */
	GONE = 1 << 5, /* authorization hears that nobody serves */
	BOUND = 1 << 6, /* authorization hears that somebody serves */
	STALE = 1 << 7, /* counted: agent-cookie */
	UNASKED = 1 << 8, /* counted: agent-unsolicited */
	BUSY = 1 << 9, /* counted: agent-busy */
	CERTIFIED = 1 << 10, /* authorization has the certificates */
	KEYED = 1 << 11, /* authorization has the AK, or the pre-PAK */
	SIGNED = 1 << 12, /* authorization has the signature of RSA-Request */
	NO_ROOM = 1 << 13, /* counted: no-memory */
};

static struct {
	unsigned int actions;
	unsigned int calls;
	uint32_t portid;
	uint64_t cookie;
	uint8_t frame[WMAN_EAP_FRAME_MAX];
	size_t frame_len;
	enum wman_reason reason;
} did;

static bool no_link, agent_busy, decrypting, signing, verifying, no_suite;
static int narrowed_to; /* suites of the last word about them, -1 when there was none */
static enum wman_auth_exchange about;
static uint32_t serves_teks; /* whose questions about TEKs stay, by the last change of binding */

static void act(enum action action)
{
	did.actions |= action;
	did.calls++;
}

static int tell(enum action action, uint32_t portid)
{
	act(action);
	did.portid = portid;
	return agent_busy ? -EAGAIN : 0;
}

static void take_frame(const uint8_t *frame, size_t len)
{
	memcpy(did.frame, frame, len);
	did.frame_len = len;
}

static int wman_nl_agent_ready(struct wman_dev *wdev, uint32_t portid)
{
	return tell(READY, portid);
}

static int wman_nl_agent_frame(struct wman_dev *wdev, uint32_t portid, uint64_t cookie,
			       const uint8_t *frame, size_t len)
{
	did.cookie = cookie;
	take_frame(frame, len);
	return tell(TO_AGENT, portid);
}

static int wman_nl_agent_cancel(struct wman_dev *wdev, uint32_t portid, uint64_t cookie,
				enum wman_reason reason)
{
	did.cookie = cookie;
	did.reason = reason;
	return tell(CANCELLED, portid);
}

int wman_auth_send_eap(struct wman_dev *wdev, const uint8_t *frame, size_t len)
{
	if (no_link)
		return -ENOLINK;
	act(TO_BS);
	take_frame(frame, len);
	return 0;
}

void wman_auth_done(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	/* completion comes first: whatever authorization does now may begin a new exchange */
	assert_int_equal(wdev->agent.cookie, 0);
	act(DONE);
	did.reason = res->reason;
}

void wman_auth_agent_gone(struct wman_dev *wdev)
{
	assert_int_equal(wdev->agent.cookie, 0);
	act(GONE);
}

void wman_auth_agent_bound(struct wman_dev *wdev)
{
	act(BOUND);
}

void wman_tek_rsa_unserved(struct wman_dev *wdev, u32 portid)
{
	serves_teks = portid;
}

enum wman_auth_exchange wman_auth_exchange(const struct wman_dev *wdev)
{
	return about;
}

bool wman_auth_v1_decrypting(const struct wman_dev *wdev)
{
	return decrypting;
}

bool wman_auth_rsa_signing(const struct wman_dev *wdev)
{
	return signing;
}

bool wman_auth_rsa_verifying(const struct wman_dev *wdev)
{
	return verifying;
}

void wman_auth_rsa_signed(struct wman_dev *wdev, const struct wman_octets *signature)
{
	assert_int_equal(signature->len, 128);
	act(SIGNED);
}

void wman_auth_rsa_done(struct wman_dev *wdev, const u8 *pre_pak,
			const struct wman_octets *signature)
{
	assert_int_equal(wdev->agent.cookie, 0);
	assert_int_equal(signature->len, 128);
	act(KEYED);
}

void wman_auth_certificate(struct wman_dev *wdev, const struct wman_octets *certificate,
			   const struct wman_octets *ca)
{
	assert_int_equal(certificate->len, 1);
	assert_int_equal(ca->len, 2);
	act(CERTIFIED);
}

void wman_auth_v1_done(struct wman_dev *wdev, const u8 *ak)
{
	assert_int_equal(wdev->agent.cookie, 0);
	act(KEYED);
}

int wman_offer_narrow(struct wman_dev *wdev, const struct wman_suites *suites)
{
	if (no_suite)
		return -EOPNOTSUPP;
	narrowed_to = suites->n;
	return 0;
}

static void wman_count(struct wman_dev *wdev, enum wman_reason reason)
{
	switch (reason) {
	case WMAN_REASON_AGENT_COOKIE:
		act(STALE);
		break;
	case WMAN_REASON_AGENT_UNSOLICITED:
		act(UNASKED);
		break;
	case WMAN_REASON_AGENT_BUSY:
		act(BUSY);
		break;
	case WMAN_REASON_NO_MEMORY:
		act(NO_ROOM);
		break;
	default:
		fail();
	}
}

#include "../../kernel/core/agent.c"

int register_pernet_subsys(struct pernet_operations *ops)
{
	*ops->id = 1;
	return 0;
}

void unregister_pernet_subsys(struct pernet_operations *ops)
{
}

#define SOCKET 10 /* serves */
#define OTHER  20

static const uint8_t packet[] = { 2, 9, 0, 6, 1, 'a' }, request[] = { 1, 9, 0, 5, 1 };

static struct wman_net ns;
static struct net net;
static struct net_device netdev;
static struct workqueue_struct wq;
static struct wman_dev station;

static int setup(void **state)
{
	memset(&ns, 0, sizeof(ns));
	memset(&station, 0, sizeof(station));
	memset(&did, 0, sizeof(did));
	memset(alive, 0, sizeof(alive));
	wq.work = NULL;
	no_link = agent_busy = decrypting = signing = verifying = no_suite = false;
	narrowed_to = -1;
	about = WMAN_EXCHANGE_EAP;
	net.generic = &ns;
	assert_int_equal(net_init(&net), 0);
	netdev.net = &net;
	station.dev = &netdev;
	station.wq = &wq;
	wman_agent_init(&station);
	return 0;
}

static int teardown(void **state)
{
	/* as authorization does before a station goes */
	wman_agent_cancel(&station, WMAN_REASON_NONE);
	wman_agent_exit(&station);
	assert_ptr_equal(ns.devs.next, &ns.devs);
	return 0;
}

enum state { NONE, ANNOUNCED, HOLDING, ACCEPTED, STATES };

static int accept_by(uint32_t portid)
{
	int ret = wman_agent_accept(&station, portid);

	if (!ret)
		wman_agent_accepted(&station);
	return ret;
}

static int complete_by(uint32_t portid, uint64_t cookie)
{
	const struct wman_agent_result res = {
		.cookie = cookie,
		.reason = WMAN_REASON_EAP_REJECTED,
	};

	return wman_agent_done(&station, portid, &res);
}

static int bind_by(struct wman_dev *wdev, uint32_t portid)
{
	int ret = wman_agent_bind(&net, wdev, portid);

	run_work(&wq);
	return ret;
}

/* Bring an exchange into a state; returns its cookie. */
static uint64_t reach(enum state state)
{
	uint64_t cookie;

	wman_agent_announce(&station, true);
	cookie = station.agent.cookie;
	if (state == HOLDING)
		wman_agent_deliver(&station, request, sizeof(request));
	if (state == ACCEPTED || state == NONE)
		assert_int_equal(accept_by(SOCKET), 0);
	if (state == NONE)
		assert_int_equal(complete_by(SOCKET, cookie), 0);
	memset(&did, 0, sizeof(did));
	return cookie;
}

#endif
