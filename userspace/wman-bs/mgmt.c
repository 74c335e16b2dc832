// SPDX-License-Identifier: BSD-3-Clause
#include "mgmt.h"

#include "bs.h"
#include "digest.h"
#include "entry.h"
#include "fault.h"
#include "message.h"

#define FRAGMENT_TIMEOUT_MS 1000

static const u8 everybody[WMAN_MAC_ADDR_LEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

/* Messages of subscribers that are known and had RNG-RSP. */
static enum wman_reason (*const handlers[WMAN_MSG_TYPES])(struct bs_ss *ss,
							  const struct bs_message *msg) = {
	[WMAN_MSG_SBC_REQ] = bs_entry_sbc_req, [WMAN_MSG_PKM_REQ] = bs_auth_pkm,
	[WMAN_MSG_REG_REQ] = bs_entry_reg_req, [WMAN_MSG_DSA_RSP] = bs_flow_dsa_rsp,
	[WMAN_MSG_DSC_RSP] = bs_flow_dsc_rsp,  [WMAN_MSG_DSD_RSP] = bs_flow_dsd_rsp,
};

struct wman_buf *bs_mgmt_begin(struct bs *bs)
{
	wman_buf_init(&bs->out, bs->out_data, sizeof(bs->out_data));
	return &bs->out;
}

static void send_held(struct bs *bs, const u8 *mac, u16 cid, const u8 *pdu, size_t len)
{
	bs_air_send(bs, mac, pdu, len);
}

/* A clear PDU around a message or a part of one. */
static void send_pdu(struct bs *bs, const u8 *dst, u16 cid, u8 type, const u8 *sub, size_t sub_len,
		     const u8 *data, size_t len, u32 delay_ms)
{
	u8 pdu[WMAN_PDU_MAX], *p = pdu + WMAN_GMH_LEN;
	struct wman_gmh gmh = {
		.ci = true,
		.type = type,
		.len = (u16)(WMAN_GMH_LEN + sub_len + len + WMAN_CRC_LEN),
		.cid = cid,
	};

	wman_gmh_build(&gmh, pdu);
	if (sub_len)
		memcpy(p, sub, sub_len);
	memcpy(p + sub_len, data, len);
	wman_crc32((enum wman_crc)bs->cfg->crc, pdu, gmh.len - WMAN_CRC_LEN,
		   pdu + gmh.len - WMAN_CRC_LEN);
	if (delay_ms)
		bs_hold_back(bs, delay_ms, send_held, dst, cid, pdu, gmh.len);
	else
		bs_air_send(bs, dst, pdu, gmh.len);
}

static void send_parts(struct bs *bs, const u8 *dst, u16 cid, const struct wman_buf *buf, u16 *fsn,
		       u32 delay_ms)
{
	const size_t sub_len = wman_fragmentation_len(true);
	struct wman_fragment part;
	struct wman_frag_tx tx;
	u8 sub[2];

	wman_frag_tx_init(&tx, buf->len, bs->cfg->mgmt_max - WMAN_GMH_LEN - WMAN_CRC_LEN - sub_len);
	while (wman_frag_tx_next(&tx, &part)) {
		wman_fragmentation_build(true, part.fc, (*fsn)++, sub);
		send_pdu(bs, dst, cid, WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED, sub, sub_len,
			 buf->data + part.off, part.len, delay_ms);
	}
}

void bs_mgmt_send_to(struct bs *bs, const u8 *dst, u16 cid, const struct wman_buf *buf, u16 *fsn)
{
	struct bs_fault fault;

	if (buf->overflow) {
		bs_count(bs, bs_ss_find(bs, dst), WMAN_REASON_OVERSIZE);
		return;
	}
	fault = bs_fault_next(bs->cfg->faults, bs->cfg->n_faults, BS_FAULT_TX,
			      bs_fault_message_name(buf->data, buf->len));
	if (fault.drop)
		return;
	while (fault.copies--) {
		if (fsn && WMAN_GMH_LEN + buf->len + WMAN_CRC_LEN > bs->cfg->mgmt_max)
			send_parts(bs, dst, cid, buf, fsn, fault.delay_ms);
		else
			send_pdu(bs, dst, cid, 0, NULL, 0, buf->data, buf->len, fault.delay_ms);
	}
}

void bs_mgmt_broadcast(struct bs *bs, const struct wman_buf *buf)
{
	bs_mgmt_send_to(bs, everybody, WMAN_CID_BROADCAST, buf, NULL);
}

void bs_mgmt_send(struct bs_ss *ss, const struct wman_buf *buf, u16 cid)
{
	if (!ss->dead)
		bs_mgmt_send_to(
			ss->bs, ss->mac, cid, buf,
			&ss->conn_fsn[cid == ss->primary_cid ? BS_CONN_PRIMARY : BS_CONN_BASIC]);
}

void bs_mgmt_send_tuple(struct bs_ss *ss, struct wman_buf *buf, u16 cid)
{
	struct bs_ak *ak = &ss->auth.ak;
	u32 pn = ak->valid ? bs_ak_take_pn(ak) : 0;

	if (!pn)
		return;
	if (wman_cmac_tuple_append(ss->bs->prim, ak->keys.d, ak->akid, ak->sn, pn, cid, buf))
		bs_count(ss->bs, ss, WMAN_REASON_CRYPTO);
	else
		bs_mgmt_send(ss, buf, cid);
}

void bs_mgmt_send_ranging(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak, u16 cid)
{
	u32 pn = bs_ak_take_pn(ak);

	if (!pn)
		return;
	if (wman_cmac_tuple_append(ss->bs->prim, ak->keys.d, ak->akid, ak->sn, pn, cid, buf))
		bs_count(ss->bs, ss, WMAN_REASON_CRYPTO);
	else
		bs_mgmt_send_to(ss->bs, ss->mac, cid, buf, NULL);
}

void bs_mgmt_send_digest(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak)
{
	u32 pn = ak->valid ? bs_ak_take_pn(ak) : 0;

	if (!pn)
		return;
	if (wman_cmac_digest_append(ss->bs->prim, ak->keys.d, ak->akid, pn, ss->primary_cid, buf))
		bs_count(ss->bs, ss, WMAN_REASON_CRYPTO);
	else
		bs_mgmt_send(ss, buf, ss->primary_cid);
}

static enum wman_reason verify_tuple(struct bs_ss *ss, struct bs_message *msg)
{
	struct wman_tuple tuple;
	enum wman_reason reason;
	struct bs_ak *ak;

	reason = wman_tuple_find(&tuple, WMAN_KDF_CMAC, msg->data, msg->len);
	if (reason)
		return reason;
	ak = bs_ak_find(ss, tuple.ak_sn);
	if (!ak)
		return WMAN_REASON_AK_SN;
	reason =
		bs_ak_verify(ss->bs, ak, msg->cid, msg->data, tuple.covered, tuple.pn, tuple.value);
	if (reason)
		return reason;
	bs_auth_used(ss, ak);
	msg->len = tuple.covered;
	return WMAN_REASON_NONE;
}

static u8 arrived_on(const struct bs_ss *ss, u16 cid)
{
	if (cid == WMAN_CID_INITIAL_RANGING)
		return WMAN_ON_RANGING;
	if (ss && cid == ss->basic_cid)
		return WMAN_ON_BASIC;
	return ss && cid == ss->primary_cid ? WMAN_ON_PRIMARY : 0;
}

static enum wman_reason dispatch(struct bs *bs, struct bs_ss *ss, struct bs_message *msg)
{
	const u8 type = msg->data[0];
	enum wman_reason reason;

	reason = wman_message_check(type, WMAN_DIRECTION_UPLINK, arrived_on(ss, msg->cid));
	if (reason)
		return reason;
	if (type == WMAN_MSG_RNG_REQ)
		return bs_entry_rng_req(bs, ss, msg);
	if (!ss || !handlers[type])
		return WMAN_REASON_MESSAGE_STATE;
	if (wman_message_signed(type)) {
		reason = verify_tuple(ss, msg);
		if (reason)
			return reason;
	}
	return handlers[type](ss, msg);
}

static void take(struct bs *bs, const u8 *mac, u16 cid, const u8 *data, size_t len)
{
	struct bs_message msg = { .src = mac, .cid = cid, .data = data, .len = len };
	enum wman_reason reason = dispatch(bs, bs_ss_find(bs, mac), &msg);

	bs_count(bs, bs_ss_find(bs, mac), reason);
}

static void take_with_faults(struct bs *bs, const u8 *src, u16 cid, const struct wman_octets *msg)
{
	struct bs_fault fault;

	fault = bs_fault_next(bs->cfg->faults, bs->cfg->n_faults, BS_FAULT_RX,
			      bs_fault_message_name(msg->data, msg->len));
	while (!fault.drop && fault.copies--) {
		if (fault.delay_ms)
			bs_hold_back(bs, fault.delay_ms, take, src, cid, msg->data, msg->len);
		else
			take(bs, src, cid, msg->data, msg->len);
	}
}

/* The payload of a clear PDU. */
static enum wman_reason body(struct bs *bs, const struct wman_gmh *gmh,
			     const struct wman_octets *pdu, struct wman_octets *out)
{
	enum wman_reason reason;
	size_t skip = 0;

	if (gmh->ec)
		return WMAN_REASON_ENCRYPTED_UNEXPECTED;
	if (gmh->ci && !wman_crc32_ok((enum wman_crc)bs->cfg->crc, pdu->data, gmh->len))
		return WMAN_REASON_CRC;
	out->data = pdu->data + WMAN_GMH_LEN;
	out->len = gmh->len - WMAN_GMH_LEN - (gmh->ci ? WMAN_CRC_LEN : 0);
	if (gmh->esf) {
		reason = wman_esh_skip(out->data, out->len, &skip);
		if (reason)
			return reason;
	}
	out->data += skip;
	out->len -= skip;
	return out->len ? WMAN_REASON_NONE : WMAN_REASON_SHORT;
}

void bs_mgmt_rx(struct bs *bs, struct bs_ss *ss, const u8 *src, const struct wman_gmh *gmh,
		const struct wman_octets *pdu)
{
	struct wman_octets plain, whole;
	struct wman_sdu_iter it;
	enum wman_reason reason;
	struct wman_sdu sdu;

	reason = body(bs, gmh, pdu, &plain);
	if (!reason)
		reason = wman_sdu_iter_init(&it, gmh->type, WMAN_DIRECTION_UPLINK, plain.data,
					    plain.len);
	/* management connections do not pack */
	if (!reason && (gmh->type & WMAN_TYPE_PACKING))
		reason = WMAN_REASON_SUBHEADER;
	if (!reason && !wman_sdu_next(&it, &sdu))
		reason = WMAN_REASON_SHORT;
	if (!reason && sdu.numbered && (!ss || gmh->cid == WMAN_CID_INITIAL_RANGING))
		reason = WMAN_REASON_SUBHEADER;
	if (reason) {
		bs_count(bs, ss, reason);
		return;
	}
	if (sdu.numbered) {
		bs_reassemble(
			ss,
			&ss->conn[gmh->cid == ss->primary_cid ? BS_CONN_PRIMARY : BS_CONN_BASIC],
			&sdu, WMAN_MESSAGE_MAX, FRAGMENT_TIMEOUT_MS, &whole);
	} else {
		whole.data = sdu.data;
		whole.len = sdu.len;
	}
	if (whole.len)
		take_with_faults(bs, src, gmh->cid, &whole);
}
