#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# From nothing to an encrypted ping with the simulated card.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/entry.sh"

lab 11-entry-hwsim hwsim
entry_test
finish
