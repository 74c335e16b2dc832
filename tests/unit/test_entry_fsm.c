// SPDX-License-Identifier: BSD-3-Clause
/*
 * Network entry, against a table typed in from the description of the protocol and not from the
 * code: the order DL sync, RNG, SBC, PKM, REG, DSA, with the timers and retries of 10.1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "entry_fsm.h"
#include "fsm_walk.h"

#define NUM_STATES 9
#define NUM_EVENTS 17

#define A(name) WMAN_ENTRY_A_##name

/* Requests are sent and their timer is armed in one action. */
#define RANGE	  A(RNG_REQ) /* T3 */
#define HO_RANGE  A(HO_RNG_REQ) /* T3 */
#define NEGOTIATE A(SBC_REQ) /* T18 */
#define REGISTER  A(REG_REQ) /* T6 */
/* "Erase all", and no traffic any more. */
#define LEAVE (A(STOP_TIMER) | A(PORT_CLOSE) | A(ERASE))
/* for a target base station, which may let the TEKs live on */
#define LEAVE_WITH_TEKS (A(STOP_TIMER) | A(PORT_CLOSE) | A(SUSPEND))

#define T(s, e, n, actions)                                                          \
	{                                                                            \
		WMAN_DEV_STATE_##s, WMAN_ENTRY_EV_##e, WMAN_DEV_STATE_##n, (actions) \
	}
/* of a state with a link: it may be lost, and the administrator may leave */
#define ON_LINK(s) T(s, LOST, SCAN, LEAVE | A(SCAN)), T(s, DISCONNECT, IDLE, LEAVE)
/* "retries, then scan again" */
#define SCAN_AGAIN(s) T(s, TIMER_LAST, SCAN, LEAVE | A(SCAN))

static const struct fsm_row rows[] = {
	T(IDLE, CONNECT, SCAN, A(SCAN)),

	/* a DL-MAP is enough to synchronise; its absence is watched from here on */
	T(SCAN, FOUND, RANGING, A(ABANDON) | A(SYNC) | RANGE),
	/* handover and re-entry: RNG-REQ with the count, under the AK of this base station */
	T(SCAN, FOUND_WITH_PMK, HANDOVER, A(SYNC) | HO_RANGE),
	T(SCAN, DISCONNECT, IDLE, LEAVE),

	T(RANGING, RANGED, CAPABILITIES, A(STOP_TIMER) | NEGOTIATE),
	/* status continue: the next RNG-REQ goes when T3 says so */
	T(RANGING, RANGING_CONTINUE, RANGING, 0),
	T(RANGING, TIMER, RANGING, RANGE),
	SCAN_AGAIN(RANGING),
	ON_LINK(RANGING),

	/* SBC is done, or left out as the HO process optimization says */
	T(HANDOVER, RANGED, CAPABILITIES, A(STOP_TIMER) | NEGOTIATE),
	T(HANDOVER, RANGED_CAPABLE, AUTHORIZATION, A(STOP_TIMER) | A(AUTHORIZE)),
	T(HANDOVER, RANGING_CONTINUE, HANDOVER, 0),
	T(HANDOVER, TIMER, HANDOVER, HO_RANGE),
	/* no valid answer: initial ranging, and full authorization */
	T(HANDOVER, TIMER_LAST, RANGING, A(ABANDON) | RANGE),
	ON_LINK(HANDOVER),

	T(CAPABILITIES, CAPABLE, AUTHORIZATION, A(STOP_TIMER) | A(AUTHORIZE)),
	T(CAPABILITIES, TIMER, CAPABILITIES, NEGOTIATE),
	SCAN_AGAIN(CAPABILITIES),
	ON_LINK(CAPABILITIES),

	T(AUTHORIZATION, AUTHORIZED, REGISTRATION, REGISTER),
	/* authorized anew on a link where REG is done already */
	T(AUTHORIZATION, REGISTERED, FLOWS, A(FLOW_CHECK)),
	ON_LINK(AUTHORIZATION),

	T(REGISTRATION, REGISTERED, FLOWS, A(STOP_TIMER) | A(FLOW_CHECK)),
	T(REGISTRATION, UNAUTHORIZED, AUTHORIZATION, A(STOP_TIMER)),
	T(REGISTRATION, TIMER, REGISTRATION, REGISTER),
	SCAN_AGAIN(REGISTRATION),
	ON_LINK(REGISTRATION),

	T(FLOWS, FLOWS, OPERATIONAL, A(PORT_OPEN)),
	T(FLOWS, HANDOVER, SCAN, LEAVE_WITH_TEKS | A(SCAN)),
	T(FLOWS, UNAUTHORIZED, AUTHORIZATION, 0),
	ON_LINK(FLOWS),

	T(OPERATIONAL, FLOWS_GONE, FLOWS, A(PORT_CLOSE)),
	T(OPERATIONAL, HANDOVER, SCAN, LEAVE_WITH_TEKS | A(SCAN)),
	T(OPERATIONAL, UNAUTHORIZED, AUTHORIZATION, A(PORT_CLOSE)),
	ON_LINK(OPERATIONAL),
};

