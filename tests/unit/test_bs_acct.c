// SPDX-License-Identifier: BSD-3-Clause
/*
 * wman-bs: accounting. The server is this file; it checks and makes authenticators with code of its
 * own (RFC 2866, section 3).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <time.h>

#include <openssl/evp.h>

#include "bs_station.h"
#include "entry.h"

#define SECRET_LEN  strlen(RADIUS_SCRIPT_SECRET)
#define RECORDS_MAX 32

/* Acct-Status-Type */
enum { START = 1, STOP = 2, INTERIM = 3, ON = 7 };

struct record {
	u8 data[4096];
	size_t len;
};

struct server {
	int fd;
	unsigned int port;
	unsigned int silent; /* requests that get no answer */
	unsigned int spoilt; /* answers with a wrong authenticator */
	struct record record[RECORDS_MAX];
	unsigned int n;
};

static struct server server[2];
static struct bs_lab *lab;
static struct bs_station *st;
static unsigned int wanted;

static void digest(const u8 *packet, size_t len, const u8 *auth, u8 out[16])
{
	u8 input[4096 + 64];

	memcpy(input, packet, len);
	memcpy(input + 4, auth, 16);
	memcpy(input + len, RADIUS_SCRIPT_SECRET, SECRET_LEN);
	EVP_Digest(input, len + SECRET_LEN, out, NULL, EVP_md5(), NULL);
}

static void readable(void *arg, uint32_t events)
{
	static const u8 zero[16];
	struct server *s = arg;
	struct record *r = &s->record[s->n];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	u8 reply[20] = { 5, 0, 0, 20 }, right[16];
	ssize_t n;

	assert_true(s->n < RECORDS_MAX);
	n = recvfrom(s->fd, r->data, sizeof(r->data), 0, (struct sockaddr *)&from, &from_len);
	assert_true(n >= 20);
	r->len = (size_t)n;
	assert_int_equal(r->data[0], 4);
	assert_int_equal(wman_get_be16(r->data + 2), n);
	digest(r->data, r->len, zero, right);
	assert_memory_equal(r->data + 4, right, 16);
	s->n++;
	if (s->silent) {
		s->silent--;
	} else {
		reply[1] = r->data[1];
		digest(reply, sizeof(reply), r->data + 4, reply + 4);
		if (s->spoilt) {
			s->spoilt--;
			reply[19] ^= 1;
		}
		sendto(s->fd, reply, sizeof(reply), 0, (struct sockaddr *)&from, from_len);
	}
	/* in the lab's loop, whose condition looks at the air only */
	if (lab->until && lab->until(lab)) {
		lab->met = true;
		loop_quit(lab->loop);
	}
}

/* The n-th attribute of a type, or NULL. */
static const u8 *attr(const struct record *r, u8 type, unsigned int nth, u8 *len)
{
	const u8 *p;

	for (p = r->data + 20; p < r->data + r->len; p += p[1]) {
		if (p[0] == type && !nth--) {
			*len = p[1] - 2;
			return p + 2;
		}
	}
	return NULL;
}

static u32 number(const struct record *r, u8 type)
{
	const u8 *value;
	u8 len;

	value = attr(r, type, 0, &len);
	assert_non_null(value);
	assert_int_equal(len, 4);
	return wman_get_be32(value);
}

static bool has(const struct record *r, u8 type)
{
	u8 len;

	return attr(r, type, 0, &len);
}

static void assert_text(const struct record *r, u8 type, unsigned int nth, const char *text)
{
	const u8 *value;
	u8 len = 0;

	value = attr(r, type, nth, &len);
	assert_non_null(value);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(value, text, len);
}

/* The n-th record of a kind at a server, NULL when there is none. */
static const struct record *record(const struct server *s, u32 status, unsigned int nth)
{
	unsigned int i;

	for (i = 0; i < s->n; i++)
		if (number(&s->record[i], 40) == status && !nth--)
			return &s->record[i];
	return NULL;
}

static bool has_records(struct bs_lab *unused)
{
	return server[0].n + server[1].n >= wanted;
}

static void run_until(unsigned int n)
{
	wanted = n;
	assert_true(bs_lab_run(lab, has_records, 5000));
}

static bool operational(struct bs_lab *unused)
{
	const struct bs_ss *ss = bs_ss_find(lab->bs, st->mac);

	return bs_station_ready(st) && ss && ss->open;
}

static bool quiet(struct bs_lab *unused)
{
	return !lab->bs->acct.records;
}

