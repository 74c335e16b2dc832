// SPDX-License-Identifier: BSD-3-Clause
/* EAP-TTLS against a server over OpenSSL: RFC 5281 and RFC 9427, good and bad. */
#include "ttls_rig.h"
#include "eap/creds.h"
#include "tunnel_server.h"

static void pap(void **state)
{
	static const char *const passwords[] = { "", "x", "0123456789abcde", "0123456789abcdef",
						 "0123456789abcdef0" };
	static const size_t lengths[] = { 16, 16, 16, 16, 32 };
	char longest[1025];
	struct eap_config cfg = base;
	struct avp avp;
	size_t i, v, n;

	(void)state;
	inside.verdict = 1;
	for (v = 0; v < 2; v++) {
		for (i = 0; i < 5; i++) {
			cfg.password = passwords[i];
			load(&cfg);
			run_new(versions[v], once);
			assert_success();
			assert_user();
			avp = find(AVP_USER_PASSWORD);
			assert_int_equal(avp.len, lengths[i]);
			assert_memory_equal(avp.data, passwords[i], strlen(passwords[i]));
			for (n = strlen(passwords[i]); n < avp.len; n++)
				assert_int_equal(avp.data[n], 0);
		}
	}
	memset(longest, 'x', 1024);
	longest[1024] = '\0';
	cfg.password = longest;
	/* cut in pieces on its way */
	cfg.fragment_size = 64;
	load(&cfg);
	run(0, once);
	assert_success();
	avp = find(AVP_USER_PASSWORD);
	assert_int_equal(avp.len, 1024);
	assert_memory_equal(avp.data, longest, 1024);
}

static void chap(void **state)
{
	uint8_t challenge[17], text[1 + 8 + 16], response[16];
	struct avp avp;
	size_t v;

	(void)state;
	inside.verdict = 1;
	load_phase2("auth=CHAP");
	for (v = 0; v < 2; v++) {
		run_new(versions[v], once);
		assert_success();
		assert_user();
		implicit_challenge(challenge, sizeof(challenge));
		avp = find(AVP_CHAP_CHALLENGE);
		assert_int_equal(avp.len, 16);
		assert_memory_equal(avp.data, challenge, 16);
		text[0] = challenge[16];
		memcpy(text + 1, PASSWORD, 8);
		memcpy(text + 9, challenge, 16);
		EVP_Digest(text, sizeof(text), response, NULL, EVP_md5(), NULL);
		avp = find(AVP_CHAP_PASSWORD);
		assert_int_equal(avp.len, 17);
		assert_int_equal(avp.data[0], challenge[16]);
		assert_memory_equal(avp.data + 1, response, 16);
	}
}

static void mschap(void **state)
{
	uint8_t challenge[9], hash[16], response[24];
	struct avp avp;

	(void)state;
	inside.verdict = 1;
	load_phase2("auth=MSCHAP");
	run(TLS1_2_VERSION, once);
	assert_success();
	assert_user();
	implicit_challenge(challenge, sizeof(challenge));
	avp = find(AVP_MS_CHAP_CHALLENGE);
	assert_int_equal(avp.len, 8);
	assert_memory_equal(avp.data, challenge, 8);
	avp = find(AVP_MS_CHAP_RESPONSE);
	assert_int_equal(avp.len, 50);
	assert_int_equal(avp.data[0], challenge[8]);
	assert_int_equal(avp.data[1], 1);
	mschap_password_hash((const uint8_t *)PASSWORD, 8, hash);
	mschap_response(challenge, hash, response);
	assert_memory_equal(avp.data + 26, response, 24);
}

static int mschapv2(struct eap_server *s, const uint8_t *data, int len)
{
	uint8_t challenge[17];
	char text[128];
	struct avp avp;

	if (inside.messages) {
		/* an empty message is the acknowledgement */
		assert_int_equal(len, 0);
		return 1;
	}
	if (!hear(data, len))
		return 0;
	assert_user();
	implicit_challenge(challenge, sizeof(challenge));
	avp = find(AVP_MS_CHAP_CHALLENGE);
	assert_int_equal(avp.len, 16);
	assert_memory_equal(avp.data, challenge, 16);
	avp = find(AVP_MS_CHAP2_RESPONSE);
	assert_int_equal(avp.len, 50);
	assert_int_equal(avp.data[0], challenge[16]);
	text[0] = (char)(challenge[16] ^ inside.spoil_ident);
	mschapv2_server(challenge, avp.data + 2, text + 1);
	inside.say_len = 0;
	avp_put(inside.say, sizeof(inside.say), &inside.say_len, AVP_MS_CHAP2_SUCCESS,
		(uint8_t *)text, 1 + strlen(text + 1));
	if (inside.cut) {
		/* the last two digits lie in the padding */
		inside.say[7] = 8 + 4 + 1 + 40;
		inside.say_len = 56;
	}
	say();
	return 0;
}

