// SPDX-License-Identifier: BSD-3-Clause
#include "mgmt.h"

#include "auth_v1.h"
#include "bs.h"
#include "digest.h"
#include "entry.h"
#include "fault.h"
#include "flow_ms.h"
#include "message.h"

#define FRAGMENT_TIMEOUT_MS 1000

const u8 bs_everybody[WMAN_MAC_ADDR_LEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

/* Messages of subscribers that are known and had RNG-RSP. */
static enum wman_reason (*const handlers[WMAN_MSG_TYPES])(struct bs_ss *ss,
							  const struct bs_message *msg) = {
	[WMAN_MSG_SBC_REQ] = bs_entry_sbc_req,	 [WMAN_MSG_PKM_REQ] = bs_auth_pkm,
	[WMAN_MSG_REG_REQ] = bs_entry_reg_req,	 [WMAN_MSG_DSA_RSP] = bs_flow_dsa_rsp,
	[WMAN_MSG_DSC_RSP] = bs_flow_dsc_rsp,	 [WMAN_MSG_DSD_RSP] = bs_flow_dsd_rsp,
	[WMAN_MSG_DSA_REQ] = bs_flow_ms_request, [WMAN_MSG_DSC_REQ] = bs_flow_ms_request,
	[WMAN_MSG_DSD_REQ] = bs_flow_ms_request, [WMAN_MSG_DSA_ACK] = bs_flow_ms_ack,
	[WMAN_MSG_DSC_ACK] = bs_flow_ms_ack,
};

struct wman_buf *bs_mgmt_begin(struct bs *bs)
{
	wman_buf_init(&bs->out, bs->out_data, sizeof(bs->out_data));
	return &bs->out;
}

/* A clear PDU around a message or a part of one. */
static void send_pdu(struct bs *bs, const u8 *dst, u16 cid, u8 type, const u8 *sub, size_t sub_len,
		     const u8 *data, size_t len)
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
	bs_air_send(bs, dst, pdu, gmh.len);
}

static void send_parts(struct bs *bs, const u8 *dst, u16 cid, const u8 *data, size_t len, u16 *fsn)
{
	const size_t sub_len = wman_fragmentation_len(true);
	struct wman_fragment part;
	struct wman_frag_tx tx;
	u8 sub[2];

	wman_frag_tx_init(&tx, len, bs->cfg->mgmt_max - WMAN_GMH_LEN - WMAN_CRC_LEN - sub_len);
	while (wman_frag_tx_next(&tx, &part)) {
		wman_fragmentation_build(true, part.fc, (*fsn)++, sub);
		send_pdu(bs, dst, cid, WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED, sub, sub_len,
			 data + part.off, part.len);
	}
}

/* Fragment sequence number of a connection, or NULL where nothing is fragmented. */
static u16 *fsn_of(struct bs_ss *ss, u16 cid)
{
	if (ss && cid == ss->primary_cid)
		return &ss->conn_fsn[BS_CONN_PRIMARY];
	return ss && cid == ss->basic_cid ? &ss->conn_fsn[BS_CONN_BASIC] : NULL;
}

void bs_mgmt_frame(struct bs *bs, const u8 *dst, u16 cid, const u8 *data, size_t len)
{
	u16 *fsn = fsn_of(bs_ss_find(bs, dst), cid);

	bs_event_message(bs, dst, "sent", cid, data, len);
	if (fsn && WMAN_GMH_LEN + len + WMAN_CRC_LEN > bs->cfg->mgmt_max)
		send_parts(bs, dst, cid, data, len, fsn);
	else
		send_pdu(bs, dst, cid, 0, NULL, 0, data, len);
}

/* A message that is complete goes on its way. */
static void transmit(struct bs *bs, struct bs_ss *ss, const u8 *dst, u16 cid,
		     const struct wman_buf *buf)
{
	struct bs_pass pass = {
		.on = { .dir = BS_FAULT_TX },
		.ss = ss,
		.mac = dst,
		.cid = cid,
		.fn = bs_mgmt_frame,
	};

	if (buf->overflow) {
		bs_count(bs, ss, WMAN_REASON_OVERSIZE);
		return;
	}
	strcpy(pass.on.name, bs_fault_message_name(buf->data, buf->len));
	bs_fault_pass(bs, &pass, buf->data, buf->len);
}

void bs_mgmt_send_to(struct bs *bs, const u8 *dst, u16 cid, struct wman_buf *buf)
{
	struct bs_ss *ss = bs_ss_find(bs, dst);

	bs_fault_edit(bs, ss, buf);
	transmit(bs, ss, dst, cid, buf);
}

void bs_mgmt_broadcast(struct bs *bs, struct wman_buf *buf)
{
	bs_mgmt_send_to(bs, bs_everybody, WMAN_CID_BROADCAST, buf);
}

