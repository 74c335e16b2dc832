// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: RSA authorization of PKMv2. */
#include "rsa_rig.h"
#include "bs_station.h"
#include "names_gen.h"
#include "wman-bs/rsa.h"

/* AK of RSA alone. */
static void rsa_ak(struct bs_hand *h, const u8 pak[20], u8 ak[20])
{
	bs_hand_kdf(h, pak, 20, pak, "AK", ak, 20);
}

static void authorize(struct bs_hand *h)
{
	u8 pak[20], ak[20], sn;

	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	sn = take_reply(h, pak);
	assert_int_equal(acknowledge(h), WMAN_REASON_NONE);
	rsa_ak(h, pak, ak);
	bs_hand_handshake(h, ak, sn, 0);
}

static void test_rsa_alone(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	const struct bs_auth *auth = &h->ss->auth;

	/* the subscriber begins */
	assert_true(bs_hand_silence(h));
	authorize(h);
	assert_int_equal(auth->ak.sn, 4);
	assert_in_range(auth->ak.expires - bs_now_ms(), 3590000, 3600000);
	assert_true(bs_lab_logged(h->lab, "\"rsa-success\"", "02:16:00:00:01:00"));
	assert_true(bs_lab_logged(h->lab, "\"authorized\"", "AK SN 4"));
	/* nothing is left over */
	assert_null(auth->rsa);
	assert_false(auth->half.eik.valid);
	assert_null(auth->eap);
	bs_hand_free(h);
}

/* The lost reply is sent again as it was; another Identifier or MS_Random is another request. */
static void test_repeated(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	u8 pak[20], first[4096];
	size_t len;

	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	take_reply(h, pak);
	len = h->got_len;
	memcpy(first, h->got, len);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_NONE);
	take_reply(h, pak);
	assert_int_equal(h->got_len, len);
	assert_memory_equal(h->got, first, len);
	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	take_reply(h, pak);
	assert_memory_not_equal(h->got + 3, first + 3, len - 3);
	memcpy(first, bs_hand_attr(h, 34, NULL), 8);
	h->ms_random[0] ^= 1;
	h->identifier--;
	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	take_reply(h, pak);
	assert_memory_not_equal(bs_hand_attr(h, 34, NULL), first, 8);
	/* the Identifier of the acknowledgement is the subscriber's affair */
	h->identifier += 77;
	assert_int_equal(acknowledge(h), WMAN_REASON_NONE);
	bs_hand_take(h, 20);
	assert_int_equal(h->got[2], h->identifier);
	/* once more is once too often, and harms nothing */
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
	assert_int_equal(h->ss->auth.step, BS_AUTH_SA_TEK);
	bs_hand_free(h);
}

static void test_hmac(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);

	bs_hand_use_hmac(h);
	authorize(h);
	bs_hand_free(h);
}

static void test_reauthorization(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	const struct bs_auth *auth = &h->ss->auth;
	u8 pak[20], ak[20], akid[8], sn;

	authorize(h);
	memcpy(akid, auth->ak.akid, 8);
	/* an RSA-Request, which may be an old one, touches nothing that is in force */
	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	sn = take_reply(h, pak);
	assert_int_equal(sn, 8);
	assert_memory_equal(auth->ak.akid, akid, 8);
	assert_int_equal(auth->step, BS_AUTH_IDLE);
	assert_int_equal(acknowledge(h), WMAN_REASON_NONE);
	assert_memory_equal(auth->ak.akid, akid, 8);
	rsa_ak(h, pak, ak);
	bs_hand_handshake(h, ak, sn, 0);
	assert_memory_not_equal(auth->ak.akid, akid, 8);
	assert_memory_equal(auth->old.akid, akid, 8);
	assert_true(bs_lab_logged(h->lab, "\"reauthorized\"", "AK SN 8"));
	/* the base station cannot ask for it */
	assert_string_equal(bs_lab_command(h->lab, "reauth 02:16:00:00:01:00"),
			    "error: with RSA it is the subscriber that begins\n");
	bs_auth_reauth_timer(h->ss);
	assert_true(bs_hand_silence(h));
	assert_true(auth->ak.valid);
	bs_hand_free(h);
}

