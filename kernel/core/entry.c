// SPDX-License-Identifier: GPL-2.0
/* Runs network entry (802.16e 6.3.9). */
#include <linux/etherdevice.h>
#include <linux/slab.h>

#include "beacon.h"
#include "des_iv.h"
#include "dev.h"
#include "dreg.h"
#include "message.h"
#include "netlink.h"
#include "reg.h"
#include "replay.h"
#include "rng.h"
#include "sbc.h"
#include "tek.h"
#include "trace.h"

static bool event(struct wman_dev *wdev, enum wman_entry_event ev, enum wman_reason reason);

static struct wman_bs *bs_find(struct wman_entry *entry, const u8 *bsid)
{
	unsigned int i;

	for (i = 0; i < entry->n_bs; i++)
		if (ether_addr_equal(entry->bs[i].bsid, bsid))
			return &entry->bs[i];
	return NULL;
}

/* A new one takes a free place, or that of the one not heard for longest. */
static struct wman_bs *bs_new(struct wman_entry *entry, const u8 *bsid)
{
	struct wman_bs *bs = &entry->bs[0];
	unsigned int i;

	if (entry->n_bs < WMAN_BS_MAX) {
		bs = &entry->bs[entry->n_bs++];
	} else {
		for (i = 1; i < WMAN_BS_MAX; i++)
			if (time_before(entry->bs[i].seen, bs->seen))
				bs = &entry->bs[i];
	}
	memset(bs, 0, sizeof(*bs));
	ether_addr_copy(bs->bsid, bsid);
	return bs;
}

static bool bs_may_choose(struct wman_dev *wdev, struct wman_bs *bs)
{
	const struct wman_entry *entry = &wdev->entry;

	if (bs->is_barred && time_after_eq(jiffies, bs->barred))
		bs->is_barred = false;
	if (entry->is_wanted && !ether_addr_equal(bs->bsid, entry->wanted))
		return false;
	return !bs->is_barred && wman_reentry_chooses(wdev, bs->bsid);
}

static void bar(struct wman_dev *wdev, unsigned long time)
{
	struct wman_link *link = wman_dev_link(wdev);
	struct wman_bs *bs = link ? bs_find(&wdev->entry, link->bsid) : NULL;

	if (!bs)
		return;
	bs->is_barred = true;
	bs->barred = jiffies + time;
}

static void send_rng_req(struct wman_dev *wdev)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	struct wman_rng_req req = {
		.present = WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION,
		.version = WMAN_MAC_VERSION,
	};

	ether_addr_copy(req.mac, wdev->dev->dev_addr);
	wman_rng_req_put(buf, &req);
	wman_mgmt_send(wdev, buf, WMAN_CID_INITIAL_RANGING);
}

/* Never more than one authorization: what is not offered cannot be chosen. */
static const struct {
	u8 version;
	u8 policy;
} offers[] = {
	[WMAN_AUTH_POLICY_EAP]	   = { WMAN_PKM_V2, WMAN_POLICY_EAP },
	[WMAN_AUTH_POLICY_PKMV1]   = { WMAN_PKM_V1, WMAN_POLICY_RSA },
	[WMAN_AUTH_POLICY_RSA]	   = { WMAN_PKM_V2, WMAN_POLICY_RSA },
	[WMAN_AUTH_POLICY_RSA_EAP] = { WMAN_PKM_V2, WMAN_POLICY_RSA_EAP },
	[WMAN_AUTH_POLICY_EAP_EAP] = { WMAN_PKM_V2, WMAN_POLICY_DOUBLE_EAP },
	[WMAN_AUTH_POLICY_NONE]	   = { 0, 0 },
};

/* CMAC by both its bits in edition 2009, so that either kind of base station finds its own. */
static u8 mac_mode_offer(const struct wman_settings *cfg)
{
	u8 mode = 0;

	if (cfg->mac_modes & WMAN_MAC_MODES_CMAC)
		mode = cfg->edition == WMAN_EDITION_2009 ? WMAN_MAC_MODE_CMAC :
							   WMAN_MAC_MODE_CMAC_2005;
	return cfg->mac_modes & WMAN_MAC_MODES_HMAC ? mode | WMAN_MAC_MODE_HMAC : mode;
}

