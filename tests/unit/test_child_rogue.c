// SPDX-License-Identifier: BSD-3-Clause
/* A child that attacks its parent, in place of worker.c; its own exchange fails, and no more. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "agent.h"
#include "child.h"
#include "config.h"
#include "descriptors.h"
#include "eap/creds.h"
#include "loop.h"
#include "sandbox.h"
#include "worker.h"

#define MALFORMED "the EAP process sent a malformed message"
#define NO_RESULT "the EAP process exited with status 0 without a result"
#define KILLED	  "the EAP process was ended by signal 31 (forbidden system call)"
#define EXHAUSTED 5 /* its status when it got no more memory, in time */

/* A message, and how many of its octets are sent; there is room behind it. */
struct step {
	struct message m;
	uint8_t more[256];
	size_t len;
};

/* What the child does: sends these, then this, in its cell; it tells its number first */
static struct {
	struct step step[3];
	unsigned int num;
	void (*act)(int fd);
} script;

/* How often each callback was called, by the type of the message */
static unsigned int calls[MESSAGE_DONE + 1];
static char text[MESSAGE_DATA_MAX + 1];
static size_t text_len;
static struct outcome outcome;
static struct loop *loop;
static struct loop_timer *timer;

_Noreturn void worker_run(int fd, const struct eap_creds *creds, const uint8_t *session,
			  size_t session_len)
{
	struct {
		uint64_t type;
		pid_t pid;
	} hello = { MESSAGE_FRAME, getpid() };
	unsigned int i;

	if (script.act &&
	    (sandbox_enter(fd, -1) || send(fd, &hello, MESSAGE_HEADER_LEN + sizeof(pid_t), 0) < 0))
		_exit(2);
	for (i = 0; i < script.num; i++)
		if (send(fd, &script.step[i], script.step[i].len, 0) < 0)
			_exit(3);
	if (script.act)
		script.act(fd);
	_exit(0);
}

_Noreturn void worker_run_device(int fd, const struct eap_device *device)
{
	_exit(2);
}

static struct message *add(uint32_t type, size_t body)
{
	struct step *step = &script.step[script.num++];

	memset(step, 0, sizeof(*step));
	step->m.type = type;
	step->len = MESSAGE_HEADER_LEN + body;
	return &step->m;
}

static void keep(enum message_type type, const void *data, size_t len)
{
	calls[type]++;
	memcpy(text, data, len);
	text[len] = '\0';
	text_len = len;
}

/* The limit of a child is too far away to be waited for: it comes nearer. */
static void hurry(const uint8_t *packet)
{
	const struct rlimit lim = { .rlim_cur = 1, .rlim_max = 2 };
	pid_t pid;

	memcpy(&pid, packet, sizeof(pid));
	assert_return_code(prlimit(pid, RLIMIT_CPU, &lim, NULL), errno);
}

static void on_frame(void *ctx, const uint8_t *packet, size_t len)
{
	if (script.act)
		hurry(packet);
	keep(MESSAGE_FRAME, packet, len);
}

static void on_note(void *ctx, const char *note)
{
	keep(MESSAGE_NOTE, note, strlen(note));
}

static void on_session(void *ctx, const uint8_t *session, size_t len)
{
	keep(MESSAGE_SESSION, session, len);
}

static void on_sqn(void *ctx, uint64_t sqn)
{
	keep(MESSAGE_SQN, &sqn, sizeof(sqn));
}

static void on_ask(void *ctx, enum eap_ask ask, const char *question)
{
	keep(MESSAGE_ASK, question, strlen(question));
}

static void on_done(void *ctx, const struct outcome *o)
{
	calls[MESSAGE_DONE]++;
	outcome = *o;
	loop_quit(loop);
}

static const struct child_ops ops = {
	.frame = on_frame,
	.note = on_note,
	.session = on_session,
	.sqn = on_sqn,
	.ask = on_ask,
	.done = on_done,
};

static void quit(void *arg)
{
	loop_quit(loop);
}

static bool is_reaped(void)
{
	siginfo_t info;

	return waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) < 0 && errno == ECHILD;
}

