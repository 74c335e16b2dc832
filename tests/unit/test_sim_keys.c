// SPDX-License-Identifier: BSD-3-Clause
/* Published values: TS 35.208 (Milenage), RFC 4186 (EAP-SIM and the FIPS 186-2 generator), RFC 9048. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "eap/digest.h"
#include "eap/milenage.h"
#include "eap/sim_keys.h"
#include "eap/usim.h"
#include "hex.h"

/* TS 35.208 4.3 to 4.5, test sets 1 to 3 */
static const struct {
	const char *k, *op, *opc, *rand, *sqn, *amf, *f1, *f1_resync, *f2, *f3, *f4, *f5,
		*f5_resync;
} sets[] = {
	{ "465b5ce8b199b49faa5f0a2ee238a6bc", "cdc202d5123e20f62b6d676ac72cb318",
	  "cd63cb71954a9f4e48a5994e37a02baf", "23553cbe9637a89d218ae64dae47bf35", "ff9bb4d0b607",
	  "b9b9", "4a9ffac354dfafb3", "01cfaf9ec4e871e9", "a54211d5e3ba50bf",
	  "b40ba9a3c58b2a05bbf0d987b21bf8cb", "f769bcd751044604127672711c6d3441", "aa689c648370",
	  "451e8beca43b" },
	{ "0396eb317b6d1c36f19c1c84cd6ffd16", "ff53bade17df5d4e793073ce9d7579fa",
	  "53c15671c60a4b731c55b4a441c0bde2", "c00d603103dcee52c4478119494202e8", "fd8eef40df7d",
	  "af17", "5df5b31807e258b0", "a8c016e51ef4a343", "d3a628ed988620f0",
	  "58c433ff7a7082acd424220f2b67c556", "21a8c1f929702adb3e738488b9f5c5da", "c47783995f72",
	  "30f1197061c1" },
	{ "fec86ba6eb707ed08905757b1bb44b8f", "dbc59adcb6f9a0ef735477b7fadf8374",
	  "1006020f0a478bf6b699f15c062e42b3", "9f7c8d021accf4db213ccff0c7f71a6a", "9d0277595ffc",
	  "725c", "9cabc3e99baf7281", "95814ba2b3044324", "8011c48c0c214ed2",
	  "5dbdbb2954e8f3cde665b046179a5098", "59a92d3b476a0443487055cf88b2307b", "33484dc2136b",
	  "deacdd848cc6" },
};

static void milenage(void **state)
{
	uint8_t op[16], rand[16], sqn[6], amf[2], mac_a[8], mac_s[8];
	struct milenage_out out;
	struct milenage_key key;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		hex(sets[i].k, key.k);
		hex(sets[i].op, op);
		hex(sets[i].rand, rand);
		hex(sets[i].sqn, sqn);
		hex(sets[i].amf, amf);
		assert_true(milenage_opc(&key, op));
		assert_hex(key.opc, sizeof(key.opc), sets[i].opc);
		assert_true(milenage_f1(&key, rand, sqn, amf, mac_a, mac_s));
		assert_hex(mac_a, sizeof(mac_a), sets[i].f1);
		assert_hex(mac_s, sizeof(mac_s), sets[i].f1_resync);
		assert_true(milenage_f2345(&key, rand, &out));
		assert_hex(out.res, sizeof(out.res), sets[i].f2);
		assert_hex(out.ck, sizeof(out.ck), sets[i].f3);
		assert_hex(out.ik, sizeof(out.ik), sets[i].f4);
		assert_hex(out.ak, sizeof(out.ak), sets[i].f5);
		assert_hex(out.ak_resync, sizeof(out.ak_resync), sets[i].f5_resync);
	}
}

/* TS 55.205, test set 1 */
static void gsm(void **state)
{
	struct usim usim = { 0 };
	uint8_t rand[16], sres[4], kc[8];

	(void)state;
	hex(sets[0].k, usim.key.k);
	hex(sets[0].opc, usim.key.opc);
	hex(sets[0].rand, rand);
	assert_true(usim_gsm(&usim, rand, sres, kc));
	assert_hex(sres, sizeof(sres), "46f8416a");
	assert_hex(kc, sizeof(kc), "eae4be823af9a08b");
}

/* NIST's example for FIPS 186-2 with change notice 1 */
static void prf(void **state)
{
	uint8_t seed[20], out[40];

	(void)state;
	hex("bd029bbe7f51960bcf9edb2b61f06f0feb5a38b6", seed);
	sim_prf(seed, out, sizeof(out));
	assert_hex(out, sizeof(out),
		   "2070b3223dba372fde1c0ffc7b2e3b498b2606143c6c18bacb0f6c55babb1378"
		   "8e20d737a3275116");
}

