// SPDX-License-Identifier: BSD-3-Clause
/* Root keys that a child sends: to a parent that asked, and whole. worker_run() here is a script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "loop.h"
#include "worker.h"

#define MALFORMED "the EAP process sent a malformed message"

static struct loop *loop;
static size_t body; /* what is sent */
static unsigned int num_roots;
static struct mip_roots got;
static char why[320];

_Noreturn void worker_run_device(int fd, const struct eap_device *device)
{
	_exit(2);
}

_Noreturn void worker_run(int fd, const struct eap_creds *creds, const uint8_t *session,
			  size_t session_len)
{
	struct message m = { .type = MESSAGE_ROOTS };

	memset(m.data, 0x5a, sizeof(m.data));
	send(fd, &m, MESSAGE_HEADER_LEN + body, 0);
	_exit(0);
}

static void on_roots(void *ctx, const struct mip_roots *roots)
{
	num_roots++;
	got = *roots;
}

static void on_done(void *ctx, const struct outcome *o)
{
	strcpy(why, o->text);
	loop_quit(loop);
}

static const struct child_ops ops = { .roots = on_roots, .done = on_done };

static void run(bool wanted, size_t size)
{
	struct child *child;

	body = size;
	num_roots = 0;
	child = child_new(loop, NULL, NULL, 0, &ops, NULL);
	assert_non_null(child);
	if (wanted)
		child_want_roots(child);
	loop_run(loop);
	child_free(child);
}

static void roots(void **state)
{
	static const size_t wrong[] = { 1, MIP_RK_LEN, sizeof(got) - 1, sizeof(got) + 1 };
	struct mip_roots want;
	size_t i;

	loop = loop_new();
	memset(&want, 0x5a, sizeof(want));
	run(true, sizeof(got));
	assert_int_equal(num_roots, 1);
	assert_memory_equal(&got, &want, sizeof(got));
	assert_string_not_equal(why, MALFORMED);
	run(false, sizeof(got));
	assert_int_equal(num_roots, 0);
	assert_string_equal(why, MALFORMED);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		run(true, wrong[i]);
		assert_int_equal(num_roots, 0);
		assert_string_equal(why, MALFORMED);
	}
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(roots) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