static void test_wrong_requests(void **state)
{
	static const u8 types[] = { 33, 18, 12, 44 };
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	struct pki_id other = pki_make(&device, &ca, 1024);
	const u8 said[] = { 0, (u8)h->ss->basic_cid };
	size_t i, j;

	/* each attribute missing in turn */
	for (i = 0; i < sizeof(types); i++) {
		bs_hand_begin(h, 13);
		for (j = 0; j < sizeof(types); j++) {
			if (i == j)
				continue;
			if (types[j] == 33)
				bs_hand_put(h, 33, h->ms_random, 8);
			else if (types[j] == 18)
				put_certificate(h, own.cert);
			else if (types[j] == 12)
				bs_hand_put(h, 12, said, sizeof(said));
			else
				bs_hand_signature(h, own.key);
		}
		refused(h, types[i] == 44 ? WMAN_REASON_DIGEST_MISSING : WMAN_REASON_ATTR_MISSING);
	}
	/* another station's SAID */
	request_body(h, own.cert, h->ss->basic_cid + 1);
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_SAID_UNKNOWN);
	/* a bit of what was signed, a bit of the signature, somebody else's signature */
	request_body(h, own.cert, h->ss->basic_cid);
	bs_hand_signature(h, own.key);
	h->msg[6] ^= 1;
	refused(h, WMAN_REASON_SIGNATURE);
	h->msg[6] ^= 1;
	h->msg[h->len - 1] ^= 1;
	refused(h, WMAN_REASON_SIGNATURE);
	request_body(h, own.cert, h->ss->basic_cid);
	bs_hand_signature(h, other.key);
	refused(h, WMAN_REASON_SIGNATURE);
	/* something behind the signature */
	request_body(h, own.cert, h->ss->basic_cid);
	bs_hand_signature(h, own.key);
	bs_hand_put(h, 12, said, sizeof(said));
	refused(h, WMAN_REASON_DIGEST_LAST);
	/* no certificate */
	bs_hand_begin(h, 13);
	bs_hand_put(h, 33, h->ms_random, 8);
	bs_hand_put(h, 18, "\x30\x82\xff\xff\1\2\3", 7);
	bs_hand_put(h, 12, said, sizeof(said));
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_CERT_UNTRUSTED);
	/* nothing of it was worth an answer */
	assert_true(bs_hand_silence(h));
	assert_true(bs_lab_logged(h->lab, "\"rejected\"", "signature"));
	/* and a right one is taken */
	assert_int_equal(request(h, &own), WMAN_REASON_NONE);
	bs_hand_take(h, 14);
	bs_hand_free(h);
	pki_free(&other);
}

static EVP_PKEY *exponent_3(void)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	BIGNUM *e = BN_new();
	EVP_PKEY *key = NULL;

	BN_set_word(e, 3);
	assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024), 1);
	assert_int_equal(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e), 1);
	assert_int_equal(EVP_PKEY_generate(ctx, &key), 1);
	BN_free(e);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

/* The certificate is refused; RSA-Reject says so, if who sent it has its key. */
static void refuse_certificate(struct bs_hand *h, const struct pki_id *id, enum wman_reason reason,
			       int error)
{
	u8 padding[128] = { 0 };

	request_body(h, id->cert, h->ss->basic_cid);
	if (error >= 0)
		bs_hand_signature(h, id->key);
	else
		bs_hand_put(h, 44, padding, sizeof(padding));
	refused(h, reason);
	assert_true(bs_lab_logged(h->lab, "\"rejected\"", wman_reason_name(reason)));
	if (error < 0) {
		assert_true(bs_hand_silence(h));
		return;
	}
	bs_hand_take(h, 15);
	assert_int_equal(h->got[2], h->identifier);
	assert_memory_equal(bs_hand_attr(h, 33, NULL), h->ms_random, 8);
	assert_non_null(bs_hand_attr(h, 34, NULL));
	assert_int_equal(bs_hand_number(h, 16), error);
	check_signature(h);
}

