// SPDX-License-Identifier: BSD-3-Clause
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAC_LEN 6

/**
 * words_peek() - look at the next word
 * @words: the cursor
 *
 * Return: the word, or NULL at the end.
 */
const char *words_peek(const struct words *words)
{
	return *words->next;
}

/**
 * words_take() - take the next word
 * @words: the cursor
 *
 * Return: the word, or NULL at the end.
 */
const char *words_take(struct words *words)
{
	return *words->next ? *words->next++ : NULL;
}

/**
 * words_short_for() - whether a word is a keyword or its beginning
 * @word: word of the command line, or NULL
 * @keyword: the keyword
 *
 * Return: true when it is.
 */
bool words_short_for(const char *word, const char *keyword)
{
	return word && *word && !strncmp(word, keyword, strlen(word));
}

/**
 * words_take_keyword() - take the next word if it is a certain keyword, in full
 * @words: the cursor
 * @keyword: the keyword
 *
 * A word at such a place may be a name as well, therefore no short form.
 * Return: true when it was there.
 */
bool words_take_keyword(struct words *words, const char *keyword)
{
	if (!*words->next || strcmp(*words->next, keyword))
		return false;
	words->next++;
	return true;
}

/**
 * words_number() - read a number
 * @word: decimal, or hexadecimal after "0x"
 * @max: largest value allowed
 * @value: for the number
 *
 * Return: false when it is none, or too large.
 */
bool words_number(const char *word, uint32_t max, uint32_t *value)
{
	bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
	const char *digits = hex ? word + 2 : word;
	unsigned long long n;

	/* strtoull() would take blanks and signs, and "08" is nobody's octal number */
	if (!*digits || digits[strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789")])
		return false;
	errno = 0;
	n = strtoull(digits, NULL, hex ? 16 : 10);
	if (errno || n > max)
		return false;
	*value = n;
	return true;
}

/**
 * words_mac() - read a MAC address or BSID
 * @word: six pairs of hexadecimal digits with colons between
 * @mac: for six octets
 *
 * Return: false when it is none.
 */
bool words_mac(const char *word, uint8_t *mac)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *high, *low;
	int i;

	for (i = 0; i < MAC_LEN; i++, word += 3) {
		high = word[0] ? strchr(digits, word[0]) : NULL;
		low = high && word[1] ? strchr(digits, word[1]) : NULL;
		if (!low || word[2] != (i < MAC_LEN - 1 ? ':' : '\0'))
			return false;
		mac[i] = ((high - digits) & 15) << 4 | ((low - digits) & 15);
	}
	return true;
}
