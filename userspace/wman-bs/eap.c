// SPDX-License-Identifier: BSD-3-Clause
#include "eap.h"

#include <stdlib.h>

#include <openssl/rand.h>

#include "aaa.h"
#include "bs.h"
#include "double_eap.h"
#include "mgmt.h"
#include "names_gen.h"

#define EAP_HEADER_LEN	  4
#define EAP_REQUEST	  1
#define EAP_RESPONSE	  2
#define EAP_SUCCESS	  3
#define EAP_FAILURE	  4
#define EAP_TYPE_IDENTITY 1

/* RFC 3748 section 4.3: three to five repetitions */
#define REPEAT_MS 3000
#define REPEATS	  4

#define SERVICE_FRAMED 2
#define FRAMED_MTU     1400 /* larger EAP packets would be fragmented on the air */

/* Under the EIK of the first half; after RSA the PAK it is from is named. */
static void send_authenticated(struct bs_ss *ss, const u8 *eap, size_t len)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	struct bs_half *half = &ss->auth.half;

	wman_pkm_put_authenticated_eap_transfer(
		buf, WMAN_DIRECTION_DOWNLINK, ss->auth.identifier, eap, len,
		half->root.policy == WMAN_AK_RSA ? half->sn : WMAN_AK_SN_NONE);
	bs_mgmt_send_digest(ss, buf, &half->eik);
}

static void send_eap(struct bs_ss *ss, const u8 *eap, size_t len)
{
	struct wman_buf *buf;
	struct bs_ak *ak = &ss->auth.ak;

	if (ss->auth.eap->authenticated) {
		send_authenticated(ss, eap, len);
		return;
	}
	buf = bs_mgmt_begin(ss->bs);
	wman_pkm_put_eap_transfer(buf, WMAN_DIRECTION_DOWNLINK, ss->auth.identifier, eap, len,
				  ak->valid ? ak->sn : WMAN_AK_SN_NONE);
	if (ak->valid)
		bs_mgmt_send_digest(ss, buf, ak);
	else
		bs_mgmt_send(ss, buf, ss->primary_cid);
}

static void send_request(struct bs_ss *ss)
{
	send_eap(ss, ss->auth.eap->request, ss->auth.eap->len);
	bs_ss_arm(ss, BS_TIMER_EAP, REPEAT_MS);
}

/* EAP-Failure of the base station's own making answers the last response. */
static void send_failure(struct bs_ss *ss)
{
	const u8 failure[] = { EAP_FAILURE, ss->auth.eap->request[1], 0, EAP_HEADER_LEN };

	send_eap(ss, failure, sizeof(failure));
}

void bs_eap_cancel(struct bs_ss *ss)
{
	struct bs_eap *eap = ss->auth.eap;

	bs_ss_disarm(ss, BS_TIMER_EAP);
	ss->auth.eap = NULL;
	if (!eap)
		return;
	radius_request_cancel(eap->radius);
	if (eap->client)
		radius_client_release(eap->client);
	wman_memzero(eap, sizeof(*eap));
	free(eap);
}

int bs_eap_begin(struct bs_ss *ss, bool authenticated)
{
	const u8 identity[] = { EAP_REQUEST, 0, 0, EAP_HEADER_LEN + 1, EAP_TYPE_IDENTITY };
	struct bs_eap *eap;

	bs_eap_cancel(ss);
	eap = calloc(1, sizeof(*eap));
	if (!eap)
		return -ENOMEM;
	ss->auth.eap = eap;
	ss->auth.step = BS_AUTH_EAP_SS;
	eap->server = -1;
	eap->authenticated = authenticated;
	memcpy(eap->request, identity, sizeof(identity));
	eap->len = sizeof(identity);
	RAND_bytes(&eap->request[1], 1);
	send_request(ss);
	return 0;
}

void bs_eap_again(struct bs_ss *ss)
{
	if (ss->auth.step == BS_AUTH_EAP_SS)
		send_request(ss);
}