static void settle(void)
{
	unsigned int i;

	for (i = 0; i < 200 && !quiet(lab); i++)
		bs_lab_wait(lab, 20);
	assert_true(quiet(lab));
}

/* A lab with @servers accounting servers; their secret file is the one that the lab makes. */
static void begin(unsigned int servers, const char *const *more)
{
	const char *options[32] = { "radius-wait", "30", "radius-tries", "2" };
	static char address[2][32], secret[] = "/tmp/test_bs_acct.XXXXXX";
	struct bs_fds fds;
	char err[BS_ERROR_LEN];
	unsigned int i, n = 4;
	int fd;

	strcpy(secret + sizeof(secret) - 7, "XXXXXX");
	fd = mkstemp(secret);
	assert_int_equal(write(fd, RADIUS_SCRIPT_SECRET, SECRET_LEN), SECRET_LEN);
	close(fd);
	memset(server, 0, sizeof(server));
	for (i = 0; i < servers; i++) {
		server[i].fd = radius_script_socket(&server[i].port);
		snprintf(address[i], sizeof(address[i]), "127.0.0.1:%u", server[i].port);
		options[n++] = "accounting";
		options[n++] = address[i];
		options[n++] = "secret-file";
		options[n++] = secret;
	}
	while (more && *more)
		options[n++] = *more++;
	lab = bs_lab_new_empty(options, &fds);
	for (i = 0; i < servers; i++)
		loop_add_fd(lab->loop, server[i].fd, EPOLLIN, readable, &server[i]);
	lab->bs = bs_new(&lab->cfg, lab->loop, &fds, err);
	assert_non_null(lab->bs);
	unlink(secret);
}

static void enter(void)
{
	st = bs_station_new(lab, 0);
	bs_station_range(st);
	assert_true(bs_lab_run(lab, operational, 5000));
}

static void end(void)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		if (!server[i].port)
			continue;
		loop_del_fd(lab->loop, server[i].fd);
		close(server[i].fd);
	}
	bs_lab_free(lab);
}

static const u8 packet_up[] = { 0x45, 0,  0, 24, 0,  0,	 0, 0, 64,  17,	 0,   0,
				10,   16, 0, 2,	 10, 16, 0, 1, 'u', 'p', '!', '!' };
static const u8 frame_down[] = { 2,  0x16, 0, 0, 0,  9,	 2, 0x16, 0,   0,   0,	 9,  8,
				 0,  0x45, 0, 0, 24, 0,	 0, 0,	  0,   64,  17,	 0,  0,
				 10, 16,   0, 1, 10, 16, 0, 2,	  'd', 'o', 'w', 'n' };

static bool got_frames(struct bs_lab *unused)
{
	return lab->tap_frames == 3;
}

static bool got_sdu(struct bs_lab *unused)
{
	return st->sdus > 0;
}

/* One session from its beginning to its end, with what the AAA server said of the subscriber. */
static void test_session(void **state)
{
	static const u8 accept[] = {
		25, 5, 'o', 'n', 'e', 25, 5, 't', 'w', 'o', 1, 5, 'b', 'o', 'b'
	};
	static const u8 status[] = { ON, START, STOP };
	const struct record *start, *stop;
	unsigned int i;
	u8 len;

	begin(1, NULL);
	lab->accept = accept;
	lab->accept_len = sizeof(accept);
	enter();
	run_until(2);
	for (i = 0; i < 3; i++)
		bs_station_send(st, WMAN_CS_IPV4, packet_up, sizeof(packet_up));
	assert_true(bs_lab_run(lab, got_frames, 2000));
	bs_lab_tap_send(lab, frame_down, sizeof(frame_down));
	assert_true(bs_lab_run(lab, got_sdu, 2000));
	bs_ss_find(lab->bs, st->mac)->acct.since -= 7000;
	bs_lab_command(lab, "forget 02:16:00:00:01:00");
	run_until(3);
	settle();

	assert_int_equal(server[0].n, 3);
	for (i = 0; i < 3; i++) {
		assert_int_equal(number(&server[0].record[i], 40), status[i]);
		assert_text(&server[0].record[i], 32, 0, "wman-bs");
		assert_int_equal(number(&server[0].record[i], 61), 27);
		assert_true(labs((long)number(&server[0].record[i], 55) - (long)time(NULL)) < 60);
		assert_false(has(&server[0].record[i], 80));
	}
	start = &server[0].record[1];
	stop = &server[0].record[2];
	assert_text(start, 1, 0, "bob");
	assert_text(start, 25, 0, "one");
	assert_text(start, 25, 1, "two");
	assert_text(start, 31, 0, "02-16-00-00-01-00");
	assert_int_equal(number(start, 45), 1);
	assert_false(has(start, 46));
	assert_false(has(start, 49));
	assert_text(stop, 1, 0, "bob");
	assert_text(stop, 25, 0, "one");
	assert_text(stop, 25, 1, "two");
	assert_memory_equal(attr(start, 44, 0, &len), attr(stop, 44, 0, &len), 16);
	assert_int_equal(len, 16);
	assert_int_equal(number(stop, 42), 3 * sizeof(packet_up));
	assert_int_equal(number(stop, 47), 3);
	assert_int_equal(number(stop, 43), sizeof(frame_down) - 14);
	assert_int_equal(number(stop, 48), 1);
	assert_in_range(number(stop, 46), 7, 60);
	assert_int_equal(number(stop, 49), 6);
	assert_false(has(stop, 52));
	end();
}

