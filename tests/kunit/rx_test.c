// SPDX-License-Identifier: GPL-2.0
/* The receive path: what is dropped and why, the replay window, parts of SDUs and their limits. */
#include "drive.h"
#include "suites.h"

static const u8 packet[40] = { 0x45 };	/* as much of IPv4 as the convergence sublayer looks at */

static int init(struct kunit *test)
{
	int ret = station_init(test);

	if (ret)
		return ret;
	return drive_up(test->priv) ? 0 : -EIO;
}

static struct wman_flow *downlink(struct station *st)
{
	struct wman_flow *flow;

	rcu_read_lock();
	flow = wman_flow_by_cid(st->wdev, BS_DL_CID);
	rcu_read_unlock();
	return flow;
}

static u64 delivered(struct station *st)
{
	return atomic64_read(&downlink(st)->packets);
}

/* A PDU with one thing wrong. */
struct wrong {
	const char *what;
	u16 cid;
	u32 pn;
	u8 first;	/* octet of the payload */
	size_t len;
	struct bs_fault fault;
	u8 crc_xor;
	u8 hcs_xor;
	u8 src_xor;
	u8 cut;		/* octets missing at the end */
	enum wman_reason reason;
};

#define RIGHT	.cid = BS_DL_CID, .pn = 1, .first = 0x45, .len = sizeof(packet)

static const struct wrong wrongs[] = {
	{ "nothing", RIGHT },
	{ "HCS", RIGHT, .hcs_xor = 1, .reason = WMAN_REASON_HCS },
	{ "cut short", RIGHT, .cut = 1, .reason = WMAN_REASON_LENGTH },
	{ "foreign source", RIGHT, .src_xor = 1, .reason = WMAN_REASON_FOREIGN_SOURCE },
	{ "unknown CID", RIGHT, .cid = 0x0999, .reason = WMAN_REASON_CID_UNKNOWN },
	{ "uplink CID", RIGHT, .cid = BS_UL_CID, .reason = WMAN_REASON_CID_DIRECTION },
	{ "clear", RIGHT, .fault.clear = true, .reason = WMAN_REASON_CLEAR_DATA },
	{ "EKS of no TEK", RIGHT, .fault.eks_xor = 2, .reason = WMAN_REASON_EKS_UNKNOWN },
	{ "EKS of the other TEK", RIGHT, .fault.eks_xor = 1, .reason = WMAN_REASON_ICV },
	{ "CRC", RIGHT, .crc_xor = 1, .reason = WMAN_REASON_CRC },
	{ "PN with the uplink bit", RIGHT, .fault.pn_xor = WMAN_PN_UPLINK_BIT,
	  .reason = WMAN_REASON_PN_INVALID },
	{ "PN 0", RIGHT, .pn = 0, .reason = WMAN_REASON_PN_INVALID },
	{ "ICV", RIGHT, .fault.icv_xor = 1, .reason = WMAN_REASON_ICV },
	{ "no payload", RIGHT, .len = 0, .reason = WMAN_REASON_SHORT },
	{ "IPv6 in a flow for IPv4", RIGHT, .first = 0x60, .reason = WMAN_REASON_CS_PAYLOAD },
};

