// SPDX-License-Identifier: GPL-2.0
/*
 * Policy none: every event in every state, through the running module; and what the agent's word
 * does, about that or the suites that a network allows.
 */
#include "auth_none_fsm.h"
#include "cause.h"
#include "digest.h"
#include "drive.h"
#include "message.h"
#include "reg.h"
#include "sbc.h"
#include "suites.h"
#include "walk.h"

static int done_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_agent_result *res = arg;

	res->cookie = wdev->agent.cookie;
	return wman_agent_done(wdev, STATION_AGENT, res);
}

static int done(struct station *st, struct wman_agent_result res)
{
	return station_call(st, done_fn, &res);
}

/* Up to the question, with an agent or without; SBC-RSP says nothing about security. */
static bool asked(struct station *st, bool agent)
{
	const struct wman_sbc sbc = {};

	st->wdev->cfg.policy = WMAN_AUTH_POLICY_NONE;
	st->wdev->cfg.insecure_choices = WMAN_PERMISSION_ALLOW;
	st->bs.unsign = true;
	if (!drive_entry(st, WMAN_DEV_STATE_CAPABILITIES))
		return false;
	if (agent)
		wman_agent_bind(dev_net(st->dev), st->wdev, STATION_AGENT);
	station_settle(st);
	wman_sbc_put(bs_begin(st), WMAN_MSG_SBC_RSP, &sbc);
	bs_send(st, BS_BASIC_CID);
	return st->wdev->entry.state == WMAN_DEV_STATE_AUTHORIZATION;
}

static const struct wman_agent_result allows = { .success = true, .unprotected = true };

static bool allowed(struct station *st)
{
	return asked(st, true) && !station_accept(st) && !done(st, allows);
}

static bool is_signed(struct station *st)
{
	struct wman_tuple tuple;

	return !wman_tuple_find(&tuple, WMAN_KDF_CMAC, st->msg->data, st->msg->len);
}

static void flows(struct station *st)
{
	bs_dsa_req(st, WMAN_DSX_BY_BS, WMAN_DIRECTION_UPLINK, BS_UL_SFID, BS_UL_CID,
		   WMAN_CS_IPV4);
	bs_dsa_req(st, WMAN_DSX_BY_BS + 1, WMAN_DIRECTION_DOWNLINK, BS_DL_SFID, BS_DL_CID,
		   WMAN_CS_IPV4);
}

static void nothing_is_offered(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sbc sbc;

	st->wdev->cfg.policy = WMAN_AUTH_POLICY_NONE;
	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_CAPABILITIES));
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_SBC_REQ, 0));
	KUNIT_ASSERT_EQ(test, wman_sbc_parse(&sbc, WMAN_MSG_SBC_REQ, st->msg->data, st->msg->len),
			0);
	KUNIT_EXPECT_EQ(test, sbc.secneg.present, BIT(WMAN_SECNEG_POLICY));
	KUNIT_EXPECT_EQ(test, sbc.secneg.policy, 0);
}

static void entry_in_clear(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa;

	KUNIT_ASSERT_TRUE(test, allowed(st));
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_UNPROTECTED);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.cur.valid);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_REG_REQ, 0));
	KUNIT_EXPECT_FALSE(test, is_signed(st));
	bs_reg_rsp(st, WMAN_REG_OK);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_FLOWS);
	flows(st);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_OPERATIONAL);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_DSA_RSP, 0));
	KUNIT_EXPECT_FALSE(test, is_signed(st));
	sa = wman_sa_find(st->wdev, BS_BASIC_CID);
	KUNIT_ASSERT_NOT_NULL(test, sa);
	KUNIT_EXPECT_EQ(test, sa->suite, WMAN_SUITE_NULL);
	KUNIT_EXPECT_TRUE(test, st->wdev->port_open);
}

/* Before the agent's word nothing without a digest counts, and there is none to verify. */
static void question_changes_nothing(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, asked(st, false));
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_NO_AGENT);
	wman_agent_bind(dev_net(st->dev), st->wdev, STATION_AGENT);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_PERMISSION_WAIT);
	station_forget(st);
	bs_reg_rsp(st, WMAN_REG_OK);
	bs_res_cmd(st);
	flows(st);
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_AUTHORIZATION);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_PERMISSION_WAIT);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_MISSING), 4);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_MESSAGE_STATE), 1);
	KUNIT_EXPECT_EQ(test, station_sent(st), -1);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
}

