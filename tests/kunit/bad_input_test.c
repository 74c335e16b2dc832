// SPDX-License-Identifier: GPL-2.0
/*
 * Every message of a base station with every fault, through the whole station: one that is wrong is
 * counted once, under its reason, and changes nothing; one that is only odd (another order, an
 * attribute twice, one that nobody knows) does what the right one does. Faults inside the signed
 * part are signed, so the digest does not hide them.
 *
 * A message that has no such fault says why; one that the code takes and that is not here fails.
 */
#include <net/sock.h>

#include "auth_v1.h"
#include "auth_v2.h"
#include "../bad_message.h"
#include "bad_input.h"
#include "client.h"
#include "digest.h"
#include "drive.h"
#include "flow_ms.h"
#include "suites.h"

/* The fault of the message that is being sent; suites run one after the other. */
static struct {
	struct kunit *test;
	const struct bad_kind *kind;
	enum fault fault;
	u8 type;
} now;

/* Messages sent, and pairs of a message and a fault that they made up. */
static struct {
	unsigned int sent;
	unsigned int pairs;
} tried;

static struct bad_message message(void)
{
	const struct bad_kind *kind = now.kind;

	return (struct bad_message) {
		.fault = now.fault,
		.type = now.type,
		.fixed = kind->fixed,
		.nest = kind->nest,
		.tuple = kind->end == BAD_END_TUPLE,
		.key_named = kind->sn,
		.other_way = kind->up,
		.other_code = kind->other_code,
		.id = kind->id,
		.id_bits = kind->id_bits,
	};
}

static void edit(struct wman_buf *buf)
{
	const struct bad_kind *kind = now.kind;
	const struct bad_message bad = message();

	KUNIT_EXPECT_EQ(now.test, buf->data[0], kind->type);
	KUNIT_EXPECT_TRUE(now.test, !kind->code || buf->data[1] == kind->code);
	KUNIT_EXPECT_TRUE(now.test, bad_edit(buf, &bad));
}

static void spoil(struct wman_buf *buf)
{
	const struct bad_message bad = message();

	bad_spoil(buf, &bad);
}

static const struct bad_attr *attr_of(const struct bad_kind *kind, u8 type)
{
	const struct bad_attr *attr;

	for (attr = kind->attrs; attr->type && attr->type != type; attr++)
		;
	return attr;
}

/* Why the message cannot have the fault; NULL when it can. */
static const char *exempt(const struct bad_kind *kind, enum fault fault)
{
	switch (fault) {
	case MISSING:
	case TOO_LONG:
	case EMPTY:
	case TWICE:
		return kind->attrs[0].type ? NULL : "has no attributes of its own";
	case WRONG_DIGEST:
		if (kind->end == BAD_END_SIGNATURE)
			return "its signature is the agent's to judge";
		fallthrough;
	case NO_DIGEST:
	case NOT_LAST:
	case DIGEST_TWICE:
		return kind->end == BAD_END_NONE ? "is not signed" : NULL;
	case OTHER_SN:
		return kind->end == BAD_END_TUPLE || kind->sn ? NULL : "names no key";
	case DIRECTION:
		return kind->up ? NULL : "has no counterpart that only a station sends";
	case VERSION:
	case NO_SUCH_CODE:
		return kind->code ? NULL : "is not of PKM";
	case IDENTIFIER:
		return kind->id ? NULL : "is no answer that an identifier would tell";
	default:
		return NULL;
	}
}

static enum wman_reason reason_of(const struct bad_kind *kind, enum fault fault, u8 type)
{
	switch (fault) {
	case MISSING:
		return attr_of(kind, type)->missing;
	case TOO_LONG:
		return attr_of(kind, type)->long_;
	case EMPTY:
		return WMAN_REASON_TLV_LENGTH;
	case NO_DIGEST:
		return kind->optional ? WMAN_REASON_NONE : WMAN_REASON_DIGEST_MISSING;
	case WRONG_DIGEST:
		return WMAN_REASON_DIGEST_WRONG;
	case NOT_LAST:
	case DIGEST_TWICE:
		return WMAN_REASON_DIGEST_LAST;
	case OTHER_SN:
		return kind->other_sn ?: WMAN_REASON_AK_SN;
	case OTHER_CID:
		return WMAN_REASON_CID_WRONG;
	case DIRECTION:
		return WMAN_REASON_MESSAGE_DIRECTION;
	case VERSION:
		return kind->stranger ?: WMAN_REASON_MESSAGE_VERSION;
	case NO_SUCH_CODE:
		return kind->stranger ?: WMAN_REASON_MESSAGE_UNKNOWN;
	case IDENTIFIER:
		return kind->no_id;
	case CUT:
		if (kind->cut)
			return kind->cut;
		return kind->end == BAD_END_NONE ? WMAN_REASON_TLV_MALFORMED :
						   WMAN_REASON_DIGEST_LAST;
	default:
		return WMAN_REASON_NONE;
	}
}

