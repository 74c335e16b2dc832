// SPDX-License-Identifier: GPL-2.0
/*
 * Every message of a base station with every fault, through the whole station: one that is wrong is
 * counted once, under its reason, and changes nothing; one that is only odd (another order, an
 * attribute twice, one that nobody knows) does what the right one does. Faults inside the signed
 * part are signed, so the digest does not hide them.
 */
#include "digest.h"
#include "dreg.h"
#include "drive.h"
#include "message.h"
#include "pkm.h"
#include "suites.h"

#define UNKNOWN_TYPE	200
#define ATTRS_MAX	8

/* What may be wrong. Those up to TWICE are about one attribute each. */
enum fault {
	MISSING,
	TOO_LONG,
	EMPTY,
	TWICE,
	UNKNOWN,
	REVERSED,
	NO_DIGEST,
	WRONG_DIGEST,
	NOT_LAST,
	DIGEST_TWICE,
	OTHER_SN,
	OTHER_CID,
	DIRECTION,
	VERSION,
	NO_SUCH_CODE,
	IDENTIFIER,
	CUT,
	FAULTS,
};

/**
 * struct attr - an attribute that a message needs
 * @type: its type
 * @missing: what is told without it, 0 when it may be left out
 * @long_: what is told with an octet more; 0 when it may have one
 */
struct attr {
	u8 type;
	enum wman_reason missing;
	enum wman_reason long_;
};

/**
 * struct kind - a message
 * @what: its name
 * @drive: brings the station to where the message has an effect
 * @send: sends it
 * @fixed: octets before its attributes
 * @digest: ended by a digest; else by a tuple, or by nothing
 * @tuple: ended by a tuple
 * @up: type octet of the message that goes the other way, or 0
 * @v1: PKM code of the same message in PKMv1, or 0
 * @answer: its Identifier is that of a request
 * @other_cid: a connection that it may not come on
 * @optional: it is right without its digest, too
 * @other_sn: what is told when it names another AK, if not WMAN_REASON_AK_SN
 * @attrs: attributes, up to type 0
 */
struct kind {
	const char *what;
	bool (*drive)(struct station *st);
	void (*send)(struct station *st);
	u8 fixed;
	bool digest;
	bool tuple;
	u8 up;
	u8 v1;
	bool answer;
	u16 other_cid;
	bool optional;
	enum wman_reason other_sn;
	struct attr attrs[ATTRS_MAX];
};

/* The fault of the message that is being sent; suites run one after the other. */
static struct {
	const struct kind *kind;
	enum fault fault;
	u8 type;
} now;

static u8 work[WMAN_EAP_FRAME_MAX + 1024];

static struct wman_tlv tlvs[32];

static unsigned int split(const struct wman_buf *buf)
{
	struct wman_tlv_iter it;
	unsigned int n = 0;

	memcpy(work, buf->data, buf->len);
	wman_tlv_iter_init(&it, work + now.kind->fixed, buf->len - now.kind->fixed);
	while (n < ARRAY_SIZE(tlvs) && wman_tlv_next(&it, &tlvs[n]))
		n++;
	return n;
}

/* The attribute with an octet more, or with none. */
static void put_resized(struct wman_buf *buf, const struct wman_tlv *tlv)
{
	u8 value[512];

	if (now.fault == EMPTY) {
		wman_buf_put_tlv(buf, tlv->type, value, 0);
		return;
	}
	memcpy(value, tlv->value, tlv->len);
	value[tlv->len] = 0;
	wman_buf_put_tlv(buf, tlv->type, value, tlv->len + 1);
}

static void put_one(struct wman_buf *buf, const struct wman_tlv *tlv)
{
	u8 value[512];

	if (tlv->type != now.type) {
		wman_buf_put_tlv(buf, tlv->type, tlv->value, tlv->len);
		return;
	}
	switch (now.fault) {
	case MISSING:
		break;
	case TOO_LONG:
	case EMPTY:
		put_resized(buf, tlv);
		break;
	case TWICE:
		/* the first counts */
		wman_buf_put_tlv(buf, tlv->type, tlv->value, tlv->len);
		memcpy(value, tlv->value, tlv->len);
		value[tlv->len - 1] ^= 1;
		wman_buf_put_tlv(buf, tlv->type, value, tlv->len);
		break;
	default:
		wman_buf_put_tlv(buf, tlv->type, tlv->value, tlv->len);
	}
}

/* The last type first; those of one type keep their order, which may tell older from newer. */
static void put_reversed(struct wman_buf *buf, unsigned int n)
{
	unsigned int type, i;

	for (type = 256; type--; )
		for (i = 0; i < n; i++)
			if (tlvs[i].type == type)
				wman_buf_put_tlv(buf, type, tlvs[i].value, tlvs[i].len);
}

