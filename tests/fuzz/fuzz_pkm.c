// SPDX-License-Identifier: BSD-3-Clause
/*
 * PKM messages in every direction, version and MAC mode: form, digest coverage, compound
 * attributes, wrapped keys. What a builder can write is written again and must say the same.
 *
 * Covers: kernel/proto/pkm.c kernel/proto/pkm_param.c kernel/proto/pkm_build.c
 * Covers: kernel/proto/keywrap.c kernel/proto/suite.c
 *
 * Input: one octet of switches, the message.
 */
#include <stdlib.h>

#include "digest.h"
#include "input.h"
#include "keywrap.h"
#include "pkm_build.h"
#include "prim_openssl.h"

#define UPLINK	0x01
#define VERSION 0x02 /* PKMv1 */
#define HMAC	0x04

#define SUITES_MAX  8
#define DISPLAY_MAX 127
#define PRIMARY_CID 321

static struct wman_prim *prim;
static const u8 key[WMAN_KEK_LEN] = { 0x17, 0xfa, 0x4b, 0x38, 0x1f, 0x4a, 0xc7, 0x2b,
				      0xcb, 0x47, 0xa2, 0x82, 0xba, 0x1b, 0x22, 0xb9 };
static const u8 akid[WMAN_AKID_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	prim = wman_prim_alloc();
	NEED(prim);
	return 0;
}

static bool inside(const struct wman_octets *part, const u8 *msg, size_t len)
{
	return !part->data || input_within(part->data, part->len, msg, len);
}

/* Everything points into the message, and what ends it is at its end. */
static void check_view(const struct wman_pkm *pkm, const u8 *msg, size_t len)
{
	const struct wman_octets *all[] = { &pkm->nonce,	 &pkm->eap,	    &pkm->display,
					    &pkm->sa_tek_update, &pkm->certificate, &pkm->secret,
					    &pkm->suites,	 &pkm->protection };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		NEED(inside(all[i], msg, len));
	NEED(!pkm->ms_random || input_within(pkm->ms_random, WMAN_RANDOM_LEN, msg, len));
	NEED(!pkm->bs_random || input_within(pkm->bs_random, WMAN_RANDOM_LEN, msg, len));
	NEED(!pkm->akid || input_within(pkm->akid, WMAN_AKID_LEN, msg, len));
	NEED(pkm->n_sa <= WMAN_PKM_SA_MAX && pkm->n_tek_params <= 2 && pkm->n_gkek_params <= 2);
	NEED(pkm->ak_sn <= 15 && wman_pkm_name(pkm->code));
	NEED(pkm->identifier == msg[2] && pkm->code == msg[1]);
	if (!pkm->protection.data) {
		NEED(pkm->covered == len);
		return;
	}
	NEED(pkm->covered >= WMAN_PKM_HEADER_LEN && pkm->covered < len);
	NEED(pkm->protection.data + pkm->protection.len == msg + len);
	/* type, and a length of one, two or three octets */
	NEED(pkm->protection.data - (msg + pkm->covered) >= 2);
}

/* A TEK that is wrapped and unwrapped is the same; one octet changed is noticed, if that can be. */
static void check_wrap(u32 suite, const u8 tek[WMAN_TEK_LEN], u8 change)
{
	const struct wman_suite *s = wman_suite_find(suite);
	u8 field[WMAN_TEK_WRAPPED_MAX], again[WMAN_TEK_LEN];
	enum wman_reason reason;
	size_t len;

	reason = wman_tek_wrap(prim, suite, key, tek, field, &len);
	NEED(reason == (s && s->tek_len ? WMAN_REASON_NONE : WMAN_REASON_SUITE));
	if (reason)
		return;
	NEED(!wman_tek_unwrap(prim, suite, key, field, len, again));
	NEED(!memcmp(tek, again, s->tek_len));
	field[change % len] ^= 1;
	reason = wman_tek_unwrap(prim, suite, key, field, len, again);
	if (s->wrap == WMAN_TEK_ALG_AES_WRAP)
		NEED(reason == WMAN_REASON_TEK_UNWRAP);
	else
		NEED(!reason && memcmp(tek, again, s->tek_len));
}

static void check_keys(const struct wman_pkm *pkm, u8 change)
{
	static const u32 suites[] = { WMAN_SUITE_NULL, WMAN_SUITE_CCM_ECB, WMAN_SUITE_CCM_ECB_2004,
				      WMAN_SUITE_CCM_WRAP, WMAN_SUITE_DES_3DES };
	u8 tek[WMAN_TEK_LEN], zero[WMAN_TEK_LEN] = { 0 };
	const struct wman_octets *field;
	enum wman_reason reason;
	unsigned int i, j;

	for (i = 0; i < pkm->n_tek_params; i++) {
		field = &pkm->tek_params[i].tek;
		for (j = 0; j < ARRAY_SIZE(suites); j++) {
			memset(tek, 0xaa, sizeof(tek));
			reason =
				wman_tek_unwrap(prim, suites[j], key, field->data, field->len, tek);
			NEED(!reason || !memcmp(tek, zero, sizeof(tek)));
			NEED(!reason || reason == WMAN_REASON_SUITE ||
			     reason == WMAN_REASON_TEK_UNWRAP);
			if (field->len >= WMAN_TEK_LEN)
				check_wrap(suites[j], field->data, change);
		}
	}
	if (pkm->n_tek_params == 2) {
		reason = wman_tek_params_check(pkm->tek_params);
		NEED(!reason || reason == WMAN_REASON_LIFETIME || reason == WMAN_REASON_TEK_SN);
	}
}

