// SPDX-License-Identifier: BSD-3-Clause
/* The cell: what a child may do, and what is the end of it. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
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
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <cap-ng.h>
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
		if (sandbox_enter(fds[1], -1))
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

/* What is on the list, once more; the rest is the end, whatever its arguments are. */
static const int allowed[] = {
	SYS_brk,
	SYS_clock_gettime,
	SYS_exit,
	SYS_exit_group,
	SYS_futex,
	SYS_getpid,
	SYS_getrandom,
	SYS_gettid,
	SYS_gettimeofday,
	SYS_madvise,
	SYS_mremap,
	SYS_munmap,
	SYS_poll,
	SYS_ppoll,
	SYS_restart_syscall,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_sigaltstack,
	SYS_time,
	/* with the right argument, see test_forbidden() */
	SYS_recvfrom,
	SYS_sendto,
	SYS_mmap,
	SYS_mprotect,
};

static bool is_allowed(long nr)
{
	size_t i;

	for (i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (allowed[i] == nr)
			return true;
	return false;
}

static long number;

static void try_number(void)
{
	syscall(number, -1L, 0L, 0L, 0L, 0L, 0L);
}

static void assert_ends(long nr)
{
	int status;

	number = nr;
	status = in_cell(try_number);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
		fail_msg("system call %ld: status %#x", nr, (unsigned int)status);
}

/* No filter is asked for these: they work for the kernel's own probes and fail for others. */
#define SYS_URETPROBE 335
#define SYS_UPROBE    336

/* Beyond the last one that there is today: they get more. */
static void test_every_call(void **state)
{
	long nr;

	for (nr = 0; nr < 512; nr++)
		if (!is_allowed(nr) && nr != SYS_URETPROBE && nr != SYS_UPROBE)
			assert_ends(nr);
#ifdef __x86_64__
	/* the same ones by the numbers of x32 */
	for (nr = 0; nr < 16; nr++)
		assert_ends(0x40000000 | nr);
#endif
}

/*
 * A cell that waits in poll(); its number. It runs until the other end of *@end is closed. It says
 * something when it is ready.
 */
static pid_t open_cell(int *end)
{
	int fds[2];
	char byte;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	pid = fork();
	if (!pid) {
		close(fds[0]);
		if (sandbox_enter(fds[1], -1))
			_exit(2);
		send(fds[1], "", 1, 0);
		recv(fds[1], &byte, 1, 0);
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(recv(fds[0], &byte, 1, 0), 1);
	*end = fds[0];
	return pid;
}

static void close_cell(pid_t pid, int end)
{
	int status;

	close(end);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
}

/* The line of a file below /proc/@pid that begins with @key. */
static void read_line(pid_t pid, const char *file, const char *key, char *line, int size)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	f = fopen(path, "re");
	assert_non_null(f);
	do
		assert_non_null(fgets(line, size, f));
	while (strncmp(line, key, strlen(key)));
	fclose(f);
}

static void test_limits(void **state)
{
	static const struct {
		const char *name;
		unsigned long soft, hard;
	} cases[] = {
		{ "Max core file size", 0, 0 }, { "Max open files", 0, 0 },
		{ "Max processes", 0, 0 },	{ "Max file size", 0, 0 },
		{ "Max cpu time", 20, 21 },
	};
	unsigned long soft, hard;
	char line[256];
	size_t i;
	pid_t pid;
	int end;

	pid = open_cell(&end);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_line(pid, "limits", cases[i].name, line, sizeof(line));
		assert_int_equal(sscanf(line + 26, "%lu %lu", &soft, &hard), 2);
		assert_int_equal(soft, cases[i].soft);
		assert_int_equal(hard, cases[i].hard);
	}
	read_line(pid, "limits", "Max data size", line, sizeof(line));
	assert_int_equal(sscanf(line + 26, "%lu %lu", &soft, &hard), 2);
	assert_int_equal(soft, hard);
	close_cell(pid, end);
}

