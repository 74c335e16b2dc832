#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# A base station of tests/peer, which was written from the standard's facts alone and shares no code
# with the station, in each of the ways in which it may differ from wman-bs.
. "$(dirname "$0")/lib.sh"

JUDGE=$TESTS_TOP/tests/peer/judge.py

lab 38-other-bs
aaa_up AAA_FRAG=600 && helper_up mac_mode=any
addresses
while IFS=$'\t' read -r name title; do
	[[ -z ${CASE-} || " $CASE " == *" $name "* ]] || continue
	check "$title" bs "$JUDGE" bs0 "$AAA_PORT" "$AAA_SECRET_FILE" "$name"
done < <("$JUDGE" list)
finish
