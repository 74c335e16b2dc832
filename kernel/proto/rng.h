/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/* RNG-REQ and RNG-RSP. */
#ifndef _WMAN_RNG_H
#define _WMAN_RNG_H

#include "fields.h"
#include "mac.h"

#define WMAN_MAC_VERSION	5	/* that RNG-REQ tells: 802.16e-2005 */

enum wman_ranging_status {
	WMAN_RANGING_CONTINUE = 1,
	WMAN_RANGING_ABORT = 2,
	WMAN_RANGING_SUCCESS = 3,
	WMAN_RANGING_RERANGE = 4,
};

/* Ranging purpose */
#define WMAN_PURPOSE_HANDOVER	BIT(0)	/* also network re-entry */

/*
 * HO process optimization: what the target base station lets be left out. The two PKM bits are one
 * number: authorization as at initial entry, or after an SA challenge tuple the SA-TEK handshake
 * alone; SA-TEK-Update in RNG-RSP; nothing, TEKs stay.
 */
#define WMAN_HO_OMIT_SBC	BIT(0)
#define WMAN_HO_PKM_SHIFT	1
#define WMAN_HO_PKM_MASK	(3 << WMAN_HO_PKM_SHIFT)
#define WMAN_HO_PKM_FULL	(0 << WMAN_HO_PKM_SHIFT)
#define WMAN_HO_PKM_UPDATE	(1 << WMAN_HO_PKM_SHIFT)
#define WMAN_HO_PKM_KEEP	(3 << WMAN_HO_PKM_SHIFT)
#define WMAN_HO_OMIT_REG	BIT(7)

#define WMAN_RNG_REQ_MAC	BIT(0)
#define WMAN_RNG_REQ_VERSION	BIT(1)
#define WMAN_RNG_REQ_BSID	BIT(2)
#define WMAN_RNG_REQ_PURPOSE	BIT(3)
#define WMAN_RNG_REQ_COUNT	BIT(4)

/**
 * struct wman_rng_req - RNG-REQ
 * @present: WMAN_RNG_REQ_*
 * @mac: MAC address of the MS
 * @version: MAC version
 * @serving_bsid: serving BSID, in handover
 * @purpose: ranging purpose
 * @key_count: CMAC_KEY_COUNT
 */
struct wman_rng_req {
	u32 present;
	u8 mac[WMAN_MAC_ADDR_LEN];
	u8 version;
	u8 serving_bsid[WMAN_MAC_ADDR_LEN];
	u8 purpose;
	u16 key_count;
};

#define WMAN_RNG_RSP_TIMING	BIT(0)
#define WMAN_RNG_RSP_POWER	BIT(1)
#define WMAN_RNG_RSP_FREQUENCY	BIT(2)
#define WMAN_RNG_RSP_STATUS	BIT(3)
#define WMAN_RNG_RSP_MAC	BIT(4)
#define WMAN_RNG_RSP_BASIC	BIT(5)
#define WMAN_RNG_RSP_PRIMARY	BIT(6)
#define WMAN_RNG_RSP_HO		BIT(7)
#define WMAN_RNG_RSP_REG	BIT(8)
#define WMAN_RNG_RSP_CHALLENGE	BIT(9)
#define WMAN_RNG_RSP_CIDS	(WMAN_RNG_RSP_BASIC | WMAN_RNG_RSP_PRIMARY)

/**
 * struct wman_rng_rsp - RNG-RSP
 * @present: WMAN_RNG_RSP_*
 * @timing: timing adjust, two's complement
 * @power: power level adjust, two's complement
 * @frequency: offset frequency adjust, two's complement
 * @status: enum wman_ranging_status
 * @mac: MAC address of the MS it is for
 * @basic_cid: basic management CID
 * @primary_cid: primary management CID
 * @ho: HO process optimization, WMAN_HO_*
 * @reg: REG encodings; see handover.h
 * @challenge: value of the SA challenge tuple; see handover.h
 */
struct wman_rng_rsp {
	u32 present;
	u32 timing;
	u8 power;
	u32 frequency;
	u8 status;
	u8 mac[WMAN_MAC_ADDR_LEN];
	u16 basic_cid;
	u16 primary_cid;
	u16 ho;
	struct wman_octets reg;
	struct wman_octets challenge;
};

/**
 * wman_rng_req_parse() - read an RNG-REQ
 * @req: what was read
 * @msg: from its type octet
 * @len: octets of the message
 *
 * Return: WMAN_REASON_NONE, _MESSAGE_UNKNOWN for another type, _MESSAGE_SHORT,
 * _TLV_MALFORMED, _TLV_LENGTH or _ATTR_MISSING without a MAC address.
 */
enum wman_reason wman_rng_req_parse(struct wman_rng_req *req, const u8 *msg, size_t len);

/**
 * wman_rng_req_put() - append an RNG-REQ
 * @buf: where
 * @req: what
 */
void wman_rng_req_put(struct wman_buf *buf, const struct wman_rng_req *req);

/**
 * wman_rng_rsp_parse() - read an RNG-RSP
 * @rsp: what was read
 * @msg: from its type octet
 * @len: octets of the message
 *
 * Only WMAN_RANGING_SUCCESS together with WMAN_RNG_RSP_CIDS ends initial ranging; a MAC
 * address has to be there on CID 0. Both are for the caller to see.
 *
 * Return: WMAN_REASON_NONE, _MESSAGE_UNKNOWN for another type, _MESSAGE_SHORT,
 * _TLV_MALFORMED, _TLV_LENGTH, _ATTR_MISSING without a status or _TLV_VALUE for one that
 * is not known.
 */
enum wman_reason wman_rng_rsp_parse(struct wman_rng_rsp *rsp, const u8 *msg, size_t len);

/**
 * wman_rng_rsp_put() - append an RNG-RSP
 * @buf: where
 * @rsp: what
 */
void wman_rng_rsp_put(struct wman_buf *buf, const struct wman_rng_rsp *rsp);

#endif /* _WMAN_RNG_H */
