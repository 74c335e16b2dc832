#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Hostile base stations: the attacks of tests/hostile that have "Check: yes" in their heads.
# time-hostile has all of them, and lets the station recover by itself.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hostile.sh"

hostile_lab 51-hostile-bs
hostile_all check
finish
