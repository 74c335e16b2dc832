// SPDX-License-Identifier: BSD-3-Clause
#include "mschapv2.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "digest.h"
#include "md4.h"
#include "rc4.h"
#include "utf8.h"

#define SHA1_LEN    20
#define DES_LEN	    8
#define DES_KEY_LEN 7 /* 56 bits without parity */

#define SHA1(out, ...)                                                       \
	digest_hash(EVP_sha1(), (const struct digest_part[]){ __VA_ARGS__ }, \
		    sizeof((const struct digest_part[]){ __VA_ARGS__ }) /    \
			    sizeof(struct digest_part),                      \
		    out)

/* Spread 56 bits over eight octets; the lowest bit of each is for parity, which nobody checks. */
static void des_key(const uint8_t in[DES_KEY_LEN], uint8_t key[DES_LEN])
{
	uint64_t bits = 0;
	int i;

	for (i = 0; i < DES_KEY_LEN; i++)
		bits = bits << 8 | in[i];
	for (i = DES_LEN - 1; i >= 0; i--, bits >>= 7)
		key[i] = (uint8_t)(bits << 1);
}

/* Single DES is legacy to the library; triple DES with one key is the same and is not. */
static bool des(const uint8_t in[DES_KEY_LEN], const uint8_t clear[DES_LEN], uint8_t out[DES_LEN])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t key[3 * DES_LEN];
	int len;
	bool ok;

	des_key(in, key);
	memcpy(key + DES_LEN, key, DES_LEN);
	memcpy(key + 2 * DES_LEN, key, DES_LEN);
	ok = ctx && EVP_EncryptInit_ex(ctx, EVP_des_ede3_ecb(), NULL, key, NULL) &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) &&
	     EVP_EncryptUpdate(ctx, out, &len, clear, DES_LEN);
	EVP_CIPHER_CTX_free(ctx);
	explicit_bzero(key, sizeof(key));
	if (!ok)
		ERR_clear_error();
	return ok;
}

static size_t put_utf16(uint8_t *out, uint32_t c)
{
	uint32_t low;

	if (c >= 0x10000) {
		low = 0xdc00 + ((c - 0x10000) & 0x3ff);
		c = 0xd800 + ((c - 0x10000) >> 10);
		out[2] = (uint8_t)low;
		out[3] = (uint8_t)(low >> 8);
	}
	out[0] = (uint8_t)c;
	out[1] = (uint8_t)(c >> 8);
	return c >= 0xd800 && c < 0xdc00 ? 4 : 2;
}

#define UNICODE_LEN (2 * MSCHAP_PASSWORD_MAX + 2) /* a pair may begin at the last unit */

/* Return: octets at @unicode, or -1 when @password is not UTF-8 or too long. */
static int to_unicode(const uint8_t *password, size_t len, uint8_t unicode[UNICODE_LEN])
{
	const uint8_t *end = password + len;
	size_t used = 0;
	bool ok = true;
	uint32_t c;

	while (ok && password < end) {
		ok = used < UNICODE_LEN - 2 && utf8_next(&password, end, &c);
		if (ok)
			used += put_utf16(unicode + used, c);
	}
	return ok && used <= UNICODE_LEN - 2 ? (int)used : -1;
}

bool mschap_password_hash(const uint8_t *password, size_t len, uint8_t hash[MSCHAP_HASH_LEN])
{
	uint8_t unicode[UNICODE_LEN];
	int used = to_unicode(password, len, unicode);

	if (used >= 0)
		md4(unicode, (size_t)used, hash);
	explicit_bzero(unicode, sizeof(unicode));
	return used >= 0;
}

bool mschapv2_new_password(const uint8_t *password, size_t len,
			   const uint8_t old_hash[MSCHAP_HASH_LEN],
			   uint8_t block[MSCHAPV2_BLOCK_LEN])
{
	uint8_t *length = block + 2 * MSCHAP_PASSWORD_MAX;
	uint8_t unicode[UNICODE_LEN];
	int used = to_unicode(password, len, unicode);

	/* at the end of the block, behind what is random, and then its length */
	if (used >= 0) {
		memcpy(length - used, unicode, (size_t)used);
		length[0] = (uint8_t)used;
		length[1] = (uint8_t)(used >> 8);
		length[2] = length[3] = 0;
		rc4(old_hash, MSCHAP_HASH_LEN, block, MSCHAPV2_BLOCK_LEN);
	}
	explicit_bzero(unicode, sizeof(unicode));
	return used >= 0;
}

