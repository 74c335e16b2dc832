/* SPDX-License-Identifier: BSD-3-Clause */
/* The way to wmand for commands that are not the kernel's: a request, and the lines of its answer. */
#ifndef WMAN_CONTROL_H
#define WMAN_CONTROL_H

struct cli;

/** control_fn - takes a line of the answer, whose first word is @word; @rest may be changed */
typedef void (*control_fn)(void *ctx, const char *word, char *rest);

const char *control_take_path(struct cli *cli);
int control_call(const char *path, const char *request, control_fn fn, void *ctx);

#endif
