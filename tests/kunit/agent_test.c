// SPDX-License-Identifier: GPL-2.0
/*
 * The contract with the agent: every event in every state of an exchange. The table is the comment
 * of kernel/core/agent.h, typed in.
 */
#include "drive.h"
#include "suites.h"

#define OTHER	(STATION_AGENT + 1)

enum state { NONE, ANNOUNCED, ACCEPTED, STATES };

static const char *const state_names[STATES] = { "no exchange", "announced", "accepted" };

/* The state that the station's exchange is in. */
static enum state state(struct station *st)
{
	if (!st->wdev->agent.cookie)
		return NONE;
	return st->wdev->agent.accepted ? ACCEPTED : ANNOUNCED;
}

static bool drive(struct station *st, enum state s)
{
	if (s == NONE)
		return drive_auth(st, WMAN_AUTH_STATE_EAP_START);
	if (!drive_auth(st, WMAN_AUTH_STATE_EAP_RUNNING))
		return false;
	/* announced is what it is before the agent pulls it */
	st->wdev->agent.accepted = s == ACCEPTED;
	return state(st) == s;
}

/* What comes from the agent. */
struct call {
	u32 portid;
	u64 cookie;
	u8 frame[5];
	size_t len;
	const u8 *msk;
};

static struct call call(struct station *st)
{
	return (struct call) {
		.portid = STATION_AGENT,
		.cookie = st->wdev->agent.cookie,
		.frame = { 2, 7, 0, 5, 1 },
		.len = 5,
	};
}

static int bind(struct station *st)
{
	int ret = wman_agent_bind(dev_net(st->dev), st->wdev, STATION_AGENT);

	station_settle(st);
	return ret;
}

static int bind_other(struct station *st)
{
	int ret = wman_agent_bind(dev_net(st->dev), st->wdev, OTHER);

	station_settle(st);
	return ret;
}

static int release(struct station *st)
{
	wman_agent_released(dev_net(st->dev), STATION_AGENT);
	station_settle(st);
	return 0;
}

static int release_other(struct station *st)
{
	wman_agent_released(dev_net(st->dev), OTHER);
	station_settle(st);
	return 0;
}

static int announce_fn(struct wman_dev *wdev, void *arg)
{
	wman_agent_announce(wdev, false);
	return 0;
}

static int announce(struct station *st)
{
	u64 before = st->wdev->agent.cookie;

	station_call(st, announce_fn, NULL);
	/* a cookie is never used again */
	return st->wdev->agent.cookie > before ? 0 : -EEXIST;
}

static int deliver_fn(struct wman_dev *wdev, void *arg)
{
	wman_agent_deliver(wdev, bs_eap_other, sizeof(bs_eap_other));
	return 0;
}

static int deliver(struct station *st)
{
	return station_call(st, deliver_fn, NULL);
}

static int cancel_fn(struct wman_dev *wdev, void *arg)
{
	wman_agent_cancel(wdev, WMAN_REASON_EAP_TIMEOUT);
	return 0;
}

static int cancel(struct station *st)
{
	return station_call(st, cancel_fn, NULL);
}

static int accept_fn(struct wman_dev *wdev, void *arg)
{
	int ret = wman_agent_accept(wdev, *(u32 *)arg);

	if (!ret)
		wman_agent_accepted(wdev);
	return ret;
}

static int accept(struct station *st)
{
	u32 portid = STATION_AGENT;

	return station_call(st, accept_fn, &portid);
}

static int accept_other(struct station *st)
{
	u32 portid = OTHER;

	return station_call(st, accept_fn, &portid);
}

static int frame_fn(struct wman_dev *wdev, void *arg)
{
	const struct call *c = arg;

	return wman_agent_frame(wdev, c->portid, c->cookie, c->frame, c->len);
}

static int frame(struct station *st)
{
	struct call c = call(st);

	return station_call(st, frame_fn, &c);
}

static int frame_other(struct station *st)
{
	struct call c = call(st);

	c.portid = OTHER;
	return station_call(st, frame_fn, &c);
}

static int frame_stale(struct station *st)
{
	struct call c = call(st);

	c.cookie--;
	return station_call(st, frame_fn, &c);
}

static int frame_length(struct station *st)
{
	struct call c = call(st);

	c.len--;
	return station_call(st, frame_fn, &c);
}

