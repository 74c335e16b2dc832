// SPDX-License-Identifier: GPL-2.0
/* Messages and keys of the base station. */
#include <linux/random.h>

#include "beacon.h"
#include "digest.h"
#include "dreg.h"
#include "dsx.h"
#include "handover.h"
#include "message.h"
#include "pdu.h"
#include "reg.h"
#include "rng.h"
#include "sbc.h"
#include "station.h"

const u8 bs_addr[ETH_ALEN] = { 0x02, 0, 0, 0, 0xb5, 0x01 };
const u8 bs_id[ETH_ALEN] = { 0x00, 0x00, 0x10, 0x20, 0x30, 0x40 };
const u8 bs_eap_identity[5] = { 1, 7, 0, 5, 1 };
const u8 bs_eap_other[5] = { 1, 8, 0, 5, 13 };

struct wman_buf *bs_begin(struct station *st)
{
	wman_buf_init(&st->bs.buf, st->bs.data, sizeof(st->bs.data));
	return &st->bs.buf;
}

static struct sk_buff *pdu_new(struct station *st, const struct wman_gmh *gmh)
{
	struct sk_buff *skb = alloc_skb(ETH_HLEN + gmh->len, GFP_KERNEL | __GFP_NOFAIL);

	skb_reserve(skb, ETH_HLEN);
	skb->dev = st->dev;
	wman_gmh_build(gmh, skb_put(skb, WMAN_GMH_LEN));
	return skb;
}

struct sk_buff *bs_pdu(struct station *st, u8 type, u16 cid, const void *data, size_t len)
{
	const struct wman_gmh gmh = {
		.ci = true,
		.type = type,
		.len = WMAN_GMH_LEN + len + WMAN_CRC_LEN,
		.cid = cid,
	};
	struct sk_buff *skb = pdu_new(st, &gmh);

	skb_put_data(skb, data, len);
	wman_pdu_add_crc(skb, st->wdev->cfg.crc);
	return skb;
}

struct sk_buff *bs_sealed(struct station *st, unsigned int index, u32 pn, u8 type, u16 cid,
			  const void *data, size_t len, const struct bs_fault *fault)
{
	static const struct bs_fault none;
	struct wman_ccm ccm = {};
	struct wman_gmh gmh = {
		.ec = true,
		.ci = true,
		.type = type,
		.len = WMAN_GMH_LEN + WMAN_CCM_OVERHEAD + len + WMAN_CRC_LEN,
		.cid = cid,
	};
	struct sk_buff *skb;
	u8 *field;

	fault = fault ?: &none;
	gmh.ec = !fault->clear;
	gmh.eks = (st->bs.tek_sn + index) % WMAN_TEK_SLOTS ^ fault->eks_xor;
	skb = pdu_new(st, &gmh);
	pn ^= fault->pn_xor;
	field = skb_put(skb, WMAN_PN_LEN);
	wman_put_le32(field, pn);
	skb_put_data(skb, data, len);
	skb_put(skb, WMAN_CCM_ICV_LEN);
	if (!wman_ccm_init(&ccm, st->bs.tek[index])) {
		local_bh_disable();
		wman_ccm_seal(&ccm, skb->data, pn, field + WMAN_PN_LEN, len);
		local_bh_enable();
	}
	wman_ccm_exit(&ccm);
	skb->data[skb->len - 1] ^= fault->icv_xor;
	wman_pdu_add_crc(skb, st->wdev->cfg.crc);
	return skb;
}

void bs_emit(struct station *st, u16 cid)
{
	struct wman_buf *buf = &st->bs.buf;

	if (st->bs.spoil)
		st->bs.spoil(buf);
	if (st->bs.cid)
		cid = st->bs.cid;
	station_receive(st, bs_pdu(st, 0, cid, buf->data, buf->len), bs_addr);
}

void bs_edit(struct station *st)
{
	if (st->bs.edit)
		st->bs.edit(&st->bs.buf);
}

void bs_send(struct station *st, u16 cid)
{
	bs_edit(st);
	bs_emit(st, cid);
}

void bs_send_tuple(struct station *st, u16 cid)
{
	struct bs_ak *ak = &st->bs.ak;
	struct bs *bs = &st->bs;

	bs_edit(st);
	if (bs->mode == WMAN_KDF_SHA1 && !bs->unsign)
		wman_hmac_tuple_append(bs->prim, ak->hmac.d, ak->sn, &bs->buf);
	else if (!bs->unsign)
		wman_cmac_tuple_append(bs->prim, ak->keys.d, ak->akid, ak->sn, ++ak->pn, cid,
				       &bs->buf);
	bs_emit(st, cid);
}

