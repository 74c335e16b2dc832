#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What is not configured is asked for in the middle of a network entry: somebody answers, nobody
# does, and somebody does not want to. A key that is in no file signs for the station.
. "$(dirname "$0")/lib.sh"
. "$INTEROP/token.sh"

# a person with one line for each question
person_up() {
	start person sh -c "printf '$1' | wman agent"
}

connects() {
	ss wman dev connect wman0 wait 25
}

off() {
	ss wman dev disconnect wman0
	stop person
	stop wmand
}

lab 42-questions
aaa_up && bs_up
addresses

user=(eap=TTLS 'phase2="auth=PAP"' identity= 'anonymous_identity="{am=1}{mac}@wimax.test"'
	client_cert= private_key=)
helper_up "${user[@]}"
person_up 'user\npassword\n'
check "identity and password are asked for" connects
check "ping" ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
off

helper_up "${user[@]}"
person_up 'user\nwrong\n'
check_fails "a wrong password" connects
check "is refused by the server" grep -qw eap-rejected "$OUT/wmand.log"
off

helper_up "${user[@]}"
person_up ''
check_fails "a question that is cancelled" connects
check "has its own text" grep -q 'credentials: whoever was asked cancelled' "$OUT/wmand.log"
off

helper_up private_key="\"$WMAN_PKI/client-rsa-enc.key\""
person_up 'wrong\nwhatever\n'
check "the passphrase of a key is asked for" connects
check "ping with it" ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
stop person
ss wman dev disconnect wman0
check "and once only" connects
check "the socket is for root" test "$(stat -c %a /run/wman/agent.sock)" = 600
off
check "and gone with wmand" test ! -e /run/wman/agent.sock

if token_up; then
	helper_up client_cert="\"$TOKEN/tpm-rsa.pem\"" private_key='"handle:0x81000001?pass"'
	# the second one is not sent
	person_up "wrong\\nwrong\\n$TOKEN_AUTH\\n"
	check "the PIN of a key in a TPM is asked for" connects
	check "as a PIN" grep -q ': pin handle:' "$OUT/person.log"
	check "ping with it" ss ping -c 2 -i 0.1 -W 5 -q "$BS4"
	stop person
	ss wman dev disconnect wman0
	check "and once only" connects
	off
	helper_up client_cert="\"$TOKEN/hsm-ec.pem\"" private_key_passwd="\"$TOKEN_PIN\"" \
		private_key="\"pkcs11:token=wman;object=hsm-ec?module-path=$TOKEN_MODULE\""
	check "a key in a PKCS#11 token" connects
	check "no process is left" test -z "$(pgrep -P "${PIDS[wmand]}" wmand)"
	off
	stop swtpm
fi
finish
