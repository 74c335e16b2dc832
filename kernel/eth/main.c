// SPDX-License-Identifier: GPL-2.0
/*
 * wman_eth: a card that is any Ethernet device with an 802.16 PHY behind it.
 *
 *	ip link add wman0 link eth1 type wman [address MAC]
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "../compat.h"
#include "port.h"

static struct wman_eth *wman_eth(struct wman_card *card)
{
	return container_of(card, struct wman_eth, card);
}

static int card_init(struct wman_card *card)
{
	struct wman_eth *eth = wman_eth(card);
	int ret;

	eth->m2m = wman_m2m_alloc();
	if (!eth->m2m)
		return -ENOMEM;
	ret = wman_port_join(eth);
	if (ret)
		wman_m2m_free(eth->m2m);
	return ret;
}

static void card_release(struct wman_card *card)
{
	struct wman_eth *eth = wman_eth(card);

	wman_port_leave(eth);
	wman_m2m_free(eth->m2m);
}

static void report_link(struct wman_eth *eth)
{
	wman_card_link(&eth->card, netif_running(eth->lower) && netif_carrier_ok(eth->lower));
}

static int card_start(struct wman_card *card)
{
	struct wman_eth *eth = wman_eth(card);
	int ret;

	ret = wman_port_start(eth);
	if (!ret)
		report_link(eth);
	return ret;
}

static void card_stop(struct wman_card *card)
{
	wman_port_stop(wman_eth(card));
}

static int xmit(struct sk_buff *skb, void *lower)
{
	int ret;

	skb->dev = lower;
	ret = dev_queue_xmit(skb);
	return net_xmit_eval(ret) ? -ENOBUFS : 0;
}

static int card_tx(struct wman_card *card, struct sk_buff *skb, const u8 *dst)
{
	struct wman_eth *eth = wman_eth(card);

	return wman_m2m_tx(eth->m2m, skb, card->dev->dev_addr, dst, READ_ONCE(eth->lower->mtu),
			   xmit, eth->lower);
}

static const struct wman_card_ops card_ops = {
	.kind		= "eth",
	.init		= card_init,
	.release	= card_release,
	.start		= card_start,
	.stop		= card_stop,
	.tx		= card_tx,
};

static void setup(struct net_device *dev)
{
	wman_card_setup(dev, &card_ops);
}

static int validate(struct nlattr *tb[], struct nlattr *data[], struct netlink_ext_ack *extack)
{
	if (tb[IFLA_ADDRESS] && (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN ||
				 !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS])))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS], "not a unicast MAC address");
		return -EADDRNOTAVAIL;
	}
	if (!tb[IFLA_LINK]) {
		NL_SET_ERR_MSG(extack, "name the Ethernet device below: link DEVICE");
		return -EINVAL;
	}
	return 0;
}

static int check_lower(const struct net_device *lower, const struct net_device *dev,
		       struct netlink_ext_ack *extack)
{
	struct wman_port *port = wman_port_find(lower);
	struct wman_eth *eth;

	if (lower->type != ARPHRD_ETHER || (lower->flags & IFF_LOOPBACK)) {
		NL_SET_ERR_MSG(extack, "the device below is not Ethernet");
		return -EINVAL;
	}
	if (lower->netdev_ops == dev->netdev_ops) {
		NL_SET_ERR_MSG(extack, "the device below is a wman device itself");
		return -ELOOP;
	}
	if (lower->mtu < WMAN_CARD_MIN_PDU + WMAN_M2M_OVERHEAD) {
		NL_SET_ERR_MSG(extack, "the MTU of the device below is too small");
		return -EINVAL;
	}
	if (!port)
		return 0;
	list_for_each_entry(eth, &port->cards, list) {
		if (!ether_addr_equal(eth->card.dev->dev_addr, dev->dev_addr))
			continue;
		NL_SET_ERR_MSG(extack, "a station with this MAC address is on that device");
		return -EADDRINUSE;
	}
	return 0;
}

static int newlink_compat(struct net_device *dev, struct net *link_net, struct nlattr *tb[],
			  struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct wman_eth *eth = netdev_priv(dev);
	struct net_device *lower;
	int ret;

	lower = __dev_get_by_index(link_net, nla_get_u32(tb[IFLA_LINK]));
	if (!lower) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_LINK], "no such device");
		return -ENODEV;
	}
	if (!is_valid_ether_addr(dev->dev_addr))
		eth_hw_addr_random(dev);
	ret = check_lower(lower, dev, extack);
	if (ret)
		return ret;

	eth->lower = lower;
	eth->card.lower_ifindex = lower->ifindex;
	eth->card.max_pdu = min_t(unsigned int, lower->mtu - WMAN_M2M_OVERHEAD,
				  WMAN_CARD_MAX_PDU);
	eth->card.headroom = WMAN_M2M_HEADROOM + lower->needed_headroom;
	eth->card.tailroom = lower->needed_tailroom;
	ret = wman_card_register(&eth->card);
	if (ret)
		return ret;
	ret = netdev_upper_dev_link(lower, dev, extack);
	if (ret)
		wman_card_unregister(&eth->card, NULL);
	return ret;
}

WMAN_NEWLINK(newlink)

static void dellink(struct net_device *dev, struct list_head *head)
{
	struct wman_eth *eth = netdev_priv(dev);

	list_del_init(&eth->list);
	netdev_upper_dev_unlink(eth->lower, dev);
	wman_card_unregister(&eth->card, head);
}

static struct net *get_link_net(const struct net_device *dev)
{
	const struct wman_eth *eth = netdev_priv(dev);

	return dev_net(eth->lower);
}

static struct rtnl_link_ops link_ops __read_mostly = {
	.kind		= "wman",
	.priv_size	= sizeof(struct wman_eth),
	.setup		= setup,
	.validate	= validate,
	.newlink	= newlink,
	.dellink	= dellink,
	.get_link_net	= get_link_net,
};

/* What happens to the device below happens to its stations. */
static int lower_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *lower = netdev_notifier_info_to_dev(ptr);
	struct wman_port *port = wman_port_find(lower);
	struct wman_eth *eth, *next;
	LIST_HEAD(dead);

	if (!port)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		list_for_each_entry(eth, &port->cards, list)
			if (netif_running(eth->card.dev))
				report_link(eth);
		break;
	case NETDEV_REGISTER:
		/* it changed its namespace, where its old number may have been taken */
		list_for_each_entry(eth, &port->cards, list)
			eth->card.lower_ifindex = lower->ifindex;
		break;
	case NETDEV_UNREGISTER:
		/* a device that only changes its namespace keeps its stations */
		if (lower->reg_state != NETREG_UNREGISTERING)
			break;
		list_for_each_entry_safe(eth, next, &port->cards, list)
			dellink(eth->card.dev, &dead);
		unregister_netdevice_many(&dead);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = lower_event };

static int __init wman_eth_init(void)
{
	int ret;

	ret = register_netdevice_notifier(&notifier);
	if (ret)
		return ret;
	ret = rtnl_link_register(&link_ops);
	if (ret)
		unregister_netdevice_notifier(&notifier);
	return ret;
}

static void __exit wman_eth_exit(void)
{
	rtnl_link_unregister(&link_ops);
	unregister_netdevice_notifier(&notifier);
}

module_init(wman_eth_init);
module_exit(wman_eth_exit);

MODULE_DESCRIPTION("802.16e card behind an Ethernet device");
MODULE_AUTHOR("The wman authors");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("wman");
