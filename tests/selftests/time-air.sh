#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Network entry over a bad air: loss, duplicates, reordering, corruption, delay with jitter, in both
# directions, with timers and retries as the standard has them. In virtual time. Each condition
# prints how many entries succeeded within the retries, next to what the arithmetic says of them
# (air.py). Those that did not must have fallen back for the reason that fits, and enter by
# themselves: on the bad air, or at the latest when it is good again. Traffic is offered all the
# time; none of it may pass in the clear.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/air.sh"

# seconds: of bad air; and of good air until an entry must have come, which is what the longest of
# the waits (T17, or EAP-Starts without an answer and Authorize reject wait) takes
BAD=300 GOOD=400

operational() {
	POLL=10 wait_for "$1" state_is operational
}

# one_entry NETEM: from idle until traffic passes, in the air as it is for $BAD seconds
one_entry() {
	[ -z "$1" ] || air "$1" || return
	ss wman dev connect wman0 wait "$BAD" || operational "$BAD"
	if [ -n "$1" ]; then
		lost=$((lost + $(air_lost)))
		air
	fi
	operational "$GOOD" && wait_for 20 passes && ss wman dev disconnect wman0 &&
		ss wman dev forget wman0
}

several() {
	local i

	lost=0
	for ((i = 0; i < $1; i++)); do
		one_entry "$2" || return
	done
}

declare -A got

# take: lines "NAME VALUE" into got
take() {
	local name value

	while read -r name value; do
		got[$name]=$value
	done
}

# EAP-Transfers of the station in an entry
count_rounds() {
	local trace=/sys/kernel/tracing/instances/wman-air

	mkdir "$trace"
	echo 1 >"$trace/events/wman/wman_message_tx/enable"
	one_entry ""
	rounds=$(grep -c 'wman_message_tx: .* type=9 code=18 ' "$trace/trace")
	echo 0 >"$trace/events/wman/wman_message_tx/enable"
	rmdir "$trace"
	echo "EAP responses in an entry: $rounds"
	[ "$rounds" -gt 1 ]
}

# condition TITLE LOSS ENTRIES NETEM [OVERTAKEN]: what the arithmetic is told of NETEM is how likely
# a frame is lost, and how likely one overtakes the frame before it
condition() {
	local title=$1 loss=$2 n=$3 from

	from=$(events_now)
	check "$title: traffic passes after every entry" several "$n" "$4"
	take < <("$AIR" expect "$loss" "${5:-0}" "$n" "$rounds")
	take < <(events_from "$from" | "$AIR" entries)
	# of so few entries on the worst air none may be whole; then the figure is only printed
	[ "${got[least]}" -eq 0 ] || check "$title: entries within the retries" \
		test "${got[whole]}" -ge "${got[least]}"
	check "$title: falls back for the reasons that fit" test "${got[wrong]}" = none
	[[ $4 != *loss* ]] || check "$title: something was lost" test "$lost" -gt 0
	echo "#   $title: ${got[whole]} of $n within the retries; the arithmetic says ${got[mean]}," \
		"at least ${got[least]}"
	echo "#   after ${got[median]} s (median), ${got[largest]} s (largest); frames lost: $lost"
	echo "#   fell back: ${got[falls]}; for another reason: ${got[wrong]}"
}

air_lab time-air
check "an entry" count_rounds
sed 's/^/#   /' "$OUT/check.log"
start offered ip netns exec wman-ss ping -q -i 1 "$BS4"

condition "good air" 0 5 ""
condition "loss 10 %" 0.10 5 "loss 10%"
condition "loss 20 %" 0.20 5 "loss 20%"
condition "loss 30 %" 0.30 5 "loss 30%"
condition "loss 40 %" 0.40 5 "loss 40%"
condition "loss 50 %" 0.50 5 "loss 50%"
condition "duplicates" 0 5 "duplicate 30%"
condition "reordering" 0 5 "delay 10ms reorder 25% 50%" 0.25
condition "corruption" 0.05 5 "corrupt 5%"
condition "jitter" 0 5 "delay 50ms 40ms" 0.5
condition "a mix" 0.1 5 "delay 20ms 10ms loss 8% duplicate 10% corrupt 2% reorder 10%" 0.5

stop offered
check "no traffic passed in the clear" hidden
sed 's/^/#   /' "$OUT/check.log"
# what the air corrupted is in it, too, and no fault of either end
capture=''
finish
