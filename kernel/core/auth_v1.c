// SPDX-License-Identifier: GPL-2.0
/* Runs PKMv1 authorization (802.16-2001 7.2.4). */
#include <linux/slab.h>

#include "auth_v1.h"
#include "dev.h"
#include "netlink.h"
#include "offer.h"
#include "pkm_build.h"
#include "tek.h"
#include "trace.h"

/**
 * struct v1_cause - what an event brings along
 * @reason: told to user space
 * @pkm: Auth Reply
 * @sa: whose Key Request an Auth Invalid answered, or NULL
 */
struct v1_cause {
	enum wman_reason reason;
	const struct wman_pkm *pkm;
	struct wman_sa *sa;
};

static const struct {
	u16 action;
	unsigned int attr;
} v1_timers[] = {
	{ WMAN_AUTH_V1_A_T_AUTHORIZE,	WMAN_A_TIMER_AUTHORIZE_WAIT_MS },
	{ WMAN_AUTH_V1_A_T_REAUTHORIZE,	WMAN_A_TIMER_REAUTHORIZE_WAIT_MS },
	{ WMAN_AUTH_V1_A_T_REJECT,	WMAN_A_TIMER_REJECT_WAIT_MS },
};

bool wman_auth_is_v1(const struct wman_dev *wdev)
{
	return wdev->entry.choice.version == WMAN_PKM_V1;
}

static void v1_begin(struct wman_dev *wdev);

static void send_auth_request(struct wman_dev *wdev)
{
	struct wman_auth_v1 *v1 = wdev->auth.v1;
	const struct wman_octets ca = { v1->ca, v1->ca_len };
	const struct wman_octets certificate = { v1->certificate, v1->certificate_len };
	struct wman_link *link = wman_dev_link(wdev);
	u32 suites[WMAN_SUITES_MAX];
	struct wman_buf *buf;

	if (v1->info_due) {
		buf = wman_mgmt_begin(wdev);
		wman_pkm_put_auth_info(buf, &ca);
		wman_mgmt_send(wdev, buf, link->primary_cid);
	}
	buf = wman_mgmt_begin(wdev);
	wman_pkm_put_auth_request(buf, v1->identifier, &certificate, suites,
				  wman_offer(wdev, suites), link->basic_cid);
	wman_mgmt_send(wdev, buf, link->primary_cid);
	v1->due = false;
	v1->info_due = false;
	v1->shown_len = v1->certificate_len;
}

struct wman_octets wman_auth_v1_shown(const struct wman_dev *wdev)
{
	const struct wman_auth_v1 *v1 = wdev->auth.v1;

	return (struct wman_octets){ v1->certificate, v1->shown_len };
}

/* The exchange with the agent is over, complete or not: nothing of it is waited for. */
static void forget_exchange(struct wman_auth_v1 *v1)
{
	v1->due = false;
	v1->info_due = false;
	v1->certificate_len = 0;
	v1->reply_len = 0;
}

/* At once when the certificates are here; otherwise when the agent gives them. */
static void request(struct wman_dev *wdev)
{
	struct wman_auth_v1 *v1 = wdev->auth.v1;

	if (!wdev->agent.cookie) {
		if (!wman_agent_portid(wdev)) {
			wman_count(wdev, WMAN_REASON_NO_AGENT);
			return;
		}
		wman_agent_announce(wdev, wman_auth_authorized(wdev->auth.state));
	}
	v1->due = true;
	/* an AK that is being decrypted is not asked for again */
	if (v1->certificate_len && !v1->reply_len)
		send_auth_request(wdev);
}

/* The timers of Auth Reply are in force until the link ends; the settings stay what they are. */
static void take_config(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	struct wman_pkm_config config = pkm->config;
	int i;

	wman_pkm_config_clamp(&config);
	for (i = 0; i < WMAN_PKM_TIMERS; i++)
		if (config.present & BIT(i))
			wdev->auth.v1->timer_ms[wman_auth_config_timer[i]] =
				config.timer_s[i] * MSEC_PER_SEC;
}

