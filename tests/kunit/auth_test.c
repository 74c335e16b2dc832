// SPDX-License-Identifier: GPL-2.0
/* Authorization: every event in every state through the running module, and what a forger tries. */
#include "auth_fsm.h"
#include "cause.h"
#include "drive.h"
#include "handover.h"
#include "message.h"
#include "suites.h"
#include "walk.h"

static const struct walk_event events[WMAN_AUTH_EVENTS] = {
	[WMAN_AUTH_EV_BEGIN]		= { "begin", cause_begin },
	[WMAN_AUTH_EV_BEGIN_ALONE]	= { "begin alone", cause_begin_alone },
	[WMAN_AUTH_EV_AGENT_BOUND]	= { "agent bound", cause_bind_agent },
	[WMAN_AUTH_EV_AGENT_GONE]	= { "agent gone", cause_unbind },
	[WMAN_AUTH_EV_EAP_BEGIN]	= { "EAP begins", cause_eap_begin },
	[WMAN_AUTH_EV_EAP]		= { "EAP", cause_eap },
	[WMAN_AUTH_EV_EAP_TAKEOVER]	= { "EAP taken over", cause_eap_takeover },
	[WMAN_AUTH_EV_SUCCESS]		= { "success", cause_success },
	[WMAN_AUTH_EV_FAILURE]		= { "failure", cause_failure },
	[WMAN_AUTH_EV_FAILURE_PERMANENT] = { "permanent failure", cause_failure_permanent },
	[WMAN_AUTH_EV_FAILURE_UNSIGNED]	= { "unsigned failure", cause_failure_unsigned },
	[WMAN_AUTH_EV_CHALLENGE]	= { "challenge", cause_challenge },
	[WMAN_AUTH_EV_CHALLENGE_AGAIN]	= { "challenge again", cause_challenge_again },
	[WMAN_AUTH_EV_CHALLENGE_CURRENT] = { "challenge, AK in force", cause_challenge_current },
	[WMAN_AUTH_EV_RESPONSE]		= { "response", cause_response },
	[WMAN_AUTH_EV_MISMATCH]		= { "mismatch", cause_mismatch },
	[WMAN_AUTH_EV_TIMER]		= { "timer", cause_timer },
	[WMAN_AUTH_EV_TIMER_LAST]	= { "last timer", cause_timer_last },
	[WMAN_AUTH_EV_RENEW]		= { "renew", cause_renew },
	[WMAN_AUTH_EV_EXPIRED]		= { "expired", cause_expired },
	[WMAN_AUTH_EV_CHALLENGE_RANGING] = { "challenge in RNG-RSP", drive_challenged },
	[WMAN_AUTH_EV_HANDED_OVER]	= { "handed over", drive_handed_over },
	[WMAN_AUTH_EV_SUSPEND]		= { "suspend", drive_suspended },
	[WMAN_AUTH_EV_STOP]		= { "stop", drive_stopped },
};

/* Who first enters knows no signature: the failure is a plain one, and ends in the same state. */
static const struct walk_pair unreachable[] = {
	{ WMAN_AUTH_STATE_EAP_RUNNING, WMAN_AUTH_EV_FAILURE_UNSIGNED },
};

static bool drive(struct station *st, unsigned int state)
{
	return drive_auth(st, state);
}

static u8 step(unsigned int state, unsigned int event)
{
	return wman_auth_step(state, event)->next;
}

static unsigned int state(struct station *st)
{
	return st->wdev->auth.state;
}

/* With a single EAP; auth_second_test.c walks RSA and double EAP. */
#define STATES		(WMAN_AUTH_STATE_SILENT + 1)
#define EVENTS		WMAN_AUTH_EV_SUCCESS_FIRST

static struct walk walk = {
	.name = "authorization",
	.machine = STATION_AUTH,
	.states = STATES,
	.events = events,
	.n_events = EVENTS,
	.unreachable = unreachable,
	.n_unreachable = ARRAY_SIZE(unreachable),
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
	WMAN_AUTH_STATE_STOPPED, WMAN_AUTH_STATE_NO_AGENT, WMAN_AUTH_STATE_EAP_START,
	WMAN_AUTH_STATE_EAP_RUNNING, WMAN_AUTH_STATE_KEY_WAIT, WMAN_AUTH_STATE_SA_TEK_WAIT,
	WMAN_AUTH_STATE_AUTHORIZED, WMAN_AUTH_STATE_REAUTH_START, WMAN_AUTH_STATE_REAUTH_RUNNING,
	WMAN_AUTH_STATE_REAUTH_KEY_WAIT, WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT,
	WMAN_AUTH_STATE_REJECT_WAIT, WMAN_AUTH_STATE_SILENT,
};