/* RFC 3394 for keys of any length: those that are allowed come back. */
static void check_key_wrap(const u8 *msg, size_t len)
{
	size_t key_len = len < 48 ? len : 48;
	bool legal = key_len >= 16 && key_len <= WMAN_KEYWRAP_MAX && !(key_len % 8);
	u8 *wrapped = malloc(key_len + WMAN_KEYWRAP_OVERHEAD), *again = malloc(key_len);

	NEED(wman_key_wrap(prim, key, msg, key_len, wrapped) == (legal ? 0 : -EINVAL));
	if (!legal)
		memset(wrapped, 0, key_len + WMAN_KEYWRAP_OVERHEAD);
	NEED(wman_key_unwrap(prim, key, wrapped, key_len, again) == (legal ? 0 : -EINVAL));
	NEED(!legal || !memcmp(msg, again, key_len));
	free(wrapped);
	free(again);
}

/* ---- written again ---- */

static int ak_sn(const struct wman_pkm *pkm)
{
	return wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER) ? pkm->ak_sn : WMAN_AK_SN_NONE;
}

static void put_eap_start(struct wman_buf *buf, const struct wman_pkm *pkm)
{
	wman_pkm_put_eap_start(buf, pkm->identifier, ak_sn(pkm));
}

static void put_eap_transfer(struct wman_buf *buf, const struct wman_pkm *pkm,
			     enum wman_direction dir)
{
	wman_pkm_put_eap_transfer(buf, dir, pkm->identifier, pkm->eap.data, pkm->eap.len,
				  ak_sn(pkm));
}

static void put_sa_tek(struct wman_buf *buf, const struct wman_pkm *pkm)
{
	u32 suites[SUITES_MAX];
	struct wman_sa_tek st = {
		.ms_random = pkm->ms_random,
		.bs_random = pkm->bs_random,
		.ak_sn = pkm->ak_sn,
		.akid = pkm->akid,
		.lifetime_s = pkm->lifetime_s,
		.suites = suites,
		.n_suites = SUITES_MAX,
		.secneg = &pkm->secneg,
		.config = &pkm->config,
		.frame_number = wman_pkm_has(pkm, WMAN_ATTR_FRAME_NUMBER) ? (int)pkm->frame_number :
									    -1,
		.sa = pkm->sa,
		.n_sa = pkm->n_sa,
	};

	if (pkm->code == WMAN_PKM_SA_TEK_CHALLENGE)
		wman_pkm_put_sa_tek_challenge(buf, pkm->identifier, &st);
	else if (!pkm->secneg.present)
		return;
	else if (pkm->code == WMAN_PKM_SA_TEK_RESPONSE)
		wman_pkm_put_sa_tek_response(buf, pkm->identifier, &st);
	else if (!wman_suites_parse(suites, &st.n_suites, &pkm->suites))
		wman_pkm_put_sa_tek_request(buf, pkm->identifier, &st);
}

static void put_key(struct wman_buf *buf, const struct wman_pkm *pkm, const char *display)
{
	switch (pkm->code) {
	case WMAN_PKM_KEY_REQUEST:
		if (pkm->nonce.len == WMAN_NONCE_LEN)
			wman_pkm_put_key_request(buf, pkm->identifier, pkm->ak_sn, pkm->said,
						 pkm->nonce.data);
		break;
	case WMAN_PKM_KEY_REPLY:
		wman_pkm_put_key_reply(buf, pkm->identifier, pkm->ak_sn, pkm->said, pkm->tek_params,
				       &pkm->nonce);
		break;
	case WMAN_PKM_KEY_REJECT:
		wman_pkm_put_key_reject(buf, pkm->identifier, pkm->ak_sn, pkm->said,
					(enum wman_pkm_error)pkm->error, display, &pkm->nonce);
		break;
	case WMAN_PKM_TEK_INVALID:
		wman_pkm_put_tek_invalid(buf, pkm->ak_sn, pkm->said,
					 (enum wman_pkm_error)pkm->error, display);
		break;
	}
}

