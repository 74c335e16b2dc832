// SPDX-License-Identifier: GPL-2.0
/* Runs the TEK machine of an SA (802.16e 7.2.5). */
#include <linux/random.h>

#include "auth_v1.h"
#include "dev.h"
#include "keywrap.h"
#include "netlink.h"
#include "pkm_build.h"
#include "sa.h"
#include "tek.h"
#include "tek_rsa.h"
#include "trace.h"

static void put_on_air(struct wman_sa *sa, struct wman_ak *ak)
{
	struct wman_dev *wdev = sa->wdev;
	struct wman_buf *buf = wman_mgmt_begin(wdev);

	wman_pkm_put_key_request(buf, sa->identifier, ak->sn, sa->said,
				 wman_auth_is_v1(wdev) ? NULL : sa->nonce);
	wman_mgmt_send_digest(wdev, buf, ak);
}

static void send_request(struct wman_sa *sa)
{
	struct wman_ak *ak = &sa->wdev->keys.cur;

	if (!ak->valid)
		return;
	/* TEKs that are being decrypted are not asked for again */
	if (!wman_tek_rsa_asked(sa))
		put_on_air(sa, ak);
	/* an agent that has had TEKs for so long has lost them */
	if (++sa->tries % WMAN_TEK_REPORT_TRIES == 0)
		wman_tek_rsa_forget(sa);
	if (sa->tries == WMAN_TEK_REPORT_TRIES) {
		sa->reason = WMAN_REASON_RETRIES;
		wman_nl_sa_event(sa);
	}
}

/* May a Key Request with a new Identifier be made under the AK in force? */
static bool identifier_left(struct wman_dev *wdev)
{
	struct wman_ak *ak = &wdev->keys.cur;

	if (!wman_auth_is_v1(wdev))
		return true;
	if (ak->requests == WMAN_AUTH_V1_REQUESTS_MAX) {
		wman_count(wdev, WMAN_REASON_IDENTIFIER);
		return false;
	}
	if (++ak->requests == WMAN_AUTH_V1_REQUESTS_RENEW)
		wman_auth_renew_soon(wdev);
	return true;
}

static bool asking(const struct wman_sa *sa)
{
	return sa->state == WMAN_TEK_STATE_OP_WAIT || sa->state == WMAN_TEK_STATE_REKEY_WAIT;
}

/*
 * PKM requests of ours that are on the air. Not an Auth Request of PKMv1: one that nobody answers
 * would keep the keys of a day from being renewed.
 */
static unsigned int transactions(struct wman_dev *wdev)
{
	unsigned int n = wdev->auth.state == WMAN_AUTH_STATE_REAUTH_SA_TEK_WAIT;
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		n += asking(sa) && !sa->turn;
	return n;
}

bool wman_tek_awaited(struct wman_dev *wdev)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (sa->state == WMAN_TEK_STATE_OP_WAIT && sa->tries < 2)
			return true;
	return false;
}

static struct wman_sa *next_in_turn(struct wman_dev *wdev)
{
	struct wman_sa *sa, *first = NULL;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (sa->turn && (!first || sa->turn < first->turn))
			first = sa;
	return first;
}

/* PKM flow control (802.16e 11.8.4.5): no more requests at once than SBC-RSP allows, 0 for any. */
static void send_in_turn(struct wman_dev *wdev)
{
	unsigned int max = wdev->entry.choice.flow_control;
	struct wman_sa *sa;

	while ((!max || transactions(wdev) < max) && (sa = next_in_turn(wdev))) {
		sa->turn = 0;
		send_request(sa);
	}
}

/* A request that was not answered gives its place to one that waits. */
static void request(struct wman_sa *sa)
{
	sa->turn = ++sa->wdev->sas.turns;
	send_in_turn(sa->wdev);
}

static void new_request(struct wman_sa *sa)
{
	if (!identifier_left(sa->wdev))
		return;
	sa->identifier = ++sa->wdev->mgmt.identifier;
	sa->tries = 0;
	wman_tek_rsa_forget(sa);
	get_random_bytes(sa->nonce, sizeof(sa->nonce));
	request(sa);
}

