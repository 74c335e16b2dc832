// SPDX-License-Identifier: BSD-3-Clause
#include "context.h"

#include <stdlib.h>

#include <openssl/rand.h>

#include "bs.h"
#include "entry.h"
#include "keylog.h"
#include "keywrap.h"
#include "mgmt.h"
#include "names_gen.h"
#include "peer.h"
#include "pkm.h"
#include "rng.h"

#define MS_PER_S 1000ULL

/* A PMK that is kept, in a list that is as long as there are subscribers who come back. */
struct bs_known {
	struct bs_known *next;
	struct bs_context ctx;
};

static void known_free(struct bs_known *known)
{
	wman_memzero(known, sizeof(*known));
	free(known);
}

void bs_context_free(struct bs *bs)
{
	struct bs_known *known;

	while ((known = bs->context.known)) {
		bs->context.known = known->next;
		known_free(known);
	}
}

void bs_context_forget(struct bs *bs, const u8 *mac)
{
	struct bs_known **pos = &bs->context.known, *known;

	while ((known = *pos)) {
		if (memcmp(known->ctx.mac, mac, WMAN_MAC_ADDR_LEN) &&
		    known->ctx.expires > bs_now_ms()) {
			pos = &known->next;
			continue;
		}
		*pos = known->next;
		bs->context.n--;
		known_free(known);
	}
}

static struct bs_context *context_find(struct bs *bs, const u8 *mac)
{
	struct bs_known *known;

	for (known = bs->context.known; known; known = known->next)
		if (!memcmp(known->ctx.mac, mac, WMAN_MAC_ADDR_LEN))
			return known->ctx.expires > bs_now_ms() ? &known->ctx : NULL;
	return NULL;
}

/* An empty place for a subscriber's PMK, instead of what there was of it. */
static struct bs_context *context_new(struct bs *bs, const u8 *mac)
{
	struct bs_known *known;

	bs_context_forget(bs, mac);
	known = bs->context.n < BS_SUBSCRIBERS_MAX ? calloc(1, sizeof(*known)) : NULL;
	if (!known)
		return NULL;
	known->next = bs->context.known;
	bs->context.known = known;
	bs->context.n++;
	memcpy(known->ctx.mac, mac, WMAN_MAC_ADDR_LEN);
	return &known->ctx;
}

bool bs_context_count(struct bs *bs, const u8 *mac, u16 count)
{
	struct bs_context *ctx = context_find(bs, mac);

	if (ctx)
		ctx->count = count;
	return ctx;
}

void bs_context_keep(struct bs_ss *ss)
{
	const struct bs_ak *ak = &ss->auth.ak;
	struct bs *bs = ss->bs;
	struct bs_context *ctx;

	/* the AK of PKMv1 has no PMK behind it, and HMAC mode no CMAC_KEY_COUNT */
	if (bs->cfg->handover == BS_HANDOVER_FULL || bs->cfg->edition != WMAN_EDITION_2009 ||
	    ak->mode != WMAN_KDF_CMAC)
		return;
	ctx = context_find(bs, ss->mac);
	/* a handover: the PMK is there, and its count goes on */
	if (ctx && !memcmp(&ctx->root, &ak->root, sizeof(ctx->root)))
		return;
	ctx = context_new(bs, ss->mac);
	if (!ctx) {
		bs_count(bs, ss, WMAN_REASON_NO_MEMORY);
		return;
	}
	ctx->root = ak->root;
	ctx->sn = ak->sn;
	ctx->count = 1;
	ctx->expires = ak->expires;
	ctx->suite = ss->sa[0].suite;
	ctx->offer = ss->offer;
	ctx->choice = ss->choice;
	ctx->cs = ss->cs;
	ctx->user = ss->acct.user;
}

void bs_context_registered(struct bs_ss *ss)
{
	struct bs_context *ctx = context_find(ss->bs, ss->mac);

	if (ctx)
		ctx->cs = ss->cs;
}

/*
 * The SAs that a subscriber has here, as they are now. When it has none they may have come from
 * another base station, and stay.
 */
