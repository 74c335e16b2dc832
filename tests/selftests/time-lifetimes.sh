#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Seven days in virtual time, with traffic and every timer at its default: as many rollovers and
# re-authentications as the arithmetic says, at the moments it says, no PN twice, no key alive
# past its lifetime, memory flat. Needs a kernel booted with time-travel=inf-cpu.
. "$(dirname "$0")/lib.sh"

DAYS=${WMAN_DAYS:-7}
AK_LIFETIME=604800 TEK_LIFETIME=43200
PING_EVERY=600
LIFE=/sys/kernel/tracing/instances/wman-life

# memory PID...: KiB that cannot be given back, of the kernel and of the programs
memory() {
	awk '/^SUnreclaim:/ { sum += $2 } END { print sum }' /proc/meminfo
	for pid; do
		awk '/^VmRSS:|^VmSwap:/ { sum += $2 } END { print sum }' "/proc/$pid/status"
	done
}

# grown LIMIT: no line of memory.last is more than LIMIT KiB above that of memory.first
flat() {
	paste "$OUT/memory.first" "$OUT/memory.last" |
		awk -v limit="$1" '{ print $1 " KiB, then " $2 } $2 > $1 + limit { bad = 1 }
			END { exit bad || NR < 3 }'
}

remember() {
	memory "${PIDS[wmand]}" "${PIDS[bs]}" >"$OUT/memory.$1"
}

# pings COUNT: one each $PING_EVERY seconds, which is the passing of time that this is about
pings() {
	local i

	for ((i = 0; i < $1; i++)); do
		sleep "$PING_EVERY"
		ss ping -q -c 1 -W 5 "$BS4" >/dev/null || return
	done
}

lab time-lifetimes
mkdir $LIFE
for event in wman_tek wman_auth wman_object; do
	echo 1 >"$LIFE/events/wman/$event/enable"
done
aaa_up AAA_LIFETIME=$AK_LIFETIME
bs_up --beacon-interval 200 --ak-lifetime $AK_LIFETIME --tek-lifetime $TEK_LIFETIME
helper_up
start capture ip netns exec wman-bs tcpdump -Z root -i bs0 -U -w "$RUN/data.pcap" \
	'ether proto 0x08f0 and not ether multicast'
capturing() {
	grep -q 'listening on' "$OUT/capture.log"
}
check "the capture runs" wait_for 20 capturing
check "network entry" connect
addresses

check "pings of the first hour" pings 6
remember first
check "pings of $DAYS days, none lost" pings $((DAYS * 86400 / PING_EVERY))
remember last
check "memory is flat" flat 512
sed 's/^/#   /' "$OUT/check.log"
stop capture
cat $LIFE/trace >"$OUT/trace"
for event in wman_tek wman_auth wman_object; do
	echo 0 >"$LIFE/events/wman/$event/enable"
done
rmdir $LIFE
for claim in rollovers ends renewals pns; do
	check "$claim" "$(dirname "$0")/lifetimes.py" $claim "$OUT/trace" "$RUN/data.pcap" \
		"$AK_LIFETIME" "$TEK_LIFETIME"
	sed 's/^/#   /' "$OUT/check.log"
done
finish
