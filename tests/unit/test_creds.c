// SPDX-License-Identifier: BSD-3-Clause
/* Loading of credentials: every form of file that works, and what is said about those that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "eap/creds.h"
#include "eap/tls_creds.h"
#include "eap_pki.h"

#define PASSWD "whatever"

static struct pki_id root, intermediate, client, client_rsa, client_p384, client_ed25519, other;
static struct eap_config base;

static int group_setup(void **state)
{
	struct pki_spec spec = { .cn = "ss" };

	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	intermediate = pki_make(&(struct pki_spec){ .cn = "Intermediate", .ca = 1 }, &root, 0);
	client = pki_make(&spec, &intermediate, 0);
	client_rsa = pki_make(&spec, &intermediate, 2048);
	client_p384 = pki_make(&spec, &intermediate, PKI_P384);
	client_ed25519 = pki_make(&spec, &intermediate, PKI_ED25519);
	other = pki_make(&spec, &root, 0);
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&intermediate);
	pki_free(&client);
	pki_free(&client_rsa);
	pki_free(&client_p384);
	pki_free(&client_ed25519);
	pki_free(&other);
	pki_cleanup();
	return 0;
}

static int setup(void **state)
{
	(void)state;
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, intermediate.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
	};
	return 0;
}

/* Loads, with this certificate and this many intermediates */
static void assert_loads(X509 *leaf, int chain_len)
{
	STACK_OF(X509) *chain = NULL;
	struct eap_creds *creds;
	struct eap_error err;

	creds = eap_creds_load(&base, &err);
	if (!creds)
		fail_msg("%s", err.text);
	assert_int_equal(X509_cmp(SSL_CTX_get0_certificate(creds->tls->ctx), leaf), 0);
	SSL_CTX_get0_chain_certs(creds->tls->ctx, &chain);
	assert_int_equal(chain ? sk_X509_num(chain) : 0, chain_len);
	if (chain_len)
		assert_int_equal(X509_cmp(sk_X509_value(chain, 0), intermediate.cert), 0);
	eap_creds_free(creds);
}

static void assert_refused(const char *text)
{
	struct eap_error err = { 0 };
	struct eap_creds *creds = eap_creds_load(&base, &err);

	if (creds) {
		eap_creds_free(creds);
		fail_msg("loaded, but: %s", text);
	}
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	if (!strstr(err.text, text))
		fail_msg("'%s' does not say '%s'", err.text, text);
}

static const char *write_der(const char *name, int (*i2d)(const void *, uint8_t **),
			     const void *obj, int mode)
{
	uint8_t *der = NULL;
	int len = i2d(obj, &der);
	const char *path;

	assert_true(len > 0);
	path = pki_write(name, der, (size_t)len, mode);
	OPENSSL_free(der);
	return path;
}

static int der_cert(const void *obj, uint8_t **out)
{
	return i2d_X509(obj, out);
}

static int der_key(const void *obj, uint8_t **out)
{
	return i2d_PrivateKey(obj, out);
}

static int der_pkcs8(const void *obj, uint8_t **out)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(obj);
	int len = i2d_PKCS8_PRIV_KEY_INFO(info, out);

	PKCS8_PRIV_KEY_INFO_free(info);
	return len;
}

static int der_encrypted(const void *obj, uint8_t **out)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(obj);
	X509_SIG *sig = PKCS8_encrypt(-1, EVP_aes_256_cbc(), PASSWD, -1, NULL, 0, 2048, info);
	int len = i2d_X509_SIG(sig, out);

	PKCS8_PRIV_KEY_INFO_free(info);
	X509_SIG_free(sig);
	return len;
}

/* "RSA PRIVATE KEY", "EC PRIVATE KEY": with the cipher in the header of the PEM */
static const char *write_traditional(const char *name, EVP_PKEY *key, const char *passwd)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *path;
	char *data;
	long len;

	assert_true(PEM_write_bio_PrivateKey_traditional(
		bio, key, passwd ? EVP_aes_128_cbc() : NULL, (const uint8_t *)passwd,
		passwd ? (int)strlen(passwd) : 0, NULL, NULL));
	len = BIO_get_mem_data(bio, &data);
	path = pki_write(name, data, (size_t)len, 0600);
	BIO_free(bio);
	return path;
}

