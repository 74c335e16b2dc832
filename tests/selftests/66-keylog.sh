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

# the GKEK to the station, under its AK, and the GTEK to all, under the GKEK
pushed() {
	grep "Group-Key-Update-Command, digest right" "$OUT/decrypted" >"$OUT/pushes"
	grep -q ' cid 65535 ' "$OUT/pushes" && grep -qv ' cid 65535 ' "$OUT/pushes"
}

# a key log that is there already may be open to others; it is refused for that and nothing else
not_over_it() {
	bs timeout 10 wman-bs --air bs0 --device-ca "$WMAN_PKI/ca.pem" --keylog "$RUN/keys" >"$OUT/second.log" 2>&1
	[ $? -ne 124 ] && grep -qF "$RUN/keys: File exists" "$OUT/second.log"
}

# The station has two TEKs from the beginning, the older for downlink, the newer for uplink: that there
# are other keys shows in one direction.
both_downlink() {
	[ "$(grep -o '<- .* data, decrypted, eks .' "$OUT/decrypted" | grep -o '.$' | sort -u | wc -l)" -ge 2 ]
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
check "and no second one is written over it" not_over_it
check "every digest, every PDU" decrypt
echo "# $(tail -n 1 "$OUT/decrypted")"
check "downlink was under two TEKs" both_downlink
check "pings and answers come out" both_ways
check "digests of pushes are right" pushed
# what was made for other keys opens nothing: each PDU is told, and none comes out
sed -i "s/ key=[0-9a-f]*/ key=$(printf '%032d' 1)/" "$RUN/keys"
check_fails "without the right keys it complains" decrypt
check "and nothing comes out" closed
finish
