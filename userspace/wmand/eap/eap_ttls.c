// SPDX-License-Identifier: BSD-3-Clause
/* EAP-TTLS version 0: RFC 5281, with TLS 1.3 RFC 9427. */
#include <string.h>

#include "error.h"
#include "inner.h"
#include "mschapv2_peer.h"
#include "ttls_plain.h"

#define LABEL_KEYS	"ttls keying material" /* RFC 5281 8 */
#define LABEL_CHALLENGE "ttls challenge" /* RFC 5281 11.1 */

struct eap_ttls {
	struct tunnel tunnel;
	const struct ttls_plain *plain; /* NULL: EAP inside */
	bool begun;
	bool indicated; /* resumed, and the server wants nothing more: RFC 9427 */
	bool verified; /* the server knows the password */
	uint8_t ident; /* of MSCHAPv2 */
	struct eap_login login;
	struct mschapv2 m;
	uint8_t eap[WMAN_EAP_FRAME_MAX]; /* put together from AVPs of one message */
	size_t eap_len;
};

static bool eap_ttls_check(const struct eap_config *cfg, struct eap_error *err)
{
	return eap_inner_check(cfg, &eap_method_ttls, err);
}

static void *eap_ttls_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_ttls *s = tunnel_new(sizeof(*s), creds, cache, &eap_method_ttls);

	if (s)
		s->plain = creds->plain;
	return s;
}

static void eap_ttls_free(void *state)
{
	tunnel_free(state, sizeof(struct eap_ttls));
}

static enum eap_step put_eap(struct eap_ttls *s, enum eap_step step, struct eap_error *err)
{
	struct tunnel *t = &s->tunnel;

	if (t->answer_len && !avp_put(t->out, sizeof(t->out), &t->out_len, AVP_EAP_MESSAGE,
				      t->answer, t->answer_len))
		return tunnel_violation(err, "no room for an answer");
	return step;
}

/* RFC 5281 11.2.1: the peer begins, as if it had been asked for its identity */
static enum eap_step begin_eap(struct eap_ttls *s, struct eap_error *err)
{
	static const uint8_t request[] = { 1, 0, 0, 5, EAP_TYPE_IDENTITY };

	return put_eap(s, tunnel_peer_rx(&s->tunnel, request, sizeof(request), err), err);
}

static enum eap_step begin_plain(struct eap_ttls *s, struct eap_error *err)
{
	uint8_t challenge[TTLS_CHALLENGE_MAX];
	size_t len = s->plain->challenge_len;
	struct tunnel *t = &s->tunnel;

	if (eap_login(t->reply, t->creds, s->plain->name, &s->login) == EAP_STEP_ASK)
		return EAP_STEP_ASK;
	if (s->plain->by_hash && !s->login.password->has_hash) {
		eap_error_set(err, WMAN_REASON_CREDENTIALS,
			      "the password is not UTF-8, or longer than %d characters",
			      MSCHAP_PASSWORD_MAX);
		return EAP_STEP_FAIL;
	}
	if ((len && !tls_conn_export(t->carrier.conn, LABEL_CHALLENGE, NULL, 0, challenge, len)) ||
	    !s->plain->put(t, &s->login, challenge, &s->m)) {
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL,
			      "no memory for an answer inside of the tunnel");
		return EAP_STEP_FAIL;
	}
	if (!s->plain->mutual)
		return EAP_STEP_COND_SUCC;
	s->ident = challenge[MSCHAPV2_CHALLENGE_LEN];
	return EAP_STEP_CONT;
}

static bool violation(struct eap_error *err, const char *text)
{
	tunnel_violation(err, text);
	return false;
}

static bool rx_eap_message(struct eap_ttls *s, const struct avp *avp, struct eap_error *err)
{
	if (s->plain)
		return violation(err, "EAP where none was begun");
	if (avp->len > sizeof(s->eap) - s->eap_len)
		return violation(err, "an EAP packet that is too long");
	memcpy(s->eap + s->eap_len, avp->data, avp->len);
	s->eap_len += avp->len;
	return true;
}

static bool rx_chap2_success(struct eap_ttls *s, const struct avp *avp, struct eap_error *err)
{
	if (s->plain != &ttls_mschapv2)
		return violation(err, "success of MSCHAPv2, which was not begun");
	if (!avp->len || avp->data[0] != s->ident)
		return violation(err, "success of another MSCHAPv2 exchange");
	s->verified = mschapv2_peer_verify(&s->m, avp->data + 1, avp->len - 1, err);
	return s->verified;
}

static bool rx_chap_error(struct eap_ttls *s, const struct avp *avp, struct eap_error *err)
{
	if (!s->plain || !s->plain->by_hash)
		return violation(err, "an error of MSCHAP, which was not begun");
	/* Ident, then text */
	return avp->len ? mschapv2_peer_refused(avp->data + 1, avp->len - 1, err) :
			  violation(err, "an error of MSCHAP without anything in it");
}

