// SPDX-License-Identifier: BSD-3-Clause
/*
 * What the station checks before it acts on a signed PKM message: one fault at a time in a message
 * that is good otherwise. What is wrong is dropped with its reason and has no effect at all.
 */
#include "auth_rig.h"

static enum wman_reason challenge(u8 sn, const u8 *akid, char bs_random)
{
	u8 random[WMAN_RANDOM_LEN];
	const struct wman_sa_tek st = { .bs_random = random, .ak_sn = sn, .akid = akid };

	memset(random, bs_random, sizeof(random));
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_sa_tek_challenge(&msg, 0, &st);
	put_digest();
	return receive();
}

static void test_challenge(void **state)
{
	be_in(S(KEY_WAIT));
	assert_int_equal(challenge(NEW_SN, bad_akid, 'b'), R(AKID));
	assert_no_effect();
	digest_wrong = true;
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(DIGEST_WRONG));
	assert_no_effect();
	digest_wrong = false;
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(NONE));
	assert_int_equal(station.auth.state, S(SA_TEK_WAIT));
	assert_int_equal(did.sent, 1);

	/* without a PMK, and without an exchange that might bring one, there is no AK to name */
	be_in(S(REJECT_WAIT));
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(AKID));
	assert_no_effect();

	/* the AK in force is answered for, another is not */
	be_in(S(AUTHORIZED));
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(AKID));
	assert_no_effect();
	digest_wrong = true;
	assert_int_equal(challenge(CUR_SN, cur_akid, 'b'), R(DIGEST_WRONG));
	assert_no_effect();
	digest_wrong = false;
	assert_int_equal(challenge(CUR_SN, cur_akid, 'b'), R(NONE));
	assert_int_equal(station.auth.state, S(REAUTH_SA_TEK_WAIT));
	/* not in the middle of another EAP */
	be_in(S(REAUTH_RUNNING));
	assert_int_equal(challenge(CUR_SN, cur_akid, 'b'), R(MESSAGE_STATE));
	assert_no_effect();
}

/* EAP-Success was not seen, or the agent is slow: what verifies later is taken for it. */
static void test_challenge_early(void **state)
{
	const struct wman_agent_result good = { .success = true };

	be_in(S(EAP_RUNNING));
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(NONE));
	assert_int_equal(station.auth.state, S(EAP_RUNNING));
	assert_int_equal(did.challenged, 1);
	assert_int_equal(did.sent, 0);
	wman_auth_done(&station, &good);
	assert_int_equal(station.auth.state, S(SA_TEK_WAIT));
	assert_int_equal(did.sent, 1);

	be_in(S(EAP_RUNNING));
	challenge(NEW_SN, bad_akid, 'b');
	wman_auth_done(&station, &good);
	assert_int_equal(station.auth.state, S(KEY_WAIT));
	assert_int_equal(did.sent, 0);
	assert_int_equal(did.counted, 1);

	/* an agent that cannot hear of it now is counted, and the challenge waits all the same */
	be_in(S(EAP_RUNNING));
	agent_busy = true;
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(NONE));
	assert_int_equal(did.counted, 1);
	wman_auth_done(&station, &good);
	assert_int_equal(station.auth.state, S(SA_TEK_WAIT));
}

static void test_challenge_again(void **state)
{
	be_in(S(SA_TEK_WAIT));
	assert_int_equal(challenge(NEW_SN, new_akid, 'b'), R(NONE));
	assert_int_equal(did.sent, 1);
	assert_memory_equal(station.auth.ms_random, was.auth.ms_random, WMAN_RANDOM_LEN);
	assert_int_equal(challenge(NEW_SN, new_akid, 'B'), R(NONE));
	assert_int_equal(did.sent, 2);
	assert_memory_not_equal(station.auth.ms_random, was.auth.ms_random, WMAN_RANDOM_LEN);

	/* the same number about another AK is another handshake */
	be_in(S(REAUTH_SA_TEK_WAIT));
	assert_int_equal(challenge(CUR_SN, cur_akid, 'b'), R(NONE));
	assert_ptr_equal(station.auth.handshake, &station.keys.cur);
	assert_memory_not_equal(station.auth.ms_random, was.auth.ms_random, WMAN_RANDOM_LEN);
}

