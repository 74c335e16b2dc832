// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Cryptographic suites. */
#include "suite.h"

static u32 current_number(u32 suite)
{
	return suite == WMAN_SUITE_CCM_ECB_2004 ? WMAN_SUITE_CCM_ECB : suite;
}

bool wman_suite_equal(u32 a, u32 b)
{
	return current_number(a) == current_number(b);
}

bool wman_suite_supported(u32 suite)
{
	return wman_suite_equal(suite, WMAN_SUITE_CCM_ECB) || suite == WMAN_SUITE_CCM_WRAP;
}
