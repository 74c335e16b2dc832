// SPDX-License-Identifier: BSD-3-Clause
#include "asker.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <linux/wman.h>

#include "local.h"
#include "log.h"
#include "loop.h"
#include "percent.h"

#define CLIENTS_MAX 8
/* "answer ID VALUE" */
#define LINE_MAX_LEN (PERCENT_ROOM(EAP_ANSWER_MAX) + 32)

struct client {
	struct client *next;
	struct asker *asker;
	int fd;
	size_t len;
	char line[LINE_MAX_LEN]; /* what came of it so far */
};

struct question {
	struct question *next;
	struct asker *asker;
	unsigned int id;
	enum eap_ask ask;
	char network[PERCENT_ROOM(WMAN_NETWORK_NAME_MAX)];
	char text[EAP_ASK_TEXT_MAX + 1];
	struct loop_timer *timer;
	question_fn fn;
	void *ctx;
};

struct asker {
	struct loop *loop;
	int fd;
	struct sockaddr_un addr;
	unsigned int last_id;
	unsigned int num_clients;
	struct client *clients;
	struct question *questions;
	asker_status_fn status;
	void *status_ctx;
};

/* Whoever does not read is cut off; client_readable() sees that, and frees it. */
__attribute__((format(printf, 2, 3))) static void put_line(struct client *client, const char *fmt,
							   ...)
{
	char line[1024];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (send(client->fd, line, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL) != len)
		shutdown(client->fd, SHUT_RDWR);
}

static const char *encode(char *to, const char *network)
{
	percent_encode(to, (const uint8_t *)network, strnlen(network, WMAN_NETWORK_NAME_MAX));
	return to;
}

static void put_question(struct client *client, const struct question *q)
{
	put_line(client, "ask %u %s %s %s\n", q->id, eap_ask_name(q->ask), q->network, q->text);
}

/* Tell everybody but @winner, who has an answer of its own. */
static void put_gone(const struct question *q, const struct client *winner, const char *why)
{
	struct client *client;

	for (client = q->asker->clients; client; client = client->next)
		if (client != winner)
			put_line(client, "gone %u %s\n", q->id, why);
}

static void question_unlink(struct question *q)
{
	struct question **p;

	for (p = &q->asker->questions; *p != q; p = &(*p)->next)
		;
	*p = q->next;
	loop_timer_free(q->timer);
	free(q);
}

static void question_end(struct question *q, enum question_end end, const uint8_t *value,
			 size_t len)
{
	question_fn fn = q->fn;
	void *ctx = q->ctx;

	question_unlink(q);
	fn(ctx, end, value, len);
}

static void expired(void *arg)
{
	struct question *q = arg;

	put_gone(q, NULL, "expired");
	question_end(q, QUESTION_EXPIRED, NULL, 0);
}

static struct question *find(const struct asker *asker, unsigned long id)
{
	struct question *q;

	for (q = asker->questions; q && q->id != id; q = q->next)
		;
	return q;
}

static void take_answer(struct client *client, struct question *q, const char *word)
{
	uint8_t value[LINE_MAX_LEN];
	ssize_t len = percent_decode(value, word);
	const char *error = len < 0 ? "not percent-encoded" : NULL;

	if (!error)
		error = eap_answer_error(q->ask, value, (size_t)len);
	if (error) {
		put_line(client, "error %u bad %s\n", q->id, error);
	} else {
		put_line(client, "ok %u\n", q->id);
		put_gone(q, client, "answered");
		question_end(q, QUESTION_ANSWERED, value, (size_t)len);
	}
	explicit_bzero(value, sizeof(value));
}

static void tell_status(struct client *client)
{
	const struct asker *asker = client->asker;

	if (asker->status)
		asker->status(asker->status_ctx, client);
	put_line(client, "ok 0\n");
}

static void syntax_error(struct client *client)
{
	put_line(client, "error 0 syntax expected answer ID VALUE, cancel ID or status\n");
}

