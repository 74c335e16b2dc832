/* SPDX-License-Identifier: BSD-3-Clause */
/* A TTLS server over OpenSSL for one test program: a run with what the test has inside, what was heard. */
#ifndef TESTS_TTLS_RIG_H
#define TESTS_TTLS_RIG_H

#include <openssl/evp.h>

#include "eap/avp.h"
#include "eap/mschapv2.h"
#include "tunnel_rig.h"

#define TTLS 21

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
	int cut; /* its end */
	int type; /* of EAP inside */
	int count; /* the Identifiers inside */
	int verdict;
} inside;

static int teardown(void **state)
{
	memset(&inside, 0, sizeof(inside));
	return tunnel_teardown(state);
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
	uint8_t packet[1024] = { 1, (uint8_t)(7 + inside.requests * inside.count),
				 (uint8_t)((len + 5) >> 8), (uint8_t)(len + 5), type };
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
