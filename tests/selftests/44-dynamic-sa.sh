#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# A dynamic SA: it comes by SA-Addition before the flow that has it, carries its traffic, stays while another
# flow has it, and ends with the last one, on both sides.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

# sas N: so many SAs has the station
sas() {
	ss wman -j sa show wman0 | jq -e --argjson n "$1" \
		'[.. | objects | select(has("said")) | .said] | length == $n'
}

# the station's side, then the base station's: is the dynamic SA there
sa_here() {
	ss wman -j sa show wman0 | jq -e '[.. | objects | select(.said? == 900)] | length == 1'
}

sa_there() {
	bs_send subscribers | jq -e '[.subscribers[].sa[] | select(.said == 900)] | length == 1 and
		(.[0].type == "dynamic")'
}

gone() {
	! sa_here && ! sa_there
}

udp() {
	ss bash -c "echo >/dev/udp/$BS4/$1"
}

# pns: highest PN that came up under a TEK of the dynamic SA
pns() {
	bs_send subscribers | jq '[.subscribers[].sa[] | select(.said == 900) | .tek[]."rx-pn"] | max'
}

# goes_on SFID PORT: a packet goes up on this flow, under a TEK of the dynamic SA
goes_on() {
	local packets pn

	packets=$(flow "$1" .packets)
	pn=$(pns)
	udp "$2" && [ "$(flow "$1" .packets)" -eq $((packets + 1)) ] && wait_for 5 pn_above "$pn"
}

pn_above() {
	[ "$(pns)" -gt "$1" ]
}

# in_order: SA-Addition, Key-Reply, and only then the DSA-REQ of that flow
in_order() {
	jq -rs '[.[] | select(.event == "sent") | .name] | .[index("sa-addition"):] |
		map(select(. == "key-reply" or . == "dsa-req")) | .[0]' "$OUT/bs.events" |
		grep -x key-reply
}

lab 44-dynamic-sa
capture=$RUN/air.pcap
aaa_up
check "four SAs can be held" ss wman dev set wman0 sa-max 4
check "base station, a flow with a dynamic SA" bs_up --pcap "$capture" \
	--flow dir=ul,cs=ipv4 --flow dir=dl,cs=ipv4 \
	--flow 'dir=ul,cs=ipv4,said=dynamic:900,proto=17,dport=5000,priority=7' &&
	helper_up && check "network entry" connect
addresses
check "the station has the SA" sa_here
check "so has the base station" sa_there
check "its keys came before the flow" in_order
check "the flow has it" flow 643 '.said == 900'
check "traffic of the flow is under its keys" goes_on 643 5000

check "a second flow" bs_send dsa "$MAC" \
	'dir=ul,cs=ipv4,said=dynamic:900,proto=17,dport=5001,priority=7'
check "is there" wait_for 10 flow 644 '.said == 900'
check "no other SA is" sas 2
check "its traffic is under the same keys" goes_on 644 5001

check "the first flow ends" bs_send dsd "$MAC" 643
check "is told" wait_for 10 happened flow-deleted 1
check "the second one keeps the SA" sa_here
check "on both sides" sa_there
check "and carries traffic" goes_on 644 5001
check "the station ends the second one" ss wman flow del wman0 644
check "with it the SA" wait_for 10 happened sa-ended 1
check "on both sides" wait_for 10 gone

check "it comes anew" bs_send dsa "$MAC" \
	'dir=ul,cs=ipv4,said=dynamic:900,proto=17,dport=5002,priority=7'
check "with the flow" wait_for 10 flow 643 '.said == 900'
check "which carries traffic" goes_on 643 5002
check "nobody entered anew" test "$(events_of operational)" = 1
stop bs

finish
