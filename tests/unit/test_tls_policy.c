// SPDX-License-Identifier: BSD-3-Clause
/* What a network makes stricter or more lenient (pin, SHA-1, algorithms), and all kinds of keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap/creds.h"
#include "eap/tls_creds.h"
#include "eap_server.h"

#define NAME "aaa.wimax.test"

/* What servers show; all of the same name. */
enum server_id {
	ID_GOOD,
	ID_OTHER,
	ID_RSA,
	ID_P384,
	ID_ED25519,
	ID_CLIENT_EKU,
	ID_EXPIRED,
	ID_WEAK,
	ID_SHA1,
	ID_MD5,
	ID_SELF_SIGNED,
	ID_COUNT,
};

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

static struct pki_id root, rsa_root, client, servers[ID_COUNT];
static struct eap_config base;
static struct eap_server server;

static struct eap_creds *load(const struct eap_config *cfg)
{
	struct eap_error err;
	struct eap_creds *c = eap_creds_load(cfg, &err);

	if (!c)
		fail_msg("%s", err.text);
	return c;
}

static int group_setup(void **state)
{
	const struct pki_spec good = { .cn = NAME };
	struct pki_spec spec;

	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	rsa_root = pki_make(&(struct pki_spec){ .cn = "RSA Root", .ca = 1 }, NULL, 2048);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	servers[ID_GOOD] = pki_make(&good, &root, 0);
	servers[ID_OTHER] = pki_make(&good, &root, 0);
	servers[ID_RSA] = pki_make(&good, &root, 2048);
	servers[ID_P384] = pki_make(&good, &root, PKI_P384);
	servers[ID_ED25519] = pki_make(&good, &root, PKI_ED25519);
	servers[ID_WEAK] = pki_make(&good, &root, 1024);
	servers[ID_SELF_SIGNED] = pki_make(&good, NULL, 0);
	spec = (struct pki_spec){ .cn = NAME, .eku = "clientAuth" };
	servers[ID_CLIENT_EKU] = pki_make(&spec, &root, 0);
	spec = (struct pki_spec){ .cn = NAME, .from = -2 * PKI_DAY, .to = -PKI_HOUR };
	servers[ID_EXPIRED] = pki_make(&spec, &root, 0);
	spec = (struct pki_spec){ .cn = NAME, .md = EVP_sha1() };
	servers[ID_SHA1] = pki_make(&spec, &root, 0);
	spec.md = EVP_md5();
	servers[ID_MD5] = pki_make(&spec, &rsa_root, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = "tls@wimax.test",
		.ca_cert = pki_write_certs("ca.pem", root.cert, rsa_root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
		.domain_match = NAME,
	};
	return 0;
}

static int group_teardown(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ID_COUNT; i++)
		pki_free(&servers[i]);
	pki_free(&root);
	pki_free(&rsa_root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	return 0;
}

static void run_with(int id, int version, const struct eap_creds *with)
{
	SSL_CTX_free(server.ctx);
	server.ctx = eap_server_ctx(&servers[id], NULL, root.cert, version);
	eap_server_reset(&server, with, NULL);
	eap_server_run(&server);
	assert_int_equal(server.done_count, 1);
}

static void assert_success(void)
{
	if (!server.result.success)
		fail_msg("%s", server.result.error.text);
	assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	assert_false(server.result.success);
	if (server.result.error.reason != reason || !strstr(server.result.error.text, text))
		fail_msg("reason %d, '%s'", server.result.error.reason, server.result.error.text);
}

/* A pin knows the certificate, whatever is wrong with it but its name */
static void pin(void **state)
{
	static const int ids[] = { ID_GOOD, ID_SELF_SIGNED, ID_EXPIRED, ID_CLIENT_EKU };
	struct eap_config cfg = base;
	struct eap_creds *pinned;
	size_t i, v;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		cfg.ca_cert = pki_pin(servers[ids[i]].cert);
		cfg.domain_match = NAME;
		pinned = load(&cfg);
		for (v = 0; v < 2; v++) {
			run_with(ids[i], versions[v], pinned);
			assert_success();
			assert_false(server.result.insecure);
			/* another one of the same issuer and name */
			run_with(ID_OTHER, versions[v], pinned);
			assert_failed(WMAN_REASON_TLS_UNTRUSTED, "not the one that ca_cert pins");
			assert_true(server.broken);
		}
		eap_server_cleanup(&server);
		eap_creds_free(pinned);
		cfg.domain_match = "bbb.wimax.test";
		pinned = load(&cfg);
		run_with(ids[i], TLS1_3_VERSION, pinned);
		assert_failed(WMAN_REASON_TLS_NAME, "domain_match");
		eap_server_cleanup(&server);
		eap_creds_free(pinned);
	}
}

/* SHA-1 below certificates of both sides, by a switch that opens nothing else */
static void sha1_by_switch(void **state)
{
	struct pki_spec spec = { .cn = "02:00:5E:10:00:02", .md = EVP_sha1() };
	struct pki_id old = pki_make(&spec, &root, 0);
	struct eap_config cfg = base;
	struct eap_creds *lenient;
	struct eap_error err;
	size_t v;

	(void)state;
	cfg.client_cert = pki_write_certs("old.pem", old.cert, NULL);
	cfg.private_key = pki_write_key("old.key", old.key, NULL, NULL);
	assert_null(eap_creds_load(&cfg, &err));
	assert_non_null(strstr(err.text, "md too weak"));
	cfg.allow_sha1 = true;
	lenient = load(&cfg);
	for (v = 0; v < 2; v++) {
		run_with(ID_SHA1, versions[v], lenient);
		assert_success();
		assert_non_null(strstr(server.note, "SHA-1 certificates allowed"));
		run_with(ID_MD5, versions[v], lenient);
		assert_failed(WMAN_REASON_TLS_WEAK, "broken hash");
		run_with(ID_WEAK, versions[v], lenient);
		assert_failed(WMAN_REASON_TLS_WEAK, "2048");
		run_with(ID_CLIENT_EKU, versions[v], lenient);
		assert_failed(WMAN_REASON_TLS_PURPOSE, "extended key usage");
	}
	eap_server_cleanup(&server);
	eap_creds_free(lenient);
	pki_free(&old);
}

