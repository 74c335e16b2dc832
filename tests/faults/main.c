// SPDX-License-Identifier: BSD-3-Clause
/*
 * Runs every scenario once for each fault it can meet, each time in a process of its own. A run is
 * good when the scenario succeeds with the right result, or fails, says so, and tidies up.
 *
 *	faults [--all] [PROGRAM [SCENARIO [KIND [N]]]]
 *
 * Without --all a scenario and kind with more than SAMPLES faults is sampled evenly, always the
 * same ones.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sanitizer/lsan_interface.h>

#include "scenario.h"

#define SAMPLES	     6
#define DEADLINE_S   30
#define OUTPUT_MAX   65536
#define FDS	     256
#define SHOWN	     3 /* failures of a scenario and kind that are told in full */
#define STATUS_CRASH 99

enum { STATUS_LEAK = FAULT_WRONG + 1, STATUS_FD };

struct output {
	int fd;
	size_t len;
	char text[OUTPUT_MAX];
};

static struct output out, err;
static char expected[OUTPUT_MAX];
static bool all;
static unsigned int results, failures;
static time_t began, said;

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	/* a small quarantine keeps the processes small */
	return "exitcode=99:leak_check_at_exit=0:quarantine_size_mb=4:allocator_may_return_null=1:"
	       "handle_abort=0:print_summary=1";
}

const char *__ubsan_default_options(void)
{
	/* it has flags of its own, and 1 would be FAULT_REPORTED */
	return "print_stacktrace=1:exitcode=99";
}

