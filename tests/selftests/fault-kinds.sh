#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# As fault-calls, where the rest of the modules is: entry and renewal by RSA and EAP, by double EAP
# and by PKMv1; re-entry with the PMK of before; keys of a group; flows that the station asks for.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/entry.sh"
. "$(dirname "$0")/authorizations.sh"
. "$(dirname "$0")/faults.sh"

GSAID=700

# the PMK stays
re_entry() {
	ss wman dev disconnect wman0 || ss wman dev disconnect wman0 || return
	ss wman dev connect wman0 wait 4
	answered
	fault 0 || return
	recovered
}

# both modes of the push, and what the station asks for itself
group_keys() {
	bs_send group-push "$GSAID" gkek >/dev/null
	bs_send group-push "$GSAID" gtek >/dev/null
	ss wman sa rekey wman0 "$GSAID"
	answered
	fault 0 || return
	recovered
}

sfids() {
	ss wman -j flow show wman0 | jq '.. | objects | select(has("sfid")) | .sfid'
}

# those that came after what the base station gives
asked_for() {
	sfids | tail -n +$((given + 1))
}

# from the request to the end
flow_life() {
	local sfid

	ss wman flow add wman0 dir uplink cs ipv4 rule proto=17
	for sfid in $(asked_for); do
		ss wman flow change wman0 "$sfid" active off
		ss wman flow del wman0 "$sfid"
	done
	fault 0 || return
	# one that the station did not get to change or end is still there, and goes
	for sfid in $(asked_for); do
		ss wman flow del wman0 "$sfid" || return
	done
	recovered
}

# kind POLICY TITLE [OPTION...]: entered once, and then with faults
kind() {
	local policy=$1 title=$2
	shift 2

	ss wman dev disconnect wman0
	stop wmand
	stop bs
	bs_up --pcap "$capture" "$@" && helper "$policy" && ss wman dev set wman0 policy "$policy" &&
		check "$title" connect
	sweep "$title" network_entry
	sweep "$title, again" renewal
	check "nothing was ever readable on the air" payload_hidden
}

faults_begin fault-kinds
lab fault-kinds
# management messages in parts, both ways
ss ip link set ss0 mtu 1300
bs ip link set bs0 mtu 1300
check "certificates" pki
aaa_up
addresses
capture=$RUN/air.pcap
kind rsa+eap "RSA and EAP" --policy rsa+eap "${rsa[@]}"
kind eap+eap "double EAP" --policy eap+eap
kind pkmv1 "PKMv1" --device-ca "$RUN/maker.pem"

ss wman dev disconnect wman0
stop wmand
stop bs
bs_up --pcap "$capture" --handover handshake --group "said=$GSAID,cs=ipv4,dst=239.0.0.0/8" &&
	helper_up && ss wman dev set wman0 policy eap gtek-push install && check "EAP" connect
sweep "re-entry with the PMK of before" re_entry
sweep "keys of a group" group_keys
given=$(sfids | wc -l)
sweep "flows of the station" flow_life
check "nothing was ever readable on the air" payload_hidden
finish
