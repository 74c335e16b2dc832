// SPDX-License-Identifier: GPL-2.0
/*
 * Requests about service flows through a socket: which are refused, with what words and because of
 * which attribute, and what goes on the air for those that are taken.
 */
#include "client.h"
#include "digest.h"
#include "drive.h"
#include "dsx.h"
#include "flow_ms.h"
#include "message.h"
#include "suites.h"

#define NEST	BIT(0)	/* of attribute types 0 is none */
#define HAS(x)	BIT(WMAN_A_FLOW_##x)
#define NO_SFID	0x99
#define NO_SAID	0x99

static const u8 rule_udp[] = { 14, 2, 0, 1, 3, 1, 17 };
static const u8 rule_tcp[] = { 14, 2, 0, 1, 3, 1, 6 };
static const u8 rule_unknown[] = { 14, 2, 0, 1, 99, 1, 0 };
static const u8 rule_too_long[WMAN_RULE_MAX + 1];

/**
 * struct request - a request about a flow
 * @cmd: WMAN_CMD_FLOW_*
 * @has: attributes in the nest, a bit each, and NEST for the nest itself
 * @sfid: flow.sfid
 * @direction: flow.direction
 * @said: flow.said
 * @cs: flow.cs
 * @policy: flow.policy
 * @qos_set: flow.qos-set
 * @rule: flow.rule
 * @action: flow.rule-action
 */
struct request {
	u8 cmd;
	u32 has;
	u32 sfid;
	u32 direction;
	u16 said;
	u32 cs;
	u8 policy;
	u8 qos_set;
	struct wman_octets rule;
	u32 action;
};

static void put(struct client *c, const struct request *r)
{
	struct sk_buff *skb = c->req;
	struct nlattr *nest;

	client_put_ifindex(c);
	if (!r->has)
		return;
	nest = nla_nest_start(skb, WMAN_A_FLOW);
	if (r->has & HAS(SFID))
		nla_put_u32(skb, WMAN_A_FLOW_SFID, r->sfid);
	if (r->has & HAS(DIRECTION))
		nla_put_u32(skb, WMAN_A_FLOW_DIRECTION, r->direction);
	if (r->has & HAS(SAID))
		nla_put_u16(skb, WMAN_A_FLOW_SAID, r->said);
	if (r->has & HAS(CS))
		nla_put_u32(skb, WMAN_A_FLOW_CS, r->cs);
	if (r->has & HAS(POLICY))
		nla_put_u8(skb, WMAN_A_FLOW_POLICY, r->policy);
	if (r->has & HAS(QOS_SET))
		nla_put_u8(skb, WMAN_A_FLOW_QOS_SET, r->qos_set);
	if (r->has & HAS(RULE))
		nla_put(skb, WMAN_A_FLOW_RULE, r->rule.len, r->rule.data);
	if (r->has & HAS(RULE_ACTION))
		nla_put_u32(skb, WMAN_A_FLOW_RULE_ACTION, r->action);
	nla_nest_end(skb, nest);
}

static int transact(struct client *c, const struct request *r, u16 flags)
{
	client_begin(c, r->cmd, NLM_F_REQUEST | flags);
	put(c, r);
	return client_transact(c);
}

#define RULE_OF(octets)	.rule = { octets, sizeof(octets) }

/* A good request of each kind, and then what is different. */
#define ADD(more, ...) {						\
	.cmd = WMAN_CMD_FLOW_ADD,					\
	.has = NEST | HAS(DIRECTION) | HAS(CS) | (more),		\
	.direction = WMAN_DIRECTION_UPLINK, .cs = WMAN_CS_IPV4, __VA_ARGS__ }
#define CHANGE(more, ...) {						\
	.cmd = WMAN_CMD_FLOW_CHANGE,					\
	.has = NEST | HAS(SFID) | (more),				\
	.sfid = BS_UL_SFID, __VA_ARGS__ }
#define DEL(more, ...) {						\
	.cmd = WMAN_CMD_FLOW_DEL,					\
	.has = NEST | HAS(SFID) | (more), .sfid = BS_UL_SFID, __VA_ARGS__ }
