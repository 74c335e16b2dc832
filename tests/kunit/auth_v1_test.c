// SPDX-License-Identifier: GPL-2.0
/*
 * PKMv1 through the running module: what is offered, the exchange with the agent's socket, keys,
 * digests, the bound on Identifiers; and every event in every state.
 */
#include "auth_v1.h"
#include "bs_v1.h"
#include "cause.h"
#include "client.h"
#include "digest.h"
#include "drive.h"
#include "message.h"
#include "rng.h"
#include "sbc.h"
#include "suites.h"
#include "tek.h"
#include "walk.h"

static void key_reply(struct station *st, const struct wman_hmac_keys *keys, u8 identifier)
{
	u8 field[2][WMAN_TEK_WRAPPED_MAX];
	struct wman_tek_params pair[2] = {};
	int i;

	for (i = 0; i < 2; i++) {
		if (!memchr_inv(st->bs.tek[i], 0, WMAN_TEK_LEN))
			get_random_bytes(st->bs.tek[i], WMAN_TEK_LEN);
		pair[i].tek.data = field[i];
		wman_tek_wrap(st->bs.prim, WMAN_SUITE_CCM_WRAP, keys->kek, st->bs.tek[i], field[i],
			      &pair[i].tek.len);
		pair[i].sn = i;
		pair[i].lifetime_s = BS_TEK_LIFETIME_S / 2 * (i + 1);
	}
	wman_pkm_put_key_reply(bs_begin(st), identifier, BS_V1_AK_SN, BS_BASIC_CID, pair, NULL);
	bs_v1_send_hmac(st, keys);
}

/* Authorized, its first Key Request in st->msg and st->pkm. */
static void authorize(struct kunit *test, struct wman_hmac_keys *keys)
{
	struct client *c = test->priv;
	struct station *st = c->st;

	bs_v1_ranged(c, WMAN_AUTH_POLICY_PKMV1);
	bs_v1_sbc_rsp(st, &bs_v1_choice);
	KUNIT_ASSERT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTH_WAIT);
	KUNIT_ASSERT_EQ(test, (int)st->wdev->agent.about, (int)WMAN_EXCHANGE_V1);
	KUNIT_ASSERT_EQ(test, station_accept(st), 0);
	/* nothing goes out before the certificates are there */
	KUNIT_EXPECT_FALSE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_AUTH_INFO));
	KUNIT_ASSERT_EQ(test, bs_v1_certify(st), 0);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_AUTH_INFO));
	KUNIT_EXPECT_EQ(test, st->pkm.identifier, 0);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_AUTH_REQUEST));
	KUNIT_EXPECT_EQ(test, st->pkm.said, BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, st->pkm.certificate.len, bs_v1_certificate.len);

	bs_v1_auth_reply(st, st->pkm.identifier, 99);
	KUNIT_ASSERT_TRUE(test, wman_auth_v1_decrypting(st->wdev));
	KUNIT_ASSERT_EQ(test, bs_v1_decrypt(st), 0);
	KUNIT_ASSERT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTHORIZED);
	KUNIT_ASSERT_EQ(test, wman_kdf_pkmv1(st->bs.prim, bs_v1_ak, keys), 0);
}

/* SBC-REQ has the policy of the device, and nothing beside it. */
static void offer(struct kunit *test)
{
	static const struct {
		u32 policy;
		u8 version;
		u8 offered;
		u8 mac_mode;
	} cases[] = {
		{ WMAN_AUTH_POLICY_EAP, WMAN_PKM_V2, WMAN_POLICY_EAP, WMAN_MAC_MODE_CMAC },
		{ WMAN_AUTH_POLICY_PKMV1, WMAN_PKM_V1, WMAN_POLICY_RSA, WMAN_MAC_MODE_HMAC },
	};
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_sbc sbc;
	int i;

	KUNIT_EXPECT_EQ(test, st->wdev->cfg.policy, WMAN_AUTH_POLICY_EAP);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bs_v1_ranged(c, cases[i].policy);
		KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_SBC_REQ, 0));
		KUNIT_ASSERT_EQ(test, wman_sbc_parse(&sbc, WMAN_MSG_SBC_REQ, st->msg->data,
						     st->msg->len), 0);
		KUNIT_EXPECT_EQ(test, sbc.secneg.version, cases[i].version);
		KUNIT_EXPECT_EQ(test, sbc.secneg.policy, cases[i].offered);
		KUNIT_EXPECT_EQ(test, sbc.secneg.mac_mode, cases[i].mac_mode);
		station_call(st, wman_entry_disconnect, NULL);
		station_forget(st);
	}
}

