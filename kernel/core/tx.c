// SPDX-License-Identifier: GPL-2.0
/* The transmit path: classify, cut or pack, encrypt, hand to the card. */
#include <linux/etherdevice.h>

#include "dev.h"
#include "pdu.h"
#include "tx.h"

/* Everything that the PDUs of one SDU have in common. */
struct tx_ctx {
	struct wman_dev *wdev;
	const struct wman_link *link;
	struct wman_flow *flow;
	struct wman_sa *sa;
	struct wman_tek *tek;
};

static size_t overhead(const struct tx_ctx *ctx)
{
	return WMAN_GMH_LEN + ctx->sa->traits->overhead + (ctx->flow->crc ? WMAN_CRC_LEN : 0);
}

/* PN and ICV around the payload of @skb, the header before them. */
static enum wman_reason seal(const struct tx_ctx *ctx, struct sk_buff *skb,
			     const struct wman_gmh *gmh)
{
	unsigned int len = skb->len;
	u8 *header, *field;
	u32 pn;

	if (!wman_tek_take_pn(ctx->tek, ctx->sa, &pn))
		return WMAN_REASON_PN_EXHAUSTED;
	skb_put(skb, WMAN_CCM_ICV_LEN);
	field = skb_push(skb, WMAN_PN_LEN);
	wman_put_le32(field, pn);
	header = skb_push(skb, WMAN_GMH_LEN);
	wman_gmh_build(gmh, header);
	return wman_ccm_seal(&ctx->tek->ccm, header, pn, field + WMAN_PN_LEN, len) ?
	       WMAN_REASON_CRYPTO : WMAN_REASON_NONE;
}

static enum wman_reason encrypt_des(const struct tx_ctx *ctx, struct sk_buff *skb,
				    const struct wman_gmh *gmh)
{
	u32 sync = READ_ONCE(ctx->wdev->phy_sync);
	u8 iv[WMAN_DES_IV_LEN];

	wman_des_iv(ctx->tek->iv, sync, iv);
	if (wman_des_encrypt(&ctx->tek->des, iv, skb->data, skb->len))
		return WMAN_REASON_CRYPTO;
	wman_gmh_build(gmh, skb_push(skb, WMAN_GMH_LEN));
	wman_tx_cb(skb)->frame_number = sync & 0xffffff;
	return WMAN_REASON_NONE;
}

static enum wman_reason protect(const struct tx_ctx *ctx, struct sk_buff *skb,
				const struct wman_gmh *gmh)
{
	wman_tx_cb(skb)->frame_number = 0;
	switch (ctx->sa->traits->data) {
	case WMAN_DATA_CCM:
		return seal(ctx, skb, gmh);
	case WMAN_DATA_DES_CBC:
		return encrypt_des(ctx, skb, gmh);
	default:
		wman_gmh_build(gmh, skb_push(skb, WMAN_GMH_LEN));
		return WMAN_REASON_NONE;
	}
}

/*
 * Turn an skb that holds subheader and SDU into a PDU and send it. Consumes @skb when it returns
 * 0. The memory must be ours alone: TCP keeps a clone of what it sends.
 */
static enum wman_reason send_pdu(const struct tx_ctx *ctx, struct sk_buff *skb, u8 type)
{
	const struct net_device *dev = ctx->wdev->dev;
	struct wman_card *card = ctx->wdev->card;
	enum wman_reason ret;
	int head, tail;
	struct wman_gmh gmh = {
		.ec = ctx->tek,
		.ci = ctx->flow->crc,
		.type = type,
		.eks = ctx->tek ? ctx->tek->sn : 0,
		.len = overhead(ctx) + skb->len,
		.cid = ctx->flow->cid,
	};

	head = max_t(int, dev->needed_headroom - skb_headroom(skb), 0);
	tail = max_t(int, dev->needed_tailroom - skb_tailroom(skb), 0);
	if ((skb_cloned(skb) || head || tail) &&
	    pskb_expand_head(skb, SKB_DATA_ALIGN(head), tail, GFP_ATOMIC))
		return WMAN_REASON_NO_MEMORY;
	ret = protect(ctx, skb, &gmh);
	if (ret)
		return ret;
	if (ctx->flow->crc)
		wman_pdu_add_crc(skb, ctx->link->crc);
	if (ctx->tek)
		atomic64_inc(&ctx->tek->tx_packets);
	if (card->ops->tx(card, skb, ctx->link->bs_addr)) {
		wman_count(ctx->wdev, WMAN_REASON_CARD);
		atomic64_inc(&ctx->flow->dropped[WMAN_REASON_CARD]);
		DEV_STATS_INC(ctx->wdev->dev, tx_errors);
	}
	return WMAN_REASON_NONE;
}

