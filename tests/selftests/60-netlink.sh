#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Netlink requests that must be refused.
. "$(dirname "$0")/lib.sh"

lab 60-netlink
ss python3 "$(dirname "$0")/60-netlink.py"
finish
