// SPDX-License-Identifier: BSD-3-Clause
/*
 * The private key of a device is used in a real child. PKMv1: the AUTH-Key goes in, the AK comes out.
 * RSA authorization: a message to be signed, then what the base station answered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/rsa.h>

#include "child.h"
#include "eap/eap.h"
#include "eap_pki.h"
#include "loop.h"
#include "message.h"
#include "pkm_rsa.h"

/* Milliseconds until a child that says nothing fails the test. */
#define GIVE_UP_MS 10000

static struct loop *loop;
static unsigned int dones, signatures, drops;
static uint8_t signature[EAP_DEVICE_KEY_MAX];
static size_t signature_len;
static enum wman_reason dropped;
static struct outcome outcome;

static void on_done(void *ctx, const struct outcome *o)
{
	dones++;
	outcome = *o;
	loop_quit(loop);
}

static void on_signature(void *ctx, const uint8_t *data, size_t len)
{
	signatures++;
	memcpy(signature, data, len);
	signature_len = len;
	loop_quit(loop);
}

static void on_drop(void *ctx, enum wman_reason reason, const char *text)
{
	drops++;
	dropped = reason;
	loop_quit(loop);
}

static const struct child_ops ops = { .done = on_done, .signature = on_signature, .drop = on_drop };

static void give_up(void *arg)
{
	fail_msg("the child is silent");
}

static size_t encrypt(EVP_PKEY *key, const uint8_t *plain, size_t len, uint8_t *out, size_t size)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	assert_int_equal(EVP_PKEY_encrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_encrypt(ctx, out, &size, plain, len), 1);
	EVP_PKEY_CTX_free(ctx);
	return size;
}

typedef void (*question_fn)(struct child *child, const uint8_t *data, size_t len);

/* What a child says of @data, which is all that it is asked. */
static void ask(const struct eap_device *device, question_fn question, const uint8_t *data,
		size_t len)
{
	struct loop_timer *timer = loop_timer_new(loop, give_up, NULL);
	struct child *child = child_new_device(loop, device, &ops, NULL);

	assert_non_null(child);
	dones = 0;
	loop_timer_set(timer, GIVE_UP_MS);
	question(child, data, len);
	loop_run(loop);
	loop_timer_free(timer);
	assert_int_equal(dones, 1);
	child_free(child);
}

static void test_device(void **state)
{
	static const uint8_t ak[WMAN_AK_LEN] = "an AK of 20 octets.";
	struct pki_id ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	struct pki_id own = pki_make(&(struct pki_spec){ .cn = "device" }, &ca, 1024);
	const struct eap_config cfg = {
		.ca_cert = pki_write_certs("maker.pem", ca.cert, NULL),
		.client_cert = pki_write_certs("device.pem", own.cert, NULL),
		.private_key = pki_write_key("device.key", own.key, NULL, NULL),
	};
	struct eap_error err;
	struct eap_device *device = eap_device_load(&cfg, &err);
	uint8_t sealed[128], teks[256];
	size_t len;

	assert_non_null(device);
	len = encrypt(own.key, ak, sizeof(ak), sealed, sizeof(sealed));
	ask(device, child_decrypt, sealed, len);
	assert_true(outcome.success);
	assert_memory_equal(outcome.msk, ak, sizeof(ak));
	sealed[5] ^= 1;
	ask(device, child_decrypt, sealed, len);
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_AUTH_KEY);

	encrypt(own.key, ak, 8, teks, 128);
	encrypt(own.key, ak + 8, 8, teks + 128, 128);
	ask(device, child_decrypt_teks, teks, sizeof(teks));
	assert_true(outcome.success);
	assert_memory_equal(outcome.msk, ak, WMAN_TEKS_LEN);
	teks[200] ^= 1;
	ask(device, child_decrypt_teks, teks, sizeof(teks));
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_TEK_UNWRAP);
	eap_device_free(device);
	pki_free(&own);
	pki_free(&ca);
}

/* ---- RSA authorization; the messages are written octet by octet */

static const uint8_t bsid[EAP_MAC_LEN] = { 2, 0x16, 0, 0, 0, 1 };
static const uint8_t mac[EAP_MAC_LEN] = { 2, 0x16, 0, 0, 1, 0 };
static const uint8_t pre_pak[WMAN_PRE_PAK_LEN] = "a pre-PAK of thirty-two octets.";
static struct pki_id maker, operator, device_id, bs_id;
static struct eap_device *rsa_device;
static struct message_verify verify;