static void wrong_desc(const struct wrong *w, char *desc)
{
	strscpy(desc, w->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(wrongs, wrongs, wrong_desc);

static void pdu_with_something_wrong(struct kunit *test)
{
	const struct wrong *w = test->param_value;
	struct station *st = test->priv;
	u8 data[sizeof(packet)], src[ETH_ALEN];
	struct sk_buff *skb;

	memcpy(data, packet, sizeof(data));
	data[0] = w->first;
	memcpy(src, bs_addr, sizeof(src));
	src[5] ^= w->src_xor;
	skb = bs_sealed(st, 0, w->pn, 0, w->cid, data, w->len, &w->fault);
	skb->data[5] ^= w->hcs_xor;
	skb->data[skb->len - 1] ^= w->crc_xor;
	skb_trim(skb, skb->len - w->cut);

	station_receive(st, skb, src);

	KUNIT_EXPECT_EQ(test, delivered(st), !w->reason);
	if (w->reason)
		KUNIT_EXPECT_EQ(test, station_count(st, w->reason), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&st->dev->stats.__rx_errors), !!w->reason);
}

static void port_that_is_closed_takes_nothing(struct kunit *test)
{
	struct station *st = test->priv;

	WRITE_ONCE(st->wdev->port_open, false);
	station_receive(st, bs_sealed(st, 0, 1, 0, BS_DL_CID, packet, sizeof(packet), NULL),
			bs_addr);
	WRITE_ONCE(st->wdev->port_open, true);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_NOT_AUTHORIZED), 1);
	KUNIT_EXPECT_EQ(test, delivered(st), 0);
}

static void flow_without_an_sa_takes_nothing(struct kunit *test)
{
	struct station *st = test->priv;

	RCU_INIT_POINTER(downlink(st)->sa, NULL);
	station_receive(st, bs_sealed(st, 0, 1, 0, BS_DL_CID, packet, sizeof(packet), NULL),
			bs_addr);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_ENCRYPTED_UNEXPECTED), 1);
	KUNIT_EXPECT_EQ(test, delivered(st), 0);
}

/* PNs in the order of their arrival, the window being 128 wide, and which of them pass. */
struct arrival {
	const char *what;
	u32 pn[6];
	u8 pass;	/* bit n: the n-th passes */
};

static const struct arrival arrivals[] = {
	{ "in order", { 1, 2, 3, 4, 5, 6 }, 0x3f },
	{ "each twice", { 1, 1, 2, 2, 3, 3 }, 0x15 },
	{ "backwards", { 6, 5, 4, 3, 2, 1 }, 0x3f },
	{ "backwards, and again", { 3, 2, 1, 3, 2, 1 }, 0x07 },
	{ "at the edge of the window", { 1000, 873, 872, 871, 873, 1000 }, 0x03 },
	{ "far ahead and back", { 1, 100000, 99999, 99873, 99872, 2 }, 0x0f },
	{ "the last PN", { 0x7ffffffe, 0x7fffffff, 0x7fffff80, 0x7fffff7f, 0x7fffffff, 1 },
	  0x07 },
};

static void arrival_desc(const struct arrival *a, char *desc)
{
	strscpy(desc, a->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(arrivals, arrivals, arrival_desc);

static void replay_window(struct kunit *test)
{
	const struct arrival *a = test->param_value;
	struct station *st = test->priv;
	unsigned int i, pass = 0;

	KUNIT_ASSERT_EQ(test, st->wdev->sas.window, 128);
	for (i = 0; i < ARRAY_SIZE(a->pn); i++) {
		station_receive(st, bs_sealed(st, 0, a->pn[i], 0, BS_DL_CID, packet,
					      sizeof(packet), NULL), bs_addr);
		pass += a->pass >> i & 1;
		KUNIT_EXPECT_EQ_MSG(test, delivered(st), pass, "PN %u, number %u", a->pn[i], i);
	}
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_PN_REPLAY),
			ARRAY_SIZE(a->pn) - pass);
}

/* Who cannot seal cannot move the window. */
static void forged_pn_moves_no_window(struct kunit *test)
{
	const struct bs_fault fault = { .icv_xor = 1 };
	struct station *st = test->priv;

	station_receive(st, bs_sealed(st, 0, 1000000, 0, BS_DL_CID, packet, sizeof(packet),
				      &fault), bs_addr);
	station_receive(st, bs_sealed(st, 0, 1, 0, BS_DL_CID, packet, sizeof(packet), NULL),
			bs_addr);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_ICV), 1);
	KUNIT_EXPECT_EQ(test, delivered(st), 1);
}