/* TEK grace time before the newer TEK ends; half of the rest when that is already over. */
void wman_tek_set_refresh(struct wman_sa *sa)
{
	u64 now = get_jiffies_64(), left, grace;
	struct wman_tek *tx;

	tx = rcu_dereference_protected(sa->tx, true);
	grace = msecs_to_jiffies(wman_dev_timer_ms(sa->wdev, WMAN_A_TIMER_TEK_GRACE_MS));
	left = tx->expires > now ? tx->expires - now : 0;
	left = left > grace ? left - grace : max_t(u64, left / 2, HZ);
	wman_alarm_set(&sa->refresh, now + left);
}

static void run(struct wman_sa *sa, u16 actions)
{
	struct wman_dev *wdev = sa->wdev;

	if (actions & WMAN_TEK_A_STOP_RETRY)
		cancel_delayed_work(&sa->retry_timer);
	if (actions & WMAN_TEK_A_STOP_REFRESH)
		wman_alarm_cancel(&sa->refresh);
	if (actions & WMAN_TEK_A_REMOVE_KEYS)
		wman_sa_remove_keys(sa);
	if (actions & WMAN_TEK_A_INSTALL)
		wman_tek_set_refresh(sa);
	if (actions & WMAN_TEK_A_REQUEST)
		new_request(sa);
	if (actions & WMAN_TEK_A_REPEAT)
		request(sa);
	if (actions & WMAN_TEK_A_OPERATIONAL_WAIT)
		wman_dev_arm(wdev, &sa->retry_timer, WMAN_A_TIMER_OPERATIONAL_WAIT_MS);
	if (actions & WMAN_TEK_A_REKEY_WAIT)
		wman_dev_arm(wdev, &sa->retry_timer, WMAN_A_TIMER_REKEY_WAIT_MS);
}

void wman_tek_event(struct wman_sa *sa, enum wman_tek_event event)
{
	const struct wman_tek_step *step = wman_tek_step(sa->state, event);
	u8 from = sa->state;

	/* the null SA has no machine */
	if (!sa->traits->tek_len) {
		wman_flow_check(sa->wdev);
		return;
	}
	trace_wman_tek(sa->wdev->dev, sa->said, from, step->next, event);
	if (!step->next)
		return;
	sa->state = step->next;
	/* what a repetition found out stays until there is an answer */
	if (event != WMAN_TEK_EV_REJECT && event != WMAN_TEK_EV_TIMEOUT)
		sa->reason = WMAN_REASON_NONE;
	if (!asking(sa)) {
		sa->turn = 0;
		wman_tek_rsa_forget(sa);
	}
	run(sa, step->actions);
	if (from != sa->state)
		wman_nl_sa_event(sa);
	if (event == WMAN_TEK_EV_REPLY || event == WMAN_TEK_EV_REJECT)
		send_in_turn(sa->wdev);
	if (from == WMAN_TEK_STATE_OP_WAIT)
		wman_entry_keys(sa->wdev);
	wman_flow_check(sa->wdev);
}

struct wman_sa *wman_tek_asking(struct wman_dev *wdev, u8 identifier)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (asking(sa) && sa->identifier == identifier)
			return sa;
	return NULL;
}

/* D14: by Identifier or by Nonce, and by both when the Nonce is there; PKMv1 has none. */
static enum wman_reason pending(struct wman_dev *wdev, const struct wman_pkm *pkm,
				struct wman_sa **found)
{
	struct wman_sa *sa = wman_sa_find(wdev, pkm->said);

	if (!sa)
		return WMAN_REASON_SAID_UNKNOWN;
	if (!asking(sa))
		return WMAN_REASON_MESSAGE_STATE;
	if (pkm->identifier != sa->identifier)
		return WMAN_REASON_IDENTIFIER;
	if (!wman_auth_is_v1(wdev) &&
	    (pkm->nonce.len != sizeof(sa->nonce) ||
	     memcmp(pkm->nonce.data, sa->nonce, sizeof(sa->nonce))))
		return WMAN_REASON_NONCE;
	*found = sa;
	return WMAN_REASON_NONE;
}

static enum wman_reason iv_check(const struct wman_sa *sa, const struct wman_tek_params *params)
{
	if (!sa->traits->iv_len)
		return WMAN_REASON_NONE;
	if (!(params->present & WMAN_TEK_HAS_IV))
		return WMAN_REASON_ATTR_MISSING;
	return params->iv.len == sa->traits->iv_len ? WMAN_REASON_NONE : WMAN_REASON_TLV_LENGTH;
}

