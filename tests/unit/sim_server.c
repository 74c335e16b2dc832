// SPDX-License-Identifier: BSD-3-Clause
#include "sim_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "eap/digest.h"
#include "eap/method.h"
#include "eap_server.h"

#define NETWORK "WLAN"

static const uint8_t fixed_rand[4][16] = { { 1, 2 }, { 2, 3 }, { 3, 4 }, { 4, 5 } };

static bool is_prime(const struct sim_server *s)
{
	return s->type == EAP_TYPE_AKA_PRIME;
}

static void on_tx(void *ctx, const uint8_t *packet, size_t len)
{
	struct sim_server *s = ctx;

	if (len > sizeof(s->resp))
		abort();
	memcpy(s->resp, packet, len);
	s->resp_len = len;
	s->tx_count++;
}

static void on_done(void *ctx, const struct eap_result *result)
{
	struct sim_server *s = ctx;

	s->done_count++;
	s->result = *result;
}

static void on_note(void *ctx, const char *text)
{
	struct sim_server *s = ctx;

	snprintf(s->note, sizeof(s->note), "%s", text);
}

static bool on_sqn(void *ctx, uint64_t sqn)
{
	struct sim_server *s = ctx;

	s->stored_sqn = sqn;
	s->stored_at = s->tx_count;
	return !s->store_fails;
}

static void on_ask(void *ctx, enum eap_ask ask, const char *text)
{
	struct sim_server *s = ctx;

	s->asks++;
	s->ask = ask;
	snprintf(s->ask_text, sizeof(s->ask_text), "%s", text);
}

static const struct eap_peer_ops ops = {
	.tx = on_tx,
	.done = on_done,
	.note = on_note,
	.sqn = on_sqn,
	.ask = on_ask,
};

void sim_server_raw(struct sim_server *s, const void *packet, size_t len)
{
	s->resp_len = 0;
	if (s->send)
		s->send(s, packet, len);
	else
		eap_server_deliver(s->peer, packet, len);
}

void sim_server_learn(struct sim_server *s)
{
	struct milenage_key *key = &s->key;
	size_t len;

	if (!OPENSSL_hexstr2buf_ex(key->k, sizeof(key->k), &len, SIM_TEST_KI, '\0') ||
	    !OPENSSL_hexstr2buf_ex(key->opc, sizeof(key->opc), &len, SIM_TEST_OPC, '\0'))
		abort();
}

void sim_server_begin(struct sim_server *s, const struct eap_creds *creds,
		      struct eap_session_cache *cache)
{
	static const uint8_t request[] = { 1, 0, 0, 5, 1 };

	sim_server_end(s);
	s->peer = eap_peer_new(creds, cache, &ops, s);
	s->done_count = s->tx_count = s->stored_at = 0;
	s->stored_sqn = 0;
	s->note[0] = '\0';
	s->have_ids = false;
	s->rands = s->type == EAP_TYPE_SIM ? 3 : 1;
	s->ids = EVP_MD_CTX_new();
	EVP_DigestInit_ex(s->ids, is_prime(s) ? EVP_sha256() : EVP_sha1(), NULL);
	s->id = 0;
	sim_server_raw(s, request, sizeof(request));
	snprintf(s->identity, sizeof(s->identity), "%.*s", (int)s->resp_len - 5, s->resp + 5);
}

void sim_server_end(struct sim_server *s)
{
	eap_peer_free(s->peer);
	s->peer = NULL;
	EVP_MD_CTX_free(s->ids);
	s->ids = NULL;
}

static void begin(struct sim_server *s, uint8_t subtype)
{
	s->msg = (struct sim_msg){ .data = s->data, .room = sizeof(s->data), .len = 8 };
	s->id++;
	memset(s->data, 0, sizeof(s->data));
	s->data[0] = 1;
	s->data[1] = s->id;
	s->data[4] = s->type;
	s->data[5] = subtype;
}

static void add(struct sim_server *s, uint8_t type, uint16_t head, const void *value, size_t len)
{
	sim_msg_add(&s->msg, type, head, value, len);
}