/* What may be wrong with SA-TEK-Response. */
enum fault { NOTHING, MS_RANDOM, BS_RANDOM, AKID, SN, NEGOTIATION, NO_SA, NO_DIGEST };

static enum wman_reason response(enum fault fault)
{
	static const struct wman_sa_descriptor sa = { .said = 2, .suite = WMAN_SUITE_CCM_WRAP };
	struct wman_secneg secneg = station.entry.choice;
	u8 ms_random[WMAN_RANDOM_LEN], bs_random[WMAN_RANDOM_LEN];
	const struct wman_sa_tek st = {
		.ms_random = ms_random,
		.bs_random = bs_random,
		.ak_sn = fault == SN ? CUR_SN : NEW_SN,
		.akid = fault == AKID ? cur_akid : new_akid,
		.secneg = &secneg,
		.frame_number = -1,
		.sa = &sa,
		.n_sa = fault != NO_SA,
	};

	memset(ms_random, fault == MS_RANDOM ? 'x' : 'm', sizeof(ms_random));
	memset(bs_random, fault == BS_RANDOM ? 'x' : 'b', sizeof(bs_random));
	secneg.mac_mode ^= fault == NEGOTIATION;
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_sa_tek_response(&msg, 0, &st);
	if (fault != NO_DIGEST)
		put_digest();
	return receive();
}

static void test_response(void **state)
{
	static const struct {
		enum fault fault;
		enum wman_reason reason;
	} dropped[] = {
		{ MS_RANDOM, R(RANDOM) }, { BS_RANDOM, R(RANDOM) },	    { AKID, R(AKID) },
		{ SN, R(AK_SN) },	  { NO_DIGEST, R(DIGEST_MISSING) },
	};
	static const unsigned int states[] = { S(SA_TEK_WAIT), S(REAUTH_SA_TEK_WAIT) };
	size_t s, i;

	for (s = 0; s < ARRAY_SIZE(states); s++) {
		be_in(states[s]);
		for (i = 0; i < ARRAY_SIZE(dropped); i++) {
			assert_int_equal(response(dropped[i].fault), dropped[i].reason);
			assert_no_effect();
		}
		digest_wrong = true;
		/* an unsigned mismatch must not end the entry */
		assert_int_equal(response(NEGOTIATION), R(DIGEST_WRONG));
		assert_no_effect();
		digest_wrong = false;
		assert_int_equal(response(NOTHING), R(NONE));
		assert_int_equal(station.auth.state, S(AUTHORIZED));
		assert_int_equal(did.confirmed, 1);
		assert_int_equal(did.updated, 1);

		/* bidding down, or no SA that may be primary: over */
		be_in(states[s]);
		assert_int_equal(response(NEGOTIATION), R(PARAMETERS_MISMATCH));
		assert_int_equal(station.auth.state, S(STOPPED));
		assert_int_equal(did.aborted, 1);
		assert_int_equal(did.stopped, 1);
		assert_int_equal(did.closed, wman_auth_authorized(states[s]));
		assert_false(station.keys.next.valid || station.keys.cur.valid);
		be_in(states[s]);
		list_wrong = R(SAID_UNKNOWN);
		assert_int_equal(response(NOTHING), R(SAID_UNKNOWN));
		assert_int_equal(did.aborted, 1);
		assert_int_equal(did.confirmed, 0);
	}

	/* the list may be absent in re-authentication only */
	be_in(S(SA_TEK_WAIT));
	assert_int_equal(response(NO_SA), R(ATTR_MISSING));
	assert_no_effect();
	be_in(S(REAUTH_SA_TEK_WAIT));
	assert_int_equal(response(NO_SA), R(NONE));
	assert_int_equal(did.resumed, 1);
	assert_int_equal(did.updated, 0);
	be_in(S(AUTHORIZED));
	assert_int_equal(response(NOTHING), R(MESSAGE_STATE));
	assert_no_effect();
}

static void put_push(u8 sn, bool gtek)
{
	static const u8 key[24];
	static const struct wman_gkek_params params = { .gkek = { key, 24 }, .lifetime_s = 10 };
	static const struct wman_tek_params tek = { .tek = { key, 24 }, .lifetime_s = 10 };
	const struct wman_key_push push = { .key_sn = sn,
					    .gkek = gtek ? NULL : &params,
					    .gtek = gtek ? &tek : NULL };

	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_group_key_update(&msg, &push);
}

