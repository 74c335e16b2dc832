// SPDX-License-Identifier: BSD-3-Clause
#define OPENSSL_SUPPRESS_DEPRECATED /* the engine, where there is no provider */
#include "token.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <openssl/store.h>
#include <openssl/ui.h>
#include <openssl/x509.h>

#define URI_MAX	   1024
#define TCTI	   "TPM2OPENSSL_TCTI"
#define TPM_DEVICE "device:/dev/tpmrm0"

/* PKCS#11: values of CK_RV that the engine passes on as reasons */
#define CKR_PIN_INCORRECT 0xa0
#define CKR_PIN_LEN_RANGE 0xa2
#define CKR_PIN_EXPIRED	  0xa3
#define CKR_PIN_LOCKED	  0xa4

/* TPM 2.0 Library, part 2, 6.6: of a format-one code the low six bits and the format count */
#define TPM_RC_FMT1(rc)	 ((rc)&0xbf)
#define TPM_RC_AUTH_FAIL 0x8e
#define TPM_RC_BAD_AUTH	 0xa2
#define TPM_RC_HANDLE	 0x8b
#define TPM_RC_LOCKOUT	 0x921

struct token {
	struct eap_token what;
	bool is_tpm;
	bool pin_wanted; /* the token asked for it */
	bool pin_given; /* and got it */
	OSSL_LIB_CTX *libctx;
	const char *propq;
	OSSL_PROVIDER *provider;
	ENGINE *engine;
	EVP_PKEY *key;
};

static const struct {
	const char *key;
	int padding;
	const EVP_MD *(*md)(void);
} sigalgs[EAP_SIGALG_NUM] = {
	[EAP_SIGALG_RSA_PSS_SHA256] = { "RSA", RSA_PKCS1_PSS_PADDING, EVP_sha256 },
	[EAP_SIGALG_RSA_PSS_SHA384] = { "RSA", RSA_PKCS1_PSS_PADDING, EVP_sha384 },
	[EAP_SIGALG_RSA_PKCS1_SHA256] = { "RSA", RSA_PKCS1_PADDING, EVP_sha256 },
	[EAP_SIGALG_RSA_PKCS1_SHA384] = { "RSA", RSA_PKCS1_PADDING, EVP_sha384 },
	[EAP_SIGALG_ECDSA_SHA256] = { "EC", 0, EVP_sha256 },
	[EAP_SIGALG_ECDSA_SHA384] = { "EC", 0, EVP_sha384 },
	[EAP_SIGALG_ECDSA_SHA512] = { "EC", 0, EVP_sha512 },
};

__attribute__((format(printf, 4, 5))) static bool fail(const struct token *token,
						       struct token_fault *fault,
						       enum eap_locked locked, const char *fmt, ...)
{
	size_t len;
	va_list ap;
	char *p;

	fault->err.reason = WMAN_REASON_CREDENTIALS;
	fault->err.locked = locked;
	len = (size_t)snprintf(fault->err.text, sizeof(fault->err.text),
			       "%.160s: ", token->what.name);
	va_start(ap, fmt);
	vsnprintf(fault->err.text + len, sizeof(fault->err.text) - len, fmt, ap);
	va_end(ap);
	/* texts of other libraries are in it */
	for (p = fault->err.text; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
	ERR_clear_error();
	return false;
}

/* What is known of an error, from all that the libraries left behind */
struct cause {
	bool pin_wrong;
	bool pin_locked;
	bool no_handle;
	bool no_module;
	char text[128];
};

/* "2446 tpm:session(1):the authorization HMAC check failed": the TPM's code, then its meaning */
static void add_tpm(struct cause *cause, const char *data)
{
	char *text;
	long rc = strtol(data, &text, 10);

	if (text == data)
		return;
	cause->pin_wrong |= TPM_RC_FMT1(rc) == TPM_RC_AUTH_FAIL ||
			    TPM_RC_FMT1(rc) == TPM_RC_BAD_AUTH;
	cause->pin_locked |= rc == TPM_RC_LOCKOUT;
	cause->no_handle |= TPM_RC_FMT1(rc) == TPM_RC_HANDLE;
	snprintf(cause->text, sizeof(cause->text), "%s", text + strspn(text, " "));
}

static void add_pkcs11(struct cause *cause, unsigned long code)
{
	const char *text = ERR_reason_error_string(code);
	int reason = ERR_GET_REASON(code);

	cause->pin_wrong |= reason == CKR_PIN_INCORRECT || reason == CKR_PIN_LEN_RANGE;
	cause->pin_locked |= reason == CKR_PIN_LOCKED || reason == CKR_PIN_EXPIRED;
	if (text)
		snprintf(cause->text, sizeof(cause->text), "%s", text);
}

static struct cause find_cause(const struct token *token)
{
	struct cause cause = { .text = "no reason given" };
	const char *data;
	unsigned long code;
	int flags;

