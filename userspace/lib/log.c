// SPDX-License-Identifier: BSD-3-Clause
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_LEN 1024

static const char *program = "";
static enum log_level limit = LOG_LEVEL_INFO;
static bool timestamps;

/**
 * log_open() - name the program
 * @name: begins every line; not copied
 */
void log_open(const char *name)
{
	program = name;
}

/**
 * log_set_level() - choose what is told
 * @level: the least important that is (default LOG_LEVEL_INFO)
 */
void log_set_level(enum log_level level)
{
	limit = level;
}

/**
 * log_set_timestamps() - begin every line with seconds of CLOCK_BOOTTIME, as dmesg(1) does
 * @on: whether to (default false: the journal has its own)
 */
void log_set_timestamps(bool on)
{
	timestamps = on;
}

/* A room of @size at @buf is advanced by what was written, and never past its end. */
static size_t used(int n, size_t size)
{
	return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

static void line(enum log_level level, const char *fmt, va_list args)
{
	static const char *const words[] = {
		[LOG_LEVEL_ERROR] = "error: ",
		[LOG_LEVEL_WARN] = "warning: ",
		[LOG_LEVEL_INFO] = "",
		[LOG_LEVEL_DEBUG] = "debug: ",
	};
	char buf[LINE_MAX_LEN];
	size_t i, len = 0, begin;
	struct timespec ts;
	int saved = errno;

	if (level > limit)
		return;
	if (timestamps) {
		clock_gettime(CLOCK_BOOTTIME, &ts);
		len = used(snprintf(buf, sizeof(buf), "[%5lld.%06ld] ", (long long)ts.tv_sec,
				    ts.tv_nsec / 1000),
			   sizeof(buf));
	}
	len += used(snprintf(buf + len, sizeof(buf) - len, "%s%s%s", program, *program ? ": " : "",
			     words[level]),
		    sizeof(buf) - len);
	begin = len;
	errno = saved;
	len += used(vsnprintf(buf + len, sizeof(buf) - len, fmt, args), sizeof(buf) - len);
	/* What a peer sent may be part of it: one line stays one line, and no terminal obeys it. */
	for (i = begin; i < len; i++)
		if ((unsigned char)buf[i] < ' ' || buf[i] == 0x7f)
			buf[i] = '?';
	buf[len++] = '\n';
	/* One call, so that lines of two processes do not mix; there is nobody to tell a failure. */
	if (write(STDERR_FILENO, buf, len) < 0)
		errno = saved;
	errno = saved;
}

/* A function for each level, so that the compiler checks the arguments. */
#define LOG_FUNCTION(name, level)       \
	void name(const char *fmt, ...) \
	{                               \
		va_list args;           \
                                        \
		va_start(args, fmt);    \
		line(level, fmt, args); \
		va_end(args);           \
	}

/** log_error() - something failed for good; @fmt: as for printf() */
LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
/** log_warn() - something needs attention; @fmt: as for printf() */
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
/** log_info() - an outcome; @fmt: as for printf() */
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
/** log_debug() - a step; @fmt: as for printf() */
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
