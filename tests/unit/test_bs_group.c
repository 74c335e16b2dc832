// SPDX-License-Identifier: BSD-3-Clause
/* wman-bs: groups, their keys, and what goes to all members at once. */
#include <string.h>

#include "bs_station_group.h"

#define GSAID	  700
#define GROUP_CID WMAN_CID_MULTICAST_FIRST
#define STATIONS  2

static const char *const options[] = { "group", "said=700,cs=ipv4,dst=239.0.0.0/8", NULL };
static const char *const short_lived[] = { "group", "said=700,cs=ipv4", "tek-lifetime", "2", NULL };

static bool ready(struct bs_lab *lab)
{
	unsigned int i;

	for (i = 0; i < lab->n_stations; i++)
		if (!bs_station_ready(lab->station[i]) ||
		    !bs_ss_find(lab->bs, lab->station[i]->mac)->open)
			return false;
	return true;
}

static struct bs_station_sa *sa_of(struct bs_lab *lab, unsigned int i)
{
	struct bs_station *st = lab->station[i];
	struct bs_station_sa *sa = &st->sa[st->n_sa - 1];

	assert_int_equal(sa->said, GSAID);
	return sa;
}

static bool keyed(struct bs_lab *lab)
{
	unsigned int i;

	for (i = 0; i < lab->n_stations; i++)
		if (!sa_of(lab, i)->replies)
			return false;
	return ready(lab);
}

/* All of them, with messages signed as this mode wants it. */
static struct bs_lab *entered_by(const char *const *opts, u8 mac_mode)
{
	struct bs_lab *lab = bs_lab_new(opts);
	struct bs_station *st;
	unsigned int i;

	for (i = 0; i < STATIONS; i++) {
		st = bs_station_new(lab, (u8)i);
		st->offer.mac_mode = mac_mode;
		bs_station_range(st);
	}
	assert_true(bs_lab_run(lab, ready, 5000));
	assert_true(bs_lab_run(lab, keyed, 5000));
	return lab;
}

static struct bs_lab *entered(const char *const *opts)
{
	return entered_by(opts, WMAN_MAC_MODE_CMAC);
}

static struct bs_group *group_of(struct bs_lab *lab)
{
	return bs_group_find(lab->bs, GSAID);
}

static bool all_got_one(struct bs_lab *lab)
{
	unsigned int i;

	for (i = 0; i < lab->n_stations; i++)
		if (!lab->station[i]->sdus)
			return false;
	return true;
}

/* An IPv4 packet to an address, over the TAP; every station gets it on @cid, 0 for its own. */
static void assert_reaches_all(struct bs_lab *lab, const u8 *to, u16 cid)
{
	u8 frame[14 + 24] = { 2, 0x16, 0, 0, 0, 9, 2, 0x16, 0, 0, 0, 9, 8, 0, 0x45 };
	unsigned int i;

	frame[14 + 3] = 24;
	frame[14 + 9] = 17;
	memcpy(frame + 14 + 16, to, 4);
	for (i = 0; i < lab->n_stations; i++)
		lab->station[i]->sdus = 0;
	bs_lab_tap_send(lab, frame, sizeof(frame));
	assert_true(bs_lab_run(lab, all_got_one, 2000));
	bs_lab_wait(lab, 20);
	for (i = 0; i < lab->n_stations; i++) {
		assert_int_equal(lab->station[i]->sdus, 1);
		assert_int_equal(lab->station[i]->bad_pdus, 0);
		assert_int_equal(lab->station[i]->last_sdu_len, 24);
		if (cid)
			assert_int_equal(lab->station[i]->last_cid, cid);
		else
			assert_int_not_equal(lab->station[i]->last_cid, GROUP_CID);
	}
}

static const u8 of_the_group[] = { 239, 1, 2, 3 };