static void edit_attrs(struct wman_buf *buf)
{
	unsigned int n = split(buf), i;

	buf->len = now.kind->fixed;
	if (now.fault == UNKNOWN)
		wman_buf_put_tlv_uint(buf, UNKNOWN_TYPE, 0x1234, 2);
	if (now.fault == REVERSED) {
		put_reversed(buf, n);
		return;
	}
	for (i = 0; i < n; i++)
		put_one(buf, &tlvs[i]);
}

static void edit(struct wman_buf *buf)
{
	u8 *msg = buf->data;
	unsigned int i;

	switch (now.fault) {
	case OTHER_SN:
		for (i = split(buf); i--; )
			if (tlvs[i].type == WMAN_ATTR_KEY_SEQUENCE_NUMBER)
				msg[tlvs[i].value - work] ^= 4;
		break;
	case DIRECTION:
		msg[0] = now.kind->up;
		break;
	case VERSION:
		msg[1] = now.kind->v1;
		break;
	case NO_SUCH_CODE:
		msg[1] = 40;
		break;
	case IDENTIFIER:
		msg[2] ^= 0x80;
		break;
	default:
		edit_attrs(buf);
	}
}

/* The tuple or the digest is the last TLV. */
static void spoil(struct wman_buf *buf)
{
	const struct wman_tlv *last;
	unsigned int n;

	switch (now.fault) {
	case WRONG_DIGEST:
		buf->data[buf->len - 1] ^= 1;
		break;
	case NOT_LAST:
		wman_buf_put_tlv_uint(buf, UNKNOWN_TYPE, 1, 1);
		break;
	case DIGEST_TWICE:
		n = split(buf);
		last = &tlvs[n - 1];
		wman_buf_put_tlv(buf, last->type, last->value, last->len);
		break;
	case OTHER_SN:
		/* of a tuple the first octet; a digest has its number in an attribute */
		if (now.kind->tuple) {
			n = split(buf);
			buf->data[tlvs[n - 1].value - work] ^= 4;
		}
		break;
	case CUT:
		wman_buf_put_u8(buf, UNKNOWN_TYPE);
		wman_buf_put_u8(buf, 5);
		break;
	default:
		break;
	}
}

static const struct attr *attr_of(const struct kind *kind, u8 type)
{
	const struct attr *attr;

	for (attr = kind->attrs; attr->type && attr->type != type; attr++)
		;
	return attr;
}

/* Whether the message can have the fault at all. */
static bool applies(const struct kind *kind, enum fault fault)
{
	switch (fault) {
	case NO_DIGEST:
	case WRONG_DIGEST:
	case NOT_LAST:
	case DIGEST_TWICE:
		return kind->digest || kind->tuple;
	case OTHER_SN:
		return kind->tuple ||
		       (kind->digest && attr_of(kind, WMAN_ATTR_KEY_SEQUENCE_NUMBER)->type);
	case DIRECTION:
		return kind->up;
	case VERSION:
		return kind->v1;
	case NO_SUCH_CODE:
		return kind->up == WMAN_MSG_PKM_REQ;
	case IDENTIFIER:
		return kind->answer;
	default:
		return true;
	}
}

static enum wman_reason reason_of(const struct kind *kind, enum fault fault, u8 type)
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
		return WMAN_REASON_MESSAGE_VERSION;
	case NO_SUCH_CODE:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	case IDENTIFIER:
		return WMAN_REASON_IDENTIFIER;
	case CUT:
		return kind->digest || kind->tuple ? WMAN_REASON_DIGEST_LAST :
						     WMAN_REASON_TLV_MALFORMED;
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
	u8 sn;
	unsigned int sas;
	u8 tek;
	void *tx;
	unsigned int teks;
	unsigned int flows;
	void *link;
	struct wman_secneg choice;
	unsigned int sent;
};

static void state_of(struct station *st, struct state *s)
{
	struct wman_dev *wdev = st->wdev;
	struct wman_sa *sa;
	struct wman_tek *tek;

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
	s->sn = wdev->keys.cur.sn;
	list_for_each_entry(sa, &wdev->sas.list, list) {
		s->sas++;
		list_for_each_entry(tek, &sa->teks, list)
			s->teks++;
	}
	sa = drive_sa(st);
	if (sa) {
		s->tek = sa->state;
		s->tx = rcu_access_pointer(sa->tx);
	}
	s->flows = atomic_read(&st->objects);
	s->link = wman_dev_link(wdev);
	s->choice = wdev->entry.choice;
	s->sent = skb_queue_len(&st->card->sent);
}

/* The agent of these suites has no socket: what it is told of an exchange is lost, and counted. */
static u64 counted(struct station *st)
{
	enum wman_reason reason;
	u64 sum = 0;

	for (reason = 1; reason <= WMAN_REASON_MAX; reason++)
		if (reason != WMAN_REASON_AGENT_BUSY)
			sum += station_count(st, reason);
	return sum;
}

