// SPDX-License-Identifier: BSD-3-Clause
/* PEAP version 0: draft-kamath-pppext-peapv0, MS-PEAP, with TLS 1.3 RFC 9427. */
#include <string.h>

#include "error.h"
#include "inner.h"
#include "peap_binding.h"
#include "tunnel.h"

#define LABEL_KEYS     "client EAP encryption"
#define EAP_HEADER_LEN 4
#define TLV_HEADER_LEN 4
#define TLV_MANDATORY  0x8000
#define TLV_TYPE_MASK  0x3fff

enum tlv_type {
	TLV_RESULT = 3,
	TLV_NAK = 4,
	TLV_CRYPTO_BINDING = 12,
};

enum result_status {
	RESULT_NONE,
	RESULT_SUCCESS,
	RESULT_FAILURE,
};

/* What an Extensions request says */
struct extensions {
	enum result_status result;
	const uint8_t *binding;
	size_t binding_len;
	uint16_t unknown; /* a mandatory TLV that is not known here, or 0 */
};

struct eap_peap {
	struct tunnel tunnel;
	enum eap_binding rule;
	bool bound;
	bool finished; /* results were exchanged */
	struct peap_binding binding;
};

static bool eap_peap_check(const struct eap_config *cfg, struct eap_error *err)
{
	return eap_inner_check(cfg, &eap_method_peap, err);
}

static void *eap_peap_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_peap *s = tunnel_new(sizeof(*s), creds, cache, &eap_method_peap);

	if (s)
		s->rule = creds->binding;
	return s;
}

static void eap_peap_free(void *state)
{
	tunnel_free(state, sizeof(struct eap_peap));
}

static uint16_t get_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/*
 * Type and Type-Data of an Extensions request or of a method, or NULL.  Packets inside of version 0
 * have no header, but Extensions have one, and there are servers that put one before the Identity.
 */
static const uint8_t *whole_packet(const struct tunnel *t)
{
	const uint8_t *in = t->in;

	if (t->in_len > EAP_HEADER_LEN && in[0] == 1 && get_be16(in + 2) == t->in_len &&
	    (in[4] == EAP_TYPE_EXTENSIONS || in[4] == EAP_TYPE_IDENTITY))
		return in + EAP_HEADER_LEN;
	return NULL;
}

static bool violation(struct eap_error *err, const char *text)
{
	tunnel_violation(err, text);
	return false;
}

static bool take_tlv(struct extensions *ext, uint16_t head, const uint8_t *value, size_t len,
		     struct eap_error *err)
{
	switch (head & TLV_TYPE_MASK) {
	case TLV_RESULT:
		if (ext->result != RESULT_NONE)
			return violation(err, "two results");
		if (len != 2)
			return violation(err, "a result of a wrong length");
		ext->result = get_be16(value) == RESULT_SUCCESS ? RESULT_SUCCESS : RESULT_FAILURE;
		return true;
	case TLV_CRYPTO_BINDING:
		if (ext->binding)
			return violation(err, "two cryptographic bindings");
		ext->binding = value - TLV_HEADER_LEN;
		ext->binding_len = len + TLV_HEADER_LEN;
		return true;
	}
	if (head & TLV_MANDATORY)
		ext->unknown = head & TLV_TYPE_MASK;
	return true;
}

static bool parse_extensions(struct extensions *ext, const uint8_t *p, const uint8_t *end,
			     struct eap_error *err)
{
	size_t len;

	memset(ext, 0, sizeof(*ext));
	for (; p < end; p += TLV_HEADER_LEN + len) {
		if (end - p < TLV_HEADER_LEN)
			return violation(err, "a TLV that is cut off");
		len = get_be16(p + 2);
		if (len > (size_t)(end - p) - TLV_HEADER_LEN)
			return violation(err, "a TLV that is cut off");
		if (!take_tlv(ext, get_be16(p), p + TLV_HEADER_LEN, len, err))
			return false;
	}
	return true;
}

/* Append to the answer: mandatory TLV of two octets, or a ready one. */
static void put(struct tunnel *t, const uint8_t *data, size_t len)
{
	memcpy(t->out + t->out_len, data, len);
	t->out_len += len;
}

