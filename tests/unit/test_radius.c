// SPDX-License-Identifier: BSD-3-Clause
/*
 * RADIUS client against a scripted server on loopback, in one event loop. The server builds its
 * replies with code of its own, so that a mistake of the client's is not made twice.
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

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "loop.h"
#include "radius.h"
#include "radius_packet.h"

#define SECRET	 "correct horse"
#define REQUESTS 600

enum fault {
	FAULT_NONE,
	FAULT_SILENT,
	FAULT_SECRET, /* server has another secret */
	FAULT_MA, /* Message-Authenticator wrong, Response Authenticator right */
	FAULT_NO_MA,
	FAULT_TWO_MA,
	FAULT_AUTHENTICATOR, /* the other way round */
	FAULT_ID,
	FAULT_CODE,
	FAULT_SHORT, /* 19 octets */
	FAULT_CUT, /* Length greater than the datagram */
	FAULT_LENGTH_SMALL, /* Length 19 */
	FAULT_ATTR_LENGTH_0,
	FAULT_ATTR_LENGTH_1,
	FAULT_ATTR_PAST_END,
	FAULT_MA_LENGTH,
	FAULT_LONE_TYPE, /* an attribute of one octet at the end */
	FAULT_SOURCE, /* from another port */
};

struct server {
	int fd;
	int other_fd;
	unsigned int port;
	enum fault fault;
	unsigned int faults; /* how many replies it spoils; then it is good */
	unsigned int repeat; /* times each reply is sent */
	unsigned int heard;
	uint8_t code;
	uint8_t attrs[2048];
	size_t attrs_len;
	/* Filled with what needs the Request Authenticator. */
	void (*add_keys)(struct server *s, const uint8_t *auth);
	uint8_t request[4096];
	size_t request_len;
	uint8_t first_request[4096];
	int held_id; /* of a request that is open: no other may have it; -1: none */
};

static struct loop *loop;
static struct server servers[2];
static struct radius_client *client;
static struct radius_result got;
static uint8_t got_eap[4096], got_state[256];
static char got_text[512];
static unsigned int results;

static const uint8_t msk[64] = {
	1,  2,	3,  4,	5,  6,	7,  8,	9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
	23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76,
	77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96,
};

static void put(struct server *s, uint8_t type, const void *value, size_t len)
{
	uint8_t *p = s->attrs + s->attrs_len;

	p[0] = type;
	p[1] = len + 2;
	memcpy(p + 2, value, len);
	s->attrs_len += len + 2;
}

/* RFC 2548, 2.4.2; returns the octets at @out, salt first. */
static size_t seal(const uint8_t *auth, uint16_t salt, const uint8_t *key, uint8_t key_len,
		   uint8_t *out)
{
	uint8_t input[64], stream[16];
	size_t n, i, j, secret_len = strlen(SECRET), input_len;

	n = (1 + key_len + 15) / 16 * 16;
	memset(out, 0, 2 + n);
	out[0] = 0x80 | salt >> 8;
	out[1] = salt;
	out[2] = key_len;
	memcpy(out + 3, key, key_len);
	memcpy(input, SECRET, secret_len);
	memcpy(input + secret_len, auth, 16);
	memcpy(input + secret_len + 16, out, 2);
	input_len = secret_len + 18;
	for (i = 0; i < n; i += 16) {
		EVP_Digest(input, input_len, stream, NULL, EVP_md5(), NULL);
		for (j = 0; j < 16; j++)
			out[2 + i + j] ^= stream[j];
		memcpy(input + secret_len, out + 2 + i, 16);
		input_len = secret_len + 16;
	}
	return 2 + n;
}

static void put_mppe(struct server *s, const uint8_t *auth, uint8_t type, const uint8_t *key,
		     uint8_t len)
{
	uint8_t vsa[300] = { 0, 0, 311 >> 8, 311 & 255, type };
	size_t n = seal(auth, 0x1200 + type, key, len, vsa + 6);

	vsa[5] = n + 2;
	put(s, 26, vsa, n + 6);
}

