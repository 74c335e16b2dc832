// SPDX-License-Identifier: BSD-3-Clause
#include "auth_v1.h"

#include <openssl/err.h>
#include <openssl/rand.h>

#include "bs.h"
#include "keylog.h"
#include "mgmt.h"
#include "names_gen.h"

#define AK_SN_MASK 0xf

bool bs_auth_is_v1(const struct bs_ss *ss)
{
	return ss->choice.version == WMAN_PKM_V1;
}

static void send_auth_invalid(struct bs_ss *ss, u8 identifier, enum wman_pkm_error error)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	wman_pkm_put_auth_invalid(buf, identifier, error, NULL);
	bs_mgmt_send(ss, buf, ss->primary_cid);
}

void bs_auth_v1_begin(struct bs_ss *ss)
{
	if (ss->auth.ak.valid)
		send_auth_invalid(ss, 0, WMAN_PKM_ERROR_UNSOLICITED);
}

/* A certificate that time may mend is refused for now, any other for good. */
static enum wman_reason refuse(struct bs_ss *ss, u8 identifier, enum wman_reason reason)
{
	bool for_now = reason == WMAN_REASON_CERT_EXPIRED ||
		       reason == WMAN_REASON_CERT_NOT_YET_VALID || reason == WMAN_REASON_SUITE;
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	bs_event(ss->bs, ss, "rejected", wman_reason_name(reason), "%s", wman_reason_text(reason));
	wman_pkm_put_auth_reject(buf, identifier,
				 for_now ? WMAN_PKM_ERROR_UNAUTHORIZED : WMAN_PKM_ERROR_PERMANENT,
				 wman_reason_name(reason));
	bs_mgmt_send(ss, buf, ss->primary_cid);
	/* anybody can show a wrong certificate: an authorization in force does not end by it */
	return reason;
}

/* A new AK in auth->fresh, and what goes out of it in auth->auth_key. */
static enum wman_reason make_ak(struct bs_ss *ss, X509 *cert)
{
	struct bs_auth *auth = &ss->auth;
	u8 ak[WMAN_AK_LEN];
	bool ok;

	auth->auth_key_len = sizeof(auth->auth_key);
	ok = RAND_bytes(ak, sizeof(ak)) == 1 &&
	     bs_pki_encrypt(cert, ak, sizeof(ak), auth->auth_key, &auth->auth_key_len) &&
	     !bs_ak_take(ss, &auth->fresh, (auth->sn + 1) & AK_SN_MASK, ak,
			 ss->bs->cfg->ak_lifetime);
	wman_memzero(ak, sizeof(ak));
	if (!ok) {
		auth->auth_key_len = 0;
		return WMAN_REASON_CRYPTO;
	}
	bs_keylog_ak(ss->bs->keylog, ss->mac, ss->bs->bsid, &auth->fresh);
	auth->sn = auth->fresh.sn;
	return WMAN_REASON_NONE;
}

static void send_auth_reply(struct bs_ss *ss, u8 identifier)
{
	struct wman_sa_descriptor sa[BS_SAS_MAX];
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	const struct bs_auth *auth = &ss->auth;
	const struct wman_auth_reply reply = {
		.auth_key = { auth->auth_key, auth->auth_key_len },
		.lifetime_s = ss->bs->cfg->ak_lifetime,
		.ak_sn = auth->ak.sn,
		.sa = sa,
		.n_sa = bs_sa_descriptors(ss, sa),
		.config = ss->bs->cfg->pkm_timers,
	};
	size_t i;

	/* PKMv1 has no SA-Service-Type */
	for (i = 0; i < reply.n_sa; i++)
		sa[i].present = 0;
	wman_pkm_put_auth_reply(buf, identifier, &reply);
	bs_mgmt_send(ss, buf, ss->primary_cid);
}

static enum wman_reason auth_request(struct bs_ss *ss, const struct wman_pkm *pkm)
{
	const u8 *der = pkm->certificate.data;
	struct bs_auth *auth = &ss->auth;
	enum wman_reason reason;
	X509 *cert;
	u32 suite;

	if (pkm->said != ss->basic_cid)
		return WMAN_REASON_SAID_UNKNOWN;
	/* Auth Reply was lost: the same AK once more */
	if (auth->auth_key_len && pkm->identifier == auth->identifier && !auth->used) {
		send_auth_reply(ss, pkm->identifier);
		return WMAN_REASON_NONE;
	}
	cert = d2i_X509(NULL, &der, (long)pkm->certificate.len);
	reason = bs_pki_judge(ss, cert);
	if (!reason && !bs_auth_suite(ss, &pkm->suites, &suite))
		reason = WMAN_REASON_SUITE;
	if (!reason)
		reason = make_ak(ss, cert);
	X509_free(cert);
	ERR_clear_error();
	if (reason)
		return refuse(ss, pkm->identifier, reason);
	if (bs_sa_setup(ss, suite))
		return WMAN_REASON_NO_MEMORY;
	auth->identifier = pkm->identifier;
	bs_auth_confirm(ss);
	send_auth_reply(ss, pkm->identifier);
	bs_ss_check_port(ss);
	return WMAN_REASON_NONE;
}

static enum wman_reason key_request(struct bs_ss *ss, const struct bs_message *msg,
				    const struct wman_pkm *pkm)
{
	struct bs_ak *ak = bs_ak_find(ss, pkm->ak_sn);
	enum wman_reason reason;

	if (!ak) {
		send_auth_invalid(ss, pkm->identifier, WMAN_PKM_ERROR_KEY_SN);
		return WMAN_REASON_AK_SN;
	}
	reason = bs_ak_verify(ss->bs, ak, msg->cid, msg->data, pkm->covered, 0,
			      pkm->protection.data);
	if (reason) {
		send_auth_invalid(ss, pkm->identifier, WMAN_PKM_ERROR_AUTHENTICATION);
		return reason;
	}
	bs_auth_used(ss, ak);
	return bs_tek_request(ss, pkm, ak);
}

enum wman_reason bs_auth_v1_pkm(struct bs_ss *ss, const struct bs_message *msg)
{
	struct wman_pkm pkm;
	enum wman_reason reason;

	reason = wman_pkm_parse(&pkm, msg->data, msg->len, WMAN_DIRECTION_UPLINK, WMAN_PKM_V1,
				WMAN_KDF_SHA1);
	if (reason)
		return reason;
	switch (pkm.code) {
	case WMAN_PKM_AUTH_INFO:
		/* informative; whom to trust is in the file */
		return WMAN_REASON_NONE;
	case WMAN_PKM_AUTH_REQUEST:
		return auth_request(ss, &pkm);
	case WMAN_PKM_V1_KEY_REQUEST:
		return key_request(ss, msg, &pkm);
	default:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	}
}
