// SPDX-License-Identifier: BSD-3-Clause
#include "utf8.h"

bool utf8_next(const uint8_t **pos, const uint8_t *end, uint32_t *c)
{
	static const uint32_t lowest[] = { 0, 0x80, 0x800, 0x10000 };
	const uint8_t *p = *pos;
	unsigned int more, i;

	if (*p < 0x80)
		more = 0;
	else if ((*p & 0xe0) == 0xc0)
		more = 1;
	else if ((*p & 0xf0) == 0xe0)
		more = 2;
	else if ((*p & 0xf8) == 0xf0)
		more = 3;
	else
		return false;
	*c = more ? *p & (0x3fu >> more) : *p;
	p++;
	for (i = 0; i < more; i++, p++) {
		if (p == end || (*p & 0xc0) != 0x80)
			return false;
		*c = *c << 6 | (*p & 0x3f);
	}
	*pos = p;
	return *c >= lowest[more] && *c <= 0x10ffff && (*c < 0xd800 || *c > 0xdfff);
}

bool utf8_valid(const uint8_t *text, size_t len)
{
	const uint8_t *end = text + len;
	uint32_t c;

	while (text < end)
		if (!utf8_next(&text, end, &c))
			return false;
	return true;
}
