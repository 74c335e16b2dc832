// SPDX-License-Identifier: GPL-2.0
/* Runs PKMv2 authorization, single EAP (802.16e 7.2.2, 7.8.1). */
#include "auth_v1.h"
#include "dev.h"
#include "digest.h"
#include "handover.h"
#include "mac.h"
#include "netlink.h"
#include "pkm_build.h"
#include "push.h"
#include "tek.h"
#include "trace.h"

#define SA_TEK_RESENDS	3	/* SATEKRequestMaxResends */

#define EAP_CODE_REQUEST	1
#define EAP_TYPE_IDENTITY	1
#define EAP_HEADER_LEN		4

/**
 * struct cause - what an event brings along
 * @reason: told to user space
 * @eap: EAP packet for the agent
 * @msk: MSK of the agent's success
 * @lifetime_s: PMK lifetime with it, or 0
 * @pkm: SA-TEK-Response
 * @updates: its attributes, when they may hold SA-TEK-Updates
 */
struct cause {
	enum wman_reason reason;
	struct wman_octets eap;
	const u8 *msk;
	u32 lifetime_s;
	const struct wman_pkm *pkm;
	struct wman_octets updates;
};

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

/* With an AK in force every message of EAP is signed (D13). */
static int signing_sn(struct wman_dev *wdev)
{
	return wdev->keys.cur.valid ? wdev->keys.cur.sn : WMAN_AK_SN_NONE;
}

static void send_signed(struct wman_dev *wdev, struct wman_buf *buf)
{
	if (wdev->keys.cur.valid)
		wman_mgmt_send_digest(wdev, buf, &wdev->keys.cur);
	else
		wman_mgmt_send(wdev, buf, wman_dev_link(wdev)->primary_cid);
}

static void send_eap_start(struct wman_dev *wdev)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);

	wdev->auth.tries++;
	wman_pkm_put_eap_start(buf, ++wdev->mgmt.identifier, signing_sn(wdev));
	send_signed(wdev, buf);
}

int wman_auth_send_eap(struct wman_dev *wdev, const u8 *frame, size_t len)
{
	struct wman_buf *buf;

	if (!wman_dev_link(wdev))
		return -ENOLINK;
	buf = wman_mgmt_begin(wdev);
	wman_pkm_put_eap_transfer(buf, WMAN_DIRECTION_UPLINK, ++wdev->mgmt.identifier, frame, len,
				  signing_sn(wdev));
	send_signed(wdev, buf);
	return 0;
}

/* SAs of a list that is too long; the others of it are taken */
static void count_left_out(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	unsigned int i;

	for (i = 0; i < pkm->n_sa_left_out; i++)
		wman_count(wdev, WMAN_REASON_SA_LIMIT);
}

static void take_sas(struct wman_dev *wdev, const struct cause *cause)
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
	count_left_out(wdev, pkm);
}

static void run(struct wman_dev *wdev, u32 actions, const struct cause *cause)
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
	if (actions & WMAN_AUTH_A_DERIVE_PMK)
		wman_key_set_pmk(wdev, cause->msk, cause->lifetime_s);
	if (actions & WMAN_AUTH_A_EXCHANGE) {
		auth->early_len = 0;
		wman_agent_announce(wdev, wman_auth_authorized(auth->state));
	}
	if (actions & WMAN_AUTH_A_TO_AGENT)
		wman_agent_deliver(wdev, cause->eap.data, cause->eap.len);
	if (actions & WMAN_AUTH_A_COUNT_CLEAR)
		auth->tries = 0;
	if (actions & WMAN_AUTH_A_EAP_START)
		send_eap_start(wdev);
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

