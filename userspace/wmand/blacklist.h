/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Networks that a base station's AAA server refused, or whose server this station refused: not tried
 * there again for a while, which doubles each time. What is silent or out of order is none of them,
 * since it may be in order at the next try.
 */
#ifndef WMAND_BLACKLIST_H
#define WMAND_BLACKLIST_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/wman.h>

#include "config_match.h"

/*
 * Longer than the kernel's reject-wait by default, so that the next try finds another network; and
 * not much longer in the end, since whoever is in the air can forge an EAP-Failure.
 */
#define BLACKLIST_FIRST_MS 120000
#define BLACKLIST_MAX_MS   900000
#define BLACKLIST_ENTRIES  64

/**
 * struct blacklist_entry - a network at a base station
 * @network: its name
 * @bsid: the base station; zeros when it is not known
 * @reason: of the last refusal
 * @times: refusals, one after the other
 * @until_ms: when it may be tried again
 */
struct blacklist_entry {
	char network[WMAN_NETWORK_NAME_MAX + 1];
	uint8_t bsid[CONFIG_BSID_LEN];
	enum wman_reason reason;
	unsigned int times;
	int64_t until_ms;
};

/**
 * struct blacklist - all of them
 * @num: entries
 * @entries: the oldest first
 */
struct blacklist {
	unsigned int num;
	struct blacklist_entry entries[BLACKLIST_ENTRIES];
};

bool blacklist_is_for(enum wman_reason reason);
int64_t blacklist_add(struct blacklist *list, const char *network, const uint8_t *bsid,
		      enum wman_reason reason, int64_t now_ms);
const struct blacklist_entry *blacklist_find(const struct blacklist *list, const char *network,
					     const uint8_t *bsid, int64_t now_ms);
void blacklist_remove(struct blacklist *list, const char *network, const uint8_t *bsid);
unsigned int blacklist_clear(struct blacklist *list, const char *network);

#endif
