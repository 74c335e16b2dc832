// SPDX-License-Identifier: BSD-3-Clause
#include "data.h"

#include <stdlib.h>

#include "beacon.h"
#include "bs.h"
#include "mgmt.h"

#define SDU_TIMEOUT_MS 1000

/* @growth: octets by which encryption makes a PDU longer */
static size_t overhead(const struct bs_flow *flow, size_t growth)
{
	return WMAN_GMH_LEN + growth + (flow->cfg.crc ? WMAN_CRC_LEN : 0);
}

static size_t growth_of(const struct bs_tek *tek)
{
	return tek->des ? 0 : WMAN_CCM_OVERHEAD;
}

static size_t pdu_max(const struct bs *bs)
{
	return bs->cfg->pdu_max ? bs->cfg->pdu_max : bs_air_pdu_max(&bs->air);
}

static int seal_ccm(struct bs_tek *tek, const u8 *pdu, const u8 *payload, size_t len, u8 *p)
{
	u8 nonce[WMAN_CCM_NONCE_LEN];
	u32 field;

	if (tek->tx_pn >= WMAN_PN_LAST)
		return -1;
	field = wman_pn_field(++tek->tx_pn, WMAN_DIRECTION_DOWNLINK);
	wman_put_le32(p, field);
	memcpy(p + WMAN_PN_LEN, payload, len);
	wman_ccm_nonce(pdu, field, nonce);
	return wman_ccm_seal(tek->ccm, nonce, p + WMAN_PN_LEN, len);
}

static int encrypt_des(const struct bs *bs, struct bs_tek *tek, const u8 *payload, size_t len,
		       u8 *p)
{
	u8 iv[WMAN_DES_IV_LEN];

	wman_des_iv(tek->iv, wman_phy_sync(WMAN_FRAME_5MS, bs->announce.frame), iv);
	memcpy(p, payload, len);
	return wman_des_encrypt(tek->des, iv, p, len);
}

size_t bs_data_seal(struct bs *bs, const struct bs_flow *flow, struct bs_tek *tek, u8 type,
		    const u8 *payload, size_t len, u8 *pdu)
{
	u8 *p = pdu + WMAN_GMH_LEN;
	struct wman_gmh gmh = {
		.ec = true,
		.ci = flow->cfg.crc,
		.type = type,
		.eks = tek->sn,
		.len = (u16)(overhead(flow, growth_of(tek)) + len),
		.cid = flow->cid,
	};

	if (overhead(flow, growth_of(tek)) + len > WMAN_PDU_MAX)
		return 0;
	wman_gmh_build(&gmh, pdu);
	if (tek->des ? encrypt_des(bs, tek, payload, len, p) : seal_ccm(tek, pdu, payload, len, p))
		return 0;
	if (gmh.ci)
		wman_crc32((enum wman_crc)bs->cfg->crc, pdu, gmh.len - WMAN_CRC_LEN,
			   pdu + gmh.len - WMAN_CRC_LEN);
	return gmh.len;
}

static void send_held(struct bs *bs, const u8 *mac, u16 cid, const u8 *pdu, size_t len)
{
	bs_air_send(bs, mac, pdu, len);
}

/* A PDU without encryption, on the null SA or by a rule. */
static size_t leave_clear(struct bs *bs, const struct bs_flow *flow, u8 type, const u8 *payload,
			  size_t len, u8 *pdu)
{
	const struct wman_gmh gmh = {
		.ci = flow->cfg.crc,
		.type = type,
		.len = (u16)(WMAN_GMH_LEN + len + (flow->cfg.crc ? WMAN_CRC_LEN : 0)),
		.cid = flow->cid,
	};

	wman_gmh_build(&gmh, pdu);
	memcpy(pdu + WMAN_GMH_LEN, payload, len);
	if (gmh.ci)
		wman_crc32((enum wman_crc)bs->cfg->crc, pdu, gmh.len - WMAN_CRC_LEN,
			   pdu + gmh.len - WMAN_CRC_LEN);
	return gmh.len;
}

