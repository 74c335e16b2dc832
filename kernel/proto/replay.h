/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Replay window of packet numbers, one per TEK and direction. Checked before the ICV is
 * worked out (cheap), updated after it verified.
 */
#ifndef _WMAN_REPLAY_H
#define _WMAN_REPLAY_H

#include <linux/wman.h>

#include "env.h"

#define WMAN_REPLAY_MAX		1024	/* packet numbers */
#define WMAN_REPLAY_DEFAULT	64	/* when SBC-RSP does not tell */
#define WMAN_REPLAY_WORDS	(2 * WMAN_REPLAY_MAX / 64)

/**
 * struct wman_replay - the window
 * @highest: highest accepted PN; 0 when there is none
 * @window: its size in packet numbers
 * @seen: ring of bits, twice as long as a window so that whole words can be cleared
 */
struct wman_replay {
	u32 highest;
	u16 window;
	u64 seen[WMAN_REPLAY_WORDS];
};

/**
 * wman_replay_size() - window from the value in SBC-RSP
 * @value: PN window size, 0 when absent
 *
 * Return: 64 for 0, else the value, at most WMAN_REPLAY_MAX.
 */
u16 wman_replay_size(u16 value);

/**
 * wman_replay_init() - begin with nothing accepted
 * @r: the window
 * @window: its size, 1 (strictly increasing) to WMAN_REPLAY_MAX
 */
void wman_replay_init(struct wman_replay *r, u16 window);

/**
 * wman_replay_check() - whether a PN may still be accepted
 * @r: the window
 * @pn: packet number, from 1
 *
 * Return: WMAN_REASON_NONE, or _PN_REPLAY.
 */
enum wman_reason wman_replay_check(const struct wman_replay *r, u32 pn);

/**
 * wman_replay_update() - accept a PN whose ICV verified
 * @r: the window
 * @pn: packet number, from 1
 *
 * Checks again: the same PDU may have been verified elsewhere meanwhile.
 *
 * Context: callers exclude each other.
 * Return: WMAN_REASON_NONE, or _PN_REPLAY with nothing changed.
 */
enum wman_reason wman_replay_update(struct wman_replay *r, u32 pn);

#endif /* _WMAN_REPLAY_H */