static void test_wrong_certificates(void **state)
{
	static const struct {
		struct pki_spec spec;
		bool foreign;
		unsigned int bits;
		enum wman_reason reason;
		int error; /* of RSA-Reject, negative for silence */
	} cases[] = {
		{ { .cn = "02:16:00:00:01:00", .from = -2 * PKI_DAY, .to = -PKI_DAY },
		  false,
		  1024,
		  WMAN_REASON_CERT_EXPIRED,
		  1 },
		{ { .cn = "02:16:00:00:01:00", .from = PKI_DAY },
		  false,
		  1024,
		  WMAN_REASON_CERT_NOT_YET_VALID,
		  1 },
		/* anybody can make these two: the subscriber is not silenced for good */
		{ { .cn = "02:16:00:00:01:00" }, true, 1024, WMAN_REASON_CERT_UNTRUSTED, 1 },
		{ { .cn = "02:16:00:00:01:01" }, false, 1024, WMAN_REASON_CERT_MAC, 1 },
		/* keys that cannot sign as RSA of a legal length does */
		{ { .cn = "02:16:00:00:01:00" }, false, 512, WMAN_REASON_CERT_KEY, -1 },
		{ { .cn = "02:16:00:00:01:00" }, false, PKI_P256, WMAN_REASON_CERT_KEY, -1 },
	};
	struct pki_id foreign = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 2048);
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	struct pki_id id;
	size_t i;

	/* while one waits and one is in force */
	authorize(h);
	request(h, &own);
	bs_hand_take(h, 14);
	/* its repetitions, where making keys takes long, answer nothing that follows */
	bs_ss_disarm(h->ss, BS_TIMER_RSA);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		id = pki_make(&cases[i].spec, cases[i].foreign ? &foreign : &ca, cases[i].bits);
		refuse_certificate(h, &id, cases[i].reason, cases[i].error);
		pki_free(&id);
	}
	id = pki_make(&device, &ca, 1024);
	pki_set_exponent(&id, &ca, 1);
	refuse_certificate(h, &id, WMAN_REASON_CERT_KEY, -1);
	pki_free(&id);
	/* what a CA vouches for and never will do: for good */
	id = pki_make(&device, &ca, 1024);
	EVP_PKEY_free(id.key);
	id.key = exponent_3();
	X509_set_pubkey(id.cert, id.key);
	assert_true(X509_sign(id.cert, ca.key, EVP_sha256()) > 0);
	refuse_certificate(h, &id, WMAN_REASON_CERT_KEY, 6);
	/* the same of its own making: not */
	assert_true(X509_sign(id.cert, id.key, EVP_sha256()) > 0);
	refuse_certificate(h, &id, WMAN_REASON_CERT_KEY, 1);
	pki_free(&id);
	bs_hand_free(h);
	pki_free(&foreign);
}

static void test_wrong_acknowledgements(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	struct pki_id other = pki_make(&device, &ca, 1024);
	u8 bs_random[8] = { 0 };

	acknowledge_body(h, bs_random);
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_MESSAGE_STATE);
	request(h, &own);
	bs_hand_take(h, 14);
	memcpy(bs_random, bs_hand_attr(h, 34, NULL), 8);
	bs_random[7] ^= 1;
	acknowledge_body(h, bs_random);
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_RANDOM);
	bs_random[7] ^= 1;
	acknowledge_body(h, bs_random);
	refused(h, WMAN_REASON_DIGEST_MISSING);
	/* certified as well, but not who asked */
	acknowledge_body(h, bs_random);
	bs_hand_signature(h, other.key);
	refused(h, WMAN_REASON_SIGNATURE);
	acknowledge_body(h, bs_random);
	bs_hand_signature(h, own.key);
	h->msg[h->len - 1] ^= 0x80;
	refused(h, WMAN_REASON_SIGNATURE);
	assert_true(bs_hand_silence(h));
	/* a reject without its cause, and with it: what waited is forgotten */
	bs_hand_begin(h, 16);
	bs_hand_put(h, 34, bs_random, 8);
	bs_hand_put_u8(h, 30, 1);
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_ATTR_MISSING);
	bs_hand_begin(h, 16);
	bs_hand_put(h, 34, bs_random, 8);
	bs_hand_put_u8(h, 30, 1);
	bs_hand_put_u8(h, 16, 1);
	bs_hand_signature(h, own.key);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_AUTH_REJECT);
	assert_null(h->ss->auth.rsa);
	assert_true(bs_lab_logged(h->lab, "\"auth-reject\"", "Error-Code 1"));
	acknowledge_body(h, bs_random);
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_MESSAGE_STATE);
	bs_hand_free(h);
	pki_free(&other);
}

