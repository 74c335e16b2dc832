// SPDX-License-Identifier: BSD-3-Clause
/* Certificates of devices: which of them can be a station's, and what is done with its key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <openssl/rsa.h>

#include "device_cert.h"
#include "eap/eap.h"
#include "eap_pki.h"

static const uint8_t mac[6] = { 0x02, 0x16, 0x00, 0x00, 0x01, 0xaf };

static enum wman_reason check(const struct pki_spec *spec, unsigned int bits)
{
	struct pki_id id = pki_make(spec, NULL, bits);
	enum wman_reason reason = device_cert_check(id.cert, mac, time(NULL));

	pki_free(&id);
	return reason;
}

static void test_names(void **state)
{
	static const struct {
		const char *cn;
		enum wman_reason reason;
	} cases[] = {
		{ "02:16:00:00:01:AF", WMAN_REASON_NONE },
		{ "02-16-00-00-01-af", WMAN_REASON_NONE },
		{ "0216000001Af", WMAN_REASON_NONE },
		{ "02:16:00:00:01:AE", WMAN_REASON_CERT_MAC },
		{ "02:16:00:00:01:AF ", WMAN_REASON_CERT_MAC },
		{ "02:16:00:00:01:AF:00", WMAN_REASON_CERT_MAC },
		{ "02:16:00:00:01", WMAN_REASON_CERT_MAC },
		{ "02:16:00:00:01:A", WMAN_REASON_CERT_MAC },
		{ ":0216000001AF", WMAN_REASON_CERT_MAC },
		{ "x02:16:00:00:01:AF", WMAN_REASON_CERT_MAC },
		{ "device", WMAN_REASON_CERT_MAC },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pki_spec spec = { .cn = cases[i].cn };

		assert_int_equal(check(&spec, 1024), cases[i].reason);
	}
}

/* Serial number and MAC address are both CNs of a device. */
static void test_two_names(void **state)
{
	static const struct pki_spec spec = { .cn = "0042" };
	struct pki_id id = pki_make(&spec, NULL, 1024);
	X509_NAME *name = X509_NAME_dup(X509_get_subject_name(id.cert));

	assert_int_equal(device_cert_check(id.cert, mac, time(NULL)), WMAN_REASON_CERT_MAC);
	assert_int_equal(device_cert_check(id.cert, NULL, time(NULL)), WMAN_REASON_NONE);
	assert_int_equal(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
						    (const unsigned char *)"02:16:00:00:01:af", -1,
						    -1, 0),
			 1);
	assert_int_equal(X509_set_subject_name(id.cert, name), 1);
	assert_int_equal(device_cert_check(id.cert, mac, time(NULL)), WMAN_REASON_NONE);
	X509_NAME_free(name);
	pki_free(&id);
}

static void test_time(void **state)
{
	const struct pki_spec expired = { .cn = "0216000001af",
					  .from = -2 * PKI_DAY,
					  .to = -PKI_DAY };
	const struct pki_spec early = { .cn = "0216000001af", .from = PKI_DAY };
	struct pki_id id;

	assert_int_equal(check(&expired, 1024), WMAN_REASON_CERT_EXPIRED);
	assert_int_equal(check(&early, 1024), WMAN_REASON_CERT_NOT_YET_VALID);
	/* a clock that was never set */
	id = pki_make(&(struct pki_spec){ .cn = "0216000001af" }, NULL, 1024);
	assert_int_equal(device_cert_check(id.cert, mac, 0), WMAN_REASON_CERT_NOT_YET_VALID);
	pki_free(&id);
}

