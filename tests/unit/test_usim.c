// SPDX-License-Identifier: BSD-3-Clause
/*
 * A card without ciphers: whichever call of the library fails, nothing is answered. What it answers else:
 * test_eap_sim and test_milenage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/evp.h>

#include "eap/eap.h"
#include "eap/usim.h"
#include "failing.h"

#define CALLS_MAX 100

FAILING(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new, (void), (), NULL)
FAILING(int, EVP_EncryptInit_ex,
	(EVP_CIPHER_CTX * ctx, const EVP_CIPHER *cipher, ENGINE *impl, const unsigned char *key,
	 const unsigned char *iv),
	(ctx, cipher, impl, key, iv), 0)
FAILING(int, EVP_EncryptUpdate,
	(EVP_CIPHER_CTX * ctx, unsigned char *out, int *out_len, const unsigned char *in, int len),
	(ctx, out, out_len, in, len), 0)

static const struct usim card = { .key = { .k = { 1, 2, 3 }, .opc = { 4, 5, 6 } } };
static const uint8_t challenge[16] = { 7, 8, 9 };

/* What the operator sends with the challenge for a sequence number below 256. */
static void make_autn(uint8_t sqn, uint8_t autn[16])
{
	const uint8_t number[MILENAGE_SQN_LEN] = { [MILENAGE_SQN_LEN - 1] = sqn };
	uint8_t mac_s[MILENAGE_MAC_LEN];
	struct milenage_out out;
	int i;

	memset(autn, 0, 16);
	assert_true(milenage_f2345(&card.key, challenge, &out));
	assert_true(milenage_f1(&card.key, challenge, number, autn + MILENAGE_SQN_LEN,
				autn + MILENAGE_SQN_LEN + MILENAGE_AMF_LEN, mac_s));
	for (i = 0; i < MILENAGE_SQN_LEN; i++)
		autn[i] = number[i] ^ out.ak[i];
}

/* Each call fails once; the verdict without a failure. */
static enum usim_verdict sweep(uint64_t last, const uint8_t autn[16])
{
	struct usim_answer answer;
	enum usim_verdict verdict;
	unsigned int n;

	for (n = 1;; n++) {
		memset(&answer, 0, sizeof(answer));
		failing_begin(n, false);
		verdict = usim_umts(&card, last, challenge, autn, &answer);
		if (!failing_end())
			break;
		assert_int_equal(verdict, USIM_ERROR);
		assert_int_equal(answer.res_len, 0);
		assert_int_equal(answer.sqn, 0);
		assert_true(n < CALLS_MAX);
	}
	/* three calls for each block, six blocks and more */
	assert_true(n > 18);
	return verdict;
}

static void test_umts(void **state)
{
	uint8_t autn[16];

	make_autn(32, autn);
	assert_int_equal(sweep(31, autn), USIM_OK);
	/* one block more, for the answer to an old number */
	assert_int_equal(sweep(64, autn), USIM_SYNC);
	autn[15] ^= 1;
	assert_int_equal(sweep(31, autn), USIM_MAC);
}

static void test_gsm(void **state)
{
	uint8_t sres[4], kc[8];
	unsigned int n;
	bool ok;

	for (n = 1;; n++) {
		failing_begin(n, false);
		ok = usim_gsm(&card, challenge, sres, kc);
		if (!failing_end())
			break;
		assert_false(ok);
		assert_true(n < CALLS_MAX);
	}
	assert_true(ok);
	assert_true(n > 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_umts),
		cmocka_unit_test(test_gsm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
