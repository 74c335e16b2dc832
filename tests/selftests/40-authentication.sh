#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Authentication that must fail: each cause has its own reason in the device, the CLI and the log,
# no key comes up, nothing passes; and what recovers by itself does.
. "$(dirname "$0")/lib.sh"

closed() {
	! ss ping -c 1 -W 1 -q "$BS4"
}

# the reason was told in all three places
told() {
	cat "$OUT/connect.log" "$OUT/wmand.log"
	grep -qwE -- "$1" "$OUT/connect.log" && grep -qwE -- "$1" "$OUT/wmand.log"
}

# refused TITLE REASON: a network entry that must end with it
refused() {
	ss wman dev connect wman0 wait 25 >"$OUT/connect.log" 2>&1
	check "$1: connect fails" test $? -eq 1
	check "$1: $2 in CLI and log" told "$2"
	check "$1: no key" keyless
	check "$1: nothing passes" closed
	ss wman dev disconnect wman0
	stop wmand
}

lab 40-authentication
aaa_up && bs_up
addresses

check "connect without a helper" ss wman dev connect wman0
no_agent() {
	[ "$(dev_field auth-state)" = no-agent ]
}
check "state no-agent at once" wait_for 5 no_agent
check "nothing passes without a helper" closed
helper_up
check "entry goes on when a helper binds" wait_for 30 state_is operational
check "ping" ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
ss wman dev disconnect wman0
stop wmand

helper_up ca_cert="\"$WMAN_PKI/ca-other.pem\""
refused "wrong CA" tls-untrusted
helper_up domain_match='"bbb.wimax.test"'
refused "wrong server name" tls-name
helper_up client_cert="\"$WMAN_PKI/client-untrusted.pem\"" \
	private_key="\"$WMAN_PKI/client-untrusted.key\""
refused "the AAA server rejects the station" 'eap-rejected|tls-alert'
stop bs
stop aaa

aaa_up AAA_CERT=server-expired && bs_up && helper_up
refused "expired server certificate" tls-expired
stop bs
stop aaa

aaa_up AAA_SECRET=another && bs_up && helper_up
refused "wrong RADIUS secret" 'eap-rejected|eap-timeout'
check "the base station names the RADIUS secret's fault" grep -q 'radius-' "$OUT/bs.events"
stop bs
stop aaa

aaa_up && bs_up && helper_up
kill -STOP "${PIDS[aaa]}"
refused "silent AAA server" 'eap-rejected|eap-timeout'
kill -CONT "${PIDS[aaa]}"

helper_up
check "and with everything right again" connect
check "ping" ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
finish
