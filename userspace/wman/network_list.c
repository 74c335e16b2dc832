// SPDX-License-Identifier: BSD-3-Clause
/* Networks of wmand, and where they are not tried. */
#include <linux/wman.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "control.h"
#include "percent.h"

#define NAME_ROOM (WMAN_NETWORK_NAME_MAX + 1)

/* A word of the answer; empty at the end */
static char *take_word(char **rest)
{
	char *word = *rest;

	*rest += strcspn(word, " ");
	if (**rest)
		*(*rest)++ = '\0';
	return word;
}

/* The name that a word stands for; printable when it is not for JSON */
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

static void put_line(void *ctx, const char *word, char *rest)
{
	struct cli *cli = ctx;
	bool refused = !strcmp(word, "refused");
	const char *words[4];
	char name[NAME_ROOM];
	size_t i;

	decode_name(take_word(&rest), name);
	for (i = 0; i < 4; i++)
		words[i] = take_word(&rest);
	if (cli->json) {
		json_object(&cli->out, NULL);
		json_string(&cli->out, "network", name);
		if (refused)
			json_string(&cli->out, "refused_at", words[0]);
		else
			json_i64(&cli->out, "priority", strtoll(words[0], NULL, 10));
		json_string(&cli->out, refused ? "reason" : "methods", words[1]);
		if (refused) {
			json_i64(&cli->out, "times", strtoll(words[2], NULL, 10));
			json_i64(&cli->out, "seconds", strtoll(words[3], NULL, 10));
		}
		json_object_end(&cli->out);
		return;
	}
	put_name(name);
	if (refused)
		printf(": refused at %s: %s, %s times, after others there for %s s\n", words[0],
		       words[1], words[2], words[3]);
	else
		printf(": priority %s, %s\n", words[0], words[1]);
}

/**
 * network_list() - wman network list [socket PATH]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int network_list(struct cli *cli)
{
	const char *path = control_take_path(cli);
	int ret;

	if (!path)
		return CLI_USAGE;
	ret = cli_end(cli);
	if (ret)
		return ret;
	if (cli->json)
		json_array(&cli->out, NULL);
	ret = control_call(path, "networks\n", put_line, cli);
	if (cli->json) {
		json_array_end(&cli->out);
		json_end(&cli->out);
	}
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
