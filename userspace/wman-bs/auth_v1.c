// SPDX-License-Identifier: BSD-3-Clause
#include "auth_v1.h"

#include <stdlib.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/rand.h>

#include "aaa.h"
#include "bs.h"
#include "device_cert.h"
#include "grant.h"
#include "keylog.h"
#include "mgmt.h"
#include "names_gen.h"

#define AK_SN_MASK 0xf
#define CA_MAX	   2048 /* octets of the certificate of a CA that are kept for the AAA server */

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

static void send_auth_reject(struct bs_ss *ss, u8 identifier, enum wman_pkm_error error,
			     const char *display)
{
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);

	wman_pkm_put_auth_reject(buf, identifier, error, display);
	bs_mgmt_send(ss, buf, ss->primary_cid);
}

/*
 * A certificate that time may mend is refused for now, any other for good. Anybody can show a wrong
 * one: an authorization in force does not end by it.
 */
static enum wman_reason refuse(struct bs_ss *ss, u8 identifier, enum wman_reason reason)
{
	bool for_now = reason == WMAN_REASON_CERT_EXPIRED ||
		       reason == WMAN_REASON_CERT_NOT_YET_VALID || reason == WMAN_REASON_SUITE;

	bs_event(ss->bs, ss, "rejected", wman_reason_name(reason), "%s", wman_reason_text(reason));
	send_auth_reject(ss, identifier,
			 for_now ? WMAN_PKM_ERROR_UNAUTHORIZED : WMAN_PKM_ERROR_PERMANENT,
			 wman_reason_name(reason));
	return reason;
}

/* Auth Reply, also when it has to be sent again */
static void send_auth_reply(struct bs_ss *ss, u8 identifier)
{
	const struct bs_auth_v1 *v1 = &ss->auth.v1;
	struct wman_sa_descriptor sa[BS_SAS_MAX];
	struct wman_buf *buf = bs_mgmt_begin(ss->bs);
	const struct wman_auth_reply reply = {
		.auth_key = { v1->auth_key, v1->auth_key_len },
		.lifetime_s = v1->lifetime_s,
		.ak_sn = ss->auth.ak.sn,
		.sa = sa,
		.n_sa = bs_sa_descriptors(ss, sa),
		.config = v1->config,
	};
	size_t i;

	/* PKMv1 has no SA-Service-Type */
	for (i = 0; i < reply.n_sa; i++)
		sa[i].present = 0;
	wman_pkm_put_auth_reply(buf, identifier, &reply);
	bs_mgmt_send(ss, buf, ss->primary_cid);
}

/* The fresh AK and its SAs are there: Auth Reply tells of them. */
static void authorize(struct bs_ss *ss, u8 identifier)
{
	struct bs_auth *auth = &ss->auth;

	X509_free(auth->v1.cert);
	auth->v1.cert = auth->v1.shown;
	auth->v1.shown = NULL;
	bs_keylog_ak(ss->bs->keylog, ss->mac, ss->bs->bsid, &auth->fresh);
	auth->sn = auth->fresh.sn;
	auth->identifier = identifier;
	bs_auth_confirm(ss);
	send_auth_reply(ss, identifier);
	bs_ss_check_port(ss);
}

/* A new AK in auth->fresh, and what goes out of it in v1->auth_key. */
static enum wman_reason make_ak(struct bs_ss *ss, X509 *cert)
{
	const struct bs_config *cfg = ss->bs->cfg;
	struct bs_auth *auth = &ss->auth;
	struct bs_auth_v1 *v1 = &auth->v1;
	u8 ak[WMAN_AK_LEN];
	bool ok;

	v1->auth_key_len = sizeof(v1->auth_key);
	v1->lifetime_s = cfg->ak_lifetime;
	v1->config = cfg->pkm_timers;
	ok = RAND_bytes(ak, sizeof(ak)) == 1 &&
	     bs_pki_encrypt(cert, ak, sizeof(ak), v1->auth_key, &v1->auth_key_len) &&
	     !bs_ak_take(ss, &auth->fresh, (auth->sn + 1) & AK_SN_MASK, ak, v1->lifetime_s);
	wman_memzero(ak, sizeof(ak));
	if (ok)
		return WMAN_REASON_NONE;
	v1->auth_key_len = 0;
	return WMAN_REASON_CRYPTO;
}

/* The AAA server judges it; what it cannot know, and what an answer has no room for, is looked at here. */
static enum wman_reason look_at(const struct bs_ss *ss, X509 *cert)
{
	enum wman_reason reason = WMAN_REASON_CERT_UNTRUSTED;

