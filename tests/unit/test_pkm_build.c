// SPDX-License-Identifier: BSD-3-Clause
/* Messages that the exchange of test_vectors does not hold: digests and options. */
#include "pkm_build.h"
#include "proto_test.h"

static u8 octets[512];

static void test_reauthentication(void **state)
{
	static const u8 eap[] = { 2, 9, 0, 4 };
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_eap_start(&buf, 7, 0);
	assert_octets(&buf, 9, 17, 7, 10, 1, 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_eap_transfer(&buf, WMAN_DIRECTION_UPLINK, 8, eap, sizeof(eap), 15);
	assert_octets(&buf, 9, 18, 8, 28, 4, 2, 9, 0, 4, 10, 1, 15);
}

static void test_options(void **state)
{
	static const struct wman_secneg secneg = { .present = BIT(WMAN_SECNEG_VERSION),
						   .version = 2 };
	static const u8 random[8] = "abcdefg", akid[8] = "ABCDEFG";
	struct wman_sa_tek st = {
		.ms_random = random,
		.bs_random = random,
		.ak_sn = 1,
		.akid = akid,
		.secneg = &secneg,
		.frame_number = 0x010203,
	};
	struct wman_pkm pkm;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_sa_tek_response(&buf, 3, &st);
	/* everything is there but the digest */
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_DOWNLINK,
					WMAN_PKM_V2, WMAN_KDF_CMAC),
			 WMAN_REASON_DIGEST_MISSING);
	assert_true(wman_pkm_has(&pkm, WMAN_ATTR_FRAME_NUMBER));
	assert_int_equal(pkm.frame_number, 0x010203);
	assert_int_equal(pkm.n_sa, 0);
	assert_memory_equal(pkm.ms_random, random, 8);
	assert_memory_equal(pkm.akid, akid, 8);
	assert_true(wman_secneg_equal(&pkm.secneg, &secneg));

	/* number 0 is one, less is none */
	st.frame_number = 0;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_sa_tek_response(&buf, 3, &st);
	wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_V2,
		       WMAN_KDF_CMAC);
	assert_true(wman_pkm_has(&pkm, WMAN_ATTR_FRAME_NUMBER));
	st.frame_number = -1;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_sa_tek_response(&buf, 3, &st);
	wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_V2,
		       WMAN_KDF_CMAC);
	assert_false(wman_pkm_has(&pkm, WMAN_ATTR_FRAME_NUMBER));

	st.ms_random = NULL;
	st.lifetime_s = 0;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_sa_tek_challenge(&buf, 3, &st);
	assert_int_equal(buf.len, 3 + 10 + 3 + 10);
}

static void test_display(void **state)
{
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_tek_invalid(&buf, 1, 2, WMAN_PKM_ERROR_KEY_SN, "no");
	assert_octets(&buf, 10, 27, 0, 10, 1, 1, 12, 2, 0, 2, 16, 1, 4, 6, 3, 'n', 'o', 0);
}

static void test_sa_addition(void **state)
{
	static const struct wman_sa_descriptor sa[] = {
		{ .said = 1, .type = 1, .suite = 0x020104 },
		{ .said = 2, .type = 2, .suite = 0x020103 },
	};
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_sa_addition(&buf, 9, sa, 2);
	assert_octets(&buf, 10, 26, 0, 10, 1, 9, 23, 12, 12, 2, 0, 1, 24, 1, 1, 20, 3, 2, 1, 4, 23,
		      12, 12, 2, 0, 2, 24, 1, 2, 20, 3, 2, 1, 3);
}

