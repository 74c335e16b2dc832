// SPDX-License-Identifier: BSD-3-Clause
/*
 * Each kind of object is decoded by its own function, not by the library's generic decoder: that
 * one is slower by milliseconds a key, and cannot tell a wrong passphrase from a broken file.
 */
#include "keystore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/evperr.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "error.h"
#include "remote_key.h"

#define FILE_MAX (1024 * 1024)

/* One file on its way into a keystore */
struct source {
	struct keystore *ks;
	const char *path;
	const char *passwd;
	bool want_key;
	bool want_crl;
	struct eap_error *err;
	uint8_t *data;
	size_t len;
	unsigned int object; /* of a PEM file, counted from 1; 0: none in particular */
	const char *kind; /* its name */
};

static bool refuse(const struct source *src, const char *what)
{
	ERR_clear_error();
	if (src->object)
		return eap_error_set(src->err, WMAN_REASON_CREDENTIALS, "%s: object %u (%s): %s",
				     src->path, src->object, src->kind, what);
	return eap_error_set(src->err, WMAN_REASON_CREDENTIALS, "%s: %s", src->path, what);
}

static bool no_memory(const struct source *src)
{
	ERR_clear_error();
	return eap_error_set(src->err, WMAN_REASON_HELPER_INTERNAL, "%s: no memory", src->path);
}

static bool check_mode(const struct source *src, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return refuse(src, "not a regular file");
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return refuse(src, "others than its owner can write this file; chmod go-w");
	if (src->want_key && (st->st_mode & S_IRWXO))
		return refuse(src, "everybody can read this private key; chmod o-rwx");
	if (st->st_size > FILE_MAX)
		return refuse(src, "larger than 1 MiB");
	return true;
}

