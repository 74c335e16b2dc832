// SPDX-License-Identifier: BSD-3-Clause
/* Vectors of the key hierarchy. */
#include "digest.h"
#include "kdf.h"
#include "keywrap.h"
#include "pkm_build.h"
#include "vectors_run.h"

#define FIELD_CASES 2
#define KDF_CASES   14

static void run_kdf(struct wman_vector_run *run)
{
	const struct wman_vector *key, *astring;
	enum wman_kdf_mode mode;
	struct wman_vec vec;
	u8 out[WMAN_KDF_MAX];
	unsigned int i;
	size_t len;

	for (i = 0; vector_base_index(run, "computed.dot16kdf", i), vector_has(run, "out"); i++) {
		mode = vector_text_is(run, "mode", "cmac") ? WMAN_KDF_CMAC : WMAN_KDF_SHA1;
		key = vector_get(run, "key");
		astring = vector_get(run, "astring");
		vec.data = astring->data;
		vec.len = astring->len;
		len = vector_number(run, "bits") / 8;
		vector_check(run,
			     !wman_kdf(run->prim, mode, key->data, key->len, &vec, 1, out, len),
			     "out");
		vector_equal(run, "out", out, len);
	}
	vector_check(run, i == KDF_CASES, "out");
}

/* Two networks that were seen in the field. */
static void run_field(struct wman_vector_run *run)
{
	const char *list = "published.dot16_key_hierarchy_field.cases";
	u8 pmk[WMAN_PMK_LEN], ak[WMAN_AK_LEN], akid[WMAN_AKID_LEN];
	struct wman_cmac_keys keys;
	const u8 *mac, *bsid;
	unsigned int i;

	for (i = 0; vector_base_index(run, list, i), vector_has(run, "msk"); i++) {
		mac = vector_octets(run, "ms_mac");
		bsid = vector_octets(run, "bsid");
		wman_kdf_pmk(vector_octets(run, "msk"), pmk);
		vector_equal(run, "pmk", pmk, sizeof(pmk));
		vector_check(run,
			     !wman_kdf_ak(run->prim, WMAN_KDF_CMAC, WMAN_AK_EAP, pmk, NULL, mac,
					  bsid, ak),
			     "ak");
		vector_equal(run, "ak", ak, sizeof(ak));
		vector_check(run,
			     !wman_kdf_akid(run->prim, WMAN_KDF_CMAC, ak,
					    (u8)vector_number(run, "ak_sn"), mac, bsid, akid),
			     "akid");
		vector_equal(run, "akid", akid, sizeof(akid));
		if (!vector_has(run, "kek"))
			continue;
		vector_check(run,
			     !wman_kdf_cmac_keys(run->prim, ak, mac, bsid, WMAN_EDITION_2009,
						 (u16)vector_number(run, "cmac_key_count"), &keys),
			     "kek");
		vector_equal(run, "cmac_key_u", keys.u, sizeof(keys.u));
		vector_equal(run, "cmac_key_d", keys.d, sizeof(keys.d));
		vector_equal(run, "kek", keys.kek, sizeof(keys.kek));
	}
	vector_check(run, i == FIELD_CASES, "msk");
}

/* Roots that a mode of authorization begins with. */
struct roots {
	const u8 *mac;
	const u8 *bsid;
	const u8 *msk1;
	const u8 *msk2;
	const u8 *pre_pak;
};

static void check_ak(struct wman_vector_run *run, enum wman_kdf_mode mode, const struct roots *r,
		     enum wman_ak_policy policy, const u8 *pmk, const u8 *other, const char *leaf)
{
	u8 ak[WMAN_AK_LEN];

	vector_check(run, !wman_kdf_ak(run->prim, mode, policy, pmk, other, r->mac, r->bsid, ak),
		     leaf);
	vector_equal(run, leaf, ak, sizeof(ak));
}

