// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: whom it trusts to certify devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "eap_pki.h"
#include "failing.h"
#include "wman-bs/bs.h"
#include "wman-bs/pki.h"

static struct pki_id ca;
static struct bs_pki pki;
static struct bs_config cfg;
static char err[BS_ERROR_LEN];

FAILING(X509_STORE *, X509_STORE_new, (void), (), NULL)
FAILING(EVP_ASYM_CIPHER *, EVP_ASYM_CIPHER_fetch,
	(OSSL_LIB_CTX * ctx, const char *name, const char *properties), (ctx, name, properties),
	NULL)
FAILING(EVP_SIGNATURE *, EVP_SIGNATURE_fetch,
	(OSSL_LIB_CTX * ctx, const char *name, const char *properties), (ctx, name, properties),
	NULL)

static int load(const char *path)
{
	memset(&pki, 0, sizeof(pki));
	cfg.device_ca = (char *)path;
	err[0] = '\0';
	return bs_pki_load(&pki, &cfg, err);
}

static void test_device_ca(void **state)
{
	X509 *other = pki_unknown_key(ca.cert);

	assert_int_equal(load(pki_write_certs("ca.pem", ca.cert, NULL)), 0);
	assert_non_null(pki.devices);
	bs_pki_free(&pki);

	assert_int_equal(load(pki_write_certs("both.pem", ca.cert, other, NULL)), -EINVAL);
	assert_non_null(strstr(err, "both.pem: a certificate of a CA cannot be read whole"));
	bs_pki_free(&pki);

	assert_int_equal(load("/none"), -EINVAL);
	assert_string_equal(err, "/none: no certificates of CAs can be read");
	bs_pki_free(&pki);
	X509_free(other);
}

/* What cannot be had at the start is not missed when a subscriber comes. */
static void test_without_memory(void **state)
{
	const char *path = pki_write_certs("ca.pem", ca.cert, NULL);
	unsigned int n;
	int ret;

	for (n = 1;; n++) {
		failing_begin(n, false);
		ret = load(path);
		bs_pki_free(&pki);
		if (!failing_end())
			break;
		assert_int_equal(ret, -ENOMEM);
		assert_string_equal(err, "");
	}
	assert_int_equal(ret, 0);
	assert_int_equal(n, 4);
}

static int set_up(void **state)
{
	ca = pki_make(&(struct pki_spec){ .cn = "maker", .ca = 1 }, NULL, 1024);
	return 0;
}

static int tear_down(void **state)
{
	pki_free(&ca);
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device_ca),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
