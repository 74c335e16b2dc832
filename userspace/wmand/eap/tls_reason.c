// SPDX-License-Identifier: BSD-3-Clause
#include "tls_reason.h"

#include <stdio.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "error.h"

struct explanation {
	int code;
	enum wman_reason reason;
	const char *hint;
};

static const struct explanation verify_errors[] = {
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, WMAN_REASON_TLS_UNTRUSTED,
	  "its issuer is not in ca_cert" },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, WMAN_REASON_TLS_UNTRUSTED,
	  "its issuer is not in ca_cert" },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, WMAN_REASON_TLS_UNTRUSTED,
	  "its issuer is neither sent by the server nor in ca_cert" },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, WMAN_REASON_TLS_UNTRUSTED,
	  "self-signed and not in ca_cert" },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, WMAN_REASON_TLS_UNTRUSTED,
	  "this root is not in ca_cert" },
	{ X509_V_ERR_CERT_UNTRUSTED, WMAN_REASON_TLS_UNTRUSTED, "not trusted" },
	{ X509_V_ERR_CERT_REJECTED, WMAN_REASON_TLS_UNTRUSTED,
	  "rejected by its trust settings" },
	{ X509_V_ERR_APPLICATION_VERIFICATION, WMAN_REASON_TLS_UNTRUSTED,
	  "not the one that ca_cert pins" },
	{ X509_V_ERR_CERT_SIGNATURE_FAILURE, WMAN_REASON_TLS_UNTRUSTED,
	  "its signature is not of the issuer it names" },
	{ X509_V_ERR_CERT_CHAIN_TOO_LONG, WMAN_REASON_TLS_UNTRUSTED, "chain of more than 10" },
	{ X509_V_ERR_INVALID_CA, WMAN_REASON_TLS_UNTRUSTED, "it signed another and is no CA" },
	{ X509_V_ERR_PATH_LENGTH_EXCEEDED, WMAN_REASON_TLS_UNTRUSTED,
	  "more CAs below it than it allows" },
	{ X509_V_ERR_CERT_HAS_EXPIRED, WMAN_REASON_TLS_EXPIRED, "expired" },
	{ X509_V_ERR_CERT_NOT_YET_VALID, WMAN_REASON_TLS_NOT_YET_VALID, "not yet valid" },
	{ X509_V_ERR_HOSTNAME_MISMATCH, WMAN_REASON_TLS_NAME, "has another name" },
	{ X509_V_ERR_INVALID_PURPOSE, WMAN_REASON_TLS_PURPOSE,
	  "its key usage or extended key usage does not allow a TLS server" },
	{ X509_V_ERR_CERT_REVOKED, WMAN_REASON_TLS_REVOKED, "revoked" },
	{ X509_V_ERR_UNABLE_TO_GET_CRL, WMAN_REASON_TLS_UNCHECKED,
	  "check_crl is set, and neither ca_cert nor crl_file has the CRL of its issuer" },
	{ X509_V_ERR_CRL_HAS_EXPIRED, WMAN_REASON_TLS_UNCHECKED,
	  "the CRL of its issuer has expired; get a new one" },
	{ X509_V_ERR_CRL_NOT_YET_VALID, WMAN_REASON_TLS_UNCHECKED,
	  "the CRL of its issuer is not yet valid; check the clock" },
	{ X509_V_ERR_CRL_SIGNATURE_FAILURE, WMAN_REASON_TLS_UNCHECKED,
	  "the CRL of its issuer is signed by another" },
	{ X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, WMAN_REASON_TLS_UNCHECKED,
	  "its issuer may not sign CRLs" },
	{ X509_V_ERR_EE_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK,
	  "its key is too small; RSA needs 2048 bits, EC 224" },
	{ X509_V_ERR_CA_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK,
	  "this CA's key is too small; RSA needs 2048 bits, EC 224" },
	{ X509_V_ERR_CA_MD_TOO_WEAK, WMAN_REASON_TLS_WEAK,
	  "signed with a broken hash, as MD5 or SHA-1; tls_allow_sha1=1 in phase1 allows SHA-1" },
};

