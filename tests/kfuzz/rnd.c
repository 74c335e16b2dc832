// SPDX-License-Identifier: BSD-3-Clause
#include "rnd.h"

static u64 state;

void rnd_seed(u64 seed)
{
	/* xorshift never leaves 0 */
	state = seed * 0x9e3779b97f4a7c15 | 1;
}

u32 rnd(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (u32)((state * 0x2545f4914f6cdd1d) >> 32);
}

u32 rnd_below(u32 n)
{
	return n ? rnd() % n : 0;
}

bool rnd_once_in(u32 n)
{
	return !rnd_below(n);
}

bool rnd_percent(u32 n)
{
	return rnd_below(100) < n;
}

void rnd_fill(u8 *data, size_t len)
{
	while (len--)
		*data++ = (u8)rnd();
}
