// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Cryptographic suites. */
#include "suite.h"

#include "ccm_nonce.h"
#include "secneg.h"

#define ANY	(WMAN_PKM_V1 | WMAN_PKM_V2)

static const struct wman_suite known[] = {
	{ WMAN_SUITE_NULL, .data = WMAN_DATA_CLEAR, .wrap = WMAN_TEK_ALG_NONE, .versions = ANY,
	  .insecure = true },
	{ WMAN_SUITE_DES_3DES, .data = WMAN_DATA_DES_CBC, .wrap = WMAN_TEK_ALG_3DES,
	  .versions = WMAN_PKM_V1, .insecure = true, .tek_len = 8, .field_len = 8, .iv_len = 8 },
	{ WMAN_SUITE_DES_RSA, .data = WMAN_DATA_DES_CBC, .wrap = WMAN_TEK_ALG_RSA,
	  .versions = WMAN_PKM_V1, .insecure = true, .tek_len = 8, .iv_len = 8 },
	{ WMAN_SUITE_CCM_ECB, .data = WMAN_DATA_CCM, .wrap = WMAN_TEK_ALG_AES_ECB,
	  .versions = ANY, .tek_len = 16, .field_len = 16, .overhead = WMAN_CCM_OVERHEAD },
	{ WMAN_SUITE_CCM_WRAP, .data = WMAN_DATA_CCM, .wrap = WMAN_TEK_ALG_AES_WRAP,
	  .versions = ANY, .tek_len = 16, .field_len = 24, .overhead = WMAN_CCM_OVERHEAD },
};

static u32 current_number(u32 suite)
{
	return suite == WMAN_SUITE_CCM_ECB_2004 ? WMAN_SUITE_CCM_ECB : suite;
}

bool wman_suite_equal(u32 a, u32 b)
{
	return current_number(a) == current_number(b);
}

bool wman_suite_listed(const u32 *suites, size_t n, u32 suite)
{
	while (n--)
		if (wman_suite_equal(suites[n], suite))
			return true;
	return false;
}

bool wman_suites_insecure(const u32 *suites, size_t n)
{
	while (n--)
		if (wman_suite_find(suites[n])->insecure)
			return true;
	return false;
}

const struct wman_suite *wman_suite_find(u32 suite)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (wman_suite_equal(known[i].id, suite))
			return &known[i];
	return NULL;
}
