// SPDX-License-Identifier: BSD-3-Clause
#include "entry.h"

#include "bs.h"
#include "context.h"
#include "message.h"
#include "mgmt.h"
#include "names_gen.h"
#include "reg.h"
#include "rng.h"

static void send_rng_rsp(struct bs *bs, const u8 *mac, u16 cid, enum wman_ranging_status status,
			 const struct bs_ss *ss)
{
	struct wman_buf *buf = bs_mgmt_begin(bs);
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_TIMING | WMAN_RNG_RSP_POWER | WMAN_RNG_RSP_FREQUENCY |
			   WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC,
		.status = (u8)status,
	};

	memcpy(rsp.mac, mac, sizeof(rsp.mac));
	if (ss && status == WMAN_RANGING_SUCCESS) {
		rsp.present |= WMAN_RNG_RSP_CIDS;
		rsp.basic_cid = ss->basic_cid;
		rsp.primary_cid = ss->primary_cid;
	}
	wman_rng_rsp_put(buf, &rsp);
	bs_mgmt_send_to(bs, mac, cid, buf);
}

/* A subscriber that cannot be served is told to go. */
static enum wman_reason refuse(struct bs_ss *ss, enum wman_reason reason)
{
	bs_event(ss->bs, ss, "rejected", wman_reason_name(reason), "%s", wman_reason_text(reason));
	send_rng_rsp(ss->bs, ss->mac, ss->basic_cid, WMAN_RANGING_ABORT, ss);
	bs_acct_because(ss, BS_ACCT_USER_ERROR);
	bs_ss_end(ss, NULL);
	return reason;
}

