/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * TEK machine: one per SA. State x event -> next state and actions. The table is the
 * whole machine; who runs it carries out the action bits in the order of their values.
 */
#ifndef _WMAN_TEK_FSM_H
#define _WMAN_TEK_FSM_H

#include "env.h"
#include <linux/wman.h>

#define WMAN_TEK_STATES		(WMAN_TEK_STATE_MAX + 1)

enum wman_tek_event {
	WMAN_TEK_EV_STOP,
	WMAN_TEK_EV_AUTHORIZED,
	WMAN_TEK_EV_AUTH_PEND,
	WMAN_TEK_EV_AUTH_COMP,
	WMAN_TEK_EV_INVALID,
	WMAN_TEK_EV_TIMEOUT,
	WMAN_TEK_EV_REFRESH,
	WMAN_TEK_EV_REPLY,
	WMAN_TEK_EV_REJECT,
	WMAN_TEK_EV_UPDATE,	/* no event of the standard's matrix: SA-TEK-Update brought TEKs */
	WMAN_TEK_EVENTS,
};

/* in the order in which they are carried out */
#define WMAN_TEK_A_STOP_RETRY		BIT(0)	/* stop the retry timer */
#define WMAN_TEK_A_STOP_REFRESH		BIT(1)	/* stop the refresh timer */
#define WMAN_TEK_A_REMOVE_KEYS		BIT(2)	/* take the SA's TEKs out of use */
#define WMAN_TEK_A_INSTALL		BIT(3)	/* install both TEKs, arm refresh */
#define WMAN_TEK_A_REQUEST		BIT(4)	/* Key-Request: new Identifier, Nonce */
#define WMAN_TEK_A_REPEAT		BIT(5)	/* the same Key-Request again */
#define WMAN_TEK_A_OPERATIONAL_WAIT	BIT(6)	/* retry timer = Operational wait */
#define WMAN_TEK_A_REKEY_WAIT		BIT(7)	/* retry timer = Rekey wait */

/**
 * struct wman_tek_step - one cell of the table
 * @next: enum wman_tek_state, or 0 when the event is ignored in this state
 * @actions: WMAN_TEK_A_*
 */
struct wman_tek_step {
	u8 next;
	u16 actions;
};

/**
 * wman_tek_step() - look a step up
 * @state: enum wman_tek_state
 * @event: enum wman_tek_event
 *
 * Context: any; pure.
 * Return: the cell, never NULL; @next is 0 for a pair that the machine ignores and for
 * arguments outside the table.
 */
const struct wman_tek_step *wman_tek_step(unsigned int state, unsigned int event);

#endif