static struct wman_secneg security_offer(const struct wman_settings *cfg)
{
	struct wman_secneg offer = {
		.present = WMAN_SECNEG_ALL,
		.version = offers[cfg->policy].version,
		.policy = offers[cfg->policy].policy,
		.mac_mode = mac_mode_offer(cfg),
		.pn_window = cfg->pn_window,
		.max_sa = cfg->sa_max,
	};

	/* there is nothing to sign or to encrypt by, and nothing of it is offered */
	if (cfg->policy == WMAN_AUTH_POLICY_NONE)
		return (struct wman_secneg){ .present = BIT(WMAN_SECNEG_POLICY) };
	if (cfg->policy == WMAN_AUTH_POLICY_PKMV1)
		offer.mac_mode = WMAN_MAC_MODE_HMAC;
	return offer;
}

static void send_sbc_req(struct wman_dev *wdev)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	struct wman_sbc sbc = {
		.present = WMAN_SBC_BANDWIDTH | WMAN_SBC_CONSTRUCTION | WMAN_SBC_FFT,
		.fft = WMAN_FFT_1024,
	};

	wdev->entry.offer = security_offer(&wdev->cfg);
	sbc.secneg = wdev->entry.offer;
	wman_sbc_put(buf, WMAN_MSG_SBC_REQ, &sbc);
	wman_mgmt_send(wdev, buf, wman_dev_link(wdev)->basic_cid);
}

static void send_reg_req(struct wman_dev *wdev)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	const struct wman_reg reg = {
		.present = WMAN_REG_MANAGED | WMAN_REG_IP_MODE | WMAN_REG_UL_CIDS | WMAN_REG_CS |
			   WMAN_REG_CRC | WMAN_REG_DL_CIDS,
		.ul_cids = WMAN_FLOWS_MAX,
		.dl_cids = WMAN_FLOWS_MAX,
		.cs = BIT(WMAN_CS_IPV4) | BIT(WMAN_CS_IPV6) | BIT(WMAN_CS_IEEE8023) |
		      BIT(WMAN_CS_IPV4_OVER_8023),
		.crc = 1,
	};

	wman_reg_put(buf, WMAN_MSG_REG_REQ, &reg);
	wman_mgmt_send_tuple(wdev, buf);
}

/* What a state repeats, how often, and what of ours tells the state's timer. */
static const struct {
	u16 action;
	void (*send)(struct wman_dev *wdev);
	unsigned int attr;
} requests[] = {
	{ WMAN_ENTRY_A_RNG_REQ, send_rng_req, WMAN_A_TIMER_T3_MS },
	{ WMAN_ENTRY_A_HO_RNG_REQ, wman_reentry_rng_req, WMAN_A_TIMER_T3_MS },
	{ WMAN_ENTRY_A_SBC_REQ, send_sbc_req, WMAN_A_TIMER_T18_MS },
	{ WMAN_ENTRY_A_REG_REQ, send_reg_req, WMAN_A_TIMER_T6_MS },
};

static unsigned int max_tries(u32 state)
{
	switch (state) {
	case WMAN_DEV_STATE_RANGING:
		return WMAN_RANGING_TRIES;
	case WMAN_DEV_STATE_HANDOVER:
		return WMAN_HO_TRIES;
	case WMAN_DEV_STATE_CAPABILITIES:
		return WMAN_SBC_TRIES;
	default:
		return WMAN_REG_TRIES;
	}
}

/* Leave the base station, with the TEKs or without. */
static void erase(struct wman_dev *wdev, bool suspend)
{
	cancel_delayed_work(&wdev->entry.lost_timer);
	wdev->entry.registered = false;
	wdev->entry.blocked = false;
	wdev->entry.silent = false;
	if (suspend)
		wman_auth_suspend(wdev);
	else
		wman_auth_stop(wdev);
	wman_flow_flush(wdev);
	wman_mgmt_reset(wdev);
	wman_dev_set_link(wdev, NULL);
	netif_carrier_off(wdev->dev);
}

