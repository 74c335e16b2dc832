#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What a network is content with. Policy none: no authorization, data in clear, only with the switch of
# the device and that of the network, and shown; a network that asks for EAP never gets less. Suites of
# a network: of what the device offers, these and no others, also after a reload.
. "$(dirname "$0")/lib.sh"

# refuses TEXT SETTING...: dev set, with a reason
refuses() {
	local said

	said=$(ss wman dev set wman0 "${@:2}" 2>&1) && return 1
	[[ $said = *"$1"* ]]
}

# told REASON: by the device, or by a counter that grew since it was $before
told() {
	becomes reason "$1" || [ "$(counter "$1")" -gt "$before" ]
}

# refused REASON TITLE: no entry, and that is the reason
refused() {
	local before

	before=$(counter "$1")
	check_fails "refused: $2" ss wman dev connect wman0 wait 8
	check "the reason: $1" wait_for 10 told "$1"
	check_fails "no traffic at the base station: $2" happened operational
	check_fails "nothing passes" ss ping -c 1 -W 1 -q "$BS4"
	ss wman dev disconnect wman0
}

# network [KEY=VALUE]...: wmand with that; keys of EAP are left out with policy=none
network() {
	stop wmand
	if [[ " $* " = *' policy=none '* ]]; then
		helper_up eap= identity= ca_cert= domain_match= client_cert= private_key= "$@"
	else
		helper_up "$@"
	fi
}

# another_bs OPTION...
another_bs() {
	ss wman dev disconnect wman0 2>/dev/null
	stop bs
	rm -f "$capture"
	bs_up --pcap "$capture" "$@"
}

# in the messages that the base station has heard, and sent
decoded() {
	tshark -r "${capture:?}" -V >"$RUN/decoded" 2>/dev/null
	grep -qE "$1" "$RUN/decoded"
}

suite_is() {
	[ "$(sa "$(dev_field basic-cid)" .suite)" = "\"$1\"" ]
}

reloads() {
	grep -c 'configuration reloaded' "$OUT/wmand.log"
}

reloaded() {
	[ "$(reloads)" -gt "$1" ]
}

# reload SED: edit the configuration, and have it read
reload() {
	local before

	before=$(reloads)
	sed -i "$1" "$RUN/wmand.conf"
	kill -HUP "${PIDS[wmand]}"
	wait_for 10 reloaded "$before"
}

# checked TEXT LINE...: wmand --check refuses a network with these lines, and says why, and where
checked() {
	local said

	(
		umask 077
		printf '%s\n' 'network={' 'id_str="lab"' "${@:2}" '}' >"$RUN/check.conf"
	)
	said=$(wmand --check "$RUN/check.conf" 2>&1) && return 1
	[[ $said = *"$1"* ]]
}

lab 37-policy
# not one of those that have to be encrypted
capture=$RUN/air.capture
check "policy=none wants its switch" checked ':3: policy: none authenticates nobody' policy=none
check "AeroMACS has no such thing" checked ':4: insecure_policy_none: AeroMACS' \
	policy=none insecure_policy_none=1 profile=aeromacs

aaa_up
ss wman dev set wman0 timer reject-wait 10000
addresses

# the network asks for EAP
check "a base station without authorization" another_bs --policy none
check "the helper" network
refused sbc-no-security "EAP offered, nothing chosen"
check "the device needs a switch" refuses insecure-choices policy none
check "the switch" ss wman dev set wman0 insecure-choices allow policy none
check_fails "no taking it back while it is needed" ss wman dev set wman0 insecure-choices refuse
refused policy "the device does without, the network does not"

# the network does without
check "the helper" network policy=none insecure_policy_none=1
start monitor ip netns exec wman-ss stdbuf -oL wman -j monitor
wait_for 10 monitored
check "network entry" connect
check "shown: state" becomes auth-state unprotected
check "shown: policy" becomes policy none
check "shown: insecure" becomes insecure true
ss wman dev show wman0 >"$OUT/show"
check "shown, loudly" grep -q 'WARNING: nobody is authenticated, nothing is encrypted' "$OUT/show"
check "of the network, too" grep -q 'WITHOUT authorization' "$OUT/wmand.log"
ss wman network show >"$OUT/networks"
check "and by wman network show" grep -q 'insecure_policy_none=1: NOBODY' "$OUT/networks"
check "wman monitor tells" wait_for 10 grep -q '"auth-state": *"unprotected"' "$OUT/monitor.log"
stop monitor
check "no key" keyless
check "the primary SA is the null SA" suite_is 0x000000
check "ping" ss ping -c 3 -i 0.05 -W 5 -q -p a55a5aa5 "$BS4"
check "in clear" wait_for 10 on_air $'\xa5\x5a\x5a\xa5\xa5\x5a\x5a\xa5'
check_fails "no handover without a PMK" ss wman handover wman0 02:16:00:00:00:02
for reason in clear-data encrypted-unexpected digest-missing digest ak-sn; do
	check "nothing was rejected: $reason" test "$(counter $reason)" -eq 0
done
check "tshark finds clear traffic" decoded 'MAC Encryption Control: Not encrypted'
check_fails "and no other" decoded 'MAC Encryption Control: Encrypted'
check_fails "no PKM" decoded 'PKM-RE[QS]|Privacy Key Management'
cp "$capture" "$RUN/none.pcap"
captures=("$RUN/none.pcap")
check "ask again" ss wman dev reauth wman0
check "the answer is the same" wait_for 10 state_is operational
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
check "reload: the network asks for EAP now" reload \
	's/policy=none/policy=eap/; /insecure_policy_none/d; s/id_str.*/&\neap=PWD\nidentity="a"\npassword="b"/'
check "the link is over at once" wait_for 10 becomes reason policy
check_fails "nothing passes" ss ping -c 1 -W 1 -q "$BS4"

# base stations that choose something else
check "a base station with EAP" another_bs --policy eap
check "the helper" network policy=none insecure_policy_none=1
check_fails "does not take who offers nothing" ss wman dev connect wman0 wait 8
check "and says so" happened rejected
check_fails "nobody enters" happened operational
echo 'downgrade sbc-rsp any-policy' >"$RUN/choice.rules"
check "a base station that chooses more than was offered" another_bs --policy none \
	--rules "$RUN/choice.rules"
refused sbc-downgrade "nothing offered, EAP chosen"

# suites
check "policy eap" ss wman dev set wman0 policy eap insecure-choices refuse
check "a base station" another_bs --static-sa 700:020104
check "the helper" network
check "network entry" connect
check "without a list the better suite is taken" suite_is 0x020104
before=$(counter suite)
check "reload: the other one" reload 's/id_str.*/&\nsuites=0x020103/'
check "is taken after a new authorization" wait_for 30 suite_is 0x020103
check "and traffic passes" wait_for 30 state_is operational
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
check_fails "an SA with another suite has ended" sa 700 .suite
check "and is not taken" test "$(counter suite)" -gt "$before"
tries=$(grep -c 'EAP-TLS succeeded' "$OUT/wmand.log")
check "reload: a comment" reload 's/id_str.*/&\n# nothing/'
check "disturbs nobody" test "$(grep -c 'EAP-TLS succeeded' "$OUT/wmand.log")" -eq "$tries"
check "a base station with the other suite only" another_bs --suite 020104
check "the helper" network suites=0x020103
check_fails "is not entered" ss wman dev connect wman0 wait 15
check_fails "by neither" happened operational
# of a base station that nobody has entered
rm -f "$capture"
finish