	if (cert)
		reason = device_cert_check(cert, ss->mac, time(NULL));
	if (!reason && EVP_PKEY_get_size(X509_get0_pubkey(cert)) != BS_GRANT_KEY_LEN)
		reason = WMAN_REASON_CERT_KEY;
	return bs_pki_reason(reason);
}

static bool by_aaa(const struct bs_ss *ss)
{
	return ss->bs->cfg->pkmv1 == BS_PKMV1_AAA;
}

static enum wman_reason judge(struct bs_ss *ss, const struct wman_pkm *pkm, X509 *cert)
{
	struct bs_auth_v1 *v1 = &ss->auth.v1;
	enum wman_reason reason = by_aaa(ss) ? look_at(ss, cert) : bs_pki_judge(ss, cert);

	if (!reason)
		reason = bs_auth_suite(ss, &pkm->suites, &v1->suite);
	return reason;
}

/* Each suite of the list is one that both sides want. */
static bool suites_fit(const struct bs_ss *ss, const struct bs_grant *grant)
{
	const struct bs_config *cfg = ss->bs->cfg;
	const struct bs_auth_v1 *v1 = &ss->auth.v1;
	size_t i;

	for (i = 0; i < grant->n_sa; i++)
		if (!wman_suite_listed(cfg->suites, cfg->n_suites, grant->sa[i].suite) ||
		    !wman_suite_listed(v1->suites, v1->n_suites, grant->sa[i].suite))
			return false;
	return true;
}

static const char *take_grant(struct bs_ss *ss, const struct bs_grant *grant)
{
	struct bs_auth *auth = &ss->auth;
	struct bs_auth_v1 *v1 = &auth->v1;

	if (bs_ak_find(ss, grant->sn))
		return "PKM-Auth-Key: the sequence number is that of an AK in force";
	if (!suites_fit(ss, grant))
		return "PKM-SA-Descriptor: a suite that one of the two sides does not want";
	if (bs_ak_take(ss, &auth->fresh, grant->sn, grant->ak, grant->lifetime_s) ||
	    (grant->n_sa ? bs_sa_grant(ss, grant->sa, grant->n_sa) : bs_sa_setup(ss, v1->suite))) {
		bs_ak_erase(&auth->fresh);
		return wman_reason_text(WMAN_REASON_NO_MEMORY);
	}
	memcpy(v1->auth_key, grant->auth_key, BS_GRANT_KEY_LEN);
	v1->auth_key_len = BS_GRANT_KEY_LEN;
	v1->lifetime_s = grant->lifetime_s;
	v1->config = grant->config.present ? grant->config : ss->bs->cfg->pkm_timers;
	return NULL;
}

/*
 * The AAA server did not answer, or not as it must. Whoever is authorized keeps what it has until its
 * AK ends, and asks again; an Auth Reject would take it away.
 */
static void fail(struct bs_ss *ss, const char *reason, const char *text)
{
	bs_event(ss->bs, ss, "rejected", reason, "%s", text);
	if (!ss->auth.ak.valid)
		send_auth_reject(ss, ss->auth.v1.identifier, WMAN_PKM_ERROR_NONE, NULL);
}

static void radius_done(void *arg, const struct radius_result *result)
{
	struct bs_ss *ss = arg;
	struct bs_auth_v1 *v1 = &ss->auth.v1;
	char name[BS_AAA_MAC_LEN + 1];
	struct bs_grant grant;
	const char *wrong;

	v1->radius = NULL;
	if (result->outcome == RADIUS_REJECT) {
		bs_event(ss->bs, ss, "rejected", wman_reason_name(WMAN_REASON_AUTH_REJECT), "%s",
			 result->text);
		send_auth_reject(ss, v1->identifier, WMAN_PKM_ERROR_UNAUTHORIZED, NULL);
		return;
	}
	if (result->outcome != RADIUS_ACCEPT) {
		fail(ss, result->outcome == RADIUS_TIMEOUT ? "radius-timeout" : "radius-invalid",
		     result->text);
		return;
	}
	wrong = bs_grant_read(&grant, ss->basic_cid, result);
	if (!wrong)
		wrong = take_grant(ss, &grant);
	if (wrong) {
		fail(ss, "radius-invalid", wrong);
		return;
	}
	bs_aaa_mac(ss->mac, name);
	bs_acct_accepted(ss, (const u8 *)name, BS_AAA_MAC_LEN, result);
	authorize(ss, v1->identifier);
}

