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

#define EAP "eap=TLS\nidentity=\"ss\"\n"

enum loaded { NOTHING, CREDS, DEVICE };

/* What a block becomes. */
static void test_accepted(void **state)
{
	static const struct {
		const char *lines;
		unsigned int bits;
		enum wman_auth_policy policy;
		enum loaded loaded;
		bool ca, msk_reversed, insecure_suites;
		enum wman_mac_modes mac_mode; /* 0: CMAC, as nothing is said */
		struct suites suites;
	} rows[] = {
		{ EAP, PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS },
		{ "policy=eap\n" EAP, PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS },
		{ "policy=pkmv1\n", 1024, WMAN_AUTH_POLICY_PKMV1, .loaded = DEVICE, .ca = true },
		/* ca_cert is here about base stations, and need not have issued the device's */
		{ "policy=rsa\n", 1024, WMAN_AUTH_POLICY_RSA, .loaded = DEVICE },
		/* what it has no use for is not loaded, whatever it is */
		{ "policy=none\ninsecure_policy_none=1\n", PKI_P256, WMAN_AUTH_POLICY_NONE,
		  .loaded = NOTHING },
		{ EAP "mac_mode=cmac\n", PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS,
		  .mac_mode = WMAN_MAC_MODES_CMAC },
		{ EAP "mac_mode=hmac\n", PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS,
		  .mac_mode = WMAN_MAC_MODES_HMAC },
		{ EAP "mac_mode=any\n", PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS,
		  .mac_mode = WMAN_MAC_MODES_ANY },
		{ EAP "msk_order=normal\n", PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS },
		{ EAP "msk_order=reversed\n", PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS,
		  .msk_reversed = true },
		{ EAP "insecure_suites=1\n", PKI_P256, WMAN_AUTH_POLICY_EAP, .loaded = CREDS,
		  .insecure_suites = true },
		{ EAP "suites=0x020103 \t0x020104\n", PKI_P256, WMAN_AUTH_POLICY_EAP,
		  .loaded = CREDS, .suites = { { 0x020103, 0x020104 }, 2 } },
		{ "policy=pkmv1\nsuites=0x010001\ninsecure_suites=1\n", 1024,
		  WMAN_AUTH_POLICY_PKMV1, .loaded = DEVICE, .ca = true, .insecure_suites = true,
		  .suites = { { 0x010001 }, 1 } },
	};
	const struct network *net;
	struct config *config;
	size_t i, k, len;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		config = load(rows[i].lines, rows[i].bits);
		if (!config || *errors)
			fail_msg("row %zu: %s", i, errors);
		net = config->networks;
		if (net->policy != rows[i].policy || net->msk_reversed != rows[i].msk_reversed ||
		    net->insecure_suites != rows[i].insecure_suites ||
		    net->suites.n != rows[i].suites.n ||
		    net->mac_mode != (rows[i].mac_mode ? rows[i].mac_mode : WMAN_MAC_MODES_CMAC) ||
		    !net->creds != (rows[i].loaded != CREDS) ||
		    !net->device != (rows[i].loaded != DEVICE))
			fail_msg("row %zu: something else came of it", i);
		for (k = 0; k < net->suites.n; k++)
			assert_int_equal(net->suites.suite[k], rows[i].suites.suite[k]);
		if (net->device)
			assert_int_equal(!!eap_device_ca(net->device, &len), rows[i].ca);
		config_free(config);
	}
}

