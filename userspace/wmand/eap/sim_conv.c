// SPDX-License-Identifier: BSD-3-Clause
#include "sim_conv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "digest.h"
#include "error.h"
#include "session_cache.h"

#define EAP_HEADER_LEN 5 /* with the Type */
#define MSG_HEADER_LEN 3 /* subtype and two reserved octets */

#define NOTIFICATION_SUCCESS 0x8000 /* S bit: does not imply failure */
#define NOTIFICATION_BEFORE  0x4000 /* P bit: before the challenge, so without a MAC */

enum subtype {
	SUBTYPE_NOTIFICATION = 12,
	SUBTYPE_REAUTH = 13,
	SUBTYPE_CLIENT_ERROR = 14,
};

static uint8_t k_aut_len(const struct sim_conv *conv)
{
	return conv->variant->prime ? 32 : 16;
}

/* ------------------------------------------------------------------------------------------------
 * Configuration and identities
 */

static bool is_permanent(const char *identity)
{
	size_t digits = strspn(identity, "0123456789");

	return digits >= 7 && digits <= 16 && (!identity[digits] || identity[digits] == '@');
}

/**
 * sim_check() - are the settings there?
 * @cfg: configuration
 * @method: the method
 * @variant: the same
 * @err: filled when not
 *
 * The first method of the list decides which prefix the identity has.
 */
bool sim_check(const struct eap_config *cfg, const struct eap_method *method,
	       const struct sim_variant *variant, struct eap_error *err)
{
	if (!cfg->sim_file == !cfg->external_sim)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "EAP-%s needs either sim_file or external_sim=1",
				     method->name);
	if (!is_permanent(cfg->identity))
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "identity for EAP-%s is '%c', the IMSI, and '@REALM'",
				     method->name, variant->prefix);
	if (cfg->methods[0] == method && cfg->identity[0] != variant->prefix)
		return eap_error_set(err, WMAN_REASON_CREDENTIALS,
				     "identity for EAP-%s begins with '%c', not with '%c'",
				     method->name, variant->prefix, cfg->identity[0]);
	return true;
}

static bool session_usable(const struct eap_creds *creds, const struct sim_session *session)
{
	return !memcmp(session->tag, creds->sim_tag, EAP_SIM_TAG_LEN);
}

static bool method_allowed(const struct eap_creds *creds, uint8_t type)
{
	unsigned int i;

	for (i = 0; i < creds->num_methods; i++)
		if (creds->methods[i]->type == type)
			return true;
	return false;
}

/**
 * sim_identity() - what the last conversation left to answer an Identity request with
 * @creds: credentials
 * @cache: cache
 * @identity: filled, EAP_IDENTITY_MAX octets and a terminator
 *
 * Return: false when nothing was left.
 */
bool sim_identity(const struct eap_creds *creds, const struct eap_session_cache *cache,
		  char *identity)
{
	const struct sim_session *s = eap_session_cache_sim(cache);
	const char *which;

	if (!s || !session_usable(creds, s) || !method_allowed(creds, s->type))
		return false;
	which = *s->reauth_id ? s->reauth_id : s->pseudonym;
	if (!*which)
		return false;
	memcpy(identity, which, strlen(which) + 1);
	return true;
}

struct sim_conv *sim_start(const struct sim_variant *variant, const struct eap_creds *creds,
			   struct eap_session_cache *cache)
{
	const struct sim_session *s = cache ? eap_session_cache_sim(cache) : NULL;
	struct sim_conv *conv = calloc(1, sizeof(*conv));

