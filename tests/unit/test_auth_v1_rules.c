// SPDX-License-Identifier: BSD-3-Clause
/*
 * PKMv1: what the station checks before it acts on a message, and the transitions of its
 * authorization as the kernel carries them out. One fault at a time in a message that is good
 * otherwise; what is wrong is dropped with its reason and has no effect at all.
 */
#include "auth_rig.h"

#define IDENTIFIER 9

static const u8 der[] = { 0x30, 0x03, 2, 1, 7 };
static struct wman_auth_v1 kept; /* what *station.auth.v1 was */

static void settle(void)
{
	kept = *station.auth.v1;
	was = station;
	memset(&did, 0, sizeof(did));
}

static void give_certificate(void)
{
	const struct wman_octets octets_of = { der, sizeof(der) };

	wman_auth_certificate(&station, &octets_of, &octets_of);
}

/* A station of PKMv1 as it is in a state, its certificates given, its Auth Request sent. */
static void v1_be_in(unsigned int state)
{
	static struct wman_auth_v1 v1;

	be_in(state);
	memset(&v1, 0, sizeof(v1));
	station.entry.choice.version = WMAN_PKM_V1;
	station.cfg.suites[0] = WMAN_SUITE_CCM_WRAP;
	station.cfg.n_suites = 1;
	station.cfg.timer_ms[WMAN_A_TIMER_REAUTHORIZE_WAIT_MS] = 10000;
	station.cfg.timer_ms[WMAN_A_TIMER_AUTHORIZE_WAIT_MS] = 10000;
	station.cfg.timer_ms[WMAN_A_TIMER_REJECT_WAIT_MS] = 60000;
	station.mgmt.identifier = IDENTIFIER;
	station.auth.v1 = &v1;
	v1.identifier = IDENTIFIER;
	v1.invalid_after = jiffies;
	if (state == S(AUTH_WAIT) || state == S(REAUTH_WAIT)) {
		station.agent.cookie = 1;
		give_certificate();
	}
	settle();
}

static void assert_nothing(void)
{
	assert_no_effect();
	assert_memory_equal(station.auth.v1, &kept, sizeof(kept));
}

/* What may be wrong with Auth Reply. */
enum fault {
	NOTHING,
	OTHER_IDENTIFIER,
	NO_KEY,
	LONG_KEY,
	NO_LIFETIME,
	ZERO_LIFETIME,
	NO_SN,
	HIGH_SN,
	NO_SA,
	TOO_LONG
};

static enum wman_reason auth_reply_with(enum fault fault)
{
	static const u8 key[129], filler[100];
	static const struct wman_sa_descriptor sa = { .said = 2, .suite = WMAN_SUITE_CCM_WRAP };
	static u8 big[2048];
	struct wman_message m = { .data = big, .cid = lower.primary_cid };
	struct wman_buf buf;
	int i;

	wman_buf_init(&buf, big, sizeof(big));
	wman_buf_put_u8(&buf, WMAN_MSG_PKM_RSP);
	wman_buf_put_u8(&buf, WMAN_PKM_AUTH_REPLY);
	wman_buf_put_u8(&buf, fault == OTHER_IDENTIFIER ? IDENTIFIER + 1 : IDENTIFIER);
	if (fault != NO_KEY)
		wman_buf_put_tlv(&buf, WMAN_ATTR_AUTH_KEY, key, fault == LONG_KEY ? 129 : 128);
	if (fault != NO_LIFETIME)
		wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_LIFETIME,
				      fault == ZERO_LIFETIME ? 0 : 600, 4);
	if (fault != NO_SN)
		wman_buf_put_tlv_uint(&buf, WMAN_ATTR_KEY_SEQUENCE_NUMBER,
				      fault == HIGH_SN ? 16 : NEW_SN, 1);
	if (fault != NO_SA)
		wman_sa_descriptor_put(&buf, &sa);
	for (i = 0; fault == TOO_LONG && i < 10; i++)
		wman_buf_put_tlv(&buf, 99, filler, sizeof(filler));
	assert_false(buf.overflow);
	m.len = buf.len;
	return wman_auth_pkm_rsp(&station, &m);
}

