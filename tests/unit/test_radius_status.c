// SPDX-License-Identifier: BSD-3-Clause
/* RADIUS servers that do not answer, and Status-Server, which finds out when they do (RFC 5997). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "loop.h"
#include "radius.h"
#include "radius_script.h"

#define STATUS_MS 40

static struct loop *loop;
static struct radius_client *client;
static struct radius_script server[2];
static enum radius_outcome outcome;
static unsigned int told, dead, enough, n_results;

static void take_result(void *arg, const struct radius_result *result)
{
	outcome = result->outcome;
	n_results++;
	loop_quit(loop);
}

static void take_change(void *arg, const char *name, bool alive)
{
	char text[32];

	snprintf(text, sizeof(text), "127.0.0.1:%u", server[0].port);
	assert_string_equal(name, text);
	dead = !alive;
	if (++told == enough)
		loop_quit(loop);
}

static void begin(unsigned int status_ms)
{
	static const struct radius_timing timing = { .initial_ms = 20, .tries = 2 };
	char text[32], err[256];
	unsigned int i;

	loop = loop_new();
	client = radius_client_new(loop, &timing);
	told = 0;
	dead = 0;
	n_results = 0;
	for (i = 0; i < 2; i++) {
		memset(&server[i], 0, sizeof(server[i]));
		server[i].fd = radius_script_socket(&server[i].port);
		server[i].other_fd = -1;
		server[i].repeat = 1;
		server[i].code = 2;
		server[i].held_id = -1;
		loop_add_fd(loop, server[i].fd, EPOLLIN, radius_script_readable, &server[i]);
		snprintf(text, sizeof(text), "127.0.0.1:%u", server[i].port);
		assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, text,
							  (const uint8_t *)RADIUS_SCRIPT_SECRET,
							  strlen(RADIUS_SCRIPT_SECRET), err,
							  sizeof(err)),
				 0);
	}
	if (status_ms)
		assert_int_equal(radius_client_watch(client, status_ms, "bs-1", take_change, NULL),
				 0);
}

static void end(void)
{
	unsigned int i;

	radius_client_free(client);
	for (i = 0; i < 2; i++) {
		loop_del_fd(loop, server[i].fd);
		close(server[i].fd);
	}
	loop_free(loop);
}

static void ask(enum radius_outcome want)
{
	struct radius_request *req;
	const unsigned int before = n_results;

	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_add(req, RADIUS_USER_NAME, "bob", 3), 0);
	assert_int_equal(radius_request_send(req), 0);
	while (n_results == before)
		loop_run(loop);
	assert_int_equal(outcome, want);
}

static void wait_change(void)
{
	enough = told + 1;
	loop_run(loop);
	enough = 0;
}

/* The first one falls silent: it is asked, once at a time, until it answers; then it comes first again. */
static void test_dead_and_alive(void **state)
{
	const uint8_t name[] = { 32, 6, 'b', 's', '-', '1' };

	begin(STATUS_MS);
	server[0].fault = RADIUS_FAULT_SILENT;
	server[0].faults = 4; /* the request, repeated, and two questions */
	ask(RADIUS_ACCEPT);
	assert_int_equal(told, 1);
	assert_int_equal(dead, 1);
	assert_int_equal(server[0].heard, 2);
	assert_int_equal(server[1].heard, 1);
	/* nobody waits for it any more */
	ask(RADIUS_ACCEPT);
	assert_int_equal(server[0].heard - server[0].statuses, 2);
	assert_int_equal(server[1].heard, 2);

	wait_change();
	assert_int_equal(dead, 0);
	assert_int_equal(server[0].statuses, 3);
	assert_int_equal(server[0].request[0], 12);
	/* Message-Authenticator and who asks, and no more (RFC 5997, section 3) */
	assert_int_equal(server[0].request_len, 20 + 18 + sizeof(name));
	assert_memory_equal(server[0].request + 38, name, sizeof(name));
	ask(RADIUS_ACCEPT);
	assert_int_equal(server[0].heard - server[0].statuses, 3);
	assert_int_equal(server[1].heard, 2);
	end();
}

/* Who answers with a wrong secret does not live. */
static void test_wrong_answer(void **state)
{
	begin(STATUS_MS);
	server[0].fault = RADIUS_FAULT_AUTHENTICATOR;
	ask(RADIUS_ACCEPT);
	assert_int_equal(dead, 1);
	while (server[0].statuses < 3)
		ask(RADIUS_ACCEPT);
	assert_int_equal(told, 1);
	server[0].fault = RADIUS_FAULT_NONE;
	/* an Access-Challenge is no answer to it */
	server[0].code = 11;
	while (server[0].statuses < 6)
		ask(RADIUS_ACCEPT);
	assert_int_equal(told, 1);
	/* without a Message-Authenticator it is */
	server[0].code = 2;
	server[0].fault = RADIUS_FAULT_NO_MA;
	wait_change();
	assert_int_equal(dead, 0);
	end();
}

/* When nobody answers they are asked all the same: somebody may have come back. */
static void test_all_dead(void **state)
{
	begin(0);
	server[0].fault = RADIUS_FAULT_SILENT;
	server[1].fault = RADIUS_FAULT_SILENT;
	assert_int_equal(radius_client_watch(client, 100 * STATUS_MS, "bs-1", NULL, NULL), 0);
	ask(RADIUS_TIMEOUT);
	server[1].fault = RADIUS_FAULT_NONE;
	ask(RADIUS_ACCEPT);
	assert_int_equal(server[0].statuses, 0);
	end();
}

/* Off: nobody is asked, and who answered last comes first. */
static void test_off(void **state)
{
	begin(0);
	server[0].fault = RADIUS_FAULT_SILENT;
	server[0].faults = 2;
	ask(RADIUS_ACCEPT);
	ask(RADIUS_ACCEPT);
	assert_int_equal(server[0].heard, 2);
	assert_int_equal(server[1].heard, 2);
	assert_int_equal(server[0].statuses, 0);
	end();
}

/* A client that was replaced asks no more, and goes. */
static void test_replaced(void **state)
{
	static const struct radius_timing timing = { .initial_ms = 20, .tries = 1 };
	struct radius_client *next;

	begin(STATUS_MS);
	server[0].fault = RADIUS_FAULT_SILENT;
	ask(RADIUS_ACCEPT);
	assert_int_equal(dead, 1);
	next = radius_client_new(loop, &timing);
	assert_non_null(next);
	radius_client_replace(client, next);
	client = next;
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dead_and_alive), cmocka_unit_test(test_wrong_answer),
		cmocka_unit_test(test_all_dead),       cmocka_unit_test(test_off),
		cmocka_unit_test(test_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
