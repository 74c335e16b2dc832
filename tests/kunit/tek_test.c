// SPDX-License-Identifier: GPL-2.0
/* The TEK machine: every event in every state, through the running module. */
#include "auth_v1.h"
#include "drive.h"
#include "dsx.h"
#include "message.h"
#include "reg.h"
#include "suites.h"
#include "tek.h"
#include "walk.h"

static int event_fn(struct wman_dev *wdev, void *arg)
{
	wman_tek_event(wman_sa_find(wdev, BS_BASIC_CID), *(enum wman_tek_event *)arg);
	return 0;
}

static void raise(struct station *st, enum wman_tek_event event)
{
	station_call(st, event_fn, &event);
}

static int stop_fn(struct wman_dev *wdev, void *arg)
{
	wman_sa_stop(wdev);
	return 0;
}

static void stop(struct station *st)
{
	station_call(st, stop_fn, NULL);
}

static int resume_fn(struct wman_dev *wdev, void *arg)
{
	wman_sa_resume(wdev);
	return 0;
}

/* A renewed AK: Auth Comp, then Authorized. */
static void auth_comp(struct station *st)
{
	station_call(st, resume_fn, NULL);
}

static void authorized(struct station *st)
{
	raise(st, WMAN_TEK_EV_AUTHORIZED);
}

static void auth_pend(struct station *st)
{
	raise(st, WMAN_TEK_EV_AUTH_PEND);
}

static void invalid(struct station *st)
{
	bs_tek_invalid(st, BS_BASIC_CID);
}

static void timeout(struct station *st)
{
	station_fire(st, &drive_sa(st)->retry_timer);
}

static void refresh(struct station *st)
{
	station_ring(st, &drive_sa(st)->refresh);
}

static int update_fn(struct wman_dev *wdev, void *arg)
{
	struct station *st = arg;
	u8 field[2][WMAN_TEK_WRAPPED_MAX];
	struct wman_tek_params pair[2] = {};

	bs_new_teks(st, field, pair);
	return wman_tek_update(drive_sa(st), pair, &wdev->keys.cur);
}

/* SA-TEK-Update */
static void update(struct station *st)
{
	station_call(st, update_fn, st);
}

static const struct walk_event events[WMAN_TEK_EVENTS] = {
	[WMAN_TEK_EV_STOP]	 = { "stop", stop },
	[WMAN_TEK_EV_AUTHORIZED] = { "authorized", authorized },
	[WMAN_TEK_EV_AUTH_PEND]	 = { "auth pend", auth_pend },
	[WMAN_TEK_EV_AUTH_COMP]	 = { "auth comp", auth_comp },
	[WMAN_TEK_EV_INVALID]	 = { "TEK invalid", invalid },
	[WMAN_TEK_EV_TIMEOUT]	 = { "timeout", timeout },
	[WMAN_TEK_EV_REFRESH]	 = { "refresh", refresh },
	[WMAN_TEK_EV_REPLY]	 = { "key reply", bs_key_reply },
	[WMAN_TEK_EV_REJECT]	 = { "key reject", bs_key_reject },
	[WMAN_TEK_EV_UPDATE]	 = { "SA-TEK-Update", update },
};

static bool drive(struct station *st, unsigned int state)
{
	return drive_tek(st, state);
}

static u8 step(unsigned int state, unsigned int event)
{
	return wman_tek_step(state, event)->next;
}

static unsigned int state(struct station *st)
{
	return drive_sa(st)->state;
}

static struct walk walk = {
	.name = "TEK",
	.machine = STATION_TEK,
	.states = WMAN_TEK_STATES,
	.events = events,
	.n_events = WMAN_TEK_EVENTS,
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
	WMAN_TEK_STATE_START, WMAN_TEK_STATE_OP_WAIT, WMAN_TEK_STATE_OP_REAUTH_WAIT,
	WMAN_TEK_STATE_OPERATIONAL, WMAN_TEK_STATE_REKEY_WAIT, WMAN_TEK_STATE_REKEY_REAUTH_WAIT,
};

