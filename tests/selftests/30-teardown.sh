#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# In each state of network entry, with each kind of authorization, the device is deleted, its lower
# device goes away, its namespace ends, and the card's module is removed: all succeed, in time, and
# leave nothing.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/authorizations.sh"
. "$(dirname "$0")/states.sh"

way_delete() {
	ss ip link del wman0
}

way_lower() {
	ss ip link del ss0 && ! ss ip link show wman0 2>/dev/null
}

way_netns() {
	stop wmand
	ip netns del wman-ss
	wait_for 20 no_device
}

# the link to bs0 goes together with the namespace
no_device() {
	! bs ip link show bs0
}

way_rmmod() {
	rmmod wman_eth && ! ss ip link show wman0 2>/dev/null && load wman_eth
}

lab 30-teardown
ss ip link del wman0
check "certificates" pki
aaa_up
entry_states delete lower netns rmmod
finish
