// SPDX-License-Identifier: GPL-2.0
/* The transmit path: classify, cut, encrypt, hand to the card. */
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

static enum wman_reason tx(struct wman_dev *wdev, struct sk_buff *skb)
{
	struct tx_ctx ctx = { .wdev = wdev };
	unsigned int len = skb->len;
	enum wman_reason ret;
	size_t pdu;

	if (!READ_ONCE(wdev->port_open))
		return WMAN_REASON_NOT_AUTHORIZED;
	ctx.link = rcu_dereference(wdev->link);
	ctx.flow = wman_flow_classify(wdev, skb);
	if (!ctx.link || !ctx.flow)
		return WMAN_REASON_NO_FLOW;
	ctx.sa = rcu_dereference(ctx.flow->sa);
	ctx.tek = ctx.sa ? rcu_dereference(ctx.sa->tx) : NULL;
	if (!ctx.tek && (!ctx.sa || ctx.sa->traits->tek_len))
		return WMAN_REASON_NO_KEY;
	if (ctx.flow->cs == WMAN_CS_IPV4 || ctx.flow->cs == WMAN_CS_IPV6)
		skb_pull(skb, ETH_HLEN);
	if (!skb->len)
		return WMAN_REASON_CS_PAYLOAD;

	pdu = overhead(&ctx) + skb->len;
	if (pdu <= wdev->card->max_pdu || (!ctx.flow->fragment && pdu <= WMAN_PDU_MAX))
		ret = send_pdu(&ctx, skb, 0);
	else if (ctx.flow->fragment)
		ret = send_parts(&ctx, skb);
	else
		ret = WMAN_REASON_OVERSIZE;
	if (ret)
		return ret;
	dev_sw_netstats_tx_add(wdev->dev, 1, len);
	atomic64_inc(&ctx.flow->packets);
	atomic64_add(len, &ctx.flow->bytes);
	return WMAN_REASON_NONE;
}

netdev_tx_t wman_tx(struct sk_buff *skb, struct net_device *dev)
{
	struct wman_dev *wdev = wman_dev_from(dev);
	enum wman_reason reason;

	if (skb_linearize(skb)) {
		reason = WMAN_REASON_NO_MEMORY;
	} else {
		rcu_read_lock();
		reason = tx(wdev, skb);
		rcu_read_unlock();
	}
	if (unlikely(reason)) {
		wman_count(wdev, reason);
		DEV_STATS_INC(dev, tx_dropped);
		kfree_skb(skb);
	}
	return NETDEV_TX_OK;
}
