/* SPDX-License-Identifier: BSD-3-Clause */
/* What one exchange of EAP-SIM, EAP-AKA or EAP-AKA' leaves to the next. */
#ifndef WMAND_EAP_SIM_SESSION_H
#define WMAND_EAP_SIM_SESSION_H

#include "creds.h"
#include "eap.h"
#include "sim_keys.h"

/**
 * struct sim_session - identities and keys
 * @type: EAP Type that made it
 * @tag: of the credentials that it belongs to
 * @pseudonym: with realm; empty when the server gave none
 * @reauth_id: with realm, good for one use; empty when there is none
 * @counter: the least AT_COUNTER to be accepted
 * @keys: those that a fast re-authentication begins with
 */
struct sim_session {
	uint8_t type;
	uint8_t tag[EAP_SIM_TAG_LEN];
	char pseudonym[EAP_IDENTITY_MAX + 1];
	char reauth_id[EAP_IDENTITY_MAX + 1];
	uint16_t counter;
	struct sim_keys keys;
};

#endif
