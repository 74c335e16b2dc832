// SPDX-License-Identifier: BSD-3-Clause
/* "wman agent" at a pseudo terminal, and wmand's end of the socket in this process. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "asker.h"
#include "cli.h"
#include "loop.h"

/* Until a test fails that waits for something */
#define PATIENCE_MS 10000
#define ROUND_MS    2

static char dir[] = "/tmp/test_agent_tty.XXXXXX";
static char path[64];
static struct loop *loop;
static struct asker *asker;
static pid_t pid; /* of wman agent, 0: ended */
static int terminal = -1;
static char screen[16384]; /* all that was printed */
static size_t screen_len;
static size_t seen; /* what the test has waited for already */
static int status;

static struct {
	unsigned int count;
	enum question_end end;
	char value[EAP_ANSWER_MAX + 1];
} ended;

static void on_end(void *ctx, enum question_end end, const uint8_t *value, size_t len)
{
	ended.count++;
	ended.end = end;
	snprintf(ended.value, sizeof(ended.value), "%.*s", (int)len, value ? (char *)value : "");
}

static struct question *ask(enum eap_ask what, const char *network, const char *text)
{
	struct question *q = asker_ask(asker, what, network, text, on_end, NULL);

	assert_non_null(q);
	return q;
}

static void stop(void *arg)
{
	loop_quit(loop);
}

/* Let wmand's end work, take what is printed, note the end. */
static void go_on(void)
{
	struct loop_timer *timer = loop_timer_new(loop, stop, NULL);
	ssize_t n;

	loop_timer_set(timer, ROUND_MS);
	loop_run(loop);
	loop_timer_free(timer);
	n = terminal < 0 ? 0 : read(terminal, screen + screen_len, sizeof(screen) - 1 - screen_len);
	if (n > 0)
		screen_len += (size_t)n;
	screen[screen_len] = '\0';
	if (pid && waitpid(pid, &status, WNOHANG) == pid)
		pid = 0;
}

#define WAIT_FOR(condition)                                                                \
	do {                                                                               \
		int left_ = PATIENCE_MS / ROUND_MS;                                        \
                                                                                           \
		while (!(condition) && left_--)                                            \
			go_on();                                                           \
		if (!(condition))                                                          \
			fail_msg("%s does not come true; screen: %s", #condition, screen); \
	} while (0)

/* Wait for @text behind what was seen before. */
static void sees(const char *text)
{
	WAIT_FOR(strstr(screen + seen, text));
	seen = (size_t)(strstr(screen + seen, text) - screen) + strlen(text);
}

static bool echoes(void)
{
	struct termios t;

	assert_int_equal(tcgetattr(terminal, &t), 0);
	return t.c_lflag & ECHO;
}

static void type(const char *text)
{
	assert_int_equal(write(terminal, text, strlen(text)), strlen(text));
}

static void assert_ends(int expected)
{
	WAIT_FOR(!pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), expected);
	assert_true(echoes());
}

/* "wman agent" and two words */
static int run(const char *word, const char *other)
{
	char line[4][64] = { "wman", "agent" };
	char *argv[5] = { line[0], line[1] };
	int i;

	snprintf(line[2], sizeof(line[2]), "%s", word);
	snprintf(line[3], sizeof(line[3]), "%s", other);
	for (i = 2; i < 4 && *line[i]; i++)
		argv[i] = line[i];
	return cli_main(i, argv);
}

static void start(void)
{
	pid = forkpty(&terminal, NULL, NULL, NULL);
	assert_true(pid >= 0);
	if (!pid) {
		loop_free(loop);
		_exit(run("socket", path));
	}
	fcntl(terminal, F_SETFL, O_NONBLOCK);
}

static int setup(void **state)
{
	memset(&ended, 0, sizeof(ended));
	screen_len = seen = 0;
	screen[0] = 0;
	loop = loop_new();
	asker = asker_new(loop, path);
	assert_non_null(asker);
	return 0;
}