/* RFC 4186 appendix A */
static void sim(void **state)
{
	struct sim_keys keys = { 0 };
	uint8_t kc[24], nonce[16], version[] = { 0, 1 }, nonce_s[16];
	const struct digest_part parts[] = {
		{ "1244070100000001@eapsim.foo", 27 },
		{ kc, 24 },
		{ nonce, 16 },
		{ version, 2 },
		{ version, 2 },
	};

	(void)state;
	hex("a0a1a2a3a4a5a6a7b0b1b2b3b4b5b6b7c0c1c2c3c4c5c6c7", kc);
	hex("0123456789abcdeffedcba9876543210", nonce);
	assert_true(digest_hash(EVP_sha1(), parts, 5, keys.mk));
	assert_hex(keys.mk, sizeof(keys.mk), "e576d5ca332e9930018bf1baee2763c795b3c712");
	sim_keys_full(&keys);
	assert_hex(keys.k_encr, sizeof(keys.k_encr), "536e5ebc4465582aa6a8ec9986ebb620");
	assert_hex(keys.k_aut, 16, "25af1942efcbf4bc72b3943421f2a974");
	assert_hex(keys.msk, sizeof(keys.msk),
		   "39d45aeaf4e30601983e972b6cfd46d1c363773365690d09cd44976b525f47d3"
		   "a60a985e955c53b090b2e4b73719196a402542968fd14a888f46b9a7886e4488");
	assert_hex(keys.emsk, sizeof(keys.emsk),
		   "5949eab0fff69d52315c6c634fd14a7f0d52023d56f79698fa6596abeed4f93f"
		   "bb48eb534d985414ceed0d9a8ed33c387c9dfdab92ffbdf240fcecf65a2c93b9");
	hex("0123456789abcdeffedcba9876543210", nonce_s);
	assert_true(sim_keys_reauth(
		&keys,
		"Y24fNSrz8BP274jOJaF17WfxI8YO7QX00pMXk9XMMVOw7broaNhTczuFq53aEpOkk3L0dm@"
		"eapsim.foo",
		1, nonce_s));
	assert_hex(keys.msk, sizeof(keys.msk),
		   "6263f614973895e1335f7e30cff028ee2176f519002c9abe732fe0ef00cf167c"
		   "756d9e4ced6d5ed640eb3fe38565ca07"
		   "6e7fb8a817cfe8d9adbce441d47c4f5e");
	assert_hex(keys.emsk, sizeof(keys.emsk),
		   "3d8ff786"
		   "3a630b2b06e2cf209684c13f6b82f992f2b06f1b54bf51ef237f2a40"
		   "1ef5e0d7e098a34c533eaebf34578854b7721526"
		   "20a777f0e0340884a294fb73");
}

/* RFC 9048 appendix D, case 1 */
static void prime(void **state)
{
	struct sim_keys keys = { 0 };
	uint8_t ck_ik[32], autn[16];

	(void)state;
	hex("5349fbe098649f948f5d2e973a81c00f9744871ad32bf9bbd1dd5ce54e3e2e5a", ck_ik);
	hex("bb52e91c747ac3ab2a5c23d15ee351d5", autn);
	assert_true(
		sim_keys_prime(&keys, ck_ik, autn, (const uint8_t *)"WLAN", 4, "0555444333222111"));
	assert_hex(keys.k_encr, sizeof(keys.k_encr), "766fa0a6c317174b812d52fbcd11a179");
	assert_hex(keys.k_aut, sizeof(keys.k_aut),
		   "0842ea722ff6835bfa2032499fc3ec23c2f0e388b4f07543ffc677f1696d71ea");
	assert_hex(keys.k_re, sizeof(keys.k_re),
		   "cf83aa8bc7e0aced892acc98e76a9b2095b558c7795c7094715cb3393aa7d17a");
	assert_hex(keys.msk, sizeof(keys.msk),
		   "67c42d9aa56c1b79e295e3459fc3d187d42be0bf818d3070e362c5e967a4d544"
		   "e8ecfe19358ab3039aff03b7c930588c055babee58a02650b067ec4e9347c75a");
	assert_hex(keys.emsk, sizeof(keys.emsk),
		   "f861703cd775590e16c7679ea3874ada866311de290764d760cf76df647ea01c"
		   "313f69924bdd7650ca9bac141ea075c4ef9e8029c0e290cdbad5638b63bc23fb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(milenage), cmocka_unit_test(gsm),   cmocka_unit_test(prf),
		cmocka_unit_test(sim),	    cmocka_unit_test(prime),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