/* Encrypt under the older TEK, as the rules want it. */
static size_t seal_pdu(struct bs *bs, const struct bs_flow *flow, struct bs_tek *teks,
		       const struct bs_seal *seal, u8 type, const u8 *payload, size_t len, u8 *pdu)
{
	struct bs_tek *tek = teks, bent;

	if (!teks || seal->clear)
		return leave_clear(bs, flow, type, payload, len, pdu);
	bent = *tek;
	if (seal->other_key && !tek->des)
		bent.ccm = teks[BS_TEK_NEWER].ccm;
	if (seal->eks >= 0)
		bent.sn = (u8)seal->eks;
	if (seal->has_pn)
		bent.tx_pn = seal->pn_relative ? bent.tx_pn + (u32)seal->pn : (u32)seal->pn - 1;
	len = bs_data_seal(bs, flow, &bent, type, payload, len, pdu);
	if (!seal->has_pn || seal->pn_relative)
		tek->tx_pn = bent.tx_pn;
	wman_memzero(&bent, sizeof(bent));
	return len;
}

enum wman_reason bs_data_out(struct bs *bs, struct bs_ss *ss, const struct bs_flow *flow,
			     struct bs_tek *teks, u8 type, const u8 *payload, size_t len)
{
	const struct bs_pass pass = {
		.on = { .dir = BS_FAULT_TX, .name = BS_FAULT_DATA },
		.ss = ss,
		.mac = ss ? ss->mac : bs_everybody,
		.cid = flow->cid,
		.fn = send_held,
	};
	struct bs_seal seal;
	u8 pdu[WMAN_PDU_MAX];

	if (overhead(flow, teks ? growth_of(teks) : 0) + len > WMAN_PDU_MAX)
		return WMAN_REASON_OVERSIZE;
	seal = bs_fault_seal(bs, ss, NULL);
	len = seal_pdu(bs, flow, teks, &seal, type, payload, len, pdu);
	if (!len)
		return WMAN_REASON_CRYPTO;
	bs_fault_pass(bs, &pass, pdu, len);
	return WMAN_REASON_NONE;
}

static enum wman_reason send_pdu(struct bs_ss *ss, struct bs_flow *flow, struct bs_sa *sa, u8 type,
				 const u8 *payload, size_t len)
{
	if (bs_sa_clear(sa))
		return bs_data_out(ss->bs, ss, flow, NULL, type, payload, len);
	if (!bs_tek_downlink(ss, sa))
		return WMAN_REASON_NO_KEY;
	return bs_data_out(ss->bs, ss, flow, sa->tek, type, payload, len);
}

static size_t growth(const struct bs_sa *sa)
{
	return wman_suite_find(sa->suite)->overhead;
}

static enum wman_reason send_parts(struct bs_ss *ss, struct bs_flow *flow, struct bs_sa *sa,
				   const u8 *sdu, size_t len)
{
	const bool fsn11 = flow->cfg.fsn11;
	const size_t sub = wman_fragmentation_len(fsn11);
	enum wman_reason reason = WMAN_REASON_NONE;
	struct wman_fragment part;
	struct wman_frag_tx tx;
	u8 payload[WMAN_PDU_MAX];
	u8 type = WMAN_TYPE_FRAGMENTATION;

	if (fsn11)
		type |= WMAN_TYPE_EXTENDED;
	wman_frag_tx_init(&tx, len, pdu_max(ss->bs) - overhead(flow, growth(sa)) - sub);
	while (!reason && wman_frag_tx_next(&tx, &part)) {
		wman_fragmentation_build(fsn11, part.fc, flow->fsn++, payload);
		memcpy(payload + sub, sdu + part.off, part.len);
		reason = send_pdu(ss, flow, sa, type, payload, sub + part.len);
	}
	return reason;
}

