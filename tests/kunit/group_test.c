// SPDX-License-Identifier: GPL-2.0
/* Keys of a group: GKEKs and GTEKs of Key-Reply, both kinds of push, and what may use them. */
#include "bs_group.h"
#include "digest.h"
#include "drive.h"
#include "dsx.h"
#include "mac.h"
#include "message.h"
#include "suites.h"
#include "tek.h"

#define GROUP_CID	WMAN_CID_MULTICAST_FIRST

/* A station with keys, and the SA of a group that has asked for its own. */
static int init(struct kunit *test)
{
	struct station *st;
	int ret = drive_init(test);

	if (ret)
		return ret;
	st = test->priv;
	return bs_group_join(st) ? 0 : -EIO;
}

/* A Key-Reply for the group; what is not said is right. */
struct reply {
	const char *what;
	enum wman_reason reason;
	unsigned int n_gkek;
	u8 gkek_sn;		/* of the first */
	u8 gkek_step;		/* to the second */
	u32 gkek_lifetime_s;
	u8 gtek_gkek_sn[2];
	bool gtek_no_gkek_sn;
	bool gtek_under_kek;
	bool gkek_ecb;
	bool gkek_damaged;
};

#define PAIR	.n_gkek = 2, .gkek_step = 1, .gkek_lifetime_s = BS_GKEK_LIFETIME_S

static const struct reply replies[] = {
	{ "two GKEKs", WMAN_REASON_NONE, PAIR, .gtek_gkek_sn = { 0, 1 } },
	{ "both GTEKs under the newer", WMAN_REASON_NONE, PAIR, .gtek_gkek_sn = { 1, 1 } },
	{ "numbers wrap", WMAN_REASON_NONE, PAIR, .gkek_sn = 3, .gtek_gkek_sn = { 3, 0 } },
	{ "one GKEK", WMAN_REASON_NONE, PAIR, .n_gkek = 1, .gkek_sn = 2,
	  .gtek_gkek_sn = { 2, 2 } },
	{ "GKEKs under ECB (D11)", WMAN_REASON_NONE, PAIR, .gkek_ecb = true,
	  .gtek_gkek_sn = { 0, 1 } },
	{ "no GKEK", WMAN_REASON_ATTR_MISSING, PAIR, .n_gkek = 0 },
	{ "GKEK numbers not consecutive", WMAN_REASON_GKEK_SN, PAIR, .gkek_step = 2,
	  .gtek_gkek_sn = { 0, 2 } },
	{ "GKEK that is over", WMAN_REASON_LIFETIME, PAIR, .gkek_lifetime_s = 0,
	  .gtek_gkek_sn = { 0, 1 } },
	{ "damaged GKEK", WMAN_REASON_GKEK_UNWRAP, PAIR, .gkek_damaged = true,
	  .gtek_gkek_sn = { 0, 1 } },
	{ "GTEK under a GKEK that is not there", WMAN_REASON_GKEK_SN, PAIR,
	  .gtek_gkek_sn = { 0, 2 } },
	{ "GTEKs that name no GKEK", WMAN_REASON_ATTR_MISSING, PAIR, .gtek_no_gkek_sn = true },
	{ "GTEKs under the KEK", WMAN_REASON_TEK_UNWRAP, PAIR, .gtek_under_kek = true,
	  .gtek_gkek_sn = { 0, 1 } },
};

