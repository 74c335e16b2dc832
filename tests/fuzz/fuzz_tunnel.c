// SPDX-License-Identifier: BSD-3-Clause
/*
 * TTLS and PEAP: a server that the peer believes, whose messages inside of the tunnel are changed
 * before they are encrypted. Success means its keys.
 *
 * Covers: userspace/wmand/eap/eap_ttls.c userspace/wmand/eap/eap_peap.c
 * Covers: userspace/wmand/eap/avp.c userspace/wmand/eap/peap_binding.c
 * Covers: userspace/wmand/eap/eap_gtc.c userspace/wmand/eap/eap_md5.c
 * Covers: userspace/wmand/eap/eap_mschapv2.c userspace/wmand/eap/mschapv2_peer.c
 * Covers: userspace/wmand/eap/tunnel.c
 *
 * Input: one octet that says what runs inside, one of switches, then the changes as input_change()
 * takes them; where nothing is configured and somebody is asked, in its turn one octet that says how
 * that one answers, and perhaps the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "tunnel_server.h"

#define NAME	 "aaa.wimax.test"
#define USER	 "user@wimax.test"
#define PASSWORD "pa55word"

#define TLS13	 0x01
#define BIND	 0x02
#define AGAIN	 0x04 /* once more with the session of the first time */
#define NO_END	 0x08 /* no Success */
#define REFUSED	 0x10 /* Failure in its place */
#define GREETING 0x20 /* of the server, before its time */
#define SUCCESS	 0x40 /* inside of TTLS */
#define INNER13	 0x80 /* EAP-TLS inside has TLS 1.3 */

static const struct {
	const char *method, *word;
	u8 type;
	enum tunnel_inner inner;
	enum eap_binding binding;
	bool asks; /* neither identity nor password is configured */
} insides[] = {
	{ "TTLS", "auth=PAP", TUNNEL_TTLS, TUNNEL_PLAIN, EAP_BINDING_OFFERED, false },
	{ "TTLS", "auth=CHAP", TUNNEL_TTLS, TUNNEL_PLAIN, EAP_BINDING_OFFERED, false },
	{ "TTLS", "auth=MSCHAP", TUNNEL_TTLS, TUNNEL_PLAIN, EAP_BINDING_OFFERED, false },
	{ "TTLS", "auth=MSCHAPV2", TUNNEL_TTLS, TUNNEL_MSCHAPV2, EAP_BINDING_OFFERED, false },
	{ "TTLS", "autheap=GTC", TUNNEL_TTLS, TUNNEL_EAP_GTC, EAP_BINDING_OFFERED, false },
	{ "TTLS", "autheap=MD5", TUNNEL_TTLS, TUNNEL_EAP_MD5, EAP_BINDING_OFFERED, false },
	{ "TTLS", "autheap=MSCHAPV2", TUNNEL_TTLS, TUNNEL_EAP_MSCHAPV2, EAP_BINDING_OFFERED,
	  false },
	{ "PEAP", "auth=GTC", TUNNEL_PEAP, TUNNEL_EAP_GTC, EAP_BINDING_OFFERED, false },
	{ "PEAP", "auth=MSCHAPV2", TUNNEL_PEAP, TUNNEL_EAP_MSCHAPV2, EAP_BINDING_OFFERED, false },
	{ "PEAP", "auth=MSCHAPV2", TUNNEL_PEAP, TUNNEL_EAP_MSCHAPV2, EAP_BINDING_REQUIRED, false },
	{ "PEAP", "autheap=MD5", TUNNEL_PEAP, TUNNEL_EAP_MD5, EAP_BINDING_OFF, false },
	{ "TTLS", "autheap=TLS", TUNNEL_TTLS, TUNNEL_EAP_TLS, EAP_BINDING_OFFERED, false },
	{ "PEAP", "auth=TLS", TUNNEL_PEAP, TUNNEL_EAP_TLS, EAP_BINDING_OFFERED, false },
	{ "TTLS", "auth=MSCHAPV2", TUNNEL_TTLS, TUNNEL_MSCHAPV2, EAP_BINDING_OFFERED, true },
	{ "TTLS", "autheap=MD5", TUNNEL_TTLS, TUNNEL_EAP_MD5, EAP_BINDING_OFFERED, true },
	{ "TTLS", "autheap=MSCHAPV2", TUNNEL_TTLS, TUNNEL_EAP_MSCHAPV2, EAP_BINDING_OFFERED, true },
	{ "PEAP", "auth=GTC", TUNNEL_PEAP, TUNNEL_EAP_GTC, EAP_BINDING_OFFERED, true },
	{ "PEAP", "auth=MSCHAPV2", TUNNEL_PEAP, TUNNEL_EAP_MSCHAPV2, EAP_BINDING_OFFERED, true },
};

#define INSIDES (sizeof(insides) / sizeof(insides[0]))

