// SPDX-License-Identifier: BSD-3-Clause
#include "bs_station.h"
#include "bs_station_group.h"

#include <stdlib.h>
#include <string.h>

#include "beacon.h"
#include "dreg.h"
#include "keywrap.h"
#include "message.h"
#include "mgmt.h"
#include "pkm_build.h"
#include "prim_openssl.h"
#include "reg.h"
#include "rng.h"

static void send_pdu(struct bs_station *st, u16 cid, u8 type, const u8 *sub, size_t sub_len,
		     const u8 *data, size_t len)
{
	u8 pdu[WMAN_PDU_MAX];
	struct wman_gmh gmh = {
		.ci = true,
		.type = type,
		.len = (u16)(WMAN_GMH_LEN + sub_len + len + WMAN_CRC_LEN),
		.cid = cid,
	};

	wman_gmh_build(&gmh, pdu);
	memcpy(pdu + WMAN_GMH_LEN, sub, sub_len);
	memcpy(pdu + WMAN_GMH_LEN + sub_len, data, len);
	wman_crc32(WMAN_CRC_OFDMA, pdu, gmh.len - WMAN_CRC_LEN, pdu + gmh.len - WMAN_CRC_LEN);
	bs_lab_burst(st->lab, st->mac, pdu, gmh.len);
}

void bs_station_message(struct bs_station *st, u16 cid, const u8 *msg, size_t len)
{
	struct wman_fragment part;
	struct wman_frag_tx tx;
	u16 fsn = 0;
	u8 sub[2];

	if (!st->mgmt_max || len <= st->mgmt_max) {
		send_pdu(st, cid, 0, (const u8 *)"", 0, msg, len);
		return;
	}
	wman_frag_tx_init(&tx, len, st->mgmt_max);
	while (wman_frag_tx_next(&tx, &part)) {
		wman_fragmentation_build(true, part.fc, fsn++, sub);
		send_pdu(st, cid, WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED, sub, sizeof(sub),
			 msg + part.off, part.len);
	}
}

static void emit(struct bs_station *st, u16 cid, struct wman_buf *buf)
{
	if (st->spoil)
		st->spoil(st, buf);
	assert_false(buf->overflow);
	bs_station_message(st, st->other_cid ? st->other_cid : cid, buf->data, buf->len);
	st->other_cid = 0;
}

void bs_station_clear(struct bs_station *st, u16 cid, struct wman_buf *buf)
{
	if (st->edit)
		st->edit(st, buf);
	emit(st, cid, buf);
}

void bs_station_signed(struct bs_station *st, struct bs_station_ak *ak, struct wman_buf *buf,
		       bool pkm)
{
	int ret = 0;

	if (st->edit)
		st->edit(st, buf);
	if (!st->no_digest) {
		ret = bs_station_sign(st, ak, st->primary, pkm, buf);
		assert_int_equal(ret, 0);
	}
	if (st->wrong_digest)
		buf->data[buf->len - 1] ^= 1;
	st->wrong_digest = false;
	st->no_digest = false;
	emit(st, st->primary, buf);
}

void bs_station_range(struct bs_station *st)
{
	struct wman_rng_req req = { .present = WMAN_RNG_REQ_MAC | WMAN_RNG_REQ_VERSION };
	struct wman_buf buf;
	u8 data[256];

	memcpy(req.mac, st->mac, sizeof(req.mac));
	req.version = WMAN_MAC_VERSION;
	wman_buf_init(&buf, data, sizeof(data));
	wman_rng_req_put(&buf, &req);
	bs_station_clear(st, WMAN_CID_INITIAL_RANGING, &buf);
}

void bs_station_sbc(struct bs_station *st)
{
	struct wman_sbc sbc = { .secneg = st->offer };
	struct wman_buf buf;
	u8 data[256];

	wman_buf_init(&buf, data, sizeof(data));
	sbc.present = WMAN_SBC_BANDWIDTH;
	wman_sbc_put(&buf, WMAN_MSG_SBC_REQ, &sbc);
	bs_station_clear(st, st->basic, &buf);
}