static void event(struct wman_dev *wdev, enum wman_auth_event ev, const struct cause *cause)
{
	struct wman_auth *auth = &wdev->auth;
	const struct wman_auth_step *step = wman_auth_step(auth->state, ev);
	bool before = wman_auth_authorized(auth->state), after;
	bool leaves = ev == WMAN_AUTH_EV_STOP || ev == WMAN_AUTH_EV_SUSPEND;
	u8 from = auth->state;

	trace_wman_auth(wdev->dev, 0, from, step->next, ev);
	if (!step->next)
		return;
	WRITE_ONCE(auth->state, step->next);
	after = wman_auth_authorized(step->next);
	/* fail closed: no traffic from here on, and no keys before anybody hears of it */
	if (before && !after)
		wman_dev_port(wdev, false);
	run(wdev, step->actions, cause);
	/* a link that is left may be entered again; an authorization that is lost is lost */
	if ((before && !after && !leaves) || step->actions & WMAN_AUTH_A_ABORT)
		wman_pmk_erase(wdev);
	if (from != step->next) {
		wdev->reason = cause->reason;
		wman_nl_dev_event(wdev);
	}
	if (step->actions & WMAN_AUTH_A_ABORT)
		wman_entry_leave(wdev, cause->reason, true);
	else if (!before && after)
		wman_entry_authorized(wdev);
	else if (before && !after && !leaves)
		wman_entry_unauthorized(wdev, cause->reason);
}

static void event_reason(struct wman_dev *wdev, enum wman_auth_event ev, enum wman_reason reason)
{
	const struct cause cause = { .reason = reason };

	event(wdev, ev, &cause);
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
		return WMAN_REASON_EAP_TIMEOUT;
	default:
		return WMAN_REASON_RETRIES;
	}
}

