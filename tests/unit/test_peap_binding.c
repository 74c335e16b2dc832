// SPDX-License-Identifier: BSD-3-Clause
/*
 * Cryptographic binding of PEAP: keys and Compound MACs that were calculated from the text of MS-PEAP
 * by another program (PRF+ over Python's hmac), as no example is published.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "eap/method.h"
#include "eap/peap_binding.h"
#include "hex.h"

#define IPMK "d09f95bdc82242ef082b01f379ec2eb46d49f01f84b975865dfa0b65faf67b052dabc6c496f8a9b3"
#define CMK  "8adb63fcbe7efe4b3ce82a8a53aab6bac090a9df"
#define MSK                                                            \
	"94837390de739189a0c465b3ec52b6315a22204bfd7f4f0b648f2b5a74e5" \
	"f7fc94e476e3c573e8e69be2610f1d372981c466771655f6b43582531def8869c3ca"
#define EMSK                                                           \
	"34cfeea63bce282d9bc8501164dfaf2b6f5807c647ea8825f4b23a181eef" \
	"98bb9d8bd458400d140575c21d8e135d38a118a2cb99152230efca1e17b9024ee724"
#define REQUEST_MAC "019c277d19a287a507dd04a9447ce630cd0242a7"
#define ANSWER_MAC  "c7084dd63744ce46ed9f98bad31708b4fa808407"

static uint8_t tunnel_key[PEAP_TUNNEL_KEY_LEN], inner_key[PEAP_INNER_KEY_LEN];
static uint8_t request[PEAP_BINDING_TLV_LEN] = { 0x80, 12, 0, 56 };

static void test_keys(void **state)
{
	struct eap_result result;
	struct peap_binding b;

	assert_true(peap_binding_keys(&b, tunnel_key, inner_key));
	assert_hex(b.ipmk, sizeof(b.ipmk), IPMK);
	assert_hex(b.cmk, sizeof(b.cmk), CMK);
	assert_true(peap_binding_msk(&b, &result));
	assert_hex(result.msk, sizeof(result.msk), MSK);
	assert_hex(result.emsk, sizeof(result.emsk), EMSK);
}

/* Nothing ran inside: the keys are the tunnel's. */
static void test_resumed(void **state)
{
	struct peap_binding b;

	assert_true(peap_binding_keys(&b, tunnel_key, NULL));
	assert_memory_equal(b.ipmk, tunnel_key, 40);
	assert_memory_equal(b.cmk, tunnel_key + 40, 20);
}

static void test_compound_mac(void **state)
{
	uint8_t answer[PEAP_BINDING_TLV_LEN];
	struct peap_binding b;

	assert_true(peap_binding_keys(&b, tunnel_key, inner_key));
	assert_null(peap_binding_check(&b, request, sizeof(request)));
	assert_true(peap_binding_answer(&b, request, answer));
	assert_memory_equal(answer, request, 7);
	assert_int_equal(answer[7], 1);
	assert_memory_equal(answer + 8, request + 8, 32);
	assert_hex(answer + 40, 20, ANSWER_MAC);
	request[59] ^= 1;
	assert_non_null(peap_binding_check(&b, request, sizeof(request)));
	request[59] ^= 1;
}

static int set_up(void **state)
{
	uint8_t i;

	for (i = 0; i < sizeof(tunnel_key); i++)
		tunnel_key[i] = i;
	for (i = 0; i < sizeof(inner_key); i++)
		inner_key[i] = 0x80 + i;
	for (i = 0; i < 32; i++)
		request[8 + i] = 0x20 + i;
	hex(REQUEST_MAC, request + 40);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_resumed),
		cmocka_unit_test(test_compound_mac),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
