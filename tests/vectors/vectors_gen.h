/* SPDX-License-Identifier: BSD-3-Clause */
/* Made by tests/vectors/gen.py from vectors.json; do not edit. */
#ifndef _WMAN_VECTORS_GEN_H
#define _WMAN_VECTORS_GEN_H

#include "env.h"

/**
 * struct wman_vector - one value of vectors.json
 * @path: names and indices from the root, with dots between them
 * @data: octets or text; NULL for a number, and for an empty string
 * @len: how many
 * @number: the number; 0 for null
 */
struct wman_vector {
	const char *path;
	const u8 *data;
	u16 len;
	u32 number;
};

#define WMAN_VECTORS	430

extern const struct wman_vector wman_vectors[WMAN_VECTORS];

#endif /* _WMAN_VECTORS_GEN_H */
