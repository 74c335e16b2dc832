// SPDX-License-Identifier: GPL-2.0
/* Timers: which one each state arms and for how long, and what it does when it fires. */
#include "drive.h"
#include "dreg.h"
#include "dsx.h"
#include "message.h"
#include "suites.h"
#include "tek.h"

#define TIMER_OF(member)	offsetof(struct wman_dev, member)

static struct delayed_work *timer_of(struct station *st, size_t offset)
{
	return (void *)st->wdev + offset;
}

static u64 setting(struct station *st, unsigned int attr)
{
	return st->wdev->cfg.timer_ms[attr];
}

static bool armed_for(struct station *st, struct delayed_work *timer, unsigned int attr)
{
	return station_armed(timer, setting(st, attr));
}

/* Timers of the station, by the state of a machine. */
struct armed {
	const char *what;
	bool (*drive)(struct station *st, unsigned int state);
	u8 state;
	size_t timer;
	u8 attr;
	u8 times;
};

static bool entry(struct station *st, unsigned int state)
{
	return drive_entry(st, state);
}

static bool auth(struct station *st, unsigned int state)
{
	return drive_auth(st, state);
}

#define ENTRY(_what, _state, _timer, _attr, _times)						\
	{ _what, entry, WMAN_DEV_STATE_##_state, TIMER_OF(_timer),				\
	  WMAN_A_TIMER_##_attr##_MS, _times }
#define AUTH(_what, _state, _attr, _times)							\
	{ _what, auth, WMAN_AUTH_STATE_##_state, TIMER_OF(auth.timer),				\
	  WMAN_A_TIMER_##_attr##_MS, _times }

static const struct armed table[] = {
	ENTRY("ranging: T3", RANGING, entry.timer, T3, 1),
	ENTRY("ranging: lost DL-MAP", RANGING, entry.lost_timer, LOST_DL_MAP, 1),
	ENTRY("capabilities: T18", CAPABILITIES, entry.timer, T18, 1),
	ENTRY("registration: T6", REGISTRATION, entry.timer, T6, 1),
	ENTRY("operational: lost DL-MAP", OPERATIONAL, entry.lost_timer, LOST_DL_MAP, 1),
	ENTRY("DSA-RSP: T8", OPERATIONAL, flows.transaction[0].timer, T8, 1),
	AUTH("EAP start: Authorize wait", EAP_START, AUTHORIZE_WAIT, 1),
	AUTH("EAP running: 3 x Authorize wait", EAP_RUNNING, AUTHORIZE_WAIT, 3),
	AUTH("key wait: PMK pre-handshake", KEY_WAIT, PMK_PREHANDSHAKE, 1),
	AUTH("SA-TEK wait: SATEKTimer", SA_TEK_WAIT, SA_TEK, 1),
	AUTH("reauth start: Reauthorize wait", REAUTH_START, REAUTHORIZE_WAIT, 1),
	AUTH("reauth running: 3 x Authorize wait", REAUTH_RUNNING, AUTHORIZE_WAIT, 3),
	AUTH("reauth key wait: PMK pre-handshake", REAUTH_KEY_WAIT, PMK_PREHANDSHAKE, 1),
	AUTH("reauth SA-TEK wait: SATEKTimer", REAUTH_SA_TEK_WAIT, SA_TEK, 1),
	AUTH("reject wait", REJECT_WAIT, REJECT_WAIT, 1),
	ENTRY("scan: T21", SCAN, entry.timer, T21, 1),
	ENTRY("operational: no state timer", OPERATIONAL, entry.timer, T6, 0),
	AUTH("no agent: none", NO_AGENT, AUTHORIZE_WAIT, 0),
	AUTH("authorized: none", AUTHORIZED, SA_TEK, 0),
	AUTH("silent: none", SILENT, REJECT_WAIT, 0),
};

static void armed_desc(const struct armed *a, char *desc)
{
	strscpy(desc, a->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(armed, table, armed_desc);

static void timer_is_armed(struct kunit *test)
{
	const struct armed *a = test->param_value;
	struct station *st = test->priv;
	struct delayed_work *timer = timer_of(st, a->timer);

	KUNIT_ASSERT_TRUE(test, a->drive(st, a->state));

	if (a->times)
		KUNIT_EXPECT_TRUE(test, station_armed(timer, a->times * setting(st, a->attr)));
	else
		KUNIT_EXPECT_FALSE(test, delayed_work_pending(timer));
}

/* A request is sent, repeated so often, and then the state is left. */
struct repeated {
	const char *what;
	bool (*drive)(struct station *st, unsigned int state);
	u8 state;
	size_t timer;
	u8 type;
	u8 code;
	unsigned int repetitions;
	u8 entry;
	u8 auth;
};

static const struct repeated repeats[] = {
	{ "RNG-REQ", entry, WMAN_DEV_STATE_RANGING, TIMER_OF(entry.timer), WMAN_MSG_RNG_REQ, 0,
	  16, WMAN_DEV_STATE_SCAN, WMAN_AUTH_STATE_STOPPED },
	{ "SBC-REQ", entry, WMAN_DEV_STATE_CAPABILITIES, TIMER_OF(entry.timer), WMAN_MSG_SBC_REQ,
	  0, 16, WMAN_DEV_STATE_SCAN, WMAN_AUTH_STATE_STOPPED },
	{ "REG-REQ", entry, WMAN_DEV_STATE_REGISTRATION, TIMER_OF(entry.timer), WMAN_MSG_REG_REQ,
	  0, 3, WMAN_DEV_STATE_SCAN, WMAN_AUTH_STATE_STOPPED },
	{ "EAP-Start", auth, WMAN_AUTH_STATE_EAP_START, TIMER_OF(auth.timer), WMAN_MSG_PKM_REQ,
	  WMAN_PKM_EAP_START, 5, WMAN_DEV_STATE_AUTHORIZATION, WMAN_AUTH_STATE_REJECT_WAIT },
	{ "SA-TEK-Request", auth, WMAN_AUTH_STATE_SA_TEK_WAIT, TIMER_OF(auth.timer),
	  WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST, 3, WMAN_DEV_STATE_AUTHORIZATION,
	  WMAN_AUTH_STATE_REJECT_WAIT },
	{ "SA-TEK-Request, reauthentication", auth, WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT,
	  TIMER_OF(auth.timer), WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST, 3,
	  WMAN_DEV_STATE_AUTHORIZATION, WMAN_AUTH_STATE_AUTHORIZED },
};

static void repeated_desc(const struct repeated *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(repeats, repeats, repeated_desc);

static void request_is_repeated(struct kunit *test)
{
	const struct repeated *r = test->param_value;
	struct station *st = test->priv;
	struct delayed_work *timer = timer_of(st, r->timer);
	unsigned int i;

	KUNIT_ASSERT_TRUE(test, r->drive(st, r->state));
	station_forget(st);

	for (i = 1; i <= r->repetitions; i++) {
		KUNIT_ASSERT_TRUE(test, delayed_work_pending(timer));
		station_fire(st, timer);
		KUNIT_EXPECT_TRUE_MSG(test, station_sent_find(st, r->type, r->code),
				      "repetition %u", i);
	}
	station_fire(st, timer);

	KUNIT_EXPECT_FALSE(test, station_sent_find(st, r->type, r->code));
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, r->entry);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, r->auth);
}

/* The link is lost without a DL-MAP, and every DL-MAP of the base station puts that off. */
static void lost_dl_map(struct kunit *test)
{
	struct station *st = test->priv;
	struct delayed_work *lost = &st->wdev->entry.lost_timer;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	mod_delayed_work(st->wdev->wq, lost, 10 * HZ);

	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_TRUE(test, armed_for(st, lost,
					  WMAN_A_TIMER_LOST_DL_MAP_MS));

	station_fire(st, lost);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_SCAN);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_LINK_LOST);
}

/* T3 is not moved by a base station that says "go on", nor is its answer a reason to send. */
static void ranging_goes_on_at_t3(struct kunit *test)
{
	struct station *st = test->priv;
	unsigned long expires;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	station_forget(st);
	expires = st->wdev->entry.timer.timer.expires;

	bs_rng_rsp(st, 1);
	bs_rng_rsp(st, 1);

	KUNIT_EXPECT_EQ(test, station_sent(st), -1);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.timer.timer.expires, expires);
}