enum wman_reason bs_data_send(struct bs_ss *ss, struct bs_flow *flow, const u8 *sdu, size_t len)
{
	struct bs_sa *sa = bs_sa_find(ss, flow->said);
	enum wman_reason reason;

	if (!sa)
		return WMAN_REASON_NO_KEY;
	/* without fragmentation a PDU may take two frames of the air */
	if (overhead(flow, growth(sa)) + len <= (flow->cfg.frag ? pdu_max(ss->bs) : WMAN_PDU_MAX))
		reason = send_pdu(ss, flow, sa, 0, sdu, len);
	else if (flow->cfg.frag)
		reason = send_parts(ss, flow, sa, sdu, len);
	else
		reason = WMAN_REASON_OVERSIZE;
	if (reason)
		return reason;
	flow->packets++;
	flow->bytes += len;
	bs_acct_sdu(&ss->acct.out, len);
	return WMAN_REASON_NONE;
}

static void take_sdu(struct bs_ss *ss, struct bs_flow *flow, const struct wman_sdu *sdu)
{
	struct wman_octets whole = { .data = sdu->data, .len = sdu->len };

	if (sdu->numbered) {
		if (!flow->rx)
			flow->rx = calloc(1, sizeof(*flow->rx));
		if (!flow->rx) {
			bs_count(ss->bs, ss, WMAN_REASON_NO_MEMORY);
			return;
		}
		bs_reassemble(ss, flow->rx, sdu, BS_SDU_MAX, SDU_TIMEOUT_MS, &whole);
	}
	if (!whole.len)
		return;
	flow->packets++;
	flow->bytes += whole.len;
	bs_acct_sdu(&ss->acct.in, whole.len);
	bs_count(ss->bs, ss, bs_tap_deliver(ss, flow->cfg.cs, &whole));
}

/* PN, replay window, ICV; in place. */
static enum wman_reason decrypt(struct bs_tek *tek, const u8 *pdu, u8 *data, size_t len)
{
	u8 nonce[WMAN_CCM_NONCE_LEN];
	enum wman_reason reason;
	u32 field, pn;

	field = wman_get_le32(data);
	reason = wman_pn_check(field, WMAN_DIRECTION_UPLINK, &pn);
	if (!reason)
		reason = wman_replay_check(&tek->replay, pn);
	if (reason)
		return reason;
	wman_ccm_nonce(pdu, field, nonce);
	reason = wman_ccm_open(tek->ccm, nonce, data + WMAN_PN_LEN, len);
	return reason ? reason : wman_replay_update(&tek->replay, pn);
}

static enum wman_reason decrypt_des(struct bs_ss *ss, struct bs_tek *tek, u8 *data, size_t len)
{
	const struct bs *bs = ss->bs;
	u32 frame = bs->air.rx_frame ? bs->air.rx_frame : bs->announce.frame;
	u8 iv[WMAN_DES_IV_LEN];

	wman_des_iv(tek->iv, wman_phy_sync(WMAN_FRAME_5MS, frame), iv);
	return wman_des_decrypt(tek->des, iv, data, len) ? WMAN_REASON_CRYPTO : WMAN_REASON_NONE;
}

/* Only the null SA carries clear PDUs, and it carries no others. */
static enum wman_reason clear_check(const struct bs_sa *sa, bool ec)
{
	if (sa && bs_sa_clear(sa))
		return ec ? WMAN_REASON_ENCRYPTED_UNEXPECTED : WMAN_REASON_NONE;
	return ec ? WMAN_REASON_NONE : WMAN_REASON_CLEAR_DATA;
}