void bs_station_reg(struct bs_station *st)
{
	const struct wman_reg reg = { .present = WMAN_REG_CS, .cs = 0x2e };
	struct wman_buf buf;
	u8 data[256];

	wman_buf_init(&buf, data, sizeof(data));
	wman_reg_put(&buf, WMAN_MSG_REG_REQ, &reg);
	bs_station_signed(st, &st->ak, &buf, false);
}

void bs_station_eap_start(struct bs_station *st)
{
	struct wman_buf buf;
	u8 data[256];

	wman_buf_init(&buf, data, sizeof(data));
	wman_pkm_put_eap_start(&buf, ++st->identifier, st->ak.valid ? st->ak.sn : WMAN_AK_SN_NONE);
	if (st->ak.valid)
		bs_station_signed(st, &st->ak, &buf, true);
	else
		bs_station_clear(st, st->primary, &buf);
}

void bs_station_key_request(struct bs_station *st, u16 said, u8 nonce)
{
	u8 octets[WMAN_NONCE_LEN] = { nonce }, data[256];
	struct wman_buf buf;

	wman_buf_init(&buf, data, sizeof(data));
	wman_pkm_put_key_request(&buf, ++st->identifier, st->ak.sn, said,
				 st->choice.version == WMAN_PKM_V1 ? NULL : octets);
	bs_station_signed(st, &st->ak, &buf, true);
}

/* Under the AK in force; after RSA under the EIK. */
static void send_eap(struct bs_station *st, const u8 *eap, size_t len)
{
	struct bs_station_ak *ak = st->ak.valid ? &st->ak : NULL;
	struct wman_buf buf;
	u8 data[4096];

	wman_buf_init(&buf, data, sizeof(data));
	if (st->eik.valid) {
		ak = &st->eik;
		wman_pkm_put_authenticated_eap_transfer(&buf, WMAN_DIRECTION_UPLINK,
							++st->identifier, eap, len, ak->sn);
	} else {
		wman_pkm_put_eap_transfer(&buf, WMAN_DIRECTION_UPLINK, ++st->identifier, eap, len,
					  ak ? ak->sn : WMAN_AK_SN_NONE);
	}
	if (ak)
		bs_station_signed(st, ak, &buf, true);
	else
		bs_station_clear(st, st->primary, &buf);
}

static void eap_transfer(struct bs_station *st, const struct wman_pkm *pkm)
{
	const u8 *eap = pkm->eap.data;
	u8 answer[2048] = { 2, eap[1], 0, 0, eap[4 % pkm->eap.len] };
	size_t len;

	switch (eap[0]) {
	case 1:
		/* identity, or as many octets as the server sent */
		len = eap[4] == 1 ? 5 + 6 : pkm->eap.len;
		if (eap[4] == 1)
			memcpy(answer + 5, "tester", 6);
		answer[2] = (u8)(len >> 8);
		answer[3] = (u8)len;
		/* EAP-Success may be lost: the method has its MSK now */
		st->have_msk = eap[4] != 1;
		/* an AK of an exchange that came to nothing goes with its MSK */
		st->fresh.valid = false;
		send_eap(st, answer, len);
		break;
	case 4:
		st->eap_failures++;
		break;
	}
}

void bs_station_sa_tek_request(struct bs_station *st)
{
	struct wman_secneg offer = st->offer;
	struct wman_pkm_config config = { 0 };
	struct wman_sa_tek tek = {
		.ms_random = st->ms_random,
		.bs_random = st->bs_random,
		.suites = st->suites,
		.n_suites = st->n_suites,
		.secneg = &offer,
		.config = &config,
		.frame_number = -1,
	};
	struct wman_buf buf;
	u8 data[512];
	u32 i;

	memset(st->ms_random, 0x5a, WMAN_RANDOM_LEN);
	if (st->offer_changed)
		offer.mac_mode |= WMAN_MAC_MODE_HMAC;
	config.present = (1U << WMAN_PKM_TIMERS) - 1;
	for (i = 0; i < WMAN_PKM_TIMERS; i++)
		config.timer_s[i] = 10;
	tek.ak_sn = st->fresh.sn;
	tek.akid = st->fresh.akid;
	wman_buf_init(&buf, data, sizeof(data));
	wman_pkm_put_sa_tek_request(&buf, ++st->identifier, &tek);
	bs_station_signed(st, &st->fresh, &buf, true);
}

