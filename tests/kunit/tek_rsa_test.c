// SPDX-License-Identifier: GPL-2.0
/*
 * TEKs under the device's RSA key: Key Reply, the question to the agent's socket, its answer, and
 * each way in which there is none. What the octets mean is the agent's business, and tested there.
 */
#include "auth_v1.h"
#include "bs_v1.h"
#include "client.h"
#include "drive.h"
#include "message.h"
#include "suites.h"
#include "tek.h"
#include "tek_rsa.h"

#define OTHER_SAID	700
#define FIELD_LEN	128

static const struct wman_sa_descriptor sas[] = {
	{ .said = BS_BASIC_CID, .suite = WMAN_SUITE_DES_RSA },
	{ .said = OTHER_SAID, .type = WMAN_SA_TYPE_STATIC, .suite = WMAN_SUITE_DES_RSA },
};

static const u8 good_teks[WMAN_TEKS_LEN] = "two keys of DES.";

/* A Key Reply: what is in it, and what may be wrong. */
struct reply {
	u16 said;
	size_t len[2];
	u32 lifetime_s[2];
	size_t iv_len;
};

static const struct reply good = {
	.said = BS_BASIC_CID,
	.len = { FIELD_LEN, FIELD_LEN },
	.lifetime_s = { BS_TEK_LIFETIME_S / 2, BS_TEK_LIFETIME_S },
	.iv_len = WMAN_DES_IV_LEN,
};

static u8 field[2][256];
static struct wman_hmac_keys keys;

static void send_reply(struct station *st, const struct reply *reply, u8 identifier)
{
	static const u8 iv[16] = { 7 };
	struct wman_tek_params pair[2] = {};
	int i;

	for (i = 0; i < 2; i++) {
		memset(field[i], 0xa0 + i, sizeof(field[i]));
		pair[i].tek = (struct wman_octets){ field[i], reply->len[i] };
		pair[i].sn = i;
		pair[i].lifetime_s = reply->lifetime_s[i];
		pair[i].present = reply->iv_len ? WMAN_TEK_HAS_IV : 0;
		pair[i].iv = (struct wman_octets){ iv, reply->iv_len };
	}
	wman_pkm_put_key_reply(bs_begin(st), identifier, BS_V1_AK_SN, reply->said, pair, NULL);
	bs_v1_send_hmac(st, &keys);
}

static struct wman_sa *sa_of(struct station *st, u16 said)
{
	return wman_sa_find(st->wdev, said);
}

/* Authorized with SAs of this suite, Key Requests sent. */
static void authorize(struct kunit *test, unsigned int n)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_suites *suites = &st->wdev->cfg.suites;

	suites->suite[0] = WMAN_SUITE_DES_RSA;
	suites->n = 1;
	bs_v1_ranged(c, WMAN_AUTH_POLICY_PKMV1);
	bs_v1_sbc_rsp(st, &bs_v1_choice);
	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	KUNIT_ASSERT_EQ(test, bs_v1_certify(st), 0);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_AUTH_REQUEST));
	bs_v1_auth_reply_sas(st, st->pkm.identifier, 99, sas, n);
	KUNIT_ASSERT_EQ(test, bs_v1_decrypt(st), 0);
	KUNIT_ASSERT_EQ(test, wman_kdf_pkmv1(st->bs.prim, bs_v1_ak, &keys), 0);
	KUNIT_ASSERT_EQ(test, sa_of(st, BS_BASIC_CID)->state, WMAN_TEK_STATE_OP_WAIT);
	KUNIT_ASSERT_TRUE(test, sa_of(st, BS_BASIC_CID)->traits->insecure);
	KUNIT_ASSERT_TRUE(test, wman_sa_insecure(st->wdev));
}

/* The cookie of the next tek-request that the agent's socket has, or 0. */
static u64 asked(struct client *c, struct nlattr **agent)
{
	struct nlattr *tb[WMAN_A_MAX + 1];
	const struct genlmsghdr *hdr;

	while (client_receive(c) > 0) {
		hdr = nlmsg_data((struct nlmsghdr *)c->answer);
		if (hdr->cmd != WMAN_CMD_TEK_REQUEST || client_parse(c, tb))
			continue;
		if (client_parse_nest(agent, WMAN_A_AGENT_MAX, tb[WMAN_A_AGENT]))
			return 0;
		return nla_get_u64(agent[WMAN_A_AGENT_COOKIE]);
	}
	return 0;
}