/* "answer ID VALUE", "cancel ID" or "status" */
static void take_line(struct client *client, char *line)
{
	bool cancel = !strncmp(line, "cancel ", 7);
	struct question *q;
	unsigned long id;
	char *end;

	if (!strcmp(line, "status")) {
		tell_status(client);
		return;
	}
	if (!cancel && strncmp(line, "answer ", 7)) {
		syntax_error(client);
		return;
	}
	errno = 0;
	id = strtoul(line + 7, &end, 10);
	if (errno || line[7] < '1' || line[7] > '9' || id > UINT32_MAX ||
	    *end != (cancel ? 0 : ' ')) {
		syntax_error(client);
		return;
	}
	q = find(client->asker, id);
	if (!q) {
		put_line(client, "error %lu late no such question is open\n", id);
	} else if (cancel) {
		put_line(client, "ok %lu\n", id);
		put_gone(q, client, "cancelled");
		question_end(q, QUESTION_CANCELLED, NULL, 0);
	} else {
		take_answer(client, q, end + 1);
	}
}

static void client_free(struct client *client)
{
	struct asker *asker = client->asker;
	struct client **p;

	for (p = &asker->clients; *p != client; p = &(*p)->next)
		;
	*p = client->next;
	asker->num_clients--;
	loop_del_fd(asker->loop, client->fd);
	close(client->fd);
	explicit_bzero(client, sizeof(*client));
	free(client);
}

/* All whole lines; what stands behind them moves to the front. */
static void take_lines(struct client *client)
{
	char *start = client->line, *end;
	size_t rest = client->len;

	while ((end = memchr(start, '\n', rest))) {
		*end = '\0';
		rest -= (size_t)(end + 1 - start);
		take_line(client, start);
		start = end + 1;
	}
	memmove(client->line, start, rest);
	explicit_bzero(client->line + rest, client->len - rest);
	client->len = rest;
}

static void client_readable(void *arg, uint32_t events)
{
	struct client *client = arg;
	ssize_t n;

	n = recv(client->fd, client->line + client->len, sizeof(client->line) - client->len,
		 MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_free(client);
		return;
	}
	client->len += (size_t)n;
	take_lines(client);
	if (client->len < sizeof(client->line))
		return;
	put_line(client, "error 0 syntax the line is too long\n");
	client_free(client);
}

static bool client_new(struct asker *asker, int fd)
{
	const struct question *q;
	struct client *client;

	if (!local_is_allowed(fd) || asker->num_clients == CLIENTS_MAX)
		return false;
	client = calloc(1, sizeof(*client));
	if (!client)
		return false;
	client->asker = asker;
	client->fd = fd;
	if (loop_add_fd(asker->loop, fd, EPOLLIN, client_readable, client)) {
		free(client);
		return false;
	}
	client->next = asker->clients;
	asker->clients = client;
	asker->num_clients++;
	put_line(client, "wmand 1\n");
	for (q = asker->questions; q; q = q->next)
		put_question(client, q);
	return true;
}

static void on_connect(void *arg, uint32_t events)
{
	struct asker *asker = arg;
	int fd = accept4(asker->fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd >= 0 && !client_new(asker, fd))
		close(fd);
}

/**
 * asker_new() - make the socket
 * @loop: event loop
 * @path: where; its directory is made when it is missing
 *
 * Only root and the user that runs this program are listened to.
 *
 * Return: the asker, or NULL with errno set: EADDRINUSE when another one is there.
 */
struct asker *asker_new(struct loop *loop, const char *path)
{
	struct asker *asker = calloc(1, sizeof(*asker));
	int ret;

