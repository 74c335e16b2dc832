/* SPDX-License-Identifier: BSD-3-Clause */
/* Attribute-value pairs as TTLS has them inside, RFC 5281 section 10. */
#ifndef WMAND_EAP_AVP_H
#define WMAND_EAP_AVP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AVP_VENDOR_MICROSOFT 311

/* Attributes of RADIUS and, from 256 on, those of Microsoft: RFC 2865, RFC 2869, RFC 2548. */
enum avp_code {
	AVP_USER_NAME = 1,
	AVP_USER_PASSWORD = 2,
	AVP_CHAP_PASSWORD = 3,
	AVP_REPLY_MESSAGE = 18,
	AVP_STATE = 24,
	AVP_CLASS = 25,
	AVP_CHAP_CHALLENGE = 60,
	AVP_EAP_MESSAGE = 79,
	AVP_MICROSOFT = 256,
	AVP_MS_CHAP_RESPONSE = AVP_MICROSOFT + 1,
	AVP_MS_CHAP_ERROR = AVP_MICROSOFT + 2,
	AVP_MS_CHAP_CHALLENGE = AVP_MICROSOFT + 11,
	AVP_MS_CHAP2_RESPONSE = AVP_MICROSOFT + 25,
	AVP_MS_CHAP2_SUCCESS = AVP_MICROSOFT + 26,
	AVP_UNKNOWN = 512,
};

/**
 * struct avp - an AVP that came
 * @code: what it is; anything else than the above is AVP_UNKNOWN, or below it and of no use here
 * @mandatory: who does not know it must fail
 * @data: its content
 * @len: octets at @data
 */
struct avp {
	enum avp_code code;
	bool mandatory;
	const uint8_t *data;
	size_t len;
};

/**
 * avp_next() - take the next AVP of a message
 * @pos: where it begins, before @end; moved behind it
 * @end: end of the message; the padding of the last AVP may be missing there
 * @avp: gets the AVP
 *
 * Return: false when it is broken.
 */
bool avp_next(const uint8_t **pos, const uint8_t *end, struct avp *avp);

/**
 * avp_put() - append a mandatory AVP
 * @message: where to
 * @size: octets at @message
 * @used: those in use; grows
 * @code: what it is
 * @data: its content
 * @len: octets at @data
 *
 * Return: false when there is no room.
 */
bool avp_put(uint8_t *message, size_t size, size_t *used, enum avp_code code, const uint8_t *data,
	     size_t len);

#endif