/* Everything but AKIDs and the keys from the AK is the same in both modes but for names. */
static void run_mode(struct wman_vector_run *run, enum wman_kdf_mode mode, const struct roots *r)
{
	const bool cmac = mode == WMAN_KDF_CMAC;
	const size_t len = cmac ? WMAN_CMAC_KEY_LEN : WMAN_HMAC_KEY_LEN;
	u8 u[WMAN_HMAC_KEY_LEN], d[WMAN_HMAC_KEY_LEN], eik[WMAN_EIK_LEN];
	u8 pak[WMAN_PAK_LEN], pmk[WMAN_PMK_LEN], pmk2[WMAN_PMK_LEN], mtk[WMAN_MTK_LEN];
	struct wman_prim *prim = run->prim;

	vector_check(run, !wman_kdf_eik_pak(prim, mode, r->pre_pak, r->mac, r->bsid, eik, pak),
		     "pak");
	vector_equal(run, "eik_from_pre_pak", eik, sizeof(eik));
	vector_equal(run, "pak", pak, sizeof(pak));
	vector_check(run, !wman_kdf_eik_keys(prim, mode, eik, r->mac, r->bsid, u, d), "eik");
	vector_equal(run,
		     cmac ? "keys_from_eik_of_pre_pak.cmac_key_u" :
			    "keys_from_eik_of_pre_pak.hmac_key_u",
		     u, len);
	vector_equal(run,
		     cmac ? "keys_from_eik_of_pre_pak.cmac_key_d" :
			    "keys_from_eik_of_pre_pak.hmac_key_d",
		     d, len);

	wman_kdf_eik_pmk(r->msk1, eik, pmk);
	vector_equal(run, "eik_from_msk1", eik, sizeof(eik));
	vector_equal(run, "pmk", pmk, sizeof(pmk));
	wman_kdf_pmk(r->msk2, pmk2);
	vector_equal(run, "pmk2", pmk2, sizeof(pmk2));

	check_ak(run, mode, r, WMAN_AK_RSA, NULL, pak, "ak.rsa_only");
	check_ak(run, mode, r, WMAN_AK_EAP, pmk, NULL, "ak.eap_only");
	check_ak(run, mode, r, WMAN_AK_RSA_EAP, pmk, pak, "ak.rsa_then_eap");
	check_ak(run, mode, r, WMAN_AK_EAP_EAP, pmk, pmk2, "ak.eap_then_eap");

	vector_check(run, !wman_kdf_group_key(prim, mode, vector_octets(run, "group.gkek"), u),
		     "group.gkek");
	vector_equal(run, cmac ? "group.cmac_key_gd" : "group.hmac_key_gd_from_128_bit_gkek", u,
		     len);
	vector_check(run,
		     !wman_kdf_mtk(prim, mode, vector_octets(run, "mbs.mak"),
				   vector_octets(run, "mbs.mgtek"), mtk),
		     "mbs.mtk");
	vector_equal(run, "mbs.mtk", mtk, sizeof(mtk));
}

static void run_akids(struct wman_vector_run *run, enum wman_kdf_mode mode, const struct roots *r,
		      const char *list, const u8 *ak)
{
	u8 akid[WMAN_AKID_LEN];
	unsigned int i;

	for (i = 0; vector_base_index(run, list, i), vector_has(run, "akid"); i++) {
		vector_check(run,
			     !wman_kdf_akid(run->prim, mode, ak, (u8)vector_number(run, "ak_sn"),
					    r->mac, r->bsid, akid),
			     "akid");
		vector_equal(run, "akid", akid, sizeof(akid));
	}
	vector_check(run, i == 4, "akid");
}

static void run_cmac_keys(struct wman_vector_run *run, const struct roots *r, const u8 *ak)
{
	const char *list = "computed.authorization.modes.cmac.by_key_count";
	struct wman_cmac_keys keys;
	unsigned int i;

	/* edition 2005: the prekeys themselves */
	vector_check(run,
		     !wman_kdf_cmac_keys(run->prim, ak, r->mac, r->bsid, WMAN_EDITION_2005, 7,
					 &keys),
		     "kek");
	vector_equal(run, "cmac_prekey_u", keys.u, sizeof(keys.u));
	vector_equal(run, "cmac_prekey_d", keys.d, sizeof(keys.d));
	vector_equal(run, "kek", keys.kek, sizeof(keys.kek));

	for (i = 0; vector_base_index(run, list, i), vector_has(run, "cmac_key_u"); i++) {
		vector_check(run,
			     !wman_kdf_cmac_keys(run->prim, ak, r->mac, r->bsid, WMAN_EDITION_2009,
						 (u16)vector_number(run, "cmac_key_count"), &keys),
			     "cmac_key_u");
		vector_equal(run, "cmac_key_u", keys.u, sizeof(keys.u));
		vector_equal(run, "cmac_key_d", keys.d, sizeof(keys.d));
	}
	vector_check(run, i == 5, "cmac_key_u");
}

static void run_authorization(struct wman_vector_run *run)
{
	struct wman_hmac_keys keys;
	struct roots r;
	const u8 *ak;

	vector_base(run, "computed.authorization");
	r.mac = vector_octets(run, "ms_mac");
	r.bsid = vector_octets(run, "bsid");
	r.msk1 = vector_octets(run, "msk1");
	r.msk2 = vector_octets(run, "msk2");
	r.pre_pak = vector_octets(run, "pre_pak");

	vector_base(run, "computed.authorization.modes.cmac");
	run_mode(run, WMAN_KDF_CMAC, &r);
	ak = vector_octets(run, "ak.eap_only");
	run_cmac_keys(run, &r, ak);
	run_akids(run, WMAN_KDF_CMAC, &r, "computed.authorization.modes.cmac.from_ak_eap_only", ak);

	vector_base(run, "computed.authorization.modes.sha1");
	run_mode(run, WMAN_KDF_SHA1, &r);
	ak = vector_octets(run, "ak.eap_only");
	vector_check(run, !wman_kdf_hmac_keys(run->prim, ak, r.mac, r.bsid, &keys), "kek");
	vector_equal(run, "hmac_key_u", keys.u, sizeof(keys.u));
	vector_equal(run, "hmac_key_d", keys.d, sizeof(keys.d));
	vector_equal(run, "kek", keys.kek, sizeof(keys.kek));
	run_akids(run, WMAN_KDF_SHA1, &r, "computed.authorization.modes.sha1.from_ak_eap_only", ak);
}

