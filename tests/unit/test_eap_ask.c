// SPDX-License-Identifier: BSD-3-Clause
/*
 * What a person has to be asked for in the middle of an exchange, over a TTLS server: identity,
 * passwords, one-time passwords; answers that are none, and no answer.
 */
#include "ttls_rig.h"

#include "eap/creds.h"
#include "eap/nai.h"
#include "eap/user.h"

#define CHALLENGE "0123456789abcdef"
#define SECOND	  "0f1e2d3c4b5a69788796a5b4c3d2e1f0"

/* What the person says, in this order */
static struct {
	enum eap_ask ask;
	const char *text; /* that has to be in the question */
	const char *answer; /* NULL: none; the test goes on by itself */
} script[4];
static unsigned int answered;
/* EAP inside: requests that the server makes, one after the other */
static const char *gtc_texts[4];

static void assert_no_answer(const void *value, size_t len)
{
	assert_false(eap_peer_answer(server.peer, value, len));
	assert_int_equal(server.done_count, 0);
	assert_int_equal(server.resp_len, 0);
}

/* Every request that leads to a question comes again, and every answer is tried twice. */
static void ask_and_go_on(struct eap_server *s, const uint8_t *packet, size_t len)
{
	static const char too_long[EAP_ANSWER_MAX + 1] = { [0 ... EAP_ANSWER_MAX] = 'x' };
	unsigned int asks = s->asks;
	const char *answer;

	eap_peer_rx(s->peer, packet, len);
	while (s->asks != asks) {
		asks = s->asks;
		assert_true(answered < 4);
		assert_int_equal(s->ask, script[answered].ask);
		if (!strstr(s->ask_text, script[answered].text))
			fail_msg("'%s', not '%s'", s->ask_text, script[answered].text);
		assert_int_equal(s->resp_len, 0);
		eap_peer_rx(s->peer, packet, len);
		assert_int_equal(s->asks, asks);
		assert_no_answer("", 0);
		assert_no_answer(too_long, sizeof(too_long));
		assert_no_answer("a\0b", 3);
		answer = script[answered++].answer;
		if (!answer)
			return;
		assert_true(eap_peer_answer(s->peer, (const uint8_t *)answer, strlen(answer)));
		if (s->asks == asks)
			assert_false(
				eap_peer_answer(s->peer, (const uint8_t *)answer, strlen(answer)));
	}
}

static int setup(void **state)
{
	(void)state;
	memset(script, 0, sizeof(script));
	memset(gtc_texts, 0, sizeof(gtc_texts));
	answered = 0;
	server.send = ask_and_go_on;
	return 0;
}

/* A configuration that lacks what a person knows */
static void load_without(const char *word, const char *identity, const char *password)
{
	struct eap_config cfg = base;

	cfg.phase2[0] = eap_inner_find(word);
	cfg.identity = identity;
	cfg.password = password;
	load(&cfg);
}

static void assert_asked(unsigned int times)
{
	assert_int_equal(server.asks, times);
	assert_int_equal(answered, times);
}

static void assert_pap(void)
{
	static const uint8_t padded[16] = PASSWORD;
	struct avp avp = find(AVP_USER_PASSWORD);

	assert_user();
	assert_int_equal(avp.len, sizeof(padded));
	assert_memory_equal(avp.data, padded, sizeof(padded));
}

static void password(void **state)
{
	static const char *const words[] = { "auth=PAP", "auth=CHAP", "auth=MSCHAP" };
	size_t i, v;

	(void)state;
	inside.verdict = 1;
	for (i = 0; i < 3; i++) {
		for (v = 0; v < 2; v++) {
			load_without(words[i], USER, NULL);
			script[0].ask = EAP_ASK_PASSWORD;
			script[0].text = "of " USER ", for ";
			script[0].answer = PASSWORD;
			answered = 0;
			run_new(versions[v], once);
			assert_success();
			assert_asked(1);
			assert_user();
			if (!i)
				assert_pap();
		}
	}
}

/* Asked for outside, where the user stays anonymous, and good inside */
static void identity_and_password(void **state)
{
	(void)state;
	inside.verdict = 1;
	load_without("auth=PAP", NULL, NULL);
	script[0].ask = EAP_ASK_IDENTITY;
	script[0].text = "";
	script[0].answer = USER;
	script[1].ask = EAP_ASK_PASSWORD;
	script[1].text = USER;
	script[1].answer = PASSWORD;
	run(TLS1_2_VERSION, once);
	assert_success();
	assert_asked(2);
	assert_pap();
}

