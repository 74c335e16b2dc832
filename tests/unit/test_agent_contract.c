// SPDX-License-Identifier: BSD-3-Clause
/*
 * The kernel's half of the agent's contract, as kernel/core/agent.h words it: every state of an
 * exchange and everything that can happen to it, against a table typed in from there. This is the
 * kernel's own agent.c; what it calls are the recorders below.
 */
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

static bool no_link, agent_busy, decrypting, signing, verifying;
static enum wman_auth_exchange about;

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
static const uint8_t wrong_length[] = { 2, 9, 0, 5, 1, 'a' };

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
	no_link = agent_busy = decrypting = signing = verifying = false;
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
	wman_agent_exit(&station);
	assert_ptr_equal(ns.devs.next, &ns.devs);
	return 0;
}

enum state { NONE, ANNOUNCED, HOLDING, ACCEPTED, STATES };

enum event {
	ANNOUNCE,
	DELIVER,
	CANCEL,
	ACCEPT,
	ACCEPT_OTHER,
	FRAME,
	FRAME_OLD,
	FRAME_OTHER,
	FRAME_LENGTH,
	FRAME_NO_LINK,
	COMPLETE,
	COMPLETE_OLD,
	COMPLETE_OTHER,
	CLOSED,
	CLOSED_OTHER,
	BIND_AGAIN,
	BIND_OTHER,
	BIND_OVER,
	EVENTS
};

struct expect {
	enum state next;
	unsigned int actions;
	int ret;
};

/* Of an exchange that is over, or was not pulled: the agent has no cookie to speak with. */
#define REFUSED(s)                \
	{                         \
		s, STALE, -ESTALE \
	}

