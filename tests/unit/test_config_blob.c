// SPDX-License-Identifier: BSD-3-Clause
/* Files that stand in the configuration itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/pem.h>

#include "config.h"
#include "config_blob.h"
#include "eap_pki.h"

static struct pki_id root, client;
static char errors[4096];
static char ca[3000], cert[3000], key[3000]; /* whole blocks */

/* A block that holds what @i2d makes, with @name */
static void make_block(char *text, size_t size, const char *name,
		       int (*i2d)(const void *, uint8_t **), const void *object)
{
	uint8_t *der = NULL, base64[2048];
	int len = i2d(object, &der), n;

	assert_in_range(len, 1, 1500);
	n = EVP_EncodeBlock(base64, der, len);
	OPENSSL_free(der);
	/* on two lines, indented */
	snprintf(text, size, "blob-base64-%s={\n\t%.64s\n  %s\n}\n", name, base64, base64 + 64);
	assert_true(n > 64);
}

static int der_cert(const void *object, uint8_t **out)
{
	return i2d_X509(object, out);
}

static int der_key(const void *object, uint8_t **out)
{
	return i2d_PrivateKey(object, out);
}

static int group_setup(void **state)
{
	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	make_block(ca, sizeof(ca), "ca", der_cert, root.cert);
	make_block(cert, sizeof(cert), "own cert", der_cert, client.cert);
	make_block(key, sizeof(key), "key", der_key, client.key);
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static void collect(void *ctx, const char *text)
{
	(void)ctx;
	strncat(errors, text, sizeof(errors) - strlen(errors) - 1);
}

static const char network[] = "network={\nid_str=\"n\"\neap=TLS\nidentity=\"x\"\n"
			      "ca_cert=\"blob://ca\"\nclient_cert=\"blob://own cert\"\n"
			      "private_key=\"blob://key\"\n}\n";

static struct config *load(const char *before, const char *after, int mode)
{
	char text[16384];
	int len = snprintf(text, sizeof(text), "%s%s%s", before, network, after);

	errors[0] = '\0';
	return config_load(pki_write("wmand.conf", text, (size_t)len, mode), collect, NULL);
}

static void assert_refused(struct config *config, const char *what)
{
	assert_null(config);
	if (!strstr(errors, what))
		fail_msg("'%s' does not say '%s'", errors, what);
}

/* Before the networks that name them, or behind */
static void blobs(void **state)
{
	char all[12288];
	struct config *config;

	(void)state;
	snprintf(all, sizeof(all), "%s%s%s", ca, cert, key);
	config = load(all, "", 0600);
	assert_string_equal(errors, "");
	assert_non_null(config);
	assert_non_null(config->networks->creds);
	config_free(config);
	config = load("", all, 0600);
	assert_string_equal(errors, "");
	assert_non_null(config);
	config_free(config);
	/* there is a private key in it */
	assert_refused(load(all, "", 0640), "private_key: the file holds a secret");
}

static void blob_errors(void **state)
{
	char text[12288];

	(void)state;
	snprintf(text, sizeof(text), "%s%s", ca, key);
	assert_refused(load(text, "", 0600),
		       "blob://own cert: the configuration has no blob of this name");
	assert_refused(load(ca, ca, 0600), "blob ca is there already");
	assert_refused(load("blob-base64-ca={\n}\n", "", 0600), "wmand.conf:2: blob ca: empty");
	assert_refused(load("blob-base64-ca={\nAAA=\n*\n}\n", "", 0600),
		       "wmand.conf:4: blob ca: not base64");
	assert_refused(load("", "blob-base64-ca={\nAAAA\n", 0600), "blob ca is not closed by }");
	assert_refused(load("blob-base64-ca=AAAA\n", "", 0600), "blob-base64-ca: unknown outside");
	/* what is in it is judged as the contents of a file are */
	snprintf(text, sizeof(text), "blob-base64-ca={\nAAAA\n}\n%s%s", cert, key);
	assert_refused(load(text, "", 0600), "blob://ca: neither PEM nor a certificate in DER");
}

static void base64(void **state)
{
	static const struct {
		const char *lines[3];
		const char *octets; /* NULL: an error */
	} cases[] = {
		{ { "YWJj" }, "abc" }, { { "YW", "Jj" }, "abc" }, { { "YWI=" }, "ab" },
		{ { "YQ==" }, "a" },   { { "YQ=", "=" }, "a" },	  { { "YWJjZA==" }, "abcd" },
		{ { "YWJ" }, NULL },   { { "YQ" }, NULL },	  { { "YQ==", "YWJj" }, NULL },
		{ { "Y===" }, NULL },  { { "====" }, NULL },	  { { "YW*j" }, NULL },
		{ { "YW Jj" }, NULL }, { { "=" }, NULL },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct eap_blob *blob = config_blob_new("b");
		const char *error;

		for (j = 0; j < 3 && cases[i].lines[j]; j++)
			assert_null(config_blob_add(blob, cases[i].lines[j]));
		error = config_blob_end(blob);
		if (!cases[i].octets != !!error)
			fail_msg("%s...: %s", cases[i].lines[0], error ? error : "taken");
		if (cases[i].octets) {
			assert_int_equal(blob->len, strlen(cases[i].octets));
			assert_memory_equal(blob->data, cases[i].octets, blob->len);
		}
		config_blob_free(blob);
	}
}

static void too_large(void **state)
{
	struct eap_blob *blob = config_blob_new("b");
	char line[16385];
	int i;

	(void)state;
	memset(line, 'A', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	for (i = 0; i < 64; i++)
		assert_null(config_blob_add(blob, line));
	assert_string_equal(config_blob_add(blob, "A"), "larger than 1 MiB");
	assert_null(config_blob_end(blob));
	config_blob_free(blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blobs),
		cmocka_unit_test(blob_errors),
		cmocka_unit_test(base64),
		cmocka_unit_test(too_large),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
