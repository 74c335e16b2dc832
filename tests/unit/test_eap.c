// SPDX-License-Identifier: BSD-3-Clause
/* The peer core: framing and state machine, RFC 3748 section 4 and 5, RFC 4137. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "eap/creds.h"
#include "eap/method.h"
#include "eap_server.h"

#define IDENTITY "tls@wimax.test"
#define RAW(s, ...)                                         \
	eap_server_raw(s, (const uint8_t[]){ __VA_ARGS__ }, \
		       sizeof((const uint8_t[]){ __VA_ARGS__ }))
#define REQUEST(s, id, ...)                                         \
	eap_server_request(s, id, (const uint8_t[]){ __VA_ARGS__ }, \
			   sizeof((const uint8_t[]){ __VA_ARGS__ }))

static struct eap_creds *creds;
static struct eap_server server;

static int group_setup(void **state)
{
	struct pki_id root = pki_make(&(struct pki_spec){ .cn = "root", .ca = 1 }, NULL, 0);
	struct pki_id client = pki_make(&(struct pki_spec){ .cn = "ss" }, &root, 0);
	struct eap_config cfg = {
		.methods = { eap_method_find("tls") },
		.num_methods = 1,
		.identity = IDENTITY,
		.ca_cert = pki_write_certs("ca.pem", root.cert, NULL),
		.client_cert = pki_write_certs("client.pem", client.cert, NULL),
		.private_key = pki_write_key("client.key", client.key, NULL, NULL),
	};
	struct eap_error err;

	(void)state;
	creds = eap_creds_load(&cfg, &err);
	if (!creds)
		fprintf(stderr, "%s\n", err.text);
	pki_free(&root);
	pki_free(&client);
	return creds ? 0 : -1;
}

static int group_teardown(void **state)
{
	(void)state;
	eap_creds_free(creds);
	pki_cleanup();
	return 0;
}

static int setup(void **state)
{
	(void)state;
	eap_server_reset(&server, creds, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	eap_server_cleanup(&server);
	return 0;
}

static void assert_response(const struct eap_server *s, uint8_t id, const void *data, size_t len)
{
	assert_int_equal(s->resp_len, 4 + len);
	assert_int_equal(s->resp[0], 2);
	assert_int_equal(s->resp[1], id);
	assert_int_equal(s->resp[2] << 8 | s->resp[3], 4 + len);
	assert_memory_equal(s->resp + 4, data, len);
}

static void assert_waiting(const struct eap_server *s)
{
	assert_int_equal(s->done_count, 0);
}

static void assert_failed(const struct eap_server *s, enum wman_reason reason)
{
	static const uint8_t zero[EAP_MSK_LEN];

	assert_int_equal(s->done_count, 1);
	assert_false(s->result.success);
	assert_int_equal(s->result.error.reason, reason);
	assert_true(strlen(s->result.error.text) > 0);
	assert_memory_equal(s->result.msk, zero, sizeof(zero));
	assert_memory_equal(s->result.emsk, zero, sizeof(zero));
}

/* Anything here gets no answer, at the beginning and in the middle of a method */
static const struct {
	const char *what;
	uint8_t packet[12];
	size_t len;
} discarded[] = {
	{ "nothing", { 0 }, 0 },
	{ "one octet", { 1 }, 1 },
	{ "three octets", { 1, 90, 0 }, 3 },
	{ "Length below the header", { 1, 90, 0, 3, 1 }, 5 },
	{ "Length 0", { 1, 90, 0, 0, 1 }, 5 },
	{ "Length above what came", { 1, 90, 0, 6, 1 }, 5 },
	{ "Length 65535", { 1, 90, 0xff, 0xff, 1 }, 5 },
	{ "code 0", { 0, 90, 0, 5, 1 }, 5 },
	{ "Response", { 2, 90, 0, 5, 1 }, 5 },
	{ "Initiate", { 5, 90, 0, 5, 1 }, 5 },
	{ "code 255", { 255, 90, 0, 5, 1 }, 5 },
	{ "Request without a Type", { 1, 90, 0, 4 }, 4 },
	{ "Type beyond Length", { 1, 90, 0, 4, 1 }, 5 },
	{ "Nak as a request", { 1, 90, 0, 6, 3, 13 }, 6 },
	{ "Expanded Type cut off", { 1, 90, 0, 11, 254, 0, 0, 0, 0, 0, 0 }, 11 },
	{ "Expanded Nak as a request", { 1, 90, 0, 12, 254, 0, 0, 0, 0, 0, 0, 3 }, 12 },
	{ "Success too long", { 3, 1, 0, 5, 0 }, 5 },
	{ "Failure too long", { 4, 1, 0, 5, 0 }, 5 },
	{ "Success too early", { 3, 1, 0, 4 }, 4 },
};