static void grace_time_renews_the_ak(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	KUNIT_EXPECT_TRUE(test, station_alarmed(&wdev->keys.grace, BS_AK_LIFETIME_S * 1000ULL -
					      setting(st, WMAN_A_TIMER_AUTH_GRACE_MS)));
	station_forget(st);

	station_ring(st, &wdev->keys.grace);

	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_REAUTH_START);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_EAP_START));
	KUNIT_EXPECT_TRUE(test, wman_pkm_has(&st->pkm, WMAN_ATTR_CMAC_DIGEST));
	KUNIT_EXPECT_TRUE(test, wdev->port_open);
}

/* The kernel's timers may be late by an eighth: a step of an alarm must not be so for all that. */
struct distance {
	const char *what;
	u64 s;
};

static const struct distance distances[] = {
	{ "one second", 1 },
	{ "ten minutes", 600 },
	{ "twelve hours", 43200 },
	{ "seven days", 604800 },
	{ "seventy days", 6048000 },
	{ "136 years", 0xffffffff },
};

static void distance_name(const struct distance *d, char *name)
{
	strscpy(name, d->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(distances, distances, distance_name);

static void alarm_is_on_time(struct kunit *test)
{
	const struct distance *d = test->param_value;
	struct station *st = test->priv;
	struct wman_alarm *alarm = &st->wdev->keys.grace;
	u64 now = get_jiffies_64(), at = now + d->s * HZ, step;

	wman_alarm_set(alarm, at);

	KUNIT_ASSERT_TRUE(test, delayed_work_pending(&alarm->work));
	step = alarm->work.timer.expires - (unsigned long)now;
	KUNIT_EXPECT_GT(test, step, 0);
	KUNIT_EXPECT_LE(test, step + step / 8, d->s * HZ + 1);
	/* and it does come near, so that a few steps are enough */
	KUNIT_EXPECT_GE(test, step + 1, min_t(u64, d->s * HZ, MAX_JIFFY_OFFSET) * 7 / 8);
	wman_alarm_cancel(alarm);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&alarm->work));
}

