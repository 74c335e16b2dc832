// SPDX-License-Identifier: BSD-3-Clause
/* MD4 and the computations of MSCHAPv2: the vectors of RFC 1320, 2433, 2759 and 3079. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "eap/md4.h"
#include "eap/mschapv2.h"
#include "eap/rc4.h"
#include "hex.h"

/* RFC 1320 A.5 */
static void md4_vectors(void **state)
{
	static const struct {
		const char *text, *digest;
	} vectors[] = {
		{ "", "31D6CFE0D16AE931B73C59D7E0C089C0" },
		{ "a", "BDE52CB31DE33E46245E05FBDBD6FB24" },
		{ "abc", "A448017AAF21D8525FC10AE87AA6729D" },
		{ "message digest", "D9130A8164549FE818874806E1C7014B" },
		{ "abcdefghijklmnopqrstuvwxyz", "D79E1C308AA5BBCDEEA8ED63DF412DA9" },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
		  "043F8582F241DB351CE627E153E7F0E4" },
		{ "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
		  "E33B4DDC9C38F2199C3E7B164FCC0536" },
	};
	uint8_t digest[MD4_LEN];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		md4((const uint8_t *)vectors[i].text, strlen(vectors[i].text), digest);
		assert_hex(digest, sizeof(digest), vectors[i].digest);
	}
}

static struct mschapv2 rfc2759(void)
{
	struct mschapv2 m = {
		.server_challenge = { 0x5b, 0x5d, 0x7c, 0x7d, 0x7b, 0x3f, 0x2f, 0x3e, 0x3c, 0x2c,
				      0x60, 0x21, 0x32, 0x26, 0x26, 0x28 },
		.peer_challenge = { 0x21, 0x40, 0x23, 0x24, 0x25, 0x5e, 0x26, 0x2a, 0x28, 0x29,
				    0x5f, 0x2b, 0x3a, 0x33, 0x7c, 0x7e },
		.user = "User",
	};

	assert_true(mschap_password_hash((const uint8_t *)"clientPass", 10, m.hash));
	return m;
}

/* RFC 2759 9.2 and RFC 3079 3.5.3, whose numbers go on from there */
static void mschapv2_vectors(void **state)
{
	uint8_t authenticator[MSCHAPV2_AUTHENTICATOR_LEN], msk[MSCHAPV2_MSK_LEN];
	struct mschapv2 m = rfc2759();

	(void)state;
	assert_hex(m.hash, sizeof(m.hash), "44EBBA8D5312B8D611474411F56989AE");
	assert_true(mschapv2_response(&m));
	assert_hex(m.response, sizeof(m.response),
		   "82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");
	assert_true(mschapv2_authenticator(&m, authenticator));
	assert_hex(authenticator, sizeof(authenticator),
		   "407A5589115FD0D6209F510FE9C04566932CDA56");
	assert_true(mschapv2_msk(&m, msk));
	/* SendStartKey128 of the RFC is the server's: what the peer receives with */
	assert_hex(msk + 16, 16, "8B7CDC149B993A1BA118CB153F56DCCB");
	assert_memory_not_equal(msk, msk + 16, 16);
}

/* A domain is sent, but does not count. */
static void domain(void **state)
{
	struct mschapv2 plain = rfc2759(), with_domain = rfc2759();

	(void)state;
	with_domain.user = "CORP\\User";
	assert_true(mschapv2_response(&plain));
	assert_true(mschapv2_response(&with_domain));
	assert_memory_equal(plain.response, with_domain.response, MSCHAP_RESPONSE_LEN);
}

/* RFC 2433 B.2 */
static void mschap_vector(void **state)
{
	static const uint8_t challenge[] = { 0x10, 0x2d, 0xb5, 0xdf, 0x08, 0x5d, 0x30, 0x41 };
	uint8_t hash[MSCHAP_HASH_LEN], response[MSCHAP_RESPONSE_LEN];

	(void)state;
	assert_true(mschap_password_hash((const uint8_t *)"MyPw", 4, hash));
	assert_hex(hash, sizeof(hash), "FC156AF7EDCD6C0EDDE3337D427F4EAC");
	assert_true(mschap_response(challenge, hash, response));
	assert_hex(response, sizeof(response), "4E9D3C8F9CFD385D5BF4D3246791956CA4C351AB409A3D61");
}

