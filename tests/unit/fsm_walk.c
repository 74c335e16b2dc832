// SPDX-License-Identifier: BSD-3-Clause
#include "fsm_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

const struct fsm_row *fsm_row(const struct fsm *fsm, unsigned int state, unsigned int event)
{
	const struct fsm_row *found = NULL;
	size_t i;

	for (i = 0; i < fsm->num_rows; i++) {
		if (fsm->rows[i].state != state || fsm->rows[i].event != event)
			continue;
		if (found)
			fail_msg("%s: state %u, event %u: two rows", fsm->name, state, event);
		found = &fsm->rows[i];
	}
	return found;
}

static void check(const struct fsm *fsm, unsigned int state, unsigned int event,
		  const struct fsm_row *want)
{
	const struct fsm_row got = fsm->step(state, event);
	unsigned int next = want ? want->next : 0;
	uint32_t actions = want ? want->actions : 0;

	if (got.next != next || got.actions != actions)
		fail_msg("%s: state %u, event %u: next %u, actions %#x; expected %u, %#x",
			 fsm->name, state, event, got.next, got.actions, next, actions);
}

void fsm_walk(const struct fsm *fsm)
{
	const unsigned int end = fsm->first_state + fsm->num_states;
	const unsigned int all = fsm->num_states * fsm->num_events;
	unsigned int s, e, pairs = 0, named = 0;

	for (s = fsm->first_state; s < end; s++) {
		for (e = 0; e < fsm->num_events; e++, pairs++) {
			const struct fsm_row *row = fsm_row(fsm, s, e);

			check(fsm, s, e, row);
			named += row != NULL;
		}
	}
	printf("# %s: %u of %u pairs, %u named, %u ignored\n", fsm->name, pairs, all, named,
	       pairs - named);
	assert_int_equal(pairs, all);
	/* a row for a state or an event that there is not would never have been looked at */
	assert_int_equal(named, fsm->num_rows);

	for (e = 0; e <= fsm->num_events; e++) {
		for (s = 0; s < fsm->first_state; s++)
			check(fsm, s, e, NULL);
		check(fsm, end, e, NULL);
		check(fsm, ~0u, e, NULL);
	}
	for (s = 0; s <= end; s++) {
		check(fsm, s, fsm->num_events, NULL);
		check(fsm, s, ~0u, NULL);
	}
}

static bool has(const unsigned int *states, unsigned int state)
{
	for (; *states; states++)
		if (*states == state)
			return true;
	return false;
}

static bool is_kept(const unsigned int (*keeps)[2], unsigned int state, unsigned int event)
{
	for (; keeps && (*keeps)[0]; keeps++)
		if ((*keeps)[0] == state && (*keeps)[1] == event)
			return true;
	return false;
}

void fsm_timer(const struct fsm *fsm, uint32_t timer, const unsigned int *runs_in,
	       const unsigned int (*keeps)[2], unsigned int num_armed)
{
	unsigned int s, e, armed = 0;

	for (s = fsm->first_state; s < fsm->first_state + fsm->num_states; s++) {
		for (e = 0; e < fsm->num_events; e++) {
			const struct fsm_row got = fsm->step(s, e);
			bool want = has(runs_in, got.next) && !is_kept(keeps, s, e);

			if (want != !!(got.actions & timer))
				fail_msg("%s: state %u, event %u: timer %#x %s", fsm->name, s, e,
					 timer, want ? "not armed" : "armed");
			armed += want;
		}
	}
	assert_int_equal(armed, num_armed);
}
