// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-bs: Disconnect- and CoA-Requests. The client is this file; it makes and checks digests with
 * code of its own (RFC 5176, sections 2.3 and 3.4).
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "bs_station.h"
#include "radius_dae.h"

#define MAC_TEXT "02-16-00-00-01-00"

enum { DISCONNECT = 40, COA = 43 };

/* How a request is spoilt */
enum fault {
	NONE,
	NO_MA,
	WRONG_MA,
	TWO_MA,
	WRONG_AUTHENTICATOR,
	NO_TIME,
	OLD,
	NEW,
	SHORT,
	CUT,
	CODE,
	PAST_END,
	TWO_TIMES,
};

struct datagram {
	u8 data[4096];
	size_t len;
};

static struct bs_lab *lab;
static struct bs_station *st;
static int fd = -1;
static unsigned int port;
static char secret[] = "/tmp/test_bs_dae.XXXXXX";
static struct datagram answer;
static u8 next_id;

static void put(struct datagram *d, u8 type, const void *value, size_t len)
{
	d->data[d->len] = type;
	d->data[d->len + 1] = (u8)(len + 2);
	memcpy(d->data + d->len + 2, value, len);
	d->len += len + 2;
}

static void put_number(struct datagram *d, u8 type, u32 n)
{
	const u8 be[] = { n >> 24, (u8)(n >> 16), (u8)(n >> 8), (u8)n };

	put(d, type, be, 4);
}

static void put_text(struct datagram *d, u8 type, const char *text)
{
	put(d, type, text, strlen(text));
}

static void md5(const u8 *data, size_t len, u8 out[16])
{
	u8 input[4200];

	memcpy(input, data, len);
	memcpy(input + len, RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET));
	EVP_Digest(input, len + strlen(RADIUS_SCRIPT_SECRET), out, NULL, EVP_md5(), NULL);
}

static void hmac(const u8 *data, size_t len, u8 out[16])
{
	HMAC(EVP_md5(), RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET), data, len, out, NULL);
}

static void begin_request(struct datagram *d, u8 code)
{
	memset(d, 0, sizeof(*d));
	d->data[0] = code;
	d->data[1] = next_id++;
	d->len = 20;
}

static void seal(struct datagram *d, enum fault fault)
{
	static const u8 zero[16];
	size_t ma;

	if (fault != NO_TIME)
		put_number(d, 55,
			   (u32)time(NULL) - (fault == OLD ? 310 : 0) + (fault == NEW ? 310 : 0));
	if (fault == TWO_TIMES)
		put_number(d, 55, (u32)time(NULL));
	if (fault == CODE)
		d->data[0] = 41;
	if (fault == PAST_END) {
		d->data[d->len++] = 18;
		d->data[d->len++] = 9;
	}
	ma = d->len + 2;
	if (fault != NO_MA)
		put(d, 80, zero, 16);
	if (fault == TWO_MA)
		put(d, 80, zero, 16);
	d->data[2] = (u8)(d->len >> 8);
	d->data[3] = (u8)d->len;
	if (fault == CUT)
		d->data[3]++;
	if (fault != NO_MA)
		hmac(d->data, d->len, d->data + ma);
	if (fault == WRONG_MA)
		d->data[ma] ^= 1;
	md5(d->data, d->len, d->data + 4);
	if (fault == WRONG_AUTHENTICATOR)
		d->data[4] ^= 1;
	if (fault == SHORT)
		d->len = 19;
}

static void send_from(int from, const struct datagram *d)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((u16)port) };

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(sendto(from, d->data, d->len, 0, (struct sockaddr *)&to, sizeof(to)),
			 d->len);
}

static unsigned long handled(void)
{
	const struct radius_dae_stats *s = radius_dae_stats(lab->bs->dae);

	return s->acked + s->refused + s->repeated + s->unknown + s->malformed +
	       s->bad_authenticator + s->bad_time + s->full + s->status;
}

static unsigned long before;

static bool was_handled(struct bs_lab *unused)
{
	return handled() > before;
}