static bool open_fd(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* The process of one run. */
static _Noreturn void run(const struct scenario *s)
{
	enum fault_verdict verdict;
	bool before[FDS];
	int fd;

	setpgid(0, 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	dup2(out.fd, STDOUT_FILENO);
	dup2(err.fd, STDERR_FILENO);
	alarm(DEADLINE_S);
	for (fd = 0; fd < FDS; fd++)
		before[fd] = open_fd(fd);
	fault_trap();
	verdict = s->run(s->arg);
	fault_disarm();
	fflush(NULL);
	for (fd = 0; fd < FDS; fd++) {
		if (before[fd] || !open_fd(fd))
			continue;
		snprintf(fault_state->wrong, sizeof(fault_state->wrong),
			 "descriptor %d is still open", fd);
		_exit(STATUS_FD);
	}
	if (__lsan_do_recoverable_leak_check())
		_exit(STATUS_LEAK);
	_exit((int)verdict);
}

/* What was prepared is removed at exit. */
static void on_signal(int signo)
{
	exit(128 + signo);
}

static void rewind_output(struct output *o)
{
	if (ftruncate(o->fd, 0) || lseek(o->fd, 0, SEEK_SET) < 0)
		abort();
}

static void take_output(struct output *o)
{
	ssize_t n = pread(o->fd, o->text, sizeof(o->text) - 1, 0);

	o->len = n < 0 ? 0 : (size_t)n;
	o->text[o->len] = '\0';
}

static void digits_off(char *text)
{
	for (; *text; text++)
		if (isdigit((unsigned char)*text))
			*text = '#';
}

static bool has_secret(const struct output *o)
{
	char hex[2 * 64 + 1];
	size_t i, j;

	for (i = 0; i < fault_state->secrets && i < FAULT_SECRETS; i++) {
		for (j = 0; j < fault_state->secret[i].len; j++)
			sprintf(hex + 2 * j, "%02x", fault_state->secret[i].octets[j]);
		if (memmem(o->text, o->len, fault_state->secret[i].octets,
			   fault_state->secret[i].len) ||
		    strcasestr(o->text, hex))
			return true;
	}
	return false;
}

/* What was wrong with a run, or NULL. */
static const char *judge(const struct scenario *s, int status)
{
	static char text[640];

	take_output(&out);
	take_output(&err);
	if (s->timed)
		digits_off(out.text);
	if (WIFSIGNALED(status)) {
		snprintf(text, sizeof(text), "%s (signal %d)",
			 WTERMSIG(status) == SIGALRM ? "hang" : "crash", WTERMSIG(status));
		return text;
	}
	/* also of a process that it started, whose status is not seen here */
	if (strstr(err.text, "runtime error: ") || strstr(err.text, "ERROR: AddressSanitizer"))
		return "sanitizer";
	switch (WEXITSTATUS(status)) {
	case FAULT_RIGHT:
		if (has_secret(&out) || has_secret(&err))
			return "a secret in the output";
		if (fault_state->n && s->same_output && strcmp(out.text, expected) &&
		    !(s->excuse && strstr(out.text, s->excuse)))
			return "success, but another output";
		return NULL;
	case FAULT_REPORTED:
		if (has_secret(&out) || has_secret(&err))
			return "a secret in the output";
		if (!out.len && !err.len)
			return "failed without a word";
		return fault_state->hits ? NULL : "failed without a fault";
	case FAULT_WRONG:
	case STATUS_FD:
		return fault_state->wrong;
	case STATUS_LEAK:
		return "leak";
	case STATUS_CRASH:
		return "sanitizer";
	}
	snprintf(text, sizeof(text), "ended with status %d", WEXITSTATUS(status));
	return text;
}

static const char *one(const struct scenario *s, enum fault_kind kind, unsigned long n)
{
	int status;
	pid_t pid;

	memset(fault_state, 0, sizeof(*fault_state));
	fault_state->kind = kind;
	fault_state->n = n;
	rewind_output(&out);
	rewind_output(&err);
	pid = fork();
	if (!pid)
		run(s);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* what it started and left */
	kill(-pid, SIGKILL);
	return judge(s, status);
}

static void indent(const char *name, const char *text)
{
	char copy[OUTPUT_MAX], *line, *rest = copy;
	int lines = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((line = strsep(&rest, "\n")) && lines++ < 40)
		if (*line)
			printf("#     %s: %s\n", name, line);
}

static void progress(const struct scenario *s, enum fault_kind kind, unsigned long n,
		     unsigned long total)
{
	if (time(NULL) - said < 3)
		return;
	said = time(NULL);
	printf("# %ld s: %s: %s: %s %lu of %lu\n", (long)(said - began), s->program, s->name,
	       fault_names[kind], n, total);
	fflush(stdout);
}

static void sweep(const struct scenario *s, enum fault_kind kind, unsigned long only)
{
	unsigned long n, total, stride, hit = 0, bad = 0;
	const char *wrong = one(s, kind, 0);

	total = fault_state->count;
	snprintf(expected, sizeof(expected), "%s", out.text);
	if (wrong || !total) {
		printf("not ok %u %s: %s: %s # without a fault: %s\n", ++results, s->program,
		       s->name, fault_names[kind], wrong ? wrong : "nothing to fail");
		indent("output", out.text);
		indent("error", err.text);
		failures++;
		return;
	}
	stride = all || total <= SAMPLES ? 1 : (total + SAMPLES - 1) / SAMPLES;
	/* to the first run that meets no fault */
	for (n = only ? only : 1;; n += stride) {
		progress(s, kind, n, total);
		wrong = one(s, kind, n);
		if (!fault_state->hits && !wrong)
			break;
		hit++;
		if (wrong && bad++ < SHOWN) {
			printf("#   %s %lu of %lu%s%s: %s\n", fault_names[kind], n, total,
			       *fault_state->call ? ", " : "", fault_state->call, wrong);
			indent("output", out.text);
			indent("error", err.text);
		}
		if (only)
			break;
	}
	printf("%sok %u %s: %s: %s, %lu of %lu faults injected", bad ? "not " : "", ++results,
	       s->program, s->name, fault_names[kind], hit, total);
	if (bad)
		printf(" # %lu went wrong", bad);
	putchar('\n');
	fflush(stdout);
	failures += bad != 0;
}

static bool chosen(const char *word, const char *name)
{
	return !word || !*word || !strcmp(word, name);
}

static void sweep_all(const struct scenario *s, char **words, int n)
{
	unsigned int kind;

	for (; s->name; s++) {
		if (!chosen(n > 0 ? words[0] : NULL, s->program) ||
		    !chosen(n > 1 ? words[1] : NULL, s->name))
			continue;
		for (kind = 0; kind < FAULT_KINDS; kind++)
			if (s->kinds & 1U << kind &&
			    chosen(n > 2 ? words[2] : NULL, fault_names[kind]))
				sweep(s, kind, n > 3 ? strtoul(words[3], NULL, 10) : 0);
	}
}

int main(int argc, char **argv)
{
	fault_init();
	argv++;
	argc--;
	if (argc && !strcmp(*argv, "--all")) {
		all = true;
		argv++;
		argc--;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	began = said = time(NULL);
	out.fd = memfd_create("out", MFD_CLOEXEC);
	err.fd = memfd_create("err", MFD_CLOEXEC);
	/* not the programs': OpenSSL lets go of what its caches hold when it has no memory */
	__lsan_disable();
	wmand_prepare();
	bs_prepare();
	__lsan_enable();
	sweep_all(wmand_scenarios, argv, argc);
	sweep_all(wman_scenarios, argv, argc);
	sweep_all(bs_scenarios, argv, argc);
	printf("1..%u\n", results);
	return failures || !results;
}
