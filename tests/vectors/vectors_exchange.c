// SPDX-License-Identifier: BSD-3-Clause
/* Vectors of a whole PKMv2 exchange: every message is built, and read back. */
#include "digest.h"
#include "keywrap.h"
#include "mac.h"
#include "pkm_build.h"
#include "vectors_run.h"

#define MESSAGES 12

/* Keys and parameters that the messages share. */
struct exchange {
	const u8 *mac;
	const u8 *bsid;
	const u8 *akid;
	const u8 *ms_random;
	const u8 *bs_random;
	u8 ak_sn;
	u16 basic_cid;
	u16 primary_cid;
	struct wman_cmac_keys keys;
	u8 wrapped[2][WMAN_TEK_WRAPPED_MAX];
	const u8 *gkek;
	u8 gkek_wrapped[WMAN_TEK_WRAPPED_MAX];
};

static const struct wman_secneg secneg = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_EAP,
	.mac_mode = WMAN_MAC_MODE_CMAC_2009,
	.pn_window = 128,
	.flow_control = 1,
	.max_sa = 3,
};

static const struct wman_pkm_config config = {
	.present = BIT(WMAN_PKM_TIMERS) - 1,
	.timer_s = { 10, 10, 600, 1, 1, 3600, 60 },
};

static const u8 nonce_octets[] = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 };
static const struct wman_octets nonce = { nonce_octets, sizeof(nonce_octets) };
static const u8 eap_request[] = { 1, 1, 0, 5, 1 };
static const u8 eap_response[] = { 2, 1, 0, 14, 1, 'u', 's', 'e', 'r', '@', 't', 'e', 's', 't' };

static void load(struct wman_vector_run *run, struct exchange *x)
{
	size_t len;
	u8 akid[WMAN_AKID_LEN];

	vector_base(run, "computed.pkmv2_exchange");
	x->mac = vector_octets(run, "ms_mac");
	x->bsid = vector_octets(run, "bsid");
	x->akid = vector_octets(run, "akid");
	x->ms_random = vector_octets(run, "ms_random");
	x->bs_random = vector_octets(run, "bs_random");
	x->ak_sn = (u8)vector_number(run, "ak_sn");
	x->basic_cid = (u16)vector_number(run, "basic_cid");
	x->primary_cid = (u16)vector_number(run, "primary_cid");

	vector_check(run,
		     !wman_kdf_akid(run->prim, WMAN_KDF_CMAC, vector_octets(run, "ak"), x->ak_sn,
				    x->mac, x->bsid, akid),
		     "akid");
	vector_equal(run, "akid", akid, sizeof(akid));
	vector_check(run,
		     !wman_kdf_cmac_keys(run->prim, vector_octets(run, "ak"), x->mac, x->bsid,
					 WMAN_EDITION_2009,
					 (u16)vector_number(run, "cmac_key_count"), &x->keys),
		     "kek");
	vector_equal(run, "cmac_key_u", x->keys.u, sizeof(x->keys.u));
	vector_equal(run, "cmac_key_d", x->keys.d, sizeof(x->keys.d));
	vector_equal(run, "kek", x->keys.kek, sizeof(x->keys.kek));
	vector_check(run,
		     !wman_tek_wrap(run->prim, WMAN_SUITE_CCM_WRAP, x->keys.kek,
				    vector_octets(run, "tek_old"), x->wrapped[0], &len) &&
			     len == sizeof(x->wrapped[0]),
		     "tek_old");
	vector_check(run,
		     !wman_tek_wrap(run->prim, WMAN_SUITE_CCM_WRAP, x->keys.kek,
				    vector_octets(run, "tek_new"), x->wrapped[1], &len) &&
			     len == sizeof(x->wrapped[1]),
		     "tek_new");
	vector_base(run, "computed.group_key_update_gtek_mode");
	x->gkek = vector_octets(run, "gkek");
	vector_check(run,
		     !wman_gkek_wrap(run->prim, WMAN_SUITE_CCM_WRAP, x->keys.kek, x->gkek,
				     x->gkek_wrapped, &len) &&
			     len == sizeof(x->gkek_wrapped),
		     "gkek");
}

