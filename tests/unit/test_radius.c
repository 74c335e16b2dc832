// SPDX-License-Identifier: BSD-3-Clause
/*
 * RADIUS client against a scripted server on loopback, in one event loop.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "loop.h"
#include "radius.h"
#include "radius_script.h"

#define RADIUS_SCRIPT_SECRET "correct horse"
#define REQUESTS	     600

static struct loop *loop;
static struct radius_script servers[2];
static struct radius_client *client;
static struct radius_result got;
static uint8_t got_eap[4096], got_state[256];
static char got_text[512];
static unsigned int results;

static const uint8_t msk[64] = { 1, [31] = 32, [32] = 65, [63] = 96 };

static int setup(void **state)
{
	static const struct radius_timing timing = { .initial_ms = 40, .tries = 2 };
	unsigned int unused, i;
	char name[32], err[256];

	loop = loop_new();
	client = radius_client_new(loop, &timing);
	results = 0;
	memset(&got, 0, sizeof(got));
	memset(servers, 0, sizeof(servers));
	for (i = 0; i < 2; i++) {
		servers[i].fd = radius_script_socket(&servers[i].port);
		servers[i].other_fd = radius_script_socket(&unused);
		servers[i].code = 2;
		servers[i].repeat = 1;
		servers[i].held_id = -1;
		loop_add_fd(loop, servers[i].fd, EPOLLIN, radius_script_readable, &servers[i]);
	}
	snprintf(name, sizeof(name), "127.0.0.1:%u", servers[0].port);
	return radius_client_add_server(client, RADIUS_AUTHENTICATION, name,
					(const uint8_t *)RADIUS_SCRIPT_SECRET,
					strlen(RADIUS_SCRIPT_SECRET), err, sizeof(err));
}

static int teardown(void **state)
{
	unsigned int i;

	radius_client_free(client);
	for (i = 0; i < 2; i++) {
		loop_del_fd(loop, servers[i].fd);
		close(servers[i].fd);
		close(servers[i].other_fd);
	}
	loop_free(loop);
	return 0;
}

static void add_second_server(void)
{
	char name[32], err[256];

	snprintf(name, sizeof(name), "127.0.0.1:%u", servers[1].port);
	assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, name,
						  (const uint8_t *)RADIUS_SCRIPT_SECRET,
						  strlen(RADIUS_SCRIPT_SECRET), err, sizeof(err)),
			 0);
}

static void take_result(void *arg, const struct radius_result *result)
{
	got = *result;
	if (result->eap_len)
		memcpy(got_eap, result->eap, result->eap_len);
	if (result->state_len)
		memcpy(got_state, result->state, result->state_len);
	snprintf(got_text, sizeof(got_text), "%s", result->text);
	/* A cancel from inside is harmless. */
	if (arg)
		radius_request_cancel(*(struct radius_request **)arg);
	results++;
	loop_quit(loop);
}

static void ask(void)
{
	struct radius_request *req =
		radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);

	assert_int_equal(radius_request_add(req, RADIUS_USER_NAME, "bob", 3), 0);
	assert_int_equal(radius_request_send(req), 0);
	assert_int_equal(results, 0);
	loop_run(loop);
	assert_int_equal(results, 1);
	results = 0;
}

static void test_codes(void **state)
{
	static const struct {
		uint8_t code;
		enum radius_outcome outcome;
	} cases[] = {
		{ 2, RADIUS_ACCEPT },
		{ 3, RADIUS_REJECT },
		{ 11, RADIUS_CHALLENGE },
	};
	static const uint8_t timeout[] = { 0, 1, 2, 3 };
	uint8_t eap[300];
	size_t i;

	memset(eap, 0x5a, sizeof(eap));
	radius_script_put(&servers[0], 79, eap, 253);
	radius_script_put(&servers[0], 24, "state", 5);
	radius_script_put(&servers[0], 79, eap + 253, 47);
	radius_script_put(&servers[0], 27, timeout, 4);
	for (i = 0; i < 3; i++) {
		servers[0].code = cases[i].code;
		ask();
		assert_int_equal(got.outcome, cases[i].outcome);
		assert_int_equal(got.eap_len, 300);
		assert_memory_equal(got_eap, eap, 300);
		assert_int_equal(got.state_len, 5);
		assert_memory_equal(got_state, "state", 5);
		assert_true(got.has_session_timeout);
		assert_int_equal(got.session_timeout, 0x010203);
		assert_false(got.has_msk);
	}
	assert_int_equal(radius_client_stats(client)->sent, 3);
	assert_int_equal(radius_client_stats(client)->accepted, 3);
}

