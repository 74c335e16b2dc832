// SPDX-License-Identifier: BSD-3-Clause
/* The generator of FIPS 186-2 wants the bare compression function of SHA-1, a legacy interface. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sim_keys.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#define FC_CK_IK_PRIME 0x20 /* TS 33.402 A.2 */

bool sim_hash(bool sha256, const struct sim_octets *parts, size_t num, uint8_t *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok;
	size_t i;

	ok = ctx && EVP_DigestInit_ex(ctx, sha256 ? EVP_sha256() : EVP_sha1(), NULL) == 1;
	for (i = 0; ok && i < num; i++)
		ok = EVP_DigestUpdate(ctx, parts[i].data, parts[i].len) == 1;
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

bool sim_hmac(bool sha256, const uint8_t *key, size_t key_len, const struct sim_octets *parts,
	      size_t num, uint8_t *out)
{
	char digest[8] = "SHA1";
	OSSL_PARAM params[2] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	size_t len, i;
	bool ok;

	if (sha256)
		strcpy(digest, "SHA256");
	ok = ctx && EVP_MAC_init(ctx, key, key_len, params) == 1;
	for (i = 0; ok && i < num; i++)
		ok = EVP_MAC_update(ctx, parts[i].data, parts[i].len) == 1;
	ok = ok && EVP_MAC_final(ctx, out, &len, sha256 ? 32 : 20) == 1;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return ok;
}

static void put_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* G(t, XVAL): one step of SHA-1, without the padding that would make it a hash */
static void prf_g(const uint8_t *xkey, uint8_t *w)
{
	uint8_t block[SHA_CBLOCK] = { 0 };
	SHA_CTX sha;

	memcpy(block, xkey, SIM_MK_LEN);
	SHA1_Init(&sha);
	SHA1_Transform(&sha, block);
	put_be32(w, sha.h0);
	put_be32(w + 4, sha.h1);
	put_be32(w + 8, sha.h2);
	put_be32(w + 12, sha.h3);
	put_be32(w + 16, sha.h4);
	explicit_bzero(&sha, sizeof(sha));
	explicit_bzero(block, sizeof(block));
}

void sim_prf(const uint8_t *seed, uint8_t *out, size_t len)
{
	uint8_t xkey[SIM_MK_LEN];
	unsigned int carry;
	int i;

	memcpy(xkey, seed, sizeof(xkey));
	for (; len >= SIM_MK_LEN; len -= SIM_MK_LEN, out += SIM_MK_LEN) {
		prf_g(xkey, out);
		/* XKEY = (1 + XKEY + w) mod 2^160 */
		for (carry = 1, i = SIM_MK_LEN - 1; i >= 0; i--, carry >>= 8) {
			carry += (unsigned int)xkey[i] + out[i];
			xkey[i] = (uint8_t)carry;
		}
	}
	explicit_bzero(xkey, sizeof(xkey));
}

void sim_keys_full(struct sim_keys *keys)
{
	uint8_t out[160];

	sim_prf(keys->mk, out, sizeof(out));
	memcpy(keys->k_encr, out, SIM_K_ENCR_LEN);
	memcpy(keys->k_aut, out + 16, 16);
	memcpy(keys->msk, out + 32, EAP_MSK_LEN);
	memcpy(keys->emsk, out + 96, EAP_EMSK_LEN);
	explicit_bzero(out, sizeof(out));
}

bool sim_keys_reauth(struct sim_keys *keys, const char *identity, uint16_t counter,
		     const uint8_t *nonce_s)
{
	const uint8_t be[2] = { (uint8_t)(counter >> 8), (uint8_t)counter };
	const struct sim_octets parts[] = {
		{ identity, strlen(identity) },
		{ be, sizeof(be) },
		{ nonce_s, SIM_NONCE_LEN },
		{ keys->mk, SIM_MK_LEN },
	};
	uint8_t xkey[SIM_MK_LEN], out[140];

	if (!sim_hash(false, parts, 4, xkey))
		return false;
	sim_prf(xkey, out, sizeof(out));
	memcpy(keys->msk, out, EAP_MSK_LEN);
	memcpy(keys->emsk, out + EAP_MSK_LEN, EAP_EMSK_LEN);
	explicit_bzero(xkey, sizeof(xkey));
	explicit_bzero(out, sizeof(out));
	return true;
}

/* PRF' of RFC 9048 3.4.1 with S = label | identity | more; @len is a multiple of 32 */
static bool prf_prime(const uint8_t *key, const char *label, const char *identity,
		      const struct sim_octets *more, uint8_t *out, size_t len)
{
	uint8_t n;
	size_t done;

	for (n = 1, done = 0; done < len; n++, done += 32) {
		const struct sim_octets parts[] = {
			{ done ? out + done - 32 : out, done ? 32 : 0 },
			{ label, strlen(label) },
			{ identity, strlen(identity) },
			*more,
			{ &n, 1 },
		};

		if (!sim_hmac(true, key, 32, parts, 5, out + done))
			return false;
	}
	return true;
}

bool sim_keys_prime(struct sim_keys *keys, const uint8_t *ck_ik, const uint8_t *sqn_ak,
		    const uint8_t *network, size_t network_len, const char *identity)
{
	const uint8_t fc = FC_CK_IK_PRIME, l1[2] = { 0, 6 };
	const uint8_t l0[2] = { (uint8_t)(network_len >> 8), (uint8_t)network_len };
	const struct sim_octets parts[] = {
		{ &fc, 1 }, { network, network_len }, { l0, 2 }, { sqn_ak, 6 }, { l1, 2 },
	};
	const struct sim_octets nothing = { "", 0 };
	uint8_t prime[32], key[32], out[224];
	bool ok;

	ok = sim_hmac(true, ck_ik, 32, parts, 5, prime);
	/* CK' | IK' came out, the key is IK' | CK' */
	memcpy(key, prime + 16, 16);
	memcpy(key + 16, prime, 16);
	ok = ok && prf_prime(key, "EAP-AKA'", identity, &nothing, out, sizeof(out));
	if (ok) {
		memcpy(keys->k_encr, out, SIM_K_ENCR_LEN);
		memcpy(keys->k_aut, out + 16, 32);
		memcpy(keys->k_re, out + 48, SIM_K_RE_LEN);
		memcpy(keys->msk, out + 80, EAP_MSK_LEN);
		memcpy(keys->emsk, out + 144, EAP_EMSK_LEN);
	}
	explicit_bzero(prime, sizeof(prime));
	explicit_bzero(key, sizeof(key));
	explicit_bzero(out, sizeof(out));
	return ok;
}

bool sim_keys_prime_reauth(struct sim_keys *keys, const char *identity, uint16_t counter,
			   const uint8_t *nonce_s)
{
	uint8_t more[2 + SIM_NONCE_LEN] = { (uint8_t)(counter >> 8), (uint8_t)counter };
	const struct sim_octets part = { more, sizeof(more) };
	uint8_t out[EAP_MSK_LEN + EAP_EMSK_LEN];
	bool ok;

	memcpy(more + 2, nonce_s, SIM_NONCE_LEN);
	ok = prf_prime(keys->k_re, "EAP-AKA' re-auth", identity, &part, out, sizeof(out));
	if (ok) {
		memcpy(keys->msk, out, EAP_MSK_LEN);
		memcpy(keys->emsk, out + EAP_MSK_LEN, EAP_EMSK_LEN);
	}
	explicit_bzero(out, sizeof(out));
	return ok;
}
