/* SPDX-License-Identifier: BSD-3-Clause */
/* Published values as they are printed. */
#ifndef TESTS_HEX_H
#define TESTS_HEX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

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

#endif