void bs_eap_timer(struct bs_ss *ss)
{
	if (ss->auth.step != BS_AUTH_EAP_SS)
		return;
	if (++ss->auth.eap->tries <= REPEATS)
		send_request(ss);
	else
		bs_auth_eap_failure(ss, false, wman_reason_name(WMAN_REASON_EAP_TIMEOUT),
				    "the subscriber does not answer");
}

/* The AAA server answered with an EAP packet of the code that its own code promises. */
static bool fits(const struct radius_result *result)
{
	const u8 code = result->outcome == RADIUS_CHALLENGE ? EAP_REQUEST : EAP_SUCCESS;

	if (result->eap_len < EAP_HEADER_LEN || result->eap_len > BS_EAP_MAX ||
	    wman_get_be16(result->eap + 2) != result->eap_len || result->eap[0] != code)
		return false;
	return result->outcome == RADIUS_CHALLENGE ? result->eap_len > EAP_HEADER_LEN :
						     result->has_msk;
}

/* A subscriber that is authorized keeps what it has until its AK ends. */
static void give_up(struct bs_ss *ss, const char *reason, const char *text)
{
	if (!ss->auth.ak.valid)
		send_failure(ss);
	bs_auth_eap_failure(ss, false, reason, text);
}

static void take_challenge(struct bs_ss *ss, const struct radius_result *result)
{
	struct bs_eap *eap = ss->auth.eap;

	if (++eap->rounds > BS_EAP_ROUNDS_MAX) {
		give_up(ss, wman_reason_name(WMAN_REASON_EAP_ROUNDS),
			"the AAA server does not come to an end");
		return;
	}
	memcpy(eap->request, result->eap, result->eap_len);
	eap->len = result->eap_len;
	eap->tries = 0;
	eap->state_len = result->state_len;
	if (result->state_len)
		memcpy(eap->state, result->state, result->state_len);
	eap->server = (int)result->server;
	ss->auth.step = BS_AUTH_EAP_SS;
	send_request(ss);
}

static void take_accept(struct bs_ss *ss, const struct radius_result *result)
{
	bool reversed = ss->bs->cfg->msk_order == BS_MSK_REVERSED;
	u32 lifetime = ss->bs->cfg->ak_lifetime;
	u8 msk[WMAN_MSK_LEN];
	size_t i;

	if (result->has_session_timeout && result->session_timeout)
		lifetime = result->session_timeout;
	bs_acct_accepted(ss, ss->auth.eap->identity, ss->auth.eap->identity_len, result);
	for (i = 0; i < sizeof(msk); i++)
		msk[i] = result->msk[reversed ? sizeof(msk) - 1 - i : i];
	if (bs_double_eap_first(ss)) {
		bs_double_eap_complete(ss, result->eap[1], msk, lifetime);
	} else {
		send_eap(ss, result->eap, result->eap_len);
		bs_auth_eap_success(ss, msk, lifetime);
	}
	wman_memzero(msk, sizeof(msk));
}

static void take_reject(struct bs_ss *ss, const struct radius_result *result)
{
	if (result->eap_len == EAP_HEADER_LEN && result->eap[0] == EAP_FAILURE)
		send_eap(ss, result->eap, result->eap_len);
	else
		send_failure(ss);
	bs_auth_eap_failure(ss, true, wman_reason_name(WMAN_REASON_EAP_REJECTED), result->text);
}

static void radius_done(void *arg, const struct radius_result *result)
{
	struct bs_ss *ss = arg;
	const char *reason = result->outcome == RADIUS_TIMEOUT ? "radius-timeout" :
								 "radius-invalid";

	ss->auth.eap->radius = NULL;
	if (result->outcome == RADIUS_REJECT) {
		take_reject(ss, result);
		return;
	}
	if (result->outcome == RADIUS_CHALLENGE && fits(result)) {
		take_challenge(ss, result);
		return;
	}
	if (result->outcome == RADIUS_ACCEPT && fits(result)) {
		take_accept(ss, result);
		return;
	}
	give_up(ss, reason,
		result->outcome == RADIUS_ACCEPT    ? "accepted without EAP-Success and MSK" :
		result->outcome == RADIUS_CHALLENGE ? "challenge without an EAP request" :
						      result->text);
}