static void outer_identity(void **state)
{
	static const uint8_t request[] = { 1 };

	(void)state;
	load_without("auth=PAP", NULL, NULL);
	server.send = NULL;
	eap_server_reset(&server, creds, NULL);
	eap_server_request(&server, 1, request, sizeof(request));
	assert_int_equal(server.ask, EAP_ASK_IDENTITY);
	assert_no_answer("\xff", 1);
	assert_true(eap_peer_answer(server.peer, (const uint8_t *)"{am=1}joe@a.test", 16));
	assert_int_equal(server.resp_len, 5 + 22);
	assert_memory_equal(server.resp + 5, "{am=1}anonymous@a.test", 22);
	/* the same request again gets the same answer, and nobody is asked */
	server.resp_len = 0;
	eap_server_request(&server, 1, request, sizeof(request));
	assert_int_equal(server.resp_len, 5 + 22);
	assert_int_equal(server.asks, 1);
}

/* As long as an identity may be; where that does not suffice, nothing but the name is left. */
static void anonymous(void **state)
{
	char nai[EAP_IDENTITY_MAX + 1] = "joe@", out[EAP_IDENTITY_MAX + 1];

	(void)state;
	nai_anonymous("{am=1}joe@a.test", out);
	assert_string_equal(out, "{am=1}anonymous@a.test");
	nai_anonymous("joe", out);
	assert_string_equal(out, "anonymous");
	memset(nai + 4, 'r', EAP_IDENTITY_MAX - 4 - 6);
	nai_anonymous(nai, out);
	assert_int_equal(strlen(out), EAP_IDENTITY_MAX);
	assert_memory_equal(out, "anonymous@rrr", 13);
	strcat(nai, "r");
	nai_anonymous(nai, out);
	assert_string_equal(out, "anonymous");
}

/* The last answer counts, of whatever length the one before was. */
static void shorter_identity(void **state)
{
	struct eap_user user = { 0 };

	(void)state;
	assert_true(eap_user_take(&user, EAP_ASK_IDENTITY, (const uint8_t *)USER, strlen(USER)));
	assert_true(eap_user_take(&user, EAP_ASK_IDENTITY, (const uint8_t *)"b", 1));
	assert_string_equal(user.identity, "b");
	eap_user_clear(&user);
}

/* Who has an identity for the outside is asked inside only. */
static void inner_identity(void **state)
{
	struct eap_config cfg = base;

	(void)state;
	inside.verdict = 1;
	cfg.identity = NULL;
	cfg.anonymous_identity = "nobody@wimax.test";
	load(&cfg);
	script[0].ask = EAP_ASK_IDENTITY;
	script[0].text = "for PAP";
	script[0].answer = USER;
	run(TLS1_3_VERSION, once);
	assert_success();
	assert_asked(1);
	assert_pap();
}

/* Identity, then a GTC request for each text */
static int gtc(struct eap_server *s, const uint8_t *data, int len)
{
	struct avp avp;

	if (!hear(data, len) && inside.messages < 2)
		return 0;
	avp = find(AVP_EAP_MESSAGE);
	assert_int_equal(avp.data[4], inside.requests ? 6 : 1);
	if (inside.requests) {
		const char *answer = script[inside.requests - 1].answer;

		assert_int_equal(avp.len, 5 + strlen(answer));
		assert_memory_equal(avp.data + 5, answer, strlen(answer));
	}
	if (!gtc_texts[inside.requests])
		return 1;
	inside.count = 1;
	put_eap(6, gtc_texts[inside.requests], strlen(gtc_texts[inside.requests]));
	return 0;
}

static void one_time_passwords(void **state)
{
	(void)state;
	load_without("autheap=GTC", USER, NULL);
	gtc_texts[0] = "Password:\xff\n";
	gtc_texts[1] = "Token, please";
	script[0].ask = EAP_ASK_OTP;
	script[0].text = "Password:??";
	script[0].answer = "first";
	script[1].ask = EAP_ASK_OTP;
	script[1].text = "Token, please";
	script[1].answer = "second";
	run(TLS1_2_VERSION, gtc);
	assert_success();
	assert_asked(2);
}

