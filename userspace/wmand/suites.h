/* SPDX-License-Identifier: BSD-3-Clause */
/* A list of cryptographic suites: what a device offers, and what a network allows of it. */
#ifndef WMAND_SUITES_H
#define WMAND_SUITES_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/wman.h>

/**
 * struct suites - a list
 * @suite: three octets each, such as 0x020104
 * @n: how many
 */
struct suites {
	uint32_t suite[WMAN_SUITES_MAX];
	uint8_t n;
};

const char *suites_parse(struct suites *suites, const char *text);
bool suites_share(const struct suites *a, const struct suites *b);
bool suites_serve(const struct suites *suites, enum wman_auth_policy policy);

#endif