static void challenge(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	st->challenges++;
	/* RSA is done anew meanwhile */
	if (!st->fresh.valid && !st->have_msk)
		return;
	if (!st->fresh.valid) {
		wman_kdf_pmk(st->lab->msk, st->root.pmk);
		bs_station_derive(st, &st->fresh, &st->root, pkm->ak_sn, 0);
	}
	if (memcmp(st->fresh.akid, pkm->akid, WMAN_AKID_LEN))
		return;
	if (!bs_station_verify_pkm(st, &st->fresh, pkm, msg))
		return;
	memcpy(st->bs_random, pkm->bs_random, WMAN_RANDOM_LEN);
	bs_station_sa_tek_request(st);
}

static void response(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	struct bs_station_ak *ak = st->fresh.valid ? &st->fresh : &st->ak;

	if (!bs_station_verify_pkm(st, ak, pkm, msg))
		return;
	assert_memory_equal(pkm->ms_random, st->ms_random, WMAN_RANDOM_LEN);
	assert_memory_equal(pkm->bs_random, st->bs_random, WMAN_RANDOM_LEN);
	assert_true(wman_secneg_equal(&pkm->secneg, &st->choice));
	if (!st->fresh.valid)
		return;
	st->ak = st->fresh;
	st->fresh.valid = false;
	st->eik.valid = false;
	st->authorizations++;
	if (st->authorizations == 1 || st->moving)
		bs_station_learn(st, pkm);
	st->moving = false;
}

static void plain_eap(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	eap_transfer(st, pkm);
}

static void authenticated_eap(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	if (bs_station_verify_pkm(st, &st->eik, pkm, msg))
		eap_transfer(st, pkm);
}

static void key_reject(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	st->key_rejects++;
}

static void tek_invalid(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	st->tek_invalids++;
}

/* What it does with a PKM message; alone: the message is signed otherwise than under the AK in force. */
static const struct {
	u8 code;
	bool alone;
	void (*take)(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg);
} pkm_messages[] = {
	{ WMAN_PKM_AUTH_REPLY, true, bs_station_auth_reply },
	{ WMAN_PKM_AUTH_REJECT, true, bs_station_auth_reject },
	{ WMAN_PKM_AUTH_INVALID, true, bs_station_auth_invalid },
	{ WMAN_PKM_V1_KEY_REPLY, false, bs_station_key_reply },
	{ WMAN_PKM_V1_KEY_REJECT, false, key_reject },
	{ WMAN_PKM_V1_TEK_INVALID, false, tek_invalid },
	{ WMAN_PKM_RSA_REPLY, true, bs_station_rsa_reply },
	{ WMAN_PKM_RSA_REJECT, true, bs_station_rsa_reject },
	{ WMAN_PKM_EAP_TRANSFER, false, plain_eap },
	{ WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, true, authenticated_eap },
	{ WMAN_PKM_SA_TEK_CHALLENGE, true, challenge },
	{ WMAN_PKM_SA_TEK_RESPONSE, true, response },
	{ WMAN_PKM_KEY_REPLY, false, bs_station_key_reply },
	{ WMAN_PKM_KEY_REJECT, false, key_reject },
	{ WMAN_PKM_SA_ADDITION, false, bs_station_sa_addition },
	{ WMAN_PKM_TEK_INVALID, false, tek_invalid },
	{ WMAN_PKM_GROUP_KEY_UPDATE, false, bs_station_group_gkek },
};

/* Once there is an AK everything is signed. */
static bool verified(struct bs_station *st, const struct wman_pkm *pkm, const u8 *msg)
{
	if (st->moving)
		return false;
	if (!st->ak.valid && !pkm->protection.data)
		return true;
	if (pkm->protection.data)
		return bs_station_verify_pkm(st, &st->ak, pkm, msg);
	st->bad_digests++;
	return false;
}

static void pkm_rsp(struct bs_station *st, const u8 *msg, size_t len)
{
	enum wman_reason reason;
	struct wman_pkm pkm;
	size_t i;

	/* SBC-RSP may be lost, or on its way: what comes now is not for a subscriber yet */
	if (!st->choice.present)
		return;
	reason = wman_pkm_parse(&pkm, msg, len, WMAN_DIRECTION_DOWNLINK, st->choice.version,
				wman_secneg_mode(&st->choice));
	if (reason == WMAN_REASON_DIGEST_MISSING) {
		st->bad_digests++;
		return;
	}
	assert_int_equal(reason, 0);
	for (i = 0; i < ARRAY_SIZE(pkm_messages); i++)
		if (pkm_messages[i].code == pkm.code &&
		    (pkm_messages[i].alone || verified(st, &pkm, msg)))
			pkm_messages[i].take(st, &pkm, msg);
}

