// SPDX-License-Identifier: BSD-3-Clause
#include "percent.h"

#include <string.h>

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
static const char digits[] = "0123456789ABCDEF";

/**
 * percent_encode() - write octets as one word
 * @out: where to, PERCENT_ROOM(@len) octets
 * @data: octets
 * @len: octets at @data
 */
void percent_encode(char *out, const uint8_t *data, size_t len)
{
	for (; len; len--, data++) {
		if (*data && strchr(plain, *data)) {
			*out++ = (char)*data;
			continue;
		}
		*out++ = '%';
		*out++ = digits[*data >> 4];
		*out++ = digits[*data & 15];
	}
	*out = '\0';
}

static int digit(char c)
{
	const char *p = c ? strchr(digits, c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c) : NULL;

	return p ? (int)(p - digits) : -1;
}

/**
 * percent_decode() - read a word; printable characters other than % may stand for themselves
 * @out: where to, as many octets as @word has characters
 * @word: the word
 *
 * Return: octets written, or -1 when there is anything else in it.
 */
ssize_t percent_decode(uint8_t *out, const char *word)
{
	uint8_t *p = out;

	for (; *word; word++) {
		if (*word <= ' ' || *word > '~')
			return -1;
		if (*word != '%') {
			*p++ = (uint8_t)*word;
			continue;
		}
		if (digit(word[1]) < 0 || digit(word[2]) < 0)
			return -1;
		*p++ = (uint8_t)(digit(word[1]) << 4 | digit(word[2]));
		word += 2;
	}
	return p - out;
}