/* Triple DES with two keys: encrypt, decrypt, encrypt. */
static int tdes(struct wman_vector_run *run, const u8 *kek, const u8 *in, u8 *out)
{
	u8 a[8], b[8];

	return run->ops->des(true, kek, in, a) || run->ops->des(false, kek + 8, a, b) ||
	       run->ops->des(true, kek, b, out);
}

static void run_pkmv1(struct wman_vector_run *run)
{
	const struct wman_vector *input, *msg;
	u8 field[WMAN_TEK_WRAPPED_MAX], mac[WMAN_HMAC_DIGEST_LEN], octets[64];
	struct wman_hmac_keys keys;
	struct wman_buf buf;
	struct wman_pkm pkm;
	struct wman_vec vec;
	size_t len;
	u8 tek[WMAN_TEK_LEN];

	vector_base(run, "computed.pkmv1");
	vector_check(run, !wman_kdf_pkmv1(run->prim, vector_octets(run, "ak"), &keys), "kek");
	vector_equal(run, "kek", keys.kek, sizeof(keys.kek));
	vector_equal(run, "hmac_key_d", keys.d, sizeof(keys.d));
	vector_equal(run, "hmac_key_u", keys.u, sizeof(keys.u));

	vector_check(run, !tdes(run, keys.kek, vector_octets(run, "tek_des"), field), "tek_des");
	vector_equal(run, "tek_des_3des_wrapped", field, 8);
	vector_check(run,
		     !wman_tek_wrap(run->prim, WMAN_SUITE_CCM_ECB, keys.kek,
				    vector_octets(run, "tek_aes"), field, &len),
		     "tek_aes");
	vector_equal(run, "tek_aes_ecb_wrapped", field, len);
	vector_check(run,
		     !wman_tek_unwrap(run->prim, WMAN_SUITE_CCM_ECB_2004, keys.kek, field, len,
				      tek),
		     "tek_aes");
	vector_equal(run, "tek_aes", tek, sizeof(tek));
	vector_check(run,
		     !wman_tek_wrap(run->prim, WMAN_SUITE_CCM_WRAP, keys.kek,
				    vector_octets(run, "tek_aes"), field, &len),
		     "tek_aes");
	vector_equal(run, "tek_aes_keywrapped", field, len);
	vector_check(run,
		     !wman_tek_unwrap(run->prim, WMAN_SUITE_CCM_WRAP, keys.kek, field, len, tek),
		     "tek_aes");
	vector_equal(run, "tek_aes", tek, sizeof(tek));

	vector_base(run, "computed.pkmv1.key_request");
	input = vector_get(run, "digest_input");
	vec.data = input->data;
	vec.len = input->len;
	vector_check(run, !wman_prim_hmac_sha1(run->prim, keys.u, sizeof(keys.u), &vec, 1, mac),
		     "hmac_digest");
	vector_equal(run, "hmac_digest", mac, sizeof(mac));

	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_key_request(&buf, (u8)vector_number(run, "identifier"),
				 (u8)vector_number(run, "ak_sn"), (u16)vector_number(run, "said"),
				 NULL);
	vector_equal(run, "digest_input", buf.data, buf.len);
	vector_check(run, !wman_hmac_digest_append(run->prim, keys.u, &buf), "message");
	vector_equal(run, "message", buf.data, buf.len);

	msg = vector_get(run, "message");
	vector_check(run,
		     !wman_pkm_parse(&pkm, msg->data, msg->len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V1,
				     WMAN_KDF_SHA1) &&
			     pkm.code == WMAN_PKM_V1_KEY_REQUEST &&
			     pkm.identifier == vector_number(run, "identifier") &&
			     pkm.ak_sn == vector_number(run, "ak_sn") &&
			     pkm.said == vector_number(run, "said") && pkm.covered == input->len &&
			     pkm.protection.len == sizeof(mac) &&
			     !wman_hmac_check(run->prim, keys.u, msg->data, pkm.covered,
					      pkm.protection.data),
		     "message");
}

void vectors_run_keys(struct wman_vector_run *run)
{
	run_field(run);
	run_kdf(run);
	run_authorization(run);
	run_pkmv1(run);
}
