// SPDX-License-Identifier: GPL-2.0
/* Management messages: framing, fragments, digests, dispatch. */
#include <linux/etherdevice.h>
#include <linux/slab.h>

#include "digest.h"
#include "dev.h"
#include "flow_ms.h"
#include "mac.h"
#include "message.h"
#include "netlink.h"
#include "mgmt.h"
#include "pdu.h"
#include "trace.h"

struct rx_cb {
	u8 src[ETH_ALEN];
};

static struct rx_cb *rx_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct rx_cb) > sizeof(skb->cb));
	return (struct rx_cb *)skb->cb;
}

/* Who takes which message; wman_message_check() has seen to direction and connection. */
static enum wman_reason (*const handlers[])(struct wman_dev *wdev,
					    const struct wman_message *msg) = {
	[WMAN_MSG_UCD]	    = wman_entry_ucd,
	[WMAN_MSG_DCD]	    = wman_entry_dcd,
	[WMAN_MSG_DL_MAP]   = wman_entry_dl_map,
	[WMAN_MSG_RNG_RSP]  = wman_entry_rng_rsp,
	[WMAN_MSG_REG_RSP]  = wman_entry_reg_rsp,
	[WMAN_MSG_PKM_RSP]  = wman_auth_pkm_rsp,
	[WMAN_MSG_DSA_REQ]  = wman_flow_request,
	[WMAN_MSG_DSA_RSP]  = wman_flow_ms_answer,
	[WMAN_MSG_DSA_ACK]  = wman_flow_dsa_ack,
	[WMAN_MSG_DSC_REQ]  = wman_flow_request,
	[WMAN_MSG_DSC_RSP]  = wman_flow_ms_answer,
	[WMAN_MSG_DSC_ACK]  = wman_flow_dsc_ack,
	[WMAN_MSG_DSD_REQ]  = wman_flow_dsd_req,
	[WMAN_MSG_DSD_RSP]  = wman_flow_ms_answer,
	[WMAN_MSG_RES_CMD]  = wman_entry_res_cmd,
	[WMAN_MSG_SBC_RSP]  = wman_entry_sbc_rsp,
	[WMAN_MSG_DREG_CMD] = wman_entry_dreg_cmd,
	[WMAN_MSG_DSX_RVD]  = wman_flow_ms_received,
};

enum wman_reason wman_mgmt_verify(struct wman_dev *wdev, struct wman_ak *ak,
				  const struct wman_message *msg, size_t covered, u32 pn,
				  const u8 *value)
{
	enum wman_reason ret;

	if (ak->mode == WMAN_KDF_SHA1)
		return wman_hmac_check(wdev->prim, ak->hmac_d, msg->data, covered, value);
	ret = wman_cmac_check(wdev->prim, ak->cmac_d, ak->akid, pn, msg->cid, msg->data, covered,
			      value);
	if (ret)
		return ret;
	if (!ak->rx_any && pn <= ak->rx_pn)
		return WMAN_REASON_DIGEST_REPLAY;
	ak->rx_any = false;
	ak->rx_pn = pn;
	if (pn >= WMAN_CMAC_PN_RENEW)
		wman_auth_renew_soon(wdev);
	return WMAN_REASON_NONE;
}

static enum wman_reason verify_tuple(struct wman_dev *wdev, struct wman_message *msg)
{
	struct wman_tuple tuple;
	enum wman_reason ret;
	struct wman_ak *ak;

	if (wman_auth_unprotected(wdev))
		return WMAN_REASON_NONE;
	ret = wman_tuple_find(&tuple, wman_secneg_mode(&wdev->entry.choice), msg->data, msg->len);
	if (ret)
		return ret;
	ak = wman_key_find(wdev, tuple.ak_sn);
	if (!ak)
		return WMAN_REASON_AK_SN;
	ret = wman_mgmt_verify(wdev, ak, msg, tuple.covered, tuple.pn, tuple.value);
	if (!ret)
		msg->len = tuple.covered;
	return ret;
}

static u8 arrived_on(struct wman_dev *wdev, u16 cid)
{
	struct wman_link *link = wman_dev_link(wdev);

	if (cid == WMAN_CID_BROADCAST || cid == WMAN_CID_FRAGMENTABLE)
		return WMAN_ON_BROADCAST;
	if (cid == WMAN_CID_INITIAL_RANGING)
		return WMAN_ON_RANGING;
	if (link && cid == link->basic_cid)
		return WMAN_ON_BASIC;
	return link && cid == link->primary_cid ? WMAN_ON_PRIMARY : 0;
}

