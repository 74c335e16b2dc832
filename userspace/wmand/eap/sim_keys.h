/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys of EAP-SIM (RFC 4186 7), EAP-AKA (RFC 4187 7) and EAP-AKA' (RFC 9048 3.3). */
#ifndef WMAND_EAP_SIM_KEYS_H
#define WMAND_EAP_SIM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "eap.h"

#define SIM_MK_LEN	  20
#define SIM_K_ENCR_LEN	  16
#define SIM_K_AUT_MAX	  32
#define SIM_K_RE_LEN	  32
#define SIM_MAC_LEN	  16
#define SIM_NONCE_LEN	  16
#define SIM_CHECKCODE_MAX 32

/**
 * struct sim_keys - what a full authentication leaves
 * @mk: master key, EAP-SIM and EAP-AKA
 * @k_encr: encrypts AT_ENCR_DATA
 * @k_aut: makes AT_MAC; 16 octets, with EAP-AKA' 32
 * @k_re: EAP-AKA' in place of @mk for fast re-authentications
 * @msk: MSK
 * @emsk: EMSK
 */
struct sim_keys {
	uint8_t mk[SIM_MK_LEN];
	uint8_t k_encr[SIM_K_ENCR_LEN];
	uint8_t k_aut[SIM_K_AUT_MAX];
	uint8_t k_re[SIM_K_RE_LEN];
	uint8_t msk[EAP_MSK_LEN];
	uint8_t emsk[EAP_EMSK_LEN];
};

/**
 * sim_prf() - generator of FIPS 186-2, change notice 1, with b = 160 (RFC 4186 appendix B)
 * @seed: SIM_MK_LEN octets
 * @out: where to
 * @len: a multiple of 20
 */
void sim_prf(const uint8_t *seed, uint8_t *out, size_t len);

/**
 * sim_keys_full() - keys of EAP-SIM and EAP-AKA from @mk, which is set
 * @keys: the keys
 */
void sim_keys_full(struct sim_keys *keys);

/**
 * sim_keys_reauth() - MSK and EMSK of a fast re-authentication of EAP-SIM and EAP-AKA
 * @keys: has @mk; @msk and @emsk are replaced
 * @identity: the re-authentication identity that was used
 * @counter: AT_COUNTER
 * @nonce_s: AT_NONCE_S
 *
 * Return: false when the library fails.
 */
bool sim_keys_reauth(struct sim_keys *keys, const char *identity, uint16_t counter,
		     const uint8_t *nonce_s);

/**
 * sim_keys_prime() - keys of EAP-AKA'
 * @keys: the keys
 * @ck_ik: CK, then IK
 * @sqn_ak: the first six octets of AUTN
 * @network: name of the access network, AT_KDF_INPUT
 * @network_len: its octets
 * @identity: the identity used
 *
 * Return: false when the library fails.
 */
bool sim_keys_prime(struct sim_keys *keys, const uint8_t *ck_ik, const uint8_t *sqn_ak,
		    const uint8_t *network, size_t network_len, const char *identity);

/**
 * sim_keys_prime_reauth() - sim_keys_reauth() of EAP-AKA'
 * @keys: has @k_re; @msk and @emsk are replaced
 * @identity: the re-authentication identity that was used
 * @counter: AT_COUNTER
 * @nonce_s: AT_NONCE_S
 *
 * Return: false when the library fails.
 */
bool sim_keys_prime_reauth(struct sim_keys *keys, const char *identity, uint16_t counter,
			   const uint8_t *nonce_s);

#endif
