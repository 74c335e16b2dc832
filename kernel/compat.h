/* SPDX-License-Identifier: GPL-2.0 */
/* All that depends on the version of the kernel; 6.1 is the floor. Nothing else may ask for it. */
#ifndef _WMAN_COMPAT_H
#define _WMAN_COMPAT_H

#include <linux/netdevice.h>
#include <linux/version.h>

/* it left netdevice.h for a header that older kernels do not have */
#ifndef netdev_lockdep_set_classes
#include <net/netdev_lock.h>
#endif

/* tx needs no lock of the queue */
static inline void wman_compat_lltx(struct net_device *dev)
{
#ifdef NETIF_F_LLTX
	dev->features |= NETIF_F_LLTX;
#else
	dev->lltx = true;
#endif
}

/* the device stays in the namespace where it was made */
#ifdef NETIF_F_NETNS_LOCAL
#define wman_compat_netns_fixed(dev)	((dev)->features |= NETIF_F_NETNS_LOCAL)
#elif defined(WMAN_HAVE_NETNS_IMMUTABLE)
#define wman_compat_netns_fixed(dev)	((dev)->netns_immutable = true)
#else
#define wman_compat_netns_fixed(dev)	((dev)->netns_local = true)
#endif

/* a key for both directions of AES, for one block at a time */
#if KERNEL_VERSION(7, 0, 0) > LINUX_VERSION_CODE
#define wman_compat_aes_key		crypto_aes_ctx
#define wman_compat_aes_preparekey	aes_expandkey
#else
#define wman_compat_aes_key		aes_key
#define wman_compat_aes_preparekey	aes_preparekey
#endif

/* attributes of the request that a dump answers */
#if KERNEL_VERSION(6, 7, 0) > LINUX_VERSION_CODE
#define wman_compat_dump_attrs(cb)	(genl_dumpit_info(cb)->attrs)
#else
#define wman_compat_dump_attrs(cb)	(genl_info_dump(cb)->attrs)
#endif

/*
 * WMAN_NEWLINK(newlink) makes rtnl_link_ops.newlink out of what a card writes:
 * newlink_compat(dev, link_net, tb, data, extack)
 */
#if KERNEL_VERSION(6, 15, 0) > LINUX_VERSION_CODE
#define WMAN_NEWLINK(name)									\
	static int name(struct net *net, struct net_device *dev, struct nlattr *tb[],		\
			struct nlattr *data[], struct netlink_ext_ack *extack)			\
	{											\
		return name##_compat(dev, net, tb, data, extack);				\
	}
#else
#include <net/rtnetlink.h>
#define WMAN_NEWLINK(name)									\
	static int name(struct net_device *dev, struct rtnl_newlink_params *params,		\
			struct netlink_ext_ack *extack)						\
	{											\
		return name##_compat(dev, rtnl_newlink_link_net(params), params->tb,		\
				     params->data, extack);					\
	}
#endif

#endif
