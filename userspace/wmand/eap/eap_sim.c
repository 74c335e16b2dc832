// SPDX-License-Identifier: BSD-3-Clause
/* EAP-SIM (RFC 4186). */
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "digest.h"
#include "sim_conv.h"

#define VERSION	   1
#define STARTS_MAX 3

enum subtype {
	SUBTYPE_START = 10,
	SUBTYPE_CHALLENGE = 11,
};

static bool take_versions(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	const uint8_t *p = attrs->value[SIM_VERSION_LIST];
	size_t len = attrs->len[SIM_VERSION_LIST], i;

	if (len > sizeof(conv->versions) || len % 2)
		return false;
	memcpy(conv->versions, p, len);
	conv->versions_len = len;
	for (i = 0; i < len; i += 2)
		if ((p[i] << 8 | p[i + 1]) == VERSION)
			return true;
	return false;
}

static enum eap_step handle_start(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	enum sim_id_request request;

	if (conv->challenged || conv->started == STARTS_MAX ||
	    !sim_id_requested(conv, attrs, &request))
		return sim_client_error(conv, SIM_ERROR_UNABLE, "a Start that is not due");
	if (!attrs->value[SIM_VERSION_LIST])
		return sim_client_error(conv, SIM_ERROR_UNABLE, "a Start without AT_VERSION_LIST");
	if (!take_versions(conv, attrs))
		return sim_client_error(conv, SIM_ERROR_VERSION,
					"version 1 of EAP-SIM is not offered");
	conv->started++;
	sim_begin(conv, SUBTYPE_START);
	if (request)
		sim_add_identity(conv, request);
	/* RFC 4186 9.2: neither with the identity of a fast re-authentication */
	if (!request || !conv->reauth_offered) {
		sim_msg_add(&conv->msg, AT_NONCE_MT, 0, conv->nonce_mt, sizeof(conv->nonce_mt));
		sim_msg_add(&conv->msg, AT_SELECTED_VERSION, VERSION, NULL, 0);
		conv->reauth_offered = false;
	}
	conv->reply->progress = true;
	return sim_answer(conv);
}

/* What the card makes of all challenges */
struct triplets {
	uint8_t sres[SIM_RANDS_MAX * USIM_SRES_LEN];
	uint8_t kc[SIM_RANDS_MAX * USIM_KC_LEN];
	size_t num;
};

static bool derive(struct sim_conv *conv, const struct triplets *t)
{
	static const uint8_t version[] = { 0, VERSION };
	const struct digest_part parts[] = {
		{ conv->identity, strlen(conv->identity) },
		{ t->kc, t->num * USIM_KC_LEN },
		{ conv->nonce_mt, sizeof(conv->nonce_mt) },
		{ conv->versions, conv->versions_len },
		{ version, sizeof(version) },
	};

	if (!digest_hash(EVP_sha1(), parts, 5, conv->keys.mk))
		return false;
	sim_keys_full(&conv->keys);
	return true;
}

static bool rands_differ(const struct sim_attrs *attrs)
{
	const uint8_t *p = attrs->value[SIM_RAND];
	size_t num = attrs->len[SIM_RAND] / MILENAGE_RAND_LEN, i, j;

	for (i = 0; i < num; i++)
		for (j = 0; j < i; j++)
			if (!memcmp(p + i * MILENAGE_RAND_LEN, p + j * MILENAGE_RAND_LEN,
				    MILENAGE_RAND_LEN))
				return false;
	return true;
}

