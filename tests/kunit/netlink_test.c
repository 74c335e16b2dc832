// SPDX-License-Identifier: GPL-2.0
/*
 * The netlink family through a socket of its own: what requests are refused with, what replies and
 * dumps hold, and that no key is in them.
 */
#include <net/net_namespace.h>

#include "client.h"
#include "drive.h"
#include "suites.h"

/* Requests that are refused. */

static struct nlattr *nest(struct client *c, int attr)
{
	client_put_ifindex(c);
	return nla_nest_start(c->req, attr);
}

static void no_ifindex(struct client *c)
{
}

static void ifindex_0(struct client *c)
{
	nla_put_u32(c->req, WMAN_A_IFINDEX, 0);
}

static void ifindex_of_nothing(struct client *c)
{
	nla_put_u32(c->req, WMAN_A_IFINDEX, 0x7ffffff0);
}

static void ifindex_of_loopback(struct client *c)
{
	nla_put_u32(c->req, WMAN_A_IFINDEX, init_net.loopback_dev->ifindex);
}

static void ifindex_of_two_octets(struct client *c)
{
	nla_put_u16(c->req, WMAN_A_IFINDEX, 1);
}

static void attribute_unknown(struct client *c)
{
	client_put_ifindex(c);
	nla_put_u32(c->req, WMAN_A_MAX + 1, 0);
}

static void attribute_of_another_request(struct client *c)
{
	nla_nest_end(c->req, nest(c, WMAN_A_SA));
}

static void octets_left_over(struct client *c)
{
	client_put_ifindex(c);
	skb_put_zero(c->req, 3);
}

static void nest_not_marked(struct client *c)
{
	client_put_ifindex(c);
	nla_nest_end(c->req, nla_nest_start_noflag(c->req, WMAN_A_DEV));
}

static void object_missing(struct client *c)
{
	client_put_ifindex(c);
}

static void set_u32(struct client *c, int attr, u32 value)
{
	struct nlattr *n = nest(c, WMAN_A_DEV);

	nla_put_u32(c->req, attr, value);
	nla_nest_end(c->req, n);
}

static void crc_3(struct client *c)
{
	set_u32(c, WMAN_A_DEV_CRC, 3);
}

static void edition_0(struct client *c)
{
	set_u32(c, WMAN_A_DEV_EDITION, 0);
}

static void suite_without_encryption(struct client *c)
{
	set_u32(c, WMAN_A_DEV_SUITE, WMAN_SUITE_NULL);
}

static void suite_unknown(struct client *c)
{
	set_u32(c, WMAN_A_DEV_SUITE, 0x040404);
}

static void state_set(struct client *c)
{
	set_u32(c, WMAN_A_DEV_STATE, WMAN_DEV_STATE_OPERATIONAL);
}

static void nine_suites(struct client *c)
{
	struct nlattr *n = nest(c, WMAN_A_DEV);
	int i;

	for (i = 0; i <= WMAN_SUITES_MAX; i++)
		nla_put_u32(c->req, WMAN_A_DEV_SUITE, WMAN_SUITE_CCM_WRAP);
	nla_nest_end(c->req, n);
}

static void timer(struct client *c, int attr, u32 ms)
{
	struct nlattr *n = nest(c, WMAN_A_DEV), *t = nla_nest_start(c->req, WMAN_A_DEV_TIMERS);

	nla_put_u32(c->req, attr, ms);
	nla_nest_end(c->req, t);
	nla_nest_end(c->req, n);
}

static void t3_too_long(struct client *c)
{
	timer(c, WMAN_A_TIMER_T3_MS, 201);
}

static void tek_grace_too_short(struct client *c)
{
	timer(c, WMAN_A_TIMER_TEK_GRACE_MS, 299999);
}

static void bytes(struct client *c, int object, int attr, size_t len)
{
	static const u8 text[128] = "a";
	struct nlattr *n = nest(c, object);

	nla_put(c->req, attr, len, text);
	nla_nest_end(c->req, n);
}

static void bsid_of_5_octets(struct client *c)
{
	bytes(c, WMAN_A_DEV, WMAN_A_DEV_BSID, 5);
}

static void bsid_of_7_octets(struct client *c)
{
	bytes(c, WMAN_A_DEV, WMAN_A_DEV_BSID, 7);
}