static void run(struct wman_dev *wdev, u16 actions, u32 from)
{
	struct wman_entry *entry = &wdev->entry;
	int i;

	if (actions & WMAN_ENTRY_A_STOP_TIMER)
		cancel_delayed_work(&entry->timer);
	if (actions & WMAN_ENTRY_A_PORT_CLOSE)
		wman_dev_port(wdev, false);
	if (actions & WMAN_ENTRY_A_ERASE)
		erase(wdev, false);
	if (actions & WMAN_ENTRY_A_SUSPEND)
		erase(wdev, true);
	if (actions & WMAN_ENTRY_A_ABANDON)
		wman_reentry_abandon(wdev);
	if (actions & WMAN_ENTRY_A_SYNC) {
		wman_dev_arm(wdev, &entry->lost_timer, WMAN_A_TIMER_LOST_DL_MAP_MS);
		netif_carrier_on(wdev->dev);
	}
	if (actions & WMAN_ENTRY_A_SCAN)
		wman_dev_arm(wdev, &entry->timer, WMAN_A_TIMER_T21_MS);
	if (from != entry->state)
		entry->tries = 0;
	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		if (!(actions & requests[i].action))
			continue;
		entry->tries++;
		requests[i].send(wdev);
		wman_dev_arm(wdev, &entry->timer, requests[i].attr);
	}
	if (actions & WMAN_ENTRY_A_PORT_OPEN) {
		wman_reentry_end(wdev);
		wman_dev_port(wdev, true);
	}
}

/* Returns whether the machine took the event. */
static bool event(struct wman_dev *wdev, enum wman_entry_event ev, enum wman_reason reason)
{
	struct wman_entry *entry = &wdev->entry;
	const struct wman_entry_step *step = wman_entry_step(entry->state, ev);
	u32 from = entry->state;

	trace_wman_entry(wdev->dev, 0, from, step->next, ev);
	if (!step->next)
		return false;
	WRITE_ONCE(entry->state, step->next);
	wdev->reason = reason;
	run(wdev, step->actions, from);
	if (from != step->next)
		wman_nl_dev_event(wdev);
	/* these raise further events, so they come when this one has been told */
	if (step->actions & WMAN_ENTRY_A_AUTHORIZE)
		wman_reentry_authorize(wdev);
	if (step->actions & WMAN_ENTRY_A_FLOW_CHECK)
		wman_flow_check(wdev);
	return true;
}

/* T21: there is no other channel to go on to; who asked for a connection hears of it, once. */
static void nothing_found(struct wman_dev *wdev)
{
	if (wdev->reason != WMAN_REASON_USER)
		return;
	wdev->reason = WMAN_REASON_NO_DL_MAP;
	wman_nl_dev_event(wdev);
}

static void timer(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(to_delayed_work(work), struct wman_dev, entry.timer);
	struct wman_entry *entry = &wdev->entry;

	if (entry->state == WMAN_DEV_STATE_SCAN)
		nothing_found(wdev);
	event(wdev, entry->tries > max_tries(entry->state) ? WMAN_ENTRY_EV_TIMER_LAST :
							     WMAN_ENTRY_EV_TIMER,
	      WMAN_REASON_RETRIES);
}

static void lost_timer(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(to_delayed_work(work), struct wman_dev,
					     entry.lost_timer);

	wman_entry_leave(wdev, WMAN_REASON_LINK_LOST, false);
}

void wman_entry_init(struct wman_dev *wdev)
{
	wdev->entry.state = WMAN_DEV_STATE_IDLE;
	INIT_DELAYED_WORK(&wdev->entry.timer, timer);
	INIT_DELAYED_WORK(&wdev->entry.lost_timer, lost_timer);
}

int wman_entry_connect(struct wman_dev *wdev, const u8 *bsid)
{
	struct wman_entry *entry = &wdev->entry;

	if (!netif_running(wdev->dev))
		return -ENETDOWN;
	if (entry->state != WMAN_DEV_STATE_IDLE)
		return -EALREADY;
	entry->is_wanted = bsid;
	if (bsid)
		ether_addr_copy(entry->wanted, bsid);
	/* an administrator who asks again knows better than a refusal of a minute ago */
	entry->n_bs = 0;
	event(wdev, WMAN_ENTRY_EV_CONNECT, WMAN_REASON_USER);
	return 0;
}