static void one(struct kunit *test, const struct kind *kind, enum fault fault, u8 type)
{
	enum wman_reason reason = reason_of(kind, fault, type);
	struct station *st = station_new();
	struct state before, after;
	u64 count, told;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, st);
	KUNIT_EXPECT_TRUE_MSG(test, kind->drive(st), "drive");
	now.kind = kind;
	now.fault = fault;
	now.type = type;
	st->bs.edit = edit;
	st->bs.spoil = spoil;
	st->bs.unsign = fault == NO_DIGEST;
	if (fault == OTHER_CID)
		st->bs.cid = kind->other_cid;
	state_of(st, &before);
	count = counted(st);
	told = station_count(st, reason);

	kind->send(st);

	state_of(st, &after);
	if (reason) {
		KUNIT_EXPECT_EQ_MSG(test, station_count(st, reason), told + 1,
				    "fault %d of attribute %u: reason %d", fault, type, reason);
		KUNIT_EXPECT_EQ_MSG(test, counted(st), count + 1,
				    "fault %d of attribute %u: counted", fault, type);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(&before, &after, sizeof(before)), 0,
				    "fault %d of attribute %u: no effect", fault, type);
	} else {
		KUNIT_EXPECT_EQ_MSG(test, counted(st), count,
				    "fault %d of attribute %u: not counted", fault, type);
		KUNIT_EXPECT_NE_MSG(test, memcmp(&before, &after, sizeof(before)), 0,
				    "fault %d of attribute %u: effect", fault, type);
	}
	station_free(st);
}

static bool in_ranging(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_RANGING);
}

static void ranged(struct station *st)
{
	bs_rng_rsp(st, WMAN_RANGING_SUCCESS);
}

static bool in_capabilities(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_CAPABILITIES);
}

static bool in_registration(struct station *st)
{
	return drive_entry(st, WMAN_DEV_STATE_REGISTRATION);
}

static void registered(struct station *st)
{
	bs_reg_rsp(st, 0);
}

static bool in_eap_start(struct station *st)
{
	return drive_auth(st, WMAN_AUTH_STATE_EAP_START);
}

static void eap_begins(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), NULL);
}

static bool in_authorized(struct station *st)
{
	return drive_auth(st, WMAN_AUTH_STATE_AUTHORIZED);
}

static void eap_signed(struct station *st)
{
	bs_eap(st, bs_eap_identity, sizeof(bs_eap_identity), &st->bs.ak);
}

static bool in_key_wait(struct station *st)
{
	return drive_auth(st, WMAN_AUTH_STATE_KEY_WAIT);
}

static void challenged(struct station *st)
{
	bs_challenge(st, &st->bs.ak);
}

static bool in_sa_tek_wait(struct station *st)
{
	if (!drive_auth(st, WMAN_AUTH_STATE_SA_TEK_WAIT))
		return false;
	/* what is sent is counted: not what was before */
	bs_take_request(st);
	return true;
}

static void responded(struct station *st)
{
	bs_response(st, &st->bs.ak, false);
}

/* The Key-Request is the last message, for bs_answer(). */
static bool in_op_wait(struct station *st)
{
	return drive_tek(st, WMAN_TEK_STATE_OP_WAIT) &&
	       station_sent_find(st, WMAN_MSG_PKM_REQ, WMAN_PKM_KEY_REQUEST);
}

static void replied(struct station *st)
{
	bs_answer(st, false);
}

static void rejected(struct station *st)
{
	bs_answer(st, true);
}

static bool in_operational(struct station *st)
{
	return drive_tek(st, WMAN_TEK_STATE_OPERATIONAL);
}

static void invalidated(struct station *st)
{
	bs_tek_invalid(st, BS_BASIC_CID);
}

static void added(struct station *st)
{
	static const struct wman_sa_descriptor sa = {
		.said = 0x1000,
		.type = WMAN_SA_TYPE_STATIC,
		.suite = WMAN_SUITE_CCM_WRAP,
	};

	wman_pkm_put_sa_addition(bs_begin(st), st->bs.ak.sn, &sa, 1);
	bs_send_digest(st, &st->bs.ak);
}

static void sent_away(struct station *st)
{
	bs_dreg_cmd(st, WMAN_DREG_LISTEN);
}

#define PKM(_what, _drive, _send, _v1)							\
	.what = _what, .drive = _drive, .send = _send, .fixed = WMAN_PKM_HEADER_LEN,	\
	.up = WMAN_MSG_PKM_REQ, .v1 = _v1, .other_cid = BS_BASIC_CID
#define MUST(_type)	{ _type, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_LENGTH }
#define MUST_OF(_type)	{ _type, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_MALFORMED }
#define SN		MUST(WMAN_ATTR_KEY_SEQUENCE_NUMBER)
#define SAID		MUST(WMAN_ATTR_SAID)
#define NONCE		{ WMAN_ATTR_NONCE, WMAN_REASON_ATTR_MISSING, WMAN_REASON_NONCE }

