// SPDX-License-Identifier: BSD-3-Clause
#include "avp.h"

#include <string.h>

#define HEADER_LEN     8 /* code, flags, length */
#define VENDOR_LEN     4
#define FLAG_VENDOR    0x80
#define FLAG_MANDATORY 0x40

static uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static enum avp_code make_code(uint32_t vendor, uint32_t code)
{
	if (code >= AVP_MICROSOFT || (vendor && vendor != AVP_VENDOR_MICROSOFT))
		return AVP_UNKNOWN;
	return code + (vendor ? AVP_MICROSOFT : 0);
}

bool avp_next(const uint8_t **pos, const uint8_t *end, struct avp *avp)
{
	const uint8_t *p = *pos;
	size_t left = (size_t)(end - p), header = HEADER_LEN, len, padded;
	uint32_t vendor = 0;

	if (left < HEADER_LEN)
		return false;
	len = get_be32(p + 4) & 0xffffff;
	if (p[4] & FLAG_VENDOR)
		header += VENDOR_LEN;
	if (len < header || len > left)
		return false;
	if (p[4] & FLAG_VENDOR)
		vendor = get_be32(p + HEADER_LEN);
	avp->code = make_code(vendor, get_be32(p));
	avp->mandatory = p[4] & FLAG_MANDATORY;
	avp->data = p + header;
	avp->len = len - header;
	padded = (len + 3) & ~(size_t)3;
	*pos = p + (padded < left ? padded : left);
	return true;
}

bool avp_put(uint8_t *message, size_t size, size_t *used, enum avp_code code, const uint8_t *data,
	     size_t len)
{
	bool vendor = code >= AVP_MICROSOFT;
	size_t header = HEADER_LEN + (vendor ? VENDOR_LEN : 0);
	size_t padded = (header + len + 3) & ~(size_t)3;
	uint8_t *p = message + *used;

	if (padded > size - *used)
		return false;
	memset(p, 0, padded);
	put_be32(p, vendor ? code - AVP_MICROSOFT : code);
	put_be32(p + 4, (uint32_t)(header + len));
	p[4] = FLAG_MANDATORY | (vendor ? FLAG_VENDOR : 0);
	if (vendor)
		put_be32(p + HEADER_LEN, AVP_VENDOR_MICROSOFT);
	memcpy(p + header, data, len);
	*used += padded;
	return true;
}
