// SPDX-License-Identifier: BSD-3-Clause
#include "eap_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

#define TYPE_TLS  13
#define TYPE_TTLS 21
#define FLAG_L	  0x80
#define FLAG_M	  0x40
#define FLAG_S	  0x20
#define HEADER	  6 /* up to and with Flags */

static void peer_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct eap_server *s = ctx;

	if (len > sizeof(s->resp))
		abort();
	memcpy(s->resp, packet, len);
	s->resp_len = len;
	s->tx_count++;
}

static void peer_done(void *ctx, const struct eap_result *result)
{
	struct eap_server *s = ctx;

	s->done_count++;
	s->result = *result;
}

static void peer_note(void *ctx, const char *text)
{
	struct eap_server *s = ctx;

	snprintf(s->note, sizeof(s->note), "%s", text);
}

static void peer_ask(void *ctx, enum eap_ask ask, const char *text)
{
	struct eap_server *s = ctx;

	s->asks++;
	s->ask = ask;
	snprintf(s->ask_text, sizeof(s->ask_text), "%s", text);
}

const struct eap_peer_ops eap_server_peer_ops = {
	.tx = peer_tx,
	.done = peer_done,
	.note = peer_note,
	.ask = peer_ask,
};

SSL_CTX *eap_server_ctx(const struct pki_id *id, X509 *intermediate, X509 *client_root, int version)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());

	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, version);
	SSL_CTX_set_max_proto_version(ctx, version);
	SSL_CTX_use_certificate(ctx, id->cert);
	SSL_CTX_use_PrivateKey(ctx, id->key);
	if (intermediate)
		SSL_CTX_add1_chain_cert(ctx, intermediate);
	SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
	X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), client_root);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL_CTX_set_session_id_context(ctx, (const uint8_t *)"wman", 4);
	return ctx;
}

void eap_server_reset(struct eap_server *s, const struct eap_creds *creds,
		      struct eap_session_cache *cache)
{
	struct eap_server kept = *s;

	s->ctx = NULL;
	eap_server_cleanup(s);
	s->ctx = kept.ctx;
	s->fragment = kept.fragment;
	s->faults = kept.faults;
	s->type = kept.type;
	s->version = kept.version;
	s->inner = kept.inner;
	s->send = kept.send;
	s->skip_inner = kept.skip_inner;
	s->greeting = kept.greeting;
	s->greeting_len = kept.greeting_len;
	s->id = 40;
	s->peer = eap_peer_new(creds, cache, &eap_server_peer_ops, s);
	if (!s->peer)
		abort();
}

void eap_server_cleanup(struct eap_server *s)
{
	eap_peer_free(s->peer);
	SSL_free(s->ssl);
	SSL_CTX_free(s->ctx);
	memset(s, 0, sizeof(*s));
}

void eap_server_deliver(struct eap_peer *peer, const uint8_t *packet, size_t len)
{
	ERR_clear_error();
	eap_peer_rx(peer, packet, len);
	if (!ERR_peek_error())
		return;
	fprintf(stderr, "the peer leaves errors of OpenSSL behind:\n");
	ERR_print_errors_fp(stderr);
	abort();
}

void eap_server_raw(struct eap_server *s, const void *packet, size_t len)
{
	/* a copy of just that size, so that sanitizers see a read past its end */
	uint8_t *copy = malloc(len ? len : 1);

	memcpy(copy, packet, len);
	s->resp_len = 0;
	if (s->send)
		s->send(s, copy, len);
	else
		eap_server_deliver(s->peer, copy, len);
	free(copy);
}

void eap_server_request(struct eap_server *s, uint8_t id, const void *data, size_t len)
{
	uint8_t packet[EAP_SERVER_PACKET_MAX] = { 1, id, (uint8_t)((len + 4) >> 8),
						  (uint8_t)(len + 4) };

	if (len > sizeof(packet) - 4)
		abort();
	memcpy(packet + 4, data, len);
	s->id = id;
	s->packets++;
	if (s->packets == s->faults.flip_packet && s->faults.flip_offset < len + 4)
		packet[s->faults.flip_offset] ^= 0x40;
	eap_server_raw(s, packet, len + 4);
}

void eap_server_success(struct eap_server *s, uint8_t id)
{
	eap_server_raw(s, (uint8_t[]){ 3, id, 0, 4 }, 4);
}

void eap_server_failure(struct eap_server *s, uint8_t id)
{
	eap_server_raw(s, (uint8_t[]){ 4, id, 0, 4 }, 4);
}

