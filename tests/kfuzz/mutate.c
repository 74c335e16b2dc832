// SPDX-License-Identifier: BSD-3-Clause
#include "mutate.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rnd.h"

#define FILE_MAX 16384
#define TLVS_MAX 32

static struct wman_octets slurp(const char *path, size_t skip)
{
	static u8 data[FILE_MAX];
	struct wman_octets out = { NULL, 0 };
	FILE *f = fopen(path, "r");
	u8 *copy;

	if (!f)
		return out;
	out.len = fread(data, 1, sizeof(data), f);
	fclose(f);
	if (out.len <= skip)
		return (struct wman_octets){ NULL, 0 };
	out.len -= skip;
	copy = malloc(out.len);
	if (copy)
		memcpy(copy, data + skip, out.len);
	out.data = copy;
	return out;
}

void corpus_read(struct corpus *corpus, const char *dir, const char *name, size_t skip)
{
	char folder[512], path[1024];
	struct dirent **entries;
	int i, n;

	snprintf(folder, sizeof(folder), "%s/%s", dir, name);
	n = scandir(folder, &entries, NULL, alphasort);
	for (i = 0; i < n && corpus->n < CORPUS_MAX; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		corpus->item[corpus->n] = slurp(path, skip);
		corpus->n += corpus->item[corpus->n].data != NULL;
	}
	if (!corpus->n) {
		fprintf(stderr, "kfuzz: nothing in %s\n", folder);
		exit(2);
	}
}

/* Values at which lengths and numbers turn over */
static const u8 edges[] = { 0, 1, 2, 3, 4, 7, 8, 0x10, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xfe, 0xff };

/* A change of the @len octets at @data. */
typedef size_t change_fn(u8 *data, size_t len, size_t cap, const struct wman_octets *other);

static size_t flip(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	data[rnd_below((u32)len)] ^= (u8)(1 << rnd_below(8));
	return len;
}

static size_t edge(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	data[rnd_below((u32)len)] = RND_OF(edges);
	return len;
}

static size_t step(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	data[rnd_below((u32)len)] += rnd_once_in(2) ? 1 : 0xff;
	return len;
}

static size_t cut(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	return rnd_below((u32)len);
}

static size_t extend(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	size_t more = 1 + rnd_below(rnd_once_in(8) ? 2000 : 16);

	if (more > cap - len)
		more = cap - len;
	rnd_fill(data + len, more);
	return len + more;
}

/* Take @gone octets out at @at, and put @in of @what there. */
static size_t replace(u8 *data, size_t len, size_t cap, size_t at, size_t gone, const u8 *what,
		      size_t in)
{
	if (len - gone + in > cap)
		return len;
	memmove(data + at + in, data + at + gone, len - at - gone);
	memcpy(data + at, what, in);
	return len - gone + in;
}

static size_t splice(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	size_t at = rnd_below((u32)len), from = rnd_below((u32)other->len);
	size_t in = rnd_below((u32)(other->len - from) + 1);

	return replace(data, len, cap, at, rnd_below((u32)(len - at)), other->data + from, in);
}

/* Where the TLVs of @data begin, as far as they are some. */
static size_t tlvs(const u8 *data, size_t len, size_t at[TLVS_MAX + 1])
{
	size_t n = 0, pos = 0;

	while (n < TLVS_MAX && pos + 2 <= len && data[pos + 1] < 0x80 &&
	       pos + 2 + data[pos + 1] <= len) {
		at[n++] = pos;
		pos += 2u + data[pos + 1];
	}
	at[n] = pos;
	return n;
}

/* One of the TLVs goes, comes twice, changes its type, or its length and all that lies in it. */
static size_t tlv(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	size_t at[TLVS_MAX + 1], n = tlvs(data, len, at), i, size;
	u8 copy[0x82];

	if (!n)
		return flip(data, len, cap, other);
	i = rnd_below((u32)n);
	size = at[i + 1] - at[i];
	memcpy(copy, data + at[i], size);
	switch (rnd_below(5)) {
	case 0:
		return replace(data, len, cap, at[i], size, NULL, 0);
	case 1:
		return replace(data, len, cap, at[rnd_below((u32)n)], 0, copy, size);
	case 2:
		data[at[i]] = (u8)rnd_below(rnd_once_in(2) ? 50 : 256);
		return len;
	case 3:
		if (size > 2) {
			data[at[i] + 1]--;
			return replace(data, len, cap, at[i + 1] - 1, 1, NULL, 0);
		}
		/* fall through */
	default:
		if (data[at[i] + 1] == 0x7f)
			return len;
		data[at[i] + 1]++;
		copy[0] = (u8)rnd();
		return replace(data, len, cap, at[i + 1], 0, copy, 1);
	}
}

/* Change what lies in one of the TLVs, which may be TLVs again. */
static size_t inside(u8 *data, size_t len, size_t cap, const struct wman_octets *other)
{
	size_t at[TLVS_MAX + 1], n = tlvs(data, len, at), i, size;
	u8 copy[0x7f];

	if (!n)
		return edge(data, len, cap, other);
	i = rnd_below((u32)n);
	size = at[i + 1] - at[i] - 2;
	if (!size)
		return len;
	memcpy(copy, data + at[i] + 2, size);
	n = tlv(copy, size, sizeof(copy), other);
	data[at[i] + 1] = (u8)n;
	return replace(data, len, cap, at[i] + 2, size, copy, n);
}

static change_fn *const changes[] = {
	flip, flip, edge, edge, step, cut, extend, splice, tlv, tlv, tlv, inside, inside,
};

void mutate(u8 *data, size_t *len, size_t cap, size_t begin, const struct wman_octets *other)
{
	u32 times = 1 + rnd_below(rnd_once_in(4) ? 6 : 2);

	while (times-- && *len) {
		if (begin >= *len || rnd_once_in(12))
			begin = 0;
		*len = begin + RND_OF(changes)(data + begin, *len - begin, cap - begin, other);
	}
}
