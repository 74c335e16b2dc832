#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every call of the modules that may fail fails once: n = 1, 2, 3 ... through loading, making
# devices, network entry, rekeying, re-authentication, traffic and every netlink operation, until
# no call is left to fail. Each time the operation works or says that it does not; afterwards the
# station works, nothing is lost, and nothing was ever sent in the clear.
#
# What other kinds of authorization add is in fault-kinds.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/entry.sh"
. "$(dirname "$0")/faults.sh"

MAC=02:16:00:00:01:00

loaded() {
	grep -q "^$1 " /proc/modules
}

# a module is loaded whole or not at all
load_all() {
	local m

	for m in wman wman_eth wman_hwsim; do
		load "$m" || break
	done
	fault 0 || return
	for m in wman_hwsim wman_eth wman; do
		! loaded "$m" || rmmod "$m" || return
	done
	load wman && load wman_eth && load wman_hwsim && rmmod wman_hwsim wman_eth wman
}

# make_device COMMAND: a device is made whole, and goes, or it is not made
make_device() {
	"$@" && ss ip link set wmanx up
	"$@" 2>/dev/null
	ss ip link set wmanx down
	fault 0 || return
	! ss ip link show wmanx 2>/dev/null || ss ip link del wmanx || return
	"$@" && ss ip link set wmanx up && ss ip link del wmanx
}

rollover() {
	bs_send rekey "$MAC" >/dev/null
	ss wman sa rekey wman0 "$said"
	answered
	fault 0 || return
	recovered
}

# sizes that are whole, in several parts, or go through a copy
traffic() {
	local size

	for size in 0 56 1000 1372 4000; do
		ss ping -q -c 1 -W 0.3 -p a55a5aa5 -s "$size" "$BS4"
	done
	fault 0 || return
	answered
}

faults_begin fault-calls
sweep "load and unload" load_all
lab fault-calls
ss ip link del wman0
sweep "make a device on Ethernet" make_device ss ip link add wmanx link ss0 type wman
load wman_hwsim
sweep "make a simulated device" make_device ss ip link add wmanx type wman_hwsim
rmmod wman_hwsim
station 0
# parts on the air, and in the management messages
ss ip link set ss0 mtu 1300
entry
said=$(ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]')
sweep "network entry" network_entry
check "want of memory was counted" test "$(counter no-memory)" -gt 0
sweep "re-authentication" renewal
sweep "TEK rollover" rollover
sweep "traffic" traffic
# "sa show" and the timers of "dev set" make no call that can fail
while read -r words; do
	# shellcheck disable=SC2086
	sweep "wman $words" netlink $words
done <<-WORDS
	dev show
	-j dev show wman0
	key show wman0
	flow show wman0
	scan wman0
	stats wman0 all
WORDS
check "nothing was ever readable on the air" payload_hidden
finish
