// SPDX-License-Identifier: BSD-3-Clause
/*
 * Credentials that are broken: each has a text of its own, with file, object and cause, and only a key
 * that a passphrase may open leads to a question.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "eap/eap.h"
#include "eap_pki.h"

#define PASSWD "whatever"

static struct pki_id root, client;
static struct eap_config base;

static int group_setup(void **state)
{
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 2048);
	return 0;
}

static int group_teardown(void **state)
{
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static int setup(void **state)
{
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
	};
	return 0;
}

/* Refused with this text; and would somebody be asked? */
static void assert_refused(const char *text, enum eap_locked locked)
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
	assert_int_equal(err.locked, locked);
}

static void assert_loads(void)
{
	struct eap_error err;
	struct eap_creds *creds = eap_creds_load(&base, &err);

	if (!creds)
		fail_msg("%s", err.text);
	eap_creds_free(creds);
}

static const char *write_pem(const char *name, const char *kind, const char *header,
			     const void *data, size_t len)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *path;
	char *text;
	long n;

	assert_true(PEM_write_bio(bio, kind, header, data, (long)len) > 0);
	n = BIO_get_mem_data(bio, &text);
	path = pki_write(name, text, (size_t)n, 0600);
	BIO_free(bio);
	return path;
}

/* Which one of many it is */
static void objects_are_counted(void **state)
{
	char text[16384];
	size_t len = 0;
	FILE *f;
	int i;

	for (i = 0; i < 2; i++) {
		f = fopen(base.ca_cert, "r");
		len += fread(text + len, 1, sizeof(text) - len, f);
		fclose(f);
	}
	len += (size_t)sprintf(text + len, "-----BEGIN CERTIFICATE-----\nMIIB\n"
					   "-----END CERTIFICATE-----\n");
	base.ca_cert = pki_write("three.pem", text, len, 0644);
	assert_refused("three.pem: object 3 (CERTIFICATE): broken certificate", EAP_LOCKED_NOT);
}

/* What other tools write, and what it would have to be */
static void other_objects(void **state)
{
	static const struct {
		const char *kind;
		bool is_key;
		const char *text;
	} cases[] = {
		{ "DSA PRIVATE KEY", true, "object 1 (DSA PRIVATE KEY): a DSA key" },
		{ "OPENSSH PRIVATE KEY", true, "ssh-keygen -p -m PKCS8" },
		{ "TSS2 PRIVATE KEY", true, "(TSS2 PRIVATE KEY): a key in a token or TPM" },
		{ "CERTIFICATE REQUEST", false, "a request; a CA makes" },
		{ "PKCS7", false, "openssl pkcs7 -print_certs" },
	};
	const char *ca = base.ca_cert, *key = base.private_key;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *path = write_pem("other.pem", cases[i].kind, "", "x", 1);

		base.ca_cert = cases[i].is_key ? ca : path;
		base.private_key = cases[i].is_key ? path : key;
		assert_refused(cases[i].text, EAP_LOCKED_NOT);
		/* where it is not what is looked for, it is passed over */
		base.ca_cert = cases[i].is_key ? path : ca;
		base.private_key = cases[i].is_key ? key : path;
		assert_refused(cases[i].is_key ? "no certificate in this file" :
						 "no private key in this file",
			       EAP_LOCKED_NOT);
	}
}

/* PKCS#8 under a cipher of PKCS#5 v1, which needs the library's legacy provider to be made, too */
static X509_SIG *old_pkcs8(void)
{
	/* pbeWithMD5AndDES-CBC, with a salt and 2048 rounds, around octets that nobody opens */
	static const uint8_t der[] = {
		0x30, 0x2f, 0x30, 0x1b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
		0x05, 0x03, 0x30, 0x0e, 0x04, 0x08, 1,	  2,	3,    4,    5,	  6,	7,
		8,    0x02, 0x02, 0x08, 0x00, 0x04, 0x10, 1,	2,    3,    4,	  5,	6,
		7,    8,    9,	  10,	11,   12,   13,	  14,	15,   16,
	};
	const uint8_t *p = der;
	X509_SIG *sig = d2i_X509_SIG(NULL, &p, sizeof(der));

	assert_non_null(sig);
	return sig;
}

/* A passphrase is of no use to a cipher that is not there: nobody is asked for one. */
static void old_ciphers(void **state)
{
	static const char junk[64] = "junk";
	static const char *const passwds[] = { NULL, PASSWD };
	X509_SIG *sig = old_pkcs8();
	uint8_t *der = NULL;
	int len = i2d_X509_SIG(sig, &der);
	size_t i;

	for (i = 0; i < 2; i++) {
		base.private_key_passwd = passwds[i];
		base.private_key =
			write_pem("v1.key", "ENCRYPTED PRIVATE KEY", "", der, (size_t)len);
		assert_refused(
			"v1.key: object 1 (ENCRYPTED PRIVATE KEY): encrypted by an old cipher",
			EAP_LOCKED_NOT);
		base.private_key = pki_write("v1.der", der, (size_t)len, 0600);
		assert_refused("v1.der: encrypted by an old cipher", EAP_LOCKED_NOT);
		base.private_key = write_pem("des.key", "RSA PRIVATE KEY",
					     "Proc-Type: 4,ENCRYPTED\nDEK-Info: "
					     "DES-CBC,0102030405060708\n",
					     junk, sizeof(junk));
		assert_refused("des.key: object 1 (RSA PRIVATE KEY): encrypted by an old cipher",
			       EAP_LOCKED_NOT);
		base.private_key = write_pem("aes.key", "RSA PRIVATE KEY",
					     "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,"
					     "0102030405060708090A0B0C0D0E0F10\n",
					     junk, sizeof(junk));
		assert_refused(i ? "aes.key: object 1 (RSA PRIVATE KEY): private_key_passwd does" :
				   "aes.key: object 1 (RSA PRIVATE KEY): the private key is",
			       EAP_LOCKED_KEY);
	}
	OPENSSL_free(der);
	X509_SIG_free(sig);
}

