// SPDX-License-Identifier: BSD-3-Clause
/* EAP-SIM, EAP-AKA and EAP-AKA' against a server that departs from the rules. */
#include "sim_rig.h"

static const struct fault_case challenge_cases[] = {
	{ ZERO_LENGTH, ALL, SUBTYPE_CLIENT_ERROR, 0, "attribute of length 0" },
	{ BEYOND_PACKET, ALL, SUBTYPE_CLIENT_ERROR, 0, "attribute beyond the packet" },
	{ UNKNOWN_LOW, ALL, SUBTYPE_CLIENT_ERROR, 0, "unknown attribute below 128" },
	{ UNKNOWN_HIGH, ALL, 0, 0, "unknown attribute above" },
	{ MAC_NOT_LAST, ALL, 0, 0, "a MAC that is not last" },
	{ MAC_ABSENT, ALL, SUBTYPE_CLIENT_ERROR, 0, "no MAC" },
	{ MAC_WRONG, ALL, SUBTYPE_CLIENT_ERROR, 0, "wrong MAC" },
	{ MAC_TWICE, ALL, SUBTYPE_CLIENT_ERROR, 0, "two MACs" },
	{ MAC_OTHER_ID, ALL, SUBTYPE_CLIENT_ERROR, 0, "MAC of another packet" },
	{ RAND_ABSENT, ALL, SUBTYPE_CLIENT_ERROR, 0, "no RAND" },
	{ RAND_SHORT, ALL, SUBTYPE_CLIENT_ERROR, 0, "short RAND" },
	{ RAND_TWO, AKA | PRIME, SUBTYPE_CLIENT_ERROR, 0, "two RANDs" },
	{ RAND_ONE, SIM, SUBTYPE_CLIENT_ERROR, 2, "one RAND" },
	{ RAND_FOUR, SIM, SUBTYPE_CLIENT_ERROR, 0, "four RANDs" },
	{ RAND_EQUAL, SIM, SUBTYPE_CLIENT_ERROR, 3, "equal RANDs" },
	{ AUTN_ABSENT, AKA | PRIME, SUBTYPE_CLIENT_ERROR, 0, "no AUTN" },
	{ AUTN_WRONG, AKA | PRIME, SUBTYPE_AUTH_REJECT, -1, "wrong AUTN" },
	{ CHECKCODE_WRONG, AKA | PRIME, SUBTYPE_CLIENT_ERROR, 0, "wrong checkcode" },
	{ CHECKCODE_EMPTY, AKA | PRIME, SUBTYPE_CLIENT_ERROR, 0, "checkcode of no identities" },
	{ CHECKCODE_ABSENT, AKA | PRIME, 0, 0, "no checkcode" },
	{ BIDDING, AKA, 0, 0, "bidding, AKA' not allowed here" },
	{ KDF_ABSENT, PRIME, SUBTYPE_AUTH_REJECT, -1, "no KDF" },
	{ KDF_UNKNOWN, PRIME, SUBTYPE_AUTH_REJECT, -1, "unknown KDF" },
	{ KDF_TWICE, PRIME, SUBTYPE_AUTH_REJECT, -1, "KDF twice" },
	{ KDF_SECOND, PRIME, 0, 0, "KDF in the second place" },
	{ KDF_CHANGED, PRIME, SUBTYPE_AUTH_REJECT, -1, "list of KDFs changed" },
	{ NAME_ABSENT, PRIME, SUBTYPE_AUTH_REJECT, -1, "no network name" },
	{ NAME_EMPTY, PRIME, SUBTYPE_AUTH_REJECT, -1, "empty network name" },
	{ NAME_OVERLONG, PRIME, SUBTYPE_CLIENT_ERROR, 0, "network name beyond its attribute" },
	{ SEPARATION_CLEAR, PRIME, SUBTYPE_AUTH_REJECT, -1, "separation bit clear" },
	{ IV_ALONE, ALL, SUBTYPE_CLIENT_ERROR, 0, "IV alone" },
	{ ENCR_ALONE, ALL, SUBTYPE_CLIENT_ERROR, 0, "encrypted data alone" },
	{ ENCR_SHORT, ALL, SUBTYPE_CLIENT_ERROR, 0, "encrypted data no multiple of 16" },
	{ PADDING_NOT_ZERO, ALL, SUBTYPE_CLIENT_ERROR, 0, "padding not zero" },
	{ PADDING_LONG, ALL, SUBTYPE_CLIENT_ERROR, 0, "padding too long" },
	{ PADDING_NOT_LAST, ALL, SUBTYPE_CLIENT_ERROR, 0, "padding not last" },
	{ NEXT_ID_CLEAR, ALL, 0, 0, "next identity in clear" },
	{ NEXT_ID_EMPTY, ALL, SUBTYPE_CLIENT_ERROR, 0, "empty pseudonym" },
	{ NEXT_ID_LONG, ALL, SUBTYPE_CLIENT_ERROR, 0, "long pseudonym" },
	{ NEXT_ID_AT, ALL, SUBTYPE_CLIENT_ERROR, 0, "pseudonym with a realm" },
	{ NEXT_ID_NUL, ALL, SUBTYPE_CLIENT_ERROR, 0, "pseudonym with NUL" },
	{ NEXT_ID_BLANK, ALL, SUBTYPE_CLIENT_ERROR, 0, "pseudonym with a blank" },
};

