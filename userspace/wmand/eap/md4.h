/* SPDX-License-Identifier: BSD-3-Clause */
/* MD4 (RFC 1320), for the password hash of MSCHAP: OpenSSL has it in its legacy provider only. */
#ifndef WMAND_EAP_MD4_H
#define WMAND_EAP_MD4_H

#include <stddef.h>
#include <stdint.h>

#define MD4_LEN 16

/**
 * md4() - hash octets
 * @data: what to hash
 * @len: octets at @data
 * @digest: gets the hash
 */
void md4(const uint8_t *data, size_t len, uint8_t digest[MD4_LEN]);

#endif
