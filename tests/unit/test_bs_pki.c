// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: whom it trusts to certify devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "eap_pki.h"
#include "wman-bs/bs.h"
#include "wman-bs/pki.h"

/* rsaEncryption, in a SubjectPublicKeyInfo */
static const u8 rsa_encryption[] = { 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5 };

static struct pki_id ca;
static struct bs_pki pki;
static struct bs_config cfg;
static char err[BS_ERROR_LEN];

static int load(const char *path)
{
	memset(&pki, 0, sizeof(pki));
	cfg.device_ca = (char *)path;
	err[0] = '\0';
	return bs_pki_load(&pki, &cfg, err);
}

/* A CA whose key is of an algorithm that nobody knows. */
static X509 *with_other_key(void)
{
	u8 *der = NULL, *at;
	int len = i2d_X509(ca.cert, &der);
	const u8 *p = der;
	X509 *cert;

	assert_true(len > 0);
	at = memmem(der, (size_t)len, rsa_encryption, sizeof(rsa_encryption));
	assert_non_null(at);
	at[10] = 0x7f;
	cert = d2i_X509(NULL, &p, len);
	assert_non_null(cert);
	OPENSSL_free(der);
	return cert;
}

static void test_device_ca(void **state)
{
	X509 *other = with_other_key();

	assert_int_equal(load(pki_write_certs("ca.pem", ca.cert, NULL)), 0);
	assert_non_null(pki.devices);
	bs_pki_free(&pki);

	assert_int_equal(load(pki_write_certs("both.pem", ca.cert, other, NULL)), -EINVAL);
	assert_non_null(strstr(err, "both.pem: the key of a CA cannot be read"));
	bs_pki_free(&pki);

	assert_int_equal(load("/none"), -EINVAL);
	assert_string_equal(err, "/none: no certificates of CAs can be read");
	bs_pki_free(&pki);
	X509_free(other);
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
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
