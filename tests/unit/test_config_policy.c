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

/* A block of a first authorization, and another one that is named "b". */
static struct config *load_two(const char *first, const char *second)
{
	char lines[512];

	snprintf(lines, sizeof(lines),
		 "%s}\nnetwork={\n\tid_str=\"b\"\n\tphase2=\"auth=PAP\"\n\tpassword=\"p\"\n%s",
		 first, second);
	return load(lines, 2048);
}

#define USER   "eap=TTLS\nidentity=\"user\"\n"
#define DEVICE "eap=TLS\nidentity=\"device\"\n"

/* What load_two() makes has the files in its last block: the first is one of EAP without any. */
static void test_second(void **state)
{
	static const char first[] =
		"eap=PSK\nidentity=\"d\"\npassword=00112233445566778899aabbccddeeff\n";
	struct config *config;
	char lines[256];

	snprintf(lines, sizeof(lines), "%spolicy=eap+eap\nsecond_network=\"b\"\n", first);
	config = load_two(lines, USER);
	assert_string_equal(errors, "");
	assert_non_null(config);
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_EAP_EAP);
	assert_string_equal(config->networks->second_network, "b");
	assert_false(config->networks->is_second);
	assert_non_null(config->networks->creds);
	assert_true(config->networks->next->is_second);
	assert_non_null(config->networks->next->creds);
	config_free(config);
}

static void test_second_refused(void **state)
{
	static const struct {
		const char *policy, *second, *error;
	} rows[] = {
		{ "policy=eap+eap\n", "", ":1: network: second_network, the block of the EAP" },
		{ "policy=rsa+eap\n", "", ":1: network: second_network, the block of the EAP" },
		{ "second_network=\"b\"\n", "", "second_network is for the policies" },
		{ "policy=rsa\nsecond_network=\"b\"\n", "", "second_network is for the policies" },
		{ "policy=pkmv1\nsecond_network=\"b\"\n", "",
		  "second_network is for the policies" },
		{ "policy=eap+eap\nsecond_network=\"c\"\n", "",
		  "there is no other block with this id_str" },
		/* itself */
		{ "policy=eap+eap\nsecond_network=\"a\"\n", "",
		  "there is no other block with this id_str" },
		{ "policy=eap+eap\nsecond_network=\"b\"\n", "policy=rsa\n",
		  "the policy of that block is not eap" },
		{ "policy=rsa+eap\nsecond_network=\"b\"\n", "policy=pkmv1\n",
		  "the policy of that block is not eap" },
		{ "policy=eap+eap\nsecond_network=\"\"\n", "", "second_network" },
	};
	char lines[256];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(lines, sizeof(lines), "%s%s", DEVICE, rows[i].policy);
		assert_null(load_two(lines, *rows[i].second ? rows[i].second : USER));
		if (!strstr(errors, rows[i].error))
			fail_msg("row %zu: %s", i, errors);
	}
}

/* ca_cert is here about base stations, and need not have issued the device's certificate. */
static void test_rsa(void **state)
{
	struct config *config = load("policy=rsa\n", 1024);
	size_t len;

	assert_string_equal(errors, "");
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_RSA);
	assert_non_null(config->networks->device);
	assert_null(eap_device_ca(config->networks->device, &len));
	assert_null(config->networks->creds);
	config_free(config);
	assert_null(load("policy=rsa\n", PKI_P256));
	assert_non_null(strstr(errors, "RSA"));
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

/* Without its switch it is an error in its line, and so is the switch without it. */
static void test_none(void **state)
{
	struct config *config;

	assert_null(load("policy=none\n", 1024));
	assert_non_null(strstr(errors, ":3: policy: none authenticates nobody"));
	assert_non_null(strstr(errors, "insecure_policy_none=1"));
	assert_null(load("policy=none\ninsecure_policy_none=0\n", 1024));
	assert_null(load("policy=eap\neap=TLS\nidentity=\"ss\"\ninsecure_policy_none=1\n", 1024));
	assert_non_null(strstr(errors, ":6: insecure_policy_none: the policy is another one"));
	assert_null(load("policy=none\ninsecure_policy_none=1\nsuites=0x020104\n", 1024));
	assert_non_null(strstr(errors, ":5: suites: none of them is for this policy"));
	assert_null(load("policy=none\ninsecure_policy_none=1\nprofile=aeromacs\n", 1024));
	assert_non_null(strstr(errors, ":3: policy: AeroMACS"));
	assert_non_null(strstr(errors, ":4: insecure_policy_none: AeroMACS"));

	config = load("policy=none\ninsecure_policy_none=1\n", PKI_P256);
	assert_string_equal(errors, "");
	assert_int_equal(config->networks->policy, WMAN_AUTH_POLICY_NONE);
	/* what it has no use for is not loaded, whatever it is */
	assert_null(config->networks->creds);
	assert_null(config->networks->device);
	config_free(config);
}