static void sbc_rsp(struct bs_station *st, const u8 *msg, size_t len)
{
	struct wman_sbc sbc;

	assert_int_equal(wman_sbc_parse(&sbc, msg[0], msg, len), 0);
	assert_int_equal(wman_secneg_check(&st->offer, &sbc.secneg), 0);
	st->choice = sbc.secneg;
	/* with RSA it is the subscriber that begins */
	if (st->choice.version == WMAN_PKM_V1)
		bs_station_auth_request(st);
	else if (st->choice.policy & WMAN_POLICY_RSA)
		bs_station_rsa_request(st);
}

static void rng_rsp(struct bs_station *st, const u8 *msg, size_t len)
{
	struct wman_rng_rsp rsp;

	if (st->moving) {
		bs_station_moved(st, msg, len);
		return;
	}
	assert_int_equal(wman_rng_rsp_parse(&rsp, msg, len), 0);
	if (memcmp(rsp.mac, st->mac, sizeof(rsp.mac)))
		return;
	st->aborted = rsp.status == WMAN_RANGING_ABORT;
	if (rsp.status != WMAN_RANGING_SUCCESS)
		return;
	st->ranged = true;
	st->basic = rsp.basic_cid;
	st->primary = rsp.primary_cid;
	bs_station_sbc(st);
}

static void message(struct bs_station *st, u16 cid, const u8 *msg, size_t len)
{
	struct wman_tuple tuple;

	if (wman_message_signed(msg[0])) {
		/* under an AK that is no more, or not yet */
		if (st->moving || !st->choice.present)
			return;
		if (wman_tuple_find(&tuple, wman_secneg_mode(&st->choice), msg, len) ||
		    !bs_station_verify(st, &st->ak, cid, msg, tuple.covered, tuple.pn,
				       tuple.value)) {
			st->bad_digests++;
			return;
		}
		len = tuple.covered;
	}
	switch (msg[0]) {
	case WMAN_MSG_RNG_RSP:
		rng_rsp(st, msg, len);
		break;
	case WMAN_MSG_SBC_RSP:
		sbc_rsp(st, msg, len);
		break;
	case WMAN_MSG_PKM_RSP:
		pkm_rsp(st, msg, len);
		break;
	case WMAN_MSG_REG_RSP:
		st->registered = true;
		break;
	case WMAN_MSG_DSA_REQ:
		bs_station_dsa_req(st, msg, len);
		break;
	case WMAN_MSG_DSA_ACK:
		st->acks++;
		break;
	case WMAN_MSG_DSC_REQ:
		bs_station_dsc_req(st, msg, len);
		break;
	case WMAN_MSG_DSC_ACK:
		st->dsc_acks++;
		break;
	case WMAN_MSG_DSX_RVD:
		st->rvds++;
		break;
	case WMAN_MSG_DSA_RSP:
	case WMAN_MSG_DSC_RSP:
	case WMAN_MSG_DSD_RSP:
		assert_int_equal(wman_dsx_parse(&st->answer, msg, len), 0);
		st->answers++;
		break;
	case WMAN_MSG_DSD_REQ:
		bs_station_dsd_req(st, msg, len);
		break;
	case WMAN_MSG_DREG_CMD:
	case WMAN_MSG_RES_CMD:
		st->left = true;
		break;
	}
}