/* Nobody runs EAP: the renewal is not forgotten. */
static void renewal_without_an_agent_waits(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	wman_agent_released(dev_net(st->dev), STATION_AGENT);
	station_settle(st);

	station_ring(st, &wdev->keys.grace);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_NO_AGENT);
	KUNIT_EXPECT_TRUE(test, armed_for(st, &wdev->auth.timer,
					  WMAN_A_TIMER_REAUTHORIZE_WAIT_MS));

	wman_agent_bind(dev_net(st->dev), wdev, STATION_AGENT);
	station_fire(st, &wdev->auth.timer);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_REAUTH_START);
}

/* An expiry that comes too early, as after a long sleep of the timer, is put off. */
static void ak_ends_with_its_lifetime(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));

	station_fire(st, &wdev->keys.expiry.work);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&wdev->keys.expiry, BS_AK_LIFETIME_S * 1000ULL));

	station_ring(st, &wdev->keys.expiry);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_AUTHORIZATION);
	KUNIT_EXPECT_FALSE(test, wdev->port_open);
	KUNIT_EXPECT_FALSE(test, wdev->keys.cur.valid);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(drive_sa(st)));
}

static int expired_fn(struct wman_dev *wdev, void *arg)
{
	/* it went when nobody needed it */
	WRITE_ONCE(wdev->agent.portid, 0);
	wman_auth_expired(wdev);
	return 0;
}

static void ak_that_ends_without_an_agent_waits_for_one(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));

	station_call(st, expired_fn, NULL);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_NO_AGENT);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_NO_AGENT);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&st->wdev->auth.timer));
}

/* TEK grace time before the newer TEK (43200 s) ends; half of it, at least a second. */
struct refresh {
	const char *what;
	u32 grace_s;
	u32 want_s;
};

