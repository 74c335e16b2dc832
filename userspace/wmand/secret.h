/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Secrets that stand elsewhere than in the configuration, and are there without anybody who would
 * be asked: key=cred:NAME, keyring:DESCRIPTION, file:PATH, fd:NUMBER or exec:COMMAND.
 */
#ifndef WMAND_SECRET_H
#define WMAND_SECRET_H

#include <stdbool.h>

#define SECRET_MAX 4096

bool secret_is_elsewhere(const char *value);
const char *secret_read(const char *value, char **out);

#endif
