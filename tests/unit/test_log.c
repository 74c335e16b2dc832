// SPDX-License-Identifier: BSD-3-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

/* Standard error goes to a file while a test runs. */
struct fixture {
	int file;
	int saved;
	char text[4096];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char name[] = "/tmp/wman-test-log-XXXXXX";

	f->file = mkstemp(name);
	unlink(name);
	f->saved = dup(STDERR_FILENO);
	dup2(f->file, STDERR_FILENO);
	log_open("prog");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	log_set_level(LOG_LEVEL_INFO);
	log_set_timestamps(false);
	dup2(f->saved, STDERR_FILENO);
	close(f->saved);
	close(f->file);
	free(f);
	return 0;
}

static const char *written(struct fixture *f)
{
	ssize_t n = pread(f->file, f->text, sizeof(f->text) - 1, 0);

	assert_true(n >= 0);
	f->text[n] = '\0';
	return f->text;
}

static void levels(void **state)
{
	struct fixture *f = *state;

	log_error("a %d", 1);
	log_warn("b");
	log_info("c");
	log_debug("d");
	assert_string_equal(written(f), "prog: error: a 1\nprog: warning: b\nprog: c\n");
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("d");
	assert_non_null(strstr(written(f), "prog: debug: d\n"));
	log_set_level(LOG_LEVEL_ERROR);
	log_warn("not this");
	assert_null(strstr(written(f), "not this"));
}

static void one_line_whatever_the_peer_sent(void **state)
{
	struct fixture *f = *state;

	log_info("%s", "x\nprog: forged\r\x1b[2J");
	assert_string_equal(written(f), "prog: x?prog: forged??[2J\n");
}

static void long_lines_are_cut(void **state)
{
	struct fixture *f = *state;
	char text[3000];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	assert_int_equal(strlen(written(f)), 1024);
	assert_int_equal(f->text[1023], '\n');
}

static void errno_stays(void **state)
{
	struct fixture *f = *state;

	errno = ENOENT;
	log_error("cannot open: %m");
	assert_int_equal(errno, ENOENT);
	assert_string_equal(written(f), "prog: error: cannot open: No such file or directory\n");
}

static void timestamps(void **state)
{
	struct fixture *f = *state;
	unsigned long s;
	char rest[32];

	log_set_timestamps(true);
	log_info("x");
	assert_int_equal(sscanf(written(f), "[%lu.%*u] %31s", &s, rest), 2);
	assert_string_equal(rest, "prog:");
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(levels),
		T(one_line_whatever_the_peer_sent),
		T(long_lines_are_cut),
		T(errno_stays),
		T(timestamps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
