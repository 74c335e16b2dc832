// SPDX-License-Identifier: GPL-2.0
/*
 * wman_hwsim: a simulated card, and the worked example of <wman/card.h>.
 *
 *	ip link add wman0 type wman_hwsim
 *
 * makes two netdevices: the station wman0, and its air side wman0-air, an ordinary Ethernet device
 * that may be moved to any namespace, bridged, captured. What the station sends comes out of the
 * air side; what is sent on the air side reaches the station. Deleting either deletes both.
 *
 * Life: both are made and unregistered together, under RTNL, so that each may use the other while
 * it is up: unregistering waits for every CPU that is in tx or rx before memory is freed.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>
#include <wman/card.h>
#include <wman/m2m.h>

#include "../compat.h"

#define AIR_SUFFIX	"-air"
#define AIR_MTU		(WMAN_CARD_MAX_PDU + WMAN_M2M_OVERHEAD)

/**
 * struct hwsim - the card
 * @card: for the core; first
 * @m2m: framing, from init to release
 * @air: its air side
 * @running: between start and stop
 */
struct hwsim {
	struct wman_card card;
	struct wman_m2m *m2m;
	struct net_device *air;
	bool running;
};

/**
 * struct air - private area of the air side
 * @hwsim: the card
 */
struct air {
	struct hwsim *hwsim;
};

static struct rtnl_link_ops link_ops;

static struct hwsim *hwsim(struct wman_card *card)
{
	return container_of(card, struct hwsim, card);
}

/* What every card driver has: init, release, start, stop, tx. */

static int card_init(struct wman_card *card)
{
	struct hwsim *hw = hwsim(card);

	hw->m2m = wman_m2m_alloc();
	return hw->m2m ? 0 : -ENOMEM;
}

static void card_release(struct wman_card *card)
{
	wman_m2m_free(hwsim(card)->m2m);
}

static int card_start(struct wman_card *card)
{
	struct hwsim *hw = hwsim(card);

	WRITE_ONCE(hw->running, true);
	wman_card_link(card, netif_running(hw->air));
	return 0;
}

static void card_stop(struct wman_card *card)
{
	WRITE_ONCE(hwsim(card)->running, false);
	synchronize_net();
}

static int xmit(struct sk_buff *skb, void *ctx)
{
	struct net_device *air = ctx;
	unsigned int len = skb->len;

	if (dev_forward_skb(air, skb) != NET_RX_SUCCESS) {
		DEV_STATS_INC(air, rx_dropped);
		return -ENETDOWN;
	}
	dev_sw_netstats_rx_add(air, len);
	return 0;
}

static int card_tx(struct wman_card *card, struct sk_buff *skb, const u8 *dst)
{
	struct hwsim *hw = hwsim(card);

	return wman_m2m_tx(hw->m2m, skb, card->dev->dev_addr, dst, READ_ONCE(hw->air->mtu), xmit,
			   hw->air);
}

static const struct wman_card_ops card_ops = {
	.kind		= "hwsim",
	.init		= card_init,
	.release	= card_release,
	.start		= card_start,
	.stop		= card_stop,
	.tx		= card_tx,
};

/* The air side: what is sent on it is received by the card, if it is for the station. */

static bool is_for(const struct hwsim *hw, const struct ethhdr *eth)
{
	return eth->h_proto == htons(WMAN_ETH_P_M2M) &&
	       (is_multicast_ether_addr(eth->h_dest) ||
		ether_addr_equal(eth->h_dest, hw->card.dev->dev_addr));
}

static netdev_tx_t air_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct hwsim *hw = ((struct air *)netdev_priv(dev))->hwsim;

	if (!pskb_may_pull(skb, ETH_HLEN)) {
		DEV_STATS_INC(dev, tx_dropped);
		kfree_skb(skb);
		return NETDEV_TX_OK;
	}
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	/* as on any air, nobody may be there to hear it */
	if (!READ_ONCE(hw->running) || !is_for(hw, (struct ethhdr *)skb->data)) {
		consume_skb(skb);
		return NETDEV_TX_OK;
	}
	skb_orphan(skb);
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	wman_m2m_rx(hw->m2m, &hw->card, skb);
	return NETDEV_TX_OK;
}

static int air_open(struct net_device *dev)
{
	struct hwsim *hw = ((struct air *)netdev_priv(dev))->hwsim;

	/* its number may be another since it changed its namespace */
	hw->card.lower_ifindex = dev->ifindex;
	netif_start_queue(dev);
	if (READ_ONCE(hw->running))
		wman_card_link(&hw->card, true);
	return 0;
}

