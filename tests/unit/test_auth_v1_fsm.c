// SPDX-License-Identifier: BSD-3-Clause
/*
 * PKMv1 authorization, every state with every event, against a table typed in from the
 * description of the protocol (802.16-2001 7.2.4) and not from the code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth_fsm.h"
#include "auth_v1_fsm.h"
#include "fsm_walk.h"

#define NUM_STATES 23 /* those of PKMv2 among them, which ignore all */
#define NUM_EVENTS 13

#define A(name) WMAN_AUTH_V1_A_##name
#define S(name) WMAN_AUTH_STATE_##name
#define E(name) WMAN_AUTH_V1_EV_##name

/* The timers, each named by how long it runs. */
#define AUTHORIZE   A(T_AUTHORIZE) /* Authorize wait */
#define REAUTHORIZE A(T_REAUTHORIZE) /* Reauthorize wait */
#define BLOCK	    A(T_REJECT) /* Authorize reject wait */

/* "Retransmitted Auth Requests keep the Identifier; 6, 7 and 8 use a new one." */
#define FIRST (A(NEW) | A(INFO) | A(REQUEST) | AUTHORIZE)
#define AGAIN (A(STOP_GRACE) | A(NEW) | A(REQUEST) | REAUTHORIZE)
/* "Stop to all TEK FSMs", "stop all timers"; what the agent is at ends too */
#define LOSE (A(STOP_TIMER) | A(CANCEL) | A(STOP_TEKS) | A(ERASE_AK))
/* "Decrypt and store AK; for every SAID listed ..."; the grace timer comes with the AK */
#define TAKE (A(STOP_TIMER) | A(AK) | A(SAS))

#define T(s, e, n, actions)                 \
	{                                   \
		S(s), E(e), S(n), (actions) \
	}
#define LINK_LOSS(s)  T(s, STOP, STOPPED, LOSE)
#define AK_EXPIRES(s) T(s, EXPIRED, STOPPED, LOSE | A(BEGIN))

static const struct fsm_row rows[] = {
	T(STOPPED, BEGIN, AUTH_WAIT, FIRST), /* 1-A */
	/* Start with nobody who has the certificate: entry waits for a bind */
	T(STOPPED, BEGIN_ALONE, NO_AGENT, 0),
	T(NO_AGENT, AGENT_BOUND, AUTH_WAIT, FIRST),
	LINK_LOSS(NO_AGENT),

	T(AUTH_WAIT, REJECT, REJECT_WAIT, A(STOP_TIMER) | A(CANCEL) | BLOCK), /* 2-B */
	T(AUTH_WAIT, REJECT_PERMANENT, SILENT, A(STOP_TIMER) | A(CANCEL)), /* 3-B */
	T(AUTH_WAIT, REPLY, AUTHORIZED, TAKE), /* 4-B */
	T(AUTH_WAIT, TIMEOUT, AUTH_WAIT, A(INFO) | A(REQUEST) | AUTHORIZE), /* 5-B */
	/* the exchange ended with its agent */
	T(AUTH_WAIT, AGENT_GONE, NO_AGENT, A(STOP_TIMER)),
	LINK_LOSS(AUTH_WAIT),

	T(AUTHORIZED, GRACE, REAUTH_WAIT, AGAIN), /* 6-C */
	T(AUTHORIZED, INVALID, REAUTH_WAIT, AGAIN | A(PEND)), /* 7-C */
	T(AUTHORIZED, REAUTH, REAUTH_WAIT, AGAIN), /* 8-C */
	AK_EXPIRES(AUTHORIZED),
	LINK_LOSS(AUTHORIZED),

	T(REAUTH_WAIT, REJECT, REJECT_WAIT, LOSE | BLOCK), /* 2-D */
	T(REAUTH_WAIT, REJECT_PERMANENT, SILENT, LOSE), /* 3-D */
	T(REAUTH_WAIT, REPLY, AUTHORIZED, TAKE), /* 4-D */
	T(REAUTH_WAIT, TIMEOUT, REAUTH_WAIT, A(REQUEST) | REAUTHORIZE), /* 5-D */
	T(REAUTH_WAIT, INVALID, REAUTH_WAIT, A(PEND)), /* 7-D */
	AK_EXPIRES(REAUTH_WAIT),
	LINK_LOSS(REAUTH_WAIT),

	T(REJECT_WAIT, TIMEOUT, STOPPED, A(BEGIN)), /* 5-E */
	LINK_LOSS(REJECT_WAIT),

	/* only a new entry leaves it */
	LINK_LOSS(SILENT),
};

