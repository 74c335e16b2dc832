// SPDX-License-Identifier: GPL-2.0
/* Management messages: sent whole and in parts, received, verified, bounded. */
#include <linux/completion.h>

#include "digest.h"
#include "drive.h"
#include "dreg.h"
#include "message.h"
#include "pdu.h"
#include "suites.h"

/**
 * struct whole - a message put together of what was sent
 * @data: the message
 * @len: its octets so far
 * @parts: PDUs it took
 * @longest: octets of the longest
 * @fsn: FSN of the last
 * @gap: an FSN did not follow the one before
 */
struct whole {
	u8 data[WMAN_MGMT_TX_MAX];
	size_t len;
	unsigned int parts;
	unsigned int longest;
	u16 fsn;
	bool gap;
};

/* Take one PDU. Returns what of an SDU it held, or -1. */
static int add_part(struct station *st, struct whole *whole, struct sk_buff *skb)
{
	struct wman_sdu_iter it;
	struct wman_octets body;
	struct wman_gmh gmh;
	struct wman_sdu sdu;

	if (wman_gmh_parse(&gmh, skb->data, skb->len) || gmh.len != skb->len ||
	    wman_pdu_body(skb->data, &gmh, st->wdev->cfg.crc, &body) ||
	    wman_sdu_iter_init(&it, gmh.type, WMAN_DIRECTION_UPLINK, body.data, body.len) ||
	    !wman_sdu_next(&it, &sdu) || whole->len + sdu.len > sizeof(whole->data))
		return -1;
	whole->longest = max(whole->longest, skb->len);
	whole->gap |= whole->parts && sdu.numbered &&
		      sdu.fsn != ((whole->fsn + 1) & sdu.fsn_mask);
	whole->fsn = sdu.fsn;
	memcpy(whole->data + whole->len, sdu.data, sdu.len);
	whole->len += sdu.len;
	whole->parts++;
	return sdu.numbered ? sdu.fc : WMAN_FC_WHOLE;
}

static int gather(struct station *st, struct whole *whole)
{
	struct sk_buff *skb;
	int fc = -1;

	while ((skb = skb_dequeue(&st->card->sent))) {
		fc = add_part(st, whole, skb);
		kfree_skb(skb);
	}
	return fc;
}

struct eap {
	u8 *frame;
	size_t len;
};

static int send_eap_fn(struct wman_dev *wdev, void *arg)
{
	const struct eap *eap = arg;

	return wman_auth_send_eap(wdev, eap->frame, eap->len);
}

/*
 * EAP packets; a PDU has 6 + 4 octets around a message, and that 3 + 3 (from 256 octets on 3 + 4)
 * before the packet.
 */
struct cut {
	const char *what;
	u16 max_pdu;
	size_t len;
	unsigned int parts;
};

static const struct cut cuts[] = {
	{ "short", 1500, 100, 1 },
	{ "just whole", 256, 256 - 10 - 6, 1 },
	{ "an octet more", 256, 256 - 10 - 6 + 1, 2 },
	{ "two full parts", 256, 2 * (256 - 12) - 7, 2 },
	{ "an octet more than two", 256, 2 * (256 - 12) - 6, 3 },
	{ "the longest", 1500, WMAN_EAP_FRAME_MAX, 3 },
	{ "the longest in the smallest", WMAN_CARD_MIN_PDU, WMAN_EAP_FRAME_MAX, 17 },
	{ "the longest in the largest", WMAN_CARD_MAX_PDU, WMAN_EAP_FRAME_MAX, 3 },
};

