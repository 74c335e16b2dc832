#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Netlink requests that must be refused.
. "$(dirname "$0")/lib.sh"

lab 60-netlink
# one that nobody has set anything of
check "a device" ss ip link add wman9 link ss0 address 02:16:00:00:01:09 type wman
ss python3 "$(dirname "$0")/60-netlink.py"
finish
