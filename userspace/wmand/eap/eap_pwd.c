// SPDX-License-Identifier: BSD-3-Clause
/* EAP-pwd: RFC 5931, and the salted passwords of RFC 8146. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "dragonfly.h"
#include "error.h"
#include "md4.h"
#include "method.h"
#include "nai.h"

#define FLAG_LENGTH 0x80
#define FLAG_MORE   0x40
#define EXCHANGE    0x3f
#define LENGTH_LEN  2

#define SUITE_LEN   4 /* group, random function, PRF */
#define TOKEN_LEN   4
#define ID_LEN	    (SUITE_LEN + TOKEN_LEN + 1) /* all but the identity */
#define FUNCTION    1 /* the one random function and PRF there is */
#define MESSAGE_MAX 1500
#define ANSWER_MAX  (ID_LEN + EAP_IDENTITY_MAX)

/* What the password is before it goes into the exchange */
enum prep {
	PREP_NONE = 0,
	PREP_MS = 1, /* hash of the NT hash */
	PREP_SSHA1 = 3, /* hash of password and salt */
	PREP_SSHA256 = 4,
	PREP_SSHA512 = 5,
};

/* The exchanges, which are also how far the conversation is */
enum exchange {
	EXCHANGE_ID = 1,
	EXCHANGE_COMMIT = 2,
	EXCHANGE_CONFIRM = 3,
	EXCHANGE_OVER,
};

struct eap_pwd {
	const struct eap_creds *creds;
	enum exchange due;
	struct dragonfly dragonfly;
	uint8_t suite[SUITE_LEN];
	uint8_t token[TOKEN_LEN];
	uint8_t prep;
	char id_p[EAP_IDENTITY_MAX + 1];
	uint8_t id_s[MESSAGE_MAX];
	size_t id_s_len;
	uint8_t session_id[1 + DRAGONFLY_HASH_LEN];
	uint8_t keys[EAP_MSK_LEN + EAP_EMSK_LEN];

	uint8_t in[MESSAGE_MAX]; /* message of the server, as far as it has come */
	size_t in_len;
	size_t in_total; /* what it announced, 0 while there is none */
	uint8_t out[ANSWER_MAX];
	size_t out_len;
	size_t out_sent; /* less than @out_len: an acknowledgement is due */
};

_Static_assert(ANSWER_MAX >= DRAGONFLY_COMMIT_MAX, "a commit fits into an answer");

/* A message that is whole: its answer goes to s->out. */
typedef enum eap_step (*handle_fn)(struct eap_pwd *s, const uint8_t *data, size_t len,
				   struct eap_error *err);

static bool eap_pwd_check(const struct eap_config *cfg, struct eap_error *err)
{
	return password_check(cfg, "EAP-PWD", cfg->password_is_hash, err);
}

static void *eap_pwd_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_pwd *s = calloc(1, sizeof(*s));

	if (s) {
		s->creds = creds;
		s->due = EXCHANGE_ID;
	}
	return s;
}

static void eap_pwd_free(void *state)
{
	struct eap_pwd *s = state;

	dragonfly_end(&s->dragonfly);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

static enum eap_step violation(struct eap_error *err, const char *text)
{
	eap_error_set(err, WMAN_REASON_EAP_PROTOCOL, "EAP-PWD: %s", text);
	return EAP_STEP_FAIL;
}

static enum eap_step broken(struct eap_error *err)
{
	eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "EAP-PWD: the library failed");
	return EAP_STEP_FAIL;
}

/* ---- the three exchanges ---- */

static enum eap_step handle_id(struct eap_pwd *s, const uint8_t *data, size_t len,
			       struct eap_error *err)
{
	const size_t own_len = strlen(s->id_p);
	uint16_t group;

	if (len < ID_LEN)
		return violation(err, "the first message is cut off");
	group = (uint16_t)(data[0] << 8 | data[1]);
	if (!dragonfly_group_known(group)) {
		eap_error_set(err, WMAN_REASON_EAP_PROTOCOL,
			      "EAP-PWD: the server wants group %u; 19, 20 and 21 are supported",
			      group);
		return EAP_STEP_FAIL;
	}
	if (data[2] != FUNCTION || data[3] != FUNCTION)
		return violation(err, "a random function or PRF that is not known");
	memcpy(s->suite, data, SUITE_LEN);
	memcpy(s->token, data + SUITE_LEN, TOKEN_LEN);
	s->prep = data[SUITE_LEN + TOKEN_LEN];
	s->id_s_len = len - ID_LEN;
	memcpy(s->id_s, data + ID_LEN, s->id_s_len);
	memcpy(s->out, data, ID_LEN);
	memcpy(s->out + ID_LEN, s->id_p, own_len);
	s->out_len = ID_LEN + own_len;
	s->due = EXCHANGE_COMMIT;
	return EAP_STEP_CONT;
}

