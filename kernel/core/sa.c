// SPDX-License-Identifier: GPL-2.0
/* Security associations: their TEKs in slots, in use or parked, until they end. */
#include <linux/jiffies.h>
#include <linux/slab.h>

#include "dev.h"
#include "offer.h"
#include "sa.h"
#include "tek.h"
#include "trace.h"

/* only the control thread writes what it reads with this */
#define control_deref(p)	rcu_dereference_protected(p, true)

void wman_sa_init(struct wman_dev *wdev)
{
	INIT_LIST_HEAD(&wdev->sas.list);
}

struct wman_sa *wman_sa_find(struct wman_dev *wdev, u16 said)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (sa->said == said)
			return sa;
	return NULL;
}

bool wman_sa_usable(const struct wman_sa *sa)
{
	/* without an authorization nothing passes, also what needs no key */
	if (!sa->traits->tek_len)
		return wman_auth_authorized(sa->wdev->auth.state) ||
		       wman_auth_unprotected(sa->wdev);
	return rcu_access_pointer(sa->tx);
}

bool wman_tek_take_pn(struct wman_tek *tek, struct wman_sa *sa, u32 *pn)
{
	u64 next = atomic64_inc_return(&tek->tx_pn);

	if (unlikely(next >= WMAN_PN_RENEW)) {
		/* 64 bits do not wrap: past the end every later PDU is refused as well */
		wman_sa_want(sa);
		if (next > WMAN_PN_LAST)
			return false;
	}
	*pn = wman_pn_uplink(next);
	return true;
}

static void tek_free(struct wman_tek *tek)
{
	list_del(&tek->list);
	wman_ccm_exit(&tek->ccm);
	wman_des_exit(&tek->des);
	kfree_sensitive(tek);
	trace_wman_object(WMAN_OBJECT_TEK, false);
}

static void unpublish(struct wman_sa *sa, struct wman_tek *tek)
{
	if (control_deref(sa->tek[tek->sn]) == tek)
		RCU_INIT_POINTER(sa->tek[tek->sn], NULL);
	if (control_deref(sa->tx) == tek)
		RCU_INIT_POINTER(sa->tx, NULL);
	tek->parked = true;
}

void wman_sa_remove_keys(struct wman_sa *sa)
{
	struct wman_tek *tek;

	list_for_each_entry(tek, &sa->teks, list)
		unpublish(sa, tek);
	synchronize_net();
	if (sa->group)
		wman_gkek_erase(sa->group);
}

void wman_sa_set_expiry(struct wman_sa *sa)
{
	u64 first = U64_MAX;
	struct wman_tek *tek;

	if (sa->group)
		first = wman_gkek_expire(sa->group, get_jiffies_64());
	list_for_each_entry(tek, &sa->teks, list)
		first = min(first, tek->expires);
	if (first == U64_MAX)
		wman_alarm_cancel(&sa->expiry);
	else
		wman_alarm_set(&sa->expiry, first);
}

/* TEKs and GKEKs whose lifetime is over end here, in use or not. */
static void expiry(struct wman_alarm *alarm)
{
	struct wman_sa *sa = container_of(alarm, struct wman_sa, expiry);
	struct wman_tek *tek, *next;
	u64 now = get_jiffies_64();
	LIST_HEAD(dead);

	list_for_each_entry_safe(tek, next, &sa->teks, list) {
		if (tek->expires > now)
			continue;
		unpublish(sa, tek);
		list_move(&tek->list, &dead);
	}
	synchronize_net();
	list_for_each_entry_safe(tek, next, &dead, list)
		tek_free(tek);
	wman_sa_set_expiry(sa);
	wman_flow_check(sa->wdev);
}

static void retry_timer(struct work_struct *work)
{
	struct wman_sa *sa = container_of(to_delayed_work(work), struct wman_sa, retry_timer);

	wman_tek_event(sa, WMAN_TEK_EV_TIMEOUT);
}

static void refresh(struct wman_alarm *alarm)
{
	wman_tek_event(container_of(alarm, struct wman_sa, refresh), WMAN_TEK_EV_REFRESH);
}

/* At most one Key-Request a second, however often one is asked for. */
static void want_work(struct work_struct *work)
{
	struct wman_sa *sa = container_of(to_delayed_work(work), struct wman_sa, want_work);

	if (time_before(jiffies, sa->want_after))
		return;
	sa->want_after = jiffies + HZ;
	wman_tek_event(sa, WMAN_TEK_EV_REFRESH);
}

void wman_sa_want(struct wman_sa *sa)
{
	queue_delayed_work(sa->wdev->wq, &sa->want_work, 0);
}

