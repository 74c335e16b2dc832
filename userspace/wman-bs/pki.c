// SPDX-License-Identifier: BSD-3-Clause
#include "pki.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509_vfy.h>

#include "bs.h"
#include "cert_whole.h"
#include "device_cert.h"
#include "edit.h"
#include "mgmt.h"

/*
 * What OpenSSL had no memory for when it was first asked for it, it does not try again: it is asked
 * for this before anybody needs it.
 */
static bool fetch_rsa(void)
{
	EVP_ASYM_CIPHER *cipher = EVP_ASYM_CIPHER_fetch(NULL, "RSA", NULL);
	EVP_SIGNATURE *signature = EVP_SIGNATURE_fetch(NULL, "RSA", NULL);
	bool both = cipher && signature;

	EVP_ASYM_CIPHER_free(cipher);
	EVP_SIGNATURE_free(signature);
	return both;
}

static int load_devices(struct bs_pki *pki, const struct bs_config *cfg, char *err)
{
	const char *path = cfg->device_ca, *wrong;

	if (!path)
		return 0;
	if (!fetch_rsa())
		return -ENOMEM;
	pki->devices = X509_STORE_new();
	if (!pki->devices)
		return -ENOMEM;
	wrong = cert_whole_load(pki->devices, path);
	if (!wrong)
		return 0;
	snprintf(err, BS_ERROR_LEN, "%s: %s", path, wrong);
	return -EINVAL;
}

static bool take_certificate(struct bs_id *id, X509 *cert)
{
	int len = i2d_X509(cert, &id->der);

	id->len = len > 0 ? (size_t)len : 0;
	return len > 0;
}

/* Who may read the key may be the base station. */
static EVP_PKEY *read_key(const char *path, char *err)
{
	FILE *f = fopen(path, "re");
	EVP_PKEY *key = NULL;
	struct stat st;

	if (!f || fstat(fileno(f), &st))
		snprintf(err, BS_ERROR_LEN, "%s: %s", path, strerror(errno));
	else if (st.st_mode & (S_IRWXG | S_IRWXO))
		snprintf(err, BS_ERROR_LEN, "%s: open to group or others (mode %03o): chmod 600",
			 path, st.st_mode & 0777);
	else if (!(key = PEM_read_PrivateKey(f, NULL, NULL, (void *)"")))
		snprintf(err, BS_ERROR_LEN, "%s: no private key can be read", path);
	if (f)
		fclose(f);
	return key;
}

static X509 *read_certificate(const char *path, char *err)
{
	FILE *f = fopen(path, "re");
	X509 *cert = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;

	if (!f)
		snprintf(err, BS_ERROR_LEN, "%s: %s", path, strerror(errno));
	else if (!cert)
		snprintf(err, BS_ERROR_LEN, "%s: no certificate can be read", path);
	if (f)
		fclose(f);
	return cert;
}

static int load_own(struct bs_pki *pki, const struct bs_config *cfg, char *err)
{
	struct bs_id *own = &pki->own;
	int bits, ret = -EINVAL;
	X509 *cert;

	if (!cfg->certificate)
		return 0;
	cert = read_certificate(cfg->certificate, err);
	if (!cert)
		return -EINVAL;
	own->key = read_key(cfg->private_key, err);
	bits = own->key ? EVP_PKEY_get_bits(own->key) : 0;
	if (!own->key)
		;
	else if (EVP_PKEY_get_base_id(own->key) != EVP_PKEY_RSA || (bits != 1024 && bits != 2048))
		snprintf(err, BS_ERROR_LEN, "%s: not an RSA key of 1024 or 2048 bits",
			 cfg->private_key);
	else if (X509_check_private_key(cert, own->key) != 1)
		snprintf(err, BS_ERROR_LEN, "%s: not the key of %s", cfg->private_key,
			 cfg->certificate);
	else if (take_certificate(own, cert))
		ret = 0;
	X509_free(cert);
	return ret;
}

int bs_pki_load(struct bs_pki *pki, const struct bs_config *cfg, char *err)
{
	int ret = load_devices(pki, cfg, err);

	if (!ret)
		ret = load_own(pki, cfg, err);
	ERR_clear_error();
	return ret;
}

static void id_free(struct bs_id *id)
{
	EVP_PKEY_free(id->key);
	OPENSSL_free(id->der);
}

void bs_pki_free(struct bs_pki *pki)
{
	X509_STORE_free(pki->devices);
	id_free(&pki->own);
	id_free(&pki->stranger);
}

