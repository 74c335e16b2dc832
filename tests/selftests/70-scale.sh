#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Many subscribers on one air, one helper and one base station: all become operational, keep their
# keys apart, and go. STATIONS says how many (20).
. "$(dirname "$0")/lib.sh"

N=${STATIONS:-20}

# each TEXT: once for each station, with its number for @, and its address for %
each() {
	local i

	for ((i = 1; i <= N; i++)); do
		printf '%s\n' "$1" | sed "s/@/$i/; s/%/$(printf 02:16:00:01:%02x:%02x $((i >> 8)) $((i & 255)))/"
	done
}

# words of wman, one command a line
wman_each() {
	each "$1" | while read -r words; do
		# shellcheck disable=SC2086
		ss wman $words || return 1
	done
}

# how many stations are in a state
stations() {
	ss wman -j dev show | jq "[.. | objects | select(.state? == \"$1\")] | length"
}

all_are() {
	[ "$(stations "$1")" -eq "$N" ]
}

# octets of the kernel's memory
kernel_kib() {
	awk '/^(Slab|Percpu|KernelStack|VmallocUsed|PageTables):/ { n += $2 } END { print n }' /proc/meminfo
}

akids() {
	each wman@ | while read -r dev; do
		ss wman -j key show "$dev" | jq -r '[.. | objects | select(has("akid")) | .akid][0]'
	done
}

distinct() {
	[ "$(akids | sort -u | grep -cv null)" -eq "$N" ]
}

seconds() {
	local begin

	begin=$(date +%s%N)
	"$@" || return
	took=$((($(date +%s%N) - begin) / 1000000))
}

lab 70-scale
before=$(kernel_kib)
each 'link add wman@ link ss0 address % type wman' >"$RUN/add"
check "$N stations" seconds ss ip -batch "$RUN/add"
echo "# made in $took ms, $((($(kernel_kib) - before) / N)) KiB each"
each 'link set wman@ up' >"$RUN/up"
check "all are up" ss ip -batch "$RUN/up"
wman_each 'dev set wman@ timer lost-dl-map-ms 10000'
aaa_up && bs_up && helper_up
begin=$(date +%s%N)
check "all connect" wman_each 'dev connect wman@'
check "all are operational" wait_for 300 all_are operational
echo "# operational after $((($(date +%s%N) - begin) / 1000000)) ms"
echo "# with keys and flows $((($(kernel_kib) - before) / N)) KiB each"
check "each has an AK of its own" distinct
ss ip addr add $SS4/24 dev wman1
check "ping" ss ping -I wman1 -c 3 -i 0.05 -W 5 -q "$BS4"
each 'link del wman@' >"$RUN/del"
check "all go" seconds ss ip -batch "$RUN/del"
echo "# gone in $took ms"
finish
