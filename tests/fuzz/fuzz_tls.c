// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAP-TLS with a whole server on the other side, and somebody between them who changes, cuts,
 * loses, repeats and inserts packets. Whatever he does: success means the server's keys, and
 * never a server of the wrong name or root.
 *
 * Covers: userspace/wmand/eap/fragments.c userspace/wmand/eap/eap_tls.c userspace/wmand/eap/tls.c
 * Covers: userspace/wmand/eap/session_cache.c
 *
 * Input: one octet of switches, one that names the server, one of its fragment size, two octets of
 * its faults; then changes to packets: which packet from here on (0 is the next), what to do, and
 * for that an offset (two octets) and an octet, or a piece with its length.
 */
#include <stdlib.h>

#include "eap/session_cache.h"
#include "eap_server.h"
#include "input.h"

#define TLS13	   0x01
#define AGAIN	   0x02 /* once more with the session of the first time */
#define IMPORT	   0x04 /* the rest is no change but an exported session */
#define SMALL_PEER 0x08 /* the peer sends small fragments too */
#define INSECURE   0x10 /* the peer does not verify the server */
#define NO_CACHE   0x20
#define OTHER	   0x40 /* the second time with other credentials */
#define OLD	   0x80 /* the session has another age the second time */

#define NAME "aaa.wimax.test"

enum server_id {
	ID_GOOD,
	ID_CHAIN,
	ID_OTHER_NAME,
	ID_OTHER_ROOT,
	ID_EXPIRED,
	ID_ANY_EKU, /* anyExtendedKeyUsage is as good as serverAuth */
	ID_CLIENT_EKU,
	ID_COUNT,
};

/* What becomes of a packet */
enum change {
	CHANGE_XOR,
	CHANGE_CUT, /* its end is gone, the EAP Length fits */
	CHANGE_INSERT, /* a piece before it, as a packet of its own */
	CHANGE_LOSE,
	CHANGE_REPEAT,
	CHANGE_FLAGS, /* Flags of the TLS framing */
	CHANGE_APPEND, /* octets behind it, the EAP Length fits */
	CHANGE_COUNT,
};

static SSL_CTX *contexts[ID_COUNT][2];
static struct eap_creds *creds[3]; /* plain, with small fragments, insecure */
static struct eap_server server;
static struct input in;
static unsigned int packets_left; /* before the next change */
static bool have_change;

static struct pki_id make(const char *cn, const char *san, const char *eku,
			  const struct pki_id *issuer, long to)
{
	struct pki_spec spec = { .cn = cn, .san = san, .eku = eku, .ca = !san, .to = to };

	/* expired ones began earlier */
	if (to < 0)
		spec.from = to - PKI_DAY;
	return pki_make(&spec, issuer, 0);
}

static void make_servers(const struct pki_id *root)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	static const char san[] = "DNS:" NAME;
	struct pki_id other = make("Other", NULL, NULL, NULL, 0);
	struct pki_id chain = make("Chain", NULL, NULL, root, 0);
	struct pki_id ids[ID_COUNT] = {
		[ID_GOOD] = make(NAME, san, NULL, root, 0),
		[ID_CHAIN] = make(NAME, san, NULL, &chain, 0),
		[ID_OTHER_NAME] = make(NAME, "DNS:aaa.other.test", NULL, root, 0),
		[ID_OTHER_ROOT] = make(NAME, san, NULL, &other, 0),
		[ID_EXPIRED] = make(NAME, san, NULL, root, -PKI_HOUR),
		[ID_ANY_EKU] = make(NAME, san, "anyExtendedKeyUsage", root, 0),
		[ID_CLIENT_EKU] = make(NAME, san, "clientAuth", root, 0),
	};
	unsigned int i, v;

	for (i = 0; i < ID_COUNT; i++)
		for (v = 0; v < 2; v++)
			contexts[i][v] = eap_server_ctx(&ids[i], i == ID_CHAIN ? chain.cert : NULL,
							root->cert, versions[v]);
	for (i = 0; i < ID_COUNT; i++)
		pki_free(&ids[i]);
	pki_free(&other);
	pki_free(&chain);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct eap_config cfg = {
		.identity = "tls@wimax.test",
		.num_methods = 1,
		.domain_match = NAME,
	};
	struct pki_id root, client;
	struct eap_error err;

	input_fix_random();
	root = make("Root", NULL, NULL, NULL, 0);
	client = make("ss", "DNS:ss.wimax.test", NULL, &root, 0);
	make_servers(&root);
	cfg.methods[0] = eap_method_find("TLS");
	cfg.ca_cert = pki_write_certs("ca.pem", root.cert, NULL);
	cfg.client_cert = pki_write_certs("client.pem", client.cert, NULL);
	cfg.private_key = pki_write_key("client.key", client.key, NULL, NULL);
	creds[0] = eap_creds_load(&cfg, &err);
	cfg.fragment_size = 100;
	creds[1] = eap_creds_load(&cfg, &err);
	cfg.insecure = true;
	cfg.ca_cert = NULL;
	cfg.domain_match = NULL;
	creds[2] = eap_creds_load(&cfg, &err);
	NEED(creds[0] && creds[1] && creds[2]);
	pki_free(&root);
	pki_free(&client);
	pki_cleanup();
	return 0;
}

