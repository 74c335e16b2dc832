/* SPDX-License-Identifier: BSD-3-Clause */
/* Certificates, CRLs and keys out of PEM, DER and PKCS#12 files. */
#ifndef WMAND_EAP_KEYSTORE_H
#define WMAND_EAP_KEYSTORE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "eap.h"

struct remote_key;

/**
 * struct keystore - what was found in files; all zero is an empty one
 * @blobs: what may be read as blob://NAME in the place of a file
 * @signer: who has private keys that are not in files, or NULL
 * @key: private key, or NULL
 * @remote: what @key is when it is in a token, else NULL
 * @certs: certificates in the order found, or NULL
 * @crls: CRLs, or NULL
 */
struct keystore {
	const struct eap_blob *blobs;
	const struct eap_signer *signer;
	EVP_PKEY *key;
	struct remote_key *remote;
	STACK_OF(X509) * certs;
	STACK_OF(X509_CRL) * crls;
};

/**
 * keystore_read_certs() - add the certificates of a file, and the CRLs beside them
 * @ks: where to
 * @path: PEM file, private keys in it are ignored; or one certificate in DER
 * @err: filled on failure: file, object and cause
 *
 * Return: true when at least one certificate was added.
 */
bool keystore_read_certs(struct keystore *ks, const char *path, struct eap_error *err);

/**
 * keystore_read_crls() - add the CRLs of a file, and the certificates beside them
 * @ks: where to
 * @path: PEM file, or one CRL in DER
 * @err: filled on failure: file, object and cause
 *
 * Return: true when at least one CRL was added.
 */
bool keystore_read_crls(struct keystore *ks, const char *path, struct eap_error *err);

/**
 * keystore_read_key() - add the private key of a file, and the certificates beside it
 * @ks: where to; has no key yet
 * @path: PEM file, key in DER (traditional or PKCS#8), or PKCS#12; not accessible to others; or the
 *	URI of a token
 * @passwd: passphrase or PIN, or NULL
 * @err: filled on failure: file, object and cause
 *
 * Return: true when exactly one key was there.
 */
bool keystore_read_key(struct keystore *ks, const char *path, const char *passwd,
		       struct eap_error *err);

/**
 * keystore_clear() - free what was read, wipe the key
 * @ks: the keystore; empty after
 */
void keystore_clear(struct keystore *ks);

#endif
