// SPDX-License-Identifier: BSD-3-Clause
/* The certificate of a device and its private key, for what is no EAP. */
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "eap.h"
#include "error.h"
#include "keystore.h"

struct eap_device {
	EVP_PKEY *key;
	uint8_t *certificate;
	size_t certificate_len;
	uint8_t *ca;
	size_t ca_len;
};

static X509 *find_own(const struct keystore *own)
{
	int i;

	for (i = 0; i < sk_X509_num(own->certs); i++)
		if (EVP_PKEY_eq(X509_get0_pubkey(sk_X509_value(own->certs, i)), own->key) == 1)
			return sk_X509_value(own->certs, i);
	return NULL;
}

static X509 *find_issuer(const struct keystore *ca, X509 *cert)
{
	int i;

	for (i = 0; i < sk_X509_num(ca->certs); i++)
		if (X509_check_issued(sk_X509_value(ca->certs, i), cert) == X509_V_OK)
			return sk_X509_value(ca->certs, i);
	return NULL;
}

/* In DER, and of a size that a message has room for */
static bool keep(X509 *cert, uint8_t **der, size_t *len, const char *file, struct eap_error *err)
{
	int n = i2d_X509(cert, der);

	if (n < 0)
		return eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "%s: out of memory", file);
	*len = n;
	return n <= WMAN_CERTIFICATE_MAX ||
	       eap_error_set(err, WMAN_REASON_CREDENTIALS,
			     "%s: the certificate has %d octets, at most %d can be sent", file, n,
			     WMAN_CERTIFICATE_MAX);
}

static bool fill(struct eap_device *device, const struct eap_config *cfg, struct keystore *own,
		 struct keystore *ca, struct eap_error *err)
{
	X509 *cert, *issuer;

	if (!cfg->private_key || !cfg->ca_cert)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "policy=pkmv1 needs private_key, client_cert and ca_cert");
	if ((cfg->client_cert && !keystore_read_certs(own, cfg->client_cert, err)) ||
	    !keystore_read_key(own, cfg->private_key, cfg->private_key_passwd, err) ||
	    !keystore_read_certs(ca, cfg->ca_cert, err))
		return false;
	if (EVP_PKEY_get_base_id(own->key) != EVP_PKEY_RSA)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s: PKMv1 needs a key of RSA, this is another kind",
				     cfg->private_key);
	cert = find_own(own);
	if (!cert)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "client_cert: no certificate belongs to the private key %s",
				     cfg->private_key);
	issuer = find_issuer(ca, cert);
	if (!issuer)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s: no certificate in it issued that of the device",
				     cfg->ca_cert);
	device->key = own->key;
	own->key = NULL;
	return keep(cert, &device->certificate, &device->certificate_len, "client_cert", err) &&
	       keep(issuer, &device->ca, &device->ca_len, cfg->ca_cert, err);
}

struct eap_device *eap_device_load(const struct eap_config *cfg, struct eap_error *err)
{
	struct keystore own = { .blobs = cfg->blobs }, ca = { .blobs = cfg->blobs };
	struct eap_device *device;
	bool ok;

	memset(err, 0, sizeof(*err));
	/* as for eap_creds_load(): a child cannot read openssl.cnf */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	device = calloc(1, sizeof(*device));
	if (!device) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "out of memory");
		return NULL;
	}
	ok = fill(device, cfg, &own, &ca, err);
	keystore_clear(&own);
	keystore_clear(&ca);
	ERR_clear_error();
	if (ok)
		return device;
	eap_device_free(device);
	return NULL;
}

void eap_device_free(struct eap_device *device)
{
	if (!device)
		return;
	EVP_PKEY_free(device->key);
	OPENSSL_free(device->certificate);
	OPENSSL_free(device->ca);
	free(device);
}

const uint8_t *eap_device_certificate(const struct eap_device *device, size_t *len)
{
	*len = device->certificate_len;
	return device->certificate;
}

const uint8_t *eap_device_ca(const struct eap_device *device, size_t *len)
{
	*len = device->ca_len;
	return device->ca;
}

/* PKCS #1 v2.0: SHA-1, MGF1 with SHA-1, no label, which are the defaults but are said here. */
static bool decrypt(EVP_PKEY_CTX *ctx, const uint8_t *data, size_t len, uint8_t *out,
		    size_t *out_len)
{
	return ctx && EVP_PKEY_decrypt_init(ctx) > 0 &&
	       EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) > 0 &&
	       EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha1()) > 0 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha1()) > 0 &&
	       EVP_PKEY_decrypt(ctx, out, out_len, data, len) > 0;
}

bool eap_device_decrypt(const struct eap_device *device, const uint8_t *data, size_t len,
			uint8_t ak[WMAN_AK_LEN], struct eap_error *err)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(device->key, NULL);
	uint8_t plain[EAP_DEVICE_KEY_MAX];
	size_t n = sizeof(plain);
	bool ok;

	/* a key of more octets would need more room than there is */
	ok = EVP_PKEY_get_size(device->key) <= (int)sizeof(plain) &&
	     decrypt(ctx, data, len, plain, &n) && n == WMAN_AK_LEN;
	if (ok)
		memcpy(ak, plain, WMAN_AK_LEN);
	OPENSSL_cleanse(plain, sizeof(plain));
	EVP_PKEY_CTX_free(ctx);
	/* one reason for all that may be wrong: the padding is not to be told from the rest */
	ERR_clear_error();
	return ok || eap_error_set(err, WMAN_REASON_AUTH_KEY,
				   "the AUTH-Key was not encrypted to this device's certificate");
}