int wman_entry_disconnect(struct wman_dev *wdev, void *unused)
{
	event(wdev, WMAN_ENTRY_EV_DISCONNECT, WMAN_REASON_USER);
	wman_reentry_end(wdev);
	wman_pmk_unlock(wdev);
	return 0;
}

int wman_entry_handover(struct wman_dev *wdev, const u8 *bsid)
{
	struct wman_entry *entry = &wdev->entry;
	struct wman_link *link = wman_dev_link(wdev);

	if (!wman_entry_step(entry->state, WMAN_ENTRY_EV_HANDOVER)->next)
		return -ENOTCONN;
	if (ether_addr_equal(link->bsid, bsid))
		return -EALREADY;
	if (!wman_pmk_usable(wdev))
		return -ENOKEY;
	wman_reentry_from(wdev, bsid);
	/* connect named a base station: the administrator knows better now */
	if (entry->is_wanted)
		ether_addr_copy(entry->wanted, bsid);
	event(wdev, WMAN_ENTRY_EV_HANDOVER, WMAN_REASON_HANDOVER);
	return 0;
}

void wman_entry_leave(struct wman_dev *wdev, enum wman_reason reason, bool barred)
{
	if (barred)
		bar(wdev, msecs_to_jiffies(wdev->cfg.timer_ms[WMAN_A_TIMER_REJECT_WAIT_MS]));
	event(wdev, WMAN_ENTRY_EV_LOST, reason);
}

void wman_entry_carrier(struct wman_dev *wdev, bool up)
{
	if (!up)
		wman_entry_leave(wdev, WMAN_REASON_CARRIER_OFF, false);
}

void wman_entry_authorized(struct wman_dev *wdev)
{
	if (wdev->entry.registered)
		event(wdev, WMAN_ENTRY_EV_REGISTERED, WMAN_REASON_NONE);
	else if (!wman_tek_awaited(wdev))
		event(wdev, WMAN_ENTRY_EV_AUTHORIZED, WMAN_REASON_NONE);
}

void wman_entry_keys(struct wman_dev *wdev)
{
	if (wdev->entry.state == WMAN_DEV_STATE_AUTHORIZATION &&
	    wman_auth_authorized(wdev->auth.state))
		wman_entry_authorized(wdev);
}

void wman_entry_unauthorized(struct wman_dev *wdev, enum wman_reason reason)
{
	/* without an AK there is no DREG-CMD that could end it */
	wdev->entry.silent = false;
	event(wdev, WMAN_ENTRY_EV_UNAUTHORIZED, reason);
}

void wman_entry_flows(struct wman_dev *wdev, enum wman_reason missing)
{
	if (wdev->entry.blocked)
		missing = WMAN_REASON_DREG;
	event(wdev, missing ? WMAN_ENTRY_EV_FLOWS_GONE : WMAN_ENTRY_EV_FLOWS, missing);
}

static bool synchronise(struct wman_dev *wdev, const struct wman_bs *bs)
{
	struct wman_link *link = kzalloc(sizeof(*link), GFP_KERNEL);

	if (!link) {
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
		return false;
	}
	ether_addr_copy(link->bs_addr, bs->addr);
	ether_addr_copy(link->bsid, bs->bsid);
	link->crc = wdev->cfg.crc;
	wman_dev_set_link(wdev, link);
	return true;
}

static void found(struct wman_dev *wdev)
{
	bool with_pmk = wman_pmk_usable(wdev) && !wman_pmk_lend(wdev);

	event(wdev, with_pmk ? WMAN_ENTRY_EV_FOUND_WITH_PMK : WMAN_ENTRY_EV_FOUND,
	      WMAN_REASON_NONE);
}

