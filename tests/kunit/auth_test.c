// SPDX-License-Identifier: GPL-2.0
/* Authorization: every event in every state, through the running module. */
#include "auth_fsm.h"
#include "drive.h"
#include "suites.h"
#include "walk.h"

/* The AK that the station has in force. */
static struct bs_ak *in_force(struct station *st)
{
	const struct wman_ak *cur = &st->wdev->keys.cur;

	return cur->valid && !memcmp(cur->akid, st->bs.old.akid, WMAN_AKID_LEN) ? &st->bs.old :
										   &st->bs.ak;
}

static int begin_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_begin(wdev);
	return 0;
}

static void bind_agent(struct station *st)
{
	wman_agent_bind(dev_net(st->dev), st->wdev, STATION_AGENT);
	station_settle(st);
}

static void unbind(struct station *st)
{
	wman_agent_released(dev_net(st->dev), STATION_AGENT);
	station_settle(st);
}

/* With and without an agent; the binding itself must not be what is seen. */
static void begin(struct station *st)
{
	WRITE_ONCE(st->wdev->agent.portid, STATION_AGENT);
	station_call(st, begin_fn, NULL);
}

static void begin_alone(struct station *st)
{
	WRITE_ONCE(st->wdev->agent.portid, 0);
	station_call(st, begin_fn, NULL);
}

static void eap_begin(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity),
	       st->wdev->keys.cur.valid ? in_force(st) : NULL);
}

static void eap(struct station *st)
{
	bs_eap(st, bs_eap_other, sizeof(bs_eap_other),
	       st->wdev->keys.cur.valid ? in_force(st) : NULL);
}

/* The exchange so far was one that anybody could have begun. */
static void eap_takeover(struct station *st)
{
	st->wdev->auth.signed_so_far = false;
	eap_begin(st);
}

static int done_fn(struct wman_dev *wdev, void *res)
{
	wman_auth_done(wdev, res);
	return 0;
}

/* Past the agent's claim, which lets only a running exchange through. */
static void done(struct station *st, struct wman_agent_result res, bool is_signed)
{
	st->wdev->auth.signed_so_far = is_signed;
	station_call(st, done_fn, &res);
}

static void success(struct station *st)
{
	bs_new_ak(st);
	done(st, (struct wman_agent_result) { .success = true, .msk = st->bs.msk }, true);
}

static void failure(struct station *st)
{
	done(st, (struct wman_agent_result) { .reason = WMAN_REASON_EAP_REJECTED }, true);
}

static void failure_permanent(struct station *st)
{
	done(st, (struct wman_agent_result) {
		.reason = WMAN_REASON_TLS_UNTRUSTED, .permanent = true }, true);
}

static void failure_unsigned(struct station *st)
{
	done(st, (struct wman_agent_result) { .reason = WMAN_REASON_EAP_REJECTED }, false);
}

/* Another BS_Random than that of the running handshake. */
static void challenge(struct station *st)
{
	st->bs.bs_random[0]++;
	bs_challenge(st, &st->bs.ak);
}

static void challenge_again(struct station *st)
{
	bs_challenge(st, &st->bs.ak);
}

static void challenge_current(struct station *st)
{
	st->bs.bs_random[0]++;
	bs_challenge(st, in_force(st));
}

static void response(struct station *st)
{
	bs_response(st, &st->bs.ak, false);
}

static void mismatch(struct station *st)
{
	bs_response(st, &st->bs.ak, true);
}

static void timer(struct station *st)
{
	station_fire(st, &st->wdev->auth.timer);
}

static void timer_last(struct station *st)
{
	st->wdev->auth.tries = WMAN_AUTH_EAP_STARTS;
	timer(st);
}

static int renew_fn(struct wman_dev *wdev, void *arg)
{
	/* an exchange that anybody could have begun would be given up for it */
	wdev->auth.signed_so_far = true;
	wman_auth_renew(wdev, WMAN_REASON_USER);
	return 0;
}

static void renew(struct station *st)
{
	station_call(st, renew_fn, NULL);
}

static int expired_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_expired(wdev);
	return 0;
}

static void expired(struct station *st)
{
	station_call(st, expired_fn, NULL);
}

static int stop_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_stop(wdev);
	return 0;
}

static void stop(struct station *st)
{
	station_call(st, stop_fn, NULL);
}

static const struct walk_event events[WMAN_AUTH_EVENTS] = {
	[WMAN_AUTH_EV_BEGIN]		= { "begin", begin },
	[WMAN_AUTH_EV_BEGIN_ALONE]	= { "begin alone", begin_alone },
	[WMAN_AUTH_EV_AGENT_BOUND]	= { "agent bound", bind_agent },
	[WMAN_AUTH_EV_AGENT_GONE]	= { "agent gone", unbind },
	[WMAN_AUTH_EV_EAP_BEGIN]	= { "EAP begins", eap_begin },
	[WMAN_AUTH_EV_EAP]		= { "EAP", eap },
	[WMAN_AUTH_EV_EAP_TAKEOVER]	= { "EAP taken over", eap_takeover },
	[WMAN_AUTH_EV_SUCCESS]		= { "success", success },
	[WMAN_AUTH_EV_FAILURE]		= { "failure", failure },
	[WMAN_AUTH_EV_FAILURE_PERMANENT] = { "permanent failure", failure_permanent },
	[WMAN_AUTH_EV_FAILURE_UNSIGNED]	= { "unsigned failure", failure_unsigned },
	[WMAN_AUTH_EV_CHALLENGE]	= { "challenge", challenge },
	[WMAN_AUTH_EV_CHALLENGE_AGAIN]	= { "challenge again", challenge_again },
	[WMAN_AUTH_EV_CHALLENGE_CURRENT] = { "challenge for the AK in force", challenge_current },
	[WMAN_AUTH_EV_RESPONSE]		= { "response", response },
	[WMAN_AUTH_EV_MISMATCH]		= { "mismatch", mismatch },
	[WMAN_AUTH_EV_TIMER]		= { "timer", timer },
	[WMAN_AUTH_EV_TIMER_LAST]	= { "last timer", timer_last },
	[WMAN_AUTH_EV_RENEW]		= { "renew", renew },
	[WMAN_AUTH_EV_EXPIRED]		= { "expired", expired },
	[WMAN_AUTH_EV_STOP]		= { "stop", stop },
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

static struct walk walk = {
	.name = "authorization",
	.machine = STATION_AUTH,
	.states = WMAN_AUTH_STATES,
	.events = events,
	.n_events = WMAN_AUTH_EVENTS,
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

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(every_event_in, states_gen_params),
	KUNIT_CASE(no_pair_left_out),
	{}
};

struct kunit_suite auth_walk_suite = {
	.name = "wman_auth_walk",
	.test_cases = cases,
};
