/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * PKMv2 authorization of a subscriber station: EAP, RSA, EAP after either of them. State x event ->
 * next state and actions; who runs it carries out the action bits in the order of their values.
 *
 * States are enum wman_auth_state. The re-authentication of the standard's drawing, "Authorized
 * with a second EAP in progress", has states of its own, so that no state has sub-states. What an
 * authorization begins with is not the machine's affair but for one thing: where that is RSA,
 * wman_auth_step_rsa() puts its two states in the place of those that wait for EAP to begin.
 */
#ifndef _WMAN_AUTH_FSM_H
#define _WMAN_AUTH_FSM_H

#include "env.h"
#include <linux/wman.h>

/* those of PKMv1 are among them, and ignore all events of this machine */
#define WMAN_AUTH_STATES	(WMAN_AUTH_STATE_MAX + 1)

enum wman_auth_event {
	WMAN_AUTH_EV_BEGIN,		/* SBC agreed on PKMv2, an agent is bound */
	WMAN_AUTH_EV_BEGIN_ALONE,	/* SBC agreed on PKMv2, no agent is bound */
	WMAN_AUTH_EV_AGENT_BOUND,
	WMAN_AUTH_EV_AGENT_GONE,
	WMAN_AUTH_EV_EAP_BEGIN,		/* EAP packet that begins an exchange */
	WMAN_AUTH_EV_EAP,		/* EAP packet of the running exchange */
	WMAN_AUTH_EV_EAP_TAKEOVER,	/* signed EAP Identity request in an unsigned exchange */
	WMAN_AUTH_EV_SUCCESS,		/* agent: success, the last secret that the AK is made of */
	WMAN_AUTH_EV_FAILURE,		/* agent: failure */
	WMAN_AUTH_EV_FAILURE_PERMANENT,
	WMAN_AUTH_EV_FAILURE_UNSIGNED,	/* agent: failure of an exchange anybody could forge */
	WMAN_AUTH_EV_CHALLENGE,		/* SA-TEK-Challenge valid under the new AK, new BS_Random */
	WMAN_AUTH_EV_CHALLENGE_AGAIN,	/* the same BS_Random once more */
	WMAN_AUTH_EV_CHALLENGE_CURRENT,	/* SA-TEK-Challenge under the AK in force */
	WMAN_AUTH_EV_RESPONSE,		/* SA-TEK-Response valid */
	WMAN_AUTH_EV_MISMATCH,		/* SA-TEK-Response with other security parameters */
	WMAN_AUTH_EV_TIMER,		/* the state's timer, a repetition is left */
	WMAN_AUTH_EV_TIMER_LAST,	/* the state's timer, no repetition is left */
	WMAN_AUTH_EV_RENEW,		/* grace time, a counter near its end, an administrator */
	WMAN_AUTH_EV_EXPIRED,		/* AK lifetime */
	WMAN_AUTH_EV_CHALLENGE_RANGING,	/* RNG-RSP with SA challenge tuple */
	WMAN_AUTH_EV_HANDED_OVER,	/* RNG-RSP says that no handshake is needed */
	WMAN_AUTH_EV_SUSPEND,		/* off to another base station */
	WMAN_AUTH_EV_STOP,		/* DREG, RES, link loss, disconnect */
	WMAN_AUTH_EV_SUCCESS_FIRST,	/* agent: success, and an EAP is to follow */
	WMAN_AUTH_EV_COMPLETE,		/* EAP-Complete valid under the EIK */
	WMAN_AUTH_EVENTS,
};

/* in the order in which they are carried out */
#define WMAN_AUTH_A_STOP_TIMER		BIT(0)
#define WMAN_AUTH_A_ERASE_PMK		BIT(1)
#define WMAN_AUTH_A_ERASE_NEW_AK	BIT(2)	/* the AK that is not confirmed yet */
#define WMAN_AUTH_A_STOP_TEKS		BIT(3)	/* Stop to all TEK machines */
#define WMAN_AUTH_A_ERASE_AK		BIT(4)	/* every AK */
#define WMAN_AUTH_A_CANCEL_EAP		BIT(5)	/* end the agent's exchange */
#define WMAN_AUTH_A_DERIVE_PMK		BIT(6)	/* PMK from the MSK, or PAK from the pre-PAK */
#define WMAN_AUTH_A_EXCHANGE		BIT(7)	/* announce a new exchange to the agent */
#define WMAN_AUTH_A_TO_AGENT		BIT(8)	/* the EAP packet goes to the agent */
#define WMAN_AUTH_A_COUNT_CLEAR		BIT(9)	/* no repetitions so far */
#define WMAN_AUTH_A_START		BIT(10)	/* send what begins that which is waited for */
#define WMAN_AUTH_A_SA_TEK		BIT(11)	/* new MS_Random, send SA-TEK-Request */
#define WMAN_AUTH_A_SA_TEK_AGAIN	BIT(12)	/* the same SA-TEK-Request, new CMAC_PN */
#define WMAN_AUTH_A_CONFIRM_AK		BIT(13)	/* the new AK is in force */
#define WMAN_AUTH_A_SAS			BIT(14)	/* SA list of SA-TEK-Response */
#define WMAN_AUTH_A_T_AUTHORIZE		BIT(15)	/* timer = Authorize wait */
#define WMAN_AUTH_A_T_PROGRESS		BIT(16)	/* timer = 3 x Authorize wait */
#define WMAN_AUTH_A_T_PREHANDSHAKE	BIT(17)	/* timer = PMK pre-handshake lifetime */
#define WMAN_AUTH_A_T_SA_TEK		BIT(18)	/* timer = SATEKTimer */
#define WMAN_AUTH_A_T_REAUTHORIZE	BIT(19)	/* timer = Reauthorize wait */
#define WMAN_AUTH_A_T_REJECT		BIT(20)	/* timer = Authorize reject wait */
#define WMAN_AUTH_A_ABORT		BIT(21)	/* network entry is over */

/* repetitions of what WMAN_AUTH_A_START sends before the authorization counts as rejected */
#define WMAN_AUTH_STARTS		5

/**
 * struct wman_auth_step - one cell of the table
 * @next: enum wman_auth_state, or 0 when the event is ignored in this state
 * @actions: WMAN_AUTH_A_*
 */
struct wman_auth_step {
	u8 next;
	u32 actions;
};

/**
 * wman_auth_step() - look a step up
 * @state: enum wman_auth_state
 * @event: enum wman_auth_event
 *
 * Context: any; pure.
 * Return: the cell, never NULL; @next is 0 for a pair that the machine ignores and for
 * arguments outside the table.
 */
const struct wman_auth_step *wman_auth_step(unsigned int state, unsigned int event);

/**
 * wman_auth_step_rsa() - the same where the authorization begins with RSA
 * @state: enum wman_auth_state
 * @event: enum wman_auth_event
 *
 * The station begins, it does not wait for the base station to do so.
 *
 * Context: any; pure.
 * Return: the cell.
 */
struct wman_auth_step wman_auth_step_rsa(unsigned int state, unsigned int event);

/**
 * wman_auth_authorized() - is there a confirmed AK in this state?
 * @state: enum wman_auth_state
 *
 * Return: true for authorized and the states of re-authentication.
 */
bool wman_auth_authorized(unsigned int state);

#endif
