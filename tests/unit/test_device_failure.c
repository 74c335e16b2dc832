// SPDX-License-Identifier: BSD-3-Clause
/*
 * Certificate and key of a device without memory: whichever call fails, what was asked for is
 * refused with a reason, or it is what it is without the failure. No secret is left by a refusal.
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

#include <openssl/rsa.h>

#include "eap/eap.h"
#include "eap_pki.h"
#include "failing.h"

/* Of the calls inside of the libraries a sample, at a step that no loop has. */
#define STEP 53

#define OUT_MAX 4096

FAILING(X509_STORE *, X509_STORE_new, (void), (), NULL)
FAILING(int, X509_STORE_add_cert, (X509_STORE * store, X509 *cert), (store, cert), 0)
FAILING(X509_STORE_CTX *, X509_STORE_CTX_new, (void), (), NULL)
FAILING(int, X509_STORE_CTX_init,
	(X509_STORE_CTX * ctx, X509_STORE *store, X509 *cert, STACK_OF(X509) * chain),
	(ctx, store, cert, chain), 0)
FAILING(int, i2d_X509, (const X509 *cert, unsigned char **out), (cert, out), -1)
FAILING(X509 *, d2i_X509, (X509 * *cert, const unsigned char **in, long len), (cert, in, len), NULL)
FAILING(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
FAILING(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY * key, ENGINE *engine), (key, engine), NULL)
FAILING(int, EVP_PKEY_decrypt_init, (EVP_PKEY_CTX * ctx), (ctx), 0)
FAILING(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX * ctx, int padding), (ctx, padding), 0)
FAILING(int, EVP_PKEY_CTX_set_rsa_oaep_md, (EVP_PKEY_CTX * ctx, const EVP_MD *md), (ctx, md), 0)
FAILING(int, EVP_PKEY_CTX_set_rsa_mgf1_md, (EVP_PKEY_CTX * ctx, const EVP_MD *md), (ctx, md), 0)
FAILING(int, EVP_PKEY_decrypt,
	(EVP_PKEY_CTX * ctx, unsigned char *out, size_t *out_len, const unsigned char *in,
	 size_t len),
	(ctx, out, out_len, in, len), 0)
FAILING(int, EVP_DigestSignInit,
	(EVP_MD_CTX * ctx, EVP_PKEY_CTX **sub, const EVP_MD *md, ENGINE *engine, EVP_PKEY *key),
	(ctx, sub, md, engine, key), 0)
FAILING(int, EVP_DigestSign,
	(EVP_MD_CTX * ctx, unsigned char *signature, size_t *signature_len,
	 const unsigned char *data, size_t len),
	(ctx, signature, signature_len, data, len), 0)
FAILING(int, EVP_DigestVerifyInit,
	(EVP_MD_CTX * ctx, EVP_PKEY_CTX **sub, const EVP_MD *md, ENGINE *engine, EVP_PKEY *key),
	(ctx, sub, md, engine, key), 0)
FAILING(int, EVP_DigestVerify,
	(EVP_MD_CTX * ctx, const unsigned char *signature, size_t signature_len,
	 const unsigned char *data, size_t len),
	(ctx, signature, signature_len, data, len), 0)

static const uint8_t mac[EAP_MAC_LEN] = { 2, 0x16, 0, 0, 1, 0 };
static uint8_t message[] = "what both sides sign";
static struct pki_id root, own, bs;
static struct eap_config cfg;
static struct eap_device *device;

/* What the device is sent */
static uint8_t sealed_ak[128], sealed_teks[256], sealed_pre_pak[128];
static uint8_t signature[128], bs_cert[2048];
static struct eap_signed from_bs;

/* What a call came to */
static uint8_t out[OUT_MAX];
static size_t out_len;
static struct eap_error err;

static void keep(const uint8_t *(*get)(const struct eap_device *device, size_t *len),
		 const struct eap_device *from)
{
	size_t len;
	const uint8_t *data = get(from, &len);

	if (data)
		memcpy(out + out_len, data, len);
	out_len += len;
}

static bool keep_device(struct eap_device *loaded)
{
	if (!loaded)
		return false;
	keep(eap_device_certificate, loaded);
	keep(eap_device_ca, loaded);
	eap_device_free(loaded);
	return true;
}

static bool load_v1(void)
{
	return keep_device(eap_device_load(&cfg, &err));
}

static bool load_rsa(void)
{
	return keep_device(eap_device_load_rsa(&cfg, &err));
}

static bool decrypt(void)
{
	out_len = WMAN_AK_LEN;
	return eap_device_decrypt(device, sealed_ak, sizeof(sealed_ak), out, &err);
}

static bool decrypt_teks(void)
{
	out_len = WMAN_TEKS_LEN;
	return eap_device_decrypt_teks(device, sealed_teks, sizeof(sealed_teks), out, &err);
}

static bool open_pre_pak(void)
{
	out_len = WMAN_PRE_PAK_LEN;
	return eap_device_open_pre_pak(device, sealed_pre_pak, sizeof(sealed_pre_pak), mac, out,
				       &err);
}

static bool sign(void)
{
	out_len = eap_device_sign(device, message, sizeof(message), out, &err);
	return out_len;
}

