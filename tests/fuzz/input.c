// SPDX-License-Identifier: BSD-3-Clause
/* the only way to replace the generator of the default library context */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "input.h"

#include <stdio.h>
#include <stdlib.h>

#include <openssl/rand.h>

void input_fail(const char *file, int line, const char *what)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

struct input input_begin(const u8 *data, size_t size)
{
	return (struct input){ .pos = data, .end = data + size };
}

size_t input_left(const struct input *in)
{
	return (size_t)(in->end - in->pos);
}

u8 input_u8(struct input *in)
{
	return in->pos < in->end ? *in->pos++ : 0;
}

u16 input_u16(struct input *in)
{
	u16 high = input_u8(in);

	return (u16)(high << 8 | input_u8(in));
}

u32 input_u32(struct input *in)
{
	u32 high = input_u16(in);

	return high << 16 | input_u16(in);
}

u8 *input_piece(struct input *in, size_t max, size_t *len)
{
	u8 *copy;

	*len = input_left(in) < max ? input_left(in) : max;
	copy = malloc(*len);
	if (!copy)
		abort();
	memcpy(copy, in->pos, *len);
	in->pos += *len;
	return copy;
}

u8 *input_chunk(struct input *in, size_t *len)
{
	size_t max = input_u16(in);

	return input_piece(in, max, len);
}

u8 *input_rest(struct input *in, size_t *len)
{
	return input_piece(in, input_left(in), len);
}

enum change {
	CHANGE_XOR,
	CHANGE_CUT,
	CHANGE_INSERT,
	CHANGE_REPLACE,
	CHANGE_COUNT, /* this and above: none */
};

void input_change(struct input *in, u8 *data, size_t *len, size_t size)
{
	u8 how = input_u8(in) % (2 * CHANGE_COUNT);
	size_t at, n = 0;
	u8 *piece;

	if (how >= CHANGE_COUNT)
		return;
	at = how == CHANGE_REPLACE ? 0 : input_u16(in) % (*len + 1);
	switch ((enum change)how) {
	case CHANGE_XOR:
		if (at < *len)
			data[at] ^= input_u8(in);
		break;
	case CHANGE_CUT:
		*len = at;
		break;
	case CHANGE_REPLACE:
		*len = 0;
		/* fall through */
	case CHANGE_INSERT:
		piece = input_chunk(in, &n);
		n = n < size - *len ? n : size - *len;
		memmove(data + at + n, data + at, *len - at);
		memcpy(data + at, piece, n);
		*len += n;
		free(piece);
		break;
	case CHANGE_COUNT:
		break;
	}
}

bool input_within(const void *part, size_t part_len, const void *whole, size_t len)
{
	const u8 *p = part, *w = whole;

	return p >= w && part_len <= len && (size_t)(p - w) <= len - part_len;
}

static u64 random_state;

/* splitmix64: all that is asked is that no two values in a row are alike */
static int random_bytes(unsigned char *buf, int len)
{
	u64 z;
	int i;

	for (i = 0; i < len; i++) {
		random_state += 0x9e3779b97f4a7c15ULL;
		z = random_state;
		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
		z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
		buf[i] = (unsigned char)(z >> 56);
	}
	return 1;
}

static int random_status(void)
{
	return 1;
}

void input_fix_random(void)
{
	static const RAND_METHOD method = {
		.bytes = random_bytes,
		.pseudorand = random_bytes,
		.status = random_status,
	};

	random_state = 1;
	RAND_set_rand_method(&method);
}