	if (!conv)
		return NULL;
	conv->variant = variant;
	conv->creds = creds;
	conv->cache = cache;
	if (creds->usim)
		conv->sqn = creds->usim->sqn;
	snprintf(conv->identity, sizeof(conv->identity), "%s", creds->identity);
	if (cache)
		sim_identity(creds, cache, conv->identity);
	if (s && session_usable(creds, s) && s->type == variant->type) {
		conv->session = *s;
		conv->reauth_offered = *s->reauth_id;
		/* for one use, be it a failure */
		eap_session_cache_spend_sim(cache);
	}
	if (!*conv->session.pseudonym && creds->pseudonym)
		snprintf(conv->session.pseudonym, sizeof(conv->session.pseudonym), "%s",
			 creds->pseudonym);
	conv->ids = EVP_MD_CTX_new();
	if (conv->ids &&
	    EVP_DigestInit_ex(conv->ids, variant->prime ? EVP_sha256() : EVP_sha1(), NULL) == 1)
		return conv;
	sim_free(conv);
	return NULL;
}

void sim_free(void *state)
{
	struct sim_conv *conv = state;

	EVP_MD_CTX_free(conv->ids);
	OPENSSL_cleanse(conv, sizeof(*conv));
	free(conv);
}

bool sim_id_requested(struct sim_conv *conv, const struct sim_attrs *attrs,
		      enum sim_id_request *request)
{
	static const struct {
		enum sim_at at;
		enum sim_id_request request;
	} all[] = {
		{ SIM_ANY_ID_REQ, SIM_ID_ANY },
		{ SIM_FULLAUTH_ID_REQ, SIM_ID_FULLAUTH },
		{ SIM_PERMANENT_ID_REQ, SIM_ID_PERMANENT },
	};
	unsigned int i, found = 0;

	*request = SIM_ID_NONE;
	for (i = 0; i < 3; i++) {
		if (!attrs->value[all[i].at])
			continue;
		*request = all[i].request;
		found++;
	}
	if (found > 1 || (found && *request <= conv->id_request))
		return false;
	if (found)
		conv->id_request = *request;
	return true;
}

void sim_add_identity(struct sim_conv *conv, enum sim_id_request request)
{
	const struct sim_session *s = &conv->session;
	const char *id = conv->creds->permanent;

	conv->reauth_offered = request == SIM_ID_ANY && *s->reauth_id;
	if (conv->reauth_offered)
		id = s->reauth_id;
	else if (request != SIM_ID_PERMANENT && *s->pseudonym)
		id = s->pseudonym;
	else if (*s->pseudonym)
		/* RFC 4187 4.1.6: the liberal policy; who refuses here is locked out */
		snprintf(conv->reply->note, sizeof(conv->reply->note),
			 "the server asked for the permanent identity in place of the pseudonym");
	snprintf(conv->identity, sizeof(conv->identity), "%s", id);
	if (id == conv->creds->permanent)
		conv->identity[0] = conv->variant->prefix;
	sim_msg_add(&conv->msg, AT_IDENTITY, (uint16_t)strlen(conv->identity), conv->identity,
		    strlen(conv->identity));
}

/* Characters of a NAI; a realm only where one may be. */
static bool is_nai(const uint8_t *p, size_t len, bool realm)
{
	unsigned int ats = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (p[i] <= 0x20 || p[i] >= 0x7f)
			return false;
		ats += p[i] == '@';
	}
	return len && ats <= (realm ? 1 : 0) && p[0] != '@' && p[len - 1] != '@';
}

/* An identity of the server for the next time, with the own realm if it has none. */
static bool take_next_id(const struct sim_conv *conv, const struct sim_attrs *attrs, enum sim_at at,
			 char *id)
{
	const uint8_t *p = attrs->value[at];
	const char *realm = strchr(conv->creds->permanent, '@');
	int len = (int)attrs->len[at];

	if (!p)
		return true;
	if (!is_nai(p, attrs->len[at], at == SIM_NEXT_REAUTH_ID))
		return false;
	if (!realm || memchr(p, '@', attrs->len[at]))
		realm = "";
	if (len + strlen(realm) > EAP_IDENTITY_MAX)
		return false;
	snprintf(id, EAP_IDENTITY_MAX + 1, "%.*s%s", len, (const char *)p, realm);
	return true;
}