static enum wman_reason send_part(const struct tx_ctx *ctx, const struct sk_buff *sdu,
				  const struct wman_fragment *part)
{
	const struct net_device *dev = ctx->wdev->dev;
	struct wman_flow *flow = ctx->flow;
	enum wman_reason ret;
	struct sk_buff *skb;
	size_t sub;
	u8 type;

	sub = wman_fragmentation_len(flow->extended);
	skb = alloc_skb(dev->needed_headroom + sub + part->len + dev->needed_tailroom,
			GFP_ATOMIC);
	if (!skb)
		return WMAN_REASON_NO_MEMORY;
	skb_reserve(skb, dev->needed_headroom);
	skb->dev = ctx->wdev->dev;
	skb->priority = sdu->priority;
	wman_fragmentation_build(flow->extended, part->fc, flow->fsn++, skb_put(skb, sub));
	skb_put_data(skb, sdu->data + part->off, part->len);
	type = WMAN_TYPE_FRAGMENTATION | (flow->extended ? WMAN_TYPE_EXTENDED : 0);
	ret = send_pdu(ctx, skb, type);
	if (ret)
		kfree_skb(skb);
	return ret;
}

static enum wman_reason send_parts(const struct tx_ctx *ctx, struct sk_buff *sdu)
{
	struct wman_flow *flow = ctx->flow;
	enum wman_reason ret = WMAN_REASON_NONE;
	struct wman_fragment part;
	struct wman_frag_tx tx;

	wman_frag_tx_init(&tx, sdu->len, ctx->wdev->card->max_pdu - overhead(ctx) -
					 wman_fragmentation_len(flow->extended));
	/* the parts of one SDU follow each other without a gap in FSN */
	spin_lock(&flow->lock);
	while (!ret && wman_frag_tx_next(&tx, &part))
		ret = send_part(ctx, sdu, &part);
	spin_unlock(&flow->lock);
	if (!ret)
		consume_skb(sdu);
	return ret;
}

/* An SDU in PDUs of its own. */
static enum wman_reason send_sdu(const struct tx_ctx *ctx, struct sk_buff *skb)
{
	size_t pdu = overhead(ctx) + skb->len;

	if (pdu <= ctx->wdev->card->max_pdu || (!ctx->flow->fragment && pdu <= WMAN_PDU_MAX))
		return send_pdu(ctx, skb, 0);
	return ctx->flow->fragment ? send_parts(ctx, skb) : WMAN_REASON_OVERSIZE;
}

/* With these sublayers the SDU is the packet without the header of Ethernet. */
static bool is_bare(const struct wman_flow *flow)
{
	return flow->cs == WMAN_CS_IPV4 || flow->cs == WMAN_CS_IPV6;
}

/* @len: octets with that header */
static void count_sent(const struct tx_ctx *ctx, unsigned int len)
{
	dev_sw_netstats_tx_add(ctx->wdev->dev, 1, len);
	atomic64_inc(&ctx->flow->packets);
	atomic64_add(len, &ctx->flow->bytes);
}

static void drop(struct wman_dev *wdev, struct wman_flow *flow, struct sk_buff *skb,
		 enum wman_reason reason)
{
	wman_count(wdev, reason);
	if (flow)
		atomic64_inc(&flow->dropped[reason]);
	DEV_STATS_INC(wdev->dev, tx_dropped);
	kfree_skb(skb);
}

/* What a flow needs to send. */
static enum wman_reason ready(struct tx_ctx *ctx)
{
	ctx->link = rcu_dereference(ctx->wdev->link);
	if (!ctx->link)
		return WMAN_REASON_NO_FLOW;
	ctx->sa = rcu_dereference(ctx->flow->sa);
	ctx->tek = ctx->sa ? rcu_dereference(ctx->sa->tx) : NULL;
	if (!ctx->sa)
		return WMAN_REASON_NO_KEY;
	/* the null SA has no keys */
	return ctx->tek || !ctx->sa->traits->tek_len ? WMAN_REASON_NONE : WMAN_REASON_NO_KEY;
}

/* SDUs behind packing subheaders in one PDU; they stay the caller's. */
static enum wman_reason send_packed(const struct tx_ctx *ctx, const struct sk_buff_head *sdus)
{
	const struct net_device *dev = ctx->wdev->dev;
	bool extended = ctx->flow->extended;
	size_t sub = wman_packing_len(extended), len = 0;
	enum wman_reason ret;
	struct sk_buff *skb;
	struct sk_buff *pdu;

