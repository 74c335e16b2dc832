// SPDX-License-Identifier: BSD-3-Clause
/*
 * Every message of a subscriber with every fault, to a base station in this process: one that is
 * wrong is counted once, under its reason, is told in an event, and changes nothing; one that is only
 * odd does what the right one does. Faults inside the signed part are signed.
 *
 * The other side is tests/kunit/bad_input_test.c. A message that has no such fault says why; one that the
 * code takes and that is neither here nor in elsewhere[] fails.
 */
#include <stdio.h>
#include <string.h>

#include "bs_bad_input.h"
#include "message.h"
#include "names_gen.h"

#define NOBODYS_CID 0x0777

/* All that a message could change. */
struct state {
	bool known, capable, registered, open;
	u16 basic_cid;
	struct wman_secneg choice;
	unsigned int step, sn, ak, fresh, answered;
	unsigned int sas, flows, flow_states, due;
	/* an answer changes this alone */
	unsigned int heard;
};

static struct {
	const struct kind *kind;
	enum fault fault;
	u8 type;
	bool edited; /* it is on its way */
	bool done; /* it was sent */
	struct state before;
	u64 counted;
	unsigned int heard;
} now;

static struct {
	unsigned int sent, pairs;
} tried;

static void state_of(struct bs_station *st, struct state *s)
{
	const struct bs_ss *ss = bs_ss_find(st->lab->bs, st->mac);
	size_t i;

	memset(s, 0, sizeof(*s));
	s->heard = now.heard;
	if (!ss)
		return;
	s->known = true;
	s->capable = ss->capable;
	s->registered = ss->registered;
	s->open = ss->open;
	s->basic_cid = ss->basic_cid;
	s->choice = ss->choice;
	s->step = ss->auth.step;
	s->sn = ss->auth.sn;
	s->ak = ss->auth.ak.valid;
	s->fresh = ss->auth.fresh.valid;
	s->answered = ss->auth.answered;
	for (i = 0; i < BS_SAS_MAX; i++)
		s->sas += ss->sa[i].known;
	for (i = 0; i < BS_FLOW_ANSWERS; i++)
		s->due += ss->flows.answer[i].due;
	for (i = 0; i < BS_FLOWS_MAX; i++) {
		s->flows += ss->flows.flow[i].state != BS_FLOW_GONE;
		s->flow_states = s->flow_states * 8 + ss->flows.flow[i].state;
	}
}

static u64 counted(struct bs_station *st)
{
	enum wman_reason reason;
	u64 sum = 0;

	for (reason = 1; reason <= WMAN_REASON_MAX; reason++)
		sum += bs_lab_count(st->lab, st->mac, reason) + bs_lab_count(st->lab, NULL, reason);
	return sum;
}

static struct bad_message message(void)
{
	const struct kind *kind = now.kind;

	return (struct bad_message){
		.fault = now.fault,
		.type = now.type,
		.fixed = kind->fixed,
		.nest = kind->nest,
		.tuple = kind->ending == TUPLE,
		.key_named = kind->ending == DIGEST,
		.other_way = kind->down,
		.other_code = WMAN_PKM_AUTH_REQUEST,
		.id = kind->id,
		.id_bits = 0x80,
	};
}

/* Is this the message? It has the fault once. */
static bool is_it(const struct wman_buf *buf, const struct bs_station *st)
{
	return !now.edited && buf->data[0] == now.kind->type &&
	       (!now.kind->code || buf->data[1] == now.kind->code) &&
	       (!now.kind->signed_ || st->ak.valid);
}

static void edit(struct bs_station *st, struct wman_buf *buf)
{
	const struct bad_message bad = message();

	if (!is_it(buf, st))
		return;
	now.edited = true;
	state_of(st, &now.before);
	now.counted = counted(st);
	switch (now.fault) {
	case NO_DIGEST:
		st->no_digest = true;
		break;
	case OTHER_CID:
		st->other_cid = now.kind->type == WMAN_MSG_SBC_REQ ? st->primary : st->basic;
		if (now.kind->type == WMAN_MSG_RNG_REQ)
			st->other_cid = NOBODYS_CID;
		break;
	default:
		assert_true(bad_edit(buf, &bad));
	}
}