static void sign(struct sim_server *s, const uint8_t *extra, size_t len)
{
	const struct digest_part parts[] = { { s->data, s->msg.len }, { extra, len } };
	uint8_t mac[32];

	digest_hmac(is_prime(s) ? EVP_sha256() : EVP_sha1(), s->keys.k_aut, is_prime(s) ? 32 : 16,
		    parts, len ? 2 : 1, mac);
	memcpy(s->data + s->msg.mac, mac, 16);
}

/* Faults that any message can have; then away with it. */
static void send(struct sim_server *s, bool mac, const uint8_t *extra, size_t extra_len)
{
	uint8_t *end;
	size_t len;

	switch (s->fault) {
	case UNKNOWN_LOW:
		add(s, 127, 0, NULL, 0);
		break;
	case UNKNOWN_HIGH:
		add(s, 200, 0x1234, "skip", 4);
		break;
	default:
		break;
	}
	if (s->change) {
		len = s->msg.len - 8;
		s->change(s->data + 8, &len);
		s->msg.len = 8 + len;
	}
	if (mac && s->fault != MAC_ABSENT) {
		if (s->fault == MAC_TWICE)
			add(s, AT_MAC, 0, NULL, 16);
		add(s, AT_MAC, 0, NULL, 16);
		if (s->fault == MAC_NOT_LAST)
			add(s, 200, 0x1234, "skip", 4);
	}
	end = s->data + s->msg.len;
	if (s->fault == ZERO_LENGTH || s->fault == BEYOND_PACKET) {
		end[0] = 200;
		end[1] = s->fault == ZERO_LENGTH ? 0 : 2;
		s->msg.len += 4;
	}
	s->data[2] = (uint8_t)(s->msg.len >> 8);
	s->data[3] = (uint8_t)s->msg.len;
	if (mac && s->fault != MAC_ABSENT)
		sign(s, extra, extra_len);
	if (s->fault == MAC_WRONG)
		s->data[s->msg.mac + 15] ^= 1;
	if (s->fault == MAC_OTHER_ID)
		s->data[1] = ++s->id;
	sim_server_raw(s, s->data, s->msg.len);
}

static void learn_identity(struct sim_server *s)
{
	const uint8_t *p = s->resp_len ? sim_server_attr(s, AT_IDENTITY) : NULL;

	if (p)
		snprintf(s->identity, sizeof(s->identity), "%.*s", p[-2] << 8 | p[-1], p);
}

void sim_server_identity(struct sim_server *s, uint8_t request)
{
	begin(s, 5);
	add(s, request, 0, NULL, 0);
	send(s, false, NULL, 0);
	learn_identity(s);
	s->have_ids = true;
	EVP_DigestUpdate(s->ids, s->data, s->msg.len);
	EVP_DigestUpdate(s->ids, s->resp, s->resp_len);
}

void sim_server_start(struct sim_server *s, uint8_t request)
{
	uint8_t versions[8] = { 0, 7, 0, 1 };
	uint16_t len = 4;

	if (s->fault == VERSION_OTHER)
		versions[3] = 2;
	if (s->fault == VERSION_ODD)
		len = 3;
	begin(s, 10);
	if (s->fault != VERSION_ABSENT)
		add(s, 15, s->fault == VERSION_OVERLONG ? 9 : len, versions, len);
	if (request)
		add(s, request, 0, NULL, 0);
	send(s, false, NULL, 0);
	learn_identity(s);
	if (s->resp_len && sim_server_attr(s, AT_NONCE_MT))
		memcpy(s->nonce_mt, sim_server_attr(s, AT_NONCE_MT), 16);
}

/* ---- encrypted attributes */

static void add_next_ids(struct sim_server *s, struct sim_msg *in, bool reauth)
{
	static char longest[1001];
	const char *id = s->type == EAP_TYPE_SIM ? "3pseudonym" :
			 is_prime(s)		 ? "7pseudonym" :
						   "2pseudonym";
	char reauth_id[32];
	size_t len = strlen(id);

	snprintf(reauth_id, sizeof(reauth_id), "4again%u@aaa.test", s->counter);
	switch (s->fault) {
	case NEXT_ID_EMPTY:
		len = 0;
		break;
	case NEXT_ID_LONG:
		memset(longest, 'x', 1000);
		id = longest;
		len = 254;
		break;
	case NEXT_ID_AT:
		id = "2pseudo@realm";
		len = strlen(id);
		break;
	case NEXT_ID_NUL:
		id = "2ps\0udonym";
		break;
	case NEXT_ID_BLANK:
		id = "2ps udonym";
		break;
	default:
		break;
	}
	if (!reauth)
		sim_msg_add(in, 132, (uint16_t)len, id, len);
	sim_msg_add(in, 133, (uint16_t)strlen(reauth_id), reauth_id, strlen(reauth_id));
}