/* The whole life of a child, to the last message that it sent; "done" came once. */
static void run(void)
{
	struct child *child;

	memset(calls, 0, sizeof(calls));
	child = child_new(loop, NULL, NULL, 0, &ops, NULL);
	assert_non_null(child);
	loop_run(loop);
	while (!is_reaped()) {
		loop_timer_set(timer, 0);
		loop_run(loop);
	}
	assert_int_equal(calls[MESSAGE_DONE], 1);
	child_free(child);
	memset(&script, 0, sizeof(script));
}

static void assert_failed(const char *why)
{
	assert_int_equal(outcome.success, 0);
	assert_int_equal(outcome.reason, WMAN_REASON_HELPER_INTERNAL);
	assert_string_equal(outcome.text, why);
}

/* Only these types come from a child, with bodies of these sizes. */
static const struct {
	uint32_t type;
	size_t min, max;
} good[] = {
	{ MESSAGE_FRAME, 1, MESSAGE_DATA_MAX },
	{ MESSAGE_NOTE, 1, MESSAGE_DATA_MAX },
	{ MESSAGE_SESSION, 1, MESSAGE_DATA_MAX },
	{ MESSAGE_SQN, 8, 8 },
	{ MESSAGE_ASK, sizeof(struct message_question), sizeof(struct message_question) },
	{ MESSAGE_DONE, sizeof(struct outcome), sizeof(struct outcome) },
};

static bool is_good(uint32_t type, size_t body)
{
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (good[i].type == type)
			return body >= good[i].min && body <= good[i].max;
	return false;
}

/* One message; it is passed on, once, or it ends the child. */
static void assert_judged(uint32_t type, size_t body)
{
	unsigned int all = 0, i;
	struct message *m;

	m = add(type, body);
	if (type == MESSAGE_ASK)
		m->question.ask = EAP_ASK_PASSWORD;
	else if (type == MESSAGE_DONE)
		m->outcome.reason = WMAN_REASON_EAP_REJECTED;
	run();
	for (i = 0; i < MESSAGE_DONE; i++)
		all += calls[i];
	if (!is_good(type, body)) {
		assert_int_equal(all, 0);
		assert_failed(MALFORMED);
	} else if (type == MESSAGE_DONE) {
		assert_int_equal(all, 0);
		assert_int_equal(outcome.reason, WMAN_REASON_EAP_REJECTED);
	} else {
		assert_int_equal(all, 1);
		assert_int_equal(calls[type], 1);
		assert_failed(NO_RESULT);
	}
}

static void every_type_and_size(void **state)
{
	static const size_t bodies[] = { 0,
					 1,
					 7,
					 8,
					 9,
					 sizeof(struct message_question) - 1,
					 sizeof(struct message_question),
					 sizeof(struct message_question) + 1,
					 sizeof(struct outcome) - 1,
					 sizeof(struct outcome),
					 sizeof(struct outcome) + 1,
					 sizeof(struct mip_roots),
					 sizeof(struct message_verify),
					 MESSAGE_DATA_MAX - 1,
					 MESSAGE_DATA_MAX,
					 MESSAGE_DATA_MAX + 1,
					 MESSAGE_DATA_MAX + 256 };
	uint32_t type;
	size_t i;

	for (type = 0; type <= MESSAGE_DONE + 1; type++)
		for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
			assert_judged(type, bodies[i]);
	assert_judged(UINT32_MAX, 1);
	assert_judged(0x100 + MESSAGE_FRAME, 1);
}

static void wait_for_ever(int fd)
{
	poll(NULL, 0, -1);
}

/* Less than a header; one of no octets must not be taken for the end of a child that goes on. */
static void short_headers(void **state)
{
	size_t len;

	for (len = 0; len < MESSAGE_HEADER_LEN; len++) {
		add(MESSAGE_FRAME, 0);
		script.step[0].len = len;
		script.act = wait_for_ever;
		run();
		assert_failed(MALFORMED);
	}
}