static const struct kind kinds[] = {
	{ .what = "RNG-RSP", .drive = in_ranging, .send = ranged, .fixed = 2,
	  .up = WMAN_MSG_RNG_REQ, .other_cid = WMAN_CID_BROADCAST,
	  .attrs = { MUST(4), MUST(8), MUST(9), MUST(10) } },
	/* without security it is right, and ends the entry: sbc_rsp_that_downgrades() */
	{ .what = "SBC-RSP", .drive = in_capabilities, .send = bs_sbc_rsp, .fixed = 1,
	  .up = WMAN_MSG_SBC_REQ, .other_cid = BS_PRIMARY_CID },
	{ .what = "REG-RSP", .drive = in_registration, .send = registered, .fixed = 2,
	  .tuple = true, .up = WMAN_MSG_REG_REQ, .other_cid = BS_BASIC_CID },
	{ PKM("EAP-Transfer", in_eap_start, eap_begins, 0),
	  .attrs = { { WMAN_ATTR_EAP_PAYLOAD, WMAN_REASON_ATTR_MISSING,
		       WMAN_REASON_EAP_LENGTH } } },
	{ PKM("EAP-Transfer, signed", in_authorized, eap_signed, 0), .digest = true,
	  .optional = true,
	  .attrs = { SN, { WMAN_ATTR_EAP_PAYLOAD, WMAN_REASON_ATTR_MISSING,
			   WMAN_REASON_EAP_LENGTH } } },
	/* the number of the AK is a part of its AKID */
	{ PKM("SA-TEK-Challenge", in_key_wait, challenged, 0), .digest = true,
	  .other_sn = WMAN_REASON_AKID,
	  .attrs = { MUST(WMAN_ATTR_BS_RANDOM), SN, MUST(WMAN_ATTR_AKID) } },
	{ PKM("SA-TEK-Response", in_sa_tek_wait, responded, 0), .digest = true,
	  .attrs = { MUST(WMAN_ATTR_MS_RANDOM), MUST(WMAN_ATTR_BS_RANDOM), SN,
		     MUST(WMAN_ATTR_AKID), MUST_OF(WMAN_ATTR_SECURITY_NEGOTIATION),
		     MUST_OF(WMAN_ATTR_SA_DESCRIPTOR) } },
	{ PKM("Key-Reply", in_op_wait, replied, WMAN_PKM_V1_KEY_REPLY), .digest = true,
	  .answer = true, .attrs = { SN, SAID, MUST_OF(WMAN_ATTR_TEK_PARAMETERS), NONCE } },
	{ PKM("Key-Reject", in_op_wait, rejected, WMAN_PKM_V1_KEY_REJECT), .digest = true,
	  .answer = true, .attrs = { SN, SAID, MUST(WMAN_ATTR_ERROR_CODE), NONCE } },
	{ PKM("SA-Addition", in_authorized, added, WMAN_PKM_SA_ADD), .digest = true,
	  .attrs = { SN, MUST_OF(WMAN_ATTR_SA_DESCRIPTOR) } },
	{ PKM("TEK-Invalid", in_operational, invalidated, WMAN_PKM_V1_TEK_INVALID),
	  .digest = true, .attrs = { SN, SAID, MUST(WMAN_ATTR_ERROR_CODE) } },
	{ .what = "DREG-CMD", .drive = drive_up, .send = sent_away, .fixed = 2, .tuple = true,
	  .other_cid = BS_PRIMARY_CID },
	{ .what = "RES-CMD", .drive = drive_up, .send = bs_res_cmd, .fixed = 1, .tuple = true,
	  .other_cid = BS_PRIMARY_CID },
};

static void kind_desc(const struct kind *kind, char *desc)
{
	strscpy(desc, kind->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kinds, kinds, kind_desc);

static bool may_repeat(u8 type)
{
	return type == WMAN_ATTR_SA_DESCRIPTOR || type == WMAN_ATTR_TEK_PARAMETERS;
}

static void every_fault_of(struct kunit *test)
{
	const struct kind *kind = test->param_value;
	const struct attr *attr;
	enum fault fault;

	for (fault = MISSING; fault < FAULTS; fault++) {
		if (fault > TWICE) {
			if (applies(kind, fault))
				one(test, kind, fault, 0);
			continue;
		}
		for (attr = kind->attrs; attr->type; attr++)
			if (fault != TWICE || !may_repeat(attr->type))
				one(test, kind, fault, attr->type);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(every_fault_of, kinds_gen_params),
	{}
};

struct kunit_suite bad_input_suite = {
	.name = "wman_bad_input",
	.test_cases = cases,
};
