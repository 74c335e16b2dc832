/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * What a subscriber station does in the place of authorization where there is none (policy none):
 * it asks its agent whether the network allows that. State x event -> next state and actions; who
 * runs it carries out the action bits in the order of their values. States are those of
 * enum wman_auth_state.
 */
#ifndef _WMAN_AUTH_NONE_FSM_H
#define _WMAN_AUTH_NONE_FSM_H

#include "env.h"
#include <linux/wman.h>

#define WMAN_AUTH_NONE_STATES	(WMAN_AUTH_STATE_MAX + 1)

enum wman_auth_none_event {
	WMAN_AUTH_NONE_EV_BEGIN,	/* SBC agreed on no authorization, an agent is bound */
	WMAN_AUTH_NONE_EV_BEGIN_ALONE,	/* the same, but no agent is bound */
	WMAN_AUTH_NONE_EV_AGENT_BOUND,
	WMAN_AUTH_NONE_EV_AGENT_GONE,
	WMAN_AUTH_NONE_EV_ALLOWED,	/* agent: the network allows it */
	WMAN_AUTH_NONE_EV_REFUSED,	/* agent: it does not */
	WMAN_AUTH_NONE_EV_REFUSED_PERMANENT,
	WMAN_AUTH_NONE_EV_TIMEOUT,	/* the state's timer */
	WMAN_AUTH_NONE_EV_RENEW,	/* an administrator, or the agent: ask again */
	WMAN_AUTH_NONE_EV_STOP,		/* DREG, RES, link loss, disconnect */
	WMAN_AUTH_NONE_EVENTS,
};

/* in the order in which they are carried out */
#define WMAN_AUTH_NONE_A_STOP_TIMER	BIT(0)
#define WMAN_AUTH_NONE_A_CANCEL		BIT(1)	/* end the agent's exchange */
#define WMAN_AUTH_NONE_A_ASK		BIT(2)	/* announce a new exchange to the agent */
#define WMAN_AUTH_NONE_A_OPEN		BIT(3)	/* the primary SA is the null SA */
#define WMAN_AUTH_NONE_A_CLOSE		BIT(4)	/* there is no SA any more */
#define WMAN_AUTH_NONE_A_T_AUTHORIZE	BIT(5)	/* timer = Authorize wait */
#define WMAN_AUTH_NONE_A_T_REJECT	BIT(6)	/* timer = Authorize reject wait */
#define WMAN_AUTH_NONE_A_BEGIN		BIT(7)	/* begin again */

/**
 * struct wman_auth_none_step - one cell of the table
 * @next: enum wman_auth_state, or 0 when the event is ignored in this state
 * @actions: WMAN_AUTH_NONE_A_*
 */
struct wman_auth_none_step {
	u8 next;
	u8 actions;
};

/**
 * wman_auth_none_step() - look a step up
 * @state: enum wman_auth_state
 * @event: enum wman_auth_none_event
 *
 * Context: any; pure.
 * Return: the cell, never NULL; @next is 0 for a pair that the machine ignores, for a state of an
 * authorization and for arguments outside the table.
 */
const struct wman_auth_none_step *wman_auth_none_step(unsigned int state, unsigned int event);

#endif