static void test_reply_faults(void **state)
{
	static const struct {
		enum fault fault;
		enum wman_reason reason;
	} wrong[] = {
		{ OTHER_IDENTIFIER, R(IDENTIFIER) }, { NO_KEY, R(ATTR_MISSING) },
		{ LONG_KEY, R(TLV_LENGTH) },	     { NO_LIFETIME, R(ATTR_MISSING) },
		{ ZERO_LIFETIME, R(LIFETIME) },	     { NO_SN, R(ATTR_MISSING) },
		{ HIGH_SN, R(TLV_VALUE) },	     { NO_SA, R(ATTR_MISSING) },
		{ TOO_LONG, R(OVERSIZE) },
	};
	static const unsigned int states[] = { S(AUTH_WAIT), S(REAUTH_WAIT) };
	size_t s, i;

	for (s = 0; s < ARRAY_SIZE(states); s++) {
		for (i = 0; i < ARRAY_SIZE(wrong); i++) {
			v1_be_in(states[s]);
			assert_int_equal(auth_reply_with(wrong[i].fault), wrong[i].reason);
			assert_nothing();
		}
		/* an SA list without the primary SA */
		v1_be_in(states[s]);
		list_wrong = R(SAID_UNKNOWN);
		assert_int_equal(auth_reply_with(NOTHING), R(SAID_UNKNOWN));
		assert_nothing();
		/* an agent that cannot take it now: the retry timer asks again */
		v1_be_in(states[s]);
		agent_busy = true;
		assert_int_equal(auth_reply_with(NOTHING), R(AGENT_BUSY));
		assert_int_equal(station.auth.state, states[s]);
		assert_int_equal(station.auth.v1->reply_len, 0);
	}
	/* a primary SA whose suite was not offered is a refusal; with an AK in force it is not heeded */
	v1_be_in(S(AUTH_WAIT));
	list_wrong = R(SUITE);
	assert_int_equal(auth_reply_with(NOTHING), R(SUITE));
	assert_int_equal(station.auth.state, S(REJECT_WAIT));
	assert_int_equal(did.cancelled, 1);
	v1_be_in(S(REAUTH_WAIT));
	list_wrong = R(SUITE);
	assert_int_equal(auth_reply_with(NOTHING), R(SUITE));
	assert_nothing();
	/* nobody asked */
	v1_be_in(S(AUTHORIZED));
	assert_int_equal(auth_reply_with(NOTHING), R(MESSAGE_STATE));
	assert_nothing();
	v1_be_in(S(SILENT));
	assert_int_equal(auth_reply_with(NOTHING), R(MESSAGE_STATE));
	assert_nothing();
}

static void test_reply(void **state)
{
	static const u8 ak[WMAN_AK_LEN] = "an AK";

	/* 4-B */
	v1_be_in(S(AUTH_WAIT));
	assert_int_equal(auth_reply_with(NOTHING), R(NONE));
	assert_int_equal(did.decrypted, 1);
	assert_int_equal(station.auth.state, S(AUTH_WAIT));
	/* another that comes meanwhile may be anybody's */
	assert_int_equal(auth_reply_with(NOTHING), R(MESSAGE_STATE));
	assert_int_equal(did.decrypted, 1);
	assert_true(wman_auth_v1_decrypting(&station));
	wman_auth_v1_done(&station, ak);
	assert_int_equal(station.auth.state, S(AUTHORIZED));
	assert_int_equal(did.taken, 1);
	assert_int_equal(did.confirmed, 1);
	assert_int_equal(did.updated, 1);
	assert_int_equal(did.authorized, 1);
	assert_int_equal(station.auth.timer.armed, 0);
	assert_false(wman_auth_v1_decrypting(&station));

	/* 4-D: nothing closes */
	v1_be_in(S(REAUTH_WAIT));
	assert_int_equal(auth_reply_with(NOTHING), R(NONE));
	wman_auth_v1_done(&station, ak);
	assert_int_equal(station.auth.state, S(AUTHORIZED));
	assert_int_equal(did.taken, 1);
	assert_int_equal(did.updated, 1);
	assert_int_equal(did.authorized, 0);
	assert_int_equal(did.closed, 0);
	assert_int_equal(did.stopped, 0);
}

