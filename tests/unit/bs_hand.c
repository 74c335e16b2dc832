// SPDX-License-Identifier: BSD-3-Clause
#include "bs_hand.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "mac.h"
#include "pkm_rsa.h"
#include "wman-bs/announce.h"
#include "wman-bs/mgmt.h"

static const u8 mac[6] = { 0x02, 0x16, 0, 0, 0x01, 0x00 };

#define PDU_HEAD 6
#define PDU_CRC	 4

static void hear(struct bs_lab *lab, const u8 *pdu, size_t len)
{
	struct bs_hand *h = lab->hear_arg;

	if (pdu[PDU_HEAD] != 10) {
		h->other_len = len - PDU_HEAD - PDU_CRC;
		assert_in_range(h->other_len, 1, sizeof(h->other));
		memcpy(h->other, pdu + PDU_HEAD, h->other_len);
		return;
	}
	assert_in_range(h->n_heard, 0, BS_HAND_HEARD - 1);
	h->heard_len[h->n_heard] = len - PDU_HEAD - PDU_CRC;
	memcpy(h->heard[h->n_heard++], pdu + PDU_HEAD, len - PDU_HEAD - PDU_CRC);
}

struct bs_hand *bs_hand_new(const char *const *options, u8 policy)
{
	struct bs_hand *h = calloc(1, sizeof(*h));

	assert_non_null(h);
	h->lab = bs_lab_new(options);
	h->lab->hear = hear;
	h->lab->hear_arg = h;
	bs_announce_set(h->lab->bs, false);
	h->ss = bs_ss_new(h->lab->bs, mac);
	assert_non_null(h->ss);
	h->ss->capable = true;
	h->ss->choice = (struct wman_secneg){ .present = WMAN_SECNEG_ALL,
					      .version = WMAN_PKM_V2,
					      .policy = policy,
					      .mac_mode = WMAN_MAC_MODE_CMAC_2009,
					      .pn_window = 64 };
	h->ss->offer = h->ss->choice;
	h->ss->offer.mac_mode = WMAN_MAC_MODE_CMAC;
	h->ss->offer.max_sa = 4;
	memset(h->ms_random, 0x11, sizeof(h->ms_random));
	bs_auth_begin(h->ss);
	return h;
}

void bs_hand_use_hmac(struct bs_hand *h)
{
	h->hmac = true;
	h->ss->choice.mac_mode = WMAN_MAC_MODE_HMAC;
	h->ss->offer.mac_mode = WMAN_MAC_MODE_HMAC;
}

void bs_hand_free(struct bs_hand *h)
{
	bs_lab_free(h->lab);
	free(h);
}

static void cmac(const u8 key[16], const u8 *data, size_t len, u8 out[16])
{
	EVP_MAC *alg = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(alg);
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)"AES-128-CBC", 0),
		OSSL_PARAM_construct_end(),
	};
	size_t n;

	assert_int_equal(EVP_MAC_init(ctx, key, 16, params), 1);
	assert_int_equal(EVP_MAC_update(ctx, data, len), 1);
	assert_int_equal(EVP_MAC_final(ctx, out, &n, 16), 1);
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(alg);
}

/* i | astring | keylength, in HMAC mode with the key behind them. */
static void kdf(const struct bs_hand *h, const u8 *key, size_t key_len, const u8 *astring, size_t n,
		u8 *out, size_t len)
{
	const size_t block = h->hmac ? 20 : 16, blocks = (len + block - 1) / block;
	u8 input[256] = { 0 }, result[80];
	size_t i;

	memcpy(input + 4, astring, n);
	input[4 + n + 2] = (u8)(len * 8 >> 8);
	input[4 + n + 3] = (u8)(len * 8);
	memcpy(input + n + 8, key + key_len - block, block);
	for (i = 0; i < blocks; i++) {
		input[3] = (u8)i;
		if (h->hmac)
			assert_int_equal(EVP_Digest(input, n + 8 + block, result + block * i, NULL,
						    EVP_sha1(), NULL),
					 1);
		else
			cmac(key + key_len - block, input, n + 8, result + block * i);
	}
	memcpy(out, result + block * blocks - len, len);
}

