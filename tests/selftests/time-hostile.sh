#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every hostile base station of tests/hostile, in virtual time: what is expected of a sound
# subscriber, and that it comes back by itself when the base station is sound.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/hostile.sh"

hostile_lab time-hostile
hostile_all all
finish
