// SPDX-License-Identifier: BSD-3-Clause
/* The private key of PKMv1 is used in a real child: the AUTH-Key goes in, the AK comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/rsa.h>

#include "child.h"
#include "eap/eap.h"
#include "eap_pki.h"
#include "loop.h"

/* Milliseconds until a child that says nothing fails the test. */
#define GIVE_UP_MS 10000

static struct loop *loop;
static unsigned int dones;
static struct outcome outcome;

static void on_done(void *ctx, const struct outcome *o)
{
	dones++;
	outcome = *o;
	loop_quit(loop);
}

static const struct child_ops ops = { .done = on_done };

static void give_up(void *arg)
{
	fail_msg("the child is silent");
}

static size_t encrypt(EVP_PKEY *key, const uint8_t *ak, uint8_t *out, size_t size)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	assert_int_equal(EVP_PKEY_encrypt_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING), 1);
	assert_int_equal(EVP_PKEY_encrypt(ctx, out, &size, ak, WMAN_AK_LEN), 1);
	EVP_PKEY_CTX_free(ctx);
	return size;
}

/* What a child says of @data, which is all that it is asked. */
static void ask(const struct eap_device *device, const uint8_t *data, size_t len)
{
	struct loop_timer *timer = loop_timer_new(loop, give_up, NULL);
	struct child *child = child_new_device(loop, device, &ops, NULL);

	assert_non_null(child);
	dones = 0;
	loop_timer_set(timer, GIVE_UP_MS);
	child_decrypt(child, data, len);
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
	uint8_t sealed[128];
	size_t len;

	assert_non_null(device);
	loop = loop_new();
	len = encrypt(own.key, ak, sealed, sizeof(sealed));
	ask(device, sealed, len);
	assert_true(outcome.success);
	assert_memory_equal(outcome.msk, ak, sizeof(ak));
	sealed[5] ^= 1;
	ask(device, sealed, len);
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_AUTH_KEY);
	loop_free(loop);
	eap_device_free(device);
	pki_free(&own);
	pki_free(&ca);
	pki_cleanup();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_device) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