	while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags))) {
		if (ERR_GET_LIB(code) == ERR_LIB_DSO)
			cause.no_module = true;
		/* libraries that OpenSSL does not know come after these */
		if (ERR_GET_LIB(code) < ERR_LIB_USER)
			continue;
		if (token->is_tpm && flags & ERR_TXT_STRING)
			add_tpm(&cause, data);
		else if (!token->is_tpm)
			add_pkcs11(&cause, code);
	}
	return cause;
}

/* The token does not want the PIN, or does not get it: true when that was it. */
static bool is_about_pin(struct token *token, const struct cause *cause, struct token_fault *fault)
{
	if (cause->pin_locked) {
		fault->pin_locked = true;
		fail(token, fault, EAP_LOCKED_NOT,
		     "locked after too many wrong PINs, or its PIN has expired (%s)", cause->text);
	} else if (cause->pin_wrong && token->what.passwd) {
		fault->pin_refused = true;
		fail(token, fault, EAP_LOCKED_TOKEN,
		     "private_key_passwd is not its PIN or auth value (%s)", cause->text);
	} else if (cause->pin_wrong) {
		/* to have tried counts as a wrong one: not at every start */
		fault->pin_locked = true;
		fail(token, fault, EAP_LOCKED_NOT,
		     "it has an auth value; write ?pass behind the handle, and it is asked for");
	} else if (token->pin_wanted && !token->what.passwd) {
		fail(token, fault, EAP_LOCKED_TOKEN,
		     "a PIN or auth value is wanted, and private_key_passwd is not set");
	} else {
		return false;
	}
	return true;
}

/* Once: who asks again has found it wrong, and the next try may lock the token. */
static int give_pin(char *buf, int size, int rwflag, void *arg)
{
	struct token *token = arg;
	size_t len;

	token->pin_wanted = true;
	if (!token->what.passwd || token->pin_given)
		return -1;
	len = strlen(token->what.passwd);
	if (len > (size_t)size)
		return -1;
	token->pin_given = true;
	memcpy(buf, token->what.passwd, len);
	return (int)len;
}

static bool load_provider(struct token *token, const char *name)
{
	token->libctx = OSSL_LIB_CTX_new();
	if (token->libctx && OSSL_PROVIDER_load(token->libctx, "default"))
		token->provider = OSSL_PROVIDER_load(token->libctx, name);
	return token->provider;
}

/* The first private key that a store gives */
static bool take_key(struct token *token, OSSL_STORE_CTX *store)
{
	OSSL_STORE_INFO *info;

	while (store && !token->key && !OSSL_STORE_eof(store)) {
		info = OSSL_STORE_load(store);
		if (!info && OSSL_STORE_error(store))
			break;
		if (info && OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY)
			token->key = OSSL_STORE_INFO_get1_PKEY(info);
		OSSL_STORE_INFO_free(info);
	}
	OSSL_STORE_close(store);
	return token->key;
}

static bool open_store(struct token *token, const char *uri, UI_METHOD *ui)
{
	OSSL_STORE_CTX *store;
	BIO *bio = NULL;
	bool ok;

	if (token->what.pem) {
		bio = BIO_new_mem_buf(token->what.pem, (int)token->what.pem_len);
		store = OSSL_STORE_attach(bio, "file", token->libctx, token->propq, ui, token, NULL,
					  NULL, NULL);
	} else {
		store = OSSL_STORE_open_ex(uri, token->libctx, token->propq, ui, token, NULL, NULL,
					   NULL);
	}
	ok = take_key(token, store);
	BIO_free(bio);
	return ok;
}

static bool open_tpm(struct token *token, UI_METHOD *ui, struct token_fault *fault)
{
	char uri[URI_MAX];
	struct cause cause;

	/* the TPM, and nothing that listens on a port of this machine and says it were one */
	setenv(TCTI, TPM_DEVICE, 0);
	/* its libraries talk to standard error */
	setenv("TSS2_LOG", "all+NONE", 1);
	token->propq = "?provider=tpm2";
	if (!load_provider(token, "tpm2")) {
		cause = find_cause(token);
		if (cause.no_module)
			return fail(token, fault, EAP_LOCKED_NOT,
				    "OpenSSL's provider tpm2 is not installed (tpm2-openssl)");
		return fail(token, fault, EAP_LOCKED_NOT, "no TPM can be reached by %s (%s)",
			    getenv(TCTI), cause.text);
	}
	/* its store asks for an auth value where the URI says so */
	snprintf(uri, sizeof(uri), "%s%s", token->what.name,
		 token->what.passwd && !strchr(token->what.name, '?') ? "?pass" : "");
	if (open_store(token, uri, ui))
		return true;
	cause = find_cause(token);
	if (is_about_pin(token, &cause, fault))
		return false;
	if (cause.no_handle)
		return fail(token, fault, EAP_LOCKED_NOT, "the TPM has no key at this handle");
	return fail(token, fault, EAP_LOCKED_NOT, "the TPM does not load this key (%s)",
		    cause.text);
}