static void state_desc(const u8 *s, char *desc)
{
	static const char *const names[WMAN_AUTH_STATES] = {
		[WMAN_AUTH_STATE_STOPPED]	= "stopped",
		[WMAN_AUTH_STATE_NO_AGENT]	= "no agent",
		[WMAN_AUTH_STATE_EAP_START]	= "EAP start",
		[WMAN_AUTH_STATE_EAP_RUNNING]	= "EAP running",
		[WMAN_AUTH_STATE_KEY_WAIT]	= "key wait",
		[WMAN_AUTH_STATE_SA_TEK_WAIT]	= "SA-TEK wait",
		[WMAN_AUTH_STATE_AUTHORIZED]	= "authorized",
		[WMAN_AUTH_STATE_REAUTH_START]	= "reauth start",
		[WMAN_AUTH_STATE_REAUTH_RUNNING] = "reauth running",
		[WMAN_AUTH_STATE_REAUTH_KEY_WAIT] = "reauth key wait",
		[WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT] = "reauth SA-TEK wait",
		[WMAN_AUTH_STATE_REJECT_WAIT]	= "reject wait",
		[WMAN_AUTH_STATE_SILENT]	= "silent",
	};

	strscpy(desc, names[*s], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(states, states, state_desc);

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(every_event_in, states_gen_params),
	KUNIT_CASE(no_pair_left_out),
	{}
};

struct kunit_suite auth_walk_suite = {
	.name = "wman_auth_walk",
	.test_cases = walk_cases,
};

/* SA-TEK-Response with something wrong, and the state after it; the first is right. */
struct wrong {
	const char *what;
	u8 ms_random;
	u8 bs_random;
	u8 akid;
	u8 sn;
	u8 key;
	unsigned int n_sa;
	u16 said;
	u32 suite;
	bool update;
	enum wman_reason reason;
	u8 state;
};

#define RESPONSE	.n_sa = 1, .said = BS_BASIC_CID, .suite = WMAN_SUITE_CCM_WRAP, \
			.state = WMAN_AUTH_STATE_SA_TEK_WAIT

static const struct wrong wrongs[] = {
	{ "nothing", RESPONSE, .state = WMAN_AUTH_STATE_AUTHORIZED },
	{ "MS_Random", RESPONSE, .ms_random = 1, .reason = WMAN_REASON_RANDOM },
	{ "BS_Random", RESPONSE, .bs_random = 1, .reason = WMAN_REASON_RANDOM },
	{ "AKID", RESPONSE, .akid = 1, .reason = WMAN_REASON_AKID },
	{ "AK SN", RESPONSE, .sn = 1, .reason = WMAN_REASON_AK_SN },
	{ "key", RESPONSE, .key = 1, .reason = WMAN_REASON_DIGEST_WRONG },
	{ "no SA", RESPONSE, .n_sa = 0, .reason = WMAN_REASON_ATTR_MISSING },
	{ "SA-TEK-Update", RESPONSE, .update = true, .reason = WMAN_REASON_TLV_VALUE },
	{ "SAID", RESPONSE, .said = 7, .reason = WMAN_REASON_SAID_UNKNOWN,
	  .state = WMAN_AUTH_STATE_STOPPED },
	{ "suite", RESPONSE, .suite = WMAN_SUITE_NULL, .reason = WMAN_REASON_SUITE,
	  .state = WMAN_AUTH_STATE_STOPPED },
};

static void wrong_desc(const struct wrong *w, char *desc)
{
	strscpy(desc, w->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(wrongs, wrongs, wrong_desc);

static void sa_tek_response_with_something_wrong(struct kunit *test)
{
	const struct wrong *w = test->param_value;
	struct station *st = test->priv;
	struct bs *bs = &st->bs;
	const struct wman_sa_descriptor sa = {
		.said = w->said, .type = WMAN_SA_TYPE_PRIMARY, .suite = w->suite,
	};
	static const struct wman_sa_tek_update no_said = {};
	struct wman_sa_tek response;
	struct wman_buf *buf;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT));
	bs_take_request(st);
	bs->ms_random[7] ^= w->ms_random;
	bs->bs_random[7] ^= w->bs_random;
	bs->ak.keys.d[15] ^= w->key;
	response = (struct wman_sa_tek) {
		.ms_random = bs->ms_random, .bs_random = bs->bs_random,
		.ak_sn = (bs->ak.sn + w->sn) % 16, .akid = bs->ak.akid, .secneg = &bs_choice,
		.frame_number = -1, .sa = &sa, .n_sa = w->n_sa,
	};

	/* the digest is made with the AKID, too, and that is the right one */
	bs->ak.akid[7] ^= w->akid;
	buf = bs_begin(st);
	wman_pkm_put_sa_tek_response(buf, 3, &response);
	if (w->update)
		wman_sa_tek_update_put(buf, &no_said);
	bs->ak.akid[7] ^= w->akid;
	bs_send_digest(st, &bs->ak);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, w->state);
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.valid, !w->reason);
	if (w->reason)
		KUNIT_EXPECT_EQ(test, station_count(st, w->reason), 1);
	/* a response that does not fit ends the entry, and this base station is left alone */
	KUNIT_EXPECT_EQ(test, st->wdev->entry.bs[0].is_barred,
			w->state == WMAN_AUTH_STATE_STOPPED);
}

