// SPDX-License-Identifier: GPL-2.0
/* PMK and AK contexts: made, confirmed, forgotten. */
#include <linux/jiffies.h>
#include <linux/string.h>

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

void wman_key_set_pmk(struct wman_dev *wdev, const u8 *msk, u32 lifetime_s)
{
	wman_key_erase_pmk(wdev);
	wman_kdf_pmk(msk, wdev->keys.pmk);
	trace_wman_object(WMAN_OBJECT_PMK, true);
	wdev->keys.pmk_valid = true;
	wdev->keys.pmk_lifetime_s = lifetime_s;
}

void wman_key_erase_pmk(struct wman_dev *wdev)
{
	if (wdev->keys.pmk_valid)
		trace_wman_object(WMAN_OBJECT_PMK, false);
	memzero_explicit(wdev->keys.pmk, sizeof(wdev->keys.pmk));
	wdev->keys.pmk_valid = false;
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
		  const u8 *pmk, u8 sn, u16 count)
{
	const u8 *mac = wdev->dev->dev_addr, *bsid = wman_dev_link(wdev)->bsid;
	u8 secret[WMAN_AK_LEN];
	int ret;

	*ak = (struct wman_ak){ .mode = mode, .sn = sn, .key_count = count, .rx_any = true };
	ret = wman_kdf_ak(wdev->prim, mode, WMAN_AK_EAP, pmk, NULL, mac, bsid, secret);
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

enum wman_reason wman_key_derive(struct wman_dev *wdev, struct wman_ak *ak, u8 sn,
				 const u8 *akid, u32 lifetime_s)
{
	struct wman_keyring *keys = &wdev->keys;

	if (derive(wdev, ak, wman_secneg_mode(&wdev->entry.choice), keys->pmk, sn, 0))
		return WMAN_REASON_CRYPTO;
	if (memcmp(ak->akid, akid, WMAN_AKID_LEN)) {
		memzero_explicit(ak, sizeof(*ak));
		return WMAN_REASON_AKID;
	}
	if (!lifetime_s)
		lifetime_s = keys->pmk_lifetime_s ?:
			     wdev->cfg.timer_ms[WMAN_A_TIMER_PMK_LIFETIME_MS] / MSEC_PER_SEC;
	ak->expires = get_jiffies_64() + (u64)lifetime_s * HZ;
	ak->valid = true;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_key_derive_cached(struct wman_dev *wdev, struct wman_ak *ak)
{
	const struct wman_pmk *pmk = &wdev->pmk;

	if (derive(wdev, ak, WMAN_KDF_CMAC, pmk->key, pmk->sn, pmk->count))
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
