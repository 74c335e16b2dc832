// SPDX-License-Identifier: BSD-3-Clause
/*
 * TLVs: walk, a table of fields, both built again; a buffer that is too small.
 *
 * Covers: kernel/proto/tlv.c kernel/proto/fields.c kernel/proto/buf.c
 *
 * Input: octets the output may have (two), mandatory rows (one), the TLVs.
 */
#include <stdlib.h>

#include "fields.h"
#include "input.h"

struct fields {
	u8 one;
	u16 two;
	u32 three;
	u32 four;
	u8 six[6];
	struct wman_octets any;
};

static const struct wman_field rows[] = {
	WMAN_FIELD(1, 1, fields, one),	 WMAN_FIELD(2, 2, fields, two),
	WMAN_FIELD(3, 3, fields, three), WMAN_FIELD(4, 4, fields, four),
	WMAN_FIELD(6, 6, fields, six),	 WMAN_FIELD(9, 0, fields, any),
};

/* Every TLV written again: the same walk. A value is never empty there. */
static void check_walk(const u8 *data, size_t len)
{
	size_t cap = len * 2 + 8;
	struct wman_tlv_iter it, again;
	u8 *out = malloc(cap);
	struct wman_tlv a, b;
	struct wman_buf buf;
	u32 v;

	wman_buf_init(&buf, out, cap);
	wman_tlv_iter_init(&it, data, len);
	while (wman_tlv_next(&it, &a)) {
		NEED(input_within(a.value, a.len, data, len) && it.pos == a.value + a.len);
		if (a.len)
			wman_buf_put_tlv(&buf, a.type, a.value, a.len);
	}
	NEED(it.reason || it.pos == it.end);
	NEED(!it.reason || it.reason == WMAN_REASON_TLV_MALFORMED);
	NEED(!wman_tlv_next(&it, &a) && !buf.overflow);

	wman_tlv_iter_init(&it, data, len);
	wman_tlv_iter_init(&again, out, buf.len);
	while (wman_tlv_next(&it, &a)) {
		if (!a.len)
			continue;
		NEED(wman_tlv_next(&again, &b) && a.type == b.type && a.len == b.len);
		NEED(!memcmp(a.value, b.value, a.len));
		if (a.len > 4)
			continue;
		v = wman_tlv_uint(&a);
		NEED(a.len == 4 || v < 1u << a.len * 8);
		NEED((u8)v == a.value[a.len - 1]);
	}
	NEED(!wman_tlv_next(&again, &b) && !again.reason);
	free(out);
}

static void check_fields(u32 required, const u8 *data, size_t len)
{
	struct fields f = { 0 }, g = { 0 };
	u32 present, again;
	enum wman_reason reason;
	struct wman_buf buf;
	u8 *out;

	reason = wman_fields_parse(rows, ARRAY_SIZE(rows), required, &f, &present, data, len);
	NEED(!(present >> ARRAY_SIZE(rows)));
	if (reason) {
		NEED(reason == WMAN_REASON_TLV_MALFORMED || reason == WMAN_REASON_TLV_LENGTH ||
		     (reason == WMAN_REASON_ATTR_MISSING && required & ~present));
		return;
	}
	NEED(!(required & ~present));
	out = malloc(len);
	wman_buf_init(&buf, out, len);
	wman_fields_put(&buf, rows, ARRAY_SIZE(rows), &f, present);
	/* what was read once cannot take more room */
	NEED(!buf.overflow);
	NEED(!wman_fields_parse(rows, ARRAY_SIZE(rows), required, &g, &again, out, buf.len));
	NEED(again == present && f.one == g.one && f.two == g.two && f.three == g.three);
	NEED(f.four == g.four && !memcmp(f.six, g.six, 6) && f.any.len == g.any.len);
	NEED(!f.any.len || !memcmp(f.any.data, g.any.data, f.any.len));
	free(out);
}

/* A compound of everything, in a compound, in a buffer of any size: complete or overflown. */
static void check_compound(size_t cap, const u8 *data, size_t len)
{
	u8 *out = malloc(cap);
	struct wman_tlv outer, inner;
	struct wman_tlv_iter it;
	struct wman_buf buf;
	size_t a, b;

	wman_buf_init(&buf, out, cap);
	a = wman_buf_tlv_begin(&buf, 7);
	b = wman_buf_tlv_begin(&buf, 8);
	wman_buf_put(&buf, data, len);
	wman_buf_tlv_end(&buf, b);
	wman_buf_put_u32(&buf, 0x09021234);
	wman_buf_tlv_end(&buf, a);
	NEED(buf.len <= cap);
	NEED(buf.overflow || cap >= len + 8);
	NEED(!buf.overflow || cap < len + 8 + 10);
	if (!buf.overflow) {
		wman_tlv_iter_init(&it, out, buf.len);
		NEED(wman_tlv_next(&it, &outer) && outer.type == 7 && it.pos == it.end);
		wman_tlv_iter_init(&it, outer.value, outer.len);
		NEED(wman_tlv_next(&it, &inner) && inner.type == 8 && inner.len == len);
		NEED(!len || !memcmp(inner.value, data, len));
		NEED(wman_tlv_next(&it, &inner) && inner.type == 9 && inner.len == 2);
		NEED(wman_tlv_uint(&inner) == 0x1234 && !wman_tlv_next(&it, &inner));
	}
	free(out);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u16 cap = input_u16(&in);
	u8 required = input_u8(&in) & ((1 << ARRAY_SIZE(rows)) - 1);
	size_t len;
	u8 *tlvs = input_rest(&in, &len);

	check_walk(tlvs, len);
	check_fields(required, tlvs, len);
	check_compound(cap, tlvs, len);
	free(tlvs);
	return 0;
}
