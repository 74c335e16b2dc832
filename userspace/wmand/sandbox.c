// SPDX-License-Identifier: BSD-3-Clause
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cap-ng.h>
#include <seccomp.h>

#include "nodump.h"

/* Seconds of CPU after which a child is taken for mad. A full handshake needs some 10 ms. */
#define CHILD_CPU_S 20
/* What a child may take beyond what it was born with: several times what a handshake needs. */
#define CHILD_MEMORY (16 << 20)

static int limit(int resource, rlim_t soft, rlim_t hard)
{
	const struct rlimit lim = { .rlim_cur = soft, .rlim_max = hard };

	return setrlimit(resource, &lim) ? -errno : 0;
}

/* What is mapped already: all of it, and what RLIMIT_DATA counts. It depends on the program. */
static int mapped(rlim_t *all, rlim_t *data)
{
	const rlim_t page = (rlim_t)sysconf(_SC_PAGESIZE);
	FILE *f = fopen("/proc/self/statm", "re");
	unsigned long pages[2];
	int n;

	if (!f)
		return -errno;
	n = fscanf(f, "%lu %*u %*u %*u %*u %lu", &pages[0], &pages[1]);
	fclose(f);
	if (n != 2)
		return -EIO;
	*all = pages[0] * page;
	*data = pages[1] * page;
	return 0;
}

/**
 * sandbox_lock_memory() - keep secrets out of swap
 *
 * Pages are locked as they are touched. The limit for locked memory is lifted when that is
 * allowed; it is inherited by children, the locks are not. A privilege to go beyond it does not
 * count: it will be given up, and then there would be no memory at all.
 *
 * Return: 0, or -ENOMEM or -EPERM when the limit for locked memory is too low; -ENOENT without
 * /proc.
 */
int sandbox_lock_memory(void)
{
	struct rlimit lim;
	rlim_t all, data;
	int ret;

	/* Fails without CAP_SYS_RESOURCE; what matters is what it is then. */
	limit(RLIMIT_MEMLOCK, RLIM_INFINITY, RLIM_INFINITY);
	ret = mapped(&all, &data);
	if (ret)
		return ret;
	if (getrlimit(RLIMIT_MEMLOCK, &lim) || lim.rlim_cur < all + CHILD_MEMORY)
		return -ENOMEM;
	return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) ? -errno : 0;
}

/**
 * sandbox_keep_net_admin() - drop every capability but CAP_NET_ADMIN, for good
 *
 * Return: 0; -EPERM when CAP_NET_ADMIN is not there to be kept, or the kernel refuses.
 */
int sandbox_keep_net_admin(void)
{
	bool can_bound;

	if (capng_get_caps_process() || !capng_have_capability(CAPNG_EFFECTIVE, CAP_NET_ADMIN))
		return -EPERM;
	can_bound = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	capng_clear(CAPNG_SELECT_BOTH);
	if (capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED, CAP_NET_ADMIN) ||
	    capng_apply(can_bound ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS))
		return -EPERM;
	return 0;
}

static int allow_on(scmp_filter_ctx ctx, int call, int fd)
{
	const struct scmp_arg_cmp is_fd = { .arg = 0, .op = SCMP_CMP_EQ, .datum_a = fd };

	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, call, 1, &is_fd);
}

/*
 * All that EAP, the TLS library and malloc need, and sigaltstack, which AddressSanitizer asks for.
 * Anything else is the end of the process: no file, no socket, no process, no executable page.
 */
static int install_filter(int fd, int other)
{
	static const int plain[] = {
		SCMP_SYS(brk),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
		SCMP_SYS(futex),
		SCMP_SYS(getpid),
		SCMP_SYS(getrandom),
		SCMP_SYS(gettid),
		SCMP_SYS(gettimeofday),
		SCMP_SYS(madvise),
		SCMP_SYS(mremap),
		SCMP_SYS(munmap),
		SCMP_SYS(poll),
		SCMP_SYS(ppoll),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sigaltstack),
		SCMP_SYS(time),
	};
	static const int on_fd[] = { SCMP_SYS(recvfrom), SCMP_SYS(sendto) };
	static const int no_exec[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };
	const struct scmp_arg_cmp not_exec = {
		.arg = 2,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = PROT_EXEC,
		.datum_b = 0,
	};
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int ret = ctx ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; !ret && i < sizeof(plain) / sizeof(plain[0]); i++)
		ret = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, plain[i], 0);
	for (i = 0; !ret && i < sizeof(on_fd) / sizeof(on_fd[0]); i++)
		ret = allow_on(ctx, on_fd[i], fd);
	for (i = 0; !ret && other >= 0 && i < sizeof(on_fd) / sizeof(on_fd[0]); i++)
		ret = allow_on(ctx, on_fd[i], other);
	for (i = 0; !ret && i < sizeof(no_exec) / sizeof(no_exec[0]); i++)
		ret = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, no_exec[i], 1, &not_exec);
	if (!ret)
		ret = seccomp_load(ctx);
	if (ctx)
		seccomp_release(ctx);
	return ret;
}