static int cipher_init(struct wman_tek *tek, const struct wman_suite *traits, const u8 *key,
		       const struct wman_octets *iv)
{
	if (traits->data != WMAN_DATA_DES_CBC)
		return wman_ccm_init(&tek->ccm, key);
	memcpy(tek->iv, iv->data, sizeof(tek->iv));
	return wman_des_init(&tek->des, key);
}

static struct wman_tek *tek_new(struct wman_sa *sa, const u8 *key, const u8 *id,
				const struct wman_tek_params *params)
{
	struct wman_tek *tek;
	int ret;

	tek = kzalloc(sizeof(*tek), GFP_KERNEL);
	if (!tek)
		return ERR_PTR(-ENOMEM);
	ret = cipher_init(tek, sa->traits, key, &params->iv);
	if (ret) {
		kfree(tek);
		return ERR_PTR(ret);
	}
	tek->sn = params->sn;
	memcpy(tek->id, id, sizeof(tek->id));
	spin_lock_init(&tek->lock);
	wman_replay_init(&tek->replay, sa->wdev->sas.window);
	tek->parked = true;
	list_add_tail(&tek->list, &sa->teks);
	trace_wman_object(WMAN_OBJECT_TEK, true);
	return tek;
}

static struct wman_tek *tek_held(struct wman_sa *sa, const u8 *id)
{
	struct wman_tek *tek;

	list_for_each_entry(tek, &sa->teks, list)
		if (!memcmp(tek->id, id, sizeof(tek->id)))
			return tek;
	return NULL;
}

/* A name for a key and its IV that does not give the key away: its CMAC of a fixed text. */
static int key_id(struct wman_sa *sa, const u8 *key, const struct wman_tek_params *params, u8 *id)
{
	static const u8 text[] = "wman TEK id";
	const struct wman_vec vec[] = {
		{ text, sizeof(text) }, { params->iv.data, sa->traits->iv_len },
	};

	return wman_prim_cmac(sa->wdev->prim, key, vec, ARRAY_SIZE(vec), id);
}

static unsigned int teks_held(const struct wman_sa *sa)
{
	const struct wman_tek *tek;
	unsigned int n = 0;

	list_for_each_entry(tek, &sa->teks, list)
		n++;
	return n;
}

/* The TEK of a key: the one that is held, else a new one, which nobody sees yet. */
static enum wman_reason tek_get(struct wman_sa *sa, const u8 *key,
				const struct wman_tek_params *params, struct wman_tek **tekp,
				bool *fresh)
{
	enum wman_reason ret = WMAN_REASON_CRYPTO;
	u8 id[WMAN_AES_BLOCK_LEN];
	struct wman_tek *tek;

	*fresh = false;
	if (key_id(sa, key, params, id))
		goto out;
	tek = tek_held(sa, id);
	/* the same key under another number would share its PNs with the old one */
	ret = WMAN_REASON_TEK_SN;
	if (tek && tek->sn != params->sn)
		goto out;
	if (!tek) {
		ret = WMAN_REASON_SA_LIMIT;
		if (teks_held(sa) >= WMAN_TEK_HELD_MAX)
			goto out;
		tek = tek_new(sa, key, id, params);
		ret = tek == ERR_PTR(-ENOMEM) ? WMAN_REASON_NO_MEMORY : WMAN_REASON_CRYPTO;
		if (IS_ERR(tek))
			goto out;
		*fresh = true;
	}
	*tekp = tek;
	ret = WMAN_REASON_NONE;
out:
	memzero_explicit(id, sizeof(id));
	return ret;
}

static void set_lifetime(struct wman_tek *tek, u32 seconds)
{
	tek->expires = get_jiffies_64() + (u64)seconds * HZ;
}

/* These two and no others. */
static void put_in_use(struct wman_sa *sa, struct wman_tek *older, struct wman_tek *newer)
{
	struct wman_tek *pair[] = { older, newer }, *other, *next;
	int i;

	for (i = 0; i < ARRAY_SIZE(pair); i++) {
		pair[i]->parked = false;
		rcu_assign_pointer(sa->tek[pair[i]->sn], pair[i]);
	}
	rcu_assign_pointer(sa->tx, newer);
	list_for_each_entry_safe(other, next, &sa->teks, list) {
		if (other == older || other == newer || other->parked)
			continue;
		/* replaced: its PNs are kept until its lifetime ends, in case it comes back */
		unpublish(sa, other);
	}
	wman_sa_set_expiry(sa);
}