/* All that a message could change. */
struct state {
	u32 entry;
	bool registered;
	bool blocked;
	bool port_open;
	u8 auth;
	u64 cookie;
	bool pmk;
	bool cur;
	bool next;
	bool eik;
	bool busy;
	size_t early;
	u8 sn;
	unsigned int sas;
	u8 teks_in;
	unsigned int teks;
	void *tx;
	unsigned int gkeks;
	unsigned int pushed;
	unsigned int flows;
	unsigned int active;
	unsigned long rules;
	void *link;
	struct wman_secneg choice;
	unsigned int told;
	/* an answer that refuses changes these, and nothing else */
	unsigned int sent;
	unsigned int waits;
};

static void state_of_sas(struct station *st, struct state *s)
{
	struct wman_tek *tek;
	struct wman_sa *sa;
	int i;

	list_for_each_entry(sa, &st->wdev->sas.list, list) {
		s->sas++;
		s->teks_in = s->teks_in * 16 + sa->state;
		s->tx += (unsigned long)rcu_access_pointer(sa->tx);
		list_for_each_entry(tek, &sa->teks, list)
			s->teks++;
		for (i = 0; sa->group && i < WMAN_GKEKS; i++)
			s->gkeks = s->gkeks * 16 + sa->group->gkek[i].valid * 8 +
				   sa->group->gkek[i].sn;
		if (sa->group)
			s->pushed += sa->group->pushed * 0x10000 + sa->group->push_counter;
	}
}

static void state_of_flows(struct station *st, struct state *s)
{
	struct wman_ms_transaction *t;
	struct wman_flow *flow;

	s->flows = atomic_read(&st->objects);
	list_for_each_entry(flow, &st->wdev->flows.all, list) {
		s->active += flow->active;
		s->rules += (unsigned long)rcu_access_pointer(flow->rules);
	}
	list_for_each_entry(t, &st->wdev->flows.ms, list)
		s->waits = s->waits * 16 + t->state;
}

static unsigned int told(void)
{
	const struct client *c = now.test->priv;

	return skb_queue_len(&c->sock->sk->sk_receive_queue);
}

static void state_of(struct station *st, struct state *s)
{
	struct wman_dev *wdev = st->wdev;

	memset(s, 0, sizeof(*s));
	s->entry = wdev->entry.state;
	s->registered = wdev->entry.registered;
	s->blocked = wdev->entry.blocked;
	s->port_open = wdev->port_open;
	s->auth = wdev->auth.state;
	s->cookie = wdev->agent.cookie;
	s->pmk = wdev->keys.pmk_valid;
	s->cur = wdev->keys.cur.valid;
	s->next = wdev->keys.next.valid;
	s->eik = wdev->keys.eik.valid;
	s->busy = (wdev->auth.v1 && wman_auth_v1_decrypting(wdev)) ||
		  (wdev->auth.rsa && wman_auth_rsa_verifying(wdev));
	s->early = wdev->auth.early_len;
	s->sn = wdev->keys.cur.sn;
	state_of_sas(st, s);
	state_of_flows(st, s);
	s->link = wman_dev_link(wdev);
	s->choice = wdev->entry.choice;
	s->told = told();
	s->sent = skb_queue_len(&st->card->sent);
}

static u64 counted(struct station *st)
{
	enum wman_reason reason;
	u64 sum = 0;

	for (reason = 1; reason <= WMAN_REASON_MAX; reason++)
		sum += station_count(st, reason);
	return sum;
}

/* Whether what is wrong brings an answer that says so. */
static bool answered(const struct bad_kind *kind, enum fault fault, u8 type)
{
	return fault == MISSING && attr_of(kind, type)->answered;
}

static void try(struct kunit *test, struct station *st)
{
	enum wman_reason reason = reason_of(now.kind, now.fault, now.type);
	struct state before, after;
	u64 all, those;

	st->bs.edit = edit;
	st->bs.spoil = spoil;
	st->bs.unsign = now.fault == NO_DIGEST;
	if (now.fault == OTHER_CID)
		st->bs.cid = now.kind->other_cid;
	state_of(st, &before);
	all = counted(st);
	those = station_count(st, reason);

	now.kind->send(st);

	state_of(st, &after);
	if (!reason) {
		KUNIT_EXPECT_EQ_MSG(test, counted(st), all,
				    "fault %d of attribute %u: not counted", now.fault, now.type);
		KUNIT_EXPECT_NE_MSG(test, memcmp(&before, &after, sizeof(before)), 0,
				    "fault %d of attribute %u: effect", now.fault, now.type);
		return;
	}
	KUNIT_EXPECT_EQ_MSG(test, station_count(st, reason), those + 1,
			    "fault %d of attribute %u: reason %d", now.fault, now.type, reason);
	KUNIT_EXPECT_EQ_MSG(test, counted(st), all + 1, "fault %d of attribute %u: counted",
			    now.fault, now.type);
	if (answered(now.kind, now.fault, now.type)) {
		KUNIT_EXPECT_EQ_MSG(test, after.sent, before.sent + 1,
				    "fault %d of attribute %u: answer", now.fault, now.type);
		after.sent = before.sent;
		after.waits = before.waits;
	}
	KUNIT_EXPECT_EQ_MSG(test, memcmp(&before, &after, sizeof(before)), 0,
			    "fault %d of attribute %u: no effect", now.fault, now.type);
}