void bs_hand_kdf(struct bs_hand *h, const u8 *key, size_t key_len, const u8 *pak, const char *text,
		 u8 *out, size_t len)
{
	u8 astring[128];
	size_t n = 12;

	memcpy(astring, mac, 6);
	memcpy(astring + 6, h->lab->bsid, 6);
	if (pak) {
		memcpy(astring + n, pak, 20);
		n += 20;
	}
	memcpy(astring + n, text, strlen(text));
	kdf(h, key, key_len, astring, n + strlen(text), out, len);
}

void bs_hand_eik(struct bs_hand *h, const u8 eik[20])
{
	const size_t len = h->hmac ? 20 : 16;
	u8 both[40];

	memset(&h->eik, 0, sizeof(h->eik));
	bs_hand_kdf(h, eik, 20, NULL, h->hmac ? "HMAC_KEYS" : "CMAC_KEYS", both, 2 * len);
	memcpy(h->eik.u, both, len);
	memcpy(h->eik.d, both + len, len);
}

/* CMAC_KEY_COUNT of 0 is a block of zeros. */
static void encrypt_zeros(const u8 key[16], u8 out[16])
{
	static const u8 zeros[16];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n;

	assert_int_equal(EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL), 1);
	assert_int_equal(EVP_EncryptUpdate(ctx, out, &n, zeros, 16), 1);
	EVP_CIPHER_CTX_free(ctx);
}

void bs_hand_ak(struct bs_hand *h, const u8 ak[20], u8 sn)
{
	u8 all[56], id[15] = { sn };

	memset(&h->ak, 0, sizeof(h->ak));
	if (h->hmac) {
		bs_hand_kdf(h, ak, 20, NULL, "HMAC_KEYS+KEK", all, 56);
		memcpy(h->ak.u, all, 20);
		memcpy(h->ak.d, all + 20, 20);
	} else {
		bs_hand_kdf(h, ak, 20, NULL, "CMAC_KEYS+KEK", all, 48);
		encrypt_zeros(all, h->ak.u);
		encrypt_zeros(all + 16, h->ak.d);
	}
	memcpy(id + 1, mac, 6);
	memcpy(id + 7, h->lab->bsid, 6);
	memcpy(id + 13, "AK", 2);
	kdf(h, ak, 20, id, sizeof(id), h->ak.akid, 8);
	h->sn = sn;
}

void bs_hand_begin(struct bs_hand *h, u8 code)
{
	h->msg[0] = 9;
	h->msg[1] = code;
	h->msg[2] = ++h->identifier;
	h->len = 3;
}

void bs_hand_put(struct bs_hand *h, u8 type, const void *value, size_t len)
{
	h->msg[h->len++] = type;
	if (len > 127) {
		h->msg[h->len++] = 0x82;
		h->msg[h->len++] = (u8)(len >> 8);
	}
	h->msg[h->len++] = (u8)len;
	memcpy(h->msg + h->len, value, len);
	h->len += len;
}

void bs_hand_put_u8(struct bs_hand *h, u8 type, u8 value)
{
	bs_hand_put(h, type, &value, 1);
}

static void digest_of(struct bs_hand *h, const struct bs_hand_keys *keys, const u8 key[16], u32 pn,
		      const u8 *msg, size_t len, u8 value[8])
{
	u8 input[8192] = { 0 }, out[16];

	memcpy(input, keys->akid, 8);
	wman_put_be32(input + 8, pn);
	wman_put_be16(input + 12, h->ss->primary_cid);
	memcpy(input + 16, msg, len);
	cmac(key, input, 16 + len, out);
	memcpy(value, out + 8, 8);
}

static void hmac(const u8 key[20], const u8 *msg, size_t len, u8 value[20])
{
	assert_non_null(HMAC(EVP_sha1(), key, 20, msg, len, value, NULL));
}