/* D22, both ways; a base station of 2004, which chooses nothing, fits PKMv1 alone. */
static void choice(struct kunit *test)
{
	static const struct wman_secneg none;
	struct wman_secneg other = bs_v1_choice;
	struct client *c = test->priv;
	struct station *st = c->st;
	const struct {
		u32 policy;
		const struct wman_secneg *choice;
		u32 state;
	} cases[] = {
		{ WMAN_AUTH_POLICY_EAP, &bs_choice, WMAN_DEV_STATE_AUTHORIZATION },
		{ WMAN_AUTH_POLICY_EAP, &bs_v1_choice, WMAN_DEV_STATE_SCAN },
		{ WMAN_AUTH_POLICY_EAP, &none, WMAN_DEV_STATE_SCAN },
		{ WMAN_AUTH_POLICY_PKMV1, &bs_v1_choice, WMAN_DEV_STATE_AUTHORIZATION },
		{ WMAN_AUTH_POLICY_PKMV1, &bs_choice, WMAN_DEV_STATE_SCAN },
		{ WMAN_AUTH_POLICY_PKMV1, &other, WMAN_DEV_STATE_SCAN },
		{ WMAN_AUTH_POLICY_PKMV1, &none, WMAN_DEV_STATE_AUTHORIZATION },
	};
	int i;

	other.policy = 0;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bs_v1_ranged(c, cases[i].policy);
		bs_v1_sbc_rsp(st, cases[i].choice);
		KUNIT_EXPECT_EQ_MSG(test, st->wdev->entry.state, cases[i].state, "case %d", i);
		station_call(st, wman_entry_disconnect, NULL);
	}
}

static void entry(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_hmac_keys keys;
	struct wman_tuple tuple;

	authorize(test, &keys);
	KUNIT_EXPECT_TRUE(test, st->wdev->agent.insecure);
	KUNIT_EXPECT_EQ(test, wman_dev_timer_ms(st->wdev, WMAN_A_TIMER_REKEY_WAIT_MS), 10000);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&st->wdev->keys.expiry,
						BS_AK_LIFETIME_S * 1000ULL));

	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_V1_KEY_REQUEST));
	KUNIT_EXPECT_EQ(test, st->pkm.ak_sn, BS_V1_AK_SN);
	KUNIT_EXPECT_EQ(test, wman_hmac_check(st->bs.prim, keys.u, st->msg->data, st->pkm.covered,
					      st->pkm.protection.data), 0);
	/* another Identifier, another key */
	key_reply(st, &keys, st->pkm.identifier + 1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_IDENTIFIER), 1);
	keys.d[0] ^= 1;
	key_reply(st, &keys, st->pkm.identifier);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_WRONG), 1);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OP_WAIT);
	keys.d[0] ^= 1;
	key_reply(st, &keys, st->pkm.identifier);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);

	/* registration ends with an HMAC tuple, both ways */
	KUNIT_ASSERT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_REGISTRATION);
	station_forget(st);
	station_fire(st, &st->wdev->entry.timer);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_REG_REQ, 0));
	KUNIT_ASSERT_EQ(test, wman_tuple_find(&tuple, WMAN_KDF_SHA1, st->msg->data, st->msg->len),
			0);
	KUNIT_EXPECT_EQ(test, wman_hmac_check(st->bs.prim, keys.u, st->msg->data, tuple.covered,
					      tuple.value), 0);
	bs_reg_rsp(st, 0);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_REGISTRATION);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_DIGEST_MISSING), 1);
}