/* Build the message at an index; false for one there is no builder for. */
static bool build(const struct exchange *x, unsigned int i, struct wman_buf *buf)
{
	const u32 suite = WMAN_SUITE_CCM_WRAP;
	const struct wman_sa_descriptor sa[] = {
		{ .said = x->basic_cid, .type = WMAN_SA_TYPE_PRIMARY, .suite = suite },
		{ .present = WMAN_SA_HAS_SERVICE,
		  .said = 0x2001,
		  .type = WMAN_SA_TYPE_STATIC,
		  .suite = suite },
		{ .present = WMAN_SA_HAS_SERVICE,
		  .said = 0x2002,
		  .type = WMAN_SA_TYPE_DYNAMIC,
		  .suite = suite },
	};
	const struct wman_tek_params tek[] = {
		{ .tek = { x->wrapped[0], 24 }, .lifetime_s = 21600, .sn = 0 },
		{ .tek = { x->wrapped[1], 24 }, .lifetime_s = 43200, .sn = 1 },
	};
	const struct wman_gkek_params gkek = {
		.gkek = { x->gkek_wrapped, sizeof(x->gkek_wrapped) },
		.lifetime_s = 86400,
		.sn = 1,
	};
	const struct wman_key_push push = {
		.key_sn = x->ak_sn,
		.gsaid = 0x2003,
		.counter = 1,
		.gkek = &gkek,
	};
	struct wman_sa_tek st = {
		.bs_random = x->bs_random,
		.ak_sn = x->ak_sn,
		.akid = x->akid,
		.lifetime_s = 86400,
		.suites = &suite,
		.n_suites = 1,
		.secneg = &secneg,
		.config = &config,
		.frame_number = -1,
		.sa = sa,
		.n_sa = 2,
	};

	switch (i) {
	case 0:
		wman_pkm_put_eap_start(buf, 1, WMAN_AK_SN_NONE);
		return true;
	case 1:
		wman_pkm_put_eap_transfer(buf, WMAN_DIRECTION_DOWNLINK, 0, eap_request,
					  sizeof(eap_request), WMAN_AK_SN_NONE);
		return true;
	case 2:
		wman_pkm_put_eap_transfer(buf, WMAN_DIRECTION_UPLINK, 2, eap_response,
					  sizeof(eap_response), WMAN_AK_SN_NONE);
		return true;
	case 3:
		wman_pkm_put_sa_tek_challenge(buf, 0, &st);
		return true;
	case 4:
		st.ms_random = x->ms_random;
		wman_pkm_put_sa_tek_request(buf, 3, &st);
		return true;
	case 5:
		st.ms_random = x->ms_random;
		wman_pkm_put_sa_tek_response(buf, 3, &st);
		return true;
	case 6:
		wman_pkm_put_key_request(buf, 4, x->ak_sn, x->basic_cid, nonce_octets);
		return true;
	case 7:
		wman_pkm_put_key_reply(buf, 4, x->ak_sn, x->basic_cid, tek, &nonce);
		return true;
	case 8:
		wman_pkm_put_key_reject(buf, 5, x->ak_sn, 0x2001, WMAN_PKM_ERROR_UNAUTHORIZED_SAID,
					"no such SAID", &nonce);
		return true;
	case 9:
		wman_pkm_put_sa_addition(buf, x->ak_sn, &sa[2], 1);
		return true;
	case 10:
		wman_pkm_put_tek_invalid(buf, x->ak_sn, x->basic_cid, WMAN_PKM_ERROR_KEY_SN, NULL);
		return true;
	case 11:
		wman_pkm_put_group_key_update(buf, &push);
		return true;
	default:
		return false;
	}
}

/* The name, up to a remark in brackets, is the standard's. */
static bool name_matches(const struct wman_vector *name, u8 code)
{
	const char *expected = wman_pkm_name(code);

	return expected && name->len >= strlen(expected) &&
	       !memcmp(name->data, expected, strlen(expected)) &&
	       (name->len == strlen(expected) || name->data[strlen(expected)] == ' ');
}

static void check_pdu(struct wman_vector_run *run, u16 cid, const struct wman_vector *msg)
{
	struct wman_gmh gmh = { .ci = true, .cid = cid };
	u8 pdu[512];

	gmh.len = (u16)(WMAN_GMH_LEN + msg->len + WMAN_CRC_LEN);
	wman_gmh_build(&gmh, pdu);
	memcpy(pdu + WMAN_GMH_LEN, msg->data, msg->len);
	wman_crc32(WMAN_CRC_OFDMA, pdu, gmh.len - WMAN_CRC_LEN, pdu + gmh.len - WMAN_CRC_LEN);
	vector_equal(run, "pdu_with_ofdma_crc", pdu, gmh.len);
	vector_check(run, wman_crc32_ok(WMAN_CRC_OFDMA, pdu, gmh.len), "pdu_with_ofdma_crc");
	pdu[WMAN_GMH_LEN] ^= 1;
	vector_check(run, !wman_crc32_ok(WMAN_CRC_OFDMA, pdu, gmh.len), "pdu_with_ofdma_crc");
}

static void check_gkek(struct wman_vector_run *run, const struct exchange *x,
		       const struct wman_pkm *pkm)
{
	const struct wman_octets *field = &pkm->gkek_params[0].gkek;
	u8 gkek[WMAN_GKEK_LEN];

	vector_check(run,
		     pkm->n_gkek_params == 1 &&
			     !wman_gkek_unwrap(run->prim, x->keys.kek, field->data, field->len,
					       gkek) &&
			     !memcmp(gkek, x->gkek, sizeof(gkek)),
		     "message");
}