static void challenge_faults(void **state)
{
	const struct variant *v;
	const struct fault_case *c;
	size_t i;

	(void)state;
	FOR_EACH(v)
	{
		for (i = 0; i < sizeof(challenge_cases) / sizeof(challenge_cases[0]); i++) {
			c = &challenge_cases[i];
			if (!(c->variants & 1u << (v - variants)))
				continue;
			use(v);
			server.give_ids = true;
			begin_to_challenge();
			server.fault = c->fault;
			sim_server_challenge(&server);
			if (c->subtype) {
				assert_failed(c->what, c->subtype, c->code,
					      WMAN_REASON_EAP_PROTOCOL);
				continue;
			}
			if (server.done_count)
				fail_msg("%s: %s", c->what, server.result.error.text);
			assert_answered(v);
			sim_server_success(&server);
			assert_success(false);
			/* what came in clear was not taken */
			begin();
			assert_true(c->fault != NEXT_ID_CLEAR ||
				    !strcmp(server.identity, v->identity));
		}
	}
}

static const struct fault_case reauth_cases[] = {
	{ MAC_ABSENT, ALL, SUBTYPE_CLIENT_ERROR, 0, "no MAC" },
	{ MAC_WRONG, ALL, SUBTYPE_CLIENT_ERROR, 0, "wrong MAC" },
	{ COUNTER_ABSENT, ALL, SUBTYPE_CLIENT_ERROR, 0, "no counter" },
	{ COUNTER_CLEAR, ALL, SUBTYPE_CLIENT_ERROR, 0, "counter in clear" },
	{ NONCE_ABSENT, ALL, SUBTYPE_CLIENT_ERROR, 0, "no nonce" },
	{ IV_ALONE, ALL, SUBTYPE_CLIENT_ERROR, 0, "IV alone" },
	{ ENCR_ALONE, ALL, SUBTYPE_CLIENT_ERROR, 0, "encrypted data alone" },
	{ PADDING_LONG, ALL, SUBTYPE_CLIENT_ERROR, 0, "padding too long" },
	{ CHECKCODE_WRONG, AKA | PRIME, SUBTYPE_CLIENT_ERROR, 0, "wrong checkcode" },
};

static void reauth_faults(void **state)
{
	const struct variant *v;
	const struct fault_case *c;
	size_t i;

	(void)state;
	FOR_EACH(v)
	{
		for (i = 0; i < sizeof(reauth_cases) / sizeof(reauth_cases[0]); i++) {
			c = &reauth_cases[i];
			if (!(c->variants & 1u << (v - variants)))
				continue;
			use(v);
			server.give_ids = true;
			run_full(v);
			begin();
			/* the hash of nothing, where there was nothing to be hashed */
			if (c->fault == CHECKCODE_WRONG)
				server.have_ids = true;
			server.fault = c->fault;
			sim_server_reauth(&server);
			assert_failed(c->what, c->subtype, c->code, WMAN_REASON_EAP_PROTOCOL);
		}
	}
}

static void reauth_not_offered(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		begin();
		sim_server_reauth(&server);
		assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
	}
}

/* From the weakest request to the strongest, each once. */
static void identity_requests(void **state)
{
	static const uint8_t bad[][2] = {
		{ ANY_ID, ANY_ID },
		{ FULLAUTH_ID, ANY_ID },
		{ PERMANENT_ID, FULLAUTH_ID },
		{ PERMANENT_ID, PERMANENT_ID },
	};
	const struct variant *v;
	size_t i;

	(void)state;
	FOR_EACH(v)
	{
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			void (*ask)(struct sim_server *, uint8_t) =
				v->type == EAP_TYPE_SIM ? sim_server_start : sim_server_identity;

			use(v);
			begin();
			ask(&server, bad[i][0]);
			assert_int_equal(server.done_count, 0);
			ask(&server, bad[i][1]);
			assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
		}
	}
}

static void start_faults(void **state)
{
	static const struct fault_case cases[] = {
		{ VERSION_ABSENT, SIM, SUBTYPE_CLIENT_ERROR, 0, "no version list" },
		{ VERSION_OTHER, SIM, SUBTYPE_CLIENT_ERROR, 1, "no version in common" },
		{ VERSION_ODD, SIM, SUBTYPE_CLIENT_ERROR, 1, "half a version" },
		{ VERSION_OVERLONG, SIM, SUBTYPE_CLIENT_ERROR, 0, "list beyond its attribute" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		use(&variants[0]);
		begin();
		server.fault = cases[i].fault;
		sim_server_start(&server, 0);
		assert_failed(cases[i].what, cases[i].subtype, cases[i].code,
			      WMAN_REASON_EAP_PROTOCOL);
	}
}

static void challenge_before_start(void **state)
{
	(void)state;
	use(&variants[0]);
	begin();
	sim_server_challenge(&server);
	assert_failed("challenge first", SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
	/* its MAC could not be right either */
	assert_non_null(strstr(server.result.error.text, "not due"));
}

static void second_challenge(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		begin_to_challenge();
		sim_server_challenge(&server);
		sim_server_challenge(&server);
		assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
	}
}

static void short_messages(void **state)
{
	const struct variant *v;
	unsigned int len;

	(void)state;
	FOR_EACH(v)
	{
		for (len = 5; len < 8; len++) {
			const uint8_t packet[8] = { 1, 9, 0, (uint8_t)len, v->type, 1 };

			use(v);
			begin();
			sim_server_raw(&server, packet, len);
			assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
		}
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(challenge_faults),	 TEST(reauth_faults),  TEST(reauth_not_offered),
		TEST(identity_requests), TEST(start_faults),   TEST(challenge_before_start),
		TEST(second_challenge),	 TEST(short_messages),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
