// SPDX-License-Identifier: GPL-2.0
/* The SA table, and TEKs in their slots. */
#include "drive.h"
#include "dsx.h"
#include "message.h"
#include "suites.h"

#define control_deref(p)	rcu_dereference_protected(p, true)

static int init(struct kunit *test)
{
	int ret = station_init(test);

	if (ret)
		return ret;
	return drive_tek(test->priv, WMAN_TEK_STATE_OP_WAIT) ? 0 : -EIO;
}

static struct wman_sa_descriptor descriptor(u16 said, u8 type, u32 suite)
{
	return (struct wman_sa_descriptor) { .said = said, .type = type, .suite = suite };
}

static const struct wman_sa_descriptor primary = {
	.said = BS_BASIC_CID, .type = WMAN_SA_TYPE_PRIMARY, .suite = WMAN_SUITE_CCM_WRAP,
};

/* Lists of SA-TEK-Response. */
struct list {
	const char *what;
	struct wman_sa_descriptor sa[2];
	unsigned int n;
	enum wman_reason reason;
};

#define SA(_said, _type, _suite)	{ .said = (_said), .type = WMAN_SA_TYPE_##_type, \
					  .suite = WMAN_SUITE_##_suite }

static const struct list lists[] = {
	{ "primary", { SA(BS_BASIC_CID, PRIMARY, CCM_WRAP) }, 1, WMAN_REASON_NONE },
	{ "primary, the other suite", { SA(BS_BASIC_CID, PRIMARY, CCM_ECB) }, 1,
	  WMAN_REASON_NONE },
	{ "primary and static", { SA(BS_BASIC_CID, PRIMARY, CCM_WRAP), SA(7, STATIC, CCM_WRAP) },
	  2, WMAN_REASON_NONE },
	{ "static with a suite of its own",
	  { SA(BS_BASIC_CID, PRIMARY, CCM_WRAP), SA(7, STATIC, NULL) }, 2, WMAN_REASON_NONE },
	{ "none", {}, 0, WMAN_REASON_SAID_UNKNOWN },
	{ "no primary", { SA(7, STATIC, CCM_WRAP) }, 1, WMAN_REASON_SAID_UNKNOWN },
	{ "primary, not the basic CID", { SA(7, PRIMARY, CCM_WRAP) }, 1,
	  WMAN_REASON_SAID_UNKNOWN },
	{ "static with the basic CID",
	  { SA(BS_BASIC_CID, STATIC, CCM_WRAP) }, 1, WMAN_REASON_SAID_UNKNOWN },
	{ "two primaries", { SA(BS_BASIC_CID, PRIMARY, CCM_WRAP), SA(7, PRIMARY, CCM_WRAP) }, 2,
	  WMAN_REASON_SAID_UNKNOWN },
	{ "no encryption", { SA(BS_BASIC_CID, PRIMARY, NULL) }, 1, WMAN_REASON_SUITE },
};

static void list_desc(const struct list *l, char *desc)
{
	strscpy(desc, l->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lists, lists, list_desc);

static void list_is_judged(struct kunit *test)
{
	const struct list *l = test->param_value;
	struct station *st = test->priv;

	KUNIT_EXPECT_EQ(test, wman_sa_list_check(st->wdev, l->sa, l->n), l->reason);
}

struct update {
	const struct wman_sa_descriptor *desc;
	unsigned int n;
	bool whole;
};

static int update_fn(struct wman_dev *wdev, void *arg)
{
	const struct update *u = arg;

	wman_sa_update(wdev, u->desc, u->n, u->whole);
	return 0;
}

static void update(struct station *st, const struct wman_sa_descriptor *desc, unsigned int n,
		   bool whole)
{
	struct update u = { desc, n, whole };

	station_call(st, update_fn, &u);
}

static void addition_keeps_and_whole_list_ends(struct kunit *test)
{
	const struct wman_sa_descriptor more = descriptor(7, WMAN_SA_TYPE_STATIC,
							  WMAN_SUITE_CCM_WRAP);
	struct station *st = test->priv;

	bs_key_reply(st);
	update(st, &more, 1, false);
	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, 7));
	KUNIT_ASSERT_NOT_NULL(test, drive_sa(st));
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));

	/* what is listed goes on with its keys */
	update(st, &primary, 1, true);
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, 7));
	KUNIT_ASSERT_NOT_NULL(test, drive_sa(st));
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&st->wdev->sas.list), 1);
}

