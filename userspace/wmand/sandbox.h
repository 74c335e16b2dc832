/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Giving up privileges: what the parent keeps, the cell of the process that runs EAP, and the wider one
 * of a process that holds a token.
 * Each returns 0 or a negative errno, and then the caller must not go on.
 */
#ifndef WMAND_SANDBOX_H
#define WMAND_SANDBOX_H

int sandbox_lock_memory(void);
int sandbox_keep_net_admin(void);
int sandbox_enter(int fd, int other);
int sandbox_enter_token(int fd);

#endif