static void put(uint8_t type, const void *value, size_t len)
{
	uint8_t *p = verify.octets + verify.len;

	*p++ = type;
	if (len > 127) {
		*p++ = 0x82;
		*p++ = (uint8_t)(len >> 8);
	}
	*p++ = (uint8_t)len;
	memcpy(p, value, len);
	verify.len = (uint16_t)(p + len - verify.octets);
}

static void begin(uint8_t code)
{
	static const uint8_t random[8] = "randoms";

	memset(&verify, 0, sizeof(verify));
	memcpy(verify.bsid, bsid, sizeof(bsid));
	memcpy(verify.mac, mac, sizeof(mac));
	verify.good_len = (uint16_t)sprintf((char *)verify.good, "a good one");
	verify.bad_len = (uint16_t)sprintf((char *)verify.bad, "a bad one");
	verify.octets[0] = 10;
	verify.octets[1] = code;
	verify.octets[2] = 7;
	verify.len = 3;
	put(33, random, sizeof(random));
	put(34, random, sizeof(random));
}

static void end(const struct pki_id *bs)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	uint8_t der[2048], sig[256], *p = der;
	size_t len = sizeof(sig);

	put(37, der, (size_t)i2d_X509(bs->cert, &p));
	assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, bs->key), 1);
	assert_int_equal(EVP_DigestSign(ctx, sig, &len, verify.octets, verify.len), 1);
	put(38, sig, len);
	EVP_MD_CTX_free(ctx);
}

static void reply_for(const uint8_t *whom, const struct pki_id *bs)
{
	uint8_t plain[WMAN_PRE_PAK_LEN + EAP_MAC_LEN], sealed[256];
	size_t len;

	memcpy(plain, pre_pak, sizeof(pre_pak));
	memcpy(plain + sizeof(pre_pak), whom, EAP_MAC_LEN);
	len = encrypt(device_id.key, plain, sizeof(plain), sealed, sizeof(sealed));
	begin(14);
	put(35, sealed, len);
	put(9, "\0\0\x0e\x10", 4);
	put(10, "\x04", 1);
	if (bs)
		end(bs);
}

static void reject(uint8_t error, const struct pki_id *bs)
{
	begin(15);
	put(16, &error, 1);
	end(bs);
}

/* What a child does with the message; it may go on, and then there is a second one. */
static void judge(struct child *child)
{
	struct loop_timer *timer = loop_timer_new(loop, give_up, NULL);

	dones = drops = signatures = 0;
	loop_timer_set(timer, GIVE_UP_MS);
	child_verify(child, &verify);
	loop_run(loop);
	loop_timer_free(timer);
}

static void judge_alone(void)
{
	struct child *child = child_new_device(loop, rsa_device, &ops, NULL);

	assert_non_null(child);
	judge(child);
	child_free(child);
}

static void assert_acknowledges(const char *text)
{
	assert_true(pkm_rsa_verify(device_id.key, text, strlen(text), outcome.signature,
				   outcome.signature_len));
}

static void a_request_is_signed(void **state)
{
	static const uint8_t request[] = { 9, 13, 1, 33, 1, 0 };
	struct loop_timer *timer = loop_timer_new(loop, give_up, NULL);
	struct child *child = child_new_device(loop, rsa_device, &ops, NULL);

	signatures = 0;
	loop_timer_set(timer, GIVE_UP_MS);
	child_sign(child, request, sizeof(request));
	loop_run(loop);
	loop_timer_free(timer);
	assert_int_equal(signatures, 1);
	assert_int_equal(signature_len, 128);
	assert_true(
		pkm_rsa_verify(device_id.key, request, sizeof(request), signature, signature_len));
	/* and the same process takes the answer */
	reply_for(mac, &bs_id);
	judge(child);
	assert_int_equal(dones, 1);
	assert_true(outcome.success);
	child_free(child);
}

static void a_reply(void **state)
{
	reply_for(mac, &bs_id);
	judge_alone();
	assert_int_equal(dones, 1);
	assert_true(outcome.success);
	assert_memory_equal(outcome.msk, pre_pak, sizeof(pre_pak));
	assert_acknowledges("a good one");
}

