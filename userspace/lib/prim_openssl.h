/* SPDX-License-Identifier: BSD-3-Clause */
/* The primitives of kernel/proto/prim.h over OpenSSL. */
#ifndef _WMAN_PRIM_OPENSSL_H
#define _WMAN_PRIM_OPENSSL_H

#include "prim.h"

/**
 * wman_prim_alloc() - get a set of primitives
 *
 * Return: the set, or NULL when there is no memory or OpenSSL lacks an algorithm.
 */
struct wman_prim *wman_prim_alloc(void);

#endif /* _WMAN_PRIM_OPENSSL_H */
