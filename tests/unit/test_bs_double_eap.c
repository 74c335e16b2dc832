// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: EAP after EAP. */
#include <string.h>

#include "bs_hand.h"
#include "wman-bs/double_eap.h"

static const char *const options[] = { "policy", "eap+eap", NULL };

/* MSKs of the two exchanges; the lab hands out the one that is set. */
static u8 msks[2][64];

static struct bs_hand *begin(void)
{
	struct bs_hand *h = bs_hand_new(options, WMAN_POLICY_DOUBLE_EAP);
	size_t i;

	for (i = 0; i < 64; i++) {
		msks[0][i] = (u8)(i * 7 + 1);
		msks[1][i] = (u8)(i * 5 + 3);
	}
	return h;
}

static void set_msk(struct bs_hand *h, int round)
{
	memcpy(h->lab->msk, msks[round], sizeof(h->lab->msk));
}

/* User-Name of the last request to the AAA server. */
static void check_identity(struct bs_hand *h, const char *identity)
{
	const u8 *p = h->lab->aaa.request + 20,
		 *end = h->lab->aaa.request + h->lab->aaa.request_len;

	while (p < end && p[0] != 1)
		p += p[1];
	assert_true(p < end);
	assert_int_equal(p[1] - 2, strlen(identity));
	assert_memory_equal(p + 2, identity, strlen(identity));
}

/* The first exchange, up to EAP-Complete; @keys sign it when there is an AK. */
static void first(struct bs_hand *h, struct bs_hand_keys *keys)
{
	const int sn = keys ? h->sn : -1;

	set_msk(h, 0);
	bs_hand_take(h, 18);
	assert_int_equal(bs_hand_eap(h, 18, "device", keys, sn), WMAN_REASON_NONE);
	bs_hand_take(h, 18);
	check_identity(h, "device");
	assert_int_equal(bs_hand_eap(h, 18, NULL, keys, sn), WMAN_REASON_NONE);
	bs_hand_eik(h, msks[0] + 24);
	bs_hand_take(h, 29);
	bs_hand_check(h, &h->eik);
	/* EAP-Success, and which PMK it is */
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 3);
	assert_int_equal(bs_hand_number(h, 10) & 0xc, 0);
}

static void put_start(struct bs_hand *h)
{
	bs_hand_begin(h, 30);
	bs_hand_put(h, 33, h->ms_random, 8);
	bs_hand_digest(h, &h->eik);
}

/* Up to the request of the method. */
static void second(struct bs_hand *h)
{
	set_msk(h, 1);
	put_start(h);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_null(bs_hand_attr(h, 10, NULL));
	assert_int_equal(bs_hand_eap(h, 19, "person", &h->eik, -1), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	check_identity(h, "person");
}

static void finish(struct bs_hand *h)
{
	assert_int_equal(bs_hand_eap(h, 19, NULL, &h->eik, -1), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 3);
}

static void both_ak(struct bs_hand *h, u8 ak[20])
{
	u8 key[20];
	int i;

	for (i = 0; i < 20; i++)
		key[i] = msks[0][44 + i] ^ msks[1][44 + i];
	bs_hand_kdf(h, key, 20, NULL, "AK", ak, 20);
}

static void test_two(void **state)
{
	struct bs_hand *h = begin();
	u8 ak[20];

	h->lab->has_session_timeout = true;
	wman_put_be32(h->lab->session_timeout, 500);
	first(h, NULL);
	assert_int_equal(bs_hand_number(h, 10), 1);
	/* the first PMK ends sooner */
	wman_put_be32(h->lab->session_timeout, 900);
	second(h);
	finish(h);
	both_ak(h, ak);
	bs_hand_handshake(h, ak, 4 | 1, 500);
	assert_in_range(h->ss->auth.ak.expires - bs_now_ms(), 490000, 500000);
	assert_false(h->ss->auth.half.eik.valid);
	assert_null(h->ss->auth.eap);
	assert_true(bs_lab_logged(h->lab, "\"eap-complete\"", "500 s"));
	assert_true(bs_lab_logged(h->lab, "\"authorized\"", "AK SN 5"));
	bs_hand_free(h);
}

static void test_hmac(void **state)
{
	struct bs_hand *h = begin();
	u8 ak[20];

	bs_hand_use_hmac(h);
	first(h, NULL);
	second(h);
	finish(h);
	both_ak(h, ak);
	bs_hand_handshake(h, ak, 4 | 1, 3600);
	bs_hand_free(h);
}

static void test_reauthentication(void **state)
{
	struct bs_hand *h = begin();
	struct bs_hand_keys fresh;
	u8 ak[20];

	first(h, NULL);
	second(h);
	finish(h);
	both_ak(h, ak);
	bs_hand_handshake(h, ak, 4 | 1, 3600);
	/* the base station begins; the first exchange is signed under the AK */
	assert_string_equal(bs_lab_command(h->lab, "reauth 02:16:00:00:01:00"), "ok\n");
	first(h, &h->ak);
	assert_true(h->ss->auth.ak.valid);
	msks[1][63] ^= 1;
	second(h);
	fresh = h->ak;
	finish(h);
	both_ak(h, ak);
	bs_hand_handshake(h, ak, 8 | 2, 3600);
	assert_memory_not_equal(&fresh, &h->ak, sizeof(fresh));
	bs_hand_free(h);
}

/* One that is good does not make an AK, whatever becomes of the other. */
static void nothing_left(struct bs_hand *h)
{
	const struct bs_auth *auth = &h->ss->auth;
	static const struct bs_half none;
	u8 ak[20], random[8] = { 0 };

	assert_false(auth->ak.valid);
	assert_false(auth->fresh.valid);
	assert_memory_equal(&auth->half, &none, sizeof(none));
	assert_true(bs_hand_silence(h));
	bs_hand_kdf(h, msks[0] + 44, 20, NULL, "AK", ak, 20);
	bs_hand_ak(h, ak, 1);
	assert_int_equal(bs_hand_sa_tek_request(h, random), WMAN_REASON_MESSAGE_STATE);
	put_start(h);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
}

static void test_second_bad(void **state)
{
	struct bs_hand *h = begin();

	first(h, NULL);
	second(h);
	h->lab->verdict = BS_LAB_REJECT;
	assert_int_equal(bs_hand_eap(h, 19, NULL, &h->eik, -1), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 4);
	nothing_left(h);
	assert_true(bs_lab_logged(h->lab, "\"rejected\"", "eap-rejected"));
	bs_hand_free(h);
}

static void test_first_bad(void **state)
{
	struct bs_hand *h = begin();

	h->lab->verdict = BS_LAB_REJECT;
	bs_hand_take(h, 18);
	bs_hand_eap(h, 18, "device", NULL, -1);
	bs_hand_take(h, 18);
	bs_hand_eap(h, 18, NULL, NULL, -1);
	bs_hand_take(h, 18);
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 4);
	nothing_left(h);
	bs_hand_free(h);
}