/* Each is answered with the signature of the refusal, and leaves no secret. */
static void assert_refused(enum wman_reason reason)
{
	static const uint8_t nothing[WMAN_PRE_PAK_LEN];

	judge_alone();
	assert_int_equal(dones, 1);
	assert_false(outcome.success);
	assert_false(outcome.permanent);
	assert_int_equal(outcome.reason, reason);
	assert_memory_equal(outcome.msk, nothing, sizeof(nothing));
	assert_acknowledges("a bad one");
}

static void replies_that_are_refused(void **state)
{
	struct pki_id another =
		pki_make(&(struct pki_spec){ .cn = "02:16:00:00:00:02" }, &operator, 1024);
	struct pki_id foreign =
		pki_make(&(struct pki_spec){ .cn = "02:16:00:00:00:01" }, &maker, 1024);

	reply_for(mac, &bs_id);
	verify.octets[verify.len - 1] ^= 1;
	assert_refused(WMAN_REASON_SIGNATURE);
	reply_for(mac, &bs_id);
	verify.octets[2] ^= 1;
	assert_refused(WMAN_REASON_SIGNATURE);
	reply_for(bsid, &bs_id);
	assert_refused(WMAN_REASON_PRE_PAK);
	/* of the same operator, but another base station */
	reply_for(mac, &another);
	assert_refused(WMAN_REASON_BS_CERT);
	reply_for(mac, &foreign);
	assert_refused(WMAN_REASON_BS_CERT);
	pki_free(&another);
	pki_free(&foreign);
}

/* What stands at the end of verify.octets is SigBS, of 128 octets; a forger's choice. */
static void forge_signature(const struct pki_id *bs)
{
	static const uint8_t info[] = { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
					0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14 };
	uint8_t block[128], der[2048], *p = der;
	unsigned int len = 20;

	put(37, der, (size_t)i2d_X509(bs->cert, &p));
	memset(block, 0xff, sizeof(block));
	block[0] = 0;
	block[1] = 1;
	block[128 - 20 - sizeof(info) - 1] = 0;
	memcpy(block + 128 - 20 - sizeof(info), info, sizeof(info));
	assert_int_equal(
		EVP_Digest(verify.octets, verify.len, block + 128 - 20, &len, EVP_sha1(), NULL), 1);
	put(38, block, sizeof(block));
}

/* What is wrong with a certificate of a base station is told, each in its own words. */
static void certificates_of_base_stations(void **state)
{
	static const char cn[] = "02:16:00:00:00:01";
	static const char key[] = "its key is not RSA of 1024 or 2048 bits";
	const struct {
		struct pki_spec spec;
		bool foreign;
		unsigned int bits;
		unsigned long exponent; /* 0 for that which it has to be */
		const char *text, *file;
	} rows[] = {
		{ { .cn = cn, .from = -2 * PKI_DAY, .to = -PKI_DAY },
		  false,
		  1024,
		  0,
		  "expired",
		  "operator.pem" },
		{ { .cn = cn, .from = PKI_DAY }, false, 1024, 0, "not yet valid", "operator.pem" },
		{ { .cn = cn }, true, 1024, 0, "issuer", "operator.pem" },
		{ { .cn = cn, .ca = 1 }, false, 1024, 0, "not for signatures", "operator.pem" },
		{ { .cn = "02:16:00:00:00:02" }, false, 1024, 0, "02:16:00:00:00:01", "BSID" },
		{ { .cn = cn }, false, 512, 0, key, "base station" },
		{ { .cn = cn }, false, PKI_P256, 0, key, "base station" },
		{ { .cn = cn }, false, 1024, 1, "exponent 65537", "base station" },
		{ { .cn = cn }, false, 1024, 3, "exponent 65537", "base station" },
	};
	struct pki_id id;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		id = pki_make(&rows[i].spec, rows[i].foreign ? &maker : &operator, rows[i].bits);
		if (rows[i].exponent)
			pki_set_exponent(&id, &operator, rows[i].exponent);
		reply_for(mac, NULL);
		if (rows[i].bits == 1024 && !rows[i].exponent)
			end(&id);
		else
			forge_signature(&id);
		assert_refused(WMAN_REASON_BS_CERT);
		if (!strstr(outcome.text, rows[i].text) || !strstr(outcome.text, rows[i].file))
			fail_msg("row %zu: %s", i, outcome.text);
		pki_free(&id);
	}
}