/* Any order will do, what is unknown is passed over, and of what comes twice the first counts. */
static void test_reply_order(void **state)
{
	static const struct wman_sa_descriptor sa = { .said = 2, .suite = WMAN_SUITE_CCM_WRAP };
	static const u8 key[128], ak[WMAN_AK_LEN];

	v1_be_in(S(AUTH_WAIT));
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_buf_put_u8(&msg, WMAN_MSG_PKM_RSP);
	wman_buf_put_u8(&msg, WMAN_PKM_AUTH_REPLY);
	wman_buf_put_u8(&msg, IDENTIFIER);
	wman_buf_put_tlv_uint(&msg, 200, 1, 1);
	wman_sa_descriptor_put(&msg, &sa);
	wman_buf_put_tlv_uint(&msg, WMAN_ATTR_KEY_SEQUENCE_NUMBER, NEW_SN, 1);
	wman_buf_put_tlv_uint(&msg, WMAN_ATTR_KEY_SEQUENCE_NUMBER, NEW_SN + 1, 1);
	wman_buf_put_tlv_uint(&msg, WMAN_ATTR_KEY_LIFETIME, 600, 4);
	wman_buf_put_tlv(&msg, WMAN_ATTR_AUTH_KEY, key, sizeof(key));
	assert_int_equal(receive(), R(NONE));
	assert_int_equal(did.decrypted, 1);
	wman_auth_v1_done(&station, ak);
	assert_int_equal(station.auth.state, S(AUTHORIZED));
	assert_int_equal(station.keys.cur.sn, NEW_SN);
}

/* "Decrypt failure: treat as a timeout (retry), do not leave Auth Wait" */
static void test_decrypt_failure(void **state)
{
	const struct wman_agent_result bad = { .reason = R(AUTH_KEY) };

	v1_be_in(S(AUTH_WAIT));
	auth_reply_with(NOTHING);
	station.agent.cookie = 0;
	wman_auth_done(&station, &bad);
	assert_int_equal(station.auth.state, S(AUTH_WAIT));
	assert_int_equal(did.counted, 1);
	assert_int_equal(did.why, R(AUTH_KEY));
	assert_int_equal(did.sent, 0);
	/* 5-B: another exchange; the same Identifier, Auth Info before it */
	v1_timer(&station);
	assert_int_equal(did.announced, 1);
	assert_int_equal(did.sent, 0);
	give_certificate();
	assert_int_equal(did.sent, 2);
	assert_int_equal(station.auth.v1->identifier, IDENTIFIER);
	/* and once more, without another exchange */
	v1_timer(&station);
	assert_int_equal(did.announced, 1);
	assert_int_equal(did.sent, 4);
}

static void test_local_failure(void **state)
{
	const struct wman_agent_result bad = { .reason = R(CERT_KEY), .permanent = true };

	v1_be_in(S(AUTH_WAIT));
	wman_auth_done(&station, &bad);
	assert_int_equal(station.auth.state, S(SILENT));
	assert_int_equal(station.reason, R(CERT_KEY));
	v1_be_in(S(REAUTH_WAIT));
	wman_auth_done(&station, &bad);
	assert_int_equal(station.auth.state, S(SILENT));
	assert_int_equal(did.closed, 1);
	assert_int_equal(did.stopped, 1);
	assert_false(station.keys.cur.valid);
}

static enum wman_reason reject_with(u8 identifier, u8 error)
{
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_auth_reject(&msg, identifier, error, "go away");
	return receive();
}

