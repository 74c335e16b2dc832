/* SPDX-License-Identifier: BSD-3-Clause */
/* From what the TLS library says to a reason, with a cause and a hint for the administrator. */
#ifndef WMAND_EAP_TLS_REASON_H
#define WMAND_EAP_TLS_REASON_H

#include <openssl/x509.h>

#include "eap.h"
#include "tls_ocsp.h"

/**
 * struct tls_failure - what is known about a failed conversation; 0, -1 and NULL for nothing
 * @alert: fatal alert of the server, or -1
 * @verify_error: X509_V_ERR_ code of the first failed check of the server's chain
 * @verify_depth: place in the chain, 0 is the server's own certificate
 * @verify_cert: the certificate it failed for
 * @verify_rule: configuration key of the rule for names that did not hold
 * @disapproved: a person does not take the server's certificate
 * @ocsp: what the stapled OCSP response is refused for
 */
struct tls_failure {
	int alert;
	int verify_error;
	int verify_depth;
	X509 *verify_cert;
	const char *verify_rule;
	bool disapproved;
	enum tls_ocsp ocsp;
};

/**
 * tls_reason() - explain a failed conversation, and empty the library's error queue
 * @failure: what was seen
 * @err: filled
 */
void tls_reason(const struct tls_failure *failure, struct eap_error *err);

/**
 * tls_reason_clock() - explain that a clock that is not set cannot verify a server
 * @floor: the least that a clock has to say, seconds since 1970
 * @err: filled
 *
 * Return: false.
 */
bool tls_reason_clock(int64_t floor, struct eap_error *err);

#endif
