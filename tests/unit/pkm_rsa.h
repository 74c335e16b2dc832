/* SPDX-License-Identifier: BSD-3-Clause */
/* What an RSA key does for PKM, by OpenSSL alone. */
#ifndef TESTS_PKM_RSA_H
#define TESTS_PKM_RSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#define PKM_RSA_MAX 256 /* octets of a modulus */

/* RSASSA-PKCS1-v1_5 with SHA-1; returns the octets of the signature. */
size_t pkm_rsa_sign(EVP_PKEY *key, const void *data, size_t len, uint8_t sig[PKM_RSA_MAX]);
bool pkm_rsa_verify(EVP_PKEY *key, const void *data, size_t len, const uint8_t *sig,
		    size_t sig_len);
/* RSAES-OAEP with SHA-1; returns the octets of what was encrypted, 0: not for this key. */
size_t pkm_rsa_decrypt(EVP_PKEY *key, const uint8_t *data, size_t len, uint8_t plain[PKM_RSA_MAX]);

#endif
