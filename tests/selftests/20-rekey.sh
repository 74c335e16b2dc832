#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Re-authentication and TEK rollover under a running ping: nothing is lost.
. "$(dirname "$0")/lib.sh"

# akid: of the AK that is used for sending
akid() {
	ss wman -j key show wman0 | jq -r '[.. | objects | select(.current == true) | .akid][0]'
}

lab 20-rekey
capture=$RUN/air.pcap
aaa_up && bs_up --pcap "$capture" --tek-lifetime 1800 && helper_up && check "network entry" connect && addresses

old=$(akid)
flood_start
check "wman dev reauth" ss wman dev reauth wman0
check "a new AK is used" wait_for 30 changed akid "$old"
check "ping goes on" running flood
flood_end "nothing lost in a re-authentication by the subscriber"

old=$(akid)
flood_start
check "the base station asks for re-authentication" bs_send reauth "02:16:00:00:01:00"
check "a new AK is used" wait_for 30 changed akid "$old"
flood_end "nothing lost in a re-authentication by the base station"

for round in 1 2 3; do
	old=$(tek)
	said=$(ss wman -j sa show wman0 | jq '[.. | objects | select(has("said")) | .said][0]')
	flood_start
	check "wman sa rekey, $round" ss wman sa rekey wman0 "$said"
	check "a new TEK is held, $round" wait_for 30 changed tek "$old"
	flood_end "nothing lost in TEK rollover $round"
done
finish
