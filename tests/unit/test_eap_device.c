// SPDX-License-Identifier: BSD-3-Clause
/*
 * RSA authorization, the device's side of it: SigSS, SigBS and the pre-PAK, octet by octet against
 * the vectors and against OpenSSL as it is used here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "eap/eap.h"
#include "eap_pki.h"
#include "proto_test.h"
#include "vectors_run.h"

#define DEVICE_CN "02:16:00:00:01:00"
#define BS_CN	  "02:16:00:00:00:01"

static const uint8_t message[] = "what a base station signed";
static struct wman_vector_run vectors;
static struct pki_id maker, operator, own;
static struct eap_device *device;
static struct eap_error err;

static void ignore(const char *path)
{
}

static const struct wman_vector_ops ops = { .failed = ignore };

static BIGNUM *number(const char *leaf)
{
	const struct wman_vector *v = vector_get(&vectors, leaf);

	return BN_bin2bn(v->data, v->len, NULL);
}

/* The private key of the vectors, with all that a file of it has. */
static EVP_PKEY *vector_key(void)
{
	static const char *const names[] = {
		OSSL_PKEY_PARAM_RSA_N,
		OSSL_PKEY_PARAM_RSA_D,
		OSSL_PKEY_PARAM_RSA_FACTOR1,
		OSSL_PKEY_PARAM_RSA_FACTOR2,
		OSSL_PKEY_PARAM_RSA_EXPONENT1,
		OSSL_PKEY_PARAM_RSA_EXPONENT2,
		OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
	};
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n[7], *e = BN_new(), *less = BN_new();
	BN_CTX *bn = BN_CTX_new();
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params;
	size_t i;

	vector_base(&vectors, "computed.rsa");
	n[0] = number("n");
	n[1] = number("d");
	n[2] = number("p");
	n[3] = number("q");
	for (i = 0; i < 2; i++) {
		n[4 + i] = BN_new();
		assert_int_equal(BN_sub(less, n[2 + i], BN_value_one()), 1);
		assert_int_equal(BN_mod(n[4 + i], n[1], less, bn), 1);
	}
	n[6] = BN_mod_inverse(NULL, n[3], n[2], bn);
	assert_int_equal(BN_set_word(e, vector_number(&vectors, "e")), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e), 1);
	for (i = 0; i < 7; i++)
		assert_int_equal(OSSL_PARAM_BLD_push_BN(bld, names[i], n[i]), 1);
	params = OSSL_PARAM_BLD_to_param(bld);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	BN_CTX_free(bn);
	for (i = 0; i < 7; i++)
		BN_free(n[i]);
	BN_free(less);
	BN_free(e);
	return key;
}

static struct eap_device *load(const struct pki_id *id, int64_t clock_floor, bool accept_unset)
{
	const struct eap_config cfg = {
		.ca_cert = pki_write_certs("operator.pem", operator.cert, NULL),
		.client_cert = pki_write_certs("device.pem", id->cert, NULL),
		.private_key = pki_write_key("device.key", id->key, NULL, NULL),
		.clock_floor = clock_floor,
		.accept_unset_clock = accept_unset,
	};

	return eap_device_load_rsa(&cfg, &err);
}

static void what_it_shows(void **state)
{
	uint8_t der[2048], *p = der;
	const uint8_t *shown;
	size_t len;

	shown = eap_device_certificate(device, &len);
	assert_int_equal(len, i2d_X509(own.cert, &p));
	assert_memory_equal(shown, der, len);
	/* who issued it is not asked for: ca_cert is about others */
	assert_null(eap_device_ca(device, &len));
	assert_int_equal(len, 0);
}

static void sig_ss_of_the_vectors(void **state)
{
	const struct wman_vector *octets;
	uint8_t signature[EAP_DEVICE_KEY_MAX];
	size_t len;

	vector_base(&vectors, "computed.rsa.signature_rsassa_pkcs1_v1_5_sha1");
	octets = vector_get(&vectors, "signed_octets");
	len = eap_device_sign(device, octets->data, octets->len, signature, &err);
	assert_int_equal(len, 128);
	vector_equal(&vectors, "signature", signature, len);
	assert_int_equal(vectors.failures, 0);
}

static void pre_pak_of_the_vectors(void **state)
{
	const struct wman_vector *sealed, *plain;
	uint8_t pre_pak[WMAN_PRE_PAK_LEN], mac[EAP_MAC_LEN];
	size_t i;

	vector_base(&vectors, "computed.rsa.pkmv2_pre_pak_and_ms_mac");
	sealed = vector_get(&vectors, "oaep_sha1");
	plain = vector_get(&vectors, "plain");
	assert_int_equal(plain->len, WMAN_PRE_PAK_LEN + EAP_MAC_LEN);
	memcpy(mac, plain->data + WMAN_PRE_PAK_LEN, sizeof(mac));
	assert_true(eap_device_open_pre_pak(device, sealed->data, sealed->len, mac, pre_pak, &err));
	assert_memory_equal(pre_pak, plain->data, sizeof(pre_pak));
	/* for whom it is, is part of it, to the last octet */
	for (i = 0; i < sizeof(mac); i++) {
		mac[i] ^= 1;
		memset(pre_pak, 0, sizeof(pre_pak));
		assert_false(eap_device_open_pre_pak(device, sealed->data, sealed->len, mac,
						     pre_pak, &err));
		assert_int_equal(err.reason, WMAN_REASON_PRE_PAK);
		assert_int_equal(pre_pak[0], 0);
		mac[i] ^= 1;
	}
}

