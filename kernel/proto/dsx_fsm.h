/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * A DSA, DSC or DSD transaction that the station begins. State x event -> next state and actions.
 * The table is the whole machine; who runs it carries out the action bits in the order of their
 * values. One timer serves for T14, T7 and T10, since no two of them run at once.
 */
#ifndef _WMAN_DSX_FSM_H
#define _WMAN_DSX_FSM_H

#include "env.h"

enum wman_dsx_state {
	WMAN_DSX_STATE_IDLE = 1,	/* not begun, or forgotten */
	WMAN_DSX_STATE_REQUESTED,	/* neither DSX-RVD nor an answer */
	WMAN_DSX_STATE_PROCEEDING,	/* DSX-RVD came */
	WMAN_DSX_STATE_DONE,		/* answered; a repeated answer is acknowledged again */
	WMAN_DSX_STATE_FAILED,		/* not answered; what comes late is refused */
	WMAN_DSX_STATE_MAX = WMAN_DSX_STATE_FAILED,
};

#define WMAN_DSX_STATES		(WMAN_DSX_STATE_MAX + 1)

enum wman_dsx_event {
	WMAN_DSX_EV_BEGIN,
	WMAN_DSX_EV_RECEIVED,	/* DSX-RVD */
	WMAN_DSX_EV_ACCEPTED,	/* an answer with confirmation code 0 */
	WMAN_DSX_EV_REFUSED,	/* with another one */
	WMAN_DSX_EV_TIMEOUT,
	WMAN_DSX_EV_TIMEOUT_LAST,	/* no repetition is left */
	WMAN_DSX_EV_OVERTAKEN,	/* the base station changed or ended the flow meanwhile */
	WMAN_DSX_EV_STOP,	/* the link ends */
	WMAN_DSX_EVENTS,
};

/* in the order in which they are carried out */
#define WMAN_DSX_A_STOP_TIMER	BIT(0)
#define WMAN_DSX_A_REQUEST	BIT(1)	/* the request; timer = T14, behind the last one T7 */
#define WMAN_DSX_A_WAIT		BIT(2)	/* timer = T7 */
#define WMAN_DSX_A_APPLY	BIT(3)	/* do what was answered */
#define WMAN_DSX_A_ACK		BIT(4)	/* DSA-ACK or DSC-ACK */
#define WMAN_DSX_A_REPORT	BIT(5)	/* tell who asked how it ended */
#define WMAN_DSX_A_HOLD		BIT(6)	/* timer = T10 */
#define WMAN_DSX_A_FORGET	BIT(7)	/* its id is free */

/**
 * struct wman_dsx_step - one cell of the table
 * @next: enum wman_dsx_state, or 0 when the event is ignored in this state
 * @actions: WMAN_DSX_A_*
 */
struct wman_dsx_step {
	u8 next;
	u8 actions;
};

/**
 * wman_dsx_step() - look a step up
 * @state: enum wman_dsx_state
 * @event: enum wman_dsx_event
 *
 * Context: any; pure.
 * Return: the cell, never NULL; @next is 0 for a pair that the machine ignores and for
 * arguments outside the table.
 */
const struct wman_dsx_step *wman_dsx_step(unsigned int state, unsigned int event);

#endif /* _WMAN_DSX_FSM_H */