static int air_stop(struct net_device *dev)
{
	struct hwsim *hw = ((struct air *)netdev_priv(dev))->hwsim;

	netif_stop_queue(dev);
	if (READ_ONCE(hw->running))
		wman_card_link(&hw->card, false);
	return 0;
}

static int air_iflink(const struct net_device *dev)
{
	return ((struct air *)netdev_priv(dev))->hwsim->card.dev->ifindex;
}

static const struct net_device_ops air_ops = {
	.ndo_open		= air_open,
	.ndo_stop		= air_stop,
	.ndo_start_xmit		= air_xmit,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_get_iflink		= air_iflink,
};

static void air_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &air_ops;
	dev->rtnl_link_ops = &link_ops;
	dev->needs_free_netdev = true;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->mtu = AIR_MTU;
	dev->max_mtu = AIR_MTU;
	wman_compat_lltx(dev);
	eth_hw_addr_random(dev);
}

/* rtnetlink */

static void setup(struct net_device *dev)
{
	wman_card_setup(dev, &card_ops);
}

static struct net_device *air_new(struct net *net, struct hwsim *hw,
				  struct netlink_ext_ack *extack)
{
	char name[IFNAMSIZ];
	struct net_device *air;
	int ret;

	if (strlen(hw->card.dev->name) + sizeof(AIR_SUFFIX) > IFNAMSIZ) {
		NL_SET_ERR_MSG(extack, "no room for " AIR_SUFFIX " behind that name");
		return ERR_PTR(-ENAMETOOLONG);
	}
	snprintf(name, sizeof(name), "%s%s", hw->card.dev->name, AIR_SUFFIX);
	air = alloc_netdev(sizeof(struct air), name, NET_NAME_ENUM, air_setup);
	if (!air)
		return ERR_PTR(-ENOMEM);
	dev_net_set(air, net);
	((struct air *)netdev_priv(air))->hwsim = hw;
	ret = register_netdevice(air);
	if (!ret)
		return air;
	NL_SET_ERR_MSG(extack, "cannot register the air side, is its name in use?");
	free_netdev(air);
	return ERR_PTR(ret);
}

static int newlink_compat(struct net_device *dev, struct net *link_net, struct nlattr *tb[],
			  struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct hwsim *hw = netdev_priv(dev);
	int ret;

	hw->card.max_pdu = WMAN_CARD_MAX_PDU;
	hw->card.headroom = WMAN_M2M_HEADROOM;
	ret = wman_card_register(&hw->card);
	if (ret)
		return ret;
	/* nobody can set the station up before RTNL is free again */
	hw->air = air_new(dev_net(dev), hw, extack);
	if (IS_ERR(hw->air)) {
		ret = PTR_ERR(hw->air);
		wman_card_unregister(&hw->card, NULL);
		return ret;
	}
	hw->card.lower_ifindex = hw->air->ifindex;
	return 0;
}

WMAN_NEWLINK(newlink)

/* Either side; the list then holds both. Doing so for both sides queues none of them twice. */
static void dellink(struct net_device *dev, struct list_head *head)
{
	struct hwsim *hw = dev->netdev_ops == &air_ops ?
			   ((struct air *)netdev_priv(dev))->hwsim : netdev_priv(dev);

	wman_card_unregister(&hw->card, head);
	unregister_netdevice_queue(hw->air, head);
}

static struct net *get_link_net(const struct net_device *dev)
{
	const struct hwsim *hw = netdev_priv(dev);

	if (dev->netdev_ops == &air_ops)
		return dev_net(((struct air *)netdev_priv(dev))->hwsim->card.dev);
	return dev_net(hw->air);
}

static struct rtnl_link_ops link_ops __read_mostly = {
	.kind		= "wman_hwsim",
	.priv_size	= sizeof(struct hwsim),
	.setup		= setup,
	.newlink	= newlink,
	.dellink	= dellink,
	.get_link_net	= get_link_net,
};

static int __init hwsim_init(void)
{
	return rtnl_link_register(&link_ops);
}

static void __exit hwsim_exit(void)
{
	rtnl_link_unregister(&link_ops);
}

module_init(hwsim_init);
module_exit(hwsim_exit);

MODULE_DESCRIPTION("Simulated 802.16e card");
MODULE_AUTHOR("The wman authors");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK("wman_hwsim");
