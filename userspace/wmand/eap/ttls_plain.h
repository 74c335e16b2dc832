/* SPDX-License-Identifier: BSD-3-Clause */
/* What TTLS has inside that is no EAP: PAP, CHAP, MSCHAP, MSCHAPv2 (RFC 5281 11.2). */
#ifndef WMAND_EAP_TTLS_PLAIN_H
#define WMAND_EAP_TTLS_PLAIN_H

#include "avp.h"
#include "mschapv2.h"
#include "tunnel.h"
#include "user.h"

#define TTLS_CHALLENGE_MAX 17

/**
 * struct ttls_plain - one of them
 * @name: its name
 * @waiting_for: what the peer waits for after it
 * @by_hash: works with the NT hash of the password
 * @mutual: the server has to prove that it knows the password
 * @challenge_len: octets of the challenge that comes of the handshake
 * @put: write what the peer says, of a login that outlives it; false when there is no room, or the
 *	library failed
 */
struct ttls_plain {
	const char *name;
	const char *waiting_for;
	bool by_hash;
	bool mutual;
	size_t challenge_len;
	bool (*put)(struct tunnel *tunnel, const struct eap_login *login, const uint8_t *challenge,
		    struct mschapv2 *m);
};

extern const struct ttls_plain ttls_pap;
extern const struct ttls_plain ttls_chap;
extern const struct ttls_plain ttls_mschap;
extern const struct ttls_plain ttls_mschapv2;

#endif