static void network_without_end(struct client *c)
{
	bytes(c, WMAN_A_DEV, WMAN_A_DEV_NETWORK, 1);
}

static void said_of_no_sa(struct client *c)
{
	struct nlattr *n = nest(c, WMAN_A_SA);

	nla_put_u16(c->req, WMAN_A_SA_SAID, 99);
	nla_nest_end(c->req, n);
}

static void said_missing(struct client *c)
{
	nla_nest_end(c->req, nest(c, WMAN_A_SA));
}

static void frame_of_3_octets(struct client *c)
{
	bytes(c, WMAN_A_AGENT, WMAN_A_AGENT_FRAME, 3);
}

/* What agent-done holds, a bit an attribute. */
#define COOKIE	BIT(0)
#define SUCCESS	BIT(1)
#define MSK	BIT(2)
#define REASON	BIT(3)
#define PERM	BIT(4)

static void done(struct client *c, unsigned int what)
{
	static const u8 msk[WMAN_MSK_LEN];
	const u64 cookie = 1;
	struct nlattr *n = nest(c, WMAN_A_AGENT);

	if (what & COOKIE)
		nla_put(c->req, WMAN_A_AGENT_COOKIE, sizeof(cookie), &cookie);
	if (what & SUCCESS)
		nla_put_flag(c->req, WMAN_A_AGENT_SUCCESS);
	if (what & MSK)
		nla_put(c->req, WMAN_A_AGENT_MSK, sizeof(msk), msk);
	if (what & REASON)
		nla_put_u32(c->req, WMAN_A_AGENT_REASON, WMAN_REASON_EAP_REJECTED);
	if (what & PERM)
		nla_put_flag(c->req, WMAN_A_AGENT_PERMANENT);
	nla_nest_end(c->req, n);
}

struct refusal {
	const char *what;
	u8 cmd;
	void (*put)(struct client *c);
	int error;
};

static const struct refusal refusals[] = {
	{ "dev-get of loopback", WMAN_CMD_DEV_GET, ifindex_of_loopback, -EOPNOTSUPP },
	{ "dev-get of nothing", WMAN_CMD_DEV_GET, ifindex_of_nothing, -ENODEV },
	{ "dev-get, no ifindex", WMAN_CMD_DEV_GET, no_ifindex, -EINVAL },
	{ "dev-get, ifindex 0", WMAN_CMD_DEV_GET, ifindex_0, -ERANGE },
	{ "dev-get, ifindex of two octets", WMAN_CMD_DEV_GET, ifindex_of_two_octets, -EINVAL },
	{ "dev-get, unknown attribute", WMAN_CMD_DEV_GET, attribute_unknown, -EINVAL },
	{ "dev-get, attribute of another", WMAN_CMD_DEV_GET, attribute_of_another_request,
	  -EINVAL },
	{ "dev-get, octets left over", WMAN_CMD_DEV_GET, octets_left_over, -EINVAL },
	{ "dev-set, nothing to set", WMAN_CMD_DEV_SET, object_missing, -EINVAL },
	{ "dev-set, nest not marked", WMAN_CMD_DEV_SET, nest_not_marked, -EINVAL },
	{ "dev-set, crc 3", WMAN_CMD_DEV_SET, crc_3, -ERANGE },
	{ "dev-set, edition 0", WMAN_CMD_DEV_SET, edition_0, -ERANGE },
	{ "dev-set, suite without encryption", WMAN_CMD_DEV_SET, suite_without_encryption,
	  -EPERM },
	{ "dev-set, suite unknown", WMAN_CMD_DEV_SET, suite_unknown, -EOPNOTSUPP },
	{ "dev-set, nine suites", WMAN_CMD_DEV_SET, nine_suites, -E2BIG },
	{ "dev-set, state", WMAN_CMD_DEV_SET, state_set, -EINVAL },
	{ "dev-set, T3 too long", WMAN_CMD_DEV_SET, t3_too_long, -ERANGE },
	{ "dev-set, TEK grace too short", WMAN_CMD_DEV_SET, tek_grace_too_short, -ERANGE },
	{ "dev-connect, BSID of 5 octets", WMAN_CMD_DEV_CONNECT, bsid_of_5_octets, -ERANGE },
	{ "dev-connect, BSID of 7 octets", WMAN_CMD_DEV_CONNECT, bsid_of_7_octets, -ERANGE },
	{ "dev-connect, network without end", WMAN_CMD_DEV_CONNECT, network_without_end, -EINVAL },
	{ "dev-disconnect when idle", WMAN_CMD_DEV_DISCONNECT, object_missing, -ENOTCONN },
	{ "dev-reauth when idle", WMAN_CMD_DEV_REAUTH, object_missing, -ENOTCONN },
	{ "sa-rekey, no SA", WMAN_CMD_SA_REKEY, object_missing, -EINVAL },
	{ "sa-rekey, no SAID", WMAN_CMD_SA_REKEY, said_missing, -EINVAL },
	{ "sa-rekey, SAID of no SA", WMAN_CMD_SA_REKEY, said_of_no_sa, -ENOENT },
	{ "agent-accept of nothing", WMAN_CMD_AGENT_ACCEPT, object_missing, -ENOENT },
	{ "agent-frame of 3 octets", WMAN_CMD_AGENT_FRAME, frame_of_3_octets, -ERANGE },
	{ "agent-frame, nothing in it", WMAN_CMD_AGENT_FRAME, object_missing, -EINVAL },
	{ "an event is no request", WMAN_CMD_DEV_NTF, object_missing, -EOPNOTSUPP },
	{ "unknown command", WMAN_CMD_MAX + 1, object_missing, -EOPNOTSUPP },
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
	const struct wman_settings before = c->st->wdev->cfg;

	client_begin(c, r->cmd, NLM_F_REQUEST | NLM_F_ACK);
	r->put(c);

	KUNIT_EXPECT_EQ(test, client_transact(c), r->error);
	KUNIT_EXPECT_EQ(test, memcmp(&before, &c->st->wdev->cfg, sizeof(before)), 0);
}

