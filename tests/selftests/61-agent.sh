#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The contract of the agent.
. "$(dirname "$0")/lib.sh"

lab 61-agent
aaa_up && bs_up || exit 1
ss python3 "$(dirname "$0")/61-agent.py"
finish