static struct eap_creds *creds[INSIDES];
static SSL_CTX *contexts[2];
static struct tunnel_server server;
static struct input in;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct pki_id root, id, user;
	struct eap_error err;
	size_t i;

	input_fix_random();
	root = pki_make(&(struct pki_spec){ .cn = "Root", .ca = 1 }, NULL, 0);
	id = pki_make(&(struct pki_spec){ .cn = NAME }, &root, 0);
	user = pki_make(&(struct pki_spec){ .cn = "user" }, &root, 0);
	for (i = 0; i < 2; i++) {
		contexts[i] =
			eap_server_ctx(&id, NULL, root.cert, i ? TLS1_3_VERSION : TLS1_2_VERSION);
		SSL_CTX_set_verify(contexts[i], SSL_VERIFY_PEER, NULL);
	}
	for (i = 0; i < INSIDES; i++) {
		struct eap_config cfg = {
			.methods = { eap_method_find(insides[i].method) },
			.num_methods = 1,
			.identity = insides[i].asks ? NULL : USER,
			.anonymous_identity = "anonymous@wimax.test",
			.password = insides[i].asks ? NULL : PASSWORD,
			.phase2 = { eap_inner_find(insides[i].word) },
			.num_phase2 = 1,
			.binding = insides[i].binding,
			.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
			.domain_match = NAME,
		};

		if (insides[i].inner == TUNNEL_EAP_TLS) {
			cfg.ca_cert2 = cfg.ca_cert;
			cfg.domain_match2 = NAME;
			cfg.client_cert2 = pki_write_certs("user.pem", user.cert, NULL);
			cfg.private_key2 = pki_write_key("user.key", user.key, NULL, NULL);
		}
		creds[i] = eap_creds_load(&cfg, &err);
		NEED(creds[i]);
	}
	pki_free(&root);
	pki_free(&id);
	pki_free(&user);
	pki_cleanup();
	return 0;
}

static void change(uint8_t *message, size_t *len)
{
	input_change(&in, message, len, TUNNEL_MESSAGE);
}

/* Whoever is asked knows it all, says something else, or has left. */
static void answer(struct eap_server *s)
{
	static const char *const right[] = {
		[EAP_ASK_IDENTITY] = USER,
		[EAP_ASK_PASSWORD] = PASSWORD,
		[EAP_ASK_OTP] = PASSWORD,
		[EAP_ASK_NEW_PASSWORD] = "n3w",
	};
	const enum eap_ask what = s->ask;
	size_t len;
	u8 *other;

	NEED(what > EAP_ASK_NOTHING && what <= EAP_ASK_NEW_PASSWORD);
	switch (input_u8(&in) % 4) {
	case 0:
	case 1:
		NEED(eap_peer_answer(s->peer, (const u8 *)right[what], strlen(right[what])));
		break;
	case 2:
		other = input_chunk(&in, &len);
		NEED(eap_peer_answer(s->peer, other, len) == !eap_answer_error(what, other, len));
		free(other);
		break;
	case 3:
		eap_peer_cancel(s->peer, WMAN_REASON_CREDENTIALS, "nobody is there");
		NEED(s->done_count == 1);
	}
}

static void deliver(struct eap_server *s, const uint8_t *packet, size_t len)
{
	unsigned int asked = s->asks;

	eap_peer_rx(s->peer, packet, len);
	for (; s->asks != asked && !s->done_count; asked++)
		answer(s);
}

static void converse(size_t which, u8 switches, struct eap_session_cache *cache)
{
	static const u8 greeting[] = { 0, 0, 0, 0x12, 0x40, 0, 0, 0x0a, 'h', 'i', 0, 0 };
	const struct eap_result *r = &server.link.result;

	server = (struct tunnel_server){
		.inner = insides[which].inner,
		.user = USER,
		.password = PASSWORD,
		.bind = !!(switches & BIND),
		.success = !!(switches & SUCCESS),
		.change = change,
	};
	server.link.ctx = contexts[switches & TLS13];
	server.tls.ctx = contexts[!!(switches & INNER13)];
	server.link.type = insides[which].type;
	server.link.send = deliver;
	server.link.faults.no_success = !!(switches & NO_END);
	server.link.faults.failure_after = !!(switches & REFUSED);
	if (switches & GREETING) {
		server.link.greeting = greeting;
		server.link.greeting_len = sizeof(greeting);
	}
	tunnel_server_run(&server, creds[which], cache);
	if (!server.link.done_count)
		eap_peer_timeout(server.link.peer);
	NEED(server.link.done_count == 1);
	if (!r->success)
		NEED(r->error.reason && r->error.text[0]);
	else if (!(switches & BIND))
		NEED(!memcmp(r->msk, server.link.msk, EAP_MSK_LEN));
	/* the context is kept */
	server.link.ctx = NULL;
	eap_server_cleanup(&server.link);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct eap_session_cache *cache = eap_session_cache_new();
	size_t which;
	u8 switches;

	input_fix_random();
	in = input_begin(data, size);
	which = input_u8(&in) % INSIDES;
	switches = input_u8(&in);
	converse(which, switches, cache);
	if (switches & AGAIN)
		converse(which, switches, cache);
	eap_session_cache_free(cache);
	return 0;
}
