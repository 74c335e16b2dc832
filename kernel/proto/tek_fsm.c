// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* The TEK machine of 802.16e 7.2.5, PKMv1 and PKMv2. */
#include "tek_fsm.h"

#define ST(name)	WMAN_TEK_STATE_##name
#define EV(name)	WMAN_TEK_EV_##name
#define A(name)		WMAN_TEK_A_##name

static const struct wman_tek_step table[WMAN_TEK_STATES][WMAN_TEK_EVENTS] = {
	[ST(START)] = {
		[EV(AUTHORIZED)] = { ST(OP_WAIT), A(REQUEST) | A(OPERATIONAL_WAIT) },
		[EV(UPDATE)]	= { ST(OPERATIONAL), A(INSTALL) },
	},
	[ST(OP_WAIT)] = {
		[EV(STOP)]	= { ST(START), A(STOP_RETRY) },
		[EV(AUTH_PEND)]	= { ST(OP_REAUTH_WAIT), A(STOP_RETRY) },
		[EV(TIMEOUT)]	= { ST(OP_WAIT), A(REPEAT) | A(OPERATIONAL_WAIT) },
		[EV(REPLY)]	= { ST(OPERATIONAL), A(STOP_RETRY) | A(INSTALL) },
		[EV(REJECT)]	= { ST(START), A(STOP_RETRY) },
		[EV(UPDATE)]	= { ST(OPERATIONAL), A(STOP_RETRY) | A(INSTALL) },
	},
	[ST(OP_REAUTH_WAIT)] = {
		[EV(STOP)]	= { ST(START), 0 },
		[EV(AUTH_COMP)]	= { ST(OP_WAIT), A(REQUEST) | A(OPERATIONAL_WAIT) },
		[EV(UPDATE)]	= { ST(OPERATIONAL), A(INSTALL) },
	},
	[ST(OPERATIONAL)] = {
		[EV(STOP)]	= { ST(START), A(STOP_REFRESH) | A(REMOVE_KEYS) },
		[EV(INVALID)]	= { ST(OP_WAIT), A(STOP_REFRESH) | A(REMOVE_KEYS) |
						 A(REQUEST) | A(OPERATIONAL_WAIT) },
		[EV(REFRESH)]	= { ST(REKEY_WAIT), A(STOP_REFRESH) | A(REQUEST) | A(REKEY_WAIT) },
		[EV(UPDATE)]	= { ST(OPERATIONAL), A(STOP_REFRESH) | A(INSTALL) },
	},
	[ST(REKEY_WAIT)] = {
		[EV(STOP)]	= { ST(START), A(STOP_RETRY) | A(REMOVE_KEYS) },
		[EV(AUTH_PEND)]	= { ST(REKEY_REAUTH_WAIT), A(STOP_RETRY) },
		[EV(INVALID)]	= { ST(OP_WAIT), A(STOP_RETRY) | A(REMOVE_KEYS) |
						 A(REQUEST) | A(OPERATIONAL_WAIT) },
		[EV(TIMEOUT)]	= { ST(REKEY_WAIT), A(REPEAT) | A(REKEY_WAIT) },
		[EV(REPLY)]	= { ST(OPERATIONAL), A(STOP_RETRY) | A(INSTALL) },
		[EV(REJECT)]	= { ST(START), A(STOP_RETRY) | A(REMOVE_KEYS) },
		[EV(UPDATE)]	= { ST(OPERATIONAL), A(STOP_RETRY) | A(INSTALL) },
	},
	[ST(REKEY_REAUTH_WAIT)] = {
		[EV(STOP)]	= { ST(START), A(REMOVE_KEYS) },
		[EV(AUTH_COMP)]	= { ST(REKEY_WAIT), A(REQUEST) | A(REKEY_WAIT) },
		[EV(INVALID)]	= { ST(OP_REAUTH_WAIT), A(REMOVE_KEYS) },
		[EV(UPDATE)]	= { ST(OPERATIONAL), A(INSTALL) },
	},
};

const struct wman_tek_step *wman_tek_step(unsigned int state, unsigned int event)
{
	if (state >= WMAN_TEK_STATES || event >= WMAN_TEK_EVENTS)
		return &table[0][0];
	return &table[state][event];
}
