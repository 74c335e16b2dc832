// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* PKMv1 authorization (802.16-2001 7.2.4). */
#include "auth_v1_fsm.h"

#define ST(name)	WMAN_AUTH_STATE_##name
#define EV(name)	WMAN_AUTH_V1_EV_##name
#define A(name)		WMAN_AUTH_V1_A_##name

/* The AK is lost: no TEK outlives it. */
#define LOSE_AK		(A(STOP_TIMER) | A(CANCEL) | A(STOP_TEKS) | A(ERASE_AK))
#define STOP_ALL	{ ST(STOPPED), LOSE_AK }
#define FIRST_REQUEST	(A(NEW) | A(INFO) | A(REQUEST) | A(T_AUTHORIZE))
#define EXPIRE		{ ST(STOPPED), LOSE_AK | A(BEGIN) }
#define TAKE_AK		{ ST(AUTHORIZED), A(STOP_TIMER) | A(AK) | A(SAS) }
#define RENEW		(A(STOP_GRACE) | A(NEW) | A(REQUEST) | A(T_REAUTHORIZE))

static const struct wman_auth_v1_step table[WMAN_AUTH_V1_STATES][WMAN_AUTH_V1_EVENTS] = {
	[ST(STOPPED)] = {
		[EV(BEGIN)]	   = { ST(AUTH_WAIT), FIRST_REQUEST },
		[EV(BEGIN_ALONE)]  = { ST(NO_AGENT), 0 },
	},
	[ST(NO_AGENT)] = {
		[EV(AGENT_BOUND)]  = { ST(AUTH_WAIT), FIRST_REQUEST },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(AUTH_WAIT)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) },
		[EV(REJECT)]	   = { ST(REJECT_WAIT), A(STOP_TIMER) | A(CANCEL) | A(T_REJECT) },
		[EV(REJECT_PERMANENT)] = { ST(SILENT), A(STOP_TIMER) | A(CANCEL) },
		[EV(REPLY)]	   = TAKE_AK,
		[EV(TIMEOUT)]	   = { ST(AUTH_WAIT), A(INFO) | A(REQUEST) | A(T_AUTHORIZE) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(AUTHORIZED)] = {
		[EV(GRACE)]	   = { ST(REAUTH_WAIT), RENEW },
		[EV(INVALID)]	   = { ST(REAUTH_WAIT), RENEW | A(PEND) },
		[EV(REAUTH)]	   = { ST(REAUTH_WAIT), RENEW },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REAUTH_WAIT)] = {
		[EV(REJECT)]	   = { ST(REJECT_WAIT), LOSE_AK | A(T_REJECT) },
		[EV(REJECT_PERMANENT)] = { ST(SILENT), LOSE_AK },
		[EV(REPLY)]	   = TAKE_AK,
		[EV(TIMEOUT)]	   = { ST(REAUTH_WAIT), A(REQUEST) | A(T_REAUTHORIZE) },
		[EV(INVALID)]	   = { ST(REAUTH_WAIT), A(PEND) },
		[EV(EXPIRED)]	   = EXPIRE,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(REJECT_WAIT)] = {
		[EV(TIMEOUT)]	   = { ST(STOPPED), A(BEGIN) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(SILENT)] = {
		[EV(STOP)]	   = STOP_ALL,
	},
};

const struct wman_auth_v1_step *wman_auth_v1_step(unsigned int state, unsigned int event)
{
	if (state >= WMAN_AUTH_V1_STATES || event >= WMAN_AUTH_V1_EVENTS)
		return &table[0][0];
	return &table[state][event];
}
