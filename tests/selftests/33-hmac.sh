#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# HMAC as MAC mode of PKMv2: entry, traffic, rekeying, re-authentication, what is not believed, what
# is not offered. tshark reads along.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

# refused REASON TITLE HEX [CID]: counted, and nothing else happens
refused() {
	local before was

	before=$(counter "$1")
	was=$(dev_field state)/$(ak_sn)/$(tek)
	check "sent: $2" bs_send raw "$MAC" \
		"$(printf '004000%04x00%s' "${4:-$(dev_field primary-cid)}" "$3")" fix
	check "refused: $2" wait_for 10 more "$1" "$before"
	check "no effect: $2" test "$(dev_field state)/$(ak_sn)/$(tek)" = "$was"
}

# seen FILTER: such frames are in the capture
seen() {
	[ "$(tshark -r "${capture:?}" -Y "$1" 2>/dev/null | wc -l)" -gt 0 ]
}

not_seen() {
	! seen "$1"
}

gkek() {
	sa 700 '.gkek[-1].sn'
}

gtek() {
	sa 700 '.tek[-1].eks'
}

lab 33-hmac
check_fails "Short-HMAC cannot be set" ss wman dev set wman0 mac-mode short-hmac
check "CMAC is the default" becomes mac-mode-offer cmac
capture=$RUN/air.pcap
aaa_up && bs_up --mac-mode hmac --pcap "$capture" && helper_up mac_mode=any
check_fails "a station that offers CMAC finds nothing here" ss wman dev connect wman0 wait 3
check "disconnect" ss wman dev disconnect wman0
check "mac-mode" ss wman dev set wman0 mac-mode hmac
check "network entry" connect
addresses
check "the mode in use is shown" becomes mac-mode hmac
check "and wmand names the weaker choice" grep -q 'HMAC, the weaker MAC' "$OUT/wmand.log"
check_fails "the mode is fixed while connected" ss wman dev set wman0 mac-mode cmac
check "no PMK is left for a handover" becomes pmk-lifetime-s ''
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

old=$(tek)
said=$(ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]')
flood_start
check "wman sa rekey" ss wman sa rekey wman0 "$said"
check "a new TEK is held" wait_for 30 changed tek "$old"
flood_end "nothing lost in a TEK rollover"

old=$(ak_sn)
flood_start
check "wman dev reauth" ss wman dev reauth wman0
check "a new AK is used" wait_for 30 changed ak_sn "$old"
flood_end "nothing lost in a re-authentication by the subscriber"

old=$(ak_sn)
check "the base station re-authenticates" bs_send reauth "$MAC"
check "a new AK is used" wait_for 30 changed ak_sn "$old"
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

check "tshark reads HMAC-Digests" seen 'wmx.pkm_msg.pkm_attr.hmac_digest'
check "and HMAC tuples" seen 'wmx.xmac_tuple.hmac_digest'
check "there is no CMAC-Digest" not_seen 'wmx.pkm_msg.pkm_attr.cmac_digest.pn'

ss wman dev disconnect wman0
stop bs
check "GTEKs that are pushed are taken" ss wman dev set wman0 gtek-push install
check "a base station with a group" bs_up --mac-mode hmac --group said=700,cs=ipv4,dst=239.0.0.0/8
check "network entry" connect
# GKEKs come under the KEK of HMAC, and what pushes GTEKs is signed under a GKEK
check "keys of a group" wait_for 20 sa 700 '.state == "operational"'
for kind in gkek gtek; do
	old=$($kind)
	check "a push of a new $kind" test "$(bs_send group-push 700 $kind)" = ok
	check "a new $kind is held" wait_for 20 changed $kind "$old"
done

# what is malformed on purpose is in no capture that tests/captures judges
ss wman dev disconnect wman0
stop bs
check "another base station" bs_up --mac-mode any
check "network entry" connect
basic=$(dev_field basic-cid)
sn=$(printf '%02x' "$(ak_sn)")
zeros=$(printf '00%.0s' {1..20})
tek_invalid=0a1b000a01${sn}0c02$(printf %04x "$basic")100104
refused digest-wrong "TEK-Invalid with a wrong HMAC" "${tek_invalid}0b14$zeros"
refused digest-missing "TEK-Invalid without one" "$tek_invalid"
refused digest-missing "TEK-Invalid with a CMAC" "${tek_invalid}280c${zeros:0:24}"
refused digest-last "an attribute behind the HMAC" "${tek_invalid}0b14${zeros}100104"
refused tlv-length "an HMAC of 21 octets" "${tek_invalid}0b15${zeros}00"
refused message-version "TEK Invalid of PKMv1" "0a0b00${tek_invalid#0a1b00}0b14$zeros"
refused digest-wrong "RES-CMD with a wrong tuple" "199515$sn$zeros" "$basic"
refused digest-missing "RES-CMD without one" 19 "$basic"
refused digest-missing "RES-CMD with a CMAC tuple" "198d0d$sn${zeros:0:24}" "$basic"
refused ak-sn "RES-CMD under another AK" \
	"199515$(printf %02x $(((0x$sn + 5) % 16)))$zeros" "$basic"
check "traffic goes on" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

check "of both modes" ss wman dev disconnect wman0
check "offered" ss wman dev set wman0 mac-mode any
check "network entry" connect
check "CMAC is chosen" becomes mac-mode cmac
ss wman dev disconnect wman0

check "CMAC alone is offered" ss wman dev set wman0 mac-mode cmac
stop bs
check "a base station that chooses HMAC all the same" bs_up --fault 'downgrade sbc-rsp hmac'
before=$(counter sbc-downgrade)
check_fails "is not entered" ss wman dev connect wman0 wait 3
check "and counted" more sbc-downgrade "$before"
ss wman dev disconnect wman0

check "HMAC is offered" ss wman dev set wman0 mac-mode hmac
stop bs
stop wmand
check "a base station with HMAC" bs_up --mac-mode hmac
check "a network for CMAC" helper_up
check_fails "does not serve it" ss wman dev connect wman0 wait 10
check "and says so" becomes reason policy
ss wman dev disconnect wman0
stop wmand

stop bs
check "CMAC is offered" ss wman dev set wman0 mac-mode cmac
check "a base station that takes the MSK from its end" bs_up --msk-order reversed
check "a network that does not" helper_up
before=$(counter akid)
check_fails "has another AK" ss wman dev connect wman0 wait 8
check "which is counted" more akid "$before"
ss wman dev disconnect wman0
stop wmand
check "a network that does" helper_up msk_order=reversed
check "network entry" connect

finish
