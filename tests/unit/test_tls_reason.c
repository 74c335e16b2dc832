// SPDX-License-Identifier: BSD-3-Clause
/* What people are told about a TLS that failed: the cause, and what to do about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "eap/tls_reason.h"
#include "eap_pki.h"

static struct tls_failure failure;

static int setup(void **state)
{
	(void)state;
	OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL);
	failure = (struct tls_failure){ .alert = -1 };
	ERR_clear_error();
	return 0;
}

static void assert_reason(enum wman_reason reason, const char *text)
{
	struct eap_error err = { 0 };

	tls_reason(&failure, &err);
	if (err.reason != reason || !strstr(err.text, text))
		fail_msg("reason %d instead of %d: '%s' instead of '%s'", err.reason, reason,
			 err.text, text);
	assert_int_equal(ERR_peek_error(), 0);
}

static void certificates(void **state)
{
	static const struct {
		int code;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, WMAN_REASON_TLS_UNTRUSTED,
		  "not in ca_cert" },
		{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, WMAN_REASON_TLS_UNTRUSTED,
		  "not in ca_cert" },
		{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, WMAN_REASON_TLS_UNTRUSTED,
		  "neither sent" },
		{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, WMAN_REASON_TLS_UNTRUSTED,
		  "self-signed" },
		{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, WMAN_REASON_TLS_UNTRUSTED, "this root" },
		{ X509_V_ERR_CERT_UNTRUSTED, WMAN_REASON_TLS_UNTRUSTED, "not trusted" },
		{ X509_V_ERR_CERT_REJECTED, WMAN_REASON_TLS_UNTRUSTED, "rejected" },
		{ X509_V_ERR_APPLICATION_VERIFICATION, WMAN_REASON_TLS_UNTRUSTED, "ca_cert pins" },
		{ X509_V_ERR_CERT_SIGNATURE_FAILURE, WMAN_REASON_TLS_UNTRUSTED, "signature" },
		{ X509_V_ERR_CERT_CHAIN_TOO_LONG, WMAN_REASON_TLS_UNTRUSTED, "more than 10" },
		{ X509_V_ERR_INVALID_CA, WMAN_REASON_TLS_UNTRUSTED, "no CA" },
		{ X509_V_ERR_PATH_LENGTH_EXCEEDED, WMAN_REASON_TLS_UNTRUSTED, "more CAs" },
		{ X509_V_ERR_HOSTNAME_MISMATCH, WMAN_REASON_TLS_NAME, "has another name" },
		{ X509_V_ERR_INVALID_PURPOSE, WMAN_REASON_TLS_PURPOSE, "key usage" },
		{ X509_V_ERR_CERT_REVOKED, WMAN_REASON_TLS_REVOKED, "revoked" },
		{ X509_V_ERR_UNABLE_TO_GET_CRL, WMAN_REASON_TLS_UNCHECKED, "has the CRL" },
		{ X509_V_ERR_CRL_HAS_EXPIRED, WMAN_REASON_TLS_UNCHECKED, "CRL of its issuer has" },
		{ X509_V_ERR_CRL_NOT_YET_VALID, WMAN_REASON_TLS_UNCHECKED, "not yet valid; check" },
		{ X509_V_ERR_CRL_SIGNATURE_FAILURE, WMAN_REASON_TLS_UNCHECKED, "by another" },
		{ X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, WMAN_REASON_TLS_UNCHECKED, "may not sign CRLs" },
		{ X509_V_ERR_EE_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK, "its key is too small" },
		{ X509_V_ERR_CA_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK, "this CA's key" },
		{ X509_V_ERR_CA_MD_TOO_WEAK, WMAN_REASON_TLS_WEAK, "broken hash" },
		/* without a text of its own: the library's */
		{ X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, WMAN_REASON_TLS_UNTRUSTED,
		  "unhandled critical extension" },
	};
	struct pki_id id = pki_make(&(struct pki_spec){ .cn = "aaa" }, NULL, 0);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		failure.verify_error = cases[i].code;
		failure.verify_depth = (int)i;
		failure.verify_cert = i % 2 ? id.cert : NULL;
		assert_reason(cases[i].reason, cases[i].text);
		assert_reason(cases[i].reason, i % 2 ? " of the server (/O=wman test/CN=aaa): " :
						       " of the server (): ");
	}
	failure.verify_depth = 2;
	assert_reason(WMAN_REASON_TLS_UNTRUSTED, "certificate 2 of the server");
	failure.verify_error = X509_V_ERR_HOSTNAME_MISMATCH;
	failure.verify_rule = "domain_match";
	assert_reason(WMAN_REASON_TLS_NAME, "has another name than domain_match wants");
	pki_free(&id);
}

/* The moment in the certificate and the clock here: one of both is wrong. */
static void validity(void **state)
{
	struct pki_id id = pki_make(&(struct pki_spec){ .cn = "aaa" }, NULL, 0);
	char today[32], text[128];
	time_t now = time(NULL);

	(void)state;
	ASN1_TIME_set_string_X509(X509_getm_notBefore(id.cert), "20310203040506Z");
	ASN1_TIME_set_string_X509(X509_getm_notAfter(id.cert), "20210908070605Z");
	strftime(today, sizeof(today), "%Y-%m-%d ", gmtime(&now));
	failure.verify_cert = id.cert;
	failure.verify_error = X509_V_ERR_CERT_HAS_EXPIRED;
	snprintf(text, sizeof(text), ": expired on 2021-09-08 07:06:05Z, the clock here says %s",
		 today);
	assert_reason(WMAN_REASON_TLS_EXPIRED, text);
	failure.verify_error = X509_V_ERR_CERT_NOT_YET_VALID;
	snprintf(text, sizeof(text),
		 ": not yet valid before 2031-02-03 04:05:06Z, the clock here says %s", today);
	assert_reason(WMAN_REASON_TLS_NOT_YET_VALID, text);
	/* a moment that is none */
	ASN1_STRING_set(X509_getm_notBefore(id.cert), "noon", 4);
	assert_reason(WMAN_REASON_TLS_NOT_YET_VALID, "not yet valid before ?, the clock");
	/* no certificate to look into */
	failure.verify_cert = NULL;
	assert_reason(WMAN_REASON_TLS_NOT_YET_VALID, "(): not yet valid");
	pki_free(&id);
}