static enum wman_reason open_pdu(struct bs_ss *ss, const struct bs_flow *flow,
				 const struct wman_gmh *gmh, u8 *pdu, struct wman_octets *plain)
{
	struct bs_sa *sa = bs_sa_find(ss, flow->said);
	size_t skip = 0, grown = sa ? growth(sa) : 0,
	       len = gmh->len - WMAN_GMH_LEN - (gmh->ci ? WMAN_CRC_LEN : 0);
	enum wman_reason reason;
	struct bs_tek *tek;
	u8 *data = pdu + WMAN_GMH_LEN;

	reason = clear_check(sa, gmh->ec);
	if (reason)
		return reason;
	if (!ss->open || !sa)
		return WMAN_REASON_NOT_AUTHORIZED;
	tek = gmh->ec ? bs_tek_uplink(sa, gmh->eks) : NULL;
	if (gmh->ec && !tek) {
		bs_tek_invalid(ss, sa->said);
		return WMAN_REASON_EKS_UNKNOWN;
	}
	if (gmh->len <= WMAN_GMH_LEN + grown + (gmh->ci ? WMAN_CRC_LEN : 0))
		return WMAN_REASON_SHORT;
	if (gmh->ci && !wman_crc32_ok((enum wman_crc)ss->bs->cfg->crc, pdu, gmh->len))
		return WMAN_REASON_CRC;
	if (gmh->esf) {
		reason = wman_esh_skip(data, len, &skip);
		if (reason)
			return reason;
	}
	data += skip;
	len -= skip;
	if (len <= grown)
		return WMAN_REASON_SHORT;
	plain->data = data;
	plain->len = len - grown;
	if (!tek)
		return WMAN_REASON_NONE;
	if (tek->des)
		return decrypt_des(ss, tek, data, plain->len);
	plain->data += WMAN_PN_LEN;
	return decrypt(tek, pdu, data, plain->len);
}

static enum wman_reason rx(struct bs_ss *ss, struct bs_flow *flow, const struct wman_gmh *gmh,
			   const struct wman_octets *pdu)
{
	u8 copy[WMAN_PDU_MAX];
	struct wman_octets plain;
	struct wman_sdu_iter it;
	enum wman_reason reason;
	struct wman_sdu sdu;

	/* decrypted in place, and a fault may take the PDU twice */
	memcpy(copy, pdu->data, gmh->len);
	reason = open_pdu(ss, flow, gmh, copy, &plain);
	if (!reason)
		reason = wman_sdu_iter_init(&it, gmh->type, WMAN_DIRECTION_UPLINK, plain.data,
					    plain.len);
	while (!reason && wman_sdu_next(&it, &sdu)) {
		flow->packed += it.packed;
		take_sdu(ss, flow, &sdu);
	}
	return reason;
}

static void take_held(struct bs *bs, const u8 *mac, u16 cid, const u8 *data, size_t len)
{
	const struct wman_octets pdu = { .data = data, .len = len };
	struct bs_ss *ss = bs_ss_find(bs, mac);
	struct bs_flow *flow = ss ? bs_flow_by_cid(ss, cid) : NULL;
	struct wman_gmh gmh;

	if (flow && !wman_gmh_parse(&gmh, data, len))
		bs_count(bs, ss, rx(ss, flow, &gmh, &pdu));
}

enum wman_reason bs_data_rx(struct bs_ss *ss, const struct wman_gmh *gmh,
			    const struct wman_octets *pdu)
{
	const struct bs_pass pass = {
		.on = { .dir = BS_FAULT_RX, .name = BS_FAULT_DATA },
		.ss = ss,
		.mac = ss->mac,
		.cid = gmh->cid,
		.fn = take_held,
	};
	struct bs_flow *flow;

	flow = bs_flow_by_cid(ss, gmh->cid);
	if (!flow)
		return WMAN_REASON_CID_UNKNOWN;
	if (flow->cfg.dir != WMAN_DIRECTION_UPLINK)
		return WMAN_REASON_CID_DIRECTION;
	bs_fault_pass(ss->bs, &pass, pdu->data, gmh->len);
	return WMAN_REASON_NONE;
}