/* Sends a request; returns the code of the answer, whose digests are right, or 0. */
static u8 ask_from(int from, const struct datagram *d)
{
	u8 copy[4096], right[16];
	ssize_t n;

	before = handled();
	send_from(from, d);
	assert_true(bs_lab_run(lab, was_handled, 5000));
	n = recv(from, answer.data, sizeof(answer.data), MSG_DONTWAIT);
	answer.len = n > 0 ? (size_t)n : 0;
	if (!answer.len)
		return 0;
	assert_int_equal(answer.data[1], d->data[1]);
	assert_int_equal(wman_get_be16(answer.data + 2), answer.len);
	memcpy(copy, answer.data, answer.len);
	memcpy(copy + 4, d->data + 4, 16);
	md5(copy, answer.len, right);
	assert_memory_equal(answer.data + 4, right, 16);
	assert_int_equal(answer.data[20], 80);
	memset(copy + 22, 0, 16);
	hmac(copy, answer.len, right);
	assert_memory_equal(answer.data + 22, right, 16);
	return answer.data[0];
}

static u8 ask(struct datagram *d)
{
	seal(d, NONE);
	return ask_from(fd, d);
}

/* Error-Cause of the answer, 0 when it has none. */
static u32 error_cause(void)
{
	const u8 *p;

	for (p = answer.data + 20; p < answer.data + answer.len; p += p[1])
		if (p[0] == 101)
			return wman_get_be32(p + 2);
	return 0;
}

static bool operational(struct bs_lab *unused)
{
	const struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	return bs_station_ready(st) && ss && ss->open;
}

static void begin(const char *client)
{
	static const u8 accept[] = { 1, 5, 'b', 'o', 'b' };
	char address[32];
	const char *const options[] = { "coa-listen",  address, "coa-client", client,
					"secret-file", secret,	NULL };
	int file, probe;

	/* a port that was free a moment ago */
	probe = radius_script_socket(&port);
	close(probe);
	snprintf(address, sizeof(address), "127.0.0.1:%u", port);
	strcpy(secret + sizeof(secret) - 7, "XXXXXX");
	file = mkstemp(secret);
	assert_true(write(file, RADIUS_SCRIPT_SECRET, strlen(RADIUS_SCRIPT_SECRET)) > 0);
	close(file);
	lab = bs_lab_new(options);
	unlink(secret);
	lab->accept = accept;
	lab->accept_len = sizeof(accept);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	st = bs_station_new(lab, 0);
	bs_station_range(st);
	assert_true(bs_lab_run(lab, operational, 5000));
}

static void end(void)
{
	close(fd);
	bs_lab_free(lab);
}

static struct bs_ss *subscriber(void)
{
	return bs_ss_find(lab->bs, st->mac);
}

/* What is not believed has no answer and no effect, and its counter. */
static void test_dropped(void **state)
{
	static const struct {
		enum fault fault;
		size_t counter;
	} cases[] = {
#define COUNTER(member) offsetof(struct radius_dae_stats, member)
		{ NO_MA, COUNTER(bad_authenticator) },
		{ WRONG_MA, COUNTER(bad_authenticator) },
		{ TWO_MA, COUNTER(bad_authenticator) },
		{ WRONG_AUTHENTICATOR, COUNTER(bad_authenticator) },
		{ NO_TIME, COUNTER(bad_time) },
		{ TWO_TIMES, COUNTER(bad_time) },
		{ OLD, COUNTER(bad_time) },
		{ NEW, COUNTER(bad_time) },
		{ SHORT, COUNTER(malformed) },
		{ CUT, COUNTER(malformed) },
		{ CODE, COUNTER(malformed) },
		{ PAST_END, COUNTER(malformed) },
	};
	const struct radius_dae_stats *stats;
	struct datagram d;
	size_t i;

	begin("127.0.0.1");
	stats = radius_dae_stats(lab->bs->dae);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const unsigned long *counter =
			(const unsigned long *)((const char *)stats + cases[i].counter);
		unsigned long was = *counter;

		begin_request(&d, DISCONNECT);
		put_text(&d, 31, MAC_TEXT);
		seal(&d, cases[i].fault);
		assert_int_equal(ask_from(fd, &d), 0);
		assert_int_equal(*counter, was + 1);
		assert_non_null(subscriber());
	}
	assert_int_equal(handled(), ARRAY_SIZE(cases));
	end();
}

static void test_unknown_client(void **state)
{
	struct datagram d;

	begin("127.0.0.2");
	begin_request(&d, DISCONNECT);
	put_text(&d, 31, MAC_TEXT);
	assert_int_equal(ask(&d), 0);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->unknown, 1);
	assert_non_null(subscriber());
	end();
}

struct piece {
	u8 type;
	const char *text; /* or a number */
	u32 number;
};