/* Can these be the TEKs of the SA, whatever they are wrapped by? */
static enum wman_reason pair_check(const struct wman_sa *sa, const struct wman_tek_params params[2])
{
	return wman_tek_params_check(params) ?: iv_check(sa, &params[0]) ?:
	       iv_check(sa, &params[1]);
}

/* TEKs are wrapped by the KEK, GTEKs each by the GKEK that it names. */
static enum wman_reason unwrap(struct wman_sa *sa, const struct wman_ak *ak,
			       const struct wman_gkek *gkek, const struct wman_tek_params *params,
			       u8 *key)
{
	if (sa->group)
		return wman_gkek_open(sa->wdev, gkek, sa->suite, params, key);
	return wman_tek_unwrap(sa->wdev->prim, sa->suite, ak->kek, params->tek.data,
			       params->tek.len, key);
}

/* A pair of TEKs; the GKEKs are for the SA of a group. */
static enum wman_reason install(struct wman_sa *sa, const struct wman_tek_params params[2],
				const struct wman_gkek_params *gkeks, unsigned int n_gkeks,
				const struct wman_ak *ak)
{
	struct wman_gkek gkek[WMAN_GKEKS] = {};
	u8 key[2][WMAN_TEK_LEN];
	enum wman_reason ret;
	int i;

	ret = pair_check(sa, params);
	if (!ret && sa->group)
		ret = wman_gkek_read(sa->wdev, ak->kek, gkeks, n_gkeks, gkek);
	for (i = 0; i < 2 && !ret; i++)
		ret = unwrap(sa, ak, gkek, &params[i], key[i]);
	if (!ret)
		ret = wman_sa_install(sa, (const u8 (*)[WMAN_TEK_LEN])key, params);
	if (!ret && sa->group) {
		wman_gkek_set(sa->group, gkek);
		wman_sa_set_expiry(sa);
	}
	memzero_explicit(gkek, sizeof(gkek));
	memzero_explicit(key, sizeof(key));
	return ret;
}

enum wman_reason wman_tek_reply(struct wman_dev *wdev, const struct wman_pkm *pkm,
				const struct wman_ak *ak)
{
	enum wman_reason ret;
	struct wman_sa *sa;

	ret = pending(wdev, pkm, &sa);
	if (ret)
		return ret;
	if (sa->traits->wrap == WMAN_TEK_ALG_RSA)
		return pair_check(sa, pkm->tek_params) ?: wman_tek_rsa_ask(sa, pkm->tek_params);
	ret = install(sa, pkm->tek_params, pkm->gkek_params, pkm->n_gkek_params, ak);
	if (!ret)
		wman_tek_event(sa, WMAN_TEK_EV_REPLY);
	return ret;
}

enum wman_reason wman_tek_opened(struct wman_sa *sa, const u8 key[2][WMAN_TEK_LEN],
				 const struct wman_tek_params params[2])
{
	/* one may have ended while it was decrypted */
	enum wman_reason ret = pair_check(sa, params) ?: wman_sa_install(sa, key, params);

	if (!ret)
		wman_tek_event(sa, WMAN_TEK_EV_REPLY);
	return ret;
}

enum wman_reason wman_tek_update(struct wman_sa *sa, const struct wman_tek_params params[2],
				 const struct wman_ak *ak)
{
	enum wman_reason ret = install(sa, params, NULL, 0, ak);

	if (!ret)
		wman_tek_event(sa, WMAN_TEK_EV_UPDATE);
	return ret;
}

enum wman_reason wman_tek_reject(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	enum wman_reason ret;
	struct wman_sa *sa;

	ret = pending(wdev, pkm, &sa);
	if (ret)
		return ret;
	sa->reason = WMAN_REASON_KEY_REJECT;
	wman_tek_event(sa, WMAN_TEK_EV_REJECT);
	if (sa->type == WMAN_SA_TYPE_PRIMARY)
		wman_auth_primary_rejected(wdev);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_tek_invalid(struct wman_dev *wdev, const struct wman_pkm *pkm)
{
	struct wman_sa *sa = wman_sa_find(wdev, pkm->said);

	if (!sa)
		return WMAN_REASON_SAID_UNKNOWN;
	wman_tek_event(sa, WMAN_TEK_EV_INVALID);
	return WMAN_REASON_NONE;
}