/* Identity of EAP when the server tells no User-Name; more octets than 32 bits hold. */
static void test_interim(void **state)
{
	static const char *const options[] = { "accounting-interim", "1", NULL };
	const struct record *interim;
	struct bs_ss *ss;

	begin(1, options);
	enter();
	run_until(2);
	ss = bs_ss_find(lab->bs, st->mac);
	assert_in_range(ss->due[BS_TIMER_ACCT], bs_now_ms() + 1, bs_now_ms() + 1000);
	ss->acct.in.octets = 0x500000007;
	ss->acct.out.octets = 0x1ffffffff;
	bs_acct_timer(ss);
	run_until(3);
	interim = record(&server[0], INTERIM, 0);
	assert_non_null(interim);
	assert_int_equal(number(interim, 42), 7);
	assert_int_equal(number(interim, 52), 5);
	assert_int_equal(number(interim, 43), 0xffffffff);
	assert_int_equal(number(interim, 53), 1);
	assert_true(has(interim, 46));
	assert_false(has(interim, 49));
	assert_true(has(interim, 1));
	/* and goes on by itself */
	run_until(4);
	assert_non_null(record(&server[0], INTERIM, 1));
	settle();
	end();
}

static void test_interim_interval(void **state)
{
	static const struct {
		u8 theirs[4];
		const char *ours;
		u64 seconds;
	} cases[] = {
		{ { 0, 0, 2, 0 }, NULL, 512 },
		/* not below a minute, RFC 2869, 5.16 */
		{ { 0, 0, 0, 5 }, NULL, 60 },
		{ { 0, 0, 2, 0 }, "5", 5 },
		{ { 0, 0, 0, 0 }, NULL, 0 },
	};
	u8 accept[] = { 85, 6, 0, 0, 0, 0 };
	size_t i;
	u64 due;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *const options[] = { cases[i].ours ? "accounting-interim" : NULL,
						cases[i].ours, NULL };

		begin(1, options);
		memcpy(accept + 2, cases[i].theirs, 4);
		lab->accept = accept;
		lab->accept_len = sizeof(accept);
		enter();
		due = bs_ss_find(lab->bs, st->mac)->due[BS_TIMER_ACCT];
		if (cases[i].seconds)
			assert_in_range(due, bs_now_ms() + cases[i].seconds * 1000 - 5000,
					bs_now_ms() + cases[i].seconds * 1000);
		else
			assert_int_equal(due, 0);
		settle();
		end();
	}
}

static void expire(void)
{
	bs_auth_expired(bs_ss_find(lab->bs, st->mac));
}

static void reject(void)
{
	lab->verdict = BS_LAB_REJECT;
	bs_lab_command(lab, "reauth 02:16:00:00:01:00");
}

static void enter_again(void)
{
	bs_station_range(st);
}

static void vanish(void)
{
	bs_entry_t17(bs_ss_find(lab->bs, st->mac));
}

static void reboot(void)
{
	bs_end(lab->bs);
}

static void lose_flows(void)
{
	bs_flow_flush(bs_ss_find(lab->bs, st->mac));
}

