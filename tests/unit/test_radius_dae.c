// SPDX-License-Identifier: BSD-3-Clause
/*
 * Dynamic authorization server (RFC 5176): whom it knows, how long it remembers, and what becomes of
 * a request without memory and digests. What it refuses of a request: test_bs_dae.
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
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "failing.h"
#include "loop.h"
#include "radius.h"
#include "radius_dae.h"

#define SECRET	  "a secret"
#define CALLS_MAX 50
#define WAIT_MS	  5000 /* for what must come */

enum { COA = 43, ACK = 44, NAK = 45, STATUS_SERVER = 12, TIMESTAMP = 55, MA = 80 };

FAILING(int, socket, (int domain, int type, int protocol), (domain, type, protocol),
	failing_with(EMFILE))
FAILING(int, epoll_ctl, (int epfd, int op, int fd, struct epoll_event *event),
	(epfd, op, fd, event), failing_with(ENOSPC))
FAILING(unsigned char *, HMAC,
	(const EVP_MD *md, const void *key, int key_len, const unsigned char *data, size_t len,
	 unsigned char *out, unsigned int *out_len),
	(md, key, key_len, data, len, out, out_len), NULL)
FAILING(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)

static time_t now = 1000000;

/* The server's clock, which the test turns forward. */
time_t time(time_t *out)
{
	if (out)
		*out = now;
	return now;
}

static struct loop *loop;
static struct radius_dae *dae;
static struct loop_timer *patience;
static int fd;
static unsigned int executed, taken;
static int cause;
static uint8_t answer[4096];
static ssize_t answer_len;
static char err[256];

static int execute(void *arg, enum radius_dae_kind kind, const uint8_t *attrs, size_t len)
{
	assert_int_equal(kind, RADIUS_COA);
	executed++;
	return cause;
}

static size_t build(uint8_t code, uint8_t id, uint8_t *out)
{
	const uint32_t t = htonl((uint32_t)now);
	uint8_t input[64];

	memset(out, 0, 44);
	out[0] = code;
	out[1] = id;
	out[3] = 44;
	out[20] = TIMESTAMP;
	out[21] = 6;
	memcpy(out + 22, &t, 4);
	out[26] = MA;
	out[27] = 18;
	if (code == STATUS_SERVER)
		memset(out + 4, 0x5a, 16);
	REAL(HMAC)(EVP_md5(), SECRET, strlen(SECRET), out, 44, out + 28, NULL);
	memcpy(input, out, 44);
	memcpy(input + 44, SECRET, strlen(SECRET));
	if (code != STATUS_SERVER)
		EVP_Digest(input, 44 + strlen(SECRET), out + 4, NULL, EVP_md5(), NULL);
	return 44;
}

static void over(void *arg)
{
	loop_quit(loop);
}

static void readable(void *arg, uint32_t events)
{
	answer_len = recv(fd, answer, sizeof(answer), MSG_DONTWAIT);
	loop_quit(loop);
}

static void run(void)
{
	loop_timer_set(patience, WAIT_MS);
	loop_run(loop);
	loop_timer_stop(patience);
}

/* The server takes a packet; when its callback is at its end, so is the loop. */
ssize_t recvfrom(int s, void *buf, size_t len, int flags, struct sockaddr *addr,
		 socklen_t *addr_len)
{
	const ssize_t n = REAL(recvfrom)(s, buf, len, flags, addr, addr_len);

	if (n > 0) {
		taken++;
		loop_quit(loop);
	}
	return n;
}

/* Code of what the server answered when it was done with a request, 0 for nothing. */
static uint8_t tell(const uint8_t *request, size_t len)
{
	const unsigned int before = taken;

	answer_len = 0;
	assert_int_equal(send(fd, request, len, 0), len);
	run();
	assert_int_equal(taken, before + 1);
	if (!answer_len)
		answer_len = recv(fd, answer, sizeof(answer), MSG_DONTWAIT);
	return answer_len > 0 ? answer[0] : 0;
}