static void test_reject(void **state)
{
	unsigned int s;

	for (s = S(AUTH_WAIT); s <= S(REAUTH_WAIT); s++) {
		v1_be_in(s);
		assert_int_equal(reject_with(IDENTIFIER - 1, 6), R(IDENTIFIER));
		assert_nothing();
		assert_int_equal(reject_with(IDENTIFIER, 1), R(NONE));
		assert_int_equal(station.auth.state, S(REJECT_WAIT));
		assert_int_equal(station.auth.timer.armed, 60000);
		assert_int_equal(station.reason, R(AUTH_REJECT));
		assert_int_equal(did.cancelled, 1);
		assert_int_equal(did.closed, s == S(REAUTH_WAIT));
		assert_int_equal(did.unauthorized, s == S(REAUTH_WAIT));
		v1_be_in(s);
		assert_int_equal(reject_with(IDENTIFIER, 6), R(NONE));
		assert_int_equal(station.auth.state, S(SILENT));
		assert_int_equal(station.auth.timer.armed, 0);
		assert_int_equal(did.stopped, s == S(REAUTH_WAIT));
	}
	v1_be_in(S(AUTHORIZED));
	assert_int_equal(reject_with(IDENTIFIER, 6), R(MESSAGE_STATE));
	assert_nothing();
	/* 5-E: event 1 again */
	v1_be_in(S(REJECT_WAIT));
	v1_timer(&station);
	assert_int_equal(station.auth.state, S(AUTH_WAIT));
	assert_int_equal(did.announced, 1);
	assert_int_equal(station.auth.v1->identifier, IDENTIFIER + 1);
}

static enum wman_reason invalid_with(u8 identifier)
{
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_auth_invalid(&msg, identifier, WMAN_PKM_ERROR_KEY_SN, NULL);
	return receive();
}

/* Anybody can send Auth Invalid. */
static void test_invalid(void **state)
{
	v1_be_in(S(AUTH_WAIT));
	assert_int_equal(invalid_with(0), R(MESSAGE_STATE));
	assert_nothing();
	v1_be_in(S(AUTHORIZED));
	assert_int_equal(invalid_with(asking.identifier + 1), R(IDENTIFIER));
	assert_nothing();
	/* 7-C, of one TEK machine */
	assert_int_equal(invalid_with(asking.identifier), R(NONE));
	assert_int_equal(station.auth.state, S(REAUTH_WAIT));
	assert_int_equal(did.pended, 1);
	assert_int_equal(did.announced, 1);
	assert_int_equal(did.closed, 0);
	/* 7-D, but one in a Reauthorize wait is enough */
	assert_int_equal(invalid_with(asking.identifier), R(RATE));
	assert_int_equal(did.pended, 1);
	jiffies += 9999;
	assert_int_equal(invalid_with(asking.identifier), R(RATE));
	jiffies++;
	station.auth.timer.armed = 5;
	assert_int_equal(invalid_with(asking.identifier), R(NONE));
	assert_int_equal(did.pended, 2);
	/* the retry timer is not held off */
	assert_int_equal(station.auth.timer.armed, 5);

	/* of none */
	v1_be_in(S(AUTHORIZED));
	assert_int_equal(invalid_with(0), R(NONE));
	assert_int_equal(station.auth.state, S(REAUTH_WAIT));
	assert_int_equal(did.pended, 0);
}

static void put_hmac(void)
{
	static const u8 digest[WMAN_SHA1_LEN];

	wman_buf_put_tlv(&msg, WMAN_ATTR_HMAC_DIGEST, digest, sizeof(digest));
}

enum keyed_fault { FINE, NO_DIGEST, DIGEST_NOT_LAST, CMAC, SN };

static enum wman_reason keyed_with(u8 code, enum keyed_fault fault)
{
	static const u8 tek[24];
	static const struct wman_tek_params pair[2] = {
		{ .tek = { tek, 24 }, .lifetime_s = 1, .sn = 0 },
		{ .tek = { tek, 24 }, .lifetime_s = 2, .sn = 1 },
	};
	static const struct wman_sa_descriptor sa = { .said = 9, .type = 2, .suite = 0x020104 };
	u8 sn = fault == SN ? CUR_SN + 1 : CUR_SN;

