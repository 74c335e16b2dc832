#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Two subscribers on one air: each has its own keys, neither disturbs the other.
. "$(dirname "$0")/lib.sh"

akid_of() {
	ss wman -j key show "$1" | jq -r '[.. | objects | select(has("akid")) | .akid][0]'
}

distinct() {
	local a b

	a=$(akid_of wman0)
	b=$(akid_of wman1)
	[ -n "$a" ] && [ "$a" != null ] && [ -n "$b" ] && [ "$b" != null ] && [ "$a" != "$b" ]
}

lab 22-two-stations
check "a second station" station 1
check_fails "two stations with one address" \
	ss ip link add wman9 link ss0 address 02:16:00:00:01:00 type wman
aaa_up && bs_up && helper_up
check "entry of the first" connect wman0
check "entry of the second" connect wman1
ss ip addr add $SS4/24 dev wman0
ss ip addr add 10.16.0.3/24 dev wman1
check "their AKs differ" distinct
check "ping from the first" ss ping -I wman0 -c 3 -i 0.05 -W 5 -q "$BS4"
check "ping from the second" ss ping -I wman1 -c 3 -i 0.05 -W 5 -q "$BS4"
flood_start -I wman0
check "the second leaves" ss wman dev disconnect wman1
check "the second enters again" connect wman1
check "the second goes" ss ip link del wman1
flood_end "the first lost nothing meanwhile"
finish
