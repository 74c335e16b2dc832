// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: network entry, authorization, rejects, faults. */
#include <stdlib.h>

#include "bs_station.h"
#include "message.h"
#include "pkm_build.h"
#include "rng.h"

#define MAC(st) ((st)->mac)

static bool ready(struct bs_lab *lab)
{
	unsigned int i;

	for (i = 0; i < lab->n_stations; i++) {
		if (!bs_station_ready(lab->station[i]) ||
		    !bs_ss_find(lab->bs, lab->station[i]->mac)->open)
			return false;
	}
	return true;
}

static bool refused(struct bs_lab *lab)
{
	return lab->station[0]->aborted;
}

static bool rejected(struct bs_lab *lab)
{
	return bs_lab_logged(lab, "\"rejected\"", "reason");
}

static bool failed(struct bs_lab *lab)
{
	return lab->station[0]->eap_failures > 0;
}

static bool reauthorized(struct bs_lab *lab)
{
	return lab->station[0]->authorizations == 2;
}

static struct bs_lab *entered(const char *const *options, struct bs_station **st)
{
	struct bs_lab *lab = bs_lab_new(options);

	*st = bs_station_new(lab, 0);
	bs_station_range(*st);
	assert_true(bs_lab_run(lab, ready, 5000));
	return lab;
}

static void test_entry(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);
	u32 len;

	assert_non_null(ss);
	assert_true(ss->open);
	assert_int_equal(st->basic, 1);
	assert_int_equal(st->primary, 321);
	assert_int_equal(st->choice.mac_mode, WMAN_MAC_MODE_CMAC_2009);
	assert_int_equal(st->choice.pn_window, 128);
	assert_int_equal(st->n_sa, 1);
	assert_int_equal(st->n_flows, 4);
	assert_int_equal(st->sa[0].lifetime[0], 21600);
	assert_int_equal(st->sa[0].lifetime[1], 43200);
	assert_int_equal(st->bad_digests, 0);
	/* two rounds of RADIUS, and the first named the subscriber */
	assert_int_equal(lab->aaa.heard, 2);
	len = (u32)lab->aaa.request_len;
	assert_non_null(memmem(lab->aaa.request, len, "tester", 6));
	assert_non_null(memmem(lab->aaa.request, len, "02-16-00-00-01-00", 17));
	assert_true(bs_lab_logged(lab, "operational", "02:16:00:00:01:00"));
	assert_true(lab->beacons > 2);
	bs_lab_free(lab);
}

static void test_edition_2005_and_binary_station_id(void **state)
{
	static const char *const options[] = {
		"edition", "2005", "calling-station-id",       "binary", "static-sa",
		"5000",	   "flow", "dir=ul,cs=ipv4,said=5000", "flow",	 "dir=dl,cs=ipv4,said=none",
		NULL,
	};
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);
	const u8 attr[] = { 31, 8, 2, 0x16, 0, 0, 1, 0 };

	assert_int_equal(st->choice.mac_mode, WMAN_MAC_MODE_CMAC_2005);
	assert_int_equal(st->n_sa, 2);
	assert_int_equal(st->sa[1].said, 5000);
	assert_int_equal(st->flow[0].flow.said, 5000);
	assert_false(st->flow[1].flow.present & WMAN_FLOW_SAID);
	assert_non_null(memmem(lab->aaa.request, lab->aaa.request_len, attr, sizeof(attr)));
	bs_lab_free(lab);
}

/* EAP packets longer than a management PDU go and come in parts. */
static void test_fragments(void **state)
{
	static const char *const options[] = { "mgmt-max", "300", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	lab->eap_len = 1300;
	st->mgmt_max = 200;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 5000));
	assert_true(st->fragments > 0);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_FRAGMENT_ORDER), 0);
	bs_lab_free(lab);
}

