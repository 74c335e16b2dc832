#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Each message of network entry is lost once, and comes twice once, in both directions: entry goes
# on by the repetition of that message, without falling back. In virtual time.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/air.sh"

MESSAGES='rng-rsp sbc-rsp eap-transfer sa-tek-challenge sa-tek-response key-reply reg-rsp dsa-req
	dsa-ack rx:rng-req rx:sbc-req rx:eap-transfer rx:sa-tek-request rx:key-request rx:reg-req
	rx:dsa-rsp'

# so many faults were done
done_is() {
	[ "$(bs_send fault | awk '{ n += $NF } END { print n + 0 }')" -eq "$1" ]
}

# whole_entry RULE...: entry with this fault, without a fall-back; then both protocols pass
whole_entry() {
	bs_send fault "$@" || return
	ss wman -j dev connect wman0 wait 120 >"$OUT/events" || return
	! grep -v -E '"reason": "(none|user|bs-request)"' "$OUT/events" || return
	wait_for 5 passes
}

leave_air() {
	bs_send fault none
	ss wman dev disconnect wman0
	ss wman dev forget wman0
}

# each_of KIND NAME: the first message of this name, then the second, until there are no more; sets
# $count
each_of() {
	local hit=1

	for ((count = 0; hit; count++)); do
		whole_entry "$1" "$2:1:$count" || return
		done_is 1 || hit=''
		leave_air
	done
	count=$((count - 1))
	echo "messages: $count"
	[ "$count" -gt 0 ]
}


air_lab time-messages
for kind in drop duplicate; do
	for name in $MESSAGES; do
		check "$kind each $name" each_of "$kind" "$name"
		sed -n 's/^messages:/#   &/p' "$OUT/check.log"
		leave_air >"$OUT/leave.log" 2>&1
	done
done
finish
