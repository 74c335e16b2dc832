/* SPDX-License-Identifier: BSD-3-Clause */
/* Commands of the control socket. */
#ifndef _BS_COMMAND_H
#define _BS_COMMAND_H

#include <stdio.h>

struct bs;

/**
 * bs_command_run() - carry out a command
 * @bs: the base station
 * @line: the command; taken apart
 * @out: where the answer goes: "ok", lines of text, or "error: " and a text
 */
void bs_command_run(struct bs *bs, char *line, FILE *out);

#endif