static void test_complete_unanswered(void **state)
{
	struct bs_hand *h = begin();
	unsigned int i;

	first(h, NULL);
	for (i = 0; i < 3; i++) {
		bs_double_eap_timer(h->ss);
		bs_hand_take(h, 29);
		/* with a number of its own each */
		bs_hand_check(h, &h->eik);
	}
	bs_double_eap_timer(h->ss);
	nothing_left(h);
	assert_true(bs_lab_logged(h->lab, "\"eap-timeout\"", "no Authenticated-EAP-Start"));
	bs_hand_free(h);
}

static void refused(struct bs_hand *h, enum wman_reason reason)
{
	const struct bs_auth before = h->ss->auth;

	assert_int_equal(bs_hand_send(h), reason);
	assert_memory_equal(&h->ss->auth, &before, sizeof(before));
	assert_true(bs_hand_silence(h));
}

static void test_wrong_starts(void **state)
{
	struct bs_hand *h = begin();
	struct bs_hand_keys wrong;

	/* before there is an EIK */
	put_start(h);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
	first(h, NULL);
	bs_hand_begin(h, 30);
	bs_hand_put(h, 33, h->ms_random, 8);
	refused(h, WMAN_REASON_DIGEST_MISSING);
	bs_hand_begin(h, 30);
	bs_hand_digest(h, &h->eik);
	refused(h, WMAN_REASON_ATTR_MISSING);
	put_start(h);
	h->msg[h->len - 1] ^= 1;
	refused(h, WMAN_REASON_DIGEST_WRONG);
	put_start(h);
	h->msg[5] ^= 1;
	refused(h, WMAN_REASON_DIGEST_WRONG);
	wrong = h->eik;
	memcpy(h->eik.u, h->eik.d, 16);
	put_start(h);
	refused(h, WMAN_REASON_DIGEST_WRONG);
	h->eik = wrong;
	second(h);
	/* further than its beginning, and once more */
	put_start(h);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
	refused(h, WMAN_REASON_DIGEST_REPLAY);
	bs_hand_free(h);
}

static void test_start_again(void **state)
{
	struct bs_hand *h = begin();

	first(h, NULL);
	put_start(h);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	/* the request was lost */
	second(h);
	finish(h);
	bs_hand_free(h);
}