/**
 * struct prepared - the password as it goes into the exchange
 * @data: octets, either @hash or those of the credentials
 * @len: octets at @data
 * @hash: place for them
 */
struct prepared {
	const void *data;
	size_t len;
	uint8_t hash[EVP_MAX_MD_SIZE];
};

static bool unfit(struct eap_error *err, const char *text)
{
	return eap_error_set(err, WMAN_REASON_CREDENTIALS, "EAP-PWD: %s", text);
}

static bool prepare_ms(const struct password *password, struct prepared *out, struct eap_error *err)
{
	if (!password->has_hash)
		return unfit(err, "the server wants the NT hash, and password is not UTF-8 or too "
				  "long for it");
	md4(password->hash, MSCHAP_HASH_LEN, out->hash);
	out->data = out->hash;
	out->len = MD4_LEN;
	return true;
}

static bool prepare(const struct eap_pwd *s, const struct digest_part *salt, struct prepared *out,
		    struct eap_error *err)
{
	const struct password *password = &s->creds->password;
	const struct digest_part parts[] = { { password->text, password->len }, *salt };
	const EVP_MD *md = s->prep == PREP_SSHA1   ? EVP_sha1() :
			   s->prep == PREP_SSHA256 ? EVP_sha256() :
						     EVP_sha512();

	if (s->prep == PREP_MS)
		return prepare_ms(password, out, err);
	if (!password->text)
		return unfit(err, "the server wants the password itself, its hash is not enough");
	out->data = password->text;
	out->len = password->len;
	if (s->prep == PREP_NONE)
		return true;
	out->data = out->hash;
	out->len = (size_t)EVP_MD_get_size(md);
	return digest_hash(md, parts, 2, out->hash) ||
	       eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "EAP-PWD: the library failed");
}

/* RFC 8146: a salt with its length comes before the commit.  Return: false when it is cut off. */
static bool take_salt(const struct eap_pwd *s, const uint8_t **data, size_t *len,
		      struct digest_part *salt)
{
	*salt = (struct digest_part){ "", 0 };
	if (s->prep < PREP_SSHA1)
		return true;
	if (*len < 1 || *len - 1 < **data)
		return false;
	*salt = (struct digest_part){ *data + 1, **data };
	*data += 1 + salt->len;
	*len -= 1 + salt->len;
	return true;
}

/* Password element and own commit */
static bool begin_dragonfly(struct eap_pwd *s, const struct digest_part *salt,
			    struct eap_error *err)
{
	struct prepared password;
	const struct digest_part parts[] = {
		{ s->token, TOKEN_LEN },
		{ s->id_p, strlen(s->id_p) },
		{ s->id_s, s->id_s_len },
		{ NULL, 0 },
	};
	struct digest_part seed[4];
	bool ok;

	if (!prepare(s, salt, &password, err))
		return false;
	memcpy(seed, parts, sizeof(seed));
	seed[3] = (struct digest_part){ password.data, password.len };
	ok = dragonfly_begin(&s->dragonfly, (uint16_t)(s->suite[0] << 8 | s->suite[1]), seed, 4) &&
	     dragonfly_commit(&s->dragonfly);
	explicit_bzero(password.hash, sizeof(password.hash));
	return ok || eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "EAP-PWD: the library failed");
}

static enum eap_step judge(enum dragonfly_verdict verdict, struct eap_error *err)
{
	switch (verdict) {
	case DRAGONFLY_GOOD:
		return EAP_STEP_CONT;
	case DRAGONFLY_SCALAR:
		return violation(err, "the server's scalar is out of range, which is an attack");
	case DRAGONFLY_ELEMENT:
		return violation(err, "the server's element is not on the curve, which is an "
				      "attack");
	case DRAGONFLY_REFLECTED:
		return violation(err, "the server sends the own commit back, which is an attack");
	case DRAGONFLY_SECRET:
		return violation(err, "the server's commit makes a secret that is none, which is "
				      "an attack");
	case DRAGONFLY_BROKEN:
		break;
	}
	return broken(err);
}

