// SPDX-License-Identifier: BSD-3-Clause
/*
 * Exchanges in which the agent works with the device's private key, as kernel/core/agent.h words
 * their part of its contract: PKMv1 and RSA authorization.
 */
#include "contract_rig.h"

static struct wman_suites suites;

static int certify(uint32_t portid, uint64_t cookie)
{
	const struct wman_octets certificate = { packet, 1 }, ca = { packet, 2 };

	return wman_agent_certificate(&station, portid, cookie, &certificate, &ca, &suites);
}

static int give_ak(uint32_t portid, uint64_t cookie)
{
	static const uint8_t ak[WMAN_AK_LEN];
	const struct wman_agent_rsa rsa = { .cookie = cookie, .ak = ak };

	return wman_agent_rsa_done(&station, portid, &rsa);
}

static int give_pre_pak(uint32_t portid, uint64_t cookie)
{
	static const uint8_t pre_pak[WMAN_PRE_PAK_LEN], signature[128];
	const struct wman_agent_rsa rsa = {
		.cookie = cookie,
		.pre_pak = pre_pak,
		.signature = { signature, sizeof(signature) },
	};

	return wman_agent_rsa_done(&station, portid, &rsa);
}

static int sign(uint32_t portid, uint64_t cookie)
{
	static const uint8_t octets[128];
	const struct wman_octets signature = { octets, sizeof(octets) };

	return wman_agent_rsa_answer(&station, portid, cookie, &signature, WMAN_REASON_NONE);
}

static int drop(uint32_t portid, uint64_t cookie)
{
	return wman_agent_rsa_answer(&station, portid, cookie, NULL, WMAN_REASON_AGENT_BUSY);
}

/* PKMv1: what EAP exchanges know is refused in one of its own, and the other way round. */
static void test_kinds(void **state)
{
	struct wman_agent_result good = { .success = true };
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	cookie = reach(ACCEPTED);
	assert_int_equal(certify(SOCKET, cookie), -EPROTO);
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(did.actions, UNASKED);
	assert_int_equal(did.calls, 2);
	assert_int_equal(station.agent.cookie, cookie);

	about = WMAN_EXCHANGE_V1;
	cookie = reach(ANNOUNCED);
	assert_int_equal(certify(SOCKET, cookie), -ESTALE);
	assert_int_equal(give_ak(SOCKET, cookie), -ESTALE);
	assert_int_equal(did.actions, STALE);
	cookie = reach(ACCEPTED);
	assert_int_equal(certify(OTHER, cookie), -EPERM);
	assert_int_equal(give_ak(OTHER, cookie), -EPERM);
	assert_int_equal(wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet)),
			 -EPROTO);
	good.cookie = cookie;
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -EPROTO);
	/* nothing was to be decrypted yet */
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(did.actions, UNASKED);
	assert_int_equal(did.calls, 5);
	assert_int_equal(station.agent.cookie, cookie);

	memset(&did, 0, sizeof(did));
	assert_int_equal(certify(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED);
	decrypting = true;
	assert_int_equal(give_ak(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED | KEYED);
	assert_true(station.agent.insecure);
	/* exactly once */
	assert_int_equal(give_ak(SOCKET, cookie), -ESTALE);

	/* failure is told as in EAP */
	cookie = reach(ACCEPTED);
	assert_int_equal(complete_by(SOCKET, cookie), 0);
	assert_int_equal(did.actions, DONE);
}

/* RSA authorization: questions are answered once, in their order, and by the pre-PAK in the end. */
static void test_rsa(void **state)
{
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	about = WMAN_EXCHANGE_RSA;
	cookie = reach(ACCEPTED);
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet)),
			 -EPROTO);
	/* nothing was asked yet */
	assert_int_equal(sign(SOCKET, cookie), -EPROTO);
	assert_int_equal(give_pre_pak(SOCKET, cookie), -EPROTO);
	assert_int_equal(sign(OTHER, cookie), -EPERM);
	assert_int_equal(give_pre_pak(OTHER, cookie), -EPERM);
	assert_int_equal(did.actions, UNASKED);
	memset(&did, 0, sizeof(did));
	assert_int_equal(certify(SOCKET, cookie), 0);
	signing = true;
	assert_int_equal(sign(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED | SIGNED);
	/* a message that is not believed is counted, and the exchange goes on */
	memset(&did, 0, sizeof(did));
	assert_int_equal(drop(SOCKET, cookie), 0);
	assert_int_equal(did.actions, BUSY);
	verifying = true;
	memset(&did, 0, sizeof(did));
	assert_int_equal(give_pre_pak(SOCKET, cookie), 0);
	assert_int_equal(did.actions, KEYED);
	/* the base station was verified */
	assert_false(station.agent.insecure);
	assert_int_equal(give_pre_pak(SOCKET, cookie), -ESTALE);
	assert_int_equal(sign(SOCKET, cookie), -ESTALE);
	/* and an exchange of PKMv1 or EAP knows nothing of it */
	about = WMAN_EXCHANGE_V1;
	cookie = reach(ACCEPTED);
	assert_int_equal(give_pre_pak(SOCKET, cookie), -EPROTO);
	assert_int_equal(sign(SOCKET, cookie), -EPROTO);
}