static void pem_in_any_order(void **state)
{
	(void)state;
	assert_loads(client.cert, 1);
	base.client_cert = pki_write_certs("c.pem", intermediate.cert, client.cert, NULL);
	assert_loads(client.cert, 1);
	/* with the root, with a stranger, twice the same: only what belongs to the chain is sent */
	base.client_cert = pki_write_certs("c.pem", root.cert, intermediate.cert, other.cert,
					   client.cert, client.cert, NULL);
	assert_loads(client.cert, 1);
	/* the intermediate may stand in ca_cert */
	base.client_cert = pki_write_certs("c.pem", client.cert, NULL);
	assert_loads(client.cert, 0);
	base.ca_cert = pki_write_certs("ca2.pem", root.cert, intermediate.cert, NULL);
	assert_loads(client.cert, 1);
}

static void key_forms(void **state)
{
	const struct pki_id *ids[] = { &client, &client_rsa, &client_p384, &client_ed25519 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct pki_id *id = ids[i];
		bool traditional = id != &client_ed25519; /* has PKCS#8 only */

		base.client_cert = pki_write_certs("c.pem", id->cert, NULL);
		base.private_key_passwd = NULL;
		base.private_key = pki_write_key("k.pem", id->key, NULL, NULL);
		assert_loads(id->cert, 0);
		if (traditional) {
			base.private_key = write_traditional("k.trad", id->key, NULL);
			assert_loads(id->cert, 0);
		}
		base.private_key = write_der("k.der", der_key, id->key, 0600);
		assert_loads(id->cert, 0);
		base.private_key = write_der("k.pk8", der_pkcs8, id->key, 0600);
		assert_loads(id->cert, 0);

		base.private_key_passwd = PASSWD;
		base.private_key = pki_write_key("k.pem", id->key, EVP_aes_256_cbc(), PASSWD);
		assert_loads(id->cert, 0);
		if (traditional) {
			base.private_key = write_traditional("k.trad", id->key, PASSWD);
			assert_loads(id->cert, 0);
		}
		base.private_key = write_der("k.epk8", der_encrypted, id->key, 0600);
		assert_loads(id->cert, 0);
	}
}

static void certificate_in_der(void **state)
{
	(void)state;
	base.client_cert = write_der("c.der", der_cert, client.cert, 0644);
	base.ca_cert = write_der("ca.der", der_cert, root.cert, 0644);
	assert_loads(client.cert, 0);
}

static void pkcs12(void **state)
{
	(void)state;
	base.client_cert = NULL;
	/* the wrong order, and the root too */
	base.private_key =
		pki_write_pkcs12("c.p12", &client, PASSWD, root.cert, intermediate.cert, NULL);
	base.private_key_passwd = PASSWD;
	assert_loads(client.cert, 1);
	base.private_key =
		pki_write_pkcs12("r.p12", &client_rsa, PASSWD, root.cert, intermediate.cert, NULL);
	assert_loads(client_rsa.cert, 1);
	base.private_key_passwd = "wrong";
	assert_refused("private_key_passwd does not open");
	base.private_key_passwd = NULL;
	assert_refused("private_key_passwd is not set");
	/* the certificate elsewhere; the key elsewhere, which is none then */
	base.private_key = pki_write_pkcs12("k.p12", &(struct pki_id){ .key = client.key }, PASSWD,
					    NULL, NULL);
	base.private_key_passwd = PASSWD;
	assert_refused("set client_cert");
	base.client_cert = pki_write_certs("c.pem", client.cert, NULL);
	assert_loads(client.cert, 0);
	base.client_cert = NULL;
	base.private_key = pki_write_pkcs12("x.p12", &(struct pki_id){ .cert = client.cert },
					    PASSWD, NULL, NULL);
	assert_refused("no private key in this file");
	/* without a passphrase at all */
	base.private_key = pki_write_pkcs12("n.p12", &client, NULL, NULL, NULL);
	base.private_key_passwd = NULL;
	assert_loads(client.cert, 0);
}

