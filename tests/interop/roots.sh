# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: FA-RK of FreeRADIUS, which tells that the EMSK is the same on both sides.

# rooted TITLE [ARGUMENT]...: must succeed, with the FA-RK that the server sent
rooted() {
	local title=$1
	shift

	if self_test "$@" >"$OUT/check.log" 2>&1 &&
		! grep -v 'MSK and FA-RK are the same on both sides' "$OUT/check.log"; then
		ok "$server: $title: FA-RK"
	else
		not_ok "$server: $title: FA-RK" "not the same, or none"
		tail -n 8 "$OUT/check.log" | sed 's/^/#   /'
	fi
}

# methods with an EMSK in FreeRADIUS: those of TLS
roots_run() {
	local server=freeradius tls

	current=''
	for tls in 1.2 1.3; do
		aaa "roots-$tls" TLS=$tls CACHE=1
		config client-rsa emsk_keys=1
		rooted "TLS $tls" --reauth 1
		tunnel TTLS auth=MSCHAPV2 user emsk_keys=1
		rooted "TTLS, TLS $tls"
		tunnel PEAP auth=MSCHAPV2 mschapv2 emsk_keys=1
		rooted "PEAP, TLS $tls"
		config client-rsa emsk_keys=0
		good "TLS $tls, without root keys"
	done
	stop "$current"
	current=''
}
