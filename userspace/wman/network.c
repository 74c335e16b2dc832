// SPDX-License-Identifier: BSD-3-Clause
/* The networks of wmand: how they are, what is to be known of them, and where they were refused. */
#include <linux/wman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "control.h"
#include "percent.h"

#define NAME_ROOM (WMAN_NETWORK_NAME_MAX + 1)

struct answer {
	struct cli *cli;
	const char *wanted; /* NULL: every network */
	unsigned int shown;
	bool open; /* what comes is of a network that is shown */
	bool refused; /* and its refusals have begun */
};

/* A word of the answer; empty at the end */
static char *take_word(char **rest)
{
	char *word = *rest;

	*rest += strcspn(word, " ");
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

/* The name that a word stands for; empty when it stands for none */
static void decode_name(const char *word, char name[NAME_ROOM])
{
	uint8_t octets[1024];
	ssize_t len = strlen(word) < sizeof(octets) ? percent_decode(octets, word) : -1;

	if (len < 0 || len >= NAME_ROOM)
		len = 0;
	memcpy(name, octets, (size_t)len);
	name[len] = '\0';
}

static void put_name(const char *name)
{
	for (; *name; name++)
		putchar((unsigned char)*name < ' ' || *name == 0x7f ? '?' : *name);
}

static void begin_refusals(struct answer *a)
{
	if (a->refused)
		return;
	a->refused = true;
	json_array_end(&a->cli->out);
	json_array(&a->cli->out, "refusals");
}

static void end_network(struct answer *a)
{
	if (a->open && a->cli->json) {
		begin_refusals(a);
		json_array_end(&a->cli->out);
		json_object_end(&a->cli->out);
	}
	a->open = false;
	a->refused = false;
}

/* NAME STATE PRIORITY METHODS */
static void put_network(struct answer *a, char *rest)
{
	const char *word = take_word(&rest), *state = take_word(&rest);
	const char *priority = take_word(&rest), *methods = take_word(&rest);
	struct json *json = &a->cli->out;
	char name[NAME_ROOM];

	end_network(a);
	decode_name(word, name);
	if (a->wanted && strcmp(a->wanted, name))
		return;
	a->open = true;
	a->shown++;
	if (a->cli->json) {
		json_object(json, NULL);
		json_string(json, "network", name);
		json_string(json, "state", state);
		json_i64(json, "priority", strtoll(priority, NULL, 10));
		json_string(json, "methods", methods);
		json_array(json, "warnings");
		return;
	}
	put_name(name);
	printf(": %s, priority %s%s%s\n", state, priority, *methods ? ", " : "", methods);
}

/* KIND TEXT */
static void put_warning(struct answer *a, char *rest)
{
	const char *kind = take_word(&rest);

	if (!a->cli->json) {
		printf("    %s: %s\n", kind, rest);
		return;
	}
	json_object(&a->cli->out, NULL);
	json_string(&a->cli->out, "kind", kind);
	json_string(&a->cli->out, "text", rest);
	json_object_end(&a->cli->out);
}

/* BSID REASON TIMES SECONDS */
static void put_refusal(struct answer *a, char *rest)
{
	const char *bsid = take_word(&rest), *reason = take_word(&rest);
	const char *times = take_word(&rest), *seconds = take_word(&rest);

	if (!a->cli->json) {
		printf("    refused at %s: %s, %s times, after others there for %s s\n", bsid,
		       reason, times, seconds);
		return;
	}
	begin_refusals(a);
	json_object(&a->cli->out, NULL);
	json_string(&a->cli->out, "bsid", bsid);
	json_string(&a->cli->out, "reason", reason);
	json_i64(&a->cli->out, "times", strtoll(times, NULL, 10));
	json_i64(&a->cli->out, "seconds", strtoll(seconds, NULL, 10));
	json_object_end(&a->cli->out);
}

static void put_line(void *ctx, const char *word, char *rest)
{
	struct answer *a = ctx;

	if (!strcmp(word, "network"))
		put_network(a, rest);
	else if (a->open && !strcmp(word, "warning"))
		put_warning(a, rest);
	else if (a->open && !strcmp(word, "refused"))
		put_refusal(a, rest);
}

/**
 * network_show() - wman network show [socket PATH] [NETWORK]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int network_show(struct cli *cli)
{
	struct answer answer = { .cli = cli };
	const char *path = control_take_path(cli);
	int ret;

	if (!path)
		return CLI_USAGE;
	answer.wanted = words_take(&cli->words);
	ret = cli_end(cli);
	if (ret)
		return ret;
	if (cli->json)
		json_array(&cli->out, NULL);
	ret = control_call(path, "networks\n", put_line, &answer);
	end_network(&answer);
	if (cli->json) {
		json_array_end(&cli->out);
		json_end(&cli->out);
	}
	if (ret == CLI_OK && answer.wanted && !answer.shown)
		return cli_error("no network '%s'", answer.wanted);
	return ret;
}

static void put_cleared(void *ctx, const char *word, char *rest)
{
	printf("%s forgotten\n", rest);
}

/**
 * network_clear() - wman network clear [socket PATH] [NETWORK]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int network_clear(struct cli *cli)
{
	char name[PERCENT_ROOM(WMAN_NETWORK_NAME_MAX)] = "";
	char request[sizeof(name) + sizeof("clear \n")];
	const char *path = control_take_path(cli), *word;
	int ret;

	if (!path)
		return CLI_USAGE;
	word = words_take(&cli->words);
	ret = cli_end(cli);
	if (ret)
		return ret;
	if (cli->json)
		return cli_usage(cli, "nothing of this is JSON");
	if (word && strlen(word) > WMAN_NETWORK_NAME_MAX)
		return cli_usage(cli, "the name of a network has at most 64 octets");
	if (word)
		percent_encode(name, (const uint8_t *)word, strlen(word));
	snprintf(request, sizeof(request), "clear%s%s\n", word ? " " : "", name);
	return control_call(path, request, put_cleared, NULL);
}