/* ---- the one between ---- */

static void next_change(void)
{
	have_change = input_left(&in) > 0;
	packets_left = input_u8(&in);
}

static void deliver(struct eap_server *s, const u8 *packet, size_t len)
{
	u8 *copy = malloc(len);

	memcpy(copy, packet, len);
	eap_peer_rx(s->peer, copy, len);
	free(copy);
}

static void deliver_as(struct eap_server *s, u8 *packet, size_t len)
{
	packet[2] = (u8)(len >> 8);
	packet[3] = (u8)len;
	deliver(s, packet, len);
}

static void deliver_changed(struct eap_server *s, const u8 *original, size_t len)
{
	u8 packet[2 * EAP_SERVER_PACKET_MAX], *piece;
	size_t n;

	memcpy(packet, original, len);
	switch (input_u8(&in) % CHANGE_COUNT) {
	case CHANGE_XOR:
		n = input_u16(&in) % len;
		packet[n] ^= input_u8(&in);
		deliver(s, packet, len);
		break;
	case CHANGE_CUT:
		n = input_u16(&in) % len;
		deliver_as(s, packet, n < 4 ? 4 : n);
		break;
	case CHANGE_INSERT:
		piece = input_chunk(&in, &n);
		eap_peer_rx(s->peer, piece, n);
		free(piece);
		deliver(s, packet, len);
		break;
	case CHANGE_LOSE:
		break;
	case CHANGE_REPEAT:
		deliver(s, packet, len);
		deliver(s, packet, len);
		break;
	case CHANGE_FLAGS:
		if (len > 5)
			packet[5] ^= input_u8(&in);
		deliver(s, packet, len);
		break;
	case CHANGE_APPEND:
		piece = input_chunk(&in, &n);
		n = n < EAP_SERVER_PACKET_MAX ? n : EAP_SERVER_PACKET_MAX;
		memcpy(packet + len, piece, n);
		free(piece);
		deliver_as(s, packet, len + n);
		break;
	}
	next_change();
}

static void between(struct eap_server *s, const u8 *packet, size_t len)
{
	if (have_change && !packets_left--)
		deliver_changed(s, packet, len);
	else
		deliver(s, packet, len);
}

/* ---- conversations ---- */

static void set_faults(struct eap_server_faults *f, u16 bits)
{
	static const char *const indications[] = { "x", ""
							"\0x" };

	*f = (struct eap_server_faults){
		.indication_early = bits & 0x0001,
		.indication_twice = !!(bits & 0x0002),
		.hello_request = !!(bits & 0x0004),
		.key_update = !!(bits & 0x0008),
		.no_success = !!(bits & 0x0010),
		.failure_after = !!(bits & 0x0020),
		.close_notify = !!(bits & 0x0040),
		.always_length = !!(bits & 0x0080),
		.answer_alert_with_success = !!(bits & 0x0100),
		.hide_tls13 = !!(bits & 0x0200),
	};
	if (bits & 0x0400) {
		f->indication = indications[!!(bits & 0x0800)];
		f->indication_len = bits & 0x0800 ? 2 : 1;
	} else if (bits & 0x0800) {
		f->indication_len = -1;
	}
}

