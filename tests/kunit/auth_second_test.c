// SPDX-License-Identifier: GPL-2.0
/*
 * RSA authorization, and the EAP that follows it or another EAP: every event in every state,
 * through the running module. auth_test.c does the same with a single EAP.
 */
#include <linux/random.h>

#include "auth_fsm.h"
#include "auth_v2.h"
#include "cause.h"
#include "drive.h"
#include "message.h"
#include "suites.h"
#include "walk.h"

#define ST(name)	WMAN_AUTH_STATE_##name
#define EV(name)	WMAN_AUTH_EV_##name

static const u8 pre_pak[WMAN_PRE_PAK_LEN] = "pre-PAK";
static const u8 eap_success[4] = { 3, 9, 0, 4 };

/* What SBC chose in the walk that runs. */
static u8 policy;

static bool rsa_first(void)
{
	return policy == WMAN_POLICY_RSA_EAP;
}

static int succeed_fn(struct wman_dev *wdev, void *arg)
{
	const struct wman_auth_cause rsa = { .pre_pak = pre_pak, .pak_sn = 5, .lifetime_s = 600 };
	const struct wman_auth_cause eap = { .msk = arg };
	u8 state = wdev->auth.state;

	wman_auth_v2_success(wdev, state == ST(RSA_WAIT) || state == ST(REAUTH_RSA_WAIT) ? &rsa :
											   &eap);
	return 0;
}

/* Past the agent's claim, which lets only a running exchange through. No two MSKs are the same. */
static void succeed(struct station *st)
{
	get_random_bytes(st->bs.msk, sizeof(st->bs.msk));
	station_call(st, succeed_fn, st->bs.msk);
}

/* The base station derives what the station does; of one secret too few it has no use. */
static void derive(struct station *st)
{
	const struct wman_keyring *keys = &st->wdev->keys;
	const u8 *mac = st->dev->dev_addr;
	struct bs *bs = &st->bs;
	u8 ak[WMAN_AK_LEN];

	if (!keys->pmk_valid)
		return;
	bs->old = bs->ak;
	bs->ak = (struct bs_ak) { .sn = (bs->old.sn + 1) % 16 };
	bs->bs_random[0]++;
	wman_kdf_ak(bs->prim, bs->mode, wman_auth_v2_kind(st->wdev), keys->pmk, keys->other, mac,
		    bs_id, ak);
	wman_kdf_akid(bs->prim, bs->mode, ak, bs->ak.sn, mac, bs_id, bs->ak.akid);
	wman_kdf_cmac_keys(bs->prim, ak, mac, bs_id, WMAN_EDITION_2009, 0, &bs->ak.keys);
}

static void success_first(struct station *st)
{
	succeed(st);
	derive(st);
}

/* With nothing to follow. */
static void success(struct station *st)
{
	u8 *choice = &st->wdev->entry.choice.policy, was = *choice;

	switch (st->wdev->auth.state) {
	case ST(RSA_WAIT):
	case ST(REAUTH_RSA_WAIT):
		*choice = WMAN_POLICY_RSA;
		break;
	case ST(EAP_RUNNING):
	case ST(REAUTH_RUNNING):
		*choice = WMAN_POLICY_EAP;
		break;
	}
	success_first(st);
	*choice = was;
}

/* What the base station signs with, between the two. */
static struct bs_ak eik(struct station *st)
{
	const struct wman_ak *eik = &st->wdev->keys.eik;
	struct bs_ak ak = { .pn = eik->rx_pn };

	memcpy(ak.keys.d, eik->cmac_d, sizeof(ak.keys.d));
	return ak;
}

static void send_second(struct station *st, const u8 *packet, size_t len)
{
	struct bs_ak ak = eik(st);

	wman_pkm_put_authenticated_eap_transfer(bs_begin(st), WMAN_DIRECTION_DOWNLINK, 1, packet,
						len, WMAN_AK_SN_NONE);
	bs_send_digest(st, &ak);
}

static void eap_begin(struct station *st)
{
	if (st->wdev->keys.eik.valid)
		send_second(st, bs_eap_identity, sizeof(bs_eap_identity));
	else
		cause_eap_begin(st);
}

static void eap(struct station *st)
{
	if (st->wdev->keys.eik.valid)
		send_second(st, bs_eap_other, sizeof(bs_eap_other));
	else
		cause_eap(st);
}

