// SPDX-License-Identifier: BSD-3-Clause
/* Events name messages as the standard does: enum air-message of the netlink family. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <linux/wman.h>

#include "message.h"
#include "names_gen.h"
#include "pkm.h"

/* The standard's name in lower case with hyphens; PKMv1 has names that PKMv2 has as well. */
static void assert_named(const char *name, const char *standard)
{
	const char *p = strncmp(name, "v1-", 3) ? name : name + 3;
	size_t i;

	for (i = 0; standard[i]; i++)
		assert_int_equal(p[i], standard[i] == ' ' ? '-' : tolower((unsigned char)standard[i]));
	assert_int_equal(p[i], '\0');
}

static void test_types(void **state)
{
	unsigned int type, n = 0;

	for (type = 0; type < WMAN_MSG_TYPES; type++) {
		if (!wman_message_name((u8)type) || type == WMAN_MSG_PKM_REQ ||
		    type == WMAN_MSG_PKM_RSP)
			continue;
		assert_named(wman_air_message_name(type), wman_message_name((u8)type));
		n++;
	}
	assert_true(n >= 20);
}

static void test_codes(void **state)
{
	unsigned int code, n = 0;

	for (code = 0; code < WMAN_PKM_CODES; code++) {
		if (!wman_pkm_name((u8)code))
			continue;
		assert_named(wman_air_message_name(WMAN_AIR_MESSAGE_PKM + code),
			     wman_pkm_name((u8)code));
		n++;
	}
	assert_int_equal(WMAN_AIR_MESSAGE_PKM + code - 1, WMAN_AIR_MESSAGE_MAX);
	assert_int_equal(n, 28);
}

static void test_others(void **state)
{
	assert_string_equal(wman_air_message_name(8), "unknown");
	assert_string_equal(wman_air_message_name(WMAN_AIR_MESSAGE_PKM), "unknown");
	assert_string_equal(wman_air_message_name(WMAN_AIR_MESSAGE_PKM + 255), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