static void questions(void **state)
{
	static const struct {
		uint32_t ask;
		bool good;
	} cases[] = {
		{ EAP_ASK_NOTHING, false },	{ EAP_ASK_IDENTITY, true },
		{ EAP_ASK_PASSWORD, true },	{ EAP_ASK_OTP, true },
		{ EAP_ASK_NEW_PASSWORD, true }, { EAP_ASK_CERTIFICATE, true },
		{ EAP_ASK_CARD, true },		{ EAP_ASK_PASSPHRASE, false },
		{ EAP_ASK_PIN, false },		{ EAP_ASK_MAX + 1, false },
		{ UINT32_MAX, false },		{ 0x100 + EAP_ASK_OTP, false },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		add(MESSAGE_ASK, sizeof(struct message_question))->question.ask = cases[i].ask;
		run();
		assert_int_equal(calls[MESSAGE_ASK], cases[i].good);
		assert_failed(cases[i].good ? NO_RESULT : MALFORMED);
	}
	add(MESSAGE_ASK, sizeof(struct message_question))->question.ask = EAP_ASK_PASSWORD;
	add(MESSAGE_ASK, sizeof(struct message_question))->question.ask = EAP_ASK_IDENTITY;
	run();
	assert_int_equal(calls[MESSAGE_ASK], 1);
	assert_failed(MALFORMED);
}

/* Every octet that a text can have, in a text that does not end. */
static void assert_filtered(const char *s, size_t len)
{
	size_t i;

	assert_int_equal(strlen(s), len);
	for (i = 0; i < len; i++)
		assert_int_equal(s[i],
				 i % 255 + 1 >= 0x20 && i % 255 + 1 < 0x7f ? i % 255 + 1 : '?');
}

static void fill(void *field, size_t size)
{
	uint8_t *s = field;
	size_t i;

	for (i = 0; i < size; i++)
		s[i] = i % 255 + 1;
}

static void texts_are_filtered(void **state)
{
	struct message *m;

	m = add(MESSAGE_ASK, sizeof(m->question));
	m->question.ask = EAP_ASK_OTP;
	fill(m->question.text, sizeof(m->question.text));
	run();
	assert_filtered(text, EAP_ASK_TEXT_MAX);

	m = add(MESSAGE_NOTE, 300);
	fill(m->data, 300);
	run();
	assert_filtered(text, 300);
	m = add(MESSAGE_NOTE, MESSAGE_DATA_MAX);
	fill(m->data, MESSAGE_DATA_MAX);
	run();
	assert_filtered(text, MESSAGE_DATA_MAX - 1);
	/* what is behind a NUL is not looked at */
	memcpy(add(MESSAGE_NOTE, 4)->data, "a\0\nb", 4);
	run();
	assert_string_equal(text, "a");

	m = add(MESSAGE_DONE, sizeof(m->outcome));
	fill(m->outcome.method, sizeof(m->outcome.method));
	fill(m->outcome.tls_version, sizeof(m->outcome.tls_version));
	fill(m->outcome.text, sizeof(m->outcome.text));
	run();
	assert_filtered(outcome.method, sizeof(outcome.method) - 1);
	assert_filtered(outcome.tls_version, sizeof(outcome.tls_version) - 1);
	assert_filtered(outcome.text, sizeof(outcome.text) - 1);
}

/* What is not looked into goes on as it came. */
static void octets_are_passed_on(void **state)
{
	static const uint32_t types[] = { MESSAGE_FRAME, MESSAGE_SESSION };
	uint8_t want[MESSAGE_DATA_MAX];
	struct message *m;
	size_t i;

	fill(want, sizeof(want));
	for (i = 0; i < 2; i++) {
		m = add(types[i], MESSAGE_DATA_MAX);
		fill(m->data, MESSAGE_DATA_MAX);
		run();
		assert_int_equal(text_len, MESSAGE_DATA_MAX);
		assert_memory_equal(text, want, sizeof(want));
	}
	add(MESSAGE_SQN, sizeof(m->sqn))->sqn = UINT64_MAX;
	run();
	assert_int_equal(text_len, sizeof(uint64_t));
	assert_memory_equal(text, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
}

static void outcomes(void **state)
{
	static const struct {
		uint8_t success, resumed, insecure, clock_unset;
		uint32_t reason;
		bool good;
		uint32_t want;
	} cases[] = {
		{ 0, 0, 0, 0, WMAN_REASON_NONE, true, WMAN_REASON_HELPER_INTERNAL },
		{ 0, 1, 1, 0, 1, true, 1 },
		{ 0, 0, 0, 0, WMAN_REASON_MAX, true, WMAN_REASON_MAX },
		{ 0, 0, 0, 0, WMAN_REASON_MAX + 1, true, WMAN_REASON_HELPER_INTERNAL },
		{ 0, 0, 0, 0, UINT32_MAX, true, WMAN_REASON_HELPER_INTERNAL },
		{ 1, 1, 1, 0, WMAN_REASON_NONE, true, WMAN_REASON_NONE },
		{ 2, 0, 0, 0, WMAN_REASON_NONE, false, 0 },
		{ 0xff, 0, 0, 0, WMAN_REASON_NONE, false, 0 },
		{ 1, 2, 0, 0, WMAN_REASON_NONE, false, 0 },
		{ 1, 0, 2, 0, WMAN_REASON_NONE, false, 0 },
		{ 0, 0, 0x80, 0, 1, false, 0 },
		{ 1, 0, 0, 2, WMAN_REASON_NONE, false, 0 },
	};
	struct outcome *o;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		o = &add(MESSAGE_DONE, sizeof(*o))->outcome;
		o->success = cases[i].success;
		o->resumed = cases[i].resumed;
		o->insecure = cases[i].insecure;
		o->clock_unset = cases[i].clock_unset;
		o->reason = cases[i].reason;
		run();
		if (cases[i].good) {
			assert_int_equal(outcome.success, cases[i].success);
			assert_int_equal(outcome.reason, cases[i].want);
		} else {
			assert_failed(MALFORMED);
		}
	}
}

