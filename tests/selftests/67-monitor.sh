#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What is shown: each message, transition and rejection by "wman monitor all", by the tracepoints and
# by the base station, in lines that their schemas know.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00
TRACE=/sys/kernel/tracing/instances/wman-monitor

# lines FILTER: of the monitor's log
lines() {
	jq -c "select($1)" "$OUT/monitor.log"
}

shows() {
	[ -n "$(lines "$1")" ]
}

watched() {
	[ -s "$OUT/monitor.log" ]
}

# shows_all DIRECTION NAME...: these messages
shows_all() {
	local dir=$1 name
	shift

	for name in "$@"; do
		shows ".event == \"message-ntf\" and .direction == \"$dir\" and .name == \"$name\"" || {
			echo "no $name $dir"
			return 1
		}
	done
}

# traced EVENT: how often
traced() {
	grep -c " $1: ifindex=$(ss cat /sys/class/net/wman0/ifindex) " "$TRACE/trace"
}

# every tracepoint of messages and rejections has its event, and the other way round
agree() {
	local messages rejects

	messages=$(($(traced wman_message_rx) + $(traced wman_message_tx)))
	rejects=$(traced wman_reject)
	echo "messages: $messages traced, $(lines '.event == "message-ntf"' | wc -l) shown;" \
		"rejections: $rejects traced, $(lines '.event == "reject-ntf"' | wc -l) shown"
	[ "$messages" -eq "$(lines '.event == "message-ntf"' | wc -l)" ] &&
		[ "$rejects" -eq "$(lines '.event == "reject-ntf"' | wc -l)" ] && [ "$rejects" -gt 0 ]
}

transitions() {
	[ "$(traced wman_entry)" -gt 0 ] && [ "$(traced wman_auth)" -gt 0 ] && [ "$(traced wman_tek)" -gt 0 ]
}

# bs_shows EVENT MEMBER VALUE
bs_shows() {
	jq -e -s "any(.[]; .event == \"$1\" and .$2 == \"$3\")" "$OUT/bs.events"
}

lab 67-monitor
mkdir "$TRACE"
echo wman:* >"$TRACE/set_event"
start monitor ip netns exec wman-ss wman -j monitor all
start people ip netns exec wman-ss wman monitor wman0 all
# it has joined when it shows something; on an air without a base station that is no message
shown() {
	ss wman dev connect wman0
	ss wman dev disconnect wman0
	watched && [ -s "$OUT/people.log" ]
}
wait_for 20 shown || not_ok "watch the station"
entry
check "ping" ss ping -q -c 3 -i 0.05 -W 5 "$BS4"
bs_send corrupt $MAC icv >/dev/null
bs_send forge $MAC res-cmd-wrong-digest >/dev/null
rejected() {
	shows '.event == "reject-ntf" and .reason == "icv"' &&
		shows '.event == "reject-ntf" and .reason == "digest-wrong"'
}
check "rejections with their reasons" wait_for 10 rejected
ss wman dev disconnect wman0
idle() {
	shows '.event == "dev-ntf" and .state == "idle"'
}
check "transitions" wait_for 10 idle
# an idle station hears beacons still
ss ip link set wman0 down
check "messages sent" shows_all uplink rng-req sbc-req eap-transfer sa-tek-request key-request reg-req dsa-rsp
check "messages received" shows_all downlink dl-map rng-rsp sbc-rsp eap-transfer sa-tek-challenge \
	sa-tek-response key-reply reg-rsp dsa-req dsa-ack
check "tracepoints of transitions" transitions
check "tracepoints and events agree" agree
sed 's/^/# /' "$OUT/check.log"
check "for people" grep -q -- '-> sa-tek-request  cid' "$OUT/people.log"
check "rejections for people" grep -q 'rejected  icv' "$OUT/people.log"
check "the base station's messages" bs_shows sent name sa-tek-challenge
check "and those it got" bs_shows received name sa-tek-request
check "every line of the monitor has its form" "$TESTS_TOP/tests/schema" monitor "$OUT/monitor.log"
sed 's/^/# /' "$OUT/check.log"
check "every line of the base station" "$TESTS_TOP/tests/schema" bs "$OUT/bs.events"
sed 's/^/# /' "$OUT/check.log"
stop monitor INT
stop people INT
echo >"$TRACE/set_event"
rmdir "$TRACE"
finish
