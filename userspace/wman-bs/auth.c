// SPDX-License-Identifier: BSD-3-Clause
#include "auth.h"

#include <openssl/rand.h>

#include "auth_v1.h"
#include "bs.h"
#include "context.h"
#include "double_eap.h"
#include "eap.h"
#include "entry.h"
#include "keylog.h"
#include "mgmt.h"
#include "names_gen.h"
#include "rsa.h"

#define CHALLENGE_MS	  1000 /* SaChallengeTimer */
#define CHALLENGE_RESENDS 3 /* SaChallengeMaxResends */
#define OLD_AK_MS	  5000
#define AK_SN_MASK	  0xf
/* of two halves: that of a PAK or PMK2 in the high bits, that of a PMK in the low ones (D19) */
#define SN_LOW	    0x3
#define SN_HIGH	    0xc
#define SN_HIGH_ONE 0x4
#define MS_PER_S    1000ULL

static bool rsa_first(const struct bs_ss *ss)
{
	return ss->choice.policy & WMAN_POLICY_RSA && !bs_auth_is_v1(ss);
}

bool bs_auth_is_none(const struct bs_ss *ss)
{
	return ss->capable && !ss->choice.version;
}

bool bs_auth_passed(const struct bs_ss *ss)
{
	return ss->auth.ak.valid || bs_auth_is_none(ss);
}

bool bs_auth_can_begin(const struct bs_ss *ss)
{
	return ss->capable && !rsa_first(ss);
}

/* Forget what was to become an AK: an exchange, what its first half left, a handshake. */
static void drop_exchange(struct bs_ss *ss)
{
	bs_eap_cancel(ss);
	bs_auth_v1_cancel(ss);
	bs_ss_disarm(ss, BS_TIMER_COMPLETE);
	bs_ss_disarm(ss, BS_TIMER_CHALLENGE);
	wman_memzero(&ss->auth.half, sizeof(ss->auth.half));
	bs_ak_erase(&ss->auth.fresh);
	ss->auth.step = BS_AUTH_IDLE;
}

static void begin_eap(struct bs_ss *ss, bool authenticated)
{
	if (bs_eap_begin(ss, authenticated))
		bs_auth_eap_failure(ss, false, wman_reason_name(WMAN_REASON_NO_MEMORY), NULL);
}

void bs_auth_begin(struct bs_ss *ss)
{
	if (!bs_auth_can_begin(ss))
		return;
	drop_exchange(ss);
	if (bs_auth_is_none(ss))
		bs_sa_setup(ss, WMAN_SUITE_NULL);
	else if (bs_auth_is_v1(ss))
		bs_auth_v1_begin(ss);
	else
		begin_eap(ss, false);
}

void bs_auth_second(struct bs_ss *ss)
{
	begin_eap(ss, true);
}

void bs_auth_again(struct bs_ss *ss)
{
	bs_eap_again(ss);
}

void bs_auth_close(struct bs_ss *ss)
{
	struct bs_auth *auth = &ss->auth;

	drop_exchange(ss);
	bs_rsa_cancel(ss);
	bs_ss_disarm(ss, BS_TIMER_AK);
	bs_ss_disarm(ss, BS_TIMER_OLD_AK);
	bs_ss_disarm(ss, BS_TIMER_REAUTH);
	bs_ak_erase(&auth->ak);
	bs_ak_erase(&auth->old);
	auth->answered = false;
	bs_auth_v1_forget(ss);
	bs_sa_close(ss);
	/* one that does not come back is not kept for ever */
	if (ss->capable)
		bs_ss_arm(ss, BS_TIMER_T17, BS_T17_MS);
	bs_ss_check_port(ss);
}

/* The subscriber proved that it may not be served as it is. */
static enum wman_reason refuse(struct bs_ss *ss, enum wman_reason reason)
{
	bs_event(ss->bs, ss, "rejected", wman_reason_name(reason), "%s", wman_reason_text(reason));
	bs_acct_because(ss, BS_ACCT_USER_ERROR);
	bs_auth_close(ss);
	return reason;
}

void bs_auth_eap_failure(struct bs_ss *ss, bool final, const char *reason, const char *text)
{
	bs_event(ss->bs, ss, "rejected", reason, text ? "%s" : NULL, text);
	if (final) {
		bs_acct_because(ss, BS_ACCT_REAUTH_FAILURE);
		bs_context_forget(ss->bs, ss->mac);
	}
	if (final || !ss->auth.ak.valid)
		bs_auth_close(ss);
	else
		drop_exchange(ss);
}