static bool read_all(struct source *src, int fd, size_t size)
{
	ssize_t n;

	/* one octet more: the PEM search wants a string */
	src->data = OPENSSL_malloc(size + 1);
	if (!src->data)
		return no_memory(src);
	while (src->len < size) {
		n = read(fd, src->data + src->len, size - src->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return refuse(src, strerror(errno));
		if (!n)
			break;
		src->len += (size_t)n;
	}
	src->data[src->len] = '\0';
	return src->len ? true : refuse(src, "empty file");
}

static bool open_blob(struct source *src, const char *name)
{
	const struct eap_blob *blob = src->ks->blobs;

	while (blob && strcmp(blob->name, name))
		blob = blob->next;
	if (!blob)
		return refuse(src, "the configuration has no blob of this name");
	src->data = OPENSSL_zalloc(blob->len + 1);
	if (!src->data)
		return no_memory(src);
	memcpy(src->data, blob->data, blob->len);
	src->len = blob->len;
	return true;
}

static bool open_file(struct source *src)
{
	int fd = open(src->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool ok;

	if (fd < 0)
		return refuse(src, strerror(errno));
	if (fstat(fd, &st) < 0)
		ok = refuse(src, strerror(errno));
	else
		ok = check_mode(src, &st) && read_all(src, fd, (size_t)st.st_size);
	close(fd);
	return ok;
}

/* The key stays where it is, and somebody else signs with it. @pem: NULL with a URI. */
static bool add_token(const struct source *src, const char *pem, size_t len)
{
	const struct eap_token token = {
		.name = src->path,
		.pem = pem,
		.pem_len = len,
		.passwd = src->passwd,
	};

	if (!src->ks->signer)
		return refuse(src,
			      "a key in a token or TPM serves EAP-TLS outside of tunnels only");
	if (src->ks->key)
		return refuse(src, "more than one private key");
	src->ks->remote = remote_key_open(src->ks->signer, &token, src->err);
	if (!src->ks->remote)
		return false;
	src->ks->key = remote_key_pkey(src->ks->remote);
	EVP_PKEY_up_ref(src->ks->key);
	return true;
}

/* URIs of PKCS#11 tokens (RFC 7512), and of keys in a TPM 2 */
static bool is_token(const char *path)
{
	return !strncmp(path, "pkcs11:", 7) || !strncmp(path, "handle:", 7);
}

static bool source_open(struct source *src)
{
	size_t skip = strlen(EAP_BLOB_SCHEME);

	if (!strncmp(src->path, EAP_BLOB_SCHEME, skip))
		return open_blob(src, src->path + skip);
	return open_file(src);
}

static void source_close(struct source *src)
{
	OPENSSL_clear_free(src->data, src->len);
	ERR_clear_error();
}

/* Takes @cert over in any case. */
static bool add_cert(const struct source *src, X509 *cert)
{
	if (!cert)
		return refuse(src, "broken certificate");
	if (!src->ks->certs)
		src->ks->certs = sk_X509_new_null();
	if (src->ks->certs && sk_X509_push(src->ks->certs, cert) > 0)
		return true;
	X509_free(cert);
	return no_memory(src);
}

/* Takes @crl over in any case. */
static bool add_crl(const struct source *src, X509_CRL *crl)
{
	if (!crl)
		return refuse(src, "broken CRL");
	if (!src->ks->crls)
		src->ks->crls = sk_X509_CRL_new_null();
	if (src->ks->crls && sk_X509_CRL_push(src->ks->crls, crl) > 0)
		return true;
	X509_CRL_free(crl);
	return no_memory(src);
}

/* Takes @key over in any case. */
static bool add_key(const struct source *src, EVP_PKEY *key)
{
	if (!key)
		return refuse(src, "broken private key, or of a kind that is not supported");
	if (src->ks->key) {
		EVP_PKEY_free(key);
		return refuse(src, "more than one private key");
	}
	src->ks->key = key;
	return true;
}

static bool locked(const struct source *src, const char *what)
{
	refuse(src, what);
	src->err->locked = EAP_LOCKED_KEY;
	return false;
}

static bool passwd_missing(const struct source *src)
{
	return locked(src, "the private key is encrypted, and private_key_passwd is not set");
}

static bool passwd_wrong(const struct source *src)
{
	return locked(src, "private_key_passwd does not open the private key");
}

/*
 * The library's legacy algorithms are not loaded: no passphrase opens what one of them closed, so
 * nobody is to be asked for one.
 */
static bool algorithm_is_missing(void)
{
	unsigned long code;

	while ((code = ERR_get_error()))
		if (ERR_GET_REASON(code) == ERR_R_UNSUPPORTED ||
		    (ERR_GET_LIB(code) == ERR_LIB_EVP &&
		     (ERR_GET_REASON(code) == EVP_R_UNSUPPORTED_ALGORITHM ||
		      ERR_GET_REASON(code) == EVP_R_UNKNOWN_CIPHER ||
		      ERR_GET_REASON(code) == EVP_R_UNKNOWN_PBE_ALGORITHM ||
		      ERR_GET_REASON(code) == EVP_R_UNSUPPORTED_CIPHER)))
			return true;
	return false;
}

static bool refuse_cipher(const struct source *src)
{
	return refuse(src, "encrypted by an old cipher that is not supported; encrypt it anew, "
			   "with openssl pkcs8 -topk8 -v2 aes-256-cbc");
}

/* The private key did not open. */
static bool not_opened(const struct source *src)
{
	if (algorithm_is_missing())
		return refuse_cipher(src);
	return src->passwd ? passwd_wrong(src) : passwd_missing(src);
}

static bool add_pkcs8(const struct source *src, PKCS8_PRIV_KEY_INFO *info)
{
	EVP_PKEY *key = info ? EVP_PKCS82PKEY(info) : NULL;

	PKCS8_PRIV_KEY_INFO_free(info);
	return add_key(src, key);
}

static bool add_encrypted_pkcs8(const struct source *src, X509_SIG *sig)
{
	PKCS8_PRIV_KEY_INFO *info;

	if (!sig)
		return refuse(src, "broken encrypted private key");
	ERR_clear_error();
	/* also without one, to see whether any could help */
	info = PKCS8_decrypt(sig, src->passwd ? src->passwd : "",
			     src->passwd ? (int)strlen(src->passwd) : 0);
	X509_SIG_free(sig);
	if (info && src->passwd)
		return add_pkcs8(src, info);
	PKCS8_PRIV_KEY_INFO_free(info);
	return not_opened(src);
}

static int passwd_cb(char *buf, int size, int rwflag, void *arg)
{
	const struct source *src = arg;
	size_t len;

	(void)rwflag;
	if (!src->passwd)
		return 0;
	len = strlen(src->passwd);
	if (len > (size_t)size)
		return -1;
	memcpy(buf, src->passwd, len);
	return (int)len;
}

static bool pem_cert(struct source *src, const uint8_t *der, long len)
{
	return add_cert(src, d2i_X509(NULL, &der, len));
}

static bool pem_trusted_cert(struct source *src, const uint8_t *der, long len)
{
	return add_cert(src, d2i_X509_AUX(NULL, &der, len));
}

static bool pem_crl(struct source *src, const uint8_t *der, long len)
{
	return add_crl(src, d2i_X509_CRL(NULL, &der, len));
}

static bool pem_pkcs8(struct source *src, const uint8_t *der, long len)
{
	return add_pkcs8(src, d2i_PKCS8_PRIV_KEY_INFO(NULL, &der, len));
}

static bool pem_encrypted_pkcs8(struct source *src, const uint8_t *der, long len)
{
	return add_encrypted_pkcs8(src, d2i_X509_SIG(NULL, &der, len));
}

static bool pem_rsa(struct source *src, const uint8_t *der, long len)
{
	return add_key(src, d2i_PrivateKey(EVP_PKEY_RSA, NULL, &der, len));
}

static bool pem_ec(struct source *src, const uint8_t *der, long len)
{
	return add_key(src, d2i_PrivateKey(EVP_PKEY_EC, NULL, &der, len));
}

/* What the TPM's software reads is the whole of it. */
static bool pem_tss2(struct source *src, const uint8_t *der, long len)
{
	return add_token(src, (const char *)src->data, src->len);
}

static const struct pem_kind {
	const char *name;
	bool is_key;
	bool (*add)(struct source *src, const uint8_t *der, long len);
	const char *refusal; /* it is nothing that could be used */
} pem_kinds[] = {
	{ PEM_STRING_X509, false, .add = pem_cert },
	{ PEM_STRING_X509_OLD, false, .add = pem_cert },
	{ PEM_STRING_X509_TRUSTED, false, .add = pem_trusted_cert },
	{ PEM_STRING_X509_CRL, false, .add = pem_crl },
	{ PEM_STRING_PKCS8INF, true, .add = pem_pkcs8 },
	{ PEM_STRING_PKCS8, true, .add = pem_encrypted_pkcs8 },
	{ PEM_STRING_RSA, true, .add = pem_rsa },
	{ PEM_STRING_ECPRIVATEKEY, true, .add = pem_ec },
	{ PEM_STRING_DSA, true, .refusal = "a DSA key; RSA, EC and Ed25519 are supported" },
	{ "OPENSSH PRIVATE KEY", true,
	  .refusal = "a key of OpenSSH; ssh-keygen -p -m PKCS8 makes "
		     "one in PKCS#8 of it" },
	{ "TSS2 PRIVATE KEY", true, .add = pem_tss2 },
	{ PEM_STRING_X509_REQ, false, .refusal = "a request; a CA makes a certificate of it" },
	{ PEM_STRING_PKCS7, false,
	  .refusal = "PKCS#7; openssl pkcs7 -print_certs makes "
		     "certificates of it" },
};

/* Some ciphers have a name, and nothing behind it. */
static bool can_decrypt(const EVP_CIPHER_INFO *info)
{
	EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, EVP_CIPHER_get0_name(info->cipher), NULL);

	EVP_CIPHER_free(cipher);
	return cipher;
}

/* Objects of other kinds, as EC PARAMETERS, are passed over. */
static bool pem_object(struct source *src, const char *name, char *header, uint8_t *der, long len)
{
	EVP_CIPHER_INFO cipher;
	size_t i;

	for (i = 0; i < sizeof(pem_kinds) / sizeof(pem_kinds[0]); i++)
		if (!strcmp(name, pem_kinds[i].name))
			break;
	if (i == sizeof(pem_kinds) / sizeof(pem_kinds[0]))
		return true;
	src->kind = pem_kinds[i].name;
	if (pem_kinds[i].is_key && !src->want_key)
		return true;
	if (pem_kinds[i].refusal)
		return pem_kinds[i].is_key == src->want_key ? refuse(src, pem_kinds[i].refusal) :
							      true;
	if (pem_kinds[i].is_key) {
		/* traditional encryption, announced in the header: RFC 1421 4.6.1 */
		if (!PEM_get_EVP_CIPHER_INFO(header, &cipher))
			return refuse(src, "private key encrypted in an unknown way");
		ERR_clear_error();
		if (cipher.cipher && !can_decrypt(&cipher))
			return refuse_cipher(src);
		if (cipher.cipher && !src->passwd)
			return passwd_missing(src);
		if (!PEM_do_header(&cipher, der, &len, passwd_cb, src))
			return passwd_wrong(src);
	}
	if (pem_kinds[i].add(src, der, len))
		return true;
	/* one wrong passphrase in 256 leaves a padding that looks right */
	return pem_kinds[i].is_key && cipher.cipher && !src->ks->key ? passwd_wrong(src) : false;
}

static bool parse_pem(struct source *src)
{
	BIO *bio = BIO_new_mem_buf(src->data, (int)src->len);
	char *name, *header;
	unsigned long code;
	uint8_t *der;
	bool ok = true;
	long len;

	if (!bio)
		return no_memory(src);
	while (ok && PEM_read_bio(bio, &name, &header, &der, &len)) {
		src->object++;
		ok = pem_object(src, name, header, der, len);
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_clear_free(der, (size_t)len);
	}
	code = ERR_peek_last_error();
	BIO_free(bio);
	src->object = 0;
	if (ok && ERR_GET_REASON(code) != PEM_R_NO_START_LINE)
		return refuse(src, "broken PEM");
	return ok;
}

static bool parse_pkcs12(struct source *src, PKCS12 *p12)
{
	const char *passwd = src->passwd ? src->passwd : "";
	bool has_mac = PKCS12_mac_present(p12);
	STACK_OF(X509) *others = NULL;
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	bool ok = true;

	ERR_clear_error();
	if (!has_mac)
		passwd = NULL;
	else if (!PKCS12_verify_mac(p12, passwd, -1) && !PKCS12_verify_mac(p12, NULL, 0))
		return algorithm_is_missing() ?
			       refuse(src, "PKCS#12 whose MAC is of a kind that is not supported") :
			       not_opened(src);
	if (!PKCS12_parse(p12, passwd, &key, &cert, &others))
		return refuse(src, has_mac ? "PKCS#12 cannot be decoded; when its cipher is an old "
					     "one (RC2), pack it anew with openssl pkcs12 -legacy" :
					     "PKCS#12 that is encrypted and has no MAC is not "
					     "supported; pack it anew with openssl pkcs12");
	/* the stack lives on in one place only, certificate by certificate */
	if (cert)
		ok = add_cert(src, cert);
	while (ok && others && sk_X509_num(others))
		ok = add_cert(src, sk_X509_shift(others));
	sk_X509_pop_free(others, X509_free);
	if (!ok || !key) {
		EVP_PKEY_free(key);
		return ok;
	}
	return add_key(src, key);
}

static bool parse_der(struct source *src)
{
	const uint8_t *p = src->data;
	PKCS12 *p12;
	X509_SIG *sig;
	X509_CRL *crl;
	EVP_PKEY *key;
	X509 *cert;
	bool ok;

	if (src->want_crl) {
		crl = d2i_X509_CRL(NULL, &p, (long)src->len);
		return crl ? add_crl(src, crl) : refuse(src, "neither PEM nor a CRL in DER");
	}
	cert = d2i_X509(NULL, &p, (long)src->len);
	if (cert)
		return add_cert(src, cert);
	if (!src->want_key)
		return refuse(src, "neither PEM nor a certificate in DER");
	p = src->data;
	p12 = d2i_PKCS12(NULL, &p, (long)src->len);
	if (p12) {
		ok = parse_pkcs12(src, p12);
		PKCS12_free(p12);
		return ok;
	}
	p = src->data;
	sig = d2i_X509_SIG(NULL, &p, (long)src->len);
	if (sig)
		return add_encrypted_pkcs8(src, sig);
	p = src->data;
	key = d2i_AutoPrivateKey(NULL, &p, (long)src->len);
	if (key)
		return add_key(src, key);
	return refuse(src, "neither PEM, PKCS#12 nor a private key in DER");
}

static bool read_source(struct source *src)
{
	bool ok = source_open(src);

	if (ok)
		ok = strstr((const char *)src->data, "-----BEGIN ") ? parse_pem(src) :
								      parse_der(src);
	source_close(src);
	return ok;
}

bool keystore_read_certs(struct keystore *ks, const char *path, struct eap_error *err)
{
	struct source src = { .ks = ks, .path = path, .err = err };
	int before = ks->certs ? sk_X509_num(ks->certs) : 0;

	if (is_token(path))
		return refuse(&src, "only private keys are used where they are; put the "
				    "certificate into a file");
	if (!read_source(&src))
		return false;
	if (!ks->certs || sk_X509_num(ks->certs) == before)
		return refuse(&src, "no certificate in this file");
	return true;
}

bool keystore_read_crls(struct keystore *ks, const char *path, struct eap_error *err)
{
	struct source src = { .ks = ks, .path = path, .want_crl = true, .err = err };

	if (!read_source(&src))
		return false;
	return ks->crls ? true : refuse(&src, "no CRL in this file");
}

bool keystore_read_key(struct keystore *ks, const char *path, const char *passwd,
		       struct eap_error *err)
{
	struct source src = {
		.ks = ks,
		.path = path,
		.passwd = passwd,
		.want_key = true,
		.err = err,
	};

	if (is_token(path))
		return add_token(&src, NULL, 0);
	if (!read_source(&src))
		return false;
	return ks->key ? true : refuse(&src, "no private key in this file");
}

void keystore_clear(struct keystore *ks)
{
	EVP_PKEY_free(ks->key);
	remote_key_free(ks->remote);
	sk_X509_pop_free(ks->certs, X509_free);
	sk_X509_CRL_pop_free(ks->crls, X509_CRL_free);
	memset(ks, 0, sizeof(*ks));
}
