# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: the methods of a shared secret that need no certificate, EAP-PSK and EAP-PWD.

# secret_config METHOD IDENTITY PASSWORD [KEY=VALUE]...: PASSWORD as it stands in the file
secret_config() {
	config '' eap="$1" identity="\"$2@wimax.test\"" password="$3" ca_cert= domain_match= client_cert= \
		private_key= "${@:4}"
}

psk() {
	secret_config PSK psk '"0123456789abcdef"'
	good "PSK" --runs 2
	secret_config PSK psk-nul 00112233445566778899aabbccddeeff 'anonymous_identity="psk@wimax.test"'
	good "PSK, a key with any octets, another identity outside"
	secret_config PSK psk '"0123456789abcdeF"'
	refused "PSK, wrong key" 'eap-rejected: .*knows the key.*'
}

# pwd GROUP
pwd_group() {
	secret_config PWD pwd '"password"'
	good "PWD, group $1" --runs 2
	secret_config PWD pwd '"password"' 'anonymous_identity="pwd-anonymous@wimax.test"' \
		fragment_size=64
	good "PWD, group $1, another identity outside, in fragments"
	secret_config PWD pwd '"Password"'
	refused "PWD, group $1, wrong password" 'eap-protocol: .*password.*'
}

pwd_hostapd() {
	local group user

	for group in 19 20 21; do
		aaa "pwd-$group" PWDGROUP=$group FRAG=100
		pwd_group $group
	done
	secret_config PWD pwd-hash hash:8846f7eaee8fb117ad06bdd830b7586c
	good "PWD, NT hash"
	for user in pwd-ssha1 pwd-ssha256 pwd-ssha512; do
		secret_config PWD $user '"password"'
		good "PWD, salted: $user"
	done
	aaa pwd-26 PWDGROUP=26
	secret_config PWD pwd '"password"'
	refused "PWD, a group that is not supported" 'eap-protocol: .*group 26.*'
}

gave_up() {
	grep -c 'failed to obtain password element' "$RUN/$current/radius.log"
}

# FreeRADIUS finds no password element in about one of 200 conversations (every second of group 21).
# Such a conversation tells nothing of the peer: where the server's log names one for each that
# failed, all are held again.
pwd_self_test() {
	local try before said status failures

	for try in 1 2 3 4 5; do
		before=$(gave_up)
		said=$(self_test "$@" 2>&1)
		status=$?
		failures=$(grep -c ': failure: ' <<<"$said")
		if [ "$failures" -eq 0 ] || [ $(($(gave_up) - before)) -ne "$failures" ]; then
			break
		fi
		echo "# $try: the server found no password element"
	done
	echo "$said"
	return $status
}

pwd_freeradius() {
	local group

	# shellcheck disable=SC2034 # read by good and refused
	conversation=pwd_self_test
	for group in 19 20; do
		aaa "pwd-$group" PWDGROUP=$group FRAG=130 DEBUG=1
		pwd_group $group
	done
	# shellcheck disable=SC2034
	conversation=self_test
}

# The last function needs those of run.
password_run() {
	# shellcheck disable=SC2034 # read by the functions of run
	server=hostapd
	current=''
	aaa password
	psk
	pwd_hostapd
	stop "$current"
	# shellcheck disable=SC2034 # read by the functions of run
	server=freeradius
	current=''
	pwd_freeradius
	stop "$current"
	current=''
}