void bs_send_digest(struct station *st, struct bs_ak *ak)
{
	struct bs *bs = &st->bs;

	bs_edit(st);
	if (bs->mode == WMAN_KDF_SHA1 && !bs->unsign)
		wman_hmac_digest_append(bs->prim, ak->hmac.d, &bs->buf);
	else if (!bs->unsign)
		wman_cmac_digest_append(bs->prim, ak->keys.d, ak->akid, ++ak->pn, BS_PRIMARY_CID,
					&bs->buf);
	bs_emit(st, BS_PRIMARY_CID);
}

void bs_send_signature(struct station *st)
{
	static const u8 signature[128] = { 1 };

	bs_edit(st);
	if (!st->bs.unsign)
		wman_buf_put_tlv(&st->bs.buf, WMAN_ATTR_SIG_BS, signature, sizeof(signature));
	bs_emit(st, BS_PRIMARY_CID);
}

void bs_same_pmk(struct station *st, const u8 *bsid, u16 count)
{
	const u8 *mac = st->dev->dev_addr;
	struct bs *bs = &st->bs;
	u8 pmk[WMAN_PMK_LEN], ak[WMAN_AK_LEN];

	wman_kdf_pmk(bs->msk, pmk);
	wman_kdf_ak(bs->prim, bs->mode, WMAN_AK_EAP, pmk, NULL, mac, bsid, ak);
	wman_kdf_akid(bs->prim, bs->mode, ak, bs->ak.sn, mac, bsid, bs->ak.akid);
	wman_kdf_cmac_keys(bs->prim, ak, mac, bsid, WMAN_EDITION_2009, count, &bs->ak.keys);
	wman_kdf_hmac_keys(bs->prim, ak, mac, bsid, &bs->ak.hmac);
	if (bs->mode == WMAN_KDF_SHA1)
		memcpy(bs->ak.keys.kek, bs->ak.hmac.kek, WMAN_KEK_LEN);
}

void bs_new_ak(struct station *st)
{
	struct bs *bs = &st->bs;

	bs->old = bs->ak;
	memset(&bs->ak, 0, sizeof(bs->ak));
	bs->ak.sn = (bs->old.sn + 1) % 16;
	get_random_bytes(bs->msk, sizeof(bs->msk));
	get_random_bytes(bs->bs_random, sizeof(bs->bs_random));
	bs_same_pmk(st, bs_id, 0);
}

static int lend_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_pmk *pmk = &wdev->pmk;
	struct station *st = arg;

	if (!pmk->valid) {
		bs_new_ak(st);
		wman_kdf_pmk(st->bs.msk, pmk->key);
		pmk->sn = st->bs.ak.sn;
		pmk->expires = get_jiffies_64() + BS_AK_LIFETIME_S * HZ;
		ether_addr_copy(pmk->mac, st->dev->dev_addr);
		pmk->valid = true;
	}
	return wman_dev_link(wdev) ? wman_pmk_lend(wdev) : 0;
}

void bs_lend(struct station *st)
{
	station_call(st, lend_fn, st);
}

void bs_dl_map(struct station *st, const u8 *bsid)
{
	struct wman_dl_map map = {
		.frame_duration = WMAN_FRAME_5MS,
		.frame_number = st->bs.frame++ & 0xffffff,
	};

	memcpy(map.bsid, bsid, sizeof(map.bsid));
	wman_dl_map_put(bs_begin(st), &map);
	bs_send(st, WMAN_CID_BROADCAST);
}

/* In handover only a base station that has the AK is heard. */
static void send_rng_rsp(struct station *st, struct wman_rng_rsp *rsp)
{
	const struct wman_pmk *pmk = &st->wdev->pmk;

	memcpy(rsp->mac, st->dev->dev_addr, sizeof(rsp->mac));
	rsp->basic_cid = BS_BASIC_CID;
	rsp->primary_cid = BS_PRIMARY_CID;
	if (rsp->status == WMAN_RANGING_SUCCESS)
		rsp->present |= WMAN_RNG_RSP_CIDS;
	wman_rng_rsp_put(bs_begin(st), rsp);
	if (st->wdev->entry.state == WMAN_DEV_STATE_HANDOVER) {
		bs_same_pmk(st, pmk->bsid, pmk->count);
		bs_send_tuple(st, WMAN_CID_INITIAL_RANGING);
	} else {
		bs_send(st, WMAN_CID_INITIAL_RANGING);
	}
}

void bs_rng_rsp(struct station *st, u8 status)
{
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC,
		.status = status,
	};

	send_rng_rsp(st, &rsp);
}

