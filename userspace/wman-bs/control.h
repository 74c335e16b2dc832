/* SPDX-License-Identifier: BSD-3-Clause */
/* Control socket: one line of words in, lines of text out, then the end. */
#ifndef _BS_CONTROL_H
#define _BS_CONTROL_H

struct bs;
struct bs_control;

/**
 * bs_control_open() - begin to take commands
 * @bs: the base station
 * @path: of the socket; one that nobody listens on is replaced
 *
 * Return: the control socket, or NULL with errno set.
 */
struct bs_control *bs_control_open(struct bs *bs, const char *path);

/**
 * bs_control_close() - end it, remove the socket
 * @control: from bs_control_open(), or NULL
 */
void bs_control_close(struct bs_control *control);

/**
 * bs_control_send() - send a command to a running base station, print its answer
 * @path: its control socket
 * @words: the command
 * @n: how many words
 *
 * Return: exit status: 0; 1 when there is nobody or the command was refused.
 */
int bs_control_send(const char *path, char *const *words, int n);

#endif
