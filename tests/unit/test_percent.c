// SPDX-License-Identifier: BSD-3-Clause
/* Words of the agent's socket: any octets there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "percent.h"

static void percent(void **state)
{
	uint8_t all[256], back[PERCENT_ROOM(256)];
	char word[PERCENT_ROOM(256)];
	size_t i;

	for (i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	percent_encode(word, all, 256);
	for (i = 0; word[i]; i++)
		assert_true(word[i] > ' ' && word[i] <= '~');
	assert_int_equal(percent_decode(back, word), 256);
	assert_memory_equal(back, all, 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
