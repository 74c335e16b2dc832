/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * PKMv1 authorization of a subscriber station (802.16-2001 7.2.4). State x event -> next state and
 * actions; who runs it carries out the action bits in the order of their values.
 *
 * States are enum wman_auth_state. Those of the standard are there under these names:
 *
 *	Start			stopped, and no-agent when nobody has the device certificate
 *	Auth Wait		auth-wait
 *	Authorized		authorized
 *	Reauth Wait		reauth-wait
 *	Auth Reject Wait	reject-wait
 *	Silent			silent
 */
#ifndef _WMAN_AUTH_V1_FSM_H
#define _WMAN_AUTH_V1_FSM_H

#include "env.h"
#include <linux/wman.h>

#define WMAN_AUTH_V1_STATES	(WMAN_AUTH_STATE_MAX + 1)

enum wman_auth_v1_event {
	WMAN_AUTH_V1_EV_BEGIN,		/* 1: SBC agreed on PKMv1, an agent is bound */
	WMAN_AUTH_V1_EV_BEGIN_ALONE,	/* 1, but no agent is bound */
	WMAN_AUTH_V1_EV_AGENT_BOUND,
	WMAN_AUTH_V1_EV_AGENT_GONE,
	WMAN_AUTH_V1_EV_REJECT,		/* 2: Auth Reject */
	WMAN_AUTH_V1_EV_REJECT_PERMANENT, /* 3: Auth Reject with error 6, or no certificate to use */
	WMAN_AUTH_V1_EV_REPLY,		/* 4: Auth Reply, its AK decrypted */
	WMAN_AUTH_V1_EV_TIMEOUT,	/* 5: the state's timer */
	WMAN_AUTH_V1_EV_GRACE,		/* 6: grace time before the end of the AK */
	WMAN_AUTH_V1_EV_INVALID,	/* 7: Auth Invalid */
	WMAN_AUTH_V1_EV_REAUTH,		/* 8: an administrator, or a primary SA without keys */
	WMAN_AUTH_V1_EV_EXPIRED,	/* AK lifetime */
	WMAN_AUTH_V1_EV_STOP,		/* DREG, RES, link loss, disconnect */
	WMAN_AUTH_V1_EVENTS,
};

/* in the order in which they are carried out */
#define WMAN_AUTH_V1_A_STOP_TIMER	BIT(0)
#define WMAN_AUTH_V1_A_STOP_GRACE	BIT(1)
#define WMAN_AUTH_V1_A_CANCEL		BIT(2)	/* end the agent's exchange */
#define WMAN_AUTH_V1_A_STOP_TEKS	BIT(3)	/* Stop to all TEK machines */
#define WMAN_AUTH_V1_A_ERASE_AK		BIT(4)	/* every AK */
#define WMAN_AUTH_V1_A_AK		BIT(5)	/* the AK of Auth Reply is in force */
#define WMAN_AUTH_V1_A_SAS		BIT(6)	/* its SA list */
#define WMAN_AUTH_V1_A_PEND		BIT(7)	/* Auth Pend to the TEK machine concerned */
#define WMAN_AUTH_V1_A_NEW		BIT(8)	/* a new request: the next Identifier */
#define WMAN_AUTH_V1_A_INFO		BIT(9)	/* send Auth Info */
#define WMAN_AUTH_V1_A_REQUEST		BIT(10)	/* send Auth Request */
#define WMAN_AUTH_V1_A_T_AUTHORIZE	BIT(11)	/* timer = Authorize wait */
#define WMAN_AUTH_V1_A_T_REAUTHORIZE	BIT(12)	/* timer = Reauthorize wait */
#define WMAN_AUTH_V1_A_T_REJECT		BIT(13)	/* timer = Authorize reject wait */
#define WMAN_AUTH_V1_A_BEGIN		BIT(14)	/* raise event 1 again */

/**
 * struct wman_auth_v1_step - one cell of the table
 * @next: enum wman_auth_state, or 0 when the event is ignored in this state
 * @actions: WMAN_AUTH_V1_A_*
 */
struct wman_auth_v1_step {
	u8 next;
	u16 actions;
};

/**
 * wman_auth_v1_step() - look a step up
 * @state: enum wman_auth_state
 * @event: enum wman_auth_v1_event
 *
 * Context: any; pure.
 * Return: the cell, never NULL; @next is 0 for a pair that the machine ignores, for a state of
 * PKMv2 and for arguments outside the table.
 */
const struct wman_auth_v1_step *wman_auth_v1_step(unsigned int state, unsigned int event);

#endif