static void put_wimax_msk(struct server *s, const uint8_t *auth, const uint8_t *key, uint8_t len,
			  size_t split)
{
	uint8_t sealed[300], vsa[300] = { 0, 0, 0x60, 0xb5, 5 };
	size_t n = seal(auth, 0x77, key, len, sealed), part;
	const uint8_t *p;

	for (p = sealed; n; p += part, n -= part) {
		part = n > split ? split : n;
		vsa[5] = part + 3;
		vsa[6] = n > part ? 0x80 : 0;
		memcpy(vsa + 7, p, part);
		put(s, 26, vsa, part + 7);
	}
}

static void keys_mppe(struct server *s, const uint8_t *auth)
{
	put_mppe(s, auth, 16, msk + 32, 32);
	put_mppe(s, auth, 17, msk, 32);
}

/* Both in one Vendor-Specific attribute. */
static void keys_mppe_packed(struct server *s, const uint8_t *auth)
{
	uint8_t vsa[300] = { 0, 0, 311 >> 8, 311 & 255 };
	size_t n;

	vsa[4] = 17;
	n = seal(auth, 1, msk, 32, vsa + 6);
	vsa[5] = n + 2;
	vsa[6 + n] = 16;
	vsa[7 + n] = seal(auth, 2, msk + 32, 32, vsa + 8 + n) + 2;
	put(s, 26, vsa, 4 + vsa[5] + vsa[7 + n]);
}

static void keys_mppe_half(struct server *s, const uint8_t *auth)
{
	put_mppe(s, auth, 17, msk, 32);
}

static void keys_mppe_16(struct server *s, const uint8_t *auth)
{
	put_mppe(s, auth, 16, msk + 32, 16);
	put_mppe(s, auth, 17, msk, 16);
}

static void keys_mppe_twice(struct server *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	put_mppe(s, auth, 17, msk, 32);
}

static void keys_mppe_odd(struct server *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	/* No whole number of blocks. */
	s->attrs[1]--;
	s->attrs[7]--;
	memmove(s->attrs + s->attrs[1], s->attrs + s->attrs[1] + 1, s->attrs_len - s->attrs[1] - 1);
	s->attrs_len--;
}

static void keys_vsa_broken(struct server *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	s->attrs[7] = 255;
}

static void keys_wimax(struct server *s, const uint8_t *auth)
{
	put_wimax_msk(s, auth, msk, 64, 200);
}

static void keys_wimax_fragments(struct server *s, const uint8_t *auth)
{
	put_wimax_msk(s, auth, msk, 64, 31);
}

static void keys_wimax_unfinished(struct server *s, const uint8_t *auth)
{
	put_wimax_msk(s, auth, msk, 64, 41);
	s->attrs_len -= s->attrs_len - s->attrs[1];
}

static void keys_wimax_twice(struct server *s, const uint8_t *auth)
{
	keys_wimax(s, auth);
	keys_wimax(s, auth);
}

static void keys_wimax_32(struct server *s, const uint8_t *auth)
{
	put_wimax_msk(s, auth, msk, 32, 200);
}

static void keys_both(struct server *s, const uint8_t *auth)
{
	keys_wimax(s, auth);
	keys_mppe(s, auth);
}

/* In the last octet: the second half counts as well. */
static void keys_differ(struct server *s, const uint8_t *auth)
{
	uint8_t other[64];

	memcpy(other, msk, sizeof(other));
	other[63] ^= 1;
	put_wimax_msk(s, auth, other, 64, 200);
	keys_mppe(s, auth);
}

static void keys_other_vendor(struct server *s, const uint8_t *auth)
{
	keys_mppe(s, auth);
	s->attrs[5] = 9;
	s->attrs[s->attrs[1] + 5] = 9;
}

