// SPDX-License-Identifier: GPL-2.0
/* Messages of network entry and of PKMv2 with a single EAP. */
#include "bad_input.h"
#include "dreg.h"
#include "drive.h"
#include "rng.h"

static bool in_ranging(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_RANGING);
}

static void ranged(struct station *st)
{
	bs_rng_rsp(st, WMAN_RANGING_SUCCESS);
}

static bool in_capabilities(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_CAPABILITIES);
}

static bool in_registration(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_REGISTRATION);
}

static void registered(struct station *st)
{
	bs_reg_rsp(st, 0);
}

static bool in_eap_start(struct station *st)
{
	return drive_auth(st, WMAN_AUTH_STATE_EAP_START);
}

static void eap_begins(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
}

static bool in_authorized(struct station *st)
{
	return drive_auth(st, WMAN_AUTH_STATE_AUTHORIZED);
}

static void eap_signed(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), &st->bs.ak);
}

static bool in_key_wait(struct station *st)
{
	return drive_auth(st, WMAN_AUTH_STATE_KEY_WAIT);
}

static void challenged(struct station *st)
{
	bs_challenge(st, &st->bs.ak);
}

static bool in_sa_tek_wait(struct station *st)
{
	if (!drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT))
		return false;
	/* what is sent is counted: not what was before */
	bs_take_request(st);
	return true;
}

static void responded(struct station *st)
{
	bs_response(st, &st->bs.ak, false);
}

/* The Key-Request is the last message, for bs_answer(). */
static bool in_op_wait(struct station *st)
{
	return drive_tek(st, WMAN_TEK_STATE_OP_WAIT) &&
	       station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST);
}

static void replied(struct station *st)
{
	bs_answer(st, false);
}

static void rejected(struct station *st)
{
	bs_answer(st, true);
}

static bool in_operational(struct station *st)
{
	return drive_tek(st, WMAN_TEK_STATE_OPERATIONAL);
}

static void invalidated(struct station *st)
{
	bs_tek_invalid(st, BS_BASIC_CID);
}

static void added(struct station *st)
{
	static const struct wman_sa_descriptor sa = {
		.said = 0x1000,
		.type = WMAN_SA_TYPE_STATIC,
		.suite = WMAN_SUITE_CCM_WRAP,
	};

	wman_pkm_put_sa_addition(bs_begin(st), st->bs.ak.sn, &sa, 1);
	bs_send_digest(st, &st->bs.ak);
}

static void sent_away(struct station *st)
{
	bs_dreg_cmd(st, WMAN_DREG_LISTEN);
}

const struct bad_kind bad_entry_kinds[] = {
	{ .what = "RNG-RSP", .type = WMAN_MSG_RNG_RSP, .drive = in_ranging, .send = ranged,
	  .fixed = 2, .up = WMAN_MSG_RNG_REQ, .other_cid = WMAN_CID_BROADCAST,
	  .attrs = { MUST(4), MUST(8), MUST(9), MUST(10) } },
	/* without security it is right, and ends the entry: sbc_rsp_that_downgrades() */
	{ .what = "SBC-RSP", .type = WMAN_MSG_SBC_RSP, .drive = in_capabilities,
	  .send = bs_sbc_rsp, .fixed = 1, .up = WMAN_MSG_SBC_REQ, .other_cid = BS_PRIMARY_CID },
	{ .what = "REG-RSP", .type = WMAN_MSG_REG_RSP, .drive = in_registration,
	  .send = registered, .fixed = 2, .end = BAD_END_TUPLE, .up = WMAN_MSG_REG_REQ,
	  .other_cid = BS_BASIC_CID },
	{ BAD_PKM("EAP-Transfer", WMAN_PKM_EAP_TRANSFER, in_eap_start, eap_begins,
		  WMAN_PKM_AUTH_REPLY), .attrs = { EAP } },
	{ BAD_PKM("EAP-Transfer, signed", WMAN_PKM_EAP_TRANSFER, in_authorized, eap_signed,
		  WMAN_PKM_AUTH_REPLY),
	  .end = BAD_END_DIGEST, .sn = true, .optional = true, .attrs = { SN, EAP } },
	/* the number of the AK is a part of its AKID */
	{ BAD_PKM("SA-TEK-Challenge", WMAN_PKM_SA_TEK_CHALLENGE, in_key_wait, challenged,
		  WMAN_PKM_AUTH_REPLY),
	  .end = BAD_END_DIGEST, .sn = true, .other_sn = WMAN_REASON_AKID,
	  .attrs = { MUST(WMAN_ATTR_BS_RANDOM), SN, MUST(WMAN_ATTR_AKID),
		     MAY(WMAN_ATTR_KEY_LIFETIME) } },
	{ BAD_PKM("SA-TEK-Response", WMAN_PKM_SA_TEK_RESPONSE, in_sa_tek_wait, responded,
		  WMAN_PKM_AUTH_REPLY),
	  .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { MUST(WMAN_ATTR_MS_RANDOM), MUST(WMAN_ATTR_BS_RANDOM), SN,
		     MUST(WMAN_ATTR_AKID), MUST_OF(WMAN_ATTR_SECURITY_NEGOTIATION),
		     MUST_OF(WMAN_ATTR_SA_DESCRIPTOR) } },
	{ BAD_PKM("Key-Reply", WMAN_PKM_KEY_REPLY, in_op_wait, replied, WMAN_PKM_V1_KEY_REPLY),
	  .end = BAD_END_DIGEST, .sn = true, BAD_ANSWERS,
	  .attrs = { SN, SAID, MUST_OF(WMAN_ATTR_TEK_PARAMETERS), NONCE_OF_REQUEST } },
	{ BAD_PKM("Key-Reject", WMAN_PKM_KEY_REJECT, in_op_wait, rejected,
		  WMAN_PKM_V1_KEY_REJECT),
	  .end = BAD_END_DIGEST, .sn = true, BAD_ANSWERS,
	  .attrs = { SN, SAID, MUST(WMAN_ATTR_ERROR_CODE), NONCE_OF_REQUEST } },
	{ BAD_PKM("SA-Addition", WMAN_PKM_SA_ADDITION, in_authorized, added, WMAN_PKM_SA_ADD),
	  .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, MUST_OF(WMAN_ATTR_SA_DESCRIPTOR) } },
	{ BAD_PKM("TEK-Invalid", WMAN_PKM_TEK_INVALID, in_operational, invalidated,
		  WMAN_PKM_V1_TEK_INVALID),
	  .end = BAD_END_DIGEST, .sn = true,
	  .attrs = { SN, SAID, MUST(WMAN_ATTR_ERROR_CODE) } },
	{ .what = "DREG-CMD", .type = WMAN_MSG_DREG_CMD, .drive = drive_up, .send = sent_away,
	  .fixed = 2, .end = BAD_END_TUPLE, .other_cid = BS_PRIMARY_CID },
	{ .what = "RES-CMD", .type = WMAN_MSG_RES_CMD, .drive = drive_up, .send = bs_res_cmd,
	  .fixed = 1, .end = BAD_END_TUPLE, .other_cid = BS_PRIMARY_CID },
	{}
};
