// SPDX-License-Identifier: BSD-3-Clause
/* EAP-SIM, EAP-AKA and EAP-AKA' with a card that somebody else has: external_sim=1. */
#include "sim_rig.h"

#define AT_RES	3
#define AT_AUTS 4
#define HEX(n)	(2 * (n))

static void use_other(const struct variant *v)
{
	use(v);
	cfg.sim_file = NULL;
	cfg.external_sim = true;
	load();
	assert_null(creds->usim);
}

static const uint8_t *unhex(const char *text, uint8_t *out, size_t len)
{
	unsigned int octet;
	size_t i;

	for (i = 0; i < len; i++) {
		assert_int_equal(sscanf(text + 2 * i, "%2x", &octet), 1);
		out[i] = (uint8_t)octet;
	}
	return out;
}

static void put(char *text, const uint8_t *octets, size_t len)
{
	size_t i;

	strcat(text, ":");
	for (i = 0; i < len; i++)
		sprintf(text + strlen(text), "%02X", octets[i]);
}

/* What the subscriber's card says to what was asked */
static void card_says(char *text)
{
	struct usim usim = { .key = server.key };
	uint8_t rand[16], autn[16], sres[4], kc[8];
	const char *pos = server.ask_text;
	struct usim_answer a;

	assert_int_equal(server.ask, EAP_ASK_CARD);
	if (server.type != EAP_TYPE_SIM) {
		assert_memory_equal(pos, "UMTS-AUTH:", 10);
		assert_int_equal(strlen(pos), 10 + HEX(16) + 1 + HEX(16));
		assert_int_equal(pos[10 + HEX(16)], ':');
		strcpy(text, "UMTS-AUTH");
		assert_int_equal(usim_umts(&usim, server.sqn - 1, unhex(pos + 10, rand, 16),
					   unhex(pos + 11 + HEX(16), autn, 16), &a),
				 USIM_OK);
		put(text, a.ik, 16);
		put(text, a.ck, 16);
		put(text, a.res, a.res_len);
		return;
	}
	assert_memory_equal(pos, "GSM-AUTH", 8);
	strcpy(text, "GSM-AUTH");
	for (pos += 8; *pos; pos += 1 + HEX(16)) {
		assert_int_equal(*pos, ':');
		assert_true(usim_gsm(&usim, unhex(pos + 1, rand, 16), sres, kc));
		put(text, kc, 8);
		put(text, sres, 4);
	}
}

static bool say(const char *text)
{
	return eap_peer_answer(server.peer, (const uint8_t *)text, strlen(text));
}

static void ask(const struct variant *v)
{
	use_other(v);
	begin_to_challenge();
	sim_server_challenge(&server);
	assert_int_equal(server.asks, 1);
	assert_int_equal(server.done_count, 0);
	assert_int_equal(server.resp_len, 0);
}

static void good(void **state)
{
	const struct variant *v;
	char text[400];

	(void)state;
	FOR_EACH(v)
	{
		ask(v);
		card_says(text);
		assert_true(say(text));
		assert_answered(v);
		sim_server_success(&server);
		assert_success(false);
		/* the number is the card's affair */
		assert_int_equal(server.stored_sqn, 0);
	}
}

/* A fast re-authentication needs no card. */
static void reauth(void **state)
{
	const struct variant *v;
	char text[400];

	(void)state;
	FOR_EACH(v)
	{
		use_other(v);
		server.give_ids = true;
		begin_to_challenge();
		sim_server_challenge(&server);
		card_says(text);
		assert_true(say(text));
		sim_server_success(&server);
		assert_success(false);
		begin();
		sim_server_reauth(&server);
		sim_server_success(&server);
		assert_success(true);
		assert_int_equal(server.asks, 1);
		/* which is none of another card's */
		cfg.identity = v->type == EAP_TYPE_SIM ? "1123010000000077@wimax.test" :
			       v->type == EAP_TYPE_AKA ? "0123010000000077@wimax.test" :
							 "6123010000000077@wimax.test";
		eap_peer_free(server.peer);
		server.peer = NULL;
		load();
		begin();
		assert_string_equal(server.identity, cfg.identity);
	}
}

/* RES has 4 to 16 octets. */
static void lengths_of_res(void **state)
{
	static const char digits[] = "00112233445566778899aabbccddeeff";
	uint8_t res[16];
	const uint8_t *p;
	char text[400];
	size_t len, key = strlen("UMTS-AUTH") + 2 * (1 + HEX(16));

	(void)state;
	unhex(digits, res, 16);
	for (len = 4; len <= 16; len++) {
		ask(&variants[1]);
		card_says(text);
		sprintf(text + key, ":%.*s", (int)(2 * len), digits);
		assert_true(say(text));
		p = sim_server_attr(&server, AT_RES);
		assert_non_null(p);
		/* its length in bits, and itself, padded */
		assert_int_equal(p[-3], (4 + (len + 3) / 4 * 4) / 4);
		assert_int_equal(p[-2] << 8 | p[-1], 8 * len);
		assert_memory_equal(p, res, len);
	}
}

static void resynchronisation(void **state)
{
	char text[400];
	const uint8_t *p;
	size_t i;

	(void)state;
	for (i = 1; i < 3; i++) {
		ask(&variants[i]);
		assert_true(say("UMTS-AUTS:00112233445566778899aabbccdd"));
		assert_int_equal(sim_server_subtype(&server), SUBTYPE_SYNC_FAILURE);
		p = sim_server_attr(&server, AT_AUTS);
		assert_memory_equal(p - 2,
				    "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd", 14);
		sim_server_challenge(&server);
		assert_int_equal(server.asks, 2);
		card_says(text);
		assert_true(say(text));
		assert_answered(&variants[i]);
		sim_server_success(&server);
		assert_success(false);
	}
}