static bool last_try(const struct wman_auth *auth)
{
	switch (auth->state) {
	case WMAN_AUTH_STATE_EAP_START:
		return auth->tries >= WMAN_AUTH_EAP_STARTS;
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

static void timer(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(to_delayed_work(work), struct wman_dev, auth.timer);
	enum wman_reason reason = timer_reason(wdev->auth.state);

	if (wman_auth_is_v1(wdev)) {
		wman_auth_v1_timer(wdev);
		return;
	}
	if (renewal_waits(wdev))
		return;
	event_reason(wdev, last_try(&wdev->auth) ? WMAN_AUTH_EV_TIMER_LAST : WMAN_AUTH_EV_TIMER,
		     reason);
	/* the agent may have gone while nobody needed it */
	if (wdev->auth.state == WMAN_AUTH_STATE_EAP_START && !wman_agent_portid(wdev))
		event_reason(wdev, WMAN_AUTH_EV_AGENT_GONE, WMAN_REASON_NO_AGENT);
}

void wman_auth_init(struct wman_dev *wdev)
{
	wdev->auth.state = WMAN_AUTH_STATE_STOPPED;
	INIT_DELAYED_WORK(&wdev->auth.timer, timer);
	wman_key_init(wdev);
}

void wman_auth_begin(struct wman_dev *wdev)
{
	if (wman_auth_is_v1(wdev))
		wman_auth_v1_begin(wdev);
	else if (wman_agent_portid(wdev))
		event_reason(wdev, WMAN_AUTH_EV_BEGIN, WMAN_REASON_NONE);
	else
		event_reason(wdev, WMAN_AUTH_EV_BEGIN_ALONE, WMAN_REASON_NO_AGENT);
}

void wman_auth_challenged(struct wman_dev *wdev, const u8 *bs_random)
{
	struct wman_auth *auth = &wdev->auth;

	auth->handshake = &wdev->keys.next;
	memcpy(auth->bs_random, bs_random, WMAN_RANDOM_LEN);
	event_reason(wdev, WMAN_AUTH_EV_CHALLENGE_RANGING, WMAN_REASON_HANDOVER);
}

void wman_auth_handed_over(struct wman_dev *wdev)
{
	wdev->auth.handshake = &wdev->keys.next;
	event_reason(wdev, WMAN_AUTH_EV_HANDED_OVER, WMAN_REASON_HANDOVER);
}

void wman_auth_suspend(struct wman_dev *wdev)
{
	wman_sa_suspend(wdev);
	event_reason(wdev, WMAN_AUTH_EV_SUSPEND, WMAN_REASON_HANDOVER);
}

void wman_auth_stop(struct wman_dev *wdev)
{
	if (wman_auth_is_v1(wdev))
		wman_auth_v1_stop(wdev);
	else
		event_reason(wdev, WMAN_AUTH_EV_STOP, wdev->reason);
	wman_sa_flush(wdev);
	wman_key_erase(wdev);
	wman_key_erase_pmk(wdev);
}

void wman_auth_renew(struct wman_dev *wdev, enum wman_reason reason)
{
	if (wman_auth_is_v1(wdev)) {
		wman_auth_v1_renew(wdev, reason);
		return;
	}
	/* D24: what anybody can begin must not cost the AK its renewal */
	if (wdev->auth.state == WMAN_AUTH_STATE_REAUTH_RUNNING && !wdev->auth.signed_so_far &&
	    wdev->keys.cur.tx_pn < WMAN_CMAC_PN_RENEW)
		event_reason(wdev, WMAN_AUTH_EV_TIMER, reason);
	if (!renewal_waits(wdev))
		event_reason(wdev, WMAN_AUTH_EV_RENEW, reason);
}

void wman_auth_renew_soon(struct wman_dev *wdev)
{
	wman_alarm_set(&wdev->keys.grace, 0);
}

void wman_auth_expired(struct wman_dev *wdev)
{
	if (wman_auth_is_v1(wdev)) {
		wman_auth_v1_expired(wdev);
		return;
	}
	event_reason(wdev, WMAN_AUTH_EV_EXPIRED, WMAN_REASON_AK_EXPIRED);
	if (!wman_agent_portid(wdev))
		event_reason(wdev, WMAN_AUTH_EV_AGENT_GONE, WMAN_REASON_NO_AGENT);
}

void wman_auth_primary_rejected(struct wman_dev *wdev)
{
	wdev->reason = WMAN_REASON_KEY_REJECT;
	wman_nl_dev_event(wdev);
	if (wdev->auth.state == WMAN_AUTH_STATE_AUTHORIZED)
		wman_dev_arm(wdev, &wdev->auth.timer, WMAN_A_TIMER_REJECT_WAIT_MS);
}

void wman_auth_agent_bound(struct wman_dev *wdev)
{
	if (wman_auth_is_v1(wdev))
		wman_auth_v1_agent_bound(wdev);
	else
		event_reason(wdev, WMAN_AUTH_EV_AGENT_BOUND, WMAN_REASON_NONE);
}

void wman_auth_agent_gone(struct wman_dev *wdev)
{
	if (wman_auth_is_v1(wdev))
		wman_auth_v1_agent_gone(wdev);
	else
		event_reason(wdev, WMAN_AUTH_EV_AGENT_GONE, WMAN_REASON_AGENT_CLOSED);
}

/* The challenge that came too early is as good as one that comes now. */
static void challenge_again(struct wman_dev *wdev)
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

void wman_auth_done(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	struct cause cause = {
		.reason = res->reason,
		.msk = res->msk,
		.lifetime_s = res->lifetime_s,
	};
	enum wman_auth_event ev = WMAN_AUTH_EV_FAILURE;

	if (wman_auth_is_v1(wdev)) {
		wman_auth_v1_failed(wdev, res->reason, res->permanent);
		return;
	}
	/* D24: an exchange that anybody could have forged takes nothing away */
	if (res->success)
		ev = WMAN_AUTH_EV_SUCCESS;
	else if (wman_auth_authorized(wdev->auth.state) && !wdev->auth.signed_so_far)
		ev = WMAN_AUTH_EV_FAILURE_UNSIGNED;
	else if (res->permanent)
		ev = WMAN_AUTH_EV_FAILURE_PERMANENT;
	event(wdev, ev, &cause);
	if (res->success)
		challenge_again(wdev);
	wdev->auth.early_len = 0;
}

static enum wman_reason verify_with(struct wman_dev *wdev, struct wman_ak *ak,
				    const struct wman_message *msg, const struct wman_pkm *pkm)
{
	const u8 *value;
	u32 pn;

	value = wman_digest_split(pkm, &pn);
	return wman_mgmt_verify(wdev, ak, msg, pkm->covered, pn, value);
}

/* Verify the digest of a message under an AK that is in force, or was just before. */
static enum wman_reason verify(struct wman_dev *wdev, const struct wman_message *msg,
			       const struct wman_pkm *pkm, struct wman_ak **akp)
{
	struct wman_ak *ak = NULL;

	if (wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER))
		ak = wman_key_find(wdev, pkm->ak_sn);
	if (!ak)
		return WMAN_REASON_AK_SN;
	*akp = ak;
	return verify_with(wdev, ak, msg, pkm);
}

static enum wman_reason eap_transfer(struct wman_dev *wdev, const struct wman_message *msg,
				     const struct wman_pkm *pkm)
{
	struct cause cause = { .reason = WMAN_REASON_BS_REQUEST, .eap = pkm->eap };
	struct wman_auth *auth = &wdev->auth;
	bool request, identity, is_signed = pkm->protection.data;
	enum wman_auth_event ev;
	enum wman_reason ret;
	struct wman_ak *ak;

	if (is_signed) {
		ret = verify(wdev, msg, pkm, &ak);
		if (ret)
			return ret;
	}
	if (pkm->eap.len > WMAN_EAP_FRAME_MAX)
		return WMAN_REASON_EAP_LENGTH;
	request = pkm->eap.data[0] == EAP_CODE_REQUEST;
	identity = request && pkm->eap.len > EAP_HEADER_LEN &&
		   pkm->eap.data[EAP_HEADER_LEN] == EAP_TYPE_IDENTITY;

	switch (auth->state) {
	case WMAN_AUTH_STATE_NO_AGENT:
		return WMAN_REASON_NO_AGENT;
	case WMAN_AUTH_STATE_EAP_START:
	case WMAN_AUTH_STATE_REAUTH_START:
		if (!request)
			return WMAN_REASON_EAP_UNEXPECTED;
		ev = WMAN_AUTH_EV_EAP_BEGIN;
		break;
	case WMAN_AUTH_STATE_AUTHORIZED:
		if (!identity)
			return WMAN_REASON_EAP_UNEXPECTED;
		if (!wman_agent_portid(wdev))
			return WMAN_REASON_NO_AGENT;
		ev = WMAN_AUTH_EV_EAP_BEGIN;
		break;
	case WMAN_AUTH_STATE_REAUTH_RUNNING:
		if (!is_signed && auth->signed_so_far)
			return WMAN_REASON_EAP_UNSIGNED;
		ev = is_signed && identity && !auth->signed_so_far ? WMAN_AUTH_EV_EAP_TAKEOVER :
								     WMAN_AUTH_EV_EAP;
		break;
	case WMAN_AUTH_STATE_EAP_RUNNING:
		ev = WMAN_AUTH_EV_EAP;
		break;
	case WMAN_AUTH_STATE_REAUTH_KEY_WAIT:
		if (!is_signed || !identity || auth->signed_so_far)
			return WMAN_REASON_EAP_UNEXPECTED;
		ev = WMAN_AUTH_EV_EAP_TAKEOVER;
		break;
	default:
		return WMAN_REASON_EAP_UNEXPECTED;
	}

	auth->signed_so_far = is_signed && (ev != WMAN_AUTH_EV_EAP || auth->signed_so_far);
	event(wdev, ev, &cause);
	return WMAN_REASON_NONE;
}

/*
 * EAP-Success and SA-TEK-Challenge follow each other on the air at once; the agent takes longer to
 * say what the first one meant. And the first may be lost: then the agent is to know of the second.
 */
static enum wman_reason challenge_early(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_auth *auth = &wdev->auth;

	if (auth->state != WMAN_AUTH_STATE_EAP_RUNNING &&
	    auth->state != WMAN_AUTH_STATE_REAUTH_RUNNING)
		return WMAN_REASON_AKID;
	if (wman_nl_agent_challenged(wdev))
		wman_count(wdev, WMAN_REASON_AGENT_BUSY);
	if (msg->len > sizeof(auth->early))
		return WMAN_REASON_AKID;
	memcpy(auth->early, msg->data, msg->len);
	auth->early_len = msg->len;
	auth->early_cid = msg->cid;
	return WMAN_REASON_NONE;
}

/*
 * SA-TEK-Challenge names an AK by its AKID: the one of the running handshake, one that the PMK
 * gives, or the one in force.
 */
static enum wman_reason sa_tek_challenge(struct wman_dev *wdev, const struct wman_message *msg,
					 const struct wman_pkm *pkm)
{
	struct wman_keyring *keys = &wdev->keys;
	struct wman_auth *auth = &wdev->auth;
	enum wman_auth_event ev = WMAN_AUTH_EV_CHALLENGE;
	enum wman_reason ret = WMAN_REASON_AKID;
	struct wman_ak fresh, *ak = NULL;
	bool again;

	if (keys->next.valid && !memcmp(keys->next.akid, pkm->akid, WMAN_AKID_LEN)) {
		ak = &keys->next;
	} else if (keys->pmk_valid) {
		ret = wman_key_derive(wdev, &fresh, pkm->ak_sn, pkm->akid, pkm->lifetime_s);
		if (!ret)
			ak = &fresh;
	}
	if (!ak && keys->cur.valid && !memcmp(keys->cur.akid, pkm->akid, WMAN_AKID_LEN)) {
		ak = &keys->cur;
		ev = WMAN_AUTH_EV_CHALLENGE_CURRENT;
	}
	if (!ak) {
		if (!keys->pmk_valid)
			ret = challenge_early(wdev, msg);
		goto out;
	}
	ret = verify_with(wdev, ak, msg, pkm);
	if (ret)
		goto out;
	again = auth->handshake == ak && !memcmp(auth->bs_random, pkm->bs_random,
						 WMAN_RANDOM_LEN);
	if (ak == &fresh) {
		wman_key_set_next(wdev, &fresh);
		ak = &keys->next;
	}
	if (again && (auth->state == WMAN_AUTH_STATE_SA_TEK_WAIT ||
		      auth->state == WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT))
		ev = WMAN_AUTH_EV_CHALLENGE_AGAIN;
	if (!wman_auth_step(auth->state, ev)->next) {
		ret = WMAN_REASON_MESSAGE_STATE;
		goto out;
	}
	auth->handshake = ak;
	memcpy(auth->bs_random, pkm->bs_random, WMAN_RANDOM_LEN);
	event_reason(wdev, ev, WMAN_REASON_BS_REQUEST);
out:
	memzero_explicit(&fresh, sizeof(fresh));
	return ret;
}

static enum wman_reason sa_tek_response(struct wman_dev *wdev, const struct wman_message *msg,
					const struct wman_pkm *pkm)
{
	struct cause cause = { .pkm = pkm };
	struct wman_auth *auth = &wdev->auth;
	struct wman_ak *ak = auth->handshake;
	enum wman_reason ret;
	unsigned int n;

	if (auth->state != WMAN_AUTH_STATE_SA_TEK_WAIT &&
	    auth->state != WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT)
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->ak_sn != ak->sn)
		return WMAN_REASON_AK_SN;
	if (memcmp(pkm->akid, ak->akid, WMAN_AKID_LEN))
		return WMAN_REASON_AKID;
	ret = verify_with(wdev, ak, msg, pkm);
	if (ret)
		return ret;
	if (memcmp(pkm->ms_random, auth->ms_random, WMAN_RANDOM_LEN) ||
	    memcmp(pkm->bs_random, auth->bs_random, WMAN_RANDOM_LEN))
		return WMAN_REASON_RANDOM;
	if (auth->state == WMAN_AUTH_STATE_SA_TEK_WAIT) {
		if (!pkm->n_sa)
			return WMAN_REASON_ATTR_MISSING;
		cause.updates.data = msg->data + WMAN_PKM_HEADER_LEN;
		cause.updates.len = pkm->covered - WMAN_PKM_HEADER_LEN;
		ret = wman_sa_updates_check(cause.updates.data, cause.updates.len, false, &n) ?:
		      wman_reentry_sas_check(wdev, &cause.updates, false,
					     wman_dev_link(wdev)->basic_cid);
		if (ret)
			return ret;
	}

	if (!wman_secneg_equal(&pkm->secneg, &wdev->entry.choice))
		cause.reason = WMAN_REASON_PARAMETERS_MISMATCH;
	else if (pkm->n_sa)
		cause.reason = wman_sa_list_check(wdev, pkm->sa, pkm->n_sa);
	event(wdev, cause.reason ? WMAN_AUTH_EV_MISMATCH : WMAN_AUTH_EV_RESPONSE, &cause);
	return cause.reason;
}

