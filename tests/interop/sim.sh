# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: EAP-SIM, EAP-AKA and EAP-AKA' against hostapd with a small HLR. The card is new for
# each configuration, with the sequence number given.

# sim_config METHOD IDENTITY [KEY=VALUE]...
sim_config() {
	local method=$1 identity=$2
	shift 2

	sim_card "${SQN:-000000000000}"
	config '' eap="$method" identity="\"$identity@wimax.test\"" ca_cert= domain_match= client_cert= \
		private_key= sim_file="\"$RUN/usim\"" "$@"
}

# sim_card SQN
sim_card() {
	(
		umask 077
		printf '%s\n' '# TS 35.208, set 1' ki=465b5ce8b199b49faa5f0a2ee238a6bc \
			opc=cd63cb71954a9f4e48a5994e37a02baf "sqn=$1" >"$RUN/usim"
	)
}

# sim_moved SQN: the card went on from there
sim_moved() {
	local now

	now=$(sed -n 's/^sqn=//p' "$RUN/usim")
	[ "$((16#$now))" -gt "$((16#$1))" ]
}

sim_methods() {
	local ind=$1 method identity

	for method in AKA "AKA'" SIM; do
		case $method in
		AKA) identity=0001010000000001 ;;
		"AKA'") identity=6001010000000002 ;;
		SIM) identity=1001010000000001 ;;
		esac
		sim_config "$method" $identity phase1="\"result_ind=$ind\""
		good "$method, full and fast re-authentication, result_ind=$ind" --runs 2 --reauth 2
		# SIM has no sequence numbers
		[ "$method" = SIM ] || check "$method: the sequence number is in the file" sim_moved 0
	done
}

# the same card, in the hands of somebody who is asked
sim_elsewhere() {
	local method identity

	# shellcheck disable=SC2034 # read by self_test of run
	while read -r method identity; do
		sim_config "$method" "$identity" sim_file= external_sim=1
		asked socket card="$RUN/usim"
		good "$method, the card is elsewhere"
		good "$method, the card is elsewhere, fast re-authentication" --reauth 1
		asked socket card=
		refused "$method, the card is elsewhere, cancelled" credentials
		person=()
		refused "$method, the card is elsewhere, nobody has it" credentials
	done <<-'CASES'
		AKA 0001010000000001
		AKA' 6001010000000002
		SIM 1001010000000001
	CASES
}

# The last functions need those of run.
sim_run() {
	server=hostapd
	current=''
	check "HLR" hlr_start hlr
	aaa sim
	sim_methods 0
	sim_elsewhere
	aaa sim-result RESULTIND=1
	sim_methods 1
	aaa sim-pseudonym SIMID=1
	sim_config AKA 0001010000000001 'phase1="result_ind=1"'
	good "AKA, pseudonym without fast re-authentication" --reauth 2
	sim_config AKA 0001010000000001 'anonymous_identity="2unknown@wimax.test"'
	good "AKA, a pseudonym that the server does not know"
	SQN=7fffffffff00 sim_config AKA 0001010000000001
	# eapol_test's card takes any number, so that there is nothing to compare
	check "$server: AKA, resynchronisation" self_test
	check "AKA: the sequence number went on from the card's" sim_moved 7fffffffff00
	sim_config "AKA'" 6001010000000003
	refused "AKA' for which the challenge was not made" eap-protocol
	sim_config AKA 0001010000000004
	refused "AKA with a wrong AUTN" eap-protocol
	SQN=000000000100 sim_config AKA 0001010000000005
	refused "AKA with a sequence number that never moves" eap-protocol
	sim_config AKA 0001010000000099
	refused "AKA with an unknown subscriber" eap-rejected
	stop "$current"
	stop hlr

	# shellcheck disable=SC2034 # read by the functions of run
	server=freeradius
	current=''
	aaa sim
	sim_config SIM 1001010000000009
	good "SIM with triplets" --runs 2
	stop "$current"
	current=''
}
