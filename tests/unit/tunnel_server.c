// SPDX-License-Identifier: BSD-3-Clause
#include "tunnel_server.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "eap/avp.h"
#include "eap/digest.h"
#include "eap/peap_binding.h"

#define TYPE_GTC	6
#define TYPE_MD5	4
#define TYPE_MSCHAPV2	26
#define TYPE_EXTENSIONS 33
#define OP_CHALLENGE	1
#define OP_SUCCESS	3

/* A message of the server, as it is put together */
struct message {
	uint8_t data[TUNNEL_MESSAGE];
	size_t len;
};

static void put(struct message *m, const void *data, size_t len)
{
	memcpy(m->data + m->len, data, len);
	m->len += len;
}

static void say(struct tunnel_server *s, struct message *m)
{
	if (s->change)
		s->change(m->data, &m->len);
	if (m->len)
		SSL_write(s->link.ssl, m->data, (int)m->len);
}

/* A request inside: TTLS has it in an AVP, PEAP without its header. */
static void say_packet(struct tunnel_server *s, const uint8_t *packet, size_t len)
{
	struct message m = { .len = 0 };

	if (s->link.type == TUNNEL_TTLS)
		avp_put(m.data, sizeof(m.data), &m.len, AVP_EAP_MESSAGE, packet, len);
	else
		put(&m, packet + 4, len - 4);
	say(s, &m);
}

static void say_eap(struct tunnel_server *s, const void *data, size_t len)
{
	const size_t total = 4 + len;
	uint8_t packet[TUNNEL_MESSAGE] = { 1, (uint8_t)(s->step + 1), (uint8_t)(total >> 8),
					   (uint8_t)total };

	memcpy(packet + 4, data, len);
	say_packet(s, packet, total);
}

static void put_binding(struct tunnel_server *s, struct message *m)
{
	static const uint8_t head[8] = { 0x00, 0x0c, 0x00, 0x38 }, no_key[32], type = TUNNEL_PEAP;
	const uint8_t *tlv = m->data + m->len;
	uint8_t msk[2 * MSCHAPV2_MSK_LEN] = { 0 }, nonce[32], mac[20];
	const struct digest_part parts[] = { { tlv, 60 }, { &type, 1 } };
	struct peap_binding keys;

	memset(nonce, 0x5a, sizeof(nonce));
	memset(mac, 0, sizeof(mac));
	put(m, head, sizeof(head));
	put(m, nonce, sizeof(nonce));
	put(m, mac, sizeof(mac));
	if (s->inner == TUNNEL_EAP_MSCHAPV2)
		mschapv2_msk(&s->m, msk);
	else if (s->inner == TUNNEL_EAP_TLS)
		memcpy(msk, s->tls.msk, sizeof(msk));
	peap_binding_keys(&keys, s->link.msk,
			  s->link.resumed		  ? NULL :
			  s->inner >= TUNNEL_EAP_MSCHAPV2 ? msk :
							    no_key);
	digest_hmac(EVP_sha1(), keys.cmk, sizeof(keys.cmk), parts, 2, mac);
	memcpy(m->data + m->len - sizeof(mac), mac, sizeof(mac));
}

/* The method inside has ended well.  Return: as the inside does. */
static int conclude(struct tunnel_server *s)
{
	static const uint8_t head[] = { 1, 77, 0, 0, TYPE_EXTENSIONS };
	static const uint8_t success[] = { 0x80, 3, 0, 2, 0, 1 };
	struct message m = { .len = 0 };

	if (s->link.type == TUNNEL_TTLS && !s->success)
		return 1;
	s->concluded = 1;
	if (s->link.type == TUNNEL_TTLS) {
		const uint8_t packet[] = { 3, (uint8_t)s->step, 0, 4 };

		avp_put(m.data, sizeof(m.data), &m.len, AVP_EAP_MESSAGE, packet, sizeof(packet));
		say(s, &m);
		return 0;
	}
	put(&m, head, sizeof(head));
	put(&m, success, sizeof(success));
	if (s->bind)
		put_binding(s, &m);
	m.data[3] = (uint8_t)m.len;
	say(s, &m);
	return 0;
}

