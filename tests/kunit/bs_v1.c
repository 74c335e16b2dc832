// SPDX-License-Identifier: GPL-2.0
#include "auth_v1.h"
#include "bs_v1.h"
#include "dev.h"
#include "digest.h"
#include "message.h"
#include "pkm_build.h"
#include "sbc.h"

static const u8 der[] = { 0x30, 0x03, 2, 1, 7 };
static const u8 encrypted[128] = { 1 };

const struct wman_octets bs_v1_certificate = { der, sizeof(der) };
const struct wman_octets bs_v1_auth_key = { encrypted, sizeof(encrypted) };
const u8 bs_v1_ak[WMAN_AK_LEN] = { "an AK of 20 octets." };

const struct wman_secneg bs_v1_choice = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V1,
	.policy = WMAN_POLICY_RSA,
	.mac_mode = WMAN_MAC_MODE_HMAC,
	.pn_window = 128,
	.max_sa = 4,
};

static int connect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_connect(wdev, NULL);
}

void bs_v1_ranged(struct client *c, u32 policy)
{
	struct station *st = c->st;

	st->agent = c->portid;
	st->wdev->cfg.policy = policy;
	wman_agent_bind(dev_net(st->dev), st->wdev, c->portid);
	station_settle(st);
	station_call(st, connect_fn, NULL);
	bs_dl_map(st, bs_id);
	bs_rng_rsp(st, WMAN_RANGING_SUCCESS);
}

void bs_v1_sbc_rsp(struct station *st, const struct wman_secneg *choice)
{
	const struct wman_sbc sbc = { .secneg = *choice };

	wman_sbc_put(bs_begin(st), WMAN_MSG_SBC_RSP, &sbc);
	bs_send(st, BS_BASIC_CID);
}

void bs_v1_send_hmac(struct station *st, const struct wman_hmac_keys *keys)
{
	wman_hmac_digest_append(st->bs.prim, keys->d, &st->bs.buf);
	bs_send(st, BS_PRIMARY_CID);
}

static int certify_fn(struct wman_dev *wdev, void *arg)
{
	const struct wman_suites all = {};
	const struct station *st = arg;

	return wman_agent_certificate(wdev, st->agent, wdev->agent.cookie, &bs_v1_certificate,
				      &bs_v1_certificate, &all);
}

int bs_v1_certify(struct station *st)
{
	return station_call(st, certify_fn, st);
}

static int decrypt_fn(struct wman_dev *wdev, void *arg)
{
	const struct wman_agent_rsa rsa = { .cookie = wdev->agent.cookie, .ak = bs_v1_ak };
	const struct station *st = arg;

	return wman_agent_rsa_done(wdev, st->agent, &rsa);
}

int bs_v1_decrypt(struct station *st)
{
	return station_call(st, decrypt_fn, st);
}

void bs_v1_auth_reply_sas(struct station *st, u8 identifier, u32 rekey_wait_s,
			  const struct wman_sa_descriptor *sa, unsigned int n)
{
	const struct wman_auth_reply reply = {
		.auth_key = bs_v1_auth_key,
		.lifetime_s = BS_AK_LIFETIME_S,
		.ak_sn = BS_V1_AK_SN,
		.sa = sa,
		.n_sa = n,
		.config = { .present = BIT(WMAN_PKM_REKEY_WAIT),
			    .timer_s = { [WMAN_PKM_REKEY_WAIT] = rekey_wait_s } },
	};

	wman_pkm_put_auth_reply(bs_begin(st), identifier, &reply);
	bs_send(st, BS_PRIMARY_CID);
}

void bs_v1_auth_reply(struct station *st, u8 identifier, u32 rekey_wait_s)
{
	const struct wman_sa_descriptor primary = {
		.said = BS_BASIC_CID, .suite = WMAN_SUITE_CCM_WRAP,
	};

	bs_v1_auth_reply_sas(st, identifier, rekey_wait_s, &primary, 1);
}
