/* SPDX-License-Identifier: BSD-3-Clause */
/* Throw-away keys and certificates, made in the test process and written where a test wants them. */
#ifndef TESTS_EAP_PKI_H
#define TESTS_EAP_PKI_H

#include <openssl/evp.h>
#include <openssl/x509.h>

struct eap_device;

#define PKI_HOUR 3600L
#define PKI_DAY	 (24 * PKI_HOUR)

/**
 * struct pki_spec - a certificate to be made
 * @cn: common name of the subject
 * @san: subjectAltName in the library's notation, or NULL
 * @eku: extendedKeyUsage, or NULL
 * @tls_feature: TLS features that the server must use (RFC 7633), or NULL
 * @ca: this is a CA
 * @from: notBefore, seconds from now; 0 means a day ago
 * @to: notAfter, seconds from now; 0 means in a month
 * @md: digest of the signature, NULL means SHA-256
 */
struct pki_spec {
	const char *cn;
	const char *san;
	const char *eku;
	const char *tls_feature;
	int ca;
	long from;
	long to;
	const EVP_MD *md;
};

/** struct pki_id - a certificate and its key */
struct pki_id {
	EVP_PKEY *key;
	X509 *cert;
};

/* Directory of the test process, made on first use, removed by pki_cleanup(). */
const char *pki_dir(void);
void pki_cleanup(void);

/* Path of a file in that directory; the string is good for the next 63 calls. */
const char *pki_path(const char *name);

/* bits PKI_P256, PKI_P384, PKI_ED25519, otherwise RSA of that size */
#define PKI_P256    0
#define PKI_P384    384
#define PKI_ED25519 25519
EVP_PKEY *pki_key(unsigned int bits);

/* @issuer NULL: self-signed.  @bits as for pki_key(). */
struct pki_id pki_make(const struct pki_spec *spec, const struct pki_id *issuer, unsigned int bits);
void pki_free(struct pki_id *id);

/* Its key becomes one of RSA with this exponent, of which nobody has the private half. */
void pki_set_exponent(struct pki_id *id, const struct pki_id *issuer, unsigned long e);

/* The same certificate, but for its key: it is of an algorithm that nobody knows. */
X509 *pki_unknown_key(const X509 *cert);

/* What ca_cert pins a certificate by; the string is good until the next call. */
const char *pki_pin(const X509 *cert);

/* Write files; each returns the path.  Certificates end with NULL. */
const char *pki_write(const char *name, const void *data, size_t len, int mode);
const char *pki_write_certs(const char *name, X509 *cert, ...) __attribute__((sentinel));
const char *pki_write_key(const char *name, EVP_PKEY *key, const EVP_CIPHER *cipher,
			  const char *passwd);
/* What wmand has of a device: an RSA key of 1024 bits, its certificate, @from as in pki_spec,
 * and that of @issuer to trust. */
struct eap_device *pki_device(const char *cn, long from, const struct pki_id *issuer);
/* A certificate with its key, or without the one or the other, and more certificates. */
const char *pki_write_pkcs12(const char *name, const struct pki_id *id, const char *passwd,
			     X509 *cert, ...) __attribute__((sentinel));

#endif
