// SPDX-License-Identifier: GPL-2.0
/* Network entry: every event in every state through the running module, and what is refused. */
#include "beacon.h"
#include "dreg.h"
#include "drive.h"
#include "dsx.h"
#include "message.h"
#include "reg.h"
#include "rng.h"
#include "sbc.h"
#include "suites.h"
#include "walk.h"

static int connect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_connect(wdev, NULL);
}

static void connect(struct station *st)
{
	station_call(st, connect_fn, NULL);
}

static void disconnect(struct station *st)
{
	station_call(st, wman_entry_disconnect, NULL);
}

static void found(struct station *st)
{
	bs_dl_map(st, bs_id);
}

static int leave_fn(struct wman_dev *wdev, void *arg)
{
	wman_entry_leave(wdev, WMAN_REASON_LINK_LOST, false);
	return 0;
}

static void lost(struct station *st)
{
	station_call(st, leave_fn, NULL);
}

static void timer(struct station *st)
{
	station_fire(st, &st->wdev->entry.timer);
}

static void timer_last(struct station *st)
{
	st->wdev->entry.tries = WMAN_RANGING_TRIES + 1;
	timer(st);
}

static void ranging_continue(struct station *st)
{
	bs_rng_rsp(st, WMAN_RANGING_CONTINUE);
}

static void ranged(struct station *st)
{
	bs_rng_rsp(st, WMAN_RANGING_SUCCESS);
}

static void ranged_capable(struct station *st)
{
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC, NULL, false);
}

static int handover_fn(struct wman_dev *wdev, void *bsid)
{
	return wman_entry_handover(wdev, bsid);
}

static void handover(struct station *st)
{
	u8 other[ETH_ALEN];

	memcpy(other, bs_id, sizeof(other));
	other[5]++;
	station_call(st, handover_fn, other);
}

static void found_with_pmk(struct station *st)
{
	if (st->wdev->entry.state == WMAN_DEV_STATE_SCAN)
		bs_lend(st);
	bs_dl_map(st, bs_id);
}

static void agrees(struct station *st)
{
	bs_sbc_rsp(st);
}

static int authorized_fn(struct wman_dev *wdev, void *registered)
{
	wdev->entry.registered = registered;
	wman_entry_authorized(wdev);
	return 0;
}

static void authorized(struct station *st)
{
	station_call(st, authorized_fn, NULL);
}

static int unauthorized_fn(struct wman_dev *wdev, void *arg)
{
	wman_entry_unauthorized(wdev, WMAN_REASON_AK_EXPIRED);
	return 0;
}

static void unauthorized(struct station *st)
{
	station_call(st, unauthorized_fn, NULL);
}

/* By REG-RSP, or by a new AK of a station that is registered. */
static void registered(struct station *st)
{
	if (st->wdev->entry.state == WMAN_DEV_STATE_REGISTRATION)
		bs_reg_rsp(st, WMAN_REG_OK);
	else
		station_call(st, authorized_fn, st);
}

static int flows_fn(struct wman_dev *wdev, void *missing)
{
	wman_entry_flows(wdev, *(enum wman_reason *)missing);
	return 0;
}

static void flows(struct station *st)
{
	enum wman_reason missing = WMAN_REASON_NONE;

	station_call(st, flows_fn, &missing);
}

static void flows_gone(struct station *st)
{
	enum wman_reason missing = WMAN_REASON_NO_FLOW;

	station_call(st, flows_fn, &missing);
}