static void reply_desc(const struct reply *r, char *desc)
{
	strscpy(desc, r->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(replies, replies, reply_desc);

static void wrap_under_kek(struct station *st, struct bs_group_key *w)
{
	u8 key[WMAN_TEK_LEN];

	memset(key, BS_GTEK(w->gtek.sn), sizeof(key));
	wman_tek_wrap(st->bs.prim, WMAN_SUITE_CCM_WRAP, st->bs.ak.keys.kek, key, w->field,
		      &w->gtek.tek.len);
}

/* Key-Reply to the request that the SA waits with, GTEKs @sn and the next. */
static void send_reply(struct station *st, const struct reply *r, u8 sn)
{
	const struct wman_sa *sa = bs_group_sa(st);
	const struct wman_octets nonce = { sa->nonce, sizeof(sa->nonce) };
	struct wman_gkek_params gkek[2];
	struct wman_tek_params gtek[2];
	struct bs_group_key w[4];
	int i;

	for (i = 0; i < 2; i++) {
		bs_wrap_gkek(st, &w[i], (r->gkek_sn + i * r->gkek_step) % 4,
			     r->gkek_ecb ? WMAN_SUITE_CCM_ECB : WMAN_SUITE_CCM_WRAP);
		w[i].field[3] ^= r->gkek_damaged;
		w[i].gkek.lifetime_s = r->gkek_lifetime_s;
		gkek[i] = w[i].gkek;

		bs_wrap_gtek(st, &w[2 + i], (sn + i) % 4, r->gtek_gkek_sn[i]);
		if (r->gtek_under_kek)
			wrap_under_kek(st, &w[2 + i]);
		gtek[i] = w[2 + i].gtek;
		gtek[i].lifetime_s = BS_GTEK_LIFETIME_S / 2 * (i + 1);
		if (r->gtek_no_gkek_sn)
			gtek[i].present = 0;
	}
	wman_pkm_put_group_key_reply(bs_begin(st), sa->identifier, st->bs.ak.sn, BS_GSAID, gtek,
				     gkek, r->n_gkek, &nonce);
	bs_send_digest(st, &st->bs.ak);
}

static bool holds_gkek(struct station *st, u8 sn)
{
	const struct wman_gkek *gkek = wman_gkek_find(bs_group_sa(st)->group->gkek, sn);

	return gkek && !memchr_inv(gkek->key, BS_GKEK(sn), sizeof(gkek->key));
}

static struct wman_tek *tek_in(struct station *st, u8 sn)
{
	return rcu_dereference_protected(bs_group_sa(st)->tek[sn], true);
}

static struct wman_tek *newer(struct station *st)
{
	return rcu_dereference_protected(bs_group_sa(st)->tx, true);
}

/* How many Key-Requests for the group went out. */
static unsigned int requests(struct station *st)
{
	unsigned int n = 0;

	while (station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST))
		n += st->pkm.said == BS_GSAID;
	return n;
}

static void key_reply(struct kunit *test)
{
	const struct reply *r = test->param_value;
	struct station *st = test->priv;
	u8 i;

	send_reply(st, r, 2);

	KUNIT_EXPECT_EQ(test, station_count(st, r->reason), !!r->reason);
	KUNIT_EXPECT_EQ(test, wman_sa_usable(bs_group_sa(st)), !r->reason);
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->state,
			r->reason ? WMAN_TEK_STATE_OP_WAIT : WMAN_TEK_STATE_OPERATIONAL);
	for (i = 0; i < r->n_gkek; i++)
		KUNIT_EXPECT_EQ(test, holds_gkek(st, (r->gkek_sn + i * r->gkek_step) % 4),
				!r->reason);
	if (r->reason)
		return;
	KUNIT_EXPECT_NOT_NULL(test, tek_in(st, 2));
	KUNIT_EXPECT_PTR_EQ(test, newer(st), tek_in(st, 3));
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->group->gkek[WMAN_GKEK_OLDER].valid, r->n_gkek == 2);
}

static int refresh_fn(struct wman_dev *wdev, void *arg)
{
	wman_tek_event(arg, WMAN_TEK_EV_REFRESH);
	return 0;
}

/* A reply that is no good changes nothing of what is held. */
static void bad_reply_leaves_what_there_is(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_tek *tek;
	unsigned int i;

	bs_group_keyed(st);
	tek = newer(st);
	station_call(st, refresh_fn, bs_group_sa(st));
	for (i = 0; i < ARRAY_SIZE(replies); i++)
		if (replies[i].reason)
			send_reply(st, &replies[i], 2);

	KUNIT_EXPECT_PTR_EQ(test, newer(st), tek);
	KUNIT_EXPECT_TRUE(test, holds_gkek(st, 0));
	KUNIT_EXPECT_TRUE(test, holds_gkek(st, 1));
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->state, WMAN_TEK_STATE_REKEY_WAIT);
}

