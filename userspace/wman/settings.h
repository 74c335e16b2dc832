/* SPDX-License-Identifier: BSD-3-Clause */
/* The words behind "dev set", as attributes. */
#ifndef WMAN_SETTINGS_H
#define WMAN_SETTINGS_H

#include <netlink/msg.h>

#include "cli.h"

int settings_parse(struct cli *cli, struct nl_msg *dev);

#endif
