// SPDX-License-Identifier: GPL-2.0
/* Handover and re-entry (802.16e 6.3.22). */
#include <linux/etherdevice.h>

#include "dev.h"
#include "digest.h"
#include "handover.h"
#include "replay.h"
#include "tek.h"

void wman_reentry_from(struct wman_dev *wdev, const u8 *target)
{
	struct wman_reentry *re = &wdev->reentry;

	*re = (struct wman_reentry){ .has_serving = true, .has_target = true };
	ether_addr_copy(re->serving, wman_dev_link(wdev)->bsid);
	ether_addr_copy(re->target, target);
	re->until = jiffies + WMAN_HO_SCAN;
}

bool wman_reentry_chooses(struct wman_dev *wdev, const u8 *bsid)
{
	struct wman_reentry *re = &wdev->reentry;

	if (re->has_target && time_after(jiffies, re->until))
		re->has_target = false;
	return !re->has_target || ether_addr_equal(bsid, re->target);
}

void wman_reentry_rng_req(struct wman_dev *wdev)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	struct wman_reentry *re = &wdev->reentry;
	struct wman_rng_req req = {
		.present = WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION | WMAN_RNG_REQ_PURPOSE |
			   WMAN_RNG_REQ_COUNT,
		.version = WMAN_MAC_VERSION,
		.purpose = WMAN_PURPOSE_HANDOVER,
		.key_count = wdev->pmk.count,
	};

	ether_addr_copy(req.mac, wdev->dev->dev_addr);
	if (re->has_serving) {
		req.present |= WMAN_RNG_REQ_BSID;
		ether_addr_copy(req.serving_bsid, re->serving);
	}
	wman_rng_req_put(buf, &req);
	wman_mgmt_send_ranging(wdev, buf, &wdev->keys.next);
}

enum wman_reason wman_reentry_verify(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_ak *ak = &wdev->keys.next;
	struct wman_tuple tuple;
	enum wman_reason ret;

	ret = wman_tuple_find(&tuple, WMAN_KDF_CMAC, msg->data, msg->len);
	if (ret)
		return ret;
	if (!ak->valid || tuple.ak_sn != ak->sn)
		return WMAN_REASON_AK_SN;
	return wman_mgmt_verify(wdev, ak, msg, tuple.covered, tuple.pn, tuple.value);
}

static bool has_primary(struct wman_dev *wdev)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (sa->type == WMAN_SA_TYPE_PRIMARY)
			return true;
	return false;
}

/*
 * What RNG-RSP leaves out of PKM. An SA challenge tuple stands in place of what the bits say: base
 * stations set them in different ways when they send one.
 */
static u16 pkm_of(const struct wman_rng_rsp *rsp)
{
	return rsp->present & WMAN_RNG_RSP_CHALLENGE ? WMAN_HO_PKM_FULL :
						       rsp->ho & WMAN_HO_PKM_MASK;
}

static enum wman_reason check_challenge(struct wman_dev *wdev, const struct wman_rng_rsp *rsp)
{
	struct wman_sa_challenge challenge;
	enum wman_reason ret;

	if (!(rsp->present & WMAN_RNG_RSP_CHALLENGE))
		return WMAN_REASON_NONE;
	ret = wman_sa_challenge_parse(&challenge, &rsp->challenge);
	if (ret)
		return ret;
	return memcmp(challenge.akid, wdev->keys.next.akid, WMAN_AKID_LEN) ? WMAN_REASON_AKID :
									     WMAN_REASON_NONE;
}

enum wman_reason wman_reentry_check(struct wman_dev *wdev, const struct wman_rng_rsp *rsp)
{
	u16 pkm = pkm_of(rsp);
	enum wman_reason ret;
	unsigned int n = 0;

	if (pkm == WMAN_HO_PKM_FULL)
		return check_challenge(wdev, rsp);
	/* without a handshake there have to be SAs, and no other suites than before */
	if ((pkm != WMAN_HO_PKM_UPDATE && pkm != WMAN_HO_PKM_KEEP) || !has_primary(wdev))
		return WMAN_REASON_TLV_VALUE;
	if (rsp->present & WMAN_RNG_RSP_REG) {
		ret = wman_sa_updates_check(rsp->reg.data, rsp->reg.len, true, &n);
		if (ret)
			return ret;
	}
	if (pkm == WMAN_HO_PKM_UPDATE && !n)
		return WMAN_REASON_ATTR_MISSING;
	return wman_reentry_sas_check(wdev, &rsp->reg, true, rsp->basic_cid);
}