static void gkek_ends_with_its_lifetime(struct kunit *test)
{
	struct station *st = test->priv;
	struct wman_sa *sa;

	bs_group_keyed(st);
	sa = bs_group_sa(st);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&sa->expiry, BS_GTEK_LIFETIME_S / 2 * 1000ULL));
	sa->group->gkek[WMAN_GKEK_OLDER].expires = get_jiffies_64() - 1;
	station_ring(st, &sa->expiry);

	KUNIT_EXPECT_FALSE(test, holds_gkek(st, 0));
	KUNIT_EXPECT_NULL(test, memchr_inv(&sa->group->gkek[WMAN_GKEK_OLDER], 0,
					   sizeof(sa->group->gkek[0])));
	KUNIT_EXPECT_TRUE(test, holds_gkek(st, 1));
	KUNIT_EXPECT_TRUE(test, wman_sa_usable(sa));

	/* a GKEK may end first */
	sa->group->gkek[WMAN_GKEK_NEWER].expires = get_jiffies_64() + 100 * HZ;
	station_ring(st, &sa->expiry);
	KUNIT_EXPECT_TRUE(test, station_alarmed(&sa->expiry, 100 * 1000ULL));
}

static void gkeks_go_with_the_keys(struct kunit *test)
{
	struct station *st = test->priv;

	bs_group_keyed(st);
	bs_group_sa(st)->group->pushed = true;
	bs_group_sa(st)->group->push_counter = 9;
	bs_tek_invalid(st, BS_GSAID);

	KUNIT_EXPECT_FALSE(test, wman_sa_usable(bs_group_sa(st)));
	KUNIT_EXPECT_NULL(test, memchr_inv(bs_group_sa(st)->group->gkek, 0,
					   sizeof(bs_group_sa(st)->group->gkek)));
	/* an old push stays old */
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->group->push_counter, 9);
}

/* A push; what is not said is right. */
struct push {
	const char *what;
	enum wman_reason reason;
	u8 sn;			/* of the key that is pushed */
	u16 counter;
	u16 said;
	u16 cid;
	int key_sn;		/* GTEK mode: Key-Sequence-Number */
	u8 gkek_sn;		/* GTEK mode: GKEK that wraps and signs */
	u32 lifetime_s;
	bool forged;
	bool no_gkek_sn;
	bool damaged;
	unsigned int requests;
};

#define PUSH(what_, reason_, sn_, ...) \
	{ .what = (what_), .reason = WMAN_REASON_##reason_, .sn = (sn_), .counter = 5, \
	  .said = BS_GSAID, .cid = BS_PRIMARY_CID, .lifetime_s = BS_GKEK_LIFETIME_S, __VA_ARGS__ }

static void push_desc(const struct push *p, char *desc)
{
	strscpy(desc, p->what, KUNIT_PARAM_DESC_SIZE);
}

static void push_gkek(struct station *st, const struct push *p)
{
	struct bs_ak *ak = &st->bs.ak;
	struct bs_group_key w;
	const struct wman_key_push push = {
		.key_sn = ak->sn, .gsaid = p->said, .counter = p->counter, .gkek = &w.gkek,
	};

	bs_wrap_gkek(st, &w, p->sn, WMAN_SUITE_CCM_WRAP);
	w.gkek.lifetime_s = p->lifetime_s;
	w.field[0] ^= p->damaged;
	wman_pkm_put_group_key_update(bs_begin(st), &push);
	wman_cmac_digest_append(st->bs.prim, ak->keys.d, ak->akid, ++ak->pn, p->cid, &st->bs.buf);
	st->bs.data[st->bs.buf.len - 1] ^= p->forged;
	bs_send(st, p->cid);
}

static const struct push gkek_pushes[] = {
	PUSH("the next", NONE, 2),
	PUSH("counter above", NONE, 2, .counter = 0xffff),
	PUSH("counter again", PUSH_REPLAY, 2, .counter = 4),
	PUSH("counter below", PUSH_REPLAY, 2, .counter = 0),
	PUSH("one left out", GKEK_SN, 3, .requests = 1),
	PUSH("the older once more", GKEK_SN, 0, .requests = 1),
	PUSH("ends before the newer", LIFETIME, 2, .lifetime_s = BS_GKEK_LIFETIME_S / 2),
	PUSH("damaged", GKEK_UNWRAP, 2, .damaged = true),
	PUSH("wrong digest", DIGEST_WRONG, 2, .forged = true),
	PUSH("no such SA", SAID_UNKNOWN, 2, .said = 99),
	PUSH("an SA that is no group's", SAID_UNKNOWN, 2, .said = BS_BASIC_CID),
	PUSH("for all", CID_WRONG, 2, .cid = WMAN_CID_BROADCAST),
};

