#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Keys of a group: what goes to all members goes over the air once, encrypted, and reaches each; the
# keys are renewed by Key-Reply and by both modes of Group-Key-Update-Command without a loss; an old
# push is refused; who left gets no new key.
. "$(dirname "$0")/lib.sh"

GSAID=700 GROUP=239.1.1.1 PORT=5000
MCAST=$TESTS_TOP/tests/selftests/mcast.py
GROUP_CID=65184 # 0xfea0
DEVS=(wman0 wman1)

# sa DEV JQ: something about the group's SA
sa() {
	ss wman -j sa show "$1" |
		jq -e --argjson s $GSAID "[.. | objects | select(.said? == \$s)][0] | $2"
}

# all COMMAND...: for each station, with its name behind
all() {
	local dev

	for dev in "${DEVS[@]}"; do
		"$@" "$dev" || return 1
	done
}

keyed() {
	sa "$1" '.service == "group" and .state == "operational" and (.gkek | length == 2) and
		(.tek | length == 2)'
}

newest() {
	sa "$1" '.tek[-1].eks'
}

newest_is() {
	[ "$(newest "$2")" = "$1" ]
}

gkek_is() {
	[ "$(sa "$2" '.gkek[-1].sn')" = "$1" ]
}

packets() {
	ss wman -j flow show "$1" |
		jq -e "[.. | objects | select(.cid? == $GROUP_CID)][0] | .packets"
}

heard() {
	grep -c "^$2" "$OUT/listen-$1.log"
}

heard_all() {
	[ "$(heard "$3" "$1")" -eq "$2" ]
}

listening() {
	grep -q ready "$OUT/listen-$1.log"
}

listen() {
	start "listen-$1" ip netns exec wman-ss python3 "$MCAST" \
		listen "$1" $GROUP $PORT
}

# what tshark makes of the air so far
decoded() {
	tshark -r "${capture:?}" -V 2>/dev/null
}

# one PDU on the group's connection, and that encrypted
once() {
	decoded >"$RUN/decoded"
	[ "$(grep -c "Connection ID: $GROUP_CID" "$RUN/decoded")" -eq 1 ] &&
		grep -B 20 "Connection ID: $GROUP_CID" "$RUN/decoded" |
		grep -q 'MAC Encryption Control: Encrypted'
}

# the sequence number after one
after() {
	echo $((($1 + 1) % 4))
}

push() {
	[ "$(bs_send group-push "$GSAID" "$1")" = ok ]
}

counted() {
	[ "$(counter "$1" "$3")" -eq "$2" ]
}

lab 28-group
capture=$RUN/air.pcap
check "a second station" station 1
for dev in "${DEVS[@]}"; do
	ss sysctl -qw "net.ipv4.conf.$dev.rp_filter=0"
	check "$dev takes GTEKs that are pushed" ss wman dev set "$dev" gtek-push install
done
ss sysctl -qw net.ipv4.conf.all.rp_filter=0
aaa_up && bs_up --pcap "$capture" --group "said=$GSAID,cs=ipv4,dst=239.0.0.0/8" && helper_up
check "network entry of both" all connect
ss ip addr add $SS4/24 dev wman0
ss ip addr add 10.16.0.3/24 dev wman1
bs ip route add 239.0.0.0/8 dev bstap0
check "both have the keys of the group" wait_for 20 all keyed
check_fails "no key is shown" sa wman0 '.. | strings | select(test("^[0-9a-f]{32}"))'
check "both have its connection" wait_for 20 all packets

listen wman0
listen wman1
check "both listen" wait_for 20 all listening
check "one datagram" bs python3 "$MCAST" \
	send bstap0 $GROUP $PORT 'group secret' 0 1
check "both hear it" wait_for 10 all heard_all 'group secret' 1
check "it was one frame" once

start talk ip netns exec wman-bs python3 "$MCAST" \
	send bstap0 $GROUP $PORT torrent 0.01
hears() {
	[ "$(heard "$1" torrent)" -ge "${least:-20}" ]
}
check "a stream reaches both" wait_for 20 all hears

