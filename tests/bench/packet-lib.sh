# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by the benches that count instructions: traces of packets in a guest under -icount, where
# a tick of the CPU's counter is an instruction. Begin and end of a packet's way are events of the
# kernel's trace. Pings give one packet each way: an ICMP message of N octets in an IP flow is an SDU
# of N octets.
. "$(dirname "${BASH_SOURCE[0]}")/../selftests/lib.sh"

PINGS=200
TRACE=/sys/kernel/tracing
EVENTS=(net_dev_start_xmit net_dev_queue netif_receive_skb napi_gro_receive_entry)

# trace_begin DIR: an empty trace of the events, in instructions
trace_begin() {
	local event

	echo x86-tsc >"$1/trace_clock" || return 1
	[ ! -e "$1/options/hash-ptr" ] || echo 0 >"$1/options/hash-ptr"
	: >"$1/trace"
	for event in "${EVENTS[@]}"; do
		echo "$event" >>"$1/set_event" || return 1
	done
}

trace_end() {
	: >"$1/set_event"
	cat "$1/trace" >"$2"
}

# pings LENGTH: nothing may be lost, so that each trace holds the same packets
pings() {
	ss ping -q -c "$PINGS" -i 0.01 -W 5 -s $(($1 - 28)) "$BS4" >"$OUT/ping.log"
}
