// SPDX-License-Identifier: BSD-3-Clause
#include "tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "remote_key.h"
#include "session_cache.h"
#include "tls_reason.h"

struct tls_conn {
	SSL *ssl; /* owns both BIOs */
	BIO *in;
	BIO *out;
	const struct tls_creds *creds;
	struct eap_session_cache *cache;
	SSL_SESSION *session; /* newest one the server offered */
	struct tls_failure failure;
	bool clock_unset;
	enum {
		APPROVAL_NOT_ASKED,
		APPROVAL_ASKED,
		APPROVAL_GIVEN,
		APPROVAL_REFUSED,
	} approval;
	char question[EAP_ASK_TEXT_MAX + 1];
	uint8_t method;
};

/*
 * The library's purpose check knows serverAuth only; RFC 5216 5.3 takes anyExtendedKeyUsage too.
 * A certificate without the extension is taken by both (RFC 5280 4.2.1.12: no restriction).
 */
static bool purpose_is_fine(X509 *cert)
{
	return (X509_get_extended_key_usage(cert) & XKU_ANYEKU) &&
	       (X509_get_key_usage(cert) &
		(KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT));
}

static bool signed_with_sha1(X509 *cert)
{
	int md = NID_undef;

	return X509_get_signature_info(cert, &md, NULL, NULL, NULL) && md == NID_sha1;
}

/* Nobody vouches for the certificate, and that is all. */
static bool is_unknown(int error)
{
	static const int errors[] = {
		X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
		X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
		X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
		X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
		X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
		X509_V_ERR_CERT_UNTRUSTED,
	};
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i] == error)
			return true;
	return false;
}

/* What the library refuses and the configuration, or a rule of EAP, takes */
static bool is_excused(const struct tls_conn *conn, X509 *cert, int depth, int error)
{
	if (error == X509_V_ERR_INVALID_PURPOSE)
		return !depth && purpose_is_fine(cert);
	if (error == X509_V_ERR_CERT_NOT_YET_VALID || error == X509_V_ERR_CRL_NOT_YET_VALID)
		return conn->clock_unset;
	/* a person is asked afterwards */
	if (conn->creds->approve && is_unknown(error))
		return true;
	return error == X509_V_ERR_CA_MD_TOO_WEAK && conn->creds->allow_sha1 &&
	       signed_with_sha1(cert);
}

/* Called by the library for each certificate, from the anchor to the server's. */
static int verify_cb(int ok, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_conn *conn = SSL_get_app_data(ssl);
	struct tls_failure *failure = &conn->failure;
	X509 *cert = X509_STORE_CTX_get_current_cert(ctx);
	int depth = X509_STORE_CTX_get_error_depth(ctx);

	if (!ok && is_excused(conn, cert, depth, X509_STORE_CTX_get_error(ctx))) {
		X509_STORE_CTX_set_error(ctx, X509_V_OK);
		return 1;
	}
	if (ok && !depth) {
		failure->verify_rule = tls_match_cert(&conn->creds->match, cert);
		if (failure->verify_rule) {
			X509_STORE_CTX_set_error(ctx, X509_V_ERR_HOSTNAME_MISMATCH);
			ok = 0;
		}
	}
	if (!ok) {
		failure->verify_error = X509_STORE_CTX_get_error(ctx);
		failure->verify_depth = depth;
		if (cert && X509_up_ref(cert)) {
			X509_free(failure->verify_cert);
			failure->verify_cert = cert;
		}
	}
	return ok;
}

static void info_cb(const SSL *ssl, int where, int ret)
{
	struct tls_conn *conn = SSL_get_app_data(ssl);

	/* high octet: level, low octet: description */
	if (where == SSL_CB_READ_ALERT && ret >> 8 == SSL3_AL_FATAL)
		conn->failure.alert = ret & 0xff;
}

static int new_session_cb(SSL *ssl, SSL_SESSION *session)
{
	struct tls_conn *conn = SSL_get_app_data(ssl);

	SSL_SESSION_free(conn->session);
	conn->session = session;
	return 1; /* the reference is ours now */
}

/* Called by the library when the server's chain is verified, and in TLS 1.3 on resumption too. */
static int status_cb(SSL *ssl, void *arg)
{
	struct tls_conn *conn = SSL_get_app_data(ssl);

	(void)arg;
	if (SSL_session_reused(ssl))
		return 1;
	conn->failure.ocsp = tls_ocsp_check(ssl, conn->creds->ocsp);
	return conn->failure.ocsp == TLS_OCSP_FINE;
}

/*
 * Called by the library in the place of its own verification: nobody vouches for the certificate
 * but the pin, which knows all of it.
 */