static u64 asked_for(struct kunit *test, const struct reply *reply)
{
	struct nlattr *agent[WMAN_A_AGENT_MAX + 1];
	struct client *c = test->priv;

	send_reply(c->st, reply, sa_of(c->st, reply->said)->identifier);
	return asked(c, agent);
}

/* The agent's answer, through its socket. */
static int answer(struct client *c, u64 cookie, const u8 *teks, size_t len, u32 reason)
{
	struct nlattr *nest;

	/* events that nobody wants to see */
	while (client_receive(c) > 0)
		;
	client_begin(c, WMAN_CMD_TEK_DONE, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	nest = nla_nest_start(c->req, WMAN_A_AGENT);
	nla_put(c->req, WMAN_A_AGENT_COOKIE, sizeof(cookie), &cookie);
	if (teks)
		nla_put(c->req, WMAN_A_AGENT_TEKS, len, teks);
	if (reason)
		nla_put_u32(c->req, WMAN_A_AGENT_REASON, reason);
	nla_nest_end(c->req, nest);
	return client_transact(c);
}

static int answer_well(struct client *c, u64 cookie)
{
	return answer(c, cookie, good_teks, sizeof(good_teks), 0);
}

static void expect_keyed(struct kunit *test, struct wman_sa *sa)
{
	const struct wman_tek *tek = rcu_access_pointer(sa->tx);

	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OPERATIONAL);
	KUNIT_ASSERT_NOT_NULL(test, tek);
	KUNIT_EXPECT_EQ(test, tek->sn, 1);
	KUNIT_EXPECT_EQ(test, tek->iv[0], 7);
	KUNIT_EXPECT_NOT_NULL(test, rcu_access_pointer(sa->tek[0]));
}

/* Nothing came of it, and the retry timer asks again. */
static void expect_asked_again(struct kunit *test, struct wman_sa *sa)
{
	struct client *c = test->priv;
	struct station *st = c->st;

	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OP_WAIT);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa));
	KUNIT_EXPECT_FALSE(test, wman_tek_rsa_asked(sa));
	station_forget(st);
	station_fire(st, &sa->retry_timer);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_V1_KEY_REQUEST));
}

/* Both TEKs, in the order of Key Reply, under the certificate that the base station knows. */
static void agent_decrypts(struct kunit *test)
{
	struct nlattr *agent[WMAN_A_AGENT_MAX + 1], *attr;
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	send_reply(st, &good, sa->identifier);
	cookie = asked(c, agent);
	KUNIT_ASSERT_NE(test, cookie, 0);
	attr = agent[WMAN_A_AGENT_CERTIFICATE];
	KUNIT_ASSERT_NOT_NULL(test, attr);
	KUNIT_ASSERT_EQ(test, nla_len(attr), bs_v1_certificate.len);
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(attr), bs_v1_certificate.data, nla_len(attr)), 0);
	attr = agent[WMAN_A_AGENT_WRAPPED_TEKS];
	KUNIT_ASSERT_NOT_NULL(test, attr);
	KUNIT_ASSERT_EQ(test, nla_len(attr), 2 * FIELD_LEN);
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(attr), field[0], FIELD_LEN), 0);
	KUNIT_EXPECT_EQ(test, memcmp(nla_data(attr) + FIELD_LEN, field[1], FIELD_LEN), 0);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa));

	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), 0);
	expect_keyed(test, sa);
	/* exactly once */
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), -ESTALE);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_AGENT_COOKIE), 1);
}

/* A key of 2048 bits. */
static void long_field(struct kunit *test)
{
	struct client *c = test->priv;
	struct reply reply = good;

	authorize(test, 1);
	reply.len[0] = 256;
	reply.len[1] = 256;
	KUNIT_EXPECT_EQ(test, answer_well(c, asked_for(test, &reply)), 0);
	expect_keyed(test, sa_of(c->st, BS_BASIC_CID));
}

