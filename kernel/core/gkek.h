/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys of a group (802.16e 7.9): the GKEKs of an SA whose SA-Service-Type is group multicast.
 *
 * GKEK	Comes under the KEK of the station's AK and wraps GTEKs, which are the TEKs of such an SA.
 *	Two generations are held. One is wiped when a newer one takes its place, at the end of its
 *	lifetime, when the keys of its SA go out of use, and with the SA.
 *
 * All of it belongs to the control thread.
 */
#ifndef _WMAN_GKEK_H
#define _WMAN_GKEK_H

#include <linux/types.h>
#include <linux/wman.h>

#include "kdf.h"

struct wman_dev;
struct wman_gkek_params;
struct wman_tek_params;

enum { WMAN_GKEK_OLDER, WMAN_GKEK_NEWER, WMAN_GKEKS };

/**
 * struct wman_gkek - a group key encryption key
 * @valid: there is one
 * @sn: sequence number, 0 to 3
 * @key: the GKEK
 * @expires: end of its lifetime, in jiffies
 */
struct wman_gkek {
	bool valid;
	u8 sn;
	u8 key[WMAN_GKEK_LEN];
	u64 expires;
};

/**
 * struct wman_group - what the SA of a group has and others have not
 * @gkek: its GKEKs
 * @pushed: there was a Key-Push-Counter
 * @push_counter: the highest
 */
struct wman_group {
	struct wman_gkek gkek[WMAN_GKEKS];
	bool pushed;
	u16 push_counter;
};

/**
 * wman_gkek_read() - unwrap the GKEKs of a message
 * @wdev: the station
 * @kek: KEK of the AK that the message names
 * @params: GKEK-Parameters, the older first
 * @n: how many, at most WMAN_GKEKS; of one there is no older
 * @gkek: what was read; the caller wipes it
 *
 * Return: 0; WMAN_REASON_ATTR_MISSING when there are none; WMAN_REASON_LIFETIME,
 * WMAN_REASON_GKEK_SN, WMAN_REASON_GKEK_UNWRAP, WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_gkek_read(struct wman_dev *wdev, const u8 *kek,
				const struct wman_gkek_params *params, unsigned int n,
				struct wman_gkek gkek[WMAN_GKEKS]);

/**
 * wman_gkek_set() - let GKEKs take the place of those held
 * @group: the group
 * @gkek: from wman_gkek_read()
 */
void wman_gkek_set(struct wman_group *group, const struct wman_gkek gkek[WMAN_GKEKS]);

/**
 * wman_gkek_push() - take a GKEK that was pushed: the newer becomes the older
 * @wdev: the station
 * @group: the group
 * @kek: KEK of the AK that the message names
 * @params: its GKEK-Parameters
 *
 * Return: 0, also for the newer one once more; WMAN_REASON_GKEK_SN when another number is due;
 * WMAN_REASON_LIFETIME, WMAN_REASON_GKEK_UNWRAP, WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_gkek_push(struct wman_dev *wdev, struct wman_group *group, const u8 *kek,
				const struct wman_gkek_params *params);

/**
 * wman_gkek_find() - the GKEK of a sequence number
 * @gkek: GKEKs, of a group or of a message
 * @sn: sequence number
 *
 * Return: the GKEK or NULL.
 */
const struct wman_gkek *wman_gkek_find(const struct wman_gkek gkek[WMAN_GKEKS], u8 sn);

/**
 * wman_gkek_open() - unwrap a GTEK with the GKEK that it names
 * @wdev: the station
 * @gkek: GKEKs, of a group or of a message
 * @suite: suite of the SA
 * @params: its TEK-Parameters
 * @gtek: the GTEK, WMAN_TEK_LEN octets; wiped on error
 *
 * Return: 0; WMAN_REASON_ATTR_MISSING without Associated-GKEK-SN; WMAN_REASON_GKEK_SN,
 * WMAN_REASON_TEK_UNWRAP, WMAN_REASON_CRYPTO.
 */
enum wman_reason wman_gkek_open(struct wman_dev *wdev, const struct wman_gkek gkek[WMAN_GKEKS],
				u32 suite, const struct wman_tek_params *params, u8 *gtek);

/**
 * wman_gkek_expire() - wipe the GKEKs whose lifetime is over
 * @group: the group
 * @now: in jiffies
 *
 * Return: when the next one ends, U64_MAX when there is none.
 */
u64 wman_gkek_expire(struct wman_group *group, u64 now);

/**
 * wman_gkek_erase() - wipe all
 * @group: the group; its Key-Push-Counter stays
 */
void wman_gkek_erase(struct wman_group *group);

#endif