/* Success needs an MSK and nothing else, failure a reason and no MSK. */
static void done_says_one_thing(struct kunit *test)
{
	struct client *c = test->priv;
	unsigned int what;

	for (what = 0; what <= (COOKIE | SUCCESS | MSK | REASON | PERM); what++) {
		const unsigned int rest = what & ~(COOKIE | PERM);
		bool good = what & COOKIE &&
			    (what == (COOKIE | SUCCESS | MSK) || rest == REASON);

		client_begin(c, WMAN_CMD_AGENT_DONE, NLM_F_REQUEST | NLM_F_ACK);
		done(c, what);
		/* what is well formed is about an exchange that there is not */
		KUNIT_EXPECT_EQ_MSG(test, client_transact(c), good ? -ESTALE : -EINVAL, "%#x",
				    what);
	}
}

static void only_idle_settings(struct kunit *test)
{
	struct client *c = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_entry(c->st, WMAN_DEV_STATE_SCAN));

	client_begin(c, WMAN_CMD_DEV_SET, NLM_F_REQUEST | NLM_F_ACK);
	set_u32(c, WMAN_A_DEV_CRC, WMAN_CRC_IEEE8023);
	KUNIT_EXPECT_EQ(test, client_transact(c), -EBUSY);
	KUNIT_EXPECT_EQ(test, c->st->wdev->cfg.crc, WMAN_CRC_OFDMA);

	client_begin(c, WMAN_CMD_DEV_SET, NLM_F_REQUEST | NLM_F_ACK);
	timer(c, WMAN_A_TIMER_T3_MS, 150);
	KUNIT_EXPECT_EQ(test, client_transact(c), 0);
	KUNIT_EXPECT_EQ(test, c->st->wdev->cfg.timer_ms[WMAN_A_TIMER_T3_MS], 150);
}

static u32 u32_of(struct nlattr **tb, int attr)
{
	return tb[attr] ? nla_get_u32(tb[attr]) : 0;
}

static u16 u16_of(struct nlattr **tb, int attr)
{
	return tb[attr] ? nla_get_u16(tb[attr]) : 0;
}

