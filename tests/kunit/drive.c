// SPDX-License-Identifier: GPL-2.0
/* Ways into every state, one message after the other. */
#include "drive.h"
#include "dsx.h"
#include "rng.h"
#include "tek.h"

static int connect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_connect(wdev, NULL);
}

static void connect(struct station *st)
{
	station_call(st, connect_fn, NULL);
}

static int disconnect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_disconnect(wdev, NULL);
}

static void leaves(struct station *st)
{
	station_call(st, disconnect_fn, NULL);
}

static void found(struct station *st)
{
	bs_dl_map(st, bs_id);
}

static void ranged(struct station *st)
{
	bs_rng_rsp(st, WMAN_RANGING_SUCCESS);
}

static void bind_agent(struct station *st)
{
	wman_agent_bind(dev_net(st->dev), st->wdev, st->agent);
	station_settle(st);
}

static void agrees(struct station *st)
{
	bs_sbc_rsp(st);
}

static void eap_begins(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity),
	       st->wdev->keys.cur.valid ? &st->bs.ak : NULL);
	station_accept(st);
}

static void succeeds(struct station *st)
{
	bs_new_ak(st);
	station_done(st, st->bs.msk, WMAN_REASON_NONE, false);
}

static void fails(struct station *st)
{
	station_done(st, NULL, WMAN_REASON_EAP_REJECTED, false);
}

static void fails_for_good(struct station *st)
{
	station_done(st, NULL, WMAN_REASON_TLS_UNTRUSTED, true);
}

static void challenged(struct station *st)
{
	bs_challenge(st, &st->bs.ak);
}

static void confirmed(struct station *st)
{
	bs_response(st, &st->bs.ak, false);
}

static int renew_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_renew(wdev, WMAN_REASON_USER);
	return 0;
}

static void renews(struct station *st)
{
	station_call(st, renew_fn, NULL);
}

static void registered(struct station *st)
{
	bs_reg_rsp(st, 0);
}

static void gets_keys(struct station *st)
{
	bs_key_reply(st);
}

static void gets_flows(struct station *st)
{
	bs_dsa_req(st, WMAN_DSX_BY_BS, WMAN_DIRECTION_UPLINK, BS_UL_SFID, BS_UL_CID,
		   WMAN_CS_IPV4);
	bs_dsa_req(st, WMAN_DSX_BY_BS + 1, WMAN_DIRECTION_DOWNLINK, BS_DL_SFID, BS_DL_CID,
		   WMAN_CS_IPV4);
}

static void rejected(struct station *st)
{
	bs_key_reject(st);
}

static void refreshes(struct station *st)
{
	station_ring(st, &drive_sa(st)->refresh);
}

static int pend_fn(struct wman_dev *wdev, void *sa)
{
	wman_tek_event(sa, WMAN_TEK_EV_AUTH_PEND);
	return 0;
}

static void pends(struct station *st)
{
	station_call(st, pend_fn, drive_sa(st));
}

/**
 * struct way - into a state
 * @before: goes first, or NULL
 * @step: then these, to the first NULL
 */
struct way {
	const struct way *before;

	void (*step[5])(struct station *st);
};

static const struct way link = { NULL, { connect, found, ranged } };
static const struct way eap = { &link, { bind_agent, agrees, eap_begins } };
static const struct way authorized = { &eap, { succeeds, challenged, confirmed } };
static const struct way keyed = { &authorized, { gets_keys } };
static const struct way reauth = { &authorized, { renews, eap_begins } };

static const struct way ways_entry[WMAN_ENTRY_STATES] = {
	[WMAN_DEV_STATE_IDLE]		= {},
	[WMAN_DEV_STATE_SCAN]		= { NULL, { connect } },
	[WMAN_DEV_STATE_RANGING]	= { NULL, { connect, found } },
	[WMAN_DEV_STATE_HANDOVER]	= { &authorized, { leaves, connect, found } },
	[WMAN_DEV_STATE_CAPABILITIES]	= { &link },
	[WMAN_DEV_STATE_AUTHORIZATION]	= { &link, { bind_agent, agrees } },
	[WMAN_DEV_STATE_REGISTRATION]	= { &keyed },
	[WMAN_DEV_STATE_FLOWS]		= { &keyed, { registered } },
	[WMAN_DEV_STATE_OPERATIONAL]	= { &keyed, { registered, gets_flows } },
};

