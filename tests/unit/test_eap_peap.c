// SPDX-License-Identifier: BSD-3-Clause
/* PEAP version 0 against a server over OpenSSL, good and bad: results and cryptographic binding. */
#include <openssl/hmac.h>

#include "eap/peap_binding.h"
#include "tunnel_rig.h"
#include "tunnel_server.h"

#define PEAP 25

#define SUCCESS "\x80\x03\x00\x02\x00\x01"
#define FAILURE "\x80\x03\x00\x02\x00\x02"

/* What the server does inside */
static struct {
	const char *tlvs; /* of its Extensions, "" for those that make sense */
	size_t len;
	bool bind; /* with a binding */
	unsigned int flip; /* octet of the binding, 0 for none */
	bool header; /* before the Identity, as some have it */
	bool no_method; /* Extensions at once */
	bool twice; /* the same Extensions again */
	bool late_method; /* a method after the results */
	unsigned int messages;
	struct peap_binding keys;
	uint8_t answer[256]; /* of the peer to the Extensions */
	size_t answer_len;
} inside;

static int setup(void **state)
{
	(void)state;
	memset(&inside, 0, sizeof(inside));
	inside.tlvs = SUCCESS;
	inside.len = 6;
	return 0;
}

static struct eap_config config(const char *word)
{
	struct eap_config cfg = base;

	cfg.methods[0] = eap_method_find("PEAP");
	cfg.phase2[0] = eap_inner_find(word);
	return cfg;
}

static void load_rule(enum eap_binding rule)
{
	struct eap_config cfg = config("auth=GTC");

	cfg.binding = rule;
	load(&cfg);
}

/* A binding, made here by hand so that it does not lean on what it tests */
static size_t put_binding(uint8_t *tlv, uint8_t subtype)
{
	static const uint8_t no_key[32];
	uint8_t text[61];

	memset(tlv, 0, 60);
	memcpy(tlv, "\x00\x0c\x00\x38\x00\x00\x00", 7);
	tlv[7] = subtype;
	memset(tlv + 8, 0x5a, 32);
	peap_binding_keys(&inside.keys, server.msk, server.resumed ? NULL : no_key);
	memcpy(text, tlv, 60);
	text[60] = PEAP;
	HMAC(EVP_sha1(), inside.keys.cmk, 20, text, sizeof(text), tlv + 40, NULL);
	if (inside.flip)
		tlv[4 + inside.flip] ^= 1;
	return 60;
}

static void send_extensions(void)
{
	uint8_t packet[512] = { 1, 77, 0, 0, 33 };
	size_t len = 5;

	memcpy(packet + len, inside.tlvs, inside.len);
	len += inside.len;
	if (inside.bind)
		len += put_binding(packet + len, 0);
	packet[3] = (uint8_t)len;
	SSL_write(server.ssl, packet, (int)len);
}

static int peap(struct eap_server *s, const uint8_t *data, int len)
{
	switch (inside.messages++) {
	case 0:
		assert_int_equal(len, 0);
		if (inside.no_method)
			inside.messages = 3, send_extensions();
		else if (inside.header)
			SSL_write(s->ssl, "\x01\x09\x00\x05\x01", 5);
		else
			SSL_write(s->ssl, "\x01", 1);
		return 0;
	case 1:
		assert_int_equal(len, 1 + strlen(USER));
		assert_memory_equal(data, "\x01" USER, len);
		SSL_write(s->ssl, "\x06Password: ", 11);
		return 0;
	case 2:
		assert_int_equal(len, 1 + strlen(PASSWORD));
		assert_memory_equal(data, "\x06" PASSWORD, len);
		send_extensions();
		return 0;
	}
	memcpy(inside.answer, data, (size_t)len);
	inside.answer_len = (size_t)len;
	if (inside.messages == 4 && inside.twice) {
		send_extensions();
		return 0;
	}
	if (inside.messages == 4 && inside.late_method) {
		SSL_write(s->ssl, "\x06Password: ", 11);
		return 0;
	}
	return 1;
}

static void run(int version)
{
	if (version) {
		SSL_CTX_free(server.ctx);
		server.ctx = eap_server_ctx(&server_id, NULL, root.cert, version);
	}
	SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
	server.type = PEAP;
	server.inner = peap;
	inside.messages = 0;
	inside.answer_len = 0;
	eap_server_reset(&server, creds, cache);
	eap_server_run(&server);
}

