// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Append-only output buffer. */
#include "buf.h"

#define LEN_SHORT_MAX	127	/* a length of one octet */

void wman_buf_init(struct wman_buf *buf, u8 *data, size_t cap)
{
	buf->data = data;
	buf->len = 0;
	buf->cap = cap;
	buf->overflow = false;
}

/* Room for @len octets, or NULL and the overflow remembered. */
static u8 *extend(struct wman_buf *buf, size_t len)
{
	u8 *p = buf->data + buf->len;

	if (buf->overflow || len > buf->cap - buf->len) {
		buf->overflow = true;
		return NULL;
	}
	buf->len += len;
	return p;
}

void wman_buf_put(struct wman_buf *buf, const void *data, size_t len)
{
	u8 *p = extend(buf, len);

	if (p && len)
		memcpy(p, data, len);
}

void wman_buf_put_uint(struct wman_buf *buf, u32 v, unsigned int len)
{
	u8 *p = extend(buf, len);

	for (; p && len; v >>= 8)
		p[--len] = (u8)v;
}

/* Octets behind the first one of a length. */
static unsigned int long_length(size_t len)
{
	unsigned int n = 0;

	if (len > LEN_SHORT_MAX)
		for (; len; len >>= 8)
			n++;
	return n;
}

static void put_length(u8 *p, size_t len, unsigned int n)
{
	if (!n) {
		*p = (u8)len;
		return;
	}
	*p = (u8)(0x80 | n);
	for (; n; len >>= 8)
		p[n--] = (u8)len;
}

void wman_buf_put_tlv(struct wman_buf *buf, u8 type, const void *value, size_t len)
{
	unsigned int n = long_length(len);
	u8 *p = extend(buf, 2 + n);

	if (!p)
		return;
	*p = type;
	put_length(p + 1, len, n);
	wman_buf_put(buf, value, len);
}

void wman_buf_put_tlv_uint(struct wman_buf *buf, u8 type, u32 v, unsigned int len)
{
	wman_buf_put_u8(buf, type);
	wman_buf_put_u8(buf, (u8)len);
	wman_buf_put_uint(buf, v, len);
}

size_t wman_buf_tlv_begin(struct wman_buf *buf, u8 type)
{
	wman_buf_put_u8(buf, type);
	wman_buf_put_u8(buf, 0);
	return buf->len;
}

void wman_buf_tlv_end(struct wman_buf *buf, size_t mark)
{
	size_t len = buf->len - mark;
	unsigned int n = long_length(len);

	/* a long length takes octets that were not set aside */
	if (!extend(buf, n))
		return;
	if (n)
		memmove(buf->data + mark + n, buf->data + mark, len);
	put_length(buf->data + mark - 1, len, n);
}