/* The Identifier is all that tells a Key Reply from an old one: it does not come round. */
static void identifiers(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_hmac_keys keys;
	DECLARE_BITMAP(used, 256) = {};
	unsigned int n = 0;
	int i;

	authorize(test, &keys);
	for (i = 0; i < 300; i++) {
		if (station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_V1_KEY_REQUEST)) {
			KUNIT_ASSERT_FALSE(test, test_and_set_bit(st->pkm.identifier, used));
			n++;
			key_reply(st, &keys, st->pkm.identifier);
		}
		KUNIT_EXPECT_EQ(test, st->wdev->auth.state,
				n < WMAN_AUTH_V1_REQUESTS_RENEW ? WMAN_AUTH_STATE_AUTHORIZED :
								  WMAN_AUTH_STATE_REAUTH_WAIT);
		/* TEK Invalid asks for another */
		wman_pkm_put_v1_tek_invalid(bs_begin(st), BS_V1_AK_SN, BS_BASIC_CID,
					    WMAN_PKM_ERROR_KEY_SN, NULL);
		bs_v1_send_hmac(st, &keys);
	}
	KUNIT_EXPECT_EQ(test, n, WMAN_AUTH_V1_REQUESTS_MAX);
}

/* No key of an AK that is gone, and nothing of PKMv1 when the link is. */
static void end(struct kunit *test)
{
	struct client *c = test->priv;
	struct station *st = c->st;
	struct wman_hmac_keys keys;

	authorize(test, &keys);
	station_ring(st, &st->wdev->keys.expiry);
	KUNIT_EXPECT_FALSE(test, st->wdev->keys.cur.valid);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_AUTH_WAIT);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, WMAN_REASON_NONE);
	station_call(st, wman_entry_disconnect, NULL);
	KUNIT_EXPECT_NULL(test, st->wdev->auth.v1);
	KUNIT_EXPECT_EQ(test, st->wdev->agent.cookie, 0);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_STOPPED);
}

/* The walk's agent; each pair has a station of its own. */
static struct client *agent;

static int agent_call(struct station *st, int (*fn)(struct wman_dev *wdev, void *arg))
{
	return station_call(st, fn, agent);
}

static void bind_agent(struct station *st)
{
	wman_agent_bind(dev_net(st->dev), st->wdev, agent->portid);
	station_settle(st);
}

static void unbind(struct station *st)
{
	wman_agent_released(dev_net(st->dev), agent->portid);
	station_settle(st);
}

static int begin_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_begin(wdev);
	return 0;
}

static void begin(struct station *st)
{
	WRITE_ONCE(st->wdev->agent.portid, agent->portid);
	agent_call(st, begin_fn);
}

static u8 asked(const struct station *st)
{
	return st->wdev->auth.v1 ? st->wdev->auth.v1->identifier : 0;
}

static void says_no(struct station *st, enum wman_pkm_error error)
{
	wman_pkm_put_auth_reject(bs_begin(st), asked(st), error, NULL);
	bs_send(st, BS_PRIMARY_CID);
}

static void reject(struct station *st)
{
	says_no(st, WMAN_PKM_ERROR_UNAUTHORIZED);
}

static void reject_permanent(struct station *st)
{
	says_no(st, WMAN_PKM_ERROR_PERMANENT);
}

/* Auth Request goes out. */
static void request(struct station *st)
{
	station_accept(st);
	bs_v1_certify(st);
}

static void reply(struct station *st)
{
	bs_v1_auth_reply(st, asked(st), 99);
	bs_v1_decrypt(st);
}

static int grace_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_renew(wdev, WMAN_REASON_GRACE);
	return 0;
}

static void grace(struct station *st)
{
	agent_call(st, grace_fn);
}

static void invalid(struct station *st)
{
	wman_pkm_put_auth_invalid(bs_begin(st), 0, WMAN_PKM_ERROR_UNAUTHORIZED, NULL);
	bs_send(st, BS_PRIMARY_CID);
}