/* Every message that does not belong where it comes. */
static void test_wrong_order(void **state)
{
	static const u8 eap[] = { 2, 0, 0, 6, 1, 'x' }, random[8];
	static const struct bs_hand_keys no_keys;
	struct bs_hand *h = begin(WMAN_POLICY_RSA);

	bs_hand_begin(h, 17);
	assert_int_equal(bs_hand_send(h), WMAN_REASON_MESSAGE_STATE);
	bs_hand_begin(h, 18);
	bs_hand_put(h, 28, eap, sizeof(eap));
	assert_int_equal(bs_hand_send(h), WMAN_REASON_EAP_UNEXPECTED);
	h->eik = no_keys;
	bs_hand_begin(h, 19);
	bs_hand_put(h, 28, eap, sizeof(eap));
	bs_hand_digest(h, &h->eik);
	refused(h, WMAN_REASON_MESSAGE_STATE);
	bs_hand_begin(h, 30);
	bs_hand_put(h, 33, random, 8);
	bs_hand_digest(h, &h->eik);
	refused(h, WMAN_REASON_MESSAGE_STATE);
	assert_int_equal(bs_hand_sa_tek_request(h, random), WMAN_REASON_MESSAGE_STATE);
	/* the base station's own, come back */
	request(h, &own);
	bs_hand_take(h, 14);
	memcpy(h->msg, h->got, h->got_len);
	h->len = h->got_len;
	refused(h, WMAN_REASON_MESSAGE_DIRECTION);
	bs_hand_free(h);

	/* where RSA was not agreed on */
	h = begin(WMAN_POLICY_EAP);
	bs_hand_take(h, 18);
	request_body(h, own.cert, h->ss->basic_cid);
	bs_hand_signature(h, own.key);
	refused(h, WMAN_REASON_MESSAGE_STATE);
	bs_hand_free(h);
}

static void test_silence(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	unsigned int i;
	u8 pak[20];

	request(h, &own);
	take_reply(h, pak);
	for (i = 0; i < 3; i++) {
		bs_rsa_timer(h->ss);
		take_reply(h, pak);
	}
	bs_rsa_timer(h->ss);
	assert_null(h->ss->auth.rsa);
	assert_true(bs_hand_silence(h));
	assert_true(bs_lab_logged(h->lab, "\"retries\"", "no RSA-Acknowledgement"));
	bs_hand_free(h);
}

/* Octets of SigBS are right for a key. */
static bool signed_by(struct bs_hand *h, EVP_PKEY *key)
{
	const u8 *value;
	size_t len;

	value = bs_hand_attr(h, 38, &len);
	assert_non_null(value);
	return pkm_rsa_verify(key, h->got, h->got_len - len - 4, value, len);
}

static void rule(struct bs_hand *h, const char *text)
{
	assert_string_equal(bs_lab_command(h->lab, "fault none"), "ok\n");
	assert_string_equal(bs_lab_command(h->lab, text), "ok\n");
}

static void test_rules(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	const u8 *der;
	X509 *cert;
	size_t len;

	rule(h, "fault digest rsa-reply wrong");
	request(h, &own);
	bs_hand_take(h, 14);
	assert_false(signed_by(h, bs_own.key));
	rule(h, "fault digest rsa-reply none");
	bs_hand_send(h);
	bs_hand_take(h, 14);
	assert_null(bs_hand_attr(h, 38, NULL));
	/* contents are changed before they are signed, octets behind */
	rule(h, "fault set rsa-reply attr=9 value=00000007");
	bs_hand_send(h);
	bs_hand_take(h, 14);
	assert_int_equal(bs_hand_number(h, 9), 7);
	assert_true(signed_by(h, bs_own.key));
	rule(h, "fault flip rsa-reply n=-1");
	bs_hand_send(h);
	bs_hand_take(h, 14);
	assert_false(signed_by(h, bs_own.key));
	/* by somebody of the same name, whose certificate he shows */
	rule(h, "fault digest rsa-reply stranger");
	bs_hand_send(h);
	bs_hand_take(h, 14);
	assert_false(signed_by(h, bs_own.key));
	der = bs_hand_attr(h, 37, &len);
	cert = d2i_X509(NULL, &der, (long)len);
	assert_non_null(cert);
	assert_true(signed_by(h, X509_get0_pubkey(cert)));
	assert_int_equal(
		X509_NAME_cmp(X509_get_subject_name(cert), X509_get_subject_name(bs_own.cert)), 0);
	assert_int_equal(X509_verify(cert, ca.key), 0);
	X509_free(cert);
	/* none of it has changed what waits */
	rule(h, "fault none");
	bs_hand_send(h);
	bs_hand_take(h, 14);
	check_signature(h);
	assert_int_equal(acknowledge(h), WMAN_REASON_NONE);
	bs_hand_free(h);
}