static enum eap_step challenge_answer(struct sim_conv *conv, const struct sim_attrs *attrs,
				      const struct triplets *t)
{
	size_t rands = attrs->len[SIM_RAND];
	const char *error;

	if (!derive(conv, t))
		return sim_broken(conv);
	if (!sim_mac_ok(conv, attrs, conv->nonce_mt, sizeof(conv->nonce_mt)))
		return sim_client_error(
			conv, SIM_ERROR_UNABLE,
			"AT_MAC of the challenge is missing or wrong: the server is "
			"not the operator's, or Ki and OPc are not those it has");
	error = sim_take_common(conv, attrs);
	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	/* RFC 5247 appendix A.9: the challenges, then the nonce */
	conv->session_id[0] = EAP_TYPE_SIM;
	memcpy(conv->session_id + 1, attrs->value[SIM_RAND], rands);
	memcpy(conv->session_id + 1 + rands, conv->nonce_mt, sizeof(conv->nonce_mt));
	conv->session_id_len = 1 + rands + sizeof(conv->nonce_mt);

	sim_begin(conv, SUBTYPE_CHALLENGE);
	sim_add_common(conv, attrs);
	return sim_answer_mac(conv, t->sres, t->num * USIM_SRES_LEN, sim_challenged(conv));
}

static enum eap_step challenge_card(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	enum eap_step step = EAP_STEP_FAIL;
	struct triplets t;

	t.num = attrs->len[SIM_RAND] / MILENAGE_RAND_LEN;
	switch (sim_card_gsm(conv, attrs->value[SIM_RAND], t.num, t.sres, t.kc)) {
	case USIM_OK:
		step = challenge_answer(conv, attrs, &t);
		break;
	case USIM_ASK:
		step = EAP_STEP_ASK;
		break;
	case USIM_OTHER:
		step = sim_other_answer(conv);
		break;
	default:
		step = sim_broken(conv);
	}
	OPENSSL_cleanse(&t, sizeof(t));
	return step;
}

static enum eap_step handle_challenge(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	size_t num = attrs->len[SIM_RAND] / MILENAGE_RAND_LEN;

	/* after a Start that was answered with a nonce, which @reauth_offered stands against */
	if (conv->challenged || !conv->started || conv->reauth_offered)
		return sim_client_error(conv, SIM_ERROR_UNABLE, "a challenge that is not due");
	if (!attrs->value[SIM_RAND] || num > SIM_RANDS_MAX)
		return sim_client_error(conv, SIM_ERROR_UNABLE,
					"a challenge without AT_RAND, or with more than three");
	if (num < SIM_RANDS_MIN)
		return sim_client_error(conv, SIM_ERROR_RANDS, "fewer challenges than two");
	if (!rands_differ(attrs))
		return sim_client_error(conv, SIM_ERROR_NOT_FRESH, "two challenges are the same");
	return challenge_card(conv, attrs);
}

static const struct sim_handler handlers[] = {
	{ SUBTYPE_START,
	  SIM_BIT(SIM_VERSION_LIST) | SIM_BIT(SIM_ANY_ID_REQ) | SIM_BIT(SIM_FULLAUTH_ID_REQ) |
		  SIM_BIT(SIM_PERMANENT_ID_REQ),
	  handle_start },
	{ SUBTYPE_CHALLENGE,
	  SIM_BIT(SIM_RAND) | SIM_BIT(SIM_MAC) | SIM_BIT(SIM_IV) | SIM_BIT(SIM_ENCR_DATA) |
		  SIM_BIT(SIM_RESULT_IND),
	  handle_challenge },
	{ 0 },
};

static const struct sim_variant sim = {
	.type = EAP_TYPE_SIM,
	.prefix = '1',
	.handlers = handlers,
};

static bool check(const struct eap_config *cfg, struct eap_error *err)
{
	return sim_check(cfg, &eap_method_sim, &sim, err);
}

static void *start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct sim_conv *conv = sim_start(&sim, creds, cache);

	if (conv && RAND_bytes(conv->nonce_mt, sizeof(conv->nonce_mt)) == 1)
		return conv;
	if (conv)
		sim_free(conv);
	return NULL;
}

const struct eap_method eap_method_sim = {
	.name = "SIM",
	.type = EAP_TYPE_SIM,
	.needs = EAP_NEEDS_USIM,
	.check = check,
	.identity = sim_identity,
	.start = start,
	.process = sim_process,
	.resume = sim_resume,
	.finish = sim_finish,
	.waiting_for = sim_waiting_for,
	.free = sim_free,
};
