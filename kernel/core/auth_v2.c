// SPDX-License-Identifier: GPL-2.0
/* The machine of PKMv2 authorization (802.16e 7.2.2, 7.8.1). */
#include "auth_v2.h"
#include "dev.h"
#include "digest.h"
#include "netlink.h"
#include "push.h"
#include "tek.h"
#include "trace.h"

#define SA_TEK_RESENDS	3	/* SATEKRequestMaxResends */

static const struct {
	u32 action;
	unsigned int attr;
	unsigned int times;
} timers[] = {
	{ WMAN_AUTH_A_T_AUTHORIZE,	WMAN_A_TIMER_AUTHORIZE_WAIT_MS,	  1 },
	{ WMAN_AUTH_A_T_PROGRESS,	WMAN_A_TIMER_AUTHORIZE_WAIT_MS,	  3 },
	{ WMAN_AUTH_A_T_PREHANDSHAKE,	WMAN_A_TIMER_PMK_PREHANDSHAKE_MS, 1 },
	{ WMAN_AUTH_A_T_SA_TEK,		WMAN_A_TIMER_SA_TEK_MS,		  1 },
	{ WMAN_AUTH_A_T_REAUTHORIZE,	WMAN_A_TIMER_REAUTHORIZE_WAIT_MS, 1 },
	{ WMAN_AUTH_A_T_REJECT,		WMAN_A_TIMER_REJECT_WAIT_MS,	  1 },
};

enum wman_ak_policy wman_auth_v2_kind(const struct wman_dev *wdev)
{
	switch (wdev->entry.choice.policy & WMAN_POLICY_INITIAL) {
	case WMAN_POLICY_RSA:
		return WMAN_AK_RSA;
	case WMAN_POLICY_RSA_EAP:
		return WMAN_AK_RSA_EAP;
	case WMAN_POLICY_DOUBLE_EAP:
		return WMAN_AK_EAP_EAP;
	default:
		return WMAN_AK_EAP;
	}
}

bool wman_auth_v2_is_rsa_first(const struct wman_dev *wdev)
{
	enum wman_ak_policy kind = wman_auth_v2_kind(wdev);

	return kind == WMAN_AK_RSA || kind == WMAN_AK_RSA_EAP;
}

/* What is about to be waited for: each has its own beginning. */
static void start(struct wman_dev *wdev)
{
	struct wman_auth *auth = &wdev->auth;

	auth->tries++;
	switch (auth->state) {
	case WMAN_AUTH_STATE_RSA_WAIT:
	case WMAN_AUTH_STATE_REAUTH_RSA_WAIT:
		wman_auth_rsa_start(wdev);
		break;
	case WMAN_AUTH_STATE_EAP2_START:
	case WMAN_AUTH_STATE_REAUTH_EAP2_START:
		wman_auth_send_eap2_start(wdev);
		break;
	default:
		wman_auth_send_eap_start(wdev);
	}
}

void wman_auth_v2_left_out(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	unsigned int i;

	for (i = 0; i < pkm->n_sa_left_out; i++)
		wman_count(wdev, WMAN_REASON_SA_LIMIT);
}

static void take_sas(struct wman_dev *wdev, const struct wman_auth_cause *cause)
{
	const struct wman_pkm *pkm = cause->pkm;

	/* what a handover left, if anything; RNG-RSP saw to that where there is no handshake */
	if (cause->updates.len)
		wman_reentry_sas(wdev, &cause->updates, false, &wdev->keys.cur, false);
	if (!pkm) {
		wman_sa_resume(wdev);
		return;
	}
	/* D25: a re-authentication without a list leaves the SAs as they are */
	if (pkm->n_sa)
		wman_sa_update(wdev, pkm->sa, pkm->n_sa, true);
	else
		wman_sa_resume(wdev);
	wman_auth_v2_left_out(wdev, pkm);
}