static bool rx_nothing(struct eap_ttls *s, const struct avp *avp, struct eap_error *err)
{
	return true;
}

static const struct {
	enum avp_code code;
	bool (*rx)(struct eap_ttls *s, const struct avp *avp, struct eap_error *err);
} avps[] = {
	{ AVP_EAP_MESSAGE, rx_eap_message },
	{ AVP_MS_CHAP2_SUCCESS, rx_chap2_success },
	{ AVP_MS_CHAP_ERROR, rx_chap_error },
	{ AVP_REPLY_MESSAGE, rx_nothing },
	{ AVP_STATE, rx_nothing },
	{ AVP_CLASS, rx_nothing },
};

static bool rx_avp(struct eap_ttls *s, const struct avp *avp, struct eap_error *err)
{
	size_t i;

	for (i = 0; i < sizeof(avps) / sizeof(avps[0]); i++)
		if (avps[i].code == avp->code)
			return avps[i].rx(s, avp, err);
	return !avp->mandatory || violation(err, "a mandatory AVP that is not known");
}

static bool rx_avps(struct eap_ttls *s, struct eap_error *err)
{
	const uint8_t *pos = s->tunnel.in, *end = pos + s->tunnel.in_len;
	struct avp avp;

	s->eap_len = 0;
	while (pos < end)
		if (!avp_next(&pos, end, &avp))
			return violation(err, "an AVP that is cut off");
		else if (!rx_avp(s, &avp, err))
			return false;
	return true;
}

static enum eap_step message(struct tunnel *t, struct eap_error *err)
{
	struct eap_ttls *s = (struct eap_ttls *)t;
	bool resumed = tls_conn_resumed(t->carrier.conn);

	if (!s->begun && resumed && t->in_len == 1 && !t->in[0] &&
	    tls_conn_is_13(t->carrier.conn)) {
		s->indicated = true;
		return EAP_STEP_UNCOND_SUCC;
	}
	if (!s->begun) {
		if (t->in_len)
			return tunnel_violation(err, "the server speaks before the peer");
		s->begun = true;
		return s->plain ? begin_plain(s, err) : begin_eap(s, err);
	}
	if (!rx_avps(s, err))
		return EAP_STEP_FAIL;
	if (s->eap_len)
		return put_eap(s, tunnel_peer_rx(t, s->eap, s->eap_len, err), err);
	if (s->plain)
		return s->plain->mutual && !s->verified ? EAP_STEP_CONT : EAP_STEP_COND_SUCC;
	return eap_peer_method_done(t->peer) ? EAP_STEP_COND_SUCC : EAP_STEP_CONT;
}

/* The same that could not be said without an answer */
static enum eap_step say_now(struct tunnel *t, struct eap_error *err)
{
	struct eap_ttls *s = (struct eap_ttls *)t;

	return s->plain ? begin_plain(s, err) : put_eap(s, tunnel_peer_resume(t, err), err);
}

static enum eap_step eap_ttls_resume(void *state, struct eap_reply *reply, struct eap_error *err)
{
	struct eap_ttls *s = state;

	return tunnel_resume(&s->tunnel, message, say_now, reply, err);
}

static enum eap_step eap_ttls_process(void *state, const uint8_t *data, size_t len,
				      struct eap_reply *reply, struct eap_error *err)
{
	struct eap_ttls *s = state;
	struct tls_carrier *carrier = &s->tunnel.carrier;
	enum eap_step step = tunnel_process(&s->tunnel, message, data, len, reply, err);

	/* RFC 5281 15: whose session is resumed needs not authenticate again */
	if (step == EAP_STEP_CONT && !s->begun && !carrier->frag.sending &&
	    tls_conn_established(carrier->conn) && tls_conn_resumed(carrier->conn) &&
	    !tls_conn_is_13(carrier->conn))
		return EAP_STEP_COND_SUCC;
	return step;
}

static bool eap_ttls_finish(void *state, struct eap_result *result)
{
	struct eap_ttls *s = state;

	return tls_carrier_finish(&s->tunnel.carrier, LABEL_KEYS, result);
}

static const char *eap_ttls_waiting_for(const void *state)
{
	const struct eap_ttls *s = state;

	return s->plain && s->begun ? s->plain->waiting_for : tunnel_waiting_for(&s->tunnel);
}

const struct eap_method eap_method_ttls = {
	.name = "TTLS",
	.type = EAP_TYPE_TTLS,
	.needs = EAP_NEEDS_TLS | EAP_NEEDS_INNER,
	.check = eap_ttls_check,
	.start = eap_ttls_start,
	.process = eap_ttls_process,
	.resume = eap_ttls_resume,
	.finish = eap_ttls_finish,
	.waiting_for = eap_ttls_waiting_for,
	.free = eap_ttls_free,
};
