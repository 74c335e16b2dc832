// SPDX-License-Identifier: BSD-3-Clause
#include "tunnel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "user.h"

#define EAP_HEADER_LEN 4

enum eap_step tunnel_violation(struct eap_error *err, const char *text)
{
	eap_error_set(err, WMAN_REASON_EAP_PROTOCOL, "inside of the tunnel: %s", text);
	return EAP_STEP_FAIL;
}

static void peer_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct tunnel *t = ctx;

	memcpy(t->answer, packet, len);
	t->answer_len = len;
}

/* What its messages call ca_cert is ca_cert2. */
static const char *where(const struct tunnel *t)
{
	return t->creds->tls ? "inside of the tunnel (keys that end in 2)" : "inside of the tunnel";
}

static void peer_done(void *ctx, const struct eap_result *result)
{
	struct tunnel *t = ctx;

	t->peer_failed = !result->success;
	if (t->peer_failed)
		eap_error_set(&t->peer_error, result->error.reason, "%s: %s", where(t),
			      result->error.text);
	else
		memcpy(t->peer_msk, result->msk, sizeof(t->peer_msk));
}

static void peer_note(void *ctx, const char *text)
{
	struct tunnel *t = ctx;

	snprintf(t->note, sizeof(t->note), "inside of the tunnel: %s", text);
}

static void peer_ask(void *ctx, enum eap_ask ask, const char *text)
{
	struct tunnel *t = ctx;

	eap_ask(t->reply, ask, "%s", text);
}

static const struct eap_peer_ops peer_ops = {
	.tx = peer_tx,
	.done = peer_done,
	.note = peer_note,
	.ask = peer_ask,
};

void *tunnel_new(size_t size, const struct eap_creds *creds, struct eap_session_cache *cache,
		 const struct eap_method *method)
{
	struct tunnel *t = calloc(1, size);

	if (!t)
		return NULL;
	t->creds = creds->inner;
	t->peer = eap_peer_new(creds->inner, NULL, &peer_ops, t);
	if (t->peer && tls_carrier_start(&t->carrier, creds, cache, method))
		return t;
	eap_peer_free(t->peer);
	free(t);
	return NULL;
}

void tunnel_free(struct tunnel *t, size_t size)
{
	eap_peer_free(t->peer);
	tls_carrier_stop(&t->carrier);
	explicit_bzero(t, size);
	free(t);
}

/* All that came, of however many records; false on failure */
static bool read_all(struct tunnel *t, struct eap_error *err)
{
	ssize_t len;

	t->in_len = 0;
	do {
		len = tls_conn_read(t->carrier.conn, t->in + t->in_len, sizeof(t->in) - t->in_len,
				    err);
		if (len < 0)
			return false;
		t->in_len += (size_t)len;
	} while (len && t->in_len < sizeof(t->in));
	if (t->in_len < sizeof(t->in))
		return true;
	tunnel_violation(err, "a message of 8 KiB or more");
	return false;
}

/* This side's turn */
static enum eap_step turn(struct tunnel *t, tunnel_message_fn message, struct eap_error *err)
{
	enum eap_step step;

	t->out_len = 0;
	step = message(t, err);
	if (t->out_len && !tls_conn_write(t->carrier.conn, t->out, t->out_len)) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "TLS could not encrypt");
		step = EAP_STEP_FAIL;
	}
	explicit_bzero(t->in, t->in_len);
	explicit_bzero(t->out, t->out_len);
	return step;
}

static enum eap_step handle(struct tunnel *t, bool was_established, tunnel_message_fn message,
			    struct eap_error *err)
{
	if (!read_all(t, err))
		return EAP_STEP_FAIL;
	if (!was_established) {
		/* nobody has proved anything to anybody */
		if (t->in_len)
			return tunnel_violation(err, "data before the handshake was answered");
		/* servers take our Finished alone */
		if (tls_conn_output_len(t->carrier.conn))
			return EAP_STEP_CONT;
	}
	return turn(t, message, err);
}

static void begin(struct tunnel *t, struct eap_reply *reply)
{
	t->id = reply->id;
	t->note[0] = '\0';
	t->reply = reply;
	eap_peer_set_user(t->peer, reply->user);
}

/* Also on failure: our alert, what the method still says, or an acknowledgement */
static enum eap_step end(struct tunnel *t, struct eap_reply *reply)
{
	if (t->note[0])
		snprintf(reply->note, sizeof(reply->note), "%s", t->note);
	if (t->step == EAP_STEP_ASK)
		return EAP_STEP_ASK;
	fragments_tx(&t->carrier.frag, reply);
	return t->carrier.frag.sending && t->step != EAP_STEP_FAIL ? EAP_STEP_CONT : t->step;
}

static enum eap_step go_on(struct tunnel *t, enum tls_carrier_rx rx, tunnel_message_fn message,
			   struct eap_reply *reply, struct eap_error *err)
{
	if (rx == TLS_CARRIER_BAD)
		return EAP_STEP_FAIL;
	begin(t, reply);
	if (rx == TLS_CARRIER_FAILED)
		t->step = EAP_STEP_FAIL;
	else if (rx == TLS_CARRIER_ASK)
		t->step = EAP_STEP_ASK;
	else if (rx != TLS_CARRIER_CONT)
		t->step = handle(t, rx == TLS_CARRIER_MESSAGE, message, err);
	return end(t, reply);
}

enum eap_step tunnel_process(struct tunnel *t, tunnel_message_fn message, const uint8_t *data,
			     size_t len, struct eap_reply *reply, struct eap_error *err)
{
	return go_on(t, tls_carrier_rx(&t->carrier, data, len, reply, err), message, reply, err);
}

enum eap_step tunnel_resume(struct tunnel *t, tunnel_message_fn message, tunnel_message_fn say_now,
			    struct eap_reply *reply, struct eap_error *err)
{
	if (tls_conn_question(t->carrier.conn)) {
		t->step = EAP_STEP_CONT;
		return go_on(t, tls_carrier_resume(&t->carrier, reply, err), message, reply, err);
	}
	begin(t, reply);
	t->in_len = 0;
	t->step = turn(t, say_now, err);
	reply->progress = true;
	return end(t, reply);
}

static enum eap_step peer_step(struct tunnel *t, struct eap_error *err)
{
	if (t->peer_failed) {
		*err = t->peer_error;
		return EAP_STEP_FAIL;
	}
	if (t->reply->ask)
		return EAP_STEP_ASK;
	return eap_peer_method_done(t->peer) ? EAP_STEP_COND_SUCC : EAP_STEP_CONT;
}

enum eap_step tunnel_peer_rx(struct tunnel *t, const uint8_t *packet, size_t len,
			     struct eap_error *err)
{
	t->answer_len = 0;
	if (len < EAP_HEADER_LEN || ((size_t)packet[2] << 8 | packet[3]) != len)
		return tunnel_violation(err, "an EAP packet whose Length is wrong");
	eap_peer_rx(t->peer, packet, len);
	return peer_step(t, err);
}

enum eap_step tunnel_peer_resume(struct tunnel *t, struct eap_error *err)
{
	t->answer_len = 0;
	eap_peer_resume(t->peer);
	return peer_step(t, err);
}

const char *tunnel_waiting_for(const struct tunnel *t)
{
	if (!tls_conn_established(t->carrier.conn))
		return "the server's part of the TLS handshake";
	return eap_peer_waiting_for(t->peer);
}
