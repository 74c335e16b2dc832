#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Handover between two base stations that share PMKs, and re-entry: no EAP, at most six frames each
# way, whatever is left of the TEKs; full authorization where the PMK or its count is of no use.
. "$(dirname "$0")/lib.sh"

AIR=$(dirname "$0")/27-handover.py
MAC=02:16:00:00:01:00 BSID2=02:16:00:00:00:02
SS4B=10.16.1.2 # on the side of the second base station

# Two base stations on one air are two ports of a bridge, each with an address of its own.
two_airs() {
	local n

	bs ip link add air type bridge forward_delay 0
	bs ip link set air up
	bs ip link set bs0 master air
	for n in 1 2; do
		bs ip link add "cell$n" address "02:16:00:00:0b:0$n" type veth peer name "port$n"
		bs ip link set "port$n" master air
		bs ip link set "port$n" up
		bs ip link set "cell$n" up
	done
}

# cell N BSID [OPTION]...: base station N
cell() {
	local n=$1 bsid=$2
	shift 2

	rm -f "$OUT/bs$n.events"
	start "bs$n" "${AAA_EXEC[@]}" wman-bs --air "cell$n" --tap "bstap$n" --bsid "$bsid" \
		--radius "127.0.0.1:$AAA_PORT" --secret-file "$AAA_SECRET_FILE" \
		--events "$OUT/bs$n.events" --control "$RUN/bs$n.sock" --pcap "$RUN/air$n.pcap" \
		--flow dir=ul,cs=ipv4 --flow dir=dl,cs=ipv4 "$@"
	wait_for 30 grep -q '"event": *"ready"' "$OUT/bs$n.events" || not_ok "start wman-bs $n"
	bs ip addr add "10.16.$((n - 1)).1/24" dev "bstap$n"
	bs ip link set "bstap$n" up
}

# cells MODE [OPTION]...: both, which leave so much to be done with keys
cells() {
	local mode=$1
	shift

	cell 1 $BSID --handover "$mode" --share "$RUN/share1" --peer "$RUN/share2" "$@"
	cell 2 $BSID2 --handover "$mode" --share "$RUN/share2" --peer "$RUN/share1" "$@"
}

cells_down() {
	stop bs1
	stop bs2
}

send() {
	bs wman-bs --send "$RUN/bs$1.sock" "$2" "$3" ${4:+"$4"}
}

# messages with EAP on the air of base station N so far
eap_frames() {
	"$AIR" eap "$RUN/air$1.pcap"
}

handover() {
	ss wman handover wman0 "$1" wait 30
}

# traffic N: packets for base station N all the time, from the background; the other one has no
# answer to them
traffic() {
	start traffic ip netns exec wman-ss stdbuf -oL ping -i 0.02 "10.16.$(($1 - 1)).1"
}

flows_again() {
	wait_for 10 grep -q icmp_seq= "$OUT/traffic.log"
}

# without_eap N COMMAND...: an entry at base station N without one EAP packet
without_eap() {
	local n=$1 before
	shift

	before=$(eap_frames "$n")
	"$@" && [ "$(eap_frames "$n")" -eq "$before" ]
}

# with_eap N COMMAND...: with full authorization
with_eap() {
	local n=$1 before
	shift

	before=$(eap_frames "$n")
	"$@" && [ "$(eap_frames "$n")" -gt "$before" ]
}

count_is() {
	[ "$(dev_field key-count)" = "$1" ]
}

served_by() {
	[ "$(dev_field bsid)" = "$1" ]
}

# passes N: traffic by base station N
passes() {
	ss ping -c 3 -i 0.05 -W 5 -q "10.16.$(($1 - 1)).1"
}

# few_frames FROM TO: the limits, and what there was
few_frames() {
	"$AIR" frames "$RUN/air$1.pcap" "$RUN/air$2.pcap" "$MAC"
}

# EKS and PNs taken of the primary SA, where TEKs live on
eks() {
	ss wman -j sa show wman0 | jq -c '[.. | objects | select(has("eks")) | .eks]'
}

pns() {
	ss wman -j sa show wman0 | jq '[.. | objects | select(has("eks")) | ."tx-pn"] | add'
}