static struct fsm_row step(unsigned int state, unsigned int event)
{
	const struct wman_auth_v1_step *cell = wman_auth_v1_step(state, event);

	return (struct fsm_row){ state, event, cell->next, cell->actions };
}

static const struct fsm auth = {
	.name = "pkmv1 authorization",
	.first_state = S(STOPPED),
	.num_states = NUM_STATES,
	.num_events = NUM_EVENTS,
	.rows = rows,
	.num_rows = ARRAY_SIZE(rows),
	.step = step,
};

static void test_walk(void **state)
{
	fsm_walk(&auth);
	assert_int_equal(WMAN_AUTH_STATE_MAX, NUM_STATES);
	assert_int_equal(WMAN_AUTH_V1_EVENTS, NUM_EVENTS);
}

static void test_timers(void **state)
{
	static const unsigned int first[] = { S(AUTH_WAIT), 0 };
	static const unsigned int again[] = { S(REAUTH_WAIT), 0 };
	static const unsigned int reject[] = { S(REJECT_WAIT), 0 };
	/* 7-D: whoever forges Auth Invalid must not hold the retry timer off */
	static const unsigned int invalid[][2] = { { S(REAUTH_WAIT), E(INVALID) }, { 0 } };

	fsm_timer(&auth, AUTHORIZE, first, NULL, 3);
	fsm_timer(&auth, REAUTHORIZE, again, invalid, 4);
	fsm_timer(&auth, BLOCK, reject, NULL, 2);
}

/* A state without a timer leaves none behind, and one that waits has a way out. */
static void test_no_state_waits_for_ever(void **state)
{
	static const unsigned int waits[] = { S(AUTH_WAIT), S(REAUTH_WAIT), S(REJECT_WAIT) };
	static const unsigned int rests[] = { S(STOPPED), S(NO_AGENT), S(AUTHORIZED), S(SILENT) };
	struct fsm_row got;
	unsigned int e;
	size_t i, r;

	for (i = 0; i < ARRAY_SIZE(waits); i++) {
		assert_int_not_equal(step(waits[i], E(TIMEOUT)).next, 0);
		for (e = 0; e < NUM_EVENTS; e++) {
			got = step(waits[i], e);
			for (r = 0; r < ARRAY_SIZE(rests); r++)
				if (got.next == rests[r] && e != E(TIMEOUT))
					assert_true(got.actions & A(STOP_TIMER));
		}
	}
}

static void test_keys(void **state)
{
	struct fsm_row got;
	unsigned int s, e;

	assert_true(wman_auth_authorized(S(REAUTH_WAIT)));
	assert_false(wman_auth_authorized(S(AUTH_WAIT)));
	for (s = S(STOPPED); s <= NUM_STATES; s++) {
		for (e = 0; e < NUM_EVENTS; e++) {
			got = step(s, e);
			if (!got.next || !wman_auth_authorized(s))
				continue;
			/* no step out of an authorized state leaves a key or an exchange behind */
			if (!wman_auth_authorized(got.next))
				assert_int_equal(got.actions & LOSE, LOSE);
			else
				assert_false(got.actions & (A(STOP_TEKS) | A(ERASE_AK)));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_no_state_waits_for_ever),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
