/* SPDX-License-Identifier: GPL-2.0 */
/* A group's SA and keys, as the base station has them. */
#ifndef _WMAN_KUNIT_BS_GROUP_H
#define _WMAN_KUNIT_BS_GROUP_H

#include "station.h"

#define BS_GSAID		7
#define BS_GKEK_LIFETIME_S	80000
#define BS_GTEK_LIFETIME_S	40000

/* Key octets: a GKEK or GTEK of a sequence number is that many octets of one value. */
#define BS_GKEK(sn)	(0x60 + (sn))
#define BS_GTEK(sn)	(0xa0 + (sn))

/**
 * struct bs_group_key - a key that is wrapped
 * @field: as it is sent
 * @gtek: parameters of a GTEK
 * @gkek: parameters of a GKEK
 */
struct bs_group_key {
	u8 field[WMAN_TEK_WRAPPED_MAX];
	struct wman_tek_params gtek;
	struct wman_gkek_params gkek;
};

/* An SA-Descriptor of the group. */
struct wman_sa_descriptor bs_group_described(u8 type, u8 service);

/* The station hears of it, and asks for its keys. Returns whether it has the SA of a group. */
bool bs_group_join(struct station *st);
int bs_group_update_fn(struct wman_dev *wdev, void *descriptor);

/* The SA of the group at the station, or NULL. */
struct wman_sa *bs_group_sa(struct station *st);

void bs_wrap_gkek(struct station *st, struct bs_group_key *w, u8 sn, u32 suite);
void bs_wrap_gtek(struct station *st, struct bs_group_key *w, u8 sn, u8 gkek_sn);

/* Key-Reply with GKEKs 0 and 1, GTEKs 0 and 1; whether the station has them. */
bool bs_group_keyed(struct station *st);

/* The message that was begun, signed by a GKEK. */
void bs_send_group(struct station *st, u8 gkek_sn, u16 cid);

#endif