static const struct expect contract[STATES][EVENTS] = {
	[NONE] = {
		[ANNOUNCE]	 = { ANNOUNCED, READY, 0 },
		[DELIVER]	 = { NONE, 0, 0 },
		[CANCEL]	 = { NONE, 0, 0 },
		[ACCEPT]	 = { NONE, 0, -ENOENT },
		[ACCEPT_OTHER]	 = { NONE, 0, -ENOENT },
		[FRAME]		 = REFUSED(NONE),
		[FRAME_OLD]	 = REFUSED(NONE),
		[FRAME_OTHER]	 = REFUSED(NONE),
		[FRAME_LENGTH]	 = REFUSED(NONE),
		[FRAME_NO_LINK]	 = REFUSED(NONE),
		[COMPLETE]	 = REFUSED(NONE),
		[COMPLETE_OLD]	 = REFUSED(NONE),
		[COMPLETE_OTHER] = REFUSED(NONE),
		[CLOSED]	 = { NONE, GONE, 0 },
		[CLOSED_OTHER]	 = { NONE, 0, 0 },
		[BIND_AGAIN]	 = { NONE, BOUND, 0 },
		[BIND_OTHER]	 = { NONE, 0, -EBUSY },
		[BIND_OVER]	 = { NONE, BOUND, 0 },
	},
	[ANNOUNCED] = {
		/* what was announced is replaced, its cookie with it */
		[ANNOUNCE]	 = { ANNOUNCED, READY, 0 },
		[DELIVER]	 = { HOLDING, 0, 0 },
		/* the agent that comes for it finds nothing */
		[CANCEL]	 = { NONE, 0, 0 },
		[ACCEPT]	 = { ACCEPTED, 0, 0 },
		[ACCEPT_OTHER]	 = { ANNOUNCED, 0, -EPERM },
		[FRAME]		 = REFUSED(ANNOUNCED),
		[FRAME_OLD]	 = REFUSED(ANNOUNCED),
		[FRAME_OTHER]	 = REFUSED(ANNOUNCED),
		[FRAME_LENGTH]	 = REFUSED(ANNOUNCED),
		[FRAME_NO_LINK]	 = REFUSED(ANNOUNCED),
		[COMPLETE]	 = REFUSED(ANNOUNCED),
		[COMPLETE_OLD]	 = REFUSED(ANNOUNCED),
		[COMPLETE_OTHER] = REFUSED(ANNOUNCED),
		[CLOSED]	 = { NONE, GONE, 0 },
		[CLOSED_OTHER]	 = { ANNOUNCED, 0, 0 },
		[BIND_AGAIN]	 = { ANNOUNCED, BOUND, 0 },
		[BIND_OTHER]	 = { ANNOUNCED, 0, -EBUSY },
		[BIND_OVER]	 = { NONE, GONE | BOUND, 0 },
	},
	[HOLDING] = {
		[ANNOUNCE]	 = { ANNOUNCED, READY, 0 },
		[DELIVER]	 = { HOLDING, 0, 0 },
		[CANCEL]	 = { NONE, 0, 0 },
		[ACCEPT]	 = { ACCEPTED, TO_AGENT, 0 },
		[ACCEPT_OTHER]	 = { HOLDING, 0, -EPERM },
		[FRAME]		 = REFUSED(HOLDING),
		[FRAME_OLD]	 = REFUSED(HOLDING),
		[FRAME_OTHER]	 = REFUSED(HOLDING),
		[FRAME_LENGTH]	 = REFUSED(HOLDING),
		[FRAME_NO_LINK]	 = REFUSED(HOLDING),
		[COMPLETE]	 = REFUSED(HOLDING),
		[COMPLETE_OLD]	 = REFUSED(HOLDING),
		[COMPLETE_OTHER] = REFUSED(HOLDING),
		[CLOSED]	 = { NONE, GONE, 0 },
		[CLOSED_OTHER]	 = { HOLDING, 0, 0 },
		[BIND_AGAIN]	 = { HOLDING, BOUND, 0 },
		[BIND_OTHER]	 = { HOLDING, 0, -EBUSY },
		[BIND_OVER]	 = { NONE, GONE | BOUND, 0 },
	},
	[ACCEPTED] = {
		[ANNOUNCE]	 = { ANNOUNCED, READY, 0 },
		[DELIVER]	 = { ACCEPTED, TO_AGENT, 0 },
		[CANCEL]	 = { NONE, CANCELLED, 0 },
		/* again: it goes on */
		[ACCEPT]	 = { ACCEPTED, 0, 0 },
		[ACCEPT_OTHER]	 = { ACCEPTED, 0, -EPERM },
		[FRAME]		 = { ACCEPTED, TO_BS, 0 },
		[FRAME_OLD]	 = REFUSED(ACCEPTED),
		[FRAME_OTHER]	 = { ACCEPTED, UNASKED, -EPERM },
		[FRAME_LENGTH]	 = { ACCEPTED, 0, -EINVAL },
		[FRAME_NO_LINK]	 = { ACCEPTED, 0, -ENOLINK },
		[COMPLETE]	 = { NONE, DONE, 0 },
		[COMPLETE_OLD]	 = REFUSED(ACCEPTED),
		[COMPLETE_OTHER] = { ACCEPTED, UNASKED, -EPERM },
		/* nobody is there to be told */
		[CLOSED]	 = { NONE, GONE, 0 },
		[CLOSED_OTHER]	 = { ACCEPTED, 0, 0 },
		[BIND_AGAIN]	 = { ACCEPTED, BOUND, 0 },
		[BIND_OTHER]	 = { ACCEPTED, 0, -EBUSY },
		[BIND_OVER]	 = { NONE, CANCELLED | GONE | BOUND, 0 },
	},
};

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

static void close_by(uint32_t portid)
{
	wman_agent_released(&net, portid);
	run_work(&wq);
}