static void dev_get_shows_the_station(struct kunit *test)
{
	struct nlattr *tb[WMAN_A_MAX + 1], *dev[WMAN_A_DEV_MAX + 1];
	struct nlattr *timers[WMAN_A_TIMER_MAX + 1];
	struct client *c = test->priv;
	struct wman_dev *wdev = c->st->wdev;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));
	client_begin(c, WMAN_CMD_DEV_GET, NLM_F_REQUEST);
	client_put_ifindex(c);
	KUNIT_ASSERT_EQ(test, client_transact(c), 0);
	KUNIT_ASSERT_EQ(test, client_parse(c, tb), 0);
	KUNIT_ASSERT_EQ(test, u32_of(tb, WMAN_A_IFINDEX), c->st->dev->ifindex);
	KUNIT_ASSERT_NOT_NULL(test, tb[WMAN_A_DEV]);
	KUNIT_ASSERT_EQ(test, client_parse_nest(dev, WMAN_A_DEV_MAX, tb[WMAN_A_DEV]), 0);

	KUNIT_EXPECT_EQ(test, u32_of(dev, WMAN_A_DEV_STATE), WMAN_DEV_STATE_OPERATIONAL);
	KUNIT_EXPECT_EQ(test, u32_of(dev, WMAN_A_DEV_AUTH_STATE), WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_EQ(test, u16_of(dev, WMAN_A_DEV_BASIC_CID), BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, u16_of(dev, WMAN_A_DEV_PRIMARY_CID), BS_PRIMARY_CID);
	KUNIT_EXPECT_EQ(test, u32_of(dev, WMAN_A_DEV_EDITION), WMAN_EDITION_2009);
	KUNIT_EXPECT_EQ(test, u32_of(dev, WMAN_A_DEV_CRC), WMAN_CRC_OFDMA);
	KUNIT_EXPECT_EQ(test, u16_of(dev, WMAN_A_DEV_PN_WINDOW), 128);
	KUNIT_EXPECT_NOT_NULL(test, dev[WMAN_A_DEV_AGENT_BOUND]);
	KUNIT_EXPECT_NULL(test, dev[WMAN_A_DEV_INSECURE]);
	KUNIT_ASSERT_NOT_NULL(test, dev[WMAN_A_DEV_BSID]);
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(dev[WMAN_A_DEV_BSID]), bs_id, ETH_ALEN), 0);
	KUNIT_ASSERT_NOT_NULL(test, dev[WMAN_A_DEV_AK_SN]);
	KUNIT_EXPECT_EQ(test, nla_get_u8(dev[WMAN_A_DEV_AK_SN]), c->st->bs.ak.sn);
	KUNIT_ASSERT_NOT_NULL(test, dev[WMAN_A_DEV_TIMERS]);
	KUNIT_ASSERT_EQ(test, client_parse_nest(timers, WMAN_A_TIMER_MAX,
						dev[WMAN_A_DEV_TIMERS]), 0);
	for (i = 1; i <= WMAN_A_TIMER_MAX; i++)
		KUNIT_EXPECT_EQ(test, u32_of(timers, i), wdev->cfg.timer_ms[i]);
}

static bool holds(struct client *c, const void *secret, size_t len)
{
	size_t i;

	for (i = 0; i + len <= c->len; i++)
		if (!memcmp(c->answer + i, secret, len))
			return true;
	return false;
}

/* What a station shows in dumps, and how many objects. */
struct shown {
	const char *what;
	u8 cmd;
	u8 attr;
	int n;
};

static const struct shown shown[] = {
	{ "scan-get", WMAN_CMD_SCAN_GET, WMAN_A_BS, 1 },
	{ "sa-get", WMAN_CMD_SA_GET, WMAN_A_SA, 1 },
	{ "key-get", WMAN_CMD_KEY_GET, WMAN_A_KEY, 1 },
	{ "flow-get", WMAN_CMD_FLOW_GET, WMAN_A_FLOW, 2 },
	{ "dev-get", WMAN_CMD_DEV_GET, WMAN_A_DEV, 1 },
};

