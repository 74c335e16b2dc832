/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every event in every state of a machine of the running module.
 *
 * Each pair gets a station of its own, driven into the state; then what causes the event happens.
 * Three things may be seen: the machine takes the event and does what its table says; what
 * happened is turned away before it (a message that the state does not expect), and then the table
 * must have nothing for this pair and nothing changes; or it comes in as another event of the same
 * machine, and then likewise. tests/unit/test_fsm.c holds the tables to the protocol.
 */
#ifndef _WMAN_KUNIT_WALK_H
#define _WMAN_KUNIT_WALK_H

#include "station.h"

#define WALK_STATES	24
#define WALK_EVENTS	32

struct walk_event {
	const char *name;
	void (*cause)(struct station *st);
};

struct walk_pair {
	u8 state;
	u8 event;
};

/**
 * struct walk - a machine
 * @name: its name
 * @machine: whose steps to look at
 * @states: number of states, the first (0) unused
 * @others: states that are not of this walk, a bit each
 * @events: what causes each event
 * @n_events: how many
 * @unreachable: pairs that the table fills but that cannot come about
 * @n_unreachable: how many
 * @drive: into a state
 * @step: next state by the table, 0 to ignore
 * @state: state that the machine is in
 * @settled: what has to hold after each pair, whichever state that led to; or NULL
 * @taken: pairs that the machine took or ignored, by state a bit an event
 * @refused: pairs that were turned away before it, or came in as another event
 */
struct walk {
	const char *name;
	enum station_machine machine;
	unsigned int states;
	u32 others;
	const struct walk_event *events;
	unsigned int n_events;
	const struct walk_pair *unreachable;
	unsigned int n_unreachable;
	bool (*drive)(struct station *st, unsigned int state);
	u8 (*step)(unsigned int state, unsigned int event);
	unsigned int (*state)(struct station *st);
	void (*settled)(struct kunit *test, struct station *st);
	u32 taken[WALK_STATES];
	u32 refused[WALK_STATES];
};

/* Every event in one state. */
void walk_state(struct kunit *test, struct walk *walk, unsigned int state);

/* Print the coverage; every pair must have been walked. */
void walk_covered(struct kunit *test, struct walk *walk);

/* Both, for all states of the walk. */
void walk_all(struct kunit *test, struct walk *walk);

#endif
