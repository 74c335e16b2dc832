// SPDX-License-Identifier: BSD-3-Clause
#include "config_tag.h"

#include <string.h>
#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/hmac.h>

static bool keyed_hash(const void *data, size_t len, uint8_t *out)
{
	static uint8_t key[CONFIG_TAG_LEN];
	static bool has_key;
	unsigned int out_len;

	/* the library would make a generator first, which perhaps nobody else wants */
	has_key = has_key || getrandom(key, sizeof(key), 0) == sizeof(key);
	if (has_key && HMAC(EVP_sha256(), key, sizeof(key), data, len, out, &out_len))
		return true;
	ERR_clear_error();
	return false;
}

/**
 * config_tag_mix() - make a tag depend on one thing more
 * @tag: the tag; zeros in the beginning
 * @name: what it is, at most 64 octets of it count
 * @data: its contents
 * @len: octets at @data
 *
 * Return: false when the library failed; @tag is as it was.
 */
bool config_tag_mix(uint8_t tag[CONFIG_TAG_LEN], const char *name, const void *data, size_t len)
{
	uint8_t all[CONFIG_TAG_LEN + 64 + CONFIG_TAG_LEN] = { 0 };

	memcpy(all, tag, CONFIG_TAG_LEN);
	memcpy(all + CONFIG_TAG_LEN, name, strnlen(name, 64));
	return keyed_hash(data, len, all + CONFIG_TAG_LEN + 64) &&
	       keyed_hash(all, sizeof(all), tag);
}
