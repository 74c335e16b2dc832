/* SPDX-License-Identifier: BSD-3-Clause */
/* Log of the programs: one line a call on standard error. Never given a secret. */
#ifndef WMAN_LOG_H
#define WMAN_LOG_H

#include <stdbool.h>

/** enum log_level - how much is told */
enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
};

void log_open(const char *name);
void log_set_level(enum log_level level);
void log_set_timestamps(bool on);

void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