static const struct walk_event events[WMAN_ENTRY_EVENTS] = {
	[WMAN_ENTRY_EV_CONNECT]		= { "connect", connect },
	[WMAN_ENTRY_EV_DISCONNECT]	= { "disconnect", disconnect },
	[WMAN_ENTRY_EV_HANDOVER]	= { "handover", handover },
	[WMAN_ENTRY_EV_FOUND]		= { "found", found },
	[WMAN_ENTRY_EV_FOUND_WITH_PMK]	= { "found with PMK", found_with_pmk },
	[WMAN_ENTRY_EV_LOST]		= { "lost", lost },
	[WMAN_ENTRY_EV_TIMER]		= { "timer", timer },
	[WMAN_ENTRY_EV_TIMER_LAST]	= { "last timer", timer_last },
	[WMAN_ENTRY_EV_RANGING_CONTINUE] = { "ranging goes on", ranging_continue },
	[WMAN_ENTRY_EV_RANGED]		= { "ranged", ranged },
	[WMAN_ENTRY_EV_RANGED_CAPABLE]	= { "ranged, capable", ranged_capable },
	[WMAN_ENTRY_EV_CAPABLE]		= { "capable", agrees },
	[WMAN_ENTRY_EV_AUTHORIZED]	= { "authorized", authorized },
	[WMAN_ENTRY_EV_UNAUTHORIZED]	= { "unauthorized", unauthorized },
	[WMAN_ENTRY_EV_REGISTERED]	= { "registered", registered },
	[WMAN_ENTRY_EV_FLOWS]		= { "flows", flows },
	[WMAN_ENTRY_EV_FLOWS_GONE]	= { "flows gone", flows_gone },
};

static bool drive(struct station *st, unsigned int state)
{
	return drive_entry(st, state);
}

static u8 step(unsigned int state, unsigned int event)
{
	return wman_entry_step(state, event)->next;
}

static unsigned int state(struct station *st)
{
	return st->wdev->entry.state;
}

static struct walk walk = {
	.name = "network entry",
	.machine = STATION_ENTRY,
	.states = WMAN_ENTRY_STATES,
	.events = events,
	.n_events = WMAN_ENTRY_EVENTS,
	.drive = drive,
	.step = step,
	.state = state,
};

static void every_event_in(struct kunit *test)
{
	walk_state(test, &walk, *(const u8 *)test->param_value);
}

static void no_pair_left_out(struct kunit *test)
{
	walk_covered(test, &walk);
}

static const u8 states[] = {
	WMAN_DEV_STATE_IDLE, WMAN_DEV_STATE_SCAN, WMAN_DEV_STATE_RANGING,
	WMAN_DEV_STATE_HANDOVER, WMAN_DEV_STATE_CAPABILITIES, WMAN_DEV_STATE_AUTHORIZATION,
	WMAN_DEV_STATE_REGISTRATION, WMAN_DEV_STATE_FLOWS, WMAN_DEV_STATE_OPERATIONAL,
};

static void state_desc(const u8 *s, char *desc)
{
	static const char *const names[WMAN_ENTRY_STATES] = {
		[WMAN_DEV_STATE_IDLE]		= "idle",
		[WMAN_DEV_STATE_SCAN]		= "scan",
		[WMAN_DEV_STATE_RANGING]	= "ranging",
		[WMAN_DEV_STATE_HANDOVER]	= "handover",
		[WMAN_DEV_STATE_CAPABILITIES]	= "capabilities",
		[WMAN_DEV_STATE_AUTHORIZATION]	= "authorization",
		[WMAN_DEV_STATE_REGISTRATION]	= "registration",
		[WMAN_DEV_STATE_FLOWS]		= "flows",
		[WMAN_DEV_STATE_OPERATIONAL]	= "operational",
	};

	strscpy(desc, names[*s], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(states, states, state_desc);

static void zero(struct kunit *test, const void *p, size_t len)
{
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, len));
}

