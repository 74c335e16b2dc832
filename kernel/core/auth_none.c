// SPDX-License-Identifier: GPL-2.0
/*
 * Policy none: a station that does without authorization, where the administrator allows it by
 * insecure-choices and the agent says that the network does.
 */
#include "auth_none_fsm.h"
#include "dev.h"
#include "netlink.h"
#include "trace.h"

static const struct {
	u8 action;
	unsigned int attr;
} none_timers[] = {
	{ WMAN_AUTH_NONE_A_T_AUTHORIZE, WMAN_A_TIMER_AUTHORIZE_WAIT_MS },
	{ WMAN_AUTH_NONE_A_T_REJECT,	WMAN_A_TIMER_REJECT_WAIT_MS },
};

static void none_begin(struct wman_dev *wdev);

static void none_run(struct wman_dev *wdev, u8 actions, enum wman_reason reason)
{
	struct wman_auth *auth = &wdev->auth;
	int i;

	if (actions & WMAN_AUTH_NONE_A_STOP_TIMER)
		cancel_delayed_work(&auth->timer);
	if (actions & WMAN_AUTH_NONE_A_CANCEL)
		wman_agent_cancel(wdev, reason);
	if (actions & WMAN_AUTH_NONE_A_ASK)
		wman_agent_announce(wdev, false);
	if (actions & WMAN_AUTH_NONE_A_OPEN)
		wman_sa_open(wdev);
	if (actions & WMAN_AUTH_NONE_A_CLOSE)
		wman_sa_flush(wdev);
	for (i = 0; i < ARRAY_SIZE(none_timers); i++)
		if (actions & none_timers[i].action)
			wman_dev_arm(wdev, &auth->timer, none_timers[i].attr);
}

static void none_event(struct wman_dev *wdev, enum wman_auth_none_event ev,
		       enum wman_reason reason)
{
	struct wman_auth *auth = &wdev->auth;
	const struct wman_auth_none_step *step = wman_auth_none_step(auth->state, ev);
	bool before = wman_auth_unprotected(wdev), after;
	u8 from = auth->state;

	trace_wman_auth(wdev->dev, 2, from, step->next, ev);
	if (!step->next)
		return;
	/* fail closed: no traffic from here on, before anybody hears of it */
	if (before)
		wman_dev_port(wdev, false);
	WRITE_ONCE(auth->state, step->next);
	after = wman_auth_unprotected(wdev);
	none_run(wdev, step->actions, reason);
	if (from != step->next) {
		wdev->reason = reason;
		wman_nl_dev_event(wdev);
	}
	if (after)
		wman_entry_authorized(wdev);
	else if (before && ev != WMAN_AUTH_NONE_EV_STOP)
		wman_entry_unauthorized(wdev, reason);
	if (step->actions & WMAN_AUTH_NONE_A_BEGIN)
		none_begin(wdev);
}

static void none_begin(struct wman_dev *wdev)
{
	if (wman_agent_portid(wdev))
		none_event(wdev, WMAN_AUTH_NONE_EV_BEGIN, WMAN_REASON_NONE);
	else
		none_event(wdev, WMAN_AUTH_NONE_EV_BEGIN_ALONE, WMAN_REASON_NO_AGENT);
}

static void none_stop(struct wman_dev *wdev)
{
	none_event(wdev, WMAN_AUTH_NONE_EV_STOP, wdev->reason);
}

static void none_timer(struct wman_dev *wdev)
{
	none_event(wdev, WMAN_AUTH_NONE_EV_TIMEOUT, WMAN_REASON_RETRIES);
}

static void none_renew(struct wman_dev *wdev, enum wman_reason reason)
{
	none_event(wdev, WMAN_AUTH_NONE_EV_RENEW, reason);
}

/* There is no AK, whose lifetime could end. */
static void none_expired(struct wman_dev *wdev)
{
}

static void none_agent_bound(struct wman_dev *wdev)
{
	none_event(wdev, WMAN_AUTH_NONE_EV_AGENT_BOUND, WMAN_REASON_NONE);
}

static void none_agent_gone(struct wman_dev *wdev)
{
	none_event(wdev, WMAN_AUTH_NONE_EV_AGENT_GONE, WMAN_REASON_AGENT_CLOSED);
}

static void none_done(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	if (res->success) {
		none_event(wdev, WMAN_AUTH_NONE_EV_ALLOWED, WMAN_REASON_NONE);
		return;
	}
	wman_count(wdev, res->reason);
	none_event(wdev, res->permanent ? WMAN_AUTH_NONE_EV_REFUSED_PERMANENT :
					  WMAN_AUTH_NONE_EV_REFUSED, res->reason);
}

const struct wman_auth_ops wman_auth_none_ops = {
	.begin = none_begin,
	.stop = none_stop,
	.timer = none_timer,
	.renew = none_renew,
	.expired = none_expired,
	.agent_bound = none_agent_bound,
	.agent_gone = none_agent_gone,
	.done = none_done,
};
