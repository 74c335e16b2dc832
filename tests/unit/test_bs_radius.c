// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-bs between a sound subscriber and an AAA server that is none, or one that somebody stands in
 * front of: the port stays shut, the reason is told, and a server that does better is believed
 * afterwards.
 */
#include "bs_station.h"

#define RADIUS_ACCEPT_CODE    2
#define RADIUS_REJECT_CODE    3
#define RADIUS_CHALLENGE_CODE 11
#define EAP_MESSAGE	      79
#define STATE		      24

#define SUCCESS "\3\0\0\4"
#define FAILURE "\4\0\0\4"
/* a request of the method of the lab */
#define REQUEST "\1\0\0\6\4x"

enum keys {
	KEYS_NONE,
	KEYS_HALF,
	KEYS_WHOLE,
};

/* What comes in the place of a right reply */
static const struct bad {
	const char *what;
	u8 code;
	const char *eap;
	size_t eap_len;
	enum keys keys;
	enum radius_fault fault; /* of the packet that this makes */
	bool to_identity; /* else to the answer of the method */
	const char *reason, *text;
} bad[] = {
#define WIRE(fault, reason, text)                                                               \
	{ #fault, RADIUS_ACCEPT_CODE, SUCCESS, 4, KEYS_WHOLE, fault, false, reason, text },     \
	{                                                                                       \
#fault, RADIUS_CHALLENGE_CODE, REQUEST, 6, KEYS_NONE, fault, true, reason, text \
	}
	WIRE(RADIUS_FAULT_SECRET, "radius-invalid", "secret"),
	WIRE(RADIUS_FAULT_MA, "radius-invalid", "Message-Authenticator"),
	WIRE(RADIUS_FAULT_NO_MA, "radius-invalid", "without a Message-Authenticator"),
	WIRE(RADIUS_FAULT_TWO_MA, "radius-invalid", "Message-Authenticator"),
	WIRE(RADIUS_FAULT_AUTHENTICATOR, "radius-invalid", "authenticator"),
	WIRE(RADIUS_FAULT_CODE, "radius-invalid", "code"),
	WIRE(RADIUS_FAULT_CUT, "radius-invalid", "malformed"),
	WIRE(RADIUS_FAULT_LENGTH_SMALL, "radius-invalid", "malformed"),
	WIRE(RADIUS_FAULT_ATTR_LENGTH_0, "radius-invalid", "malformed"),
	WIRE(RADIUS_FAULT_ATTR_PAST_END, "radius-invalid", "malformed"),
	WIRE(RADIUS_FAULT_ID, "radius-timeout", "no answer"),
	WIRE(RADIUS_FAULT_SOURCE, "radius-timeout", "no answer"),
	WIRE(RADIUS_FAULT_SHORT, "radius-timeout", "no answer"),
	WIRE(RADIUS_FAULT_SILENT, "radius-timeout", "no answer"),
#undef WIRE
	{ "half of the key", RADIUS_ACCEPT_CODE, SUCCESS, 4, KEYS_HALF, RADIUS_FAULT_NONE, false,
	  "radius-invalid", "key attributes are incomplete" },
#define ACCEPT(what, eap, len, keys)                                                \
	{                                                                           \
		what, RADIUS_ACCEPT_CODE, eap, len, keys, RADIUS_FAULT_NONE, false, \
			"radius-invalid", "accepted without EAP-Success and MSK"    \
	}
	ACCEPT("no key", SUCCESS, 4, KEYS_NONE),
	ACCEPT("no EAP", "", 0, KEYS_WHOLE),
	ACCEPT("EAP-Failure", FAILURE, 4, KEYS_WHOLE),
	ACCEPT("a request", REQUEST, 6, KEYS_WHOLE),
	ACCEPT("EAP-Success that is cut off", SUCCESS, 3, KEYS_WHOLE),
	ACCEPT("EAP-Success with a tail", SUCCESS "x", 5, KEYS_WHOLE),
#undef ACCEPT
#define CHALLENGE(what, eap, len)                                                           \
	{ what,                                                                             \
	  RADIUS_CHALLENGE_CODE,                                                            \
	  eap,                                                                              \
	  len,                                                                              \
	  KEYS_NONE,                                                                        \
	  RADIUS_FAULT_NONE,                                                                \
	  false,                                                                            \
	  "radius-invalid",                                                                 \
	  "challenge without an EAP request" },                                             \
	{                                                                                   \
		what, RADIUS_CHALLENGE_CODE, eap, len, KEYS_WHOLE, RADIUS_FAULT_NONE, true, \
			"radius-invalid", "challenge without an EAP request"                \
	}
	CHALLENGE("no EAP", "", 0),
	CHALLENGE("EAP-Success", SUCCESS, 4),
	CHALLENGE("a response", "\2\0\0\6\4x", 6),
	CHALLENGE("a request without a Type", "\1\0\0\4", 4),
	CHALLENGE("a request that is cut off", REQUEST, 5),
	CHALLENGE("a request with a tail", REQUEST "x", 7),
#undef CHALLENGE
	/* whoever rejects does not let in, whatever he says */
	{ "Access-Reject with EAP-Success", RADIUS_REJECT_CODE, SUCCESS, 4, KEYS_WHOLE,
	  RADIUS_FAULT_NONE, false, "eap-rejected", "" },
	{ "Access-Reject with a request", RADIUS_REJECT_CODE, REQUEST, 6, KEYS_WHOLE,
	  RADIUS_FAULT_NONE, true, "eap-rejected", "" },
};

static const struct bad *now; /* NULL: all is well */
static size_t split; /* octets of EAP in an attribute, when that is cut in pieces */
static bool forgetful; /* no State in the second challenge */
static unsigned int flood; /* challenges so far; they do not end */
static void (*right_reply)(struct radius_script *s, const uint8_t *auth);

static const u8 *find(const struct radius_script *s, u8 type)
{
	const u8 *p = s->request + 20, *end = s->request + s->request_len;

	for (; p + 2 <= end && p[0] != type; p += p[1])
		;
	return p + 2 <= end ? p + 2 : NULL;
}

static void put_keys(struct bs_lab *lab, const uint8_t *auth, enum keys keys)
{
	if (keys >= KEYS_HALF)
		radius_script_mppe(&lab->aaa, auth, 17, lab->msk, 32);
	if (keys == KEYS_WHOLE)
		radius_script_mppe(&lab->aaa, auth, 16, lab->msk + 32, 32);
}

static void bad_reply(struct radius_script *s, const uint8_t *auth)
{
	struct bs_lab *lab = (struct bs_lab *)((char *)s - offsetof(struct bs_lab, aaa));
	const u8 *got = find(s, EAP_MESSAGE);
	u8 eap[32];

	if (!now || (got[4] == 1) != now->to_identity) {
		right_reply(s, auth);
		/* it is the next one that is spoilt */
		s->fault = now ? now->fault : RADIUS_FAULT_NONE;
		return;
	}
	s->code = now->code;
	memcpy(eap, now->eap, now->eap_len);
	eap[1] = got[1] + (now->code == RADIUS_CHALLENGE_CODE);
	if (now->eap_len)
		radius_script_put(s, EAP_MESSAGE, eap, now->eap_len);
	radius_script_put(s, STATE, "lab", 3);
	put_keys(lab, auth, now->keys);
}

static struct bs_lab *lab_with(void (*reply)(struct radius_script *s, const uint8_t *auth))
{
	static const char *const options[] = { "radius-wait", "20", "radius-tries", "2", NULL };
	struct bs_lab *lab = bs_lab_new(options);

	right_reply = lab->aaa.add_keys;
	lab->aaa.add_keys = reply;
	return lab;
}

static bool failed(struct bs_lab *lab)
{
	return lab->station[0]->eap_failures > 0;
}

static bool ready(struct bs_lab *lab)
{
	struct bs_station *st = lab->station[0];

	return bs_station_ready(st) && bs_ss_find(lab->bs, st->mac)->open;
}

static void assert_shut(struct bs_lab *lab, const char *what)
{
	struct bs_station *st = lab->station[0];
	struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	if (ss->open || ss->auth.ak.valid || ss->auth.fresh.valid || ss->auth.eap ||
	    st->challenges || st->authorizations)
		fail_msg("%s: it goes on", what);
}

static void test_replies(void **state)
{
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		lab = lab_with(bad_reply);
		now = &bad[i];
		lab->aaa.fault = now->to_identity ? now->fault : RADIUS_FAULT_NONE;
		bs_station_range(bs_station_new(lab, 0));
		if (!bs_lab_run(lab, failed, 3000))
			fail_msg("%s: nothing happens", now->what);
		if (!bs_lab_logged(lab, now->reason, now->text))
			fail_msg("%s: no event says %s, '%s'", now->what, now->reason, now->text);
		assert_shut(lab, now->what);
		now = NULL;
		lab->aaa.fault = RADIUS_FAULT_NONE;
		bs_station_eap_start(lab->station[0]);
		assert_true(bs_lab_run(lab, ready, 3000));
		bs_lab_free(lab);
	}
}

