// SPDX-License-Identifier: GPL-2.0
/* Packing: SDUs of a batch share PDUs, in their order, and nothing waits behind its batch. */
#include "drive.h"
#include "message.h"
#include "pdu.h"
#include "suites.h"
#include "tx.h"

#define SDU_LEN	40
#define SFID	0x55
#define CID	0x0555

/* A packet of @len octets @fill behind the Ethernet header, as the stack sends it. */
static void transmit(struct station *st, u16 proto, size_t len, u8 fill, bool more)
{
	struct sk_buff *skb = alloc_skb(ETH_HLEN + len, GFP_KERNEL | __GFP_NOFAIL);
	struct ethhdr *eth = skb_put_zero(skb, ETH_HLEN);

	eth->h_proto = htons(proto);
	skb_reset_mac_header(skb);
	memset(skb_put(skb, len), fill, len);
	skb->dev = st->dev;
	local_bh_disable();
	netdev_start_xmit(skb, st->dev, netdev_get_tx_queue(st->dev, 0), more);
	local_bh_enable();
}

static void batch(struct station *st, unsigned int n, size_t len)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		transmit(st, ETH_P_IP, len, i, i < n - 1);
}

struct pdu {
	struct wman_gmh gmh;
	struct wman_sdu_iter it;
};

/* Take a PDU, open it with the newer TEK. False when there is none, or it does not open. */
static bool open(struct kunit *test, struct pdu *pdu)
{
	struct station *st = test->priv;
	struct sk_buff *skb = skb_dequeue(&st->card->sent);
	struct wman_octets body;
	struct wman_ccm ccm = {};
	size_t len;
	u8 *copy;
	int ret;

	if (!skb)
		return false;
	len = skb->len;
	copy = kunit_kmalloc(test, len, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, skb->data, len);
	kfree_skb(skb);
	if (wman_gmh_parse(&pdu->gmh, copy, len) || !pdu->gmh.ec ||
	    wman_pdu_body(copy, &pdu->gmh, st->wdev->cfg.crc, &body))
		return false;
	ret = wman_ccm_init(&ccm, st->bs.tek[1]);
	KUNIT_ASSERT_EQ(test, ret, 0);
	local_bh_disable();
	ret = wman_ccm_open(&ccm, copy, wman_get_le32(body.data), (u8 *)body.data + WMAN_PN_LEN,
			    body.len - WMAN_CCM_OVERHEAD);
	local_bh_enable();
	wman_ccm_exit(&ccm);
	return !ret && !wman_sdu_iter_init(&pdu->it, pdu->gmh.type, WMAN_DIRECTION_UPLINK,
					   body.data + WMAN_PN_LEN, body.len - WMAN_CCM_OVERHEAD);
}

static struct wman_flow *flow_of(struct station *st, u32 sfid)
{
	return wman_flow_find(st->wdev, sfid);
}

static void batch_shares_a_pdu(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_flow *flow = flow_of(st, BS_UL_SFID);
	struct wman_sdu sdu;
	struct pdu pdu;
	u16 fsn = 0;
	u8 i;

	batch(st, 3, SDU_LEN);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 1);
	KUNIT_ASSERT_TRUE(test, open(test, &pdu));
	KUNIT_EXPECT_EQ(test, pdu.gmh.type, WMAN_TYPE_PACKING | WMAN_TYPE_EXTENDED);
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_TRUE(test, wman_sdu_next(&pdu.it, &sdu));
		KUNIT_EXPECT_EQ(test, sdu.len, SDU_LEN);
		KUNIT_EXPECT_EQ(test, sdu.data[0], i);
		KUNIT_EXPECT_EQ(test, sdu.fc, WMAN_FC_WHOLE);
		KUNIT_EXPECT_TRUE(test, !i || sdu.fsn == (fsn + 1) % 2048);
		fsn = sdu.fsn;
	}
	KUNIT_EXPECT_FALSE(test, wman_sdu_next(&pdu.it, &sdu));
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow->packets), 3);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow->packed), 3);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow->bytes), 3 * (ETH_HLEN + SDU_LEN));
}

static void nothing_waits_alone(struct kunit *test)
{
	struct station *st = test->priv;
	struct pdu pdu;

	batch(st, 1, SDU_LEN);
	KUNIT_ASSERT_TRUE(test, open(test, &pdu));
	KUNIT_EXPECT_EQ(test, pdu.gmh.type, 0);
	KUNIT_EXPECT_PTR_EQ(test, st->wdev->pack.flow, NULL);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow_of(st, BS_UL_SFID)->packed), 0);
}

