// SPDX-License-Identifier: BSD-3-Clause
/*
 * RSA authorization and an EAP that follows a first authorization: what the station checks before it
 * acts on a message, and what is left when the second of two fails.
 */
#include "auth_rig.h"

static const u8 der[] = { 0x30, 0x03, 2, 1, 7 };
static const u8 octets_of_signature[128], pre_pak[WMAN_PRE_PAK_LEN] = "pre-PAK";
static const struct wman_octets certificate = { der, sizeof(der) };
static const struct wman_octets signature = { octets_of_signature, sizeof(octets_of_signature) };

#define PAK_SN 4

static int setup(void **state)
{
	be_in(S(STOPPED));
	return 0;
}

static int teardown(void **state)
{
	wman_auth_rsa_free(&station);
	return 0;
}

static void choose(u8 policy)
{
	wman_auth_rsa_free(&station);
	be_in(S(STOPPED));
	station.entry.choice.policy = policy;
	station.cfg.timer_ms[WMAN_A_TIMER_AUTHORIZE_WAIT_MS] = 10;
	station.cfg.timer_ms[WMAN_A_TIMER_REAUTHORIZE_WAIT_MS] = 20;
	station.cfg.timer_ms[WMAN_A_TIMER_REJECT_WAIT_MS] = 60;
	station.cfg.timer_ms[WMAN_A_TIMER_PMK_PREHANDSHAKE_MS] = 70;
}

/* Up to RSA-Request on the air. */
static void ask(u8 policy)
{
	choose(policy);
	wman_auth_begin(&station);
	assert_int_equal(station.auth.state, S(RSA_WAIT));
	assert_int_equal(did.announced, 1);
	assert_int_equal(did.sent, 0);
	wman_auth_certificate(&station, &certificate, &certificate);
	assert_int_equal(did.signing, 1);
	assert_true(wman_auth_rsa_signing(&station));
	wman_auth_rsa_signed(&station, &signature);
	assert_false(wman_auth_rsa_signing(&station));
	assert_int_equal(did.sent, 1);
}

enum fault { NOTHING, OTHER_RANDOM, NO_SIGNATURE, NO_CERTIFICATE, NO_PRE_PAK, BEHIND };

static enum wman_reason answer(enum wman_pkm_code code, enum fault fault)
{
	static const u8 bs_random[WMAN_RANDOM_LEN] = "random", secret[128];
	static u8 big[2048];
	struct wman_message m = { .data = big, .cid = lower.primary_cid };
	u8 ms_random[WMAN_RANDOM_LEN];
	const struct wman_rsa_reply reply = {
		.ms_random = ms_random,
		.bs_random = bs_random,
		.pre_pak = { secret, fault == NO_PRE_PAK ? 127 : sizeof(secret) },
		.lifetime_s = 600,
		.pak_sn = PAK_SN,
		.certificate = { der, fault == NO_CERTIFICATE ? 0 : sizeof(der) },
	};
	struct wman_buf buf;

	memset(ms_random, fault == OTHER_RANDOM ? 0 : 0x5a, sizeof(ms_random));
	wman_buf_init(&buf, big, sizeof(big));
	if (code == WMAN_PKM_RSA_REPLY)
		wman_pkm_put_rsa_reply(&buf, 1, &reply);
	else
		wman_pkm_put_rsa_reject(&buf, 1, &reply, WMAN_PKM_ERROR_UNAUTHORIZED, NULL);
	if (fault != NO_SIGNATURE)
		wman_buf_put_tlv(&buf, WMAN_ATTR_SIG_BS, octets_of_signature, 128);
	if (fault == BEHIND)
		wman_buf_put_tlv_uint(&buf, 200, 1, 1);
	m.len = buf.len;
	return wman_auth_pkm_rsp(&station, &m);
}