/* An EAP packet in pieces of any size is one packet. */
static void split_reply(struct radius_script *s, const uint8_t *auth)
{
	u8 attrs[2048], eap[2048];
	size_t len = 0, at, n, rest = 0;

	right_reply(s, auth);
	for (at = 0; at < s->attrs_len; at += s->attrs[at + 1]) {
		n = s->attrs[at + 1];
		if (s->attrs[at] == EAP_MESSAGE) {
			memcpy(eap + len, s->attrs + at + 2, n - 2);
			len += n - 2;
		} else {
			memcpy(attrs + rest, s->attrs + at, n);
			rest += n;
		}
	}
	s->attrs_len = 0;
	for (at = 0; at < len; at += n) {
		n = len - at < split ? len - at : split;
		radius_script_put(s, EAP_MESSAGE, eap + at, n);
	}
	memcpy(s->attrs + s->attrs_len, attrs, rest);
	s->attrs_len += rest;
}

static void test_split(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 100, 253 };
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		split = sizes[i];
		lab = lab_with(split_reply);
		lab->eap_len = 600;
		bs_station_range(bs_station_new(lab, 0));
		assert_true(bs_lab_run(lab, ready, 3000));
		bs_lab_free(lab);
	}
}

/* Two challenges, the second without a State: that of the first is not said again. */
static void forgetful_reply(struct radius_script *s, const uint8_t *auth)
{
	const u8 *got = find(s, EAP_MESSAGE), *back = find(s, STATE);
	u8 eap[] = REQUEST;

	eap[1] = got[1] + 1;
	s->code = RADIUS_CHALLENGE_CODE;
	if (got[4] == 1) {
		assert_null(back);
		radius_script_put(s, STATE, "first", 5);
	} else if (!forgetful) {
		assert_non_null(back);
		assert_memory_equal(back, "first", 5);
		forgetful = true;
	} else {
		assert_null(back);
		s->code = RADIUS_REJECT_CODE;
		memcpy(eap, FAILURE, 4);
		eap[1] = got[1];
		radius_script_put(s, EAP_MESSAGE, eap, 4);
		return;
	}
	radius_script_put(s, EAP_MESSAGE, eap, 6);
}