static void each_tek_has_a_window(struct kunit *test)
{
	struct station *st = test->priv;

	station_receive(st, bs_sealed(st, 0, 7, 0, BS_DL_CID, packet, sizeof(packet), NULL),
			bs_addr);
	station_receive(st, bs_sealed(st, 1, 7, 0, BS_DL_CID, packet, sizeof(packet), NULL),
			bs_addr);

	KUNIT_EXPECT_EQ(test, delivered(st), 2);
}

static void pn_near_its_end_asks_for_a_tek(struct kunit *test)
{
	struct station *st = test->priv;

	station_receive(st, bs_sealed(st, 0, WMAN_PN_RENEW - 1, 0, BS_DL_CID, packet,
				      sizeof(packet), NULL), bs_addr);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);

	station_receive(st, bs_sealed(st, 0, WMAN_PN_RENEW, 0, BS_DL_CID, packet,
				      sizeof(packet), NULL), bs_addr);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_REKEY_WAIT);
}

/* A tap on the lower device shows what was on the air, not what was in it. */
static void clone_keeps_what_was_on_the_air(struct kunit *test)
{
	struct station *st = test->priv;
	struct sk_buff *skb, *clone;
	u8 before[128];
	size_t len;

	skb = bs_sealed(st, 0, 1, 0, BS_DL_CID, packet, sizeof(packet), NULL);
	len = skb->len;
	memcpy(before, skb->data, len);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);

	station_receive(st, skb, bs_addr);

	KUNIT_EXPECT_EQ(test, delivered(st), 1);
	KUNIT_EXPECT_EQ(test, clone->len, len);
	KUNIT_EXPECT_EQ(test, memcmp(clone->data, before, len), 0);
	kfree_skb(clone);
}

/* A part of an SDU under the next PN. */
static void part(struct station *st, u32 pn, u16 fsn, enum wman_fc fc, size_t len)
{
	u8 data[2 + 1024] = {};

	wman_fragmentation_build(true, fc, fsn, data);
	if (fc == WMAN_FC_FIRST)
		data[2] = 0x45;
	station_receive(st, bs_sealed(st, 0, pn, WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED,
				      BS_DL_CID, data, 2 + len, NULL), bs_addr);
	/* however slow the machine is */
	if (fc == WMAN_FC_FIRST)
		downlink(st)->rx_since += 3600 * HZ;
}

/* Parts as they arrive: what is delivered, and what is counted. */
struct parts {
	const char *what;
	struct {
		u16 fsn;
		u8 fc;
	} part[4];
	unsigned int n;
	unsigned int delivered;
	enum wman_reason reason;
	unsigned int count;
};

static const struct parts parts[] = {
	{ "in order", { { 0, WMAN_FC_FIRST }, { 1, WMAN_FC_MIDDLE }, { 2, WMAN_FC_LAST } }, 3, 1 },
	{ "FSN wraps", { { 2047, WMAN_FC_FIRST }, { 0, WMAN_FC_LAST } }, 2, 1 },
	{ "one is missing", { { 0, WMAN_FC_FIRST }, { 2, WMAN_FC_LAST } }, 2, 0,
	  WMAN_REASON_FRAGMENT_ORDER, 1 },
	{ "one comes twice", { { 0, WMAN_FC_FIRST }, { 0, WMAN_FC_FIRST }, { 1, WMAN_FC_LAST } },
	  3, 1, WMAN_REASON_FRAGMENT_ORDER, 1 },
	{ "no first", { { 1, WMAN_FC_MIDDLE }, { 2, WMAN_FC_LAST } }, 2, 0,
	  WMAN_REASON_FRAGMENT_ORDER, 2 },
	{ "another begins", { { 0, WMAN_FC_FIRST }, { 1, WMAN_FC_FIRST }, { 2, WMAN_FC_LAST } },
	  3, 1, WMAN_REASON_FRAGMENT_ORDER, 1 },
};