static void test_reply_faults(void **state)
{
	static const struct {
		enum fault fault;
		enum wman_reason reason;
	} wrong[] = {
		{ OTHER_RANDOM, R(RANDOM) },	   { NO_SIGNATURE, R(DIGEST_MISSING) },
		{ NO_CERTIFICATE, R(TLV_LENGTH) }, { NO_PRE_PAK, R(TLV_LENGTH) },
		{ BEHIND, R(DIGEST_LAST) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		ask(WMAN_POLICY_RSA);
		memset(&did, 0, sizeof(did));
		was = station;
		assert_int_equal(answer(WMAN_PKM_RSA_REPLY, wrong[i].fault), wrong[i].reason);
		assert_no_effect();
		assert_false(wman_auth_rsa_verifying(&station));
	}
	/* an agent that cannot take it now: the request is repeated */
	ask(WMAN_POLICY_RSA);
	agent_busy = true;
	assert_int_equal(answer(WMAN_PKM_RSA_REPLY, NOTHING), R(AGENT_BUSY));
	assert_false(wman_auth_rsa_verifying(&station));
	/* before the request is on the air, and where nobody asked */
	choose(WMAN_POLICY_RSA);
	wman_auth_begin(&station);
	assert_int_equal(answer(WMAN_PKM_RSA_REPLY, NOTHING), R(MESSAGE_STATE));
	choose(WMAN_POLICY_EAP);
	wman_auth_begin(&station);
	assert_int_equal(answer(WMAN_PKM_RSA_REPLY, NOTHING), R(MESSAGE_STATE));
	assert_int_equal(answer(WMAN_PKM_RSA_REJECT, NOTHING), R(MESSAGE_STATE));
}

static void test_rsa_alone(void **state)
{
	ask(WMAN_POLICY_RSA);
	assert_int_equal(station.auth.timer.armed, 10);
	/* the same content again */
	v2_timer(&station);
	assert_int_equal(did.sent, 2);
	assert_int_equal(did.signing, 1);
	assert_int_equal(did.announced, 1);
	assert_int_equal(answer(WMAN_PKM_RSA_REPLY, NOTHING), R(NONE));
	assert_int_equal(did.verifying, 1);
	/* one at a time; and the request is not repeated meanwhile */
	assert_int_equal(answer(WMAN_PKM_RSA_REPLY, NOTHING), R(MESSAGE_STATE));
	v2_timer(&station);
	assert_int_equal(did.sent, 2);
	station.agent.cookie = 0;
	wman_auth_rsa_done(&station, pre_pak, &signature);
	/* the acknowledgement, and a PAK that makes the AK alone */
	assert_int_equal(did.sent, 3);
	assert_int_equal(sent[1], WMAN_PKM_RSA_ACKNOWLEDGEMENT);
	assert_int_equal(did.paks, 1);
	assert_int_equal(station.auth.state, S(KEY_WAIT));
	assert_int_equal(station.auth.timer.armed, 70);
	assert_true(station.keys.pmk_valid);
}

static void test_request_is_given_up(void **state)
{
	int i;

	ask(WMAN_POLICY_RSA);
	for (i = 1; i < WMAN_AUTH_STARTS; i++)
		v2_timer(&station);
	assert_int_equal(station.auth.state, S(RSA_WAIT));
	v2_timer(&station);
	assert_int_equal(station.auth.state, S(REJECT_WAIT));
	assert_int_equal(did.cancelled, 1);
	/* and begun anew, with another MS_Random and another signature */
	v2_timer(&station);
	assert_int_equal(station.auth.state, S(RSA_WAIT));
	assert_int_equal(did.announced, 2);
	assert_int_equal(station.auth.rsa->request_len, 0);
}

static void end_badly(enum wman_reason reason, bool permanent, bool refused)
{
	struct wman_agent_result res = { .reason = reason, .permanent = permanent };

	if (refused)
		res.signature = signature;
	station.agent.cookie = 0;
	wman_auth_done(&station, &res);
}

static void test_reply_refused(void **state)
{
	ask(WMAN_POLICY_RSA);
	answer(WMAN_PKM_RSA_REPLY, NOTHING);
	end_badly(R(SIGNATURE), false, true);
	assert_int_equal(did.sent, 2);
	assert_int_equal(sent[1], WMAN_PKM_RSA_ACKNOWLEDGEMENT);
	assert_int_equal(did.why, R(SIGNATURE));
	assert_int_equal(station.auth.state, S(REJECT_WAIT));
	assert_int_equal(did.paks, 0);
	/* with an AK in force it is not lost: anybody may have sent the reply */
	ask(WMAN_POLICY_RSA);
	station.auth.state = S(REAUTH_RSA_WAIT);
	station.keys.cur.valid = true;
	answer(WMAN_PKM_RSA_REPLY, NOTHING);
	end_badly(R(SIGNATURE), false, true);
	assert_int_equal(station.auth.state, S(AUTHORIZED));
	assert_true(station.keys.cur.valid);
	assert_int_equal(station.auth.timer.armed, 20);
}

static void test_reject(void **state)
{
	/* the agent verifies it first; one that is not good is counted, and another may come */
	ask(WMAN_POLICY_RSA);
	assert_int_equal(answer(WMAN_PKM_RSA_REJECT, OTHER_RANDOM), R(RANDOM));
	assert_int_equal(answer(WMAN_PKM_RSA_REJECT, NOTHING), R(NONE));
	assert_int_equal(answer(WMAN_PKM_RSA_REJECT, NOTHING), R(NONE));
	assert_int_equal(did.verifying, 2);
	assert_int_equal(station.auth.state, S(RSA_WAIT));
	end_badly(R(AUTH_REJECT), false, false);
	assert_int_equal(station.auth.state, S(REJECT_WAIT));
	assert_int_equal(did.sent, 1);
	ask(WMAN_POLICY_RSA);
	answer(WMAN_PKM_RSA_REJECT, NOTHING);
	end_badly(R(AUTH_REJECT), true, false);
	assert_int_equal(station.auth.state, S(SILENT));
	/* it is signed: with an AK in force that is lost */
	ask(WMAN_POLICY_RSA);
	station.auth.state = S(REAUTH_RSA_WAIT);
	station.keys.cur.valid = true;
	answer(WMAN_PKM_RSA_REJECT, NOTHING);
	end_badly(R(AUTH_REJECT), false, false);
	assert_int_equal(station.auth.state, S(REJECT_WAIT));
	assert_false(station.keys.cur.valid);
}

static enum wman_reason eap(enum wman_pkm_code code, u8 eap_code, int sn)
{
	const u8 packet[] = { eap_code, 1, 0, eap_code < 3 ? 5 : 4, 1 };

	wman_buf_init(&msg, octets, sizeof(octets));
	if (code == WMAN_PKM_EAP_COMPLETE)
		wman_pkm_put_eap_complete(&msg, 1, packet, packet[3], sn);
	else if (code == WMAN_PKM_EAP_TRANSFER)
		wman_pkm_put_eap_transfer(&msg, WMAN_DIRECTION_DOWNLINK, 1, packet, packet[3], sn);
	else
		wman_pkm_put_authenticated_eap_transfer(&msg, WMAN_DIRECTION_DOWNLINK, 1, packet,
							packet[3], sn);
	if (code != WMAN_PKM_EAP_TRANSFER)
		put_digest();
	return receive();
}

#define AUTHENTICATED(code) eap(WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, code, WMAN_AK_SN_NONE)
#define COMPLETE(code)	    eap(WMAN_PKM_EAP_COMPLETE, code, WMAN_AK_SN_NONE)
#define PLAIN(code)	    eap(WMAN_PKM_EAP_TRANSFER, code, WMAN_AK_SN_NONE)
#define REQUEST		    1
#define SUCCESS		    3
#define FAILURE		    4

static void succeed(void)
{
	static const u8 msk[WMAN_MSK_LEN];
	const struct wman_agent_result res = { .success = true, .msk = msk };

	station.agent.cookie = 0;
	wman_auth_done(&station, &res);
}

static void test_rsa_then_eap(void **state)
{
	static const u8 packet[] = { 2, 1, 0, 4 };

	ask(WMAN_POLICY_RSA_EAP);
	/* no EAP without the EIK */
	assert_int_equal(PLAIN(REQUEST), R(EAP_UNEXPECTED));
	assert_int_equal(AUTHENTICATED(REQUEST), R(MESSAGE_STATE));
	answer(WMAN_PKM_RSA_REPLY, NOTHING);
	station.agent.cookie = 0;
	wman_auth_rsa_done(&station, pre_pak, &signature);
	assert_int_equal(station.auth.state, S(EAP2_START));
	/* the PAK alone is nothing */
	assert_false(station.keys.pmk_valid);
	assert_int_equal(PLAIN(REQUEST), R(EAP_UNEXPECTED));
	digest_wrong = true;
	assert_int_equal(AUTHENTICATED(REQUEST), R(DIGEST_WRONG));
	digest_wrong = false;
	assert_int_equal(AUTHENTICATED(FAILURE), R(EAP_UNEXPECTED));
	assert_int_equal(eap(WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, REQUEST, PAK_SN + 1), R(AK_SN));
	assert_int_equal(station.auth.state, S(EAP2_START));
	assert_int_equal(eap(WMAN_PKM_AUTHENTICATED_EAP_TRANSFER, REQUEST, PAK_SN), R(NONE));
	assert_int_equal(station.auth.state, S(EAP2_RUNNING));
	assert_int_equal(did.announced, 2);
	assert_int_equal(wman_auth_exchange(&station), WMAN_EXCHANGE_EAP2);
	/* what the agent answers goes the same way, with the number of the PAK */
	assert_int_equal(wman_auth_send_eap(&station, packet, sizeof(packet)), 0);
	assert_int_equal(sent[1], WMAN_PKM_AUTHENTICATED_EAP_TRANSFER);
	assert_int_equal(sent[5], PAK_SN);
	succeed();
	assert_int_equal(station.auth.state, S(KEY_WAIT));
	assert_true(station.keys.pmk_valid);
}

static void test_double_eap(void **state)
{
	choose(WMAN_POLICY_DOUBLE_EAP);
	wman_auth_begin(&station);
	assert_int_equal(COMPLETE(SUCCESS), R(MESSAGE_STATE));
	assert_int_equal(PLAIN(REQUEST), R(NONE));
	assert_int_equal(station.auth.state, S(EAP_RUNNING));
	/* the agent has EAP-Success before anybody can verify who sent it, as with EAP-Transfer */
	assert_int_equal(COMPLETE(FAILURE), R(EAP_UNEXPECTED));
	assert_int_equal(COMPLETE(REQUEST), R(EAP_UNEXPECTED));
	assert_int_equal(did.delivered, 1);
	assert_int_equal(COMPLETE(SUCCESS), R(NONE));
	assert_int_equal(did.delivered, 2);
	assert_int_equal(did.sent, 0);
	/* and the message is verified when the MSK is there */
	succeed();
	assert_int_equal(station.auth.state, S(EAP2_START));
	assert_false(station.keys.pmk_valid);
	assert_int_equal(did.sent, 1);
	assert_int_equal(sent[1], WMAN_PKM_AUTHENTICATED_EAP_START);
	/* repeated by the base station, it is answered again */
	assert_int_equal(COMPLETE(SUCCESS), R(NONE));
	assert_int_equal(did.sent, 2);
	digest_wrong = true;
	assert_int_equal(COMPLETE(SUCCESS), R(DIGEST_WRONG));
	digest_wrong = false;
	assert_int_equal(PLAIN(REQUEST), R(EAP_UNEXPECTED));
	assert_int_equal(AUTHENTICATED(REQUEST), R(NONE));
	assert_int_equal(station.auth.state, S(EAP2_RUNNING));
	assert_int_equal(COMPLETE(SUCCESS), R(NONE));
	assert_int_equal(station.auth.state, S(EAP2_RUNNING));
	succeed();
	assert_int_equal(station.auth.state, S(KEY_WAIT));
	assert_true(station.keys.pmk_valid);

	/* a forged EAP-Complete is not heeded when the MSK has come */
	choose(WMAN_POLICY_DOUBLE_EAP);
	wman_auth_begin(&station);
	PLAIN(REQUEST);
	COMPLETE(SUCCESS);
	digest_wrong = true;
	succeed();
	assert_int_equal(station.auth.state, S(EAP2_START));
	assert_int_equal(did.sent, 0);
	assert_int_equal(did.why, R(DIGEST_WRONG));

	/* one that another takes the place of is dropped, and counted */
	choose(WMAN_POLICY_DOUBLE_EAP);
	wman_auth_begin(&station);
	PLAIN(REQUEST);
	COMPLETE(SUCCESS);
	assert_int_equal(did.why, R(NONE));
	COMPLETE(SUCCESS);
	assert_int_equal(did.why, R(MESSAGE_STATE));
	digest_wrong = false;
	succeed();
	assert_int_equal(station.auth.state, S(EAP2_START));
	assert_int_equal(did.sent, 1);

	/* where there is a single EAP it has no place */
	choose(WMAN_POLICY_EAP);
	wman_auth_begin(&station);
	PLAIN(REQUEST);
	assert_int_equal(COMPLETE(SUCCESS), R(MESSAGE_STATE));
	assert_int_equal(AUTHENTICATED(REQUEST), R(MESSAGE_STATE));
}

/* First round good and second bad: no AK, and nothing is left of the first. */
static void test_second_fails(void **state)
{
	static const u8 policies[] = { WMAN_POLICY_RSA_EAP, WMAN_POLICY_DOUBLE_EAP };
	static const enum wman_reason reasons[] = { R(TLS_FAILED), R(EAP_TIMEOUT), R(NONE) };
	size_t p, i;
	int n;

	for (p = 0; p < ARRAY_SIZE(policies); p++) {
		for (i = 0; i < ARRAY_SIZE(reasons); i++) {
			if (policies[p] == WMAN_POLICY_RSA_EAP) {
				ask(policies[p]);
				answer(WMAN_PKM_RSA_REPLY, NOTHING);
				station.agent.cookie = 0;
				wman_auth_rsa_done(&station, pre_pak, &signature);
			} else {
				choose(policies[p]);
				wman_auth_begin(&station);
				PLAIN(REQUEST);
				succeed();
			}
			assert_int_equal(station.auth.state, S(EAP2_START));
			assert_true(station.keys.eik.valid);
			/* the second never begins */
			for (n = 0; reasons[i] == R(NONE) && n <= WMAN_AUTH_STARTS; n++)
				v2_timer(&station);
			if (reasons[i] != R(NONE)) {
				AUTHENTICATED(REQUEST);
				assert_int_equal(station.auth.state, S(EAP2_RUNNING));
				end_badly(reasons[i], false, false);
			}
			assert_int_equal(station.auth.state, S(REJECT_WAIT));
			assert_false(station.keys.pmk_valid);
			assert_false(station.keys.eik.valid);
			assert_false(station.keys.next.valid);
			assert_int_equal(did.confirmed, 0);
		}
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_reply_faults),  TEST(test_rsa_alone),	   TEST(test_request_is_given_up),
		TEST(test_reply_refused), TEST(test_reject),	   TEST(test_rsa_then_eap),
		TEST(test_double_eap),	  TEST(test_second_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
