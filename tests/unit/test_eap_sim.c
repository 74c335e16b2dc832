// SPDX-License-Identifier: BSD-3-Clause
/* EAP-SIM, EAP-AKA and EAP-AKA' as they are meant to run, and what the configuration may say. */
#include "sim_rig.h"

static void full(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		run_full(v);
		assert_string_equal(server.result.method, v->name);
		assert_string_equal(server.identity, v->identity);
		/* no session without identities to use it with */
		begin();
		assert_string_equal(server.identity, v->identity);
	}
}

/* What the answer has encrypted, octet by octet: the counter, maybe that it is too small, padding */
static void assert_counter_inside(bool too_small)
{
	uint8_t want[16] = { AT_COUNTER, 1, (uint8_t)(server.counter >> 8),
			     (uint8_t)server.counter };
	const uint8_t *iv = sim_server_attr(&server, AT_IV);
	const uint8_t *cipher = sim_server_attr(&server, AT_ENCR_DATA);
	const uint8_t *mac = sim_server_attr(&server, AT_MAC);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned int at = 4;
	uint8_t plain[32];
	int len;

	if (too_small) {
		want[at] = AT_COUNTER_TOO_SMALL;
		want[at + 1] = 1;
		at += 4;
	}
	want[at] = AT_PADDING;
	want[at + 1] = (uint8_t)((sizeof(want) - at) / 4);
	assert_true(iv && cipher && mac);
	/* reserved, each of them */
	assert_memory_equal(server.resp + 6, "\0\0", 2);
	assert_memory_equal(iv - 3, "\5\0\0", 3);
	assert_memory_equal(cipher - 3, "\5\0\0", 3);
	assert_memory_equal(mac - 3, "\5\0\0", 3);
	assert_int_equal(EVP_DecryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, server.keys.k_encr, iv),
			 1);
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	assert_int_equal(EVP_DecryptUpdate(ctx, plain, &len, cipher, sizeof(want)), 1);
	EVP_CIPHER_CTX_free(ctx);
	assert_int_equal(len, sizeof(want));
	assert_memory_equal(plain, want, sizeof(want));
}

/* Pseudonym and re-authentication identity are used, each as it may be. */
static void identities(void **state)
{
	static const char pseudonyms[][32] = { "3pseudonym@wimax.test", "2pseudonym@wimax.test",
					       "7pseudonym@wimax.test" };
	const struct variant *v;
	uint8_t msk[EAP_MSK_LEN];

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		server.give_ids = true;
		run_full(v);
		memcpy(msk, server.keys.msk, sizeof(msk));

		begin();
		assert_string_equal(server.identity, "4again0@aaa.test");
		sim_server_reauth(&server);
		assert_int_equal(server.done_count, 0);
		assert_int_equal(sim_server_subtype(&server), SUBTYPE_REAUTH);
		assert_true(sim_server_mac_ok(&server, server.nonce_s, 16));
		assert_counter_inside(false);
		sim_server_success(&server);
		assert_success(true);
		assert_memory_not_equal(msk, server.result.msk, sizeof(msk));

		/* a second one; the operator does not know the identity any more */
		begin();
		assert_string_equal(server.identity, "4again1@aaa.test");
		if (v->type == EAP_TYPE_SIM)
			sim_server_start(&server, FULLAUTH_ID);
		else
			sim_server_identity(&server, FULLAUTH_ID);
		assert_string_equal(server.identity, pseudonyms[v - variants]);
		if (v->type == EAP_TYPE_SIM)
			sim_server_start(&server, PERMANENT_ID);
		else
			sim_server_identity(&server, PERMANENT_ID);
		assert_string_equal(server.identity, v->identity);
		assert_non_null(strstr(server.note, "permanent identity"));
		sim_server_challenge(&server);
		assert_answered(v);
		sim_server_success(&server);
		assert_success(false);
	}
}

/* An identity for a fast re-authentication is spent when it is sent, be it in vain. */
static void identity_is_for_one_use(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		server.give_ids = true;
		run_full(v);
		begin();
		assert_string_equal(server.identity, "4again0@aaa.test");
		server.fault = MAC_WRONG;
		sim_server_reauth(&server);
		assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
		server.fault = GOOD;
		begin();
		assert_ptr_equal(strstr(server.identity, "4again"), NULL);
	}
}

