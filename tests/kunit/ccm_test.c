// SPDX-License-Identifier: GPL-2.0
/* AES-CCM on PDUs: every length, and nothing that was changed opens. */
#include <linux/random.h>

#include "ccm.h"
#include "station.h"
#include "suites.h"

#define LEN_MAX	2047
#define MANY	500

/**
 * struct ctx - a sealed PDU payload
 * @ccm: the cipher
 * @plain: what was sealed
 * @data: sealed in place, ICV behind it
 */
struct ctx {
	struct wman_ccm ccm;
	u8 plain[LEN_MAX];
	u8 data[LEN_MAX + WMAN_CCM_ICV_LEN];
};

/* Example 1 of 802.16 7.5.1.2.4 */
static const u8 key[WMAN_TEK_LEN] = {
	0xd5, 0x0e, 0x18, 0xa8, 0x44, 0xac, 0x5b, 0xf3, 0x8e, 0x4c, 0xd7, 0x2d, 0x9b, 0x09, 0x42,
	0xe5,
};

static const u8 header[WMAN_GMH_LEN] = { 0x40, 0x40, 0x1a, 0x06, 0xc4, 0x5a };

static const u8 example[4 + WMAN_CCM_ICV_LEN] = {
	0xe7, 0x55, 0x36, 0xc8, 0x27, 0xa8, 0xd7, 0x1b, 0x43, 0x2c, 0xa5, 0x48,
};

static int seal(struct ctx *ctx, u32 pn, unsigned int len)
{
	int ret;

	get_random_bytes(ctx->plain, sizeof(ctx->plain));
	memcpy(ctx->data, ctx->plain, sizeof(ctx->plain));
	local_bh_disable();
	ret = wman_ccm_seal(&ctx->ccm, header, pn, ctx->data, len);
	local_bh_enable();
	return ret;
}

static int open(struct ctx *ctx, const u8 *hdr, u32 pn, unsigned int len)
{
	int ret;

	local_bh_disable();
	ret = wman_ccm_open(&ctx->ccm, hdr, pn, ctx->data, len);
	local_bh_enable();
	return ret;
}

static void example_of_the_standard(struct kunit *test)
{
	static const u8 plain[] = { 0, 1, 2, 3 };
	struct ctx *ctx = test->priv;
	int ret;

	memcpy(ctx->data, plain, sizeof(plain));
	local_bh_disable();
	ret = wman_ccm_seal(&ctx->ccm, header, 0x2157f6bc, ctx->data, sizeof(plain));
	local_bh_enable();

	KUNIT_EXPECT_EQ(test, ret, 0);
	KUNIT_EXPECT_EQ(test, memcmp(ctx->data, example, sizeof(example)), 0);
}

static const unsigned int lengths[] = { 1, 2, 15, 16, 17, 31, 32, 33, 255, 256, 1500, LEN_MAX };

static void length_desc(const unsigned int *len, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u octets", *len);
}

KUNIT_ARRAY_PARAM(lengths, lengths, length_desc);

static void what_is_sealed_opens(struct kunit *test)
{
	const unsigned int len = *(const unsigned int *)test->param_value;
	struct ctx *ctx = test->priv;

	KUNIT_ASSERT_EQ(test, seal(ctx, 1, len), 0);
	if (len >= 16)
		KUNIT_EXPECT_NE(test, memcmp(ctx->data, ctx->plain, len), 0);

	KUNIT_EXPECT_EQ(test, open(ctx, header, 1, len), 0);

	KUNIT_EXPECT_EQ(test, memcmp(ctx->data, ctx->plain, len), 0);
}

static void another_octet_does_not_open(struct kunit *test)
{
	const unsigned int len = *(const unsigned int *)test->param_value;
	struct ctx *ctx = test->priv;
	unsigned int i;

	/* every place in a short PDU, some of a long one */
	for (i = 0; i < len + WMAN_CCM_ICV_LEN; i += len > 64 ? 97 : 1) {
		KUNIT_ASSERT_EQ(test, seal(ctx, 1, len), 0);
		ctx->data[i] ^= 0x80;
		KUNIT_EXPECT_EQ_MSG(test, open(ctx, header, 1, len), -EBADMSG, "octet %u", i);
	}
}

/* What is not in the payload and yet must be the same on both sides. */
struct change {
	const char *what;
	u8 header[WMAN_GMH_LEN];
	u32 pn;
	unsigned int len;
};

