#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# The same base stations after entry: generations of keys, groups, flows, handover.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/other-bs.sh"

lab 38-other-bs-later
other_bs later
finish
