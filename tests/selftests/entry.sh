# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh: what must hold with every card.

carrier() {
	[ "$(ss cat /sys/class/net/wman0/carrier 2>/dev/null)" = "$1" ]
}

operstate() {
	[ "$(ss cat /sys/class/net/wman0/operstate)" = "$1" ]
}

# the payload of the pings is nowhere on the air
payload_hidden() {
	! LC_ALL=C grep -q -a -P '\xa5\x5a\x5a\xa5\xa5\x5a\x5a\xa5' "${capture:?}"
}

sa_operational() {
	ss wman -j sa show wman0 |
		jq -e '[.. | objects | select(.type == "primary" and .state == "operational")] | length == 1'
}

entry_test() {
	local size mtu

	check "up does not start the air" state_is idle
	check_fails "no carrier before connect" carrier 1
	entry || return
	check "carrier" carrier 1
	check "operstate" operstate up
	check "state" state_is operational
	check "the primary SA is operational" sa_operational
	mtu=$(ss cat /sys/class/net/wman0/mtu)
	for size in 0 1 7 8 9 56 63 64 65 512 1000 1400 $((mtu - 28)); do
		check "ping of $size octets" ss ping -c 3 -i 0.05 -W 5 -q -p a55a5aa5 -s "$size" "$BS4"
	done
	check "ping larger than the MTU (IP fragments)" ss ping -c 2 -i 0.1 -W 5 -q -s 4000 "$BS4"
	check "ping from the base station's side" bs ping -c 3 -i 0.05 -W 5 -q -s 56 "$SS4"
	check "IPv6 ping" ss ping -6 -c 3 -i 0.05 -W 5 -q -s 1000 "$BS6"
	check "IPv6 ping from the base station's side" bs ping -6 -c 3 -i 0.05 -W 5 -q "$SS6"
	check "pings are not readable on the air" payload_hidden

	check "disconnect" ss wman dev disconnect wman0
	check "keys are gone" keyless
	check_fails "nothing passes after disconnect" ss ping -c 1 -W 1 -q "$BS4"
	check "connect again" connect
	check "ping after the second entry" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
	check_fails "the address is fixed while connected" ss ip link set wman0 address 02:16:00:00:0f:0f
	check "the device goes while connected" ss ip link del wman0
}