static int fill(struct bs_ss *ss, struct radius_request *req, const struct wman_octets *packet)
{
	const struct bs_eap *eap = ss->auth.eap;
	int ret;

	ret = radius_request_add(req, RADIUS_USER_NAME, eap->identity, eap->identity_len);
	if (!ret)
		ret = radius_request_add_u32(req, RADIUS_SERVICE_TYPE, SERVICE_FRAMED);
	if (!ret)
		ret = radius_request_add_u32(req, RADIUS_FRAMED_MTU, FRAMED_MTU);
	if (!ret)
		ret = bs_aaa_identify(ss->bs, ss->mac, req);
	if (!ret && eap->state_len)
		ret = radius_request_add(req, RADIUS_STATE, eap->state, eap->state_len);
	return ret ? ret : radius_request_add_eap(req, packet->data, packet->len);
}

static int relay(struct bs_ss *ss, const struct wman_octets *packet)
{
	struct bs_eap *eap = ss->auth.eap;
	struct radius_request *req;
	int ret;

	if (!eap->client) {
		eap->client = ss->bs->radius;
		radius_client_hold(eap->client);
	}
	req = radius_request_new(eap->client, RADIUS_AUTHENTICATION, radius_done, ss);
	if (!req)
		return -ENOMEM;
	if (eap->server >= 0)
		radius_request_pin(req, (unsigned int)eap->server);
	ret = fill(ss, req, packet);
	if (!ret)
		ret = radius_request_send(req);
	if (ret)
		radius_request_cancel(req);
	else
		eap->radius = req;
	return ret;
}

/* User-Name; a subscriber that tells no identity is named by its address (RFC 3579, 2.1). */
static void take_identity(struct bs_ss *ss, const struct wman_octets *packet)
{
	const size_t skip = EAP_HEADER_LEN + 1;
	char text[BS_AAA_MAC_LEN + 1];
	struct bs_eap *eap = ss->auth.eap;
	size_t len = packet->len - skip;

	if (len && len <= BS_IDENTITY_MAX) {
		memcpy(eap->identity, packet->data + skip, len);
		eap->identity_len = len;
		return;
	}
	bs_aaa_mac(ss->mac, text);
	memcpy(eap->identity, text, BS_AAA_MAC_LEN);
	eap->identity_len = BS_AAA_MAC_LEN;
}

enum wman_reason bs_eap_response(struct bs_ss *ss, const struct wman_octets *packet, bool is_signed)
{
	struct bs_eap *eap = ss->auth.eap;
	bool identity;

	if (ss->auth.step != BS_AUTH_EAP_SS || packet->len <= EAP_HEADER_LEN ||
	    packet->data[0] != EAP_RESPONSE || packet->data[1] != eap->request[1])
		return WMAN_REASON_EAP_UNEXPECTED;
	identity = eap->request[EAP_HEADER_LEN] == EAP_TYPE_IDENTITY && !eap->identity_len;
	if (identity && packet->data[EAP_HEADER_LEN] != EAP_TYPE_IDENTITY)
		return WMAN_REASON_EAP_UNEXPECTED;
	if (eap->signed_so_far && !is_signed)
		return WMAN_REASON_EAP_UNSIGNED;
	eap->signed_so_far = is_signed;
	if (identity)
		take_identity(ss, packet);
	bs_ss_disarm(ss, BS_TIMER_EAP);
	ss->auth.step = BS_AUTH_EAP_AAA;
	if (relay(ss, packet))
		bs_auth_eap_failure(ss, false, "radius-invalid", "the request cannot be sent");
	return WMAN_REASON_NONE;
}
