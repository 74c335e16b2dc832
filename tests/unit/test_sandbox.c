// SPDX-License-Identifier: BSD-3-Clause
/* The cell: what a child may do, and what is the end of it. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/rand.h>

#include "sandbox.h"

/* What a parent has done before: both read files. */
static int group_setup(void **state)
{
	uint8_t byte;

	tzset();
	return RAND_bytes(&byte, 1) == 1 ? 0 : -1;
}

static void try_open(void)
{
	open("/dev/null", O_RDONLY);
}

static void try_socket(void)
{
	socket(AF_INET, SOCK_DGRAM, 0);
}

static void try_fork(void)
{
	fork();
}

static void try_exec(void)
{
	execl("/bin/true", "true", NULL);
}

static void try_kill(void)
{
	kill(getppid(), 0);
}

static void try_write(void)
{
	if (write(2, "", 0))
		_exit(9);
}

static void try_exec_page(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void try_other_fd(void)
{
	char c;

	recv(0, &c, 1, MSG_DONTWAIT);
}

/* Runs @fn, if any, in a cell; returns the wait status. */
static int in_cell(void (*fn)(void))
{
	int fds[2], status;
	uint8_t byte[32];
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	pid = fork();
	if (!pid) {
		if (sandbox_enter(fds[1]))
			_exit(2);
		if (fn)
			fn();
		free(malloc(1 << 20));
		_exit(RAND_bytes(byte, sizeof(byte)) == 1 && time(NULL) ? 7 : 3);
	}
	close(fds[1]);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void test_forbidden(void **state)
{
	static void (*const calls[])(void) = {
		try_open, try_socket, try_fork,	     try_exec,
		try_kill, try_write,  try_exec_page, try_other_fd,
	};
	int status = in_cell(NULL);
	size_t i;

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		status = in_cell(calls[i]);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGSYS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forbidden),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
