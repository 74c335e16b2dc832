// SPDX-License-Identifier: BSD-3-Clause
/* Replay window against a plain model that remembers every packet number. */
#include "proto_test.h"
#include "replay.h"

#define NUMBERS 8192

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
	static const u16 windows[] = { 1, 2, 63, 64, 65, 127, 128, 1000, 1023, 1024 };
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_model),
		cmocka_unit_test(test_far_jumps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
