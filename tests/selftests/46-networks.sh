#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Several networks: by priority among those that are for this base station, and a refused one makes way
# for the next. A reload disturbs the station only when its own network changed. Root keys of Mobile IP
# are for root, once.
. "$(dirname "$0")/lib.sh"

# network NAME [KEY=VALUE]...: a block of the configuration
network() {
	local pair

	echo 'network={'
	printf '\t%s\n' "id_str=\"$1\"" eap=TLS 'identity="{am=1}device@wimax.test"' \
		"client_cert=\"$WMAN_PKI/client-rsa.pem\"" "private_key=\"$WMAN_PKI/client-rsa.key\""
	shift
	for pair in "$@"; do
		printf '\t%s\n' "$pair"
	done
	echo '}'
}

# networks [KEY=VALUE]...: the configuration; these are of the one that is right
networks() {
	(
		umask 077
		network elsewhere nap=00:00:01 priority=9 "ca_cert=\"$WMAN_PKI/ca.pem\""
		network ignoring "bssid_ignore=$BSID" priority=8 "ca_cert=\"$WMAN_PKI/ca.pem\""
		network another bssid=02:16:00:00:00:77 priority=7 "ca_cert=\"$WMAN_PKI/ca.pem\""
		network wrong priority=5 "ca_cert=\"$WMAN_PKI/ca-other.pem\""
		network right "ca_cert=\"$WMAN_PKI/ca.pem\"" 'domain_match="aaa.wimax.test"' "$@"
	) >"$RUN/networks.conf"
}

# how often a network was authenticated to
successes() {
	grep -c 'network right: EAP-TLS succeeded' "$OUT/wmand.log"
}

# how often the one before it was tried
tries() {
	grep -c 'network wrong: EAP-TLS failed' "$OUT/wmand.log"
}

more_than() {
	[ "$(successes)" -gt "$1" ]
}

# whether wmand has read its configuration again, N times
reloaded() {
	[ "$(grep -c 'configuration reloaded' "$OUT/wmand.log")" -ge "$1" ]
}

# reload N: the N-th one
reload() {
	kill -HUP "${PIDS[wmand]}"
	wait_for 10 reloaded "$1"
}

lab 46-networks
aaa_up && bs_up
addresses
networks emsk_keys=1
start wmand ip netns exec wman-ss wmand -c "$RUN/networks.conf"
check "the helper binds" wait_for 30 agent_bound
ss wman dev set wman0 timer reject-wait 10000

ss wman dev connect wman0
check "the refused network makes way for the next" wait_for 60 state_is operational
check "it was tried first, once" test "$(tries) $(grep -c 'network wrong: .*tls-untrusted' "$OUT/wmand.log")" = "1 1"
check_fails "those for others were not" \
	grep -qE 'network (elsewhere|ignoring|another): EAP' "$OUT/wmand.log"
check "ping" ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
ss wman network show wrong >"$OUT/show"
check "wman network show tells" grep -qE "^    refused at $BSID: tls-untrusted, 1 times" "$OUT/show"

tried=$(tries)
before=$(successes)
ss wman dev disconnect wman0
ss wman dev connect wman0
check "a new entry" wait_for 60 more_than "$before"
check "does not try it again so soon" test "$(tries)" -eq "$tried"
check "up" wait_for 60 state_is operational

ss wman mip wman0 >"$OUT/mip"
check "wman mip gives keys" grep -qxE 'mip-rk [0-9a-f]{128}' "$OUT/mip"
check_fails "once" ss wman mip wman0

before=$(successes)
check "reload of the same" reload 1
check "forgets refusals" test -z "$(ss wman network show | grep refused)"
networks emsk_keys=1 '# a comment'
check "reload with a comment more" reload 2
# it says so before it says that it has reloaded
check_fails "nobody is disturbed" grep -q 'authenticates again' "$OUT/wmand.log"
networks emsk_keys=0
check "reload with another value" reload 3
check "authenticates again" wait_for 30 more_than "$before"
check "and nothing is lost" state_is operational
check_fails "there are no keys without emsk_keys" ss wman mip wman0
# the next time would be decided with the success of this one
check "once" test "$(grep -c 'authenticates again' "$OUT/wmand.log") $(successes)" = "1 $((before + 1))"
finish