static void state_desc(const u8 *s, char *desc)
{
	static const char *const names[WMAN_TEK_STATES] = {
		[WMAN_TEK_STATE_START]			= "start",
		[WMAN_TEK_STATE_OP_WAIT]		= "op wait",
		[WMAN_TEK_STATE_OP_REAUTH_WAIT]		= "op reauth wait",
		[WMAN_TEK_STATE_OPERATIONAL]		= "operational",
		[WMAN_TEK_STATE_REKEY_WAIT]		= "rekey wait",
		[WMAN_TEK_STATE_REKEY_REAUTH_WAIT]	= "rekey reauth wait",
	};

	strscpy(desc, names[*s], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(states, states, state_desc);

/* In which states the SA has a TEK to send with. */
static void keys_only_where_traffic_passes(struct kunit *test)
{
	const u8 s = *(const u8 *)test->param_value;
	struct station *st = test->priv;
	bool want = s >= WMAN_TEK_STATE_OPERATIONAL;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, s));

	KUNIT_EXPECT_EQ(test, wman_sa_usable(drive_sa(st)), want);
}

/* What of a pending Key-Request a Key-Reply must repeat. */
struct wrong_reply {
	const char *what;
	u8 identifier;
	u8 nonce;
	u16 said;
	enum wman_reason reason;
};

static const struct wrong_reply wrong_replies[] = {
	{ "identifier", 1, 0, 0, WMAN_REASON_IDENTIFIER },
	{ "nonce", 0, 1, 0, WMAN_REASON_NONCE },
	{ "SAID", 0, 0, 1, WMAN_REASON_SAID_UNKNOWN },
};

static void wrong_reply_desc(const struct wrong_reply *w, char *desc)
{
	strscpy(desc, w->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(wrong_replies, wrong_replies, wrong_reply_desc);

static void reply_to_another_request_is_dropped(struct kunit *test)
{
	const struct wrong_reply *w = test->param_value;
	struct station *st = test->priv;
	struct wman_sa *sa;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));
	sa = drive_sa(st);
	sa->identifier += w->identifier;
	sa->nonce[0] += w->nonce;
	sa->said += w->said;

	bs_key_reply(st);

	KUNIT_EXPECT_EQ(test, station_count(st, w->reason), 1);
	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OP_WAIT);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa));
	sa->said -= w->said;
}

/* The same request again and again; user space hears of it once (20), and it goes on. */
static void request_is_repeated_without_end(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa;
	u8 identifier;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));
	sa = drive_sa(st);
	identifier = sa->identifier;
	station_forget(st);

	for (i = 1; i < WMAN_TEK_REPORT_TRIES + 5; i++) {
		KUNIT_EXPECT_EQ(test, sa->reason,
				i < WMAN_TEK_REPORT_TRIES ? WMAN_REASON_NONE :
							    WMAN_REASON_RETRIES);
		timeout(st);
		KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ,
							  WMAN_PKM_KEY_REQUEST));
		KUNIT_EXPECT_EQ(test, st->pkm.identifier, identifier);
	}
	KUNIT_EXPECT_EQ(test, sa->tries, WMAN_TEK_REPORT_TRIES + 5);
	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OP_WAIT);
}

static void request_has_a_nonce_of_its_own(struct kunit *test)
{
	struct station *st = test->priv;
	u8 nonce[WMAN_NONCE_LEN];

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	memcpy(nonce, drive_sa(st)->nonce, sizeof(nonce));

	refresh(st);

	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST));
	KUNIT_ASSERT_EQ(test, st->pkm.nonce.len, sizeof(nonce));
	KUNIT_EXPECT_NE(test, memcmp(st->pkm.nonce.data, nonce, sizeof(nonce)), 0);
}

/* PKMv2 has a nonce: its Identifier may come round, and the AK is renewed for that by nobody. */
static void requests_without_end(struct kunit *test)
{
	static const u16 before[] = { WMAN_AUTH_V1_REQUESTS_RENEW - 1, WMAN_AUTH_V1_REQUESTS_MAX };
	struct station *st = test->priv;
	u64 grace;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	grace = st->wdev->keys.grace.at;
	for (i = 0; i < ARRAY_SIZE(before); i++) {
		st->wdev->keys.cur.requests = before[i];
		refresh(st);
		KUNIT_ASSERT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_REKEY_WAIT);
		bs_key_reply(st);
		KUNIT_ASSERT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);
	}
	KUNIT_EXPECT_EQ(test, st->wdev->keys.grace.at, grace);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_IDENTIFIER), 0);
}

