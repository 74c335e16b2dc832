// SPDX-License-Identifier: BSD-3-Clause
/* EAP-PSK, RFC 4764, without extensions. */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "digest.h"
#include "eax.h"
#include "error.h"
#include "method.h"
#include "nai.h"
#include "psk_keys.h"

#define HEADER_LEN   (1 + PSK_RAND_LEN) /* Flags, RAND_S: of each message */
#define ID_S_MAX     966
#define COUNTER_LEN  4
#define CHANNEL_LEN  (COUNTER_LEN + EAX_TAG_LEN + 1) /* without an extension */
#define EXT_TYPE_LEN 1

/* T, in Flags: number of the message */
#define MESSAGE(n) ((n) << 6)
#define T_MASK	   0xc0

/* R and E, what the protected channel begins with */
#define R_MASK	       0xc0
#define R_CONT	       0x40
#define R_DONE_SUCCESS 0x80
#define R_DONE_FAILURE 0xc0
#define E_FLAG	       0x20

struct eap_psk {
	const struct eap_creds *creds;
	struct psk_keys keys;
	uint8_t rand_s[PSK_RAND_LEN];
	uint8_t rand_p[PSK_RAND_LEN];
	uint8_t id_s[ID_S_MAX];
	size_t id_s_len;
	bool answered; /* the first message */
	bool done;
};

static bool eap_psk_check(const struct eap_config *cfg, struct eap_error *err)
{
	size_t len;

	if (!password_check(cfg, "EAP-PSK", false, err))
		return false;
	len = cfg->password_len ? cfg->password_len : strlen(cfg->password);
	return len == PSK_LEN ||
	       eap_error_set(
		       err, WMAN_REASON_CREDENTIALS,
		       "EAP-PSK: password is the key and has %d octets (32 hexadecimal digits "
		       "without quotes), not %zu",
		       PSK_LEN, len);
}

static void eap_psk_free(void *state)
{
	explicit_bzero(state, sizeof(struct eap_psk));
	free(state);
}

static void *eap_psk_start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	struct eap_psk *s = calloc(1, sizeof(*s));

	if (s)
		s->creds = creds;
	return s;
}

static enum eap_step violation(struct eap_error *err, const char *text)
{
	eap_error_set(err, WMAN_REASON_EAP_PROTOCOL, "EAP-PSK: %s", text);
	return EAP_STEP_FAIL;
}

static enum eap_step broken(struct eap_error *err)
{
	eap_error_set(err, WMAN_REASON_HELPER_INTERNAL, "EAP-PSK: the library failed");
	return EAP_STEP_FAIL;
}

/* Flags and RAND_S of an answer.  Return: where the rest goes. */
static uint8_t *begin(struct eap_psk *s, uint8_t flags, struct eap_reply *reply)
{
	reply->progress = true;
	reply->data[0] = flags;
	memcpy(reply->data + 1, s->rand_s, PSK_RAND_LEN);
	return reply->data + HEADER_LEN;
}

/* RAND_S and ID_S came; RAND_P, MAC_P and ID_P go. */
static enum eap_step rx_first(struct eap_psk *s, const uint8_t *data, size_t len,
			      struct eap_reply *reply, struct eap_error *err)
{
	char id_p[EAP_IDENTITY_MAX + 1];
	struct digest_part parts[] = {
		{ id_p, 0 },
		{ s->id_s, len - HEADER_LEN },
		{ s->rand_s, PSK_RAND_LEN },
		{ s->rand_p, PSK_RAND_LEN },
	};
	size_t id_p_len;
	uint8_t *p;

