/* SPDX-License-Identifier: BSD-3-Clause */
/* Attributes of EAP-SIM, EAP-AKA and EAP-AKA': RFC 4186 8 and 10, RFC 4187 8 and 10, RFC 9048 3. */
#ifndef WMAND_EAP_SIM_ATTR_H
#define WMAND_EAP_SIM_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim_keys.h"

#define SIM_KDF_MAX   8
#define SIM_BLOCK_LEN 16

/** enum sim_at - attributes a server may send; places in struct sim_attrs and bits of SIM_BIT() */
enum sim_at {
	SIM_RAND,
	SIM_AUTN,
	SIM_PADDING,
	SIM_PERMANENT_ID_REQ,
	SIM_MAC,
	SIM_NOTIFICATION,
	SIM_ANY_ID_REQ,
	SIM_VERSION_LIST,
	SIM_FULLAUTH_ID_REQ,
	SIM_COUNTER,
	SIM_NONCE_S,
	SIM_KDF_INPUT,
	SIM_KDF,
	SIM_IV,
	SIM_ENCR_DATA,
	SIM_NEXT_PSEUDONYM,
	SIM_NEXT_REAUTH_ID,
	SIM_CHECKCODE,
	SIM_RESULT_IND,
	SIM_BIDDING,
	SIM_NUM_ATTRS,
};

#define SIM_BIT(at) (1u << (at))

/** enum sim_at_type - numbers of the attributes that the peer sends */
enum sim_at_type {
	AT_RES = 3,
	AT_AUTS = 4,
	AT_PADDING = 6,
	AT_NONCE_MT = 7,
	AT_MAC = 11,
	AT_NOTIFICATION = 12,
	AT_IDENTITY = 14,
	AT_SELECTED_VERSION = 16,
	AT_COUNTER = 19,
	AT_COUNTER_TOO_SMALL = 20,
	AT_CLIENT_ERROR_CODE = 22,
	AT_KDF = 24,
	AT_IV = 129,
	AT_ENCR_DATA = 130,
	AT_CHECKCODE = 134,
	AT_RESULT_IND = 135,
};

/**
 * struct sim_attrs - attributes of a message
 * @value: without reserved octets and padding; points into the message; NULL when absent
 * @len: octets at @value
 * @kdf: values of AT_KDF, the one attribute that comes more than once
 * @num_kdf: entries in @kdf
 */
struct sim_attrs {
	const uint8_t *value[SIM_NUM_ATTRS];
	size_t len[SIM_NUM_ATTRS];
	uint16_t kdf[SIM_KDF_MAX];
	unsigned int num_kdf;
};

/**
 * sim_attrs_parse() - take a message apart
 * @attrs: filled
 * @data: attributes, one after the other
 * @len: octets at @data
 * @allowed: SIM_BIT()s of the attributes that this message may have; others that may be skipped are
 *	left out, those that may not are an error
 *
 * Return: NULL, or what is wrong.
 */
const char *sim_attrs_parse(struct sim_attrs *attrs, const uint8_t *data, size_t len,
			    uint32_t allowed);

/** sim_u16() - a value of two octets that is present */
static inline uint16_t sim_u16(const struct sim_attrs *attrs, enum sim_at at)
{
	return (uint16_t)(attrs->value[at][0] << 8 | attrs->value[at][1]);
}

/**
 * struct sim_msg - attributes being written
 * @data: where to
 * @room: octets at @data
 * @len: octets written
 * @mac: of AT_MAC's value, 0 when there is none
 * @overflow: something did not fit; the message is unusable
 */
struct sim_msg {
	uint8_t *data;
	size_t room;
	size_t len;
	size_t mac;
	bool overflow;
};

/**
 * sim_msg_add() - append an attribute
 * @msg: the message
 * @type: number
 * @head: what stands in the two octets after type and length: reserved, an actual length, a value
 * @value: what follows, padded with zero to a multiple of four
 * @len: octets at @value
 *
 * Return: where the value was put, or NULL when it did not fit.
 */
uint8_t *sim_msg_add(struct sim_msg *msg, enum sim_at_type type, uint16_t head, const void *value,
		     size_t len);

/**
 * sim_crypt() - AES-128-CBC of AT_ENCR_DATA, no padding
 * @encrypt: direction
 * @key: K_encr
 * @iv: AT_IV
 * @in: octets
 * @len: how many, a multiple of SIM_BLOCK_LEN
 * @out: as many; may be @in
 *
 * Return: false when the library fails.
 */
bool sim_crypt(bool encrypt, const uint8_t *key, const uint8_t *iv, const uint8_t *in, size_t len,
	       uint8_t *out);

#endif