/* Every spoilt reply is dropped and counted; the good one behind it is believed. */
static void test_faults(void **state)
{
	static const struct {
		enum radius_fault fault;
		size_t counter;
		const char *text; /* of the result when nothing better comes */
		enum radius_outcome outcome;
	} cases[] = {
#define BAD(f, c, t) { f, offsetof(struct radius_stats, c), t, RADIUS_INVALID }
		BAD(RADIUS_FAULT_SECRET, bad_authenticator, "secret"),
		BAD(RADIUS_FAULT_MA, bad_authenticator, "Message-Authenticator"),
		BAD(RADIUS_FAULT_NO_MA, bad_authenticator, "without a Message-Authenticator"),
		BAD(RADIUS_FAULT_TWO_MA, bad_authenticator, "Message-Authenticator"),
		BAD(RADIUS_FAULT_AUTHENTICATOR, bad_authenticator, "authenticator"),
		BAD(RADIUS_FAULT_CODE, malformed, "code"),
		BAD(RADIUS_FAULT_CUT, malformed, "malformed"),
		BAD(RADIUS_FAULT_LENGTH_SMALL, malformed, "malformed"),
		BAD(RADIUS_FAULT_ATTR_LENGTH_0, malformed, "malformed"),
		BAD(RADIUS_FAULT_ATTR_LENGTH_1, malformed, "malformed"),
		BAD(RADIUS_FAULT_ATTR_PAST_END, malformed, "malformed"),
		BAD(RADIUS_FAULT_LONE_TYPE, malformed, "malformed"),
		BAD(RADIUS_FAULT_MA_LENGTH, malformed, "malformed"),
		{ RADIUS_FAULT_SHORT, offsetof(struct radius_stats, malformed), "no answer",
		  RADIUS_TIMEOUT },
		{ RADIUS_FAULT_ID, offsetof(struct radius_stats, unexpected), "no answer",
		  RADIUS_TIMEOUT },
		/* The kernel drops these two, or there is nothing to count. */
		{ RADIUS_FAULT_SOURCE, SIZE_MAX, "no answer", RADIUS_TIMEOUT },
		{ RADIUS_FAULT_SILENT, SIZE_MAX, "no answer", RADIUS_TIMEOUT },
#undef BAD
	};
	const struct radius_stats *stats = radius_client_stats(client);
	struct radius_stats before;
	unsigned long bad;
	size_t i;

	radius_script_put(&servers[0], 79, "\3\1\0\4", 4);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		before = *stats;
		servers[0].fault = cases[i].fault;
		servers[0].faults = 1;
		ask();
		assert_int_equal(got.outcome, RADIUS_ACCEPT);
		bad = stats->malformed + stats->unexpected + stats->bad_authenticator -
		      before.malformed - before.unexpected - before.bad_authenticator;
		assert_int_equal(bad, cases[i].counter != SIZE_MAX);
		if (bad)
			assert_int_equal(
				*(unsigned long *)((char *)stats + cases[i].counter) -
					*(unsigned long *)((char *)&before + cases[i].counter),
				1);
		assert_true(stats->retransmitted > before.retransmitted);

		servers[0].fault = cases[i].fault;
		servers[0].faults = 0;
		ask();
		assert_int_equal(got.outcome, cases[i].outcome);
		assert_non_null(strstr(got_text, cases[i].text));
		assert_int_equal(got.eap_len, 0);
	}
}