static void ask(struct bs_ss *ss, const struct wman_pkm *pkm)
{
	struct bs_auth_v1 *v1 = &ss->auth.v1;
	struct radius_request *req;

	v1->identifier = pkm->identifier;
	v1->n_suites = ARRAY_SIZE(v1->suites);
	req = radius_request_new(ss->bs->radius, RADIUS_AUTHENTICATION, radius_done, ss);
	if (req && !wman_suites_parse(v1->suites, &v1->n_suites, &pkm->suites) &&
	    !bs_grant_fill(ss, req, pkm, v1->suites, v1->n_suites) && !radius_request_send(req)) {
		v1->radius = req;
		return;
	}
	radius_request_cancel(req);
	fail(ss, "radius-invalid", "the request cannot be sent");
}

void bs_auth_v1_cancel(struct bs_ss *ss)
{
	radius_request_cancel(ss->auth.v1.radius);
	ss->auth.v1.radius = NULL;
}

void bs_auth_v1_forget(struct bs_ss *ss)
{
	struct bs_auth_v1 *v1 = &ss->auth.v1;

	v1->auth_key_len = 0;
	X509_free(v1->cert);
	v1->cert = NULL;
	X509_free(v1->shown);
	v1->shown = NULL;
	free(v1->ca);
	v1->ca = NULL;
	v1->ca_len = 0;
}

/* It informs the AAA server; the base station has its file. */
static void auth_info(struct bs_ss *ss, const struct wman_pkm *pkm)
{
	struct bs_auth_v1 *v1 = &ss->auth.v1;
	u8 *ca;

	if (!by_aaa(ss) || pkm->certificate.len > CA_MAX)
		return;
	ca = realloc(v1->ca, pkm->certificate.len);
	if (!ca)
		return;
	memcpy(ca, pkm->certificate.data, pkm->certificate.len);
	v1->ca = ca;
	v1->ca_len = pkm->certificate.len;
}

/*
 * A certificate that is wrong is so twice. OpenSSL forgets that it had no memory when it makes the key
 * of one; nobody is to be silenced for good by that.
 */
static enum wman_reason look_twice(struct bs_ss *ss, const struct wman_pkm *pkm, X509 **cert)
{
	enum wman_reason reason;

	*cert = bs_pki_decode(&pkm->certificate);
	reason = judge(ss, pkm, *cert);
	if (!reason)
		return WMAN_REASON_NONE;
	X509_free(*cert);
	*cert = bs_pki_decode(&pkm->certificate);
	return judge(ss, pkm, *cert);
}

static enum wman_reason auth_request(struct bs_ss *ss, const struct wman_pkm *pkm)
{
	struct bs_auth *auth = &ss->auth;
	enum wman_reason reason;
	X509 *cert;

	if (pkm->said != ss->basic_cid)
		return WMAN_REASON_SAID_UNKNOWN;
	/* Auth Reply was lost: the same AK once more; or the AAA server has it already */
	if (auth->v1.auth_key_len && pkm->identifier == auth->identifier && !auth->used) {
		send_auth_reply(ss, pkm->identifier);
		return WMAN_REASON_NONE;
	}
	if (auth->v1.radius && pkm->identifier == auth->v1.identifier)
		return WMAN_REASON_NONE;
	bs_auth_v1_cancel(ss);
	reason = look_twice(ss, pkm, &cert);
	if (!reason && !by_aaa(ss))
		reason = make_ak(ss, cert);
	ERR_clear_error();
	if (reason) {
		X509_free(cert);
		/* what lacks here is no fault of the subscriber's: it asks again */
		if (reason == WMAN_REASON_NO_MEMORY || reason == WMAN_REASON_CRYPTO)
			return reason;
		return refuse(ss, pkm->identifier, reason);
	}
	X509_free(auth->v1.shown);
	auth->v1.shown = cert;
	if (by_aaa(ss)) {
		ask(ss, pkm);
		return WMAN_REASON_NONE;
	}
	if (bs_sa_setup(ss, auth->v1.suite))
		return WMAN_REASON_NO_MEMORY;
	authorize(ss, pkm->identifier);
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
		auth_info(ss, &pkm);
		return WMAN_REASON_NONE;
	case WMAN_PKM_AUTH_REQUEST:
		return auth_request(ss, &pkm);
	case WMAN_PKM_V1_KEY_REQUEST:
		return key_request(ss, msg, &pkm);
	default:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	}
}
