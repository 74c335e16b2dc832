/* SPDX-License-Identifier: BSD-3-Clause */
/* Milenage, the authentication functions of 3GPP TS 35.206, over the AES of OpenSSL. */
#ifndef WMAND_EAP_MILENAGE_H
#define WMAND_EAP_MILENAGE_H

#include <stdbool.h>
#include <stdint.h>

#define MILENAGE_KEY_LEN  16
#define MILENAGE_RAND_LEN 16
#define MILENAGE_SQN_LEN  6
#define MILENAGE_AMF_LEN  2
#define MILENAGE_MAC_LEN  8
#define MILENAGE_AK_LEN	  6
#define MILENAGE_RES_LEN  8

/**
 * struct milenage_key - what subscriber and operator share
 * @k: the subscriber's key
 * @opc: the operator's constant, bound to @k
 */
struct milenage_key {
	uint8_t k[MILENAGE_KEY_LEN];
	uint8_t opc[MILENAGE_KEY_LEN];
};

/**
 * struct milenage_out - what f2 to f5* make of a challenge
 * @res: response (f2)
 * @ck: cipher key (f3)
 * @ik: integrity key (f4)
 * @ak: anonymity key (f5)
 * @ak_resync: anonymity key of a resynchronisation (f5*)
 */
struct milenage_out {
	uint8_t res[MILENAGE_RES_LEN];
	uint8_t ck[MILENAGE_KEY_LEN];
	uint8_t ik[MILENAGE_KEY_LEN];
	uint8_t ak[MILENAGE_AK_LEN];
	uint8_t ak_resync[MILENAGE_AK_LEN];
};

/**
 * milenage_opc() - bind an operator's constant to a subscriber's key
 * @key: has @k; @opc is filled
 * @op: the operator's constant, MILENAGE_KEY_LEN octets
 *
 * Return: false when the library fails.
 */
bool milenage_opc(struct milenage_key *key, const uint8_t *op);

/**
 * milenage_f1() - the codes that authenticate a sequence number
 * @key: the key
 * @rand: challenge
 * @sqn: sequence number
 * @amf: authentication management field
 * @mac_a: the network's code (f1), MILENAGE_MAC_LEN octets
 * @mac_s: the card's code in a resynchronisation (f1*), as long
 *
 * Return: false when the library fails.
 */
bool milenage_f1(const struct milenage_key *key, const uint8_t *rand, const uint8_t *sqn,
		 const uint8_t *amf, uint8_t *mac_a, uint8_t *mac_s);

/**
 * milenage_f2345() - answer a challenge
 * @key: the key
 * @rand: challenge
 * @out: what comes out
 *
 * Return: false when the library fails.
 */
bool milenage_f2345(const struct milenage_key *key, const uint8_t *rand, struct milenage_out *out);

#endif