enum wman_reason wman_entry_dl_map(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_entry *entry = &wdev->entry;
	struct wman_link *link = wman_dev_link(wdev);
	struct wman_dl_map map;
	enum wman_reason ret;
	struct wman_bs *bs;

	ret = wman_dl_map_parse(&map, msg->data, msg->len);
	if (ret)
		return ret;
	bs = bs_find(entry, map.bsid);
	if (!bs)
		bs = bs_new(entry, map.bsid);
	ether_addr_copy(bs->addr, msg->src);
	bs->frame_number = map.frame_number;
	bs->seen = jiffies;

	if (link && ether_addr_equal(link->bsid, map.bsid)) {
		wman_dev_arm(wdev, &entry->lost_timer, WMAN_A_TIMER_LOST_DL_MAP_MS);
		wman_key_frame(wdev, map.frame_number);
	} else if (entry->state == WMAN_DEV_STATE_SCAN && bs_may_choose(wdev, bs)) {
		WRITE_ONCE(wdev->phy_sync, wman_phy_sync(map.frame_duration, map.frame_number));
		if (synchronise(wdev, bs))
			found(wdev);
	}
	return WMAN_REASON_NONE;
}

static struct wman_bs *bs_of_source(struct wman_entry *entry, const u8 *src)
{
	unsigned int i;

	for (i = 0; i < entry->n_bs; i++)
		if (ether_addr_equal(entry->bs[i].addr, src))
			return &entry->bs[i];
	return NULL;
}

