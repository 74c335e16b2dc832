/* SPDX-License-Identifier: GPL-2.0 */
/*
 * MAC-to-MAC frames for cards: MAC PDUs in Ethernet frames of type 0x08F0, on skbs. A card whose
 * hardware takes them needs nothing else to carry PDUs.
 */
#ifndef _WMAN_CARD_M2M_H
#define _WMAN_CARD_M2M_H

#include <linux/if_ether.h>
#include <linux/types.h>

struct sk_buff;
struct wman_card;
struct wman_m2m;

#define WMAN_ETH_P_M2M		0x08f0	/* Ethernet type */
#define WMAN_M2M_OVERHEAD	25	/* octets between Ethernet header and PDUs, at most */
#define WMAN_M2M_HEADROOM	(ETH_HLEN + WMAN_M2M_OVERHEAD)

/**
 * wman_m2m_alloc() - make the MAC-to-MAC state of a card
 *
 * It counts frames and bursts sent, and keeps the incomplete burst of a few senders.
 *
 * Context: process.
 * Return: the state, or NULL when there is no memory.
 */
struct wman_m2m *wman_m2m_alloc(void);

/**
 * wman_m2m_free() - free the state of a card; neither tx nor rx runs any more
 * @m2m: the state, or NULL
 */
void wman_m2m_free(struct wman_m2m *m2m);

/**
 * wman_m2m_tx() - send a PDU
 * @m2m: the state
 * @pdu: the PDU, linear, with WMAN_M2M_HEADROOM octets before it; consumed
 * @src: Ethernet address of the station
 * @dst: Ethernet address of the base station
 * @mtu: of the device below; a longer frame is cut into several
 * @xmit: sends one Ethernet frame, which it consumes
 * @ctx: for @xmit
 *
 * Context: BH disabled, several CPUs at once.
 * Return: 0; -EMSGSIZE when @mtu is below what Ethernet has; -ENOMEM; or what @xmit returned first
 * that was not 0, the rest of the PDU is then not sent.
 */
int wman_m2m_tx(struct wman_m2m *m2m, struct sk_buff *pdu, const u8 *src, const u8 *dst,
		unsigned int mtu, int (*xmit)(struct sk_buff *skb, void *ctx), void *ctx);

/**
 * wman_m2m_rx() - take a frame apart and hand its PDUs to the core
 * @m2m: the state
 * @card: the card
 * @skb: the frame, data behind its Ethernet header, mac_header at it; not shared; consumed
 *
 * What is wrong with the frame is counted by wman_rx_error().
 *
 * Context: as wman_rx_pdu().
 */
void wman_m2m_rx(struct wman_m2m *m2m, struct wman_card *card, struct sk_buff *skb);

#endif
