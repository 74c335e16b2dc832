// SPDX-License-Identifier: BSD-3-Clause
/*
 * RADIUS without memory, sockets and digests: whichever call fails, nothing is believed that was
 * not checked, and what can be had without it still comes.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "failing.h"
#include "loop.h"
#include "radius.h"
#include "radius_packet.h"
#include "radius_script.h"

#define CALLS_MAX  200
#define SECRET	   ((const uint8_t *)RADIUS_SCRIPT_SECRET)
#define SECRET_LEN strlen(RADIUS_SCRIPT_SECRET)

FAILING(int, socket, (int domain, int type, int protocol), (domain, type, protocol),
	failing_with(EMFILE))
FAILING(int, connect, (int fd, const struct sockaddr *addr, socklen_t len), (fd, addr, len),
	failing_with(ENETUNREACH))
FAILING(int, epoll_ctl, (int epfd, int op, int fd, struct epoll_event *event),
	(epfd, op, fd, event), failing_with(ENOSPC))
FAILING(ssize_t, send, (int fd, const void *buf, size_t len, int flags), (fd, buf, len, flags),
	failing_with(ENOBUFS))
FAILING(int, fstat, (int fd, struct stat *st), (fd, st), failing_with(EIO))
FAILING(ssize_t, read, (int fd, void *buf, size_t len), (fd, buf, len), failing_with(EIO))
FAILING(ssize_t, getrandom, (void *buf, size_t len, unsigned int flags), (buf, len, flags), -1)
FAILING(unsigned char *, HMAC,
	(const EVP_MD *md, const void *key, int key_len, const unsigned char *data, size_t len,
	 unsigned char *out, unsigned int *out_len),
	(md, key, key_len, data, len, out, out_len), NULL)
FAILING(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
FAILING(int, EVP_DigestInit_ex, (EVP_MD_CTX * ctx, const EVP_MD *md, ENGINE *impl), (ctx, md, impl),
	0)
FAILING(int, EVP_DigestUpdate, (EVP_MD_CTX * ctx, const void *data, size_t len), (ctx, data, len),
	0)
FAILING(int, EVP_DigestFinal_ex, (EVP_MD_CTX * ctx, unsigned char *out, unsigned int *len),
	(ctx, out, len), 0)

static const uint8_t msk[64] = { 1, [63] = 64 };

static void add_keys(struct radius_script *s, const uint8_t *auth)
{
	radius_script_mppe(s, auth, 16, msk + 32, 32);
	radius_script_mppe(s, auth, 17, msk, 32);
	radius_script_wimax_msk(s, auth, msk, 64, 40);
}

/* A good reply is believed when every digest over it could be made, and a forged one never is. */
static void check_sweep(enum radius_fault fault, enum radius_check expected)
{
	struct radius_script s = { .code = 2, .add_keys = add_keys };
	unsigned int n;
	enum radius_check check;
	uint8_t reply[4096];
	size_t len;

	memset(s.request, 0x33, sizeof(s.request));
	len = radius_script_reply(&s, fault, reply);
	for (n = 1;; n++) {
		failing_begin(n, false);
		check = radius_reply_check(reply, len, s.request + 4, SECRET, SECRET_LEN);
		if (!failing_end())
			break;
		if (check != expected)
			assert_in_range(check, RADIUS_CHECK_MA, RADIUS_CHECK_AUTHENTICATOR);
		assert_int_not_equal(check, RADIUS_CHECK_OK);
		assert_true(n < CALLS_MAX);
	}
	assert_int_equal(check, expected);
	/* MD5: context, start, three pieces, end; the HMAC comes behind it */
	assert_true(n > 6);
}

static void test_check(void **state)
{
	check_sweep(RADIUS_FAULT_NONE, RADIUS_CHECK_OK);
	check_sweep(RADIUS_FAULT_MA, RADIUS_CHECK_MA);
	check_sweep(RADIUS_FAULT_AUTHENTICATOR, RADIUS_CHECK_AUTHENTICATOR);
}

/* The right key or none of its octets. */
static void test_msk(void **state)
{
	static const uint8_t zero[64];
	struct radius_script s = { .code = 2, .add_keys = add_keys };
	uint8_t reply[4096], out[64];
	unsigned int n;
	const char *error;
	size_t len;
	bool good;

	memset(s.request, 0x33, sizeof(s.request));
	len = radius_script_reply(&s, RADIUS_FAULT_NONE, reply);
	for (n = 1;; n++) {
		memset(out, 0xaa, sizeof(out));
		failing_begin(n, false);
		good = radius_reply_msk(reply, len, s.request + 4, SECRET, SECRET_LEN, out, &error);
		if (!failing_end())
			break;
		assert_false(good);
		assert_non_null(error);
		assert_memory_equal(out, zero, sizeof(msk));
		assert_true(n < CALLS_MAX);
	}
	assert_true(good);
	assert_memory_equal(out, msk, sizeof(msk));
	/* six calls for each of 3 + 3 + 5 blocks */
	assert_int_equal(n, 67);
}

