#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
#
# Every way out of the states of a re-authentication by RSA and EAP.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/exits.sh"

lab 31-exits-rsa
exits rsa+eap <<-'STATES' || not_ok "certificates and AAA server"
	reauth_rsa_wait reauth-rsa-wait operational
	reauth_eap2_start reauth-eap2-start operational
	reauth_eap2_running reauth-eap2-running operational
	STATES
finish