/* Requests that are authentic, and refused: code, attributes, Error-Cause. */
static void test_refused(void **state)
{
	static const struct {
		u8 code;
		u32 cause;
		struct piece piece[4];
	} cases[] = {
		{ DISCONNECT, 402, { { 0 } } },
		{ DISCONNECT, 503, { { 1, "alice", 0 } } },
		{ DISCONNECT, 503, { { 31, "02-16-00-00-01-01", 0 } } },
		{ DISCONNECT, 503, { { 31, MAC_TEXT, 0 }, { 1, "alice", 0 } } },
		{ DISCONNECT, 503, { { 31, MAC_TEXT, 0 }, { 44, "0123456789abcdef", 0 } } },
		{ DISCONNECT, 404, { { 31, MAC_TEXT, 0 }, { 31, MAC_TEXT, 0 } } },
		{ DISCONNECT, 403, { { 31, MAC_TEXT, 0 }, { 32, "another", 0 } } },
		{ DISCONNECT, 403, { { 31, MAC_TEXT, 0 }, { 4, NULL, 0x7f000001 } } },
		{ DISCONNECT, 401, { { 31, MAC_TEXT, 0 }, { 27, NULL, 60 } } },
		{ DISCONNECT, 401, { { 31, MAC_TEXT, 0 }, { 11, "filter", 0 } } },
		{ DISCONNECT, 405, { { 31, MAC_TEXT, 0 }, { 6, NULL, 17 } } },
		{ DISCONNECT, 407, { { 31, MAC_TEXT, 0 }, { 49, NULL, 0 } } },
		{ COA, 402, { { 31, MAC_TEXT, 0 } } },
		{ COA, 402, { { 27, NULL, 60 } } },
		{ COA, 402, { { 31, MAC_TEXT, 0 }, { 29, NULL, 1 } } },
		{ COA, 405, { { 31, MAC_TEXT, 0 }, { 6, NULL, 17 }, { 27, NULL, 60 } } },
		{ COA, 401, { { 31, MAC_TEXT, 0 }, { 11, "filter", 0 } } },
		{ COA, 401, { { 31, MAC_TEXT, 0 }, { 27, NULL, 60 }, { 64, NULL, 13 } } },
		{ COA, 407, { { 31, MAC_TEXT, 0 }, { 27, NULL, 0 } } },
		{ COA, 407, { { 31, MAC_TEXT, 0 }, { 27, NULL, 60 }, { 29, NULL, 2 } } },
		{ COA, 407, { { 31, MAC_TEXT, 0 }, { 27, NULL, 0xffffffff } } },
		{ COA, 404, { { 31, MAC_TEXT, 0 }, { 27, "sixty", 0 } } },
		{ COA, 404, { { 31, MAC_TEXT, 0 }, { 27, NULL, 60 }, { 27, NULL, 60 } } },
		/* there is no accounting here */
		{ COA, 401, { { 31, MAC_TEXT, 0 }, { 85, NULL, 600 } } },
		{ COA, 503, { { 1, "alice", 0 }, { 27, NULL, 60 } } },
	};
	const struct piece *piece;
	struct datagram d;
	size_t i;

	begin("127.0.0.1");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		begin_request(&d, cases[i].code);
		for (piece = cases[i].piece; piece->type; piece++) {
			if (piece->text)
				put_text(&d, piece->type, piece->text);
			else
				put_number(&d, piece->type, piece->number);
		}
		assert_int_equal(ask(&d), cases[i].code + 2);
		assert_int_equal(error_cause(), cases[i].cause);
		assert_true(operational(lab));
		assert_int_equal(subscriber()->due[BS_TIMER_SESSION], 0);
		assert_int_equal(subscriber()->due[BS_TIMER_REAUTH], 0);
	}
	end();
}

static bool has_left(struct bs_lab *unused)
{
	return st->left;
}

/* By each name that it has; Proxy-State comes back. */
static void test_disconnect(void **state)
{
	static const struct piece names[] = {
		{ 31, MAC_TEXT, 0 },
		{ 31, "\x02\x16", 0 }, /* six octets */
		{ 1, "bob", 0 },
	};
	struct datagram d;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		begin("127.0.0.1");
		begin_request(&d, DISCONNECT);
		put_text(&d, 33, "proxy");
		if (names[i].text[0] == 2)
			put(&d, 31, st->mac, 6);
		else
			put_text(&d, names[i].type, names[i].text);
		put_text(&d, 32, "wman-bs");
		assert_int_equal(ask(&d), 41);
		assert_int_equal(error_cause(), 0);
		assert_memory_equal(answer.data + 38, "\x21\x07proxy", 7);
		assert_null(subscriber());
		assert_true(bs_lab_run(lab, has_left, 2000));
		assert_true(bs_lab_logged(lab, "left", "disconnect-request"));
		end();
	}
}

