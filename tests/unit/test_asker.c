// SPDX-License-Identifier: BSD-3-Clause
/*
 * Questions over the socket, line by line, and the library at the other end. The clock is the
 * test's: it can be moved.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "ask.h"
#include "asker.h"
#include "loop.h"

#define NOBODY 65534

static char dir[] = "/tmp/test_asker.XXXXXX";
static char path[64];
static struct loop *loop;
static struct asker *asker;
static long clock_offset_s;

/* What became of the question */
static struct {
	unsigned int count;
	enum question_end end;
	char value[EAP_ANSWER_MAX + 1];
	size_t len;
} ended;

int clock_gettime(clockid_t id, struct timespec *ts)
{
	int ret = (int)syscall(SYS_clock_gettime, id, ts);

	ts->tv_sec += clock_offset_s;
	return ret;
}

static void on_end(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	assert_ptr_equal(ctx, &ended);
	ended.count++;
	ended.end = end;
	ended.len = len;
	if (value)
		memcpy(ended.value, value, len);
}

static struct question *ask(enum eap_ask what, const char *network, const char *text)
{
	struct question *q = asker_ask(asker, what, network, text, on_end, &ended);

	assert_non_null(q);
	return q;
}

static void stop(void *arg)
{
	loop_quit(loop);
}

/* Handle all that is to be handled now: what comes of it is handled in the next round. */
static void settle(void)
{
	struct loop_timer *timer = loop_timer_new(loop, stop, NULL);
	int i;

	for (i = 0; i < 3; i++) {
		loop_timer_set(timer, 0);
		loop_run(loop);
	}
	loop_timer_free(timer);
}

static int connect_to(const char *to)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(addr.sun_path, to);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		return -1;
	}
	return fd;
}

static void assert_hears(int fd, const char *expected)
{
	char text[4096];
	ssize_t n;

	settle();
	n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	text[n > 0 ? n : 0] = '\0';
	assert_string_equal(text, expected);
}

static void assert_closed(int fd)
{
	char c;

	settle();
	assert_int_equal(recv(fd, &c, 1, MSG_DONTWAIT), 0);
	close(fd);
}

static int enter(void)
{
	int fd = connect_to(path);

	assert_true(fd >= 0);
	assert_hears(fd, "wmand 1\n");
	return fd;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
	settle();
}

static int setup(void **state)
{
	memset(&ended, 0, sizeof(ended));
	loop = loop_new();
	asker = asker_new(loop, path);
	assert_non_null(asker);
	return 0;
}

static int teardown(void **state)
{
	asker_free(asker);
	loop_free(loop);
	assert_int_equal(access(path, F_OK), -1);
	return 0;
}

static int group_setup(void **state)
{
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sub/agent.sock", dir);
	return 0;
}

static int group_teardown(void **state)
{
	char sub[64];

	snprintf(sub, sizeof(sub), "%s/sub", dir);
	rmdir(sub);
	return rmdir(dir);
}

static void answered(void **state)
{
	int fd = enter();

	ask(EAP_ASK_PASSWORD, "my n\xc3\xa4t", "of joe, for PAP");
	assert_hears(fd, "ask 1 password my%20n%C3%A4t of joe, for PAP\n");
	say(fd, "answer 1 a%20b%25c+d%ff\n");
	assert_hears(fd, "ok 1\n");
	assert_int_equal(ended.count, 1);
	assert_int_equal(ended.end, QUESTION_ANSWERED);
	assert_int_equal(ended.len, 8);
	assert_memory_equal(ended.value, "a b%c+d\xff", 8);
	/* once more, and late */
	say(fd, "answer 1 x\n");
	assert_hears(fd, "error 1 late no such question is open\n");
	say(fd, "cancel 1\n");
	assert_hears(fd, "error 1 late no such question is open\n");
	assert_int_equal(ended.count, 1);
	close(fd);
}

