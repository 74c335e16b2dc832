// SPDX-License-Identifier: GPL-2.0
/* SDUs that wait for others of their flow (802.16 6.3.3.4). */
#include "pack.h"

#include "dev.h"
#include "subheader.h"

void wman_pack_init(struct wman_dev *wdev)
{
	spin_lock_init(&wdev->pack.lock);
	__skb_queue_head_init(&wdev->pack.sdus);
}

bool wman_pack_add(struct wman_dev *wdev, struct wman_flow *flow, struct sk_buff *skb, size_t room,
		   bool begin)
{
	size_t need = wman_packing_len(flow->extended) + skb->len;
	struct wman_pack *pack = &wdev->pack;
	bool waits;

	spin_lock(&pack->lock);
	waits = flow->pack && pack->len + need <= room &&
		(pack->flow ? pack->flow == flow : begin);
	if (waits) {
		WRITE_ONCE(pack->flow, flow);
		__skb_queue_tail(&pack->sdus, skb);
		pack->len += need;
	}
	spin_unlock(&pack->lock);
	return waits;
}

static struct wman_flow *take(struct wman_pack *pack, struct sk_buff_head *sdus)
{
	struct wman_flow *flow = pack->flow;

	skb_queue_splice_tail_init(&pack->sdus, sdus);
	WRITE_ONCE(pack->flow, NULL);
	pack->len = 0;
	return flow;
}

struct wman_flow *wman_pack_take(struct wman_dev *wdev, struct sk_buff_head *sdus)
{
	struct wman_flow *flow;

	__skb_queue_head_init(sdus);
	spin_lock(&wdev->pack.lock);
	flow = take(&wdev->pack, sdus);
	spin_unlock(&wdev->pack.lock);
	return flow;
}

void wman_pack_allow(struct wman_dev *wdev, struct wman_flow *flow, bool allow)
{
	spin_lock_bh(&wdev->pack.lock);
	flow->pack = allow;
	spin_unlock_bh(&wdev->pack.lock);
}

void wman_pack_forget(struct wman_dev *wdev, struct wman_flow *flow)
{
	struct sk_buff_head sdus;

	__skb_queue_head_init(&sdus);
	spin_lock_bh(&wdev->pack.lock);
	flow->pack = false;
	if (wdev->pack.flow == flow)
		take(&wdev->pack, &sdus);
	spin_unlock_bh(&wdev->pack.lock);
	__skb_queue_purge(&sdus);
}
