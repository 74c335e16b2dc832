# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced: progress lines with the elapsed time, so that nothing is silent for more than a few
# seconds, and the name of the log when something fails.

PROGRESS_START=${PROGRESS_START:-$(date +%s)}
export PROGRESS_START

# say TEXT...: one progress line
say() {
	printf '[%4d s] %s\n' "$(($(date +%s) - PROGRESS_START))" "$*"
}

# heartbeat TITLE LOG: every four seconds the last line of LOG; runs until it is killed
heartbeat() {
	local last

	# a timed read of a pipe that never delivers: unlike sleep it leaves no process behind
	while :; do
		read -r -t 4 -u "$heartbeat_fd" || :
		last=$(tail -c 400 "$2" 2>/dev/null | tr -d '\r' | grep -v '^[[:space:]]*$' | tail -n 1)
		say "$1: ${last:0:90}"
	done
}

# run_logged TITLE LOG COMMAND...: runs COMMAND with its output in LOG; returns its status
run_logged() {
	local title=$1 log=$2 status beat heartbeat_fd
	shift 2

	say "$title"
	mkdir -p "${log%/*}"
	: >"$log"
	exec {heartbeat_fd}<> <(:)
	heartbeat "$title" "$log" &
	beat=$!
	"$@" >"$log" 2>&1 </dev/null
	status=$?
	kill "$beat"
	wait "$beat" 2>/dev/null
	exec {heartbeat_fd}>&-
	if [ $status -ne 0 ]; then
		tail -n 20 "$log" | sed 's/^/    /'
		say "FAILED: $title (status $status); the whole log: $log"
	fi
	return $status
}
