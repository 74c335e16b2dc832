# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: what becomes of each scenario of hostile.py. It cannot know the keys of TLS, so that
# what must go well ends with msk-missing, as the server's success comes without a key.

hostile_ready() {
	ended "$1" || grep -q '^port ' "$OUT/$1.log"
}

hostile_config() {
	case $1 in
	TLS) config client-rsa identity='"tls@wimax.test"' ;;
	TTLS-*) tunnel TTLS "auth=${1#TTLS-}" user ;;
	SIM) sim_config SIM 1001010000000001 ;;
	AKA) sim_config AKA 0001010000000001 ;;
	"AKA'") sim_config "AKA'" 6001010000000001 ;;
	esac
}

# hostile SCENARIO METHOD REASON
hostile() {
	local name=hostile-$1

	# the port of an earlier run is of no use
	rm -f "$OUT/$name.log"
	start "$name" python3 "$INTEROP/hostile.py" "$AAA_SECRET_FILE" "$WMAN_PKI" "$1"
	wait_for 20 hostile_ready "$name"
	# shellcheck disable=SC2034 # read by the functions of run
	AAA_PORT=$(sed -n 's/^port //p' "$OUT/$name.log")
	hostile_config "$2"
	refused "$1" "$3"
	stop "$name"
	if grep -q '^complaint' "$OUT/$name.log"; then
		not_ok "$server: $1" "$(grep '^complaint' "$OUT/$name.log")"
	fi
}

hostile_all() {
	[ $# -eq 42 ] &&
		diff <(printf '%s\n' "$@" | sort) <(python3 "$INTEROP/hostile.py" --list | sort)
}

# shellcheck disable=SC2034 # read by the functions of run
hostile_run() {
	local scenario method reason names=()

	server=hostile
	while read -r scenario method reason; do
		names+=("$scenario")
		hostile "$scenario" "$method" "$reason"
	done <<-'CASES'
		good_tls TLS msk-missing
		every_fragment_has_length TLS msk-missing
		notification_first TLS msk-missing
		offers_unwanted_first TLS msk-missing
		success_after_identity TLS eap-incomplete
		success_after_start TLS eap-incomplete
		huge_message_length TLS eap-protocol: .*64 KiB.*
		length_below_fragment TLS eap-protocol: .*more data than Length.*
		fragments_exceed_length TLS eap-protocol: .*more data than Length.*
		endless_empty_fragments TLS eap-rounds
		truncated_length_field TLS eap-protocol: .*Length is cut off.*
		no_flags_octet TLS eap-protocol: .*no Flags.*
		start_again_mid_handshake TLS eap-protocol: .*Start in the middle.*
		server_answers_alert_with_success TLS tls-untrusted
		cert_expired TLS tls-expired
		cert_future TLS tls-not-yet-valid
		cert_cliEKU TLS tls-purpose
		cert_other TLS tls-name
		cert_suffix TLS tls-name
		cert_untrusted TLS tls-untrusted
		cert_self TLS tls-untrusted
		cert_weak TLS tls-weak
		cert_ec TLS msk-missing
		cert_long TLS msk-missing
		only_tlsv1 TLS tls-version
		only_tlsv1_1 TLS tls-version
		tls13_with_indication TLS msk-missing
		good_ttls_pap TTLS-PAP msk-missing
		ttls_truncated_avp TTLS-MSCHAPV2 eap-protocol: .*AVP that is cut off.*
		aka_zero_length_attribute AKA eap-protocol: .*cut short.*
		aka_attribute_beyond_packet AKA eap-protocol: .*cut short.*
		aka_unknown_non_skippable AKA eap-protocol: .*may not be skipped.*
		aka_challenge_without_mac AKA eap-protocol: .*AT_MAC.*
		aka_challenge_short_rand AKA eap-protocol: .*wrong length.*
		aka_prime_no_kdf AKA' eap-protocol: .*access network.*
		aka_prime_unknown_kdf AKA' eap-protocol: .*key derivation function.*
		sim_no_common_version SIM eap-protocol: .*version 1.*
		sim_version_list_overrun SIM eap-protocol: .*wrong length.*
		sim_one_rand SIM eap-protocol: .*fewer challenges.*
		sim_same_rand_thrice SIM eap-protocol: .*are the same.*
		sim_four_rands SIM eap-protocol: .*more than three.*
		sim_challenge_before_start SIM eap-protocol: .*not due.*
	CASES
	check "hostile: each of its 42 scenarios has a case" hostile_all "${names[@]}"
}