static void mschapv2_both_ways(void **state)
{
	struct eap_config cfg = base;
	size_t v;

	(void)state;
	load_phase2("auth=MSCHAPV2");
	for (v = 0; v < 2; v++) {
		run_new(versions[v], mschapv2);
		assert_success();
	}
	/* the hash is enough */
	cfg.phase2[0] = eap_inner_find("auth=MSCHAPV2");
	cfg.password = "a3ec5e17e3dd527fe128b70ff98d4637";
	cfg.password_is_hash = true;
	load(&cfg);
	run(0, mschapv2);
	assert_success();
	/* a server that does not know the password is told nothing */
	inside.spoil = 1;
	run(0, mschapv2);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "does not know the password");
	assert_int_equal(inside.messages, 1);
	inside.spoil = 0;
	inside.spoil_ident = 1;
	run(0, mschapv2);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "another MSCHAPv2 exchange");
	inside.spoil_ident = 0;
	inside.cut = 1;
	run(0, mschapv2);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "has no authenticator");
}

static void answer_avp(enum avp_code code, const char *data, size_t len)
{
	inside.say_len = 0;
	avp_put(inside.say, sizeof(inside.say), &inside.say_len, code, (const uint8_t *)data, len);
}

/* Success that came without the server's proof is worth nothing */
static void mschapv2_without_proof(void **state)
{
	int i;

	(void)state;
	load_phase2("auth=MSCHAPV2");
	inside.verdict = 1;
	for (i = 0; i < 2; i++) {
		run_new(TLS1_2_VERSION, once);
		assert_int_equal(server.done_count, 0);
		assert_false(eap_peer_lower_success(server.peer));
		eap_peer_timeout(server.peer);
		assert_failed(WMAN_REASON_EAP_PROTOCOL,
			      "verdict on identity and password (MSCHAPv2)");
		answer_avp(AVP_REPLY_MESSAGE, "hi", 2);
	}
}

static void mschap_errors(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} errors[] = {
		{ "xE=691 R=1 C=00112233445566778899AABBCCDDEEFF V=3 M=go away\n",
		  "identity or password is wrong (E=691), its words: go away?" },
		{ "xE=648 R=0", "the password has expired" },
		{ "xE=646 R=0", "restricted to other hours" },
		{ "xE=647", "account is disabled" },
		{ "xE=649", "may not dial in" },
		{ "xE=709", "could not be changed" },
		{ "xE=99999999999999999999999999", "not known here" },
		{ "x", "does not say why" },
		{ "xR=1 \xff\xfe", "does not say why" },
		{ "", "without anything in it" },
		{ "xE=691 M=0123456789012345678901234567890123456789012345678901234567890123456789"
		  "01234567890123456789012345678901234567890123456789012345678901234567890123456789"
		  "01234567890123456789012345678901234567890123456789012345678901234567890123456789"
		  "0123456789012345678901234567890123456789",
		  "its words: 0123456789" },
	};
	size_t i;

	(void)state;
	load_phase2("auth=MSCHAPV2");
	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		answer_avp(AVP_MS_CHAP_ERROR, errors[i].text, strlen(errors[i].text));
		run(TLS1_3_VERSION, once);
		assert_failed(*errors[i].text ? WMAN_REASON_EAP_REJECTED : WMAN_REASON_EAP_PROTOCOL,
			      errors[i].expected);
	}
}