static void eap_complete(struct station *st)
{
	struct bs_ak ak = eik(st);

	wman_pkm_put_eap_complete(bs_begin(st), 1, eap_success, sizeof(eap_success),
				  WMAN_AK_SN_NONE);
	bs_send_digest(st, &ak);
}

static int done_fn(struct wman_dev *wdev, void *res)
{
	wman_auth_done(wdev, res);
	return 0;
}

/* RSA-Reject is signed, and that the agent verified. */
static void fail(struct station *st, enum wman_reason reason, bool permanent)
{
	struct wman_agent_result res = { .reason = reason, .permanent = permanent };

	st->wdev->auth.signed_so_far = reason == WMAN_REASON_AUTH_REJECT;
	station_call(st, done_fn, &res);
}

static void failure(struct station *st)
{
	fail(st, WMAN_REASON_AUTH_REJECT, false);
}

static void failure_permanent(struct station *st)
{
	fail(st, WMAN_REASON_AUTH_REJECT, true);
}

static void failure_unsigned(struct station *st)
{
	fail(st, WMAN_REASON_SIGNATURE, false);
}

static void response(struct station *st)
{
	bs_response(st, &st->bs.ak, false);
}

static const struct walk_event events[WMAN_AUTH_EVENTS] = {
	[EV(BEGIN)]		= { "begin", cause_begin },
	[EV(BEGIN_ALONE)]	= { "begin alone", cause_begin_alone },
	[EV(AGENT_BOUND)]	= { "agent bound", cause_bind_agent },
	[EV(AGENT_GONE)]	= { "agent gone", cause_unbind },
	[EV(EAP_BEGIN)]		= { "EAP begins", eap_begin },
	[EV(EAP)]		= { "EAP", eap },
	[EV(EAP_TAKEOVER)]	= { "EAP taken over", cause_eap_takeover },
	[EV(SUCCESS)]		= { "success", success },
	[EV(FAILURE)]		= { "failure", failure },
	[EV(FAILURE_PERMANENT)]	= { "permanent failure", failure_permanent },
	[EV(FAILURE_UNSIGNED)]	= { "unsigned failure", failure_unsigned },
	[EV(CHALLENGE)]		= { "challenge", cause_challenge },
	[EV(CHALLENGE_AGAIN)]	= { "challenge again", cause_challenge_again },
	[EV(CHALLENGE_CURRENT)]	= { "challenge for the AK in force", cause_challenge_current },
	[EV(RESPONSE)]		= { "response", response },
	[EV(MISMATCH)]		= { "mismatch", cause_mismatch },
	[EV(TIMER)]		= { "timer", cause_timer },
	[EV(TIMER_LAST)]	= { "last timer", cause_timer_last },
	[EV(RENEW)]		= { "renew", cause_renew },
	[EV(EXPIRED)]		= { "expired", cause_expired },
	[EV(CHALLENGE_RANGING)]	= { "challenge in RNG-RSP", drive_challenged },
	[EV(HANDED_OVER)]	= { "handed over", drive_handed_over },
	[EV(SUSPEND)]		= { "suspend", drive_suspended },
	[EV(STOP)]		= { "stop", drive_stopped },
	[EV(SUCCESS_FIRST)]	= { "first success", success_first },
	[EV(COMPLETE)]		= { "EAP-Complete", eap_complete },
};

/* Ways on from where authorization begins. */
static void first_eap(struct station *st)
{
	if (!rsa_first())
		eap_begin(st);
}

static void (*const ways[WMAN_AUTH_STATES][4])(struct station *st) = {
	[ST(RSA_WAIT)]		= {},
	[ST(EAP_START)]		= {},
	[ST(EAP_RUNNING)]	= { eap_begin },
	[ST(EAP2_START)]	= { first_eap, success_first },
	[ST(EAP2_RUNNING)]	= { first_eap, success_first, eap_begin },
	[ST(KEY_WAIT)]		= { first_eap, success_first, eap_begin, success },
	[ST(REJECT_WAIT)]	= { first_eap, failure },
	[ST(SILENT)]		= { first_eap, failure_permanent },
};

static void go(struct station *st, unsigned int state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ways[state]) && ways[state][i]; i++)
		ways[state][i](st);
}

static void go_authorized(struct station *st)
{
	go(st, ST(KEY_WAIT));
	cause_challenge(st);
	response(st);
}