void bs_rng_rsp_ho(struct station *st, u16 ho, const struct wman_octets *reg, bool challenge)
{
	struct wman_rng_rsp rsp = {
		.present = WMAN_RNG_RSP_STATUS | WMAN_RNG_RSP_MAC | WMAN_RNG_RSP_HO,
		.status = WMAN_RANGING_SUCCESS,
		.ho = ho,
	};
	struct wman_sa_challenge tuple = {};
	struct wman_buf buf;
	u8 octets[32];

	if (reg) {
		rsp.present |= WMAN_RNG_RSP_REG;
		rsp.reg = *reg;
	}
	if (challenge) {
		bs_same_pmk(st, st->wdev->pmk.bsid, st->wdev->pmk.count);
		memcpy(tuple.bs_random, st->bs.bs_random, sizeof(tuple.bs_random));
		memcpy(tuple.akid, st->bs.ak.akid, sizeof(tuple.akid));
		wman_buf_init(&buf, octets, sizeof(octets));
		wman_sa_challenge_put(&buf, &tuple);
		rsp.present |= WMAN_RNG_RSP_CHALLENGE;
		rsp.challenge.data = octets;
		rsp.challenge.len = buf.len;
	}
	send_rng_rsp(st, &rsp);
}

const struct wman_secneg bs_choice = {
	.present = WMAN_SECNEG_ALL,
	.version = WMAN_PKM_V2,
	.policy = WMAN_POLICY_EAP,
	.mac_mode = WMAN_MAC_MODE_CMAC_2009,
	.pn_window = 128,
	.max_sa = 4,
};

/* What SBC-RSP says, and SA-TEK-Response again. */
static struct wman_secneg choice_of(const struct station *st)
{
	struct wman_secneg choice = *(st->bs.choice ?: &bs_choice);

	if (st->bs.mode == WMAN_KDF_SHA1)
		choice.mac_mode = WMAN_MAC_MODE_HMAC;
	if (st->bs.max_sa)
		choice.max_sa = st->bs.max_sa;
	if (st->bs.policy)
		choice.policy = st->bs.policy;
	choice.flow_control = st->bs.flow_control;
	return choice;
}

void bs_sbc_rsp(struct station *st)
{
	const struct wman_sbc sbc = { .secneg = choice_of(st) };

	wman_sbc_put(bs_begin(st), WMAN_MSG_SBC_RSP, &sbc);
	bs_send(st, BS_BASIC_CID);
}

void bs_reg_rsp(struct station *st, u8 response)
{
	const struct wman_reg reg = { .response = response };

	wman_reg_put(bs_begin(st), WMAN_MSG_REG_RSP, &reg);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

void bs_dreg_cmd(struct station *st, u8 action)
{
	wman_dreg_cmd_put(bs_begin(st), action);
	bs_send_tuple(st, BS_BASIC_CID);
}

void bs_res_cmd(struct station *st)
{
	wman_res_cmd_put(bs_begin(st));
	bs_send_tuple(st, BS_BASIC_CID);
}

void bs_eap(struct station *st, const u8 *eap, size_t len, struct bs_ak *ak)
{
	wman_pkm_put_eap_transfer(bs_begin(st), WMAN_DIRECTION_DOWNLINK, 1, eap, len,
				  ak ? ak->sn : WMAN_AK_SN_NONE);
	if (ak)
		bs_send_digest(st, ak);
	else
		bs_send(st, BS_PRIMARY_CID);
}

void bs_challenge(struct station *st, struct bs_ak *ak)
{
	const struct wman_sa_tek challenge = {
		.bs_random = st->bs.bs_random,
		.ak_sn = ak->sn,
		.akid = ak->akid,
		.lifetime_s = BS_AK_LIFETIME_S,
	};

	wman_pkm_put_sa_tek_challenge(bs_begin(st), 2, &challenge);
	bs_send_digest(st, ak);
}

void bs_take_request(struct station *st)
{
	while (station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_SA_TEK_REQUEST))
		memcpy(st->bs.ms_random, st->pkm.ms_random, WMAN_RANDOM_LEN);
}

struct wman_buf *bs_response_begin(struct station *st, struct bs_ak *ak, bool mismatch)
{
	static const struct wman_sa_descriptor primary = {
		.said = BS_BASIC_CID,
		.type = WMAN_SA_TYPE_PRIMARY,
		.suite = WMAN_SUITE_CCM_WRAP,
	};
	struct wman_secneg params = choice_of(st);
	struct wman_buf *buf = bs_begin(st);
	const struct wman_sa_tek response = {
		.ms_random = st->bs.ms_random,
		.bs_random = st->bs.bs_random,
		.ak_sn = ak->sn,
		.akid = ak->akid,
		.secneg = &params,
		.frame_number = -1,
		.sa = &primary,
		.n_sa = 1,
	};

