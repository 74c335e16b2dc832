// SPDX-License-Identifier: GPL-2.0
/* Service flows: what DSA-REQ is answered with, repetitions, the end. */
#include "dreg.h"
#include "drive.h"
#include "dsx.h"
#include "message.h"
#include "suites.h"

#define TRANSACTION	WMAN_DSX_BY_BS

/* Registered and with keys, no flow yet. */
static int init(struct kunit *test)
{
	struct station *st;
	int ret = station_init(test);

	if (ret)
		return ret;
	st = test->priv;
	if (!drive_entry(st, WMAN_DEV_STATE_REGISTRATION))
		return -EIO;
	bs_key_reply(st);
	bs_reg_rsp(st, 0);
	station_forget(st);
	return st->wdev->entry.state == WMAN_DEV_STATE_FLOWS ? 0 : -EIO;
}

static void send_dsx(struct station *st, const struct wman_dsx *dsx)
{
	wman_dsx_put(bs_begin(st), dsx);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

/* Confirmation Code of the answer that was sent, or -1. */
static int answer(struct station *st, u8 type)
{
	struct wman_dsx rsp;

	if (!station_sent_find(st, type, 0) ||
	    wman_dsx_parse(&rsp, st->msg->data, st->msg->len - 15))
		return -1;
	return rsp.confirmation;
}

static unsigned int n_flows(struct station *st)
{
	return list_count_nodes(&st->wdev->flows.all);
}

struct dsa {
	const char *what;
	u8 dir;
	struct wman_flow_params flow;
	int confirmation;
};

#define NEEDED	(WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS)
#define FLOW(...)	{ .present = NEEDED, .sfid = 1, .cid = 0x500, .cs = WMAN_CS_IPV4, \
			  __VA_ARGS__ }

static const struct dsa dsas[] = {
	{ "uplink", WMAN_DIRECTION_UPLINK, FLOW(), WMAN_CC_OK },
	{ "downlink", WMAN_DIRECTION_DOWNLINK, FLOW(), WMAN_CC_OK },
	{ "IPv6", WMAN_DIRECTION_UPLINK, FLOW(.cs = WMAN_CS_IPV6), WMAN_CC_OK },
	{ "Ethernet", WMAN_DIRECTION_UPLINK, FLOW(.cs = WMAN_CS_IEEE8023), WMAN_CC_OK },
	{ "the primary SA by name", WMAN_DIRECTION_UPLINK,
	  FLOW(.present = NEEDED | WMAN_FLOW_SAID, .said = BS_BASIC_CID), WMAN_CC_OK },
	{ "an SA that there is not", WMAN_DIRECTION_UPLINK,
	  FLOW(.present = NEEDED | WMAN_FLOW_SAID, .said = 99), WMAN_CC_NOT_AUTHORIZED_SAID },
	{ "no SFID", WMAN_DIRECTION_UPLINK, FLOW(.present = WMAN_FLOW_CID | WMAN_FLOW_CS),
	  WMAN_CC_PARAMETER_MISSING },
	{ "no CID", WMAN_DIRECTION_UPLINK, FLOW(.present = WMAN_FLOW_SFID | WMAN_FLOW_CS),
	  WMAN_CC_PARAMETER_MISSING },
	{ "no sublayer", WMAN_DIRECTION_UPLINK, FLOW(.present = WMAN_FLOW_SFID | WMAN_FLOW_CID),
	  WMAN_CC_PARAMETER_MISSING },
	{ "ATM", WMAN_DIRECTION_UPLINK, FLOW(.cs = 99), WMAN_CC_OTHER },
	{ "CID 0", WMAN_DIRECTION_UPLINK, FLOW(.cid = 0), WMAN_CC_OTHER },
	{ "the basic CID", WMAN_DIRECTION_UPLINK, FLOW(.cid = BS_BASIC_CID), WMAN_CC_OTHER },
	{ "the primary CID", WMAN_DIRECTION_UPLINK, FLOW(.cid = BS_PRIMARY_CID), WMAN_CC_OTHER },
	{ "a multicast CID", WMAN_DIRECTION_UPLINK, FLOW(.cid = WMAN_CID_MULTICAST_FIRST),
	  WMAN_CC_OTHER },
	{ "the last transport CID", WMAN_DIRECTION_UPLINK, FLOW(.cid = WMAN_CID_TRANSPORT_MAX),
	  WMAN_CC_OK },
	{ "ARQ", WMAN_DIRECTION_UPLINK, FLOW(.present = NEEDED | WMAN_FLOW_ARQ, .arq = 1),
	  WMAN_CC_OTHER },
};

