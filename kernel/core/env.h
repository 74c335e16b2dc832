/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What kernel/proto needs of its surroundings, in the kernel. userspace/lib/env.h is the
 * tools' answer to the same list.
 */
#ifndef _WMAN_ENV_H
#define _WMAN_ENV_H

#include <crypto/algapi.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>

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
	return crypto_memneq(a, b, len) != 0;
}

/**
 * wman_memzero() - erase a secret; the compiler does not leave it out
 * @p: where
 * @len: octets
 */
static inline void wman_memzero(void *p, size_t len)
{
	memzero_explicit(p, len);
}

#endif /* _WMAN_ENV_H */