#define ONLY(cmd_, has_)	{ .cmd = WMAN_CMD_FLOW_##cmd_, .has = (has_) }

static const struct request add = ADD(0);
static const struct request sleep = CHANGE(HAS(QOS_SET), .qos_set = 3);
static const struct request del = DEL(0);

static int disconnect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_disconnect(wdev, NULL);
}

/* What went before a request. */
static void connected(struct client *c)
{
}

static void not_connected(struct client *c)
{
	station_call(c->st, disconnect_fn, NULL);
}

static void being_changed(struct client *c)
{
	transact(c, &sleep, 0);
}

static void being_ended(struct client *c)
{
	transact(c, &del, 0);
}

static void all_transactions_run(struct client *c)
{
	int i;

	for (i = 0; i < WMAN_MS_TRANSACTIONS; i++)
		transact(c, &add, 0);
}

struct refusal {
	const char *what;
	void (*before)(struct client *c);
	struct request req;
	struct {
		int error;
		const char *said;
		u8 blamed;
	} answer;
};

#define OBJECT		{ -EINVAL, "the request has no object" }
#define MISSING		{ -EINVAL, "an attribute that is needed is missing", WMAN_A_FLOW }
#define UNKNOWN(x)	{ -EINVAL, "Unsupported attribute", WMAN_A_FLOW_##x }
#define RANGE(x)	{ -ERANGE, "integer out of range", WMAN_A_FLOW_##x }
#define LENGTH		{ -ERANGE, "binary attribute size out of range", WMAN_A_FLOW_RULE }
#define POLICY		{ -EINVAL, "a bit of the policy is not supported", WMAN_A_FLOW_POLICY }
#define NO_RULE		{ -EINVAL, "the rule is malformed, or none of this flow" }
#define NO_FLOW		{ -ENOENT, "no such flow" }
#define NO_LINK		{ -ENOTCONN, "not registered at a base station" }
#define BUSY		{ -EBUSY, "a transaction of this flow runs, or too many do" }

