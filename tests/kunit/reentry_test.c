// SPDX-License-Identifier: GPL-2.0
/* The cached PMK, CMAC_KEY_COUNT, handover and re-entry. */
#include <linux/rtnetlink.h>

#include "cause.h"
#include "digest.h"
#include "drive.h"
#include "handover.h"
#include "message.h"
#include "rng.h"
#include "suites.h"
#include "tek.h"

#define OLD_SAID	0x77	/* of the primary SA at the base station before */
#define OTHER_OLD	700	/* of a static SA there */
#define OTHER_NEW	800

static const u8 target[ETH_ALEN] = { 0x00, 0x00, 0x10, 0x20, 0x30, 0x99 };

static int connect_fn(struct wman_dev *wdev, void *bsid)
{
	return wman_entry_connect(wdev, bsid);
}

static int disconnect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_disconnect(wdev, NULL);
}

static int handover_fn(struct wman_dev *wdev, void *bsid)
{
	return wman_entry_handover(wdev, bsid);
}

/* Operational, then out and in again: RNG-REQ of a re-entry was sent. */
static void reenters(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	station_call(st, disconnect_fn, NULL);
	station_call(st, connect_fn, NULL);
	station_forget(st);
	bs_dl_map(st, bs_id);
	KUNIT_ASSERT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
}

static void hands_over(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_EQ(test, station_call(st, handover_fn, (void *)target), 0);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_HANDOVER);
	station_forget(st);
	bs_dl_map(st, target);
	KUNIT_ASSERT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
}

static void lose(struct station *st)
{
	station_fire(st, &st->wdev->entry.lost_timer);
}

/* RNG-REQ that was sent last, its digest verified under the AK that the base station makes. */
static struct wman_rng_req rng_req(struct kunit *test, const u8 *bsid, u16 count, u32 *pn)
{
	struct station *st = test->priv;
	struct wman_rng_req req = {};
	struct wman_tuple tuple = {};

	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_RNG_REQ, 0));
	KUNIT_EXPECT_EQ(test, wman_rng_req_parse(&req, st->msg->data, st->msg->len), 0);
	KUNIT_ASSERT_EQ(test, wman_tuple_find(&tuple, WMAN_KDF_CMAC, st->msg->data, st->msg->len),
			0);
	bs_same_pmk(st, bsid, count);
	KUNIT_EXPECT_EQ(test, tuple.ak_sn, st->bs.ak.sn);
	KUNIT_EXPECT_EQ(test, wman_cmac_check(st->bs.prim, st->bs.ak.keys.u, st->bs.ak.akid,
					      tuple.pn, WMAN_CID_INITIAL_RANGING, st->msg->data,
					      tuple.covered, tuple.value), 0);
	KUNIT_EXPECT_EQ(test, req.key_count, count);
	KUNIT_EXPECT_EQ(test, req.purpose, WMAN_PURPOSE_HANDOVER);
	*pn = tuple.pn;
	return req;
}

static void rng_req_of_reentry(struct kunit *test)
{
	struct wman_rng_req req;
	u32 pn;

	reenters(test);
	req = rng_req(test, bs_id, 1, &pn);
	KUNIT_EXPECT_EQ(test, pn, 1);
	KUNIT_EXPECT_FALSE(test, req.present & WMAN_RNG_REQ_BSID);
}

static void rng_req_of_handover(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_rng_req req;
	u32 pn;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	KUNIT_EXPECT_EQ(test, station_call(st, handover_fn, (void *)bs_id), -EALREADY);
	hands_over(test);
	req = rng_req(test, target, 1, &pn);
	KUNIT_EXPECT_TRUE(test, req.present & WMAN_RNG_REQ_BSID);
	KUNIT_EXPECT_EQ(test, memcmp(req.serving_bsid, bs_id, ETH_ALEN), 0);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
	KUNIT_EXPECT_EQ(test, station_call(st, handover_fn, (void *)bs_id), -ENOTCONN);
}

/* Only the target will do, for a while. */
static void other_base_stations_wait(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	KUNIT_ASSERT_EQ(test, station_call(st, handover_fn, (void *)target), 0);
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_SCAN);
	st->wdev->reentry.until = jiffies - 1;
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
}