#define ST(name)	WMAN_AUTH_STATE_##name
#define EV(name)	WMAN_AUTH_V1_EV_##name

static const struct walk_event events[WMAN_AUTH_V1_EVENTS] = {
	[EV(BEGIN)]		= { "begin", begin },
	[EV(BEGIN_ALONE)]	= { "begin alone", cause_begin_alone },
	[EV(AGENT_BOUND)]	= { "agent bound", bind_agent },
	[EV(AGENT_GONE)]	= { "agent gone", unbind },
	[EV(REJECT)]		= { "Auth Reject", reject },
	[EV(REJECT_PERMANENT)]	= { "permanent Auth Reject", reject_permanent },
	[EV(REPLY)]		= { "Auth Reply", reply },
	[EV(TIMEOUT)]		= { "timeout", cause_timer },
	[EV(GRACE)]		= { "grace", grace },
	[EV(INVALID)]		= { "Auth Invalid", invalid },
	[EV(REAUTH)]		= { "reauth", cause_renew },
	[EV(EXPIRED)]		= { "expired", cause_expired },
	[EV(STOP)]		= { "stop", drive_stopped },
};

/* From SBC-RSP on. */
static void (*const ways[WMAN_AUTH_STATES][4])(struct station *st) = {
	[ST(NO_AGENT)]	  = {},
	[ST(AUTH_WAIT)]	  = { bind_agent, request },
	[ST(STOPPED)]	  = { bind_agent, drive_stopped },
	[ST(REJECT_WAIT)] = { bind_agent, request, reject },
	[ST(SILENT)]	  = { bind_agent, request, reject_permanent },
	[ST(AUTHORIZED)]  = { bind_agent, request, reply },
	[ST(REAUTH_WAIT)] = { bind_agent, request, reply, cause_renew },
};

static bool drive(struct station *st, unsigned int state)
{
	unsigned int i;

	st->agent = agent->portid;
	st->wdev->cfg.policy = WMAN_AUTH_POLICY_PKMV1;
	drive_entry(st, WMAN_DEV_STATE_CAPABILITIES);
	bs_v1_sbc_rsp(st, &bs_v1_choice);
	for (i = 0; i < ARRAY_SIZE(ways[state]) && ways[state][i]; i++)
		ways[state][i](st);
	if (state == ST(REAUTH_WAIT))
		request(st);
	return st->wdev->auth.state == state;
}

static u8 step(unsigned int state, unsigned int event)
{
	return wman_auth_v1_step(state, event)->next;
}

static unsigned int state(struct station *st)
{
	return st->wdev->auth.state;
}

#define OF_WALK	(BIT(ST(STOPPED)) | BIT(ST(NO_AGENT)) | BIT(ST(AUTH_WAIT)) | BIT(ST(AUTHORIZED)) | \
		 BIT(ST(REAUTH_WAIT)) | BIT(ST(REJECT_WAIT)) | BIT(ST(SILENT)))

static struct walk walk = {
	.name = "PKMv1 authorization",
	.machine = STATION_AUTH,
	.states = WMAN_AUTH_STATES,
	.others = (u32)~OF_WALK,
	.events = events,
	.n_events = WMAN_AUTH_V1_EVENTS,
	.drive = drive,
	.step = step,
	.state = state,
};

static void every_event_in_every_state(struct kunit *test)
{
	agent = test->priv;
	walk_all(test, &walk);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE(every_event_in_every_state),
	{}
};

struct kunit_suite auth_v1_walk_suite = {
	.name = "wman_auth_v1_walk",
	.init = client_init,
	.exit = client_exit,
	.test_cases = walk_cases,
};

static struct kunit_case auth_v1_cases[] = {
	KUNIT_CASE(offer),
	KUNIT_CASE(choice),
	KUNIT_CASE(entry),
	KUNIT_CASE(identifiers),
	KUNIT_CASE(end),
	{}
};

struct kunit_suite auth_v1_suite = {
	.name = "wman_auth_v1",
	.init = client_init,
	.exit = client_exit,
	.test_cases = auth_v1_cases,
};