static const struct bad_reply {
	const char *name;
	struct reply reply;
	enum wman_reason reason;
} bad_replies[] = {
	{ "TEKs of 3DES", { BS_BASIC_CID, { 8, 8 }, { 1, 2 }, 8 }, WMAN_REASON_TEK_UNWRAP },
	{ "TEKs of key wrap", { BS_BASIC_CID, { 24, 24 }, { 1, 2 }, 8 }, WMAN_REASON_TEK_UNWRAP },
	{ "two lengths", { BS_BASIC_CID, { 128, 256 }, { 1, 2 }, 8 }, WMAN_REASON_TEK_UNWRAP },
	{ "a length of no key", { BS_BASIC_CID, { 192, 192 }, { 1, 2 }, 8 },
	  WMAN_REASON_TLV_LENGTH },
	{ "no IV", { BS_BASIC_CID, { 128, 128 }, { 1, 2 }, 0 }, WMAN_REASON_ATTR_MISSING },
	{ "an IV of AES", { BS_BASIC_CID, { 128, 128 }, { 1, 2 }, 16 }, WMAN_REASON_TLV_LENGTH },
	{ "no lifetime", { BS_BASIC_CID, { 128, 128 }, { 0, 2 }, 8 }, WMAN_REASON_LIFETIME },
	{ "unknown SAID", { OTHER_SAID, { 128, 128 }, { 1, 2 }, 8 }, WMAN_REASON_SAID_UNKNOWN },
};

static void bad_reply_desc(const struct bad_reply *bad, char *desc)
{
	strscpy(desc, bad->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(bad_replies, bad_replies, bad_reply_desc);

/* The agent hears of none. */
static void bad_reply_is_dropped(struct kunit *test)
{
	struct nlattr *agent[WMAN_A_AGENT_MAX + 1];
	const struct bad_reply *bad = test->param_value;
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	send_reply(st, &bad->reply, sa->identifier);
	KUNIT_EXPECT_EQ(test, station_count(st, bad->reason), 1);
	KUNIT_EXPECT_EQ(test, asked(c, agent), 0);
	expect_asked_again(test, sa);
}

static const struct bad_answer {
	const char *name;
	size_t len;
	u32 reason;
	int ret;
	enum wman_reason counted;
} bad_answers[] = {
	{ "refused", 0, WMAN_REASON_TEK_UNWRAP, 0, WMAN_REASON_TEK_UNWRAP },
	{ "one TEK", 8, 0, -ERANGE },
	{ "TEKs of AES", 32, 0, -ERANGE },
	{ "nothing", 0, 0, -EINVAL },
	{ "both", 16, WMAN_REASON_TEK_UNWRAP, -EINVAL },
};

static void bad_answer_desc(const struct bad_answer *bad, char *desc)
{
	strscpy(desc, bad->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(bad_answers, bad_answers, bad_answer_desc);

static void bad_answer_gives_no_key(struct kunit *test)
{
	const struct bad_answer *bad = test->param_value;
	static const u8 teks[32] = { 1 };
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	cookie = asked_for(test, &good);
	KUNIT_EXPECT_EQ(test, answer(c, cookie, bad->len ? teks : NULL, bad->len, bad->reason),
			bad->ret);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa));
	if (!bad->ret) {
		KUNIT_EXPECT_EQ(test, station_count(st, bad->counted), 1);
		expect_asked_again(test, sa);
		return;
	}
	/* malformed, it was none */
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), 0);
	expect_keyed(test, sa);
}

/* A weak key is no key, and not the older one alone. */
static void weak_key_is_refused(struct kunit *test)
{
	static const u8 teks[WMAN_TEKS_LEN] = { 2, 3, 5, 7, 11, 13, 17, 19,
						1, 1, 1, 1, 1, 1, 1, 1 };
	struct client *c = test->priv;
	struct wman_sa *sa;

	authorize(test, 1);
	sa = sa_of(c->st, BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, answer(c, asked_for(test, &good), teks, sizeof(teks), 0), 0);
	KUNIT_EXPECT_EQ(test, station_count(c->st, WMAN_REASON_CRYPTO), 1);
	KUNIT_EXPECT_TRUE(test, list_empty(&sa->teks));
	expect_asked_again(test, sa);
}

/* While the agent is at it nothing is asked for again, nor is a second reply taken. */
static void slow_agent(struct kunit *test)
{
	struct nlattr *agent[WMAN_A_AGENT_MAX + 1];
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	cookie = asked_for(test, &good);
	send_reply(st, &good, sa->identifier);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_MESSAGE_STATE), 1);
	KUNIT_EXPECT_EQ(test, asked(c, agent), 0);
	station_forget(st);
	station_fire(st, &sa->retry_timer);
	KUNIT_EXPECT_FALSE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_V1_KEY_REQUEST));
	KUNIT_EXPECT_EQ(test, sa->tries, 2);
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), 0);
	expect_keyed(test, sa);
}

