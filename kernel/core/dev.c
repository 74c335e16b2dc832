// SPDX-License-Identifier: GPL-2.0
/* The netdevice of a subscriber station, and its control thread. */
#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "../compat.h"
#include "auth_v1.h"
#include "ccm.h"
#include "dev.h"
#include "netlink.h"
#include "prim_kernel.h"
#include "suite.h"
#include "trace.h"
#include "tx.h"

static const u32 timer_default_ms[WMAN_A_TIMER_MAX + 1] = {
	[WMAN_A_TIMER_AUTHORIZE_WAIT_MS]	= 10000,
	[WMAN_A_TIMER_REAUTHORIZE_WAIT_MS]	= 10000,
	[WMAN_A_TIMER_AUTH_GRACE_MS]		= 600000,
	[WMAN_A_TIMER_OPERATIONAL_WAIT_MS]	= 1000,
	[WMAN_A_TIMER_REKEY_WAIT_MS]		= 1000,
	[WMAN_A_TIMER_TEK_GRACE_MS]		= 3600000,
	[WMAN_A_TIMER_REJECT_WAIT_MS]		= 60000,
	[WMAN_A_TIMER_SA_TEK_MS]		= 300,
	[WMAN_A_TIMER_PMK_PREHANDSHAKE_MS]	= 10000,
	[WMAN_A_TIMER_PMK_LIFETIME_MS]		= 3600000,
	[WMAN_A_TIMER_LOST_DL_MAP_MS]		= 600,
	[WMAN_A_TIMER_T3_MS]			= 200,
	[WMAN_A_TIMER_T18_MS]			= 50,
	[WMAN_A_TIMER_T6_MS]			= 1000,
	[WMAN_A_TIMER_T8_MS]			= 300,
	[WMAN_A_TIMER_T7_MS]			= 1000,
	[WMAN_A_TIMER_T10_MS]			= 3000,
	[WMAN_A_TIMER_T14_MS]			= 200,
	[WMAN_A_TIMER_T21_MS]			= 1000,
};

void wman_count(struct wman_dev *wdev, enum wman_reason reason)
{
	struct wman_stats *stats;

	local_bh_disable();
	stats = this_cpu_ptr(wdev->stats);
	u64_stats_update_begin(&stats->sync);
	u64_stats_inc(&stats->count[reason]);
	u64_stats_update_end(&stats->sync);
	local_bh_enable();
	trace_wman_reject(wdev->dev, reason);
	wman_nl_reject_event(wdev, reason);
}

struct wman_dev *wman_dev_from(const struct net_device *dev)
{
	if (dev->netdev_ops != &wman_netdev_ops)
		return NULL;
	return ((struct wman_card *)netdev_priv(dev))->core;
}

/* A function on its way through the control thread. */
struct call {
	struct work_struct work;
	struct wman_dev *wdev;
	int (*fn)(struct wman_dev *wdev, void *arg);
	void *arg;
	int ret;
};

static void call_work(struct work_struct *work)
{
	struct call *call = container_of(work, struct call, work);

	call->ret = call->fn(call->wdev, call->arg);
}

int wman_dev_call(struct wman_dev *wdev, int (*fn)(struct wman_dev *wdev, void *arg), void *arg)
{
	struct call call = { .wdev = wdev, .fn = fn, .arg = arg };

	INIT_WORK_ONSTACK(&call.work, call_work);
	queue_work(wdev->wq, &call.work);
	flush_work(&call.work);
	destroy_work_on_stack(&call.work);
	return call.ret;
}

void wman_dev_arm(struct wman_dev *wdev, struct delayed_work *timer, unsigned int attr)
{
	mod_delayed_work(wdev->wq, timer, msecs_to_jiffies(wman_dev_timer_ms(wdev, attr)));
}

u32 wman_dev_timer_ms(const struct wman_dev *wdev, unsigned int attr)
{
	const struct wman_auth_v1 *v1 = wdev->auth.v1;

	return v1 && v1->timer_ms[attr] ? v1->timer_ms[attr] : wdev->cfg.timer_ms[attr];
}

struct wman_link *wman_dev_link(struct wman_dev *wdev)
{
	/* only the control thread writes it */
	return rcu_dereference_protected(wdev->link, true);
}

void wman_dev_set_link(struct wman_dev *wdev, struct wman_link *link)
{
	struct wman_link *old = rcu_replace_pointer(wdev->link, link, true);

	if (link)
		trace_wman_object(WMAN_OBJECT_LINK, true);
	if (old)
		trace_wman_object(WMAN_OBJECT_LINK, false);
	kfree_rcu(old, rcu);
}