/* The peer's response in @value; the text that shows that the server knows the password */
static size_t mschapv2_text(struct tunnel_server *s, const uint8_t *value, char *text)
{
	uint8_t authenticator[MSCHAPV2_AUTHENTICATOR_LEN];
	size_t i, len = 2;

	s->m.user = s->user;
	memcpy(s->m.peer_challenge, value, MSCHAPV2_CHALLENGE_LEN);
	mschap_password_hash((const uint8_t *)s->password, strlen(s->password), s->m.hash);
	mschapv2_response(&s->m);
	mschapv2_authenticator(&s->m, authenticator);
	memcpy(text, "S=", 2);
	for (i = 0; i < sizeof(authenticator); i++)
		len += (size_t)sprintf(text + len, "%02X", authenticator[i]);
	return len + (size_t)sprintf(text + len, " M=ok");
}

/* RFC 5281 11.2.4: the AVP of the response has Ident and Flags before the value */
static int plain_mschapv2(struct tunnel_server *s, const uint8_t *data, size_t len)
{
	const uint8_t *pos = data, *end = data + len;
	uint8_t challenge[MSCHAPV2_CHALLENGE_LEN + 1];
	struct message m = { .len = 0 };
	struct avp avp;
	char text[128];

	if (!len)
		return 1;
	SSL_export_keying_material(s->link.ssl, challenge, sizeof(challenge), "ttls challenge", 14,
				   NULL, 0, 0);
	memcpy(s->m.server_challenge, challenge, MSCHAPV2_CHALLENGE_LEN);
	while (pos < end && avp_next(&pos, end, &avp)) {
		if (avp.code != AVP_MS_CHAP2_RESPONSE || avp.len != 50)
			continue;
		text[0] = (char)avp.data[0];
		avp_put(m.data, sizeof(m.data), &m.len, AVP_MS_CHAP2_SUCCESS, (uint8_t *)text,
			1 + mschapv2_text(s, avp.data + 2, text + 1));
	}
	say(s, &m);
	return m.len ? 0 : -1;
}

static void begin_method(struct tunnel_server *s)
{
	uint8_t data[32] = { TYPE_MD5, 16 };

	switch (s->inner) {
	case TUNNEL_EAP_GTC:
		say_eap(s, "\x06Password: ", 11);
		break;
	case TUNNEL_EAP_MD5:
		say_eap(s, data, 18);
		break;
	default:
		s->ident = 9;
		memset(s->m.server_challenge, 0x77, MSCHAPV2_CHALLENGE_LEN);
		memcpy(data, (uint8_t[]){ TYPE_MSCHAPV2, OP_CHALLENGE, s->ident, 0, 23, 16 }, 6);
		memcpy(data + 6, s->m.server_challenge, MSCHAPV2_CHALLENGE_LEN);
		memcpy(data + 22, "aa", 2);
		say_eap(s, data, 24);
	}
}

/* What the peer said inside, as a whole EAP packet */
static void tls_hear(struct tunnel_server *s, const uint8_t *data, size_t len)
{
	const uint8_t *pos = data, *end = data + len;
	struct eap_server *tls = &s->tls;
	struct avp avp;

	if (s->link.type == TUNNEL_PEAP) {
		const uint8_t header[] = { 2, tls->id, (uint8_t)((len + 4) >> 8),
					   (uint8_t)(len + 4) };

		memcpy(tls->resp, header, sizeof(header));
		memcpy(tls->resp + sizeof(header), data, len);
		tls->resp_len = sizeof(header) + len;
		return;
	}
	while (pos < end && avp_next(&pos, end, &avp)) {
		if (avp.code != AVP_EAP_MESSAGE)
			continue;
		memcpy(tls->resp, avp.data, avp.len);
		tls->resp_len = avp.len;
	}
}