static void two_agents(void **state)
{
	int first = enter(), second = enter(), third;

	ask(EAP_ASK_IDENTITY, "n", "");
	assert_hears(first, "ask 1 identity n \n");
	assert_hears(second, "ask 1 identity n \n");
	/* who comes later is told, too */
	third = connect_to(path);
	assert_hears(third, "wmand 1\nask 1 identity n \n");
	say(second, "answer 1 joe\n");
	say(first, "answer 1 jim\n");
	assert_hears(second, "ok 1\n");
	assert_hears(first, "gone 1 answered\nerror 1 late no such question is open\n");
	assert_hears(third, "gone 1 answered\n");
	assert_int_equal(ended.count, 1);
	assert_memory_equal(ended.value, "joe", 3);
	ask(EAP_ASK_OTP, "n", "Token");
	assert_hears(first, "ask 2 otp n Token\n");
	close(first);
	say(third, "cancel 2\n");
	assert_hears(third, "ask 2 otp n Token\nok 2\n");
	assert_hears(second, "ask 2 otp n Token\ngone 2 cancelled\n");
	assert_int_equal(ended.end, QUESTION_CANCELLED);
	assert_int_equal(ended.len, 0);
	close(second);
	close(third);
}

/* What each kind of answer has to be; and of two that are good the second is late. */
static void answers_by_kind(void **state)
{
	static const struct {
		enum eap_ask ask;
		const char *bad[5]; /* "answer 1 " is before each */
		const char *why[5];
		const char *good, *value; /* as it is sent, and what that is */
		size_t max; /* octets */
		const char *longer; /* the error when it is */
	} kinds[] = {
		{ EAP_ASK_IDENTITY,
		  { "", "%ff", "a%00b" },
		  { "empty", "not UTF-8", "contains a NUL" },
		  "j%20%c3%bc",
		  "j \xc3\xbc",
		  EAP_IDENTITY_MAX,
		  "too long" },
#define ANY_TEXT(ask)                                                \
	{ ask,	      { "", "1%00" }, { "empty", "contains a NUL" }, \
	  "12%20%ff", "12 \xff",      EAP_ANSWER_MAX,                \
	  "too long" }
		ANY_TEXT(EAP_ASK_PASSWORD),
		ANY_TEXT(EAP_ASK_OTP),
		/* what opens a private key, as far as can be told here */
		ANY_TEXT(EAP_ASK_PASSPHRASE),
		ANY_TEXT(EAP_ASK_PIN),
#undef ANY_TEXT
		{ EAP_ASK_NEW_PASSWORD,
		  { "", "%ff", "a%00b" },
		  { "empty", "not UTF-8, or longer than 256 characters", "contains a NUL" },
		  "n%c3%bc",
		  "n\xc3\xbc",
		  256,
		  "not UTF-8, or longer than 256 characters" },
		{ EAP_ASK_CERTIFICATE,
		  { "", "y", "YES", "yes%20", "n%00" },
		  { "empty", "neither yes nor no", "neither yes nor no", "neither yes nor no",
		    "contains a NUL" },
		  "yes",
		  "yes",
		  3,
		  "neither yes nor no" },
		{ EAP_ASK_CARD,
		  { "", "yes", "UMTS-AUTH:00" },
		  { "empty",
		    "none of UMTS-AUTH, UMTS-AUTS, UMTS-FAIL and GSM-AUTH with what they want",
		    "none of UMTS-AUTH, UMTS-AUTS, UMTS-FAIL and GSM-AUTH with what they want" },
		  "UMTS-FAIL",
		  "UMTS-FAIL",
		  256,
		  "none of UMTS-AUTH, UMTS-AUTS, UMTS-FAIL and GSM-AUTH with what they want" },
	};
	char line[2000], expected[200];
	size_t i, j, len;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *name = eap_ask_name(kinds[i].ask);
		unsigned int n = 2 * (unsigned int)i + 1;
		int a = enter(), b = enter();
		struct question *q;

		ended.count = 0;
		ask(kinds[i].ask, "n", "text");
		sprintf(expected, "ask %u %s n text\n", n, name);
		assert_hears(a, expected);
		assert_hears(b, expected);
		for (j = 0; j < 5 && kinds[i].bad[j]; j++) {
			sprintf(line, "answer %u %s\n", n, kinds[i].bad[j]);
			say(a, line);
			sprintf(expected, "error %u bad %s\n", n, kinds[i].why[j]);
			assert_hears(a, expected);
		}
		/* longer than any answer, and than this one may be */
		for (j = 0; j < 2; j++) {
			size_t more = j ? kinds[i].max + 1 : EAP_ANSWER_MAX + 1;

			len = (size_t)sprintf(line, "answer %u ", n);
			memset(line + len, 'x', more);
			strcpy(line + len + more, "\n");
			say(b, line);
			sprintf(expected, "error %u bad %s\n", n, j ? kinds[i].longer : "too long");
			assert_hears(b, expected);
		}
		assert_int_equal(ended.count, 0);
		sprintf(line, "answer %u %s\n", n, kinds[i].good);
		say(a, line);
		say(a, line);
		say(b, line);
		sprintf(expected, "ok %u\nerror %u late no such question is open\n", n, n);
		assert_hears(a, expected);
		sprintf(expected, "gone %u answered\nerror %u late no such question is open\n", n,
			n);
		assert_hears(b, expected);
		assert_int_equal(ended.count, 1);
		assert_int_equal(ended.end, QUESTION_ANSWERED);
		assert_int_equal(ended.len, strlen(kinds[i].value));
		assert_memory_equal(ended.value, kinds[i].value, ended.len);
		/* the exchange ends while somebody thinks */
		q = ask(kinds[i].ask, "n", "");
		question_free(q);
		sprintf(line, "answer %u %s\n", n + 1, kinds[i].good);
		say(b, line);
		sprintf(expected,
			"ask %u %s n \ngone %u ended\nerror %u late no such question is open\n",
			n + 1, name, n + 1, n + 1);
		assert_hears(b, expected);
		assert_int_equal(ended.count, 1);
		close(a);
		close(b);
		settle();
	}
}

