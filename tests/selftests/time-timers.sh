#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every timer of the station fires when it should, at its minimum, default and maximum. In virtual
# time, where nothing but the timer decides when it fires; the kernel's own timers may be late by
# an eighth, so an interval of T is T to 9/8 T and two ticks.
#
# Those are the timers of the subscriber station: of network entry lost DL-MAP, T3, T18, T6, T21, of
# service flows T7, T8, T10, T14, and of PKM Authorize wait, Reauthorize wait, Authorization grace,
# Operational wait, Rekey wait, TEK grace, Authorize reject wait, SATEKTimer, PMK pre-handshake lifetime
# and PMK lifetime. Lifetimes of AK and TEK are the base station's choice (time-lifetimes.sh); T17,
# SaChallengeTimer, the 2nd EAP timeout and EAPCompleteResends are timers of wman-bs (unit tests).
. "$(dirname "$0")/lib.sh"

TRACE=/sys/kernel/tracing/instances/wman-timers
EVENTS=(wman_message_tx wman_auth wman_entry wman_tek wman_dsx)
MAC=02:16:00:00:01:00
declare -A defaults=(
	[t3-ms]=200 [t18-ms]=50 [authorize-wait-ms]=10000 [sa-tek-ms]=300
	[operational-wait-ms]=1000 [t6-ms]=1000
)

# times NAME FIELD=VALUE...: when such events happened, in seconds
times() {
	awk -v name="wman_$1:" -v words="${*:2}" '
		BEGIN { n = split(words, want, " ") }
		{
			for (at = 1; at <= NF && $at != name; at++)
				;
			for (i = 1; at <= NF && i <= n && index($0 " ", " " want[i] " "); i++)
				;
			if (at <= NF && i > n)
				print substr($(at - 1), 1, length($(at - 1)) - 1)
		}' $TRACE/trace
}

# is_about MS FROM TO: seconds apart, as a timer of MS may be
is_about() {
	awk -v want="$1" -v from="$2" -v to="$3" 'BEGIN {
		got = (to - from) * 1000
		printf "%.1f ms\n", got
		exit !(from && to && got >= want - 1 && got <= want * 9 / 8 + 20)
	}'
}

# judge TITLE MS: $from and $to are that far apart
judge() {
	check "$1" is_about "$2" "${from:-0}" "${to:-0}"
	sed 's/^/#   /' "$OUT/check.log"
}

