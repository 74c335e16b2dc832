/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RADIUS packets: building requests and reading replies. No sockets, no clock.
 */
#ifndef WMAN_RADIUS_PACKET_H
#define WMAN_RADIUS_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "radius.h"

#define RADIUS_HEADER_LEN 20
#define RADIUS_AUTH_LEN	  16
#define RADIUS_VALUE_MAX  253

enum radius_code {
	RADIUS_CODE_ACCESS_REQUEST = 1,
	RADIUS_CODE_ACCESS_ACCEPT = 2,
	RADIUS_CODE_ACCESS_REJECT = 3,
	RADIUS_CODE_ACCOUNTING_REQUEST = 4,
	RADIUS_CODE_ACCOUNTING_RESPONSE = 5,
	RADIUS_CODE_ACCESS_CHALLENGE = 11,
	RADIUS_CODE_STATUS_SERVER = 12,
	RADIUS_CODE_DISCONNECT_REQUEST = 40,
	RADIUS_CODE_COA_REQUEST = 43,
};

/**
 * enum radius_check - what is wrong with a reply
 * @RADIUS_CHECK_OK: nothing
 * @RADIUS_CHECK_MALFORMED: lengths do not fit
 * @RADIUS_CHECK_CODE: not a reply to this kind of request
 * @RADIUS_CHECK_NO_MA: no Message-Authenticator, or two
 * @RADIUS_CHECK_MA: wrong Message-Authenticator
 * @RADIUS_CHECK_AUTHENTICATOR: wrong Response Authenticator
 */
enum radius_check {
	RADIUS_CHECK_OK,
	RADIUS_CHECK_MALFORMED,
	RADIUS_CHECK_CODE,
	RADIUS_CHECK_NO_MA,
	RADIUS_CHECK_MA,
	RADIUS_CHECK_AUTHENTICATOR,
};

/**
 * struct radius_packet - a packet being built
 * @len: octets used in @data
 * @data: the packet; its Length field is right after radius_packet_seal() only
 */
struct radius_packet {
	size_t len;
	uint8_t data[RADIUS_PACKET_MAX];
};

void radius_packet_init(struct radius_packet *pkt, enum radius_code code);
int radius_packet_add(struct radius_packet *pkt, uint8_t type, const void *value, size_t len);
int radius_packet_seal(struct radius_packet *pkt, uint8_t id, const uint8_t *secret,
		       size_t secret_len);

enum radius_check radius_reply_check(const uint8_t *reply, size_t len,
				     const uint8_t request_auth[RADIUS_AUTH_LEN],
				     const uint8_t *secret, size_t secret_len);
enum radius_check radius_accounting_check(const uint8_t *reply, size_t len,
					  const uint8_t request_auth[RADIUS_AUTH_LEN],
					  const uint8_t *secret, size_t secret_len);
enum radius_check radius_status_check(const uint8_t *reply, size_t len,
				      const uint8_t request_auth[RADIUS_AUTH_LEN],
				      const uint8_t *secret, size_t secret_len);
enum radius_check radius_dae_check(const uint8_t *request, size_t len, const uint8_t *secret,
				   size_t secret_len, bool tls);
int radius_packet_answer(struct radius_packet *pkt, const uint8_t *request, const uint8_t *secret,
			 size_t secret_len);
size_t radius_reply_concat(const uint8_t *reply, size_t len, uint8_t type, uint8_t *out,
			   size_t size);
const uint8_t *radius_reply_find(const uint8_t *reply, size_t len, uint8_t type, size_t *value_len);
bool radius_reply_msk(const uint8_t *reply, size_t len, const uint8_t request_auth[RADIUS_AUTH_LEN],
		      const uint8_t *secret, size_t secret_len, uint8_t msk[RADIUS_MSK_LEN],
		      const char **error);
bool radius_reply_ak(const uint8_t *reply, size_t len, const uint8_t request_auth[RADIUS_AUTH_LEN],
		     const uint8_t *secret, size_t secret_len, uint8_t ak[RADIUS_AK_LEN]);
bool radius_reply_wimax_key(const uint8_t *reply, size_t len,
			    const uint8_t request_auth[RADIUS_AUTH_LEN], const uint8_t *secret,
			    size_t secret_len, uint8_t type, uint8_t *key, size_t key_len);

#endif
