// SPDX-License-Identifier: BSD-3-Clause
#include "rsa.h"

#include <stdlib.h>

#include <openssl/rand.h>

#include "bs.h"
#include "mgmt.h"
#include "names_gen.h"

#define REPEAT_MS 3000
#define REPEATS	  3
#define MS_PER_S  1000ULL

/* PAK sequence number: the two high bits of the AK sequence number (D19) */
#define PAK_SN_STEP 0x4
#define PAK_SN_MASK 0xc

/* An RSA-Reply that waits for its acknowledgement. */
struct bs_rsa {
	X509 *cert;
	u8 identifier;
	u8 ms_random[WMAN_RANDOM_LEN];
	u8 bs_random[WMAN_RANDOM_LEN];
	u8 pre_pak[BS_RSA_MAX];
	size_t pre_pak_len;
	unsigned int tries;
	struct bs_half half;
};

static void rsa_free(struct bs_rsa *rsa)
{
	X509_free(rsa->cert);
	wman_memzero(rsa, sizeof(*rsa));
	free(rsa);
}

void bs_rsa_cancel(struct bs_ss *ss)
{
	bs_ss_disarm(ss, BS_TIMER_RSA);
	if (ss->auth.rsa)
		rsa_free(ss->auth.rsa);
	ss->auth.rsa = NULL;
}

bool bs_rsa_waiting(const struct bs_ss *ss, struct wman_rsa_reply *reply, u8 *identifier)
{
	const struct bs_id *own = &ss->bs->pki.own;
	const struct bs_rsa *rsa = ss->auth.rsa;

	if (!rsa)
		return false;
	*identifier = rsa->identifier;
	*reply = (struct wman_rsa_reply){
		.ms_random = rsa->ms_random,
		.bs_random = rsa->bs_random,
		.pre_pak = { rsa->pre_pak, rsa->pre_pak_len },
		.lifetime_s = ss->bs->cfg->ak_lifetime,
		.pak_sn = rsa->half.sn,
		.certificate = { own->der, own->len },
	};
	return true;
}

static void send_reply(struct bs_ss *ss)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	struct wman_rsa_reply reply;
	u8 identifier;

	if (!bs_rsa_waiting(ss, &reply, &identifier))
		return;
	wman_pkm_put_rsa_reply(buf, identifier, &reply);
	bs_mgmt_send_signature(ss, buf);
	bs_ss_arm(ss, BS_TIMER_RSA, REPEAT_MS);
}

void bs_rsa_timer(struct bs_ss *ss)
{
	if (ss->auth.rsa->tries++ < REPEATS) {
		send_reply(ss);
		return;
	}
	bs_event(ss->bs, ss, "rejected", wman_reason_name(WMAN_REASON_RETRIES),
		 "no RSA-Acknowledgement");
	bs_rsa_cancel(ss);
}

/*
 * Whoever signed has the key of the certificate, but may be anybody. So the subscriber is silenced
 * for good only if one of the CAs vouches for a key that never will do.
 */
static void send_reject(struct bs_ss *ss, const struct wman_pkm *pkm, X509 *cert,
			enum wman_reason reason)
{
	bool for_good = reason == WMAN_REASON_CERT_KEY && bs_pki_issued(ss->bs, cert);
	const struct bs_id *own = &ss->bs->pki.own;
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	u8 bs_random[WMAN_RANDOM_LEN];
	const struct wman_rsa_reply reply = {
		.ms_random = pkm->ms_random,
		.bs_random = bs_random,
		.certificate = { own->der, own->len },
	};

	if (RAND_bytes(bs_random, sizeof(bs_random)) != 1)
		return;
	wman_pkm_put_rsa_reject(buf, pkm->identifier, &reply,
				for_good ? WMAN_PKM_ERROR_PERMANENT : WMAN_PKM_ERROR_UNAUTHORIZED,
				wman_reason_name(reason));
	bs_mgmt_send_signature(ss, buf);
}

/* Certificate and signature; a message that nobody proves to have signed is not answered. */
static enum wman_reason judge(struct bs_ss *ss, const struct bs_message *msg,
			      const struct wman_pkm *pkm, X509 *cert)
{
	enum wman_reason reason = bs_pki_judge(ss, cert);
	bool proven;

	if (reason == WMAN_REASON_NO_MEMORY)
		return reason;
	proven = bs_pki_verify(cert, msg, pkm);
	/* with a key that is none there can be no signature */
	if (!proven && cert && reason != WMAN_REASON_CERT_KEY)
		reason = WMAN_REASON_SIGNATURE;
	if (!reason)
		return WMAN_REASON_NONE;
	bs_event(ss->bs, ss, "rejected", wman_reason_name(reason), "%s", wman_reason_text(reason));
	if (proven)
		send_reject(ss, pkm, cert, reason);
	return reason;
}

