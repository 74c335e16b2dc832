/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For a test program that makes the functions below its subject fail, one call after the other. It
 * includes this, which brings the allocator, and names those functions:
 *
 *	FAILING(int, connect, (int fd, const struct sockaddr *addr, socklen_t len),
 *		(fd, addr, len), -1)
 *
 * Only between failing_begin() and failing_end() does a call count, and fail; and only one from our
 * own code, unless those inside of the libraries are asked for.
 */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static unsigned int failing_calls, failing_at;
static bool failing_armed, failing_deep;

/* For what is called before there is a sanitizer to speak of. */
#define FAILING_EARLY __attribute__((no_sanitize("address", "undefined")))

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* A function that calls its namesake, or gives @error. */
#define FAILING(type, name, params, args, error)            \
	type name params                                    \
	{                                                   \
		return fails() ? (error) : REAL(name) args; \
	}

/* What a system call gives that fails. */
static inline int failing_with(int error)
{
	errno = error;
	return -1;
}

/* Let the @n-th call from here fail; @deep: of those inside of the libraries, too. */
static inline void failing_begin(unsigned int n, bool deep)
{
	failing_calls = 0;
	failing_at = n;
	failing_deep = deep;
	failing_armed = true;
}

/* Return: whether a call has failed; when none has, the sweep is at its end. */
static inline bool failing_end(void)
{
	failing_armed = false;
	return failing_calls >= failing_at;
}

FAILING_EARLY static inline bool failing_is_own(void *caller)
{
	struct dl_find_object found;
	const char *name;

	if (_dl_find_object(caller, &found))
		return false;
	name = found.dlfo_link_map->l_name;
	return !strstr(name, "/libc.so") && !strstr(name, "/libcrypto.so") &&
	       !strstr(name, "/libssl.so");
}

FAILING_EARLY static inline bool failing_now(void *caller)
{
	return failing_armed && (failing_deep || failing_is_own(caller)) &&
	       ++failing_calls == failing_at;
}

#define fails() failing_now(__builtin_return_address(0))

/* As above, but the first call comes before there is anything that dlsym() could need. */
#define FAILING_ALLOCATOR(name, params, args)  \
	FAILING_EARLY void *name params        \
	{                                      \
		static __typeof__(&name) real; \
                                               \
		if (!real)                     \
			real = REAL(name);     \
		if (!fails())                  \
			return real args;      \
		errno = ENOMEM;                \
		return NULL;                   \
	}

FAILING_ALLOCATOR(malloc, (size_t size), (size))
FAILING_ALLOCATOR(calloc, (size_t n, size_t size), (n, size))
FAILING_ALLOCATOR(realloc, (void *old, size_t size), (old, size))

FAILING(char *, strdup, (const char *s), (s), NULL)

/*
 * libcrypto loses what it copied when the next allocation fails; we copy nothing that way. What
 * the dynamic linker takes for a thread is not known for what it is when it comes through here.
 */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:CRYPTO_memdup\nleak:OPENSSL_sk_dup\nleak:allocate_dtv\n";
}

#endif
