// SPDX-License-Identifier: BSD-3-Clause
/*
 * What an EAP peer has to survive and no other test shows: tests/interop/negative.tsv lists which
 * test shows what.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "tunnel_server.h"

#define NAME	 "aaa.wimax.test"
#define USER	 "user@wimax.test"
#define PASSWORD "pa55word"
#define CHAIN	 200

static struct pki_id root, server_id, rsa_id, client;
static struct eap_config base;
static struct eap_creds *creds;
static struct eap_server server;

static int group_setup(void **state)
{
	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	server_id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 0);
	rsa_id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 2048);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TLS") },
		.num_methods = 1,
		.identity = USER,
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
		.domain_match = NAME,
	};
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&server_id);
	pki_free(&rsa_id);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	eap_creds_free(creds);
	creds = NULL;
	return 0;
}

static void load(const struct eap_config *cfg)
{
	struct eap_error err;

	eap_creds_free(creds);
	creds = eap_creds_load(cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	const struct eap_result *r = &server.result;

	assert_int_equal(server.done_count, 1);
	assert_false(r->success);
	if (r->error.reason != reason || !strstr(r->error.text, text))
		fail_msg("reason %d, '%s' and not '%s'", r->error.reason, r->error.text, text);
}

/* Identifiers jump and run backwards: the peer imposes no order. */
static void identifiers(void **state)
{
	static const uint8_t ids[] = { 200, 3, 255, 0, 254, 1 };
	size_t i;

	(void)state;
	load(&base);
	eap_server_reset(&server, creds, NULL);
	for (i = 0; i < sizeof(ids); i++) {
		eap_server_request(&server, ids[i], "\x01", 1);
		assert_int_equal(server.resp[1], ids[i]);
		assert_int_equal(server.resp_len, 5 + strlen(USER));
	}
	assert_int_equal(server.tx_count, sizeof(ids));
}

/* RFC 4284: names of networks stand behind a NUL in the prompt. */
static void prompt_with_nul(void **state)
{
	static const char prompt[] = "\x01hello\0NAIRealms=a;b\x1b[31m";

	(void)state;
	load(&base);
	eap_server_reset(&server, creds, NULL);
	eap_server_request(&server, 1, prompt, sizeof(prompt) - 1);
	assert_int_equal(server.resp_len, 5 + strlen(USER));
	assert_null(strchr(server.note, 0x1b));
}

/* What would tell anybody a hash of the password, or the password: not outside of a tunnel */
static void passwords_only_inside(void **state)
{
	static const uint8_t types[] = { 4 /* MD5 */, 5 /* OTP */, 6 /* GTC */, 17 /* LEAP */, 26 };
	struct eap_config cfg = base;
	uint8_t request[19];
	size_t i;

	(void)state;
	cfg.methods[0] = eap_method_find("PWD");
	cfg.methods[1] = eap_method_find("TTLS");
	cfg.num_methods = 2;
	cfg.password = PASSWORD;
	cfg.phase2[0] = eap_inner_find("autheap=MD5");
	cfg.num_phase2 = 1;
	load(&cfg);
	for (i = 0; i < sizeof(types); i++) {
		memset(request, 0x10, sizeof(request));
		request[0] = types[i];
		eap_server_reset(&server, creds, NULL);
		eap_server_request(&server, 1, request, 18);
		assert_int_equal(server.resp_len, 7);
		assert_memory_equal(server.resp + 4, "\x03\x34\x15", 3);
	}
}

/* ---- inside of a tunnel: nothing where something was due ---- */

static unsigned int hold;

static void nothing(uint8_t *message, size_t *len)
{
	if (!hold++)
		*len = 0;
}

static void run_tunnel(struct tunnel_server *t, const char *method, const char *word, int version)
{
	struct eap_config cfg = base;

	cfg.methods[0] = eap_method_find(method);
	cfg.phase2[0] = eap_inner_find(word);
	cfg.num_phase2 = 1;
	cfg.password = PASSWORD;
	load(&cfg);
	t->inner = TUNNEL_EAP_GTC;
	t->user = USER;
	t->password = PASSWORD;
	t->link.ctx = eap_server_ctx(&server_id, NULL, root.cert, version);
	SSL_CTX_set_verify(t->link.ctx, SSL_VERIFY_PEER, NULL);
	tunnel_server_run(t, creds, NULL);
	if (!t->link.done_count)
		eap_peer_timeout(t->link.peer);
	assert_int_equal(t->link.done_count, 1);
	server.done_count = 1;
	server.result = t->link.result;
	eap_server_cleanup(&t->link);
}

/* It is answered by nothing too: a server that cannot go on comes to its end, another to itself. */
static void empty_message_inside(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	struct tunnel_server t;
	size_t v;

	(void)state;
	for (v = 0; v < 2; v++) {
		hold = 0;
		t = (struct tunnel_server){ .link.type = TUNNEL_TTLS, .change = nothing };
		run_tunnel(&t, "TTLS", "autheap=GTC", versions[v]);
		assert_failed(WMAN_REASON_EAP_ROUNDS, "brought nothing");
		hold = 0;
		t = (struct tunnel_server){ .link.type = TUNNEL_PEAP, .change = nothing };
		run_tunnel(&t, "PEAP", "auth=GTC", versions[v]);
		assert_true(server.result.success);
	}
}

