// SPDX-License-Identifier: BSD-3-Clause
/* Replay window against plain models that remember every packet number. */
#include <stdio.h>

#include "ccm_nonce.h"
#include "proto_test.h"
#include "replay.h"

#define NUMBERS 8192
#define RING	(64 * WMAN_REPLAY_WORDS)
#define PN_MAX	0x7fffffffu

static const u16 windows[] = { 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 1000, 1023, 1024 };

static void test_size(void **state)
{
	assert_int_equal(wman_replay_size(0), 64);
	assert_int_equal(wman_replay_size(1), 1);
	assert_int_equal(wman_replay_size(1024), 1024);
	assert_int_equal(wman_replay_size(1025), 1024);
	assert_int_equal(wman_replay_size(0xffff), 1024);
}

/* Random walks that jump, fall back and repeat; the model has no ring to go wrong. */
static void test_model(void **state)
{
	static bool seen[NUMBERS];
	struct wman_replay r;
	u32 highest, pn, step, seed = 1;
	size_t w;
	int i;

	for (w = 0; w < ARRAY_SIZE(windows); w++) {
		memset(seen, 0, sizeof(seen));
		wman_replay_init(&r, windows[w]);
		highest = 0;
		for (i = 0; i < 50000; i++) {
			bool good;

			seed = seed * 1664525 + 1013904223;
			step = seed >> 16;
			if (!(step & 0x1f00))
				pn = highest + 1 + step % 300;
			else if (step & 0x8000)
				pn = highest + 1;
			else
				pn = highest > step % 1100 ? highest - step % 1100 : 0;
			if (pn >= NUMBERS)
				break;
			good = pn > highest || (pn && highest - pn < windows[w] && !seen[pn]);
			assert_int_equal(wman_replay_check(&r, pn),
					 good ? WMAN_REASON_NONE : WMAN_REASON_PN_REPLAY);
			/* one in eight does not verify, and leaves no trace */
			if (!(step & 7))
				continue;
			assert_int_equal(wman_replay_update(&r, pn),
					 good ? WMAN_REASON_NONE : WMAN_REASON_PN_REPLAY);
			if (good) {
				seen[pn] = true;
				highest = pn > highest ? pn : highest;
			}
		}
		assert_true(highest > 1000);
	}
}

static void test_far_jumps(void **state)
{
	struct wman_replay r;

	wman_replay_init(&r, 1024);
	assert_int_equal(wman_replay_update(&r, 5), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_update(&r, 5), WMAN_REASON_PN_REPLAY);
	/* exactly one turn of the ring: the bit of 5 must not stand for 2053 */
	assert_int_equal(wman_replay_update(&r, 5 + 2048 + 1), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_check(&r, 5 + 2048), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_update(&r, 0x7fffffff), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_check(&r, 0x7fffffff), WMAN_REASON_PN_REPLAY);
	assert_int_equal(wman_replay_check(&r, 0x7fffffff - 1023), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_check(&r, 0x7fffffff - 1024), WMAN_REASON_PN_REPLAY);
	assert_int_equal(wman_replay_check(&r, 0), WMAN_REASON_PN_REPLAY);
}

static unsigned long long compared;

static void same(enum wman_reason got, bool good)
{
	compared++;
	assert_int_equal(got, good ? WMAN_REASON_NONE : WMAN_REASON_PN_REPLAY);
}

/*
 * Bounded model checking: every sequence of DEPTH numbers that lie on an edge of the window, of a
 * word or of the ring, relative to the highest one so far; from several places in the ring. The
 * model is the list of what was accepted.
 */
#define DEPTH 4

struct model {
	u32 accepted[DEPTH + 1];
	unsigned int n;
	u32 highest;
	u16 window;
};

static bool model_takes(const struct model *m, int64_t pn)
{
	unsigned int i;

	if (pn < 1 || (pn <= m->highest && m->highest - pn >= m->window))
		return false;
	for (i = 0; i < m->n; i++)
		if (m->accepted[i] == pn)
			return false;
	return true;
}

static void model_accept(struct model *m, u32 pn)
{
	m->accepted[m->n++] = pn;
	m->highest = pn > m->highest ? pn : m->highest;
}

static void every_sequence(const struct wman_replay *before, const struct model *model,
			   unsigned int depth)
{
	const int64_t w = model->window;
	const int64_t offsets[] = { -w - 1, -w, 1 - w, -64, -63,   -1,	     0,	   1,	    2,
				    63,	    64, w - 1, w,   w + 1, RING - 1, RING, RING + 1 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		struct wman_replay r = *before;
		struct model m = *model;
		int64_t pn = m.highest + offsets[i];
		bool good;

		if (pn < 0 || pn > PN_MAX)
			continue;
		good = model_takes(&m, pn);
		same(wman_replay_check(&r, (u32)pn), good);
		same(wman_replay_update(&r, (u32)pn), good);
		if (!good) {
			/* refused: nothing may have changed, so what follows was walked already */
			assert_memory_equal(&r, before, sizeof(r));
			continue;
		}
		model_accept(&m, (u32)pn);
		assert_int_equal(r.highest, m.highest);
		if (depth < DEPTH)
			every_sequence(&r, &m, depth + 1);
	}
}

static void test_every_sequence(void **state)
{
	static const u32 begins[] = { 0,	   1,	      63,
				      64,	   RING - 64, RING - 1,
				      RING,	   3 * RING,  PN_MAX - RING,
				      PN_MAX - 64, PN_MAX - 1 };
	size_t w, b;

	compared = 0;
	for (w = 0; w < ARRAY_SIZE(windows); w++) {
		for (b = 0; b < ARRAY_SIZE(begins); b++) {
			struct model m = { .window = windows[w] };
			struct wman_replay r;

			wman_replay_init(&r, windows[w]);
			if (begins[b]) {
				same(wman_replay_update(&r, begins[b]), true);
				model_accept(&m, begins[b]);
			}
			every_sequence(&r, &m, 1);
		}
	}
	printf("# every sequence: %llu comparisons\n", compared);
	assert_true(compared > 7000000);
}

