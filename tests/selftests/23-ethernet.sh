#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The 802.3 convergence sublayer: whole Ethernet frames, so ARP and neighbour discovery work.
. "$(dirname "$0")/lib.sh"

cs_is() {
	ss wman -j flow show wman0 |
		jq -e --arg cs "$1" '[.. | objects | select(has("cs")) | .cs] | length > 0 and all(. == $cs)'
}

neighbour() {
	ss ip neigh show "$BS4" dev wman0 | grep -qi "$(bs cat /sys/class/net/bstap0/address)"
}

lab 23-ethernet
ss ip link set wman0 arp on
capture=$RUN/air.pcap
aaa_up && bs_up --cs 802.3 --pcap "$capture" && helper_up && check "network entry" connect
ss ip addr add $SS4/24 dev wman0
ss ip addr add $SS6/64 dev wman0 nodad
check "every flow has the 802.3 sublayer" cs_is ieee8023
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
check "the neighbour was found by ARP" neighbour
check "ping of a full frame" ss ping -c 3 -i 0.05 -W 5 -q -s $((1400 - 28)) "$BS4"
check "IPv6 ping, after neighbour discovery" ss ping -6 -c 3 -i 0.05 -W 5 -q "$BS6"
check "ping from the base station's side" bs ping -c 3 -i 0.05 -W 5 -q "$SS4"
finish