/* As long as an identity may be: it goes into AT_CHECKCODE with the length of its message. */
static void longest_identity(void **state)
{
	char identity[EAP_IDENTITY_MAX + 1];
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		memset(identity, 'r', sizeof(identity) - 1);
		identity[sizeof(identity) - 1] = '\0';
		memcpy(identity, v->identity, strlen(v->identity));
		cfg.identity = identity;
		load();
		run_full(v);
		assert_string_equal(server.identity, identity);
	}
}

/* A card may say what its operator has in common, from which OPc is made. */
static void op_for_opc(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		write_card("ki=" SIM_TEST_KI "\nop=" SIM_TEST_OP "\nsqn=000000000100\n", 0600);
		load();
		run_full(v);
	}
}

/* Another card or identity must not use the session. */
static void session_is_bound(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		server.give_ids = true;
		run_full(v);
		write_card("ki=465b5ce8b199b49faa5f0a2ee238a6bd\nopc=" SIM_TEST_OPC
			   "\nsqn=000000000000\n",
			   0600);
		load();
		begin();
		assert_string_equal(server.identity, v->identity);

		/* nor one that asks for another protection of the result */
		use(v);
		server.give_ids = true;
		run_full(v);
		cfg.result_ind = true;
		load();
		begin();
		assert_string_equal(server.identity, v->identity);
	}
}

static void session_export(void **state)
{
	const struct variant *v;
	uint8_t buf[4096];
	size_t len;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		server.give_ids = true;
		run_full(v);
		len = eap_session_cache_export(cache, buf, sizeof(buf));
		assert_true(len > 0);
		assert_int_equal(eap_session_cache_export(cache, buf, len - 1), 0);
		assert_int_equal(eap_session_cache_import(cache, buf, len - 1), -EINVAL);
		begin();
		assert_string_equal(server.identity, v->identity);
		assert_int_equal(eap_session_cache_import(cache, buf, len), 0);
		begin();
		assert_string_equal(server.identity, "4again0@aaa.test");
		sim_server_reauth(&server);
		sim_server_success(&server);
		assert_success(true);
	}
}

static void result_indication(void **state)
{
	const struct variant *v;
	unsigned int reauth;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		cfg.result_ind = true;
		load();
		server.result_ind = server.give_ids = true;
		for (reauth = 0; reauth < 2; reauth++) {
			if (reauth) {
				begin();
				sim_server_reauth(&server);
			} else {
				begin_to_challenge();
				sim_server_challenge(&server);
			}
			assert_non_null(sim_server_attr(&server, AT_RESULT_IND));
			/* one that is not protected comes too early */
			sim_server_success(&server);
			assert_int_equal(server.done_count, 0);
			sim_server_notify(&server, 32768, true, reauth ? server.counter : -1);
			assert_int_equal(server.done_count, 0);
			assert_int_equal(sim_server_subtype(&server), SUBTYPE_NOTIFICATION);
			assert_true(sim_server_mac_ok(&server, NULL, 0));
			/* and a Failure cannot take it back */
			sim_server_raw(&server, (uint8_t[]){ 4, server.id, 0, 4 }, 4);
			assert_int_equal(server.done_count, 0);
			sim_server_success(&server);
			assert_success(reauth);
		}
	}
}

static void assert_waited_for(const char *what)
{
	sim_server_raw(&server, (uint8_t[]){ 4, server.id, 0, 4 }, 4);
	assert_int_equal(server.done_count, 1);
	assert_int_equal(server.result.error.reason, WMAN_REASON_EAP_REJECTED);
	if (!strstr(server.result.error.text, what))
		fail_msg("'%s' does not say '%s'", server.result.error.text, what);
}

/* What a Failure says of where it came */
static void waiting_for(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		begin_to_challenge();
		assert_waited_for("the server's challenge;");
		begin_to_challenge();
		sim_server_challenge(&server);
		assert_waited_for("EAP-Success after the challenge;");
		cfg.result_ind = server.result_ind = true;
		load();
		begin_to_challenge();
		sim_server_challenge(&server);
		assert_waited_for("the protected result of the authentication;");
		/* after which a Failure is nothing, unless of a tunnel around it */
		begin_to_challenge();
		sim_server_challenge(&server);
		sim_server_notify(&server, 32768, true, -1);
		assert_string_equal(eap_peer_waiting_for(server.peer),
				    "EAP-Success after the challenge");
	}
}