static size_t seal(const uint8_t *plain, size_t len, const EVP_MD *md, uint8_t *out)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own.key, NULL);
	size_t n = EAP_DEVICE_KEY_MAX;

	assert_int_equal(EVP_PKEY_encrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md), 1);
	assert_int_equal(EVP_PKEY_encrypt(ctx, out, &n, plain, len), 1);
	EVP_PKEY_CTX_free(ctx);
	return n;
}

/* Another length, another hash, a changed octet, an AUTH-Key: all the same to who sent it. */
static void pre_pak_of_another_form(void **state)
{
	static const struct {
		size_t len;
		bool sha256, flip, good;
	} rows[] = {
		{ 38, false, false, true },  { 37, false, false, false },
		{ 39, false, false, false }, { 32, false, false, false },
		{ 20, false, false, false }, { 38, true, false, false },
		{ 38, false, true, false },
	};
	uint8_t plain[64] = "pre-PAK", sealed[EAP_DEVICE_KEY_MAX], pre_pak[WMAN_PRE_PAK_LEN];
	static const uint8_t mac[EAP_MAC_LEN] = { 2, 0x16, 0, 0, 1, 0 };
	size_t i, n;

	memcpy(plain + WMAN_PRE_PAK_LEN, mac, sizeof(mac));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = seal(plain, rows[i].len, rows[i].sha256 ? EVP_sha256() : EVP_sha1(), sealed);
		sealed[n / 2] ^= rows[i].flip;
		assert_int_equal(eap_device_open_pre_pak(device, sealed, n, mac, pre_pak, &err),
				 rows[i].good);
		if (!rows[i].good)
			assert_int_equal(err.reason, WMAN_REASON_PRE_PAK);
	}
	assert_false(eap_device_open_pre_pak(device, sealed, 0, mac, pre_pak, &err));
	assert_false(eap_device_open_pre_pak(device, sealed, n - 1, mac, pre_pak, &err));
}

/* A base station of its own for each row, and what it signed. */
struct station {
	struct pki_id id;
	uint8_t der[2048];
	uint8_t signature[512];
	struct eap_signed msg;
};

static void sign(struct station *bs, EVP_PKEY *key, const EVP_MD *md)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = sizeof(bs->signature);
	uint8_t *p = bs->der;

	assert_int_equal(EVP_DigestSignInit(ctx, NULL, md, NULL, key), 1);
	assert_int_equal(EVP_DigestSign(ctx, bs->signature, &len, message, sizeof(message)), 1);
	EVP_MD_CTX_free(ctx);
	bs->msg = (struct eap_signed){
		.data = message,
		.len = sizeof(message),
		.signature = bs->signature,
		.signature_len = len,
		.certificate = bs->der,
		.certificate_len = (size_t)i2d_X509(bs->id.cert, &p),
	};
}

static bool verifies(const struct eap_device *dev, const struct station *bs)
{
	bool unset;

	memset(&err, 0, sizeof(err));
	return eap_device_verify(dev, &bs->msg, time(NULL), &unset, &err);
}

static void sig_bs(void **state)
{
	struct station bs = { .id = pki_make(&(struct pki_spec){ .cn = BS_CN }, &operator, 2048) };
	uint8_t other[sizeof(message)];
	size_t i;

	sign(&bs, bs.id.key, EVP_sha1());
	assert_int_equal(bs.msg.signature_len, 256);
	assert_true(verifies(device, &bs));
	for (i = 0; i < bs.msg.signature_len; i += 51) {
		bs.signature[i] ^= 0x10;
		assert_false(verifies(device, &bs));
		assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
		bs.signature[i] ^= 0x10;
	}
	bs.msg.signature_len--;
	assert_false(verifies(device, &bs));
	assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
	bs.msg.signature_len = 0;
	assert_false(verifies(device, &bs));
	assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
	bs.msg.signature_len = 256;
	memcpy(other, message, sizeof(other));
	bs.msg.data = other;
	assert_true(verifies(device, &bs));
	other[sizeof(other) - 1] ^= 1;
	assert_false(verifies(device, &bs));
	assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
	/* D16 names the hash */
	sign(&bs, bs.id.key, EVP_sha256());
	assert_false(verifies(device, &bs));
	assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
	/* the right hash of whoever has another key */
	sign(&bs, operator.key, EVP_sha1());
	assert_false(verifies(device, &bs));
	assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
	pki_free(&bs.id);
}

