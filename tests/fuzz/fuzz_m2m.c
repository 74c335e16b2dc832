// SPDX-License-Identifier: BSD-3-Clause
/*
 * MAC-to-MAC frames: walk against a naive one, reassembly of bursts against a naive one, header
 * built and read.
 *
 * Covers: kernel/proto/m2m.c
 *
 * Input: frames, each with its length in two octets.
 */
#include <stdlib.h>

#include "input.h"
#include "m2m.h"
#include "tlv.h"

#define CAP	   300
#define BURSTS_MAX 64

/* A burst being put together, as a list of copies */
struct naive {
	bool active;
	u8 number;
	u8 next;
	u8 *data;
	size_t len;
};

/* The TLV at @p, or NULL when it is none; independent of tlv.c */
static const u8 *naive_tlv(const u8 *p, const u8 *end, u8 *type, const u8 **value, size_t *len)
{
	unsigned int n;
	u64 v = 0;

	if (end - p < 2)
		return NULL;
	*type = *p++;
	n = *p++;
	if (n < 0x80) {
		v = n;
	} else {
		n -= 0x80;
		if (n < 1 || n > 4 || end - p < n)
			return NULL;
		while (n--)
			v = v * 256 + *p++;
	}
	if (v > (u64)(end - p))
		return NULL;
	*value = p;
	*len = (size_t)v;
	return p + v;
}

/* The bursts of a frame; -1 when it is malformed. */
static int naive_walk(const u8 *frame, size_t len, struct wman_m2m_burst *bursts)
{
	static const u8 lengths[] = { [WMAN_M2M_FRAME_NUMBER] = 3,
				      [WMAN_M2M_BURST_NUMBER] = 1,
				      [WMAN_M2M_FRAGMENT_TYPE] = 1,
				      [WMAN_M2M_FRAGMENT_NUMBER] = 1 };
	const u8 *p = frame + 4, *end = frame + len, *value;
	struct wman_m2m_burst state = { 0 };
	unsigned int left;
	int n = 0;
	size_t vlen;
	u8 type;

	if (len < 4)
		return -1;
	for (left = frame[2] * 256u + frame[3]; left; left--) {
		p = naive_tlv(p, end, &type, &value, &vlen);
		if (!p || (type < sizeof(lengths) && lengths[type] && vlen != lengths[type]) ||
		    (type == WMAN_M2M_FRAGMENT_TYPE && value[0] > 3))
			return -1;
		if (type == WMAN_M2M_FRAME_NUMBER)
			state.frame_number = value[0] * 65536u + value[1] * 256u + value[2];
		if (type == WMAN_M2M_BURST_NUMBER)
			state.number = value[0];
		if (type == WMAN_M2M_FRAGMENT_TYPE)
			state.fragment = (enum wman_m2m_fragment)value[0];
		if (type == WMAN_M2M_FRAGMENT_NUMBER)
			state.fragment_number = value[0];
		if (type == WMAN_M2M_PDU_BURST && n < BURSTS_MAX) {
			bursts[n] = state;
			bursts[n].data = value;
			bursts[n++].len = vlen;
		}
	}
	return n;
}

static void same_burst(const struct wman_m2m_burst *a, const struct wman_m2m_burst *b)
{
	NEED(a->number == b->number && a->fragment == b->fragment);
	NEED(a->fragment_number == b->fragment_number && a->frame_number == b->frame_number);
}

/* Its header built, and the frame read. */
static void check_build(const struct wman_m2m_burst *burst, u16 sequence)
{
	size_t len = wman_m2m_header_len(burst->len);
	struct wman_m2m_burst again;
	struct wman_m2m_iter it;
	u8 *frame = malloc(len + burst->len);

	NEED(len <= WMAN_M2M_HEADER_MAX);
	NEED(wman_m2m_header_build(sequence, burst, frame) == len);
	memcpy(frame + len, burst->data, burst->len);
	NEED(!wman_m2m_open(&it, frame, len + burst->len) && it.sequence == sequence);
	NEED(wman_m2m_next(&it, &again));
	same_burst(&again, burst);
	NEED(again.len == burst->len && !memcmp(again.data, burst->data, burst->len));
	NEED(!wman_m2m_next(&it, &again));
	free(frame);
}

/* True when there is a whole burst in @naive. */
static bool naive_add(struct naive *naive, const struct wman_m2m_burst *part)
{
	if (part->fragment == WMAN_M2M_FIRST) {
		naive->active = true;
		naive->number = part->number;
		naive->next = part->fragment_number;
		naive->len = 0;
	}
	if (!naive->active || naive->number != part->number ||
	    naive->next != part->fragment_number || naive->len + part->len > CAP) {
		naive->active = false;
		return false;
	}
	naive->next++;
	naive->data = realloc(naive->data, naive->len + part->len + 1);
	memcpy(naive->data + naive->len, part->data, part->len);
	naive->len += part->len;
	naive->active = part->fragment != WMAN_M2M_LAST;
	return !naive->active;
}

static void check_reassembly(struct wman_m2m_reassembly *r, struct naive *naive,
			     const struct wman_m2m_burst *part)
{
	struct wman_octets whole;
	enum wman_reason reason;

	reason = wman_m2m_reassembly_add(r, part, &whole);
	NEED(!reason || reason == WMAN_REASON_M2M_FRAGMENT || reason == WMAN_REASON_FRAGMENT_LIMIT);
	if (part->fragment == WMAN_M2M_WHOLE) {
		NEED(!reason && whole.data == part->data && whole.len == part->len);
		return;
	}
	if (!naive_add(naive, part)) {
		NEED(!whole.data && !whole.len);
		return;
	}
	NEED(whole.len == naive->len && !memcmp(whole.data, naive->data, naive->len));
}

static void check_frame(struct wman_m2m_reassembly *r, struct naive *naive, const u8 *frame,
			size_t len)
{
	static struct wman_m2m_burst bursts[BURSTS_MAX];
	int i = 0, n = naive_walk(frame, len, bursts);
	struct wman_m2m_burst burst;
	struct wman_m2m_iter it;

	if (wman_m2m_open(&it, frame, len)) {
		NEED(n < 0);
		return;
	}
	NEED(n >= 0);
	while (i < BURSTS_MAX && wman_m2m_next(&it, &burst)) {
		NEED(i < n);
		same_burst(&burst, &bursts[i]);
		NEED(burst.data == bursts[i].data && burst.len == bursts[i].len);
		i++;
		if (burst.len <= 0xffff)
			check_build(&burst, it.sequence);
		check_reassembly(r, naive, &burst);
	}
	NEED(i == n);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	struct wman_m2m_reassembly r;
	struct naive naive = { 0 };
	u8 *buf = malloc(CAP), *frame;
	size_t len;

	wman_m2m_reassembly_init(&r, buf, CAP);
	while (input_left(&in)) {
		frame = input_chunk(&in, &len);
		check_frame(&r, &naive, frame, len);
		free(frame);
	}
	free(naive.data);
	free(buf);
	return 0;
}