static void cut_desc(const struct cut *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(cuts, cuts, cut_desc);

static void message_is_cut(struct kunit *test)
{
	const struct cut *c = test->param_value;
	struct station *st = test->priv;
	struct whole *whole = kunit_kzalloc(test, sizeof(*whole), GFP_KERNEL);
	struct eap eap = { kunit_kzalloc(test, c->len, GFP_KERNEL), c->len };
	size_t i;

	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_ASSERT_NOT_NULL(test, eap.frame);
	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_RUNNING));
	st->card->card.max_pdu = c->max_pdu;
	for (i = 4; i < c->len; i++)
		eap.frame[i] = i * 7;
	wman_put_be16(eap.frame + 2, c->len);
	eap.frame[0] = 2;
	station_forget(st);

	KUNIT_EXPECT_EQ(test, station_call(st, send_eap_fn, &eap), 0);

	KUNIT_EXPECT_EQ(test, gather(st, whole), c->parts > 1 ? WMAN_FC_LAST : WMAN_FC_WHOLE);
	KUNIT_EXPECT_EQ(test, whole->parts, c->parts);
	KUNIT_EXPECT_LE(test, whole->longest, c->max_pdu);
	KUNIT_EXPECT_FALSE(test, whole->gap);
	KUNIT_ASSERT_EQ(test, wman_pkm_parse(&st->pkm, whole->data, whole->len,
					     WMAN_DIRECTION_UPLINK, WMAN_PKM_V2, WMAN_KDF_CMAC),
			WMAN_REASON_NONE);
	KUNIT_ASSERT_EQ(test, st->pkm.eap.len, c->len);
	KUNIT_EXPECT_EQ(test, memcmp(st->pkm.eap.data, eap.frame, c->len), 0);
}

/* FSN goes on from one message to the next, also where its 11 bits wrap. */
static void fsn_goes_on(struct kunit *test)
{
	struct station *st = test->priv;
	struct whole *whole = kunit_kzalloc(test, sizeof(*whole), GFP_KERNEL);
	u8 frame[300] = { 2, 0, 300 >> 8, 300 & 0xff };
	struct eap eap = { frame, sizeof(frame) };

	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_RUNNING));
	st->card->card.max_pdu = 256;
	st->wdev->mgmt.conn[WMAN_MGMT_PRIMARY].fsn = 2046;
	station_forget(st);

	station_call(st, send_eap_fn, &eap);
	station_call(st, send_eap_fn, &eap);

	gather(st, whole);
	KUNIT_EXPECT_EQ(test, whole->parts, 4);
	KUNIT_EXPECT_FALSE(test, whole->gap);
	KUNIT_EXPECT_EQ(test, whole->fsn, 1);
}

static int oversize_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_buf *buf = wman_mgmt_begin(wdev);

	memset(buf->data, 0, 300);
	buf->len = 300;
	wman_mgmt_send(wdev, buf, WMAN_CID_INITIAL_RANGING);
	return 0;
}

static void ranging_connection_takes_no_parts(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	st->card->card.max_pdu = 256;
	station_forget(st);

	station_call(st, oversize_fn, NULL);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_OVERSIZE), 1);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&st->card->sent));
}

static int no_memory_fn(struct wman_dev *wdev, void *arg)
{
	struct wman_buf none;

	wman_buf_init(&none, NULL, 0);
	wman_buf_put_u8(&none, WMAN_MSG_RNG_REQ);
	wman_mgmt_send(wdev, &none, WMAN_CID_INITIAL_RANGING);
	return 0;
}

static void message_without_memory_is_counted(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	station_forget(st);

	station_call(st, no_memory_fn, NULL);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_NO_MEMORY), 1);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&st->card->sent));
}

/* A thousand stations are a thousand of these: the next larger slab is twice as large. */
static void station_is_small(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_EXPECT_LE(test, sizeof(struct wman_dev), 8192);
	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	KUNIT_EXPECT_NULL(test, st->wdev->mgmt.tx.data);
}

static void refusal_of_the_card_is_counted(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	st->card->tx_ret = -EIO;

	station_fire(st, &st->wdev->entry.timer);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CARD), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->entry.state, WMAN_DEV_STATE_RANGING);
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&st->wdev->entry.timer));
}

/* CMAC_PN of the AK in force before REG-REQ is repeated, and what becomes of it. */
struct cmac_pn {
	const char *what;
	u32 before;
	bool sent;
	u8 auth;
};

static const struct cmac_pn cmac_pns[] = {
	{ "in the middle", 1000, true, WMAN_AUTH_STATE_AUTHORIZED },
	{ "before the renewal", WMAN_CMAC_PN_RENEW - 2, true, WMAN_AUTH_STATE_AUTHORIZED },
	{ "the renewal", WMAN_CMAC_PN_RENEW - 1, true, WMAN_AUTH_STATE_REAUTH_START },
	{ "the last", WMAN_CMAC_PN_MAX - 1, true, WMAN_AUTH_STATE_REAUTH_START },
	{ "none left", WMAN_CMAC_PN_MAX, false, WMAN_AUTH_STATE_AUTHORIZED },
};

