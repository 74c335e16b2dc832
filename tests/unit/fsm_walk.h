/* SPDX-License-Identifier: BSD-3-Clause */
/* Walks every state and every event of a machine against a table typed in from its description. */
#ifndef WMAN_FSM_WALK_H
#define WMAN_FSM_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct fsm_row - one transition that the description names
 * @state: in which state
 * @event: upon which event
 * @next: the state that follows
 * @actions: all of the actions
 */
struct fsm_row {
	unsigned int state;
	unsigned int event;
	unsigned int next;
	uint32_t actions;
};

/**
 * struct fsm - a machine and what is known of it
 * @name: for the output
 * @first_state: lowest number of a state
 * @num_states: how many the description has
 * @num_events: likewise; events are numbered from 0
 * @rows: what the description names; every other pair is to be ignored
 * @num_rows: how many
 * @step: the code's answer: next state, 0 when it ignores the event, and actions
 */
struct fsm {
	const char *name;
	unsigned int first_state;
	unsigned int num_states;
	unsigned int num_events;
	const struct fsm_row *rows;
	size_t num_rows;
	struct fsm_row (*step)(unsigned int state, unsigned int event);
};

/**
 * fsm_row() - what the description says about a pair
 * @fsm: the machine
 * @state: the state
 * @event: the event
 *
 * Return: the row, or NULL when the event is to be ignored.
 */
const struct fsm_row *fsm_row(const struct fsm *fsm, unsigned int state, unsigned int event);

/**
 * fsm_walk() - assert next state and actions of every pair, and print how many there were
 * @fsm: the machine
 *
 * State 0 and numbers outside the table have to be ignored as well.
 */
void fsm_walk(const struct fsm *fsm);

/**
 * fsm_timer() - assert who arms a timer
 * @fsm: the machine
 * @timer: action bit that arms it
 * @runs_in: states it runs in, ended by 0
 * @keeps: pairs (state, event), ended by { 0 }, that leave it running without arming it; or NULL
 * @num_armed: how many transitions arm it
 *
 * A transition arms the timer exactly when the state that follows is one of those; @keeps are
 * the exceptions.
 */
void fsm_timer(const struct fsm *fsm, uint32_t timer, const unsigned int *runs_in,
	       const unsigned int (*keeps)[2], unsigned int num_armed);

#endif
