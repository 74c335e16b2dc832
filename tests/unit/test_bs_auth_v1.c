// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-bs: PKMv1. What the subscriber sends is given to the base station here, one message at a time;
 * what comes back is taken out of the buffer in which the base station built its last message.
 */
#include <stdlib.h>
#include <string.h>

#include "bs_station.h"
#include "digest.h"
#include "eap_pki.h"
#include "keywrap.h"
#include "message.h"
#include "mgmt.h"
#include "pkm_build.h"
#include "pkm_rsa.h"
#include "names_gen.h"
#include "wman-bs/auth_v1.h"

static const u8 mac[6] = { 0x02, 0x16, 0, 0, 0x01, 0x00 };
static struct pki_id ca, own;
static const char *ca_file;
static struct bs_lab *lab;
static struct bs_ss *ss;
static u8 octets[4096];
static struct wman_buf msg;

static const struct pki_spec device = { .cn = "02:16:00:00:01:00" };

static void begin(void)
{
	const char *const options[] = { "device-ca", ca_file, "pkm-timers", ",5,,,2", NULL };

	lab = bs_lab_new(options);
	ss = bs_ss_new(lab->bs, mac);
	assert_non_null(ss);
	ss->capable = true;
	ss->choice = (struct wman_secneg){ .present = WMAN_SECNEG_ALL,
					   .version = WMAN_PKM_V1,
					   .policy = WMAN_POLICY_RSA,
					   .mac_mode = WMAN_MAC_MODE_HMAC,
					   .pn_window = 64 };
	ss->offer = ss->choice;
	ss->offer.max_sa = 4;
}

static void end(void)
{
	bs_lab_free(lab);
}

static enum wman_reason take(void)
{
	const struct bs_message m = {
		.src = mac, .cid = ss->primary_cid, .data = msg.data, .len = msg.len
	};

	assert_false(msg.overflow);
	lab->bs->out.len = 0;
	return bs_auth_pkm(ss, &m);
}

/* What came back, read as the station reads it. */
static u8 answer(struct wman_pkm *pkm)
{
	const struct wman_buf *out = &lab->bs->out;

	if (!out->len)
		return 0;
	assert_int_equal(wman_pkm_parse(pkm, out->data, out->len, WMAN_DIRECTION_DOWNLINK,
					WMAN_PKM_V1, WMAN_KDF_SHA1),
			 WMAN_REASON_NONE);
	return pkm->code;
}

static enum wman_reason request(X509 *cert, u8 identifier, u32 suite, u16 said)
{
	wman_buf_init(&msg, octets, sizeof(octets));
	bs_station_put_auth_request(&msg, identifier, cert, &suite, 1, said);
	return take();
}

static enum wman_reason key_request(const struct wman_hmac_keys *keys, u8 identifier, u8 sn,
				    u16 said)
{
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_key_request(&msg, identifier, sn, said, NULL);
	assert_int_equal(wman_hmac_digest_append(lab->bs->prim, keys->u, &msg), 0);
	return take();
}

static void authorize(u8 identifier, struct wman_hmac_keys *keys, u8 *sn)
{
	struct wman_pkm reply;

	assert_int_equal(request(own.cert, identifier, 0x020104, ss->basic_cid), WMAN_REASON_NONE);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_REPLY);
	assert_int_equal(reply.identifier, identifier);
	bs_station_auth_key(lab->bs->prim, own.key, &reply, keys);
	*sn = reply.ak_sn;
}

