/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults in user space: counts what a scenario asks of the allocator or the kernel while it is
 * armed, and lets the n-th request fail.
 *
 * Allocations are counted where they are made: this program defines malloc() and its kin, before
 * those of the sanitizer, for itself and every library; OpenSSL's are told apart by
 * CRYPTO_set_mem_functions(). System calls are caught by a seccomp filter and a handler of SIGSYS,
 * so that those of stdio, libnl and a child are counted, too.
 */
#ifndef TESTS_FAULT_H
#define TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * enum fault_kind - what fails
 * @FAULT_MALLOC: an allocation of the program, libc or libnl
 * @FAULT_OPENSSL: an allocation of OpenSSL
 * @FAULT_EINTR: read, write, send, receive, connect, poll: EINTR
 * @FAULT_EAGAIN: the same, where the descriptor does not block: EAGAIN
 * @FAULT_SHORT: a stream read or written by halves
 * @FAULT_ERROR: EIO, ENOSPC, ENOBUFS, ECONNREFUSED, whichever the call may fail with
 * @FAULT_FULL: no write to a file succeeds any more, from the n-th on: the disk is full
 * @FAULT_RESOURCE: no descriptor, no process, no place in epoll
 */
enum fault_kind {
	FAULT_MALLOC,
	FAULT_OPENSSL,
	FAULT_EINTR,
	FAULT_EAGAIN,
	FAULT_SHORT,
	FAULT_ERROR,
	FAULT_FULL,
	FAULT_RESOURCE,
	FAULT_KINDS,
};

extern const char *const fault_names[FAULT_KINDS];

enum fault_verdict {
	FAULT_RIGHT, /* the scenario succeeded, with the right result */
	FAULT_REPORTED, /* it failed and said so */
	FAULT_WRONG, /* fault_wrong() has said why */
};

#define FAULT_SECRETS 8

/* Shared by every process of a run. */
struct fault_state {
	enum fault_kind kind;
	unsigned long n; /* 0: only count */
	unsigned long count;
	unsigned long hits;
	char wrong[512];
	char call[64]; /* what was failed */
	size_t secrets;
	struct {
		size_t len;
		uint8_t octets[64];
	} secret[FAULT_SECRETS];
};

extern struct fault_state *fault_state;

/* First of all in main(): before OpenSSL allocates anything. */
void fault_init(void);
/* In the process of a run, once: system calls are caught from now on. */
void fault_trap(void);
/* What the calling process (and children it makes while armed) does from now on counts, or not. */
void fault_arm(void);
void fault_disarm(void);
/* Octets that must not be in the output. */
void fault_secret(const void *octets, size_t len);
enum fault_verdict fault_wrong(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A system call past the filter; negative errno. */
long fault_syscall(long nr, ...);

#endif
