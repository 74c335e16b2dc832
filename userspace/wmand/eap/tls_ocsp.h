/* SPDX-License-Identifier: BSD-3-Clause */
/* What a stapled OCSP response (RFC 6066 section 8, RFC 8446 4.4.2.1) says of the server. */
#ifndef WMAND_EAP_TLS_OCSP_H
#define WMAND_EAP_TLS_OCSP_H

#include <openssl/ssl.h>

#include "eap.h"

/**
 * enum tls_ocsp - what keeps a server's certificate from being taken
 * @TLS_OCSP_FINE: nothing
 * @TLS_OCSP_MISSING: the server stapled nothing
 * @TLS_OCSP_BROKEN: what it stapled is no successful response
 * @TLS_OCSP_SIGNER: neither the issuer of the certificate nor a responder of it signed
 * @TLS_OCSP_OTHER: the response is about other certificates
 * @TLS_OCSP_STALE: the response is not valid now
 * @TLS_OCSP_REVOKED: the certificate is revoked
 * @TLS_OCSP_UNKNOWN: the responder does not know the certificate
 */
enum tls_ocsp {
	TLS_OCSP_FINE,
	TLS_OCSP_MISSING,
	TLS_OCSP_BROKEN,
	TLS_OCSP_SIGNER,
	TLS_OCSP_OTHER,
	TLS_OCSP_STALE,
	TLS_OCSP_REVOKED,
	TLS_OCSP_UNKNOWN,
};

/**
 * tls_ocsp_check() - judge the response that a server stapled, or did not
 * @ssl: a full handshake, the server's chain is verified
 * @mode: EAP_OCSP_PREFERRED lets a certificate pass of which nothing is known; a response that is
 *	broken, forged or stale is refused all the same, as by wpa_supplicant
 *
 * A certificate that demands stapling (RFC 7633) does not pass without.
 *
 * Return: TLS_OCSP_FINE when the certificate may be taken.
 */
enum tls_ocsp tls_ocsp_check(SSL *ssl, enum eap_ocsp mode);

#endif
