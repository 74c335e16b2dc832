/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The whole interface between wman.ko and the driver of an 802.16e card.
 *
 * A card moves MAC PDUs (generic MAC header, payload, CRC) and reports its link.
 * Network entry, PKM, keys and encryption are the core's; a card never sees them.
 *
 * One netdevice is one subscriber station on one card. The card driver allocates
 * the netdevice (through rtnl_link_ops or alloc_netdev()), with a private area that
 * begins with struct wman_card:
 *
 *	struct my_card {
 *		struct wman_card card;		(first)
 *		...
 *	};
 *
 * Lifetime, all under RTNL:
 *
 *	wman_card_setup()	from rtnl_link_ops.setup or the setup argument of
 *				alloc_netdev(): makes it a wman netdevice
 *	wman_card_register()	instead of register_netdevice()
 *	ops->init()		from there, before anybody can see the device
 *	ops->start()		the administrator sets the device up
 *	ops->stop()		the device goes down, also before it goes away; when it
 *				returns the card calls wman_rx_pdu() no more
 *	wman_card_unregister()	instead of unregister_netdevice_queue()
 *	ops->release()		from there, when nothing is sent any more
 *
 * The memory is freed by the network core after the last user has gone.
 */
#ifndef _WMAN_CARD_H
#define _WMAN_CARD_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>

struct wman_card;
struct wman_dev;

/**
 * struct wman_card_ops - what a card driver provides
 * @kind: short name shown to the administrator
 * @init: take hold of the hardware; may sleep, under RTNL, from wman_card_register(). Returns 0
 *	or a negative errno. May be NULL
 * @release: undo @init; may sleep, under RTNL. Nothing is sent any more. May be NULL
 * @start: begin to receive; may sleep, under RTNL. Returns 0 or a negative errno,
 *	which refuses "ip link set up"
 * @stop: stop receiving; may sleep, under RTNL. After it returns no call of
 *	wman_rx_pdu() may be running or begin. @tx may still be called and then drops
 * @tx: send one MAC PDU to the station with the Ethernet address @dst; BH disabled,
 *	any context, concurrent on several CPUs. Consumes @skb in every case. The PDU
 *	begins at skb->data and has @headroom octets before and @tailroom behind it.
 *	Returns 0, or a negative errno when the PDU was dropped (it is only counted)
 */
struct wman_card_ops {
	const char *kind;
	int (*init)(struct wman_card *card);
	void (*release)(struct wman_card *card);
	int (*start)(struct wman_card *card);
	void (*stop)(struct wman_card *card);
	int (*tx)(struct wman_card *card, struct sk_buff *skb, const u8 *dst);
};

/**
 * struct wman_card - the part of a card that the core knows
 * @ops: set by wman_card_setup()
 * @dev: the netdevice, set by wman_card_setup()
 * @max_pdu: octets of the largest PDU the card sends, at most WMAN_CARD_MAX_PDU; a longer
 *	management message is fragmented. Set before wman_card_register()
 * @headroom: octets the card needs before a PDU
 * @tailroom: octets the card needs behind a PDU
 * @lower_ifindex: what IFLA_LINK shows, or 0 when the card sits on no other netdevice
 * @core: the core's, not to be touched
 */
struct wman_card {
	const struct wman_card_ops *ops;
	struct net_device *dev;
	u16 max_pdu;
	u16 headroom;
	u16 tailroom;
	int lower_ifindex;
	struct wman_dev *core;
};

/**
 * struct wman_tx_cb - what a card may want to know of a PDU that it sends
 * @frame_number: PHY frame number of the DL-MAP by which the PDU was encrypted, 24 bits; 0 when
 *	there was none, as with AES. A framing that names the frame in which a burst was granted
 *	gives it to the base station
 */
struct wman_tx_cb {
	u32 frame_number;
};

/**
 * wman_tx_cb() - see &struct wman_tx_cb
 * @skb: a PDU that was given to ops->tx()
 *
 * Return: it, which lies in skb->cb: good until the card uses that itself.
 */
static inline struct wman_tx_cb *wman_tx_cb(struct sk_buff *skb)
{
	return (struct wman_tx_cb *)skb->cb;
}

#define WMAN_CARD_MIN_PDU	256
#define WMAN_CARD_MAX_PDU	2047	/* the 11 bits of LEN in a generic MAC header */

/**
 * wman_card_setup() - make a netdevice one of wman
 * @dev: a fresh netdevice whose private area begins with struct wman_card
 * @ops: the card's operations, valid as long as the module is
 *
 * Context: from the setup function of the netdevice. Sets the netdevice operations,
 * type, features and priv_destructor; the MAC address is left to the caller and to
 * IFLA_ADDRESS, wman_card_register() makes a random one if there is none.
 */
void wman_card_setup(struct net_device *dev, const struct wman_card_ops *ops);

/**
 * wman_card_register() - register the netdevice of a card
 * @card: set up by wman_card_setup(), with @max_pdu, @headroom and @tailroom filled in
 *
 * Context: process, RTNL held.
 * Return: 0; -EINVAL when @max_pdu is not in WMAN_CARD_MIN_PDU..WMAN_CARD_MAX_PDU; -ENOMEM;
 * -ENOENT or another error of the crypto API when a cipher is missing; an error of
 * register_netdevice(). On error the caller frees the netdevice (rtnl_link_ops.newlink
 * just returns it).
 */
int wman_card_register(struct wman_card *card);

/**
 * wman_card_unregister() - unregister the netdevice of a card
 * @card: registered before
 * @head: list for unregister_netdevice_queue(), or NULL
 *
 * Context: process, RTNL held. Leaves the network and erases all keys.
 */
void wman_card_unregister(struct wman_card *card, struct list_head *head);

/**
 * wman_rx_pdu() - hand a received MAC PDU to the core
 * @card: the card
 * @skb: one PDU, from its generic MAC header to its CRC, skb->data at the header; linear
 *	or not, not shared. Consumed in every case
 * @src: Ethernet address (6 octets) of the station that sent it
 *
 * Context: BH disabled (softirq, or process with local_bh_disable()), between
 * ops->start() and the return of ops->stop(). May be called on several CPUs at once.
 */
void wman_rx_pdu(struct wman_card *card, struct sk_buff *skb, const u8 *src);

/**
 * wman_rx_error() - count a frame that held no PDU
 * @card: the card
 * @reason: enum wman_reason, for instance WMAN_REASON_M2M_MALFORMED
 *
 * Context: any.
 */
void wman_rx_error(struct wman_card *card, u32 reason);

/**
 * wman_card_link() - report the link of the card
 * @card: the card, between ops->start() and ops->stop()
 * @up: whether the medium can carry anything. A card is taken to be up at start
 *
 * Context: any. When the link goes down the station leaves the network at once and begins
 * to scan when it is up again.
 */
void wman_card_link(struct wman_card *card, bool up);

#endif /* _WMAN_CARD_H */
