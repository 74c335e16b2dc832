# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: the methods of a shared secret that need no certificate, EAP-PSK.

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

# The last function needs those of run.
password_run() {
	server=hostapd
	current=''
	aaa password
	psk
	stop "$current"
	current=''
}
