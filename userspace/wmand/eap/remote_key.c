// SPDX-License-Identifier: BSD-3-Clause
/*
 * A provider of OpenSSL with one key in a library context of its own, so that nobody else's
 * algorithms are looked for in it. It has what a TLS client asks of its key, no more: public
 * parameters, and signatures of data that are given in one piece.
 */
#include "remote_key.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "error.h"

#define PROVIDER  "wman-token"
#define PARAM_KEY "wman-token-key"

/* Lives from remote_key_open() to remote_key_free(); what the library makes of it only points here. */
struct remote_key {
	const struct eap_signer *signer;
	void *token;
	uint32_t sigalgs;
	EVP_PKEY *public;
	OSSL_LIB_CTX *libctx;
	OSSL_PROVIDER *provider;
	EVP_PKEY *pkey;
	struct eap_error err; /* of the last signature that failed; WMAN_REASON_NONE: none did */
};

static const struct sigalg {
	const char *name; /* of TLS, as the library writes it */
	const char *key;
	int padding;
	const char *md;
} sigalgs[] = {
	[EAP_SIGALG_RSA_PSS_SHA256] = { "rsa_pss_rsae_sha256", "RSA", RSA_PKCS1_PSS_PADDING,
					"SHA256" },
	[EAP_SIGALG_RSA_PSS_SHA384] = { "rsa_pss_rsae_sha384", "RSA", RSA_PKCS1_PSS_PADDING,
					"SHA384" },
	[EAP_SIGALG_RSA_PKCS1_SHA256] = { "rsa_pkcs1_sha256", "RSA", RSA_PKCS1_PADDING, "SHA256" },
	[EAP_SIGALG_RSA_PKCS1_SHA384] = { "rsa_pkcs1_sha384", "RSA", RSA_PKCS1_PADDING, "SHA384" },
	[EAP_SIGALG_ECDSA_SHA256] = { "ECDSA+SHA256", "EC", 0, "SHA256" },
	[EAP_SIGALG_ECDSA_SHA384] = { "ECDSA+SHA384", "EC", 0, "SHA384" },
	[EAP_SIGALG_ECDSA_SHA512] = { "ECDSA+SHA512", "EC", 0, "SHA512" },
};

#define NUM_SIGALGS (sizeof(sigalgs) / sizeof(sigalgs[0]))
_Static_assert(NUM_SIGALGS == EAP_SIGALG_NUM, "each has a line");

static bool can(const struct remote_key *key, size_t alg)
{
	return key->sigalgs & 1U << alg && EVP_PKEY_is_a(key->public, sigalgs[alg].key);
}

/* Key management. What the library calls key data is a pointer to the one key. */

struct key_data {
	struct remote_key *key;
};

static void *keymgmt_new(void *provctx)
{
	return calloc(1, sizeof(struct key_data));
}

static void keymgmt_free(void *data)
{
	free(data);
}

static int keymgmt_has(const void *data, int selection)
{
	return 1;
}

static int keymgmt_match(const void *a, const void *b, int selection)
{
	const struct key_data *one = a, *other = b;

	return EVP_PKEY_eq(one->key->public, other->key->public) == 1;
}

static int keymgmt_import(void *data, int selection, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, PARAM_KEY);
	struct key_data *to = data;

	if (!p || p->data_size != sizeof(to->key))
		return 0;
	memcpy(&to->key, p->data, sizeof(to->key));
	return 1;
}

static const OSSL_PARAM *keymgmt_import_types(int selection)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_octet_string(PARAM_KEY, NULL, 0),
		OSSL_PARAM_END,
	};

	return types;
}

/* The private half goes nowhere, also not by mistake: without it another provider could not sign. */
static int keymgmt_export(void *data, int selection, OSSL_CALLBACK *cb, void *arg)
{
	const struct key_data *from = data;

	return !(selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) &&
	       EVP_PKEY_export(from->key->public, selection, cb, arg);
}

static const OSSL_PARAM *keymgmt_export_types(int selection)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, NULL, 0),
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, NULL, 0),
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, NULL, 0),
		OSSL_PARAM_END,
	};

	return selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY ? NULL : types;
}

static int keymgmt_get_params(void *data, OSSL_PARAM params[])
{
	const struct key_data *from = data;

	return EVP_PKEY_get_params(from->key->public, params);
}

static const OSSL_PARAM *keymgmt_gettable_params(void *provctx)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_DEFAULT_DIGEST, NULL, 0),
		OSSL_PARAM_END,
	};

	return types;
}

static const char *keymgmt_ec_operation(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "ECDSA" : NULL;
}

typedef void (*function)(void);

