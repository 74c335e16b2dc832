/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cryptographic binding of PEAP version 0: proof that the tunnel and the method inside of it end at
 * the same server (MS-PEAP 2.2.8.1.1 and 3.1.5.5).
 */
#ifndef WMAND_EAP_PEAP_BINDING_H
#define WMAND_EAP_PEAP_BINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "eap.h"

#define PEAP_TUNNEL_KEY_LEN  60 /* TK: first octets of the key material of TLS */
#define PEAP_INNER_KEY_LEN   32 /* ISK: key of the method inside, zeros without one */
#define PEAP_BINDING_TLV_LEN 60 /* with its header */

/**
 * struct peap_binding - keys of a binding
 * @ipmk: Intermediate PEAP MAC Key
 * @cmk: Compound MAC Key
 */
struct peap_binding {
	uint8_t ipmk[40];
	uint8_t cmk[20];
};

/**
 * peap_binding_keys() - derive the keys
 * @b: where to
 * @tunnel_key: TK
 * @inner_key: ISK; NULL when the session was resumed and nothing ran inside
 *
 * Return: false when the library failed.
 */
bool peap_binding_keys(struct peap_binding *b, const uint8_t tunnel_key[PEAP_TUNNEL_KEY_LEN],
		       const uint8_t *inner_key);

/**
 * peap_binding_check() - verify a request of the server
 * @b: the keys
 * @tlv: the TLV
 * @len: octets at @tlv
 *
 * Return: NULL, or what is wrong.
 */
const char *peap_binding_check(const struct peap_binding *b, const uint8_t *tlv, size_t len);

/**
 * peap_binding_answer() - make the response
 * @b: the keys
 * @request: the TLV of the request
 * @tlv: where to
 *
 * Return: false when the library failed.
 */
bool peap_binding_answer(const struct peap_binding *b, const uint8_t request[PEAP_BINDING_TLV_LEN],
			 uint8_t tlv[PEAP_BINDING_TLV_LEN]);

/**
 * peap_binding_msk() - derive the keys of the whole
 * @b: the keys
 * @result: gets MSK and EMSK
 *
 * Return: false when the library failed.
 */
bool peap_binding_msk(const struct peap_binding *b, struct eap_result *result);

#endif
