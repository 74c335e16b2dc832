// SPDX-License-Identifier: GPL-2.0
/* The transmit path: nothing leaves in clear, and why what cannot leave does not. */
#include "drive.h"
#include "pdu.h"
#include "suites.h"
#include "tx.h"

#define IP_LEN	100

/* An Ethernet frame with @len octets behind its header; octet n is n. */
static void transmit(struct station *st, u16 proto, size_t len)
{
	struct sk_buff *skb = alloc_skb(ETH_HLEN + len, GFP_KERNEL | __GFP_NOFAIL);
	struct ethhdr *eth = skb_put_zero(skb, ETH_HLEN);
	size_t i;

	eth->h_proto = htons(proto);
	skb_reset_mac_header(skb);
	for (i = 0; i < len; i++)
		skb_put_u8(skb, i);
	skb->dev = st->dev;
	local_bh_disable();
	wman_tx(skb, st->dev);
	local_bh_enable();
	station_settle(st);
}

/* Take a PDU, open it with the newer TEK. Returns the octets in it, NULL when it does not open. */
static const u8 *open(struct kunit *test, struct wman_gmh *gmh, u32 *pn, size_t *len)
{
	struct station *st = test->priv;
	struct sk_buff *skb = skb_dequeue(&st->card->sent);
	struct wman_ccm ccm = {};
	struct wman_octets body;
	u8 *copy;
	int ret;

	if (!skb)
		return NULL;
	copy = kunit_kmalloc(test, skb->len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	*len = skb->len;
	memcpy(copy, skb->data, skb->len);
	kfree_skb(skb);
	if (wman_gmh_parse(gmh, copy, *len) || !gmh->ec ||
	    wman_pdu_body(copy, gmh, st->wdev->cfg.crc, &body) ||
	    wman_ccm_init(&ccm, st->bs.tek[1]))
		return NULL;
	*pn = wman_get_le32(body.data);
	*len = body.len - WMAN_CCM_OVERHEAD;
	local_bh_disable();
	ret = wman_ccm_open(&ccm, copy, *pn, (u8 *)body.data + WMAN_PN_LEN, *len);
	local_bh_enable();
	wman_ccm_exit(&ccm);
	return ret ? NULL : body.data + WMAN_PN_LEN;
}

static void packet_is_sealed_under_the_newer_tek(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_gmh gmh;
	const u8 *data;
	size_t i, len;
	u32 n, pn;

	for (n = 1; n <= 3; n++) {
		transmit(st, ETH_P_IP, IP_LEN);

		data = open(test, &gmh, &pn, &len);
		KUNIT_ASSERT_NOT_NULL(test, data);
		KUNIT_EXPECT_EQ(test, pn, wman_pn_uplink(n));
		KUNIT_EXPECT_EQ(test, gmh.cid, BS_UL_CID);
		KUNIT_EXPECT_EQ(test, gmh.eks, (st->bs.tek_sn + 1) % WMAN_TEK_SLOTS);
		KUNIT_ASSERT_EQ(test, len, IP_LEN);
		for (i = 0; i < len; i++)
			KUNIT_EXPECT_EQ(test, data[i], i);
	}
}

/* Why a packet does not leave. */
static void close_port(struct station *st)
{
	WRITE_ONCE(st->wdev->port_open, false);
}

static int remove_keys_fn(struct wman_dev *wdev, void *sa)
{
	wman_sa_remove_keys(sa);
	return 0;
}

static void remove_keys(struct station *st)
{
	station_call(st, remove_keys_fn, drive_sa(st));
}

static int flush_fn(struct wman_dev *wdev, void *arg)
{
	wman_flow_flush(wdev);
	return 0;
}

static void flush_flows(struct station *st)
{
	station_call(st, flush_fn, NULL);
}

static void exhaust(struct station *st)
{
	struct wman_tek *tek = rcu_dereference_protected(drive_sa(st)->tx, true);

	atomic64_set(&tek->tx_pn, WMAN_PN_LAST);
}

static void nothing(struct station *st)
{
}

struct refusal {
	const char *what;
	void (*before)(struct station *st);
	u16 proto;
	size_t len;
	enum wman_reason reason;
};

static const struct refusal refusals[] = {
	{ "port closed", close_port, ETH_P_IP, IP_LEN, WMAN_REASON_NOT_AUTHORIZED },
	{ "no key", remove_keys, ETH_P_IP, IP_LEN, WMAN_REASON_NO_KEY },
	{ "no flow", flush_flows, ETH_P_IP, IP_LEN, WMAN_REASON_NO_FLOW },
	{ "no flow for IPv6", nothing, ETH_P_IPV6, IP_LEN, WMAN_REASON_NO_FLOW },
	{ "no flow for ARP", nothing, ETH_P_ARP, IP_LEN, WMAN_REASON_NO_FLOW },
	{ "no PN left", exhaust, ETH_P_IP, IP_LEN, WMAN_REASON_PN_EXHAUSTED },
	{ "nothing in it", nothing, ETH_P_IP, 0, WMAN_REASON_CS_PAYLOAD },
};

static void refusal_desc(const struct refusal *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(refusals, refusals, refusal_desc);

/* Management may be sent (the station asks for keys), but no packet is. */
static void packet_does_not_leave(struct kunit *test)
{
	const struct refusal *r = test->param_value;
	struct station *st = test->priv;
	u64 before;

	r->before(st);
	station_forget(st);
	before = atomic_long_read(&st->dev->stats.__tx_dropped);

	transmit(st, r->proto, r->len);

	KUNIT_EXPECT_EQ(test, station_count(st, r->reason), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&st->dev->stats.__tx_dropped), before + 1);
	while (!skb_queue_empty(&st->card->sent))
		KUNIT_EXPECT_GE(test, station_sent(st), 0);
}

/* An SDU longer than the card's PDU goes in parts, none longer than that. */
static void long_packet_is_cut(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_gmh gmh;
	size_t len, sum = 0;
	const u8 *data;
	u32 pn, n = 0;

	st->card->card.max_pdu = 256;

	transmit(st, ETH_P_IP, 1000);

	while ((data = open(test, &gmh, &pn, &len))) {
		KUNIT_EXPECT_LE(test, gmh.len, 256);
		KUNIT_EXPECT_EQ(test, pn, wman_pn_uplink(++n));
		KUNIT_EXPECT_EQ(test, gmh.type, WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED);
		KUNIT_EXPECT_EQ(test, data[0] >> 6, n == 1 ? WMAN_FC_FIRST :
						    sum + len - 2 == 1000 ? WMAN_FC_LAST :
									    WMAN_FC_MIDDLE);
		KUNIT_EXPECT_EQ(test, wman_get_be16(data) >> 3 & 0x7ff, n - 1);
		KUNIT_EXPECT_EQ(test, data[2], sum & 0xff);
		sum += len - 2;
	}
	KUNIT_EXPECT_EQ(test, sum, 1000);
	KUNIT_EXPECT_EQ(test, n, 5);
}

/* TCP keeps a clone of what it sends, and sends it again. */
static void clone_keeps_the_plain_text(struct kunit *test)
{
	struct station *st = test->priv;
	struct sk_buff *skb, *clone;
	size_t i;

	skb = alloc_skb(ETH_HLEN + IP_LEN, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	eth_hdr(skb)->h_proto = htons(ETH_P_IP);
	for (i = 0; i < IP_LEN; i++)
		skb_put_u8(skb, i);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);

	local_bh_disable();
	wman_tx(skb, st->dev);
	local_bh_enable();

	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 1);
	for (i = 0; i < IP_LEN; i++)
		KUNIT_EXPECT_EQ(test, clone->data[ETH_HLEN + i], i);
	kfree_skb(clone);
}

static void refusal_of_the_card_is_counted(struct kunit *test)
{
	struct station *st = test->priv;

	st->card->tx_ret = -ENOBUFS;

	transmit(st, ETH_P_IP, IP_LEN);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CARD), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&st->dev->stats.__tx_errors), 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(packet_is_sealed_under_the_newer_tek),
	KUNIT_CASE_PARAM(packet_does_not_leave, refusals_gen_params),
	KUNIT_CASE(long_packet_is_cut),
	KUNIT_CASE(clone_keeps_the_plain_text),
	KUNIT_CASE(refusal_of_the_card_is_counted),
	{}
};

struct kunit_suite tx_suite = {
	.name = "wman_tx",
	.init = drive_init,
	.exit = station_exit,
	.test_cases = cases,
};
