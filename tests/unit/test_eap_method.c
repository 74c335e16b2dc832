// SPDX-License-Identifier: BSD-3-Clause
/*
 * The peer core around a method that does what the test wants: what the core makes of each of its
 * answers, RFC 4137 4.4 and 4.5.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap/method.h"
#include "eap_server.h"

#define TYPE 200

/* What the method answers, and what became of it */
static struct {
	bool no_memory;
	bool no_keys;
	bool progress;
	enum eap_step step;
	unsigned int started, processed, finished, freed;
	uint8_t data[64]; /* Type-Data of the last request */
	size_t len;
	size_t room;
} script;

static bool check(const struct eap_config *cfg, struct eap_error *err)
{
	return true;
}

static void *start(const struct eap_creds *creds, struct eap_session_cache *cache)
{
	script.started++;
	return script.no_memory ? NULL : &script;
}

static enum eap_step process(void *state, const uint8_t *data, size_t len, struct eap_reply *reply,
			     struct eap_error *err)
{
	assert_ptr_equal(state, &script);
	script.processed++;
	script.len = len;
	assert_true(len <= sizeof(script.data));
	memcpy(script.data, data, len);
	script.room = reply->room;
	reply->progress = script.progress;
	memcpy(reply->data, "answer", 6);
	reply->len = 6;
	if (script.step == EAP_STEP_FAIL) {
		err->reason = WMAN_REASON_EAP_PROTOCOL;
		strcpy(err->text, "as the test wants");
	}
	return script.step;
}

static bool finish(void *state, struct eap_result *result)
{
	assert_ptr_equal(state, &script);
	script.finished++;
	memset(result->msk, 0x11, sizeof(result->msk));
	memset(result->emsk, 0x22, sizeof(result->emsk));
	return !script.no_keys;
}

static const char *waiting_for(const void *state)
{
	assert_ptr_equal(state, &script);
	return "the test";
}

static void release(void *state)
{
	assert_ptr_equal(state, &script);
	script.freed++;
}

static const struct eap_method method = {
	.name = "TEST",
	.type = TYPE,
	.check = check,
	.start = start,
	.process = process,
	.finish = finish,
	.waiting_for = waiting_for,
	.free = release,
};

static char identity[] = "id";
static const struct eap_creds creds = {
	.methods = { &method },
	.num_methods = 1,
	.identity = identity,
};
static struct eap_server server;