/* Policy none: permission is asked for, and given in so many words, or not at all. */
static void test_none(void **state)
{
	struct wman_agent_result good = { .success = true };
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	cookie = reach(ACCEPTED);
	good.cookie = cookie;
	good.unprotected = true;
	/* nobody talks a station out of EAP */
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -EPROTO);
	assert_int_equal(station.agent.cookie, cookie);

	about = WMAN_EXCHANGE_NONE;
	cookie = reach(ACCEPTED);
	good = (struct wman_agent_result){ .success = true, .cookie = cookie };
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -EPROTO);
	assert_int_equal(certify(SOCKET, cookie), -EPROTO);
	assert_int_equal(give_ak(SOCKET, cookie), -EPROTO);
	assert_int_equal(wman_agent_frame(&station, SOCKET, cookie, packet, sizeof(packet)),
			 -EPROTO);
	good.unprotected = true;
	assert_int_equal(wman_agent_done(&station, OTHER, &good), -EPERM);
	assert_int_equal(did.actions, UNASKED);
	memset(&did, 0, sizeof(did));
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), 0);
	assert_int_equal(did.actions, DONE);
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -ESTALE);
	/* it says nothing of suites */
	assert_int_equal(narrowed_to, -1);

	cookie = reach(ACCEPTED);
	assert_int_equal(complete_by(SOCKET, cookie), 0);
	assert_int_equal(did.actions, DONE);
}

/* Suites of the network come with the first success, or with the certificate, and hold for both. */
static void test_suites(void **state)
{
	struct wman_agent_result good = { .success = true, .suites.n = 1 };
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	cookie = reach(ACCEPTED);
	good.cookie = cookie;
	no_suite = true;
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -EOPNOTSUPP);
	/* not completed: the agent may still say that it failed */
	assert_int_equal(station.agent.cookie, cookie);
	assert_int_equal(did.actions, 0);
	assert_int_equal(complete_by(SOCKET, cookie), 0);
	assert_int_equal(narrowed_to, -1);
	no_suite = false;
	good.cookie = reach(ACCEPTED);
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), 0);
	assert_int_equal(narrowed_to, 1);
	/* a network without a list takes that of the one before away */
	good.cookie = reach(ACCEPTED);
	good.suites.n = 0;
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), 0);
	assert_int_equal(narrowed_to, 0);

	about = WMAN_EXCHANGE_EAP2;
	narrowed_to = -1;
	good.cookie = reach(ACCEPTED);
	good.suites.n = 1;
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), -EPROTO);
	good.suites.n = 0;
	assert_int_equal(wman_agent_done(&station, SOCKET, &good), 0);
	assert_int_equal(narrowed_to, -1);

	about = WMAN_EXCHANGE_V1;
	suites.n = 2;
	cookie = reach(ACCEPTED);
	no_suite = true;
	assert_int_equal(certify(SOCKET, cookie), -EOPNOTSUPP);
	assert_int_equal(did.actions, 0);
	no_suite = false;
	assert_int_equal(certify(SOCKET, cookie), 0);
	assert_int_equal(narrowed_to, 2);
	suites.n = 0;
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_kinds),
		TEST(test_rsa),
		TEST(test_none),
		TEST(test_suites),
	};

	if (wman_agent_net_init())
		return 1;
	atexit(wman_agent_net_exit);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
