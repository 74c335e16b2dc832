// SPDX-License-Identifier: BSD-3-Clause
#include "fault.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <openssl/crypto.h>

#include "fake_netlink.h"

#ifndef __x86_64__
#error "fault_syscall() and on_trap() know one architecture"
#endif

#define RAW __attribute__((no_sanitize("address", "undefined")))

/* The allocator of the sanitizer, which is behind this one. */
void *__interceptor_malloc(size_t size);
void *__interceptor_calloc(size_t n, size_t size);
void *__interceptor_realloc(void *p, size_t size);
void *__interceptor_reallocarray(void *p, size_t n, size_t size);

const char *const fault_names[FAULT_KINDS] = {
	[FAULT_MALLOC] = "malloc", [FAULT_OPENSSL] = "OpenSSL allocation",
	[FAULT_EINTR] = "EINTR",   [FAULT_EAGAIN] = "EAGAIN",
	[FAULT_SHORT] = "short",   [FAULT_ERROR] = "I/O error",
	[FAULT_FULL] = "full",	   [FAULT_RESOURCE] = "resource",
};

struct fault_state *fault_state;
static volatile bool armed;
static volatile int armed_pid;

/* Whether this request of a kind is the one to fail. */
RAW static bool strikes(enum fault_kind kind)
{
	unsigned long i;

	if (!armed || fault_state->kind != kind)
		return false;
	i = __atomic_add_fetch(&fault_state->count, 1, __ATOMIC_SEQ_CST);
	if (!fault_state->n || (kind == FAULT_FULL ? i < fault_state->n : i != fault_state->n))
		return false;
	__atomic_add_fetch(&fault_state->hits, 1, __ATOMIC_SEQ_CST);
	return true;
}

RAW static bool no_memory(void)
{
	if (!strikes(FAULT_MALLOC))
		return false;
	errno = ENOMEM;
	return true;
}

RAW void *malloc(size_t size)
{
	return no_memory() ? NULL : __interceptor_malloc(size);
}

RAW void *calloc(size_t n, size_t size)
{
	return no_memory() ? NULL : __interceptor_calloc(n, size);
}

RAW void *realloc(void *p, size_t size)
{
	return no_memory() ? NULL : __interceptor_realloc(p, size);
}

RAW void *reallocarray(void *p, size_t n, size_t size)
{
	return no_memory() ? NULL : __interceptor_reallocarray(p, n, size);
}

RAW char *strdup(const char *s)
{
	size_t size = strlen(s) + 1;
	char *copy = malloc(size);

	return copy ? memcpy(copy, s, size) : NULL;
}

RAW char *strndup(const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = malloc(len + 1);

	if (!copy)
		return NULL;
	copy[len] = '\0';
	return memcpy(copy, s, len);
}

static void *openssl_malloc(size_t size, const char *file, int line)
{
	return strikes(FAULT_OPENSSL) ? NULL : __interceptor_malloc(size);
}

static void *openssl_realloc(void *p, size_t size, const char *file, int line)
{
	return strikes(FAULT_OPENSSL) ? NULL : __interceptor_realloc(p, size);
}

static void openssl_free(void *p, const char *file, int line)
{
	free(p);
}

/*
 * fault_syscall(): the one place from which a system call passes the filter. The filter sees the
 * address behind the instruction.
 */
extern const char fault_syscall_end[];
asm(".text\n"
    ".globl fault_syscall, fault_syscall_end\n"
    ".type fault_syscall, @function\n"
    "fault_syscall:\n"
    "	mov %rdi, %rax\n"
    "	mov %rsi, %rdi\n"
    "	mov %rdx, %rsi\n"
    "	mov %rcx, %rdx\n"
    "	mov %r8, %r10\n"
    "	mov %r9, %r8\n"
    "	mov 8(%rsp), %r9\n"
    "	syscall\n"
    "fault_syscall_end:\n"
    "	ret\n");

/* Which kinds can befall a call, and what FAULT_ERROR or FAULT_RESOURCE is there. */
struct call {
	int nr;
	const char *name;
	unsigned int kinds;
	int error;
};

#define CAN(kind) (1U << FAULT_##kind)