static void whose_certificate(void **state)
{
	struct pki_id below =
		pki_make(&(struct pki_spec){ .cn = "below", .ca = 1 }, &operator, 1024);
	const struct {
		struct pki_spec spec;
		const struct pki_id *issuer;
		bool good;
	} rows[] = { { { .cn = BS_CN }, &operator, true }, { { .cn = BS_CN }, &maker, false },
		       { { .cn = BS_CN }, NULL, false },
		       /* the one in between is not shown, and not in the file */
		       { { .cn = BS_CN }, &below, false },
		       { { .cn = BS_CN, .ca = 1 }, &operator, false },
			 { { .cn = BS_CN, .to = -PKI_HOUR, .from = -PKI_DAY }, &operator, false },
			   {
				   { .cn = BS_CN, .from = PKI_HOUR },
				   &operator,
				   false },
			 };
	struct station bs;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bs.id = pki_make(&rows[i].spec, rows[i].issuer, 1024);
		sign(&bs, bs.id.key, EVP_sha1());
		assert_int_equal(verifies(device, &bs), rows[i].good);
		if (!rows[i].good)
			assert_int_equal(err.reason, WMAN_REASON_BS_CERT);
		bs.msg.certificate_len--;
		assert_false(verifies(device, &bs));
		assert_int_equal(err.reason, WMAN_REASON_BS_CERT);
		pki_free(&bs.id);
	}
	pki_free(&below);
}

/* A clock that was never set says nothing of dates, and that is said. */
static void clock_that_is_not_set(void **state)
{
	const int64_t tomorrow = (int64_t)time(NULL) + PKI_DAY;
	struct station bs = {
		.id = pki_make(&(struct pki_spec){ .cn = BS_CN, .from = PKI_HOUR }, &operator,
			       1024),
	};
	struct eap_device *strict = load(&own, tomorrow, false);
	struct eap_device *lenient = load(&own, tomorrow, true);
	bool unset = false;

	sign(&bs, bs.id.key, EVP_sha1());
	assert_false(verifies(strict, &bs));
	assert_int_equal(err.reason, WMAN_REASON_CLOCK_UNSET);
	assert_true(eap_device_verify(lenient, &bs.msg, time(NULL), &unset, &err));
	assert_true(unset);
	assert_true(eap_device_verify(lenient, &bs.msg, tomorrow, &unset, &err));
	assert_false(unset);
	/* nothing else is forgiven */
	bs.signature[3] ^= 1;
	assert_false(verifies(lenient, &bs));
	assert_int_equal(err.reason, WMAN_REASON_SIGNATURE);
	eap_device_free(strict);
	eap_device_free(lenient);
	pki_free(&bs.id);
}

/* More octets than a signature has room for, and a kind of key that PKCS #1 knows not. */
static void keys_that_do_not_fit(void **state)
{
	struct pki_id large = pki_make(&(struct pki_spec){ .cn = DEVICE_CN }, &maker, 3072);
	struct pki_id curve = pki_make(&(struct pki_spec){ .cn = DEVICE_CN }, &maker, PKI_P256);
	struct eap_device *dev = load(&large, 0, false);
	uint8_t signature[EAP_DEVICE_KEY_MAX];

	assert_non_null(dev);
	assert_int_equal(eap_device_sign(dev, message, sizeof(message), signature, &err), 0);
	assert_int_equal(err.reason, WMAN_REASON_HELPER_INTERNAL);
	eap_device_free(dev);
	assert_null(load(&curve, 0, false));
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	pki_free(&large);
	pki_free(&curve);
}

/* The identity of the device has the key of the vectors. */
static int setup(void **state)
{
	vectors.ops = &ops;
	maker = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	operator= pki_make(&(struct pki_spec){ .cn = "operator", .ca = 1 }, NULL, 1024);
	own = pki_make(&(struct pki_spec){ .cn = DEVICE_CN }, &maker, 1024);
	EVP_PKEY_free(own.key);
	own.key = vector_key();
	if (X509_set_pubkey(own.cert, own.key) != 1 ||
	    X509_sign(own.cert, maker.key, EVP_sha256()) <= 0)
		return -1;
	device = load(&own, 0, false);
	return device ? 0 : -1;
}

static int teardown(void **state)
{
	eap_device_free(device);
	pki_free(&own);
	pki_free(&operator);
	pki_free(&maker);
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_shows),
		cmocka_unit_test(sig_ss_of_the_vectors),
		cmocka_unit_test(pre_pak_of_the_vectors),
		cmocka_unit_test(pre_pak_of_another_form),
		cmocka_unit_test(sig_bs),
		cmocka_unit_test(whose_certificate),
		cmocka_unit_test(clock_that_is_not_set),
		cmocka_unit_test(keys_that_do_not_fit),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