static void converse(u8 switches, enum server_id id, u8 fragment, u16 faults,
		     struct eap_session_cache *cache)
{
	server.ctx = contexts[id][switches & TLS13];
	server.fragment = fragment * 8u;
	set_faults(&server.faults, faults);
	eap_server_reset(&server, creds[switches & INSECURE ? 2 : !!(switches & SMALL_PEER)],
			 switches & NO_CACHE ? NULL : cache);
	server.send = between;
	eap_server_run(&server);
	NEED(server.done_count <= 1);
	if (!server.done_count)
		eap_peer_timeout(server.peer);
	NEED(server.done_count == 1);
	if (server.result.success) {
		NEED(id == ID_GOOD || id == ID_CHAIN || id == ID_ANY_EKU || switches & INSECURE);
		NEED(server.result.insecure == !!(switches & INSECURE));
		NEED(!memcmp(server.result.msk, server.msk, EAP_MSK_LEN));
		NEED(!memcmp(server.result.emsk, server.emsk, EAP_EMSK_LEN));
		NEED(!memcmp(server.result.session_id + 1, server.method_id, 64));
	} else {
		NEED(server.result.error.reason && server.result.error.text[0]);
	}
	/* the context is kept */
	server.ctx = NULL;
	eap_server_cleanup(&server);
}

/* A session that is exported, crosses and is exported again is the same. */
static void check_export(const struct eap_session_cache *cache)
{
	struct eap_session_cache *other = eap_session_cache_new();
	static u8 first[16384], again[16384];
	size_t len, again_len;

	len = eap_session_cache_export(cache, first, sizeof(first));
	if (len) {
		NEED(!eap_session_cache_export(cache, again, len - 1));
		NEED(!eap_session_cache_import(other, first, len));
		again_len = eap_session_cache_export(other, again, sizeof(again));
		NEED(again_len == len && !memcmp(first, again, len));
	}
	eap_session_cache_free(other);
}

/* The session of another time. An exported one is a binding and what d2i takes. */
static void grow_old(struct eap_session_cache *cache, u8 which)
{
	static const long ages[] = { 2 * PKI_DAY, 8 * PKI_HOUR, -PKI_DAY };
	static u8 data[16384];
	const u8 *begin = data + 1 + TLS_CREDS_TAG_LEN, *p = begin;
	size_t len = eap_session_cache_export(cache, data, sizeof(data));
	SSL_SESSION *session;
	u8 *out;

	if (!len)
		return;
	session = d2i_SSL_SESSION(NULL, &p, (long)(len - (size_t)(begin - data)));
	NEED(session);
	SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - ages[which % 3]);
	out = data + (begin - data);
	len = (size_t)(begin - data) + (size_t)i2d_SSL_SESSION(session, &out);
	SSL_SESSION_free(session);
	NEED(!eap_session_cache_import(cache, data, len));
}

static void import(struct eap_session_cache *cache)
{
	size_t len;
	u8 *data = input_rest(&in, &len);
	int ret = eap_session_cache_import(cache, data, len);

	NEED(!ret || ret == -EINVAL);
	free(data);
	check_export(cache);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct eap_session_cache *cache = eap_session_cache_new();
	u8 switches, fragment;
	enum server_id id;
	u16 faults;

	input_fix_random();
	in = input_begin(data, size);
	switches = input_u8(&in);
	id = (enum server_id)(input_u8(&in) % ID_COUNT);
	fragment = input_u8(&in);
	faults = input_u16(&in);
	have_change = false;
	if (switches & IMPORT)
		import(cache);
	else
		next_change();
	converse(switches, id, fragment, faults, cache);
	check_export(cache);
	if (switches & OLD)
		grow_old(cache, fragment);
	if (switches & OTHER)
		switches ^= INSECURE;
	if (switches & AGAIN)
		converse(switches, id, fragment, faults, cache);
	eap_session_cache_free(cache);
	return 0;
}
