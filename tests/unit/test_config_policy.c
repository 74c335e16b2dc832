// SPDX-License-Identifier: BSD-3-Clause
/* policy= of a network: what is loaded for it, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "config.h"
#include "eap_pki.h"

static char errors[4096];

static void collect(void *ctx, const char *text)
{
	strncat(errors, text, sizeof(errors) - strlen(errors) - 1);
}

/* One network with a line of its own and with an identity of a kind of key. */
static struct config *load(const char *line, unsigned int bits)
{
	struct pki_id root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	struct pki_id own = pki_make(&(struct pki_spec){ .cn = "device" }, &root, bits);
	struct config *config;
	char text[2048];

	snprintf(text, sizeof(text),
		 "network={\n\tid_str=\"a\"\n%s\tca_cert=\"%s\"\n\tclient_cert=\"%s\"\n"
		 "\tprivate_key=\"%s\"\n}\n",
		 line, pki_write_certs("ca.pem", root.cert, NULL),
		 pki_write_certs("own.pem", own.cert, NULL),
		 pki_write_key("own.key", own.key, NULL, NULL));
	errors[0] = '\0';
	config = config_load(pki_write("wmand.conf", text, strlen(text), 0600), collect, NULL);
	pki_free(&own);
	pki_free(&root);
	return config;
}

static void test_eap(void **state)
{
	struct config *config = load("eap=TLS\nidentity=\"ss\"\n", PKI_P256);

	assert_string_equal(errors, "");
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_EAP);
	assert_non_null(config->networks->creds);
	assert_null(config->networks->device);
	config_free(config);
	config = load("policy=eap\neap=TLS\nidentity=\"ss\"\n", PKI_P256);
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_EAP);
	config_free(config);
}

static void test_pkmv1(void **state)
{
	struct config *config = load("policy=pkmv1\n", 1024);

	assert_string_equal(errors, "");
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_PKMV1);
	assert_non_null(config->networks->device);
	assert_null(config->networks->creds);
	config_free(config);
}

static void test_mac_mode(void **state)
{
	static const struct {
		const char *line;
		enum wman_mac_modes mode;
	} rows[] = {
		{ "", WMAN_MAC_MODES_CMAC },
		{ "mac_mode=cmac\n", WMAN_MAC_MODES_CMAC },
		{ "mac_mode=hmac\n", WMAN_MAC_MODES_HMAC },
		{ "mac_mode=any\n", WMAN_MAC_MODES_ANY },
	};
	struct config *config;
	char lines[64];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(lines, sizeof(lines), "eap=TLS\nidentity=\"ss\"\n%s", rows[i].line);
		config = load(lines, PKI_P256);
		assert_non_null(config);
		assert_int_equal(config->networks->mac_mode, rows[i].mode);
		config_free(config);
	}
	assert_null(load("eap=TLS\nidentity=\"ss\"\nmac_mode=short-hmac\n", PKI_P256));
	assert_non_null(strstr(errors, "the MAC mode is cmac, hmac or any"));
}

static void test_msk_order(void **state)
{
	static const struct {
		const char *line;
		bool reversed;
	} rows[] = {
		{ "", false },
		{ "msk_order=normal\n", false },
		{ "msk_order=reversed\n", true },
	};
	struct config *config;
	char lines[64];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(lines, sizeof(lines), "eap=TLS\nidentity=\"ss\"\n%s", rows[i].line);
		config = load(lines, PKI_P256);
		assert_non_null(config);
		assert_int_equal(config->networks->msk_reversed, rows[i].reversed);
		config_free(config);
	}
	assert_null(load("eap=TLS\nidentity=\"ss\"\nmsk_order=swapped\n", PKI_P256));
	assert_non_null(strstr(errors, "the order of the MSK is normal or reversed"));
}

static void test_insecure_suites(void **state)
{
	struct config *config = load("eap=TLS\nidentity=\"ss\"\n", PKI_P256);

	assert_false(config->networks->insecure_suites);
	config_free(config);
	config = load("eap=TLS\nidentity=\"ss\"\ninsecure_suites=1\n", PKI_P256);
	assert_true(config->networks->insecure_suites);
	config_free(config);
	assert_null(load("eap=TLS\nidentity=\"ss\"\ninsecure_suites=2\n", PKI_P256));
}

static void test_refused(void **state)
{
	assert_null(load("policy=none\n", 1024));
	assert_non_null(strstr(errors, "the policy is eap, pkmv1, rsa, rsa+eap or eap+eap"));
	/* EAP-TLS would take it */
	assert_null(load("policy=pkmv1\n", PKI_P256));
	assert_non_null(strstr(errors, "RSA"));
}

static int teardown(void **state)
{
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eap),
		cmocka_unit_test(test_pkmv1),
		cmocka_unit_test(test_mac_mode),
		cmocka_unit_test(test_msk_order),
		cmocka_unit_test(test_insecure_suites),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