static uint8_t tell_of(uint8_t code, uint8_t id)
{
	uint8_t request[64];

	return tell(request, build(code, id, request));
}

/* Code of the answer that must come, be it later than the server's call to send it. */
static uint8_t hear(void)
{
	if (answer_len <= 0)
		run();
	return answer_len > 0 ? answer[0] : 0;
}

static uint8_t ask(const uint8_t *request, size_t len)
{
	tell(request, len);
	return hear();
}

static uint8_t ask_for(uint8_t code, uint8_t id)
{
	uint8_t request[64];

	return ask(request, build(code, id, request));
}

/* A port of loopback that nobody has. */
static bool address_of(int family, char *text, size_t len, struct sockaddr_in6 *addr)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)addr;
	socklen_t addr_len = sizeof(*addr);
	int probe = socket(family, SOCK_DGRAM, 0);
	bool ok;

	memset(addr, 0, sizeof(*addr));
	addr->sin6_family = (sa_family_t)family;
	if (family == AF_INET)
		v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		addr->sin6_addr = in6addr_loopback;
	ok = !bind(probe, (struct sockaddr *)addr, family == AF_INET ? sizeof(*v4) : addr_len) &&
	     !getsockname(probe, (struct sockaddr *)addr, &addr_len);
	close(probe);
	snprintf(text, len, family == AF_INET ? "127.0.0.1:%u" : "[::1]:%u",
		 ntohs(addr->sin6_port));
	return ok;
}

