// SPDX-License-Identifier: GPL-2.0
/* RSA authorization of PKMv2 (802.16e 7.8.2). */
#include <linux/random.h>
#include <linux/slab.h>

#include "auth_v2.h"
#include "dev.h"
#include "netlink.h"
#include "pkm_build.h"
#include "trace.h"

#define ACKNOWLEDGEMENT_MAX	320	/* with a signature of 256 octets */

static bool rsa_waits(const struct wman_dev *wdev)
{
	return wdev->auth.state == WMAN_AUTH_STATE_RSA_WAIT ||
	       wdev->auth.state == WMAN_AUTH_STATE_REAUTH_RSA_WAIT;
}

static void send_request(struct wman_dev *wdev)
{
	const struct wman_auth_rsa *rsa = wdev->auth.rsa;
	struct wman_buf *buf = wman_mgmt_begin(wdev);

	wman_buf_put(buf, rsa->request, rsa->request_len);
	wman_mgmt_send(wdev, buf, wman_dev_link(wdev)->primary_cid);
}

void wman_auth_rsa_start(struct wman_dev *wdev)
{
	struct wman_auth_rsa *rsa = wdev->auth.rsa;

	if (!rsa) {
		rsa = kzalloc(sizeof(*rsa), GFP_KERNEL);
		wdev->auth.rsa = rsa;
		if (rsa)
			trace_wman_object(WMAN_OBJECT_RSA, true);
	}
	if (!rsa || !wman_agent_portid(wdev)) {
		wman_count(wdev, rsa ? WMAN_REASON_NO_AGENT : WMAN_REASON_NO_MEMORY);
		return;
	}
	if (!wdev->agent.cookie) {
		wman_auth_rsa_forget(wdev);
		get_random_bytes(rsa->ms_random, sizeof(rsa->ms_random));
		rsa->identifier = ++wdev->mgmt.identifier;
		/* whoever is no base station must not end it: what it says is signed */
		wdev->auth.signed_so_far = false;
		wman_agent_announce(wdev, wman_auth_authorized(wdev->auth.state));
	} else if (rsa->is_signed && !rsa->verifying) {
		send_request(wdev);
	}
}

void wman_auth_rsa_forget(struct wman_dev *wdev)
{
	struct wman_auth_rsa *rsa = wdev->auth.rsa;

	if (!rsa)
		return;
	rsa->request_len = 0;
	rsa->is_signed = false;
	rsa->verifying = false;
}

void wman_auth_rsa_free(struct wman_dev *wdev)
{
	if (!wdev->auth.rsa)
		return;
	trace_wman_object(WMAN_OBJECT_RSA, false);
	kfree(wdev->auth.rsa);
	wdev->auth.rsa = NULL;
}

void wman_auth_rsa_certificate(struct wman_dev *wdev, const struct wman_octets *certificate,
			       const struct wman_octets *ca)
{
	struct wman_auth_rsa *rsa = wdev->auth.rsa;
	struct wman_octets request;
	struct wman_buf buf;

	/* once is enough: RSA-Request is repeated as it is */
	if (rsa->request_len)
		return;
	wman_buf_init(&buf, rsa->request, sizeof(rsa->request));
	wman_pkm_put_rsa_request(&buf, rsa->identifier, rsa->ms_random, certificate,
				 wman_dev_link(wdev)->basic_cid);
	rsa->request_len = buf.len;
	request = (struct wman_octets){ rsa->request, buf.len };
	if (wman_nl_rsa_sign(wdev, &request)) {
		rsa->request_len = 0;
		wman_count(wdev, WMAN_REASON_AGENT_BUSY);
	}
}

bool wman_auth_rsa_signing(const struct wman_dev *wdev)
{
	return wdev->auth.rsa->request_len && !wdev->auth.rsa->is_signed;
}

void wman_auth_rsa_signed(struct wman_dev *wdev, const struct wman_octets *signature)
{
	struct wman_auth_rsa *rsa = wdev->auth.rsa;
	struct wman_buf buf;

	wman_buf_init(&buf, rsa->request + rsa->request_len,
		      sizeof(rsa->request) - rsa->request_len);
	wman_buf_put_tlv(&buf, WMAN_ATTR_SIG_SS, signature->data, signature->len);
	rsa->request_len += buf.len;
	rsa->is_signed = true;
	send_request(wdev);
}

bool wman_auth_rsa_verifying(const struct wman_dev *wdev)
{
	return wdev->auth.rsa->verifying;
}

