/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a system profile of 802.16 leaves to a network: a configuration that names one is refused
 * when it departs from it.
 */
#ifndef WMAND_PROFILE_H
#define WMAND_PROFILE_H

#include "config.h"

/**
 * struct profile_rule - what a profile demands of one key
 * @key: the key of the configuration
 * @is_kept: whether a network does as demanded
 * @text: what is demanded
 */
struct profile_rule {
	const char *key;
	bool (*is_kept)(const struct network *net);
	const char *text;
};

const struct profile *profile_find(const char *name);
void profile_complete(struct network *net);
const struct profile_rule *profile_next_broken(const struct network *net,
					       const struct profile_rule *last);

#endif
