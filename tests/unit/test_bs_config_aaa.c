// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: options of the AAA side, and which of them go together. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wman-bs/config.h"

#define PIN "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

#define RADIUS "air", "eth0", "radius", "h:1", "secret-file", "/x"
#define RADSEC "air", "eth0", "radsec", "h"
#define FILES  "radsec-ca", "/c", "radsec-cert", "/o", "radsec-key", "/k"

/* @wrong: what the error says, of the option that is not taken or of the whole; NULL: good */
static void test_together(void **state)
{
	static const struct {
		const char *wrong;
		const char *options[20];
	} cases[] = {
		{ NULL, { RADIUS } },
		{ NULL, { RADIUS, "accounting", "h", "secret-file", "/y" } },
		{ "secret-file is wanted", { RADIUS, "accounting", "h" } },
		{ "no radsec server", { RADIUS, "accounting", "radsec" } },
		{ NULL, { RADSEC, FILES } },
		{ NULL, { RADSEC, FILES, "accounting", "radsec" } },
		{ "no radsec server", { RADIUS, "coa-listen", "radsec" } },
		{ NULL, { RADSEC, FILES, "coa-listen", "radsec" } },
		{ "a coa-client is wanted",
		  { RADSEC, FILES, "coa-listen", "radsec", "coa-listen", "h" } },
		{ "0 to 3600", { RADIUS, "radius-status", "3601" } },
		{ NULL, { RADSEC, "radsec-name", "aaa", "radsec-pin", PIN, FILES } },
		{ "radsec-ca, radsec-cert and", { RADSEC } },
		{ "radsec-ca, radsec-cert and", { RADSEC, "radsec-ca", "/c", "radsec-key", "/k" } },
		{ "not for radsec", { RADSEC, "secret-file", "/x", FILES } },
		{ "comes after the RadSec", { RADIUS, "radsec-name", "aaa" } },
		{ "comes after the RadSec", { RADIUS, "radsec-pin", PIN } },
		{ "once", { RADSEC, "radsec-name", "a", "radsec-name", "b" } },
		{ "comes after the RadSec", { "air", "eth0", "radsec-name", "aaa" } },
		{ "comes after the RadSec", { "air", "eth0", "radsec-pin", PIN } },
		{ "64 hexadecimal", { RADSEC, "radsec-pin", "00" } },
		{ "64 hexadecimal", { RADSEC, "radsec-pin", PIN "00" } },
		{ NULL, { RADIUS, "coa-listen", "::1", "coa-client", "h", "secret-file", "/z" } },
		{ "a coa-client is wanted", { RADIUS, "coa-listen", "::1" } },
		{ "a coa-client is wanted", { RADIUS, "coa-client", "h", "secret-file", "/z" } },
		{ "secret-file is wanted", { RADIUS, "coa-listen", "::1", "coa-client", "h" } },
		/* a client is no server */
		{ "a server is wanted",
		  { "air", "eth0", "coa-listen", "::1", "coa-client", "h", "secret-file", "/z" } },
		{ NULL, { RADIUS, "pkmv1", "aaa" } },
		{ NULL, { RADSEC, FILES, "pkmv1", "aaa", "policy", "pkmv1" } },
		{ "pkmv1: a radius or radsec server", { "air", "eth0", "pkmv1", "aaa" } },
		{ "pkmv1: a radius or radsec server",
		  { "air", "eth0", "pkmv1", "aaa", "device-ca", "/ca" } },
		{ "0 to 86400", { RADIUS, "accounting-interim", "86401" } },
	};
	char err[BS_ERROR_LEN];
	struct bs_config cfg;
	size_t i, j;
	int ret;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bs_config_init(&cfg);
		for (j = 0, ret = 0; !ret && cases[i].options[j]; j += 2)
			ret = bs_config_set(&cfg, cases[i].options[j], cases[i].options[j + 1],
					    err);
		if (!ret)
			ret = bs_config_finish(&cfg, err);
		assert_int_equal(ret, cases[i].wrong ? -EINVAL : 0);
		if (cases[i].wrong && !strstr(err, cases[i].wrong))
			fail_msg("'%s' instead of '%s'", err, cases[i].wrong);
		bs_config_free(&cfg);
	}
}

static void test_pin(void **state)
{
	char err[BS_ERROR_LEN];
	struct bs_config cfg;

	bs_config_init(&cfg);
	assert_int_equal(bs_config_set(&cfg, "radsec", "h:1", err), 0);
	assert_int_equal(bs_config_set(&cfg, "radsec-pin", PIN, err), 0);
	assert_true(cfg.servers[0].pinned);
	assert_int_equal(cfg.servers[0].pin[0], 0);
	assert_int_equal(cfg.servers[0].pin[1], 0x11);
	assert_int_equal(cfg.servers[0].pin[31], 0xff);
	bs_config_free(&cfg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_pin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