static const struct refresh refreshes[] = {
	{ "grace", 3600, 39600 },
	{ "the lifetime", 43200, 21600 },
	{ "longer than the lifetime", 302399, 21600 },
};

static void refresh_desc(const struct refresh *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(refreshes, refreshes, refresh_desc);

static void tek_refresh(struct kunit *test)
{
	const struct refresh *r = test->param_value;
	struct station *st = test->priv;
	struct wman_sa *sa;

	st->wdev->cfg.timer_ms[WMAN_A_TIMER_TEK_GRACE_MS] = r->grace_s * MSEC_PER_SEC;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	sa = drive_sa(st);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&sa->refresh, r->want_s * 1000ULL));
	station_forget(st);

	station_ring(st, &sa->refresh);

	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_REKEY_WAIT);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST));
	KUNIT_EXPECT_TRUE(test, armed_for(st, &sa->retry_timer,
					  WMAN_A_TIMER_REKEY_WAIT_MS));
}

static void key_request_is_repeated_at_operational_wait(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));
	sa = drive_sa(st);

	KUNIT_EXPECT_TRUE(test, armed_for(st, &sa->retry_timer,
					  WMAN_A_TIMER_OPERATIONAL_WAIT_MS));
	bs_key_reply(st);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&sa->retry_timer));
}

static void ended_keys_close_the_port(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *tek;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	KUNIT_ASSERT_TRUE(test, st->wdev->port_open);

	list_for_each_entry(tek, &drive_sa(st)->teks, list)
		tek->expires = get_jiffies_64();
	station_ring(st, &drive_sa(st)->expiry);

	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
}

/* D28 */
static void rejected_primary_sa_renews_after_the_reject_wait(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));

	bs_key_reject(st);
	KUNIT_EXPECT_TRUE(test, armed_for(st, &wdev->auth.timer,
					  WMAN_A_TIMER_REJECT_WAIT_MS));

	station_fire(st, &wdev->auth.timer);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_REAUTH_START);
}

/* What renews the AK already goes on as it was. */
static void rejected_primary_sa_leaves_a_renewal_alone(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;
	unsigned long expires;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_REAUTH_START));
	expires = wdev->auth.timer.timer.expires;

	bs_key_reject(st);

	KUNIT_EXPECT_EQ(test, wdev->reason, WMAN_REASON_KEY_REJECT);
	KUNIT_EXPECT_EQ(test, wdev->auth.timer.timer.expires, expires);
}

/* The bar of a base station that sent the station away, in minutes. */
static void dreg_bars_for_a_minute(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_bs *bs = &st->wdev->entry.bs[0];

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	bs_dreg_cmd(st, WMAN_DREG_LEAVE);

	KUNIT_EXPECT_TRUE(test, time_before_eq(bs->barred, jiffies + 60 * HZ));
	KUNIT_EXPECT_TRUE(test, time_after(bs->barred, jiffies + 30 * HZ));
	bs->barred = jiffies;
	bs_dl_map(st, bs_id);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_RANGING);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(timer_is_armed, armed_gen_params),
	KUNIT_CASE_PARAM(request_is_repeated, repeats_gen_params),
	KUNIT_CASE(lost_dl_map),
	KUNIT_CASE(ranging_goes_on_at_t3),
	KUNIT_CASE(grace_time_renews_the_ak),
	KUNIT_CASE_PARAM(alarm_is_on_time, distances_gen_params),
	KUNIT_CASE(renewal_without_an_agent_waits),
	KUNIT_CASE(ak_ends_with_its_lifetime),
	KUNIT_CASE(ak_that_ends_without_an_agent_waits_for_one),
	KUNIT_CASE_PARAM(tek_refresh, refreshes_gen_params),
	KUNIT_CASE(key_request_is_repeated_at_operational_wait),
	KUNIT_CASE(ended_keys_close_the_port),
	KUNIT_CASE(rejected_primary_sa_renews_after_the_reject_wait),
	KUNIT_CASE(rejected_primary_sa_leaves_a_renewal_alone),
	KUNIT_CASE(dreg_bars_for_a_minute),
	{}
};

struct kunit_suite timer_suite = {
	.name = "wman_timer",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
