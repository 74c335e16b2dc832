# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh: a subscriber before the hostile base stations of tests/hostile, whose heads
# say what is expected (tests/hostile/README.rst).
#
#   hostile_lab NAME      lab, servers, helper, traffic both ways all the time, short timers
#   hostile_all WHICH     every attack: "all", or those that "Check: yes" has
#   hostile_only NAME...  these
. "$(dirname "${BASH_SOURCE[0]}")/air.sh"
. "$(dirname "${BASH_SOURCE[0]}")/authorizations.sh"

HOSTILE=$TESTS_TOP/tests/hostile
PAYLOAD=a55a5aa5

# field NAME KEY: from the head of an attack
field() {
	sed -n "s/^# $2: //p" "$HOSTILE/$1.rules"
}

virtual_time() {
	case $(uname -r) in *-uml-time) return 0 ;; esac
	return 1
}

# ---- what has to be seen since the attack began

events_of_dev() {
	events_from "$mark" | grep '"event": *"dev-ntf"'
}

was_operational() {
	events_of_dev | grep -q '"state": *"operational"'
}

is_operational() {
	events_of_dev | tail -n 1 | grep -q '"state": *"operational"'
}

# once operational it stayed so
undisturbed() {
	events_of_dev | awk '/"state": *"operational"/ { seen = 1; next } seen { bad = 1 }
			     END { exit !seen || bad }'
}

# the counters of these reasons, "-" for those that do not count
counters_of() {
	ss wman -j stats wman0 | grep -oE "\"($1)\": *[0-9]+" | sort
}

# a counter of the list grew, or an event told one of its reasons
reason_seen() {
	[[ "|$1|" != *"|-|"* ]] || return 0
	events_of_dev | grep -qE "\"reason\": *\"($1)\"" || [ "$(counters_of "$1")" != "$before" ]
}

# every rule with a chance was done, and nothing that a rule wanted was refused
carried_out() {
	[ -n "$aaa" ] || bs_send fault | grep -qv ' done 0$'
}

refusals() {
	tail -n +$((bs_mark + 1)) "$OUT/bs.events" | grep rule-failed
}

keys_are() {
	case $1 in
	none) ! ss wman -j key show wman0 | grep -q akid ;;
	no-tek) ! primary_keyed ;;
	tek) primary_keyed ;;
	-) ;;
	esac
}

primary_keyed() {
	ss wman -j sa show wman0 | tr -d ' \n' | grep -q '"type":"primary"[^}]*"tek":\[{'
}

# ---- one attack

expectation() {
	local expect=$1 reasons=$2 keys=$3

	if ! wait_for 60 carried_out; then
		echo "no rule was done"
		return 1
	fi
	if ! wait_for 60 reason_seen "$reasons"; then
		echo "not seen: $reasons"
		return 1
	fi
	# what comes of it shows while traffic goes on, taken or not
	wait_for 30 traffic_of $(($(wc -l <"$OUT/user.log") + 10)) || return
	case $expect in
	refused)
		if was_operational; then
			echo "it became operational"
			return 1
		fi
		;;
	undisturbed)
		if ! wait_for 30 is_operational || ! undisturbed; then
			echo "it did not stay operational"
			return 1
		fi
		;;
	returns)
		if ! wait_for 60 is_operational; then
			echo "it did not come back"
			return 1
		fi
		;;
	esac
	if ! keys_are "$keys"; then
		echo "keys are not: $keys"
		return 1
	fi
	! refusals
}

# attack NAME: the expectation of its head holds
attack() {
	local name=$1 reasons

	reasons=$(field "$name" Reason)
	mark=$(events_now)
	bs_mark=$(wc -l <"$OUT/bs.events")
	before=$(counters_of "$reasons")
	bs_send rules "$HOSTILE/$name.rules" || return
	ss wman dev connect wman0 || return
	expectation "$(field "$name" Expect)" "$reasons" "$(field "$name" Keys)" &&
		hidden_user_data && return
	bs_send fault | cut -c -100
	events_of_dev | tail -n 6 | grep -oE '"(state|auth-state|reason)": *"[^"]*"' | paste -s
	return 1
}

