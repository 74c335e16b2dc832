// SPDX-License-Identifier: BSD-3-Clause
/* Transactions that the station begins, against a second table of what has to happen when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dsx_fsm.h"
#include "fsm_walk.h"

enum {
	IDLE = WMAN_DSX_STATE_IDLE,
	REQUESTED = WMAN_DSX_STATE_REQUESTED,
	PROCEEDING = WMAN_DSX_STATE_PROCEEDING,
	DONE = WMAN_DSX_STATE_DONE,
	FAILED = WMAN_DSX_STATE_FAILED,
};

enum { BEGIN, RECEIVED, ACCEPTED, REFUSED, TIMEOUT, LAST, OVERTAKEN, STOP, EVENTS };

#define STOP_TIMER WMAN_DSX_A_STOP_TIMER
#define REQUEST	   WMAN_DSX_A_REQUEST
#define WAIT	   WMAN_DSX_A_WAIT
#define APPLY	   WMAN_DSX_A_APPLY
#define ACK	   WMAN_DSX_A_ACK
#define REPORT	   WMAN_DSX_A_REPORT
#define HOLD	   WMAN_DSX_A_HOLD
#define FORGET	   WMAN_DSX_A_FORGET

static const struct fsm_row rows[] = {
	{ IDLE, BEGIN, REQUESTED, REQUEST },
	/* T14 is for the time up to DSX-RVD, T7 for the time up to the answer */
	{ REQUESTED, RECEIVED, PROCEEDING, WAIT },
	{ REQUESTED, TIMEOUT, REQUESTED, REQUEST },
	{ PROCEEDING, TIMEOUT, REQUESTED, REQUEST },
	{ REQUESTED, LAST, FAILED, REPORT | HOLD },
	{ PROCEEDING, LAST, FAILED, REPORT | HOLD },
	{ REQUESTED, ACCEPTED, DONE, APPLY | ACK | REPORT | HOLD },
	{ PROCEEDING, ACCEPTED, DONE, APPLY | ACK | REPORT | HOLD },
	{ REQUESTED, REFUSED, DONE, ACK | REPORT | HOLD },
	{ PROCEEDING, REFUSED, DONE, ACK | REPORT | HOLD },
	{ REQUESTED, OVERTAKEN, FAILED, REPORT | HOLD },
	{ PROCEEDING, OVERTAKEN, FAILED, REPORT | HOLD },
	{ REQUESTED, STOP, IDLE, STOP_TIMER | REPORT | FORGET },
	{ PROCEEDING, STOP, IDLE, STOP_TIMER | REPORT | FORGET },
	/* acknowledgements can be lost, so the id is kept for T10 */
	{ DONE, ACCEPTED, DONE, ACK },
	{ DONE, REFUSED, DONE, ACK },
	{ FAILED, ACCEPTED, FAILED, ACK },
	{ FAILED, REFUSED, FAILED, ACK },
	{ DONE, TIMEOUT, IDLE, FORGET },
	{ FAILED, TIMEOUT, IDLE, FORGET },
	{ DONE, STOP, IDLE, STOP_TIMER | FORGET },
	{ FAILED, STOP, IDLE, STOP_TIMER | FORGET },
};

static struct fsm_row step(unsigned int state, unsigned int event)
{
	const struct wman_dsx_step *cell = wman_dsx_step(state, event);

	return (struct fsm_row){ state, event, cell->next, cell->actions };
}

static const struct fsm dsx = {
	.name = "DSx",
	.first_state = IDLE,
	.num_states = 5,
	.num_events = EVENTS,
	.rows = rows,
	.num_rows = ARRAY_SIZE(rows),
	.step = step,
};

static void test_walk(void **state)
{
	fsm_walk(&dsx);
	assert_int_equal(WMAN_DSX_EVENTS, EVENTS);
	assert_int_equal(WMAN_DSX_STATE_MAX, FAILED);
}

static bool waits(unsigned int state)
{
	return state == REQUESTED || state == PROCEEDING;
}

/* Whoever asked is told once, and only of what waited; then the flow is touched no more. */
static void test_told_once(void **state)
{
	unsigned int s, e;

	for (s = IDLE; s <= FAILED; s++) {
		for (e = 0; e < EVENTS; e++) {
			struct fsm_row got = step(s, e);

			assert_int_equal(!!(got.actions & REPORT),
					 waits(s) && got.next && !waits(got.next));
			if (!waits(s))
				assert_false(got.actions & APPLY);
			if (got.actions & APPLY)
				assert_int_equal(e, ACCEPTED);
		}
	}
}

/* In every state but IDLE the timer runs, and nothing leaves IDLE but a request. */
static void test_timer_runs(void **state)
{
	const uint32_t arms = REQUEST | WAIT | HOLD;
	unsigned int s, e;

	for (s = IDLE; s <= FAILED; s++) {
		for (e = 0; e < EVENTS; e++) {
			struct fsm_row got = step(s, e);
			bool fired = e == TIMEOUT || e == LAST;

			if (!got.next)
				continue;
			if (got.next == IDLE)
				assert_true(got.actions & FORGET);
			else if (got.next != s || fired)
				assert_true(got.actions & arms);
			if (got.next == IDLE && !fired)
				assert_true(got.actions & STOP_TIMER);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_told_once),
		cmocka_unit_test(test_timer_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
