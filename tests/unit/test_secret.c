// SPDX-License-Identifier: BSD-3-Clause
/* Secrets that stand elsewhere: each place, and who else must not be able to reach it. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/keyctl.h>

#include "eap_pki.h"
#include "secret.h"

#define OWNER_ONLY 0x3f000000 /* permissions of a key: all, for its possessor */
#define USER_READ  0x003f0000

static void assert_is(const char *value, const char *secret)
{
	char *out = NULL;
	const char *error;

	assert_true(secret_is_elsewhere(value));
	error = secret_read(value, &out);
	if (error)
		fail_msg("%s", error);
	assert_string_equal(out, secret);
	free(out);
}

static void assert_refused(const char *value, const char *why)
{
	char *out = NULL;
	const char *error = secret_read(value, &out);

	assert_null(out);
	assert_non_null(error);
	if (!strstr(error, why))
		fail_msg("'%s' does not say '%s'", error, why);
}

/* "PLACE:" and the path of a file with this text */
static const char *in_file(const char *place, const char *text, size_t len, int mode)
{
	static char value[256];

	snprintf(value, sizeof(value), "%s:%s", place, pki_write("secret", text, len, mode));
	return value;
}

static void which_values(void **state)
{
	assert_true(secret_is_elsewhere("cred:x"));
	assert_true(secret_is_elsewhere("fd:"));
	assert_false(secret_is_elsewhere("\"cred:x\""));
	assert_false(secret_is_elsewhere("hash:00"));
	assert_false(secret_is_elsewhere("fd"));
	assert_false(secret_is_elsewhere("https:x"));
	assert_false(secret_is_elsewhere("FILE:/x"));
}

static void file(void **state)
{
	char longest[SECRET_MAX + 3];
	const char *value;

	assert_is(in_file("file", "pa55 word", 9, 0600), "pa55 word");
	assert_is(in_file("file", "pa55\n", 5, 0400), "pa55");
	/* one line feed is the end of the line, more are part of it */
	assert_is(in_file("file", "pa55\n\n", 6, 0600), "pa55\n");
	assert_refused(in_file("file", "", 0, 0600), "empty");
	assert_refused(in_file("file", "\n", 1, 0600), "empty");
	assert_refused(in_file("file", "a\0b", 3, 0600), "NUL");
	assert_refused(in_file("file", "x", 1, 0640), "chmod 600");
	assert_refused(in_file("file", "x", 1, 0604), "chmod 600");
	assert_refused(in_file("file", "x", 1, 0620), "chmod 600");
	memset(longest, 'x', sizeof(longest));
	assert_refused(in_file("file", longest, SECRET_MAX + 1, 0600), "longer than 4096");
	longest[SECRET_MAX] = '\0';
	assert_is(in_file("file", longest, SECRET_MAX, 0600), longest);
	assert_refused("file:/nonexistent", "No such file");
	assert_refused("file:etc/passwd", "path from /");
	assert_refused("file:", "path from /");
	assert_refused("file:/dev/null", "not a file");
	assert_refused("file:/tmp", "not a file");
	if (geteuid())
		return;
	value = in_file("file", "x", 1, 0600);
	assert_int_equal(chown(value + strlen("file:"), 65534, 0), 0);
	assert_refused(value, "neither root nor the user");
}

static void credential(void **state)
{
	/* as systemd makes them with User= */
	pki_write("wman.pw", "secret", 6, 0440);
	setenv("CREDENTIALS_DIRECTORY", pki_dir(), 1);
	assert_is("cred:wman.pw", "secret");
	assert_refused("cred:other", "No such file");
	assert_refused("cred:../etc/passwd", "name of a credential");
	assert_refused("cred:..", "name of a credential");
	assert_refused("cred:", "name of a credential");
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_refused("cred:wman.pw", "no credentials were passed");
}

static const char *numbered(int fd)
{
	static char value[32];

	snprintf(value, sizeof(value), "fd:%d", fd);
	return value;
}

static void descriptor(void **state)
{
	int fds[2], memory = memfd_create("secret", 0);

	assert_int_equal(write(memory, "secret\n", 7), 7);
	/* again, after a reload */
	assert_is(numbered(memory), "secret");
	assert_is(numbered(memory), "secret");
	assert_true(fcntl(memory, F_GETFD) & FD_CLOEXEC);
	close(memory);
	assert_refused(numbered(memory), "Bad file descriptor");
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "secret", 6), 6);
	close(fds[1]);
	assert_is(numbered(fds[0]), "secret");
	assert_refused(numbered(fds[0]), "empty");
	close(fds[0]);
	/* that may be a socket of our own */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], "secret", 6), 6);
	assert_refused(numbered(fds[0]), "neither a file nor a pipe");
	close(fds[0]);
	close(fds[1]);
	assert_refused("fd:", "wants a number");
	assert_refused("fd:-1", "wants a number");
	assert_refused("fd: 3", "wants a number");
	assert_refused("fd:3x", "wants a number");
	assert_refused("fd:99999999999999999999", "wants a number");
}

