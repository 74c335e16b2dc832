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
 * cert_whole_load() - have the certificates of a file trusted
 * @store: where to
 * @path: the file, PEM; one that is not whole would vouch for nobody
 *
 * Return: NULL, or what is wrong with the file.
 */
const char *cert_whole_load(X509_STORE *store, const char *path);

#endif