int bs_mgmt_broadcast_signed(struct bs *bs, struct wman_buf *buf, const u8 gkek[WMAN_GKEK_LEN],
			     u32 *pn)
{
	/* one message for all of them: of two modes that are allowed, the stronger */
	enum wman_kdf_mode mode = bs->cfg->mac_mode == WMAN_MAC_MODES_HMAC ? WMAN_KDF_SHA1 :
									     WMAN_KDF_CMAC;
	struct bs_seal seal;

	bs_fault_edit(bs, NULL, buf);
	seal = bs_fault_seal(bs, NULL, buf);
	if (seal.has_pn)
		*pn = seal.pn_relative ? *pn + (u32)seal.pn : (u32)seal.pn - 1;
	++*pn;
	if (!seal.unsigned_ &&
	    wman_group_digest_append(bs->prim, mode, gkek, *pn, WMAN_CID_BROADCAST, buf))
		return -EIO;
	if (seal.wrong && !buf->overflow)
		buf->data[buf->len - 1] ^= 1;
	transmit(bs, NULL, bs_everybody, WMAN_CID_BROADCAST, buf);
	return 0;
}

void bs_mgmt_send(struct bs_ss *ss, struct wman_buf *buf, u16 cid)
{
	if (!ss->dead)
		bs_mgmt_send_to(ss->bs, ss->mac, cid, buf);
}

/* CMAC_PN of a message, 0 when none is left; a rule may want another one. */
static u32 take_pn(struct bs_ak *ak, const struct bs_seal *seal)
{
	if (seal->has_pn && !seal->pn_relative)
		return (u32)seal->pn;
	if (seal->has_pn)
		ak->tx_pn += (u32)seal->pn;
	return bs_ak_take_pn(ak);
}

static int append(struct bs *bs, const struct bs_ak *ak, const struct bs_seal *seal, u32 pn,
		  u16 cid, bool tuple, struct wman_buf *buf)
{
	const u8 *key;

	if (ak->mode == WMAN_KDF_SHA1) {
		key = seal->uplink ? ak->hmac.u : ak->hmac.d;
		return tuple ? wman_hmac_tuple_append(bs->prim, key, ak->sn, buf) :
			       wman_hmac_digest_append(bs->prim, key, buf);
	}
	key = seal->uplink ? ak->keys.u : ak->keys.d;
	return tuple ? wman_cmac_tuple_append(bs->prim, key, ak->akid, ak->sn, pn, cid, buf) :
		       wman_cmac_digest_append(bs->prim, key, ak->akid, pn, cid, buf);
}

/* Sign with a tuple or with a digest, and send. */
static void sign(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak, u16 cid, bool tuple)
{
	struct bs *bs = ss->bs;
	struct bs_seal seal;
	int ret = 0;
	u32 pn;

	if (ss->dead)
		return;
	if (bs_auth_is_none(ss)) {
		bs_mgmt_send(ss, buf, cid);
		return;
	}
	if (!ak->valid)
		return;
	bs_fault_edit(bs, ss, buf);
	seal = bs_fault_seal(bs, ss, buf);
	pn = take_pn(ak, &seal);
	if (!pn && !seal.has_pn)
		return;
	if (!seal.unsigned_)
		ret = append(bs, ak, &seal, pn, cid, tuple, buf);
	if (ret) {
		bs_count(bs, ss, WMAN_REASON_CRYPTO);
		return;
	}
	if (seal.wrong && !buf->overflow)
		buf->data[buf->len - 1] ^= 1;
	transmit(bs, ss, ss->mac, cid, buf);
}

void bs_mgmt_send_tuple(struct bs_ss *ss, struct wman_buf *buf, u16 cid)
{
	sign(ss, buf, &ss->auth.ak, cid, true);
}

void bs_mgmt_send_ranging(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak, u16 cid)
{
	sign(ss, buf, ak, cid, true);
}

void bs_mgmt_send_digest(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak)
{
	sign(ss, buf, ak, ss->primary_cid, false);
}

void bs_mgmt_send_signature(struct bs_ss *ss, struct wman_buf *buf)
{
	struct bs *bs = ss->bs;
	struct bs_seal seal;
	int ret = 0;

	if (ss->dead)
		return;
	bs_fault_edit(bs, ss, buf);
	seal = bs_fault_seal(bs, ss, buf);
	if (seal.stranger)
		ret = bs_pki_sign_strange(bs, buf);
	else if (!seal.unsigned_)
		ret = bs_pki_sign(bs, buf);
	if (ret) {
		bs_count(bs, ss, WMAN_REASON_CRYPTO);
		return;
	}
	if (seal.wrong && !buf->overflow)
		buf->data[buf->len - 1] ^= 1;
	transmit(bs, ss, ss->mac, ss->primary_cid, buf);
}

static enum wman_reason verify_tuple(struct bs_ss *ss, struct bs_message *msg)
{
	struct wman_tuple tuple;
	enum wman_reason reason;
	struct bs_ak *ak;

	if (bs_auth_is_none(ss))
		return WMAN_REASON_NONE;
	reason = wman_tuple_find(&tuple, wman_secneg_mode(&ss->choice), msg->data, msg->len);
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
	enum wman_reason reason;

	bs_event_message(bs, mac, "received", cid, data, len);
	reason = dispatch(bs, bs_ss_find(bs, mac), &msg);
	bs_count(bs, bs_ss_find(bs, mac), reason);
}

static void take_with_faults(struct bs *bs, const u8 *src, u16 cid, const struct wman_octets *msg)
{
	struct bs_pass pass = {
		.on = { .dir = BS_FAULT_RX },
		.ss = bs_ss_find(bs, src),
		.mac = src,
		.cid = cid,
		.fn = take,
	};

	strcpy(pass.on.name, bs_fault_message_name(msg->data, msg->len));
	bs_fault_pass(bs, &pass, msg->data, msg->len);
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
