// SPDX-License-Identifier: GPL-2.0
/* GKEKs: unwrapped, held in two generations, wiped. */
#include <linux/jiffies.h>
#include <linux/string.h>

#include "dev.h"
#include "gkek.h"
#include "keywrap.h"
#include "trace.h"

static void erase(struct wman_gkek *gkek)
{
	if (gkek->valid)
		trace_wman_object(WMAN_OBJECT_GKEK, false);
	memzero_explicit(gkek, sizeof(*gkek));
}

static void put(struct wman_gkek *to, const struct wman_gkek *from)
{
	erase(to);
	*to = *from;
	if (to->valid)
		trace_wman_object(WMAN_OBJECT_GKEK, true);
}

static enum wman_reason read_one(struct wman_dev *wdev, const u8 *kek,
				 const struct wman_gkek_params *params, struct wman_gkek *gkek)
{
	enum wman_reason ret;

	ret = wman_gkek_unwrap(wdev->prim, kek, params->gkek.data, params->gkek.len, gkek->key);
	gkek->sn = params->sn;
	gkek->expires = get_jiffies_64() + (u64)params->lifetime_s * HZ;
	gkek->valid = !ret;
	return ret;
}

enum wman_reason wman_gkek_read(struct wman_dev *wdev, const u8 *kek,
				const struct wman_gkek_params *params, unsigned int n,
				struct wman_gkek gkek[WMAN_GKEKS])
{
	enum wman_reason ret;
	unsigned int i;

	if (!n)
		return WMAN_REASON_ATTR_MISSING;
	ret = wman_gkek_params_check(params, n);
	for (i = 0; i < n && !ret; i++)
		ret = read_one(wdev, kek, &params[i], &gkek[WMAN_GKEKS - n + i]);
	return ret;
}

void wman_gkek_set(struct wman_group *group, const struct wman_gkek gkek[WMAN_GKEKS])
{
	put(&group->gkek[WMAN_GKEK_OLDER], &gkek[WMAN_GKEK_OLDER]);
	put(&group->gkek[WMAN_GKEK_NEWER], &gkek[WMAN_GKEK_NEWER]);
}

/* Whether a GKEK may follow the newer one; @again: it is that one. */
static enum wman_reason follows(const struct wman_gkek *newer, const struct wman_gkek *gkek,
				const struct wman_gkek_params *params, bool *again)
{
	const struct wman_gkek_params pair[] = {
		{ .lifetime_s = max(wman_key_left(newer->expires), 1U), .sn = newer->sn },
		{ .lifetime_s = params->lifetime_s, .sn = params->sn },
	};

	*again = newer->valid && newer->sn == gkek->sn &&
		 !wman_memneq(newer->key, gkek->key, sizeof(newer->key));
	return newer->valid && !*again ? wman_gkek_params_check(pair, ARRAY_SIZE(pair)) :
					 wman_gkek_params_check(params, 1);
}

enum wman_reason wman_gkek_push(struct wman_dev *wdev, struct wman_group *group, const u8 *kek,
				const struct wman_gkek_params *params)
{
	struct wman_gkek *newer = &group->gkek[WMAN_GKEK_NEWER], gkek;
	enum wman_reason ret;
	bool again;

	ret = read_one(wdev, kek, params, &gkek);
	if (!ret)
		ret = follows(newer, &gkek, params, &again);
	if (!ret && !again) {
		put(&group->gkek[WMAN_GKEK_OLDER], newer);
		put(newer, &gkek);
	}
	memzero_explicit(&gkek, sizeof(gkek));
	return ret;
}

const struct wman_gkek *wman_gkek_find(const struct wman_gkek gkek[WMAN_GKEKS], u8 sn)
{
	int i;

	for (i = 0; i < WMAN_GKEKS; i++)
		if (gkek[i].valid && gkek[i].sn == sn)
			return &gkek[i];
	return NULL;
}

enum wman_reason wman_gkek_open(struct wman_dev *wdev, const struct wman_gkek gkek[WMAN_GKEKS],
				u32 suite, const struct wman_tek_params *params, u8 *gtek)
{
	const struct wman_gkek *with;

	if (!(params->present & WMAN_TEK_HAS_GKEK_SN))
		return WMAN_REASON_ATTR_MISSING;
	with = wman_gkek_find(gkek, params->gkek_sn);
	if (!with)
		return WMAN_REASON_GKEK_SN;
	return wman_tek_unwrap(wdev->prim, suite, with->key, params->tek.data, params->tek.len,
			       gtek);
}

u64 wman_gkek_expire(struct wman_group *group, u64 now)
{
	struct wman_gkek *gkek;
	u64 first = U64_MAX;

	for (gkek = group->gkek; gkek < group->gkek + WMAN_GKEKS; gkek++) {
		if (gkek->valid && gkek->expires <= now)
			erase(gkek);
		if (gkek->valid)
			first = min(first, gkek->expires);
	}
	return first;
}

void wman_gkek_erase(struct wman_group *group)
{
	erase(&group->gkek[WMAN_GKEK_OLDER]);
	erase(&group->gkek[WMAN_GKEK_NEWER]);
}