static void test_repetition_is_the_same_packet(void **state)
{
	struct radius_script *s = &servers[0];

	s->fault = RADIUS_FAULT_SILENT;
	s->faults = 1;
	ask();
	assert_int_equal(got.outcome, RADIUS_ACCEPT);
	assert_int_equal(s->heard, 2);
	assert_memory_equal(s->first_request, s->request, s->request_len);
	/* The next request is not. */
	s->heard = 0;
	ask();
	assert_int_not_equal(s->first_request[1], 0xff);
	assert_int_equal(s->heard, 1);
}

static void test_duplicate_reply(void **state)
{
	servers[0].repeat = 3;
	ask();
	assert_int_equal(got.outcome, RADIUS_ACCEPT);
	servers[0].repeat = 1;
	ask();
	assert_int_equal(radius_client_stats(client)->accepted, 2);
	assert_int_equal(radius_client_stats(client)->unexpected, 2);
}

static void test_failover(void **state)
{
	add_second_server();
	servers[0].fault = RADIUS_FAULT_SILENT;
	ask();
	assert_int_equal(got.outcome, RADIUS_ACCEPT);
	assert_int_equal(got.server, 1);
	assert_int_equal(servers[0].heard, 2);
	assert_int_equal(servers[1].heard, 1);
	/* From now on the one that answers is asked first. */
	ask();
	assert_int_equal(servers[0].heard, 2);
	assert_int_equal(servers[1].heard, 2);
	/* Both dead: each was asked its number of times, then one result. */
	servers[1].fault = RADIUS_FAULT_SILENT;
	ask();
	assert_int_equal(got.outcome, RADIUS_TIMEOUT);
	assert_int_equal(servers[0].heard, 4);
	assert_int_equal(servers[1].heard, 4);
}

/* A conversation stays where its state is. */
static void test_pin(void **state)
{
	struct radius_request *req;

	add_second_server();
	servers[1].fault = RADIUS_FAULT_SILENT;
	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	radius_request_pin(req, 1);
	assert_int_equal(radius_request_send(req), 0);
	loop_run(loop);
	assert_int_equal(got.outcome, RADIUS_TIMEOUT);
	assert_int_equal(servers[0].heard, 0);
	assert_int_equal(servers[1].heard, 2);
}

static void test_refused_port(void **state)
{
	close(servers[0].other_fd);
	loop_del_fd(loop, servers[0].fd);
	close(servers[0].fd);
	ask();
	assert_int_equal(got.outcome, RADIUS_TIMEOUT);
	assert_non_null(strstr(got_text, "refused"));
	servers[0].fd = radius_script_socket(&servers[0].port);
	servers[0].other_fd = radius_script_socket(&servers[0].port);
}

/* The MSK reaches the result; what contradicts itself is no acceptance. */
static void keys_good(struct radius_script *s, const uint8_t *auth)
{
	radius_script_wimax_msk(s, auth, msk, 64, 200);
	radius_script_mppe(s, auth, 16, msk + 32, 32);
	radius_script_mppe(s, auth, 17, msk, 32);
}

static void keys_half(struct radius_script *s, const uint8_t *auth)
{
	radius_script_mppe(s, auth, 17, msk, 32);
}

static void test_msk(void **state)
{
	servers[0].add_keys = keys_good;
	ask();
	assert_int_equal(got.outcome, RADIUS_ACCEPT);
	assert_true(got.has_msk);
	assert_memory_equal(got.msk, msk, 64);
	servers[0].add_keys = keys_half;
	ask();
	assert_int_equal(got.outcome, RADIUS_INVALID);
	assert_false(got.has_msk);
	assert_non_null(strstr(got_text, "incomplete"));
	/* Keys of a challenge or reject are nobody's. */
	servers[0].add_keys = keys_good;
	servers[0].code = 3;
	ask();
	assert_int_equal(got.outcome, RADIUS_REJECT);
	assert_false(got.has_msk);
}

