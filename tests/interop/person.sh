# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: identity and passwords that are not configured, and somebody who is asked, at a
# terminal or over the socket (person.py).

# asked HOW KIND=ANSWER...: the command for good and refused of run, while somebody answers
asked() {
	person=("$INTEROP/person.py" "$1" "${O:-$TESTS_TOP/build}/wman" "$RUN/agent.sock" "${@:2}" --)
}

# nobody METHOD WORD [KEY=VALUE]...: a configuration without the user
nobody() {
	tunnel "$1" "$2" '' identity= password= "${@:3}"
}

# The password has expired: a person who typed the old one is asked for another. FreeRADIUS 3.2.1 of
# Debian takes the packet with it apart, and dies: its RC4 is in a provider that it does not load. So
# nobody answers here; what is in the packet is shown by tests/unit/test_eap_mschapv2.c.
person_expired() {
	local how

	for how in terminal socket; do
		nobody $method autheap=MSCHAPV2
		asked $how identity=expired password=password new-password=
		refused "$method/EAP-MSCHAPv2, expired, cancelled by $how" credentials
	done
	person=()
	nobody $method autheap=MSCHAPV2 identity='"expired"' password='"password"'
	refused "$method/EAP-MSCHAPv2, expired and configured" 'eap-rejected: .*expired.*'
}

# The functions that this needs are those of run.
person_run() {
	local how method

	for server in freeradius hostapd; do
		current=''
		aaa person
		for how in terminal socket; do
			nobody TTLS auth=PAP
			asked $how identity=user password=password
			good "TTLS/PAP, asked by $how"
			nobody TTLS autheap=GTC
			asked $how identity=gtc otp=password
			good "TTLS/EAP-GTC, asked by $how"
			nobody TTLS autheap=MD5
			asked $how identity=md5 password=password
			good "TTLS/EAP-MD5, asked by $how"
			nobody TTLS auth=PAP
			nobody TTLS auth=PAP ca_cert= approve_server=1
			asked $how certificate=yes identity=user password=password
			good "TTLS/PAP, certificate approved by $how"
			asked $how certificate=no
			refused "TTLS/PAP, certificate not approved by $how" tls-untrusted
			asked $how certificate=
			refused "TTLS/PAP, approval cancelled by $how" credentials
			nobody TTLS auth=PAP
			asked $how identity=user password=
			refused "TTLS/PAP, cancelled by $how" credentials
			asked $how identity=user password=wrong
			refused "TTLS/PAP, wrong password by $how" eap-rejected
		done
		aaa person-1.2 TLS=1.2
		for how in terminal socket; do
			nobody PEAP auth=MSCHAPV2
			asked $how identity=mschapv2 password=password
			good "PEAP/MSCHAPV2, asked by $how"
			nobody PEAP auth=GTC
			asked $how identity=gtc otp=password
			good "PEAP/GTC, asked by $how"
		done
		if [ $server = freeradius ]; then
			# hostapd chooses the method by the name outside
			nobody TTLS auth=PAP anonymous_identity=
			asked terminal identity=user password=password
			good "TTLS/PAP, identity outside"
		fi
		if [ $server = freeradius ]; then
			aaa person-retry TLS=1.2 RETRY=1
			for method in PEAP TTLS; do
				nobody $method autheap=MSCHAPV2
				asked terminal identity=mschapv2 password=mistyped password=password
				good "$method/EAP-MSCHAPv2, mistyped once"
				asked terminal identity=mschapv2 password=mistyped password=mistyped
				refused "$method/EAP-MSCHAPv2, mistyped twice" 'eap-rejected: .*password.*'
				person_expired
			done
		fi
		# shellcheck disable=SC2034 # read by self_test of run
		person=()
		nobody TTLS auth=PAP
		refused "nobody to ask" credentials
		stop "$current"
	done
	current=''
}