static void cmac_pn_desc(const struct cmac_pn *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(cmac_pns, cmac_pns, cmac_pn_desc);

static void cmac_pn_never_wraps(struct kunit *test)
{
	const struct cmac_pn *c = test->param_value;
	struct station *st = test->priv;
	struct wman_tuple tuple;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_REGISTRATION));
	station_forget(st);
	st->wdev->keys.cur.tx_pn = c->before;

	station_fire(st, &st->wdev->entry.timer);

	KUNIT_EXPECT_EQ(test, station_sent(st), c->sent ? WMAN_MSG_REG_REQ : -1);
	if (c->sent) {
		KUNIT_ASSERT_EQ(test, wman_tuple_find(&tuple, WMAN_KDF_CMAC, st->msg->data,
						      st->msg->len), WMAN_REASON_NONE);
		KUNIT_EXPECT_EQ(test, tuple.pn, c->before + 1);
		KUNIT_EXPECT_EQ(test, wman_cmac_check(st->bs.prim, st->bs.ak.keys.u,
						      st->bs.ak.akid, tuple.pn, BS_PRIMARY_CID,
						      st->msg->data, tuple.covered, tuple.value),
				WMAN_REASON_NONE);
	}
	KUNIT_EXPECT_GE(test, st->wdev->keys.cur.tx_pn, c->before);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_PN_EXHAUSTED) > 0,
			c->before >= WMAN_CMAC_PN_MAX - 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, c->auth);
}

/* Signed messages: DREG-CMD with something wrong. */
struct wrong {
	const char *what;
	s32 pn;		/* after the last one accepted */
	u8 key;
	u8 sn;
	bool unsigned_;
	u16 cid;
	enum wman_reason reason;
};

static const struct wrong wrongs[] = {
	{ "right", 1, .cid = BS_BASIC_CID, .reason = WMAN_REASON_NONE },
	{ "right, far ahead", 0x10000, .cid = BS_BASIC_CID, .reason = WMAN_REASON_NONE },
	{ "PN of the last one", 0, .cid = BS_BASIC_CID, .reason = WMAN_REASON_DIGEST_REPLAY },
	{ "PN before it", -1, .cid = BS_BASIC_CID, .reason = WMAN_REASON_DIGEST_REPLAY },
	{ "another key", 1, .key = 1, .cid = BS_BASIC_CID, .reason = WMAN_REASON_DIGEST_WRONG },
	{ "another AK SN", 1, .sn = 1, .cid = BS_BASIC_CID, .reason = WMAN_REASON_AK_SN },
	{ "no tuple", 1, .unsigned_ = true, .cid = BS_BASIC_CID,
	  .reason = WMAN_REASON_DIGEST_MISSING },
	{ "another connection", 1, .cid = BS_PRIMARY_CID, .reason = WMAN_REASON_CID_WRONG },
	{ "broadcast", 1, .cid = WMAN_CID_BROADCAST, .reason = WMAN_REASON_CID_WRONG },
};

static void wrong_desc(const struct wrong *w, char *desc)
{
	strscpy(desc, w->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(wrongs, wrongs, wrong_desc);

static void signed_message(struct kunit *test)
{
	const struct wrong *w = test->param_value;
	struct station *st = test->priv;
	struct bs_ak *ak = &st->bs.ak;
	u32 before;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	before = st->wdev->keys.cur.rx_pn;
	ak->pn = before + w->pn - 1;
	ak->keys.d[0] ^= w->key;
	ak->sn = (ak->sn + w->sn) % 16;

	wman_dreg_cmd_put(bs_begin(st), WMAN_DREG_LISTEN);
	if (w->unsigned_)
		bs_send(st, w->cid);
	else
		bs_send_tuple(st, w->cid);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.blocked, !w->reason);
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.rx_pn, w->reason ? before : before + w->pn);
	if (w->reason)
		KUNIT_EXPECT_EQ(test, station_count(st, w->reason), 1);
}

/* So does the end of what the base station can sign with. */
static void pn_near_its_end_renews(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));
	st->bs.ak.pn = WMAN_CMAC_PN_RENEW - 1;

	bs_dreg_cmd(st, WMAN_DREG_NORMAL);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_REAUTH_START);
}

/* PDUs that hold no message; while the station waits for an EAP packet. */
struct malformed {
	const char *what;
	u8 data[6];
	size_t len;
	u8 type;
	u16 cid;
	enum wman_reason reason;
};