KUNIT_ARRAY_PARAM(gkek_pushes, gkek_pushes, push_desc);

static void gkek_mode(struct kunit *test)
{
	const struct push *p = test->param_value;
	struct station *st = test->priv;
	struct wman_group *group;

	bs_group_keyed(st);
	group = bs_group_sa(st)->group;
	group->pushed = true;
	group->push_counter = 4;
	push_gkek(st, p);

	KUNIT_EXPECT_EQ(test, station_count(st, p->reason), !!p->reason);
	KUNIT_EXPECT_EQ(test, holds_gkek(st, 0), !!p->reason);
	KUNIT_EXPECT_TRUE(test, holds_gkek(st, 1));
	KUNIT_EXPECT_EQ(test, holds_gkek(st, 2), !p->reason);
	KUNIT_EXPECT_EQ(test, requests(st), p->requests);
	if (p->forged)
		KUNIT_EXPECT_EQ(test, group->push_counter, 4);
}

static void pushed_gkek_comes_twice(struct kunit *test)
{
	static const struct push once = PUSH("", NONE, 2), again = PUSH("", NONE, 2, .counter = 6);
	struct station *st = test->priv;

	bs_group_keyed(st);
	push_gkek(st, &once);
	push_gkek(st, &again);

	KUNIT_EXPECT_TRUE(test, holds_gkek(st, 1));
	KUNIT_EXPECT_TRUE(test, holds_gkek(st, 2));
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_GKEK_SN), 0);
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->group->push_counter, 6);
}

static void push_gtek(struct station *st, const struct push *p)
{
	u8 gkek[WMAN_GKEK_LEN];
	struct bs_group_key w;
	const struct wman_key_push push = {
		.key_sn = p->key_sn, .gsaid = p->said, .counter = p->counter, .gtek = &w.gtek,
	};

	memset(gkek, BS_GKEK(p->gkek_sn), sizeof(gkek));
	bs_wrap_gtek(st, &w, p->sn, p->gkek_sn);
	w.gtek.lifetime_s = p->lifetime_s;
	w.field[0] ^= p->damaged;
	if (p->no_gkek_sn)
		w.gtek.present = 0;
	wman_pkm_put_group_key_update(bs_begin(st), &push);
	wman_group_digest_append(st->bs.prim, WMAN_KDF_CMAC, gkek, 1, p->cid, &st->bs.buf);
	st->bs.data[st->bs.buf.len - 1] ^= p->forged;
	bs_send(st, p->cid);
}

#define ALL(what_, reason_, sn_, ...) \
	PUSH(what_, reason_, sn_, .cid = WMAN_CID_BROADCAST, .key_sn = 1, .gkek_sn = 1, \
	     __VA_ARGS__)

static const struct push gtek_pushes[] = {
	ALL("the next", NONE, 2),
	ALL("without Key-Sequence-Number", NONE, 2, .key_sn = WMAN_AK_SN_NONE),
	ALL("under the older GKEK", NONE, 2, .key_sn = 0, .gkek_sn = 0),
	ALL("on the fragmentable broadcast CID", NONE, 2, .cid = WMAN_CID_FRAGMENTABLE),
	ALL("on the primary CID", NONE, 2, .cid = BS_PRIMARY_CID),
	ALL("counter again", PUSH_REPLAY, 2, .counter = 4),
	ALL("counter below", PUSH_REPLAY, 2, .counter = 1),
	ALL("one left out", TEK_SN, 3, .requests = 1),
	ALL("ends before the newer", LIFETIME, 2, .lifetime_s = BS_GTEK_LIFETIME_S / 2),
	ALL("damaged", TEK_UNWRAP, 2, .damaged = true),
	ALL("wrong digest", DIGEST_WRONG, 2, .forged = true),
	ALL("signed by a GKEK that is not held", GKEK_SN, 2, .key_sn = 2, .gkek_sn = 2,
	    .requests = 1),
	ALL("signed by another than wraps", GKEK_SN, 2, .key_sn = 0, .requests = 1),
	ALL("no Associated-GKEK-SN", ATTR_MISSING, 2, .no_gkek_sn = true),
	ALL("no such SA", SAID_UNKNOWN, 2, .said = 99),
	ALL("an SA that is no group's", SAID_UNKNOWN, 2, .said = BS_BASIC_CID),
	ALL("on the basic CID", CID_WRONG, 2, .cid = BS_BASIC_CID),
};