static void two_questions(void **state)
{
	int fd = enter(), late;
	struct question *q = ask(EAP_ASK_PASSWORD, "a", "");

	ask(EAP_ASK_PASSWORD, "b", "");
	assert_hears(fd, "ask 1 password a \nask 2 password b \n");
	late = connect_to(path);
	assert_hears(late, "wmand 1\nask 1 password a \nask 2 password b \n");
	close(late);
	/* of two lines at once, and one in pieces */
	say(fd, "answer 2 x\nans");
	assert_hears(fd, "ok 2\n");
	assert_int_equal(ended.count, 1);
	say(fd, "wer 1 ");
	assert_hears(fd, "");
	question_free(q);
	assert_hears(fd, "gone 1 ended\n");
	say(fd, "y\n");
	assert_hears(fd, "error 1 late no such question is open\n");
	assert_int_equal(ended.count, 1);
	close(fd);
}

static void expires(void **state)
{
	int fd = enter();

	ask(EAP_ASK_PASSWORD, "n", "");
	clock_offset_s += ASKER_LIMIT_S - 1;
	assert_hears(fd, "ask 1 password n \n");
	clock_offset_s += 1;
	assert_hears(fd, "gone 1 expired\n");
	assert_int_equal(ended.count, 1);
	assert_int_equal(ended.end, QUESTION_EXPIRED);
	say(fd, "answer 1 x\n");
	assert_hears(fd, "error 1 late no such question is open\n");
	close(fd);
}

/* Answers that are none: the question stays open. */
static void bad_answers(void **state)
{
	static const struct {
		const char *line;
		const char *error;
	} cases[] = {
		{ "answer 1 \n", "error 1 bad empty\n" },
		{ "answer 1 a%00b\n", "error 1 bad contains a NUL\n" },
		{ "answer 1 a b\n", "error 1 bad not percent-encoded\n" },
		{ "answer 1 %\n", "error 1 bad not percent-encoded\n" },
		{ "answer 1 %4\n", "error 1 bad not percent-encoded\n" },
		{ "answer 1 %4g\n", "error 1 bad not percent-encoded\n" },
		{ "answer 1 \xc3\xa4\n", "error 1 bad not percent-encoded\n" },
		{ "answer 1 a\r\n", "error 1 bad not percent-encoded\n" },
		{ "answer 1 %FF\n", "error 1 bad not UTF-8\n" },
		{ "answer 2 a\n", "error 2 late no such question is open\n" },
		{ "cancel 2\n", "error 2 late no such question is open\n" },
	};
	static const char *const syntax[] = {
		"\n",
		"answer\n",
		"answer \n",
		"answer 1\n",
		"answer -1 a\n",
		"cancel\n",
		"cancel 1 a\n",
		"cancel 1x\n",
		"answer x a\n",
		"cancel \n",
		"answer  1 a\n",
		"ANSWER 1 a\n",
		"answer +1 a\n",
		"cancel 01\n",
		"hello\n",
		"answer 4294967296 a\n",
		"answer 99999999999999999999 a\n",
	};
	int fd = enter();
	size_t i;

	ask(EAP_ASK_IDENTITY, "n", "");
	assert_hears(fd, "ask 1 identity n \n");
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		say(fd, cases[i].line);
		assert_hears(fd, cases[i].error);
	}
	for (i = 0; i < sizeof(syntax) / sizeof(syntax[0]); i++) {
		say(fd, syntax[i]);
		assert_hears(fd, "error 0 syntax expected answer ID VALUE, cancel ID or status\n");
	}
	assert_int_equal(ended.count, 0);
	say(fd, "answer 1 joe\n");
	assert_hears(fd, "ok 1\n");
	close(fd);
}

