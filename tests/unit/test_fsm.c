// SPDX-License-Identifier: BSD-3-Clause
/*
 * Every state and every event of the three machines, against tables typed in from the protocol's
 * description, not from the code. What a table here does not name must be ignored.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth_fsm.h"
#include "entry_fsm.h"
#include "tek_fsm.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* TEK: rows are events 1 to 9, columns states A to F; '.' is ignore. */
static const char *const tek_matrix[WMAN_TEK_EVENTS] = {
	[WMAN_TEK_EV_STOP] = ".AAAAA",	    [WMAN_TEK_EV_AUTHORIZED] = "B.....",
	[WMAN_TEK_EV_AUTH_PEND] = ".C..F.", [WMAN_TEK_EV_AUTH_COMP] = "..B..E",
	[WMAN_TEK_EV_INVALID] = "...BBC",   [WMAN_TEK_EV_TIMEOUT] = ".B..E.",
	[WMAN_TEK_EV_REFRESH] = "...E..",   [WMAN_TEK_EV_REPLY] = ".D..D.",
	[WMAN_TEK_EV_REJECT] = ".A..A.",
};

static void tek_states(void **state)
{
	unsigned int s, e, pairs = 0;

	for (e = 0; e < WMAN_TEK_EVENTS; e++) {
		for (s = 0; s < 6; s++, pairs++) {
			char want = tek_matrix[e][s];
			unsigned int next = wman_tek_step(WMAN_TEK_STATE_START + s, e)->next;

			assert_int_equal(next, want == '.' ? 0 : WMAN_TEK_STATE_START + want - 'A');
		}
	}
	assert_int_equal(pairs, 6 * 9);
	assert_int_equal(wman_tek_step(WMAN_TEK_STATES, 0)->next, 0);
	assert_int_equal(wman_tek_step(0, WMAN_TEK_EVENTS)->next, 0);
}

/* The list of actions: r stop retry, f stop refresh, k remove keys, i install, q request,
 * a repeat, O Operational wait, W Rekey wait.
 */
static const struct {
	const char *transition; /* event number as the standard counts, state */
	const char *actions;
} tek_actions[] = {
	{ "1B", "r" },	  { "1C", "" },	    { "1D", "fk" }, { "1E", "rk" }, { "1F", "k" },
	{ "2A", "qO" },	  { "3B", "r" },    { "3E", "r" },  { "4C", "qO" }, { "4F", "qW" },
	{ "5D", "fqOk" }, { "5E", "rqOk" }, { "5F", "k" },  { "6B", "aO" }, { "6E", "aW" },
	{ "7D", "fqW" },  { "8B", "ri" },   { "8E", "ri" }, { "9B", "r" },  { "9E", "rk" },
};

static unsigned int tek_bits(const char *letters)
{
	static const char order[] = "rfkiqaOW";
	unsigned int bits = 0;

	for (; *letters; letters++)
		bits |= 1U << (strchr(order, *letters) - order);
	return bits;
}

static void tek_transitions(void **state)
{
	unsigned int i, s, e, filled = 0;

	for (i = 0; i < ARRAY_SIZE(tek_actions); i++) {
		const char *t = tek_actions[i].transition;
		const struct wman_tek_step *step;

		step = wman_tek_step(WMAN_TEK_STATE_START + t[1] - 'A', (unsigned int)(t[0] - '1'));
		assert_int_not_equal(step->next, 0);
		assert_int_equal(step->actions, tek_bits(tek_actions[i].actions));
	}
	for (e = 0; e < WMAN_TEK_EVENTS; e++)
		for (s = 0; s < WMAN_TEK_STATES; s++)
			filled += wman_tek_step(s, e)->next != 0;
	assert_int_equal(filled, ARRAY_SIZE(tek_actions));
}

struct row {
	unsigned int state;
	unsigned int event;
	unsigned int next;
};