static struct fsm_row step(unsigned int state, unsigned int event)
{
	const struct wman_entry_step *cell = wman_entry_step(state, event);

	return (struct fsm_row){ state, event, cell->next, cell->actions };
}

static const struct fsm entry = {
	.name = "network entry",
	.first_state = WMAN_DEV_STATE_IDLE,
	.num_states = NUM_STATES,
	.num_events = NUM_EVENTS,
	.rows = rows,
	.num_rows = ARRAY_SIZE(rows),
	.step = step,
};

static void test_walk(void **state)
{
	fsm_walk(&entry);
	assert_int_equal(WMAN_DEV_STATE_MAX, NUM_STATES);
	assert_int_equal(WMAN_ENTRY_EVENTS, NUM_EVENTS);
}

#define S(name) WMAN_DEV_STATE_##name
#define E(name) WMAN_ENTRY_EV_##name

static void test_timers(void **state)
{
	static const unsigned int ranging[] = { S(RANGING), 0 };
	static const unsigned int handover[] = { S(HANDOVER), 0 };
	static const unsigned int capabilities[] = { S(CAPABILITIES), 0 };
	static const unsigned int registration[] = { S(REGISTRATION), 0 };
	static const unsigned int cont[][2] = { { S(RANGING), E(RANGING_CONTINUE) }, { 0 } };
	static const unsigned int ho_cont[][2] = { { S(HANDOVER), E(RANGING_CONTINUE) }, { 0 } };
	const uint32_t timers = RANGE | HO_RANGE | NEGOTIATE | REGISTER;
	unsigned int s, e;

	fsm_timer(&entry, RANGE, ranging, cont, 3);
	fsm_timer(&entry, HO_RANGE, handover, ho_cont, 2);
	fsm_timer(&entry, NEGOTIATE, capabilities, NULL, 3);
	fsm_timer(&entry, REGISTER, registration, NULL, 2);

	for (s = S(IDLE); s <= S(OPERATIONAL); s++) {
		bool runs = s == S(RANGING) || s == S(HANDOVER) || s == S(CAPABILITIES) ||
			    s == S(REGISTRATION);

		assert_int_equal(!!step(s, E(TIMER)).next, runs);
		assert_int_equal(!!step(s, E(TIMER_LAST)).next, runs);
		/* who leaves such a state stops its timer, or has just seen the last of it */
		for (e = 0; runs && e < NUM_EVENTS; e++) {
			struct fsm_row got = step(s, e);

			if (got.next && got.next != s)
				assert_true(got.actions & (A(STOP_TIMER) | timers));
		}
		/* the lost DL-MAP interval begins with the link */
		for (e = 0; e < NUM_EVENTS; e++)
			assert_int_equal(!!(step(s, e).actions & A(SYNC)),
					 s == S(SCAN) && (e == E(FOUND) || e == E(FOUND_WITH_PMK)));
	}
	assert_int_equal(step(S(SCAN), E(FOUND)).actions & timers, RANGE);
	assert_int_equal(step(S(SCAN), E(FOUND_WITH_PMK)).actions & timers, HO_RANGE);
}

static void test_port(void **state)
{
	unsigned int s, e;

	for (s = S(IDLE); s <= S(OPERATIONAL); s++) {
		for (e = 0; e < NUM_EVENTS; e++) {
			struct fsm_row got = step(s, e);

			if (!got.next)
				continue;
			/* the port is open in one state only */
			assert_int_equal(!!(got.actions & A(PORT_OPEN)),
					 got.next == S(OPERATIONAL));
			if (s == S(OPERATIONAL))
				assert_true(got.actions & A(PORT_CLOSE));
			/* leaving a base station erases, from whichever state */
			if (s > S(SCAN) && got.next <= S(SCAN))
				assert_true(got.actions & (A(ERASE) | A(SUSPEND)));
			/* TEKs outlive their base station on the way to another only */
			assert_int_equal(!!(got.actions & A(SUSPEND)), e == E(HANDOVER));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