static void list_is_taken_whole(struct kunit *test)
{
	const struct wman_sa_descriptor two[] = {
		descriptor(7, WMAN_SA_TYPE_STATIC, WMAN_SUITE_CCM_WRAP),
		descriptor(8, WMAN_SA_TYPE_STATIC, WMAN_SUITE_CCM_WRAP),
	};
	struct station *st = test->priv;

	update(st, two, ARRAY_SIZE(two), false);

	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, 7));
	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, 8));
}

static void another_suite_is_another_sa(struct kunit *test)
{
	struct wman_sa_descriptor desc = primary;
	struct station *st = test->priv;
	struct wman_flow *flow;

	bs_key_reply(st);
	KUNIT_ASSERT_TRUE(test, wman_sa_usable(drive_sa(st)));
	bs_reg_rsp(st, 0);
	bs_dsa_req(st, WMAN_DSX_BY_BS, WMAN_DIRECTION_UPLINK, BS_UL_SFID, BS_UL_CID,
		   WMAN_CS_IPV4);
	flow = list_first_entry_or_null(&st->wdev->flows.all, struct wman_flow, list);
	KUNIT_ASSERT_NOT_NULL(test, flow);

	desc.suite = WMAN_SUITE_CCM_ECB;
	update(st, &desc, 1, true);

	KUNIT_ASSERT_NOT_NULL(test, drive_sa(st));
	KUNIT_EXPECT_EQ(test, drive_sa(st)->suite, WMAN_SUITE_CCM_ECB);
	KUNIT_EXPECT_PTR_EQ(test, control_deref(flow->sa), drive_sa(st));
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(drive_sa(st)));
}

/* SAs that cannot be taken are counted and left out. */
static void refused_sas(struct kunit *test)
{
	struct wman_sa_descriptor mbs = descriptor(9, WMAN_SA_TYPE_STATIC, WMAN_SUITE_CCM_WRAP);
	struct wman_sa_descriptor clear = descriptor(8, WMAN_SA_TYPE_DYNAMIC, WMAN_SUITE_NULL);
	struct wman_sa_descriptor second = descriptor(7, WMAN_SA_TYPE_PRIMARY,
						      WMAN_SUITE_CCM_WRAP);
	struct station *st = test->priv;
	u16 said;

	update(st, &second, 1, false);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SAID_UNKNOWN), 1);
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, 7));

	mbs.present = WMAN_SA_HAS_SERVICE;
	mbs.service = WMAN_SA_SERVICE_MBS;
	update(st, &mbs, 1, false);
	update(st, &clear, 1, false);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SUITE), 2);
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, 9));
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, 8));
	KUNIT_EXPECT_FALSE(test, wman_sa_insecure(st->wdev));

	for (said = 20; said < 20 + st->wdev->cfg.sa_max; said++) {
		const struct wman_sa_descriptor more = descriptor(said, WMAN_SA_TYPE_DYNAMIC,
								  WMAN_SUITE_CCM_WRAP);

		update(st, &more, 1, false);
	}
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SA_LIMIT), 1);
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, said - 1));
	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, said - 2));
}

/* SA-Addition with more than a message may hold here: what fits is taken, the rest counted. */
static void list_that_is_too_long(struct kunit *test)
{
	struct wman_sa_descriptor list[WMAN_PKM_SA_MAX + 2];
	struct station *st = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		list[i] = descriptor(20 + i, WMAN_SA_TYPE_DYNAMIC, WMAN_SUITE_CCM_WRAP);
	wman_pkm_put_sa_addition(bs_begin(st), st->bs.ak.sn, list, ARRAY_SIZE(list));
	bs_send_digest(st, &st->bs.ak);

	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, 20));
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SA_LIMIT),
			ARRAY_SIZE(list) - (st->wdev->cfg.sa_max - 1));
}

static void only_a_dynamic_sa_ends_with_its_last_flow(struct kunit *test)
{
	const struct wman_sa_descriptor dynamic = descriptor(7, WMAN_SA_TYPE_DYNAMIC,
							     WMAN_SUITE_CCM_WRAP);
	struct station *st = test->priv;

	update(st, &dynamic, 1, false);

	wman_sa_unused(st->wdev, 7);
	wman_sa_unused(st->wdev, BS_BASIC_CID);
	wman_sa_unused(st->wdev, 99);

	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, 7));
	KUNIT_EXPECT_NOT_NULL(test, drive_sa(st));
}

/* Keys as Key-Reply brings them: the octet is the key, the older has sequence number @sn. */
struct pair {
	u8 older;
	u8 newer;
	u8 sn;
	enum wman_reason ret;
};