static const struct refusal refusals[] = {
	{ "add: no object", connected, ONLY(ADD, 0), OBJECT },
	{ "add: nothing", connected, ONLY(ADD, NEST), MISSING },
	{ "add: no CS", connected,
	  { .cmd = WMAN_CMD_FLOW_ADD, .has = NEST | HAS(DIRECTION), .direction = 1 }, MISSING },
	{ "add: no direction", connected,
	  { .cmd = WMAN_CMD_FLOW_ADD, .has = NEST | HAS(CS), .cs = WMAN_CS_IPV4 }, MISSING },
	{ "add: no direction there is", connected, ADD(0, .direction = 0), RANGE(DIRECTION) },
	{ "add: third direction", connected, ADD(0, .direction = 3), RANGE(DIRECTION) },
	{ "add: CS 0", connected, ADD(0, .cs = 0), RANGE(CS) },
	{ "add: CS 6", connected, ADD(0, .cs = 6), RANGE(CS) },
	{ "add: CS 4, which is nobody's", connected, ADD(0, .cs = 4),
	  { -EINVAL, "no such convergence sublayer", WMAN_A_FLOW_CS } },
	{ "add: no QoS set", connected, ADD(HAS(QOS_SET), .qos_set = 0), RANGE(QOS_SET) },
	{ "add: QoS set 8", connected, ADD(HAS(QOS_SET), .qos_set = 8), RANGE(QOS_SET) },
	{ "add: policy 1", connected, ADD(HAS(POLICY), .policy = 0x01), POLICY },
	{ "add: policy 2", connected, ADD(HAS(POLICY), .policy = 0x02), POLICY },
	{ "add: policy 4", connected, ADD(HAS(POLICY), .policy = 0x04), POLICY },
	{ "add: policy 0x10", connected, ADD(HAS(POLICY), .policy = 0x10), POLICY },
	{ "add: policy 0x80", connected, ADD(HAS(POLICY), .policy = 0x80), POLICY },
	{ "add: policy known and unknown", connected, ADD(HAS(POLICY), .policy = 0x69), POLICY },
	{ "add: rule too short", connected, ADD(HAS(RULE), .rule = { rule_udp, 2 }), LENGTH },
	{ "add: rule too long", connected, ADD(HAS(RULE), RULE_OF(rule_too_long)), LENGTH },
	{ "add: rule malformed", connected, ADD(HAS(RULE), RULE_OF(rule_unknown)), NO_RULE },
	{ "add: SFID", connected, ADD(HAS(SFID), .sfid = 1), UNKNOWN(SFID) },
	{ "add: rule action", connected, ADD(HAS(RULE_ACTION)), UNKNOWN(RULE_ACTION) },
	{ "add: SAID of no SA", connected, ADD(HAS(SAID), .said = NO_SAID),
	  { -ENOKEY, "no such SA" } },
	{ "add: not connected", not_connected, ADD(0), NO_LINK },
	{ "add: all transactions run", all_transactions_run, ADD(0), BUSY },
	{ "change: no object", connected, ONLY(CHANGE, 0), OBJECT },
	{ "change: nothing", connected, ONLY(CHANGE, NEST), MISSING },
	{ "change: no SFID", connected,
	  { .cmd = WMAN_CMD_FLOW_CHANGE, .has = NEST | HAS(QOS_SET), .qos_set = 7 }, MISSING },
	{ "change: to nothing", connected, CHANGE(0),
	  { -EINVAL, "flow.qos-set or flow.rule is needed" } },
	{ "change: action alone", connected, CHANGE(HAS(RULE_ACTION), .action = 2),
	  { -EINVAL, "flow.qos-set or flow.rule is needed" } },
	{ "change: action of no rule", connected,
	  CHANGE(HAS(QOS_SET) | HAS(RULE_ACTION), .qos_set = 7, .action = 2),
	  { -EINVAL, "flow.rule-action is of no flow.rule", WMAN_A_FLOW_RULE_ACTION } },
	{ "change: no QoS set", connected, CHANGE(HAS(QOS_SET), .qos_set = 0), RANGE(QOS_SET) },
	{ "change: QoS set 8", connected, CHANGE(HAS(QOS_SET), .qos_set = 8), RANGE(QOS_SET) },
	{ "change: rule too short", connected, CHANGE(HAS(RULE), .rule = { rule_udp, 2 }),
	  LENGTH },
	{ "change: rule too long", connected, CHANGE(HAS(RULE), RULE_OF(rule_too_long)), LENGTH },
	{ "change: rule malformed", connected, CHANGE(HAS(RULE), RULE_OF(rule_unknown)), NO_RULE },
	{ "change: fourth action", connected,
	  CHANGE(HAS(RULE) | HAS(RULE_ACTION), RULE_OF(rule_udp), .action = 3),
	  RANGE(RULE_ACTION) },
	{ "change: rule of another index replaced", connected,
	  CHANGE(HAS(RULE) | HAS(RULE_ACTION), RULE_OF(rule_udp),
		 .action = WMAN_RULE_ACTION_REPLACE), NO_RULE },
	{ "change: rule of another index deleted", connected,
	  CHANGE(HAS(RULE) | HAS(RULE_ACTION), RULE_OF(rule_udp),
		 .action = WMAN_RULE_ACTION_DELETE), NO_RULE },
	{ "change: direction", connected, CHANGE(HAS(DIRECTION) | HAS(QOS_SET), .qos_set = 7,
						 .direction = 1), UNKNOWN(DIRECTION) },
	{ "change: no such flow", connected, CHANGE(HAS(QOS_SET), .qos_set = 7, .sfid = NO_SFID),
	  NO_FLOW },
	{ "change: not connected", not_connected, CHANGE(HAS(QOS_SET), .qos_set = 7), NO_LINK },
	{ "change: being changed", being_changed, CHANGE(HAS(QOS_SET), .qos_set = 7), BUSY },
	{ "change: being ended", being_ended, CHANGE(HAS(QOS_SET), .qos_set = 7), BUSY },
	{ "del: no object", connected, ONLY(DEL, 0), OBJECT },
	{ "del: nothing", connected, ONLY(DEL, NEST), MISSING },
	{ "del: QoS set", connected, DEL(HAS(QOS_SET), .qos_set = 7), UNKNOWN(QOS_SET) },
	{ "del: no such flow", connected, DEL(0, .sfid = NO_SFID), NO_FLOW },
	{ "del: not connected", not_connected, DEL(0), NO_LINK },
	{ "del: being changed", being_changed, DEL(0), BUSY },
	{ "del: all transactions run", all_transactions_run, DEL(0), BUSY },
};

