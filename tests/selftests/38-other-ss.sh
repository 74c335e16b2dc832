#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The other way round: wman-bs and a station of tests/peer, which shares no code with it. No module is
# loaded; the AAA server is in the station, and EAP is one round.
. "$(dirname "$0")/lib.sh"

PEER=$TESTS_TOP/tests/peer

begin 38-other-ss
[ -e /dev/net/tun ] || modprobe tun
ip netns add wman-bs
bs ip link set lo up
bs ip link add bs0 type veth peer name ss0
bs ip link set bs0 up
bs ip link set ss0 up
check "the arithmetic of tests/peer is that of the vectors" "$PEER/vectors.py"
while IFS=$'\t' read -r name title; do
	check "$title" bs "$PEER/enter.py" "$TOOLS/wman-bs" bs0 ss0 "$OUT" "$name"
done < <("$PEER/enter.py" list)
finish
