#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# An air that carries little at a time: messages and SDUs are cut, and put together again.
. "$(dirname "$0")/lib.sh"

# fragments CIDS: PDUs on such connections have a fragmentation subheader
fragments() {
	tshark -r "${capture:?}" -Y "wmx.genericCid $1 && wmx.genericType2 == 1" 2>/dev/null | grep -q .
}

lab 24-fragments
ss ip link del wman0
ss ip link set ss0 mtu 500
bs ip link set bs0 mtu 500
station 0
capture=$RUN/air.pcap
aaa_up && bs_up --mgmt-max 300 --pcap "$capture" && helper_up && check "network entry" connect
addresses
# the base station made its device as small as its air; cut there, too
bs ip link set bstap0 mtu 1400
bs ip addr replace $BS6/64 dev bstap0 nodad
for size in 0 56 400 450 500 900 1000 1372; do
	check "ping of $size octets" ss ping -c 3 -i 0.05 -W 5 -q -s $size "$BS4"
done
check "ping from the base station's side" bs ping -c 3 -i 0.05 -W 5 -q -s 1300 "$SS4"
check "IPv6 ping" ss ping -6 -c 3 -i 0.05 -W 5 -q -s 1200 "$BS6"
check "nothing was dropped on the way" test "$(counter fragment-order)" = 0
check "management messages were cut" fragments '< 641'
check "SDUs were cut" fragments '> 640'
finish