static int verify_pin(X509_STORE_CTX *ctx, void *arg)
{
	const struct tls_creds *creds = arg;
	X509 *cert = X509_STORE_CTX_get0_cert(ctx);
	uint8_t hash[EVP_MAX_MD_SIZE];
	bool same = X509_digest(cert, EVP_sha256(), hash, NULL) &&
		    !memcmp(hash, creds->pin, sizeof(creds->pin));

	X509_STORE_CTX_set_current_cert(ctx, cert);
	X509_STORE_CTX_set_error(ctx, same ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
	return verify_cb(same, ctx);
}

static bool describe_cert(const X509 *cert, char *text, size_t size)
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	char hex[2 * TLS_PIN_LEN + 1];
	char subject[EAP_ASK_TEXT_MAX] = "";

	if (!X509_digest(cert, EVP_sha256(), hash, NULL) ||
	    !OPENSSL_buf2hexstr_ex(hex, sizeof(hex), NULL, hash, TLS_PIN_LEN, '\0'))
		return false;
	X509_NAME_oneline(X509_get_subject_name(cert), subject, sizeof(subject));
	snprintf(text, size, "sha256 %s, subject %s", hex, subject);
	return true;
}

/*
 * Called by the library in the place of its own verification, and again when the person has decided:
 * all is verified but who vouches for the certificate, and that is the question.
 */
static int verify_by_person(X509_STORE_CTX *ctx, void *arg)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_conn *conn = SSL_get_app_data(ssl);
	X509 *cert = X509_STORE_CTX_get0_cert(ctx);

	(void)arg;
	if (X509_verify_cert(ctx) <= 0)
		return 0;
	switch (conn->approval) {
	case APPROVAL_NOT_ASKED:
	case APPROVAL_ASKED:
		if (!describe_cert(cert, conn->question, sizeof(conn->question)))
			return 0;
		conn->approval = APPROVAL_ASKED;
		SSL_set_retry_verify(ssl);
		return 1;
	case APPROVAL_GIVEN:
		return 1;
	case APPROVAL_REFUSED:
		break;
	}
	conn->failure.disapproved = true;
	X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REJECTED);
	return 0;
}

void tls_ctx_set_callbacks(struct tls_creds *creds)
{
	SSL_CTX *ctx = creds->ctx;
	bool verify = !creds->insecure;

	SSL_CTX_set_verify(ctx, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
			   verify ? verify_cb : NULL);
	if (creds->pinned)
		SSL_CTX_set_cert_verify_callback(ctx, verify_pin, creds);
	if (creds->approve)
		SSL_CTX_set_cert_verify_callback(ctx, verify_by_person, NULL);
	if (creds->ocsp != EAP_OCSP_OFF) {
		SSL_CTX_set_tlsext_status_type(ctx, TLSEXT_STATUSTYPE_ocsp);
		SSL_CTX_set_tlsext_status_cb(ctx, status_cb);
	}
	SSL_CTX_set_info_callback(ctx, info_cb);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(ctx, new_session_cb);
}

static bool attach_bios(struct tls_conn *conn)
{
	conn->in = BIO_new(BIO_s_mem());
	conn->out = BIO_new(BIO_s_mem());
	if (!conn->in || !conn->out) {
		BIO_free(conn->in);
		BIO_free(conn->out);
		return false;
	}
	SSL_set_bio(conn->ssl, conn->in, conn->out);
	return true;
}

/* What is later than the floor cannot be told from the present, what is earlier is over. */
static void check_clock(struct tls_conn *conn)
{
	const struct tls_creds *creds = conn->creds;

	conn->clock_unset = time(NULL) < creds->clock_floor;
	if (conn->clock_unset)
		X509_VERIFY_PARAM_set_time(SSL_get0_param(conn->ssl), creds->clock_floor);
}

static void offer_session(struct tls_conn *conn)
{
	SSL_SESSION *session;

	if (!conn->cache)
		return;
	session = eap_session_cache_take(conn->cache, conn->creds, conn->method);
	if (!session)
		return;
	/* a session that cannot be used leads to a full handshake, no more */
	if (!SSL_set_session(conn->ssl, session))
		ERR_clear_error();
	SSL_SESSION_free(session);
}

struct tls_conn *tls_conn_new(const struct tls_creds *creds, struct eap_session_cache *cache,
			      uint8_t method)
{
	struct tls_conn *conn = calloc(1, sizeof(*conn));

	if (!conn)
		return NULL;
	conn->creds = creds;
	conn->cache = cache;
	conn->method = method;
	conn->failure.alert = -1;
	conn->ssl = SSL_new(creds->ctx);
	/* the callbacks rely on it */
	if (!conn->ssl || !SSL_set_app_data(conn->ssl, conn) || !attach_bios(conn)) {
		ERR_clear_error();
		tls_conn_free(conn);
		return NULL;
	}
	SSL_set_connect_state(conn->ssl);
	check_clock(conn);
	offer_session(conn);
	return conn;
}