#define A(s, e, n)                                                         \
	{                                                                  \
		WMAN_AUTH_STATE_##s, WMAN_AUTH_EV_##e, WMAN_AUTH_STATE_##n \
	}

static const struct row auth_rows[] = {
	A(STOPPED, BEGIN, EAP_START),
	A(STOPPED, BEGIN_ALONE, NO_AGENT),
	A(NO_AGENT, AGENT_BOUND, EAP_START),
	A(EAP_START, EAP_BEGIN, EAP_RUNNING),
	A(EAP_START, TIMER, EAP_START),
	A(EAP_START, TIMER_LAST, REJECT_WAIT),
	A(EAP_START, AGENT_GONE, NO_AGENT),
	A(EAP_RUNNING, EAP, EAP_RUNNING),
	A(EAP_RUNNING, SUCCESS, KEY_WAIT),
	A(EAP_RUNNING, FAILURE, REJECT_WAIT),
	A(EAP_RUNNING, FAILURE_UNSIGNED, REJECT_WAIT),
	A(EAP_RUNNING, FAILURE_PERMANENT, SILENT),
	A(EAP_RUNNING, TIMER, EAP_START),
	A(EAP_RUNNING, AGENT_GONE, NO_AGENT),
	A(KEY_WAIT, CHALLENGE, SA_TEK_WAIT),
	A(KEY_WAIT, TIMER, EAP_START),
	A(SA_TEK_WAIT, RESPONSE, AUTHORIZED),
	A(SA_TEK_WAIT, CHALLENGE, SA_TEK_WAIT),
	A(SA_TEK_WAIT, CHALLENGE_AGAIN, SA_TEK_WAIT),
	A(SA_TEK_WAIT, MISMATCH, STOPPED),
	A(SA_TEK_WAIT, TIMER, SA_TEK_WAIT),
	A(SA_TEK_WAIT, TIMER_LAST, REJECT_WAIT),
	A(AUTHORIZED, RENEW, REAUTH_START),
	A(AUTHORIZED, TIMER, REAUTH_START),
	A(AUTHORIZED, EAP_BEGIN, REAUTH_RUNNING),
	A(AUTHORIZED, CHALLENGE_CURRENT, REAUTH_SA_TEK_WAIT),
	A(AUTHORIZED, EXPIRED, EAP_START),
	A(REAUTH_START, EAP_BEGIN, REAUTH_RUNNING),
	A(REAUTH_START, TIMER, REAUTH_START),
	A(REAUTH_START, AGENT_GONE, AUTHORIZED),
	A(REAUTH_START, CHALLENGE_CURRENT, REAUTH_SA_TEK_WAIT),
	A(REAUTH_START, EXPIRED, EAP_START),
	A(REAUTH_RUNNING, EAP, REAUTH_RUNNING),
	A(REAUTH_RUNNING, EAP_TAKEOVER, REAUTH_RUNNING),
	A(REAUTH_RUNNING, SUCCESS, REAUTH_KEY_WAIT),
	A(REAUTH_RUNNING, FAILURE, REJECT_WAIT),
	A(REAUTH_RUNNING, FAILURE_PERMANENT, SILENT),
	A(REAUTH_RUNNING, FAILURE_UNSIGNED, AUTHORIZED),
	A(REAUTH_RUNNING, TIMER, AUTHORIZED),
	A(REAUTH_RUNNING, AGENT_GONE, AUTHORIZED),
	A(REAUTH_RUNNING, EXPIRED, EAP_START),
	A(REAUTH_KEY_WAIT, CHALLENGE, REAUTH_SA_TEK_WAIT),
	A(REAUTH_KEY_WAIT, EAP_TAKEOVER, REAUTH_RUNNING),
	A(REAUTH_KEY_WAIT, TIMER, AUTHORIZED),
	A(REAUTH_KEY_WAIT, EXPIRED, EAP_START),
	A(REAUTH_SA_TEK_WAIT, RESPONSE, AUTHORIZED),
	A(REAUTH_SA_TEK_WAIT, CHALLENGE, REAUTH_SA_TEK_WAIT),
	A(REAUTH_SA_TEK_WAIT, CHALLENGE_AGAIN, REAUTH_SA_TEK_WAIT),
	A(REAUTH_SA_TEK_WAIT, CHALLENGE_CURRENT, REAUTH_SA_TEK_WAIT),
	A(REAUTH_SA_TEK_WAIT, MISMATCH, STOPPED),
	A(REAUTH_SA_TEK_WAIT, TIMER, REAUTH_SA_TEK_WAIT),
	A(REAUTH_SA_TEK_WAIT, TIMER_LAST, AUTHORIZED),
	A(REAUTH_SA_TEK_WAIT, EXPIRED, EAP_START),
	A(REJECT_WAIT, TIMER, EAP_START),
};