/* What comes again is not done again, from this port or another. */
static void test_replay(void **state)
{
	struct datagram d, first;
	int other;

	begin("127.0.0.1");
	begin_request(&d, COA);
	put_text(&d, 31, MAC_TEXT);
	put_number(&d, 27, 600);
	assert_int_equal(ask(&d), 44);
	first = answer;
	assert_in_range(subscriber()->due[BS_TIMER_SESSION], bs_now_ms() + 500000,
			bs_now_ms() + 600000);
	bs_ss_disarm(subscriber(), BS_TIMER_SESSION);
	assert_int_equal(ask_from(fd, &d), 44);
	assert_memory_equal(answer.data, first.data, first.len);
	other = socket(AF_INET, SOCK_DGRAM, 0);
	assert_int_equal(ask_from(other, &d), 44);
	close(other);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->repeated, 2);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->acked, 1);
	assert_int_equal(subscriber()->due[BS_TIMER_SESSION], 0);
	end();
}

/* Nothing is forgotten that could come again: then nothing new is taken. */
static void test_full(void **state)
{
	struct datagram d;
	unsigned int i;

	begin("127.0.0.1");
	for (i = 0; i < RADIUS_DAE_SEEN_MAX; i++) {
		begin_request(&d, DISCONNECT);
		put_number(&d, 33, i);
		put_text(&d, 1, "alice");
		seal(&d, NONE);
		send_from(fd, &d);
		if (i % 32 < 31)
			continue;
		/* no more at once than a socket holds */
		before = i;
		assert_true(bs_lab_run(lab, was_handled, 5000));
		while (recv(fd, answer.data, sizeof(answer.data), MSG_DONTWAIT) > 0)
			assert_int_equal(answer.data[0], 42);
	}
	begin_request(&d, DISCONNECT);
	put_text(&d, 31, MAC_TEXT);
	assert_int_equal(ask(&d), 0);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->full, 1);
	assert_non_null(subscriber());
	end();
}

static bool again(struct bs_lab *unused)
{
	return st->authorizations == 2 && operational(lab);
}

static void test_reauthentication(void **state)
{
	struct datagram d;

	begin("127.0.0.1");
	begin_request(&d, COA);
	put_text(&d, 1, "bob");
	put_number(&d, 27, 0);
	put_number(&d, 29, 1);
	assert_int_equal(ask(&d), 44);
	assert_true(bs_lab_run(lab, again, 3000));
	/* or later */
	begin_request(&d, COA);
	put_text(&d, 1, "bob");
	put_number(&d, 27, 30);
	put_number(&d, 29, 1);
	assert_int_equal(ask(&d), 44);
	assert_in_range(subscriber()->due[BS_TIMER_REAUTH], bs_now_ms() + 1, bs_now_ms() + 30000);
	assert_int_equal(subscriber()->due[BS_TIMER_SESSION], 0);
	end();
}

static bool gone(struct bs_lab *unused)
{
	return !subscriber() && st->left;
}

static void test_session_timeout(void **state)
{
	struct datagram d;

	begin("127.0.0.1");
	begin_request(&d, COA);
	put_text(&d, 31, MAC_TEXT);
	put_number(&d, 27, 1);
	assert_int_equal(ask(&d), 44);
	assert_true(operational(lab));
	assert_true(bs_lab_run(lab, gone, 5000));
	assert_true(bs_lab_logged(lab, "left", "session-timeout"));
	end();
}

/* Two sessions of one user: only one of them is meant, and which is not said. */
static void test_two_sessions(void **state)
{
	struct datagram d;

	begin("127.0.0.1");
	st = bs_station_new(lab, 1);
	bs_station_range(st);
	assert_true(bs_lab_run(lab, operational, 5000));
	begin_request(&d, DISCONNECT);
	put_text(&d, 1, "bob");
	assert_int_equal(ask(&d), 42);
	assert_int_equal(error_cause(), 508);
	begin_request(&d, DISCONNECT);
	put_text(&d, 1, "bob");
	put_text(&d, 31, MAC_TEXT);
	assert_int_equal(ask(&d), 41);
	assert_int_equal(lab->bs->ss.n, 1);
	assert_non_null(subscriber());
	end();
}

