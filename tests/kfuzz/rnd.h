/* SPDX-License-Identifier: BSD-3-Clause */
/* Chance that a seed repeats. */
#ifndef KFUZZ_RND_H
#define KFUZZ_RND_H

#include "octets.h"

void rnd_seed(u64 seed);
u32 rnd(void);

/* 0 to @n - 1; 0 when @n is 0. */
u32 rnd_below(u32 n);

/* True once in @n times. */
bool rnd_once_in(u32 n);

/* True in @n of 100 times. */
bool rnd_percent(u32 n);

void rnd_fill(u8 *data, size_t len);

/* One of a table. */
#define RND_OF(table) ((table)[rnd_below(ARRAY_SIZE(table))])

#endif