static void test_keys(void **state)
{
	static const struct pki_spec spec = { .cn = "02:16:00:00:01:AF" };
	const unsigned int wrong[] = { 512, 768, 1536, 3072, PKI_P256, PKI_ED25519 };
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
	BIGNUM *e = BN_new();
	struct pki_id ca, id;
	EVP_PKEY *key = NULL;
	size_t i;

	assert_int_equal(check(&spec, 1024), WMAN_REASON_NONE);
	assert_int_equal(check(&spec, 2048), WMAN_REASON_NONE);
	/* 512 bits cannot sign by itself: another issues it */
	ca = pki_make(&spec, NULL, 2048);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		id = pki_make(&spec, &ca, wrong[i]);
		assert_int_equal(device_cert_check(id.cert, mac, time(NULL)), WMAN_REASON_CERT_KEY);
		pki_free(&id);
	}
	pki_free(&ca);

	/* another exponent */
	id = pki_make(&spec, NULL, 1024);
	assert_int_equal(BN_set_word(e, 3), 1);
	assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024), 1);
	assert_int_equal(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx, e), 1);
	assert_int_equal(EVP_PKEY_keygen(ctx, &key), 1);
	assert_int_equal(X509_set_pubkey(id.cert, key), 1);
	assert_int_equal(device_cert_check(id.cert, mac, time(NULL)), WMAN_REASON_CERT_KEY);
	EVP_PKEY_free(key);
	EVP_PKEY_CTX_free(ctx);
	BN_free(e);
	pki_free(&id);
}

static struct pki_id ca, own;

static int setup(void **state)
{
	ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 2048);
	own = pki_make(&(struct pki_spec){ .cn = "0216000001af" }, &ca, 1024);
	return 0;
}

static int teardown(void **state)
{
	pki_free(&own);
	pki_free(&ca);
	pki_cleanup();
	return 0;
}

static struct eap_config config(void)
{
	return (struct eap_config){
		.ca_cert = pki_write_certs("ca.pem", ca.cert, NULL),
		.client_cert = pki_write_certs("own.pem", ca.cert, own.cert, NULL),
		.private_key = pki_write_key("own.key", own.key, NULL, NULL),
	};
}

/* With EVP_PKEY_encrypt() the test is the base station; @md of the padding */
static size_t encrypt(EVP_PKEY *key, const EVP_MD *md, const uint8_t *data, size_t len,
		      uint8_t *out, size_t size)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	assert_int_equal(EVP_PKEY_encrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_oaep_md(ctx, md), 1);
	assert_int_equal(EVP_PKEY_encrypt(ctx, out, &size, data, len), 1);
	EVP_PKEY_CTX_free(ctx);
	return size;
}

static void test_device(void **state)
{
	const struct eap_config cfg = config();
	struct eap_error err;
	struct eap_device *device = eap_device_load(&cfg, &err);
	uint8_t der[WMAN_CERTIFICATE_MAX], sealed[256], ak[WMAN_AK_LEN];
	static const uint8_t secret[24] = "an AK of twenty octets";
	const uint8_t *given;
	uint8_t *p = der;
	size_t len;

	assert_non_null(device);
	given = eap_device_certificate(device, &len);
	assert_int_equal(len, i2d_X509(own.cert, &p));
	assert_memory_equal(given, der, len);
	p = der;
	given = eap_device_ca(device, &len);
	assert_int_equal(len, i2d_X509(ca.cert, &p));
	assert_memory_equal(given, der, len);

	len = encrypt(own.key, EVP_sha1(), secret, WMAN_AK_LEN, sealed, sizeof(sealed));
	assert_int_equal(len, 128);
	assert_true(eap_device_decrypt(device, sealed, len, ak, &err));
	assert_memory_equal(ak, secret, WMAN_AK_LEN);
	/* one octet less, one more, one bit flipped */
	assert_false(eap_device_decrypt(device, sealed, len - 1, ak, &err));
	assert_int_equal(err.reason, WMAN_REASON_AUTH_KEY);
	assert_false(eap_device_decrypt(device, sealed, len + 1, ak, &err));
	sealed[64] ^= 1;
	assert_false(eap_device_decrypt(device, sealed, len, ak, &err));
	/* another length inside */
	len = encrypt(own.key, EVP_sha1(), secret, WMAN_AK_LEN - 1, sealed, sizeof(sealed));
	assert_false(eap_device_decrypt(device, sealed, len, ak, &err));
	len = encrypt(own.key, EVP_sha1(), secret, WMAN_AK_LEN + 1, sealed, sizeof(sealed));
	assert_false(eap_device_decrypt(device, sealed, len, ak, &err));
	/* another padding, another key */
	len = encrypt(own.key, EVP_sha256(), secret, WMAN_AK_LEN, sealed, sizeof(sealed));
	assert_false(eap_device_decrypt(device, sealed, len, ak, &err));
	len = encrypt(ca.key, EVP_sha1(), secret, WMAN_AK_LEN, sealed, sizeof(sealed));
	assert_false(eap_device_decrypt(device, sealed, len, ak, &err));
	eap_device_free(device);
	eap_device_free(NULL);
}

