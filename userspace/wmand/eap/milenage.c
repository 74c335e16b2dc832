// SPDX-License-Identifier: BSD-3-Clause
#include "milenage.h"

#include <string.h>

#include <openssl/evp.h>

#define BLOCK 16

/* One block of AES-128. */
static bool encrypt(const uint8_t *k, const uint8_t *in, uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len = 0;
	bool ok;

	ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, k, NULL) == 1 &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	     EVP_EncryptUpdate(ctx, out, &len, in, BLOCK) == 1 && len == BLOCK;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static void xor_into(uint8_t *to, const uint8_t *with)
{
	int i;

	for (i = 0; i < BLOCK; i++)
		to[i] ^= with[i];
}

/* rot() of TS 35.206 4.1: @in, to the left by @r octets */
static void rotate(uint8_t *out, const uint8_t *in, unsigned int r)
{
	memcpy(out, in + r, BLOCK - r);
	memcpy(out + BLOCK - r, in, r);
}

/* TEMP = E[RAND ^ OPc] */
static bool make_temp(const struct milenage_key *key, const uint8_t *rand, uint8_t *temp)
{
	uint8_t in[BLOCK];

	memcpy(in, rand, BLOCK);
	xor_into(in, key->opc);
	return encrypt(key->k, in, temp);
}

/* OUTn = E[rot(TEMP ^ OPc, rn) ^ cn] ^ OPc; the constants cn differ in the last octet only. */
static bool make_out(const struct milenage_key *key, const uint8_t *temp, unsigned int r, uint8_t c,
		     uint8_t *out)
{
	uint8_t x[BLOCK], in[BLOCK];
	bool ok;

	memcpy(x, temp, BLOCK);
	xor_into(x, key->opc);
	rotate(in, x, r);
	in[BLOCK - 1] ^= c;
	ok = encrypt(key->k, in, out);
	xor_into(out, key->opc);
	explicit_bzero(x, sizeof(x));
	explicit_bzero(in, sizeof(in));
	return ok;
}

bool milenage_opc(struct milenage_key *key, const uint8_t *op)
{
	bool ok = encrypt(key->k, op, key->opc);

	xor_into(key->opc, op);
	return ok;
}

bool milenage_f1(const struct milenage_key *key, const uint8_t *rand, const uint8_t *sqn,
		 const uint8_t *amf, uint8_t *mac_a, uint8_t *mac_s)
{
	uint8_t temp[BLOCK], in1[BLOCK], in[BLOCK], out[BLOCK];
	bool ok;

	memcpy(in1, sqn, MILENAGE_SQN_LEN);
	memcpy(in1 + MILENAGE_SQN_LEN, amf, MILENAGE_AMF_LEN);
	memcpy(in1 + BLOCK / 2, in1, BLOCK / 2);
	xor_into(in1, key->opc);
	rotate(in, in1, BLOCK / 2);
	ok = make_temp(key, rand, temp);
	xor_into(in, temp);
	ok = ok && encrypt(key->k, in, out);
	if (ok) {
		xor_into(out, key->opc);
		memcpy(mac_a, out, MILENAGE_MAC_LEN);
		memcpy(mac_s, out + MILENAGE_MAC_LEN, MILENAGE_MAC_LEN);
	}
	explicit_bzero(temp, sizeof(temp));
	explicit_bzero(in1, sizeof(in1));
	explicit_bzero(in, sizeof(in));
	explicit_bzero(out, sizeof(out));
	return ok;
}

bool milenage_f2345(const struct milenage_key *key, const uint8_t *rand, struct milenage_out *out)
{
	uint8_t temp[BLOCK], out2[BLOCK], out5[BLOCK];
	bool ok;

	ok = make_temp(key, rand, temp) && make_out(key, temp, 0, 1, out2) &&
	     make_out(key, temp, 4, 2, out->ck) && make_out(key, temp, 8, 4, out->ik) &&
	     make_out(key, temp, 12, 8, out5);
	if (ok) {
		memcpy(out->res, out2 + 8, MILENAGE_RES_LEN);
		memcpy(out->ak, out2, MILENAGE_AK_LEN);
		memcpy(out->ak_resync, out5, MILENAGE_AK_LEN);
	}
	explicit_bzero(temp, sizeof(temp));
	explicit_bzero(out2, sizeof(out2));
	explicit_bzero(out5, sizeof(out5));
	return ok;
}
