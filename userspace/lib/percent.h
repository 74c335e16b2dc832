/* SPDX-License-Identifier: BSD-3-Clause */
/* Octets in one word of printable ASCII: percent-encoding, RFC 3986 2.1. */
#ifndef WMAN_PERCENT_H
#define WMAN_PERCENT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Room that @len octets need, with the terminator */
#define PERCENT_ROOM(len) (3 * (len) + 1)

void percent_encode(char *out, const uint8_t *data, size_t len);
ssize_t percent_decode(uint8_t *out, const char *word);

#endif
