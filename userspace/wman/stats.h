/* SPDX-License-Identifier: BSD-3-Clause */
/* Rejections of a device by reason. */
#ifndef WMAN_STATS_H
#define WMAN_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/wman.h>

#include "cli.h"

/**
 * struct stats - counters of a device
 * @count: by reason
 */
struct stats {
	uint64_t count[WMAN_REASON_MAX + 1];
};

void stats_take(void *arg, const struct wnl_msg *msg);
int stats_read(struct cli *cli, uint32_t ifindex, struct stats *stats);
void stats_put(struct cli *cli, const struct stats *stats, bool all);

#endif
