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
	X509_STORE *base_stations; /* their CAs; NULL for PKMv1 */
	char *trust; /* where these came from */
	int64_t clock_floor;
	bool accept_unset_clock;
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

/* Certificate and key of the device; the certificate stays in @own. */
static X509 *take_own(struct eap_device *device, const struct eap_config *cfg, struct keystore *own,
		      struct keystore *ca, struct eap_error *err)
{
	X509 *cert;

	if (!cfg->private_key || !cfg->ca_cert) {
		eap_error_set(err, WMAN_REASON_CREDENTIALS,
			      "this policy needs private_key, client_cert and ca_cert");
		return NULL;
	}
	if ((cfg->client_cert && !keystore_read_certs(own, cfg->client_cert, err)) ||
	    !keystore_read_key(own, cfg->private_key, cfg->private_key_passwd, err) ||
	    !keystore_read_certs(ca, cfg->ca_cert, err))
		return NULL;
	if (EVP_PKEY_get_base_id(own->key) != EVP_PKEY_RSA) {
		eap_error_set(err, WMAN_REASON_CREDENTIALS,
			      "%s: it takes a key of RSA, this is another kind", cfg->private_key);
		return NULL;
	}
	cert = find_own(own);
	if (!cert) {
		eap_error_set(err, WMAN_REASON_CREDENTIALS,
			      "client_cert: no certificate belongs to the private key %s",
			      cfg->private_key);
		return NULL;
	}
	device->key = own->key;
	own->key = NULL;
	return keep(cert, &device->certificate, &device->certificate_len, "client_cert", err) ?
		       cert :
		       NULL;
}

static bool fill_v1(struct eap_device *device, const struct eap_config *cfg, struct keystore *own,
		    struct keystore *ca, struct eap_error *err)
{
	X509 *cert = take_own(device, cfg, own, ca, err);
	X509 *issuer = cert ? find_issuer(ca, cert) : NULL;

	if (!cert)
		return false;
	if (!issuer)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "%s: no certificate in it issued that of the device",
				     cfg->ca_cert);
	return keep(issuer, &device->ca, &device->ca_len, cfg->ca_cert, err);
}

static bool fill_rsa(struct eap_device *device, const struct eap_config *cfg, struct keystore *own,
		     struct keystore *ca, struct eap_error *err)
{
	int i;

	if (!take_own(device, cfg, own, ca, err))
		return false;
	device->clock_floor = cfg->clock_floor;
	device->accept_unset_clock = cfg->accept_unset_clock;
	device->base_stations = X509_STORE_new();
	device->trust = strdup(cfg->ca_cert);
	for (i = 0; device->base_stations && device->trust && i < sk_X509_num(ca->certs); i++)
		if (!X509_STORE_add_cert(device->base_stations, sk_X509_value(ca->certs, i)))
			break;
	return (device->base_stations && device->trust && i == sk_X509_num(ca->certs)) ||
	       eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "%s: out of memory", cfg->ca_cert);
}

typedef bool (*fill_fn)(struct eap_device *device, const struct eap_config *cfg,
			struct keystore *own, struct keystore *ca, struct eap_error *err);

static struct eap_device *load(const struct eap_config *cfg, fill_fn fill, struct eap_error *err)
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

struct eap_device *eap_device_load(const struct eap_config *cfg, struct eap_error *err)
{
	return load(cfg, fill_v1, err);
}

struct eap_device *eap_device_load_rsa(const struct eap_config *cfg, struct eap_error *err)
{
	return load(cfg, fill_rsa, err);
}

