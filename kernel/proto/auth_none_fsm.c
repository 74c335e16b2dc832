// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* No authorization, where the network allows it. */
#include "auth_none_fsm.h"

#define ST(name)	WMAN_AUTH_STATE_##name
#define EV(name)	WMAN_AUTH_NONE_EV_##name
#define A(name)		WMAN_AUTH_NONE_A_##name

#define ASK		{ ST(PERMISSION_WAIT), A(ASK) | A(T_AUTHORIZE) }
#define STOP_ALL	{ ST(STOPPED), A(STOP_TIMER) | A(CANCEL) | A(CLOSE) }

static const struct wman_auth_none_step table[WMAN_AUTH_NONE_STATES][WMAN_AUTH_NONE_EVENTS] = {
	[ST(STOPPED)] = {
		[EV(BEGIN)]	   = ASK,
		[EV(BEGIN_ALONE)]  = { ST(NO_AGENT), 0 },
	},
	[ST(NO_AGENT)] = {
		[EV(AGENT_BOUND)]  = ASK,
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(PERMISSION_WAIT)] = {
		[EV(AGENT_GONE)]   = { ST(NO_AGENT), A(STOP_TIMER) },
		[EV(ALLOWED)]	   = { ST(UNPROTECTED), A(STOP_TIMER) | A(OPEN) },
		[EV(REFUSED)]	   = { ST(REJECT_WAIT), A(STOP_TIMER) | A(T_REJECT) },
		[EV(REFUSED_PERMANENT)] = { ST(SILENT), A(STOP_TIMER) },
		[EV(TIMEOUT)]	   = { ST(PERMISSION_WAIT), A(CANCEL) | A(ASK) | A(T_AUTHORIZE) },
		[EV(STOP)]	   = STOP_ALL,
	},
	[ST(UNPROTECTED)] = {
		/* nothing passes until the answer is there: no key would keep anybody else out */
		[EV(RENEW)]	   = { ST(PERMISSION_WAIT), A(ASK) | A(CLOSE) | A(T_AUTHORIZE) },
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

const struct wman_auth_none_step *wman_auth_none_step(unsigned int state, unsigned int event)
{
	if (state >= WMAN_AUTH_NONE_STATES || event >= WMAN_AUTH_NONE_EVENTS)
		return &table[0][0];
	return &table[state][event];
}