static void test_attributes(void **state)
{
	static const uint8_t bsid[] = { 1, 2, 3, 4, 5, 6 };
	static const uint8_t want[] = {
		61, 6, 0, 0, 0, 27, 26, 15, 0, 0, 0x60, 0xb5, 46, 9, 0, 1, 2, 3, 4, 5, 6,
	};
	struct radius_request *req =
		radius_request_new(client, RADIUS_AUTHENTICATION, take_result, &req);
	uint8_t big[4096] = { 0 };
	struct radius_script *s = &servers[0];

	assert_int_equal(radius_request_add_u32(req, RADIUS_NAS_PORT_TYPE, RADIUS_PORT_TYPE_WIMAX),
			 0);
	assert_int_equal(radius_request_add_wimax(req, RADIUS_WIMAX_BS_ID, bsid, sizeof(bsid)), 0);
	assert_int_equal(radius_request_add(req, RADIUS_STATE, big, 0), -EINVAL);
	assert_int_equal(radius_request_add(req, RADIUS_STATE, big, 254), -EINVAL);
	assert_int_equal(radius_request_add_wimax(req, RADIUS_WIMAX_BS_ID, big, 247), -EINVAL);
	assert_int_equal(radius_request_add_eap(req, big, 0), -EINVAL);
	assert_int_equal(radius_request_add_eap(req, big, 600), 0);
	assert_int_equal(radius_request_send(req), 0);
	loop_run(loop);
	assert_int_equal(s->request_len, 38 + sizeof(want) + 255 + 255 + 96);
	assert_memory_equal(s->request + 38, want, sizeof(want));
	assert_int_equal(s->request[38 + sizeof(want) + 1], 255);
	assert_int_equal(s->request[38 + sizeof(want) + 510 + 1], 96);

	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_add_eap(req, big, sizeof(big)), -ENOSPC);
	radius_request_cancel(req);
}

static unsigned int open_requests;

static void count_result(void *arg, const struct radius_result *result)
{
	assert_int_equal(result->outcome, RADIUS_ACCEPT);
	if (!--open_requests)
		loop_quit(loop);
}

/* More than the identifiers of one socket, half of them lost once. */
static void test_many(void **state)
{
	static const struct radius_timing patient = { .initial_ms = 100, .tries = 6 };
	struct radius_request *req, *cancelled[10];
	char name[32], err[256];
	unsigned int i;

	radius_client_free(client);
	client = radius_client_new(loop, &patient);
	snprintf(name, sizeof(name), "127.0.0.1:%u", servers[0].port);
	radius_client_add_server(client, RADIUS_AUTHENTICATION, name,
				 (const uint8_t *)RADIUS_SCRIPT_SECRET,
				 strlen(RADIUS_SCRIPT_SECRET), err, sizeof(err));
	servers[0].fault = RADIUS_FAULT_SILENT;
	servers[0].faults = REQUESTS / 2;
	open_requests = REQUESTS;
	for (i = 0; i < REQUESTS + 10; i++) {
		req = radius_request_new(client, RADIUS_AUTHENTICATION, count_result, NULL);
		assert_int_equal(radius_request_send(req), 0);
		if (i >= REQUESTS)
			cancelled[i - REQUESTS] = req;
	}
	for (i = 0; i < 10; i++)
		radius_request_cancel(cancelled[i]);
	loop_run(loop);
	assert_int_equal(open_requests, 0);
	assert_int_equal(radius_client_stats(client)->accepted, REQUESTS);
	assert_int_equal(radius_client_stats(client)->bad_authenticator, 0);
}

