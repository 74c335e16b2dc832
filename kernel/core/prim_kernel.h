/* SPDX-License-Identifier: GPL-2.0 */
/* The primitives of kernel/proto/prim.h over the kernel's crypto API. */
#ifndef _WMAN_PRIM_KERNEL_H
#define _WMAN_PRIM_KERNEL_H

#include "prim.h"

/**
 * wman_prim_alloc() - get a set of primitives
 *
 * Context: process; may sleep.
 * Return: the set, or an ERR_PTR(): -ENOMEM, -ENOENT when an algorithm is missing, or
 * another error of the crypto API.
 */
struct wman_prim *wman_prim_alloc(void);

#endif /* _WMAN_PRIM_KERNEL_H */
