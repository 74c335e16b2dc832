// SPDX-License-Identifier: BSD-3-Clause
#include "eap_pki.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "eap/eap.h"
#include "eap/eap_device.h"

/* fixtures do not go on without what they need, also when NDEBUG is set */
#define NEED(cond)                                                                                 \
	do {                                                                                       \
		if (!(cond)) {                                                                     \
			fprintf(stderr, "%s:%d: fixture failed: %s\n", __FILE__, __LINE__, #cond); \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

static char dir[256];

const char *pki_dir(void)
{
	if (!dir[0]) {
		const char *tmp = getenv("TMPDIR");

		NEED(snprintf(dir, sizeof(dir), "%s/wman-pki-XXXXXX", tmp ? tmp : "/tmp") <
		     (int)sizeof(dir));
		NEED(mkdtemp(dir));
	}
	return dir;
}

void pki_cleanup(void)
{
	struct dirent *entry;
	DIR *d;

	if (!dir[0])
		return;
	d = opendir(dir);
	NEED(d);
	while ((entry = readdir(d)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(d), entry->d_name, 0);
	closedir(d);
	rmdir(dir);
	dir[0] = '\0';
}

const char *pki_path(const char *name)
{
	static char paths[64][sizeof(dir) + 64];
	static unsigned int next;
	char *path = paths[next++ % 64];

	snprintf(path, sizeof(paths[0]), "%s/%s", pki_dir(), name);
	return path;
}

EVP_PKEY *pki_key(unsigned int bits)
{
	EVP_PKEY *key;

	if (bits == PKI_ED25519)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else if (bits == PKI_P256 || bits == PKI_P384)
		key = EVP_EC_gen(bits ? "P-384" : "P-256");
	else
		key = EVP_RSA_gen(bits);
	NEED(key);
	return key;
}

static void add_ext(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *ext;
	X509V3_CTX ctx;

	if (!value)
		return;
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	NEED(ext);
	NEED(X509_add_ext(cert, ext, -1));
	X509_EXTENSION_free(ext);
}

struct pki_id pki_make(const struct pki_spec *spec, const struct pki_id *issuer, unsigned int bits)
{
	static long serial = 1000;
	struct pki_id id = { .key = pki_key(bits), .cert = X509_new() };
	X509 *parent = issuer ? issuer->cert : id.cert;
	X509_NAME *name;

	NEED(id.cert);
	name = X509_get_subject_name(id.cert);
	X509_set_version(id.cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(id.cert), serial++);
	X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const uint8_t *)"wman test", -1, -1,
				   0);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const uint8_t *)spec->cn, -1, -1, 0);
	X509_set_issuer_name(id.cert, X509_get_subject_name(parent));
	X509_gmtime_adj(X509_getm_notBefore(id.cert), spec->from ? spec->from : -PKI_DAY);
	X509_gmtime_adj(X509_getm_notAfter(id.cert), spec->to ? spec->to : 30 * PKI_DAY);
	X509_set_pubkey(id.cert, id.key);
	add_ext(id.cert, parent, NID_basic_constraints, spec->ca ? "critical,CA:TRUE" : "CA:FALSE");
	add_ext(id.cert, parent, NID_key_usage,
		spec->ca ? "critical,keyCertSign,cRLSign" :
			   "critical,digitalSignature,keyEncipherment");
	add_ext(id.cert, parent, NID_ext_key_usage, spec->eku);
	add_ext(id.cert, parent, NID_tlsfeature, spec->tls_feature);
	add_ext(id.cert, parent, NID_subject_alt_name, spec->san);
	NEED(X509_sign(id.cert, issuer ? issuer->key : id.key, spec->md ? spec->md : EVP_sha256()) >
	     0);
	return id;
}

void pki_set_exponent(struct pki_id *id, const struct pki_id *issuer, unsigned long e)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = NULL, *exponent = BN_new();
	OSSL_PARAM *params;
	EVP_PKEY *key = NULL;

	EVP_PKEY_get_bn_param(id->key, "n", &n);
	BN_set_word(exponent, e);
	OSSL_PARAM_BLD_push_BN(bld, "n", n);
	OSSL_PARAM_BLD_push_BN(bld, "e", exponent);
	params = OSSL_PARAM_BLD_to_param(bld);
	NEED(EVP_PKEY_fromdata_init(ctx) == 1);
	NEED(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) == 1);
	NEED(X509_set_pubkey(id->cert, key) == 1);
	NEED(X509_sign(id->cert, issuer->key, EVP_sha256()) > 0);
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(n);
	BN_free(exponent);
}