static void test_authorization(void **state)
{
	struct wman_hmac_keys keys;
	struct wman_pkm reply, again;
	u8 tek[WMAN_TEK_LEN], sn, first[128];
	const struct wman_buf *out;

	begin();
	authorize(7, &keys, &sn);
	answer(&reply);
	memcpy(first, reply.secret.data, sizeof(first));
	assert_int_equal(reply.lifetime_s, 3600);
	assert_int_equal(reply.n_sa, 1);
	assert_int_equal(reply.sa[0].said, ss->basic_cid);
	assert_int_equal(reply.sa[0].type, WMAN_SA_TYPE_PRIMARY);
	assert_int_equal(reply.sa[0].suite, 0x020104);
	assert_int_equal(reply.config.present,
			 BIT(WMAN_PKM_REAUTHORIZE_WAIT) | BIT(WMAN_PKM_REKEY_WAIT));
	assert_true(bs_lab_logged(lab, "\"authorized\"", "02:16:00:00:01:00"));

	/* the same Identifier: Auth Reply was lost, the AK is the same */
	request(own.cert, 7, 0x020104, ss->basic_cid);
	assert_int_equal(answer(&again), WMAN_PKM_AUTH_REPLY);
	assert_memory_equal(again.secret.data, first, sizeof(first));
	assert_int_equal(again.ak_sn, sn);

	assert_int_equal(key_request(&keys, 8, sn, ss->basic_cid), WMAN_REASON_NONE);
	assert_int_equal(answer(&reply), WMAN_PKM_V1_KEY_REPLY);
	out = &lab->bs->out;
	assert_int_equal(wman_hmac_check(lab->bs->prim, keys.d, out->data, reply.covered,
					 reply.protection.data),
			 WMAN_REASON_NONE);
	assert_int_equal(reply.identifier, 8);
	assert_int_equal(wman_tek_params_check(reply.tek_params), WMAN_REASON_NONE);
	assert_int_equal(wman_tek_unwrap(lab->bs->prim, 0x020104, keys.kek,
					 reply.tek_params[1].tek.data, reply.tek_params[1].tek.len,
					 tek),
			 WMAN_REASON_NONE);
	assert_memory_equal(tek, ss->sa[0].tek[BS_TEK_NEWER].key, sizeof(tek));

	/* the same once more repeats the reply, another Identifier is a rekeying */
	sn = reply.tek_params[1].sn;
	key_request(&keys, 8, reply.ak_sn, ss->basic_cid);
	answer(&reply);
	assert_int_equal(reply.tek_params[1].sn, sn);
	key_request(&keys, 9, reply.ak_sn, ss->basic_cid);
	answer(&reply);
	assert_int_equal(reply.tek_params[1].sn, (sn + 1) % 4);

	key_request(&keys, 10, reply.ak_sn, 999);
	assert_int_equal(answer(&reply), WMAN_PKM_V1_KEY_REJECT);
	assert_int_equal(reply.error, WMAN_PKM_ERROR_UNAUTHORIZED_SAID);
	end();
}

/* The TEK of DES is short, comes under 3DES and with an IV. */
static void test_des(void **state)
{
	struct wman_hmac_keys keys;
	u8 tek[WMAN_TEK_LEN];
	const struct wman_tek_params *newer;
	const struct bs_tek *held;
	struct wman_pkm reply;

	begin();
	lab->cfg.suites[0] = WMAN_SUITE_DES_3DES;
	lab->cfg.n_suites = 1;
	assert_int_equal(request(own.cert, 7, WMAN_SUITE_CCM_WRAP, ss->basic_cid),
			 WMAN_REASON_SUITE);
	assert_int_equal(request(own.cert, 8, WMAN_SUITE_DES_3DES, ss->basic_cid),
			 WMAN_REASON_NONE);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_REPLY);
	assert_int_equal(reply.sa[0].suite, WMAN_SUITE_DES_3DES);
	bs_station_auth_key(lab->bs->prim, own.key, &reply, &keys);
	assert_int_equal(key_request(&keys, 9, reply.ak_sn, ss->basic_cid), WMAN_REASON_NONE);
	assert_int_equal(answer(&reply), WMAN_PKM_V1_KEY_REPLY);
	newer = &reply.tek_params[1];
	held = &ss->sa[0].tek[BS_TEK_NEWER];
	assert_int_equal(wman_tek_unwrap(lab->bs->prim, WMAN_SUITE_DES_3DES, keys.kek,
					 newer->tek.data, newer->tek.len, tek),
			 WMAN_REASON_NONE);
	assert_memory_equal(tek, held->key, WMAN_DES_KEY_LEN);
	assert_true(newer->present & WMAN_TEK_HAS_IV);
	assert_int_equal(newer->iv.len, WMAN_DES_IV_LEN);
	assert_memory_equal(newer->iv.data, held->iv, WMAN_DES_IV_LEN);
	assert_null(held->ccm);
	end();
}