/* A long one sends what waits before it, which is then alone and has no subheader. */
static void order_is_kept(struct kunit *test)
{
	struct station *st = test->priv;
	size_t rest = st->card->card.max_pdu - 200;
	struct wman_sdu sdu;
	struct pdu pdu;

	transmit(st, ETH_P_IP, SDU_LEN, 1, true);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 0);
	transmit(st, ETH_P_IP, rest, 2, true);
	transmit(st, ETH_P_IP, rest, 3, true);
	transmit(st, ETH_P_IP, SDU_LEN, 4, false);

	KUNIT_ASSERT_TRUE(test, open(test, &pdu));
	KUNIT_EXPECT_EQ(test, pdu.gmh.type, WMAN_TYPE_PACKING | WMAN_TYPE_EXTENDED);
	KUNIT_ASSERT_TRUE(test, wman_sdu_next(&pdu.it, &sdu));
	KUNIT_EXPECT_EQ(test, sdu.data[0], 1);
	KUNIT_ASSERT_TRUE(test, wman_sdu_next(&pdu.it, &sdu));
	KUNIT_EXPECT_EQ(test, sdu.data[0], 2);
	KUNIT_ASSERT_TRUE(test, open(test, &pdu));
	KUNIT_ASSERT_TRUE(test, wman_sdu_next(&pdu.it, &sdu));
	KUNIT_EXPECT_EQ(test, sdu.data[0], 3);
	KUNIT_ASSERT_TRUE(test, wman_sdu_next(&pdu.it, &sdu));
	KUNIT_EXPECT_EQ(test, sdu.data[0], 4);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 0);
}

static void pdus_are_filled_and_no_more(struct kunit *test)
{
	struct station *st = test->priv;
	unsigned int n = 0, i, pdus = 0;
	struct wman_sdu sdu;
	struct pdu pdu;

	batch(st, 100, SDU_LEN);
	while (open(test, &pdu)) {
		pdus++;
		KUNIT_EXPECT_LE(test, pdu.gmh.len, st->card->card.max_pdu);
		for (i = n; wman_sdu_next(&pdu.it, &sdu); n++)
			KUNIT_EXPECT_EQ(test, sdu.data[0], n);
		/* all but the last are full */
		if (n < 100)
			KUNIT_EXPECT_GT(test, pdu.gmh.len + 3 + SDU_LEN, st->card->card.max_pdu);
		KUNIT_EXPECT_GT(test, n, i);
	}
	KUNIT_EXPECT_EQ(test, n, 100);
	KUNIT_EXPECT_LT(test, pdus, 10);
}

struct made {
	const char *what;
	u8 policy;
	bool short_fsn;
	unsigned int pdus;
	u8 type;
};

static const struct made mades[] = {
	{ "allowed", 0, false, 1, WMAN_TYPE_PACKING | WMAN_TYPE_EXTENDED },
	{ "FSN of 3 bits", 0, true, 1, WMAN_TYPE_PACKING },
	{ "not allowed", WMAN_TX_NO_PACKING, false, 12, 0 },
	{ "without CRC and fragments", WMAN_TX_NO_CRC | WMAN_TX_NO_FRAGMENTATION, false, 1,
	  WMAN_TYPE_PACKING | WMAN_TYPE_EXTENDED },
};

static void made_desc(const struct made *m, char *desc)
{
	strscpy(desc, m->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(mades, mades, made_desc);

/* An IPv6 flow, which IPv6 packets take; 12 of them are more than 3 bits count. */
static void add_flow(struct station *st, const struct made *m)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ, .transaction = WMAN_DSX_BY_BS | 77,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS |
				   WMAN_FLOW_POLICY | WMAN_FLOW_FSN_SIZE,
			.sfid = SFID, .cid = CID, .cs = WMAN_CS_IPV6, .policy = m->policy,
			.fsn_size = !m->short_fsn,
		},
	};

	wman_dsx_put(bs_begin(st), &req);
	bs_send_tuple(st, BS_PRIMARY_CID);
	station_forget(st);
}

static void flow_is_obeyed(struct kunit *test)
{
	const struct made *m = test->param_value;
	struct station *st = test->priv;
	unsigned int i, n = 0;
	struct wman_sdu sdu;
	struct pdu pdu;

	add_flow(st, m);
	for (i = 0; i < 12; i++)
		transmit(st, ETH_P_IPV6, SDU_LEN, i, i < 11);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), m->pdus);
	while (open(test, &pdu)) {
		KUNIT_EXPECT_EQ(test, pdu.gmh.type, m->type);
		KUNIT_EXPECT_EQ(test, pdu.gmh.cid, CID);
		for (; wman_sdu_next(&pdu.it, &sdu); n++)
			KUNIT_EXPECT_EQ(test, sdu.data[0], n);
	}
	KUNIT_EXPECT_EQ(test, n, 12);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow_of(st, SFID)->packed),
			m->policy & WMAN_TX_NO_PACKING ? 0 : 12);
}

