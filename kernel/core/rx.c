// SPDX-License-Identifier: GPL-2.0
/*
 * The receive path: wman_rx_pdu() of <wman/card.h>. Header, connection, SA, TEK, CRC, PN, CCM,
 * window, subheaders, SDU, in this order; the first thing that is wrong is the one counted. With
 * DES-CBC there is neither PN nor ICV, and in clear no TEK.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>

#include "ccm_nonce.h"
#include "dev.h"
#include "message.h"
#include "pdu.h"
#include "subheader.h"

#define SDU_FRAG_TIMEOUT	HZ

/* What a flow drops while the rest of its PDU is taken. */
static void count(struct wman_dev *wdev, struct wman_flow *flow, enum wman_reason reason)
{
	wman_count(wdev, reason);
	atomic64_inc(&flow->dropped[reason]);
}

/* An SDU as its flow carries it becomes an Ethernet frame of the netdevice. */
static enum wman_reason deliver(struct wman_dev *wdev, const struct wman_link *link,
				struct wman_flow *flow, struct sk_buff *skb)
{
	struct net_device *dev = wdev->dev;
	struct ethhdr *eth;
	unsigned int len;
	__be16 proto;

	switch (flow->cs) {
	case WMAN_CS_IPV4:
	case WMAN_CS_IPV6:
		proto = flow->cs == WMAN_CS_IPV4 ? htons(ETH_P_IP) : htons(ETH_P_IPV6);
		if (!skb->len || skb->data[0] >> 4 != (flow->cs == WMAN_CS_IPV4 ? 4 : 6))
			return WMAN_REASON_CS_PAYLOAD;
		if (skb_cow_head(skb, ETH_HLEN))
			return WMAN_REASON_NO_MEMORY;
		eth = skb_push(skb, ETH_HLEN);
		ether_addr_copy(eth->h_dest, dev->dev_addr);
		ether_addr_copy(eth->h_source, link->bs_addr);
		eth->h_proto = proto;
		break;
	default:
		if (skb->len < ETH_HLEN)
			return WMAN_REASON_CS_PAYLOAD;
	}

	skb_scrub_packet(skb, true);
	skb->ip_summed = CHECKSUM_NONE;
	len = skb->len;
	skb->protocol = eth_type_trans(skb, dev);
	skb_reset_network_header(skb);
	atomic64_inc(&flow->packets);
	atomic64_add(len, &flow->bytes);
	if (gro_cells_receive(&wdev->gro, skb) == NET_RX_SUCCESS)
		dev_sw_netstats_rx_add(dev, len);
	return WMAN_REASON_NONE;
}

/* An SDU that is not an skb yet: out of a packed PDU, or put together of fragments. */
static enum wman_reason deliver_copy(struct wman_dev *wdev, const struct wman_link *link,
				     struct wman_flow *flow, const struct wman_octets *sdu)
{
	struct sk_buff *skb;
	enum wman_reason ret;

	skb = netdev_alloc_skb(wdev->dev, ETH_HLEN + NET_IP_ALIGN + sdu->len);
	if (!skb)
		return WMAN_REASON_NO_MEMORY;
	skb_reserve(skb, ETH_HLEN + NET_IP_ALIGN);
	skb_put_data(skb, sdu->data, sdu->len);
	ret = deliver(wdev, link, flow, skb);
	if (ret)
		kfree_skb(skb);
	return ret;
}

/* Memory for what begins, which the flow keeps: most flows never see a fragment. */
static bool frag_begin(struct wman_flow *flow)
{
	if (!flow->rx.buf)
		flow->rx.buf = kmalloc(WMAN_SDU_MAX, GFP_ATOMIC | __GFP_NOWARN);
	flow->rx_since = jiffies;
	return flow->rx.buf;
}

static enum wman_reason reassemble(struct wman_dev *wdev, const struct wman_link *link,
				   struct wman_flow *flow, const struct wman_sdu *sdu)
{
	struct wman_octets whole;
	enum wman_reason ret;

	spin_lock(&flow->lock);
	if (flow->rx.active && time_after(jiffies, flow->rx_since + SDU_FRAG_TIMEOUT)) {
		wman_frag_reset(&flow->rx);
		count(wdev, flow, WMAN_REASON_FRAGMENT_TIMEOUT);
	}
	if (sdu->fc == WMAN_FC_FIRST && !frag_begin(flow)) {
		ret = WMAN_REASON_NO_MEMORY;
		goto out;
	}
	ret = wman_frag_add(&flow->rx, sdu, &whole);
	if (ret)
		count(wdev, flow, ret);
	/* @whole may lie in the flow's buffer, which the next fragment writes to */
	ret = whole.len ? deliver_copy(wdev, link, flow, &whole) : WMAN_REASON_NONE;
out:
	spin_unlock(&flow->lock);
	return ret;
}