static void run(struct wman_dev *wdev, u32 actions, const struct wman_auth_cause *cause)
{
	struct wman_auth *auth = &wdev->auth;
	int i;

	if (actions & WMAN_AUTH_A_STOP_TIMER)
		cancel_delayed_work(&auth->timer);
	if (actions & WMAN_AUTH_A_ERASE_PMK)
		wman_key_erase_pmk(wdev);
	if (actions & WMAN_AUTH_A_ERASE_NEW_AK)
		wman_key_erase_next(wdev);
	if (actions & WMAN_AUTH_A_STOP_TEKS)
		wman_sa_stop(wdev);
	if (actions & WMAN_AUTH_A_ERASE_AK)
		wman_key_erase(wdev);
	if (actions & WMAN_AUTH_A_CANCEL_EAP)
		wman_agent_cancel(wdev, cause->reason);
	if (actions & WMAN_AUTH_A_DERIVE_PMK) {
		if (cause->pre_pak)
			wman_key_set_pak(wdev, cause->pre_pak, cause->pak_sn, cause->lifetime_s);
		else
			wman_key_set_pmk(wdev, cause->msk, cause->lifetime_s);
	}
	if (actions & WMAN_AUTH_A_EXCHANGE) {
		auth->early_len = 0;
		wman_agent_announce(wdev, wman_auth_authorized(auth->state));
	}
	if (actions & WMAN_AUTH_A_TO_AGENT)
		wman_agent_deliver(wdev, cause->eap.data, cause->eap.len);
	if (actions & WMAN_AUTH_A_COUNT_CLEAR)
		auth->tries = 0;
	if (actions & WMAN_AUTH_A_START)
		start(wdev);
	if (actions & WMAN_AUTH_A_SA_TEK)
		wman_sa_tek_begin(wdev);
	if (actions & WMAN_AUTH_A_SA_TEK_AGAIN) {
		auth->tries++;
		wman_sa_tek_request(wdev);
	}
	if (actions & WMAN_AUTH_A_CONFIRM_AK) {
		/* the handshake may have been about the AK in force: one not proved goes */
		if (auth->handshake != &wdev->keys.next)
			wman_key_erase_next(wdev);
		wman_key_confirm(wdev, cause->pkm && wman_pkm_has(cause->pkm,
								  WMAN_ATTR_FRAME_NUMBER) ?
				       (s32)cause->pkm->frame_number : -1);
	}
	if (actions & WMAN_AUTH_A_SAS)
		take_sas(wdev, cause);
	for (i = 0; i < ARRAY_SIZE(timers); i++)
		if (actions & timers[i].action)
			mod_delayed_work(wdev->wq, &auth->timer,
					 timers[i].times *
					 msecs_to_jiffies(wdev->cfg.timer_ms[timers[i].attr]));
}

void wman_auth_v2_event(struct wman_dev *wdev, enum wman_auth_event ev,
			const struct wman_auth_cause *cause)
{
	struct wman_auth *auth = &wdev->auth;
	const struct wman_auth_step step = wman_auth_v2_is_rsa_first(wdev) ?
		wman_auth_step_rsa(auth->state, ev) : *wman_auth_step(auth->state, ev);
	bool before = wman_auth_authorized(auth->state), after;
	bool leaves = ev == WMAN_AUTH_EV_STOP || ev == WMAN_AUTH_EV_SUSPEND;
	u8 from = auth->state;

	trace_wman_auth(wdev->dev, 0, from, step.next, ev);
	if (!step.next)
		return;
	WRITE_ONCE(auth->state, step.next);
	after = wman_auth_authorized(step.next);
	if (from != step.next)
		wman_auth_rsa_forget(wdev);
	/* fail closed: no traffic from here on, and no keys before anybody hears of it */
	if (before && !after)
		wman_dev_port(wdev, false);
	run(wdev, step.actions, cause);
	/* a link that is left may be entered again; an authorization that is lost is lost */
	if ((before && !after && !leaves) || step.actions & WMAN_AUTH_A_ABORT)
		wman_pmk_erase(wdev);
	if (from != step.next) {
		wdev->reason = cause->reason;
		wman_nl_dev_event(wdev);
	}
	if (step.actions & WMAN_AUTH_A_ABORT)
		wman_entry_leave(wdev, cause->reason, true);
	else if (!before && after)
		wman_entry_authorized(wdev);
	else if (before && !after && !leaves)
		wman_entry_unauthorized(wdev, cause->reason);
}