static void shown_desc(const struct shown *s, char *desc)
{
	strscpy(desc, s->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(shown, shown, shown_desc);

static void dump_holds_objects_and_no_key(struct kunit *test)
{
	const struct shown *s = test->param_value;
	struct nlattr *tb[WMAN_A_MAX + 1];
	struct client *c = test->priv;
	struct bs *bs = &c->st->bs;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));

	KUNIT_ASSERT_EQ(test, client_dump(c, s->cmd), s->n);

	KUNIT_ASSERT_EQ(test, client_parse(c, tb), 0);
	KUNIT_EXPECT_NOT_NULL(test, tb[s->attr]);
	KUNIT_EXPECT_FALSE(test, holds(c, bs->tek[0], WMAN_TEK_LEN));
	KUNIT_EXPECT_FALSE(test, holds(c, bs->tek[1], WMAN_TEK_LEN));
	KUNIT_EXPECT_FALSE(test, holds(c, bs->ak.keys.kek, WMAN_KEK_LEN));
	KUNIT_EXPECT_FALSE(test, holds(c, bs->ak.keys.u, WMAN_CMAC_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, holds(c, bs->ak.keys.d, WMAN_CMAC_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, holds(c, bs->msk, 16));
}

static void sa_get_shows_both_teks(struct kunit *test)
{
	struct nlattr *tb[WMAN_A_MAX + 1], *sa[WMAN_A_SA_MAX + 1], *tek[WMAN_A_TEK_MAX + 1];
	struct client *c = test->priv;
	struct nlattr *attr;
	int rem, n = 0;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));
	KUNIT_ASSERT_EQ(test, client_dump(c, WMAN_CMD_SA_GET), 1);
	KUNIT_ASSERT_EQ(test, client_parse(c, tb), 0);
	KUNIT_ASSERT_NOT_NULL(test, tb[WMAN_A_SA]);
	KUNIT_ASSERT_EQ(test, client_parse_nest(sa, WMAN_A_SA_MAX, tb[WMAN_A_SA]), 0);

	KUNIT_EXPECT_EQ(test, u16_of(sa, WMAN_A_SA_SAID), BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, u32_of(sa, WMAN_A_SA_TYPE), WMAN_SA_TYPE_PRIMARY);
	KUNIT_EXPECT_EQ(test, u32_of(sa, WMAN_A_SA_SUITE), WMAN_SUITE_CCM_WRAP);
	KUNIT_EXPECT_EQ(test, u32_of(sa, WMAN_A_SA_STATE), WMAN_TEK_STATE_OPERATIONAL);
	nla_for_each_nested(attr, tb[WMAN_A_SA], rem) {
		if (nla_type(attr) != WMAN_A_SA_TEK)
			continue;
		KUNIT_ASSERT_EQ(test, client_parse_nest(tek, WMAN_A_TEK_MAX, attr), 0);
		KUNIT_ASSERT_NOT_NULL(test, tek[WMAN_A_TEK_EKS]);
		KUNIT_EXPECT_EQ(test, nla_get_u8(tek[WMAN_A_TEK_EKS]),
				(c->st->bs.tek_sn + n) % WMAN_TEK_SLOTS);
		KUNIT_EXPECT_LE(test, u32_of(tek, WMAN_A_TEK_LIFETIME_S),
				BS_TEK_LIFETIME_S / 2 * (n + 1));
		KUNIT_EXPECT_GT(test, u32_of(tek, WMAN_A_TEK_LIFETIME_S),
				BS_TEK_LIFETIME_S / 2 * (n + 1) - 600);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 2);
}

static void key_get_shows_the_ak_in_force(struct kunit *test)
{
	struct nlattr *tb[WMAN_A_MAX + 1], *key[WMAN_A_KEY_MAX + 1];
	struct client *c = test->priv;
	const struct wman_ak *ak = &c->st->wdev->keys.cur;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));
	KUNIT_ASSERT_EQ(test, client_dump(c, WMAN_CMD_KEY_GET), 1);
	KUNIT_ASSERT_EQ(test, client_parse(c, tb), 0);
	KUNIT_ASSERT_NOT_NULL(test, tb[WMAN_A_KEY]);
	KUNIT_ASSERT_EQ(test, client_parse_nest(key, WMAN_A_KEY_MAX, tb[WMAN_A_KEY]), 0);

	KUNIT_ASSERT_NOT_NULL(test, key[WMAN_A_KEY_AK_SN]);
	KUNIT_EXPECT_EQ(test, nla_get_u8(key[WMAN_A_KEY_AK_SN]), c->st->bs.ak.sn);
	KUNIT_ASSERT_NOT_NULL(test, key[WMAN_A_KEY_AKID]);
	KUNIT_ASSERT_EQ(test, nla_len(key[WMAN_A_KEY_AKID]), WMAN_AKID_LEN);
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(key[WMAN_A_KEY_AKID]), c->st->bs.ak.akid,
				     WMAN_AKID_LEN), 0);
	KUNIT_EXPECT_EQ(test, u32_of(key, WMAN_A_KEY_TX_PN), ak->tx_pn);
	KUNIT_EXPECT_EQ(test, u32_of(key, WMAN_A_KEY_RX_PN), c->st->bs.ak.pn);
	KUNIT_EXPECT_NOT_NULL(test, key[WMAN_A_KEY_CURRENT]);
}

