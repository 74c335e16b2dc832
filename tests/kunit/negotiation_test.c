// SPDX-License-Identifier: GPL-2.0
/* What SBC agrees on, and that it is kept to: MAC mode, PKM flow control, number of SAs. */
#include "digest.h"
#include "dreg.h"
#include "drive.h"
#include "message.h"
#include "sbc.h"
#include "suites.h"

/* What is offered under each setting. */
struct offer {
	const char *what;
	u32 modes;
	u32 edition;
	u8 offered;
};

static const struct offer offers[] = {
	{ "CMAC", WMAN_MAC_MODES_CMAC, WMAN_EDITION_2009, WMAN_MAC_MODE_CMAC },
	{ "CMAC, edition 2005", WMAN_MAC_MODES_CMAC, WMAN_EDITION_2005, WMAN_MAC_MODE_CMAC_2005 },
	{ "HMAC", WMAN_MAC_MODES_HMAC, WMAN_EDITION_2009, WMAN_MAC_MODE_HMAC },
	{ "any", WMAN_MAC_MODES_ANY, WMAN_EDITION_2009,
	  WMAN_MAC_MODE_CMAC | WMAN_MAC_MODE_HMAC },
	{ "any, edition 2005", WMAN_MAC_MODES_ANY, WMAN_EDITION_2005,
	  WMAN_MAC_MODE_CMAC_2005 | WMAN_MAC_MODE_HMAC },
};

static void offer_desc(const struct offer *o, char *desc)
{
	strscpy(desc, o->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(offers, offers, offer_desc);

static int disconnect_fn(struct wman_dev *wdev, void *arg)
{
	return wman_entry_disconnect(wdev, NULL);
}

/* Every octet for a choice: one offered bit is taken, and nothing else; either CMAC is CMAC. */
static void choice_of_mac_mode(struct kunit *test)
{
	const struct offer *o = test->param_value;
	struct station *st = test->priv;
	struct wman_sbc sbc = { .secneg = bs_choice };
	unsigned int mode;
	bool taken;

	st->wdev->cfg.mac_modes = o->modes;
	st->wdev->cfg.edition = o->edition;
	for (mode = 0; mode < 0x100; mode++) {
		KUNIT_ASSERT_TRUE(test, drive_entry(st, WMAN_DEV_STATE_CAPABILITIES));
		KUNIT_EXPECT_EQ(test, st->wdev->entry.offer.mac_mode, o->offered);
		sbc.secneg.mac_mode = mode;
		wman_sbc_put(bs_begin(st), WMAN_MSG_SBC_RSP, &sbc);
		bs_send(st, BS_BASIC_CID);

		taken = (o->modes & WMAN_MAC_MODES_HMAC && mode == WMAN_MAC_MODE_HMAC) ||
			(o->modes & WMAN_MAC_MODES_CMAC &&
			 (mode == WMAN_MAC_MODE_CMAC_2005 || mode == WMAN_MAC_MODE_CMAC_2009 ||
			  mode == WMAN_MAC_MODE_CMAC));
		KUNIT_EXPECT_EQ_MSG(test, st->wdev->entry.state,
				    taken ? WMAN_DEV_STATE_AUTHORIZATION : WMAN_DEV_STATE_SCAN,
				    "mode 0x%02x", mode);
		station_call(st, disconnect_fn, NULL);
		station_forget(st);
	}
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SBC_DOWNGRADE),
			0x100 - !!(o->modes & WMAN_MAC_MODES_HMAC) -
			3 * !!(o->modes & WMAN_MAC_MODES_CMAC));
}

static void hmac(struct station *st)
{
	st->wdev->cfg.mac_modes = WMAN_MAC_MODES_HMAC;
	st->bs.mode = WMAN_KDF_SHA1;
}

/* What the station sends is signed with HMAC_KEY_U; no PMK is left for a handover. */
static void hmac_session(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tuple tuple;

	hmac(st);
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OP_WAIT));
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST));
	KUNIT_EXPECT_EQ(test, wman_hmac_check(st->bs.prim, st->bs.ak.hmac.u, st->msg->data,
					      st->pkm.covered, st->pkm.protection.data),
			WMAN_REASON_NONE);
	/* no answer comes, and registration goes on without */
	station_fire(st, &drive_sa(st)->retry_timer);
	KUNIT_ASSERT_TRUE(test, station_sent_find(st, WMAN_MSG_REG_REQ, 0));
	KUNIT_ASSERT_EQ(test, wman_tuple_find(&tuple, WMAN_KDF_SHA1, st->msg->data, st->msg->len),
			WMAN_REASON_NONE);
	KUNIT_EXPECT_EQ(test, tuple.ak_sn, st->bs.ak.sn);
	KUNIT_EXPECT_EQ(test, wman_hmac_check(st->bs.prim, st->bs.ak.hmac.u, st->msg->data,
					      tuple.covered, tuple.value), WMAN_REASON_NONE);
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.tx_pn, 0);
	KUNIT_EXPECT_FALSE(test, st->wdev->pmk.valid);
}

