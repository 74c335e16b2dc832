// SPDX-License-Identifier: GPL-2.0
/* Service flows: answers to DSA-REQ and DSC-REQ, repetitions, who takes a packet, the end. */
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
	if (!drive_entry(st, WMAN_DEV_STATE_FLOWS))
		return -EIO;
	station_forget(st);
	return 0;
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

/* Rules as a message has them: the index, and a criterion. */
static const u8 rule_udp[] = { 14, 2, 0, 1, 3, 1, 17 };
static const u8 rule_tcp[] = { 14, 2, 0, 1, 3, 1, 6 };
static const u8 rule_dns[] = { 14, 2, 0, 2, 1, 1, 9, 7, 4, 0, 53, 0, 53 };
static const u8 rule_unknown[] = { 14, 2, 0, 3, 99, 1, 0 };
static const u8 rule_1[] = { 14, 2, 0, 1 };

#define RULE(action_, rule_) \
	{ .cs = WMAN_CS_IPV4, .action = WMAN_RULE_ACTION_##action_,	\
	  .rule = { rule_, sizeof(rule_) } }

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
	  WMAN_CC_NOT_AUTHORIZED_SAID },
	{ "the last transport CID", WMAN_DIRECTION_UPLINK, FLOW(.cid = WMAN_CID_TRANSPORT_MAX),
	  WMAN_CC_OK },
	{ "ARQ", WMAN_DIRECTION_UPLINK, FLOW(.present = NEEDED | WMAN_FLOW_ARQ, .arq = 1),
	  WMAN_CC_OTHER },
	{ "rules", WMAN_DIRECTION_UPLINK,
	  FLOW(.n_rules = 2, .rules = { RULE(ADD, rule_udp), RULE(ADD, rule_dns) }), WMAN_CC_OK },
	{ "an index twice", WMAN_DIRECTION_UPLINK,
	  FLOW(.n_rules = 2, .rules = { RULE(ADD, rule_udp), RULE(ADD, rule_tcp) }),
	  WMAN_CC_OTHER },
	{ "a rule not understood", WMAN_DIRECTION_UPLINK,
	  FLOW(.n_rules = 1, .rules = { RULE(ADD, rule_unknown) }), WMAN_CC_OTHER },
	{ "a rule of another sublayer", WMAN_DIRECTION_UPLINK,
	  FLOW(.cs = WMAN_CS_IPV6, .n_rules = 1, .rules = { RULE(ADD, rule_udp) }),
	  WMAN_CC_OTHER },
	{ "a rule to replace", WMAN_DIRECTION_UPLINK,
	  FLOW(.n_rules = 1, .rules = { RULE(REPLACE, rule_udp) }), WMAN_CC_OTHER },
	{ "a rule to delete", WMAN_DIRECTION_UPLINK,
	  FLOW(.n_rules = 1, .rules = { RULE(DELETE, rule_udp) }), WMAN_CC_OTHER },
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

/* An uplink flow of IPv4 that takes UDP. */
static struct wman_flow *flow_with_rule(struct kunit *test)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ, .transaction = TRANSACTION,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = FLOW(.n_rules = 1, .rules = { RULE(ADD, rule_udp) }),
	};
	struct station *st = test->priv;
	struct wman_flow *flow;

	send_dsx(st, &req);
	send_ack(st, TRANSACTION, WMAN_CC_OK);
	station_forget(st);
	flow = list_first_entry_or_null(&st->wdev->flows.all, struct wman_flow, list);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	return flow;
}

static void send_dsc(struct station *st, u16 transaction, const struct wman_flow_params *flow)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSC_REQ, .transaction = transaction,
		.dir = WMAN_DIRECTION_UPLINK, .flow = *flow,
	};

	send_dsx(st, &req);
}

static void send_dsc_ack(struct station *st, u16 transaction, u8 confirmation)
{
	const struct wman_dsx ack = {
		.type = WMAN_MSG_DSC_ACK, .transaction = transaction, .confirmation = confirmation,
	};

	send_dsx(st, &ack);
}

static const struct wman_rules *rules_of(struct wman_flow *flow)
{
	return rcu_dereference_protected(flow->rules, true);
}

/* Octets of the flow's only rule are these. */
#define expect_rule(flow, octets) \
	do { \
		const struct wman_rules *rules_ = rules_of(flow); \
		KUNIT_ASSERT_NOT_NULL(test, rules_); \
		KUNIT_EXPECT_EQ(test, rules_->n, 1); \
		KUNIT_EXPECT_EQ(test, rules_->rule[0].len, sizeof(octets)); \
		KUNIT_EXPECT_EQ(test, memcmp(rules_->rule[0].data, octets, sizeof(octets)), 0); \
	} while (0)

