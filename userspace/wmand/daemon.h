/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef WMAND_DAEMON_H
#define WMAND_DAEMON_H

#include <stdbool.h>

int daemon_run(const char *config_path, const char *socket_path, const char *control_path,
	       bool wait_for_module);

#endif
