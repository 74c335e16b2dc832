/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line: what the program is to do, and its configuration. */
#ifndef _BS_ARGUMENTS_H
#define _BS_ARGUMENTS_H

#include <stdbool.h>
#include <stdio.h>

struct bs_config;

/* What the program is to do */
enum bs_action {
	BS_ACTION_RUN,
	BS_ACTION_CHECK,
	BS_ACTION_SEND,
	BS_ACTION_HELP,
	BS_ACTION_VERSION,
};

/**
 * struct bs_arguments - a command line
 * @action: what is to be done
 * @debug: every event is logged
 * @send: behind --send: a path and the words of a command, ended by NULL
 */
struct bs_arguments {
	enum bs_action action;
	bool debug;
	char **send;
};

/**
 * bs_arguments_read() - read a command line, and the files it names
 * @args: what it says
 * @cfg: from bs_config_init(); finished, unless the action wants no configuration
 * @argv: the command line, ended by NULL; not changed
 * @err: stream for errors
 *
 * The same arguments may be read again later: files may say something else then.
 *
 * Return: 0; -EINVAL for a command line, or a configuration as a whole, that is wrong; -EBADMSG for
 * lines of a file.
 */
int bs_arguments_read(struct bs_arguments *args, struct bs_config *cfg, char **argv, FILE *err);

#endif
