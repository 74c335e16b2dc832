// SPDX-License-Identifier: BSD-3-Clause
#include "md4.h"

#include <string.h>

#define BLOCK	   64
#define LENGTH_LEN 8

/* RFC 1320 3.4: the function of a round, its constant, its shifts and its order of words */
struct md4_round {
	uint32_t (*mix)(uint32_t x, uint32_t y, uint32_t z);
	uint32_t add;
	uint8_t shift[4];
	uint8_t word[16];
};

static uint32_t choose(uint32_t x, uint32_t y, uint32_t z)
{
	return (x & y) | (~x & z);
}

static uint32_t majority(uint32_t x, uint32_t y, uint32_t z)
{
	return (x & y) | (x & z) | (y & z);
}

static uint32_t parity(uint32_t x, uint32_t y, uint32_t z)
{
	return x ^ y ^ z;
}

static const struct md4_round md4_rounds[] = {
	{ choose, 0, { 3, 7, 11, 19 }, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 } },
	{ majority,
	  0x5a827999,
	  { 3, 5, 9, 13 },
	  { 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 } },
	{ parity,
	  0x6ed9eba1,
	  { 3, 9, 11, 15 },
	  { 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 } },
};

static uint32_t get_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put_le32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)(v >> 16);
	p[3] = (uint8_t)(v >> 24);
}

static void block(uint32_t state[4], const uint8_t *data)
{
	uint32_t s[4], x;
	size_t r, i;

	memcpy(s, state, sizeof(s));
	for (r = 0; r < sizeof(md4_rounds) / sizeof(md4_rounds[0]); r++) {
		const struct md4_round *round = &md4_rounds[r];

		for (i = 0; i < 16; i++) {
			x = s[0] + round->mix(s[1], s[2], s[3]) +
			    get_le32(data + 4 * round->word[i]) + round->add;
			x = x << round->shift[i % 4] | x >> (32 - round->shift[i % 4]);
			/* the four words take turns */
			s[0] = s[3];
			s[3] = s[2];
			s[2] = s[1];
			s[1] = x;
		}
	}
	for (i = 0; i < 4; i++)
		state[i] += s[i];
	explicit_bzero(s, sizeof(s));
}

void md4(const uint8_t *data, size_t len, uint8_t digest[MD4_LEN])
{
	uint32_t state[4] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
	uint8_t last[2 * BLOCK] = { 0 };
	size_t rest = len % BLOCK, i;
	/* the mark and the length may need a block of their own */
	size_t end = rest + 1 + LENGTH_LEN <= BLOCK ? BLOCK : 2 * BLOCK;

	for (i = 0; i + BLOCK <= len; i += BLOCK)
		block(state, data + i);
	memcpy(last, data + i, rest);
	last[rest] = 0x80;
	put_le32(last + end - LENGTH_LEN, (uint32_t)(len << 3));
	put_le32(last + end - LENGTH_LEN / 2, (uint32_t)((uint64_t)len >> 29));
	for (i = 0; i < end; i += BLOCK)
		block(state, last + i);
	for (i = 0; i < 4; i++)
		put_le32(digest + 4 * i, state[i]);
	explicit_bzero(state, sizeof(state));
	explicit_bzero(last, sizeof(last));
}
