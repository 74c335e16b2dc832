// SPDX-License-Identifier: GPL-2.0
/* Group-Key-Update-Command: keys of a group that come unasked. */
#include "dev.h"
#include "digest.h"
#include "netlink.h"
#include "push.h"
#include "tek.h"
#include "trace.h"

/* The SA of a group, with keys that the pushed one can follow. */
static enum wman_reason find(struct wman_dev *wdev, const struct wman_pkm *pkm,
			     struct wman_sa **sa)
{
	*sa = wman_sa_find(wdev, pkm->said);
	if (!*sa || !(*sa)->group)
		return WMAN_REASON_SAID_UNKNOWN;
	return wman_sa_usable(*sa) ? WMAN_REASON_NONE : WMAN_REASON_MESSAGE_STATE;
}

/* Only after the digest: what is not signed must not use a counter up. */
static enum wman_reason count(struct wman_group *group, u16 counter)
{
	if (group->pushed && counter <= group->push_counter)
		return WMAN_REASON_PUSH_REPLAY;
	group->pushed = true;
	group->push_counter = counter;
	return WMAN_REASON_NONE;
}

/* A push that does not follow what is held tells that others were lost. */
static enum wman_reason ended(struct wman_sa *sa, const struct wman_pkm *pkm,
			      enum wman_reason reason)
{
	trace_wman_push(sa->wdev->dev, pkm->said, pkm->push_mode, pkm->push_counter, reason);
	if (reason == WMAN_REASON_GKEK_SN || reason == WMAN_REASON_TEK_SN)
		wman_sa_want(sa);
	if (!reason)
		wman_nl_sa_event(sa);
	return reason;
}

enum wman_reason wman_push_gkek(struct wman_dev *wdev, const struct wman_pkm *pkm,
				const struct wman_ak *ak)
{
	enum wman_reason ret;
	struct wman_sa *sa;

	ret = find(wdev, pkm, &sa);
	if (ret)
		return ret;
	ret = count(sa->group, pkm->push_counter);
	if (!ret)
		ret = wman_gkek_push(wdev, sa->group, ak->kek, &pkm->gkek_params[0]);
	if (!ret)
		wman_sa_set_expiry(sa);
	return ended(sa, pkm, ret);
}

static enum wman_reason install(struct wman_sa *sa, const struct wman_message *msg,
				const struct wman_pkm *pkm, const struct wman_gkek *gkek)
{
	const struct wman_tek_params *params = &pkm->tek_params[0];
	u8 gtek[WMAN_TEK_LEN];
	enum wman_reason ret;

	ret = wman_group_digest_check(sa->wdev->prim, wman_secneg_mode(&sa->wdev->entry.choice),
				      gkek->key, msg->cid, msg->data, pkm);
	if (ret)
		return ret;
	ret = count(sa->group, pkm->push_counter);
	if (!ret)
		ret = wman_gkek_open(sa->wdev, sa->group->gkek, sa->suite, params, gtek);
	if (!ret)
		ret = wman_sa_follow(sa, gtek, params);
	memzero_explicit(gtek, sizeof(gtek));
	if (!ret)
		wman_tek_set_refresh(sa);
	return ended(sa, pkm, ret);
}

enum wman_reason wman_push_gtek(struct wman_dev *wdev, const struct wman_message *msg,
				const struct wman_pkm *pkm)
{
	const struct wman_tek_params *params = &pkm->tek_params[0];
	const struct wman_gkek *gkek;
	enum wman_reason ret;
	struct wman_sa *sa;

	ret = find(wdev, pkm, &sa);
	if (ret)
		return ret;
	if (wdev->cfg.gtek_push != WMAN_GTEK_PUSH_INSTALL) {
		wman_sa_want(sa);
		return WMAN_REASON_NONE;
	}
	if (!(params->present & WMAN_TEK_HAS_GKEK_SN))
		return WMAN_REASON_ATTR_MISSING;
	/* the GKEK that signs is the one that wraps */
	gkek = wman_gkek_find(sa->group->gkek, params->gkek_sn);
	if (!gkek || (wman_pkm_has(pkm, WMAN_ATTR_KEY_SEQUENCE_NUMBER) && pkm->ak_sn != gkek->sn)) {
		/* the push of that GKEK may have been lost; nobody acknowledges one */
		wman_sa_want(sa);
		return WMAN_REASON_GKEK_SN;
	}
	return install(sa, msg, pkm, gkek);
}
