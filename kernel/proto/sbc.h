/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/* SBC-REQ and SBC-RSP: basic capabilities and what security is negotiated. */
#ifndef _WMAN_SBC_H
#define _WMAN_SBC_H

#include "fields.h"
#include "secneg.h"

#define WMAN_SBC_BANDWIDTH	BIT(0)
#define WMAN_SBC_CONSTRUCTION	BIT(1)
#define WMAN_SBC_FFT		BIT(2)

#define WMAN_FFT_1024		0x08

/**
 * struct wman_sbc - SBC-REQ or SBC-RSP
 * @present: WMAN_SBC_*
 * @bandwidth: bandwidth allocation support
 * @construction: capabilities for construction and transmission of MAC PDUs
 * @fft: WMAN_FFT_*
 * @secneg: Security-Negotiation-Parameters; its @present is 0 when the TLV is absent
 */
struct wman_sbc {
	u32 present;
	u8 bandwidth;
	u8 construction;
	u8 fft;
	struct wman_secneg secneg;
};

/**
 * wman_sbc_parse() - read an SBC-REQ or SBC-RSP
 * @sbc: what was read
 * @type: WMAN_MSG_SBC_REQ or WMAN_MSG_SBC_RSP
 * @msg: from its type octet
 * @len: octets of the message
 *
 * The choice in an SBC-RSP is for wman_secneg_check(), its PN window for
 * wman_replay_size().
 *
 * Return: WMAN_REASON_NONE, _MESSAGE_UNKNOWN for another type, _MESSAGE_SHORT,
 * _TLV_MALFORMED or _TLV_LENGTH.
 */
enum wman_reason wman_sbc_parse(struct wman_sbc *sbc, u8 type, const u8 *msg, size_t len);

/**
 * wman_sbc_put() - append an SBC-REQ or SBC-RSP
 * @buf: where
 * @type: WMAN_MSG_SBC_REQ or WMAN_MSG_SBC_RSP
 * @sbc: what
 */
void wman_sbc_put(struct wman_buf *buf, u8 type, const struct wman_sbc *sbc);

#endif /* _WMAN_SBC_H */