void wman_auth_v2_raise(struct wman_dev *wdev, enum wman_auth_event ev, enum wman_reason reason)
{
	const struct wman_auth_cause cause = { .reason = reason };

	wman_auth_v2_event(wdev, ev, &cause);
}

/* What ends when a state's timer fires for the last time. */
static enum wman_reason timer_reason(u8 state)
{
	switch (state) {
	case WMAN_AUTH_STATE_KEY_WAIT:
	case WMAN_AUTH_STATE_REAUTH_KEY_WAIT:
		return WMAN_REASON_KEY_WAIT_TIMEOUT;
	case WMAN_AUTH_STATE_SA_TEK_WAIT:
	case WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT:
		return WMAN_REASON_SA_TEK_TIMEOUT;
	case WMAN_AUTH_STATE_EAP_RUNNING:
	case WMAN_AUTH_STATE_REAUTH_RUNNING:
	case WMAN_AUTH_STATE_EAP2_RUNNING:
	case WMAN_AUTH_STATE_REAUTH_EAP2_RUNNING:
		return WMAN_REASON_EAP_TIMEOUT;
	default:
		return WMAN_REASON_RETRIES;
	}
}

static bool last_try(const struct wman_auth *auth)
{
	switch (auth->state) {
	case WMAN_AUTH_STATE_EAP_START:
	case WMAN_AUTH_STATE_RSA_WAIT:
	case WMAN_AUTH_STATE_EAP2_START:
	case WMAN_AUTH_STATE_REAUTH_EAP2_START:
		return auth->tries >= WMAN_AUTH_STARTS;
	case WMAN_AUTH_STATE_SA_TEK_WAIT:
	case WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT:
		return auth->tries >= SA_TEK_RESENDS;
	default:
		return false;
	}
}

/* Nobody runs EAP: say so, and look again after Reauthorize wait. */
static bool renewal_waits(struct wman_dev *wdev)
{
	if (wdev->auth.state != WMAN_AUTH_STATE_AUTHORIZED || wman_agent_portid(wdev))
		return false;
	wdev->reason = WMAN_REASON_NO_AGENT;
	wman_nl_dev_event(wdev);
	wman_dev_arm(wdev, &wdev->auth.timer, WMAN_A_TIMER_REAUTHORIZE_WAIT_MS);
	return true;
}

static void v2_timer(struct wman_dev *wdev)
{
	enum wman_reason reason = timer_reason(wdev->auth.state);

	if (renewal_waits(wdev))
		return;
	wman_auth_v2_raise(wdev, last_try(&wdev->auth) ? WMAN_AUTH_EV_TIMER_LAST :
							 WMAN_AUTH_EV_TIMER, reason);
	/* the agent may have gone while nobody needed it */
	if ((wdev->auth.state == WMAN_AUTH_STATE_EAP_START ||
	     wdev->auth.state == WMAN_AUTH_STATE_RSA_WAIT) && !wman_agent_portid(wdev))
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_AGENT_GONE, WMAN_REASON_NO_AGENT);
}

static void v2_begin(struct wman_dev *wdev)
{
	if (wman_agent_portid(wdev))
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_BEGIN, WMAN_REASON_NONE);
	else
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_BEGIN_ALONE, WMAN_REASON_NO_AGENT);
}

void wman_auth_challenged(struct wman_dev *wdev, const u8 *bs_random)
{
	struct wman_auth *auth = &wdev->auth;

	auth->handshake = &wdev->keys.next;
	memcpy(auth->bs_random, bs_random, WMAN_RANDOM_LEN);
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_CHALLENGE_RANGING, WMAN_REASON_HANDOVER);
}

void wman_auth_handed_over(struct wman_dev *wdev)
{
	wdev->auth.handshake = &wdev->keys.next;
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_HANDED_OVER, WMAN_REASON_HANDOVER);
}

static void v2_stop(struct wman_dev *wdev)
{
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_STOP, wdev->reason);
	wman_auth_rsa_free(wdev);
}