static void assert_answer(bool bound)
{
	uint8_t tlv[60];

	assert_int_equal(inside.answer_len, bound ? 71 : 11);
	assert_memory_equal(inside.answer, "\x02\x4d\x00", 3);
	assert_int_equal(inside.answer[3], inside.answer_len);
	assert_int_equal(inside.answer[4], 33);
	assert_memory_equal(inside.answer + 5, SUCCESS, 6);
	if (!bound)
		return;
	put_binding(tlv, 1);
	assert_memory_equal(inside.answer + 11, tlv, 60);
}

static void assert_success(bool bound)
{
	struct eap_result keys;

	if (server.done_count != 1 || !server.result.success)
		fail_msg("done %u times: %s", server.done_count, server.result.error.text);
	memcpy(keys.msk, server.msk, EAP_MSK_LEN);
	memcpy(keys.emsk, server.emsk, EAP_EMSK_LEN);
	if (bound)
		assert_true(peap_binding_msk(&inside.keys, &keys));
	assert_memory_equal(server.result.msk, keys.msk, EAP_MSK_LEN);
	assert_memory_equal(server.result.emsk, keys.emsk, EAP_EMSK_LEN);
	assert_int_equal(server.result.session_id[0], PEAP);
	assert_memory_equal(server.result.session_id + 1, server.method_id, 64);
	assert_string_equal(server.result.method, "PEAP");
	assert_answer(bound);
}

static void good(void **state)
{
	size_t v, header;

	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	for (v = 0; v < 2; v++) {
		for (header = 0; header < 2; header++) {
			inside.header = header;
			inside.bind = false;
			run(versions[v]);
			assert_success(false);
			inside.bind = true;
			run(0);
			assert_success(true);
		}
	}
}

static void binding_rules(void **state)
{
	(void)state;
	load_rule(EAP_BINDING_REQUIRED);
	run(TLS1_2_VERSION);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "crypto_binding=2");
	inside.bind = true;
	run(0);
	assert_success(true);
	/* switched off, what is offered is not answered */
	load_rule(EAP_BINDING_OFF);
	run(0);
	assert_success(false);
}

/* Every octet of the binding counts: versions, type, nonce, MAC */
static void binding_spoiled(void **state)
{
	unsigned int i;

	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	inside.bind = true;
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	for (i = 1; i < 56; i++) {
		inside.flip = i;
		run(0);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, i < 3  ? "of another version" :
							i == 3 ? "no request" :
								 "Compound MAC is wrong");
	}
}

/* With the method inside authenticated, what the Extensions say */
static const struct {
	const char *tlvs;
	size_t len;
	enum wman_reason reason; /* NONE: success */
	const char *text;
} extensions[] = {
	{ SUCCESS "\x00\x63\x00\x01x", 11, WMAN_REASON_NONE, NULL }, /* unknown, optional */
	{ FAILURE, 6, WMAN_REASON_EAP_REJECTED, "verdict on the password (EAP-GTC)" },
	{ "\x80\x03\x00\x02\x00\x07", 6, WMAN_REASON_EAP_REJECTED, "said Failure" },
	{ SUCCESS SUCCESS, 12, WMAN_REASON_EAP_PROTOCOL, "two results" },
	{ SUCCESS FAILURE, 12, WMAN_REASON_EAP_PROTOCOL, "two results" },
	{ "\x80\x03\x00\x01\x01", 5, WMAN_REASON_EAP_PROTOCOL, "wrong length" },
	{ "\x80\x03\x00\x03\x00\x01\x00", 7, WMAN_REASON_EAP_PROTOCOL, "wrong length" },
	{ "\x80\x03\x00\x08\x00\x01", 6, WMAN_REASON_EAP_PROTOCOL, "cut off" },
	{ SUCCESS "\x00\x63\x00", 9, WMAN_REASON_EAP_PROTOCOL, "cut off" },
	{ "", 0, WMAN_REASON_EAP_PROTOCOL, "without a result" },
	{ "\x00\x63\x00\x01x", 5, WMAN_REASON_EAP_PROTOCOL, "without a result" },
	{ SUCCESS "\x00\x0c\x00\x04\x00\x00\x00\x00", 14, WMAN_REASON_EAP_PROTOCOL,
	  "wrong length" },
	{ SUCCESS "\x00\x0c\x00\x00\x00\x0c\x00\x00", 14, WMAN_REASON_EAP_PROTOCOL,
	  "two cryptographic" },
};

static void bad_extensions(void **state)
{
	size_t i;

	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	for (i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		inside.tlvs = extensions[i].tlvs;
		inside.len = extensions[i].len;
		run(0);
		if (extensions[i].text)
			assert_failed(extensions[i].reason, extensions[i].text);
		else
			assert_success(false);
	}
}