	wman_buf_init(&msg, octets, sizeof(octets));
	switch (code) {
	case WMAN_PKM_V1_KEY_REPLY:
		wman_pkm_put_key_reply(&msg, 0, sn, 2, pair, NULL);
		break;
	case WMAN_PKM_V1_KEY_REJECT:
		wman_pkm_put_key_reject(&msg, 0, sn, 2, WMAN_PKM_ERROR_NONE, NULL, NULL);
		break;
	case WMAN_PKM_V1_TEK_INVALID:
		wman_pkm_put_v1_tek_invalid(&msg, sn, 2, WMAN_PKM_ERROR_KEY_SN, NULL);
		break;
	default:
		wman_pkm_put_sa_add(&msg, sn, &sa, 1);
		break;
	}
	if (fault == CMAC)
		put_digest();
	else if (fault != NO_DIGEST)
		put_hmac();
	if (fault == DIGEST_NOT_LAST)
		wman_buf_put_tlv(&msg, 99, tek, 1);
	return receive();
}

static void test_keyed(void **state)
{
	static const u8 codes[] = { WMAN_PKM_V1_KEY_REPLY, WMAN_PKM_V1_KEY_REJECT,
				    WMAN_PKM_V1_TEK_INVALID, WMAN_PKM_SA_ADD };
	unsigned int *const count[] = { &did.replies, &did.rejects, &did.invalids, &did.additions };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		v1_be_in(S(AUTHORIZED));
		assert_int_equal(keyed_with(codes[i], NO_DIGEST), R(DIGEST_MISSING));
		assert_nothing();
		assert_int_equal(keyed_with(codes[i], CMAC), R(DIGEST_MISSING));
		assert_nothing();
		assert_int_equal(keyed_with(codes[i], DIGEST_NOT_LAST), R(DIGEST_LAST));
		assert_nothing();
		assert_int_equal(keyed_with(codes[i], SN), R(AK_SN));
		assert_nothing();
		digest_wrong = true;
		assert_int_equal(keyed_with(codes[i], FINE), R(DIGEST_WRONG));
		assert_nothing();
		digest_wrong = false;
		assert_int_equal(keyed_with(codes[i], FINE), R(NONE));
		assert_int_equal(*count[i], 1);
		v1_be_in(S(REAUTH_WAIT));
		assert_int_equal(keyed_with(codes[i], FINE), R(NONE));
		v1_be_in(S(AUTH_WAIT));
		assert_int_equal(keyed_with(codes[i], FINE), R(MESSAGE_STATE));
		assert_nothing();
	}
}

/* Codes of PKMv2, and those that only a station sends, are none of PKMv1's. */
static void test_other_codes(void **state)
{
	unsigned int code;

	for (code = 0; code < 256; code++) {
		enum wman_reason reason;

		if (code == 5 || code == 6 || code == 3 || (code >= 8 && code <= 11))
			continue;
		v1_be_in(S(AUTHORIZED));
		wman_buf_init(&msg, octets, sizeof(octets));
		wman_buf_put_u8(&msg, WMAN_MSG_PKM_RSP);
		wman_buf_put_u8(&msg, (u8)code);
		wman_buf_put_u8(&msg, 0);
		reason = receive();
		assert_true(reason == R(MESSAGE_UNKNOWN) || reason == R(MESSAGE_DIRECTION) ||
			    reason == R(MESSAGE_VERSION));
		assert_nothing();
	}
}

