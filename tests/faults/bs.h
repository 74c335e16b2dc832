/* SPDX-License-Identifier: BSD-3-Clause */
/* What the scenarios of wman-bs share. */
#ifndef TESTS_FAULT_BS_H
#define TESTS_FAULT_BS_H

#include "scenario.h"

/* A good configuration; path of the file. */
extern char bs_config_file[];

void bs_config_prepare(void);

enum fault_verdict bs_config_check(const void *arg);
enum fault_verdict bs_config_reload(const void *arg);

#endif