static void notifications(void **state)
{
	static const struct {
		const char *what;
		bool after; /* the challenge */
		uint16_t code;
		bool mac;
		enum wman_reason reason; /* NONE: goes on */
	} cases[] = {
		{ "failure before", false, 16384, false, WMAN_REASON_EAP_REJECTED },
		{ "unknown failure before", false, 17000, false, WMAN_REASON_EAP_REJECTED },
		{ "before, with a MAC", false, 16384, true, WMAN_REASON_EAP_PROTOCOL },
		{ "success before", false, 0xc000, false, WMAN_REASON_EAP_PROTOCOL },
		{ "success of the end before it", false, 32768, false, WMAN_REASON_EAP_PROTOCOL },
		{ "failure of the end before it", false, 0, false, WMAN_REASON_EAP_PROTOCOL },
		{ "failure after", true, 1026, true, WMAN_REASON_EAP_REJECTED },
		{ "unknown failure after", true, 5, true, WMAN_REASON_EAP_REJECTED },
		{ "failure after without a MAC", true, 1026, false, WMAN_REASON_EAP_PROTOCOL },
		{ "failure of the start after it", true, 16384, true, WMAN_REASON_EAP_PROTOCOL },
		{ "unknown success after", true, 0x8005, true, WMAN_REASON_NONE },
	};
	const struct variant *v;
	size_t i;

	(void)state;
	FOR_EACH(v)
	{
		for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			use(v);
			begin_to_challenge();
			if (cases[i].after)
				sim_server_challenge(&server);
			sim_server_notify(&server, cases[i].code, cases[i].mac, -1);
			if (!cases[i].reason) {
				assert_int_equal(sim_server_subtype(&server), SUBTYPE_NOTIFICATION);
				sim_server_success(&server);
				assert_success(false);
				continue;
			}
			assert_failed(cases[i].what,
				      cases[i].reason == WMAN_REASON_EAP_REJECTED ?
					      SUBTYPE_NOTIFICATION :
					      SUBTYPE_CLIENT_ERROR,
				      -1, cases[i].reason);
		}
	}
}

