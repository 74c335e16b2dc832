// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* AES key wrap and the TEK field of a suite. */
#include "keywrap.h"

#include "octets.h"

#define HALF		8	/* RFC 3394 works on 64-bit halves of AES blocks */
#define ROUNDS		6

static const u8 default_iv[HALF] = { 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6, 0xa6 };

static bool length_ok(size_t len)
{
	return len >= 2 * HALF && len <= WMAN_KEYWRAP_MAX && !(len % HALF);
}

int wman_key_wrap(struct wman_prim *prim, const u8 kek[WMAN_KEK_LEN], const u8 *key, size_t len,
		  u8 *out)
{
	u8 block[WMAN_AES_BLOCK_LEN];
	size_t i, n = len / HALF;
	u32 t = 0;
	int j, ret = 0;

	if (!length_ok(len))
		return -EINVAL;
	memcpy(block, default_iv, HALF);
	memcpy(out + HALF, key, len);
	for (j = 0; j < ROUNDS; j++) {
		for (i = 1; i <= n; i++) {
			memcpy(block + HALF, out + i * HALF, HALF);
			ret = wman_prim_aes_encrypt(prim, kek, block, block);
			if (ret)
				goto out;
			memcpy(out + i * HALF, block + HALF, HALF);
			wman_put_be32(block + 4, wman_get_be32(block + 4) ^ ++t);
		}
	}
	memcpy(out, block, HALF);
out:
	if (ret)
		wman_memzero(out, len + HALF);
	wman_memzero(block, sizeof(block));
	return ret;
}

int wman_key_unwrap(struct wman_prim *prim, const u8 kek[WMAN_KEK_LEN], const u8 *wrapped,
		    size_t len, u8 *key)
{
	u8 block[WMAN_AES_BLOCK_LEN];
	size_t i, n = len / HALF;
	u32 t = (u32)(ROUNDS * n);
	int j, ret = 0;

	if (!length_ok(len))
		return -EINVAL;
	memcpy(block, wrapped, HALF);
	memcpy(key, wrapped + HALF, len);
	for (j = 0; j < ROUNDS; j++) {
		for (i = n; i; i--) {
			wman_put_be32(block + 4, wman_get_be32(block + 4) ^ t--);
			memcpy(block + HALF, key + (i - 1) * HALF, HALF);
			ret = wman_prim_aes_decrypt(prim, kek, block, block);
			if (ret)
				goto out;
			memcpy(key + (i - 1) * HALF, block + HALF, HALF);
		}
	}
	if (wman_memneq(block, default_iv, HALF))
		ret = -EBADMSG;
out:
	if (ret)
		wman_memzero(key, len);
	wman_memzero(block, sizeof(block));
	return ret;
}

enum wman_reason wman_tek_wrap(struct wman_prim *prim, u32 suite, const u8 kek[WMAN_KEK_LEN],
			       const u8 tek[WMAN_TEK_LEN], u8 field[WMAN_TEK_WRAPPED_MAX],
			       size_t *len)
{
	const struct wman_suite *s = wman_suite_find(suite);
	int ret;

	if (!s || !s->field_len)
		return WMAN_REASON_SUITE;
	*len = s->field_len;
	switch (s->wrap) {
	case WMAN_TEK_ALG_3DES:
		ret = wman_prim_des3_encrypt(prim, kek, tek, field);
		break;
	case WMAN_TEK_ALG_AES_ECB:
		ret = wman_prim_aes_encrypt(prim, kek, tek, field);
		break;
	default:
		ret = wman_key_wrap(prim, kek, tek, s->tek_len, field);
	}
	return ret ? WMAN_REASON_CRYPTO : WMAN_REASON_NONE;
}

enum wman_reason wman_tek_unwrap(struct wman_prim *prim, u32 suite, const u8 kek[WMAN_KEK_LEN],
				 const u8 *field, size_t len, u8 tek[WMAN_TEK_LEN])
{
	const struct wman_suite *s = wman_suite_find(suite);
	int ret;

	wman_memzero(tek, WMAN_TEK_LEN);
	if (!s || !s->field_len)
		return WMAN_REASON_SUITE;
	if (len != s->field_len)
		return WMAN_REASON_TEK_UNWRAP;
	switch (s->wrap) {
	case WMAN_TEK_ALG_3DES:
		ret = wman_prim_des3_decrypt(prim, kek, field, tek);
		break;
	case WMAN_TEK_ALG_AES_ECB:
		ret = wman_prim_aes_decrypt(prim, kek, field, tek);
		break;
	default:
		ret = wman_key_unwrap(prim, kek, field, s->tek_len, tek);
	}
	if (!ret)
		return WMAN_REASON_NONE;
	wman_memzero(tek, WMAN_TEK_LEN);
	return ret == -EBADMSG ? WMAN_REASON_TEK_UNWRAP : WMAN_REASON_CRYPTO;
}

enum wman_reason wman_gkek_wrap(struct wman_prim *prim, u32 suite, const u8 kek[WMAN_KEK_LEN],
				const u8 gkek[WMAN_GKEK_LEN], u8 field[WMAN_TEK_WRAPPED_MAX],
				size_t *len)
{
	const struct wman_suite *s = wman_suite_find(suite);

	/* as a TEK, which is as long with AES, and groups have nothing else */
	if (!s || s->tek_len != WMAN_GKEK_LEN)
		return WMAN_REASON_SUITE;
	return wman_tek_wrap(prim, suite, kek, gkek, field, len);
}

enum wman_reason wman_gkek_unwrap(struct wman_prim *prim, const u8 kek[WMAN_KEK_LEN],
				  const u8 *field, size_t len, u8 gkek[WMAN_GKEK_LEN])
{
	u32 suite = len == WMAN_GKEK_LEN ? WMAN_SUITE_CCM_ECB : WMAN_SUITE_CCM_WRAP;
	enum wman_reason reason = wman_tek_unwrap(prim, suite, kek, field, len, gkek);

	return reason == WMAN_REASON_TEK_UNWRAP ? WMAN_REASON_GKEK_UNWRAP : reason;
}