static void spoil(struct bs_station *st, struct wman_buf *buf)
{
	const struct bad_message bad = message();

	if (!now.edited || now.done)
		return;
	now.done = true;
	bad_spoil(buf, &bad);
}

static const struct attr *attr_of(const struct kind *kind, u8 type)
{
	const struct attr *attr;

	for (attr = kind->attrs; attr->type && attr->type != type; attr++)
		;
	return attr;
}

/* Why the message cannot have the fault; NULL when it can. */
static const char *exempt(const struct kind *kind, enum fault fault)
{
	switch (fault) {
	case MISSING:
	case TOO_LONG:
	case EMPTY:
	case TWICE:
		return kind->attrs[0].type ? NULL : "has no attributes of its own";
	case NO_DIGEST:
	case WRONG_DIGEST:
	case NOT_LAST:
	case DIGEST_TWICE:
	case OTHER_SN:
		return kind->ending == PLAIN ? "is not signed" : NULL;
	case DIRECTION:
		return kind->down ? NULL : "has no counterpart that only a base station sends";
	case VERSION:
	case NO_SUCH_CODE:
		return kind->code ? NULL : "is not of PKM";
	case IDENTIFIER:
		return kind->id ? NULL : "is no answer that an identifier would tell";
	default:
		return NULL;
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
		return kind->sn_reason ? kind->sn_reason : WMAN_REASON_AK_SN;
	case OTHER_CID:
		return kind->type == WMAN_MSG_RNG_REQ ? WMAN_REASON_CID_UNKNOWN :
							WMAN_REASON_CID_WRONG;
	case DIRECTION:
		return WMAN_REASON_MESSAGE_DIRECTION;
	case VERSION:
		return WMAN_REASON_MESSAGE_VERSION;
	case NO_SUCH_CODE:
		return WMAN_REASON_MESSAGE_UNKNOWN;
	case IDENTIFIER:
		return WMAN_REASON_TRANSACTION;
	case CUT:
		return kind->ending == PLAIN ? WMAN_REASON_TLV_MALFORMED : WMAN_REASON_DIGEST_LAST;
	default:
		return WMAN_REASON_NONE;
	}
}

static void hear(struct bs_lab *lab, const u8 *pdu, size_t len)
{
	now.heard++;
}

static bool ready(struct bs_lab *lab)
{
	return bs_station_ready(lab->station[0]) && bs_ss_find(lab->bs, lab->station[0]->mac)->open;
}

/* Something came of it. */
static bool judged(struct bs_lab *lab)
{
	struct bs_station *st = lab->station[0];
	struct state s;

	if (!now.done)
		return false;
	state_of(st, &s);
	return counted(st) != now.counted || memcmp(&s, &now.before, sizeof(s));
}

static void check(struct bs_station *st, const char *where)
{
	enum wman_reason reason = reason_of(now.kind, now.fault, now.type);
	bool answered = now.fault == MISSING && attr_of(now.kind, now.type)->answered;
	u64 those = bs_lab_count(st->lab, st->mac, reason) + bs_lab_count(st->lab, NULL, reason);
	struct state after;

	state_of(st, &after);
	if (!reason) {
		if (counted(st) != now.counted)
			fail_msg("%s: counted", where);
		if (!memcmp(&after, &now.before, sizeof(after)))
			fail_msg("%s: no effect", where);
		return;
	}
	if (those != 1 || counted(st) != now.counted + 1)
		fail_msg("%s: not counted as %s: %llu, all %llu", where, wman_reason_name(reason),
			 (unsigned long long)those,
			 (unsigned long long)(counted(st) - now.counted));
	/* what would be an answer comes in the same round of the loop, or the next */
	bs_lab_wait(st->lab, 2);
	state_of(st, &after);
	if (answered) {
		after.heard = now.before.heard;
		after.due = now.before.due;
	}
	if (memcmp(&after, &now.before, sizeof(after)))
		fail_msg("%s: had an effect", where);
	if (!bs_lab_logged(st->lab, "\"dropped\"", wman_reason_name(reason)))
		fail_msg("%s: no event", where);
}