static void parts_desc(const struct parts *p, char *desc)
{
	strscpy(desc, p->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(parts, parts, parts_desc);

static void parts_of_an_sdu(struct kunit *test)
{
	const struct parts *p = test->param_value;
	struct station *st = test->priv;
	unsigned int i;

	for (i = 0; i < p->n; i++)
		part(st, i + 1, p->part[i].fsn, p->part[i].fc, 50);

	KUNIT_EXPECT_EQ(test, delivered(st), p->delivered);
	if (p->count)
		KUNIT_EXPECT_EQ(test, station_count(st, p->reason), p->count);
	KUNIT_EXPECT_FALSE(test, downlink(st)->rx.active);
}

static void sdu_of_parts_is_bounded(struct kunit *test)
{
	struct station *st = test->priv;

	/* as long as it may be */
	part(st, 1, 0, WMAN_FC_FIRST, 1024);
	part(st, 2, 1, WMAN_FC_MIDDLE, 1024);
	part(st, 3, 2, WMAN_FC_MIDDLE, 1024);
	part(st, 4, 3, WMAN_FC_LAST, WMAN_SDU_MAX - 3 * 1024);
	KUNIT_EXPECT_EQ(test, delivered(st), 1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_LIMIT), 0);

	/* and an octet more */
	part(st, 5, 4, WMAN_FC_FIRST, 1024);
	part(st, 6, 5, WMAN_FC_MIDDLE, 1024);
	part(st, 7, 6, WMAN_FC_MIDDLE, 1024);
	part(st, 8, 7, WMAN_FC_MIDDLE, WMAN_SDU_MAX - 3 * 1024);
	part(st, 9, 8, WMAN_FC_LAST, 1);
	KUNIT_EXPECT_EQ(test, delivered(st), 1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_LIMIT), 1);

	part(st, 10, 9, WMAN_FC_FIRST, 50);
	part(st, 11, 10, WMAN_FC_LAST, 50);
	KUNIT_EXPECT_EQ(test, delivered(st), 2);
}

static void parts_too_late_are_no_sdu(struct kunit *test)
{
	struct station *st = test->priv;

	part(st, 1, 0, WMAN_FC_FIRST, 50);
	downlink(st)->rx_since = jiffies - 60 * HZ;
	part(st, 2, 1, WMAN_FC_LAST, 50);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_TIMEOUT), 1);
	KUNIT_EXPECT_EQ(test, delivered(st), 0);
}

/* Three SDUs in one PDU; the one that the convergence sublayer refuses takes no other along. */
static void packed_sdus_are_taken_one_by_one(struct kunit *test)
{
	struct station *st = test->priv;
	u8 data[3 * (3 + 30)] = {};
	size_t len = 0;
	int i;

	for (i = 0; i < 3; i++) {
		len += wman_packing_build(true, WMAN_FC_WHOLE, i, 30, data + len);
		data[len] = i == 1 ? 0x60 : 0x45;
		len += 30;
	}

	station_receive(st, bs_sealed(st, 0, 1, WMAN_TYPE_PACKING | WMAN_TYPE_EXTENDED, BS_DL_CID,
				      data, len, NULL), bs_addr);

	KUNIT_EXPECT_EQ(test, delivered(st), 2);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CS_PAYLOAD), 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(pdu_with_something_wrong, wrongs_gen_params),
	KUNIT_CASE(port_that_is_closed_takes_nothing),
	KUNIT_CASE(flow_without_an_sa_takes_nothing),
	KUNIT_CASE_PARAM(replay_window, arrivals_gen_params),
	KUNIT_CASE(forged_pn_moves_no_window),
	KUNIT_CASE(each_tek_has_a_window),
	KUNIT_CASE(pn_near_its_end_asks_for_a_tek),
	KUNIT_CASE(clone_keeps_what_was_on_the_air),
	KUNIT_CASE_PARAM(parts_of_an_sdu, parts_gen_params),
	KUNIT_CASE(sdu_of_parts_is_bounded),
	KUNIT_CASE(parts_too_late_are_no_sdu),
	KUNIT_CASE(packed_sdus_are_taken_one_by_one),
	{}
};

struct kunit_suite rx_suite = {
	.name = "wman_rx",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