static size_t build_reply(struct server *s, enum fault fault, uint8_t *out)
{
	const char *secret = fault == FAULT_SECRET ? "wrong" : SECRET;
	const uint8_t *auth = s->request + 4;
	size_t attrs_len = s->attrs_len, len;
	uint8_t input[4096 + 64];
	uint8_t *ma = NULL;

	if (s->add_keys)
		s->add_keys(s, auth);
	out[0] = fault == FAULT_CODE ? 5 : s->code;
	out[1] = fault == FAULT_ID ? s->request[1] + 1 : s->request[1];
	memcpy(out + 4, auth, 16);
	memcpy(out + 20, s->attrs, s->attrs_len);
	len = 20 + s->attrs_len;
	s->attrs_len = attrs_len;
	if (fault != FAULT_NO_MA) {
		out[len] = 80;
		out[len + 1] = fault == FAULT_MA_LENGTH ? 17 : 18;
		ma = out + len + 2;
		memset(ma, 0, 16);
		len += out[len + 1];
	}
	if (fault == FAULT_TWO_MA) {
		memset(out + len, 0, 18);
		out[len] = 80;
		out[len + 1] = 18;
		len += 18;
	}
	switch (fault) {
	case FAULT_ATTR_LENGTH_0:
	case FAULT_ATTR_LENGTH_1:
		out[len++] = 18;
		out[len++] = fault == FAULT_ATTR_LENGTH_1;
		break;
	case FAULT_ATTR_PAST_END:
		out[len++] = 18;
		out[len++] = 4;
		out[len++] = 'x';
		break;
	case FAULT_LONE_TYPE:
		out[len++] = 18;
		break;
	default:
		break;
	}
	out[2] = len >> 8;
	out[3] = len;
	if (fault == FAULT_CUT)
		out[3]++;
	if (fault == FAULT_LENGTH_SMALL) {
		out[2] = 0;
		out[3] = 19;
	}
	if (ma)
		HMAC(EVP_md5(), secret, strlen(secret), out, len, ma, NULL);
	if (fault == FAULT_MA)
		ma[0] ^= 1;
	memcpy(input, out, len);
	memcpy(input + len, secret, strlen(secret));
	EVP_Digest(input, len + strlen(secret), out + 4, NULL, EVP_md5(), NULL);
	if (fault == FAULT_AUTHENTICATOR)
		out[19] ^= 1;
	return fault == FAULT_SHORT ? 19 : len;
}

static void server_readable(void *arg, uint32_t events)
{
	struct server *s = arg;
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	enum fault fault = s->fault;
	uint8_t reply[8192], ma[16], digest[16];
	unsigned int i;
	ssize_t n;
	size_t len;

	n = recvfrom(s->fd, s->request, sizeof(s->request), 0, (struct sockaddr *)&from, &from_len);
	assert_true(n >= 20 + 18);
	s->request_len = n;
	if (!s->heard++)
		memcpy(s->first_request, s->request, n);

	/* What the client sends must be right, too. */
	assert_int_not_equal(s->request[1], s->held_id);
	assert_int_equal(s->request[0], 1);
	assert_int_equal(s->request[2] << 8 | s->request[3], n);
	assert_int_equal(s->request[20], 80);
	memcpy(ma, s->request + 22, 16);
	memset(s->request + 22, 0, 16);
	HMAC(EVP_md5(), SECRET, strlen(SECRET), s->request, n, digest, NULL);
	assert_memory_equal(ma, digest, 16);
	memcpy(s->request + 22, ma, 16);

	if (s->faults && !--s->faults)
		s->fault = FAULT_NONE;
	if (fault == FAULT_SILENT)
		return;
	len = build_reply(s, fault, reply);
	for (i = 0; i < s->repeat; i++)
		sendto(fault == FAULT_SOURCE ? s->other_fd : s->fd, reply, len, 0,
		       (struct sockaddr *)&from, from_len);
}