static void run_message(struct wman_vector_run *run, const struct exchange *x, unsigned int i)
{
	const struct wman_vector *msg = vector_get(run, "message");
	bool uplink = vector_text_is(run, "direction", "U");
	enum wman_direction dir = uplink ? WMAN_DIRECTION_UPLINK : WMAN_DIRECTION_DOWNLINK;
	const u8 *key = uplink ? x->keys.u : x->keys.d;
	u16 cid = (u16)vector_number(run, "cid");
	u32 pn = vector_number(run, "cmac_pn"), pn_there;
	u8 octets[384], header[WMAN_CMAC_HEADER_LEN] = { 0 };
	struct wman_buf buf;
	struct wman_pkm pkm;
	const u8 *value;

	vector_check(run, cid == x->primary_cid, "cid");
	wman_buf_init(&buf, octets, sizeof(octets));
	if (build(x, i, &buf)) {
		if (pn)
			vector_check(run,
				     !wman_cmac_digest_append(run->prim, key, x->akid, pn, cid,
							      &buf),
				     "message");
		vector_check(run, !buf.overflow, "message");
		vector_equal(run, "message", buf.data, buf.len);
	}

	vector_check(run,
		     !wman_pkm_parse(&pkm, msg->data, msg->len, dir, WMAN_PKM_V2, WMAN_KDF_CMAC),
		     "message");
	vector_check(run, name_matches(vector_get(run, "name"), pkm.code), "name");
	check_pdu(run, cid, msg);
	if (!pn) {
		vector_check(run, !pkm.protection.data && pkm.covered == msg->len, "message");
		vector_check(run, !vector_get(run, "cmac_input_header")->data, "cmac_input_header");
		return;
	}
	value = wman_cmac_digest_split(&pkm, &pn_there);
	vector_check(run, pn_there == pn, "cmac_pn");
	vector_check(run,
		     !wman_cmac_check(run->prim, key, x->akid, pn, cid, msg->data, pkm.covered,
				      value),
		     "message");
	if (pkm.code == WMAN_PKM_GROUP_KEY_UPDATE)
		check_gkek(run, x, &pkm);
	memcpy(header, x->akid, WMAN_AKID_LEN);
	wman_put_be32(header + 8, pn);
	wman_put_be16(header + 12, cid);
	vector_equal(run, "cmac_input_header", header, sizeof(header));
}

/* Group keys: the GTEK under its GKEK, and a message in GTEK mode that has no digest. */
static void run_group(struct wman_vector_run *run)
{
	const struct wman_vector *body;
	u8 key[WMAN_HMAC_KEY_LEN], gtek[WMAN_TEK_LEN], octets[128];
	struct wman_key_push push;
	struct wman_pkm pkm;
	struct wman_buf buf;

	vector_base(run, "computed.group_key_update_gtek_mode");
	vector_check(run,
		     !wman_kdf_group_key(run->prim, WMAN_KDF_CMAC, vector_octets(run, "gkek"), key),
		     "cmac_key_gd");
	vector_equal(run, "cmac_key_gd", key, WMAN_CMAC_KEY_LEN);
	body = vector_get(run, "body_without_digest");
	vector_check(run,
		     wman_pkm_parse(&pkm, body->data, body->len, WMAN_DIRECTION_DOWNLINK,
				    WMAN_PKM_V2, WMAN_KDF_CMAC) == WMAN_REASON_DIGEST_MISSING &&
			     pkm.push_mode == 1 && pkm.push_counter == 2 && pkm.said == 0x2003 &&
			     pkm.n_tek_params == 1 && pkm.tek_params[0].gkek_sn == 1,
		     "body_without_digest");
	vector_equal(run, "gtek_wrapped", pkm.tek_params[0].tek.data, pkm.tek_params[0].tek.len);
	vector_check(run,
		     !wman_tek_unwrap(run->prim, WMAN_SUITE_CCM_WRAP, vector_octets(run, "gkek"),
				      pkm.tek_params[0].tek.data, pkm.tek_params[0].tek.len, gtek),
		     "gtek");
	vector_equal(run, "gtek", gtek, sizeof(gtek));
	push = (struct wman_key_push){
		.key_sn = WMAN_AK_SN_NONE,
		.gsaid = pkm.said,
		.counter = pkm.push_counter,
		.gtek = &pkm.tek_params[0],
	};
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_pkm_put_group_key_update(&buf, &push);
	vector_equal(run, "body_without_digest", buf.data, buf.len);
}

void vectors_run_exchange(struct wman_vector_run *run)
{
	const char *list = "computed.pkmv2_exchange.messages";
	struct exchange x;
	unsigned int i;

	load(run, &x);
	for (i = 0; vector_base_index(run, list, i), vector_has(run, "message"); i++)
		run_message(run, &x, i);
	vector_check(run, i == MESSAGES, "message");
	run_group(run);
}
