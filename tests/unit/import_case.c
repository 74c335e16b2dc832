// SPDX-License-Identifier: BSD-3-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "eap_pki.h"
#include "import_case.h"

static struct pki_id root, client;
static size_t out_len, err_len;

struct import_given given;
struct import_made made;

int import_setup(void **state)
{
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	snprintf(given.ca, sizeof(given.ca), "%s", pki_write_certs("ca.pem", root.cert, NULL));
	snprintf(given.cert, sizeof(given.cert), "%s",
		 pki_write_certs("client.pem", client.cert, NULL));
	snprintf(given.key, sizeof(given.key), "%s",
		 pki_write_key("client.key", client.key, NULL, NULL));
	return 0;
}

int import_teardown(void **state)
{
	free(made.out);
	free(made.err);
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

void import_convert_octets(const struct import_format *format, const char *text, size_t len,
			   bool files)
{
	struct import im = { .path = "f" };
	FILE *in = fmemopen((void *)text, len, "r");

	free(made.out);
	free(made.err);
	im.out = open_memstream(&made.out, &out_len);
	im.err = open_memstream(&made.err, &err_len);
	assert_true(in && im.out && im.err);
	if (files) {
		im.file[IMPORT_CA_CERT] = given.ca;
		im.file[IMPORT_CLIENT_CERT] = given.cert;
		im.file[IMPORT_PRIVATE_KEY] = given.key;
	}
	format->read(&im, in);
	made.left_out = im.left_out;
	made.networks = im.networks;
	import_clear(&im);
	fclose(in);
	fclose(im.out);
	fclose(im.err);
}

void import_convert(const struct import_format *format, const char *text, bool files)
{
	import_convert_octets(format, text, strlen(text), files);
}

static void print_report(void *ctx, const char *text)
{
	print_error("%s\n", text);
}

void assert_accepted(void)
{
	struct config *config =
		config_load(pki_write("wmand.conf", made.out, out_len, 0600), print_report, NULL);

	if (!config)
		print_error("%s", made.out);
	assert_non_null(config);
	config_free(config);
}

void assert_output(const char *text)
{
	assert_string_equal(made.out, text);
	assert_accepted();
}

void assert_messages(const char *text)
{
	const char *s;
	unsigned int n = 0;

	assert_string_equal(made.err, text);
	for (s = text; (s = strchr(s, '\n')); s++)
		n++;
	assert_int_equal(made.left_out, n);
}