static void v1_run(struct wman_dev *wdev, u16 actions, const struct v1_cause *cause)
{
	struct wman_auth *auth = &wdev->auth;
	int i;

	if (actions & WMAN_AUTH_V1_A_STOP_TIMER)
		cancel_delayed_work(&auth->timer);
	if (actions & WMAN_AUTH_V1_A_STOP_GRACE)
		wman_alarm_cancel(&wdev->keys.grace);
	if (actions & WMAN_AUTH_V1_A_CANCEL) {
		wman_agent_cancel(wdev, cause->reason);
		forget_exchange(auth->v1);
	}
	if (actions & WMAN_AUTH_V1_A_STOP_TEKS)
		wman_sa_stop(wdev);
	if (actions & WMAN_AUTH_V1_A_ERASE_AK)
		wman_key_erase(wdev);
	if (actions & WMAN_AUTH_V1_A_AK) {
		take_config(wdev, cause->pkm);
		wman_key_confirm(wdev, -1);
	}
	if (actions & WMAN_AUTH_V1_A_SAS)
		wman_sa_update(wdev, cause->pkm->sa, cause->pkm->n_sa, true);
	if (actions & WMAN_AUTH_V1_A_PEND && cause->sa)
		wman_tek_event(cause->sa, WMAN_TEK_EV_AUTH_PEND);
	if (actions & WMAN_AUTH_V1_A_NEW)
		auth->v1->identifier = ++wdev->mgmt.identifier;
	if (actions & WMAN_AUTH_V1_A_INFO)
		auth->v1->info_due = true;
	if (actions & WMAN_AUTH_V1_A_REQUEST)
		request(wdev);
	for (i = 0; i < ARRAY_SIZE(v1_timers); i++)
		if (actions & v1_timers[i].action)
			wman_dev_arm(wdev, &auth->timer, v1_timers[i].attr);
}

static void v1_event(struct wman_dev *wdev, enum wman_auth_v1_event ev,
		     const struct v1_cause *cause)
{
	struct wman_auth *auth = &wdev->auth;
	const struct wman_auth_v1_step *step = wman_auth_v1_step(auth->state, ev);
	bool before = wman_auth_authorized(auth->state), after;
	u8 from = auth->state;

	trace_wman_auth(wdev->dev, 1, from, step->next, ev);
	if (!step->next)
		return;
	WRITE_ONCE(auth->state, step->next);
	after = wman_auth_authorized(step->next);
	/* fail closed: no traffic from here on, and no keys before anybody hears of it */
	if (before && !after)
		wman_dev_port(wdev, false);
	v1_run(wdev, step->actions, cause);
	if (from != step->next) {
		wdev->reason = cause->reason;
		wman_nl_dev_event(wdev);
	}
	if (!before && after)
		wman_entry_authorized(wdev);
	else if (before && !after && ev != WMAN_AUTH_V1_EV_STOP)
		wman_entry_unauthorized(wdev, cause->reason);
	if (step->actions & WMAN_AUTH_V1_A_BEGIN)
		v1_begin(wdev);
}

static void v1_event_reason(struct wman_dev *wdev, enum wman_auth_v1_event ev,
			    enum wman_reason reason)
{
	const struct v1_cause cause = { .reason = reason };

	v1_event(wdev, ev, &cause);
}

static void v1_begin(struct wman_dev *wdev)
{
	struct wman_auth *auth = &wdev->auth;

	if (!auth->v1) {
		auth->v1 = kzalloc(sizeof(*auth->v1), GFP_KERNEL);
		if (!auth->v1) {
			wman_count(wdev, WMAN_REASON_NO_MEMORY);
			wman_entry_leave(wdev, WMAN_REASON_NO_MEMORY, true);
			return;
		}
		trace_wman_object(WMAN_OBJECT_PKMV1, true);
		auth->v1->invalid_after = jiffies;
	}
	if (wman_agent_portid(wdev))
		v1_event_reason(wdev, WMAN_AUTH_V1_EV_BEGIN, WMAN_REASON_NONE);
	else
		v1_event_reason(wdev, WMAN_AUTH_V1_EV_BEGIN_ALONE, WMAN_REASON_NO_AGENT);
}

static void v1_stop(struct wman_dev *wdev)
{
	v1_event_reason(wdev, WMAN_AUTH_V1_EV_STOP, wdev->reason);
	if (wdev->auth.v1)
		trace_wman_object(WMAN_OBJECT_PKMV1, false);
	kfree(wdev->auth.v1);
	wdev->auth.v1 = NULL;
}

