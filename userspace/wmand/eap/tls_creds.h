/* SPDX-License-Identifier: BSD-3-Clause */
/* Certificates, key and rules of a network for TLS: one SSL_CTX, built once. */
#ifndef WMAND_EAP_TLS_CREDS_H
#define WMAND_EAP_TLS_CREDS_H

#include <openssl/ssl.h>

#include "eap.h"
#include "tls_match.h"

struct remote_key;

#define TLS_CREDS_TAG_LEN 32
#define TLS_PIN_LEN	  32

/**
 * struct tls_creds - what TLS conversations of a network share
 * @ctx: the library's context, with anchors, own certificate and key, versions
 * @match: what the server certificate must say
 * @pinned: the server is known by @pin, not by anchors
 * @pin: SHA-256 of its certificate; zero when it is not @pinned
 * @approve: a person approves the server's certificate in the place of anchors
 * @ocsp: what is asked of a stapled OCSP response
 * @tag: hash of all that a session may depend on, for the session cache
 * @insecure: the server is not verified
 * @allow_sha1: certificates may be signed with SHA-1
 * @remote: the own private key when it is in a token, else NULL
 * @clock_floor: a clock that says less is not set; 0 when dates do not matter
 * @accept_unset_clock: dates do not count then, else nothing begins
 */
struct tls_creds {
	SSL_CTX *ctx;
	struct tls_match match;
	bool pinned;
	uint8_t pin[TLS_PIN_LEN];
	bool approve;
	enum eap_ocsp ocsp;
	uint8_t tag[TLS_CREDS_TAG_LEN];
	bool insecure;
	bool allow_sha1;
	struct remote_key *remote;
	int64_t clock_floor;
	bool accept_unset_clock;
};

/**
 * tls_creds_load() - read the files that a configuration names
 * @cfg: the configuration
 * @err: filled on failure, as for eap_creds_load()
 *
 * Return: credentials for tls_creds_free(), or NULL.
 */
struct tls_creds *tls_creds_load(const struct eap_config *cfg, struct eap_error *err);

/**
 * tls_creds_token() - the private key that is in a token
 * @creds: credentials
 *
 * Return: what the signer gave for it, or NULL.
 */
void *tls_creds_token(const struct tls_creds *creds);

/**
 * tls_creds_free() - free credentials, wipe the key
 * @creds: from tls_creds_load(), or NULL
 */
void tls_creds_free(struct tls_creds *creds);

#endif