struct dsc {
	const char *what;
	struct wman_flow_params flow;
	int confirmation;
	unsigned int n_rules;
	bool inactive;
};

#define CHANGE(...)	{ .present = WMAN_FLOW_SFID, .sfid = 1, __VA_ARGS__ }
#define CHANGE_OF(what_, ...) \
	{ .present = WMAN_FLOW_SFID | WMAN_FLOW_##what_, .sfid = 1, __VA_ARGS__ }

static const struct dsc dscs[] = {
	{ "nothing", CHANGE(), WMAN_CC_OK, 1 },
	{ "a rule more", CHANGE(.n_rules = 1, .rules = { RULE(ADD, rule_dns) }), WMAN_CC_OK, 2 },
	{ "another rule", CHANGE(.n_rules = 1, .rules = { RULE(REPLACE, rule_tcp) }), WMAN_CC_OK,
	  1 },
	{ "no rule", CHANGE(.n_rules = 1, .rules = { RULE(DELETE, rule_1) }), WMAN_CC_OK, 0 },
	{ "another and one more",
	  CHANGE(.n_rules = 2, .rules = { RULE(REPLACE, rule_tcp), RULE(ADD, rule_dns) }),
	  WMAN_CC_OK, 2 },
	{ "one more and its end",
	  CHANGE(.n_rules = 2, .rules = { RULE(ADD, rule_dns), RULE(DELETE, rule_dns) }),
	  WMAN_CC_OK, 1 },
	{ "a rule that is there", CHANGE(.n_rules = 1, .rules = { RULE(ADD, rule_tcp) }),
	  WMAN_CC_OTHER, 1 },
	{ "a rule that is not there", CHANGE(.n_rules = 1, .rules = { RULE(REPLACE, rule_dns) }),
	  WMAN_CC_OTHER, 1 },
	{ "one that goes and none that comes",
	  CHANGE(.n_rules = 2, .rules = { RULE(DELETE, rule_1), RULE(ADD, rule_unknown) }),
	  WMAN_CC_OTHER, 1 },
	{ "an action that there is not",
	  CHANGE(.n_rules = 1, .rules = { { WMAN_CS_IPV4, 3, { rule_udp, sizeof(rule_udp) } } }),
	  WMAN_CC_OTHER, 1 },
	{ "asleep", CHANGE_OF(QOS_SET, .qos_set = 3), WMAN_CC_OK, 1, true },
	{ "awake", CHANGE_OF(QOS_SET, .qos_set = 4), WMAN_CC_OK, 1 },
	{ "another flow", CHANGE(.sfid = 2), WMAN_CC_OTHER, 1 },
	{ "no flow", { .present = WMAN_FLOW_CID, .cid = 0x500 }, WMAN_CC_PARAMETER_MISSING, 1 },
	{ "its CID", CHANGE_OF(CID, .cid = 0x500), WMAN_CC_OK, 1 },
	{ "another CID", CHANGE_OF(CID, .cid = 0x501), WMAN_CC_OTHER, 1 },
	{ "its sublayer", CHANGE_OF(CS, .cs = WMAN_CS_IPV4), WMAN_CC_OK, 1 },
	{ "another sublayer", CHANGE_OF(CS, .cs = WMAN_CS_IPV6), WMAN_CC_OTHER, 1 },
	{ "its SA", CHANGE_OF(SAID, .said = BS_BASIC_CID), WMAN_CC_OK, 1 },
	{ "another SA", CHANGE_OF(SAID, .said = 99), WMAN_CC_OTHER, 1 },
	{ "ARQ", CHANGE_OF(ARQ, .arq = 1), WMAN_CC_OTHER, 1 },
	{ "no ARQ", CHANGE_OF(ARQ, .arq = 0), WMAN_CC_OK, 1 },
	{ "FSN of 3 bits", CHANGE_OF(FSN_SIZE, .fsn_size = 0), WMAN_CC_OTHER, 1 },
	{ "FSN of 11 bits", CHANGE_OF(FSN_SIZE, .fsn_size = 1), WMAN_CC_OK, 1 },
	{ "no CRC", CHANGE_OF(POLICY, .policy = WMAN_TX_NO_CRC), WMAN_CC_OTHER, 1 },
	{ "no parts", CHANGE_OF(POLICY, .policy = WMAN_TX_NO_FRAGMENTATION), WMAN_CC_OTHER, 1 },
	{ "no packing", CHANGE_OF(POLICY, .policy = WMAN_TX_NO_PACKING), WMAN_CC_OK, 1 },
};

static void dsc_desc(const struct dsc *d, char *desc)
{
	strscpy(desc, d->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(dscs, dscs, dsc_desc);

static void dsc_req_is_answered(struct kunit *test)
{
	const struct dsc *d = test->param_value;
	struct station *st = test->priv;
	struct wman_flow *flow = flow_with_rule(test);

	send_dsc(st, TRANSACTION + 1, &d->flow);

	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSC_RSP), d->confirmation);
	KUNIT_EXPECT_EQ(test, rules_of(flow) ? rules_of(flow)->n : 0, d->n_rules);
	KUNIT_EXPECT_EQ(test, flow->active, !d->inactive);

	/* refused by DSC-ACK, it is what it was */
	send_dsc_ack(st, TRANSACTION + 1, WMAN_CC_OTHER);
	expect_rule(flow, rule_udp);
	KUNIT_EXPECT_TRUE(test, flow->active);
}

static void change_is_made_once(struct kunit *test)
{
	const struct wman_flow_params more = CHANGE(.n_rules = 1, .rules = { RULE(ADD, rule_dns) });
	struct station *st = test->priv;
	struct wman_flow *flow = flow_with_rule(test);

	send_dsc(st, TRANSACTION + 1, &more);
	send_dsc(st, TRANSACTION + 1, &more);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSC_RSP), WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSC_RSP), WMAN_CC_OK);
	KUNIT_EXPECT_EQ(test, rules_of(flow)->n, 2);

	/* and once acknowledged it stays */
	send_dsc_ack(st, TRANSACTION + 1, WMAN_CC_OK);
	send_dsc_ack(st, TRANSACTION + 1, WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, rules_of(flow)->n, 2);
}

