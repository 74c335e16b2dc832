/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * Fragmentation and reassembly of management messages and SDUs by FC and FSN
 * (802.16 6.3.3.3, without ARQ).
 */
#ifndef _WMAN_FRAG_H
#define _WMAN_FRAG_H

#include "subheader.h"

#define WMAN_MESSAGE_MAX	8192	/* octets of a reassembled management message */

/**
 * struct wman_frag - reassembly on one connection
 * @buf: the caller's memory
 * @cap: its octets, the limit of what is reassembled
 * @len: octets there so far
 * @fsn: number that has to come
 * @active: something is incomplete; the caller runs the timeout
 */
struct wman_frag {
	u8 *buf;
	size_t cap;
	size_t len;
	u16 fsn;
	bool active;
};

/**
 * wman_frag_init() - begin with nothing
 * @frag: the reassembly
 * @buf: memory for one message or SDU
 * @cap: its octets
 */
void wman_frag_init(struct wman_frag *frag, u8 *buf, size_t cap);

/**
 * wman_frag_reset() - drop what is incomplete
 * @frag: the reassembly
 *
 * Return: true when there was something, which the caller counts.
 */
bool wman_frag_reset(struct wman_frag *frag);

/**
 * wman_frag_add() - take an SDU or a part of one
 * @frag: the reassembly of its connection
 * @sdu: what came
 * @whole: set to a complete SDU (in @sdu or in @frag->buf, until the next call), or to NULL
 *	and 0 while there is none
 *
 * Any FSN begins an SDU. A whole one that is numbered, or a first part, drops what is
 * incomplete; a PDU without a subheader leaves it alone.
 *
 * Return: WMAN_REASON_NONE; _FRAGMENT_ORDER when something was dropped, be it the
 * incomplete SDU (@whole may be set all the same) or this part; _FRAGMENT_LIMIT when the
 * SDU does not fit, which drops it.
 */
enum wman_reason wman_frag_add(struct wman_frag *frag, const struct wman_sdu *sdu,
			       struct wman_octets *whole);

/**
 * struct wman_frag_tx - an SDU that is cut into parts
 * @len: octets of the SDU
 * @max: octets a part may have, at least 1
 * @off: where the next part begins
 */
struct wman_frag_tx {
	size_t len;
	size_t max;
	size_t off;
};

/**
 * struct wman_fragment - one part
 * @fc: which part
 * @off: where it begins in the SDU
 * @len: its octets
 */
struct wman_fragment {
	enum wman_fc fc;
	size_t off;
	size_t len;
};

/**
 * wman_frag_tx_init() - begin to cut
 * @tx: the SDU
 * @len: its octets, at least 1
 * @max: octets a part may have, at least 1
 */
void wman_frag_tx_init(struct wman_frag_tx *tx, size_t len, size_t max);

/**
 * wman_frag_tx_next() - the next part
 * @tx: the SDU
 * @part: what to send; the caller numbers it with the FSN of the connection
 *
 * Return: true when there is one.
 */
bool wman_frag_tx_next(struct wman_frag_tx *tx, struct wman_fragment *part);

#endif /* _WMAN_FRAG_H */
