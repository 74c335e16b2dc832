#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Cryptographic suites: several SAs with different ones at once, a suite that was not offered, the
# null suite and DES-CBC, which nobody gets who did not ask for them.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

# as 26-pkmv1.sh
pki() {
	(
		umask 077
		openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/O=Manufacturer/CN=maker" \
			-keyout "$RUN/maker.key" -out "$RUN/maker.pem" &&
			openssl req -newkey rsa:2048 -nodes -subj "/O=Manufacturer/CN=$MAC" \
				-keyout "$RUN/good.key" -out "$RUN/good.csr" &&
			openssl x509 -req -days 2 -in "$RUN/good.csr" -CA "$RUN/maker.pem" \
				-CAkey "$RUN/maker.key" -CAcreateserial -out "$RUN/good.pem" &&
			openssl req -newkey rsa:1024 -nodes -subj "/O=Manufacturer/CN=$MAC" \
				-keyout "$RUN/small.key" -out "$RUN/small.csr" &&
			openssl x509 -req -days 2 -in "$RUN/small.csr" -CA "$RUN/maker.pem" \
				-CAkey "$RUN/maker.key" -CAcreateserial -out "$RUN/small.pem"
	) >"$RUN/pki.log" 2>&1
}

# has SAID SUITE
has() {
	[ "$(sa "$1" .suite)" = "\"$2\"" ]
}

keyed() {
	sa "$1" '.state == "operational" and (.tek | length == 2)'
}

# packets without a listener that came to a namespace
# shellcheck disable=SC2016
arrived() {
	$1 awk '/^Udp:/ && n++ { print $3 }' /proc/net/snmp
}

# goes FROM TO ADDRESS PORT TEXT: a datagram gets there
goes() {
	local before

	before=$(arrived "$2")
	$1 bash -c "echo $5 >/dev/udp/$3/$4"
	wait_for 10 arrived_since "$2" "$before"
}

arrived_since() {
	[ "$(arrived "$1")" -gt "$2" ]
}

# refuses WORDS...: dev set, with a reason
refuses() {
	local said

	said=$(ss wman dev set wman0 "${@:2}" 2>&1) && return 1
	[[ $said = *"$1"* ]]
}

# again CAPTURE OPTION...: another base station, from a clean start; what the one before heard is kept
again() {
	ss wman dev disconnect wman0
	stop bs
	keep "$1"
	shift
	ss ip addr flush dev wman0
	bs_up --pcap "$capture" "$@" && connect && addresses
}

# v1_helper KEY...: wmand with a device's certificate
v1_helper() {
	helper_up insecure_suites=1 policy=pkmv1 eap= identity= domain_match= \
		"client_cert=\"$RUN/$1.pem\"" "private_key=\"$RUN/$1.key\"" \
		"ca_cert=\"$RUN/maker.pem\""
}

# TEK fields of all Key Replies on the air, by tshark: hex digits, one in a line
tek_fields() {
	tshark -r "${capture:?}" -Y 'wmx.pkm.msg_code == 8' -T fields \
		-e wmx.pkm_msg.pkm_attr.tek 2>/dev/null | tr , '\n'
}

# fields_of OCTETS: there are some, and each is so long
fields_of() {
	tek_fields | awk -v n="$1" '{ bad += length($0) != 2 * n } END { exit !NR || bad }'
}

