/* SPDX-License-Identifier: BSD-3-Clause */
/* The inside of a TTLS or PEAP server: each method a peer can be configured for. */
#ifndef TESTS_TUNNEL_SERVER_H
#define TESTS_TUNNEL_SERVER_H

#include "eap/mschapv2.h"
#include "eap_server.h"

#define TUNNEL_TTLS    21
#define TUNNEL_PEAP    25
#define TUNNEL_MESSAGE 2048 /* octets in a message inside */

/**
 * enum tunnel_inner - what runs inside
 * @TUNNEL_PLAIN: PAP, CHAP or MSCHAP, whatever comes is good
 * @TUNNEL_MSCHAPV2: MSCHAPv2 without EAP
 * @TUNNEL_EAP_GTC: EAP-GTC; so the following ones
 */
enum tunnel_inner {
	TUNNEL_PLAIN,
	TUNNEL_MSCHAPV2,
	TUNNEL_EAP_GTC,
	TUNNEL_EAP_MD5,
	TUNNEL_EAP_MSCHAPV2,
	TUNNEL_EAP_TLS,
};

/**
 * struct tunnel_server - a server and what it has inside
 * @link: the tunnel; first, as its callback finds the rest by it
 * @inner: what runs inside
 * @user: identity of the peer
 * @password: of the peer
 * @bind: PEAP with cryptographic binding
 * @success: TTLS: EAP-Success inside too, as some servers have it
 * @tls: the server of EAP-TLS inside, for which the test sets ctx, fragment and faults
 * @change: optional: may change a message of the server before it is encrypted
 * @step: messages of the peer so far
 * @tls_verdict: of EAP-TLS inside, 1 good, -1 bad
 * @concluded: the Extensions of PEAP or the EAP-Success inside of TTLS was sent
 * @ident: of the MSCHAPv2 exchange
 * @m: the MSCHAPv2 exchange
 */
struct tunnel_server {
	struct eap_server link;
	enum tunnel_inner inner;
	const char *user;
	const char *password;
	int bind;
	int success;
	struct eap_server tls;
	void (*change)(uint8_t *message, size_t *len);

	unsigned int step;
	int tls_verdict;
	int concluded;
	uint8_t ident;
	struct mschapv2 m;
};

/* A conversation from the Identity to Success or Failure, with a new peer. */
void tunnel_server_run(struct tunnel_server *s, const struct eap_creds *creds,
		       struct eap_session_cache *cache);

#endif