static void one(struct kunit *test, const struct bad_kind *kind, enum fault fault, u8 type)
{
	struct client *c = test->priv;
	struct station *st = station_new();

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, st);
	st->agent = c->portid;
	now.test = test;
	now.kind = kind;
	now.fault = fault;
	now.type = type;
	if (kind->drive(st))
		try(test, st);
	else
		KUNIT_FAIL(test, "%s: the state was not reached", kind->what);
	station_free(st);
	/* what the agent was told of a station that is gone */
	while (client_receive(c) > 0)
		;
	tried.sent++;
}

static const struct bad_kind *const tables[] = {
	bad_entry_kinds, bad_auth_kinds, bad_flow_kinds,
};

/* KUnit's parameters: the kind behind @prev, over all tables. */
static const void *next_kind(const void *prev, char *desc)
{
	const struct bad_kind *kind;
	bool found = !prev;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (kind = tables[i]; kind->what; kind++) {
			if (found) {
				strscpy(desc, kind->what, KUNIT_PARAM_DESC_SIZE);
				return kind;
			}
			found = kind == prev;
		}
	}
	return NULL;
}

static bool may_repeat(const struct bad_kind *kind, u8 type)
{
	return kind->code && (type == WMAN_ATTR_SA_DESCRIPTOR || type == WMAN_ATTR_TEK_PARAMETERS ||
			      type == WMAN_ATTR_GKEK_PARAMETERS);
}

static void every_fault_of(struct kunit *test)
{
	const struct bad_kind *kind = test->param_value;
	const struct bad_attr *attr;
	unsigned int sent;
	enum fault fault;

	for (fault = MISSING; fault < FAULTS; fault++) {
		if (exempt(kind, fault))
			continue;
		sent = tried.sent;
		if (fault > TWICE)
			one(test, kind, fault, 0);
		for (attr = kind->attrs; fault <= TWICE && attr->type; attr++)
			if (fault != TWICE || !may_repeat(kind, attr->type))
				one(test, kind, fault, attr->type);
		tried.pairs += tried.sent > sent;
	}
}

static bool has_kind(u8 type, u8 code)
{
	const struct bad_kind *kind;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (kind = tables[i]; kind->what; kind++)
			if (kind->type == type && kind->code == code)
				return true;
	return false;
}

/* What is broadcast, for all and by whoever likes; it has no attribute that a station needs. */
static bool is_beacon(u8 type)
{
	return type == WMAN_MSG_UCD || type == WMAN_MSG_DCD || type == WMAN_MSG_DL_MAP;
}

/* Does a station parse this code of this version? An empty message tells. */
static bool taken(u8 code, u8 version)
{
	const u8 msg[] = { WMAN_MSG_PKM_RSP, code, 0 };
	struct wman_pkm pkm;

	return wman_pkm_parse(&pkm, msg, sizeof(msg), WMAN_DIRECTION_DOWNLINK, version,
			      WMAN_KDF_CMAC) == WMAN_REASON_ATTR_MISSING;
}

static void every_message_is_here(struct kunit *test)
{
	unsigned int type, code;

	for (type = 0; type < WMAN_MSG_TYPES; type++)
		if (!wman_message_check(type, WMAN_DIRECTION_DOWNLINK, 0xff) &&
		    type != WMAN_MSG_PKM_RSP && !is_beacon(type))
			KUNIT_EXPECT_TRUE_MSG(test, has_kind(type, 0), "no faults of %s",
					      wman_message_name(type));
	for (code = 0; code < WMAN_PKM_CODES; code++)
		if (taken(code, WMAN_PKM_V1) || taken(code, WMAN_PKM_V2))
			KUNIT_EXPECT_TRUE_MSG(test, has_kind(WMAN_MSG_PKM_RSP, code),
					      "no faults of %s", wman_pkm_name(code));
}

/* Behind the others: each pair of a message and a fault was tried, or cannot be. */
static void coverage(struct kunit *test)
{
	unsigned int kinds = 0, exempted = 0, i;
	const struct bad_kind *kind;
	enum fault fault;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (kind = tables[i]; kind->what; kind++, kinds++)
			for (fault = MISSING; fault < FAULTS; fault++)
				exempted += !!exempt(kind, fault);
	kunit_info(test, "bad input: %u messages x %u faults tried: %u sent, %u pairs cannot be\n",
		   kinds, FAULTS, tried.sent, exempted);
	KUNIT_EXPECT_EQ(test, tried.pairs + exempted, kinds * FAULTS);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(every_message_is_here),
	KUNIT_CASE_PARAM(every_fault_of, next_kind),
	KUNIT_CASE(coverage),
	{}
};

struct kunit_suite bad_input_suite = {
	.name = "wman_bad_input",
	.init = client_init,
	.exit = client_exit,
	.test_cases = cases,
};