static void v2_renew(struct wman_dev *wdev, enum wman_reason reason)
{
	/* D24: what anybody can begin must not cost the AK its renewal */
	if (wdev->auth.state == WMAN_AUTH_STATE_REAUTH_RUNNING && !wdev->auth.signed_so_far &&
	    wdev->keys.cur.tx_pn < WMAN_CMAC_PN_RENEW)
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_TIMER, reason);
	if (!renewal_waits(wdev))
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_RENEW, reason);
}

static void v2_expired(struct wman_dev *wdev)
{
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_EXPIRED, WMAN_REASON_AK_EXPIRED);
	if (!wman_agent_portid(wdev))
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_AGENT_GONE, WMAN_REASON_NO_AGENT);
}

static void v2_agent_bound(struct wman_dev *wdev)
{
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_AGENT_BOUND, WMAN_REASON_NONE);
}

static void v2_agent_gone(struct wman_dev *wdev)
{
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_AGENT_GONE, WMAN_REASON_AGENT_CLOSED);
}

/* What came too early is as good as if it came now. */
static void early_again(struct wman_dev *wdev)
{
	struct wman_auth *auth = &wdev->auth;
	const struct wman_message msg = {
		.data = auth->early,
		.len = auth->early_len,
		.cid = auth->early_cid,
	};
	enum wman_reason reason;

	if (!msg.len)
		return;
	reason = wman_auth_pkm_rsp(wdev, &msg);
	if (reason)
		wman_count(wdev, reason);
}

/* Does an EAP follow what succeeded in this state? */
static bool is_first(const struct wman_dev *wdev)
{
	switch (wdev->auth.state) {
	case WMAN_AUTH_STATE_RSA_WAIT:
	case WMAN_AUTH_STATE_REAUTH_RSA_WAIT:
		return wman_auth_v2_kind(wdev) == WMAN_AK_RSA_EAP;
	case WMAN_AUTH_STATE_EAP_RUNNING:
	case WMAN_AUTH_STATE_REAUTH_RUNNING:
		return wman_auth_v2_kind(wdev) == WMAN_AK_EAP_EAP;
	default:
		return false;
	}
}

void wman_auth_v2_success(struct wman_dev *wdev, const struct wman_auth_cause *cause)
{
	wman_auth_v2_event(wdev, is_first(wdev) ? WMAN_AUTH_EV_SUCCESS_FIRST :
						  WMAN_AUTH_EV_SUCCESS, cause);
	early_again(wdev);
	wdev->auth.early_len = 0;
}

static void v2_done(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	const struct wman_auth_cause cause = {
		.reason = res->reason,
		.msk = res->msk,
		.lifetime_s = res->lifetime_s,
	};
	enum wman_auth_event ev = WMAN_AUTH_EV_FAILURE;

	if (res->success) {
		wman_auth_v2_success(wdev, &cause);
		return;
	}
	wman_auth_rsa_failed(wdev, res);
	/* D24: an exchange that anybody could have forged takes nothing away */
	if (wman_auth_authorized(wdev->auth.state) && !wdev->auth.signed_so_far)
		ev = WMAN_AUTH_EV_FAILURE_UNSIGNED;
	else if (res->permanent)
		ev = WMAN_AUTH_EV_FAILURE_PERMANENT;
	wman_auth_v2_event(wdev, ev, &cause);
	wdev->auth.early_len = 0;
}

void wman_auth_v2_keep_early(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_auth *auth = &wdev->auth;

	/* nobody will know whether the one before it was good */
	if (auth->early_len)
		wman_count(wdev, WMAN_REASON_MESSAGE_STATE);
	memcpy(auth->early, msg->data, msg->len);
	auth->early_len = msg->len;
	auth->early_cid = msg->cid;
}

enum wman_reason wman_auth_v2_verify(struct wman_dev *wdev, struct wman_ak *ak,
				     const struct wman_message *msg, const struct wman_pkm *pkm)
{
	const u8 *value;
	u32 pn;

	value = wman_digest_split(pkm, &pn);
	return wman_mgmt_verify(wdev, ak, msg, pkm->covered, pn, value);
}