static void send_challenge(struct bs_ss *ss)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	struct bs_auth *auth = &ss->auth;
	const struct wman_sa_tek st = {
		.bs_random = auth->bs_random,
		.ak_sn = auth->fresh.sn,
		.akid = auth->fresh.akid,
		.lifetime_s = auth->lifetime_s,
		.frame_number = -1,
	};

	wman_pkm_put_sa_tek_challenge(buf, auth->identifier, &st);
	bs_mgmt_send_digest(ss, buf, &auth->fresh);
	bs_ss_arm(ss, BS_TIMER_CHALLENGE, CHALLENGE_MS);
}

/* All keys are there: an AK is made of them, and the handshake begins. */
static void begin_handshake(struct bs_ss *ss, const struct bs_root *root, u8 sn, u64 expires,
			    u32 lifetime_s)
{
	struct bs_auth *auth = &ss->auth;
	int ret;

	drop_exchange(ss);
	auth->sn = sn;
	auth->lifetime_s = lifetime_s;
	auth->tries = 0;
	auth->step = BS_AUTH_SA_TEK;
	ret = bs_ak_derive(ss->bs, &auth->fresh, wman_secneg_mode(&ss->choice), ss->mac,
			   ss->bs->bsid, root, sn, 0);
	auth->fresh.expires = expires;
	if (ret || RAND_bytes(auth->bs_random, sizeof(auth->bs_random)) != 1) {
		bs_auth_eap_failure(ss, false, wman_reason_name(WMAN_REASON_CRYPTO), NULL);
		return;
	}
	bs_keylog_ak(ss->bs->keylog, ss->mac, ss->bs->bsid, &auth->fresh);
	send_challenge(ss);
}

void bs_auth_rsa_success(struct bs_ss *ss, const struct bs_half *half)
{
	bs_event(ss->bs, ss, "rsa-success", NULL, "PAK SN %u", half->sn);
	if (ss->choice.policy & WMAN_POLICY_EAP) {
		drop_exchange(ss);
		ss->auth.half = *half;
		bs_auth_second(ss);
		return;
	}
	begin_handshake(ss, &half->root, half->sn, half->expires, 0);
}

/* The PMK joins what the first half left; the sooner end of the two is that of the AK. */
static u8 join(const struct bs_half *half, struct bs_root *root, u8 sn, u64 *expires)
{
	if (!half->eik.valid)
		return (sn + 1) & AK_SN_MASK;
	if (half->expires < *expires)
		*expires = half->expires;
	if (half->root.policy == WMAN_AK_RSA) {
		root->policy = WMAN_AK_RSA_EAP;
		memcpy(root->other, half->root.other, sizeof(root->other));
		return half->sn | ((sn + 1) & SN_LOW);
	}
	root->policy = WMAN_AK_EAP_EAP;
	memcpy(root->other, root->pmk, sizeof(root->other));
	memcpy(root->pmk, half->root.pmk, sizeof(root->pmk));
	return half->sn | ((sn + SN_HIGH_ONE) & SN_HIGH);
}

void bs_auth_eap_success(struct bs_ss *ss, const u8 msk[WMAN_MSK_LEN], u32 lifetime_s)
{
	const u64 now = bs_now_ms();
	struct bs_root root = { .policy = WMAN_AK_EAP };
	u64 expires = now + lifetime_s * MS_PER_S;
	u8 sn;

	bs_event(ss->bs, ss, "eap-success", NULL, "PMK lifetime %u s", lifetime_s);
	wman_kdf_pmk(msk, root.pmk);
	sn = join(&ss->auth.half, &root, ss->auth.sn, &expires);
	begin_handshake(ss, &root, sn, expires, (u32)((expires - now) / MS_PER_S));
	wman_memzero(&root, sizeof(root));
}

void bs_auth_challenge_timer(struct bs_ss *ss)
{
	struct bs_auth *auth = &ss->auth;

	if (auth->step != BS_AUTH_SA_TEK)
		return;
	if (auth->tries++ < CHALLENGE_RESENDS) {
		send_challenge(ss);
		return;
	}
	bs_event(ss->bs, ss, "rejected", wman_reason_name(WMAN_REASON_SA_TEK_TIMEOUT),
		 "no SA-TEK-Request");
	bs_ak_erase(&auth->fresh);
	auth->step = BS_AUTH_IDLE;
	if (!auth->ak.valid)
		bs_auth_begin(ss);
}

