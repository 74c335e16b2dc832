// SPDX-License-Identifier: BSD-3-Clause
/* Networks that wmand does not try at a base station, because they were refused there. */
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

/* The name that a word stands for; empty for what stands for none */
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

/* "refused NAME BSID REASON TIMES SECONDS" */
static void put_line(void *ctx, const char *word, char *rest)
{
	const char *bsid, *reason, *times, *seconds;
	struct cli *cli = ctx;
	char name[NAME_ROOM];

	decode_name(take_word(&rest), name);
	bsid = take_word(&rest);
	reason = take_word(&rest);
	times = take_word(&rest);
	seconds = take_word(&rest);
	if (cli->json) {
		json_object(&cli->out, NULL);
		json_string(&cli->out, "network", name);
		json_string(&cli->out, "bsid", bsid);
		json_string(&cli->out, "reason", reason);
		json_u64(&cli->out, "times", strtoull(times, NULL, 10));
		json_u64(&cli->out, "seconds", strtoull(seconds, NULL, 10));
		json_object_end(&cli->out);
		return;
	}
	put_name(name);
	printf(": refused at %s: %s, %s times, not tried there for %s s\n", bsid, reason, times,
	       seconds);
}

/**
 * blacklist_show() - wman blacklist show [socket PATH]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int blacklist_show(struct cli *cli)
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
	ret = control_call(path, "blacklist\n", put_line, cli);
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
 * blacklist_forget() - wman blacklist clear [socket PATH] [NETWORK]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int blacklist_forget(struct cli *cli)
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