X509 *pki_unknown_key(const X509 *cert)
{
	ASN1_OBJECT *algorithm;
	uint8_t *der = NULL, *at;
	int len = i2d_X509(cert, &der);
	const uint8_t *p = der;
	X509 *other;

	NEED(len > 0);
	NEED(X509_PUBKEY_get0_param(&algorithm, NULL, NULL, NULL, X509_get_X509_PUBKEY(cert)) == 1);
	at = memmem(der, (size_t)len, OBJ_get0_data(algorithm), OBJ_length(algorithm));
	NEED(at);
	at[OBJ_length(algorithm) - 1] = 0x7f;
	other = d2i_X509(NULL, &p, len);
	NEED(other);
	OPENSSL_free(der);
	return other;
}

void pki_free(struct pki_id *id)
{
	EVP_PKEY_free(id->key);
	X509_free(id->cert);
	memset(id, 0, sizeof(*id));
}

const char *pki_pin(const X509 *cert)
{
	static char pin[128];
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned int len, i;
	int end = sprintf(pin, "hash://server/sha256/");

	NEED(X509_digest(cert, EVP_sha256(), hash, &len));
	for (i = 0; i < len; i++)
		end += sprintf(pin + end, "%02x", hash[i]);
	return pin;
}

const char *pki_write(const char *name, const void *data, size_t len, int mode)
{
	const char *path = pki_path(name);
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	NEED(fd >= 0);
	NEED(write(fd, data, len) == (ssize_t)len);
	NEED(!fchmod(fd, (mode_t)mode));
	close(fd);
	return path;
}

static const char *write_bio(const char *name, BIO *bio, int mode)
{
	const char *path;
	char *data;
	long len = BIO_get_mem_data(bio, &data);

	path = pki_write(name, data, (size_t)len, mode);
	BIO_free(bio);
	return path;
}

const char *pki_write_certs(const char *name, X509 *cert, ...)
{
	BIO *bio = BIO_new(BIO_s_mem());
	va_list ap;

	va_start(ap, cert);
	for (; cert; cert = va_arg(ap, X509 *))
		NEED(PEM_write_bio_X509(bio, cert));
	va_end(ap);
	return write_bio(name, bio, 0644);
}

const char *pki_write_key(const char *name, EVP_PKEY *key, const EVP_CIPHER *cipher,
			  const char *passwd)
{
	BIO *bio = BIO_new(BIO_s_mem());

	NEED(PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, passwd,
					   passwd ? (int)strlen(passwd) : 0, NULL, NULL));
	return write_bio(name, bio, 0600);
}

const char *pki_write_pkcs12(const char *name, const struct pki_id *id, const char *passwd,
			     X509 *cert, ...)
{
	STACK_OF(X509) *others = sk_X509_new_null();
	const char *path;
	uint8_t *der = NULL;
	PKCS12 *p12;
	va_list ap;
	int len;

	va_start(ap, cert);
	for (; cert; cert = va_arg(ap, X509 *))
		NEED(sk_X509_push(others, cert));
	va_end(ap);
	p12 = PKCS12_create(passwd, "ss", id->key, id->cert, others, 0, 0, 0, 0, 0);
	NEED(p12);
	len = i2d_PKCS12(p12, &der);
	path = pki_write(name, der, (size_t)len, 0600);
	OPENSSL_free(der);
	PKCS12_free(p12);
	sk_X509_free(others);
	return path;
}

struct eap_device *pki_device(const char *cn, long from, const struct pki_id *issuer)
{
	struct pki_id own = pki_make(&(struct pki_spec){ .cn = cn, .from = from }, issuer, 1024);
	const struct eap_config cfg = {
		.ca_cert = pki_write_certs("ca.pem", issuer->cert, NULL),
		.client_cert = pki_write_certs("own.pem", own.cert, NULL),
		.private_key = pki_write_key("own.key", own.key, NULL, NULL),
	};
	struct eap_error err;
	struct eap_device *device = eap_device_load(&cfg, &err);

	NEED(device);
	pki_free(&own);
	return device;
}