static void send_response(struct bs_ss *ss)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	u8 field[BS_SAS_MAX][BS_TEKS][BS_TEK_FIELD_MAX];
	struct wman_sa_tek_update updates[BS_SAS_MAX];
	struct wman_sa_descriptor sa[BS_SAS_MAX];
	struct bs_auth *auth = &ss->auth;
	const struct wman_sa_tek st = {
		.ms_random = auth->ms_random,
		.bs_random = auth->bs_random,
		.ak_sn = auth->ak.sn,
		.akid = auth->ak.akid,
		.secneg = &ss->choice,
		.frame_number = -1,
		.sa = sa,
		.n_sa = bs_sa_descriptors(ss, sa),
		.updates = updates,
		.n_updates = bs_context_updates(ss, &auth->ak, updates, field),
	};

	wman_pkm_put_sa_tek_response(buf, auth->identifier, &st);
	bs_mgmt_send_digest(ss, buf, &auth->ak);
}

/* The first of these that was offered */
static bool choose(const u32 *want, size_t n_want, const u32 *offered, size_t n_offered, u32 *suite)
{
	size_t i, j;

	for (i = 0; i < n_want; i++)
		for (j = 0; j < n_offered; j++)
			if (wman_suite_equal(want[i], offered[j])) {
				*suite = offered[j];
				return true;
			}
	return false;
}

enum wman_reason bs_auth_suite(const struct bs_ss *ss, const struct wman_octets *value, u32 *suite)
{
	const struct bs_config *cfg = ss->bs->cfg;
	const struct bs_sa *primary = &ss->sa[0];
	u32 offered[16];
	size_t n = ARRAY_SIZE(offered);
	enum wman_reason reason = wman_suites_parse(offered, &n, value);

	if (reason)
		return reason;
	if ((primary->said && choose(&primary->suite, 1, offered, n, suite)) ||
	    choose(cfg->suites, cfg->n_suites, offered, n, suite))
		return WMAN_REASON_NONE;
	return WMAN_REASON_SUITE;
}

static void arm_until(struct bs_ss *ss, enum bs_ss_timer timer, u64 when)
{
	u64 now = bs_now_ms();

	bs_ss_arm(ss, timer, when > now ? when - now : 0);
}

void bs_auth_used(struct bs_ss *ss, const struct bs_ak *ak)
{
	struct bs_auth *auth = &ss->auth;

	if (ak != &auth->ak || auth->used)
		return;
	auth->used = true;
	/* what was signed before is still on its way */
	if (auth->old.valid)
		bs_ss_arm(ss, BS_TIMER_OLD_AK, OLD_AK_MS);
}

void bs_auth_confirm(struct bs_ss *ss)
{
	struct bs_auth *auth = &ss->auth;
	const struct bs_config *cfg = ss->bs->cfg;
	bool again = auth->ak.valid;

	if (again)
		bs_sa_settled(ss);
	/* an AK that was never used is not worth keeping: the one before it may be in use still */
	if (again && (auth->used || !auth->old.valid)) {
		bs_ak_erase(&auth->old);
		auth->old = auth->ak;
		arm_until(ss, BS_TIMER_OLD_AK, auth->old.expires);
	}
	auth->ak = auth->fresh;
	auth->used = false;
	bs_ak_erase(&auth->fresh);
	auth->step = BS_AUTH_IDLE;
	bs_ss_disarm(ss, BS_TIMER_CHALLENGE);
	bs_ss_disarm(ss, BS_TIMER_T17);
	arm_until(ss, BS_TIMER_AK, auth->ak.expires);
	if (cfg->reauth_every)
		bs_ss_arm(ss, BS_TIMER_REAUTH, cfg->reauth_every * MS_PER_S);
	bs_context_keep(ss);
	bs_event(ss->bs, ss, again ? "reauthorized" : "authorized", NULL, "AK SN %u", auth->ak.sn);
}

void bs_auth_hand_over(struct bs_ss *ss, const struct bs_ak *ak, bool handshake)
{
	struct bs_auth *auth = &ss->auth;

	if (handshake) {
		auth->fresh = *ak;
		auth->step = BS_AUTH_SA_TEK;
		return;
	}
	auth->ak = *ak;
	auth->used = true;
	bs_ss_disarm(ss, BS_TIMER_T17);
	arm_until(ss, BS_TIMER_AK, ak->expires);
	bs_event(ss->bs, ss, "authorized", NULL, "AK SN %u, handed over", ak->sn);
}

