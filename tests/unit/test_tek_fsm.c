// SPDX-License-Identifier: BSD-3-Clause
/*
 * The TEK machine, against the matrix and the list of actions of 802.16e 7.2.5, typed in from
 * there and not from the code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fsm_walk.h"
#include "tek_fsm.h"

/* The standard's letters and numbers. */
enum {
	A = WMAN_TEK_STATE_START,
	B = WMAN_TEK_STATE_OP_WAIT,
	C = WMAN_TEK_STATE_OP_REAUTH_WAIT,
	D = WMAN_TEK_STATE_OPERATIONAL,
	E = WMAN_TEK_STATE_REKEY_WAIT,
	F = WMAN_TEK_STATE_REKEY_REAUTH_WAIT,
};

static const char *const matrix[] = {
	".AAAAA", /* 1 Stop */
	"B.....", /* 2 Authorized */
	".C..F.", /* 3 Auth Pend */
	"..B..E", /* 4 Auth Comp */
	"...BBC", /* 5 TEK Invalid */
	".B..E.", /* 6 Timeout */
	"...E..", /* 7 TEK refresh timeout */
	".D..D.", /* 8 Key Reply */
	".A..A.", /* 9 Key Reject */
	"DDDDDD", /* 10, not of the standard: TEKs in SA-TEK-Update */
};

#define STOP_RETRY   WMAN_TEK_A_STOP_RETRY
#define STOP_REFRESH WMAN_TEK_A_STOP_REFRESH
#define REMOVE_KEYS  WMAN_TEK_A_REMOVE_KEYS
#define INSTALL	     WMAN_TEK_A_INSTALL /* and arm the refresh timer */
#define REQUEST	     WMAN_TEK_A_REQUEST
#define RESEND	     WMAN_TEK_A_REPEAT
#define OPERATIONAL  WMAN_TEK_A_OPERATIONAL_WAIT
#define REKEY	     WMAN_TEK_A_REKEY_WAIT

#define T(number, from, to, actions)             \
	{                                        \
		from, (number)-1, to, (actions), \
	}

static const struct fsm_row rows[] = {
	T(1, B, A, STOP_RETRY),
	T(1, C, A, 0),
	T(1, D, A, STOP_REFRESH | REMOVE_KEYS),
	T(1, E, A, STOP_RETRY | REMOVE_KEYS),
	T(1, F, A, REMOVE_KEYS),
	T(2, A, B, REQUEST | OPERATIONAL),
	T(3, B, C, STOP_RETRY),
	T(3, E, F, STOP_RETRY),
	T(4, C, B, REQUEST | OPERATIONAL),
	T(4, F, E, REQUEST | REKEY),
	T(5, D, B, STOP_REFRESH | REQUEST | OPERATIONAL | REMOVE_KEYS),
	T(5, E, B, STOP_RETRY | REQUEST | OPERATIONAL | REMOVE_KEYS),
	T(5, F, C, REMOVE_KEYS),
	T(6, B, B, RESEND | OPERATIONAL),
	T(6, E, E, RESEND | REKEY),
	/* also when a PN is close to its end, and then the timer still runs */
	T(7, D, E, STOP_REFRESH | REQUEST | REKEY),
	T(8, B, D, STOP_RETRY | INSTALL),
	T(8, E, D, STOP_RETRY | INSTALL),
	T(10, A, D, INSTALL),
	T(10, B, D, STOP_RETRY | INSTALL),
	T(10, C, D, INSTALL),
	T(10, D, D, STOP_REFRESH | INSTALL),
	T(10, E, D, STOP_RETRY | INSTALL),
	T(10, F, D, INSTALL),
	T(9, B, A, STOP_RETRY),
	T(9, E, A, STOP_RETRY | REMOVE_KEYS),
};

static struct fsm_row step(unsigned int state, unsigned int event)
{
	const struct wman_tek_step *cell = wman_tek_step(state, event);

	return (struct fsm_row){ state, event, cell->next, cell->actions };
}

static const struct fsm tek = {
	.name = "TEK",
	.first_state = A,
	.num_states = 6,
	.num_events = ARRAY_SIZE(matrix),
	.rows = rows,
	.num_rows = ARRAY_SIZE(rows),
	.step = step,
};

static void test_walk(void **state)
{
	fsm_walk(&tek);
	assert_int_equal(WMAN_TEK_EVENTS, 10);
	assert_int_equal(WMAN_TEK_STATE_MAX, F);
}

/* The two tables of the standard were typed apart and have to agree. */
static void test_matrix(void **state)
{
	unsigned int s, e;

	for (e = 0; e < ARRAY_SIZE(matrix); e++) {
		for (s = 0; s < 6; s++) {
			const struct fsm_row *row = fsm_row(&tek, A + s, e);
			unsigned int want = matrix[e][s] == '.' ? 0 : A + matrix[e][s] - 'A';

			assert_int_equal(row ? row->next : 0, want);
		}
	}
}

static void test_timers(void **state)
{
	static const unsigned int op_wait[] = { B, 0 }, rekey_wait[] = { E, 0 };
	static const unsigned int operational[] = { D, 0 };
	unsigned int s, e;

	fsm_timer(&tek, OPERATIONAL, op_wait, NULL, 5);
	fsm_timer(&tek, REKEY, rekey_wait, NULL, 3);
	/* the refresh timer is armed by installing what a reply or a handover brought */
	fsm_timer(&tek, INSTALL, operational, NULL, 8);

	/* the retry timer runs in B and E only, the refresh timer in D only */
	for (s = A; s <= F; s++) {
		for (e = 0; e < tek.num_events; e++) {
			struct fsm_row got = step(s, e);
			bool retry = got.actions & (STOP_RETRY | OPERATIONAL | REKEY);

			if (got.next && (s == B || s == E))
				assert_true(retry);
			if (got.next && s == D)
				assert_true(got.actions & STOP_REFRESH);
			if (s != D)
				assert_false(got.actions & STOP_REFRESH);
		}
	}
}

/* Traffic passes in D, E and F: who leaves them leaves without keys. */
static void test_keys(void **state)
{
	unsigned int s, e;

	for (s = A; s <= F; s++) {
		for (e = 0; e < tek.num_events; e++) {
			struct fsm_row got = step(s, e);
			bool loses = got.next && s >= D && got.next < D;

			assert_int_equal(!!(got.actions & REMOVE_KEYS), loses);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