enum wman_reason wman_auth_v2_verify_named(struct wman_dev *wdev, const struct wman_message *msg,
					   const struct wman_pkm *pkm, struct wman_ak **akp)
{
	struct wman_ak *ak = NULL;

	if (wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER))
		ak = wman_key_find(wdev, pkm->ak_sn);
	if (!ak)
		return WMAN_REASON_AK_SN;
	*akp = ak;
	return wman_auth_v2_verify(wdev, ak, msg, pkm);
}

static enum wman_reason sa_addition(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	wman_sa_update(wdev, pkm->sa, pkm->n_sa, false);
	wman_auth_v2_left_out(wdev, pkm);
	return WMAN_REASON_NONE;
}

/* PKM messages that need an AK in force, their digest verified. */
static enum wman_reason v2_keyed(struct wman_dev *wdev, const struct wman_message *msg,
				 const struct wman_pkm *pkm)
{
	enum wman_reason ret;
	struct wman_ak *ak;

	if (!wman_auth_authorized(wdev->auth.state))
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_auth_v2_verify_named(wdev, msg, pkm, &ak);
	if (ret)
		return ret;
	switch (pkm->code) {
	case WMAN_PKM_KEY_REPLY:
		return wman_tek_reply(wdev, pkm, ak);
	case WMAN_PKM_KEY_REJECT:
		return wman_tek_reject(wdev, pkm);
	case WMAN_PKM_SA_ADDITION:
		return sa_addition(wdev, pkm);
	case WMAN_PKM_TEK_INVALID:
		return wman_tek_invalid(wdev, pkm);
	case WMAN_PKM_GROUP_KEY_UPDATE:
		return wman_push_gkek(wdev, pkm, ak);
	default:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	}
}

/* A group's digest is verified with a key of its SA. */
static enum wman_reason group_key_update(struct wman_dev *wdev, const struct wman_message *msg,
					 const struct wman_pkm *pkm)
{
	if (pkm->push_mode == WMAN_PUSH_GKEK)
		return v2_keyed(wdev, msg, pkm);
	if (!wman_auth_authorized(wdev->auth.state))
		return WMAN_REASON_MESSAGE_STATE;
	return wman_push_gtek(wdev, msg, pkm);
}

static enum wman_reason v2_pkm_rsp(struct wman_dev *wdev, const struct wman_message *msg,
				   const struct wman_pkm *pkm)
{
	switch (pkm->code) {
	case WMAN_PKM_RSA_REPLY:
		return wman_auth_rsa_reply(wdev, msg, pkm);
	case WMAN_PKM_RSA_REJECT:
		return wman_auth_rsa_reject(wdev, msg, pkm);
	case WMAN_PKM_EAP_TRANSFER:
		return wman_auth_eap_transfer(wdev, msg, pkm);
	case WMAN_PKM_AUTHENTICATED_EAP_TRANSFER:
		return wman_auth_eap2_transfer(wdev, msg, pkm);
	case WMAN_PKM_EAP_COMPLETE:
		return wman_auth_eap_complete(wdev, msg, pkm);
	case WMAN_PKM_SA_TEK_CHALLENGE:
		return wman_sa_tek_challenge(wdev, msg, pkm);
	case WMAN_PKM_SA_TEK_RESPONSE:
		return wman_sa_tek_response(wdev, msg, pkm);
	case WMAN_PKM_GROUP_KEY_UPDATE:
		return group_key_update(wdev, msg, pkm);
	default:
		return v2_keyed(wdev, msg, pkm);
	}
}

const struct wman_auth_ops wman_auth_v2_ops = {
	.version = WMAN_PKM_V2,
	.begin = v2_begin,
	.stop = v2_stop,
	.timer = v2_timer,
	.renew = v2_renew,
	.expired = v2_expired,
	.agent_bound = v2_agent_bound,
	.agent_gone = v2_agent_gone,
	.done = v2_done,
	.certificate = wman_auth_rsa_certificate,
	.pkm_rsp = v2_pkm_rsp,
};
