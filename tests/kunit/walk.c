// SPDX-License-Identifier: GPL-2.0
/* Walks a machine of the running module. */
#include <linux/bitops.h>

#include "walk.h"

static bool reachable(const struct walk *walk, unsigned int state, unsigned int event)
{
	unsigned int i;

	for (i = 0; i < walk->n_unreachable; i++)
		if (walk->unreachable[i].state == state && walk->unreachable[i].event == event)
			return false;
	return true;
}

/* The first step that was seen with this event, or NULL. */
static const struct station_step *seen(const struct walk *walk, const struct station *st,
				       unsigned int event)
{
	unsigned int i;

	for (i = 0; i < st->n_steps[walk->machine]; i++)
		if (st->steps[walk->machine][i].event == event)
			return &st->steps[walk->machine][i];
	return NULL;
}

/* Whether each step seen is one of the table, and follows from the one before. */
static void check_steps(struct kunit *test, const struct walk *walk, struct station *st,
			unsigned int state, const char *name)
{
	unsigned int i, at = state;

	for (i = 0; i < st->n_steps[walk->machine]; i++) {
		const struct station_step *s = &st->steps[walk->machine][i];

		KUNIT_EXPECT_EQ_MSG(test, s->from, at, "state %u, %s", state, name);
		KUNIT_EXPECT_EQ_MSG(test, s->next, walk->step(s->from, s->event),
				    "state %u, %s: event %u", state, name, s->event);
		at = s->next ?: at;
	}
	KUNIT_EXPECT_EQ_MSG(test, walk->state(st), at, "state %u, %s", state, name);
}

static void walk_pair(struct kunit *test, struct walk *walk, struct station *st,
		      unsigned int state, unsigned int event)
{
	const char *name = walk->events[event].name;
	const struct station_step *step;

	if (!walk->drive(st, state)) {
		KUNIT_FAIL(test, "state %u is not reached but %u", state, walk->state(st));
		return;
	}
	st->n_steps[walk->machine] = 0;
	walk->events[event].cause(st);
	check_steps(test, walk, st, state, name);
	if (walk->settled)
		walk->settled(test, st);
	step = seen(walk, st, event);
	if (step && step->from == state) {
		walk->taken[state] |= BIT(event);
		return;
	}
	walk->refused[state] |= BIT(event);
	if (reachable(walk, state, event))
		KUNIT_EXPECT_EQ_MSG(test, walk->step(state, event), 0,
				    "state %u, %s: never came to the machine", state, name);
}

void walk_state(struct kunit *test, struct walk *walk, unsigned int state)
{
	struct station *st;
	unsigned int event;

	for (event = 0; event < walk->n_events; event++) {
		st = station_new();
		KUNIT_ASSERT_NOT_NULL(test, st);
		walk_pair(test, walk, st, state, event);
		station_free(st);
	}
}

void walk_covered(struct kunit *test, struct walk *walk)
{
	unsigned int state, taken = 0, refused = 0, all = 0;

	for (state = 1; state < walk->states; state++) {
		if (walk->others & BIT(state))
			continue;
		all += walk->n_events;
		taken += hweight32(walk->taken[state]);
		refused += hweight32(walk->refused[state] & ~walk->taken[state]);
	}
	kunit_info(test, "%s: %u of %u pairs walked: %u by the machine, %u turned away before it\n",
		   walk->name, taken + refused, all, taken, refused);
	KUNIT_EXPECT_EQ(test, taken + refused, all);
}

void walk_all(struct kunit *test, struct walk *walk)
{
	unsigned int state;

	for (state = 1; state < walk->states; state++)
		if (!(walk->others & BIT(state)))
			walk_state(test, walk, state);
	walk_covered(test, walk);
}