static void management(struct bs_station *st, const struct wman_gmh *gmh, const u8 *pdu)
{
	struct wman_octets whole;
	struct wman_sdu_iter it;
	struct wman_sdu sdu;

	assert_false(gmh->ec);
	assert_true(gmh->ci);
	assert_int_equal(wman_sdu_iter_init(&it, gmh->type, WMAN_DIRECTION_DOWNLINK,
					    pdu + WMAN_GMH_LEN,
					    gmh->len - WMAN_GMH_LEN - WMAN_CRC_LEN),
			 0);
	assert_true(wman_sdu_next(&it, &sdu));
	whole.data = sdu.data;
	whole.len = sdu.len;
	if (sdu.numbered)
		assert_int_equal(wman_frag_add(&st->frag, &sdu, &whole), 0);
	if (sdu.numbered && whole.len)
		st->fragments++;
	if (whole.len && whole.data[0] == WMAN_MSG_RNG_RSP) {
		assert_in_range(whole.len, 1, sizeof(st->rng_rsp));
		memcpy(st->rng_rsp, whole.data, whole.len);
		st->rng_rsp_len = whole.len;
	}
	if (whole.len && !st->dumb)
		message(st, gmh->cid, whole.data, whole.len);
}

static struct wman_dsx *flow_by_cid(struct bs_station *st, u16 cid)
{
	unsigned int i;

	for (i = 0; i < st->n_flows; i++)
		if (st->flow[i].flow.cid == cid)
			return &st->flow[i];
	return NULL;
}

static struct bs_station_sa *sa_of(struct bs_station *st, const struct wman_dsx *flow)
{
	unsigned int i;

	for (i = 0; i < st->n_sa; i++)
		if (!(flow->flow.present & WMAN_FLOW_SAID) || flow->flow.said == st->sa[i].said)
			return &st->sa[i];
	return NULL;
}

static void data(struct bs_station *st, const struct wman_gmh *gmh, u8 *pdu)
{
	struct wman_dsx *flow = flow_by_cid(st, gmh->cid);
	size_t len = gmh->len - WMAN_GMH_LEN - (gmh->ci ? WMAN_CRC_LEN : 0);
	u8 nonce[WMAN_CCM_NONCE_LEN];
	struct bs_station_sa *sa;
	struct wman_sdu_iter it;
	struct wman_octets whole;
	struct wman_sdu sdu;
	u32 field, pn;

	assert_non_null(flow);
	sa = sa_of(st, flow);
	if (!gmh->ec && !sa->suite) {
		st->last_cid = gmh->cid;
		st->sdus++;
		memcpy(st->last_sdu, pdu + WMAN_GMH_LEN, len);
		st->last_sdu_len = len;
		return;
	}
	if (!gmh->ec || !sa->ccm[gmh->eks]) {
		st->bad_pdus++;
		return;
	}
	field = wman_get_le32(pdu + WMAN_GMH_LEN);
	wman_ccm_nonce(pdu, field, nonce);
	len -= WMAN_CCM_OVERHEAD;
	if (wman_pn_check(field, WMAN_DIRECTION_DOWNLINK, &pn) ||
	    wman_replay_check(&sa->rx[gmh->eks], pn) ||
	    wman_ccm_open(sa->ccm[gmh->eks], nonce, pdu + WMAN_GMH_LEN + WMAN_PN_LEN, len)) {
		st->bad_pdus++;
		return;
	}
	wman_replay_update(&sa->rx[gmh->eks], pn);
	st->last_eks = gmh->eks;
	st->last_cid = gmh->cid;
	assert_int_equal(wman_sdu_iter_init(&it, gmh->type, WMAN_DIRECTION_DOWNLINK,
					    pdu + WMAN_GMH_LEN + WMAN_PN_LEN, len),
			 0);
	while (wman_sdu_next(&it, &sdu)) {
		assert_int_equal(wman_frag_add(&st->sdu, &sdu, &whole), 0);
		if (!whole.len)
			continue;
		st->sdus++;
		memcpy(st->last_sdu, whole.data, whole.len);
		st->last_sdu_len = whole.len;
	}
}

void bs_station_pdu(struct bs_station *st, const u8 *in, size_t len)
{
	u8 pdu[WMAN_PDU_MAX];
	struct wman_gmh gmh;

	memcpy(pdu, in, len);
	assert_int_equal(wman_gmh_parse(&gmh, pdu, len), 0);
	if (gmh.ci && !wman_crc32_ok(WMAN_CRC_OFDMA, pdu, gmh.len)) {
		st->bad_pdus++;
		return;
	}
	if (gmh.cid == WMAN_CID_BROADCAST) {
		bs_station_group_gtek(st, pdu + WMAN_GMH_LEN,
				      gmh.len - WMAN_GMH_LEN - WMAN_CRC_LEN);
		return;
	}
	if (gmh.cid == WMAN_CID_INITIAL_RANGING || gmh.cid == st->basic || gmh.cid == st->primary)
		management(st, &gmh, pdu);
	/* before it has ranged the rest is for the one of that address that was here before */
	else if (st->basic)
		data(st, &gmh, pdu);
}