/* A packet of EAP-TLS inside: its way is through the tunnel. */
static void tls_send(struct eap_server *tls, const uint8_t *packet, size_t len)
{
	struct tunnel_server *s =
		(struct tunnel_server *)((char *)tls - offsetof(struct tunnel_server, tls));
	uint8_t data[EAP_SERVER_PACKET_MAX - 4];
	int n;

	if (packet[0] != 1) {
		/* the result is told by the tunnel */
		s->tls_verdict = packet[0] == 3 ? 1 : -1;
		return;
	}
	/* the Identity came before */
	if (packet[4] == 1)
		return;
	say_packet(s, packet, len);
	n = eap_server_turn(&s->link, data, sizeof(data));
	tls->done_count = s->link.done_count;
	if (n > 0)
		tls_hear(s, data, (size_t)n);
}

static int run_tls(struct tunnel_server *s)
{
	s->tls.send = tls_send;
	eap_server_run(&s->tls);
	return s->tls_verdict > 0 ? conclude(s) : -1;
}

/* Ready for another conversation: all but what the test has set */
static void tls_reset(struct tunnel_server *s)
{
	const struct eap_server old = s->tls;

	SSL_free(old.ssl);
	s->tls = (struct eap_server){ .ctx = old.ctx,
				      .fragment = old.fragment,
				      .faults = old.faults };
	s->tls_verdict = 0;
}

/* An answer of the peer, from its Type on. */
static int eap_answer(struct tunnel_server *s, const uint8_t *data, size_t len)
{
	uint8_t success[160] = { TYPE_MSCHAPV2, OP_SUCCESS, s->ident };
	size_t n;

	if (len && data[0] == 1) {
		if (s->inner == TUNNEL_EAP_TLS)
			return run_tls(s);
		begin_method(s);
		return 0;
	}
	if (s->inner != TUNNEL_EAP_MSCHAPV2)
		return conclude(s);
	if (len == 2 && data[0] == TYPE_MSCHAPV2 && data[1] == OP_SUCCESS)
		return conclude(s);
	if (len < 6 + 49 || data[0] != TYPE_MSCHAPV2)
		return -1;
	n = 4 + mschapv2_text(s, data + 6, (char *)success + 5);
	success[3] = (uint8_t)(n >> 8);
	success[4] = (uint8_t)n;
	say_eap(s, success, 1 + n);
	return 0;
}

static int ttls_eap(struct tunnel_server *s, const uint8_t *data, size_t len)
{
	const uint8_t *pos = data, *end = data + len;
	struct avp avp;

	while (pos < end && avp_next(&pos, end, &avp))
		if (avp.code == AVP_EAP_MESSAGE && avp.len > 4)
			return eap_answer(s, avp.data + 4, avp.len - 4);
	return 0;
}

static int inside(struct eap_server *link, const uint8_t *data, int len)
{
	struct tunnel_server *s = (struct tunnel_server *)link;

	s->step++;
	if (s->concluded)
		return 1;
	if (link->type == TUNNEL_PEAP) {
		if (link->resumed)
			return conclude(s);
		if (!len) {
			say_eap(s, "\x01", 1);
			return 0;
		}
		return eap_answer(s, data, (size_t)len);
	}
	if (s->inner == TUNNEL_PLAIN)
		return len > 0;
	if (s->inner == TUNNEL_MSCHAPV2)
		return plain_mschapv2(s, data, (size_t)len);
	return ttls_eap(s, data, (size_t)len);
}

void tunnel_server_run(struct tunnel_server *s, const struct eap_creds *creds,
		       struct eap_session_cache *cache)
{
	void (*send)(struct eap_server *, const uint8_t *, size_t) = s->link.send;

	s->step = 0;
	s->concluded = 0;
	tls_reset(s);
	memset(&s->m, 0, sizeof(s->m));
	s->link.inner = inside;
	s->link.skip_inner = s->link.type == TUNNEL_TTLS;
	eap_server_reset(&s->link, creds, cache);
	s->link.send = send;
	eap_server_run(&s->link);
	/* its keys are still of interest */
	SSL_free(s->tls.ssl);
	s->tls.ssl = NULL;
}
