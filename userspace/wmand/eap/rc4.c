// SPDX-License-Identifier: BSD-3-Clause
#include "rc4.h"

#include <string.h>

static void swap(uint8_t *a, uint8_t *b)
{
	uint8_t was = *a;

	*a = *b;
	*b = was;
}

void rc4(const uint8_t *key, size_t key_len, uint8_t *data, size_t len)
{
	uint8_t s[256], i = 0, j = 0;
	size_t n;

	for (n = 0; n < sizeof(s); n++)
		s[n] = (uint8_t)n;
	for (n = 0; n < sizeof(s); n++) {
		j = (uint8_t)(j + s[n] + key[n % key_len]);
		swap(&s[n], &s[j]);
	}
	j = 0;
	for (n = 0; n < len; n++) {
		i++;
		j = (uint8_t)(j + s[i]);
		swap(&s[i], &s[j]);
		data[n] ^= s[(uint8_t)(s[i] + s[j])];
	}
	explicit_bzero(s, sizeof(s));
}
