// SPDX-License-Identifier: GPL-2.0
/* Policy none, and the suites that a network allows: what the agent's word does. */
#include "digest.h"
#include "drive.h"
#include "message.h"
#include "reg.h"
#include "sbc.h"
#include "suites.h"

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

static bool allowed(struct station *st)
{
	return asked(st, true) && !station_accept(st) &&
	       !done(st, (struct wman_agent_result){ .success = true, .unprotected = true });
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
	const struct wman_agent_result yes = { .success = true, .unprotected = true };
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
	KUNIT_ASSERT_EQ(test, done(st, yes), 0);
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
	size_t n;

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