/* What is refused, where (of the block, whose first line is 3) and why. */
static void test_refused(void **state)
{
	static const struct {
		const char *lines;
		unsigned int bits;
		const char *errors[2];
	} rows[] = {
		{ "policy=pkmv2\n",
		  1024,
		  { ":3: policy: the policy is eap, pkmv1, rsa, rsa+eap, eap+eap or none" } },
		/* EAP-TLS would take it */
		{ "policy=pkmv1\n", PKI_P256, { "RSA" } },
		{ "policy=rsa\n", PKI_P256, { "RSA" } },
		{ EAP "mac_mode=short-hmac\n",
		  PKI_P256,
		  { ":5: mac_mode: the MAC mode is cmac, hmac or any" } },
		{ EAP "msk_order=swapped\n",
		  PKI_P256,
		  { ":5: msk_order: the order of the MSK is normal or reversed" } },
		{ EAP "insecure_suites=2\n", PKI_P256, { ":5: insecure_suites: " } },
		/* without its switch it is an error in its line, and so is the switch without it */
		{ "policy=none\n",
		  1024,
		  { ":3: policy: none authenticates nobody", "insecure_policy_none=1" } },
		{ "policy=none\ninsecure_policy_none=0\n",
		  1024,
		  { ":3: policy: none authenticates nobody" } },
		{ "policy=eap\n" EAP "insecure_policy_none=1\n",
		  1024,
		  { ":6: insecure_policy_none: the policy is another one" } },
		{ "policy=none\ninsecure_policy_none=1\nsuites=0x020104\n",
		  1024,
		  { ":5: suites: none of them is for this policy" } },
		{ "policy=none\ninsecure_policy_none=1\nprofile=aeromacs\n",
		  1024,
		  { ":3: policy: AeroMACS", ":4: insecure_policy_none: AeroMACS" } },
		{ EAP "suites=\n", PKI_P256, { ":5: suites: value is missing" } },
		{ EAP "suites=0x020104,0x020103\n",
		  PKI_P256,
		  { ":5: suites: a suite is three octets" } },
		{ EAP "suites=020104\n", PKI_P256, { ":5: suites: a suite is three octets" } },
		{ EAP "suites=0x20104\n", PKI_P256, { ":5: suites: a suite is three octets" } },
		{ EAP "suites=0x0201zz\n", PKI_P256, { ":5: suites: a suite is three octets" } },
		{ EAP "suites=0x030003\n", PKI_P256, { ":5: suites: there is no such suite" } },
		{ EAP "suites=0x020103 0x020003\n",
		  PKI_P256,
		  { ":5: suites: a suite is given twice" } },
		{ EAP "suites=0x000000\n", PKI_P256, { ":5: suites: one protects nothing" } },
		{ EAP "suites=0x010001\ninsecure_suites=1\n",
		  PKI_P256,
		  { ":5: suites: none of them is for this" } },
		{ EAP "insecure_suites=1\nsuites=0x000000\nprofile=aeromacs\n",
		  PKI_P256,
		  { ":5: insecure_suites: AeroMACS" } },
		{ "profile=wimax\n", PKI_P256, { ":3: profile: the profile is aeromacs" } },
		/* these two have no CA, which is an error beside ca_cert already */
		{ "profile=aeromacs\ninsecure_server=1\napprove_server=1\n",
		  PKI_P256,
		  { ":4: insecure_server: AeroMACS", ":5: approve_server: in AeroMACS" } },
		{ "profile=aeromacs\npolicy=pkmv1\nmac_mode=any\n",
		  1024,
		  { ":4: policy: AeroMACS", ":5: mac_mode: AeroMACS" } },
	};
	size_t i, k;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (load(rows[i].lines, rows[i].bits))
			fail_msg("row %zu: accepted", i);
		for (k = 0; k < 2 && rows[i].errors[k]; k++)
			if (!strstr(errors, rows[i].errors[k]))
				fail_msg("row %zu: %s", i, errors);
	}
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

static void test_profile(void **state)
{
	struct config *config = load("profile=aeromacs\nidentity=\"ss\"\n", PKI_P256);

	assert_string_equal(errors, "");
	assert_int_equal(config->networks->eap.num_methods, 1);
	assert_ptr_equal(config->networks->eap.methods[0], eap_method_find("TLS"));
	config_free(config);
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
}

static int teardown(void **state)
{
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_second),	 cmocka_unit_test(test_second_refused),
		cmocka_unit_test(test_profile),	 cmocka_unit_test(test_profile_departures),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
