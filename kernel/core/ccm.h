/* SPDX-License-Identifier: GPL-2.0 */
/* AES-CCM on the payload of one PDU, in place, synchronously. */
#ifndef _WMAN_CCM_H
#define _WMAN_CCM_H

#include <crypto/aead.h>

#include "ccm_nonce.h"

/**
 * struct wman_ccm - a cipher with a key
 * @tfm: synchronous ccm(aes), authsize 8
 * @request: one request for each CPU. A PDU is sealed or opened with BH disabled and in one go,
 *	so that a CPU never has two of them; scatterlist and IV must not be on the stack
 */
struct wman_ccm {
	struct crypto_aead *tfm;
	struct wman_ccm_request * __percpu *request;
};

/**
 * wman_ccm_init() - make the cipher
 * @ccm: where
 * @key: 16 octets
 *
 * Context: process.
 * Return: 0, -ENOMEM, or an error of the crypto API.
 */
int wman_ccm_init(struct wman_ccm *ccm, const u8 *key);

/**
 * wman_ccm_exit() - free the cipher; its key is wiped
 * @ccm: the cipher, or a zeroed struct
 *
 * Context: process.
 */
void wman_ccm_exit(struct wman_ccm *ccm);

/**
 * wman_ccm_seal() - encrypt and append the ICV
 * @ccm: the cipher
 * @header: the PDU's generic MAC header in its final form
 * @pn: PN as sent, with the direction bit
 * @data: payload in linear memory, with WMAN_CCM_ICV_LEN octets of room behind it
 * @len: octets of payload
 *
 * Context: BH disabled.
 * Return: 0 or an error of the crypto API.
 */
int wman_ccm_seal(struct wman_ccm *ccm, const u8 *header, u32 pn, u8 *data, unsigned int len);

/**
 * wman_ccm_open() - decrypt and check the ICV
 * @ccm: the cipher
 * @header: the PDU's generic MAC header
 * @pn: PN as received
 * @data: ciphertext in linear memory, the ICV behind it
 * @len: octets of ciphertext without the ICV
 *
 * Context: BH disabled.
 * Return: 0, -EBADMSG when the ICV is wrong, or an error of the crypto API.
 */
int wman_ccm_open(struct wman_ccm *ccm, const u8 *header, u32 pn, u8 *data, unsigned int len);

#endif
