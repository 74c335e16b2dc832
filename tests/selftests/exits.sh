# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh: an entered station under traffic, of which, in a state,
# the device is deleted, its lower device goes, its namespace ends, the card's module is removed, the
# helper is killed, the base station dies, the air loses its carrier. What can recover does, the rest
# goes without a trace.
#
#   exits POLICY        each way out of each state that standard input names, a line each: STATE, and
#                       by what it is known, AUTH-STATE and the state of the primary SA
. "$(dirname "${BASH_SOURCE[0]}")/authorizations.sh"

# ---- ways out; those that end the station
way_delete() {
	ss ip link del wman0
}

way_lower() {
	ss ip link del ss0 && no_station
}

way_netns() {
	stop wmand
	stop flood INT
	ip netns del wman-ss && wait_for 20 no_air
}

way_rmmod() {
	rmmod wman_eth && no_station && load wman_eth
}

# ---- and those that it survives
way_helper() {
	stop wmand KILL
	wait_for 30 unbound && helper "$policy" && comes_back
}

way_bs() {
	stop bs KILL
	wait_for 30 state_is scan && station_bs && comes_back
}

way_carrier() {
	bs ip link set bs0 down
	wait_for 30 state_is scan && bs ip link set bs0 up && comes_back
}

no_station() {
	! ss ip link show wman0 2>/dev/null
}

# the link to bs0 goes together with the namespace, which goes in the background
no_air() {
	! bs ip link show bs0
}

unbound() {
	[ "$(dev_field agent-bound)" != true ]
}

# when nothing else is wrong any more
comes_back() {
	fault none
	kill -CONT "${PIDS[aaa]}"
	wait_for 60 recovered
}

recovered() {
	ss ping -q -c 1 -W 1 "$BS4"
}

# ---- states; each is begun in an operational station and waited for
state_operational() {
	:
}

state_reauth_start() {
	fault drop rx:eap-start && ss wman dev reauth wman0
}

state_reauth_running() {
	kill -STOP "${PIDS[aaa]}" && ss wman dev reauth wman0
}

state_reauth_key_wait() {
	fault drop sa-tek-challenge && ss wman dev reauth wman0
}

# as long as it may last: who looks needs a second on a slow kernel
state_reauth_sa_tek_wait() {
	ss wman dev set wman0 timer sa-tek-ms 1000 && fault drop sa-tek-response &&
		ss wman dev reauth wman0
}

state_reauth_rsa_wait() {
	fault drop rsa-reply && ss wman dev reauth wman0
}

state_reauth_eap2_start() {
	fault drop authenticated-eap-transfer && ss wman dev reauth wman0
}

state_reauth_eap2_running() {
	state_reauth_running
}

state_reauth_wait() {
	fault drop auth-reply && ss wman dev reauth wman0
}

state_rekey_wait() {
	fault drop key-reply && ss wman sa rekey wman0 "$(said)"
}

# the base station has the request, and its answers are lost
state_flow_asked() {
	before=$(bs_flows)
	fault drop dsa-rsp && start asks ip netns exec wman-ss wman flow add wman0 dir uplink cs ipv4 &&
		wait_for 10 asked
}

asked() {
	[ "$(bs_flows)" -gt "$before" ]
}

bs_flows() {
	bs_send subscribers | jq '[.. | objects | select(has("sfid"))] | length'
}

said() {
	ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]'
}

fault() {
	bs_send fault "$@" >/dev/null
}

# in AUTH-STATE SA-STATE
in_state() {
	[ "$(dev_field auth-state)" = "$1" ] &&
		[ "$(ss wman -j sa show wman0 | jq -r '[.. | objects | select(has("said")) | .state][0]')" = "$2" ]
}

# with keys of a group
station_bs() {
	case $policy in
	pkmv1) bs_up --device-ca "$RUN/maker.pem" ;;
	*) bs_up --policy "$policy" "${rsa[@]}" --group said=700,cs=ipv4,dst=239.0.0.0/8 ;;
	esac
}

# an operational station under traffic, whatever the last way left
lab_whole() {
	air_up
	no_station || ss ip link del wman0
	station 0 && ss wman dev set wman0 policy "$policy" || return
	station_bs && helper "$policy" && connect || return
	addresses 2>/dev/null
	flood_start
}

exits() {
	local state auth sa way title

	policy=$1
	pki && aaa_up || return
	while read -r state auth sa; do
		for way in delete lower netns rmmod helper bs carrier; do
			title="$way in $state"
			# a case begins with a base station that has seen nothing of the one before: after
			# a handshake whose end was lost it has an AK that the station does not
			stop bs
			stop wmand
			if ! lab_whole >"$OUT/whole.log" 2>&1; then
				not_ok "$title" "no network entry"
				sed 's/^/#   /' "$OUT/whole.log"
			elif ! "state_$state" >/dev/null || ! wait_for 30 in_state "$auth" "$sa"; then
				not_ok "$title" "reached $(dev_field auth-state) only"
			else
				check "$title" "way_$way"
			fi
			kill -CONT "${PIDS[aaa]}"
			stop flood INT
			stop asks
		done
	done
}
