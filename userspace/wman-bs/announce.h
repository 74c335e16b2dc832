/* SPDX-License-Identifier: BSD-3-Clause */
/* What the base station broadcasts: DL-MAP, DCD, UCD. */
#ifndef _BS_ANNOUNCE_H
#define _BS_ANNOUNCE_H

#include "env.h"

struct bs;
struct loop_timer;

/**
 * struct bs_announce - beacons
 * @timer: time for the next DL-MAP
 * @frame: frame number of the last DL-MAP
 * @dcd_at: when DCD and UCD are due, on bs_now_ms()
 * @on: beacons are sent
 */
struct bs_announce {
	struct loop_timer *timer;
	u32 frame;
	u64 dcd_at;
	bool on;
};

/**
 * bs_announce_start() - begin with beacons
 * @bs: the base station
 *
 * Return: 0 or -ENOMEM.
 */
int bs_announce_start(struct bs *bs);

/**
 * bs_announce_set() - beacons on or off
 * @bs: the base station
 * @on: what is wanted
 */
void bs_announce_set(struct bs *bs, bool on);

/**
 * bs_announce_stop() - free what belongs to beacons
 * @bs: the base station
 */
void bs_announce_stop(struct bs *bs);

#endif
