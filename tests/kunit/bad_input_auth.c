// SPDX-License-Identifier: GPL-2.0
/* Messages of PKMv1, of RSA authorization and double EAP, of groups, and of re-entry. */
#include "auth_v1.h"
#include "bad_input.h"
#include "bs_group.h"
#include "bs_v1.h"
#include "digest.h"
#include "drive.h"
#include "rng.h"

static const u8 eap_success[4] = { 3, 7, 0, 4 };

static const struct wman_secneg choice_rsa = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_RSA,
	.mac_mode = WMAN_MAC_MODE_CMAC_2009,
	.pn_window = 128,
	.max_sa = 4,
};

static const struct wman_secneg choice_double = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_DOUBLE_EAP,
	.mac_mode = WMAN_MAC_MODE_CMAC_2009,
	.pn_window = 128,
	.max_sa = 4,
};

/* Both sides have agreed on an authorization, and it has begun. */
static void agree(struct station *st, u32 policy, const struct wman_secneg *choice)
{
	st->wdev->cfg.policy = policy;
	st->bs.choice = choice;
	drive_auth(st, WMAN_AUTH_STATE_EAP_START);
}

/* The agent's call, as netlink.c makes it in the control thread. */
static int signed_fn(struct wman_dev *wdev, void *arg)
{
	const struct station *st = arg;

	return wman_agent_rsa_answer(wdev, st->agent, wdev->agent.cookie, &bs_v1_auth_key, 0);
}

/* PKMv1: Auth Request is the last message. */
static bool in_auth_wait(struct station *st)
{
	agree(st, WMAN_AUTH_POLICY_PKMV1, &bs_v1_choice);
	return st->wdev->auth.state == WMAN_AUTH_STATE_AUTH_WAIT && !station_accept(st) &&
	       !bs_v1_certify(st) &&
	       station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_AUTH_REQUEST);
}

static void auth_reply(struct station *st)
{
	bs_v1_auth_reply(st, st->pkm.identifier, 10);
}

static void auth_reject(struct station *st)
{
	wman_pkm_put_auth_reject(bs_begin(st), st->pkm.identifier, WMAN_PKM_ERROR_PERMANENT,
				 "no");
	bs_send(st, BS_PRIMARY_CID);
}

/* Authorized, its first Key Request the last message. */
static bool in_v1_authorized(struct station *st)
{
	struct bs_ak *mine = &st->bs.ak;

	if (!in_auth_wait(st))
		return false;
	auth_reply(st);
	if (bs_v1_decrypt(st) || wman_kdf_pkmv1(st->bs.prim, bs_v1_ak, &mine->hmac))
		return false;
	memcpy(mine->keys.kek, mine->hmac.kek, sizeof(mine->keys.kek));
	mine->sn = BS_V1_AK_SN;
	st->bs.mode = WMAN_KDF_SHA1;
	return wman_auth_authorized(st->wdev->auth.state) &&
	       station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_V1_KEY_REQUEST);
}

static void auth_invalid(struct station *st)
{
	wman_pkm_put_auth_invalid(bs_begin(st), 0, WMAN_PKM_ERROR_UNSOLICITED, "no");
	bs_send(st, BS_PRIMARY_CID);
}

static void v1_key_reply(struct station *st)
{
	u8 field[2][WMAN_TEK_WRAPPED_MAX];
	struct wman_tek_params pair[2] = {};

	bs_new_teks(st, field, pair);
	wman_pkm_put_key_reply(bs_begin(st), st->pkm.identifier, BS_V1_AK_SN, BS_BASIC_CID, pair,
			       NULL);
	bs_send_digest(st, &st->bs.ak);
}

static void v1_key_reject(struct station *st)
{
	wman_pkm_put_key_reject(bs_begin(st), st->pkm.identifier, BS_V1_AK_SN, BS_BASIC_CID,
				WMAN_PKM_ERROR_UNAUTHORIZED_SAID, "no", NULL);
	bs_send_digest(st, &st->bs.ak);
}

static bool in_v1_operational(struct station *st)
{
	if (!in_v1_authorized(st))
		return false;
	v1_key_reply(st);
	return drive_sa(st)->state == WMAN_TEK_STATE_OPERATIONAL;
}

static void v1_tek_invalid(struct station *st)
{
	wman_pkm_put_v1_tek_invalid(bs_begin(st), BS_V1_AK_SN, BS_BASIC_CID, WMAN_PKM_ERROR_KEY_SN,
				    "no");
	bs_send_digest(st, &st->bs.ak);
}

static void sa_add(struct station *st)
{
	static const struct wman_sa_descriptor sa = {
		.said = 0x1000,
		.type = WMAN_SA_TYPE_STATIC,
		.suite = WMAN_SUITE_CCM_WRAP,
	};

	wman_pkm_put_sa_add(bs_begin(st), BS_V1_AK_SN, &sa, 1);
	bs_send_digest(st, &st->bs.ak);
}