static void test_seal(void **state)
{
	struct radius_packet pkt;
	unsigned int n;
	int ret;

	radius_packet_init(&pkt, RADIUS_CODE_ACCESS_REQUEST);
	for (n = 1;; n++) {
		failing_begin(n, false);
		ret = radius_packet_seal(&pkt, 1, SECRET, SECRET_LEN);
		if (!failing_end())
			break;
		assert_int_equal(ret, -EIO);
	}
	assert_int_equal(ret, 0);
	assert_int_equal(n, 3);
}

static struct loop *loop;
static enum radius_outcome outcome;
static char text[256];

static void take_result(void *arg, const struct radius_result *result)
{
	outcome = result->outcome;
	snprintf(text, sizeof(text), "%s", result->text);
	loop_quit(loop);
}

/* The server is there, and the packet is sent again when its first transmission failed. */
static void test_request(void **state)
{
	static const struct radius_timing timing = { .initial_ms = 10, .tries = 3 };
	struct radius_script s = { .code = 2, .repeat = 1, .held_id = -1 };
	struct radius_client *client;
	struct radius_request *req;
	char name[32], err[256];
	unsigned int n, sent = 0, refused = 0, unused;
	bool more = true;
	int ret;

	s.fd = radius_script_socket(&s.port);
	s.other_fd = radius_script_socket(&unused);
	snprintf(name, sizeof(name), "127.0.0.1:%u", s.port);
	for (n = 1; more; n++) {
		loop = loop_new();
		loop_add_fd(loop, s.fd, EPOLLIN, radius_script_readable, &s);
		client = radius_client_new(loop, &timing);
		assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, name,
							  SECRET, SECRET_LEN, err, sizeof(err)),
				 0);
		failing_begin(n, false);
		req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
		ret = req ? radius_request_send(req) : -ENOMEM;
		more = failing_end();
		if (ret) {
			assert_true(ret == -ENOMEM || ret == -ENOBUFS || ret == -EIO);
			radius_request_cancel(req);
			refused++;
		} else {
			outcome = RADIUS_INVALID;
			loop_run(loop);
			assert_int_equal(outcome, RADIUS_ACCEPT);
			sent++;
		}
		radius_client_free(client);
		loop_del_fd(loop, s.fd);
		loop_free(loop);
		assert_true(n < CALLS_MAX);
	}
	/* request, timer, its socket and the loop's part of it; the first transmission; none */
	assert_true(refused >= 5);
	assert_true(sent >= 2);
	close(s.fd);
	close(s.other_fd);
}

static unsigned int deaths;

static void take_change(void *arg, const char *server, bool alive)
{
	deaths += !alive;
	if (alive)
		loop_quit(loop);
}

/* Nothing that the server calls fails. */
static void sound_server(void *arg, uint32_t events)
{
	const bool armed = failing_armed;

	failing_armed = false;
	radius_script_readable(arg, events);
	failing_armed = armed;
}

/* A server that is dead is asked until it lives, also when it cannot be asked at times. */
static void test_status(void **state)
{
	static const struct radius_timing timing = { .initial_ms = 2, .tries = 1 };
	struct radius_client *client;
	struct radius_request *req;
	struct radius_script s;
	char name[32], err[256];
	unsigned int n;
	bool more = true;

	for (n = 1; more; n++) {
		s = (struct radius_script){ .code = 2, .repeat = 1, .held_id = -1, .other_fd = -1 };
		s.fault = RADIUS_FAULT_SILENT;
		s.faults = 1;
		s.fd = radius_script_socket(&s.port);
		snprintf(name, sizeof(name), "127.0.0.1:%u", s.port);
		loop = loop_new();
		loop_add_fd(loop, s.fd, EPOLLIN, sound_server, &s);
		client = radius_client_new(loop, &timing);
		assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, name,
							  SECRET, SECRET_LEN, err, sizeof(err)),
				 0);
		assert_int_equal(radius_client_watch(client, 5, "bs-1", take_change, NULL), 0);
		deaths = 0;
		req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
		assert_int_equal(radius_request_send(req), 0);
		outcome = RADIUS_ACCEPT;
		loop_run(loop);
		assert_int_equal(outcome, RADIUS_TIMEOUT);
		failing_begin(n, false);
		loop_run(loop);
		more = failing_end();
		assert_int_equal(deaths, 1);
		assert_true(s.statuses > 0);
		radius_client_free(client);
		loop_del_fd(loop, s.fd);
		close(s.fd);
		loop_free(loop);
		assert_true(n < CALLS_MAX);
	}
	/* the time, a request, its digest, the socket; what is missed is asked for again */
	assert_true(n > 6);
}