/* EAP has neither a signature to give nor an RSA-Reject to tell of. */
static void outcomes_of_rsa(void **state)
{
	static const uint16_t lengths[] = { 0, 1, UINT16_MAX };
	struct outcome *o;
	size_t i;

	for (i = 0; i < 3; i++) {
		o = &add(MESSAGE_DONE, sizeof(*o))->outcome;
		o->reason = 1;
		o->permanent = !i;
		o->signature_len = lengths[i];
		run();
		assert_failed(MALFORMED);
	}
}

/* After the outcome a child has nothing to say, however it says it. */
static void nothing_after_done(void **state)
{
	unsigned int i;
	uint32_t type;

	for (type = 0; type <= MESSAGE_DONE + 1; type++) {
		add(MESSAGE_DONE, sizeof(struct outcome))->outcome.success = 1;
		add(type, type == MESSAGE_SQN ? sizeof(uint64_t) : sizeof(struct outcome));
		add(type, 0);
		run();
		assert_int_equal(outcome.success, 1);
		for (i = 0; i < MESSAGE_DONE; i++)
			assert_int_equal(calls[i], 0);
	}
}

static void try_open(int fd)
{
	open("/etc/passwd", O_RDONLY);
}

static void try_socket(int fd)
{
	socket(AF_INET, SOCK_DGRAM, 0);
}

static void try_netlink(int fd)
{
	socket(AF_NETLINK, SOCK_RAW, 0);
}

static void try_ptrace(int fd)
{
	ptrace(PTRACE_ATTACH, getpid() - 1, NULL, NULL);
}

static void try_fork(int fd)
{
	fork();
}

static void try_kill(int fd)
{
	kill(1, SIGTERM);
}

static void try_shutdown(int fd)
{
	shutdown(fd, SHUT_WR);
}

static void try_pass_fd(int fd)
{
	union {
		struct cmsghdr hdr;
		char octets[CMSG_SPACE(sizeof(fd))];
	} control = { .hdr = { CMSG_LEN(sizeof(fd)), SOL_SOCKET, SCM_RIGHTS } };
	struct iovec iov = { &script.step[0], MESSAGE_HEADER_LEN + 1 };
	struct msghdr msg = { NULL, 0, &iov, 1, &control, sizeof(control), 0 };

	memcpy(CMSG_DATA(&control.hdr), &fd, sizeof(fd));
	sendmsg(fd, &msg, 0);
}