/* PKMv1: the lists of 802.16-2001 6.2.2.3.9; no Nonce, no digest here. */
static void test_v1_keys(void **state)
{
	static const u8 tek[16] = { 0 };
	static const struct wman_tek_params pair[2] = {
		{ .tek = { tek, 16 }, .lifetime_s = 256, .sn = 3 },
		{ .tek = { tek, 16 }, .lifetime_s = 512, .sn = 0 },
	};
	static const struct wman_sa_descriptor sa = { .said = 2, .type = 2, .suite = 0x020103 };
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_key_request(&buf, 34, 5, 1, NULL);
	assert_octets(&buf, 9, 7, 34, 10, 1, 5, 12, 2, 0, 1);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_key_reply(&buf, 34, 5, 1, pair, NULL);
	assert_octets(&buf, 10, 8, 34, 10, 1, 5, 12, 2, 0, 1, /* the older */
		      13, 27, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* TEK */
		      9, 4, 0, 0, 1, 0, 10, 1, 3, /* the newer */
		      13, 27, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* TEK */
		      9, 4, 0, 0, 2, 0, 10, 1, 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_key_reject(&buf, 34, 5, 1, WMAN_PKM_ERROR_UNAUTHORIZED_SAID, NULL, NULL);
	assert_octets(&buf, 10, 9, 34, 10, 1, 5, 12, 2, 0, 1, 16, 1, 2);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_v1_tek_invalid(&buf, 1, 2, WMAN_PKM_ERROR_KEY_SN, NULL);
	assert_octets(&buf, 10, 11, 0, 10, 1, 1, 12, 2, 0, 2, 16, 1, 4);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_sa_add(&buf, 9, &sa, 1);
	assert_octets(&buf, 10, 3, 0, 10, 1, 9, 23, 12, 12, 2, 0, 2, 24, 1, 2, 20, 3, 2, 1, 3);
}

static void test_v1_authorization(void **state)
{
	static const u8 der[] = { 0x30, 0x01, 0x00 }, ak[128] = { 7 };
	static const struct wman_octets certificate = { der, sizeof(der) };
	static const u32 suites[] = { 0x020104, 0x020103 };
	static const struct wman_sa_descriptor sa = { .said = 0x141, .suite = 0x020104 };
	struct wman_auth_reply reply = {
		.auth_key = { ak, sizeof(ak) },
		.lifetime_s = 604800,
		.ak_sn = 3,
		.sa = &sa,
		.n_sa = 1,
		.config = { .present = BIT(WMAN_PKM_REKEY_WAIT),
			    .timer_s = { [WMAN_PKM_REKEY_WAIT] = 2 } },
	};
	struct wman_pkm pkm;
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_auth_info(&buf, &certificate);
	assert_octets(&buf, 9, 12, 0, 17, 3, 0x30, 1, 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	/* Version 1 in Security-Capabilities: D10 */
	wman_pkm_put_auth_request(&buf, 5, &certificate, suites, 2, 0x141);
	assert_octets(&buf, 9, 4, 5, 18, 3, 0x30, 1, 0, 19, 15, 21, 10, 20, 3, 2, 1, 4, 20, 3, 2, 1,
		      3, 22, 1, 1, 12, 2, 1, 0x41);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_auth_reject(&buf, 5, WMAN_PKM_ERROR_PERMANENT, "no");
	assert_octets(&buf, 10, 6, 5, 16, 1, 6, 6, 3, 'n', 'o', 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_auth_invalid(&buf, 0, WMAN_PKM_ERROR_UNSOLICITED, NULL);
	assert_octets(&buf, 10, 10, 0, 16, 1, 3);

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_auth_reply(&buf, 5, &reply);
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_DOWNLINK,
					WMAN_PKM_V1, WMAN_KDF_SHA1),
			 WMAN_REASON_NONE);
	assert_int_equal(pkm.secret.len, 128);
	assert_memory_equal(pkm.secret.data, ak, 128);
	assert_int_equal(pkm.lifetime_s, 604800);
	assert_int_equal(pkm.ak_sn, 3);
	assert_int_equal(pkm.n_sa, 1);
	assert_int_equal(pkm.sa[0].said, 0x141);
	assert_int_equal(pkm.config.present, BIT(WMAN_PKM_REKEY_WAIT));
	assert_int_equal(pkm.config.timer_s[WMAN_PKM_REKEY_WAIT], 2);
	/* the timers are an option */
	reply.config.present = 0;
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_auth_reply(&buf, 5, &reply);
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_DOWNLINK,
					WMAN_PKM_V1, WMAN_KDF_SHA1),
			 WMAN_REASON_NONE);
	assert_false(wman_pkm_has(&pkm, WMAN_ATTR_PKM_CONFIGURATION));
}

/* GKEK-Parameters stand between TEK-Parameters and Nonce, the older first. */
static void test_group_key_reply(void **state)
{
	static const u8 key[24] = { 1 };
	static const struct wman_tek_params tek[] = {
		{ .present = WMAN_TEK_HAS_GKEK_SN,
		  .tek = { key, 8 },
		  .lifetime_s = 5,
		  .sn = 3,
		  .gkek_sn = 1 },
		{ .present = WMAN_TEK_HAS_GKEK_SN,
		  .tek = { key, 8 },
		  .lifetime_s = 6,
		  .sn = 0,
		  .gkek_sn = 2 },
	};
	static const struct wman_gkek_params gkek[] = {
		{ .gkek = { key, 16 }, .lifetime_s = 7, .sn = 1 },
		{ .gkek = { key, 16 }, .lifetime_s = 8, .sn = 2 },
	};
	static const struct wman_octets nonce = { key, 1 };
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_group_key_reply(&buf, 4, 9, 0x2003, tek, gkek, 2, &nonce);
	assert_octets(&buf, 10, 24, 4, 10, 1, 9, 12, 2, 0x20, 3, 13, 22, 8, 8, 1, 0, 0, 0, 0, 0, 0,
		      0, 9, 4, 0, 0, 0, 5, 10, 1, 3, 46, 1, 1, 13, 22, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0,
		      9, 4, 0, 0, 0, 6, 10, 1, 0, 46, 1, 2, 47, 27, 43, 16, 1, 0, 0, 0, 0, 0, 0, 0,
		      0, 0, 0, 0, 0, 0, 0, 0, 9, 4, 0, 0, 0, 7, 10, 1, 1, 47, 27, 43, 16, 1, 0, 0,
		      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 4, 0, 0, 0, 8, 10, 1, 2, 29, 1, 1);
}