/* Fail closed: whatever state a link is lost in, no port, no key, no SA, no flow is left. */
static void lost_link_leaves_nothing(struct kunit *test)
{
	const u8 s = *(const u8 *)test->param_value;
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, s));

	wman_card_link(&st->card->card, false);
	station_settle(st);

	KUNIT_EXPECT_EQ(test, wdev->entry.state,
			s == WMAN_DEV_STATE_IDLE ? WMAN_DEV_STATE_IDLE : WMAN_DEV_STATE_SCAN);
	if (s > WMAN_DEV_STATE_SCAN)
		KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_CARRIER_OFF);
	KUNIT_EXPECT_FALSE(test, wdev->port_open);
	KUNIT_EXPECT_NULL(test, wman_dev_link(wdev));
	KUNIT_EXPECT_TRUE(test, list_empty(&wdev->sas.list));
	KUNIT_EXPECT_TRUE(test, list_empty(&wdev->flows.all));
	zero(test, &wdev->keys.cur, sizeof(wdev->keys.cur));
	zero(test, &wdev->keys.prev, sizeof(wdev->keys.prev));
	zero(test, &wdev->keys.next, sizeof(wdev->keys.next));
	zero(test, wdev->keys.pmk, sizeof(wdev->keys.pmk));
	KUNIT_EXPECT_EQ(test, wdev->agent.cookie, 0);
	/* T21, of the search that begins */
	KUNIT_EXPECT_EQ(test, delayed_work_pending(&wdev->entry.timer),
			s != WMAN_DEV_STATE_IDLE);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&wdev->entry.lost_timer));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&wdev->auth.timer));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&wdev->keys.expiry.work));
}

/* DREG-CMD: what becomes of an operational station. */
struct dreg {
	const char *what;
	u8 action;
	u8 state;
	bool barred;
};

static const struct dreg dregs[] = {
	{ "leave", WMAN_DREG_LEAVE, WMAN_DEV_STATE_SCAN, true },
	{ "listen", WMAN_DREG_LISTEN, WMAN_DEV_STATE_FLOWS, false },
	{ "management only", WMAN_DREG_MANAGEMENT_ONLY, WMAN_DEV_STATE_FLOWS, false },
	{ "normal", WMAN_DREG_NORMAL, WMAN_DEV_STATE_OPERATIONAL, false },
	{ "terminate", WMAN_DREG_TERMINATE, WMAN_DEV_STATE_SCAN, true },
	{ "idle", WMAN_DREG_IDLE, WMAN_DEV_STATE_OPERATIONAL, false },
	{ "wait", WMAN_DREG_WAIT, WMAN_DEV_STATE_OPERATIONAL, false },
	{ "no such action", WMAN_DREG_WAIT + 1, WMAN_DEV_STATE_OPERATIONAL, false },
};

static void dreg_desc(const struct dreg *d, char *desc)
{
	strscpy(desc, d->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(dregs, dregs, dreg_desc);

static void dreg_cmd(struct kunit *test)
{
	const struct dreg *d = test->param_value;
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));

	bs_dreg_cmd(st, d->action);

	KUNIT_EXPECT_EQ(test, wdev->entry.state, d->state);
	KUNIT_EXPECT_EQ(test, wdev->port_open, d->state == WMAN_DEV_STATE_OPERATIONAL);
	KUNIT_EXPECT_EQ(test, wdev->entry.bs[0].is_barred, d->barred);
	if (d->barred)
		KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_DREG);
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, d->state);
}

/* RES-CMD: nothing is left of the session, and the same base station is entered again at once. */
static void res_cmd_begins_anew(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));

	bs_res_cmd(st);

	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_SCAN);
	KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_RES_CMD);
	KUNIT_EXPECT_FALSE(test, wdev->port_open);
	KUNIT_EXPECT_TRUE(test, list_empty(&wdev->sas.list));
	zero(test, &wdev->keys.cur, sizeof(wdev->keys.cur));
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_RANGING);
}

static void normal_again_after_listen(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	bs_dreg_cmd(st, WMAN_DREG_LISTEN);

	bs_dreg_cmd(st, WMAN_DREG_NORMAL);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_OPERATIONAL);
}