static int teardown(void **state)
{
	if (pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	pid = 0;
	if (terminal >= 0)
		close(terminal);
	terminal = -1;
	asker_free(asker);
	loop_free(loop);
	return 0;
}

static int group_setup(void **state)
{
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/agent.sock", dir);
	return 0;
}

static int group_teardown(void **state)
{
	return rmdir(dir);
}

static void secrets_are_not_shown(void **state)
{
	start();
	ask(EAP_ASK_PASSWORD, "my net", "of joe, for PAP");
	sees("network my net: password of joe, for PAP: ");
	assert_false(echoes());
	type("pa55 w%rd\n");
	WAIT_FOR(ended.count == 1);
	assert_int_equal(ended.end, QUESTION_ANSWERED);
	assert_string_equal(ended.value, "pa55 w%rd");
	WAIT_FOR(echoes());
	/* the next one, too; and nothing of both is on the screen */
	ask(EAP_ASK_OTP, "n", "Token");
	sees("network n: otp Token: ");
	assert_false(echoes());
	type("123456\n");
	WAIT_FOR(ended.count == 2);
	assert_string_equal(ended.value, "123456");
	type("\x03");
	assert_ends(0);
	assert_null(strstr(screen, "pa55"));
	assert_null(strstr(screen, "123456"));
}

/* What opens a private key is a secret as well. */
static void keys_are_opened(void **state)
{
	static const struct {
		enum eap_ask ask;
		const char *file;
		const char *prompt;
	} kinds[] = {
		{ EAP_ASK_PASSPHRASE, "/a/file", "network n: passphrase /a/file: " },
		{ EAP_ASK_PIN, "pkcs11:token=t", "network n: pin pkcs11:token=t: " },
	};
	unsigned int i;

	start();
	for (i = 0; i < 2; i++) {
		ask(kinds[i].ask, "n", kinds[i].file);
		sees(kinds[i].prompt);
		assert_false(echoes());
		type("4711\n");
		WAIT_FOR(ended.count == i + 1);
		assert_int_equal(ended.end, QUESTION_ANSWERED);
		assert_string_equal(ended.value, "4711");
		WAIT_FOR(echoes());
	}
	assert_null(strstr(screen, "4711"));
	/* and nobody has to know it */
	ask(EAP_ASK_PIN, "n", "handle:1");
	sees("network n: pin handle:1: ");
	type("\x04");
	WAIT_FOR(ended.count == 3);
	assert_int_equal(ended.end, QUESTION_CANCELLED);
}

static void identities_are_shown(void **state)
{
	ask(EAP_ASK_IDENTITY, "n", "");
	start();
	sees("network n: identity: ");
	assert_true(echoes());
	type("gr\xc3\xbc\xc3\x9f@wimax.test\n");
	sees("@wimax.test");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "gr\xc3\xbc\xc3\x9f@wimax.test");
}

static void bad_answers(void **state)
{
	char longest[EAP_ANSWER_MAX + 200];

	start();
	ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	type("\n");
	sees("refused: empty");
	sees("password: ");
	memset(longest, 'x', sizeof(longest));
	strcpy(longest + sizeof(longest) - 2, "\n");
	type(longest);
	sees("refused: too long");
	sees("password: ");
	assert_false(echoes());
	strcpy(longest + EAP_ANSWER_MAX, "x\n");
	type(longest);
	sees("refused: too long");
	sees("password: ");
	assert_int_equal(ended.count, 0);
	strcpy(longest + EAP_ANSWER_MAX, "\n");
	type(longest);
	WAIT_FOR(ended.count == 1);
	assert_int_equal(strlen(ended.value), EAP_ANSWER_MAX);
}

/* Whatever is asked: an answer that is empty, over-long, double or late is none. */
static void every_kind(void **state)
{
	static const struct {
		enum eap_ask ask;
		const char *good;
		bool twice;
	} kinds[] = {
		{ .ask = EAP_ASK_IDENTITY, .good = "joe" },
		{ .ask = EAP_ASK_PASSWORD, .good = "secret" },
		{ .ask = EAP_ASK_NEW_PASSWORD, .good = "secret", .twice = true },
		{ .ask = EAP_ASK_OTP, .good = "123456" },
		{ .ask = EAP_ASK_PASSPHRASE, .good = "a b" },
		{ .ask = EAP_ASK_PIN, .good = "4711" },
		{ .ask = EAP_ASK_CERTIFICATE, .good = "yes" },
		/* what was half typed last is no part of this one */
		{ .ask = EAP_ASK_IDENTITY, .good = "jim" },
	};
	char longest[EAP_ANSWER_MAX + 200], prompt[64], lines[64];
	struct question *q;
	unsigned int i;

	start();
	memset(longest, 'x', sizeof(longest));
	strcpy(longest + sizeof(longest) - 2, "\n");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		snprintf(prompt, sizeof(prompt),
			 "network n: %s text%s: ", eap_ask_name(kinds[i].ask),
			 kinds[i].ask == EAP_ASK_CERTIFICATE ? ", yes or no" : "");
		ask(kinds[i].ask, "n", "text");
		sees(prompt);
		type("\n");
		if (kinds[i].twice) {
			sees("the same again: ");
			type("\n");
		}
		sees("refused: empty");
		sees(prompt);
		type(longest);
		sees("refused: too long");
		sees(prompt);
		assert_int_equal(ended.count, i);
		if (kinds[i].twice) {
			snprintf(lines, sizeof(lines), "%s\n", kinds[i].good);
			type(lines);
			sees("the same again: ");
		}
		snprintf(lines, sizeof(lines), "%s\nother\n", kinds[i].good);
		type(lines);
		WAIT_FOR(ended.count == i + 1);
		assert_int_equal(ended.end, QUESTION_ANSWERED);
		assert_string_equal(ended.value, kinds[i].good);
		q = ask(kinds[i].ask, "n", "text");
		sees(prompt);
		type(kinds[i].good);
		question_free(q);
		sees("(ended)");
		assert_int_equal(ended.count, i + 1);
	}
}