static size_t open_tek(const struct pki_id *id, const struct wman_tek_params *params, u8 tek[256])
{
	return pkm_rsa_decrypt(id->key, params->tek.data, params->tek.len, tek);
}

/* The TEKs of the other suite of DES come under the key of the certificate. */
static void test_des_rsa(void **state)
{
	struct wman_hmac_keys keys;
	struct wman_pkm reply;
	u8 tek[256], before[128];
	const struct wman_tek_params *params;
	size_t i;

	begin();
	lab->cfg.suites[0] = WMAN_SUITE_DES_RSA;
	lab->cfg.n_suites = 1;
	assert_int_equal(request(own.cert, 7, WMAN_SUITE_DES_3DES, ss->basic_cid),
			 WMAN_REASON_SUITE);
	assert_int_equal(request(own.cert, 8, WMAN_SUITE_DES_RSA, ss->basic_cid), WMAN_REASON_NONE);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_REPLY);
	bs_station_auth_key(lab->bs->prim, own.key, &reply, &keys);
	assert_int_equal(key_request(&keys, 9, reply.ak_sn, ss->basic_cid), WMAN_REASON_NONE);
	assert_int_equal(answer(&reply), WMAN_PKM_V1_KEY_REPLY);
	for (i = 0; i < BS_TEKS; i++) {
		params = &reply.tek_params[i];
		assert_int_equal(params->tek.len, 128);
		assert_int_equal(open_tek(&own, params, tek), WMAN_DES_KEY_LEN);
		assert_memory_equal(tek, ss->sa[0].tek[i].key, WMAN_DES_KEY_LEN);
		assert_int_equal(params->iv.len, WMAN_DES_IV_LEN);
		assert_int_equal(open_tek(&ca, params, tek), 0);
	}
	/* the same TEKs once more, under other octets */
	memcpy(before, reply.tek_params[0].tek.data, sizeof(before));
	assert_int_equal(key_request(&keys, 9, reply.ak_sn, ss->basic_cid), WMAN_REASON_NONE);
	answer(&reply);
	assert_memory_not_equal(reply.tek_params[0].tek.data, before, sizeof(before));
	assert_int_equal(open_tek(&own, &reply.tek_params[0], tek), WMAN_DES_KEY_LEN);
	assert_memory_equal(tek, ss->sa[0].tek[0].key, WMAN_DES_KEY_LEN);
	/* whoever is authorized otherwise has no such key */
	X509_free(ss->auth.v1.cert);
	ss->auth.v1.cert = NULL;
	assert_int_equal(key_request(&keys, 10, reply.ak_sn, ss->basic_cid), WMAN_REASON_CRYPTO);
	end();
}

static void test_reauthorization(void **state)
{
	struct wman_hmac_keys keys, later, last;
	struct wman_pkm reply;
	u8 sn, later_sn, last_sn;

	begin();
	authorize(1, &keys, &sn);
	assert_int_equal(key_request(&keys, 2, sn, ss->basic_cid), WMAN_REASON_NONE);
	authorize(3, &later, &later_sn);
	assert_int_equal(later_sn, (sn + 1) % 16);
	assert_memory_not_equal(&keys, &later, sizeof(keys));
	/* until the new AK is used the old one is good, also when somebody asks once more */
	assert_int_equal(key_request(&keys, 4, sn, ss->basic_cid), WMAN_REASON_NONE);
	authorize(5, &last, &last_sn);
	assert_int_equal(key_request(&keys, 6, sn, ss->basic_cid), WMAN_REASON_NONE);
	assert_int_equal(key_request(&later, 7, later_sn, ss->basic_cid), WMAN_REASON_AK_SN);
	assert_int_equal(key_request(&last, 8, last_sn, ss->basic_cid), WMAN_REASON_NONE);

	/* the base station wants one: Auth Invalid, unsolicited */
	lab->bs->out.len = 0;
	bs_auth_begin(ss);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_INVALID);
	assert_int_equal(reply.identifier, 0);
	assert_int_equal(reply.error, WMAN_PKM_ERROR_UNSOLICITED);
	end();
}

