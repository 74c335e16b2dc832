/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys of EAP-PSK, RFC 4764 section 3. */
#ifndef WMAND_EAP_PSK_KEYS_H
#define WMAND_EAP_PSK_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "eap.h"

#define PSK_LEN	     16
#define PSK_RAND_LEN 16
#define PSK_MAC_LEN  16

/**
 * struct psk_keys - what comes of the pre-shared key
 * @ak: authenticates both sides
 * @kdk: the others are derived from it
 * @tek: protects the channel
 * @msk: MSK
 * @emsk: EMSK
 */
struct psk_keys {
	uint8_t ak[PSK_LEN];
	uint8_t kdk[PSK_LEN];
	uint8_t tek[PSK_LEN];
	uint8_t msk[EAP_MSK_LEN];
	uint8_t emsk[EAP_EMSK_LEN];
};

/**
 * psk_keys_setup() - derive the keys that live as long as the pre-shared key, 3.1
 * @keys: gets AK and KDK
 * @psk: pre-shared key
 *
 * Return: false when the library fails.
 */
bool psk_keys_setup(struct psk_keys *keys, const uint8_t psk[PSK_LEN]);

/**
 * psk_keys_derive() - derive the keys of a conversation, 3.2
 * @keys: has KDK; gets TEK, MSK and EMSK
 * @rand_p: the peer's random number
 *
 * Return: false when the library fails.
 */
bool psk_keys_derive(struct psk_keys *keys, const uint8_t rand_p[PSK_RAND_LEN]);

#endif