static const u8 random_a[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
static const u8 random_b[8] = { 2, 2, 2, 2, 2, 2, 2, 2 };

static void test_rsa(void **state)
{
	static const u8 der[] = { 0x30, 0 }, secret[] = { 7, 8, 9 };
	static const struct wman_octets certificate = { der, sizeof(der) };
	static const struct wman_rsa_reply reply = {
		.ms_random = random_a,
		.bs_random = random_b,
		.pre_pak = { secret, sizeof(secret) },
		.lifetime_s = 3600,
		.pak_sn = 8,
		.certificate = { der, sizeof(der) },
	};
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_rsa_request(&buf, 5, random_a, &certificate, 0x0102);
	assert_octets(&buf, 9, 13, 5, 33, 8, 1, 1, 1, 1, 1, 1, 1, 1, 18, 2, 0x30, 0, 12, 2, 1, 2);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_rsa_reply(&buf, 5, &reply);
	assert_octets(&buf, 10, 14, 5, 33, 8, 1, 1, 1, 1, 1, 1, 1, 1, 34, 8, 2, 2, 2, 2, 2, 2, 2, 2,
		      35, 3, 7, 8, 9, 9, 4, 0, 0, 0x0e, 0x10, 10, 1, 8, 37, 2, 0x30, 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_rsa_reject(&buf, 5, &reply, WMAN_PKM_ERROR_PERMANENT, "no");
	assert_octets(&buf, 10, 15, 5, 33, 8, 1, 1, 1, 1, 1, 1, 1, 1, 34, 8, 2, 2, 2, 2, 2, 2, 2, 2,
		      16, 1, 6, 37, 2, 0x30, 0, 6, 3, 'n', 'o', 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_rsa_reject(&buf, 5, &reply, WMAN_PKM_ERROR_UNAUTHORIZED, NULL);
	assert_octets(&buf, 10, 15, 5, 33, 8, 1, 1, 1, 1, 1, 1, 1, 1, 34, 8, 2, 2, 2, 2, 2, 2, 2, 2,
		      16, 1, 1, 37, 2, 0x30, 0);
}

static void test_rsa_acknowledgement(void **state)
{
	static const u8 sig[128] = { 1 };
	struct wman_buf buf;
	struct wman_pkm pkm;
	size_t end;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_rsa_acknowledgement(&buf, 6, random_b, WMAN_AUTH_RESULT_SUCCESS,
					 WMAN_PKM_ERROR_NONE, NULL);
	assert_octets(&buf, 9, 16, 6, 34, 8, 2, 2, 2, 2, 2, 2, 2, 2, 30, 1, 0);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_rsa_acknowledgement(&buf, 6, random_b, WMAN_AUTH_RESULT_REJECT,
					 WMAN_PKM_ERROR_UNAUTHORIZED, "cert");
	assert_octets(&buf, 9, 16, 6, 34, 8, 2, 2, 2, 2, 2, 2, 2, 2, 30, 1, 1, 16, 1, 1, 6, 5, 'c',
		      'e', 'r', 't', 0);
	end = buf.len;
	wman_buf_put_tlv(&buf, WMAN_ATTR_SIG_SS, sig, sizeof(sig));
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V2,
					WMAN_KDF_CMAC),
			 WMAN_REASON_NONE);
	assert_int_equal(pkm.covered, end);
	/* a third result is none, and a reject tells why */
	octets[15] = 2;
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V2,
					WMAN_KDF_CMAC),
			 WMAN_REASON_TLV_VALUE);
	octets[15] = 1;
	octets[16] = 99;
	assert_int_equal(wman_pkm_parse(&pkm, buf.data, buf.len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V2,
					WMAN_KDF_CMAC),
			 WMAN_REASON_ATTR_MISSING);
}

static void test_authenticated_eap(void **state)
{
	static const u8 eap[] = { 3, 9, 0, 4 };
	struct wman_buf buf;

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_authenticated_eap_transfer(&buf, WMAN_DIRECTION_UPLINK, 1, eap, sizeof(eap),
						4);
	assert_octets(&buf, 9, 19, 1, 10, 1, 4, 28, 4, 3, 9, 0, 4);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_authenticated_eap_transfer(&buf, WMAN_DIRECTION_DOWNLINK, 1, eap, sizeof(eap),
						WMAN_AK_SN_NONE);
	assert_octets(&buf, 10, 19, 1, 28, 4, 3, 9, 0, 4);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_eap_complete(&buf, 2, eap, sizeof(eap), 1);
	assert_octets(&buf, 10, 29, 2, 28, 4, 3, 9, 0, 4, 10, 1, 1);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_authenticated_eap_start(&buf, 3, random_a);
	assert_octets(&buf, 9, 30, 3, 33, 8, 1, 1, 1, 1, 1, 1, 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reauthentication),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_display),
		cmocka_unit_test(test_sa_addition),
		cmocka_unit_test(test_v1_keys),
		cmocka_unit_test(test_v1_authorization),
		cmocka_unit_test(test_group_key_reply),
		cmocka_unit_test(test_rsa),
		cmocka_unit_test(test_rsa_acknowledgement),
		cmocka_unit_test(test_authenticated_eap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