static void test_many(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	unsigned int i, j;

	for (i = 0; i < BS_LAB_STATIONS; i++)
		bs_station_range(bs_station_new(lab, (u8)i));
	assert_true(bs_lab_run(lab, ready, 10000));
	assert_int_equal(lab->bs->ss.n_open, BS_LAB_STATIONS);
	for (i = 0; i < BS_LAB_STATIONS; i++)
		for (j = 0; j < i; j++) {
			assert_int_not_equal(lab->station[i]->basic, lab->station[j]->basic);
			assert_int_not_equal(lab->station[i]->flow[0].flow.cid,
					     lab->station[j]->flow[0].flow.cid);
		}
	bs_lab_free(lab);
}

static void test_too_many(void **state)
{
	static const char *const options[] = { "max-subscribers", "1", NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);

	st->dumb = true;
	lab->station[0] = bs_station_new(lab, 1);
	lab->station[1] = st;
	bs_station_range(lab->station[0]);
	assert_true(bs_lab_run(lab, refused, 2000));
	assert_int_equal(bs_lab_count(lab, NULL, WMAN_REASON_QUEUE_FULL), 1);
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	bs_lab_free(lab);
}

/* A subscriber that offers less than PKMv2, EAP and CMAC is told to go. */
static void test_offers(void **state)
{
	static const struct {
		u8 version, policy, mode;
		const char *reason;
	} bad[] = {
		{ WMAN_PKM_V1, WMAN_POLICY_EAP, WMAN_MAC_MODE_CMAC, "sbc-downgrade" },
		{ WMAN_PKM_V2, WMAN_POLICY_RSA, WMAN_MAC_MODE_CMAC, "sbc-downgrade" },
		{ WMAN_PKM_V2, 0, WMAN_MAC_MODE_CMAC, "sbc-downgrade" },
		{ WMAN_PKM_V2, WMAN_POLICY_EAP, WMAN_MAC_MODE_HMAC, "sbc-downgrade" },
		{ 0, 0, 0, "sbc-no-security" },
	};
	struct bs_station *st;
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		lab = bs_lab_new(NULL);
		st = bs_station_new(lab, 0);
		st->offer.version = bad[i].version;
		st->offer.policy = bad[i].policy;
		st->offer.mac_mode = bad[i].mode;
		if (!bad[i].version)
			st->offer.present = 0;
		bs_station_range(st);
		assert_true(bs_lab_run(lab, refused, 2000));
		assert_true(bs_lab_logged(lab, "rejected", bad[i].reason));
		assert_null(bs_ss_find(lab->bs, st->mac));
		assert_int_equal(lab->aaa.heard, 0);
		bs_lab_free(lab);
	}
}

/* What the AAA server may do, and what it must lead to. */
static void test_aaa(void **state)
{
	static const char *const options[] = { "radius-wait", "20", "radius-tries", "2", NULL };
	static const struct {
		enum bs_lab_aaa verdict;
		enum radius_fault fault;
		const char *reason;
	} cases[] = {
		{ BS_LAB_REJECT, RADIUS_FAULT_NONE, "eap-rejected" },
		{ BS_LAB_NO_MSK, RADIUS_FAULT_NONE, "radius-invalid" },
		{ BS_LAB_ACCEPT, RADIUS_FAULT_SILENT, "radius-timeout" },
		{ BS_LAB_ACCEPT, RADIUS_FAULT_SECRET, "radius-invalid" },
	};
	struct bs_station *st;
	struct bs_lab *lab;
	struct bs_ss *ss;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		lab = bs_lab_new(options);
		lab->verdict = cases[i].verdict;
		lab->aaa.fault = cases[i].fault;
		st = bs_station_new(lab, 0);
		bs_station_range(st);
		assert_true(bs_lab_run(lab, failed, 3000));
		assert_true(bs_lab_logged(lab, "rejected", cases[i].reason));
		ss = bs_ss_find(lab->bs, st->mac);
		assert_false(ss->open || ss->auth.ak.valid || ss->auth.eap);
		assert_int_equal(st->challenges, 0);
		/* and with a server that does better it goes on */
		lab->verdict = BS_LAB_ACCEPT;
		lab->aaa.fault = RADIUS_FAULT_NONE;
		bs_station_eap_start(st);
		assert_true(bs_lab_run(lab, ready, 3000));
		bs_lab_free(lab);
	}
}

