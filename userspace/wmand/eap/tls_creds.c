// SPDX-License-Identifier: BSD-3-Clause
#include "tls_creds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "error.h"
#include "inner.h"
#include "keystore.h"
#include "remote_key.h"
#include "tls.h"

/*
 * Every suite that authenticates by certificate and encrypts, static RSA included: that is what
 * the AAA servers of deployed networks have.  Level 2 refuses RSA and DH below 2048 bits, curves
 * below 224 and SHA-1 signatures.
 */
#define CIPHERS		 "DEFAULT"
#define CIPHERS_NEVER	 ":!aNULL:!eNULL:!PSK:!SRP"
#define SECURITY_LEVEL	 2
#define CHAIN_DEPTH_MAX	 10
#define CHAIN_OCTETS_MAX (64 * 1024)

static bool library_error(struct eap_error *err, const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "%s: %s", what,
		      reason ? reason : "no memory");
	ERR_clear_error();
	return false;
}

/* ca_cert="hash://server/sha256/HEX" */
#define PIN_SCHEME "hash://"
#define PIN_PREFIX "hash://server/sha256/"

static bool set_pin(struct tls_creds *creds, const struct eap_config *cfg, struct eap_error *err)
{
	size_t skip = strlen(PIN_PREFIX), len;

	if (!cfg->ca_cert || strncmp(cfg->ca_cert, PIN_SCHEME, strlen(PIN_SCHEME)))
		return true;
	if (strncmp(cfg->ca_cert, PIN_PREFIX, skip) ||
	    strlen(cfg->ca_cert + skip) != 2 * TLS_PIN_LEN ||
	    !OPENSSL_hexstr2buf_ex(creds->pin, sizeof(creds->pin), &len, cfg->ca_cert + skip,
				   '\0')) {
		ERR_clear_error();
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "ca_cert: a pin is written " PIN_PREFIX
				     " and 64 hexadecimal digits");
	}
	if (cfg->ocsp || cfg->check_crl)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "ocsp and check_crl need the issuer of the server's "
				     "certificate, which a pin in ca_cert does not ask for");
	creds->pinned = true;
	return true;
}

/* What is believed of others */
struct trust {
	struct keystore ca;
	struct keystore crl; /* apart: a certificate in crl_file is no anchor */
};

static bool load_trust(struct trust *trust, const struct eap_config *cfg, bool pinned,
		       struct eap_error *err)
{
	trust->ca.blobs = cfg->blobs;
	trust->crl.blobs = cfg->blobs;
	return (!cfg->ca_cert || pinned || keystore_read_certs(&trust->ca, cfg->ca_cert, err)) &&
	       (!cfg->crl_file || keystore_read_crls(&trust->crl, cfg->crl_file, err));
}

static bool check_rules(const struct eap_config *cfg, struct eap_error *err)
{
	bool any_match = cfg->domain_match || cfg->domain_suffix_match || cfg->altsubject_match ||
			 cfg->subject_match;

	if (cfg->approve_server &&
	    (cfg->insecure || cfg->ca_cert || cfg->ocsp || cfg->check_crl || cfg->crl_file))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "approve_server is for servers that nothing else vouches for: "
				     "ca_cert, ocsp, check_crl and the insecure switch exclude it");
	if (!cfg->insecure && !cfg->ca_cert && !cfg->approve_server)
		return eap_error_set(
			err, WMAN_REASON_CREDENTIALS,
			"ca_cert is not set; without it the server cannot be verified");
	if (cfg->insecure && (cfg->ca_cert || any_match || cfg->ocsp || cfg->check_crl))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "ca_cert, ocsp, check_crl and the rules for names contradict "
				     "the insecure switch; remove one or the other");
	if (cfg->crl_file && !cfg->check_crl)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "crl_file is set and check_crl is not");
	return true;
}

static bool set_versions(SSL_CTX *ctx, const struct eap_config *cfg, struct eap_error *err)
{
	int min = cfg->tls_min ? cfg->tls_min : TLS1_2_VERSION;
	int max = cfg->tls_max ? cfg->tls_max : TLS1_3_VERSION;

	if (min < TLS1_2_VERSION || max > TLS1_3_VERSION || min > max)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "the TLS versions leave nothing of 1.2 and 1.3 to use");
	if (!SSL_CTX_set_min_proto_version(ctx, min) || !SSL_CTX_set_max_proto_version(ctx, max))
		return library_error(err, "TLS versions");
	return true;
}

static bool set_anchors(SSL_CTX *ctx, const STACK_OF(X509) * anchors, struct eap_error *err)
{
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);
	int i;

	for (i = 0; i < sk_X509_num(anchors); i++)
		if (!X509_STORE_add_cert(store, sk_X509_value(anchors, i)))
			return library_error(err, "trust anchors");
	/* whatever the user put into ca_cert is trusted, be it a root or not */
	X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
	return true;
}

