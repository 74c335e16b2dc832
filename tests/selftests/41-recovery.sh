#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Helper killed, base station restarted, air gone and back: the station recovers by itself or says
# why not.
. "$(dirname "$0")/lib.sh"

pings() {
	ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
}

unbound() {
	[ "$(dev_field agent-bound)" != true ]
}

lab 41-recovery
aaa_up && bs_up && helper_up && check "network entry" connect && addresses

flood_start
stop wmand KILL
check "the helper is gone" wait_for 10 unbound
helper_up
check "reauthentication with the new helper" ss wman dev reauth wman0
flood_end "nothing lost without the helper"

stop bs KILL
check "loss of the base station is seen" wait_for 20 state_is scan
check "and its reason is link-lost" test "$(dev_field reason)" = link-lost
check_fails "nothing passes meanwhile" ss ping -c 1 -W 1 -q "$BS4"
bs_up
check "entry with the restarted base station, unasked" wait_for 60 state_is operational
check "ping" pings

check "the lower device goes down" ss ip link set ss0 down
check "which is seen" wait_for 10 state_is scan
ss ip link set ss0 up
check "entry when it is up again" wait_for 60 state_is operational
check "ping" pings

# killed in the middle of an exchange, again and again
for round in 1 2 3; do
	ss wman dev disconnect wman0
	kill -STOP "${PIDS[aaa]}"
	ss wman dev connect wman0
	in_eap() {
		[ "$(dev_field auth-state)" = eap-running ]
	}
	check "an exchange runs, $round" wait_for 30 in_eap
	stop wmand KILL
	kill -CONT "${PIDS[aaa]}"
	helper_up
	check "entry after the helper was killed in it, $round" wait_for 60 state_is operational
done
check "ping" pings
finish