/* The same states on the way to another AK. */
static const u8 renewed_as[WMAN_AUTH_STATES] = {
	[ST(REAUTH_START)]	  = ST(EAP_START),
	[ST(REAUTH_RUNNING)]	  = ST(EAP_RUNNING),
	[ST(REAUTH_RSA_WAIT)]	  = ST(RSA_WAIT),
	[ST(REAUTH_EAP2_START)]	  = ST(EAP2_START),
	[ST(REAUTH_EAP2_RUNNING)] = ST(EAP2_RUNNING),
	[ST(REAUTH_KEY_WAIT)]	  = ST(KEY_WAIT),
	[ST(REAUTH_SA_TEK_WAIT)]  = ST(KEY_WAIT),
};

static bool drive(struct station *st, unsigned int state)
{
	struct wman_dev *wdev = st->wdev;

	wdev->cfg.policy = rsa_first() ? WMAN_AUTH_POLICY_RSA_EAP : WMAN_AUTH_POLICY_EAP_EAP;
	st->bs.policy = policy;
	drive_entry(st, WMAN_DEV_STATE_CAPABILITIES);
	if (state == ST(STOPPED)) {
		/* of SBC-RSP, which begins authorization at once */
		wdev->entry.choice.policy = policy;
		return wdev->auth.state == state;
	}
	if (state != ST(NO_AGENT))
		cause_bind_agent(st);
	bs_sbc_rsp(st);
	if (state == ST(AUTHORIZED) || renewed_as[state])
		go_authorized(st);
	if (renewed_as[state])
		cause_renew(st);
	go(st, renewed_as[state] ?: state);
	if (state == ST(SA_TEK_WAIT))
		go(st, ST(KEY_WAIT));
	if (state == ST(SA_TEK_WAIT) || state == ST(REAUTH_SA_TEK_WAIT))
		cause_challenge(st);
	return wdev->auth.state == state;
}

static u8 step(unsigned int state, unsigned int event)
{
	return rsa_first() ? wman_auth_step_rsa(state, event).next :
			     wman_auth_step(state, event)->next;
}

static unsigned int state(struct station *st)
{
	return st->wdev->auth.state;
}

/* Who first enters knows no signature: the failure is a plain one, and ends in the same state. */
#define UNSIGNED(name)	{ ST(name), EV(FAILURE_UNSIGNED) }

/* After RSA there is no EAP but that of the EIK, which no EAP-Complete begins. */
static const struct walk_pair unreachable_rsa[] = {
	UNSIGNED(RSA_WAIT), UNSIGNED(EAP2_RUNNING),
	{ ST(EAP2_START), EV(COMPLETE) },
	{ ST(REAUTH_EAP2_START), EV(COMPLETE) },
	{ ST(AUTHORIZED), EV(EAP_BEGIN) },
	{ ST(REAUTH_KEY_WAIT), EV(EAP_TAKEOVER) },
};

static const struct walk_pair unreachable_double[] = {
	UNSIGNED(EAP_RUNNING), UNSIGNED(EAP2_RUNNING),
};

#define OF_V1	(BIT(ST(AUTH_WAIT)) | BIT(ST(REAUTH_WAIT)))
#define WALK(name_, others_, table) {				\
	.name = name_,						\
	.machine = STATION_AUTH,				\
	.states = ST(REAUTH_EAP2_RUNNING) + 1,			\
	.others = OF_V1 | (others_),				\
	.events = events,					\
	.n_events = WMAN_AUTH_EVENTS,				\
	.unreachable = unreachable_##table,			\
	.n_unreachable = ARRAY_SIZE(unreachable_##table),	\
	.drive = drive,						\
	.step = step,						\
	.state = state,						\
}

static struct walk walks[] = {
	WALK("RSA and EAP", BIT(ST(EAP_START)) | BIT(ST(EAP_RUNNING)) | BIT(ST(REAUTH_START)) |
			    BIT(ST(REAUTH_RUNNING)), rsa),
	WALK("double EAP", BIT(ST(RSA_WAIT)) | BIT(ST(REAUTH_RSA_WAIT)), double),
};

static const u8 policies[] = { WMAN_POLICY_RSA_EAP, WMAN_POLICY_DOUBLE_EAP };

