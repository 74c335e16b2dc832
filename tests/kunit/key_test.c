// SPDX-License-Identifier: GPL-2.0
/* PMK and AK contexts. */
#include "drive.h"
#include "suites.h"

/* A station with a link and a PMK; the base station has the AK that both make of it. */
static int init(struct kunit *test)
{
	struct station *st;
	int ret = station_init(test);

	if (ret)
		return ret;
	st = test->priv;
	if (!drive_entry(st, WMAN_DEV_STATE_CAPABILITIES))
		return -EIO;
	bs_new_ak(st);
	wman_key_set_pmk(st->wdev, st->bs.msk, 0);
	return 0;
}

static bool erased(const void *p, size_t len)
{
	return !memchr_inv(p, 0, len);
}

static enum wman_reason derive(struct station *st, u32 lifetime_s)
{
	return wman_key_derive(st->wdev, &st->wdev->keys.next, st->bs.ak.sn, st->bs.ak.akid,
			       lifetime_s);
}

static int confirm_fn(struct wman_dev *wdev, void *frame)
{
	wman_key_confirm(wdev, *(s32 *)frame);
	return 0;
}

static void confirm(struct station *st, s32 frame)
{
	station_call(st, confirm_fn, &frame);
}

/* Two AKs, one after the other; the second in force from @frame on. */
static void renew(struct kunit *test, s32 frame)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_EQ(test, derive(st, BS_AK_LIFETIME_S), WMAN_REASON_NONE);
	confirm(st, -1);
	bs_new_ak(st);
	wman_key_set_pmk(st->wdev, st->bs.msk, 0);
	KUNIT_ASSERT_EQ(test, derive(st, BS_AK_LIFETIME_S), WMAN_REASON_NONE);
	confirm(st, frame);
}

static void both_sides_derive_the_same(struct kunit *test)
{
	struct station *st = test->priv;
	const struct wman_ak *ak = &st->wdev->keys.next;
	const struct wman_cmac_keys *keys = &st->bs.ak.keys;

	KUNIT_ASSERT_EQ(test, derive(st, 0), WMAN_REASON_NONE);

	KUNIT_EXPECT_EQ(test, memcmp(ak->cmac_u, keys->u, sizeof(ak->cmac_u)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(ak->cmac_d, keys->d, sizeof(ak->cmac_d)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(ak->kek, keys->kek, sizeof(ak->kek)), 0);
	KUNIT_EXPECT_TRUE(test, ak->valid);
	KUNIT_EXPECT_TRUE(test, ak->rx_any);
	KUNIT_EXPECT_EQ(test, ak->tx_pn, 0);
}

static void another_akid_is_refused(struct kunit *test)
{
	struct station *st = test->priv;

	st->bs.ak.akid[7] ^= 1;

	KUNIT_EXPECT_EQ(test, derive(st, 0), WMAN_REASON_AKID);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.next.valid);
}

/* Lifetime: of the message, else of the agent, else of the setting. */
struct lifetime {
	const char *what;
	u32 message_s;
	u32 agent_s;
	u32 want_s;
};

static const struct lifetime lifetimes[] = {
	{ "message", 100, 200, 100 },
	{ "agent", 0, 200, 200 },
	{ "setting", 0, 0, 3600 + 60 * WMAN_A_TIMER_PMK_LIFETIME_MS },
	{ "the longest", U32_MAX, 0, U32_MAX },
};

static void lifetime_desc(const struct lifetime *l, char *desc)
{
	strscpy(desc, l->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lifetimes, lifetimes, lifetime_desc);

static void lifetime_comes_from(struct kunit *test)
{
	const struct lifetime *l = test->param_value;
	struct station *st = test->priv;
	u32 left;

	wman_key_set_pmk(st->wdev, st->bs.msk, l->agent_s);
	KUNIT_ASSERT_EQ(test, derive(st, l->message_s), WMAN_REASON_NONE);

	left = wman_key_left(st->wdev->keys.next.expires);
	KUNIT_EXPECT_LE(test, left, l->want_s);
	KUNIT_EXPECT_GT(test, left, l->want_s - 60);
}

static void left_of_a_lifetime(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, wman_key_left(get_jiffies_64() - 1), 0);
	KUNIT_EXPECT_EQ(test, wman_key_left(0), 0);
}

static void confirmed_ak_is_in_force_and_the_pmk_forgotten(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_keyring *keys = &st->wdev->keys;

	KUNIT_ASSERT_EQ(test, derive(st, BS_AK_LIFETIME_S), WMAN_REASON_NONE);
	KUNIT_EXPECT_NULL(test, wman_key_find(st->wdev, st->bs.ak.sn));

	confirm(st, -1);

	KUNIT_EXPECT_PTR_EQ(test, wman_key_find(st->wdev, st->bs.ak.sn), &keys->cur);
	KUNIT_EXPECT_TRUE(test, erased(&keys->next, sizeof(keys->next)));
	KUNIT_EXPECT_TRUE(test, erased(keys->pmk, sizeof(keys->pmk)));
	KUNIT_EXPECT_FALSE(test, keys->pmk_valid);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&keys->expiry, BS_AK_LIFETIME_S * 1000ULL));
}