static uint8_t type_of(const struct eap_server *s)
{
	return s->type ? s->type : TYPE_TLS;
}

void eap_server_start(struct eap_server *s)
{
	eap_server_request(s, ++s->id, "\x01", 1);
	eap_server_request(s, ++s->id, (uint8_t[]){ type_of(s), FLAG_S | s->version }, 2);
}

/* Make the extension supported_versions of a ClientHello one that nobody knows. */
static void hide_tls13(struct eap_server *s)
{
	static const uint8_t extension[] = { 0x00, 0x2b, 0x00, 0x05, 0x04, 0x03, 0x04, 0x03, 0x03 };
	uint8_t *p = memmem(s->resp, s->resp_len, extension, sizeof(extension));

	if (p)
		p[0] = 0x6a;
}

static int peer_answers(const struct eap_server *s)
{
	return s->resp_len >= HEADER && s->resp[4] == type_of(s);
}

/* Collect a message of the peer, acknowledging its fragments.  Return: 0 when it went away. */
static int receive(struct eap_server *s)
{
	uint8_t flags;
	size_t skip;

	do {
		if (!peer_answers(s))
			return 0;
		flags = s->resp[5];
		skip = HEADER + (flags & FLAG_L ? 4 : 0);
		if (s->resp_len - skip > s->max_fragment)
			s->max_fragment = s->resp_len - skip;
		BIO_write(s->in, s->resp + skip, (int)(s->resp_len - skip));
		if (!(flags & FLAG_M))
			break;
		s->fragments++;
		eap_server_request(s, (uint8_t)(s->id + 1), (uint8_t[]){ type_of(s), 0 }, 2);
	} while (!s->done_count);
	return 1;
}

/* Send what TLS wants to say; the peer's answer to the last fragment remains in resp. */
static void send_out(struct eap_server *s)
{
	size_t total = BIO_ctrl_pending(s->out), left = total, fragment = s->fragment;
	uint8_t data[HEADER + 4 + EAP_SERVER_PACKET_MAX];
	size_t len, piece;

	if (!fragment)
		fragment = 1000;
	do {
		piece = left < fragment ? left : fragment;
		data[0] = type_of(s);
		data[1] = piece < left ? FLAG_M : 0;
		len = 2;
		if ((left == total && piece < left) || s->faults.always_length) {
			data[1] |= FLAG_L;
			data[2] = (uint8_t)(total >> 24);
			data[3] = (uint8_t)(total >> 16);
			data[4] = (uint8_t)(total >> 8);
			data[5] = (uint8_t)total;
			len = 6;
		}
		if (piece && BIO_read(s->out, data + len, (int)piece) != (int)piece)
			abort();
		left -= piece;
		eap_server_request(s, (uint8_t)(s->id + 1), data, len + piece);
	} while (left && peer_answers(s) && !s->done_count);
}

static void write_indication(struct eap_server *s)
{
	const struct eap_server_faults *f = &s->faults;

	if (f->key_update) {
		SSL_key_update(s->ssl, SSL_KEY_UPDATE_REQUESTED);
		SSL_do_handshake(s->ssl);
	}
	if (f->close_notify)
		SSL_shutdown(s->ssl);
	else if (f->indication)
		SSL_write(s->ssl, f->indication, f->indication_len);
	else if (!f->indication_len)
		SSL_write(s->ssl, "", 1);
	if (f->indication_twice)
		SSL_write(s->ssl, "", 1);
}

static void export_keys(struct eap_server *s)
{
	const char *label = type_of(s) == TYPE_TTLS ? "ttls keying material" :
						      "client EAP encryption";
	uint8_t keys[128], type = type_of(s);

	if (SSL_version(s->ssl) == TLS1_3_VERSION) {
		SSL_export_keying_material(s->ssl, keys, 128, "EXPORTER_EAP_TLS_Key_Material", 29,
					   &type, 1, 1);
		SSL_export_keying_material(s->ssl, s->method_id, 64, "EXPORTER_EAP_TLS_Method-Id",
					   26, &type, 1, 1);
	} else {
		SSL_export_keying_material(s->ssl, keys, 128, label, strlen(label), NULL, 0, 0);
		SSL_get_client_random(s->ssl, s->method_id, 32);
		SSL_get_server_random(s->ssl, s->method_id + 32, 32);
	}
	memcpy(s->msk, keys, 64);
	memcpy(s->emsk, keys + 64, 64);
	/* test_child looks for copies that the program leaves */
	OPENSSL_cleanse(keys, sizeof(keys));
	s->resumed = SSL_session_reused(s->ssl);
}

