#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The key log of wman-bs, and what scripts/wman-decrypt makes of it and of a capture: every digest
# and every ICV is verified by code that shares nothing with the two ends.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00
PINGS=4

decrypt() {
	"$TESTS_TOP/scripts/wman-decrypt" -k "$RUN/keys" -w "$RUN/clear.pcap" "$RUN/air.pcap" >"$OUT/decrypted"
}

# the last line of what it printed has so many of a kind
counted() {
	tail -n 1 "$OUT/decrypted" | tr ',' '\n' | sed -n "s/^ *$1: //p"
}

pings() {
	ss ping -q -c "$PINGS" -i 0.05 -W 5 "$@" "$BS4"
}

# packets of the clear capture that match
clear_packets() {
	tshark -r "$RUN/clear.pcap" -Y "$1" 2>/dev/null | wc -l
}

both_ways() {
	[ "$(clear_packets "icmp.type == 8")" -eq $((2 * PINGS)) ] &&
		[ "$(clear_packets "icmp.type == 0")" -eq $((2 * PINGS)) ]
}

warned() {
	grep -q "ALL KEYS ARE WRITTEN" "$OUT/bs.log"
}

owner_alone() {
	[ "$(stat -c %a "$RUN/keys")" = 600 ]
}

closed() {
	[ "$(counted SDUs)" = "" ] && [ "$(counted 'ICV WRONG')" -ge $((4 * PINGS)) ]
}

pushed() {
	grep -q "Group-Key-Update-Command, digest right" "$OUT/decrypted"
}

# a key log that is there already may be open to others
refuses() {
	bs wman-bs --air bs0 --device-ca "$WMAN_PKI/ca.pem" --keylog "$RUN/keys"
}

lab 66-keylog
capture=$RUN/air.pcap
aaa_up
bs_up --pcap "$capture" --keylog "$RUN/keys" --pdu-max 600 --flow dir=ul,cs=ipv4 \
	--flow dir=dl,cs=ipv4,frag=1 --group said=700,cs=ipv4,dst=239.0.0.0/8
helper_up
check "network entry" connect
addresses
check "ping" pings
bs_send rekey "$MAC" >/dev/null
check "ping with other keys, in fragments" pings -s 1300
bs_send group-push 700 gkek >/dev/null
bs_send group-push 700 gtek >/dev/null
ss wman dev disconnect wman0
stop bs
check "wman-bs warns of the key log" warned
check "it is its owner's alone" owner_alone
check_fails "and no second one is written over it" refuses
check "every digest, every PDU" decrypt
echo "# $(tail -n 1 "$OUT/decrypted")"
check "data was under two TEKs" test "$(grep -o 'decrypted, eks .' "$OUT/decrypted" | sort -u | wc -l)" -ge 2
check "pings and answers come out" both_ways
check "digests of pushes are right" pushed
# what was made for other keys opens nothing: each PDU is told, and none comes out
sed -i "s/ key=[0-9a-f]*/ key=$(printf '%032d' 1)/" "$RUN/keys"
check_fails "without the right keys it complains" decrypt
check "and nothing comes out" closed
finish