static int apply(enum event event, uint64_t cookie)
{
	switch (event) {
	case ANNOUNCE:
		wman_agent_announce(&station, false);
		return 0;
	case DELIVER:
		wman_agent_deliver(&station, packet, sizeof(packet));
		return 0;
	case CANCEL:
		wman_agent_cancel(&station, WMAN_REASON_EAP_TIMEOUT);
		return 0;
	case ACCEPT:
		return accept_by(SOCKET);
	case ACCEPT_OTHER:
		return accept_by(OTHER);
	case FRAME:
		return wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet));
	case FRAME_OLD:
		return wman_agent_frame(&station, SOCKET, cookie - 1, packet, sizeof(packet));
	case FRAME_OTHER:
		return wman_agent_frame(&station, OTHER, cookie, packet, sizeof(packet));
	case FRAME_LENGTH:
		return wman_agent_frame(&station, SOCKET, cookie, wrong_length,
					sizeof(wrong_length));
	case FRAME_NO_LINK:
		no_link = true;
		return wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet));
	case COMPLETE:
		return complete_by(SOCKET, cookie);
	case COMPLETE_OLD:
		return complete_by(SOCKET, cookie - 1);
	case COMPLETE_OTHER:
		return complete_by(OTHER, cookie);
	case CLOSED:
		close_by(SOCKET);
		return 0;
	case CLOSED_OTHER:
		close_by(OTHER);
		return 0;
	case BIND_AGAIN:
		return bind_by(NULL, SOCKET);
	case BIND_OTHER:
		return bind_by(NULL, OTHER);
	case BIND_OVER:
		return bind_by(&station, OTHER);
	default:
		fail();
		return 0;
	}
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

static enum state now(void)
{
	const struct wman_agent *agent = &station.agent;

	if (!agent->cookie)
		return NONE;
	if (agent->accepted)
		return ACCEPTED;
	return agent->frame_len ? HOLDING : ANNOUNCED;
}

static unsigned int bits(unsigned int actions)
{
	return (unsigned int)__builtin_popcount(actions);
}

static void check_pair(enum state s, enum event e)
{
	const struct expect *want = &contract[s][e];
	uint64_t cookie;
	int ret;

	setup(NULL);
	assert_int_equal(bind_by(NULL, SOCKET), 0);
	cookie = reach(s);
	assert_int_equal(now(), s);
	ret = apply(e, cookie);
	if (ret != want->ret || now() != want->next || did.actions != want->actions)
		fail_msg("state %d, event %d: next %d, actions %#x, %d; expected %d, %#x, %d", s, e,
			 now(), did.actions, ret, want->next, want->actions, want->ret);
	/* nothing happens twice, and to nobody else */
	assert_int_equal(did.calls, bits(did.actions));
	if (did.actions & (READY | TO_AGENT | CANCELLED))
		assert_int_equal(did.portid, SOCKET);
	if (did.actions & (TO_AGENT | CANCELLED))
		assert_int_equal(did.cookie, cookie);
	if (did.actions & TO_BS || (s == ACCEPTED && did.actions & TO_AGENT))
		assert_memory_equal(did.frame, packet, sizeof(packet));
	/* what was made and not freed is what there is; nobody announces two at once */
	assert_int_equal(alive[WMAN_OBJECT_AGENT], (ns.portid != 0) + (station.agent.portid != 0));
	if (e != ANNOUNCE)
		assert_int_equal(alive[WMAN_OBJECT_EXCHANGE], want->next != NONE);
	/* another exchange has another cookie, and one that is complete none */
	if (want->next != NONE)
		assert_int_equal(station.agent.cookie == cookie, e != ANNOUNCE);
	/* completed: nothing more is accepted for it */
	if (want->next == NONE) {
		assert_int_equal(complete_by(SOCKET, cookie), -ESTALE);
		assert_int_equal(wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet)),
				 -ESTALE);
		assert_int_equal(accept_by(SOCKET), -ENOENT);
	}
	teardown(NULL);
}

static void test_walk(void **state)
{
	unsigned int s, e, pairs = 0;

	for (s = 0; s < STATES; s++)
		for (e = 0; e < EVENTS; e++, pairs++)
			check_pair(s, e);
	printf("# agent: %u of %u pairs\n", pairs, (unsigned int)STATES * EVENTS);
	assert_int_equal(pairs, 4 * 18);
}

/* Of the packets that came before the agent did, the last one waits. */
static void test_last_packet_waits(void **state)
{
	bind_by(NULL, SOCKET);
	reach(HOLDING);
	wman_agent_deliver(&station, packet, sizeof(packet));
	assert_int_equal(accept_by(SOCKET), 0);
	assert_int_equal(did.frame_len, sizeof(packet));
	assert_memory_equal(did.frame, packet, sizeof(packet));
	/* and goes once */
	memset(&did, 0, sizeof(did));
	assert_int_equal(accept_by(SOCKET), 0);
	assert_int_equal(did.actions, 0);
}

