// SPDX-License-Identifier: BSD-3-Clause
#include "arguments.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "config.h"

__attribute__((format(printf, 2, 3))) static int usage_error(FILE *err, const char *fmt, ...)
{
	va_list ap;

	fputs("wman-bs: ", err);
	va_start(ap, fmt);
	vfprintf(err, fmt, ap);
	va_end(ap);
	fputs(" (wman-bs --help)\n", err);
	return -EINVAL;
}

static bool is(const char *arg, const char *shortname, const char *longname)
{
	return !strcmp(arg, longname) || (shortname && !strcmp(arg, shortname));
}

/* An option of the table, as "--name value" or "--name=value"; @argv moves over the value. */
static int take_option(struct bs_config *cfg, char ***argv, FILE *err)
{
	const char *arg = **argv, *name = arg + 2, *eq = strchr(arg, '='), *value;
	char copy[64], text[BS_ERROR_LEN];

	if (strncmp(arg, "--", 2))
		return usage_error(err, "what is '%.64s'", arg);
	snprintf(copy, sizeof(copy), "%.*s", (int)(eq ? (size_t)(eq - name) : strlen(name)), name);
	if (!bs_config_known(copy))
		return usage_error(err, "no option '%.64s'", arg);
	value = eq ? eq + 1 : *++*argv;
	if (!value)
		return usage_error(err, "--%s needs a value", copy);
	return bs_config_set(cfg, copy, value, text) ? usage_error(err, "%s", text) : 0;
}

/*
 * Options are taken in their order, so a file may be refined by what follows it. The table of
 * config.c serves both; getopt_long() would need a second one.
 */
static int take_argument(struct bs_arguments *args, struct bs_config *cfg, char ***argv, FILE *err)
{
	const char *arg = **argv;

	if (is(arg, "-h", "--help")) {
		args->action = BS_ACTION_HELP;
	} else if (is(arg, "-V", "--version")) {
		args->action = BS_ACTION_VERSION;
	} else if (is(arg, "-d", "--debug")) {
		args->debug = true;
	} else if (is(arg, NULL, "--check")) {
		args->action = BS_ACTION_CHECK;
	} else if (is(arg, NULL, "--send")) {
		args->action = BS_ACTION_SEND;
		args->send = *argv + 1;
		if (!args->send[0] || !args->send[1])
			return usage_error(err, "--send needs a path and a command");
	} else if (is(arg, "-c", "--config")) {
		if (!*++*argv)
			return usage_error(err, "--config needs a file");
		return bs_config_load(cfg, **argv, err) ? -EBADMSG : 0;
	} else {
		return take_option(cfg, argv, err);
	}
	return 0;
}

int bs_arguments_read(struct bs_arguments *args, struct bs_config *cfg, char **argv, FILE *err)
{
	char text[BS_ERROR_LEN];
	int ret;

	*args = (struct bs_arguments){ .action = BS_ACTION_RUN };
	for (argv++; *argv; argv++) {
		ret = take_argument(args, cfg, &argv, err);
		if (ret)
			return ret;
		if (args->action > BS_ACTION_CHECK)
			return 0;
	}
	return bs_config_finish(cfg, text) ? usage_error(err, "%s", text) : 0;
}