static int install_fn(struct wman_dev *wdev, void *arg)
{
	struct pair *p = arg;
	struct wman_tek_params params[2] = {
		{ .lifetime_s = 20000, .sn = p->sn },
		{ .lifetime_s = 40000, .sn = (p->sn + 1) % WMAN_TEK_SLOTS },
	};
	u8 key[2][WMAN_TEK_LEN];

	memset(key[0], p->older, WMAN_TEK_LEN);
	memset(key[1], p->newer, WMAN_TEK_LEN);
	p->ret = wman_sa_install(wman_sa_find(wdev, BS_BASIC_CID),
				 (const u8 (*)[WMAN_TEK_LEN])key, params);
	return 0;
}

static enum wman_reason install(struct station *st, u8 older, u8 newer, u8 sn)
{
	struct pair p = { older, newer, sn };

	station_call(st, install_fn, &p);
	return p.ret;
}

static struct wman_tek *tek_in(struct station *st, u8 sn)
{
	return control_deref(drive_sa(st)->tek[sn]);
}

static unsigned int held(struct station *st)
{
	return list_count_nodes(&drive_sa(st)->teks);
}

static void newer_tek_sends_and_both_receive(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa = drive_sa(st);

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 3), WMAN_REASON_NONE);

	KUNIT_ASSERT_NOT_NULL(test, tek_in(st, 3));
	KUNIT_ASSERT_NOT_NULL(test, tek_in(st, 0));
	KUNIT_EXPECT_NULL(test, tek_in(st, 1));
	KUNIT_EXPECT_NULL(test, tek_in(st, 2));
	KUNIT_EXPECT_PTR_EQ(test, control_deref(sa->tx), tek_in(st, 0));
	KUNIT_EXPECT_EQ(test, tek_in(st, 3)->sn, 3);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&sa->expiry, 20000 * 1000ULL));
}

static void rollover_parks_the_oldest(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *oldest;

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	oldest = tek_in(st, 0);

	KUNIT_ASSERT_EQ(test, install(st, 0xa1, 0xa2, 1), WMAN_REASON_NONE);

	KUNIT_EXPECT_NULL(test, tek_in(st, 0));
	KUNIT_EXPECT_TRUE(test, oldest->parked);
	KUNIT_EXPECT_EQ(test, held(st), 3);
	KUNIT_EXPECT_PTR_EQ(test, control_deref(drive_sa(st)->tx), tek_in(st, 2));
}

/* D26: a TEK that comes again goes on where it was. */
static void same_tek_keeps_its_pn_and_window(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *tek;
	u32 pn;

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	tek = tek_in(st, 1);
	wman_tek_take_pn(tek, drive_sa(st), &pn);
	wman_replay_update(&tek->replay, 77);
	wman_sa_remove_keys(drive_sa(st));
	KUNIT_ASSERT_FALSE(test, wman_sa_usable(drive_sa(st)));

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);

	KUNIT_EXPECT_PTR_EQ(test, tek_in(st, 1), tek);
	KUNIT_EXPECT_FALSE(test, tek->parked);
	KUNIT_EXPECT_EQ(test, tek->replay.highest, 77);
	wman_tek_take_pn(tek, drive_sa(st), &pn);
	KUNIT_EXPECT_EQ(test, pn, wman_pn_uplink(2));
	KUNIT_EXPECT_EQ(test, held(st), 2);
}

static void same_tek_under_another_number_is_refused(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *tx;

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	tx = control_deref(drive_sa(st)->tx);

	KUNIT_EXPECT_EQ(test, install(st, 0xa0, 0xa2, 1), WMAN_REASON_TEK_SN);
	/* the older of the two may be had already, or is let go of */
	KUNIT_EXPECT_EQ(test, install(st, 0xa1, 0xa0, 1), WMAN_REASON_TEK_SN);
	KUNIT_EXPECT_EQ(test, install(st, 0xa2, 0xa0, 1), WMAN_REASON_TEK_SN);

	KUNIT_EXPECT_EQ(test, held(st), 2);
	KUNIT_EXPECT_PTR_EQ(test, control_deref(drive_sa(st)->tx), tx);
	KUNIT_EXPECT_PTR_EQ(test, tek_in(st, 1), tx);
}

struct pushed {
	u8 key;
	u8 sn;
};