static int setup(void **state)
{
	(void)state;
	memset(&script, 0, sizeof(script));
	eap_server_reset(&server, &creds, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	return 0;
}

/* A request of the method, and the step that it shall take. */
static void ask(uint8_t id, enum eap_step step)
{
	const uint8_t request[] = { TYPE, id, 1, 2 };

	script.step = step;
	eap_server_request(&server, id, request, sizeof(request));
}

static void assert_success(void)
{
	assert_int_equal(server.done_count, 1);
	assert_true(server.result.success);
	assert_int_equal(server.result.msk[EAP_MSK_LEN - 1], 0x11);
	assert_string_equal(server.result.method, "TEST");
	assert_int_equal(script.freed, 1);
}

static void assert_error(enum wman_reason reason, const char *text)
{
	static const uint8_t zero[EAP_MSK_LEN];

	assert_int_equal(server.done_count, 1);
	assert_false(server.result.success);
	assert_int_equal(server.result.error.reason, reason);
	if (!strstr(server.result.error.text, text))
		fail_msg("'%s' does not say '%s'", server.result.error.text, text);
	assert_memory_equal(server.result.msk, zero, sizeof(zero));
	assert_memory_equal(server.result.emsk, zero, sizeof(zero));
}

static void answers_go_out_as_they_are(void **state)
{
	(void)state;
	ask(5, EAP_STEP_CONT);
	assert_int_equal(script.started, 1);
	assert_int_equal(script.len, 3);
	assert_memory_equal(script.data, "\5\1\2", 3);
	assert_int_equal(script.room, WMAN_EAP_FRAME_MAX - 5);
	assert_int_equal(server.resp_len, 11);
	assert_memory_equal(server.resp,
			    "\2\5\0\x0b\xc8"
			    "answer",
			    11);
	/* the same in the spelling of an Expanded Type */
	eap_server_request(&server, 6, "\xfe\0\0\0\0\0\0\xc8xyz", 11);
	assert_int_equal(script.started, 1);
	assert_int_equal(script.processed, 2);
	assert_memory_equal(script.data, "xyz", 3);
	assert_int_equal(script.room, WMAN_EAP_FRAME_MAX - 12);
	assert_int_equal(server.resp_len, 18);
	assert_memory_equal(server.resp,
			    "\2\6\0\x12\xfe\0\0\0\0\0\0\xc8"
			    "answer",
			    18);
}

/* The longest identity takes both octets of the Length. */
static void long_identity(void **state)
{
	char longest[EAP_IDENTITY_MAX + 1];
	struct eap_creds other = creds;

	(void)state;
	memset(longest, 'x', EAP_IDENTITY_MAX);
	longest[EAP_IDENTITY_MAX] = '\0';
	other.identity = longest;
	eap_server_reset(&server, &other, NULL);
	eap_server_request(&server, 1, "\1", 1);
	assert_int_equal(server.resp_len, 5 + EAP_IDENTITY_MAX);
	assert_memory_equal(server.resp, "\2\1\1\2\1xxx", 8);
}

/* The four octets of a Vendor-Type and the three of a Vendor-Id all count. */
static void expanded_types(void **state)
{
	uint8_t request[] = { 0xfe, 0, 0, 0, 0, 0, 0, TYPE, 'x' };
	size_t i;

	(void)state;
	for (i = 1; i <= 6; i++) {
		request[i] = 1;
		eap_server_request(&server, (uint8_t)i, request, sizeof(request));
		request[i] = 0;
		assert_int_equal(script.started, 0);
		/* a Nak, and in the form of the request */
		assert_int_equal(server.resp_len, 20);
		assert_int_equal(server.resp[4], 0xfe);
		assert_int_equal(server.resp[11], EAP_TYPE_NAK);
		assert_memory_equal(server.resp + 12, "\xfe\0\0\0\0\0\0\xc8", 8);
	}
	eap_server_request(&server, 7, request, sizeof(request));
	assert_int_equal(script.started, 1);
	/* with the method begun, another vendor's type of the same number is not for it */
	for (i = 1; i <= 6; i++) {
		request[i] = 1;
		eap_server_request(&server, (uint8_t)(20 + i), request, sizeof(request));
		request[i] = 0;
		assert_int_equal(server.resp_len, 0);
	}
	assert_int_equal(script.processed, 1);
}

static void refused_type_is_named(void **state)
{
	(void)state;
	eap_server_request(&server, 1, "\xfe\1\2\3\4\5\6\7", 8);
	assert_string_equal(server.note,
			    "the server offers EAP type 67438087 of vendor 66051, refused");
}

static void cut_expanded_types(void **state)
{
	static const uint8_t packet[] = { 1, 1, 0, 12, 0xfe, 0, 0, 0, 0, 0, 0, TYPE };
	uint8_t cut[sizeof(packet)];
	size_t len;

	(void)state;
	memcpy(cut, packet, sizeof(packet));
	for (len = 0; len < sizeof(packet); len++) {
		cut[3] = (uint8_t)len;
		eap_server_raw(&server, cut, len);
		assert_int_equal(script.started, 0);
		assert_int_equal(server.resp_len, 0);
	}
	eap_server_raw(&server, packet, sizeof(packet));
	assert_int_equal(script.started, 1);
}

static void success_needs_the_method(void **state)
{
	(void)state;
	ask(1, EAP_STEP_CONT);
	eap_server_success(&server, 1);
	assert_int_equal(server.done_count, 0);
	assert_false(eap_peer_lower_success(server.peer));
	ask(2, EAP_STEP_COND_SUCC);
	assert_int_equal(server.done_count, 0);
	eap_server_success(&server, 2);
	assert_success();
	assert_int_equal(server.result.rounds, 2);
	/* and that was all */
	assert_false(eap_peer_lower_success(server.peer));
	eap_peer_lower_failure(server.peer);
	eap_peer_timeout(server.peer);
	assert_int_equal(server.done_count, 1);
	assert_int_equal(script.finished, 1);
}

static void protected_success(void **state)
{
	(void)state;
	ask(1, EAP_STEP_UNCOND_SUCC);
	eap_server_failure(&server, 1);
	assert_int_equal(server.done_count, 0);
	assert_true(eap_peer_lower_success(server.peer));
	assert_success();
}

static void success_not_protected(void **state)
{
	(void)state;
	ask(1, EAP_STEP_COND_SUCC);
	eap_server_failure(&server, 1);
	assert_error(WMAN_REASON_EAP_REJECTED, "during EAP-TEST, waiting for the test");
	assert_int_equal(script.freed, 1);
}

static void timeouts(void **state)
{
	(void)state;
	ask(1, EAP_STEP_CONT);
	eap_server_success(&server, 1);
	eap_peer_timeout(server.peer);
	assert_error(WMAN_REASON_EAP_PROTOCOL, "said EAP-Success while the peer waited for the te");

	setup(NULL);
	ask(1, EAP_STEP_UNCOND_SUCC);
	eap_server_failure(&server, 1);
	eap_peer_timeout(server.peer);
	assert_error(WMAN_REASON_EAP_REJECTED, "after the protected success indication");

	setup(NULL);
	ask(1, EAP_STEP_COND_SUCC);
	eap_peer_timeout(server.peer);
	assert_error(WMAN_REASON_EAP_TIMEOUT, "EAP-Success");
}

static void method_fails(void **state)
{
	(void)state;
	ask(1, EAP_STEP_FAIL);
	assert_error(WMAN_REASON_EAP_PROTOCOL, "as the test wants");
	/* what it still had to say went out before */
	assert_int_equal(server.resp_len, 11);
	assert_int_equal(script.freed, 1);
}

static void no_memory_for_the_method(void **state)
{
	(void)state;
	script.no_memory = true;
	ask(1, EAP_STEP_CONT);
	assert_error(WMAN_REASON_HELPER_INTERNAL, "no memory for the EAP method");
	assert_int_equal(script.processed, 0);
	assert_int_equal(script.freed, 0);
}

static void no_keys(void **state)
{
	(void)state;
	script.no_keys = true;
	ask(1, EAP_STEP_COND_SUCC);
	eap_server_success(&server, 1);
	assert_error(WMAN_REASON_HELPER_INTERNAL, "the keys of EAP-TEST could not be derived");
	assert_int_equal(script.freed, 1);
}

/* 50 round trips that bring nothing end the conversation, 50 before progress do not. */
static void progress_counts(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 50; i++)
		ask((uint8_t)i, EAP_STEP_CONT);
	assert_int_equal(server.done_count, 0);
	ask(50, EAP_STEP_CONT);
	assert_error(WMAN_REASON_EAP_ROUNDS, "50 round trips in a row");
	assert_int_equal(script.processed, 50);

	setup(NULL);
	script.progress = true;
	for (i = 0; i < 100; i++)
		ask((uint8_t)i, EAP_STEP_CONT);
	assert_int_equal(server.done_count, 0);
	ask(100, EAP_STEP_CONT);
	assert_error(WMAN_REASON_EAP_ROUNDS, "in 100 round trips");
	assert_int_equal(script.processed, 100);
	assert_int_equal(server.result.rounds, 100);
}

