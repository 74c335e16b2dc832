// SPDX-License-Identifier: BSD-3-Clause
#include "double_eap.h"

#include "bs.h"
#include "eap.h"
#include "mgmt.h"
#include "names_gen.h"

#define COMPLETE_MS	 1000 /* 2nd EAP timeout */
#define COMPLETE_RESENDS 3 /* EAPCompleteResends */
#define MS_PER_S	 1000ULL

#define EAP_SUCCESS	3
#define EAP_SUCCESS_LEN 4

/* PMK sequence number: the two low bits of the AK sequence number (D19) */
#define PMK_SN_MASK 0x3

bool bs_double_eap_first(const struct bs_ss *ss)
{
	return ss->choice.policy & WMAN_POLICY_DOUBLE_EAP && !ss->auth.half.eik.valid;
}

static void send_complete(struct bs_ss *ss)
{
	struct bs_half *half = &ss->auth.half;
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	const u8 success[EAP_SUCCESS_LEN] = { EAP_SUCCESS, half->eap_identifier, 0,
					      EAP_SUCCESS_LEN };

	wman_pkm_put_eap_complete(buf, ss->auth.identifier, success, sizeof(success), half->sn);
	bs_mgmt_send_digest(ss, buf, &half->eik);
	bs_ss_arm(ss, BS_TIMER_COMPLETE, COMPLETE_MS);
}

void bs_double_eap_complete(struct bs_ss *ss, u8 identifier, const u8 msk[WMAN_MSK_LEN],
			    u32 lifetime_s)
{
	struct bs_half *half = &ss->auth.half;
	u8 eik[WMAN_EIK_LEN];
	int ret;

	bs_eap_cancel(ss);
	memset(half, 0, sizeof(*half));
	half->root.policy = WMAN_AK_EAP;
	half->sn = (ss->auth.sn + 1) & PMK_SN_MASK;
	half->expires = bs_now_ms() + lifetime_s * MS_PER_S;
	half->eap_identifier = identifier;
	wman_kdf_eik_pmk(msk, eik, half->root.pmk);
	ret = bs_eik_derive(ss, &half->eik, eik);
	wman_memzero(eik, sizeof(eik));
	if (ret) {
		bs_auth_eap_failure(ss, false, wman_reason_name(WMAN_REASON_CRYPTO), NULL);
		return;
	}
	ss->auth.step = BS_AUTH_EAP_COMPLETE;
	ss->auth.tries = 0;
	bs_event(ss->bs, ss, "eap-complete", NULL, "PMK lifetime %u s", lifetime_s);
	send_complete(ss);
}

void bs_double_eap_timer(struct bs_ss *ss)
{
	if (ss->auth.step != BS_AUTH_EAP_COMPLETE)
		return;
	if (ss->auth.tries++ < COMPLETE_RESENDS)
		send_complete(ss);
	else
		bs_auth_eap_failure(ss, false, wman_reason_name(WMAN_REASON_EAP_TIMEOUT),
				    "no Authenticated-EAP-Start");
}

enum wman_reason bs_double_eap_start(struct bs_ss *ss)
{
	const struct bs_auth *auth = &ss->auth;

	if (auth->step == BS_AUTH_EAP_COMPLETE) {
		bs_ss_disarm(ss, BS_TIMER_COMPLETE);
		bs_auth_second(ss);
		return WMAN_REASON_NONE;
	}
	/* the request behind it was lost, or they crossed */
	if (auth->step != BS_AUTH_EAP_SS || auth->eap->identity_len)
		return WMAN_REASON_MESSAGE_STATE;
	bs_eap_again(ss);
	return WMAN_REASON_NONE;
}