/*
 * Every place of the ring, the window full, empty but for its highest number, or mixed; then one
 * jump, and every number from beyond the lower edge to beyond the upper one is looked at.
 */
enum fill { FULL, EMPTY, MIXED, FILLS };

static bool filled(enum fill fill, u32 pn, u32 highest)
{
	switch (fill) {
	case FULL:
		return true;
	case EMPTY:
		return pn == highest;
	default:
		return pn == highest || (pn * 2654435761u) >> 31;
	}
}

static void after_jump(const struct wman_replay *before, enum fill fill, u32 lowest, u32 jump)
{
	const u32 old = before->highest, highest = old + jump;
	struct wman_replay r = *before;
	u32 pn, low;

	if (jump)
		same(wman_replay_update(&r, highest), true);
	low = highest > r.window + 2u ? highest - r.window - 2 : 0;
	for (pn = low; pn <= highest + 2; pn++) {
		bool taken = pn == highest || (pn >= lowest && pn <= old && filled(fill, pn, old));

		same(wman_replay_check(&r, pn),
		     pn > highest || (pn && !taken && highest - pn < r.window));
	}
}

static void test_every_place(void **state)
{
	static const u32 jumps[] = { 0, 1, 2, 31, 63, 64, 65, 1023, 1024, 1025, 2047, 2048, 2049 };
	const u32 begin = 2 * RING;
	u32 highest, lowest, step, pn;
	struct wman_replay r;
	enum fill fill;
	size_t w, j;

	compared = 0;
	for (w = 0; w < ARRAY_SIZE(windows); w++) {
		/* three meets every place of a word, in each third word of the ring */
		step = windows[w] > 128 ? 3 : 1;
		for (highest = begin; highest < begin + RING; highest += step) {
			lowest = highest - windows[w] + 1;
			for (fill = 0; fill < FILLS; fill++) {
				wman_replay_init(&r, windows[w]);
				for (pn = lowest; pn <= highest; pn++)
					if (filled(fill, pn, highest))
						same(wman_replay_update(&r, pn), true);
				for (j = 0; j < ARRAY_SIZE(jumps); j++)
					after_jump(&r, fill, lowest, jumps[j]);
				after_jump(&r, fill, lowest, windows[w]);
				after_jump(&r, fill, lowest, windows[w] - 1u);
				after_jump(&r, fill, lowest, windows[w] + 1u);
			}
		}
	}
	printf("# every place: %llu comparisons\n", compared);
	assert_true(compared > 100000000);
}

/* The top bit says the direction, and nothing else does; no number is 0. */
static void check_field(u32 field)
{
	const bool up = field & 0x80000000, some = field & 0x7fffffff;
	u32 pn = 0;

	assert_int_equal(wman_pn_check(field, WMAN_DIRECTION_UPLINK, &pn),
			 up && some ? WMAN_REASON_NONE : WMAN_REASON_PN_INVALID);
	if (up && some) {
		assert_int_equal(pn, field - 0x80000000);
		assert_int_equal(wman_pn_uplink(pn), field);
		assert_int_equal(wman_pn_field(pn, WMAN_DIRECTION_UPLINK), field);
	}
	assert_int_equal(wman_pn_check(field, WMAN_DIRECTION_DOWNLINK, &pn),
			 !up && some ? WMAN_REASON_NONE : WMAN_REASON_PN_INVALID);
	if (!up && some) {
		assert_int_equal(pn, field);
		assert_int_equal(wman_pn_field(pn, WMAN_DIRECTION_DOWNLINK), field);
	}
	compared += 2;
}

static void test_uplink_bit(void **state)
{
	u32 high, low, bit;

	compared = 0;
	for (high = 0; high < 0x10000; high++) {
		for (low = 0; low < 4; low++) {
			check_field(high << 16 | low);
			check_field(high << 16 | (0xffff - low));
		}
		for (bit = 2; bit < 16; bit++)
			check_field(high << 16 | 1u << bit);
	}
	assert_true(compared > 2000000);
}

/* A station's own PDU that comes back has a number that no window ever sees. */
static void test_reflected(void **state)
{
	struct wman_replay r;
	u32 sent, pn;

	wman_replay_init(&r, 64);
	for (sent = 1; sent < 100; sent++) {
		assert_int_equal(wman_pn_check(wman_pn_uplink(sent), WMAN_DIRECTION_DOWNLINK, &pn),
				 WMAN_REASON_PN_INVALID);
		assert_int_equal(wman_pn_check(sent, WMAN_DIRECTION_DOWNLINK, &pn),
				 WMAN_REASON_NONE);
		assert_int_equal(wman_replay_update(&r, pn), WMAN_REASON_NONE);
	}
	/* the last number there is: accepted once, and it leaves no higher one */
	assert_int_equal(wman_pn_check(PN_MAX, WMAN_DIRECTION_DOWNLINK, &pn), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_update(&r, pn), WMAN_REASON_NONE);
	assert_int_equal(wman_replay_update(&r, pn), WMAN_REASON_PN_REPLAY);
	assert_int_equal(wman_pn_check(PN_MAX + 1, WMAN_DIRECTION_DOWNLINK, &pn),
			 WMAN_REASON_PN_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size),	    cmocka_unit_test(test_model),
		cmocka_unit_test(test_far_jumps),   cmocka_unit_test(test_every_sequence),
		cmocka_unit_test(test_every_place), cmocka_unit_test(test_uplink_bit),
		cmocka_unit_test(test_reflected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