static void challenge_of_another_ak_is_dropped(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_KEY_WAIT));
	st->bs.ak.akid[0] ^= 1;

	bs_challenge(st, &st->bs.ak);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_AKID), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_KEY_WAIT);
}

/* Who knows the AKID, which is public, but not the AK, gets no AK made. */
static void forged_challenge_makes_no_ak(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_KEY_WAIT));
	st->bs.ak.keys.d[0] ^= 1;

	bs_challenge(st, &st->bs.ak);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_WRONG), 1);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.next.valid);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_KEY_WAIT);
}

static void repeated_challenge_is_answered_alike(struct kunit *test)
{
	struct station *st = test->priv;
	u8 ms_random[WMAN_RANDOM_LEN];
	u8 identifier;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT));
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST));
	memcpy(ms_random, st->pkm.ms_random, sizeof(ms_random));
	identifier = st->pkm.identifier;

	cause_challenge_again(st);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST));
	KUNIT_EXPECT_EQ(test, memcmp(ms_random, st->pkm.ms_random, sizeof(ms_random)), 0);
	KUNIT_EXPECT_EQ(test, st->pkm.identifier, identifier);

	cause_challenge(st);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST));
	KUNIT_EXPECT_NE(test, memcmp(ms_random, st->pkm.ms_random, sizeof(ms_random)), 0);
	KUNIT_EXPECT_EQ(test, st->pkm.identifier, (u8)(identifier + 1));
}

/* A message that was sent before and one that was not are told apart by it. */
static void eap_start_gets_the_next_identifier(struct kunit *test)
{
	struct station *st = test->priv;
	u8 identifier;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_START));
	cause_timer(st);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_EAP_START));
	identifier = st->pkm.identifier;
	cause_timer(st);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_EAP_START));
	KUNIT_EXPECT_EQ(test, st->pkm.identifier, (u8)(identifier + 1));
}

/* SA-TEK-Challenge overtakes the agent's success, on the air they come at once. */
static void challenge_that_comes_early_waits(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_RUNNING));
	bs_new_ak(st);
	bs_challenge(st, &st->bs.ak);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_RUNNING);

	station_done(st, st->bs.msk, WMAN_REASON_NONE, false);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_SA_TEK_WAIT);
	bs_response(st, &st->bs.ak, false);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
}

static void early_challenge_is_forgotten_with_a_failure(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_RUNNING));
	bs_new_ak(st);
	bs_challenge(st, &st->bs.ak);

	station_done(st, NULL, WMAN_REASON_EAP_REJECTED, false);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.early_len, 0);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_REJECT_WAIT);
}

/* D24: an exchange that is signed takes no unsigned packet. */
static void unsigned_packet_in_a_signed_exchange(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_REAUTH_RUNNING));
	KUNIT_ASSERT_TRUE(test, st->wdev->auth.signed_so_far);

	bs_eap(st, bs_eap_other, sizeof(bs_eap_other), NULL);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_EAP_UNSIGNED), 1);
	KUNIT_EXPECT_TRUE(test, st->wdev->auth.signed_so_far);
}

/* D24: what anybody can begin and fail costs the station nothing. */
static void forged_exchange_costs_nothing(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
	KUNIT_ASSERT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_REAUTH_RUNNING);
	station_accept(st);

	station_done(st, NULL, WMAN_REASON_EAP_REJECTED, true);

	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_TRUE(test, wdev->keys.cur.valid);
	KUNIT_EXPECT_TRUE(test, wdev->port_open);
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));
}

