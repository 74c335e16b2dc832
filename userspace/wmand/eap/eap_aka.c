// SPDX-License-Identifier: BSD-3-Clause
/* EAP-AKA (RFC 4187) and EAP-AKA' (RFC 9048). */
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "digest.h"
#include "error.h"
#include "sim_conv.h"

#define KDF_PRIME      1 /* the one there is, RFC 9048 3.3 */
#define AMF_SEPARATION 0x80 /* first bit of AMF, TS 33.102 annex H */
#define BIDDING_PRIME  0x8000 /* the server would rather run EAP-AKA' */

enum subtype {
	SUBTYPE_CHALLENGE = 1,
	SUBTYPE_AUTH_REJECT = 2,
	SUBTYPE_SYNC_FAILURE = 4,
	SUBTYPE_IDENTITY = 5,
};

/* AKA-Identity messages go into AT_CHECKCODE as they are, header and all. */
static bool hash_identity(struct sim_conv *conv, uint8_t code, const uint8_t *data, size_t len)
{
	const size_t total = len + 5;
	const uint8_t head[] = {
		code, conv->reply->id, (uint8_t)(total >> 8), (uint8_t)total, conv->variant->type,
	};

	conv->have_ids = true;
	return EVP_DigestUpdate(conv->ids, head, sizeof(head)) == 1 &&
	       EVP_DigestUpdate(conv->ids, data, len) == 1;
}

static enum eap_step handle_identity(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	enum sim_id_request request;

	if (conv->challenged || !sim_id_requested(conv, attrs, &request) || !request)
		return sim_client_error(conv, SIM_ERROR_UNABLE,
					"an identity request that is not due");
	sim_begin(conv, SUBTYPE_IDENTITY);
	sim_add_identity(conv, request);
	conv->reply->progress = true;
	if (sim_answer(conv) != EAP_STEP_CONT)
		return EAP_STEP_FAIL;
	if (!hash_identity(conv, 1, conv->request, conv->request_len) ||
	    !hash_identity(conv, 2, conv->reply->data, conv->reply->len))
		return sim_broken(conv);
	return EAP_STEP_CONT;
}

static enum eap_step reject(struct sim_conv *conv, const char *text)
{
	sim_begin(conv, SUBTYPE_AUTH_REJECT);
	sim_answer(conv);
	eap_error_set(conv->err, WMAN_REASON_EAP_PROTOCOL, "%s", text);
	return EAP_STEP_FAIL;
}

static void add_kdfs(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	unsigned int i;

	for (i = 0; i < attrs->num_kdf; i++)
		sim_msg_add(&conv->msg, AT_KDF, attrs->kdf[i], NULL, 0);
}

static enum eap_step sync_failure(struct sim_conv *conv, const struct sim_attrs *attrs,
				  const uint8_t *auts)
{
	if (conv->resynced)
		return sim_client_error(conv, SIM_ERROR_UNABLE,
					"the sequence number of the challenge is wrong again after "
					"a resynchronisation");
	conv->resynced = true;
	conv->num_offered_kdf = 0;
	snprintf(conv->reply->note, sizeof(conv->reply->note),
		 "the sequence number of the challenge is out of range, resynchronising");
	sim_begin(conv, SUBTYPE_SYNC_FAILURE);
	/* the one attribute that fills its head, too */
	sim_msg_add(&conv->msg, AT_AUTS, (uint16_t)(auts[0] << 8 | auts[1]), auts + 2,
		    USIM_AUTS_LEN - 2);
	add_kdfs(conv, attrs);
	return sim_answer(conv);
}

/* The keys of the conversation from the card's answer. */
static bool derive(struct sim_conv *conv, const struct sim_attrs *attrs,
		   const struct usim_answer *answer)
{
	const struct digest_part parts[] = {
		{ conv->identity, strlen(conv->identity) },
		{ answer->ik, sizeof(answer->ik) },
		{ answer->ck, sizeof(answer->ck) },
	};
	uint8_t ck_ik[2 * MILENAGE_KEY_LEN];
	bool ok;

	if (conv->variant->prime) {
		memcpy(ck_ik, answer->ck, MILENAGE_KEY_LEN);
		memcpy(ck_ik + MILENAGE_KEY_LEN, answer->ik, MILENAGE_KEY_LEN);
		ok = sim_keys_prime(&conv->keys, ck_ik, attrs->value[SIM_AUTN],
				    attrs->value[SIM_KDF_INPUT], attrs->len[SIM_KDF_INPUT],
				    conv->identity);
		OPENSSL_cleanse(ck_ik, sizeof(ck_ik));
		return ok;
	}
	if (!digest_hash(EVP_sha1(), parts, 3, conv->keys.mk))
		return false;
	sim_keys_full(&conv->keys);
	return true;
}