#define QUESTIONS 55 /* more than the rounds that bring nothing may be */

static int gtc_often(struct eap_server *s, const uint8_t *data, int len)
{
	(void)s;
	if (!hear(data, len) && inside.messages < 2)
		return 0;
	if (inside.requests == QUESTIONS)
		return 1;
	inside.count = 1;
	put_eap(6, "Next", 4);
	return 0;
}

static void answer_each(struct eap_server *s, const uint8_t *packet, size_t len)
{
	unsigned int asks = s->asks;

	eap_peer_rx(s->peer, packet, len);
	if (s->asks != asks)
		assert_true(eap_peer_answer(s->peer, (const uint8_t *)"code", 4));
}

/* Each answer brings the exchange forward. */
static void many_questions(void **state)
{
	(void)state;
	load_without("autheap=GTC", USER, NULL);
	server.send = answer_each;
	run(TLS1_2_VERSION, gtc_often);
	assert_success();
	assert_int_equal(server.asks, QUESTIONS);
}

/* What is configured is not asked for, nor replaced when the server dislikes it. */
static void configured(void **state)
{
	(void)state;
	load_without("autheap=GTC", USER, PASSWORD);
	gtc_texts[0] = "Password";
	gtc_texts[1] = "Password";
	script[0].answer = PASSWORD;
	run(TLS1_2_VERSION, gtc);
	assert_failed(WMAN_REASON_EAP_REJECTED, "asks again");
	assert_int_equal(server.asks, 0);
}

static int md5(struct eap_server *s, const uint8_t *data, int len)
{
	uint8_t text[25] = "\0" PASSWORD CHALLENGE, response[16];
	struct avp avp;

	if (!hear(data, len) && inside.messages < 2)
		return 0;
	avp = find(AVP_EAP_MESSAGE);
	if (!inside.requests) {
		put_eap(4, "\x10" CHALLENGE, 17);
		return 0;
	}
	text[0] = avp.data[1];
	EVP_Digest(text, sizeof(text), response, NULL, EVP_md5(), NULL);
	assert_int_equal(avp.len, 22);
	assert_memory_equal(avp.data + 6, response, 16);
	return 1;
}

static void eap_md5(void **state)
{
	(void)state;
	load_without("autheap=MD5", USER, NULL);
	script[0].ask = EAP_ASK_PASSWORD;
	script[0].text = "for EAP-MD5";
	script[0].answer = PASSWORD;
	run(TLS1_3_VERSION, md5);
	assert_success();
	assert_asked(1);
}

static void put_op(const char *head, const char *text)
{
	uint8_t op[256];
	size_t len = 4 + strlen(text);

	memcpy(op, head, 2);
	op[2] = 0;
	op[3] = (uint8_t)len;
	memcpy(op + 4, text, len - 4);
	put_eap(26, op, len);
}

/* A response to the challenge is refused with the text, the next one is judged by the password. */
static const char *refusal;

static int mschapv2_refuses_once(struct eap_server *s, const uint8_t *data, int len)
{
	static const uint8_t second[] = { 0x0f, 0x1e, 0x2d, 0x3c, 0x4b, 0x5a, 0x69, 0x78,
					  0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1, 0xf0 };
	char success[128];
	struct avp avp;

	if (!hear(data, len) && inside.messages < 2)
		return 0;
	inside.count = 1;
	avp = find(AVP_EAP_MESSAGE);
	switch (inside.requests) {
	case 0:
		put_op("\x01\x05", "\x10" CHALLENGE "aaaa");
		return 0;
	case 1:
		put_op("\x04\x06", refusal);
		return 0;
	case 2:
		assert_int_equal(avp.len, 5 + 4 + 1 + 49 + strlen(USER));
		assert_memory_equal(avp.data + 5, "\x02\x06", 2);
		mschapv2_server(second, avp.data + 10, success);
		put_op("\x03\x06", success);
		return 0;
	}
	return 1;
}

static void mschapv2_retry(void **state)
{
	(void)state;
	refusal = "E=691 R=1 C=" SECOND " V=3 M=no";
	load_without("autheap=MSCHAPV2", USER, NULL);
	script[0].ask = EAP_ASK_PASSWORD;
	script[0].text = "for EAP-MSCHAPv2";
	script[0].answer = "mistyped";
	script[1].ask = EAP_ASK_PASSWORD;
	script[1].text = "refuses this one";
	script[1].answer = PASSWORD;
	run(TLS1_2_VERSION, mschapv2_refuses_once);
	assert_success();
	assert_asked(2);
}