static void flow_get_shows_the_uplink_first(struct kunit *test)
{
	struct nlattr *tb[WMAN_A_MAX + 1], *flow[WMAN_A_FLOW_MAX + 1];
	struct client *c = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));
	KUNIT_ASSERT_EQ(test, client_dump(c, WMAN_CMD_FLOW_GET), 2);
	KUNIT_ASSERT_EQ(test, client_parse(c, tb), 0);
	KUNIT_ASSERT_NOT_NULL(test, tb[WMAN_A_FLOW]);
	KUNIT_ASSERT_EQ(test, client_parse_nest(flow, WMAN_A_FLOW_MAX, tb[WMAN_A_FLOW]), 0);

	KUNIT_EXPECT_EQ(test, u32_of(flow, WMAN_A_FLOW_SFID), BS_UL_SFID);
	KUNIT_EXPECT_EQ(test, u16_of(flow, WMAN_A_FLOW_CID), BS_UL_CID);
	KUNIT_EXPECT_EQ(test, u16_of(flow, WMAN_A_FLOW_SAID), BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, u32_of(flow, WMAN_A_FLOW_DIRECTION), WMAN_DIRECTION_UPLINK);
	KUNIT_EXPECT_EQ(test, u32_of(flow, WMAN_A_FLOW_CS), WMAN_CS_IPV4);
	KUNIT_EXPECT_NOT_NULL(test, flow[WMAN_A_FLOW_CRC]);
	KUNIT_EXPECT_NOT_NULL(test, flow[WMAN_A_FLOW_FRAGMENTATION]);
}

/* Only what was counted is shown, once each. */
static void stats_get_shows_what_was_counted(struct kunit *test)
{
	struct nlattr *counter[WMAN_A_COUNTER_MAX + 1], *attr;
	struct client *c = test->priv;
	struct nlmsghdr *nlh = (void *)c->answer;
	int rem, n = 0;

	wman_count(c->st->wdev, WMAN_REASON_HCS);
	wman_count(c->st->wdev, WMAN_REASON_HCS);
	wman_count(c->st->wdev, WMAN_REASON_MAX);
	client_begin(c, WMAN_CMD_STATS_GET, NLM_F_REQUEST);
	client_put_ifindex(c);
	KUNIT_ASSERT_EQ(test, client_transact(c), 0);

	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, rem) {
		u32 reason;

		if (nla_type(attr) != WMAN_A_COUNTER)
			continue;
		KUNIT_ASSERT_EQ(test, client_parse_nest(counter, WMAN_A_COUNTER_MAX, attr), 0);
		KUNIT_ASSERT_NOT_NULL(test, counter[WMAN_A_COUNTER_COUNT]);
		reason = u32_of(counter, WMAN_A_COUNTER_REASON);
		KUNIT_EXPECT_TRUE(test, reason == WMAN_REASON_HCS || reason == WMAN_REASON_MAX);
		KUNIT_EXPECT_EQ(test, nla_get_u64(counter[WMAN_A_COUNTER_COUNT]),
				reason == WMAN_REASON_HCS ? 2 : 1);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 2);
}

