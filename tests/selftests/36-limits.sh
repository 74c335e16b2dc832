#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What SBC-RSP limits: PKM requests at once, and the number of SAs.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

sas_held() {
	ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said] | length'
}

# one Key-Request at a time: in the capture an answer stands between any two, or a repetition
in_turn() {
	tshark -r "${capture:?}" -Y 'wmx.pkm.msg_code == 23 || wmx.pkm.msg_code == 24' \
		-T fields -e wmx.pkm.msg_code -e wmx.pkm.msg_pkm_identifier 2>"$RUN/tshark.log" |
		awk '$1 == 23 { bad = bad || (open && $2 != id); open = 1; id = $2; asked++ }
		     $1 == 24 { open = 0 }
		     END { print asked + 0 " requests"; exit bad || asked < 4 }'
}

lab 36-limits
capture=$RUN/air.pcap
aaa_up
check "a request is not repeated soon" ss wman dev set wman0 timer operational-wait-ms 10000
check "four SAs can be held" ss wman dev set wman0 sa-max 4
check "one request at a time, of four SAs" bs_up --flow-control 1 --pcap "$capture" \
	--static-sa 5000 --static-sa 5001 --static-sa 5002 \
	--fault 'delay key-reply ms=200'
check "helper" helper_up
check "network entry" connect
addresses
check "ping" ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
check "there are four" test "$(sas_held)" = 4
check "Key-Requests took turns" in_turn
ss wman dev disconnect wman0
stop bs
check "three are chosen" bs_up --max-sas 3 --static-sa 5000 --static-sa 5001 \
	--static-sa 5002
check "network entry" connect
check "there are three" test "$(sas_held)" = 3
before=$(counter sa-limit)
check "SA-Addition of one more" bs_send sa-addition "$MAC" 900
check "is counted" wait_for 10 more sa-limit "$before"
check "there are three" test "$(sas_held)" = 3

finish
