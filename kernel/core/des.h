/* SPDX-License-Identifier: GPL-2.0 */
/* DES-CBC on the payload of one PDU, in place, synchronously. */
#ifndef _WMAN_DES_H
#define _WMAN_DES_H

#include <crypto/skcipher.h>

#include "des_iv.h"

/**
 * struct wman_des - a cipher with a key
 * @tfm: synchronous cbc(des)
 * @mask: a block for each CPU. A PDU is encrypted or decrypted with BH disabled and in one go, so
 *	that a CPU never has two of them; what a scatterlist points to must not be on the stack
 */
struct wman_des {
	struct crypto_sync_skcipher *tfm;
	u8 *mask;
};

/**
 * wman_des_available() - does this kernel have DES?
 *
 * Context: process; may load a module.
 * Return: whether it has cbc(des) and cbc(des3_ede).
 */
bool wman_des_available(void);

/**
 * wman_des_init() - make the cipher
 * @des: where
 * @key: 8 octets, whose parity does not count
 *
 * Context: process.
 * Return: 0; -ENOMEM; -EINVAL or -ENOKEY for one of the keys of DES that are weak; -ENOENT when
 * there is no DES; or another error of the crypto API.
 */
int wman_des_init(struct wman_des *des, const u8 *key);

/**
 * wman_des_exit() - free the cipher; its key is wiped
 * @des: the cipher, or a zeroed struct
 *
 * Context: process.
 */
void wman_des_exit(struct wman_des *des);

/**
 * wman_des_encrypt() - encrypt
 * @des: the cipher
 * @iv: from wman_des_iv(); overwritten
 * @data: payload in linear memory
 * @len: octets of payload
 *
 * Context: BH disabled.
 * Return: 0 or an error of the crypto API.
 */
int wman_des_encrypt(struct wman_des *des, u8 iv[WMAN_DES_IV_LEN], u8 *data, unsigned int len);

/**
 * wman_des_decrypt() - decrypt
 * @des: the cipher
 * @iv: from wman_des_iv(); overwritten
 * @data: ciphertext in linear memory
 * @len: octets of ciphertext
 *
 * Context: BH disabled.
 * Return: 0 or an error of the crypto API. Whatever was received decrypts to something.
 */
int wman_des_decrypt(struct wman_des *des, u8 iv[WMAN_DES_IV_LEN], u8 *data, unsigned int len);

#endif