static void begin_answer(struct tunnel *t)
{
	const uint8_t header[] = { 2, t->in[1], 0, 0, EAP_TYPE_EXTENSIONS };

	put(t, header, sizeof(header));
}

static void end_answer(struct tunnel *t)
{
	t->out[2] = (uint8_t)(t->out_len >> 8);
	t->out[3] = (uint8_t)t->out_len;
}

static void put_result(struct tunnel *t, enum result_status status)
{
	const uint8_t tlv[] = { TLV_MANDATORY >> 8, TLV_RESULT, 0, 2, 0, (uint8_t)status };

	put(t, tlv, sizeof(tlv));
}

static enum eap_step answer_nak(struct tunnel *t, uint16_t type)
{
	const uint8_t tlv[] = {
		TLV_MANDATORY >> 8, TLV_NAK, 0, 6, 0, 0, 0, 0, (uint8_t)(type >> 8), (uint8_t)type,
	};

	begin_answer(t);
	put(t, tlv, sizeof(tlv));
	end_answer(t);
	return EAP_STEP_CONT;
}

/* The error is filled: tell the server that it is over. */
static enum eap_step answer_failure(struct tunnel *t)
{
	t->out_len = 0;
	begin_answer(t);
	put_result(t, RESULT_FAILURE);
	end_answer(t);
	return EAP_STEP_FAIL;
}

static bool derive_binding(struct eap_peap *s, bool authenticated, struct eap_error *err)
{
	struct eap_result keys;
	bool ok;

	ok = tls_carrier_keys(&s->tunnel.carrier, LABEL_KEYS, &keys) &&
	     peap_binding_keys(&s->binding, keys.msk, authenticated ? s->tunnel.peer_msk : NULL);
	explicit_bzero(&keys, sizeof(keys));
	return ok ? true :
		    eap_error_set(err, WMAN_REASON_HELPER_INTERNAL,
				  "the keys of PEAP could not be derived");
}

static bool check_binding(struct eap_peap *s, const struct extensions *ext, bool authenticated,
			  struct eap_error *err)
{
	const char *wrong;

	if (!ext->binding)
		return s->rule != EAP_BINDING_REQUIRED ||
		       violation(err, "no cryptographic binding, which crypto_binding=2 requires");
	if (s->rule == EAP_BINDING_OFF)
		return true;
	if (!derive_binding(s, authenticated, err))
		return false;
	wrong = peap_binding_check(&s->binding, ext->binding, ext->binding_len);
	if (wrong)
		return eap_error_set(err, WMAN_REASON_EAP_PROTOCOL,
				     "inside of the tunnel: the cryptographic binding does not "
				     "hold, %s",
				     wrong);
	s->bound = true;
	return true;
}

/* Does what the server calls a success rest on anything? */
static bool check_result(struct eap_peap *s, const struct extensions *ext, struct eap_error *err)
{
	struct tunnel *t = &s->tunnel;
	bool authenticated;

	if (ext->result == RESULT_FAILURE)
		return eap_error_set(
			err, WMAN_REASON_EAP_REJECTED,
			"inside of the tunnel: the server said Failure, the peer waited for %s",
			tunnel_waiting_for(t));
	authenticated = eap_peer_lower_success(t->peer);
	if (t->peer_failed) {
		*err = t->peer_error;
		return false;
	}
	if (!authenticated && !tls_conn_resumed(t->carrier.conn))
		return violation(err, "success before the user was authenticated");
	return check_binding(s, ext, authenticated, err);
}

static enum eap_step rx_extensions(struct eap_peap *s, const uint8_t *data, const uint8_t *end,
				   struct eap_error *err)
{
	struct tunnel *t = &s->tunnel;
	uint8_t tlv[PEAP_BINDING_TLV_LEN];
	struct extensions ext;

