#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Service flows that the station asks for, changes and ends; what tc sees of flows.
. "$(dirname "$0")/lib.sh"

# bs_flow SFID JQ: the same of the base station
bs_flow() {
	bs_send subscribers |
		jq -e --argjson sfid "$1" "[.. | objects | select(.sfid? == \$sfid)][0] | $2"
}

udp() {
	ss bash -c "echo >/dev/udp/$BS4/$1"
}

ping_once() {
	ss ping -c 1 -W 5 -q "$BS4"
}

# goes_on SFID COMMAND...: what the command sends goes up on this flow
goes_on() {
	local sfid=$1 before
	shift

	before=$(flow "$sfid" .packets)
	"$@" && [ "$(flow "$sfid" .packets)" -eq $((before + 1)) ]
}

# refused WORD COMMAND...: the command fails, and tells why
refused() {
	local word=$1
	shift

	! "$@" >"$OUT/refused" 2>&1 && grep -q -- "$word" "$OUT/refused"
}

no_flow() {
	! flow "$1" .sfid && ! bs_flow "$1" .sfid
}

# shown FILTER: tshark finds a message
shown() {
	[ -n "$(tshark -r "${capture:?}" -Y "$1" 2>/dev/null)" ]
}

# packed N: so many SDUs at least came packed to the base station, as the station packed them
packed() {
	local n

	n=$(bs_flow 641 .packed) && [ "$n" -ge "$1" ] && [ "$(flow 641 .packed)" -eq "$n" ]
}

burst() {
	ss python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for n in range(20):
    s.sendto(bytes(60), ('$BS4', 6000 + n))"
}

lab 35-flows-station
# as made by station(), with queues for flows
ss ip link del wman0
ss ip link add wman0 numtxqueues 4 link ss0 address 02:16:00:00:01:00 type wman
patient wman0
ss ip link set wman0 up
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture" --flow dir=ul,cs=ipv4 --flow dir=dl,cs=ipv4 &&
	helper_up && check "network entry" connect
addresses

check "a flow is asked for" ss wman flow add wman0 dir uplink cs ipv4 crc off \
	rule proto=17,dport=5000-5009,priority=7
check "the station has it" flow 643 '.active and .rules == 1 and (.crc | not)'
check "the base station has it" bs_flow 643 '.active and .rule'
check "UDP to a port of the rule goes on it" goes_on 643 udp 5005
check "a ping does not" goes_on 641 ping_once
check "the base station took what came" wait_for 10 bs_flow 643 '.packets == 1'

check "it is changed" ss wman flow change wman0 643 rule replace proto=1
check "a ping goes on it" goes_on 643 ping_once
check "it sleeps" ss wman flow change wman0 643 active off
check "on both sides" bs_flow 643 '.active | not'
check "a ping goes on the other" goes_on 641 ping_once
check "its rule goes" ss wman flow change wman0 643 active on rule delete index=1
check "and is gone" flow 643 'has("rules") | not'
check "it ends" ss wman flow del wman0 643
check "on both sides" no_flow 643
check "one for the way down" ss wman flow add wman0 dir downlink cs ipv4 rule proto=17
check "is used" bs_flow 643 '.direction == "downlink"'
check "it ends, too" ss wman flow del wman0 643

check "the base station refuses" bs_send flow-answer 4
check "an addition" refused 'flow-refused.*code 4: not permitted' \
	ss wman flow add wman0 dir uplink cs ipv4
check "a change" refused 'flow-refused.*code 4' ss wman flow change wman0 641 active off
check "an end" refused 'flow-refused.*code 4' ss wman flow del wman0 641
check "and nothing was done" flow 641 .active
check "it is counted" [ "$(counter flow-refused)" -eq 3 ]
check "it grants again" bs_send flow-answer 0

check "no flow of that name" refused 'no such flow' ss wman flow del wman0 999
check "no SA of that name" refused 'no such SA' \
	ss wman flow add wman0 dir uplink cs ipv4 said 999
check "no rule to replace" refused 'the rule is malformed' \
	ss wman flow change wman0 641 rule replace proto=1

check "a base station that is silent" bs_send fault drop dsa-rsp
check "is waited for" refused 'retries' ss wman flow add wman0 dir uplink cs ipv4
check "the base station forgets the flow" wait_for 10 no_flow 643
check "it speaks again" bs_send fault none
check "an answer with a wrong digest" bs_send fault digest dsa-rsp wrong
check "is none" refused 'retries' ss wman flow add wman0 dir uplink cs ipv4
check "but counted" [ "$(counter digest-wrong)" -ge 4 ]
check "the base station forgets that flow as well" wait_for 10 no_flow 643
check "an answer that comes twice" bs_send fault none
bs_send fault duplicate dsa-rsp >/dev/null
check "makes one flow" ss wman flow add wman0 dir uplink cs ipv4
check "and no second" no_flow 644
check "the repetition is counted" [ "$(counter digest-replay)" -eq 1 ]
bs_send fault none >/dev/null
check "traffic passes" ping_once

check "each flow has a queue" flow 641 '.queue == 1'
check "and the new one another" flow 643 '.queue == 2'
check "tc has a qdisc for each" ss tc qdisc add dev wman0 root handle 1: mq
check "one with a filter" ss tc qdisc add dev wman0 parent 1:2 handle 20: prio
check "that drops what the flow carries" ss tc filter add dev wman0 parent 20: matchall action drop
check "a rule for the other flow" ss wman flow change wman0 643 rule add proto=1
check "the other flow passes" goes_on 643 ping_once
check_fails "the flow does not" goes_on 641 udp 5000
check "without the filter" ss tc filter del dev wman0 parent 20:
check "it passes again" goes_on 641 udp 5000

check "packets that wait for a slot" \
	ss tc qdisc replace dev wman0 parent 1:2 handle 21: netem slot 200ms 200ms
check "leave" burst
check "and were packed" wait_for 10 packed 2
check "no flow dropped any" flow 641 '.counter == []'
check "the others count as before" ss tc qdisc del dev wman0 root
check "a packet that waits for nothing is not packed" goes_on 641 udp 5000

check "tshark finds ids of the station's half" shown 'wmx.dsa.transaction_id < 0x8000'
check "tshark finds DSX-RVD" shown 'wmx.dsx_rvd'
finish
