// SPDX-License-Identifier: BSD-3-Clause
#include "creds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "inner.h"
#include "method.h"
#include "tls_creds.h"
#include "utf8.h"

static bool is_utf8(const char *s)
{
	const uint8_t *p = (const uint8_t *)s, *end = p + strlen(s);
	uint32_t c;

	while (p < end)
		if (!utf8_next(&p, end, &c))
			return false;
	return true;
}

static bool check_identity(const char *key, const char *value, struct eap_error *err)
{
	size_t len = strlen(value);

	if (!len)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s is empty", key);
	if (len > EAP_IDENTITY_MAX)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s has %zu octets, a RADIUS User-Name holds %d", key, len,
				     EAP_IDENTITY_MAX);
	if (!is_utf8(value))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s is not UTF-8", key);
	return true;
}

static bool check(const struct eap_config *cfg, struct eap_error *err)
{
	bool tunnel = false;
	unsigned int i;

	if (!cfg->num_methods || cfg->num_methods > EAP_METHODS_MAX)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "no EAP method is configured");
	if (!cfg->identity)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "identity is not set");
	if (!check_identity("identity", cfg->identity, err))
		return false;
	if (cfg->anonymous_identity &&
	    !check_identity("anonymous_identity", cfg->anonymous_identity, err))
		return false;
	if (cfg->fragment_size && (cfg->fragment_size < EAP_FRAGMENT_SIZE_MIN ||
				   cfg->fragment_size > EAP_FRAGMENT_SIZE_MAX))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "fragment_size is %u, allowed are %d to %d",
				     cfg->fragment_size, EAP_FRAGMENT_SIZE_MIN,
				     EAP_FRAGMENT_SIZE_MAX);
	for (i = 0; i < cfg->num_methods; i++) {
		tunnel = tunnel || cfg->methods[i]->is_tunnel;
		if (!cfg->methods[i]->check(cfg, err))
			return false;
	}
	if (!tunnel && (cfg->num_phase2 || cfg->private_key2 || cfg->ca_cert2))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "phase2, private_key2 and ca_cert2 are for the inside of a "
				     "tunnel, and no method in eap is one");
	return true;
}

/* The user's name becomes "anonymous", decoration before it and realm behind it stay. */
static char *make_anonymous(const char *identity)
{
	const char *realm = strrchr(identity, '@'), *user = identity;
	char *anonymous = NULL;

	if (*identity == '{' && strchr(identity, '}'))
		user = strchr(identity, '}') + 1;
	if (asprintf(&anonymous, "%.*sanonymous%s", (int)(user - identity), identity,
		     realm ? realm : "") < 0)
		return NULL;
	if (strlen(anonymous) > EAP_IDENTITY_MAX)
		strcpy(anonymous, "anonymous");
	return anonymous;
}

static char *outer_identity(const struct eap_config *cfg)
{
	unsigned int i;

	if (cfg->anonymous_identity)
		return strdup(cfg->anonymous_identity);
	for (i = 0; i < cfg->num_methods; i++)
		if (cfg->methods[i]->is_tunnel)
			return make_anonymous(cfg->identity);
	return strdup(cfg->identity);
}

static bool any_method(const struct eap_creds *creds, bool (*is)(const struct eap_method *))
{
	unsigned int i;

	for (i = 0; i < creds->num_methods; i++)
		if (is(creds->methods[i]))
			return true;
	return false;
}

static bool has_tls(const struct eap_method *method)
{
	return method->has_tls;
}

static bool is_tunnel(const struct eap_method *method)
{
	return method->is_tunnel;
}

/*
 * Octets that a tunnel puts around a packet: what was cut in pieces inside need not be cut outside
 * again, which would cost round trips, and FreeRADIUS loses count of them inside of PEAP.
 */
#define TUNNEL_OVERHEAD 128

static bool load(struct eap_creds *creds, const struct eap_config *cfg, struct eap_error *err);

/* The inside of a tunnel has a configuration of its own, made of the keys that end in 2. */
static bool load_inner(struct eap_creds *creds, const struct eap_config *cfg, struct eap_error *err)
{
	struct eap_config inner = {
		.identity = cfg->identity,
		.password = cfg->password,
		.password_is_hash = cfg->password_is_hash,
		.ca_cert = cfg->ca_cert2,
		.client_cert = cfg->client_cert2,
		.private_key = cfg->private_key2,
		.private_key_passwd = cfg->private_key2_passwd,
		.domain_match = cfg->domain_match2,
		.domain_suffix_match = cfg->domain_suffix_match2,
		.fragment_size = creds->fragment_size > 2 * TUNNEL_OVERHEAD ?
					 creds->fragment_size - TUNNEL_OVERHEAD :
					 EAP_FRAGMENT_SIZE_MIN,
		.tls_min = cfg->tls_min,
		.tls_max = cfg->tls_max,
	};
	struct eap_error cause;
	unsigned int i;

	for (i = 0; i < cfg->num_phase2; i++) {
		const struct eap_inner *word = cfg->phase2[i];

		if (word->method)
			inner.methods[inner.num_methods++] = word->method;
		if (word->plain)
			creds->plain = word->plain;
	}
	creds->binding = cfg->binding;
	creds->inner = calloc(1, sizeof(*creds->inner));
	if (!creds->inner)
		return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for credentials");
	creds->inner->tunneled = true;
	for (i = 0; i < inner.num_methods; i++)
		if (!inner.methods[i]->check(&inner, &cause))
			return eap_error_set(err, cause.reason,
					     "inside of the tunnel (keys that end in 2): %s",
					     cause.text);
	if (load(creds->inner, &inner, &cause))
		return true;
	return eap_error_set(err, cause.reason, "inside of the tunnel (keys that end in 2): %s",
			     cause.text);
}

static bool load(struct eap_creds *creds, const struct eap_config *cfg, struct eap_error *err)
{
	memcpy(creds->methods, cfg->methods, sizeof(creds->methods));
	creds->num_methods = cfg->num_methods;
	creds->fragment_size = cfg->fragment_size ? cfg->fragment_size : EAP_FRAGMENT_SIZE_DEF;
	creds->identity = outer_identity(cfg);
	if (!creds->identity)
		return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for credentials");
	if (any_method(creds, has_tls)) {
		creds->tls = tls_creds_load(cfg, err);
		if (!creds->tls)
			return false;
	}
	if (creds->tunneled && !password_set(&creds->password, cfg, err))
		return false;
	return !any_method(creds, is_tunnel) || load_inner(creds, cfg, err);
}

struct eap_creds *eap_creds_load(const struct eap_config *cfg, struct eap_error *err)
{
	struct eap_creds *creds;

	if (!check(cfg, err))
		return NULL;
	creds = calloc(1, sizeof(*creds));
	if (!creds) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for credentials");
		return NULL;
	}
	if (load(creds, cfg, err))
		return creds;
	eap_creds_free(creds);
	return NULL;
}

const char *eap_creds_identity(const struct eap_creds *creds)
{
	return creds->identity;
}

void eap_creds_free(struct eap_creds *creds)
{
	if (!creds)
		return;
	eap_creds_free(creds->inner);
	tls_creds_free(creds->tls);
	password_clear(&creds->password);
	free(creds->identity);
	free(creds);
}
