// SPDX-License-Identifier: BSD-3-Clause
#include "secret.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/keyctl.h>

/* Seconds that a command may take */
#define COMMAND_S 10
#define WORDS_MAX 32

/* What others may do with a key, as the library of the kernel's keys calls it */
#define KEY_OTH_READ 0x00000002
#define KEY_GRP_READ 0x00000200

/* A secret on its way: what was read, and why it could not be */
struct secret {
	char text[SECRET_MAX + 2]; /* one octet more than a secret may have, and the terminator */
	size_t len;
	char error[320];
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct secret *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->error, sizeof(s->error), fmt, ap);
	va_end(ap);
	return false;
}

/* As much as there is, and not more than is too much */
static bool read_all(struct secret *s, const char *name, int fd)
{
	ssize_t n;

	do {
		n = read(fd, s->text + s->len, SECRET_MAX + 1 - s->len);
		if (n > 0)
			s->len += (size_t)n;
	} while ((n > 0 && s->len <= SECRET_MAX) || (n < 0 && errno == EINTR));
	return n >= 0 || refuse(s, "%s: %s", name, strerror(errno));
}

/* A file that nobody else may read or change; systemd sees to that for its own. */
static bool read_file(struct secret *s, const char *path, bool is_private)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	bool ok;

	if (fd < 0 || fstat(fd, &st))
		ok = refuse(s, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		ok = refuse(s, "%s: not a file", path);
	else if (!is_private && st.st_uid && st.st_uid != geteuid())
		ok = refuse(s, "%s: belongs to neither root nor the user that runs this program",
			    path);
	else if (!is_private && st.st_mode & (S_IRWXG | S_IRWXO))
		ok = refuse(s, "%s: open to group or others (mode %03o): chmod 600", path,
			    (unsigned int)st.st_mode & 0777);
	else
		ok = read_all(s, path, fd);
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool from_file(struct secret *s, const char *path)
{
	return *path == '/' ? read_file(s, path, false) : refuse(s, "file: wants a path from /");
}

/* systemd.exec(5): LoadCredential=, SetCredentialEncrypted= */
static bool from_cred(struct secret *s, const char *name)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	char path[4096];

	if (!*name || *name == '.' || strchr(name, '/'))
		return refuse(s, "cred: wants the name of a credential");
	if (!dir)
		return refuse(s, "cred:%s: no credentials were passed to this service", name);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return read_file(s, path, true);
}

/*
 * Of files and pipes only: another descriptor may be one of our own.  A file is read from its
 * begin, so that it is there after a reload, too.
 */
static bool from_fd(struct secret *s, const char *number)
{
	struct stat st;
	char *end;
	long fd;

	fd = strtol(number, &end, 10);
	if (*number < '0' || *number > '9' || *end || fd > INT32_MAX)
		return refuse(s, "fd: wants a number");
	if (fstat((int)fd, &st))
		return refuse(s, "fd:%s: %s", number, strerror(errno));
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))
		return refuse(s, "fd:%s: neither a file nor a pipe", number);
	fcntl((int)fd, F_SETFD, FD_CLOEXEC);
	if (S_ISREG(st.st_mode) && lseek((int)fd, 0, SEEK_SET))
		return refuse(s, "fd:%s: %s", number, strerror(errno));
	return read_all(s, number, (int)fd);
}

static long find_key(const char *description)
{
	return syscall(SYS_request_key, "user", description, NULL, 0);
}

static bool read_key(struct secret *s, const char *description, long key)
{
	unsigned int perm = 0;
	char text[SECRET_MAX + 64]; /* a description may be as long as a value */
	long len;

	/* "user;UID;GID;PERMISSIONS;DESCRIPTION" */
	len = syscall(SYS_keyctl, KEYCTL_DESCRIBE, key, text, sizeof(text));
	if (len < 0 || len > (long)sizeof(text) || sscanf(text, "%*[^;];%*d;%*d;%x;", &perm) != 1)
		return refuse(s, "keyring:%s: cannot be described", description);
	if (perm & (KEY_OTH_READ | KEY_GRP_READ))
		return refuse(s, "keyring:%s: group or others may read it: keyctl setperm",
			      description);
	len = syscall(SYS_keyctl, KEYCTL_READ, key, s->text, SECRET_MAX + 1);
	if (len < 0)
		return refuse(s, "keyring:%s: %s", description, strerror(errno));
	s->len = len > SECRET_MAX ? SECRET_MAX + 1 : (size_t)len;
	return true;
}