	params.max_sa -= mismatch;
	bs_take_request(st);
	wman_pkm_put_sa_tek_response(buf, 3, &response);
	return buf;
}

void bs_response(struct station *st, struct bs_ak *ak, bool mismatch)
{
	bs_response_begin(st, ak, mismatch);
	bs_send_digest(st, ak);
}

/* What a Key-Request asked for; nothing when there was none. */
struct asked {
	u8 identifier;
	u16 said;
	u8 nonce[WMAN_NONCE_LEN];
};

static void take_asked(struct station *st, struct asked *asked)
{
	asked->identifier = st->pkm.identifier;
	asked->said = st->pkm.said;
	memcpy(asked->nonce, st->pkm.nonce.data, sizeof(asked->nonce));
}

static struct asked asked(struct station *st)
{
	struct asked asked = { .said = BS_BASIC_CID };

	while (station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST))
		take_asked(st, &asked);
	return asked;
}

void bs_new_teks(struct station *st, u8 field[2][WMAN_TEK_WRAPPED_MAX],
		 struct wman_tek_params pair[2])
{
	struct bs *bs = &st->bs;
	int i;

	/* the newer becomes the older */
	memcpy(bs->tek[0], bs->tek[1], WMAN_TEK_LEN);
	if (!memchr_inv(bs->tek[0], 0, WMAN_TEK_LEN))
		get_random_bytes(bs->tek[0], WMAN_TEK_LEN);
	else
		bs->tek_sn = (bs->tek_sn + 1) % WMAN_TEK_SLOTS;
	get_random_bytes(bs->tek[1], WMAN_TEK_LEN);
	for (i = 0; i < 2; i++) {
		pair[i].tek.data = field[i];
		wman_tek_wrap(bs->prim, WMAN_SUITE_CCM_WRAP, bs->ak.keys.kek, bs->tek[i], field[i],
			      &pair[i].tek.len);
		pair[i].sn = (bs->tek_sn + i) % WMAN_TEK_SLOTS;
		pair[i].lifetime_s = BS_TEK_LIFETIME_S / 2 * (i + 1);
	}
}

static void key_reply(struct station *st, const struct asked *req)
{
	struct bs *bs = &st->bs;
	const struct wman_octets nonce = { req->nonce, sizeof(req->nonce) };
	u8 field[2][WMAN_TEK_WRAPPED_MAX];
	struct wman_tek_params pair[2] = {};

	bs_new_teks(st, field, pair);
	wman_pkm_put_key_reply(bs_begin(st), req->identifier, bs->ak.sn, req->said, pair, &nonce);
	bs_send_digest(st, &bs->ak);
}

static void key_reject(struct station *st, const struct asked *req)
{
	const struct wman_octets nonce = { req->nonce, sizeof(req->nonce) };

	wman_pkm_put_key_reject(bs_begin(st), req->identifier, st->bs.ak.sn, req->said,
				WMAN_PKM_ERROR_UNAUTHORIZED_SAID, NULL, &nonce);
	bs_send_digest(st, &st->bs.ak);
}

void bs_key_reply(struct station *st)
{
	const struct asked req = asked(st);

	key_reply(st, &req);
}

void bs_key_reject(struct station *st)
{
	const struct asked req = asked(st);

	key_reject(st, &req);
}

void bs_answer(struct station *st, bool reject)
{
	struct asked req;

	take_asked(st, &req);
	if (reject)
		key_reject(st, &req);
	else
		key_reply(st, &req);
}

void bs_tek_invalid(struct station *st, u16 said)
{
	wman_pkm_put_tek_invalid(bs_begin(st), st->bs.ak.sn, said, WMAN_PKM_ERROR_KEY_SN, NULL);
	bs_send_digest(st, &st->bs.ak);
}

void bs_dsa_req(struct station *st, u16 transaction, u8 dir, u32 sfid, u16 cid, u8 cs)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = transaction,
		.dir = dir,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS,
			.sfid = sfid,
			.cid = cid,
			.cs = cs,
		},
	};

	wman_dsx_put(bs_begin(st), &req);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

void bs_dsd_req(struct station *st, u16 transaction, u32 sfid)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSD_REQ,
		.transaction = transaction,
		.sfid = sfid,
	};

	wman_dsx_put(bs_begin(st), &req);
	bs_send_tuple(st, BS_PRIMARY_CID);
}