/* What the agent is at is of no use when the base station wants other keys meanwhile. */
static void invalid_while_the_agent_is_at_it(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	KUNIT_ASSERT_EQ(test, answer_well(c, asked_for(test, &good)), 0);
	station_ring(st, &sa->refresh);
	KUNIT_ASSERT_EQ(test, sa->state, WMAN_TEK_STATE_REKEY_WAIT);
	cookie = asked_for(test, &good);

	wman_pkm_put_v1_tek_invalid(bs_begin(st), BS_V1_AK_SN, BS_BASIC_CID,
				    WMAN_PKM_ERROR_KEY_SN, NULL);
	bs_v1_send_hmac(st, &keys);

	KUNIT_EXPECT_EQ(test, sa->state, WMAN_TEK_STATE_OP_WAIT);
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), -ESTALE);
}

/* One that never answers keeps the station from its TEKs for a while, not for good. */
static void agent_keeps_them(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	cookie = asked_for(test, &good);
	while (sa->tries < WMAN_TEK_REPORT_TRIES)
		station_fire(st, &sa->retry_timer);
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), -ESTALE);
	station_forget(st);
	station_fire(st, &sa->retry_timer);
	KUNIT_EXPECT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_V1_KEY_REQUEST));
}

static void answer_after(struct kunit *test, u32 seconds, u32 left_s)
{
	struct client *c = test->priv;
	struct wman_sa *sa = sa_of(c->st, BS_BASIC_CID);
	u64 cookie = asked_for(test, &good);

	sa->rsa.since -= (u64)seconds * HZ;
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), 0);
	if (left_s) {
		expect_keyed(test, sa);
		KUNIT_EXPECT_EQ(test, wman_key_left(rcu_access_pointer(sa->tx)->expires), left_s);
	} else {
		KUNIT_EXPECT_EQ(test, station_count(c->st, WMAN_REASON_LIFETIME), 1);
		expect_asked_again(test, sa);
	}
}

/* The lifetimes go by Key Reply, not by the answer; what is over is not taken. */
static void time_goes_by(struct kunit *test)
{
	authorize(test, 1);
	answer_after(test, BS_TEK_LIFETIME_S / 2, 0);
	answer_after(test, 1000, BS_TEK_LIFETIME_S - 1000);
}

/* Several SAs at once, answered in another order; each gets its own. */
static void two_sas(struct kunit *test)
{
	struct client *c = test->priv;
	struct reply other = good;
	u64 first, second;

	authorize(test, 2);
	other.said = OTHER_SAID;
	first = asked_for(test, &good);
	second = asked_for(test, &other);
	KUNIT_ASSERT_NE(test, first, second);
	KUNIT_EXPECT_EQ(test, answer_well(c, second), 0);
	expect_keyed(test, sa_of(c->st, OTHER_SAID));
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa_of(c->st, BS_BASIC_CID)));
	KUNIT_EXPECT_EQ(test, answer_well(c, first), 0);
	expect_keyed(test, sa_of(c->st, BS_BASIC_CID));
}

static void no_agent(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	wman_agent_released(dev_net(st->dev), c->portid);
	station_settle(st);
	send_reply(st, &good, sa->identifier);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_NO_AGENT), 1);
	expect_asked_again(test, sa);
}

/* Gone, and another one is there under the same number or not: what was asked is void. */
static void agent_goes(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	cookie = asked_for(test, &good);
	wman_agent_released(dev_net(st->dev), c->portid);
	wman_agent_bind(dev_net(st->dev), st->wdev, c->portid);
	station_settle(st);
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), -ESTALE);
	expect_asked_again(test, sa);
	KUNIT_EXPECT_EQ(test, answer_well(c, asked_for(test, &good)), 0);
	expect_keyed(test, sa);
}

static int by_another_fn(struct wman_dev *wdev, void *arg)
{
	return wman_tek_rsa_done(wdev, STATION_AGENT, wman_sa_find(wdev, BS_BASIC_CID)->rsa.cookie,
				 good_teks, WMAN_REASON_NONE);
}

static void another_socket(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	u64 cookie;

	authorize(test, 1);
	cookie = asked_for(test, &good);
	KUNIT_EXPECT_EQ(test, station_call(st, by_another_fn, NULL), -EPERM);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_AGENT_UNSOLICITED), 1);
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), 0);
	expect_keyed(test, sa_of(st, BS_BASIC_CID));
}

/* No cookie is none of a question that nobody asked. */
static void unasked(struct kunit *test)
{
	struct client *c = test->priv;

	authorize(test, 1);
	KUNIT_EXPECT_EQ(test, answer_well(c, 0), -ESTALE);
	KUNIT_EXPECT_EQ(test, answer_well(c, 12345), -ESTALE);
	KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa_of(c->st, BS_BASIC_CID)));
}