static void one(const struct kind *kind, enum fault fault, u8 type)
{
	static const char *const options[] = { "flow", "dir=ul,cs=ipv4", "flow", "dir=dl,cs=ipv4",
					       NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);
	char where[128];

	snprintf(where, sizeof(where), "%s, %s %u", kind->what, fault_names[fault], type);
	memset(&now, 0, sizeof(now));
	now.kind = kind;
	now.fault = fault;
	now.type = type;
	lab->hear = hear;
	if (kind->begin) {
		bs_station_range(st);
		if (!bs_lab_run(lab, ready, 5000))
			fail_msg("%s: no entry", where);
	}
	st->edit = edit;
	st->spoil = spoil;
	if (kind->begin)
		kind->begin(st);
	else
		bs_station_range(st);
	if (!bs_lab_run(lab, judged, 1000))
		fail_msg("%s: nothing came of it", where);
	check(st, where);
	bs_lab_free(lab);
	tried.sent++;
}

/* What begins messages when the subscriber is up. */
static const struct bs_flow *flow_in(struct bs_station *st, unsigned int i)
{
	return &bs_ss_find(st->lab->bs, st->mac)->flows.flow[i];
}

static void asks_for_keys(struct bs_station *st)
{
	bs_station_key_request(st, st->basic, 9);
}

static void adds(struct bs_station *st)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSA_REQ,
		.transaction = 5,
		.dir = WMAN_DIRECTION_UPLINK,
		.flow = { .present = WMAN_FLOW_CS, .cs = WMAN_CS_IPV4 },
	};

	bs_station_dsx(st, &req);
}

static bool answered(struct bs_lab *lab)
{
	return lab->station[0]->answers > 0;
}

static void acknowledges(struct bs_station *st)
{
	const struct wman_dsx ack = { .type = WMAN_MSG_DSA_ACK, .transaction = 5 };

	adds(st);
	assert_true(bs_lab_run(st->lab, answered, 2000));
	bs_station_dsx(st, &ack);
}

static void changes(struct bs_station *st)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSC_REQ,
		.transaction = 6,
		.dir = flow_in(st, 0)->cfg.dir,
		.flow = { .present = WMAN_FLOW_SFID, .sfid = flow_in(st, 0)->sfid },
	};

	bs_station_dsx(st, &req);
}

static void acknowledges_change(struct bs_station *st)
{
	const struct wman_dsx ack = { .type = WMAN_MSG_DSC_ACK, .transaction = 6 };

	changes(st);
	assert_true(bs_lab_run(st->lab, answered, 2000));
	bs_station_dsx(st, &ack);
}

static void ends(struct bs_station *st)
{
	const struct wman_dsx req = {
		.type = WMAN_MSG_DSD_REQ,
		.transaction = 7,
		.sfid = flow_in(st, 0)->sfid,
	};

	bs_station_dsx(st, &req);
}

static void command(struct bs_station *st, const char *verb, const char *more)
{
	char line[128];

	snprintf(line, sizeof(line), "%s 02:16:00:00:01:00 %u%s", verb, flow_in(st, 0)->sfid, more);
	assert_string_equal(bs_lab_command(st->lab, line), "ok\n");
}

static void is_asked_to_change(struct bs_station *st)
{
	command(st, "dsc", " active=0");
}

static void is_asked_to_end(struct bs_station *st)
{
	command(st, "dsd", "");
}

#define MUST(type_)                                                            \
	{                                                                      \
		type_, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_LENGTH, false \
	}
#define MUST_OF(type_)                                                            \
	{                                                                         \
		type_, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_MALFORMED, false \
	}
