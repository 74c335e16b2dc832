// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps of the netlink family. A station's objects are few: each call walks them anew in the
 * control thread, skips what earlier calls have dumped, and lets the generation tell the reader
 * (NLM_F_DUMP_INTR) when the tables changed in between.
 */
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "../compat.h"
#include "dev.h"
#include "netlink.h"
#include "netlink_gen.h"

struct walk {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	struct wman_dev *wdev;
	long index;		/* object that comes next */
	void (*all)(struct walk *walk);
	bool full;
};

/* One object, unless an earlier call has dumped it. */
static void emit(struct walk *walk, int attr, int (*put)(struct sk_buff *skb, const void *obj),
		 const void *obj)
{
	struct netlink_callback *cb = walk->cb;
	struct nlattr *nest = NULL;
	void *hdr;

	if (walk->full || walk->index++ < cb->args[0])
		return;
	hdr = genlmsg_put(walk->skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &wman_nl_family, NLM_F_MULTI,
			  ((struct genlmsghdr *)nlmsg_data(cb->nlh))->cmd);
	if (!hdr)
		goto full;
	genl_dump_check_consistent(cb, hdr);
	if (nla_put_u32(walk->skb, WMAN_A_IFINDEX, walk->wdev->dev->ifindex))
		goto cancel;
	nest = nla_nest_start(walk->skb, attr);
	if (!nest || put(walk->skb, obj))
		goto cancel;
	nla_nest_end(walk->skb, nest);
	genlmsg_end(walk->skb, hdr);
	cb->args[0]++;
	return;

cancel:
	genlmsg_cancel(walk->skb, hdr);
full:
	walk->full = true;
}

static int walk_fn(struct wman_dev *wdev, void *arg)
{
	struct walk *walk = arg;

	walk->wdev = wdev;
	walk->cb->seq = wdev->generation;
	walk->all(walk);
	return 0;
}

/* Walk the objects of the device that the request names. */
static int dump_objects(struct sk_buff *skb, struct netlink_callback *cb,
			void (*all)(struct walk *walk))
{
	struct nlattr *ifindex = wman_compat_dump_attrs(cb)[WMAN_A_IFINDEX];
	struct walk walk = { .skb = skb, .cb = cb, .all = all };
	struct net_device *dev;

	if (!ifindex) {
		NL_SET_ERR_MSG(cb->extack, "ifindex is missing");
		return -EINVAL;
	}
	dev = dev_get_by_index(sock_net(skb->sk), nla_get_u32(ifindex));
	if (!dev || !wman_dev_from(dev)) {
		NL_SET_ERR_MSG_ATTR(cb->extack, ifindex, "no such wman device");
		dev_put(dev);
		return -ENODEV;
	}
	wman_dev_call(wman_dev_from(dev), walk_fn, &walk);
	dev_put(dev);
	return skb->len;
}

static int put_bs(struct sk_buff *skb, const void *obj)
{
	const struct wman_bs *bs = obj;
	bool barred = bs->is_barred && time_before(jiffies, bs->barred);

	if (nla_put(skb, WMAN_A_BS_BSID, ETH_ALEN, bs->bsid) ||
	    nla_put(skb, WMAN_A_BS_ADDRESS, ETH_ALEN, bs->addr) ||
	    nla_put_u32(skb, WMAN_A_BS_FRAME_NUMBER, bs->frame_number) ||
	    nla_put_u8(skb, WMAN_A_BS_DCD_COUNT, bs->dcd_count) ||
	    nla_put_u8(skb, WMAN_A_BS_UCD_COUNT, bs->ucd_count) ||
	    nla_put_u32(skb, WMAN_A_BS_AGE_MS, jiffies_to_msecs(jiffies - bs->seen)) ||
	    (barred && nla_put_u32(skb, WMAN_A_BS_BARRED_S, (bs->barred - jiffies) / HZ)))
		return -EMSGSIZE;
	return 0;
}

static int put_current_bs(struct sk_buff *skb, const void *obj)
{
	return put_bs(skb, obj) ?: nla_put_flag(skb, WMAN_A_BS_CURRENT);
}

static void all_bs(struct walk *walk)
{
	const struct wman_link *link = wman_dev_link(walk->wdev);
	const struct wman_entry *entry = &walk->wdev->entry;
	unsigned int i;

	for (i = 0; i < entry->n_bs; i++)
		emit(walk, WMAN_A_BS,
		     link && ether_addr_equal(link->bsid, entry->bs[i].bsid) ? put_current_bs :
									       put_bs,
		     &entry->bs[i]);
}

int wman_nl_scan_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_objects(skb, cb, all_bs);
}