enum wman_reason wman_sa_install(struct wman_sa *sa, const u8 key[2][WMAN_TEK_LEN],
				 const struct wman_tek_params params[2])
{
	struct wman_tek *tek[2];
	enum wman_reason ret;
	bool fresh[2];

	ret = tek_get(sa, key[0], &params[0], &tek[0], &fresh[0]);
	if (ret)
		return ret;
	ret = tek_get(sa, key[1], &params[1], &tek[1], &fresh[1]);
	if (ret) {
		if (fresh[0])
			tek_free(tek[0]);
		return ret;
	}
	set_lifetime(tek[0], params[0].lifetime_s);
	set_lifetime(tek[1], params[1].lifetime_s);
	put_in_use(sa, tek[0], tek[1]);
	return WMAN_REASON_NONE;
}

enum wman_reason wman_sa_follow(struct wman_sa *sa, const u8 *key,
				const struct wman_tek_params *params)
{
	struct wman_tek *held = control_deref(sa->tx), *tek;
	const struct wman_tek_params pair[] = {
		{ .lifetime_s = max(wman_key_left(held->expires), 1U), .sn = held->sn }, *params,
	};
	enum wman_reason ret;
	bool fresh;

	ret = tek_get(sa, key, params, &tek, &fresh);
	if (ret || tek == held)
		return ret;
	ret = wman_tek_params_check(pair);
	if (ret) {
		if (fresh)
			tek_free(tek);
		return ret;
	}
	set_lifetime(tek, params->lifetime_s);
	put_in_use(sa, held, tek);
	return WMAN_REASON_NONE;
}

static bool suite_offered(struct wman_dev *wdev, u32 suite)
{
	u32 suites[WMAN_SUITES_MAX];

	return wman_suite_listed(suites, wman_offer(wdev, suites), suite);
}

bool wman_sa_insecure(const struct wman_dev *wdev)
{
	const struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		if (sa->traits->insecure)
			return true;
	return false;
}

static struct wman_sa *sa_alloc(bool group)
{
	struct wman_sa *sa = kzalloc(sizeof(*sa), GFP_KERNEL);

	if (!sa || !group)
		return sa;
	sa->group = kzalloc(sizeof(*sa->group), GFP_KERNEL);
	if (sa->group)
		return sa;
	kfree(sa);
	return NULL;
}

static void sa_new(struct wman_dev *wdev, const struct wman_sa_descriptor *desc)
{
	struct wman_sa *sa = sa_alloc(desc->service == WMAN_SA_SERVICE_GROUP);

	if (!sa) {
		wman_count(wdev, WMAN_REASON_NO_MEMORY);
		return;
	}
	sa->wdev = wdev;
	sa->said = desc->said;
	sa->type = desc->type;
	sa->suite = desc->suite;
	sa->traits = wman_suite_find(desc->suite);
	sa->state = WMAN_TEK_STATE_START;
	sa->want_after = jiffies;
	INIT_LIST_HEAD(&sa->teks);
	INIT_DELAYED_WORK(&sa->retry_timer, retry_timer);
	wman_alarm_init(&sa->refresh, wdev->wq, refresh);
	wman_alarm_init(&sa->expiry, wdev->wq, expiry);
	INIT_DELAYED_WORK(&sa->want_work, want_work);
	list_add_tail(&sa->list, &wdev->sas.list);
	trace_wman_object(WMAN_OBJECT_SA, true);
	wman_flow_sa_added(wdev, sa);
	wman_tek_event(sa, WMAN_TEK_EV_AUTHORIZED);
}

static void sa_free(struct wman_sa *sa)
{
	struct wman_tek *tek, *next;

	wman_tek_event(sa, WMAN_TEK_EV_STOP);
	list_del(&sa->list);
	wman_flow_sa_gone(sa->wdev, sa);
	synchronize_net();
	cancel_delayed_work(&sa->retry_timer);
	wman_alarm_cancel(&sa->refresh);
	wman_alarm_cancel(&sa->expiry);
	cancel_delayed_work(&sa->want_work);
	list_for_each_entry_safe(tek, next, &sa->teks, list)
		tek_free(tek);
	/* Stop wiped its GKEKs */
	kfree_sensitive(sa->group);
	kfree(sa);
	trace_wman_object(WMAN_OBJECT_SA, false);
}

static const struct wman_sa_descriptor *listed(const struct wman_sa_descriptor *desc,
					       unsigned int n, u16 said)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (desc[i].said == said)
			return &desc[i];
	return NULL;
}

/* The primary SA, and no other, has the basic CID for its SAID. */
static bool sa_named_well(struct wman_dev *wdev, const struct wman_sa_descriptor *desc)
{
	bool primary = desc->type == WMAN_SA_TYPE_PRIMARY;
	bool named = desc->said == wman_dev_link(wdev)->basic_cid;

	return primary == named;
}

/*
 * MBS has suites and keys of its own, which are not done; groups have AES, and the primary SA is
 * nobody else's.
 */