/* The count goes up once for all that are tried, and each has its own PNs, which go on. */
static void key_lock(struct kunit *test)
{
	struct station *st = test->priv;
	u32 pn;

	reenters(test);
	station_fire(st, &st->wdev->entry.timer);
	rng_req(test, bs_id, 1, &pn);
	rng_req(test, bs_id, 1, &pn);
	KUNIT_EXPECT_EQ(test, pn, 2);
	lose(st);
	bs_dl_map(st, target);
	rng_req(test, target, 1, &pn);
	KUNIT_EXPECT_EQ(test, pn, 1);
	lose(st);
	bs_dl_map(st, bs_id);
	rng_req(test, bs_id, 1, &pn);
	KUNIT_EXPECT_EQ(test, pn, 3);

	/* given up: the next attempt is another one */
	station_call(st, disconnect_fn, NULL);
	station_call(st, connect_fn, NULL);
	bs_dl_map(st, bs_id);
	rng_req(test, bs_id, 2, &pn);
	KUNIT_EXPECT_EQ(test, pn, 1);
}

static void more_base_stations_than_are_remembered(struct kunit *test)
{
	struct station *st = test->priv;
	u8 bsid[ETH_ALEN];
	u32 pn;
	int i;

	reenters(test);
	memcpy(bsid, bs_id, sizeof(bsid));
	for (i = 1; i <= WMAN_KEY_LOCK_MAX; i++) {
		lose(st);
		bsid[0] = i;
		bs_dl_map(st, bsid);
	}
	station_forget(st);
	station_fire(st, &st->wdev->entry.timer);
	rng_req(test, bsid, 2, &pn);
	KUNIT_EXPECT_EQ(test, pn, 2);
}

/* What the cache holds, and how it is kept from use. */
static void bound_to_network_and_address(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;
	u8 pmk[WMAN_PMK_LEN];

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	wman_kdf_pmk(st->bs.msk, pmk);
	KUNIT_EXPECT_EQ(test, memcmp(wdev->pmk.key, pmk, sizeof(pmk)), 0);
	KUNIT_EXPECT_EQ(test, wdev->pmk.count, 0);
	KUNIT_EXPECT_EQ(test, wdev->pmk.expires, wdev->keys.cur.expires);
	KUNIT_EXPECT_TRUE(test, wman_pmk_usable(wdev));

	strscpy(wdev->agent.network, "another", sizeof(wdev->agent.network));
	KUNIT_EXPECT_FALSE(test, wman_pmk_usable(wdev));
	wdev->agent.network[0] = '\0';
	wdev->pmk.mac[0] ^= 4;
	KUNIT_EXPECT_FALSE(test, wman_pmk_usable(wdev));
	wdev->pmk.mac[0] ^= 4;
	wdev->cfg.edition = WMAN_EDITION_2005;
	KUNIT_EXPECT_FALSE(test, wman_pmk_usable(wdev));
	wdev->cfg.edition = WMAN_EDITION_2009;
	wdev->pmk.count = WMAN_KEY_COUNT_MAX;
	KUNIT_EXPECT_FALSE(test, wman_pmk_usable(wdev));
	KUNIT_EXPECT_EQ(test, station_call(st, handover_fn, (void *)target), -ENOKEY);
	wdev->pmk.count = 0;
	wdev->pmk.expires = get_jiffies_64();
	KUNIT_EXPECT_FALSE(test, wman_pmk_usable(wdev));
}

static void edition_2005_caches_nothing(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT));
	st->wdev->cfg.edition = WMAN_EDITION_2005;
	bs_response(st, &st->bs.ak, false);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_FALSE(test, st->wdev->pmk.valid);
}

static void expires(struct station *st)
{
	station_ring(st, &st->wdev->pmk.expiry);
}

static int expired_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_expired(wdev);
	return 0;
}

static void ak_expires(struct station *st)
{
	station_call(st, expired_fn, NULL);
}

static void sent_away(struct station *st)
{
	bs_dreg_cmd(st, 0);
}

static void goes_down(struct station *st)
{
	rtnl_lock();
	dev_close(st->dev);
	rtnl_unlock();
}

static void leaves(struct station *st)
{
	station_call(st, disconnect_fn, NULL);
}

/* What the cache survives, and what not. */
struct life {
	const char *what;
	void (*happens)(struct station *st);
	bool stays;
};

