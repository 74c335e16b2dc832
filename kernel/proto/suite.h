/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Cryptographic suites: data encryption, data authentication and TEK encryption, one octet
 * each, as a 24-bit number.
 */
#ifndef _WMAN_SUITE_H
#define _WMAN_SUITE_H

#include "env.h"

#define WMAN_SUITE_LEN		3
#define WMAN_TEK_LEN		16	/* of AES, the longest; shorter ones are followed by 0 */
#define WMAN_SUITE_NULL		0x000000u
#define WMAN_SUITE_DES_3DES	0x010001u	/* DES-CBC, TEK under 3DES */
#define WMAN_SUITE_DES_RSA	0x010002u	/* DES-CBC, TEK under the device's RSA key */
#define WMAN_SUITE_CCM_ECB	0x020103u	/* AES-CCM, TEK under AES-ECB */
#define WMAN_SUITE_CCM_ECB_2004	0x020003u	/* the same as 2004 wrote it */
#define WMAN_SUITE_CCM_WRAP	0x020104u	/* AES-CCM, TEK under AES key wrap */

/* Data encryption, the first octet */
enum wman_data_encryption {
	WMAN_DATA_CLEAR = 0,
	WMAN_DATA_DES_CBC = 1,
	WMAN_DATA_CCM = 2,
};

/* TEK encryption, the last octet */
enum wman_tek_algorithm {
	WMAN_TEK_ALG_NONE = 0,
	WMAN_TEK_ALG_3DES = 1,
	WMAN_TEK_ALG_RSA = 2,
	WMAN_TEK_ALG_AES_ECB = 3,
	WMAN_TEK_ALG_AES_WRAP = 4,
};

/**
 * struct wman_suite - what there is to know of a suite
 * @id: its number
 * @data: enum wman_data_encryption
 * @wrap: enum wman_tek_algorithm
 * @versions: versions of PKM that may use it, WMAN_PKM_V1 and WMAN_PKM_V2
 * @insecure: it keeps nothing secret, or not from anybody who tries, and lets data be changed; only
 *	who asks for that gets it
 * @tek_len: octets of a TEK; 0 when there is none, nor a TEK machine
 * @field_len: octets of the TEK when it is wrapped; 0 when the device's RSA key says how many
 * @iv_len: octets of the CBC-IV that comes with a TEK
 * @overhead: octets that a PDU grows by
 */
struct wman_suite {
	u32 id;
	u8 data;
	u8 wrap;
	u8 versions;
	bool insecure;
	u8 tek_len;
	u8 field_len;
	u8 iv_len;
	u8 overhead;
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
 * wman_suite_listed() - whether a list has a suite
 * @suites: numbers
 * @n: how many
 * @suite: the suite
 *
 * Return: true when one of them means the same, see wman_suite_equal().
 */
bool wman_suite_listed(const u32 *suites, size_t n, u32 suite);

/**
 * wman_suites_insecure() - whether one of a list protects nothing
 * @suites: numbers of suites that can be used
 * @n: how many
 *
 * Return: true when one does not.
 */
bool wman_suites_insecure(const u32 *suites, size_t n);

/**
 * wman_suite_find() - find a suite by its number
 * @suite: the number, also that of 2004
 *
 * Return: the suite, or NULL when it is none of those that can be used.
 */
const struct wman_suite *wman_suite_find(u32 suite);

#endif /* _WMAN_SUITE_H */