static int bound_socket(unsigned int *port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t len = sizeof(addr);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&addr, &len), 0);
	*port = ntohs(addr.sin_port);
	return fd;
}

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
		servers[i].fd = bound_socket(&servers[i].port);
		servers[i].other_fd = bound_socket(&unused);
		servers[i].code = 2;
		servers[i].repeat = 1;
		servers[i].held_id = -1;
		loop_add_fd(loop, servers[i].fd, EPOLLIN, server_readable, &servers[i]);
	}
	snprintf(name, sizeof(name), "127.0.0.1:%u", servers[0].port);
	return radius_client_add_server(client, name, (const uint8_t *)SECRET, strlen(SECRET), err,
					sizeof(err));
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
	assert_int_equal(radius_client_add_server(client, name, (const uint8_t *)SECRET,
						  strlen(SECRET), err, sizeof(err)),
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
	struct radius_request *req = radius_request_new(client, take_result, NULL);

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
	put(&servers[0], 79, eap, 253);
	put(&servers[0], 24, "state", 5);
	put(&servers[0], 79, eap + 253, 47);
	put(&servers[0], 27, timeout, 4);
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

/* Every spoilt reply is dropped and counted, alone in its counter; the good one behind it counts. */
static void test_faults(void **state)
{
	static const struct {
		enum fault fault;
		size_t counter;
		const char *text; /* of the result when nothing better comes */
		enum radius_outcome outcome;
	} cases[] = {
#define BAD(f, c, t) { f, offsetof(struct radius_stats, c), t, RADIUS_INVALID }
		BAD(FAULT_SECRET, bad_authenticator, "secret"),
		BAD(FAULT_MA, bad_authenticator, "Message-Authenticator"),
		BAD(FAULT_NO_MA, bad_authenticator, "without a Message-Authenticator"),
		BAD(FAULT_TWO_MA, bad_authenticator, "Message-Authenticator"),
		BAD(FAULT_AUTHENTICATOR, bad_authenticator, "authenticator"),
		BAD(FAULT_CODE, malformed, "code"),
		BAD(FAULT_CUT, malformed, "malformed"),
		BAD(FAULT_LENGTH_SMALL, malformed, "malformed"),
		BAD(FAULT_ATTR_LENGTH_0, malformed, "malformed"),
		BAD(FAULT_ATTR_LENGTH_1, malformed, "malformed"),
		BAD(FAULT_ATTR_PAST_END, malformed, "malformed"),
		BAD(FAULT_LONE_TYPE, malformed, "malformed"),
		BAD(FAULT_MA_LENGTH, malformed, "malformed"),
		{ FAULT_SHORT, offsetof(struct radius_stats, malformed), "no answer",
		  RADIUS_TIMEOUT },
		{ FAULT_ID, offsetof(struct radius_stats, unexpected), "no answer",
		  RADIUS_TIMEOUT },
		/* The kernel drops these two, or there is nothing to count. */
		{ FAULT_SOURCE, SIZE_MAX, "no answer", RADIUS_TIMEOUT },
		{ FAULT_SILENT, SIZE_MAX, "no answer", RADIUS_TIMEOUT },
#undef BAD
	};
	const struct radius_stats *stats = radius_client_stats(client);
	struct radius_stats before;
	unsigned long bad;
	size_t i;

	put(&servers[0], 79, "\3\1\0\4", 4);
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
	struct server *s = &servers[0];

	s->fault = FAULT_SILENT;
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
	servers[0].fault = FAULT_SILENT;
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
	servers[1].fault = FAULT_SILENT;
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
	servers[1].fault = FAULT_SILENT;
	req = radius_request_new(client, take_result, NULL);
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
	servers[0].fd = bound_socket(&servers[0].port);
	servers[0].other_fd = bound_socket(&servers[0].port);
}

static void test_msk(void **state)
{
	static const struct {
		void (*keys)(struct server *s, const uint8_t *auth);
		const char *error; /* NULL: good */
		bool none;
	} cases[] = {
		{ NULL, NULL, true },
		{ keys_mppe, NULL, false },
		{ keys_mppe_packed, NULL, false },
		{ keys_wimax, NULL, false },
		{ keys_wimax_fragments, NULL, false },
		{ keys_both, NULL, false },
		{ keys_other_vendor, NULL, true },
		{ keys_differ, "differ", false },
		{ keys_mppe_half, "incomplete", false },
		{ keys_mppe_twice, "repeated", false },
		{ keys_mppe_16, "32 octets", false },
		{ keys_mppe_odd, "decrypt", false },
		{ keys_vsa_broken, "malformed", false },
		{ keys_wimax_unfinished, "incomplete", false },
		{ keys_wimax_twice, "repeated", false },
		{ keys_wimax_32, "64 octets", false },
	};
	static const uint8_t zero[64];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		servers[0].add_keys = cases[i].keys;
		ask();
		assert_int_equal(got.has_msk, !cases[i].none && !cases[i].error);
		assert_memory_equal(got.msk, got.has_msk ? msk : zero, 64);
		assert_int_equal(got.outcome, cases[i].error ? RADIUS_INVALID : RADIUS_ACCEPT);
		if (cases[i].error)
			assert_non_null(strstr(got_text, cases[i].error));
	}
	/* Keys of a challenge or reject are nobody's. */
	servers[0].add_keys = keys_mppe;
	servers[0].code = 3;
	ask();
	assert_false(got.has_msk);
}

