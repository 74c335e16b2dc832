/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * MAC-to-MAC frames: bursts of MAC PDUs in Ethernet frames of type 0x08F0.
 *
 *	sequence number 2 | TLV count 2 | TLVs
 *
 * A frame is checked as a whole when it is opened, so a walk over its bursts cannot fail
 * half way.
 */
#ifndef _WMAN_M2M_H
#define _WMAN_M2M_H

#include <linux/wman.h>

#include "octets.h"

#define WMAN_M2M_ETHERTYPE	0x08f0
#define WMAN_M2M_VERSION	2
#define WMAN_M2M_HEADER_MAX	25	/* all that wman_m2m_header_build() can write */

enum wman_m2m_tlv {
	WMAN_M2M_PROTOCOL_VERSION = 1,
	WMAN_M2M_FRAME_NUMBER = 2,
	WMAN_M2M_BURST_NUMBER = 3,
	WMAN_M2M_FRAGMENT_TYPE = 4,
	WMAN_M2M_FRAGMENT_NUMBER = 5,
	WMAN_M2M_FCH_BURST = 8,
	WMAN_M2M_PDU_BURST = 9,
};

enum wman_m2m_fragment {
	WMAN_M2M_WHOLE = 0,
	WMAN_M2M_FIRST = 1,
	WMAN_M2M_MIDDLE = 2,
	WMAN_M2M_LAST = 3,
};

/**
 * struct wman_m2m_burst - a burst, or a part of one
 * @number: burst number, the same in all parts
 * @fragment: which part
 * @fragment_number: counts the parts from 1
 * @frame_number: PHY frame number, 24 bits; 0 when the frame has none
 * @data: the PDUs
 * @len: octets of them
 */
struct wman_m2m_burst {
	u8 number;
	enum wman_m2m_fragment fragment;
	u8 fragment_number;
	u32 frame_number;
	const u8 *data;
	size_t len;
};

/**
 * struct wman_m2m_iter - a walk over the bursts of a frame
 * @pos: the TLV behind the burst found last
 * @end: behind the frame
 * @left: TLVs from there on
 * @sequence: sequence number of the frame
 * @state: what TLVs before the next burst said
 * @first: the first burst, which the check of the frame has found
 * @ahead: @first was not handed out yet
 */
struct wman_m2m_iter {
	const u8 *pos;
	const u8 *end;
	u16 left;
	u16 sequence;
	struct wman_m2m_burst state;
	struct wman_m2m_burst first;
	bool ahead;
};

/**
 * wman_m2m_open() - check a frame and begin to walk over its bursts
 * @it: the walk
 * @data: behind the Ethernet header
 * @len: its octets; those behind the last TLV are ignored (Ethernet padding)
 *
 * Return: WMAN_REASON_NONE; _M2M_MALFORMED when the header is cut, the TLV count or a
 * length runs past the frame, or a burst or fragment TLV has a wrong length or value.
 */
enum wman_reason wman_m2m_open(struct wman_m2m_iter *it, const u8 *data, size_t len);

/**
 * wman_m2m_next() - the next burst of a frame
 * @it: a walk that wman_m2m_open() began without an error
 * @burst: what was found
 *
 * Return: true when there is one.
 */
bool wman_m2m_next(struct wman_m2m_iter *it, struct wman_m2m_burst *burst);

/**
 * wman_m2m_header_len() - octets before the PDUs of a frame
 * @burst_len: octets of the PDUs
 *
 * Return: at most WMAN_M2M_HEADER_MAX.
 */
size_t wman_m2m_header_len(size_t burst_len);

/**
 * wman_m2m_header_build() - write all of a frame that goes before its PDUs
 * @sequence: sequence number of the frame
 * @burst: number, fragment and length of the burst; @burst->data is not looked at
 * @out: where, wman_m2m_header_len(@burst->len) octets
 *
 * Return: octets written; the PDUs follow, then the frame is complete.
 */
size_t wman_m2m_header_build(u16 sequence, const struct wman_m2m_burst *burst, u8 *out);

/**
 * struct wman_m2m_reassembly - the one incomplete burst of a sender
 * @buf: the caller's memory
 * @cap: its octets
 * @len: octets there so far
 * @number: burst number
 * @next: fragment number that has to come
 * @active: a burst is incomplete
 */
struct wman_m2m_reassembly {
	u8 *buf;
	size_t cap;
	size_t len;
	u8 number;
	u8 next;
	bool active;
};

/**
 * wman_m2m_reassembly_init() - begin with nothing
 * @r: the reassembly
 * @buf: memory for a burst
 * @cap: its octets
 */
void wman_m2m_reassembly_init(struct wman_m2m_reassembly *r, u8 *buf, size_t cap);

/**
 * wman_m2m_reassembly_add() - take a burst or a part of one
 * @r: the reassembly of its sender
 * @part: what came
 * @whole: set to a complete burst (in @part or in @r->buf, until the next call), or to
 *	NULL and 0 while there is none
 *
 * A first part drops an incomplete burst and begins anew.
 *
 * Return: WMAN_REASON_NONE; _M2M_FRAGMENT when something was dropped: an incomplete burst,
 * or this part, because it is not the one that has to come; _FRAGMENT_LIMIT when the
 * burst does not fit, which drops it.
 */
enum wman_reason wman_m2m_reassembly_add(struct wman_m2m_reassembly *r,
					 const struct wman_m2m_burst *part,
					 struct wman_octets *whole);

#endif /* _WMAN_M2M_H */
