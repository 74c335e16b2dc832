# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced after lib.sh: a base station of tests/peer, which was written from the standard's facts
# alone and shares no code with the station, in each of the ways in which it may differ from wman-bs.
#
#   other_bs SET        the cases of "tests/peer/judge.py list SET"; CASE: names of some of them
other_bs() {
	local judge=$TESTS_TOP/tests/peer/judge.py name title

	aaa_up AAA_FRAG=600 && helper_up mac_mode=any
	addresses
	while IFS=$'\t' read -r name title; do
		[[ -z ${CASE-} || " $CASE " == *" $name "* ]] || continue
		check "$title" bs "$judge" bs0 "$AAA_PORT" "$AAA_SECRET_FILE" "$name"
	done < <("$judge" list "$1")
}