/* In the keyrings of process and session, and in the user's, which a service has no link to */
static bool from_keyring(struct secret *s, const char *description)
{
	const long user = KEY_SPEC_USER_KEYRING, process = KEY_SPEC_PROCESS_KEYRING;
	long key = find_key(description);
	bool linked = false, ok;

	if (key < 0) {
		linked = !syscall(SYS_keyctl, KEYCTL_LINK, user, process);
		key = find_key(description);
	}
	if (key < 0)
		ok = refuse(s, "keyring:%s: %s", description, strerror(errno));
	else
		ok = read_key(s, description, key);
	if (linked)
		syscall(SYS_keyctl, KEYCTL_UNLINK, user, process);
	return ok;
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

/* What a command prints, until it closes its end; false when that takes too long. */
static bool read_command(struct secret *s, int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	int64_t deadline = now_ms() + COMMAND_S * 1000, left;
	ssize_t n = 1;
	int ready;

	while (n && s->len <= SECRET_MAX) {
		left = deadline - now_ms();
		ready = left > 0 ? poll(&pfd, 1, (int)left) : 0;
		if (!ready)
			return false;
		n = ready > 0 ? read(fd, s->text + s->len, SECRET_MAX + 1 - s->len) : -1;
		if (n > 0)
			s->len += (size_t)n;
		else if (n < 0 && errno != EINTR)
			return false;
	}
	return true;
}

static _Noreturn void run_command(char **words, int out)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* also for one that says nothing more, and does not end */
	alarm(COMMAND_S);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
	    !close_range(STDERR_FILENO + 1, UINT_MAX, 0))
		execv(words[0], words);
	_exit(127);
}

static bool start_command(struct secret *s, char **words)
{
	int fds[2], status = -1;
	bool ok, ended;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return refuse(s, "exec: %s", strerror(errno));
	pid = fork();
	if (!pid)
		run_command(words, fds[1]);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return refuse(s, "exec: %s", strerror(errno));
	}
	ended = read_command(s, fds[0]);
	close(fds[0]);
	if (!ended || s->len > SECRET_MAX)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	ok = ended && WIFEXITED(status) && !WEXITSTATUS(status);
	if (ok || s->len > SECRET_MAX)
		return true;
	if (!ended)
		return refuse(s, "%s: gave no secret in %d s", words[0], COMMAND_S);
	return refuse(s, "%s: ended with status %d", words[0],
		      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* Who may change the command may as well have the secret. */
static bool check_command(struct secret *s, const char *path)
{
	struct stat st;

	if (*path != '/')
		return refuse(s, "exec: wants the path of a program, from /");
	if (stat(path, &st))
		return refuse(s, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode) || !(st.st_mode & S_IXUSR))
		return refuse(s, "%s: not a program", path);
	if (st.st_uid)
		return refuse(s, "%s: does not belong to root", path);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return refuse(s, "%s: group or others may write it (mode %03o): chmod go-w", path,
			      (unsigned int)st.st_mode & 0777);
	return true;
}

/* Words are separated by blanks; there is no shell. */
static bool from_exec(struct secret *s, const char *command)
{
	char *line = strdup(command), *words[WORDS_MAX + 1] = { 0 }, *word, *rest = NULL;
	size_t n = 0;
	bool ok;

	if (!line)
		return refuse(s, "out of memory");
	for (word = strtok_r(line, " \t", &rest); word && n < WORDS_MAX;
	     word = strtok_r(NULL, " \t", &rest))
		words[n++] = word;
	if (word)
		ok = refuse(s, "exec: more than %d words", WORDS_MAX);
	else
		ok = check_command(s, n ? words[0] : "") && start_command(s, words);
	free(line);
	return ok;
}

static const struct {
	const char *prefix;
	bool (*from)(struct secret *s, const char *where);
} places[] = {
	{ "cred:", from_cred }, { "keyring:", from_keyring }, { "file:", from_file },
	{ "fd:", from_fd },	{ "exec:", from_exec },
};

#define N_PLACES (sizeof(places) / sizeof(places[0]))

static size_t find_place(const char *value)
{
	size_t i;

	for (i = 0; i < N_PLACES; i++)
		if (!strncmp(value, places[i].prefix, strlen(places[i].prefix)))
			break;
	return i;
}

/**
 * secret_is_elsewhere() - does a value name a place, in place of the secret itself?
 * @value: trimmed value of a configuration, which is in no quotes
 */
bool secret_is_elsewhere(const char *value)
{
	return find_place(value) < N_PLACES;
}

/**
 * secret_read() - get a secret from where it is
 * @value: place, good by secret_is_elsewhere()
 * @out: the secret, without the line feed at its end, to be wiped and freed; set only on success
 *
 * Return: NULL, or the error, valid until the next call.
 */
const char *secret_read(const char *value, char **out)
{
	static struct secret s;
	size_t i = find_place(value);
	const char *where = value + strlen(places[i].prefix);

	s.len = 0;
	s.error[0] = '\0';
	if (places[i].from(&s, where)) {
		if (s.len && s.len <= SECRET_MAX && s.text[s.len - 1] == '\n')
			s.len--;
		s.text[s.len] = '\0';
		if (s.len > SECRET_MAX)
			refuse(&s, "%.200s: longer than %d octets", value, SECRET_MAX);
		else if (!s.len)
			refuse(&s, "%.200s: empty", value);
		else if (strlen(s.text) != s.len)
			refuse(&s, "%.200s: contains a NUL", value);
		else if (!(*out = strdup(s.text)))
			refuse(&s, "out of memory");
	}
	explicit_bzero(s.text, sizeof(s.text));
	return *s.error ? s.error : NULL;
}