static void alerts(void **state)
{
	static const struct {
		int alert;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ 40, WMAN_REASON_TLS_ALERT, "'handshake failure': no cipher suite" },
		{ 42, WMAN_REASON_TLS_ALERT, "'bad certificate': the server refuses" },
		{ 43, WMAN_REASON_TLS_ALERT, "'unsupported certificate': the server does" },
		{ 44, WMAN_REASON_TLS_ALERT, "'certificate revoked': client_cert is" },
		{ 45, WMAN_REASON_TLS_ALERT, "'certificate expired': client_cert has" },
		{ 46, WMAN_REASON_TLS_ALERT, "'certificate unknown': the server refuses" },
		{ 48, WMAN_REASON_TLS_ALERT, "'unknown CA': the server does not know" },
		{ 49, WMAN_REASON_TLS_ALERT, "'access denied': the server's policy" },
		{ 51, WMAN_REASON_TLS_ALERT, "'decrypt error': the server could not" },
		{ 70, WMAN_REASON_TLS_VERSION, "'protocol version': the server does not" },
		{ 71, WMAN_REASON_TLS_ALERT, "'insufficient security': the server wants" },
		{ 116, WMAN_REASON_TLS_ALERT, ": the server wants a certificate" },
		/* close_notify is the first alert there is; and one that says it all */
		{ 0, WMAN_REASON_TLS_ALERT, "'close notify'" },
		{ 80, WMAN_REASON_TLS_ALERT, "'internal error'" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		failure.alert = cases[i].alert;
		/* what the library says beside it is a consequence */
		ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_CURVE);
		assert_reason(cases[i].reason, cases[i].text);
		assert_reason(cases[i].reason, "the server sent the alert '");
	}
	/* our own finding comes first */
	failure.verify_error = X509_V_ERR_CERT_REVOKED;
	assert_reason(WMAN_REASON_TLS_REVOKED, "revoked");
}

static void library(void **state)
{
	static const struct {
		int lib;
		int code;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ ERR_LIB_SSL, SSL_R_UNSUPPORTED_PROTOCOL, WMAN_REASON_TLS_VERSION,
		  "TLS 1.2 is the least" },
		{ ERR_LIB_SSL, SSL_R_WRONG_SSL_VERSION, WMAN_REASON_TLS_VERSION, "not allowed" },
		{ ERR_LIB_SSL, SSL_R_INAPPROPRIATE_FALLBACK, WMAN_REASON_TLS_VERSION, "somebody" },
		{ ERR_LIB_SSL, SSL_R_DH_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK, "DH group" },
		{ ERR_LIB_SSL, SSL_R_EE_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK, "server's key" },
		{ ERR_LIB_SSL, SSL_R_WRONG_SIGNATURE_TYPE, WMAN_REASON_TLS_WEAK, "SHA-1" },
		{ ERR_LIB_SSL, SSL_R_WRONG_CURVE, WMAN_REASON_TLS_WEAK, "curve" },
		{ ERR_LIB_SSL, SSL_R_BAD_LENGTH, WMAN_REASON_TLS_FAILED, "bad length" },
		/* the same number means something else in another part of the library */
		{ ERR_LIB_USER, SSL_R_WRONG_CURVE, WMAN_REASON_TLS_FAILED, "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ERR_raise(cases[i].lib, cases[i].code);
		/* the first error is the cause, later ones follow from it */
		ERR_raise(ERR_LIB_SSL, SSL_R_DH_KEY_TOO_SMALL);
		assert_reason(cases[i].reason, cases[i].text);
	}
	assert_reason(WMAN_REASON_TLS_FAILED, "TLS ended without an error");
}

static void staples(void **state)
{
	static const struct {
		enum tls_ocsp ocsp;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ TLS_OCSP_MISSING, WMAN_REASON_TLS_UNCHECKED, "there is none" },
		{ TLS_OCSP_BROKEN, WMAN_REASON_TLS_UNCHECKED, "cannot be read" },
		{ TLS_OCSP_SIGNER, WMAN_REASON_TLS_UNCHECKED, "signed it" },
		{ TLS_OCSP_OTHER, WMAN_REASON_TLS_UNCHECKED, "another certificate" },
		{ TLS_OCSP_STALE, WMAN_REASON_TLS_UNCHECKED, "not valid now" },
		{ TLS_OCSP_REVOKED, WMAN_REASON_TLS_REVOKED, "revoked" },
		{ TLS_OCSP_UNKNOWN, WMAN_REASON_TLS_UNCHECKED, "does not know" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		failure.ocsp = cases[i].ocsp;
		/* comes before the alert that the server may answer with */
		failure.alert = SSL_AD_INTERNAL_ERROR;
		assert_reason(cases[i].reason, "OCSP response of the server: ");
		assert_reason(cases[i].reason, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(certificates, setup),
		cmocka_unit_test_setup(validity, setup),
		cmocka_unit_test_setup(staples, setup),
		cmocka_unit_test_setup(alerts, setup),
		cmocka_unit_test_setup(library, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