static void test_terminate_cause(void **state)
{
	static const struct {
		void (*why)(void);
		u32 cause;
	} cases[] = {
		{ expire, 5 }, { reject, 20 }, { enter_again, 19 },
		{ vanish, 2 }, { reboot, 7 },  { lose_flows, 9 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		begin(1, NULL);
		enter();
		run_until(2);
		cases[i].why();
		run_until(3);
		assert_non_null(record(&server[0], STOP, 0));
		assert_int_equal(number(record(&server[0], STOP, 0), 49), cases[i].cause);
		settle();
		end();
	}
}

/* The same octets once more, then another server; whatever is not authentic is no answer. */
static void test_retransmission(void **state)
{
	begin(2, NULL);
	settle();
	assert_int_equal(server[0].n, 1);
	server[0].silent = 1;
	server[0].spoilt = 1;
	enter();
	settle();
	assert_int_equal(server[0].n, 3);
	assert_int_equal(server[0].record[1].len, server[0].record[2].len);
	assert_memory_equal(server[0].record[1].data, server[0].record[2].data,
			    server[0].record[1].len);
	assert_int_equal(server[1].n, 1);
	assert_int_equal(number(&server[1].record[0], 40), START);
	assert_int_equal(radius_client_stats(lab->bs->radius)->bad_authenticator, 1);
	assert_false(bs_lab_logged(lab, "accounting-lost", ""));
	/* the server that answered last is asked first; authentication has its own order */
	bs_lab_command(lab, "forget 02:16:00:00:01:00");
	settle();
	assert_int_equal(server[0].n, 3);
	assert_int_equal(server[1].n, 2);
	end();
}

/* Nobody takes it: it is told, and lost; traffic is not held up. */
static void test_lost(void **state)
{
	begin(1, NULL);
	settle();
	server[0].silent = 2;
	enter();
	settle();
	assert_true(bs_lab_logged(lab, "accounting-lost", "Start of session"));
	assert_true(bs_lab_logged(lab, "accounting-lost", "radius-timeout"));
	server[0].spoilt = 2;
	bs_lab_command(lab, "forget 02:16:00:00:01:00");
	settle();
	assert_true(bs_lab_logged(lab, "Stop of session", "radius-invalid"));
	end();
}

static bool no_subscriber(struct bs_lab *unused)
{
	return !lab->bs->ss.n;
}

/* At the end of the base station it waits for the answers, and takes nobody. */
static void test_end(void **state)
{
	begin(1, NULL);
	enter();
	settle();
	server[0].silent = 1;
	bs_end(lab->bs);
	assert_true(no_subscriber(lab));
	assert_non_null(lab->bs->acct.records);
	assert_null(bs_ss_new(lab->bs, st->mac));
	/* told to quit by the answer, long before this time */
	bs_lab_run(lab, NULL, 20000);
	assert_null(lab->bs->acct.records);
	assert_int_equal(number(&server[0].record[server[0].n - 1], 49), 7);
	end();
}

static void test_off(void **state)
{
	begin(0, NULL);
	enter();
	assert_false(bs_ss_find(lab->bs, st->mac)->acct.running);
	assert_null(lab->bs->acct.records);
	end();
}

/* Accounting that is switched off ends the sessions by the server that knows them; on, it begins others. */
static void test_reload(void **state)
{
	const struct record *stop;
	char lines[256], id[17] = "";
	u8 len;

	begin(2, NULL);
	enter();
	run_until(2);
	memcpy(id, attr(record(&server[0], START, 0), 44, 0, &len), 16);

	/* another server: the session goes on there, with nothing to begin */
	snprintf(lines, sizeof(lines),
		 "accounting = 127.0.0.1:%u\nsecret-file = %s/secret\nradius-wait = 30\n",
		 server[1].port, lab->dir);
	assert_string_equal(bs_lab_reload(lab, lines, NULL), "ok\n");
	settle();
	assert_int_equal(server[0].n, 2);
	assert_int_equal(server[1].n, 0);

	assert_string_equal(bs_lab_reload(lab, "", NULL), "ok\n");
	run_until(3);
	settle();
	assert_int_equal(server[1].n, 1);
	stop = record(&server[1], STOP, 0);
	assert_non_null(stop);
	assert_text(stop, 44, 0, id);
	assert_int_equal(number(stop, 49), 10); /* NAS Request */
	assert_true(operational(lab));

	assert_string_equal(bs_lab_reload(lab, lines, NULL), "ok\n");
	run_until(5);
	settle();
	assert_non_null(record(&server[1], ON, 0));
	assert_non_null(record(&server[1], START, 0));
	assert_memory_not_equal(attr(record(&server[1], START, 0), 44, 0, &len), id, 16);
	bs_lab_command(lab, "forget 02:16:00:00:01:00");
	run_until(6);
	assert_non_null(record(&server[1], STOP, 1));
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_interim),
		cmocka_unit_test(test_interim_interval),
		cmocka_unit_test(test_terminate_cause),
		cmocka_unit_test(test_retransmission),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_off),
		cmocka_unit_test(test_reload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