static void dsa_desc(const struct dsa *d, char *desc)
{
	strscpy(desc, d->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(dsas, dsas, dsa_desc);

static void dsa_req_is_answered(struct kunit *test)
{
	const struct dsa *d = test->param_value;
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ, .transaction = TRANSACTION, .dir = d->dir,
		.flow = d->flow,
	};
	struct station *st = test->priv;

	send_dsx(st, &req);

	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), d->confirmation);
	KUNIT_EXPECT_EQ(test, n_flows(st), d->confirmation == WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n, n_flows(st));
}

static void dsa(struct station *st, u16 transaction, u32 sfid, u16 cid)
{
	bs_dsa_req(st, transaction, WMAN_DIRECTION_DOWNLINK, sfid, cid, WMAN_CS_IPV4);
}

static void same_transaction_makes_no_second_flow(struct kunit *test)
{
	struct station *st = test->priv;

	dsa(st, TRANSACTION, 1, 0x500);
	dsa(st, TRANSACTION, 1, 0x500);

	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, n_flows(st), 1);
}

static void flow_that_there_is_already(struct kunit *test)
{
	struct station *st = test->priv;

	dsa(st, TRANSACTION, 1, 0x500);
	dsa(st, TRANSACTION + 1, 1, 0x501);
	dsa(st, TRANSACTION + 2, 2, 0x500);

	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, n_flows(st), 1);
}

static void flows_are_bounded(struct kunit *test)
{
	struct station *st = test->priv;
	int i;

	for (i = 0; i < WMAN_FLOWS_MAX; i++)
		dsa(st, TRANSACTION + i, 1 + i, 0x500 + i);
	KUNIT_EXPECT_EQ(test, n_flows(st), WMAN_FLOWS_MAX);
	station_forget(st);

	dsa(st, TRANSACTION + i, 1 + i, 0x500 + i);

	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, n_flows(st), WMAN_FLOWS_MAX);
}

static void transaction_of_ours_is_refused(struct kunit *test)
{
	struct station *st = test->priv;

	dsa(st, 1, 1, 0x500);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 1);
	KUNIT_EXPECT_EQ(test, n_flows(st), 0);
}

static void send_ack(struct station *st, u16 transaction, u8 confirmation)
{
	const struct wman_dsx ack = {
		.type = WMAN_MSG_DSA_ACK, .transaction = transaction, .confirmation = confirmation,
	};

	send_dsx(st, &ack);
}

static void answer_is_repeated_until_acknowledged(struct kunit *test)
{
	struct station *st = test->priv;
	struct delayed_work *t8 = &st->wdev->flows.transaction[0].timer;
	int i;

	dsa(st, TRANSACTION, 1, 0x500);
	station_forget(st);

	for (i = 0; i < WMAN_DSX_RETRIES; i++) {
		KUNIT_EXPECT_TRUE(test, delayed_work_pending(t8));
		station_fire(st, t8);
		KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), WMAN_CC_OK);
	}
	station_fire(st, t8);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSA_RSP), -1);
	KUNIT_EXPECT_EQ(test, n_flows(st), 1);

	dsa(st, TRANSACTION + 1, 2, 0x501);
	send_ack(st, TRANSACTION + 1, WMAN_CC_OK);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&st->wdev->flows.transaction[1].timer));
	KUNIT_EXPECT_EQ(test, n_flows(st), 2);
}

static void refused_by_acknowledgement_it_ends(struct kunit *test)
{
	struct station *st = test->priv;

	dsa(st, TRANSACTION, 1, 0x500);
	send_ack(st, TRANSACTION, WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, n_flows(st), 0);

	/* a late repetition makes no second flow */
	dsa(st, TRANSACTION, 1, 0x500);
	KUNIT_EXPECT_EQ(test, n_flows(st), 0);

	send_ack(st, TRANSACTION + 7, WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 1);
}

static void flow_ends(struct kunit *test)
{
	struct station *st = test->priv;

	dsa(st, TRANSACTION, 1, 0x500);
	bs_dsa_req(st, TRANSACTION + 1, WMAN_DIRECTION_UPLINK, 2, 0x501, WMAN_CS_IPV4);
	KUNIT_ASSERT_TRUE(test, st->wdev->port_open);

	bs_dsd_req(st, TRANSACTION + 2, 1);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSD_RSP), WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, n_flows(st), 1);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_FLOWS);

	bs_dsd_req(st, TRANSACTION + 3, 1);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSD_RSP), WMAN_CC_OTHER);
	KUNIT_EXPECT_NOT_NULL(test, drive_sa(st));
}

