#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Who may do what over netlink, and who is told what.
. "$(dirname "$0")/lib.sh"

# events that a network entry and its end are made of, heard in every namespace
listening() {
	ended listen || grep -q '^# listening' "$OUT/listen.log"
}

lab 62-privilege
here=$(dirname "$0")
aaa_up && bs_up && station 1 || exit 1
python3 "$here/62-privilege.py" matrix
python3 "$here/62-privilege.py" agent
helper_up || exit 1
start listen python3 "$here/62-privilege.py" events
wait_for 60 listening && connect && ss wman dev disconnect wman0
wait_for 60 ended listen || not_ok "the listeners saw the end of the connection"
cat "$OUT/listen.log"
finish