static void refusals(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, asked(st, true));
	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	/* an MSK is no permission */
	KUNIT_EXPECT_EQ(test, station_done(st, st->bs.msk, 0, false), -EPROTO);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_PERMISSION_WAIT);
	KUNIT_EXPECT_EQ(test, station_done(st, NULL, WMAN_REASON_NO_NETWORK, false), 0);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_REJECT_WAIT);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_NO_NETWORK);
	station_fire(st, &st->wdev->auth.timer);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_PERMISSION_WAIT);
	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	KUNIT_EXPECT_EQ(test, station_done(st, NULL, WMAN_REASON_POLICY, true), 0);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_SILENT);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_POLICY), 1);
}

static int renew_fn(struct wman_dev *wdev, void *unused)
{
	wman_auth_renew(wdev, WMAN_REASON_USER);
	return 0;
}

/* Asked again, nothing passes until the answer; after it all is as it was. */
static void asked_again(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, allowed(st));
	bs_reg_rsp(st, WMAN_REG_OK);
	flows(st);
	KUNIT_ASSERT_TRUE(test, st->wdev->port_open);
	station_call(st, renew_fn, NULL);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_AUTHORIZATION);
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, BS_BASIC_CID));
	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	KUNIT_ASSERT_EQ(test, done(st, allows), 0);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_OPERATIONAL);
	KUNIT_EXPECT_TRUE(test, st->wdev->port_open);
}

/* SA-TEK-Request offers what the device has and the network allows. */
static void suites_of_the_network(struct kunit *test)
{
	static const struct wman_suites ecb = { { WMAN_SUITE_CCM_ECB_2004 }, 1 };
	static const struct wman_suites null = { { WMAN_SUITE_NULL }, 1 };
	struct station *st = test->priv;
	struct wman_agent_result res = { .success = true, .msk = st->bs.msk };
	u32 offered[WMAN_SUITES_MAX];
	size_t n = ARRAY_SIZE(offered);

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_RUNNING));
	bs_new_ak(st);
	res.suites = null;
	KUNIT_EXPECT_EQ(test, done(st, res), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_RUNNING);
	res.suites = ecb;
	KUNIT_ASSERT_EQ(test, done(st, res), 0);
	bs_challenge(st, &st->bs.ak);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST));
	KUNIT_ASSERT_EQ(test, wman_suites_parse(offered, &n, &st->pkm.suites), 0);
	KUNIT_ASSERT_EQ(test, n, 1);
	KUNIT_EXPECT_EQ(test, offered[0], WMAN_SUITE_CCM_ECB);
}

#define ST(name)	WMAN_AUTH_STATE_##name
#define EV(name)	WMAN_AUTH_NONE_EV_##name

static const struct wman_agent_result refuses = { .reason = WMAN_REASON_NO_NETWORK };
static const struct wman_agent_result refuses_for_good = {
	.reason = WMAN_REASON_POLICY, .permanent = true,
};

static int past_claim_fn(struct wman_dev *wdev, void *res)
{
	wman_auth_done(wdev, res);
	return 0;
}

/* The agent's word; where it was not asked, past its claim, which would not let that through. */
static void says(struct station *st, struct wman_agent_result res)
{
	if (!station_accept(st))
		done(st, res);
	else
		station_call(st, past_claim_fn, &res);
}

static void says_yes(struct station *st)
{
	says(st, allows);
}

static void says_no(struct station *st)
{
	says(st, refuses);
}

static void says_never(struct station *st)
{
	says(st, refuses_for_good);
}

/* What is no event of this machine comes behind those that are. */
enum { EAP = WMAN_AUTH_NONE_EVENTS, CHALLENGE, EXPIRED, EVENTS };

static const struct walk_event events[EVENTS] = {
	[EV(BEGIN)]		= { "begin", cause_begin },
	[EV(BEGIN_ALONE)]	= { "begin alone", cause_begin_alone },
	[EV(AGENT_BOUND)]	= { "agent bound", cause_bind_agent },
	[EV(AGENT_GONE)]	= { "agent gone", cause_unbind },
	[EV(ALLOWED)]		= { "allowed", says_yes },
	[EV(REFUSED)]		= { "refused", says_no },
	[EV(REFUSED_PERMANENT)]	= { "refused for good", says_never },
	[EV(TIMEOUT)]		= { "timeout", cause_timer },
	[EV(RENEW)]		= { "renew", cause_renew },
	[EV(STOP)]		= { "stop", drive_stopped },
	[EAP]			= { "EAP begins", cause_eap_begin },
	[CHALLENGE]		= { "challenge", cause_challenge },
	[EXPIRED]		= { "expired", cause_expired },
};