/* Each half is judged, and neither comes out without the other. */
static void test_teks(void **state)
{
	static const uint8_t secret[9] = "DES keys", zero[WMAN_TEKS_LEN];
	const struct eap_config cfg = config();
	struct eap_error err;
	struct eap_device *device = eap_device_load(&cfg, &err);
	uint8_t sealed[2][128], teks[WMAN_TEKS_LEN];
	int i;

	assert_non_null(device);
	encrypt(own.key, EVP_sha1(), secret, 8, sealed[0], sizeof(sealed[0]));
	encrypt(own.key, EVP_sha1(), secret + 1, 8, sealed[1], sizeof(sealed[1]));
	assert_true(eap_device_decrypt_teks(device, sealed[0], sizeof(sealed), teks, &err));
	assert_memory_equal(teks, secret, 8);
	assert_memory_equal(teks + 8, secret + 1, 8);
	for (i = 0; i < 2; i++) {
		sealed[i][9] ^= 1;
		assert_false(
			eap_device_decrypt_teks(device, sealed[0], sizeof(sealed), teks, &err));
		assert_int_equal(err.reason, WMAN_REASON_TEK_UNWRAP);
		assert_memory_equal(teks, zero, sizeof(teks));
		sealed[i][9] ^= 1;
	}
	for (i = 0; i < 3; i++)
		assert_false(eap_device_decrypt_teks(device, sealed[0], sizeof(sealed) - 1 - i,
						     teks, &err));
	assert_false(eap_device_decrypt_teks(device, sealed[0], 0, teks, &err));
	/* an AK is no TEK: what was seen as an AUTH-Key does not come back as one */
	for (i = 7; i <= 9; i++) {
		encrypt(own.key, EVP_sha1(), secret, i, sealed[1], sizeof(sealed[1]));
		assert_int_equal(eap_device_decrypt_teks(device, sealed[0], sizeof(sealed), teks,
							 &err),
				 i == 8);
	}
	eap_device_free(device);
}

static void refused(const struct eap_config *cfg, const char *text)
{
	struct eap_error err;

	assert_null(eap_device_load(cfg, &err));
	assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
	if (!strstr(err.text, text))
		fail_msg("'%s' is not in '%s'", text, err.text);
}

static void test_refused(void **state)
{
	struct pki_id other = pki_make(&(struct pki_spec){ .cn = "other", .ca = 1 }, NULL, 2048);
	struct pki_id ec = pki_make(&(struct pki_spec){ .cn = "0216000001af" }, &ca, PKI_P256);
	struct eap_config cfg = config();

	cfg.private_key = NULL;
	refused(&cfg, "needs private_key");
	cfg = config();
	cfg.ca_cert = NULL;
	refused(&cfg, "ca_cert");
	cfg = config();
	cfg.ca_cert = pki_write_certs("other.pem", other.cert, NULL);
	refused(&cfg, "issued");
	cfg = config();
	cfg.client_cert = pki_write_certs("wrong.pem", ca.cert, NULL);
	refused(&cfg, "belongs to the private key");
	cfg.client_cert = pki_write_certs("ec.pem", ec.cert, NULL);
	cfg.private_key = pki_write_key("ec.key", ec.key, NULL, NULL);
	refused(&cfg, "RSA");
	cfg = config();
	cfg.client_cert = "/nowhere";
	refused(&cfg, "/nowhere");
	pki_free(&ec);
	pki_free(&other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	cmocka_unit_test(test_two_names),
		cmocka_unit_test(test_time),	cmocka_unit_test(test_keys),
		cmocka_unit_test(test_device),	cmocka_unit_test(test_teks),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