static const struct change changes[] = {
	{ "header octet 0", { 0x80 } },
	{ "header octet 1", { 0, 1 } },
	{ "header octet 2", { 0, 0, 1 } },
	{ "header octet 3", { 0, 0, 0, 1 } },
	{ "header octet 4", { 0, 0, 0, 0, 1 } },
	{ "PN bit 0", {}, 1 },
	{ "PN bit 31", {}, 0x80000000 },
	{ "an octet less", {}, 0, 1 },
};

static void change_desc(const struct change *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(changes, changes, change_desc);

static void another_header_or_pn_does_not_open(struct kunit *test)
{
	const struct change *c = test->param_value;
	struct ctx *ctx = test->priv;
	u8 changed[WMAN_GMH_LEN];
	int i;

	for (i = 0; i < WMAN_GMH_LEN; i++)
		changed[i] = header[i] ^ c->header[i];
	KUNIT_ASSERT_EQ(test, seal(ctx, 77, 100), 0);

	KUNIT_EXPECT_EQ(test, open(ctx, changed, 77 ^ c->pn, 100 - c->len), -EBADMSG);
}

static void another_key_does_not_open(struct kunit *test)
{
	static const u8 other_key[WMAN_TEK_LEN] = { 1 };
	struct ctx *ctx = test->priv;
	struct wman_ccm right = ctx->ccm;

	KUNIT_ASSERT_EQ(test, seal(ctx, 1, 100), 0);
	KUNIT_ASSERT_EQ(test, wman_ccm_init(&ctx->ccm, other_key), 0);

	KUNIT_EXPECT_EQ(test, open(ctx, header, 1, 100), -EBADMSG);

	wman_ccm_exit(&ctx->ccm);
	ctx->ccm = right;
}

/* More than fit into the memory that the kernel sets aside for each CPU when it boots. */
static void many_at_once(struct kunit *test)
{
	static const u8 plain[] = { 0, 1, 2, 3 };
	struct ctx *ctx = test->priv;
	struct wman_ccm *many;
	unsigned int i, made;

	many = kunit_kcalloc(test, MANY, sizeof(*many), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, many);
	for (made = 0; made < MANY && !wman_ccm_init(&many[made], key); made++)
		;
	KUNIT_EXPECT_EQ(test, made, (unsigned int)MANY);

	for (i = 0; i < made; i++) {
		memcpy(ctx->data, plain, sizeof(plain));
		local_bh_disable();
		wman_ccm_seal(&many[i], header, 0x2157f6bc, ctx->data, sizeof(plain));
		local_bh_enable();
		if (memcmp(ctx->data, example, sizeof(example)))
			break;
	}
	KUNIT_EXPECT_EQ(test, i, made);

	for (i = 0; i < made; i++)
		wman_ccm_exit(&many[i]);
}

static void ends_more_than_once(struct kunit *test)
{
	struct ctx *ctx = test->priv;
	struct wman_ccm never = {};

	wman_ccm_exit(&never);
	wman_ccm_exit(&ctx->ccm);
	wman_ccm_exit(&ctx->ccm);

	KUNIT_EXPECT_NULL(test, ctx->ccm.tfm);
}

static void end_gives_the_cipher_back(struct kunit *test)
{
	struct ctx *ctx = test->priv;
	struct wman_ccm other = {};
	unsigned int before = station_cipher_users(&ctx->ccm);

	KUNIT_ASSERT_EQ(test, wman_ccm_init(&other, key), 0);
	KUNIT_ASSERT_EQ(test, station_cipher_users(&ctx->ccm), before + 1);

	wman_ccm_exit(&other);

	KUNIT_EXPECT_EQ(test, station_cipher_users(&ctx->ccm), before);
}

static int init(struct kunit *test)
{
	struct ctx *ctx = kunit_kzalloc(test, sizeof(*ctx), GFP_KERNEL);

	if (!ctx)
		return -ENOMEM;
	test->priv = ctx;
	return wman_ccm_init(&ctx->ccm, key);
}

static void exit_suite(struct kunit *test)
{
	struct ctx *ctx = test->priv;

	if (ctx)
		wman_ccm_exit(&ctx->ccm);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(example_of_the_standard),
	KUNIT_CASE_PARAM(what_is_sealed_opens, lengths_gen_params),
	KUNIT_CASE_PARAM(another_octet_does_not_open, lengths_gen_params),
	KUNIT_CASE_PARAM(another_header_or_pn_does_not_open, changes_gen_params),
	KUNIT_CASE(another_key_does_not_open),
	KUNIT_CASE(many_at_once),
	KUNIT_CASE(ends_more_than_once),
	KUNIT_CASE(end_gives_the_cipher_back),
	{}
};

struct kunit_suite ccm_suite = {
	.name = "wman_ccm",
	.init = init,
	.exit = exit_suite,
	.test_cases = cases,
};
