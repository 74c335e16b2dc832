// SPDX-License-Identifier: BSD-3-Clause
/*
 * A burst of MAC PDUs: walk, headers, CRC, subheaders, SDUs, reassembly against a naive one.
 *
 * Covers: kernel/proto/mac.c kernel/proto/subheader.c
 *
 * Input: one octet of switches, the burst.
 */
#include <stdlib.h>

#include "frag.h"
#include "input.h"

#define UPLINK	  0x01
#define IEEE8023  0x02
#define REPAIR	  0x04 /* right HCS and CRC before the walk: random ones are right too seldom */
#define SMALL	  0x08 /* a reassembly that overflows soon */
#define CAP	  256
#define CAP_SMALL 8

/* What frag.c does, with the parts kept apart and no state but them */
struct naive {
	size_t cap;
	struct wman_sdu part[WMAN_PDU_MAX];
	size_t n;
};

struct walk {
	enum wman_direction dir;
	enum wman_crc crc;
	struct wman_frag frag;
	u8 *frag_buf;
	struct naive naive;
};

static void repair(u8 *burst, size_t len, enum wman_crc crc)
{
	size_t off = 0, pdu_len;
	struct wman_gmh gmh;

	while (len - off >= WMAN_GMH_LEN && burst[off] != WMAN_BURST_PAD) {
		burst[off + 5] = wman_hcs(burst + off);
		pdu_len = WMAN_GMH_LEN;
		if (!wman_gmh_parse(&gmh, burst + off, len - off)) {
			pdu_len = gmh.len;
			if (gmh.ci)
				wman_crc32(crc, burst + off, pdu_len - WMAN_CRC_LEN,
					   burst + off + pdu_len - WMAN_CRC_LEN);
		}
		off += pdu_len;
	}
}

static void check_bandwidth(const u8 *pdu)
{
	u8 again[WMAN_GMH_LEN];
	struct wman_bandwidth bw;

	if (wman_bandwidth_parse(&bw, pdu, WMAN_GMH_LEN))
		return;
	NEED(bw.type <= 1 && bw.request < 1u << 19);
	wman_bandwidth_build(&bw, again);
	NEED(!memcmp(again, pdu, sizeof(again)));
}

/* Built again, a header differs in the reserved bit only. */
static void check_header(const struct wman_gmh *gmh, const u8 *pdu)
{
	u8 again[WMAN_GMH_LEN];

	wman_gmh_build(gmh, again);
	NEED(again[0] == pdu[0] && again[1] == (pdu[1] & ~0x08));
	NEED(!memcmp(again + 2, pdu + 2, 3));
	NEED(again[5] == wman_hcs(again));
}

static void check_crc(enum wman_crc crc, const u8 *pdu, size_t len)
{
	bool ok = wman_crc32_ok(crc, pdu, len);
	u8 *copy = malloc(len);

	memcpy(copy, pdu, len);
	copy[len - 1 - copy[0] % len] ^= 1;
	NEED(!ok || !wman_crc32_ok(crc, copy, len));
	wman_crc32(crc, copy, len - WMAN_CRC_LEN, copy + len - WMAN_CRC_LEN);
	NEED(wman_crc32_ok(crc, copy, len));
	free(copy);
}

/* Built again, a subheader differs in reserved bits only. */
static void check_subheader(u8 type, const struct wman_sdu *sdu)
{
	bool extended = type & WMAN_TYPE_EXTENDED;
	u8 again[WMAN_SUBHEADER_MAX];
	size_t len;

	NEED(sdu->fsn_mask == (extended ? 2047 : 7) && sdu->fsn <= sdu->fsn_mask);
	if (type & WMAN_TYPE_PACKING) {
		len = wman_packing_build(extended, sdu->fc, sdu->fsn, sdu->len, again);
		NEED(!memcmp(again, sdu->data - len, len));
		return;
	}
	len = wman_fragmentation_build(extended, sdu->fc, sdu->fsn, again);
	NEED(len == wman_fragmentation_len(extended));
	NEED(len == 1 || again[0] == sdu->data[-2]);
	NEED(again[len - 1] == (sdu->data[-1] & 0xf8));
}

static size_t naive_len(const struct naive *naive)
{
	size_t i, len = 0;

	for (i = 0; i < naive->n; i++)
		len += naive->part[i].len;
	return len;
}

