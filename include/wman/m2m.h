/* SPDX-License-Identifier: GPL-2.0 */
/*
 * MAC-to-MAC frames for cards: MAC PDUs in Ethernet frames of type 0x08F0, on skbs. A card whose
 * hardware takes them needs nothing else to carry PDUs.
 */
#ifndef _WMAN_CARD_M2M_H
#define _WMAN_CARD_M2M_H

#include <linux/atomic.h>
#include <linux/if_ether.h>
#include <linux/spinlock.h>

#include "../../kernel/proto/m2m.h"

struct sk_buff;
struct wman_card;

#define WMAN_M2M_HEADROOM	(ETH_HLEN + WMAN_M2M_HEADER_MAX)
#define WMAN_M2M_BURST_MAX	8192	/* octets of a burst that is put together */

/**
 * struct wman_m2m - the MAC-to-MAC state of a card
 * @sequence: sequence number of the last frame sent
 * @burst: number of the last burst sent
 * @lock: protects @rx
 * @rx: the incomplete burst of the base station
 */
struct wman_m2m {
	atomic_t sequence;
	atomic_t burst;
	spinlock_t lock;	/* protects rx */
	struct wman_m2m_reassembly rx;
};

/**
 * wman_m2m_init() - begin
 * @m2m: the state
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int wman_m2m_init(struct wman_m2m *m2m);

/**
 * wman_m2m_exit() - end; neither tx nor rx runs any more
 * @m2m: the state
 */
void wman_m2m_exit(struct wman_m2m *m2m);

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
 * Return: 0, -ENOMEM, or what @xmit returned first that was not 0.
 */
int wman_m2m_tx(struct wman_m2m *m2m, struct sk_buff *pdu, const u8 *src, const u8 *dst,
		unsigned int mtu, int (*xmit)(struct sk_buff *skb, void *ctx), void *ctx);

/**
 * wman_m2m_rx() - take a frame apart and hand its PDUs to the core
 * @m2m: the state
 * @card: the card
 * @skb: the frame, data behind its Ethernet header, mac_header at it; not shared; consumed
 *
 * Context: as wman_rx_pdu().
 */
void wman_m2m_rx(struct wman_m2m *m2m, struct wman_card *card, struct sk_buff *skb);

#endif