static enum wman_reason dispatch(struct wman_dev *wdev, struct wman_message *msg)
{
	enum wman_reason ret;
	u8 type;

	if (!msg->len)
		return WMAN_REASON_MESSAGE_SHORT;
	type = msg->data[0];
	trace_wman_message_rx(wdev->dev, msg->cid, type, msg->len > 1 ? msg->data[1] : 0,
			      msg->len);
	wman_nl_message_event(wdev, WMAN_DIRECTION_DOWNLINK, msg->cid, msg->data, msg->len);
	ret = wman_message_check(type, WMAN_DIRECTION_DOWNLINK, arrived_on(wdev, msg->cid));
	if (ret)
		return ret;
	if (type >= ARRAY_SIZE(handlers) || !handlers[type])
		return WMAN_REASON_MESSAGE_UNKNOWN;
	if (wman_message_signed(type)) {
		ret = verify_tuple(wdev, msg);
		if (ret)
			return ret;
	}
	return handlers[type](wdev, msg);
}

/* The connection whose fragments a PDU may carry, or NULL. */
static struct wman_mgmt_conn *fragment_conn(struct wman_dev *wdev, u16 cid)
{
	switch (arrived_on(wdev, cid)) {
	case WMAN_ON_BASIC:
		return &wdev->mgmt.conn[WMAN_MGMT_BASIC];
	case WMAN_ON_PRIMARY:
		return &wdev->mgmt.conn[WMAN_MGMT_PRIMARY];
	default:
		return NULL;
	}
}

/* Memory for what begins; most messages come whole, and need none. */
static bool frag_begin(struct wman_mgmt_conn *conn)
{
	if (!conn->frag.buf)
		conn->frag.buf = kmalloc(WMAN_MESSAGE_MAX, GFP_KERNEL);
	conn->since = jiffies;
	return conn->frag.buf;
}

static void frag_free(struct wman_frag *frag)
{
	kfree(frag->buf);
	frag->buf = NULL;
}

/* Take an SDU or a part of one; *msg becomes the message when it is whole, and is empty before. */
static enum wman_reason reassemble(struct wman_dev *wdev, const struct wman_sdu *sdu,
				   struct wman_message *msg)
{
	struct wman_mgmt_conn *conn = fragment_conn(wdev, msg->cid);
	struct wman_octets whole;
	enum wman_reason ret;

	if (!sdu->numbered) {
		msg->data = sdu->data;
		msg->len = sdu->len;
		return WMAN_REASON_NONE;
	}
	if (!conn)
		return WMAN_REASON_SUBHEADER;
	if (conn->frag.active && time_after(jiffies, conn->since + WMAN_MGMT_FRAG_TIMEOUT)) {
		wman_frag_reset(&conn->frag);
		wman_count(wdev, WMAN_REASON_FRAGMENT_TIMEOUT);
	}
	if (sdu->fc == WMAN_FC_FIRST && !frag_begin(conn))
		return WMAN_REASON_NO_MEMORY;
	ret = wman_frag_add(&conn->frag, sdu, &whole);
	msg->data = whole.data;
	msg->len = whole.len;
	return ret;
}

static enum wman_reason receive(struct wman_dev *wdev, struct sk_buff *skb)
{
	struct wman_link *link = wman_dev_link(wdev);
	struct wman_message msg = { .src = rx_cb(skb)->src };
	struct wman_sdu_iter it;
	struct wman_octets body;
	enum wman_reason ret;
	struct wman_gmh gmh;
	struct wman_sdu sdu;

	ret = wman_gmh_parse(&gmh, skb->data, skb->len);
	if (ret)
		return ret;
	if (gmh.ec)
		return WMAN_REASON_ENCRYPTED_UNEXPECTED;
	if (gmh.type & WMAN_TYPE_PACKING)
		return WMAN_REASON_SUBHEADER;
	ret = wman_pdu_body(skb->data, &gmh, link ? link->crc : wdev->cfg.crc, &body);
	if (ret)
		return ret;
	ret = wman_sdu_iter_init(&it, gmh.type, WMAN_DIRECTION_DOWNLINK, body.data, body.len);
	if (ret)
		return ret;
	if (!wman_sdu_next(&it, &sdu))
		return WMAN_REASON_MESSAGE_SHORT;
	msg.cid = gmh.cid;
	ret = reassemble(wdev, &sdu, &msg);
	if (ret)
		wman_count(wdev, ret);
	return msg.len ? dispatch(wdev, &msg) : WMAN_REASON_NONE;
}

