// SPDX-License-Identifier: GPL-2.0
/* The device below, and who receives from it. */
#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/wman.h>

#include "port.h"

static LIST_HEAD(ports);	/* under RTNL */

static u32 hash(const u8 *mac)
{
	return jhash(mac, ETH_ALEN, 0);
}

static struct wman_eth *running_find(struct wman_port *port, const u8 *mac)
{
	struct wman_eth *eth;

	hash_for_each_possible_rcu(port->running, eth, node, hash(mac), lockdep_rtnl_is_held())
		if (ether_addr_equal(eth->card.dev->dev_addr, mac))
			return eth;
	return NULL;
}

/* A beacon goes to every station; each gets a copy but the last, who gets the frame. */
static void rx_all(struct wman_port *port, struct sk_buff *skb)
{
	struct wman_eth *eth, *last = NULL;
	struct sk_buff *copy;
	int bucket;

	hash_for_each_rcu(port->running, bucket, eth, node) {
		if (last) {
			copy = skb_clone(skb, GFP_ATOMIC);
			if (copy)
				wman_m2m_rx(last->m2m, &last->card, copy);
			else
				wman_rx_error(&last->card, WMAN_REASON_NO_MEMORY);
		}
		last = eth;
	}
	if (last)
		wman_m2m_rx(last->m2m, &last->card, skb);
	else
		kfree_skb(skb);
}

static int rx(struct sk_buff *skb, struct net_device *dev, struct packet_type *ptype,
	      struct net_device *orig_dev)
{
	struct wman_port *port = container_of(ptype, struct wman_port, ptype);
	struct wman_eth *eth;

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb)
		return NET_RX_DROP;
	rcu_read_lock();
	if (is_multicast_ether_addr(eth_hdr(skb)->h_dest)) {
		rx_all(port, skb);
	} else {
		eth = running_find(port, eth_hdr(skb)->h_dest);
		if (eth)
			wman_m2m_rx(eth->m2m, &eth->card, skb);
		else
			kfree_skb(skb);
	}
	rcu_read_unlock();
	return NET_RX_SUCCESS;
}

struct wman_port *wman_port_find(const struct net_device *lower)
{
	struct wman_port *port;

	ASSERT_RTNL();
	list_for_each_entry(port, &ports, list)
		if (port->lower == lower)
			return port;
	return NULL;
}

static struct wman_port *port_new(struct net_device *lower)
{
	struct wman_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->lower = lower;
	INIT_LIST_HEAD(&port->cards);
	hash_init(port->running);
	port->ptype.type = htons(WMAN_ETH_P_M2M);
	port->ptype.dev = lower;
	port->ptype.func = rx;
	netdev_hold(lower, &port->tracker, GFP_KERNEL);
	list_add(&port->list, &ports);
	dev_add_pack(&port->ptype);
	return port;
}

int wman_port_join(struct wman_eth *eth)
{
	struct wman_port *port = wman_port_find(eth->lower) ?: port_new(eth->lower);

	if (!port)
		return -ENOMEM;
	eth->port = port;
	list_add(&eth->list, &port->cards);
	port->joined++;
	return 0;
}

void wman_port_leave(struct wman_eth *eth)
{
	struct wman_port *port = eth->port;

	list_del_init(&eth->list);
	if (--port->joined)
		return;
	dev_remove_pack(&port->ptype);
	list_del(&port->list);
	netdev_put(port->lower, &port->tracker);
	kfree(port);
}

int wman_port_start(struct wman_eth *eth)
{
	const u8 *mac = eth->card.dev->dev_addr;
	int ret;

	if (running_find(eth->port, mac))
		return -EADDRINUSE;
	ret = dev_uc_add(eth->lower, mac);
	if (!ret)
		hash_add_rcu(eth->port->running, &eth->node, hash(mac));
	return ret;
}

void wman_port_stop(struct wman_eth *eth)
{
	hash_del_rcu(&eth->node);
	dev_uc_del(eth->lower, eth->card.dev->dev_addr);
	synchronize_net();
}
