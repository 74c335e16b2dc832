/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Another configuration for a base station that runs: the command line is read again, with the files it
 * names. All of it is taken, or nothing.
 *
 * Most options are asked for when they are needed, so the new value is just there. A subscriber has what
 * it got when it entered: its suite, its SAs, its flows.
 */
#ifndef _BS_RELOAD_H
#define _BS_RELOAD_H

#include <stdio.h>

struct bs;

/**
 * bs_reload() - read the configuration again
 * @bs: the base station; not from inside a callback of its AAA client or server
 * @err: stream for errors, line by line
 *
 * Return: 0; -EINVAL when it is wrong, cannot be had, or changes what cannot change; -ENOMEM. After an
 * error everything is as it was.
 */
int bs_reload(struct bs *bs, FILE *err);

#endif
