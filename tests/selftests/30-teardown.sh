#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# In each state of network entry the device is deleted, its lower device goes away, its namespace
# ends, and the card's module is removed: all succeed, in time, and leave nothing.
. "$(dirname "$0")/lib.sh"

# at STATE [AUTH-STATE]
at() {
	ss wman -j dev show wman0 | jq -e --arg state "$1" --arg auth "${2-}" \
		'.. | objects | select(.state == $state and ($auth == "" or ."auth-state" == $auth))'
}

air_up() {
	ip netns add wman-ss 2>/dev/null
	ss ip link set lo up
	if ! ss ip link show ss0 >/dev/null 2>&1; then
		ip link add ss0 netns wman-ss type veth peer name bs0 netns wman-bs
		ss ip link set ss0 up
		bs ip link set bs0 up
	fi
}

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
aaa_up

# state, auth-state or -, helper wanted, AAA answers, rule of the base station
while read -r state auth helper aaa rule; do
	[ "$auth" != - ] || auth=''
	for way in delete lower netns rmmod; do
		title="$way in $state${auth:+/$auth}"
		air_up
		station 0
		# a handshake that is given up only after some seconds
		ss wman dev set wman0 timer sa-tek-ms 1000
		if [ "$state" != scan ] && [ "$state" != idle ]; then
			bs_up ${rule:+--fault "$rule"} || continue
		fi
		[ "$helper" = no ] || helper_up || continue
		[ "$aaa" = yes ] || kill -STOP "${PIDS[aaa]}"
		[ "$state" = idle ] || ss wman dev connect wman0
		if wait_for 30 at "$state" "$auth"; then
			check "$title" "way_$way"
		else
			not_ok "$title" "reached $(dev_field state)/$(dev_field auth-state) only"
			ss ip link del wman0
		fi
		[ "$aaa" = yes ] || kill -CONT "${PIDS[aaa]}"
		stop wmand
		stop bs
	done
done <<-'STATES'
	idle - yes yes
	scan - yes yes
	ranging - yes yes drop rng-rsp
	capabilities - yes yes drop sbc-rsp
	authorization no-agent no yes
	authorization eap-running yes no
	authorization key-wait yes yes drop sa-tek-challenge
	authorization sa-tek-wait yes yes drop sa-tek-response
	registration authorized yes yes drop reg-rsp
	flows authorized yes yes drop dsa-req
	operational authorized yes yes
STATES
finish