/* ------------------------------------------------------------------------------------------------
 * Answers
 */

void sim_begin(struct sim_conv *conv, uint8_t subtype)
{
	conv->msg = (struct sim_msg){
		.data = conv->reply->data,
		.room = conv->reply->room,
		.len = MSG_HEADER_LEN,
	};
	conv->msg.data[0] = subtype;
	conv->msg.data[1] = 0;
	conv->msg.data[2] = 0;
}

enum eap_step sim_other_answer(struct sim_conv *conv)
{
	sim_client_error(conv, SIM_ERROR_UNABLE, "");
	eap_error_set(conv->err, WMAN_REASON_CREDENTIALS,
		      "what was answered for the card is of another kind than the challenge");
	return EAP_STEP_FAIL;
}

enum eap_step sim_broken(struct sim_conv *conv)
{
	eap_error_set(conv->err, WMAN_REASON_HELPER_INTERNAL, "the crypto library failed");
	conv->reply->len = 0;
	return EAP_STEP_FAIL;
}

enum eap_step sim_answer(struct sim_conv *conv)
{
	if (conv->msg.overflow)
		return sim_broken(conv);
	conv->reply->len = conv->msg.len;
	return EAP_STEP_CONT;
}

enum eap_step sim_client_error(struct sim_conv *conv, enum sim_client_error code, const char *text)
{
	sim_begin(conv, SUBTYPE_CLIENT_ERROR);
	sim_msg_add(&conv->msg, AT_CLIENT_ERROR_CODE, code, NULL, 0);
	sim_answer(conv);
	eap_error_set(conv->err, WMAN_REASON_EAP_PROTOCOL, "%s", text);
	return EAP_STEP_FAIL;
}

static void header(const struct sim_conv *conv, uint8_t code, size_t len, uint8_t *out)
{
	len += EAP_HEADER_LEN;
	out[0] = code;
	out[1] = conv->reply->id;
	out[2] = (uint8_t)(len >> 8);
	out[3] = (uint8_t)len;
	out[4] = conv->variant->type;
}

/* The MAC over a packet whose own MAC, at @mac, counts as zero, and over @extra. */
static bool make_mac(const struct sim_conv *conv, uint8_t code, const uint8_t *data, size_t len,
		     size_t mac, const uint8_t *extra, size_t extra_len, uint8_t *out)
{
	static const uint8_t zero[SIM_MAC_LEN];
	uint8_t head[EAP_HEADER_LEN], full[32];
	const struct digest_part parts[] = {
		{ head, sizeof(head) },
		{ data, mac },
		{ zero, sizeof(zero) },
		{ data + mac + SIM_MAC_LEN, len - mac - SIM_MAC_LEN },
		{ extra ? extra : zero, extra_len },
	};

	header(conv, code, len, head);
	if (!digest_hmac(conv->variant->prime ? EVP_sha256() : EVP_sha1(), conv->keys.k_aut,
			 k_aut_len(conv), parts, 5, full))
		return false;
	memcpy(out, full, SIM_MAC_LEN);
	return true;
}

bool sim_mac_ok(const struct sim_conv *conv, const struct sim_attrs *attrs, const uint8_t *extra,
		size_t extra_len)
{
	const uint8_t *mac = attrs->value[SIM_MAC];
	uint8_t want[SIM_MAC_LEN];

	return mac &&
	       make_mac(conv, 1, conv->request, conv->request_len, (size_t)(mac - conv->request),
			extra, extra_len, want) &&
	       !CRYPTO_memcmp(mac, want, sizeof(want));
}

enum eap_step sim_answer_mac(struct sim_conv *conv, const uint8_t *extra, size_t extra_len,
			     enum eap_step step)
{
	struct sim_msg *msg = &conv->msg;