enum wman_reason wman_entry_dcd(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_bs *bs = bs_of_source(&wdev->entry, msg->src);
	struct wman_dcd dcd;
	enum wman_reason ret;

	ret = wman_dcd_parse(&dcd, msg->data, msg->len);
	if (ret || !bs)
		return ret;
	if ((dcd.present & WMAN_DCD_BSID) && !ether_addr_equal(dcd.bsid, bs->bsid))
		return WMAN_REASON_TLV_VALUE;
	bs->dcd_count = dcd.count;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_entry_ucd(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_bs *bs = bs_of_source(&wdev->entry, msg->src);
	struct wman_ucd ucd;
	enum wman_reason ret;

	ret = wman_ucd_parse(&ucd, msg->data, msg->len);
	if (!ret && bs)
		bs->ucd_count = ucd.count;
	return ret;
}

/* The link now has CIDs; published as a new object. */
static bool set_cids(struct wman_dev *wdev, u16 basic, u16 primary)
{
	struct wman_link *link = kmemdup(wman_dev_link(wdev), sizeof(*link), GFP_KERNEL);

	if (!link) {
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
		return false;
	}
	link->basic_cid = basic;
	link->primary_cid = primary;
	wman_dev_set_link(wdev, link);
	return true;
}

static bool cids_valid(u16 basic, u16 primary)
{
	return basic && primary && basic != primary && basic <= WMAN_CID_TRANSPORT_MAX &&
	       primary <= WMAN_CID_TRANSPORT_MAX;
}

/* RNG-RSP: success */
static enum wman_reason ranged(struct wman_dev *wdev, const struct wman_rng_rsp *rsp)
{
	bool handover = wdev->entry.state == WMAN_DEV_STATE_HANDOVER, capable = false;
	enum wman_reason ret;

	if ((rsp->present & WMAN_RNG_RSP_CIDS) != WMAN_RNG_RSP_CIDS)
		return WMAN_REASON_ATTR_MISSING;
	if (!cids_valid(rsp->basic_cid, rsp->primary_cid))
		return WMAN_REASON_TLV_VALUE;
	ret = handover ? wman_reentry_check(wdev, rsp) : WMAN_REASON_NONE;
	if (ret)
		return ret;
	if (!set_cids(wdev, rsp->basic_cid, rsp->primary_cid))
		return WMAN_REASON_NONE;
	if (handover)
		capable = wman_reentry_take(wdev, rsp);
	event(wdev, capable ? WMAN_ENTRY_EV_RANGED_CAPABLE : WMAN_ENTRY_EV_RANGED,
	      WMAN_REASON_NONE);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_entry_rng_rsp(struct wman_dev *wdev, const struct wman_message *msg)
{
	u32 state = wdev->entry.state;
	struct wman_rng_rsp rsp;
	enum wman_reason ret;

	if (state != WMAN_DEV_STATE_RANGING && state != WMAN_DEV_STATE_HANDOVER)
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_rng_rsp_parse(&rsp, msg->data, msg->len);
	if (ret)
		return ret;
	if (!(rsp.present & WMAN_RNG_RSP_MAC))
		return WMAN_REASON_ATTR_MISSING;
	if (!ether_addr_equal(rsp.mac, wdev->dev->dev_addr))
		return WMAN_REASON_MAC_ADDRESS;
	/* it says what becomes of the keys; and nobody else may end a handover */
	ret = state == WMAN_DEV_STATE_HANDOVER ? wman_reentry_verify(wdev, msg) : WMAN_REASON_NONE;
	if (ret)
		return ret;

	switch (rsp.status) {
	case WMAN_RANGING_ABORT:
		wman_entry_leave(wdev, WMAN_REASON_RANGING_ABORT, true);
		return WMAN_REASON_NONE;
	case WMAN_RANGING_SUCCESS:
		return ranged(wdev, &rsp);
	default:
		event(wdev, WMAN_ENTRY_EV_RANGING_CONTINUE, WMAN_REASON_NONE);
		return WMAN_REASON_NONE;
	}
}

enum wman_reason wman_entry_sbc_rsp(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_sbc sbc;
	enum wman_reason ret;

	if (wdev->entry.state != WMAN_DEV_STATE_CAPABILITIES)
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_sbc_parse(&sbc, WMAN_MSG_SBC_RSP, msg->data, msg->len);
	if (ret)
		return ret;
	/* a base station of 2004 says nothing, and means PKMv1 with HMAC */
	if (wdev->cfg.policy == WMAN_AUTH_POLICY_PKMV1 && !sbc.secneg.present)
		sbc.secneg = wdev->entry.offer;
	/* D22: whatever was not offered ends the entry */
	ret = wman_secneg_check(&wdev->entry.offer, &sbc.secneg);
	/* half of what was offered is not it: RSA without the EAP that was to follow */
	if (!ret && (sbc.secneg.policy & WMAN_POLICY_INITIAL) != wdev->entry.offer.policy)
		ret = WMAN_REASON_SBC_DOWNGRADE;
	if (ret) {
		wman_entry_leave(wdev, ret, true);
		return ret;
	}
	wdev->entry.choice = sbc.secneg;
	wdev->sas.window = wman_replay_size(sbc.secneg.pn_window);
	event(wdev, WMAN_ENTRY_EV_CAPABLE, WMAN_REASON_NONE);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_entry_reg_rsp(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_reg reg;
	enum wman_reason ret;

	if (wdev->entry.state != WMAN_DEV_STATE_REGISTRATION)
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_reg_parse(&reg, WMAN_MSG_REG_RSP, msg->data, msg->len);
	if (ret)
		return ret;
	if (reg.response != WMAN_REG_OK) {
		wman_entry_leave(wdev, WMAN_REASON_REGISTRATION_REFUSED, true);
		return WMAN_REASON_NONE;
	}
	wdev->entry.registered = true;
	event(wdev, WMAN_ENTRY_EV_REGISTERED, WMAN_REASON_NONE);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_entry_dreg_cmd(struct wman_dev *wdev, const struct wman_message *msg)
{
	enum wman_reason ret;
	u8 action;

	ret = wman_dreg_cmd_parse(&action, msg->data, msg->len);
	if (ret)
		return ret;
	switch (action) {
	case WMAN_DREG_LISTEN:
	case WMAN_DREG_MANAGEMENT_ONLY:
	case WMAN_DREG_NORMAL:
		wdev->entry.blocked = action != WMAN_DREG_NORMAL;
		wdev->entry.silent = action == WMAN_DREG_LISTEN;
		wman_flow_check(wdev);
		return WMAN_REASON_NONE;
	case WMAN_DREG_LEAVE:
	case WMAN_DREG_TERMINATE:
		bar(wdev, WMAN_DREG_BAR);
		wman_pmk_erase(wdev);
		wman_entry_leave(wdev, WMAN_REASON_DREG, false);
		return WMAN_REASON_NONE;
	default:
		/* idle mode and its answers belong to requests that this station never sends */
		return WMAN_REASON_MESSAGE_STATE;
	}
}

enum wman_reason wman_entry_res_cmd(struct wman_dev *wdev, const struct wman_message *msg)
{
	wman_pmk_erase(wdev);
	wman_entry_leave(wdev, WMAN_REASON_RES_CMD, false);
	return WMAN_REASON_NONE;
}