static void test_renewal(void **state)
{
	/* 6-C and 8-C: one Auth Request with a new Identifier, without Auth Info */
	v1_be_in(S(AUTHORIZED));
	wman_auth_renew(&station, R(GRACE));
	assert_int_equal(station.auth.state, S(REAUTH_WAIT));
	assert_int_equal(station.auth.v1->identifier, IDENTIFIER + 1);
	assert_int_equal(did.announced, 1);
	give_certificate();
	assert_int_equal(did.sent, 1);
	/* 5-D keeps it */
	v1_timer(&station);
	assert_int_equal(station.auth.v1->identifier, IDENTIFIER + 1);
	assert_int_equal(did.sent, 2);
	v1_be_in(S(AUTHORIZED));
	wman_auth_renew(&station, R(USER));
	assert_int_equal(station.auth.state, S(REAUTH_WAIT));
	/* without an agent the timer looks for one */
	v1_be_in(S(AUTHORIZED));
	have_agent = false;
	wman_auth_renew(&station, R(GRACE));
	assert_int_equal(station.auth.state, S(REAUTH_WAIT));
	assert_int_equal(did.announced, 0);
	assert_int_equal(did.why, R(NO_AGENT));
	have_agent = true;
	v1_timer(&station);
	assert_int_equal(did.announced, 1);
	/* an agent that goes takes nothing away but its exchange */
	station.agent.cookie = 0;
	wman_auth_agent_gone(&station);
	assert_int_equal(station.auth.state, S(REAUTH_WAIT));
	assert_int_equal(did.stopped, 0);

	/* the AK ends in Reauth Wait: all keys go, and event 1 is raised */
	v1_be_in(S(REAUTH_WAIT));
	wman_auth_expired(&station);
	assert_int_equal(station.auth.state, S(AUTH_WAIT));
	assert_int_equal(did.stopped, 1);
	assert_int_equal(did.closed, 1);
	assert_int_equal(did.unauthorized, 1);
	assert_int_equal(did.announced, 1);
	assert_false(station.keys.cur.valid);
}

/* PKM-Configuration-Settings: within their ranges, until the link ends. */
static void test_config(void **state)
{
	struct wman_pkm pkm = { .config = { .present = BIT(WMAN_PKM_REAUTHORIZE_WAIT) |
						       BIT(WMAN_PKM_TEK_GRACE) } };

	v1_be_in(S(AUTHORIZED));
	pkm.config.timer_s[WMAN_PKM_REAUTHORIZE_WAIT] = 0;
	pkm.config.timer_s[WMAN_PKM_TEK_GRACE] = 400;
	take_config(&station, &pkm);
	assert_int_equal(wman_dev_timer_ms(&station, WMAN_A_TIMER_REAUTHORIZE_WAIT_MS), 2000);
	assert_int_equal(wman_dev_timer_ms(&station, WMAN_A_TIMER_TEK_GRACE_MS), 400000);
	/* what was not sent stays, and so do the settings */
	assert_int_equal(wman_dev_timer_ms(&station, WMAN_A_TIMER_AUTHORIZE_WAIT_MS), 10000);
	assert_int_equal(station.cfg.timer_ms[WMAN_A_TIMER_REAUTHORIZE_WAIT_MS], 10000);
}

/* PKMv1 that there is no memory for ends the entry, and that is told and counted. */
static void test_no_memory(void **state)
{
	v1_be_in(S(STOPPED));
	station.auth.v1 = NULL;
	shim_no_memory = true;
	wman_auth_begin(&station);
	shim_no_memory = false;
	assert_int_equal(did.counted, 1);
	assert_int_equal(did.why, WMAN_REASON_NO_MEMORY);
	assert_int_equal(did.aborted, 1);
	assert_int_equal(did.left, WMAN_REASON_NO_MEMORY);
	assert_int_equal(station.auth.state, S(STOPPED));
	assert_null(station.auth.v1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reply_faults),	cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_reply),		cmocka_unit_test(test_reply_order),
		cmocka_unit_test(test_decrypt_failure), cmocka_unit_test(test_local_failure),
		cmocka_unit_test(test_reject),		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_keyed),		cmocka_unit_test(test_other_codes),
		cmocka_unit_test(test_renewal),		cmocka_unit_test(test_config),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