/* Signed messages of HMAC mode: DREG-CMD with something wrong. */
struct wrong {
	const char *what;
	u8 key;
	u8 sn;
	u8 tuple[WMAN_TUPLE_CMAC_LEN];
	u8 tuple_type;
	u8 tuple_len;
	bool unsigned_;
	bool behind;
	enum wman_reason reason;
};

static const struct wrong wrongs[] = {
	{ "right", .reason = WMAN_REASON_NONE },
	{ "another key", .key = 1, .reason = WMAN_REASON_DIGEST_WRONG },
	{ "another AK SN", .sn = 1, .reason = WMAN_REASON_AK_SN },
	{ "no tuple", .unsigned_ = true, .reason = WMAN_REASON_DIGEST_MISSING },
	{ "CMAC tuple", .unsigned_ = true, .tuple_type = WMAN_TUPLE_CMAC,
	  .tuple_len = WMAN_TUPLE_CMAC_LEN, .reason = WMAN_REASON_DIGEST_MISSING },
	{ "Short-HMAC tuple", .unsigned_ = true, .tuple_type = 150, .tuple_len = 13,
	  .reason = WMAN_REASON_DIGEST_MISSING },
	{ "short tuple", .unsigned_ = true, .tuple_type = WMAN_TUPLE_HMAC, .tuple_len = 13,
	  .reason = WMAN_REASON_TLV_LENGTH },
	{ "something behind it", .behind = true, .reason = WMAN_REASON_DIGEST_LAST },
};

static void wrong_desc(const struct wrong *w, char *desc)
{
	strscpy(desc, w->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(wrongs, wrongs, wrong_desc);

static void hmac_signed_message(struct kunit *test)
{
	const struct wrong *w = test->param_value;
	struct station *st = test->priv;
	struct bs_ak *ak = &st->bs.ak;
	struct wman_buf *buf;

	hmac(st);
	KUNIT_ASSERT_TRUE(test, drive_up(st));
	buf = bs_begin(st);
	wman_dreg_cmd_put(buf, WMAN_DREG_LISTEN);
	ak->hmac.d[0] ^= w->key;
	if (w->tuple_len)
		wman_buf_put_tlv(buf, w->tuple_type, w->tuple, w->tuple_len);
	else if (!w->unsigned_)
		wman_hmac_tuple_append(st->bs.prim, ak->hmac.d, (ak->sn + w->sn) % 16, buf);
	if (w->behind)
		wman_buf_put_tlv(buf, 200, w->tuple, 1);
	bs_send(st, BS_BASIC_CID);

	KUNIT_EXPECT_EQ(test, st->wdev->entry.blocked, !w->reason);
	if (w->reason)
		KUNIT_EXPECT_EQ(test, station_count(st, w->reason), 1);
}

/* A new AK is confirmed under HMAC, TEKs are renewed by its KEK. */
static void hmac_renewal(struct kunit *test)
{
	struct station *st = test->priv;
	u8 sn;

	hmac(st);
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	sn = st->wdev->keys.cur.sn;
	KUNIT_ASSERT_TRUE(test, drive_renewed(st));
	KUNIT_EXPECT_EQ(test, st->wdev->keys.cur.mode, WMAN_KDF_SHA1);
	KUNIT_EXPECT_NE(test, st->wdev->keys.cur.sn, sn);
	station_forget(st);
	station_ring(st, &drive_sa(st)->refresh);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_REKEY_WAIT);
	bs_key_reply(st);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);
}

#define MORE_SAS	3

/* Static SAs beside the primary one. */
static void more_sas(struct station *st)
{
	struct wman_sa_descriptor desc[MORE_SAS] = {};
	int i;

	for (i = 0; i < MORE_SAS; i++) {
		desc[i].said = 0x1000 + i;
		desc[i].type = WMAN_SA_TYPE_STATIC;
		desc[i].suite = WMAN_SUITE_CCM_WRAP;
	}
	wman_pkm_put_sa_addition(bs_begin(st), st->bs.ak.sn, desc, MORE_SAS);
	bs_send_digest(st, &st->bs.ak);
}

/* SAIDs of the Key-Requests sent since the last time, in their order. */
static unsigned int requests(struct station *st, u16 *said)
{
	unsigned int n = 0;

	while (station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST))
		if (n < MORE_SAS + 1)
			said[n++] = st->pkm.said;
	return n;
}

/* So many requests at once, and the next one as soon as one is answered. */
static void requests_take_turns(struct kunit *test)
{
	struct station *st = test->priv;
	u16 said[MORE_SAS + 1] = {};
	unsigned int i;

	st->bs.flow_control = 1;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	station_forget(st);

	more_sas(st);
	for (i = 0; i < MORE_SAS; i++) {
		KUNIT_ASSERT_EQ(test, requests(st, said), 1);
		KUNIT_EXPECT_EQ(test, said[0], 0x1000 + i);
		/* one that is rejected gives its place as well */
		bs_answer(st, i == 1);
	}
	KUNIT_EXPECT_EQ(test, requests(st, said), 0);
}

