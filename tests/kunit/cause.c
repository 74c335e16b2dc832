// SPDX-License-Identifier: GPL-2.0
/* What causes the events of PKMv2 authorization. */
#include "cause.h"

/* The AK that the station has in force. */
struct bs_ak *cause_in_force(struct station *st)
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

void cause_bind_agent(struct station *st)
{
	wman_agent_bind(dev_net(st->dev), st->wdev, STATION_AGENT);
	station_settle(st);
}

void cause_unbind(struct station *st)
{
	wman_agent_released(dev_net(st->dev), STATION_AGENT);
	station_settle(st);
}

/* With and without an agent; the binding itself must not be what is seen. */
void cause_begin(struct station *st)
{
	WRITE_ONCE(st->wdev->agent.portid, STATION_AGENT);
	station_call(st, begin_fn, NULL);
}

void cause_begin_alone(struct station *st)
{
	WRITE_ONCE(st->wdev->agent.portid, 0);
	station_call(st, begin_fn, NULL);
}

void cause_eap_begin(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity),
	       st->wdev->keys.cur.valid ? cause_in_force(st) : NULL);
}

void cause_eap(struct station *st)
{
	bs_eap(st, bs_eap_other, sizeof(bs_eap_other),
	       st->wdev->keys.cur.valid ? cause_in_force(st) : NULL);
}

/* The exchange so far was one that anybody could have begun. */
void cause_eap_takeover(struct station *st)
{
	st->wdev->auth.signed_so_far = false;
	cause_eap_begin(st);
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

void cause_success(struct station *st)
{
	bs_new_ak(st);
	done(st, (struct wman_agent_result) { .success = true, .msk = st->bs.msk }, true);
}

void cause_failure(struct station *st)
{
	done(st, (struct wman_agent_result) { .reason = WMAN_REASON_EAP_REJECTED }, true);
}

void cause_failure_permanent(struct station *st)
{
	done(st, (struct wman_agent_result) {
		.reason = WMAN_REASON_TLS_UNTRUSTED, .permanent = true }, true);
}

void cause_failure_unsigned(struct station *st)
{
	done(st, (struct wman_agent_result) { .reason = WMAN_REASON_EAP_REJECTED }, false);
}

/* Another BS_Random than that of the running handshake. */
void cause_challenge(struct station *st)
{
	st->bs.bs_random[0]++;
	bs_challenge(st, &st->bs.ak);
}

void cause_challenge_again(struct station *st)
{
	bs_challenge(st, &st->bs.ak);
}

void cause_challenge_current(struct station *st)
{
	st->bs.bs_random[0]++;
	bs_challenge(st, cause_in_force(st));
}

void cause_response(struct station *st)
{
	bs_response(st, &st->bs.ak, false);
}

void cause_mismatch(struct station *st)
{
	bs_response(st, &st->bs.ak, true);
}

void cause_timer(struct station *st)
{
	station_fire(st, &st->wdev->auth.timer);
}

void cause_timer_last(struct station *st)
{
	st->wdev->auth.tries = WMAN_AUTH_STARTS;
	cause_timer(st);
}

static int renew_fn(struct wman_dev *wdev, void *arg)
{
	/* an exchange that anybody could have begun would be given up for it */
	wdev->auth.signed_so_far = true;
	wman_auth_renew(wdev, WMAN_REASON_USER);
	return 0;
}

void cause_renew(struct station *st)
{
	station_call(st, renew_fn, NULL);
}

static int expired_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_expired(wdev);
	return 0;
}

void cause_expired(struct station *st)
{
	station_call(st, expired_fn, NULL);
}
