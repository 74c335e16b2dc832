// SPDX-License-Identifier: BSD-3-Clause
/* The networks of wmand, which wmand tells of over its socket. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "cli.h"

struct status {
	struct cli *cli;
	const char *wanted; /* NULL: every network */
	char network[256]; /* the one that is told of, or empty */
	unsigned int shown;
	bool done;
};

static void end_network(struct status *s)
{
	if (s->network[0] && s->cli->json) {
		json_array_end(&s->cli->out);
		json_object_end(&s->cli->out);
	}
	s->network[0] = '\0';
}

static void begin_network(struct status *s, const struct ask_message *m)
{
	end_network(s);
	if (s->wanted && strcmp(s->wanted, m->network))
		return;
	s->shown++;
	snprintf(s->network, sizeof(s->network), "%s", m->network);
	if (s->cli->json) {
		json_object(&s->cli->out, NULL);
		json_string(&s->cli->out, "network", m->network);
		json_string(&s->cli->out, "state", m->word);
		json_array(&s->cli->out, "warnings");
	} else {
		printf("%s: %s\n", m->network, m->word);
	}
}

/* Others than those of the network that is told of are news, and no part of the answer. */
static void put_warning(struct status *s, const struct ask_message *m)
{
	if (!s->network[0] || strcmp(s->network, m->network))
		return;
	if (s->cli->json) {
		json_object(&s->cli->out, NULL);
		json_string(&s->cli->out, "kind", m->word);
		json_string(&s->cli->out, "text", m->text);
		json_object_end(&s->cli->out);
	} else {
		printf("    %s: %s\n", m->word, m->text);
	}
}

static void take(void *ctx, const struct ask_message *m)
{
	struct status *s = ctx;

	if (m->event == ASK_NETWORK)
		begin_network(s, m);
	else if (m->event == ASK_WARNING)
		put_warning(s, m);
	else if (m->event == ASK_OK && !m->id)
		s->done = true;
}

static int read_status(struct status *s, struct ask *ask)
{
	int ret = ask_status(ask);

	if (s->cli->json)
		json_array(&s->cli->out, NULL);
	while (!ret && !s->done)
		ret = ask_read(ask, take, s);
	end_network(s);
	if (s->cli->json) {
		json_array_end(&s->cli->out);
		json_end(&s->cli->out);
	}
	return ret;
}

/**
 * network_show() - wman network show [NETWORK] [socket PATH]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int network_show(struct cli *cli)
{
	struct status status = { .cli = cli };
	const char *path = ASK_PATH;
	struct ask *ask;
	int ret;

	if (words_peek(&cli->words) && strcmp(words_peek(&cli->words), "socket"))
		status.wanted = words_take(&cli->words);
	if (words_take_keyword(&cli->words, "socket")) {
		path = words_take(&cli->words);
		if (!path)
			return cli_usage(cli, "expected the path of a socket");
	}
	ret = cli_end(cli);
	if (ret)
		return ret;
	ask = ask_open(path);
	if (!ask)
		return cli_error("%s: %s", path, strerror(errno));
	ret = read_status(&status, ask);
	ask_close(ask);
	if (ret)
		return cli_error("wmand: %s", strerror(-ret));
	if (status.wanted && !status.shown)
		return cli_error("no network '%s'", status.wanted);
	return CLI_OK;
}
