// SPDX-License-Identifier: GPL-2.0
/* PMK and AK contexts: made, confirmed, forgotten. */
#include <linux/jiffies.h>
#include <linux/string.h>

#include "auth_v2.h"
#include "dev.h"
#include "key.h"
#include "trace.h"

u32 wman_key_left(u64 expires)
{
	u64 now = get_jiffies_64();

	return expires > now ? div_u64(expires - now, HZ) : 0;
}

static void ak_erase(struct wman_ak *ak)
{
	if (ak->valid)
		trace_wman_object(WMAN_OBJECT_AK, false);
	memzero_explicit(ak, sizeof(*ak));
}

static void ak_move(struct wman_ak *to, struct wman_ak *from)
{
	ak_erase(to);
	*to = *from;
	memzero_explicit(from, sizeof(*from));
}

static void prev_timer(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(to_delayed_work(work), struct wman_dev,
					     keys.prev_timer);

	ak_erase(&wdev->keys.prev);
}

static void grace(struct wman_alarm *alarm)
{
	wman_auth_renew(container_of(alarm, struct wman_dev, keys.grace), WMAN_REASON_GRACE);
}

static void expiry(struct wman_alarm *alarm)
{
	wman_auth_expired(container_of(alarm, struct wman_dev, keys.expiry));
}

void wman_key_init(struct wman_dev *wdev)
{
	struct wman_keyring *keys = &wdev->keys;

	INIT_DELAYED_WORK(&keys->prev_timer, prev_timer);
	wman_alarm_init(&keys->grace, wdev->wq, grace);
	wman_alarm_init(&keys->expiry, wdev->wq, expiry);
	wman_pmk_init(wdev);
	keys->prev_frame = -1;
}

static enum wman_kdf_mode mode_of(const struct wman_dev *wdev)
{
	return wman_secneg_mode(&wdev->entry.choice);
}

static void hold(struct wman_keyring *keys)
{
	if (!keys->pmk_held)
		trace_wman_object(WMAN_OBJECT_PMK, true);
	keys->pmk_held = true;
}

/* The message keys of an EIK, which is wiped. */
static int set_eik(struct wman_dev *wdev, u8 eik[WMAN_EIK_LEN])
{
	struct wman_ak ak = { .valid = true, .mode = mode_of(wdev), .rx_any = true };
	bool cmac = ak.mode == WMAN_KDF_CMAC;
	int ret;

	ret = wman_kdf_eik_keys(wdev->prim, ak.mode, eik, wdev->dev->dev_addr,
				wman_dev_link(wdev)->bsid, cmac ? ak.cmac_u : ak.hmac_u,
				cmac ? ak.cmac_d : ak.hmac_d);
	memzero_explicit(eik, WMAN_EIK_LEN);
	if (!ret) {
		trace_wman_object(WMAN_OBJECT_AK, true);
		ak_move(&wdev->keys.eik, &ak);
	}
	memzero_explicit(&ak, sizeof(ak));
	return ret;
}

/* What cannot be derived is not there, and nothing more comes of it. */
static void give_up(struct wman_dev *wdev)
{
	wman_key_erase_pmk(wdev);
	wman_count(wdev, WMAN_REASON_CRYPTO);
}

/* The first of two EAPs. */
static void set_first(struct wman_dev *wdev, const u8 *msk)
{
	u8 eik[WMAN_EIK_LEN];

	hold(&wdev->keys);
	wman_kdf_eik_pmk(msk, eik, wdev->keys.pmk);
	if (set_eik(wdev, eik))
		give_up(wdev);
}

void wman_key_set_pmk(struct wman_dev *wdev, const u8 *msk, u32 lifetime_s)
{
	enum wman_ak_policy kind = wman_auth_v2_kind(wdev);
	struct wman_keyring *keys = &wdev->keys;
	bool second = keys->eik.valid;

	if (!second) {
		wman_key_erase_pmk(wdev);
		keys->pmk_lifetime_s = lifetime_s;
		if (kind == WMAN_AK_EAP_EAP) {
			set_first(wdev, msk);
			return;
		}
	} else if (lifetime_s && (!keys->pmk_lifetime_s || lifetime_s < keys->pmk_lifetime_s)) {
		keys->pmk_lifetime_s = lifetime_s;
	}
	hold(keys);
	wman_kdf_pmk(msk, kind == WMAN_AK_EAP_EAP ? keys->other : keys->pmk);
	ak_erase(&keys->eik);
	/* an EAP that was to follow RSA, and has not, makes no AK */
	keys->pmk_valid = second || kind == WMAN_AK_EAP;
}