static void test_no_cookie_is_no_cookie(void **state)
{
	bind_by(NULL, SOCKET);
	assert_int_equal(station.agent.cookie, 0);
	assert_int_equal(complete_by(SOCKET, 0), -ESTALE);
	reach(NONE);
	assert_int_equal(station.agent.cookie, 0);
	assert_int_equal(complete_by(SOCKET, 0), -ESTALE);
	assert_int_equal(wman_agent_frame(&station, SOCKET, 0, packet, sizeof(packet)), -ESTALE);
	assert_int_equal(did.actions, STALE);
}

/* A packet that the agent's socket cannot take is counted and lost; so is an announcement. */
static void test_busy(void **state)
{
	bind_by(NULL, SOCKET);
	agent_busy = true;
	memset(&did, 0, sizeof(did));
	wman_agent_announce(&station, false);
	assert_int_equal(did.actions, READY | BUSY);
	agent_busy = false;
	assert_int_equal(accept_by(SOCKET), 0);
	agent_busy = true;
	memset(&did, 0, sizeof(did));
	wman_agent_deliver(&station, packet, sizeof(packet));
	assert_int_equal(did.actions, TO_AGENT | BUSY);
	assert_int_equal(now(), ACCEPTED);
	memset(&did, 0, sizeof(did));
	wman_agent_cancel(&station, WMAN_REASON_USER);
	assert_int_equal(did.actions, CANCELLED | BUSY);
	assert_int_equal(now(), NONE);
	/* nobody serves: nobody is told */
	close_by(SOCKET);
	memset(&did, 0, sizeof(did));
	wman_agent_announce(&station, false);
	assert_int_equal(did.actions, BUSY);
}

/* A station's own agent comes before that of the namespace, which takes over when it goes. */
static void test_own_agent(void **state)
{
	assert_int_equal(bind_by(NULL, OTHER), 0);
	assert_int_equal(bind_by(&station, SOCKET), 0);
	assert_int_equal(bind_by(&station, OTHER), -EBUSY);
	assert_int_equal(wman_agent_portid(&station), SOCKET);
	reach(ACCEPTED);
	/* the one that does not serve may go and come */
	close_by(OTHER);
	assert_int_equal(did.actions, 0);
	assert_int_equal(bind_by(NULL, OTHER), 0);
	assert_int_equal(did.actions, BOUND);
	assert_int_equal(now(), ACCEPTED);

	memset(&did, 0, sizeof(did));
	close_by(SOCKET);
	assert_int_equal(did.actions, GONE | BOUND);
	assert_int_equal(now(), NONE);
	assert_int_equal(wman_agent_portid(&station), OTHER);
}

/* The number of a socket is used again before the control thread has heard of the old one. */
static void test_same_number(void **state)
{
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	cookie = reach(ACCEPTED);
	wman_agent_released(&net, SOCKET);
	assert_int_equal(wman_agent_bind(&net, NULL, SOCKET), 0);
	run_work(&wq);
	assert_int_equal(did.actions, GONE | BOUND);
	assert_int_equal(complete_by(SOCKET, cookie), -ESTALE);
}

static int certify(uint32_t portid, uint64_t cookie)
{
	const struct wman_octets certificate = { packet, 1 }, ca = { packet, 2 };

	return wman_agent_certificate(&station, portid, cookie, &certificate, &ca);
}

static int give_ak(uint32_t portid, uint64_t cookie)
{
	static const uint8_t ak[WMAN_AK_LEN];
	const struct wman_agent_rsa rsa = { .cookie = cookie, .ak = ak };

	return wman_agent_rsa_done(&station, portid, &rsa);
}

static int give_pre_pak(uint32_t portid, uint64_t cookie)
{
	static const uint8_t pre_pak[WMAN_PRE_PAK_LEN], signature[128];
	const struct wman_agent_rsa rsa = {
		.cookie = cookie,
		.pre_pak = pre_pak,
		.signature = { signature, sizeof(signature) },
	};

	return wman_agent_rsa_done(&station, portid, &rsa);
}

static int sign(uint32_t portid, uint64_t cookie)
{
	static const uint8_t octets[128];
	const struct wman_octets signature = { octets, sizeof(octets) };

	return wman_agent_rsa_answer(&station, portid, cookie, &signature, WMAN_REASON_NONE);
}

