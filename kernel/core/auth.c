// SPDX-License-Identifier: GPL-2.0
/* Authorization, whatever SBC agreed on. */
#include "auth_v1.h"
#include "auth_v2.h"
#include "dev.h"
#include "handover.h"
#include "mac.h"
#include "netlink.h"

/* Before SBC nothing is agreed on, and a handover needs no word of it: that is PKMv2, too. */
static const struct wman_auth_ops *ops_of(const struct wman_dev *wdev)
{
	if (wdev->cfg.policy == WMAN_AUTH_POLICY_NONE)
		return &wman_auth_none_ops;
	return wman_auth_is_v1(wdev) ? &wman_auth_v1_ops : &wman_auth_v2_ops;
}

static void timer(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(to_delayed_work(work), struct wman_dev, auth.timer);

	ops_of(wdev)->timer(wdev);
}

void wman_auth_init(struct wman_dev *wdev)
{
	wdev->auth.state = WMAN_AUTH_STATE_STOPPED;
	INIT_DELAYED_WORK(&wdev->auth.timer, timer);
	wman_key_init(wdev);
}

void wman_auth_begin(struct wman_dev *wdev)
{
	ops_of(wdev)->begin(wdev);
}

void wman_auth_suspend(struct wman_dev *wdev)
{
	wman_sa_suspend(wdev);
	wman_auth_v2_raise(wdev, WMAN_AUTH_EV_SUSPEND, WMAN_REASON_HANDOVER);
}

void wman_auth_stop(struct wman_dev *wdev)
{
	ops_of(wdev)->stop(wdev);
	wman_sa_flush(wdev);
	wman_key_erase(wdev);
	wman_key_erase_pmk(wdev);
}

void wman_auth_renew(struct wman_dev *wdev, enum wman_reason reason)
{
	ops_of(wdev)->renew(wdev, reason);
}

void wman_auth_renew_soon(struct wman_dev *wdev)
{
	wman_alarm_set(&wdev->keys.grace, 0);
}

bool wman_auth_unprotected(const struct wman_dev *wdev)
{
	return wdev->auth.state == WMAN_AUTH_STATE_UNPROTECTED;
}

void wman_auth_expired(struct wman_dev *wdev)
{
	ops_of(wdev)->expired(wdev);
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
	ops_of(wdev)->agent_bound(wdev);
}

void wman_auth_agent_gone(struct wman_dev *wdev)
{
	ops_of(wdev)->agent_gone(wdev);
}

void wman_auth_done(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	ops_of(wdev)->done(wdev, res);
}

void wman_auth_certificate(struct wman_dev *wdev, const struct wman_octets *certificate,
			   const struct wman_octets *ca)
{
	ops_of(wdev)->certificate(wdev, certificate, ca);
}

enum wman_auth_exchange wman_auth_exchange(const struct wman_dev *wdev)
{
	if (wdev->cfg.policy == WMAN_AUTH_POLICY_NONE)
		return WMAN_EXCHANGE_NONE;
	if (wman_auth_is_v1(wdev))
		return WMAN_EXCHANGE_V1;
	switch (wdev->auth.state) {
	case WMAN_AUTH_STATE_RSA_WAIT:
	case WMAN_AUTH_STATE_REAUTH_RSA_WAIT:
		return WMAN_EXCHANGE_RSA;
	case WMAN_AUTH_STATE_EAP2_RUNNING:
	case WMAN_AUTH_STATE_REAUTH_EAP2_RUNNING:
		return WMAN_EXCHANGE_EAP2;
	default:
		return WMAN_EXCHANGE_EAP;
	}
}

/* D29: for all at once there is nothing but a GTEK, and in PKMv1 nothing. */
static bool for_all(const struct wman_message *msg)
{
	return msg->cid == WMAN_CID_BROADCAST || msg->cid == WMAN_CID_FRAGMENTABLE;
}

/* PKMv1 knows HMAC only; what PKMv2 takes is agreed on in SBC. */
static enum wman_kdf_mode digest_mode(struct wman_dev *wdev)
{
	if (ops_of(wdev)->version == WMAN_PKM_V1)
		return WMAN_KDF_SHA1;
	return wman_secneg_mode(&wdev->entry.choice);
}

enum wman_reason wman_auth_pkm_rsp(struct wman_dev *wdev, const struct wman_message *msg)
{
	const struct wman_auth_ops *ops = ops_of(wdev);
	struct wman_pkm pkm;
	enum wman_reason ret;

	if (for_all(msg) && (ops->version == WMAN_PKM_V1 || msg->len < 2 ||
			     msg->data[1] != WMAN_PKM_GROUP_KEY_UPDATE))
		return WMAN_REASON_CID_WRONG;
	if (!ops->pkm_rsp || wdev->auth.state == WMAN_AUTH_STATE_STOPPED)
		return WMAN_REASON_MESSAGE_STATE;
	ret = wman_pkm_parse(&pkm, msg->data, msg->len, WMAN_DIRECTION_DOWNLINK, ops->version,
			     digest_mode(wdev));
	if (ret)
		return ret;
	if (for_all(msg) && pkm.push_mode != WMAN_PUSH_GTEK)
		return WMAN_REASON_CID_WRONG;
	return ops->pkm_rsp(wdev, msg, &pkm);
}