/* Whatever else the server may say inside; NULL: it is taken */
static const struct {
	const char *phase2;
	const char *say;
	size_t len;
	const char *text;
} replies[] = {
	{ "auth=PAP", "\0\0\0\x12\x40\0\0\x0ahi\0\0", 12, NULL }, /* Reply-Message */
	{ "auth=PAP", "\0\0\0\x12\x40\0\0\x0ahi", 10, NULL }, /* not padded */
	{ "auth=PAP", "\0\0\0\x19\x40\0\0\x08", 8, NULL }, /* Class, empty */
	{ "auth=PAP", "\0\0\x12\x34\0\0\0\x09x\0\0\0", 12, NULL }, /* unknown, optional */
	{ "auth=PAP", "\0\0\x12\x34\x40\0\0\x09x\0\0\0", 12, "mandatory" },
	{ "auth=PAP", "\0\0\0\x1a\xc0\0\0\x0d\0\0\0\x09x\0\0\0", 16, "mandatory" },
	{ "auth=PAP", "\0\0\0\x12\x40\0\0", 7, "cut off" },
	{ "auth=PAP", "\0\0\0\x12\x40\0\0\x07xxxx", 12, "cut off" },
	{ "auth=PAP", "\0\0\0\x12\x40\0\0\x0dhi\0\0", 12, "cut off" },
	{ "auth=PAP", "\0\0\0\x12\x40\xff\xff\xffhi\0\0", 12, "cut off" },
	{ "auth=PAP", "\0\0\0\x12\xc0\0\0\x0ahi\0\0", 12, "cut off" },
	{ "auth=PAP", "\0\0\0\x4f\x40\0\0\x0cxxxx", 12, "EAP where none" },
	{ "auth=PAP", "\0\0\0\x1a\xc0\0\0\x0d\0\0\x01\x37x\0\0\0", 16, "was not begun" },
	{ "auth=CHAP", "\0\0\0\x02\xc0\0\0\x0d\0\0\x01\x37x\0\0\0", 16, "was not begun" },
	{ "auth=MSCHAPV2", "\0\0\0\x1a\xc0\0\0\x0c\0\0\x01\x37", 12, "another MSCHAPv2" },
	{ "autheap=MD5", "\0\0\0\x4f\x40\0\0\x0a\x01\x01\0\0", 12, "Length is wrong" },
	{ "autheap=MD5", "\0\0\0\x4f\x40\0\0\x0c\x01\x01\0\x05", 12, "Length is wrong" },
	{ "autheap=MD5", "\0\0\0\x4f\x40\0\0\x0c\x04\x01\0\x04", 12, "EAP-Failure in answer to" },
	{ "autheap=MD5", "\0\0\0\x4f\x40\0\0\x0e\x01\x01\0\x06\x04\x10\0\0", 16, "challenge" },
	{ "autheap=MD5", "\0\0\0\x4f\x40\0\0\x0f\x01\x01\0\x07\x04\0x\0", 16, "challenge" },
	{ "autheap=MSCHAPV2", "\0\0\0\x4f\x40\0\0\x0e\x01\x01\0\x06\x1a\x01\0\0", 16,
	  "less than four" },
	{ "autheap=MSCHAPV2",
	  "\0\0\0\x4f\x40\0\0\x22\x01\x01\0\x1a\x1a\x01\x05\0\x16\x10"
	  "0123456789abcdef\0\0",
	  36, "MS-Length" },
	{ "autheap=MSCHAPV2",
	  "\0\0\0\x4f\x40\0\0\x22\x01\x01\0\x1a\x1a\x01\x05\0\x15\x0f"
	  "0123456789abcdef\0\0",
	  36, "not 16 octets" },
	{ "autheap=MSCHAPV2", "\0\0\0\x4f\x40\0\0\x11\x01\x01\0\x09\x1a\x01\x05\0\x04\0\0\0", 20,
	  "not 16 octets" },
	{ "autheap=MSCHAPV2", "\0\0\0\x4f\x40\0\0\x11\x01\x01\0\x09\x1a\x03\x05\0\x04\0\0\0", 20,
	  "before anything was asked" },
	{ "autheap=MSCHAPV2", "\0\0\0\x4f\x40\0\0\x11\x01\x01\0\x09\x1a\x07\x05\0\x04\0\0\0", 20,
	  "OpCode" },
	{ "autheap=MSCHAPV2",
	  "\0\0\0\x4f\x40\0\0\x16\x01\x01\0\x0e\x1a\x04\x05\0\x09"
	  "E=648\0\0",
	  24, "has expired" },
};