#define MAY_OF(type_)                                                     \
	{                                                                 \
		type_, WMAN_REASON_NONE, WMAN_REASON_TLV_MALFORMED, false \
	}
#define MAY(type_)                                                     \
	{                                                              \
		type_, WMAN_REASON_NONE, WMAN_REASON_TLV_LENGTH, false \
	}
#define MUST_ANY(type_)                                                  \
	{                                                                \
		type_, WMAN_REASON_ATTR_MISSING, WMAN_REASON_NONE, false \
	}
#define MUST_BE(type_)                                                        \
	{                                                                     \
		type_, WMAN_REASON_ATTR_MISSING, WMAN_REASON_TLV_LENGTH, true \
	}
#define SN MUST(WMAN_ATTR_KEY_SEQUENCE_NUMBER)
#define EAP                                                                                    \
	{                                                                                      \
		WMAN_ATTR_EAP_PAYLOAD, WMAN_REASON_ATTR_MISSING, WMAN_REASON_EAP_LENGTH, false \
	}
#define PKM(what_, code_) \
	.what = what_, .type = WMAN_MSG_PKM_REQ, .code = code_, .fixed = 3, .down = WMAN_MSG_PKM_RSP
#define DSX(type_, begin_, fixed_)                                                  \
	.what = #type_, .type = WMAN_MSG_##type_, .begin = begin_, .fixed = fixed_, \
	.ending = TUPLE, .id = 1

static const struct kind kinds[] = {
	{ .what = "RNG-REQ",
	  .type = WMAN_MSG_RNG_REQ,
	  .fixed = 2,
	  .down = WMAN_MSG_RNG_RSP,
	  .attrs = { MUST(2), MAY(148) } },
	{ .what = "SBC-REQ", .type = WMAN_MSG_SBC_REQ, .fixed = 1, .down = WMAN_MSG_SBC_RSP },
	{ .what = "REG-REQ",
	  .type = WMAN_MSG_REG_REQ,
	  .fixed = 1,
	  .ending = TUPLE,
	  .down = WMAN_MSG_REG_RSP },
	{ PKM("EAP-Start", WMAN_PKM_EAP_START), .begin = bs_station_eap_start, .signed_ = true,
	  .ending = DIGEST, .attrs = { SN } },
	{ PKM("EAP-Transfer", WMAN_PKM_EAP_TRANSFER), .attrs = { EAP } },
	{ PKM("EAP-Transfer, signed", WMAN_PKM_EAP_TRANSFER), .begin = bs_station_eap_start,
	  .signed_ = true, .ending = DIGEST, .optional = true, .attrs = { SN, EAP } },
	{ PKM("SA-TEK-Request", WMAN_PKM_SA_TEK_REQUEST), .ending = DIGEST,
	  .attrs = { MUST(WMAN_ATTR_MS_RANDOM), MUST(WMAN_ATTR_BS_RANDOM), SN, MUST(WMAN_ATTR_AKID),
		     MUST_OF(WMAN_ATTR_SECURITY_CAPABILITIES),
		     MUST_OF(WMAN_ATTR_SECURITY_NEGOTIATION) } },
	{ PKM("Key-Request", WMAN_PKM_KEY_REQUEST), .begin = asks_for_keys, .ending = DIGEST,
	  .attrs = { SN, MUST(WMAN_ATTR_SAID), MUST_ANY(WMAN_ATTR_NONCE) } },
	{ DSX(DSA_REQ, adds, 3), .nest = 145, .attrs = { MUST_BE(28) } },
	{ DSX(DSA_RSP, NULL, 4) },
	{ DSX(DSA_ACK, acknowledges, 4) },
	{ DSX(DSC_REQ, changes, 3), .nest = 145, .attrs = { MUST_BE(1) } },
	{ DSX(DSC_RSP, is_asked_to_change, 4) },
	{ DSX(DSC_ACK, acknowledges_change, 4) },
	{ DSX(DSD_REQ, ends, 7) },
	{ DSX(DSD_RSP, is_asked_to_end, 8) },
};