/* A renewal: the port stays open, what is sent is signed by the new AK, the old one is heard. */
static void reauthentication_loses_nothing(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	cause_renew(st);
	cause_eap_begin(st);
	station_accept(st);
	bs_new_ak(st);
	station_done(st, st->bs.msk, WMAN_REASON_NONE, false);
	bs_challenge(st, &st->bs.ak);
	KUNIT_EXPECT_TRUE(test, wdev->port_open);
	bs_response(st, &st->bs.ak, false);

	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_TRUE(test, wdev->port_open);
	KUNIT_EXPECT_EQ(test, memcmp(wdev->keys.cur.akid, st->bs.ak.akid, WMAN_AKID_LEN), 0);
	KUNIT_EXPECT_EQ(test, memcmp(wdev->keys.prev.akid, st->bs.old.akid, WMAN_AKID_LEN), 0);
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));
}

/* D25: without a list of SAs a renewal leaves them as they are. */
static void renewal_without_a_list_keeps_the_sas(struct kunit *test)
{
	struct station *st = test->priv;
	struct bs *bs = &st->bs;
	struct wman_sa_tek response;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	cause_renew(st);
	cause_eap_begin(st);
	station_accept(st);
	cause_success(st);
	bs_challenge(st, &bs->ak);
	KUNIT_ASSERT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT);
	bs_take_request(st);
	response = (struct wman_sa_tek) {
		.ms_random = bs->ms_random, .bs_random = bs->bs_random, .ak_sn = bs->ak.sn,
		.akid = bs->ak.akid, .secneg = &bs_choice, .frame_number = -1,
	};

	wman_pkm_put_sa_tek_response(bs_begin(st), 3, &response);
	bs_send_digest(st, &bs->ak);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, memcmp(st->wdev->keys.cur.akid, bs->ak.akid, WMAN_AKID_LEN), 0);
	KUNIT_ASSERT_NOT_NULL(test, drive_sa(st));
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(drive_sa(st)));
}

static int renew_as_it_is_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_renew(wdev, WMAN_REASON_USER);
	return 0;
}

/* SA-TEK-Request says how long the station waits for what, in seconds. */
static void request_tells_the_timers(struct kunit *test)
{
	static const u32 told[WMAN_PKM_TIMERS][3] = {
		{ WMAN_PKM_AUTHORIZE_WAIT, WMAN_A_TIMER_AUTHORIZE_WAIT_MS, 20 },
		{ WMAN_PKM_REAUTHORIZE_WAIT, WMAN_A_TIMER_REAUTHORIZE_WAIT_MS, 21 },
		{ WMAN_PKM_AUTH_GRACE, WMAN_A_TIMER_AUTH_GRACE_MS, 600 },
		{ WMAN_PKM_OPERATIONAL_WAIT, WMAN_A_TIMER_OPERATIONAL_WAIT_MS, 7 },
		{ WMAN_PKM_REKEY_WAIT, WMAN_A_TIMER_REKEY_WAIT_MS, 8 },
		{ WMAN_PKM_TEK_GRACE, WMAN_A_TIMER_TEK_GRACE_MS, 700 },
		{ WMAN_PKM_REJECT_WAIT, WMAN_A_TIMER_REJECT_WAIT_MS, 22 },
	};
	struct station *st = test->priv;
	int i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		st->wdev->cfg.timer_ms[told[i][1]] = told[i][2] * MSEC_PER_SEC;
	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT));
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST));

	KUNIT_EXPECT_EQ(test, st->pkm.config.present, BIT(WMAN_PKM_TIMERS) - 1);
	for (i = 0; i < ARRAY_SIZE(told); i++)
		KUNIT_EXPECT_EQ(test, st->pkm.config.timer_s[told[i][0]], told[i][2]);
}

/* Until an AK is confirmed, the PMK may have to give another one. */
static void pmk_lasts_as_long_as_the_handshake(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT));
	KUNIT_EXPECT_TRUE(test, st->wdev->keys.pmk_valid);

	bs_response(st, &st->bs.ak, false);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.pmk_valid);
}

static int send_eap_fn(struct wman_dev *wdev, void *arg)
{
	return wman_auth_send_eap(wdev, bs_eap_identity, sizeof(bs_eap_identity));
}

static void without_a_link_no_eap_is_sent(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_EXPECT_EQ(test, station_call(st, send_eap_fn, NULL), -ENOLINK);
}

/* D24: an exchange that anybody could have begun gives way to a renewal, a signed one does not. */
struct renewal {
	const char *what;
	bool is_signed;
	u32 tx_pn;
	u8 state;
};