static bool add_crls(X509_STORE *store, const STACK_OF(X509_CRL) * crls, struct eap_error *err)
{
	int i;

	for (i = 0; i < sk_X509_CRL_num(crls); i++)
		if (!X509_STORE_add_crl(store, sk_X509_CRL_value(crls, i)))
			return library_error(err, "CRLs");
	return true;
}

static bool set_crls(SSL_CTX *ctx, const struct eap_config *cfg, const struct trust *trust,
		     struct eap_error *err)
{
	static const unsigned long flags[] = {
		[EAP_CRL_LEAF] = X509_V_FLAG_CRL_CHECK,
		[EAP_CRL_CHAIN] = X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL,
	};
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);

	if (cfg->check_crl == EAP_CRL_OFF)
		return true;
	if (!trust->ca.crls && !trust->crl.crls)
		return eap_error_set(
			err, WMAN_REASON_CREDENTIALS,
			"check_crl is set, and neither ca_cert nor crl_file has a CRL");
	/* not for the store: the responder of a stapled OCSP response is not looked up in CRLs */
	X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), flags[cfg->check_crl]);
	return add_crls(store, trust->ca.crls, err) && add_crls(store, trust->crl.crls, err);
}

static X509 *find_leaf(const struct keystore *own)
{
	int i;

	for (i = 0; i < sk_X509_num(own->certs); i++) {
		X509 *cert = sk_X509_value(own->certs, i);

		/* EVP_PKEY_eq() and not X509_check_private_key(): no error queue to clean */
		if (EVP_PKEY_eq(X509_get0_pubkey(cert), own->key) == 1)
			return cert;
	}
	return NULL;
}

static X509 *find_issuer(const STACK_OF(X509) * certs, X509 *cert)
{
	int i;

	for (i = 0; i < sk_X509_num(certs); i++)
		if (X509_check_issued(sk_X509_value(certs, i), cert) == X509_V_OK)
			return sk_X509_value(certs, i);
	return NULL;
}

/*
 * TLS 1.2 wants each certificate to certify the one before it, the files come in any order
 * (RFC 5246 7.4.2).  A root is left out: who does not have it would not trust it.
 */
static bool add_chain(SSL_CTX *ctx, const STACK_OF(X509) * own, const STACK_OF(X509) * anchors,
		      X509 *leaf, struct eap_error *err)
{
	X509 *cert = leaf;
	int i;

	for (i = 0; i < CHAIN_DEPTH_MAX; i++) {
		X509 *issuer = find_issuer(own, cert);

		if (!issuer)
			issuer = find_issuer(anchors, cert);
		if (!issuer || X509_check_issued(issuer, issuer) == X509_V_OK)
			break;
		if (!SSL_CTX_add1_chain_cert(ctx, issuer))
			return library_error(err, "own certificate chain");
		cert = issuer;
	}
	return true;
}

static bool set_own_cert(SSL_CTX *ctx, const struct eap_config *cfg, const struct keystore *own,
			 const STACK_OF(X509) * anchors, struct eap_error *err)
{
	const char *file = cfg->client_cert ? cfg->client_cert : cfg->private_key;
	const char *reason;
	X509 *leaf;

	if (sk_X509_num(own->certs) < 1)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s: no certificate beside the key; set client_cert", file);
	leaf = find_leaf(own);
	if (!leaf)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s: no certificate in it belongs to the private key %s", file,
				     cfg->private_key);
	if (!SSL_CTX_use_certificate(ctx, leaf) || !SSL_CTX_use_PrivateKey(ctx, own->key)) {
		reason = ERR_reason_error_string(ERR_peek_last_error());
		eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s: own certificate or key: %s", file,
			      reason ? reason : "refused by the library");
		ERR_clear_error();
		return false;
	}
	return add_chain(ctx, own->certs, anchors, leaf, err);
}

/* A token knows what it can sign; what else is chosen for it would fail. */
static bool set_token(struct tls_creds *creds, struct keystore *own, struct eap_error *err)
{
	char list[256];

	creds->remote = own->remote;
	own->remote = NULL;
	if (!creds->remote)
		return true;
	remote_key_sigalgs(creds->remote, list, sizeof(list));
	return SSL_CTX_set1_client_sigalgs_list(creds->ctx, list) ?
		       true :
		       library_error(err, "signature algorithms of the token");
}