bool wman_reentry_take(struct wman_dev *wdev, const struct wman_rng_rsp *rsp)
{
	struct wman_reentry *re = &wdev->reentry;
	struct wman_sa_challenge challenge;
	u16 pkm = pkm_of(rsp);

	re->admitted = true;
	re->ho = rsp->ho;
	re->challenged = rsp->present & WMAN_RNG_RSP_CHALLENGE;
	if (re->challenged) {
		wman_sa_challenge_parse(&challenge, &rsp->challenge);
		memcpy(re->bs_random, challenge.bs_random, sizeof(re->bs_random));
	}
	if (pkm != WMAN_HO_PKM_FULL)
		wman_reentry_sas(wdev, &rsp->reg, true, &wdev->keys.next, pkm == WMAN_HO_PKM_KEEP);
	if (re->ho & WMAN_HO_OMIT_REG)
		wdev->entry.registered = true;
	if (!(re->ho & WMAN_HO_OMIT_SBC))
		return false;
	wdev->entry.offer = wdev->pmk.offer;
	wdev->entry.choice = wdev->pmk.choice;
	wdev->sas.window = wman_replay_size(wdev->pmk.choice.pn_window);
	return true;
}

void wman_reentry_authorize(struct wman_dev *wdev)
{
	struct wman_reentry *re = &wdev->reentry;

	if (re->admitted && re->challenged) {
		wman_auth_challenged(wdev, re->bs_random);
	} else if (re->admitted && re->ho & WMAN_HO_PKM_MASK) {
		wman_auth_handed_over(wdev);
	} else {
		wman_reentry_abandon(wdev);
		wman_auth_begin(wdev);
	}
}

/* SAID of an SA from now on; the primary SA is named by the basic CID, whoever says what. */
static u16 said_after(const struct wman_sa *sa, const struct wman_octets *updates, bool reg,
		      u16 basic_cid)
{
	struct wman_sa_tek_update update;
	struct wman_tlv_iter it;

	if (sa->type == WMAN_SA_TYPE_PRIMARY)
		return basic_cid;
	wman_tlv_iter_init(&it, updates->data, updates->len);
	while (wman_sa_updates_next(&it, reg, &update))
		if (update.old_said == sa->said)
			return update.new_said;
	return sa->said;
}

enum wman_reason wman_reentry_sas_check(struct wman_dev *wdev, const struct wman_octets *updates,
					bool reg, u16 basic_cid)
{
	struct wman_sa *a, *b;

	list_for_each_entry(a, &wdev->sas.list, list)
		list_for_each_entry(b, &wdev->sas.list, list)
			if (a != b && said_after(a, updates, reg, basic_cid) ==
				      said_after(b, updates, reg, basic_cid))
				return WMAN_REASON_SAID_UNKNOWN;
	return WMAN_REASON_NONE;
}

/* The update of an SA that has its new SAID already. */
static bool update_of(const struct wman_sa *sa, const struct wman_octets *updates, bool reg,
		      struct wman_sa_tek_update *update)
{
	struct wman_tlv_iter it;

	wman_tlv_iter_init(&it, updates->data, updates->len);
	while (wman_sa_updates_next(&it, reg, update))
		if (update->new_said == sa->said)
			return true;
	return false;
}

void wman_reentry_sas(struct wman_dev *wdev, const struct wman_octets *updates, bool reg,
		      const struct wman_ak *ak, bool keep)
{
	u16 basic_cid = wman_dev_link(wdev)->basic_cid;
	struct wman_sa_tek_update update;
	enum wman_reason reason;
	struct wman_sa *sa;
	bool named;

	list_for_each_entry(sa, &wdev->sas.list, list) {
		sa->said = said_after(sa, updates, reg, basic_cid);
		/* a group's keys are those of one base station */
		named = !sa->group && update_of(sa, updates, reg, &update);
		if (named && update.has_teks) {
			reason = wman_tek_update(sa, update.tek, ak);
			if (!reason)
				continue;
			wman_count(wdev, reason);
			named = false;
		}
		/* it asks for TEKs when the AK is in force */
		if (!named && (!keep || sa->group))
			wman_tek_event(sa, WMAN_TEK_EV_STOP);
	}
}

void wman_reentry_abandon(struct wman_dev *wdev)
{
	wdev->reentry.admitted = false;
	wman_key_erase_next(wdev);
	wman_sa_flush(wdev);
}

void wman_reentry_end(struct wman_dev *wdev)
{
	wdev->reentry = (struct wman_reentry){};
}