static void late_refusal_takes_no_later_change_back(struct kunit *test)
{
	const struct wman_flow_params tcp = CHANGE(.n_rules = 1,
						   .rules = { RULE(REPLACE, rule_tcp) });
	const struct wman_flow_params asleep = CHANGE_OF(QOS_SET, .qos_set = 3);
	struct station *st = test->priv;
	struct wman_flow *flow = flow_with_rule(test);

	send_dsc(st, TRANSACTION + 1, &asleep);
	send_dsc(st, TRANSACTION + 2, &tcp);
	send_dsc_ack(st, TRANSACTION + 1, WMAN_CC_OTHER);
	expect_rule(flow, rule_tcp);
	KUNIT_EXPECT_FALSE(test, flow->active);

	send_dsc_ack(st, TRANSACTION + 2, WMAN_CC_OTHER);
	expect_rule(flow, rule_udp);
	KUNIT_EXPECT_FALSE(test, flow->active);
}

static void change_of_a_flow_that_ended(struct kunit *test)
{
	const struct wman_flow_params tcp = CHANGE(.n_rules = 1,
						   .rules = { RULE(REPLACE, rule_tcp) });
	struct station *st = test->priv;

	flow_with_rule(test);
	send_dsc(st, TRANSACTION + 1, &tcp);
	bs_dsd_req(st, TRANSACTION + 2, 1);
	send_dsc_ack(st, TRANSACTION + 1, WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, n_flows(st), 0);
}

static void each_ack_to_its_own(struct kunit *test)
{
	const struct wman_flow_params nothing = CHANGE();
	struct station *st = test->priv;
	struct wman_flow *flow = flow_with_rule(test);

	/* a DSC-REQ under the id of the DSA, and DSC-ACK for it */
	send_dsc(st, TRANSACTION, &nothing);
	KUNIT_EXPECT_EQ(test, answer(st, WMAN_MSG_DSC_RSP), -1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 1);
	send_dsc_ack(st, TRANSACTION, WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 2);
	send_dsc(st, TRANSACTION + 1, &nothing);
	send_ack(st, TRANSACTION + 1, WMAN_CC_OTHER);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 3);
	KUNIT_EXPECT_EQ(test, n_flows(st), 1);
	expect_rule(flow, rule_udp);

	/* ids of ours */
	send_dsc(st, 1, &nothing);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_TRANSACTION), 4);
}

static void sleeping_flow_carries_nothing(struct kunit *test)
{
	const struct wman_flow_params asleep = CHANGE_OF(QOS_SET, .qos_set = 3);
	const struct wman_flow_params awake = CHANGE_OF(QOS_SET, .qos_set = WMAN_QOS_SET_ALL);
	struct station *st = test->priv;

	bs_dsa_req(st, TRANSACTION, WMAN_DIRECTION_UPLINK, 1, 0x500, WMAN_CS_IPV4);
	dsa(st, TRANSACTION + 1, 2, 0x501);
	KUNIT_ASSERT_TRUE(test, st->wdev->port_open);

	send_dsc(st, TRANSACTION + 2, &asleep);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
	send_dsc(st, TRANSACTION + 3, &awake);
	KUNIT_EXPECT_TRUE(test, st->wdev->port_open);
	send_dsc_ack(st, TRANSACTION + 3, WMAN_CC_OTHER);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
}

