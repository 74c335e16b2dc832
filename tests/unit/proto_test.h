/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of kernel/proto share. */
#ifndef _WMAN_PROTO_TEST_H
#define _WMAN_PROTO_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/wman.h>

#include "buf.h"

/* A copy that ends where its memory ends, so that a sanitizer sees any read behind it. */
static inline u8 *exact_copy(const void *data, size_t len)
{
	u8 *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	if (len)
		memcpy(copy, data, len);
	return copy;
}

/* A parser of a message; what it fills is of no interest. */
typedef enum wman_reason (*parse_fn)(const u8 *msg, size_t len);

/*
 * Every beginning of a message, and the message with each octet set to some other values:
 * the parser may say what it likes but must not read behind the end.
 */
static inline void maul(parse_fn parse, const u8 *msg, size_t len)
{
	static const u8 values[] = { 0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff };
	size_t i, v;
	u8 *copy;

	for (i = 0; i < len; i++) {
		copy = exact_copy(msg, i);
		parse(copy, i);
		free(copy);
		copy = exact_copy(msg, len);
		for (v = 0; v < ARRAY_SIZE(values); v++) {
			copy[i] = values[v];
			parse(copy, len);
		}
		free(copy);
	}
}

#define assert_octets(buf, ...)                                                 \
	do {                                                                    \
		static const u8 expected_[] = { __VA_ARGS__ };                  \
		assert_false((buf)->overflow);                                  \
		assert_int_equal((buf)->len, sizeof(expected_));                \
		assert_memory_equal((buf)->data, expected_, sizeof(expected_)); \
	} while (0)

/* What was read, written again, has to be what came; structs have holes, octets have none. */
#define assert_written_again(buf, put, ...)                            \
	do {                                                           \
		struct wman_buf again_;                                \
		u8 octets_[256];                                       \
		wman_buf_init(&again_, octets_, sizeof(octets_));      \
		put(&again_, __VA_ARGS__);                             \
		assert_false(again_.overflow);                         \
		assert_int_equal(again_.len, (buf)->len);              \
		assert_memory_equal(octets_, (buf)->data, again_.len); \
	} while (0)

#endif /* _WMAN_PROTO_TEST_H */