/* Nobody sees what is typed, and it is to be right. */
static void new_password_twice(void **state)
{
	char longest[EAP_ANSWER_MAX + 2];

	start();
	ask(EAP_ASK_NEW_PASSWORD, "n", "of joe");
	sees("new-password of joe: ");
	type("one\n");
	sees("the same again: ");
	assert_false(echoes());
	type("two\n");
	sees("refused: not the same");
	sees("new-password of joe: ");
	assert_false(echoes());
	/* what a question begins with is no rest of one before */
	type("two\n");
	sees("the same again: ");
	type("two2\n");
	sees("refused: not the same");
	sees("new-password of joe: ");
	/* empty, and too long for a new password, is for wmand to say */
	type("\n");
	sees("the same again: ");
	type("\n");
	sees("refused: empty");
	sees("new-password of joe: ");
	memset(longest, 'x', sizeof(longest));
	strcpy(longest + 257, "\n");
	type(longest);
	sees("the same again: ");
	type(longest);
	sees("refused: not UTF-8, or longer than 256 characters");
	sees("new-password of joe: ");
	type("three\n");
	sees("the same again: ");
	type("three\n");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "three");
	WAIT_FOR(echoes());
	assert_null(strstr(screen, "three"));
}

/* What is to be approved is shown, and so is the answer. */
static void certificate_is_shown(void **state)
{
	start();
	ask(EAP_ASK_CERTIFICATE, "n", "sha256 00ff, subject /CN=a");
	sees("network n: certificate sha256 00ff, subject /CN=a, yes or no: ");
	assert_true(echoes());
	type("y\n");
	sees("refused: neither yes nor no");
	sees("yes or no: ");
	type("\n");
	sees("refused: empty");
	sees("yes or no: ");
	assert_int_equal(ended.count, 0);
	type("no\n");
	WAIT_FOR(ended.count == 1);
	assert_int_equal(ended.end, QUESTION_ANSWERED);
	assert_string_equal(ended.value, "no");
}

/* Between the two times the question may end, and the next one is a question of its own. */
static void new_password_ends_between(void **state)
{
	struct question *q;

	start();
	q = ask(EAP_ASK_NEW_PASSWORD, "n", "");
	sees("new-password: ");
	type("one\n");
	sees("the same again: ");
	question_free(q);
	sees("(ended)");
	ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	type("one\n");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "one");
	ask(EAP_ASK_NEW_PASSWORD, "n", "");
	sees("new-password: ");
	type("one\n");
	sees("the same again: ");
	type("\x04");
	WAIT_FOR(ended.count == 2);
	assert_int_equal(ended.end, QUESTION_CANCELLED);
}

/* What comes behind the end of a line is no answer to the next question. */
static void double_answer(void **state)
{
	start();
	ask(EAP_ASK_PASSWORD, "a", "");
	ask(EAP_ASK_PASSWORD, "b", "");
	sees("network a: password: ");
	type("one\ntwo\n");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "one");
	sees("network b: password: ");
	type("three\n");
	WAIT_FOR(ended.count == 2);
	assert_string_equal(ended.value, "three");
}

static void cancelled(void **state)
{
	start();
	ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	type("\x04");
	WAIT_FOR(ended.count == 1);
	assert_int_equal(ended.end, QUESTION_CANCELLED);
	WAIT_FOR(echoes());
	/* and the next one is asked all the same */
	ask(EAP_ASK_IDENTITY, "n", "");
	sees("identity: ");
	type("joe\n");
	WAIT_FOR(ended.count == 2);
}

static void gone_while_typing(void **state)
{
	struct question *q;

	start();
	q = ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	assert_false(echoes());
	/* the terminal may get it before the question ends, or after: then it shows it */
	type("half");
	question_free(q);
	sees("(ended)");
	WAIT_FOR(echoes());
	ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	type("whole\n");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "whole");
}