void wman_key_set_pak(struct wman_dev *wdev, const u8 *pre_pak, u8 sn, u32 lifetime_s)
{
	struct wman_keyring *keys = &wdev->keys;
	u8 eik[WMAN_EIK_LEN];
	int ret;

	wman_key_erase_pmk(wdev);
	hold(keys);
	keys->pak_sn = sn;
	keys->pak_expires = get_jiffies_64() + (u64)lifetime_s * HZ;
	ret = wman_kdf_eik_pak(wdev->prim, mode_of(wdev), pre_pak, wdev->dev->dev_addr,
			       wman_dev_link(wdev)->bsid, eik, keys->other);
	if (!ret && wman_auth_v2_kind(wdev) == WMAN_AK_RSA)
		keys->pmk_valid = true;
	else if (!ret)
		ret = set_eik(wdev, eik);
	memzero_explicit(eik, sizeof(eik));
	if (ret)
		give_up(wdev);
}

void wman_key_erase_pmk(struct wman_dev *wdev)
{
	struct wman_keyring *keys = &wdev->keys;

	if (keys->pmk_held)
		trace_wman_object(WMAN_OBJECT_PMK, false);
	memzero_explicit(keys->pmk, sizeof(keys->pmk));
	memzero_explicit(keys->other, sizeof(keys->other));
	ak_erase(&keys->eik);
	keys->pmk_held = false;
	keys->pmk_valid = false;
	keys->pmk_lifetime_s = 0;
	keys->pak_expires = 0;
}

static void take_hmac(struct wman_ak *ak, struct wman_hmac_keys *hmac)
{
	memcpy(ak->hmac_u, hmac->u, sizeof(ak->hmac_u));
	memcpy(ak->hmac_d, hmac->d, sizeof(ak->hmac_d));
	memcpy(ak->kek, hmac->kek, sizeof(ak->kek));
	memzero_explicit(hmac, sizeof(*hmac));
}

static void take_cmac(struct wman_ak *ak, struct wman_cmac_keys *cmac)
{
	memcpy(ak->cmac_u, cmac->u, sizeof(ak->cmac_u));
	memcpy(ak->cmac_d, cmac->d, sizeof(ak->cmac_d));
	memcpy(ak->kek, cmac->kek, sizeof(ak->kek));
	memzero_explicit(cmac, sizeof(*cmac));
}

/* What signs and wraps, in the MAC mode of @ak. */
static int derive_keys(struct wman_dev *wdev, struct wman_ak *ak, const u8 *secret)
{
	const u8 *mac = wdev->dev->dev_addr, *bsid = wman_dev_link(wdev)->bsid;
	struct wman_hmac_keys hmac;
	struct wman_cmac_keys cmac;
	int ret;

	if (ak->mode == WMAN_KDF_SHA1) {
		ret = wman_kdf_hmac_keys(wdev->prim, secret, mac, bsid, &hmac);
		take_hmac(ak, &hmac);
		return ret;
	}
	ret = wman_kdf_cmac_keys(wdev->prim, secret, mac, bsid, wdev->cfg.edition, ak->key_count,
				 &cmac);
	take_cmac(ak, &cmac);
	return ret;
}

/* AK, AKID and what signs and wraps; AKIDs differ where the AKs do. */
static int derive(struct wman_dev *wdev, struct wman_ak *ak, enum wman_kdf_mode mode,
		  enum wman_ak_policy kind, const u8 *pmk, const u8 *second, u8 sn, u16 count)
{
	const u8 *mac = wdev->dev->dev_addr, *bsid = wman_dev_link(wdev)->bsid;
	u8 secret[WMAN_AK_LEN];
	int ret;

	*ak = (struct wman_ak){ .mode = mode, .sn = sn, .key_count = count, .rx_any = true };
	ret = wman_kdf_ak(wdev->prim, mode, kind, pmk, second, mac, bsid, secret);
	if (!ret)
		ret = wman_kdf_akid(wdev->prim, mode, secret, sn, mac, bsid, ak->akid);
	if (!ret)
		ret = derive_keys(wdev, ak, secret);
	memzero_explicit(secret, sizeof(secret));
	return ret;
}

enum wman_reason wman_key_take(struct wman_dev *wdev, const u8 *secret, u8 sn, u32 lifetime_s)
{
	struct wman_ak ak = {
		.valid = true,
		.mode = WMAN_KDF_SHA1,
		.sn = sn,
		.expires = get_jiffies_64() + (u64)lifetime_s * HZ,
	};
	struct wman_hmac_keys hmac;

	if (wman_kdf_pkmv1(wdev->prim, secret, &hmac))
		return WMAN_REASON_CRYPTO;
	take_hmac(&ak, &hmac);
	wman_key_set_next(wdev, &ak);
	return WMAN_REASON_NONE;
}