/* From connect to disconnect as an administrator does it. */
static void commands_reach_the_station(struct kunit *test)
{
	struct client *c = test->priv;
	struct wman_dev *wdev = c->st->wdev;
	struct nlattr *n;

	client_begin(c, WMAN_CMD_DEV_CONNECT, NLM_F_REQUEST | NLM_F_ACK);
	n = nest(c, WMAN_A_DEV);
	nla_put(c->req, WMAN_A_DEV_BSID, ETH_ALEN, bs_id);
	nla_put_string(c->req, WMAN_A_DEV_NETWORK, "airport");
	nla_nest_end(c->req, n);
	KUNIT_EXPECT_EQ(test, client_transact(c), 0);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_SCAN);
	KUNIT_EXPECT_STREQ(test, wdev->agent.network, "airport");
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(wdev->entry.wanted, bs_id));

	client_begin(c, WMAN_CMD_DEV_CONNECT, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	KUNIT_EXPECT_EQ(test, client_transact(c), -EALREADY);
	KUNIT_EXPECT_STREQ(test, wdev->agent.network, "airport");

	client_begin(c, WMAN_CMD_DEV_DISCONNECT, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	KUNIT_EXPECT_EQ(test, client_transact(c), 0);
	KUNIT_EXPECT_EQ(test, wdev->entry.state, WMAN_DEV_STATE_IDLE);
}

static void rekey_and_reauth(struct kunit *test)
{
	struct client *c = test->priv;
	struct wman_dev *wdev = c->st->wdev;
	static const int again[] = { 0, -EBUSY };
	struct nlattr *n;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_up(c->st));
	for (i = 0; i < ARRAY_SIZE(again); i++) {
		client_begin(c, WMAN_CMD_SA_REKEY, NLM_F_REQUEST | NLM_F_ACK);
		n = nest(c, WMAN_A_SA);
		nla_put_u16(c->req, WMAN_A_SA_SAID, BS_BASIC_CID);
		nla_nest_end(c->req, n);
		KUNIT_EXPECT_EQ(test, client_transact(c), again[i]);
		KUNIT_EXPECT_EQ(test, drive_sa(c->st)->state, WMAN_TEK_STATE_REKEY_WAIT);
	}

	client_begin(c, WMAN_CMD_DEV_REAUTH, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	KUNIT_EXPECT_EQ(test, client_transact(c), 0);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_REAUTH_START);
}

static void settings_are_taken(struct kunit *test)
{
	struct client *c = test->priv;
	struct wman_settings *cfg = &c->st->wdev->cfg;
	struct nlattr *n;

	client_begin(c, WMAN_CMD_DEV_SET, NLM_F_REQUEST | NLM_F_ACK);
	n = nest(c, WMAN_A_DEV);
	nla_put_u32(c->req, WMAN_A_DEV_EDITION, WMAN_EDITION_2005);
	nla_put_u32(c->req, WMAN_A_DEV_CRC, WMAN_CRC_IEEE8023);
	nla_put_u32(c->req, WMAN_A_DEV_SUITE, WMAN_SUITE_CCM_ECB);
	nla_put_u16(c->req, WMAN_A_DEV_PN_WINDOW_OFFER, 1024);
	nla_put_u8(c->req, WMAN_A_DEV_SA_MAX, 16);
	nla_nest_end(c->req, n);
	KUNIT_EXPECT_EQ(test, client_transact(c), 0);

	KUNIT_EXPECT_EQ(test, cfg->edition, WMAN_EDITION_2005);
	KUNIT_EXPECT_EQ(test, cfg->crc, WMAN_CRC_IEEE8023);
	KUNIT_EXPECT_EQ(test, cfg->suites.n, 1);
	KUNIT_EXPECT_EQ(test, cfg->suites.suite[0], WMAN_SUITE_CCM_ECB);
	KUNIT_EXPECT_EQ(test, cfg->pn_window, 1024);
	KUNIT_EXPECT_EQ(test, cfg->sa_max, 16);
}

static u8 command(struct client *c)
{
	return ((struct genlmsghdr *)nlmsg_data((struct nlmsghdr *)c->answer))->cmd;
}

/* The attributes of the agent nest of the answer. */
static int parse_agent(struct client *c, struct nlattr **agent)
{
	struct nlattr *tb[WMAN_A_MAX + 1];
	int ret = client_parse(c, tb);

	if (ret)
		return ret;
	if (!tb[WMAN_A_AGENT])
		return -ENOENT;
	return client_parse_nest(agent, WMAN_A_AGENT_MAX, tb[WMAN_A_AGENT]);
}