static const struct life lives[] = {
	{ "lifetime", expires, false },
	{ "lifetime of the AK", ak_expires, false },
	{ "DREG-CMD", sent_away, false },
	{ "RES-CMD", bs_res_cmd, false },
	{ "lost link", lose, true },
	{ "disconnect", leaves, true },
	{ "interface down", goes_down, true },
};

static void life_desc(const struct life *l, char *desc)
{
	strscpy(desc, l->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lives, lives, life_desc);

static void pmk_ends(struct kunit *test)
{
	const struct life *l = test->param_value;
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	l->happens(st);
	KUNIT_EXPECT_EQ(test, st->wdev->pmk.valid, l->stays);
	KUNIT_EXPECT_EQ(test, !memchr_inv(st->wdev->pmk.key, 0, WMAN_PMK_LEN), !l->stays);
}

/* RNG-RSPs that end nothing. */
static void forged_rng_rsp(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_CIDS |
			   WMAN_RNG_RSP_HO,
		.basic_cid = BS_BASIC_CID,
		.primary_cid = BS_PRIMARY_CID,
		.ho = WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG | WMAN_HO_PKM_KEEP,
	};
	u8 status;

	reenters(test);
	bs_same_pmk(st, bs_id, 1);
	memcpy(rsp.mac, st->dev->dev_addr, ETH_ALEN);
	for (status = WMAN_RANGING_CONTINUE; status <= WMAN_RANGING_RERANGE; status++) {
		rsp.status = status;
		wman_rng_rsp_put(bs_begin(st), &rsp);
		bs_send(st, WMAN_CID_INITIAL_RANGING);
		KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_MISSING), status);

		st->bs.ak.keys.d[0] ^= 1;
		wman_rng_rsp_put(bs_begin(st), &rsp);
		bs_send_tuple(st, WMAN_CID_INITIAL_RANGING);
		st->bs.ak.keys.d[0] ^= 1;
		KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_WRONG), status);

		st->bs.ak.sn ^= 1;
		wman_rng_rsp_put(bs_begin(st), &rsp);
		bs_send_tuple(st, WMAN_CID_INITIAL_RANGING);
		st->bs.ak.sn ^= 1;
		KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_AK_SN), status);
	}
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
	KUNIT_EXPECT_EQ(test, wman_dev_link(st->wdev)->basic_cid, 0);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.cur.valid);

	/* a genuine one, to a station without SAs, says what cannot be */
	rsp.status = WMAN_RANGING_SUCCESS;
	wman_rng_rsp_put(bs_begin(st), &rsp);
	bs_send_tuple(st, WMAN_CID_INITIAL_RANGING);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TLV_VALUE), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
	/* and one that is repeated is none */
	st->bs.ak.pn--;
	wman_rng_rsp_put(bs_begin(st), &rsp);
	bs_send_tuple(st, WMAN_CID_INITIAL_RANGING);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_REPLAY), 1);
}

/* Nobody signs: initial ranging, and everything from the beginning. */
static void unknown_pmk(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_rng_req req = {};
	int i;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	hands_over(test);
	for (i = 0; i <= WMAN_HO_TRIES; i++) {
		KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
		KUNIT_EXPECT_FALSE(test, list_empty(&st->wdev->sas.list));
		station_forget(st);
		station_fire(st, &st->wdev->entry.timer);
	}
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_RANGING);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_RNG_REQ, 0));
	KUNIT_EXPECT_EQ(test, wman_rng_req_parse(&req, st->msg->data, st->msg->len), 0);
	KUNIT_EXPECT_EQ(test, req.present, WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION);
	KUNIT_EXPECT_TRUE(test, list_empty(&st->wdev->sas.list));
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.next.valid);
	/* it is of use at another one */
	KUNIT_EXPECT_TRUE(test, st->wdev->pmk.valid);

	bs_rng_rsp(st, WMAN_RANGING_SUCCESS);
	bs_sbc_rsp(st);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
}

