/* SPDX-License-Identifier: BSD-3-Clause */
/* Events of the family as lines: for people, or one JSON object each. */
#ifndef WMAN_EVENT_H
#define WMAN_EVENT_H

#include <stdint.h>

#include "cli.h"

uint64_t event_now_ns(void);
void event_put(struct cli *cli, const struct wnl_msg *msg, uint64_t base_ns);
void event_put_lost(struct cli *cli);

#endif