static void second_notification(void **state)
{
	(void)state;
	use(&variants[1]);
	begin_to_challenge();
	sim_server_challenge(&server);
	sim_server_notify(&server, 0x8005, true, -1);
	assert_int_equal(server.done_count, 0);
	sim_server_notify(&server, 0x8005, true, -1);
	assert_failed("second", SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
}

/* In a fast re-authentication it must have the counter of that one. */
static void notification_counter(void **state)
{
	const struct variant *v;
	int wrong;

	(void)state;
	FOR_EACH(v)
	{
		for (wrong = -1; wrong < 3; wrong += 3) {
			use(v);
			server.give_ids = true;
			run_full(v);
			begin();
			sim_server_reauth(&server);
			sim_server_notify(&server, 1026, true, wrong);
			assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
		}
	}
}

static void counter_too_small(void **state)
{
	const struct variant *v;

	(void)state;
	FOR_EACH(v)
	{
		use(v);
		server.give_ids = true;
		run_full(v);
		begin();
		server.fault = COUNTER_OLD;
		sim_server_reauth(&server);
		server.fault = GOOD;
		assert_int_equal(server.done_count, 0);
		assert_int_equal(sim_server_subtype(&server), SUBTYPE_REAUTH);
		assert_true(sim_server_mac_ok(&server, server.nonce_s, 16));
		assert_counter_inside(true);
		/* no Success now, but a full authentication */
		sim_server_success(&server);
		assert_int_equal(server.done_count, 0);
		if (v->type == EAP_TYPE_SIM)
			sim_server_start(&server, 0);
		sim_server_challenge(&server);
		assert_answered(v);
		sim_server_success(&server);
		assert_success(false);
	}
}

static void resynchronisation(void **state)
{
	static const enum sim_fault faults[] = { SQN_OLD, SQN_FAR };
	const struct variant *v;
	const uint8_t *kdf;
	unsigned int i;

	(void)state;
	for (v = variants + 1; v < variants + 3; v++) {
		for (i = 0; i < 2; i++) {
			use(v);
			begin_to_challenge();
			server.fault = faults[i];
			sim_server_challenge(&server);
			assert_int_equal(server.done_count, 0);
			assert_int_equal(sim_server_subtype(&server), SUBTYPE_SYNC_FAILURE);
			assert_int_equal(server.stored_sqn, 0);
			/* AKA' says the KDFs again (RFC 9048, 3.2) */
			kdf = sim_server_attr(&server, AT_KDF);
			assert_int_equal(kdf != NULL, v->type == EAP_TYPE_AKA_PRIME);
			assert_true(!kdf || kdf[-1] == 1);
			assert_true(sim_server_resync(&server));
			assert_int_equal(server.sqn, 0x100);
			server.fault = GOOD;
			sim_server_challenge(&server);
			assert_answered(v);
			assert_int_equal(server.stored_sqn, 0x120);
			sim_server_success(&server);
			assert_success(false);

			/* twice in one conversation is once too often */
			use(v);
			begin_to_challenge();
			server.fault = faults[i];
			sim_server_challenge(&server);
			sim_server_challenge(&server);
			assert_failed(v->name, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL);
		}
	}
}

/* The number is stored before the answer leaves, and there is no answer when it cannot be. */
static void sqn_is_kept(void **state)
{
	const struct variant *v;

	(void)state;
	for (v = variants + 1; v < variants + 3; v++) {
		use(v);
		begin_to_challenge();
		sim_server_challenge(&server);
		assert_int_equal(server.stored_sqn, 0x120);
		assert_int_equal(server.stored_at, server.tx_count - 1);

		use(v);
		server.store_fails = true;
		begin_to_challenge();
		sim_server_challenge(&server);
		assert_failed(v->name, -1, -1, WMAN_REASON_HELPER_INTERNAL);

		/* also by a challenge that is refused for another cause */
		use(v);
		begin_to_challenge();
		server.fault = MAC_WRONG;
		sim_server_challenge(&server);
		assert_int_equal(server.stored_sqn, 0x120);
	}
}

static void bidding_down(void **state)
{
	enum sim_fault fault;

	(void)state;
	for (fault = BIDDING; fault <= BIDDING_CLEAR; fault++) {
		use(&variants[1]);
		cfg.methods[cfg.num_methods++] = eap_method_find("AKA'");
		load();
		begin_to_challenge();
		server.fault = fault;
		sim_server_challenge(&server);
		if (fault == BIDDING)
			assert_failed("bidding", SUBTYPE_AUTH_REJECT, -1, WMAN_REASON_EAP_PROTOCOL);
		else
			assert_answered(&variants[1]);
	}
}

/* What a method left that is not configured any more stays unused. */
static void session_of_another_method(void **state)
{
	(void)state;
	use(&variants[2]);
	cfg.methods[cfg.num_methods++] = eap_method_find("AKA");
	load();
	server.type = EAP_TYPE_AKA;
	server.give_ids = true;
	run_full(&variants[1]);
	cfg.num_methods--;
	load();
	begin();
	assert_string_equal(server.identity, cfg.identity);
	cfg.num_methods++;
	load();
	begin();
	assert_string_equal(server.identity, "4again0@aaa.test");
}

static void pseudonym_from_configuration(void **state)
{
	(void)state;
	use(&variants[1]);
	cfg.anonymous_identity = "2first@wimax.test";
	load();
	begin();
	assert_string_equal(server.identity, "2first@wimax.test");
	sim_server_identity(&server, ANY_ID);
	assert_string_equal(server.identity, "2first@wimax.test");
	sim_server_identity(&server, PERMANENT_ID);
	assert_string_equal(server.identity, variants[1].identity);
	sim_server_challenge(&server);
	sim_server_success(&server);
	assert_success(false);
}

/* A digit for the method and an IMSI of 6 to 15 digits, with or without a realm */
static void permanent_identities(void **state)
{
	static const struct {
		const char *identity;
		bool good;
	} cases[] = {
		{ "100101", false },
		{ "1001010", true },
		{ "100101@wimax.test", false },
		{ "1001010@wimax.test", true },
		{ "1001010000000001", true },
		{ "10010100000000012", false },
		{ "1001010000000001@wimax.test", true },
		{ "10010100000000012@wimax.test", false },
		{ "1001010000000001x", false },
	};
	struct eap_creds *loaded;
	struct eap_error err;
	size_t i;

	(void)state;
	use(&variants[0]);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cfg.identity = cases[i].identity;
		loaded = eap_creds_load(&cfg, &err);
		if (!loaded != !cases[i].good)
			fail_msg("%s", cases[i].identity);
		if (!loaded)
			assert_non_null(strstr(err.text, "the IMSI"));
		eap_creds_free(loaded);
	}
}

