// SPDX-License-Identifier: BSD-3-Clause
#include "tls_ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#define CLOCK_SKEW_S (5 * 60)

/*
 * A response without nextUpdate means that newer ones are always to be had (RFC 6960 4.2.2.1): one
 * that a server keeps for long is as good as a replay.
 */
#define OPEN_ENDED_MAX_S (24 * 60 * 60)

static OCSP_BASICRESP *get_response(SSL *ssl, enum tls_ocsp *status)
{
	const uint8_t *der = NULL;
	long len = SSL_get_tlsext_status_ocsp_resp(ssl, &der);
	OCSP_BASICRESP *basic = NULL;
	OCSP_RESPONSE *rsp;

	*status = TLS_OCSP_MISSING;
	if (!der || len <= 0)
		return NULL;
	*status = TLS_OCSP_BROKEN;
	rsp = d2i_OCSP_RESPONSE(NULL, &der, len);
	if (rsp && OCSP_response_status(rsp) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
		basic = OCSP_response_get1_basic(rsp);
	OCSP_RESPONSE_free(rsp);
	return basic;
}

/* Does a response name the certificate?  It chooses the hash of the name. */
static bool is_about(OCSP_SINGLERESP *single, const X509 *cert, const X509 *issuer)
{
	const OCSP_CERTID *id = OCSP_SINGLERESP_get0_id(single);
	ASN1_OBJECT *hash = NULL;
	const EVP_MD *md;
	OCSP_CERTID *own;
	bool same;

	OCSP_id_get0_info(NULL, &hash, NULL, NULL, (OCSP_CERTID *)id);
	md = EVP_get_digestbyobj(hash);
	own = md ? OCSP_cert_to_id(md, cert, issuer) : NULL;
	same = own && !OCSP_id_cmp(own, id);
	OCSP_CERTID_free(own);
	return same;
}

static enum tls_ocsp judge_single(OCSP_SINGLERESP *single)
{
	ASN1_GENERALIZEDTIME *from, *to;
	int status = OCSP_single_get0_status(single, NULL, NULL, &from, &to);

	if (!OCSP_check_validity(from, to, CLOCK_SKEW_S, to ? -1 : OPEN_ENDED_MAX_S))
		return TLS_OCSP_STALE;
	if (status == V_OCSP_CERTSTATUS_REVOKED)
		return TLS_OCSP_REVOKED;
	return status == V_OCSP_CERTSTATUS_GOOD ? TLS_OCSP_FINE : TLS_OCSP_UNKNOWN;
}

static enum tls_ocsp judge(SSL *ssl, OCSP_BASICRESP *basic)
{
	STACK_OF(X509) *chain = SSL_get0_verified_chain(ssl);
	X509_STORE *store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
	X509 *cert = sk_X509_value(chain, 0), *issuer = sk_X509_value(chain, 1);
	int i;

	if (OCSP_basic_verify(basic, chain, store, OCSP_NOEXPLICIT) != 1)
		return TLS_OCSP_SIGNER;
	/* a certificate that is an anchor itself has no other issuer */
	for (i = 0; i < OCSP_resp_count(basic); i++)
		if (is_about(OCSP_resp_get0(basic, i), cert, issuer ? issuer : cert))
			return judge_single(OCSP_resp_get0(basic, i));
	return TLS_OCSP_OTHER;
}

static bool must_staple(X509 *cert)
{
	TLS_FEATURE *features = X509_get_ext_d2i(cert, NID_tlsfeature, NULL, NULL);
	bool must = false;
	int i;

	for (i = 0; i < sk_ASN1_INTEGER_num(features); i++)
		must |= ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i)) ==
			TLSEXT_TYPE_status_request;
	TLS_FEATURE_free(features);
	return must;
}

/* May a certificate of which nothing is known pass? */
static bool is_optional(SSL *ssl, enum eap_ocsp mode, enum tls_ocsp status)
{
	if (mode == EAP_OCSP_REQUIRED)
		return false;
	if (status == TLS_OCSP_MISSING)
		return !must_staple(SSL_get0_peer_certificate(ssl));
	return status == TLS_OCSP_OTHER || status == TLS_OCSP_UNKNOWN;
}

enum tls_ocsp tls_ocsp_check(SSL *ssl, enum eap_ocsp mode)
{
	enum tls_ocsp status;
	OCSP_BASICRESP *basic = get_response(ssl, &status);

	if (basic)
		status = judge(ssl, basic);
	OCSP_BASICRESP_free(basic);
	ERR_clear_error();
	return is_optional(ssl, mode, status) ? TLS_OCSP_FINE : status;
}
