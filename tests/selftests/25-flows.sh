#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Service flows with packet classification rules, and what DSC makes of them.
. "$(dirname "$0")/lib.sh"

udp() {
	ss bash -c "echo >/dev/udp/$BS4/$1"
}

ping_once() {
	ss ping -c 1 -W 5 -q "$BS4"
}

# goes_on SFID COMMAND...: what the command sends goes up on this flow, and on no other
goes_on() {
	local sfid=$1 before other other_before
	shift

	other=$((641 + 642 - sfid))
	before=$(flow "$sfid" .packets)
	other_before=$(flow "$other" .packets)
	"$@" || return 1
	[ "$(flow "$sfid" .packets)" -eq $((before + 1)) ] &&
		[ "$(flow "$other" .packets)" -eq "$other_before" ]
}

# changed SFID CHANGE: DSC, up to the end of the transaction
changed() {
	local before

	before=$(events_of flow-changed)
	[ "$(bs_send dsc "$(ss cat /sys/class/net/wman0/address)" "$1" "$2")" = ok ] || return 1
	wait_for 10 later "$before"
}

later() {
	[ "$(events_of flow-changed)" -gt "$1" ]
}

# shown FILTER: tshark understands it in a message of the capture
shown() {
	tshark -r "${capture:?}" -V 2>/dev/null | grep -q -- "$1"
}

lab 25-flows
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture" --flow 'dir=ul,cs=ipv4,proto=17,dport=5000-5009,priority=7' \
	--flow dir=ul,cs=ipv4 --flow dir=dl,cs=ipv4 && helper_up && check "network entry" connect
addresses
check "the first flow has a rule" flow 641 '.rules == 1 and .active'
check "the second has none" flow 642 '(has("rules") | not) and .active'
check "UDP to a port of the rule goes on its flow" goes_on 641 udp 5005
check "UDP to another port does not" goes_on 642 udp 5010
check "neither does a ping" goes_on 642 ping_once

check "the rule becomes one for ICMP" changed 641 proto=1
check "a ping goes on its flow" goes_on 641 ping_once
check "UDP does not" goes_on 642 udp 5005

check "the flow goes to sleep" changed 641 active=0
check "it is shown" flow 641 '.active | not'
check "a ping goes on the other" goes_on 642 ping_once

check "it wakes up without a rule" changed 641 active=1,rule=none
check "and takes everything, as the older one" goes_on 641 udp 5005

check "the downlink goes to sleep" changed 643 active=0
check "without it there is no traffic" wait_for 10 state_is flows
check "it wakes up" changed 643 active=1
check "and traffic passes" wait_for 10 state_is operational
check "ping" ping_once
check_fails "another flow cannot be changed" bs_send dsc "$(ss cat /sys/class/net/wman0/address)" 999 active=0

check "tshark finds the port range" shown 'Dst-Port Low: 5000'
check "tshark finds the priority" shown 'Priority: 7'
check "tshark finds the action" shown 'Classifier DSC Action'
finish