	if (!asker)
		return NULL;
	asker->loop = loop;
	asker->fd = local_listen(path, SOCK_STREAM, CLIENTS_MAX, &asker->addr);
	if (asker->fd < 0) {
		ret = asker->fd;
	} else {
		ret = loop_add_fd(loop, asker->fd, EPOLLIN, on_connect, asker);
		if (!ret)
			return asker;
		close(asker->fd);
		unlink(path);
	}
	free(asker);
	errno = -ret;
	return NULL;
}

/**
 * asker_free() - close and remove the socket; there is no question any more
 * @asker: from asker_new(), or NULL
 */
void asker_free(struct asker *asker)
{
	if (!asker)
		return;
	while (asker->clients)
		client_free(asker->clients);
	loop_del_fd(asker->loop, asker->fd);
	close(asker->fd);
	unlink(asker->addr.sun_path);
	free(asker);
}

/**
 * asker_ask() - ask whoever is there, and whoever comes
 * @asker: the asker
 * @ask: what for
 * @network: name of the network it is for
 * @text: what to say with it, printable ASCII
 * @fn: called once, unless question_free() comes first
 * @ctx: first argument of @fn
 *
 * Return: the question, or NULL without memory.
 */
struct question *asker_ask(struct asker *asker, enum eap_ask ask, const char *network,
			   const char *text, question_fn fn, void *ctx)
{
	struct question *q = calloc(1, sizeof(*q)), **tail;
	struct client *client;

	if (!q)
		return NULL;
	q->timer = loop_timer_new(asker->loop, expired, q);
	if (!q->timer) {
		free(q);
		return NULL;
	}
	q->asker = asker;
	q->id = ++asker->last_id;
	q->ask = ask;
	encode(q->network, network);
	snprintf(q->text, sizeof(q->text), "%s", text);
	q->fn = fn;
	q->ctx = ctx;
	for (tail = &asker->questions; *tail; tail = &(*tail)->next)
		;
	*tail = q;
	loop_timer_set(q->timer, ASKER_LIMIT_S * 1000);
	log_info("network %s: %s wanted%s", network, eap_ask_name(ask),
		 asker->clients ? "" : " (answer with: wman agent)");
	for (client = asker->clients; client; client = client->next)
		put_question(client, q);
	return q;
}

/**
 * asker_set_status() - who knows how the networks are
 * @asker: the asker
 * @fn: called for each program that wants to know; NULL: nobody
 * @ctx: first argument of @fn
 */
void asker_set_status(struct asker *asker, asker_status_fn fn, void *ctx)
{
	asker->status = fn;
	asker->status_ctx = ctx;
}

/**
 * asker_say_network() - tell one program of a network
 * @client: the program
 * @state: one word
 * @network: name of the network
 */
void asker_say_network(struct client *client, const char *state, const char *network)
{
	char word[PERCENT_ROOM(WMAN_NETWORK_NAME_MAX)];

	put_line(client, "network %s %s\n", state, encode(word, network));
}

/**
 * asker_say_warning() - tell one program what is to be known of a network
 * @client: the program
 * @kind: one word
 * @network: name of the network
 * @text: the same for people, printable ASCII
 */
void asker_say_warning(struct client *client, const char *kind, const char *network,
		       const char *text)
{
	char word[PERCENT_ROOM(WMAN_NETWORK_NAME_MAX)];

	put_line(client, "warn %s %s %s\n", kind, encode(word, network), text);
}

/**
 * asker_warn() - tell everybody who is there
 * @asker: the asker
 * @kind: as for asker_say_warning(), so the others
 * @network: name of the network
 * @text: what is to be known
 */
void asker_warn(struct asker *asker, const char *kind, const char *network, const char *text)
{
	struct client *client;

	for (client = asker->clients; client; client = client->next)
		asker_say_warning(client, kind, network, text);
}

/**
 * question_free() - nobody wants to know any more
 * @question: from asker_ask() and open, or NULL
 */
void question_free(struct question *question)
{
	if (!question)
		return;
	put_gone(question, NULL, "ended");
	question_unlink(question);
}