static const struct row *find(const struct row *rows, size_t n, unsigned int s, unsigned int e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (rows[i].state == s && rows[i].event == e)
			return &rows[i];
	return NULL;
}

static void auth_states(void **state)
{
	const unsigned int loses = WMAN_AUTH_A_STOP_TEKS | WMAN_AUTH_A_ERASE_AK |
				   WMAN_AUTH_A_ERASE_NEW_AK | WMAN_AUTH_A_ERASE_PMK |
				   WMAN_AUTH_A_CANCEL_EAP;
	unsigned int s, e;

	for (s = WMAN_AUTH_STATE_STOPPED; s < WMAN_AUTH_STATES; s++) {
		for (e = 0; e < WMAN_AUTH_EVENTS; e++) {
			const struct row *row = find(auth_rows, ARRAY_SIZE(auth_rows), s, e);
			const struct wman_auth_step *step = wman_auth_step(s, e);
			unsigned int want = row ? row->next : 0;

			/* link loss in any state but the first */
			if (e == WMAN_AUTH_EV_STOP && s != WMAN_AUTH_STATE_STOPPED)
				want = WMAN_AUTH_STATE_STOPPED;
			assert_int_equal(step->next, want);
			/* no step out of an authorized state leaves a key behind */
			if (want && wman_auth_authorized(s) && !wman_auth_authorized(want))
				assert_int_equal(step->actions & loses, loses);
			/* and none within them takes one away */
			if (want && wman_auth_authorized(s) && wman_auth_authorized(want))
				assert_int_equal(step->actions & (WMAN_AUTH_A_STOP_TEKS |
								  WMAN_AUTH_A_ERASE_AK),
						 0);
		}
	}
	assert_int_equal(wman_auth_step(WMAN_AUTH_STATES, 0)->next, 0);
	assert_int_equal(wman_auth_step(0, WMAN_AUTH_EVENTS)->next, 0);
}

static void auth_waiting_states_have_a_timer(void **state)
{
	const unsigned int timers = WMAN_AUTH_A_T_AUTHORIZE | WMAN_AUTH_A_T_PROGRESS |
				    WMAN_AUTH_A_T_PREHANDSHAKE | WMAN_AUTH_A_T_SA_TEK |
				    WMAN_AUTH_A_T_REAUTHORIZE | WMAN_AUTH_A_T_REJECT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(auth_rows); i++) {
		const struct row *row = &auth_rows[i];
		unsigned int actions = wman_auth_step(row->state, row->event)->actions;

		/* the timer of a repeated request goes on when a message asks for it again */
		if (row->event == WMAN_AUTH_EV_CHALLENGE_AGAIN)
			continue;
		switch (row->next) {
		case WMAN_AUTH_STATE_STOPPED:
		case WMAN_AUTH_STATE_NO_AGENT:
		case WMAN_AUTH_STATE_SILENT:
			assert_int_equal(actions & timers, 0);
			assert_int_not_equal((actions & WMAN_AUTH_A_STOP_TIMER) |
						     (row->state == WMAN_AUTH_STATE_STOPPED),
					     0);
			break;
		case WMAN_AUTH_STATE_AUTHORIZED:
			assert_int_not_equal(actions & (timers | WMAN_AUTH_A_STOP_TIMER), 0);
			break;
		default:
			assert_int_not_equal(actions & timers, 0);
		}
	}
}