static void collect_sas(struct bs_context *ctx, const struct bs_ss *ss)
{
	const struct bs_sa *sa;
	int i;

	if (!ss || !ss->auth.ak.valid)
		return;
	ctx->n_sas = 0;
	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++) {
		/*
		 * An SA of which the subscriber has no TEKs has nothing to move; a dynamic one comes
		 * anew, with its flow.
		 */
		if (!sa->said || !sa->known || !sa->delivered || sa->type == WMAN_SA_TYPE_DYNAMIC)
			continue;
		ctx->sa[ctx->n_sas].said = sa->said;
		ctx->sa[ctx->n_sas].next_sn = sa->next_sn;
		for (i = 0; i < BS_TEKS; i++) {
			struct bs_context_tek *tek = &ctx->sa[ctx->n_sas].tek[i];

			memcpy(tek->key, sa->tek[i].key, sizeof(tek->key));
			tek->sn = sa->tek[i].sn;
			tek->expires = sa->tek[i].expires;
			tek->tx_pn = sa->tek[i].tx_pn;
			tek->replay = sa->tek[i].replay;
		}
		ctx->n_sas++;
	}
}

/* The AK of RNG-REQ, when PMK, count and digest are right. */
static enum wman_reason verify(struct bs *bs, const u8 *bsid, const struct bs_context *ctx,
			       const struct bs_message *msg, const struct wman_rng_req *req,
			       struct bs_ak *ak)
{
	struct wman_tuple tuple;
	enum wman_reason reason;

	if (req->key_count < ctx->count)
		return WMAN_REASON_DIGEST_REPLAY;
	reason = wman_tuple_find(&tuple, WMAN_KDF_CMAC, msg->data, msg->len);
	if (reason)
		return reason;
	if (tuple.ak_sn != ctx->sn)
		return WMAN_REASON_AK_SN;
	if (bs_ak_derive(bs, ak, WMAN_KDF_CMAC, ctx->mac, bsid, &ctx->root, ctx->sn,
			 req->key_count))
		return WMAN_REASON_CRYPTO;
	ak->expires = ctx->expires;
	bs_keylog_ak(bs->keylog, ctx->mac, bsid, ak);
	return bs_ak_verify(bs, ak, msg->cid, msg->data, tuple.covered, tuple.pn, tuple.value);
}

enum wman_reason bs_context_give(struct bs *bs, const u8 *bsid, const struct bs_message *msg,
				 struct bs_context *out)
{
	struct bs_context *ctx;
	struct wman_rng_req req;
	enum wman_reason reason;
	struct bs_ss *ss;
	struct bs_ak ak;

	reason = wman_rng_req_parse(&req, msg->data, msg->len);
	if (reason)
		return reason;
	ctx = context_find(bs, req.mac);
	if (!ctx)
		return WMAN_REASON_NO_KEY;
	ss = bs_ss_find(bs, req.mac);
	reason = verify(bs, bsid, ctx, msg, &req, &ak);
	bs_ak_erase(&ak);
	if (reason) {
		bs_count(bs, ss, reason);
		return reason;
	}
	*out = *ctx;
	collect_sas(out, ss);
	bs_context_forget(bs, req.mac);
	if (ss) {
		bs_acct_because(ss, BS_ACCT_NAS_REQUEST);
		bs_ss_end(ss, wman_reason_name(WMAN_REASON_HANDOVER));
	}
	return WMAN_REASON_NONE;
}

void bs_context_take(struct bs *bs, const struct bs_context *ctx)
{
	struct bs_context *mine = context_new(bs, ctx->mac);

	if (mine)
		*mine = *ctx;
	else
		bs_count(bs, NULL, WMAN_REASON_NO_MEMORY);
}

/*
 * SAs of the other base station under the SAIDs of this one; they keep their TEKs, or get new ones.
 * Those of groups do not move.
 */
static int move_sas(struct bs_ss *ss, const struct bs_context *ctx, bool keep)
{
	u32 i, t;
	int ret;

	ret = bs_sa_setup(ss, ctx->suite);
	for (i = 0; i < ctx->n_sas && i < BS_SAS_MAX && !ss->sa[i].group && !ret; i++) {
		ss->sa[i].old_said = ctx->sa[i].said;
		for (t = 0; t < BS_TEKS && keep && !ret; t++) {
			ret = bs_tek_take(&ss->sa[i], (enum bs_tek_slot)t, &ctx->sa[i].tek[t],
					  ctx->sa[i].next_sn);
			if (!ret)
				bs_keylog_tek(ss->bs->keylog, ss->mac, ss->sa[i].said,
					      ss->sa[i].suite, &ss->sa[i].tek[t]);
		}
	}
	return ret;
}

