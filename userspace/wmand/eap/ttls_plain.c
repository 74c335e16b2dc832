// SPDX-License-Identifier: BSD-3-Clause
#include "ttls_plain.h"

#include <string.h>

#include "chap.h"
#include "mschapv2_peer.h"

#define PAP_BLOCK 16
/* Ident, Flags, and as much as the fields of RFC 2548 2.1.3 and 2.3.2 have */
#define MS_CHAP_LEN 50

static bool put(struct tunnel *t, enum avp_code code, const void *data, size_t len)
{
	return avp_put(t->out, sizeof(t->out), &t->out_len, code, data, len);
}

static bool put_user(struct tunnel *t, const struct eap_login *login)
{
	return put(t, AVP_USER_NAME, login->identity, strlen(login->identity));
}

/* Padded by zeros so that its length does not show */
static bool put_pap(struct tunnel *t, const struct eap_login *login, const uint8_t *challenge,
		    struct mschapv2 *m)
{
	const struct password *password = login->password;
	size_t padded = (password->len + PAP_BLOCK - 1) / PAP_BLOCK * PAP_BLOCK;
	uint8_t block[PASSWORD_MAX] = { 0 };
	bool ok;

	memcpy(block, password->text, password->len);
	ok = put_user(t, login) && put(t, AVP_USER_PASSWORD, block, padded ? padded : PAP_BLOCK);
	explicit_bzero(block, sizeof(block));
	return ok;
}

static bool put_chap(struct tunnel *t, const struct eap_login *login, const uint8_t *challenge,
		     struct mschapv2 *m)
{
	uint8_t response[1 + CHAP_RESPONSE_LEN] = { challenge[16] };

	return chap_response(response[0], login->password, challenge, 16, response + 1) &&
	       put_user(t, login) && put(t, AVP_CHAP_CHALLENGE, challenge, 16) &&
	       put(t, AVP_CHAP_PASSWORD, response, sizeof(response));
}

static bool put_mschap(struct tunnel *t, const struct eap_login *login, const uint8_t *challenge,
		       struct mschapv2 *m)
{
	/* Flags 1: the NT response counts, the other is left empty */
	uint8_t response[MS_CHAP_LEN] = { challenge[MSCHAP_CHALLENGE_LEN], 1 };

	return mschap_response(challenge, login->password->hash,
			       response + MS_CHAP_LEN - MSCHAP_RESPONSE_LEN) &&
	       put_user(t, login) &&
	       put(t, AVP_MS_CHAP_CHALLENGE, challenge, MSCHAP_CHALLENGE_LEN) &&
	       put(t, AVP_MS_CHAP_RESPONSE, response, sizeof(response));
}

static bool put_mschapv2(struct tunnel *t, const struct eap_login *login, const uint8_t *challenge,
			 struct mschapv2 *m)
{
	uint8_t response[MS_CHAP_LEN] = { challenge[MSCHAPV2_CHALLENGE_LEN] };
	struct eap_error err;

	memcpy(m->server_challenge, challenge, MSCHAPV2_CHALLENGE_LEN);
	if (!mschapv2_peer_answer(m, login, &err))
		return false;
	memcpy(response + 2, m->peer_challenge, MSCHAPV2_CHALLENGE_LEN);
	memcpy(response + MS_CHAP_LEN - MSCHAP_RESPONSE_LEN, m->response, MSCHAP_RESPONSE_LEN);
	return put_user(t, login) &&
	       put(t, AVP_MS_CHAP_CHALLENGE, challenge, MSCHAPV2_CHALLENGE_LEN) &&
	       put(t, AVP_MS_CHAP2_RESPONSE, response, sizeof(response));
}

const struct ttls_plain ttls_pap = {
	.name = "PAP",
	.waiting_for = "the server's verdict on identity and password (PAP)",
	.put = put_pap,
};

const struct ttls_plain ttls_chap = {
	.name = "CHAP",
	.waiting_for = "the server's verdict on identity and password (CHAP)",
	.challenge_len = 17,
	.put = put_chap,
};

const struct ttls_plain ttls_mschap = {
	.name = "MSCHAP",
	.waiting_for = "the server's verdict on identity and password (MSCHAP)",
	.by_hash = true,
	.challenge_len = MSCHAP_CHALLENGE_LEN + 1,
	.put = put_mschap,
};

const struct ttls_plain ttls_mschapv2 = {
	.name = "MSCHAPv2",
	.waiting_for = "the server's verdict on identity and password (MSCHAPv2)",
	.by_hash = true,
	.mutual = true,
	.challenge_len = MSCHAPV2_CHALLENGE_LEN + 1,
	.put = put_mschapv2,
};