/* Identifiers come round, and pass over the one that is still open. */
static void test_open_identifier(void **state)
{
	static const struct radius_timing patient = { .initial_ms = 60000, .tries = 1 };
	struct radius_request *held;
	char name[32], err[256];
	unsigned int i;

	radius_client_free(client);
	client = radius_client_new(loop, &patient);
	snprintf(name, sizeof(name), "127.0.0.1:%u", servers[0].port);
	radius_client_add_server(client, RADIUS_AUTHENTICATION, name,
				 (const uint8_t *)RADIUS_SCRIPT_SECRET,
				 strlen(RADIUS_SCRIPT_SECRET), err, sizeof(err));
	servers[0].fault = RADIUS_FAULT_SILENT;
	servers[0].faults = 1;
	held = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_send(held), 0);
	for (i = 0; i < 300; i++) {
		ask();
		if (!i)
			servers[0].held_id = servers[0].first_request[1];
	}
	radius_request_cancel(held);
	servers[0].held_id = -1;
	ask();
	assert_int_equal(servers[0].heard, 302);
}

static void test_server_address(void **state)
{
	static const char *const bad[] = { "",	   ":1812",  "127.0.0.1:",	  "127.0.0.1:x",
					   "[::1", "[::1]x", "127.0.0.1:99999999" };
	static const char *const good[] = { "127.0.0.1", "[::1]:1812", "[::1]", "::1" };
	char err[256];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, bad[i],
							  (const uint8_t *)"s", 1, err,
							  sizeof(err)),
				 -EINVAL);
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, good[i],
							  (const uint8_t *)"s", 1, err,
							  sizeof(err)),
				 0);
	assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, good[0],
						  (const uint8_t *)"", 0, err, sizeof(err)),
			 -EINVAL);
	while (!radius_client_add_server(client, RADIUS_AUTHENTICATION, good[0],
					 (const uint8_t *)"s", 1, err, sizeof(err)))
		assert_true(++i < 20);
	assert_non_null(strstr(err, "more than"));
}

/* One server each, since a client takes only a few. */
static int add_server(const char *name, size_t secret_len)
{
	static const uint8_t secret[RADIUS_SECRET_MAX + 1] = { 1 };
	struct radius_client *other = radius_client_new(loop, NULL);
	char err[512];
	int ret;

	ret = radius_client_add_server(other, RADIUS_AUTHENTICATION, name, secret, secret_len, err,
				       sizeof(err));
	if (ret)
		assert_non_null(strstr(err, secret_len > RADIUS_SECRET_MAX ? "octets" : name));
	radius_client_free(other);
	return ret;
}

static void test_server_limits(void **state)
{
	char name[300];

	assert_int_equal(add_server("127.0.0.1:0", 1), -EINVAL);
	assert_int_equal(add_server("127.0.0.1:1", 1), 0);
	assert_int_equal(add_server("127.0.0.1:65535", 1), 0);
	assert_int_equal(add_server("127.0.0.1:65536", 1), -EINVAL);
	assert_int_equal(add_server("127.0.0.1:+1", 1), -EINVAL);
	assert_int_equal(add_server("127.0.0.1:1 ", 1), -EINVAL);
	/* an interface that is not there */
	assert_int_equal(add_server("[fe80::1%nosuch]:1812", 1), -EINVAL);
	assert_int_equal(add_server("127.0.0.1", RADIUS_SECRET_MAX), 0);
	assert_int_equal(add_server("127.0.0.1", RADIUS_SECRET_MAX + 1), -EINVAL);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(add_server(name, 1), -EINVAL);
}

/* 16 sockets have 256 identifiers each; a request more is refused, and one less lets it pass. */
static void test_every_identifier(void **state)
{
	static struct radius_request *req[16 * 256 + 1];
	size_t i;

	for (i = 0; i < 16 * 256; i++) {
		req[i] = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
		assert_int_equal(radius_request_send(req[i]), 0);
	}
	req[i] = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_send(req[i]), -ENOBUFS);
	radius_request_cancel(req[i]);
	radius_request_cancel(req[1000]);
	req[1000] = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_send(req[1000]), 0);
	for (i = 0; i < 16 * 256; i++)
		radius_request_cancel(req[i]);
}

