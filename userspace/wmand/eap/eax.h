/* SPDX-License-Identifier: BSD-3-Clause */
/* AES-128 in EAX mode, as the protected channel of EAP-PSK has it. */
#ifndef WMAND_EAP_EAX_H
#define WMAND_EAP_EAX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EAX_KEY_LEN   16
#define EAX_NONCE_LEN 16
#define EAX_TAG_LEN   16

/**
 * struct eax - a message and what goes with it
 * @key: EAX_KEY_LEN octets
 * @nonce: EAX_NONCE_LEN octets
 * @header: what is protected and not encrypted
 * @header_len: octets at @header
 * @data: the message, encrypted and decrypted in place
 * @len: octets at @data
 */
struct eax {
	const uint8_t *key;
	const uint8_t *nonce;
	const uint8_t *header;
	size_t header_len;
	uint8_t *data;
	size_t len;
};

/**
 * eax_seal() - encrypt a message
 * @eax: the message
 * @tag: where its tag goes
 *
 * Return: false when the library fails.
 */
bool eax_seal(const struct eax *eax, uint8_t tag[EAX_TAG_LEN]);

/**
 * eax_open() - verify a message and decrypt it
 * @eax: the message; as it was unless it is genuine
 * @tag: its tag
 *
 * Return: false when it is not genuine, or the library fails.
 */
bool eax_open(const struct eax *eax, const uint8_t tag[EAX_TAG_LEN]);

#endif
