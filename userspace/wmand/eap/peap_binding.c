// SPDX-License-Identifier: BSD-3-Clause
#include "peap_binding.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "method.h"

#define SHA1_LEN	20
#define SUBTYPE_REQUEST 0
#define SUBTYPE_ANSWER	1

/* in the TLV: header, Reserved, Version, Received Version, SubType, nonce, MAC */
enum {
	OFF_VERSION = 5,
	OFF_RECEIVED_VERSION = 6,
	OFF_SUBTYPE = 7,
	OFF_MAC = 40,
};

/* MS-PEAP 3.1.5.5.2.2: T(n) = HMAC-SHA1(K, T(n-1) | label | seed | n | 0 | 0) */
static bool prf_plus(const uint8_t *key, size_t key_len, const char *label, const uint8_t *seed,
		     size_t seed_len, uint8_t *out, size_t len)
{
	uint8_t text[SHA1_LEN + 64 + PEAP_INNER_KEY_LEN + 3], block[SHA1_LEN];
	size_t chained = 0, label_len = strlen(label), n, piece;
	uint8_t counter = 0;
	bool ok = true;

	for (; ok && len; out += piece, len -= piece, chained = SHA1_LEN) {
		n = chained;
		memcpy(text, block, n);
		memcpy(text + n, label, label_len);
		n += label_len;
		memcpy(text + n, seed, seed_len);
		n += seed_len;
		text[n++] = ++counter;
		text[n++] = 0;
		text[n++] = 0;
		ok = HMAC(EVP_sha1(), key, (int)key_len, text, n, block, NULL);
		piece = len < SHA1_LEN ? len : SHA1_LEN;
		memcpy(out, block, piece);
	}
	explicit_bzero(text, sizeof(text));
	explicit_bzero(block, sizeof(block));
	if (!ok)
		ERR_clear_error();
	return ok;
}

bool peap_binding_keys(struct peap_binding *b, const uint8_t tunnel_key[PEAP_TUNNEL_KEY_LEN],
		       const uint8_t *inner_key)
{
	uint8_t keys[sizeof(b->ipmk) + sizeof(b->cmk)];
	bool ok = true;

	if (inner_key)
		ok = prf_plus(tunnel_key, sizeof(b->ipmk), "Inner Methods Compound Keys", inner_key,
			      PEAP_INNER_KEY_LEN, keys, sizeof(keys));
	else
		memcpy(keys, tunnel_key, sizeof(keys));
	memcpy(b->ipmk, keys, sizeof(b->ipmk));
	memcpy(b->cmk, keys + sizeof(b->ipmk), sizeof(b->cmk));
	explicit_bzero(keys, sizeof(keys));
	return ok;
}

/* Over the TLV with zeros for the MAC, and the EAP Type */
static bool compound_mac(const struct peap_binding *b, const uint8_t tlv[PEAP_BINDING_TLV_LEN],
			 uint8_t mac[SHA1_LEN])
{
	uint8_t text[PEAP_BINDING_TLV_LEN + 1] = { 0 };

	memcpy(text, tlv, OFF_MAC);
	text[PEAP_BINDING_TLV_LEN] = EAP_TYPE_PEAP;
	if (HMAC(EVP_sha1(), b->cmk, sizeof(b->cmk), text, sizeof(text), mac, NULL))
		return true;
	ERR_clear_error();
	return false;
}

const char *peap_binding_check(const struct peap_binding *b, const uint8_t *tlv, size_t len)
{
	uint8_t mac[SHA1_LEN];

	if (len != PEAP_BINDING_TLV_LEN)
		return "it has a wrong length";
	if (tlv[OFF_VERSION] || tlv[OFF_RECEIVED_VERSION])
		return "it is of another version";
	if (tlv[OFF_SUBTYPE] != SUBTYPE_REQUEST)
		return "it is no request";
	if (!compound_mac(b, tlv, mac) || CRYPTO_memcmp(mac, tlv + OFF_MAC, sizeof(mac)))
		return "its Compound MAC is wrong";
	return NULL;
}

bool peap_binding_answer(const struct peap_binding *b, const uint8_t request[PEAP_BINDING_TLV_LEN],
			 uint8_t tlv[PEAP_BINDING_TLV_LEN])
{
	memcpy(tlv, request, PEAP_BINDING_TLV_LEN);
	tlv[OFF_SUBTYPE] = SUBTYPE_ANSWER;
	return compound_mac(b, tlv, tlv + OFF_MAC);
}

bool peap_binding_msk(const struct peap_binding *b, struct eap_result *result)
{
	uint8_t keys[EAP_MSK_LEN + EAP_EMSK_LEN];
	static const uint8_t seed; /* the zero behind the label */
	bool ok;

	ok = prf_plus(b->ipmk, sizeof(b->ipmk), "Session Key Generating Function", &seed, 1, keys,
		      sizeof(keys));
	memcpy(result->msk, keys, EAP_MSK_LEN);
	memcpy(result->emsk, keys + EAP_MSK_LEN, EAP_EMSK_LEN);
	explicit_bzero(keys, sizeof(keys));
	return ok;
}