	nai_expand(s->creds->permanent, reply->user, id_p);
	id_p_len = strlen(id_p);
	parts[0].len = id_p_len;
	if (len - HEADER_LEN > ID_S_MAX)
		return violation(err, "the server's identity is too long");
	memcpy(s->rand_s, data + 1, PSK_RAND_LEN);
	s->id_s_len = len - HEADER_LEN;
	memcpy(s->id_s, data + HEADER_LEN, s->id_s_len);
	p = begin(s, MESSAGE(1), reply);
	if (RAND_bytes(s->rand_p, PSK_RAND_LEN) != 1 ||
	    !psk_keys_setup(&s->keys, (const uint8_t *)s->creds->password.text) ||
	    !psk_keys_derive(&s->keys, s->rand_p) ||
	    !digest_cmac(s->keys.ak, parts, 4, p + PSK_RAND_LEN))
		return broken(err);
	memcpy(p, s->rand_p, PSK_RAND_LEN);
	memcpy(p + PSK_RAND_LEN + PSK_MAC_LEN, id_p, id_p_len);
	reply->len = HEADER_LEN + PSK_RAND_LEN + PSK_MAC_LEN + id_p_len;
	s->answered = true;
	return EAP_STEP_CONT;
}

/*
 * The protected channel: a counter, the tag, and @len octets of message.  What it protects besides
 * is the beginning of the EAP packet; its header is made again, as an Expanded Type would hide it.
 */
struct channel {
	uint8_t nonce[EAX_NONCE_LEN];
	uint8_t header[5 + HEADER_LEN];
	struct eax eax;
};

static void channel_begin(struct channel *c, const struct eap_psk *s, uint8_t code, uint8_t id,
			  const uint8_t *data, size_t data_len, uint8_t counter)
{
	const size_t total = 5 + data_len;
	const uint8_t head[5] = { code, id, (uint8_t)(total >> 8), (uint8_t)total, EAP_TYPE_PSK };

	memset(c, 0, sizeof(*c));
	c->nonce[EAX_NONCE_LEN - 1] = counter;
	memcpy(c->header, head, sizeof(head));
	memcpy(c->header + sizeof(head), data, HEADER_LEN);
	c->eax.key = s->keys.tek;
	c->eax.nonce = c->nonce;
	c->eax.header = c->header;
	c->eax.header_len = sizeof(c->header);
}

/* The protected answer: @result, and an extension of @ext_type that has nothing in it, if any. */
static bool answer(struct eap_psk *s, uint8_t result, const uint8_t *ext_type,
		   struct eap_reply *reply)
{
	uint8_t *p = begin(s, MESSAGE(3), reply), *message = p + COUNTER_LEN + EAX_TAG_LEN;
	struct channel c;

	memset(p, 0, COUNTER_LEN);
	p[COUNTER_LEN - 1] = 1;
	message[0] = result;
	reply->len = HEADER_LEN + CHANNEL_LEN;
	if (ext_type) {
		message[0] |= E_FLAG;
		message[1] = *ext_type;
		reply->len += EXT_TYPE_LEN;
	}
	channel_begin(&c, s, 2, reply->id, reply->data, reply->len, 1);
	c.eax.data = message;
	c.eax.len = ext_type ? 1 + EXT_TYPE_LEN : 1;
	return eax_seal(&c.eax, p + COUNTER_LEN);
}

/* What the server's protected channel says, and what that means here. */
static enum eap_step conclude(struct eap_psk *s, const uint8_t *message, size_t len,
			      struct eap_reply *reply, struct eap_error *err)
{
	bool extended = message[0] & E_FLAG;
	uint8_t result = message[0] & R_MASK;

	if (extended ? len < 1 + EXT_TYPE_LEN : len != 1)
		return violation(err, "the protected channel is not as long as it says");
	if (!result)
		return violation(err, "a result that is not known");
	/* an extension is declined, RFC 4764 5.3: its type comes back alone */
	if (!answer(s, result == R_DONE_SUCCESS ? R_DONE_SUCCESS : R_DONE_FAILURE,
		    extended ? message + 1 : NULL, reply)) {
		reply->len = 0;
		return broken(err);
	}
	if (result == R_CONT)
		return violation(err, "the server insists on an extension");
	if (result == R_DONE_FAILURE) {
		eap_error_set(err, WMAN_REASON_EAP_REJECTED,
			      "EAP-PSK: the server knows the key and refuses; its log says why");
		return EAP_STEP_FAIL;
	}
	s->done = true;
	return EAP_STEP_UNCOND_SUCC;
}