static bool drive(struct station *st, unsigned int state)
{
	switch (state) {
	case ST(STOPPED):
		st->wdev->cfg.policy = WMAN_AUTH_POLICY_NONE;
		drive_entry(st, WMAN_DEV_STATE_CAPABILITIES);
		break;
	case ST(UNPROTECTED):
		allowed(st);
		bs_reg_rsp(st, WMAN_REG_OK);
		flows(st);
		break;
	default:
		asked(st, state != ST(NO_AGENT));
	}
	if (state == ST(REJECT_WAIT))
		says_no(st);
	if (state == ST(SILENT))
		says_never(st);
	return st->wdev->auth.state == state;
}

static u8 step(unsigned int state, unsigned int event)
{
	return wman_auth_none_step(state, event)->next;
}

static unsigned int state(struct station *st)
{
	return st->wdev->auth.state;
}

/*
 * What the actions of all steps come to: clear data passes where the agent's word allows that and
 * nowhere else; the agent is asked while that is waited for; and nothing makes an AK.
 */
static void settled(struct kunit *test, struct station *st)
{
	struct wman_dev *wdev = st->wdev;
	const u32 at = wdev->auth.state, *ms = wdev->cfg.timer_ms;
	struct delayed_work *timer = &wdev->auth.timer;

	KUNIT_EXPECT_EQ(test, wdev->port_open, at == ST(UNPROTECTED) &&
			wdev->entry.state == WMAN_DEV_STATE_OPERATIONAL);
	KUNIT_EXPECT_EQ(test, !!wman_sa_find(wdev, BS_BASIC_CID), at == ST(UNPROTECTED));
	KUNIT_EXPECT_EQ(test, !!wdev->agent.cookie, at == ST(PERMISSION_WAIT));
	KUNIT_EXPECT_EQ(test, station_armed(timer, ms[WMAN_A_TIMER_AUTHORIZE_WAIT_MS]),
			at == ST(PERMISSION_WAIT));
	KUNIT_EXPECT_EQ(test, station_armed(timer, ms[WMAN_A_TIMER_REJECT_WAIT_MS]),
			at == ST(REJECT_WAIT));
	KUNIT_EXPECT_EQ(test, delayed_work_pending(timer), at == ST(PERMISSION_WAIT) ||
			at == ST(REJECT_WAIT));
	KUNIT_EXPECT_FALSE(test, wdev->keys.cur.valid || wdev->keys.next.valid);
}

#define OF_WALK	(BIT(ST(STOPPED)) | BIT(ST(NO_AGENT)) | BIT(ST(PERMISSION_WAIT)) | \
		 BIT(ST(UNPROTECTED)) | BIT(ST(REJECT_WAIT)) | BIT(ST(SILENT)))

/* Every pair can be had. What comes from outside without being asked for is turned away before. */
static struct walk walk = {
	.name = "policy none",
	.machine = STATION_AUTH,
	.states = WMAN_AUTH_NONE_STATES,
	.others = (u32)~OF_WALK,
	.events = events,
	.n_events = EVENTS,
	.drive = drive,
	.step = step,
	.state = state,
	.settled = settled,
};

static void every_event_in_every_state(struct kunit *test)
{
	walk_all(test, &walk);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(every_event_in_every_state),
	{}
};

struct kunit_suite auth_none_walk_suite = {
	.name = "wman_auth_none_walk",
	.test_cases = walk_cases,
};

static struct kunit_case cases[] = {
	KUNIT_CASE(nothing_is_offered),
	KUNIT_CASE(entry_in_clear),
	KUNIT_CASE(question_changes_nothing),
	KUNIT_CASE(refusals),
	KUNIT_CASE(asked_again),
	KUNIT_CASE(suites_of_the_network),
	{}
};

struct kunit_suite auth_none_suite = {
	.name = "wman_auth_none",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