void bs_hand_digest(struct bs_hand *h, struct bs_hand_keys *keys)
{
	u8 value[20];

	if (h->hmac) {
		hmac(keys->u, h->msg, h->len, value);
		bs_hand_put(h, 11, value, 20);
		return;
	}
	wman_put_be32(value, ++keys->tx);
	digest_of(h, keys, keys->u, keys->tx, h->msg, h->len, value + 4);
	bs_hand_put(h, 40, value, 12);
}

void bs_hand_signature(struct bs_hand *h, EVP_PKEY *key)
{
	u8 signature[PKM_RSA_MAX];
	size_t len = pkm_rsa_sign(key, h->msg, h->len, signature);

	bs_hand_put(h, 44, signature, len);
}

static bool never(struct bs_lab *lab)
{
	return false;
}

static bool heard_something(struct bs_lab *lab)
{
	return ((struct bs_hand *)lab->hear_arg)->n_heard;
}

/* What was sent lies in a socket: the loop takes it out. */
static void hear_all(struct bs_hand *h)
{
	bs_lab_run(h->lab, never, 1);
}

enum wman_reason bs_hand_send(struct bs_hand *h)
{
	const struct bs_message m = {
		.src = mac, .cid = h->ss->primary_cid, .data = h->msg, .len = h->len
	};
	enum wman_reason reason = bs_auth_pkm(h->ss, &m);

	hear_all(h);
	return reason;
}

bool bs_hand_silence(struct bs_hand *h)
{
	hear_all(h);
	return !h->n_heard;
}

u8 bs_hand_next(struct bs_hand *h)
{
	const bool aaa = h->ss->auth.step == BS_AUTH_EAP_AAA;

	if (!bs_lab_run(h->lab, heard_something, aaa ? 5000 : 1))
		return 0;
	bs_hand_take(h, h->heard[0][1]);
	return h->got[1];
}

void bs_hand_take(struct bs_hand *h, u8 code)
{
	static u8 taken[8192];

	assert_true(bs_lab_run(h->lab, heard_something, 5000));
	memcpy(taken, h->heard[0], h->heard_len[0]);
	h->got = taken;
	h->got_len = h->heard_len[0];
	h->n_heard--;
	memmove(h->heard[0], h->heard[1], h->n_heard * sizeof(h->heard[0]));
	memmove(h->heard_len, h->heard_len + 1, h->n_heard * sizeof(h->heard_len[0]));
	assert_int_equal(h->got[1], code);
}

/* Walk over the attributes; returns where @type begins, of its header and of its value. */
static const u8 *walk(struct bs_hand *h, u8 type, const u8 **value, size_t *len)
{
	const u8 *p = h->got + 3, *end = h->got + h->got_len, *begin;

	while (p < end) {
		begin = p;
		*len = p[1];
		p += 2;
		if (begin[1] == 0x81) {
			*len = *p++;
		} else if (begin[1] == 0x82) {
			*len = wman_get_be16(p);
			p += 2;
		}
		assert_true(p + *len <= end);
		if (*begin == type) {
			*value = p;
			return begin;
		}
		p += *len;
	}
	return NULL;
}

const u8 *bs_hand_attr(struct bs_hand *h, u8 type, size_t *len)
{
	const u8 *value;
	size_t n;

	if (!walk(h, type, &value, &n))
		return NULL;
	if (len)
		*len = n;
	return value;
}

u32 bs_hand_number(struct bs_hand *h, u8 type)
{
	size_t len = 0, i;
	const u8 *value = bs_hand_attr(h, type, &len);
	u32 n = 0;

	assert_non_null(value);
	for (i = 0; i < len; i++)
		n = n << 8 | value[i];
	return n;
}

u32 bs_hand_value(struct bs_hand *h, const struct bs_hand_keys *keys, const u8 key[16], u8 value[8])
{
	const u8 *digest, *begin;
	size_t len;
	u32 pn;

	begin = walk(h, 40, &digest, &len);
	assert_non_null(begin);
	assert_int_equal(len, 12);
	assert_ptr_equal(digest + len, h->got + h->got_len);
	pn = wman_get_be32(digest);
	digest_of(h, keys, key, pn, h->got, (size_t)(begin - h->got), value);
	return pn;
}

