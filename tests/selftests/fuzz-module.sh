#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Fuzzers against the running modules (tests/kfuzz): attribute sets, what a base station says that
# holds all keys, and what the real one says once more, changed. The station comes through, works
# afterwards as before, and nothing was ever readable on the air.
#
# SEED: another sequence. FUZZ_N: executions of each but the last, which has a fifth; FUZZ_S: seconds
# of each instead.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/entry.sh"

N=${FUZZ_N:-20000}

# the seeds of the fuzzers in user space, which come from vectors and captures, and what these found
corpus() {
	local name

	python3 "$TESTS_TOP/tests/fuzz/seeds.py" "$RUN/corpus" || return
	for name in mgmt pkm pdu m2m; do
		tar xzf "$TESTS_TOP/tests/fuzz/corpus/$name.tar.gz" -C "$RUN/corpus/$name" || return
	done
}

# fuzz MODE EXECUTIONS
fuzz() {
	local limit=(-n "$2") status

	[ -z "${FUZZ_S-}" ] || limit=(-t "$FUZZ_S")
	ss "$TOOLS/tests/kfuzz/kfuzz" "$1" -s "${SEED:-1}" "${limit[@]}" -c "$RUN/corpus" |
		tee "$OUT/$1.log"
	status=${PIPESTATUS[0]}
	# with what ended it early, which a summary of failures shows
	check "$1: $(sed -n 's/.*, \([0-9]* executions\)$/\1/p; s/^# failed: //p' "$OUT/$1.log" |
		paste -sd ';' | sed 's/;/; /g')" test "$status" -eq 0
}

lab fuzz-module
# objects come and go faster than elsewhere, and each is an event that must not be lost
echo 32768 >"$BALANCE/buffer_size_kb"
check "corpus" corpus
load wman_hwsim
# pings that nobody answers: what must not be readable
addresses
start pings ip netns exec wman-ss ping -q -i 0.01 -p a55a5aa5 "$BS4"
fuzz netlink "$N"
fuzz air "$N"
stop pings INT
rmmod wman_hwsim
ss wman dev disconnect wman0
ss ip addr flush dev wman0
# as the fuzzer may have left it, IPv6 does not like it
ss ip link set wman0 mtu 1400

entry
flood_start
fuzz relay $((N / 5))
flood_end "no ping was lost to changed copies of frames"
check "nothing was ever readable on the air" payload_hidden
finish