/* Listen only: nothing is sent, not even a Key-Request; by 2 and 3 management goes again. */
static void listening_is_silent(struct kunit *test)
{
	static const u8 ends[] = { WMAN_DREG_MANAGEMENT_ONLY, WMAN_DREG_NORMAL };
	struct station *st = test->priv;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		bs_dreg_cmd(st, WMAN_DREG_LISTEN);
		station_forget(st);
		station_ring(st, &drive_sa(st)->refresh);
		KUNIT_EXPECT_EQ(test, station_sent(st), -1);
		bs_dreg_cmd(st, ends[i]);
		station_fire(st, &drive_sa(st)->retry_timer);
		KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ,
							  WMAN_PKM_KEY_REQUEST));
		bs_answer(st, false);
		KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);
	}
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DREG), ARRAY_SIZE(ends));
}

/* What cannot be ended any more ends by itself: a station without AK understands no DREG-CMD. */
static void silence_ends_with_the_ak(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	bs_dreg_cmd(st, WMAN_DREG_LISTEN);
	station_forget(st);
	station_ring(st, &st->wdev->keys.expiry);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_AUTHORIZATION);
	KUNIT_EXPECT_FALSE(test, st->wdev->entry.silent);
	station_fire(st, &st->wdev->auth.timer);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_EAP_START));
}

/* T21: who waits for a connection is told that there is no base station; any DL-MAP still counts. */
static void nothing_found_is_told(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_SCAN));
	station_fire(st, &wdev->entry.timer);
	KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_NO_DL_MAP);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_SCAN);
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_RANGING);
	KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_NONE);

	/* what led to the search says more */
	bs_rng_rsp(st, WMAN_RANGING_ABORT);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_SCAN);
	station_fire(st, &wdev->entry.timer);
	KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_RANGING_ABORT);
}

/* The list of base stations is bounded; the one not heard for longest makes room. */
static void oldest_base_station_makes_room(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_entry *entry = &st->wdev->entry;
	u8 id[ETH_ALEN] = { 0x10 };
	unsigned long now;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	now = jiffies;
	entry->bs[0].seen = now;
	for (i = 1; i < WMAN_BS_MAX; i++) {
		id[5] = i;
		bs_dl_map(st, id);
		entry->bs[i].seen = now - i;
	}
	KUNIT_ASSERT_EQ(test, entry->n_bs, WMAN_BS_MAX);

	id[5] = 0x77;
	bs_dl_map(st, id);

	KUNIT_EXPECT_EQ(test, entry->n_bs, WMAN_BS_MAX);
	KUNIT_EXPECT_EQ(test, entry->bs[WMAN_BS_MAX - 1].bsid[5], 0x77);
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(entry->bs[0].bsid, bs_id));
}

/* A refusal bars the base station for the reject wait. */
static void refused_registration_bars(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_entry *entry = &st->wdev->entry;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_REGISTRATION));

	bs_reg_rsp(st, WMAN_REG_FAILURE);

	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_REGISTRATION_REFUSED);
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, entry->state, WMAN_DEV_STATE_SCAN);
	entry->bs[0].barred = jiffies;
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, entry->state, WMAN_DEV_STATE_HANDOVER);
}

/* With an AK, and therefore with a right digest; DSC goes the way of DSA. */
static void flows_wait_for_registration(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_REGISTRATION));
	KUNIT_ASSERT_TRUE(test, st->wdev->keys.cur.valid);
	station_forget(st);

	bs_dsa_req(st, WMAN_DSX_BY_BS, WMAN_DIRECTION_UPLINK, BS_UL_SFID, BS_UL_CID, WMAN_CS_IPV4);
	bs_dsd_req(st, WMAN_DSX_BY_BS + 1, BS_UL_SFID);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_MESSAGE_STATE), 2);
	KUNIT_EXPECT_FALSE(test, station_sent_find(st, WMAN_MSG_DSA_RSP, 0));
	KUNIT_EXPECT_TRUE(test, list_empty(&st->wdev->flows.all));
}