static void other_replies(void **state)
{
	size_t i;

	(void)state;
	inside.verdict = 1;
	for (i = 0; i < sizeof(replies) / sizeof(replies[0]); i++) {
		load_phase2(replies[i].phase2);
		memcpy(inside.say, replies[i].say, replies[i].len);
		inside.say_len = replies[i].len;
		run(TLS1_2_VERSION, once);
		if (!replies[i].text) {
			assert_success();
			continue;
		}
		assert_int_equal(server.done_count, 1);
		if (!strstr(server.result.error.text, replies[i].text))
			fail_msg("%zu: '%s'", i, server.result.error.text);
		assert_false(server.result.success);
	}
}

static size_t long_len;

/* A Reply-Message of so many octets, all in one message */
static int say_long(struct eap_server *s, const uint8_t *data, int len)
{
	static uint8_t avp[8192] = { 0, 0, 0, AVP_REPLY_MESSAGE, 0x40 };

	if (inside.messages)
		return 1;
	if (!hear(data, len))
		return 0;
	avp[6] = (uint8_t)(long_len >> 8);
	avp[7] = (uint8_t)long_len;
	SSL_write(s->ssl, avp, (int)long_len);
	return 0;
}

static void long_message(void **state)
{
	(void)state;
	load_phase2("auth=PAP");
	long_len = 8191;
	run(TLS1_2_VERSION, say_long);
	assert_success();
	long_len = 8192;
	run(TLS1_2_VERSION, say_long);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "a message of 8 KiB or more");
}

/* What an EAP packet lacks is not taken from the one before it. */
static int cut_request(struct eap_server *s, const uint8_t *data, int len)
{
	static const uint8_t avp[] = { 0, 0, 0, AVP_EAP_MESSAGE, 0x40, 0, 0, 11, 1, 8, 0, 0 };
	static const char text[0x103 - 5] = { [0 ... 0x103 - 6] = 'x' };

	if (!hear(data, len) && inside.messages < 2)
		return 0;
	if (!inside.requests)
		put_eap(6, text, sizeof(text));
	else if (inside.requests++ == 1)
		SSL_write(s->ssl, avp, sizeof(avp));
	else
		return 1;
	return 0;
}

static void cut_packet(void **state)
{
	(void)state;
	load_phase2("autheap=GTC");
	run(TLS1_2_VERSION, cut_request);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "an EAP packet whose Length is wrong");
}

/* The server speaks before the peer has said anything */
static int too_early(struct eap_server *s, const uint8_t *data, int len)
{
	return 0;
}

static void message_before_the_peer(void **state)
{
	static const uint8_t reply[] = { 0, 0, 0, 0x12, 0x40, 0, 0, 0x0a, 'h', 'i', 0, 0 };

	(void)state;
	load_phase2("auth=PAP");
	server.greeting = reply;
	server.greeting_len = sizeof(reply);
	/* with the tickets, after the Finished of both */
	run_new(TLS1_3_VERSION, too_early);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "speaks before the peer");
	/* with the server's Finished */
	run_new(TLS1_2_VERSION, too_early);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "before the handshake was answered");
}

/* Identity; a type that is not configured is refused; then the one in inside.type */
static int eap(struct eap_server *s, const uint8_t *data, int len)
{
	static const uint8_t challenge[] = "\x10"
					   "0123456789abcdef";
	uint8_t text[25], response[16], mschap[64];
	char success[128];
	struct avp avp;

	if (!hear(data, len) && inside.messages < 2)
		return 0;
	avp = find(AVP_EAP_MESSAGE);
	switch (inside.requests) {
	case 0:
		assert_int_equal(avp.len, 5 + strlen(USER));
		assert_memory_equal(avp.data + 4, "\x01" USER, 1 + strlen(USER));
		put_eap(TTLS, "\x20", 1);
		return 0;
	case 1:
		/* legacy Nak: the methods inside only */
		assert_int_equal(avp.len, 6);
		assert_int_equal(avp.data[4], 3);
		assert_int_equal(avp.data[5], inside.type);
		if (inside.type == 26) {
			memcpy(mschap,
			       "\x01\x05\x00\x19\x10"
			       "0123456789abcdef"
			       "aaaa",
			       25);
			put_eap(26, mschap, 25);
		} else {
			put_eap((uint8_t)inside.type, challenge, inside.type == 4 ? 17 : 5);
		}
		return 0;
	case 2:
		assert_int_equal(avp.data[4], inside.type);
		if (inside.type == 6) {
			assert_int_equal(avp.len, 5 + strlen(PASSWORD));
			assert_memory_equal(avp.data + 5, PASSWORD, strlen(PASSWORD));
			return 1;
		}
		if (inside.type == 4) {
			text[0] = (uint8_t)(7 + inside.count); /* Identifier of the request */
			memcpy(text + 1, PASSWORD "0123456789abcdef", 24);
			EVP_Digest(text, sizeof(text), response, NULL, EVP_md5(), NULL);
			assert_int_equal(avp.data[5], 16);
			assert_memory_equal(avp.data + 6, response, 16);
			return 1;
		}
		assert_int_equal(avp.len, 5 + 4 + 1 + 49 + strlen(USER));
		assert_memory_equal(avp.data + 5, "\x02\x05", 2);
		assert_memory_equal(avp.data + 59, USER, strlen(USER));
		mschapv2_server(challenge + 1, avp.data + 10, success);
		memcpy(mschap, "\x03\x05\x00", 3);
		mschap[3] = (uint8_t)(strlen(success) + 4);
		memcpy(mschap + 4, success, strlen(success));
		put_eap(26, mschap, mschap[3]);
		return 0;
	}
	assert_int_equal(avp.len, 6);
	assert_int_equal(avp.data[5], 3);
	return 1;
}

