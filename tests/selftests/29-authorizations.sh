#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The other authorizations of PKMv2: RSA, RSA and EAP, double EAP. Each to traffic and a new AK, each
# with what must not pass for it: another CA, another BSID, a bad SigBS, a second EAP that fails, a
# choice of the base station that is less than what was offered.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/authorizations.sh"

# told REASON: by the CLI, or by a counter that grew since it was $before
told() {
	grep -q "$1" "$OUT/connect.log" || [ "$(counter "$1")" -gt "$before" ]
}

# of the base station's events since it began
unauthorized() {
	! grep -q '"event": *"authorized"' "$OUT/bs.events"
}

# refused REASON TITLE: no entry, for that reason, and nothing is left
refused() {
	local before

	before=$(counter "$1")
	ss wman dev connect wman0 wait 8 >"$OUT/connect.log" 2>&1
	check "refused: $2" [ $? -eq 1 ]
	check "the reason: $1" told "$1"
	check "no key" keyless
	check "nobody is authorized" unauthorized
	check_fails "nothing passes" ss ping -c 1 -W 1 -q "$BS4"
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
	check "$1: a new AK is used" wait_for 30 changed ak_sn "$old"
	flood_end "$1: nothing lost in a re-authorization"
	check "$1: a key of another kind does not outlive the link" \
		[ "$(dev_field pmk-lifetime-s)" = '' ]
}

lab 29-authorizations
check "certificates" pki
aaa_up
addresses

for policy in rsa rsa+eap eap+eap; do
	capture=$RUN/air.pcap
	case $policy in
	rsa*) passes $policy "${rsa[@]}" --pcap "$capture" ;;
	*) passes $policy --pcap "$capture" ;;
	esac
	ss wman dev disconnect wman0
	stop bs
	keep "$policy"
done
# what is refused is in no capture that is judged
capture=''

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