/* Without memory for its timers a client is not watched. */
static void test_watch(void **state)
{
	struct radius_client *client;
	char err[256];

	loop = loop_new();
	client = radius_client_new(loop, NULL);
	assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, "127.0.0.1",
						  SECRET, SECRET_LEN, err, sizeof(err)),
			 0);
	failing_begin(1, false);
	assert_int_equal(radius_client_watch(client, 5, "bs-1", NULL, NULL), -ENOMEM);
	assert_true(failing_end());
	radius_client_free(client);
	loop_free(loop);
}

/* What is said when nothing could be sent at all. */
static void test_nothing_can_be_sent(void **state)
{
	static const struct radius_timing timing = { .initial_ms = 1, .tries = 1 };
	struct radius_client *client;
	struct radius_request *req;
	char err[256];

	loop = loop_new();
	client = radius_client_new(loop, &timing);
	assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, "127.0.0.1:9",
						  SECRET, SECRET_LEN, err, sizeof(err)),
			 0);
	/* once, so that the socket is there and the next call that can fail is the send */
	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_send(req), 0);
	radius_request_cancel(req);
	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	failing_begin(CALLS_MAX, false);
	assert_int_equal(radius_request_send(req), 0);
	failing_end();
	radius_request_cancel(req);
	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	failing_begin(failing_calls, false);
	assert_int_equal(radius_request_send(req), 0);
	assert_true(failing_end());
	outcome = RADIUS_ACCEPT;
	loop_run(loop);
	assert_int_equal(outcome, RADIUS_TIMEOUT);
	assert_non_null(strstr(text, "no answer from 127.0.0.1:9: "));
	radius_client_free(client);
	loop_free(loop);
}

/* The second server is asked when no socket can be made towards it, too: then there is an end. */
static void test_second_server_out_of_reach(void **state)
{
	static const struct radius_timing timing = { .initial_ms = 1, .tries = 1 };
	struct radius_script s = { .code = 2, .repeat = 1, .held_id = -1 };
	struct radius_client *client;
	struct radius_request *req;
	char name[32], err[256];

	loop = loop_new();
	s.fd = radius_script_socket(&s.port);
	snprintf(name, sizeof(name), "127.0.0.1:%u", s.port);
	client = radius_client_new(loop, &timing);
	assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, name, SECRET,
						  SECRET_LEN, err, sizeof(err)),
			 0);
	assert_int_equal(radius_client_add_server(client, RADIUS_AUTHENTICATION, name, SECRET,
						  SECRET_LEN, err, sizeof(err)),
			 0);
	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_send(req), 0);
	/* the first call from here is for the second server's socket */
	failing_begin(1, false);
	outcome = RADIUS_ACCEPT;
	loop_run(loop);
	assert_true(failing_end());
	assert_int_equal(outcome, RADIUS_TIMEOUT);
	close(s.fd);
	radius_client_free(client);
	loop_free(loop);
}

static void test_client(void **state)
{
	struct radius_client *client;
	struct radius_request *req;
	unsigned int n;

	loop = loop_new();
	for (n = 1;; n++) {
		failing_begin(n, false);
		client = radius_client_new(loop, NULL);
		if (!failing_end())
			break;
		assert_null(client);
	}
	assert_in_range(n, 3, 4);
	radius_client_free(NULL);
	/* without servers nobody can be asked */
	assert_non_null(client);
	req = radius_request_new(client, RADIUS_AUTHENTICATION, take_result, NULL);
	assert_int_equal(radius_request_send(req), -EINVAL);
	radius_request_cancel(req);
	radius_client_free(client);
	loop_free(loop);
}

static void test_secret(void **state)
{
	char path[] = "/tmp/test_radius.XXXXXX", err[256];
	uint8_t secret[RADIUS_SECRET_MAX];
	int fd = mkstemp(path), ret;
	unsigned int n;
	size_t len;

	assert_int_equal(write(fd, "a secret\n", 9), 9);
	close(fd);
	for (n = 1;; n++) {
		err[0] = '\0';
		failing_begin(n, false);
		ret = radius_secret_read(path, secret, &len, err, sizeof(err));
		if (!failing_end())
			break;
		assert_int_equal(ret, -EINVAL);
		assert_non_null(strstr(err, "Input/output error"));
	}
	unlink(path);
	assert_int_equal(ret, 0);
	assert_int_equal(len, 8);
	assert_int_equal(n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_msk),
		cmocka_unit_test(test_seal),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_watch),
		cmocka_unit_test(test_nothing_can_be_sent),
		cmocka_unit_test(test_second_server_out_of_reach),
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