/* A Session-Timeout of another length is none, and a WiMAX attribute has one octet at least. */
static void test_lengths(void **state)
{
	struct radius_request *req =
		radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	uint8_t big[RADIUS_PACKET_MAX] = { 0 };

	radius_script_put(&servers[0], 27, "\0\0\1", 3);
	ask();
	assert_int_equal(got.outcome, RADIUS_ACCEPT);
	assert_false(got.has_session_timeout);
	assert_int_equal(radius_request_add_wimax(req, RADIUS_WIMAX_BS_ID, big, 0), -EINVAL);
	assert_int_equal(radius_request_add_wimax(req, RADIUS_WIMAX_BS_ID, big, 246), 0);
	assert_int_equal(radius_request_add_wimax(req, RADIUS_WIMAX_BS_ID, big, 247), -EINVAL);
	assert_int_equal(radius_request_add(req, RADIUS_STATE, big, 0), -EINVAL);
	assert_int_equal(radius_request_add(req, RADIUS_STATE, big, 253), 0);
	assert_int_equal(radius_request_add(req, RADIUS_STATE, big, 254), -EINVAL);
	assert_int_equal(radius_request_add_eap(req, big, 0), -EINVAL);
	radius_request_cancel(req);
}

static void test_secret_file(void **state)
{
	static const struct {
		const char *content;
		mode_t mode;
		const char *secret;
	} cases[] = {
		{ "testing123\n", 0600, "testing123" },
		{ "testing123\r\nsecond line\n", 0400, "testing123" },
		{ " a b ", 0600, " a b " },
		{ "testing123\n", 0640, NULL },
		{ "testing123\n", 0604, NULL },
		{ "", 0600, NULL },
		{ "\n", 0600, NULL },
	};
	char path[] = "/tmp/test_radius.XXXXXX", err[256], lng[RADIUS_SECRET_MAX + 3];
	uint8_t secret[RADIUS_SECRET_MAX];
	int fd = mkstemp(path), ret;
	size_t i, len;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ftruncate(fd, 0), 0);
		len = strlen(cases[i].content);
		assert_int_equal(pwrite(fd, cases[i].content, len, 0), len);
		assert_int_equal(fchmod(fd, cases[i].mode), 0);
		ret = radius_secret_read(path, secret, &len, err, sizeof(err));
		assert_int_equal(ret, cases[i].secret ? 0 : -EINVAL);
		assert_int_equal(len, cases[i].secret ? strlen(cases[i].secret) : 0);
		if (cases[i].secret)
			assert_memory_equal(secret, cases[i].secret, len);
		else
			assert_non_null(strstr(err, path));
	}
	assert_int_equal(fchmod(fd, 0600), 0);
	memset(lng, 'x', sizeof(lng));
	assert_int_equal(pwrite(fd, lng, RADIUS_SECRET_MAX, 0), RADIUS_SECRET_MAX);
	assert_int_equal(radius_secret_read(path, secret, &len, err, sizeof(err)), 0);
	assert_int_equal(len, RADIUS_SECRET_MAX);
	assert_int_equal(pwrite(fd, lng, RADIUS_SECRET_MAX + 1, 0), RADIUS_SECRET_MAX + 1);
	assert_int_equal(radius_secret_read(path, secret, &len, err, sizeof(err)), -EINVAL);
	unlink(path);
	close(fd);
	assert_int_equal(radius_secret_read(path, secret, &len, err, sizeof(err)), -EINVAL);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_codes),
		TEST(test_faults),
		TEST(test_repetition_is_the_same_packet),
		TEST(test_duplicate_reply),
		TEST(test_failover),
		TEST(test_pin),
		TEST(test_refused_port),
		TEST(test_msk),
		TEST(test_attributes),
		TEST(test_many),
		TEST(test_open_identifier),
		TEST(test_server_address),
		TEST(test_server_limits),
		TEST(test_every_identifier),
		TEST(test_lengths),
		TEST(test_secret_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