static int follow_fn(struct wman_dev *wdev, void *arg)
{
	const struct pushed *pushed = arg;
	const struct wman_tek_params params = { .lifetime_s = 80000, .sn = pushed->sn };
	u8 key[WMAN_TEK_LEN];

	memset(key, pushed->key, sizeof(key));
	return wman_sa_follow(wman_sa_find(wdev, BS_BASIC_CID), key, &params);
}

static enum wman_reason follow(struct station *st, u8 key, u8 sn)
{
	struct pushed pushed = { key, sn };

	return station_call(st, follow_fn, &pushed);
}

/* The pushed TEK of a group; not one that skips a number, or that had another. */
static void tek_follows_by_number(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *tx;

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	tx = control_deref(drive_sa(st)->tx);

	KUNIT_EXPECT_EQ(test, follow(st, 0xa2, 3), WMAN_REASON_TEK_SN);
	KUNIT_EXPECT_EQ(test, follow(st, 0xa0, 2), WMAN_REASON_TEK_SN);
	KUNIT_EXPECT_EQ(test, follow(st, 0xa0, 0), WMAN_REASON_TEK_SN);
	KUNIT_EXPECT_NOT_NULL(test, tek_in(st, 0));
	KUNIT_EXPECT_PTR_EQ(test, control_deref(drive_sa(st)->tx), tx);
	KUNIT_EXPECT_EQ(test, held(st), 2);

	KUNIT_EXPECT_EQ(test, follow(st, 0xa2, 2), WMAN_REASON_NONE);
	KUNIT_EXPECT_EQ(test, control_deref(drive_sa(st)->tx)->sn, 2);
	KUNIT_EXPECT_PTR_EQ(test, tek_in(st, 1), tx);
	KUNIT_EXPECT_NULL(test, tek_in(st, 0));
}

/* One key for both numbers would seal two PDUs with one nonce. */
static void one_key_for_both_numbers_is_refused(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_EXPECT_EQ(test, install(st, 0xa0, 0xa0, 0), WMAN_REASON_TEK_SN);

	KUNIT_EXPECT_EQ(test, held(st), 0);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(drive_sa(st)));
}

static void held_teks_are_bounded(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *tx;
	int i;

	for (i = 0; i < WMAN_TEK_HELD_MAX / 2; i++)
		KUNIT_ASSERT_EQ(test, install(st, 2 * i, 2 * i + 1, 2 * (i & 1)),
				WMAN_REASON_NONE);
	KUNIT_ASSERT_EQ(test, held(st), WMAN_TEK_HELD_MAX);
	tx = control_deref(drive_sa(st)->tx);

	KUNIT_EXPECT_EQ(test, install(st, 0xf0, 0xf1, 0), WMAN_REASON_SA_LIMIT);

	KUNIT_EXPECT_EQ(test, held(st), WMAN_TEK_HELD_MAX);
	KUNIT_EXPECT_PTR_EQ(test, control_deref(drive_sa(st)->tx), tx);
}

/* The first of the two is taken, the second goes past the limit: nothing may be left of it. */
static void half_a_pair_leaves_nothing(struct kunit *test)
{
	struct station *st = test->priv;
	int i;

	for (i = 0; i < WMAN_TEK_HELD_MAX / 2 - 1; i++)
		KUNIT_ASSERT_EQ(test, install(st, 2 * i, 2 * i + 1, 2 * (i & 1)),
				WMAN_REASON_NONE);
	/* 62 held; with the newer of the last pair again, 63 */
	KUNIT_ASSERT_EQ(test, install(st, 2 * i - 1, 0xf0, 1 + 2 * ((i - 1) & 1)),
			WMAN_REASON_NONE);
	KUNIT_ASSERT_EQ(test, held(st), WMAN_TEK_HELD_MAX - 1);

	KUNIT_EXPECT_EQ(test, install(st, 0xf1, 0xf2, 0), WMAN_REASON_SA_LIMIT);

	KUNIT_EXPECT_EQ(test, held(st), WMAN_TEK_HELD_MAX - 1);
}

static void tek_ends_with_its_lifetime(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa = drive_sa(st);

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);

	tek_in(st, 0)->expires = get_jiffies_64();
	station_ring(st, &sa->expiry);
	KUNIT_EXPECT_NULL(test, tek_in(st, 0));
	KUNIT_EXPECT_EQ(test, held(st), 1);
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(sa));
	KUNIT_EXPECT_TRUE(test, station_alarmed(&sa->expiry, 40000 * 1000ULL));

	tek_in(st, 1)->expires = get_jiffies_64();
	station_ring(st, &sa->expiry);
	KUNIT_EXPECT_EQ(test, held(st), 0);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&sa->expiry.work));
}

