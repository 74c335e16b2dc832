/* SPDX-License-Identifier: BSD-3-Clause */
/* One resumable session, bound to what it was made with; public part in eap.h. */
#ifndef WMAND_EAP_SESSION_CACHE_H
#define WMAND_EAP_SESSION_CACHE_H

#include <openssl/ssl.h>

#include "eap.h"
#include "sim_session.h"
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

/**
 * eap_session_cache_sim() - look at the session of a SIM method
 * @cache: the cache
 *
 * Return: the session, until the cache changes; NULL when there is none.
 */
const struct sim_session *eap_session_cache_sim(const struct eap_session_cache *cache);

/**
 * eap_session_cache_spend_sim() - forget the identity of a fast re-authentication: it was used
 * @cache: the cache
 */
void eap_session_cache_spend_sim(struct eap_session_cache *cache);

/**
 * eap_session_cache_put_sim() - keep a session of a SIM method in the place of what is there
 * @cache: the cache
 * @session: copied
 */
void eap_session_cache_put_sim(struct eap_session_cache *cache, const struct sim_session *session);

#endif
