/* SPDX-License-Identifier: BSD-3-Clause */
/* The response of CHAP (RFC 1994 4.1), which EAP-MD5 is too. */
#ifndef WMAND_EAP_CHAP_H
#define WMAND_EAP_CHAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "password.h"

#define CHAP_RESPONSE_LEN 16

/**
 * chap_response() - MD5 of identifier, password and challenge
 * @id: identifier
 * @password: password
 * @challenge: challenge
 * @len: octets at @challenge
 * @response: where to
 *
 * Return: false when the library failed.
 */
bool chap_response(uint8_t id, const struct password *password, const uint8_t *challenge,
		   size_t len, uint8_t response[CHAP_RESPONSE_LEN]);

#endif