static void one_file_for_key_and_certificates(void **state)
{
	char text[16384];
	FILE *f;
	size_t len = 0;
	const char *parts[] = { base.private_key, base.client_cert };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		f = fopen(parts[i], "r");
		assert_non_null(f);
		len += fread(text + len, 1, sizeof(text) - len, f);
		fclose(f);
	}
	base.private_key = pki_write("both.pem", text, len, 0600);
	base.client_cert = NULL;
	assert_loads(client.cert, 1);
}

static void passphrases(void **state)
{
	char passwd[16];
	unsigned int i;

	(void)state;
	base.private_key = pki_write_key("k.pem", client.key, EVP_aes_256_cbc(), PASSWD);
	assert_refused(
		"k.pem: object 1 (ENCRYPTED PRIVATE KEY): the private key is encrypted, and private_key_passwd is not set");
	base.private_key_passwd = "wrong";
	assert_refused(
		"k.pem: object 1 (ENCRYPTED PRIVATE KEY): private_key_passwd does not open the private key");
	base.private_key = write_traditional("k.trad", client.key, PASSWD);
	assert_refused(
		"k.trad: object 1 (EC PRIVATE KEY): private_key_passwd does not open the private key");
	/* also when the padding looks right by chance, as for one passphrase in 256 */
	for (i = 0; i < 600; i++) {
		snprintf(passwd, sizeof(passwd), "wrong-%u", i);
		base.private_key_passwd = passwd;
		assert_refused(
			"k.trad: object 1 (EC PRIVATE KEY): private_key_passwd does not open the private key");
	}
	base.private_key_passwd = NULL;
	assert_refused(
		"k.trad: object 1 (EC PRIVATE KEY): the private key is encrypted, and private_key_passwd is not set");
	base.private_key = write_der("k.epk8", der_encrypted, client.key, 0600);
	assert_refused("k.epk8: the private key is encrypted, and private_key_passwd is not set");
	/* a passphrase that nobody asks for does no harm */
	base.private_key = pki_write_key("k.pem", client.key, NULL, NULL);
	base.private_key_passwd = PASSWD;
	assert_loads(client.cert, 1);
}

static void files_that_do_not_work(void **state)
{
	static const char pem[] =
		"-----BEGIN CERTIFICATE-----\nMIIBbroken\n-----END CERTIFICATE-----\n";
	static const char cut[] = "-----BEGIN CERTIFICATE-----\nMIIB\n";
	const char *ca = base.ca_cert, *cert = base.client_cert, *key = base.private_key;

	(void)state;
	base.ca_cert = pki_path("absent.pem");
	assert_refused("absent.pem: No such file");
	base.ca_cert = pki_dir();
	assert_refused("not a regular file");
	base.ca_cert = "/dev/zero";
	assert_refused("/dev/zero: not a regular file");
	base.ca_cert = pki_write("empty", "", 0, 0644);
	assert_refused("empty: empty file");
	base.ca_cert = pki_write("noise", "\x30\x82\xff\xff nonsense", 13, 0644);
	assert_refused("noise: neither PEM");
	base.ca_cert = pki_write("broken", pem, strlen(pem), 0644);
	assert_refused("broken: broken");
	base.ca_cert = pki_write("cut", cut, strlen(cut), 0644);
	assert_refused("cut: broken PEM");
	base.ca_cert = key;
	assert_refused("client.key: no certificate in this file");
	base.ca_cert = ca;

	chmod(cert, 0600);
	base.private_key = cert;
	assert_refused("no private key in this file");
	base.private_key = pki_path("absent.key");
	assert_refused("absent.key: No such file");
	base.private_key = pki_write("noise", "\x30\x82\xff\xff nonsense", 13, 0600);
	assert_refused("noise: neither PEM, PKCS#12 nor");
	base.private_key = key;

	base.client_cert = NULL;
	assert_refused("set client_cert");
	base.client_cert = cert;
	assert_loads(client.cert, 1);
}

/* A PEM object of any name around any octets, and what may stand before and behind it. */
static const char *write_pem(const char *name, const char *kind, const char *header,
			     const void *data, size_t len, const char *tail)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *path;
	char *text;
	long n;

	assert_true(PEM_write_bio(bio, kind, header, data, (long)len) > 0);
	BIO_puts(bio, tail);
	n = BIO_get_mem_data(bio, &text);
	path = pki_write(name, text, (size_t)n, 0600);
	BIO_free(bio);
	return path;
}