static void refusal_desc(const struct refusal *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(refusals, refusals, refusal_desc);

static void request_is_refused(struct kunit *test)
{
	const struct refusal *r = test->param_value;
	struct client *c = test->priv;
	const struct nlattr *blamed;
	unsigned int running;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));
	r->before(c);
	running = c->st->wdev->flows.n_ms;
	station_forget(c->st);

	KUNIT_EXPECT_EQ(test, transact(c, &r->req, NLM_F_ACK), r->answer.error);

	KUNIT_EXPECT_STREQ(test, client_refusal(c), r->answer.said);
	blamed = client_blamed(c);
	KUNIT_EXPECT_EQ(test, blamed ? nla_type(blamed) : 0, r->answer.blamed);
	KUNIT_EXPECT_EQ(test, c->st->wdev->flows.n_ms, running);
	KUNIT_EXPECT_EQ(test, station_sent(c->st), -1);
}

/**
 * struct form - a request that is taken
 * @what: for the output
 * @req: the request
 * @has_rule: the flow has rule_udp already
 * @sent: what has to go on the air; its transaction is that of the reply
 */
struct form {
	const char *what;
	struct request req;
	bool has_rule;
	struct wman_dsx sent;
};

#define DSA(direction, more, ...) {					\
	.type = WMAN_MSG_DSA_REQ, .dir = WMAN_DIRECTION_##direction,	\
	.flow = { .present = WMAN_FLOW_CS | WMAN_FLOW_QOS_SET | WMAN_FLOW_POLICY | (more), \
		  .cs = WMAN_CS_IPV4, .qos_set = WMAN_QOS_SET_ALL, __VA_ARGS__ } }
/* best effort is what a station may ask for uplink */
#define DSA_UL(more, ...) \
	DSA(UPLINK, WMAN_FLOW_SCHEDULING | (more), .scheduling = WMAN_SCHEDULING_BE, __VA_ARGS__)
#define DSC(direction, sfid_, more, ...) {				\
	.type = WMAN_MSG_DSC_REQ, .dir = WMAN_DIRECTION_##direction,	\
	.flow = { .present = WMAN_FLOW_SFID | (more), .sfid = (sfid_), __VA_ARGS__ } }
#define ONE_RULE(action_, octets, ...) .n_rules = 1, .rules = { {	\
	.cs = WMAN_CS_IPV4, .action = WMAN_RULE_ACTION_##action_, RULE_OF(octets), __VA_ARGS__ } }

