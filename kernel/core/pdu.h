/* SPDX-License-Identifier: GPL-2.0 */
/* A PDU in the core: its CRC-32 by the tables of the kernel, what is within it, its receipt. */
#ifndef _WMAN_PDU_H
#define _WMAN_PDU_H

#include <linux/skbuff.h>

#include "mac.h"

struct wman_card;

/**
 * wman_pdu_add_crc() - append the CRC-32
 * @skb: a PDU, linear, with WMAN_CRC_LEN octets of tailroom
 * @crc: enum wman_crc
 *
 * Context: any.
 */
void wman_pdu_add_crc(struct sk_buff *skb, u32 crc);

/**
 * wman_pdu_body() - check the CRC-32 if there is one, and find what is behind the header
 * @pdu: the PDU, as long as its header says
 * @gmh: its header
 * @crc: enum wman_crc
 * @body: without generic MAC header, extended subheaders and CRC; with PN and ICV
 *
 * Context: any.
 * Return: 0, WMAN_REASON_CRC or WMAN_REASON_SUBHEADER.
 */
enum wman_reason wman_pdu_body(const u8 *pdu, const struct wman_gmh *gmh, u32 crc,
			       struct wman_octets *body);

/**
 * wman_rx_parsed() - wman_rx_pdu() for who has parsed the header
 * @card: the card
 * @skb: one PDU, its header linear; consumed
 * @gmh: its header
 * @src: Ethernet address of the station that sent it
 *
 * Context: as wman_rx_pdu().
 */
void wman_rx_parsed(struct wman_card *card, struct sk_buff *skb, const struct wman_gmh *gmh,
		    const u8 *src);

#endif
