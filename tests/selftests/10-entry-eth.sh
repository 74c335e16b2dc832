#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# From nothing to an encrypted ping with the Ethernet card.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/entry.sh"

lab 10-entry-eth eth
entry_test
finish
