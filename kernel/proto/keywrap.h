/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Keys under keys: AES key wrap (RFC 3394) and the TEK field of a suite.
 */
#ifndef _WMAN_KEYWRAP_H
#define _WMAN_KEYWRAP_H

#include <linux/wman.h>

#include "kdf.h"
#include "suite.h"

#define WMAN_KEYWRAP_OVERHEAD	8
#define WMAN_KEYWRAP_MAX	32	/* octets of a key that is wrapped */
#define WMAN_TEK_WRAPPED_MAX	(WMAN_TEK_LEN + WMAN_KEYWRAP_OVERHEAD)

/**
 * wman_key_wrap() - AES key wrap, RFC 3394, default initial value
 * @prim: primitives
 * @kek: wrapping key
 * @key: key to wrap
 * @len: its octets, a multiple of 8 from 16 to WMAN_KEYWRAP_MAX
 * @out: @len + 8 octets; not @key
 *
 * Return: 0, -EINVAL for another @len, or an error of the primitives.
 */
int wman_key_wrap(struct wman_prim *prim, const u8 kek[WMAN_KEK_LEN], const u8 *key, size_t len,
		  u8 *out);

/**
 * wman_key_unwrap() - AES key unwrap
 * @prim: primitives
 * @kek: wrapping key
 * @wrapped: wrapped key
 * @len: octets of the key, so 8 less than of @wrapped; as in wman_key_wrap()
 * @key: the key; erased on error; not @wrapped
 *
 * Return: 0, -EINVAL for another @len, -EBADMSG when the check value is wrong, or an error
 * of the primitives.
 */
int wman_key_unwrap(struct wman_prim *prim, const u8 kek[WMAN_KEK_LEN], const u8 *wrapped,
		    size_t len, u8 *key);

/**
 * wman_tek_wrap() - TEK field of a suite
 * @prim: primitives
 * @suite: suite of the SA
 * @kek: KEK of the AK; GKEK for a GTEK
 * @tek: the TEK, as long as the suite's
 * @field: the field
 * @len: its octets, as the suite has them
 *
 * Return: WMAN_REASON_NONE; _SUITE when there is no such suite, or no KEK wraps its TEKs; _CRYPTO.
 */
enum wman_reason wman_tek_wrap(struct wman_prim *prim, u32 suite, const u8 kek[WMAN_KEK_LEN],
			       const u8 tek[WMAN_TEK_LEN], u8 field[WMAN_TEK_WRAPPED_MAX],
			       size_t *len);

/**
 * wman_tek_unwrap() - TEK from the field of a suite
 * @prim: primitives
 * @suite: suite of the SA
 * @kek: KEK of the AK; GKEK for a GTEK
 * @field: the field
 * @len: its octets
 * @tek: the TEK, with zeros behind a short one; erased on error
 *
 * Return: WMAN_REASON_NONE; _SUITE when there is no such suite, or no KEK wraps its TEKs;
 * _TEK_UNWRAP when @len is not the suite's or the check value is wrong; _CRYPTO.
 */
enum wman_reason wman_tek_unwrap(struct wman_prim *prim, u32 suite, const u8 kek[WMAN_KEK_LEN],
				 const u8 *field, size_t len, u8 tek[WMAN_TEK_LEN]);

/**
 * wman_gkek_wrap() - GKEK field of a suite (D11)
 * @prim: primitives
 * @suite: AES-CCM suite of the group's SA
 * @kek: KEK of a member's AK
 * @gkek: the GKEK
 * @field: the field
 * @len: its octets, 16 or 24
 *
 * Return: WMAN_REASON_NONE; _SUITE when the suite is not supported; _CRYPTO.
 */
enum wman_reason wman_gkek_wrap(struct wman_prim *prim, u32 suite, const u8 kek[WMAN_KEK_LEN],
				const u8 gkek[WMAN_GKEK_LEN], u8 field[WMAN_TEK_WRAPPED_MAX],
				size_t *len);

/**
 * wman_gkek_unwrap() - GKEK from its field, whose length says how it is wrapped (D11)
 * @prim: primitives
 * @kek: KEK of the AK
 * @field: the field
 * @len: its octets: 16 for AES-ECB, 24 for AES key wrap
 * @gkek: the GKEK; erased on error
 *
 * Return: WMAN_REASON_NONE; _GKEK_UNWRAP for another @len or when the check value is wrong;
 * _CRYPTO.
 */
enum wman_reason wman_gkek_unwrap(struct wman_prim *prim, const u8 kek[WMAN_KEK_LEN],
				  const u8 *field, size_t len, u8 gkek[WMAN_GKEK_LEN]);

#endif /* _WMAN_KEYWRAP_H */
