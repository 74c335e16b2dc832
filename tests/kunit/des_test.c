// SPDX-License-Identifier: GPL-2.0
/* DES-CBC and the null suite: the cipher by its vectors, and what the data path makes of it. */
#include "des.h"
#include "drive.h"
#include "message.h"
#include "pdu.h"
#include "prim_kernel.h"
#include "suites.h"
#include "tx.h"

#define IP_LEN	101	/* not a multiple of the block */
#define SYNC	0x04123456

static const u8 key[WMAN_DES_KEY_LEN] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef };

/* computed.cbc_residual of tests/vectors/vectors.json */
static const u8 vector_iv[WMAN_DES_IV_LEN] = { 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe };

struct residual {
	unsigned int len;
	u8 sealed[24];
};

static const struct residual residuals[] = {
	{ 3, { 0x17, 0xf3, 0xaa } },
	{ 8, { 0x6b, 0x1a, 0xec, 0xf0, 0x55, 0xdc, 0x08, 0xd9 } },
	{ 13, { 0x6b, 0x1a, 0xec, 0xf0, 0x55, 0xdc, 0x08, 0xd9, 0x8c, 0x96, 0x0e, 0x4c, 0xdb } },
	{ 24, { 0x6b, 0x1a, 0xec, 0xf0, 0x55, 0xdc, 0x08, 0xd9, 0x43, 0x8f, 0xa4, 0xe0, 0x1e, 0xc1,
		0x1d, 0x7e, 0x99, 0x15, 0xdf, 0x1d, 0xa0, 0x34, 0x5d, 0xed } },
};

static void residual_desc(const struct residual *r, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u octets", r->len);
}

KUNIT_ARRAY_PARAM(residuals, residuals, residual_desc);

static int run(struct wman_des *des, const u8 *iv_of, u8 *data, unsigned int len,
	       int (*fn)(struct wman_des *des, u8 *iv, u8 *data, unsigned int len))
{
	u8 iv[WMAN_DES_IV_LEN];
	int ret;

	memcpy(iv, iv_of, sizeof(iv));
	local_bh_disable();
	ret = fn(des, iv, data, len);
	local_bh_enable();
	return ret;
}

static void vectors_come_out(struct kunit *test)
{
	const struct residual *r = test->param_value;
	struct wman_des des = {};
	u8 plain[24], *data;
	unsigned int i;

	data = kunit_kzalloc(test, sizeof(plain), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, data);
	for (i = 0; i < sizeof(plain); i++)
		plain[i] = 1 + 7 * i;
	memcpy(data, plain, r->len);
	KUNIT_ASSERT_EQ(test, wman_des_init(&des, key), 0);

	KUNIT_EXPECT_EQ(test, run(&des, vector_iv, data, r->len, wman_des_encrypt), 0);
	KUNIT_EXPECT_EQ(test, memcmp(data, r->sealed, r->len), 0);
	KUNIT_EXPECT_EQ(test, run(&des, vector_iv, data, r->len, wman_des_decrypt), 0);
	KUNIT_EXPECT_EQ(test, memcmp(data, plain, r->len), 0);

	wman_des_exit(&des);
	wman_des_exit(&des);
}

static void weak_key_is_refused(struct kunit *test)
{
	static const u8 weak[WMAN_DES_KEY_LEN] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	struct wman_des des = {};

	KUNIT_EXPECT_NE(test, wman_des_init(&des, weak), 0);
	KUNIT_EXPECT_NULL(test, des.tfm);
}

/* computed.pkmv1 */
static void wrapped_tek_of_the_vectors(struct kunit *test)
{
	static const u8 kek[] = { 0x2e, 0x68, 0x93, 0x39, 0x10, 0x00, 0x60, 0xee,
				  0xc6, 0xc3, 0xef, 0x1e, 0x5e, 0x60, 0xd4, 0x84 };
	static const u8 wrapped[] = { 0x71, 0xce, 0xd5, 0x02, 0x17, 0xf1, 0x4d, 0x82 };
	struct station *st = test->priv;
	u8 out[WMAN_DES_BLOCK_LEN], back[WMAN_DES_BLOCK_LEN];

	KUNIT_ASSERT_EQ(test, wman_prim_des3_encrypt(st->bs.prim, kek, key, out), 0);
	KUNIT_ASSERT_EQ(test, wman_prim_des3_decrypt(st->bs.prim, kek, out, back), 0);
	KUNIT_EXPECT_EQ(test, memcmp(out, wrapped, sizeof(out)), 0);
	KUNIT_EXPECT_EQ(test, memcmp(back, key, sizeof(back)), 0);
}

