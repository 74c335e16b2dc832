// SPDX-License-Identifier: GPL-2.0
/*
 * The suites that a station offers: those of its settings, of a network, of a request; and which
 * settings are refused, with what words.
 */
#include <crypto/internal/skcipher.h>

#include "client.h"
#include "drive.h"
#include "offer.h"
#include "secneg.h"
#include "suite.h"
#include "suites.h"

#define NONE		{ .n = 0 }
#define LIST(...)	{ { __VA_ARGS__ }, ARRAY_SIZE(((u32[]){ __VA_ARGS__ })) }
#define CLEAR		WMAN_SUITE_NULL
#define DES		WMAN_SUITE_DES_3DES
#define DES_RSA		WMAN_SUITE_DES_RSA
#define ECB		WMAN_SUITE_CCM_ECB
#define ECB_2004	WMAN_SUITE_CCM_ECB_2004
#define WRAP		WMAN_SUITE_CCM_WRAP
#define UNKNOWN		0x040404

static void expect_list(struct kunit *test, const struct wman_suites *got,
			const struct wman_suites *want)
{
	KUNIT_ASSERT_EQ(test, got->n, want->n);
	KUNIT_EXPECT_EQ(test, memcmp(got->suite, want->suite, want->n * sizeof(u32)), 0);
}

static struct station *station_of(struct kunit *test)
{
	return ((struct client *)test->priv)->st;
}

static int offer_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_suites *suites = arg;

	suites->n = wman_offer(wdev, suites->suite);
	return 0;
}

static int offer_all_fn(struct wman_dev *wdev, void *arg)
{
	wman_offer_all(wdev, arg);
	return 0;
}

static int narrow_fn(struct wman_dev *wdev, void *arg)
{
	return wman_offer_narrow(wdev, arg);
}

/**
 * struct narrowing - what a network makes of an offer
 * @what: for the output
 * @version: of PKM
 * @own: of the settings
 * @network: what the network allows
 * @ret: what wman_offer_narrow() has to return
 * @all: what would be offered anywhere
 * @left: what is offered there
 */
struct narrowing {
	const char *what;
	u8 version;
	struct wman_suites own;
	struct wman_suites network;
	int ret;
	struct wman_suites all;
	struct wman_suites left;
};

#define V1	WMAN_PKM_V1
#define V2	WMAN_PKM_V2

static const struct narrowing narrowings[] = {
	{ "any network, PKMv2", V2, LIST(WRAP, ECB, CLEAR), NONE, 0,
	  LIST(WRAP, ECB, CLEAR), LIST(WRAP, ECB, CLEAR) },
	{ "any network, PKMv1", V1, LIST(DES, DES_RSA, ECB, WRAP, CLEAR), NONE, 0,
	  LIST(DES, DES_RSA, ECB, WRAP, CLEAR), LIST(DES, DES_RSA, ECB, WRAP, CLEAR) },
	{ "DES is not for PKMv2", V2, LIST(DES, WRAP, DES_RSA), NONE, 0, LIST(WRAP), LIST(WRAP) },
	{ "the last one", V2, LIST(WRAP, ECB), LIST(ECB), 0, LIST(WRAP, ECB), LIST(ECB) },
	{ "the first one", V2, LIST(WRAP, ECB), LIST(WRAP), 0, LIST(WRAP, ECB), LIST(WRAP) },
	{ "in the station's order", V2, LIST(ECB, WRAP), LIST(WRAP, ECB), 0, LIST(ECB, WRAP),
	  LIST(ECB, WRAP) },
	{ "the network has more", V2, LIST(WRAP), LIST(CLEAR, ECB, WRAP), 0, LIST(WRAP),
	  LIST(WRAP) },
	{ "the number of 2004", V2, LIST(WRAP, ECB), LIST(ECB_2004), 0, LIST(WRAP, ECB),
	  LIST(ECB) },
	{ "the station's of 2004", V2, LIST(WRAP, ECB_2004), LIST(ECB), 0, LIST(WRAP, ECB_2004),
	  LIST(ECB_2004) },
	{ "DES in PKMv1", V1, LIST(WRAP, DES), LIST(DES), 0, LIST(WRAP, DES), LIST(DES) },
	{ "none of them", V2, LIST(WRAP), LIST(ECB), -EOPNOTSUPP, LIST(WRAP), LIST(WRAP) },
	{ "none for this version", V2, LIST(WRAP, DES), LIST(DES), -EOPNOTSUPP, LIST(WRAP),
	  LIST(WRAP) },
	{ "any, and none for this version", V2, LIST(DES), NONE, -EOPNOTSUPP, NONE, NONE },
};

