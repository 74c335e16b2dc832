// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Network entry (802.16e 6.3.9). */
#include "entry_fsm.h"

#define ST(name)	WMAN_DEV_STATE_##name
#define EV(name)	WMAN_ENTRY_EV_##name
#define A(name)		WMAN_ENTRY_A_##name

/* Leaving a base station closes the port before anything else is told or sent. */
#define LEAVE		(A(STOP_TIMER) | A(PORT_CLOSE) | A(ERASE))
#define TO_IDLE		{ ST(IDLE), LEAVE }
#define TO_SCAN		{ ST(SCAN), LEAVE | A(SCAN) }
/* A base station that is left for another is left with the TEKs; nobody may use them meanwhile. */
#define TO_TARGET	{ ST(SCAN), A(STOP_TIMER) | A(PORT_CLOSE) | A(SUSPEND) | A(SCAN) }

static const struct wman_entry_step table[WMAN_ENTRY_STATES][WMAN_ENTRY_EVENTS] = {
	[ST(IDLE)] = {
		[EV(CONNECT)]	   = { ST(SCAN), A(SCAN) },
	},
	[ST(SCAN)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(FOUND)]	   = { ST(RANGING), A(ABANDON) | A(SYNC) | A(RNG_REQ) },
		[EV(FOUND_WITH_PMK)] = { ST(HANDOVER), A(SYNC) | A(HO_RNG_REQ) },
	},
	[ST(HANDOVER)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(LOST)]	   = TO_SCAN,
		[EV(TIMER)]	   = { ST(HANDOVER), A(HO_RNG_REQ) },
		/* a base station that does not know the PMK is entered as any other */
		[EV(TIMER_LAST)]   = { ST(RANGING), A(ABANDON) | A(RNG_REQ) },
		[EV(RANGING_CONTINUE)] = { ST(HANDOVER), 0 },
		[EV(RANGED)]	   = { ST(CAPABILITIES), A(STOP_TIMER) | A(SBC_REQ) },
		[EV(RANGED_CAPABLE)] = { ST(AUTHORIZATION), A(STOP_TIMER) | A(AUTHORIZE) },
	},
	[ST(RANGING)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(LOST)]	   = TO_SCAN,
		[EV(TIMER)]	   = { ST(RANGING), A(RNG_REQ) },
		[EV(TIMER_LAST)]   = TO_SCAN,
		/* the next RNG-REQ goes at T3, and counts: nobody makes us send faster */
		[EV(RANGING_CONTINUE)] = { ST(RANGING), 0 },
		[EV(RANGED)]	   = { ST(CAPABILITIES), A(STOP_TIMER) | A(SBC_REQ) },
	},
	[ST(CAPABILITIES)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(LOST)]	   = TO_SCAN,
		[EV(TIMER)]	   = { ST(CAPABILITIES), A(SBC_REQ) },
		[EV(TIMER_LAST)]   = TO_SCAN,
		[EV(CAPABLE)]	   = { ST(AUTHORIZATION), A(STOP_TIMER) | A(AUTHORIZE) },
	},
	[ST(AUTHORIZATION)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(LOST)]	   = TO_SCAN,
		[EV(AUTHORIZED)]   = { ST(REGISTRATION), A(REG_REQ) },
		/* a new AK after the old one was lost; registration outlives it */
		[EV(REGISTERED)]   = { ST(FLOWS), A(FLOW_CHECK) },
	},
	[ST(REGISTRATION)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(LOST)]	   = TO_SCAN,
		[EV(TIMER)]	   = { ST(REGISTRATION), A(REG_REQ) },
		[EV(TIMER_LAST)]   = TO_SCAN,
		[EV(UNAUTHORIZED)] = { ST(AUTHORIZATION), A(STOP_TIMER) },
		[EV(REGISTERED)]   = { ST(FLOWS), A(STOP_TIMER) | A(FLOW_CHECK) },
	},
	[ST(FLOWS)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(HANDOVER)]	   = TO_TARGET,
		[EV(LOST)]	   = TO_SCAN,
		[EV(UNAUTHORIZED)] = { ST(AUTHORIZATION), 0 },
		[EV(FLOWS)]	   = { ST(OPERATIONAL), A(PORT_OPEN) },
	},
	[ST(OPERATIONAL)] = {
		[EV(DISCONNECT)]   = TO_IDLE,
		[EV(HANDOVER)]	   = TO_TARGET,
		[EV(LOST)]	   = TO_SCAN,
		[EV(UNAUTHORIZED)] = { ST(AUTHORIZATION), A(PORT_CLOSE) },
		[EV(FLOWS_GONE)]   = { ST(FLOWS), A(PORT_CLOSE) },
	},
};

const struct wman_entry_step *wman_entry_step(unsigned int state, unsigned int event)
{
	if (state >= WMAN_ENTRY_STATES || event >= WMAN_ENTRY_EVENTS)
		return &table[0][0];
	return &table[state][event];
}
