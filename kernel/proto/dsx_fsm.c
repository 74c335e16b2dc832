// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* DSA, DSC and DSD begun by the station (802.16e 6.3.14). */
#include "dsx_fsm.h"

#define ST(name)	WMAN_DSX_STATE_##name
#define EV(name)	WMAN_DSX_EV_##name
#define A(name)		WMAN_DSX_A_##name

static const struct wman_dsx_step table[WMAN_DSX_STATES][WMAN_DSX_EVENTS] = {
	[ST(IDLE)] = {
		[EV(BEGIN)]	= { ST(REQUESTED), A(REQUEST) },
	},
	[ST(REQUESTED)] = {
		[EV(RECEIVED)]	= { ST(PROCEEDING), A(WAIT) },
		[EV(ACCEPTED)]	= { ST(DONE), A(APPLY) | A(ACK) | A(REPORT) | A(HOLD) },
		[EV(REFUSED)]	= { ST(DONE), A(ACK) | A(REPORT) | A(HOLD) },
		[EV(TIMEOUT)]	= { ST(REQUESTED), A(REQUEST) },
		[EV(TIMEOUT_LAST)] = { ST(FAILED), A(REPORT) | A(HOLD) },
		[EV(OVERTAKEN)]	= { ST(FAILED), A(REPORT) | A(HOLD) },
		[EV(STOP)]	= { ST(IDLE), A(STOP_TIMER) | A(REPORT) | A(FORGET) },
	},
	[ST(PROCEEDING)] = {
		[EV(ACCEPTED)]	= { ST(DONE), A(APPLY) | A(ACK) | A(REPORT) | A(HOLD) },
		[EV(REFUSED)]	= { ST(DONE), A(ACK) | A(REPORT) | A(HOLD) },
		[EV(TIMEOUT)]	= { ST(REQUESTED), A(REQUEST) },
		[EV(TIMEOUT_LAST)] = { ST(FAILED), A(REPORT) | A(HOLD) },
		[EV(OVERTAKEN)]	= { ST(FAILED), A(REPORT) | A(HOLD) },
		[EV(STOP)]	= { ST(IDLE), A(STOP_TIMER) | A(REPORT) | A(FORGET) },
	},
	[ST(DONE)] = {
		[EV(ACCEPTED)]	= { ST(DONE), A(ACK) },
		[EV(REFUSED)]	= { ST(DONE), A(ACK) },
		[EV(TIMEOUT)]	= { ST(IDLE), A(FORGET) },
		[EV(STOP)]	= { ST(IDLE), A(STOP_TIMER) | A(FORGET) },
	},
	[ST(FAILED)] = {
		[EV(ACCEPTED)]	= { ST(FAILED), A(ACK) },
		[EV(REFUSED)]	= { ST(FAILED), A(ACK) },
		[EV(TIMEOUT)]	= { ST(IDLE), A(FORGET) },
		[EV(STOP)]	= { ST(IDLE), A(STOP_TIMER) | A(FORGET) },
	},
};

const struct wman_dsx_step *wman_dsx_step(unsigned int state, unsigned int event)
{
	if (state >= WMAN_DSX_STATES || event >= WMAN_DSX_EVENTS)
		return &table[0][0];
	return &table[state][event];
}