/* What the builders cannot write leaves @buf empty. */
static void put(struct wman_buf *buf, const struct wman_pkm *pkm, enum wman_direction dir)
{
	char display[DISPLAY_MAX + 1] = { 0 };

	if (pkm->display.data)
		memcpy(display, pkm->display.data,
		       pkm->display.len < DISPLAY_MAX ? pkm->display.len : DISPLAY_MAX);
	switch (pkm->code) {
	case WMAN_PKM_EAP_START:
		put_eap_start(buf, pkm);
		break;
	case WMAN_PKM_EAP_TRANSFER:
		put_eap_transfer(buf, pkm, dir);
		break;
	case WMAN_PKM_SA_TEK_CHALLENGE:
	case WMAN_PKM_SA_TEK_REQUEST:
	case WMAN_PKM_SA_TEK_RESPONSE:
		put_sa_tek(buf, pkm);
		break;
	case WMAN_PKM_SA_ADDITION:
		wman_pkm_put_sa_addition(buf, pkm->ak_sn, pkm->sa, pkm->n_sa);
		break;
	default:
		put_key(buf, pkm, pkm->display.data ? display : NULL);
	}
}

static bool same_octets(const u8 *a, const u8 *b, size_t len)
{
	return (!a && !b) || (a && b && !memcmp(a, b, len));
}

static bool same_piece(const struct wman_octets *a, const struct wman_octets *b)
{
	return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

static void same_params(const struct wman_pkm *a, const struct wman_pkm *b)
{
	unsigned int i;

	NEED(a->n_sa == b->n_sa && a->n_tek_params == b->n_tek_params);
	for (i = 0; i < a->n_sa; i++)
		NEED(!memcmp(&a->sa[i], &b->sa[i], sizeof(a->sa[i])));
	for (i = 0; i < a->n_tek_params; i++) {
		NEED(a->tek_params[i].present == b->tek_params[i].present);
		NEED(a->tek_params[i].lifetime_s == b->tek_params[i].lifetime_s);
		NEED(a->tek_params[i].sn == b->tek_params[i].sn);
		NEED(a->tek_params[i].gkek_sn == b->tek_params[i].gkek_sn);
		NEED(same_piece(&a->tek_params[i].tek, &b->tek_params[i].tek));
		NEED(same_piece(&a->tek_params[i].iv, &b->tek_params[i].iv));
	}
}

static void same_message(const struct wman_pkm *a, const struct wman_pkm *b)
{
	NEED(a->code == b->code && a->ak_sn == b->ak_sn && a->said == b->said);
	NEED(a->error == b->error && a->frame_number == b->frame_number);
	NEED(a->lifetime_s == b->lifetime_s);
	NEED(same_octets(a->ms_random, b->ms_random, WMAN_RANDOM_LEN));
	NEED(same_octets(a->bs_random, b->bs_random, WMAN_RANDOM_LEN));
	NEED(same_octets(a->akid, b->akid, WMAN_AKID_LEN));
	NEED(same_piece(&a->nonce, &b->nonce) && same_piece(&a->eap, &b->eap));
	NEED(wman_secneg_equal(&a->secneg, &b->secneg));
	NEED(!memcmp(&a->config, &b->config, sizeof(a->config)));
	same_params(a, b);
}

/* The digest of a message holds, and with another octet anywhere it does not. */
static void check_digest(const struct wman_pkm *pkm, u8 *msg, u8 change)
{
	const u8 *value;
	u32 pn;

	value = wman_cmac_digest_split(pkm, &pn);
	NEED(pn == 7);
	NEED(!wman_cmac_check(prim, key, akid, pn, PRIMARY_CID, msg, pkm->covered, value));
	msg[change % pkm->covered] ^= 0x10;
	NEED(wman_cmac_check(prim, key, akid, pn, PRIMARY_CID, msg, pkm->covered, value) ==
	     WMAN_REASON_DIGEST_WRONG);
}

static void check_build(const struct wman_pkm *pkm, enum wman_direction dir, u8 change)
{
	bool sign = wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER);
	static u8 data[16384];
	struct wman_pkm again;
	struct wman_buf buf;

	wman_buf_init(&buf, data, sizeof(data));
	put(&buf, pkm, dir);
	if (!buf.len)
		return;
	if (sign)
		NEED(!wman_cmac_digest_append(prim, key, akid, 7, PRIMARY_CID, &buf));
	NEED(!buf.overflow);
	NEED(!wman_pkm_parse(&again, data, buf.len, dir, WMAN_PKM_V2, WMAN_KDF_CMAC));
	same_message(pkm, &again);
	if (sign)
		check_digest(&again, data, change);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u8 switches = input_u8(&in);
	enum wman_direction dir = switches & UPLINK ? WMAN_DIRECTION_UPLINK :
						      WMAN_DIRECTION_DOWNLINK;
	u8 version = switches & VERSION ? WMAN_PKM_V1 : WMAN_PKM_V2;
	enum wman_kdf_mode mode = switches & HMAC ? WMAN_KDF_SHA1 : WMAN_KDF_CMAC;
	struct wman_pkm pkm;
	size_t len;
	u8 *msg = input_rest(&in, &len);

	check_key_wrap(msg, len);
	if (len > 1)
		wman_pkm_name(msg[1]);
	if (!wman_pkm_parse(&pkm, msg, len, dir, version, mode)) {
		check_view(&pkm, msg, len);
		check_keys(&pkm, switches);
		if (version == WMAN_PKM_V2)
			check_build(&pkm, dir, msg[2]);
	}
	free(msg);
	return 0;
}