static bool service_known(const struct wman_sa_descriptor *desc)
{
	return desc->service == WMAN_SA_SERVICE_UNICAST ||
	       (desc->service == WMAN_SA_SERVICE_GROUP && desc->type != WMAN_SA_TYPE_PRIMARY &&
		wman_suite_find(desc->suite)->data == WMAN_DATA_CCM);
}

/* With another suite, or another service, it is another SA. */
static bool same_sa(const struct wman_sa *sa, const struct wman_sa_descriptor *desc)
{
	return wman_suite_equal(desc->suite, sa->suite) &&
	       (desc->service == WMAN_SA_SERVICE_GROUP) == !!sa->group;
}

enum wman_reason wman_sa_list_check(struct wman_dev *wdev, const struct wman_sa_descriptor *desc,
				    unsigned int n)
{
	bool primary = false;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (!sa_named_well(wdev, &desc[i]))
			return WMAN_REASON_SAID_UNKNOWN;
		if (desc[i].type != WMAN_SA_TYPE_PRIMARY)
			continue;
		primary = true;
		if (!suite_offered(wdev, desc[i].suite) || !service_known(&desc[i]))
			return WMAN_REASON_SUITE;
	}
	return primary ? WMAN_REASON_NONE : WMAN_REASON_SAID_UNKNOWN;
}

/* What the station offered to hold; the base station may have settled for less. */
static unsigned int sa_limit(const struct wman_dev *wdev)
{
	unsigned int chosen = wdev->entry.choice.max_sa;

	return chosen ? min_t(unsigned int, chosen, wdev->cfg.sa_max) : wdev->cfg.sa_max;
}

/* Why an SA cannot be taken. */
static enum wman_reason sa_refused(struct wman_dev *wdev, const struct wman_sa_descriptor *desc,
				   unsigned int held)
{
	if (!sa_named_well(wdev, desc))
		return WMAN_REASON_SAID_UNKNOWN;
	if (!suite_offered(wdev, desc->suite) || !service_known(desc))
		return WMAN_REASON_SUITE;
	return held >= sa_limit(wdev) ? WMAN_REASON_SA_LIMIT : WMAN_REASON_NONE;
}

/* The AK of its TEK machine is renewed, or there again. */
static void sa_resume(struct wman_sa *sa)
{
	wman_tek_event(sa, WMAN_TEK_EV_AUTH_COMP);
	wman_tek_event(sa, WMAN_TEK_EV_AUTHORIZED);
}

void wman_sa_update(struct wman_dev *wdev, const struct wman_sa_descriptor *desc, unsigned int n,
		    bool whole)
{
	const struct wman_sa_descriptor *d;
	struct wman_sa *sa, *next;
	unsigned int i, held = 0;
	enum wman_reason refused;

	list_for_each_entry_safe(sa, next, &wdev->sas.list, list) {
		d = listed(desc, n, sa->said);
		if ((whole && !d) || (d && !same_sa(sa, d)))
			sa_free(sa);
		else
			held++;
	}

	for (i = 0; i < n; i++) {
		sa = wman_sa_find(wdev, desc[i].said);
		if (sa) {
			sa_resume(sa);
			continue;
		}
		refused = sa_refused(wdev, &desc[i], held);
		if (refused) {
			wman_count(wdev, refused);
			continue;
		}
		held++;
		sa_new(wdev, &desc[i]);
	}
}

void wman_sa_open(struct wman_dev *wdev)
{
	const struct wman_sa_descriptor null = {
		.said = wman_dev_link(wdev)->basic_cid,
		.type = WMAN_SA_TYPE_PRIMARY,
		.suite = WMAN_SUITE_NULL,
	};

	sa_new(wdev, &null);
}

void wman_sa_narrow(struct wman_dev *wdev)
{
	struct wman_sa *sa, *next;

	list_for_each_entry_safe(sa, next, &wdev->sas.list, list)
		if (!suite_offered(wdev, sa->suite))
			sa_free(sa);
}

void wman_sa_resume(struct wman_dev *wdev)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		sa_resume(sa);
}

void wman_sa_suspend(struct wman_dev *wdev)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		wman_tek_event(sa, WMAN_TEK_EV_AUTH_PEND);
}

void wman_sa_unused(struct wman_dev *wdev, u16 said)
{
	struct wman_sa *sa = wman_sa_find(wdev, said);

	if (sa && sa->type == WMAN_SA_TYPE_DYNAMIC)
		sa_free(sa);
}

void wman_sa_stop(struct wman_dev *wdev)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &wdev->sas.list, list)
		wman_tek_event(sa, WMAN_TEK_EV_STOP);
}

void wman_sa_flush(struct wman_dev *wdev)
{
	struct wman_sa *sa, *next;

	list_for_each_entry_safe(sa, next, &wdev->sas.list, list)
		sa_free(sa);
}
