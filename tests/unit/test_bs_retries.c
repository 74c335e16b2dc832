// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: messages that are lost to the end, or come late, lock no subscriber out. */
#include "bs_station.h"

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

static bool authorized(struct bs_lab *lab)
{
	struct bs_ss *ss = bs_ss_find(lab->bs, lab->station[0]->mac);

	return ss && ss->auth.ak.valid;
}

/* SA-TEK-Response is lost to the end: the subscriber gives the AK up, and begins as it did before. */
static void test_response_lost(void **state)
{
	static const char *const options[] = { "fault", "drop sa-tek-response:1", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);

	bs_station_range(st);
	assert_true(bs_lab_run(lab, authorized, 3000));
	st->fresh.valid = false;
	bs_station_eap_start(st);
	assert_true(bs_lab_run(lab, ready, 3000));
	/* an AK that is used is not lost to who cannot sign */
	bs_station_message(st, st->primary, (const u8 *)"\x09\x11\x01", 3);
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_DIGEST_MISSING), 1);
	assert_true(authorized(lab));
	bs_lab_free(lab);
}

static bool has_two_aks(struct bs_lab *lab)
{
	return bs_ss_find(lab->bs, lab->station[0]->mac)->auth.old.valid;
}

/* In a re-authentication the old AK goes on, however long the subscriber waits. */
static void test_response_lost_in_reauthentication(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	struct bs_auth *auth = &bs_ss_find(lab->bs, st->mac)->auth;
	u8 first = st->ak.sn;

	bs_lab_command(lab, "fault drop sa-tek-response");
	bs_station_eap_start(st);
	assert_true(bs_lab_run(lab, has_two_aks, 3000));
	assert_true(bs_ss_find(lab->bs, st->mac)->due[BS_TIMER_OLD_AK] > bs_now_ms() + 60000);
	bs_lab_command(lab, "fault none");
	st->fresh.valid = false;
	/* without a digest nobody takes the new AK away */
	bs_station_message(st, st->primary, (const u8 *)"\x09\x11\x01", 3);
	bs_station_key_request(st, 77, 1);
	bs_lab_wait(lab, 50);
	assert_int_equal(bs_lab_count(lab, MAC(st), WMAN_REASON_DIGEST_MISSING), 1);
	assert_int_equal(st->key_rejects, 1);
	assert_true(has_two_aks(lab));

	bs_station_eap_start(st);
	assert_true(bs_lab_run(lab, reauthorized, 3000));
	assert_int_equal(auth->old.sn, first);
	/* when the new one is used it is a matter of seconds */
	bs_station_key_request(st, 77, 1);
	bs_lab_wait(lab, 50);
	assert_int_equal(st->key_rejects, 2);
	assert_in_range(bs_ss_find(lab->bs, st->mac)->due[BS_TIMER_OLD_AK], 1, bs_now_ms() + 5000);
	bs_lab_free(lab);
}

/* RNG-REQ that comes late ends nothing: keys go when SBC-REQ shows that an entry begins. */
static void test_late_ranging(void **state)
{
	struct bs_station *st;
	struct bs_lab *lab = entered(NULL, &st);
	struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	st->dumb = true;
	bs_station_range(st);
	bs_lab_wait(lab, 50);
	assert_true(ss->open);
	assert_false(ss->due[BS_TIMER_T17]);
	bs_station_sbc(st);
	bs_lab_wait(lab, 50);
	assert_false(ss->open || ss->auth.ak.valid);
	assert_true(ss->due[BS_TIMER_T17]);
	assert_true(ss->capable);
	/* and a repeated SBC-REQ does not begin once more */
	ss->auth.eap->tries = 1;
	bs_station_sbc(st);
	bs_lab_wait(lab, 50);
	assert_int_equal(ss->auth.eap->tries, 1);
	bs_lab_free(lab);
}

static bool flow_failed(struct bs_lab *lab)
{
	return bs_lab_logged(lab, "flow-failed", "retries");
}

static bool registered(struct bs_lab *lab)
{
	return lab->station[0]->registered;
}

/* A flow that could not be made within the retries is asked for again, under the same transaction. */
static void test_flow_retries(void **state)
{
	static const char *const options[] = { "fault", "drop rx:dsa-rsp", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);
	struct bs_ss *ss;
	int i;

	bs_station_range(st);
	assert_true(bs_lab_run(lab, registered, 3000));
	ss = bs_ss_find(lab->bs, st->mac);
	for (i = 0; i < 3; i++)
		bs_flow_timer(ss);
	assert_false(flow_failed(lab));
	bs_flow_timer(ss);
	assert_true(flow_failed(lab));
	assert_in_range(ss->due[BS_TIMER_DSX], bs_now_ms() + 2000, bs_now_ms() + 3000);
	bs_lab_command(lab, "fault none");
	bs_flow_timer(ss);
	assert_true(bs_lab_run(lab, ready, 3000));
	assert_int_equal(st->n_flows, 4);
	bs_lab_free(lab);
}

/* DSA-REQ before REG-RSP arrived was of no use: its retries count from the next REG-REQ on. */
static void test_registration_again(void **state)
{
	static const char *const options[] = { "fault", "drop dsa-req", NULL };
	struct bs_lab *lab = bs_lab_new(options);
	struct bs_station *st = bs_station_new(lab, 0);
	struct bs_ss *ss;
	int i;

	bs_station_range(st);
	assert_true(bs_lab_run(lab, registered, 3000));
	ss = bs_ss_find(lab->bs, st->mac);
	for (i = 0; i < 3; i++)
		bs_flow_timer(ss);
	bs_station_reg(st);
	bs_lab_wait(lab, 50);
	bs_flow_timer(ss);
	assert_false(flow_failed(lab));
	bs_lab_command(lab, "fault none");
	bs_station_reg(st);
	assert_true(bs_lab_run(lab, ready, 500));
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_response_lost),
		cmocka_unit_test(test_response_lost_in_reauthentication),
		cmocka_unit_test(test_late_ranging),
		cmocka_unit_test(test_flow_retries),
		cmocka_unit_test(test_registration_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