/* The library takes one without a MAC only when there is nothing to decrypt. */
static void pkcs12_without_mac(void **state)
{
	static const int nids[] = { -1, 0 }; /* no encryption; what is usual */
	static const char *const passwds[] = { NULL, PASSWD };
	uint8_t *der;
	PKCS12 *p12;
	size_t i, j;
	int len;

	base.client_cert = NULL;
	for (i = 0; i < 2; i++) {
		p12 = PKCS12_create(PASSWD, "ss", client.key, client.cert, NULL, nids[i], nids[i],
				    0, -1, 0);
		assert_non_null(p12);
		assert_false(PKCS12_mac_present(p12));
		der = NULL;
		len = i2d_PKCS12(p12, &der);
		base.private_key = pki_write("nomac.p12", der, (size_t)len, 0600);
		for (j = 0; j < 2; j++) {
			base.private_key_passwd = passwds[j];
			if (i)
				assert_refused(
					"nomac.p12: PKCS#12 that is encrypted and has no MAC",
					EAP_LOCKED_NOT);
			else
				assert_loads();
		}
		OPENSSL_free(der);
		PKCS12_free(p12);
	}
}

static void pkcs12_with_an_unknown_mac(void **state)
{
	PKCS12 *p12 = PKCS12_create(PASSWD, "ss", client.key, client.cert, NULL, 0, 0, 0, 0, 0);
	const X509_ALGOR *alg;
	uint8_t *der = NULL;
	int len;

	assert_non_null(p12);
	PKCS12_get0_mac(NULL, &alg, NULL, NULL, p12);
	/* as PBMAC1, which newer tools write */
	X509_ALGOR_set0((X509_ALGOR *)alg, OBJ_txt2obj("1.2.840.113549.1.5.14", 1), V_ASN1_NULL,
			NULL);
	len = i2d_PKCS12(p12, &der);
	base.client_cert = NULL;
	base.private_key = pki_write("mac.p12", der, (size_t)len, 0600);
	base.private_key_passwd = PASSWD;
	assert_refused("mac.p12: PKCS#12 whose MAC", EAP_LOCKED_NOT);
	base.private_key_passwd = NULL;
	assert_refused("mac.p12: PKCS#12 whose MAC", EAP_LOCKED_NOT);
	OPENSSL_free(der);
	PKCS12_free(p12);
}

static void *open_nothing(const struct eap_token *token, struct eap_token_key *key,
			  struct eap_error *err)
{
	fail_msg("%s is opened", token->name);
	return NULL;
}

/* No TPM is asked for a key when there is one. */
static void second_key_in_tpm(void **state)
{
	static const char in_tpm[] = "-----BEGIN TSS2 PRIVATE KEY-----\nMAA=\n"
				     "-----END TSS2 PRIVATE KEY-----\n";
	static const struct eap_signer signer = { .open = open_nothing };
	FILE *f = fopen(base.private_key, "a");

	fputs(in_tpm, f);
	fclose(f);
	base.signer = &signer;
	assert_refused("client.key: object 2 (TSS2 PRIVATE KEY): more than one private key",
		       EAP_LOCKED_NOT);
}

/* Tokens have names that are no files, and need somebody who signs: test_keeper.c. */
static void tokens(void **state)
{
	base.private_key = "pkcs11:token=wman;object=ss";
	assert_refused(
		"pkcs11:token=wman;object=ss: a key in a token or TPM serves EAP-TLS outside",
		EAP_LOCKED_NOT);
	base.private_key = "handle:0x81000001";
	assert_refused("handle:0x81000001: a key in a token or TPM serves", EAP_LOCKED_NOT);
	base.client_cert = "pkcs11:token=wman";
	assert_refused("pkcs11:token=wman: only private keys are used where they are",
		       EAP_LOCKED_NOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(objects_are_counted, setup),
		cmocka_unit_test_setup(other_objects, setup),
		cmocka_unit_test_setup(old_ciphers, setup),
		cmocka_unit_test_setup(pkcs12_without_mac, setup),
		cmocka_unit_test_setup(pkcs12_with_an_unknown_mac, setup),
		cmocka_unit_test_setup(second_key_in_tpm, setup),
		cmocka_unit_test_setup(tokens, setup),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