static void discard(void **state)
{
	unsigned int round, tx;
	size_t i;

	(void)state;
	for (round = 0; round < 2; round++) {
		/* the second round with a method under way */
		if (round)
			eap_server_start(&server);
		tx = server.tx_count;
		for (i = 0; i < sizeof(discarded) / sizeof(discarded[0]); i++) {
			eap_server_raw(&server, discarded[i].packet, discarded[i].len);
			if (server.tx_count != tx || server.done_count)
				fail_msg("not discarded: %s", discarded[i].what);
		}
	}
	/* and it goes on */
	REQUEST(&server, 91, 2, 'x');
	assert_response(&server, 91, "\x02", 1);
}

static void identity(void **state)
{
	(void)state;
	REQUEST(&server, 7, 1);
	assert_response(&server, 7, "\x01" IDENTITY, 1 + strlen(IDENTITY));
	/* again with another Identifier, which may run backwards; with a prompt; with a NUL in it */
	REQUEST(&server, 3, 1, 'w', 'h', 'o', '?');
	assert_response(&server, 3, "\x01" IDENTITY, 1 + strlen(IDENTITY));
	REQUEST(&server, 200, 1, 0, 'n', 'e', 't', 'w', 'o', 'r', 'k', 'i', 'd', '=', 'x');
	assert_response(&server, 200, "\x01" IDENTITY, 1 + strlen(IDENTITY));
	assert_waiting(&server);
}

static void identity_long_prompt(void **state)
{
	uint8_t prompt[1001];

	(void)state;
	memset(prompt, 0xff, sizeof(prompt));
	prompt[0] = 1;
	eap_server_request(&server, 1, prompt, sizeof(prompt));
	assert_response(&server, 1, "\x01" IDENTITY, 1 + strlen(IDENTITY));
}

static void identity_during_method(void **state)
{
	unsigned int tx;

	(void)state;
	eap_server_start(&server);
	tx = server.tx_count;
	REQUEST(&server, 99, 1);
	assert_int_equal(server.tx_count, tx);
	assert_waiting(&server);
}

static void padding_is_ignored(void **state)
{
	(void)state;
	RAW(&server, 1, 9, 0, 5, 1, 0xde, 0xad, 0xbe, 0xef);
	assert_response(&server, 9, "\x01" IDENTITY, 1 + strlen(IDENTITY));
}

static void duplicate_gets_the_same_answer(void **state)
{
	uint8_t first[EAP_SERVER_PACKET_MAX];
	size_t len;

	(void)state;
	eap_server_start(&server);
	len = server.resp_len;
	assert_true(len > 100);
	memcpy(first, server.resp, len);
	/* a ClientHello has a random: only the very same answer compares equal */
	REQUEST(&server, server.id, 13, 0x20);
	assert_int_equal(server.resp_len, len);
	assert_memory_equal(server.resp, first, len);
	assert_waiting(&server);
}

static void notification(void **state)
{
	(void)state;
	REQUEST(&server, 5, 2, 'h', 'i', '\r', '\n', 0x1b, '[', '3', '1', 'm', 0, 0xc3, 0xa9);
	assert_response(&server, 5, "\x02", 1);
	assert_string_equal(server.note, "notification of the server: hi???[31m???");
	eap_server_start(&server);
	REQUEST(&server, 77, 2);
	assert_response(&server, 77, "\x02", 1);
	assert_waiting(&server);
}

static void notification_huge(void **state)
{
	uint8_t text[4000];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[0] = 2;
	eap_server_request(&server, 1, text, sizeof(text));
	assert_response(&server, 1, "\x02", 1);
	assert_true(strlen(server.note) < 200);
}

static void nak(void **state)
{
	static const uint8_t offers[] = { 4, 5, 6, 17, 21, 25, 26, 200, 253, 255 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(offers); i++) {
		REQUEST(&server, (uint8_t)(10 + i), offers[i], 16, 1, 2, 3);
		assert_response(&server, (uint8_t)(10 + i), "\x03\x0d", 2);
	}
	assert_waiting(&server);
	/* still willing */
	REQUEST(&server, 50, 13, 0x20);
	assert_true(server.resp_len > 100);
}

