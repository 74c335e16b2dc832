// SPDX-License-Identifier: BSD-3-Clause
#include "ask.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "percent.h"

#define LINE_MAX_LEN 1024

struct ask {
	int fd;
	size_t len;
	char line[LINE_MAX_LEN]; /* what came so far */
};

/**
 * ask_open() - connect to wmand
 * @path: its socket
 *
 * Return: the connection, or NULL with errno set.
 */
struct ask *ask_open(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct ask *ask = calloc(1, sizeof(*ask));
	int saved;

	if (!ask)
		return NULL;
	ask->fd = -1;
	if (strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
	} else {
		strcpy(addr.sun_path, path);
		ask->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (ask->fd >= 0 && !connect(ask->fd, (struct sockaddr *)&addr, sizeof(addr)))
			return ask;
	}
	saved = errno;
	ask_close(ask);
	errno = saved;
	return NULL;
}

/**
 * ask_close() - leave; open questions stay open for others
 * @ask: from ask_open(), or NULL
 */
void ask_close(struct ask *ask)
{
	if (!ask)
		return;
	if (ask->fd >= 0)
		close(ask->fd);
	free(ask);
}

/**
 * ask_fd() - what to wait for
 * @ask: the connection
 *
 * Return: a descriptor that is readable when there is something for ask_read().
 */
int ask_fd(const struct ask *ask)
{
	return ask->fd;
}

/* Cut the next word off; empty at the end. */
static char *take_word(char **rest)
{
	char *word = *rest;

	*rest += strcspn(word, " ");
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

/* Return: whether the line is one of those that are known. */
static int parse(char *line, struct ask_message *m, uint8_t *network, size_t room)
{
	static const struct {
		const char *name;
		bool id;
		bool network;
	} events[] = {
		[ASK_QUESTION] = { "ask", true, true },
		[ASK_OK] = { "ok", true, false },
		[ASK_GONE] = { "gone", true, false },
		[ASK_REFUSED] = { "error", true, false },
		[ASK_NETWORK] = { "network", false, true },
		[ASK_WARNING] = { "warn", false, true },
	};
	const char *event = take_word(&line);
	ssize_t len = 0;
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]) && strcmp(event, events[i].name); i++)
		;
	if (i == sizeof(events) / sizeof(events[0]))
		return 0;
	m->event = i;
	m->id = events[i].id ? strtoul(take_word(&line), NULL, 10) : 0;
	m->word = take_word(&line);
	if (events[i].network) {
		char *word = take_word(&line);

		len = strlen(word) < room ? percent_decode(network, word) : -1;
		if (len < 0)
			return 0;
	}
	network[len] = '\0';
	m->network = (char *)network;
	m->text = line;
	return 1;
}

/**
 * ask_read() - take what wmand says
 * @ask: the connection
 * @fn: called for each message; lines that are not known are passed over
 * @ctx: first argument of @fn
 *
 * Waits when there is nothing.
 *
 * Return: 0; -EPIPE when wmand has left; -EPROTO when it speaks something else; another negative
 * errno.
 */
int ask_read(struct ask *ask, ask_fn fn, void *ctx)
{
	uint8_t network[LINE_MAX_LEN];
	struct ask_message message;
	char *start = ask->line, *end;
	ssize_t n;

	n = recv(ask->fd, ask->line + ask->len, sizeof(ask->line) - ask->len, 0);
	if (n < 0 && errno == EINTR)
		return 0;
	/* it left, and perhaps did not read all that was said to it */
	if (!n || (n < 0 && errno == ECONNRESET))
		return -EPIPE;
	if (n < 0)
		return -errno;
	ask->len += (size_t)n;
	while ((end = memchr(start, '\n', ask->len))) {
		*end = '\0';
		ask->len -= (size_t)(end + 1 - start);
		if (parse(start, &message, network, sizeof(network)))
			fn(ctx, &message);
		start = end + 1;
	}
	memmove(ask->line, start, ask->len);
	return ask->len < sizeof(ask->line) ? 0 : -EPROTO;
}

static int send_line(struct ask *ask, const char *line)
{
	size_t len = strlen(line);

	return send(ask->fd, line, len, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -errno;
}

/**
 * ask_answer() - answer a question; ASK_OK, ASK_GONE or ASK_REFUSED will tell what became of it
 * @ask: the connection
 * @id: names the question
 * @value: the answer
 * @len: octets at @value, at most ASK_ANSWER_MAX
 *
 * Return: 0, or a negative errno.
 */
int ask_answer(struct ask *ask, unsigned int id, const void *value, size_t len)
{
	char line[32 + PERCENT_ROOM(ASK_ANSWER_MAX)];
	int ret;

	if (len > ASK_ANSWER_MAX)
		return -EMSGSIZE;
	percent_encode(line + sprintf(line, "answer %u ", id), value, len);
	strcat(line, "\n");
	ret = send_line(ask, line);
	explicit_bzero(line, sizeof(line));
	return ret;
}

/**
 * ask_cancel() - say that there will be no answer
 * @ask: the connection
 * @id: names the question
 *
 * Return: 0, or a negative errno.
 */
int ask_cancel(struct ask *ask, unsigned int id)
{
	char line[32];

	sprintf(line, "cancel %u\n", id);
	return send_line(ask, line);
}

/**
 * ask_status() - ask how the networks are
 * @ask: the connection
 *
 * ASK_NETWORK will come for each network, with ASK_WARNING behind it for what is to be known of it,
 * and at the end ASK_OK with the number 0.
 *
 * Return: 0, or a negative errno.
 */
int ask_status(struct ask *ask)
{
	return send_line(ask, "status\n");
}