static void ask_again(uint8_t *message, size_t *len)
{
	static const char request[] = "\x06"
				      "again:";

	if (*len > 5 && message[1] == 77) {
		memcpy(message, request, sizeof(request) - 1);
		*len = sizeof(request) - 1;
	}
}

/* The password is given once. */
static void gtc_asks_again(void **state)
{
	struct tunnel_server t = { .link.type = TUNNEL_PEAP, .change = ask_again };

	(void)state;
	run_tunnel(&t, "PEAP", "auth=GTC", TLS1_3_VERSION);
	assert_failed(WMAN_REASON_EAP_REJECTED, "asks again");
}

/* ---- TLS ---- */

/* Whom the peer talks to is nobody's business: no name in clear. */
static void no_server_name(void **state)
{
	size_t v;

	(void)state;
	load(&base);
	for (v = 0; v < 2; v++) {
		server.ctx = eap_server_ctx(&server_id, NULL, root.cert,
					    v ? TLS1_3_VERSION : TLS1_2_VERSION);
		eap_server_reset(&server, creds, NULL);
		eap_server_run(&server);
		assert_true(server.result.success);
		assert_null(SSL_get_servername(server.ssl, TLSEXT_NAMETYPE_host_name));
		eap_server_cleanup(&server);
	}
}

/* The group of 1024 bits of RFC 2409, for the server's Diffie-Hellman */
static EVP_PKEY *dh_group(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *p = BN_get_rfc2409_prime_1024(NULL), *g = BN_new();
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params;

	BN_set_word(g, 2);
	OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_FFC_P, p);
	OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_FFC_G, g);
	params = OSSL_PARAM_BLD_to_param(bld);
	assert_true(EVP_PKEY_fromdata_init(ctx) > 0 &&
		    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEY_PARAMETERS, params) > 0);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	BN_free(p);
	BN_free(g);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static void weak_exchange(void **state)
{
	static const struct {
		const char *ciphers;
		bool dh;
		enum wman_reason reason;
		const char *text;
	} cases[] = {
		{ "DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", true, WMAN_REASON_TLS_WEAK, "" },
		{ "ADH-AES128-SHA256:@SECLEVEL=0", true, WMAN_REASON_TLS_ALERT,
		  "handshake failure" },
		{ "eNULL:@SECLEVEL=0", false, WMAN_REASON_TLS_ALERT, "handshake failure" },
	};
	EVP_PKEY *dh;
	size_t i;

	(void)state;
	load(&base);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		server.ctx = eap_server_ctx(&rsa_id, NULL, root.cert, TLS1_2_VERSION);
		if (!SSL_CTX_set_cipher_list(server.ctx, cases[i].ciphers))
			fail_msg("%s", cases[i].ciphers);
		dh = cases[i].dh ? dh_group() : NULL;
		if (dh)
			assert_true(SSL_CTX_set0_tmp_dh_pkey(server.ctx, dh));
		eap_server_reset(&server, creds, NULL);
		eap_server_run(&server);
		assert_failed(cases[i].reason, cases[i].text);
		eap_server_cleanup(&server);
	}
}

/* Every octet of the length counts */
static void announced_length(void **state)
{
	static const char *const messages[] = {
		"\x0d\x80\x01\x00\x00\x01\x16",
		"\x0d\x80\x00\x01\x00\x01\x16",
		"\x0d\x80\x80\x00\x00\x01\x16",
	};
	size_t i;

	(void)state;
	load(&base);
	server.ctx = eap_server_ctx(&root, NULL, root.cert, TLS1_2_VERSION);
	for (i = 0; i < 3; i++) {
		eap_server_reset(&server, creds, NULL);
		eap_server_start(&server);
		eap_server_request(&server, 90, messages[i], 7);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "more than 64 KiB is announced");
	}
}

/* A chain that is longer than any chain needs to be */
static void endless_chain(void **state)
{
	struct pki_id chain[CHAIN], last;
	char name[16];
	unsigned int i;

	(void)state;
	load(&base);
	for (i = 0; i < CHAIN; i++) {
		snprintf(name, sizeof(name), "CA %u", i);
		chain[i] = pki_make(&(struct pki_spec){ .cn = name, .ca = 1 },
				    i ? &chain[i - 1] : &root, 0);
	}
	last = pki_make(&(struct pki_spec){ .cn = NAME }, &chain[CHAIN - 1], 0);
	server.ctx = eap_server_ctx(&last, NULL, root.cert, TLS1_2_VERSION);
	for (i = CHAIN; i--;)
		SSL_CTX_add1_chain_cert(server.ctx, chain[i].cert);
	eap_server_reset(&server, creds, NULL);
	eap_server_run(&server);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "more than 64 KiB is announced");
	pki_free(&last);
	for (i = 0; i < CHAIN; i++)
		pki_free(&chain[i]);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(identifiers),	    TEST(prompt_with_nul),  TEST(passwords_only_inside),
		TEST(empty_message_inside), TEST(gtc_asks_again),   TEST(no_server_name),
		TEST(weak_exchange),	    TEST(announced_length), TEST(endless_chain),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