/* Whatever a PEM object is called, what is in it is looked at. */
static void broken_objects(void **state)
{
	static const char junk[] = "0123456789";
	static const struct {
		const char *kind;
		const char *text;
	} keys[] = {
		{ "PRIVATE KEY", "broken private key" },
		{ "ENCRYPTED PRIVATE KEY", "broken encrypted private key" },
		{ "RSA PRIVATE KEY", "broken private key" },
		{ "EC PRIVATE KEY", "broken private key" },
		{ "EC PARAMETERS", "no private key in this file" },
	}, certs[] = {
		{ "CERTIFICATE", "broken certificate" },
		{ "X509 CERTIFICATE", "broken certificate" },
		{ "TRUSTED CERTIFICATE", "broken certificate" },
		{ "PRIVATE KEY", "no certificate in this file" },
		{ "EC PARAMETERS", "no certificate in this file" },
	};
	const char *ca = base.ca_cert;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(certs) / sizeof(certs[0]); i++) {
		base.ca_cert = write_pem("j.pem", certs[i].kind, "", junk, sizeof(junk), "");
		assert_refused(certs[i].text);
	}
	base.ca_cert = ca;
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		base.private_key = write_pem("j.key", keys[i].kind, "", junk, sizeof(junk), "");
		assert_refused(keys[i].text);
	}
	base.private_key = write_pem("j.key", "RSA PRIVATE KEY",
				     "Proc-Type: 4,ENCRYPTED\nDEK-Info: ROT13,00\n", junk,
				     sizeof(junk), "");
	base.private_key_passwd = PASSWD;
	assert_refused("encrypted in an unknown way");
}

/* Names that older tools gave to the same things */
static void other_names(void **state)
{
	uint8_t *der = NULL, *aux = NULL;
	int len = i2d_X509(root.cert, &der), aux_len = i2d_X509_AUX(root.cert, &aux);

	(void)state;
	base.ca_cert = write_pem("old.pem", "X509 CERTIFICATE", "", der, (size_t)len, "");
	assert_loads(client.cert, 1);
	base.ca_cert = write_pem("aux.pem", "TRUSTED CERTIFICATE", "", aux, (size_t)aux_len, "");
	assert_loads(client.cert, 1);
	/* text around it is passed over, a piece of another object is not */
	base.ca_cert = write_pem("t.pem", "CERTIFICATE", "", der, (size_t)len, "that was all\n");
	assert_loads(client.cert, 1);
	base.ca_cert = write_pem("t.pem", "CERTIFICATE", "", der, (size_t)len,
				 "-----BEGIN CERTIFICATE-----\nMIIB\n");
	assert_refused("broken PEM");
	OPENSSL_free(der);
	OPENSSL_free(aux);
}

static void two_keys(void **state)
{
	char text[16384];
	size_t len = 0;
	FILE *f;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		f = fopen(base.private_key, "r");
		assert_non_null(f);
		len += fread(text + len, 1, sizeof(text) - len, f);
		fclose(f);
	}
	base.private_key = pki_write("two.key", text, len, 0600);
	assert_refused("two.key: object 2 (PRIVATE KEY): more than one private key");
	/* the key beside a certificate is not the key */
	base.private_key = pki_write_key("client.key", client.key, NULL, NULL);
	base.client_cert = pki_write("two.pem", text, len, 0600);
	assert_refused("two.pem: no certificate in this file");
}

static void file_size(void **state)
{
	const size_t max = 1024 * 1024;
	char *data = malloc(max + 1);
	size_t len;
	FILE *f;

	(void)state;
	memset(data, '\n', max + 1);
	f = fopen(base.ca_cert, "r");
	assert_non_null(f);
	len = fread(data, 1, max, f);
	assert_true(len > 100 && len < max);
	fclose(f);
	base.ca_cert = pki_write("big.pem", data, max, 0644);
	assert_loads(client.cert, 1);
	base.ca_cert = pki_write("big.pem", data, max + 1, 0644);
	assert_refused("big.pem: larger than 1 MiB");
	free(data);
}

