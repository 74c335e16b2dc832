/* SPDX-License-Identifier: BSD-3-Clause */
/* DES-CBC on the payload of a PDU, with its residual block. */
#ifndef WMAN_DES_H
#define WMAN_DES_H

#include "des_iv.h"

struct wman_des;

/**
 * wman_des_alloc() - make a cipher for one TEK
 * @key: the TEK; parity does not count
 *
 * Return: the cipher, or NULL when there is no memory.
 */
struct wman_des *wman_des_alloc(const u8 key[WMAN_DES_KEY_LEN]);

/**
 * wman_des_free() - erase and free a cipher
 * @des: from wman_des_alloc(), or NULL
 */
void wman_des_free(struct wman_des *des);

/**
 * wman_des_encrypt() - encrypt in place
 * @des: the cipher
 * @iv: from wman_des_iv()
 * @data: payload
 * @len: its octets
 *
 * Return: 0, or -1 when OpenSSL refused.
 */
int wman_des_encrypt(struct wman_des *des, const u8 iv[WMAN_DES_IV_LEN], u8 *data, size_t len);

/**
 * wman_des_decrypt() - decrypt in place
 * @des: the cipher
 * @iv: from wman_des_iv()
 * @data: ciphertext
 * @len: its octets
 *
 * Return: 0, or -1 when OpenSSL refused. Whatever was received decrypts to something.
 */
int wman_des_decrypt(struct wman_des *des, const u8 iv[WMAN_DES_IV_LEN], u8 *data, size_t len);

#endif