/* The primary SA gets another suite, as no base station could give it. */
static int des_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_sa *sa = arg;
	struct wman_tek *tek = rcu_dereference_protected(sa->tx, true);
	int ret = wman_des_init(&tek->des, key);

	memcpy(tek->iv, vector_iv, sizeof(tek->iv));
	sa->traits = wman_suite_find(WMAN_SUITE_DES_3DES);
	WRITE_ONCE(wdev->phy_sync, SYNC);
	return ret;
}

static int null_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_sa *sa = arg;

	wman_sa_remove_keys(sa);
	sa->traits = wman_suite_find(WMAN_SUITE_NULL);
	return 0;
}

static struct sk_buff *transmit(struct station *st)
{
	struct sk_buff *skb = alloc_skb(ETH_HLEN + IP_LEN, GFP_KERNEL | __GFP_NOFAIL);
	struct ethhdr *eth = skb_put_zero(skb, ETH_HLEN);
	int i;

	eth->h_proto = htons(ETH_P_IP);
	skb_reset_mac_header(skb);
	for (i = 0; i < IP_LEN; i++)
		skb_put_u8(skb, i);
	skb->dev = st->dev;
	memset(skb->cb, 0xff, sizeof(skb->cb));
	local_bh_disable();
	wman_tx(skb, st->dev);
	local_bh_enable();
	station_settle(st);
	return skb_dequeue(&st->card->sent);
}

static void expect_payload(struct kunit *test, const struct wman_octets *body)
{
	size_t i;

	KUNIT_ASSERT_EQ(test, body->len, IP_LEN);
	for (i = 0; i < IP_LEN; i++)
		KUNIT_EXPECT_EQ(test, body->data[i], i);
}

static void packet_goes_under_des(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa = drive_sa(st);
	struct wman_octets body;
	struct wman_des des = {};
	u8 iv[WMAN_DES_IV_LEN];
	struct wman_gmh gmh;
	struct sk_buff *skb;

	KUNIT_ASSERT_EQ(test, station_call(st, des_fn, sa), 0);
	skb = transmit(st);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_EQ(test, wman_gmh_parse(&gmh, skb->data, skb->len), 0);
	KUNIT_EXPECT_TRUE(test, gmh.ec);
	KUNIT_EXPECT_EQ(test, gmh.eks, (st->bs.tek_sn + 1) % WMAN_TEK_SLOTS);
	KUNIT_EXPECT_EQ(test, gmh.len, WMAN_GMH_LEN + IP_LEN + WMAN_CRC_LEN);
	KUNIT_EXPECT_EQ(test, wman_tx_cb(skb)->frame_number, SYNC & 0xffffff);
	KUNIT_ASSERT_EQ(test, wman_pdu_body(skb->data, &gmh, st->wdev->cfg.crc, &body), 0);
	KUNIT_ASSERT_EQ(test, wman_des_init(&des, key), 0);
	wman_des_iv(vector_iv, SYNC, iv);
	KUNIT_EXPECT_EQ(test, run(&des, iv, (u8 *)body.data, body.len, wman_des_decrypt), 0);
	expect_payload(test, &body);
	wman_des_exit(&des);
	kfree_skb(skb);
}

static void packet_goes_clear_on_the_null_sa(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_octets body;
	struct wman_gmh gmh;
	struct sk_buff *skb;

	station_call(st, null_fn, drive_sa(st));
	skb = transmit(st);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_EQ(test, wman_gmh_parse(&gmh, skb->data, skb->len), 0);
	KUNIT_EXPECT_FALSE(test, gmh.ec);
	KUNIT_EXPECT_EQ(test, gmh.len, WMAN_GMH_LEN + IP_LEN + WMAN_CRC_LEN);
	KUNIT_EXPECT_EQ(test, wman_tx_cb(skb)->frame_number, 0);
	KUNIT_ASSERT_EQ(test, wman_pdu_body(skb->data, &gmh, st->wdev->cfg.crc, &body), 0);
	expect_payload(test, &body);
	kfree_skb(skb);
}