static void flow_may_begin_asleep(struct kunit *test)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ, .transaction = TRANSACTION,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = FLOW(.present = NEEDED | WMAN_FLOW_QOS_SET, .qos_set = 1),
	};
	const struct wman_flow_params awake = CHANGE_OF(QOS_SET, .qos_set = WMAN_QOS_SET_ALL);
	struct station *st = test->priv;

	send_dsx(st, &req);
	dsa(st, TRANSACTION + 1, 2, 0x501);
	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
	send_dsc(st, TRANSACTION + 2, &awake);
	KUNIT_EXPECT_TRUE(test, st->wdev->port_open);
}

/*
 * Three flows: SFID 1 without a rule, 2 takes UDP at priority 0 and port 53 at 9, 3 takes TCP at 9
 * and UDP at 0. Which of them takes a packet.
 */
struct decided {
	const char *what;
	u8 protocol;
	u8 port;
	bool asleep;
	u32 sfid;
};

static const struct decided decided[] = {
	{ "ICMP by the flow without rules", 1, 0, false, 1 },
	{ "UDP by the older of two", 17, 80, false, 2 },
	{ "UDP to port 53 by the greater priority", 17, 53, false, 2 },
	{ "TCP by its rule", 6, 80, false, 3 },
	{ "TCP to port 53 by the older of two", 6, 53, false, 2 },
	{ "UDP while the older sleeps", 17, 80, true, 3 },
	{ "TCP to port 53 while the older sleeps", 6, 53, true, 3 },
};

static void decided_desc(const struct decided *d, char *desc)
{
	strscpy(desc, d->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(decided, decided, decided_desc);

static void rules_decide(struct kunit *test)
{
	static const u8 tcp9[] = { 1, 1, 9, 14, 2, 0, 7, 3, 1, 6 };
	const struct wman_dsx two = {
		.type = WMAN_MSG_DSA_REQ, .transaction = TRANSACTION + 1,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = FLOW(.sfid = 2, .cid = 0x501, .n_rules = 2,
			     .rules = { RULE(ADD, rule_udp), RULE(ADD, rule_dns) }),
	};
	const struct wman_dsx three = {
		.type = WMAN_MSG_DSA_REQ, .transaction = TRANSACTION + 2,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = FLOW(.sfid = 3, .cid = 0x502, .n_rules = 2,
			     .rules = { RULE(ADD, tcp9), RULE(ADD, rule_udp) }),
	};
	const struct wman_flow_params asleep = CHANGE_OF(QOS_SET, .sfid = 2, .qos_set = 3);
	const struct decided *d = test->param_value;
	struct station *st = test->priv;
	struct wman_flow *flow;
	struct sk_buff *skb;
	u8 *ip;

	bs_dsa_req(st, TRANSACTION, WMAN_DIRECTION_UPLINK, 1, 0x500, WMAN_CS_IPV4);
	send_dsx(st, &two);
	send_dsx(st, &three);
	if (d->asleep)
		send_dsc(st, TRANSACTION + 3, &asleep);
	skb = alloc_skb(ETH_HLEN + 28, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, ETH_HLEN);
	skb_reset_mac_header(skb);
	eth_hdr(skb)->h_proto = htons(ETH_P_IP);
	ip = skb_put_zero(skb, 28);
	ip[0] = 0x45;
	ip[9] = d->protocol;
	ip[23] = d->port;

	rcu_read_lock();
	flow = wman_flow_classify(st->wdev, skb);
	KUNIT_EXPECT_EQ(test, flow ? flow->sfid : 0, d->sfid);
	rcu_read_unlock();

	kfree_skb(skb);
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
	KUNIT_CASE_PARAM(dsc_req_is_answered, dscs_gen_params),
	KUNIT_CASE(change_is_made_once),
	KUNIT_CASE(late_refusal_takes_no_later_change_back),
	KUNIT_CASE(change_of_a_flow_that_ended),
	KUNIT_CASE(each_ack_to_its_own),
	KUNIT_CASE(sleeping_flow_carries_nothing),
	KUNIT_CASE(flow_may_begin_asleep),
	KUNIT_CASE_PARAM(rules_decide, decided_gen_params),
	{}
};

struct kunit_suite flow_suite = {
	.name = "wman_flow",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