#define E(s, e, n)                                                        \
	{                                                                 \
		WMAN_DEV_STATE_##s, WMAN_ENTRY_EV_##e, WMAN_DEV_STATE_##n \
	}

static const struct row entry_rows[] = {
	E(IDLE, CONNECT, SCAN),
	E(SCAN, FOUND, RANGING),
	E(RANGING, RANGED, CAPABILITIES),
	E(RANGING, RANGING_CONTINUE, RANGING),
	E(RANGING, TIMER, RANGING),
	E(RANGING, TIMER_LAST, SCAN),
	E(CAPABILITIES, CAPABLE, AUTHORIZATION),
	E(CAPABILITIES, TIMER, CAPABILITIES),
	E(CAPABILITIES, TIMER_LAST, SCAN),
	E(AUTHORIZATION, AUTHORIZED, REGISTRATION),
	E(AUTHORIZATION, REGISTERED, FLOWS),
	E(REGISTRATION, REGISTERED, FLOWS),
	E(REGISTRATION, TIMER, REGISTRATION),
	E(REGISTRATION, TIMER_LAST, SCAN),
	E(REGISTRATION, UNAUTHORIZED, AUTHORIZATION),
	E(FLOWS, FLOWS, OPERATIONAL),
	E(FLOWS, UNAUTHORIZED, AUTHORIZATION),
	E(OPERATIONAL, FLOWS_GONE, FLOWS),
	E(OPERATIONAL, UNAUTHORIZED, AUTHORIZATION),
};

static void entry_states(void **state)
{
	unsigned int s, e;

	for (s = WMAN_DEV_STATE_IDLE; s < WMAN_ENTRY_STATES; s++) {
		for (e = 0; e < WMAN_ENTRY_EVENTS; e++) {
			const struct row *row = find(entry_rows, ARRAY_SIZE(entry_rows), s, e);
			const struct wman_entry_step *step = wman_entry_step(s, e);
			unsigned int want = row ? row->next : 0;

			if (e == WMAN_ENTRY_EV_DISCONNECT && s != WMAN_DEV_STATE_IDLE)
				want = WMAN_DEV_STATE_IDLE;
			if (e == WMAN_ENTRY_EV_LOST && s > WMAN_DEV_STATE_SCAN)
				want = WMAN_DEV_STATE_SCAN;
			assert_int_equal(step->next, want);
			/* the port is open in one state only */
			if (s == WMAN_DEV_STATE_OPERATIONAL && want)
				assert_int_not_equal(step->actions & WMAN_ENTRY_A_PORT_CLOSE, 0);
			assert_int_equal(!!(step->actions & WMAN_ENTRY_A_PORT_OPEN),
					 want == WMAN_DEV_STATE_OPERATIONAL);
			/* leaving a base station erases, from whichever state */
			if ((want == WMAN_DEV_STATE_SCAN || want == WMAN_DEV_STATE_IDLE) &&
			    s != WMAN_DEV_STATE_IDLE)
				assert_int_not_equal(step->actions & WMAN_ENTRY_A_ERASE, 0);
		}
	}
	assert_int_equal(wman_entry_step(WMAN_ENTRY_STATES, 0)->next, 0);
	assert_int_equal(wman_entry_step(0, WMAN_ENTRY_EVENTS)->next, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tek_states),	cmocka_unit_test(tek_transitions),
		cmocka_unit_test(auth_states),	cmocka_unit_test(auth_waiting_states_have_a_timer),
		cmocka_unit_test(entry_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
