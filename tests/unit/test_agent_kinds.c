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

static int done(uint32_t portid, uint64_t cookie, bool success, bool unprotected)
{
	const struct wman_agent_result res = {
		.cookie = cookie,
		.success = success,
		.unprotected = unprotected,
		.reason = success ? WMAN_REASON_NONE : WMAN_REASON_EAP_REJECTED,
	};

	return wman_agent_done(&station, portid, &res);
}

/* All that an agent can say in an exchange */
enum verb {
	FRAME = 1 << 0,
	SUCCESS = 1 << 1, /* agent-done with an MSK */
	UNPROTECTED = 1 << 2, /* agent-done: the network does without */
	FAILURE = 1 << 3,
	CERTIFY = 1 << 4,
	AK = 1 << 5,
	SIGN = 1 << 6,
	DROP = 1 << 7,
	PRE_PAK = 1 << 8,
	VERBS = 1 << 9
};

static int say(enum verb verb, uint32_t portid, uint64_t cookie)
{
	switch (verb) {
	case FRAME:
		return wman_agent_frame(&station, portid, cookie, packet, sizeof(packet));
	case SUCCESS:
		return done(portid, cookie, true, false);
	case UNPROTECTED:
		return done(portid, cookie, true, true);
	case FAILURE:
		return done(portid, cookie, false, false);
	case CERTIFY:
		return certify(portid, cookie);
	case AK:
		return give_ak(portid, cookie);
	case SIGN:
		return sign(portid, cookie);
	case DROP:
		return drop(portid, cookie);
	case PRE_PAK:
		return give_pre_pak(portid, cookie);
	default:
		fail();
		return 0;
	}
}

/* One thing that is said, in an exchange of its own. */
static void check_verb(enum verb verb, bool allowed)
{
	const bool ends = verb & (SUCCESS | UNPROTECTED | FAILURE | AK | PRE_PAK);
	uint64_t cookie = reach(ANNOUNCED);

	/* of one that was not pulled, and from the wrong socket */
	assert_int_equal(say(verb, SOCKET, cookie), -ESTALE);
	assert_int_equal(did.actions, STALE);
	cookie = reach(ACCEPTED);
	assert_int_equal(say(verb, OTHER, cookie), -EPERM);
	assert_int_equal(did.actions, UNASKED);
	memset(&did, 0, sizeof(did));
	assert_int_equal(say(verb, SOCKET, cookie), allowed ? 0 : -EPROTO);
	assert_int_equal(did.calls, 1);
	assert_int_equal(did.actions == UNASKED, !allowed);
	assert_int_equal(station.agent.cookie, allowed && ends ? 0 : cookie);
	/* exactly once */
	if (allowed && ends)
		assert_int_equal(say(verb, SOCKET, cookie), -ESTALE);
}

/* What each kind of exchange allows to be said; the kernel has asked for the second. */
static void test_kinds(void **state)
{
	static const struct {
		enum wman_auth_exchange kind;
		unsigned int always, asked;
	} rows[] = {
		{ WMAN_EXCHANGE_EAP, FRAME | SUCCESS | FAILURE, 0 },
		{ WMAN_EXCHANGE_EAP2, FRAME | SUCCESS | FAILURE, 0 },
		/* that a message is not believed is counted, and that is all */
		{ WMAN_EXCHANGE_RSA, CERTIFY | FAILURE | DROP, SIGN | PRE_PAK },
		{ WMAN_EXCHANGE_V1, CERTIFY | FAILURE, AK },
		/* permission is given in so many words, or not at all */
		{ WMAN_EXCHANGE_NONE, UNPROTECTED | FAILURE, 0 },
	};
	unsigned int verb;
	size_t i;

	bind_by(NULL, SOCKET);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		about = rows[i].kind;
		for (verb = 1; verb < VERBS; verb <<= 1) {
			decrypting = signing = verifying = false;
			check_verb(verb, rows[i].always & verb);
			decrypting = signing = verifying = true;
			check_verb(verb, (rows[i].always | rows[i].asked) & verb);
		}
	}
}

/* What a whole exchange leaves of the base station: in PKMv1 nobody verified it. */
static void test_verified(void **state)
{
	uint64_t cookie;

	bind_by(NULL, SOCKET);
	about = WMAN_EXCHANGE_V1;
	decrypting = true;
	cookie = reach(ACCEPTED);
	assert_int_equal(certify(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED);
	assert_int_equal(give_ak(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED | KEYED);
	assert_true(station.agent.insecure);

	about = WMAN_EXCHANGE_RSA;
	signing = verifying = true;
	cookie = reach(ACCEPTED);
	assert_int_equal(certify(SOCKET, cookie), 0);
	assert_int_equal(sign(SOCKET, cookie), 0);
	assert_int_equal(did.actions, CERTIFIED | SIGNED);
	memset(&did, 0, sizeof(did));
	assert_int_equal(drop(SOCKET, cookie), 0);
	assert_int_equal(did.actions, BUSY);
	memset(&did, 0, sizeof(did));
	assert_int_equal(give_pre_pak(SOCKET, cookie), 0);
	assert_int_equal(did.actions, KEYED);
	assert_false(station.agent.insecure);
}

/* Policy none says nothing of suites. */
static void test_none(void **state)
{
	bind_by(NULL, SOCKET);
	about = WMAN_EXCHANGE_NONE;
	assert_int_equal(say(UNPROTECTED, SOCKET, reach(ACCEPTED)), 0);
	assert_int_equal(did.actions, DONE);
	assert_int_equal(narrowed_to, -1);
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
		TEST(test_verified),
		TEST(test_none),
		TEST(test_suites),
	};

	if (wman_agent_net_init())
		return 1;
	atexit(wman_agent_net_exit);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
