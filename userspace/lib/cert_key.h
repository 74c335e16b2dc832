/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether a certificate has its key. OpenSSL decodes it with the certificate, gives that all the same
 * when it could not, and neither reports it nor tries again.
 */
#ifndef WMAN_CERT_KEY_H
#define WMAN_CERT_KEY_H

#include <stdbool.h>

#include <openssl/x509.h>

/**
 * cert_has_key() - whether the key of a certificate was decoded
 * @cert: the certificate
 *
 * Return: false without memory for the key when it was decoded, or for one of an unknown kind.
 */
bool cert_has_key(const X509 *cert);

/**
 * cert_all_have_keys() - whether those of all certificates of a store were
 * @store: certificates to be trusted; one without a key would vouch for nobody
 *
 * Return: true when they were.
 */
bool cert_all_have_keys(X509_STORE *store);

#endif
