/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages and PDUs that a fault holds back. */
#ifndef _BS_HOLD_H
#define _BS_HOLD_H

#include "env.h"

#define BS_HOLD_MAX 1024 /* more are lost */

struct bs;
struct bs_held;
struct loop_timer;

/* What to do with octets when their time has come; @mac is the subscriber's. */
typedef void (*bs_hold_fn)(struct bs *bs, const u8 *mac, u16 cid, const u8 *data, size_t len);

/**
 * struct bs_hold - what is held
 * @first: the next to go, in order of time
 * @n: how many
 * @timer: for the first
 */
struct bs_hold {
	struct bs_held *first;
	unsigned int n;
	struct loop_timer *timer;
};

/**
 * bs_hold_init() - begin with nothing
 * @bs: the base station
 *
 * Return: 0 or -ENOMEM.
 */
int bs_hold_init(struct bs *bs);

/**
 * bs_hold_free() - forget what is held
 * @bs: the base station
 */
void bs_hold_free(struct bs *bs);

/**
 * bs_hold_swap() - hold octets until others have gone, see bs_hold_swapped()
 * @bs: the base station
 * @ms: how long at most
 * @fn: what to do then
 * @mac: its argument
 * @cid: its argument
 * @data: its argument; copied
 * @len: octets of it
 */
void bs_hold_swap(struct bs *bs, u32 ms, bs_hold_fn fn, const u8 *mac, u16 cid, const u8 *data,
		  size_t len);

/**
 * bs_hold_swapped() - others have gone: what waited for that goes now
 * @bs: the base station
 * @fn: where it goes
 * @mac: whose it is
 */
void bs_hold_swapped(struct bs *bs, bs_hold_fn fn, const u8 *mac);

/**
 * bs_hold_back() - hold octets; those of equal time keep their order
 * @bs: the base station
 * @ms: how long
 * @fn: what to do then
 * @mac: its argument
 * @cid: its argument
 * @data: its argument; copied
 * @len: octets of it
 */
void bs_hold_back(struct bs *bs, u32 ms, bs_hold_fn fn, const u8 *mac, u16 cid, const u8 *data,
		  size_t len);

#endif