static void add_encrypted(struct sim_server *s, struct sim_msg *in)
{
	static const uint8_t iv[16] = { 9, 8, 7 };
	uint8_t cipher[SIM_SERVER_ATTRS + 64];
	size_t pad;

	if (s->change)
		s->change(in->data, &in->len);
	in->len -= in->len % 4;
	pad = (16 - in->len % 16) % 16;
	if (s->fault == PADDING_LONG)
		pad = pad ? pad + 16 : 16;
	if (pad) {
		sim_msg_add(in, AT_PADDING, 0, NULL, pad - 4);
		if (s->fault == PADDING_NOT_ZERO)
			in->data[in->len - 1] = 1;
	}
	if (s->fault == PADDING_NOT_LAST) {
		sim_msg_add(in, AT_PADDING, 0, NULL, 0);
		sim_msg_add(in, 200, 0, NULL, 8);
	}
	sim_crypt(true, s->keys.k_encr, iv, in->data, in->len, cipher);
	if (s->fault != ENCR_ALONE)
		add(s, AT_IV, 0, iv, 16);
	if (s->fault == ENCR_SHORT && in->len)
		in->len -= 4;
	if (s->fault != IV_ALONE)
		add(s, AT_ENCR_DATA, 0, cipher, in->len);
}

static void add_checkcode(struct sim_server *s)
{
	uint8_t code[32];
	unsigned int len = 0;
	EVP_MD_CTX *copy = EVP_MD_CTX_new();

	EVP_MD_CTX_copy_ex(copy, s->ids);
	EVP_DigestFinal_ex(copy, code, &len);
	EVP_MD_CTX_free(copy);
	if (s->fault == CHECKCODE_WRONG)
		code[0] ^= 1;
	if (s->fault != CHECKCODE_ABSENT)
		add(s, AT_CHECKCODE, 0, code, s->have_ids && s->fault != CHECKCODE_EMPTY ? len : 0);
}

/* ---- challenges */

static void make_autn(struct sim_server *s, uint8_t *autn, struct milenage_out *out)
{
	uint8_t amf[2] = { is_prime(s) && s->fault != SEPARATION_CLEAR ? 0x80 : 0, 0 };
	uint64_t sqn = s->sqn;
	uint8_t be[6], mac_s[8];
	int i;

	if (s->fault == SQN_OLD)
		sqn = 0;
	else if (s->fault == SQN_FAR)
		sqn += 1ull << 34;
	else
		sqn = s->sqn += 32;
	for (i = 5; i >= 0; i--, sqn >>= 8)
		be[i] = (uint8_t)sqn;
	milenage_f2345(&s->key, fixed_rand[0], out);
	milenage_f1(&s->key, fixed_rand[0], be, amf, autn + 8, mac_s);
	for (i = 0; i < 6; i++)
		autn[i] = be[i] ^ out->ak[i];
	memcpy(autn + 6, amf, 2);
	if (s->fault == AUTN_WRONG)
		autn[15] ^= 1;
}

static void aka_keys(struct sim_server *s, const struct milenage_out *out, const uint8_t *autn)
{
	const struct digest_part parts[] = { { s->identity, strlen(s->identity) },
					     { out->ik, 16 },
					     { out->ck, 16 } };
	uint8_t ck_ik[32];

	memcpy(ck_ik, out->ck, 16);
	memcpy(ck_ik + 16, out->ik, 16);
	if (is_prime(s)) {
		sim_keys_prime(&s->keys, ck_ik, autn, (const uint8_t *)NETWORK, 4, s->identity);
		return;
	}
	digest_hash(EVP_sha1(), parts, 3, s->keys.mk);
	sim_keys_full(&s->keys);
}

static void add_kdf(struct sim_server *s, uint16_t kdf)
{
	add(s, AT_KDF, kdf, NULL, 0);
}

