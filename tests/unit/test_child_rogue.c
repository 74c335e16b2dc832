// SPDX-License-Identifier: BSD-3-Clause
/* A child that asks for what it must not ask: worker_run() here stands for that of worker.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "loop.h"
#include "worker.h"

/* What the child sends: questions, each with @cut octets less than it has */
static struct {
	struct message_question q[2];
	unsigned int num;
	size_t cut;
	bool roots; /* before them, root keys */
} script;

static struct loop *loop;
static unsigned int asks, dones, num_roots;
static char ask_text[sizeof(script.q[0].text)];
static char done_text[320];

_Noreturn void worker_run(int fd, const struct eap_creds *creds, const uint8_t *session,
			  size_t session_len)
{
	struct message m;
	unsigned int i;

	m.type = MESSAGE_ROOTS;
	memset(&m.roots, 0, sizeof(m.roots));
	if (script.roots && send(fd, &m, MESSAGE_HEADER_LEN + sizeof(m.roots) - script.cut, 0) < 0)
		_exit(2);
	for (i = 0; i < script.num; i++) {
		m.type = MESSAGE_ASK;
		m.question = script.q[i];
		if (send(fd, &m, MESSAGE_HEADER_LEN + sizeof(m.question) - script.cut, 0) < 0)
			_exit(2);
	}
	_exit(0);
}

static void on_ask(void *ctx, enum eap_ask ask, const char *text)
{
	asks++;
	snprintf(ask_text, sizeof(ask_text), "%s", text);
}

static void on_done(void *ctx, const struct outcome *o)
{
	dones++;
	assert_false(o->success);
	assert_int_equal(o->reason, WMAN_REASON_HELPER_INTERNAL);
	snprintf(done_text, sizeof(done_text), "%s", o->text);
	loop_quit(loop);
}

static void on_roots(void *ctx, const struct mip_roots *roots)
{
	num_roots++;
}

static const struct child_ops ops = { .ask = on_ask, .roots = on_roots, .done = on_done };

static bool wants_roots;

static void run(void)
{
	struct child *child;

	asks = dones = 0;
	loop = loop_new();
	child = child_new(loop, NULL, NULL, 0, &ops, NULL);
	assert_non_null(child);
	if (wants_roots)
		child_want_roots(child);
	loop_run(loop);
	assert_int_equal(dones, 1);
	child_free(child);
	loop_free(loop);
}

static void bad_questions(void **state)
{
	static const struct {
		uint32_t ask[2];
		unsigned int num;
		size_t cut;
		unsigned int asks; /* that come through */
	} cases[] = {
		{ { EAP_ASK_PASSPHRASE }, 1, 0, 0 },
		{ { EAP_ASK_NOTHING }, 1, 0, 0 },
		{ { EAP_ASK_MAX + 1 }, 1, 0, 0 },
		{ { UINT32_MAX }, 1, 0, 0 },
		{ { EAP_ASK_PASSWORD }, 1, 1, 0 },
		{ { EAP_ASK_PASSWORD }, 1, sizeof(script.q[0]) - 1, 0 },
		{ { EAP_ASK_PASSWORD, EAP_ASK_IDENTITY }, 2, 0, 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&script, 0, sizeof(script));
		script.q[0].ask = cases[i].ask[0];
		script.q[1].ask = cases[i].ask[1];
		script.num = cases[i].num;
		script.cut = cases[i].cut;
		run();
		assert_int_equal(asks, cases[i].asks);
		assert_string_equal(done_text, "the EAP process sent a malformed message");
	}
}

/* Nobody asked for them, or they are no keys. */
static void bad_roots(void **state)
{
	memset(&script, 0, sizeof(script));
	script.roots = true;
	run();
	assert_string_equal(done_text, "the EAP process sent a malformed message");
	wants_roots = true;
	script.cut = 1;
	run();
	assert_string_equal(done_text, "the EAP process sent a malformed message");
	assert_int_equal(num_roots, 0);
	script.cut = 0;
	run();
	assert_int_equal(num_roots, 1);
	assert_string_not_equal(done_text, "the EAP process sent a malformed message");
	wants_roots = false;
}

static void text_is_filtered(void **state)
{
	memset(&script, 0, sizeof(script));
	script.num = 1;
	script.q[0].ask = EAP_ASK_OTP;
	memset(script.q[0].text, 'x', sizeof(script.q[0].text));
	memcpy(script.q[0].text, "a\nask 7\033[2J\xff", 12);
	run();
	assert_int_equal(asks, 1);
	assert_int_equal(strlen(ask_text), EAP_ASK_TEXT_MAX);
	assert_memory_equal(ask_text, "a?ask 7?[2J?xxx", 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_questions),
		cmocka_unit_test(bad_roots),
		cmocka_unit_test(text_is_filtered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