# tshark finds what a target base station says
shown() {
	tshark -r "$RUN/keep-2.pcap" -o wmx.corrigendum_2_version:TRUE -V 2>/dev/null | grep -q -- "$1"
}

# an SA has TEKs
sa_works() {
	ss wman -j sa show wman0 |
		jq -e --argjson said "$1" '.. | objects | select(.said? == $said) | .state == "operational"'
}

no_pmk() {
	[ -z "$(dev_field pmk-lifetime-s)" ]
}

disconnect() {
	ss wman dev disconnect wman0
}

enter() {
	ss wman dev connect wman0 bsid "$1" wait 60
}

down_and_up() {
	ss ip link set wman0 down && ss ip link set wman0 up
}

lab 27-handover
two_airs
aaa_up && helper_up
ss ip addr add $SS4/24 dev wman0
ss ip addr add $SS4B/24 dev wman0

for mode in handshake update keep; do
	cells $mode --static-sa 700
	ss wman dev forget wman0
	check "$mode: entry with EAP" with_eap 1 enter $BSID
	check "$mode: the PMK is cached, its count is 0" count_is 0
	check "$mode: ping" passes 1
	old=$(eks) pn=$(pns)
	traffic 2
	check "$mode: handover without EAP" without_eap 2 handover $BSID2
	check "$mode: the second base station serves" served_by $BSID2
	check "$mode: the count went up" count_is 1
	check "$mode: traffic flows again" flows_again
	stop traffic INT
	if [ $mode = keep ]; then
		check "$mode: TEKs and their PNs go on" test "$(eks)" = "$old" -a "$(pns)" -gt "$pn"
	fi
	check "$mode: few frames" few_frames 1 2
	sed 's/^/#   /' "$OUT/check.log"
	check "$mode: the static SA came along" sa_works 700
	check "$mode: back again" without_eap 1 handover $BSID
	check "$mode: the count went up again" count_is 2
	check "$mode: ping by the first" passes 1
	disconnect
	cells_down
	for n in 1 2; do
		capture=$RUN/air$n.pcap
		keep "$mode-$n"
	done
done
# what follows is in no capture that is judged: forged answers are among it
capture=''

check "tshark finds the HO process optimization" shown 'HO Process Optimization'
check "tshark finds the count" shown 'CMAC Key Count: 1'

cells handshake
ss wman dev forget wman0
check "entry" with_eap 1 enter $BSID
stop wmand
check "handover without a helper" without_eap 2 handover $BSID2
check "ping" passes 2
helper_up
check "the helper is back, and the count is what it was" count_is 1
check "re-entry after a disconnect" disconnect
check "it needs no EAP" without_eap 2 enter $BSID2
check "the count went up" count_is 2
check "ping" passes 2
check "the interface goes down and up" down_and_up
check "the PMK is still there, with its count" count_is 2
check "re-entry" without_eap 2 enter $BSID2
check "the count went up" count_is 3
check "ping" passes 2

wrong=$(counter digest-wrong) missing=$(counter digest-missing)
# the base station's own answer comes late, so that there is time
send 1 fault drop rng-rsp:1 >"$OUT/fault.log"
start forger ip netns exec wman-bs "$AIR" forge cell1 $MAC
check "handover among forged RNG-RSPs" without_eap 1 handover $BSID
stop forger
check "none of them did anything" passes 1
check "those without a digest were counted" more digest-missing "$missing"
check "those with a wrong one were counted" more digest-wrong "$wrong"

check "a base station that counts further" send 1 key-count $MAC 1000
disconnect
check "full authorization" with_eap 1 enter $BSID
check "the count begins anew" count_is 0
check "ping" passes 1

check "the PMK is forgotten" ss wman dev forget wman0
check "nothing is shown of it" no_pmk
check_fails "no handover without it" ss wman handover wman0 $BSID2
disconnect
check "full authorization" with_eap 1 enter $BSID

stop bs2
cell 2 $BSID2
check "handover to a base station that knows no PMK" with_eap 2 handover $BSID2
check "ping" passes 2
disconnect
cells_down

stop aaa
aaa_up AAA_LIFETIME=10
cells handshake
check "entry with a short-lived PMK" with_eap 1 enter $BSID
disconnect
check "the PMK ends" wait_for 30 no_pmk
check "full authorization" with_eap 1 enter $BSID
cells_down
finish