static void v1_renew(struct wman_dev *wdev, enum wman_reason reason)
{
	v1_event_reason(wdev, reason == WMAN_REASON_GRACE ? WMAN_AUTH_V1_EV_GRACE :
							   WMAN_AUTH_V1_EV_REAUTH, reason);
}

static void v1_expired(struct wman_dev *wdev)
{
	v1_event_reason(wdev, WMAN_AUTH_V1_EV_EXPIRED, WMAN_REASON_AK_EXPIRED);
}

static void v1_timer(struct wman_dev *wdev)
{
	/* authorized, the timer waits for D28: a primary SA without keys */
	if (wdev->auth.state == WMAN_AUTH_STATE_AUTHORIZED)
		v1_event_reason(wdev, WMAN_AUTH_V1_EV_REAUTH, WMAN_REASON_KEY_REJECT);
	else
		v1_event_reason(wdev, WMAN_AUTH_V1_EV_TIMEOUT, WMAN_REASON_RETRIES);
}

static void v1_agent_bound(struct wman_dev *wdev)
{
	v1_event_reason(wdev, WMAN_AUTH_V1_EV_AGENT_BOUND, WMAN_REASON_NONE);
}

static void v1_agent_gone(struct wman_dev *wdev)
{
	if (wdev->auth.v1)
		forget_exchange(wdev->auth.v1);
	v1_event_reason(wdev, WMAN_AUTH_V1_EV_AGENT_GONE, WMAN_REASON_AGENT_CLOSED);
}

static void v1_certificate(struct wman_dev *wdev, const struct wman_octets *certificate,
			   const struct wman_octets *ca)
{
	struct wman_auth_v1 *v1 = wdev->auth.v1;

	memcpy(v1->certificate, certificate->data, certificate->len);
	v1->certificate_len = certificate->len;
	memcpy(v1->ca, ca->data, ca->len);
	v1->ca_len = ca->len;
	if (v1->due)
		send_auth_request(wdev);
}

bool wman_auth_v1_decrypting(const struct wman_dev *wdev)
{
	return wdev->auth.v1->reply_len;
}

void wman_auth_v1_done(struct wman_dev *wdev, const u8 *ak)
{
	struct wman_auth_v1 *v1 = wdev->auth.v1;
	size_t len = v1->reply_len;
	enum wman_reason ret;
	struct wman_pkm pkm;
	const struct v1_cause cause = { .pkm = &pkm };

	forget_exchange(v1);
	ret = wman_pkm_parse(&pkm, v1->reply, len, WMAN_DIRECTION_DOWNLINK, WMAN_PKM_V1,
			     WMAN_KDF_SHA1);
	if (!ret)
		ret = wman_key_take(wdev, ak, pkm.ak_sn, pkm.lifetime_s);
	if (ret)
		wman_count(wdev, ret);
	else
		v1_event(wdev, WMAN_AUTH_V1_EV_REPLY, &cause);
}

static void v1_failed(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	forget_exchange(wdev->auth.v1);
	wman_count(wdev, res->reason);
	/* an AK that does not decrypt is no answer: the retry timer asks for another */
	if (res->permanent)
		v1_event_reason(wdev, WMAN_AUTH_V1_EV_REJECT_PERMANENT, res->reason);
}

static bool waiting(const struct wman_dev *wdev)
{
	return wdev->auth.state == WMAN_AUTH_STATE_AUTH_WAIT ||
	       wdev->auth.state == WMAN_AUTH_STATE_REAUTH_WAIT;
}

static enum wman_reason auth_reply(struct wman_dev *wdev, const struct wman_message *msg,
				   const struct wman_pkm *pkm)
{
	struct wman_auth_v1 *v1 = wdev->auth.v1;
	enum wman_reason ret;

	/* nothing was asked, or one reply is being decrypted already */
	if (!waiting(wdev) || !v1->certificate_len || v1->reply_len)
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->identifier != v1->identifier)
		return WMAN_REASON_IDENTIFIER;
	if (msg->len > sizeof(v1->reply))
		return WMAN_REASON_OVERSIZE;
	ret = wman_sa_list_check(wdev, pkm->sa, pkm->n_sa);
	if (ret == WMAN_REASON_SUITE && wdev->auth.state == WMAN_AUTH_STATE_AUTH_WAIT)
		v1_event_reason(wdev, WMAN_AUTH_V1_EV_REJECT, ret);
	if (ret)
		return ret;
	memcpy(v1->reply, msg->data, msg->len);
	v1->reply_len = msg->len;
	if (wman_nl_rsa_request(wdev, &pkm->secret)) {
		v1->reply_len = 0;
		return WMAN_REASON_AGENT_BUSY;
	}
	return WMAN_REASON_NONE;
}