void tls_conn_free(struct tls_conn *conn)
{
	SSL_free(conn->ssl);
	SSL_SESSION_free(conn->session);
	X509_free(conn->failure.verify_cert);
	free(conn);
}

bool tls_conn_feed(struct tls_conn *conn, const uint8_t *data, size_t len)
{
	size_t written;

	return !len || BIO_write_ex(conn->in, data, len, &written);
}

bool tls_conn_handshake(struct tls_conn *conn, struct eap_error *err)
{
	int ret;

	if (tls_conn_established(conn))
		return true;
	if (conn->clock_unset && !conn->creds->accept_unset_clock)
		return tls_reason_clock(conn->creds->clock_floor, err);
	ERR_clear_error();
	ret = SSL_do_handshake(conn->ssl);
	if (ret == 1 || SSL_get_error(conn->ssl, ret) == SSL_ERROR_WANT_READ ||
	    SSL_get_error(conn->ssl, ret) == SSL_ERROR_WANT_RETRY_VERIFY)
		return true;
	if (!conn->creds->remote || !remote_key_error(conn->creds->remote, err))
		tls_reason(&conn->failure, err);
	return false;
}

const char *tls_conn_question(const struct tls_conn *conn)
{
	return conn->approval == APPROVAL_ASKED ? conn->question : NULL;
}

void tls_conn_decide(struct tls_conn *conn, bool approved)
{
	conn->approval = approved ? APPROVAL_GIVEN : APPROVAL_REFUSED;
}

bool tls_conn_established(const struct tls_conn *conn)
{
	return SSL_is_init_finished(conn->ssl);
}

bool tls_conn_is_13(const struct tls_conn *conn)
{
	return SSL_version(conn->ssl) == TLS1_3_VERSION;
}

ssize_t tls_conn_read(struct tls_conn *conn, uint8_t *buf, size_t size, struct eap_error *err)
{
	size_t len;
	int code;

	ERR_clear_error();
	if (SSL_read_ex(conn->ssl, buf, size, &len))
		return (ssize_t)len;
	code = SSL_get_error(conn->ssl, 0);
	if (code == SSL_ERROR_WANT_READ)
		return 0;
	if (code == SSL_ERROR_ZERO_RETURN)
		conn->failure.alert = SSL_AD_CLOSE_NOTIFY;
	tls_reason(&conn->failure, err);
	return -1;
}

bool tls_conn_write(struct tls_conn *conn, const uint8_t *data, size_t len)
{
	size_t written;

	if (SSL_write_ex(conn->ssl, data, len, &written))
		return true;
	ERR_clear_error();
	return false;
}

bool tls_conn_resumed(const struct tls_conn *conn)
{
	return SSL_session_reused(conn->ssl);
}

size_t tls_conn_output_len(const struct tls_conn *conn)
{
	return BIO_ctrl_pending(conn->out);
}

size_t tls_conn_output(struct tls_conn *conn, uint8_t *buf, size_t size)
{
	size_t len;

	return BIO_read_ex(conn->out, buf, size, &len) ? len : 0;
}

bool tls_conn_export(struct tls_conn *conn, const char *label, const uint8_t *context,
		     size_t context_len, uint8_t *out, size_t len)
{
	if (SSL_export_keying_material(conn->ssl, out, len, label, strlen(label), context,
				       context_len, context != NULL) == 1)
		return true;
	ERR_clear_error();
	return false;
}

void tls_conn_randoms(const struct tls_conn *conn, uint8_t *out)
{
	SSL_get_client_random(conn->ssl, out, SSL3_RANDOM_SIZE);
	SSL_get_server_random(conn->ssl, out + SSL3_RANDOM_SIZE, SSL3_RANDOM_SIZE);
}

void tls_conn_describe(const struct tls_conn *conn, struct eap_result *result)
{
	result->tls_version = SSL_get_version(conn->ssl);
	result->tls_cipher = SSL_get_cipher_name(conn->ssl);
	result->resumed = SSL_session_reused(conn->ssl);
	result->insecure = conn->creds->insecure;
	result->clock_unset = conn->clock_unset;
}

bool tls_conn_allows_sha1(const struct tls_conn *conn)
{
	return conn->creds->allow_sha1;
}

void tls_conn_keep_session(struct tls_conn *conn)
{
	SSL_SESSION *session = conn->session;

	/* the library takes a session for broken that was not closed; EAP has no close_notify */
	SSL_set_shutdown(conn->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	if (!conn->cache)
		return;
	/* TLS 1.2 may resume the same session again, RFC 5246 7.3 */
	if (!session && !tls_conn_is_13(conn))
		session = SSL_get1_session(conn->ssl);
	conn->session = NULL;
	if (session && SSL_SESSION_is_resumable(session))
		eap_session_cache_put(conn->cache, conn->creds, conn->method, session);
	else
		SSL_SESSION_free(session);
}