static const struct malformed malformeds[] = {
	{ "nothing", {}, 0, 0, BS_PRIMARY_CID, WMAN_REASON_MESSAGE_SHORT },
	{ "unknown type", { 200, 1, 1 }, 3, 0, BS_PRIMARY_CID, WMAN_REASON_MESSAGE_UNKNOWN },
	{ "our own message", { WMAN_MSG_PKM_REQ, 17, 1 }, 3, 0, BS_PRIMARY_CID,
	  WMAN_REASON_MESSAGE_DIRECTION },
	{ "on the wrong connection", { WMAN_MSG_PKM_RSP, 18, 1 }, 3, 0, BS_BASIC_CID,
	  WMAN_REASON_CID_WRONG },
	{ "PKM without a code", { WMAN_MSG_PKM_RSP }, 1, 0, BS_PRIMARY_CID,
	  WMAN_REASON_MESSAGE_SHORT },
	{ "PKM, reserved code", { WMAN_MSG_PKM_RSP, 99, 1 }, 3, 0, BS_PRIMARY_CID,
	  WMAN_REASON_MESSAGE_UNKNOWN },
	{ "PKM of version 1", { WMAN_MSG_PKM_RSP, 5, 1 }, 3, 0, BS_PRIMARY_CID,
	  WMAN_REASON_MESSAGE_VERSION },
	{ "packed", { 0, 3, 1 }, 3, WMAN_TYPE_PACKING, BS_PRIMARY_CID, WMAN_REASON_SUBHEADER },
	{ "a part on the broadcast connection", { 0x80, 0, 1 }, 3,
	  WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED, WMAN_CID_BROADCAST,
	  WMAN_REASON_SUBHEADER },
	{ "a last part without a first", { 0x40, 0, 1 }, 3,
	  WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED, BS_PRIMARY_CID,
	  WMAN_REASON_FRAGMENT_ORDER },
};

static void malformed_desc(const struct malformed *m, char *desc)
{
	strscpy(desc, m->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(malformeds, malformeds, malformed_desc);

static void malformed_pdu(struct kunit *test)
{
	const struct malformed *m = test->param_value;
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_START));

	station_receive(st, bs_pdu(st, m->type, m->cid, m->data, m->len), bs_addr);

	KUNIT_EXPECT_EQ(test, station_count(st, m->reason), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
}

static void encrypted_management_is_dropped(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_up(st));

	station_receive(st, bs_sealed(st, 0, 1, 0, BS_PRIMARY_CID, "x", 1, NULL), bs_addr);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_ENCRYPTED_UNEXPECTED), 1);
}

#define PART_MAX	1000

/* A part of the message in st->bs.buf, on the primary connection. */
static void send_part(struct station *st, u16 fsn, enum wman_fc fc, size_t off, size_t len)
{
	u8 data[2 + PART_MAX];
	size_t sub = wman_fragmentation_build(true, fc, fsn, data);

	memcpy(data + sub, st->bs.data + off, len);
	station_receive(st, bs_pdu(st, WMAN_TYPE_FRAGMENTATION | WMAN_TYPE_EXTENDED,
				   BS_PRIMARY_CID, data, sub + len), bs_addr);
	/* however slow the machine is */
	if (fc == WMAN_FC_FIRST)
		st->wdev->mgmt.conn[WMAN_MGMT_PRIMARY].since += 3600 * HZ;
}

static void begin_eap(struct kunit *test)
{
	struct station *st = test->priv;

	KUNIT_ASSERT_TRUE(test, drive_auth(st, WMAN_AUTH_STATE_EAP_START));
	wman_pkm_put_eap_transfer(bs_begin(st), WMAN_DIRECTION_DOWNLINK, 1, bs_eap_identity,
				  sizeof(bs_eap_identity), WMAN_AK_SN_NONE);
}

static void parts_make_a_message(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_frag *frag = &st->wdev->mgmt.conn[WMAN_MGMT_PRIMARY].frag;

	begin_eap(test);

	send_part(st, 2047, WMAN_FC_FIRST, 0, 3);
	send_part(st, 0, WMAN_FC_MIDDLE, 3, 4);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
	KUNIT_EXPECT_NOT_NULL(test, frag->buf);
	send_part(st, 1, WMAN_FC_LAST, 7, st->bs.buf.len - 7);

	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_RUNNING);
	/* it was needed only for the parts */
	KUNIT_EXPECT_NULL(test, frag->buf);
}

