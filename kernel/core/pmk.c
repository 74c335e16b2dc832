// SPDX-License-Identifier: GPL-2.0
/* The PMK that outlives a link, and CMAC_KEY_COUNT. */
#include <linux/etherdevice.h>
#include <linux/string.h>

#include "dev.h"
#include "pmk.h"
#include "trace.h"

static void pmk_ends(struct wman_alarm *alarm)
{
	wman_pmk_erase(container_of(alarm, struct wman_dev, pmk.expiry));
}

void wman_pmk_init(struct wman_dev *wdev)
{
	wman_alarm_init(&wdev->pmk.expiry, wdev->wq, pmk_ends);
}

void wman_pmk_erase(struct wman_dev *wdev)
{
	struct wman_pmk *pmk = &wdev->pmk;

	if (!pmk->valid)
		return;
	wman_alarm_cancel(&pmk->expiry);
	memzero_explicit(pmk->key, sizeof(pmk->key));
	pmk->valid = false;
	pmk->locked = false;
	pmk->lent = false;
	trace_wman_object(WMAN_OBJECT_PMK, false);
}

void wman_pmk_keep(struct wman_dev *wdev)
{
	const struct wman_keyring *keys = &wdev->keys;
	struct wman_pmk *pmk = &wdev->pmk;

	wman_pmk_erase(wdev);
	/*
	 * one of several secrets is a matter of full authorization; and without CMAC_KEY_COUNT
	 * nothing would tell an old RNG-REQ from a new one
	 */
	if (wdev->cfg.edition != WMAN_EDITION_2009 || keys->next.mode != WMAN_KDF_CMAC ||
	    wdev->cfg.policy != WMAN_AUTH_POLICY_EAP)
		return;
	memcpy(pmk->key, keys->pmk, sizeof(pmk->key));
	pmk->sn = keys->next.sn;
	pmk->expires = keys->next.expires;
	ether_addr_copy(pmk->mac, wdev->dev->dev_addr);
	strscpy(pmk->network, wdev->agent.network, sizeof(pmk->network));
	pmk->offer = wdev->entry.offer;
	pmk->choice = wdev->entry.choice;
	pmk->count = 0;
	pmk->valid = true;
	trace_wman_object(WMAN_OBJECT_PMK, true);
	wman_alarm_set(&pmk->expiry, pmk->expires);
}

bool wman_pmk_usable(struct wman_dev *wdev)
{
	const struct wman_pmk *pmk = &wdev->pmk;

	return pmk->valid && wman_key_left(pmk->expires) &&
	       wdev->cfg.policy == WMAN_AUTH_POLICY_EAP &&
	       wdev->cfg.edition == WMAN_EDITION_2009 &&
	       wdev->cfg.mac_modes & WMAN_MAC_MODES_CMAC &&
	       ether_addr_equal(pmk->mac, wdev->dev->dev_addr) &&
	       !strcmp(pmk->network, wdev->agent.network) && pmk->count < WMAN_KEY_COUNT_MAX;
}

static struct wman_pmk_pns *pns_find(struct wman_pmk *pmk, const u8 *bsid)
{
	unsigned int i;

	for (i = 0; i < pmk->n_pns; i++)
		if (ether_addr_equal(pmk->pns[i].bsid, bsid))
			return &pmk->pns[i];
	return NULL;
}

enum wman_reason wman_pmk_lend(struct wman_dev *wdev)
{
	const u8 *bsid = wman_dev_link(wdev)->bsid;
	struct wman_pmk *pmk = &wdev->pmk;
	const struct wman_pmk_pns *pns;
	struct wman_ak ak;
	enum wman_reason ret;

	wman_key_erase_next(wdev);
	pns = pns_find(pmk, bsid);
	/* one more than are remembered: a count of its own keeps its PNs apart as well */
	if (!pmk->locked || (!pns && pmk->n_pns == WMAN_KEY_LOCK_MAX)) {
		pmk->count++;
		pmk->locked = true;
		pmk->n_pns = 0;
		pns = NULL;
	}
	ret = wman_key_derive_cached(wdev, &ak);
	if (ret)
		return ret;
	if (pns) {
		ak.tx_pn = pns->tx_pn;
		ak.rx_pn = pns->rx_pn;
		ak.rx_any = pns->rx_any;
	}
	wman_key_set_next(wdev, &ak);
	ether_addr_copy(pmk->bsid, bsid);
	pmk->lent = true;
	return WMAN_REASON_NONE;
}

void wman_pmk_park(struct wman_dev *wdev)
{
	const struct wman_ak *ak = &wdev->keys.next;
	struct wman_pmk *pmk = &wdev->pmk;
	struct wman_pmk_pns *pns;

	if (!pmk->lent)
		return;
	pmk->lent = false;
	pns = pns_find(pmk, pmk->bsid) ?: &pmk->pns[pmk->n_pns++];
	ether_addr_copy(pns->bsid, pmk->bsid);
	pns->tx_pn = ak->tx_pn;
	pns->rx_pn = ak->rx_pn;
	pns->rx_any = ak->rx_any;
}

void wman_pmk_unlock(struct wman_dev *wdev)
{
	wdev->pmk.locked = false;
	wdev->pmk.lent = false;
}