static int drop(uint32_t portid, uint64_t cookie)
{
	return wman_agent_rsa_answer(&station, portid, cookie, NULL, WMAN_REASON_AGENT_BUSY);
}

/* PKMv1: what EAP exchanges know is refused in one of its own, and the other way round. */
static void test_kinds(void **state)
{
	struct wman_agent_result good = { .success = true };
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	cookie = reach(ACCEPTED);
	assert_int_equal(certify(SOCKET, cookie), -EPROTO);
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(did.actions, UNASKED);
	assert_int_equal(did.calls, 2);
	assert_int_equal(station.agent.cookie, cookie);

	about = WMAN_EXCHANGE_V1;
	cookie = reach(ANNOUNCED);
	assert_int_equal(certify(SOCKET, cookie), -ESTALE);
	assert_int_equal(give_ak(SOCKET, cookie), -ESTALE);
	assert_int_equal(did.actions, STALE);
	cookie = reach(ACCEPTED);
	assert_int_equal(certify(OTHER, cookie), -EPERM);
	assert_int_equal(give_ak(OTHER, cookie), -EPERM);
	assert_int_equal(wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet)),
			 -EPROTO);
	good.cookie = cookie;
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -EPROTO);
	/* nothing was to be decrypted yet */
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(did.actions, UNASKED);
	assert_int_equal(did.calls, 5);
	assert_int_equal(station.agent.cookie, cookie);

	memset(&did, 0, sizeof(did));
	assert_int_equal(certify(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED);
	decrypting = true;
	assert_int_equal(give_ak(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED | KEYED);
	assert_true(station.agent.insecure);
	/* exactly once */
	assert_int_equal(give_ak(SOCKET, cookie), -ESTALE);

	/* failure is told as in EAP */
	cookie = reach(ACCEPTED);
	assert_int_equal(complete_by(SOCKET, cookie), 0);
	assert_int_equal(did.actions, DONE);
}

/* RSA authorization: questions are answered once, in their order, and by the pre-PAK in the end. */
static void test_rsa(void **state)
{
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	about = WMAN_EXCHANGE_RSA;
	cookie = reach(ACCEPTED);
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet)),
			 -EPROTO);
	/* nothing was asked yet */
	assert_int_equal(sign(SOCKET, cookie), -EPROTO);
	assert_int_equal(give_pre_pak(SOCKET, cookie), -EPROTO);
	assert_int_equal(sign(OTHER, cookie), -EPERM);
	assert_int_equal(give_pre_pak(OTHER, cookie), -EPERM);
	assert_int_equal(did.actions, UNASKED);
	memset(&did, 0, sizeof(did));
	assert_int_equal(certify(SOCKET, cookie), 0);
	signing = true;
	assert_int_equal(sign(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED | SIGNED);
	/* a message that is not believed is counted, and the exchange goes on */
	memset(&did, 0, sizeof(did));
	assert_int_equal(drop(SOCKET, cookie), 0);
	assert_int_equal(did.actions, BUSY);
	verifying = true;
	memset(&did, 0, sizeof(did));
	assert_int_equal(give_pre_pak(SOCKET, cookie), 0);
	assert_int_equal(did.actions, KEYED);
	/* the base station was verified */
	assert_false(station.agent.insecure);
	assert_int_equal(give_pre_pak(SOCKET, cookie), -ESTALE);
	assert_int_equal(sign(SOCKET, cookie), -ESTALE);
	/* and an exchange of PKMv1 or EAP knows nothing of it */
	about = WMAN_EXCHANGE_V1;
	cookie = reach(ACCEPTED);
	assert_int_equal(give_pre_pak(SOCKET, cookie), -EPROTO);
	assert_int_equal(sign(SOCKET, cookie), -EPROTO);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		TEST(test_last_packet_waits),
		TEST(test_no_cookie_is_no_cookie),
		TEST(test_busy),
		TEST(test_own_agent),
		TEST(test_same_number),
		TEST(test_kinds),
		TEST(test_rsa),
	};

	if (wman_agent_net_init())
		return 1;
	atexit(wman_agent_net_exit);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