/* The message that lay there has been dealt with. */
static void free_whole(struct wman_dev *wdev)
{
	struct wman_mgmt_conn *conn;

	for (conn = wdev->mgmt.conn; conn < wdev->mgmt.conn + WMAN_MGMT_CONNS; conn++)
		if (!conn->frag.active)
			frag_free(&conn->frag);
}

static void rx_work(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(work, struct wman_dev, mgmt.work);
	enum wman_reason reason;
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&wdev->mgmt.queue))) {
		reason = receive(wdev, skb);
		if (reason)
			wman_count(wdev, reason);
		kfree_skb(skb);
		free_whole(wdev);
	}
}

void wman_mgmt_init(struct wman_dev *wdev)
{
	struct wman_mgmt *mgmt = &wdev->mgmt;
	int i;

	skb_queue_head_init(&mgmt->queue);
	INIT_WORK(&mgmt->work, rx_work);
	for (i = 0; i < WMAN_MGMT_CONNS; i++)
		wman_frag_init(&mgmt->conn[i].frag, NULL, WMAN_MESSAGE_MAX);
}

void wman_mgmt_reset(struct wman_dev *wdev)
{
	int i;

	for (i = 0; i < WMAN_MGMT_CONNS; i++) {
		wman_frag_reset(&wdev->mgmt.conn[i].frag);
		wdev->mgmt.conn[i].fsn = 0;
	}
}

void wman_mgmt_purge(struct wman_dev *wdev)
{
	cancel_work_sync(&wdev->mgmt.work);
	skb_queue_purge(&wdev->mgmt.queue);
	wman_mgmt_reset(wdev);
	free_whole(wdev);
}

void wman_mgmt_queue(struct wman_dev *wdev, struct sk_buff *skb, const u8 *src)
{
	struct wman_mgmt *mgmt = &wdev->mgmt;

	if (skb_queue_len_lockless(&mgmt->queue) >= WMAN_MGMT_QUEUE_MAX) {
		wman_count(wdev, WMAN_REASON_QUEUE_FULL);
		kfree_skb(skb);
		return;
	}
	if (skb_linearize(skb)) {
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
		kfree_skb(skb);
		return;
	}
	ether_addr_copy(rx_cb(skb)->src, src);
	skb_queue_tail(&mgmt->queue, skb);
	queue_work(wdev->wq, &mgmt->work);
}

struct wman_buf *wman_mgmt_begin(struct wman_dev *wdev)
{
	struct wman_buf *buf = &wdev->mgmt.tx;
	u8 *data = buf->data ?: kmalloc(WMAN_MGMT_TX_MAX, GFP_KERNEL);

	wman_buf_init(buf, data, data ? WMAN_MGMT_TX_MAX : 0);
	return buf;
}

static void free_tx(struct wman_dev *wdev)
{
	kfree(wdev->mgmt.tx.data);
	wdev->mgmt.tx.data = NULL;
}

void wman_mgmt_exit(struct wman_dev *wdev)
{
	free_tx(wdev);
}

/* One PDU with a part of a message; @part is NULL when it is whole. */
static void send_pdu(struct wman_dev *wdev, u16 cid, const struct wman_fragment *part, u16 fsn,
		     const u8 *data, size_t len)
{
	struct wman_link *link = wman_dev_link(wdev);
	struct wman_card *card = wdev->card;
	struct wman_gmh gmh = { .ci = true, .cid = cid };
	struct sk_buff *skb;
	size_t sub = 0;
	int ret;

	if (part) {
		gmh.type = WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED;
		sub = wman_fragmentation_len(true);
	}
	gmh.len = WMAN_GMH_LEN + sub + len + WMAN_CRC_LEN;
	skb = alloc_skb(LL_RESERVED_SPACE(wdev->dev) + gmh.len + wdev->dev->needed_tailroom,
			GFP_KERNEL);
	if (!skb) {
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
		return;
	}
	skb_reserve(skb, LL_RESERVED_SPACE(wdev->dev));
	skb->dev = wdev->dev;
	wman_gmh_build(&gmh, skb_put(skb, WMAN_GMH_LEN));
	if (part)
		wman_fragmentation_build(true, part->fc, fsn, skb_put(skb, sub));
	skb_put_data(skb, data, len);
	wman_pdu_add_crc(skb, link->crc);

	local_bh_disable();
	ret = card->ops->tx(card, skb, link->bs_addr);
	local_bh_enable();
	if (ret)
		wman_count(wdev, WMAN_REASON_CARD);
}