	skb_queue_walk(sdus, skb)
		len += sub + skb->len;
	pdu = alloc_skb(dev->needed_headroom + len + dev->needed_tailroom, GFP_ATOMIC);
	if (!pdu)
		return WMAN_REASON_NO_MEMORY;
	skb_reserve(pdu, dev->needed_headroom);
	pdu->dev = ctx->wdev->dev;
	pdu->priority = skb_peek(sdus)->priority;
	spin_lock(&ctx->flow->lock);
	skb_queue_walk(sdus, skb) {
		wman_packing_build(extended, WMAN_FC_WHOLE, ctx->flow->fsn++, skb->len,
				   skb_put(pdu, sub));
		skb_put_data(pdu, skb->data, skb->len);
	}
	spin_unlock(&ctx->flow->lock);
	ret = send_pdu(ctx, pdu, WMAN_TYPE_PACKING | (extended ? WMAN_TYPE_EXTENDED : 0));
	if (ret)
		kfree_skb(pdu);
	return ret;
}

/* What waits goes: in one PDU, or without a subheader when nothing joined it. */
static void send_waiting(struct wman_dev *wdev)
{
	struct tx_ctx ctx = { .wdev = wdev };
	struct sk_buff_head sdus;
	enum wman_reason ret;
	struct sk_buff *skb;
	unsigned int len;
	bool packed;

	ctx.flow = wman_pack_take(wdev, &sdus);
	if (!ctx.flow)
		return;
	packed = skb_queue_len(&sdus) > 1;
	ret = ready(&ctx);
	if (!ret && packed)
		ret = send_packed(&ctx, &sdus);
	while ((skb = __skb_dequeue(&sdus))) {
		len = skb->len + (is_bare(ctx.flow) ? ETH_HLEN : 0);
		if (!ret && !packed)
			ret = send_sdu(&ctx, skb);
		else if (!ret)
			consume_skb(skb);
		if (ret) {
			drop(wdev, ctx.flow, skb, ret);
			continue;
		}
		count_sent(&ctx, len);
		if (packed)
			atomic64_inc(&ctx.flow->packed);
	}
}

/* In a batch: whether an SDU waits; if not, what waits went before it. */
static bool hold(const struct tx_ctx *ctx, struct sk_buff *skb, bool more)
{
	size_t room = ctx->wdev->card->max_pdu - overhead(ctx);

	if (wman_pack_add(ctx->wdev, ctx->flow, skb, room, more))
		return true;
	send_waiting(ctx->wdev);
	return more && wman_pack_add(ctx->wdev, ctx->flow, skb, room, true);
}

/* @flow: the flow that took it, for who counts what does not leave */
static enum wman_reason tx(struct wman_dev *wdev, struct sk_buff *skb, bool batch, bool more,
			   struct wman_flow **flow)
{
	struct tx_ctx ctx = { .wdev = wdev };
	unsigned int len = skb->len;
	enum wman_reason ret;

	if (!READ_ONCE(wdev->port_open))
		return WMAN_REASON_NOT_AUTHORIZED;
	ctx.flow = wman_flow_classify(wdev, skb);
	if (!ctx.flow)
		return WMAN_REASON_NO_FLOW;
	*flow = ctx.flow;
	ret = ready(&ctx);
	if (ret)
		return ret;
	if (is_bare(ctx.flow))
		skb_pull(skb, ETH_HLEN);
	if (!skb->len)
		return WMAN_REASON_CS_PAYLOAD;
	if (unlikely(batch) && hold(&ctx, skb, more))
		return WMAN_REASON_NONE;
	ret = send_sdu(&ctx, skb);
	if (!ret)
		count_sent(&ctx, len);
	return ret;
}

netdev_tx_t wman_tx(struct sk_buff *skb, struct net_device *dev)
{
	struct wman_dev *wdev = wman_dev_from(dev);
	bool more = netdev_xmit_more();
	bool batch = more || READ_ONCE(wdev->pack.flow);
	struct wman_flow *flow = NULL;
	enum wman_reason reason;

	rcu_read_lock();
	if (skb_linearize(skb))
		reason = WMAN_REASON_NO_MEMORY;
	else
		reason = tx(wdev, skb, batch, more, &flow);
	if (unlikely(reason))
		drop(wdev, flow, skb, reason);
	if (unlikely(batch) && !more)
		send_waiting(wdev);
	rcu_read_unlock();
	return NETDEV_TX_OK;
}

u16 wman_tx_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev)
{
	struct wman_flow *flow;
	u16 queue;

	rcu_read_lock();
	flow = wman_flow_classify(wman_dev_from(dev), skb);
	queue = flow ? flow->queue : 0;
	rcu_read_unlock();
	return queue;
}
