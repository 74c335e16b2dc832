/* SPDX-License-Identifier: BSD-3-Clause */
/* Management messages: framing, fragments, digests, dispatch. */
#ifndef _BS_MGMT_H
#define _BS_MGMT_H

#include "buf.h"
#include "kdf.h"
#include "mac.h"
#include "pkm_build.h"

struct bs;
struct bs_ss;
struct bs_ak;

/**
 * struct bs_message - a management message that came
 * @src: Ethernet source
 * @cid: connection it came on
 * @data: from its type octet
 * @len: its octets, without the tuple where that was verified
 */
struct bs_message {
	const u8 *src;
	u16 cid;
	const u8 *data;
	size_t len;
};

/* The Ethernet address of all */
extern const u8 bs_everybody[WMAN_MAC_ADDR_LEN];

/**
 * bs_mgmt_begin() - begin a message
 * @bs: the base station
 *
 * Return: an empty buffer, the same every time.
 */
struct wman_buf *bs_mgmt_begin(struct bs *bs);

/**
 * bs_mgmt_broadcast() - send a message to everybody
 * @bs: the base station
 * @buf: the message
 */
void bs_mgmt_broadcast(struct bs *bs, struct wman_buf *buf);

/**
 * bs_mgmt_broadcast_signed() - send a message to everybody, with a digest of a group's GKEK
 * @bs: the base station
 * @buf: the message, without its digest
 * @gkek: the GKEK
 * @pn: CMAC_PN sent last; it goes on
 *
 * Return: 0, or -EIO when nothing was sent.
 */
int bs_mgmt_broadcast_signed(struct bs *bs, struct wman_buf *buf, const u8 gkek[WMAN_GKEK_LEN],
			     u32 *pn);

/**
 * bs_mgmt_send_to() - send a message on a connection
 * @bs: the base station
 * @dst: Ethernet address
 * @cid: connection
 * @buf: the message
 */
void bs_mgmt_send_to(struct bs *bs, const u8 *dst, u16 cid, struct wman_buf *buf);

/**
 * bs_mgmt_frame() - put a message on the air as it is, past all rules
 * @bs: the base station
 * @dst: Ethernet address
 * @cid: connection
 * @data: the message, with its digest
 * @len: its octets; it is fragmented when it is too long for one PDU
 */
void bs_mgmt_frame(struct bs *bs, const u8 *dst, u16 cid, const u8 *data, size_t len);

/**
 * bs_mgmt_send() - send a message without a digest to a subscriber
 * @ss: the subscriber
 * @buf: the message
 * @cid: its basic or primary CID
 */
void bs_mgmt_send(struct bs_ss *ss, struct wman_buf *buf, u16 cid);

/**
 * bs_mgmt_send_tuple() - append a CMAC tuple under the AK in force and send
 * @ss: the subscriber; nothing is sent when it is not authorized
 * @buf: the message
 * @cid: its basic or primary CID
 */
void bs_mgmt_send_tuple(struct bs_ss *ss, struct wman_buf *buf, u16 cid);

/**
 * bs_mgmt_send_ranging() - append a CMAC tuple to RNG-RSP and send
 * @ss: the subscriber
 * @buf: the message
 * @ak: AK to sign with
 * @cid: connection that RNG-REQ came on
 */
void bs_mgmt_send_ranging(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak, u16 cid);

/**
 * bs_mgmt_send_digest() - append a CMAC-Digest to a PKM message and send
 * @ss: the subscriber
 * @buf: the message
 * @ak: AK to sign with
 */
void bs_mgmt_send_digest(struct bs_ss *ss, struct wman_buf *buf, struct bs_ak *ak);

/**
 * bs_mgmt_send_signature() - append SigBS to a PKM message and send
 * @ss: the subscriber
 * @buf: the message
 */
void bs_mgmt_send_signature(struct bs_ss *ss, struct wman_buf *buf);

/**
 * bs_mgmt_rx() - take a PDU that is on a management connection
 * @bs: the base station
 * @ss: its sender, or NULL when it is not known
 * @src: Ethernet source
 * @gmh: its header
 * @pdu: the PDU
 */
void bs_mgmt_rx(struct bs *bs, struct bs_ss *ss, const u8 *src, const struct wman_gmh *gmh,
		const struct wman_octets *pdu);

#endif
