#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every way out of operation and of each state of an EAP re-authentication.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/exits.sh"

lab 31-exits-reauth
exits eap <<-'STATES' || not_ok "certificates and AAA server"
	operational authorized operational
	reauth_start reauth-start operational
	reauth_running reauth-running operational
	reauth_key_wait reauth-key-wait operational
	reauth_sa_tek_wait reauth-sa-tek-wait operational
	STATES
finish