static void ak_before_is_found_until_its_timer(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_keyring *keys = &st->wdev->keys;

	renew(test, -1);
	KUNIT_EXPECT_PTR_EQ(test, wman_key_find(st->wdev, st->bs.ak.sn), &keys->cur);
	KUNIT_EXPECT_PTR_EQ(test, wman_key_find(st->wdev, st->bs.old.sn), &keys->prev);
	KUNIT_EXPECT_TRUE(test, station_armed(&keys->prev_timer, WMAN_AK_OVERLAP_MS));

	station_fire(st, &keys->prev_timer);

	KUNIT_EXPECT_NULL(test, wman_key_find(st->wdev, st->bs.old.sn));
	KUNIT_EXPECT_TRUE(test, erased(&keys->prev, sizeof(keys->prev)));
}

/* Frame numbers have 24 bits. */
struct frame {
	const char *what;
	s32 end;
	u32 now;
	bool over;
};

static const struct frame frames[] = {
	{ "none told", -1, 5, false },
	{ "one before", 100, 99, false },
	{ "this one", 100, 100, true },
	{ "one after", 100, 101, true },
	{ "before the wrap", 2, 0xfffffe, false },
	{ "after the wrap", 0xfffffe, 2, true },
	{ "half around, ahead", 0, 0x7fffff, true },
	{ "half around, behind", 0, 0x800000, false },
};

static void frame_desc(const struct frame *f, char *desc)
{
	strscpy(desc, f->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(frames, frames, frame_desc);

static int frame_fn(struct wman_dev *wdev, void *frame)
{
	wman_key_frame(wdev, *(const u32 *)frame);
	return 0;
}

static void ak_before_ends_at_its_frame(struct kunit *test)
{
	const struct frame *f = test->param_value;
	struct station *st = test->priv;
	u32 now = f->now;

	renew(test, f->end);

	station_call(st, frame_fn, &now);

	KUNIT_EXPECT_EQ(test, st->wdev->keys.prev.valid, !f->over);
}

static void erase_leaves_nothing(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_keyring *keys = &st->wdev->keys;

	renew(test, -1);
	wman_key_set_pmk(st->wdev, st->bs.msk, 0);
	KUNIT_ASSERT_EQ(test, derive(st, 0), WMAN_REASON_NONE);

	wman_key_erase(st->wdev);
	wman_key_erase_pmk(st->wdev);

	KUNIT_EXPECT_TRUE(test, erased(&keys->next, sizeof(keys->next)));
	KUNIT_EXPECT_TRUE(test, erased(&keys->cur, sizeof(keys->cur)));
	KUNIT_EXPECT_TRUE(test, erased(&keys->prev, sizeof(keys->prev)));
	KUNIT_EXPECT_TRUE(test, erased(keys->pmk, sizeof(keys->pmk)));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&keys->prev_timer));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&keys->grace.work));
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&keys->expiry.work));
}

/* When the renewal begins: grace time before the end, or at half of a short lifetime. */
struct grace {
	const char *what;
	u32 lifetime_s;
	u32 grace_s;
	u32 want_s;
};

static const struct grace graces[] = {
	{ "grace before the end", 604800, 600, 604200 },
	{ "grace is the lifetime", 7200, 7200, 3600 },
	{ "grace is longer", 7200, 604800, 3600 },
	{ "grace is a little shorter", 7200, 7000, 200 },
};

static void grace_desc(const struct grace *g, char *desc)
{
	strscpy(desc, g->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(graces, graces, grace_desc);

static void renewal_begins(struct kunit *test)
{
	const struct grace *g = test->param_value;
	struct station *st = test->priv;

	st->wdev->cfg.timer_ms[WMAN_A_TIMER_AUTH_GRACE_MS] = g->grace_s * MSEC_PER_SEC;
	KUNIT_ASSERT_EQ(test, derive(st, g->lifetime_s), WMAN_REASON_NONE);

	confirm(st, -1);

	KUNIT_EXPECT_TRUE(test, station_alarmed(&st->wdev->keys.grace, g->want_s * 1000ULL));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(both_sides_derive_the_same),
	KUNIT_CASE(another_akid_is_refused),
	KUNIT_CASE_PARAM(lifetime_comes_from, lifetimes_gen_params),
	KUNIT_CASE(left_of_a_lifetime),
	KUNIT_CASE(confirmed_ak_is_in_force_and_the_pmk_forgotten),
	KUNIT_CASE(ak_before_is_found_until_its_timer),
	KUNIT_CASE_PARAM(ak_before_ends_at_its_frame, frames_gen_params),
	KUNIT_CASE(erase_leaves_nothing),
	KUNIT_CASE_PARAM(renewal_begins, graces_gen_params),
	{}
};

struct kunit_suite key_suite = {
	.name = "wman_key",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