/* A new pre-PAK, what is sent of it and what is made of it. */
static bool make_pak(struct bs_ss *ss, struct bs_rsa *rsa)
{
	u8 plain[WMAN_PRE_PAK_LEN + WMAN_MAC_ADDR_LEN], eik[WMAN_EIK_LEN];
	struct bs_half *half = &rsa->half;
	bool ok;

	memcpy(plain + WMAN_PRE_PAK_LEN, ss->mac, WMAN_MAC_ADDR_LEN);
	rsa->pre_pak_len = sizeof(rsa->pre_pak);
	half->root.policy = WMAN_AK_RSA;
	half->sn = (ss->auth.sn + PAK_SN_STEP) & PAK_SN_MASK;
	half->expires = bs_now_ms() + ss->bs->cfg->ak_lifetime * MS_PER_S;
	ok = RAND_bytes(plain, WMAN_PRE_PAK_LEN) == 1 &&
	     RAND_bytes(rsa->bs_random, sizeof(rsa->bs_random)) == 1 &&
	     bs_pki_encrypt(rsa->cert, plain, sizeof(plain), rsa->pre_pak, &rsa->pre_pak_len) &&
	     !wman_kdf_eik_pak(ss->bs->prim, wman_secneg_mode(&ss->choice), plain, ss->mac,
			       ss->bs->bsid, eik, half->root.other) &&
	     !bs_eik_derive(ss, &half->eik, eik);
	wman_memzero(plain, sizeof(plain));
	wman_memzero(eik, sizeof(eik));
	return ok;
}

static enum wman_reason reply(struct bs_ss *ss, const struct wman_pkm *pkm, X509 *cert)
{
	struct bs_rsa *rsa = calloc(1, sizeof(*rsa));

	if (!rsa)
		return WMAN_REASON_NO_MEMORY;
	X509_up_ref(cert);
	rsa->cert = cert;
	rsa->identifier = pkm->identifier;
	memcpy(rsa->ms_random, pkm->ms_random, sizeof(rsa->ms_random));
	if (!make_pak(ss, rsa)) {
		rsa_free(rsa);
		return WMAN_REASON_CRYPTO;
	}
	bs_rsa_cancel(ss);
	ss->auth.rsa = rsa;
	send_reply(ss);
	return WMAN_REASON_NONE;
}

static bool is_repeated(const struct bs_rsa *rsa, const struct wman_pkm *pkm, X509 *cert)
{
	return rsa && rsa->identifier == pkm->identifier && !X509_cmp(rsa->cert, cert) &&
	       !memcmp(rsa->ms_random, pkm->ms_random, sizeof(rsa->ms_random));
}

enum wman_reason bs_rsa_request(struct bs_ss *ss, const struct bs_message *msg,
				const struct wman_pkm *pkm)
{
	enum wman_reason reason;
	X509 *cert;

	if (!(ss->choice.policy & WMAN_POLICY_RSA))
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->said != ss->basic_cid)
		return WMAN_REASON_SAID_UNKNOWN;
	cert = bs_pki_decode(&pkm->certificate);
	reason = judge(ss, msg, pkm, cert);
	/* RSA-Reply was lost: the same once more */
	if (!reason && is_repeated(ss->auth.rsa, pkm, cert))
		send_reply(ss);
	else if (!reason)
		reason = reply(ss, pkm, cert);
	X509_free(cert);
	return reason;
}

enum wman_reason bs_rsa_acknowledgement(struct bs_ss *ss, const struct bs_message *msg,
					const struct wman_pkm *pkm)
{
	const struct bs_rsa *rsa = ss->auth.rsa;
	enum wman_reason reason = WMAN_REASON_NONE;

	if (!rsa)
		return WMAN_REASON_MESSAGE_STATE;
	if (memcmp(pkm->bs_random, rsa->bs_random, sizeof(rsa->bs_random)))
		return WMAN_REASON_RANDOM;
	if (!bs_pki_verify(rsa->cert, msg, pkm))
		return WMAN_REASON_SIGNATURE;
	if (pkm->auth_result == WMAN_AUTH_RESULT_SUCCESS) {
		ss->auth.identifier = pkm->identifier;
		bs_auth_rsa_success(ss, &rsa->half);
	} else {
		reason = WMAN_REASON_AUTH_REJECT;
		bs_event(ss->bs, ss, "rejected", wman_reason_name(reason),
			 "RSA-Acknowledgement with Error-Code %u", pkm->error);
	}
	bs_rsa_cancel(ss);
	return reason;
}
