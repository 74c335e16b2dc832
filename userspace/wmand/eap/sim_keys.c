// SPDX-License-Identifier: BSD-3-Clause
/* The generator of FIPS 186-2 wants the bare compression function of SHA-1, a legacy interface. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sim_keys.h"

#include <string.h>

#include <openssl/sha.h>

#include "digest.h"

#define FC_CK_IK_PRIME 0x20 /* TS 33.402 A.2 */

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
	const struct digest_part parts[] = {
		{ identity, strlen(identity) },
		{ be, sizeof(be) },
		{ nonce_s, SIM_NONCE_LEN },
		{ keys->mk, SIM_MK_LEN },
	};
	uint8_t xkey[SIM_MK_LEN], out[140];

	if (!digest_hash(EVP_sha1(), parts, 4, xkey))
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
		      const struct digest_part *more, uint8_t *out, size_t len)
{
	uint8_t n;
	size_t done;

	for (n = 1, done = 0; done < len; n++, done += 32) {
		const struct digest_part parts[] = {
			{ done ? out + done - 32 : out, done ? 32 : 0 },
			{ label, strlen(label) },
			{ identity, strlen(identity) },
			*more,
			{ &n, 1 },
		};

		if (!digest_hmac(EVP_sha256(), key, 32, parts, 5, out + done))
			return false;
	}
	return true;
}

bool sim_keys_prime(struct sim_keys *keys, const uint8_t *ck_ik, const uint8_t *sqn_ak,
		    const uint8_t *network, size_t network_len, const char *identity)
{
	const uint8_t fc = FC_CK_IK_PRIME, l1[2] = { 0, 6 };
	const uint8_t l0[2] = { (uint8_t)(network_len >> 8), (uint8_t)network_len };
	const struct digest_part parts[] = {
		{ &fc, 1 }, { network, network_len }, { l0, 2 }, { sqn_ak, 6 }, { l1, 2 },
	};
	const struct digest_part nothing = { "", 0 };
	uint8_t prime[32], key[32], out[224];
	bool ok;

	ok = digest_hmac(EVP_sha256(), ck_ik, 32, parts, 5, prime);
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
	const struct digest_part part = { more, sizeof(more) };
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
