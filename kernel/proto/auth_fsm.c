// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* PKMv2 authorization (802.16e 7.2.2, 7.8.1). */
#include "auth_fsm.h"

#define ST(name)	WMAN_AUTH_STATE_##name
#define EV(name)	WMAN_AUTH_EV_##name
#define A(name)		WMAN_AUTH_A_##name

/* The AK is lost: no TEK outlives it, and authorization begins anew. */
#define LOSE_AK		(A(STOP_TIMER) | A(CANCEL_EAP) | A(ERASE_PMK) | A(ERASE_NEW_AK) | \
			 A(STOP_TEKS) | A(ERASE_AK))
#define STOP_ALL	{ ST(STOPPED), LOSE_AK }
/* A handover leaves the AK behind; whether the TEKs go on is for the target to say. */
#define SUSPEND		{ ST(STOPPED), LOSE_AK & ~A(STOP_TEKS) }
#define START_ANEW	(A(START) | A(COUNT_CLEAR) | A(T_AUTHORIZE))
#define EXPIRE		{ ST(EAP_START), LOSE_AK | START_ANEW }
#define SEND_SA_TEK	(A(SA_TEK) | A(COUNT_CLEAR) | A(T_SA_TEK))
#define HAND_OVER	(A(EXCHANGE) | A(TO_AGENT) | A(T_PROGRESS))
/* A new AK did not come about: the old one stays, and is renewed later. */
#define KEEP_AK		(A(CANCEL_EAP) | A(ERASE_PMK) | A(ERASE_NEW_AK) | A(T_REAUTHORIZE))
/* The first of two is done; without the second its secret is worth nothing. */
#define FIRST_DONE	(A(DERIVE_PMK) | A(COUNT_CLEAR))