static void bad_configuration(void **state)
{
	static const struct {
		const char *method, *identity, *card;
		mode_t mode;
		const char *text;
	} cases[] = {
		{ "AKA", "1001010000000001", CARD, 0600, "begins with '0', not with '1'" },
		{ "AKA'", "0001010000000001", CARD, 0600, "begins with '6', not with '0'" },
		{ "SIM", "user@wimax.test", CARD, 0600, "the IMSI" },
		{ "SIM", "1001010000000001", NULL, 0600, "sim_file" },
		{ "SIM", "1001010000000001", "", 0600, "ki is missing" },
		{ "SIM", "1001010000000001", "ki=" SIM_TEST_KI "\n", 0600, "opc and op" },
		{ "SIM", "1001010000000001", CARD "op=" SIM_TEST_OPC "\n", 0600, "opc and op" },
		{ "SIM", "1001010000000001", "ki=" SIM_TEST_KI "\nop=" SIM_TEST_KI "\n", 0600,
		  "sqn is missing" },
		{ "SIM", "1001010000000001", "ki=465b\n", 0600, ":1: ki is not 32 digits" },
		{ "SIM", "1001010000000001", CARD "ki=" SIM_TEST_KI "\n", 0600,
		  ":5: ki is set twice" },
		{ "SIM", "1001010000000001", "pin=1\n", 0600, ":1: expected" },
		{ "SIM", "1001010000000001", CARD, 0604, "everybody can read" },
		{ "SIM", "1001010000000001", CARD, 0660, "can write" },
	};
	struct eap_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cfg = (struct eap_config){
			.methods = { eap_method_find(cases[i].method) },
			.num_methods = 1,
			.identity = cases[i].identity,
			.sim_file = cases[i].card ? path : NULL,
		};
		if (cases[i].card)
			write_card(cases[i].card, cases[i].mode);
		assert_null(eap_creds_load(&cfg, &err));
		assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
		if (!strstr(err.text, cases[i].text))
			fail_msg("'%s' does not have '%s'", err.text, cases[i].text);
		assert_null(strstr(err.text, "465b"));
	}
	cfg.sim_file = dir;
	assert_null(eap_creds_load(&cfg, &err));
	assert_non_null(strstr(err.text, "not a regular file"));
}

static void read_card(char *text, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t len;

	assert_non_null(f);
	len = fread(text, 1, size - 1, f);
	text[len] = '\0';
	fclose(f);
}

static void sqn_file(void **state)
{
	struct eap_error err;
	char text[512];
	struct stat st;

	(void)state;
	use(&variants[1]);
	assert_int_equal(chmod(path, 0400), 0);
	assert_true(eap_creds_store_sqn(creds, 0xabc, &err));
	read_card(text, sizeof(text));
	assert_string_equal(text, "# a card\nki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC
				  "\nsqn=000000000abc # moves\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0400);
	/* never back, nor the same again, nor beyond 48 bits */
	assert_false(eap_creds_store_sqn(creds, 0xabc, &err));
	assert_false(eap_creds_store_sqn(creds, 0xabb, &err));
	assert_false(eap_creds_store_sqn(creds, 1ull << 48, &err));
	/* nor farther than a card goes: TS 33.102 C.3.2 */
	assert_false(eap_creds_store_sqn(creds, ((1ull << 28) + 1 + (0xabc >> 5)) << 5, &err));
	assert_true(eap_creds_store_sqn(creds, ((1ull << 28) + (0xabc >> 5)) << 5, &err));
	assert_false(eap_creds_store_sqn(creds, 0xffffffffffff, &err));
	write_card("ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000000abc\n", 0600);
	load();
	/* nor when somebody else moved the file ahead; that is learnt */
	write_card("ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000001000\n", 0600);
	assert_false(eap_creds_store_sqn(creds, 0xfff, &err));
	assert_int_equal(creds->usim->sqn, 0x1000);
	load();
	assert_int_equal(creds->usim->sqn, 0x1000);
	/* all six octets count */
	write_card("ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=800000001000\n", 0600);
	load();
	assert_int_equal(creds->usim->sqn, 0x800000001000);
	write_card("ki=" SIM_TEST_KI "\nopc=" SIM_TEST_OPC "\nsqn=000000001000\n", 0600);
	load();
	unlink(path);
	assert_false(eap_creds_store_sqn(creds, 0x2000, &err));
	assert_int_equal(creds->usim->sqn, 0x1000);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(full),
		TEST(identities),
		TEST(identity_is_for_one_use),
		TEST(longest_identity),
		TEST(op_for_opc),
		TEST(session_is_bound),
		TEST(session_export),
		TEST(result_indication),
		TEST(waiting_for),
		TEST(notifications),
		TEST(second_notification),
		TEST(notification_counter),
		TEST(counter_too_small),
		TEST(resynchronisation),
		TEST(sqn_is_kept),
		TEST(bidding_down),
		TEST(session_of_another_method),
		TEST(pseudonym_from_configuration),
		TEST(permanent_identities),
		TEST(bad_configuration),
		TEST(sqn_file),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