static void put_acknowledgement(const struct wman_auth_rsa *rsa, struct wman_buf *buf,
				enum wman_auth_result result)
{
	wman_pkm_put_rsa_acknowledgement(buf, rsa->ack_identifier, rsa->bs_random, result,
					 WMAN_PKM_ERROR_NONE, NULL);
}

static void send_acknowledgement(struct wman_dev *wdev, enum wman_auth_result result,
				 const struct wman_octets *signature)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);

	put_acknowledgement(wdev->auth.rsa, buf, result);
	wman_buf_put_tlv(buf, WMAN_ATTR_SIG_SS, signature->data, signature->len);
	wman_mgmt_send(wdev, buf, wman_dev_link(wdev)->primary_cid);
}

void wman_auth_rsa_done(struct wman_dev *wdev, const u8 *pre_pak,
			const struct wman_octets *signature)
{
	const struct wman_auth_rsa *rsa = wdev->auth.rsa;
	const struct wman_auth_cause cause = {
		.reason = WMAN_REASON_NONE,
		.pre_pak = pre_pak,
		.pak_sn = rsa->pak_sn,
		.lifetime_s = rsa->lifetime_s,
	};

	send_acknowledgement(wdev, WMAN_AUTH_RESULT_SUCCESS, signature);
	wman_auth_v2_success(wdev, &cause);
}

void wman_auth_rsa_failed(struct wman_dev *wdev, const struct wman_agent_result *res)
{
	const struct wman_auth_rsa *rsa = wdev->auth.rsa;

	if (!rsa_waits(wdev))
		return;
	wman_count(wdev, res->reason);
	if (rsa && rsa->verifying && res->signature.len)
		send_acknowledgement(wdev, WMAN_AUTH_RESULT_REJECT, &res->signature);
	/* D24: only RSA-Reject is signed by the base station, and that the agent has verified */
	wdev->auth.signed_so_far = res->reason == WMAN_REASON_AUTH_REJECT;
}

/* Is this about the request that was sent? */
static enum wman_reason rsa_check(struct wman_dev *wdev, const struct wman_message *msg,
				  const struct wman_pkm *pkm)
{
	const struct wman_auth_rsa *rsa = wdev->auth.rsa;

	if (!rsa_waits(wdev) || !rsa || !rsa->is_signed || rsa->verifying)
		return WMAN_REASON_MESSAGE_STATE;
	if (memcmp(pkm->ms_random, rsa->ms_random, WMAN_RANDOM_LEN))
		return WMAN_REASON_RANDOM;
	return msg->len > WMAN_RSA_MESSAGE_MAX ? WMAN_REASON_OVERSIZE : WMAN_REASON_NONE;
}

enum wman_reason wman_auth_rsa_reply(struct wman_dev *wdev, const struct wman_message *msg,
				     const struct wman_pkm *pkm)
{
	u8 good[ACKNOWLEDGEMENT_MAX], bad[ACKNOWLEDGEMENT_MAX];
	enum wman_reason ret = rsa_check(wdev, msg, pkm);
	const struct wman_octets message = { msg->data, msg->len };
	struct wman_auth_rsa *rsa = wdev->auth.rsa;
	struct wman_buf acknowledgement, refusal;

	if (ret)
		return ret;
	memcpy(rsa->bs_random, pkm->bs_random, WMAN_RANDOM_LEN);
	rsa->pak_sn = pkm->ak_sn;
	rsa->lifetime_s = pkm->lifetime_s;
	rsa->ack_identifier = ++wdev->mgmt.identifier;
	wman_buf_init(&acknowledgement, good, sizeof(good));
	put_acknowledgement(rsa, &acknowledgement, WMAN_AUTH_RESULT_SUCCESS);
	wman_buf_init(&refusal, bad, sizeof(bad));
	put_acknowledgement(rsa, &refusal, WMAN_AUTH_RESULT_REJECT);
	if (wman_nl_rsa_verify(wdev, &message, &acknowledgement, &refusal))
		return WMAN_REASON_AGENT_BUSY;
	rsa->verifying = true;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_auth_rsa_reject(struct wman_dev *wdev, const struct wman_message *msg,
				      const struct wman_pkm *pkm)
{
	const struct wman_octets message = { msg->data, msg->len };
	enum wman_reason ret = rsa_check(wdev, msg, pkm);

	/* one that does not verify changes nothing: the next may */
	if (!ret && wman_nl_rsa_verify(wdev, &message, NULL, NULL))
		ret = WMAN_REASON_AGENT_BUSY;
	return ret;
}