static enum wman_reason sa_tek_request(struct bs_ss *ss, const struct bs_message *msg,
				       const struct wman_pkm *pkm)
{
	struct bs_auth *auth = &ss->auth;
	enum wman_reason reason;
	struct bs_ak *ak;
	const u8 *value;
	u32 pn, suite;

	if (auth->fresh.valid && !memcmp(pkm->akid, auth->fresh.akid, WMAN_AKID_LEN))
		ak = &auth->fresh;
	else if (auth->answered && !memcmp(pkm->akid, auth->ak.akid, WMAN_AKID_LEN))
		ak = &auth->ak;
	else
		return auth->fresh.valid ? WMAN_REASON_AKID : WMAN_REASON_MESSAGE_STATE;
	if (pkm->ak_sn != ak->sn)
		return WMAN_REASON_AK_SN;
	value = wman_digest_split(pkm, &pn);
	reason = bs_ak_verify(ss->bs, ak, msg->cid, msg->data, pkm->covered, pn, value);
	if (reason)
		return reason;
	auth->identifier = pkm->identifier;
	if (memcmp(pkm->bs_random, auth->bs_random, WMAN_RANDOM_LEN))
		return WMAN_REASON_RANDOM;
	if (ak == &auth->ak) {
		/* SA-TEK-Response was lost */
		if (memcmp(pkm->ms_random, auth->ms_random, WMAN_RANDOM_LEN))
			return WMAN_REASON_RANDOM;
		send_response(ss);
		return WMAN_REASON_NONE;
	}

	if (!wman_secneg_equal(&pkm->secneg, &ss->offer))
		return refuse(ss, WMAN_REASON_PARAMETERS_MISMATCH);
	reason = bs_auth_suite(ss, &pkm->suites, &suite);
	if (reason)
		return reason == WMAN_REASON_SUITE ? refuse(ss, reason) : reason;
	if (bs_sa_setup(ss, suite))
		return refuse(ss, WMAN_REASON_NO_MEMORY);
	bs_auth_confirm(ss);
	auth->answered = true;
	memcpy(auth->ms_random, pkm->ms_random, sizeof(auth->ms_random));
	send_response(ss);
	bs_context_confirmed(ss);
	bs_ss_check_port(ss);
	return WMAN_REASON_NONE;
}

/* Verify the digest of a PKM message under the AK it names. */
static enum wman_reason verify(struct bs_ss *ss, const struct bs_message *msg,
			       const struct wman_pkm *pkm, struct bs_ak **akp)
{
	struct bs_ak *ak = NULL;
	enum wman_reason reason;
	const u8 *value;
	u32 pn;

	if (wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER))
		ak = bs_ak_find(ss, pkm->ak_sn);
	if (!ak)
		return WMAN_REASON_AK_SN;
	*akp = ak;
	value = wman_digest_split(pkm, &pn);
	reason = bs_ak_verify(ss->bs, ak, msg->cid, msg->data, pkm->covered, pn, value);
	if (!reason)
		bs_auth_used(ss, ak);
	return reason;
}

/* No SA-TEK-Response arrived, and the subscriber gave the new AK up: on with what it had before. */
static void step_back(struct bs_ss *ss)
{
	struct bs_auth *auth = &ss->auth;

	bs_event(ss->bs, ss, "rejected", wman_reason_name(WMAN_REASON_SA_TEK_TIMEOUT),
		 "SA-TEK-Response did not arrive");
	if (!auth->old.valid) {
		bs_auth_close(ss);
		return;
	}
	auth->ak = auth->old;
	auth->used = true;
	auth->answered = false;
	bs_ak_erase(&auth->old);
	bs_ss_disarm(ss, BS_TIMER_OLD_AK);
	arm_until(ss, BS_TIMER_AK, auth->ak.expires);
}

static enum wman_reason eap_start(struct bs_ss *ss, const struct bs_ak *ak)
{
	const struct bs_auth *auth = &ss->auth;

	if (!bs_auth_can_begin(ss))
		return WMAN_REASON_MESSAGE_STATE;
	/* who has the new AK signs with it */
	if (auth->ak.valid && !auth->used && (ak ? ak == &auth->old : !auth->old.valid))
		step_back(ss);
	/* without it anybody could start one; a subscriber that lost its AK ranges first */
	else if (auth->ak.valid && !ak)
		return WMAN_REASON_DIGEST_MISSING;
	/* still at the identity: the request was lost, or they crossed */
	if (auth->step == BS_AUTH_EAP_SS && !auth->eap->identity_len && !auth->eap->authenticated)
		bs_eap_again(ss);
	else
		bs_auth_begin(ss);
	return WMAN_REASON_NONE;
}

