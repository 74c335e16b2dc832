// SPDX-License-Identifier: BSD-3-Clause
#include "cli.h"

#include <getopt.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMN 34

/* Rows of one object stand together; the first that a shortened word fits is meant. */
static const struct cli_command commands[] = {
	{ "dev", "show", "[NAME]", "state and settings of one device, or of all", dev_show },
	{ "dev", "set", "NAME SETTING...",
	  "change settings: edition 2005|2009, crc ofdma|ieee8023,\n"
	  "suite X[,Y]..., pn-window N, sa-max N, policy eap|pkmv1|rsa|rsa+eap|eap+eap|none,\n"
	  "gtek-push request|install, mac-mode cmac|hmac|any,\n"
	  "insecure-choices refuse|allow, timer TIMER MS",
	  dev_set },
	{ "dev", "connect", "NAME [bsid BSID] [network NETWORK] [wait [SECONDS]]",
	  "begin network entry; with wait, until traffic passes", dev_connect },
	{ "dev", "disconnect", "NAME", "leave the network; only the cached PMK stays",
	  dev_disconnect },
	{ "dev", "forget", "NAME", "erase the cached PMK: the next entry authenticates",
	  dev_forget },
	{ "dev", "reauth", "NAME", "authenticate again; traffic goes on", dev_reauth },
	{ "handover", NULL, "NAME BSID [wait [SECONDS]]",
	  "change to another base station of the network", dev_handover },
	{ "scan", NULL, "NAME", "base stations heard", list_scan },
	{ "sa", "show", "NAME", "security associations and their TEKs", list_sa },
	{ "sa", "rekey", "NAME SAID", "ask for new TEKs of one SA", sa_rekey },
	{ "key", "show", "NAME", "authorization keys: identifiers, never octets", list_key },
	{ "flow", "show", "NAME", "service flows", list_flow },
	{ "flow", "add", "NAME dir DIRECTION cs CS [OPTION VALUE]...",
	  "ask the base station for a flow; options: said SAID, active, crc,\n"
	  "fragmentation and packing on|off, rule KEY=VALUE[,KEY=VALUE]...",
	  flow_add },
	{ "flow", "change", "NAME SFID [active on|off] [rule add|replace|delete KEY=VALUE,...]",
	  "ask it to change a flow", flow_change },
	{ "flow", "del", "NAME SFID", "ask it to end a flow", flow_del },
	{ "stats", NULL, "NAME [all]", "rejections by reason; all: those never seen, too",
	  stats_show },
	{ "agent", NULL, "[socket PATH]",
	  "answer what wmand asks for: identities, passwords; until interrupted", agent_run },
	{ "network", "show", "[socket PATH] [NETWORK]",
	  "networks of wmand, what is to be known of them, where they were refused", network_show },
	{ "network", "clear", "[socket PATH] [NETWORK]", "try them again where they were refused",
	  network_clear },
	{ "import", NULL, "FORMAT FILE [to FILE] [ca FILE] [cert FILE] [key FILE]",
	  "make a wmand.conf of another program's configuration, FORMAT:\n"
	  "wpa_supplicant, beceem, intel, gctwimax",
	  import_run },
	{ "monitor", NULL, "[NAME] [all]",
	  "state changes, with 'all' messages and rejections too, until interrupted", monitor_run },
	{ "mip", NULL,
	  "NAME [variant VARIANT] [ha ADDRESS nai NAI] [fa ADDRESS] "
	  "[socket PATH]",
	  "take Mobile IP keys out of wmand, once; VARIANT: nwg, rfc5295, freeradius", mip_take },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void put_command(FILE *out, const struct cli_command *c)
{
	const char *help = c->help, *end;
	int width;

	width = fprintf(out, "  %s%s%s %s", c->object, c->name ? " " : "", c->name ? c->name : "",
			c->args);
	if (width >= HELP_COLUMN) {
		putc('\n', out);
		width = 0;
	}
	for (; help; help = end ? end + 1 : NULL, width = 0) {
		end = strchr(help, '\n');
		fprintf(out, "%*s%.*s\n", HELP_COLUMN - width, "",
			end ? (int)(end - help) : (int)strlen(help), help);
	}
}

/* Help for one object, or for all when @object is NULL */
static void put_help(FILE *out, const char *object)
{
	size_t i;

	fputs("usage: wman [-j] [-s] OBJECT [COMMAND] [ARGUMENT]...\n", out);
	for (i = 0; i < N_COMMANDS; i++)
		if (!object || !strcmp(object, commands[i].object))
			put_command(out, &commands[i]);
	fputs("  help"
	      "\n"
	      "options: -j, --json        JSON\n"
	      "         -s, --statistics  timers and rejections with dev show\n"
	      "         -V, --version     version\n"
	      "         -h, --help        this text\n",
	      out);
}

/**
 * cli_error() - tell why the command failed
 * @fmt: as for printf()
 *
 * Return: CLI_ERROR.
 */
int cli_error(const char *fmt, ...)
{
	va_list args;

	fputs("wman: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	putc('\n', stderr);
	return CLI_ERROR;
}

/**
 * cli_usage() - tell what is wrong on the command line
 * @cli: the invocation
 * @fmt: as for printf()
 *
 * Return: CLI_USAGE.
 */
int cli_usage(const struct cli *cli, const char *fmt, ...)
{
	const struct cli_command *c = cli->command;
	va_list args;

	fputs("wman: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	putc('\n', stderr);
	if (c)
		fprintf(stderr, "usage: wman %s%s%s %s\n", c->object, c->name ? " " : "",
			c->name ? c->name : "", c->args);
	else
		fputs("try: wman help\n", stderr);
	return CLI_USAGE;
}

/**
 * cli_refused() - tell what the kernel said
 * @cli: the invocation, after a call failed
 *
 * Return: CLI_ERROR.
 */
int cli_refused(const struct cli *cli)
{
	return cli_error("%s", cli->nl.error);
}

/**
 * cli_device() - take the name of a device, with or without the word "dev" before it
 * @cli: the invocation
 * @ifindex: for its index
 *
 * Return: CLI_OK; CLI_USAGE without a name; CLI_ERROR when there is no such device.
 */
int cli_device(struct cli *cli, uint32_t *ifindex)
{
	const char *name = words_take(&cli->words);

	if (name && !strcmp(name, "dev") && words_peek(&cli->words))
		name = words_take(&cli->words);
	if (!name)
		return cli_usage(cli, "expected the name of a device");
	*ifindex = if_nametoindex(name);
	return *ifindex ? CLI_OK : cli_error("no device '%s'", name);
}

/**
 * cli_end() - check that nothing is left on the line
 * @cli: the invocation
 *
 * Return: CLI_OK or CLI_USAGE.
 */
int cli_end(struct cli *cli)
{
	const char *word = words_peek(&cli->words);

	return word ? cli_usage(cli, "'%s' was not expected", word) : CLI_OK;
}

/**
 * cli_open() - open netlink
 * @cli: the invocation; cli_main() closes
 *
 * Return: CLI_OK or CLI_ERROR.
 */
int cli_open(struct cli *cli)
{
	return wnl_open(&cli->nl) ? cli_refused(cli) : CLI_OK;
}

/**
 * cli_ifname() - name of a device
 * @ifindex: its index
 *
 * Return: the name, "if7" when it is gone; valid until the next call.
 */
const char *cli_ifname(uint32_t ifindex)
{
	static char name[IF_NAMESIZE];

	if (!if_indextoname(ifindex, name))
		snprintf(name, sizeof(name), "if%u", ifindex);
	return name;
}

static const struct cli_command *find_object(const char *word)
{
	size_t i;

	for (i = 0; i < N_COMMANDS; i++)
		if (words_short_for(word, commands[i].object))
			return &commands[i];
	return NULL;
}

/* @first: the first row of the object */
static const struct cli_command *find_command(const struct cli_command *first, const char *word)
{
	const struct cli_command *c;

	for (c = first; c < commands + N_COMMANDS && !strcmp(c->object, first->object); c++)
		if (words_short_for(word, c->name))
			return c;
	return NULL;
}

/* "show, set or connect" */
static int expected(const struct cli *cli, const char *word, const struct cli_command *object)
{
	char list[256] = "";
	const char *item, *last = NULL;
	size_t i, len = 0;

	for (i = 0; i < N_COMMANDS; i++) {
		if (object && strcmp(object->object, commands[i].object))
			continue;
		item = object ? commands[i].name : commands[i].object;
		if (last && !strcmp(last, item))
			continue;
		len += snprintf(list + len, sizeof(list) - len, "%s%s", last ? ", " : "", item);
		last = item;
	}
	return cli_usage(cli, "%s%s'%s' is unknown, expected one of: %s",
			 object ? object->object : "", object ? " " : "", word, list);
}

static int dispatch(struct cli *cli)
{
	const struct cli_command *object;
	const char *word;

	word = words_take(&cli->words);
	if (!word) {
		put_help(stderr, NULL);
		return CLI_USAGE;
	}
	if (!strcmp(word, "help")) {
		put_help(stdout, NULL);
		return CLI_OK;
	}
	object = find_object(word);
	if (!object)
		return expected(cli, word, NULL);
	word = words_peek(&cli->words);
	if (word && !strcmp(word, "help")) {
		put_help(stdout, object->object);
		return CLI_OK;
	}
	cli->command = object;
	/* without a name there is one command, and "show" may be said or not */
	if (!object->name)
		words_take_keyword(&cli->words, "show");
	else if (word)
		cli->command = find_command(object, words_take(&cli->words));
	return cli->command ? cli->command->run(cli) : expected(cli, word, object);
}

/* What was printed must have arrived. */
static int finish(int status)
{
	if ((fflush(stdout) || ferror(stdout)) && status == CLI_OK)
		return cli_error("cannot write the output");
	return status;
}

/**
 * cli_main() - run a command line
 * @argc: as of main()
 * @argv: as of main()
 *
 * Return: enum cli_exit.
 */
int cli_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "statistics", no_argument, NULL, 's' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct cli cli = { .json = false };
	int opt, ret;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "+jsVh", options, NULL)) != -1) {
		switch (opt) {
		case 'j':
			cli.json = true;
			break;
		case 's':
			cli.stats = true;
			break;
		case 'V':
			puts("wman " WMAN_VERSION);
			return finish(CLI_OK);
		case 'h':
			put_help(stdout, NULL);
			return finish(CLI_OK);
		default:
			fputs("try: wman help\n", stderr);
			return CLI_USAGE;
		}
	}
	cli.words.next = argv + optind;
	json_begin(&cli.out, stdout);
	ret = dispatch(&cli);
	wnl_close(&cli.nl);
	return finish(ret);
}
