#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Many subscribers on one air, one helper and one base station: all become operational, keep their
# keys apart, take little memory, and go. STATIONS says how many (20).
#
# Memory is that of the whole kernel, less what as many "dummy" devices take: a netdevice, with the
# directories that two address families make for it in /proc and /sys, costs more than all that
# wman puts behind it.
. "$(dirname "$0")/lib.sh"

N=${STATIONS:-20}
LIMIT_KIB=32

all() {
	ss "$(dirname "$0")/70-scale.py" "$N" "$@"
}

# each TEXT: a command of "ip" for each station, with its number for @, and its address for %
each() {
	local i mac text

	for ((i = 1; i <= N; i++)); do
		printf -v mac '02:16:00:00:%02x:%02x' $((i >> 8 | 16)) $((i & 255))
		text=${1//@/$i}
		echo "${text//%/$mac}"
	done >"$RUN/batch"
	ss ip -batch "$RUN/batch"
}

# what the kernel has for itself, in KiB, when what goes in the background is gone
kernel_kib() {
	sync
	echo 2 >/proc/sys/vm/drop_caches
	awk '/^(SUnreclaim|Percpu|KernelStack|PageTables):/ { n += $2 } END { print n }' /proc/meminfo
}

# KiB a station, since there were $1 in all
each_kib() {
	echo $((($(kernel_kib) - $1) / N))
}

seconds() {
	local begin

	begin=$(date +%s%N)
	"$@" || return
	took=$((($(date +%s%N) - begin) / 1000000))
}

# the programs are not of the kernel, but their stacks and tables are
programs_up() {
	aaa_up && bs_up && helper_up
}

# a sanitizer's own memory is not wman's
sanitized() {
	case $(uname -r) in *-uml | *-debug) ;; *) return 1 ;; esac
}

# at once: who is next is the helper's affair
enter() {
	all connect && all wait operational $((300 + N))
}

small() {
	[ "$taken" -le "$LIMIT_KIB" ]
}

lab 70-scale
programs_up
modprobe -q dummy
# the first of a kind makes caches
each 'link add d@ type dummy' && each 'link set d@ up' && each 'link del d@'
before=$(kernel_kib)
each 'link add d@ type dummy' && each 'link set d@ up'
plain=$(each_kib "$before")
each 'link del d@'

before=$(kernel_kib)
check "$N stations" seconds each 'link add wman@ link ss0 address % type wman'
echo "# made in $took ms"
check "all are up" each 'link set wman@ up'
idle=$(each_kib "$before")
all patient
check "all are operational" seconds enter
echo "# operational after $took ms"
taken=$(($(each_kib "$before") - plain))
echo "# KiB each: a dummy device $plain, idle $((idle - plain)) more, with keys and flows $taken more"
sanitized || check "of which wman's own at most $LIMIT_KIB KiB" small
check "each has an AK of its own" all akids
ss ip addr add $SS4/24 dev wman1
check "ping" ss ping -I wman1 -c 3 -i 0.05 -W 5 -q "$BS4"
check "all go" seconds each 'link del wman@'
echo "# gone in $took ms"
finish