static void every_fault_of(const struct kind *kind)
{
	const struct attr *attr;
	unsigned int sent;
	enum fault fault;

	for (fault = MISSING; fault < FAULTS; fault++) {
		if (exempt(kind, fault))
			continue;
		sent = tried.sent;
		if (fault > TWICE)
			one(kind, fault, 0);
		for (attr = kind->attrs; fault <= TWICE && attr->type; attr++)
			one(kind, fault, attr->type);
		tried.pairs += tried.sent > sent;
	}
}

static void test_kind(void **state)
{
	every_fault_of(*state);
}

/* Messages that have their own tests, by hand and with another authorization. */
static const struct {
	u8 code;
	const char *test;
} elsewhere[] = {
	{ WMAN_PKM_AUTH_REQUEST, "test_bs_auth_v1.c" },
	{ WMAN_PKM_AUTH_INFO, "test_bs_auth_v1.c" },
	{ WMAN_PKM_V1_KEY_REQUEST, "test_bs_auth_v1.c" },
	{ WMAN_PKM_RSA_REQUEST, "test_bs_rsa.c" },
	{ WMAN_PKM_RSA_ACKNOWLEDGEMENT, "test_bs_rsa.c" },
	{ WMAN_PKM_AUTHENTICATED_EAP_START, "test_bs_double_eap.c" },
	{ WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, "test_bs_double_eap.c" },
};

static bool is_here(u8 type, u8 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].type == type && kinds[i].code == code)
			return true;
	for (i = 0; i < ARRAY_SIZE(elsewhere); i++)
		if (type == WMAN_MSG_PKM_REQ && elsewhere[i].code == code)
			return true;
	return false;
}

/* Is this code parsed? A message of its header alone tells. */
static bool taken(u8 code, u8 version)
{
	const u8 msg[] = { WMAN_MSG_PKM_REQ, code, 0 };
	struct wman_pkm pkm;
	enum wman_reason reason;

	reason = wman_pkm_parse(&pkm, msg, sizeof(msg), WMAN_DIRECTION_UPLINK, version,
				WMAN_KDF_CMAC);
	return reason == WMAN_REASON_ATTR_MISSING || !reason;
}

static void test_every_message(void **state)
{
	unsigned int type, code;

	for (type = 0; type < WMAN_MSG_TYPES; type++)
		if (!wman_message_check((u8)type, WMAN_DIRECTION_UPLINK, 0xff) &&
		    type != WMAN_MSG_PKM_REQ && !is_here((u8)type, 0))
			fail_msg("no faults of %s", wman_message_name((u8)type));
	for (code = 0; code < WMAN_PKM_CODES; code++)
		if ((taken((u8)code, WMAN_PKM_V1) || taken((u8)code, WMAN_PKM_V2)) &&
		    !is_here(WMAN_MSG_PKM_REQ, (u8)code))
			fail_msg("no faults of %s", wman_pkm_name((u8)code));
}

/* Each pair of a message and a fault was tried, or cannot be. */
static void test_coverage(void **state)
{
	unsigned int exempted = 0;
	enum fault fault;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		for (fault = MISSING; fault < FAULTS; fault++)
			exempted += !!exempt(&kinds[i], fault);
	print_message("bad input: %zu messages x %d faults tried: %u sent, %u pairs cannot be\n",
		      ARRAY_SIZE(kinds), FAULTS, tried.sent, exempted);
	assert_int_equal(tried.pairs + exempted, ARRAY_SIZE(kinds) * FAULTS);
}

int main(void)
{
	struct CMUnitTest tests[ARRAY_SIZE(kinds) + 2] = {
		[ARRAY_SIZE(kinds)] = cmocka_unit_test(test_every_message),
		[ARRAY_SIZE(kinds) + 1] = cmocka_unit_test(test_coverage),
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		tests[i] = (struct CMUnitTest){ .name = kinds[i].what,
						.test_func = test_kind,
						.initial_state = (void *)&kinds[i] };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