/* More than the library asks for */
static void long_passphrase(void **state)
{
	char passwd[PEM_BUFSIZE + 2];

	(void)state;
	memset(passwd, 'x', sizeof(passwd));
	passwd[PEM_BUFSIZE] = '\0';
	base.private_key = write_traditional("l.key", client.key, passwd);
	base.private_key_passwd = passwd;
	assert_loads(client.cert, 1);
	passwd[PEM_BUFSIZE] = 'x';
	passwd[PEM_BUFSIZE + 1] = '\0';
	assert_refused("private_key_passwd does not open");
}

static void modes(void **state)
{
	const char *key = base.private_key, *cert = base.client_cert;

	(void)state;
	chmod(key, 0644);
	assert_refused("client.key: everybody can read this private key");
	chmod(key, 0620);
	assert_refused("client.key: others than its owner can write");
	chmod(key, 0640);
	assert_loads(client.cert, 1);
	chmod(cert, 0666);
	assert_refused("client.pem: others than its owner can write");
	chmod(cert, 0644);
	chmod(base.ca_cert, 0664);
	assert_refused("ca.pem: others than its owner can write");
}

static void key_of_another_certificate(void **state)
{
	(void)state;
	base.client_cert = pki_write_certs("o.pem", other.cert, intermediate.cert, NULL);
	assert_refused("o.pem: no certificate in it belongs to the private key");
	base.private_key = pki_write_key("rsa.key", client_rsa.key, NULL, NULL);
	assert_refused("rsa.key");
}

static void weak_own_key(void **state)
{
	struct pki_id weak = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 1024);

	(void)state;
	base.client_cert = pki_write_certs("w.pem", weak.cert, NULL);
	base.private_key = pki_write_key("w.key", weak.key, NULL, NULL);
	assert_refused("key too small");
	pki_free(&weak);
}

#define DIGITS "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcde"

static void pins(void **state)
{
	static const char *const bad[] = {
		"hash://server/sha256/" DIGITS,
		"hash://server/sha256/" DIGITS "ff",
		"hash://server/sha256/" DIGITS "g",
		"hash://server/sha1/" DIGITS "f",
		"hash://server/sha256/",
	};
	struct eap_creds *one, *other_pin;
	struct eap_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		base.ca_cert = bad[i];
		assert_refused("64 hexadecimal digits");
	}
	base.ca_cert = "hash://server/sha256/" DIGITS "f";
	assert_loads(client.cert, 1);
	/* a session of one pin is none of another */
	one = eap_creds_load(&base, &err);
	base.ca_cert = "hash://server/sha256/" DIGITS "e";
	other_pin = eap_creds_load(&base, &err);
	assert_memory_not_equal(one->tls->tag, other_pin->tls->tag, TLS_CREDS_TAG_LEN);
	eap_creds_free(one);
	eap_creds_free(other_pin);
	base.ocsp = EAP_OCSP_PREFERRED;
	assert_refused("need the issuer");
	base.ocsp = EAP_OCSP_OFF;
	base.check_crl = EAP_CRL_LEAF;
	assert_refused("need the issuer");
}

static void missing_settings(void **state)
{
	const struct eap_config good = base;

	(void)state;
	base.ca_cert = NULL;
	assert_refused("ca_cert is not set");
	base = good;
	base.insecure = true;
	assert_refused("contradict");
	base.ca_cert = NULL;
	assert_loads(client.cert, 1);
	base.domain_match = "aaa";
	assert_refused("contradict");
	base.domain_match = NULL;
	base.ocsp = EAP_OCSP_PREFERRED;
	assert_refused("contradict");
	base = good;
	base.private_key = NULL;
	assert_refused("EAP-TLS needs private_key");
	base.client_cert = NULL;
	assert_refused("EAP-TLS needs private_key and client_cert");
	base = good;
	base.num_methods = 0;
	assert_refused("no EAP method");
	base.num_methods = EAP_METHODS_MAX + 1;
	assert_refused("no EAP method");
	base = good;
	base.tls_min = TLS1_3_VERSION;
	base.tls_max = TLS1_2_VERSION;
	assert_refused("TLS versions");
	base.tls_min = TLS1_1_VERSION;
	assert_refused("TLS versions");
	base = good;
	base.fragment_size = EAP_FRAGMENT_SIZE_MIN - 1;
	assert_refused("fragment_size");
	base.fragment_size = EAP_FRAGMENT_SIZE_MAX + 1;
	assert_refused("fragment_size");
	base.fragment_size = EAP_FRAGMENT_SIZE_MAX;
	assert_loads(client.cert, 1);
}