static void test_bidding_down(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *st = bs_station_new(lab, 0);

	st->offer_changed = true;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, rejected, 3000));
	assert_true(bs_lab_logged(lab, "rejected", "parameters-mismatch"));
	assert_int_equal(st->authorizations, 0);
	assert_false(bs_ss_find(lab->bs, st->mac)->auth.ak.valid);
	bs_lab_free(lab);
}

static bool answered(struct bs_lab *lab)
{
	return lab->station[0]->choice.present;
}

/* Without authorization there is no EAP, and PKM is out of place. */
static void test_none(void **state)
{
	static const char *const options[] = { "policy", "none", NULL };
	static const u8 start[] = { WMAN_MSG_PKM_REQ, 17, 1 };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	st->offer = (struct wman_secneg){ .present = BIT(WMAN_SECNEG_POLICY) };
	bs_station_range(st);
	assert_true(bs_lab_run(lab, answered, 3000));
	assert_int_equal(st->choice.version | st->choice.policy | st->choice.mac_mode, 0);
	assert_true(bs_lab_logged(lab, "capabilities", "none"));
	bs_station_message(st, st->primary, start, sizeof(start));
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_MESSAGE_STATE), 1);
	bs_lab_free(lab);
}

static void test_no_common_suite(void **state)
{
	static const char *const options[] = { "suite", "020104", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	st->suites[0] = WMAN_SUITE_CCM_ECB;
	st->n_suites = 1;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, rejected, 3000));
	assert_true(bs_lab_logged(lab, "rejected", "\"suite\""));
	bs_lab_free(lab);
}

/* The 2004 number of a suite is answered as it came. */
static void test_old_suite(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *st = bs_station_new(lab, 0);

	st->suites[0] = WMAN_SUITE_CCM_ECB_2004;
	st->n_suites = 1;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 3000));
	assert_int_equal(st->sa[0].suite, WMAN_SUITE_CCM_ECB_2004);
	bs_lab_free(lab);
}

/* Who no longer takes the suite of its SAs gets another; an SA that has one of its own keeps that. */
static void test_other_suite(void **state)
{
	static const char *const options[] = { "static-sa", "700", "static-sa", "701:020104",
					       NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);
	const struct bs_ss *ss;

	st->offer.max_sa = 4;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 3000));
	assert_int_equal(st->sa[0].suite, WMAN_SUITE_CCM_WRAP);
	st->suites[0] = WMAN_SUITE_CCM_ECB;
	st->n_suites = 1;
	bs_lab_command(lab, "reauth 02:16:00:00:01:00");
	assert_true(bs_lab_run(lab, reauthorized, 3000));
	ss = bs_ss_find(lab->bs, st->mac);
	assert_int_equal(ss->sa[0].suite, WMAN_SUITE_CCM_ECB);
	assert_int_equal(ss->sa[1].suite, WMAN_SUITE_CCM_ECB);
	assert_int_equal(ss->sa[2].suite, WMAN_SUITE_CCM_WRAP);
	bs_lab_free(lab);
}