static const struct form forms[] = {
	{ "add uplink", ADD(0), .sent = DSA_UL(0) },
	{ "add downlink", ADD(0, .direction = WMAN_DIRECTION_DOWNLINK), .sent = DSA(DOWNLINK, 0) },
	{ "add IPv6", ADD(0, .cs = WMAN_CS_IPV6), .sent = DSA_UL(0, .cs = WMAN_CS_IPV6) },
	{ "add Ethernet", ADD(0, .cs = WMAN_CS_IEEE8023),
	  .sent = DSA_UL(0, .cs = WMAN_CS_IEEE8023) },
	{ "add IPv4 over Ethernet", ADD(0, .cs = WMAN_CS_IPV4_OVER_8023),
	  .sent = DSA_UL(0, .cs = WMAN_CS_IPV4_OVER_8023) },
	{ "add, QoS set 1", ADD(HAS(QOS_SET), .qos_set = 1), .sent = DSA_UL(0, .qos_set = 1) },
	{ "add, QoS set 7", ADD(HAS(QOS_SET), .qos_set = 7), .sent = DSA_UL(0, .qos_set = 7) },
	{ "add, policy 0", ADD(HAS(POLICY), .policy = 0), .sent = DSA_UL(0) },
	{ "add, no fragments", ADD(HAS(POLICY), .policy = 0x08),
	  .sent = DSA_UL(0, .policy = 0x08) },
	{ "add, no packing", ADD(HAS(POLICY), .policy = 0x20), .sent = DSA_UL(0, .policy = 0x20) },
	{ "add, no CRC", ADD(HAS(POLICY), .policy = 0x40), .sent = DSA_UL(0, .policy = 0x40) },
	{ "add, no fragments, packing, CRC", ADD(HAS(POLICY), .policy = 0x68),
	  .sent = DSA_UL(0, .policy = 0x68) },
	{ "add, of an SA", ADD(HAS(SAID), .said = BS_BASIC_CID),
	  .sent = DSA_UL(WMAN_FLOW_SAID, .said = BS_BASIC_CID) },
	{ "add, with a rule", ADD(HAS(RULE), RULE_OF(rule_udp)),
	  .sent = DSA_UL(0, ONE_RULE(ADD, rule_udp)) },
	{ "change the QoS set", CHANGE(HAS(QOS_SET), .qos_set = 3),
	  .sent = DSC(UPLINK, BS_UL_SFID, WMAN_FLOW_QOS_SET, .qos_set = 3) },
	{ "change downlink", CHANGE(HAS(QOS_SET), .sfid = BS_DL_SFID, .qos_set = 1),
	  .sent = DSC(DOWNLINK, BS_DL_SFID, WMAN_FLOW_QOS_SET, .qos_set = 1) },
	{ "change: another rule", CHANGE(HAS(RULE), RULE_OF(rule_udp)),
	  .sent = DSC(UPLINK, BS_UL_SFID, 0, ONE_RULE(ADD, rule_udp)) },
	{ "change: add a rule",
	  CHANGE(HAS(RULE) | HAS(RULE_ACTION), RULE_OF(rule_udp), .action = WMAN_RULE_ACTION_ADD),
	  .sent = DSC(UPLINK, BS_UL_SFID, 0, ONE_RULE(ADD, rule_udp)) },
	{ "change: replace a rule",
	  CHANGE(HAS(RULE) | HAS(RULE_ACTION), RULE_OF(rule_tcp),
		 .action = WMAN_RULE_ACTION_REPLACE), true,
	  .sent = DSC(UPLINK, BS_UL_SFID, 0, ONE_RULE(REPLACE, rule_tcp)) },
	{ "change: delete a rule",
	  CHANGE(HAS(RULE) | HAS(RULE_ACTION), RULE_OF(rule_udp),
		 .action = WMAN_RULE_ACTION_DELETE), true,
	  .sent = DSC(UPLINK, BS_UL_SFID, 0, ONE_RULE(DELETE, rule_udp)) },
	{ "change QoS set and rules",
	  CHANGE(HAS(QOS_SET) | HAS(RULE), .qos_set = 7, RULE_OF(rule_udp)),
	  .sent = DSC(UPLINK, BS_UL_SFID, WMAN_FLOW_QOS_SET, .qos_set = 7,
		      ONE_RULE(ADD, rule_udp)) },
	{ "del", DEL(0), .sent = { .type = WMAN_MSG_DSD_REQ, .sfid = BS_UL_SFID } },
	{ "del downlink", DEL(0, .sfid = BS_DL_SFID),
	  .sent = { .type = WMAN_MSG_DSD_REQ, .sfid = BS_DL_SFID } },
};