static const char *script(const char *text, int mode)
{
	static char value[256];

	snprintf(value, sizeof(value), "exec:%s", pki_write("script", text, strlen(text), mode));
	return value;
}

static void command(void **state)
{
	char many[256] = "exec:/bin/echo", value[512];
	int i;

	assert_is("exec:/bin/echo secret", "secret");
	/* words and no shell */
	assert_is("exec:/bin/echo  a\t$HOME;b", "a $HOME;b");
	assert_refused("exec:/bin/true", "empty");
	assert_refused("exec:/bin/false", "status 1");
	assert_refused("exec:/bin/cat /dev/zero", "longer than 4096");
	/* nothing to read from */
	assert_refused("exec:/bin/cat", "empty");
	assert_refused("exec:", "path of a program");
	assert_refused("exec:echo x", "path of a program");
	assert_refused("exec:/nonexistent", "No such file");
	assert_refused("exec:/etc/passwd", "not a program");
	assert_refused("exec:/tmp", "not a program");
	for (i = 0; i < 32; i++)
		strcat(many, " x");
	assert_refused(many, "more than 32 words");
	many[strlen(many) - 2] = '\0';
	assert_is(many, "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x");
	if (geteuid()) {
		assert_refused(script("#!/bin/sh\necho x\n", 0700), "does not belong to root");
		return;
	}
	assert_is(script("#!/bin/sh\necho secret\n", 0700), "secret");
	assert_refused(script("#!/bin/sh\necho x\n", 0720), "chmod go-w");
	assert_refused(script("#!/bin/sh\necho x\n", 0702), "chmod go-w");
	assert_refused(script("#!/bin/sh\nkill $$\n", 0700), "status 143");
	assert_refused(script("no interpreter\n", 0700), "status 127");
	/* no descriptor of ours is the command's */
	snprintf(value, sizeof(value), "%s",
		 script("#!/bin/sh\nls /proc/self/fd | tr '\\n' ' '\n", 0700));
	i = dup(0);
	assert_is(value, "0 1 2 3 ");
	close(i);
	strcpy(value, script("#!/bin/sh\necho x\n", 0700));
	assert_int_equal(chown(value + strlen("exec:"), 65534, 0), 0);
	assert_refused(value, "does not belong to root");
}

static long add_key(const char *description, const void *data, size_t len, int keyring)
{
	long key = syscall(SYS_add_key, "user", description, data, len, keyring);

	if (key < 0 && (errno == ENOSYS || errno == EPERM))
		skip();
	assert_true(key >= 0);
	return key;
}

static void keyring(void **state)
{
	static const char big[SECRET_MAX + 1] = { [0 ... SECRET_MAX] = 'x' };
	long key = add_key("wman:test", "secret", 6, KEY_SPEC_PROCESS_KEYRING);

	assert_is("keyring:wman:test", "secret");
	syscall(SYS_keyctl, KEYCTL_SETPERM, key, OWNER_ONLY | USER_READ | 0x02);
	assert_refused("keyring:wman:test", "group or others");
	syscall(SYS_keyctl, KEYCTL_SETPERM, key, OWNER_ONLY | USER_READ | 0x0200);
	assert_refused("keyring:wman:test", "group or others");
	assert_refused("keyring:wman:none", "not available");
	add_key("wman:big", big, sizeof(big), KEY_SPEC_PROCESS_KEYRING);
	assert_refused("keyring:wman:big", "longer than 4096");
	add_key("wman:nul", "a\0b", 3, KEY_SPEC_PROCESS_KEYRING);
	assert_refused("keyring:wman:nul", "NUL");
	/* that of the user, which the session of a service is not linked to */
	syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	key = add_key("wman:user", "other", 5, KEY_SPEC_USER_KEYRING);
	assert_is("keyring:wman:user", "other");
	syscall(SYS_keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING);
}

static int cleanup(void **state)
{
	pki_cleanup();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_values), cmocka_unit_test(file),
		cmocka_unit_test(credential),	cmocka_unit_test(descriptor),
		cmocka_unit_test(command),	cmocka_unit_test(keyring),
	};

	return cmocka_run_group_tests(tests, NULL, cleanup);
}
