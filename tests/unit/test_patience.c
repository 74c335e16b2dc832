// SPDX-License-Identifier: BSD-3-Clause
/*
 * A process for EAP that nobody talks to any more ends by itself, in its cell; its patience, and
 * nothing else, is made shorter here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "child.h"
#include "eap/eap.h"
#include "loop.h"

#define GIVE_UP_MS 10000

static struct loop *loop;
static struct outcome outcome;

/* The C library's, with another time */
int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
	const struct timeval soon = { .tv_usec = 100000 };

	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		value = &soon;
	return (int)syscall(SYS_setsockopt, fd, level, name, value, len);
}

static void give_up(void *arg)
{
	loop_quit(loop);
}

static void on_done(void *ctx, const struct outcome *o)
{
	outcome = *o;
	loop_quit(loop);
}

static void silence_ends(void **state)
{
	static const struct child_ops ops = { .done = on_done };
	const struct eap_config cfg = {
		.methods = { eap_method_find("PSK") },
		.num_methods = 1,
		.identity = "psk@wimax.test",
		.password = "0123456789abcdef",
	};
	struct loop_timer *timer;
	struct eap_creds *creds;
	struct eap_error err;
	struct child *child;

	tzset();
	loop = loop_new();
	timer = loop_timer_new(loop, give_up, NULL);
	creds = eap_creds_load(&cfg, &err);
	assert_non_null(creds);
	child = child_new(loop, creds, NULL, 0, &ops, NULL);
	assert_non_null(child);
	loop_timer_set(timer, GIVE_UP_MS);
	loop_run(loop);
	child_free(child);
	eap_creds_free(creds);
	loop_timer_free(timer);
	loop_free(loop);
	assert_false(outcome.success);
	assert_int_equal(outcome.reason, WMAN_REASON_EAP_TIMEOUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