/* PKMv2: RSA-Request is the last message. */
static bool in_rsa_wait(struct station *st)
{
	agree(st, WMAN_AUTH_POLICY_RSA, &choice_rsa);
	return st->wdev->auth.state == WMAN_AUTH_STATE_RSA_WAIT && !station_accept(st) &&
	       !bs_v1_certify(st) && !station_call(st, signed_fn, st) &&
	       station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_RSA_REQUEST);
}

static struct wman_rsa_reply rsa(const struct station *st)
{
	return (struct wman_rsa_reply) {
		.ms_random = st->pkm.ms_random,
		.bs_random = st->bs.bs_random,
		.pre_pak = bs_v1_auth_key,
		.lifetime_s = BS_AK_LIFETIME_S,
		.pak_sn = 4,
		.certificate = bs_v1_certificate,
	};
}

static void rsa_reply(struct station *st)
{
	const struct wman_rsa_reply reply = rsa(st);

	wman_pkm_put_rsa_reply(bs_begin(st), st->pkm.identifier, &reply);
	bs_send_signature(st);
}

static void rsa_reject(struct station *st)
{
	const struct wman_rsa_reply reply = rsa(st);

	wman_pkm_put_rsa_reject(bs_begin(st), st->pkm.identifier, &reply,
				WMAN_PKM_ERROR_PERMANENT, "no");
	bs_send_signature(st);
}

/* The first of two EAPs went well; both sides have an EIK, in the place of the AK. */
static bool in_eap2_start(struct station *st)
{
	u8 eik[WMAN_EIK_LEN], pmk[WMAN_PMK_LEN];
	struct bs_ak *mine = &st->bs.ak;

	agree(st, WMAN_AUTH_POLICY_EAP_EAP, &choice_double);
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
	station_accept(st);
	get_random_bytes(st->bs.msk, sizeof(st->bs.msk));
	station_done(st, st->bs.msk, WMAN_REASON_NONE, false);
	wman_kdf_eik_pmk(st->bs.msk, eik, pmk);
	return !wman_kdf_eik_keys(st->bs.prim, WMAN_KDF_CMAC, eik, st->dev->dev_addr, bs_id,
				  mine->keys.u, mine->keys.d) &&
	       st->wdev->auth.state == WMAN_AUTH_STATE_EAP2_START;
}

static void eap_complete(struct station *st)
{
	wman_pkm_put_eap_complete(bs_begin(st), 3, eap_success, sizeof(eap_success), 1);
	bs_send_digest(st, &st->bs.ak);
}

static void eap2_begins(struct station *st)
{
	wman_pkm_put_authenticated_eap_transfer(bs_begin(st), WMAN_DIRECTION_DOWNLINK, 3,
						bs_eap_identity, sizeof(bs_eap_identity), 1);
	bs_send_digest(st, &st->bs.ak);
}

/* A group whose GKEKs and GTEKs are 0 and 1. */
static bool in_group(struct station *st)
{
	st->wdev->cfg.gtek_push = WMAN_GTEK_PUSH_INSTALL;
	return drive_up(st) && bs_group_join(st) && bs_group_keyed(st);
}

static void push_gkek(struct station *st)
{
	struct bs_group_key w;
	const struct wman_key_push push = {
		.key_sn = st->bs.ak.sn, .gsaid = BS_GSAID, .counter = 5, .gkek = &w.gkek,
	};

	bs_wrap_gkek(st, &w, 2, WMAN_SUITE_CCM_WRAP);
	wman_pkm_put_group_key_update(bs_begin(st), &push);
	bs_send_digest(st, &st->bs.ak);
}

static void push_gtek(struct station *st)
{
	struct bs_group_key w;
	const struct wman_key_push push = {
		.key_sn = 1, .gsaid = BS_GSAID, .counter = 5, .gtek = &w.gtek,
	};

	bs_wrap_gtek(st, &w, 2, 1);
	wman_pkm_put_group_key_update(bs_begin(st), &push);
	bs_send_group(st, 1, WMAN_CID_BROADCAST);
}

static bool in_handover(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_HANDOVER);
}

static void ranged_again(struct station *st)
{
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC, NULL, true);
}

#define TEXT	{ WMAN_ATTR_DISPLAY_STRING, WMAN_REASON_NONE, WMAN_REASON_NONE }