KUNIT_ARRAY_PARAM(gtek_pushes, gtek_pushes, push_desc);

static void gtek_mode(struct kunit *test)
{
	const struct push *p = test->param_value;
	struct station *st = test->priv;
	struct wman_tek *held;

	st->wdev->cfg.gtek_push = WMAN_GTEK_PUSH_INSTALL;
	bs_group_keyed(st);
	bs_group_sa(st)->group->pushed = true;
	bs_group_sa(st)->group->push_counter = 4;
	held = newer(st);
	push_gtek(st, p);

	KUNIT_EXPECT_EQ(test, station_count(st, p->reason), !!p->reason);
	KUNIT_EXPECT_PTR_EQ(test, tek_in(st, 1), held);
	KUNIT_EXPECT_EQ(test, !tek_in(st, 0), !p->reason);
	KUNIT_EXPECT_EQ(test, !tek_in(st, 2), !!p->reason);
	KUNIT_EXPECT_PTR_EQ(test, newer(st), p->reason ? held : tek_in(st, 2));
	KUNIT_EXPECT_EQ(test, requests(st), p->requests);
	if (p->forged)
		KUNIT_EXPECT_EQ(test, bs_group_sa(st)->group->push_counter, 4);
}

/* Off, as it is by default: one Key-Request a second, and nothing else, signed or not. */
static void gtek_mode_is_not_believed(struct kunit *test)
{
	static const struct push good = ALL("", NONE, 2), forged = ALL("", NONE, 3, .forged = true);
	struct station *st = test->priv;
	struct wman_tek *held;

	bs_group_keyed(st);
	held = newer(st);
	push_gtek(st, &forged);
	push_gtek(st, &good);

	KUNIT_EXPECT_EQ(test, requests(st), 1);
	KUNIT_EXPECT_PTR_EQ(test, newer(st), held);
	KUNIT_EXPECT_NULL(test, tek_in(st, 2));
	KUNIT_EXPECT_FALSE(test, bs_group_sa(st)->group->pushed);
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->state, WMAN_TEK_STATE_REKEY_WAIT);
	/* once a second it may ask again */
	send_reply(st, &replies[0], 0);
	bs_group_sa(st)->want_after = jiffies;
	push_gtek(st, &good);
	KUNIT_EXPECT_EQ(test, requests(st), 1);
}

static void pushed_gtek_restarts_the_refresh(struct kunit *test)
{
	static const struct push good = ALL("", NONE, 2);
	struct station *st = test->priv;
	u64 grace_ms = st->wdev->cfg.timer_ms[WMAN_A_TIMER_TEK_GRACE_MS];

	st->wdev->cfg.gtek_push = WMAN_GTEK_PUSH_INSTALL;
	bs_group_keyed(st);
	KUNIT_ASSERT_TRUE(test, station_alarmed(&bs_group_sa(st)->refresh,
						BS_GTEK_LIFETIME_S * 1000ULL - grace_ms));
	push_gtek(st, &good);

	KUNIT_EXPECT_TRUE(test, station_alarmed(&bs_group_sa(st)->refresh,
						BS_GKEK_LIFETIME_S * 1000ULL - grace_ms));
	KUNIT_EXPECT_EQ(test, bs_group_sa(st)->state, WMAN_TEK_STATE_OPERATIONAL);
}

static void nothing_is_pushed_before_the_keys(struct kunit *test)
{
	static const struct push gkek = PUSH("", NONE, 2), gtek = ALL("", NONE, 2);
	struct station *st = test->priv;

	st->wdev->cfg.gtek_push = WMAN_GTEK_PUSH_INSTALL;
	push_gkek(st, &gkek);
	push_gtek(st, &gtek);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_MESSAGE_STATE), 2);
	KUNIT_EXPECT_FALSE(test, holds_gkek(st, 2));
	KUNIT_EXPECT_FALSE(test, bs_group_sa(st)->group->pushed);
}