static void test_suites(void **state)
{
	static const struct {
		const char *lines, *error;
	} wrong[] = {
		{ "suites=\n", ": suites: value is missing" },
		{ "suites=0x020104,0x020103\n", ": suites: a suite is three octets" },
		{ "suites=020104\n", ": suites: a suite is three octets" },
		{ "suites=0x20104\n", ": suites: a suite is three octets" },
		{ "suites=0x0201zz\n", ": suites: a suite is three octets" },
		{ "suites=0x030003\n", ": suites: there is no such suite" },
		{ "suites=0x020103 0x020003\n", ": suites: a suite is given twice" },
		{ "suites=0x000000\n", ": suites: one protects nothing" },
		{ "suites=0x010001\ninsecure_suites=1\n", ": suites: none of them is for this" },
		{ "insecure_suites=1\nsuites=0x000000\nprofile=aeromacs\n",
		  ": insecure_suites: AeroMACS" },
	};
	struct config *config;
	char lines[256];
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(lines, sizeof(lines), "eap=TLS\nidentity=\"ss\"\n%s", wrong[i].lines);
		assert_null(load(lines, PKI_P256));
		if (!strstr(errors, wrong[i].error))
			fail_msg("row %zu: %s", i, errors);
	}
	config = load("eap=TLS\nidentity=\"ss\"\nsuites=0x020103 \t0x020104\n", PKI_P256);
	assert_string_equal(errors, "");
	assert_int_equal(config->networks->suites.n, 2);
	assert_int_equal(config->networks->suites.suite[0], 0x020103);
	assert_int_equal(config->networks->suites.suite[1], 0x020104);
	config_free(config);
	config = load("policy=pkmv1\nsuites=0x010001\ninsecure_suites=1\n", 1024);
	assert_string_equal(errors, "");
	config_free(config);
}

static void test_profile(void **state)
{
	struct config *config = load("profile=aeromacs\nidentity=\"ss\"\n", PKI_P256);

	assert_string_equal(errors, "");
	assert_int_equal(config->networks->eap.num_methods, 1);
	assert_ptr_equal(config->networks->eap.methods[0], eap_method_find("TLS"));
	config_free(config);
	assert_null(load("profile=wimax\n", PKI_P256));
	assert_non_null(strstr(errors, "profile: the profile is aeromacs"));
}

/* Each of these is a network without the profile, and none with it. */
static void test_profile_departures(void **state)
{
	static const struct {
		const char *lines, *error;
	} rows[] = {
		{ "eap=TTLS TLS\npassword=\"x\"\nphase2=\"auth=PAP\"\n", ": eap: AeroMACS" },
		{ "eap=TLS\nmac_mode=any\n", ": mac_mode: AeroMACS" },
		{ "eap=TLS\nmac_mode=hmac\n", ": mac_mode: AeroMACS" },
		{ "eap=TLS\ninsecure_suites=1\n", ": insecure_suites: AeroMACS" },
		{ "eap=TLS\nphase1=\"tls_allow_sha1=1\"\n", ": phase1: AeroMACS" },
		{ "eap=TLS\naccept_unset_clock=1\n", ": accept_unset_clock: in AeroMACS" },
	};
	struct config *config;
	char lines[256];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(lines, sizeof(lines), "identity=\"ss\"\n%s", rows[i].lines);
		config = load(lines, PKI_P256);
		if (!config)
			fail_msg("row %zu: %s", i, errors);
		config_free(config);
		snprintf(lines, sizeof(lines), "identity=\"ss\"\nprofile=aeromacs\n%s",
			 rows[i].lines);
		assert_null(load(lines, PKI_P256));
		if (!strstr(errors, rows[i].error) || strchr(errors, '\n') != strrchr(errors, '\n'))
			fail_msg("row %zu: %s", i, errors);
	}
	/* these two have no CA, which is an error beside ca_cert already */
	assert_null(load("profile=aeromacs\ninsecure_server=1\napprove_server=1\n", PKI_P256));
	assert_non_null(strstr(errors, ": insecure_server: AeroMACS"));
	assert_non_null(strstr(errors, ": approve_server: in AeroMACS"));
	assert_null(load("profile=aeromacs\npolicy=pkmv1\nmac_mode=any\n", 1024));
	assert_non_null(strstr(errors, ": policy: AeroMACS"));
	assert_non_null(strstr(errors, ": mac_mode: AeroMACS"));
}

static void test_refused(void **state)
{
	assert_null(load("policy=pkmv2\n", 1024));
	assert_non_null(strstr(errors, "the policy is eap, pkmv1, rsa, rsa+eap, eap+eap or none"));
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
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_rsa),
		cmocka_unit_test(test_second),
		cmocka_unit_test(test_second_refused),
		cmocka_unit_test(test_insecure_suites),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_suites),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_profile_departures),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
