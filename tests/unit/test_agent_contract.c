// SPDX-License-Identifier: BSD-3-Clause
/*
 * The kernel's half of the agent's contract, as kernel/core/agent.h words it: every state of an
 * exchange and everything that can happen to it, against a table typed in from there.
 */
#include "contract_rig.h"

static const uint8_t wrong_length[] = { 2, 9, 0, 5, 1, 'a' };

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
	assert_int_equal(serves_teks, SOCKET);

	memset(&did, 0, sizeof(did));
	close_by(SOCKET);
	assert_int_equal(did.actions, GONE | BOUND);
	assert_int_equal(now(), NONE);
	assert_int_equal(wman_agent_portid(&station), OTHER);
	/* what the one before was asked it does not answer */
	assert_int_equal(serves_teks, 0);
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
	assert_int_equal(serves_teks, 0);
	assert_int_equal(complete_by(SOCKET, cookie), -ESTALE);
}

/* A packet that there is no memory for is counted and lost; the exchange is not. */
static void test_no_memory(void **state)
{
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	cookie = reach(ANNOUNCED);
	shim_no_memory = true;
	wman_agent_deliver(&station, request, sizeof(request));
	shim_no_memory = false;
	assert_int_equal(did.actions, NO_ROOM);
	assert_int_equal(station.agent.cookie, cookie);
	/* the base station repeats it */
	wman_agent_deliver(&station, request, sizeof(request));
	assert_int_equal(accept_by(SOCKET), 0);
	assert_int_equal(did.actions, NO_ROOM | TO_AGENT);
	assert_int_equal(complete_by(SOCKET, cookie), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		TEST(test_last_packet_waits),
		TEST(test_no_memory),
		TEST(test_no_cookie_is_no_cookie),
		TEST(test_busy),
		TEST(test_own_agent),
		TEST(test_same_number),
	};

	if (wman_agent_net_init())
		return 1;
	atexit(wman_agent_net_exit);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