/* Other messages on a broadcast CID are none of PKM. */
static void pkm_for_all_is_dropped(struct kunit *test)
{
	struct station *st = test->priv;

	wman_pkm_put_tek_invalid(bs_begin(st), st->bs.ak.sn, BS_GSAID, WMAN_PKM_ERROR_KEY_SN, NULL);
	bs_send(st, WMAN_CID_BROADCAST);
	wman_buf_put_u8(bs_begin(st), WMAN_MSG_PKM_RSP);
	bs_send(st, WMAN_CID_BROADCAST);

	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CID_WRONG), 2);

	/* of PKM it is, with nothing in it */
	wman_buf_put_u8(bs_begin(st), WMAN_MSG_PKM_RSP);
	wman_buf_put_u8(&st->bs.buf, WMAN_PKM_GROUP_KEY_UPDATE);
	bs_send(st, WMAN_CID_BROADCAST);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CID_WRONG), 2);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_MESSAGE_SHORT), 1);
}

/* Which SA-Descriptors are taken. */
static void services(struct kunit *test)
{
	struct wman_sa_descriptor desc =
		bs_group_described(WMAN_SA_TYPE_STATIC, WMAN_SA_SERVICE_MBS);
	struct station *st = test->priv;

	desc.said = 8;
	station_call(st, bs_group_update_fn, &desc);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_SUITE), 1);
	KUNIT_EXPECT_NULL(test, wman_sa_find(st->wdev, 8));

	desc = bs_group_described(WMAN_SA_TYPE_DYNAMIC, WMAN_SA_SERVICE_GROUP);
	desc.said = 8;
	station_call(st, bs_group_update_fn, &desc);
	KUNIT_EXPECT_NOT_NULL(test, wman_sa_find(st->wdev, 8));

	desc = bs_group_described(WMAN_SA_TYPE_PRIMARY, WMAN_SA_SERVICE_GROUP);
	desc.said = BS_BASIC_CID;
	KUNIT_EXPECT_EQ(test, wman_sa_list_check(st->wdev, &desc, 1), WMAN_REASON_SUITE);
}

static void dsa(struct station *st, u8 dir, u32 sfid, u16 cid, u16 said)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = WMAN_DSX_BY_BS + 100 + sfid,
		.dir = dir,
		.flow = {
			.present = WMAN_FLOW_SFID | WMAN_FLOW_CID | WMAN_FLOW_CS | WMAN_FLOW_SAID,
			.sfid = sfid,
			.cid = cid,
			.cs = WMAN_CS_IPV4,
			.said = said,
		},
	};

	station_forget(st);
	wman_dsx_put(bs_begin(st), &req);
	bs_send_tuple(st, BS_PRIMARY_CID);
}

static int confirmation(struct station *st)
{
	struct wman_dsx rsp;

	if (!station_sent_find(st, WMAN_MSG_DSA_RSP, 0) ||
	    wman_dsx_parse(&rsp, st->msg->data, st->msg->len - 15))
		return -1;
	return rsp.confirmation;
}

static struct wman_flow *flow_of(struct station *st, u32 sfid)
{
	struct wman_flow *flow;

	list_for_each_entry(flow, &st->wdev->flows.all, list)
		if (flow->sfid == sfid)
			return flow;
	return NULL;
}

static void flows_of_a_group_are_downlink(struct kunit *test)
{
	struct wman_sa_descriptor desc =
		bs_group_described(WMAN_SA_TYPE_STATIC, WMAN_SA_SERVICE_UNICAST);
	struct station *st = test->priv;

	dsa(st, WMAN_DIRECTION_UPLINK, 1, 0x500, BS_GSAID);
	KUNIT_EXPECT_EQ(test, confirmation(st), WMAN_CC_NOT_AUTHORIZED_SAID);
	dsa(st, WMAN_DIRECTION_UPLINK, 2, GROUP_CID, BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, confirmation(st), WMAN_CC_NOT_AUTHORIZED_SAID);
	dsa(st, WMAN_DIRECTION_DOWNLINK, 3, GROUP_CID, BS_BASIC_CID);
	KUNIT_EXPECT_EQ(test, confirmation(st), WMAN_CC_NOT_AUTHORIZED_SAID);
	dsa(st, WMAN_DIRECTION_DOWNLINK, 4, WMAN_CID_MULTICAST_LAST + 1, BS_GSAID);
	KUNIT_EXPECT_EQ(test, confirmation(st), WMAN_CC_OTHER);
	dsa(st, WMAN_DIRECTION_DOWNLINK, 5, GROUP_CID, BS_GSAID);
	KUNIT_EXPECT_EQ(test, confirmation(st), WMAN_CC_OK);

	/* an SA that becomes a group's is lost to the uplink flow that had it */
	station_call(st, bs_group_update_fn, &desc);
	KUNIT_ASSERT_NOT_NULL(test, bs_group_sa(st));
	KUNIT_ASSERT_NULL(test, bs_group_sa(st)->group);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(flow_of(st, 5)->sa));
	dsa(st, WMAN_DIRECTION_UPLINK, 6, 0x501, BS_GSAID);
	KUNIT_ASSERT_EQ(test, confirmation(st), WMAN_CC_OK);
	desc.service = WMAN_SA_SERVICE_GROUP;
	station_call(st, bs_group_update_fn, &desc);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(flow_of(st, 6)->sa));
	KUNIT_EXPECT_PTR_EQ(test, rcu_access_pointer(flow_of(st, 5)->sa), bs_group_sa(st));
}

