// SPDX-License-Identifier: BSD-3-Clause
#include "chap.h"

#include "digest.h"

bool chap_response(uint8_t id, const struct password *password, const uint8_t *challenge,
		   size_t len, uint8_t response[CHAP_RESPONSE_LEN])
{
	const struct digest_part parts[] = {
		{ &id, 1 },
		{ password->text, password->len },
		{ challenge, len },
	};

	return digest_hash(EVP_md5(), parts, 3, response);
}