static void all_sas(struct walk *walk)
{
	struct wman_sa *sa;

	list_for_each_entry(sa, &walk->wdev->sas.list, list)
		emit(walk, WMAN_A_SA, wman_nl_put_sa_teks, sa);
}

int wman_nl_sa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_objects(skb, cb, all_sas);
}

static int put_key(struct sk_buff *skb, const void *obj)
{
	const struct wman_ak *ak = obj;

	if (nla_put_u8(skb, WMAN_A_KEY_AK_SN, ak->sn) ||
	    nla_put_u32(skb, WMAN_A_KEY_LIFETIME_S, wman_key_left(ak->expires)))
		return -EMSGSIZE;
	/* the AK of PKMv1 has no name */
	if (memchr_inv(ak->akid, 0, WMAN_AKID_LEN) &&
	    nla_put(skb, WMAN_A_KEY_AKID, WMAN_AKID_LEN, ak->akid))
		return -EMSGSIZE;
	/* and messages with an HMAC have no numbers */
	if (ak->mode == WMAN_KDF_SHA1)
		return 0;
	if (nla_put_u32(skb, WMAN_A_KEY_TX_PN, ak->tx_pn) ||
	    nla_put_u32(skb, WMAN_A_KEY_RX_PN, ak->rx_pn) ||
	    nla_put_u16(skb, WMAN_A_KEY_KEY_COUNT, ak->key_count))
		return -EMSGSIZE;
	return 0;
}

static int put_current_key(struct sk_buff *skb, const void *obj)
{
	return put_key(skb, obj) ?: nla_put_flag(skb, WMAN_A_KEY_CURRENT);
}

static void all_keys(struct walk *walk)
{
	const struct wman_keyring *keys = &walk->wdev->keys;

	if (keys->cur.valid)
		emit(walk, WMAN_A_KEY, put_current_key, &keys->cur);
	if (keys->next.valid)
		emit(walk, WMAN_A_KEY, put_key, &keys->next);
	if (keys->prev.valid)
		emit(walk, WMAN_A_KEY, put_key, &keys->prev);
}

int wman_nl_key_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_objects(skb, cb, all_keys);
}

static int put_flow(struct sk_buff *skb, const void *obj)
{
	const struct wman_flow *flow = obj;
	const struct wman_rules *rules = rcu_dereference_protected(flow->rules, true);

	if (nla_put_u32(skb, WMAN_A_FLOW_SFID, flow->sfid) ||
	    nla_put_u16(skb, WMAN_A_FLOW_CID, flow->cid) ||
	    nla_put_u32(skb, WMAN_A_FLOW_DIRECTION, flow->dir) ||
	    nla_put_u16(skb, WMAN_A_FLOW_SAID, flow->said) ||
	    nla_put_u32(skb, WMAN_A_FLOW_CS, flow->cs) ||
	    (flow->active && nla_put_flag(skb, WMAN_A_FLOW_ACTIVE)) ||
	    (rules && nla_put_u32(skb, WMAN_A_FLOW_RULES, rules->n)) ||
	    (flow->crc && nla_put_flag(skb, WMAN_A_FLOW_CRC)) ||
	    (flow->fragment && nla_put_flag(skb, WMAN_A_FLOW_FRAGMENTATION)) ||
	    wman_nl_put_u64(skb, WMAN_A_FLOW_PACKETS, atomic64_read(&flow->packets)) ||
	    wman_nl_put_u64(skb, WMAN_A_FLOW_BYTES, atomic64_read(&flow->bytes)))
		return -EMSGSIZE;
	return 0;
}

static void all_flows(struct walk *walk)
{
	struct wman_flow *flow;

	list_for_each_entry(flow, &walk->wdev->flows.all, list)
		emit(walk, WMAN_A_FLOW, put_flow, flow);
}

int wman_nl_flow_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_objects(skb, cb, all_flows);
}

static int dev_fn(struct wman_dev *wdev, void *arg)
{
	struct walk *walk = arg;

	walk->wdev = wdev;
	emit(walk, WMAN_A_DEV, wman_nl_put_dev, wdev);
	return 0;
}

int wman_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct walk walk = { .skb = skb, .cb = cb };
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;

	rtnl_lock();
	cb->seq = net->dev_base_seq;
	for_each_netdev(net, dev) {
		if (!wman_dev_from(dev))
			continue;
		if (walk.index < cb->args[0]) {
			walk.index++;
			continue;
		}
		wman_dev_call(wman_dev_from(dev), dev_fn, &walk);
		if (walk.full)
			break;
	}
	rtnl_unlock();
	return skb->len;
}
