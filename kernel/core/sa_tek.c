// SPDX-License-Identifier: GPL-2.0
/* The SA-TEK handshake, and the timers that a station tells in it (802.16e 7.8.1). */
#include <linux/random.h>

#include "auth_v2.h"
#include "dev.h"
#include "offer.h"
#include "netlink.h"
#include "pkm_build.h"

const u8 wman_auth_config_timer[WMAN_PKM_TIMERS] = {
	[WMAN_PKM_AUTHORIZE_WAIT]   = WMAN_A_TIMER_AUTHORIZE_WAIT_MS,
	[WMAN_PKM_REAUTHORIZE_WAIT] = WMAN_A_TIMER_REAUTHORIZE_WAIT_MS,
	[WMAN_PKM_AUTH_GRACE]	    = WMAN_A_TIMER_AUTH_GRACE_MS,
	[WMAN_PKM_OPERATIONAL_WAIT] = WMAN_A_TIMER_OPERATIONAL_WAIT_MS,
	[WMAN_PKM_REKEY_WAIT]	    = WMAN_A_TIMER_REKEY_WAIT_MS,
	[WMAN_PKM_TEK_GRACE]	    = WMAN_A_TIMER_TEK_GRACE_MS,
	[WMAN_PKM_REJECT_WAIT]	    = WMAN_A_TIMER_REJECT_WAIT_MS,
};

void wman_sa_tek_request(struct wman_dev *wdev)
{
	struct wman_pkm_config config = { .present = BIT(WMAN_PKM_TIMERS) - 1 };
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	struct wman_auth *auth = &wdev->auth;
	u32 suites[WMAN_SUITES_MAX];
	const struct wman_sa_tek request = {
		.ms_random = auth->ms_random,
		.bs_random = auth->bs_random,
		.ak_sn = auth->handshake->sn,
		.akid = auth->handshake->akid,
		.suites = suites,
		.n_suites = wman_offer(wdev, suites),
		.secneg = &wdev->entry.offer,
		.config = &config,
	};
	int i;

	for (i = 0; i < WMAN_PKM_TIMERS; i++)
		config.timer_s[i] = wdev->cfg.timer_ms[wman_auth_config_timer[i]] / MSEC_PER_SEC;
	wman_pkm_put_sa_tek_request(buf, auth->identifier, &request);
	wman_mgmt_send_digest(wdev, buf, auth->handshake);
}

void wman_sa_tek_begin(struct wman_dev *wdev)
{
	get_random_bytes(wdev->auth.ms_random, sizeof(wdev->auth.ms_random));
	wdev->auth.identifier = ++wdev->mgmt.identifier;
	wman_sa_tek_request(wdev);
}

/* Of two EAPs the first gives no AK. */
static bool last_eap_runs(const struct wman_dev *wdev)
{
	switch (wdev->auth.state) {
	case WMAN_AUTH_STATE_EAP_RUNNING:
	case WMAN_AUTH_STATE_REAUTH_RUNNING:
		return wman_auth_v2_kind(wdev) == WMAN_AK_EAP;
	case WMAN_AUTH_STATE_EAP2_RUNNING:
	case WMAN_AUTH_STATE_REAUTH_EAP2_RUNNING:
		return true;
	default:
		return false;
	}
}

/*
 * EAP-Success and SA-TEK-Challenge follow each other on the air at once; the agent takes longer to
 * say what the first one meant. And the first may be lost: then the agent is to know of the second.
 */
static enum wman_reason challenge_early(struct wman_dev *wdev, const struct wman_message *msg)
{
	struct wman_auth *auth = &wdev->auth;

	if (!last_eap_runs(wdev))
		return WMAN_REASON_AKID;
	if (wman_nl_agent_challenged(wdev))
		wman_count(wdev, WMAN_REASON_AGENT_BUSY);
	if (msg->len > sizeof(auth->early))
		return WMAN_REASON_AKID;
	wman_auth_v2_keep_early(wdev, msg);
	return WMAN_REASON_NONE;
}

/*
 * SA-TEK-Challenge names an AK by its AKID: the one of the running handshake, one that the PMK
 * gives, or the one in force.
 */
enum wman_reason wman_sa_tek_challenge(struct wman_dev *wdev, const struct wman_message *msg,
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
	ret = wman_auth_v2_verify(wdev, ak, msg, pkm);
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
	wman_auth_v2_raise(wdev, ev, WMAN_REASON_BS_REQUEST);
out:
	memzero_explicit(&fresh, sizeof(fresh));
	return ret;
}

enum wman_reason wman_sa_tek_response(struct wman_dev *wdev, const struct wman_message *msg,
				      const struct wman_pkm *pkm)
{
	struct wman_auth_cause cause = { .pkm = pkm };
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
	ret = wman_auth_v2_verify(wdev, ak, msg, pkm);
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
	wman_auth_v2_event(wdev, cause.reason ? WMAN_AUTH_EV_MISMATCH : WMAN_AUTH_EV_RESPONSE,
			   &cause);
	return cause.reason;
}
