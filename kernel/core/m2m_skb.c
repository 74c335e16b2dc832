// SPDX-License-Identifier: GPL-2.0
/* MAC-to-MAC frames on skbs, for every card that uses them. */
#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/etherdevice.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <wman/card.h>
#include <wman/m2m.h>

#include "m2m.h"
#include "pdu.h"

#define SENDERS		4	/* the serving base station, and neighbours' beacons */
#define BURST_MAX	8192	/* octets of a burst that is put together */

static_assert(WMAN_ETH_P_M2M == WMAN_M2M_ETHERTYPE);
static_assert(WMAN_M2M_OVERHEAD == WMAN_M2M_HEADER_MAX);

/**
 * struct sender - the incomplete burst of one sender
 * @addr: its Ethernet address
 * @since: jiffies when the burst began
 * @rx: the burst; its buffer is made with the first one and then kept
 */
struct sender {
	u8 addr[ETH_ALEN];
	unsigned long since;
	struct wman_m2m_reassembly rx;
};

/**
 * struct wman_m2m - see <wman/m2m.h>
 * @sequence: sequence number of the last frame sent
 * @burst: number of the last burst sent
 * @lock: protects @senders; taken with BH disabled
 * @senders: a new sender takes the place of one that has nothing incomplete, else of the oldest
 *
 * Made when the card takes hold of its hardware, freed when it lets go of it; a card calls neither
 * tx nor rx outside of that.
 */
struct wman_m2m {
	atomic_t sequence;
	atomic_t burst;
	spinlock_t lock;	/* protects senders */
	struct sender senders[SENDERS];
};

struct wman_m2m *wman_m2m_alloc(void)
{
	struct wman_m2m *m2m = kzalloc(sizeof(*m2m), GFP_KERNEL);

	if (m2m)
		spin_lock_init(&m2m->lock);
	return m2m;
}
EXPORT_SYMBOL_GPL(wman_m2m_alloc);

void wman_m2m_free(struct wman_m2m *m2m)
{
	int i;

	if (!m2m)
		return;
	for (i = 0; i < SENDERS; i++)
		kfree(m2m->senders[i].rx.buf);
	kfree(m2m);
}
EXPORT_SYMBOL_GPL(wman_m2m_free);

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
		skb->priority = pdu->priority;
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
		.frame_number = wman_tx_cb(pdu)->frame_number,
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
	/* parts of a device that small would not fit their number's octet */
	if (mtu < ETH_MIN_MTU)
		ret = -EMSGSIZE;
	else
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

/* The PDUs of a whole burst. Returns true when @skb, which may be NULL, became the last of them. */
static bool rx_burst(struct wman_card *card, struct sk_buff *skb, const u8 *src,
		     const struct wman_octets *burst)
{
	struct wman_octets pdu, next;
	struct wman_pdu_iter it;
	bool more;

	wman_pdu_iter_init(&it, burst->data, burst->len);
	more = wman_pdu_next(&it, &pdu);
	while (more) {
		more = wman_pdu_next(&it, &next);
		if (!more && skb && !it.reason) {
			skb_pull(skb, pdu.data - skb->data);
			skb_trim(skb, pdu.len);
			if (it.signaling)
				wman_rx_pdu(card, skb, src);
			else
				wman_rx_parsed(card, skb, &it.gmh, src);
			return true;
		}
		rx_copy(card, &pdu, src);
		pdu = next;
	}
	if (it.reason)
		wman_rx_error(card, it.reason);
	return false;
}

/* The place where the burst of @addr is put together, for its first part a new one; or NULL. */
static struct sender *sender_get(struct wman_m2m *m2m, struct wman_card *card, const u8 *addr,
				 bool first)
{
	struct sender *sender, *victim = NULL;
	u8 *buf;
	int i;

	for (i = 0; i < SENDERS; i++) {
		sender = &m2m->senders[i];
		if (sender->rx.buf && ether_addr_equal(sender->addr, addr))
			goto found;
		if (!victim || (victim->rx.active &&
				(!sender->rx.active || time_before(sender->since, victim->since))))
			victim = sender;
	}
	if (!first) {
		wman_rx_error(card, WMAN_REASON_M2M_FRAGMENT);
		return NULL;
	}
	sender = victim;
	buf = sender->rx.buf ?: kmalloc(BURST_MAX, GFP_ATOMIC | __GFP_NOWARN);
	if (!buf) {
		wman_rx_error(card, WMAN_REASON_NO_MEMORY);
		return NULL;
	}
	if (sender->rx.active)
		wman_rx_error(card, WMAN_REASON_M2M_FRAGMENT);
	wman_m2m_reassembly_init(&sender->rx, buf, BURST_MAX);
	ether_addr_copy(sender->addr, addr);
found:
	if (first)
		sender->since = jiffies;
	return sender;
}

static void rx_part(struct wman_m2m *m2m, struct wman_card *card, const u8 *src,
		    const struct wman_m2m_burst *part)
{
	struct wman_octets whole;
	enum wman_reason reason;
	struct sender *sender;

	/* @whole lies in the sender's buffer, which its next part writes to */
	spin_lock(&m2m->lock);
	sender = sender_get(m2m, card, src, part->fragment == WMAN_M2M_FIRST);
	if (sender) {
		reason = wman_m2m_reassembly_add(&sender->rx, part, &whole);
		if (reason)
			wman_rx_error(card, reason);
		if (whole.len)
			rx_burst(card, NULL, src, &whole);
	}
	spin_unlock(&m2m->lock);
}

void wman_m2m_rx(struct wman_m2m *m2m, struct wman_card *card, struct sk_buff *skb)
{
	struct wman_m2m_burst part;
	struct wman_octets whole;
	struct wman_m2m_iter it;
	enum wman_reason reason;
	u8 src[ETH_ALEN];

	ether_addr_copy(src, eth_hdr(skb)->h_source);
	reason = skb_linearize(skb) ? WMAN_REASON_NO_MEMORY :
				      wman_m2m_open(&it, skb->data, skb->len);
	if (reason) {
		wman_rx_error(card, reason);
		kfree_skb(skb);
		return;
	}
	while (wman_m2m_next(&it, &part)) {
		if (part.fragment != WMAN_M2M_WHOLE) {
			rx_part(m2m, card, src, &part);
			continue;
		}
		whole.data = part.data;
		whole.len = part.len;
		/* behind the last TLV nobody needs the frame any more */
		if (rx_burst(card, it.left ? NULL : skb, src, &whole))
			return;
	}
	consume_skb(skb);
}
EXPORT_SYMBOL_GPL(wman_m2m_rx);