static void add_prime(struct sim_server *s, bool again)
{
	bool second = s->fault == KDF_SECOND || s->fault == KDF_CHANGED;

	if (s->fault == NAME_EMPTY)
		add(s, 23, 0, NULL, 0);
	else if (s->fault != NAME_ABSENT)
		add(s, 23, s->fault == NAME_OVERLONG ? 5 : 4, NETWORK, 4);
	if (again)
		add_kdf(s, 1);
	if (second || s->fault == KDF_UNKNOWN)
		add_kdf(s, again && s->fault == KDF_CHANGED ? 4 : 2);
	if (s->fault != KDF_ABSENT && s->fault != KDF_UNKNOWN)
		add_kdf(s, 1);
	if (s->fault == KDF_TWICE)
		add_kdf(s, 1);
}

static void aka_challenge(struct sim_server *s, bool again)
{
	struct milenage_out out;
	uint8_t autn[16];

	make_autn(s, autn, &out);
	aka_keys(s, &out, autn);
	s->session_id[0] = s->type;
	memcpy(s->session_id + 1, fixed_rand[0], 16);
	memcpy(s->session_id + 17, autn, 16);
	s->session_id_len = 33;
	begin(s, 1);
	if (s->fault == RAND_SHORT)
		add(s, 1, 0, fixed_rand, 12);
	else if (s->fault != RAND_ABSENT)
		add(s, 1, 0, fixed_rand, s->fault == RAND_TWO ? 32 : 16);
	if (s->fault != AUTN_ABSENT)
		add(s, 2, 0, autn, 16);
	if (is_prime(s))
		add_prime(s, again);
	if (s->fault == BIDDING || s->fault == BIDDING_CLEAR)
		add(s, 136, s->fault == BIDDING ? 0x8000 : 0, NULL, 0);
	add_checkcode(s);
}

static void sim_challenge(struct sim_server *s)
{
	uint8_t rands[64], kc[32], sres[4];
	struct usim usim = { .key = s->key };
	const struct digest_part parts[] = {
		{ s->identity, strlen(s->identity) },
		{ kc, 24 },
		{ s->nonce_mt, 16 },
		{ "\0\7\0\1", 4 },
		{ "\0\1", 2 },
	};
	size_t num = s->fault == RAND_ONE ? 1 : s->fault == RAND_FOUR ? 4 : 3, i;

	memcpy(rands, fixed_rand, sizeof(rands));
	if (s->fault == RAND_EQUAL)
		memcpy(rands + 32, rands, 16);
	for (i = 0; i < 3; i++)
		usim_gsm(&usim, rands + 16 * i, sres, kc + 8 * i);
	digest_hash(EVP_sha1(), parts, 5, s->keys.mk);
	sim_keys_full(&s->keys);
	s->session_id[0] = s->type;
	memcpy(s->session_id + 1, rands, 48);
	memcpy(s->session_id + 49, s->nonce_mt, 16);
	s->session_id_len = 65;
	begin(s, 11);
	if (s->fault == RAND_SHORT)
		add(s, 1, 0, rands, 44);
	else if (s->fault != RAND_ABSENT)
		add(s, 1, 0, rands, 16 * num);
}

static void challenge(struct sim_server *s, bool again)
{
	uint8_t plain[SIM_SERVER_ATTRS + 64];
	struct sim_msg in = { .data = plain, .room = sizeof(plain) };

	s->counter = 0;
	if (s->type == EAP_TYPE_SIM)
		sim_challenge(s);
	else
		aka_challenge(s, again);
	if (s->give_ids && s->fault == NEXT_ID_CLEAR) {
		add(s, 132, 3, "2xy", 3);
	} else if (s->give_ids) {
		add_next_ids(s, &in, false);
		add_encrypted(s, &in);
	}
	if (s->result_ind)
		add(s, AT_RESULT_IND, 0, NULL, 0);
	if (s->type == EAP_TYPE_SIM)
		send(s, true, s->nonce_mt, 16);
	else
		send(s, true, NULL, 0);
}

void sim_server_challenge(struct sim_server *s)
{
	challenge(s, false);
	/* the peer asked for another key derivation function: the list again, with its choice */
	if (is_prime(s) && s->resp_len && sim_server_subtype(s) == 1 &&
	    sim_server_attr(s, AT_KDF) && !sim_server_attr(s, AT_MAC)) {
		s->sqn -= 32;
		challenge(s, true);
	}
}

