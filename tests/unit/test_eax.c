// SPDX-License-Identifier: BSD-3-Clause
/*
 * EAX without memory: whichever allocation of the library fails, the message is refused or as it is
 * without the failure, and the library's errors are not left for the caller. Vectors: test_eap_psk.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/err.h>

#include "eap/eax.h"
#include "failing.h"

#define LEN 21

static const uint8_t key[16] = { 1 }, nonce[EAX_NONCE_LEN] = { 2 }, header[] = { 3, 4, 5 };
static const uint8_t plain[LEN] = "what is to be sealed";

static bool seal(uint8_t *data, uint8_t *tag)
{
	const struct eax eax = { key, nonce, header, sizeof(header), data, LEN };

	memcpy(data, plain, LEN);
	return eax_seal(&eax, tag);
}

static bool open(uint8_t *data, const uint8_t *sealed, const uint8_t *tag)
{
	const struct eax eax = { key, nonce, header, sizeof(header), data, LEN };

	memcpy(data, sealed, LEN);
	return eax_open(&eax, tag);
}

static void without_memory(void **state)
{
	uint8_t sealed[LEN], tag[EAX_TAG_LEN], data[LEN], other[EAX_TAG_LEN];
	unsigned int n, refused = 0;
	bool more = true, ok;

	(void)state;
	assert_true(seal(sealed, tag));
	for (n = 1; more; n++) {
		failing_begin(n, true);
		ok = seal(data, other);
		more = failing_end();
		assert_int_equal(ERR_peek_error(), 0);
		refused += !ok;
		if (ok) {
			assert_memory_equal(data, sealed, LEN);
			assert_memory_equal(other, tag, EAX_TAG_LEN);
		}
		failing_begin(n, true);
		ok = open(data, sealed, tag);
		more |= failing_end();
		assert_int_equal(ERR_peek_error(), 0);
		if (ok)
			assert_memory_equal(data, plain, LEN);
		else
			assert_memory_equal(data, sealed, LEN);
	}
	assert_true(ok);
	assert_true(refused > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