# interval TITLE MS EVENT: the time between the first two such events, words separated by commas
interval() {
	local from='' to='' words=${3//,/ }

	twice() {
		# shellcheck disable=SC2086
		{ read -r from && read -r to; } < <(times $words)
	}
	POLL=$(($2 / 10000)).2 wait_for $(($2 / 400 + 60)) twice
	judge "$1" "$2"
}

# apart TITLE MS EVENT EVENT: the time from the first such to the next such
apart() {
	local from='' to='' first=${3//,/ } second=${4//,/ }

	both() {
		# shellcheck disable=SC2086
		from=$(times $first | head -n 1)
		# shellcheck disable=SC2086
		to=$(times $second | awk -v from="$from" '$1 > from { print; exit }')
		[ -n "$from" ] && [ -n "$to" ]
	}
	POLL=$(($2 / 10000)).2 wait_for $(($2 / 800 + 60)) both
	judge "$1" "$2"
}

# fault KIND RULE, or none: what the base station does from now on
fault() {
	bs_send fault none >/dev/null
	[ "$1" = none ] || bs_send fault "$@" >/dev/null
}

trace_begin() {
	: >$TRACE/trace
}

timer() {
	ss wman dev set wman0 timer "$1" "$2"
}

bye() {
	fault none
	ss wman dev disconnect wman0
	ss wman dev forget wman0
}

said() {
	ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]'
}

# aaa_and_bs AK-LIFETIME TEK-LIFETIME [BEACON-MS]: both anew
aaa_and_bs() {
	stop bs
	stop aaa
	aaa_up AAA_LIFETIME="$1"
	bs_up --beacon-interval "${3:-100}" --tek-lifetime "$2"
}

lab time-timers
mkdir $TRACE
for event in "${EVENTS[@]}"; do
	echo 1 >"$TRACE/events/wman/$event/enable"
done
aaa_and_bs 86400 43200
helper_up

# The first repetition of a message in an entry whose answer is lost: timer, answer, message, values
while read -r name lose message values; do
	for ms in $values; do
		fault drop "$lose"
		timer "$name" "$ms"
		trace_begin
		ss wman dev connect wman0
		interval "$name $ms: repeated" "$ms" "message_tx,$message"
		bye
	done
	timer "$name" "${defaults[$name]}"
done <<-'ROWS'
	t3-ms rng-rsp type=4 10 200
	t18-ms sbc-rsp type=26 10 50 300
	authorize-wait-ms eap-transfer type=9,code=17 2000 10000 30000
	sa-tek-ms sa-tek-response type=9,code=21 100 300 1000
	operational-wait-ms key-reply type=9,code=23 1000 10000
	t6-ms reg-rsp type=6 100 1000 3000
ROWS

# KeyWait (5) to EapStart (3); RejectWait (12), reached by five EAP-Starts, to EapStart
for ms in 5000 10000 900000; do
	fault drop sa-tek-challenge
	timer pmk-prehandshake-ms $ms
	trace_begin
	ss wman dev connect wman0
	apart "pmk-prehandshake-ms $ms: EAP again" $ms auth,to=5 auth,from=5
	bye
done
timer authorize-wait-ms 2000
for ms in 10000 60000 600000; do
	fault drop eap-transfer
	timer reject-wait-ms $ms
	trace_begin
	ss wman dev connect wman0
	apart "reject-wait-ms $ms: EAP again" $ms auth,to=12 auth,from=12
	bye
done

# in an entered station
addresses
for ms in 2000 10000 30000; do
	timer reauthorize-wait-ms $ms
	check "network entry" connect
	fault drop rx:eap-start
	trace_begin
	ss wman dev reauth wman0
	interval "reauthorize-wait-ms $ms: EAP-Start repeated" $ms message_tx,type=9,code=17
	bye
done
for ms in 1000 10000; do
	timer rekey-wait-ms $ms
	check "network entry" connect
	fault drop key-reply
	trace_begin
	check "rekey" ss wman sa rekey wman0 "$(said)"
	interval "rekey-wait-ms $ms: Key-Request repeated" $ms message_tx,type=9,code=23
	bye
done
echo 1 >$TRACE/events/wman/wman_message_rx/enable
for ms in 200 600 10000; do
	timer lost-dl-map-ms $ms
	# the last DL-MAP may be one of the entry
	trace_begin
	check "network entry" connect
	bs_send beacon off >/dev/null
	wait_for 30 state_is scan
	from=$(times message_rx type=2 | tail -n 1) to=$(times entry | tail -n 1)
	judge "lost-dl-map-ms $ms: the link is lost" $ms
	bs_send beacon on >/dev/null
	bye
done
timer lost-dl-map-ms 600
echo 0 >$TRACE/events/wman/wman_message_rx/enable

# Nothing is heard: the machine of entry hears of it (event 6) in Scan (2)
for ms in 100 1000 10000; do
	timer t21-ms $ms
	bs_send beacon off >/dev/null
	trace_begin
	ss wman dev connect wman0
	apart "t21-ms $ms: nothing was found" $ms entry,to=2 entry,from=2,event=6
	bs_send beacon on >/dev/null
	bye
done
timer t21-ms 1000

# Service flows. The base station drops a request, and so says neither DSX-RVD nor an answer; or it says
# DSX-RVD and loses the answer; or loses its acknowledgement.
check "network entry" connect
for ms in 20 200; do
	timer t14-ms $ms
	fault drop rx:dsa-req
	trace_begin
	check_fails "nobody answers" ss wman flow add wman0 dir uplink cs ipv4
	interval "t14-ms $ms: DSA-REQ repeated without DSX-RVD" $ms message_tx,type=11
	fault none
done
for ms in 100 1000; do
	timer t7-ms $ms
	fault drop dsa-rsp
	trace_begin
	check_fails "the answer is lost" ss wman flow add wman0 dir uplink cs ipv4
	interval "t7-ms $ms: DSA-REQ repeated after DSX-RVD" $ms message_tx,type=11
	fault none
done
for ms in 50 300; do
	timer t8-ms $ms
	fault drop dsc-ack
	trace_begin
	bs_send dsc $MAC 641 active=1 >/dev/null
	interval "t8-ms $ms: DSC-RSP repeated" $ms message_tx,type=15
	fault none
done
# Done (4), from the answer on, until the transaction is forgotten (1)
check "the base station refuses" bs_send flow-answer 4
for ms in 300 3000; do
	timer t10-ms $ms
	trace_begin
	check_fails "a flow is refused" ss wman flow add wman0 dir uplink cs ipv4
	apart "t10-ms $ms: the transaction is forgotten" $ms dsx,to=4 dsx,from=4,to=1
done
bye

# Nobody gives a lifetime for the PMK: from success (event 7) to the end of the AK (19).
timer auth-grace-ms 300000
for s in 60 3600 86400; do
	aaa_and_bs 604800 604800 200
	timer pmk-lifetime-ms ${s}000
	bs_send fault remove sa-tek-challenge attr=9 >/dev/null
	trace_begin
	check "network entry" connect
	bs_send fault drop rx:eap-start >/dev/null
	apart "pmk-lifetime-ms ${s}000: the AK ends" ${s}000 auth,event=7 auth,event=19
	bye
done

# Grace times: ten minutes after the key is there its renewal begins. Reply is event 7 of a TEK
# machine, Refresh 6; Response is event 14 of the authorization machine, Renew 18.
for s in 300 3600 302399; do
	aaa_and_bs 604800 $((s + 600))
	timer tek-grace-ms ${s}000
	trace_begin
	check "network entry" connect
	apart "tek-grace-ms ${s}000: refresh" 600000 tek,event=7 tek,event=6
	bye
done
for s in 300 600 3024000; do
	aaa_and_bs $((s + 600)) 43200
	timer auth-grace-ms ${s}000
	trace_begin
	check "network entry" connect
	apart "auth-grace-ms ${s}000: re-authentication" 600000 auth,event=14 auth,event=18
	bye
done

for event in "${EVENTS[@]}"; do
	echo 0 >"$TRACE/events/wman/$event/enable"
done
rmdir $TRACE
finish