# nothing of the user's left the station but encrypted
hidden_user_data() {
	"$AIR" hides "$pcap" $PAYLOAD || {
		echo "user data in the clear"
		return 1
	}
}

# With a sound base station everything is well again: by itself where waiting costs nothing. One that
# has refused its flows waits for a base station that makes others, so it sees this one come back.
sound_again() {
	bs_send fault none || return
	if virtual_time && ! wait_for 60 is_operational; then
		bs_send beacon off
		wait_for 60 link_lost
		bs_send beacon on
		wait_for 120 is_operational || return
	fi
	if ! is_operational; then
		ss wman dev disconnect wman0 && connect || return
	fi
	wait_for 10 ss ping -c 1 -W 1 -q "$BS4"
}

link_lost() {
	events_of_dev | tail -n 1 | grep -q '"state": *"scan"'
}

leave_bs() {
	ss wman dev disconnect wman0
	ss wman dev forget wman0
	bs_send fault none
}

# try NAME: an attack, and what comes after it
try() {
	local name=$1 title

	title=$(sed -n 3p "$HOSTILE/$name.rules")
	aaa=$(field "$name" AAA)
	[ -z "$aaa" ] || other_aaa "$aaa"
	in_mode "$(field "$name" Mode)"
	check "$name: ${title#\# }" attack "$name"
	[ -z "$aaa" ] || other_aaa ''
	check "$name: and a sound base station" sound_again
	leave_bs >"$OUT/leave.log" 2>&1
}

# in_mode MODE: base station and station for an authorization; nothing: for EAP
in_mode() {
	local options=()

	[ "$1" != "$mode" ] || return
	mode=$1
	if [[ $mode == rsa* ]]; then
		[ ${#rsa[@]} -gt 0 ] || check "certificates for RSA" pki
		options=("${rsa[@]}")
	fi
	check "authorization: ${mode:-eap}" both "${mode:-eap}" "${options[@]}" \
		--beacon-interval "$BEACON_MS" --pcap "$pcap"
	bs_mark=0
}

# another AAA server behind the base station
other_aaa() {
	stop bs
	stop aaa
	# shellcheck disable=SC2086
	aaa_up $1 && bs_up --beacon-interval "$BEACON_MS" --pcap "$pcap"
	bs_mark=0
}

hostile_lab() {
	air_lab "$1"
	# time costs nothing there, looking does
	# shellcheck disable=SC2034
	! virtual_time || POLL=1
	# what hostile base stations send is nothing for tshark
	pcap=$capture
	capture=''
	mode=''
	ss wman dev set wman0 timer authorize-wait-ms 2000 timer reauthorize-wait-ms 2000 \
		timer reject-wait-ms 10000 timer pmk-prehandshake-ms 5000
	traffic user ss "$BS4"
	traffic peer bs "$SS4"
}

# traffic NAME NAMESPACE ADDRESS: ten datagrams a second, a line in $OUT/NAME.log each. ping spins
# when its socket is full, and then virtual time stands still.
traffic() {
	# shellcheck disable=SC2016
	start "$1" ip netns exec "wman-$2" bash -c '
		exec 3<> <(:)
		while :; do
			{ printf "\xa5\x5a\x5a\xa5\xa5\x5a\x5a\xa5" >"/dev/udp/$0/9"; } 2>/dev/null
			echo sent
			read -rt 0.1 -u 3
		done' "$3"
}

traffic_of() {
	[ "$(wc -l <"$OUT/user.log")" -ge "$1" ]
}

hostile_only() {
	local name

	for name in "$@"; do
		try "$name"
	done
}

hostile_all() {
	local file name

	for file in "$HOSTILE"/*.rules; do
		name=$(basename "$file" .rules)
		[ "$1" = all ] || [ "$(field "$name" Check)" = yes ] || continue
		try "$name"
	done
}