/* Cuts the query off, RFC 7512 2.4: where the library is belongs to us, a PIN does not to a URI. */
static bool split_uri(struct token *token, char *uri, char **module, struct token_fault *fault)
{
	static const char key[] = "module-path=";
	char *query;

	snprintf(uri, URI_MAX, "%s", token->what.name);
	query = strchr(uri, '?');
	*module = NULL;
	if (!query)
		return true;
	*query++ = '\0';
	if (strncmp(query, key, strlen(key)) || strpbrk(query, "&%"))
		return fail(token, fault, EAP_LOCKED_NOT,
			    "only module-path=FILE may come after the ?, a PIN is in "
			    "private_key_passwd");
	*module = query + strlen(key);
	return true;
}

/*
 * The bridge for releases that have no provider for PKCS#11. An engine cannot be kept to one library
 * context; this process has no other use.
 */
static bool open_engine(struct token *token, const char *uri, const char *module, UI_METHOD *ui,
			struct token_fault *fault)
{
	struct cause cause;
	ENGINE *engine;

	ENGINE_load_dynamic();
	engine = ENGINE_by_id("pkcs11");
	if (!engine)
		return fail(token, fault, EAP_LOCKED_NOT,
			    "neither OpenSSL's provider pkcs11 (pkcs11-provider) nor the engine "
			    "(libengine-pkcs11-openssl) is installed");
	if ((module && !ENGINE_ctrl_cmd_string(engine, "MODULE_PATH", module, 0)) ||
	    !ENGINE_init(engine)) {
		cause = find_cause(token);
		return fail(token, fault, EAP_LOCKED_NOT,
			    "the PKCS#11 library %s does not load (%s)",
			    module ? module : "of p11-kit", cause.text);
	}
	token->engine = engine;
	token->key = ENGINE_load_private_key(engine, uri, ui, token);
	if (token->key)
		return true;
	cause = find_cause(token);
	return is_about_pin(token, &cause, fault) ||
	       fail(token, fault, EAP_LOCKED_NOT, "no such token, or no such key in it (%s)",
		    cause.text);
}

static bool open_pkcs11(struct token *token, UI_METHOD *ui, struct token_fault *fault)
{
	char uri[URI_MAX], *module;
	struct cause cause;

	if (!split_uri(token, uri, &module, fault))
		return false;
	if (!load_provider(token, "pkcs11")) {
		ERR_clear_error();
		return open_engine(token, uri, module, ui, fault) && token->key;
	}
	if (open_store(token, token->what.name, ui))
		return true;
	cause = find_cause(token);
	return !is_about_pin(token, &cause, fault) &&
	       fail(token, fault, EAP_LOCKED_NOT, "no such token, or no such key in it (%s)",
		    cause.text);
}

/**
 * token_open() - find a key
 * @what: which one; must outlive the token
 * @fault: filled on failure
 *
 * Return: the token, for token_close(), or NULL.
 */
struct token *token_open(const struct eap_token *what, struct token_fault *fault)
{
	struct token *token = calloc(1, sizeof(*token));
	UI_METHOD *ui = UI_UTIL_wrap_read_pem_callback(give_pin, 0);
	bool ok;

	memset(fault, 0, sizeof(*fault));
	if (!token || !ui) {
		fault->err.reason = WMAN_REASON_HELPER_INTERNAL;
		snprintf(fault->err.text, sizeof(fault->err.text), "no memory for a token");
		UI_destroy_method(ui);
		free(token);
		return NULL;
	}
	token->what = *what;
	token->is_tpm = what->pem || !strncmp(what->name, "handle:", strlen("handle:"));
	if (strlen(what->name) >= URI_MAX - strlen("?pass"))
		ok = fail(token, fault, EAP_LOCKED_NOT, "the URI is too long");
	else if (token->is_tpm)
		ok = open_tpm(token, ui, fault);
	else
		ok = open_pkcs11(token, ui, fault);
	UI_destroy_method(ui);
	if (ok)
		return token;
	token_close(token);
	return NULL;
}

/**
 * token_close() - log out, and give back what the TPM keeps for the key
 * @token: the token, or NULL
 *
 * The library context goes with the process: what the provider's context has is not to be freed in
 * an order of our own.
 */
void token_close(struct token *token)
{
	if (!token)
		return;
	EVP_PKEY_free(token->key);
	if (token->provider)
		OSSL_PROVIDER_unload(token->provider);
	if (token->engine)
		ENGINE_finish(token->engine);
	free(token);
}