static void test_shared(void **state)
{
	static const u8 of_all[] = { 224, 0, 0, 1 };
	struct bs_lab *lab = entered(options);
	const struct wman_dsx *flow;
	unsigned int i;

	for (i = 0; i < STATIONS; i++) {
		assert_non_null(sa_of(lab, i)->group);
		/* the DSA of the group's flow comes behind those of its own */
		flow = &lab->station[i]->flow[lab->station[i]->n_flows - 1];
		assert_int_equal(flow->dir, WMAN_DIRECTION_DOWNLINK);
		assert_int_equal(flow->flow.cid, GROUP_CID);
		assert_true(flow->flow.present & WMAN_FLOW_SAID);
		assert_int_equal(flow->flow.said, GSAID);
	}
	assert_memory_equal(sa_of(lab, 0)->group->gkek, sa_of(lab, 1)->group->gkek,
			    sizeof(sa_of(lab, 0)->group->gkek));
	assert_reaches_all(lab, of_the_group, GROUP_CID);
	assert_int_equal(group_of(lab)->packets, 1);
	assert_int_equal(group_of(lab)->tek[BS_TEK_OLDER].tx_pn, 1);
	/* to another address it goes to each, under its own key */
	assert_reaches_all(lab, of_all, 0);
	assert_int_equal(group_of(lab)->packets, 1);
	assert_non_null(strstr(bs_lab_command(lab, "subscribers"), "\"cid\": 65184"));
	bs_lab_free(lab);
}

/* The GKEKs come under the KEK of HMAC. */
static void test_hmac(void **state)
{
	static const char *const opts[] = { "mac-mode", "hmac", "group", "said=700,cs=ipv4", NULL };
	struct bs_lab *lab = entered_by(opts, WMAN_MAC_MODE_HMAC);

	assert_int_equal(lab->station[0]->ak.mode, WMAN_KDF_SHA1);
	assert_reaches_all(lab, of_the_group, GROUP_CID);
	bs_lab_free(lab);
}

/* Nobody's Key-Request takes a key away from the others. */
static void test_requests(void **state)
{
	struct bs_lab *lab = entered(options);
	u8 sn = group_of(lab)->tek[BS_TEK_NEWER].sn;
	u8 nonce;

	for (nonce = 10; nonce < 13; nonce++)
		bs_station_key_request(lab->station[0], GSAID, nonce);
	bs_lab_wait(lab, 50);
	assert_int_equal(sa_of(lab, 0)->replies, 4);
	assert_int_equal(group_of(lab)->tek[BS_TEK_NEWER].sn, sn);

	assert_string_equal(bs_lab_command(lab, "group-rekey 700"), "ok\n");
	/* what goes out is under a key that all have, asked again or not */
	assert_reaches_all(lab, of_the_group, GROUP_CID);
	assert_int_equal(lab->station[1]->last_eks, sn);
	bs_station_key_request(lab->station[0], GSAID, 14);
	bs_lab_wait(lab, 50);
	assert_int_equal(sa_of(lab, 0)->newer, (sn + 1) & 3);
	assert_int_equal(sa_of(lab, 1)->newer, sn);
	assert_reaches_all(lab, of_the_group, GROUP_CID);
	bs_lab_free(lab);
}

static void test_pushes(void **state)
{
	struct bs_lab *lab = entered(options);
	unsigned int i, round;

	for (round = 1; round <= 5; round++) {
		assert_string_equal(bs_lab_command(lab, "group-push 700 gkek"), "ok\n");
		assert_string_equal(bs_lab_command(lab, "group-push 700 gtek"), "ok\n");
		bs_lab_wait(lab, 20);
		for (i = 0; i < STATIONS; i++) {
			assert_int_equal(sa_of(lab, i)->group->gkeks_pushed, round);
			assert_int_equal(sa_of(lab, i)->group->gteks_pushed, round);
			assert_int_equal(sa_of(lab, i)->group->counter, 2 * round);
			assert_int_equal(sa_of(lab, i)->replies, 1);
		}
		assert_reaches_all(lab, of_the_group, GROUP_CID);
	}
	assert_true(bs_lab_logged(lab, "key-push", "GSAID 700, GTEK"));
	bs_lab_free(lab);
}

/* Who was forgotten gets no GKEK, so that later GTEKs are no use to it. */
static void test_forgotten(void **state)
{
	struct bs_lab *lab = entered(options);

	assert_string_equal(bs_lab_command(lab, "forget 02:16:00:00:01:01"), "ok\n");
	assert_null(bs_ss_find(lab->bs, lab->station[1]->mac));
	bs_lab_command(lab, "group-push 700 gkek");
	bs_lab_command(lab, "group-push 700 gtek");
	bs_lab_wait(lab, 20);
	assert_int_equal(sa_of(lab, 0)->group->gkeks_pushed, 1);
	assert_int_equal(sa_of(lab, 0)->group->gteks_pushed, 1);
	assert_int_equal(sa_of(lab, 1)->group->gkeks_pushed, 0);
	assert_int_equal(sa_of(lab, 1)->group->gteks_pushed, 0);
	assert_int_equal(sa_of(lab, 1)->group->foreign, 1);
	bs_lab_free(lab);
}

