/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Certificates: whom the base station trusts to certify devices, its own certificate and key, and
 * what is encrypted and signed with them. RSA as 802.16 has it: OAEP and PKCS #1 v1.5, with SHA-1.
 */
#ifndef _BS_PKI_H
#define _BS_PKI_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <linux/wman.h>

#include "buf.h"

#define BS_RSA_MAX 256 /* octets of an RSA key of 2048 bits */

struct bs;
struct bs_config;
struct bs_ss;
struct bs_message;
struct wman_pkm;

/**
 * struct bs_id - a certificate with its key
 * @key: the key, or NULL
 * @der: the certificate
 * @len: its octets
 */
struct bs_id {
	EVP_PKEY *key;
	u8 *der;
	size_t len;
};

/**
 * struct bs_pki - certificates of a base station
 * @devices: whom it trusts to certify devices, or NULL
 * @own: its own
 * @stranger: of the same name and its own making, which nobody certified; made when a rule asks
 */
struct bs_pki {
	X509_STORE *devices;
	struct bs_id own;
	struct bs_id stranger;
};

/**
 * bs_pki_load() - read the files that a configuration names
 * @pki: all zero; also after an error there may be something to be freed
 * @cfg: the configuration
 * @err: text of the error, BS_ERROR_LEN octets; as it was without memory
 *
 * Return: 0 or a negative errno.
 */
int bs_pki_load(struct bs_pki *pki, const struct bs_config *cfg, char *err);

/**
 * bs_pki_free() - erase and free them
 * @pki: from bs_pki_load()
 */
void bs_pki_free(struct bs_pki *pki);

/**
 * bs_pki_issued() - whether one of the CAs of devices issued a certificate
 * @bs: the base station
 * @cert: the certificate
 *
 * Return: true when it did.
 */
bool bs_pki_issued(struct bs *bs, X509 *cert);

/**
 * bs_pki_decode() - a certificate that a subscriber shows
 * @der: the certificate
 *
 * Return: it, or NULL; what OpenSSL says of it is left for bs_pki_reason().
 */
X509 *bs_pki_decode(const struct wman_octets *der);

/**
 * bs_pki_reason() - why a certificate is not taken
 * @reason: what it was found to be, or WMAN_REASON_NONE
 *
 * Where OpenSSL lacked memory since bs_pki_decode(), what it could not do says nothing of the
 * certificate. What it said is forgotten.
 *
 * Return: WMAN_REASON_NO_MEMORY then; else @reason.
 */
enum wman_reason bs_pki_reason(enum wman_reason reason);

/**
 * bs_pki_judge() - whether a certificate is that of a subscriber
 * @ss: the subscriber
 * @cert: of bs_pki_decode(), NULL when it could not be decoded
 *
 * Return: WMAN_REASON_NONE, or why not: _CERT_*; or WMAN_REASON_NO_MEMORY.
 */
enum wman_reason bs_pki_judge(struct bs_ss *ss, X509 *cert);

/**
 * bs_pki_encrypt() - RSAES-OAEP to a certificate
 * @cert: the certificate
 * @plain: what
 * @n: its octets
 * @out: where
 * @len: room there; becomes the octets that were written
 *
 * Return: whether that was possible.
 */
bool bs_pki_encrypt(X509 *cert, const u8 *plain, size_t n, u8 *out, size_t *len);

/**
 * bs_pki_verify() - SigSS of a message
 * @cert: certificate of the subscriber
 * @msg: the message
 * @pkm: its view
 *
 * Return: whether the key of @cert made it.
 */
bool bs_pki_verify(X509 *cert, const struct bs_message *msg, const struct wman_pkm *pkm);

/**
 * bs_pki_sign() - append SigBS
 * @bs: the base station
 * @buf: the message
 *
 * Return: 0, or -EIO; a buffer that is full is told by @buf->overflow.
 */
int bs_pki_sign(struct bs *bs, struct wman_buf *buf);

/**
 * bs_pki_sign_strange() - put a stranger's certificate into a message and append a stranger's SigBS
 * @bs: the base station
 * @buf: the message, with BS-Certificate
 *
 * Return: 0, or -EIO; a buffer that is full is told by @buf->overflow.
 */
int bs_pki_sign_strange(struct bs *bs, struct wman_buf *buf);

#endif