static void send_fragments(struct wman_dev *wdev, u16 cid, const u8 *data, size_t len)
{
	struct wman_mgmt_conn *conn = fragment_conn(wdev, cid);
	struct wman_fragment part;
	struct wman_frag_tx tx;

	wman_frag_tx_init(&tx, len, wdev->card->max_pdu - WMAN_GMH_LEN -
				    wman_fragmentation_len(true) - WMAN_CRC_LEN);
	while (wman_frag_tx_next(&tx, &part))
		send_pdu(wdev, cid, &part, conn->fsn++, data + part.off, part.len);
}

static void send(struct wman_dev *wdev, const struct wman_buf *buf, u16 cid)
{
	if (!buf->data) {
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
		return;
	}
	if (WARN_ON_ONCE(buf->overflow) || !wman_dev_link(wdev))
		return;
	if (wdev->entry.silent) {
		wman_count(wdev, WMAN_REASON_DREG);
		return;
	}
	trace_wman_message_tx(wdev->dev, cid, buf->data[0], buf->len > 1 ? buf->data[1] : 0,
			      buf->len);
	wman_nl_message_event(wdev, WMAN_DIRECTION_UPLINK, cid, buf->data, buf->len);
	if (WMAN_GMH_LEN + buf->len + WMAN_CRC_LEN <= wdev->card->max_pdu)
		send_pdu(wdev, cid, NULL, 0, buf->data, buf->len);
	else if (fragment_conn(wdev, cid))
		send_fragments(wdev, cid, buf->data, buf->len);
	else
		wman_count(wdev, WMAN_REASON_OVERSIZE);
}

void wman_mgmt_send(struct wman_dev *wdev, struct wman_buf *buf, u16 cid)
{
	send(wdev, buf, cid);
	free_tx(wdev);
}

/* Take a CMAC_PN; 0 when none is left. */
static u32 take_pn(struct wman_dev *wdev, struct wman_ak *ak)
{
	if (ak->tx_pn == WMAN_CMAC_PN_MAX) {
		wman_count(wdev, WMAN_REASON_PN_EXHAUSTED);
		return 0;
	}
	if (++ak->tx_pn >= WMAN_CMAC_PN_RENEW)
		wman_auth_renew_soon(wdev);
	return ak->tx_pn;
}

static void send_tuple(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak, u16 cid)
{
	int ret;
	u32 pn;

	if (!ak->valid)
		return;
	if (ak->mode == WMAN_KDF_SHA1) {
		ret = wman_hmac_tuple_append(wdev->prim, ak->hmac_u, ak->sn, buf);
	} else {
		pn = take_pn(wdev, ak);
		if (!pn)
			return;
		ret = wman_cmac_tuple_append(wdev->prim, ak->cmac_u, ak->akid, ak->sn, pn, cid,
					     buf);
	}
	if (ret)
		wman_count(wdev, WMAN_REASON_CRYPTO);
	else
		wman_mgmt_send(wdev, buf, cid);
}

void wman_mgmt_send_tuple(struct wman_dev *wdev, struct wman_buf *buf)
{
	struct wman_link *link = wman_dev_link(wdev);

	if (link && wman_auth_unprotected(wdev))
		wman_mgmt_send(wdev, buf, link->primary_cid);
	else if (link)
		send_tuple(wdev, buf, &wdev->keys.cur, link->primary_cid);
}

void wman_mgmt_send_ranging(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak)
{
	send_tuple(wdev, buf, ak, WMAN_CID_INITIAL_RANGING);
}

void wman_mgmt_send_digest(struct wman_dev *wdev, struct wman_buf *buf, struct wman_ak *ak)
{
	struct wman_link *link = wman_dev_link(wdev);
	int ret;
	u32 pn;

	if (!link)
		return;
	if (ak->mode == WMAN_KDF_SHA1) {
		ret = wman_hmac_digest_append(wdev->prim, ak->hmac_u, buf);
	} else {
		pn = take_pn(wdev, ak);
		if (!pn)
			return;
		ret = wman_cmac_digest_append(wdev->prim, ak->cmac_u, ak->akid, pn,
					      link->primary_cid, buf);
	}
	if (ret)
		wman_count(wdev, WMAN_REASON_CRYPTO);
	else
		wman_mgmt_send(wdev, buf, link->primary_cid);
}