/* Forged messages change nothing and are counted by reason. */
static void test_forged(void **state)
{
	static const u8 reflected[] = { WMAN_MSG_PKM_RSP, 18, 0 };
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	u8 dreg[] = { WMAN_MSG_DREG_CMD, 1 };

	st->wrong_digest = true;
	bs_station_key_request(st, st->basic, 9);
	st->no_digest = true;
	bs_station_key_request(st, st->basic, 9);
	st->ak.tx_pn -= 2;
	bs_station_key_request(st, st->basic, 9);
	st->ak.tx_pn += 2;
	st->wrong_digest = true;
	bs_station_reg(st);
	st->no_digest = true;
	bs_station_reg(st);
	st->ak.sn ^= 7;
	bs_station_reg(st);
	st->ak.sn ^= 7;
	bs_station_message(st, st->primary, reflected, sizeof(reflected));
	bs_station_message(st, st->basic, dreg, sizeof(dreg));
	bs_station_message(st, st->basic, (const u8 *)"\x09\x11\x01", 3);
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_DIGEST_WRONG), 2);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_DIGEST_MISSING), 2);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_DIGEST_REPLAY), 1);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_AK_SN), 1);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_MESSAGE_DIRECTION), 2);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_CID_WRONG), 1);
	assert_int_equal(st->sa[0].replies, 1);
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	/* the real one is answered */
	bs_station_key_request(st, st->basic, 9);
	bs_lab_wait(lab, 50);
	assert_int_equal(st->sa[0].replies, 2);
	bs_lab_free(lab);
}

static void test_foreign_said(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);

	bs_station_key_request(st, 77, 1);
	bs_lab_wait(lab, 50);
	assert_int_equal(st->key_rejects, 1);
	bs_lab_free(lab);
}

/* Re-authentication: by command, by the subscriber, and an unsigned start of it. */
static void test_reauthentication(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	struct bs_station_ak before = st->ak, after;
	u8 first = st->ak.sn;

	/* its own cipher state goes on */
	assert_string_equal(bs_lab_command(lab, "reauth 02:16:00:00:01:00"), "ok\n");
	assert_true(bs_lab_run(lab, reauthorized, 3000));
	assert_int_not_equal(st->ak.sn, first);
	assert_true(bs_ss_find(lab->bs, st->mac)->auth.old.valid);
	assert_int_equal(st->sa[0].replies, 1);

	/* the old AK is taken for a while, then not any more */
	after = st->ak;
	before.tx_pn += 100;
	before.rx_pn = 0;
	st->ak = before;
	bs_station_key_request(st, 77, 1);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->key_rejects, 1);
	bs_auth_old_expired(bs_ss_find(lab->bs, st->mac));
	bs_station_key_request(st, 77, 1);
	bs_lab_wait(lab, 30);
	assert_int_equal(st->key_rejects, 1);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_AK_SN), 1);
	st->ak = after;

	st->authorizations = 1;
	bs_station_eap_start(st);
	assert_true(bs_lab_run(lab, reauthorized, 3000));

	bs_station_message(st, st->primary, (const u8 *)"\x09\x11\x01", 3);
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_DIGEST_MISSING), 1);
	assert_int_equal(bs_ss_find(lab->bs, st->mac)->auth.step, BS_AUTH_IDLE);
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	bs_lab_free(lab);
}

static void test_reauthentication_by_option(void **state)
{
	static const char *const options[] = { "reauth-every", "1", NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);

	assert_true(bs_lab_run(lab, reauthorized, 3000));
	bs_lab_free(lab);
}

/* In a re-authentication a silent AAA server costs nothing, a rejection everything. */
static void test_reauthentication_fails(void **state)
{
	static const char *const options[] = { "radius-wait", "20", "radius-tries", "2", NULL };
	struct bs_station *st;
	struct bs_lab *lab = entered(options, &st);

	lab->aaa.fault = RADIUS_FAULT_SILENT;
	bs_station_eap_start(st);
	assert_true(bs_lab_run(lab, rejected, 3000));
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	assert_int_equal(st->eap_failures, 0);

	lab->aaa.fault = RADIUS_FAULT_NONE;
	lab->verdict = BS_LAB_REJECT;
	bs_station_eap_start(st);
	assert_true(bs_lab_run(lab, failed, 3000));
	assert_false(bs_ss_find(lab->bs, st->mac)->open);
	assert_false(bs_ss_find(lab->bs, st->mac)->auth.ak.valid);
	assert_null(bs_ss_find(lab->bs, st->mac)->sa[0].tek[0].ccm);
	bs_lab_free(lab);
}