/* RNG-RSP with something wrong while ranging. */
struct ranging {
	const char *what;
	u8 status;
	u32 without;
	u8 mac_xor;
	u16 basic_cid;
	u16 primary_cid;
	enum wman_reason reason;
	u8 state;
};

#define RANGED(_reason)	.status = WMAN_RANGING_SUCCESS, .basic_cid = 1, .primary_cid = 2, \
			.reason = WMAN_REASON_##_reason, .state = WMAN_DEV_STATE_RANGING

static const struct ranging rangings[] = {
	{ "nothing", RANGED(NONE), .state = WMAN_DEV_STATE_CAPABILITIES },
	{ "abort", RANGED(NONE), .status = WMAN_RANGING_ABORT, .state = WMAN_DEV_STATE_SCAN },
	{ "range again", RANGED(NONE), .status = WMAN_RANGING_RERANGE },
	{ "another station", RANGED(MAC_ADDRESS), .mac_xor = 1 },
	{ "no MAC address", RANGED(ATTR_MISSING), .without = WMAN_RNG_RSP_MAC },
	{ "no basic CID", RANGED(ATTR_MISSING), .without = WMAN_RNG_RSP_BASIC },
	{ "no primary CID", RANGED(ATTR_MISSING), .without = WMAN_RNG_RSP_PRIMARY },
	{ "basic CID 0", RANGED(TLV_VALUE), .basic_cid = 0 },
	{ "one CID for both", RANGED(TLV_VALUE), .primary_cid = 1 },
	{ "broadcast CID", RANGED(TLV_VALUE), .primary_cid = WMAN_CID_BROADCAST },
};

static void ranging_desc(const struct ranging *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(rangings, rangings, ranging_desc);

static void rng_rsp_with_something_wrong(struct kunit *test)
{
	const struct ranging *r = test->param_value;
	struct station *st = test->priv;
	struct wman_rng_rsp rsp = {
		.present = (WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_CIDS) &
			   ~r->without,
		.status = r->status, .basic_cid = r->basic_cid, .primary_cid = r->primary_cid,
	};

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	ether_addr_copy(rsp.mac, st->dev->dev_addr);
	rsp.mac[5] ^= r->mac_xor;

	wman_rng_rsp_put(bs_begin(st), &rsp);
	bs_send(st, WMAN_CID_INITIAL_RANGING);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, r->state);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.bs[0].is_barred, r->state == WMAN_DEV_STATE_SCAN);
	if (r->status == WMAN_RANGING_ABORT)
		KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_RANGING_ABORT);
	if (r->reason)
		KUNIT_EXPECT_EQ(test, station_count(st, r->reason), 1);
}

/* D22: SBC-RSP that chose what was not offered ends the entry. */
struct downgrade {
	const char *what;
	u32 present;
	u8 version;
	u8 policy;
	u8 mac_mode;
	enum wman_reason reason;
};

static const struct downgrade downgrades[] = {
	{ "no parameters", 0, WMAN_PKM_V2, WMAN_POLICY_EAP, WMAN_MAC_MODE_CMAC_2009,
	  WMAN_REASON_SBC_NO_SECURITY },
	{ "no authorization", WMAN_SECNEG_ALL, WMAN_PKM_V2, 0, WMAN_MAC_MODE_CMAC_2009,
	  WMAN_REASON_SBC_NO_SECURITY },
	{ "PKM version 1", WMAN_SECNEG_ALL, WMAN_PKM_V1, WMAN_POLICY_EAP, WMAN_MAC_MODE_CMAC_2009,
	  WMAN_REASON_SBC_DOWNGRADE },
	{ "RSA", WMAN_SECNEG_ALL, WMAN_PKM_V2, WMAN_POLICY_RSA, WMAN_MAC_MODE_CMAC_2009,
	  WMAN_REASON_SBC_DOWNGRADE },
	{ "HMAC", WMAN_SECNEG_ALL, WMAN_PKM_V2, WMAN_POLICY_EAP, WMAN_MAC_MODE_HMAC,
	  WMAN_REASON_SBC_DOWNGRADE },
};

