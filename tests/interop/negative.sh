# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Sourced by run: negative.tsv names tests that exist.

# negative_test REFERENCE
negative_test() {
	local dir=$TESTS_TOP/tests name=${1#*:}

	case $1 in
	-) ;;
	fuzz:*) [ -e "$dir/fuzz/fuzz_$name.c" ] ;;
	selftest:*) [ -e "$dir/selftests/$name.sh" ] ;;
	interop:*) grep -qF "good \"$name\"" "$INTEROP/run" ;;
	*) grep -q "^static void $name(void \*\*state)" "$dir/unit/${1%%:*}.c" &&
		grep -qE "TEST\($name\)|cmocka_unit_test[a-z_]*\($name\W" "$dir/unit/${1%%:*}.c" ;;
	esac
}

negative_table() {
	local number tests reference expected=0 bad=0

	while IFS=$'\t' read -r number _ tests _; do
		expected=$((expected + 1))
		[ "$number" = "$expected" ] || bad=1
		[[ $tests == interop:* ]] || tests=${tests// /$'\n'}
		while read -r reference; do
			negative_test "$reference" || {
				echo "case $number: there is no $reference"
				bad=1
			}
		done <<<"$tests"
	done < <(grep -v '^#' "$INTEROP/negative.tsv")
	[ $expected -eq 94 ] && [ $bad -eq 0 ]
}