static void after_handshake(struct eap_server *s)
{
	export_keys(s);
	if (SSL_version(s->ssl) == TLS1_3_VERSION) {
		if (!s->faults.indication_early)
			write_indication(s);
	} else if (s->faults.hello_request) {
		SSL_renegotiate(s->ssl);
		SSL_do_handshake(s->ssl);
	} else if (s->faults.indication) {
		SSL_write(s->ssl, s->faults.indication, s->faults.indication_len);
	}
}

static void start_tls(struct eap_server *s)
{
	s->ssl = SSL_new(s->ctx);
	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_accept_state(s->ssl);
}

/* Return: 1 when the handshake ended well, and the peer stayed with it */
static int handshake(struct eap_server *s)
{
	int done = 0, ret;
	uint8_t byte;
	size_t len;

	if (s->faults.indication_early) {
		/* what the library calls early data of a server: after its Finished, before ours */
		receive(s);
		SSL_read_early_data(s->ssl, &byte, 1, &len);
		if (!SSL_write_early_data(s->ssl, "", 1, &len)) {
			s->broken = 1;
			return 0;
		}
		send_out(s);
	}

	while (receive(s)) {
		ERR_clear_error();
		ret = done ? SSL_read(s->ssl, &byte, 1) : SSL_do_handshake(s->ssl);
		if (ret <= 0 && SSL_get_error(s->ssl, ret) != SSL_ERROR_WANT_READ) {
			s->broken = 1;
			if (BIO_ctrl_pending(s->out) && !s->done_count)
				send_out(s);
			return 0;
		}
		if (s->done_count)
			return 0;
		if (!done && ret == 1) {
			done = 1;
			after_handshake(s);
		}
		if (done && !BIO_ctrl_pending(s->out))
			return 1;
		send_out(s);
	}
	return 0;
}

/* The handshake is done; a session that is resumed may be all that is wanted. */
static int established(struct eap_server *s)
{
	export_keys(s);
	if (s->greeting)
		SSL_write(s->ssl, s->greeting, s->greeting_len);
	if (!s->resumed || !s->skip_inner)
		return 0;
	if (SSL_version(s->ssl) == TLS1_3_VERSION)
		SSL_write(s->ssl, "", 1);
	return 1;
}

/* A message of the peer.  Return: as the inside does, or -2 when TLS failed. */
static int tunnel_message(struct eap_server *s)
{
	uint8_t data[EAP_SERVER_PACKET_MAX];
	int ret, verdict;

	ERR_clear_error();
	if (!SSL_is_init_finished(s->ssl)) {
		ret = SSL_do_handshake(s->ssl);
		if (ret == 1)
			return established(s);
	} else {
		ret = SSL_read(s->ssl, data, sizeof(data));
		if (ret > 0 || SSL_get_error(s->ssl, ret) == SSL_ERROR_WANT_READ) {
			verdict = s->inner(s, data, ret > 0 ? ret : 0);
			/* test_child looks for copies that the program leaves */
			OPENSSL_cleanse(data, sizeof(data));
			return verdict;
		}
	}
	if (SSL_get_error(s->ssl, ret) == SSL_ERROR_WANT_READ)
		return 0;
	s->broken = 1;
	return -2;
}

int eap_server_turn(struct eap_server *s, uint8_t *data, int size)
{
	int len;

	send_out(s);
	if (s->done_count || !receive(s))
		return -1;
	ERR_clear_error();
	len = SSL_read(s->ssl, data, size);
	if (len > 0)
		return len;
	return SSL_get_error(s->ssl, len) == SSL_ERROR_WANT_READ ? 0 : -1;
}

/* Return: 1 for Success */
static int tunnel(struct eap_server *s)
{
	int verdict = 0;

	while (receive(s) && !s->done_count) {
		if (!verdict)
			verdict = tunnel_message(s);
		if (s->done_count || (verdict && !BIO_ctrl_pending(s->out)))
			break;
		send_out(s);
	}
	return verdict == 1;
}

void eap_server_run(struct eap_server *s)
{
	int good;

	start_tls(s);
	eap_server_start(s);
	if (s->faults.hide_tls13)
		hide_tls13(s);
	good = s->inner ? tunnel(s) : handshake(s);
	ERR_clear_error();
	if (s->done_count || s->faults.no_success)
		return;
	if ((good && !s->faults.failure_after) || s->faults.answer_alert_with_success)
		eap_server_success(s, s->id);
	else
		eap_server_failure(s, s->id);
}