static void unknown_mandatory(void **state)
{
	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	inside.tlvs = SUCCESS "\x81\x63\x00\x01x";
	inside.len = 11;
	run(TLS1_2_VERSION);
	/* a NAK TLV names it, and nothing was agreed on */
	assert_int_equal(server.done_count, 0);
	assert_int_equal(inside.answer_len, 15);
	assert_memory_equal(inside.answer + 4, "\x21\x80\x04\x00\x06\x00\x00\x00\x00\x01\x63", 11);
	assert_false(eap_peer_lower_success(server.peer));
}

static void success_without_authentication(void **state)
{
	size_t v;

	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	inside.no_method = true;
	for (v = 0; v < 2; v++) {
		for (inside.bind = false;; inside.bind = true) {
			run(versions[v]);
			assert_failed(WMAN_REASON_EAP_PROTOCOL, "before the user was");
			if (inside.bind)
				break;
		}
	}
}

/* Only a session that TLS resumed makes the result alone enough */
static void resumption(void **state)
{
	size_t v;

	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	for (v = 0; v < 2; v++) {
		setup(NULL);
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		run(versions[v]);
		assert_success(false);
		assert_false(server.result.resumed);
		inside.no_method = true;
		run(0);
		assert_true(server.result.resumed);
		assert_success(false);
		inside.bind = true;
		run(0);
		assert_true(server.result.resumed);
		assert_success(true);
		inside.flip = 50;
		run(0);
		assert_failed(WMAN_REASON_EAP_PROTOCOL, "Compound MAC is wrong");
	}
}

static void after_the_result(void **state)
{
	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	inside.twice = true;
	run(TLS1_3_VERSION);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "second result");
	inside.twice = false;
	inside.late_method = true;
	run(0);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "after the result");
}

/* EAP-Success without any result inside, or a Failure that anybody can send after it */
static void outer_results(void **state)
{
	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	inside.tlvs = SUCCESS;
	server.faults.failure_after = 1;
	run(TLS1_2_VERSION);
	assert_int_equal(server.done_count, 0);
	eap_server_success(&server, server.id);
	assert_success(false);
	server.faults.failure_after = 0;

	eap_server_reset(&server, creds, NULL);
	eap_server_start(&server);
	eap_server_success(&server, server.id);
	assert_int_equal(server.done_count, 0);
	eap_peer_timeout(server.peer);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "TLS handshake");
}

/* A server that offers more than what is configured inside */
static int offers_md5(struct eap_server *s, const uint8_t *data, int len)
{
	if (!inside.messages++) {
		SSL_write(s->ssl, "\x04\x04xxxx", 6);
		return 0;
	}
	/* a Nak without a header: the method inside */
	assert_int_equal(len, 2);
	assert_memory_equal(data, "\x03\x06", 2);
	return -1;
}

static void method_inside_refused(void **state)
{
	(void)state;
	load_rule(EAP_BINDING_OFFERED);
	server.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_2_VERSION);
	SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
	server.type = PEAP;
	server.inner = offers_md5;
	eap_server_reset(&server, creds, NULL);
	eap_server_run(&server);
	assert_int_equal(inside.messages, 2);
	assert_failed(WMAN_REASON_EAP_REJECTED, "waiting for the method to begin");
}

/* The result becomes Failure. */
static void say_failure(uint8_t *message, size_t *len)
{
	if (*len > 10 && message[1] == 77)
		message[10] = 2;
}

/* A server that knows the password, and yet says no: the account is locked, say. */
static void refused_after_proof(void **state)
{
	struct tunnel_server t = { .inner = TUNNEL_EAP_MSCHAPV2,
				   .user = USER,
				   .password = PASSWORD,
				   .change = say_failure };
	struct eap_config cfg = config("auth=MSCHAPV2");

	(void)state;
	load(&cfg);
	t.link.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	SSL_CTX_set_verify(t.link.ctx, SSL_VERIFY_PEER, NULL);
	t.link.type = PEAP;
	tunnel_server_run(&t, creds, NULL);
	assert_int_equal(t.link.done_count, 1);
	assert_false(t.link.result.success);
	assert_int_equal(t.link.result.error.reason, WMAN_REASON_EAP_REJECTED);
	assert_non_null(strstr(t.link.result.error.text, "the server said Failure"));
	eap_server_cleanup(&t.link);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, tunnel_teardown)
	const struct CMUnitTest tests[] = {
		TEST(good),
		TEST(binding_rules),
		TEST(binding_spoiled),
		TEST(bad_extensions),
		TEST(unknown_mandatory),
		TEST(success_without_authentication),
		TEST(resumption),
		TEST(after_the_result),
		TEST(outer_results),
		TEST(method_inside_refused),
		TEST(refused_after_proof),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
