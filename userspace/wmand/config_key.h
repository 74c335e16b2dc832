/* SPDX-License-Identifier: BSD-3-Clause */
/* The keys of a network={...} block: one table, with a parser for each kind of value. */
#ifndef WMAND_CONFIG_KEY_H
#define WMAND_CONFIG_KEY_H

#include "config.h"

/**
 * struct config_key - one key of a network block
 * @name: as in the file
 * @parse: takes the trimmed value; returns NULL or the error
 * @offset: where in struct network the value goes, for the parsers that use it
 * @file: names a file that must be readable
 * @secret: the value is a secret, so the configuration must be private
 * @private_file: the file is a secret, so the configuration must be private that has it as a blob
 * @string: the value is an allocated string
 */
struct config_key {
	const char *name;
	const char *(*parse)(struct network *net, const struct config_key *key, const char *value);
	size_t offset;
	bool file;
	bool secret;
	bool private_file;
	bool string;
};

extern const struct config_key config_keys[];
extern const size_t config_num_keys; /* at most CONFIG_KEYS_MAX */

#endif
