// SPDX-License-Identifier: GPL-2.0
/* The scripted card, and the station on it. */
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "auth_v1.h"
#include "message.h"
#include "pdu.h"
#include "prim_kernel.h"
#include "station.h"
#include "trace.h"

static int card_start(struct wman_card *card)
{
	return 0;
}

static void card_stop(struct wman_card *card)
{
}

static int card_tx(struct wman_card *card, struct sk_buff *skb, const u8 *dst)
{
	struct station_card *sc = container_of(card, struct station_card, card);

	if (sc->tx_ret)
		kfree_skb(skb);
	else
		skb_queue_tail(&sc->sent, skb);
	return sc->tx_ret;
}

static const struct wman_card_ops card_ops = {
	.kind	= "kunit",
	.start	= card_start,
	.stop	= card_stop,
	.tx	= card_tx,
};

static void card_setup(struct net_device *dev)
{
	wman_card_setup(dev, &card_ops);
}

/* The machines tell by their tracepoints; other stations' steps are not ours. */
static void saw(struct station *st, enum station_machine machine, const struct net_device *dev,
		u32 id, u32 from, u32 next, u32 event)
{
	if (dev != st->dev || st->n_steps[machine] == STATION_STEPS)
		return;
	st->steps[machine][st->n_steps[machine]++] = (struct station_step) {
		.id = id, .from = from, .next = next, .event = event,
	};
}

static void saw_entry(void *st, const struct net_device *dev, u32 id, u32 from, u32 to, u32 event)
{
	saw(st, STATION_ENTRY, dev, id, from, to, event);
}

static void saw_auth(void *st, const struct net_device *dev, u32 id, u32 from, u32 to, u32 event)
{
	saw(st, STATION_AUTH, dev, id, from, to, event);
}

static void saw_tek(void *st, const struct net_device *dev, u32 id, u32 from, u32 to, u32 event)
{
	saw(st, STATION_TEK, dev, id, from, to, event);
}

static void saw_object(void *data, enum wman_object kind, bool made)
{
	/* tests put keys in place by hand; station and agent outlive this */
	const unsigned long ours = BIT(WMAN_OBJECT_SA) | BIT(WMAN_OBJECT_TEK) |
				   BIT(WMAN_OBJECT_FLOW) | BIT(WMAN_OBJECT_GKEK) |
				   BIT(WMAN_OBJECT_LINK) | BIT(WMAN_OBJECT_TRANSACTION) |
				   BIT(WMAN_OBJECT_RSA) | BIT(WMAN_OBJECT_PKMV1);
	struct station *st = data;

	if (ours & BIT(kind))
		atomic_add(made ? 1 : -1, &st->objects);
}

static int register_device(struct net_device *dev)
{
	struct station_card *card = netdev_priv(dev);
	int ret;

	card->card.max_pdu = 1500;
	/* IPv6 would send packets of its own */
	dev->mtu = IPV6_MIN_MTU - 1;
	skb_queue_head_init(&card->sent);
	rtnl_lock();
	ret = wman_card_register(&card->card);
	if (!ret) {
		ret = dev_open(dev, NULL);
		if (ret)
			wman_card_unregister(&card->card, NULL);
	} else {
		free_netdev(dev);
	}
	rtnl_unlock();
	return ret;
}

struct station *station_new(void)
{
	struct station *st = kzalloc(sizeof(*st), GFP_KERNEL);
	struct net_device *dev;
	unsigned int i;

	if (!st)
		return NULL;
	st->bs.prim = wman_prim_alloc();
	if (IS_ERR(st->bs.prim))
		goto err_free;
	dev = alloc_netdev(sizeof(struct station_card), "kunit%d", NET_NAME_ENUM, card_setup);
	if (!dev)
		goto err_prim;
	if (register_device(dev))
		goto err_prim;
	st->dev = dev;
	st->agent = STATION_AGENT;
	st->card = netdev_priv(dev);
	st->wdev = wman_dev_from(dev);
	for (i = 1; i <= WMAN_A_TIMER_MAX; i++)
		st->wdev->cfg.timer_ms[i] = (3600 + 60 * i) * MSEC_PER_SEC;
	if (register_trace_wman_entry(saw_entry, st) || register_trace_wman_auth(saw_auth, st) ||
	    register_trace_wman_tek(saw_tek, st) ||
	    register_trace_wman_object(saw_object, st)) {
		station_free(st);
		return NULL;
	}
	return st;

err_prim:
	wman_prim_free(st->bs.prim);
err_free:
	kfree(st);
	return NULL;
}

void station_free(struct station *st)
{
	struct station_card *card = st->card;

	rtnl_lock();
	dev_close(st->dev);
	skb_queue_purge(&card->sent);
	wman_card_unregister(&card->card, NULL);
	rtnl_unlock();
	unregister_trace_wman_entry(saw_entry, st);
	unregister_trace_wman_auth(saw_auth, st);
	unregister_trace_wman_tek(saw_tek, st);
	unregister_trace_wman_object(saw_object, st);
	tracepoint_synchronize_unregister();
	WARN(atomic_read(&st->objects), "%d objects are left\n", atomic_read(&st->objects));
	kfree_skb(st->msg);
	wman_prim_free(st->bs.prim);
	kfree(st);
}