	sim_msg_add(msg, AT_MAC, 0, NULL, SIM_MAC_LEN);
	if (msg->overflow || !make_mac(conv, 2, msg->data, msg->len, msg->mac, extra, extra_len,
				       msg->data + msg->mac))
		return sim_broken(conv);
	conv->reply->len = msg->len;
	return step;
}

/* AT_IV, and AT_ENCR_DATA with the counter in it; @too_small: AT_COUNTER_TOO_SMALL, too */
static bool add_counter(struct sim_conv *conv, uint16_t counter, bool too_small)
{
	uint8_t iv[SIM_BLOCK_LEN], plain[SIM_BLOCK_LEN], *cipher;
	struct sim_msg in = { .data = plain, .room = sizeof(plain) };

	if (RAND_bytes(iv, sizeof(iv)) != 1)
		return false;
	sim_msg_add(&in, AT_COUNTER, counter, NULL, 0);
	if (too_small)
		sim_msg_add(&in, AT_COUNTER_TOO_SMALL, 0, NULL, 0);
	sim_msg_add(&in, AT_PADDING, 0, NULL, in.room - in.len - 4);
	sim_msg_add(&conv->msg, AT_IV, 0, iv, sizeof(iv));
	cipher = sim_msg_add(&conv->msg, AT_ENCR_DATA, 0, NULL, sizeof(plain));
	return cipher && sim_crypt(true, conv->keys.k_encr, iv, plain, sizeof(plain), cipher);
}

/* ------------------------------------------------------------------------------------------------
 * Parts of several messages
 */

/* Open AT_ENCR_DATA; NULL, or what is wrong.  Without it @inner is empty. */
static const char *decrypt(struct sim_conv *conv, const struct sim_attrs *attrs, uint32_t allowed,
			   struct sim_attrs *inner)
{
	const uint8_t *iv = attrs->value[SIM_IV], *cipher = attrs->value[SIM_ENCR_DATA];
	size_t len = attrs->len[SIM_ENCR_DATA];

	memset(inner, 0, sizeof(*inner));
	if (!iv != !cipher)
		return "one of AT_IV and AT_ENCR_DATA came alone";
	if (!iv)
		return NULL;
	if (!sim_crypt(false, conv->keys.k_encr, iv, cipher, len, conv->plain))
		return "AT_ENCR_DATA cannot be decrypted";
	return sim_attrs_parse(inner, conv->plain, len, allowed | SIM_BIT(SIM_PADDING));
}