static const struct explanation ocsp_errors[] = {
	{ TLS_OCSP_MISSING, WMAN_REASON_TLS_UNCHECKED,
	  "there is none, and ocsp=2 or the certificate requires it" },
	{ TLS_OCSP_BROKEN, WMAN_REASON_TLS_UNCHECKED,
	  "it cannot be read, or says that the responder failed" },
	{ TLS_OCSP_SIGNER, WMAN_REASON_TLS_UNCHECKED,
	  "neither the certificate's issuer nor a responder of it signed it" },
	{ TLS_OCSP_OTHER, WMAN_REASON_TLS_UNCHECKED, "it is about another certificate" },
	{ TLS_OCSP_STALE, WMAN_REASON_TLS_UNCHECKED,
	  "it is not valid now; the server may not renew it, or the clock here is wrong" },
	{ TLS_OCSP_REVOKED, WMAN_REASON_TLS_REVOKED, "the certificate is revoked" },
	{ TLS_OCSP_UNKNOWN, WMAN_REASON_TLS_UNCHECKED,
	  "the responder does not know the certificate" },
};

/* Alerts that speak about this side; the name alone says enough of the others. */
static const struct explanation alerts[] = {
	{ SSL_AD_HANDSHAKE_FAILURE, WMAN_REASON_TLS_ALERT,
	  "no cipher suite in common, or the server wants another certificate" },
	{ SSL_AD_BAD_CERTIFICATE, WMAN_REASON_TLS_ALERT, "the server refuses client_cert" },
	{ SSL_AD_UNSUPPORTED_CERTIFICATE, WMAN_REASON_TLS_ALERT,
	  "the server does not take certificates like client_cert; check its extended key usage" },
	{ SSL_AD_CERTIFICATE_REVOKED, WMAN_REASON_TLS_ALERT, "client_cert is revoked" },
	{ SSL_AD_CERTIFICATE_EXPIRED, WMAN_REASON_TLS_ALERT, "client_cert has expired" },
	{ SSL_AD_CERTIFICATE_UNKNOWN, WMAN_REASON_TLS_ALERT, "the server refuses client_cert" },
	{ SSL_AD_UNKNOWN_CA, WMAN_REASON_TLS_ALERT,
	  "the server does not know the issuer of client_cert, or client_cert lacks intermediates" },
	{ SSL_AD_ACCESS_DENIED, WMAN_REASON_TLS_ALERT, "the server's policy refuses client_cert" },
	{ SSL_AD_DECRYPT_ERROR, WMAN_REASON_TLS_ALERT,
	  "the server could not verify a signature of this side" },
	{ SSL_AD_PROTOCOL_VERSION, WMAN_REASON_TLS_VERSION,
	  "the server does not speak the TLS versions allowed here" },
	{ SSL_AD_INSUFFICIENT_SECURITY, WMAN_REASON_TLS_ALERT,
	  "the server wants stronger cipher suites" },
	{ TLS13_AD_CERTIFICATE_REQUIRED, WMAN_REASON_TLS_ALERT,
	  "the server wants a certificate and none fitted" },
};

static const struct explanation library_errors[] = {
	{ SSL_R_UNSUPPORTED_PROTOCOL, WMAN_REASON_TLS_VERSION,
	  "the server chose a TLS version that is not allowed here; TLS 1.2 is the least" },
	{ SSL_R_WRONG_SSL_VERSION, WMAN_REASON_TLS_VERSION,
	  "the server chose a TLS version that is not allowed here" },
	{ SSL_R_INAPPROPRIATE_FALLBACK, WMAN_REASON_TLS_VERSION,
	  "somebody between this side and the server forced an older TLS version" },
	{ SSL_R_DH_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK, "the server's DH group is too small" },
	{ SSL_R_EE_KEY_TOO_SMALL, WMAN_REASON_TLS_WEAK, "the server's key is too small" },
	{ SSL_R_WRONG_SIGNATURE_TYPE, WMAN_REASON_TLS_WEAK,
	  "the server signs in a way that is not allowed here, as with SHA-1" },
	{ SSL_R_WRONG_CURVE, WMAN_REASON_TLS_WEAK, "the server uses a curve not allowed here" },
};

#define FIND(table, code) find(table, sizeof(table) / sizeof((table)[0]), code)

