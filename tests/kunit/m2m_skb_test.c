// SPDX-License-Identifier: GPL-2.0
/* MAC-to-MAC frames: cut and put together again, lost parts, and the limits of both. */
#include <wman/m2m.h>

#include "beacon.h"
#include "drive.h"
#include "mac.h"
#include "suites.h"

/**
 * struct link - frames between two MAC-to-MAC ends
 * @st: station whose card receives; it scans, and a DL-MAP tells that a PDU came through
 * @tx: the sending end
 * @rx: the receiving end
 * @frames: Ethernet frames sent
 * @longest: octets of the longest behind its Ethernet header
 * @fail: what sending returns
 */
struct link {
	struct station *st;
	struct wman_m2m *tx;
	struct wman_m2m *rx;
	struct sk_buff_head frames;
	unsigned int longest;
	int fail;
};

static int xmit(struct sk_buff *skb, void *ctx)
{
	struct link *link = ctx;

	if (link->fail) {
		kfree_skb(skb);
		return link->fail;
	}
	link->longest = max(link->longest, skb->len - ETH_HLEN);
	skb_queue_tail(&link->frames, skb);
	return 0;
}

/* A PDU with a DL-MAP, made longer by what nobody reads. */
static struct sk_buff *pdu(struct link *link, size_t len)
{
	struct station *st = link->st;
	struct wman_dl_map map = { .frame_duration = WMAN_FRAME_5MS };
	struct wman_buf *buf = bs_begin(st);
	struct sk_buff *skb, *room;

	map.frame_number = ++st->bs.frame;
	memcpy(map.bsid, bs_id, sizeof(map.bsid));
	wman_dl_map_put(buf, &map);
	memset(buf->data + buf->len, 0, len);
	skb = bs_pdu(st, 0, WMAN_CID_BROADCAST, buf->data, max(buf->len, len));
	room = skb_copy_expand(skb, WMAN_M2M_HEADROOM, 0, GFP_KERNEL | __GFP_NOFAIL);
	kfree_skb(skb);
	return room;
}

static int send(struct link *link, size_t len, unsigned int mtu)
{
	return wman_m2m_tx(link->tx, pdu(link, len), bs_addr, link->st->dev->dev_addr, mtu, xmit,
			   link);
}

static void receive(struct link *link, struct sk_buff *skb)
{
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	local_bh_disable();
	wman_m2m_rx(link->rx, &link->st->card->card, skb);
	local_bh_enable();
	station_settle(link->st);
}

static void receive_all(struct link *link)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&link->frames)))
		receive(link, skb);
}

/* Frame number of the last DL-MAP that arrived. */
static u32 arrived(struct link *link)
{
	const struct wman_entry *entry = &link->st->wdev->entry;

	return entry->n_bs ? entry->bs[0].frame_number : 0;
}

static int init(struct kunit *test)
{
	struct link *link = kunit_kzalloc(test, sizeof(*link), GFP_KERNEL);

	if (!link)
		return -ENOMEM;
	test->priv = link;
	skb_queue_head_init(&link->frames);
	link->st = station_new();
	link->tx = wman_m2m_alloc();
	link->rx = wman_m2m_alloc();
	return link->st && link->tx && link->rx && drive_entry(link->st, WMAN_DEV_STATE_SCAN) ?
	       0 : -ENOMEM;
}

static void exit_suite(struct kunit *test)
{
	struct link *link = test->priv;

	if (!link)
		return;
	skb_queue_purge(&link->frames);
	wman_m2m_free(link->tx);
	wman_m2m_free(link->rx);
	if (link->st)
		station_free(link->st);
}

/* A frame has 23 octets before a PDU of up to 127, 24 up to 255, 25 beyond. */
struct cut {
	const char *what;
	size_t len;
	unsigned int mtu;
	unsigned int frames;
};

#define AROUND	(WMAN_GMH_LEN + WMAN_CRC_LEN)

static const struct cut cuts[] = {
	{ "short", 20, 1500, 1 },
	{ "just whole", 1475 - AROUND, 1500, 1 },
	{ "an octet more", 1476 - AROUND, 1500, 2 },
	{ "the longest", WMAN_PDU_MAX - AROUND, 1500, 2 },
	{ "into three", 1450 - AROUND, 600, 3 },
	{ "into the smallest device", 500 - AROUND, ETH_MIN_MTU, 12 },
};