static void try_prctl(int fd)
{
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void take_memory(int fd)
{
	const size_t piece = 1 << 20;
	unsigned int n = 0;

	while (n < 1024 && mmap(NULL, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				-1, 0) != MAP_FAILED)
		n++;
	_exit(n < 32 ? EXHAUSTED : 0);
}

static void take_cpu(int fd)
{
	for (;;)
		;
}

static const struct {
	void (*act)(int fd);
	const char *text;
} attacks[] = {
	{ try_open, KILLED },
	{ try_socket, KILLED },
	{ try_netlink, KILLED },
	{ try_ptrace, KILLED },
	{ try_fork, KILLED },
	{ try_kill, KILLED },
	{ try_shutdown, KILLED },
	{ try_pass_fd, KILLED },
	{ try_prctl, KILLED },
	{ take_memory, "the EAP process exited with status 5 without a result" },
	{ take_cpu, "the EAP process was ended by signal 24 (too much CPU time)" },
};

#define NUM_ATTACKS (sizeof(attacks) / sizeof(attacks[0]))

static void from_the_cell(void **state)
{
	size_t i;

	for (i = 0; i < NUM_ATTACKS; i++) {
		script.act = attacks[i].act;
		run();
		assert_failed(attacks[i].text);
	}
}

/* ---- the whole parent, but for netlink: agent.c above child.c */

static struct agent *agent;
static uint64_t cookie;
static unsigned int dones;
static struct agent_verdict verdict;

static int wire_accept(void *ctx, uint32_t ifindex, struct agent_exchange *ex)
{
	*ex = (struct agent_exchange){ .ifindex = ifindex, .cookie = ++cookie, .network = "n" };
	return 0;
}

static int wire_frame(void *ctx, uint32_t ifindex, uint64_t of, const uint8_t *packet, size_t len)
{
	hurry(packet);
	return 0;
}

static int wire_done(void *ctx, uint32_t ifindex, uint64_t of, const struct agent_verdict *v)
{
	assert_int_equal(of, cookie);
	dones++;
	verdict = *v;
	loop_quit(loop);
	return 0;
}

static int wire_devices(void *ctx, struct agent *a)
{
	return 0;
}

static const struct agent_wire wire = {
	.accept = wire_accept,
	.frame = wire_frame,
	.done = wire_done,
	.devices = wire_devices,
};

static void exchange(void)
{
	dones = 0;
	agent_ready(agent, 7);
	loop_run(loop);
	assert_int_equal(dones, 1);
	assert_true(is_reaped());
	memset(&script, 0, sizeof(script));
}

/* Each attack costs its own exchange. The next one is served, and nothing is left of it. */
static void the_daemon_lives(void **state)
{
	struct config *config = calloc(1, sizeof(*config));
	unsigned int before;
	size_t i;

	config->networks = calloc(1, sizeof(*config->networks));
	config->networks->policy = WMAN_AUTH_POLICY_EAP;
	config->networks->name = strdup("n");
	config->networks->creds = calloc(1, sizeof(*config->networks->creds));
	agent = agent_new(loop, config, &wire, NULL);
	before = descriptors();
	for (i = 0; i <= NUM_ATTACKS; i++) {
		/* the last one: a number for a USIM that the network has not */
		if (i < NUM_ATTACKS)
			script.act = attacks[i].act;
		else
			add(MESSAGE_SQN, sizeof(uint64_t));
		exchange();
		assert_null(verdict.msk);
		assert_int_equal(verdict.reason, WMAN_REASON_HELPER_INTERNAL);
		assert_false(verdict.permanent);

		/* the session is nonsense: that is the next child's affair */
		add(MESSAGE_SESSION, MESSAGE_DATA_MAX);
		add(MESSAGE_DONE, sizeof(struct outcome))->outcome.success = 1;
		exchange();
		assert_non_null(verdict.msk);
	}
	assert_int_equal(descriptors(), before);
	agent_free(agent);
}

/* It does not read, and what it is sent must not stop the parent; nor must its death. */
static void deaf(void **state)
{
	static const uint8_t packet[1400];
	struct child *child;
	unsigned int i;

	script.act = wait_for_ever;
	child = child_new(loop, NULL, NULL, 0, &ops, NULL);
	for (i = 0; i < 10000; i++)
		child_frame(child, packet, sizeof(packet));
	child_free(child);
	assert_true(is_reaped());
	memset(&script, 0, sizeof(script));
}

static int group_setup(void **state)
{
	loop = loop_new();
	timer = loop_timer_new(loop, quit, NULL);
	return loop && timer ? 0 : -1;
}

static int group_teardown(void **state)
{
	loop_timer_free(timer);
	loop_free(loop);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_and_size),
		cmocka_unit_test(short_headers),
		cmocka_unit_test(questions),
		cmocka_unit_test(texts_are_filtered),
		cmocka_unit_test(octets_are_passed_on),
		cmocka_unit_test(outcomes),
		cmocka_unit_test(outcomes_of_rsa),
		cmocka_unit_test(nothing_after_done),
		cmocka_unit_test(from_the_cell),
		cmocka_unit_test(the_daemon_lives),
		cmocka_unit_test(deaf),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