static int bind_agent(struct client *c)
{
	client_begin(c, WMAN_CMD_AGENT_BIND, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	return client_transact(c);
}

/* The contract as an agent sees it, and its end when the socket is closed. */
static void exchange_over_the_socket(struct kunit *test)
{
	struct nlattr *agent[WMAN_A_AGENT_MAX + 1];
	struct client *c = test->priv;
	struct wman_dev *wdev = c->st->wdev;

	KUNIT_ASSERT_TRUE(test, drive_entry(c->st, WMAN_DEV_STATE_CAPABILITIES));
	KUNIT_ASSERT_EQ(test, bind_agent(c), 0);
	bs_sbc_rsp(c->st);
	bs_eap(c->st, bs_eap_identity, sizeof(bs_eap_identity), NULL);

	/* announced */
	KUNIT_ASSERT_GT(test, client_receive(c), 0);
	KUNIT_EXPECT_EQ(test, command(c), WMAN_CMD_AGENT_READY);
	KUNIT_EXPECT_EQ(test, client_receive(c), -EAGAIN);

	/* pulled: the answer before the packet that waited */
	client_begin(c, WMAN_CMD_AGENT_ACCEPT, NLM_F_REQUEST);
	client_put_ifindex(c);
	KUNIT_ASSERT_EQ(test, client_transact(c), 0);
	KUNIT_EXPECT_EQ(test, command(c), WMAN_CMD_AGENT_ACCEPT);
	KUNIT_ASSERT_EQ(test, parse_agent(c, agent), 0);
	KUNIT_ASSERT_NOT_NULL(test, agent[WMAN_A_AGENT_COOKIE]);
	KUNIT_EXPECT_EQ(test, nla_get_u64(agent[WMAN_A_AGENT_COOKIE]), wdev->agent.cookie);
	KUNIT_ASSERT_NOT_NULL(test, agent[WMAN_A_AGENT_ADDRESS]);
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(agent[WMAN_A_AGENT_ADDRESS]),
				     c->st->dev->dev_addr, ETH_ALEN), 0);
	KUNIT_ASSERT_GT(test, client_receive(c), 0);
	KUNIT_EXPECT_EQ(test, command(c), WMAN_CMD_AGENT_FRAME);
	KUNIT_ASSERT_EQ(test, parse_agent(c, agent), 0);
	KUNIT_ASSERT_NOT_NULL(test, agent[WMAN_A_AGENT_FRAME]);
	KUNIT_ASSERT_EQ(test, nla_len(agent[WMAN_A_AGENT_FRAME]), sizeof(bs_eap_identity));
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(agent[WMAN_A_AGENT_FRAME]), bs_eap_identity,
				     sizeof(bs_eap_identity)), 0);

	/* EAP makes no progress: cancelled */
	station_fire(c->st, &wdev->auth.timer);
	KUNIT_ASSERT_GT(test, client_receive(c), 0);
	KUNIT_EXPECT_EQ(test, command(c), WMAN_CMD_AGENT_CANCEL);
	KUNIT_ASSERT_EQ(test, parse_agent(c, agent), 0);
	KUNIT_EXPECT_EQ(test, u32_of(agent, WMAN_A_AGENT_REASON), WMAN_REASON_EAP_TIMEOUT);

	/* and the socket's end is the end of the binding */
	client_close(c);
	station_settle(c->st);
	KUNIT_EXPECT_EQ(test, wman_agent_portid(wdev), 0);
	KUNIT_EXPECT_EQ(test, wdev->auth.state, WMAN_AUTH_STATE_NO_AGENT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(request_is_refused, refusals_gen_params),
	KUNIT_CASE(done_says_one_thing),
	KUNIT_CASE(only_idle_settings),
	KUNIT_CASE(dev_get_shows_the_station),
	KUNIT_CASE_PARAM(dump_holds_objects_and_no_key, shown_gen_params),
	KUNIT_CASE(sa_get_shows_both_teks),
	KUNIT_CASE(key_get_shows_the_ak_in_force),
	KUNIT_CASE(flow_get_shows_the_uplink_first),
	KUNIT_CASE(stats_get_shows_what_was_counted),
	KUNIT_CASE(commands_reach_the_station),
	KUNIT_CASE(rekey_and_reauth),
	KUNIT_CASE(settings_are_taken),
	KUNIT_CASE(exchange_over_the_socket),
	{}
};

struct kunit_suite netlink_suite = {
	.name = "wman_netlink",
	.init = client_init,
	.exit = client_exit,
	.test_cases = cases,
};
