#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Stock wpa_supplicant as the EAP engine, by wman-supplicant-bridge: Documentation/supplicant.rst.
. "$(dirname "$0")/lib.sh"

# supplicant_conf LINE...: its configuration
supplicant_conf() {
	(
		umask 077
		printf '%s\n' 'ap_scan=0' 'network={' 'key_mgmt=IEEE8021X' 'eapol_flags=0' \
			"ca_cert=\"$WMAN_PKI/ca.pem\"" "$@" '}' >"$RUN/supplicant.conf"
	)
}

bridge_up() {
	start bridge ip netns exec wman-ss "$TOOLS/wman-supplicant-bridge" wman0 "$RUN/supplicant.conf"
	wait_for 30 is_bound && running bridge
}

is_bound() {
	ended bridge || [ "$(dev_field agent-bound)" = true ]
}

# said TEXT [TIMES]
said() {
	[ "$(grep -c "$1" "$OUT/bridge.log")" -ge "${2:-1}" ]
}

authorized_again() {
	said 'success' 2 && [ "$(dev_field auth-state)" = authorized ]
}

# no supplicant, no device of the bridge: in this namespace there never was one
nothing_left() {
	! pgrep -x wpa_supplicant && ! ss ip link show eapol0
}

lab 65-supplicant
if ! command -v wpa_supplicant >/dev/null; then
	echo "# skipped: there is no wpa_supplicant here (apt-get install wpasupplicant)"
	ok "skipped without wpa_supplicant # SKIP"
	finish
fi
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture"
supplicant_conf eap=TLS 'identity="{am=1}device@wimax.test"' 'domain_match="aaa.wimax.test"' \
	"client_cert=\"$WMAN_PKI/client-rsa.pem\"" "private_key=\"$WMAN_PKI/client-rsa.key\""
check "the bridge binds" bridge_up
check "it says what it is" said 'LAB USE ONLY'
check "EAP-TLS: network entry" connect
addresses
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
flood_start
ss wman dev reauth wman0
check "re-authentication" wait_for 30 authorized_again
flood_end "no ping was lost meanwhile"
stop bridge
check "it leaves nothing behind" wait_for 10 nothing_left
check "and TEKs in use go on" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
ss wman dev disconnect wman0

supplicant_conf eap=TTLS 'phase2="auth=MSCHAPV2"' 'anonymous_identity="ttls@wimax.test"' \
	'identity="user"' 'password="password"'
check "another configuration" bridge_up
check "EAP-TTLS: network entry" connect
check "ping with its keys" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
ss wman dev disconnect wman0
stop bridge

supplicant_conf eap=TTLS 'phase2="auth=MSCHAPV2"' 'anonymous_identity="ttls@wimax.test"' \
	'identity="user"' 'password="wrong"'
check "with a wrong password" bridge_up
check_fails "there is no network entry" ss wman dev connect wman0 wait 20
check "and the bridge says so" said 'failure: the supplicant says that EAP failed'
finish
