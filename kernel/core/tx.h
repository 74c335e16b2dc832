/* SPDX-License-Identifier: GPL-2.0 */
/* The transmit path. */
#ifndef _WMAN_TX_H
#define _WMAN_TX_H

#include <linux/if_ether.h>
#include <linux/netdevice.h>

#include "ccm_nonce.h"
#include "subheader.h"

/* What a PDU needs around its SDU: header, PN and a fragmentation subheader; ICV and CRC. */
#define WMAN_TX_HEADROOM	(WMAN_GMH_LEN + WMAN_PN_LEN + WMAN_SUBHEADER_MAX)
#define WMAN_TX_TAILROOM	(WMAN_CCM_ICV_LEN + WMAN_CRC_LEN)

/* The longest SDU is an Ethernet frame in one PDU. */
#define WMAN_MTU_MAX		(WMAN_PDU_MAX - WMAN_GMH_LEN - WMAN_CCM_OVERHEAD - \
				 WMAN_CRC_LEN - ETH_HLEN)

/**
 * wman_tx() - ndo_start_xmit
 * @skb: an Ethernet frame
 * @dev: the netdevice
 *
 * Context: BH disabled, several CPUs at once.
 * Return: NETDEV_TX_OK; what cannot be sent is counted and dropped.
 */
netdev_tx_t wman_tx(struct sk_buff *skb, struct net_device *dev);

/**
 * wman_tx_queue() - ndo_select_queue: each uplink flow has a queue of its own, so that tc sees it
 * @dev: the netdevice, made with more than one queue
 * @skb: an Ethernet frame
 * @sb_dev: not used
 *
 * Context: BH disabled.
 * Return: the queue of the flow that takes it, 0 when none does.
 */
u16 wman_tx_queue(struct net_device *dev, struct sk_buff *skb, struct net_device *sb_dev);

#endif