static void narrowing_desc(const struct narrowing *n, char *desc)
{
	strscpy(desc, n->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(narrowings, narrowings, narrowing_desc);

static void network_narrows(struct kunit *test)
{
	const struct narrowing *n = test->param_value;
	struct station *st = station_of(test);
	struct wman_suites network = n->network, all, left;

	st->wdev->cfg.suites = n->own;
	st->wdev->entry.choice.version = n->version;

	KUNIT_EXPECT_EQ(test, station_call(st, narrow_fn, &network), n->ret);

	station_call(st, offer_all_fn, &all);
	expect_list(test, &all, &n->all);
	station_call(st, offer_fn, &left);
	expect_list(test, &left, &n->left);
}

/* SAs with other suites end; a network that allows none of ours changes nothing. */
static void narrowing_ends_sas(struct kunit *test)
{
	static const struct {
		struct wman_suites network;
		int ret;
		bool stays;
	} steps[] = {
		{ LIST(DES), -EOPNOTSUPP, true },
		{ NONE, 0, true },
		{ LIST(WRAP), 0, true },
		{ LIST(ECB), 0, false },
	};
	struct station *st = station_of(test);
	struct wman_suites network;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	KUNIT_ASSERT_EQ(test, drive_sa(st)->suite, WRAP);
	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		network = steps[i].network;
		KUNIT_EXPECT_EQ(test, station_call(st, narrow_fn, &network), steps[i].ret);
		KUNIT_EXPECT_EQ_MSG(test, !!drive_sa(st), steps[i].stays, "step %d", i);
	}
}

static void holds_until_the_next_network(struct kunit *test)
{
	struct wman_suites ecb = LIST(ECB), any = NONE, des = LIST(DES), left;
	const struct wman_suites both = LIST(WRAP, ECB);
	struct station *st = station_of(test);

	KUNIT_ASSERT_EQ(test, station_call(st, narrow_fn, &ecb), 0);
	KUNIT_ASSERT_EQ(test, station_call(st, narrow_fn, &des), -EOPNOTSUPP);
	station_call(st, offer_fn, &left);
	expect_list(test, &left, &ecb);
	KUNIT_ASSERT_EQ(test, station_call(st, narrow_fn, &any), 0);
	station_call(st, offer_fn, &left);
	expect_list(test, &left, &both);
}

/* Requests that have suites, and what else they need. */
static void put_settings(struct sk_buff *skb)
{
}

static void put_cookie(struct sk_buff *skb)
{
	const u64 cookie = 1;

	nla_put(skb, WMAN_A_AGENT_COOKIE, sizeof(cookie), &cookie);
}

static void put_success(struct sk_buff *skb)
{
	static const u8 msk[WMAN_MSK_LEN];

	put_cookie(skb);
	nla_put_flag(skb, WMAN_A_AGENT_SUCCESS);
	nla_put(skb, WMAN_A_AGENT_MSK, sizeof(msk), msk);
}

static void put_certificate(struct sk_buff *skb)
{
	put_cookie(skb);
	nla_put(skb, WMAN_A_AGENT_CERTIFICATE, 1, "");
}

struct carrier {
	const char *what;
	u8 cmd;
	u8 nest;
	u8 attr;
	void (*put)(struct sk_buff *skb);
};

static const struct carrier carriers[] = {
	{ "dev-set", WMAN_CMD_DEV_SET, WMAN_A_DEV, WMAN_A_DEV_SUITE, put_settings },
	{ "agent-done", WMAN_CMD_AGENT_DONE, WMAN_A_AGENT, WMAN_A_AGENT_SUITE, put_success },
	{ "rsa-certificate", WMAN_CMD_RSA_CERTIFICATE, WMAN_A_AGENT, WMAN_A_AGENT_SUITE,
	  put_certificate },
};

static void carrier_desc(const struct carrier *carrier, char *desc)
{
	strscpy(desc, carrier->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(carriers, carriers, carrier_desc);

static int ask(struct client *c, const struct carrier *carrier, const u32 *suites, int n)
{
	struct nlattr *nest;
	int i;

	client_begin(c, carrier->cmd, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	nest = nla_nest_start(c->req, carrier->nest);
	carrier->put(c->req);
	for (i = 0; i < n; i++)
		nla_put_u32(c->req, carrier->attr, suites[i]);
	nla_nest_end(c->req, nest);
	return client_transact(c);
}

/* Which of the suites is blamed shows in its number. */
static void suites_of_a_request(struct kunit *test)
{
	static const struct {
		u32 suite[WMAN_SUITES_MAX + 2];
		int n;
		int error;
		const char *said;
		u32 blamed;
	} wrong[] = {
		{ { UNKNOWN }, 1, -EOPNOTSUPP, "suite not supported", UNKNOWN },
		{ { WRAP, UNKNOWN, ECB }, 3, -EOPNOTSUPP, "suite not supported", UNKNOWN },
		{ { WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, ECB }, 9, -E2BIG,
		  "too many suites", ECB },
		{ { WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, ECB, WRAP }, 10, -E2BIG,
		  "too many suites", ECB },
		{ { WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, WRAP, UNKNOWN }, 9, -EOPNOTSUPP,
		  "suite not supported", UNKNOWN },
	};
	const struct carrier *carrier = test->param_value;
	struct client *c = test->priv;
	const struct wman_suites before = c->st->wdev->cfg.suites;
	const struct nlattr *blamed;
	int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		KUNIT_EXPECT_EQ(test, ask(c, carrier, wrong[i].suite, wrong[i].n),
				wrong[i].error);
		KUNIT_EXPECT_STREQ(test, client_refusal(c), wrong[i].said);
		blamed = client_blamed(c);
		KUNIT_ASSERT_NOT_NULL(test, blamed);
		KUNIT_EXPECT_EQ(test, nla_type(blamed), carrier->attr);
		KUNIT_EXPECT_EQ(test, nla_get_u32(blamed), wrong[i].blamed);
	}
	expect_list(test, &c->st->wdev->cfg.suites, &before);
}

/* As many as there is room for, in their order; none leaves those that there are. */
static void suites_are_taken(struct kunit *test)
{
	static const struct wman_suites full = LIST(ECB, WRAP, ECB_2004, WRAP, ECB, ECB, WRAP, ECB);
	static const struct wman_suites one = LIST(ECB);
	struct client *c = test->priv;
	struct wman_suites *own = &c->st->wdev->cfg.suites;

	KUNIT_EXPECT_EQ(test, full.n, WMAN_SUITES_MAX);
	KUNIT_EXPECT_EQ(test, ask(c, carriers, full.suite, full.n), 0);
	expect_list(test, own, &full);
	KUNIT_EXPECT_EQ(test, ask(c, carriers, one.suite, one.n), 0);
	expect_list(test, own, &one);
	KUNIT_EXPECT_EQ(test, ask(c, carriers, NULL, 0), 0);
	expect_list(test, own, &one);
}

/* Settings, and what becomes of them: 0, or an error with words. */
struct setting {
	const char *what;
	u32 policy;
	u32 insecure_choices;
	struct wman_suites suites;
	const char *hidden;	/* a cipher that the kernel has not */
	struct {
		int ret;
		const char *said;
	} verdict;
};

static void setting_desc(const struct setting *s, char *desc)
{
	strscpy(desc, s->what, KUNIT_PARAM_DESC_SIZE);
}

static void expect_judged(struct kunit *test, const struct setting *s,
			  int (*judge)(const struct wman_settings *, struct netlink_ext_ack *))
{
	const struct wman_settings cfg = {
		.policy = s->policy, .insecure_choices = s->insecure_choices, .suites = s->suites,
	};
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, judge(&cfg, &extack), s->verdict.ret);
	KUNIT_EXPECT_STREQ(test, extack._msg ?: "", s->verdict.said ?: "");
}

#define POLICY(name)	WMAN_AUTH_POLICY_##name
#define FORBIDDEN	WMAN_PERMISSION_REFUSE
#define ALLOWED		WMAN_PERMISSION_ALLOW
#define BARE_POLICY \
	{ -EPERM, "policy none protects nothing: insecure-choices has to allow it" }
#define BARE_SUITE	{ -EPERM, "a suite protects nothing: insecure-choices has to allow it" }

static const struct setting protections[] = {
	{ "secure suites", POLICY(EAP), FORBIDDEN, LIST(WRAP, ECB, ECB_2004) },
	{ "no suites", POLICY(EAP), FORBIDDEN, NONE },
	{ "null suite", POLICY(EAP), FORBIDDEN, LIST(CLEAR), NULL, BARE_SUITE },
	{ "DES", POLICY(PKMV1), FORBIDDEN, LIST(DES), NULL, BARE_SUITE },
	{ "DES, TEK by RSA", POLICY(PKMV1), FORBIDDEN, LIST(DES_RSA), NULL, BARE_SUITE },
	{ "DES of another policy", POLICY(EAP), FORBIDDEN, LIST(DES), NULL, BARE_SUITE },
	{ "null suite first", POLICY(EAP), FORBIDDEN, LIST(CLEAR, WRAP), NULL, BARE_SUITE },
	{ "null suite last", POLICY(EAP), FORBIDDEN, LIST(WRAP, ECB, CLEAR), NULL, BARE_SUITE },
	{ "policy none", POLICY(NONE), FORBIDDEN, LIST(WRAP), NULL, BARE_POLICY },
	{ "policy none and null suite", POLICY(NONE), FORBIDDEN, LIST(CLEAR), NULL, BARE_POLICY },
	{ "allowed: secure suites", POLICY(EAP), ALLOWED, LIST(WRAP) },
	{ "allowed: null suite", POLICY(EAP), ALLOWED, LIST(CLEAR) },
	{ "allowed: DES", POLICY(PKMV1), ALLOWED, LIST(DES, DES_RSA) },
	{ "allowed: policy none", POLICY(NONE), ALLOWED, LIST(WRAP) },
};

KUNIT_ARRAY_PARAM(protections, protections, setting_desc);

static void what_protects_nothing(struct kunit *test)
{
	expect_judged(test, test->param_value, wman_offer_allowed);
}

#define NO_SUITE	{ -EINVAL, "none of the suites is for this policy" }
#define NO_DES		{ -ENOENT, "this kernel lacks cbc(des) or cbc(des3_ede)" }

static const struct setting uses[] = {
	{ "EAP", POLICY(EAP), 0, LIST(WRAP) },
	{ "EAP, null suite", POLICY(EAP), 0, LIST(CLEAR) },
	{ "EAP, one of two", POLICY(EAP), 0, LIST(DES, ECB) },
	{ "EAP, DES alone", POLICY(EAP), 0, LIST(DES, DES_RSA), NULL, NO_SUITE },
	{ "EAP, no suite", POLICY(EAP), 0, NONE, NULL, NO_SUITE },
	{ "RSA, DES alone", POLICY(RSA), 0, LIST(DES), NULL, NO_SUITE },
	{ "RSA and EAP, DES alone", POLICY(RSA_EAP), 0, LIST(DES), NULL, NO_SUITE },
	{ "double EAP, DES alone", POLICY(EAP_EAP), 0, LIST(DES), NULL, NO_SUITE },
	{ "PKMv1, DES", POLICY(PKMV1), 0, LIST(DES) },
	{ "PKMv1, DES, TEK by RSA", POLICY(PKMV1), 0, LIST(DES_RSA) },
	{ "PKMv1, AES", POLICY(PKMV1), 0, LIST(ECB, WRAP) },
	{ "PKMv1, no suite", POLICY(PKMV1), 0, NONE, NULL, NO_SUITE },
	{ "none, no suite", POLICY(NONE), 0, NONE },
	{ "none, DES alone", POLICY(NONE), 0, LIST(DES) },
	{ "PKMv1, DES, no DES here", POLICY(PKMV1), 0, LIST(DES), "cbc(des)", NO_DES },
	{ "PKMv1, DES, no 3DES here", POLICY(PKMV1), 0, LIST(DES), "cbc(des3_ede)", NO_DES },
	{ "PKMv1, TEK by RSA, no DES here", POLICY(PKMV1), 0, LIST(DES_RSA), "cbc(des)", NO_DES },
	{ "PKMv1, AES and DES, no DES here", POLICY(PKMV1), 0, LIST(WRAP, DES), "cbc(des)",
	  NO_DES },
	{ "PKMv1, AES, no DES here", POLICY(PKMV1), 0, LIST(WRAP), "cbc(des)" },
	{ "EAP, AES and DES, no DES here", POLICY(EAP), 0, LIST(WRAP, DES), "cbc(des)" },
	{ "none, DES, no DES here", POLICY(NONE), 0, LIST(DES), "cbc(des)" },
};

KUNIT_ARRAY_PARAM(uses, uses, setting_desc);

/* The kernel denies a cipher that FIPS forbids, and with it those of its name behind it. */
static struct skcipher_alg forbidden = {
	.base = {
		.cra_driver_name = "kunit-forbidden",
		.cra_priority = 100000,
		.cra_blocksize = 1,
		.cra_module = THIS_MODULE,
	},
};

static int hide(const char *name)
{
	struct crypto_alg *base = &forbidden.base;
	int ret;

	/* it has a name that is tested when all tests are over; it would pass none */
	strscpy(base->cra_name, base->cra_driver_name, sizeof(base->cra_name));
	base->cra_flags = CRYPTO_ALG_FIPS_INTERNAL;
	ret = crypto_register_skcipher(&forbidden);
	if (!ret)
		strscpy(base->cra_name, name, sizeof(base->cra_name));
	return ret;
}

static void what_can_be_used(struct kunit *test)
{
	const struct setting *s = test->param_value;

	if (s->hidden)
		KUNIT_ASSERT_EQ(test, hide(s->hidden), 0);
	expect_judged(test, s, wman_offer_usable);
	if (s->hidden)
		crypto_unregister_skcipher(&forbidden);
}

/* A connection is not begun with them. */
static void connect_needs_a_suite(struct kunit *test)
{
	struct client *c = test->priv;

	c->st->wdev->cfg.suites = (struct wman_suites)LIST(DES);
	client_begin(c, WMAN_CMD_DEV_CONNECT, NLM_F_REQUEST | NLM_F_ACK);
	client_put_ifindex(c);
	KUNIT_EXPECT_EQ(test, client_transact(c), -EINVAL);
	KUNIT_EXPECT_STREQ(test, client_refusal(c), "none of the suites is for this policy");
	KUNIT_EXPECT_EQ(test, c->st->wdev->entry.state, WMAN_DEV_STATE_IDLE);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(network_narrows, narrowings_gen_params),
	KUNIT_CASE(narrowing_ends_sas),
	KUNIT_CASE(holds_until_the_next_network),
	KUNIT_CASE_PARAM(suites_of_a_request, carriers_gen_params),
	KUNIT_CASE(suites_are_taken),
	KUNIT_CASE_PARAM(what_protects_nothing, protections_gen_params),
	KUNIT_CASE_PARAM(what_can_be_used, uses_gen_params),
	KUNIT_CASE(connect_needs_a_suite),
	{}
};

struct kunit_suite offer_suite = {
	.name = "wman_offer",
	.init = client_init,
	.exit = client_exit,
	.test_cases = cases,
};