static void begin(int family)
{
	struct sockaddr_in6 addr;
	char text[64];

	if (!address_of(family, text, sizeof(text), &addr))
		skip();
	executed = 0;
	cause = 0;
	loop = loop_new();
	patience = loop_timer_new(loop, over, NULL);
	dae = radius_dae_new(loop, execute, NULL);
	assert_int_equal(radius_dae_listen(dae, text, err, sizeof(err)), 0);
	fd = socket(family, SOCK_DGRAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(loop_add_fd(loop, fd, EPOLLIN, readable, NULL), 0);
}

static void end(void)
{
	radius_dae_free(dae);
	loop_del_fd(loop, fd);
	close(fd);
	loop_timer_free(patience);
	loop_free(loop);
}

static void add_client(const char *host)
{
	assert_int_equal(radius_dae_add_client(dae, host, (const uint8_t *)SECRET, strlen(SECRET),
					       err, sizeof(err)),
			 0);
}

/* By the address alone, of either kind. */
static void test_clients(void **state)
{
	begin(AF_INET);
	add_client("::1");
	add_client("127.0.0.2");
	assert_int_equal(tell_of(COA, 1), 0);
	assert_int_equal(radius_dae_stats(dae)->unknown, 1);
	add_client("127.0.0.1");
	assert_int_equal(ask_for(COA, 1), ACK);
	assert_int_equal(executed, 1);
	end();
}

static void test_clients_ipv6(void **state)
{
	begin(AF_INET6);
	add_client("127.0.0.1");
	add_client("::2");
	assert_int_equal(tell_of(COA, 1), 0);
	assert_int_equal(radius_dae_stats(dae)->unknown, 1);
	add_client("::1");
	assert_int_equal(ask_for(COA, 1), ACK);
	end();
}

static void test_bad_clients(void **state)
{
	static const uint8_t secret[RADIUS_SECRET_MAX + 1] = { 1 };
	unsigned int i;

	begin(AF_INET);
	assert_int_equal(radius_dae_add_client(dae, "127.0.0.1", secret, 0, err, sizeof(err)),
			 -EINVAL);
	assert_int_equal(radius_dae_add_client(dae, "127.0.0.1", secret, sizeof(secret), err,
					       sizeof(err)),
			 -EINVAL);
	assert_int_equal(radius_dae_add_client(dae, "no host", secret, 1, err, sizeof(err)),
			 -EINVAL);
	for (i = 0; i < RADIUS_DAE_CLIENTS_MAX; i++)
		add_client("127.0.0.1");
	assert_int_equal(radius_dae_add_client(dae, "127.0.0.1", secret, 1, err, sizeof(err)),
			 -EINVAL);
	assert_non_null(strstr(err, "too many clients"));
	end();
}

/* It answers again what comes again for as long as its timestamp is good, and then takes it no more. */
static void test_memory(void **state)
{
	uint8_t request[64], other[64];
	size_t len;

	begin(AF_INET);
	add_client("127.0.0.1");
	len = build(COA, 1, request);
	assert_int_equal(ask(request, len), ACK);
	cause = RADIUS_CAUSE_NO_SESSION;
	now += RADIUS_DAE_WINDOW_S;
	assert_int_equal(ask(request, len), ACK);
	assert_int_equal(radius_dae_stats(dae)->repeated, 1);
	assert_int_equal(executed, 1);
	now++;
	assert_int_equal(tell(request, len), 0);
	assert_int_equal(radius_dae_stats(dae)->bad_time, 1);
	/* what is remembered makes room by that */
	build(COA, 1, other);
	assert_int_equal(ask(other, len), NAK);
	assert_int_equal(executed, 2);
	end();
}

/* Where it listens must be an address, and be had. */
static void test_listen(void **state)
{
	struct sockaddr_in6 addr;
	struct radius_dae *second;
	char text[64];
	unsigned int n;

	begin(AF_INET);
	second = radius_dae_new(loop, execute, NULL);
	assert_int_equal(radius_dae_listen(second, "no host", err, sizeof(err)), -EINVAL);
	assert_true(address_of(AF_INET, text, sizeof(text), &addr));
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(struct sockaddr_in)), -1);
	for (n = 1;; n++) {
		failing_begin(n, false);
		if (!radius_dae_listen(second, text, err, sizeof(err)))
			break;
		assert_true(failing_end());
		assert_non_null(strstr(err, text));
		assert_true(n < CALLS_MAX);
	}
	failing_end();
	/* socket and loop */
	assert_in_range(n, 3, 4);
	radius_dae_free(dae);
	dae = radius_dae_new(loop, execute, NULL);
	assert_int_equal(radius_dae_listen(dae, text, err, sizeof(err)), -EINVAL);
	assert_non_null(strstr(err, "Address already in use"));
	radius_dae_free(second);
	end();
}

/* Whatever is missing, a request is executed at most once, and not without its answer's place. */
static void test_failures(void **state)
{
	unsigned int n, before, silent = 0;
	uint8_t code;

	begin(AF_INET);
	add_client("127.0.0.1");
	for (n = 1;; n++) {
		before = executed;
		failing_begin(n, false);
		code = tell_of(COA, (uint8_t)n);
		if (!failing_end())
			break;
		assert_int_equal(code, 0);
		silent++;
		assert_true(executed - before <= 1);
		now++;
		assert_true(n < CALLS_MAX);
	}
	assert_int_equal(hear(), ACK);
	assert_true(silent > 2);
	/* without memory for the answer */
	assert_int_equal(radius_dae_stats(dae)->full, 1);
	for (n = 1;; n++) {
		failing_begin(n, false);
		code = tell_of(STATUS_SERVER, 1);
		if (!failing_end())
			break;
		assert_int_equal(code, 0);
		assert_true(n < CALLS_MAX);
	}
	assert_int_equal(hear(), ACK);
	assert_true(n > 2);
	failing_begin(1, false);
	assert_null(radius_dae_new(loop, execute, NULL));
	assert_true(failing_end());
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clients),	    cmocka_unit_test(test_clients_ipv6),
		cmocka_unit_test(test_bad_clients), cmocka_unit_test(test_memory),
		cmocka_unit_test(test_listen),	    cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
