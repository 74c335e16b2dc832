// SPDX-License-Identifier: BSD-3-Clause
/*
 * What the station checks before it acts on an EAP-Transfer, which may be signed or not: what
 * anybody could have sent must not cost the AK in force.
 */
#include "auth_rig.h"

static const u8 identity[] = { 1, 1, 0, 5, 1 }, tls[] = { 1, 2, 0, 6, 13, 0 };
static const u8 typeless[] = { 1, 1, 0, 4 };
static const u8 success[] = { 3, 3, 0, 4 }, failure[] = { 4, 3, 0, 4 };

static enum wman_reason eap(const u8 *packet, size_t len, int sn)
{
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_eap_transfer(&msg, WMAN_DIRECTION_DOWNLINK, 0, packet, len, sn);
	if (sn != WMAN_AK_SN_NONE)
		put_digest();
	return receive();
}

#define EAP(packet)    eap(packet, sizeof(packet), WMAN_AK_SN_NONE)
#define SIGNED(packet) eap(packet, sizeof(packet), CUR_SN)

static void test_eap_while_authorized(void **state)
{
	static const unsigned int closed[] = {
		S(KEY_WAIT), S(SA_TEK_WAIT), S(REAUTH_SA_TEK_WAIT), S(REJECT_WAIT), S(SILENT),
	};
	size_t i;

	/* nothing runs: only what may begin something is taken */
	be_in(S(AUTHORIZED));
	assert_int_equal(EAP(success), R(EAP_UNEXPECTED));
	assert_int_equal(EAP(failure), R(EAP_UNEXPECTED));
	assert_int_equal(SIGNED(failure), R(EAP_UNEXPECTED));
	assert_int_equal(EAP(tls), R(EAP_UNEXPECTED));
	/* a digest that is there has to verify, under an AK that is held */
	digest_wrong = true;
	assert_int_equal(SIGNED(identity), R(DIGEST_WRONG));
	digest_wrong = false;
	assert_int_equal(eap(identity, sizeof(identity), 7), R(AK_SN));
	have_agent = false;
	assert_int_equal(EAP(identity), R(NO_AGENT));
	assert_no_effect();
	have_agent = true;
	/* a request without a type begins nothing, whatever lies behind it */
	memset(octets, 1, sizeof(octets));
	assert_int_equal(EAP(typeless), R(EAP_UNEXPECTED));
	assert_no_effect();
	assert_int_equal(EAP(identity), R(NONE));
	assert_int_equal(station.auth.state, S(REAUTH_RUNNING));
	assert_int_equal(did.announced, 1);
	assert_int_equal(did.delivered, 1);

	/* an exchange that was signed takes nothing that is not */
	be_in(S(AUTHORIZED));
	assert_int_equal(SIGNED(identity), R(NONE));
	was = station;
	memset(&did, 0, sizeof(did));
	assert_int_equal(EAP(tls), R(EAP_UNSIGNED));
	assert_int_equal(EAP(failure), R(EAP_UNSIGNED));
	assert_int_equal(EAP(identity), R(EAP_UNSIGNED));
	assert_no_effect();
	assert_int_equal(SIGNED(tls), R(NONE));
	/* the request repeated begins nothing new */
	assert_int_equal(SIGNED(identity), R(NONE));
	assert_int_equal(did.delivered, 2);
	assert_int_equal(did.announced, 0);
	assert_int_equal(did.cancelled, 0);

	/* nowhere else is EAP expected */
	for (i = 0; i < ARRAY_SIZE(closed); i++) {
		be_in(closed[i]);
		assert_int_equal(EAP(identity), R(EAP_UNEXPECTED));
		assert_int_equal(EAP(tls), R(EAP_UNEXPECTED));
		assert_no_effect();
	}

	/* after an answer to our EAP-Start only a request begins */
	be_in(S(REAUTH_START));
	assert_int_equal(EAP(success), R(EAP_UNEXPECTED));
	assert_int_equal(SIGNED(failure), R(EAP_UNEXPECTED));
	assert_no_effect();
}