void wman_dev_port(struct wman_dev *wdev, bool open)
{
	if (open == wdev->port_open)
		return;
	WRITE_ONCE(wdev->port_open, open);
	if (open)
		netif_dormant_off(wdev->dev);
	else
		netif_dormant_on(wdev->dev);
}

static void carrier_work(struct work_struct *work)
{
	struct wman_dev *wdev = container_of(work, struct wman_dev, carrier_work);

	wman_entry_carrier(wdev, READ_ONCE(wdev->carrier));
}

void wman_card_link(struct wman_card *card, bool up)
{
	struct wman_dev *wdev = card->core;

	WRITE_ONCE(wdev->carrier, up);
	queue_work(wdev->wq, &wdev->carrier_work);
}
EXPORT_SYMBOL_GPL(wman_card_link);

void wman_rx_error(struct wman_card *card, u32 reason)
{
	wman_count(card->core, reason <= WMAN_REASON_MAX ? reason : WMAN_REASON_CARD);
	DEV_STATS_INC(card->dev, rx_errors);
}
EXPORT_SYMBOL_GPL(wman_rx_error);

static void dev_free(struct wman_dev *wdev)
{
	wman_mgmt_exit(wdev);
	wman_prim_free(wdev->prim);
	gro_cells_destroy(&wdev->gro);
	free_percpu(wdev->stats);
	kfree_sensitive(wdev);
}

static int init_dev(struct net_device *dev)
{
	struct wman_card *card = netdev_priv(dev);
	struct wman_dev *wdev;
	int cpu, ret = -ENOMEM;

	wdev = kzalloc(sizeof(*wdev), GFP_KERNEL);
	if (!wdev)
		return -ENOMEM;
	wdev->card = card;
	wdev->dev = dev;
	wdev->cfg = (struct wman_settings) {
		.edition = WMAN_EDITION_2009,
		.crc = WMAN_CRC_OFDMA,
		.suites = { { WMAN_SUITE_CCM_WRAP, WMAN_SUITE_CCM_ECB }, 2 },
		.pn_window = 128,
		.sa_max = 4,
		.policy = WMAN_AUTH_POLICY_EAP,
		.gtek_push = WMAN_GTEK_PUSH_REQUEST,
		.mac_modes = WMAN_MAC_MODES_CMAC,
		.insecure_choices = WMAN_PERMISSION_REFUSE,
	};
	memcpy(wdev->cfg.timer_ms, timer_default_ms, sizeof(timer_default_ms));

	ret = gro_cells_init(&wdev->gro, dev);
	if (ret)
		goto err_free;
	wdev->stats = alloc_percpu(struct wman_stats);
	if (!wdev->stats) {
		ret = -ENOMEM;
		goto err_gro;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(wdev->stats, cpu)->sync);
	wdev->prim = wman_prim_alloc();
	if (IS_ERR(wdev->prim)) {
		ret = PTR_ERR(wdev->prim);
		goto err_stats;
	}
	wdev->wq = alloc_ordered_workqueue("%s", 0, dev->name);
	if (!wdev->wq) {
		ret = -ENOMEM;
		goto err_prim;
	}

	INIT_WORK(&wdev->carrier_work, carrier_work);
	wman_entry_init(wdev);
	wman_auth_init(wdev);
	wman_mgmt_init(wdev);
	wman_sa_init(wdev);
	wman_flow_init(wdev);
	wman_pack_init(wdev);
	card->core = wdev;
	ret = card->ops->init ? card->ops->init(card) : 0;
	if (ret)
		goto err_wq;
	wman_agent_init(wdev);
	trace_wman_object(WMAN_OBJECT_STATION, true);
	netdev_lockdep_set_classes(dev);
	return 0;

err_wq:
	card->core = NULL;
	destroy_workqueue(wdev->wq);
err_prim:
	wman_prim_free(wdev->prim);
err_stats:
	free_percpu(wdev->stats);
err_gro:
	gro_cells_destroy(&wdev->gro);
err_free:
	kfree(wdev);
	return ret;
}

static void uninit_dev(struct net_device *dev)
{
	struct wman_card *card = netdev_priv(dev);

	wman_agent_exit(card->core);
	if (card->ops->release)
		card->ops->release(card);
}

/* Its alarm is of the control thread, so that is where it ends. */
static int forget_pmk(struct wman_dev *wdev, void *unused)
{
	wman_pmk_erase(wdev);
	return 0;
}

/* The last reference is gone; see the comment on life in dev.h. */
static void dev_destructor(struct net_device *dev)
{
	struct wman_card *card = netdev_priv(dev);
	struct wman_dev *wdev = card->core;

	wman_dev_call(wdev, forget_pmk, NULL);
	destroy_workqueue(wdev->wq);
	card->core = NULL;
	dev_free(wdev);
	trace_wman_object(WMAN_OBJECT_STATION, false);
}