static const char *take_checkcode(const struct sim_conv *conv, const struct sim_attrs *attrs)
{
	const uint8_t *code = attrs->value[SIM_CHECKCODE];
	uint8_t want[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	EVP_MD_CTX *copy;
	bool ok = true;

	/* a server may not know of it */
	if (!code)
		return NULL;
	if (conv->have_ids) {
		copy = EVP_MD_CTX_new();
		ok = copy && EVP_MD_CTX_copy_ex(copy, conv->ids) == 1 &&
		     EVP_DigestFinal_ex(copy, want, &len) == 1;
		EVP_MD_CTX_free(copy);
	}
	if (ok && attrs->len[SIM_CHECKCODE] == len && !CRYPTO_memcmp(code, want, len))
		return NULL;
	return "AT_CHECKCODE is wrong: somebody changed the identity requests or their answers";
}

const char *sim_take_common(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	const char *error = take_checkcode(conv, attrs);
	struct sim_attrs inner;

	conv->result_ind = conv->creds->result_ind && attrs->value[SIM_RESULT_IND];
	if (!error)
		error = decrypt(conv, attrs,
				SIM_BIT(SIM_NEXT_PSEUDONYM) | SIM_BIT(SIM_NEXT_REAUTH_ID), &inner);
	if (!error && (!take_next_id(conv, &inner, SIM_NEXT_PSEUDONYM, conv->next_pseudonym) ||
		       !take_next_id(conv, &inner, SIM_NEXT_REAUTH_ID, conv->next_reauth_id)))
		error = "a pseudonym or re-authentication identity that is no identity";
	return error;
}

void sim_add_common(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	uint8_t code[EVP_MAX_MD_SIZE];

	/* what was received is what was computed */
	if (attrs->value[SIM_CHECKCODE]) {
		memcpy(code, attrs->value[SIM_CHECKCODE], attrs->len[SIM_CHECKCODE]);
		sim_msg_add(&conv->msg, AT_CHECKCODE, 0, code, attrs->len[SIM_CHECKCODE]);
	}
	if (conv->result_ind)
		sim_msg_add(&conv->msg, AT_RESULT_IND, 0, NULL, 0);
}

enum eap_step sim_challenged(struct sim_conv *conv)
{
	conv->have_keys = true;
	conv->challenged = true;
	conv->reply->progress = true;
	return conv->result_ind ? EAP_STEP_CONT : EAP_STEP_COND_SUCC;
}

/* ------------------------------------------------------------------------------------------------
 * Messages that all three have
 */

static bool make_reauth_keys(struct sim_conv *conv, const uint8_t *nonce_s)
{
	if (conv->variant->prime)
		return sim_keys_prime_reauth(&conv->keys, conv->identity, conv->counter, nonce_s);
	return sim_keys_reauth(&conv->keys, conv->identity, conv->counter, nonce_s);
}

/* RFC 8940: Type, NONCE_S, and the MAC of the server */
static void reauth_session_id(struct sim_conv *conv, const uint8_t *nonce_s, const uint8_t *mac)
{
	conv->session_id[0] = conv->variant->type;
	memcpy(conv->session_id + 1, nonce_s, SIM_NONCE_LEN);
	memcpy(conv->session_id + 1 + SIM_NONCE_LEN, mac, SIM_MAC_LEN);
	conv->session_id_len = 1 + SIM_NONCE_LEN + SIM_MAC_LEN;
}

static const char *reauth_check(struct sim_conv *conv, const struct sim_attrs *attrs,
				struct sim_attrs *inner)
{
	const char *error;

	if (conv->challenged || !conv->reauth_offered)
		return "a fast re-authentication for which no identity was sent";
	conv->keys = conv->session.keys;
	if (!sim_mac_ok(conv, attrs, NULL, 0))
		return "AT_MAC of the fast re-authentication is missing or wrong";
	error = take_checkcode(conv, attrs);
	if (!error)
		error = decrypt(conv, attrs,
				SIM_BIT(SIM_COUNTER) | SIM_BIT(SIM_NONCE_S) |
					SIM_BIT(SIM_NEXT_REAUTH_ID),
				inner);
	if (!error && (!inner->value[SIM_COUNTER] || !inner->value[SIM_NONCE_S]))
		error = "a fast re-authentication without AT_COUNTER or AT_NONCE_S";
	return error;
}

static enum eap_step handle_reauth(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	struct sim_attrs inner;
	const char *error = reauth_check(conv, attrs, &inner);
	const uint8_t *nonce_s;
	bool too_small;

	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	nonce_s = inner.value[SIM_NONCE_S];
	conv->counter = sim_u16(&inner, SIM_COUNTER);
	too_small = conv->counter < conv->session.counter;
	if (!too_small && !take_next_id(conv, &inner, SIM_NEXT_REAUTH_ID, conv->next_reauth_id))
		return sim_client_error(conv, SIM_ERROR_UNABLE,
					"a re-authentication identity that is no identity");
	sim_begin(conv, SUBTYPE_REAUTH);
	if (!add_counter(conv, conv->counter, too_small))
		return sim_broken(conv);
	conv->result_ind = !too_small && conv->creds->result_ind && attrs->value[SIM_RESULT_IND];
	sim_add_common(conv, attrs);
	if (too_small) {
		/* the server goes on with a full authentication, RFC 4187 5.5 */
		conv->reauth_offered = false;
		return sim_answer_mac(conv, nonce_s, SIM_NONCE_LEN, EAP_STEP_CONT);
	}
	if (!make_reauth_keys(conv, nonce_s))
		return sim_broken(conv);
	reauth_session_id(conv, nonce_s, attrs->value[SIM_MAC]);
	conv->reauth = true;
	return sim_answer_mac(conv, nonce_s, SIM_NONCE_LEN, sim_challenged(conv));
}

static enum eap_step notification_failed(struct sim_conv *conv, uint16_t code)
{
	static const struct {
		uint16_t code;
		const char *text;
	} known[] = {
		{ 0, "general failure after the authentication" },
		{ 1026, "access is denied for the time being" },
		{ 1031, "the user has not subscribed to the service" },
		{ 16384, "general failure" },
	};
	const char *text = "unknown code";
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].code == code)
			text = known[i].text;
	eap_error_set(conv->err, WMAN_REASON_EAP_REJECTED, "the server's notification %u: %s", code,
		      text);
	return EAP_STEP_FAIL;
}