static u64 delivered(struct station *st)
{
	struct wman_flow *flow;
	u64 n;

	rcu_read_lock();
	flow = wman_flow_by_cid(st->wdev, BS_DL_CID);
	n = atomic64_read(&flow->packets);
	rcu_read_unlock();
	return n;
}

/* A PDU whose payload is as it is, with EC and EKS. */
static void receive(struct station *st, const u8 *data, size_t len, bool ec)
{
	struct sk_buff *skb = bs_pdu(st, 0, BS_DL_CID, data, len);
	struct wman_gmh gmh;

	wman_gmh_parse(&gmh, skb->data, skb->len);
	gmh.ec = ec;
	gmh.eks = ec ? (st->bs.tek_sn + 1) % WMAN_TEK_SLOTS : 0;
	wman_gmh_build(&gmh, skb->data);
	skb_trim(skb, skb->len - WMAN_CRC_LEN);
	wman_pdu_add_crc(skb, st->wdev->cfg.crc);
	station_receive(st, skb, bs_addr);
}

static void des_comes_in(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_des des = {};
	u8 iv[WMAN_DES_IV_LEN], *data;

	data = kunit_kzalloc(test, IP_LEN, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, data);
	data[0] = 0x45;
	KUNIT_ASSERT_EQ(test, station_call(st, des_fn, drive_sa(st)), 0);
	KUNIT_ASSERT_EQ(test, wman_des_init(&des, key), 0);
	wman_des_iv(vector_iv, SYNC, iv);
	KUNIT_ASSERT_EQ(test, run(&des, iv, data, IP_LEN, wman_des_encrypt), 0);
	wman_des_exit(&des);

	receive(st, data, IP_LEN, true);
	KUNIT_EXPECT_EQ(test, delivered(st), 1);
	/* there is no PN, so nothing tells that it was there before */
	receive(st, data, IP_LEN, true);
	KUNIT_EXPECT_EQ(test, delivered(st), 2);
	receive(st, data, IP_LEN, false);
	KUNIT_EXPECT_EQ(test, delivered(st), 2);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CLEAR_DATA), 1);
}

/* The next DL-MAP changes the IV, for the PDU that is right behind it. */
static void dl_map_changes_the_iv(struct kunit *test)
{
	static const u8 map[] = { WMAN_MSG_DL_MAP, 0x04, 0x65, 0x43, 0x21, 0, 2, 0, 0, 0, 0, 9, 1 };
	struct station *st = test->priv;

	WRITE_ONCE(st->wdev->phy_sync, SYNC);
	station_receive(st, bs_pdu(st, 0, WMAN_CID_BROADCAST, map, sizeof(map)), bs_addr);
	KUNIT_EXPECT_EQ(test, st->wdev->phy_sync, 0x04654321U);
}

static void null_sa_takes_clear_pdus_only(struct kunit *test)
{
	static const u8 data[IP_LEN] = { 0x45 };
	struct station *st = test->priv;

	station_call(st, null_fn, drive_sa(st));
	receive(st, data, sizeof(data), false);
	KUNIT_EXPECT_EQ(test, delivered(st), 1);
	receive(st, data, sizeof(data), true);
	KUNIT_EXPECT_EQ(test, delivered(st), 1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_ENCRYPTED_UNEXPECTED), 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(vectors_come_out, residuals_gen_params),
	KUNIT_CASE(weak_key_is_refused),
	KUNIT_CASE(wrapped_tek_of_the_vectors),
	KUNIT_CASE(packet_goes_under_des),
	KUNIT_CASE(packet_goes_clear_on_the_null_sa),
	KUNIT_CASE(des_comes_in),
	KUNIT_CASE(dl_map_changes_the_iv),
	KUNIT_CASE(null_sa_takes_clear_pdus_only),
	{}
};

struct kunit_suite des_suite = {
	.name = "wman_des",
	.init = drive_init,
	.exit = station_exit,
	.test_cases = cases,
};