/*
 * Tells a qdisc that it may hand over a PDU's worth of packets in one go, which is what packing
 * lives on. No queue here is ever full: its limit is that, and nothing is ever said to be in it.
 */
static void open_queue(struct net_device *dev, struct netdev_queue *queue, void *unused)
{
	netdev_tx_reset_queue(queue);
	netdev_queue_set_dql_min_limit(queue, WMAN_PDU_MAX);
	netdev_tx_sent_queue(queue, WMAN_PDU_MAX);
	netdev_tx_completed_queue(queue, 1, WMAN_PDU_MAX);
}

static int open_dev(struct net_device *dev)
{
	struct wman_card *card = netdev_priv(dev);
	int ret;

	WRITE_ONCE(card->core->carrier, true);
	netif_carrier_off(dev);
	netif_dormant_on(dev);
	ret = card->ops->start(card);
	if (ret)
		return ret;
	netdev_for_each_tx_queue(dev, open_queue, NULL);
	netif_tx_start_all_queues(dev);
	return 0;
}

static int stop_dev(struct net_device *dev)
{
	struct wman_card *card = netdev_priv(dev);
	struct wman_dev *wdev = card->core;

	netif_tx_stop_all_queues(dev);
	card->ops->stop(card);
	cancel_work_sync(&wdev->carrier_work);
	wman_mgmt_purge(wdev);
	return wman_dev_call(wdev, wman_entry_disconnect, NULL);
}

/* The MAC address goes into the key derivation. */
static int set_mac(struct net_device *dev, void *addr)
{
	struct wman_dev *wdev = wman_dev_from(dev);

	if (READ_ONCE(wdev->entry.state) != WMAN_DEV_STATE_IDLE)
		return -EBUSY;
	return eth_mac_addr(dev, addr);
}

static int get_iflink(const struct net_device *dev)
{
	const struct wman_card *card = netdev_priv(dev);

	return card->lower_ifindex ?: dev->ifindex;
}

const struct net_device_ops wman_netdev_ops = {
	.ndo_init		= init_dev,
	.ndo_uninit		= uninit_dev,
	.ndo_open		= open_dev,
	.ndo_stop		= stop_dev,
	.ndo_start_xmit		= wman_tx,
	.ndo_select_queue	= wman_tx_queue,
	.ndo_set_mac_address	= set_mac,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_get_iflink		= get_iflink,
};

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	const struct wman_card *card = netdev_priv(dev);

	strscpy(info->driver, "wman", sizeof(info->driver));
	strscpy(info->bus_info, card->ops->kind, sizeof(info->bus_info));
}

static const struct ethtool_ops dev_ethtool_ops = {
	.get_drvinfo	= get_drvinfo,
	.get_link	= ethtool_op_get_link,
};

static const struct device_type dev_type = { .name = "wman" };

void wman_card_setup(struct net_device *dev, const struct wman_card_ops *ops)
{
	struct wman_card *card = netdev_priv(dev);

	ether_setup(dev);
	card->ops = ops;
	card->dev = dev;
	dev->netdev_ops = &wman_netdev_ops;
	dev->ethtool_ops = &dev_ethtool_ops;
	dev->priv_destructor = dev_destructor;
	dev->needs_free_netdev = true;
	SET_NETDEV_DEVTYPE(dev, &dev_type);
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_NO_QUEUE;
	/* With the IP convergence sublayers no ARP can pass; "ip link set arp on" for 802.3. */
	dev->flags |= IFF_NOARP;
	wman_compat_lltx(dev);
	wman_compat_netns_fixed(dev);
	dev->mtu = WMAN_MTU_DEFAULT;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = WMAN_MTU_MAX;
}
EXPORT_SYMBOL_GPL(wman_card_setup);

int wman_card_register(struct wman_card *card)
{
	struct net_device *dev = card->dev;

	ASSERT_RTNL();
	if (card->max_pdu < WMAN_CARD_MIN_PDU || card->max_pdu > WMAN_CARD_MAX_PDU)
		return -EINVAL;
	if (!is_valid_ether_addr(dev->dev_addr))
		eth_hw_addr_random(dev);
	dev->needed_headroom = card->headroom + WMAN_TX_HEADROOM;
	dev->needed_tailroom = card->tailroom + WMAN_TX_TAILROOM;
	netif_carrier_off(dev);
	return register_netdevice(dev);
}
EXPORT_SYMBOL_GPL(wman_card_register);

void wman_card_unregister(struct wman_card *card, struct list_head *head)
{
	unregister_netdevice_queue(card->dev, head);
}
EXPORT_SYMBOL_GPL(wman_card_unregister);