static void test_wrong_key_requests(void **state)
{
	struct wman_hmac_keys keys;
	struct wman_pkm reply;
	u8 sn;

	begin();
	authorize(1, &keys, &sn);
	keys.u[0] ^= 1;
	assert_int_equal(key_request(&keys, 9, sn, ss->basic_cid), WMAN_REASON_DIGEST_WRONG);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_INVALID);
	assert_int_equal(reply.identifier, 9);
	assert_int_equal(reply.error, WMAN_PKM_ERROR_AUTHENTICATION);
	keys.u[0] ^= 1;
	assert_int_equal(key_request(&keys, 9, sn ^ 8, ss->basic_cid), WMAN_REASON_AK_SN);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_INVALID);
	assert_int_equal(reply.error, WMAN_PKM_ERROR_KEY_SN);
	assert_int_equal(ss->sa[0].delivered, false);
	/* a message of the other version, and one that only a base station sends */
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_eap_start(&msg, 1, WMAN_AK_SN_NONE);
	assert_int_equal(take(), WMAN_REASON_MESSAGE_VERSION);
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_auth_reject(&msg, 1, WMAN_PKM_ERROR_PERMANENT, NULL);
	assert_int_equal(take(), WMAN_REASON_MESSAGE_DIRECTION);
	end();
}

/* Each is refused with its reason, and an AK in force does not end by it. */
static void refuse(X509 *cert, u32 suite, enum wman_reason reason, enum wman_pkm_error error)
{
	struct wman_pkm reply;
	u8 sn = ss->auth.sn;

	assert_int_equal(request(cert, 77, suite, ss->basic_cid), reason);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_REJECT);
	assert_int_equal(reply.identifier, 77);
	assert_int_equal(reply.error, error);
	assert_int_equal(ss->auth.sn, sn);
	assert_true(bs_lab_logged(lab, "\"rejected\"", wman_reason_name(reason)));
}

static void test_wrong_certificates(void **state)
{
	const struct pki_spec expired = { .cn = device.cn, .from = -2 * PKI_DAY, .to = -PKI_DAY };
	const struct pki_spec early = { .cn = device.cn, .from = PKI_DAY };
	const struct {
		struct pki_spec spec;
		bool foreign;
		unsigned int bits;
		enum wman_reason reason;
		enum wman_pkm_error error;
	} cases[] = {
		{ expired, false, 1024, WMAN_REASON_CERT_EXPIRED, WMAN_PKM_ERROR_UNAUTHORIZED },
		{ early, false, 1024, WMAN_REASON_CERT_NOT_YET_VALID, WMAN_PKM_ERROR_UNAUTHORIZED },
		{ device, true, 1024, WMAN_REASON_CERT_UNTRUSTED, WMAN_PKM_ERROR_PERMANENT },
		{ { .cn = "02:16:00:00:01:01" },
		  false,
		  1024,
		  WMAN_REASON_CERT_MAC,
		  WMAN_PKM_ERROR_PERMANENT },
		{ device, false, 512, WMAN_REASON_CERT_KEY, WMAN_PKM_ERROR_PERMANENT },
		{ device, false, PKI_P256, WMAN_REASON_CERT_KEY, WMAN_PKM_ERROR_PERMANENT },
	};
	struct pki_id foreign = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 2048);
	struct wman_hmac_keys keys;
	struct pki_id id;
	size_t i;
	u8 sn;

	begin();
	authorize(1, &keys, &sn);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		id = pki_make(&cases[i].spec, cases[i].foreign ? &foreign : &ca, cases[i].bits);
		refuse(id.cert, 0x020104, cases[i].reason, cases[i].error);
		pki_free(&id);
	}
	/* whose signatures anybody makes, and whose secrets anybody reads */
	id = pki_make(&device, &ca, 1024);
	pki_set_exponent(&id, &ca, 1);
	refuse(id.cert, 0x020104, WMAN_REASON_CERT_KEY, WMAN_PKM_ERROR_PERMANENT);
	pki_free(&id);
	/* a suite that is not there, and another station's SAID, which is not even answered */
	refuse(own.cert, 0x010001, WMAN_REASON_SUITE, WMAN_PKM_ERROR_UNAUTHORIZED);
	assert_int_equal(request(own.cert, 78, 0x020104, ss->basic_cid + 1),
			 WMAN_REASON_SAID_UNKNOWN);
	assert_int_equal(lab->bs->out.len, 0);
	assert_int_equal(key_request(&keys, 2, sn, ss->basic_cid), WMAN_REASON_NONE);
	end();
	pki_free(&foreign);
}