static bool prime_is_allowed(const struct eap_creds *creds)
{
	unsigned int i;

	for (i = 0; i < creds->num_methods; i++)
		if (creds->methods[i]->type == EAP_TYPE_AKA_PRIME)
			return true;
	return false;
}

/* The card has answered: is the rest of the message as good as its AUTN? */
static enum eap_step challenge_answer(struct sim_conv *conv, const struct sim_attrs *attrs,
				      const struct usim_answer *answer)
{
	const char *error;

	conv->sqn = answer->sqn;
	conv->reply->sqn = answer->sqn;
	if (!derive(conv, attrs, answer))
		return sim_broken(conv);
	if (!sim_mac_ok(conv, attrs, NULL, 0))
		return sim_client_error(conv, SIM_ERROR_UNABLE, "AT_MAC of the challenge is wrong");
	/* RFC 9048 4 */
	if (attrs->value[SIM_BIDDING] && sim_u16(attrs, SIM_BIDDING) & BIDDING_PRIME &&
	    prime_is_allowed(conv->creds))
		return reject(conv, "bidding down: the server can run EAP-AKA', which is allowed "
				    "here, and yet EAP-AKA was begun");
	error = sim_take_common(conv, attrs);
	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	conv->session_id[0] = conv->variant->type;
	memcpy(conv->session_id + 1, attrs->value[SIM_RAND], MILENAGE_RAND_LEN);
	memcpy(conv->session_id + 1 + MILENAGE_RAND_LEN, attrs->value[SIM_AUTN], USIM_AUTN_LEN);
	conv->session_id_len = 1 + MILENAGE_RAND_LEN + USIM_AUTN_LEN;

	sim_begin(conv, SUBTYPE_CHALLENGE);
	sim_msg_add(&conv->msg, AT_RES, (uint16_t)(8 * answer->res_len), answer->res,
		    answer->res_len);
	sim_add_common(conv, attrs);
	return sim_answer_mac(conv, NULL, 0, sim_challenged(conv));
}

static enum eap_step challenge_card(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	const uint8_t *rand = attrs->value[SIM_RAND], *autn = attrs->value[SIM_AUTN];
	enum eap_step step = EAP_STEP_FAIL;
	struct usim_answer answer;

	switch (sim_card_umts(conv, rand, autn, &answer)) {
	case USIM_OK:
		step = challenge_answer(conv, attrs, &answer);
		break;
	case USIM_MAC:
		step = reject(conv,
			      "AUTN is wrong: the server is not the operator's, or Ki and OPc "
			      "are not those it has");
		break;
	case USIM_SYNC:
		step = sync_failure(conv, attrs, answer.auts);
		break;
	case USIM_ERROR:
		step = sim_broken(conv);
		break;
	case USIM_ASK:
		step = EAP_STEP_ASK;
		break;
	case USIM_OTHER:
		step = sim_other_answer(conv);
		break;
	}
	OPENSSL_cleanse(&answer, sizeof(answer));
	return step;
}

static const char *challenge_check(const struct sim_conv *conv, const struct sim_attrs *attrs)
{
	if (conv->challenged)
		return "a second challenge";
	if (!attrs->value[SIM_RAND] || attrs->len[SIM_RAND] != MILENAGE_RAND_LEN)
		return "a challenge without AT_RAND, or with more than one";
	if (!attrs->value[SIM_AUTN] || !attrs->value[SIM_MAC])
		return "a challenge without AT_AUTN or AT_MAC";
	return NULL;
}

static enum eap_step handle_challenge(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	const char *error = challenge_check(conv, attrs);

	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	return challenge_card(conv, attrs);
}

static bool kdf_listed(const struct sim_attrs *attrs)
{
	unsigned int i;

	for (i = 0; i < attrs->num_kdf; i++)
		if (attrs->kdf[i] == KDF_PRIME)
			return true;
	return false;
}

static bool kdf_twice(const struct sim_attrs *attrs)
{
	unsigned int i, j;

	for (i = 0; i < attrs->num_kdf; i++)
		for (j = 0; j < i; j++)
			if (attrs->kdf[i] == attrs->kdf[j])
				return true;
	return false;
}

/* The list after a choice: the chosen one, then the first list as it was. */
static bool kdf_confirmed(const struct sim_conv *conv, const struct sim_attrs *attrs)
{
	return attrs->num_kdf == conv->num_offered_kdf + 1 && attrs->kdf[0] == KDF_PRIME &&
	       !memcmp(attrs->kdf + 1, conv->offered_kdf,
		       conv->num_offered_kdf * sizeof(conv->offered_kdf[0]));
}