/* The port does not open for what comes to a group. */
static void a_group_is_no_downlink_of_ones_own(struct kunit *test)
{
	struct station *st = test->priv;

	bs_group_keyed(st);
	dsa(st, WMAN_DIRECTION_DOWNLINK, 5, GROUP_CID, BS_GSAID);
	bs_dsd_req(st, WMAN_DSX_BY_BS + 1, BS_DL_SFID);

	KUNIT_EXPECT_FALSE(test, st->wdev->port_open);
}

static void receive(struct station *st, unsigned int index, u32 pn, u16 cid)
{
	static const u8 packet[20] = { 0x45, 0, 0, 20, 0, 0, 0, 0, 1, 17 };

	station_receive(st, bs_sealed(st, index, pn, 0, cid, packet, sizeof(packet), NULL),
			bs_addr);
}

static void traffic_of_the_group(struct kunit *test)
{
	struct station *st = test->priv;

	bs_group_keyed(st);
	dsa(st, WMAN_DIRECTION_DOWNLINK, 5, GROUP_CID, BS_GSAID);
	memset(st->bs.tek[0], BS_GTEK(0), WMAN_TEK_LEN);
	memset(st->bs.tek[1], BS_GTEK(1), WMAN_TEK_LEN);
	st->bs.tek_sn = 0;

	receive(st, 0, 1, GROUP_CID);
	receive(st, 1, 7, GROUP_CID);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow_of(st, 5)->packets), 2);
	KUNIT_EXPECT_EQ(test, tek_in(st, 0)->replay.highest, 1);
	KUNIT_EXPECT_EQ(test, tek_in(st, 1)->replay.highest, 7);
	receive(st, 1, 7, GROUP_CID);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_PN_REPLAY), 1);
	/* another group's connection */
	receive(st, 1, 8, GROUP_CID + 1);
	KUNIT_EXPECT_EQ(test, station_count(st, WMAN_REASON_CID_UNKNOWN), 1);
	KUNIT_EXPECT_EQ(test, atomic64_read(&flow_of(st, 5)->packets), 2);
	KUNIT_EXPECT_EQ(test, atomic64_read(&tek_in(st, 1)->tx_pn), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(key_reply, replies_gen_params),
	KUNIT_CASE(bad_reply_leaves_what_there_is),
	KUNIT_CASE(gkek_ends_with_its_lifetime),
	KUNIT_CASE(gkeks_go_with_the_keys),
	KUNIT_CASE_PARAM(gkek_mode, gkek_pushes_gen_params),
	KUNIT_CASE(pushed_gkek_comes_twice),
	KUNIT_CASE_PARAM(gtek_mode, gtek_pushes_gen_params),
	KUNIT_CASE(gtek_mode_is_not_believed),
	KUNIT_CASE(pushed_gtek_restarts_the_refresh),
	KUNIT_CASE(nothing_is_pushed_before_the_keys),
	KUNIT_CASE(pkm_for_all_is_dropped),
	KUNIT_CASE(services),
	KUNIT_CASE(flows_of_a_group_are_downlink),
	KUNIT_CASE(a_group_is_no_downlink_of_ones_own),
	KUNIT_CASE(traffic_of_the_group),
	{}
};

struct kunit_suite group_suite = {
	.name = "wman_group",
	.init = init,
	.exit = station_exit,
	.test_cases = cases,
};
