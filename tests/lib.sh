# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by every test script: results in KTAP, processes by name and PID, waiting for conditions.
#
#   begin NAME            the script's name; its logs go to $OUT (below build/ or the VM's OUTDIR),
#                         sockets and secrets to $RUN, which is removed at the end
#   ok, not_ok TITLE [WHY]
#   check TITLE COMMAND   ok when COMMAND succeeds; its output is shown when it does not
#   check_fails TITLE COMMAND
#   wait_for SECONDS COMMAND      polls until COMMAND succeeds; fails when the time is up. POLL: how
#                                 often, in seconds (0.05); PATIENCE: how many times as long it may
#                                 take where everything is slow (1)
#   start NAME COMMAND    in the background, output in $OUT/NAME.log; ended at exit at the latest
#   stop NAME [SIGNAL]    ends it by its PID and waits; fails when it does not end in time
#   finish                prints the plan; a script that does not reach it has failed
set -u

TESTS_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
declare -A PIDS=()
results=0
failures=0
finished=''

begin() {
	script=$1
	OUT=${OUT:-$TESTS_TOP/build/tests/out}/$script
	mkdir -p "$OUT" || exit 1
	RUN=$(mktemp -d "${TMPDIR:-/tmp}/$script.XXXXXX") || exit 1
	trap leave EXIT
	trap 'exit 130' INT TERM HUP
}

ok() {
	results=$((results + 1))
	echo "ok $results $script: $1"
}

not_ok() {
	results=$((results + 1))
	failures=$((failures + 1))
	echo "not ok $results $script: $1${2:+ # $2}"
}

check() {
	local title=$1 log=$OUT/check.log
	shift

	if "$@" >"$log" 2>&1; then
		ok "$title"
		return 0
	fi
	not_ok "$title"
	tail -n 15 "$log" | sed 's/^/#   /'
	return 1
}

check_fails() {
	local title=$1 log=$OUT/check.log
	shift

	if ! "$@" >"$log" 2>&1; then
		ok "$title"
		return 0
	fi
	not_ok "$title" "it succeeded"
	tail -n 15 "$log" | sed 's/^/#   /'
	return 1
}

wait_for() {
	local end=$((${EPOCHREALTIME/[.,]/} + $1 * ${PATIENCE:-1} * 1000000))
	shift

	until "$@" >/dev/null 2>&1; do
		[ "${EPOCHREALTIME/[.,]/}" -lt "$end" ] || return 1
		read -r -t "${POLL:-0.05}" -u "$poll_fd" || :
	done
}
# never readable: a timed read of it is a pause that starts no process
exec {poll_fd}<> <(:)

start() {
	local name=$1
	shift

	"$@" >"$OUT/$name.log" 2>&1 </dev/null &
	PIDS[$name]=$!
}

# a process that has ended but was not waited for does not run
running() {
	local stat

	[ -n "${PIDS[$1]-}" ] && { read -r stat <"/proc/${PIDS[$1]}/stat"; } 2>/dev/null &&
		[[ $stat != *') Z '* ]]
}

ended() {
	! running "$1"
}

stop() {
	local name=$1 pid=${PIDS[$1]-}

	[ -n "$pid" ] || return 0
	kill -s "${2:-TERM}" "$pid" 2>/dev/null
	if ! wait_for 10 ended "$name"; then
		kill -s KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
		unset "PIDS[$name]"
		echo "#   $name did not end; log: $OUT/$name.log"
		return 1
	fi
	wait "$pid" 2>/dev/null
	unset "PIDS[$name]"
	return 0
}

stop_all() {
	local name

	for name in "${!PIDS[@]}"; do
		stop "$name"
	done
}

finish() {
	finished=1
	[ $failures -eq 0 ]
	exit
}

# Every way out ends what was started; only finish() prints the plan.
leave() {
	local status=$?

	[ "$(type -t cleanup)" != function ] || cleanup
	stop_all
	rm -rf "$RUN"
	[ $failures -eq 0 ] || status=1
	if [ -n "$finished" ] && [ $results -gt 0 ]; then
		echo "1..$results"
	fi
	[ $failures -eq 0 ] || echo "#   logs: $OUT"
	exit $status
}
