// SPDX-License-Identifier: BSD-3-Clause
#include "control.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "bs.h"
#include "command.h"
#include "loop.h"

#define LINE_MAX_LEN 8192
#define CONNECTIONS  16

/*
 * A client. Reads one line, then writes the answer; freed after the answer, at an error, or with
 * the control socket.
 */
struct connection {
	struct bs_control *control;
	struct connection *next;
	int fd;
	char line[LINE_MAX_LEN];
	size_t len;
	char *answer;
	size_t answer_len;
	size_t sent;
};

struct bs_control {
	struct bs *bs;
	int fd;
	struct sockaddr_un addr;
	struct connection *connections;
	unsigned int n;
};

static void hang_up(struct connection *c)
{
	struct connection **pos = &c->control->connections;

	while (*pos != c)
		pos = &(*pos)->next;
	*pos = c->next;
	c->control->n--;
	loop_del_fd(c->control->bs->loop, c->fd);
	close(c->fd);
	free(c->answer);
	free(c);
}

static void write_answer(struct connection *c)
{
	ssize_t n;

	while (c->sent < c->answer_len) {
		n = send(c->fd, c->answer + c->sent, c->answer_len - c->sent, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			loop_mod_fd(c->control->bs->loop, c->fd, EPOLLOUT);
			return;
		}
		if (n <= 0)
			break;
		c->sent += (size_t)n;
	}
	hang_up(c);
}

static void run(struct connection *c)
{
	FILE *out = open_memstream(&c->answer, &c->answer_len);

	if (!out) {
		hang_up(c);
		return;
	}
	bs_command_run(c->control->bs, c->line, out);
	fclose(out);
	if (!c->answer) {
		hang_up(c);
		return;
	}
	write_answer(c);
}

static void ready(void *arg, uint32_t events)
{
	struct connection *c = arg;
	char *end;
	ssize_t n;

	if (c->answer) {
		write_answer(c);
		return;
	}
	n = recv(c->fd, c->line + c->len, sizeof(c->line) - 1 - c->len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		hang_up(c);
		return;
	}
	c->len += (size_t)n;
	c->line[c->len] = '\0';
	end = strchr(c->line, '\n');
	if (end) {
		*end = '\0';
		run(c);
	} else if (c->len == sizeof(c->line) - 1) {
		hang_up(c);
	}
}

static void incoming(void *arg, uint32_t events)
{
	struct bs_control *control = arg;
	struct connection *c;
	int fd;

	fd = accept4(control->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	c = control->n < CONNECTIONS ? calloc(1, sizeof(*c)) : NULL;
	if (!c || loop_add_fd(control->bs->loop, fd, EPOLLIN, ready, c)) {
		free(c);
		close(fd);
		return;
	}
	c->control = control;
	c->fd = fd;
	c->next = control->connections;
	control->connections = c;
	control->n++;
}

static int set_address(struct sockaddr_un *addr, const char *path)
{
	memset(addr, 0, sizeof(*addr));
	addr->sun_family = AF_UNIX;
	if (strlen(path) >= sizeof(addr->sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(addr->sun_path, path);
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* What a base station left that was killed; a socket somebody listens on stays. */
static void remove_stale(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat st;

	if (fd < 0)
		return;
	if (!lstat(addr->sun_path, &st) && S_ISSOCK(st.st_mode) &&
	    connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) && errno == ECONNREFUSED)
		unlink(addr->sun_path);
	close(fd);
}

struct bs_control *bs_control_open(struct bs *bs, const char *path)
{
	struct bs_control *control = calloc(1, sizeof(*control));
	int saved, ret;
	mode_t mask;

	if (!control)
		return NULL;
	control->bs = bs;
	control->fd = set_address(&control->addr, path);
	if (control->fd < 0)
		goto free;
	remove_stale(&control->addr);
	/* commands are for the owner */
	mask = umask(077);
	ret = bind(control->fd, (struct sockaddr *)&control->addr, sizeof(control->addr));
	umask(mask);
	if (ret)
		goto close;
	if (listen(control->fd, CONNECTIONS) || fcntl(control->fd, F_SETFL, O_NONBLOCK) ||
	    loop_add_fd(bs->loop, control->fd, EPOLLIN, incoming, control))
		goto unlink;
	return control;

unlink:
	unlink(path);
close:
	saved = errno;
	close(control->fd);
	errno = saved;
free:
	saved = errno;
	free(control);
	errno = saved;
	return NULL;
}

void bs_control_close(struct bs_control *control)
{
	if (!control)
		return;
	while (control->connections)
		hang_up(control->connections);
	loop_del_fd(control->bs->loop, control->fd);
	close(control->fd);
	unlink(control->addr.sun_path);
	free(control);
}

static bool send_words(int fd, char *const *words, int n)
{
	FILE *f = fdopen(dup(fd), "w");
	int i;

	if (!f)
		return false;
	for (i = 0; i < n; i++)
		fprintf(f, "%s%s", i ? " " : "", words[i]);
	fputc('\n', f);
	return !fclose(f);
}

int bs_control_send(const char *path, char *const *words, int n)
{
	struct sockaddr_un addr;
	bool first = true, refused = false;
	char buf[4096];
	ssize_t got;
	int fd;

	fd = set_address(&addr, path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    !send_words(fd, words, n)) {
		fprintf(stderr, "wman-bs: %s: %s\n", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return EXIT_FAILURE;
	}
	while ((got = recv(fd, buf, sizeof(buf), 0)) > 0) {
		if (first)
			refused = !strncmp(buf, "error", 5);
		first = false;
		fwrite(buf, 1, (size_t)got, refused ? stderr : stdout);
	}
	close(fd);
	/* an end without an answer is no answer */
	return first || refused ? EXIT_FAILURE : EXIT_SUCCESS;
}
