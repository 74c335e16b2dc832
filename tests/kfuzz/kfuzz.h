/* SPDX-License-Identifier: BSD-3-Clause */
/* What the modes of kfuzz share. */
#ifndef KFUZZ_H
#define KFUZZ_H

#include "bs.h"

/**
 * struct kfuzz - a run
 * @bs: the other end; in mode relay only its air
 * @corpus: directory of tests/fuzz/seeds.py
 * @runs: executions so far
 * @runs_max: when it ends, 0 for never
 * @seconds: when it ends, 0 for never
 * @accepted: requests that the kernel did as asked (mode netlink)
 */
struct kfuzz {
	struct bs bs;
	const char *corpus;
	u64 runs;
	u64 runs_max;
	unsigned int seconds;
	u64 accepted;
};

/* Counts one execution; false when it was the last. */
bool kfuzz_more(struct kfuzz *kf);

/* The modes; each returns what the program exits with. */
int kfuzz_air(struct kfuzz *kf);
int kfuzz_relay(struct kfuzz *kf);
int kfuzz_netlink(struct kfuzz *kf);

#endif