static void test_off(void **state)
{
	struct bs_lab *off = bs_lab_new(NULL);

	assert_null(off->bs->dae);
	bs_lab_free(off);
}

/* Where RSA comes first nobody but the subscriber begins: it is not said to be done. */
static void test_rsa_first(void **state)
{
	struct datagram d;
	u32 seconds;

	begin("127.0.0.1");
	subscriber()->choice.policy = WMAN_POLICY_RSA;
	for (seconds = 0; seconds < 100; seconds += 60) {
		begin_request(&d, COA);
		put_text(&d, 31, MAC_TEXT);
		put_number(&d, 27, seconds);
		put_number(&d, 29, 1);
		assert_int_equal(ask(&d), COA + 2);
		assert_int_equal(error_cause(), 407);
	}
	/* a session that ends is no matter of it */
	begin_request(&d, COA);
	put_text(&d, 31, MAC_TEXT);
	put_number(&d, 27, 60);
	assert_int_equal(ask(&d), COA + 1);
	end();
}

/* Status-Server (RFC 5997): a random authenticator, under which the Message-Authenticator is right. */
static void test_status(void **state)
{
	static const u8 zero[16];
	struct datagram d;

	begin("127.0.0.1");
	begin_request(&d, 12);
	memset(d.data + 4, 0xa5, 16);
	put(&d, 80, zero, 16);
	put_text(&d, 33, "proxy");
	d.data[3] = (u8)d.len;
	hmac(d.data, d.len, d.data + 22);
	assert_int_equal(ask_from(fd, &d), COA + 1);
	/* and again: it is not remembered, nor is it a request to do something */
	assert_int_equal(ask_from(fd, &d), COA + 1);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->status, 2);
	d.data[22] ^= 1;
	assert_int_equal(ask_from(fd, &d), 0);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->bad_authenticator, 1);
	/* without one anybody could send it */
	d.len = 20;
	d.data[3] = (u8)d.len;
	assert_int_equal(ask_from(fd, &d), 0);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->bad_authenticator, 2);
	end();
}

/* Other clients, another address: what was executed is not executed again. */
static void test_reload(void **state)
{
	char lines[256];
	struct datagram d, again;
	int probe;

	begin("127.0.0.1");
	begin_request(&d, COA);
	put_text(&d, 31, MAC_TEXT);
	put_number(&d, 27, 600);
	assert_int_equal(ask(&d), COA + 1);

	/* the same socket, for another client */
	snprintf(lines, sizeof(lines),
		 "coa-listen = 127.0.0.1:%u\ncoa-client = 127.0.0.2\nsecret-file = %s/secret\n",
		 port, lab->dir);
	assert_string_equal(bs_lab_reload(lab, lines, NULL), "ok\n");
	assert_int_equal(ask_from(fd, &d), 0);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->unknown, 1);

	/* another socket, for the first one */
	probe = radius_script_socket(&port);
	close(probe);
	snprintf(lines, sizeof(lines),
		 "coa-listen = 127.0.0.1:%u\ncoa-client = 127.0.0.1\nsecret-file = %s/secret\n",
		 port, lab->dir);
	assert_string_equal(bs_lab_reload(lab, lines, NULL), "ok\n");
	assert_int_equal(ask_from(fd, &d), COA + 1);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->repeated, 1);
	begin_request(&again, COA);
	put_text(&again, 31, MAC_TEXT);
	put_number(&again, 27, 700);
	assert_int_equal(ask(&again), COA + 1);
	assert_int_equal(radius_dae_stats(lab->bs->dae)->acked, 1);

	assert_string_equal(bs_lab_reload(lab, "", NULL), "ok\n");
	assert_null(lab->bs->dae);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dropped),		 cmocka_unit_test(test_unknown_client),
		cmocka_unit_test(test_refused),		 cmocka_unit_test(test_disconnect),
		cmocka_unit_test(test_replay),		 cmocka_unit_test(test_full),
		cmocka_unit_test(test_reauthentication), cmocka_unit_test(test_session_timeout),
		cmocka_unit_test(test_two_sessions),	 cmocka_unit_test(test_off),
		cmocka_unit_test(test_reload),		 cmocka_unit_test(test_status),
		cmocka_unit_test(test_rsa_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
