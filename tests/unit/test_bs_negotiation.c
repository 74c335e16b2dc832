// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: what SBC-RSP chooses, and HMAC as the MAC mode in use. */
#include "bs_station.h"

static bool ready(struct bs_lab *lab)
{
	const struct bs_station *st = lab->station[0];

	return bs_station_ready(st) && bs_ss_find(lab->bs, st->mac)->open;
}

static bool reauthorized(struct bs_lab *lab)
{
	return lab->station[0]->authorizations == 2;
}

/*
 * HMAC signs where it is wanted, from entry to re-authentication; of both modes CMAC is chosen. The
 * subscriber that judges checks each digest with keys of its own derivation.
 */
static void test_mac_mode(void **state)
{
	static const struct {
		const char *wanted;
		u8 offer, choice;
	} rows[] = {
		{ "hmac", WMAN_MAC_MODE_HMAC, WMAN_MAC_MODE_HMAC },
		{ "hmac", WMAN_MAC_MODE_HMAC | WMAN_MAC_MODE_CMAC, WMAN_MAC_MODE_HMAC },
		{ "any", WMAN_MAC_MODE_HMAC, WMAN_MAC_MODE_HMAC },
		{ "any", WMAN_MAC_MODE_HMAC | WMAN_MAC_MODE_CMAC, WMAN_MAC_MODE_CMAC_2009 },
		{ "any", WMAN_MAC_MODE_CMAC_2005, WMAN_MAC_MODE_CMAC_2005 },
		{ "cmac", WMAN_MAC_MODE_HMAC | WMAN_MAC_MODE_CMAC, WMAN_MAC_MODE_CMAC_2009 },
	};
	const char *options[] = { "mac-mode", NULL, NULL };
	struct bs_station *st;
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		options[1] = rows[i].wanted;
		lab = bs_lab_new(options);
		st = bs_station_new(lab, 0);
		st->offer.mac_mode = rows[i].offer;
		bs_station_range(st);
		assert_true(bs_lab_run(lab, ready, 5000));
		assert_int_equal(st->choice.mac_mode, rows[i].choice);
		assert_int_equal(st->ak.mode, wman_secneg_mode(&st->choice));
		bs_station_eap_start(st);
		assert_true(bs_lab_run(lab, reauthorized, 5000));
		assert_int_equal(st->bad_digests, 0);
		bs_lab_free(lab);
	}
}

/* A message whose HMAC is wrong or not there changes nothing. */
static void test_hmac_refused(void **state)
{
	static const char *const options[] = { "mac-mode", "hmac", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	st->offer.mac_mode = WMAN_MAC_MODE_HMAC;
	bs_station_range(st);
	assert_true(bs_lab_run(lab, ready, 5000));
	st->wrong_digest = true;
	bs_station_key_request(st, st->sa[0].said, 9);
	st->no_digest = true;
	bs_station_key_request(st, st->sa[0].said, 9);
	st->no_digest = true;
	bs_station_reg(st);
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_DIGEST_WRONG), 1);
	assert_int_equal(bs_lab_count(lab, st->mac, WMAN_REASON_DIGEST_MISSING), 2);
	assert_int_equal(st->sa[0].replies, 1);
	bs_lab_free(lab);
}

/* Of flow control and number of SAs the smaller; 0 means any. */
static void test_limits(void **state)
{
	static const struct {
		const char *flow_control, *max_sas;
		u8 offer_flow, offer_sas, flow, sas;
		unsigned int held;
	} rows[] = {
		{ "0", "0", 0, 4, 0, 4, 4 }, { "1", "2", 0, 16, 1, 2, 2 },
		{ "9", "9", 3, 3, 3, 3, 3 }, { "2", "0", 5, 1, 2, 1, 1 },
		{ "0", "1", 7, 8, 7, 1, 1 },
	};
	const char *options[] = { "flow-control", NULL,	  "max-sas",   NULL,   "static-sa", "5000",
				  "static-sa",	  "5001", "static-sa", "5002", NULL };
	struct bs_station *st;
	struct bs_lab *lab;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		options[1] = rows[i].flow_control;
		options[3] = rows[i].max_sas;
		lab = bs_lab_new(options);
		st = bs_station_new(lab, 0);
		st->offer.flow_control = rows[i].offer_flow;
		st->offer.max_sa = rows[i].offer_sas;
		bs_station_range(st);
		assert_true(bs_lab_run(lab, ready, 5000));
		assert_int_equal(st->choice.flow_control, rows[i].flow);
		assert_int_equal(st->choice.max_sa, rows[i].sas);
		assert_int_equal(st->n_sa, rows[i].held);
		bs_lab_free(lab);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mac_mode),
		cmocka_unit_test(test_hmac_refused),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