/* The SDUs of a PDU whose payload is @body; @skb is consumed when there is no error. */
static enum wman_reason rx_sdus(struct wman_dev *wdev, const struct wman_link *link,
				struct wman_flow *flow, struct sk_buff *skb,
				const struct wman_gmh *gmh, const struct wman_octets *body)
{
	struct wman_sdu_iter it;
	enum wman_reason ret;
	struct wman_sdu sdu;

	ret = wman_sdu_iter_init(&it, gmh->type, WMAN_DIRECTION_DOWNLINK, body->data, body->len);
	if (ret)
		return ret;
	if (!(gmh->type & (WMAN_TYPE_PACKING | WMAN_TYPE_FRAGMENTATION))) {
		if (!wman_sdu_next(&it, &sdu))
			return WMAN_REASON_CS_PAYLOAD;
		skb_pull(skb, sdu.data - skb->data);
		skb_trim(skb, sdu.len);
		return deliver(wdev, link, flow, skb);
	}
	while (wman_sdu_next(&it, &sdu)) {
		ret = reassemble(wdev, link, flow, &sdu);
		if (ret)
			count(wdev, flow, ret);
	}
	consume_skb(skb);
	return WMAN_REASON_NONE;
}

/*
 * A draft of 802.16-2004/Cor1 had the PN big-endian. A link with such a base station dies of
 * "pn-invalid" or "icv" within some hundred PDUs, and nobody would guess why.
 */
static void hint_pn_order(const struct wman_dev *wdev, const struct wman_tek *tek)
{
	if (!READ_ONCE(tek->replay.highest))
		netdev_dbg(wdev->dev, "first PN is 00 00 00 01: does the BS send it big-endian?\n");
}

/* PN and ICV. On success @body is the plain text. */
static enum wman_reason open_ccm(struct wman_sa *sa, struct wman_tek *tek, const u8 *header,
				 struct wman_octets *body)
{
	u8 *data = (u8 *)body->data + WMAN_PN_LEN;
	size_t len = body->len - WMAN_CCM_OVERHEAD;
	enum wman_reason ret;
	u32 field, pn;

	field = wman_get_le32(body->data);
	if (unlikely(field == WMAN_PN_FIRST_SWAPPED))
		hint_pn_order(sa->wdev, tek);
	ret = wman_pn_check(field, WMAN_DIRECTION_DOWNLINK, &pn);
	if (ret)
		return ret;
	spin_lock(&tek->lock);
	ret = wman_replay_check(&tek->replay, pn);
	spin_unlock(&tek->lock);
	if (ret)
		return ret;
	switch (wman_ccm_open(&tek->ccm, header, field, data, len)) {
	case 0:
		break;
	case -EBADMSG:
		return WMAN_REASON_ICV;
	default:
		return WMAN_REASON_CRYPTO;
	}
	spin_lock(&tek->lock);
	ret = wman_replay_update(&tek->replay, pn);
	spin_unlock(&tek->lock);
	if (ret)
		return ret;
	atomic64_inc(&tek->rx_packets);
	if (unlikely(pn >= WMAN_PN_RENEW))
		wman_sa_want(sa);
	body->data = data;
	body->len = len;
	return WMAN_REASON_NONE;
}

static enum wman_reason decrypt_des(struct wman_sa *sa, struct wman_tek *tek,
				    struct wman_octets *body)
{
	u8 iv[WMAN_DES_IV_LEN];

	wman_des_iv(tek->iv, READ_ONCE(sa->wdev->phy_sync), iv);
	if (wman_des_decrypt(&tek->des, iv, (u8 *)body->data, body->len))
		return WMAN_REASON_CRYPTO;
	atomic64_inc(&tek->rx_packets);
	return WMAN_REASON_NONE;
}

/* On success @body is the plain text; @tek is NULL on the null SA. */
static enum wman_reason decrypt(struct wman_sa *sa, struct wman_tek *tek, const u8 *header,
				struct wman_octets *body)
{
	if (body->len <= sa->traits->overhead)
		return WMAN_REASON_SHORT;
	switch (sa->traits->data) {
	case WMAN_DATA_CCM:
		return open_ccm(sa, tek, header, body);
	case WMAN_DATA_DES_CBC:
		return decrypt_des(sa, tek, body);
	default:
		return WMAN_REASON_NONE;
	}
}

/* Only the null SA carries clear PDUs, and it carries no others. */
static enum wman_reason clear_check(const struct wman_sa *sa, bool ec)
{
	if (sa && !sa->traits->tek_len)
		return ec ? WMAN_REASON_ENCRYPTED_UNEXPECTED : WMAN_REASON_NONE;
	return ec ? WMAN_REASON_NONE : WMAN_REASON_CLEAR_DATA;
}

static size_t pdu_min(const struct wman_sa *sa, const struct wman_gmh *gmh)
{
	return WMAN_GMH_LEN + sa->traits->overhead + 1 + (gmh->ci ? WMAN_CRC_LEN : 0);
}