static void nak_expanded(void **state)
{
	static const uint8_t expect[] = { 254, 0, 0, 0, 0, 0, 0, 3, 254, 0, 0, 0, 0, 0, 0, 13 };

	(void)state;
	REQUEST(&server, 1, 254, 0, 0xab, 0xcd, 0, 0, 0, 13, 0x20);
	assert_response(&server, 1, expect, sizeof(expect));
	/* of vendor 0, but unknown; more than one octet of Type */
	REQUEST(&server, 2, 254, 0, 0, 0, 0, 0, 0, 4);
	assert_response(&server, 2, expect, sizeof(expect));
	REQUEST(&server, 3, 254, 0, 0, 0, 0, 0, 1, 13, 0x20);
	assert_response(&server, 3, expect, sizeof(expect));
	assert_waiting(&server);
}

static void no_nak_during_method(void **state)
{
	unsigned int tx;

	(void)state;
	eap_server_start(&server);
	tx = server.tx_count;
	REQUEST(&server, 90, 4, 16);
	REQUEST(&server, 91, 254, 0, 0xab, 0xcd, 0, 0, 0, 13);
	assert_int_equal(server.tx_count, tx);
	assert_waiting(&server);
}

static void expanded_spelling_of_tls(void **state)
{
	static const uint8_t head[] = { 254, 0, 0, 0, 0, 0, 0, 13, 0 };

	(void)state;
	REQUEST(&server, 1, 254, 0, 0, 0, 0, 0, 0, 1);
	assert_response(&server, 1, "\xfe\0\0\0\0\0\0\x01" IDENTITY, 8 + strlen(IDENTITY));
	REQUEST(&server, 2, 254, 0, 0, 0, 0, 0, 0, 13, 0x20);
	assert_true(server.resp_len > 100);
	assert_memory_equal(server.resp + 4, head, sizeof(head));
	/* the record of a ClientHello */
	assert_int_equal(server.resp[13], 0x16);
}

static void success_before_method(void **state)
{
	(void)state;
	eap_server_success(&server, 1);
	assert_waiting(&server);
	REQUEST(&server, 1, 1);
	eap_server_success(&server, 1);
	assert_waiting(&server);
	eap_peer_timeout(server.peer);
	assert_failed(&server, WMAN_REASON_EAP_PROTOCOL);
}

static void success_during_method(void **state)
{
	(void)state;
	eap_server_start(&server);
	eap_server_success(&server, server.id);
	assert_waiting(&server);
	assert_false(eap_peer_lower_success(server.peer));
	assert_waiting(&server);
	eap_peer_timeout(server.peer);
	assert_failed(&server, WMAN_REASON_EAP_PROTOCOL);
}

static void failure_before_anything(void **state)
{
	(void)state;
	eap_server_failure(&server, 77);
	assert_failed(&server, WMAN_REASON_EAP_REJECTED);
}

static void failure_after_identity(void **state)
{
	(void)state;
	REQUEST(&server, 1, 1);
	eap_server_failure(&server, 1);
	assert_failed(&server, WMAN_REASON_EAP_REJECTED);
	assert_non_null(strstr(server.result.error.text, "identity"));
}

static void failure_after_nak(void **state)
{
	(void)state;
	REQUEST(&server, 1, 4, 16);
	eap_server_failure(&server, 1);
	assert_failed(&server, WMAN_REASON_EAP_METHOD);
}

static void failure_during_method(void **state)
{
	(void)state;
	eap_server_start(&server);
	/* of another request: late or forged */
	eap_server_failure(&server, (uint8_t)(server.id + 2));
	eap_server_failure(&server, (uint8_t)(server.id - 1));
	assert_waiting(&server);
	eap_server_failure(&server, (uint8_t)(server.id + 1));
	assert_failed(&server, WMAN_REASON_EAP_REJECTED);
}

static void nothing_after_the_end(void **state)
{
	unsigned int tx;

	(void)state;
	eap_server_start(&server);
	eap_server_failure(&server, server.id);
	tx = server.tx_count;
	eap_server_failure(&server, server.id);
	eap_server_success(&server, server.id);
	REQUEST(&server, server.id, 13, 0x20);
	REQUEST(&server, 90, 13, 0);
	eap_peer_timeout(server.peer);
	eap_peer_lower_failure(server.peer);
	assert_false(eap_peer_lower_success(server.peer));
	assert_int_equal(server.tx_count, tx);
	assert_int_equal(server.done_count, 1);
}

static void timeout(void **state)
{
	(void)state;
	eap_peer_timeout(server.peer);
	assert_failed(&server, WMAN_REASON_EAP_TIMEOUT);
	assert_non_null(strstr(server.result.error.text, "first request"));
}