int station_init(struct kunit *test)
{
	test->priv = station_new();
	return test->priv ? 0 : -ENOMEM;
}

void station_exit(struct kunit *test)
{
	if (test->priv)
		station_free(test->priv);
}

void station_settle(struct station *st)
{
	/* what the last work queued runs in the second round */
	flush_workqueue(st->wdev->wq);
	flush_workqueue(st->wdev->wq);
}

int station_call(struct station *st, int (*fn)(struct wman_dev *wdev, void *arg), void *arg)
{
	int ret = wman_dev_call(st->wdev, fn, arg);

	station_settle(st);
	return ret;
}

void station_fire(struct station *st, struct delayed_work *timer)
{
	mod_delayed_work(st->wdev->wq, timer, 0);
	station_settle(st);
}

bool station_armed(struct delayed_work *timer, u64 ms)
{
	unsigned long want = jiffies + msecs_to_jiffies(ms);

	if (!delayed_work_pending(timer))
		return false;
	/* armed before now, and a test does not take a minute, which is what timers differ by */
	return time_before_eq(timer->timer.expires, want + 1) &&
	       time_after(timer->timer.expires, want - 50 * HZ);
}

void station_ring(struct station *st, struct wman_alarm *alarm)
{
	alarm->at = get_jiffies_64();
	station_fire(st, &alarm->work);
}

bool station_alarmed(struct wman_alarm *alarm, u64 ms)
{
	u64 want = get_jiffies_64() + msecs_to_jiffies(ms);

	return delayed_work_pending(&alarm->work) && alarm->at <= want + 1 &&
	       alarm->at > want - 50 * HZ;
}

void station_receive(struct station *st, struct sk_buff *skb, const u8 *src)
{
	local_bh_disable();
	wman_rx_pdu(&st->card->card, skb, src);
	local_bh_enable();
	station_settle(st);
}

u64 station_count(struct station *st, enum wman_reason reason)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += u64_stats_read(&per_cpu_ptr(st->wdev->stats, cpu)->count[reason]);
	return sum;
}

/* Leave the message of a PDU in st->msg; false for a PDU of data. */
static bool take_message(struct station *st, struct sk_buff *skb)
{
	struct wman_octets body;
	struct wman_gmh gmh;

	if (wman_gmh_parse(&gmh, skb->data, skb->len) || gmh.ec ||
	    wman_pdu_body(skb->data, &gmh, st->wdev->cfg.crc, &body) || !body.len) {
		kfree_skb(skb);
		return false;
	}
	skb_pull(skb, body.data - skb->data);
	skb_trim(skb, body.len);
	kfree_skb(st->msg);
	st->msg = skb;
	return true;
}

int station_sent(struct station *st)
{
	u8 version = wman_auth_is_v1(st->wdev) ? WMAN_PKM_V1 : WMAN_PKM_V2;
	struct sk_buff *skb;

	do {
		skb = skb_dequeue(&st->card->sent);
		if (!skb)
			return -1;
	} while (!take_message(st, skb));
	memset(&st->pkm, 0, sizeof(st->pkm));
	if (st->msg->data[0] == WMAN_MSG_PKM_REQ &&
	    wman_pkm_parse(&st->pkm, st->msg->data, st->msg->len, WMAN_DIRECTION_UPLINK,
			   version, wman_secneg_mode(&st->wdev->entry.choice)))
		return -1;
	return st->msg->data[0];
}

bool station_sent_find(struct station *st, u8 type, u8 code)
{
	int sent;

	while ((sent = station_sent(st)) >= 0)
		if (sent == type && (type != WMAN_MSG_PKM_REQ || st->pkm.code == code))
			return true;
	return false;
}

void station_forget(struct station *st)
{
	skb_queue_purge(&st->card->sent);
	memset(st->n_steps, 0, sizeof(st->n_steps));
}

unsigned int station_cipher_users(const struct wman_ccm *ccm)
{
	return refcount_read(&crypto_aead_tfm(ccm->tfm)->__crt_alg->cra_refcnt);
}

static int accept_fn(struct wman_dev *wdev, void *arg)
{
	const struct station *st = arg;
	int ret = wman_agent_accept(wdev, st->agent);

	if (!ret)
		wman_agent_accepted(wdev);
	return ret;
}

int station_accept(struct station *st)
{
	return station_call(st, accept_fn, st);
}

struct done {
	u32 portid;
	struct wman_agent_result res;
};

static int done_fn(struct wman_dev *wdev, void *arg)
{
	const struct done *done = arg;

	return wman_agent_done(wdev, done->portid, &done->res);
}

int station_done(struct station *st, const u8 *msk, enum wman_reason reason, bool permanent)
{
	struct done done = {
		.portid = st->agent,
		.res = {
			.cookie = st->wdev->agent.cookie,
			.success = msk,
			.msk = msk,
			.reason = reason,
			.permanent = permanent,
		},
	};

	return station_call(st, done_fn, &done);
}