static struct eap_config rsa_config(void)
{
	return (struct eap_config){
		.ca_cert = pki_write_certs("operator.pem", operator.cert, NULL),
		.client_cert = pki_write_certs("rsa.pem", device_id.cert, NULL),
		.private_key = pki_write_key("rsa.key", device_id.key, NULL, NULL),
	};
}

/* 1970, or before this program was made: a policy of the configuration, and told. */
static void clock_that_is_not_set(void **state)
{
	struct eap_config cfg = rsa_config();
	struct eap_device *set = rsa_device;
	struct eap_error err;

	cfg.clock_floor = time(NULL) + PKI_DAY;
	rsa_device = eap_device_load_rsa(&cfg, &err);
	reply_for(mac, &bs_id);
	assert_refused(WMAN_REASON_CLOCK_UNSET);
	assert_non_null(strstr(outcome.text, "accept_unset_clock"));
	eap_device_free(rsa_device);

	cfg.accept_unset_clock = true;
	rsa_device = eap_device_load_rsa(&cfg, &err);
	judge_alone();
	assert_true(outcome.success);
	assert_int_equal(outcome.clock_unset, 1);
	eap_device_free(rsa_device);
	rsa_device = set;
}

static void rejects(void **state)
{
	struct child *child = child_new_device(loop, rsa_device, &ops, NULL);

	/* whoever is no base station ends nothing: the process goes on to the right one */
	reject(6, &device_id);
	judge(child);
	assert_int_equal(drops, 1);
	assert_int_equal(dropped, WMAN_REASON_BS_CERT);
	reject(6, &bs_id);
	verify.octets[verify.len - 5] ^= 1;
	judge(child);
	assert_int_equal(drops, 1);
	assert_int_equal(dropped, WMAN_REASON_SIGNATURE);
	reject(6, &bs_id);
	judge(child);
	assert_int_equal(dones, 1);
	assert_int_equal(outcome.reason, WMAN_REASON_AUTH_REJECT);
	assert_true(outcome.permanent);
	assert_int_equal(outcome.signature_len, 0);
	child_free(child);

	reject(1, &bs_id);
	judge_alone();
	assert_int_equal(outcome.reason, WMAN_REASON_AUTH_REJECT);
	assert_false(outcome.permanent);
}

/* Not a message, or one of another kind: not a word, and the right one is taken after it. */
static void what_is_no_answer(void **state)
{
	struct child *child = child_new_device(loop, rsa_device, &ops, NULL);

	reply_for(mac, &bs_id);
	verify.len--;
	child_verify(child, &verify);
	verify.len = sizeof(verify.octets) + 1;
	child_verify(child, &verify);
	reply_for(mac, &bs_id);
	verify.good_len = sizeof(verify.good) + 1;
	child_verify(child, &verify);
	reply_for(mac, &bs_id);
	verify.octets[1] = 18;
	child_verify(child, &verify);
	reply_for(mac, &bs_id);
	judge(child);
	assert_int_equal(dones, 1);
	assert_true(outcome.success);
	child_free(child);
}

static int setup(void **state)
{
	struct eap_error err;

	loop = loop_new();
	maker = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	operator= pki_make(&(struct pki_spec){ .cn = "operator", .ca = 1 }, NULL, 1024);
	device_id = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:01:00" }, &maker, 1024);
	bs_id = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:00:01" }, &operator, 2048);
	const struct eap_config cfg = rsa_config();

	rsa_device = eap_device_load_rsa(&cfg, &err);
	return loop && rsa_device ? 0 : -1;
}

static int teardown(void **state)
{
	eap_device_free(rsa_device);
	pki_free(&bs_id);
	pki_free(&device_id);
	pki_free(&operator);
	pki_free(&maker);
	pki_cleanup();
	loop_free(loop);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device),
		cmocka_unit_test(a_request_is_signed),
		cmocka_unit_test(a_reply),
		cmocka_unit_test(replies_that_are_refused),
		cmocka_unit_test(rejects),
		cmocka_unit_test(what_is_no_answer),
		cmocka_unit_test(certificates_of_base_stations),
		cmocka_unit_test(clock_that_is_not_set),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
