/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * wman: the command line. A command is a row of the table in cli.c and a function; help, dispatch
 * and completion come from the row. The function reads its words first, all of them, and opens
 * netlink only then: what is wrong on the line is told without a kernel module.
 */
#ifndef WMAN_CLI_H
#define WMAN_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "nl.h"
#include "words.h"

/** enum cli_exit - exit status */
enum cli_exit {
	CLI_OK = 0,
	CLI_ERROR = 1,
	CLI_USAGE = 2,
	CLI_PARTLY = 3, /* done, but not all of what was asked for */
};

/**
 * struct cli - one invocation
 * @json: -j was given
 * @stats: -s was given
 * @words: what stands behind object and command
 * @command: row of the command that runs
 * @nl: after cli_open()
 * @out: the text, when @json
 */
struct cli {
	bool json;
	bool stats;
	struct words words;
	const struct cli_command *command;
	struct wnl nl;
	struct json out;
};

/**
 * struct cli_command - a row of the table
 * @object: first word
 * @name: second word; NULL when the object has no other command
 * @args: what may follow, for people
 * @help: one line
 * @run: the function; returns enum cli_exit
 */
struct cli_command {
	const char *object;
	const char *name;
	const char *args;
	const char *help;
	int (*run)(struct cli *cli);
};

int cli_main(int argc, char **argv);

int cli_usage(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int cli_refused(const struct cli *cli);

int cli_device(struct cli *cli, uint32_t *ifindex);
int cli_end(struct cli *cli);
int cli_open(struct cli *cli);
const char *cli_ifname(uint32_t ifindex);

/* The commands, each in the file of its object */
int dev_show(struct cli *cli);
int dev_set(struct cli *cli);
int dev_connect(struct cli *cli);
int dev_disconnect(struct cli *cli);
int dev_reauth(struct cli *cli);
int dev_forget(struct cli *cli);
int dev_handover(struct cli *cli);
int list_scan(struct cli *cli);
int list_sa(struct cli *cli);
int list_key(struct cli *cli);
int list_flow(struct cli *cli);
int flow_add(struct cli *cli);
int flow_change(struct cli *cli);
int flow_del(struct cli *cli);
int sa_rekey(struct cli *cli);
int stats_show(struct cli *cli);
int agent_run(struct cli *cli);
int network_show(struct cli *cli);
int network_clear(struct cli *cli);
int mip_take(struct cli *cli);
int import_run(struct cli *cli);
int monitor_run(struct cli *cli);

#endif
