/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whether all of a certificate is there. OpenSSL decodes its key with it, its extensions when they are
 * first wanted; what could not be decoded, for want of memory too, is missing from then on, and mostly
 * no error tells.
 */
#ifndef WMAN_CERT_WHOLE_H
#define WMAN_CERT_WHOLE_H

#include <stdbool.h>

#include <openssl/x509.h>

/**
 * cert_is_whole() - whether the key and the extensions of a certificate were decoded
 * @cert: the certificate
 *
 * Return: false without memory for them, for a key of an unknown kind, for extensions that are wrong.
 */
bool cert_is_whole(X509 *cert);

/**
 * cert_all_whole() - whether those of all certificates of a store were
 * @store: certificates to be trusted; one that is not whole would vouch for nobody
 *
 * Return: true when they were.
 */
bool cert_all_whole(X509_STORE *store);

#endif
