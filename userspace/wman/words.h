/* SPDX-License-Identifier: BSD-3-Clause */
/* The words of a command line, read from left to right. Keywords may be shortened, as ip(8)'s. */
#ifndef WMAN_WORDS_H
#define WMAN_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct words - a cursor
 * @next: the word that comes, NULL-terminated array
 */
struct words {
	char **next;
};

const char *words_peek(const struct words *words);
const char *words_take(struct words *words);
bool words_take_keyword(struct words *words, const char *keyword);
bool words_short_for(const char *word, const char *keyword);

bool words_number(const char *word, uint32_t max, uint32_t *value);
bool words_mac(const char *word, uint8_t *mac);

#endif
