// SPDX-License-Identifier: BSD-3-Clause
/*
 * Policy none, every state with every event, against a table typed in from what the documentation
 * says of it (wman.rst, "Security"; wmand.conf(5), policy) and not from the code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth_none_fsm.h"
#include "fsm_walk.h"

#define NUM_STATES 23 /* those of PKM among them, which ignore all */
#define NUM_EVENTS 10

#define A(name) WMAN_AUTH_NONE_A_##name
#define S(name) WMAN_AUTH_STATE_##name
#define E(name) WMAN_AUTH_NONE_EV_##name

#define T(s, e, n, actions)                 \
	{                                   \
		S(s), E(e), S(n), (actions) \
	}
#define WAIT	     A(T_AUTHORIZE)
#define LINK_LOSS(s) T(s, STOP, STOPPED, A(STOP_TIMER) | A(CANCEL) | A(CLOSE))

static const struct fsm_row rows[] = {
	/* nobody but the agent knows whether the network allows it: entry waits for its word */
	T(STOPPED, BEGIN, PERMISSION_WAIT, A(ASK) | WAIT),
	T(STOPPED, BEGIN_ALONE, NO_AGENT, 0),
	T(NO_AGENT, AGENT_BOUND, PERMISSION_WAIT, A(ASK) | WAIT),
	LINK_LOSS(NO_AGENT),

	T(PERMISSION_WAIT, ALLOWED, UNPROTECTED, A(STOP_TIMER) | A(OPEN)),
	T(PERMISSION_WAIT, REFUSED, REJECT_WAIT, A(STOP_TIMER) | A(T_REJECT)),
	T(PERMISSION_WAIT, REFUSED_PERMANENT, SILENT, A(STOP_TIMER)),
	T(PERMISSION_WAIT, AGENT_GONE, NO_AGENT, A(STOP_TIMER)),
	/* an agent that says nothing is asked again */
	T(PERMISSION_WAIT, TIMEOUT, PERMISSION_WAIT, A(CANCEL) | A(ASK) | WAIT),
	LINK_LOSS(PERMISSION_WAIT),

	T(UNPROTECTED, RENEW, PERMISSION_WAIT, A(ASK) | A(CLOSE) | WAIT),
	LINK_LOSS(UNPROTECTED),

	T(REJECT_WAIT, TIMEOUT, STOPPED, A(BEGIN)),
	LINK_LOSS(REJECT_WAIT),

	/* only a new entry leaves it */
	LINK_LOSS(SILENT),
};

static struct fsm_row step(unsigned int state, unsigned int event)
{
	const struct wman_auth_none_step *cell = wman_auth_none_step(state, event);

	return (struct fsm_row){ state, event, cell->next, cell->actions };
}

static const struct fsm none = {
	.name = "policy none",
	.first_state = S(STOPPED),
	.num_states = NUM_STATES,
	.num_events = NUM_EVENTS,
	.rows = rows,
	.num_rows = ARRAY_SIZE(rows),
	.step = step,
};

static void test_walk(void **state)
{
	fsm_walk(&none);
	assert_int_equal(WMAN_AUTH_STATE_MAX, NUM_STATES);
	assert_int_equal(WMAN_AUTH_NONE_EVENTS, NUM_EVENTS);
}

static void test_timers(void **state)
{
	static const unsigned int wait[] = { S(PERMISSION_WAIT), 0 };
	static const unsigned int reject[] = { S(REJECT_WAIT), 0 };

	fsm_timer(&none, WAIT, wait, NULL, 4);
	fsm_timer(&none, A(T_REJECT), reject, NULL, 1);
}

/* There is one way into it, and that is the agent's word. */
static void test_one_way_to_unprotected(void **state)
{
	unsigned int s, e;

	for (s = 0; s <= NUM_STATES; s++)
		for (e = 0; e < NUM_EVENTS; e++)
			if (step(s, e).next == S(UNPROTECTED)) {
				assert_int_equal(s, S(PERMISSION_WAIT));
				assert_int_equal(e, E(ALLOWED));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_one_way_to_unprotected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