static void test_wrong_transfers(void **state)
{
	struct bs_hand *h = begin();
	u8 kept[256];
	size_t len;

	/* in the first exchange */
	bs_hand_take(h, 18);
	assert_int_equal(bs_hand_eap(h, 19, "device", &h->eik, -1), WMAN_REASON_MESSAGE_STATE);
	assert_int_equal(bs_hand_eap(h, 18, "device", NULL, -1), WMAN_REASON_NONE);
	set_msk(h, 0);
	bs_hand_take(h, 18);
	bs_hand_eap(h, 18, NULL, NULL, -1);
	bs_hand_eik(h, msks[0] + 24);
	bs_hand_take(h, 29);
	bs_hand_check(h, &h->eik);
	/* between the two: there is nothing to answer yet */
	bs_hand_begin(h, 19);
	bs_hand_put(h, 28, "\2\0\0\5\1", 5);
	bs_hand_digest(h, &h->eik);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_EAP_UNEXPECTED);
	bs_hand_begin(h, 18);
	bs_hand_put(h, 28, "\2\0\0\5\1", 5);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_EAP_UNEXPECTED);
	assert_int_equal(h->ss->auth.step, BS_AUTH_EAP_COMPLETE);

	/* in the second one */
	second(h);
	assert_int_equal(bs_hand_eap(h, 18, NULL, NULL, -1), WMAN_REASON_EAP_UNSIGNED);
	assert_int_equal(bs_hand_eap(h, 19, NULL, NULL, -1), WMAN_REASON_DIGEST_MISSING);
	h->eik.u[0] ^= 1;
	assert_int_equal(bs_hand_eap(h, 19, NULL, &h->eik, -1), WMAN_REASON_DIGEST_WRONG);
	h->eik.u[0] ^= 1;
	assert_int_equal(h->ss->auth.step, BS_AUTH_EAP_SS);
	assert_true(bs_hand_silence(h));
	assert_int_equal(bs_hand_eap(h, 19, NULL, &h->eik, -1), WMAN_REASON_NONE);
	len = h->len;
	memcpy(kept, h->msg, len);
	bs_hand_take(h, 19);
	bs_hand_take(h, 20);
	memcpy(h->msg, kept, len);
	/* the EIK is over with the second exchange */
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
	bs_hand_free(h);
}

/* A subscriber that lost what it had begins again, from the first exchange. */
static void test_eap_start(void **state)
{
	struct bs_hand *h = begin();

	first(h, NULL);
	bs_hand_begin(h, 17);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	assert_false(h->ss->auth.half.eik.valid);
	first(h, NULL);
	put_start(h);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_begin(h, 17);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	assert_false(h->ss->auth.half.eik.valid);
	first(h, NULL);
	bs_hand_free(h);
}

/* Whether the digest of the message taken last is right under the EIK. */
static bool signed_well(struct bs_hand *h)
{
	const u8 *value = bs_hand_attr(h, 40, NULL);
	u8 expected[8];

	assert_non_null(value);
	bs_hand_value(h, &h->eik, h->eik.d, expected);
	return !memcmp(value + 4, expected, 8);
}

static void answer(struct bs_hand *h, const char *command, const char *expected)
{
	assert_string_equal(bs_lab_command(h->lab, command), expected);
}

/* What rules and commands do with digests under an EIK. */
static void test_rules(void **state)
{
	struct bs_hand *h = begin();
	u8 value[8];
	u32 pn;

	answer(h, "forge 02:16:00:00:01:00 eap-complete", "error: there is no EIK\n");
	answer(h, "forge 02:16:00:00:01:00 eap-complete-wrong-digest", "ok\n");
	set_msk(h, 0);
	bs_hand_take(h, 18);
	bs_hand_eap(h, 18, "device", NULL, -1);
	bs_hand_take(h, 29);
	bs_hand_take(h, 18);
	answer(h, "fault digest eap-complete wrong", "ok\n");
	bs_hand_eap(h, 18, NULL, NULL, -1);
	bs_hand_eik(h, msks[0] + 24);
	bs_hand_take(h, 29);
	assert_false(signed_well(h));
	answer(h, "fault none", "ok\n");
	answer(h, "fault digest eap-complete uplink", "ok\n");
	bs_double_eap_timer(h->ss);
	bs_hand_take(h, 29);
	assert_false(signed_well(h));
	bs_hand_value(h, &h->eik, h->eik.u, value);
	assert_memory_equal(bs_hand_attr(h, 40, NULL) + 4, value, 8);
	answer(h, "fault none", "ok\n");
	answer(h, "fault digest eap-complete none", "ok\n");
	bs_double_eap_timer(h->ss);
	bs_hand_take(h, 29);
	assert_null(bs_hand_attr(h, 40, NULL));
	answer(h, "fault none", "ok\n");
	/* the base station's own, right but for its number, and right */
	answer(h, "forge 02:16:00:00:01:00 eap-complete", "ok\n");
	bs_hand_take(h, 29);
	bs_hand_check(h, &h->eik);
	pn = h->eik.rx;
	answer(h, "forge 02:16:00:00:01:00 authenticated-eap-transfer-replay", "ok\n");
	bs_hand_take(h, 19);
	assert_true(signed_well(h));
	assert_int_equal(wman_get_be32(bs_hand_attr(h, 40, NULL)), pn);
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 4);
	answer(h, "forge 02:16:00:00:01:00 authenticated-eap-transfer-no-digest", "ok\n");
	bs_hand_take(h, 19);
	assert_null(bs_hand_attr(h, 40, NULL));
	bs_hand_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_reauthentication),
		cmocka_unit_test(test_second_bad),
		cmocka_unit_test(test_first_bad),
		cmocka_unit_test(test_complete_unanswered),
		cmocka_unit_test(test_wrong_starts),
		cmocka_unit_test(test_start_again),
		cmocka_unit_test(test_wrong_transfers),
		cmocka_unit_test(test_eap_start),
		cmocka_unit_test(test_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