static void walk_desc(struct walk *walk, char *desc)
{
	strscpy(desc, walk->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(walks, walks, walk_desc);

static void every_event_in_every_state(struct kunit *test)
{
	struct walk *walk = (struct walk *)test->param_value;

	policy = policies[walk - walks];
	walk_all(test, walk);
}

static struct kunit_case walk_cases[] = {
	KUNIT_CASE_PARAM(every_event_in_every_state, walks_gen_params),
	{}
};

struct kunit_suite auth_second_walk_suite = {
	.name = "wman_auth_second_walk",
	.test_cases = walk_cases,
};

/* SA-TEK-Challenge may overtake what the agent says of the last EAP; the first gives no AK. */
struct early {
	const char *what;
	u8 policy;
	u8 state;
	bool kept;
};

static const struct early earlies[] = {
	{ "first EAP", WMAN_POLICY_DOUBLE_EAP, ST(EAP_RUNNING), false },
	{ "first EAP again", WMAN_POLICY_DOUBLE_EAP, ST(REAUTH_RUNNING), false },
	{ "second EAP begins", WMAN_POLICY_DOUBLE_EAP, ST(EAP2_START), false },
	{ "second EAP", WMAN_POLICY_DOUBLE_EAP, ST(EAP2_RUNNING), true },
	{ "second EAP again", WMAN_POLICY_DOUBLE_EAP, ST(REAUTH_EAP2_RUNNING), true },
	{ "RSA", WMAN_POLICY_RSA_EAP, ST(RSA_WAIT), false },
	{ "EAP after RSA", WMAN_POLICY_RSA_EAP, ST(EAP2_RUNNING), true },
};

static void early_desc(const struct early *early, char *desc)
{
	strscpy(desc, early->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(earlies, earlies, early_desc);

static void challenge_that_comes_early(struct kunit *test)
{
	const struct early *early = test->param_value;
	struct station *st = test->priv;

	policy = early->policy;
	KUNIT_ASSERT_TRUE(test, drive(st, early->state));
	/* of an AK that is still to come */
	st->bs.ak.akid[0] ^= 1;

	bs_challenge(st, &st->bs.ak);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.early_len != 0, early->kept);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_AKID), !early->kept);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, early->state);
}

/* What RSA began no EAP can go on with that does not know the EIK, nor one that is signed. */
static const u8 after_rsa[] = {
	ST(RSA_WAIT), ST(EAP2_START), ST(EAP2_RUNNING), ST(AUTHORIZED), ST(REAUTH_EAP2_START),
};

static void state_desc(const u8 *state, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "state %u", *state);
}

KUNIT_ARRAY_PARAM(after_rsa, after_rsa, state_desc);

static void plain_eap_after_rsa(struct kunit *test)
{
	const u8 *state = test->param_value;
	struct station *st = test->priv;

	policy = WMAN_POLICY_RSA_EAP;
	KUNIT_ASSERT_TRUE(test, drive(st, *state));

	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_EAP_UNEXPECTED), 1);
	if (st->wdev->keys.cur.valid) {
		bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), &st->bs.ak);
		KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_EAP_UNEXPECTED), 2);
	}
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, *state);
}

/* Under the EIK all is signed: a failure there is one that nobody else can cause. */
static void second_eap_is_signed(struct kunit *test)
{
	struct station *st = test->priv;

	policy = WMAN_POLICY_DOUBLE_EAP;
	KUNIT_ASSERT_TRUE(test, drive(st, ST(REAUTH_EAP2_START)));
	st->wdev->auth.signed_so_far = false;

	eap_begin(st);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, ST(REAUTH_EAP2_RUNNING));
	KUNIT_EXPECT_TRUE(test, st->wdev->auth.signed_so_far);
}

static void ms_random_of_second_eap_is_new(struct kunit *test)
{
	struct station *st = test->priv;
	u8 ms_random[WMAN_RANDOM_LEN];

	policy = WMAN_POLICY_DOUBLE_EAP;
	KUNIT_ASSERT_TRUE(test, drive(st, ST(EAP2_START)));
	cause_timer(st);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ,
						  WMAN_PKM_AUTHENTICATED_EAP_START));
	memcpy(ms_random, st->pkm.ms_random, sizeof(ms_random));

	cause_timer(st);

	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ,
						  WMAN_PKM_AUTHENTICATED_EAP_START));
	KUNIT_EXPECT_NE(test, memcmp(ms_random, st->pkm.ms_random, sizeof(ms_random)), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(challenge_that_comes_early, earlies_gen_params),
	KUNIT_CASE_PARAM(plain_eap_after_rsa, after_rsa_gen_params),
	KUNIT_CASE(second_eap_is_signed),
	KUNIT_CASE(ms_random_of_second_eap_is_new),
	{}
};

struct kunit_suite auth_second_suite = {
	.name = "wman_auth_second",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