static enum wman_reason rx_flow(struct wman_dev *wdev, const struct wman_link *link,
				struct wman_flow *flow, struct sk_buff *skb,
				const struct wman_gmh *gmh)
{
	struct wman_octets body;
	struct wman_tek *tek = NULL;
	enum wman_reason ret;
	struct wman_sa *sa;

	sa = rcu_dereference(flow->sa);
	ret = clear_check(sa, gmh->ec);
	if (ret)
		return ret;
	if (!READ_ONCE(wdev->port_open))
		return WMAN_REASON_NOT_AUTHORIZED;
	if (!sa)
		return WMAN_REASON_ENCRYPTED_UNEXPECTED;
	if (gmh->ec) {
		tek = rcu_dereference(sa->tek[gmh->eks]);
		if (!tek) {
			wman_sa_want(sa);
			return WMAN_REASON_EKS_UNKNOWN;
		}
	}
	if (gmh->len < pdu_min(sa, gmh))
		return WMAN_REASON_SHORT;
	/* decryption is in place: a tap on the lower device may hold a clone of the data */
	if (skb_linearize(skb) || (skb_cloned(skb) && pskb_expand_head(skb, 0, 0, GFP_ATOMIC)))
		return WMAN_REASON_NO_MEMORY;
	ret = wman_pdu_body(skb->data, gmh, link->crc, &body);
	if (ret)
		return ret;
	ret = decrypt(sa, tek, skb->data, &body);
	if (ret)
		return ret;
	return rx_sdus(wdev, link, flow, skb, gmh, &body);
}

static enum wman_reason rx_data(struct wman_dev *wdev, const struct wman_link *link,
				struct sk_buff *skb, const struct wman_gmh *gmh)
{
	struct wman_flow *flow = wman_flow_by_cid(wdev, gmh->cid);
	enum wman_reason ret;

	if (!flow)
		return wman_flow_is_uplink(wdev, gmh->cid) ? WMAN_REASON_CID_DIRECTION :
							     WMAN_REASON_CID_UNKNOWN;
	ret = rx_flow(wdev, link, flow, skb, gmh);
	if (unlikely(ret))
		atomic64_inc(&flow->dropped[ret]);
	return ret;
}

static bool is_management(const struct wman_link *link, u16 cid)
{
	return cid == WMAN_CID_INITIAL_RANGING || cid == link->basic_cid ||
	       cid == link->primary_cid || cid == WMAN_CID_BROADCAST ||
	       cid == WMAN_CID_FRAGMENTABLE;
}

/* The IV of DES-CBC goes by it, and the PDUs behind it do not wait for the control thread. */
static void note_phy_sync(struct wman_dev *wdev, struct sk_buff *skb)
{
	const u8 *msg;

	if (!pskb_may_pull(skb, WMAN_GMH_LEN + 5))
		return;
	msg = skb->data + WMAN_GMH_LEN;
	if (msg[0] == WMAN_MSG_DL_MAP)
		WRITE_ONCE(wdev->phy_sync, wman_get_be32(msg + 1));
}

static enum wman_reason rx(struct wman_dev *wdev, struct sk_buff *skb, const struct wman_gmh *gmh,
			   const u8 *src)
{
	struct wman_link *link = rcu_dereference(wdev->link);

	if (link && !ether_addr_equal(src, link->bs_addr))
		return WMAN_REASON_FOREIGN_SOURCE;
	if (link && gmh->cid == WMAN_CID_BROADCAST)
		note_phy_sync(wdev, skb);
	/* while it scans, a station listens to broadcasts only */
	if (link ? is_management(link, gmh->cid) : gmh->cid == WMAN_CID_BROADCAST) {
		wman_mgmt_queue(wdev, skb, src);
		return WMAN_REASON_NONE;
	}
	if (!link)
		return WMAN_REASON_CID_UNKNOWN;
	return rx_data(wdev, link, skb, gmh);
}

static void reject(struct wman_card *card, struct sk_buff *skb, enum wman_reason reason)
{
	wman_rx_error(card, reason);
	kfree_skb(skb);
}

void wman_rx_parsed(struct wman_card *card, struct sk_buff *skb, const struct wman_gmh *gmh,
		    const u8 *src)
{
	enum wman_reason reason;

	rcu_read_lock();
	reason = rx(card->core, skb, gmh, src);
	rcu_read_unlock();
	if (unlikely(reason))
		reject(card, skb, reason);
}

void wman_rx_pdu(struct wman_card *card, struct sk_buff *skb, const u8 *src)
{
	enum wman_reason reason = WMAN_REASON_SHORT;
	struct wman_gmh gmh;

	if (pskb_may_pull(skb, WMAN_GMH_LEN))
		reason = wman_gmh_parse(&gmh, skb->data, skb->len);
	if (reason)
		reject(card, skb, reason);
	else
		wman_rx_parsed(card, skb, &gmh, src);
}
EXPORT_SYMBOL_GPL(wman_rx_pdu);