static void ended_tek_gives_its_cipher_back(struct kunit *test)
{
	static const u8 key[WMAN_TEK_LEN];
	struct station *st = test->priv;
	struct wman_ccm ours = {};
	unsigned int users;

	KUNIT_ASSERT_EQ(test, wman_ccm_init(&ours, key), 0);
	users = station_cipher_users(&ours);
	KUNIT_EXPECT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	KUNIT_EXPECT_EQ(test, station_cipher_users(&ours), users + 2);

	tek_in(st, 0)->expires = get_jiffies_64();
	station_ring(st, &drive_sa(st)->expiry);

	KUNIT_EXPECT_EQ(test, station_cipher_users(&ours), users + 1);
	wman_ccm_exit(&ours);
}

/* Four numbers go round, and a TEK that was replaced may end when another has its number. */
static void ended_tek_leaves_its_number_to_another(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *first, *fifth;
	int i;

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	first = tek_in(st, 0);
	for (i = 1; i < 4; i++)
		KUNIT_ASSERT_EQ(test, install(st, 0xa0 + i, 0xa1 + i, i), WMAN_REASON_NONE);
	fifth = tek_in(st, 0);
	KUNIT_ASSERT_PTR_NE(test, fifth, first);

	first->expires = get_jiffies_64();
	station_ring(st, &drive_sa(st)->expiry);

	KUNIT_EXPECT_EQ(test, held(st), 4);
	KUNIT_EXPECT_PTR_EQ(test, tek_in(st, 0), fifth);
	KUNIT_EXPECT_PTR_EQ(test, control_deref(drive_sa(st)->tx), fifth);
}

static int resume_fn(struct wman_dev *wdev, void *arg)
{
	wman_sa_resume(wdev);
	return 0;
}

static void renewed_ak_starts_a_rejected_sa_again(struct kunit *test)
{
	struct station *st = test->priv;

	bs_key_reject(st);
	KUNIT_ASSERT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_START);
	station_forget(st);

	station_call(st, resume_fn, NULL);

	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OP_WAIT);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST));
}

/* tx asks for a TEK, and before the control thread hears of it there is no SA. */
static int ask_and_flush_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_sa *sa = wman_sa_find(wdev, BS_BASIC_CID);
	struct wman_tek *tek = control_deref(sa->tx);
	u32 pn;

	atomic64_set(&tek->tx_pn, WMAN_PN_RENEW);
	wman_tek_take_pn(tek, sa, &pn);
	wman_sa_flush(wdev);
	return 0;
}

static void what_was_asked_for_ends_with_the_sa(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_EQ(test, install(st, 0xa0, 0xa1, 0), WMAN_REASON_NONE);
	station_forget(st);

	/* whoever used the SA afterwards would be reported */
	station_call(st, ask_and_flush_fn, NULL);

	KUNIT_EXPECT_NULL(test, drive_sa(st));
	KUNIT_EXPECT_FALSE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(list_is_judged, lists_gen_params),
	KUNIT_CASE(addition_keeps_and_whole_list_ends),
	KUNIT_CASE(list_is_taken_whole),
	KUNIT_CASE(another_suite_is_another_sa),
	KUNIT_CASE(refused_sas),
	KUNIT_CASE(list_that_is_too_long),
	KUNIT_CASE(only_a_dynamic_sa_ends_with_its_last_flow),
	KUNIT_CASE(newer_tek_sends_and_both_receive),
	KUNIT_CASE(rollover_parks_the_oldest),
	KUNIT_CASE(same_tek_keeps_its_pn_and_window),
	KUNIT_CASE(same_tek_under_another_number_is_refused),
	KUNIT_CASE(tek_follows_by_number),
	KUNIT_CASE(one_key_for_both_numbers_is_refused),
	KUNIT_CASE(held_teks_are_bounded),
	KUNIT_CASE(half_a_pair_leaves_nothing),
	KUNIT_CASE(tek_ends_with_its_lifetime),
	KUNIT_CASE(ended_tek_gives_its_cipher_back),
	KUNIT_CASE(ended_tek_leaves_its_number_to_another),
	KUNIT_CASE(renewed_ak_starts_a_rejected_sa_again),
	KUNIT_CASE(what_was_asked_for_ends_with_the_sa),
	{}
};

struct kunit_suite sa_suite = {
	.name = "wman_sa",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