static int done_fn(struct wman_dev *wdev, void *arg)
{
	const struct call *c = arg;
	const struct wman_agent_result res = {
		.cookie = c->cookie, .success = c->msk, .msk = c->msk,
		.reason = c->msk ? WMAN_REASON_NONE : WMAN_REASON_EAP_REJECTED,
	};

	return wman_agent_done(wdev, c->portid, &res);
}

static int success(struct station *st)
{
	struct call c = call(st);

	bs_new_ak(st);
	c.msk = st->bs.msk;
	return station_call(st, done_fn, &c);
}

static int failure(struct station *st)
{
	struct call c = call(st);

	return station_call(st, done_fn, &c);
}

static int done_other(struct station *st)
{
	struct call c = call(st);

	c.portid = OTHER;
	return station_call(st, done_fn, &c);
}

static int done_stale(struct station *st)
{
	struct call c = call(st);

	c.cookie--;
	return station_call(st, done_fn, &c);
}

/* What an event returns in each state, and the state after it. */
struct event {
	const char *what;
	int (*cause)(struct station *st);
	int ret[STATES];
	u8 next[STATES];
};

#define SAME	{ NONE, ANNOUNCED, ACCEPTED }

static const struct event events[] = {
	{ "its agent binds again", bind, { 0, 0, 0 }, SAME },
	{ "another socket binds", bind_other, { -EBUSY, -EBUSY, -EBUSY }, SAME },
	{ "its agent's socket closes", release, { 0, 0, 0 }, { NONE, NONE, NONE } },
	{ "another socket closes", release_other, { 0, 0, 0 }, SAME },
	{ "an exchange is announced", announce, { 0, 0, 0 },
	  { ANNOUNCED, ANNOUNCED, ANNOUNCED } },
	{ "a packet for the agent", deliver, { 0, 0, 0 }, SAME },
	{ "the kernel cancels", cancel, { 0, 0, 0 }, { NONE, NONE, NONE } },
	{ "the agent accepts", accept, { -ENOENT, 0, 0 }, { NONE, ACCEPTED, ACCEPTED } },
	{ "another socket accepts", accept_other, { -ENOENT, -EPERM, -EPERM }, SAME },
	{ "a packet of the agent", frame, { -ESTALE, -ESTALE, 0 }, SAME },
	{ "a packet of another socket", frame_other, { -ESTALE, -ESTALE, -EPERM }, SAME },
	{ "a packet with an old cookie", frame_stale, { -ESTALE, -ESTALE, -ESTALE }, SAME },
	{ "a packet of another length", frame_length, { -ESTALE, -ESTALE, -EINVAL }, SAME },
	{ "success", success, { -ESTALE, -ESTALE, 0 }, { NONE, ANNOUNCED, NONE } },
	{ "failure", failure, { -ESTALE, -ESTALE, 0 }, { NONE, ANNOUNCED, NONE } },
	{ "a result of another socket", done_other, { -ESTALE, -ESTALE, -EPERM }, SAME },
	{ "a result with an old cookie", done_stale, { -ESTALE, -ESTALE, -ESTALE }, SAME },
};

