#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# TCP and UDP both ways through the encrypted link: it carries load, and every octet is right.
. "$(dirname "$0")/lib.sh"

iperf() {
	ss timeout 60 iperf3 -c "$BS4" --connect-timeout 5000 -J "$@" >"$OUT/iperf.json" &&
		jq -e '.end.sum_received.bytes // .end.sum.bytes | . > 100000' "$OUT/iperf.json"
}

# transfer FROM TO ADDRESS: four megabytes arrive as they were sent
transfer() {
	local sum received pid

	head -c 4000000 /dev/urandom >"$RUN/data"
	sum=$(sha256sum <"$RUN/data")
	"$2" timeout 60 python3 -c 'import socket, sys
s = socket.create_server((sys.argv[1], 5300))
open(sys.argv[2] + ".port", "w").close()
c = s.accept()[0]
f = open(sys.argv[2], "wb")
while (d := c.recv(65536)):
    f.write(d)' "$3" "$RUN/received" &
	pid=$!
	wait_for 20 test -e "$RUN/received.port" || return 1
	"$1" timeout 60 python3 -c 'import socket, sys
s = socket.create_connection((sys.argv[1], 5300))
s.sendall(open(sys.argv[2], "rb").read())' "$3" "$RUN/data" || return 1
	wait "$pid" || return 1
	received=$(sha256sum <"$RUN/received")
	rm -f "$RUN"/received*
	[ "$sum" = "$received" ]
}

lab 21-throughput
aaa_up && bs_up && helper_up && check "network entry" connect && addresses
start iperf3 ip netns exec wman-bs iperf3 -s -B "$BS4"
wait_for 20 bs timeout 5 bash -c "exec 3<>/dev/tcp/$BS4/5201" || not_ok "start iperf3"
check "TCP uplink" iperf -t 4
check "TCP downlink" iperf -t 4 -R
check "UDP uplink" iperf -u -b 2M -t 3
check "UDP downlink" iperf -u -b 2M -t 3 -R
stop iperf3
check "uplink octets arrive unchanged" transfer ss bs "$BS4"
check "downlink octets arrive unchanged" transfer bs ss "$SS4"
check "no PDU was rejected for its ICV" test "$(counter icv)" = 0
finish