static void algorithms(void **state)
{
	static const char *const suites[] = { "ECDHE-ECDSA-AES128-GCM-SHA256",
					      "TLS_CHACHA20_POLY1305_SHA256" };
	struct eap_config cfg = base;
	struct eap_creds *strict;
	size_t v;

	(void)state;
	cfg.openssl_ciphers = suites[0];
	cfg.tls13_ciphers = suites[1];
	cfg.tls_sigalgs = "ECDSA+SHA256";
	strict = load(&cfg);
	for (v = 0; v < 2; v++) {
		run_with(ID_GOOD, versions[v], strict);
		assert_success();
		assert_string_equal(server.result.tls_cipher, suites[v]);
		/* nothing that an RSA server could sign with */
		run_with(ID_RSA, versions[v], strict);
		assert_failed(WMAN_REASON_TLS_ALERT, "handshake failure");
	}
	eap_server_cleanup(&server);
	eap_creds_free(strict);
	/* the suite fits, the signature does not */
	cfg.openssl_ciphers = NULL;
	strict = load(&cfg);
	run_with(ID_RSA, TLS1_2_VERSION, strict);
	assert_failed(WMAN_REASON_TLS_ALERT, "handshake failure");
	eap_server_cleanup(&server);
	eap_creds_free(strict);
}

static void bad_lists(void **state)
{
	static const struct {
		const char *ciphers;
		const char *tls13_ciphers;
		const char *sigalgs;
		const char *text;
	} cases[] = {
		{ NULL, NULL, "ECDSA+SHA257", "tls_sigalgs: unknown" },
		{ NULL, "TLS_AES_129_GCM_SHA256", NULL, "tls13_ciphers: unknown" },
		{ "DEFAULT@SECLEVEL=0", NULL, NULL, "openssl_ciphers: @" },
		/* what has no certificate stays out */
		{ "aNULL", NULL, NULL, "openssl_ciphers: no cipher suite" },
		{ "NULL:PSK:SRP", NULL, NULL, "openssl_ciphers: no cipher suite" },
	};
	struct eap_config cfg = base;
	struct eap_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cfg.openssl_ciphers = cases[i].ciphers;
		cfg.tls13_ciphers = cases[i].tls13_ciphers;
		cfg.tls_sigalgs = cases[i].sigalgs;
		assert_null(eap_creds_load(&cfg, &err));
		assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
		if (!strstr(err.text, cases[i].text))
			fail_msg("'%s' does not say '%s'", err.text, cases[i].text);
	}
}

/* What is not to be in a list comes behind it: a list that leaves no room for that is refused. */
static void long_lists(void **state)
{
	static char list[4200] = "ALL";
	struct eap_config cfg = base;
	STACK_OF(SSL_CIPHER) * ciphers;
	struct eap_creds *creds;
	unsigned int loaded = 0;
	struct eap_error err;
	int i;

	(void)state;
	memset(list + 3, ':', 4060);
	cfg.openssl_ciphers = list;
	while (strlen(list) + 1 < sizeof(list)) {
		list[strlen(list)] = ':';
		creds = eap_creds_load(&cfg, &err);
		if (!creds)
			break;
		loaded++;
		ciphers = SSL_CTX_get_ciphers(creds->tls->ctx);
		for (i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
			assert_int_not_equal(SSL_CIPHER_get_kx_nid(sk_SSL_CIPHER_value(ciphers, i)),
					     NID_kx_srp);
		eap_creds_free(creds);
	}
	assert_true(loaded);
	assert_null(creds);
	assert_non_null(strstr(err.text, "openssl_ciphers: "));
}

/* Every kind of key on this side with every kind on the other */
static void key_types(void **state)
{
	static const unsigned int kinds[] = { PKI_P256, PKI_P384, PKI_ED25519, 2048 };
	static const int ids[] = { ID_GOOD, ID_P384, ID_ED25519, ID_RSA };
	struct eap_config cfg = base;
	size_t i, j, v;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct pki_id id = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, kinds[i]);
		struct eap_creds *creds;

		cfg.client_cert = pki_write_certs("own.pem", id.cert, NULL);
		cfg.private_key = pki_write_key("own.key", id.key, NULL, NULL);
		creds = load(&cfg);
		for (j = 0; j < sizeof(ids) / sizeof(ids[0]); j++) {
			for (v = 0; v < 2; v++) {
				run_with(ids[j], versions[v], creds);
				assert_success();
				assert_true(EVP_PKEY_eq(X509_get0_pubkey(SSL_get0_peer_certificate(
								server.ssl)),
							id.key) == 1);
			}
		}
		eap_server_cleanup(&server);
		eap_creds_free(creds);
		pki_free(&id);
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(pin),	 TEST(sha1_by_switch), TEST(algorithms),
		TEST(bad_lists), TEST(long_lists),     TEST(key_types),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