static const struct call calls[] = {
	{ SYS_read, "read", CAN(EINTR) | CAN(EAGAIN) | CAN(SHORT) | CAN(ERROR), EIO },
	{ SYS_write, "write", CAN(EINTR) | CAN(EAGAIN) | CAN(SHORT) | CAN(ERROR) | CAN(FULL),
	  ENOSPC },
	{ SYS_writev, "writev", CAN(EINTR) | CAN(ERROR) | CAN(FULL), ENOSPC },
	{ SYS_sendto, "sendto", CAN(EINTR) | CAN(EAGAIN) | CAN(ERROR), ENOBUFS },
	{ SYS_sendmsg, "sendmsg", CAN(EINTR) | CAN(EAGAIN) | CAN(ERROR), ENOBUFS },
	{ SYS_recvfrom, "recvfrom", CAN(EINTR) | CAN(EAGAIN) | CAN(ERROR), ECONNREFUSED },
	{ SYS_recvmsg, "recvmsg", CAN(EINTR) | CAN(EAGAIN) | CAN(ERROR), ENOBUFS },
	{ SYS_connect, "connect", CAN(EINTR) | CAN(ERROR), ECONNREFUSED },
	{ SYS_epoll_wait, "epoll_wait", CAN(EINTR), 0 },
	{ SYS_poll, "poll", CAN(EINTR) | CAN(ERROR), ENOMEM },
	{ SYS_socket, "socket", CAN(RESOURCE), EMFILE },
	{ SYS_socketpair, "socketpair", CAN(RESOURCE), EMFILE },
	{ SYS_openat, "openat", CAN(RESOURCE), EMFILE },
	{ SYS_epoll_create1, "epoll_create1", CAN(RESOURCE), EMFILE },
	{ SYS_epoll_ctl, "epoll_ctl", CAN(RESOURCE), ENOMEM },
	{ SYS_signalfd4, "signalfd", CAN(RESOURCE), EMFILE },
	{ SYS_clone, "fork", CAN(RESOURCE), EAGAIN },
	/* only for fake_netlink.c */
	{ SYS_bind, "bind", CAN(RESOURCE), EADDRINUSE },
	{ SYS_getsockname, "getsockname", CAN(RESOURCE), ENOBUFS },
	{ SYS_setsockopt, "setsockopt", CAN(RESOURCE), ENOBUFS },
	{ SYS_close, "close", 0, 0 },
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

/* A child in its cell may not ask for the flags of its socket, which blocks. */
static bool blocks(int nr, const long arg[6])
{
	bool is_socket = nr == SYS_sendto || nr == SYS_recvfrom;
	long flags = is_socket ? arg[3] : nr == SYS_sendmsg || nr == SYS_recvmsg ? arg[2] : 0;

	if (flags & MSG_DONTWAIT)
		return false;
	if (fault_syscall(SYS_getpid) != armed_pid)
		return true;
	return !(fault_syscall(SYS_fcntl, arg[0], F_GETFL, 0L) & O_NONBLOCK);
}

static bool is_file(long fd)
{
	struct stat st;

	return !fault_syscall(SYS_fstat, fd, &st) && S_ISREG(st.st_mode);
}

/* What the call returns instead of being made; 0: it is made. */
static long fail_call(const struct call *call, long arg[6])
{
	enum fault_kind kind = fault_state->kind;

	if (!armed || !(call->kinds & 1U << kind))
		return 0;
	/* where a failure would be told */
	if (call->nr == SYS_write && arg[0] == STDERR_FILENO)
		return 0;
	if (kind == FAULT_EAGAIN && blocks(call->nr, arg))
		return 0;
	if (kind == FAULT_SHORT && arg[2] < 2)
		return 0;
	if (kind == FAULT_FULL && !is_file(arg[0]))
		return 0;
	if (!strikes(kind))
		return 0;
	snprintf(fault_state->call, sizeof(fault_state->call), "%s", call->name);
	switch (kind) {
	case FAULT_EINTR:
		return -EINTR;
	case FAULT_EAGAIN:
		return -EAGAIN;
	case FAULT_SHORT:
		arg[2] /= 2;
		return 0;
	default:
		return -call->error;
	}
}

static void on_trap(int signo, siginfo_t *info, void *context)
{
	greg_t *reg = ((ucontext_t *)context)->uc_mcontext.gregs;
	long arg[6] = { reg[REG_RDI], reg[REG_RSI], reg[REG_RDX],
			reg[REG_R10], reg[REG_R8],  reg[REG_R9] };
	long nr = info->si_syscall, ret = 0;
	bool was_armed = armed;
	size_t i;

	for (i = 0; i < N_CALLS && calls[i].nr != nr; i++)
		;
	if (i < N_CALLS)
		ret = fail_call(&calls[i], arg);
	armed = false;
	if (!ret && !fake_netlink_call(nr, arg, &ret))
		ret = fault_syscall(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
	armed = was_armed;
	reg[REG_RAX] = ret;
}

/* The code of the sanitizer, whose own calls are none of the program's. */
static int find_sanitizer(struct dl_phdr_info *info, size_t size, void *arg)
{
	uintptr_t *range = arg;
	int i;

	if (!strstr(info->dlpi_name, "libasan"))
		return 0;
	for (i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_LOAD || !(info->dlpi_phdr[i].p_flags & PF_X))
			continue;
		range[0] = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		range[1] = range[0] + info->dlpi_phdr[i].p_memsz;
	}
	return 1;
}

struct program {
	struct sock_filter code[32 + 2 * N_CALLS];
	unsigned short len;
};

static void put(struct program *p, unsigned int code, uint64_t k, unsigned char yes,
		unsigned char no)
{
	p->code[p->len++] =
		(struct sock_filter)BPF_JUMP((unsigned short)code, (uint32_t)k, yes, no);
}

static void load(struct program *p, size_t offset)
{
	put(p, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

/* Calls made from here pass. The range is in one stretch of 4 GiB, or the program ends. */
static void pass_range(struct program *p, uintptr_t from, uintptr_t to)
{
	if (from >> 32 != (to - 1) >> 32)
		abort();
	load(p, offsetof(struct seccomp_data, instruction_pointer) + 4);
	put(p, BPF_JMP | BPF_JEQ | BPF_K, from >> 32, 0, 4);
	load(p, offsetof(struct seccomp_data, instruction_pointer));
	put(p, BPF_JMP | BPF_JGE | BPF_K, from, 0, 2);
	put(p, BPF_JMP | BPF_JGT | BPF_K, to - 1, 1, 0);
	put(p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
}

void fault_trap(void)
{
	const uintptr_t here = (uintptr_t)fault_syscall_end;
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };
	struct program p = { .len = 0 };
	struct sock_fprog prog = { .filter = p.code };
	uintptr_t sanitizer[2] = { 0 };
	size_t i;

	dl_iterate_phdr(find_sanitizer, sanitizer);
	if (!sanitizer[0])
		abort();
	pass_range(&p, sanitizer[0], sanitizer[1]);
	pass_range(&p, here, here + 1);
	load(&p, offsetof(struct seccomp_data, nr));
	for (i = 0; i < N_CALLS; i++) {
		put(&p, BPF_JMP | BPF_JEQ | BPF_K, (uint64_t)calls[i].nr, 0, 1);
		put(&p, BPF_RET | BPF_K, SECCOMP_RET_TRAP, 0, 0);
	}
	put(&p, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	prog.len = p.len;
	if (sigaction(SIGSYS, &action, NULL) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog)) {
		perror("seccomp");
		exit(1);
	}
}

void fault_init(void)
{
	if (!CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free)) {
		fputs("OpenSSL has allocated already\n", stderr);
		exit(1);
	}
	fault_state = mmap(NULL, sizeof(*fault_state), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fault_state == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
}

void fault_arm(void)
{
	armed_pid = (int)fault_syscall(SYS_getpid);
	armed = true;
}

void fault_disarm(void)
{
	armed = false;
}

void fault_secret(const void *octets, size_t len)
{
	size_t i = fault_state->secrets++ % FAULT_SECRETS;

	fault_state->secret[i].len = len;
	memcpy(fault_state->secret[i].octets, octets, len);
}

enum fault_verdict fault_wrong(const char *fmt, ...)
{
	va_list ap;

	fault_disarm();
	va_start(ap, fmt);
	vsnprintf(fault_state->wrong, sizeof(fault_state->wrong), fmt, ap);
	va_end(ap);
	return FAULT_WRONG;
}