eks=$(after "$(newest wman0)")
check "the base station has a new GTEK" bs_send group-rekey $GSAID
for dev in "${DEVS[@]}"; do
	check "$dev asks for it" ss wman sa rekey "$dev" $GSAID
done
check "both have it by Key-Reply" wait_for 10 all newest_is "$eks"

for round in 1 2 3; do
	gkek=$(after "$(sa wman0 '.gkek[-1].sn')")
	check "$round: a GKEK is pushed" push gkek
	check "$round: both have it" wait_for 10 all gkek_is "$gkek"
	eks=$(after "$eks")
	check "$round: a GTEK is pushed" push gtek
	check "$round: both have it" wait_for 10 all newest_is "$eks"
done
least=$(($(heard wman0 torrent) + 50))
check "the stream goes on" wait_for 20 all hears
stop talk INT
sent=$(tail -n 1 "$OUT/talk.log")
check "both heard all of it" wait_for 10 all heard_all torrent "$sent"
for reason in eks-unknown icv pn-replay digest-wrong gkek-sn tek-sn push-replay; do
	check "nothing was rejected: $reason" all counted $reason 0
done

eks=$(after "$eks")
check "the next push comes twice" bs_send fault duplicate group-key-update-command:1
check "a GTEK is pushed" push gtek
check "it is taken" wait_for 10 all newest_is "$eks"
check "the replay is refused by both" wait_for 10 all counted push-replay 1
check "no other key came of it" all newest_is "$eks"
check "the next two pushes come twice" bs_send fault duplicate group-key-update-command:2
gkek=$(after "$(sa wman1 '.gkek[-1].sn')")
check "a GKEK is pushed" push gkek
check "it is taken" wait_for 10 all gkek_is "$gkek"
check "the replay is refused by its CMAC_PN" wait_for 10 all counted digest-replay 1
check "faults end" bs_send fault none

check "a station that does not believe the digest" ss wman dev set wman0 gtek-push request
eks=$(after "$eks")
before=$(sa wman0 '.["push-counter"]')
check "a GTEK is pushed" push gtek
check "it is asked for by one and taken by the other" wait_for 10 all newest_is "$eks"
check "it was not taken from the push" test "$(sa wman0 '.["push-counter"]')" = "$before"
check "again it believes it" ss wman dev set wman0 gtek-push install

check "the base station forgets a station" bs_send forget 02:16:00:00:01:01
check "a GKEK is pushed" push gkek
eks=$(after "$eks")
check "a GTEK is pushed" push gtek
check "who is there has it" wait_for 10 newest_is "$eks" wman0
check "who left cannot read it" wait_for 10 counted gkek-sn 1 wman1
eks=$(after "$eks")
check "a second, so that the first is in use" push gtek
check "who is there has it" wait_for 10 newest_is "$eks" wman0
before=$(heard wman1 after)
check "datagrams" bs python3 "$MCAST" \
	send bstap0 $GROUP $PORT after 0.01 5
check "who is there hears them" wait_for 10 heard_all after 5 wman0
unread() {
	[ "$(counter eks-unknown wman1)" -ge 5 ]
}
check "who left has no key for them" wait_for 10 unread
check "and heard nothing" test "$(heard wman1 after)" -eq "$before"

check_fails "nothing of it is readable on the air" grep -q -a -e 'group secret' -e torrent "$capture"
decoded >"$RUN/decoded"
check "tshark knows the pushes" grep -q 'Code: PKMv2 Group-Key-Update-Command (28)' "$RUN/decoded"
check "tshark finds GKEK mode" grep -q 'Key Push Modes: GKEK update mode (0)' "$RUN/decoded"
check "tshark finds GTEK mode" grep -q 'Key Push Modes: GTEK update mode (1)' "$RUN/decoded"
check "tshark finds the counter" grep -q 'Key Push Counter: 6' "$RUN/decoded"
check_fails "tshark finds no wrong CRC" grep -q 'CRC: .*incorrect' "$RUN/decoded"
finish
