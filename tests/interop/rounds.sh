# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: what succeeds with one authentication is done by eapol_test too, with the same
# keys; it must not need fewer requests of the server.

rounds_compared=0
rounds_more=()
rounds_alone=()

rounds_has_card() {
	grep -q 'sim_file=' "$RUN/wmand.conf"
}

# the configuration in the syntax of eapol_test, which is the same but for its keyword for 802.1X, and
# its card, which is outside
rounds_config() {
	(
		umask 077
		if rounds_has_card; then
			printf 'ctrl_interface=%s\nexternal_sim=1\n' "$RUN/ctrl"
			sed -e '/^\tid_str=/c\	key_mgmt=WPA-EAP' -e '/^\tsim_file=/d' "$RUN/wmand.conf"
		else
			sed -e '/^\tid_str=/c\	key_mgmt=WPA-EAP\n\tphase1="tls_disable_tlsv1_3=0"' \
				-e '/^\tphase1=/d' -e '/^\ttls13_ciphers=/d' -e '/^\ttls_sigalgs=/d' \
				"$RUN/wmand.conf"
		fi >"$RUN/eapol.conf"
	)
}

rounds_theirs() {
	local words=(eapol_test -t 10 -c "$RUN/eapol.conf" -a 127.0.0.1 -p "$AAA_PORT" -s "$AAA_SECRET")

	if rounds_has_card; then
		"$INTEROP/card.py" "$RUN/ctrl/test" "$RUN/usim" "${words[@]}" -W
	else
		"${words[@]}"
	fi
}

# rounds TITLE: after a self-test whose output is in check.log
rounds() {
	local ours theirs

	ours=$(sed -n 's/^full.*, \([0-9]*\) rounds.*/\1/p' "$OUT/check.log" | sort -n | tail -n 1)
	rounds_config
	if ! rounds_theirs >"$OUT/eapol_test.log" 2>&1; then
		rounds_alone+=("$server: $1")
		return
	fi
	# the first request is the authenticator's own
	theirs=$(($(grep -c 'decapsulated EAP packet (code=1' "$OUT/eapol_test.log") + 1))
	rounds_compared=$((rounds_compared + 1))
	[ "${ours:-1000}" -le $theirs ] || rounds_more+=("$server: $1: $ours, eapol_test $theirs")
}

rounds_judge() {
	printf 'only wmand: %s\n' "${rounds_alone[@]}"
	printf 'more: %s\n' "${rounds_more[@]}"
	echo "$rounds_compared compared"
	[ ${#rounds_more[@]} -eq 0 ] && [ $rounds_compared -ge 110 ]
}

rounds_run() {
	check "no method needs more round trips than eapol_test does" rounds_judge
	sed 's/^/#   /' "$OUT/check.log"
}
