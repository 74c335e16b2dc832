#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What may happen at once happens at once, again and again, on every CPU there is: rekeying against
# tx and rx, disconnecting against both, dumps against removal, two agents that bind. Nothing is
# claimed of traffic here; the kernel must not complain, and the station must work afterwards.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00
ROUNDS=${WMAN_ROUNDS:-20}

# repeat NAME COMMAND: in the background until it is stopped
repeat() {
	local name=$1
	shift

	# shellcheck disable=SC2016
	start "$name" bash -c 'while :; do "$@"; done' "$name" "$@"
}

# Traffic both ways, as fast as answers come: more would only show how slow the machine is.
traffic_start() {
	start up ip netns exec wman-ss ping -q -A "$BS4"
	start down ip netns exec wman-bs ping -q -A "$SS4"
}

traffic_end() {
	stop up INT
	stop down INT
}

answered() {
	ss ping -q -c 2 -i 0.1 -W 5 "$BS4"
}

# rounds COMMAND: a number of times; fails when one fails
rounds() {
	local i

	for ((i = 0; i < ROUNDS; i++)); do
		"$@" || return
	done
}

rekey() {
	bs_send rekey "$MAC" && ss wman sa rekey wman0 "$said"
}

drop_keys() {
	bs_send drop-keys "$MAC"
}

renew() {
	ss wman dev reauth wman0
	wait_for 30 authorized
}

authorized() {
	[ "$(dev_field auth-state)" = authorized ]
}

again() {
	ss wman dev disconnect wman0 && ss wman dev connect wman0 wait 60
}

remake() {
	ss ip link del wman0 && station 0
}

lab 32-races
aaa_up && bs_up && helper_up && check "network entry" connect && addresses
said=$(ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]')

traffic_start
check "rekeying against tx and rx" rounds rekey
check "other keys without notice" rounds drop_keys
check "re-authentication against tx and rx" rounds renew
check "disconnecting against tx and rx" rounds again
traffic_end
check "it works afterwards" wait_for 30 answered

for what in "dev show" "sa show wman0" "key show wman0" "flow show wman0" "stats wman0" \
	"scan wman0"; do
	# shellcheck disable=SC2086
	repeat "${what// /-}" ip netns exec wman-ss wman $what
done
check "dumps against network entries" rounds again
check "dumps against removal" rounds remake
for what in "dev show" "sa show wman0" "key show wman0" "flow show wman0" "stats wman0" \
	"scan wman0"; do
	stop "${what// /-}" KILL
done

stop wmand
check "agents that bind at once" ip netns exec wman-ss "$(dirname "$0")/32-races.py" "$ROUNDS"
helper_up
check "network entry afterwards" connect
addresses
check "it works afterwards" wait_for 30 answered
finish
