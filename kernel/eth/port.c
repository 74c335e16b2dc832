// SPDX-License-Identifier: GPL-2.0
/* The device below, and who receives from it. */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/wman.h>

#include "port.h"

static LIST_HEAD(ports);	/* under RTNL */

static const struct rhashtable_params by_mac_params = {
	.key_len		= ETH_ALEN,
	.key_offset		= offsetof(struct wman_eth, mac),
	.head_offset		= offsetof(struct wman_eth, node),
	.automatic_shrinking	= true,
};

/* A beacon goes to every station; each gets a copy but the last, who gets the frame. */
static void rx_all(struct wman_port *port, struct sk_buff *skb)
{
	struct wman_eth *eth, *last = NULL;
	struct sk_buff *copy;

	list_for_each_entry_rcu(eth, &port->running, run) {
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
		eth = rhashtable_lookup(&port->by_mac, eth_hdr(skb)->h_dest, by_mac_params);
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
	int ret;

	if (!port)
		return ERR_PTR(-ENOMEM);
	ret = rhashtable_init(&port->by_mac, &by_mac_params);
	if (ret) {
		kfree(port);
		return ERR_PTR(ret);
	}
	port->lower = lower;
	INIT_LIST_HEAD(&port->cards);
	INIT_LIST_HEAD(&port->running);
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

	if (IS_ERR(port))
		return PTR_ERR(port);
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
	rhashtable_destroy(&port->by_mac);
	kfree(port);
}

int wman_port_start(struct wman_eth *eth)
{
	struct wman_port *port = eth->port;
	int ret;

	ether_addr_copy(eth->mac, eth->card.dev->dev_addr);
	ret = rhashtable_lookup_insert_fast(&port->by_mac, &eth->node, by_mac_params);
	if (ret)
		return ret == -EEXIST ? -EADDRINUSE : ret;
	ret = dev_uc_add(eth->lower, eth->mac);
	if (ret) {
		rhashtable_remove_fast(&port->by_mac, &eth->node, by_mac_params);
		synchronize_net();
		return ret;
	}
	list_add_tail_rcu(&eth->run, &port->running);
	return 0;
}

void wman_port_stop(struct wman_eth *eth)
{
	rhashtable_remove_fast(&eth->port->by_mac, &eth->node, by_mac_params);
	list_del_rcu(&eth->run);
	dev_uc_del(eth->lower, eth->mac);
	synchronize_net();
}
