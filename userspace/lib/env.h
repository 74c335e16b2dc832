/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What kernel/proto needs of its surroundings, in user space. kernel/core/env.h is the
 * kernel's answer to the same list.
 */
#ifndef _WMAN_ENV_H
#define _WMAN_ENV_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <openssl/crypto.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

#ifndef BIT
#define BIT(n) (1UL << (n))
#endif

#ifndef BIT_ULL
#define BIT_ULL(n) (1ULL << (n))
#endif

/**
 * wman_memneq() - compare secrets in constant time
 * @a: first
 * @b: second
 * @len: octets in both
 *
 * Return: true when they differ.
 */
static inline bool wman_memneq(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) != 0;
}

/**
 * wman_memzero() - erase a secret; the compiler does not leave it out
 * @p: where
 * @len: octets
 */
static inline void wman_memzero(void *p, size_t len)
{
	explicit_bzero(p, len);
}

#endif /* _WMAN_ENV_H */