static int mschapv2_refuses(struct eap_server *s, const uint8_t *data, int len)
{
	if (inside.requests != 2)
		return mschapv2_refuses_once(s, data, len);
	hear(data, len);
	put_op("\x04\x07", refusal);
	return 0;
}

static void mschapv2_no_retry(void **state)
{
	static const struct {
		const char *refusal;
		const char *password; /* configured */
		unsigned int asks;
	} cases[] = {
		{ "E=691 R=1 C=" SECOND " V=3", NULL, 2 }, /* once, not twice */
		{ "E=691 R=1 C=" SECOND " V=3", PASSWORD, 0 },
		{ "E=691 R=0 C=" SECOND " V=3", NULL, 1 },
		{ "E=691 R=1 C=0f1e V=3", NULL, 1 },
		{ "E=691 R=1 C=xf1e2d3c4b5a69788796a5b4c3d2e1f0", NULL, 1 },
		{ "E=691 R=1 V=3", NULL, 1 },
		{ "E=647 R=1 C=" SECOND " V=3", NULL, 1 },
		{ "E=649 R=1 C=" SECOND " V=3", NULL, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		setup(NULL);
		refusal = cases[i].refusal;
		load_without("autheap=MSCHAPV2", USER, cases[i].password);
		script[0].ask = script[1].ask = EAP_ASK_PASSWORD;
		script[0].text = script[1].text = "";
		script[0].answer = script[1].answer = "mistyped";
		run(TLS1_2_VERSION, mschapv2_refuses);
		assert_failed(WMAN_REASON_EAP_REJECTED, "MSCHAPv2: the server refuses");
		assert_asked(cases[i].asks);
	}
}

/* Stands before a question without an answer */
static void run_to_the_question(const char *word)
{
	load_without(word, USER, NULL);
	script[0].ask = EAP_ASK_PASSWORD;
	script[0].text = "";
	answered = 0;
	server.send = ask_and_go_on;
	server.faults.no_success = 1;
	run_new(TLS1_2_VERSION, once);
	assert_int_equal(server.done_count, 0);
	assert_asked(1);
	server.send = NULL;
}

static void cancel(void **state)
{
	(void)state;
	run_to_the_question("auth=PAP");
	eap_peer_cancel(server.peer, WMAN_REASON_CREDENTIALS, "nobody wants to");
	assert_failed(WMAN_REASON_CREDENTIALS, "nobody wants to");
	/* late */
	assert_false(eap_peer_answer(server.peer, (const uint8_t *)PASSWORD, strlen(PASSWORD)));
	eap_peer_cancel(server.peer, WMAN_REASON_CREDENTIALS, "nobody wants to");
	assert_int_equal(server.done_count, 1);
}

static void server_loses_patience(void **state)
{
	(void)state;
	run_to_the_question("auth=PAP");
	eap_server_success(&server, server.id);
	assert_int_equal(server.done_count, 0);
	eap_server_failure(&server, server.id);
	assert_failed(WMAN_REASON_EAP_REJECTED, "the answer of a person");
	assert_false(eap_peer_answer(server.peer, (const uint8_t *)PASSWORD, strlen(PASSWORD)));
	run_to_the_question("auth=PAP");
	eap_peer_timeout(server.peer);
	assert_failed(WMAN_REASON_EAP_TIMEOUT, "the answer of a person");
	run_to_the_question("auth=PAP");
	assert_false(eap_peer_lower_success(server.peer));
	eap_peer_lower_failure(server.peer);
	assert_failed(WMAN_REASON_EAP_REJECTED, "the answer of a person");
}

static void not_a_password_for_mschap(void **state)
{
	static const char *const words[] = { "auth=MSCHAPV2", "autheap=MSCHAPV2" };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		setup(NULL);
		load_without(words[i], USER, NULL);
		script[0].ask = EAP_ASK_PASSWORD;
		script[0].text = "";
		script[0].answer = "\xff";
		refusal = "";
		run_new(TLS1_2_VERSION, i ? mschapv2_refuses_once : once);
		assert_failed(WMAN_REASON_CREDENTIALS, "the password is not UTF-8");
	}
}

