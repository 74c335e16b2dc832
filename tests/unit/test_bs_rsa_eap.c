// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: EAP after RSA. */
#include "rsa_rig.h"

/* RSA is done, EAP is asked for its identity; returns the PAK sequence number. */
static u8 rsa_then_eap(struct bs_hand *h, u8 pak[20])
{
	u8 sn;

	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	sn = take_reply(h, pak);
	assert_int_equal(acknowledge(h), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_number(h, 10), sn);
	return sn;
}

static void eap_rounds(struct bs_hand *h, u8 sn)
{
	assert_int_equal(bs_hand_eap(h, 19, "user", &h->eik, sn), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_eap(h, 19, NULL, &h->eik, sn), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
}

static void rsa_eap_ak(struct bs_hand *h, const u8 pak[20], u8 ak[20])
{
	u8 key[20];
	int i;

	for (i = 0; i < 20; i++)
		key[i] = pak[i] ^ h->lab->msk[44 + i];
	bs_hand_kdf(h, key, 20, pak, "AK", ak, 20);
}

static void test_rsa_eap(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA_EAP);
	u8 pak[20], ak[20], sn;

	assert_true(bs_hand_silence(h));
	h->lab->has_session_timeout = true;
	wman_put_be32(h->lab->session_timeout, 600);
	sn = rsa_then_eap(h, pak);
	eap_rounds(h, sn);
	/* EAP-Success */
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 3);
	rsa_eap_ak(h, pak, ak);
	/* the PMK ends first */
	bs_hand_handshake(h, ak, 4 | 1, 600);
	assert_in_range(h->ss->auth.ak.expires - bs_now_ms(), 590000, 600000);
	assert_false(h->ss->auth.half.eik.valid);

	/* again: now the PAK does */
	wman_put_be32(h->lab->session_timeout, 7200);
	h->lab->msk[63] ^= 1;
	sn = rsa_then_eap(h, pak);
	assert_int_equal(sn, 8);
	eap_rounds(h, sn);
	rsa_eap_ak(h, pak, ak);
	bs_hand_ak(h, ak, 8 | 2);
	bs_hand_take(h, 20);
	assert_in_range(bs_hand_number(h, 9), 3590, 3600);
	assert_memory_equal(bs_hand_attr(h, 45, NULL), h->ak.akid, 8);
	bs_hand_free(h);
}

/* What another base station makes its AK of, from the same two keys. */
static void test_handover_root(void **state)
{
	static const u8 bsid[6] = { 2, 0x16, 0, 0, 0, 7 };
	struct bs_hand *h = begin(WMAN_POLICY_RSA_EAP);
	u8 pak[20], ak[20], sn;
	struct bs_ak other;

	h->lab->cfg.handover = BS_HANDOVER_HANDSHAKE;
	sn = rsa_then_eap(h, pak);
	eap_rounds(h, sn);
	rsa_eap_ak(h, pak, ak);
	bs_hand_handshake(h, ak, 4 | 1, 3600);
	assert_int_equal(bs_ak_derive(h->lab->bs, &other, WMAN_KDF_CMAC, h->ss->mac, bsid,
				      &h->ss->auth.ak.root, 5, 0),
			 0);
	memcpy(h->lab->bsid, bsid, sizeof(bsid));
	rsa_eap_ak(h, pak, ak);
	bs_hand_ak(h, ak, 5);
	assert_memory_equal(other.akid, h->ak.akid, 8);
	assert_memory_equal(other.keys.u, h->ak.u, 16);
	bs_hand_free(h);
}

/* HMAC mode has another Dot16KDF, and no numbers. */
static void test_hmac(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA_EAP);
	u8 pak[20], ak[20], sn;

	bs_hand_use_hmac(h);
	sn = rsa_then_eap(h, pak);
	h->eik.u[0] ^= 1;
	assert_int_equal(bs_hand_eap(h, 19, "user", &h->eik, sn), WMAN_REASON_DIGEST_WRONG);
	h->eik.u[0] ^= 1;
	eap_rounds(h, sn);
	rsa_eap_ak(h, pak, ak);
	bs_hand_handshake(h, ak, 4 | 1, 3600);
	bs_hand_free(h);
}

