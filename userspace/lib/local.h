/* SPDX-License-Identifier: BSD-3-Clause */
/* Sockets in the file system, for root and the user that a program runs as. */
#ifndef WMAN_LOCAL_H
#define WMAN_LOCAL_H

#include <stdbool.h>
#include <sys/un.h>

/* Where wmand is controlled */
#define LOCAL_CONTROL_PATH "/run/wman/control.sock"

int local_listen(const char *path, int type, int backlog, struct sockaddr_un *addr);
int local_connect(const char *path, int type);
bool local_is_allowed(int fd);
bool local_is_root(int fd);

#endif