static void test_attributes(void **state)
{
	static const uint8_t bsid[] = { 1, 2, 3, 4, 5, 6 };
	static const uint8_t want[] = {
		61, 6, 0, 0, 0, 27, 26, 15, 0, 0, 0x60, 0xb5, 46, 9, 0, 1, 2, 3, 4, 5, 6,
	};
	struct radius_request *req = radius_request_new(client, take_result, &req);
	uint8_t big[4096] = { 0 };
	struct server *s = &servers[0];

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

	req = radius_request_new(client, take_result, NULL);
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
	radius_client_add_server(client, name, (const uint8_t *)SECRET, strlen(SECRET), err,
				 sizeof(err));
	servers[0].fault = FAULT_SILENT;
	servers[0].faults = REQUESTS / 2;
	open_requests = REQUESTS;
	for (i = 0; i < REQUESTS + 10; i++) {
		req = radius_request_new(client, count_result, NULL);
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
	radius_client_add_server(client, name, (const uint8_t *)SECRET, strlen(SECRET), err,
				 sizeof(err));
	servers[0].fault = FAULT_SILENT;
	servers[0].faults = 1;
	held = radius_request_new(client, take_result, NULL);
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

/* In memory of exactly its size, so that sanitizers see a read past the end. */
static enum radius_check check_copy(const uint8_t *reply, size_t len, const uint8_t *auth)
{
	uint8_t *copy = malloc(len ? len : 1);
	enum radius_check check;

	memcpy(copy, reply, len);
	check = radius_reply_check(copy, len, auth, (const uint8_t *)SECRET, strlen(SECRET));
	free(copy);
	return check;
}

/* A good reply, cut anywhere, with its Length as it was and with one that fits. */
static void test_cut_replies(void **state)
{
	struct server s = { .code = 2, .add_keys = keys_both };
	uint8_t reply[4096], auth[16];
	size_t len, n, at;

	memset(s.request, 0x33, sizeof(s.request));
	memcpy(auth, s.request + 4, 16);
	put(&s, 79, "\3\1\0\4", 4);
	len = build_reply(&s, FAULT_NONE, reply);
	assert_int_equal(check_copy(reply, len, auth), RADIUS_CHECK_OK);
	/* Padding behind the Length. */
	reply[len] = 0;
	assert_int_equal(check_copy(reply, len + 1, auth), RADIUS_CHECK_OK);
	for (n = 0; n < len; n++)
		assert_int_equal(check_copy(reply, n, auth), RADIUS_CHECK_MALFORMED);
	for (n = 20; n < len; n++) {
		reply[2] = n >> 8;
		reply[3] = n;
		for (at = 20; at < n; at += reply[at + 1])
			;
		/* Between two attributes it parses, but the Message-Authenticator was the last. */
		assert_int_equal(check_copy(reply, n, auth),
				 at == n ? RADIUS_CHECK_NO_MA : RADIUS_CHECK_MALFORMED);
	}
}

static void test_server_address(void **state)
{
	static const char *const bad[] = { "",	   ":1812",  "127.0.0.1:",	  "127.0.0.1:x",
					   "[::1", "[::1]x", "127.0.0.1:99999999" };
	static const char *const good[] = { "127.0.0.1", "[::1]:1812", "[::1]" };
	char err[256];
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(radius_client_add_server(client, bad[i], (const uint8_t *)"s", 1,
							  err, sizeof(err)),
				 -EINVAL);
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(radius_client_add_server(client, good[i], (const uint8_t *)"s", 1,
							  err, sizeof(err)),
				 0);
	assert_int_equal(radius_client_add_server(client, good[0], (const uint8_t *)"", 0, err,
						  sizeof(err)),
			 -EINVAL);
	while (!radius_client_add_server(client, good[0], (const uint8_t *)"s", 1, err,
					 sizeof(err)))
		assert_true(++i < 20);
	assert_non_null(strstr(err, "more than"));
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
		cmocka_unit_test(test_cut_replies),
		TEST(test_server_address),
		TEST(test_secret_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