static const struct explanation *find(const struct explanation *table, size_t num, int code)
{
	size_t i;

	for (i = 0; i < num; i++)
		if (table[i].code == code)
			return &table[i];
	return NULL;
}

/* The clock of a device may be what is wrong. */
#define MOMENT "%Y-%m-%d %H:%M:%SZ"

static void print_moment(time_t at, char *buf, size_t size)
{
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(buf, size, MOMENT, &tm);
}

static void print_validity(const struct tls_failure *failure, char *buf, size_t size)
{
	const ASN1_TIME *limit = failure->verify_error == X509_V_ERR_CERT_HAS_EXPIRED ?
					 X509_get0_notAfter(failure->verify_cert) :
					 X509_get0_notBefore(failure->verify_cert);
	char at[32] = "?", clock[32];
	struct tm tm;

	if (ASN1_TIME_to_tm(limit, &tm))
		strftime(at, sizeof(at), MOMENT, &tm);
	print_moment(time(NULL), clock, sizeof(clock));
	snprintf(buf, size, " %s %s, the clock here says %s",
		 failure->verify_error == X509_V_ERR_CERT_HAS_EXPIRED ? "on" : "before", at, clock);
}

static void explain_verify(const struct tls_failure *failure, struct eap_error *err)
{
	const struct explanation *e = FIND(verify_errors, failure->verify_error);
	char subject[96] = "", more[96] = "";

	if (failure->verify_cert) {
		X509_NAME_oneline(X509_get_subject_name(failure->verify_cert), subject,
				  sizeof(subject));
		if (failure->verify_error == X509_V_ERR_CERT_HAS_EXPIRED ||
		    failure->verify_error == X509_V_ERR_CERT_NOT_YET_VALID)
			print_validity(failure, more, sizeof(more));
	}
	if (failure->verify_rule)
		snprintf(more, sizeof(more), " than %s wants", failure->verify_rule);
	eap_error_set(err, e ? e->reason : WMAN_REASON_TLS_UNTRUSTED,
		      "certificate %d of the server (%s): %s%s", failure->verify_depth, subject,
		      e ? e->hint : X509_verify_cert_error_string(failure->verify_error), more);
}

static void explain_ocsp(enum tls_ocsp ocsp, struct eap_error *err)
{
	const struct explanation *e = FIND(ocsp_errors, ocsp);

	eap_error_set(err, e->reason, "OCSP response of the server: %s", e->hint);
}

static void explain_alert(int alert, struct eap_error *err)
{
	const struct explanation *e = FIND(alerts, alert);

	eap_error_set(err, e ? e->reason : WMAN_REASON_TLS_ALERT,
		      "the server sent the alert '%s'%s%s", SSL_alert_desc_string_long(alert),
		      e ? ": " : "", e ? e->hint : "");
}

static void explain_library(unsigned long code, struct eap_error *err)
{
	const struct explanation *e = NULL;
	const char *reason = ERR_reason_error_string(code);

	if (ERR_GET_LIB(code) == ERR_LIB_SSL)
		e = FIND(library_errors, ERR_GET_REASON(code));
	if (e)
		eap_error_set(err, e->reason, "%s", e->hint);
	else
		eap_error_set(err, WMAN_REASON_TLS_FAILED, "%s",
			      reason ? reason : "TLS ended without an error of the library");
}

void tls_reason(const struct tls_failure *failure, struct eap_error *err)
{
	if (failure->disapproved)
		eap_error_set(err, WMAN_REASON_TLS_UNTRUSTED,
			      "whoever was asked did not approve the server's certificate");
	else if (failure->verify_error)
		explain_verify(failure, err);
	else if (failure->ocsp)
		explain_ocsp(failure->ocsp, err);
	else if (failure->alert >= 0)
		explain_alert(failure->alert, err);
	else
		explain_library(ERR_peek_error(), err);
	ERR_clear_error();
}

bool tls_reason_clock(int64_t floor, struct eap_error *err)
{
	char least[32], clock[32];

	print_moment((time_t)floor, least, sizeof(least));
	print_moment(time(NULL), clock, sizeof(clock));
	return eap_error_set(err, WMAN_REASON_CLOCK_UNSET,
			     "the clock here says %s, and %s is over for certain: it is not set",
			     clock, least);
}