static enum wman_reason sa_addition(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	wman_sa_update(wdev, pkm->sa, pkm->n_sa, false);
	count_left_out(wdev, pkm);
	return WMAN_REASON_NONE;
}

/* PKM messages that need an AK in force, their digest verified. */
static enum wman_reason keyed(struct wman_dev *wdev, const struct wman_message *msg,
			      const struct wman_pkm *pkm)
{
	enum wman_reason ret;
	struct wman_ak *ak;

	if (!wman_auth_authorized(wdev->auth.state))
		return WMAN_REASON_MESSAGE_STATE;
	ret = verify(wdev, msg, pkm, &ak);
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
		return keyed(wdev, msg, pkm);
	if (!wman_auth_authorized(wdev->auth.state))
		return WMAN_REASON_MESSAGE_STATE;
	return wman_push_gtek(wdev, msg, pkm);
}

/* D29: for all at once there is nothing but a GTEK, and in PKMv1 nothing. */
static bool for_all(const struct wman_message *msg)
{
	return msg->cid == WMAN_CID_BROADCAST || msg->cid == WMAN_CID_FRAGMENTABLE;
}

enum wman_reason wman_auth_pkm_rsp(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_pkm pkm;
	enum wman_reason ret;

	if (for_all(msg) && (wman_auth_is_v1(wdev) || msg->len < 2 ||
			     msg->data[1] != WMAN_PKM_GROUP_KEY_UPDATE))
		return WMAN_REASON_CID_WRONG;
	if (wman_auth_is_v1(wdev))
		return wman_auth_v1_pkm_rsp(wdev, msg);
	if (wdev->auth.state == WMAN_AUTH_STATE_STOPPED)
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_pkm_parse(&pkm, msg->data, msg->len, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_V2,
			     wman_secneg_mode(&wdev->entry.choice));
	if (ret)
		return ret;
	if (for_all(msg) && pkm.push_mode != WMAN_PUSH_GTEK)
		return WMAN_REASON_CID_WRONG;
	switch (pkm.code) {
	case WMAN_PKM_EAP_TRANSFER:
		return eap_transfer(wdev, msg, &pkm);
	case WMAN_PKM_SA_TEK_CHALLENGE:
		return sa_tek_challenge(wdev, msg, &pkm);
	case WMAN_PKM_SA_TEK_RESPONSE:
		return sa_tek_response(wdev, msg, &pkm);
	case WMAN_PKM_GROUP_KEY_UPDATE:
		return group_key_update(wdev, msg, &pkm);
	default:
		return keyed(wdev, msg, &pkm);
	}
}
