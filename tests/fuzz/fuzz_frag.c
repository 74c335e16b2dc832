// SPDX-License-Identifier: BSD-3-Clause
/*
 * SDUs cut, packed, lost and put together again: what arrives is one of those that were sent, in
 * their order, and all of them when nothing is lost.
 *
 * Covers: kernel/proto/frag.c
 *
 * Input: switches, FSN to begin with, room in a PDU, then for each SDU its length and two octets
 * of losses (the lowest bit: the PDU that is sent next is lost; the one above: that after it).
 */
#include <stdlib.h>

#include "frag.h"
#include "input.h"

#define EXTENDED 0x01
#define PACKING	 0x02
#define UPLINK	 0x04
#define GRANT	 0x08

#define SDUS_MAX 16
#define SDU_MAX	 1024
#define LOST_MAX 7 /* one more, and an FSN of three bits comes round */

struct link {
	bool extended;
	bool packing;
	bool grant;
	enum wman_direction dir;
	u16 fsn;
	size_t room; /* octets of subheaders and parts in a PDU */
	/* the PDU under way */
	u8 pdu[WMAN_PDU_MAX];
	size_t len;
	unsigned int parts;
	/* what was lost */
	unsigned int lost;
	u16 losses;
	/* what arrives */
	struct wman_frag frag;
	u8 frag_buf[SDU_MAX];
	unsigned int sent; /* SDUs cut so far */
	unsigned int arrived; /* the last one that arrived, counted from 1 */
	unsigned int whole;
	size_t sdu_len[SDUS_MAX];
};

/* Octet @i of SDU @n */
static u8 content(unsigned int n, size_t i)
{
	return (u8)(n * 31 + i * 7 + (i >> 8));
}

static void arrive(struct link *l, const struct wman_octets *whole)
{
	unsigned int n;
	size_t i;

	/* the first octet tells which one; those before it were lost */
	for (n = l->arrived; n < l->sent; n++)
		if (whole->len == l->sdu_len[n] && whole->data[0] == content(n, 0))
			break;
	NEED(n < l->sent);
	for (i = 0; i < whole->len; i++)
		NEED(whole->data[i] == content(n, i));
	l->arrived = n + 1;
	l->whole++;
}

static void receive(struct link *l)
{
	struct wman_octets whole;
	struct wman_sdu_iter it;
	struct wman_sdu sdu;
	enum wman_reason reason;
	u8 type = 0, *copy = malloc(l->len);

	memcpy(copy, l->pdu, l->len);
	type |= l->extended ? WMAN_TYPE_EXTENDED : 0;
	type |= l->packing ? WMAN_TYPE_PACKING : WMAN_TYPE_FRAGMENTATION;
	type |= l->grant ? WMAN_TYPE_GRANT_FFB : 0;
	NEED(!wman_sdu_iter_init(&it, type, l->dir, copy, l->len));
	while (wman_sdu_next(&it, &sdu)) {
		reason = wman_frag_add(&l->frag, &sdu, &whole);
		NEED(!reason || (l->lost && reason == WMAN_REASON_FRAGMENT_ORDER));
		if (whole.len)
			arrive(l, &whole);
	}
	free(copy);
}

static size_t grant_len(const struct link *l)
{
	if (!l->grant)
		return 0;
	return l->dir == WMAN_DIRECTION_UPLINK ? 2 : 1;
}

/* Parts in a PDU that is lost count against the limit: each has an FSN. */
static void flush(struct link *l)
{
	bool lose = l->losses & 1 && l->lost + l->parts <= LOST_MAX;

	if (!l->parts)
		return;
	l->losses >>= 1;
	if (lose)
		l->lost += l->parts;
	else
		receive(l);
	l->len = grant_len(l);
	l->parts = 0;
}

static void send_sdu(struct link *l, size_t len)
{
	struct wman_fragment part;
	struct wman_frag_tx tx;
	size_t total = 0, i;

	l->sdu_len[l->sent++] = len;
	wman_frag_tx_init(&tx, len, l->room);
	while (wman_frag_tx_next(&tx, &part)) {
		NEED(part.off == total && part.len && part.len <= l->room);
		total += part.len;
		NEED((part.fc == WMAN_FC_LAST || part.fc == WMAN_FC_WHOLE) == (total == len));
		if (!l->packing || l->len + part.len > l->room + 2)
			flush(l);
		l->len += l->packing ? wman_packing_build(l->extended, part.fc, l->fsn, part.len,
							  l->pdu + l->len) :
				       wman_fragmentation_build(l->extended, part.fc, l->fsn,
								l->pdu + l->len);
		l->fsn++;
		for (i = 0; i < part.len; i++)
			l->pdu[l->len++] = content(l->sent - 1, part.off + i);
		l->parts++;
	}
	NEED(total == len);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u8 switches = input_u8(&in);
	static struct link l;

	memset(&l, 0, sizeof(l));
	l.extended = switches & EXTENDED;
	l.packing = switches & PACKING;
	l.grant = switches & GRANT;
	l.dir = switches & UPLINK ? WMAN_DIRECTION_UPLINK : WMAN_DIRECTION_DOWNLINK;
	l.fsn = input_u16(&in);
	l.room = 1 + input_u8(&in);
	l.len = grant_len(&l);
	wman_frag_init(&l.frag, l.frag_buf, sizeof(l.frag_buf));
	while (input_left(&in) && l.sent < SDUS_MAX) {
		size_t len = 1 + input_u16(&in) % SDU_MAX;

		l.losses = input_u16(&in);
		send_sdu(&l, len);
	}
	flush(&l);
	NEED(l.lost || l.whole == l.sent);
	NEED(l.lost || !wman_frag_reset(&l.frag));
	return 0;
}
