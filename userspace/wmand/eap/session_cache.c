// SPDX-License-Identifier: BSD-3-Clause
#include "session_cache.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509.h>

/* A server may hint at seven days (RFC 8446 4.6.1); this is how stale a verification may get. */
#define SESSION_AGE_MAX_S (24 * 60 * 60)

/* EAP Type, then the tag of the credentials */
#define BINDING_LEN (1 + TLS_CREDS_TAG_LEN)

/* In the place of an EAP Type: what follows is a session of a SIM method, with its own binding. */
#define EXPORT_SIM 0

struct eap_session_cache {
	SSL_SESSION *session;
	uint8_t binding[BINDING_LEN];
	struct sim_session sim; /* type 0: none */
};

static void clear(struct eap_session_cache *cache)
{
	SSL_SESSION_free(cache->session);
	cache->session = NULL;
	explicit_bzero(&cache->sim, sizeof(cache->sim));
}

static void make_binding(uint8_t *binding, const struct tls_creds *creds, uint8_t method)
{
	binding[0] = method;
	memcpy(binding + 1, creds->tag, TLS_CREDS_TAG_LEN);
}

static bool is_fresh(SSL_SESSION *session)
{
	long age = (long)time(NULL) - SSL_SESSION_get_time(session);
	const X509 *cert = SSL_SESSION_get0_peer(session);

	if (age < 0 || age >= SESSION_AGE_MAX_S || age >= SSL_SESSION_get_timeout(session))
		return false;
	/* RFC 9190 5.7: what was verified once must still be valid */
	return cert && X509_cmp_current_time(X509_get0_notAfter(cert)) > 0;
}

SSL_SESSION *eap_session_cache_take(struct eap_session_cache *cache, const struct tls_creds *creds,
				    uint8_t method)
{
	SSL_SESSION *session = cache->session;
	uint8_t binding[BINDING_LEN];

	make_binding(binding, creds, method);
	if (!session || memcmp(binding, cache->binding, sizeof(binding)))
		return NULL;
	cache->session = NULL;
	if (is_fresh(session))
		return session;
	SSL_SESSION_free(session);
	return NULL;
}

void eap_session_cache_put(struct eap_session_cache *cache, const struct tls_creds *creds,
			   uint8_t method, SSL_SESSION *session)
{
	clear(cache);
	cache->session = session;
	make_binding(cache->binding, creds, method);
}

const struct sim_session *eap_session_cache_sim(const struct eap_session_cache *cache)
{
	return cache->sim.type ? &cache->sim : NULL;
}

void eap_session_cache_spend_sim(struct eap_session_cache *cache)
{
	cache->sim.reauth_id[0] = '\0';
}

void eap_session_cache_put_sim(struct eap_session_cache *cache, const struct sim_session *session)
{
	clear(cache);
	cache->sim = *session;
}

struct eap_session_cache *eap_session_cache_new(void)
{
	return calloc(1, sizeof(struct eap_session_cache));
}

void eap_session_cache_free(struct eap_session_cache *cache)
{
	if (!cache)
		return;
	clear(cache);
	free(cache);
}

size_t eap_session_cache_export(const struct eap_session_cache *cache, uint8_t *buf, size_t size)
{
	uint8_t *p = buf + BINDING_LEN;
	int len;

	if (cache->sim.type) {
		if (1 + sizeof(cache->sim) > size)
			return 0;
		buf[0] = EXPORT_SIM;
		memcpy(buf + 1, &cache->sim, sizeof(cache->sim));
		return 1 + sizeof(cache->sim);
	}
	if (!cache->session)
		return 0;
	len = i2d_SSL_SESSION(cache->session, NULL);
	if (len <= 0 || BINDING_LEN + (size_t)len > size)
		return 0;
	memcpy(buf, cache->binding, BINDING_LEN);
	i2d_SSL_SESSION(cache->session, &p);
	return BINDING_LEN + (size_t)len;
}

static int import_sim(struct eap_session_cache *cache, const uint8_t *buf, size_t len)
{
	struct sim_session *s = &cache->sim;

	if (len != sizeof(*s))
		return -EINVAL;
	memcpy(s, buf, len);
	if (s->type && memchr(s->pseudonym, '\0', sizeof(s->pseudonym)) &&
	    memchr(s->reauth_id, '\0', sizeof(s->reauth_id)))
		return 0;
	clear(cache);
	return -EINVAL;
}

int eap_session_cache_import(struct eap_session_cache *cache, const uint8_t *buf, size_t len)
{
	const uint8_t *p = buf + BINDING_LEN;

	clear(cache);
	if (len && buf[0] == EXPORT_SIM)
		return import_sim(cache, buf + 1, len - 1);
	if (len <= BINDING_LEN)
		return -EINVAL;
	memcpy(cache->binding, buf, BINDING_LEN);
	cache->session = d2i_SSL_SESSION(NULL, &p, (long)(len - BINDING_LEN));
	ERR_clear_error();
	return cache->session ? 0 : -EINVAL;
}
