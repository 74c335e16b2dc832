// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/*
 * Replay window: a ring of bits twice as long as the largest window (RFC 6479's idea, with
 * an exact window). Moving the window clears the words it newly covers, never single bits.
 */
#include "replay.h"

#define WORD_BITS	64
#define RING_MASK	(WMAN_REPLAY_WORDS - 1)

static u64 *word(struct wman_replay *r, u32 pn)
{
	return &r->seen[pn / WORD_BITS & RING_MASK];
}

static u64 mask(u32 pn)
{
	return 1ULL << (pn % WORD_BITS);
}

u16 wman_replay_size(u16 value)
{
	if (!value)
		return WMAN_REPLAY_DEFAULT;
	return value < WMAN_REPLAY_MAX ? value : WMAN_REPLAY_MAX;
}

void wman_replay_init(struct wman_replay *r, u16 window)
{
	memset(r, 0, sizeof(*r));
	r->window = window;
}

enum wman_reason wman_replay_check(const struct wman_replay *r, u32 pn)
{
	if (pn > r->highest)
		return WMAN_REASON_NONE;
	if (!pn || r->highest - pn >= r->window ||
	    r->seen[pn / WORD_BITS & RING_MASK] & mask(pn))
		return WMAN_REASON_PN_REPLAY;
	return WMAN_REASON_NONE;
}

enum wman_reason wman_replay_update(struct wman_replay *r, u32 pn)
{
	enum wman_reason reason = wman_replay_check(r, pn);
	u32 from, to;

	if (reason)
		return reason;
	if (pn > r->highest) {
		from = r->highest / WORD_BITS;
		to = pn / WORD_BITS;
		if (to - from > WMAN_REPLAY_WORDS)
			from = to - WMAN_REPLAY_WORDS;
		while (from < to)
			r->seen[++from & RING_MASK] = 0;
		r->highest = pn;
	}
	*word(r, pn) |= mask(pn);
	return WMAN_REASON_NONE;
}
