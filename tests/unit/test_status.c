// SPDX-License-Identifier: BSD-3-Clause
/* How networks are, and what is new of them, over wmand's socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "asker.h"
#include "loop.h"

static char dir[] = "/tmp/test_status.XXXXXX";
static char path[64];
static struct loop *loop;
static struct asker *asker;

static void stop(void *arg)
{
	loop_quit(loop);
}

static void go_on(unsigned int ms)
{
	struct loop_timer *timer = loop_timer_new(loop, stop, NULL);

	loop_timer_set(timer, ms);
	loop_run(loop);
	loop_timer_free(timer);
}

/* Two networks; of the first something is to be known. */
static void two_networks(void *ctx, struct client *client)
{
	assert_ptr_equal(ctx, &loop);
	/* news, right before the answer: no part of it */
	asker_warn(asker, "expiry", "b", "news");
	asker_say_network(client, "ready", "my \"net\"");
	asker_say_warning(client, "insecure", "my \"net\"", "one");
	asker_say_warning(client, "expiry", "my \"net\"", "two words");
	asker_say_network(client, "locked", "b");
}

static int setup(void **state)
{
	loop = loop_new();
	asker = asker_new(loop, path);
	assert_non_null(asker);
	return 0;
}

static int teardown(void **state)
{
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

static int enter(void)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(addr.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	go_on(0);
	return fd;
}

static void assert_hears(int fd, const char *expected)
{
	char text[4096];
	ssize_t n;
	int i;

	for (i = 0; i < 3; i++)
		go_on(0);
	n = recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT);
	text[n > 0 ? n : 0] = '\0';
	assert_string_equal(text, expected);
}

static void lines(void **state)
{
	int a = enter(), b = enter();

	assert_hears(a, "wmand 1\n");
	assert_hears(b, "wmand 1\n");
	/* nobody knows anything */
	assert_int_equal(send(a, "status\n", 7, 0), 7);
	assert_hears(a, "ok 0\n");
	asker_set_status(asker, two_networks, &loop);
	assert_int_equal(send(a, "status\n", 7, 0), 7);
	assert_hears(a, "warn expiry b news\n"
			"network ready my%20%22net%22\nwarn insecure my%20%22net%22 one\n"
			"warn expiry my%20%22net%22 two words\nnetwork locked b\nok 0\n");
	/* who did not ask hears the news only */
	assert_hears(b, "warn expiry b news\n");
	assert_int_equal(send(b, "statuses\nstatus 1\n", 18, 0), 18);
	assert_hears(b, "error 0 syntax expected answer ID VALUE, cancel ID or status\n"
			"error 0 syntax expected answer ID VALUE, cancel ID or status\n");
	close(a);
	/* who left is told nothing, who stays is */
	go_on(0);
	asker_warn(asker, "clock", "b", "not set");
	assert_hears(b, "warn clock b not set\n");
	close(b);
	go_on(0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(lines),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
