/* SPDX-License-Identifier: (GPL-2.0 OR BSD-3-Clause) */
/*
 * MAC PDUs (802.16 6.3.2): generic MAC header, header check sequence, CRC-32, bandwidth
 * request header, connection identifiers, and the PDUs of a burst.
 */
#ifndef _WMAN_MAC_H
#define _WMAN_MAC_H

#include <linux/wman.h>

#include "octets.h"

#define WMAN_GMH_LEN		6
#define WMAN_CRC_LEN		4
#define WMAN_PDU_MAX		2047	/* LEN has 11 bits */
#define WMAN_MAC_ADDR_LEN	6
#define WMAN_BURST_PAD		0xff

/* Type bits of a generic MAC header */
#define WMAN_TYPE_MESH		0x20
#define WMAN_TYPE_ARQ_FEEDBACK	0x10
#define WMAN_TYPE_EXTENDED	0x08	/* 11-bit FSN in the subheaders below */
#define WMAN_TYPE_FRAGMENTATION	0x04
#define WMAN_TYPE_PACKING	0x02
#define WMAN_TYPE_GRANT_FFB	0x01	/* uplink: grant management, downlink: FFB allocation */

#define WMAN_CID_INITIAL_RANGING	0x0000
#define WMAN_CID_TRANSPORT_MAX		0xfe9f
#define WMAN_CID_MULTICAST_FIRST	0xfea0
#define WMAN_CID_MULTICAST_LAST		0xfefe
#define WMAN_CID_AAS_RANGING		0xfeff
#define WMAN_CID_POLLING_FIRST		0xff00
#define WMAN_CID_POLLING_LAST		0xfff9
#define WMAN_CID_NORMAL_MULTICAST	0xfffa
#define WMAN_CID_SLEEP_MULTICAST	0xfffb
#define WMAN_CID_IDLE_MULTICAST		0xfffc
#define WMAN_CID_FRAGMENTABLE		0xfffd
#define WMAN_CID_PADDING		0xfffe
#define WMAN_CID_BROADCAST		0xffff

/**
 * struct wman_gmh - generic MAC header
 * @ec: payload is encrypted
 * @esf: an extended subheader group follows
 * @ci: a CRC-32 ends the PDU
 * @type: WMAN_TYPE_* bits
 * @eks: low two bits of the TEK's sequence number; 0 when clear
 * @len: octets of the whole PDU, header and CRC included
 * @cid: connection
 */
struct wman_gmh {
	bool ec;
	bool esf;
	bool ci;
	u8 type;
	u8 eks;
	u16 len;
	u16 cid;
};

/**
 * struct wman_bandwidth - bandwidth request header
 * @type: 0 incremental, 1 aggregate
 * @request: octets wanted, 19 bits
 * @cid: for this connection
 */
struct wman_bandwidth {
	u8 type;
	u32 request;
	u16 cid;
};

/**
 * wman_hcs() - header check sequence
 * @header: the five octets before it
 *
 * Return: CRC-8, polynomial 0x07, initial value 0.
 */
u8 wman_hcs(const u8 header[WMAN_GMH_LEN - 1]);

/**
 * wman_gmh_build() - write a generic MAC header
 * @gmh: what; @len must be final
 * @out: where, the HCS included
 */
void wman_gmh_build(const struct wman_gmh *gmh, u8 out[WMAN_GMH_LEN]);

/**
 * wman_gmh_parse() - read a generic MAC header
 * @gmh: what was read
 * @pdu: from the header on; only its 6 octets are read
 * @len: octets from @pdu to the end of what arrived
 *
 * Return: WMAN_REASON_NONE; _SHORT below 6 octets; _HCS; _MESSAGE_UNKNOWN for a header
 * without payload (HT = 1); _LENGTH when LEN is shorter than header and CRC, or longer
 * than @len. LEN may be shorter than @len: a burst goes on.
 */
enum wman_reason wman_gmh_parse(struct wman_gmh *gmh, const u8 *pdu, size_t len);

/**
 * wman_cid_is_multicast() - whether a CID is of a downlink multicast connection
 * @cid: CID
 *
 * Return: true when it is.
 */
static inline bool wman_cid_is_multicast(u16 cid)
{
	return cid >= WMAN_CID_MULTICAST_FIRST && cid <= WMAN_CID_MULTICAST_LAST;
}

/**
 * wman_is_signaling() - whether a PDU is a header without payload
 * @pdu: at least one octet
 *
 * Return: the HT bit.
 */
static inline bool wman_is_signaling(const u8 *pdu)
{
	return pdu[0] & 0x80;
}

/**
 * wman_bandwidth_parse() - read a bandwidth request header
 * @bw: what was read
 * @pdu: the header
 * @len: octets of it
 *
 * Return: WMAN_REASON_NONE; _SHORT below 6 octets; _HCS; _MESSAGE_UNKNOWN when it is not
 * a bandwidth request (HT = 1, EC = 0, type 0 or 1).
 */
enum wman_reason wman_bandwidth_parse(struct wman_bandwidth *bw, const u8 *pdu, size_t len);

/**
 * wman_bandwidth_build() - write a bandwidth request header
 * @bw: what
 * @out: where, the HCS included
 */
void wman_bandwidth_build(const struct wman_bandwidth *bw, u8 out[WMAN_GMH_LEN]);

/**
 * wman_crc32() - CRC-32 of a PDU
 * @crc: which bit order
 * @data: header, subheaders, PN, ciphertext and ICV
 * @len: octets of it
 * @field: the field as it is sent
 */
void wman_crc32(enum wman_crc crc, const u8 *data, size_t len, u8 field[WMAN_CRC_LEN]);

/**
 * wman_crc32_ok() - check the CRC-32 at the end of a PDU
 * @crc: which bit order
 * @pdu: the PDU
 * @len: its octets with the CRC, at least 4
 *
 * Return: true when it is right.
 */
bool wman_crc32_ok(enum wman_crc crc, const u8 *pdu, size_t len);

/**
 * struct wman_pdu_iter - a walk over the PDUs of a burst
 * @pos: the next PDU
 * @end: behind the burst
 * @reason: why the walk stopped early, see wman_gmh_parse()
 * @gmh: header of the PDU found last
 * @signaling: that was a header without payload, and @gmh says nothing of it
 */
struct wman_pdu_iter {
	const u8 *pos;
	const u8 *end;
	enum wman_reason reason;
	struct wman_gmh gmh;
	bool signaling;
};

/**
 * wman_pdu_iter_init() - begin to walk
 * @it: the walk
 * @burst: the burst
 * @len: its octets
 */
void wman_pdu_iter_init(struct wman_pdu_iter *it, const u8 *burst, size_t len);

/**
 * wman_pdu_next() - the next PDU, or header without payload, of a burst
 * @it: the walk
 * @pdu: the PDU, with a valid HCS and LEN
 *
 * A burst ends at its length or at an octet 0xFF. A PDU whose header is wrong ends it
 * too: nobody knows where the next one begins.
 *
 * Return: true when there is one; at false @it->reason is not 0 if the burst was broken.
 */
bool wman_pdu_next(struct wman_pdu_iter *it, struct wman_octets *pdu);

#endif /* _WMAN_MAC_H */