static void timeout_in_handshake(void **state)
{
	(void)state;
	eap_server_start(&server);
	eap_peer_timeout(server.peer);
	assert_failed(&server, WMAN_REASON_EAP_TIMEOUT);
	assert_non_null(strstr(server.result.error.text, "the server's part of the TLS handshake"));
}

static void lower_failure(void **state)
{
	(void)state;
	eap_server_start(&server);
	eap_peer_lower_failure(server.peer);
	assert_failed(&server, WMAN_REASON_EAP_REJECTED);
}

static void rounds_without_progress(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < 50; i++) {
		REQUEST(&server, (uint8_t)(i + 1), 1);
		assert_waiting(&server);
	}
	/* a retransmission is no round */
	REQUEST(&server, 50, 1);
	assert_waiting(&server);
	REQUEST(&server, 51, 1);
	assert_failed(&server, WMAN_REASON_EAP_ROUNDS);
	assert_int_equal(server.tx_count, 51);
	assert_int_equal(server.result.rounds, 50);
}

static void rounds_at_all(void **state)
{
	unsigned int i;

	(void)state;
	eap_server_start(&server);
	REQUEST(&server, 100, 13, 0xc0, 0, 0, 0x10, 0, 0x16);
	for (i = 3; i < 100; i++) {
		REQUEST(&server, (uint8_t)(100 + i), 13, 0x40, 0);
		assert_waiting(&server);
		assert_int_equal(server.resp_len, 6);
	}
	REQUEST(&server, 99, 13, 0x40, 0);
	assert_failed(&server, WMAN_REASON_EAP_ROUNDS);
	assert_int_equal(server.result.rounds, 100);
}

static void endless_empty_fragments(void **state)
{
	unsigned int i;

	(void)state;
	eap_server_start(&server);
	REQUEST(&server, 60, 13, 0xc0, 0, 0, 0x10, 0);
	for (i = 0; i < 400 && !server.done_count; i++)
		REQUEST(&server, (uint8_t)(61 + i), 13, 0x40);
	assert_failed(&server, WMAN_REASON_EAP_ROUNDS);
	assert_true(i <= 50);
}

/* What a fragment must not look like; each after Start, ClientHello sent. */
static const struct {
	const char *what;
	uint8_t first[16];
	size_t first_len;
	uint8_t second[16];
	size_t second_len;
} broken[] = {
	{ "no Flags octet", { 13 }, 1, { 0 }, 0 },
	{ "L without a Length", { 13, 0x80 }, 2, { 0 }, 0 },
	{ "L with half a Length", { 13, 0x80, 0, 0 }, 4, { 0 }, 0 },
	{ "L with three octets", { 13, 0x80, 0, 0, 0 }, 5, { 0 }, 0 },
	{ "2 GB", { 13, 0xc0, 0x7f, 0xff, 0xff, 0xff, 0x16 }, 7, { 0 }, 0 },
	{ "4 GB less one", { 13, 0xc0, 0xff, 0xff, 0xff, 0xff, 0x16 }, 7, { 0 }, 0 },
	{ "64 KiB and one", { 13, 0xc0, 0, 1, 0, 1, 0x16 }, 7, { 0 }, 0 },
	{ "Length below the fragment", { 13, 0xc0, 0, 0, 0, 2, 1, 2, 3 }, 9, { 0 }, 0 },
	{ "Length below the only fragment", { 13, 0x80, 0, 0, 0, 2, 1, 2, 3 }, 9, { 0 }, 0 },
	{ "Length above the only fragment", { 13, 0x80, 0, 0, 0, 9, 1, 2, 3 }, 9, { 0 }, 0 },
	{ "fragments exceed Length", { 13, 0xc0, 0, 0, 0, 3, 1, 2 }, 8, { 13, 0, 3, 4 }, 4 },
	{ "fragments fall short of Length", { 13, 0xc0, 0, 0, 0, 9, 1, 2 }, 8, { 13, 0, 3, 4 }, 4 },
	{ "Length changes", { 13, 0xc0, 0, 0, 0, 9, 1, 2 }, 8, { 13, 0xc0, 0, 0, 0, 8, 3 }, 7 },
	{ "Length appears later", { 13, 0x40, 1, 2 }, 4, { 13, 0xc0, 0, 0, 0, 8, 3 }, 7 },
	{ "Start again", { 13, 0x20 }, 2, { 0 }, 0 },
	{ "Start within a message", { 13, 0xc0, 0, 0, 0, 9, 1, 2 }, 8, { 13, 0x20 }, 2 },
};

