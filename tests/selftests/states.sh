# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh and authorizations.sh: network entry up to each of its states, with each kind
# of authorization, and no further.
#
#   entry_states WAY...   for each state and each way out of it: a station in this state on an air of
#                         its own, and a check that "way_WAY" succeeds

# state, auth-state or -, policy, helper wanted, AAA answers, rule of the base station
states() {
	cat <<-'STATES'
		idle - eap yes yes
		scan - eap yes yes
		ranging - eap yes yes drop rng-rsp
		handover - eap yes yes drop rng-rsp
		capabilities - eap yes yes drop sbc-rsp
		authorization no-agent eap no yes
		authorization eap-running eap yes no
		authorization key-wait eap yes yes drop sa-tek-challenge
		authorization sa-tek-wait eap yes yes drop sa-tek-response
		authorization rsa-wait rsa+eap yes yes drop rsa-reply
		authorization eap2-start rsa+eap yes yes drop authenticated-eap-transfer
		authorization eap2-running rsa+eap yes no
		authorization eap-running eap+eap yes no
		authorization eap2-start eap+eap yes yes drop authenticated-eap-transfer
		authorization auth-wait pkmv1 yes yes drop auth-reply
		registration authorized eap yes yes drop reg-rsp
		flows authorized eap yes yes drop dsa-req
		operational authorized eap yes yes
	STATES
}

# at STATE [AUTH-STATE]
at() {
	ss wman -j dev show wman0 | jq -e --arg state "$1" --arg auth "${2-}" \
		'.. | objects | select(.state == $state and ($auth == "" or ."auth-state" == $auth))'
}

# state_bs: the base station of the state, without its rule
state_bs() {
	case $policy in
	pkmv1) bs_up --device-ca "$RUN/maker.pem" ;;
	*) bs_up --policy "$policy" "${rsa[@]:?}" ;;
	esac
}

state_helper() {
	helper "$policy"
}

# set_up: everybody of a state is there, nobody has begun
set_up() {
	air_up
	station 0 || return
	# a handshake that is given up only after some seconds, and a short time out
	ss wman dev set wman0 policy "$policy" timer sa-tek-ms 1000 timer reject-wait-ms 10000 \
		timer authorize-wait-ms 5000 timer lost-dl-map-ms 3000 || return
	if [ "$state" != scan ] && [ "$state" != idle ]; then
		state_bs || return
	fi
	[ "$helper" = no ] || state_helper || return
	# a handover begins where another one ended
	[ "$state" != handover ] || { connect && ss wman dev disconnect wman0; } || return
	# shellcheck disable=SC2086
	[ -z "$rule" ] || bs_send fault $rule >/dev/null || return
	[ "$aaa" = yes ] || kill -STOP "${PIDS[aaa]}"
	[ "$state" = idle ] || ss wman dev connect wman0
}

unhindered() {
	kill -CONT "${PIDS[aaa]}"
	! running bs || bs_send fault none >/dev/null
}

entry_states() {
	local state auth policy helper aaa rule way title

	while read -r state auth policy helper aaa rule; do
		[ "$auth" != - ] || auth=''
		for way; do
			title="$way in $state${auth:+/$auth} of $policy"
			if ! set_up >"$OUT/set-up.log" 2>&1; then
				not_ok "$title" "no set-up"
				sed 's/^/#   /' "$OUT/set-up.log"
			elif wait_for 30 at "$state" "$auth"; then
				check "$title" "way_$way"
			else
				not_ok "$title" "reached $(dev_field state)/$(dev_field auth-state) only"
			fi
			unhindered
			stop wmand
			stop bs
			ss ip link del wman0 2>/dev/null
		done
	done < <(states)
}