static void nobody_to_ask(void **state)
{
	struct eap_peer_ops ops = eap_server_peer_ops;
	static const uint8_t request[] = { 1 };

	(void)state;
	ops.ask = NULL;
	load_without("auth=PAP", NULL, NULL);
	eap_server_reset(&server, creds, NULL);
	eap_peer_free(server.peer);
	server.peer = eap_peer_new(creds, NULL, &ops, &server);
	server.send = NULL;
	eap_server_request(&server, 1, request, sizeof(request));
	assert_failed(WMAN_REASON_CREDENTIALS, "identity wanted, and nobody to ask");
}

/* What goes out for an Identity request, in a peer of its own */
static const char *identity_sent(const char *identity, const char *anonymous, bool mac)
{
	static const uint8_t address[] = { 0x02, 0, 0x5e, 0x10, 0xab, 0xcd };
	static const uint8_t request[] = { 1 };
	static char sent[EAP_IDENTITY_MAX + 1];
	struct eap_config cfg = base;

	cfg.identity = identity;
	cfg.anonymous_identity = anonymous;
	load(&cfg);
	server.send = NULL;
	eap_server_reset(&server, creds, NULL);
	if (mac)
		eap_peer_set_mac(server.peer, address);
	eap_server_request(&server, 1, request, sizeof(request));
	snprintf(sent, sizeof(sent), "%.*s", (int)server.resp_len - 5, server.resp + 5);
	return sent;
}

static void placeholders(void **state)
{
	char first[EAP_IDENTITY_MAX + 1];

	(void)state;
	assert_string_equal(identity_sent(USER, "{am=1}{mac}@wimax.test", true),
			    "{am=1}02005e10abcd@wimax.test");
	assert_string_equal(identity_sent(USER, "{mac}{am=1}{mac", true), "02005e10abcd{am=1}{mac");
	assert_string_equal(identity_sent(USER, "{mac}@wimax.test", false), "{mac}@wimax.test");
	assert_string_equal(identity_sent("{mac}@wimax.test", NULL, true), "anonymous@wimax.test");
	assert_string_equal(identity_sent("{am=1}{mac}@wimax.test", NULL, true),
			    "{am=1}anonymous@wimax.test");
	assert_string_equal(identity_sent(USER, "gr\xc3\xbc\xc3\x9f@wimax.test", true),
			    "gr\xc3\xbc\xc3\x9f@wimax.test");
	strcpy(first, identity_sent(USER, "{random}@wimax.test", true));
	assert_int_equal(strspn(first, "0123456789abcdef"), 16);
	assert_string_equal(first + 16, "@wimax.test");
	assert_string_not_equal(identity_sent(USER, "{random}@wimax.test", true), first);
}

/* The same inside of the tunnel */
static void placeholder_inside(void **state)
{
	struct eap_config cfg = base;
	struct avp avp;

	(void)state;
	inside.verdict = 1;
	cfg.identity = "{random}@wimax.test";
	cfg.anonymous_identity = "x";
	load(&cfg);
	run(TLS1_2_VERSION, once);
	assert_success();
	avp = find(AVP_USER_NAME);
	assert_int_equal(avp.len, 16 + strlen("@wimax.test"));
	assert_memory_equal(avp.data + 16, "@wimax.test", strlen("@wimax.test"));
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(eap_ask_name(EAP_ASK_IDENTITY), "identity");
	assert_string_equal(eap_ask_name(EAP_ASK_PASSPHRASE), "passphrase");
	assert_string_equal(eap_ask_name(EAP_ASK_PIN), "pin");
	assert_null(eap_ask_name(EAP_ASK_NOTHING));
	assert_null(eap_ask_name(EAP_ASK_MAX + 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(password),
		TEST(identity_and_password),
		TEST(outer_identity),
		TEST(anonymous),
		TEST(shorter_identity),
		TEST(inner_identity),
		TEST(one_time_passwords),
		TEST(many_questions),
		TEST(configured),
		TEST(eap_md5),
		TEST(mschapv2_retry),
		TEST(mschapv2_no_retry),
		TEST(cancel),
		TEST(server_loses_patience),
		TEST(not_a_password_for_mschap),
		TEST(nobody_to_ask),
		TEST(placeholders),
		TEST(placeholder_inside),
		TEST(names),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
