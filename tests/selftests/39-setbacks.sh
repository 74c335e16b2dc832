#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# In each state of network entry, with each kind of authorization, the helper is killed, the base
# station dies, the air loses its carrier: when that is made good the station enters by itself. What
# the 31-exits do once it has entered.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/authorizations.sh"
. "$(dirname "$0")/states.sh"

way_helper() {
	stop wmand KILL
	wait_for 30 unbound && comes_back
}

way_bs() {
	stop bs KILL
	wait_for 30 searching && comes_back
}

way_carrier() {
	bs ip link set bs0 down
	wait_for 30 searching && bs ip link set bs0 up && comes_back
}

unbound() {
	[ "$(dev_field agent-bound)" != true ]
}

# nobody who was told to connect gives that up
searching() {
	state_is scan || [ "${state:?}" = idle ]
}

# when nothing else is wrong any more
comes_back() {
	unhindered
	running bs || state_bs || return
	running wmand || state_helper || return
	[ "$state" != idle ] || ss wman dev connect wman0 || return
	wait_for 60 state_is operational
}

lab 39-setbacks
ss ip link del wman0
check "certificates" pki
aaa_up
entry_states helper bs carrier
finish