/* SA-TEK-Update of an SA, with its TEKs or without. */
static void put_update(struct wman_buf *buf, struct bs_ss *ss, bool teks)
{
	u8 field[BS_SAS_MAX][BS_TEKS][BS_TEK_FIELD_MAX];
	struct wman_sa_tek_update updates[BS_SAS_MAX];
	size_t i, n = bs_context_updates(ss, &ss->auth.ak, updates, field);

	for (i = 0; i < n; i++) {
		updates[i].has_teks = teks;
		wman_sa_tek_update_put(buf, &updates[i]);
	}
}

static void send_rng_rsp(struct bs_ss *ss, u16 cid, enum bs_handover_mode mode)
{
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_CIDS |
			   WMAN_RNG_RSP_HO,
		.status = WMAN_RANGING_SUCCESS,
		.basic_cid = ss->basic_cid,
		.primary_cid = ss->primary_cid,
		.ho = WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG,
	};
	struct wman_sa_challenge challenge = { 0 };
	struct wman_buf value, *buf;
	struct bs_ak *ak = &ss->auth.ak;
	u8 octets[512];

	memcpy(rsp.mac, ss->mac, sizeof(rsp.mac));
	wman_buf_init(&value, octets, sizeof(octets));
	if (mode == BS_HANDOVER_HANDSHAKE) {
		ak = &ss->auth.fresh;
		memcpy(challenge.bs_random, ss->auth.bs_random, sizeof(challenge.bs_random));
		memcpy(challenge.akid, ak->akid, sizeof(challenge.akid));
		wman_sa_challenge_put(&value, &challenge);
		rsp.present |= WMAN_RNG_RSP_CHALLENGE;
		rsp.challenge = (struct wman_octets){ octets, value.len };
	} else {
		put_update(&value, ss, mode == BS_HANDOVER_UPDATE);
		rsp.present |= WMAN_RNG_RSP_REG;
		rsp.reg = (struct wman_octets){ octets, value.len };
		rsp.ho |= mode == BS_HANDOVER_UPDATE ? WMAN_HO_PKM_UPDATE : WMAN_HO_PKM_KEEP;
	}
	buf = bs_mgmt_begin(ss->bs);
	wman_rng_rsp_put(buf, &rsp);
	bs_mgmt_send_ranging(ss, buf, ak, cid);
}

/* It was answered already, and the answer was lost. */
static bool again(struct bs_ss *ss, const struct bs_message *msg, const struct wman_rng_req *req,
		  enum wman_reason *reason)
{
	struct bs_ak *ak = ss->auth.fresh.valid ? &ss->auth.fresh : &ss->auth.ak;
	struct wman_tuple tuple;

	if (!ak->valid || !ss->handed_over || ak->count != req->key_count)
		return false;
	*reason = wman_tuple_find(&tuple, WMAN_KDF_CMAC, msg->data, msg->len);
	if (!*reason)
		*reason = bs_ak_verify(ss->bs, ak, msg->cid, msg->data, tuple.covered, tuple.pn,
				       tuple.value);
	if (!*reason)
		send_rng_rsp(ss, msg->cid, ss->handover);
	return true;
}