#define KEYMGMT                                                                      \
	{ OSSL_FUNC_KEYMGMT_NEW, (function)keymgmt_new },                            \
		{ OSSL_FUNC_KEYMGMT_FREE, (function)keymgmt_free },                  \
		{ OSSL_FUNC_KEYMGMT_HAS, (function)keymgmt_has },                    \
		{ OSSL_FUNC_KEYMGMT_MATCH, (function)keymgmt_match },                \
		{ OSSL_FUNC_KEYMGMT_IMPORT, (function)keymgmt_import },              \
		{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (function)keymgmt_import_types },  \
		{ OSSL_FUNC_KEYMGMT_EXPORT, (function)keymgmt_export },              \
		{ OSSL_FUNC_KEYMGMT_EXPORT_TYPES, (function)keymgmt_export_types },  \
		{ OSSL_FUNC_KEYMGMT_GET_PARAMS, (function)keymgmt_get_params },      \
	{                                                                            \
		OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (function)keymgmt_gettable_params \
	}

static const OSSL_DISPATCH rsa_keymgmt[] = { KEYMGMT, { 0, NULL } };
static const OSSL_DISPATCH ec_keymgmt[] = {
	KEYMGMT,
	{ OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, (function)keymgmt_ec_operation },
	{ 0, NULL },
};

/* Signature */

struct signing {
	struct remote_key *key;
	int padding;
	char md[16];
};

static void *signature_new(void *provctx, const char *propq)
{
	return calloc(1, sizeof(struct signing));
}

static void signature_free(void *ctx)
{
	free(ctx);
}

/* The library gives a number or its name. */
static int set_padding(struct signing *s, const OSSL_PARAM *p)
{
	if (p->data_type == OSSL_PARAM_INTEGER)
		return OSSL_PARAM_get_int(p, &s->padding);
	if (p->data_type != OSSL_PARAM_UTF8_STRING)
		return 0;
	if (!strcmp(p->data, OSSL_PKEY_RSA_PAD_MODE_PSS))
		s->padding = RSA_PKCS1_PSS_PADDING;
	else if (!strcmp(p->data, OSSL_PKEY_RSA_PAD_MODE_PKCSV15))
		s->padding = RSA_PKCS1_PADDING;
	else
		return 0;
	return 1;
}

/* The salt is as long as the digest, which is what TLS says, and the signer does. */
static int signature_set_params(void *ctx, const OSSL_PARAM params[])
{
	const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_PAD_MODE);

	return !p || set_padding(ctx, p);
}

static const OSSL_PARAM *signature_settable_params(void *ctx, void *provctx)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL, 0),
		OSSL_PARAM_END,
	};

	return types;
}

static int signature_init(void *ctx, const char *md, void *data, const OSSL_PARAM params[])
{
	const struct key_data *from = data;
	struct signing *s = ctx;

	if (!md || !from || strlen(md) >= sizeof(s->md))
		return 0;
	strcpy(s->md, md);
	s->key = from->key;
	s->padding = EVP_PKEY_is_a(s->key->public, "RSA") ? RSA_PKCS1_PADDING : 0;
	return signature_set_params(ctx, params);
}

/* Return: the algorithm, or NUM_SIGALGS. */
static size_t find_sigalg(const struct signing *s, const EVP_MD *md)
{
	size_t i;

	for (i = 0; i < NUM_SIGALGS; i++)
		if (can(s->key, i) && sigalgs[i].padding == s->padding &&
		    EVP_MD_is_a(md, sigalgs[i].md))
			break;
	return i;
}

static int sign(struct signing *s, const uint8_t *data, size_t len, uint8_t *signature,
		size_t *size)
{
	EVP_MD *md = EVP_MD_fetch(NULL, s->md, NULL);
	struct remote_key *key = s->key;
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned int hash_len = 0;
	size_t alg;
	int ok;

	alg = md ? find_sigalg(s, md) : NUM_SIGALGS;
	ok = alg < NUM_SIGALGS && EVP_Digest(data, len, hash, &hash_len, md, NULL);
	if (!ok)
		eap_error_set(&key->err, WMAN_REASON_HELPER_INTERNAL,
			      "the TLS library asks for a signature that was not offered (%s)",
			      s->md);
	EVP_MD_free(md);
	return ok && key->signer->sign(key->token, alg, hash, hash_len, signature, size, &key->err);
}

static int signature_sign(void *ctx, uint8_t *signature, size_t *len, size_t size,
			  const uint8_t *data, size_t data_len)
{
	struct signing *s = ctx;
	size_t max = (size_t)EVP_PKEY_get_size(s->key->public);

	*len = max;
	if (!signature)
		return 1;
	return size >= max && sign(s, data, data_len, signature, len);
}

static const OSSL_DISPATCH signature[] = {
	{ OSSL_FUNC_SIGNATURE_NEWCTX, (function)signature_new },
	{ OSSL_FUNC_SIGNATURE_FREECTX, (function)signature_free },
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (function)signature_init },
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN, (function)signature_sign },
	{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (function)signature_set_params },
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (function)signature_settable_params },
	{ 0, NULL },
};

