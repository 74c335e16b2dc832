#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# PKMv1: entry with the device's certificate, traffic, rekeying, re-authorization, what a base
# station refuses, and what a station does not believe. tshark reads along.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

# ca NAME: a CA of devices
ca() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/O=Manufacturer/CN=$1" \
		-keyout "$RUN/$1.key" -out "$RUN/$1.pem"
}

# device NAME CA CN [BITS]: a certificate
device() {
	openssl req -newkey "rsa:${4:-2048}" -nodes -subj "/O=Manufacturer/CN=0042/CN=$3" \
		-keyout "$RUN/$1.key" -out "$RUN/$1.csr" &&
		openssl x509 -req -days 2 -in "$RUN/$1.csr" -CA "$RUN/$2.pem" \
			-CAkey "$RUN/$2.key" -CAcreateserial -out "$RUN/$1.pem"
}

pki() {
	(
		umask 077
		ca maker && ca other && device good maker "$MAC" && device small maker "$MAC" 1024 &&
			device elsewhere other "$MAC" && device theirs maker 02:16:00:00:01:09 &&
			openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
				-subj "/CN=$MAC" -keyout "$RUN/ec.key" -out "$RUN/ec.pem"
	) >"$RUN/pki.log" 2>&1
}

# helper NAME CA: wmand with a certificate
helper() {
	helper_up policy=pkmv1 eap= identity= domain_match= "client_cert=\"$RUN/$1.pem\"" \
		"private_key=\"$RUN/$1.key\"" "ca_cert=\"$RUN/$2.pem\""
}

another_helper() {
	ss wman dev disconnect wman0
	stop wmand
	helper "$@"
}

sa_known() {
	ss wman -j sa show wman0 |
		jq -e --argjson said "$1" '[.. | objects | select(.said? == $said)] | length == 1'
}

# event NAME [REASON]: the base station told it
event() {
	grep -q "\"event\": \"$1\".*${2:+\"reason\": \"$2\"}" "$OUT/bs.events"
}

# pkm CID HEX: a PKM-RSP out of nowhere
pkm() {
	[ "$(bs_send raw "$MAC" "$(printf '004000%04x00%s' "$1" "$2")" fix)" = ok ]
}

# refused REASON TITLE HEX [CID]: counted, and nothing else happens
refused() {
	local before state sn said

	before=$(counter "$1")
	state=$(dev_field auth-state) sn=$(ak_sn) said=$(tek)
	pkm "${4:-$(dev_field primary-cid)}" "$3"
	check "refused: $2" wait_for 10 more "$1" "$before"
	if [ "$(dev_field auth-state)/$(ak_sn)/$(tek)" = "$state/$sn/$said" ]; then
		ok "no effect: $2"
	else
		not_ok "no effect: $2" "$state/$sn/$said before"
	fi
}

# frames CODE: so many of this PKM code are in the capture
frames() {
	tshark -r "${capture:?}" -Y "wmx.pkm.msg_code == $1" 2>/dev/null | wc -l
}

seen() {
	[ "$(frames "$1")" -gt 0 ]
}

# Auth Invalid of anybody, until it was heeded
forged() {
	changed ak_sn "$old" && return
	pkm "$cid" 0a0a00100103
	return 1
}

payload_hidden() {
	! LC_ALL=C grep -q -a -P '\xa5\x5a\x5a\xa5\xa5\x5a\x5a\xa5' "${capture:?}"
}

hmac=0b14$(printf '00%.0s' {1..20})

lab 26-pkmv1
check "certificates" pki
capture=$RUN/air.pcap
bs_up --pcap "$capture" --device-ca "$RUN/maker.pem" --tek-lifetime 1800 \
	--pkm-timers ,5,,,2,,600000 && helper good maker

