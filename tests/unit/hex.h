/* SPDX-License-Identifier: BSD-3-Clause */
/* Published values as they are printed. */
#ifndef TESTS_HEX_H
#define TESTS_HEX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Decode @s.  Return: how many octets. */
static inline size_t hex(const char *s, uint8_t *out)
{
	size_t len = 0;
	unsigned int octet;

	for (; *s; s += 2, len++) {
		assert_int_equal(sscanf(s, "%2x", &octet), 1);
		out[len] = (uint8_t)octet;
	}
	return len;
}

/* The @len octets at @value are those of @text, and no fewer. */
static inline void assert_hex(const uint8_t *value, size_t len, const char *text)
{
	uint8_t octets[256];

	assert_int_equal(strlen(text), 2 * len);
	assert_in_range(len, 0, sizeof(octets));
	hex(text, octets);
	assert_memory_equal(value, octets, len);
}

#endif