/* RFC 9048 3.2: ask for the function that the peer knows, when it is not the first offered. */
static enum eap_step choose_kdf(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	memcpy(conv->offered_kdf, attrs->kdf, sizeof(conv->offered_kdf));
	conv->num_offered_kdf = attrs->num_kdf;
	sim_begin(conv, SUBTYPE_CHALLENGE);
	sim_msg_add(&conv->msg, AT_KDF, KDF_PRIME, NULL, 0);
	conv->reply->progress = true;
	return sim_answer(conv);
}

static enum eap_step handle_challenge_prime(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	const char *error = challenge_check(conv, attrs);

	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	if (!attrs->len[SIM_KDF_INPUT])
		return reject(conv, "the name of the access network is missing or empty");
	if (conv->num_offered_kdf) {
		if (!kdf_confirmed(conv, attrs))
			return reject(conv, "the list of key derivation functions was changed");
	} else {
		if (!kdf_listed(attrs) || kdf_twice(attrs))
			return reject(conv, "no known key derivation function in the list, or one "
					    "in it twice");
		if (attrs->kdf[0] != KDF_PRIME)
			return choose_kdf(conv, attrs);
	}
	if (!(attrs->value[SIM_AUTN][MILENAGE_SQN_LEN] & AMF_SEPARATION))
		return reject(conv,
			      "the separation bit of AMF is clear: the challenge was not made "
			      "for EAP-AKA'");
	return challenge_card(conv, attrs);
}

#define IDENTITY_ATTRS \
	(SIM_BIT(SIM_ANY_ID_REQ) | SIM_BIT(SIM_FULLAUTH_ID_REQ) | SIM_BIT(SIM_PERMANENT_ID_REQ))
#define CHALLENGE_ATTRS                                                               \
	(SIM_BIT(SIM_RAND) | SIM_BIT(SIM_AUTN) | SIM_BIT(SIM_MAC) | SIM_BIT(SIM_IV) | \
	 SIM_BIT(SIM_ENCR_DATA) | SIM_BIT(SIM_CHECKCODE) | SIM_BIT(SIM_RESULT_IND))

static const struct sim_handler handlers[] = {
	{ SUBTYPE_IDENTITY, IDENTITY_ATTRS, handle_identity },
	{ SUBTYPE_CHALLENGE, CHALLENGE_ATTRS | SIM_BIT(SIM_BIDDING), handle_challenge },
	{ 0 },
};

static const struct sim_handler handlers_prime[] = {
	{ SUBTYPE_IDENTITY, IDENTITY_ATTRS, handle_identity },
	{ SUBTYPE_CHALLENGE, CHALLENGE_ATTRS | SIM_BIT(SIM_KDF) | SIM_BIT(SIM_KDF_INPUT),
	  handle_challenge_prime },
	{ 0 },
};

static const struct sim_variant aka = {
	.type = EAP_TYPE_AKA,
	.prefix = '0',
	.handlers = handlers,
};

static const struct sim_variant aka_prime = {
	.type = EAP_TYPE_AKA_PRIME,
	.prefix = '6',
	.prime = true,
	.handlers = handlers_prime,
};

static bool aka_check(const struct eap_config *cfg, struct eap_error *err)
{
	return sim_check(cfg, &eap_method_aka, &aka, err);
}

static bool aka_prime_check(const struct eap_config *cfg, struct eap_error *err)
{
	return sim_check(cfg, &eap_method_aka_prime, &aka_prime, err);
}

static void *aka_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	return sim_start(&aka, creds, cache);
}

static void *aka_prime_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	return sim_start(&aka_prime, creds, cache);
}

const struct eap_method eap_method_aka = {
	.name = "AKA",
	.type = EAP_TYPE_AKA,
	.needs = EAP_NEEDS_USIM,
	.check = aka_check,
	.identity = sim_identity,
	.start = aka_start,
	.process = sim_process,
	.resume = sim_resume,
	.finish = sim_finish,
	.waiting_for = sim_waiting_for,
	.free = sim_free,
};

const struct eap_method eap_method_aka_prime = {
	.name = "AKA'",
	.type = EAP_TYPE_AKA_PRIME,
	.needs = EAP_NEEDS_USIM,
	.check = aka_prime_check,
	.identity = sim_identity,
	.start = aka_prime_start,
	.process = sim_process,
	.resume = sim_resume,
	.finish = sim_finish,
	.waiting_for = sim_waiting_for,
	.free = sim_free,
};