static int set_limits(void)
{
	rlim_t all, born = 0;
	int ret = mapped(&all, &born);
	const struct {
		int resource;
		rlim_t soft, hard;
	} limits[] = {
		{ RLIMIT_NOFILE, 0, 0 },
		{ RLIMIT_NPROC, 0, 0 },
		{ RLIMIT_FSIZE, 0, 0 },
		{ RLIMIT_DATA, born + CHILD_MEMORY, born + CHILD_MEMORY },
		/* the soft one first: its signal says what it was */
		{ RLIMIT_CPU, CHILD_CPU_S, CHILD_CPU_S + 1 },
	};
	size_t i;

	for (i = 0; !ret && i < sizeof(limits) / sizeof(limits[0]); i++)
		ret = limit(limits[i].resource, limits[i].soft, limits[i].hard);
	return ret;
}

/*
 * What no library of a token needs, and what could take a signature for more than it is: no program,
 * no process, no look into others, no network. Threads and local sockets are theirs.
 */
static int install_token_filter(void)
{
	static const int never[] = {
		SCMP_SYS(add_key),
		SCMP_SYS(bpf),
		SCMP_SYS(execve),
		SCMP_SYS(execveat),
		SCMP_SYS(fork),
		SCMP_SYS(io_uring_setup),
		SCMP_SYS(keyctl),
		SCMP_SYS(mount),
		SCMP_SYS(open_by_handle_at),
		SCMP_SYS(perf_event_open),
		SCMP_SYS(pidfd_getfd),
		SCMP_SYS(process_vm_readv),
		SCMP_SYS(process_vm_writev),
		SCMP_SYS(ptrace),
		SCMP_SYS(request_key),
		SCMP_SYS(setns),
		SCMP_SYS(unshare),
		SCMP_SYS(userfaultfd),
		SCMP_SYS(vfork),
	};
	const struct scmp_arg_cmp no_thread = {
		.arg = 0,
		.op = SCMP_CMP_MASKED_EQ,
		.datum_a = CLONE_THREAD,
		.datum_b = 0,
	};
	const struct scmp_arg_cmp not_local = { .arg = 0, .op = SCMP_CMP_NE, .datum_a = AF_UNIX };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int ret = ctx ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; !ret && i < sizeof(never) / sizeof(never[0]); i++)
		ret = seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, never[i], 0);
	/* its flags are in memory; without it the C library takes the other */
	if (!ret)
		ret = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (!ret)
		ret = seccomp_rule_add_array(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
					     &no_thread);
	if (!ret)
		ret = seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
					     &not_local);
	if (!ret)
		ret = seccomp_load(ctx);
	if (ctx)
		seccomp_release(ctx);
	return ret;
}

static int close_others(int a, int b)
{
	int low = a < b ? a : b, high = a < b ? b : a;

	return (low > 0 && close_range(0, low - 1, 0)) ||
	       (high > low + 1 && close_range(low + 1, high - 1, 0)) ||
	       close_range(high + 1, UINT_MAX, 0);
}

/* Nothing is left of what the parent has open; what a library would write to a terminal is lost. */
static int keep_only(int fd)
{
	int null;

	if (close_others(fd, fd))
		return -errno;
	do
		null = open("/dev/null", O_RDWR);
	while (null >= 0 && null < STDERR_FILENO);
	return null < 0 ? -errno : 0;
}

static int drop_all(void)
{
	capng_clear(CAPNG_SELECT_BOTH);
	if (capng_apply(CAPNG_SELECT_CAPS))
		return -EPERM;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0;
}

/**
 * sandbox_enter_token() - leave most of the world, before the libraries of a token are loaded
 * @fd: the socket; every other descriptor is closed
 *
 * No capability, no core, no program, no process, no network. Files, devices, local sockets and
 * threads stay, which these libraries want; the network is never theirs to hear, and the process
 * that is asks for signatures only.
 *
 * Return: 0, or a negative errno.
 */
int sandbox_enter_token(int fd)
{
	int ret;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return -errno;
	ret = keep_only(fd) ?: no_dump();
	if (ret)
		return ret;
	sandbox_lock_memory();
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_CPU, CHILD_CPU_S, CHILD_CPU_S + 1);
	return drop_all() ?: install_token_filter();
}

/**
 * sandbox_enter() - leave the world but for one socket
 * @fd: the socket
 * @other: another one, to the process that holds a token, or -1; every other descriptor is closed
 *
 * No capability, no way to gain one, no core, no new descriptor, no child, bounds on memory and CPU
 * time, a list of system calls; ends with the parent. There are no namespaces of its own: to make
 * them takes a capability that the parent has given up, and no call is left that could reach what
 * they would hide.
 *
 * Return: 0, or a negative errno; -ENOENT without /proc.
 */
int sandbox_enter(int fd, int other)
{
	int ret;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		return -errno;
	if (close_others(fd, other < 0 ? fd : other))
		return -errno;
	/*
	 * The parent could lock its memory, or would not have started; its child has its limits.
	 * Only a test without privilege may find here that it may not.
	 */
	sandbox_lock_memory();
	ret = no_dump();
	if (!ret)
		ret = set_limits();
	if (ret)
		return ret;
	return drop_all() ?: install_filter(fd, other);
}
