/* SPDX-License-Identifier: BSD-3-Clause */
/* RC4, which the TLS library keeps with its legacy provider: for the password change of MSCHAPv2. */
#ifndef WMAND_EAP_RC4_H
#define WMAND_EAP_RC4_H

#include <stddef.h>
#include <stdint.h>

/**
 * rc4() - encrypt, or decrypt, in place, from the start of the key stream
 * @key: key
 * @key_len: octets at @key, 1 to 256
 * @data: what
 * @len: octets at @data
 */
void rc4(const uint8_t *key, size_t key_len, uint8_t *data, size_t len);

#endif