static enum eap_step handle_commit(struct eap_pwd *s, const uint8_t *data, size_t len,
				   struct eap_error *err)
{
	struct digest_part salt;
	enum eap_step step;

	if (s->prep > PREP_SSHA512 || (s->prep > PREP_MS && s->prep < PREP_SSHA1))
		return violation(err, "the server wants a preparation of the password that is not "
				      "known");
	if (!take_salt(s, &data, &len, &salt))
		return violation(err, "the salt is cut off");
	if (!begin_dragonfly(s, &salt, err))
		return EAP_STEP_FAIL;
	if (len != 3 * s->dragonfly.len)
		return violation(err, "a commit that is not as long as the group wants it");
	step = judge(dragonfly_accept(&s->dragonfly, data), err);
	s->out_len = len;
	memcpy(s->out, s->dragonfly.commit, len);
	s->due = EXCHANGE_CONFIRM;
	return step;
}

/* H(k | Element and Scalar of the one that confirms, of the other one | Ciphersuite) */
static bool confirm(const struct eap_pwd *s, const uint8_t *own, const uint8_t *other, uint8_t *out)
{
	const struct dragonfly *d = &s->dragonfly;
	const struct digest_part parts[] = {
		{ d->secret, d->len },
		{ own, 3 * d->len },
		{ other, 3 * d->len },
		{ s->suite, SUITE_LEN },
	};

	return dragonfly_h(parts, 4, out);
}

/* RFC 5931 2.8.5.3 and 2.9: MK and Session-Id, and what comes of them */
static bool derive(struct eap_pwd *s, const uint8_t *confirm_p, const uint8_t *confirm_s)
{
	const struct dragonfly *d = &s->dragonfly;
	const struct digest_part mk_parts[] = {
		{ d->secret, d->len },
		{ confirm_p, DRAGONFLY_HASH_LEN },
		{ confirm_s, DRAGONFLY_HASH_LEN },
	};
	const struct digest_part id_parts[] = {
		{ s->suite, SUITE_LEN },
		{ d->commit + 2 * d->len, d->len },
		{ d->other + 2 * d->len, d->len },
	};
	const struct digest_part label = { s->session_id, sizeof(s->session_id) };
	uint8_t mk[DRAGONFLY_HASH_LEN];
	bool ok;

	s->session_id[0] = EAP_TYPE_PWD;
	ok = dragonfly_h(mk_parts, 3, mk) && dragonfly_h(id_parts, 3, s->session_id + 1) &&
	     dragonfly_kdf(mk, &label, s->keys, 8 * sizeof(s->keys));
	explicit_bzero(mk, sizeof(mk));
	return ok;
}

static enum eap_step handle_confirm(struct eap_pwd *s, const uint8_t *data, size_t len,
				    struct eap_error *err)
{
	const struct dragonfly *d = &s->dragonfly;
	uint8_t want[DRAGONFLY_HASH_LEN];

	if (len != DRAGONFLY_HASH_LEN)
		return violation(err, "a confirmation that has not 32 octets");
	if (!confirm(s, d->other, d->commit, want) || !confirm(s, d->commit, d->other, s->out))
		return broken(err);
	if (CRYPTO_memcmp(want, data, len))
		return violation(err, "the server does not know the password, or it has another "
				      "one");
	if (!derive(s, s->out, data))
		return broken(err);
	s->out_len = DRAGONFLY_HASH_LEN;
	s->due = EXCHANGE_OVER;
	return EAP_STEP_COND_SUCC;
}

static const handle_fn handlers[] = {
	[EXCHANGE_ID] = handle_id,
	[EXCHANGE_COMMIT] = handle_commit,
	[EXCHANGE_CONFIRM] = handle_confirm,
};

/* ---- fragments, RFC 5931 3.3 ---- */

/* The next piece of the answer */
static void send_piece(struct eap_pwd *s, uint8_t exchange, struct eap_reply *reply)
{
	size_t left = s->out_len - s->out_sent, piece = left;
	uint8_t *p = reply->data;

	*p++ = exchange;
	if (left > s->creds->fragment_size) {
		piece = s->creds->fragment_size;
		reply->data[0] |= FLAG_MORE;
		if (!s->out_sent) {
			reply->data[0] |= FLAG_LENGTH;
			*p++ = (uint8_t)(s->out_len >> 8);
			*p++ = (uint8_t)s->out_len;
		}
	}
	memcpy(p, s->out + s->out_sent, piece);
	s->out_sent += piece;
	reply->len = (size_t)(p - reply->data) + piece;
}