static void cut_desc(const struct cut *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(cuts, cuts, cut_desc);

static void pdu_comes_through(struct kunit *test)
{
	const struct cut *c = test->param_value;
	struct link *link = test->priv;

	KUNIT_EXPECT_EQ(test, send(link, c->len, c->mtu), 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&link->frames), c->frames);
	KUNIT_EXPECT_LE(test, link->longest, c->mtu);

	receive_all(link);

	KUNIT_EXPECT_EQ(test, arrived(link), 1);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&link->st->dev->stats.__rx_errors), 0);
}

static void device_too_small_is_refused(struct kunit *test)
{
	struct link *link = test->priv;

	KUNIT_EXPECT_EQ(test, send(link, 100, ETH_MIN_MTU - 1), -EMSGSIZE);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&link->frames));
}

static void error_of_the_device_is_told(struct kunit *test)
{
	struct link *link = test->priv;

	link->fail = -ENETDOWN;

	KUNIT_EXPECT_EQ(test, send(link, 20, 1500), -ENETDOWN);
	KUNIT_EXPECT_EQ(test, send(link, 1400, 600), -ENETDOWN);
}

/* Parts of one PDU, some of them lost or out of order. */
struct loss {
	const char *what;
	u8 order[4];	/* part from 1 on, in the order of arrival */
	unsigned int errors;
	bool arrives;
};

static const struct loss losses[] = {
	{ "all there", { 1, 2, 3 }, 0, true },
	{ "the first lost", { 2, 3 }, 2, false },
	{ "the middle lost", { 1, 3 }, 1, false },
	{ "the last lost", { 1, 2 }, 0, false },
	{ "swapped", { 1, 3, 2 }, 2, false },
	{ "the middle twice", { 1, 2, 2, 3 }, 2, false },
	{ "the first twice", { 1, 1, 2, 3 }, 1, true },
};