/* One that waits behind another is gone before it was shown. */
static void gone_before_it_was_shown(void **state)
{
	struct question *q;

	start();
	ask(EAP_ASK_PASSWORD, "a", "");
	q = ask(EAP_ASK_PASSWORD, "b", "");
	ask(EAP_ASK_PASSWORD, "c", "");
	sees("network a: password: ");
	question_free(q);
	type("x\n");
	sees("network c: password: ");
	type("y\n");
	WAIT_FOR(ended.count == 2);
	assert_string_equal(ended.value, "y");
	assert_null(strstr(screen, "network b"));
}

static void interrupted(void **state)
{
	static const int signals[] = { SIGTERM, SIGHUP, 0 };
	struct question *q;
	size_t i;

	for (i = 0; i < 3; i++) {
		start();
		q = ask(EAP_ASK_PASSWORD, "n", "");
		sees("password: ");
		assert_false(echoes());
		if (signals[i])
			kill(pid, signals[i]);
		else
			type("\x03");
		assert_ends(0);
		assert_int_equal(ended.count, 0);
		question_free(q);
		close(terminal);
	}
	terminal = -1;
}

/* The shell has the terminal meanwhile, and shows what is typed. */
static void stopped_and_continued(void **state)
{
	struct termios t;

	start();
	ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	tcgetattr(terminal, &t);
	t.c_lflag |= ECHO;
	tcsetattr(terminal, TCSANOW, &t);
	kill(pid, SIGCONT);
	sees("password: ");
	assert_false(echoes());
	type("secret\n");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "secret");
}

static void wmand_leaves(void **state)
{
	struct question *q;

	start();
	q = ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	question_free(q);
	asker_free(asker);
	asker = NULL;
	sees("wmand has left");
	assert_ends(1);
}

static void names_do_no_harm(void **state)
{
	struct question *q;

	start();
	q = ask(EAP_ASK_IDENTITY, "\033[2J\x7f\n", "");
	sees("network ?[2J??: identity: ");
	question_free(q);
}

static void standing(void *ctx, struct client *client)
{
	asker_say_network(client, "ready", "a");
	asker_say_warning(client, "insecure", "a\a", "ANY server is believed");
}

/* What stood before is shown first, what is new at once; what is typed meanwhile is not lost. */
static void warnings_are_shown(void **state)
{
	asker_set_status(asker, standing, NULL);
	start();
	sees("network a?: warning: insecure: ANY server is believed");
	asker_warn(asker, "expiry", "b", "soon");
	sees("network b: warning: expiry: soon");
	ask(EAP_ASK_PASSWORD, "n", "");
	sees("password: ");
	type("half");
	asker_warn(asker, "clock", "n", "not set");
	sees("network n: warning: clock: not set\r\nnetwork n: password: ");
	assert_false(echoes());
	type(" and half\n");
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "half and half");
	asker_set_status(asker, NULL, NULL);
}

/* Lines of a pipe, one for each question */
static void pipe_line(void **state)
{
	int in[2];

	assert_int_equal(pipe(in), 0);
	ask(EAP_ASK_IDENTITY, "n", "");
	pid = fork();
	if (!pid) {
		loop_free(loop);
		dup2(in[0], 0);
		close(in[0]);
		close(in[1]);
		if (!freopen("/dev/null", "w", stdout))
			_exit(9);
		_exit(run("socket", path));
	}
	close(in[0]);
	assert_int_equal(write(in[1], "joe\nsecret\n", 11), 11);
	close(in[1]);
	WAIT_FOR(ended.count == 1);
	assert_string_equal(ended.value, "joe");
	ask(EAP_ASK_PASSWORD, "n", "");
	WAIT_FOR(ended.count == 2);
	assert_string_equal(ended.value, "secret");
	/* there is nothing more: no answer, and the end */
	ask(EAP_ASK_PASSWORD, "n", "");
	WAIT_FOR(ended.count == 3 && !pid);
	assert_int_equal(ended.end, QUESTION_CANCELLED);
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void command_line(void **state)
{
	assert_int_equal(run("wman0", ""), CLI_USAGE);
	assert_int_equal(run("wman0", "socket"), CLI_USAGE);
	assert_int_equal(run("socket", ""), CLI_USAGE);
	assert_int_equal(run("socket", "/nonexistent"), CLI_ERROR);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(secrets_are_not_shown),
		TEST(identities_are_shown),
		TEST(keys_are_opened),
		TEST(bad_answers),
		TEST(every_kind),
		TEST(new_password_twice),
		TEST(new_password_ends_between),
		TEST(certificate_is_shown),
		TEST(double_answer),
		TEST(cancelled),
		TEST(gone_while_typing),
		TEST(gone_before_it_was_shown),
		TEST(interrupted),
		TEST(stopped_and_continued),
		TEST(wmand_leaves),
		TEST(names_do_no_harm),
		TEST(warnings_are_shown),
		TEST(pipe_line),
		TEST(command_line),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