static void forge(struct bs_hand *h, const char *name, const char *answer)
{
	char line[128];

	snprintf(line, sizeof(line), "forge 02:16:00:00:01:00 %s", name);
	assert_string_equal(bs_lab_command(h->lab, line), answer);
}

static void test_forged(void **state)
{
	struct bs_hand *h = begin(WMAN_POLICY_RSA);
	u8 ms_random[8];

	forge(h, "rsa-reject", "error: there is nothing to answer\n");
	request(h, &own);
	bs_hand_take(h, 14);
	memcpy(ms_random, bs_hand_attr(h, 33, NULL), 8);
	forge(h, "rsa-reject-wrong-digest", "ok\n");
	bs_hand_take(h, 15);
	assert_int_equal(h->got[2], h->identifier);
	assert_memory_equal(bs_hand_attr(h, 33, NULL), ms_random, 8);
	assert_int_equal(bs_hand_number(h, 16), 6);
	assert_false(signed_by(h, bs_own.key));
	forge(h, "rsa-reject-no-digest", "ok\n");
	bs_hand_take(h, 15);
	assert_null(bs_hand_attr(h, 38, NULL));
	forge(h, "rsa-reject", "ok\n");
	bs_hand_take(h, 15);
	check_signature(h);
	forge(h, "rsa-reply", "ok\n");
	bs_hand_take(h, 14);
	check_signature(h);
	forge(h, "rsa-reply-replay", "error: there is no number in a signature\n");
	forge(h, "0a0f00.100106", "ok\n");
	bs_hand_take(h, 15);
	assert_true(signed_by(h, bs_own.key));
	assert_true(bs_hand_silence(h));
	bs_hand_free(h);
}

static bool ready(struct bs_lab *lab)
{
	return bs_station_ready(lab->station[0]);
}

static bool renewed(struct bs_lab *lab)
{
	return lab->station[0]->authorizations > 1;
}

/* A subscriber that goes on by itself, from SBC-REQ to flows; then once more. */
static void entry(u8 policy, const char *name)
{
	struct bs_lab *lab = bs_lab_new(rsa_options());
	struct bs_station *st = bs_station_new(lab, 0);

	assert_null(bs_policy_add(&lab->cfg.policies, name));
	st->device = &own;
	st->offer.policy = policy;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 5000));
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	bs_station_rsa_request(st);
	assert_true(bs_lab_run(lab, renewed, 5000));
	assert_int_equal(st->bad_digests, 0);
	assert_int_equal(lab->aaa.heard, policy & WMAN_POLICY_EAP ? 4 : 0);
	bs_lab_free(lab);
}

static void test_entry(void **state)
{
	entry(WMAN_POLICY_RSA, "02:16:00:00:01:00=rsa");
	entry(WMAN_POLICY_RSA_EAP, "02:16:00:00:01:00=rsa+eap");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_rsa_alone),
		cmocka_unit_test(test_hmac),
		cmocka_unit_test(test_repeated),
		cmocka_unit_test(test_reauthorization),
		cmocka_unit_test(test_wrong_requests),
		cmocka_unit_test(test_wrong_certificates),
		cmocka_unit_test(test_wrong_acknowledgements),
		cmocka_unit_test(test_wrong_order),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_forged),
	};

	return cmocka_run_group_tests(tests, rsa_setup, rsa_teardown);
}