/* The less of both lifetimes, where there are a PAK and a PMK. */
static u64 ak_expires(struct wman_dev *wdev, u32 lifetime_s)
{
	const struct wman_keyring *keys = &wdev->keys;
	u64 expires;

	if (!lifetime_s && wman_auth_v2_kind(wdev) == WMAN_AK_RSA)
		return keys->pak_expires;
	if (!lifetime_s)
		lifetime_s = keys->pmk_lifetime_s ?:
			     wdev->cfg.timer_ms[WMAN_A_TIMER_PMK_LIFETIME_MS] / MSEC_PER_SEC;
	expires = get_jiffies_64() + (u64)lifetime_s * HZ;
	return keys->pak_expires && keys->pak_expires < expires ? keys->pak_expires : expires;
}

enum wman_reason wman_key_derive(struct wman_dev *wdev, struct wman_ak *ak, u8 sn,
				 const u8 *akid, u32 lifetime_s)
{
	struct wman_keyring *keys = &wdev->keys;

	if (derive(wdev, ak, mode_of(wdev), wman_auth_v2_kind(wdev), keys->pmk, keys->other, sn, 0))
		return WMAN_REASON_CRYPTO;
	if (memcmp(ak->akid, akid, WMAN_AKID_LEN)) {
		memzero_explicit(ak, sizeof(*ak));
		return WMAN_REASON_AKID;
	}
	ak->expires = ak_expires(wdev, lifetime_s);
	ak->valid = true;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_key_derive_cached(struct wman_dev *wdev, struct wman_ak *ak)
{
	const struct wman_pmk *pmk = &wdev->pmk;

	if (derive(wdev, ak, WMAN_KDF_CMAC, WMAN_AK_EAP, pmk->key, NULL, pmk->sn, pmk->count))
		return WMAN_REASON_CRYPTO;
	ak->expires = pmk->expires;
	ak->valid = true;
	return WMAN_REASON_NONE;
}

void wman_key_set_next(struct wman_dev *wdev, struct wman_ak *ak)
{
	wman_key_erase_next(wdev);
	trace_wman_object(WMAN_OBJECT_AK, true);
	ak_move(&wdev->keys.next, ak);
}

struct wman_ak *wman_key_find(struct wman_dev *wdev, u8 sn)
{
	struct wman_keyring *keys = &wdev->keys;
	/* @next signs nothing but its own handshake */
	struct wman_ak *all[] = { &keys->cur, &keys->prev };
	int i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i]->valid && all[i]->sn == sn)
			return all[i];
	return NULL;
}

static void set_alarms(struct wman_dev *wdev)
{
	struct wman_keyring *keys = &wdev->keys;
	u64 now = get_jiffies_64(), expires = keys->cur.expires;
	u64 life = expires > now ? expires - now : 0;
	u64 grace = div_u64((u64)wman_dev_timer_ms(wdev, WMAN_A_TIMER_AUTH_GRACE_MS) * HZ,
			    MSEC_PER_SEC);

	/* a grace time longer than the lifetime: half the lifetime */
	wman_alarm_set(&keys->grace, expires - (life > grace ? grace : life / 2));
	wman_alarm_set(&keys->expiry, expires);
}

void wman_key_confirm(struct wman_dev *wdev, s32 frame)
{
	struct wman_keyring *keys = &wdev->keys;

	if (keys->next.valid && keys->pmk_valid)
		wman_pmk_keep(wdev);
	else if (keys->next.valid)
		wman_pmk_unlock(wdev);
	wman_key_erase_pmk(wdev);
	if (!keys->next.valid) {
		/* the handshake was about the AK in force; its renewal is not forgotten */
		set_alarms(wdev);
		return;
	}
	ak_move(&keys->prev, &keys->cur);
	ak_move(&keys->cur, &keys->next);
	keys->prev_frame = frame;
	mod_delayed_work(wdev->wq, &keys->prev_timer, msecs_to_jiffies(WMAN_AK_OVERLAP_MS));
	set_alarms(wdev);
}

void wman_key_frame(struct wman_dev *wdev, u32 frame)
{
	struct wman_keyring *keys = &wdev->keys;

	/* frame numbers are 24 bits and wrap */
	if (!keys->prev.valid || keys->prev_frame < 0 ||
	    ((frame - keys->prev_frame) & 0xffffff) >= 0x800000)
		return;
	mod_delayed_work(wdev->wq, &keys->prev_timer, 0);
}

void wman_key_erase_next(struct wman_dev *wdev)
{
	wman_pmk_park(wdev);
	ak_erase(&wdev->keys.next);
}

void wman_key_erase(struct wman_dev *wdev)
{
	struct wman_keyring *keys = &wdev->keys;

	cancel_delayed_work(&keys->prev_timer);
	wman_alarm_cancel(&keys->grace);
	wman_alarm_cancel(&keys->expiry);
	wman_key_erase_next(wdev);
	ak_erase(&keys->cur);
	ak_erase(&keys->prev);
}
