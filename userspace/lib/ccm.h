/* SPDX-License-Identifier: BSD-3-Clause */
/* AES-CCM on the payload of a PDU, over OpenSSL. Nonce and lengths: kernel/proto/ccm_nonce.h */
#ifndef _WMAN_CCM_H
#define _WMAN_CCM_H

#include "ccm_nonce.h"

struct wman_ccm;

/**
 * wman_ccm_alloc() - make a cipher for one TEK
 * @key: the TEK
 *
 * Return: the cipher, or NULL when there is no memory or OpenSSL has no AES-CCM.
 */
struct wman_ccm *wman_ccm_alloc(const u8 key[WMAN_TEK_LEN]);

/**
 * wman_ccm_free() - erase and free a cipher
 * @ccm: from wman_ccm_alloc(), or NULL
 */
void wman_ccm_free(struct wman_ccm *ccm);

/**
 * wman_ccm_seal() - encrypt in place
 * @ccm: the cipher
 * @nonce: from wman_ccm_nonce(), with the final header
 * @data: plain text, with WMAN_CCM_ICV_LEN octets of room behind it for the ICV
 * @len: octets of the plain text
 *
 * Return: 0, or -1 when OpenSSL failed.
 */
int wman_ccm_seal(struct wman_ccm *ccm, const u8 nonce[WMAN_CCM_NONCE_LEN], u8 *data, size_t len);

/**
 * wman_ccm_open() - decrypt in place
 * @ccm: the cipher
 * @nonce: from wman_ccm_nonce(), with the header as received
 * @data: ciphertext and ICV
 * @len: octets of the plain text, so without WMAN_CCM_ICV_LEN
 *
 * Return: 0; WMAN_REASON_ICV, @data is then of no use.
 */
enum wman_reason wman_ccm_open(struct wman_ccm *ccm, const u8 nonce[WMAN_CCM_NONCE_LEN], u8 *data,
			       size_t len);

#endif /* _WMAN_CCM_H */
