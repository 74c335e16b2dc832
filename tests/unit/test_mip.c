// SPDX-License-Identifier: BSD-3-Clause
/*
 * Mobile IP keys. The vectors were computed by Python's hmac, from the formulas of NWG stage 3,
 * RFC 5295 3.1 and rlm_wimax, with the EMSK 00 01 ... 3f.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "hex.h"
#include "mip.h"

static const char nai[] = "ss@example.net";
static const uint8_t ha4[] = { 192, 0, 2, 1 }, fa[] = { 192, 0, 2, 2 };
static const uint8_t ha6[] = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

static const struct {
	const char *name;
	const char *rk;
	uint32_t spi;
	const char *fa_rk;
	const char *mn_ha[MIP_TECHNOLOGIES];
	const char *mn_fa;
} vectors[MIP_VARIANTS] = {
	[MIP_NWG] = {
		.name = "nwg",
		.rk = "f258a57e45b5dfafad9947a2446f249041f90772c1feba1725f3485065d26bc0"
		      "b924b48c1fc6c9e2024f623edfff782e55be5b5ecafec8ab462bf019eb1b9138",
		.spi = 0xfaa34572,
		.fa_rk = "eb3a1a562c92a2e8294cee39eb2d633029d4e46c",
		.mn_ha = { "24c57e03285a765625ac8eb85c67ae79b20a8433",
			   "1a4ec68ac69c21f7b5f59b4c591bed4b4454cf36",
			   "108f88653f6d389b307bb4ed8b7e3b2208a8f20b",
			   "bdb676223c761cc36dabc6a7b61041e35bd5a406" },
		.mn_fa = "3e1b962c5d80e925c88dae847a7949720a650f56",
	},
	[MIP_RFC5295] = {
		.name = "rfc5295",
		.rk = "aa3f62126f6b7713d863e968708c0709395935fc1963a69809539e7d19cfc9c2"
		      "de69ae6bb50552a3c1d13aed5605679cb822e7a378069e0c507a6c444692e8fd",
		.spi = 0x27be05e0,
		.fa_rk = "d4841ae9de2f138ed82bd0f07e24c7df70df2228",
		.mn_ha = { "81084326004bb2c4e0f767c218e2d426381184c8",
			   "3382aa4df1e6dcb90e0c9cea75b4dd83e730f6c4",
			   "3ba2acc7dd91e760b66a755b222928b6781f4453",
			   "86f536de68c6bec1eb0d6f9697add204d4b13ec5" },
		.mn_fa = "cedd53442258f5ce1dff7e2846e316de3d2dcd3c",
	},
	[MIP_FREERADIUS] = {
		.name = "freeradius",
		.rk = "f258a57e45b5dfafad9947a2446f249041f90772c1feba1725f3485065d26bc0"
		      "7d192f2dde9179f57afb364b916d84176339f8338217f6a615a1ea6c174cc322",
		.spi = 0xbadff05d,
		.fa_rk = "ad473f5a72afcb7ac5e5b3b3747159a861670069",
		.mn_ha = { "f44223102c38017867767ebdf8932aa5c2af193f",
			   "b27c86300bf6202468101763a8899e3d8847245f",
			   "7a73f05ffeddc8d2c7b96ee4aadc16f22695169f",
			   "b97fe570db32439d84d01028626884c8091600d3" },
		.mn_fa = "4a9b0b69f5e146a66d8894959f5bd947e753f73f",
	},
};

static void derive(struct mip_roots *roots)
{
	uint8_t emsk[MIP_EMSK_LEN];
	size_t i;

	for (i = 0; i < sizeof(emsk); i++)
		emsk[i] = (uint8_t)i;
	assert_true(mip_roots_derive(emsk, roots));
}

static void keys(void **state)
{
	uint8_t key[MIP_KEY_LEN];
	struct mip_roots roots;
	enum mip_variant v;
	uint32_t spi;
	int t;

	derive(&roots);
	for (v = 0; v < MIP_VARIANTS; v++) {
		assert_string_equal(mip_variant_name(v), vectors[v].name);
		assert_hex(roots.rk[v], MIP_RK_LEN, vectors[v].rk);
		assert_true(mip_spi(&roots, v, &spi));
		assert_int_equal(spi, vectors[v].spi);
		for (t = 0; t < MIP_TECHNOLOGIES; t++) {
			assert_true(mip_mn_ha(&roots, v, t, mip_address_len(t) == 4 ? ha4 : ha6,
					      nai, key));
			assert_hex(key, sizeof(key), vectors[v].mn_ha[t]);
		}
		assert_true(mip_fa_rk(&roots, v, key));
		assert_hex(key, sizeof(key), vectors[v].fa_rk);
		assert_true(mip_mn_fa(key, fa, key));
		assert_hex(key, sizeof(key), vectors[v].mn_fa);
	}
	assert_null(mip_variant_name(MIP_VARIANTS));
	assert_null(mip_technology_name(MIP_TECHNOLOGIES));
}

static void longest_nai(void **state)
{
	uint8_t key[MIP_KEY_LEN];
	struct mip_roots roots;
	char text[255];

	derive(&roots);
	memset(text, 'a', sizeof(text));
	text[254] = '\0';
	assert_false(mip_mn_ha(&roots, MIP_NWG, MIP_CMIP6, ha6, text, key));
	text[253] = '\0';
	assert_true(mip_mn_ha(&roots, MIP_NWG, MIP_CMIP6, ha6, text, key));
}

/* Found by trying: the hash begins 000000fe, and SPIs up to 255 are reserved. */
static void reserved_spi(void **state)
{
	struct mip_roots roots = { .rk[MIP_NWG] = { [5] = 0x23, [6] = 0xe7, [7] = 0x0a } };
	uint32_t spi;

	assert_true(mip_spi(&roots, MIP_NWG, &spi));
	assert_int_equal(spi, 0xfe + 256);
}

static void library_fails(void **state)
{
	static const uint8_t zeros[sizeof(struct mip_roots)];
	uint8_t emsk[MIP_EMSK_LEN] = { 1 };
	struct mip_roots roots;
	unsigned int n, failed = 0;
	bool ok;

	assert_true(mip_roots_derive(emsk, &roots));
	for (n = 1;; n++) {
		memset(&roots, 0xaa, sizeof(roots));
		failing_begin(n, true);
		ok = mip_roots_derive(emsk, &roots);
		if (!failing_end())
			break;
		if (!ok)
			assert_memory_equal(&roots, zeros, sizeof(roots));
		failed += !ok;
	}
	assert_true(ok && failed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys),
		cmocka_unit_test(longest_nai),
		cmocka_unit_test(reserved_spi),
		cmocka_unit_test(library_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