/* Passwords are UTF-16 to the hash: outside of ASCII, outside of the first plane, too long. */
static void password_unicode(void **state)
{
	static const uint8_t utf16[] = { 'p', 0, 0xe4, 0, 0xac, 0x20, 0x3d, 0xd8, 0x00, 0xde };
	static const char *const broken[] = { "\xff", "p\xc3", "\xc0\xaf", "\xed\xa0\x80",
					      "\xf4\x90\x80\x80" };
	uint8_t hash[MSCHAP_HASH_LEN], expected[MD4_LEN], text[4 * MSCHAP_PASSWORD_MAX];
	size_t i;

	(void)state;
	md4(utf16, sizeof(utf16), expected);
	assert_true(mschap_password_hash((const uint8_t *)"p\u00e4\u20ac\U0001f600", 10, hash));
	assert_memory_equal(hash, expected, sizeof(expected));
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		assert_false(
			mschap_password_hash((const uint8_t *)broken[i], strlen(broken[i]), hash));
	/* the first character of two units */
	assert_true(mschap_password_hash((const uint8_t *)"\U00010000", 4, hash));
	md4((const uint8_t[]){ 0x00, 0xd8, 0x00, 0xdc }, 4, expected);
	assert_memory_equal(hash, expected, sizeof(hash));
	memset(text, 'x', sizeof(text));
	assert_true(mschap_password_hash(text, MSCHAP_PASSWORD_MAX, hash));
	assert_false(mschap_password_hash(text, MSCHAP_PASSWORD_MAX + 1, hash));
	/* the last unit cannot hold half of a pair */
	memcpy(text + MSCHAP_PASSWORD_MAX - 1, "\U0001f600", 4);
	assert_false(mschap_password_hash(text, MSCHAP_PASSWORD_MAX + 3, hash));
	memcpy(text + MSCHAP_PASSWORD_MAX - 2, "\U0001f600", 4);
	assert_true(mschap_password_hash(text, MSCHAP_PASSWORD_MAX + 2, hash));
}

/* RFC 6229, 128 bits: octets 0 and 16 of the key stream; and it is its own reverse. */
static void rc4_vectors(void **state)
{
	uint8_t key[16], data[32] = { 0 }, again[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(key); i++)
		key[i] = (uint8_t)(i + 1);
	rc4(key, sizeof(key), data, sizeof(data));
	assert_hex(data, sizeof(data),
		   "9AC7CC9A609D1EF7B2932899CDE41B975248C4959014126A6E8A84F11D1A9E1C");
	memcpy(again, data, sizeof(data));
	rc4(key, 5, again, sizeof(again));
	assert_memory_not_equal(again, (uint8_t[32]){ 0 }, 32);
	rc4(key, 5, again, sizeof(again));
	assert_memory_equal(again, data, sizeof(data));
}

/*
 * RFC 2759 8.9 to 8.13 has no vector. These are of Python and the command openssl, with its legacy
 * provider: MD4, RC4 and DES over what the RFC's pseudocode puts together.
 */
static void password_change(void **state)
{
	static const char new_password[] = "n\xc3\xa4w\xf0\x9d\x84\x9e"
					   "Pass";
	const uint8_t *text = (const uint8_t *)new_password;
	uint8_t old_hash[16], new_hash[16], out[16], block[MSCHAPV2_BLOCK_LEN], digest[32];
	uint8_t longest[MSCHAP_PASSWORD_MAX + 1];
	size_t i;

	(void)state;
	assert_true(mschap_password_hash((const uint8_t *)"clientPass", 10, old_hash));
	assert_true(mschap_password_hash(text, strlen(new_password), new_hash));
	assert_hex(new_hash, 16, "C7E8BACC35796FB0AAF494E43D0B0F5F");
	assert_true(mschapv2_old_hash(old_hash, new_hash, out));
	assert_hex(out, 16, "ABAEFB240BA615FDE725CA3D1EDBEEAC");
	for (i = 0; i < sizeof(block); i++)
		block[i] = (uint8_t)(i * 7 + 1);
	assert_true(mschapv2_new_password(text, strlen(new_password), old_hash, block));
	assert_hex(block, 16, "93EAC4F9AEDDDB26114CBCC6356D548A");
	assert_hex(block + sizeof(block) - 24, 24,
		   "D390A82C212265DF6E342AA25918AE7FF2458858A0343A7C");
	EVP_Digest(block, sizeof(block), digest, NULL, EVP_sha256(), NULL);
	assert_hex(digest, 32, "BFEEAC48400DE71CA2AC17BEBDCCF351E8C2CDE492D0DBA90AE7B4274B03F802");
	/* as long as it fits, and no longer; and UTF-8 */
	memset(longest, 'x', sizeof(longest));
	assert_true(mschapv2_new_password(longest, MSCHAP_PASSWORD_MAX, old_hash, block));
	rc4(old_hash, 16, block, sizeof(block));
	assert_memory_equal(block + 512, "\0\2\0\0", 4);
	assert_memory_equal(block, "x\0x\0", 4);
	/* none at all, be it that a server takes it */
	memset(block, 0x5a, sizeof(block));
	assert_true(mschapv2_new_password(text, 0, old_hash, block));
	rc4(old_hash, 16, block, sizeof(block));
	assert_memory_equal(block + 508, "\x5a\x5a\x5a\x5a\0\0\0\0", 8);
	assert_false(mschapv2_new_password(longest, sizeof(longest), old_hash, block));
	assert_false(mschapv2_new_password((const uint8_t *)"\xff", 1, old_hash, block));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rc4_vectors),	    cmocka_unit_test(password_change),
		cmocka_unit_test(md4_vectors),	    cmocka_unit_test(mschapv2_vectors),
		cmocka_unit_test(domain),	    cmocka_unit_test(mschap_vector),
		cmocka_unit_test(password_unicode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
