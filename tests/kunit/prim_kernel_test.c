// SPDX-License-Identifier: GPL-2.0
/* The primitives over the kernel's crypto API: answers that standards give. */
#include <linux/err.h>

#include "prim_kernel.h"
#include "suites.h"

static const u8 aes_key[16] = {
	0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f,
	0x3c,
};

static const u8 text[64] = {
	0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17,
	0x2a, 0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf,
	0x8e, 0x51, 0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11, 0xe5, 0xfb, 0xc1, 0x19, 0x1a,
	0x0a, 0x52, 0xef, 0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17, 0xad, 0x2b, 0x41, 0x7b,
	0xe6, 0x6c, 0x37, 0x10,
};

/* RFC 4493, section 4 */
struct cmac {
	const char *what;
	size_t len;
	u8 mac[WMAN_CMAC_LEN];
};

static const struct cmac cmacs[] = {
	{ "0 octets", 0, { 0xbb, 0x1d, 0x69, 0x29, 0xe9, 0x59, 0x37, 0x28, 0x7f, 0xa3, 0x7d, 0x12,
			   0x9b, 0x75, 0x67, 0x46 } },
	{ "16 octets", 16, { 0x07, 0x0a, 0x16, 0xb4, 0x6b, 0x4d, 0x41, 0x44, 0xf7, 0x9b, 0xdd,
			     0x9d, 0xd0, 0x4a, 0x28, 0x7c } },
	{ "40 octets", 40, { 0xdf, 0xa6, 0x67, 0x47, 0xde, 0x9a, 0xe6, 0x30, 0x30, 0xca, 0x32,
			     0x61, 0x14, 0x97, 0xc8, 0x27 } },
	{ "64 octets", 64, { 0x51, 0xf0, 0xbe, 0xbf, 0x7e, 0x3b, 0x9d, 0x92, 0xfc, 0x49, 0x74,
			     0x17, 0x79, 0x36, 0x3c, 0xfe } },
};

static void cmac_desc(const struct cmac *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(cmacs, cmacs, cmac_desc);

static void cmac_of_rfc_4493(struct kunit *test)
{
	const struct cmac *c = test->param_value;
	const struct wman_vec vec = { text, c->len };
	u8 mac[WMAN_CMAC_LEN];

	KUNIT_ASSERT_EQ(test, wman_prim_cmac(test->priv, aes_key, &vec, 1, mac), 0);

	KUNIT_EXPECT_EQ(test, memcmp(mac, c->mac, sizeof(mac)), 0);
}

/* However the text is cut, and whatever was computed under another key before. */
static void cmac_of_parts_is_that_of_the_whole(struct kunit *test)
{
	static const u8 other[16] = { 1 };
	struct wman_vec vec[3];
	u8 mac[WMAN_CMAC_LEN];
	size_t a, b;

	for (a = 0; a <= sizeof(text); a += 7) {
		for (b = a; b <= sizeof(text); b += 9) {
			vec[0] = (struct wman_vec) { text, a };
			vec[1] = (struct wman_vec) { text + a, b - a };
			vec[2] = (struct wman_vec) { text + b, sizeof(text) - b };
			KUNIT_ASSERT_EQ(test, wman_prim_cmac(test->priv, other, vec, 2, mac), 0);
			KUNIT_ASSERT_EQ(test, wman_prim_cmac(test->priv, aes_key, vec, 3, mac), 0);
			KUNIT_EXPECT_EQ_MSG(test, memcmp(mac, cmacs[3].mac, sizeof(mac)), 0,
					    "cut at %zu and %zu", a, b);
		}
	}
}

/* FIPS 197, appendix C.1 */
static void aes_of_fips_197(struct kunit *test)
{
	static const u8 want[16] = { 0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30,
				     0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a };
	u8 key[16], plain[16], out[16], back[16];
	int i;

	for (i = 0; i < 16; i++) {
		key[i] = i;
		plain[i] = i * 0x11;
	}

	KUNIT_ASSERT_EQ(test, wman_prim_aes_encrypt(test->priv, key, plain, out), 0);
	KUNIT_ASSERT_EQ(test, wman_prim_aes_decrypt(test->priv, key, out, back), 0);

	KUNIT_EXPECT_EQ(test, memcmp(out, want, sizeof(out)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(back, plain, sizeof(back)), 0);
}

/* FIPS 180-4 "abc"; RFC 2202 case 2 */
static void sha1_and_hmac(struct kunit *test)
{
	static const u8 sha1[WMAN_SHA1_LEN] = {
		0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
		0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d };
	static const u8 hmac[WMAN_SHA1_LEN] = {
		0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f, 0xa2, 0xd2, 0x74,
		0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79 };
	static const char message[] = "what do ya want for nothing?";
	const struct wman_vec abc[] = { { "a", 1 }, { "bc", 2 } };
	const struct wman_vec vec = { message, sizeof(message) - 1 };
	u8 out[WMAN_SHA1_LEN];

	KUNIT_ASSERT_EQ(test, wman_prim_sha1(test->priv, abc, 2, out), 0);
	KUNIT_EXPECT_EQ(test, memcmp(out, sha1, sizeof(out)), 0);

	KUNIT_ASSERT_EQ(test, wman_prim_hmac_sha1(test->priv, "Jefe", 4, &vec, 1, out), 0);
	KUNIT_EXPECT_EQ(test, memcmp(out, hmac, sizeof(out)), 0);
}

static int init(struct kunit *test)
{
	test->priv = wman_prim_alloc();
	return PTR_ERR_OR_ZERO(test->priv);
}

static void exit_suite(struct kunit *test)
{
	wman_prim_free(test->priv);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(cmac_of_rfc_4493, cmacs_gen_params),
	KUNIT_CASE(cmac_of_parts_is_that_of_the_whole),
	KUNIT_CASE(aes_of_fips_197),
	KUNIT_CASE(sha1_and_hmac),
	{}
};

struct kunit_suite prim_kernel_suite = {
	.name = "wman_prim_kernel",
	.init = init,
	.exit = exit_suite,
	.test_cases = cases,
};
