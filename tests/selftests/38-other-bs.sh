#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Entry, traffic, new TEKs and a new AK at base stations of tests/peer, with habits of their own.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/other-bs.sh"

lab 38-other-bs
other_bs entry
finish