static void form_desc(const struct form *f, char *desc)
{
	strscpy(desc, f->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(forms, forms, form_desc);

/* The base station gives the uplink flow a rule, as its own transaction. */
static void give_rule(struct station *st)
{
	struct wman_dsx dsx = {
		.type = WMAN_MSG_DSC_REQ, .transaction = WMAN_DSX_BY_BS | 9,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = { .present = WMAN_FLOW_SFID, .sfid = BS_UL_SFID,
			  ONE_RULE(ADD, rule_udp) },
	};

	wman_dsx_put(bs_begin(st), &dsx);
	bs_send_tuple(st, BS_PRIMARY_CID);
	dsx = (struct wman_dsx){ .type = WMAN_MSG_DSC_ACK, .transaction = WMAN_DSX_BY_BS | 9 };
	wman_dsx_put(bs_begin(st), &dsx);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

/* A reply names device and transaction, and nothing else; the transaction, or -1. */
static int replied(struct kunit *test, struct client *c)
{
	struct nlattr *tb[WMAN_A_MAX + 1], *flow[WMAN_A_FLOW_MAX + 1];
	int i;

	if (client_parse(c, tb) || !tb[WMAN_A_IFINDEX] || !tb[WMAN_A_FLOW] ||
	    client_parse_nest(flow, WMAN_A_FLOW_MAX, tb[WMAN_A_FLOW]) ||
	    !flow[WMAN_A_FLOW_TRANSACTION])
		return -1;
	KUNIT_EXPECT_EQ(test, nla_get_u32(tb[WMAN_A_IFINDEX]), c->st->dev->ifindex);
	for (i = 1; i <= WMAN_A_FLOW_MAX; i++)
		KUNIT_EXPECT_EQ(test, !!flow[i], i == WMAN_A_FLOW_TRANSACTION);
	return nla_get_u16(flow[WMAN_A_FLOW_TRANSACTION]);
}

static void expect_rules(struct kunit *test, const struct wman_flow_params *got,
			 const struct wman_flow_params *want)
{
	const struct wman_dsx_rule *a = got->rules, *b = want->rules;

	KUNIT_ASSERT_EQ(test, got->n_rules, want->n_rules);
	if (!want->n_rules)
		return;
	KUNIT_EXPECT_EQ(test, a->cs, b->cs);
	KUNIT_EXPECT_EQ(test, a->action, b->action);
	KUNIT_ASSERT_EQ(test, a->rule.len, b->rule.len);
	KUNIT_EXPECT_EQ(test, memcmp(a->rule.data, b->rule.data, b->rule.len), 0);
}

static void request_is_sent(struct kunit *test)
{
	const struct form *f = test->param_value;
	const struct wman_flow_params *want = &f->sent.flow;
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_dsx got;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	if (f->has_rule)
		give_rule(st);
	station_forget(st);

	KUNIT_ASSERT_EQ(test, transact(c, &f->req, 0), 0);

	KUNIT_ASSERT_EQ(test, station_sent(st), f->sent.type);
	KUNIT_ASSERT_EQ(test, wman_dsx_parse(&got, st->msg->data,
					     st->msg->len - WMAN_TUPLE_CMAC_LEN - 2), 0);
	KUNIT_EXPECT_EQ(test, got.transaction, replied(test, c));
	KUNIT_EXPECT_EQ(test, got.dir, f->sent.dir);
	KUNIT_EXPECT_EQ(test, got.sfid, f->sent.sfid);
	KUNIT_EXPECT_EQ(test, got.flow.present, want->present);
	KUNIT_EXPECT_EQ(test, got.flow.sfid, want->sfid);
	KUNIT_EXPECT_EQ(test, got.flow.cs, want->cs);
	KUNIT_EXPECT_EQ(test, got.flow.qos_set, want->qos_set);
	KUNIT_EXPECT_EQ(test, got.flow.policy, want->policy);
	KUNIT_EXPECT_EQ(test, got.flow.said, want->said);
	KUNIT_EXPECT_EQ(test, got.flow.scheduling, want->scheduling);
	expect_rules(test, &got.flow, want);
	KUNIT_EXPECT_EQ(test, station_sent(st), -1);
	KUNIT_EXPECT_EQ(test, st->wdev->flows.n_ms, 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(request_is_refused, refusals_gen_params),
	KUNIT_CASE_PARAM(request_is_sent, forms_gen_params),
	{}
};

struct kunit_suite netlink_flow_suite = {
	.name = "wman_netlink_flow",
	.init = client_init,
	.exit = client_exit,
	.test_cases = cases,
};