static void long_answers(void **state)
{
	char line[1024] = "answer 1 ";
	int fd = enter(), i;

	ask(EAP_ASK_IDENTITY, "n", "");
	assert_hears(fd, "ask 1 identity n \n");
	memset(line + 9, 'x', EAP_IDENTITY_MAX + 1);
	strcpy(line + 9 + EAP_IDENTITY_MAX, "x\n");
	say(fd, line);
	assert_hears(fd, "error 1 bad too long\n");
	strcpy(line + 9 + EAP_IDENTITY_MAX, "\n");
	say(fd, line);
	assert_hears(fd, "ok 1\n");
	assert_int_equal(ended.len, EAP_IDENTITY_MAX);
	/* more than any answer has, without an end: that is no agent */
	memset(line, 'x', sizeof(line));
	for (i = 0; i < 4; i++)
		send(fd, line, sizeof(line), MSG_NOSIGNAL);
	assert_hears(fd, "error 0 syntax the line is too long\n");
	close(fd);
}

/* A password of the greatest length, each octet of it encoded */
static void longest_line(void **state)
{
	char line[4096] = "answer 1 ", *p = line + 9;
	int fd = enter();
	size_t i;

	ask(EAP_ASK_PASSWORD, "n", "");
	assert_hears(fd, "ask 1 password n \n");
	for (i = 0; i < EAP_ANSWER_MAX; i++)
		p = stpcpy(p, "%2b");
	strcpy(p, "%2b\n");
	say(fd, line);
	assert_hears(fd, "error 1 bad too long\n");
	strcpy(p, "\n");
	say(fd, line);
	assert_hears(fd, "ok 1\n");
	assert_int_equal(ended.len, EAP_ANSWER_MAX);
	for (i = 0; i < EAP_ANSWER_MAX; i++)
		assert_int_equal(ended.value[i], '+');
	close(fd);
}

/* What the callback of an answer does may be a new question: MSCHAPv2 tries again. */
static void ask_again(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	ask(EAP_ASK_PASSWORD, "n", "again");
}

static void question_after_question(void **state)
{
	int fd = enter();

	assert_non_null(asker_ask(asker, EAP_ASK_PASSWORD, "n", "", ask_again, NULL));
	assert_hears(fd, "ask 1 password n \n");
	say(fd, "answer 1 x\nanswer 2 y\n");
	assert_hears(fd, "ok 1\nask 2 password n again\nok 2\n");
	assert_int_equal(ended.count, 1);
	assert_memory_equal(ended.value, "y", 1);
	close(fd);
}

static void not_too_many(void **state)
{
	int fds[8], fd;
	size_t i;

	for (i = 0; i < 8; i++)
		fds[i] = enter();
	assert_closed(connect_to(path));
	close(fds[3]);
	settle();
	fd = enter();
	close(fd);
	for (i = 0; i < 8; i++)
		if (i != 3)
			close(fds[i]);
}

static void who_does_not_read_is_cut_off(void **state)
{
	int deaf = enter(), fd, i;
	char buf[65536];
	ssize_t n;

	for (i = 0; i < 20000; i++)
		question_free(ask(EAP_ASK_PASSWORD, "n", "x"));
	settle();
	/* what was sent is there, and then nothing */
	while ((n = recv(deaf, buf, sizeof(buf), MSG_DONTWAIT)) > 0)
		;
	assert_int_equal(n, 0);
	close(deaf);
	fd = enter();
	close(fd);
}

/* Return: what somebody else hears who connects: 0 nothing, 1 something, 2 no connection */
static int as_nobody(void)
{
	int status, fd;
	char c;
	pid_t pid = fork();

	if (!pid) {
		if (setgid(NOBODY) || setuid(NOBODY))
			_exit(9);
		fd = connect_to(path);
		_exit(fd < 0 ? 2 : recv(fd, &c, 1, 0) > 0);
	}
	while (!waitpid(pid, &status, WNOHANG))
		settle();
	return WEXITSTATUS(status);
}