static bool load_own(struct tls_creds *creds, const struct eap_config *cfg,
		     const STACK_OF(X509) * anchors, struct eap_error *err)
{
	struct keystore own = { .blobs = cfg->blobs, .signer = cfg->signer };
	bool ok;

	if (!cfg->private_key)
		return !cfg->client_cert ||
		       eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "client_cert is set and private_key is not");
	ok = (!cfg->client_cert || keystore_read_certs(&own, cfg->client_cert, err)) &&
	     keystore_read_key(&own, cfg->private_key, cfg->private_key_passwd, err) &&
	     set_own_cert(creds->ctx, cfg, &own, anchors, err) && set_token(creds, &own, err);
	keystore_clear(&own);
	return ok;
}

static int (*level_cb)(const SSL *ssl, const SSL_CTX *ctx, int op, int bits, int nid, void *other,
		       void *ex);

/* The rules of the security level, with one exception: the own chain may be signed with SHA-1. */
static int allow_sha1_cb(const SSL *ssl, const SSL_CTX *ctx, int op, int bits, int nid, void *other,
			 void *ex)
{
	return (op == SSL_SECOP_CA_MD && nid == NID_sha1) ||
	       level_cb(ssl, ctx, op, bits, nid, other, ex);
}

static bool bad_list(const char *key, const char *what, struct eap_error *err)
{
	ERR_clear_error();
	return eap_error_set(err, WMAN_REASON_CREDENTIALS, "%s: %s", key, what);
}

static bool set_ciphers(SSL_CTX *ctx, const char *list, struct eap_error *err)
{
	char text[4096];
	int len = snprintf(text, sizeof(text), "%s" CIPHERS_NEVER, list ? list : CIPHERS);

	/* "@SECLEVEL=0" would take away more than the list says */
	if (strchr(text, '@'))
		return bad_list("openssl_ciphers", "@ is not allowed", err);
	if (len < (int)sizeof(text) && SSL_CTX_set_cipher_list(ctx, text))
		return true;
	return list ? bad_list("openssl_ciphers",
			       "no cipher suite that authenticates by certificate", err) :
		      library_error(err, "TLS cipher suites");
}

static bool set_algorithms(SSL_CTX *ctx, const struct eap_config *cfg, struct eap_error *err)
{
	SSL_CTX_set_security_level(ctx, SECURITY_LEVEL);
	if (cfg->allow_sha1) {
		level_cb = SSL_CTX_get_security_callback(ctx);
		SSL_CTX_set_security_callback(ctx, allow_sha1_cb);
	}
	if (!set_ciphers(ctx, cfg->openssl_ciphers, err))
		return false;
	if (cfg->tls13_ciphers && !SSL_CTX_set_ciphersuites(ctx, cfg->tls13_ciphers))
		return bad_list("tls13_ciphers", "unknown cipher suite", err);
	if (cfg->tls_sigalgs && !SSL_CTX_set1_sigalgs_list(ctx, cfg->tls_sigalgs))
		return bad_list("tls_sigalgs", "unknown signature algorithm", err);
	return true;
}

