/* SPDX-License-Identifier: BSD-3-Clause */
/* What is no error in a configuration, and still to be known: see the tables in notice.c. */
#ifndef WMAND_NOTICE_H
#define WMAND_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

#define NOTICE_TEXT_MAX 400

/**
 * struct notice - one thing to be known of a network
 * @next: next one, or NULL
 * @fresh: for whoever compares two lists
 * @network: name of the network
 * @kind: one word: insecure, clock or expiry
 * @text: the same for people, printable ASCII, and the same text as long as nothing new happens
 */
struct notice {
	struct notice *next;
	bool fresh;
	char network[WMAN_NETWORK_NAME_MAX + 1];
	const char *kind;
	char text[NOTICE_TEXT_MAX];
};

struct notice *notice_collect(const struct config *config, int64_t now);
const struct notice *notice_find(const struct notice *list, const struct notice *like);
void notice_free(struct notice *list);

#endif
