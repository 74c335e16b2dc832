#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Another configuration of the base station, and a rotation of its files, while a subscriber is there and
# traffic flows: nothing is lost, and nobody enters anew.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

configure() {
	printf '%s\n' "$@" >"$RUN/bs.conf"
}

# hup EVENT N: at SIGHUP the event is there for the Nth time
hup() {
	kill -HUP "${PIDS[bs]}" && wait_for 10 happened "$1" "$2"
}

# tek_under MS: no TEK of the subscriber lives longer
tek_under() {
	bs_send subscribers | jq -e --argjson ms "$1" \
		'[.subscribers[].sa[].tek[]."lifetime-ms"] | length == 2 and all(. <= $ms)'
}

lives_longer() {
	! tek_under 60000
}

# once TEXT: who enters again does it in the second file, or twice in the first
once() {
	[ "$(cat "$OUT/bs.events.1" "$OUT/bs.events" | grep -c "\"$1\"")" = 1 ]
}

refused() {
	! bs_send reload 2>"$RUN/refused" && grep -q "$1" "$RUN/refused"
}

traffic_goes_on() {
	wait_for 10 answers $(($(grep -c icmp_seq= "$OUT/flood.log") + 10))
}

lab 43-reload
capture=$RUN/air.pcap
configure "pcap = $capture" 'tek-lifetime = 600'
aaa_up && bs_up -c "$RUN/bs.conf" && helper_up && check "network entry" connect
addresses
flood_start
check "the same again, at SIGHUP" hup reload 1
check "at the command" bs_send reload
check "is told as well" happened reload 2

configure "pcap = $capture" 'tek-lifetime = 60'
check "TEKs that live shorter" bs_send reload
check "are those to come" lives_longer
check "traffic goes on" traffic_goes_on

configure "pcap = $capture" 'tek-lifetime = 60' 'air = ss0' 'crc = ieee8023'
check "another air is refused" refused '^air: it cannot change'
check "with all that cannot change" refused '^crc: it cannot change'
configure 'tek-lifetime = 600' 'tek-lifetime = 1'
check "a mistake is refused, with its line" refused 'bs.conf:2: tek-lifetime'
check "also at SIGHUP" hup reload-refused 4
check "and told" grep -q 'bs.conf:2: tek-lifetime' "$OUT/bs.log"
check "traffic goes on" traffic_goes_on

mv "$OUT/bs.events" "$OUT/bs.events.1"
mv "$capture" "$capture.1"
configure "pcap = $capture" 'tek-lifetime = 60'
check "files that were moved away" bs_send reload
check "are made anew" happened reload 1
check "traffic goes on" traffic_goes_on
flood_end "no ping was lost"

check "after a rekeying" bs_send rekey "$MAC"
check "the station has the new keys" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
check "and after another one" bs_send rekey "$MAC"
check "they live shorter" tek_under 60000
check "the subscriber entered once" once operational
stop bs
check "the second capture is whole" tshark -r "$capture" -c 1
# the one that has the entry is judged by all the rules
capture+=.1
check "so is the first" tshark -r "$capture" -c 1

finish