/* The provider */

static const OSSL_ALGORITHM *query(void *provctx, int operation, int *no_cache)
{
	static const OSSL_ALGORITHM keymgmts[] = {
		{ "RSA:rsaEncryption", "provider=" PROVIDER, rsa_keymgmt, NULL },
		{ "EC:id-ecPublicKey", "provider=" PROVIDER, ec_keymgmt, NULL },
		{ NULL, NULL, NULL, NULL },
	};
	static const OSSL_ALGORITHM signatures[] = {
		{ "RSA:rsaEncryption", "provider=" PROVIDER, signature, NULL },
		{ "ECDSA", "provider=" PROVIDER, signature, NULL },
		{ NULL, NULL, NULL, NULL },
	};

	*no_cache = 0;
	switch (operation) {
	case OSSL_OP_KEYMGMT:
		return keymgmts;
	case OSSL_OP_SIGNATURE:
		return signatures;
	}
	return NULL;
}

static int provider_init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
			 const OSSL_DISPATCH **out, void **provctx)
{
	static const OSSL_DISPATCH functions[] = {
		{ OSSL_FUNC_PROVIDER_QUERY_OPERATION, (function)query },
		{ 0, NULL },
	};

	*out = functions;
	*provctx = (void *)handle;
	return 1;
}

static bool make_pkey(struct remote_key *key)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(PARAM_KEY, &key, sizeof(key)),
		OSSL_PARAM_construct_end(),
	};
	EVP_PKEY_CTX *ctx;
	bool ok;

	key->libctx = OSSL_LIB_CTX_new();
	if (!key->libctx || !OSSL_PROVIDER_add_builtin(key->libctx, PROVIDER, provider_init))
		return false;
	key->provider = OSSL_PROVIDER_load(key->libctx, PROVIDER);
	if (!key->provider)
		return false;
	ctx = EVP_PKEY_CTX_new_from_name(key->libctx, EVP_PKEY_get0_type_name(key->public), NULL);
	ok = ctx && EVP_PKEY_fromdata_init(ctx) > 0 &&
	     EVP_PKEY_fromdata(ctx, &key->pkey, EVP_PKEY_KEYPAIR, params) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

/* RSA and EC are what tokens have, and what the provider above knows. */
static bool take_public(struct remote_key *key, const struct eap_token *token,
			const struct eap_token_key *from, struct eap_error *err)
{
	const uint8_t *p = from->public_key;
	char list[256];

	key->public = d2i_PUBKEY(NULL, &p, (long)from->public_len);
	key->sigalgs = from->sigalgs;
	if (key->public)
		remote_key_sigalgs(key, list, sizeof(list));
	if (key->public && *list)
		return true;
	return eap_error_set(err, WMAN_REASON_CREDENTIALS,
			     "%s: the key is of no type that could be used: RSA and EC can, when "
			     "they may sign",
			     token->name);
}

struct remote_key *remote_key_open(const struct eap_signer *signer, const struct eap_token *token,
				   struct eap_error *err)
{
	struct remote_key *key = calloc(1, sizeof(*key));
	struct eap_token_key found = { 0 };

	if (!key) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "%s: no memory", token->name);
		return NULL;
	}
	key->signer = signer;
	key->token = signer->open(token, &found, err);
	if (!key->token || !take_public(key, token, &found, err)) {
		remote_key_free(key);
		return NULL;
	}
	if (make_pkey(key))
		return key;
	eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "%s: the TLS library does not take the key",
		      token->name);
	remote_key_free(key);
	return NULL;
}

void remote_key_free(struct remote_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	EVP_PKEY_free(key->public);
	if (key->provider)
		OSSL_PROVIDER_unload(key->provider);
	OSSL_LIB_CTX_free(key->libctx);
	if (key->token)
		key->signer->close(key->token);
	free(key);
	ERR_clear_error();
}

EVP_PKEY *remote_key_pkey(const struct remote_key *key)
{
	return key->pkey;
}

void *remote_key_token(const struct remote_key *key)
{
	return key->token;
}

void remote_key_sigalgs(const struct remote_key *key, char *list, size_t size)
{
	size_t i, len = 0;

	*list = '\0';
	for (i = 0; i < NUM_SIGALGS; i++) {
		if (!can(key, i) || len + strlen(sigalgs[i].name) + 2 > size)
			continue;
		if (len)
			list[len++] = ':';
		strcpy(list + len, sigalgs[i].name);
		len += strlen(sigalgs[i].name);
	}
}

bool remote_key_error(struct remote_key *key, struct eap_error *err)
{
	if (key->err.reason == WMAN_REASON_NONE)
		return false;
	*err = key->err;
	key->err.reason = WMAN_REASON_NONE;
	return true;
}