/* Which flow takes a packet: the first whose sublayer carries it. */
struct classified {
	const char *what;
	u8 cs;
	u16 proto;
	bool taken;
};

static const struct classified classified[] = {
	{ "IPv4 by IPv4", WMAN_CS_IPV4, ETH_P_IP, true },
	{ "IPv6 by IPv4", WMAN_CS_IPV4, ETH_P_IPV6, false },
	{ "IPv6 by IPv6", WMAN_CS_IPV6, ETH_P_IPV6, true },
	{ "IPv4 by IPv6", WMAN_CS_IPV6, ETH_P_IP, false },
	{ "ARP by Ethernet", WMAN_CS_IEEE8023, ETH_P_ARP, true },
	{ "IPv4 by IPv4 over Ethernet", WMAN_CS_IPV4_OVER_8023, ETH_P_IP, true },
	{ "ARP by IPv4 over Ethernet", WMAN_CS_IPV4_OVER_8023, ETH_P_ARP, false },
};

static void classified_desc(const struct classified *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(classified, classified, classified_desc);

static void packet_finds_its_flow(struct kunit *test)
{
	const struct classified *c = test->param_value;
	struct station *st = test->priv;
	struct wman_flow *flow;
	struct sk_buff *skb;

	bs_dsa_req(st, TRANSACTION, WMAN_DIRECTION_UPLINK, 1, 0x500, c->cs);
	skb = alloc_skb(ETH_HLEN, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	eth_hdr(skb)->h_proto = htons(c->proto);

	rcu_read_lock();
	flow = wman_flow_classify(st->wdev, skb);
	rcu_read_unlock();

	KUNIT_EXPECT_EQ(test, !!flow, c->taken);
	kfree_skb(skb);
}

/* How a flow is carried, by the parameters of DSA-REQ. */
struct carriage {
	const char *what;
	u32 present;
	u8 policy;
	u8 fsn_size;
	bool crc;
	bool fragment;
	bool extended;
};

static const struct carriage carriages[] = {
	{ "nothing said", 0, 0, 0, true, true, true },
	{ "no CRC", WMAN_FLOW_POLICY, WMAN_TX_NO_CRC, 0, false, true, true },
	{ "no parts", WMAN_FLOW_POLICY, WMAN_TX_NO_FRAGMENTATION, 0, true, false, true },
	{ "FSN of 3 bits", WMAN_FLOW_FSN_SIZE, 0, 0, true, true, false },
	{ "FSN of 11 bits", WMAN_FLOW_FSN_SIZE, 0, 1, true, true, true },
};

static void carriage_desc(const struct carriage *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(carriages, carriages, carriage_desc);

static void flow_is_carried_as_asked(struct kunit *test)
{
	const struct carriage *c = test->param_value;
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ, .transaction = TRANSACTION,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = FLOW(.present = NEEDED | c->present, .policy = c->policy,
			     .fsn_size = c->fsn_size),
	};
	struct station *st = test->priv;
	struct wman_flow *flow;

	send_dsx(st, &req);

	flow = list_first_entry_or_null(&st->wdev->flows.all, struct wman_flow, list);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	KUNIT_EXPECT_EQ(test, flow->crc, c->crc);
	KUNIT_EXPECT_EQ(test, flow->fragment, c->fragment);
	KUNIT_EXPECT_EQ(test, flow->extended, c->extended);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(dsa_req_is_answered, dsas_gen_params),
	KUNIT_CASE(same_transaction_makes_no_second_flow),
	KUNIT_CASE(flow_that_there_is_already),
	KUNIT_CASE(flows_are_bounded),
	KUNIT_CASE(transaction_of_ours_is_refused),
	KUNIT_CASE(answer_is_repeated_until_acknowledged),
	KUNIT_CASE(refused_by_acknowledgement_it_ends),
	KUNIT_CASE(flow_ends),
	KUNIT_CASE_PARAM(packet_finds_its_flow, classified_gen_params),
	KUNIT_CASE_PARAM(flow_is_carried_as_asked, carriages_gen_params),
	{}
};

struct kunit_suite flow_suite = {
	.name = "wman_flow",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