/* SA challenge tuple: one handshake, no EAP, no REG. */
static void handshake(struct kunit *test)
{
	struct station *st = test->priv;

	reenters(test);
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG, NULL, true);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_AUTHORIZATION);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_SA_TEK_WAIT);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.cur.valid);
	bs_response(st, &st->bs.ak, false);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_FLOWS);
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.key_count, 1);
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.expires, st->wdev->pmk.expires);
	KUNIT_EXPECT_EQ(test, st->wdev->agent.cookie, 0);
	/* it may be done again, and counts on */
	KUNIT_EXPECT_TRUE(test, st->wdev->pmk.valid);
	KUNIT_EXPECT_FALSE(test, st->wdev->pmk.locked);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST));
}

static void another_akid(struct kunit *test)
{
	struct station *st = test->priv;

	reenters(test);
	/* right digest, and a challenge about another AK */
	st->wdev->pmk.bsid[0] ^= 1;
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC, NULL, true);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_WRONG), 1);
}

/* Neither tuple nor bits: authorization as at first, and SBC where it is not left out. */
static void all_over_again(struct kunit *test)
{
	struct station *st = test->priv;

	reenters(test);
	bs_rng_rsp_ho(st, 0, NULL, false);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_CAPABILITIES);
	bs_sbc_rsp(st);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.next.valid);
}

static int rename_fn(struct wman_dev *wdev, void *arg)
{
	drive_sa(arg)->said = OLD_SAID;
	return 0;
}

/* The base station before had another name for the primary SA, and a static one. */
static struct wman_sa *before(struct kunit *test)
{
	struct station *st = test->priv;
	const struct wman_sa_descriptor desc = {
		.present = WMAN_SA_HAS_SERVICE,
		.said = OTHER_OLD,
		.type = WMAN_SA_TYPE_STATIC,
		.suite = WMAN_SUITE_CCM_WRAP,
	};
	struct wman_sa *sa;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	wman_pkm_put_sa_addition(bs_begin(st), st->bs.ak.sn, &desc, 1);
	bs_send_digest(st, &st->bs.ak);
	KUNIT_ASSERT_NOT_NULL(test, wman_sa_find(st->wdev, OTHER_OLD));
	sa = drive_sa(st);
	station_call(st, rename_fn, st);
	return sa;
}

static struct wman_tek *newest(struct wman_sa *sa)
{
	return rcu_dereference_protected(sa->tx, true);
}

static void teks_kept(struct kunit *test)
{
	const struct wman_sa_tek_update rename = { .old_said = OTHER_OLD, .new_said = OTHER_NEW };
	struct station *st = test->priv;
	struct wman_octets reg = {};
	struct wman_sa *sa = before(test);
	struct wman_tek *tek = newest(sa);
	struct wman_buf buf;
	u8 octets[64];

	atomic64_set(&tek->tx_pn, 41);
	hands_over(test);
	KUNIT_EXPECT_PTR_EQ(test, newest(sa), tek);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_tek_update_put(&buf, &rename);
	reg.data = octets;
	reg.len = buf.len;
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG | WMAN_HO_PKM_KEEP, &reg, false);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_FLOWS);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_PTR_EQ(test, wman_sa_find(st->wdev, BS_BASIC_CID), sa);
	KUNIT_EXPECT_PTR_EQ(test, newest(sa), tek);
	KUNIT_EXPECT_EQ(test, atomic64_read(&tek->tx_pn), 41);
	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OPERATIONAL);
	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, OTHER_NEW));
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, OTHER_OLD));
}

/* The last handshake may have been about the AK that the handover ends. */
static void handover_after_a_handshake_again(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	cause_challenge_current(st);
	bs_response(st, &st->bs.ak, false);
	KUNIT_ASSERT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	hands_over(test);
	bs_same_pmk(st, target, 1);

	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG | WMAN_HO_PKM_KEEP, NULL, false);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_TRUE(test, st->wdev->keys.cur.valid);
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.key_count, 1);
}

