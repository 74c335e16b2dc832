/* SPDX-License-Identifier: GPL-2.0 */
/* Known answers at module load: a kernel whose ciphers fail them gets no wman. */
#ifndef _WMAN_SELFTEST_H
#define _WMAN_SELFTEST_H

/**
 * wman_selftest() - key chain of a field trace, AES-CMAC, AES key wrap, AES-CCM
 *
 * Context: process.
 * Return: 0; -EINVAL on a mismatch; -ENOMEM or an error of the crypto API.
 */
int wman_selftest(void);

#endif