check_fails "a device that offers EAP finds nothing here" ss wman dev connect wman0 wait 3
check "disconnect" ss wman dev disconnect wman0
check "policy" ss wman dev set wman0 policy pkmv1
check "it is shown" becomes policy pkmv1
check "network entry" connect
addresses
check "the base station is not verified, and that is shown" becomes insecure true
check_fails "the policy is fixed while connected" ss wman dev set wman0 policy eap
check "ping" ss ping -c 3 -i 0.05 -W 5 -q -p a55a5aa5 -s 1000 "$BS4"
check "ping from the base station's side" bs ping -c 3 -i 0.05 -W 5 -q "$SS4"

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
flood_end "nothing lost in a re-authorization by the subscriber"

old=$(ak_sn)
flood_start
check "the base station sends Auth Invalid" bs_send reauth "$MAC"
check "a new AK is used" wait_for 30 changed ak_sn "$old"
flood_end "nothing lost in a re-authorization by the base station"

check "TEK Invalid makes the station ask" bs_answers v1-key-reply tek-invalid "$MAC" "$said"
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

check "SA Add" bs_send sa-addition "$MAC" 900
check "the SA is there" wait_for 10 sa_known 900

check "a device of 1024 bits" another_helper small maker
check "network entry" connect
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

check "a certificate of another CA" another_helper elsewhere other
check_fails "is refused" connect
check "for good" becomes auth-state silent
check "by Auth Reject" becomes reason auth-reject
check "because of its issuer" event rejected cert-untrusted

check "the certificate of another device" another_helper theirs maker
check_fails "is refused" connect
check "for good" becomes auth-state silent
check "and is not even sent" becomes reason cert-mac

ss wman dev disconnect wman0
stop wmand
sed "s|/theirs\\.|/ec.|g; s|/maker\\.pem|/ec.pem|" "$RUN/wmand.conf" >"$RUN/ec.conf"
chmod 600 "$RUN/ec.conf"
check_fails "wmand refuses a key that is not RSA" ss wmand --check "$RUN/ec.conf"

check "a network for EAP" helper_up
check_fails "does not serve PKMv1" connect
check "and says so" becomes reason policy

for code in 12 4 5 6 7 8 10 11 3; do
	check "tshark knows PKM code $code in the capture" seen "$code"
done
check "pings are not readable on the air" payload_hidden

# what is malformed on purpose is in no capture that tests/captures judges
stop bs
check "another base station" bs_up --device-ca "$RUN/maker.pem" --pkm-timers ,5
check "a good device" another_helper good maker
check "network entry" connect
cid=$(dev_field primary-cid)
sn=$(printf '0a01%02x' "$(ak_sn)")
tek_invalid=0a0b00${sn}0c02$(printf %04x "$(dev_field basic-cid)")100104
refused digest-wrong "TEK Invalid with a wrong HMAC" "$tek_invalid$hmac"
refused digest-missing "TEK Invalid without one" "$tek_invalid"
refused digest-last "an attribute behind the HMAC" "$tek_invalid${hmac}100104"
refused attr-missing "TEK Invalid without a SAID" "0a0b00${sn}100104$hmac"
refused tlv-length "an HMAC of 21 octets" "${tek_invalid}0b15${hmac#0b14}00"
refused tlv-malformed "an attribute longer than its message" "${tek_invalid}0b15${hmac#0b14}"
refused ak-sn "TEK Invalid under another AK" \
	"0a0b00$(printf '0a01%02x' $(((0x${sn#0a01} + 5) % 16)))${tek_invalid#0a0b00"$sn"}$hmac"
refused message-version "TEK-Invalid of PKMv2" "0a1b00${tek_invalid#0a0b00}$hmac"
refused message-direction "a Key Request that comes back" "0a0700${sn}0c020001$hmac"
refused cid-wrong "TEK Invalid on the basic connection" "$tek_invalid$hmac" "$(dev_field basic-cid)"
refused message-state "Auth Reject that nobody asked for" 0a0600100106
refused identifier "Auth Invalid for no request" 0a0aee100103
check "traffic goes on" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

old=$(ak_sn)
check "Auth Invalid of anybody costs a re-authorization" wait_for 20 forged
refused rate "but not another" 0a0a00100103
check "traffic goes on" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

finish
