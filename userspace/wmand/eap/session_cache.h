/* SPDX-License-Identifier: BSD-3-Clause */
/* One resumable TLS session, bound to what it was made with; public part in eap.h. */
#ifndef WMAND_EAP_SESSION_CACHE_H
#define WMAND_EAP_SESSION_CACHE_H

#include <openssl/ssl.h>

#include "eap.h"
#include "tls_creds.h"

/**
 * eap_session_cache_take() - take the session out, when it may be used
 * @cache: the cache; empty after, since a ticket of TLS 1.3 is for one use (RFC 8446 C.4)
 * @creds: credentials of the conversation to come
 * @method: its EAP Type
 *
 * Return: a session for SSL_SESSION_free(); NULL when there is none, it belongs to other
 * credentials or another method, it is too old, or the server's certificate has expired since.
 */
SSL_SESSION *eap_session_cache_take(struct eap_session_cache *cache, const struct tls_creds *creds,
				    uint8_t method);

/**
 * eap_session_cache_put() - keep a session of a conversation that ended with success
 * @cache: the cache
 * @creds: credentials of the conversation
 * @method: its EAP Type
 * @session: the session, taken over
 */
void eap_session_cache_put(struct eap_session_cache *cache, const struct tls_creds *creds,
			   uint8_t method, SSL_SESSION *session);

#endif
