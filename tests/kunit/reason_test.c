// SPDX-License-Identifier: GPL-2.0
/* Reasons that user space is told: what brings each about. */
#include "auth_fsm.h"
#include "drive.h"
#include "suites.h"

/**
 * struct told - one thing that happens to a station
 * @what: title
 * @auth: state of authorization that it happens in
 * @happens: what happens
 * @after: state of authorization afterwards
 * @reason: what user space is told
 */
struct told {
	const char *what;
	u8 auth;
	void (*happens)(struct station *st);
	u8 after;
	enum wman_reason reason;
};

static void agent_closes(struct station *st)
{
	wman_agent_released(dev_net(st->dev), STATION_AGENT);
	station_settle(st);
}

static void ak_expires(struct station *st)
{
	station_ring(st, &st->wdev->keys.expiry);
}

static void grace_time_comes(struct station *st)
{
	station_ring(st, &st->wdev->keys.grace);
}

static void bs_begins(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), &st->bs.ak);
}

static void user_disconnects(struct station *st)
{
	station_call(st, wman_entry_disconnect, NULL);
}

#define TOLD(_what, _auth, _happens, _after, _reason)						\
	{ _what, WMAN_AUTH_STATE_##_auth, _happens, WMAN_AUTH_STATE_##_after,			\
	  WMAN_REASON_##_reason }

static const struct told table[] = {
	TOLD("agent closes", EAP_RUNNING, agent_closes, NO_AGENT, AGENT_CLOSED),
	TOLD("AK expires", AUTHORIZED, ak_expires, EAP_START, AK_EXPIRED),
	TOLD("grace time", AUTHORIZED, grace_time_comes, REAUTH_START, GRACE),
	TOLD("base station begins", AUTHORIZED, bs_begins, REAUTH_RUNNING, BS_REQUEST),
	TOLD("user disconnects", AUTHORIZED, user_disconnects, STOPPED, USER),
	TOLD("user disconnects, no AK", EAP_START, user_disconnects, STOPPED, USER),
};

static void told_desc(const struct told *t, char *desc)
{
	strscpy(desc, t->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(table, table, told_desc);

static void reason_is_told(struct kunit *test)
{
	const struct told *t = test->param_value;
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, t->auth));
	st->wdev->reason = WMAN_REASON_NONE;

	t->happens(st);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, t->after);
	KUNIT_EXPECT_EQ(test, st->wdev->reason, t->reason);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(reason_is_told, table_gen_params),
	{}
};

struct kunit_suite reason_suite = {
	.name = "wman_reason",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