static void missing_part_spoils_the_message(struct kunit *test)
{
	struct station *st = test->priv;

	begin_eap(test);

	send_part(st, 5, WMAN_FC_FIRST, 0, 3);
	send_part(st, 7, WMAN_FC_LAST, 3, st->bs.buf.len - 3);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_ORDER), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
	KUNIT_EXPECT_NULL(test, st->wdev->mgmt.conn[WMAN_MGMT_PRIMARY].frag.buf);
}

static void parts_too_late_are_no_message(struct kunit *test)
{
	struct station *st = test->priv;

	begin_eap(test);
	send_part(st, 5, WMAN_FC_FIRST, 0, 3);
	st->wdev->mgmt.conn[WMAN_MGMT_PRIMARY].since = jiffies - WMAN_MGMT_FRAG_TIMEOUT - 1;

	send_part(st, 6, WMAN_FC_LAST, 3, st->bs.buf.len - 3);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_TIMEOUT), 1);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_START);
}

static void parts_are_bounded(struct kunit *test)
{
	struct station *st = test->priv;
	size_t sent = PART_MAX;
	u16 fsn = 0;

	begin_eap(test);

	send_part(st, fsn++, WMAN_FC_FIRST, 0, PART_MAX);
	for (; sent + PART_MAX <= WMAN_MESSAGE_MAX; sent += PART_MAX)
		send_part(st, fsn++, WMAN_FC_MIDDLE, 0, PART_MAX);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_LIMIT), 0);
	send_part(st, fsn++, WMAN_FC_MIDDLE, 0, PART_MAX);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_FRAGMENT_LIMIT), 1);
	/* and it is not in the way of the next one */
	send_part(st, fsn++, WMAN_FC_FIRST, 0, 3);
	send_part(st, fsn++, WMAN_FC_LAST, 3, st->bs.buf.len - 3);
	KUNIT_EXPECT_EQ(test, st->wdev->auth.state, WMAN_AUTH_STATE_EAP_RUNNING);
}

/* Holds the control thread until it is let go. */
struct blocker {
	struct work_struct work;
	struct completion go;
};

static void block(struct work_struct *work)
{
	wait_for_completion(&container_of(work, struct blocker, work)->go);
}

static void queue_is_bounded(struct kunit *test)
{
	struct station *st = test->priv;
	struct blocker blocker;
	struct sk_buff *skb;
	int i;

	KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_RANGING));
	INIT_WORK_ONSTACK(&blocker.work, block);
	init_completion(&blocker.go);
	queue_work(st->wdev->wq, &blocker.work);

	for (i = 0; i < WMAN_MGMT_QUEUE_MAX + 5; i++) {
		skb = bs_pdu(st, 0, WMAN_CID_BROADCAST, "\377", 1);
		local_bh_disable();
		wman_rx_pdu(&st->card->card, skb, bs_addr);
		local_bh_enable();
	}
	complete(&blocker.go);
	station_settle(st);
	destroy_work_on_stack(&blocker.work);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_QUEUE_FULL), 5);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_MESSAGE_UNKNOWN),
			WMAN_MGMT_QUEUE_MAX);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(message_is_cut, cuts_gen_params),
	KUNIT_CASE(fsn_goes_on),
	KUNIT_CASE(ranging_connection_takes_no_parts),
	KUNIT_CASE(message_without_memory_is_counted),
	KUNIT_CASE(station_is_small),
	KUNIT_CASE(refusal_of_the_card_is_counted),
	KUNIT_CASE_PARAM(cmac_pn_never_wraps, cmac_pns_gen_params),
	KUNIT_CASE_PARAM(signed_message, wrongs_gen_params),
	KUNIT_CASE(pn_near_its_end_renews),
	KUNIT_CASE_PARAM(malformed_pdu, malformeds_gen_params),
	KUNIT_CASE(encrypted_management_is_dropped),
	KUNIT_CASE(parts_make_a_message),
	KUNIT_CASE(missing_part_spoils_the_message),
	KUNIT_CASE(parts_too_late_are_no_message),
	KUNIT_CASE(parts_are_bounded),
	KUNIT_CASE(queue_is_bounded),
	{}
};

struct kunit_suite mgmt_suite = {
	.name = "wman_mgmt",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
