#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The other authorizations of PKMv2: RSA, RSA and EAP, double EAP. Each to traffic and a new AK, each
# with what must not pass for it: another CA, another BSID, a bad SigBS, a second EAP that fails, a
# choice of the base station that is less than what was offered.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

# ca NAME
ca() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/O=Test/CN=$1" \
		-keyout "$RUN/$1.key" -out "$RUN/$1.pem"
}

# certificate NAME CA CN
certificate() {
	openssl req -newkey rsa:2048 -nodes -subj "/O=Test/CN=$3" \
		-keyout "$RUN/$1.key" -out "$RUN/$1.csr" &&
		openssl x509 -req -days 2 -in "$RUN/$1.csr" -CA "$RUN/$2.pem" \
			-CAkey "$RUN/$2.key" -CAcreateserial -out "$RUN/$1.pem"
}

pki() {
	(
		umask 077
		ca maker && ca operator && certificate device maker "$MAC" &&
			certificate bs operator "$BSID" && certificate forger maker "$BSID" &&
			certificate elsewhere operator 02:16:00:00:00:77
	) >"$RUN/pki.log" 2>&1
}

# block KEY=VALUE...
block() {
	echo 'network={'
	printf '\t%s\n' "$@"
	echo '}'
}

device=("client_cert=\"$RUN/device.pem\"" "private_key=\"$RUN/device.key\""
	"ca_cert=\"$RUN/operator.pem\"")
first=(eap=TLS 'identity="{am=1}device@wimax.test"' "ca_cert=\"$WMAN_PKI/ca.pem\""
	'domain_match="aaa.wimax.test"' "client_cert=\"$WMAN_PKI/client-rsa.pem\""
	"private_key=\"$WMAN_PKI/client-rsa.key\"")
user=('id_str="user"' eap=TTLS 'phase2="auth=MSCHAPV2"' 'identity="user"'
	'anonymous_identity="ttls@wimax.test"' "ca_cert=\"$WMAN_PKI/ca.pem\""
	'domain_match="aaa.wimax.test"')

# helper POLICY [PASSWORD]: wmand with the block, or the two, of a policy
helper() {
	(
		umask 077
		exec >"$RUN/wmand.conf"
		case $1 in
		rsa) block 'id_str="lab"' policy=rsa "${device[@]}" ;;
		rsa+eap)
			block 'id_str="lab"' policy=rsa+eap 'second_network="user"' "${device[@]}"
			;;
		eap+eap)
			block 'id_str="lab"' policy=eap+eap 'second_network="user"' "${first[@]}"
			;;
		esac
		[ "$1" = rsa ] || block "${user[@]}" "password=\"${2:-password}\""
	)
	start wmand ip netns exec wman-ss wmand -c "$RUN/wmand.conf"
	wait_for 30 agent_bound && running wmand
}

# both POLICY [OPTION...]: a base station and a helper for it
both() {
	local policy=$1

	shift
	ss wman dev disconnect wman0 2>/dev/null
	stop wmand
	stop bs
	bs_up --policy "$policy" "$@" && helper "$policy" &&
		ss wman dev set wman0 policy "$policy"
}

rsa=(--device-ca "$RUN/maker.pem" --certificate "$RUN/bs.pem" --private-key "$RUN/bs.key")

becomes() {
	[ "$(dev_field "$1")" = "$2" ]
}

ak_sn() {
	dev_field ak-sn
}

changed() {
	local now

	now=$(ak_sn)
	[ -n "$now" ] && [ "$now" != null ] && [ "$now" != "$1" ]
}

# refused REASON TITLE: no entry, for that reason, and nothing is left
refused() {
	local before

	before=$(counter "$1")
	check_fails "refused: $2" ss wman dev connect wman0 wait 8
	check "the reason: $1" [ "$(counter "$1")" -gt "$before" ]
	check "no AK" [ "$(dev_field ak-sn)" = '' ]
	ss wman dev disconnect wman0
}

# passes POLICY [OPTION...]: entry, traffic, a new AK under traffic
passes() {
	local old

	check "$1: set up" both "$@"
	check "$1: network entry" connect
	check "$1: it is shown" becomes policy "${1/+/-}"
	check "$1: both sides are verified" becomes insecure false
	check "$1: ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
	old=$(ak_sn)
	flood_start
	check "$1: re-authorization" ss wman dev reauth wman0
	check "$1: a new AK is used" wait_for 30 changed "$old"
	flood_end "$1: nothing lost in a re-authorization"
	check "$1: a key of another kind does not outlive the link" \
		[ "$(dev_field pmk-lifetime-s)" = '' ]
}

lab 29-authorizations
check "certificates" pki
aaa_up
addresses

passes rsa "${rsa[@]}" --pcap "$RUN/air.pcap"
passes rsa+eap "${rsa[@]}"
passes eap+eap

check "the second EAP fails, after RSA: set up" both rsa+eap "${rsa[@]}"
stop wmand
check "a wrong password" helper rsa+eap wrong
refused eap-rejected "RSA good, EAP bad"

check "the second EAP fails, after EAP: set up" both eap+eap
stop wmand
check "a wrong password" helper eap+eap wrong
refused eap-rejected "first EAP good, second bad"

check "another CA: set up" both rsa --device-ca "$RUN/maker.pem" \
	--certificate "$RUN/forger.pem" --private-key "$RUN/forger.key"
refused bs-cert "a base station whose certificate another CA issued"

check "another BSID: set up" both rsa --device-ca "$RUN/maker.pem" \
	--certificate "$RUN/elsewhere.pem" --private-key "$RUN/elsewhere.key"
refused bs-cert "a base station with the certificate of another"

echo 'flip rsa-reply n=-1' >"$RUN/sigbs.rules"
check "SigBS: set up" both rsa "${rsa[@]}" --rules "$RUN/sigbs.rules"
refused signature "RSA-Reply with a bad SigBS"

for word in rsa eap double-eap no-authorization; do
	echo "downgrade sbc-rsp $word" >"$RUN/choice.rules"
	check "choice of $word: set up" both rsa+eap "${rsa[@]}" --rules "$RUN/choice.rules"
	case $word in
	no-authorization) refused sbc-no-security "RSA and EAP offered, nothing chosen" ;;
	*) refused sbc-downgrade "RSA and EAP offered, $word chosen" ;;
	esac
done

check "a network of another policy: set up" both rsa "${rsa[@]}"
stop wmand
check "for RSA and EAP" helper rsa+eap
check_fails "does not serve RSA alone" connect
check "and says so" becomes reason policy

finish