static void broken_fragments(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		eap_server_reset(&server, creds, NULL);
		eap_server_start(&server);
		eap_server_request(&server, 60, broken[i].first, broken[i].first_len);
		if (broken[i].second_len) {
			/* the first one is fine and gets its acknowledgement */
			assert_response(&server, 60, "\x0d\x00", 2);
			eap_server_request(&server, 61, broken[i].second, broken[i].second_len);
		}
		if (server.done_count != 1)
			fail_msg("accepted: %s", broken[i].what);
		assert_failed(&server, WMAN_REASON_EAP_PROTOCOL);
		assert_int_equal(server.resp_len, 0);
	}
}

static const struct {
	const char *what;
	uint8_t data[12];
	size_t len;
	int good;
} starts[] = {
	{ "plain", { 13, 0x20 }, 2, 1 },
	{ "reserved flags set", { 13, 0x3f }, 2, 1 },
	{ "empty with Length 0", { 13, 0xa0, 0, 0, 0, 0 }, 6, 1 },
	{ "with More", { 13, 0x60 }, 2, 0 },
	{ "with data", { 13, 0x20, 1 }, 3, 0 },
	{ "Length cut off", { 13, 0xa0, 0, 0 }, 4, 0 },
	{ "no Start", { 13, 0 }, 2, 0 },
	{ "no Flags", { 13 }, 1, 0 },
};

static void start_forms(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		eap_server_reset(&server, creds, NULL);
		eap_server_request(&server, 1, starts[i].data, starts[i].len);
		if (server.done_count == (unsigned int)starts[i].good)
			fail_msg("Start %s", starts[i].what);
		if (starts[i].good)
			assert_true(server.resp_len > 100);
		else
			assert_failed(&server, WMAN_REASON_EAP_PROTOCOL);
	}
}

static void message_limit_without_length(void **state)
{
	uint8_t data[2 + 2000] = { 13, 0x40 };
	size_t sent = 0;
	uint8_t id = 60;

	(void)state;
	eap_server_start(&server);
	while (!server.done_count) {
		eap_server_request(&server, id++, data, sizeof(data));
		sent += 2000;
		assert_true(sent < 70000);
	}
	assert_failed(&server, WMAN_REASON_EAP_PROTOCOL);
	assert_true(sent > 64 * 1024);
}

/* Two conversations at once share nothing */
static void two_peers(void **state)
{
	static struct eap_server other;

	(void)state;
	eap_server_reset(&other, creds, NULL);
	eap_server_start(&server);
	eap_server_start(&other);
	assert_true(server.resp_len > 100 && other.resp_len > 100);
	/* past the record and handshake headers and the version lies the client random */
	assert_memory_not_equal(server.resp + 17, other.resp + 17, 32);
	eap_server_failure(&other, other.id);
	assert_int_equal(other.done_count, 1);
	assert_waiting(&server);
	eap_server_cleanup(&other);
}

static void *starved_start(const struct eap_creds *c, struct eap_session_cache *cache)
{
	return NULL;
}

static void starved_free(void *state_of_method)
{
	assert_non_null(state_of_method);
}

/* A method that got no memory has no state, so there is nothing of it to be freed. */
static void method_without_memory(void **state)
{
	static const struct eap_method starved = {
		.name = "starved",
		.type = 99,
		.start = starved_start,
		.free = starved_free,
	};
	const struct eap_creds with = {
		.methods = { &starved },
		.num_methods = 1,
		.identity = (char *)IDENTITY,
	};

	(void)state;
	eap_server_reset(&server, &with, NULL);
	REQUEST(&server, 1, 99);
	assert_failed(&server, WMAN_REASON_HELPER_INTERNAL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(discard),
		TEST(identity),
		TEST(identity_long_prompt),
		TEST(identity_during_method),
		TEST(padding_is_ignored),
		TEST(duplicate_gets_the_same_answer),
		TEST(notification),
		TEST(notification_huge),
		TEST(nak),
		TEST(method_without_memory),
		TEST(nak_expanded),
		TEST(no_nak_during_method),
		TEST(expanded_spelling_of_tls),
		TEST(success_before_method),
		TEST(success_during_method),
		TEST(failure_before_anything),
		TEST(failure_after_identity),
		TEST(failure_after_nak),
		TEST(failure_during_method),
		TEST(nothing_after_the_end),
		TEST(timeout),
		TEST(timeout_in_handshake),
		TEST(lower_failure),
		TEST(rounds_without_progress),
		TEST(rounds_at_all),
		TEST(endless_empty_fragments),
		TEST(broken_fragments),
		TEST(start_forms),
		TEST(message_limit_without_length),
		TEST(two_peers),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
