// SPDX-License-Identifier: BSD-3-Clause
#include "edit.h"

#include <stdlib.h>

#include "frag.h"
#include "message.h"
#include "tlv.h"

/* One level of a change. */
struct edit {
	const struct bs_path *path;
	enum bs_edit_op op;
	const u8 *value;
	size_t len;
};

static bool number(const char **text, u8 *n)
{
	char *end;
	unsigned long v = strtoul(*text, &end, 10);

	if (end == *text || **text == '-' || **text == '+' || v > 0xff)
		return false;
	*n = (u8)v;
	*text = end;
	return true;
}

bool bs_path_parse(struct bs_path *path, const char *text)
{
	memset(path, 0, sizeof(*path));
	for (;;) {
		if (path->n == BS_PATH_MAX || !number(&text, &path->step[path->n].type))
			return false;
		if (*text == '#') {
			text++;
			if (!number(&text, &path->step[path->n].nth) || !path->step[path->n].nth)
				return false;
		}
		path->n++;
		if (!*text)
			return true;
		if (*text++ != '.')
			return false;
	}
}

/* Every PKM message has the same head, also one whose other octets are made up. */
static bool tlvs(const u8 *msg, size_t len, size_t *fixed)
{
	return !wman_message_fixed(msg, len, fixed) && msg[0] != WMAN_MSG_DL_MAP;
}

static bool find(const u8 *data, size_t len, const struct bs_path *path, unsigned int level,
		 struct wman_octets *value)
{
	const u8 nth = path->step[level].nth;
	struct wman_tlv_iter it;
	unsigned int seen = 0;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &tlv)) {
		if (tlv.type != path->step[level].type || (++seen != nth && nth))
			continue;
		if (level + 1 == path->n) {
			value->data = tlv.value;
			value->len = tlv.len;
			return true;
		}
		if (find(tlv.value, tlv.len, path, level + 1, value))
			return true;
	}
	return false;
}

bool bs_edit_find(const u8 *msg, size_t len, const struct bs_path *path, struct wman_octets *value)
{
	size_t fixed;

	return tlvs(msg, len, &fixed) && find(msg + fixed, len - fixed, path, 0, value);
}

static bool rebuild(struct wman_buf *out, const u8 *data, size_t len, const struct edit *e,
		    unsigned int level);

/* The TLV that the path names on this level. */
static bool rebuild_one(struct wman_buf *out, const struct wman_tlv *tlv, const struct edit *e,
			unsigned int level)
{
	bool ok = true;
	size_t mark;

	if (level + 1 < e->path->n) {
		mark = wman_buf_tlv_begin(out, tlv->type);
		ok = rebuild(out, tlv->value, tlv->len, e, level + 1);
		wman_buf_tlv_end(out, mark);
	} else if (e->op == BS_EDIT_SET) {
		wman_buf_put_tlv(out, tlv->type, e->value, e->len);
	}
	return ok;
}

/* Copy TLVs; on the last level of the path the change is made. */
static bool rebuild(struct wman_buf *out, const u8 *data, size_t len, const struct edit *e,
		    unsigned int level)
{
	const bool last = level + 1 == e->path->n;
	const u8 type = e->path->step[level].type, nth = e->path->step[level].nth;
	unsigned int seen = 0, done = 0;
	struct wman_tlv_iter it;
	const u8 *begin = data;
	struct wman_tlv tlv;

	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &tlv)) {
		if (tlv.type != type || (++seen != nth && nth) || (last && e->op == BS_EDIT_ADD)) {
			wman_buf_put(out, begin, (size_t)(it.pos - begin));
		} else {
			if (!rebuild_one(out, &tlv, e, level))
				return false;
			done++;
		}
		begin = it.pos;
	}
	if (it.reason)
		return false;
	if (last && !done && e->op != BS_EDIT_REMOVE)
		wman_buf_put_tlv(out, type, e->value, e->len);
	return last || done;
}

bool bs_edit(struct wman_buf *buf, const struct bs_path *path, enum bs_edit_op op, const u8 *value,
	     size_t len)
{
	const struct edit e = { .path = path, .op = op, .value = value, .len = len };
	u8 data[WMAN_MESSAGE_MAX];
	struct wman_buf out;
	size_t fixed;

	if (!tlvs(buf->data, buf->len, &fixed))
		return false;
	wman_buf_init(&out, data, buf->cap < sizeof(data) ? buf->cap : sizeof(data));
	wman_buf_put(&out, buf->data, fixed);
	if (!rebuild(&out, buf->data + fixed, buf->len - fixed, &e, 0) || out.overflow)
		return false;
	memcpy(buf->data, data, out.len);
	buf->len = out.len;
	return true;
}