/* Take a part; true when there is an SDU in @naive->part then. */
static bool naive_add(struct naive *naive, const struct wman_sdu *sdu)
{
	const struct wman_sdu *last = naive->n ? &naive->part[naive->n - 1] : NULL;
	bool begins = sdu->fc == WMAN_FC_WHOLE || sdu->fc == WMAN_FC_FIRST;
	bool follows = last && (last->fc == WMAN_FC_FIRST || last->fc == WMAN_FC_MIDDLE) &&
		       ((last->fsn + 1) & sdu->fsn_mask) == sdu->fsn;

	if (begins || !follows)
		naive->n = 0;
	if (!begins && !follows)
		return false;
	naive->part[naive->n++] = *sdu;
	if (sdu->fc != WMAN_FC_WHOLE && naive_len(naive) > naive->cap)
		naive->n = 0;
	return naive->n && (sdu->fc == WMAN_FC_WHOLE || sdu->fc == WMAN_FC_LAST);
}

static void check_reassembly(struct walk *w, const struct wman_sdu *sdu)
{
	enum wman_reason reason;
	struct wman_octets whole;
	size_t i, off = 0;

	/* without a subheader it passes by what is incomplete */
	if (!sdu->numbered) {
		NEED(!wman_frag_add(&w->frag, sdu, &whole));
		NEED(whole.data == sdu->data && whole.len == sdu->len);
		return;
	}
	reason = wman_frag_add(&w->frag, sdu, &whole);
	NEED(!reason || reason == WMAN_REASON_FRAGMENT_ORDER ||
	     reason == WMAN_REASON_FRAGMENT_LIMIT);
	if (!naive_add(&w->naive, sdu)) {
		NEED(!whole.data && !whole.len);
		return;
	}
	NEED(whole.len == naive_len(&w->naive));
	for (i = 0; i < w->naive.n; off += w->naive.part[i++].len)
		NEED(!memcmp(whole.data + off, w->naive.part[i].data, w->naive.part[i].len));
	w->naive.n = 0;
}

static void check_sdus(struct walk *w, u8 type, const u8 *data, size_t len)
{
	struct wman_sdu_iter it;
	struct wman_sdu sdu;
	unsigned int n = 0;
	const u8 *pos = data;

	if (wman_sdu_iter_init(&it, type, w->dir, data, len))
		return;
	while (wman_sdu_next(&it, &sdu)) {
		NEED(sdu.len && sdu.data >= pos && input_within(sdu.data, sdu.len, data, len));
		NEED(sdu.numbered == !!(type & (WMAN_TYPE_PACKING | WMAN_TYPE_FRAGMENTATION)));
		pos = sdu.data + sdu.len;
		if (sdu.numbered)
			check_subheader(type, &sdu);
		check_reassembly(w, &sdu);
		n++;
	}
	/* nothing stays behind the last one */
	NEED(!n || pos == data + len);
	NEED(n <= 1 || type & WMAN_TYPE_PACKING);
}

static void check_pdu(struct walk *w, const struct wman_octets *pdu)
{
	size_t len, skip = 0;
	struct wman_gmh gmh;

	if (wman_is_signaling(pdu->data)) {
		NEED(pdu->len == WMAN_GMH_LEN);
		check_bandwidth(pdu->data);
		return;
	}
	NEED(!wman_gmh_parse(&gmh, pdu->data, pdu->len) && gmh.len == pdu->len);
	check_header(&gmh, pdu->data);
	len = pdu->len - WMAN_GMH_LEN;
	if (gmh.ci) {
		check_crc(w->crc, pdu->data, pdu->len);
		len -= WMAN_CRC_LEN;
	}
	if (gmh.esf && wman_esh_skip(pdu->data + WMAN_GMH_LEN, len, &skip))
		return;
	NEED(skip <= len);
	check_sdus(w, gmh.type, pdu->data + WMAN_GMH_LEN + skip, len - skip);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = input_begin(data, size);
	u8 switches = input_u8(&in);
	size_t len, off = 0, cap = switches & SMALL ? CAP_SMALL : CAP;
	u8 *burst = input_rest(&in, &len);
	static struct walk w;
	struct wman_pdu_iter it;
	struct wman_octets pdu;

	w.dir = switches & UPLINK ? WMAN_DIRECTION_UPLINK : WMAN_DIRECTION_DOWNLINK;
	w.crc = switches & IEEE8023 ? WMAN_CRC_IEEE8023 : WMAN_CRC_OFDMA;
	w.naive.cap = cap;
	w.naive.n = 0;
	w.frag_buf = malloc(cap);
	wman_frag_init(&w.frag, w.frag_buf, cap);
	if (switches & REPAIR)
		repair(burst, len, w.crc);
	wman_pdu_iter_init(&it, burst, len);
	while (wman_pdu_next(&it, &pdu)) {
		NEED(pdu.data == burst + off && pdu.len >= WMAN_GMH_LEN);
		off += pdu.len;
		NEED(off <= len);
		check_pdu(&w, &pdu);
	}
	NEED(it.reason || off == len || burst[off] == WMAN_BURST_PAD);
	NEED(!wman_pdu_next(&it, &pdu));
	free(w.frag_buf);
	free(burst);
	return 0;
}