static void test_state_missing(void **state)
{
	struct bs_lab *lab = lab_with(forgetful_reply);

	bs_station_range(bs_station_new(lab, 0));
	assert_true(bs_lab_run(lab, failed, 3000));
	assert_true(forgetful);
	assert_true(bs_lab_logged(lab, "rejected", "eap-rejected"));
	assert_shut(lab, "no State");
	bs_lab_free(lab);
}

static void flood_reply(struct radius_script *s, const uint8_t *auth)
{
	u8 eap[] = REQUEST;

	flood++;
	eap[1] = find(s, EAP_MESSAGE)[1] + 1;
	s->code = RADIUS_CHALLENGE_CODE;
	radius_script_put(s, EAP_MESSAGE, eap, 6);
	radius_script_put(s, STATE, "lab", 3);
}

/* A server that never comes to an end, and a subscriber that answers for ever */
static void test_challenge_flood(void **state)
{
	struct bs_lab *lab = lab_with(flood_reply);

	bs_station_range(bs_station_new(lab, 0));
	assert_true(bs_lab_run(lab, failed, 10000));
	assert_true(bs_lab_logged(lab, "rejected", "eap-rounds"));
	assert_int_equal(flood, 101);
	assert_shut(lab, "flood");
	/* the next exchange is counted anew */
	lab->aaa.add_keys = right_reply;
	bs_station_eap_start(lab->station[0]);
	assert_true(bs_lab_run(lab, ready, 3000));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replies),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_state_missing),
		cmocka_unit_test(test_challenge_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