static const char *notification_check(struct sim_conv *conv, const struct sim_attrs *attrs,
				      struct sim_attrs *inner)
{
	uint16_t code;
	bool before;

	if (!attrs->value[SIM_NOTIFICATION])
		return "a notification without a code";
	if (conv->notified)
		return "a second notification";
	code = sim_u16(attrs, SIM_NOTIFICATION);
	before = code & NOTIFICATION_BEFORE;
	memset(inner, 0, sizeof(*inner));
	if (before == conv->challenged || (before && code & NOTIFICATION_SUCCESS))
		return "a notification whose code does not fit the phase";
	if (before)
		return attrs->value[SIM_MAC] ? "a notification with a MAC before there is a key" :
					       NULL;
	if (!sim_mac_ok(conv, attrs, NULL, 0))
		return "AT_MAC of the notification is missing or wrong";
	return decrypt(conv, attrs, SIM_BIT(SIM_COUNTER), inner);
}

static enum eap_step handle_notification(struct sim_conv *conv, const struct sim_attrs *attrs)
{
	enum eap_step step = conv->result_ind ? EAP_STEP_CONT : EAP_STEP_COND_SUCC;
	struct sim_attrs inner;
	const char *error = notification_check(conv, attrs, &inner);
	uint16_t code;

	/* RFC 4187 6.1: in a fast re-authentication with the same counter, against replays */
	if (!error && conv->reauth &&
	    (!inner.value[SIM_COUNTER] || sim_u16(&inner, SIM_COUNTER) != conv->counter))
		error = "a notification without the counter of the fast re-authentication";
	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	conv->notified = true;
	code = sim_u16(attrs, SIM_NOTIFICATION);
	sim_begin(conv, SUBTYPE_NOTIFICATION);
	if (!conv->challenged) {
		sim_answer(conv);
		return notification_failed(conv, code);
	}
	if (conv->reauth && !add_counter(conv, conv->counter, false))
		return sim_broken(conv);
	if (!(code & NOTIFICATION_SUCCESS)) {
		step = notification_failed(conv, code);
	} else if (conv->result_ind && code == NOTIFICATION_SUCCESS) {
		conv->indicated = true;
		step = EAP_STEP_UNCOND_SUCC;
	}
	conv->reply->progress = true;
	return sim_answer_mac(conv, NULL, 0, step);
}

static const struct sim_handler common[] = {
	{ SUBTYPE_NOTIFICATION,
	  SIM_BIT(SIM_NOTIFICATION) | SIM_BIT(SIM_MAC) | SIM_BIT(SIM_IV) | SIM_BIT(SIM_ENCR_DATA),
	  handle_notification },
	{ SUBTYPE_REAUTH,
	  SIM_BIT(SIM_MAC) | SIM_BIT(SIM_IV) | SIM_BIT(SIM_ENCR_DATA) | SIM_BIT(SIM_CHECKCODE) |
		  SIM_BIT(SIM_RESULT_IND),
	  handle_reauth },
	{ 0 },
};

