// SPDX-License-Identifier: BSD-3-Clause
/* Mobile IP keys, which wmand derives where the network has emsk_keys=1. */
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "control.h"
#include "local.h"
#include "percent.h"

#define NAI_MAX 253

/* What may stand behind the device */
struct arguments {
	const char *variant;
	const char *ha;
	const char *nai;
	const char *fa;
	const char *path;
};

static int take_arguments(struct cli *cli, struct arguments *a)
{
	const struct {
		const char *word;
		const char **value;
	} known[] = {
		{ "variant", &a->variant }, { "ha", &a->ha },	    { "nai", &a->nai },
		{ "fa", &a->fa },	    { "socket", &a->path },
	};
	const char *word;
	size_t i;

	while ((word = words_take(&cli->words))) {
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (!strcmp(word, known[i].word))
				break;
		if (i == sizeof(known) / sizeof(known[0]))
			return cli_usage(cli, "'%s' was not expected", word);
		*known[i].value = words_take(&cli->words);
		if (!*known[i].value)
			return cli_usage(cli, "%s needs a value", word);
		/* they become words of a line */
		if (*known[i].value != a->nai && *known[i].value != a->path &&
		    strpbrk(*known[i].value, " \n"))
			return cli_usage(cli, "%s: no such value", word);
	}
	if (!a->ha != !a->nai)
		return cli_usage(cli, "ha and nai go together");
	if (a->nai && strlen(a->nai) > NAI_MAX)
		return cli_usage(cli, "a NAI has at most 253 octets");
	return CLI_OK;
}

/* "key NAME HEX" */
static void put_key(void *ctx, const char *word, char *rest)
{
	struct cli *cli = ctx;
	char *value = rest + strcspn(rest, " ");

	if (*value)
		*value++ = '\0';
	if (cli->json)
		json_string(&cli->out, rest, value);
	else
		printf("%s %s\n", rest, value);
}

/**
 * mip_take() - wman mip NAME [variant VARIANT] [ha ADDRESS nai NAI] [fa ADDRESS] [socket PATH]
 * @cli: the invocation
 *
 * Return: enum cli_exit.
 */
int mip_take(struct cli *cli)
{
	struct arguments a = { .variant = "nwg" };
	char nai[PERCENT_ROOM(NAI_MAX)] = "-", request[2048];
	uint32_t ifindex;
	int ret;

	ret = cli_device(cli, &ifindex) ?: take_arguments(cli, &a);
	if (ret)
		return ret;
	if (a.nai)
		percent_encode(nai, (const uint8_t *)a.nai, strlen(a.nai));
	ret = snprintf(request, sizeof(request), "mip %u %.32s %.64s %s%s%.64s\n", ifindex,
		       a.variant, a.ha ? a.ha : "-", nai, a.fa ? " " : "", a.fa ? a.fa : "");
	if (ret >= (int)sizeof(request))
		return cli_error("the request is too long");
	if (cli->json)
		json_object(&cli->out, NULL);
	ret = control_call(a.path ? a.path : LOCAL_CONTROL_PATH, request, put_key, cli);
	if (cli->json) {
		json_object_end(&cli->out);
		json_end(&cli->out);
	}
	return ret;
}
