/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Group-Key-Update-Command (802.16e 7.9): the base station pushes keys of a group, and nobody
 * answers.
 *
 * GKEK mode: a GKEK, on the primary connection, with a digest of the station's own AK.
 * GTEK mode: a GTEK for all at once, on a broadcast connection, with a digest of the GKEK (D12).
 */
#ifndef _WMAN_PUSH_H
#define _WMAN_PUSH_H

#include <linux/wman.h>

struct wman_ak;
struct wman_dev;
struct wman_message;
struct wman_pkm;

/**
 * wman_push_gkek() - Group-Key-Update-Command in GKEK mode
 * @wdev: the station, authorized
 * @pkm: the message, its digest verified
 * @ak: the AK that it names; its KEK wraps the GKEK
 *
 * Context: control thread.
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_push_gkek(struct wman_dev *wdev, const struct wman_pkm *pkm,
				const struct wman_ak *ak);

/**
 * wman_push_gtek() - Group-Key-Update-Command in GTEK mode
 * @wdev: the station
 * @msg: the message
 * @pkm: its view; the digest is verified here
 *
 * Unless the administrator wants it (gtek-push), or without the GKEK that it names, the message is
 * not believed and causes a Key-Request, at most one a second.
 *
 * Context: control thread.
 * Return: 0 or why it was dropped.
 */
enum wman_reason wman_push_gtek(struct wman_dev *wdev, const struct wman_message *msg,
				const struct wman_pkm *pkm);

#endif