static void test_refused_commands(void **state)
{
	struct bs_lab *lab = entered(options);

	assert_string_equal(bs_lab_command(lab, "group-push 701 gkek"), "error: no such group\n");
	assert_string_equal(bs_lab_command(lab, "group-push x gkek"), "error: no such group\n");
	assert_string_equal(bs_lab_command(lab, "group-push 700 tek"), "error: gkek or gtek\n");
	assert_string_equal(bs_lab_command(lab, "group-rekey 701"), "error: no such group\n");
	group_of(lab)->push_counter = 0xffff;
	assert_string_equal(bs_lab_command(lab, "group-push 700 gtek"),
			    "error: no Key-Push-Counter is left\n");
	assert_int_equal(group_of(lab)->push_counter, 0xffff);
	assert_string_equal(bs_lab_command(lab, "forget 02:16:00:00:01:09"),
			    "error: no such subscriber\n");
	bs_lab_free(lab);
}

static bool renewed(struct bs_lab *lab)
{
	return group_of(lab)->tek[BS_TEK_NEWER].sn == 3 &&
	       group_of(lab)->gkek[BS_TEK_NEWER].sn == 2;
}

/* Half way through the newer one the older ends: a GTEK each second, a GKEK each other. */
static void test_lifetimes(void **state)
{
	struct bs_lab *lab = entered(short_lived);

	assert_in_range(sa_of(lab, 0)->lifetime[1], 1, 2);
	assert_true(bs_lab_run(lab, renewed, 10000));
	bs_lab_free(lab);
}

/* A PN is not used twice under one GTEK. */
static void test_last_pn(void **state)
{
	struct bs_lab *lab = entered(options);
	u8 sn = group_of(lab)->tek[BS_TEK_NEWER].sn;

	group_of(lab)->tek[BS_TEK_OLDER].tx_pn = WMAN_PN_LAST;
	assert_reaches_all(lab, of_the_group, GROUP_CID);
	assert_int_equal(lab->station[0]->last_eks, sn);
	bs_lab_free(lab);
}

/* Rules are for a group's data and pushes as well. */
static void test_rules(void **state)
{
	struct bs_lab *lab = entered(options);
	struct bs_faults *faults = &lab->cfg.faults;
	struct bs_tek *tek = &group_of(lab)->tek[BS_TEK_OLDER];
	u8 frame[14 + 20] = { [12] = 8, [14] = 0x45, [17] = 20, [30] = 239 };
	unsigned int i;

	assert_null(bs_fault_add(faults, "drop data:1"));
	bs_lab_tap_send(lab, frame, sizeof(frame));
	bs_lab_wait(lab, 20);
	assert_int_equal(faults->first->done, 1);
	assert_int_equal(tek->tx_pn, 1);
	for (i = 0; i < STATIONS; i++)
		assert_int_equal(lab->station[i]->sdus, 0);

	bs_fault_clear(faults);
	assert_null(bs_fault_add(faults, "pn data:1 n=+5"));
	assert_reaches_all(lab, of_the_group, GROUP_CID);
	assert_int_equal(tek->tx_pn, 7);

	bs_fault_clear(faults);
	assert_null(bs_fault_add(faults, "digest group-key-update-command:1 wrong"));
	assert_string_equal(bs_lab_command(lab, "group-push 700 gtek"), "ok\n");
	bs_lab_wait(lab, 20);
	assert_int_equal(faults->first->done, 1);
	for (i = 0; i < STATIONS; i++) {
		assert_int_equal(sa_of(lab, i)->group->gteks_pushed, 0);
		assert_int_equal(sa_of(lab, i)->group->foreign, 1);
	}
	bs_fault_clear(faults);
	bs_lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_pushes),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_refused_commands),
		cmocka_unit_test(test_lifetimes),
		cmocka_unit_test(test_last_pn),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_hmac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