static void teks_updated(struct kunit *test)
{
	struct wman_sa_tek_update update = { .old_said = OLD_SAID, .new_said = BS_BASIC_CID,
					     .has_teks = true };
	struct station *st = test->priv;
	u8 field[2][WMAN_TEK_WRAPPED_MAX], octets[256];
	struct wman_octets reg = {};
	struct wman_sa *sa = before(test), *other;
	struct wman_buf buf;

	hands_over(test);
	/* who waits for keys does not ask on the way */
	KUNIT_EXPECT_EQ(test, wman_sa_find(st->wdev, OTHER_OLD)->state,
			WMAN_TEK_STATE_OP_REAUTH_WAIT);
	bs_same_pmk(st, target, 1);
	bs_new_teks(st, field, update.tek);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_tek_update_put(&buf, &update);
	reg.data = octets;
	reg.len = buf.len;
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG | WMAN_HO_PKM_UPDATE, &reg, false);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_FLOWS);
	KUNIT_EXPECT_PTR_EQ(test, wman_sa_find(st->wdev, BS_BASIC_CID), sa);
	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OPERATIONAL);
	KUNIT_EXPECT_EQ(test, newest(sa)->sn, update.tek[1].sn);
	KUNIT_EXPECT_EQ(test, atomic64_read(&newest(sa)->tx_pn), 0);
	/* of which nothing was said: it asks */
	other = wman_sa_find(st->wdev, OTHER_OLD);
	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_EQ(test, other->state, WMAN_TEK_STATE_OP_WAIT);
	KUNIT_EXPECT_NULL(test, newest(other));
}

/* Two SAs of one name: nothing of the message has an effect. */
static void said_given_twice(struct kunit *test)
{
	const struct wman_sa_tek_update clash = { .old_said = OTHER_OLD, .new_said = BS_BASIC_CID };
	struct station *st = test->priv;
	struct wman_octets reg = {};
	struct wman_buf buf;
	u8 octets[64];

	before(test);
	hands_over(test);
	wman_buf_init(&buf, octets, sizeof(octets));
	wman_sa_tek_update_put(&buf, &clash);
	reg.data = octets;
	reg.len = buf.len;
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_PKM_KEEP, &reg, false);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SAID_UNKNOWN), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, OLD_SAID));
	KUNIT_EXPECT_EQ(test, wman_dev_link(st->wdev)->basic_cid, 0);
	/* SA-TEK-Update is promised and not there */
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_PKM_UPDATE, NULL, false);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_ATTR_MISSING), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_HANDOVER);
}

/* The same in SA-TEK-Response; what is a SAID update in REG-RSP alone is another attribute here. */
static void said_given_twice_in_handshake(struct kunit *test)
{
	const struct wman_sa_tek_update clash = { .old_said = OTHER_OLD, .new_said = BS_BASIC_CID };
	static const u8 said_update[128] = { 1, 2, BS_BASIC_CID >> 8, BS_BASIC_CID & 0xff,
					     2, 2, OTHER_OLD >> 8, OTHER_OLD & 0xff, 99, 118 };
	struct station *st = test->priv;
	struct wman_buf *buf;

	before(test);
	hands_over(test);
	bs_rng_rsp_ho(st, WMAN_HO_OMIT_SBC | WMAN_HO_OMIT_REG, NULL, true);
	KUNIT_ASSERT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_SA_TEK_WAIT);

	buf = bs_response_begin(st, &st->bs.ak, false);
	wman_sa_tek_update_put(buf, &clash);
	bs_send_digest(st, &st->bs.ak);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SAID_UNKNOWN), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_SA_TEK_WAIT);

	buf = bs_response_begin(st, &st->bs.ak, false);
	wman_buf_put_tlv(buf, WMAN_ATTR_PRE_PAK, said_update, sizeof(said_update));
	bs_send_digest(st, &st->bs.ak);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SAID_UNKNOWN), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(rng_req_of_reentry),
	KUNIT_CASE(rng_req_of_handover),
	KUNIT_CASE(other_base_stations_wait),
	KUNIT_CASE(key_lock),
	KUNIT_CASE(more_base_stations_than_are_remembered),
	KUNIT_CASE(bound_to_network_and_address),
	KUNIT_CASE(edition_2005_caches_nothing),
	KUNIT_CASE_PARAM(pmk_ends, lives_gen_params),
	KUNIT_CASE(forged_rng_rsp),
	KUNIT_CASE(unknown_pmk),
	KUNIT_CASE(handshake),
	KUNIT_CASE(another_akid),
	KUNIT_CASE(all_over_again),
	KUNIT_CASE(teks_kept),
	KUNIT_CASE(handover_after_a_handshake_again),
	KUNIT_CASE(teks_updated),
	KUNIT_CASE(said_given_twice),
	KUNIT_CASE(said_given_twice_in_handshake),
	{}
};

struct kunit_suite reentry_suite = {
	.name = "wman_reentry",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