static const struct renewal renewals[] = {
	{ "unsigned", false, 1, WMAN_AUTH_STATE_REAUTH_START },
	{ "signed", true, 1, WMAN_AUTH_STATE_REAUTH_RUNNING },
	{ "unsigned, no PN to lose", false, WMAN_CMAC_PN_RENEW, WMAN_AUTH_STATE_REAUTH_RUNNING },
	{ "unsigned, a PN before", false, WMAN_CMAC_PN_RENEW - 1, WMAN_AUTH_STATE_REAUTH_START },
};

static void renewal_desc(const struct renewal *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(renewals, renewals, renewal_desc);

static void renewal_while_an_exchange_runs(struct kunit *test)
{
	const struct renewal *r = test->param_value;
	struct station *st = test->priv;
	struct wman_dev *wdev = st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_AUTHORIZED));
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity),
	       r->is_signed ? cause_in_force(st) : NULL);
	KUNIT_ASSERT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_REAUTH_RUNNING);
	wdev->keys.cur.tx_pn = r->tx_pn;

	station_call(st, renew_as_it_is_fn, NULL);

	KUNIT_EXPECT_EQ(test, wdev->auth.state, r->state);
	KUNIT_EXPECT_TRUE(test, wdev->keys.cur.valid);
}

/* What user space is told when a state's timer fires for the last time. */
struct ending {
	u8 state, after;
	enum wman_reason reason;
};

static const struct ending endings[] = {
	{ WMAN_AUTH_STATE_EAP_START, WMAN_AUTH_STATE_REJECT_WAIT, WMAN_REASON_RETRIES },
	{ WMAN_AUTH_STATE_EAP_RUNNING, WMAN_AUTH_STATE_EAP_START, WMAN_REASON_EAP_TIMEOUT },
	{ WMAN_AUTH_STATE_KEY_WAIT, WMAN_AUTH_STATE_EAP_START, WMAN_REASON_KEY_WAIT_TIMEOUT },
	{ WMAN_AUTH_STATE_SA_TEK_WAIT, WMAN_AUTH_STATE_REJECT_WAIT, WMAN_REASON_SA_TEK_TIMEOUT },
	{ WMAN_AUTH_STATE_REAUTH_RUNNING, WMAN_AUTH_STATE_AUTHORIZED, WMAN_REASON_EAP_TIMEOUT },
	{ WMAN_AUTH_STATE_REAUTH_KEY_WAIT, WMAN_AUTH_STATE_AUTHORIZED,
	  WMAN_REASON_KEY_WAIT_TIMEOUT },
	{ WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT, WMAN_AUTH_STATE_AUTHORIZED,
	  WMAN_REASON_SA_TEK_TIMEOUT },
};

static void ending_desc(const struct ending *e, char *desc)
{
	state_desc(&e->state, desc);
}

KUNIT_ARRAY_PARAM(endings, endings, ending_desc);

static void timer_ends_a_state_with_its_reason(struct kunit *test)
{
	const struct ending *e = test->param_value;
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, e->state));

	cause_timer_last(st);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, e->after);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, e->reason);
}

/* Nobody was there to hear of it when the agent went: the state that asks for it notices. */
static void agent_that_went_meanwhile_is_missed(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_REJECT_WAIT));
	WRITE_ONCE(st->wdev->agent.portid, 0);

	cause_timer(st);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_NO_AGENT);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_NO_AGENT);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&st->wdev->auth.timer));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(sa_tek_response_with_something_wrong, wrongs_gen_params),
	KUNIT_CASE(challenge_of_another_ak_is_dropped),
	KUNIT_CASE(forged_challenge_makes_no_ak),
	KUNIT_CASE(repeated_challenge_is_answered_alike),
	KUNIT_CASE(eap_start_gets_the_next_identifier),
	KUNIT_CASE(challenge_that_comes_early_waits),
	KUNIT_CASE(early_challenge_is_forgotten_with_a_failure),
	KUNIT_CASE(unsigned_packet_in_a_signed_exchange),
	KUNIT_CASE(forged_exchange_costs_nothing),
	KUNIT_CASE(reauthentication_loses_nothing),
	KUNIT_CASE(renewal_without_a_list_keeps_the_sas),
	KUNIT_CASE(request_tells_the_timers),
	KUNIT_CASE(pmk_lasts_as_long_as_the_handshake),
	KUNIT_CASE(without_a_link_no_eap_is_sent),
	KUNIT_CASE_PARAM(renewal_while_an_exchange_runs, renewals_gen_params),
	KUNIT_CASE_PARAM(timer_ends_a_state_with_its_reason, endings_gen_params),
	KUNIT_CASE(agent_that_went_meanwhile_is_missed),
	{}
};

struct kunit_suite auth_suite = {
	.name = "wman_auth",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