static enum wman_reason auth_reject(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	if (!waiting(wdev))
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->identifier != wdev->auth.v1->identifier)
		return WMAN_REASON_IDENTIFIER;
	v1_event_reason(wdev, pkm->error == WMAN_PKM_ERROR_PERMANENT ?
			WMAN_AUTH_V1_EV_REJECT_PERMANENT : WMAN_AUTH_V1_EV_REJECT,
			WMAN_REASON_AUTH_REJECT);
	return WMAN_REASON_NONE;
}

/* Anybody can send it: one in a Reauthorize wait is heeded, for a request that is pending, or 0. */
static enum wman_reason auth_invalid(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	struct v1_cause cause = { .reason = WMAN_REASON_AUTH_INVALID };
	struct wman_auth_v1 *v1 = wdev->auth.v1;

	if (!wman_auth_authorized(wdev->auth.state))
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->identifier) {
		cause.sa = wman_tek_asking(wdev, pkm->identifier);
		if (!cause.sa)
			return WMAN_REASON_IDENTIFIER;
	}
	if (time_before(jiffies, v1->invalid_after))
		return WMAN_REASON_RATE;
	v1->invalid_after = jiffies +
		msecs_to_jiffies(wman_dev_timer_ms(wdev, WMAN_A_TIMER_REAUTHORIZE_WAIT_MS));
	v1_event(wdev, WMAN_AUTH_V1_EV_INVALID, &cause);
	return WMAN_REASON_NONE;
}

/* Messages that need an AK in force, their digest verified. */
static enum wman_reason v1_keyed(struct wman_dev *wdev, const struct wman_message *msg,
				 const struct wman_pkm *pkm)
{
	struct wman_ak *ak = wman_key_find(wdev, pkm->ak_sn);
	enum wman_reason ret;

	if (!wman_auth_authorized(wdev->auth.state))
		return WMAN_REASON_MESSAGE_STATE;
	if (!ak)
		return WMAN_REASON_AK_SN;
	ret = wman_mgmt_verify(wdev, ak, msg, pkm->covered, 0, pkm->protection.data);
	if (ret)
		return ret;
	switch (pkm->code) {
	case WMAN_PKM_V1_KEY_REPLY:
		return wman_tek_reply(wdev, pkm, ak);
	case WMAN_PKM_V1_KEY_REJECT:
		return wman_tek_reject(wdev, pkm);
	case WMAN_PKM_V1_TEK_INVALID:
		return wman_tek_invalid(wdev, pkm);
	case WMAN_PKM_SA_ADD:
		wman_sa_update(wdev, pkm->sa, pkm->n_sa, false);
		return WMAN_REASON_NONE;
	default:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	}
}

static enum wman_reason v1_pkm_rsp(struct wman_dev *wdev, const struct wman_message *msg,
				   const struct wman_pkm *pkm)
{
	switch (pkm->code) {
	case WMAN_PKM_AUTH_REPLY:
		return auth_reply(wdev, msg, pkm);
	case WMAN_PKM_AUTH_REJECT:
		return auth_reject(wdev, pkm);
	case WMAN_PKM_AUTH_INVALID:
		return auth_invalid(wdev, pkm);
	default:
		return v1_keyed(wdev, msg, pkm);
	}
}

const struct wman_auth_ops wman_auth_v1_ops = {
	.version = WMAN_PKM_V1,
	.begin = v1_begin,
	.stop = v1_stop,
	.timer = v1_timer,
	.renew = v1_renew,
	.expired = v1_expired,
	.agent_bound = v1_agent_bound,
	.agent_gone = v1_agent_gone,
	.done = v1_failed,
	.certificate = v1_certificate,
	.pkm_rsp = v1_pkm_rsp,
};