/* RNG-REQ was right: the subscriber is here, as far as it can be without being asked more. */
static enum wman_reason admit(struct bs *bs, struct bs_ss *ss, struct bs_context *ctx,
			      const struct bs_message *msg, const struct wman_rng_req *req,
			      const struct bs_ak *ak)
{
	enum bs_handover_mode mode = (enum bs_handover_mode)bs->cfg->handover;

	collect_sas(ctx, ss);
	if (!(req->present & WMAN_RNG_REQ_BSID))
		ctx->n_sas = 0;
	if (!ctx->n_sas)
		mode = BS_HANDOVER_HANDSHAKE;
	if (ss) {
		bs_acct_because(ss, BS_ACCT_RESTART);
		bs_ss_reset(ss);
	} else {
		ss = bs_ss_new(bs, ctx->mac);
	}
	if (!ss)
		return WMAN_REASON_QUEUE_FULL;
	/* nobody takes this count, or one before it, another time */
	ctx->count = req->key_count + 1;
	ss->offer = ctx->offer;
	ss->choice = ctx->choice;
	ss->cs = ctx->cs;
	ss->acct.user = ctx->user;
	ss->capable = true;
	ss->handed_over = true;
	ss->handover = (u8)mode;
	ss->auth.sn = ctx->sn;
	ss->auth.lifetime_s = (u32)((ctx->expires - bs_now_ms()) / MS_PER_S);
	if (move_sas(ss, ctx, mode == BS_HANDOVER_KEEP) ||
	    RAND_bytes(ss->auth.bs_random, sizeof(ss->auth.bs_random)) != 1)
		return WMAN_REASON_NO_MEMORY;
	bs_ss_arm(ss, BS_TIMER_T17, BS_T17_MS);
	bs_event(bs, ss, "handover", NULL, "%s, CMAC_KEY_COUNT %u, %u SAs",
		 mode == BS_HANDOVER_HANDSHAKE ? "handshake" :
		 mode == BS_HANDOVER_UPDATE    ? "SA-TEK-Update" :
						 "TEKs kept",
		 req->key_count, ctx->n_sas);
	ctx->n_sas = 0;
	wman_memzero(ctx->sa, sizeof(ctx->sa));
	bs_auth_hand_over(ss, ak, mode == BS_HANDOVER_HANDSHAKE);
	send_rng_rsp(ss, msg->cid, mode);
	if (mode != BS_HANDOVER_HANDSHAKE)
		bs_context_confirmed(ss);
	return WMAN_REASON_NONE;
}

bool bs_context_rng_req(struct bs *bs, struct bs_ss *ss, const struct bs_message *msg,
			const struct wman_rng_req *req, enum wman_reason *reason)
{
	struct bs_context *ctx;
	struct bs_ak ak;

	if (bs->cfg->handover == BS_HANDOVER_FULL || memcmp(req->mac, msg->src, sizeof(req->mac)))
		return false;
	if (ss && again(ss, msg, req, reason))
		return true;
	ctx = context_find(bs, req->mac);
	if (!ctx) {
		*reason = WMAN_REASON_NONE;
		return bs_peer_claim(bs, msg);
	}
	/* made under the policy of another base station */
	if (!bs_policy_allows(&bs->cfg->policies, req->mac, &ctx->choice)) {
		bs_event(bs, ss, "handover-refused", wman_reason_name(WMAN_REASON_POLICY), "%s",
			 bs_policy_name(&ctx->choice));
		return false;
	}
	*reason = verify(bs, bs->bsid, ctx, msg, req, &ak);
	/* perhaps it has got another PMK elsewhere meanwhile */
	if (*reason && bs_peer_claim(bs, msg))
		*reason = WMAN_REASON_NONE;
	else if (*reason)
		bs_event(bs, ss, "handover-refused", wman_reason_name(*reason), "CMAC_KEY_COUNT %u",
			 req->key_count);
	else
		*reason = admit(bs, ss, ctx, msg, req, &ak);
	bs_ak_erase(&ak);
	return true;
}

size_t bs_context_updates(struct bs_ss *ss, const struct bs_ak *ak,
			  struct wman_sa_tek_update *updates,
			  u8 field[BS_SAS_MAX][BS_TEKS][BS_TEK_FIELD_MAX])
{
	struct bs_sa *sa;
	size_t n = 0;

	for (sa = ss->sa; sa < ss->sa + BS_SAS_MAX; sa++) {
		if (!sa->said || !sa->old_said)
			continue;
		memset(&updates[n], 0, sizeof(updates[n]));
		updates[n].old_said = sa->old_said;
		updates[n].new_said = sa->said;
		updates[n].has_teks = true;
		if (bs_tek_params(ss, sa, ak, updates[n].tek, field[n]))
			continue;
		sa->known = true;
		sa->delivered = true;
		n++;
	}
	return n;
}

void bs_context_confirmed(struct bs_ss *ss)
{
	if (!ss->handed_over || ss->registered)
		return;
	ss->registered = true;
	bs_event(ss->bs, ss, "registered", NULL, "handover");
	bs_flow_begin(ss, ss->cs);
}