static void set_common(SSL_CTX *ctx)
{
	SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
	/* RFC 8446 D.4 is for what stands between on TCP; here its octets may cost a round trip */
	SSL_CTX_clear_options(ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
	/* the chain was put together above, the library would search anew in each handshake */
	SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_max_cert_list(ctx, CHAIN_OCTETS_MAX);
	SSL_CTX_set_verify_depth(ctx, CHAIN_DEPTH_MAX);
}

static bool copy_string(char **to, const char *from)
{
	if (from)
		*to = strdup(from);
	return !from || *to;
}

static bool copy_match(struct tls_match *match, const struct eap_config *cfg, struct eap_error *err)
{
	if (copy_string(&match->domain, cfg->domain_match) &&
	    copy_string(&match->domain_suffix, cfg->domain_suffix_match) &&
	    copy_string(&match->altsubject, cfg->altsubject_match) &&
	    copy_string(&match->subject, cfg->subject_match))
		return true;
	return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for the rules for names");
}

/* The terminator is hashed too, and NULL differs from "": no two configurations run together. */
static bool hash_string(EVP_MD_CTX *md, const char *s)
{
	uint8_t present = s != NULL;

	return EVP_DigestUpdate(md, &present, 1) && (!s || EVP_DigestUpdate(md, s, strlen(s) + 1));
}

static bool hash_cert(EVP_MD_CTX *md, X509 *cert)
{
	unsigned int len = 0;
	uint8_t hash[EVP_MAX_MD_SIZE];

	return !cert ||
	       (X509_digest(cert, EVP_sha256(), hash, &len) && EVP_DigestUpdate(md, hash, len));
}

static bool hash_trust(EVP_MD_CTX *md, const struct keystore *ks)
{
	unsigned int len = 0;
	uint8_t hash[EVP_MAX_MD_SIZE];
	bool ok = true;
	int i;

	for (i = 0; ok && i < sk_X509_num(ks->certs); i++)
		ok = hash_cert(md, sk_X509_value(ks->certs, i));
	for (i = 0; ok && i < sk_X509_CRL_num(ks->crls); i++)
		ok = X509_CRL_digest(sk_X509_CRL_value(ks->crls, i), EVP_sha256(), hash, &len) &&
		     EVP_DigestUpdate(md, hash, len);
	return ok;
}

static bool set_tag(struct tls_creds *creds, const struct eap_config *cfg,
		    const struct trust *trust, struct eap_error *err)
{
	const char *const strings[] = {
		cfg->identity,	       cfg->anonymous_identity,
		cfg->domain_match,     cfg->domain_suffix_match,
		cfg->altsubject_match, cfg->subject_match,
		cfg->openssl_ciphers,  cfg->tls13_ciphers,
		cfg->tls_sigalgs,
	};
	int numbers[] = { cfg->tls_min,	      cfg->tls_max,
			  cfg->insecure,      cfg->binding,
			  cfg->ocsp,	      cfg->check_crl,
			  cfg->allow_sha1,    cfg->accept_unset_clock,
			  cfg->approve_server };
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok;
	size_t i;

	ok = md && EVP_DigestInit_ex(md, EVP_sha256(), NULL) &&
	     EVP_DigestUpdate(md, numbers, sizeof(numbers)) &&
	     EVP_DigestUpdate(md, creds->pin, sizeof(creds->pin)) &&
	     hash_cert(md, SSL_CTX_get0_certificate(creds->ctx));
	for (i = 0; ok && i < sizeof(strings) / sizeof(strings[0]); i++)
		ok = hash_string(md, strings[i]);
	for (i = 0; ok && i < cfg->num_phase2; i++)
		ok = hash_string(md, cfg->phase2[i]->word);
	ok = ok && hash_trust(md, &trust->ca) && hash_trust(md, &trust->crl) &&
	     EVP_DigestFinal_ex(md, creds->tag, NULL);
	EVP_MD_CTX_free(md);
	return ok ? true : library_error(err, "session tag");
}

static bool creds_fill(struct tls_creds *creds, const struct eap_config *cfg, struct eap_error *err)
{
	struct trust trust = { 0 };
	bool ok;

	creds->insecure = cfg->insecure;
	creds->allow_sha1 = cfg->allow_sha1;
	creds->ocsp = cfg->ocsp;
	creds->approve = cfg->approve_server;
	creds->accept_unset_clock = cfg->accept_unset_clock;
	creds->ctx = SSL_CTX_new(TLS_client_method());
	if (!creds->ctx)
		return library_error(err, "TLS context");
	set_common(creds->ctx);
	ok = set_algorithms(creds->ctx, cfg, err) && set_versions(creds->ctx, cfg, err) &&
	     copy_match(&creds->match, cfg, err) && set_pin(creds, cfg, err) &&
	     load_trust(&trust, cfg, creds->pinned, err) &&
	     set_anchors(creds->ctx, trust.ca.certs, err) &&
	     set_crls(creds->ctx, cfg, &trust, err) && load_own(creds, cfg, trust.ca.certs, err) &&
	     set_tag(creds, cfg, &trust, err);
	keystore_clear(&trust.ca);
	keystore_clear(&trust.crl);
	if (!creds->pinned && !creds->insecure)
		creds->clock_floor = cfg->clock_floor;
	if (ok)
		tls_ctx_set_callbacks(creds);
	return ok;
}

struct tls_creds *tls_creds_load(const struct eap_config *cfg, struct eap_error *err)
{
	struct tls_creds *creds;

	/* gmtime_r() reads a zone file on its first use, when the sandbox may be closed already */
	tzset();
	/* the system's openssl.cnf decides nothing here, and reading it costs more than the rest */
	if (!OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL)) {
		library_error(err, "OpenSSL");
		return NULL;
	}
	if (!check_rules(cfg, err))
		return NULL;
	creds = calloc(1, sizeof(*creds));
	if (!creds) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "no memory for TLS credentials");
		return NULL;
	}
	if (creds_fill(creds, cfg, err))
		return creds;
	tls_creds_free(creds);
	return NULL;
}

void *tls_creds_token(const struct tls_creds *creds)
{
	return creds->remote ? remote_key_token(creds->remote) : NULL;
}

void tls_creds_free(struct tls_creds *creds)
{
	if (!creds)
		return;
	SSL_CTX_free(creds->ctx);
	remote_key_free(creds->remote);
	free(creds->match.domain);
	free(creds->match.domain_suffix);
	free(creds->match.altsubject);
	free(creds->match.subject);
	free(creds);
}
