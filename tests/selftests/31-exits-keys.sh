#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every way out while a TEK is renewed, and while a flow was asked for.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/exits.sh"

lab 31-exits-keys
exits eap <<-'STATES' || not_ok "certificates and AAA server"
	rekey_wait authorized rekey-wait
	flow_asked authorized operational
	STATES
finish
