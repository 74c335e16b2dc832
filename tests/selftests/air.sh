# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh, in virtual time: a laboratory whose air is bad on request.
#
#   air_lab NAME          lab, servers, helper, addresses; capture in $capture, events of wman0 in
#                         $OUT/monitor.log
#   air [NETEM...]        both directions are like that from now on; nothing: good
#   passes                an answer to one ping of IPv4 and one of IPv6
#   events_from LINE      the events from a line of the log on
#   hidden                nothing of a service flow passed in the clear

AIR=$(dirname "${BASH_SOURCE[0]}")/air.py
# the fewer the faster, and losing the link is no matter of lost DL-MAPs: 50 of them are in 10 s
BEACON_MS=200 LOST_MS=10000

air() {
	local ns

	for ns in ss bs; do
		if [ $# -eq 0 ]; then
			$ns tc qdisc del dev ${ns}0 root
		else
			# shellcheck disable=SC2086
			$ns tc qdisc add dev ${ns}0 root netem $1
		fi || return
	done
}

# how many frames the air has lost since it is bad
air_lost() {
	local ns

	for ns in ss bs; do
		$ns tc -s qdisc show dev ${ns}0 root
	done | sed -n 's/.*(dropped \([0-9]*\),.*/\1/p' | awk '{ n += $1 } END { print n + 0 }'
}

passes() {
	ss ping -q -c 1 -W 1 "$BS4" && ss ping -q -c 1 -W 1 "$BS6"
}

events_now() {
	wc -l <"$OUT/monitor.log"
}

events_from() {
	tail -n +$(($1 + 1)) "$OUT/monitor.log"
}

hidden() {
	"$AIR" clear "$capture"
}

air_lab() {
	lab "$1"
	ss wman dev set wman0 timer lost-dl-map-ms $LOST_MS
	capture=$RUN/air.pcap
	aaa_up
	bs_up --beacon-interval $BEACON_MS --pcap "$capture"
	helper_up
	addresses
	start monitor ip netns exec wman-ss wman -j monitor wman0
	wait_for 20 monitored || not_ok "watch the station"
}
