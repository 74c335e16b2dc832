// SPDX-License-Identifier: BSD-3-Clause
#include "sim_card.h"

#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "sim_conv.h"
#include "user.h"

#define RES_MIN	  4 /* octets, TS 33.102 6.3.7 */
#define UMTS_AUTH "UMTS-AUTH"
#define GSM_AUTH  "GSM-AUTH"

/* What is left of an answer */
struct text {
	const char *pos;
	const char *end;
};

static bool take_word(struct text *t, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(t->end - t->pos) < len || memcmp(t->pos, word, len))
		return false;
	t->pos += len;
	return true;
}

/* ":" and hex of up to @max octets.  Return: how many. */
static size_t take_hex(struct text *t, uint8_t *out, size_t max)
{
	int high, low;
	size_t n;

	if (!take_word(t, ":"))
		return 0;
	for (n = 0; n < max && t->end - t->pos >= 2; n++, t->pos += 2) {
		high = OPENSSL_hexchar2int((unsigned char)t->pos[0]);
		low = OPENSSL_hexchar2int((unsigned char)t->pos[1]);
		if (high < 0 || low < 0)
			break;
		out[n] = (uint8_t)(high << 4 | low);
	}
	return n;
}

static bool take_umts(struct text *t, struct usim_answer *umts)
{
	if (take_hex(t, umts->ik, sizeof(umts->ik)) != sizeof(umts->ik) ||
	    take_hex(t, umts->ck, sizeof(umts->ck)) != sizeof(umts->ck))
		return false;
	umts->res_len = take_hex(t, umts->res, sizeof(umts->res));
	return umts->res_len >= RES_MIN;
}

static bool take_gsm(struct text *t, struct sim_card_answer *a)
{
	for (; a->num < SIM_RANDS_MAX && t->pos < t->end; a->num++)
		if (take_hex(t, a->kc + a->num * USIM_KC_LEN, USIM_KC_LEN) != USIM_KC_LEN ||
		    take_hex(t, a->sres + a->num * USIM_SRES_LEN, USIM_SRES_LEN) != USIM_SRES_LEN)
			return false;
	return a->num >= SIM_RANDS_MIN;
}

static bool take_answer(struct text *t, struct sim_card_answer *a)
{
	memset(a, 0, sizeof(*a));
	if (take_word(t, GSM_AUTH)) {
		a->kind = SIM_CARD_GSM;
		return take_gsm(t, a);
	}
	if (take_word(t, UMTS_AUTH)) {
		a->kind = SIM_CARD_AUTH;
		return take_umts(t, &a->umts);
	}
	if (take_word(t, "UMTS-AUTS")) {
		a->kind = SIM_CARD_AUTS;
		return take_hex(t, a->umts.auts, USIM_AUTS_LEN) == USIM_AUTS_LEN;
	}
	a->kind = SIM_CARD_FAIL;
	return take_word(t, "UMTS-FAIL");
}

bool sim_card_parse(const uint8_t *text, size_t len, struct sim_card_answer *answer)
{
	struct text t = { (const char *)text, (const char *)text + len };

	if (take_answer(&t, answer) && t.pos == t.end)
		return true;
	OPENSSL_cleanse(answer, sizeof(*answer));
	return false;
}

/* Append ":" and hex to what is asked. */
static void put_hex(char *text, const uint8_t *octets, size_t len)
{
	size_t i;

	text += strlen(text);
	*text++ = ':';
	for (i = 0; i < len; i++)
		text += sprintf(text, "%02x", octets[i]);
}

static enum usim_verdict ask(struct sim_conv *conv, const char *text)
{
	eap_ask(conv->reply, EAP_ASK_CARD, "%s", text);
	return USIM_ASK;
}

static enum usim_verdict take_said_umts(const struct sim_card_answer *said,
					struct usim_answer *answer)
{
	*answer = said->umts;
	switch (said->kind) {
	case SIM_CARD_AUTH:
		return USIM_OK;
	case SIM_CARD_AUTS:
		return USIM_SYNC;
	case SIM_CARD_FAIL:
		return USIM_MAC;
	default:
		return USIM_OTHER;
	}
}

enum usim_verdict sim_card_umts(struct sim_conv *conv, const uint8_t *rand, const uint8_t *autn,
				struct usim_answer *answer)
{
	struct sim_card_answer *said = &conv->reply->user->card;
	char text[EAP_ASK_TEXT_MAX + 1] = UMTS_AUTH;
	enum usim_verdict verdict;

	if (conv->creds->usim)
		return usim_umts(conv->creds->usim, conv->sqn, rand, autn, answer);
	if (said->kind == SIM_CARD_NOTHING) {
		put_hex(text, rand, MILENAGE_RAND_LEN);
		put_hex(text, autn, USIM_AUTN_LEN);
		return ask(conv, text);
	}
	verdict = take_said_umts(said, answer);
	OPENSSL_cleanse(said, sizeof(*said));
	return verdict;
}

enum usim_verdict sim_card_gsm(struct sim_conv *conv, const uint8_t *rands, size_t num,
			       uint8_t *sres, uint8_t *kc)
{
	struct sim_card_answer *said = &conv->reply->user->card;
	char text[EAP_ASK_TEXT_MAX + 1] = GSM_AUTH;
	enum usim_verdict verdict = USIM_OTHER;
	size_t i;

	if (conv->creds->usim) {
		for (i = 0; i < num; i++)
			if (!usim_gsm(conv->creds->usim, rands + i * MILENAGE_RAND_LEN,
				      sres + i * USIM_SRES_LEN, kc + i * USIM_KC_LEN))
				return USIM_ERROR;
		return USIM_OK;
	}
	if (said->kind == SIM_CARD_NOTHING) {
		for (i = 0; i < num; i++)
			put_hex(text, rands + i * MILENAGE_RAND_LEN, MILENAGE_RAND_LEN);
		return ask(conv, text);
	}
	if (said->kind == SIM_CARD_GSM && said->num == num) {
		memcpy(sres, said->sres, num * USIM_SRES_LEN);
		memcpy(kc, said->kc, num * USIM_KC_LEN);
		verdict = USIM_OK;
	}
	OPENSSL_cleanse(said, sizeof(*said));
	return verdict;
}
