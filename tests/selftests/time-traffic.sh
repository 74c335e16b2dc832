#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Traffic, TEK rollover and re-authentication over a bad air, in virtual time: each comes to its end
# on that air, the port stays open meanwhile, nothing passes in the clear, and
# on a good air nothing is lost afterwards.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/air.sh"

ROUNDS=2
# seconds until a rollover or a re-authentication must have come about: of the latter every try
# begins Reauthorize wait after the one before
LIMIT=1200

# differs FUNCTION OLD
differs() {
	local now

	now=$("$1")
	[ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$2" ]
}

ak() {
	dev_field ak-sn
}

# renewed FUNCTION COMMAND: what FUNCTION prints is another than before
renewed() {
	local old

	old=$("$1")
	"$2" || return
	POLL=5 wait_for "$LIMIT" differs "$1" "$old"
}

rekey() {
	ss wman sa rekey wman0 "$said"
}

reauth() {
	ss wman dev reauth wman0
}

authorized() {
	[ "$(dev_field auth-state)" = authorized ]
}

rounds() {
	local i

	for ((i = 0; i < ROUNDS; i++)); do
		renewed tek rekey || return
		renewed ak reauth || return
		POLL=5 wait_for 60 authorized || return
	done
}

# since LINE: in no event since then was the station anything but operational
stayed_open() {
	events_from "$1" | jq -e -s 'map(select(.event == "dev-ntf")) |
		length > 0 and all(.state == "operational")'
}

nothing_lost() {
	ss ping -q -c 20 -i 0.2 -W 2 "$BS4" && ss ping -q -c 20 -i 0.2 -W 2 "$BS6"
}

# condition TITLE NETEM
condition() {
	local from

	from=$(events_now)
	air "$2"
	check "$1: $ROUNDS rollovers and re-authentications" rounds
	air
	check "$1: the port stayed open" stayed_open "$from"
	check "$1: nothing is lost on a good air afterwards" wait_for 60 nothing_lost
}

air_lab time-traffic
check "network entry" connect
said=$(ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]')
start offered ip netns exec wman-ss ping -q -i 0.5 "$BS4"
condition "loss 20 %" "loss 20%"
condition "duplicates" "duplicate 30%"
condition "reordering" "delay 10ms reorder 25% 50%"
condition "corruption" "corrupt 5%"
condition "jitter" "delay 50ms 40ms"
condition "a mix" "delay 20ms 10ms loss 8% duplicate 10% corrupt 2% reorder 10%"
stop offered
check "no traffic passed in the clear" hidden
sed 's/^/#   /' "$OUT/check.log"
# what the air corrupted is in it, too, and no fault of either end
capture=''
finish