static void loss_desc(const struct loss *l, char *desc)
{
	strscpy(desc, l->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(losses, losses, loss_desc);

static void parts_that_are_lost(struct kunit *test)
{
	const struct loss *l = test->param_value;
	struct link *link = test->priv;
	struct sk_buff *part[4] = {}, *copy;
	int i;

	KUNIT_ASSERT_EQ(test, send(link, 1400, 600), 0);
	for (i = 1; i <= 3; i++) {
		part[i] = skb_dequeue(&link->frames);
		KUNIT_ASSERT_NOT_NULL(test, part[i]);
	}

	for (i = 0; i < 4 && l->order[i]; i++) {
		copy = skb_copy(part[l->order[i]], GFP_KERNEL | __GFP_NOFAIL);
		receive(link, copy);
	}

	KUNIT_EXPECT_EQ(test, station_count(link->st, WMAN_REASON_M2M_FRAGMENT), l->errors);
	KUNIT_EXPECT_EQ(test, arrived(link), l->arrives);
	for (i = 1; i <= 3; i++)
		kfree_skb(part[i]);
}

/* Only so many senders may have a burst unfinished; the one that began first makes room. */
static void senders_are_bounded(struct kunit *test)
{
	struct link *link = test->priv;
	struct sk_buff *first, *last[5];
	int i;

	for (i = 0; i < 5; i++) {
		KUNIT_ASSERT_EQ(test, send(link, 1000, 600), 0);
		first = skb_dequeue(&link->frames);
		last[i] = skb_dequeue(&link->frames);
		KUNIT_ASSERT_NOT_NULL(test, last[i]);
		((struct ethhdr *)first->data)->h_source[5] = i;
		((struct ethhdr *)last[i]->data)->h_source[5] = i;
		receive(link, first);
	}
	KUNIT_EXPECT_EQ(test, station_count(link->st, WMAN_REASON_M2M_FRAGMENT), 1);
	KUNIT_EXPECT_EQ(test, arrived(link), 0);

	for (i = 4; i >= 0; i--)
		receive(link, last[i]);

	/* four come through; the last part of the one that made room is one too many */
	KUNIT_EXPECT_EQ(test, station_count(link->st, WMAN_REASON_M2M_FRAGMENT), 2);
	KUNIT_EXPECT_NE(test, arrived(link), 0);
}

/* A frame of the base station with one part of a burst, made by hand. */
static struct sk_buff *frame(struct link *link, enum wman_m2m_fragment fragment, u8 number,
			     size_t len)
{
	const struct wman_m2m_burst burst = {
		.number = 1, .fragment = fragment, .fragment_number = number, .len = len,
	};
	struct sk_buff *skb = alloc_skb(2048, GFP_KERNEL | __GFP_NOFAIL);
	struct ethhdr *eth = skb_put_zero(skb, ETH_HLEN);

	skb->dev = link->st->dev;
	memcpy(eth->h_source, bs_addr, ETH_ALEN);
	eth->h_proto = htons(WMAN_ETH_P_M2M);
	wman_m2m_header_build(number, &burst, skb_put(skb, wman_m2m_header_len(len)));
	skb_put_zero(skb, len);
	return skb;
}

static void burst_of_parts_is_bounded(struct kunit *test)
{
	struct link *link = test->priv;
	int i;

	receive(link, frame(link, WMAN_M2M_FIRST, 1, 1400));
	for (i = 2; i <= 5; i++)
		receive(link, frame(link, WMAN_M2M_MIDDLE, i, 1400));
	KUNIT_EXPECT_EQ(test, atomic_long_read(&link->st->dev->stats.__rx_errors), 0);

	receive(link, frame(link, WMAN_M2M_MIDDLE, 6, 1400));
	KUNIT_EXPECT_EQ(test, station_count(link->st, WMAN_REASON_FRAGMENT_LIMIT), 1);

	/* what follows has nothing to belong to, and the next burst is none the worse */
	receive(link, frame(link, WMAN_M2M_LAST, 7, 10));
	KUNIT_EXPECT_EQ(test, station_count(link->st, WMAN_REASON_M2M_FRAGMENT), 1);
	KUNIT_ASSERT_EQ(test, send(link, 1000, 600), 0);
	receive_all(link);
	KUNIT_EXPECT_EQ(test, arrived(link), 1);
}

/* Several PDUs in one burst, as a base station may send them. */
static void burst_of_several_pdus(struct kunit *test)
{
	struct link *link = test->priv;
	struct sk_buff *skb, *one;
	struct wman_m2m_burst burst = { .number = 1, .fragment_number = 1 };
	struct ethhdr *eth;
	int i;

	skb = alloc_skb(2048, GFP_KERNEL | __GFP_NOFAIL);
	skb_reserve(skb, WMAN_M2M_HEADROOM);
	for (i = 0; i < 3; i++) {
		one = pdu(link, 20);
		skb_put_data(skb, one->data, one->len);
		kfree_skb(one);
	}
	burst.len = skb->len;
	wman_m2m_header_build(1, &burst, skb_push(skb, wman_m2m_header_len(burst.len)));
	eth = skb_push(skb, ETH_HLEN);
	memcpy(eth->h_source, bs_addr, ETH_ALEN);
	skb->dev = link->st->dev;

	receive(link, skb);

	KUNIT_EXPECT_EQ(test, arrived(link), 3);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&link->st->dev->stats.__rx_errors), 0);
}

/* Frames cut anywhere never do more than be counted. */
static void frame_cut_anywhere(struct kunit *test)
{
	struct link *link = test->priv;
	struct sk_buff *whole, *cut;
	unsigned int len;

	KUNIT_ASSERT_EQ(test, send(link, 20, 1500), 0);
	whole = skb_dequeue(&link->frames);

	for (len = ETH_HLEN; len < whole->len; len++) {
		/* memory that ends where the frame does, for KASAN */
		cut = alloc_skb(len, GFP_KERNEL | __GFP_NOFAIL);
		skb_put_data(cut, whole->data, len);
		cut->dev = link->st->dev;
		receive(link, cut);
		KUNIT_EXPECT_EQ_MSG(test, arrived(link), 0, "%u octets", len);
	}
	KUNIT_EXPECT_EQ(test, atomic_long_read(&link->st->dev->stats.__rx_errors),
			whole->len - ETH_HLEN);
	kfree_skb(whole);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(pdu_comes_through, cuts_gen_params),
	KUNIT_CASE(device_too_small_is_refused),
	KUNIT_CASE(error_of_the_device_is_told),
	KUNIT_CASE_PARAM(parts_that_are_lost, losses_gen_params),
	KUNIT_CASE(senders_are_bounded),
	KUNIT_CASE(burst_of_parts_is_bounded),
	KUNIT_CASE(burst_of_several_pdus),
	KUNIT_CASE(frame_cut_anywhere),
	{}
};

struct kunit_suite m2m_skb_suite = {
	.name = "wman_m2m_skb",
	.init = init,
	.exit = exit_suite,
	.test_cases = cases,
};
