// SPDX-License-Identifier: BSD-3-Clause
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secneg.h"
#include "suite.h"

/**
 * suites_parse() - read a list
 * @suites: for it
 * @text: suites in hexadecimal, 0x020104, separated by blanks
 *
 * Return: NULL, or what is wrong.
 */
const char *suites_parse(struct suites *suites, const char *text)
{
	unsigned long suite;
	char *end;

	suites->n = 0;
	for (text += strspn(text, " \t"); *text; text = end + strspn(end, " \t")) {
		suite = strtoul(text, &end, 16);
		if (strncmp(text, "0x", 2) || strcspn(text, " \t") != 8 || end != text + 8)
			return "a suite is three octets such as 0x020104";
		if (!wman_suite_find((u32)suite))
			return "there is no such suite here (0x020104, 0x020103, 0x010001, "
			       "0x010002 and 0x000000 there are)";
		if (wman_suite_listed(suites->suite, suites->n, (u32)suite))
			return "a suite is given twice";
		if (suites->n == WMAN_SUITES_MAX)
			return "too many suites";
		suites->suite[suites->n++] = (uint32_t)suite;
	}
	return suites->n ? NULL : "no suite is left";
}

/**
 * suites_share() - is a suite in both lists?
 * @a: one
 * @b: the other
 *
 * Return: whether one is.
 */
bool suites_share(const struct suites *a, const struct suites *b)
{
	uint8_t i;

	for (i = 0; i < a->n; i++)
		if (wman_suite_listed(b->suite, b->n, a->suite[i]))
			return true;
	return false;
}

/**
 * suites_serve() - is one of use with an authorization?
 * @suites: the list
 * @policy: the authorization
 *
 * Return: whether one is; none is with policy none.
 */
bool suites_serve(const struct suites *suites, enum wman_auth_policy policy)
{
	const u8 version = policy == WMAN_AUTH_POLICY_PKMV1 ? WMAN_PKM_V1 : WMAN_PKM_V2;
	uint8_t i;

	for (i = 0; i < suites->n && policy != WMAN_AUTH_POLICY_NONE; i++)
		if (wman_suite_find(suites->suite[i])->versions & version)
			return true;
	return false;
}