static void test_ak_lifetime(void **state)
{
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *st = bs_station_new(lab, 0);

	lab->has_session_timeout = true;
	lab->session_timeout[3] = 1;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 3000));
	/* with the AK the port closes, and EAP begins anew, unsigned */
	assert_true(bs_lab_run(lab, rejected, 3000));
	assert_true(bs_lab_logged(lab, "rejected", "ak-expired"));
	assert_false(bs_ss_find(lab->bs, st->mac)->open);
	/* and if nothing comes of it the subscriber goes */
	st->dumb = true;
	assert_in_range(bs_ss_find(lab->bs, st->mac)->due[BS_TIMER_T17], bs_now_ms() + 295000,
			bs_now_ms() + 300000);
	bs_ss_arm(bs_ss_find(lab->bs, st->mac), BS_TIMER_T17, 1);
	bs_lab_wait(lab, 50);
	assert_null(bs_ss_find(lab->bs, st->mac));
	assert_true(bs_lab_logged(lab, "left", "retries"));
	bs_lab_free(lab);
}

/* Begins again at ranging: everything of before is gone. */
static void test_reentry(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	unsigned int i, basic = st->basic;

	for (i = 0; i < 4; i++) {
		wman_ccm_free(st->sa[0].ccm[i]);
		st->sa[0].ccm[i] = NULL;
	}
	st->sa[0].replies = 0;
	st->ak.valid = false;
	st->registered = false;
	st->n_flows = 0;
	st->acks = 0;
	st->authorizations = 0;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 3000));
	assert_int_equal(st->basic, basic);
	assert_int_equal(lab->bs->ss.n, 1);
	bs_lab_free(lab);
}

/* Every message may be lost, come late or come twice: entry succeeds all the same. */
static void test_faults(void **state)
{
	static const char *const faults[][2] = {
		{ "fault", "drop sa-tek-challenge:1" },
		{ "fault", "drop rx:sa-tek-request:1" },
		{ "fault", "drop dsa-req:1" },
		{ "fault", "drop rx:dsa-rsp:1" },
		{ "fault", "duplicate rng-rsp" },
		{ "fault", "duplicate sbc-rsp" },
		{ "fault", "duplicate eap-transfer" },
		{ "fault", "duplicate sa-tek-challenge" },
		{ "fault", "duplicate sa-tek-response" },
		{ "fault", "duplicate key-reply" },
		{ "fault", "duplicate reg-rsp" },
		{ "fault", "duplicate dsa-req" },
		{ "fault", "duplicate rx:eap-transfer" },
		{ "fault", "duplicate rx:sbc-req" },
		{ "fault", "duplicate rx:rng-req" },
		{ "fault", "duplicate rx:key-request" },
		{ "fault", "delay eap-transfer ms=40" },
		{ "fault", "delay rx:sa-tek-request ms=40" },
		{ "fault", "delay rx:reg-req:1 ms=40" },
	};
	struct bs_station *st;
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		const char *const options[] = { faults[i][0], faults[i][1], NULL };

		lab = bs_lab_new(options);
		st = bs_station_new(lab, 0);
		bs_station_range(st);
		if (!bs_lab_run(lab, ready, 8000))
			fail_msg("no entry with %s %s", faults[i][0], faults[i][1]);
		bs_lab_free(lab);
	}
}