static bool set_padding(EVP_PKEY_CTX *ctx, int padding)
{
	return !padding || (EVP_PKEY_CTX_set_rsa_padding(ctx, padding) > 0 &&
			    (padding != RSA_PKCS1_PSS_PADDING ||
			     EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0));
}

static bool sign(struct token *token, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		 uint8_t *signature, size_t *len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(token->libctx, token->key, token->propq);
	bool ok;

	ok = ctx && EVP_PKEY_sign_init(ctx) > 0 &&
	     EVP_PKEY_CTX_set_signature_md(ctx, sigalgs[alg].md()) > 0 &&
	     set_padding(ctx, sigalgs[alg].padding) &&
	     EVP_PKEY_sign(ctx, signature, len, hash, hash_len) > 0;
	EVP_PKEY_CTX_free(ctx);
	return ok;
}

/**
 * token_sign() - sign a digest
 * @token: the token
 * @alg: how
 * @hash: the digest
 * @hash_len: its octets
 * @signature: gets the signature
 * @len: room at @signature before, octets there after
 * @fault: filled on failure
 *
 * Return: true on success.
 */
bool token_sign(struct token *token, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		uint8_t *signature, size_t *len, struct token_fault *fault)
{
	struct cause cause;

	memset(fault, 0, sizeof(*fault));
	if (alg >= EAP_SIGALG_NUM || (int)hash_len != EVP_MD_get_size(sigalgs[alg].md()))
		return fail(token, fault, EAP_LOCKED_NOT, "no such signature");
	if (sign(token, alg, hash, hash_len, signature, len))
		return true;
	cause = find_cause(token);
	return !is_about_pin(token, &cause, fault) &&
	       fail(token, fault, EAP_LOCKED_NOT, "the token does not sign (%s)", cause.text);
}

/* The other half of a signature, by this program's own algorithms */
static bool verify(EVP_PKEY *public, enum eap_sigalg alg, const uint8_t *hash, size_t hash_len,
		   const uint8_t *signature, size_t len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(public, NULL);
	bool ok;

	ok = ctx && EVP_PKEY_verify_init(ctx) > 0 &&
	     EVP_PKEY_CTX_set_signature_md(ctx, sigalgs[alg].md()) > 0 &&
	     set_padding(ctx, sigalgs[alg].padding) &&
	     EVP_PKEY_verify(ctx, signature, len, hash, hash_len) > 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

/* A key may be tied to a scheme, a token know no SHA-384, the salt of PSS have its own length: try. */
static bool try_all(struct token *token, EVP_PKEY *public, uint32_t *algs,
		    struct token_fault *fault)
{
	struct token_fault last = { .err.text = "another type" };
	uint8_t hash[EVP_MAX_MD_SIZE] = { 1 }, signature[EAP_TOKEN_SIGNATURE_MAX];
	unsigned int alg;

	for (alg = 0; alg < EAP_SIGALG_NUM; alg++) {
		size_t hash_len = (size_t)EVP_MD_get_size(sigalgs[alg].md());
		size_t len = sizeof(signature);

		if (!EVP_PKEY_is_a(public, sigalgs[alg].key))
			continue;
		if (!token_sign(token, alg, hash, hash_len, signature, &len, fault)) {
			if (fault->pin_refused || fault->pin_locked || fault->err.locked)
				return false;
			last = *fault;
		} else if (verify(public, alg, hash, hash_len, signature, len)) {
			*algs |= 1U << alg;
		}
	}
	if (*algs)
		return true;
	return fail(token, fault, EAP_LOCKED_NOT,
		    "the key cannot be used: it has to be one of RSA or EC, and to be allowed to "
		    "sign (%s)",
		    last.err.text);
}

/**
 * token_describe() - read the public key, and try what it can
 * @token: the token
 * @key: gets both
 * @fault: filled on failure
 *
 * Return: true when it can sign in any way.
 */
bool token_describe(struct token *token, struct eap_token_key *key, struct token_fault *fault)
{
	const uint8_t *p = key->public_key;
	uint8_t *der = NULL;
	EVP_PKEY *public;
	bool ok;
	int len;

	memset(fault, 0, sizeof(*fault));
	memset(key, 0, sizeof(*key));
	len = i2d_PUBKEY(token->key, &der);
	if (len <= 0 || len > (int)sizeof(key->public_key)) {
		OPENSSL_free(der);
		return fail(token, fault, EAP_LOCKED_NOT, "its public key cannot be read");
	}
	memcpy(key->public_key, der, (size_t)len);
	key->public_len = (size_t)len;
	OPENSSL_free(der);
	public = d2i_PUBKEY(NULL, &p, len);
	if (!public)
		return fail(token, fault, EAP_LOCKED_NOT, "its public key cannot be used");
	ok = try_all(token, public, &key->sigalgs, fault);
	EVP_PKEY_free(public);
	return ok;
}