static void eap_inside(void **state)
{
	static const struct {
		const char *word;
		int type;
	} methods[] = { { "autheap=MD5", 4 }, { "autheap=GTC", 6 }, { "autheap=MSCHAPV2", 26 } };
	size_t v, i;

	(void)state;
	for (i = 0; i < 3; i++) {
		load_phase2(methods[i].word);
		inside.type = methods[i].type;
		for (v = 0; v < 2; v++) {
			/* some servers do not count inside */
			inside.count = v;
			run_new(versions[v], eap);
			assert_success();
			assert_int_equal(inside.requests, inside.type == 26 ? 3 : 2);
		}
	}
}

static void wrong_ca(void **state)
{
	struct eap_config cfg = base;

	(void)state;
	cfg.ca_cert = pki_write_certs("other.pem", other_root.cert, NULL);
	load(&cfg);
	run(TLS1_3_VERSION, once);
	assert_failed(WMAN_REASON_TLS_UNTRUSTED, "ca_cert");
	assert_int_equal(inside.messages, 0);
}

/* Device and user in one run: a certificate outside, a password inside */
static void client_certificate(void **state)
{
	struct eap_config cfg = base;
	X509 *seen;
	size_t v;

	(void)state;
	inside.verdict = 1;
	cfg.client_cert = pki_write_certs("client.pem", client.cert, NULL);
	cfg.private_key = pki_write_key("client.key", client.key, NULL, NULL);
	load(&cfg);
	for (v = 0; v < 2; v++) {
		run_new(versions[v], once);
		assert_success();
		seen = SSL_get_peer_certificate(server.ssl);
		assert_int_equal(X509_cmp(seen, client.cert), 0);
		X509_free(seen);
	}
}

static void rejected(void **state)
{
	(void)state;
	load_phase2("auth=PAP");
	inside.verdict = -1;
	run(TLS1_2_VERSION, once);
	assert_failed(WMAN_REASON_EAP_REJECTED, "verdict on identity and password (PAP)");
}

/* A resumed session: the server may leave the inside out, or not */
static void resumption(void **state)
{
	struct eap_config cfg = base;
	size_t v;

	(void)state;
	inside.verdict = 1;
	for (v = 0; v < 2; v++) {
		load(&base);
		eap_session_cache_free(cache);
		cache = eap_session_cache_new();
		server.skip_inner = 1;
		run_new(versions[v], once);
		assert_success();
		assert_false(server.result.resumed);
		assert_int_equal(inside.messages, 1);
		run(0, once);
		assert_success();
		assert_true(server.result.resumed);
		assert_int_equal(inside.messages, 0);
		server.skip_inner = 0;
		run(0, once);
		assert_success();
		assert_true(server.result.resumed);
		assert_int_equal(inside.messages, 1);
		/* what runs inside is part of what a session is bound to */
		cfg.phase2[0] = eap_inner_find("auth=CHAP");
		load(&cfg);
		run(0, once);
		assert_success();
		assert_false(server.result.resumed);
	}
}