static const struct {
	const char *value;
	const char *refused; /* text, or NULL */
} identities[] = {
	{ NULL, NULL },
	{ "", "identity is empty" },
	{ "a", NULL },
	{ "{am=1}ss@wimax.test", NULL },
	{ "{mac}@wimax.test", NULL },
	{ "gr\xc3\xbc\xc3\x9f@wimax.test", NULL },
	{ "\xf0\x9f\x93\xa1", NULL },
	{ "gr\xfc\xdf", "not UTF-8" },
	{ "\xc3", "not UTF-8" },
	{ "\x80", "not UTF-8" },
	{ "\xc0\xaf", "not UTF-8" },
	{ "\xe0\x80\xaf", "not UTF-8" },
	{ "\xed\xa0\x80", "not UTF-8" },
	{ "\xf4\x90\x80\x80", "not UTF-8" },
	{ "\xff", "not UTF-8" },
	{ "\x7f", NULL },
	{ "\xe2\x82\xac", NULL },
	{ "\xf4\x8f\xbf\xbf", NULL },
	{ "\xc3(", "not UTF-8" },
	{ "\xe2\x82(", "not UTF-8" },
	{ "\xf8\x90\x80\x80", "not UTF-8" },
	{ "\xed\x9f\xbf", NULL },
	{ "\xee\x80\x80", NULL },
	{ "\xc2\x80", NULL },
	{ "\xc1\xbf", "not UTF-8" },
	{ "\xf0\x8f\xbf\xbf", "not UTF-8" },
};

static void identity(void **state)
{
	char longest[EAP_IDENTITY_MAX + 2];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(identities) / sizeof(identities[0]); i++) {
		base.identity = identities[i].value;
		if (identities[i].refused)
			assert_refused(identities[i].refused);
		else
			assert_loads(client.cert, 1);
	}
	base.identity = longest;
	memset(longest, 'a', sizeof(longest) - 1);
	longest[EAP_IDENTITY_MAX + 1] = '\0';
	assert_refused("254 octets");
	longest[EAP_IDENTITY_MAX] = '\0';
	assert_loads(client.cert, 1);
	/* longer when filled in */
	memcpy(longest, "{mac}", 5);
	assert_refused("260 octets");
	memcpy(longest, "{random}", 8);
	assert_refused("261 octets");
	base.identity = "a";
	base.anonymous_identity = "";
	assert_refused("anonymous_identity is empty");
}

static void anonymous_identity_goes_out(void **state)
{
	struct eap_creds *creds;
	struct eap_error err;

	(void)state;
	base.anonymous_identity = "@wimax.test";
	creds = eap_creds_load(&base, &err);
	assert_non_null(creds);
	assert_string_equal(creds->identity, "@wimax.test");
	eap_creds_free(creds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(pem_in_any_order, setup),
		cmocka_unit_test_setup(key_forms, setup),
		cmocka_unit_test_setup(certificate_in_der, setup),
		cmocka_unit_test_setup(pkcs12, setup),
		cmocka_unit_test_setup(one_file_for_key_and_certificates, setup),
		cmocka_unit_test_setup(passphrases, setup),
		cmocka_unit_test_setup(files_that_do_not_work, setup),
		cmocka_unit_test_setup(broken_objects, setup),
		cmocka_unit_test_setup(other_names, setup),
		cmocka_unit_test_setup(two_keys, setup),
		cmocka_unit_test_setup(file_size, setup),
		cmocka_unit_test_setup(long_passphrase, setup),
		cmocka_unit_test_setup(modes, setup),
		cmocka_unit_test_setup(key_of_another_certificate, setup),
		cmocka_unit_test_setup(weak_own_key, setup),
		cmocka_unit_test_setup(pins, setup),
		cmocka_unit_test_setup(missing_settings, setup),
		cmocka_unit_test_setup(identity, setup),
		cmocka_unit_test_setup(anonymous_identity_goes_out, setup),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