/* MAC_S and the protected channel came; the other half of the channel goes. */
static enum eap_step rx_second(struct eap_psk *s, const uint8_t *data, size_t len,
			       struct eap_reply *reply, struct eap_error *err)
{
	static const uint8_t first[COUNTER_LEN];
	const struct digest_part parts[] = {
		{ s->id_s, s->id_s_len },
		{ s->rand_p, PSK_RAND_LEN },
	};
	const uint8_t *mac_s = data + HEADER_LEN, *channel = mac_s + PSK_MAC_LEN;
	uint8_t mac[PSK_MAC_LEN], message[WMAN_EAP_FRAME_MAX];
	struct channel c;

	if (len < HEADER_LEN + PSK_MAC_LEN + CHANNEL_LEN || len > sizeof(message))
		return violation(err, "the second message is cut off");
	if (memcmp(data + 1, s->rand_s, PSK_RAND_LEN))
		return violation(err, "the server's random number changes");
	if (!digest_cmac(s->keys.ak, parts, 2, mac))
		return broken(err);
	if (CRYPTO_memcmp(mac, mac_s, PSK_MAC_LEN))
		return violation(err, "MAC_S is wrong: the server does not know the key");
	if (memcmp(channel, first, COUNTER_LEN))
		return violation(err, "the counter of the protected channel is wrong");
	channel_begin(&c, s, 1, reply->id, data, len, 0);
	c.eax.data = message;
	c.eax.len = len - (HEADER_LEN + PSK_MAC_LEN + COUNTER_LEN + EAX_TAG_LEN);
	memcpy(message, channel + COUNTER_LEN + EAX_TAG_LEN, c.eax.len);
	if (!eax_open(&c.eax, channel + COUNTER_LEN))
		return violation(err, "the protected channel is not genuine");
	return conclude(s, message, c.eax.len, reply, err);
}

static enum eap_step eap_psk_process(void *state, const uint8_t *data, size_t len,
				     struct eap_reply *reply, struct eap_error *err)
{
	struct eap_psk *s = state;

	if (len < HEADER_LEN)
		return violation(err, "a message without Flags and RAND_S");
	if (s->done)
		return violation(err, "a message after the last one");
	if ((data[0] & T_MASK) != (s->answered ? MESSAGE(2) : MESSAGE(0)))
		return violation(err, "a message that is not due");
	return s->answered ? rx_second(s, data, len, reply, err) :
			     rx_first(s, data, len, reply, err);
}

/* RFC 5247 appendix A: Type, RAND_P, RAND_S */
static bool eap_psk_finish(void *state, struct eap_result *result)
{
	const struct eap_psk *s = state;

	memcpy(result->msk, s->keys.msk, EAP_MSK_LEN);
	memcpy(result->emsk, s->keys.emsk, EAP_EMSK_LEN);
	result->session_id[0] = EAP_TYPE_PSK;
	memcpy(result->session_id + 1, s->rand_p, PSK_RAND_LEN);
	memcpy(result->session_id + 1 + PSK_RAND_LEN, s->rand_s, PSK_RAND_LEN);
	result->session_id_len = 1 + 2 * PSK_RAND_LEN;
	return true;
}

static const char *eap_psk_waiting_for(const void *state)
{
	const struct eap_psk *s = state;

	return s->answered ? "the server's proof that it knows the key (EAP-PSK)" :
			     "the first message of EAP-PSK";
}

const struct eap_method eap_method_psk = {
	.name = "PSK",
	.type = EAP_TYPE_PSK,
	.needs = EAP_NEEDS_PASSWORD,
	.check = eap_psk_check,
	.start = eap_psk_start,
	.process = eap_psk_process,
	.finish = eap_psk_finish,
	.waiting_for = eap_psk_waiting_for,
	.free = eap_psk_free,
};