size_t bs_station_seal(struct bs_station *st, u8 cs, u8 type, const u8 *payload, size_t len,
		       u8 *pdu)
{
	u8 nonce[WMAN_CCM_NONCE_LEN], *p = pdu + WMAN_GMH_LEN;
	struct wman_gmh gmh = { .ec = true, .ci = true, .type = type };
	struct wman_dsx *flow = NULL;
	struct bs_station_sa *sa;
	unsigned int i;
	u32 field;

	for (i = 0; i < st->n_flows && !flow; i++)
		if (st->flow[i].dir == WMAN_DIRECTION_UPLINK && st->flow[i].flow.cs == cs)
			flow = &st->flow[i];
	assert_non_null(flow);
	sa = sa_of(st, flow);
	gmh.cid = flow->flow.cid;
	gmh.eks = sa->newer;
	gmh.len = (u16)(WMAN_GMH_LEN + WMAN_CCM_OVERHEAD + len + WMAN_CRC_LEN);
	field = wman_pn_uplink(++sa->tx_pn[sa->newer]);
	wman_gmh_build(&gmh, pdu);
	wman_put_le32(p, field);
	memcpy(p + WMAN_PN_LEN, payload, len);
	wman_ccm_nonce(pdu, field, nonce);
	assert_int_equal(wman_ccm_seal(sa->ccm[sa->newer], nonce, p + WMAN_PN_LEN, len), 0);
	wman_crc32(WMAN_CRC_OFDMA, pdu, gmh.len - WMAN_CRC_LEN, pdu + gmh.len - WMAN_CRC_LEN);
	return gmh.len;
}

void bs_station_send(struct bs_station *st, u8 cs, const u8 *sdu, size_t len)
{
	u8 pdu[WMAN_PDU_MAX];

	bs_lab_burst(st->lab, st->mac, pdu, bs_station_seal(st, cs, 0, sdu, len, pdu));
}

bool bs_station_ready(const struct bs_station *st)
{
	return st->registered && st->n_flows == st->lab->cfg.n_flows + st->lab->cfg.n_groups &&
	       st->acks >= st->n_flows;
}

struct bs_station *bs_station_new(struct bs_lab *lab, u8 number)
{
	const u8 mac[] = { 2, 0x16, 0, 0, 1, number };
	struct bs_station *st = calloc(1, sizeof(*st));

	assert_non_null(st);
	assert_in_range(lab->n_stations, 0, BS_LAB_STATIONS - 1);
	lab->station[lab->n_stations++] = st;
	st->lab = lab;
	st->prim = wman_prim_alloc();
	assert_non_null(st->prim);
	memcpy(st->mac, mac, sizeof(mac));
	memcpy(st->bsid, lab->bsid, sizeof(st->bsid));
	st->edition = (enum wman_edition)lab->cfg.edition;
	st->offer = (struct wman_secneg){
		.present = WMAN_SECNEG_ALL,
		.version = WMAN_PKM_V2,
		.policy = WMAN_POLICY_EAP,
		.mac_mode = WMAN_MAC_MODE_CMAC,
		.pn_window = 128,
		.max_sa = 4,
	};
	st->suites[0] = WMAN_SUITE_CCM_WRAP;
	st->suites[1] = WMAN_SUITE_CCM_ECB;
	st->n_suites = 2;
	wman_frag_init(&st->frag, st->frag_buf, sizeof(st->frag_buf));
	wman_frag_init(&st->sdu, st->sdu_buf, sizeof(st->sdu_buf));
	return st;
}

void bs_station_free(struct bs_station *st)
{
	unsigned int i, j;

	for (i = 0; i < BS_STATION_SAS; i++) {
		free(st->sa[i].group);
		for (j = 0; j < 4; j++)
			wman_ccm_free(st->sa[i].ccm[j]);
	}
	wman_prim_free(st->prim);
	free(st);
}
