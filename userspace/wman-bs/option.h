/* SPDX-License-Identifier: BSD-3-Clause */
/* An option as config.c and its parts describe it. */
#ifndef _BS_OPTION_H
#define _BS_OPTION_H

#include <stddef.h>

#include "env.h"

struct bs_config;
struct bs_word;

/**
 * struct option_desc - an option
 * @name: its name, as in the file
 * @arg: what its value is
 * @help: one line
 * @set: takes a value; returns NULL or what is wrong, bs_no_memory for no memory
 * @offset: of the member that @set sets
 * @min: least number
 * @max: greatest number
 * @words: for bs_set_word()
 * @size: octets of the member, for bs_fixed_octets()
 * @fixed: what a base station that runs cannot change: returns NULL when two configurations agree on
 *	it, or what is wrong; NULL for an option that can be changed
 */
struct option_desc {
	const char *name;
	const char *arg;
	const char *help;
	const char *(*set)(struct bs_config *cfg, const struct option_desc *opt, const char *value);
	size_t offset;
	u32 min;
	u32 max;
	const struct bs_word *words;
	size_t size;
	const char *(*fixed)(const struct bs_config *now, const struct bs_config *next,
			     const struct option_desc *opt);
};

#define AT(member_) .offset = offsetof(struct bs_config, member_)
#define FIXED(member_) \
	AT(member_), .size = sizeof(((struct bs_config *)NULL)->member_), .fixed = bs_fixed_octets
#define FIXED_STRING(member_) AT(member_), .fixed = bs_fixed_string
#define NO_MEMBER	      .offset = 0

extern const char bs_no_memory[];

/* Options of the AAA side, ended by one without a name. */
extern const struct option_desc bs_aaa_options[];

/* Setters of a string that is not empty, a number within the limits, one of the words. */
const char *bs_set_string(struct bs_config *cfg, const struct option_desc *opt, const char *value);
const char *bs_set_number(struct bs_config *cfg, const struct option_desc *opt, const char *value);
const char *bs_set_word(struct bs_config *cfg, const struct option_desc *opt, const char *value);

/* What has to stay: octets of a member, a string or NULL, and what is no one member. */
typedef const char *bs_fixed_fn(const struct bs_config *now, const struct bs_config *next,
				const struct option_desc *opt);
bs_fixed_fn bs_fixed_octets, bs_fixed_string, bs_fixed_bsid, bs_fixed_groups, bs_fixed_sublayer;

#endif
