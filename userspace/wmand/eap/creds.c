// SPDX-License-Identifier: BSD-3-Clause
#include "creds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "digest.h"
#include "error.h"
#include "inner.h"
#include "method.h"
#include "nai.h"
#include "tls_certs.h"
#include "tls_creds.h"
#include "usim.h"

static bool check(const struct eap_config *cfg, struct eap_error *err)
{
	bool tunnel = false;
	unsigned int i;

	if (!cfg->num_methods || cfg->num_methods > EAP_METHODS_MAX)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS, "no EAP method is configured");
	if (cfg->identity && !nai_check("identity", cfg->identity, err))
		return false;
	if (cfg->anonymous_identity &&
	    !nai_check("anonymous_identity", cfg->anonymous_identity, err))
		return false;
	if (cfg->fragment_size && (cfg->fragment_size < EAP_FRAGMENT_SIZE_MIN ||
				   cfg->fragment_size > EAP_FRAGMENT_SIZE_MAX))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "fragment_size is %u, allowed are %d to %d",
				     cfg->fragment_size, EAP_FRAGMENT_SIZE_MIN,
				     EAP_FRAGMENT_SIZE_MAX);
	for (i = 0; i < cfg->num_methods; i++) {
		tunnel = tunnel || cfg->methods[i]->needs & EAP_NEEDS_INNER;
		if (!cfg->identity && cfg->methods[i]->needs & EAP_NEEDS_USIM)
			return eap_error_set(err, WMAN_REASON_CREDENTIALS,
					     "identity is not set, and EAP-%s needs that of the "
					     "card",
					     cfg->methods[i]->name);
		/* a shared key is nothing that a person knows */
		if (cfg->methods[i]->needs & EAP_NEEDS_PASSWORD &&
		    (!cfg->identity || !cfg->password))
			return eap_error_set(err, WMAN_REASON_CREDENTIALS,
					     "EAP-%s needs identity and password",
					     cfg->methods[i]->name);
		if (!cfg->methods[i]->check(cfg, err))
			return false;
	}
	if (!tunnel && (cfg->num_phase2 || cfg->private_key2 || cfg->ca_cert2))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "phase2, private_key2 and ca_cert2 are for the inside of a "
				     "tunnel, and no method in eap is one");
	return true;
}

/* What answers an Identity request; without memory, or when somebody is to be asked, NULL */
static char *outer_identity(const struct eap_creds *creds, const struct eap_config *cfg)
{
	char anonymous[EAP_IDENTITY_MAX + 1];

	if (cfg->anonymous_identity)
		return strdup(cfg->anonymous_identity);
	if (!creds->anonymous || !cfg->identity)
		return cfg->identity ? strdup(cfg->identity) : NULL;
	nai_anonymous(cfg->identity, anonymous);
	return strdup(anonymous);
}

static bool no_memory(struct eap_error *err)
{
	return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for credentials");
}

static bool load_usim(struct eap_creds *creds, const struct eap_config *cfg, struct eap_error *err)
{
	static const struct milenage_key elsewhere;
	const struct digest_part parts[] = {
		{ cfg->identity, strlen(cfg->identity) + 1 },
		{ &creds->result_ind, sizeof(creds->result_ind) },
	};
	const struct milenage_key *key = &elsewhere;

	creds->result_ind = cfg->result_ind;
	if (cfg->anonymous_identity)
		creds->pseudonym = strdup(cfg->anonymous_identity);
	if (cfg->anonymous_identity && !creds->pseudonym)
		return no_memory(err);
	if (cfg->sim_file) {
		creds->usim = usim_load(cfg->sim_file, err);
		if (!creds->usim)
			return false;
		key = &creds->usim->key;
	}
	return digest_hmac(EVP_sha256(), (const uint8_t *)key, sizeof(*key), parts, 2,
			   creds->sim_tag) ||
	       eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "HMAC failed");
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
		.password_len = cfg->password_len,
		.password_is_hash = cfg->password_is_hash,
		.ca_cert = cfg->ca_cert2,
		.client_cert = cfg->client_cert2,
		.private_key = cfg->private_key2,
		.private_key_passwd = cfg->private_key2_passwd,
		.domain_match = cfg->domain_match2,
		.domain_suffix_match = cfg->domain_suffix_match2,
		.ocsp = cfg->ocsp,
		.check_crl = cfg->check_crl,
		.crl_file = cfg->crl_file,
		.blobs = cfg->blobs,
		.fragment_size = creds->fragment_size > 2 * TUNNEL_OVERHEAD ?
					 creds->fragment_size - TUNNEL_OVERHEAD :
					 EAP_FRAGMENT_SIZE_MIN,
		.tls_min = cfg->tls_min,
		.tls_max = cfg->tls_max,
		.allow_sha1 = cfg->allow_sha1,
		.clock_floor = cfg->clock_floor,
		.accept_unset_clock = cfg->accept_unset_clock,
		.openssl_ciphers = cfg->openssl_ciphers,
		.tls13_ciphers = cfg->tls13_ciphers,
		.tls_sigalgs = cfg->tls_sigalgs,
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
		return no_memory(err);
	creds->inner->tunneled = true;
	for (i = 0; i < inner.num_methods; i++)
		if (!inner.methods[i]->check(&inner, &cause))
			return eap_error_set(err, cause.reason,
					     "inside of the tunnel (keys that end in 2): %s",
					     cause.text);
	if (load(creds->inner, &inner, &cause))
		return true;
	eap_error_set(err, cause.reason, "inside of the tunnel (keys that end in 2): %s",
		      cause.text);
	err->locked = cause.locked ? EAP_LOCKED_KEY2 : EAP_LOCKED_NOT;
	return false;
}