void eap_device_free(struct eap_device *device)
{
	if (!device)
		return;
	EVP_PKEY_free(device->key);
	OPENSSL_free(device->certificate);
	OPENSSL_free(device->ca);
	X509_STORE_free(device->base_stations);
	free(device->trust);
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

/* What was encrypted to the device, when it is of this length */
static bool open_secret(const struct eap_device *device, const uint8_t *data, size_t len,
			uint8_t *secret, size_t secret_len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(device->key, NULL);
	uint8_t plain[EAP_DEVICE_KEY_MAX];
	size_t n = sizeof(plain);
	bool ok;

	/* a key of more octets would need more room than there is */
	ok = EVP_PKEY_get_size(device->key) <= (int)sizeof(plain) &&
	     decrypt(ctx, data, len, plain, &n) && n == secret_len;
	if (ok)
		memcpy(secret, plain, secret_len);
	OPENSSL_cleanse(plain, sizeof(plain));
	EVP_PKEY_CTX_free(ctx);
	/* one reason for all that may be wrong: the padding is not to be told from the rest */
	ERR_clear_error();
	return ok;
}

bool eap_device_decrypt(const struct eap_device *device, const uint8_t *data, size_t len,
			uint8_t ak[WMAN_AK_LEN], struct eap_error *err)
{
	return open_secret(device, data, len, ak, WMAN_AK_LEN) ||
	       eap_error_set(err, WMAN_REASON_AUTH_KEY,
			     "the AUTH-Key was not encrypted to this device's certificate");
}

bool eap_device_decrypt_teks(const struct eap_device *device, const uint8_t *data, size_t len,
			     uint8_t teks[WMAN_TEKS_LEN], struct eap_error *err)
{
	const size_t half = len / 2, key = WMAN_TEKS_LEN / 2;
	bool older, newer;

	/* both in any case: which one was wrong is not to be told either */
	older = open_secret(device, data, half, teks, key);
	newer = open_secret(device, data + half, len - half, teks + key, key);
	if (older && newer)
		return true;
	OPENSSL_cleanse(teks, WMAN_TEKS_LEN);
	return eap_error_set(err, WMAN_REASON_TEK_UNWRAP,
			     "the TEKs were not encrypted to this device's certificate");
}

bool eap_device_open_pre_pak(const struct eap_device *device, const uint8_t *data, size_t len,
			     const uint8_t *mac, uint8_t pre_pak[WMAN_PRE_PAK_LEN],
			     struct eap_error *err)
{
	uint8_t both[WMAN_PRE_PAK_LEN + EAP_MAC_LEN];
	bool ok;

	ok = open_secret(device, data, len, both, sizeof(both)) &&
	     !memcmp(both + WMAN_PRE_PAK_LEN, mac, EAP_MAC_LEN);
	if (ok)
		memcpy(pre_pak, both, WMAN_PRE_PAK_LEN);
	OPENSSL_cleanse(both, sizeof(both));
	return ok || eap_error_set(err, WMAN_REASON_PRE_PAK,
				   "the pre-PAK was not encrypted to this device's certificate, "
				   "or is for another address");
}

size_t eap_device_sign(const struct eap_device *device, const uint8_t *data, size_t len,
		       uint8_t *signature, struct eap_error *err)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = EAP_DEVICE_KEY_MAX;
	bool ok;

	/* PKCS #1 v1.5 is what a key of RSA does when nothing is asked for */
	ok = ctx && EVP_PKEY_get_size(device->key) <= EAP_DEVICE_KEY_MAX &&
	     EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, device->key) > 0 &&
	     EVP_DigestSign(ctx, signature, &n, data, len) > 0;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (!ok)
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "the message cannot be signed");
	return ok ? n : 0;
}

static bool signature_fits(X509 *cert, const struct eap_signed *msg)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;

	ok = ctx && EVP_DigestVerifyInit(ctx, NULL, EVP_sha1(), NULL, X509_get0_pubkey(cert)) > 0 &&
	     EVP_DigestVerify(ctx, msg->signature, msg->signature_len, msg->data, msg->len) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

/* X509_V_OK, or why the certificate does not chain to one of the CAs */
static int chain_error(const struct eap_device *device, X509 *cert, int64_t now, bool no_dates)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int error = X509_V_ERR_OUT_OF_MEM;

	if (ctx && X509_STORE_CTX_init(ctx, device->base_stations, cert, NULL)) {
		X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_PARTIAL_CHAIN |
						      (no_dates ? X509_V_FLAG_NO_CHECK_TIME : 0));
		if (!no_dates)
			X509_STORE_CTX_set_time(ctx, 0, now);
		error = X509_verify_cert(ctx) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(ctx);
	}
	X509_STORE_CTX_free(ctx);
	return error;
}

/* NULL, or what is wrong with the certificate of a base station */
static const char *bs_cert_error(const struct eap_device *device, X509 *cert, int64_t now,
				 bool no_dates)
{
	int error;

	if (!cert)
		return "cannot be decoded";
	error = chain_error(device, cert, now, no_dates);
	if (error)
		return X509_verify_cert_error_string(error);
	if (X509_check_ca(cert) || !(X509_get_key_usage(cert) & KU_DIGITAL_SIGNATURE))
		return "not for signatures of a base station";
	return NULL;
}

bool eap_device_verify(const struct eap_device *device, const struct eap_signed *msg, int64_t now,
		       bool *clock_unset, struct eap_error *err)
{
	const uint8_t *der = msg->certificate;
	X509 *cert = d2i_X509(NULL, &der, (long)msg->certificate_len);
	const char *wrong;
	bool ok;

	*clock_unset = now < device->clock_floor;
	wrong = bs_cert_error(device, cert, now, *clock_unset);
	if (wrong)
		ok = eap_error_set(err, WMAN_REASON_BS_CERT,
				   "the certificate of the base station: %s (ca_cert %s)", wrong,
				   device->trust);
	else if (*clock_unset && !device->accept_unset_clock)
		ok = eap_error_set(err, WMAN_REASON_CLOCK_UNSET,
				   "the clock is not set, and accept_unset_clock is not 1");
	else
		ok = signature_fits(cert, msg) ||
		     eap_error_set(err, WMAN_REASON_SIGNATURE, "SigBS does not verify");
	X509_free(cert);
	ERR_clear_error();
	return ok;
}