static void downgrade_desc(const struct downgrade *d, char *desc)
{
	strscpy(desc, d->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(downgrades, downgrades, downgrade_desc);

static void sbc_rsp_that_downgrades(struct kunit *test)
{
	const struct downgrade *d = test->param_value;
	struct station *st = test->priv;
	const struct wman_sbc sbc = {
		.secneg = {
			.present = d->present, .version = d->version, .policy = d->policy,
			.mac_mode = d->mac_mode, .pn_window = 128, .max_sa = 4,
		},
	};

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_CAPABILITIES));

	wman_sbc_put(bs_begin(st), WMAN_MSG_SBC_RSP, &sbc);
	bs_send(st, BS_BASIC_CID);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_SCAN);
	KUNIT_EXPECT_TRUE(test, st->wdev->entry.bs[0].is_barred);
	KUNIT_EXPECT_EQ(test, station_count(st, d->reason), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, d->reason);
}

static void descriptors_belong_to_their_base_station(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_bs *bs = &st->wdev->entry.bs[0];
	struct wman_dcd dcd = { .present = WMAN_DCD_BSID, .count = 7 };
	const struct wman_ucd ucd = { .count = 9 };

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	ether_addr_copy(dcd.bsid, bs_id);
	wman_dcd_put(bs_begin(st), &dcd);
	bs_send(st, WMAN_CID_BROADCAST);
	wman_ucd_put(bs_begin(st), &ucd);
	bs_send(st, WMAN_CID_BROADCAST);
	KUNIT_EXPECT_EQ(test, bs->dcd_count, 7);
	KUNIT_EXPECT_EQ(test, bs->ucd_count, 9);

	dcd.bsid[0] ^= 1;
	dcd.count = 8;
	wman_dcd_put(bs_begin(st), &dcd);
	bs_send(st, WMAN_CID_BROADCAST);
	KUNIT_EXPECT_EQ(test, bs->dcd_count, 7);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TLV_VALUE), 1);
}

static int connect_to_fn(struct wman_dev *wdev, void *bsid)
{
	return wman_entry_connect(wdev, bsid);
}

static void only_the_wanted_base_station(struct kunit *test)
{
	struct station *st = test->priv;
	u8 other[ETH_ALEN];

	memcpy(other, bs_id, sizeof(other));
	other[5]++;
	KUNIT_ASSERT_EQ(test, station_call(st, connect_to_fn, other), 0);

	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_SCAN);
	bs_dl_map(st, other);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_RANGING);
	KUNIT_EXPECT_EQ(test, station_call(st, connect_to_fn, other), -EALREADY);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(every_event_in, states_gen_params),
	KUNIT_CASE(no_pair_left_out),
	{}
};

struct kunit_suite entry_walk_suite = {
	.name = "wman_entry_walk",
	.test_cases = walk_cases,
};

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(lost_link_leaves_nothing, states_gen_params),
	KUNIT_CASE_PARAM(dreg_cmd, dregs_gen_params),
	KUNIT_CASE(res_cmd_begins_anew),
	KUNIT_CASE(normal_again_after_listen),
	KUNIT_CASE(listening_is_silent),
	KUNIT_CASE(silence_ends_with_the_ak),
	KUNIT_CASE(nothing_found_is_told),
	KUNIT_CASE(oldest_base_station_makes_room),
	KUNIT_CASE(refused_registration_bars),
	KUNIT_CASE(flows_wait_for_registration),
	KUNIT_CASE_PARAM(rng_rsp_with_something_wrong, rangings_gen_params),
	KUNIT_CASE_PARAM(sbc_rsp_that_downgrades, downgrades_gen_params),
	KUNIT_CASE(descriptors_belong_to_their_base_station),
	KUNIT_CASE(only_the_wanted_base_station),
	{}
};

struct kunit_suite entry_suite = {
	.name = "wman_entry",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