/* Identifier of a result: that of the last request, or the one behind it, around the end too. */
static void result_identifiers(void **state)
{
	unsigned int id, asked;

	(void)state;
	for (asked = 250; asked < 256; asked++) {
		for (id = 0; id < 256; id++) {
			setup(NULL);
			ask((uint8_t)asked, EAP_STEP_COND_SUCC);
			eap_server_success(&server, (uint8_t)id);
			assert_int_equal(server.done_count, id == asked || id == (asked + 1) % 256);
		}
	}
}

static void other_codes(void **state)
{
	uint8_t packet[] = { 0, 1, 0, 4 };
	unsigned int code;

	(void)state;
	ask(1, EAP_STEP_COND_SUCC);
	for (code = 0; code < 256; code++) {
		if (code == 3 || code == 4)
			continue;
		packet[0] = (uint8_t)code;
		eap_server_raw(&server, packet, sizeof(packet));
		assert_int_equal(server.resp_len, 0);
		assert_int_equal(server.done_count, 0);
	}
	/* a result with something behind it is none */
	eap_server_raw(&server, "\3\1\0\5x", 5);
	assert_int_equal(server.done_count, 0);
	eap_server_success(&server, 1);
	assert_success();
}

static void nobody_listens_to_notes(void **state)
{
	struct eap_peer_ops ops = eap_server_peer_ops;

	(void)state;
	ops.note = NULL;
	eap_peer_free(server.peer);
	server.peer = eap_peer_new(&creds, NULL, &ops, &server);
	eap_server_request(&server, 1, "\2hello", 6);
	assert_int_equal(server.resp_len, 5);
	eap_server_request(&server, 2, "\4md5", 4);
	assert_int_equal(server.resp_len, 6);
	assert_string_equal(server.note, "");
}

static void test_find(void **state)
{
	(void)state;
	assert_non_null(eap_method_find("TLS"));
	assert_ptr_equal(eap_method_find("tls"), eap_method_find("TLS"));
	assert_string_equal(eap_method_name(eap_method_find("tls")), "TLS");
	assert_null(eap_method_find("MD5"));
	assert_null(eap_method_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test_setup_teardown(answers_go_out_as_they_are, setup, teardown),
		cmocka_unit_test_setup_teardown(long_identity, setup, teardown),
		cmocka_unit_test_setup_teardown(expanded_types, setup, teardown),
		cmocka_unit_test_setup_teardown(refused_type_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(cut_expanded_types, setup, teardown),
		cmocka_unit_test_setup_teardown(success_needs_the_method, setup, teardown),
		cmocka_unit_test_setup_teardown(protected_success, setup, teardown),
		cmocka_unit_test_setup_teardown(success_not_protected, setup, teardown),
		cmocka_unit_test_setup_teardown(timeouts, setup, teardown),
		cmocka_unit_test_setup_teardown(method_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(no_memory_for_the_method, setup, teardown),
		cmocka_unit_test_setup_teardown(no_keys, setup, teardown),
		cmocka_unit_test_setup_teardown(progress_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(result_identifiers, setup, teardown),
		cmocka_unit_test_setup_teardown(other_codes, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_listens_to_notes, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