static bool verify(void)
{
	bool unset;

	return eap_device_verify(device, &from_bs, time(NULL), &unset, &err);
}

static const struct call {
	const char *name;
	bool (*make)(void);
	enum wman_reason reason, other; /* of a refusal */
} all_calls[] = {
	{ "load_v1", load_v1, WMAN_REASON_CREDENTIALS, WMAN_REASON_HELPER_INTERNAL },
	{ "load_rsa", load_rsa, WMAN_REASON_CREDENTIALS, WMAN_REASON_HELPER_INTERNAL },
	{ "decrypt", decrypt, WMAN_REASON_AUTH_KEY, WMAN_REASON_AUTH_KEY },
	{ "decrypt_teks", decrypt_teks, WMAN_REASON_TEK_UNWRAP, WMAN_REASON_TEK_UNWRAP },
	{ "open_pre_pak", open_pre_pak, WMAN_REASON_PRE_PAK, WMAN_REASON_PRE_PAK },
	{ "sign", sign, WMAN_REASON_HELPER_INTERNAL, WMAN_REASON_HELPER_INTERNAL },
	{ "verify", verify, WMAN_REASON_BS_CERT, WMAN_REASON_SIGNATURE },
};

static void assert_refused(const struct call *call, unsigned int n)
{
	static const uint8_t zero[OUT_MAX];

	if (err.reason != call->reason && err.reason != call->other)
		fail_msg("%s, call %u: reason %d", call->name, n, err.reason);
	assert_int_not_equal(err.text[0], '\0');
	assert_memory_equal(out, zero, sizeof(zero));
}

/* Return: how often it was refused. */
static unsigned int sweep(const struct call *call, bool deep)
{
	static uint8_t good[OUT_MAX];
	unsigned int n, refused = 0;
	bool more = true, done;
	size_t good_len;

	memset(out, 0, sizeof(out));
	out_len = 0;
	assert_true(call->make());
	memcpy(good, out, sizeof(good));
	good_len = out_len;
	for (n = 1; more; n += deep ? STEP : 1) {
		/* the library's blinding does not survive an allocation that failed */
		eap_device_free(device);
		device = eap_device_load_rsa(&cfg, &err);
		assert_non_null(device);
		memset(out, 0, sizeof(out));
		out_len = 0;
		failing_begin(n, deep);
		done = call->make();
		more = failing_end();
		refused += !done;
		if (!done) {
			assert_refused(call, n);
			continue;
		}
		/* whatever we ask for, we look whether we got it */
		if (more && !deep)
			fail_msg("%s, call %u fails, and nobody sees it", call->name, n);
		assert_int_equal(out_len, good_len);
		assert_memory_equal(out, good, sizeof(good));
	}
	/* the last time nothing fails */
	assert_true(done);
	return refused;
}

static void every_call(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all_calls) / sizeof(all_calls[0]); i++) {
		assert_true(sweep(&all_calls[i], false) > 2);
		assert_true(sweep(&all_calls[i], true) > 0);
	}
}

static void seal(const char *plain, size_t len, uint8_t *to)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own.key, NULL);
	size_t n = 128;

	assert_int_equal(EVP_PKEY_encrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_encrypt(ctx, to, &n, (const uint8_t *)plain, len), 1);
	EVP_PKEY_CTX_free(ctx);
}

static void sign_by_bs(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t len = sizeof(signature);
	uint8_t *p = bs_cert;

	assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha1(), NULL, bs.key), 1);
	assert_int_equal(EVP_DigestSign(ctx, signature, &len, message, sizeof(message)), 1);
	EVP_MD_CTX_free(ctx);
	from_bs = (struct eap_signed){
		.data = message,
		.len = sizeof(message),
		.signature = signature,
		.signature_len = len,
		.certificate = bs_cert,
		.certificate_len = (size_t)i2d_X509(bs.cert, &p),
	};
}

static int group_setup(void **state)
{
	static const char secrets[] = "of a pre-PAK 32 octets, all used\x02\x16\0\0\x01";

	(void)state;
	root = pki_make(&(struct pki_spec){ .cn = "root", .ca = 1 }, NULL, 1024);
	own = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:01:00" }, &root, 1024);
	bs = pki_make(&(struct pki_spec){ .cn = "02:16:00:00:00:01" }, &root, 1024);
	cfg.ca_cert = pki_write_certs("ca.pem", root.cert, bs.cert, NULL);
	cfg.client_cert = pki_write_certs("own.pem", own.cert, NULL);
	cfg.private_key = pki_write_key("own.key", own.key, NULL, NULL);
	device = eap_device_load_rsa(&cfg, &err);
	seal(secrets, WMAN_AK_LEN, sealed_ak);
	seal(secrets, WMAN_TEKS_LEN / 2, sealed_teks);
	seal(secrets + 1, WMAN_TEKS_LEN / 2, sealed_teks + 128);
	seal(secrets, WMAN_PRE_PAK_LEN + EAP_MAC_LEN, sealed_pre_pak);
	sign_by_bs();
	return device ? 0 : -1;
}

static int group_teardown(void **state)
{
	(void)state;
	eap_device_free(device);
	pki_free(&root);
	pki_free(&own);
	pki_free(&bs);
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
