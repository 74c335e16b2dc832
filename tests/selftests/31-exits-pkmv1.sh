#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every way out of a re-authentication of PKMv1.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/exits.sh"

lab 31-exits-pkmv1
exits pkmv1 <<-'STATES' || not_ok "certificates and AAA server"
	reauth_wait reauth-wait operational
	STATES
finish
