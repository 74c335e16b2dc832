#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Another agent than wmand: the worked example of the documentation, with libwman-eap as its engine.
. "$(dirname "$0")/lib.sh"

agent_up() {
	start engine ip netns exec wman-ss "$TOOLS/examples/agent" '{am=1}device@wimax.test' \
		"$WMAN_PKI/ca.pem" "$1" "$WMAN_PKI/client-rsa.pem" "$WMAN_PKI/client-rsa.key"
	wait_for 30 is_bound && running engine
}

is_bound() {
	ended engine || [ "$(dev_field agent-bound)" = true ]
}

unbound() {
	[ "$(dev_field agent-bound)" != true ]
}

authorizations() {
	grep -c 'success' "$OUT/engine.log"
}

authorized_again() {
	[ "$(authorizations)" -ge 2 ] && [ "$(dev_field auth-state)" = authorized ]
}

# what the agent says of a server that it must not trust
refuses() {
	grep -q "$1" "$OUT/engine.log"
}

lab 64-engine
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture" && check "the agent binds" agent_up aaa.wimax.test
check "network entry" connect
addresses
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
flood_start
ss wman dev reauth wman0
check "re-authentication" wait_for 30 authorized_again
flood_end "no ping was lost meanwhile"
stop engine KILL
check "its end is seen" wait_for 30 unbound
check "and TEKs in use go on" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
ss wman dev disconnect wman0
check "another one binds" agent_up bbb.wimax.test
check_fails "it trusts no other server" ss wman dev connect wman0 wait 20
check "and says why" refuses name
finish
