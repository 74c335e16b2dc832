/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Network entry of a subscriber station. State x event -> next state and actions; who runs it
 * carries out the action bits in the order of their values. States are enum wman_dev_state.
 */
#ifndef _WMAN_ENTRY_FSM_H
#define _WMAN_ENTRY_FSM_H

#include "env.h"
#include <linux/wman.h>

#define WMAN_ENTRY_STATES	(WMAN_DEV_STATE_MAX + 1)

enum wman_entry_event {
	WMAN_ENTRY_EV_CONNECT,
	WMAN_ENTRY_EV_DISCONNECT,
	WMAN_ENTRY_EV_HANDOVER,		/* another base station is wanted */
	WMAN_ENTRY_EV_FOUND,		/* DL-MAP of a base station that may be chosen */
	WMAN_ENTRY_EV_FOUND_WITH_PMK,	/* and a PMK that it may know */
	WMAN_ENTRY_EV_LOST,		/* link lost, DREG-CMD, RES-CMD, refused */
	WMAN_ENTRY_EV_TIMER,		/* the state's timer, a repetition is left */
	WMAN_ENTRY_EV_TIMER_LAST,	/* the state's timer, no repetition is left */
	WMAN_ENTRY_EV_RANGING_CONTINUE,
	WMAN_ENTRY_EV_RANGED,		/* RNG-RSP: success, both CIDs */
	WMAN_ENTRY_EV_RANGED_CAPABLE,	/* the same, and SBC is left out */
	WMAN_ENTRY_EV_CAPABLE,		/* SBC-RSP accepted */
	WMAN_ENTRY_EV_AUTHORIZED,
	WMAN_ENTRY_EV_UNAUTHORIZED,	/* the AK is gone */
	WMAN_ENTRY_EV_REGISTERED,	/* REG-RSP: OK */
	WMAN_ENTRY_EV_FLOWS,		/* an uplink and a downlink flow, with keys */
	WMAN_ENTRY_EV_FLOWS_GONE,
	WMAN_ENTRY_EVENTS,
};

/* in the order in which they are carried out */
#define WMAN_ENTRY_A_STOP_TIMER	BIT(0)
#define WMAN_ENTRY_A_PORT_CLOSE	BIT(1)	/* dormant: no traffic */
#define WMAN_ENTRY_A_ERASE	BIT(2)	/* authorization, keys, flows, CIDs */
#define WMAN_ENTRY_A_SUSPEND	BIT(3)	/* the same, but SAs keep their TEKs */
#define WMAN_ENTRY_A_ABANDON	BIT(4)	/* no handover: its AK and the SAs are of no use */
#define WMAN_ENTRY_A_SYNC	BIT(5)	/* this base station is ours; watch its DL-MAP */
#define WMAN_ENTRY_A_SCAN	BIT(6)	/* wait for a DL-MAP */
#define WMAN_ENTRY_A_RNG_REQ	BIT(7)	/* send RNG-REQ, timer T3 */
#define WMAN_ENTRY_A_HO_RNG_REQ	BIT(8)	/* the same, signed, with CMAC_KEY_COUNT */
#define WMAN_ENTRY_A_SBC_REQ	BIT(9)	/* send SBC-REQ, timer T18 */
#define WMAN_ENTRY_A_AUTHORIZE	BIT(10)	/* begin authorization */
#define WMAN_ENTRY_A_REG_REQ	BIT(11)	/* send REG-REQ, timer T6 */
#define WMAN_ENTRY_A_PORT_OPEN	BIT(12)	/* traffic */
#define WMAN_ENTRY_A_FLOW_CHECK	BIT(13)	/* perhaps the flows are there already */

/**
 * struct wman_entry_step - one cell of the table
 * @next: enum wman_dev_state, or 0 when the event is ignored in this state
 * @actions: WMAN_ENTRY_A_*
 */
struct wman_entry_step {
	u8 next;
	u16 actions;
};

/**
 * wman_entry_step() - look a step up
 * @state: enum wman_dev_state
 * @event: enum wman_entry_event
 *
 * Context: any; pure.
 * Return: the cell, never NULL; @next is 0 for a pair that the machine ignores and for
 * arguments outside the table.
 */
const struct wman_entry_step *wman_entry_step(unsigned int state, unsigned int event);

#endif
