/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Cryptographic suites: data encryption, data authentication and TEK encryption, one octet
 * each, as a 24-bit number.
 */
#ifndef _WMAN_SUITE_H
#define _WMAN_SUITE_H

#include "env.h"

#define WMAN_SUITE_LEN		3
#define WMAN_TEK_LEN		16	/* of an AES suite */
#define WMAN_SUITE_NULL		0x000000u
#define WMAN_SUITE_CCM_ECB	0x020103u	/* AES-CCM, TEK under AES-ECB */
#define WMAN_SUITE_CCM_ECB_2004	0x020003u	/* the same as 2004 wrote it */
#define WMAN_SUITE_CCM_WRAP	0x020104u	/* AES-CCM, TEK under AES key wrap */

/* TEK encryption, the last octet */
enum wman_tek_algorithm {
	WMAN_TEK_ALG_NONE = 0,
	WMAN_TEK_ALG_3DES = 1,
	WMAN_TEK_ALG_RSA = 2,
	WMAN_TEK_ALG_AES_ECB = 3,
	WMAN_TEK_ALG_AES_WRAP = 4,
};

/**
 * wman_suite_equal() - whether two numbers mean the same suite
 * @a: one
 * @b: the other
 *
 * Return: true when equal, or when one is the 2004 number of the other:
 * 0x020003 and 0x020103.
 */
bool wman_suite_equal(u32 a, u32 b);

/**
 * wman_suite_supported() - whether traffic of a suite can be encrypted and its TEK unwrapped
 * @suite: the suite
 *
 * Return: true for AES-CCM with AES-ECB or AES key wrap; false for the null suite, too.
 */
bool wman_suite_supported(u32 suite);

/**
 * wman_suite_tek_algorithm() - how TEKs of a suite are wrapped
 * @suite: the suite
 *
 * Return: enum wman_tek_algorithm, or another value of the octet that is not known.
 */
static inline u8 wman_suite_tek_algorithm(u32 suite)
{
	return suite & 0xff;
}

#endif /* _WMAN_SUITE_H */