static void event_desc(const struct event *e, char *desc)
{
	strscpy(desc, e->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(events, events, event_desc);

static unsigned int walked;

/* Whose exchange it is counts before all: what does not concern it changes nothing else either. */
static void in_every_state(struct kunit *test)
{
	const struct event *e = test->param_value;
	unsigned int s;

	for (s = 0; s < STATES; s++) {
		struct station *st = station_new();
		u8 auth;

		KUNIT_ASSERT_NOT_NULL(test, st);
		if (!drive(st, s)) {
			KUNIT_FAIL(test, "%s: not reached", state_names[s]);
			station_free(st);
			continue;
		}
		auth = st->wdev->auth.state;

		KUNIT_EXPECT_EQ_MSG(test, e->cause(st), e->ret[s], "%s", state_names[s]);

		KUNIT_EXPECT_EQ_MSG(test, state(st), e->next[s], "%s", state_names[s]);
		if (e->ret[s])
			KUNIT_EXPECT_EQ_MSG(test, st->wdev->auth.state, auth, "%s",
					    state_names[s]);
		walked++;
		station_free(st);
	}
}

static void no_pair_left_out(struct kunit *test)
{
	const unsigned int all = STATES * ARRAY_SIZE(events);

	kunit_info(test, "agent: %u of %u pairs walked: %u by the machine, 0 turned away before it\n",
		   walked, all, walked);
	KUNIT_EXPECT_EQ(test, walked, all);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(in_every_state, events_gen_params),
	KUNIT_CASE(no_pair_left_out),
	{}
};

struct kunit_suite agent_walk_suite = {
	.name = "wman_agent_walk",
	.test_cases = walk_cases,
};

/* After completion nothing more is accepted, by whomever it was completed. */
static const struct event completions[] = {
	{ "success", success }, { "failure", failure }, { "the kernel", cancel },
	{ "the socket's end", release },
};

KUNIT_ARRAY_PARAM(completions, completions, event_desc);

static void completed_exactly_once(struct kunit *test)
{
	const struct event *e = test->param_value;
	struct station *st = test->priv;
	struct call c;

	KUNIT_ASSERT_TRUE(test, drive(st, ACCEPTED));
	c = call(st);
	KUNIT_ASSERT_EQ(test, e->cause(st), 0);

	KUNIT_EXPECT_EQ(test, station_call(st, frame_fn, &c), -ESTALE);
	KUNIT_EXPECT_EQ(test, station_call(st, done_fn, &c), -ESTALE);
	KUNIT_EXPECT_EQ(test, accept(st), -ENOENT);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_AGENT_COOKIE), 2);
}

/* Only the last of the packets that came before the agent accepted is kept. */
static void last_packet_waits(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_agent *agent = &st->wdev->agent;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_START));
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
	KUNIT_EXPECT_EQ(test, agent->frame_len, sizeof(bs_eap_identity));

	bs_eap(st, bs_eap_other, sizeof(bs_eap_other), NULL);
	KUNIT_EXPECT_EQ(test, agent->frame_len, sizeof(bs_eap_other));
	KUNIT_EXPECT_EQ(test, memcmp(agent->frame, bs_eap_other, sizeof(bs_eap_other)), 0);

	KUNIT_EXPECT_EQ(test, accept(st), 0);
	KUNIT_EXPECT_EQ(test, agent->frame_len, 0);
}

/* A socket for all stations serves those that have none of their own. */
static void agent_of_the_namespace(struct kunit *test)
{
	struct station *st = test->priv;
	struct net *net = dev_net(st->dev);

	KUNIT_EXPECT_EQ(test, wman_agent_portid(st->wdev), 0);
	KUNIT_ASSERT_EQ(test, wman_agent_bind(net, NULL, OTHER), 0);
	KUNIT_EXPECT_EQ(test, wman_agent_portid(st->wdev), OTHER);
	KUNIT_EXPECT_EQ(test, wman_agent_bind(net, NULL, STATION_AGENT), -EBUSY);

	KUNIT_EXPECT_EQ(test, bind(st), 0);
	KUNIT_EXPECT_EQ(test, wman_agent_portid(st->wdev), STATION_AGENT);

	wman_agent_released(net, STATION_AGENT);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, wman_agent_portid(st->wdev), OTHER);
	wman_agent_released(net, OTHER);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, wman_agent_portid(st->wdev), 0);
}

/* The exchange that another socket served is over when a station gets an agent of its own. */
static void own_agent_takes_over(struct kunit *test)
{
	struct station *st = test->priv;
	struct net *net = dev_net(st->dev);

	wman_agent_bind(net, NULL, OTHER);
	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_CAPABILITIES));
	bs_sbc_rsp(st);
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
	KUNIT_EXPECT_EQ(test, st->wdev->agent.served_by, OTHER);

	KUNIT_EXPECT_EQ(test, bind(st), 0);

	KUNIT_EXPECT_EQ(test, state(st), NONE);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
	wman_agent_released(net, OTHER);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, wman_agent_portid(st->wdev), STATION_AGENT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(completed_exactly_once, completions_gen_params),
	KUNIT_CASE(last_packet_waits),
	KUNIT_CASE(agent_of_the_namespace),
	KUNIT_CASE(own_agent_takes_over),
	{}
};

struct kunit_suite agent_suite = {
	.name = "wman_agent",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