/* What the methods need. */
static bool load(struct eap_creds *creds, const struct eap_config *cfg, struct eap_error *err)
{
	unsigned int needs = 0, i;

	for (i = 0; i < cfg->num_methods; i++)
		needs |= cfg->methods[i]->needs;
	memcpy(creds->methods, cfg->methods, sizeof(creds->methods));
	creds->num_methods = cfg->num_methods;
	creds->fragment_size = cfg->fragment_size ? cfg->fragment_size : EAP_FRAGMENT_SIZE_DEF;
	creds->anonymous = needs & EAP_NEEDS_INNER;
	creds->identity = outer_identity(creds, cfg);
	creds->permanent = cfg->identity ? strdup(cfg->identity) : NULL;
	if ((!creds->identity && (cfg->identity || cfg->anonymous_identity)) ||
	    (!creds->permanent && cfg->identity))
		return no_memory(err);
	if (needs & EAP_NEEDS_TLS) {
		creds->tls = tls_creds_load(cfg, err);
		if (!creds->tls)
			return false;
	}
	if ((creds->tunneled || needs & EAP_NEEDS_PASSWORD) &&
	    !password_set(&creds->password, cfg, err))
		return false;
	if (needs & EAP_NEEDS_USIM && !load_usim(creds, cfg, err))
		return false;
	return !(needs & EAP_NEEDS_INNER) || load_inner(creds, cfg, err);
}

struct eap_creds *eap_creds_load(const struct eap_config *cfg, struct eap_error *err)
{
	struct eap_creds *creds;

	if (!check(cfg, err))
		return NULL;
	/* the system's openssl.cnf decides nothing here, and a child cannot read it */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	creds = calloc(1, sizeof(*creds));
	if (!creds) {
		no_memory(err);
		return NULL;
	}
	if (load(creds, cfg, err))
		return creds;
	eap_creds_free(creds);
	return NULL;
}

void *eap_creds_token(const struct eap_creds *creds)
{
	return creds && creds->tls ? tls_creds_token(creds->tls) : NULL;
}

bool eap_creds_store_sqn(const struct eap_creds *creds, uint64_t sqn, struct eap_error *err)
{
	if (!creds->usim)
		return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL,
				     "a sequence number for a network without a USIM");
	return usim_store_sqn(creds->usim, sqn, err);
}

void eap_creds_certs(const struct eap_creds *creds, eap_cert_fn fn, void *ctx)
{
	if (creds->tls)
		tls_certs_list(creds->tls, creds->tunneled, fn, ctx);
	if (creds->inner)
		eap_creds_certs(creds->inner, fn, ctx);
}

bool eap_creds_clock_unset(const struct eap_creds *creds, int64_t now)
{
	return (creds->tls && now < creds->tls->clock_floor) ||
	       (creds->inner && eap_creds_clock_unset(creds->inner, now));
}

void eap_creds_free(struct eap_creds *creds)
{
	if (!creds)
		return;
	eap_creds_free(creds->inner);
	tls_creds_free(creds->tls);
	password_clear(&creds->password);
	usim_free(creds->usim);
	free(creds->permanent);
	free(creds->pseudonym);
	free(creds->identity);
	free(creds);
}