static int raise_fn(struct wman_dev *wdev, void *arg)
{
	const enum wman_tek_event *event = arg;

	wman_tek_event(wman_sa_find(wdev, BS_BASIC_CID), *event);
	return 0;
}

static int renew_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_renew(wdev, WMAN_REASON_GRACE);
	return 0;
}

/* Whatever ends the request ends the question. */
static void overtaken(struct kunit *test)
{
	static enum wman_tek_event events[] = {
		WMAN_TEK_EV_STOP, WMAN_TEK_EV_AUTH_PEND, WMAN_TEK_EV_REJECT,
	};
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;
	int i;

	authorize(test, 1);
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		sa = sa_of(st, BS_BASIC_CID);
		cookie = asked_for(test, &good);
		KUNIT_ASSERT_NE(test, cookie, 0);
		station_call(st, raise_fn, &events[i]);
		KUNIT_EXPECT_EQ_MSG(test, answer_well(c, cookie), -ESTALE, "event %d", events[i]);
		KUNIT_EXPECT_FALSE(test, wman_sa_usable(sa));
		station_call(st, raise_fn, &(enum wman_tek_event){ WMAN_TEK_EV_STOP });
		station_call(st, raise_fn, &(enum wman_tek_event){ WMAN_TEK_EV_AUTHORIZED });
		KUNIT_ASSERT_EQ(test, sa->state, WMAN_TEK_STATE_OP_WAIT);
	}
}

/* A rollover while the AK is renewed: the exchange and the question go side by side. */
static void reauthorization_goes_on(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sa *sa;
	u64 cookie;

	authorize(test, 1);
	sa = sa_of(st, BS_BASIC_CID);
	KUNIT_ASSERT_EQ(test, answer_well(c, asked_for(test, &good)), 0);
	station_call(st, raise_fn, &(enum wman_tek_event){ WMAN_TEK_EV_REFRESH });
	KUNIT_ASSERT_EQ(test, sa->state, WMAN_TEK_STATE_REKEY_WAIT);
	cookie = asked_for(test, &good);
	station_call(st, renew_fn, NULL);
	KUNIT_ASSERT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_REAUTH_WAIT);
	KUNIT_ASSERT_NE(test, st->wdev->agent.cookie, 0);
	/* the keys in force stay until there are others */
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(sa));
	KUNIT_EXPECT_EQ(test, answer_well(c, st->wdev->agent.cookie), -ESTALE);
	KUNIT_EXPECT_EQ(test, answer_well(c, cookie), 0);
	expect_keyed(test, sa);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_REAUTH_WAIT);

	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	KUNIT_ASSERT_EQ(test, bs_v1_certify(st), 0);
	bs_v1_auth_reply_sas(st, st->wdev->auth.v1->identifier, 99, sas, 1);
	KUNIT_ASSERT_EQ(test, bs_v1_decrypt(st), 0);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(sa));
}

/* What was not offered is not taken, also when it is asked for. */
static void not_offered(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;

	bs_v1_ranged(c, WMAN_AUTH_POLICY_PKMV1);
	bs_v1_sbc_rsp(st, &bs_v1_choice);
	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	KUNIT_ASSERT_EQ(test, bs_v1_certify(st), 0);
	bs_v1_auth_reply_sas(st, st->wdev->auth.v1->identifier, 99, sas, 1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SUITE), 1);
	KUNIT_EXPECT_FALSE(test, wman_auth_authorized(st->wdev->auth.state));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(agent_decrypts),
	KUNIT_CASE(long_field),
	KUNIT_CASE_PARAM(bad_reply_is_dropped, bad_replies_gen_params),
	KUNIT_CASE_PARAM(bad_answer_gives_no_key, bad_answers_gen_params),
	KUNIT_CASE(weak_key_is_refused),
	KUNIT_CASE(slow_agent),
	KUNIT_CASE(invalid_while_the_agent_is_at_it),
	KUNIT_CASE(agent_keeps_them),
	KUNIT_CASE(time_goes_by),
	KUNIT_CASE(two_sas),
	KUNIT_CASE(no_agent),
	KUNIT_CASE(agent_goes),
	KUNIT_CASE(another_socket),
	KUNIT_CASE(unasked),
	KUNIT_CASE(overtaken),
	KUNIT_CASE(reauthorization_goes_on),
	KUNIT_CASE(not_offered),
	{}
};

struct kunit_suite tek_rsa_suite = {
	.name = "wman_tek_rsa",
	.init = client_init,
	.exit = client_exit,
	.test_cases = cases,
};
