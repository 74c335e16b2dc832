/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before everything else when the modules are built for tests/selftests/fault-calls.sh:
 * what may fail in the kernel's interfaces that wman uses fails when wman_fault() says so.
 */
#ifndef _WMAN_FAULT_H
#define _WMAN_FAULT_H

#include <crypto/aead.h>
#include <crypto/aes.h>
#include <crypto/hash.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/rhashtable.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/genetlink.h>
#include <net/gro_cells.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>

bool wman_fault(void);

#define WMAN_NULL(call)		(wman_fault() ? NULL : (call))
#define WMAN_NOMEM(call)	(wman_fault() ? -ENOMEM : (call))
#define WMAN_ERR_PTR(call)	(wman_fault() ? ERR_PTR(-ENOMEM) : (call))

#define kmalloc(...)			WMAN_NULL(kmalloc(__VA_ARGS__))
#define kzalloc(...)			WMAN_NULL(kzalloc(__VA_ARGS__))
#define kmemdup(...)			WMAN_NULL(kmemdup(__VA_ARGS__))
#define __alloc_percpu(...)		WMAN_NULL(__alloc_percpu(__VA_ARGS__))
#define alloc_skb(...)			WMAN_NULL(alloc_skb(__VA_ARGS__))
#define netdev_alloc_skb(...)		WMAN_NULL(netdev_alloc_skb(__VA_ARGS__))
#define netdev_alloc_skb_ip_align(...)	WMAN_NULL(netdev_alloc_skb_ip_align(__VA_ARGS__))
#define skb_clone(...)			WMAN_NULL(skb_clone(__VA_ARGS__))
#define genlmsg_new(...)		WMAN_NULL(genlmsg_new(__VA_ARGS__))
#define alloc_netdev_mqs(...)		WMAN_NULL(alloc_netdev_mqs(__VA_ARGS__))
#undef alloc_ordered_workqueue
#define alloc_ordered_workqueue(fmt, flags, args...)					\
	WMAN_NULL(alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args))
#define crypto_alloc_aead(...)		WMAN_ERR_PTR(crypto_alloc_aead(__VA_ARGS__))
#define crypto_alloc_shash(...)		WMAN_ERR_PTR(crypto_alloc_shash(__VA_ARGS__))
#define crypto_aead_setkey(...)		WMAN_NOMEM(crypto_aead_setkey(__VA_ARGS__))
#define crypto_aead_encrypt(...)	WMAN_NOMEM(crypto_aead_encrypt(__VA_ARGS__))
#define crypto_aead_decrypt(...)	WMAN_NOMEM(crypto_aead_decrypt(__VA_ARGS__))
#define crypto_shash_setkey(...)	WMAN_NOMEM(crypto_shash_setkey(__VA_ARGS__))
#define crypto_shash_init(...)		WMAN_NOMEM(crypto_shash_init(__VA_ARGS__))
#define aes_expandkey(...)		WMAN_NOMEM(aes_expandkey(__VA_ARGS__))
#define pskb_expand_head(...)		WMAN_NOMEM(pskb_expand_head(__VA_ARGS__))
#define skb_cow_head(...)		WMAN_NOMEM(skb_cow_head(__VA_ARGS__))
#define skb_linearize(...)		WMAN_NOMEM(skb_linearize(__VA_ARGS__))
#define gro_cells_init(...)		WMAN_NOMEM(gro_cells_init(__VA_ARGS__))
#define register_netdevice(...)		WMAN_NOMEM(register_netdevice(__VA_ARGS__))
#define rhashtable_init(...)		WMAN_NOMEM(rhashtable_init(__VA_ARGS__))
#define rhashtable_lookup_insert_fast(...)	\
	WMAN_NOMEM(rhashtable_lookup_insert_fast(__VA_ARGS__))
#define dev_uc_add(...)			WMAN_NOMEM(dev_uc_add(__VA_ARGS__))
#define netdev_upper_dev_link(...)	WMAN_NOMEM(netdev_upper_dev_link(__VA_ARGS__))
#define genl_register_family(...)	WMAN_NOMEM(genl_register_family(__VA_ARGS__))
#define register_pernet_subsys(...)	WMAN_NOMEM(register_pernet_subsys(__VA_ARGS__))
#define rtnl_link_register(...)		WMAN_NOMEM(rtnl_link_register(__VA_ARGS__))
#define netlink_register_notifier(...)	WMAN_NOMEM(netlink_register_notifier(__VA_ARGS__))
#define register_netdevice_notifier(...) WMAN_NOMEM(register_netdevice_notifier(__VA_ARGS__))

#endif
