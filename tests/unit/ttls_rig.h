/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A TTLS server over OpenSSL for one test program: configurations, a run with what the test has
 * inside, what was heard, and how it ended.
 */
#ifndef TESTS_TTLS_RIG_H
#define TESTS_TTLS_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "eap/avp.h"
#include "eap/mschapv2.h"
#include "eap_server.h"

#define NAME	 "aaa.wimax.test"
#define USER	 "user@wimax.test"
#define PASSWORD "pa55word"
#define TTLS	 21

static struct pki_id root, other_root, server_id, client;
static struct eap_config base;
static struct eap_creds *creds;
static struct eap_session_cache *cache;
static struct eap_server server;

static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };

/* What the peer said inside, and what it shall be told. */
static struct {
	uint8_t heard[4096];
	size_t heard_len;
	unsigned int messages;
	uint8_t say[4096];
	size_t say_len;
	unsigned int requests; /* so far, of EAP inside */
	int spoil; /* the authenticator of MSCHAPv2 */
	int spoil_ident; /* its Ident */
	int type; /* of EAP inside */
	int count; /* the Identifiers inside */
	int verdict;
} inside;

static int group_setup(void **state)
{
	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	other_root = pki_make(&(struct pki_spec){ .cn = "Other", .ca = 1 }, NULL, 0);
	server_id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 0);
	client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	base = (struct eap_config){
		.methods = { eap_method_find("TTLS") },
		.num_methods = 1,
		.identity = USER,
		.password = PASSWORD,
		.phase2 = { eap_inner_find("auth=PAP") },
		.num_phase2 = 1,
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.domain_match = NAME,
	};
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	pki_free(&root);
	pki_free(&other_root);
	pki_free(&server_id);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	eap_session_cache_free(cache);
	cache = NULL;
	eap_creds_free(creds);
	creds = NULL;
	memset(&inside, 0, sizeof(inside));
	return 0;
}

static void load(const struct eap_config *cfg)
{
	struct eap_error err;

	eap_peer_free(server.peer);
	server.peer = NULL;
	eap_creds_free(creds);
	creds = eap_creds_load(cfg, &err);
	if (!creds)
		fail_msg("%s", err.text);
}

static inline void load_phase2(const char *word)
{
	struct eap_config cfg = base;

	cfg.phase2[0] = eap_inner_find(word);
	load(&cfg);
}

static int hear(const uint8_t *data, int len)
{
	memcpy(inside.heard, data, (size_t)len);
	inside.heard_len = (size_t)len;
	inside.messages++;
	return len > 0;
}

static void say(void)
{
	if (inside.say_len)
		SSL_write(server.ssl, inside.say, (int)inside.say_len);
}

/* Take what the peer says first, say what is prepared, end with the verdict on the next message */
static int once(struct eap_server *s, const uint8_t *data, int len)
{
	if (inside.messages)
		return inside.verdict;
	if (!hear(data, len))
		return 0;
	say();
	return inside.say_len ? 0 : inside.verdict;
}

static void run(int version, int (*inner)(struct eap_server *s, const uint8_t *data, int len))
{
	if (!server.ctx)
		server.ctx = eap_server_ctx(&server_id, NULL, root.cert, version);
	SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
	server.type = TTLS;
	server.inner = inner;
	inside.messages = 0;
	inside.requests = 0;
	eap_server_reset(&server, creds, cache);
	eap_server_run(&server);
}

/* A new server for another version */
static void run_new(int version, int (*inner)(struct eap_server *s, const uint8_t *data, int len))
{
	SSL_CTX_free(server.ctx);
	server.ctx = NULL;
	run(version, inner);
}

static void assert_success(void)
{
	if (server.done_count != 1 || !server.result.success)
		fail_msg("done %u times: %s", server.done_count, server.result.error.text);
	assert_memory_equal(server.result.msk, server.msk, EAP_MSK_LEN);
	assert_memory_equal(server.result.emsk, server.emsk, EAP_EMSK_LEN);
	assert_int_equal(server.result.session_id_len, 65);
	assert_int_equal(server.result.session_id[0], TTLS);
	assert_memory_equal(server.result.session_id + 1, server.method_id, 64);
	assert_string_equal(server.result.method, "TTLS");
	assert_int_equal(server.result.resumed, server.resumed);
}

static void assert_failed(enum wman_reason reason, const char *text)
{
	static const uint8_t zero[EAP_MSK_LEN];

	assert_int_equal(server.done_count, 1);
	assert_false(server.result.success);
	if (server.result.error.reason != reason || !strstr(server.result.error.text, text))
		fail_msg("reason %d, '%s' and not '%s'", server.result.error.reason,
			 server.result.error.text, text);
	assert_null(strstr(server.result.error.text, USER));
	assert_null(strstr(server.result.error.text, PASSWORD));
	assert_memory_equal(server.result.msk, zero, sizeof(zero));
}

/* An AVP of what was heard */
static struct avp find(enum avp_code code)
{
	const uint8_t *pos = inside.heard, *end = pos + inside.heard_len;
	struct avp avp;

	while (pos < end) {
		assert_true(avp_next(&pos, end, &avp));
		assert_true(avp.mandatory);
		if (avp.code == code)
			return avp;
	}
	fail_msg("no AVP %d", code);
	return avp;
}

static void assert_user(void)
{
	struct avp avp = find(AVP_USER_NAME);

	assert_int_equal(avp.len, strlen(USER));
	assert_memory_equal(avp.data, USER, avp.len);
}

static inline void implicit_challenge(uint8_t *out, size_t len)
{
	SSL_export_keying_material(server.ssl, out, len, "ttls challenge", 14, NULL, 0, 0);
}

/* The server's part of MSCHAPv2, from the response in @value to the text of its success */
static inline void mschapv2_server(const uint8_t *challenge, const uint8_t *value, char *text)
{
	struct mschapv2 m = { .user = USER };
	uint8_t authenticator[20];
	size_t i;

	memcpy(m.server_challenge, challenge, 16);
	memcpy(m.peer_challenge, value, 16);
	mschap_password_hash((const uint8_t *)PASSWORD, 8, m.hash);
	mschapv2_response(&m);
	assert_memory_equal(value + 24, m.response, 24);
	mschapv2_authenticator(&m, authenticator);
	authenticator[19] ^= (uint8_t)inside.spoil;
	text += sprintf(text, "S=");
	for (i = 0; i < 20; i++)
		text += sprintf(text, inside.messages & 1 ? "%02X" : "%02x", authenticator[i]);
	sprintf(text, " M=welcome");
}

/* A request of EAP inside */
static inline void put_eap(uint8_t type, const void *data, size_t len)
{
	uint8_t packet[1024] = { 1, (uint8_t)(7 + inside.requests * inside.count), 0,
				 (uint8_t)(len + 5), type };
	size_t half;

	inside.requests++;
	memcpy(packet + 5, data, len);
	/* in two AVPs, which are one packet */
	half = (len + 5) / 2;
	inside.say_len = 0;
	avp_put(inside.say, sizeof(inside.say), &inside.say_len, AVP_EAP_MESSAGE, packet, half);
	avp_put(inside.say, sizeof(inside.say), &inside.say_len, AVP_EAP_MESSAGE, packet + half,
		len + 5 - half);
	say();
}

#endif