static void put_keyed(unsigned int which, u8 sn)
{
	static const u8 nonce[8], tek[24];
	static const struct wman_octets nonces = { nonce, sizeof(nonce) };
	static const struct wman_tek_params pair[2] = {
		{ .tek = { tek, 24 }, .lifetime_s = 10, .sn = 0 },
		{ .tek = { tek, 24 }, .lifetime_s = 20, .sn = 1 },
	};
	static const struct wman_sa_descriptor sa = { .said = 9, .suite = WMAN_SUITE_CCM_WRAP };

	wman_buf_init(&msg, octets, sizeof(octets));
	switch (which) {
	case 0:
		wman_pkm_put_key_reply(&msg, 0, sn, 2, pair, &nonces);
		break;
	case 1:
		wman_pkm_put_key_reject(&msg, 0, sn, 2, WMAN_PKM_ERROR_NONE, NULL, &nonces);
		break;
	case 2:
		wman_pkm_put_tek_invalid(&msg, sn, 2, WMAN_PKM_ERROR_KEY_SN, NULL);
		break;
	case 3:
		wman_pkm_put_sa_addition(&msg, sn, &sa, 1);
		break;
	default:
		put_push(sn, false);
	}
}

/*
 * Key-Reply, Key-Reject, TEK-Invalid, SA-Addition, the push of a GKEK: an AK in force, named and
 * proved.
 */
static void test_keyed(void **state)
{
	unsigned int which, s;

	for (which = 0; which < 5; which++) {
		for (s = S(STOPPED); s <= S(SILENT); s++) {
			be_in(s);
			if (!wman_auth_authorized(s)) {
				put_keyed(which, CUR_SN);
				put_digest();
				assert_int_equal(receive(), R(MESSAGE_STATE));
				assert_no_effect();
				continue;
			}
			put_keyed(which, CUR_SN);
			assert_int_equal(receive(), R(DIGEST_MISSING));
			put_keyed(which, NEW_SN);
			put_digest();
			assert_int_equal(receive(), R(AK_SN));
			digest_wrong = true;
			put_keyed(which, CUR_SN);
			put_digest();
			assert_int_equal(receive(), R(DIGEST_WRONG));
			assert_no_effect();
			digest_wrong = false;
			assert_int_equal(receive(), R(NONE));
			assert_int_equal(did.replies, which == 0);
			assert_int_equal(did.rejects, which == 1);
			assert_int_equal(did.invalids, which == 2);
			assert_int_equal(did.additions, which == 3);
			assert_int_equal(did.gkeks, which == 4);
		}
	}
}

static enum wman_reason receive_on(u16 cid)
{
	const struct wman_message m = { .data = msg.data, .len = msg.len, .cid = cid };

	return wman_auth_pkm_rsp(&station, &m);
}

/* D29: on a broadcast CID nothing is taken but a GTEK, and that only by who is authorized. */
static void test_for_all(void **state)
{
	static const u16 cids[] = { WMAN_CID_BROADCAST, WMAN_CID_FRAGMENTABLE };
	unsigned int which, s, i;

	for (i = 0; i < ARRAY_SIZE(cids); i++) {
		for (s = S(STOPPED); s <= S(SILENT); s++) {
			for (which = 0; which < 5; which++) {
				be_in(s);
				put_keyed(which, CUR_SN);
				put_digest();
				assert_int_equal(receive_on(cids[i]),
						 s == S(STOPPED) && which == 4 ? R(MESSAGE_STATE) :
										 R(CID_WRONG));
				assert_no_effect();
			}
			be_in(s);
			put_push(0, true);
			put_digest();
			assert_int_equal(receive_on(cids[i]),
					 wman_auth_authorized(s) ? R(NONE) : R(MESSAGE_STATE));
			assert_int_equal(did.gteks, wman_auth_authorized(s));
			assert_int_equal(did.gkeks, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_challenge),	cmocka_unit_test(test_challenge_early),
		cmocka_unit_test(test_challenge_again), cmocka_unit_test(test_response),
		cmocka_unit_test(test_keyed),		cmocka_unit_test(test_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
