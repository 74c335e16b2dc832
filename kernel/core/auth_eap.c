// SPDX-License-Identifier: GPL-2.0
/* EAP between base station and agent (802.16e 7.8.2). */
#include <linux/random.h>

#include "auth_v2.h"
#include "dev.h"
#include "pkm_build.h"

#define EAP_CODE_REQUEST	1
#define EAP_CODE_SUCCESS	3
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

	wman_pkm_put_eap_start(buf, ++wdev->mgmt.identifier, signing_sn(wdev));
	send_signed(wdev, buf);
}

void wman_auth_send_eap2_start(struct wman_dev *wdev)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);
	u8 ms_random[WMAN_RANDOM_LEN];

	if (!wdev->keys.eik.valid)
		return;
	get_random_bytes(ms_random, sizeof(ms_random));
	wman_pkm_put_authenticated_eap_start(buf, ++wdev->mgmt.identifier, ms_random);
	wman_mgmt_send_digest(wdev, buf, &wdev->keys.eik);
}

static bool second_runs(const struct wman_dev *wdev)
{
	return wdev->auth.state == WMAN_AUTH_STATE_EAP2_RUNNING ||
	       wdev->auth.state == WMAN_AUTH_STATE_REAUTH_EAP2_RUNNING;
}

/* Only RSA gave a PAK, whose number it is. */
static int pak_sn(const struct wman_dev *wdev)
{
	return wman_auth_v2_kind(wdev) == WMAN_AK_RSA_EAP ? wdev->keys.pak_sn : WMAN_AK_SN_NONE;
}

int wman_auth_send_eap(struct wman_dev *wdev, const u8 *frame, size_t len)
{
	struct wman_buf *buf;

	if (!wman_dev_link(wdev))
		return -ENOLINK;
	buf = wman_mgmt_begin(wdev);
	if (second_runs(wdev)) {
		wman_pkm_put_authenticated_eap_transfer(buf, WMAN_DIRECTION_UPLINK,
							++wdev->mgmt.identifier, frame, len,
							pak_sn(wdev));
		wman_mgmt_send_digest(wdev, buf, &wdev->keys.eik);
		return 0;
	}
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
	/* what RSA begins no EAP without its EIK can end */
	if (wman_auth_v2_is_rsa_first(wdev))
		return WMAN_REASON_EAP_UNEXPECTED;
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

/* Everything under an EIK is signed by whoever has the secret of the first authorization. */
static enum wman_reason verify_eik(struct wman_dev *wdev, const struct wman_message *msg,
				   const struct wman_pkm *pkm)
{
	if (!wdev->keys.eik.valid)
		return WMAN_REASON_MESSAGE_STATE;
	return wman_auth_v2_verify(wdev, &wdev->keys.eik, msg, pkm);
}

enum wman_reason wman_auth_eap2_transfer(struct wman_dev *wdev, const struct wman_message *msg,
					 const struct wman_pkm *pkm)
{
	const struct wman_auth_cause cause = {
		.reason = WMAN_REASON_BS_REQUEST,
		.eap = pkm->eap,
	};
	enum wman_reason ret = verify_eik(wdev, msg, pkm);

	if (ret)
		return ret;
	if (pak_sn(wdev) != WMAN_AK_SN_NONE && wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER) &&
	    pkm->ak_sn != pak_sn(wdev))
		return WMAN_REASON_AK_SN;
	if (!second_runs(wdev) && pkm->eap.data[0] != EAP_CODE_REQUEST)
		return WMAN_REASON_EAP_UNEXPECTED;
	wdev->auth.signed_so_far = true;
	wman_auth_v2_event(wdev, second_runs(wdev) ? WMAN_AUTH_EV_EAP : WMAN_AUTH_EV_EAP_BEGIN,
			   &cause);
	return WMAN_REASON_NONE;
}

/*
 * EAP-Complete brings EAP-Success, and its digest needs the MSK that the agent gives upon that: the
 * agent has the packet first, and the message is verified after it.
 */
static enum wman_reason complete_early(struct wman_dev *wdev, const struct wman_message *msg,
				       const struct wman_pkm *pkm)
{
	struct wman_auth *auth = &wdev->auth;

	if (auth->state != WMAN_AUTH_STATE_EAP_RUNNING &&
	    auth->state != WMAN_AUTH_STATE_REAUTH_RUNNING)
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->eap.data[0] != EAP_CODE_SUCCESS || msg->len > sizeof(auth->early))
		return WMAN_REASON_EAP_UNEXPECTED;
	/* D24: anybody may have sent it */
	auth->signed_so_far = false;
	wman_auth_v2_keep_early(wdev, msg);
	wman_agent_deliver(wdev, pkm->eap.data, pkm->eap.len);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_auth_eap_complete(struct wman_dev *wdev, const struct wman_message *msg,
					const struct wman_pkm *pkm)
{
	enum wman_reason ret;

	if (wman_auth_v2_kind(wdev) != WMAN_AK_EAP_EAP)
		return WMAN_REASON_MESSAGE_STATE;
	if (!wdev->keys.eik.valid)
		return complete_early(wdev, msg, pkm);
	ret = verify_eik(wdev, msg, pkm);
	if (!ret)
		wman_auth_v2_raise(wdev, WMAN_AUTH_EV_COMPLETE, WMAN_REASON_NONE);
	return ret;
}
