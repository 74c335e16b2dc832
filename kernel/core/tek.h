/* SPDX-License-Identifier: GPL-2.0 */
/* Runs the TEK machine of an SA: Key-Request out, Key-Reply in. */
#ifndef _WMAN_TEK_H
#define _WMAN_TEK_H

#include <linux/wman.h>

#include "suite.h"
#include "tek_fsm.h"

struct wman_ak;
struct wman_dev;
struct wman_pkm;
struct wman_sa;
struct wman_tek_params;

/**
 * wman_tek_event() - raise an event
 * @sa: the SA
 * @event: enum wman_tek_event, not WMAN_TEK_EV_REPLY
 *
 * Context: control thread.
 */
void wman_tek_event(struct wman_sa *sa, enum wman_tek_event event);

/**
 * wman_tek_set_refresh() - set the refresh alarm by the newer TEK
 * @sa: the SA, usable
 *
 * Context: control thread.
 */
void wman_tek_set_refresh(struct wman_sa *sa);

/**
 * wman_tek_reply() - Key-Reply (PKM code 24, or 8)
 * @wdev: the station
 * @pkm: the message, its digest verified
 * @ak: the AK that it names; its KEK wraps the TEKs, or the GKEKs that wrap GTEKs
 *
 * Context: control thread.
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_tek_reply(struct wman_dev *wdev, const struct wman_pkm *pkm,
				const struct wman_ak *ak);

/**
 * wman_tek_opened() - the TEKs of a Key Reply that were to be decrypted first
 * @sa: the SA, its Key Request pending
 * @key: the TEKs, the older first; the caller wipes them
 * @params: their TEK-Parameters, with what is left of the lifetimes
 *
 * Context: control thread.
 * Return: 0, or why they were not taken; the SA is then what it was.
 */
enum wman_reason wman_tek_opened(struct wman_sa *sa, const u8 key[2][WMAN_TEK_LEN],
				 const struct wman_tek_params params[2]);

/**
 * wman_tek_update() - TEKs of an SA-TEK-Update
 * @sa: the SA
 * @params: TEK-Parameters, the older first
 * @ak: its KEK wraps them
 *
 * Context: control thread.
 * Return: 0, or why they were not taken; the SA is then what it was.
 */
enum wman_reason wman_tek_update(struct wman_sa *sa, const struct wman_tek_params params[2],
				 const struct wman_ak *ak);

/**
 * wman_tek_reject() - Key-Reject (PKM code 25, or 9)
 * @wdev: the station
 * @pkm: the message, its digest verified
 *
 * Context: control thread.
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_tek_reject(struct wman_dev *wdev, const struct wman_pkm *pkm);

/**
 * wman_tek_invalid() - TEK-Invalid (PKM code 27, or 11)
 * @wdev: the station
 * @pkm: the message, its digest verified
 *
 * Context: control thread.
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_tek_invalid(struct wman_dev *wdev, const struct wman_pkm *pkm);

/**
 * wman_tek_asking() - the SA whose Key-Request is pending
 * @wdev: the station
 * @identifier: of the request
 *
 * Context: control thread.
 * Return: the SA, or NULL.
 */
struct wman_sa *wman_tek_asking(struct wman_dev *wdev, u8 identifier);

/**
 * wman_tek_awaited() - are there first keys for which registration waits?
 * @wdev: the station
 *
 * Context: control thread.
 * Return: whether an SA has no TEK and its Key-Request, or its turn to send one, is in its time.
 */
bool wman_tek_awaited(struct wman_dev *wdev);

#endif