static void test_delay_takes_its_time(void **state)
{
	static const char *const options[] = { "fault", "delay rng-rsp ms=200", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	bs_station_range(st);
	bs_lab_wait(lab, 100);
	assert_false(st->ranged);
	bs_lab_wait(lab, 300);
	assert_true(st->ranged);
	bs_lab_free(lab);
}

static void test_lost_eap_is_repeated(void **state)
{
	static const char *const options[] = { "fault", "drop eap-transfer:1", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	bs_station_range(st);
	bs_lab_wait(lab, 1000);
	assert_int_equal(lab->aaa.heard, 0);
	assert_true(bs_lab_run(lab, ready, 8000));
	bs_lab_free(lab);
}

static bool challenged_out(struct bs_lab *lab)
{
	return bs_lab_logged(lab, "rejected", "sa-tek-timeout");
}

static void test_challenge_unanswered(void **state)
{
	static const char *const options[] = { "fault", "drop rx:sa-tek-request", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	bs_station_range(st);
	assert_true(bs_lab_run(lab, challenged_out, 8000));
	assert_int_equal(st->challenges, 4);
	assert_false(bs_ss_find(lab->bs, st->mac)->auth.fresh.valid);
	assert_int_equal(st->authorizations, 0);
	bs_lab_free(lab);
}

/* Nobody but the subscriber itself may range for its address. */
static void test_ranging_for_another(void **state)
{
	struct wman_rng_req req = { .present = WMAN_RNG_REQ_MAC, .mac = { 2, 0, 0, 0, 0, 99 } };
	struct bs_lab *lab = bs_lab_new(NULL);
	struct bs_station *st = bs_station_new(lab, 0);
	struct wman_buf buf;
	u8 data[64];

	wman_buf_init(&buf, data, sizeof(data));
	wman_rng_req_put(&buf, &req);
	bs_station_message(st, WMAN_CID_INITIAL_RANGING, buf.data, buf.len);
	bs_lab_wait(lab, 50);
	assert_int_equal(lab->bs->ss.n, 0);
	assert_int_equal(bs_lab_count(lab, NULL, WMAN_REASON_MAC_ADDRESS), 1);
	bs_lab_free(lab);
}

/* Frames of every shape from a stranger and from a subscriber: nothing breaks. */
static void test_noise(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	u8 pdu[WMAN_PDU_MAX], copy[WMAN_PDU_MAX];
	size_t len, i, j;

	srand(1);
	len = bs_station_seal(st, WMAN_CS_IPV4, 0, (const u8 *)"E123456789012345678901", 22, pdu);
	for (i = 0; i < 2000; i++) {
		memcpy(copy, pdu, len);
		copy[(size_t)rand() % len] ^= (u8)(1 << rand() % 8);
		if (i % 2) {
			/* a good header before a random management message */
			wman_gmh_build(&(struct wman_gmh){ .len = 60, .cid = st->primary }, copy);
			copy[6] = (u8)(rand() % 30);
			for (j = 7; j < 60; j++)
				copy[j] = (u8)rand();
			bs_lab_burst(lab, st->mac, copy, 60);
		} else {
			bs_lab_burst(lab, i % 4 ? st->mac : st->bs_mac, copy, len - i % 8);
		}
		if (i % 50 == 49)
			bs_lab_wait(lab, 1);
	}
	bs_lab_wait(lab, 50);
	assert_int_equal(lab->tap_frames, 0);
	assert_true(bs_ss_find(lab->bs, st->mac)->open);
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_edition_2005_and_binary_station_id),
		cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_offers),
		cmocka_unit_test(test_aaa),
		cmocka_unit_test(test_bidding_down),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_no_common_suite),
		cmocka_unit_test(test_old_suite),
		cmocka_unit_test(test_other_suite),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_foreign_said),
		cmocka_unit_test(test_reauthentication),
		cmocka_unit_test(test_reauthentication_by_option),
		cmocka_unit_test(test_reauthentication_fails),
		cmocka_unit_test(test_ak_lifetime),
		cmocka_unit_test(test_reentry),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_delay_takes_its_time),
		cmocka_unit_test(test_lost_eap_is_repeated),
		cmocka_unit_test(test_challenge_unanswered),
		cmocka_unit_test(test_ranging_for_another),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