static const struct way ways_auth[WMAN_AUTH_STATES] = {
	[WMAN_AUTH_STATE_STOPPED]		= { &link },
	[WMAN_AUTH_STATE_NO_AGENT]		= { &link, { agrees } },
	[WMAN_AUTH_STATE_EAP_START]		= { &link, { bind_agent, agrees } },
	[WMAN_AUTH_STATE_EAP_RUNNING]		= { &eap },
	[WMAN_AUTH_STATE_KEY_WAIT]		= { &eap, { succeeds } },
	[WMAN_AUTH_STATE_SA_TEK_WAIT]		= { &eap, { succeeds, challenged } },
	[WMAN_AUTH_STATE_AUTHORIZED]		= { &authorized },
	[WMAN_AUTH_STATE_REAUTH_START]		= { &authorized, { renews } },
	[WMAN_AUTH_STATE_REAUTH_RUNNING]	= { &reauth },
	[WMAN_AUTH_STATE_REAUTH_KEY_WAIT]	= { &reauth, { succeeds } },
	[WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT]	= { &reauth, { succeeds, challenged } },
	[WMAN_AUTH_STATE_REJECT_WAIT]		= { &eap, { fails } },
	[WMAN_AUTH_STATE_SILENT]		= { &eap, { fails_for_good } },
};

static const struct way ways_tek[WMAN_TEK_STATES] = {
	[WMAN_TEK_STATE_START]			= { &authorized, { rejected } },
	[WMAN_TEK_STATE_OP_WAIT]		= { &authorized },
	[WMAN_TEK_STATE_OP_REAUTH_WAIT]		= { &authorized, { pends } },
	[WMAN_TEK_STATE_OPERATIONAL]		= { &keyed },
	[WMAN_TEK_STATE_REKEY_WAIT]		= { &keyed, { refreshes } },
	[WMAN_TEK_STATE_REKEY_REAUTH_WAIT]	= { &keyed, { refreshes, pends } },
};

static void go(struct station *st, const struct way *way)
{
	int i;

	if (way->before)
		go(st, way->before);
	for (i = 0; i < ARRAY_SIZE(way->step) && way->step[i]; i++)
		way->step[i](st);
}

bool drive_entry(struct station *st, enum wman_dev_state state)
{
	go(st, &ways_entry[state]);
	return st->wdev->entry.state == state;
}

bool drive_auth(struct station *st, enum wman_auth_state state)
{
	go(st, &ways_auth[state]);
	return st->wdev->auth.state == state;
}

bool drive_tek(struct station *st, enum wman_tek_state state)
{
	go(st, &ways_tek[state]);
	return drive_sa(st) && drive_sa(st)->state == state;
}

bool drive_renewing(struct station *st)
{
	static const struct way handshake = { NULL, { renews, eap_begins, succeeds, challenged } };

	go(st, &handshake);
	return st->wdev->auth.state == WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT;
}

bool drive_renewed(struct station *st)
{
	if (!drive_renewing(st))
		return false;
	confirmed(st);
	return st->wdev->auth.state == WMAN_AUTH_STATE_AUTHORIZED;
}

bool drive_up(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_OPERATIONAL) && st->wdev->port_open;
}

int drive_init(struct kunit *test)
{
	int ret = station_init(test);

	if (ret)
		return ret;
	if (!drive_up(test->priv))
		return -EIO;
	station_forget(test->priv);
	return 0;
}

struct wman_sa *drive_sa(struct station *st)
{
	return wman_sa_find(st->wdev, BS_BASIC_CID);
}

static int challenged_fn(struct wman_dev *wdev, void *bs_random)
{
	wman_auth_challenged(wdev, bs_random);
	return 0;
}

void drive_challenged(struct station *st)
{
	if (st->wdev->auth.state == WMAN_AUTH_STATE_STOPPED)
		bs_lend(st);
	station_call(st, challenged_fn, st->bs.bs_random);
}

static int handed_over_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_handed_over(wdev);
	return 0;
}

void drive_handed_over(struct station *st)
{
	if (st->wdev->auth.state == WMAN_AUTH_STATE_STOPPED)
		bs_lend(st);
	station_call(st, handed_over_fn, NULL);
}

static int suspended_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_suspend(wdev);
	return 0;
}

void drive_suspended(struct station *st)
{
	station_call(st, suspended_fn, NULL);
}

static int stopped_fn(struct wman_dev *wdev, void *arg)
{
	wman_auth_stop(wdev);
	return 0;
}

void drive_stopped(struct station *st)
{
	station_call(st, stopped_fn, NULL);
}
