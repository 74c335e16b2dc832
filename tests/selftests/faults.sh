# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh: calls of the modules that may fail, one after the other.
#
#   faults_begin NAME       begins the test, with the module that says which call fails
#   fault N                 the Nth from here on; 0: none any more
#   sweep TITLE COMMAND     runs it with each call failing in turn
#   network_entry, renewal, netlink WORD...   commands for it, of a station that is entered
#
# Needs the modules of "make fault-modules". WMAN_STRIDE: only each so-manieth call (all: 1).

STRIDE=${WMAN_STRIDE:-1}
FAULT=/sys/module/wman_fault/parameters
PLAIN=$MODULES
MODULES=$MODULES-fault

fault() {
	echo "$1" >$FAULT/nth
}

# sweep TITLE COMMAND: runs it with each call failing in turn. COMMAND judges what came out, with
# faults switched off by "fault 0" when it wants to see that all is well again.
sweep() {
	local title=$1 n hits=0 bad=0
	shift

	for ((n = 1; ; n += STRIDE)); do
		fault $n
		if ! "$@" >"$OUT/sweep.log" 2>&1; then
			bad=$((bad + 1))
			echo "#   call $n failed in $(cat $FAULT/where)"
			tail -n 5 "$OUT/sweep.log" | sed 's/^/#   /'
		fi
		[ "$(cat $FAULT/hit)" = 1 ] || break
		hits=$((hits + 1))
		[ $bad -lt 5 ] || break
	done
	fault 0
	check "$title: $hits calls failed" test $bad -eq 0 -a $hits -gt 0
}

faults_begin() {
	begin "$1"
	insmod "$PLAIN/test/tests/kmod/wman_fault.ko" || exit 1
}

answered() {
	ss ping -q -c 1 -W 2 -p a55a5aa5 "$BS4"
}

# what does not come by itself after the faults comes when one asks again
recovered() {
	wait_for 12 answered && return
	ss wman dev disconnect wman0
	ss wman dev connect wman0 wait 60 && wait_for 10 answered
}

network_entry() {
	ss wman dev disconnect wman0 || ss wman dev disconnect wman0 || return
	ss wman dev forget wman0 || ss wman dev forget wman0 || return
	ss wman dev connect wman0 wait 4
	answered
	fault 0 || return
	recovered
}

renewal() {
	was=$(dev_field ak-sn)
	ss wman dev reauth wman0
	wait_for 3 renewed
	fault 0 || return
	recovered
}

# one that was hit is not waited for
renewed() {
	[ "$(cat "$FAULT/hit")" = 1 ] || [ "$(dev_field ak-sn)" != "$was" ]
}

# an operation answers or fails; the station is as it was
netlink() {
	ss wman "$@"
	fault 0 || return
	answered
}

cleanup() {
	lab_down
	rmmod wman_fault
}