	if (!parse_extensions(&ext, data, end, err))
		return EAP_STEP_FAIL;
	if (ext.unknown)
		return answer_nak(t, ext.unknown);
	if (ext.result == RESULT_NONE)
		return tunnel_violation(err, "extensions without a result");
	if (s->finished)
		return tunnel_violation(err, "a second result");
	if (!check_result(s, &ext, err))
		return answer_failure(t);
	begin_answer(t);
	put_result(t, RESULT_SUCCESS);
	if (s->bound && !peap_binding_answer(&s->binding, ext.binding, tlv)) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL,
			      "the keys of PEAP could not be derived");
		return answer_failure(t);
	}
	if (s->bound)
		put(t, tlv, sizeof(tlv));
	end_answer(t);
	s->finished = true;
	return EAP_STEP_UNCOND_SUCC;
}

/* The answer of the method, without the header that version 0 leaves out */
static enum eap_step put_method(struct tunnel *t, enum eap_step step)
{
	if (t->answer_len)
		put(t, t->answer + EAP_HEADER_LEN, t->answer_len - EAP_HEADER_LEN);
	/* nothing but a result ends it well */
	return step == EAP_STEP_FAIL || step == EAP_STEP_ASK ? step : EAP_STEP_CONT;
}

/* A packet of the method, which gets its header back */
static enum eap_step rx_method(struct eap_peap *s, const uint8_t *data, size_t len,
			       struct eap_error *err)
{
	struct tunnel *t = &s->tunnel;
	uint8_t packet[TUNNEL_MESSAGE_MAX + EAP_HEADER_LEN] = { 1, t->id };
	size_t total = len + EAP_HEADER_LEN;
	enum eap_step step;

	if (s->finished)
		return tunnel_violation(err, "a request after the result");
	packet[2] = (uint8_t)(total >> 8);
	packet[3] = (uint8_t)total;
	memcpy(packet + EAP_HEADER_LEN, data, len);
	step = put_method(t, tunnel_peer_rx(t, packet, total, err));
	explicit_bzero(packet, total);
	return step;
}

/* What the method could not say without an answer */
static enum eap_step say_now(struct tunnel *t, struct eap_error *err)
{
	return put_method(t, tunnel_peer_resume(t, err));
}

static enum eap_step message(struct tunnel *t, struct eap_error *err)
{
	struct eap_peap *s = (struct eap_peap *)t;
	const uint8_t *whole = whole_packet(t), *end = t->in + t->in_len;

	if (!t->in_len)
		return s->finished ? EAP_STEP_UNCOND_SUCC : EAP_STEP_CONT;
	if (whole && *whole == EAP_TYPE_EXTENSIONS)
		return rx_extensions(s, whole + 1, end, err);
	if (!whole)
		whole = t->in;
	return rx_method(s, whole, (size_t)(end - whole), err);
}

static enum eap_step eap_peap_process(void *state, const uint8_t *data, size_t len,
				      struct eap_reply *reply, struct eap_error *err)
{
	struct eap_peap *s = state;

	return tunnel_process(&s->tunnel, message, data, len, reply, err);
}

static enum eap_step eap_peap_resume(void *state, struct eap_reply *reply, struct eap_error *err)
{
	struct eap_peap *s = state;

	return tunnel_resume(&s->tunnel, message, say_now, reply, err);
}

static bool eap_peap_finish(void *state, struct eap_result *result)
{
	struct eap_peap *s = state;

	return tls_carrier_finish(&s->tunnel.carrier, LABEL_KEYS, result) &&
	       (!s->bound || peap_binding_msk(&s->binding, result));
}

static const char *eap_peap_waiting_for(const void *state)
{
	const struct eap_peap *s = state;

	if (s->finished)
		return "EAP-Success after the results inside of the tunnel";
	return tunnel_waiting_for(&s->tunnel);
}

const struct eap_method eap_method_peap = {
	.name = "PEAP",
	.type = EAP_TYPE_PEAP,
	.needs = EAP_NEEDS_TLS | EAP_NEEDS_INNER,
	.check = eap_peap_check,
	.start = eap_peap_start,
	.process = eap_peap_process,
	.resume = eap_peap_resume,
	.finish = eap_peap_finish,
	.waiting_for = eap_peap_waiting_for,
	.free = eap_peap_free,
};
