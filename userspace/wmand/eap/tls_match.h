/* SPDX-License-Identifier: BSD-3-Clause */
/* What a server certificate must say for the server to be the right one. */
#ifndef WMAND_EAP_TLS_MATCH_H
#define WMAND_EAP_TLS_MATCH_H

#include <stdbool.h>

#include <openssl/x509.h>

/**
 * struct tls_match - rules, those that are not NULL must all hold; see struct eap_config
 * @domain: names separated by ';', one of them is a name of the certificate
 * @domain_suffix: names separated by ';', a name of the certificate is one of them or below it
 * @altsubject: "DNS:", "EMAIL:", "URI:" values separated by ';', one is in the certificate
 * @subject: text that occurs in the subject
 */
struct tls_match {
	char *domain;
	char *domain_suffix;
	char *altsubject;
	char *subject;
};

/**
 * tls_match_cert() - apply the rules to a certificate
 * @match: the rules
 * @cert: the certificate
 *
 * Return: NULL when every rule holds, otherwise the name of the first one that does not.
 */
const char *tls_match_cert(const struct tls_match *match, X509 *cert);

#endif