/* How many go out at once. */
struct flow_limit {
	const char *what;
	u8 flow_control;
	unsigned int asked;
};

static const struct flow_limit flow_limits[] = {
	{ "no limit", 0, MORE_SAS },
	{ "one", 1, 1 },
	{ "two", 2, 2 },
};

static void flow_limit_desc(const struct flow_limit *l, char *desc)
{
	strscpy(desc, l->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(flow_limits, flow_limits, flow_limit_desc);

static void as_many_as_allowed(struct kunit *test)
{
	const struct flow_limit *l = test->param_value;
	struct station *st = test->priv;
	u16 said[MORE_SAS + 1] = {};

	st->bs.flow_control = l->flow_control;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	station_forget(st);
	more_sas(st);
	KUNIT_EXPECT_EQ(test, requests(st, said), l->asked);
}

/* What is not answered must not keep others waiting: it goes to the end of the queue. */
static void unanswered_request_makes_way(struct kunit *test)
{
	struct station *st = test->priv;
	u16 said[MORE_SAS + 1] = {};
	unsigned int i;

	st->bs.flow_control = 1;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	station_forget(st);
	more_sas(st);
	KUNIT_ASSERT_EQ(test, requests(st, said), 1);
	for (i = 0; i < 2 * MORE_SAS; i++) {
		KUNIT_EXPECT_EQ(test, said[0], 0x1000 + i % MORE_SAS);
		station_fire(st, &wman_sa_find(st->wdev, said[0])->retry_timer);
		KUNIT_ASSERT_EQ(test, requests(st, said), 1);
	}
}

/* The primary SA refreshes its TEKs while the handshake of a new AK is on the air. */
static void handshake_is_a_transaction(struct kunit *test)
{
	struct station *st = test->priv;
	u16 said[MORE_SAS + 1] = {};

	st->bs.flow_control = 1;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	KUNIT_ASSERT_TRUE(test, drive_renewing(st));
	station_forget(st);
	station_ring(st, &drive_sa(st)->refresh);
	KUNIT_EXPECT_EQ(test, drive_sa(st)->state, WMAN_TEK_STATE_REKEY_WAIT);
	KUNIT_EXPECT_EQ(test, requests(st, said), 0);
}

/* One that ends while it waits is not asked for; nor is anything after a disconnect. */
static void what_ends_leaves_the_queue(struct kunit *test)
{
	struct station *st = test->priv;
	u16 said[MORE_SAS + 1] = {};

	st->bs.flow_control = 1;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	station_forget(st);
	more_sas(st);
	KUNIT_ASSERT_EQ(test, requests(st, said), 1);
	station_call(st, disconnect_fn, NULL);
	KUNIT_EXPECT_EQ(test, requests(st, said), 0);
}

/* Of what was offered and what was chosen, the smaller number of SAs. */
struct sa_limit {
	const char *what;
	u8 offered;
	u8 chosen;
	unsigned int held;
};

static const struct sa_limit sa_limits[] = {
	{ "the base station's", 16, 2, 2 },
	{ "the station's", 3, 16, 3 },
	{ "enough", 4, 4, 4 },
};

static void sa_limit_desc(const struct sa_limit *l, char *desc)
{
	strscpy(desc, l->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(sa_limits, sa_limits, sa_limit_desc);

static void number_of_sas(struct kunit *test)
{
	const struct sa_limit *l = test->param_value;
	struct station *st = test->priv;
	struct wman_sa *sa;
	unsigned int n = 0;

	st->wdev->cfg.sa_max = l->offered;
	st->bs.max_sa = l->chosen;
	KUNIT_ASSERT_TRUE(test, drive_tek(st, WMAN_TEK_STATE_OPERATIONAL));
	more_sas(st);
	list_for_each_entry(sa, &st->wdev->sas.list, list)
		n++;
	KUNIT_EXPECT_EQ(test, n, l->held);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SA_LIMIT), 1 + MORE_SAS - l->held);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(choice_of_mac_mode, offers_gen_params),
	KUNIT_CASE(hmac_session),
	KUNIT_CASE_PARAM(hmac_signed_message, wrongs_gen_params),
	KUNIT_CASE(hmac_renewal),
	KUNIT_CASE(requests_take_turns),
	KUNIT_CASE_PARAM(as_many_as_allowed, flow_limits_gen_params),
	KUNIT_CASE(unanswered_request_makes_way),
	KUNIT_CASE(handshake_is_a_transaction),
	KUNIT_CASE(what_ends_leaves_the_queue),
	KUNIT_CASE_PARAM(number_of_sas, sa_limits_gen_params),
	{}
};

struct kunit_suite negotiation_suite = {
	.name = "wman_negotiation",
	.init = station_init,
	.exit = station_exit,
	.test_cases = cases,
};