static void test_rsa_eap_faults(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA_EAP);
	struct bs_hand_keys wrong;
	u8 pak[20], sn, kept[4096];
	size_t len;

	sn = rsa_then_eap(h, pak);
	/* without a digest, without its number, with another, a wrong digest, under no EIK */
	assert_int_equal(bs_hand_eap(h, 18, "user", NULL, -1), WMAN_REASON_EAP_UNSIGNED);
	assert_int_equal(bs_hand_eap(h, 19, "user", NULL, sn), WMAN_REASON_DIGEST_MISSING);
	assert_int_equal(bs_hand_eap(h, 19, "user", &h->eik, -1), WMAN_REASON_AK_SN);
	assert_int_equal(bs_hand_eap(h, 19, "user", &h->eik, sn ^ 4), WMAN_REASON_AK_SN);
	wrong = h->eik;
	wrong.u[0] ^= 1;
	assert_int_equal(bs_hand_eap(h, 19, "user", &wrong, sn), WMAN_REASON_DIGEST_WRONG);
	memcpy(wrong.u, h->eik.d, 16);
	wrong.u[0] ^= 1;
	assert_int_equal(bs_hand_eap(h, 19, "user", &wrong, sn), WMAN_REASON_DIGEST_WRONG);
	/* EAP-Start of single EAP does not begin another authorization */
	bs_hand_begin(h, 17);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
	assert_int_equal(h->ss->auth.step, BS_AUTH_EAP_SS);
	assert_true(bs_hand_silence(h));

	/* the request was lost: Authenticated-EAP-Start asks for it */
	bs_hand_begin(h, 30);
	bs_hand_put(h, 33, h->ms_random, 8);
	bs_hand_digest(h, &h->eik);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_DIGEST_REPLAY);

	assert_int_equal(bs_hand_eap(h, 19, "user", &h->eik, sn), WMAN_REASON_NONE);
	len = h->len;
	memcpy(kept, h->msg, len);
	bs_hand_take(h, 19);
	memcpy(h->msg, kept, len);
	h->len = len;
	assert_int_equal(bs_hand_send(h), WMAN_REASON_DIGEST_REPLAY);
	/* the AAA server says no: signed as all else, and nothing is left of the PAK */
	h->lab->verdict = BS_LAB_REJECT;
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_eap(h, 19, NULL, &h->eik, sn), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	bs_hand_check(h, &h->eik);
	assert_int_equal(bs_hand_attr(h, 28, NULL)[0], 4);
	assert_false(h->ss->auth.half.eik.valid);
	assert_false(h->ss->auth.fresh.valid);
	assert_false(h->ss->auth.ak.valid);
	assert_true(bs_hand_silence(h));
	bs_hand_free(h);
}

/* A second RSA-Request in the middle of EAP: until it is acknowledged the first one goes on. */
static void test_request_in_between(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA_EAP);
	struct bs_hand_keys first;
	u8 pak[20], later[20], ak[20], sn;

	sn = rsa_then_eap(h, pak);
	first = h->eik;
	request(h, &own);
	take_reply(h, later);
	h->eik = first;
	/* its Request/Identity is the last message before */
	bs_hand_begin(h, 30);
	bs_hand_put(h, 33, h->ms_random, 8);
	bs_hand_digest(h, &h->eik);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	bs_hand_take(h, 19);
	eap_rounds(h, sn);
	rsa_eap_ak(h, pak, ak);
	bs_hand_handshake(h, ak, sn | 1, 3600);
	bs_hand_free(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rsa_eap),
		cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_handover_root),
		cmocka_unit_test(test_rsa_eap_faults),
		cmocka_unit_test(test_request_in_between),
	};

	return cmocka_run_group_tests(tests, rsa_setup, rsa_teardown);
}
