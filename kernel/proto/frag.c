// SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause)
/* Fragmentation and reassembly by FC and FSN. */
#include "frag.h"

void wman_frag_init(struct wman_frag *frag, u8 *buf, size_t cap)
{
	frag->buf = buf;
	frag->cap = cap;
	frag->len = 0;
	frag->fsn = 0;
	frag->active = false;
}

bool wman_frag_reset(struct wman_frag *frag)
{
	bool was = frag->active;

	frag->active = false;
	frag->len = 0;
	return was;
}

enum wman_reason wman_frag_add(struct wman_frag *frag, const struct wman_sdu *sdu,
			       struct wman_octets *whole)
{
	enum wman_reason reason = WMAN_REASON_NONE;

	whole->data = NULL;
	whole->len = 0;
	if (sdu->fc == WMAN_FC_WHOLE) {
		/* numbered, it took the place of the part that had to come */
		if (sdu->numbered && wman_frag_reset(frag))
			reason = WMAN_REASON_FRAGMENT_ORDER;
		whole->data = sdu->data;
		whole->len = sdu->len;
		return reason;
	}
	if (sdu->fc == WMAN_FC_FIRST) {
		if (wman_frag_reset(frag))
			reason = WMAN_REASON_FRAGMENT_ORDER;
		frag->active = true;
	} else if (!frag->active || sdu->fsn != (frag->fsn & sdu->fsn_mask)) {
		wman_frag_reset(frag);
		return WMAN_REASON_FRAGMENT_ORDER;
	}
	if (sdu->len > frag->cap - frag->len) {
		wman_frag_reset(frag);
		return WMAN_REASON_FRAGMENT_LIMIT;
	}
	memcpy(frag->buf + frag->len, sdu->data, sdu->len);
	frag->len += sdu->len;
	frag->fsn = sdu->fsn + 1;
	if (sdu->fc == WMAN_FC_LAST) {
		whole->data = frag->buf;
		whole->len = frag->len;
		wman_frag_reset(frag);
	}
	return reason;
}

void wman_frag_tx_init(struct wman_frag_tx *tx, size_t len, size_t max)
{
	tx->len = len;
	tx->max = max;
	tx->off = 0;
}

bool wman_frag_tx_next(struct wman_frag_tx *tx, struct wman_fragment *part)
{
	size_t left = tx->len - tx->off;

	if (!left)
		return false;
	part->off = tx->off;
	part->len = left < tx->max ? left : tx->max;
	if (left > tx->max)
		part->fc = tx->off ? WMAN_FC_MIDDLE : WMAN_FC_FIRST;
	else
		part->fc = tx->off ? WMAN_FC_LAST : WMAN_FC_WHOLE;
	tx->off += part->len;
	return true;
}
