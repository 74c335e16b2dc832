// SPDX-License-Identifier: BSD-3-Clause
#include "hold.h"

#include <stdlib.h>

#include "bs.h"
#include "loop.h"

struct bs_held {
	struct bs_held *next;
	u64 due;
	bs_hold_fn fn;
	u8 mac[WMAN_MAC_ADDR_LEN];
	u16 cid;
	bool swap;
	size_t len;
	u8 data[];
};

static void arm(struct bs *bs)
{
	u64 now = bs_now_ms();

	if (bs->hold.first)
		loop_timer_set(bs->hold.timer,
			       bs->hold.first->due > now ? bs->hold.first->due - now : 0);
}

static void release(void *arg)
{
	struct bs *bs = arg;
	struct bs_hold *hold = &bs->hold;
	struct bs_held *held;
	u64 now = bs_now_ms();

	while ((held = hold->first) && held->due <= now) {
		hold->first = held->next;
		hold->n--;
		held->fn(bs, held->mac, held->cid, held->data, held->len);
		free(held);
	}
	arm(bs);
}

int bs_hold_init(struct bs *bs)
{
	bs->hold.timer = loop_timer_new(bs->loop, release, bs);
	return bs->hold.timer ? 0 : -ENOMEM;
}

void bs_hold_free(struct bs *bs)
{
	struct bs_held *held;

	while ((held = bs->hold.first)) {
		bs->hold.first = held->next;
		free(held);
	}
	loop_timer_free(bs->hold.timer);
	bs->hold.timer = NULL;
}

static void hold(struct bs *bs, u32 ms, bool swap, bs_hold_fn fn, const u8 *mac, u16 cid,
		 const u8 *data, size_t len)
{
	struct bs_hold *hold = &bs->hold;
	struct bs_held *held, **pos;

	held = hold->n < BS_HOLD_MAX ? malloc(sizeof(*held) + len) : NULL;
	if (!held) {
		bs_count(bs, NULL, WMAN_REASON_QUEUE_FULL);
		return;
	}
	held->due = bs_now_ms() + ms;
	held->fn = fn;
	memcpy(held->mac, mac, sizeof(held->mac));
	held->cid = cid;
	held->swap = swap;
	held->len = len;
	memcpy(held->data, data, len);
	for (pos = &hold->first; *pos && (*pos)->due <= held->due; pos = &(*pos)->next)
		;
	held->next = *pos;
	*pos = held;
	hold->n++;
	arm(bs);
}

void bs_hold_back(struct bs *bs, u32 ms, bs_hold_fn fn, const u8 *mac, u16 cid, const u8 *data,
		  size_t len)
{
	hold(bs, ms, false, fn, mac, cid, data, len);
}

void bs_hold_swap(struct bs *bs, u32 ms, bs_hold_fn fn, const u8 *mac, u16 cid, const u8 *data,
		  size_t len)
{
	hold(bs, ms, true, fn, mac, cid, data, len);
}

void bs_hold_swapped(struct bs *bs, bs_hold_fn fn, const u8 *mac)
{
	struct bs_held **pos = &bs->hold.first, *held;

	while ((held = *pos)) {
		if (!held->swap || held->fn != fn || memcmp(held->mac, mac, sizeof(held->mac))) {
			pos = &held->next;
			continue;
		}
		*pos = held->next;
		bs->hold.n--;
		held->fn(bs, held->mac, held->cid, held->data, held->len);
		free(held);
		/* it may have brought others */
		pos = &bs->hold.first;
	}
}