# opens KEY: OpenSSL has the TEKs out of all fields, and the base station's key log knows each
opens() {
	local field tek n=0

	while read -r field; do
		tek=$(xxd -r -p <<<"$field" | openssl pkeyutl -decrypt -inkey "$RUN/$1.key" \
			-pkeyopt rsa_padding_mode:oaep | xxd -p) || return 1
		[ ${#tek} -eq 16 ] || return 1
		grep -q "suite=010002 key=${tek}0000000000000000\$" "$RUN/keys.$1" || return 1
		n=$((n + 1))
	done < <(tek_fields)
	[ "$n" -ge 2 ]
}

# number of the newer TEK of the primary SA
newest() {
	sa "$said" '.tek | sort_by(."lifetime-s") | last | .eks'
}

# the air as tshark reads it
decoded() {
	tshark -r "${capture:?}" -V >"$RUN/decoded" 2>/dev/null
}

flows=()
for spec in dir=ul,cs=ipv4,proto=17,dport=5000,said=700 dir=dl,cs=ipv4,proto=17,dport=5000,said=700 \
	dir=ul,cs=ipv4,proto=17,dport=6000,said=701 dir=dl,cs=ipv4,proto=17,dport=6000,said=701 \
	dir=ul,cs=ipv4 dir=dl,cs=ipv4; do
	flows+=(--flow "$spec")
done

lab 34-suites
check "certificates" pki
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture" --static-sa 700:020103 --static-sa 701:000000 "${flows[@]}" &&
	helper_up && check "network entry" connect
addresses
said=$(dev_field basic-cid)
check "the primary SA has AES key wrap" has "$said" 0x020104
check "another SA has AES-ECB" has 700 0x020103
check "both have keys" wait_for 10 keyed "$said"
check "both have keys" wait_for 10 keyed 700
check_fails "the null SA was not taken" sa 701 .suite
check "that was counted" test "$(counter suite)" -ge 1
check_fails "nothing insecure is shown" becomes insecure true
check "ping on the primary SA" ss ping -c 3 -i 0.05 -W 5 -q -p a55a5aa5 "$BS4"
check "up on the other SA" goes ss bs "$BS4" 5000 other-up
check "down on the other SA" goes bs ss "$SS4" 5000 other-down
check "what was for the null SA goes up" goes ss bs "$BS4" 6000 null-up
check "and down" goes bs ss "$SS4" 6000 null-down
for text in other-up other-down null-up null-down; do
	check_fails "encrypted: $text" on_air $text
done

check "disconnect" ss wman dev disconnect wman0
check "the null suite needs leave" refuses 'insecure-choices' suite 0x020104,0x000000
check "so does DES" refuses 'insecure-choices' suite 0x010001
check "so does DES with TEKs under RSA" refuses 'insecure-choices' suite 0x010002
check "an unknown suite is refused" refuses 'not supported' suite 0x030003
check "leave" ss wman dev set wman0 insecure-choices allow suite 0x020104,0x020103,0x000000
check_fails "the network has to allow it, too" ss wman dev connect wman0 wait 20
check "that is said" becomes reason policy
ss wman dev disconnect wman0
stop wmand
helper_up insecure_suites=1
check_fails "no taking it back while it is needed" ss wman dev set wman0 insecure-choices refuse
check "network entry" again two-suites --static-sa 700:020103 --static-sa 701:000000 "${flows[@]}"
check "now the null SA was taken" has 701 0x000000
check "that is shown" becomes insecure true
check "of which SA, too" sa 701 .insecure
check_fails "and of no other" sa 700 .insecure
check "it has no keys and asks for none" sa 701 '.state == "start" and ((.tek // []) | length == 0)'
check "ping on the primary SA" ss ping -c 3 -i 0.05 -W 5 -q -p a55a5aa5 "$BS4"
check "up on the other SA" goes ss bs "$BS4" 5000 other-up
check "up on the null SA" goes ss bs "$BS4" 6000 null-up
check "down on the null SA" goes bs ss "$SS4" 6000 null-down
check "clear: up" wait_for 10 on_air null-up
check "clear: down" wait_for 10 on_air null-down
check_fails "encrypted: the other SA" on_air other-up
check_fails "encrypted: the primary SA" on_air $'\xa5\x5a\x5a\xa5\xa5\x5a\x5a\xa5'
for reason in clear-data encrypted-unexpected icv; do
	check "nothing was rejected: $reason" test "$(counter $reason)" -eq 0
done
decoded
check "tshark finds clear and encrypted traffic" grep -q 'MAC Encryption Control: Encrypted' \
	"$RUN/decoded"

before=$(counter suite)
check "network entry" again null-suite --static-sa 702:010001
check_fails "DES is not for PKMv2, offered or not" sa 702 .suite
check "that was counted" test "$(counter suite)" -gt "$before"
check "SA-Addition" bs_send sa-addition "$MAC" 900 020103
check "a dynamic SA with a suite of its own" wait_for 10 has 900 0x020103
check "it gets keys" wait_for 10 keyed 900
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

ss wman dev disconnect wman0
stop wmand
v1_helper good
check "policy" ss wman dev set wman0 policy pkmv1
phase=dynamic-sa
for suite in 020103 020104 010001 010002; do
	ss wman dev disconnect wman0
	check "$suite: set" ss wman dev set wman0 suite 0x$suite
	check "$suite: entry with PKMv1" again $phase --device-ca "$RUN/maker.pem" --suite $suite
	said=$(dev_field basic-cid)
	check "$suite: it is the suite" has "$said" 0x$suite
	check "$suite: ping" ss ping -c 3 -i 0.05 -W 5 -q -p a55a5aa5 -s 1000 "$BS4"
	# over many DL-MAPs: the IV of DES goes by them
	flood_start
	check "$suite: wman sa rekey" ss wman sa rekey wman0 "$said"
	flood_end "$suite: nothing lost"
	check_fails "$suite: encrypted" on_air $'\xa5\x5a\x5a\xa5\xa5\x5a\x5a\xa5'
	phase=$suite
done
check "DES is insecure" sa "$said" .insecure
for size in 0 1 2 3 4 5 6 7 8 1400; do
	check "ping of $size octets" ss ping -c 2 -i 0.05 -W 5 -q -s $size "$BS4"
done
decoded
check_fails "tshark finds no wrong CRC" grep -q 'CRC: .*incorrect' "$RUN/decoded"

# TEKs under the device's key, which wmand alone has: of 2048 bits, and of 1024
octets=256
for key in good small; do
	ss wman dev disconnect wman0
	stop wmand
	v1_helper $key
	check "key of $octets octets: entry" again $phase --device-ca "$RUN/maker.pem" \
		--suite 010002 --static-sa 700:010002 --keylog "$RUN/keys.$key"
	said=$(dev_field basic-cid)
	check "several SAs get their keys" wait_for 10 keyed 700
	check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
	check "TEK fields as long as the key" wait_for 10 fields_of $octets
	check "OpenSSL opens them" opens $key
	octets=$((octets / 2))
	phase=key-$key
done
old=$(ak_sn) had=$(newest)
flood_start
ss wman dev reauth wman0
check "a rollover while the AK is renewed" ss wman sa rekey wman0 "$said"
check "there is a new AK" wait_for 30 changed ak_sn "$old"
check "and a new TEK" wait_for 30 changed newest "$had"
flood_end "nothing lost in both"
had=$(newest) before=$(counter no-agent)
flood_start
stop wmand
check "a rollover without wmand" ss wman sa rekey wman0 "$said"
check "nobody decrypts: that is counted" wait_for 30 more no-agent "$before"
check "the keys in force stay" test "$(newest)" = "$had"
v1_helper small
check "another wmand decrypts what is asked then" wait_for 60 changed newest "$had"
flood_end "nothing lost meanwhile"
stop wmand
v1_helper good
had=$(newest) before=$(counter no-network)
check "a rollover for a wmand with another key" ss wman sa rekey wman0 "$said"
check "it says so" wait_for 60 more no-network "$before"
check "the keys in force stay" test "$(newest)" = "$had"
check "and data goes on" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"

ss wman dev disconnect wman0
check "policy" ss wman dev set wman0 policy eap
said=$(ss wman dev connect wman0 2>&1)
check "no suite is left for PKMv2, and that is said" \
	grep -q 'none of the suites is for this policy' <<<"$said"
finish
