/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * The seam to the cryptographic primitives. kernel/core/prim_kernel.c and
 * userspace/lib/prim.c bring them, and with them a way to allocate a set (prim_kernel.h,
 * prim_openssl.h); nothing in proto calculates one itself. A set serves one caller at a time.
 *
 * AES-CCM and DES-CBC are not here: the kernel runs them on skbs, user space through
 * userspace/lib/ccm.h and des.h.
 */
#ifndef _WMAN_PRIM_H
#define _WMAN_PRIM_H

#include "env.h"

#define WMAN_AES_KEY_LEN	16
#define WMAN_AES_BLOCK_LEN	16
#define WMAN_DES_KEY_LEN	8
#define WMAN_DES_BLOCK_LEN	8
#define WMAN_CMAC_LEN		16
#define WMAN_SHA1_LEN		20

struct wman_prim;

/**
 * struct wman_vec - one piece of the input of a primitive
 * @data: first octet; may be NULL when @len is 0
 * @len: how many
 */
struct wman_vec {
	const void *data;
	size_t len;
};

/**
 * wman_prim_free() - erase and free a set of primitives
 * @prim: from wman_prim_alloc(), or what it returned on error
 *
 * Context: process; may sleep.
 */
void wman_prim_free(struct wman_prim *prim);

/**
 * wman_prim_cmac() - AES-CMAC with a key of 128 bits (RFC 4493)
 * @prim: the primitives
 * @key: the key
 * @vec: pieces of the message
 * @n: how many pieces
 * @mac: the whole MAC, not truncated
 *
 * Context: process.
 * Return: 0 or a negative errno; @mac is then not to be used.
 */
int wman_prim_cmac(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
		   const struct wman_vec *vec, size_t n, u8 mac[WMAN_CMAC_LEN]);

/**
 * wman_prim_aes_encrypt() - encrypt one block with AES-128
 * @prim: the primitives
 * @key: the key
 * @in: plain block
 * @out: encrypted block; may be @in
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int wman_prim_aes_encrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN]);

/**
 * wman_prim_aes_decrypt() - decrypt one block with AES-128
 * @prim: the primitives
 * @key: the key
 * @in: encrypted block
 * @out: plain block; may be @in
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int wman_prim_aes_decrypt(struct wman_prim *prim, const u8 key[WMAN_AES_KEY_LEN],
			  const u8 in[WMAN_AES_BLOCK_LEN], u8 out[WMAN_AES_BLOCK_LEN]);

/**
 * wman_prim_des3_encrypt() - encrypt one block with 3DES of two keys: encrypt, decrypt, encrypt
 * @prim: the primitives
 * @key: both keys, the first of them first; parity does not count
 * @in: plain block
 * @out: encrypted block; may be @in
 *
 * Context: process; may sleep.
 * Return: 0 or a negative errno, -ENOENT when there is no DES.
 */
int wman_prim_des3_encrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN]);

/**
 * wman_prim_des3_decrypt() - decrypt one block with 3DES of two keys
 * @prim: the primitives
 * @key: both keys, the first of them first; parity does not count
 * @in: encrypted block
 * @out: plain block; may be @in
 *
 * Context: process; may sleep.
 * Return: 0 or a negative errno, -ENOENT when there is no DES.
 */
int wman_prim_des3_decrypt(struct wman_prim *prim, const u8 key[2 * WMAN_DES_KEY_LEN],
			   const u8 in[WMAN_DES_BLOCK_LEN], u8 out[WMAN_DES_BLOCK_LEN]);

/**
 * wman_prim_sha1() - SHA-1
 * @prim: the primitives
 * @vec: pieces of the message
 * @n: how many pieces
 * @digest: the digest
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int wman_prim_sha1(struct wman_prim *prim, const struct wman_vec *vec, size_t n,
		   u8 digest[WMAN_SHA1_LEN]);

/**
 * wman_prim_hmac_sha1() - HMAC-SHA1 (RFC 2104)
 * @prim: the primitives
 * @key: the key
 * @key_len: its octets, 1 to 64
 * @vec: pieces of the message
 * @n: how many pieces
 * @mac: the MAC
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int wman_prim_hmac_sha1(struct wman_prim *prim, const u8 *key, size_t key_len,
			const struct wman_vec *vec, size_t n, u8 mac[WMAN_SHA1_LEN]);

#endif /* _WMAN_PRIM_H */
