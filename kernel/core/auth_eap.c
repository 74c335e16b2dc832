// SPDX-License-Identifier: GPL-2.0
/* EAP between base station and agent (802.16e 7.8.2). */
#include "auth_v2.h"
#include "dev.h"
#include "pkm_build.h"

#define EAP_CODE_REQUEST	1
#define EAP_TYPE_IDENTITY	1
#define EAP_HEADER_LEN		4

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

void wman_auth_send_eap_start(struct wman_dev *wdev)
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

enum wman_reason wman_auth_eap_transfer(struct wman_dev *wdev, const struct wman_message *msg,
					const struct wman_pkm *pkm)
{
	struct wman_auth_cause cause = { .reason = WMAN_REASON_BS_REQUEST, .eap = pkm->eap };
	struct wman_auth *auth = &wdev->auth;
	bool request, identity, is_signed = pkm->protection.data;
	enum wman_auth_event ev;
	enum wman_reason ret;
	struct wman_ak *ak;

	if (is_signed) {
		ret = wman_auth_v2_verify_named(wdev, msg, pkm, &ak);
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
	wman_auth_v2_event(wdev, ev, &cause);
	return WMAN_REASON_NONE;
}