static void test_no_certificate(void **state)
{
	static const u8 junk[] = { 0x30, 0x82, 0xff, 0xff, 1, 2, 3 };
	const struct wman_octets certificate = { junk, sizeof(junk) };
	const u32 suite = 0x020104;
	struct wman_pkm reply;

	begin();
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_auth_request(&msg, 1, &certificate, &suite, 1, ss->basic_cid);
	assert_int_equal(take(), WMAN_REASON_CERT_UNTRUSTED);
	assert_int_equal(answer(&reply), WMAN_PKM_AUTH_REJECT);
	assert_false(ss->auth.ak.valid);
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_auth_info(&msg, &certificate);
	assert_int_equal(take(), WMAN_REASON_NONE);
	assert_int_equal(lab->bs->out.len, 0);
	end();
}

static bool ready(struct bs_lab *l)
{
	return bs_station_ready(l->station[0]);
}

static bool renewed(struct bs_lab *l)
{
	return l->station[0]->authorizations > 1;
}

/* A subscriber that goes on by itself, from SBC-REQ to flows. */
static void test_entry(void **state)
{
	const char *const options[] = { "device-ca", ca_file, "policy", "pkmv1", NULL };
	struct bs_station *st;

	lab = bs_lab_new(options);
	st = bs_station_new(lab, 0);
	st->device = &own;
	st->offer.version = WMAN_PKM_V1;
	st->offer.policy = WMAN_POLICY_RSA;
	st->offer.mac_mode = WMAN_MAC_MODE_HMAC;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 5000));
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	bs_station_auth_request(st);
	assert_true(bs_lab_run(lab, renewed, 5000));
	assert_int_equal(st->bad_digests, 0);
	end();
}

/* Allocations of OpenSSL until the one that fails; 0: none does */
static unsigned long fail_at;

static bool strikes(void)
{
	return fail_at && !--fail_at;
}

static void *mem_alloc(size_t size, const char *file, int line)
{
	return strikes() ? NULL : malloc(size);
}

static void *mem_realloc(void *p, size_t size, const char *file, int line)
{
	return strikes() ? NULL : realloc(p, size);
}

static void mem_free(void *p, const char *file, int line)
{
	free(p);
}

/* A base station without memory does not silence a subscriber for good: it is asked once more. */
static void test_no_memory(void **state)
{
	struct wman_pkm reply;
	unsigned long n;
	u8 code;

	begin();
	for (n = 1;; n++) {
		fail_at = n;
		request(own.cert, (u8)n, WMAN_SUITE_CCM_WRAP, ss->basic_cid);
		code = answer(&reply);
		if (fail_at)
			break;
		assert_in_set(code, ((const unsigned long[]){ 0, WMAN_PKM_AUTH_REPLY }), 2);
	}
	fail_at = 0;
	assert_int_equal(code, WMAN_PKM_AUTH_REPLY);
	assert_true(n > 100);
	end();
}

static int setup(void **state)
{
	ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 2048);
	own = pki_make(&device, &ca, 1024);
	ca_file = strdup(pki_write_certs("maker.pem", ca.cert, NULL));
	return 0;
}

static int teardown(void **state)
{
	free((char *)ca_file);
	pki_free(&own);
	pki_free(&ca);
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_authorization),
		cmocka_unit_test(test_des),
		cmocka_unit_test(test_des_rsa),
		cmocka_unit_test(test_reauthorization),
		cmocka_unit_test(test_wrong_key_requests),
		cmocka_unit_test(test_wrong_certificates),
		cmocka_unit_test(test_no_certificate),
		cmocka_unit_test(test_no_memory),
	};

	/* before OpenSSL allocates anything */
	assert_int_equal(CRYPTO_set_mem_functions(mem_alloc, mem_realloc, mem_free), 1);
	return cmocka_run_group_tests(tests, setup, teardown);
}