/* What is signed under an EIK: both messages of the second half. */
static enum wman_reason second_half(struct bs_ss *ss, const struct bs_message *msg,
				    const struct wman_pkm *pkm)
{
	struct bs_auth *auth = &ss->auth;
	struct bs_half *half = &auth->half;
	enum wman_reason reason;
	const u8 *value;
	u32 pn;

	if (!half->eik.valid)
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->code == WMAN_PKM_AUTHENTICATED_EAP_TRANSFER && half->root.policy == WMAN_AK_RSA &&
	    (!wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER) || pkm->ak_sn != half->sn))
		return WMAN_REASON_AK_SN;
	value = wman_digest_split(pkm, &pn);
	reason = bs_ak_verify(ss->bs, &half->eik, msg->cid, msg->data, pkm->covered, pn, value);
	if (reason)
		return reason;
	auth->identifier = pkm->identifier;
	if (pkm->code == WMAN_PKM_AUTHENTICATED_EAP_START)
		return bs_double_eap_start(ss);
	return auth->eap ? bs_eap_response(ss, &pkm->eap, true) : WMAN_REASON_EAP_UNEXPECTED;
}

/* EAP-Transfer cannot stand for one that is to be signed under the EIK. */
static enum wman_reason eap_transfer(struct bs_ss *ss, const struct wman_pkm *pkm, bool is_signed)
{
	if (ss->auth.eap && ss->auth.eap->authenticated)
		return WMAN_REASON_EAP_UNSIGNED;
	return bs_eap_response(ss, &pkm->eap, is_signed);
}

/* Messages that are unsigned, or signed under an AK that is in force. */
static enum wman_reason take(struct bs_ss *ss, const struct bs_message *msg,
			     const struct wman_pkm *pkm)
{
	bool is_signed = pkm->protection.data;
	enum wman_reason reason;
	struct bs_ak *ak = NULL;

	if (is_signed) {
		reason = verify(ss, msg, pkm, &ak);
		if (reason)
			return reason;
	}
	ss->auth.identifier = pkm->identifier;
	switch (pkm->code) {
	case WMAN_PKM_EAP_START:
		return eap_start(ss, ak);
	case WMAN_PKM_EAP_TRANSFER:
		return eap_transfer(ss, pkm, is_signed);
	case WMAN_PKM_KEY_REQUEST:
		return bs_tek_request(ss, pkm, ak);
	default:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	}
}

enum wman_reason bs_auth_pkm(struct bs_ss *ss, const struct bs_message *msg)
{
	struct wman_pkm pkm;
	enum wman_reason reason;

	if (!ss->capable || bs_auth_is_none(ss))
		return WMAN_REASON_MESSAGE_STATE;
	if (bs_auth_is_v1(ss))
		return bs_auth_v1_pkm(ss, msg);
	reason = wman_pkm_parse(&pkm, msg->data, msg->len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V2,
				wman_secneg_mode(&ss->choice));
	if (reason)
		return reason;
	switch (pkm.code) {
	case WMAN_PKM_RSA_REQUEST:
		return bs_rsa_request(ss, msg, &pkm);
	case WMAN_PKM_RSA_ACKNOWLEDGEMENT:
		return bs_rsa_acknowledgement(ss, msg, &pkm);
	case WMAN_PKM_AUTHENTICATED_EAP_TRANSFER:
	case WMAN_PKM_AUTHENTICATED_EAP_START:
		return second_half(ss, msg, &pkm);
	case WMAN_PKM_SA_TEK_REQUEST:
		return sa_tek_request(ss, msg, &pkm);
	default:
		return take(ss, msg, &pkm);
	}
}

void bs_auth_expired(struct bs_ss *ss)
{
	bs_event(ss->bs, ss, "rejected", wman_reason_name(WMAN_REASON_AK_EXPIRED), NULL);
	bs_acct_because(ss, BS_ACCT_SESSION_TIMEOUT);
	bs_auth_close(ss);
	bs_auth_begin(ss);
}

void bs_auth_old_expired(struct bs_ss *ss)
{
	bs_ak_erase(&ss->auth.old);
}

void bs_auth_reauth_timer(struct bs_ss *ss)
{
	bs_auth_begin(ss);
}
