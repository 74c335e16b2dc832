// SPDX-License-Identifier: BSD-3-Clause
/*
 * Replay window against a naive model: the list of every PN that was ever accepted.
 *
 * Covers: kernel/proto/replay.c
 *
 * Input: window (two octets), the first PN (four), then for each PN one octet: how far from the
 * highest it is. 0xf0 to 0xff take the distance from four more octets.
 */
#include "input.h"
#include "replay.h"

#define PNS_MAX 4096
#define FAR	0xf0
#define MIDDLE	0x40 /* the octet that means the highest PN itself */

struct naive {
	u32 window;
	u32 highest;
	u32 seen[PNS_MAX];
	unsigned int n;
};

static bool naive_takes(const struct naive *naive, u32 pn)
{
	unsigned int i;

	if (!pn)
		return false;
	if (naive->highest >= naive->window && pn <= naive->highest - naive->window)
		return false;
	for (i = 0; i < naive->n; i++)
		if (naive->seen[i] == pn)
			return false;
	return true;
}

static void step(struct wman_replay *r, struct naive *naive, u32 pn)
{
	bool takes = naive_takes(naive, pn);
	enum wman_reason want = takes ? WMAN_REASON_NONE : WMAN_REASON_PN_REPLAY;

	NEED(wman_replay_check(r, pn) == want);
	/* only looked at: the same again */
	NEED(wman_replay_check(r, pn) == want);
	NEED(wman_replay_update(r, pn) == want);
	if (takes) {
		naive->seen[naive->n++] = pn;
		if (pn > naive->highest)
			naive->highest = pn;
	}
	NEED(r->highest == naive->highest);
	NEED(wman_replay_update(r, pn) == WMAN_REASON_PN_REPLAY);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u16 value = input_u16(&in), window = wman_replay_size(value);
	static struct naive naive;
	struct wman_replay r;
	u32 pn;
	u8 op;

	NEED(window >= 1 && window <= WMAN_REPLAY_MAX);
	NEED(window == (value ? value < WMAN_REPLAY_MAX ? value : WMAN_REPLAY_MAX : 64));
	naive.window = window;
	naive.highest = 0;
	naive.n = 0;
	wman_replay_init(&r, window);
	step(&r, &naive, input_u32(&in));
	while (input_left(&in) && naive.n < PNS_MAX) {
		op = input_u8(&in);
		pn = naive.highest + op - MIDDLE;
		if (op >= FAR)
			pn = naive.highest + input_u32(&in);
		step(&r, &naive, pn);
	}
	return 0;
}