static enum wman_reason initial_ranging(struct bs *bs, struct bs_ss *ss,
					const struct bs_message *msg,
					const struct wman_rng_req *req)
{
	if (memcmp(req->mac, msg->src, sizeof(req->mac)))
		return WMAN_REASON_MAC_ADDRESS;
	if (!ss) {
		ss = bs_ss_new(bs, req->mac);
		if (!ss) {
			send_rng_rsp(bs, msg->src, msg->cid, WMAN_RANGING_ABORT, NULL);
			return WMAN_REASON_QUEUE_FULL;
		}
		bs_event(bs, ss, "ranging", NULL, NULL);
	}
	/* it begins anew; or this is an old one that was long on its way: SBC-REQ will tell */
	if (ss->capable)
		ss->ranged_again = true;
	else
		bs_ss_arm(ss, BS_TIMER_T17, BS_T17_MS);
	send_rng_rsp(bs, ss->mac, msg->cid, WMAN_RANGING_SUCCESS, ss);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_entry_rng_req(struct bs *bs, struct bs_ss *ss, const struct bs_message *msg)
{
	struct wman_rng_req req;
	enum wman_reason reason;

	reason = wman_rng_req_parse(&req, msg->data, msg->len);
	if (reason)
		return reason;
	if (msg->cid == WMAN_CID_INITIAL_RANGING) {
		if (req.present & WMAN_RNG_REQ_COUNT &&
		    bs_context_rng_req(bs, ss, msg, &req, &reason))
			return reason;
		return initial_ranging(bs, ss, msg, &req);
	}
	/* periodic ranging: there is nothing to adjust */
	send_rng_rsp(bs, ss->mac, msg->cid, WMAN_RANGING_SUCCESS, ss);
	return WMAN_REASON_NONE;
}

static void choose_limits(const struct bs_config *cfg, const struct wman_secneg *offer,
			  struct wman_secneg *choice)
{
	*choice = *offer;
	choice->present |= BIT(WMAN_SECNEG_PN_WINDOW);
	if (cfg->pn_window || !(offer->present & BIT(WMAN_SECNEG_PN_WINDOW)))
		choice->pn_window = (u16)cfg->pn_window;
	choice->pn_window = wman_replay_size(choice->pn_window);
	/* what can be held is the subscriber's affair, more than that is never chosen */
	if (cfg->max_sas && choice->max_sa > cfg->max_sas)
		choice->max_sa = (u8)cfg->max_sas;
	if (!cfg->flow_control)
		return;
	choice->present |= BIT(WMAN_SECNEG_FLOW_CONTROL);
	if (!choice->flow_control || choice->flow_control > cfg->flow_control)
		choice->flow_control = (u8)cfg->flow_control;
}

void bs_entry_claimed(struct bs *bs, const struct bs_message *msg, bool granted)
{
	struct bs_ss *ss = bs_ss_find(bs, msg->src);
	struct wman_rng_req req;
	enum wman_reason reason;

	reason = wman_rng_req_parse(&req, msg->data, msg->len);
	if (!reason && !(granted && bs_context_rng_req(bs, ss, msg, &req, &reason)))
		reason = initial_ranging(bs, ss, msg, &req);
	bs_count(bs, bs_ss_find(bs, msg->src), reason);
}

/* CMAC when both are allowed; the bit of our edition when the subscriber has it. */
static u8 choose_mode(const struct bs_config *cfg, u8 offered)
{
	u8 cmac = cfg->edition == WMAN_EDITION_2009 ? WMAN_MAC_MODE_CMAC_2009 :
						      WMAN_MAC_MODE_CMAC_2005;

	if (cfg->mac_mode != WMAN_MAC_MODES_HMAC && offered & WMAN_MAC_MODE_CMAC)
		return offered & cmac ? cmac : offered & WMAN_MAC_MODE_CMAC;
	return cfg->mac_mode != WMAN_MAC_MODES_CMAC ? offered & WMAN_MAC_MODE_HMAC : 0;
}

/* What SBC-RSP answers: one authorization, one bit each of version and MAC mode; or nothing. */
static enum wman_reason choose(const struct bs_ss *ss, const struct wman_secneg *offer,
			       struct wman_secneg *choice)
{
	const u32 need = BIT(WMAN_SECNEG_VERSION) | BIT(WMAN_SECNEG_POLICY) |
			 BIT(WMAN_SECNEG_MAC_MODE);
	const struct bs_config *cfg = ss->bs->cfg;
	const struct bs_policy *policy;
	u8 mode = choose_mode(cfg, offer->mac_mode);

	policy = bs_policy_choose(&cfg->policies, ss->mac, offer, mode);
	if (policy && !policy->version) {
		*choice = (struct wman_secneg){
			.present = offer->present | BIT(WMAN_SECNEG_POLICY),
		};
		return WMAN_REASON_NONE;
	}
	if ((offer->present & need) != need)
		return WMAN_REASON_SBC_NO_SECURITY;
	if (!policy)
		return WMAN_REASON_SBC_DOWNGRADE;
	choose_limits(cfg, offer, choice);
	choice->version = policy->version;
	choice->policy = policy->bits;
	choice->mac_mode = policy->version == WMAN_PKM_V1 ? WMAN_MAC_MODE_HMAC : mode;
	return WMAN_REASON_NONE;
}

enum wman_reason bs_entry_sbc_req(struct bs_ss *ss, const struct bs_message *msg)
{
	enum wman_reason reason;
	struct wman_buf *buf;
	struct wman_sbc sbc;
	bool again;

	reason = wman_sbc_parse(&sbc, WMAN_MSG_SBC_REQ, msg->data, msg->len);
	if (reason)
		return reason;
	if (ss->ranged_again) {
		/* it has erased its keys */
		bs_acct_because(ss, BS_ACCT_RESTART);
		bs_ss_reset(ss);
		bs_event(ss->bs, ss, "ranging", NULL, "again");
		bs_ss_arm(ss, BS_TIMER_T17, BS_T17_MS);
	}
	if (ss->auth.ak.valid || ss->registered)
		return WMAN_REASON_MESSAGE_STATE;
	again = ss->capable && wman_secneg_equal(&sbc.secneg, &ss->offer);
	reason = choose(ss, &sbc.secneg, &ss->choice);
	if (reason)
		return refuse(ss, reason);
	ss->offer = sbc.secneg;
	ss->capable = true;
	sbc.secneg = ss->choice;
	buf = bs_mgmt_begin(ss->bs);
	wman_sbc_put(buf, WMAN_MSG_SBC_RSP, &sbc);
	bs_mgmt_send(ss, buf, ss->basic_cid);
	/* repeated: SBC-RSP was lost, and the EAP request behind it was of no use */
	if (again) {
		bs_auth_again(ss);
		return WMAN_REASON_NONE;
	}
	bs_event(ss->bs, ss, "capabilities", NULL, "%s", bs_policy_name(&ss->choice));
	bs_auth_begin(ss);
	return WMAN_REASON_NONE;
}

enum wman_reason bs_entry_reg_req(struct bs_ss *ss, const struct bs_message *msg)
{
	bool first = !ss->registered;
	enum wman_reason reason;
	struct wman_buf *buf;
	struct wman_reg reg;

	reason = wman_reg_parse(&reg, WMAN_MSG_REG_REQ, msg->data, msg->len);
	if (reason)
		return reason;
	reg.response = WMAN_REG_OK;
	/* no secondary management connection here */
	reg.managed = 0;
	ss->registered = true;
	/* with an AK it is off already */
	bs_ss_disarm(ss, BS_TIMER_T17);
	buf = bs_mgmt_begin(ss->bs);
	wman_reg_put(buf, WMAN_MSG_REG_RSP, &reg);
	bs_mgmt_send_tuple(ss, buf, ss->primary_cid);
	if (!first) {
		bs_flow_again(ss);
		return WMAN_REASON_NONE;
	}
	bs_event(ss->bs, ss, "registered", NULL, NULL);
	ss->cs = reg.present & WMAN_REG_CS ? reg.cs : 0;
	bs_context_registered(ss);
	bs_flow_begin(ss, ss->cs);
	return WMAN_REASON_NONE;
}

void bs_entry_t17(struct bs_ss *ss)
{
	bs_acct_because(ss, BS_ACCT_LOST_CARRIER);
	bs_ss_end(ss, wman_reason_name(WMAN_REASON_RETRIES));
}