static void finish(bool ok, bool permanent)
{
	const struct wman_agent_result res = {
		.success = ok,
		.permanent = permanent,
		.reason = ok ? R(NONE) : R(EAP_REJECTED),
	};

	wman_auth_done(&station, &res);
}

/* D24: what anybody could have forged costs no AK. */
static void test_failure_while_authorized(void **state)
{
	bool permanent;
	int n;

	for (n = 0; n < 2; n++) {
		permanent = n;
		be_in(S(AUTHORIZED));
		EAP(identity);
		EAP(tls);
		finish(false, permanent);
		assert_int_equal(station.auth.state, S(AUTHORIZED));
		assert_true(station.keys.cur.valid);
		assert_int_equal(did.stopped, 0);
		assert_int_equal(did.closed, 0);

		/* one message of it was not signed */
		be_in(S(AUTHORIZED));
		EAP(identity);
		SIGNED(tls);
		finish(false, permanent);
		assert_int_equal(station.auth.state, S(AUTHORIZED));
		assert_true(station.keys.cur.valid);

		be_in(S(AUTHORIZED));
		SIGNED(identity);
		SIGNED(tls);
		finish(false, permanent);
		assert_int_equal(station.auth.state, permanent ? S(SILENT) : S(REJECT_WAIT));
		assert_false(station.keys.cur.valid);
		assert_int_equal(did.stopped, 1);
		assert_int_equal(did.closed, 1);
	}
}

/* A signed Identity request takes over from an exchange that was not signed, at any stage. */
static void test_takeover(void **state)
{
	be_in(S(AUTHORIZED));
	EAP(identity);
	assert_int_equal(SIGNED(identity), R(NONE));
	assert_int_equal(did.cancelled, 1);
	assert_int_equal(did.announced, 2);
	finish(false, false);
	assert_int_equal(station.auth.state, S(REJECT_WAIT));

	be_in(S(AUTHORIZED));
	EAP(identity);
	finish(true, false);
	assert_int_equal(station.auth.state, S(REAUTH_KEY_WAIT));
	assert_int_equal(EAP(identity), R(EAP_UNEXPECTED));
	assert_int_equal(SIGNED(tls), R(EAP_UNEXPECTED));
	assert_true(station.keys.pmk_valid);
	assert_int_equal(SIGNED(identity), R(NONE));
	assert_int_equal(station.auth.state, S(REAUTH_RUNNING));
	assert_false(station.keys.pmk_valid);

	/* but not from one that was */
	be_in(S(AUTHORIZED));
	SIGNED(identity);
	finish(true, false);
	assert_int_equal(SIGNED(identity), R(EAP_UNEXPECTED));
	assert_int_equal(station.auth.state, S(REAUTH_KEY_WAIT));
}

/* Messages of PKMv1 and of the station's own direction do nothing in a PKMv2 session. */
static void test_other_messages(void **state)
{
	unsigned int code;

	for (code = 3; code <= 12; code++) {
		be_in(S(AUTHORIZED));
		wman_buf_init(&msg, octets, sizeof(octets));
		wman_buf_put_u8(&msg, WMAN_MSG_PKM_RSP);
		wman_buf_put_u8(&msg, (u8)code);
		wman_buf_put_u8(&msg, 0);
		wman_buf_put_tlv_uint(&msg, WMAN_ATTR_ERROR_CODE, 1, 1);
		assert_int_not_equal(receive(), R(NONE));
		assert_no_effect();
	}
	/* before SBC nothing of PKM is looked at */
	be_in(S(STOPPED));
	assert_int_equal(EAP(identity), R(MESSAGE_STATE));
	assert_no_effect();
	/* own EAP-Transfer reflected */
	be_in(S(EAP_START));
	wman_buf_init(&msg, octets, sizeof(octets));
	wman_pkm_put_eap_transfer(&msg, WMAN_DIRECTION_UPLINK, 0, identity, sizeof(identity),
				  WMAN_AK_SN_NONE);
	assert_int_equal(receive(), R(MESSAGE_DIRECTION));
	assert_no_effect();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eap_while_authorized),
		cmocka_unit_test(test_failure_while_authorized),
		cmocka_unit_test(test_takeover),
		cmocka_unit_test(test_other_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
