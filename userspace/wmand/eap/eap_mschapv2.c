// SPDX-License-Identifier: BSD-3-Clause
/* EAP-MSCHAPv2, draft-kamath-pppext-eap-mschapv2; inside of tunnels only. */
#include <stdlib.h>
#include <string.h>

#include <openssl/rand.h>

#include "error.h"
#include "method.h"
#include "mschapv2_peer.h"

#define HEADER_LEN   4 /* OpCode, MS-CHAPv2-ID, MS-Length */
#define VALUE_LEN    49 /* peer's challenge, eight zeros, response, Flags */
#define RESPONSE_OFF 24
/* Change-Password: encrypted password and hash, challenge, eight zeros, response, two of Flags */
#define CHANGE_LEN (MSCHAPV2_BLOCK_LEN + MSCHAP_HASH_LEN + VALUE_LEN + 1)

enum op_code {
	OP_CHALLENGE = 1,
	OP_RESPONSE = 2,
	OP_SUCCESS = 3,
	OP_FAILURE = 4,
	OP_CHANGE_PASSWORD = 7,
};

struct eap_mschapv2 {
	const struct eap_creds *creds;
	struct eap_login login;
	struct mschapv2 m;
	uint8_t id; /* of the challenge that is answered */
	bool challenged;
	bool answered;
	bool retried;
	bool changing; /* the password has expired, and a new one is asked for or was sent */
	bool verified; /* the server knows the password */
};

static bool eap_mschapv2_check(const struct eap_config *cfg, struct eap_error *err)
{
	return password_check(cfg, "EAP-MSCHAPv2", true, err);
}

static void *eap_mschapv2_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_mschapv2 *s = calloc(1, sizeof(*s));

	if (s)
		s->creds = creds;
	return s;
}

static void eap_mschapv2_free(void *state)
{
	explicit_bzero(state, sizeof(struct eap_mschapv2));
	free(state);
}

static enum eap_step violation(struct eap_error *err, const char *text)
{
	eap_error_set(err, WMAN_REASON_EAP_PROTOCOL, "EAP-MSCHAPv2: %s", text);
	return EAP_STEP_FAIL;
}

static void put_header(struct eap_reply *reply, enum op_code op, uint8_t id)
{
	reply->data[0] = op;
	reply->data[1] = id;
	reply->data[2] = (uint8_t)(reply->len >> 8);
	reply->data[3] = (uint8_t)reply->len;
}

/* There is a challenge; somebody may have to be asked first. */
static enum eap_step answer(struct eap_mschapv2 *s, struct eap_reply *reply, struct eap_error *err)
{
	uint8_t *p = reply->data;
	size_t user_len;

	if (eap_login(reply, s->creds, "EAP-MSCHAPv2", &s->login) == EAP_STEP_ASK)
		return EAP_STEP_ASK;
	if (!s->login.password->has_hash) {
		eap_error_set(err, WMAN_REASON_CREDENTIALS,
			      "the password is not UTF-8, or longer than %d characters",
			      MSCHAP_PASSWORD_MAX);
		return EAP_STEP_FAIL;
	}
	if (!mschapv2_peer_answer(&s->m, &s->login, err))
		return EAP_STEP_FAIL;
	s->answered = true;
	user_len = strlen(s->login.identity);
	reply->len = HEADER_LEN + 1 + VALUE_LEN + user_len;
	memset(p, 0, reply->len);
	put_header(reply, OP_RESPONSE, s->id);
	p[4] = VALUE_LEN;
	p += HEADER_LEN + 1;
	memcpy(p, s->m.peer_challenge, MSCHAPV2_CHALLENGE_LEN);
	memcpy(p + RESPONSE_OFF, s->m.response, MSCHAP_RESPONSE_LEN);
	memcpy(p + VALUE_LEN, s->login.identity, user_len);
	return EAP_STEP_CONT;
}

/*
 * Somebody gave a new password (RFC 2759 section 7).  It goes to the server under the old one, and
 * is what the exchange, its keys and all that follows are about from here on.
 */
static enum eap_step change_password(struct eap_mschapv2 *s, struct eap_reply *reply,
				     struct eap_error *err)
{
	struct password *old = &reply->user->password, *changed = &reply->user->changed;
	uint8_t *p = reply->data + HEADER_LEN;

	reply->len = HEADER_LEN + CHANGE_LEN;
	memset(reply->data, 0, reply->len);
	put_header(reply, OP_CHANGE_PASSWORD, s->id);
	s->login.password = changed;
	if (RAND_bytes(p, MSCHAPV2_BLOCK_LEN) != 1 ||
	    !mschapv2_new_password((uint8_t *)changed->text, changed->len, old->hash, p) ||
	    !mschapv2_old_hash(old->hash, changed->hash, p + MSCHAPV2_BLOCK_LEN) ||
	    !mschapv2_peer_answer(&s->m, &s->login, err)) {
		reply->len = 0;
		eap_error_set(err, WMAN_REASON_HELPER_INTERNAL,
			      "EAP-MSCHAPv2: the new password could not be encrypted");
		return EAP_STEP_FAIL;
	}
	p += MSCHAPV2_BLOCK_LEN + MSCHAP_HASH_LEN;
	memcpy(p, s->m.peer_challenge, MSCHAPV2_CHALLENGE_LEN);
	memcpy(p + RESPONSE_OFF, s->m.response, MSCHAP_RESPONSE_LEN);
	password_clear(old);
	*old = *changed;
	memset(changed, 0, sizeof(*changed));
	s->login.password = old;
	s->answered = true;
	return EAP_STEP_CONT;
}