/* An octet of one packet changed: never a success, unless it did not count and the keys agree */
static void flipped_octet(void **state)
{
	unsigned int packet, offset, failed;
	size_t v;

	(void)state;
	load_phase2("auth=MSCHAPV2");
	server.fragment = 300;
	for (v = 0; v < 2; v++) {
		failed = 0;
		for (packet = 1; packet < 9; packet++) {
			for (offset = 0; offset < 306; offset += 37) {
				server.faults.flip_packet = packet;
				server.faults.flip_offset = offset;
				run_new(versions[v], mschapv2);
				if (server.result.success)
					assert_success();
				else
					failed++;
			}
		}
		assert_true(failed > 20);
	}
}

/* What was changed on the way ends it, whatever is said after it. */
static void changed_record(void **state)
{
	size_t v;

	(void)state;
	load_phase2("auth=PAP");
	inside.verdict = 1;
	for (v = 0; v < 2; v++) {
		answer_avp(AVP_REPLY_MESSAGE, "hi", 2);
		server.faults.flip_packet = 0;
		run_new(versions[v], once);
		assert_success();
		/* the last one is what was said inside */
		server.faults.flip_packet = server.packets;
		server.faults.flip_offset = 30;
		server.faults.answer_alert_with_success = 1;
		run_new(versions[v], once);
		assert_failed(WMAN_REASON_TLS_FAILED, "");
	}
}

static void version_bits(void **state)
{
	(void)state;
	load_phase2("auth=PAP");
	inside.verdict = 1;
	/* whatever is offered, version 0 is answered */
	server.version = 1;
	run(TLS1_2_VERSION, once);
	assert_success();
	eap_server_reset(&server, creds, NULL);
	eap_server_start(&server);
	assert_int_equal(server.resp[5] & 7, 0);
	eap_server_request(&server, 90, "\x15\x01", 2);
	assert_failed(WMAN_REASON_EAP_PROTOCOL, "another version");
}

/* The outer identity tells the realm at most */
static void anonymous(void **state)
{
	static const char *const identities[][2] = {
		{ "user@wimax.test", "anonymous@wimax.test" },
		{ "{am=1}user@wimax.test", "{am=1}anonymous@wimax.test" },
		{ "user", "anonymous" },
	};
	struct eap_config cfg = base;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		cfg.identity = identities[i][0];
		load(&cfg);
		eap_server_reset(&server, creds, NULL);
		eap_server_request(&server, 1, "\x01", 1);
		assert_int_equal(server.resp_len, 5 + strlen(identities[i][1]));
		assert_memory_equal(server.resp + 5, identities[i][1], strlen(identities[i][1]));
		/* nor after a Nak */
		eap_server_request(&server, 2, "\x04", 1);
		assert_int_equal(server.resp_len, 6);
		assert_int_equal(server.resp[5], TTLS);
	}
	cfg.anonymous_identity = "nobody@example.net";
	load(&cfg);
	assert_string_equal(creds->identity, "nobody@example.net");
}

/* Success inside, and yet Failure outside: the method inside is over, and cannot be asked. */
static void refused_after_success(void **state)
{
	struct tunnel_server t = {
		.inner = TUNNEL_EAP_MSCHAPV2, .user = USER, .password = PASSWORD, .success = 1
	};

	(void)state;
	load_phase2("autheap=MSCHAPV2");
	t.link.ctx = eap_server_ctx(&server_id, NULL, root.cert, TLS1_3_VERSION);
	SSL_CTX_set_verify(t.link.ctx, SSL_VERIFY_PEER, NULL);
	t.link.type = TTLS;
	t.link.faults.failure_after = 1;
	tunnel_server_run(&t, creds, NULL);
	assert_int_equal(t.link.done_count, 1);
	assert_false(t.link.result.success);
	assert_int_equal(t.link.result.error.reason, WMAN_REASON_EAP_REJECTED);
	assert_non_null(strstr(t.link.result.error.text, "waiting for EAP-Success"));
	eap_server_cleanup(&t.link);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(pap),
		TEST(chap),
		TEST(mschap),
		TEST(mschapv2_both_ways),
		TEST(mschapv2_without_proof),
		TEST(mschap_errors),
		TEST(other_replies),
		TEST(long_message),
		TEST(cut_packet),
		TEST(message_before_the_peer),
		TEST(eap_inside),
		TEST(wrong_ca),
		TEST(client_certificate),
		TEST(rejected),
		TEST(resumption),
		TEST(flipped_octet),
		TEST(changed_record),
		TEST(version_bits),
		TEST(anonymous),
		TEST(refused_after_success),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