/* The allocator says no, in time; what was free before is still good. */
static void exhaust(void)
{
	static void *pieces[1024];
	unsigned int n = 0;

	while (n < 1024) {
		pieces[n] = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				 -1, 0);
		if (pieces[n] == MAP_FAILED)
			break;
		n++;
	}
	/* 16 MiB, and what the stack has */
	if (n < 200 || n > 264)
		_exit(4);
	munmap(pieces[0], 1 << 16);
	if (mmap(NULL, 1 << 16, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
		_exit(5);
	_exit(7);
}

static void test_memory_limit(void **state)
{
	int status = in_cell(exhaust);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

/* Memory is not in swap, where that is allowed. */
static void test_locked(void **state)
{
	unsigned long kib;
	char line[256];
	pid_t pid;
	int end;

#ifdef __SANITIZE_ADDRESS__
	/* its mlockall() does nothing */
	return;
#endif
	if (sandbox_lock_memory()) {
		print_message("# memory cannot be locked here\n");
		return;
	}
	munlockall();
	pid = open_cell(&end);
	read_line(pid, "status", "VmLck:", line, sizeof(line));
	assert_int_equal(sscanf(line, "VmLck: %lu", &kib), 1);
	assert_true(kib > 0);
	close_cell(pid, end);
}

/* Whether a process of the same user may look into @pid, which is its child. */
static bool can_look(pid_t pid)
{
	char path[64];
	int fd, status;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		return fd >= 0;
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	waitpid(pid, &status, __WALL);
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return true;
}

/* Exit status: 1 when a child that is free can be looked into, 2 when one in its cell can. */
static _Noreturn void look(void)
{
	int end, result = 0;
	pid_t pid;

	capng_clear(CAPNG_SELECT_BOTH);
	if ((!geteuid() && (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))) ||
	    capng_apply(CAPNG_SELECT_CAPS) || prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
		_exit(8);
	pid = fork();
	if (!pid) {
		pause();
		_exit(0);
	}
	result |= can_look(pid) ? 1 : 0;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	pid = open_cell(&end);
	result |= can_look(pid) ? 2 : 0;
	close_cell(pid, end);
	_exit(result);
}

/* Not even its own user gets at its memory, neither by /proc nor as a debugger. */
static void test_not_dumpable(void **state)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		look();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	/* no process may look into another here: nothing to be seen */
	if (!WEXITSTATUS(status)) {
		print_message("# no process can look into another here\n");
		return;
	}
	assert_int_equal(WEXITSTATUS(status), 1);
}

/* What a process is left with; @bounded: its capabilities were bounded before, as by systemd. */
static int parent_caps(bool bounded)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		capng_clear(CAPNG_SELECT_BOTH);
		capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_BOUNDING_SET,
			     CAP_NET_ADMIN);
		if (bounded && capng_apply(CAPNG_SELECT_BOTH))
			_exit(8);
		if (sandbox_keep_net_admin())
			_exit(9);
		if (capng_get_caps_process() ||
		    !capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN) ||
		    !capng_have_capability(CAPNG_PERMITTED, CAP_NET_ADMIN))
			_exit(1);
		/* and with nothing else, not even to be gained */
		capng_update(CAPNG_DROP, CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_BOUNDING_SET,
			     CAP_NET_ADMIN);
		_exit(capng_have_capabilities(CAPNG_SELECT_BOTH) == CAPNG_NONE ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The parent needs no capability to bound its capabilities, where somebody has done that. */
static void test_keep_net_admin(void **state)
{
	if (capng_get_caps_process() || !capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) ||
	    !capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN)) {
		print_message("# there is no capability to give up here\n");
		return;
	}
	assert_int_equal(parent_caps(false), 0);
	assert_int_equal(parent_caps(true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forbidden),      cmocka_unit_test(test_every_call),
		cmocka_unit_test(test_limits),	       cmocka_unit_test(test_memory_limit),
		cmocka_unit_test(test_locked),	       cmocka_unit_test(test_not_dumpable),
		cmocka_unit_test(test_keep_net_admin),
	};

	return cmocka_run_group_tests(tests, group_setup, NULL);
}
