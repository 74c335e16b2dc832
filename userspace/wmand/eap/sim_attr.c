// SPDX-License-Identifier: BSD-3-Clause
#include "sim_attr.h"

#include <string.h>

#include <openssl/evp.h>

#define SKIPPABLE 128

/* How a value lies in its attribute */
enum form {
	FORM_FLAG, /* two reserved octets, nothing else */
	FORM_U16, /* two octets */
	FORM_BLOCK, /* two reserved octets, 16 octets */
	FORM_BLOCKS, /* two reserved octets, any positive multiple of 16 */
	FORM_SIZED, /* actual length in two octets, so many octets, padding to four */
	FORM_CHECKCODE, /* two reserved octets, nothing or a hash */
	FORM_PADDING, /* 2, 6 or 10 octets of zero */
};

static const struct {
	uint8_t type;
	uint8_t form;
} known[SIM_NUM_ATTRS] = {
	[SIM_RAND] = { 1, FORM_BLOCKS },
	[SIM_AUTN] = { 2, FORM_BLOCK },
	[SIM_PADDING] = { AT_PADDING, FORM_PADDING },
	[SIM_PERMANENT_ID_REQ] = { 10, FORM_FLAG },
	[SIM_MAC] = { AT_MAC, FORM_BLOCK },
	[SIM_NOTIFICATION] = { AT_NOTIFICATION, FORM_U16 },
	[SIM_ANY_ID_REQ] = { 13, FORM_FLAG },
	[SIM_VERSION_LIST] = { 15, FORM_SIZED },
	[SIM_FULLAUTH_ID_REQ] = { 17, FORM_FLAG },
	[SIM_COUNTER] = { AT_COUNTER, FORM_U16 },
	[SIM_NONCE_S] = { 21, FORM_BLOCK },
	[SIM_KDF_INPUT] = { 23, FORM_SIZED },
	[SIM_KDF] = { AT_KDF, FORM_U16 },
	[SIM_IV] = { AT_IV, FORM_BLOCK },
	[SIM_ENCR_DATA] = { AT_ENCR_DATA, FORM_BLOCKS },
	[SIM_NEXT_PSEUDONYM] = { 132, FORM_SIZED },
	[SIM_NEXT_REAUTH_ID] = { 133, FORM_SIZED },
	[SIM_CHECKCODE] = { AT_CHECKCODE, FORM_CHECKCODE },
	[SIM_RESULT_IND] = { AT_RESULT_IND, FORM_FLAG },
	[SIM_BIDDING] = { 136, FORM_U16 },
};

static bool all_zero(const uint8_t *p, size_t len)
{
	while (len && !*p)
		p++, len--;
	return !len;
}

/* @p and @len: all after type and length, 2 octets at least.  Finds the value in it. */
static bool take_value(enum form form, const uint8_t *p, size_t len, const uint8_t **value,
		       size_t *value_len)
{
	size_t actual;

	*value = p + 2;
	*value_len = len - 2;
	switch (form) {
	case FORM_FLAG:
		return len == 2;
	case FORM_U16:
		*value = p;
		*value_len = 2;
		return len == 2;
	case FORM_BLOCK:
		return *value_len == SIM_BLOCK_LEN;
	case FORM_BLOCKS:
		return *value_len && *value_len % SIM_BLOCK_LEN == 0;
	case FORM_SIZED:
		actual = (size_t)p[0] << 8 | p[1];
		if (actual > *value_len || *value_len - actual >= 4)
			return false;
		*value_len = actual;
		return true;
	case FORM_CHECKCODE:
		return !*value_len || *value_len == 20 || *value_len == 32;
	case FORM_PADDING:
		return len <= 10 && all_zero(p, len);
	}
	return false;
}

static const char *take(struct sim_attrs *attrs, enum sim_at at, const uint8_t *p, size_t len)
{
	if (attrs->value[at] && at != SIM_KDF)
		return "an attribute comes twice";
	if (!take_value(known[at].form, p, len, &attrs->value[at], &attrs->len[at]))
		return "an attribute has the wrong length or padding";
	if (at != SIM_KDF)
		return NULL;
	if (attrs->num_kdf == SIM_KDF_MAX)
		return "too many key derivation functions";
	attrs->kdf[attrs->num_kdf++] = sim_u16(attrs, SIM_KDF);
	return NULL;
}

static enum sim_at find(uint8_t type)
{
	unsigned int at;

	for (at = 0; at < SIM_NUM_ATTRS && known[at].type != type; at++)
		;
	return at;
}

const char *sim_attrs_parse(struct sim_attrs *attrs, const uint8_t *data, size_t len,
			    uint32_t allowed)
{
	const char *error;
	enum sim_at at;
	size_t size;

	memset(attrs, 0, sizeof(*attrs));
	for (; len; data += size, len -= size) {
		size = len < 2 ? 0 : 4u * data[1];
		if (!size || size > len)
			return "an attribute is cut short";
		if (attrs->value[SIM_PADDING])
			return "an attribute follows AT_PADDING";
		at = find(data[0]);
		if (at < SIM_NUM_ATTRS && allowed & SIM_BIT(at)) {
			error = take(attrs, at, data + 2, size - 2);
			if (error)
				return error;
		} else if (data[0] < SKIPPABLE) {
			return "an attribute that may not be skipped is unknown, or does not "
			       "belong here";
		}
	}
	return NULL;
}

uint8_t *sim_msg_add(struct sim_msg *msg, enum sim_at_type type, uint16_t head, const void *value,
		     size_t len)
{
	size_t size = 4 + (len + 3) / 4 * 4;
	uint8_t *p = msg->data + msg->len;

	if (len > 4 * 254 || size > msg->room - msg->len) {
		msg->overflow = true;
		return NULL;
	}
	memset(p, 0, size);
	p[0] = (uint8_t)type;
	p[1] = (uint8_t)(size / 4);
	p[2] = (uint8_t)(head >> 8);
	p[3] = (uint8_t)head;
	if (value)
		memcpy(p + 4, value, len);
	if (type == AT_MAC)
		msg->mac = msg->len + 4;
	msg->len += size;
	return p + 4;
}

bool sim_crypt(bool encrypt, const uint8_t *key, const uint8_t *iv, const uint8_t *in, size_t len,
	       uint8_t *out)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	bool ok;

	ok = ctx && EVP_CipherInit_ex(ctx, EVP_aes_128_cbc(), NULL, key, iv, encrypt) == 1 &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	     EVP_CipherUpdate(ctx, out, &n, in, (int)len) == 1 && n == (int)len;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}
