/* SPDX-License-Identifier: BSD-3-Clause */
/* Hashes and MACs over parts in a row. */
#ifndef WMAND_EAP_DIGEST_H
#define WMAND_EAP_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#define DIGEST_CMAC_LEN 16

/** struct digest_part - a part of what is hashed */
struct digest_part {
	const void *data;
	size_t len;
};

/**
 * digest_hash() - hash parts in a row
 * @md: which hash
 * @parts: the parts
 * @num: how many
 * @out: as many octets as the hash has
 *
 * Return: false when the library fails.
 */
bool digest_hash(const EVP_MD *md, const struct digest_part *parts, size_t num, uint8_t *out);

/**
 * digest_hmac() - HMAC over parts in a row
 * @md: with which hash
 * @key: key
 * @key_len: octets at @key
 * @parts: the parts
 * @num: how many
 * @out: as many octets as the hash has
 *
 * Return: false when the library fails.
 */
bool digest_hmac(const EVP_MD *md, const uint8_t *key, size_t key_len,
		 const struct digest_part *parts, size_t num, uint8_t *out);

/**
 * digest_cmac() - AES-CMAC (RFC 4493) over parts in a row
 * @key: key of 128 bits
 * @parts: the parts
 * @num: how many
 * @out: the MAC
 *
 * Return: false when the library fails.
 */
bool digest_cmac(const uint8_t *key, const struct digest_part *parts, size_t num,
		 uint8_t out[DIGEST_CMAC_LEN]);

#endif