bool mschapv2_old_hash(const uint8_t old_hash[MSCHAP_HASH_LEN],
		       const uint8_t new_hash[MSCHAP_HASH_LEN], uint8_t out[MSCHAP_HASH_LEN])
{
	return des(new_hash, old_hash, out) &&
	       des(new_hash + DES_KEY_LEN, old_hash + DES_LEN, out + DES_LEN);
}

bool mschap_response(const uint8_t challenge[MSCHAP_CHALLENGE_LEN],
		     const uint8_t hash[MSCHAP_HASH_LEN], uint8_t response[MSCHAP_RESPONSE_LEN])
{
	uint8_t keys[3 * DES_KEY_LEN] = { 0 };
	bool ok = true;
	size_t i;

	memcpy(keys, hash, MSCHAP_HASH_LEN);
	for (i = 0; ok && i < 3; i++)
		ok = des(keys + i * DES_KEY_LEN, challenge, response + i * DES_LEN);
	explicit_bzero(keys, sizeof(keys));
	return ok;
}

/* ChallengeHash, RFC 2759 8.2 */
static bool challenge_hash(const struct mschapv2 *m, uint8_t digest[SHA1_LEN])
{
	const char *domain_end = strchr(m->user, '\\');
	const char *user = domain_end ? domain_end + 1 : m->user;

	return SHA1(digest, { m->peer_challenge, MSCHAPV2_CHALLENGE_LEN },
		    { m->server_challenge, MSCHAPV2_CHALLENGE_LEN }, { user, strlen(user) });
}

bool mschapv2_response(struct mschapv2 *m)
{
	uint8_t digest[SHA1_LEN];

	return challenge_hash(m, digest) && mschap_response(digest, m->hash, m->response);
}

bool mschapv2_authenticator(const struct mschapv2 *m, uint8_t out[MSCHAPV2_AUTHENTICATOR_LEN])
{
	static const char magic1[] = "Magic server to client signing constant";
	static const char magic2[] = "Pad to make it do more than one iteration";
	uint8_t hash_hash[MD4_LEN], digest[SHA1_LEN], challenge[SHA1_LEN];
	bool ok;

	md4(m->hash, MSCHAP_HASH_LEN, hash_hash);
	ok = challenge_hash(m, challenge) &&
	     SHA1(digest, { hash_hash, MD4_LEN }, { m->response, MSCHAP_RESPONSE_LEN },
		  { magic1, sizeof(magic1) - 1 }) &&
	     SHA1(out, { digest, SHA1_LEN }, { challenge, MSCHAP_CHALLENGE_LEN },
		  { magic2, sizeof(magic2) - 1 });
	explicit_bzero(hash_hash, sizeof(hash_hash));
	explicit_bzero(digest, sizeof(digest));
	return ok;
}

/* GetAsymmetricStartKey, RFC 3079 3.3: SHApad1 is zeros, SHApad2 is 0xf2 */
static bool start_key(const uint8_t *master, const char *magic, uint8_t *out)
{
	static const uint8_t pad1[40];
	uint8_t pad2[40], digest[SHA1_LEN];
	bool ok;

	memset(pad2, 0xf2, sizeof(pad2));
	ok = SHA1(digest, { master, 16 }, { pad1, sizeof(pad1) }, { magic, strlen(magic) },
		  { pad2, sizeof(pad2) });
	memcpy(out, digest, MSCHAPV2_MSK_LEN / 2);
	explicit_bzero(digest, sizeof(digest));
	return ok;
}

bool mschapv2_msk(const struct mschapv2 *m, uint8_t msk[MSCHAPV2_MSK_LEN])
{
	static const char magic1[] = "This is the MPPE Master Key";
	static const char to_server[] = "On the client side, this is the send key; on the server "
					"side, it is the receive key.";
	static const char to_peer[] = "On the client side, this is the receive key; on the server "
				      "side, it is the send key.";
	uint8_t hash_hash[MD4_LEN], master[SHA1_LEN];
	bool ok;

	md4(m->hash, MSCHAP_HASH_LEN, hash_hash);
	ok = SHA1(master, { hash_hash, MD4_LEN }, { m->response, MSCHAP_RESPONSE_LEN },
		  { magic1, sizeof(magic1) - 1 }) &&
	     start_key(master, to_server, msk) &&
	     start_key(master, to_peer, msk + MSCHAPV2_MSK_LEN / 2);
	explicit_bzero(hash_hash, sizeof(hash_hash));
	explicit_bzero(master, sizeof(master));
	return ok;
}
