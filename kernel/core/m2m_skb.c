// SPDX-License-Identifier: GPL-2.0
/* MAC-to-MAC frames on skbs, for every card that uses them. */
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include <wman/card.h>
#include <wman/m2m.h>

#include "mac.h"

int wman_m2m_init(struct wman_m2m *m2m)
{
	u8 *buf = kmalloc(WMAN_M2M_BURST_MAX, GFP_KERNEL);

	if (!buf)
		return -ENOMEM;
	atomic_set(&m2m->sequence, 0);
	atomic_set(&m2m->burst, 0);
	spin_lock_init(&m2m->lock);
	wman_m2m_reassembly_init(&m2m->rx, buf, WMAN_M2M_BURST_MAX);
	return 0;
}
EXPORT_SYMBOL_GPL(wman_m2m_init);

void wman_m2m_exit(struct wman_m2m *m2m)
{
	kfree(m2m->rx.buf);
}
EXPORT_SYMBOL_GPL(wman_m2m_exit);

/* Everything before the PDU. */
static void push_headers(struct wman_m2m *m2m, struct sk_buff *skb,
			 const struct wman_m2m_burst *burst, const u8 *src, const u8 *dst)
{
	struct ethhdr *eth;

	wman_m2m_header_build(atomic_inc_return(&m2m->sequence), burst,
			      skb_push(skb, wman_m2m_header_len(burst->len)));
	skb_reset_network_header(skb);
	eth = skb_push(skb, ETH_HLEN);
	ether_addr_copy(eth->h_dest, dst);
	ether_addr_copy(eth->h_source, src);
	eth->h_proto = htons(WMAN_M2M_ETHERTYPE);
	skb_reset_mac_header(skb);
	skb->protocol = eth->h_proto;
}

static int tx_parts(struct wman_m2m *m2m, const struct sk_buff *pdu, struct wman_m2m_burst *burst,
		    const u8 *src, const u8 *dst, unsigned int room,
		    int (*xmit)(struct sk_buff *skb, void *ctx), void *ctx)
{
	size_t off = 0, len = pdu->len;
	struct sk_buff *skb;
	int ret = 0;

	burst->fragment = WMAN_M2M_FIRST;
	for (burst->fragment_number = 1; !ret && off < len; burst->fragment_number++) {
		burst->len = min_t(size_t, room, len - off);
		if (off + burst->len == len)
			burst->fragment = WMAN_M2M_LAST;
		skb = alloc_skb(skb_headroom(pdu) + burst->len, GFP_ATOMIC);
		if (!skb)
			return -ENOMEM;
		skb_reserve(skb, skb_headroom(pdu));
		skb->dev = pdu->dev;
		skb_put_data(skb, pdu->data + off, burst->len);
		push_headers(m2m, skb, burst, src, dst);
		ret = xmit(skb, ctx);
		off += burst->len;
		burst->fragment = WMAN_M2M_MIDDLE;
	}
	return ret;
}

int wman_m2m_tx(struct wman_m2m *m2m, struct sk_buff *pdu, const u8 *src, const u8 *dst,
		unsigned int mtu, int (*xmit)(struct sk_buff *skb, void *ctx), void *ctx)
{
	struct wman_m2m_burst burst = {
		.number = atomic_inc_return(&m2m->burst),
		.fragment = WMAN_M2M_WHOLE,
		.fragment_number = 1,
		.len = pdu->len,
	};
	int ret;

	if (wman_m2m_header_len(pdu->len) + pdu->len <= mtu) {
		push_headers(m2m, pdu, &burst, src, dst);
		return xmit(pdu, ctx);
	}
	ret = tx_parts(m2m, pdu, &burst, src, dst, mtu - WMAN_M2M_HEADER_MAX, xmit, ctx);
	consume_skb(pdu);
	return ret;
}
EXPORT_SYMBOL_GPL(wman_m2m_tx);

/* A PDU that shares its frame with others, or comes out of the reassembly. */
static void rx_copy(struct wman_card *card, const struct wman_octets *pdu, const u8 *src)
{
	/* room for the Ethernet header that an SDU of an IP flow gets */
	struct sk_buff *skb = netdev_alloc_skb_ip_align(card->dev, ETH_HLEN + pdu->len);

	if (!skb) {
		wman_rx_error(card, WMAN_REASON_NO_MEMORY);
		return;
	}
	skb_reserve(skb, ETH_HLEN);
	skb_put_data(skb, pdu->data, pdu->len);
	wman_rx_pdu(card, skb, src);
}

/* The PDUs of a whole burst. Returns true when @skb became the last of them. */
static bool rx_burst(struct wman_card *card, struct sk_buff *skb, const u8 *src,
		     const struct wman_octets *burst, bool last)
{
	struct wman_octets pdu, next;
	struct wman_pdu_iter it;
	bool more;

	wman_pdu_iter_init(&it, burst->data, burst->len);
	more = wman_pdu_next(&it, &pdu);
	while (more) {
		more = wman_pdu_next(&it, &next);
		if (!more && last && !it.reason) {
			skb_pull(skb, pdu.data - skb->data);
			skb_trim(skb, pdu.len);
			wman_rx_pdu(card, skb, src);
			return true;
		}
		rx_copy(card, &pdu, src);
		pdu = next;
	}
	if (it.reason)
		wman_rx_error(card, it.reason);
	return false;
}

void wman_m2m_rx(struct wman_m2m *m2m, struct wman_card *card, struct sk_buff *skb)
{
	struct wman_m2m_burst part;
	struct wman_octets whole;
	struct wman_m2m_iter it;
	enum wman_reason reason;
	u8 src[ETH_ALEN];
	bool used = false;

	if (skb_linearize(skb)) {
		wman_rx_error(card, WMAN_REASON_NO_MEMORY);
		kfree_skb(skb);
		return;
	}
	ether_addr_copy(src, eth_hdr(skb)->h_source);
	reason = wman_m2m_open(&it, skb->data, skb->len);
	if (reason) {
		wman_rx_error(card, reason);
		kfree_skb(skb);
		return;
	}
	while (!used && wman_m2m_next(&it, &part)) {
		if (part.fragment == WMAN_M2M_WHOLE) {
			whole.data = part.data;
			whole.len = part.len;
			used = rx_burst(card, skb, src, &whole, !it.left);
			continue;
		}
		spin_lock(&m2m->lock);
		reason = wman_m2m_reassembly_add(&m2m->rx, &part, &whole);
		if (reason)
			wman_rx_error(card, reason);
		if (whole.len)
			rx_burst(card, NULL, src, &whole, false);
		spin_unlock(&m2m->lock);
	}
	if (!used)
		consume_skb(skb);
}
EXPORT_SYMBOL_GPL(wman_m2m_rx);