void sim_server_reauth(struct sim_server *s)
{
	uint8_t plain[SIM_SERVER_ATTRS + 64];
	struct sim_msg in = { .data = plain, .room = sizeof(plain) };

	memset(s->nonce_s, 0x5a, 16);
	if (s->fault != COUNTER_OLD)
		s->counter++;
	begin(s, 13);
	if (s->fault == COUNTER_CLEAR)
		add(s, AT_COUNTER, s->counter, NULL, 0);
	else if (s->fault != COUNTER_ABSENT)
		sim_msg_add(&in, AT_COUNTER, s->counter, NULL, 0);
	if (s->fault != NONCE_ABSENT)
		sim_msg_add(&in, 21, 0, s->nonce_s, 16);
	if (s->give_ids)
		add_next_ids(s, &in, true);
	add_encrypted(s, &in);
	if (s->type != EAP_TYPE_SIM)
		add_checkcode(s);
	if (s->result_ind)
		add(s, AT_RESULT_IND, 0, NULL, 0);
	send(s, true, NULL, 0);
	s->session_id[0] = s->type;
	memcpy(s->session_id + 1, s->nonce_s, 16);
	memcpy(s->session_id + 17, s->data + s->msg.mac, 16);
	s->session_id_len = 33;
	if (is_prime(s))
		sim_keys_prime_reauth(&s->keys, s->identity, s->counter, s->nonce_s);
	else
		sim_keys_reauth(&s->keys, s->identity, s->counter, s->nonce_s);
}

void sim_server_notify(struct sim_server *s, uint16_t code, bool mac, int counter)
{
	uint8_t plain[SIM_SERVER_ATTRS + 64];
	struct sim_msg in = { .data = plain, .room = sizeof(plain) };

	begin(s, 12);
	add(s, AT_NOTIFICATION, code, NULL, 0);
	if (counter >= 0) {
		sim_msg_add(&in, AT_COUNTER, (uint16_t)counter, NULL, 0);
		add_encrypted(s, &in);
	}
	send(s, mac, NULL, 0);
}

void sim_server_success(struct sim_server *s)
{
	const uint8_t packet[] = { 3, s->id, 0, 4 };

	sim_server_raw(s, packet, sizeof(packet));
}

/* ---- answers */

int sim_server_subtype(const struct sim_server *s)
{
	return s->resp_len > 5 ? s->resp[5] : -1;
}

const uint8_t *sim_server_attr(const struct sim_server *s, uint8_t type)
{
	const uint8_t *p = s->resp + 8, *end = s->resp + s->resp_len;

	for (; p < end && p[1]; p += 4 * p[1])
		if (p[0] == type)
			return p + 4;
	return NULL;
}

bool sim_server_mac_ok(const struct sim_server *s, const uint8_t *extra, size_t len)
{
	const uint8_t *mac = sim_server_attr(s, AT_MAC);
	uint8_t copy[sizeof(s->resp)], want[32];
	const struct digest_part parts[] = { { copy, s->resp_len }, { extra, len } };

	if (!mac)
		return false;
	memcpy(copy, s->resp, s->resp_len);
	memset(copy + (mac - s->resp), 0, 16);
	digest_hmac(is_prime(s) ? EVP_sha256() : EVP_sha1(), s->keys.k_aut, is_prime(s) ? 32 : 16,
		    parts, len ? 2 : 1, want);
	return !memcmp(mac, want, 16);
}

bool sim_server_resync(struct sim_server *s)
{
	static const uint8_t amf[2];
	const uint8_t *auts = sim_server_attr(s, AT_AUTS);
	uint8_t sqn[6], mac_a[8], mac_s[8];
	struct milenage_out out;
	int i;

	if (!auts)
		return false;
	auts -= 2;
	milenage_f2345(&s->key, fixed_rand[0], &out);
	for (s->sqn = 0, i = 0; i < 6; i++) {
		sqn[i] = auts[i] ^ out.ak_resync[i];
		s->sqn = s->sqn << 8 | sqn[i];
	}
	milenage_f1(&s->key, fixed_rand[0], sqn, amf, mac_a, mac_s);
	return !memcmp(mac_s, auts + 6, 8);
}