void bs_hand_check(struct bs_hand *h, struct bs_hand_keys *keys)
{
	u8 expected[20];
	const u8 *begin, *value;
	size_t len;
	u32 pn;

	if (h->hmac) {
		begin = walk(h, 11, &value, &len);
		assert_non_null(begin);
		assert_ptr_equal(value + 20, h->got + h->got_len);
		hmac(keys->d, h->got, (size_t)(begin - h->got), expected);
		assert_memory_equal(value, expected, 20);
		return;
	}
	pn = bs_hand_value(h, keys, keys->d, expected);
	assert_memory_equal(bs_hand_attr(h, 40, NULL) + 4, expected, 8);
	assert_true(pn > keys->rx);
	keys->rx = pn;
}

enum wman_reason bs_hand_eap(struct bs_hand *h, u8 code, const char *identity,
			     struct bs_hand_keys *keys, int sn)
{
	u8 answer[256] = { 2 };
	const u8 *request;
	size_t len;

	request = bs_hand_attr(h, 28, &len);
	assert_non_null(request);
	assert_int_equal(request[0], 1);
	answer[1] = request[1];
	answer[4] = request[4];
	if (identity) {
		assert_int_equal(request[4], 1);
		len = 5 + strlen(identity);
		memcpy(answer + 5, identity, strlen(identity));
	}
	answer[3] = (u8)len;
	bs_hand_begin(h, code);
	if (sn >= 0)
		bs_hand_put_u8(h, 10, (u8)sn);
	bs_hand_put(h, 28, answer, len);
	if (keys)
		bs_hand_digest(h, keys);
	return bs_hand_send(h);
}

enum wman_reason bs_hand_sa_tek_request(struct bs_hand *h, const u8 *bs_random)
{
	static const u8 suites[] = { 21, 5, 20, 3, 2, 1, 4 };
	const struct wman_secneg *offer = &h->ss->offer;
	const u8 secneg[] = {
		1, 1, offer->version,	    2, 1, offer->policy,       3, 1, offer->mac_mode, 4,
		2, 0, (u8)offer->pn_window, 5, 1, offer->flow_control, 6, 1, offer->max_sa
	};

	bs_hand_begin(h, 21);
	bs_hand_put(h, 33, h->ms_random, 8);
	bs_hand_put(h, 34, bs_random, 8);
	bs_hand_put_u8(h, 10, h->sn);
	bs_hand_put(h, 45, h->ak.akid, 8);
	bs_hand_put(h, 19, suites, sizeof(suites));
	bs_hand_put(h, 25, secneg, sizeof(secneg));
	bs_hand_digest(h, &h->ak);
	return bs_hand_send(h);
}

void bs_hand_handshake(struct bs_hand *h, const u8 ak[20], u8 sn, u32 lifetime)
{
	u8 bs_random[8];

	bs_hand_ak(h, ak, sn);
	bs_hand_take(h, 20);
	assert_int_equal(bs_hand_number(h, 10), sn);
	assert_memory_equal(bs_hand_attr(h, 45, NULL), h->ak.akid, 8);
	bs_hand_check(h, &h->ak);
	if (lifetime)
		assert_in_range(bs_hand_number(h, 9), lifetime - 1, lifetime);
	else
		assert_null(bs_hand_attr(h, 9, NULL));
	memcpy(bs_random, bs_hand_attr(h, 34, NULL), 8);
	assert_int_equal(bs_hand_sa_tek_request(h, bs_random), WMAN_REASON_NONE);
	bs_hand_take(h, 22);
	bs_hand_check(h, &h->ak);
	assert_memory_equal(bs_hand_attr(h, 33, NULL), h->ms_random, 8);
	assert_true(h->ss->auth.ak.valid);
	assert_int_equal(h->ss->auth.ak.sn, sn);
}