/* Packets of two flows do not share a PDU, and all have left behind the batch. */
static void flows_do_not_mix(struct kunit *test)
{
	static const u16 cids[] = { BS_UL_CID, CID, BS_UL_CID };
	struct station *st = test->priv;
	unsigned int i;
	struct pdu pdu;

	add_flow(st, &mades[0]);
	transmit(st, ETH_P_IP, SDU_LEN, 0, true);
	transmit(st, ETH_P_IP, SDU_LEN, 1, true);
	transmit(st, ETH_P_IPV6, SDU_LEN, 2, true);
	transmit(st, ETH_P_IPV6, SDU_LEN, 3, true);
	transmit(st, ETH_P_IP, SDU_LEN, 4, false);
	for (i = 0; i < ARRAY_SIZE(cids); i++) {
		KUNIT_ASSERT_TRUE(test, open(test, &pdu));
		KUNIT_EXPECT_EQ(test, pdu.gmh.cid, cids[i]);
	}
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 0);
}

/* The last packet of a batch may be one that nobody takes. */
static void dropped_packet_ends_a_batch(struct kunit *test)
{
	struct station *st = test->priv;

	transmit(st, ETH_P_IP, SDU_LEN, 0, true);
	transmit(st, ETH_P_IP, SDU_LEN, 1, true);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 0);
	transmit(st, ETH_P_IPV6, SDU_LEN, 2, false);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_NO_FLOW), 1);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 1);
	KUNIT_EXPECT_PTR_EQ(test, st->wdev->pack.flow, NULL);
}

static void flow_ends_with_what_waits(struct kunit *test)
{
	struct station *st = test->priv;

	add_flow(st, &mades[0]);
	transmit(st, ETH_P_IPV6, SDU_LEN, 0, true);
	KUNIT_EXPECT_PTR_EQ(test, st->wdev->pack.flow, flow_of(st, SFID));
	bs_dsd_req(st, WMAN_DSX_BY_BS | 78, SFID);
	KUNIT_EXPECT_PTR_EQ(test, st->wdev->pack.flow, NULL);
	station_forget(st);
	batch(st, 2, SDU_LEN);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 1);
}

/* Each of them is counted, on the flow as well. */
static void pdu_that_cannot_leave(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_flow *flow = flow_of(st, BS_UL_SFID);
	struct wman_sa *sa = drive_sa(st);
	struct wman_tek *tek = rcu_dereference_protected(sa->tx, true);

	atomic64_set(&tek->tx_pn, WMAN_PN_LAST);
	batch(st, 3, SDU_LEN);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_PN_EXHAUSTED), 3);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow->dropped[WMAN_REASON_PN_EXHAUSTED]), 3);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow->packets), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&st->card->sent), 0);
}

/* A qdisc may hand over a PDU's worth at once, again and again. */
static void queue_is_never_full(struct kunit *test)
{
#ifdef CONFIG_BQL
	struct station *st = test->priv;
	struct netdev_queue *queue = netdev_get_tx_queue(st->dev, 0);

	KUNIT_EXPECT_EQ(test, dql_avail(&queue->dql), WMAN_PDU_MAX);
	batch(st, 100, SDU_LEN);
	KUNIT_EXPECT_EQ(test, dql_avail(&queue->dql), WMAN_PDU_MAX);
	KUNIT_EXPECT_FALSE(test, netif_xmit_stopped(queue));
#endif
}

static struct kunit_case cases[] = {
	KUNIT_CASE(batch_shares_a_pdu),
	KUNIT_CASE(nothing_waits_alone),
	KUNIT_CASE(order_is_kept),
	KUNIT_CASE(pdus_are_filled_and_no_more),
	KUNIT_CASE_PARAM(flow_is_obeyed, mades_gen_params),
	KUNIT_CASE(flows_do_not_mix),
	KUNIT_CASE(dropped_packet_ends_a_batch),
	KUNIT_CASE(flow_ends_with_what_waits),
	KUNIT_CASE(pdu_that_cannot_leave),
	KUNIT_CASE(queue_is_never_full),
	{}
};

struct kunit_suite pack_suite = {
	.name = "wman_pack",
	.init = drive_init,
	.exit = station_exit,
	.test_cases = cases,
};
