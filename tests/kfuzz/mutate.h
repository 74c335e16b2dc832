/* SPDX-License-Identifier: BSD-3-Clause */
/* Octets that come near what a parser expects, and miss it. */
#ifndef KFUZZ_MUTATE_H
#define KFUZZ_MUTATE_H

#include "octets.h"

#define CORPUS_MAX 2048

/**
 * struct corpus - the files of a directory
 * @n: how many
 * @item: contents
 */
struct corpus {
	size_t n;
	struct wman_octets item[CORPUS_MAX];
};

/* Read @dir/@name, in the order of the names, each from octet @skip on. Ends the program when there
 * is none.
 */
void corpus_read(struct corpus *corpus, const char *dir, const char *name, size_t skip);

/**
 * mutate() - change octets
 * @data: what is changed
 * @len: its octets; they may become fewer or more
 * @cap: the most that there may be
 * @begin: the octets before this offset mostly stay
 * @other: another input of that kind, of which a piece may be taken
 */
void mutate(u8 *data, size_t *len, size_t cap, size_t begin, const struct wman_octets *other);

#endif