static enum eap_step rx_challenge(struct eap_mschapv2 *s, uint8_t id, const uint8_t *data,
				  size_t len, struct eap_reply *reply, struct eap_error *err)
{
	if (s->challenged)
		return violation(err, "a second challenge");
	if (len < 1 + MSCHAPV2_CHALLENGE_LEN || data[0] != MSCHAPV2_CHALLENGE_LEN)
		return violation(err, "a challenge that has not 16 octets");
	memcpy(s->m.server_challenge, data + 1, MSCHAPV2_CHALLENGE_LEN);
	s->challenged = true;
	s->id = id;
	return answer(s, reply, err);
}

static enum eap_step rx_success(struct eap_mschapv2 *s, const uint8_t *data, size_t len,
				struct eap_reply *reply, struct eap_error *err)
{
	if (!s->answered)
		return violation(err, "success before anything was asked");
	/* no answer to a server that does not know the password */
	if (!mschapv2_peer_verify(&s->m, data, len, err))
		return EAP_STEP_FAIL;
	s->verified = true;
	reply->data[0] = OP_SUCCESS;
	reply->len = 1;
	return EAP_STEP_COND_SUCC;
}

/* A password that somebody gave may be mistyped; a configured one is not asked for again. */
static bool may_retry(struct eap_mschapv2 *s, const uint8_t *data, size_t len)
{
	if (!s->answered || s->retried || password_is_set(&s->creds->password))
		return false;
	s->retried = mschapv2_peer_retry(&s->m, data, len);
	return s->retried;
}

/* What is configured stays: a new password would not be in the configuration. */
static bool may_change(struct eap_mschapv2 *s, const uint8_t *data, size_t len)
{
	if (!s->answered || s->changing || password_is_set(&s->creds->password))
		return false;
	s->changing = mschapv2_peer_expired(&s->m, data, len);
	return s->changing;
}

static enum eap_step rx_failure(struct eap_mschapv2 *s, uint8_t id, const uint8_t *data, size_t len,
				struct eap_reply *reply, struct eap_error *err)
{
	if (s->verified)
		return violation(err, "failure after success");
	if (may_retry(s, data, len)) {
		s->id = id;
		s->answered = false;
		return eap_ask(reply, EAP_ASK_PASSWORD, "of %s, as the server refuses this one",
			       s->login.identity);
	}
	if (may_change(s, data, len)) {
		/* RFC 2759 section 7: that of the failure, plus 1 */
		s->id = (uint8_t)(id + 1);
		s->answered = false;
		return eap_ask(reply, EAP_ASK_NEW_PASSWORD, "of %s, as the old one has expired",
			       s->login.identity);
	}
	mschapv2_peer_refused(data, len, err);
	reply->data[0] = OP_FAILURE;
	reply->len = 1;
	return EAP_STEP_FAIL;
}

static enum eap_step eap_mschapv2_resume(void *state, struct eap_reply *reply,
					 struct eap_error *err)
{
	struct eap_mschapv2 *s = state;

	reply->progress = true;
	return s->changing ? change_password(s, reply, err) : answer(s, reply, err);
}

static enum eap_step eap_mschapv2_process(void *state, const uint8_t *data, size_t len,
					  struct eap_reply *reply, struct eap_error *err)
{
	struct eap_mschapv2 *s = state;

	reply->progress = true;
	if (len < HEADER_LEN)
		return violation(err, "a request of less than four octets");
	if (((size_t)data[2] << 8 | data[3]) != len)
		return violation(err, "MS-Length is not the length");
	switch (data[0]) {
	case OP_CHALLENGE:
		return rx_challenge(s, data[1], data + HEADER_LEN, len - HEADER_LEN, reply, err);
	case OP_SUCCESS:
		return rx_success(s, data + HEADER_LEN, len - HEADER_LEN, reply, err);
	case OP_FAILURE:
		return rx_failure(s, data[1], data + HEADER_LEN, len - HEADER_LEN, reply, err);
	}
	return violation(err, "an OpCode that is not known");
}

static bool eap_mschapv2_finish(void *state, struct eap_result *result)
{
	struct eap_mschapv2 *s = state;

	return mschapv2_msk(&s->m, result->msk);
}

static const char *eap_mschapv2_waiting_for(const void *state)
{
	const struct eap_mschapv2 *s = state;

	return s->answered ? "the server's verdict on the password (EAP-MSCHAPv2)" :
			     "the challenge of EAP-MSCHAPv2";
}

const struct eap_method eap_method_mschapv2 = {
	.name = "MSCHAPV2",
	.type = EAP_TYPE_MSCHAPV2,
	.check = eap_mschapv2_check,
	.start = eap_mschapv2_start,
	.process = eap_mschapv2_process,
	.resume = eap_mschapv2_resume,
	.finish = eap_mschapv2_finish,
	.waiting_for = eap_mschapv2_waiting_for,
	.free = eap_mschapv2_free,
};