/* Add a piece of the server's message.  Return: NULL, or what is wrong with it. */
static const char *take_piece(struct eap_pwd *s, uint8_t flags, const uint8_t *data, size_t len)
{
	if (flags & FLAG_LENGTH) {
		if (len < LENGTH_LEN)
			return "Total-Length is cut off";
		if (s->in_total || s->in_len)
			return "Total-Length after the first fragment";
		s->in_total = (size_t)data[0] << 8 | data[1];
		data += LENGTH_LEN;
		len -= LENGTH_LEN;
		if (!s->in_total || s->in_total > MESSAGE_MAX)
			return "a message of this length is not taken";
	}
	if (flags & FLAG_MORE && !s->in_total)
		return "a first fragment without Total-Length";
	if (len > (s->in_total ? s->in_total : MESSAGE_MAX) - s->in_len)
		return "more data than Total-Length announced";
	memcpy(s->in + s->in_len, data, len);
	s->in_len += len;
	/* less than it says is good: hostapd counts the framing of the first fragment in */
	return NULL;
}

static enum eap_step eap_pwd_process(void *state, const uint8_t *data, size_t len,
				     struct eap_reply *reply, struct eap_error *err)
{
	struct eap_pwd *s = state;
	enum exchange exchange;
	enum eap_step step;
	const char *wrong;

	if (len < 1)
		return violation(err, "a message without PWD-Exch");
	if (!*s->id_p)
		nai_expand(s->creds->permanent, reply->user, s->id_p);
	if (s->out_sent < s->out_len) {
		/* no matter what the octet says: FreeRADIUS leaves it to chance */
		if (len > 1)
			return violation(err, "data where an acknowledgement was due");
		reply->progress = true;
		send_piece(s, (uint8_t)(s->due - 1), reply);
		return s->due == EXCHANGE_OVER ? EAP_STEP_COND_SUCC : EAP_STEP_CONT;
	}
	exchange = (enum exchange)(data[0] & EXCHANGE);
	if (exchange != s->due || s->due == EXCHANGE_OVER)
		return violation(err, "a message that is not due");
	wrong = take_piece(s, data[0], data + 1, len - 1);
	if (wrong)
		return violation(err, wrong);
	reply->progress = len > 1;
	if (data[0] & FLAG_MORE) {
		reply->data[0] = (uint8_t)exchange;
		reply->len = 1;
		return EAP_STEP_CONT;
	}
	step = handlers[exchange](s, s->in, s->in_len, err);
	s->in_len = s->in_total = 0;
	s->out_sent = 0;
	if (step != EAP_STEP_FAIL)
		send_piece(s, (uint8_t)exchange, reply);
	return step;
}

static bool eap_pwd_finish(void *state, struct eap_result *result)
{
	const struct eap_pwd *s = state;

	memcpy(result->msk, s->keys, EAP_MSK_LEN);
	memcpy(result->emsk, s->keys + EAP_MSK_LEN, EAP_EMSK_LEN);
	memcpy(result->session_id, s->session_id, sizeof(s->session_id));
	result->session_id_len = sizeof(s->session_id);
	return true;
}

static const char *eap_pwd_waiting_for(const void *state)
{
	const struct eap_pwd *s = state;

	switch (s->due) {
	case EXCHANGE_ID:
		return "the first message of EAP-PWD";
	case EXCHANGE_COMMIT:
		return "the server's commit (EAP-PWD)";
	case EXCHANGE_CONFIRM:
		return "the server's proof that it knows the password (EAP-PWD)";
	case EXCHANGE_OVER:
		break;
	}
	return "the server's verdict on the password (EAP-PWD)";
}

const struct eap_method eap_method_pwd = {
	.name = "PWD",
	.type = EAP_TYPE_PWD,
	.needs = EAP_NEEDS_PASSWORD,
	.check = eap_pwd_check,
	.start = eap_pwd_start,
	.process = eap_pwd_process,
	.finish = eap_pwd_finish,
	.waiting_for = eap_pwd_waiting_for,
	.free = eap_pwd_free,
};