/* Answers that are well formed, and what becomes of them */
static void failures(void **state)
{
#define KEY  "00112233445566778899aabbccddeeff"
#define PAIR ":0011223344556677:00112233"
	static const struct {
		const char *text;
		int variant, subtype, code;
		enum wman_reason reason;
	} rows[] = {
		{ "UMTS-FAIL", 1, SUBTYPE_AUTH_REJECT, -1, WMAN_REASON_EAP_PROTOCOL },
		{ "UMTS-FAIL", 2, SUBTYPE_AUTH_REJECT, -1, WMAN_REASON_EAP_PROTOCOL },
		/* another card's keys */
		{ "UMTS-AUTH:" KEY ":" KEY ":" KEY, 1, SUBTYPE_CLIENT_ERROR, 0,
		  WMAN_REASON_EAP_PROTOCOL },
		{ "UMTS-AUTH:" KEY ":" KEY ":" KEY, 2, SUBTYPE_CLIENT_ERROR, 0,
		  WMAN_REASON_EAP_PROTOCOL },
		{ "GSM-AUTH" PAIR PAIR PAIR, 0, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_EAP_PROTOCOL },
		/* of another kind */
		{ "GSM-AUTH" PAIR PAIR, 0, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_CREDENTIALS },
		{ "GSM-AUTH" PAIR PAIR, 1, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_CREDENTIALS },
		{ "UMTS-AUTH:" KEY ":" KEY ":" KEY, 0, SUBTYPE_CLIENT_ERROR, 0,
		  WMAN_REASON_CREDENTIALS },
		{ "UMTS-FAIL", 0, SUBTYPE_CLIENT_ERROR, 0, WMAN_REASON_CREDENTIALS },
		{ "UMTS-AUTS:00112233445566778899aabbccdd", 0, SUBTYPE_CLIENT_ERROR, 0,
		  WMAN_REASON_CREDENTIALS },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ask(&variants[rows[i].variant]);
		assert_true(say(rows[i].text));
		assert_failed(rows[i].text, rows[i].subtype, rows[i].code, rows[i].reason);
	}
}

/* Answers that are none: the question stays open. */
static void bad_answers(void **state)
{
	static const char *const bad[] = {
		"",
		"yes",
		"UMTS-FAI",
		"UMTS-FAIL:",
		"umts-fail",
		"UMTS-AUTS",
		"UMTS-AUTS:00112233445566778899aabbcc",
		"UMTS-AUTS:00112233445566778899aabbccddee",
		"UMTS-AUTS:00112233445566778899aabbccdx",
		"UMTS-AUTH",
		"UMTS-AUTH:" KEY,
		"UMTS-AUTH:" KEY ":" KEY,
		"UMTS-AUTH:" KEY ":" KEY ":",
		"UMTS-AUTH:" KEY ":" KEY ":001122",
		"UMTS-AUTH:" KEY ":" KEY ":0011223",
		"UMTS-AUTH:" KEY ":" KEY ":" KEY "00",
		"UMTS-AUTH:" KEY "00:" KEY ":" KEY,
		"UMTS-AUTH:" KEY KEY ":" KEY,
		"UMTS-AUTH:" KEY ":" KEY ":" KEY ":",
		"UMTS-AUTH:" KEY ":" KEY ":" KEY " ",
		"GSM-AUTH",
		"GSM-AUTH" PAIR,
		"GSM-AUTH" PAIR PAIR ":",
		"GSM-AUTH" PAIR PAIR PAIR PAIR,
		"GSM-AUTH" PAIR ":0011223344556677",
		"GSM-AUTH:00112233:0011223344556677" PAIR,
	};
	char text[400];
	size_t i, v;

	(void)state;
	for (v = 0; v < 2; v++) {
		ask(&variants[v]);
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			if (say(bad[i]))
				fail_msg("'%s' was taken", bad[i]);
		/* a request that comes again meanwhile changes nothing */
		assert_int_equal(server.asks, 1);
		card_says(text);
		assert_true(say(text));
		assert_answered(&variants[v]);
		/* and nothing more is wanted */
		assert_false(say(text));
	}
}

static void cancelled(void **state)
{
	(void)state;
	ask(&variants[1]);
	eap_peer_cancel(server.peer, WMAN_REASON_CREDENTIALS, "there is no card");
	assert_int_equal(server.done_count, 1);
	assert_int_equal(server.result.error.reason, WMAN_REASON_CREDENTIALS);
	ask(&variants[0]);
	eap_peer_timeout(server.peer);
	assert_int_equal(server.done_count, 1);
	assert_non_null(strstr(server.result.error.text, "the card"));
}

static void one_of_the_two(void **state)
{
	struct eap_error err;
	int i;

	(void)state;
	use(&variants[1]);
	for (i = 0; i < 2; i++) {
		cfg.sim_file = i ? path : NULL;
		cfg.external_sim = i;
		assert_null(eap_creds_load(&cfg, &err));
		assert_int_equal(err.reason, WMAN_REASON_CREDENTIALS);
		assert_non_null(strstr(err.text, "either sim_file or external_sim=1"));
	}
}

int main(void)
{
#define TEST(f) cmocka_unit_test_teardown(f, teardown)
	const struct CMUnitTest tests[] = {
		TEST(good),	TEST(reauth),	   TEST(lengths_of_res), TEST(resynchronisation),
		TEST(failures), TEST(bad_answers), TEST(cancelled),	 TEST(one_of_the_two),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