/* Flows may be there before the keys that they need. */
static void port_opens_with_the_keys(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));
	timeout(st);
	bs_reg_rsp(st, WMAN_REG_OK);
	bs_dsa_req(st, WMAN_DSX_BY_BS, WMAN_DIRECTION_UPLINK, BS_UL_SFID, BS_UL_CID,
		   WMAN_CS_IPV4);
	bs_dsa_req(st, WMAN_DSX_BY_BS + 1, WMAN_DIRECTION_DOWNLINK, BS_DL_SFID, BS_DL_CID,
		   WMAN_CS_IPV4);
	KUNIT_ASSERT_FALSE(test, st->wdev->port_open);

	bs_key_reply(st);

	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));
	KUNIT_EXPECT_TRUE(test, st->wdev->port_open);
}

static void invalid_names_an_sa(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));

	bs_tek_invalid(st, 99);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SAID_UNKNOWN), 1);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);
}

static int add_static_fn(struct wman_dev *wdev, void *arg)
{
	static const struct wman_sa_descriptor more = {
		.said = 7, .type = WMAN_SA_TYPE_STATIC, .suite = WMAN_SUITE_CCM_WRAP,
	};

	wman_sa_update(wdev, &more, 1, false);
	return 0;
}

static void static_timeout(struct station *st)
{
	station_fire(st, &wman_sa_find(st->wdev, 7)->retry_timer);
}

static const struct first_answer {
	const char *what;
	void (*comes)(struct station *st);
} first_answers[] = {
	{ "Key-Reply", bs_key_reply },
	{ "Key-Reject", bs_key_reject },
	{ "none in its time", static_timeout },
};

static void first_answer_desc(const struct first_answer *a, char *desc)
{
	strscpy(desc, a->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(first_answers, first_answers, first_answer_desc);

/* 802.16e 6.3.9: the keys, then REG-REQ. */
static void registration_waits_for_first_keys(struct kunit *test)
{
	const struct first_answer *answer = test->param_value;
	struct station *st = test->priv;
	struct wman_entry *entry = &st->wdev->entry;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));
	KUNIT_EXPECT_EQ(test, entry->state, WMAN_DEV_STATE_AUTHORIZATION);
	/* asks last, and is answered first */
	station_call(st, add_static_fn, NULL);

	answer->comes(st);
	KUNIT_EXPECT_EQ(test, entry->state, WMAN_DEV_STATE_AUTHORIZATION);

	timeout(st);
	KUNIT_EXPECT_EQ(test, entry->state, WMAN_DEV_STATE_REGISTRATION);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_REG_REQ, 0));
}

/* D28 is about the primary SA; another one that is rejected stays without keys. */
static void rejected_static_sa_renews_nothing(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	station_forget(st);
	station_call(st, add_static_fn, NULL);
	KUNIT_ASSERT_NOT_NULL(test, wman_sa_find(wdev, 7));

	bs_key_reject(st);

	KUNIT_EXPECT_EQ(test, wman_sa_find(wdev, 7)->state, WMAN_TEK_STATE_START);
	KUNIT_EXPECT_EQ(test, wman_sa_find(wdev, 7)->reason, WMAN_REASON_KEY_REJECT);
	KUNIT_EXPECT_NE(test, wdev->reason, WMAN_REASON_KEY_REJECT);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&wdev->auth.timer));
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(every_event_in, states_gen_params),
	KUNIT_CASE(no_pair_left_out),
	{}
};

struct kunit_suite tek_walk_suite = {
	.name = "wman_tek_walk",
	.test_cases = walk_cases,
};

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(keys_only_where_traffic_passes, states_gen_params),
	KUNIT_CASE_PARAM(reply_to_another_request_is_dropped, wrong_replies_gen_params),
	KUNIT_CASE(request_is_repeated_without_end),
	KUNIT_CASE(request_has_a_nonce_of_its_own),
	KUNIT_CASE(requests_without_end),
	KUNIT_CASE(port_opens_with_the_keys),
	KUNIT_CASE_PARAM(registration_waits_for_first_keys, first_answers_gen_params),
	KUNIT_CASE(invalid_names_an_sa),
	KUNIT_CASE(rejected_static_sa_renews_nothing),
	{}
};

struct kunit_suite tek_suite = {
	.name = "wman_tek",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