static void only_for_the_owner(void **state)
{
	char sub[64];
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	if (geteuid())
		skip();
	snprintf(sub, sizeof(sub), "%s/sub", dir);
	chmod(dir, 0711);
	chmod(sub, 0711);
	assert_int_equal(as_nobody(), 2);
	/* and if somebody opened it to all */
	chmod(path, 0666);
	assert_int_equal(as_nobody(), 0);
}

static void one_at_a_path(void **state)
{
	char longest[200];
	int fd;

	assert_null(asker_new(loop, path));
	assert_int_equal(errno, EADDRINUSE);
	/* which has not hurt the first */
	fd = enter();
	close(fd);
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_null(asker_new(loop, longest));
	assert_int_equal(errno, ENAMETOOLONG);
	assert_null(asker_new(loop, "/nonexistent/deeper/agent.sock"));
	assert_int_equal(errno, ENOENT);
}

/* A socket that nobody listens at is replaced, a file is not. */
static void what_is_left(void **state)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	asker_free(asker);
	strcpy(addr.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	close(fd);
	asker = asker_new(loop, path);
	assert_non_null(asker);
	asker_free(asker);
	asker = NULL;
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_int_equal(unlink(path), 0);
}

/* What the library heard last */
static struct {
	unsigned int count;
	enum ask_event event;
	unsigned int id;
	char word[32], network[64], text[64];
} heard;

static void hear(void *ctx, const struct ask_message *m)
{
	heard.count++;
	heard.event = m->event;
	heard.id = m->id;
	snprintf(heard.word, sizeof(heard.word), "%s", m->word);
	snprintf(heard.network, sizeof(heard.network), "%s", m->network);
	snprintf(heard.text, sizeof(heard.text), "%s", m->text);
}

static void assert_message(struct ask *a, enum ask_event event, const char *word,
			   const char *network, const char *text)
{
	heard.count = 0;
	settle();
	assert_int_equal(ask_read(a, hear, NULL), 0);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.event, event);
	assert_string_equal(heard.word, word);
	assert_string_equal(heard.network, network);
	assert_string_equal(heard.text, text);
}

static void library(void **state)
{
	struct ask *a = ask_open(path);

	assert_non_null(a);
	settle();
	assert_int_equal(ask_read(a, hear, NULL), 0);
	assert_int_equal(heard.count, 0);
	ask(EAP_ASK_OTP, "my net", "Token, please");
	assert_message(a, ASK_QUESTION, "otp", "my net", "Token, please");
	assert_int_equal(heard.id, 1);
	assert_int_equal(ask_answer(a, 1, "", 0), 0);
	assert_message(a, ASK_REFUSED, "bad", "", "empty");
	assert_int_equal(ask_answer(a, 1, "a\nb\0c", 5), 0);
	assert_message(a, ASK_REFUSED, "bad", "", "contains a NUL");
	assert_int_equal(ask_answer(a, 1, ended.value, EAP_ANSWER_MAX + 1), -EMSGSIZE);
	assert_int_equal(ask_answer(a, 1, "a\nb", 3), 0);
	assert_message(a, ASK_OK, "", "", "");
	assert_int_equal(ended.count, 1);
	assert_memory_equal(ended.value, "a\nb", 3);
	question_free(ask(EAP_ASK_PASSPHRASE, "n", "/a/file"));
	settle();
	heard.count = 0;
	assert_int_equal(ask_read(a, hear, NULL), 0);
	assert_int_equal(heard.count, 2);
	assert_int_equal(heard.event, ASK_GONE);
	assert_string_equal(heard.word, "ended");
	ask(EAP_ASK_PASSWORD, "n", "");
	assert_message(a, ASK_QUESTION, "password", "n", "");
	assert_int_equal(ask_cancel(a, 3), 0);
	assert_message(a, ASK_OK, "", "", "");
	assert_int_equal(ended.end, QUESTION_CANCELLED);
	asker_free(asker);
	asker = asker_new(loop, path);
	assert_int_equal(ask_read(a, hear, NULL), -EPIPE);
	ask_close(a);
	assert_null(ask_open("/nonexistent"));
	assert_int_equal(errno, ENOENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(answered),
		TEST(two_agents),
		TEST(answers_by_kind),
		TEST(two_questions),
		TEST(expires),
		TEST(bad_answers),
		TEST(long_answers),
		TEST(longest_line),
		TEST(question_after_question),
		TEST(not_too_many),
		TEST(who_does_not_read_is_cut_off),
		TEST(only_for_the_owner),
		TEST(one_at_a_path),
		TEST(what_is_left),
		TEST(library),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
