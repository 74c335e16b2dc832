// SPDX-License-Identifier: BSD-3-Clause
/* SA challenge tuple, SA-TEK-Update and SAID update, and the RNG messages that carry them. */
#include "handover.h"
#include "message.h"
#include "pkm.h"
#include "proto_test.h"
#include "rng.h"

/* clang-format off */
/* SA-TEK-Update, SAID 7 becomes 9, TEKs of 8 octets; every octet typed in */
static const u8 update[] = {
	38, 0x35,
		1, 1, 1, 2, 2, 0, 9, 3, 2, 0, 7,
		4, 19, 8, 8, 1, 1, 1, 1, 1, 1, 1, 1, 9, 4, 0, 0, 0, 60, 10, 1, 3,
		5, 19, 8, 8, 2, 2, 2, 2, 2, 2, 2, 2, 9, 4, 0, 0, 0, 120, 10, 1, 0,
};
/* SAID update, SAID 700 becomes 701 */
static const u8 said[] = { 35, 8, 1, 2, 0x02, 0xbd, 2, 2, 0x02, 0xbc };
/* clang-format on */

static u8 octets[256];

static enum wman_reason check(const u8 *data, size_t len)
{
	unsigned int n;

	return wman_sa_updates_check(data, len, true, &n);
}

static void test_challenge(void **state)
{
	static const u8 value[] = { 1, 8, 1, 2,	 3,  4,	 5,  6,	 7,  8,
				    2, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
	const struct wman_octets all = { value, sizeof(value) }, half = { value, 10 };
	struct wman_sa_challenge challenge;
	struct wman_buf buf;

	assert_int_equal(wman_sa_challenge_parse(&challenge, &all), WMAN_REASON_NONE);
	assert_memory_equal(challenge.bs_random, value + 2, 8);
	assert_memory_equal(challenge.akid, value + 12, 8);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_challenge_put(&buf, &challenge);
	assert_int_equal(buf.len, sizeof(value));
	assert_memory_equal(octets, value, sizeof(value));
	assert_int_equal(wman_sa_challenge_parse(&challenge, &half), WMAN_REASON_ATTR_MISSING);
}

static void test_updates(void **state)
{
	struct wman_sa_tek_update got;
	struct wman_tlv_iter it;
	u8 both[sizeof(update) + sizeof(said)];
	struct wman_buf buf;
	unsigned int n;

	memcpy(both, said, sizeof(said));
	memcpy(both + sizeof(said), update, sizeof(update));
	assert_int_equal(wman_sa_updates_check(both, sizeof(both), true, &n), WMAN_REASON_NONE);
	assert_int_equal(n, 2);
	wman_tlv_iter_init(&it, both, sizeof(both));
	assert_true(wman_sa_updates_next(&it, true, &got));
	assert_int_equal(got.old_said, 700);
	assert_int_equal(got.new_said, 701);
	assert_false(got.has_teks);
	assert_true(wman_sa_updates_next(&it, true, &got));
	assert_int_equal(got.old_said, 7);
	assert_int_equal(got.new_said, 9);
	assert_true(got.has_teks);
	assert_int_equal(got.tek[0].sn, 3);
	assert_int_equal(got.tek[1].sn, 0);
	assert_int_equal(got.tek[1].lifetime_s, 120);
	assert_int_equal(got.tek[1].tek.data[0], 2);
	assert_false(wman_sa_updates_next(&it, true, &got));

	wman_tlv_iter_init(&it, update, sizeof(update));
	assert_true(wman_sa_updates_next(&it, false, &got));
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_tek_update_put(&buf, &got);
	assert_int_equal(buf.len, sizeof(update));
	assert_memory_equal(octets, update, sizeof(update));

	/* among PKM attributes 35 is something else */
	assert_int_equal(wman_sa_updates_check(both, sizeof(both), false, &n), WMAN_REASON_NONE);
	assert_int_equal(n, 1);
}

static void test_bad_updates(void **state)
{
	/* clang-format off */
	static const struct {
		u8 tlv[32];
		size_t len;
		enum wman_reason reason;
	} bad[] = {
		{ { 38, 11, 1, 1, 1, 2, 2, 0, 9, 3, 2, 0, 7 }, 13, WMAN_REASON_NONE },
		{ { 38, 8, 2, 2, 0, 9, 3, 2, 0, 7 }, 10, WMAN_REASON_ATTR_MISSING },
		{ { 38, 7, 1, 1, 1, 2, 2, 0, 9 }, 9, WMAN_REASON_ATTR_MISSING },
		{ { 38, 11, 1, 1, 2, 2, 2, 0, 9, 3, 2, 0, 7 }, 13, WMAN_REASON_TLV_VALUE },
		{ { 38, 11, 1, 1, 1, 2, 2, 0, 0, 3, 2, 0, 7 }, 13, WMAN_REASON_TLV_VALUE },
		{ { 38, 11, 1, 1, 1, 2, 2, 0, 9, 3, 2, 0, 0 }, 13, WMAN_REASON_TLV_VALUE },
		{ { 38, 10, 1, 1, 1, 2, 2, 0, 9, 3, 1, 7 }, 12, WMAN_REASON_TLV_LENGTH },
		{ { 38, 12, 1, 1, 1, 2, 2, 0, 9, 3, 2, 0, 7 }, 13, WMAN_REASON_TLV_MALFORMED },
		{ { 38, 14, 1, 1, 1, 2, 2, 0, 9, 3, 2, 0, 7, 6, 1, 0 }, 16, WMAN_REASON_TLV_VALUE },
		{ { 38, 14, 1, 1, 1, 2, 2, 0, 9, 3, 2, 0, 7, 4, 1, 0 }, 16, WMAN_REASON_ATTR_MISSING },
		{ { 35, 4, 1, 2, 0, 9 }, 6, WMAN_REASON_ATTR_MISSING },
		{ { 35, 8, 1, 2, 0, 0, 2, 2, 0, 9 }, 10, WMAN_REASON_TLV_VALUE },
	};
	/* clang-format on */
	u8 copy[sizeof(update)], many[17 * sizeof(said)];
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(check(bad[i].tlv, bad[i].len), bad[i].reason);

	/* numbers that do not follow each other, and a newer one that ends first */
	memcpy(copy, update, sizeof(copy));
	copy[sizeof(copy) - 1] = 1;
	assert_int_equal(check(copy, sizeof(copy)), WMAN_REASON_TEK_SN);
	memcpy(copy, update, sizeof(copy));
	copy[sizeof(copy) - 4] = 59;
	assert_int_equal(check(copy, sizeof(copy)), WMAN_REASON_LIFETIME);

	for (i = 0; i < 17; i++)
		memcpy(many + i * sizeof(said), said, sizeof(said));
	assert_int_equal(wman_sa_updates_check(many, 16 * sizeof(said), true, &n),
			 WMAN_REASON_NONE);
	assert_int_equal(n, WMAN_SA_UPDATES_MAX);
	assert_int_equal(check(many, sizeof(many)), WMAN_REASON_SA_LIMIT);
}

static void test_rng_rsp(void **state)
{
	/* clang-format off */
	static const u8 msg[] = {
		5, 0, 4, 1, 3, 8, 6, 2, 0, 0, 0, 0, 1, 9, 2, 0, 1, 10, 2, 1, 0x41,
		21, 2, 0, 0x83, 30, 10, 35, 8, 1, 2, 2, 0xbd, 2, 2, 2, 0xbc,
		31, 20, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16,
	};
	/* clang-format on */
	struct wman_rng_rsp rsp;
	struct wman_buf buf;

	assert_int_equal(wman_rng_rsp_parse(&rsp, msg, sizeof(msg)), WMAN_REASON_NONE);
	assert_true(rsp.present & WMAN_RNG_RSP_HO);
	assert_true(rsp.ho & WMAN_HO_OMIT_SBC);
	assert_true(rsp.ho & WMAN_HO_OMIT_REG);
	assert_int_equal(rsp.ho & WMAN_HO_PKM_MASK, WMAN_HO_PKM_UPDATE);
	assert_int_equal(rsp.reg.len, 10);
	assert_int_equal(rsp.challenge.len, 20);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_rng_rsp_put(&buf, &rsp);
	assert_int_equal(buf.len, sizeof(msg));
	assert_memory_equal(octets, msg, sizeof(msg));
	/* both bits of the number */
	assert_int_equal(WMAN_HO_PKM_KEEP, 6);
}

static void test_mauled(void **state)
{
	maul(check, update, sizeof(update));
	maul(check, said, sizeof(said));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_challenge),   cmocka_unit_test(test_updates),
		cmocka_unit_test(test_bad_updates), cmocka_unit_test(test_rng_rsp),
		cmocka_unit_test(test_mauled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
