#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The modules load, check their cryptography against vectors, and leave again.
. "$(dirname "$0")/lib.sh"

begin 00-load
cleanup() {
	rmmod wman_vectors wman_hwsim wman_eth wman 2>/dev/null
}

check "wman.ko loads" load wman
check "its netlink family is there" genl ctrl get name wman
check "wman_eth.ko loads" load wman_eth
check "wman_hwsim.ko loads" load wman_hwsim
check "the vectors hold over the kernel's cryptography" \
	load test/tests/kmod/wman_vectors
check "and were counted" grep -Eq 'wman_vectors: [1-9][0-9]* passed, 0 failed' <(dmesg)
check "a card without a device leaves" rmmod wman_eth
check "wman.ko is held by the card that is left" grep -q '^wman .*wman_hwsim' /proc/modules
check "all leave" rmmod wman_vectors wman_hwsim wman
load_unload() {
	load wman && load wman_eth && rmmod wman_eth wman
}
for round in 1 2 3; do
	check "load and unload again, $round" load_unload
done
finish
