#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Bad frames from a hostile base station: each is dropped and counted under its own reason, the
# state stays, and the next good PDU passes.
. "$(dirname "$0")/lib.sh"

MAC=02:16:00:00:01:00

more_than() {
	[ "$(counter "$1")" -gt "$2" ]
}

# rejected TITLE REASON COMMAND...: the base station's command makes the counter grow, only that
rejected() {
	local title=$1 reason=$2 before
	shift 2

	before=$(counter "$reason")
	check "$title: sent" bs_send "$@"
	check "$title: counted as $reason" wait_for 10 more_than "$reason" "$before"
	check "$title: still operational" state_is operational
	check "$title: good PDUs pass" ss ping -c 1 -W 5 -q "$BS4"
}

lab 50-hostile
aaa_up && bs_up && helper_up && check "network entry" connect && addresses
check "ping" ss ping -c 3 -i 0.1 -W 5 -q "$BS4"
log_lines=$(dmesg | wc -l)

rejected "wrong ICV" icv corrupt $MAC icv
rejected "replayed PN" pn-replay corrupt $MAC pn-replay
rejected "wrong EKS" eks-unknown corrupt $MAC eks
rejected "clear PDU on an encrypted flow" clear-data corrupt $MAC clear
rejected "wrong HCS" hcs corrupt $MAC hcs
rejected "wrong CRC" crc corrupt $MAC crc
rejected "cut PDU" length corrupt $MAC cut

rejected "forged RES-CMD" digest-wrong forge $MAC res-cmd-wrong-digest
rejected "RES-CMD without digest" digest-missing forge $MAC res-cmd-no-digest
rejected "replayed management message" digest-replay forge $MAC replay
rejected "reflected message" message-direction forge $MAC reflect
check "the kernel log stays silent" test "$(dmesg | wc -l)" = "$log_lines"

# the first PN of a connection, as some base stations write it: told to those who debug
hinted() {
	dmesg | tail -n +$((log_lines + 1)) | grep -q 'does the BS send it big-endian'
}
if echo 'module wman +p' 2>/dev/null >/sys/kernel/debug/dynamic_debug/control; then
	ss wman dev disconnect wman0
	bs ip link set bstap0 down
	check "connect again, without traffic" connect
	check "a swapped PN: sent" bs_send corrupt $MAC pn-order
	check "a swapped PN: told" wait_for 10 hinted
	bs ip link set bstap0 up
	check "good PDUs pass" ss ping -c 1 -W 5 -q "$BS4"
	check "a swapped PN, later: sent" bs_send corrupt $MAC pn-order
	check "it is told once" test "$(dmesg | grep -c 'send it big-endian')" = 1
	echo 'module wman -p' >/sys/kernel/debug/dynamic_debug/control
fi

check "a genuine DREG-CMD ends the session" bs_send dreg $MAC 1
not_operational() {
	! state_is operational
}
check "and is obeyed" wait_for 10 not_operational
finish