const struct bad_kind bad_auth_kinds[] = {
	{ BAD_PKM("Auth Reply", WMAN_PKM_AUTH_REPLY, in_auth_wait, auth_reply,
		  WMAN_PKM_RSA_REPLY), BAD_ANSWERS,
	  .attrs = { MUST(WMAN_ATTR_AUTH_KEY), MUST(WMAN_ATTR_KEY_LIFETIME), SN,
		     MUST_OF(WMAN_ATTR_SA_DESCRIPTOR), MAY_OF(WMAN_ATTR_PKM_CONFIGURATION) } },
	{ BAD_PKM("Auth Reject", WMAN_PKM_AUTH_REJECT, in_auth_wait, auth_reject,
		  WMAN_PKM_RSA_REJECT), BAD_ANSWERS,
	  .attrs = { MUST(WMAN_ATTR_ERROR_CODE), TEXT } },
	{ BAD_PKM("Auth Invalid", WMAN_PKM_AUTH_INVALID, in_v1_authorized, auth_invalid,
		  WMAN_PKM_RSA_REJECT), BAD_ANSWERS,
	  .attrs = { MUST(WMAN_ATTR_ERROR_CODE), TEXT } },
	{ BAD_PKM("Key Reply", WMAN_PKM_V1_KEY_REPLY, in_v1_authorized, v1_key_reply,
		  WMAN_PKM_KEY_REPLY), BAD_ANSWERS, .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, SAID, MUST_OF(WMAN_ATTR_TEK_PARAMETERS) } },
	{ BAD_PKM("Key Reject", WMAN_PKM_V1_KEY_REJECT, in_v1_authorized, v1_key_reject,
		  WMAN_PKM_KEY_REJECT), BAD_ANSWERS, .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, SAID, MUST(WMAN_ATTR_ERROR_CODE), TEXT } },
	{ BAD_PKM("TEK Invalid", WMAN_PKM_V1_TEK_INVALID, in_v1_operational, v1_tek_invalid,
		  WMAN_PKM_TEK_INVALID), .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, SAID, MUST(WMAN_ATTR_ERROR_CODE), TEXT } },
	{ BAD_PKM("SA Add", WMAN_PKM_SA_ADD, in_v1_authorized, sa_add, WMAN_PKM_SA_ADDITION),
	  .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, MUST_OF(WMAN_ATTR_SA_DESCRIPTOR) } },
	{ BAD_PKM("RSA-Reply", WMAN_PKM_RSA_REPLY, in_rsa_wait, rsa_reply, WMAN_PKM_AUTH_REPLY),
	  .end = BAD_END_SIGNATURE,
	  .attrs = { MUST(WMAN_ATTR_MS_RANDOM), MUST(WMAN_ATTR_BS_RANDOM),
		     MUST(WMAN_ATTR_PRE_PAK), MUST(WMAN_ATTR_KEY_LIFETIME), SN,
		     MUST_HAVE(WMAN_ATTR_BS_CERTIFICATE) } },
	{ BAD_PKM("RSA-Reject", WMAN_PKM_RSA_REJECT, in_rsa_wait, rsa_reject,
		  WMAN_PKM_AUTH_REJECT), .end = BAD_END_SIGNATURE,
	  .attrs = { MUST(WMAN_ATTR_MS_RANDOM), MUST(WMAN_ATTR_BS_RANDOM),
		     MUST(WMAN_ATTR_ERROR_CODE), MUST_HAVE(WMAN_ATTR_BS_CERTIFICATE), TEXT } },
	/* one EIK is all that they can be signed with: its number tells nothing */
	{ BAD_PKM("EAP-Complete", WMAN_PKM_EAP_COMPLETE, in_eap2_start, eap_complete,
		  WMAN_PKM_AUTH_REPLY), .end = BAD_END_DIGEST,
	  .attrs = { EAP, MAY(WMAN_ATTR_KEY_SEQUENCE_NUMBER) } },
	{ BAD_PKM("Authenticated-EAP-Transfer", WMAN_PKM_AUTHENTICATED_EAP_TRANSFER,
		  in_eap2_start, eap2_begins, WMAN_PKM_AUTH_REPLY), .end = BAD_END_DIGEST,
	  .attrs = { EAP, MAY(WMAN_ATTR_KEY_SEQUENCE_NUMBER) } },
	{ BAD_PKM("Group-Key-Update-Command, GKEK", WMAN_PKM_GROUP_KEY_UPDATE, in_group,
		  push_gkek, WMAN_PKM_AUTH_REPLY), .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, SAID, MUST(WMAN_ATTR_KEY_PUSH_MODES),
		     MUST(WMAN_ATTR_KEY_PUSH_COUNTER), MUST_OF(WMAN_ATTR_GKEK_PARAMETERS) } },
	/* one that names another GKEK asks for keys: gtek_pushes in group_test.c */
	{ BAD_PKM("Group-Key-Update-Command, GTEK", WMAN_PKM_GROUP_KEY_UPDATE, in_group,
		  push_gtek, WMAN_PKM_AUTH_REPLY), .end = BAD_END_DIGEST,
	  .stranger = WMAN_REASON_CID_WRONG,
	  .attrs = { MAY(WMAN_ATTR_KEY_SEQUENCE_NUMBER), SAID, MUST(WMAN_ATTR_KEY_PUSH_MODES),
		     MUST(WMAN_ATTR_KEY_PUSH_COUNTER), MUST_OF(WMAN_ATTR_TEK_PARAMETERS) } },
	/* it is read before it is verified: what it says tells whether it is signed */
	{ .what = "RNG-RSP in re-entry", .type = WMAN_MSG_RNG_RSP, .drive = in_handover,
	  .send = ranged_again, .fixed = 2, .end = BAD_END_TUPLE, .up = WMAN_MSG_RNG_REQ,
	  .other_cid = WMAN_CID_BROADCAST, .cut = WMAN_REASON_TLV_MALFORMED,
	  .attrs = { MUST(4), MUST(8), MUST(9), MUST(10), MAY(21), MAY_OF(31) } },
	{}
};