static const struct sim_handler *find(const struct sim_handler *handlers, uint8_t subtype)
{
	for (; handlers->handle; handlers++)
		if (handlers->subtype == subtype)
			return handlers;
	return NULL;
}

enum eap_step sim_process(void *state, const uint8_t *data, size_t len, struct eap_reply *reply,
			  struct eap_error *err)
{
	const struct sim_handler *handler;
	struct sim_conv *conv = state;
	struct sim_attrs attrs;
	enum eap_step step;
	const char *error;

	conv->request = data;
	conv->request_len = len;
	conv->reply = reply;
	conv->err = err;
	if (len < MSG_HEADER_LEN)
		return sim_client_error(conv, SIM_ERROR_UNABLE, "a message is cut short");
	handler = find(conv->variant->handlers, data[0]);
	if (!handler)
		handler = find(common, data[0]);
	if (!handler)
		return sim_client_error(conv, SIM_ERROR_UNABLE, "an unknown message");
	error = sim_attrs_parse(&attrs, data + MSG_HEADER_LEN, len - MSG_HEADER_LEN,
				handler->allowed);
	if (error)
		return sim_client_error(conv, SIM_ERROR_UNABLE, error);
	step = handler->handle(conv, &attrs);
	if (step != EAP_STEP_ASK || data == conv->pending)
		return step;
	/* nothing has changed by it so far: with the answer it is handled as if it had just come */
	if (len > sizeof(conv->pending))
		return sim_client_error(conv, SIM_ERROR_UNABLE, "a challenge that is too long");
	memcpy(conv->pending, data, len);
	conv->pending_len = len;
	return EAP_STEP_ASK;
}

enum eap_step sim_resume(void *state, struct eap_reply *reply, struct eap_error *err)
{
	struct sim_conv *conv = state;

	return sim_process(conv, conv->pending, conv->pending_len, reply, err);
}

/* ------------------------------------------------------------------------------------------------
 * The end
 */

static void keep_session(struct sim_conv *conv)
{
	struct sim_session *s = &conv->session;

	s->type = conv->variant->type;
	memcpy(s->tag, conv->creds->sim_tag, EAP_SIM_TAG_LEN);
	if (*conv->next_pseudonym)
		memcpy(s->pseudonym, conv->next_pseudonym, sizeof(s->pseudonym));
	memcpy(s->reauth_id, conv->next_reauth_id, sizeof(s->reauth_id));
	s->counter = conv->reauth ? conv->counter + 1 : 1;
	if (!s->counter)
		s->reauth_id[0] = '\0';
	s->keys = conv->keys;
	explicit_bzero(s->keys.msk, sizeof(s->keys.msk));
	explicit_bzero(s->keys.emsk, sizeof(s->keys.emsk));
	eap_session_cache_put_sim(conv->cache, s);
}

bool sim_finish(void *state, struct eap_result *result)
{
	struct sim_conv *conv = state;

	if (!conv->have_keys)
		return false;
	memcpy(result->msk, conv->keys.msk, EAP_MSK_LEN);
	memcpy(result->emsk, conv->keys.emsk, EAP_EMSK_LEN);
	memcpy(result->session_id, conv->session_id, conv->session_id_len);
	result->session_id_len = conv->session_id_len;
	result->resumed = conv->reauth;
	if (conv->cache)
		keep_session(conv);
	return true;
}

const char *sim_waiting_for(const void *state)
{
	const struct sim_conv *conv = state;

	if (!conv->challenged)
		return "the server's challenge";
	if (conv->result_ind && !conv->indicated)
		return "the protected result of the authentication";
	return "EAP-Success after the challenge";
}