static const struct wman_auth_step table[WMAN_AUTH_STATES][WMAN_AUTH_EVENTS] = {
	[ST(STOPPED)] = {
		[EV(BEGIN)]	   = { ST(EAP_START), A(COUNT_CLEAR) | A(T_AUTHORIZE) },
		[EV(BEGIN_ALONE)]  = { ST(NO_AGENT), 0 },
		[EV(CHALLENGE_RANGING)]	= { ST(SA_TEK_WAIT), SEND_SA_TEK },
		[EV(HANDED_OVER)]  = { ST(AUTHORIZED), A(CONFIRM_AK) | A(SAS) },
	},
	[ST(NO_AGENT)] = {
		[EV(AGENT_BOUND)]  = { ST(EAP_START), START_ANEW },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(EAP_START)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) },
		[EV(EAP_BEGIN)]	   = { ST(EAP_RUNNING), HAND_OVER },
		[EV(TIMER)]	   = { ST(EAP_START), A(START) | A(T_AUTHORIZE) },
		[EV(TIMER_LAST)]   = { ST(REJECT_WAIT), A(T_REJECT) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(EAP_RUNNING)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) },
		[EV(EAP)]	   = { ST(EAP_RUNNING), A(TO_AGENT) | A(T_PROGRESS) },
		[EV(SUCCESS)]	   = { ST(KEY_WAIT), A(DERIVE_PMK) | A(T_PREHANDSHAKE) },
		[EV(SUCCESS_FIRST)] = { ST(EAP2_START), FIRST_DONE | A(T_AUTHORIZE) },
		[EV(FAILURE)]	   = { ST(REJECT_WAIT), A(T_REJECT) },
		[EV(FAILURE_UNSIGNED)]	= { ST(REJECT_WAIT), A(T_REJECT) },
		[EV(FAILURE_PERMANENT)]	= { ST(SILENT), A(STOP_TIMER) },
		[EV(TIMER)]	   = { ST(EAP_START), A(CANCEL_EAP) | START_ANEW },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(KEY_WAIT)] = {
		[EV(CHALLENGE)]	   = { ST(SA_TEK_WAIT), SEND_SA_TEK },
		[EV(TIMER)]	   = { ST(EAP_START), A(ERASE_PMK) | START_ANEW },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(SA_TEK_WAIT)] = {
		[EV(CHALLENGE)]	   = { ST(SA_TEK_WAIT), SEND_SA_TEK },
		[EV(CHALLENGE_AGAIN)] = { ST(SA_TEK_WAIT), A(SA_TEK_AGAIN) },
		[EV(RESPONSE)]	   = { ST(AUTHORIZED), A(STOP_TIMER) | A(CONFIRM_AK) | A(SAS) },
		[EV(MISMATCH)]	   = { ST(STOPPED), LOSE_AK | A(ABORT) },
		[EV(TIMER)]	   = { ST(SA_TEK_WAIT), A(SA_TEK_AGAIN) | A(T_SA_TEK) },
		/* SAs there are only on the way to another base station */
		[EV(TIMER_LAST)]   = { ST(REJECT_WAIT), A(ERASE_PMK) | A(ERASE_NEW_AK) |
							A(STOP_TEKS) | A(T_REJECT) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(AUTHORIZED)] = {
		[EV(EAP_BEGIN)]	   = { ST(REAUTH_RUNNING), HAND_OVER },
		[EV(CHALLENGE_CURRENT)]	= { ST(REAUTH_SA_TEK_WAIT), SEND_SA_TEK },
		[EV(TIMER)]	   = { ST(REAUTH_START), A(START) | A(T_REAUTHORIZE) },
		[EV(RENEW)]	   = { ST(REAUTH_START), A(START) | A(T_REAUTHORIZE) },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_START)] = {
		[EV(AGENT_GONE)]   = { ST(AUTHORIZED), A(T_REAUTHORIZE) },
		[EV(EAP_BEGIN)]	   = { ST(REAUTH_RUNNING), HAND_OVER },
		[EV(CHALLENGE_CURRENT)]	= { ST(REAUTH_SA_TEK_WAIT), SEND_SA_TEK },
		[EV(TIMER)]	   = { ST(REAUTH_START), A(START) | A(T_REAUTHORIZE) },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_RUNNING)] = {
		[EV(AGENT_GONE)]   = { ST(AUTHORIZED), A(T_REAUTHORIZE) },
		[EV(EAP)]	   = { ST(REAUTH_RUNNING), A(TO_AGENT) | A(T_PROGRESS) },
		[EV(EAP_TAKEOVER)] = { ST(REAUTH_RUNNING), A(CANCEL_EAP) | HAND_OVER },
		[EV(SUCCESS)]	   = { ST(REAUTH_KEY_WAIT), A(DERIVE_PMK) | A(T_PREHANDSHAKE) },
		[EV(SUCCESS_FIRST)] = { ST(REAUTH_EAP2_START), FIRST_DONE | A(T_REAUTHORIZE) },
		[EV(FAILURE)]	   = { ST(REJECT_WAIT), LOSE_AK | A(T_REJECT) },
		[EV(FAILURE_PERMANENT)]	= { ST(SILENT), LOSE_AK },
		[EV(FAILURE_UNSIGNED)]	= { ST(AUTHORIZED), KEEP_AK },
		[EV(TIMER)]	   = { ST(AUTHORIZED), KEEP_AK },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_KEY_WAIT)] = {
		[EV(EAP_TAKEOVER)] = { ST(REAUTH_RUNNING), A(ERASE_PMK) | HAND_OVER },
		[EV(CHALLENGE)]	   = { ST(REAUTH_SA_TEK_WAIT), SEND_SA_TEK },
		[EV(TIMER)]	   = { ST(AUTHORIZED), KEEP_AK },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_SA_TEK_WAIT)] = {
		[EV(CHALLENGE)]	   = { ST(REAUTH_SA_TEK_WAIT), SEND_SA_TEK },
		[EV(CHALLENGE_AGAIN)] = { ST(REAUTH_SA_TEK_WAIT), A(SA_TEK_AGAIN) },
		[EV(CHALLENGE_CURRENT)]	= { ST(REAUTH_SA_TEK_WAIT), SEND_SA_TEK },
		[EV(RESPONSE)]	   = { ST(AUTHORIZED), A(STOP_TIMER) | A(CONFIRM_AK) | A(SAS) },
		[EV(MISMATCH)]	   = { ST(STOPPED), LOSE_AK | A(ABORT) },
		[EV(TIMER)]	   = { ST(REAUTH_SA_TEK_WAIT), A(SA_TEK_AGAIN) | A(T_SA_TEK) },
		[EV(TIMER_LAST)]   = { ST(AUTHORIZED), KEEP_AK },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REJECT_WAIT)] = {
		[EV(TIMER)]	   = { ST(EAP_START), START_ANEW },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(SILENT)] = {
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(RSA_WAIT)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) },
		[EV(SUCCESS)]	   = { ST(KEY_WAIT), A(DERIVE_PMK) | A(T_PREHANDSHAKE) },
		[EV(SUCCESS_FIRST)] = { ST(EAP2_START), FIRST_DONE | A(T_AUTHORIZE) },
		[EV(FAILURE)]	   = { ST(REJECT_WAIT), A(T_REJECT) },
		[EV(FAILURE_UNSIGNED)]	= { ST(REJECT_WAIT), A(T_REJECT) },
		[EV(FAILURE_PERMANENT)]	= { ST(SILENT), A(STOP_TIMER) },
		[EV(TIMER)]	   = { ST(RSA_WAIT), A(START) | A(T_AUTHORIZE) },
		[EV(TIMER_LAST)]   = { ST(REJECT_WAIT), A(CANCEL_EAP) | A(T_REJECT) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(EAP2_START)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) | A(ERASE_PMK) },
		[EV(EAP_BEGIN)]	   = { ST(EAP2_RUNNING), HAND_OVER },
		[EV(COMPLETE)]	   = { ST(EAP2_START), A(START) | A(T_AUTHORIZE) },
		[EV(TIMER)]	   = { ST(EAP2_START), A(START) | A(T_AUTHORIZE) },
		[EV(TIMER_LAST)]   = { ST(REJECT_WAIT), A(ERASE_PMK) | A(T_REJECT) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(EAP2_RUNNING)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) | A(ERASE_PMK) },
		[EV(EAP)]	   = { ST(EAP2_RUNNING), A(TO_AGENT) | A(T_PROGRESS) },
		[EV(SUCCESS)]	   = { ST(KEY_WAIT), A(DERIVE_PMK) | A(T_PREHANDSHAKE) },
		[EV(FAILURE)]	   = { ST(REJECT_WAIT), A(ERASE_PMK) | A(T_REJECT) },
		[EV(FAILURE_UNSIGNED)]	= { ST(REJECT_WAIT), A(ERASE_PMK) | A(T_REJECT) },
		[EV(FAILURE_PERMANENT)]	= { ST(SILENT), A(STOP_TIMER) | A(ERASE_PMK) },
		[EV(TIMER)]	   = { ST(EAP_START), A(CANCEL_EAP) | A(ERASE_PMK) | START_ANEW },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_RSA_WAIT)] = {
		[EV(AGENT_GONE)]   = { ST(AUTHORIZED), A(T_REAUTHORIZE) },
		[EV(SUCCESS)]	   = { ST(REAUTH_KEY_WAIT), A(DERIVE_PMK) | A(T_PREHANDSHAKE) },
		[EV(SUCCESS_FIRST)] = { ST(REAUTH_EAP2_START), FIRST_DONE | A(T_REAUTHORIZE) },
		[EV(FAILURE)]	   = { ST(REJECT_WAIT), LOSE_AK | A(T_REJECT) },
		[EV(FAILURE_UNSIGNED)]	= { ST(AUTHORIZED), KEEP_AK },
		[EV(FAILURE_PERMANENT)]	= { ST(SILENT), LOSE_AK },
		[EV(TIMER)]	   = { ST(REAUTH_RSA_WAIT), A(START) | A(T_REAUTHORIZE) },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_EAP2_START)] = {
		[EV(AGENT_GONE)]   = { ST(AUTHORIZED), A(ERASE_PMK) | A(T_REAUTHORIZE) },
		[EV(EAP_BEGIN)]	   = { ST(REAUTH_EAP2_RUNNING), HAND_OVER },
		[EV(COMPLETE)]	   = { ST(REAUTH_EAP2_START), A(START) | A(T_REAUTHORIZE) },
		[EV(TIMER)]	   = { ST(REAUTH_EAP2_START), A(START) | A(T_REAUTHORIZE) },
		[EV(TIMER_LAST)]   = { ST(AUTHORIZED), KEEP_AK },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_EAP2_RUNNING)] = {
		[EV(AGENT_GONE)]   = { ST(AUTHORIZED), A(ERASE_PMK) | A(T_REAUTHORIZE) },
		[EV(EAP)]	   = { ST(REAUTH_EAP2_RUNNING), A(TO_AGENT) | A(T_PROGRESS) },
		[EV(SUCCESS)]	   = { ST(REAUTH_KEY_WAIT), A(DERIVE_PMK) | A(T_PREHANDSHAKE) },
		[EV(FAILURE)]	   = { ST(REJECT_WAIT), LOSE_AK | A(T_REJECT) },
		[EV(FAILURE_UNSIGNED)]	= { ST(AUTHORIZED), KEEP_AK },
		[EV(FAILURE_PERMANENT)]	= { ST(SILENT), LOSE_AK },
		[EV(TIMER)]	   = { ST(AUTHORIZED), KEEP_AK },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(SUSPEND)]	   = SUSPEND,
		[EV(STOP)]	   = STOP_ALL,
	},
};

const struct wman_auth_step *wman_auth_step(unsigned int state, unsigned int event)
{
	if (state >= WMAN_AUTH_STATES || event >= WMAN_AUTH_EVENTS)
		return &table[0][0];
	return &table[state][event];
}

struct wman_auth_step wman_auth_step_rsa(unsigned int state, unsigned int event)
{
	struct wman_auth_step step = *wman_auth_step(state, event);

	if (step.next != ST(EAP_START) && step.next != ST(REAUTH_START))
		return step;
	step.next = step.next == ST(EAP_START) ? ST(RSA_WAIT) : ST(REAUTH_RSA_WAIT);
	step.actions |= A(START);
	return step;
}

bool wman_auth_authorized(unsigned int state)
{
	return (state >= ST(AUTHORIZED) && state <= ST(REAUTH_SA_TEK_WAIT)) ||
	       (state >= ST(REAUTH_RSA_WAIT) && state <= ST(REAUTH_EAP2_RUNNING)) ||
	       state == ST(REAUTH_WAIT);
}
