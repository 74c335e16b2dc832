#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# What a base station orders, and a station does: other TEKs, another AK, a new entry, to leave. What
# it refuses: keys of an SA that it does not have, a certificate.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/authorizations.sh"

passes() {
	ss ping -c 3 -i 0.05 -W 5 -q "$BS4"
}

left() {
	! state_is operational
}

lab 45-orders
check "certificates" pki
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture" && helper_up && check "network entry" connect
addresses

check "TEK-Invalid makes the station ask" bs_answers key-reply tek-invalid "$MAC" "$(dev_field basic-cid)"
check "ping" passes
check "SA-Addition of an SA that there is not: Key-Reject" bs_answers key-reject forge "$MAC" sa-addition
check "ping" passes
old=$(ak_sn)
check "EAP, from the start" bs_send reauth "$MAC"
check "makes another AK" wait_for 30 changed ak_sn "$old"
check "ping" passes
check "RES-CMD" bs_send res "$MAC"
check "makes the station enter anew" wait_for 30 happened operational 2
check "as it sees it, too" wait_for 10 state_is operational
check "ping" passes
check "DREG-CMD" bs_send dreg "$MAC" 1
check "makes the station leave" wait_for 10 left
ss wman dev disconnect wman0
stop bs
keep orders

check "a certificate of another CA" certificate device operator "$MAC"
check "RSA: set up" both rsa "${rsa[@]}" --pcap "$capture"
check_fails "is not taken" connect
check "but refused by RSA-Reject" bs_sent_more rsa-reject 0
ss wman dev disconnect wman0
stop bs
keep rsa-reject
finish