bool bs_pki_issued(struct bs *bs, X509 *cert)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool good = false;

	if (ctx && X509_STORE_CTX_init(ctx, bs->pki.devices, cert, NULL)) {
		/* the file says whom to trust, a root need not be in it */
		X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_PARTIAL_CHAIN);
		good = X509_verify_cert(ctx) == 1;
	}
	X509_STORE_CTX_free(ctx);
	return good;
}

static X509 *decode(const struct wman_octets *der)
{
	const u8 *p = der->data;

	return d2i_X509(NULL, &p, (long)der->len);
}

/*
 * What could not be decoded leaves no error, whether it is bad or memory was short. Which it was shows
 * when that is tried again: what is refused for good has to be bad.
 */
X509 *bs_pki_decode(const struct wman_octets *der)
{
	X509 *cert;

	ERR_clear_error();
	cert = decode(der);
	if (!cert || cert_is_whole(cert))
		return cert;
	X509_free(cert);
	return decode(der);
}

enum wman_reason bs_pki_reason(enum wman_reason reason)
{
	bool starved = false;
	unsigned long error;

	while ((error = ERR_get_error()))
		/* the latter is what a key says that could not be made before */
		starved |= ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE ||
			   ERR_GET_REASON(error) == ERR_R_INTERNAL_ERROR;
	return reason && starved ? WMAN_REASON_NO_MEMORY : reason;
}

enum wman_reason bs_pki_judge(struct bs_ss *ss, X509 *cert)
{
	enum wman_reason reason = WMAN_REASON_CERT_UNTRUSTED;

	if (cert)
		reason = device_cert_check(cert, ss->mac, time(NULL));
	if (!reason && !bs_pki_issued(ss->bs, cert))
		reason = WMAN_REASON_CERT_UNTRUSTED;
	return bs_pki_reason(reason);
}

/* RSAES-OAEP with SHA-1, MGF1 with SHA-1, no label */
bool bs_pki_encrypt(X509 *cert, const u8 *plain, size_t n, u8 *out, size_t *len)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(cert), NULL);
	bool ok;

	ok = ctx && EVP_PKEY_encrypt_init(ctx) > 0 &&
	     EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) > 0 &&
	     EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha1()) > 0 &&
	     EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha1()) > 0 &&
	     EVP_PKEY_encrypt(ctx, out, len, plain, n) > 0;
	EVP_PKEY_CTX_free(ctx);
	ERR_clear_error();
	return ok;
}

bool bs_pki_verify(X509 *cert, const struct bs_message *msg, const struct wman_pkm *pkm)
{
	EVP_PKEY *key = cert ? X509_get0_pubkey(cert) : NULL;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good;

	good = ctx && key && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
	       EVP_DigestVerifyInit(ctx, NULL, EVP_sha1(), NULL, key) == 1 &&
	       EVP_DigestVerify(ctx, pkm->protection.data, pkm->protection.len, msg->data,
				pkm->covered) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return good;
}

static int sign(struct wman_buf *buf, EVP_PKEY *key)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	u8 signature[BS_RSA_MAX];
	size_t len = sizeof(signature);
	bool ok;

	ok = ctx && EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, key) == 1 &&
	     EVP_DigestSign(ctx, signature, &len, buf->data, buf->len) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	if (!ok)
		return -EIO;
	wman_buf_put_tlv(buf, WMAN_ATTR_SIG_BS, signature, len);
	return 0;
}

int bs_pki_sign(struct bs *bs, struct wman_buf *buf)
{
	return bs->pki.own.key ? sign(buf, bs->pki.own.key) : -EIO;
}

/* The same names and dates with another key, signed by it. */
static bool make_stranger(struct bs_pki *pki)
{
	const u8 *der = pki->own.der;
	X509 *cert = der ? d2i_X509(NULL, &der, (long)pki->own.len) : NULL;
	EVP_PKEY *key = cert ? EVP_RSA_gen((unsigned int)EVP_PKEY_get_bits(pki->own.key)) : NULL;
	bool ok;

	ok = key && X509_set_pubkey(cert, key) == 1 && X509_sign(cert, key, EVP_sha256()) > 0 &&
	     take_certificate(&pki->stranger, cert);
	if (ok)
		pki->stranger.key = key;
	else
		EVP_PKEY_free(key);
	X509_free(cert);
	return ok;
}

int bs_pki_sign_strange(struct bs *bs, struct wman_buf *buf)
{
	static const struct bs_path path = { .n = 1, .step = { { WMAN_ATTR_BS_CERTIFICATE, 0 } } };
	struct bs_pki *pki = &bs->pki;

	if (!pki->stranger.key && !make_stranger(pki))
		return -EIO;
	if (!bs_edit(buf, &path, BS_EDIT_SET, pki->stranger.der, pki->stranger.len))
		return -EIO;
	return sign(buf, pki->stranger.key);
}
